"""Rahmen: Text, den jemand in Word ändern darf, in einem Inhaltssteuerelement – der Schlüssel steht in Tag und Titel.

LibreOffice verwirft den Tag, behält aber den Titel; deshalb steht der Schlüssel in beiden. Das Steuerelement lässt sich
nicht löschen, nur sein Inhalt.
"""

from collections.abc import Sequence

from mut_core.bericht.word import bloecke as b
from mut_core.bericht.word.text import maskiert

VORSATZ = "frei:"
PLATZHALTER = "_Hier ist Platz für eigenen Text._"

Eintrag = tuple[b.Block, bool]
"""Ein Baustein und ob er im Querformat steht."""


def zerlegt(eintraege: Sequence[Eintrag]) -> tuple[list[Eintrag], list[Eintrag], list[Eintrag]]:
    """Trennt Überschriften am Anfang, Text und alles Übrige (Tabellen, Abbildungen), jedes in seiner Reihenfolge."""
    vorn: list[Eintrag] = []
    texte: list[Eintrag] = []
    rest: list[Eintrag] = []
    for eintrag in eintraege:
        if isinstance(eintrag[0], b.Absatz | b.Liste):
            texte.append(eintrag)
        elif isinstance(eintrag[0], b.Ueberschrift) and not texte and not rest:
            vorn.append(eintrag)
        else:
            rest.append(eintrag)
    return vorn, texte, rest


def build_freitext(schluessel: str, titel: str, texte: Sequence[Eintrag]) -> b.Freitext:
    """Der Baustein aus Absätzen und Listen; anderes kommt nicht hinein."""
    return b.Freitext(schluessel, titel, tuple(t for t, _ in texte if isinstance(t, b.Absatz | b.Liste)))


def freitext_xml(nummer: int, schluessel: str, inhalt: str, *, platzhalter: bool) -> str:
    """Das Steuerelement um fertige Absätze; ein Platzhalter verschwindet in Word mit dem ersten Zeichen."""
    name = maskiert(f"{VORSATZ}{schluessel}")
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:id w:val="{nummer}"/>'
        f'<w:lock w:val="sdtLocked"/>{"<w:showingPlcHdr/>" * platzhalter}<w:richText/></w:sdtPr>'
        f"<w:sdtContent>{inhalt}</w:sdtContent></w:sdt>"
    )
