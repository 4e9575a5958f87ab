"""Die Architektur ist ausführbar: wer wen kennen darf, und was nirgends stehen soll."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parent.parent
QUELLEN = [WURZEL / "streamlit_app.py", *(WURZEL / "mut_core").rglob("*.py"), *(WURZEL / "seiten").rglob("*.py")]

VERSTOESSE = {
    "Von der Tür nach innen": ("seiten/bausteine/links.py", "import seiten.uebersicht"),
    "Die Pforte kennt keine Seiten": ("seiten/pforte/zugang.py", "import seiten.bausteine.wahl"),
    "Die Stockwerke des Kerns": ("mut_core/regeln.py", "import mut_core.lagebild"),
    "Der Kern kennt kein Streamlit": ("mut_core/auswertung/kennzahlen.py", "import streamlit"),
    "Rechts vom Lagebild ist die Datenbank unbekannt": ("mut_core/auswertung/luecken.py", "import sqlalchemy"),
    "Word nur im Bericht": ("mut_core/regeln.py", "import docx"),
    "Altair nur in Diagrammen": ("mut_core/auswertung/mittel.py", "import altair"),
    "Eine Sitzung öffnen nur": ("seiten/uebersicht.py", "import mut_core.datenbank"),
}


def lint_imports(ordner: Path) -> subprocess.CompletedProcess[str]:
    programm = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(programm), "--no-cache"], cwd=ordner, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."}
    )


@pytest.fixture(scope="module")
def abschrift(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eine Abschrift des Projekts, in der ein Test gegen die Regeln verstoßen darf."""
    ordner = tmp_path_factory.mktemp("abschrift")
    for name in ("mut_core", "seiten"):
        shutil.copytree(WURZEL / name, ordner / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "streamlit_app.py"):
        shutil.copy(WURZEL / name, ordner / name)
    return ordner


def test_alle_importregeln_gelten(abschrift: Path) -> None:
    ergebnis = lint_imports(abschrift)
    assert ergebnis.returncode == 0, ergebnis.stdout
    assert f"{len(VERSTOESSE)} kept, 0 broken" in ergebnis.stdout


@pytest.mark.parametrize("regel", VERSTOESSE)
def test_ein_absichtlicher_verstoss_faellt_auf(abschrift: Path, regel: str) -> None:
    datei, zeile = VERSTOESSE[regel]
    pfad = abschrift / datei
    vorher = pfad.read_text("utf-8")
    pfad.write_text(f"{vorher}\n{zeile}\n", "utf-8")
    try:
        ergebnis = lint_imports(abschrift)
    finally:
        pfad.write_text(vorher, "utf-8")
    assert ergebnis.returncode != 0
    gebrochen = [z for z in ergebnis.stdout.splitlines() if z.endswith("BROKEN")]
    assert any(z.startswith(regel) for z in gebrochen), gebrochen


def aufrufe(pfad: Path) -> list[ast.Call]:
    return [k for k in ast.walk(ast.parse(pfad.read_text("utf-8"))) if isinstance(k, ast.Call)]


def name(aufruf: ast.Call) -> str:
    return ast.unparse(aufruf.func)


@pytest.mark.parametrize("pfad", QUELLEN, ids=lambda p: p.relative_to(WURZEL).as_posix())
def test_nichts_zeigt_eingaben_als_html_oder_laedt_fremdes(pfad: Path) -> None:
    erlaubt_html = {"rahmen.py"}
    for aufruf in aufrufe(pfad):
        schalter = {k.arg for k in aufruf.keywords}
        assert not schalter & {"unsafe_allow_html", "unsafe_allow_javascript"}, pfad
        assert name(aufruf) not in {"st.map", "st.pydeck_chart", "st.components.v1.html", "eval", "exec"}, pfad
        assert name(aufruf) != "st.html" or pfad.name in erlaubt_html, pfad


@pytest.mark.parametrize("pfad", QUELLEN, ids=lambda p: p.relative_to(WURZEL).as_posix())
def test_kein_ruecksprung_innerhalb_einer_einheit(pfad: Path) -> None:
    """`st.rerun()` in einer Transaktion rollt alles still zurück."""
    for knoten in ast.walk(ast.parse(pfad.read_text("utf-8"))):
        if isinstance(knoten, ast.With) and any("einheit(" in ast.unparse(i) for i in knoten.items):
            inhalt = "\n".join(ast.unparse(k) for k in knoten.body)
            assert not re.search(r"\bst\.", inhalt), f"{pfad}: kein st.* in einer Einheit"


def test_keine_seite_liest_geld_oder_dezimalzahlen_mit_number_input() -> None:
    """`st.number_input` macht aus 2.345,67 die Zahl 2,35; erlaubt ist es nur für ganze Zahlen."""
    for pfad in (WURZEL / "seiten").rglob("*.py"):
        for aufruf in aufrufe(pfad):
            if name(aufruf) == "st.number_input":
                formate = [k.value for k in aufruf.keywords if k.arg == "format"]
                assert [ast.literal_eval(f) for f in formate] == ["%d"], pfad


def test_niemand_importiert_die_tuer() -> None:
    for pfad in QUELLEN:
        assert "streamlit_app" not in {
            a.name for k in ast.walk(ast.parse(pfad.read_text("utf-8"))) if isinstance(k, ast.Import) for a in k.names
        }, pfad
