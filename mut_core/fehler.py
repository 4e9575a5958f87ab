"""Fehler: was schiefgehen darf, mit Texten, die auf den Bildschirm dürfen.

MutError
├── EingabeError           die Eingabe ist so nicht speicherbar; `feld` nennt das Feld
├── NichtGefundenError     das Gesuchte gibt es nicht – oder nicht für diese Person (gleiche Antwort)
├── RechteError            die Person darf das nicht
├── KonfliktError          jemand anderes war schneller; trägt beide Seiten
└── BetriebError           die Umgebung ist nicht so, wie sie sein muss (Datenbank, Dateien, Version)
"""

from collections.abc import Mapping


class MutError(Exception):
    """Ein erwarteter Fehler, dessen Text einer Fachkraft den Ausweg nennt."""


class EingabeError(MutError):
    """Eine Eingabe ist nicht speicherbar; nichts wurde geschrieben."""

    def __init__(self, text: str, *, feld: str | None = None) -> None:
        super().__init__(text)
        self.feld = feld


class NichtGefundenError(MutError):
    """Das Gesuchte gibt es nicht; fremde und unbekannte Kennungen antworten gleich."""


class RechteError(MutError):
    """Die Person darf das nicht; nichts wurde geschrieben."""


class KonfliktError(MutError):
    """Der gespeicherte Stand ist neuer als der, auf dem die Eingabe beruht.

    `gespeichert` und `eigene` tragen beide Seiten als {Feldname: Wert}, damit nichts verloren geht.
    """

    def __init__(self, text: str, *, gespeichert: Mapping[str, object], eigene: Mapping[str, object]) -> None:
        super().__init__(text)
        self.gespeichert = dict(gespeichert)
        self.eigene = dict(eigene)


class BetriebError(MutError):
    """Datenbank, Dateien oder Programmversion passen nicht; der Text nennt den Ausweg."""
