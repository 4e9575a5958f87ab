"""Schreiben: Word-Felder (TOC, SEQ, REF, PAGEREF) mit bereits eingetragenem Ergebnis, dazu Lesezeichen.

Kein Feld ist als veraltet markiert: Word fragt dann bei jedem Öffnen nach, und in der geschützten Ansicht
bliebe das Ergebnis trotzdem leer.
"""

from mut_core.bericht.word.text import Lauf, lauf_xml

_ANFANG = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_MITTE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
ENDE = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def feldkopf(befehl: str) -> str:
    """Der Anfang eines Felds bis vor sein Ergebnis."""
    return f'{_ANFANG}<w:r><w:instrText xml:space="preserve"> {befehl} </w:instrText></w:r>{_MITTE}'


def feld(befehl: str, ergebnis: str, lauf: Lauf | None = None) -> str:
    """Ein vollständiges Feld mit Ergebnis, ausgezeichnet wie der Lauf, in dem es steht."""
    fett, kursiv = (lauf.fett, lauf.kursiv) if lauf else (False, False)
    return f"{feldkopf(befehl)}{lauf_xml(ergebnis, fett, kursiv)}{ENDE}"


def seq(zaehler: str, nummer: int) -> str:
    """Die laufende Nummer einer Beschriftung (`Abbildung`, `Diagramm`, `Tabelle`)."""
    return feld(f"SEQ {zaehler} \\* ARABIC", str(nummer))


def pageref(marke: str, ergebnis: str, lauf: Lauf | None = None) -> str:
    """Die Seite, auf der das Lesezeichen steht."""
    return feld(f"PAGEREF {marke} \\h", ergebnis, lauf)


def lesezeichen(nummer: int, name: str, inhalt: str) -> str:
    """Der Inhalt, umschlossen von einem Lesezeichen."""
    return f'<w:bookmarkStart w:id="{nummer}" w:name="{name}"/>{inhalt}<w:bookmarkEnd w:id="{nummer}"/>'
