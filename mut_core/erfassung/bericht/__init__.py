"""Berichte führen: anlegen, ändern, einreichen, freigeben, zurückgeben, einfrieren – und danach die Neufassung.

Entwurf → eingereicht → freigegeben → eingefroren. Zurück führt die Rückgabe (mit Grund) oder, nach dem Einfrieren, die
Neufassung; jede Fassung bleibt herunterladbar.
"""

from mut_core.erfassung.bericht.beratung import Beratungsergebnis, record_beratungsergebnis
from mut_core.erfassung.bericht.entwurf import (
    BerichtEingabe,
    create_bericht,
    require_bericht,
    save_bericht,
    set_vorlage,
)
from mut_core.erfassung.bericht.stand import freeze_bericht
from mut_core.erfassung.bericht.weg import (
    freigabehindernis,
    open_neufassung,
    release_bericht,
    return_bericht,
    set_vier_augen,
    submit_bericht,
)

__all__ = [
    "Beratungsergebnis",
    "BerichtEingabe",
    "create_bericht",
    "freeze_bericht",
    "freigabehindernis",
    "open_neufassung",
    "record_beratungsergebnis",
    "release_bericht",
    "require_bericht",
    "return_bericht",
    "save_bericht",
    "set_vier_augen",
    "set_vorlage",
    "submit_bericht",
]
