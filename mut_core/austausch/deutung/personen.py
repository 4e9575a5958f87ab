"""Erkennen: wo eine Zelle Menschen nennt – Namen, Telefon, E-Mail –, damit es intern bleibt."""

import re
from functools import lru_cache

_GROSS = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+"
_ANREDE = re.compile(rf"\b(?:Fr\.|Frau|Hr\.|Herrn?|H\.|Dr\.|Prof\.)\s*(?:Dr\.\s*)?(?:[A-ZÄÖÜ]\.\s*)?{_GROSS}")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.?)+|[\w.+-]+@…|\b[\w.+-]+@")
_TELEFON = re.compile(
    r"\(?\b(?:Tel(?:efon)?|Durchwahl|DW|App(?:arat)?|Mobil|Handy|Fax)\b\.?:?\s*\+?[\d/() .-]{2,}\d\)?"
    r"|(?<![\d.,])(?:\+49|0\d{2,5})[ /-]?\(?\d[\d /-]{3,}\d(?![\d.,]|\s*(?:€|EUR|T€))",
    re.IGNORECASE,
)
_KUERZEL = re.compile(r"\d{2,3}(?:\.\d)?\s+[A-ZÄÖÜ]{2,4}")
_NAME = re.compile(rf"{_GROSS}(?:,)?\s+(?:von |van |de )?{_GROSS}|[A-ZÄÖÜ]\.\s?{_GROSS}")
_EINWORT = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_A-Z]+(?:-[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_A-Z]+)?")

STELLENWORT = re.compile(
    # als Wort für sich
    r"\b(?:fb|fd|fg|amt|abt\.?|ref\.?|sg|dez\.?|stst)\b"
    r"|\b(?:amt|amtes|bereich|bereiche|dienst|dienste|team|teams|abteilung|referat|dezernat|stabsstelle|fachstelle"
    r"|stelle|büro|kita|kitas|vereine?|verband|träger|zentrum|rat|beirat|ausschuss|gemeinde|stadt|kreis|landkreis"
    r"|polizei|agentur|jobcenter|werke?|betriebe?|haus|bund|kammer|hochschule|universität|uni|vhs|netzwerk|gruppe|runde"
    r"|politik|presse|feuerwehr|bürgermeister(?:in)?|koordinat(?:ion|orin|or)|beauftragte[rn]?|leitung|leiter(?:in)?"
    r"|gmbh|ggmbh|ag|e\.\s?v\.?|mbh|diakonie|caritas|akteure|partner|initiativen?|projekte?|ministerium|institut"
    r"|eltern|bewohner|unternehmen|runde[rn]? tisch|soziales|bildung|jugend|kultur|sport|finanzen|personal|wohnen"
    r"|gesundheit|ordnung|umwelt|verkehr|bauen|frauen|familien?|senioren|ehrenamt(?:liche)?|gleichstellung|asyl"
    r"|arbeit|sprache|teilhabe|bürgerschaft|kinder|schüler(?:innen)?|studierende|geflüchtete|awo|drk|asb|jmd|skf|bamf|ihk)\b"
    # als Ende eines Worts („Stadtbücherei“) – nur Endungen, die kein Familienname hat
    r"|(?:schulen?|dienste?|vereine?|verband|verbände|zentrum|zentren|zentrale|büros?|stelle|stellen|bereiche?|abteilung"
    r"|verwaltung|agentur|kirchen?|gemeinden?|stiftung|bibliothek|mediathek|artothek|bücherei|kämmerei|kanzlei|polizei"
    r"|gärtnerei|werke|inspektion|kammer|gruppe|amt|ämter|beirat|treff|netzwerk|theater|museum|archiv|akademie|forum"
    r"|kasse|klinik|ambulanz|moschee|synagoge|jobcenter|service|management|parlament|engagement|marketing|programm"
    r"|beratung|planung|betreuung|förderung|leitung|bildung|sicherung|versorgung|vertretung|einrichtung|vermittlung"
    r"|hilfe|kultur|jugend|behörden?|wohlfahrt|stätten?|beauftragte[rn]?|\w{2}(?:schaft|tion|heit|keit|ismus|logie)(?:en)?)\b"
    r"|\w{3}(?:wehr|pflege|schutz|kreis|arbeit|mittler(?:innen)?)\b|(?:bau|betriebs)hof\b|(?:hoch|tief|wohnungs)bau\b"
    r"|(?:stadt|senioren|integrations|ausländer|migrations|jugend|personal|betriebs|schul|eltern|orts|gemeinde)rat\b"
    r"|(?:familien|jugend|generationen|bürger|kultur|kranken|rat|frauen|kinder|gemeinde|begegnungs)haus\b"
    r"|(?:stadt|jugend|bildungs|kolping|hilfs|sozial|studierenden|studenten|hand)werk\b|kindergarten\b"
    # Eigenschaftswort davor: „Interkulturelle Woche“ ist niemand
    r"|^(?:\w+(?:ische|liche)|\w*kulturelle)[rns]? ",
    re.IGNORECASE,
)
"""Wörter, an denen man eine Stelle, Rolle oder Organisation erkennt; Namen wie „Neuhaus“ oder „Hartung“ sind keine."""


@lru_cache(maxsize=1 << 13)
def nennt_person(text: str) -> bool:
    """Sagt, ob der Text sicher einen Menschen nennt: Anrede mit Namen, Telefon oder E-Mail."""
    return bool(_MAIL.search(text) or _ANREDE.search(text) or _TELEFON.search(text))


@lru_cache(maxsize=1 << 13)
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
