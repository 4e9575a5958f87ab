"""Prüft die Befehle hinter `python3 -m mut_core`: was sie leisten, und dass jeder Fehler ein deutscher Satz ist."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from befehlslauf import ENGLISCH, demo, engine_von, rufe, ziel
from docx import Document

from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.lagebild import Lagebild, load_lagebild, require_konzept, saetze
from mut_core.modell import Berichtsstand, Konzept, Massnahme, Nutzer, Protokoll, Sachstand
from mut_core.modell.codes import Aktualitaet, Terminlage, Umsetzungsstand
from mut_core.rechte import demo_personen
from mut_core.start.kommandos import FACHKOMMANDOS

PROJEKT = Path(__file__).resolve().parent.parent
nur_posix = pytest.mark.skipif(os.name != "posix", reason="Rechte abgeben geht nur unter POSIX")


__all__ = ["demo", "engine_von", "rufe", "ziel"]  # Fixtures


def zahl(engine: sa.Engine, klasse: type[Any]) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(klasse)) or 0


# --- bereitstellen ----------------------------------------------------------------------------------------------------


def test_bereitstellen_laedt_die_demo_und_die_letzte_zeile_ist_json(rufe: Any, ziel: Path, engine_von: Any) -> None:
    lauf = rufe("bereitstellen")
    assert (lauf.code, "Demo-Daten" in lauf.fehler) == (0, True)
    stand = json.loads(lauf.zeile)
    link = stand.pop("link")
    assert stand == {
        "nutzer": "Kim Beispiel (Koordination)",
        "konzept": "Stadt Musterstadt (Beispiel): Integrationskonzept Musterstadt (Beispiel)",
        "konzepte": 5,
        "datenbank": f"sqlite:///{ziel}",
        "linkart": "start",
    }
    engine = engine_von(ziel)
    davor = [zahl(engine, k) for k in (Protokoll, Konzept, Massnahme, Sachstand, Nutzer, Berichtsstand)]

    zweiter = rufe("bereitstellen")
    assert json.loads(zweiter.zeile) == stand | {"link": json.loads(zweiter.zeile)["link"]}
    assert json.loads(zweiter.zeile)["link"] != link
    assert "Demo-Daten" not in zweiter.fehler
    assert [zahl(engine, k) for k in (Protokoll, Konzept, Massnahme, Sachstand, Nutzer, Berichtsstand)] == davor


def test_ohne_demo_gibt_es_kein_konzept_keine_anmeldbare_person_und_den_einrichtlink(
    rufe: Any, ziel: Path, engine_von: Any
) -> None:
    laeufe = [rufe("bereitstellen", "--ohne-demo") for _ in range(2)]
    staende = [json.loads(lauf.zeile) for lauf in laeufe]
    assert [(s["konzepte"], s["konzept"], s["nutzer"], s["linkart"]) for s in staende] == [
        (0, "noch keines", "", "einrichten")
    ] * 2
    engine = engine_von(ziel)
    assert (zahl(engine, Konzept), zahl(engine, Nutzer)) == (0, 1)
    with leseeinheit(engine) as session:
        assert demo_personen(session) == ()  # die eine Person ist der Betrieb: als er meldet sich niemand an


def test_wer_leer_begonnen_hat_bekommt_die_demo_auch_spaeter_nicht(rufe: Any, ziel: Path, engine_von: Any) -> None:
    rufe("bereitstellen", "--ohne-demo")
    assert json.loads(rufe("bereitstellen").zeile)["konzepte"] == 0
    assert zahl(engine_von(ziel), Konzept) == 0


def test_das_kennwort_der_datenbank_steht_in_keiner_ausgabe(
    rufe: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MUT_DATENBANK", f"postgresql://mut:streng-geheim@/mut?host={tmp_path}")
    lauf = rufe("bereitstellen")
    assert "antwortet nicht" in lauf.satz
    assert "streng-geheim" not in lauf.fehler + lauf.aus


def test_bereitstellen_auf_postgresql(rufe: Any, leere_datenbank: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = leere_datenbank("postgresql")
    monkeypatch.setenv("MUT_DATENBANK", engine.url.render_as_string(hide_password=False))
    laeufe = [rufe("bereitstellen") for _ in range(2)]
    assert [json.loads(lauf.aus)["konzepte"] for lauf in laeufe] == [5, 5]
    assert zahl(engine, Berichtsstand) == 2


# --- bericht ----------------------------------------------------------------------------------------------------------


def test_bericht_schreibt_eine_word_datei(rufe: Any, demo: Path, tmp_path: Path) -> None:
    datei = tmp_path / "Bericht für den Rat.docx"
    datei.write_bytes(b"eine alte Fassung")
    lauf = rufe(
        "bericht", "--konzept", "lehrte", "--form", "sachstandsbericht", "--stichtag", "2023-08-30", "--nach", datei
    )
    assert lauf.code == 0, lauf.fehler
    assert "30.08.2023" in lauf.fehler
    assert "[Content_Types].xml" in zipfile.ZipFile(datei).namelist()
    dokument = Document(str(datei))
    ueberschriften = [a.text for a in dokument.paragraphs if (a.style.name if a.style else "").startswith("Heading")]
    text = "\n".join(a.text for a in dokument.paragraphs)
    assert len(ueberschriften) > 6
    assert "Lehrte" in text
    assert "30.08.2023" in text or "30. August 2023" in text
    assert {p.name for p in tmp_path.glob("*")} == {datei.name, "mut.sqlite", *_nebendateien(tmp_path)}


def _nebendateien(ordner: Path) -> set[str]:
    return {p.name for p in ordner.glob("mut.sqlite-*")} | {p.name for p in ordner.glob("mut.sqlite.sperre")}


@pytest.mark.parametrize(
    ("konzept", "tag"),
    [
        ("lehrte", "30.08.2023"),
        ("laatzen", "14.06.2022"),
        ("laatzen-2009", "30.06.2009"),
        ("lampertheim", "16.11.2022"),
    ],
)
def test_ohne_stichtag_gilt_der_tag_des_dokuments(
    rufe: Any, demo: Path, tmp_path: Path, konzept: str, tag: str
) -> None:
    lauf = rufe("bericht", "--konzept", konzept, "--nach", tmp_path / "b.docx")
    assert (lauf.code, tag in lauf.fehler) == (0, True)


FALSCHER_AUFRUF: dict[str, tuple[list[str], str]] = {
    "nichts": ([], "Es fehlt: BEFEHL"),
    "unbekannt": (["berichtt"], "„berichtt“ gibt es nicht"),
    "ohne_alles": (["bericht"], "Es fehlt: --konzept, --nach"),
    "ohne_wert": (["bericht", "--konzept"], "Nach --konzept fehlt der Wert"),
    "form": (["bericht", "--konzept", "lehrte", "--nach", "x", "--form", "roman"], "vorhanden: sachstandsbericht"),
    "stichtag": (["bericht", "--konzept", "lehrte", "--nach", "x", "--stichtag", "30.08.2023"], "JJJJ-MM-TT"),
    "kein_tag": (["bericht", "--konzept", "lehrte", "--nach", "x", "--stichtag", "2023-02-30"], "JJJJ-MM-TT"),
    "nummer": (["bericht", "--konzept", "lehrte", "--nach", "x", "--nummer", "zwei"], "ganze Zahl"),
    "zu_viel": (["bericht", "--konzept", "lehrte", "--nach", "x", "extra"], "Unbekannte Angabe: extra"),
    "aktion": (["konto"], "Es fehlt: AKTION"),
    "aktion_unbekannt": (["konto", "loeschen", "anna"], "„loeschen“ gibt es nicht"),
    "konto_ohne_namen": (["konto", "anlegen", "anna"], "Es fehlt: --name"),
    "rolle": (["konto", "rolle", "anna", "chefin"], "„chefin“ ist unbekannt"),
    "rolle_ohne_stelle": (["konto", "rolle", "anna", "fachkraft:lehrte"], "unvollständig"),
    "minuten": (["konto", "sitzung", "anna", "--minuten", "lange"], "ganze Zahl statt „lange“"),
    "abgekuerzt": (["bericht", "--konz", "lehrte", "--nach", "x"], "Es fehlt: --konzept"),
    "zahl": (["demo", "--massnahmen", "viele"], "ganze Zahl statt „viele“"),
    "schalter": (["bereitstellen", "--ohne-demo=ja"], "kommt kein Wert"),
}


@pytest.mark.parametrize("fall", FALSCHER_AUFRUF)
def test_ein_falscher_aufruf_ist_ein_satz_und_fasst_nichts_an(rufe: Any, ziel: Path, fall: str) -> None:
    argumente, wort = FALSCHER_AUFRUF[fall]
    lauf = rufe(*argumente)
    assert wort in lauf.satz
    assert "--help" in lauf.satz
    assert lauf.code == 2
    assert not ziel.parent.exists()


FALSCHER_BERICHT: dict[str, tuple[list[str], str]] = {
    "konzept": (["--konzept", "lehrtee"], "Vorhanden: laatzen, laatzen-2009, lampertheim, lehrte, musterstadt"),
    "konzept_leer": (["--konzept", ""], "Vorhanden"),
    "konzept_sql": (["--konzept", "' OR 1=1 --"], "gibt es nicht"),
    "vorzeit": (["--konzept", "lehrte", "--stichtag", "1900-01-01"], "noch nicht angelegt"),
    "nummer_null": (["--konzept", "lehrte", "--nummer", "0"], "1 bis 9999"),
    "nummer_riesig": (["--konzept", "lehrte", "--nummer", str(10**30)], "1 bis 9999"),
}


@pytest.mark.parametrize("fall", FALSCHER_BERICHT)
def test_unmoeglicher_bericht_ist_ein_satz_und_hinterlaesst_nichts(
    rufe: Any, demo: Path, tmp_path: Path, fall: str
) -> None:
    argumente, wort = FALSCHER_BERICHT[fall]
    lauf = rufe("bericht", "--nach", tmp_path / "b.docx", *argumente)
    assert wort in lauf.satz
    assert [*tmp_path.glob("*.docx"), *tmp_path.glob(".*"), *tmp_path.glob("*.teil")] == []


@pytest.mark.parametrize(
    ("name", "wort"),
    [
        ("fehlt/b.docx", "den Ordner gibt es nicht"),
        ("datei.txt/b.docx", "das ist kein Ordner"),
        ("ordner", "das ist ein Ordner"),
        ("", "das ist ein Ordner"),
        ("x" * 300 + ".docx", "der Name ist zu lang"),
    ],
    ids=["fehlt", "datei", "ordner", "leer", "zu lang"],
)
def test_unbrauchbares_ziel_ist_ein_satz_und_hinterlaesst_nichts(
    rufe: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wort: str
) -> None:
    ablage = tmp_path / "ablage"
    (ablage / "ordner").mkdir(parents=True)
    (ablage / "datei.txt").touch()
    monkeypatch.chdir(ablage)
    satz = rufe("bericht", "--konzept", "laatzen", "--nach", name).satz
    assert wort in satz
    assert name in satz
    assert ".teil" not in satz
    assert sorted(p.name for p in ablage.rglob("*")) == ["datei.txt", "ordner"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full gibt es nur unter Linux")
def test_voller_datentraeger_laesst_die_alte_datei_stehen(
    rufe: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datei = tmp_path / "b.docx"
    datei.write_bytes(b"alt")
    (tmp_path / f".mut-{os.getpid()}.teil").symlink_to("/dev/full")
    assert "der Datenträger ist voll" in rufe("bericht", "--konzept", "laatzen", "--nach", datei).satz
    assert datei.read_bytes() == b"alt"
    assert [p.name for p in tmp_path.glob(".*")] == []


# --- demo, pruefe-migration, Hilfe ------------------------------------------------------------------------------------


def test_demo_legt_die_lastdaten_einmal_an(rufe: Any, ziel: Path, engine_von: Any) -> None:
    lauf = rufe("demo", "--massnahmen", 100, "--sachstaende", 3)
    assert (lauf.code, "100 Maßnahmen angelegt" in lauf.fehler) == (0, True)
    engine = engine_von(ziel)
    davor = [zahl(engine, k) for k in (Massnahme, Sachstand, Protokoll, Nutzer)]
    assert davor[:2] == [100, 300]
    zweiter = rufe("demo", "--massnahmen", 50)
    assert (zweiter.code, "nichts verändert" in zweiter.fehler) == (0, True)
    assert [zahl(engine, k) for k in (Massnahme, Sachstand, Protokoll, Nutzer)] == davor


@pytest.mark.parametrize(
    "argumente",
    [
        ("--massnahmen", 0),
        ("--massnahmen", 10**9),
        ("--massnahmen", -1),
        ("--sachstaende", 0),
        ("--sachstaende", 10**9),
    ],
    ids=str,
)
def test_unsinnige_mengen_sind_ein_satz_und_fassen_nichts_an(rufe: Any, ziel: Path, argumente: tuple[Any, ...]) -> None:
    assert "1 bis 200.000" in rufe("demo", *argumente).satz
    assert not ziel.exists()


def test_pruefe_migration_braucht_keine_datenbank(rufe: Any, ziel: Path) -> None:
    lauf = rufe("pruefe-migration")
    assert (lauf.code, lauf.fehler) == (0, "Migration und Modell sind gleich.\n")
    assert not ziel.exists()


def test_pruefe_migration_nennt_was_abweicht(rufe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spalte = sa.Column("vergessen", sa.Text)
    tabelle = Massnahme.__table__
    assert isinstance(tabelle, sa.Table)
    tabelle.append_column(spalte)
    try:
        lauf = rufe("pruefe-migration")
    finally:
        tabelle._columns.remove(spalte)  # sonst hätte jeder spätere Test diese Spalte
    assert lauf.code == 1
    assert "vergessen" in lauf.fehler


def test_einstieg_und_befehle_kennen_dieselben_namen(rufe: Any) -> None:
    hilfe = rufe("--help")
    assert hilfe.code == 0
    assert set(re.findall(r"^ {4}([a-z-]+)", hilfe.aus, re.MULTILINE)) == set(FACHKOMMANDOS)
    for name in FACHKOMMANDOS:
        einzeln = rufe(name, "--help")
        assert (einzeln.code, einzeln.aus.startswith(f"Aufruf: python3 -m mut_core {name}")) == (0, True)
        assert not ENGLISCH.search(einzeln.aus), einzeln.aus


# --- unbrauchbare Datenbank -------------------------------------------------------------------------------------------

BEFEHLE: dict[str, list[str]] = {
    "bereitstellen": ["bereitstellen"],
    "bericht": ["bericht", "--konzept", "lehrte", "--nach", "nie.docx"],
    "demo": ["demo", "--massnahmen", "1"],
    "konto": ["konto", "liste"],
    "link": ["konto", "link"],
    "pruefen": ["pruefen"],
}
ADRESSEN = {
    "fremd": ("mysql://x/y", "sqlite:/// oder postgresql://"),
    "unlesbar": ("keine Adresse", "nicht lesbar"),
    "fluechtig": ("sqlite://", "muss eine Datei sein"),
    "kein_server": ("postgresql://127.0.0.1:1/mut", "antwortet nicht"),
    "kein_ordner": ("sqlite:////dev/null/mut.sqlite", "lässt sich nicht anlegen"),
}


@pytest.mark.parametrize("adresse", ADRESSEN)
@pytest.mark.parametrize("name", BEFEHLE)
def test_unbrauchbare_adresse_ist_ein_satz(
    rufe: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, adresse: str
) -> None:
    url, wort = ADRESSEN[adresse]
    monkeypatch.setenv("MUT_DATENBANK", url)
    monkeypatch.chdir(tmp_path)
    lauf = rufe(*BEFEHLE[name])
    assert wort in re.sub(r"\(.*?\)", "", lauf.satz) if adresse == "kein_ordner" else wort in lauf.satz
    assert lauf.code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", BEFEHLE)
def test_was_keine_datenbank_ist_bleibt_unberuehrt(rufe: Any, ziel: Path, tmp_path: Path, name: str) -> None:
    ziel.parent.mkdir()
    ziel.write_text("Protokoll der Sitzung vom 3. Mai, leider am falschen Ort. " * 20, encoding="utf-8")
    davor = ziel.read_bytes()
    assert "ist keine Datenbank oder beschädigt" in rufe(*BEFEHLE[name]).satz
    assert ziel.read_bytes() == davor


@pytest.mark.parametrize("name", BEFEHLE)
def test_ein_ordner_als_datenbank_ist_ein_satz(rufe: Any, ziel: Path, name: str) -> None:
    ziel.mkdir(parents=True)
    assert "nicht beschreibbar" in rufe(*BEFEHLE[name]).satz


@pytest.mark.parametrize("name", ["bereitstellen", "demo"])
def test_eine_neuere_datenbank_bleibt_unberuehrt(rufe: Any, demo: Path, engine_von: Any, name: str) -> None:
    engine = engine_von(demo)
    with engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    davor = zahl(engine, Protokoll)
    satz = rufe(*BEFEHLE[name]).satz
    assert "neuer als das Programm" in satz
    assert "9999" in satz
    assert zahl(engine, Protokoll) == davor


def test_eine_nicht_eingerichtete_datenbank_sagt_was_zu_tun_ist(rufe: Any, ziel: Path, tmp_path: Path) -> None:
    satz = rufe("bericht", "--konzept", "lehrte", "--nach", tmp_path / "b.docx").satz
    assert "python3 -m mut_core start" in satz


def test_lehnt_postgresql_das_einrichten_ab_kommt_ein_satz(
    rufe: Any, leere_datenbank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ohne Schema „public“ darf niemand etwas anlegen – ähnlich antwortet ein Server, auf dem Rechte fehlen."""
    engine: sa.Engine = leere_datenbank("postgresql")
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as verbindung:
        verbindung.exec_driver_sql("DROP SCHEMA public")
    monkeypatch.setenv("MUT_DATENBANK", engine.url.render_as_string(hide_password=False))
    lauf = rufe("bereitstellen")
    assert lauf.code == 1
    (satz,) = [z for z in lauf.fehler.splitlines() if not z.endswith("…")]
    assert satz.startswith("Die Datenbank lehnt ab (")
    assert "no schema has been selected" in satz  # der Grund des Servers im Wortlaut


OHNE_RECHTE = """
import os, sys
sys.path.insert(0, sys.argv[1])
import mut_core.befehle as befehle
befehle.main(sys.argv[2].split())  # lädt alles, was später ohne Rechte nicht mehr zu lesen wäre
for pfad, rechte in zip(sys.argv[4::2], sys.argv[5::2]):
    os.chmod(pfad, int(rechte, 8))
os.geteuid() or os.setuid(65534)
print("=====", file=sys.stderr)
sys.exit(befehle.main(sys.argv[3].split()))
"""


@pytest.fixture
def offener_ordner() -> Iterator[Path]:
    """Ein Ordner, den auch Prozesse ohne Rechte erreichen; pytests Ordner gehören nur dem, der sie anlegt."""
    ordner = Path(tempfile.mkdtemp(prefix="mut-rechte-"))
    ordner.chmod(0o755)
    yield ordner
    ordner.chmod(0o755)
    shutil.rmtree(ordner)


def rufe_ohne_rechte(ordner: Path, vorlauf: str, befehl: str, rechte: dict[Path, str]) -> str:
    """Ruft nach dem Vorlauf `befehl` mit diesen Rechten und gibt den Satz, mit dem er scheitert.

    Als root wirken Rechte nicht; der Kindprozess legt sie deshalb zwischen den beiden Befehlen ab.
    """
    paare = [str(teil) for paar in rechte.items() for teil in paar]
    lauf = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", OHNE_RECHTE, str(PROJEKT), vorlauf, befehl, *paare],
        env=os.environ | {"MUT_DATENBANK": f"sqlite:///{ordner / 'mut.sqlite'}"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert lauf.returncode == 1, lauf.stderr
    (satz,) = [z for z in lauf.stderr.split("=====\n")[1].splitlines() if not z.endswith("…")]
    return satz


@nur_posix
@pytest.mark.parametrize("befehl", ["demo --massnahmen 1", "bereitstellen --ohne-demo"])
@pytest.mark.parametrize("schutz", ["datei", "ordner"])
def test_schreibgeschuetzte_datenbank_ist_ein_satz(offener_ordner: Path, befehl: str, schutz: str) -> None:
    datei = {offener_ordner / "mut.sqlite": "444"}
    rechte = {offener_ordner: "555"} if schutz == "ordner" else {offener_ordner: "777"} | datei
    satz = rufe_ohne_rechte(offener_ordner, "bereitstellen --ohne-demo", befehl, rechte)
    assert satz == "Die Datenbankdatei ist nicht beschreibbar. Bitte Schreibrechte des Ordners prüfen."


@nur_posix
def test_bericht_ohne_schreibrechte_im_zielordner_ist_ein_satz(offener_ordner: Path, demo_datei: Path) -> None:
    shutil.copy(demo_datei, offener_ordner / "mut.sqlite")
    ablage = offener_ordner / "ablage"
    ablage.mkdir()
    befehl = "bericht --konzept laatzen --nach "
    rechte = {offener_ordner: "777", offener_ordner / "mut.sqlite": "666", ablage: "555"}
    satz = rufe_ohne_rechte(offener_ordner, f"{befehl}{offener_ordner}/v.docx", f"{befehl}{ablage}/b.docx", rechte)
    assert "die Schreibrechte fehlen" in satz
    assert "ablage/b.docx" in satz
    assert list(ablage.iterdir()) == []


# --- die Stichtagsdemo ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bild(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Gibt das Lagebild eines Konzepts zu einem Stichtag."""
    datei = tmp_path_factory.mktemp("stichtag") / "mut.sqlite"
    shutil.copyfile(demo_vorlage, datei)
    engine = connect_datenbank(f"sqlite:///{datei}")

    def lade(konzept: str, stichtag: date) -> Lagebild:
        with leseeinheit(engine) as session:
            return load_lagebild(session, require_konzept(session, konzept), stichtag)

    yield lade
    engine.dispose()


def ikoe(bild: Lagebild) -> list[Any]:
    """Gibt die fünf Maßnahmen der Interkulturellen Öffnung."""
    return [m for m in saetze(bild.massnahmen) if m.nummer.startswith("LE-IO-")]


def test_am_tag_des_berichts_ist_die_interkulturelle_oeffnung_im_zeitplan(bild: Any) -> None:
    massnahmen = ikoe(bild("lehrte", date(2023, 8, 30)))
    assert Counter(m.terminlage for m in massnahmen) == {Terminlage.IM_ZEITPLAN: 5}
    assert {m.termin for m in massnahmen} == {date(2024, 12, 31)}
    assert {m.tage_ueberfaellig for m in massnahmen} == {0}


def test_ende_januar_2025_sind_alle_fuenf_ueberfaellig(bild: Any) -> None:
    lage = bild("lehrte", date(2025, 1, 31))
    assert Counter(m.terminlage for m in ikoe(lage)) == {Terminlage.UEBERFAELLIG: 5}
    assert {m.tage_ueberfaellig for m in ikoe(lage)} == {31}
    weitere = [m.nummer for m in saetze(lage.massnahmen) if m.terminlage == Terminlage.UEBERFAELLIG]
    assert len(weitere) == 5  # sonst ist in Lehrte nichts überfällig


def test_am_letzten_tag_der_frist_ist_noch_nichts_ueberfaellig(bild: Any) -> None:
    assert {m.terminlage for m in ikoe(bild("lehrte", date(2024, 12, 31)))} == {Terminlage.BALD_FAELLIG}
    assert {m.terminlage for m in ikoe(bild("lehrte", date(2025, 1, 1)))} == {Terminlage.UEBERFAELLIG}


@pytest.mark.parametrize(
    ("stichtag", "laeuft"), [(date(2022, 11, 16), True), (date(2023, 9, 30), True), (date(2025, 1, 31), False)]
)
def test_die_foerderung_von_lampertheim_laeuft_ab(bild: Any, stichtag: date, laeuft: bool) -> None:
    (foerderung,) = saetze(bild("lampertheim", stichtag).foerderungen)
    assert foerderung.stellenanteil_prozent == 25
    assert (foerderung.beginn <= stichtag <= foerderung.frist) is laeuft


@pytest.mark.parametrize("stichtag", [date(2022, 6, 14), date(2025, 1, 31)])
def test_drei_massnahmen_in_laatzen_haben_nie_gemeldet(bild: Any, stichtag: date) -> None:
    ohne = [
        m
        for m in saetze(bild("laatzen", stichtag).massnahmen)
        if m.umsetzungsstand == Umsetzungsstand.OHNE_ANGABE and m.stand_nummer == 0
    ]
    assert {m.nummer for m in ohne} == {"LA-WK-N1", "LA-WK-N2", "LA-WK-N3"}
    assert {m.aktualitaet for m in ohne} == {Aktualitaet.OHNE_MELDUNG}
