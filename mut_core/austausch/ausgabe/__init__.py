"""Ausgeben: das Lagebild als Maßnahmenliste (.xlsx, CSV), als JSON und als Rückmeldebogen je Stelle."""

from collections.abc import Callable, Mapping
from typing import Final

from mut_core.austausch.ausgabe.bogen import offene_stellen, write_boegen, write_bogen
from mut_core.austausch.ausgabe.liste import Ausgabewahl, write_xlsx
from mut_core.austausch.ausgabe.muster import write_muster
from mut_core.austausch.ausgabe.offen import write_csv, write_json
from mut_core.lagebild import Lagebild

__all__ = [
    "FORMEN",
    "Ausgabewahl",
    "offene_stellen",
    "write_boegen",
    "write_bogen",
    "write_csv",
    "write_json",
    "write_muster",
    "write_xlsx",
]

FORMEN: Final[Mapping[str, Callable[[Lagebild, Ausgabewahl | None], bytes]]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_json,
}
"""Die Formen der Ausgabe; der Name ist zugleich die Endung der Datei."""
