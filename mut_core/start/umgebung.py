"""Einrichten: macht `.venv`, installiert die festgeschriebenen Pakete und merkt sich, dass es fertig ist."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mut_core.fehler import BetriebError
from mut_core.start.installation import Fortschritt, install
from mut_core.start.meldung import platte_voll_satz, show_fortschritt
from mut_core.start.prozess import capture
from mut_core.start.sperre import einrichtungssperre

Ziel = Literal["laufzeit", "test"]

PLATZ_BYTES = 800_000_000  # gemessen: die Umgebung belegt 560 MB, dazu kommen die geladenen Pakete
MINDESTENS = (3, 11)

# Diese Variablen lenken Python oder pip an der Umgebung vorbei; alle anderen (PIP_INDEX_URL,
# HTTPS_PROXY, PIP_CERT …) gelten weiter.
_STOERER = (
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"),
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_DRY_RUN"),
)
_FRAGE = (
    "import sys, importlib.util as i;"
    "print('%d.%d' % sys.version_info[:2], int(i.find_spec('pip') is not None), sys.prefix)"
)


@dataclass(frozen=True)
class Umgebung:
    """Die Umgebung `.venv` eines Projektordners: wo was liegt."""

    projekt: Path

    @property
    def ordner(self) -> Path:
        """Der Ordner der Umgebung."""
        return self.projekt / ".venv"

    @property
    def python(self) -> str:
        """Das Python darin (als Text: so steht es in Aufrufen)."""
        return str(self.ordner / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    @property
    def stand(self) -> Path:
        """Die Notiz, was fertig installiert ist."""
        return self.ordner / "mut-stand.json"

    @property
    def baustelle(self) -> Path:
        """Das Zeichen, dass eine Installation läuft – oder abgebrochen wurde."""
        return self.ordner / "mut-baustelle"

    @property
    def sperre(self) -> Path:
        """Die Sperrdatei; außerhalb von `.venv`, weil die Einrichtung `.venv` löschen darf."""
        return self.projekt / "daten" / "lokal" / "einrichtung.sperre"


def kind_umgebung(umgebung: Umgebung, vorlage: Mapping[str, str] | None = None) -> dict[str, str]:
    """Die Umgebungsvariablen für Prozesse in `.venv`: die des Menschen ohne das, was daran vorbeilenkt."""
    quelle = os.environ if vorlage is None else vorlage
    werte = {name: wert for name, wert in quelle.items() if name not in _STOERER}
    werte["VIRTUAL_ENV"] = str(umgebung.ordner)
    werte["PYTHONUTF8"] = "1"  # sonst läse Windows Dateien und Ausgaben in seiner alten Codepage
    return werte


def require_umgebung(projekt: Path, ziel: Ziel = "laufzeit") -> Umgebung:
    """Gibt eine Umgebung zurück, in der alles für `ziel` installiert ist; richtet sie wenn nötig ein.

    Wirft BetriebError mit einem Satz oder OSError (Rechte, Platz), wenn das nicht geht.
    """
    umgebung = Umgebung(projekt)
    if ist_fertig(umgebung, ziel):
        return umgebung
    with einrichtungssperre(umgebung.sperre):
        if not ist_fertig(umgebung, ziel):  # der andere Start kann es inzwischen erledigt haben
            _build_umgebung(umgebung, ziel)
    return umgebung


def ist_fertig(umgebung: Umgebung, ziel: Ziel) -> bool:
    """Sagt, ob für `ziel` nichts zu installieren ist; prüft Stand, Python und jedes installierte Paket."""
    stand = load_stand(umgebung)
    if stand.get(ziel) != fingerabdruck(umgebung.projekt, ziel) or umgebung.baustelle.exists():
        return False
    pakete = stand.get("pakete")
    if not isinstance(pakete, list) or not set(pakete) <= set(installierte_pakete(umgebung)):
        return False
    befund = frage_python(umgebung)
    return befund is not None and befund[0] == stand.get("python")


def load_stand(umgebung: Umgebung) -> dict[str, Any]:
    """Liest die Notiz; fehlt sie oder ist sie unlesbar, ist nichts fertig: {}."""
    try:
        inhalt = json.loads(umgebung.stand.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return inhalt if isinstance(inhalt, dict) else {}


def installierte_pakete(umgebung: Umgebung) -> list[str]:
    """Die Namen der *.dist-info-Ordner, ohne pip und setuptools, die man gefahrlos erneuern darf."""
    ordner = [*umgebung.ordner.glob("lib/python*/site-packages"), umgebung.ordner / "Lib" / "site-packages"]
    namen = {info.name for stelle in ordner if stelle.is_dir() for info in stelle.glob("*.dist-info")}
    return sorted(name for name in namen if not re.match(r"(pip|setuptools)-", name))


def frage_python(umgebung: Umgebung) -> tuple[str, bool] | None:
    """Fragt das Python in `.venv` nach (Version "3.11", hat pip); None, wenn es nicht läuft oder fremd ist."""
    befehl = [umgebung.python, "-I", "-X", "utf8", "-c", _FRAGE]
    try:
        lauf = capture(befehl, umgebung=kind_umgebung(umgebung), frist=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    teile = lauf.stdout.strip().split(" ", 2)
    if lauf.returncode != 0 or len(teile) != 3:
        return None
    if Path(teile[2]).resolve() != umgebung.ordner.resolve():
        return None  # ohne pyvenv.cfg ist es das Python des Systems: pip würde dorthin installieren
    return teile[0], teile[1] == "1"


def testwerkzeuge(projekt: Path) -> list[str]:
    """Die Testwerkzeuge aus pyproject.toml; selbst gelesen, weil älteres pip `--group` nicht kennt."""
    inhalt = tomllib.loads((projekt / "pyproject.toml").read_text(encoding="utf-8"))
    return [str(name) for name in inhalt["dependency-groups"]["test"]]


def fingerabdruck(projekt: Path, ziel: Ziel) -> str:
    """Ein Kennzeichen dessen, was für `ziel` installiert sein muss."""
    summe = hashlib.sha256((projekt / "requirements.txt").read_bytes().replace(b"\r\n", b"\n"))
    if ziel == "test":
        summe.update("\n".join(testwerkzeuge(projekt)).encode())
    return summe.hexdigest()


def _build_umgebung(umgebung: Umgebung, ziel: Ziel) -> None:
    grund = neubau_grund(umgebung)
    if grund is not None:
        _build_venv(umgebung, grund)
    _install_pakete(umgebung, ziel)
    show_fortschritt("Die Umgebung ist eingerichtet.")


def neubau_grund(umgebung: Umgebung) -> str | None:
    """Warum `.venv` (neu) gebaut werden muss: "" beim ersten Mal, ein Satzteil danach, None wenn es taugt."""
    if not umgebung.ordner.is_dir() or not any(umgebung.ordner.iterdir()):
        return ""
    if umgebung.baustelle.exists():
        return "eine frühere Installation wurde abgebrochen"
    befund = frage_python(umgebung)
    if befund is None:
        return "ihr Python läuft nicht mehr oder sie ist unvollständig"
    version, hat_pip = befund
    if tuple(int(teil) for teil in version.split(".")) < MINDESTENS:
        return f"sie gehört zu Python {version}, gebraucht wird mindestens 3.11"
    damals = gebaut_mit(umgebung)
    if damals is not None and damals != version:
        return f"Python hat von {damals} auf {version} gewechselt"
    return None if hat_pip else "pip fehlt darin"


def gebaut_mit(umgebung: Umgebung) -> str | None:
    """Die Python-Version ("3.11"), mit der `.venv` gebaut wurde, laut pyvenv.cfg; None, wenn sie es nicht sagt."""
    try:
        text = (umgebung.ordner / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return None
    treffer = re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", text, re.MULTILINE)
    return treffer[1] if treffer else None


def _build_venv(umgebung: Umgebung, grund: str) -> None:
    require_venv_modul()
    require_platz(umgebung.projekt)
    if grund:
        show_fortschritt(f"Die Umgebung „.venv“ wird neu gebaut: {grund}.")
        _delete_ordner(umgebung.ordner)
    else:
        show_fortschritt(f"Die Umgebung „.venv“ wird angelegt (Python {_dieses_python()}) …")
    umgebung.ordner.mkdir(exist_ok=True)
    umgebung.baustelle.touch()
    python = getattr(sys, "_base_executable", None) or sys.executable  # nie das, was gerade gelöscht wurde
    lauf = capture([python, "-m", "venv", str(umgebung.ordner)], umgebung=kind_umgebung(umgebung))
    if lauf.returncode != 0:
        raise BetriebError(venv_satz(lauf.stdout + lauf.stderr, umgebung.projekt))


def _delete_ordner(ordner: Path) -> None:
    if ordner.is_symlink():
        raise BetriebError(f"„{ordner}“ ist ein Verweis – bitte ihn löschen und das Kommando wiederholen.")
    shutil.rmtree(ordner)


def _dieses_python() -> str:
    return ".".join(str(teil) for teil in sys.version_info[:3])


def require_venv_modul() -> None:
    """Wirft BetriebError, wenn diesem Python die Module `venv` oder `ensurepip` fehlen (Debian trennt sie ab)."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise BetriebError(_VENV_FEHLT)


_VENV_FEHLT = (
    "Diesem Python fehlt das Modul „venv“ – unter Debian und Ubuntu bitte als root "
    "„apt install python3-venv“ ausführen und das Kommando wiederholen."
)


def require_platz(projekt: Path) -> None:
    """Wirft BetriebError, wenn für die Umgebung absehbar zu wenig Platz ist."""
    frei = shutil.disk_usage(projekt).free
    if frei < PLATZ_BYTES:
        raise BetriebError(f"{platte_voll_satz(projekt)[:-1]} (frei sind {frei // 1_000_000} MB).")


def venv_satz(ausgabe: str, projekt: Path) -> str:
    """Deutet die Ausgabe eines gescheiterten `python -m venv`: ein Satz mit Ausweg."""
    if "[Errno 28]" in ausgabe:
        return platte_voll_satz(projekt)
    if "ensurepip" in ausgabe:
        return _VENV_FEHLT
    zeilen = [zeile.strip() for zeile in ausgabe.splitlines() if zeile.strip()]
    return (
        f"Die Umgebung „.venv“ ließ sich nicht anlegen (Python sagt: „{(zeilen or ['nichts'])[-1][:300]}“) – "
        "bitte den Ordner „.venv“ löschen und das Kommando wiederholen."
    )


def _install_pakete(umgebung: Umgebung, ziel: Ziel) -> None:
    """Installiert und schreibt erst ganz am Ende den Stand; vorher steht die Baustelle."""
    test_blieb = _test_vollstaendig(umgebung)
    anforderungen = ["-r", str(umgebung.projekt / "requirements.txt")]
    if ziel == "test":
        anforderungen += testwerkzeuge(umgebung.projekt)
    show_fortschritt("Die Pakete werden installiert; das dauert beim ersten Mal ein bis drei Minuten.")
    umgebung.baustelle.touch()
    anzeige = Fortschritt(_erwartet(umgebung.projekt, ziel))
    try:
        install(
            umgebung.python,
            anforderungen,
            ordner=umgebung.projekt,
            umgebung=kind_umgebung(umgebung),
            protokoll=umgebung.ordner / "mut-pip.log",
            anzeige=anzeige,
        )
    except BetriebError:
        if not anzeige.entpackt:  # gescheitert, bevor pip etwas veränderte: die Umgebung taugt weiter
            umgebung.baustelle.unlink(missing_ok=True)
        raise
    _save_stand(umgebung, mit_test=ziel == "test" or test_blieb)
    umgebung.baustelle.unlink(missing_ok=True)


def _erwartet(projekt: Path, ziel: Ziel) -> int:
    """Wie viele Pakete pip mindestens anfassen wird (für „[ 3/45]“)."""
    zeilen = (projekt / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if ziel == "test":
        zeilen += testwerkzeuge(projekt)
    treffer = (re.match(r"[A-Za-z0-9][\w.-]*", zeile) for zeile in zeilen)
    return len({name[0].lower() for name in treffer if name})


def _test_vollstaendig(umgebung: Umgebung) -> bool:
    """Sagt, ob die Testwerkzeuge schon da sind; dann bleiben sie es auch, wenn nur die Laufzeit ergänzt wird."""
    stand = load_stand(umgebung)
    da = set(stand.get("pakete") or [""]) <= set(installierte_pakete(umgebung))
    return da and stand.get("test") == fingerabdruck(umgebung.projekt, "test")


def _save_stand(umgebung: Umgebung, *, mit_test: bool) -> None:
    befund = frage_python(umgebung)
    stand = {
        "python": befund[0] if befund else "",
        "laufzeit": fingerabdruck(umgebung.projekt, "laufzeit"),
        "test": fingerabdruck(umgebung.projekt, "test") if mit_test else None,
        "pakete": installierte_pakete(umgebung),
    }
    neu = umgebung.stand.with_suffix(".neu")
    neu.write_text(json.dumps(stand, indent=1), encoding="utf-8")
    neu.replace(umgebung.stand)
