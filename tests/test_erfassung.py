"""Prüft das Melden und die Entwürfe: was klappt, wer nicht darf, was nicht geht und wer zu spät kommt."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.entwurf import archive_entwurf, entwuerfe, load_entwurf, meldung, save_entwurf
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import SachstandEingabe, record_sachstand
from mut_core.fehler import EingabeError, KonfliktError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell import Entwurf, Fristaenderung, Massnahme, Protokoll, Sachstand
from mut_core.modell.codes import Angabe, Terminlage, Turnus, Umsetzungsstand, Zurueckstellungsgrund

STAND = Umsetzungsstand
LAEUFT = SachstandEingabe(zum=HEUTE, umsetzungsstand=STAND.IN_UMSETZUNG, text="Es läuft.")


def melde(
    gemeinde: Gemeinde,
    uhr: Uhr,
    eingabe: SachstandEingabe,
    *,
    person: str = "fatma",
    massnahme: str | int = "sprachcafe",
    basis: int = 1,
    basis_version: int = 1,
    vorgang: Vorgang | None = None,
) -> int:
    ziel = gemeinde.massnahmen[massnahme] if isinstance(massnahme, str) else massnahme
    vorgang = vorgang or uhr.vorgang(gemeinde.personen[person])
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return record_sachstand(session, vorgang, ziel, eingabe, basis=basis, basis_version=basis_version)


def abdruck(engine: sa.Engine) -> tuple[int | None, ...]:
    """Gibt, woran man sähe, dass doch etwas geschrieben wurde."""
    with leseeinheit(engine) as session:
        return (
            session.scalar(sa.select(sa.func.max(Protokoll.seq))),
            session.scalar(sa.select(sa.func.count()).select_from(Sachstand)),
            session.scalar(sa.select(sa.func.count()).select_from(Fristaenderung)),
            session.scalar(sa.select(sa.func.sum(Massnahme.version))),
        )


@pytest.fixture
def unveraendert(gemeinde: Gemeinde) -> Any:
    """Prüft nach dem Test, dass gar nichts geschrieben wurde."""
    vorher = abdruck(gemeinde.engine)
    yield
    assert abdruck(gemeinde.engine) == vorher


# --- klappt ----------------------------------------------------------------------------------------------------------


def test_gemeldeter_sachstand_steht_sofort_im_lagebild(gemeinde: Gemeinde, uhr: Uhr) -> None:
    eingabe = replace(LAEUFT, text="  Zwei Abende mehr.\r\nDanke! ", naechster_schritt="Plakate")
    schluessel = melde(gemeinde, uhr, eingabe)
    with leseeinheit(gemeinde.engine) as session:
        bild = load_lagebild(session, gemeinde.konzept_id, HEUTE)
        sachstand = session.get_one(Sachstand, schluessel)
    assert (sachstand.nummer, sachstand.gilt_ab, sachstand.erfasst_am) == (2, HEUTE, uhr.jetzt)
    assert sachstand.erfasst_von_id == gemeinde.fatma.id
    cafe = next(m for m in saetze(bild.massnahmen) if m.id == gemeinde.massnahmen["sprachcafe"])
    assert (cafe.stand_text, cafe.stand_nummer, cafe.stand_naechster_schritt) == (
        "Zwei Abende mehr.\nDanke!",
        2,
        "Plakate",
    )


def test_erster_sachstand_bekommt_die_nummer_eins(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schluessel = melde(
        gemeinde, uhr, replace(LAEUFT, naechster_termin=HEUTE), massnahme="sommerfest", basis=0, person="kora"
    )
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Sachstand, schluessel).nummer == 1


def test_unveraendert_braucht_keinen_neuen_text(gemeinde: Gemeinde, uhr: Uhr) -> None:
    melde(gemeinde, uhr, replace(LAEUFT, text="", unveraendert=True))


def test_zurueckliegender_tag_ist_moeglich_und_bleibt_ehrlich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Ein nachgetragener Stand vom März gehört erst ab heute zum Lagebild – der Märzbericht bleibt, wie er war."""
    melde(gemeinde, uhr, replace(LAEUFT, zum=date(2025, 3, 1), text="Nachgetragen."))
    with leseeinheit(gemeinde.engine) as session:
        maerz = load_lagebild(session, gemeinde.konzept_id, date(2025, 3, 31))
        heute = load_lagebild(session, gemeinde.konzept_id, HEUTE)
    texte = [[m.stand_text for m in saetze(b.massnahmen) if m.titel == "Sprachcafé"] for b in (maerz, heute)]
    assert texte == [["Das Café öffnet jeden Donnerstag."], ["Nachgetragen."]]


def test_im_auftrag_einer_stelle_der_eigenen_kommune(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schluessel = melde(gemeinde, uhr, replace(LAEUFT, im_auftrag_von_id=gemeinde.soziales_id), person="kora")
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Sachstand, schluessel).im_auftrag_von_id == gemeinde.soziales_id


# --- Rechte ----------------------------------------------------------------------------------------------------------

DARF_SPRACHCAFE = {
    "kora": None,
    "fatma": None,
    "fritz": RechteError,
    "lena": RechteError,
    "adam": RechteError,
    "gustav": NichtGefundenError,
    "niemand": NichtGefundenError,
}


@pytest.mark.parametrize("person", DARF_SPRACHCAFE)
def test_melden_darf_nur_wer_zustaendig_ist(gemeinde: Gemeinde, uhr: Uhr, person: str) -> None:
    vorher, erwartet = abdruck(gemeinde.engine), DARF_SPRACHCAFE[person]
    if erwartet is None:
        melde(gemeinde, uhr, LAEUFT, person=person)
        return
    with pytest.raises(erwartet):
        melde(gemeinde, uhr, LAEUFT, person=person)
    assert abdruck(gemeinde.engine) == vorher


def test_nicht_benannte_federfuehrung_meldet_nur_die_koordination(gemeinde: Gemeinde, uhr: Uhr) -> None:
    eingabe = SachstandEingabe(zum=HEUTE, umsetzungsstand=STAND.IDEE, text="Gesammelt.")
    for person in ("fatma", "fritz"):
        with pytest.raises(RechteError, match="Koordination"):
            melde(gemeinde, uhr, eingabe, person=person, massnahme="wegweiser")
    melde(gemeinde, uhr, eingabe, person="kora", massnahme="wegweiser")


@pytest.mark.usefixtures("unveraendert")
def test_fremde_unbekannte_und_unmoegliche_massnahmen_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    antworten = set()
    for ziel in (gemeinde.massnahmen["fremd"], 987_654, 0, -1, 10**20, -(10**20), 2**31, 2**63):
        with pytest.raises(NichtGefundenError) as fehler:
            melde(gemeinde, uhr, LAEUFT, massnahme=ziel)
        antworten.add(str(fehler.value))
    assert len(antworten) == 1


# --- schlechte Eingaben ----------------------------------------------------------------------------------------------

SCHLECHT: dict[str, tuple[dict[str, Any], str]] = {
    "ohne_stand": ({"umsetzungsstand": None}, "umsetzungsstand"),
    "leer": ({"text": ""}, "text"),
    "nur_leerzeichen": ({"text": " \n\t\u00a0 "}, "text"),
    "nur_steuerzeichen": ({"text": "\x00\x07\u202e"}, "text"),
    "riesig": ({"text": "x" * 1_000_000}, "text"),
    "ein_zeichen_zu_viel": ({"text": "x" * 10_001}, "text"),
    "riesiger_schritt": ({"naechster_schritt": "x" * 10_001}, "naechster_schritt"),
    "riesiger_beleg": ({"beleg": "x" * 1_001}, "beleg"),
    "morgen": ({"zum": HEUTE + timedelta(days=1)}, "zum"),
    "jahr_9999": ({"zum": date(9999, 12, 31)}, "zum"),
    "vorzeit": ({"zum": date(1989, 12, 31)}, "zum"),
    "termin_jahr_205": ({"naechster_termin": date(205, 1, 1)}, "naechster_termin"),
    "frist_jahr_9999": ({"neue_frist": date(9999, 12, 31), "frist_grund": "x"}, "neue_frist"),
    "frist_ohne_grund": ({"neue_frist": date(2026, 1, 1)}, "frist_grund"),
    "frist_grund_leer": ({"neue_frist": date(2026, 1, 1), "frist_grund": " \x00 "}, "frist_grund"),
    "frist_grund_riesig": ({"neue_frist": date(2026, 1, 1), "frist_grund": "x" * 2_001}, "frist_grund"),
    "auftrag_unbekannt": ({"im_auftrag_von_id": 987_654}, "im_auftrag_von_id"),
    "auftrag_negativ": ({"im_auftrag_von_id": -1}, "im_auftrag_von_id"),
    "auftrag_riesig": ({"im_auftrag_von_id": 10**20}, "im_auftrag_von_id"),
    "entscheider_riesig": ({"entschieden_von": "x" * 301}, "entschieden_von"),
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("fall", SCHLECHT)
def test_schlechte_eingabe_nennt_das_feld_und_schreibt_nichts(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    werte, feld = SCHLECHT[fall]
    with pytest.raises(EingabeError) as fehler:
        melde(gemeinde, uhr, replace(LAEUFT, **werte))
    assert fehler.value.feld == feld


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("massnahme", ["sprachcafe", "wegweiser"])
def test_im_auftrag_einer_fremden_kommune_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, massnahme: str) -> None:
    eingabe = SachstandEingabe(HEUTE, STAND.IDEE, "x", im_auftrag_von_id=gemeinde.fremde_stelle_id)
    with pytest.raises(EingabeError, match="gibt es hier nicht"):
        melde(gemeinde, uhr, eingabe, person="kora", massnahme=massnahme)


@pytest.mark.parametrize(
    ("text", "gespeichert"),
    [
        ("=1+1", "=1+1"),
        ("+49 5132 505", "+49 5132 505"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("Glocke\x07 und\x00 Null", "Glocke und Null"),
        ("\u202eumgedreht\u202c", "umgedreht"),
        ("مرحبا بكم في المقهى", "مرحبا بكم في المقهى"),
        ("Robert'); DROP TABLE massnahme;--", "Robert'); DROP TABLE massnahme;--"),
        ("**fett** [x](javascript:alert(1))", "**fett** [x](javascript:alert(1))"),
        ("x" * 10_000, "x" * 10_000),
    ],
    ids=lambda t: ascii(t[:12]),
)
def test_ungewoehnlicher_text_bleibt_wortgleich(gemeinde: Gemeinde, uhr: Uhr, text: str, gespeichert: str) -> None:
    schluessel = melde(gemeinde, uhr, replace(LAEUFT, text=text))
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Sachstand, schluessel).text == gespeichert


def test_heute_zaehlt_nach_berliner_zeit(gemeinde: Gemeinde, uhr: Uhr) -> None:
    uhr.stelle(date(2025, 7, 1), 0, 30)  # in UTC ist noch der 30. Juni
    melde(gemeinde, uhr, replace(LAEUFT, zum=date(2025, 7, 1)))


# --- Pflichtangaben je Stand -----------------------------------------------------------------------------------------

PFLICHT_FEHLT: list[tuple[str, str, dict[str, Any], str]] = [
    # Maßnahme, Stand, Angaben, Feld der Meldung (die Bildung federführt „sommerfest“ ohne jeden Termin)
    ("wegweiser", "in_planung", {}, "federfuehrung_id"),
    ("sommerfest", "in_planung", {}, "frist"),
    ("wegweiser", "in_umsetzung", {"naechster_termin": HEUTE}, "federfuehrung_id"),
    ("sommerfest", "in_umsetzung", {}, "naechster_termin"),
    ("sommerfest", "umgesetzt", {"ergebnis": "Schön war es."}, "abgeschlossen_am"),
    ("sommerfest", "umgesetzt", {"abgeschlossen_am": HEUTE}, "ergebnis"),
    ("sommerfest", "umgesetzt", {"abgeschlossen_am": HEUTE, "ergebnis": " \x00"}, "ergebnis"),
    ("sommerfest", "verstetigt", {}, "turnus"),
    ("sommerfest", "zurueckgestellt", {"begruendung": "x", "wiedervorlage": HEUTE}, "zurueckstellungsgrund"),
    ("sommerfest", "zurueckgestellt", {"zurueckstellungsgrund": "personell", "wiedervorlage": HEUTE}, "begruendung"),
    ("sommerfest", "zurueckgestellt", {"zurueckstellungsgrund": "personell", "begruendung": "x"}, "wiedervorlage"),
    ("sommerfest", "verworfen", {"entschieden_von": "Rat", "entschieden_am": HEUTE}, "begruendung"),
    ("sommerfest", "verworfen", {"begruendung": "x", "entschieden_am": HEUTE}, "entschieden_von"),
    ("sommerfest", "verworfen", {"begruendung": "x", "entschieden_von": "Rat"}, "entschieden_am"),
]
PFLICHT_ERFUELLT: list[tuple[str, str, dict[str, Any]]] = [
    ("sommerfest", "ohne_angabe", {}),
    ("sommerfest", "idee", {}),
    ("sommerfest", "nicht_begonnen", {}),
    ("sommerfest", "in_planung", {"neue_frist": date(2026, 6, 30), "frist_grund": "Erstmals festgelegt"}),
    ("sommerfest", "in_umsetzung", {"naechster_termin": date(2025, 8, 1)}),
    ("sommerfest", "umgesetzt", {"abgeschlossen_am": HEUTE, "ergebnis": "300 Gäste."}),
    ("sommerfest", "verstetigt", {"turnus": Turnus.JAEHRLICH}),
    ("sommerfest", "verstetigt", {"naechste_ueberpruefung": date(2026, 1, 1)}),
    (
        "sommerfest",
        "zurueckgestellt",
        {"zurueckstellungsgrund": "finanziell", "begruendung": "Haushalt", "wiedervorlage": date(2026, 1, 15)},
    ),
    ("sommerfest", "verworfen", {"begruendung": "Nicht nötig", "entschieden_von": "Rat", "entschieden_am": HEUTE}),
]


def _eingabe(stand: str, angaben: dict[str, Any]) -> SachstandEingabe:
    if grund := angaben.get("zurueckstellungsgrund"):
        angaben = angaben | {"zurueckstellungsgrund": Zurueckstellungsgrund.von(grund)}
    return SachstandEingabe(zum=HEUTE, umsetzungsstand=STAND.von(stand), text="Gemeldet.", **angaben)


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(("massnahme", "stand", "angaben", "feld"), PFLICHT_FEHLT)
def test_fehlende_pflichtangabe_wird_genannt(
    gemeinde: Gemeinde, uhr: Uhr, massnahme: str, stand: str, angaben: dict[str, Any], feld: str
) -> None:
    basis = 0 if massnahme == "sommerfest" else 1
    with pytest.raises(EingabeError) as fehler:
        melde(gemeinde, uhr, _eingabe(stand, angaben), person="kora", massnahme=massnahme, basis=basis)
    assert fehler.value.feld == feld
    assert str(fehler.value).endswith((".", "?"))


@pytest.mark.parametrize(("massnahme", "stand", "angaben"), PFLICHT_ERFUELLT)
def test_vollstaendige_angaben_werden_angenommen(
    gemeinde: Gemeinde, uhr: Uhr, massnahme: str, stand: str, angaben: dict[str, Any]
) -> None:
    schluessel = melde(gemeinde, uhr, _eingabe(stand, angaben), massnahme=massnahme, basis=0)
    with leseeinheit(gemeinde.engine) as session:
        assert session.get_one(Sachstand, schluessel).umsetzungsstand == STAND.von(stand)


def test_jeder_stand_kommt_in_den_tabellen_vor() -> None:
    assert {stand for _, stand, _ in PFLICHT_ERFUELLT} == {s.value for s in STAND}


def test_termin_offen_genuegt_fuer_in_planung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sommerfest"]).zeit_angabe = Angabe.OFFEN
    melde(gemeinde, uhr, _eingabe("in_planung", {}), massnahme="sommerfest", basis=0)


def test_uebernahme_belegter_alter_staende_verlangt_keine_pflichtangaben(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora, gilt_ab=date(2025, 3, 1))
    eingabe = SachstandEingabe(date(2025, 3, 1), STAND.UMGESETZT, "Laut Bericht umgesetzt.")
    melde(gemeinde, uhr, eingabe, massnahme="sommerfest", basis=0, vorgang=vorgang)


# --- veraltet und doppelt --------------------------------------------------------------------------------------------


def test_veraltete_basis_bringt_beide_seiten_und_aendert_nichts(gemeinde: Gemeinde, uhr: Uhr) -> None:
    melde(gemeinde, uhr, replace(LAEUFT, text="Von Kora."), person="kora")
    vorher = abdruck(gemeinde.engine)
    with pytest.raises(KonfliktError) as fehler:
        melde(gemeinde, uhr, replace(LAEUFT, text="Von Fatma.", hindernis="Kein Raum"), basis=1)
    assert fehler.value.gespeichert["text"] == "Von Kora."
    assert fehler.value.gespeichert["hindernis"] is None
    assert fehler.value.gespeichert["frist"] == date(2025, 9, 30)
    assert (fehler.value.eigene["text"], fehler.value.eigene["hindernis"]) == ("Von Fatma.", "Kein Raum")
    assert abdruck(gemeinde.engine) == vorher


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("basis", [0, 2, -1, 10**20])
def test_erfundene_basis_ist_ein_konflikt(gemeinde: Gemeinde, uhr: Uhr, basis: int) -> None:
    with pytest.raises(KonfliktError):
        melde(gemeinde, uhr, LAEUFT, basis=basis)


def test_geaenderte_frist_faellt_auf_wenn_man_sie_selbst_verschieben_will(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).frist = date(2025, 11, 30)
    vorher = abdruck(gemeinde.engine)
    verschieben = replace(LAEUFT, neue_frist=date(2026, 1, 31), frist_grund="Umbau")
    with pytest.raises(KonfliktError) as fehler:
        melde(gemeinde, uhr, verschieben, basis_version=1)
    assert fehler.value.gespeichert["frist"] == date(2025, 11, 30)
    assert fehler.value.eigene["neue_frist"] == date(2026, 1, 31)
    assert abdruck(gemeinde.engine) == vorher
    melde(gemeinde, uhr, LAEUFT, basis_version=1)  # ohne Fristwunsch stört die fremde Änderung nicht
    melde(gemeinde, uhr, verschieben, basis=2, basis_version=2)


def test_von_acht_gleichzeitigen_meldungen_gewinnt_genau_eine(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ergebnisse: list[str] = []
    start = threading.Barrier(8)

    def lauf(n: int) -> None:
        start.wait()
        try:
            melde(gemeinde, uhr, replace(LAEUFT, text=f"Von {n}."), person="kora")
            ergebnisse.append("ok")
        except MutError as fehler:
            ergebnisse.append(type(fehler).__name__)

    threads = [threading.Thread(target=lauf, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(ergebnisse) == ["KonfliktError"] * 7 + ["ok"]


def test_derselbe_vorgang_zweimal_ergibt_einen_eintrag(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.fatma)
    erster = melde(gemeinde, uhr, LAEUFT, vorgang=vorgang)
    vorher = abdruck(gemeinde.engine)
    assert melde(gemeinde, uhr, LAEUFT, vorgang=vorgang) == erster
    assert abdruck(gemeinde.engine) == vorher


def test_doppelklick_aus_zwei_threads_ergibt_einen_eintrag(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, ergebnisse, start = uhr.vorgang(gemeinde.fatma), [], threading.Barrier(2)

    def klick() -> None:
        start.wait()
        ergebnisse.append(melde(gemeinde, uhr, LAEUFT, vorgang=vorgang))

    threads = [threading.Thread(target=klick) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(ergebnisse) == 2
    assert len(set(ergebnisse)) == 1


@pytest.mark.usefixtures("unveraendert")
def test_abbruch_nach_dem_anfuegen_laesst_nichts_zurueck(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.fatma)
    eingabe = replace(LAEUFT, neue_frist=date(2026, 1, 1), frist_grund="Umbau")
    with pytest.raises(ZeroDivisionError), schreibeinheit(gemeinde.engine, vorgang) as session:
        record_sachstand(session, vorgang, gemeinde.massnahmen["sprachcafe"], eingabe, basis=1, basis_version=1)
        _ = 1 / 0


# --- Frist -----------------------------------------------------------------------------------------------------------


def test_frist_wandert_mit_grund_und_die_urspruengliche_bleibt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    for n, (frist, grund) in enumerate(((date(2025, 7, 31), "Schulung dauert"), (date(2025, 12, 31), "Personal")), 1):
        eingabe = SachstandEingabe(HEUTE, STAND.IN_PLANUNG, f"Stand {n}", neue_frist=frist, frist_grund=grund)
        melde(gemeinde, uhr, eingabe, person="fritz", massnahme="lotsen", basis=n, basis_version=n)
    with leseeinheit(gemeinde.engine) as session:
        massnahme = session.get_one(Massnahme, lotsen)
        spruenge = session.execute(
            sa.select(Fristaenderung.am, Fristaenderung.bisher, Fristaenderung.neu, Fristaenderung.grund)
            .where(Fristaenderung.massnahme_id == lotsen)
            .order_by(Fristaenderung.id)
        ).all()
        bild = load_lagebild(session, gemeinde.konzept_id, HEUTE)
    assert (massnahme.frist, massnahme.urspruengliche_frist) == (date(2025, 12, 31), date(2025, 3, 31))
    assert [tuple(s) for s in spruenge] == [
        (HEUTE, date(2025, 3, 31), date(2025, 7, 31), "Schulung dauert"),
        (HEUTE, date(2025, 7, 31), date(2025, 12, 31), "Personal"),
    ]
    zeile = next(m for m in saetze(bild.massnahmen) if m.id == lotsen)
    assert (zeile.verschoben, zeile.verschiebungsgrund, zeile.terminlage) == (2, "Personal", Terminlage.IM_ZEITPLAN)


def test_gleiche_frist_ist_keine_verschiebung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorher = abdruck(gemeinde.engine)[2]
    melde(gemeinde, uhr, replace(LAEUFT, neue_frist=date(2025, 9, 30)))
    assert abdruck(gemeinde.engine)[2] == vorher


# --- Entwürfe --------------------------------------------------------------------------------------------------------


def hebe_auf(gemeinde: Gemeinde, uhr: Uhr, person: str, massnahme: int, felder: dict[str, Any], basis: int = 1) -> None:
    vorgang = uhr.vorgang(gemeinde.personen[person])
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        save_entwurf(session, vorgang, gemeinde.konzept_id, meldung(massnahme), felder, basis=basis, basis_version=1)


def test_entwurf_wird_aufgehoben_fortgeschrieben_und_weggelegt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    hebe_auf(gemeinde, uhr, "fritz", lotsen, {"text": "Ang", "zum": "2025-06-04"})
    spaeter = uhr.weiter(minutes=2)
    hebe_auf(gemeinde, uhr, "fritz", lotsen, {"text": "Angefangen …", "unveraendert": False, "leer": None}, basis=2)
    with leseeinheit(gemeinde.engine) as session:
        entwurf = load_entwurf(session, gemeinde.fritz.id, gemeinde.konzept_id, meldung(lotsen))
        assert entwurf is not None
        assert dict(entwurf.felder) == {"text": "Angefangen …", "unveraendert": False, "leer": None}
        assert (entwurf.basis, entwurf.geaendert_am) == (1, spaeter)  # die erste Basis bleibt
        assert entwuerfe(session, gemeinde.fritz.id, gemeinde.konzept_id) == {meldung(lotsen): spaeter}
        fremder = load_entwurf(session, gemeinde.kora.id, gemeinde.konzept_id, meldung(lotsen))
        assert fremder is None  # Entwürfe sind persönlich
    vorgang = uhr.vorgang(gemeinde.fritz)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        archive_entwurf(session, vorgang, gemeinde.konzept_id, meldung(lotsen))
        archive_entwurf(session, vorgang, gemeinde.konzept_id, meldung(lotsen))  # ein zweites Mal schadet nicht
    with leseeinheit(gemeinde.engine) as session:
        assert entwuerfe(session, gemeinde.fritz.id, gemeinde.konzept_id) == {}


@pytest.mark.usefixtures("unveraendert")
def test_entwurf_steht_nicht_im_protokoll(gemeinde: Gemeinde, uhr: Uhr) -> None:
    hebe_auf(gemeinde, uhr, "fritz", gemeinde.massnahmen["lotsen"], {"text": "privat"})


@pytest.mark.usefixtures("unveraendert")
def test_entwurf_zu_fremder_oder_unmoeglicher_massnahme_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    antworten = set()
    for person, ziel in (("fatma", gemeinde.massnahmen["fremd"]), ("fatma", -1), ("fatma", 10**20), ("niemand", 1)):
        with pytest.raises(NichtGefundenError) as fehler:
            hebe_auf(gemeinde, uhr, person, ziel, {"text": "x"})
        antworten.add(str(fehler.value))
    assert len(antworten) == 1
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Entwurf)) == 1


def test_entwurf_haelt_auch_seltsame_zeichen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    hebe_auf(gemeinde, uhr, "fritz", lotsen, {"text": "a\x00b\x07\u202e\ud800 =1+1 مقهى 👩‍👧 "})
    with leseeinheit(gemeinde.engine) as session:
        entwurf = load_entwurf(session, gemeinde.fritz.id, gemeinde.konzept_id, meldung(lotsen))
        assert entwurf is not None
        assert ascii(entwurf.felder["text"]) == ascii("ab =1+1 مقهى 👩‍👧 ")


@pytest.mark.parametrize(
    "felder", [{"text": "x" * 200_000}, {f"feld{n}": "x" * 10_000 for n in range(13)}], ids=["ein Feld", "viele Felder"]
)
def test_riesiger_entwurf_wird_mit_einem_satz_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, felder: dict[str, Any]) -> None:
    with pytest.raises(EingabeError, match="Entwurf"):
        hebe_auf(gemeinde, uhr, "fritz", gemeinde.massnahmen["lotsen"], felder)


def test_entwurf_mit_unmoeglicher_basis_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(EingabeError):
        hebe_auf(gemeinde, uhr, "fritz", gemeinde.massnahmen["lotsen"], {"text": "x"}, basis=10**20)


def test_gleichzeitiges_erstes_aufheben_ergibt_einen_entwurf(gemeinde: Gemeinde, uhr: Uhr) -> None:
    fehler: list[Exception] = []
    start = threading.Barrier(4)

    def lauf(tat: Callable[[], None]) -> None:
        start.wait()
        try:
            tat()
        except Exception as f:  # der Test will jeden Fehler sehen
            fehler.append(f)

    lotsen = gemeinde.massnahmen["lotsen"]
    taten = [lambda n=n: hebe_auf(gemeinde, uhr, "fritz", lotsen, {"text": f"{n}"}) for n in range(4)]
    threads = [threading.Thread(target=lauf, args=(t,)) for t in taten]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert fehler == []
    with leseeinheit(gemeinde.engine) as session:
        assert len(entwuerfe(session, gemeinde.fritz.id, gemeinde.konzept_id)) == 1


def test_zu_archiviertem_wird_nicht_mehr_gemeldet(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"]).archiviert_am = HEUTE
    vorher = abdruck(gemeinde.engine)
    with pytest.raises(EingabeError, match="archiviert"):
        melde(gemeinde, uhr, LAEUFT, person="kora")
    assert abdruck(gemeinde.engine) == vorher


def test_federfuehrung_einer_fremden_kommune_wird_abgewiesen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorher = abdruck(gemeinde.engine)
    with (
        pytest.raises(EingabeError, match="in diesem Konzept nicht gibt"),
        schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session,
    ):
        massnahme = session.get_one(Massnahme, gemeinde.massnahmen["sprachcafe"])
        massnahme.federfuehrung_id = gemeinde.fremde_stelle_id
    assert abdruck(gemeinde.engine) == vorher
