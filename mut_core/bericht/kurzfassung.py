"""Drucken: die Web-Kurzfassung – dasselbe als Markdown und als HTML, nur Öffentliches (Fachhandbuch 2D).

Der Inhalt entsteht einmal (`kurzfassung_inhalt`) als Folge von Blöcken; wie er aussieht, entscheidet `netz`.
"""

from mut_core.bericht import netz
from mut_core.bericht.kurzfassung_inhalt import build_inhalt
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Wahl
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform


def build_kurzfassung_markdown(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt die Kurzfassung als Markdown (CommonMark, UTF-8); dieselben Eingaben geben dieselben Bytes."""
    return netz.als_markdown(_inhalt(lagebild, wahl)).encode()


def build_kurzfassung_html(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt die Kurzfassung als eigenständige HTML-Seite (UTF-8); ohne Skripte und ohne fremde Dateien."""
    return netz.als_html(_inhalt(lagebild, wahl)).encode()


def _inhalt(lagebild: Lagebild, wahl: Wahl) -> list[netz.Block]:
    return build_inhalt(Stoff(lagebild, Berichtsform.WEBKURZFASSUNG, wahl), wahl.texte)
