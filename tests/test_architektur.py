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


HTML_ERLAUBT = {
    "beteiligung.py", "evaluation.py", "evaluationsblick.py", "fristen.py", "lagefilter.py", "listenzuordnung.py",
    "luecken.py", "massnahmen.py", "rahmen.py", "uebersicht.py",
}  # fmt: skip
"""Stile, Demo-Personen und die Seiten der Lage, deren Stücke `lagehtml` und seine Nachbarn setzen.

Was von Menschen kommt, geht dort durch `html.escape`; `browser/test_einschleusen.py` schreibt Schädliches in jedes Feld
und öffnet jede dieser Seiten.
"""

SQL_ERLAUBT = {"datenbank.py", "speicher.py", "sicherung.py", "anker.py"}
"""Pragmas, Sicherung und Prüfung der SQLite-Datei selbst; dazu alles unter mut_core/migration."""

VERBOTENE_AUFRUFE = {
    "st.write", "st.write_stream", "st.map", "st.pydeck_chart", "st.iframe", "st.components.v1.html",
    "st.components.v1.iframe", "st.components.v2.component", "st.column_config.LinkColumn",
    "st.column_config.ImageColumn", "st.link_button", "eval", "exec", "compile", "__import__", "os.system", "os.popen",
    "pickle.loads", "pickle.load", "marshal.loads",
}  # fmt: skip
"""Was Eingaben ausführen, Fremdes laden oder einen Verweis aus einer Eingabe machen könnte."""

VERBOTENE_MODULE = {"jinja2", "docxtpl", "mako", "chameleon", "pickle", "marshal", "shelve", "yaml"}
"""Vorlagensprachen und Formate, deren Lesen Code ausführt (F73); Alembic bringt Mako selbst mit."""


def gefahren(quelltext: str, datei: str) -> list[str]:
    """Gibt, was in diesem Quelltext Eingaben als HTML, SQL, Vorlage oder Code wirken lassen könnte."""
    baum = ast.parse(quelltext)
    funde = [m for k in ast.walk(baum) for m in importierte(k) if m.split(".")[0] in VERBOTENE_MODULE]
    for aufruf in (k for k in ast.walk(baum) if isinstance(k, ast.Call)):
        ziel = name(aufruf)
        schalter = {k.arg: k.value for k in aufruf.keywords}
        funde += [s for s in ("unsafe_allow_html", "unsafe_allow_javascript", "allow_html") if s in schalter]
        if ziel in VERBOTENE_AUFRUFE or (ziel == "st.html" and Path(datei).name not in HTML_ERLAUBT):
            funde.append(ziel)
        if not (Path(datei).name in SQL_ERLAUBT or "migration" in Path(datei).parts):
            funde += rohes_sql(ziel, aufruf)
        if ziel.rsplit(".", 1)[-1] in {"contains", "startswith", "endswith"} and ist_spalte(aufruf):
            funde += [] if "autoescape" in schalter else [f"{ziel} ohne autoescape"]
    return funde


def importierte(knoten: ast.AST) -> list[str]:
    if isinstance(knoten, ast.Import):
        return [a.name for a in knoten.names]
    return [knoten.module or ""] if isinstance(knoten, ast.ImportFrom) else []


def rohes_sql(ziel: str, aufruf: ast.Call) -> list[str]:
    """Roher Text statt eines Ausdrucks von SQLAlchemy."""
    letzter = ziel.rsplit(".", 1)[-1]
    if letzter in {"exec_driver_sql", "literal_column", "DDL", "like", "ilike"} or ziel in {
        "text",
        "sa.text",
        "sql.text",
    }:
        return [ziel]
    roh = aufruf.args and isinstance(aufruf.args[0], ast.JoinedStr | ast.Constant | ast.BinOp)
    return [f"{ziel} mit Text"] if letzter in {"execute", "executescript", "scalar", "scalars"} and roh else []


def ist_spalte(aufruf: ast.Call) -> bool:
    """`Massnahme.titel.contains(…)` fragt die Datenbank, `text.startswith(…)` nicht."""
    return isinstance(aufruf.func, ast.Attribute) and bool(
        re.search(r"\b[A-Z]\w+\.\w+|\bfunc\.", ast.unparse(aufruf.func))
    )


@pytest.mark.parametrize("pfad", QUELLEN, ids=lambda p: p.relative_to(WURZEL).as_posix())
def test_nichts_laesst_eingaben_als_html_sql_oder_code_wirken(pfad: Path) -> None:
    """F62, F67, F73: unsafe_*, st.html, eigene Bausteine, rohes SQL und Vorlagen nur an ihrer Stelle."""
    assert gefahren(pfad.read_text("utf-8"), pfad.relative_to(WURZEL).as_posix()) == []


@pytest.mark.parametrize(
    "zeile",
    [
        "st.markdown(x, unsafe_allow_html=True)",
        "st.html(x, unsafe_allow_javascript=True)",
        "st.html(x)",
        "st.write(x)",
        "st.components.v1.html(x)",
        "st.column_config.LinkColumn()",
        "st.link_button('Weiter', m.quelle)",
        "session.execute(text(f'select {x}'))",
        "session.execute(sa.text('select 1'))",
        "verbindung.exec_driver_sql(x)",
        "verbindung.execute(f'select {x}')",
        "verbindung.execute('select ' + x)",
        "select(Massnahme).where(Massnahme.titel.ilike(x))",
        "select(Massnahme).where(Massnahme.titel.contains(x))",
        "select(Massnahme).where(func.lower(x).contains(y))",
        "import jinja2",
        "from docxtpl import DocxTemplate",
        "import pickle",
        "eval(x)",
    ],
)
def test_jede_dieser_zeilen_fiele_auf(zeile: str) -> None:
    """Gegenprobe zu F62, F67 und F73."""
    assert gefahren(zeile, "seiten/melden.py")


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
