"""Erneuern: schreibt die Breitentabelle `metrik.json` aus zwei Schriftdateien neu.

Aufruf: `python -m mut_core.bericht.word.schrift LiberationSans-Regular.ttf LiberationSans-Bold.ttf`
"""

import json
import sys
from pathlib import Path

from PIL import ImageFont

from mut_core.bericht.word.metrik import DATEI, EINHEITEN

_BEREICHE = ((0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x2010, 0x2028), (0x2030, 0x2040), (0x20A0, 0x20C0))


def _schnitt(datei: Path) -> dict[str, list[int]]:
    schrift = ImageFont.truetype(datei, EINHEITEN, layout_engine=ImageFont.Layout.BASIC)
    return {str(a): [round(schrift.getlength(chr(p))) for p in range(a, b)] for a, b in _BEREICHE}


def build_metrik(normal: Path, fett: Path) -> str:
    """Die Tabelle als JSON: je Schnitt {erster Codepunkt: [Breiten in Schrifteinheiten]}."""
    tabelle = {"quelle": "Liberation Sans 2 (SIL OFL 1.1)", "normal": _schnitt(normal), "fett": _schnitt(fett)}
    return json.dumps(tabelle, indent=0, separators=(",", ":")).replace(",\n", ",") + "\n"


if __name__ == "__main__":
    DATEI.write_text(build_metrik(Path(sys.argv[1]), Path(sys.argv[2])), encoding="ascii")
