"""Prüft `pruefen`: was am Programm vorbei geändert, gelöscht oder abgeschnitten wurde, wird mit Nummer genannt."""

import dataclasses
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from befehlslauf import demo, engine_von, rufe, zeige_auf, ziel
from faelle_golden import GOLDEN, open_golden
from gemeinde import Gemeinde, Uhr
from sqlalchemy.orm import Session

from mut_core import pruefung
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.demo import load_synthetisch
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.konten import set_einstellung
from mut_core.erfassung.protokoll import kettenfehler, kettenhash, tag_in_berlin
from mut_core.migration import upgrade_datenbank
from mut_core.migration.ausloeser import create_ausloeser
from mut_core.modell import Bericht, Handlungsfeld, Kennzahl, Massnahme, Protokoll
from mut_core.modell.grundlage import Zeitpunkt
from mut_core.pruefung import abgleich
from mut_core.sicherung import save_sicherung

__all__ = ["demo", "engine_von", "rufe", "ziel"]  # Fixtures


def pruefe(engine: sa.Engine, *sicherungen: Path) -> pruefung.Pruefung:
    with leseeinheit(engine) as session:
        return pruefung.pruefe(session, sicherungen)


def saetze(engine: sa.Engine, *sicherungen: Path) -> list[str]:
    return [befund.satz for befund in pruefe(engine, *sicherungen).abweichungen]


def am_programm_vorbei(engine: sa.Engine, *befehle: str, **werte: Any) -> None:
    """Ändert wie jemand mit vollem Zugriff: ohne Auslöser, ohne Protokoll; die Auslöser stehen danach wieder."""
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        _ohne_ausloeser(verbindung)
        for befehl in befehle:
            assert verbindung.execute(sa.text(befehl), werte).rowcount > 0, befehl
        create_ausloeser(verbindung)


def _ohne_ausloeser(verbindung: sa.Connection) -> None:
    if verbindung.dialect.name == "sqlite":
        namen = verbindung.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in namen:
            verbindung.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    frage = "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    for name, tabelle in verbindung.exec_driver_sql(frage).all():
        verbindung.exec_driver_sql(f"DROP TRIGGER {name} ON {tabelle}")


def friere_ein(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> int:
    with leseeinheit(engine) as session:
        bericht = session.scalars(sa.select(Bericht.id).where(Bericht.konzept_id == gemeinde.konzept_id)).first()
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        if bericht is None:
            neuer = Bericht(
                konzept_id=gemeinde.konzept_id,
                form="sachstandsbericht",
                titel="Bericht",
                stichtag=uhr.heute,
                status="freigegeben",
            )
            session.add(neuer)
            session.flush()
            bericht = neuer.id
        return freeze_bericht(session, uhr.vorgang(gemeinde.kora), bericht, b"bild", b"docx")


def aendere(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, titel: str) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel = titel


# --- nichts zu finden ------------------------------------------------------------------------------------------------


def test_eine_unveraenderte_datenbank_ist_in_ordnung(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    friere_ein(engine, gemeinde, uhr)
    aendere(engine, gemeinde, uhr, "Lotsinnen und Lotsen")
    ergebnis = pruefe(engine)
    assert ergebnis.abweichungen == ()
    assert (ergebnis.in_ordnung, ergebnis.weitere, ergebnis.anker) == (True, 0, 1)
    with leseeinheit(engine) as session:
        assert ergebnis.protokoll_bis == session.scalar(sa.select(sa.func.max(Protokoll.seq)))
        assert ergebnis.kettenkopf == session.get_one(Protokoll, ergebnis.protokoll_bis).hash
        assert ergebnis.datensaetze == abgleich.anzahl_datensaetze(session) > 20


def test_eine_leere_datenbank_ist_in_ordnung(engine: sa.Engine) -> None:
    ergebnis = pruefe(engine)
    assert (ergebnis.abweichungen, ergebnis.protokoll_bis, ergebnis.datensaetze) == ((), 0, 0)


def test_die_demo_ist_in_ordnung(demo_datei: Path, engine_von: Any) -> None:
    ergebnis = pruefe(engine_von(demo_datei))
    assert ergebnis.abweichungen == ()
    assert ergebnis.datensaetze > 1000


def test_entferntes_und_neues_ist_kein_fehler(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.add(Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="Vereine", wert="12"))
        session.add(bleibt := Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="Kurse", wert="3"))
        session.flush()
        kurse = bleibt.id
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.delete(session.get_one(Kennzahl, kurse))
    assert saetze(engine) == []


# --- F19: Abgleich ---------------------------------------------------------------------------------------------------


def test_geaendertes_am_programm_vorbei_wird_mit_feld_und_zeile_genannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    """F19: eine Zeile unmittelbar geändert, genau ein Befund."""
    lotsen = gemeinde.massnahmen["lotsen"]
    am_programm_vorbei(engine, "UPDATE massnahme SET titel = 'geheim', frist = NULL WHERE id = :id", id=lotsen)
    (befund,) = pruefe(engine).abweichungen
    assert (befund.bereich, befund.protokoll_nr is not None) == ("abgleich", True)
    assert befund.satz == f"massnahme {lotsen} weicht von Protokollzeile {befund.protokoll_nr} ab: „Titel“, „Frist“."
    assert "geheim" not in befund.satz  # gespeicherte Werte gehören nicht ins Log


def test_geloeschtes_und_eingefuegtes_am_programm_vorbei_wird_genannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    """F19: fehlende und überzählige Datensätze."""
    with leseeinheit(engine) as session:
        kennzahl = session.scalars(sa.select(Kennzahl.id).order_by(Kennzahl.id)).first()
    am_programm_vorbei(
        engine,
        "DELETE FROM kennzahl WHERE id = :id",
        "INSERT INTO einstellung (id, version, name, wert) VALUES (7, 1, 'zweiter_faktor', 'freiwillig')",
        id=kennzahl,
    )
    fehlt, neu = sorted(saetze(engine), reverse=True)
    assert fehlt.startswith(f"kennzahl {kennzahl} fehlt; Protokollzeile ")
    assert neu == "einstellung 7 steht in der Datenbank, aber nicht im Protokoll."


def test_wieder_hereingelegtes_wird_genannt(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.add(zahl := Kennzahl(konzept_id=gemeinde.konzept_id, bezeichnung="Kurse", wert="3"))
        session.flush()
        nummer = zahl.id
    with leseeinheit(engine) as session:
        alt = dict(session.execute(sa.select(Kennzahl.__table__).where(Kennzahl.id == nummer)).mappings().one())
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.delete(session.get_one(Kennzahl, nummer))
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.execute(sa.insert(Kennzahl.__table__).values(alt))
    (satz,) = saetze(engine)
    assert satz.startswith(f"kennzahl {nummer} gibt es noch, obwohl Protokollzeile ")


def anderer_wert(spalte: sa.Column[Any], wert: Any) -> Any:
    """Gibt einen erlaubten, aber anderen Wert derselben Art."""
    match wert:
        case bool():
            return not wert
        case bytes():
            return wert + b"!"
        case datetime() | date():
            return wert + timedelta(days=1)
        case int() | float():
            return wert + 1_000_003  # weit weg von allem, was schon da ist
        case str() if isinstance(spalte.type, sa.Enum):
            return next(w for w in spalte.type.enum_class or () if w != wert)
        case str():
            return wert + "x"
    if spalte.foreign_keys or isinstance(spalte.type, sa.Integer):
        return 1_000_003
    if isinstance(spalte.type, sa.Enum):
        return next(iter(spalte.type.enum_class or ()))
    if isinstance(spalte.type, sa.Date):
        return date(2020, 1, 1)
    if isinstance(spalte.type, Zeitpunkt):
        return datetime(2020, 1, 1, tzinfo=UTC)
    if isinstance(spalte.type, sa.Boolean):
        return True
    je_art: dict[type, Any] = {datetime: datetime(2020, 1, 1, tzinfo=UTC), bytes: b"x"}
    return je_art.get(spalte.type.python_type, "x")


@pytest.fixture
def offen(sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr) -> Iterator[sa.Connection]:
    """Eine schreibende Verbindung ohne Auslöser und Verweisprüfung; am Ende wird nichts übernommen."""
    with schreibeinheit(sqlite_engine, uhr.vorgang(sqlite_gemeinde.adam)) as session:
        set_einstellung(session, uhr.vorgang(sqlite_gemeinde.adam), "zweiter_faktor", "alle")
    with sqlite_engine.execution_options(mut_nur_lesen=False).connect() as verbindung:
        _ohne_ausloeser(verbindung)
        verbindung.commit()
        verbindung.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        yield verbindung


@pytest.mark.parametrize("tabelle", abgleich.protokollierte_klassen())
def test_kein_feld_laesst_sich_unbemerkt_aendern(offen: sa.Connection, tabelle: str) -> None:
    """F19 für jedes Feld jeder Tabelle: unmittelbar geändert, fällt genau dieses Feld auf."""
    klasse = abgleich.protokollierte_klassen()[tabelle]
    spalten: Any = klasse.__table__
    zeile = offen.execute(sa.select(spalten).order_by(klasse.id).limit(1)).mappings().one()
    offen.rollback()
    for spalte in spalten.columns:
        if spalte.name == "id":
            continue
        neu = {spalte.name: anderer_wert(spalte, zeile[spalte.name])}
        offen.execute(sa.update(spalten).where(spalten.c.id == zeile["id"]).values(neu))
        befunde = list(abgleich._pruefe_tabelle(Session(offen), klasse))
        offen.rollback()
        assert len(befunde) == 1, (spalte.name, befunde)
        assert f"„{spalte.info['bezeichnung']}“" in befunde[0].satz


def test_eine_geleerte_nutzlast_ist_kein_fehler(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    """F18: geschwärzt ist erlaubt; gelöscht bleibt trotzdem auffällig."""
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.exec_driver_sql("UPDATE protokoll SET nutzlast = NULL WHERE tabelle = 'kennzahl'")
    assert saetze(engine) == []
    with leseeinheit(engine) as session:
        erste = session.scalars(sa.select(Kennzahl.id).order_by(Kennzahl.id)).first()
    am_programm_vorbei(engine, "UPDATE kennzahl SET version = version + 1 WHERE id = :id", id=erste)
    (satz,) = saetze(engine)
    assert satz.endswith("ab: „Version“.")


def test_ein_spaeter_dazugekommenes_feld_ist_kein_fehler_aber_auch_kein_schlupfloch(
    tmp_path: Path, engine_von: Any
) -> None:
    """Bilder von vor der Umstellung kennen neue Felder nicht; dort gilt die Vorgabe."""
    engine = engine_von(open_golden(GOLDEN, tmp_path / "alt.sqlite"))
    upgrade_datenbank(engine)
    with leseeinheit(engine) as session:
        bild = session.scalar(sa.select(Protokoll.nutzlast).where(Protokoll.tabelle == "nutzer").limit(1))
    assert "dienstkennung" not in json.loads(bild or "")["nachher"]  # sonst prüfte dieser Test nichts
    nur_abgleich = [b for b in pruefe(engine).abweichungen if b.bereich == "abgleich"]
    assert nur_abgleich == []
    am_programm_vorbei(engine, "UPDATE nutzer SET dienstkennung = 'x|y' WHERE id = 2")
    (befund,) = [b for b in pruefe(engine).abweichungen if b.bereich == "abgleich"]
    assert befund.satz.startswith("nutzer 2 weicht")


def test_eine_unbekannte_tabelle_im_protokoll_wird_genannt(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    am_programm_vorbei(engine, "UPDATE protokoll SET tabelle = 'zettel' WHERE seq = 5")
    assert "Das Protokoll nennt die Tabelle „zettel“, die dieses Programm nicht kennt." in saetze(engine)


def test_wer_alles_aendert_bekommt_nicht_alles_aufgezaehlt(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.kora)) as session:
        session.add_all(
            Handlungsfeld(konzept_id=gemeinde.konzept_id, nummer=900 + n, titel=f"Feld {n}") for n in range(60)
        )
    am_programm_vorbei(engine, "UPDATE handlungsfeld SET titel = 'x' WHERE titel LIKE 'Feld %'")
    ergebnis = pruefe(engine)
    assert (len(ergebnis.abweichungen), ergebnis.weitere) == (pruefung.HOECHSTENS, 60 - pruefung.HOECHSTENS)


# --- F16, F17: Kette und Anker ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("eingriff", "satz"),
    [
        ("UPDATE protokoll SET nutzer_id = nutzer_id + 1 WHERE seq = 9", "Protokollzeile 9 wurde nachträglich"),
        ("UPDATE protokoll SET nutzlast = '{}' WHERE seq = 9", "Der Inhalt der Protokollzeile 9 wurde"),
        ("DELETE FROM protokoll WHERE seq = 9", "Protokollzeile 9 fehlt."),
    ],
)
def test_eingriffe_in_die_kette_werden_mit_nummer_genannt(
    engine: sa.Engine, gemeinde: Gemeinde, eingriff: str, satz: str
) -> None:
    """F16: ändern, umschreiben, Lücke."""
    am_programm_vorbei(engine, eingriff)
    kette = [b for b in pruefe(engine).abweichungen if b.bereich == "kette"]
    assert [(b.protokoll_nr, b.satz.startswith(satz)) for b in kette] == [(9, True)]


def schneide_ab(engine: sa.Engine, ab: int) -> None:
    """Entfernt das Ende des Protokolls; die Datensätze bleiben, wie sie sind."""
    am_programm_vorbei(engine, "DELETE FROM protokoll WHERE seq >= :ab", ab=ab)


def test_abgeschnittenes_ende_faellt_am_eingefrorenen_bericht_auf(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F17: die Kette allein merkt es nicht, der Anker im Bericht schon."""
    friere_ein(engine, gemeinde, uhr)
    with leseeinheit(engine) as session:
        (anker,) = pruefung.anker_der_berichte(session)
    schneide_ab(engine, anker.seq - 2)
    with leseeinheit(engine) as session:
        assert kettenfehler(session) is None
        (befund,) = pruefung.pruefe_anker(session, [anker])
    assert befund.satz == (
        f"Das Ende des Protokolls fehlt: Es endet bei Zeile {anker.seq - 3}, der am 04.06.2025 eingefrorene Bericht "
        f"{anker.herkunft.rsplit(' ', 1)[1]} kennt Zeile {anker.seq}."
    )
    assert befund in pruefe(engine).abweichungen


def test_neu_geschriebenes_ende_faellt_am_eingefrorenen_bericht_auf(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F17: wer die Kette neu berechnet, hat eine gültige Kette – aber eine andere."""
    friere_ein(engine, gemeinde, uhr)
    with leseeinheit(engine) as session:
        (anker,) = pruefung.anker_der_berichte(session)
    schreibe_kette_neu(engine, ab=anker.seq - 1)
    with leseeinheit(engine) as session:
        assert kettenfehler(session) is None
    (befund,) = [b for b in pruefe(engine).abweichungen if b.bereich == "anker"]
    assert befund.protokoll_nr == anker.seq
    assert befund.satz.startswith(f"Protokollzeile {anker.seq} ist eine andere, als der am 04.06.2025 eingefrorene")


def schreibe_kette_neu(engine: sa.Engine, ab: int) -> None:
    """Ändert den Grund der Zeile `ab` und berechnet ab dort alle Hashes neu."""
    tabelle: Any = Protokoll.__table__
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        _ohne_ausloeser(verbindung)
        zeilen = verbindung.execute(sa.select(tabelle).where(tabelle.c.seq >= ab).order_by(tabelle.c.seq)).mappings()
        vor_hash = None
        for alt in zeilen.all():
            neu = {**alt, **({"grund": "anders"} if vor_hash is None else {"vor_hash": vor_hash})}
            vor_hash = neu["hash"] = kettenhash(neu)
            verbindung.execute(sa.update(tabelle).where(tabelle.c.seq == alt["seq"]).values(neu))
        create_ausloeser(verbindung)


def test_abgeschnittenes_ende_faellt_an_der_sicherung_auf(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, uhr: Uhr, tmp_path: Path
) -> None:
    """F17: zweiter Anker, ohne jeden eingefrorenen Bericht."""
    aendere(sqlite_engine, sqlite_gemeinde, uhr, "Lotsinnen")
    sicherung = save_sicherung(sqlite_engine, tmp_path / "sicherungen" / "gestern.sqlite")
    davor = sorted(p.name for p in sicherung.parent.iterdir())
    ergebnis = pruefe(sqlite_engine, sicherung)
    assert (ergebnis.abweichungen, ergebnis.anker) == ((), 1)
    ende = ergebnis.protokoll_bis
    schneide_ab(sqlite_engine, ende)
    am_programm_vorbei(sqlite_engine, "UPDATE massnahme SET titel = 'Ankommenslotsen', version = 1 WHERE version = 2")
    assert saetze(sqlite_engine) == []  # ohne Anker wäre es nicht zu merken
    (satz,) = saetze(sqlite_engine, sicherung)
    assert satz.endswith(f"Es endet bei Zeile {ende - 1}, die Sicherung „gestern.sqlite“ kennt Zeile {ende}.")
    assert sorted(p.name for p in sicherung.parent.iterdir()) == davor  # Prüfen legt dort nichts an


@pytest.mark.parametrize("inhalt", [b"", b"kein SQLite, sondern ein Brief " * 200], ids=["leer", "text"])
def test_eine_unlesbare_sicherung_wird_genannt(
    sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde, tmp_path: Path, inhalt: bytes
) -> None:
    datei = tmp_path / "kaputt.sqlite"
    datei.write_bytes(inhalt)
    assert saetze(sqlite_engine, datei) == ["Die Sicherung „kaputt.sqlite“ ist nicht lesbar; bitte eine neue anlegen."]


def test_ein_ausgetauschtes_dokument_faellt_auf(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    stand = friere_ein(engine, gemeinde, uhr)
    am_programm_vorbei(
        engine,
        "UPDATE berichtsstand SET dokument = :neu, dokument_sha = :sha WHERE id = :id",
        neu=b"anders", sha=hashlib.sha256(b"anders").hexdigest(), id=stand,
    )  # fmt: skip
    (satz,) = saetze(engine)
    assert satz.startswith(f"berichtsstand {stand} weicht")
    assert "„Word-Datei“" in satz


# --- Speicher: Auslöser, Datei, Version ------------------------------------------------------------------------------


def alle_ausloeser(engine: sa.Engine) -> list[str]:
    frage = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as verbindung:
        return sorted(verbindung.exec_driver_sql(frage).scalars())


def test_jeder_fehlende_ausloeser_wird_genannt(engine: sa.Engine) -> None:
    namen = alle_ausloeser(engine)
    assert len(namen) >= 7
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        _ohne_ausloeser(verbindung)
    befunde = [b for b in pruefe(engine).abweichungen if b.bereich == "ausloeser"]
    assert sorted(b.satz.split("„")[1].split("“")[0] for b in befunde) == namen


def test_ein_entschaerfter_ausloeser_wird_genannt(engine: sa.Engine) -> None:
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        if engine.dialect.name == "sqlite":
            verbindung.exec_driver_sql("DROP TRIGGER protokoll_nicht_loeschen")
            verbindung.exec_driver_sql(
                "CREATE TRIGGER protokoll_nicht_loeschen BEFORE DELETE ON protokoll BEGIN SELECT 1; END"
            )
        else:
            verbindung.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION sachstand_nur_anfuegen() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NEW; END $$"
            )
            verbindung.exec_driver_sql("ALTER TABLE protokoll DISABLE TRIGGER protokoll_nicht_loeschen")
    genannt = " ".join(saetze(engine))
    assert "„protokoll_nicht_loeschen“ fehlt oder ist verändert" in genannt
    assert ("„sachstand_nur_anfuegen“" in genannt) is (engine.dialect.name == "postgresql")


def test_ein_verweis_ins_leere_wird_genannt(sqlite_engine: sa.Engine, sqlite_gemeinde: Gemeinde) -> None:
    roh = sqlite3.connect(str(sqlite_engine.url.database))
    roh.execute("UPDATE massnahme SET federfuehrung_id = 9999 WHERE id = 1")
    roh.commit()
    roh.close()
    assert saetze(sqlite_engine) == [
        "massnahme 1 verweist auf einen Eintrag in organisationseinheit, den es nicht gibt."
    ]


@pytest.mark.parametrize(
    ("ab", "satz"), [(0.5, "Die Datei ist beschädigt"), (0.0, "ist keine Datenbank oder beschädigt")]
)
def test_eine_beschaedigte_datei_wird_erkannt(demo: Path, rufe: Any, ab: float, satz: str) -> None:
    inhalt = bytearray(demo.read_bytes())
    seite = int.from_bytes(inhalt[16:18], "big")
    erste = 1 + int(ab * len(inhalt) / seite)
    for nummer in range(erste, erste + 60):
        inhalt[nummer * seite : nummer * seite + 200] = bytes(200)
    demo.write_bytes(inhalt)
    lauf = rufe("pruefen")
    assert lauf.code == 1
    assert satz in lauf.aus + lauf.fehler
    assert "Traceback" not in lauf.aus + lauf.fehler


@pytest.mark.parametrize(
    ("version", "betroffen"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
)  # fmt: skip
def test_vom_fehler_im_wal_modus_betroffene_versionen(version: tuple[int, ...], betroffen: bool) -> None:
    """F09: sqlite.org/wal.html#walresetbug."""
    assert pruefung.hat_wal_fehler(version) is betroffen


def test_eine_betroffene_version_ist_ein_hinweis_und_kein_fehler(demo: Path, rufe: Any) -> None:
    """F09: `pruefen` nennt die Version dieses Rechners; dass die Sperre gehalten wird, prüft test_datenbank."""
    lauf = rufe("pruefen")
    assert lauf.code == 0
    assert (f"SQLite {sqlite3.sqlite_version}" in lauf.fehler) is pruefung.hat_wal_fehler(sqlite3.sqlite_version_info)


# --- das Kommando ----------------------------------------------------------------------------------------------------


def test_ohne_abweichung_endet_es_mit_null_und_nennt_den_kopf_der_kette(
    engine: sa.Engine, gemeinde: Gemeinde, rufe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeige_auf(monkeypatch, engine)
    lauf = rufe("pruefen")
    ergebnis = pruefe(engine)
    assert (lauf.code, lauf.zeile) == (0, f"Keine Abweichung. Kopf der Kette: {ergebnis.kettenkopf}")
    assert f"{ergebnis.protokoll_bis} Protokollzeilen, {ergebnis.datensaetze} Datensätze" in lauf.aus


def test_mit_abweichung_endet_es_mit_eins_und_jede_ist_ein_satz(
    engine: sa.Engine, gemeinde: Gemeinde, rufe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeige_auf(monkeypatch, engine)
    am_programm_vorbei(engine, "UPDATE massnahme SET titel = 'x' WHERE id <= 2")
    lauf = rufe("pruefen")
    zeilen = lauf.aus.splitlines()
    assert (lauf.code, zeilen[-1], len(zeilen)) == (1, "2 Abweichungen.", 4)
    assert all(z.startswith("massnahme ") and z.endswith(".") for z in zeilen[:2])


def test_json_sagt_dasselbe(engine: sa.Engine, gemeinde: Gemeinde, rufe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    zeige_auf(monkeypatch, engine)
    gut = rufe("pruefen", "--json")
    assert (gut.code, json.loads(gut.aus)["in_ordnung"], json.loads(gut.aus)["abweichungen"]) == (0, True, [])
    am_programm_vorbei(engine, "DELETE FROM protokoll WHERE seq = 3")
    lauf = rufe("pruefen", "--json")
    angaben = json.loads(lauf.aus)
    ergebnis = pruefe(engine)
    assert (lauf.code, angaben["in_ordnung"]) == (1, False)
    assert angaben["abweichungen"] == [dataclasses.asdict(b) for b in ergebnis.abweichungen]
    assert angaben["protokoll_bis"] == ergebnis.protokoll_bis


def test_sicherungen_neben_der_datei_werden_von_selbst_herangezogen(demo: Path, rufe: Any, engine_von: Any) -> None:
    engine = engine_von(demo)
    save_sicherung(engine, demo.parent / "sicherungen" / "eine.sqlite")
    assert "1 Anker" in rufe("pruefen").aus
    schneide_ab(engine, pruefe(engine).protokoll_bis)
    assert "„eine.sqlite“" in rufe("pruefen").aus
    leer = demo.parent / "leer"
    leer.mkdir()
    assert "„eine.sqlite“" not in rufe("pruefen", "--sicherungen", leer).aus
    assert "gibt es nicht" in rufe("pruefen", "--sicherungen", leer / "nirgends").satz


def test_pruefen_aendert_nichts(demo: Path, rufe: Any) -> None:
    davor = hashlib.sha256(demo.read_bytes()).hexdigest()
    assert rufe("pruefen").code == 0
    assert hashlib.sha256(demo.read_bytes()).hexdigest() == davor


def test_eine_aeltere_datenbank_sagt_was_zu_tun_ist(tmp_path: Path, rufe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    datei = open_golden(GOLDEN, tmp_path / "alt.sqlite")
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{datei}")
    satz = rufe("pruefen").satz
    assert "anders aufgebaut" in satz
    assert "mut_core bereitstellen" in satz


def test_eine_nicht_eingerichtete_datenbank_ist_ein_satz(ziel: Path, rufe: Any) -> None:
    assert "noch nicht eingerichtet" in rufe("pruefen").satz


@pytest.mark.lang
def test_hunderttausend_zeilen_in_unter_zehn_sekunden(tmp_path: Path) -> None:
    """F19: mengenweise. Gezählt wird Rechenzeit, damit daneben laufende Tests nicht mitzählen; gemessen 6 s."""
    engine = connect_datenbank(f"sqlite:///{tmp_path / 'gross.sqlite'}")
    upgrade_datenbank(engine)
    jetzt = datetime.now(UTC)
    load_synthetisch(engine, tag_in_berlin(jetzt), jetzt, massnahmen=10_000, sachstaende=9)
    beginn = time.process_time()
    ergebnis = pruefe(engine)
    dauer = time.process_time() - beginn
    engine.dispose()
    print(f"{ergebnis.protokoll_bis} Zeilen in {dauer:.1f} s")
    assert (ergebnis.abweichungen, ergebnis.protokoll_bis > 100_000) == ((), True)
    assert dauer < 10
