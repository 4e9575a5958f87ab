"""Trennen: was vom Rumpf einer Vorlage als Deckblatt bleibt und wo der Bericht beginnt."""

from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.angaben import gefundene_angaben
from mut_core.bericht.hausvorlage.felder import steuerelement
from mut_core.bericht.hausvorlage.knoten import entferne, knoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.vorlagenstile import spacing

_INHALTE: Final = tuple(f"{W}{name}" for name in ("t", "drawing", "pict", "sdt", "sym", "fldChar", "sectPr", "tbl"))

DECKBLATT: Final = (
    ("Deckblattkopf", "", "kommune"),
    ("Deckblatthinweis", "", "hinweis"),
    ("Title", "", "titel"),
    ("Subtitle", "", "untertitel"),
    ("Deckblattzeile", "Stand: ", "stand"),
    ("Deckblattzeile", "Aktenzeichen: ", "aktenzeichen"),
    ("Deckblattzeile", "", "stelle"),
    ("Deckblattzeile", "", "fassung"),
)
"""Das eigene Deckblatt: Name der Formatvorlage, fester Text, Angabe."""


def split_rumpf(koerper: etree._Element, befund: Befund) -> tuple[list[etree._Element], int]:
    """Gibt, was vor dem Bericht stehen bleibt, und die Stelle im Rumpf, an der er beginnt.

    Ohne „inhalt“ bleibt das Deckblatt bis zur letzten erkannten Angabe; ohne jede Angabe wird der Rumpf ersetzt.
    """
    bloecke = [k for k in koerper if k.tag in (f"{W}p", f"{W}tbl")]
    angaben = [set(gefundene_angaben(block)) for block in bloecke]
    orte = [i for i, tags in enumerate(angaben) if "inhalt" in tags]
    if orte:
        befund.gefunden.append("Der Ort für den Bericht („inhalt“) ist festgelegt.")
        ort = orte[0]
        davor = bloecke[: ort + 1] if bloecke[ort].tag == f"{W}tbl" else bloecke[:ort]
        _ohne_inhalt(davor)
        if _hat_text(bloecke[ort + 1 :]):
            befund.uebergangen.append("Was in der Vorlage nach „inhalt“ steht, entfällt.")
        return davor, ort
    letzte = max((i for i, tags in enumerate(angaben) if tags), default=-1)
    if _hat_text(bloecke[letzte + 1 :]):
        befund.uebergangen.append(
            "Der übrige Text der Vorlage wird durch den Bericht ersetzt. "
            "Ein Inhaltssteuerelement mit dem Tag „inhalt“ legt fest, wo der Bericht beginnt."
        )
    return bloecke[: letzte + 1], len(bloecke)


def _ohne_inhalt(bloecke: list[etree._Element]) -> None:
    for block in bloecke:
        for element in list(block.iter(f"{W}sdt")):
            if wert(element.find(f"{W}sdtPr/{W}tag")) == "inhalt":
                entferne(element)


def _hat_text(bloecke: list[etree._Element]) -> bool:
    return any(element.text for block in bloecke for element in block.iter(f"{W}t"))


def complete_deckblatt(
    bloecke: list[etree._Element], kennungen: dict[str, str], befund: Befund
) -> list[etree._Element]:
    """Ergänzt Titel und Hinweis, wo die Vorlage keinen Platz dafür hat, und streicht leere Absätze am Ende.

    `kennungen` nennt zu jedem Namen einer Formatvorlage ihre Kennung.
    """
    gefunden = {tag for block in bloecke for tag in gefundene_angaben(block)}
    _ohne_ende(bloecke)
    if "titel" not in gefunden:
        befund.ergaenzt.append("Ein Deckblatt mit Titel, Untertitel und Stand in Ihren Formatvorlagen.")
        eigene = [_zeile(kennungen[stil], text, tag) for stil, text, tag in DECKBLATT if tag not in gefunden]
        return [*bloecke, *eigene]
    if "hinweis" not in gefunden:
        befund.ergaenzt.append("Ein Platz auf dem Deckblatt für Hinweise wie „Beispiel“ oder „Entwurf“.")
        ort = next(i for i, b in enumerate(bloecke) if "titel" in gefundene_angaben(b)) + 1
        return [*bloecke[:ort], _zeile(kennungen["Deckblatthinweis"], "", "hinweis"), *bloecke[ort:]]
    return bloecke


def _zeile(stil: str, text: str, tag: str) -> etree._Element:
    fest = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    # der Stand fehlt nie; deshalb trägt er den Abstand zum Titel
    abstand = spacing(1400, 60, 300) if tag == "stand" else ""
    absatz = knoten(f'<w:p><w:pPr><w:pStyle w:val="{stil}"/>{abstand}</w:pPr>{fest}</w:p>')
    absatz.append(steuerelement(tag, tag.capitalize()))
    return absatz


def _ohne_ende(bloecke: list[etree._Element]) -> None:
    """Der Bericht beginnt von selbst auf einer neuen Seite; Umbrüche davor gäben eine leere."""
    while bloecke and bloecke[-1].tag == f"{W}p":
        for umbruch in [b for b in bloecke[-1].iter(f"{W}br") if wert(b, "type") == "page"]:
            entferne(umbruch)
        if any(True for _ in bloecke[-1].iter(*_INHALTE)):
            return
        bloecke.pop()
