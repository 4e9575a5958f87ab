"""Beschleunigen: was jeder Test von Neuem täte, obwohl immer dasselbe herauskommt, geschieht einmal je Prozess."""

import functools
import gc
import os
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mut_core import datenbank


def schneller_ort() -> str | None:
    """Nennt den Speicher im Arbeitsspeicher, wenn es ihn gibt, er groß genug ist und Programme darin laufen dürfen."""
    ort = Path("/dev/shm")
    if not ort.is_dir() or not os.access(ort, os.W_OK):
        return None
    taugt = shutil.disk_usage(ort).free > 3 << 30 and not os.statvfs(ort).f_flag & os.ST_NOEXEC
    return str(ort) if taugt else None


def nutze_arbeitsspeicher() -> None:
    """Legt tmp_path in den Arbeitsspeicher: jedes Speichern wartete sonst auf die Platte (fsync, bis 9 ms)."""
    if ort := schneller_ort():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", ort)


def sammle_nicht() -> None:
    """Lässt die Speichersuche ruhen, solange zehntausend Tests gesammelt werden; dabei fällt kein Müll an."""
    gc.disable()


def friere_ein() -> None:
    """Nimmt alles bisher Geladene von der Speichersuche aus, wie die App beim Start (seiten/pforte/anlauf.py)."""
    gc.enable()
    gc.collect()
    gc.freeze()


def beschleunige_apptest() -> None:
    """Merkt sich, was AppTest bei jedem Öffnen neu ermittelt: die Komponenten aller Pakete und den Code der Seiten.

    Die Suche liest die Angaben von hundert Paketen (0,3 s je geöffneter App); der Code gilt, solange die Datei bleibt.
    """
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.scriptrunner import script_cache

    manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
    uebersetze = script_cache.ScriptCache.get_bytecode

    @functools.cache
    def gemerkt(pfad: str, stand: tuple[int, int]) -> Any:
        return uebersetze(script_cache.ScriptCache(), pfad)

    def get_bytecode(_: script_cache.ScriptCache, pfad: str) -> Any:
        datei = Path(pfad).stat()
        return gemerkt(pfad, (datei.st_mtime_ns, datei.st_size))

    script_cache.ScriptCache.get_bytecode = get_bytecode  # type: ignore[method-assign, assignment]


def teile_uebersetzungen() -> None:
    """Lässt alle SQLite-Datenbanken dieses Prozesses einmal übersetzte Abfragen teilen, wie im Betrieb alle Läufe.

    Jede neue Engine übersetzte sonst jede Abfrage neu; das war ein Fünftel der Zeit aller Tests mit Datenbank.
    """
    muster = sa.create_engine("sqlite://", query_cache_size=5000)
    muster.connect().close()
    muster.dispose()
    oeffne = datenbank._sqlite

    def _sqlite(ziel: sa.URL) -> sa.Engine:
        engine = oeffne(ziel)
        return teile(engine, muster)

    datenbank._sqlite = _sqlite


def teile(engine: sa.Engine, muster: sa.Engine) -> sa.Engine:
    """Gibt `engine` die Mundart und die Übersetzungen einer, die schon verbunden war."""
    engine.dialect, engine._compiled_cache = muster.dialect, muster._compiled_cache
    return engine
