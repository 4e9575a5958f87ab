"""Prüft das Protokoll: jede Änderung steht darin, nichts lässt sich nachträglich ändern, ohne dass es auffällt."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, erledigt, kettenfehler, kettenhash, switch_vorgang, tag_in_berlin
from mut_core.fehler import EingabeError
from mut_core.modell import Kennzahl, Massnahme, Protokoll, Sachstand
from mut_core.modell.codes import Aktion, Freigabe
from mut_core.rechte import Person


def letzte_zeilen(engine: sa.Engine, anzahl: int) -> list[Protokoll]:
    with leseeinheit(engine) as session:
        return list(session.scalars(sa.select(Protokoll).order_by(Protokoll.seq.desc()).limit(anzahl)))[::-1]


def verkettet(engine: sa.Engine) -> tuple[int | None, str] | None:
    with leseeinheit(engine) as session:
        return kettenfehler(session)


def faelsche(engine: sa.Engine, *befehle: str, **werte: Any) -> None:
    """Ändert am Programm und an den Auslösern vorbei – wie jemand mit vollem Zugriff auf die Datenbank."""
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        if engine.dialect.name == "sqlite":
            for name in ("nicht_aendern", "nicht_loeschen", "nur_leeren"):
                verbindung.exec_driver_sql(f"DROP TRIGGER IF EXISTS protokoll_{name}")
        else:
            verbindung.exec_driver_sql("ALTER TABLE protokoll DISABLE TRIGGER USER")
        for befehl in befehle:
            assert verbindung.execute(sa.text(befehl), werte).rowcount > 0


# --- was darin steht -------------------------------------------------------------------------------------------------


def test_aendern_schreibt_wer_wann_was_und_das_ganze_bild_danach(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    lotsen = gemeinde.massnahmen["lotsen"]
    vorgang = uhr.vorgang(gemeinde.kora, grund="Beschluss vom Mai")
    with schreibeinheit(engine, vorgang) as session:
        massnahme = session.get_one(Massnahme, lotsen)
        massnahme.titel, massnahme.beschreibung, massnahme.frist = "Lotsinnen", "Neu gefasst", date(2025, 12, 31)
    (zeile,) = letzte_zeilen(engine, 1)
    assert (zeile.tabelle, zeile.datensatz_id, zeile.version, zeile.aktion) == (
        "massnahme",
        lotsen,
        2,
        Aktion.GEAENDERT,
    )
    assert (zeile.nutzer_id, zeile.am, zeile.gilt_ab, zeile.konzept_id) == (
        gemeinde.kora.id,
        uhr.jetzt,
        uhr.heute,
        gemeinde.konzept_id,
    )
    assert (zeile.grund, zeile.vorgang, zeile.position) == ("Beschluss vom Mai", vorgang.schluessel, 0)
    nutzlast = json.loads(zeile.nutzlast or "")
    assert nutzlast["vorher"] == {
        "titel": "Ankommenslotsen",
        "beschreibung": None,
        "frist": "2025-03-31",
    }
    assert nutzlast["nachher"].keys() == {s.name for s in Massnahme.__table__.columns}
    assert (nutzlast["nachher"]["titel"], nutzlast["nachher"]["frist"]) == ("Lotsinnen", "2025-12-31")


def test_anlegen_und_entfernen_stehen_im_protokoll(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.add(zahl := Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="Vereine", wert="12"))
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.delete(session.get_one(Kennzahl, zahl.id))
    angelegt, entfernt = letzte_zeilen(engine, 2)
    assert (angelegt.aktion, entfernt.aktion) == (Aktion.ANGELEGT, Aktion.ENTFERNT)
    assert (angelegt.version, entfernt.version) == (1, 2)
    assert json.loads(entfernt.nutzlast or "")["nachher"] is None
    assert json.loads(entfernt.nutzlast or "")["vorher"]["bezeichnung"] == "Vereine"


def test_speichern_ohne_aenderung_schreibt_nichts(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorher = letzte_zeilen(engine, 1)[0].seq
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        massnahme = session.get_one(Massnahme, gemeinde.massnahmen["lotsen"])
        massnahme.titel = str(massnahme.titel)
    assert letzte_zeilen(engine, 1)[0].seq == vorher


def test_mehrere_vorgaenge_in_einer_transaktion_bleiben_getrennt(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    frueher = uhr.vorgang(gemeinde.kora, schluessel="eins", gilt_ab=date(2025, 3, 1))
    spaeter = uhr.vorgang(gemeinde.fatma, schluessel="zwei", gilt_ab=date(2025, 4, 1))
    with schreibeinheit(engine, frueher) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="a", wert="1"))
        switch_vorgang(session, spaeter)
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="b", wert="2"))
        switch_vorgang(session, frueher)
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="c", wert="3"))
    zeilen = letzte_zeilen(engine, 3)
    assert [(z.vorgang, z.position, z.gilt_ab, z.nutzer_id) for z in zeilen] == [
        ("eins", 0, date(2025, 3, 1), gemeinde.kora.id),
        ("zwei", 0, date(2025, 4, 1), gemeinde.fatma.id),
        ("eins", 1, date(2025, 3, 1), gemeinde.kora.id),
    ]
    assert verkettet(engine) is None


def test_erledigt_findet_nur_was_dieser_vorgang_geschrieben_hat(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    with schreibeinheit(engine, vorgang) as session:
        assert erledigt(session, vorgang, "kennzahl") is None
        session.add(zahl := Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="a", wert="1"))
        session.flush()
        assert erledigt(session, vorgang, "kennzahl") == zahl.id
        assert erledigt(session, vorgang, "massnahme") is None
        assert erledigt(session, uhr.vorgang(gemeinde.kora), "kennzahl") is None


@pytest.mark.parametrize(
    ("feld", "werte"),
    [("grund", {"grund": "x" * 2001}), ("schluessel", {"schluessel": "x" * 61}), ("schluessel", {"schluessel": ""})],
)
def test_zu_langer_grund_oder_schluessel_faellt_vor_der_datenbank_auf(
    feld: str, werte: dict[str, Any], uhr: Uhr
) -> None:
    with pytest.raises(EingabeError) as fehler:
        uhr.vorgang(Person(1, "x", "X"), **werte)
    assert fehler.value.feld == feld


def test_grund_kommt_ohne_steuerzeichen_an(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora, grund=" Rat\x00 hat\u202e entschieden ")) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="a", wert="1"))
    assert letzte_zeilen(engine, 1)[0].grund == "Rat hat entschieden"


# --- F15: nur anfügen ------------------------------------------------------------------------------------------------

VERWEIGERT = [
    *(f"{was} {tabelle}" for tabelle in ("protokoll", "sachstand", "berichtsstand") for was in ("DELETE FROM",)),
    "UPDATE protokoll SET grund = 'anders'",
    "UPDATE protokoll SET seq = seq + 1000",
    "UPDATE protokoll SET nutzlast = '{}'",
    "UPDATE protokoll SET nutzlast = NULL, nutzer_id = 1",
    "UPDATE protokoll SET hash = vor_hash",
    "UPDATE sachstand SET text = 'anders'",
    "UPDATE sachstand SET zum = '2020-01-01'",
    "UPDATE sachstand SET erfasst_von_id = 1, freigabe = 'freigegeben'",
    "UPDATE berichtsstand SET lagebild_sha = 'x'",
    "UPDATE berichtsstand SET version = 2",
]
NUR_POSTGRESQL = [f"TRUNCATE {t} CASCADE" for t in ("protokoll", "sachstand", "berichtsstand")]
NUR_SQLITE = ["REPLACE INTO protokoll SELECT * FROM protokoll WHERE seq = 3"]


def test_datenbank_selbst_verweigert_aendern_und_loeschen(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    schreibend = engine.execution_options(mut_nur_lesen=False)
    eigene = NUR_SQLITE if engine.dialect.name == "sqlite" else NUR_POSTGRESQL
    for befehl in (*VERWEIGERT, *eigene):
        with pytest.raises(sa.exc.DBAPIError, match="nur anfügen"), schreibend.begin() as verbindung:
            verbindung.exec_driver_sql(befehl)
    assert verkettet(engine) is None


def test_freigabe_eines_sachstands_darf_sich_aendern(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        sachstand = session.scalars(sa.select(Sachstand).order_by(Sachstand.id)).first()
        assert sachstand is not None
        sachstand.freigabe = Freigabe.FREIGEGEBEN
    (zeile,) = letzte_zeilen(engine, 1)
    assert json.loads(zeile.nutzlast or "")["vorher"] == {"freigabe": "gemeldet"}


def test_geleerte_nutzlast_laesst_die_kette_gueltig(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        assert verbindung.exec_driver_sql("UPDATE protokoll SET nutzlast = NULL WHERE seq IN (2, 5)").rowcount == 2
    assert verkettet(engine) is None
    with leseeinheit(engine) as session:
        assert session.get_one(Protokoll, 5).nutzlast is None


# --- F16: Änderung, Umordnung, Lücke ---------------------------------------------------------------------------------

FAELSCHUNGEN = {
    "am": "UPDATE protokoll SET am = '2020-01-01 00:00:00' WHERE seq = 5",
    "gilt_ab": "UPDATE protokoll SET gilt_ab = '2020-01-01' WHERE seq = 5",
    "nutzer_id": "UPDATE protokoll SET nutzer_id = 2 WHERE seq = 5",
    "ohne_nutzer": "UPDATE protokoll SET nutzer_id = NULL WHERE seq = 5",
    "konzept_id": "UPDATE protokoll SET konzept_id = 77 WHERE seq = 5",
    "tabelle": "UPDATE protokoll SET tabelle = 'kommune' WHERE seq = 5",
    "datensatz_id": "UPDATE protokoll SET datensatz_id = 77 WHERE seq = 5",
    "version": "UPDATE protokoll SET version = 7 WHERE seq = 5",
    "aktion": "UPDATE protokoll SET aktion = 'entfernt' WHERE seq = 5",
    "grund": "UPDATE protokoll SET grund = 'erfunden' WHERE seq = 5",
    "vorgang": "UPDATE protokoll SET vorgang = 'anderer' WHERE seq = 5",
    "position": "UPDATE protokoll SET position = 700 WHERE seq = 5",
    "nutzlast": "UPDATE protokoll SET nutzlast = '{}' WHERE seq = 5",
    "salz": "UPDATE protokoll SET salz = 'x' WHERE seq = 5",
    "nutzlast_sha": "UPDATE protokoll SET nutzlast_sha = 'x' WHERE seq = 5",
    "hash": "UPDATE protokoll SET hash = 'x' WHERE seq = 5",
    "vor_hash": "UPDATE protokoll SET vor_hash = 'x' WHERE seq = 5",
}


@pytest.mark.parametrize("feld", FAELSCHUNGEN)
def test_jede_nachtraegliche_aenderung_wird_erkannt(engine: sa.Engine, gemeinde: Gemeinde, feld: str) -> None:
    faelsche(engine, FAELSCHUNGEN[feld])
    fehler = verkettet(engine)
    assert fehler is not None
    assert fehler[0] == 5
    assert "verändert" in fehler[1]


def test_jedes_feld_des_protokolls_hat_eine_faelschung() -> None:
    assert {s.name for s in Protokoll.__table__.columns} - {"seq"} <= FAELSCHUNGEN.keys()


def test_entfernte_zeile_wird_als_luecke_erkannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    faelsche(engine, "DELETE FROM protokoll WHERE seq = 7")
    assert verkettet(engine) == (7, "Protokollzeile 7 fehlt.")


def test_entfernter_anfang_wird_erkannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    faelsche(engine, "DELETE FROM protokoll WHERE seq <= 2")
    assert verkettet(engine) == (1, "Protokollzeile 1 fehlt.")


def test_vertauschte_zeilen_werden_erkannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    faelsche(
        engine,
        "UPDATE protokoll SET seq = -1 WHERE seq = 5",
        "UPDATE protokoll SET seq = 5 WHERE seq = 6",
        "UPDATE protokoll SET seq = 6 WHERE seq = -1",
    )
    fehler = verkettet(engine)
    assert fehler is not None
    assert fehler[0] == 5


def test_luecke_zugeschoben_wird_erkannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    letzte = letzte_zeilen(engine, 1)[0].seq
    faelsche(engine, "DELETE FROM protokoll WHERE seq = 5")
    for seq in range(6, letzte + 1):
        faelsche(engine, "UPDATE protokoll SET seq = :neu WHERE seq = :alt", neu=seq - 1, alt=seq)
    fehler = verkettet(engine)
    assert fehler is not None
    assert fehler[0] == 5


def test_nachgerechneter_hash_verraet_sich_an_der_naechsten_zeile(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        zeile = dict(session.execute(sa.select(Protokoll.__table__).where(Protokoll.seq == 5)).mappings().one())
    zeile["grund"] = "erfunden"
    faelsche(engine, "UPDATE protokoll SET grund = 'erfunden', hash = :h WHERE seq = 5", h=kettenhash(zeile))
    fehler = verkettet(engine)
    assert fehler is not None
    assert fehler[0] == 6


# --- F20, F21: Zeit --------------------------------------------------------------------------------------------------


def test_zurueckgestellte_uhr_aendert_die_reihenfolge_nicht(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    augenblicke = [uhr.jetzt, uhr.weiter(hours=-4), uhr.weiter(minutes=1), uhr.weiter(hours=5)]
    for n, augenblick in enumerate(augenblicke):
        with schreibeinheit(engine, Vorgang(gemeinde.kora, augenblick)) as session:
            session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung=f"{n}", wert="1"))
    zeilen = letzte_zeilen(engine, 4)
    assert [z.am for z in zeilen] == [augenblicke[0]] * 3 + [augenblicke[3]]
    assert [json.loads(z.nutzlast or "")["nachher"]["bezeichnung"] for z in zeilen] == ["0", "1", "2", "3"]
    assert verkettet(engine) is None


def test_nacht_der_zeitumstellung_behaelt_die_reihenfolge(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    vor = datetime(2025, 10, 26, 2, 30, tzinfo=berlin)  # noch Sommerzeit
    nach = datetime(2025, 10, 26, 2, 15, fold=1, tzinfo=berlin)  # 45 Minuten später, schon Winterzeit
    for n, augenblick in enumerate((vor, nach)):
        with schreibeinheit(engine, Vorgang(gemeinde.kora, augenblick)) as session:
            session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung=f"{n}", wert="1"))
    erste, zweite = letzte_zeilen(engine, 2)
    assert zweite.am - erste.am == timedelta(minutes=45)
    assert erste.am.tzinfo is UTC


@pytest.mark.parametrize(
    ("utc", "tag"),
    [
        ("2025-06-30T21:59:59", date(2025, 6, 30)),
        ("2025-06-30T22:00:00", date(2025, 7, 1)),  # Sommerzeit: in Berlin ist es schon Juli
        ("2024-12-31T22:59:59", date(2024, 12, 31)),
        ("2024-12-31T23:00:00", date(2025, 1, 1)),
        ("2026-10-25T22:59:59", date(2026, 10, 25)),  # der 25. Oktober 2026 hat 25 Stunden
        ("2026-10-24T22:00:00", date(2026, 10, 25)),
        ("2026-03-29T21:59:59", date(2026, 3, 29)),
        ("2026-03-28T23:00:00", date(2026, 3, 29)),
    ],
)
def test_tag_ist_der_kalendertag_in_berlin(utc: str, tag: date) -> None:
    augenblick = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert tag_in_berlin(augenblick) == tag
    assert Vorgang(Person(1, "x", "X"), augenblick).tag == tag


def test_zeitpunkt_ohne_zeitzone_wird_verweigert(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(ValueError, match="Zeitzone"):
        Vorgang(gemeinde.kora, datetime(2025, 6, 4, 10, 0))  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="Zeitzone"), leseeinheit(engine) as session:
        session.execute(sa.select(Protokoll).where(Protokoll.am < datetime(2025, 6, 4)))  # noqa: DTZ001


def test_zeitpunkte_kommen_in_utc_zurueck(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    augenblick = datetime(2025, 7, 1, 0, 30, 15, 123456, tzinfo=ZoneInfo("Europe/Berlin"))
    with schreibeinheit(engine, Vorgang(gemeinde.kora, augenblick)) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="a", wert="1"))
    (zeile,) = letzte_zeilen(engine, 1)
    assert zeile.am.isoformat() == "2025-06-30T22:30:15.123456+00:00"
    assert zeile.gilt_ab == date(2025, 7, 1)
