"""Log: was geheim ist oder einer Person gehört, steht in keinem Eintrag – gleich, wer ihn schreibt."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from app_server import app_server, frage, sitzungscookie
from hypothesis import given
from hypothesis import strategies as st
from rohleitung import leitung
from streamlit.proto.WidgetStates_pb2 import WidgetState

from seiten.pforte import fehlermeldung
from seiten.pforte.fehlermeldung import Eintrag, eine_zeile, hergang, schwaerzen

WURZEL = Path(__file__).resolve().parent.parent
MARKE = "zvfk7QpLmX3-JdT_8wRb2Nc5HsYg1Ve4KuAo6Dt9Mi0"  # sieht aus wie secrets.token_urlsafe(32)
SACHSTAND = "Die Familie Yılmaz aus der Gartenstraße hat den Platz abgelehnt, das Amt prüft den Widerspruch noch."

GEHEIM = {
    "Kennwort in der Adresse": ("postgresql://amt:p@ss/wort@db.stadt.de/mut", ["p@ss", "wort@", "amt:"]),
    "Kennwort ohne Namen": ("redis://:hunter3@server:6379/0", ["hunter3"]),
    "Kennzeichen als Nutzername": ("https://ghp_4711@server/x", ["ghp_4711"]),
    "Feld kennwort": ("kennwort=Sommer2026!", ["Sommer"]),
    "Feld im Wörterbuch": ("{'kennwort': 'So mmer', 'kennung': 'erika'}", ["So mmer"]),
    "altes und neues Kennwort": ('{"altes_kennwort": "eins", "kennwort_neu": "zwei"}', ["eins", "zwei"]),
    "password": ("Password: hunter22", ["hunter"]),
    "client_secret": ("client_secret='abc def'", ["abc"]),
    "Einmalcode": ("GET /einrichten?code=abc123&weiter=%2Fmelden", ["abc123", "melden"]),
    "Rückruf": ("/dienst/zurueck?code=xyz&state=qrs#teil", ["xyz", "qrs"]),
    "Cookie-Kopf": ("cookie: mut_sitzung=abc; x=y", ["abc", "x=y"]),
    "Cookie-Paar": ("(b'cookie', b'mut_sitzung=abc; andere=def')", ["abc", "def"]),
    "Set-Cookie": ("Set-Cookie: __Host-mut=abc; HttpOnly", ["abc"]),
    "Cookie allein": ("Sitzung mut_sitzung=abc beendet", ["abc"]),
    "Cookie https": ("__Host-mut=abc", ["abc"]),
    "Authorization": ("Authorization: Bearer abcdef123", ["abcdef"]),
    "Authorization-Paar": ("[('authorization', 'Basic YWJjOmRlZg==')]", ["YWJj"]),
    "Bearer": ("Antwort auf Bearer abcdef123 war 401", ["abcdef"]),
    "Kopf der Pforte": ("(b'x-mut-person', b'7.3.abc')", ["7.3"]),
    "Kennzeichen allein": (f"Kennzeichen {MARKE} unbekannt", [MARKE]),
    "Prüfsumme": ("Zeile " + "0123456789abcdef" * 4, ["0123456789abcdef"]),
    "argon2": ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", ["c2FsdA", "aGFzaA"]),
    "JWT": ("id eyJhbGciOi.eyJzdWIi.c2ln", ["eyJzdWIi", "c2ln"]),
    "Mailadresse": ("Konto erika.müller@stadt-lehrte.de fehlt", ["erika", "müller", "lehrte"]),
    "Mailadresse kodiert": ("kontakt erika%40example.org", ["erika"]),
    "SQLAlchemy": ("[SQL: INSERT]\n[parameters: {'text': 'Zeile 1\nZeile 2'}]\n(Background on this)", ["Zeile"]),
    "PostgreSQL": ("duplicate key\nDETAIL:  Key (name)=(Fachdienst\nBildung) already exists.", ["Bildung"]),
    "PostgreSQL-Zeile": ("Failing row contains (7, Sprachcafé, null).", ["Sprachcafé"]),
    "Sachstand im Zitat": (f"ValueError: '{SACHSTAND}' ist zu lang", ["Yılmaz", "Widerspruch"]),
    "Sachstand deutsch": (f"Der Text „{SACHSTAND}“ ist zu lang", ["Yılmaz"]),
}
"""Fall: (Text, was davon nicht im Log stehen darf)."""

BLEIBT = (
    "Die Datenbank antwortet nicht (OperationalError).",
    "ereignis=anmeldung nutzer=7 weg=konto",
    "Uvicorn running on http://127.0.0.1:8501 (Press CTRL+C to quit)",
    'File "/work/main/seiten/bausteine/sitzung.py", line 31, in angemeldet',
    'File "/work/main/.venv/lib/python3.11/site-packages/streamlit/runtime/state/session_state.py", line 971, in run',
    "in test_ein_fehler_zeigt_nur_eine_nummer_und_das_log_kennt_sie",
    "KeyError: 'massnahme_id'",
)
"""Was zur Fehlersuche nötig ist und bleiben muss."""


@pytest.fixture
def ausgabe() -> Iterator[StringIO]:
    """Was ein fremder Logger mit fremdem Handler schreibt, nachdem die Protokollierung verbunden ist."""
    vorher, puffer = logging.getLogRecordFactory(), StringIO()
    logging.setLogRecordFactory(Eintrag)
    log, handler = logging.getLogger("fremd.bibliothek"), logging.StreamHandler(puffer)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    log.addHandler(handler)
    yield puffer
    log.removeHandler(handler)
    logging.setLogRecordFactory(vorher)


@pytest.mark.parametrize("fall", GEHEIM)
def test_geheimes_wird_geschwaerzt(fall: str, ausgabe: StringIO) -> None:
    """F60: in der Meldung, in ihren Werten und im Hergang."""
    text, verboten = GEHEIM[fall]
    log = logging.getLogger("fremd.bibliothek")
    log.error(text.replace("%", "%%"))
    log.error("Werte: %s", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("Fehler")
    geschrieben = ausgabe.getvalue()
    assert geschrieben.count("ERROR ") == 3
    for wort in verboten:
        assert wort not in geschrieben, geschrieben


@pytest.mark.parametrize("text", BLEIBT)
def test_was_zur_fehlersuche_noetig_ist_bleibt(text: str) -> None:
    assert schwaerzen(text) == text


def test_lange_texte_werden_gekuerzt() -> None:
    """F60: ein Sachstand ohne Anführungszeichen kommt höchstens angeschnitten ins Log."""
    assert len(eine_zeile("Wort " * 5000)) < fehlermeldung.MELDUNG_HOECHSTENS + 40
    zeilen = hergang(ValueError("Wort " * 5000)).splitlines()
    assert max(map(len, zeilen)) < fehlermeldung.ZEILE_HOECHSTENS + 40


@given(st.text(alphabet=st.sampled_from("a\r\n\x0b\x0c\x1b\x85\u2028\u2029\u202e\x00|[0m ")))
def test_kein_text_ergibt_eine_zweite_zeile(text: str) -> None:
    """F60: CRLF im Namen gibt eine Zeile."""
    assert len(f"x{eine_zeile(text)}x".splitlines()) == 1
    assert "\x1b" not in eine_zeile(text)
    for zeile in hergang(ValueError(text)).splitlines():
        assert zeile.startswith("  | ")


def test_ein_name_mit_zeilenumbruch_gibt_eine_zeile(ausgabe: StringIO) -> None:
    """F60: die gefälschte zweite Zeile bleibt Teil der ersten."""
    logging.getLogger("fremd.bibliothek").warning("Person %s abgewiesen", "Eva\r\nINFO ereignis=anmeldung nutzer=1")
    assert ausgabe.getvalue() == "WARNING Person Eva\\r\\nINFO ereignis=anmeldung nutzer=1 abgewiesen\n"


def test_unpassende_werte_landen_nicht_roh_auf_stderr(ausgabe: StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("fremd.bibliothek").warning("nur %s %s", "geheim-4711")  # noqa: PLE1206
    assert "geheim-4711" not in ausgabe.getvalue() + capsys.readouterr().err


def test_jeder_eintrag_mit_fehler_nennt_dessen_nummer(ausgabe: StringIO) -> None:
    fehler = ValueError("x")
    logging.getLogger("fremd.bibliothek").error("Misslungen", exc_info=fehler)
    assert f"ERROR Misslungen (Fehler Nr. {fehlermeldung.nummer(fehler)})\n  | ValueError: x" in ausgabe.getvalue()


PROZESS = f"""
import logging, logging.config, threading
from uvicorn.config import LOGGING_CONFIG
from seiten.pforte.fehlermeldung import connect_protokollierung
logging.config.dictConfig(LOGGING_CONFIG)
connect_protokollierung()
connect_protokollierung()
from streamlit.logger import get_logger
geheim = "cookie: mut_sitzung={MARKE}"
logging.getLogger("uvicorn.error").error("Kopf %s", geheim)
zeile = ("127.0.0.1:5", "GET", "/einrichten?code={MARKE}&x=%0d%0a", "1.1", 200)
logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', *zeile)
get_logger("streamlit.irgendwas").error(geheim)
logging.getLogger("mut.sicherheit").warning(geheim)
logging.getLogger("erst.spaeter.angelegt").warning(geheim)
def stuerze(): raise ValueError(geheim)
faden = threading.Thread(target=stuerze); faden.start(); faden.join()
stuerze()
"""


def test_alle_logger_eines_prozesses_schwaerzen() -> None:
    """F60: uvicorn (Fehler und Zugriffe), Streamlit, Sicherheitslog, fremde Logger, Abstürze im Faden und am Ende."""
    lauf = subprocess.run([sys.executable, "-c", PROZESS], cwd=WURZEL, capture_output=True, text=True, check=False)
    ausgabe = lauf.stdout + lauf.stderr
    assert MARKE not in ausgabe
    assert '"GET /einrichten?code=***&x=*** HTTP/1.1" 200 OK' in ausgabe
    assert len(re.findall(r"cookie: \*\*\*", ausgabe)) == 6, ausgabe
    assert "Absturz im Hintergrund (Fehler Nr." in ausgabe
    assert "Absturz (Fehler Nr." in ausgabe
    assert lauf.returncode == 1


def test_ein_ganzer_weg_durch_die_app_hinterlaesst_nichts_geheimes(demo_datei: Path) -> None:
    """F60: anmelden, abgewiesen werden, melden, scheitern – im Log steht davon kein Kennwort, Kennzeichen oder Text."""
    geheim = ["Sommer-4711-Kennwort", "erika@stadt.example", MARKE, SACHSTAND, "hunter2"]
    with app_server(demo_datei.parent, umgebung={"MUT_OIDC_GEHEIMNIS": "hunter2"}) as server:
        cookie = sitzungscookie(f"sqlite:///{demo_datei}", "koordination")
        geheim.append(cookie.partition("=")[2])
        formular = {"content_type": "application/x-www-form-urlencoded", "origin": server.adresse}
        for weg in ("/anmelden", "/einrichten", "/kennwort", "/start", "/dienst/zurueck"):
            adresse = f"{weg}?code={MARKE}&state={MARKE}&weiter=%2F%0d%0aINFO%20erika@stadt.example"
            frage(server, adresse)
            frage(server, adresse, "POST", cookie=f"mut_sitzung={MARKE}", **formular)
            frage(server, f"{weg}?kennung=erika@stadt.example&kennwort=Sommer-4711-Kennwort", cookie=cookie)
        with leitung(server, demo_datei, "koordination", "melden") as roh:
            stand = WidgetState(id=roh.finde("selectbox", "Umsetzungsstand").id, string_value="verworfen")
            text = WidgetState(id=roh.finde("text_area", "Sachstand").id, string_value=SACHSTAND)
            knopf = WidgetState(id=roh.finde("button", "Speichern und weiter").id, trigger_value=True)
            roh.lauf(stand, text, knopf)
            assert roh.meldungen(), "ohne Begründung wird abgewiesen"
        log = server.log()
    assert "ereignis=einmallink-abgewiesen" in log, "sonst läse der Test ein leeres Log"
    for wort in geheim:
        assert wort not in log, wort
    assert not re.search(r"^INFO erika", log, re.MULTILINE)
