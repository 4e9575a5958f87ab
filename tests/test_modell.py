"""Prüft das Modell: jede Spalte ist beschriftet, Codes sind stabil gespeichert, Glossar und Modell sagen dasselbe."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde

from mut_core import modell
from mut_core.datenbank import leseeinheit
from mut_core.modell import Base, Massnahme, Protokoll, codes
from mut_core.modell.codes import Aktualitaet, Angabe, Code, Mittelstatus, Terminlage, Umsetzungsstand
from mut_core.modell.grundlage import Zeitpunkt
from mut_core.texte import clean_text

GLOSSAR = (Path(__file__).resolve().parent.parent / "docs" / "glossar.md").read_text("utf-8")
TABELLEN = sorted(Base.metadata.tables)
CODELISTEN = sorted(Code.__subclasses__(), key=lambda c: c.__name__)
ACHSEN = (Umsetzungsstand, Terminlage, Aktualitaet, Mittelstatus)

FESTE_CODES = {
    "Umsetzungsstand": "ohne_angabe idee nicht_begonnen in_planung in_umsetzung umgesetzt verstetigt zurueckgestellt "
    "verworfen",
    "Terminlage": "im_zeitplan bald_faellig ueberfaellig ohne_termin nicht_anwendbar",
    "Aktualitaet": "aktuell bald_veraltet veraltet ohne_meldung",
    "Mittelstatus": "kein_bedarf ungeklaert beziffert angemeldet beantragung_laeuft bewilligt im_haushalt freigegeben "
    "abgelehnt verausgabt",
    "Angabe": "leer keine_angabe keine offen genannt",
    "Freigabe": "gemeldet freigegeben zurueck",
    "Rollenart": "lesen fachkraft koordination administration",
    "Aktion": "angelegt geaendert entfernt",
    "Berichtsform": "sachstandsbericht vorlage massnahmenuebersicht steckbrief webkurzfassung",
}
"""Codes, die in Datenbanken, Adressen und eingefrorenen Berichten stehen: sie dürfen nie anders heißen."""


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_jede_spalte_hat_bezeichnung_und_hilfe(tabelle: str) -> None:
    for spalte in Base.metadata.tables[tabelle].columns:
        assert spalte.info.keys() == {"bezeichnung", "hilfe", "intern", "laenge"}, spalte
        bezeichnung = spalte.info["bezeichnung"]
        assert bezeichnung == clean_text(bezeichnung) != "", spalte
        assert bezeichnung[0].isupper(), spalte
        assert "_" not in bezeichnung, spalte


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_bezeichnungen_sind_je_tabelle_eindeutig(tabelle: str) -> None:
    namen = [s.info["bezeichnung"] for s in Base.metadata.tables[tabelle].columns]
    assert sorted({n for n in namen if namen.count(n) > 1}) == []


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_bezeichner_sind_ascii_und_jede_tabelle_erklaert_sich(tabelle: str) -> None:
    klasse = next(m.class_ for m in Base.registry.mappers if m.class_.__tablename__ == tabelle)
    assert tabelle.isascii()
    assert all(s.name.isascii() and s.name == s.name.lower() for s in klasse.__table__.columns)
    assert (klasse.__doc__ or "").rstrip().endswith(".")
    assert klasse.__name__ in modell.__all__


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_verweise_sind_verweise_und_haben_einen_index(tabelle: str) -> None:
    for spalte in Base.metadata.tables[tabelle].columns:
        if spalte.foreign_keys and tabelle != "protokoll":
            assert spalte.name.endswith("_id"), spalte
            assert spalte.index, spalte


def test_zeitpunkte_und_codes_haben_die_eigenen_typen() -> None:
    for tabelle in Base.metadata.tables.values():
        for spalte in tabelle.columns:
            assert not isinstance(spalte.type, sa.DateTime) or isinstance(spalte.type, Zeitpunkt), spalte
            assert not isinstance(spalte.type, sa.Float | sa.Numeric), f"{spalte}: Beträge stehen in ganzen Cent"
            if isinstance(spalte.type, sa.Enum):
                assert spalte.type.enum_class in CODELISTEN, spalte
                assert max(map(len, spalte.type.enums)) <= (spalte.type.length or 0), spalte


def test_interne_felder_sind_bekannt() -> None:
    interne = {f"{t}.{s.name}" for t, tab in Base.metadata.tables.items() for s in tab.columns if s.info["intern"]}
    assert interne == {
        "bericht.rueckgabe",
        "erinnerung.an",
        "erinnerung.fehler",
        "organisationseinheit.email",
        "sachstand.freigabe_bemerkung",
        "massnahme.interne_notiz",
        "massnahme.zusatzfelder",
        "mitgliedschaft.person",
        "vorlage.bearbeitung",
    }


# --- Codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codeliste", CODELISTEN, ids=lambda c: c.__name__)
def test_codes_sind_schlicht_und_bezeichnungen_eindeutig(codeliste: type[Code]) -> None:
    werte = list(codeliste)
    assert len({w.bezeichnung for w in werte}) == len(werte)
    for wert in werte:
        assert re.fullmatch(r"[a-z][a-z_]*", wert.value)
        assert len(wert.value) <= 30
        assert wert.bezeichnung == wert.bezeichnung.strip() != ""
        assert codeliste.von(wert.value) is wert
    with pytest.raises(ValueError, match="gibtesnicht"):
        codeliste.von("gibtesnicht")


@pytest.mark.parametrize("name", FESTE_CODES)
def test_codes_heissen_fuer_immer_so(name: str) -> None:
    vorhanden = [w.value for w in getattr(codes, name)]
    assert [c for c in FESTE_CODES[name].split() if c not in vorhanden] == []


def test_gespeichert_wird_der_code_und_nicht_der_python_name(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        roh = session.execute(
            sa.text("SELECT art, federfuehrung_angabe, mittelstatus FROM massnahme WHERE nummer = 'PW-03'")
        ).one()
        aktion = session.execute(sa.text("SELECT DISTINCT aktion FROM protokoll")).scalar_one()
        massnahme = session.scalars(sa.select(Massnahme).where(Massnahme.nummer == "PW-03")).one()
        assert session.scalars(sa.select(Protokoll).limit(1)).one().aktion is codes.Aktion.ANGELEGT
    assert tuple(roh) == ("neu", "keine_angabe", "ungeklaert")
    assert aktion == "angelegt"
    assert massnahme.federfuehrung_angabe is Angabe.KEINE_ANGABE


# --- Glossar ---------------------------------------------------------------------------------------------------------

BEZEICHNER = set(re.findall(r"`([^`]+)`", GLOSSAR))


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_jede_tabelle_steht_im_glossar(tabelle: str) -> None:
    assert tabelle in BEZEICHNER


@pytest.mark.parametrize("codeliste", CODELISTEN, ids=lambda c: c.__name__)
def test_jede_codeliste_steht_im_glossar(codeliste: type[Code]) -> None:
    assert codeliste.__name__ in BEZEICHNER


@pytest.mark.parametrize("achse", ACHSEN, ids=lambda c: c.__name__)
def test_jeder_code_der_vier_achsen_steht_mit_seiner_anzeige_im_glossar(achse: type[Code]) -> None:
    for wert in achse:
        assert f"| `{wert.value}` | {wert.bezeichnung} |" in GLOSSAR


def test_was_das_glossar_nennt_gibt_es_auch() -> None:
    felder = {f"{t}.{s.name}" for t, tab in Base.metadata.tables.items() for s in tab.columns}
    listen = {c.__name__ for c in CODELISTEN}
    achsencodes = {w.value for a in ACHSEN for w in a}
    uebrig = BEZEICHNER - set(TABELLEN) - felder - listen - achsencodes
    assert {b for b in uebrig if not b.startswith(("mut_core", "seiten"))} == set()
    for pfad in (b for b in uebrig if "/" in b):
        assert (Path(__file__).resolve().parent.parent / pfad).exists(), pfad
