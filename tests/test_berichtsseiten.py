"""Prüft die Seiten der Berichte: sofort drucken, führen vom Entwurf bis eingefroren, wiederfinden, vergleichen."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from seitenapp import Demoapp, demo_engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from word_pruefer import teile

from mut_core import rechte
from mut_core.auftrag import Laeufer
from mut_core.bericht import FORMEN
from mut_core.bericht.rueckgabe import read_rueckgabe
from mut_core.erfassung import konten
from mut_core.erfassung.bericht import submit_bericht
from mut_core.erfassung.berichtstext import load_berichtstexte, save_berichtstext
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, RechteError
from mut_core.lagebild import ist_begrenzt, thaw_lagebild
from mut_core.lagebild.archiv import Archivbericht, load_archiv, load_stand
from mut_core.modell import Auftrag, Beratung, Bericht, Gremium, Konzept, Massnahme
from mut_core.modell.codes import Berichtsstatus, Rollenart
from seiten.bausteine import druck

WURZEL = Path(__file__).resolve().parent.parent
KIM, ZWEITE = "koordination", "zweite"
STELLE = "vorbemerkung"


class App(Demoapp):
    """Die App mit zwei Koordinationen, die einander freigeben können."""

    def __init__(self, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(engine, monkeypatch)
        self.konzept_id: int = self.lies(
            lambda s: s.scalars(sa.select(Konzept.id).where(Konzept.schluessel == "musterstadt")).one()
        )
        self.schreibe("administration", self._zweite_koordination)

    def _zweite_koordination(self, s: Session, v: Vorgang) -> None:
        nummer = konten.create_konto(s, v, ZWEITE, "Zita Beispiel (Koordination)")
        konten.add_rolle(s, v, nummer, Rollenart.KOORDINATION)

    def oeffne(self, seite: str, als: str = KIM, *, reiter: str | None = None, **adresse: str) -> AppTest:
        """Öffnet eine Seite als Person, bei `bericht` mit einem Reiter."""
        return self.oeffne_als(als, seite, **adresse, **({"reiter": reiter} if reiter else {}))

    def person(self, kennung: str = KIM) -> rechte.Person:
        return super().person(kennung)

    def schreibe(self, als: str, tun: Callable[[Session, Vorgang], Any]) -> Any:
        """Tut etwas als Person an der Seite vorbei, wie in einem anderen Fenster."""
        return self.schreibe_als(als, tun)

    def archiv(self) -> tuple[Archivbericht, ...]:
        return tuple(self.lies(lambda s: load_archiv(s, self.person(), self.konzept_id)))

    def bericht(self, bericht_id: int) -> Archivbericht:
        return next(b for b in self.archiv() if b.id == bericht_id)

    def lege_an(self, form: str = "sachstandsbericht", titel: str = "") -> int:
        """Legt über die Seite einen Bericht an und gibt seinen Schlüssel."""
        vorher = {b.id for b in self.archiv()}
        at = self.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
        name = f"neu_{self.konzept_id}"
        at.selectbox(key=f"{name}_form").select(form).run()
        if titel:
            at.text_input(key=f"{name}_titel").input(titel).run()
        at.button(key=f"{name}_anlegen").click().run()
        assert not at.exception
        (neuer,) = {b.id for b in self.archiv()} - vorher
        return int(neuer)

    def texte(self, bericht_id: int) -> dict[str, str]:
        gelesen = self.lies(lambda s: load_berichtstexte(s, self.person(), bericht_id))
        return {k: f.text for k, f in gelesen.items()}

    def schreibe_text(self, bericht_id: int, text: str, als: str = KIM, version: int = 0) -> None:
        self.schreibe(als, lambda s, v: save_berichtstext(s, v, bericht_id, STELLE, text, basis_version=version))


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Die App mit allen Demo-Daten."""
    with demo_engine(demo_datei, monkeypatch) as engine:
        yield App(engine, monkeypatch)


def text(at: AppTest) -> str:
    teile = (*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.error, *at.warning)
    return "\n".join(str(t.value) for t in (*teile, *at.success)).replace("\\", "")


def knopf(at: AppTest, beschriftung: str) -> Any:
    return next(b for b in at.button if b.label == beschriftung)


def knoepfe(at: AppTest) -> set[str]:
    return {b.label for b in at.button}


def feld(at: AppTest) -> Any:
    return next(f for f in at.text_area if f.label == "Eigener Text")


# --- Schnell drucken -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMEN)
def test_jede_form_laesst_sich_waehlen_und_bietet_ihren_knopf(app: App, form: str) -> None:
    at = app.oeffne("berichte", konzept="musterstadt")
    at.selectbox(key=f"schnell_{app.konzept_id}_form").select(form).run()
    assert not at.exception
    assert not at.error
    art = druck.DATEIART[FORMEN[form].endung]
    assert [b.label for b in at.download_button] == [f"Bericht als {art} herunterladen"]
    assert ("Als PDF-Datei erstellen" in knoepfe(at)) == (FORMEN[form].endung == "docx")


def test_bloecke_der_kurzvorlage_stehen_einzeln_zum_kopieren(app: App) -> None:
    at = app.oeffne("berichte", konzept="lampertheim")
    konzept_id = app.lies(lambda s: s.scalars(sa.select(Konzept.id).where(Konzept.schluessel == "lampertheim")).one())
    at.selectbox(key=f"schnell_{konzept_id}_form").select("vorlage-hessen").run()
    assert len(at.code) >= 4
    assert "**Sachdarstellung**" in text(at)
    assert all(c.value.strip() for c in at.code)


def test_die_kurzfassung_steht_als_markdown_zum_kopieren(app: App) -> None:
    at = app.oeffne("berichte", konzept="musterstadt")
    at.selectbox(key=f"schnell_{app.konzept_id}_form").select("kurzfassung").run()
    assert at.code[0].value.startswith("# ")


def test_das_interne_profil_sieht_nur_wer_internes_lesen_darf(app: App) -> None:
    assert [r.label for r in app.oeffne("berichte", konzept="musterstadt").radio] == ["Profil"]
    assert not app.oeffne("berichte", "leitung", konzept="musterstadt").radio


def test_die_interne_fassung_wird_auch_am_browser_vorbei_verweigert(app: App) -> None:
    wunsch = druck.wunsch_aus_angaben(
        app.konzept_id,
        {
            "form": "sachstandsbericht",
            "stichtag": "2026-01-01",
            "wahl": '{"profil":"intern"}',
            "seit": None,
            "bericht": None,
            "hausvorlage": True,
        },
    )
    with pytest.raises(RechteError, match="interne Fassung"):
        app.lies(lambda s: druck.load_druckstoff(s, app.person("leitung"), wunsch))


def test_ein_wunsch_uebersteht_den_weg_durch_einen_auftrag(app: App) -> None:
    wunsch = druck.wunsch_zu(app.konzept_id, app.archiv()[0])
    assert druck.wunsch_aus_angaben(app.konzept_id, wunsch.angaben()) == wunsch
    with pytest.raises(EingabeError, match="nicht lesbar"):
        druck.wunsch_aus_angaben(app.konzept_id, {"form": "sachstandsbericht"})


def test_aenderungen_seit_druckt_das_kapitel(app: App) -> None:
    b = app.archiv()[-1]
    ohne = druck.Druckwunsch(app.konzept_id, "sachstandsbericht", datetime.now(UTC).date())
    mit = druck.Druckwunsch(app.konzept_id, "sachstandsbericht", datetime.now(UTC).date(), seit=b.id)
    erster = app.lies(lambda s: druck.load_druckstoff(s, app.person(), ohne))
    zweiter = app.lies(lambda s: druck.load_druckstoff(s, app.person(), mit))
    assert erster.wahl.vorher is None
    assert zweiter.wahl.vorher.stichtag == b.stichtag
    assert erster.bauen() != zweiter.bauen()


def test_ohne_libreoffice_erklaert_es_der_knopf(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(druck, "pdf_moeglich", lambda: False)
    at = app.oeffne("berichte", konzept="musterstadt")
    knopf(at, "Als PDF-Datei erstellen").click().run()
    assert "LibreOffice" in text(at)
    assert app.lies(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Auftrag))) == 0


def test_pdf_wird_als_auftrag_bestellt(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(druck, "pdf_moeglich", lambda: True)
    monkeypatch.setattr(Laeufer, "wecke", lambda _laeufer: None)
    at = app.oeffne("berichte", konzept="musterstadt")
    knopf(at, "Als PDF-Datei erstellen").click().run()
    assert not at.error
    bestellt = app.lies(lambda s: s.scalars(sa.select(Auftrag)).one())
    assert (bestellt.art, bestellt.angaben["pdf"], bestellt.konzept_id) == (druck.ART, True, app.konzept_id)


# --- Archiv, Sitzungen, Vergleich ------------------------------------------------------------------------------------


def test_ohne_bericht_sagt_das_archiv_was_zu_tun_ist() -> None:
    def leeres_archiv() -> None:
        from seiten.bausteine import archivliste

        archivliste.zeige("neuburg", ())

    assert "noch keinen Bericht" in text(AppTest.from_function(leeres_archiv).run())


def test_nur_die_koordination_beginnt_einen_bericht(app: App) -> None:
    for person in ("leitung", "fachkraft", "administration"):
        at = app.oeffne("berichte", person, konzept="musterstadt", ansicht="Berichte")
        assert "Bericht anlegen" not in knoepfe(at), person


def test_sitzungen_stehen_mit_redaktionsschluss_und_faelligem(app: App) -> None:
    gezeigt = text(app.oeffne("berichte", konzept="musterstadt", ansicht="Sitzungen"))
    for wort in ("Redaktionsschluss", "Unterlagen bis", "Davor fällig"):
        assert wort in gezeigt


def test_ohne_sitzung_steht_ein_satz(app: App) -> None:
    at = app.oeffne("berichte", konzept="laatzen-2009", ansicht="Sitzungen", stichtag="2090-01-01")
    assert "keine Sitzung eingetragen" in text(at)


def test_zwei_tage_vergleichen_zeigt_saetze_und_wechsel(app: App) -> None:
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Vergleichen")
    assert "Gegenüber dem Stand vom" in text(at)
    assert not at.error
    assert "Vergleich als Word-Datei herunterladen" in {b.label for b in at.download_button}
    assert list(at.table[0].value.columns) == ["Bisher", "Jetzt", "Maßnahmen", "Nummern"]


def test_zwei_fassungen_vergleichen_geht_von_der_frueheren_aus(app: App) -> None:
    spaeterer, frueherer = app.archiv()[:2]
    for b in (spaeterer, frueherer):
        schritt(app, b.id, "Einfrieren")
    staende = [app.bericht(b.id).fassungen[0].id for b in (spaeterer, frueherer)]
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Vergleichen")
    for feld_, stand in zip("ab", staende, strict=True):
        at.selectbox(key=f"vergleich_{app.konzept_id}_{feld_}").select(stand).run()
    assert f"Vom {frueherer.stichtag:%d.%m.%Y} bis zum {spaeterer.stichtag:%d.%m.%Y}" in text(at)
    at.selectbox(key=f"vergleich_{app.konzept_id}_b").select(staende[0]).run()
    assert "Beide Stände sind derselbe" in text(at)


# --- ein Bericht -----------------------------------------------------------------------------------------------------


def test_fremder_und_unbekannter_bericht_antworten_gleich(app: App) -> None:
    fremd = app.oeffne("bericht", konzept="lehrte", bericht=str(app.archiv()[0].id))
    unbekannt = app.oeffne("bericht", konzept="lehrte", bericht="99999")
    assert "gibt es nicht" in text(fremd)
    assert [i.value for i in fremd.info] == [i.value for i in unbekannt.info]


def test_neuer_bericht_bekommt_nummer_titel_und_vorgaenger(app: App) -> None:
    b = app.bericht(app.lege_an())
    assert (b.nummer, b.status, b.form) == (3, Berichtsstatus.ENTWURF, "sachstandsbericht")
    assert b.titel.startswith("3. Sachstandsbericht – ")
    assert b.vorgaenger_id == max(app.archiv(), key=lambda a: (a.stichtag, a.id == b.id)).vorgaenger_id


def test_voriger_bericht_ist_nie_ein_entwurf(app: App) -> None:
    erster = app.lege_an()
    assert app.bericht(app.lege_an()).vorgaenger_id not in (None, erster)


def test_eine_vergebene_nummer_wird_abgelehnt_und_der_titel_bleibt_stehen(app: App) -> None:
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    name = f"neu_{app.konzept_id}"
    at.text_input(key=f"{name}_titel").input("Mein Titel").run()
    at.number_input(key=f"{name}_nummer_sachstandsbericht").set_value(1).run()
    at.button(key=f"{name}_anlegen").click().run()
    assert "hat in diesem Konzept schon ein anderer Bericht" in text(at)
    assert at.text_input(key=f"{name}_titel").value == "Mein Titel"


def test_geschriebener_text_ist_beim_verlassen_des_feldes_gesichert(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    feld(at).input("Eigener Satz der Akteur*innen.").run()
    assert app.texte(i) == {STELLE: "Eigener Satz der Akteur*innen."}
    neu_geladen = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    assert feld(neu_geladen).value == "Eigener Satz der Akteur*innen."
    assert "Gesichert." in text(neu_geladen)


def test_eigener_text_laesst_sich_entfernen_und_die_geschichte_bleibt(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Vorläufig")
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    at.session_state[f"geschichte_{i}_{STELLE}"] = True
    knopf(at, "Eigenen Text entfernen").click().run()
    assert app.texte(i) == {}
    assert feld(at).value == ""
    assert "Vorläufig" in text(at)
    assert "Entfernt." in text(at)


def test_ein_geleertes_feld_loescht_nichts_von_allein(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Bleibt")
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    feld(at).input("").run()
    assert app.texte(i) == {STELLE: "Bleibt"}
    assert "Der Text ist leer" in text(at)


def test_zwei_schreiben_zugleich_und_beide_fassungen_stehen_nebeneinander(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    app.schreibe_text(i, "Von Zita", als=ZWEITE)
    feld(at).input("Von Kim").run()
    assert app.texte(i) == {STELLE: "Von Zita"}
    assert {"Von Zita", "Von Kim"} <= {c.value for c in at.code}
    knopf(at, "Meine Fassung sichern").click().run()
    assert app.texte(i) == {STELLE: "Von Kim"}


def test_derselbe_text_noch_einmal_ist_kein_konflikt(app: App) -> None:
    """Im Browser kommt nach dem Verlassen des Feldes noch der Klick auf den Knopf an."""
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    app.schreibe_text(i, "Gleich")
    feld(at).input("Gleich").run()
    assert not at.error


def test_nach_dem_sichern_bleibt_das_kapitel_gewaehlt(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel="ausblick")
    wahl = next(s for s in at.selectbox if s.label == "Kapitel")
    assert wahl.value == "ausblick"
    feld(at).input("Ein Ausblick.").run()
    assert app.texte(i) == {"ausblick": "Ein Ausblick."}
    assert feld(at).value == "Ein Ausblick."
    assert at.query_params["kapitel"] == "ausblick"


def test_der_text_des_letzten_berichts_wird_angeboten_und_uebernommen(app: App) -> None:
    erster = app.lege_an()
    app.schreibe_text(erster, "Vom letzten Mal")
    app.schreibe(KIM, lambda s, _v: setattr(s.get_one(Bericht, erster), "status", Berichtsstatus.FREIGEGEBEN))
    zweiter = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(zweiter), kapitel=STELLE)
    knopf(at, "Text des letzten Berichts übernehmen").click().run()
    assert app.texte(zweiter) == {STELLE: "Vom letzten Mal"}


def test_angaben_aendern_und_der_konflikt_zeigt_beide_seiten(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    titel = next(t for t in at.text_input if t.label == "Titel")
    titel.input("Titel von Kim").run()
    app.schreibe(ZWEITE, lambda s, _v: setattr(s.get_one(Bericht, i), "titel", "Titel von Zita"))
    at.run()
    assert "Titel von Zita" in text(at)
    assert "Titel von Kim" in text(at)
    knopf(at, "Bei meiner Eingabe bleiben").click().run()
    knopf(at, "Angaben speichern").click().run()
    assert app.bericht(i).titel == "Titel von Kim"


def test_noch_nicht_gespeicherte_angaben_ueberleben_das_neuladen_bis_zum_verwerfen(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    next(t for t in at.text_input if t.label == "Titel").input("Halb fertiger Titel").run()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    assert next(t for t in at.text_input if t.label == "Titel").value == "Halb fertiger Titel"
    assert "sind wieder da" in text(at)
    weitergeben = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    assert "werden nicht mit eingereicht" in text(weitergeben)
    app.schreibe(ZWEITE, lambda s, _v: setattr(s.get_one(Bericht, i), "titel", "Titel von Zita"))
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    assert "hat inzwischen jemand anderes geändert" in text(at)
    assert {"Titel von Zita", "Halb fertiger Titel"} <= set(text(at).replace("**Titel:** ", "").split("\n"))
    knopf(at, "Verwerfen").click().run()
    assert next(t for t in at.text_input if t.label == "Titel").value == "Titel von Zita"
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    assert "sind wieder da" not in text(at)


def test_ein_angefangener_neuer_bericht_ist_nach_dem_neuladen_noch_da_und_nach_dem_anlegen_nicht_mehr(app: App) -> None:
    name = f"neu_{app.konzept_id}"
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    assert "sind wieder da" not in text(at)
    at.selectbox(key=f"{name}_form").select("vorlage-hessen").run()
    at.text_input(key=f"{name}_titel").input("Angefangen").run()
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    assert at.text_input(key=f"{name}_titel").value == "Angefangen"
    assert at.selectbox(key=f"{name}_form").value == "vorlage-hessen"
    assert "sind wieder da" in text(at)
    at.button(key=f"{name}_anlegen").click().run()
    assert max(app.archiv(), key=lambda b: b.id).titel == "Angefangen"
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    assert at.text_input(key=f"{name}_titel").value == ""


def test_vorlage_anlegen_beratung_hinzufuegen_und_beides_steht_im_druck(app: App) -> None:
    i = app.lege_an("vorlage-niedersachsen", "Sachstand im Herbst")
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Vorlage")
    feld_mit = {t.label: t for t in at.text_input}
    assert feld_mit["Betreff – nötig"].value == "Sachstand im Herbst"
    next(s for s in at.selectbox if s.label == "Art – nötig").select("Mitteilung").run()
    next(t for t in at.text_input if t.label == "Vorlagennummer").input("77/2026").run()
    knopf(at, "Vorlage anlegen und zuordnen").click().run()
    assert not at.exception
    assert "77/2026" in text(at)
    b = app.bericht(i)
    assert (b.vorlagennummer, b.vorlage_id is not None) == ("77/2026", True)
    gremium = app.lies(lambda s: s.scalars(sa.select(Gremium).where(Gremium.konzept_id == app.konzept_id)).first())
    next(s for s in at.selectbox if s.label == "Gremium").select(gremium.id).run()
    knopf(at, "Beratung hinzufügen").click().run()
    (beratung,) = app.lies(lambda s: s.scalars(sa.select(Beratung).where(Beratung.vorlage_id == b.vorlage_id)).all())
    assert beratung.gremium_name == gremium.name
    wunsch = druck.wunsch_zu(app.konzept_id, b)
    stoff = app.lies(lambda s: druck.load_druckstoff(s, app.person(), wunsch))
    gedruckt = teile(stoff.bauen())["word/document.xml"].decode()
    assert "77/2026" in gedruckt
    assert beratung.gremium_name in gedruckt


def test_eine_beratung_ohne_gremium_wird_abgelehnt(app: App) -> None:
    b = next(b for b in app.archiv() if b.vorlage_id is not None)
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(b.id), reiter="Vorlage")
    knopf(at, "Beratung hinzufügen").click().run()
    assert "Bitte wählen Sie ein Gremium" in text(at)


def test_die_uebersicht_hat_texte_zum_bearbeiten(app: App) -> None:
    i = app.lege_an("uebersicht")
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), kapitel="vorgehen")
    feld(at).input("So sind wir vorgegangen.").run()
    assert app.texte(i) == {"vorgehen": "So sind wir vorgegangen."}
    wunsch = druck.wunsch_zu(app.konzept_id, app.bericht(i))
    stoff = app.lies(lambda s: druck.load_druckstoff(s, app.person(), wunsch))
    assert "So sind wir vorgegangen." in teile(stoff.bauen())["word/document.xml"].decode()


def test_nur_freigegebene_meldungen_sind_waehlbar_wo_freigabe_verlangt_wird(app: App) -> None:
    name = f"neu_{app.konzept_id}_nur_freigegebene"
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    assert name not in {c.key for c in at.checkbox}
    app.schreibe(KIM, lambda s, _v: setattr(s.get_one(Konzept, app.konzept_id), "freigabe_verlangt", True))
    at = app.oeffne("berichte", konzept="musterstadt", ansicht="Berichte")
    at.checkbox(key=name).check().run()
    at.button(key=f"neu_{app.konzept_id}_anlegen").click().run()
    neuer = max(app.archiv(), key=lambda b: b.id)
    stoff = app.lies(lambda s: druck.load_druckstoff(s, app.person(), druck.wunsch_zu(app.konzept_id, neuer)))
    assert ist_begrenzt(stoff.bild)


# --- der Weg ---------------------------------------------------------------------------------------------------------


def schritt(app: App, i: int, beschriftung: str, als: str = KIM) -> AppTest:
    at = app.oeffne("bericht", als, konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    knopf(at, beschriftung).click().run()
    assert not at.exception
    return at


def test_vom_entwurf_bis_eingefroren_und_neu_gefasst(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Ein eigener Anfang.")
    schritt(app, i, "Zur Freigabe einreichen")
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    assert "haben Sie selbst geschrieben" in text(at)
    assert "Freigeben" not in knoepfe(at)
    schritt(app, i, "Freigeben", ZWEITE)
    schritt(app, i, "Einfrieren")
    b = app.bericht(i)
    assert b.status == Berichtsstatus.EINGEFROREN
    (fassung,) = b.fassungen
    stand = app.lies(lambda s: load_stand(s, app.person(), fassung.id))
    assert hashlib.sha256(stand.dokument).hexdigest() == fassung.dokument_sha
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Fassungen")
    assert fassung.dokument_sha in {c.value for c in at.code}
    knopf(at, "Neu drucken und vergleichen").click().run()
    assert "Neu gedruckt: gleich" in text(at)
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    knopf(at, "Neufassung beginnen").click().run()
    assert "warum eine Neufassung nötig ist" in text(at)
    next(f for f in at.text_area).input("Ein Betrag war falsch.").run()
    knopf(at, "Neufassung beginnen").click().run()
    assert app.bericht(i).status == Berichtsstatus.ENTWURF
    assert app.bericht(i).rueckgabe == "Ein Betrag war falsch."


def test_nach_der_freigabe_nacherfasstes_meldet_die_seite_und_friert_es_nicht_ein(app: App) -> None:
    i = app.lege_an()
    schritt(app, i, "Zur Freigabe einreichen")
    schritt(app, i, "Freigeben", ZWEITE)
    assert "nacherfasst" not in text(app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben"))
    m = app.lies(lambda s: s.scalars(sa.select(Massnahme).where(Massnahme.konzept_id == app.konzept_id)).first())
    app.schreibe(KIM, lambda s, _v: setattr(s.get_one(Massnahme, m.id), "titel", "Nach der Freigabe umbenannt"))
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    assert "wurde nach der Freigabe etwas nacherfasst" in text(at)
    knopf(at, "Einfrieren").click().run()
    (fassung,) = app.bericht(i).fassungen
    stand = app.lies(lambda s: load_stand(s, app.person(), fassung.id))
    assert "Nach der Freigabe umbenannt" not in set(thaw_lagebild(stand.lagebild).massnahmen["titel"])


def test_zurueckgeben_verlangt_einen_grund_und_zeigt_ihn(app: App) -> None:
    i = app.lege_an()
    schritt(app, i, "Zur Freigabe einreichen")
    at = schritt(app, i, "Mit diesem Grund zurückgeben", ZWEITE)
    assert "was noch zu tun ist" in text(at)
    next(f for f in at.text_area).input("Kapitel 4 kürzen").run()
    knopf(at, "Mit diesem Grund zurückgeben").click().run()
    assert app.bericht(i).status == Berichtsstatus.ENTWURF
    assert "Kapitel 4 kürzen" in text(app.oeffne("bericht", konzept="musterstadt", bericht=str(i)))


def test_wer_zu_spaet_einreicht_erfaehrt_es(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben")
    app.schreibe(ZWEITE, lambda s, v: submit_bericht(s, v, i, basis_version=app.bericht(i).version))
    knopf(at, "Zur Freigabe einreichen").click().run()
    assert not at.exception
    assert "inzwischen jemand anderes" in text(at)


def test_eingefroren_bleibt_zu_lesen_was_eingefroren_wurde(app: App) -> None:
    i = app.lege_an("vorlage-hessen")
    for was, wer in (("Zur Freigabe einreichen", KIM), ("Freigeben", ZWEITE), ("Einfrieren", KIM)):
        schritt(app, i, was, wer)
    seite = {"konzept": "musterstadt", "bericht": str(i)}
    vorher = [c.value for c in app.oeffne("bericht", reiter="Texte", **seite).code]
    app.schreibe(KIM, lambda s, _v: setattr(s.get_one(Konzept, app.konzept_id), "bezeichnung", "Ganz anders"))
    at = app.oeffne("bericht", reiter="Texte", **seite)
    assert [c.value for c in at.code] == vorher
    assert [b.label for b in at.download_button] == ["Erste Fassung: damalige Word-Datei"]


def test_ein_reiter_den_es_fuer_die_person_nicht_gibt_fuehrt_nicht_ins_leere(app: App) -> None:
    b = app.archiv()[0]
    at = app.oeffne("bericht", "leitung", konzept="musterstadt", bericht=str(b.id), reiter="Angaben")
    assert not at.error
    assert b.titel in text(at)


def test_angaben_aendert_niemand_mehr_nach_dem_entwurf(app: App) -> None:
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(app.archiv()[0].id), reiter="Angaben")
    assert "nur im Entwurf" in text(at)
    assert "Angaben speichern" not in knoepfe(at)


def test_namen_telefon_und_mail_fallen_vor_der_freigabe_auf(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Nachfragen bitte an Frau Yilmaz, Telefon 05132 505-1234, oder an yilmaz@lehrte.de.")
    gezeigt = text(app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Weitergeben"))
    assert "Frau Yilmaz" in gezeigt
    assert "505-1234" in gezeigt
    assert "yilmaz" in gezeigt.casefold()


def test_die_leitung_liest_und_aendert_nichts(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Lesbar")
    at = app.oeffne("bericht", "leitung", konzept="musterstadt", bericht=str(i), kapitel=STELLE)
    assert "Lesbar" in text(at)
    assert not at.text_area
    assert {t.label for t in at.tabs} == {"Texte", "Vorlage", "Word", "Fassungen"}


def test_einen_internen_bericht_sieht_die_leitung_oeffentlich(app: App) -> None:
    i = app.lege_an()
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Angaben")
    next(r for r in at.radio if r.label == "Profil").set_value("intern").run()
    knopf(at, "Angaben speichern").click().run()
    assert '"intern"' in (app.bericht(i).wahl or "")
    leitung = app.oeffne("bericht", "leitung", konzept="musterstadt", bericht=str(i))
    assert not leitung.error
    assert app.bericht(i).titel in text(leitung)


def test_ergebnis_einer_beratung_wird_nachgetragen(app: App) -> None:
    b = app.archiv()[0]
    at = app.oeffne("bericht", konzept="musterstadt", bericht=str(b.id), reiter="Vorlage")
    ziel = app.lies(lambda s: s.scalars(sa.select(Beratung).where(Beratung.vorlage_id == b.vorlage_id)).first())
    at.text_input(key=f"ergebnis_{ziel.id}_ergebnis").input("zur Kenntnis genommen, einstimmig").run()
    at.button(key=f"ergebnis_{ziel.id}_los").click().run()
    assert not at.error
    gespeichert = app.lies(lambda s: s.get_one(Beratung, ziel.id).ergebnis)
    assert gespeichert == "zur Kenntnis genommen, einstimmig"


# --- Word und zurück -------------------------------------------------------------------------------------------------


def bearbeitete_datei(app: App, i: int, vorher: str, nachher: str) -> bytes:
    """Der Bericht zum Bearbeiten, in Word an einer Stelle geändert."""
    from mut_core.bericht.word.paket import gezippt, teile

    wunsch = druck.wunsch_zu(app.konzept_id, app.bericht(i), zum_bearbeiten=True)
    inhalt = teile(app.lies(lambda s: druck.load_druckstoff(s, app.person(), wunsch)).bauen())
    assert vorher.encode() in inhalt["word/document.xml"]
    inhalt["word/document.xml"] = inhalt["word/document.xml"].replace(vorher.encode(), nachher.encode())
    return gezippt(inhalt)


def lade_hoch(at: AppTest, daten: bytes, name: str = "Bericht.docx") -> AppTest:
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    at.file_uploader[0].set_value((name, daten, mime)).run()
    assert not at.exception
    return at


def test_in_word_geaendertes_wird_gezeigt_und_erst_auf_den_knopf_uebernommen(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Vor der Sitzung.")
    datei = bearbeitete_datei(app, i, "Vor der Sitzung.", "Nach der Sitzung.")
    at = lade_hoch(app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Word"), datei)
    assert "1 in Word geändert" in text(at)
    assert app.texte(i) == {STELLE: "Vor der Sitzung."}
    next(b for b in at.button if b.label.startswith("Gewähltes übernehmen")).click().run()
    assert app.texte(i) == {STELLE: "Nach der Sitzung."}


def test_auf_beiden_seiten_geaendertes_verlangt_eine_entscheidung(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Vor der Sitzung.")
    datei = bearbeitete_datei(app, i, "Vor der Sitzung.", "Aus Word.")
    app.schreibe_text(i, "Aus der App.", version=1)
    at = lade_hoch(app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Word"), datei)
    assert "1 auf beiden Seiten geändert" in text(at)
    assert {"Aus Word.", "Aus der App."} <= {c.value for c in at.code}
    wahl = at.radio(key=f"rueck_{i}_{STELLE}_wahl")
    assert wahl.value is None
    assert not [b for b in at.button if b.label.startswith("Gewähltes")]
    wahl.set_value("beide").run()
    next(b for b in at.button if b.label.startswith("Gewähltes")).click().run()
    assert app.texte(i) == {STELLE: "Aus der App.\n\nAus Word."}


def test_eine_fremde_datei_wird_mit_grund_abgelehnt(app: App) -> None:
    i = app.lege_an()
    at = lade_hoch(app.oeffne("bericht", konzept="musterstadt", bericht=str(i), reiter="Word"), b"kein Paket")
    assert at.error
    assert app.texte(i) == {}


def test_die_datei_zum_bearbeiten_traegt_ihre_kapitel(app: App) -> None:
    i = app.lege_an()
    app.schreibe_text(i, "Hinaus und zurück.")
    assert read_rueckgabe(bearbeitete_datei(app, i, "Hinaus", "Hinaus")).texte[STELLE] == "Hinaus und zurück."
