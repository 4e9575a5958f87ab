"""Unterscheiden: welche großgeschriebenen Wörter Namen sein können und welche Amt, Einrichtung oder Sache sind.

Im Deutschen ist jedes Hauptwort groß; ohne diese Listen wäre jede zweite Zeile ein Fund. Sie dürfen unvollständig sein:
Was hier fehlt, wird einmal zu viel gezeigt.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final


def _menge(worte: str) -> frozenset[str]:
    return frozenset(worte.split())


VORNAMENDATEI: Final = Path(__file__).parents[2] / "daten" / "namen" / "vornamen.txt"

ANREDEN: Final = frozenset(("frau", "herr", "herrn"))
KURZE_ANREDEN: Final = frozenset(("fr", "hr", "hrn", "fam"))
"""Gelten nur mit Punkt."""

TITEL: Final = frozenset(("dr", "prof", "dipl", "pd", "mag"))
TITELTEILE: Final = TITEL | _menge(
    "ing med dent phil jur rer nat pol oec soz päd paed theol hum vet habil h c hc univ mult"
)
"""Was zwischen Titel und Name steht: „Dr. med. dent.“, „Prof. Dr.-Ing.“."""

BEINAMEN: Final = _menge(
    "von van vom zu zum zur de del della den der di da das dos du le la el al as bin ben ibn abu abou ter ten"
)
"""Kleine Wörter im Namen: „von der Leyen“, „el Khatib“."""

EINRICHTUNG_DAVOR: Final = _menge(
    "haus schule grundschule oberschule kita kindertagesstätte kindergarten krippe hort sankt st kirche kapelle "
    "stiftung klinik krankenhaus heim wohnheim platz saal gymnasium realschule gesamtschule pfarrei gemeinde "
    "kirchengemeinde bad insel schiff café verlag preis"
)
"""Steht eines davon vor dem Namen, heißt die Einrichtung so: „Kita Maria Frieden“."""

_GEMEINT: Final = _menge("mann jede jeder keine keiner einer als typisch")
"""Vor „Frau“ heißt das: nicht die Anrede („Mann und Frau“, „als Frau“)."""

_EINRICHTUNG: Final = re.compile(
    r"(?:.*-)?(?:\w*(?:stra(?:ß|ss)e|stra(?:ß|ss)en|platz|allee|gasse|chaussee|schule|schulen|haus|häuser|heim|stift|stiftung"
    r"|verein|verband|kirche|kapelle|gemeinde|kita|gymnasium|klinik|klinikum|krankenhaus|halle|saal|zentrum|treff|preis"
    r"|fonds|institut|kolleg|akademie|bücherei|bibliothek|bad|museum|gesellschaft|werk|bund|mission|hilfe|apotheke|praxis)"
    r"|str|weg|ring|park|hof|turm|tor|brücke|ufer|damm|gmbh|ag|kg|gbr|ev|ggmbh|ug|co|team|gruppe|preis|studie|dienst|oberschule)",
    re.IGNORECASE,
)
_KEINE_EINRICHTUNG: Final = _menge("windheim mannheim heim bonhoeffer wolfheim oppenheim pforzheim")

_HAUSNAME: Final = re.compile(r"[^\W\d_]{2,6}(?:haus|heim|kirche|werk)", re.IGNORECASE)
"""Nachnamen, die wie Häuser klingen: Neuhaus, Oppenheim, Niekirche …"""

_HAEUSER: Final = _menge("rathaus wohnheim pfarrheim jugendheim stadthaus schulhaus pfarrhaus altenheim bildungswerk")
"""… und Häuser, die es sind."""

_AMT: Final = re.compile(
    r"(?:\w+-)*(?:\w*(?:bürgermeister|leiter|leitung|beauftragte|direktor|minister|präsident|vorsitzende|dezernent|referent"
    r"|sekretär|pfarrer|pastor|lehrer|rektor|koordinator|manager|moderator|vertreter|vertretung|sprecher|mitarbeiter|rätin"
    r"|assistent|berater|verordnete|vorsteher|kämmerer|abgeordnete|amtmann|amtfrau|inspektor|kollege|kolleg|ärzt|professor"
    r"|ansprechpartner|sachbearbeiter|fachkraft|mediator|dolmetscher|geschäftsführer|architekt|ingenieur)"
    r"|(?:stadt|land|kreis|orts|gemeinde|schul|bau|amts|oberamts|studien|verwaltungs|bau)rat|arzt|doktor)"
    r"(?:innen|in|[nrs])?",
    re.IGNORECASE,
)

_ORGANISATION: Final = re.compile(
    r".*(?:stelle|dienst|abteilung|bereich|referat|dezernat|gruppe|verwaltung|büro|ministerium|verein|verband|zentrum"
    r"|koordination|administration|redaktion|sekretariat|integration|teilhabe|migration|leitung|ausschuss|beirat"
    r"|beauftragte[rn]?)|amt|stadt|gemeinde|land|kreis|landkreis|region|team|rat|service|demo|test|konto|person|tisch",
    re.IGNORECASE,
)

KEIN_NAME: Final = _menge(
    "januar februar märz april mai juni juli august september oktober november dezember jan feb mrz apr jun jul "
    "aug sep okt nov dez montag dienstag mittwoch donnerstag freitag samstag sonntag uhr vormittag nachmittag "
    "morgen abend nacht beruf familie kind kinder jugend mann frau herr integration migration teilhabe gesundheit "
    "bildung arbeit sprache beratung information kontakt telefon fax mail adresse name ort datum stand stichtag "
    "frist thema ziel maßnahme konzept bericht vorlage beschluss antrag anfrage sitzung gremium ausschuss rat "
    "beirat stadt stadtteil kreis landkreis region gemeinde land bund amt fachdienst stabsstelle abteilung team "
    "projekt programm verein initiative schule kita haus heim platz straße weg ring allee park hof halle kirche "
    "moschee zentrum treff café frauen männer mädchen jungen eltern mutter vater tochter sohn senioren leben "
    "zukunft recht rechte pflicht gewalt schutz hilfe unterstützung förderung kurs kurse angebot angebote woche "
    "tag tage monat jahr jahre stunde stunden euro prozent holle luna europa deutschland niedersachsen hessen "
    "berlin hannover lehrte laatzen lampertheim nation nationen ende anfang beginn mitte seite tabelle abbildung "
    "kapitel anlage anmerkung nummer punkt teil oder und sowie bzw etc ausländer zuwanderer flüchtlinge "
    "geflüchtete islam christentum judentum religion kultur kunst musik sport gleich beispiel muster vorbild "
    "deutsch englisch französisch türkisch arabisch persisch russisch ukrainisch polnisch kurdisch spanisch laach"
)
"""Kalender, Sachen der Verwaltung, Sprachen: oft neben Vornamen, nie ein Nachname."""

KALENDER: Final = _menge("januar februar märz april mai juni juli august montag dienstag freitag sonntag abend morgen")
"""Was davon auch Nachname ist; nach „Frau“ zählt es als Name."""

_SACHENDUNG: Final = re.compile(
    r"\w{3,}(?:heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|ismus|ungen|innen|nisse|nis|tum|ung|ment|ieren)",
    re.IGNORECASE,
)
_NAMEN_AUF_UNG: Final = _menge("hartung hornung amelung wittung jung bartung adelung lessung nissung göttung")


@cache
def vornamen() -> frozenset[str]:
    """Gibt die häufigen Vornamen in Kleinschreibung."""
    zeilen = VORNAMENDATEI.read_text(encoding="utf-8").splitlines()
    return frozenset(name.casefold() for z in zeilen if not z.startswith("#") for name in z.split())


def ist_vorname(wort: str) -> bool:
    """Sagt, ob ein Wort ein häufiger Vorname ist; „Hans-Peter“ ist es auch."""
    teile = wort.casefold().split("-")
    return wort[:1].isupper() and all(t in vornamen() for t in teile)


def ist_sachwort(wort: str) -> bool:
    """Sagt, ob ein großgeschriebenes Wort eher eine Sache als ein Nachname ist."""
    klein = wort.casefold()
    if klein in _NAMEN_AUF_UNG or (_HAUSNAME.fullmatch(wort) and klein not in _HAEUSER):
        return False
    return klein in KEIN_NAME or bool(_SACHENDUNG.fullmatch(wort)) or ist_einrichtung(wort)


def ist_einrichtung(wort: str) -> bool:
    """Sagt, ob ein Wort eine Straße, Schule, Stiftung … benennt; vorangestellte Namen sind dann keine Personen."""
    return wort.casefold() not in _KEINE_EINRICHTUNG and bool(_EINRICHTUNG.fullmatch(wort))


def ist_amt(wort: str) -> bool:
    """Sagt, ob ein Wort ein Amt oder einen Beruf nennt: „Bürgermeisterin“, „Integrationsbeauftragte“."""
    return bool(_AMT.fullmatch(wort))


def ist_organisation(wort: str) -> bool:
    """Sagt, ob ein Wort zu einer Stelle gehört und nicht zu einem Namen."""
    return bool(_ORGANISATION.fullmatch(wort))


def meint_frau_allgemein(davor: list[str]) -> bool:
    """Sagt, ob „Frau“ nach diesen Wörtern keine Anrede ist: „Mann und Frau“, „als Frau“, „jede Frau“."""
    letzte = [w.casefold() for w in davor[-2:]]
    return bool(letzte) and (letzte[-1] in _GEMEINT or (letzte[0] == "mann" and letzte[-1] in ("und", "oder", "bzw")))
