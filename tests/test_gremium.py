"""Prüft die Festlegungen für Berichte im Kern: Fristen der Gremien und Arten von Vorlagen einer Kommune."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.gremium import read_tage, save_gremiumsfristen
from mut_core.erfassung.kommune import Kommunenangabe, load_kommune, save_vorlagenarten
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.modell import Gremium, Protokoll
from mut_core.rechte import Person

UNMOEGLICH = (-1, 0, 10**20, 4711, "1", None, True)


def schreibe(gemeinde: Gemeinde, vorgang: Vorgang, funktion: Callable[..., Any], *weitere: Any, **werte: Any) -> Any:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return funktion(session, vorgang, *weitere, **werte)


def gremium(gemeinde: Gemeinde) -> Gremium:
    with leseeinheit(gemeinde.engine) as session:
        return session.scalars(sa.select(Gremium).where(Gremium.konzept_id == gemeinde.konzept_id)).one()


def kommune(gemeinde: Gemeinde, person: Person | None = None) -> Kommunenangabe:
    with leseeinheit(gemeinde.engine) as session:
        return load_kommune(session, person or gemeinde.kora, gemeinde.konzept_id)


def protokollende(engine: sa.Engine) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


@pytest.fixture
def unveraendert(gemeinde: Gemeinde) -> Iterator[None]:
    """Was abgelehnt wird, hinterlässt keine Zeile."""
    vorher = protokollende(gemeinde.engine)
    yield
    assert protokollende(gemeinde.engine) == vorher


# --- Fristen ---------------------------------------------------------------------------------------------------------


def test_die_koordination_setzt_fristen_und_das_protokoll_nennt_beide_werte(gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = gremium(gemeinde)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, g.id, 10, 0, basis_version=g.version)
    neu = gremium(gemeinde)
    assert (neu.ladungsfrist_tage, neu.vorlauf_tage, neu.version) == (10, 0, g.version + 1)
    with leseeinheit(gemeinde.engine) as session:
        letzte = session.scalars(sa.select(Protokoll).order_by(Protokoll.seq.desc()).limit(1)).one()
        assert (letzte.tabelle, letzte.nutzer_id) == ("gremium", gemeinde.kora.id)
        assert '"ladungsfrist_tage":null' in str(letzte.nutzlast).replace(" ", "")
        assert kettenfehler(session) is None


def test_leer_gilt_wieder_die_vorgabe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = gremium(gemeinde)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, g.id, 365, 1, basis_version=1)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, g.id, None, None, basis_version=2)
    neu = gremium(gemeinde)
    assert (neu.ladungsfrist_tage, neu.vorlauf_tage, neu.version) == (None, None, 3)


def test_derselbe_vorgang_setzt_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, vorgang = gremium(gemeinde), uhr.vorgang(gemeinde.kora)
    for _ in range(2):
        assert schreibe(gemeinde, vorgang, save_gremiumsfristen, g.id, 10, 7, basis_version=1) == g.id
    assert gremium(gemeinde).version == 2


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("tage", [-1, 366, 10**20, True, 1.5, "14"])
@pytest.mark.parametrize("feld", ["ladungsfrist_tage", "vorlauf_tage"])
def test_eine_frist_ist_eine_ganze_zahl_von_0_bis_365(gemeinde: Gemeinde, uhr: Uhr, feld: str, tage: Any) -> None:
    werte = {"ladungsfrist_tage": 14, "vorlauf_tage": 14} | {feld: tage}
    with pytest.raises(EingabeError, match="0 bis 365") as fehler:
        schreibe(
            gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, gremium(gemeinde).id, *werte.values(),
            basis_version=1,
        )  # fmt: skip
    assert fehler.value.feld == feld
    assert (gremium(gemeinde).ladungsfrist_tage, gremium(gemeinde).vorlauf_tage) == (None, None)


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("kennung", ["lena", "fatma", "adam"])
def test_nur_die_koordination_setzt_fristen_und_arten(gemeinde: Gemeinde, uhr: Uhr, kennung: str) -> None:
    vorgang = uhr.vorgang(gemeinde.personen[kennung])
    with pytest.raises(RechteError):
        schreibe(gemeinde, vorgang, save_gremiumsfristen, gremium(gemeinde).id, 1, 1, basis_version=1)
    with pytest.raises(RechteError):
        schreibe(gemeinde, vorgang, save_vorlagenarten, gemeinde.konzept_id, ["Drucksache"], basis_version=1)


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("ziel", UNMOEGLICH)
def test_fremde_und_unbekannte_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr, ziel: Any) -> None:
    antworten = set()
    for person, schluessel in ((gemeinde.kora, ziel), (gemeinde.gustav, gremium(gemeinde).id)):
        with pytest.raises(NichtGefundenError) as fehler:
            schreibe(gemeinde, uhr.vorgang(person), save_gremiumsfristen, schluessel, 1, 1, basis_version=1)
        antworten.add(str(fehler.value))
    assert len(antworten) == 1
    with pytest.raises(NichtGefundenError):
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_vorlagenarten, ziel, ["A"], basis_version=1)


@pytest.mark.usefixtures("gemeinde")
def test_veralteter_stand_traegt_beide_seiten(gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = gremium(gemeinde)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, g.id, 10, None, basis_version=1)
    with pytest.raises(KonfliktError) as fehler:
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_gremiumsfristen, g.id, 21, 5, basis_version=1)
    assert fehler.value.gespeichert == {"ladungsfrist_tage": 10, "vorlauf_tage": None}
    assert fehler.value.eigene == {"ladungsfrist_tage": 21, "vorlauf_tage": 5}
    assert gremium(gemeinde).ladungsfrist_tage == 10


@pytest.mark.parametrize(
    ("text", "tage"),
    [("", None), ("  ", None), ("0", 0), ("14", 14), (" 14 Tage ", 14), ("1 Tag", 1), ("007", 7), ("365", 365)],
)
def test_tage_werden_gelesen_wie_man_sie_schreibt(text: str, tage: int | None) -> None:
    assert read_tage(text, "vorlauf_tage") == tage


@pytest.mark.parametrize("text", ["-1", "366", "vierzehn", "1,5", "14 Wochen", "٣", "1" * 5000, "1e2", "=1+1"])
def test_unlesbare_tage_nennen_das_feld(text: str) -> None:
    with pytest.raises(EingabeError, match="„Ladungsfrist“ ist eine ganze Zahl") as fehler:
        read_tage(text, "ladungsfrist_tage")
    assert fehler.value.feld == "ladungsfrist_tage"


# --- Arten von Vorlagen ----------------------------------------------------------------------------------------------


def test_arten_gelten_fuer_die_kommune_und_leere_zeilen_zaehlen_nicht(gemeinde: Gemeinde, uhr: Uhr) -> None:
    assert kommune(gemeinde).vorlagenarten == ()
    arten = ["Drucksache", "", "  Mitteilung der Verwaltung ", "Antrag*"]
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_vorlagenarten, gemeinde.konzept_id, arten, basis_version=1)
    k = kommune(gemeinde, gemeinde.lena)
    assert k.vorlagenarten == ("Drucksache", "Mitteilung der Verwaltung", "Antrag*")
    assert (k.name, k.version, k.vier_augen) == ("Gemeinde Probstweiler", 2, True)
    assert k.konzepte == (gemeinde.konzept_id,)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_vorlagenarten, gemeinde.konzept_id, [" "], basis_version=2)
    assert kommune(gemeinde).vorlagenarten == ()


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("arten", "grund"),
    [
        (["Bericht", "Antrag", "BERICHT"], "„BERICHT“ steht zweimal"),
        (["A" * 101], "höchstens 100 Zeichen"),
        (["Bericht\nAntrag"], "eine Art je Zeile"),
        ([f"Art {n}" for n in range(31)], "zu viele"),
        ([f"{n} {'x' * 90}" for n in range(25)], "zu viele"),
    ],
)
def test_unbrauchbare_listen_werden_mit_grund_abgelehnt(
    gemeinde: Gemeinde, uhr: Uhr, arten: list[str], grund: str
) -> None:
    with pytest.raises(EingabeError, match=grund) as fehler:
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_vorlagenarten, gemeinde.konzept_id, arten, basis_version=1)
    assert fehler.value.feld == "vorlagenarten"


def test_eine_veraltete_liste_traegt_beide_seiten(gemeinde: Gemeinde, uhr: Uhr) -> None:
    konzept_id, vorgang = gemeinde.konzept_id, uhr.vorgang(gemeinde.kora)
    for _ in range(2):  # auch als Doppelklick
        schreibe(gemeinde, vorgang, save_vorlagenarten, konzept_id, ["Antrag"], basis_version=1)
    with pytest.raises(KonfliktError) as fehler:
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_vorlagenarten, konzept_id, ["Bericht"], basis_version=1)
    assert fehler.value.gespeichert == {"vorlagenarten": ("Antrag",)}
    assert fehler.value.eigene == {"vorlagenarten": ("Bericht",)}
    assert kommune(gemeinde).version == 2


def test_wer_das_konzept_nicht_liest_erfaehrt_nichts_ueber_die_kommune(gemeinde: Gemeinde) -> None:
    for person in (gemeinde.gustav, gemeinde.niemand):
        with pytest.raises(NichtGefundenError):
            kommune(gemeinde, person)
