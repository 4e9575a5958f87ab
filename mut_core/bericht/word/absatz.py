"""Schreiben: ein Absatz als XML-Text."""

from typing import NamedTuple


class Absatzform(NamedTuple):
    """Was ein Absatz zusätzlich zu seiner Formatvorlage trägt; Maße in Zwanzigstelpunkt."""

    mit_naechstem: bool = False
    neue_seite: bool = False
    liste: int | None = None
    """Nummer der Liste (w:num); 0 nimmt einer Überschrift die Nummer."""
    tabulatoren: str = ""
    vor: int | None = None
    ohne_einzug: bool = False
    nach_links: bool = False
    rechtsbuendig: bool = False


SCHLICHT = Absatzform()


def _liste_xml(nummer: int | None) -> str:
    if nummer is None:
        return ""
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{nummer}"/></w:numPr>'


def _form_xml(form: Absatzform) -> str:
    """Die direkten Eigenschaften in der Reihenfolge, die das Schema verlangt."""
    return "".join(
        (
            "<w:keepNext/>" * form.mit_naechstem,
            "<w:pageBreakBefore/>" * form.neue_seite,
            _liste_xml(form.liste),
            f"<w:tabs>{form.tabulatoren}</w:tabs>" if form.tabulatoren else "",
            "<w:bidi/>" * form.nach_links,
            f'<w:spacing w:before="{form.vor}"/>' if form.vor is not None else "",
            '<w:ind w:left="0" w:firstLine="0"/>' * form.ohne_einzug,
            '<w:jc w:val="right"/>' * form.rechtsbuendig,
        )
    )


def absatz_xml(stil: str, inhalt: str, form: Absatzform = SCHLICHT) -> str:
    """Ein `w:p` in der Formatvorlage mit der Kennung `stil`; `inhalt` sind fertige Läufe."""
    direkt = "" if form is SCHLICHT else _form_xml(form)
    return f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{direkt}</w:pPr>{inhalt}</w:p>'


def schlusszeile(abschnitt: str = "") -> str:
    """Ein unsichtbar niedriger Absatz: trägt den Abschnittswechsel oder schließt nach einer Tabelle ab."""
    return (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        f'<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>{abschnitt}</w:pPr></w:p>'
    )
