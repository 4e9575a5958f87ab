"""Prüft das Anlegen von Konzepten und Maßnahmen und das Einfrieren von Berichten: klappt, darf nicht, geht nicht."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.konzept import KonzeptEingabe, MassnahmeEingabe, create_konzept, create_massnahme, kuerzel
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import freeze_lagebild, load_lagebild, thaw_lagebild
from mut_core.modell import Bericht, Berichtsstand, Handlungsfeld, Konzept, Massnahme, Protokoll
from mut_core.modell.codes import Angabe, Berichtsstatus

NEU = KonzeptEingabe("Stadt Lübbecke", "Integration Lübbecke", ("Sprache", "Wohnen"))


def lege_an(gemeinde: Gemeinde, uhr: Uhr, eingabe: KonzeptEingabe, person: str = "adam", **weitere: Any) -> int:
    vorgang = uhr.vorgang(gemeinde.personen[person], **weitere)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return create_konzept(session, vorgang, eingabe)


def lege_massnahme_an(
    gemeinde: Gemeinde, uhr: Uhr, eingabe: MassnahmeEingabe, person: str = "kora", **weitere: Any
) -> int:
    vorgang = uhr.vorgang(gemeinde.personen[person], **weitere)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return create_massnahme(session, vorgang, eingabe)


@pytest.fixture
def unveraendert(gemeinde: Gemeinde) -> Iterator[None]:
    """Prüft nach dem Test, dass gar nichts geschrieben wurde."""

    def kopf() -> int | None:
        with leseeinheit(gemeinde.engine) as session:
            return session.scalar(sa.select(sa.func.max(Protokoll.seq)))

    vorher = kopf()
    yield
    assert kopf() == vorher


def test_neues_konzept_hat_seine_handlungsfelder_in_der_reihenfolge(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schluessel = lege_an(gemeinde, uhr, NEU)
    with leseeinheit(gemeinde.engine) as session:
        konzept = session.get_one(Konzept, schluessel)
        felder = session.scalars(
            sa.select(Handlungsfeld.titel).where(Handlungsfeld.konzept_id == schluessel).order_by(Handlungsfeld.nummer)
        ).all()
        bild = load_lagebild(session, schluessel, HEUTE)
    assert (konzept.schluessel, konzept.massnahmen_kuerzel) == ("luebbecke", "LU")
    assert felder == ["Sprache", "Wohnen"]
    assert bild.konzept.kommune == "Stadt Lübbecke"


def test_zweites_konzept_derselben_kommune_bekommt_ein_freies_kuerzel(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ids = [lege_an(gemeinde, uhr, NEU) for _ in range(2)]
    with leseeinheit(gemeinde.engine) as session:
        konzepte = [session.get_one(Konzept, i) for i in ids]
    assert [k.schluessel for k in konzepte] == ["luebbecke", "luebbecke-2"]
    assert len({k.kommune_id for k in konzepte}) == 1


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("person", ["kora", "fatma", "fritz", "lena", "gustav", "niemand"])
def test_konzepte_legt_nur_die_administration_an(gemeinde: Gemeinde, uhr: Uhr, person: str) -> None:
    with pytest.raises(RechteError):
        lege_an(gemeinde, uhr, NEU, person)


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("eingabe", "feld"),
    [
        (KonzeptEingabe("", "B", ("x",)), "kommune"),
        (KonzeptEingabe(" \x00\u202e", "B", ("x",)), "kommune"),
        (KonzeptEingabe("K", "  ", ("x",)), "bezeichnung"),
        (KonzeptEingabe("K", "B", ()), "handlungsfelder"),
        (KonzeptEingabe("K", "B", ("", " \x07")), "handlungsfelder"),
        (KonzeptEingabe("K" * 301, "B", ("x",)), "kommune"),
        (KonzeptEingabe("K", "B" * 301, ("x",)), "bezeichnung"),
        (KonzeptEingabe("K", "B", ("x" * 1_000_000,)), "handlungsfelder"),
        (KonzeptEingabe("K", "B", ("x",), "L" * 301), "bundesland"),
    ],
    ids=range(9),
)
def test_schlechtes_konzept_nennt_das_feld_und_schreibt_nichts(
    gemeinde: Gemeinde, uhr: Uhr, eingabe: KonzeptEingabe, feld: str
) -> None:
    with pytest.raises(EingabeError) as fehler:
        lege_an(gemeinde, uhr, eingabe)
    assert fehler.value.feld == feld


def test_derselbe_vorgang_legt_einmal_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    assert len({lege_an(gemeinde, uhr, NEU, schluessel="einmal") for _ in range(2)}) == 1
    eingabe = MassnahmeEingabe("Neu", gemeinde.handlungsfelder[0])
    assert len({lege_massnahme_an(gemeinde, uhr, eingabe, schluessel="zweimal") for _ in range(2)}) == 1


@pytest.mark.parametrize(
    ("name", "erwartet"),
    [
        ("Stadt Lübbecke", "luebbecke"),
        ("Landkreis Groß-Gerau", "gross-gerau"),
        ("Gemeinde Saint-Étienne", "saint-etienne"),
        ("市", "konzept"),
        ("Stadt", "konzept"),
        ("x" * 300, "x" * 60),
        ("../../etc", "etc"),
    ],
)
def test_kuerzel_taugt_fuer_adressen(name: str, erwartet: str) -> None:
    assert kuerzel(name) == erwartet


def test_neue_massnahme_steht_mit_nummer_stelle_und_zeit_im_lagebild(gemeinde: Gemeinde, uhr: Uhr) -> None:
    eingabe = MassnahmeEingabe("Elterncafé", gemeinde.handlungsfelder[0], "Fachdienst Bildung", "bis Ende 2026")
    erste = lege_massnahme_an(gemeinde, uhr, eingabe)
    zweite = lege_massnahme_an(gemeinde, uhr, MassnahmeEingabe("Ohne alles", gemeinde.handlungsfelder[0]))
    with leseeinheit(gemeinde.engine) as session:
        a, b = (session.get_one(Massnahme, i) for i in (erste, zweite))
    assert (a.federfuehrung_id, a.federfuehrung_angabe) == (gemeinde.bildung_id, Angabe.GENANNT)
    assert (a.frist, a.zeit_wortlaut) == (date(2026, 12, 31), "bis Ende 2026")
    assert (b.federfuehrung_id, b.federfuehrung_angabe, b.frist) == (None, Angabe.LEER, None)
    assert a.nummer != b.nummer


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("person", "erwartet"),
    [
        ("fatma", RechteError),
        ("lena", RechteError),
        ("adam", RechteError),
        ("gustav", NichtGefundenError),
        ("niemand", NichtGefundenError),
    ],
)
def test_massnahmen_legt_nur_die_koordination_an(
    gemeinde: Gemeinde, uhr: Uhr, person: str, erwartet: type[MutError]
) -> None:
    with pytest.raises(erwartet):
        lege_massnahme_an(gemeinde, uhr, MassnahmeEingabe("x", gemeinde.handlungsfelder[0]), person)


@pytest.mark.usefixtures("unveraendert")
def test_fremdes_und_unmoegliches_handlungsfeld_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        fremd = session.scalars(
            sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id == gemeinde.fremdes_konzept_id)
        ).one()
    antworten = set()
    for ziel in (fremd, 987_654, -1, 10**20):
        with pytest.raises(NichtGefundenError) as fehler:
            lege_massnahme_an(gemeinde, uhr, MassnahmeEingabe("x", ziel))
        antworten.add(str(fehler.value))
    assert len(antworten) == 1


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("werte", "feld"),
    [
        ({"titel": ""}, "titel"),
        ({"titel": "\x00 \u202e"}, "titel"),
        ({"titel": "x" * 301}, "titel"),
        ({"beschreibung": "x" * 1_000_000}, "beschreibung"),
        ({"federfuehrung": "x" * 301}, "federfuehrung"),
        ({"zeit": "x" * 301}, "zeit"),
    ],
    ids=lambda w: next(iter(w)) if isinstance(w, dict) else w,
)
def test_schlechte_massnahme_nennt_das_feld_und_schreibt_nichts(
    gemeinde: Gemeinde, uhr: Uhr, werte: dict[str, str], feld: str
) -> None:
    eingabe = MassnahmeEingabe(**{"titel": "x", "handlungsfeld_id": gemeinde.handlungsfelder[0]} | werte)
    with pytest.raises(EingabeError) as fehler:
        lege_massnahme_an(gemeinde, uhr, eingabe)
    assert fehler.value.feld == feld


# --- Berichte einfrieren ---------------------------------------------------------------------------------------------


def friere_ein(gemeinde: Gemeinde, vorgang: Vorgang, bericht_id: int, lagebild: bytes = b"bild") -> int:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return freeze_bericht(session, vorgang, bericht_id, lagebild)


def bericht_id(gemeinde: Gemeinde) -> int:
    with leseeinheit(gemeinde.engine) as session:
        return session.scalars(sa.select(Bericht.id).where(Bericht.konzept_id == gemeinde.konzept_id)).one()


def test_eingefrorener_bericht_bleibt_bytegleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        gefroren = freeze_lagebild(load_lagebild(session, gemeinde.konzept_id, date(2025, 5, 31)))
    schluessel = friere_ein(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id(gemeinde), gefroren)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel = "Später umbenannt"
    with leseeinheit(gemeinde.engine) as session:
        stand = session.get_one(Berichtsstand, schluessel)
        zeile = session.get_one(Protokoll, stand.bis_seq)
        nochmal = freeze_lagebild(load_lagebild(session, gemeinde.konzept_id, date(2025, 5, 31)))
        assert session.get_one(Bericht, stand.bericht_id).status == Berichtsstatus.EINGEFROREN
    assert (stand.lagebild, stand.fassung, stand.kette) == (gefroren, 2, zeile.hash)
    assert thaw_lagebild(nochmal).tabellen["massnahmen"].equals(thaw_lagebild(gefroren).tabellen["massnahmen"])


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("person", "erwartet"),
    [("fatma", RechteError), ("lena", RechteError), ("gustav", NichtGefundenError), ("niemand", NichtGefundenError)],
)
def test_einfrieren_darf_nur_die_koordination(
    gemeinde: Gemeinde, uhr: Uhr, person: str, erwartet: type[MutError]
) -> None:
    with pytest.raises(erwartet):
        friere_ein(gemeinde, uhr.vorgang(gemeinde.personen[person]), bericht_id(gemeinde))


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("ziel", [987_654, -1, 10**20])
def test_unbekannter_bericht_wird_nicht_gefunden(gemeinde: Gemeinde, uhr: Uhr, ziel: int) -> None:
    with pytest.raises(NichtGefundenError):
        friere_ein(gemeinde, uhr.vorgang(gemeinde.kora), ziel)


def test_doppelklick_friert_einmal_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, ziel = uhr.vorgang(gemeinde.kora), bericht_id(gemeinde)
    assert len({friere_ein(gemeinde, vorgang, ziel) for _ in range(2)}) == 1
