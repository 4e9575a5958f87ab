"""Prüfen: die Texte der Oberfläche sind ersetzt, und die ersetzten Dateien sind noch gültiges JavaScript."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from app_server import anfrage, rufe
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from seiten.pforte import deutsch
from seiten.pforte.texte import ERSETZUNGEN

PAARE = [(stamm, *paar) for stamm, paare in ERSETZUNGEN.items() for paar in paare]


def build_app(*routen: Route) -> Starlette:
    return Starlette(
        routes=[*routen, *create_streamlit_static_assets_routes(None)], middleware=[Middleware(deutsch.Deutsch)]
    )


def test_jeder_ersetzte_text_steht_in_der_installierten_version() -> None:
    assert deutsch.fehlende() == []


def test_ein_geaenderter_text_faellt_auf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ERSETZUNGEN, "Radio", (("`Gibt es nicht.`", "`Egal.`"),))
    assert deutsch.fehlende() == ["Radio: `Gibt es nicht.`"]


@pytest.mark.parametrize(("stamm", "englisch", "neu"), PAARE)
def test_ein_bruchstueck_laesst_den_bau_des_programms_unberuehrt(stamm: str, englisch: str, neu: str) -> None:
    bau = re.compile(r"`|\$\{|\}|\?\??|===?|[{(\[\])]")
    # Innerhalb einer Zeichenkette sind Klammern und Fragezeichen Text; verglichen wird, was außerhalb steht.
    assert bau.findall(_ausserhalb(englisch)) == bau.findall(_ausserhalb(neu)), stamm
    assert englisch.count("`") == neu.count("`")
    assert englisch.count("${") == neu.count("${")
    assert "\\" not in neu


def _ausserhalb(bruchstueck: str) -> str:
    ohne_text = re.sub(r"(`|\})[^`$}]*(?=`|\$\{)", r"\1", bruchstueck)
    return re.sub(r"[^`${}?=()\[\]]", "", ohne_text)


def test_die_startseite_ist_deutsch() -> None:
    text = deutsch.startseite().decode()
    assert '<html lang="de" translate="no">' in text
    assert "<title>MuT-Sachstand</title>" in text
    assert "service-desc" not in text
    assert "You need to enable JavaScript" not in text
    assert "braucht JavaScript" in text
    assert text.count("<noscript>") == 1
    assert '<div id="root"></div>' in text


@pytest.mark.parametrize("pfad", ["/", "/index.html", "/massnahme", "/tief/verschachtelt"])
@pytest.mark.parametrize(
    "kopf", [(b"accept-encoding", b"gzip"), (b"range", b"bytes=0-10"), (b"if-none-match", b"*")], ids=lambda k: k[0]
)
def test_jeder_weg_zur_startseite_liefert_die_deutsche(pfad: str, kopf: tuple[bytes, bytes]) -> None:
    start, rumpf = rufe(build_app(), anfrage(pfad, headers=[(b"host", b"localhost"), kopf]))
    koepfe = dict(start["headers"])
    assert start["status"] == 200
    assert rumpf["body"] == deutsch.startseite()
    assert koepfe[b"content-length"] == str(len(rumpf["body"])).encode()
    assert b"etag" not in koepfe


def test_head_nennt_die_laenge_der_deutschen_startseite() -> None:
    gesendet = rufe(build_app(), anfrage(method="HEAD"))
    assert dict(gesendet[0]["headers"])[b"content-length"] == str(len(deutsch.startseite())).encode()
    assert b"".join(teil.get("body", b"") for teil in gesendet[1:]) == b""


def test_eigene_seiten_bleiben_wie_sie_sind() -> None:
    roh = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    eigen = Route("/eigen", lambda _anfrage: HTMLResponse(roh))  # gleiche Länge, aber keine ausgelieferte Datei
    _, rumpf = rufe(build_app(eigen), anfrage("/eigen"))
    assert rumpf["body"] == roh.encode()


def test_uebersetzte_skripte_tragen_eigene_pruefsumme_und_laenge() -> None:
    pfad, datei = next(iter(deutsch.uebersetzte_skripte().items()))
    start, rumpf = rufe(build_app(), anfrage(pfad))
    koepfe = dict(start["headers"])
    assert rumpf["body"] == datei.inhalt
    assert koepfe[b"content-length"] == str(len(datei.inhalt)).encode()
    assert koepfe[b"etag"].decode() == datei.etag
    assert koepfe[b"content-type"].startswith(b"text/javascript")
    bekannt = anfrage(pfad, headers=[(b"host", b"localhost"), (b"if-none-match", datei.etag.encode())])
    assert rufe(build_app(), bekannt)[0]["status"] == 304


def test_unuebersetzte_skripte_kommen_unveraendert_von_streamlit() -> None:
    ordner = Path(file_util.get_static_dir()) / "static" / "js"
    datei = next(pfad for pfad in sorted(ordner.glob("react-dom.*.js")))
    start, *rumpf = rufe(build_app(), anfrage(f"/static/js/{datei.name}"))
    assert b"".join(teil.get("body", b"") for teil in rumpf) == datei.read_bytes()
    assert b"immutable" in dict(start["headers"])[b"cache-control"]


@pytest.mark.skipif(shutil.which("node") is None, reason="node fehlt; die Browsertests laden dieselben Dateien")
def test_uebersetzte_skripte_sind_gueltiges_javascript(tmp_path: Path) -> None:
    for pfad, datei in deutsch.uebersetzte_skripte().items():
        ziel = tmp_path / (Path(pfad).stem + ".mjs")
        ziel.write_bytes(datei.inhalt)
        subprocess.run(["node", "--check", str(ziel)], check=True, capture_output=True)
