"""Säubern: rohe Zellwerte der Leser in die wenigen Arten bringen, die der Kern kennt – ohne den Wortlaut zu ändern."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from typing import Any, Final

from mut_core.austausch.mappe.blatt import Ort, Zellwert, orte_text
from mut_core.dateien.entschaerfen import ZELLE_HOECHSTENS
from mut_core.fehler import EingabeError
from mut_core.texte import without_steuerzeichen

ZELLEN_HOECHSTENS: Final = 3_000_000
ZEICHEN_HOECHSTENS: Final = 150_000_000
ZU_VIEL: Final = (
    "Die Datei enthält mehr Zellen oder Text, als eine Liste haben kann (höchstens 3 Millionen Zellen). "
    "Bitte löschen Sie leere Zeilen, Spalten und Blätter oder teilen Sie die Datei."
)


class Saeuberung:
    """Wandelt Zeile für Zeile und merkt sich, was beschnitten oder entfernt werden musste."""

    def __init__(self) -> None:
        self.beschnitten: list[Ort] = []
        self.gesaeubert: list[Ort] = []
        self._auffaellig: list[str] = []

    def zeilen(self, roh: Iterable[Sequence[Any]]) -> tuple[tuple[Zellwert, ...], ...]:
        """Gibt alle Zeilen gesäubert, gleich breit und ohne leere Ränder unten und rechts."""
        fertig: list[tuple[Zellwert, ...]] = []
        sonst = self._wert
        for nr, zeile in enumerate(roh, 1):
            # Ist schon der Text der ganzen Zeile druckbar, ist jede Zelle sauber, die nicht mit Leerraum anfängt.
            ganz = "".join([wert for wert in zeile if type(wert) is str])
            if len(ganz) <= ZELLE_HOECHSTENS and (ganz.isprintable() or ganz.replace("\n", "").isprintable()):
                sauber = [
                    wert
                    if type(wert) is str and wert[:1] > " "
                    else None
                    if wert is None or wert == ""
                    else sonst(wert)
                    for wert in zeile
                ]
            else:
                sauber = [None if wert is None or wert == "" else sonst(wert) for wert in zeile]
            fertig.append(tuple(sauber))
            if self._auffaellig:
                self._nenne(nr, zeile)
        return _getrimmt(fertig)

    def _nenne(self, nr: int, zeile: Sequence[Any]) -> None:
        for spalte, wert in enumerate(zeile):
            if isinstance(wert, str) and wert in self._auffaellig:
                sauber = without_steuerzeichen(wert)
                (self.beschnitten if len(sauber) > ZELLE_HOECHSTENS else self.gesaeubert).append((nr, spalte))
        self._auffaellig.clear()

    def _wert(self, wert: Any) -> Zellwert:
        if type(wert) is str:
            # Ein Umbruch ist das häufigste, was Text nicht „druckbar“ macht, und erlaubt.
            if wert[:1] > " " and len(wert) <= ZELLE_HOECHSTENS and wert.replace("\n", "").isprintable():
                return wert
            return self._text(wert)
        if type(wert) is float:
            return int(wert) if wert.is_integer() and abs(wert) < 1e15 else wert
        if isinstance(wert, time):
            return wert.strftime("%H:%M")
        if isinstance(wert, timedelta):
            minuten = int(wert.total_seconds()) // 60
            return f"{minuten // 60}:{minuten % 60:02d}"
        return wert  # type: ignore[no-any-return]

    def _text(self, text: str) -> str | None:
        sauber = without_steuerzeichen(text)
        if len(sauber) < len(text) - text.count("\r\n") or len(sauber) > ZELLE_HOECHSTENS:
            self._auffaellig.append(text)
        return sauber[:ZELLE_HOECHSTENS] if sauber and not sauber.isspace() else None

    def hinweise(self) -> tuple[str, ...]:
        """Sagt, was nicht so übernommen wurde, wie es in der Datei steht."""
        saetze = []
        if self.beschnitten:
            saetze.append(
                f"Zu langer Text, nach {ZELLE_HOECHSTENS} Zeichen abgeschnitten: {orte_text(self.beschnitten)}. "
                "Bitte kürzen Sie ihn in der Datei, wenn alles ankommen soll."
            )
        if self.gesaeubert:
            saetze.append(f"Unsichtbare Steuerzeichen entfernt: {orte_text(self.gesaeubert)}.")
        return tuple(saetze)


def pruefe_flaeche(zeilen: int, spalten: int, bisher: int = 0) -> int:
    """Gibt die Zahl aller Zellen; wirft EingabeError, wenn ein Blatt den Speicher sprengen würde."""
    gesamt = bisher + zeilen * spalten
    if gesamt > ZELLEN_HOECHSTENS:
        raise EingabeError(ZU_VIEL, feld="datei")
    return gesamt


def _getrimmt(zeilen: list[tuple[Zellwert, ...]]) -> tuple[tuple[Zellwert, ...], ...]:
    while zeilen and not _breite(zeilen[-1]):
        zeilen.pop()
    breite = max(map(_breite, zeilen), default=0)
    if any(len(z) != breite for z in zeilen):
        pruefe_flaeche(len(zeilen), breite)
        return tuple(z[:breite] + (None,) * (breite - len(z)) for z in zeilen)
    return tuple(zeilen)


def _breite(zeile: tuple[Zellwert, ...]) -> int:
    breite = len(zeile)
    while breite and zeile[breite - 1] is None:
        breite -= 1
    return breite
