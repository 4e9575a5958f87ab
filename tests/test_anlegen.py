"""Prüft das Anlegen von Konzepten und Maßnahmen: was klappt, wer nicht darf, was nicht geht, wer doppelt klickt."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.konzept import (
    HOECHSTENS_FELDER,
    KonzeptEingabe,
    MassnahmeEingabe,
    create_konzept,
    create_massnahme,
    kuerzel,
)
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.lagebild import konzepte, load_lagebild, saetze
from mut_core.modell import Handlungsfeld, Kommune, Konzept, Massnahme, Organisationseinheit, Protokoll
from mut_core.modell.codes import Angabe, Genauigkeit, Konzeptphase, Turnus, Umsetzungsstand

NEU = KonzeptEingabe("Stadt Lübbecke", "Integration Lübbecke", ("Sprache", "Wohnen"))
SELTSAM = {
    "formel": "=1+1",
    "telefon": "+49 5132 505",
    "sql": "Robert'); DROP TABLE konzept;--",
    "html": "<script>alert(1)</script>",
    "arabisch": "مرحبا بكم",
    "akteure": "Akteur*innen & **fett**",
}
"""Texte, die seltsam aussehen und doch genau so gemeint sein können; sie bleiben wortgleich."""


def lege_konzept_an(
    gemeinde: Gemeinde,
    uhr: Uhr,
    eingabe: KonzeptEingabe = NEU,
    *,
    person: str = "adam",
    vorgang: Vorgang | None = None,
) -> int:
    vorgang = vorgang or uhr.vorgang(gemeinde.personen[person])
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return create_konzept(session, vorgang, eingabe)


def lege_massnahme_an(
    gemeinde: Gemeinde,
    uhr: Uhr,
    *,
    person: str = "kora",
    vorgang: Vorgang | None = None,
    **werte: Any,
) -> int:
    eingabe = MassnahmeEingabe(**{"titel": "Neu", "handlungsfeld_id": gemeinde.handlungsfelder[0]} | werte)
    vorgang = vorgang or uhr.vorgang(gemeinde.personen[person])
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return create_massnahme(session, vorgang, eingabe)


def lade(gemeinde: Gemeinde, klasse: type[Any], schluessel: int) -> Any:
    with leseeinheit(gemeinde.engine) as session:
        return session.get_one(klasse, schluessel)


def abdruck(engine: sa.Engine) -> list[int]:
    """Gibt, woran man sähe, dass doch etwas geschrieben wurde."""
    tabellen = (Protokoll, Kommune, Konzept, Handlungsfeld, Organisationseinheit, Massnahme)
    with leseeinheit(engine) as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tabellen]


@pytest.fixture
def unveraendert(gemeinde: Gemeinde) -> Iterator[None]:
    """Prüft nach dem Test, dass gar nichts geschrieben wurde."""
    vorher = abdruck(gemeinde.engine)
    yield
    assert abdruck(gemeinde.engine) == vorher


def gleichzeitig(taten: list[Callable[[], int]]) -> list[int]:
    """Führt alle Taten zugleich aus und gibt ihre Ergebnisse; ein Fehler darin lässt den Test scheitern."""
    ergebnisse: list[int] = []
    start = threading.Barrier(len(taten))

    def lauf(tat: Callable[[], int]) -> None:
        start.wait()
        ergebnisse.append(tat())

    threads = [threading.Thread(target=lauf, args=(tat,)) for tat in taten]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ergebnisse) == len(taten)
    return ergebnisse


# --- Konzept: klappt --------------------------------------------------------------------------------------------------


def test_neues_konzept_steht_mit_seinen_handlungsfeldern_im_lagebild(gemeinde: Gemeinde, uhr: Uhr) -> None:
    eingabe = KonzeptEingabe(" Stadt Lübbecke ", "Integration\x07 2030", ("Sprache", " ", "  Wohnen  "), " ")
    neu = lege_konzept_an(gemeinde, uhr, eingabe)
    with leseeinheit(gemeinde.engine) as session:
        bild = load_lagebild(session, neu, HEUTE)
        kommune = session.get_one(Kommune, bild.konzept.kommune_id)
        assert kettenfehler(session) is None
    assert (bild.konzept.schluessel, bild.konzept.bezeichnung) == ("luebbecke", "Integration 2030")
    assert (bild.konzept.phase, bild.konzept.massnahmen_kuerzel) == (Konzeptphase.ERARBEITUNG, "LU")
    assert (kommune.name, kommune.schluessel, kommune.bundesland) == ("Stadt Lübbecke", "luebbecke", None)
    felder = [(h.nummer, h.reihenfolge, h.titel) for h in saetze(bild.handlungsfelder)]
    assert felder == [(1, 1, "Sprache"), (2, 2, "Wohnen")]
    assert len(bild.massnahmen) == 0


def test_zweites_konzept_derselben_kommune_bekommt_ein_eigenes_kuerzel(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erstes, zweites = (lade(gemeinde, Konzept, lege_konzept_an(gemeinde, uhr)) for _ in range(2))
    assert (erstes.schluessel, zweites.schluessel) == ("luebbecke", "luebbecke-2")
    assert erstes.kommune_id == zweites.kommune_id
    with leseeinheit(gemeinde.engine) as session:
        assert {k.schluessel for k in konzepte(session)} >= {"luebbecke", "luebbecke-2", "probstweiler"}


def test_gleich_klingende_kommunen_teilen_sich_kein_kuerzel(gemeinde: Gemeinde, uhr: Uhr) -> None:
    neu = lege_konzept_an(gemeinde, uhr, replace(NEU, kommune="Landkreis Probstweiler"))
    konzept = lade(gemeinde, Konzept, neu)
    assert konzept.schluessel == "probstweiler-2"
    assert lade(gemeinde, Kommune, konzept.kommune_id).schluessel == "probstweiler-2"


@pytest.mark.parametrize(
    ("name", "erwartet"),
    [
        ("Stadt Lübbecke", "luebbecke"),
        ("Lu\u0308bbecke", "luebbecke"),  # ü aus zwei Zeichen, wie es macOS schreibt
        ("Landkreis Groß-Gerau", "gross-gerau"),
        ("GEMEINDE ÄÖÜ ẞ", "aeoeue-ss"),
        ("Saint-Étienne", "saint-etienne"),
        ("../../etc/passwd", "etc-passwd"),
        ("Bad 'x'; DROP", "bad-x-drop"),
        ("Stadt", "konzept"),
        ("مدينة", "konzept"),
        ("x" * 59 + " yz", "x" * 59),
    ],
    ids=ascii,
)
def test_kuerzel_taugt_fuer_adressen(name: str, erwartet: str) -> None:
    assert kuerzel(name) == erwartet


def test_kuerzel_der_nummern_enthaelt_keinen_bindestrich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    neu = lege_konzept_an(gemeinde, uhr, replace(NEU, kommune="A Berg"))
    assert lade(gemeinde, Konzept, neu).massnahmen_kuerzel == "AB"


@pytest.mark.parametrize("text", SELTSAM.values(), ids=SELTSAM)
def test_seltsame_texte_bleiben_im_konzept_wortgleich(gemeinde: Gemeinde, uhr: Uhr, text: str) -> None:
    neu = lege_konzept_an(gemeinde, uhr, KonzeptEingabe(text, text, (text,), text))
    with leseeinheit(gemeinde.engine) as session:
        konzept = session.get_one(Konzept, neu)
        kommune = session.get_one(Kommune, konzept.kommune_id)
        titel = session.scalars(sa.select(Handlungsfeld.titel).where(Handlungsfeld.konzept_id == neu)).one()
    assert {konzept.bezeichnung, kommune.name, kommune.bundesland, titel} == {text}


def test_so_viele_handlungsfelder_wie_erlaubt_werden_durchgezaehlt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    titel = tuple(f"Feld {n}" for n in range(1, HOECHSTENS_FELDER + 1))
    neu = lege_konzept_an(gemeinde, uhr, replace(NEU, handlungsfelder=titel))
    with leseeinheit(gemeinde.engine) as session:
        felder = saetze(load_lagebild(session, neu, HEUTE).handlungsfelder)
    assert [(h.nummer, h.titel) for h in felder] == list(enumerate(titel, 1))


# --- Konzept: darf nicht, geht nicht, doppelt -------------------------------------------------------------------------


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("person", ["kora", "fatma", "fritz", "lena", "gustav", "niemand"])
def test_konzepte_legt_nur_die_administration_an(gemeinde: Gemeinde, uhr: Uhr, person: str) -> None:
    with pytest.raises(RechteError, match="nichts gespeichert"):
        lege_konzept_an(gemeinde, uhr, person=person)


SCHLECHTES_KONZEPT: dict[str, tuple[dict[str, Any], str, str]] = {
    "kommune_leer": ({"kommune": ""}, "kommune", "Kommune"),
    "kommune_leerzeichen": ({"kommune": " \t\u00a0"}, "kommune", "Kommune"),
    "kommune_steuerzeichen": ({"kommune": "\x00\x07\u202e"}, "kommune", "Kommune"),
    "kommune_riesig": ({"kommune": "K" * 1_000_000}, "kommune", "1.000.000 Zeichen"),
    "kommune_eins_zu_viel": ({"kommune": "K" * 301}, "kommune", "höchstens 300"),
    "bezeichnung_leer": ({"bezeichnung": ""}, "bezeichnung", "Bezeichnung"),
    "bezeichnung_leerzeichen": ({"bezeichnung": "\n \n"}, "bezeichnung", "Bezeichnung"),
    "bezeichnung_riesig": ({"bezeichnung": "B" * 301}, "bezeichnung", "kürzen"),
    "bundesland_riesig": ({"bundesland": "L" * 301}, "bundesland", "kürzen"),
    "ohne_felder": ({"handlungsfelder": ()}, "handlungsfelder", "mindestens ein Handlungsfeld"),
    "leere_felder": ({"handlungsfelder": ("", " \x07", "\u202e")}, "handlungsfelder", "mindestens ein Handlungsfeld"),
    "feld_riesig": ({"handlungsfelder": ("Gut", "x" * 1_000_000)}, "handlungsfelder", "kürzen"),
    "zweihundert_felder": ({"handlungsfelder": tuple(map(str, range(200)))}, "handlungsfelder", "200"),
    "feld_doppelt": ({"handlungsfelder": ("Bildung", "Sprache", " BILDUNG ")}, "handlungsfelder", "„BILDUNG“"),
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("fall", SCHLECHTES_KONZEPT)
def test_schlechtes_konzept_nennt_feld_und_ausweg_und_schreibt_nichts(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    werte, feld, wort = SCHLECHTES_KONZEPT[fall]
    with pytest.raises(EingabeError, match=wort) as fehler:
        lege_konzept_an(gemeinde, uhr, replace(NEU, **werte))
    assert fehler.value.feld == feld
    assert str(fehler.value).endswith(".")
    assert len(str(fehler.value)) < 400  # der Satz wiederholt nie den riesigen Text


def test_derselbe_vorgang_legt_ein_konzept_einmal_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.adam)
    erstes = lege_konzept_an(gemeinde, uhr, vorgang=vorgang)
    vorher = abdruck(gemeinde.engine)
    assert lege_konzept_an(gemeinde, uhr, replace(NEU, bezeichnung="Anders"), vorgang=vorgang) == erstes
    assert abdruck(gemeinde.engine) == vorher


def test_doppelklick_aus_zwei_threads_legt_ein_konzept_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.adam)
    assert len(set(gleichzeitig([lambda: lege_konzept_an(gemeinde, uhr, vorgang=vorgang)] * 2))) == 1


@pytest.mark.usefixtures("unveraendert")
def test_abbruch_nach_dem_anlegen_laesst_kein_halbes_konzept_zurueck(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.adam)
    with pytest.raises(ZeroDivisionError), schreibeinheit(gemeinde.engine, vorgang) as session:
        create_konzept(session, vorgang, NEU)
        _ = 1 / 0


# --- Maßnahme: klappt -------------------------------------------------------------------------------------------------


def test_neue_massnahme_steht_ohne_sachstand_im_lagebild(gemeinde: Gemeinde, uhr: Uhr) -> None:
    werte = {"titel": " Elterncafé ", "federfuehrung": "Fachdienst Bildung", "zeit": "bis Ende 2026"}
    neu = lege_massnahme_an(gemeinde, uhr, **werte, beschreibung="Erste Zeile\r\nZweite")
    with leseeinheit(gemeinde.engine) as session:
        bild = load_lagebild(session, gemeinde.konzept_id, HEUTE)
    m = next(m for m in saetze(bild.massnahmen) if m.id == neu)
    assert (m.titel, m.beschreibung) == ("Elterncafé", "Erste Zeile\nZweite")
    assert (m.federfuehrung, m.federfuehrung_angabe) == ("Fachdienst Bildung", Angabe.GENANNT)
    assert (m.frist, m.frist_genauigkeit, m.zeit_wortlaut) == (
        date(2026, 12, 31),
        Genauigkeit.UNGEFAEHR,
        "bis Ende 2026",
    )
    assert (m.handlungsfeld, m.umsetzungsstand) == ("Sprache und Bildung", Umsetzungsstand.OHNE_ANGABE)


def test_leere_angaben_sind_leer_und_nicht_leerer_text(gemeinde: Gemeinde, uhr: Uhr) -> None:
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, federfuehrung=" ", zeit="\x00 ", beschreibung=" \n"))
    assert (m.federfuehrung_id, m.federfuehrung_angabe, m.beschreibung) == (None, Angabe.LEER, None)
    assert (m.zeit_wortlaut, m.zeit_angabe, m.frist, m.beginn) == (None, Angabe.LEER, None, None)


def test_vorhandene_stelle_wird_genommen_eine_neue_angelegt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ids = [lege_massnahme_an(gemeinde, uhr, federfuehrung=f) for f in ("Fachdienst Bildung", "Ehrenamt", " Ehrenamt ")]
    stellen = [lade(gemeinde, Massnahme, i).federfuehrung_id for i in ids]
    assert stellen[0] == gemeinde.bildung_id
    assert stellen[1] == stellen[2] != gemeinde.bildung_id


def test_gleichnamige_stelle_einer_anderen_kommune_bleibt_dort(gemeinde: Gemeinde, uhr: Uhr) -> None:
    neu = lege_massnahme_an(gemeinde, uhr, federfuehrung="Hauptamt Nachbarau")
    stelle = lade(gemeinde, Organisationseinheit, lade(gemeinde, Massnahme, neu).federfuehrung_id)
    assert stelle.id != gemeinde.fremde_stelle_id
    assert stelle.kommune_id == lade(gemeinde, Konzept, gemeinde.konzept_id).kommune_id


@pytest.mark.parametrize("text", SELTSAM.values(), ids=SELTSAM)
def test_seltsame_texte_bleiben_in_der_massnahme_wortgleich(gemeinde: Gemeinde, uhr: Uhr, text: str) -> None:
    werte = dict.fromkeys(("titel", "federfuehrung", "zeit", "beschreibung"), text)
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, **werte))
    assert {m.titel, m.zeit_wortlaut, m.beschreibung} == {text}
    assert lade(gemeinde, Organisationseinheit, m.federfuehrung_id).name == text


def test_steuerzeichen_und_richtungszeichen_fallen_weg(gemeinde: Gemeinde, uhr: Uhr) -> None:
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, titel="a\x00b\u202ec", zeit="bis\x07 20\u206627"))
    assert (m.titel, m.zeit_wortlaut, m.frist) == ("abc", "bis 2027", date(2027, 12, 31))


@pytest.mark.parametrize(
    ("zeit", "frist", "angabe"),
    [
        ("irgendwann", None, Angabe.GENANNT),
        ("32.13.2027", None, Angabe.GENANNT),
        ("01.02.2027 bis 01.01.2026", None, Angabe.GENANNT),
        ("k. A.", None, Angabe.KEINE_ANGABE),
        ("offen", None, Angabe.OFFEN),
        ("31.12.2099", None, Angabe.GENANNT),
        ("ab 2022- 2023", None, Angabe.GENANNT),
        ("noch in diesem Jahr", date(2025, 12, 31), Angabe.GENANNT),
    ],
)
def test_unsichere_zeitangaben_behalten_ihren_wortlaut(
    gemeinde: Gemeinde, uhr: Uhr, zeit: str, frist: date | None, angabe: Angabe
) -> None:
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, zeit=zeit))
    assert (m.zeit_wortlaut, m.frist, m.zeit_angabe) == (zeit, frist, angabe)


def test_wiederkehrendes_behaelt_seinen_turnus(gemeinde: Gemeinde, uhr: Uhr) -> None:
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, zeit="jährlich ab 2026"))
    assert (m.turnus, m.beginn, m.frist) == (Turnus.JAEHRLICH, date(2026, 1, 1), None)


# --- Maßnahme: Nummern ------------------------------------------------------------------------------------------------


def nummern(gemeinde: Gemeinde, ids: list[int]) -> list[str]:
    return [lade(gemeinde, Massnahme, i).nummer for i in ids]


def test_nummern_zaehlen_je_handlungsfeld_lueckenlos(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Die vorhandenen PW-01 … PW-04 folgen einem anderen Muster und verschieben nichts."""
    felder = [gemeinde.handlungsfelder[n] for n in (0, 1, 0, 0, 1)]
    ids = [lege_massnahme_an(gemeinde, uhr, titel="Gleicher Titel", handlungsfeld_id=f) for f in felder]
    assert nummern(gemeinde, ids) == ["PW-01-01", "PW-02-01", "PW-01-02", "PW-01-03", "PW-02-02"]


def test_nummer_nimmt_das_kuerzel_des_feldes_und_folgt_auf_die_hoechste(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Handlungsfeld, gemeinde.handlungsfelder[0]).kuerzel = "BE"
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).nummer = "PW-BE-99"
        session.get_one(Massnahme, gemeinde.massnahmen["sommerfest"]).nummer = "PW-BE-07a"
    assert nummern(gemeinde, [lege_massnahme_an(gemeinde, uhr)]) == ["PW-BE-100"]


def test_umgezogene_massnahme_gibt_ihre_nummer_nicht_frei(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erste = [lege_massnahme_an(gemeinde, uhr) for _ in range(2)]
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        for massnahme_id in erste:
            session.get_one(Massnahme, massnahme_id).handlungsfeld_id = gemeinde.handlungsfelder[1]
    assert nummern(gemeinde, [lege_massnahme_an(gemeinde, uhr)]) == ["PW-01-03"]


def test_gleichzeitiges_anlegen_vergibt_jede_nummer_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ids = gleichzeitig([lambda: lege_massnahme_an(gemeinde, uhr)] * 6)
    assert sorted(nummern(gemeinde, ids)) == [f"PW-01-{n:02}" for n in range(1, 7)]


def test_konzept_ohne_kuerzel_bekommt_trotzdem_nummern(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        feld = session.scalars(
            sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id == gemeinde.fremdes_konzept_id)
        ).one()
    neu = lege_massnahme_an(gemeinde, uhr, person="gustav", handlungsfeld_id=feld)
    assert nummern(gemeinde, [neu]) == ["M-01-01"]


# --- Maßnahme: darf nicht, geht nicht, doppelt ------------------------------------------------------------------------

DARF = {
    "kora": None,
    "fatma": RechteError,
    "fritz": RechteError,
    "lena": RechteError,
    "adam": RechteError,
    "gustav": NichtGefundenError,
    "niemand": NichtGefundenError,
}


@pytest.mark.parametrize("person", DARF)
def test_massnahmen_legt_nur_die_koordination_an(gemeinde: Gemeinde, uhr: Uhr, person: str) -> None:
    vorher, erwartet = abdruck(gemeinde.engine), DARF[person]
    if erwartet is None:
        lege_massnahme_an(gemeinde, uhr, person=person)
        assert abdruck(gemeinde.engine) != vorher
        return
    with pytest.raises(erwartet):
        lege_massnahme_an(gemeinde, uhr, person=person, federfuehrung="Neue Stelle")
    assert abdruck(gemeinde.engine) == vorher


@pytest.mark.usefixtures("unveraendert")
def test_fremdes_unbekanntes_und_unmoegliches_handlungsfeld_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        fremd = session.scalars(
            sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id == gemeinde.fremdes_konzept_id)
        ).one()
    antworten = set()
    for ziel in (fremd, 987_654, 0, -1, 2**31, 2**63, 10**20, -(10**20)):
        with pytest.raises(NichtGefundenError) as fehler:
            lege_massnahme_an(gemeinde, uhr, handlungsfeld_id=ziel)
        antworten.add(str(fehler.value))
    assert len(antworten) == 1


SCHLECHTE_MASSNAHME: dict[str, tuple[dict[str, str], str]] = {
    "titel_leer": ({"titel": ""}, "titel"),
    "titel_leerzeichen": ({"titel": " \u00a0\t"}, "titel"),
    "titel_steuerzeichen": ({"titel": "\x00\x1b\u202e"}, "titel"),
    "titel_riesig": ({"titel": "x" * 1_000_000}, "titel"),
    "titel_eins_zu_viel": ({"titel": "x" * 301}, "titel"),
    "federfuehrung_riesig": ({"federfuehrung": "x" * 301}, "federfuehrung"),
    "zeit_riesig": ({"zeit": "bis 2027 " * 200_000}, "zeit"),
    "zeit_eins_zu_viel": ({"zeit": "x" * 301}, "zeit"),
    "beschreibung_riesig": ({"beschreibung": "x" * 10_001, "federfuehrung": "Neue Stelle"}, "beschreibung"),
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("fall", SCHLECHTE_MASSNAHME)
def test_schlechte_massnahme_nennt_feld_und_ausweg_und_schreibt_nichts(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    werte, feld = SCHLECHTE_MASSNAHME[fall]
    with pytest.raises(EingabeError, match=r"Bitte .*\.$") as fehler:
        lege_massnahme_an(gemeinde, uhr, **werte)
    assert fehler.value.feld == feld


def test_laengste_erlaubte_texte_gehen_hinein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    werte = {"titel": "ß" * 300, "federfuehrung": "ö" * 300, "zeit": "z" * 300, "beschreibung": "ü" * 10_000}
    m = lade(gemeinde, Massnahme, lege_massnahme_an(gemeinde, uhr, **werte))
    assert (m.titel, m.zeit_wortlaut, m.beschreibung) == (werte["titel"], werte["zeit"], werte["beschreibung"])


def test_derselbe_vorgang_legt_eine_massnahme_einmal_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    erste = lege_massnahme_an(gemeinde, uhr, vorgang=vorgang)
    vorher = abdruck(gemeinde.engine)
    assert lege_massnahme_an(gemeinde, uhr, vorgang=vorgang, federfuehrung="Neue Stelle") == erste
    assert abdruck(gemeinde.engine) == vorher


def test_doppelklick_aus_zwei_threads_legt_eine_massnahme_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    assert len(set(gleichzeitig([lambda: lege_massnahme_an(gemeinde, uhr, vorgang=vorgang)] * 2))) == 1
