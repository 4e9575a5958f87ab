"""Rohe Rahmen: wer am Browser vorbei schreibt, bekommt auch nur, was der Kern erlaubt."""

import contextlib
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import AppServer, app_server, sitzungscookie
from rohleitung import Leitung, leitung
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.modell import Massnahme, Sachstand

MB = 1024 * 1024
UMSCHLAG = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


@pytest.fixture(scope="module")
def demo_datei(demo_vorlage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eine Datenbank für die ganze Datei: fast jeder Test prüft, dass nichts dazukam."""
    datei = tmp_path_factory.mktemp("roh") / "mut.sqlite"
    shutil.copyfile(demo_vorlage, datei)
    return datei


@pytest.fixture(scope="module")
def server(demo_datei: Path) -> Iterator[AppServer]:
    """Die echte App mit Demo-Daten."""
    with app_server(demo_datei.parent) as laufend:
        yield laufend


def frage_ab(datei: Path, frage: Any) -> Any:
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        wert = session.execute(frage).scalars().all()
    engine.dispose()
    return wert


def meldungen_gesamt(datei: Path) -> int:
    return int(frage_ab(datei, sa.select(sa.func.count()).select_from(Sachstand))[0])


@pytest.fixture
def unveraendert(demo_datei: Path) -> Iterator[None]:
    """Prüft nach dem Test, dass kein Sachstand dazukam."""
    vorher = meldungen_gesamt(demo_datei)
    yield
    assert meldungen_gesamt(demo_datei) == vorher


def speichern(roh: Leitung, *zustaende: WidgetState) -> None:
    """Füllt Felder und drückt im selben Rahmen den Knopf."""
    knopf = roh.finde("button", "Speichern und weiter")
    assert knopf is not None
    roh.lauf(*zustaende, WidgetState(id=knopf.id, trigger_value=True))


def test_der_gewoehnliche_weg_geht_auch_ohne_browser(server: AppServer, demo_datei: Path) -> None:
    """Gegenprobe: mit erlaubten Werten speichert derselbe Rahmen."""
    vorher = meldungen_gesamt(demo_datei)
    with leitung(server, demo_datei, "koordination", "melden") as roh:
        speichern(
            roh,
            WidgetState(id=roh.finde("selectbox", "Umsetzungsstand").id, string_value="in Umsetzung"),
            WidgetState(id=roh.finde("text_area", "Sachstand").id, string_value="Läuft gut."),
        )
    assert meldungen_gesamt(demo_datei) == vorher + 1


@pytest.mark.usefixtures("unveraendert")
def test_zu_langer_text_wird_vom_kern_abgewiesen(server: AppServer, demo_datei: Path) -> None:
    """F68, F77: 5.000 Zeichen in einem kurzen, eine Million in einem langen Feld; der Satz nennt die Grenze."""
    with leitung(server, demo_datei, "koordination", "melden") as roh:
        stand = WidgetState(id=roh.finde("selectbox", "Umsetzungsstand").id, string_value="in Umsetzung")
        text = WidgetState(id=roh.finde("text_area", "Sachstand").id, string_value="x" * 1_000_000)
        speichern(roh, stand, text)
        assert any("zu lang" in m for m in roh.meldungen()), roh.meldungen()


@pytest.mark.usefixtures("unveraendert")
def test_eine_unbekannte_option_wird_nie_gespeichert(server: AppServer, demo_datei: Path) -> None:
    """F68: ein Umsetzungsstand, den es nicht gibt."""
    with leitung(server, demo_datei, "koordination", "melden") as roh:
        stand = WidgetState(id=roh.finde("selectbox", "Umsetzungsstand").id, string_value="heimlich erledigt")
        text = WidgetState(id=roh.finde("text_area", "Sachstand").id, string_value="Untergeschoben.")
        speichern(roh, stand, text)
        assert not any("Unerwarteter Fehler" in m for m in roh.meldungen()), roh.meldungen()
        assert any("Umsetzungsstand" in m for m in roh.meldungen()), roh.meldungen()


@pytest.mark.usefixtures("unveraendert")
def test_ein_gesperrter_knopf_bleibt_gesperrt(server: AppServer, demo_datei: Path) -> None:
    """F68: „Unverändert bestätigen“ ohne früheren Stand."""
    ohne = sa.select(Massnahme.id).where(Massnahme.id.not_in(sa.select(Sachstand.massnahme_id)))
    for nummer in frage_ab(demo_datei, ohne):
        with leitung(server, demo_datei, "koordination", "melden", f"massnahme={nummer}") as roh:
            knopf = roh.finde("button", "Unverändert bestätigen")
            if knopf is not None and knopf.disabled:
                roh.lauf(WidgetState(id=knopf.id, trigger_value=True))
                return
    pytest.fail("Keine Maßnahme mit gesperrtem Knopf gefunden.")


def test_ein_knopf_der_nicht_gezeigt_wird_wirkt_nicht(server: AppServer, demo_datei: Path) -> None:
    """F68: die Leitung drückt einen Knopf, den nur die Koordination sieht."""
    with leitung(server, demo_datei, "koordination", "massnahmen") as roh:
        knopf = roh.finde("button", "Neue Maßnahme")
        roh.lauf(WidgetState(id=knopf.id, trigger_value=True))
        assert roh.finde("text_input", "Titel") is not None
    with leitung(server, demo_datei, "leitung", "massnahmen") as roh:
        assert roh.finde("button", "Neue Maßnahme") is None
        roh.lauf(WidgetState(id=knopf.id, trigger_value=True))
        assert roh.finde("text_input", "Titel") is None


@pytest.mark.parametrize(("seite", "feld"), [("mittel", "Jahr"), ("berichte", "Form")])
def test_eine_unbekannte_wahl_gilt_als_keine(server: AppServer, demo_datei: Path, seite: str, feld: str) -> None:
    """F68: auch wo nur gelesen wird, wirft eine erfundene Option die Seite nicht um."""
    with leitung(server, demo_datei, "leitung", seite) as roh:
        roh.lauf(WidgetState(id=roh.finde("selectbox", feld).id, string_value="<b>gibt es nicht</b>"))
        assert roh.elemente
        assert not any("Unerwarteter Fehler" in m for m in roh.meldungen())


@pytest.mark.parametrize("mit_laenge", [True, False], ids=["mit Längenangabe", "stückweise"])
def test_elf_megabyte_weist_die_ganze_app_mit_413_ab(server: AppServer, demo_datei: Path, mit_laenge: bool) -> None:
    """F76: am Weg zum Hochladen, mit gültiger Sitzung und allem, was Streamlit verlangt, auch ohne Längenangabe."""
    cookie = sitzungscookie(f"sqlite:///{demo_datei}", "koordination")
    zeichen = generate_xsrf_token_string()
    laenge = f"Content-Length: {11 * MB}" if mit_laenge else "Transfer-Encoding: chunked"
    with leitung(server, demo_datei, "koordination", "massnahmen") as roh:
        zeilen = [
            f"PUT /_stcore/upload_file/{roh.sitzung}/datei HTTP/1.1",
            f"Host: localhost:{server.port}",
            f"Origin: {server.adresse}",
            f"Cookie: {cookie}; _streamlit_xsrf={zeichen}",
            f"X-Xsrftoken: {zeichen}",
            "Content-Type: multipart/form-data; boundary=x",
            laenge,
        ]
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as verbindung:
            verbindung.sendall(("\r\n".join(zeilen) + "\r\n\r\n").encode())
            with contextlib.suppress(ConnectionError):  # abgewiesen wird, bevor alles da ist
                for stueck in (UMSCHLAG, *([b"x" * MB] * 11)) if not mit_laenge else ():
                    verbindung.sendall(f"{len(stueck):x}\r\n".encode() + stueck + b"\r\n")
            antwort = verbindung.recv(4096)
    assert b" 413 " in antwort.split(b"\r\n")[0]
    assert b"content-security-policy" in antwort.lower()


def test_ein_zu_langes_suchwort_wird_gekuerzt(server: AppServer, demo_datei: Path) -> None:
    """F68: 5.000 Zeichen in einem Feld für 200."""
    with leitung(server, demo_datei, "leitung", "massnahmen") as roh:
        feld = roh.finde("text_input", "Suche")
        roh.lauf(WidgetState(id=feld.id, string_value="x" * 5000))
        assert not any("Unerwarteter Fehler" in m for m in roh.meldungen())
        assert any("Keine Maßnahme passt" in m for m in roh.meldungen())
