"""Erkennen: wo eine Zelle Menschen nennt – Namen, Telefon, E-Mail –, damit es intern bleibt."""

import re

_GROSS = r"[A-ZÄÖÜ][\wäöüß’'-]+"
_ANREDE = re.compile(rf"\b(?:Fr\.|Frau|Hr\.|Herrn?|H\.|Dr\.|Prof\.)\s*(?:Dr\.\s*)?(?:[A-ZÄÖÜ]\.\s*)?{_GROSS}")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.?)+|[\w.+-]+@…|\b[\w.+-]+@")
_TELEFON = re.compile(
    r"\(?\b(?:Tel(?:efon)?|Durchwahl|DW|App(?:arat)?|Mobil|Handy|Fax)\b\.?:?\s*\+?[\d/() .-]{2,}\d\)?"
    r"|(?<![\d.,])(?:\+49|0\d{2,5})[ /-]?\(?\d[\d /-]{3,}\d(?![\d.,]|\s*(?:€|EUR|T€))",
    re.IGNORECASE,
)
_KUERZEL = re.compile(r"\d{2,3}(?:\.\d)?\s+[A-ZÄÖÜ]{2,4}")
_NAME = re.compile(rf"{_GROSS}(?:,)?\s+(?:von |van |de )?{_GROSS}|[A-ZÄÖÜ]\.\s?{_GROSS}")
_EINWORT = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?")

STELLENWORT = re.compile(
    r"\b(?:fb|fd|fg|amt|abt\.?|ref\.?|sg|dez\.?|stst)\b"
    r"|(?:amt|amtes|bereich|bereiche|dienst|dienste|team|teams|abteilung|referat|dezernat|stabsstelle|fachstelle|stelle"
    r"|büro|schule|schulen|kita|kitas|verein|vereine|verband|träger|zentrum|rat|beirat|ausschuss|kirche|gemeinde|stadt"
    r"|kreis|landkreis|verwaltung|polizei|agentur|jobcenter|stiftung|werk|werke|betrieb|bibliothek|museum|haus|bund"
    r"|kammer|hochschule|universität|vhs|netzwerk|gruppe|runde|politik|presse|feuerwehr|bürgermeister(?:in)?"
    r"|koordinat(?:ion|orin|or)|beauftragte[rn]?|leitung|leiter(?:in)?|gmbh|ggmbh|ag|e\.\s?v\.?|mbh|diakonie|caritas"
    r"|akteure|partner|initiative|initiativen|projekt|ministerium|institut|eltern|bewohner|unternehmen)\b"
    r"|(?:schulen?|dienste?|vereine?|verband|zentrum|büro|stelle|bereich|abteilung|verwaltung|agentur|kirche|gemeinde"
    r"|stiftung|bibliothek|werke|inspektion|kammer|gesellschaft|gruppe|amt|beirat|treff|netzwerk)\b",
    re.IGNORECASE,
)
"""Wörter, an denen man eine Stelle, Rolle oder Organisation erkennt."""


def nennt_person(text: str) -> bool:
    """Sagt, ob der Text sicher einen Menschen nennt: Anrede mit Namen, Telefon oder E-Mail."""
    return bool(_MAIL.search(text) or _ANREDE.search(text) or _TELEFON.search(text))


def koennte_person_sein(text: str) -> bool:
    """Sagt, ob ein unbekanntes Stück ein Name oder Namenskürzel sein kann („Muster“, „Eva Muster“, „50 TMK“)."""
    if STELLENWORT.search(text):
        return False
    return any(muster.fullmatch(text.strip(" .,;")) for muster in (_KUERZEL, _NAME, _EINWORT))


def ohne_person(text: str) -> str:
    """Gibt den Text ohne Telefon, E-Mail und Namen mit Anrede; was übrig bleibt, darf verglichen werden."""
    for muster in (_MAIL, _TELEFON, _ANREDE):
        text = muster.sub(" ", text)
    return re.sub(r"\(\s*[,;:]*\s*\)", " ", text).strip(" ,;:/-\n\t")
