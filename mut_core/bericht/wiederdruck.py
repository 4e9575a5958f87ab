"""Wiederdrucken: aus einem eingefrorenen Stand dieselbe Datei noch einmal bauen, Byte für Byte.

Gebaut wird immer aus dem, was aufgehoben ist – auch beim ersten Mal. Deshalb kann der zweite Druck vom ersten nicht
abweichen, solange das Programm dasselbe ist; welches es war, steht dabei.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from mut_core.bericht import build_bericht
from mut_core.bericht.wahl import Profil, Wahl, form_aus_json, wahl_als_json, wahl_aus_json
from mut_core.fehler import BetriebError, EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild, thaw_lagebild, without_internes

WURZEL = Path(__file__).resolve().parents[2]
_BIBLIOTHEKEN = ("python-docx", "lxml", "pandas")


class Aufgehoben(Protocol):
    """Womit sich eine Datei wieder bauen lässt; ein `Berichtsstand` aus der Datenbank ist so etwas."""

    @property
    def lagebild(self) -> bytes:
        """Das eingefrorene Lagebild."""

    @property
    def wahl(self) -> str | None:
        """Form, Wahl und Texte als JSON."""

    @property
    def hausvorlage(self) -> bytes | None:
        """Die Word-Vorlage der Kommune; None meint die neutrale."""

    @property
    def vorher(self) -> bytes | None:
        """Das eingefrorene Lagebild des vorigen Berichts."""


@dataclass(frozen=True)
class Druckstand:
    """Ein gebauter Bericht mit allem, woraus er gebaut ist – so, wie `freeze_bericht` ihn aufhebt."""

    lagebild: bytes
    wahl: str
    hausvorlage: bytes | None
    vorher: bytes | None
    dokument: bytes
    programm: str
    aenderungsstand: int = 0
    """Der des Lagebilds; an ihm prüft `freeze_bericht`, dass nur Freigegebenes darin ist."""

    def teile(self) -> dict[str, Any]:
        """Gibt die Teile unter den Namen, die `freeze_bericht` erwartet."""
        return asdict(self)


def build_druckstand(lagebild: Lagebild, form: str, wahl: Wahl) -> Druckstand:
    """Baut den Bericht zum Einfrieren; Internes ist danach weder in der Datei noch im aufgehobenen Lagebild.

    Wirft EingabeError bei einer Form, die es nicht gibt, und beim internen Profil: Eingefrorenes lässt sich nie mehr
    löschen.
    """
    if wahl.profil == Profil.INTERN:
        raise EingabeError("Eingefroren wird nur das öffentliche Profil. Bitte stellen Sie darauf um.", feld="profil")
    teile = Druckstand(
        lagebild=freeze_lagebild(without_internes(lagebild)),
        wahl=wahl_als_json(replace(wahl, zum_bearbeiten=False), form),
        hausvorlage=wahl.hausvorlage,
        vorher=freeze_lagebild(without_internes(wahl.vorher)) if wahl.vorher is not None else None,
        dokument=b"",
        programm=programmfassung(),
        aenderungsstand=lagebild.aenderungsstand,
    )
    return replace(teile, dokument=rebuild(teile))


def rebuild(stand: Aufgehoben) -> bytes:
    """Gibt die Datei eines eingefrorenen Stands noch einmal, Byte für Byte dieselbe.

    Wirft BetriebError, wenn zu dem Stand nicht aufgehoben ist, wie er gebaut wurde, oder etwas daran beschädigt ist.
    """
    form = form_aus_json(stand.wahl) if stand.wahl else None
    if stand.wahl is None or form is None:
        raise BetriebError(
            "Zu dieser Fassung ist nicht aufgehoben, wie sie gebaut wurde; neu bauen lässt sie sich deshalb nicht. "
            "Die damalige Datei können Sie herunterladen."
        )
    vorher = thaw_lagebild(stand.vorher) if stand.vorher is not None else None
    wahl = replace(wahl_aus_json(stand.wahl), vorher=vorher, hausvorlage=stand.hausvorlage)
    return build_bericht(thaw_lagebild(stand.lagebild), form, wahl)


def wiederdruckfehler(daten: bytes, dokument_sha: str | None, programm: str | None) -> str | None:
    """Gibt None, wenn eine neu gebaute Datei die damalige ist, sonst den Satz, warum sie es nicht sein kann."""
    if hashlib.sha256(daten).hexdigest() == dokument_sha:
        return None
    if programm != programmfassung():
        return "Das Programm hat sich seit damals geändert; die neu gebaute Datei weicht von der damaligen ab."
    return "Die neu gebaute Datei weicht von der damaligen ab, obwohl das Programm dasselbe ist."


@cache
def programmfassung() -> str:
    """Gibt, womit gebaut wird: Prüfsumme über Quelltext und neutrale Vorlage, dazu die Bibliotheken, die schreiben."""
    summe = hashlib.sha256()
    for datei in (
        *sorted((WURZEL / "mut_core").rglob("*.py")),
        *sorted((WURZEL / "daten" / "vorlagen").glob("*.docx")),
    ):
        inhalt = datei.read_bytes()
        if datei.suffix == ".py":
            inhalt = inhalt.replace(b"\r\n", b"\n")  # unter Windows ausgecheckt, bleibt es dasselbe Programm
        summe.update(datei.relative_to(WURZEL).as_posix().encode() + b"\0" + hashlib.sha256(inhalt).digest())
    return " · ".join([f"Quelltext {summe.hexdigest()[:16]}", *(f"{b} {version(b)}" for b in _BIBLIOTHEKEN)])
