"""Prüft die Einstellungen für Berichte: Word-Vorlage, Fristen, zweites Augenpaar und Arten von Vorlagen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hausvorlagen import BOESE, mit_deckblatt
from seitenapp import Demoapp, demo_engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from word_pruefer import teile, verstoesse

from mut_core import rechte
from mut_core.bericht.hausvorlage import adapt_hausvorlage
from mut_core.erfassung.gremium import save_gremiumsfristen
from mut_core.erfassung.kommune import save_vorlagenarten
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Gremium, Hausvorlage, Kommune, Konzept, Protokoll, Rolle
from seiten.bausteine import hausvorlagenform, sitzung

WURZEL = Path(__file__).resolve().parent.parent
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class App(Demoapp):
    """Die Seite „Einstellungen für Berichte“ von Musterstadt, mit ihrer Datenbank zum Nachsehen."""

    def oeffne(self, als: str = "koordination", **adresse: str) -> AppTest:
        return self.oeffne_als(als, "berichtseinstellungen", **{"konzept": "musterstadt"} | adresse)

    def schreibe(self, tun: Callable[[Session, Vorgang], Any]) -> None:
        """Ändert etwas als Koordination an der Seite vorbei, wie eine Kollegin im Nebenzimmer."""
        self.schreibe_als("koordination", tun)

    @property
    def konzept_id(self) -> int:
        return int(self.lies(lambda s: s.scalar(sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt"))))

    def gremium(self, name: str) -> Gremium:
        gesucht = sa.select(Gremium).where(Gremium.konzept_id == self.konzept_id, Gremium.name == name)
        gefunden: Gremium = self.lies(lambda s: s.scalars(gesucht).one())
        return gefunden

    def kommune(self) -> Kommune:
        gefunden: Kommune = self.lies(lambda s: s.get_one(Kommune, s.get_one(Konzept, self.konzept_id).kommune_id))
        return gefunden

    def vorlagen(self) -> list[Hausvorlage]:
        return list(self.lies(lambda s: s.scalars(sa.select(Hausvorlage).order_by(Hausvorlage.id)).all()))

    def protokollende(self) -> int:
        return int(self.lies(lambda s: s.scalar(sa.select(sa.func.max(Protokoll.seq)))))


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Die App mit allen Demo-Daten."""
    with demo_engine(demo_datei, monkeypatch) as engine:
        yield App(engine, monkeypatch)


def text(at: AppTest) -> str:
    gezeigt = (*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.error, *at.warning)
    return "\n".join(str(t.value) for t in gezeigt).replace("\\", "").replace("\xa0", " ")


def klicke(at: AppTest, name: str) -> AppTest:
    """Klickt einen Knopf nach Schlüssel oder Beschriftung."""
    knopf = next((b for b in at.button if name in (b.key, b.label)), None)
    assert knopf is not None, (name, [b.label for b in at.button])
    knopf.click().run()
    assert not at.exception
    return at


def feld(at: AppTest, gremium: Gremium, name: str) -> Any:
    anfang = f"gremium_{gremium.id}_"
    return next(f for f in at.text_input if str(f.key).startswith(anfang) and str(f.key).endswith(name))


def arten(at: AppTest) -> Any:
    return next(f for f in at.text_area if f.label.startswith("Arten von Vorlagen"))


def lade_hoch(at: AppTest, daten: bytes, name: str = "Haus*.docx") -> AppTest:
    at.file_uploader[0].set_value((name, daten, WORD)).run()
    assert not at.exception
    return at


# --- wer darf --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("als", ["leitung", "fachkraft"])
def test_wer_nichts_festlegt_sieht_nur_wer_es_tut(app: App, als: str) -> None:
    at = app.oeffne(als)
    assert "Das legen Koordination und Administration fest." in text(at)
    assert not at.button
    assert not at.file_uploader
    assert not at.text_input


def test_die_administration_sieht_fristen_und_arten_nur_als_satz(app: App) -> None:
    at = app.oeffne("administration")
    assert "Ladungsfrist: 14 Tage (Vorgabe)" in text(at)
    assert not at.text_input
    assert not at.text_area
    assert at.file_uploader
    assert at.radio


# --- Word-Vorlage ----------------------------------------------------------------------------------------------------


def test_vor_dem_speichern_steht_in_saetzen_was_aus_der_vorlage_wird(app: App) -> None:
    at, vorher = app.oeffne(), app.protokollende()
    lade_hoch(at, mit_deckblatt())
    gezeigt = text(at)
    for gruppe in ("**Gefunden**", "**Von der App ergänzt**", "**Nicht übernommen**", "**Abgelehnt**\n- Nichts."):
        assert gruppe in gezeigt
    assert "Haus*.docx" in gezeigt
    assert "Gespeichert ist noch nichts" in gezeigt
    assert (app.vorlagen(), app.protokollende()) == ([], vorher)
    klicke(at, "Diese Vorlage verwenden")
    (vorlage,) = app.vorlagen()
    assert (vorlage.name, vorlage.in_gebrauch) == ("Haus*.docx", True)
    assert vorlage.inhalt == adapt_hausvorlage(mit_deckblatt())
    assert b"Erika Beispiel" not in b"".join(teile(vorlage.inhalt).values())
    assert not at.file_uploader[0].value
    assert "Diese Vorlage verwenden" not in [b.label for b in at.button]


@pytest.mark.parametrize("fall", ["DDEAUTO", "externes Bild", "kein Hauptteil"])
def test_abgelehntes_nennt_gruende_und_speichert_nichts(app: App, fall: str) -> None:
    """Was die Prüfung ablehnt, lässt sich auf der Seite mit keinem Knopf verwenden."""
    at, vorher = app.oeffne(), app.protokollende()
    bauen, grund = BOESE[fall]
    lade_hoch(at, bauen())
    assert "lässt sich nicht verwenden" in text(at)
    assert grund in text(at).split("**Abgelehnt**")[1].split("**")[0]
    assert not {"Diese Vorlage verwenden", "Verwerfen"} & {b.label for b in at.button}
    assert (app.vorlagen(), app.protokollende()) == ([], vorher)


def test_keine_word_datei_wird_mit_ausweg_abgelehnt(app: App) -> None:
    at = lade_hoch(app.oeffne(), b"%PDF-1.7 kein Word", "vorlage.docx")
    assert "lässt sich nicht verwenden" in text(at)
    assert app.vorlagen() == []


def test_verwerfen_leert_das_hochladen(app: App) -> None:
    at = klicke(lade_hoch(app.oeffne(), mit_deckblatt()), "Verwerfen")
    assert not at.file_uploader[0].value
    assert app.vorlagen() == []


def test_fruehere_vorlagen_kommen_wieder_in_gebrauch_und_eine_wieder_heraus(app: App) -> None:
    at = app.oeffne()
    for name in ("alt.docx", "neu.docx"):
        klicke(lade_hoch(at, mit_deckblatt(), name), "Diese Vorlage verwenden")
    alt, neu = app.vorlagen()
    assert [v.in_gebrauch for v in (alt, neu)] == [False, True]
    klicke(at, f"vorlage_{alt.id}_an")
    assert [v.in_gebrauch for v in app.vorlagen()] == [True, False]
    klicke(at, f"vorlage_{alt.id}_aus")
    assert [v.in_gebrauch for v in app.vorlagen()] == [False, False]
    assert "keine eigene Vorlage in Gebrauch" in text(at)


def test_der_probedruck_nimmt_die_vorlage_vor_dem_speichern_und_prueft_die_rechte_neu(app: App) -> None:
    app.oeffne()
    wer, bereinigt = app.lies(lambda s: rechte.load_person(s, "koordination")), adapt_hausvorlage(mit_deckblatt())
    heute = sitzung.heute()
    probe = hausvorlagenform._probedruck(wer.id, app.konzept_id, heute, bereinigt)
    neutral = hausvorlagenform._probedruck(wer.id, app.konzept_id, heute, None)
    assert verstoesse(probe) == []
    assert "005A2B" in teile(probe)["word/styles.xml"].decode()
    assert "005A2B" not in teile(neutral)["word/styles.xml"].decode()

    def nimm_rollen(s: Session, _vorgang: Vorgang) -> None:
        for rolle in s.scalars(sa.select(Rolle).where(Rolle.nutzer_id == wer.id)):
            s.delete(rolle)

    app.schreibe(nimm_rollen)
    with pytest.raises(NichtGefundenError):
        hausvorlagenform._probedruck(wer.id, app.konzept_id, heute, bereinigt)


# --- Fristen ---------------------------------------------------------------------------------------------------------


def test_fristen_zeigen_sofort_den_redaktionsschluss_und_werden_gespeichert(app: App) -> None:
    at, rat = app.oeffne(), app.gremium("Rat der Stadt")
    vorher = text(at)
    feld(at, rat, "ladungsfrist_tage").input("21").run()
    feld(at, rat, "vorlauf_tage").input("3 Tage").run()
    assert text(at) != vorher
    assert app.gremium("Rat der Stadt").ladungsfrist_tage is None
    assert str(rat.version) in at.query_params[f"basis_gremium_{rat.id}"]
    vorschau = text(at)
    klicke(at, f"gremium_{rat.id}_speichern")
    neu = app.gremium("Rat der Stadt")
    assert (neu.ladungsfrist_tage, neu.vorlauf_tage) == (21, 3)
    assert feld(at, rat, "ladungsfrist_tage").value == "21"
    assert f"basis_gremium_{rat.id}" not in at.query_params
    gerechnet = next(z for z in vorschau.splitlines() if z.startswith("Nächste Sitzung"))
    assert gerechnet in text(at)


@pytest.mark.parametrize("eingabe", ["366", "-1", "zwei Wochen", "1,5"])
def test_unlesbare_fristen_bleiben_mit_ihrem_grund_stehen(app: App, eingabe: str) -> None:
    at, rat, vorher = app.oeffne(), app.gremium("Rat der Stadt"), app.protokollende()
    feld(at, rat, "vorlauf_tage").input(eingabe).run()
    klicke(at, f"gremium_{rat.id}_speichern")
    assert "„Vorlauf“ ist eine ganze Zahl von 0 bis 365 Tagen" in text(at)
    assert feld(at, rat, "vorlauf_tage").value == eingabe
    assert app.protokollende() == vorher


def aendere_frist(app: App, rat: Gremium) -> None:
    app.schreibe(lambda s, v: save_gremiumsfristen(s, v, rat.id, 10, 7, basis_version=rat.version))


@pytest.mark.parametrize("zwischendurch", [False, True], ids=["sofort", "nach einem weiteren Lauf"])
@pytest.mark.parametrize("meine", [True, False])
def test_war_jemand_schneller_stehen_beide_seiten_da(app: App, meine: bool, zwischendurch: bool) -> None:
    at, rat = app.oeffne(), app.gremium("Rat der Stadt")
    feld(at, rat, "ladungsfrist_tage").input("21").run()
    aendere_frist(app, rat)
    if zwischendurch:
        at.run()
        assert feld(at, rat, "ladungsfrist_tage").value == "21"
    klicke(at, f"gremium_{rat.id}_speichern")
    assert "Gespeichert ist inzwischen: **Ladungsfrist: 10 Tage · Vorlauf: 7 Tage**" in text(at)
    assert feld(at, rat, "ladungsfrist_tage").value == "21"
    assert app.gremium("Rat der Stadt").ladungsfrist_tage == 10
    klicke(at, f"gremium_{rat.id}_{'meine' if meine else 'behalten'}")
    neu = app.gremium("Rat der Stadt")
    assert (neu.ladungsfrist_tage, neu.vorlauf_tage) == ((21, None) if meine else (10, 7))
    assert feld(at, rat, "ladungsfrist_tage").value == ("21" if meine else "10")
    assert not at.error


def test_ein_unberuehrtes_feld_zeigt_das_neueste(app: App) -> None:
    at, rat = app.oeffne(), app.gremium("Rat der Stadt")
    aendere_frist(app, rat)
    at.run()
    assert feld(at, rat, "ladungsfrist_tage").value == "10"


@pytest.mark.parametrize("wert", ["-1", "0", "99999999999999999999", "abc"])
def test_schlechte_grundlagen_in_der_adresse_werden_hingenommen(app: App, wert: str) -> None:
    rat = app.gremium("Rat der Stadt")
    at = app.oeffne(**{f"basis_gremium_{rat.id}": wert})
    feld(at, rat, "ladungsfrist_tage").input("5").run()
    klicke(at, f"gremium_{rat.id}_speichern")
    assert app.gremium("Rat der Stadt").ladungsfrist_tage == 5


# --- zweites Augenpaar -----------------------------------------------------------------------------------------------


def test_das_zweite_augenpaar_schaltet_nur_die_administration(app: App) -> None:
    at = app.oeffne()
    assert "An: Einen Bericht gibt jemand anderes frei" in text(at)
    assert "Das ändert nur die Administration." in text(at)
    assert not [r for r in at.radio if r.label == "Freigabe von Berichten"]
    at = app.oeffne("administration")
    next(r for r in at.radio if r.label == "Freigabe von Berichten").set_value(False).run()
    assert app.kommune().vier_augen
    klicke(at, "Freigabe festlegen")
    assert not app.kommune().vier_augen
    assert "Aus: Wer einen Bericht verfasst hat" in text(app.oeffne())


def test_beim_augenpaar_gewinnt_kein_veralteter_stand(app: App) -> None:
    at = app.oeffne("administration")
    next(r for r in at.radio if r.label == "Freigabe von Berichten").set_value(False).run()
    version = app.kommune().version
    app.schreibe(lambda s, v: save_vorlagenarten(s, v, app.konzept_id, ["Antrag"], basis_version=version))
    klicke(at, "Freigabe festlegen")
    assert "inzwischen jemand anderes geändert" in text(at)
    assert app.kommune().vier_augen


# --- Arten von Vorlagen ----------------------------------------------------------------------------------------------


def test_arten_stehen_eine_je_zeile_und_nennen_ihr_muster(app: App) -> None:
    at = app.oeffne()
    assert "Vorgabe: Beschlussvorlage, Informationsvorlage, Bericht, Mitteilung." in text(at)
    arten(at).input("Beschlussdrucksache\n\nMitteilung der Verwaltung\n").run()
    assert "Beschlussdrucksache wie „Beschlussvorlage“; Mitteilung der Verwaltung wie „Mitteilung“" in text(at)
    assert app.kommune().vorlagenarten is None
    klicke(at, "Liste speichern")
    assert app.kommune().vorlagenarten == "Beschlussdrucksache\nMitteilung der Verwaltung"
    arten(at).input("").run()
    klicke(at, "Liste speichern")
    assert app.kommune().vorlagenarten is None


def test_eine_abgelehnte_liste_bleibt_stehen(app: App) -> None:
    at = app.oeffne()
    arten(at).input("Antrag\nantrag").run()
    klicke(at, "Liste speichern")
    assert "steht zweimal in der Liste" in text(at)
    assert arten(at).value == "Antrag\nantrag"
    assert app.kommune().vorlagenarten is None


@pytest.mark.parametrize("meine", [True, False])
def test_bei_den_arten_stehen_im_konflikt_beide_seiten(app: App, meine: bool) -> None:
    at, version = app.oeffne(), app.kommune().version
    arten(at).input("Bericht").run()
    app.schreibe(lambda s, v: save_vorlagenarten(s, v, app.konzept_id, ["Antrag"], basis_version=version))
    klicke(at, "Liste speichern")
    assert "Gespeichert ist inzwischen: **Antrag**" in text(at)
    assert arten(at).value == "Bericht"
    klicke(at, "Meine Liste speichern" if meine else "Gespeichertes behalten")
    assert app.kommune().vorlagenarten == ("Bericht" if meine else "Antrag")
    assert arten(at).value == ("Bericht" if meine else "Antrag")
