"""Entschärfen: Text so in Tabellen schreiben, dass Excel und LibreOffice ihn zeigen und nie als Formel rechnen."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from mut_core.texte import without_steuerzeichen

_FORMELZEICHEN: Final = "=+-@\t\r\n＝＋－＠"
"""Womit eine Zelle beginnen muss, damit eine Tabellenkalkulation rechnet; die breiten Zeichen gelten in Ostasien."""

_ZAHL: Final = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?: ?[€%])?")
ZELLE_HOECHSTENS: Final = 32_767
"""So viele Zeichen fasst eine Zelle in Excel; Bibliotheken schneiden sonst still ab."""


def csv_wert(wert: object) -> str:
    """Gibt einen Wert als Text einer CSV-Zelle; was wie eine Formel anfängt, bekommt ein `'` davor.

    Zahlen bleiben Zahlen („-12,50“), ein einzelner Strich bleibt ein Strich, None wird leer.
    """
    text = "" if wert is None else without_steuerzeichen(str(wert))
    return f"'{text}" if _rechnet(text.lstrip("'")) else text


def csv_original(text: str) -> str:
    """Nimmt das `'` wieder weg, das `csv_wert` gesetzt hat; andere Texte bleiben, wie sie sind."""
    return text[1:] if text.startswith("'") and _rechnet(text.lstrip("'")) else text


def _rechnet(text: str) -> bool:
    anfang = text.lstrip(" \u00a0")
    return anfang[:1] in _FORMELZEICHEN and anfang not in ("", "-") and not _ZAHL.fullmatch(anfang)


def build_csv(kopf: Sequence[str], zeilen: Iterable[Sequence[object]]) -> bytes:
    """Baut eine CSV-Datei, die Excel auf Deutsch ohne Nachfrage öffnet: `;`, UTF-8 mit BOM, alles entschärft.

    Wirft ValueError, wenn eine Zeile nicht so viele Werte hat wie der Kopf.
    """
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\r\n")
    schreiber.writerow([csv_wert(name) for name in kopf])
    for zeile in zeilen:
        if len(zeile) != len(kopf):
            raise ValueError(f"Die Zeile hat {len(zeile)} Werte, der Kopf {len(kopf)}.")
        schreiber.writerow([csv_wert(wert) for wert in zeile])
    return puffer.getvalue().encode("utf-8-sig")


def write_zelltext(zelle: Any, text: str) -> None:
    """Schreibt Text in eine openpyxl-Zelle: immer als Text, nie als Formel oder Fehlerwert; er bleibt unverändert.

    `quotePrefix` sorgt dafür, dass er auch nach dem Bearbeiten der Zelle Text bleibt. Wirft ValueError über 32.767
    Zeichen, weil Excel den Rest still verlöre.
    """
    sauber = without_steuerzeichen(text)
    if len(sauber) > ZELLE_HOECHSTENS:
        raise ValueError(f"Der Text hat {len(sauber)} Zeichen; eine Zelle fasst {ZELLE_HOECHSTENS}.")
    zelle.value = sauber
    zelle.data_type = "s"
    zelle.quotePrefix = True
