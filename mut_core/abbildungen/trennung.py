"""Trennen: wo ein langes deutsches Wort brechen darf – an der Wortfuge, sonst an der Silbe."""

import re
from functools import lru_cache

_SELBSTLAUT = "aeiouyäöüéAEIOUYÄÖÜ"
_MITLAUT = "bcdfghjklmnpqrstvwxzß"
_FUGENENDE = re.compile(r"(?:ungs|keits|heits|schafts|tions|täts|lings|arbeits|integrations)(?=\w{4})", re.IGNORECASE)
_GRUNDWOERTER = (
    "abend|amt|angebot|arbeit|ausschuss|beauftragt|befragung|beirat|beratung|bereich|bericht|betreuung|bildung|"
    "büro|dezernat|dialog|dienst|einrichtung|entwicklung|erziehung|feld|forum|förder|gesellschaft|gespräch|gruppe|"
    "haus|kompetenz|konferenz|konzept|kurs|leistung|leitung|management|maßnahme|netz|öffnung|planung|programm|"
    "projekt|prozess|schule|schutz|sitzung|sprache|stelle|strategie|teilhabe|treffen|veranstaltung|verein|"
    "vertretung|verwaltung|wirtschaft|workshop|zentrum"
)
_VOR_GRUNDWORT = re.compile(rf"(?<=\w{{4}})(?={_GRUNDWOERTER})", re.IGNORECASE)
_SILBE = re.compile(
    rf"(?<=[{_SELBSTLAUT}])[{_MITLAUT}]*?(?=(?:sch|ch|ck|ph|qu|[{_MITLAUT}])[{_SELBSTLAUT}])", re.IGNORECASE
)
_RAND = 3
"""So viele Buchstaben bleiben auf jeder Seite mindestens stehen."""


@lru_cache(maxsize=4096)
def trennstellen(wort: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Gibt zwei Listen von Stellen, vor denen ein Trennstrich stehen darf: Wortfugen und Silben, aufsteigend."""
    fugen = {t.end() for t in _FUGENENDE.finditer(wort)} | {t.start() for t in _VOR_GRUNDWORT.finditer(wort)}
    silben = {t.end() for t in _SILBE.finditer(wort)}
    return _innen(fugen, wort), _innen(silben, wort)


def _innen(stellen: set[int], wort: str) -> tuple[int, ...]:
    return tuple(sorted(i for i in stellen if _RAND <= i <= len(wort) - _RAND and wort[i - 1 : i + 1].isalpha()))
