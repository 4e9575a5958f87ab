"""Halten: die Bausteine eines Dokuments mit ihren Zielen und Adressen – auch wieder herausnehmen und umordnen."""

from collections.abc import Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.freitext import Eintrag
from mut_core.bericht.word.text import Lauf


class Sammlung:
    """Was ein Dokument bisher enthält; `Dokument` fügt hinzu, die Gliederung darf umordnen."""

    def __init__(self) -> None:
        self._bloecke: list[Eintrag] = []
        self._ziele: dict[str, b.Ziel] = {}
        self._adressen: dict[str, Lauf] = {}

    @property
    def umfang(self) -> int:
        """Wie viele Bausteine schon darin stehen."""
        return len(self._bloecke)

    def nimm_zurueck(self, ab: int) -> list[Eintrag]:
        """Nimmt die Bausteine seit `ab` (einem früheren `umfang`) wieder heraus."""
        zurueck, self._bloecke[ab:] = self._bloecke[ab:], []
        return zurueck

    def nimm_auf(self, eintraege: Sequence[Eintrag]) -> None:
        """Nimmt zurückgenommene Bausteine an dieser Stelle wieder auf."""
        self._bloecke += eintraege

    def nummer_von(self, schluessel: str) -> str:
        """Die gedruckte Nummer einer Überschrift; leer, wenn sie keine hat."""
        ziel = self._ziele[schluessel]
        return ziel.anzeige if "\\r" in ziel.befehl else ""

    def freitexte(self) -> list[b.Freitext]:
        """Die Texte, die in Inhaltssteuerelementen stehen, in Reihenfolge."""
        return [block for block, _ in self._bloecke if isinstance(block, b.Freitext)]

    def aufgeloest(self, lauf: Lauf) -> Lauf:
        """Ein Lauf, wie er gedruckt ist: Verweise als ihr Name, Hyperlinks mit Adresse."""
        art, _, schluessel = lauf.marke.partition(":")
        if art == "link" and schluessel in self._adressen:
            return self._adressen[schluessel]._replace(fett=lauf.fett, kursiv=lauf.kursiv)
        ziel = self._ziele.get(schluessel)
        return lauf._replace(text=ziel.anzeige if ziel and art == "text" else lauf.text, marke="")
