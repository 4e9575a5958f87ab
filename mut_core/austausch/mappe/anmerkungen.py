"""Lesen: Kommentare und Notizen an Zellen – zum Anzeigen, nie zum Übernehmen (sie nennen oft Personen)."""

import re
import zipfile
from typing import Final

from mut_core.austausch.mappe.blatt import Ort
from mut_core.austausch.mappe.xml import beziehungen, xml_teil
from mut_core.texte import clean_text

_ORT: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
LAENGE_HOECHSTENS: Final = 2000
ANZAHL_HOECHSTENS: Final = 5000


def read_kommentare(zip_: zipfile.ZipFile, teil: str) -> dict[Ort, str]:
    """Gibt die Kommentare eines Blatts; Unterhaltungen („Threads“) gehen ihrer Ersatznotiz vor."""
    gefunden: dict[Ort, str] = {}
    for art, tag in (("comments", "{*}commentList/{*}comment"), ("threadedComment", "{*}threadedComment")):
        texte: dict[Ort, list[str]] = {}
        for typ, ziel in beziehungen(zip_, teil).values():
            wurzel = xml_teil(zip_, ziel) if typ == art else None
            for eintrag in wurzel.iterfind(tag) if wurzel is not None else ():
                ort = ort_aus(str(eintrag.get("ref", "")))
                text = clean_text("".join(str(t.text or "") for t in eintrag.iter("{*}t", "{*}text")))
                if ort and text and len(texte) < ANZAHL_HOECHSTENS:
                    texte.setdefault(ort, []).append(text[:LAENGE_HOECHSTENS])
        gefunden |= {ort: "\n".join(liste) for ort, liste in texte.items()}
    return gefunden


def ort_aus(verweis: str) -> Ort | None:
    """Liest „B5“ als (5, 1); None, wenn das kein Ort ist."""
    treffer = _ORT.fullmatch(verweis)
    return (int(treffer[2]), spalte_aus(treffer[1])) if treffer else None


def spalte_aus(buchstaben: str) -> int:
    """Liest „A“ als 0, „AA“ als 26."""
    nummer = 0
    for zeichen in buchstaben:
        nummer = nummer * 26 + ord(zeichen) - 64
    return nummer - 1
