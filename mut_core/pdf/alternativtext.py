"""Nachtragen: der Alternativtext der Diagramme, den LibreOffice bei der PDF-Ausgabe fallen lässt.

LibreOffice 7.4 taggt ein natives Diagramm als „Figure“, aber ohne Text; bei Bildern bleibt er erhalten. Statt eine
zweite Fassung des Berichts mit Bildern zu bauen, hängt dieses Modul der fertigen Datei einen Nachtrag an (incremental
update, ISO 32000 7.5.6): Die Diagramme bleiben scharfe Vektoren, und die Seiten bleiben, wie sie sind.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

_FIGUR: Final = re.compile(
    rb"(?<=\n)(\d+) 0 obj\n(<</Type/StructElem\n/S/Figure\n(?:(?!endobj).)*?)>>\nendobj", re.DOTALL
)
_ALTERNATIVTEXT: Final = re.compile(rb"/Alt\s*[<(]")
_ENDE: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TRAILER: Final = re.compile(rb"trailer\s*<<((?:(?!trailer).)*?)>>\s*startxref\s+\d+\s+%%EOF\s*\Z", re.DOTALL)
_ANGABE: Final = re.compile(rb"/(Size \d+|Root \d+ \d+ R|Info \d+ \d+ R)")
_KENNUNG: Final = re.compile(rb"/ID\s*\[\s*(<[0-9A-Fa-f]+>)")


def add_alternativtexte(pdf: bytes, texte: Sequence[str]) -> bytes | None:
    """Gibt die Datei mit Alternativtext an jeder Abbildung, die noch keinen hat; `texte` in Reihenfolge des Dokuments.

    None, wenn die Zahl der Abbildungen ohne Text nicht zu `texte` passt oder die Datei anders aufgebaut ist: Dann wäre
    jede Zuordnung geraten.
    """
    figuren = [f for f in _FIGUR.finditer(pdf) if not _ALTERNATIVTEXT.search(f[2])]
    ende, trailer = _ENDE.search(pdf), _TRAILER.search(pdf)
    kennung = _KENNUNG.search(trailer[1]) if trailer else None
    if len(figuren) != len(texte) or ende is None or trailer is None or kennung is None:
        return None
    if not figuren:
        return pdf
    teile, orte = [pdf if pdf.endswith(b"\n") else pdf + b"\n"], {}
    for figur, text in zip(figuren, texte, strict=True):
        nummer = int(figur[1])
        orte[nummer] = sum(map(len, teile))
        teile.append(b"%d 0 obj\n%s/Alt%s\n>>\nendobj\n\n" % (nummer, figur[2], _text(text)))
    beginn = sum(map(len, teile))
    neu = hashlib.md5(b"".join(teile), usedforsecurity=False).hexdigest().upper().encode()
    angaben = b"".join(b"/%s\n" % a for a in _ANGABE.findall(trailer[1]))
    teile.append(_verweise(orte))
    teile.append(b"trailer\n<<%s/Prev %s\n/ID [ %s\n<%s> ]\n>>\n" % (angaben, ende[1], kennung[1], neu))
    teile.append(b"startxref\n%d\n%%%%EOF\n" % beginn)
    return b"".join(teile)


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


def _verweise(orte: dict[int, int]) -> bytes:
    """Die Tabelle der ersetzten Objekte: erst das leere, dann je Objekt ein Abschnitt; jede Zeile hat 20 Bytes."""
    zeilen = [b"xref\n0 1\n0000000000 65535 f \n"]
    zeilen += [b"%d 1\n%010d 00000 n \n" % (nummer, orte[nummer]) for nummer in sorted(orte)]
    return b"".join(zeilen)
