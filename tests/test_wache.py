"""Prüft die Wache: was nicht ins Protokoll kann oder nicht in die Spalte passt, kommt nicht in die Datenbank."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr, add_zugaenge
from sqlalchemy.orm import Session

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError
from mut_core.modell import (
    Base,
    Berichtsstand,
    Handlungsfeld,
    ImKonzept,
    Kennzahl,
    Massnahme,
    Mitgliedschaft,
    Protokoll,
    Sachstand,
)


@pytest.fixture(name="gemeinde")
def gemeinde_mit_zugaengen(gemeinde: Gemeinde) -> Gemeinde:
    """Die Gemeinde mit mindestens einer Zeile auch in den Tabellen der Anmeldung."""
    add_zugaenge(gemeinde)
    return gemeinde


KLASSEN: list[type[Base]] = sorted(
    (m.class_ for m in Base.registry.mappers if m.class_ is not Protokoll), key=lambda k: k.__name__
)
ANGEFUEGT = (Sachstand, Berichtsstand)
SCHREIBEND = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def anweisungen(engine: sa.Engine) -> Iterator[list[str]]:
    """Sammelt alle schreibenden Anweisungen, die wirklich bei der Datenbank ankommen."""
    gesehen: list[str] = []

    def merke(_c: Any, _k: Any, text: str, *_weitere: Any) -> None:
        if text.lstrip().upper().startswith(SCHREIBEND):
            gesehen.append(text)

    sa.event.listen(engine, "before_cursor_execute", merke)
    try:
        yield gesehen
    finally:
        sa.event.remove(engine, "before_cursor_execute", merke)


def erste(session: Session, klasse: type[Base]) -> Any:
    """Gibt die erste Zeile einer Tabelle; die Gemeinde hat in jeder eine."""
    zeile = session.scalars(sa.select(klasse).order_by(sa.inspect(klasse).primary_key[0]).limit(1)).first()
    assert zeile is not None, f"Die Gemeinde braucht eine Zeile in {klasse.__name__}."
    return zeile


def abgelehnt(engine: sa.Engine, vorgang: Vorgang, klasse: type[Base], feld: str, wert: Any) -> str | None:
    """Versucht, ein Feld zu setzen; gibt None, wenn die Wache es vor der Datenbank ablehnt, sonst was geschah."""
    with anweisungen(engine) as gesehen:
        try:
            with schreibeinheit(engine, vorgang) as session:
                setattr(erste(session, klasse), feld, wert)
        except EingabeError as fehler:
            if fehler.feld != feld or gesehen:
                return f"{klasse.__name__}.{feld}: Feld {fehler.feld}, {len(gesehen)} Anweisungen"
            return None
        except Exception as fehler:  # jede andere Art zu scheitern ist das, was der Test sucht
            return f"{klasse.__name__}.{feld}: {fehler!r}"[:200]
    return f"{klasse.__name__}.{feld}: angenommen"


def textspalten() -> list[tuple[type[Base], str, int]]:
    return [
        (klasse, s.key, s.info["laenge"])
        for klasse in KLASSEN
        for s in sa.inspect(klasse).columns
        if isinstance(s.type, sa.String) and not isinstance(s.type, sa.Enum)
    ]


# --- F10 -------------------------------------------------------------------------------------------------------------


def test_jede_textspalte_hat_eine_grenze_und_keine_weitere_als_die_datenbank() -> None:
    assert len(textspalten()) > 100
    for klasse, name, grenze in textspalten():
        breite = sa.inspect(klasse).columns[name].type.length
        assert 0 < grenze <= (breite or 2_000_000), f"{klasse.__name__}.{name}"


def test_ein_zeichen_zu_viel_faellt_vor_der_datenbank_auf(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    faelle = [abgelehnt(engine, vorgang, k, n, "ä" * (grenze + 1)) for k, n, grenze in textspalten()]
    assert [f for f in faelle if f] == []


def test_genau_bis_zur_grenze_passt(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    grenzen = [(k, n, g) for k, n, g in textspalten() if k not in ANGEFUEGT]
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        for klasse, name, grenze in grenzen:
            setattr(erste(session, klasse), name, "ä" * grenze)
    with leseeinheit(engine) as session:
        for klasse, name, grenze in grenzen:
            assert getattr(erste(session, klasse), name) == "ä" * grenze


def test_meldung_der_grenze_nennt_feld_laenge_und_ausweg(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with (
        pytest.raises(EingabeError, match=r"„Beschreibung“ ist mit 10\.001 Zeichen zu lang; höchstens 10\.000") as f,
        schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session,
    ):
        erste(session, Massnahme).beschreibung = "x" * 10_001
    assert "kürzen" in str(f.value)


def zahlspalten() -> list[tuple[type[Base], str, int]]:
    return [
        (klasse, s.key, 2**63 if isinstance(s.type, sa.BigInteger) else 2**31)
        for klasse in KLASSEN
        for s in sa.inspect(klasse).columns
        if isinstance(s.type, sa.Integer) and s.key not in {"id", "version"} and not s.foreign_keys
    ]


def test_zu_grosse_zahlen_fallen_vor_der_datenbank_auf(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    faelle = [
        abgelehnt(engine, vorgang, k, n, wert)
        for k, n, grenze in zahlspalten()
        for wert in (grenze, -grenze - 1, 10**20)
    ]
    assert len(faelle) > 40
    assert [f for f in faelle if f] == []


def test_verweis_weit_ausserhalb_gibt_einen_satz(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    verweise = [
        (k, s.key) for k in KLASSEN if k not in ANGEFUEGT for s in sa.inspect(k).columns if s.foreign_keys
    ]  # fmt: skip
    vorgang = uhr.vorgang(gemeinde.kora)
    faelle = [abgelehnt(engine, vorgang, k, n, 10**20) for k, n in verweise]
    assert [f for f in faelle if f] == []


def test_zeitpunkt_in_einer_tagesspalte_wird_abgelehnt(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Sonst stünde im Protokoll ein Zeitpunkt, aus dem die Vergangenheit keinen Tag mehr lesen könnte."""
    assert abgelehnt(engine, uhr.vorgang(gemeinde.kora), Massnahme, "frist", datetime(2025, 5, 1, tzinfo=UTC)) is None


# --- Texte an der einen Tür ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("eingabe", "gespeichert"),
    [
        ("a\x00b\x07c", "abc"),
        ("  außen  ", "außen"),
        ("erste\r\nzweite\rdritte", "erste\nzweite\ndritte"),
        ("links\u202erechts\u2066", "linksrechts"),
        ("مقهى اللغة שלום", "مقهى اللغة שלום"),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Akteur*innen_und {{ x }}", "Akteur*innen_und {{ x }}"),
        ("u\u0308ber", "über"),
        ("halb\ud800", "halb"),
        ("👩‍👩‍👧 bunt", "👩‍👩‍👧 bunt"),
    ],
    ids=ascii,
)
def test_texte_kommen_sauber_an_und_verlieren_kein_wort(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, eingabe: str, gespeichert: str
) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung=eingabe, wert=eingabe, erlaeuterung=eingabe))
    with leseeinheit(engine) as session:
        zahl = session.scalars(sa.select(Kennzahl).order_by(Kennzahl.id.desc())).first()
        assert zahl is not None
        assert (zahl.bezeichnung, zahl.wert, zahl.erlaeuterung) == (gespeichert,) * 3


# --- F14 und andere Wege am Protokoll vorbei -------------------------------------------------------------------------

VORBEI: dict[str, Callable[[Session, Gemeinde], Any]] = {
    "update": lambda s, g: s.execute(sa.update(Massnahme).values(titel="x")),
    "update_tabelle": lambda s, g: s.execute(sa.update(Massnahme.__table__).values(titel="x")),
    "delete": lambda s, g: s.execute(sa.delete(Kennzahl)),
    "insert": lambda s, g: s.execute(
        sa.insert(Kennzahl).values(konzept_id=g.konzept_id, bezeichnung="x", wert="1", version=1)
    ),
    "query_update": lambda s, g: s.query(Massnahme).update({"titel": "x"}),
    "query_delete": lambda s, g: s.query(Kennzahl).delete(),
    "bulk_save_objects": lambda s, g: s.bulk_save_objects(
        [Kennzahl(konzept_id=g.konzept_id, bezeichnung="x", wert="1")]
    ),
    "bulk_insert_mappings": lambda s, g: s.bulk_insert_mappings(
        sa.inspect(Kennzahl), [{"konzept_id": g.konzept_id, "bezeichnung": "x", "wert": "1", "version": 1}]
    ),
    "bulk_update_mappings": lambda s, g: s.bulk_update_mappings(sa.inspect(Massnahme), [{"id": 1, "titel": "x"}]),
    "text_update": lambda s, g: s.execute(sa.text("UPDATE massnahme SET titel = 'x'")),
    "text_delete": lambda s, g: s.execute(sa.text(" delete from kennzahl")),
    "protokollzeile": lambda s, g: s.add(Protokoll(seq=9999)),
}


@pytest.mark.parametrize("weg", VORBEI)
def test_aenderung_am_protokoll_vorbei_wird_verweigert(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, weg: str
) -> None:
    with anweisungen(engine) as gesehen:
        with pytest.raises(RuntimeError), schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
            VORBEI[weg](session, gemeinde)
        assert gesehen == []


@pytest.mark.parametrize("klasse", ANGEFUEGT)
def test_angefuegtes_wird_weder_geaendert_noch_geloescht(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, klasse: type[Base]
) -> None:
    name = "text" if klasse is Sachstand else "kette"
    with pytest.raises(RuntimeError, match="nie"), schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        setattr(erste(session, klasse), name, "umgeschrieben")
    with pytest.raises(RuntimeError, match="nie"), schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.delete(erste(session, klasse))


# --- Konzeptgrenze ---------------------------------------------------------------------------------------------------


def test_verweis_in_ein_fremdes_konzept_wird_wie_ein_unbekannter_abgelehnt(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    with leseeinheit(engine) as session:
        fremd = session.scalars(
            sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id != gemeinde.konzept_id)
        ).one()
    saetze = set()
    for ziel in (fremd, 987_654):
        with pytest.raises(EingabeError) as f, schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
            erste(session, Massnahme).handlungsfeld_id = ziel
        saetze.add(str(f.value))
    assert len(saetze) == 1
    assert "in diesem Konzept nicht" in saetze.pop()


def test_jeder_verweis_im_konzept_wird_geprueft(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    eigene = {k.__tablename__ for k in KLASSEN if issubclass(k, ImKonzept)}
    verweise = [
        (k, s.key)
        for k in KLASSEN
        if issubclass(k, ImKonzept) and k not in ANGEFUEGT
        for s in sa.inspect(k).columns
        if any(f.column.table.name in eigene for f in s.foreign_keys)
    ]
    assert len(verweise) > 25
    faelle = [abgelehnt(engine, uhr.vorgang(gemeinde.kora), k, n, 987_654) for k, n in verweise]
    assert [f for f in faelle if f] == []


# --- Schlüssel -------------------------------------------------------------------------------------------------------


def test_schluessel_von_geloeschtem_wird_nie_wieder_vergeben(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vergeben = []
    for _ in range(3):
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
            zeilen = [Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung=f"{n}", wert="1") for n in range(3)]
            session.add_all(zeilen)
            session.flush()
            vergeben += [z.id for z in zeilen]
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
            for zeile in session.scalars(sa.select(Kennzahl).where(Kennzahl.id > 1)):
                session.delete(zeile)
    assert vergeben == sorted(set(vergeben))
    assert len(vergeben) == 9


# --- Übernahme belegter früherer Stände ------------------------------------------------------------------------------


def test_uebernahme_schiebt_sich_nicht_vor_bekanntes(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    with pytest.raises(EingabeError, match="jüngerer Stand") as f:  # noqa: SIM117
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora, gilt_ab=date(2025, 1, 1))) as session:
            session.get_one(Massnahme, lotsen).titel = "Alt"
    assert f.value.feld == "gilt_ab"
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora, gilt_ab=date(2025, 1, 2))) as session:
        session.get_one(Massnahme, lotsen).titel = "Vom selben Tag"


def test_uebernahme_kann_nicht_in_der_zukunft_gelten(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(EingabeError, match="Zukunft"):  # noqa: SIM117
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora, gilt_ab=date(2025, 6, 5))) as session:
            session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel = "Morgen"


def test_auch_neues_kann_nicht_in_der_zukunft_gelten(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(EingabeError, match="Zukunft"):  # noqa: SIM117
        with schreibeinheit(engine, uhr.vorgang(gemeinde.kora, gilt_ab=date(2025, 6, 5))) as session:
            session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="x", wert="1"))


def test_gemeinde_hat_in_jeder_tabelle_eine_zeile(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        for klasse in (*KLASSEN, Protokoll):
            erste(session, klasse)
        assert erste(session, Mitgliedschaft).person == "Erika Beispiel"
    assert {k.__name__ for k in KLASSEN} | {"Protokoll", "Base", "Datensatz", "ImKonzept"} == set(modell.__all__)
