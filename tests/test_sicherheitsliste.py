"""Prüfen: Fehlerliste und ASVS-Abgleich in docs/sicherheit.md nennen jeden Fehler und nur Tests, die es gibt."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parent.parent
SEITE = (WURZEL / "docs" / "sicherheit.md").read_text("utf-8")
NUMMERN = [f"F{n}" for n in range(40, 78)] + ["F54b", "F54c", "F54d"]
ZEILE = re.compile(r"^\| (F\d\d[a-d]?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def docstrings_in(datei: str) -> dict[str, str]:
    """Gibt die Tests einer Datei mit ihren Docstrings."""
    baum = ast.parse((WURZEL / datei).read_text("utf-8"))
    return {
        k.name: ast.get_docstring(k) or ""
        for k in ast.walk(baum)
        if isinstance(k, ast.FunctionDef) and k.name.startswith("test_")
    }


def test_jeder_fehler_der_liste_steht_genau_einmal_da() -> None:
    assert sorted(z[0] for z in ZEILE.findall(SEITE)) == sorted(NUMMERN)


@pytest.mark.parametrize(("nummer", "was", "tests"), ZEILE.findall(SEITE), ids=lambda w: w if w in NUMMERN else "")
def test_jeder_fehler_hat_einen_test_der_ihn_im_docstring_nennt(nummer: str, was: str, tests: str) -> None:
    genannt = TEST.findall(tests)
    assert genannt, was
    for datei, name in genannt:
        assert name in docstrings_in(datei), f"{datei}::{name} gibt es nicht"
        assert re.search(rf"\b{nummer}\b", docstrings_in(datei)[name]), f"{name} nennt {nummer} nicht"


def test_jeder_test_den_die_seite_nennt_existiert() -> None:
    genannt = TEST.findall(SEITE)
    assert len(genannt) > len(NUMMERN)
    assert [f"{d}::{n}" for d, n in genannt if n not in docstrings_in(d)] == []
