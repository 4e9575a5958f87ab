"""Prüft die Rückmelderunde im Kern: eröffnen, ändern, schließen – und zu welcher Abfrage eine Meldung gehört."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr, neu

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.abfrage import (
    AbfrageEingabe,
    close_abfrage,
    laufende_massnahmen,
    open_abfrage,
    reopen_abfrage,
    save_abfrage,
    zustaendige_abfrage,
)
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.modell import Abfrage, AbfrageMassnahme, Gremium, Massnahme, Protokoll, Sachstand
from mut_core.modell.codes import Freigabe, Gremientyp, Umsetzungsstand

EINGABE = AbfrageEingabe("Runde", stichtag=date(2025, 6, 20), redaktionsschluss=date(2025, 6, 20))
UNMOEGLICH = (-1, 0, 10**20, 4711, "1", None, True)


def schreibe(g: Gemeinde, vorgang: Vorgang, funktion: Callable[..., Any], *weitere: Any, **werte: Any) -> Any:
    with schreibeinheit(g.engine, vorgang) as session:
        return funktion(session, vorgang, *weitere, **werte)


def eroeffne(g: Gemeinde, uhr: Uhr, **werte: Any) -> int:
    schluessel: int = schreibe(g, uhr.vorgang(g.kora), open_abfrage, g.konzept_id, replace(EINGABE, **werte))
    return schluessel


def abfrage(g: Gemeinde, abfrage_id: int) -> Abfrage:
    with leseeinheit(g.engine) as session:
        return session.get_one(Abfrage, abfrage_id)


def gefragte(g: Gemeinde, abfrage_id: int) -> set[int]:
    with leseeinheit(g.engine) as session:
        return set(
            session.scalars(sa.select(AbfrageMassnahme.massnahme_id).where(AbfrageMassnahme.abfrage_id == abfrage_id))
        )


def zustaendig(g: Gemeinde, massnahme: str, tag: date) -> int | None:
    with leseeinheit(g.engine) as session:
        gefunden = zustaendige_abfrage(session, g.massnahmen[massnahme], tag)
        return gefunden.id if gefunden else None


def melde(g: Gemeinde, uhr: Uhr, massnahme: str, abfrage_id: int | None = None, **werte: Any) -> int:
    """Legt einen Sachstand zu einer Abfrage an, ohne den Weg der Meldung selbst zu prüfen."""
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as session:
        m = g.massnahmen[massnahme]
        nummer = 1 + (session.scalar(sa.select(sa.func.max(Sachstand.nummer)).where(Sachstand.massnahme_id == m)) or 0)
        vorgabe = {"umsetzungsstand": Umsetzungsstand.IN_UMSETZUNG, "text": "Läuft."}
        return int(neu(session, Sachstand(konzept_id=g.konzept_id, massnahme_id=m, nummer=nummer, zum=uhr.heute,
                                          erfasst_am=uhr.jetzt, erfasst_von_id=g.kora.id, gilt_ab=uhr.heute,
                                          abfrage_id=abfrage_id, **vorgabe | werte)).id)  # fmt: skip


def protokollende(engine: sa.Engine) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


@pytest.fixture
def unveraendert(sqlite_gemeinde: Gemeinde) -> Iterator[None]:
    """Was abgelehnt wird, hinterlässt keine Zeile."""
    vorher = protokollende(sqlite_gemeinde.engine)
    yield
    assert protokollende(sqlite_gemeinde.engine) == vorher


@pytest.fixture
def sitzungsgremium(sqlite_gemeinde: Gemeinde) -> int:
    with leseeinheit(sqlite_gemeinde.engine) as session:
        return session.scalars(sa.select(Gremium.id).where(Gremium.konzept_id == sqlite_gemeinde.konzept_id)).one()


# --- eröffnen --------------------------------------------------------------------------------------------------------


def test_die_koordination_eroeffnet_und_alle_heisst_was_noch_laeuft(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Archiviertes und Abgeschlossenes bleibt draußen; ein Doppelklick eröffnet eine Abfrage."""
    g = sqlite_gemeinde
    melde(g, uhr, "lotsen", umsetzungsstand=Umsetzungsstand.UMGESETZT)
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as session:
        session.get_one(Massnahme, g.massnahmen["wegweiser"]).archiviert_am = HEUTE
    vorgang = uhr.vorgang(g.kora)
    erste, zweite = (schreibe(g, vorgang, open_abfrage, g.konzept_id, EINGABE) for _ in range(2))
    assert erste == zweite
    assert gefragte(g, erste) == {g.massnahmen["sprachcafe"], g.massnahmen["sommerfest"]}
    offen = abfrage(g, erste)
    assert (offen.titel, offen.eroeffnet_am, offen.geschlossen_am, offen.version) == ("Runde", HEUTE, None, 1)
    with leseeinheit(g.engine) as session:
        assert kettenfehler(session) is None


def test_der_titel_ist_eine_zeile_und_eine_berichtigte_meldung_schliesst_nicht_ab(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """Der Titel steht im Betreff einer E-Mail: ein Umbruch darin wäre eine neue Kopfzeile."""
    g = sqlite_gemeinde
    falsch = melde(g, uhr, "lotsen", umsetzungsstand=Umsetzungsstand.UMGESETZT)
    melde(g, uhr, "lotsen", 1, ersetzt_id=falsch)
    neue = eroeffne(g, uhr, titel="Herbst\r\nBcc: alle@stadt.example  2025")
    assert abfrage(g, neue).titel == "Herbst Bcc: alle@stadt.example 2025"
    assert g.massnahmen["lotsen"] in gefragte(g, neue)


@pytest.mark.usefixtures("unveraendert")
def test_nur_die_koordination_fuehrt_abfragen(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    with leseeinheit(g.engine) as session:
        (offene,) = session.scalars(sa.select(Abfrage.id).where(Abfrage.konzept_id == g.konzept_id))
    wege: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (open_abfrage, (g.konzept_id, EINGABE), {}),
        (save_abfrage, (offene, EINGABE), {"basis_version": 1}),
        (close_abfrage, (offene,), {"basis_version": 1}),
        (reopen_abfrage, (offene,), {"basis_version": 1}),
    ]
    for funktion, argumente, werte in wege:
        for person in (g.fatma, g.lena, g.adam):
            with pytest.raises(RechteError):
                schreibe(g, uhr.vorgang(person), funktion, *argumente, **werte)
        antworten = set()
        for person, ziel in ((g.gustav, argumente[0]), *((g.kora, u) for u in UNMOEGLICH)):
            with pytest.raises(NichtGefundenError) as fehler:
                schreibe(g, uhr.vorgang(person), funktion, ziel, *argumente[1:], **werte)
            antworten.add(str(fehler.value))
        assert len(antworten) == 1, funktion


SCHLECHT: list[tuple[dict[str, Any], str, str]] = [
    ({"titel": " \n "}, "titel", "Titel"),
    ({"titel": "x" * 100_000}, "titel", "zu lang"),
    ({"stichtag": None}, "stichtag", "Stichtag"),
    ({"redaktionsschluss": None}, "redaktionsschluss", "Redaktionsschluss"),
    ({"stichtag": HEUTE + timedelta(days=732)}, "stichtag", "Jahr"),
    ({"stichtag": HEUTE - timedelta(days=732)}, "stichtag", "Jahr"),
    ({"stichtag": datetime(2025, 6, 20)}, "stichtag", "ohne Uhrzeit"),  # noqa: DTZ001 – gerade das soll auffallen
    ({"stichtag": "20.06.2025"}, "stichtag", "ohne Uhrzeit"),
    ({"redaktionsschluss": date(2099, 1, 1)}, "redaktionsschluss", "Jahr"),
    ({"redaktionsschluss": HEUTE - timedelta(days=1)}, "redaktionsschluss", "schon vorbei"),
    ({"sitzung_am": date(2025, 6, 20)}, "redaktionsschluss", "vor der Sitzung am 20.06.2025"),
    ({"sitzung_am": date(2025, 6, 10)}, "redaktionsschluss", "vor der Sitzung"),
    ({"stichtag": date(2025, 8, 1), "sitzung_am": date(2025, 7, 1)}, "stichtag", "nach der Sitzung"),
    ({"gremium_id": 4711, "sitzung_am": date(2025, 7, 1)}, "gremium_id", "Gremium gibt es hier nicht"),
    ({"gremium_id": True, "sitzung_am": date(2025, 7, 1)}, "gremium_id", "Gremium gibt es hier nicht"),
    ({"massnahmen": ()}, "massnahmen", "keine Maßnahme gewählt"),
]


@pytest.mark.usefixtures("unveraendert")
def test_schlechte_eingaben_nennen_feld_und_ausweg(sqlite_gemeinde: Gemeinde, uhr: Uhr, sitzungsgremium: int) -> None:
    faelle = [*SCHLECHT, ({"gremium_id": sitzungsgremium}, "sitzung_am", "Tag der Sitzung")]
    for werte, feld, satz in faelle:
        with pytest.raises(EingabeError, match=satz) as fehler:
            eroeffne(sqlite_gemeinde, uhr, **werte)
        assert fehler.value.feld == feld, werte


@pytest.mark.usefixtures("unveraendert")
def test_fremde_und_unmoegliche_massnahmen_gibt_es_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    for fremd in (sqlite_gemeinde.massnahmen["fremd"], *UNMOEGLICH):
        with pytest.raises(NichtGefundenError, match="Eine der Maßnahmen gibt es nicht"):
            eroeffne(sqlite_gemeinde, uhr, massnahmen=(sqlite_gemeinde.massnahmen["sprachcafe"], fremd))


def test_das_gremium_eines_anderen_konzepts_gibt_es_hier_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    with schreibeinheit(g.engine, uhr.vorgang(g.gustav)) as session:
        dort = neu(session, Gremium(konzept_id=g.fremdes_konzept_id, typ=Gremientyp.AUSSCHUSS, name="Rat")).id
    with pytest.raises(EingabeError, match="Gremium gibt es hier nicht"):
        eroeffne(g, uhr, gremium_id=dort, sitzung_am=date(2025, 7, 1))


# --- ändern, schließen, wieder öffnen --------------------------------------------------------------------------------


def test_aendern_tauscht_tage_und_massnahmen_und_zaehlt_die_version(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Auch wer nur andere Maßnahmen wählt, ändert die Abfrage: Ein zweites Fenster merkt es."""
    g = sqlite_gemeinde
    cafe, fest = g.massnahmen["sprachcafe"], g.massnahmen["sommerfest"]
    id_ = eroeffne(g, uhr, massnahmen=(cafe, cafe))
    nur_wahl = replace(EINGABE, massnahmen=(cafe, fest))
    vorgang = uhr.vorgang(g.kora)
    for _ in range(2):
        assert schreibe(g, vorgang, save_abfrage, id_, nur_wahl, basis_version=1) == id_
    assert (abfrage(g, id_).version, gefragte(g, id_)) == (2, {cafe, fest})
    spaeter = replace(EINGABE, titel="Runde 2", redaktionsschluss=date(2025, 6, 27), massnahmen=(fest,))
    schreibe(g, uhr.vorgang(g.kora), save_abfrage, id_, spaeter, basis_version=2)
    jetzt = abfrage(g, id_)
    assert (jetzt.titel, jetzt.redaktionsschluss, jetzt.version, gefragte(g, id_)) == (
        "Runde 2", date(2025, 6, 27), 3, {fest},
    )  # fmt: skip
    with pytest.raises(KonfliktError) as fehler:
        schreibe(g, uhr.vorgang(g.kora), save_abfrage, id_, nur_wahl, basis_version=2)
    assert fehler.value.gespeichert["titel"] == "Runde 2"
    assert fehler.value.gespeichert["massnahmen"] == (fest,)
    assert fehler.value.eigene["massnahmen"] == (cafe, fest)


def test_gemeldetes_bleibt_in_der_abfrage_und_geschlossenes_wird_nicht_geaendert(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    id_ = eroeffne(g, uhr)
    melde(g, uhr, "sprachcafe", id_)
    ohne_cafe = replace(EINGABE, massnahmen=(g.massnahmen["sommerfest"],))
    with pytest.raises(EingabeError, match="Schon gemeldet und deshalb weiter in der Abfrage: PW-01"):
        schreibe(g, uhr.vorgang(g.kora), save_abfrage, id_, ohne_cafe, basis_version=1)
    for werte, satz in (
        ({"redaktionsschluss": HEUTE - timedelta(days=1)}, "vor dem Eröffnen"),
        ({"titel": ""}, "Titel"),
    ):
        with pytest.raises(EingabeError, match=satz):
            schreibe(g, uhr.vorgang(g.kora), save_abfrage, id_, replace(EINGABE, **werte), basis_version=1)
    schreibe(g, uhr.vorgang(g.kora), close_abfrage, id_, basis_version=1)
    with pytest.raises(EingabeError, match="öffnen Sie sie wieder"):
        schreibe(g, uhr.vorgang(g.kora), save_abfrage, id_, EINGABE, basis_version=2)


def test_schliessen_und_wieder_oeffnen_einmal_je_vorgang_und_nie_auf_veraltetem_stand(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    id_ = eroeffne(g, uhr)
    vorgang = uhr.vorgang(g.kora)
    for _ in range(2):
        schreibe(g, vorgang, close_abfrage, id_, basis_version=1)
    assert (abfrage(g, id_).geschlossen_am, abfrage(g, id_).version) == (HEUTE, 2)
    with pytest.raises(KonfliktError) as fehler:
        schreibe(g, uhr.vorgang(g.kora), reopen_abfrage, id_, basis_version=1)
    assert fehler.value.gespeichert["geschlossen_am"] == HEUTE
    with pytest.raises(EingabeError, match="schon geschlossen"):
        schreibe(g, uhr.vorgang(g.kora), close_abfrage, id_, basis_version=2)
    schreibe(g, uhr.vorgang(g.kora), reopen_abfrage, id_, basis_version=2)
    assert abfrage(g, id_).geschlossen_am is None
    with pytest.raises(EingabeError, match="schon offen"):
        schreibe(g, uhr.vorgang(g.kora), reopen_abfrage, id_, basis_version=3)


# --- welche Abfrage eine Meldung beantwortet -------------------------------------------------------------------------


def test_von_zwei_offenen_zaehlt_die_zuletzt_eroeffnete_die_nach_der_massnahme_fragt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """In der Gemeinde läuft schon „Frühjahr“ und fragt nur nach dem Sprachcafé."""
    g = sqlite_gemeinde
    fruehjahr = zustaendig(g, "sprachcafe", HEUTE)
    neue = eroeffne(g, uhr, massnahmen=(g.massnahmen["lotsen"],))
    assert fruehjahr is not None
    assert zustaendig(g, "sprachcafe", HEUTE) == fruehjahr
    assert zustaendig(g, "lotsen", HEUTE) == neue
    assert zustaendig(g, "sommerfest", HEUTE) is None
    assert zustaendig(g, "lotsen", HEUTE - timedelta(days=1)) is None  # da war sie noch nicht eröffnet
    beide = eroeffne(g, uhr)
    assert {zustaendig(g, n, HEUTE) for n in ("sprachcafe", "lotsen", "sommerfest")} == {beide}


def test_nach_dem_schliessen_wird_nachgereicht_bis_zur_sitzung_und_nur_wo_etwas_fehlt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    sitzung = date(2025, 7, 15)
    id_ = eroeffne(g, uhr, sitzung_am=sitzung, massnahmen=(g.massnahmen["lotsen"], g.massnahmen["sommerfest"]))
    melde(g, uhr, "sommerfest", id_)
    schreibe(g, uhr.vorgang(g.kora), close_abfrage, id_, basis_version=1)
    assert zustaendig(g, "lotsen", HEUTE) == id_
    assert zustaendig(g, "lotsen", sitzung) == id_
    assert zustaendig(g, "lotsen", sitzung + timedelta(days=1)) is None
    assert zustaendig(g, "sommerfest", HEUTE) is None
    melde(g, uhr, "lotsen", id_, freigabe=Freigabe.ZURUECK)
    assert zustaendig(g, "lotsen", HEUTE) == id_, "Zurückgegebenes beantwortet nichts"


def test_ohne_sitzung_wird_vier_wochen_lang_nachgereicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    id_ = eroeffne(g, uhr, massnahmen=(g.massnahmen["lotsen"],))
    schreibe(g, uhr.vorgang(g.kora), close_abfrage, id_, basis_version=1)
    assert zustaendig(g, "lotsen", HEUTE + timedelta(days=28)) == id_
    assert zustaendig(g, "lotsen", HEUTE + timedelta(days=29)) is None


def test_ohne_laufende_massnahme_laesst_sich_nichts_abfragen(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    with leseeinheit(g.engine) as session:
        assert len(laufende_massnahmen(session, g.konzept_id, HEUTE)) == 4
    for name in ("sprachcafe", "lotsen", "wegweiser", "sommerfest"):
        melde(g, uhr, name, umsetzungsstand=Umsetzungsstand.VERWORFEN)
    with pytest.raises(EingabeError, match="keine laufende Maßnahme"):
        eroeffne(g, uhr)
