"""Prüft die Tabelle: was eine Zelle bedeutet, dass eine Zeile ganz oder gar nicht gespeichert wird, und die Seite."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr
from lagebilder import build_bild, build_massnahme
from seitenapp import Seitenapp, seitenapp, text
from streamlit.testing.v1 import AppTest

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import entwurf
from mut_core.erfassung.tabelle import SPALTEN, Zeile, build_wahlen, read_zeile, save_zeile, zellen
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell import Fristaenderung, Massnahme, Sachstand
from mut_core.modell.codes import Prioritaet, Umsetzungsstand
from mut_core.rechte import Person

# --- Zellen lesen ----------------------------------------------------------------------------------------------------

LESBAR: list[tuple[dict[str, str], dict[str, Any], dict[str, Any]]] = [
    ({"titel": "  Café  "}, {"titel": "Café"}, {}),
    ({"prioritaet": "HOCH"}, {"prioritaet": Prioritaet.HOCH}, {}),
    ({"prioritaet": "ni"}, {"prioritaet": Prioritaet.NIEDRIG}, {}),
    ({"prioritaet": ""}, {"prioritaet": None}, {}),
    ({"handlungsfeld": "2. Bildung"}, {"handlungsfeld_id": 2}, {}),
    ({"federfuehrung": ""}, {"federfuehrung_id": None}, {}),
    ({"zeitraum": "II. Quartal 2025"}, {"zeitraum": "II. Quartal 2025"}, {}),
    (
        {"text": "Neues."},
        {},
        {"text": "Neues.", "naechster_schritt": None, "umsetzungsstand": Umsetzungsstand.NICHT_BEGONNEN},
    ),
    (
        {"umsetzungsstand": "idee", "naechster_schritt": "Anrufen"},
        {},
        {"text": "Alt.", "naechster_schritt": "Anrufen", "umsetzungsstand": Umsetzungsstand.IDEE},
    ),
]

UNLESBAR: list[tuple[dict[str, str], str, str]] = [
    ({"titel": " "}, "titel", "darf nicht leer sein"),
    ({"titel": "x" * 301}, "titel", "zu lang"),
    ({"prioritaet": "dringend"}, "prioritaet", "„dringend“ gibt es hier nicht. Möglich sind: „hoch“, „mittel“"),
    ({"mittelstatus": "be"}, "mittelstatus", "„be“ ist mehrdeutig. Möglich sind: „beziffert“"),
    ({"handlungsfeld": "7. Weltraum"}, "handlungsfeld", "gibt es hier nicht"),
    ({"federfuehrung": "=cmd|'/c calc'!A1"}, "federfuehrung", "gibt es hier nicht"),
    ({"zeitraum": "30.02.2024"}, "zeitraum", "Den Tag 30.02.2024 gibt es nicht"),
    ({"zeitraum": "asap"}, "zeitraum", "nicht eindeutig"),
    ({"zeitraum": "31.12.2099"}, "zeitraum", "2099|nach 2060"),
    ({"umsetzungsstand": ""}, "umsetzungsstand", "darf nicht leer sein"),
    ({"text": ""}, "text", "was geschehen ist"),
    ({"text": "x" * 100_000}, "text", r"100\.000 Zeichen"),
    ({"naechster_schritt": "x" * 2001}, "naechster_schritt", r"2\.001 Zeichen"),
    ({"umsetzungsstand": "umgesetzt"}, "umsetzungsstand", "abgeschlossen.*im Formular"),
]


@pytest.fixture(scope="module")
def handgebaut() -> Lagebild:
    return build_bild(build_massnahme("A-1", "nicht_begonnen", meldung={"text": "Alt."}))


def gelesen(bild: Lagebild, neu: dict[str, str], **wie: Any) -> Zeile:
    wahlen = build_wahlen(saetze(bild.handlungsfelder), saetze(bild.organisationseinheiten))
    return read_zeile(saetze(bild.massnahmen)[0], saetze(bild.sachstaende)[0], neu, wahlen, heute=HEUTE, **wie)


@pytest.mark.parametrize(("neu", "werte", "stand"), LESBAR, ids=str)
def test_eine_zelle_bedeutet(
    handgebaut: Lagebild, neu: dict[str, str], werte: dict[str, Any], stand: dict[str, Any]
) -> None:
    zeile = gelesen(handgebaut, neu)
    assert (zeile.werte, zeile.stand, zeile.fehler) == (werte, stand, {})


@pytest.mark.parametrize(("neu", "spalte", "satz"), UNLESBAR, ids=lambda w: str(w)[:40])
def test_eine_falsche_zelle_nennt_sich_und_den_grund(
    handgebaut: Lagebild, neu: dict[str, str], spalte: str, satz: str
) -> None:
    zeile = gelesen(handgebaut, neu)
    assert list(zeile.fehler) == [spalte]
    with pytest.raises(EingabeError, match=satz):
        raise EingabeError(zeile.fehler[spalte])


def test_verstandenes_steht_dabei_und_unklares_wartet_auf_eine_entscheidung(handgebaut: Lagebild) -> None:
    klar = gelesen(handgebaut, {"zeitraum": "II. Quartal 2025", "prioritaet": "Ho"})
    assert klar.verstanden == {
        "zeitraum": "verstanden als 1. April 2025 bis 30. Juni 2025",
        "prioritaet": "verstanden als „hoch“",
    }
    unklar = gelesen(handgebaut, {"zeitraum": "ab 2022- 2023"})
    assert unklar.entscheidungen == ("", "vorschlag", "wortlaut")
    assert "zeitraum" in unklar.fehler
    assert not gelesen(handgebaut, {"zeitraum": "ab 2022- 2023"}, zeitraum_wie="vorschlag").fehler
    ohne = gelesen(handgebaut, {"zeitraum": "irgendwann bald"})
    assert "vorschlag" not in ohne.entscheidungen
    assert not gelesen(handgebaut, {"zeitraum": "irgendwann bald"}, zeitraum_wie="wortlaut").fehler


def test_eine_wandernde_frist_verlangt_den_grund() -> None:
    bild = build_bild(build_massnahme("A-1", "idee", frist=date(2025, 9, 30)))
    ohne = gelesen(bild, {"zeitraum": "31.12.2025"})
    assert (ohne.verschiebt, "Grund" in ohne.fehler["zeitraum"]) == (True, True)
    assert not gelesen(bild, {"zeitraum": "31.12.2025"}, frist_grund="Umbau").fehler


# --- Eine Zeile speichern --------------------------------------------------------------------------------------------


def lies(g: Gemeinde, name: str = "sprachcafe") -> tuple[Any, Zeile]:
    """Gibt die Maßnahme im Lagebild von heute und eine Zeile mit neuem Titel und neuem Sachstand."""
    with leseeinheit(g.engine) as s:
        bild = load_lagebild(s, g.konzept_id, HEUTE, intern=True)
    wahlen = build_wahlen(saetze(bild.handlungsfelder), saetze(bild.organisationseinheiten))
    m = next(m for m in saetze(bild.massnahmen) if m.id == g.massnahmen[name])
    letzter = next((s for s in saetze(bild.sachstaende) if s.massnahme_id == m.id), None)
    return m, read_zeile(m, letzter, {"titel": "Neuer Titel", "text": "Es läuft."}, wahlen, heute=HEUTE)


def speichere(g: Gemeinde, uhr: Uhr, person: Person, zeile: Zeile, *, basis: int = 1, version: int = 1) -> Any:
    vorgang = uhr.vorgang(person, schluessel="eine-zeile")
    with schreibeinheit(g.engine, vorgang) as s:
        cafe = g.massnahmen["sprachcafe"]
        return save_zeile(s, vorgang, cafe, zeile, basis=basis, basis_version=version)


def stand(g: Gemeinde) -> tuple[str, list[str]]:
    cafe = g.massnahmen["sprachcafe"]
    with leseeinheit(g.engine) as s:
        texte = s.scalars(sa.select(Sachstand.text).where(Sachstand.massnahme_id == cafe).order_by(Sachstand.nummer))
        return s.get_one(Massnahme, cafe).titel, list(texte)


ALT = ("Sprachcafé", ["Das Café öffnet jeden Donnerstag."])


def test_eine_zeile_schreibt_massnahme_und_sachstand_und_zweimal_nur_einmal(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F08: derselbe Vorgang ein zweites Mal ändert nichts mehr."""
    m, zeile = lies(sqlite_gemeinde)
    assert list(zellen(m)) == list(SPALTEN)
    for _ in range(2):
        speichere(sqlite_gemeinde, uhr, sqlite_gemeinde.kora, zeile)
    assert stand(sqlite_gemeinde) == ("Neuer Titel", [*ALT[1], "Es läuft."])


def test_abgelehntes_schreibt_von_der_zeile_gar_nichts(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    _, zeile = lies(g)
    faelle: list[tuple[type[Exception], Person, dict[str, Any]]] = [
        (RechteError, g.fatma, {}),
        (RechteError, g.lena, {}),
        (NichtGefundenError, g.gustav, {}),
        (KonfliktError, g.kora, {"version": 9}),
        (KonfliktError, g.kora, {"basis": 9}),  # die Maßnahme stimmt, der Sachstand nicht: Auch der Titel bleibt
    ]
    for fehler, person, basis in faelle:
        with pytest.raises(fehler):
            speichere(g, uhr, person, zeile, **basis)
        assert stand(g) == ALT
    with pytest.raises(EingabeError, match="geht nicht"):
        speichere(g, uhr, g.kora, Zeile({"titel": "Neu"}, fehler={"prioritaet": "Das geht nicht."}))
    assert stand(g) == ALT


# --- Die Seite -------------------------------------------------------------------------------------------------------


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as a:
        yield a


def tippe(at: AppTest, **zeilen: dict[str, str]) -> AppTest:
    """Tippt in die Tabelle: `tippe(at, z0={"titel": "Neu"})` ändert die erste Zeile."""
    schluessel = str(at.data_editor[0].key)
    geaendert = {int(z[1:]): werte for z, werte in zeilen.items()}
    at.session_state[schluessel] = {"edited_rows": geaendert, "added_rows": [], "deleted_rows": []}
    return at.run()


def pruefe(at: AppTest) -> AppTest:
    return at.button(key="tab_pruefen").click().run()


def werte(app: Seitenapp, name: str) -> Massnahme:
    gefunden: Massnahme = app.lies(lambda s: s.get_one(Massnahme, app.gemeinde.massnahmen[name]))
    return gefunden


def test_getipptes_wird_erst_nach_dem_pruefen_geschrieben(app: Seitenapp) -> None:
    kora = app.gemeinde.kora
    at = tippe(app.oeffne("tabelle", kora), z0={"titel": "Sprachtreff", "prioritaet": "Hoch"}, z1={"prioritaet": "nix"})
    assert werte(app, "sprachcafe").titel == "Sprachcafé"
    assert "3\u00a0Änderungen" in text(at)
    at = pruefe(at)
    assert "**Titel:** bisher ~~Sprachcafé~~ → neu **Sprachtreff**" in text(at)
    assert "„nix“ gibt es hier nicht" in text(at).replace("\\", "")
    at.button(key="tab_speichern").click().run()
    assert (werte(app, "sprachcafe").titel, werte(app, "sprachcafe").prioritaet) == ("Sprachtreff", Prioritaet.HOCH)
    assert werte(app, "sommerfest").prioritaet is None
    assert "1\u00a0Änderung" in text(at)  # das Gelungene ist weg, das Falsche steht noch mit seinem Text da


def test_getipptes_uebersteht_neuladen_und_ein_anderer_filter(app: Seitenapp) -> None:
    g = app.gemeinde
    at = tippe(app.oeffne("tabelle", g.kora), z0={"titel": "Sprachtreff"})
    at.selectbox(key="tab_feld").select(2).run()
    assert "1\u00a0Änderung" in text(at)
    at = app.oeffne("tabelle", g.kora)
    assert at.data_editor[0].value["titel"].iloc[0] == "Sprachtreff"
    at = pruefe(at)
    at.button(key="tab_speichern").click().run()
    assert werte(app, "sprachcafe").titel == "Sprachtreff"
    assert app.lies(lambda s: entwurf.load_entwurf(s, g.kora.id, g.konzept_id, "tabelle")) is None


def test_wer_inzwischen_dieselbe_zelle_aenderte_steht_daneben_und_nichts_gewinnt_still(app: Seitenapp) -> None:
    g = app.gemeinde
    at = tippe(app.oeffne("tabelle", g.kora), z0={"titel": "Meiner", "prioritaet": "hoch"})

    def nebenan(s: Any, _: Any) -> None:
        s.get_one(Massnahme, g.massnahmen["sprachcafe"]).titel = "Fremder"

    app.schreibe(g.kora, nebenan)
    at = pruefe(at)
    assert "jetzt gespeichert: **Fremder**" in text(at)
    at.button(key="tab_speichern").click().run()
    assert werte(app, "sprachcafe").titel == "Fremder"
    at.button(key=f"tab_eigene_{g.massnahmen['sprachcafe']}").click().run()
    at.button(key="tab_speichern").click().run()
    assert (werte(app, "sprachcafe").titel, werte(app, "sprachcafe").prioritaet) == ("Meiner", Prioritaet.HOCH)


def test_wer_eine_andere_zelle_aenderte_haelt_nicht_auf(app: Seitenapp) -> None:
    g = app.gemeinde
    at = tippe(app.oeffne("tabelle", g.kora), z0={"titel": "Meiner"})

    def nebenan(s: Any, _: Any) -> None:
        s.get_one(Massnahme, g.massnahmen["sprachcafe"]).prioritaet = Prioritaet.NIEDRIG

    app.schreibe(g.kora, nebenan)
    pruefe(at).button(key="tab_speichern").click().run()
    assert (werte(app, "sprachcafe").titel, werte(app, "sprachcafe").prioritaet) == ("Meiner", Prioritaet.NIEDRIG)


def test_eine_wandernde_frist_fragt_in_der_schublade_nach_dem_grund(app: Seitenapp) -> None:
    g = app.gemeinde
    cafe = g.massnahmen["sprachcafe"]
    at = pruefe(tippe(app.oeffne("tabelle", g.kora), z0={"zeitraum": "31.12.2026"}))
    at.button(key="tab_speichern").click().run()
    assert werte(app, "sprachcafe").frist == date(2025, 9, 30)
    at.text_input(key=f"tab_grund_{cafe}").input("Der Umbau dauert.").run()
    at.button(key="tab_speichern").click().run()
    gruende = app.lies(lambda s: s.scalars(sa.select(Fristaenderung.grund).order_by(Fristaenderung.id)).all())
    assert (werte(app, "sprachcafe").frist, gruende[-1]) == (date(2026, 12, 31), "Der Umbau dauert.")


def test_eine_inzwischen_archivierte_massnahme_sagt_es_und_laesst_sich_verwerfen(app: Seitenapp) -> None:
    g = app.gemeinde
    cafe = g.massnahmen["sprachcafe"]
    at = tippe(app.oeffne("tabelle", g.kora), z0={"titel": "Meiner"})

    def lege_weg(s: Any, vorgang: Any) -> None:
        s.get_one(Massnahme, cafe).archiviert_am = vorgang.tag

    app.schreibe(g.kora, lege_weg)
    at = pruefe(at)
    assert "inzwischen archiviert" in text(at)
    at.button(key=f"tab_weg_{cafe}").click().run()
    assert "Noch nichts geändert" in text(at)


def test_ohne_koordination_zeigt_die_tabelle_nichts_zum_aendern(app: Seitenapp) -> None:
    at = app.oeffne("tabelle", app.gemeinde.fatma)
    assert "Die Tabelle bearbeitet die Koordination" in text(at)
    assert not at.button
    assert not at.data_editor
