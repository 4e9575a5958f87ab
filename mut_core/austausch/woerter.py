"""Erkennen: welches Feld eine Spaltenüberschrift meint – die Wörter gewachsener Listen, als eine Tabelle Feld → Wörter.

Eine neue Überschrift ist ein Wort in `FELDER`. Verglichen wird ohne Groß- und Kleinschreibung, Satzzeichen,
Trennstriche, Klammern und Jahreszahlen.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from mut_core.austausch.spalten import UEBERSCHRIFTEN
from mut_core.schriftbild import geglaettet
from mut_core.zeitangaben import read_zeitangabe

FELDER: Final[dict[str, tuple[str, ...]]] = {
    "nummer": (
        "nr", "lfd nr", "lfdnr", "laufende nummer", "laufende nr", "nummer", "id", "maßnahmen nr", "maßnahmennummer",
        "maßnahme nr", "nr der maßnahme", "kennung", "kürzel", "kennziffer", "m nr", "massnahmen nr", "projekt nr",
    ),
    "titel": (
        "maßnahme", "maßnahmentitel", "titel der maßnahme", "titel", "massnahme", "name der maßnahme", "maßnahmen",
        "bezeichnung der maßnahme", "projekttitel", "projekt", "vorhaben", "bezeichnung", "name", "was",
        "maßnahme projekt", "projekt maßnahme", "titel maßnahme", "maßnahmenbezeichnung",
        "welche maßnahmen sollen umgesetzt werden", "welche maßnahme soll umgesetzt werden",
    ),
    "handlungsfeld": (
        "handlungsfeld", "hf", "handlungsfelder", "themenfeld", "bereich", "thema", "thematik", "schwerpunkt",
        "themenbereich", "aktionsfeld", "handlungsbereich", "kategorie", "kategorien",
    ),
    "weitere_handlungsfelder": ("weitere handlungsfelder", "weitere hf", "querschnitt", "auch in handlungsfeld"),
    "ziele": (
        "ziele", "ziel", "leitziel", "leitziele", "teilziel", "teilziele", "zielsetzung", "oberziel", "handlungsziel",
        "wozu", "ziel der maßnahme",
    ),
    "beschreibung": (
        "beschreibung", "kurzbeschreibung", "projektbeschreibung", "beschreibung der maßnahme", "maßnahmenbeschreibung",
        "inhalt", "inhalte", "erläuterung", "erläuterungen", "handlungsschritte", "umsetzungsschritte", "teilschritte",
        "details", "maßnahmeninhalt",
    ),
    "einfache_sprache": ("kurztext in einfacher sprache", "einfache sprache"),
    "zeitraum": (
        "zeitraum", "frist", "termin", "zeitrahmen", "zeitschiene", "laufzeit", "umsetzung bis", "zeitplan", "wann",
        "durchführungszeitraum", "umsetzungszeitraum", "zeit", "fristen", "termine", "bis wann", "umzusetzen bis",
        "zeithorizont", "zeitplanung", "fälligkeit", "fällig bis", "fällig am", "erledigen bis", "zieltermin",
        "bis wann soll die maßnahme umgesetzt sein", "bis wann soll die maßnahme umgesetzt werden",
    ),
    "beginn": ("beginn", "start", "von", "ab", "anfang", "startdatum",  "projektbeginn",
        "beginn der umsetzung", "ab wann"),
    "frist": ("ende", "bis", "enddatum", "abschluss", "projektende", "ende der umsetzung", "fertigstellung"),
    "turnus": ("turnus", "rhythmus", "häufigkeit", "intervall", "wie oft"),
    "federfuehrung": (
        "federführung", "ff", "verantwortlich", "verantwortliche", "verantwortlicher", "verantwortlichkeit",
        "verantwortlichkeiten", "verantwortung", "zuständig", "zuständige", "zuständiger", "zuständigkeit",
        "zuständigkeiten", "zuständige stelle", "federführend", "federführende stelle", "projektträger", "träger",
        "initiator", "initiatorin", "wer", "verantwortliche stelle", "organisationseinheit", "fachbereich", "amt",
        "hauptverantwortlich", "verantwortlich für die umsetzung", "federführendes amt", "wer soll tätig werden",
        "zuständige r", "verantwortliche r", "fachdienst", "dienststelle", "stelle",
        "wer übernimmt federführend die verantwortung für die umsetzung der maßnahme",
    ),
    "beteiligte": (
        "beteiligte", "weitere beteiligte", "akteure", "akteur innen", "akteurinnen", "kooperationspartner", "partner",
        "kooperation", "mitwirkende", "beteiligt", "beteiligte stellen", "kooperationspartner innen", "mit wem",
        "weitere akteure", "beteiligung",
    ),
    "ressourcen": (
        "ressourcen", "kosten", "finanzbedarf", "mittel", "budget", "hh mittel", "haushaltsmittel", "kostenannahme",
        "gesamtkosten", "kosten in euro", "kosten in eur", "kostenschätzung", "finanzierung", "aufwand",
        "ressourcenbedarf",
        "mittelbedarf", "kosten ressourcen", "personal und sachkosten", "ressourcen kosten", "finanzen", "finanzmittel",
        "welche personellen und finanziellen ressourcen werden zur umsetzung benötigt",
    ),
    "personal": (
        "personelle ressourcen", "personal", "personalbedarf", "personalkosten", "stellen", "stellenanteil", "vzä",
        "personalaufwand", "personalressourcen", "stellenanteile",
    ),
    "mittel": (
        "finanzielle und sächliche ressourcen", "finanzielle ressourcen", "sachkosten", "sachmittel", "betrag",
        "finanzielle mittel", "kosten gesamt", "kosten euro", "summe in euro", "ansatz", "haushaltsansatz",
    ),
    "mittelstatus": ("mittelstatus", "finanzierungsstatus", "stand der finanzierung", "finanzierung gesichert"),
    "zielgruppe": ("zielgruppe", "zielgruppen", "für wen", "adressaten"),
    "prioritaet": ("priorität", "prio", "prioritäten", "priorisierung", "dringlichkeit"),
    "art": ("art", "art der maßnahme", "maßnahmenart"),
    "konkretheit": ("konkretheit",),
    "umsetzungsstand": (
        "umsetzungsstand", "umsetzungsstatus", "status", "bearbeitungsstand", "ampel", "stand der umsetzung", "stand",
        "erledigt", "umsetzungsstand jetzt", "stand der bearbeitung", "projektstatus", "projektstand",
        "bearbeitungsstatus",
        "ampelstatus", "statusampel", "umgesetzt", "fortschritt",
    ),
    "zum": ("stand vom", "sachstand vom", "datum des sachstands", "stand am", "datum sachstand", "berichtsdatum"),
    "sachstand": (
        "sachstand", "sachstandsbericht", "aktueller sachstand", "sachstand aktuell", "sachstandsmeldung",
        "was wurde bisher erreicht", "was ist seither geschehen", "aktueller stand", "bericht", "rückmeldung",
        "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare", "notiz", "notizen",
        "hinweise", "bisher erreicht", "stand der dinge",
    ),
    "naechster_schritt": ("nächster schritt", "nächste schritte", "weiteres vorgehen", "ausblick",
        "wie geht es weiter"),
    "naechster_termin": ("nächster termin",),
    "hindernis": ("hindernis", "hindernisse", "hemmnis", "hemmnisse", "probleme", "risiken", "was hält auf"),
    "loesung": ("was würde helfen", "lösung", "unterstützungsbedarf"),
    "indikator": (
        "indikator", "indikatoren", "erfolgsindikator", "erfolgsindikatoren", "messgröße", "kennzahl", "kennzahlen",
        "erfolgskriterien", "messbarkeit", "wirkungsindikator", "woran messen wir den erfolg",
    ),
    "beschluss": (
        "beschluss", "vorlage", "drs", "drucksache", "beschluss nr", "beschlussnummer", "vorlagennummer", "vorlagen nr",
        "vorlage nr", "drs nr", "drucksachennummer", "drucksachen nr", "beschlussvorlage",
    ),
    "abgeschlossen_am": ("abgeschlossen am", "erledigt am", "umgesetzt am", "abschlussdatum", "abschluss am"),
    "ergebnis": ("ergebnis", "ergebnisse", "erledigungsvermerk"),
    "begruendung": ("begründung",),
    "zurueckstellungsgrund": ("grund der zurückstellung", "zurückstellungsgrund"),
    "wiedervorlage": ("wiedervorlage",),
    "naechste_ueberpruefung": ("nächste überprüfung",),
    "interne_notiz": ("interne notiz", "intern"),
    "quelle": ("quelle", "herkunft"),
    "vorbild": ("vorbild",),
    "mehrsprachig": ("mehrsprachig",),
    "leichte_sprache": ("leichte sprache",),
    "barrierefrei": ("barrierefrei",),
    "uebergeordnet": (
        "parent", "übergeordnet", "übergeordnete maßnahme", "obermaßnahme", "gehört zu", "hauptmaßnahme", "teil von",
        "übergeordnete nr", "parent id",
    ),
    "schluessel": ("schlüssel",),
    "neue_frist": ("neue frist",),
    "datum": ("datum dazu",),
    "grund": ("grund",),
}  # fmt: skip
"""Feld → Wörter, die besten zuerst: Meinen zwei Spalten dasselbe Feld, bekommt es die mit dem früheren Wort."""

_ANFAENGE: Final = (
    ("wer übernimmt", "federfuehrung"),
    ("bis wann", "zeitraum"),
    ("welche personellen und finanziellen", "ressourcen"),
    ("welche maßnahmen", "titel"),
    ("was wurde bisher", "sachstand"),
    ("wer soll tätig", "federfuehrung"),
)
"""Lange Fragen werden oft gekürzt oder abgewandelt; ihr Anfang genügt."""

_NIE: Final = ("bisher:", "zusatzfeld:")
"""Solche Spalten zeigen nur etwas („Bisher: Frist“) und dürfen kein Feld besetzen."""

_BERICHT: Final = r"(?:sachstand(?:sbericht)?|stand|umsetzungsstand|status|bericht|rückmeldung|bewertung|umsetzung)"
_VERLAUF: Final = re.compile(
    rf"^{_BERICHT}\b(?: (?:zum|vom|am|per|im|in|aus|für|der|des|jahr(?:es)?))*[ :.\-–]*(?P<zeit>.*\d.*)$"
)
_UMGEKEHRT: Final = re.compile(rf"^(?P<zeit>\d[\d./ -]*\d)[ :.\-–]+(?P<wort>{_BERICHT})$")
_KLAMMER: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_JAHR: Final = re.compile(r"\b(20\d\d)\b")
_NUMMERIERT: Final = re.compile(r"^(?:\d{1,2}[.)]|[a-h][.)]) (?=\D)")
_TRENNUNG: Final = re.compile(r"(?<=[a-zäöüß])- ?\n ?(?=[a-zäöüß])")
_ZEICHEN: Final = re.compile(r"[^\w]+")
_LANG: Final = 150
VERBINDER: Final = " – "
"""Zwischen den Stufen eines zweizeiligen Kopfes: „Ressourcen – 2024“."""

_ALLERWELT: Final = frozenset({"bezeichnung", "name", "nr", "nummer", "was", "titel"})


class Treffer(NamedTuple):
    """Was eine Überschrift meint; `rang` 0 ist das beste Wort, `sicher` heißt: nicht nur ein Teil der Überschrift."""

    feld: str
    rang: int
    sicher: bool
    zum: date | None = None
    jahr: int | None = None


_KEINES: Final = Treffer("", 0, False)


def vergleichsform(ueberschrift: str) -> str:
    """Gibt die Überschrift klein, ohne Trennstriche, Klammern, Satzzeichen und Nummerierung."""
    zusammen = _TRENNUNG.sub("", ueberschrift.replace("\u00ad\n", "").replace("\r", ""))
    glatt = _NUMMERIERT.sub("", geglaettet(zusammen))
    ohne = _KLAMMER.sub(" ", glatt)
    worte = _ZEICHEN.sub(" ", ohne if _ZEICHEN.sub("", ohne) else glatt).replace("_", " ")
    return " ".join(worte.replace("ß", "ss").split())


_JE_WORT: Final = {
    vergleichsform(wort): (feld, rang) for feld, worte in FELDER.items() for rang, wort in enumerate(worte)
}
_EIGENE: Final = {vergleichsform(ueberschrift): feld for ueberschrift, feld in UEBERSCHRIFTEN.items()}
_LANGE_WOERTER: Final = sorted((w for w in _JE_WORT if len(w) >= 4), key=len, reverse=True)
_EINES: Final = re.compile(r"\b(?:" + "|".join(map(re.escape, _LANGE_WOERTER)) + r")\b")


def feld_von(ueberschrift: str) -> str | None:
    """Gibt das Feld, das eine Überschrift meint, oder None."""
    treffer = read_treffer(ueberschrift)
    return treffer.feld if treffer else None


@lru_cache(maxsize=4096)
def read_treffer(ueberschrift: str) -> Treffer | None:
    """Gibt Feld, Güte und Zeitbezug einer Überschrift; None, wenn sie niemand kennt."""
    if len(ueberschrift) > _LANG or ueberschrift.strip().lower().startswith(_NIE):
        return None
    if not (form := vergleichsform(ueberschrift)):
        return None
    if form in _EIGENE:
        return Treffer(_EIGENE[form], 0, True)
    oben, strich, unten = ueberschrift.partition(VERBINDER)
    if strich and (treffer := _zweistufig(oben, unten)):
        return treffer if treffer.feld else None
    return _verlauf(ueberschrift) or _nach_woertern(form)


def _nach_woertern(form: str) -> Treffer | None:
    jahr = _jahr(form)
    ohne_jahr = _JAHR.sub(" ", form) if jahr else form
    ohne_jahr = " ".join(ohne_jahr.split())
    if ohne_jahr in _JE_WORT:
        feld, rang = _JE_WORT[ohne_jahr]
        return _mit_jahr(feld, rang, jahr, sicher=True)
    for anfang, feld in _ANFAENGE:
        if form.startswith(vergleichsform(anfang)):
            return Treffer(feld, 1, True)
    return _teilwort(ohne_jahr, jahr)


def _zweistufig(oben: str, unten: str) -> Treffer | None:
    """Unter „Ressourcen“ sagt „Personal“ mehr als das Ganze; „Nr.“ unter „Ziel“ dagegen ist keine Maßnahmennummer."""
    darunter, darueber = read_treffer(unten), read_treffer(oben)
    if darunter is None or not darunter.sicher:
        return None
    if vergleichsform(unten) in _ALLERWELT and darueber and darueber.sicher and darueber.feld != "titel":
        return _KEINES if darunter.feld == "nummer" else darueber
    return darunter._replace(jahr=darunter.jahr or _jahr(vergleichsform(oben)))


def _mit_jahr(feld: str, rang: int, jahr: int | None, *, sicher: bool) -> Treffer:
    if jahr and feld == "ressourcen":  # ein Betrag je Jahr ist Geld, keine gemischte Angabe
        feld = "mittel"
    return Treffer(feld, rang, sicher, None, jahr if feld in ("mittel", "personal") else None)


def _jahr(form: str) -> int | None:
    jahre = set(_JAHR.findall(form))
    return int(jahre.pop()) if len(jahre) == 1 else None


def _verlauf(ueberschrift: str) -> Treffer | None:
    """„Sachstand 2015 / 2016 (V/0021/2019)“: ein datierter Sachstand; was in Klammern steht, ist eine Fundstelle."""
    glatt = " ".join(_KLAMMER.sub(" ", geglaettet(ueberschrift)).split())
    treffer = _VERLAUF.match(glatt) or _UMGEKEHRT.match(glatt)
    if treffer is None:
        return None
    zeit = read_zeitangabe(treffer["zeit"].strip(" :.-–"))
    if not zeit.sicher or zeit.frist is None:
        return None
    wort = treffer.groupdict().get("wort") or glatt
    feld = "umsetzungsstand" if wort.startswith(("status", "umsetzungsstand")) else "sachstand"
    return Treffer(feld, 0, True, zeit.frist)


def _teilwort(form: str, jahr: int | None) -> Treffer | None:
    """Ein bekanntes Wort in einer längeren Überschrift ist nur eine Vermutung – das erste gilt, das längste zuerst."""
    if len(form.split()) > 8:
        return None
    treffer = _EINES.search(form)
    if treffer is None:
        return None
    feld, rang = _JE_WORT[treffer[0]]
    return _mit_jahr(feld, rang + 50, jahr, sicher=False)
