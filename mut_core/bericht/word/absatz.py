"""Schreiben: ein Absatz als XML-Text."""

from functools import lru_cache
from typing import NamedTuple


class Absatzform(NamedTuple):
    """Was ein Absatz zusätzlich zu seiner Formatvorlage trägt; Maße in Zwanzigstelpunkt."""

    mit_naechstem: bool = False
    zusammen: bool = False
    """Alle Zeilen bleiben auf einer Seite."""
    neue_seite: bool = False
    liste: int | None = None
    """Nummer der Liste (w:num); 0 nimmt einer Überschrift die Nummer."""
    vor: int | None = None
    nach: int | None = None
    ohne_einzug: bool = False
    nach_links: bool = False
    rechtsbuendig: bool = False


SCHLICHT = Absatzform()


def _liste_xml(nummer: int | None) -> str:
    if nummer is None:
        return ""
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{nummer}"/></w:numPr>'


def _abstand_xml(form: Absatzform) -> str:
    vor = f' w:before="{form.vor}"' if form.vor is not None else ""
    nach = f' w:after="{form.nach}"' if form.nach is not None else ""
    return f"<w:spacing{vor}{nach}/>" if vor or nach else ""


def _form_xml(form: Absatzform) -> str:
    """Die direkten Eigenschaften in der Reihenfolge, die das Schema verlangt."""
    return "".join(
        (
            "<w:keepNext/>" * form.mit_naechstem,
            "<w:keepLines/>" * form.zusammen,
            "<w:pageBreakBefore/>" * form.neue_seite,
            _liste_xml(form.liste),
            "<w:bidi/>" * form.nach_links,
            _abstand_xml(form),
            '<w:ind w:left="0" w:firstLine="0"/>' * form.ohne_einzug,
            '<w:jc w:val="right"/>' * form.rechtsbuendig,
        )
    )


@lru_cache(maxsize=1024)
def anfang_xml(stil: str, form: Absatzform) -> str:
    """Der Anfang eines `w:p` bis vor seine Läufe."""
    return f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{_form_xml(form)}</w:pPr>'


def absatz_xml(stil: str, inhalt: str, form: Absatzform = SCHLICHT) -> str:
    """Ein `w:p` in der Formatvorlage mit der Kennung `stil`; `inhalt` sind fertige Läufe."""
    return f"{anfang_xml(stil, form)}{inhalt}</w:p>"


def schlusszeile(abschnitt: str = "", *, hoehe: int = 20, neue_seite: bool = False) -> str:
    """Ein leerer, genau `hoehe` Zwanzigstelpunkt hoher Absatz: trägt den Abschnittswechsel, trennt von Tabellen."""
    return (
        f"<w:p><w:pPr>{'<w:pageBreakBefore/>' * neue_seite}"
        f'<w:spacing w:before="0" w:after="0" w:line="{hoehe}" w:lineRule="exact"/>'
        f'<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>{abschnitt}</w:pPr></w:p>'
    )
