"""Würfeln: Maßnahmenlisten in über dreißig Formen, wie sie in Verwaltungen gewachsen sind – mit bekannter Wahrheit.

`listen(saat)` gibt je Form eine Datei und dazu, was in ihr steht: je Maßnahme den Wortlaut jedes Felds (`texte`) und
die Deutung, die herauskommen muss (`soll`: beginn, frist, umsetzungsstand, betrag_cent, federfuehrung). Gewürfelt wird
aus der Saat; dieselbe Saat gibt dieselben Dateien.
"""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

HANDLUNGSFELDER = (
    "Bildung und Erziehung", "Gesundheit", "Arbeit und Ausbildung", "Sprache", "Wohnen und Stadtteilleben",
    "Freizeit, Kultur und Sport",
)  # fmt: skip
STELLEN = (
    "Fachdienst Soziales", "Volkshochschule", "Kinder- und Jugendbüro", "Gleichstellungsstelle",
    "Stabsstelle Integration",
    "Fachdienst Schulen",
)  # fmt: skip
ZEITEN: tuple[tuple[str, date | None, date | None], ...] = (
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("bis 31.12.2024", None, date(2024, 12, 31)),
    ("II. Quartal 2025", date(2025, 4, 1), date(2025, 6, 30)),
    ("2022 – 2023", date(2022, 1, 1), date(2023, 12, 31)),
    ("bis Dezember 2025", None, date(2025, 12, 31)),
    ("ab 2020", date(2020, 1, 1), None),
    ("31.01.2026", None, date(2026, 1, 31)),
    ("1. Halbjahr 2024", date(2024, 1, 1), date(2024, 6, 30)),
)
STAENDE = (
    ("geplant", "in_planung"), ("in Umsetzung", "in_umsetzung"), ("umgesetzt", "umgesetzt"),
    ("nicht begonnen", "nicht_begonnen"), ("läuft", "in_umsetzung"), ("abgeschlossen", "umgesetzt"),
)  # fmt: skip
BETRAEGE = (
    ("33.000 €", 3_300_000), ("12.500,00 EUR", 1_250_000), ("21 T€", 2_100_000), ("5.000 Euro", 500_000),
    ("250 €", 25_000),
)  # fmt: skip
_WAS = ("Sprachcafé", "Lotsenprogramm", "Elternabend", "Beratung", "Fortbildung", "Begegnungsfest", "Leitfaden", "Kurs")
_WO = ("in Kitas", "an Grundschulen", "im Rathaus", "für Ehrenamtliche", "in der Nordstadt", "für Familien")
_SATZ = (
    "Das Angebot hat begonnen.", "Die Gespräche mit den Trägern laufen.", "Kein neuer Sachstand",
    "Der Antrag ist gestellt; die Antwort steht aus.", "Zwei Termine fanden statt, 24 Personen kamen.",
)  # fmt: skip
STANDARD = (
    ("Nr.", "nummer"), ("Handlungsfeld", "handlungsfeld"), ("Maßnahme", "titel"), ("Frist", "zeitraum"),
    ("Zuständig", "federfuehrung"), ("Kosten", "ressourcen"), ("Status", "umsetzungsstand"), ("Sachstand", "sachstand"),
)  # fmt: skip


@dataclass(frozen=True)
class Wahr:
    """Eine Maßnahme, wie sie wirklich ist: Wortlaut je Feld und die Deutung, die herauskommen muss."""

    texte: dict[str, Any]
    soll: dict[str, Any]
    historie: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Musterliste:
    """Eine gewürfelte Datei mit ihrer Wahrheit in der Reihenfolge der Datei."""

    name: str
    dateiname: str
    inhalt: bytes
    felder: tuple[str, ...]
    wahrheit: tuple[Wahr, ...]
    stand: date | None = None
    uebergangen: int = 0


@dataclass
class Tafel:
    """Ein Blatt im Entstehen: Zeilen, Verbünde (Zeile, Spalte, Zeile, Spalte ab 0) und Auffälliges."""

    name: str = "Maßnahmen"
    zeilen: list[list[Any]] = field(default_factory=list)
    verbunden: list[tuple[int, int, int, int]] = field(default_factory=list)
    verborgen: set[int] = field(default_factory=set)
    kommentare: dict[tuple[int, int], str] = field(default_factory=dict)
    farben: dict[tuple[int, int], str] = field(default_factory=dict)


Bauer = Callable[[list[Wahr], random.Random], tuple[list[Tafel], dict[str, Any]]]


def massnahmen(wuerfel: random.Random, anzahl: int) -> list[Wahr]:
    """Würfelt Maßnahmen, nach Handlungsfeldern geordnet und durchnummeriert."""
    je_feld = sorted(wuerfel.randrange(len(HANDLUNGSFELDER)) for _ in range(anzahl))
    fertig = []
    for nr, hf in enumerate(je_feld, 1):
        zeit, beginn, frist = wuerfel.choice(ZEITEN)
        stand, code = wuerfel.choice(STAENDE)
        betrag, cent = wuerfel.choice(BETRAEGE)
        stelle = wuerfel.choice(STELLEN)
        texte = {
            "nummer": f"M{nr}",
            "handlungsfeld": HANDLUNGSFELDER[hf],
            "titel": f"{wuerfel.choice(_WAS)} {wuerfel.choice(_WO)} ({nr})",
            "zeitraum": zeit,
            "federfuehrung": stelle,
            "ressourcen": betrag,
            "umsetzungsstand": stand,
            "sachstand": f"{wuerfel.choice(_SATZ)} ({nr})",
        }
        soll = {"beginn": beginn, "frist": frist, "umsetzungsstand": code, "betrag_cent": cent, "federfuehrung": stelle}
        fertig.append(Wahr(texte, soll))
    return fertig


# --- Formen ----------------------------------------------------------------------------------------------------------


def _zeile(w: Wahr, spalten: Sequence[tuple[str, str]]) -> list[Any]:
    return [w.texte.get(f) for _, f in spalten]


def tabelle(spalten: Sequence[tuple[str, str]] = STANDARD, name: str = "Maßnahmen") -> Bauer:
    """Kopf in der ersten Zeile, darunter eine Zeile je Maßnahme."""

    def baue(wahre: list[Wahr], _: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
        return [Tafel(name, [[u for u, _ in spalten], *(_zeile(w, spalten) for w in wahre)])], {}

    return baue


def _mit_titel(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T1: Titel mit Stand, Bearbeitung und Leerzeile über dem Kopf."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    oben = [["Maßnahmenliste Integrationskonzept, Stand 31.08.2023"], ["Stabsstelle Integration"], []]
    tafel.zeilen[:0] = oben
    return [tafel], {"stand": date(2023, 8, 31), "uebergangen": 2}


def _zweizeilig(verbunden: bool) -> Bauer:
    """T2: „Ressourcen“ über „Personal“, „Sachkosten“, „2024“; ohne Verbund so, wie CSV sie behält."""

    def baue(wahre: list[Wahr], _: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
        oben = ["Nr.", "Maßnahme", "Ressourcen", None, None, "Frist", "Status"]
        unten = [None, None, "Personal", "Sachkosten", "2024", None, None]
        zeilen: list[list[Any]] = []
        neue = []
        for nr, w in enumerate(wahre):
            t = w.texte | {"personal": f"0,{nr % 5 + 1} VZÄ", "mittel": "keine", "mittel 2024": w.texte["ressourcen"]}
            zeilen.append(
                [t[f] for f in ("nummer", "titel", "personal", "mittel", "mittel 2024", "zeitraum", "umsetzungsstand")]
            )
            neue.append(replace(w, texte=t))
        wahre[:] = neue
        tafel = Tafel(zeilen=[oben, unten, *zeilen])
        if verbunden:
            tafel.verbunden = [(0, 2, 0, 4), *((0, s, 1, s) for s in (0, 1, 5, 6))]
        return [tafel], {"felder": ("nummer", "titel", "personal", "mittel", "zeitraum", "umsetzungsstand")}

    return baue


def _hf_einmal(verbunden: bool) -> Bauer:
    """T3: das Handlungsfeld steht nur in der ersten Zeile seiner Maßnahmen."""

    def baue(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
        (tafel,), _ = tabelle()(wahre, wuerfel)
        beginn = 1
        for nr in range(1, len(wahre) + 1):
            ende = nr == len(wahre) or wahre[nr].texte["handlungsfeld"] != wahre[nr - 1].texte["handlungsfeld"]
            if ende:
                for leer in range(beginn + 1, nr + 1):
                    tafel.zeilen[leer][1] = None
                if verbunden and nr > beginn:
                    tafel.verbunden.append((beginn, 1, nr, 1))
                beginn = nr + 1
        return [tafel], {}

    return baue


def _zwischenueberschrift(muster: str, *, quer: bool) -> Bauer:
    """T4: das Handlungsfeld als eigene Zeile."""

    def baue(wahre: list[Wahr], _: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
        spalten = [s for s in STANDARD if s[1] != "handlungsfeld"]
        tafel, zuletzt, gruppen = Tafel(zeilen=[[u for u, _ in spalten]]), "", 0
        for w in wahre:
            if (hf := w.texte["handlungsfeld"]) != zuletzt:
                zuletzt, gruppen = hf, gruppen + 1
                tafel.zeilen.append([muster.format(nr=gruppen, hf=hf)])
                if quer:
                    tafel.verbunden.append((len(tafel.zeilen) - 1, 0, len(tafel.zeilen) - 1, len(spalten) - 1))
            tafel.zeilen.append(_zeile(w, spalten))
        return [tafel], {"felder": tuple(f for _, f in STANDARD), "uebergangen": gruppen}

    return baue


def _blatt_je_hf(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T6: ein Blatt je Handlungsfeld, dazu Deckblatt und Legende."""
    spalten = [s for s in STANDARD if s[1] != "handlungsfeld"]
    blaetter = [Tafel("Deckblatt", [["Integrationskonzept"], ["Maßnahmenliste"]])]
    for nr, hf in enumerate(dict.fromkeys(w.texte["handlungsfeld"] for w in wahre), 1):
        (tafel,), _ = tabelle(spalten, f"{nr}_{hf}"[:31])([w for w in wahre if w.texte["handlungsfeld"] == hf], wuerfel)
        blaetter.append(tafel)
    blaetter.append(Tafel("Legende", [["Status", "Bedeutung"], ["läuft", "wird umgesetzt"]]))
    return blaetter, {"felder": tuple(f for _, f in STANDARD)}


def _verlauf_spalten(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T7: je Berichtsjahr eine Spalte."""
    koepfe = (
        ("Sachstand 2013", date(2013, 12, 31)),
        ("Sachstand 2015 / 2016", date(2016, 12, 31)),
        ("Sachstand 2017/2018 (V/0021/2019)", date(2018, 12, 31)),
    )
    spalten = STANDARD[:7]
    zeilen: list[list[Any]] = [[*(u for u, _ in spalten), *(k for k, _ in koepfe)]]
    neue = []
    for w in wahre:
        historie = tuple((zum, wuerfel.choice(_SATZ)) for _, zum in koepfe)
        zeilen.append([*_zeile(w, spalten), *(t for _, t in historie)])
        neue.append(replace(w, historie=historie))
    wahre[:] = neue
    return [Tafel(zeilen=zeilen)], {"felder": tuple(f for _, f in spalten)}


def _verlauf_zeilen(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T8: Ü1, Ü1-Plan, Ü1-13, Ü1-1516 mit Spalte „parent“."""
    spalten = (("ID", "nummer"), ("parent", ""), ("Titel", "titel"), ("Beschreibung", "beschreibung"), *STANDARD[3:7])
    zeilen: list[list[Any]] = [[u for u, _ in spalten]]
    neue = []
    for w in wahre:
        nr, plan = w.texte["nummer"], f"Geplant ist {w.texte['titel']}."
        historie = tuple(
            (zum, f"{wuerfel.choice(_SATZ)} {zum.year}") for zum in (date(2013, 12, 31), date(2016, 12, 31))
        )
        zeilen.append(_zeile(replace(w, texte=w.texte | {"beschreibung": None}), spalten))
        zeilen.append([f"{nr}-Plan", nr, "Beschreibung im Handlungskonzept", plan, None, None, None, None])
        zeilen.append([f"{nr}-13", nr, "Sachstand 2013 (gemäß V/0293/2013)", historie[0][1], None, None, None, None])
        zeilen.append([f"{nr}-1516", nr, "Sachstand 2015/2016", historie[1][1], None, None, None, None])
        neue.append(replace(w, texte=w.texte | {"beschreibung": plan}, historie=historie))
    wahre[:] = neue
    felder = ("nummer", "titel", "beschreibung", *(f for _, f in STANDARD[3:7]))
    return [Tafel(zeilen=zeilen)], {"felder": felder, "uebergangen": 3 * len(wahre)}


def _summe_und_fussnote(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T9: Summe und Fußnoten unter der Tabelle; eine Zelle trägt die Marke."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    tafel.zeilen += [[None, None, "Summe", None, None, "3.152.000 €"], [], ["* vorbehaltlich Haushalt"]]
    return [tafel], {"uebergangen": 2}


def _gefiltert(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T10: ein Filter blendet Zeilen aus."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    tafel.verborgen = {nr for nr in range(1, len(tafel.zeilen)) if nr % 3 == 0}
    return [tafel], {}


def _kommentiert(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T11: Kommentare an Zellen."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    tafel.kommentare = {(nr, 5): "erst nach HH" for nr in range(1, len(tafel.zeilen), 4)}
    return [tafel], {}


def _mit_leerzeilen(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """Leerzeilen zwischen den Maßnahmen und ein wiederholter Kopf wie nach einem Seitenumbruch."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    kopf, *rest = tafel.zeilen
    zeilen = [kopf]
    for nr, zeile in enumerate(rest):
        if nr and nr % 7 == 0:
            zeilen += [[], list(kopf)]
        zeilen.append(zeile)
    return [Tafel(zeilen=zeilen)], {"uebergangen": (len(rest) - 1) // 7}


def _eingerueckt(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """Die Tabelle beginnt in C5; links und oben ist Rand."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    tafel.zeilen = [[], ["Integration"], [], [], *([None, None, *z] for z in tafel.zeilen)]
    return [tafel], {"uebergangen": 1}


def _legende_unten(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """Unter der Tabelle stehen Legende und Bearbeitungsvermerk, im Stand sind Farben."""
    (tafel,), _ = tabelle()(wahre, wuerfel)
    n = len(tafel.zeilen)
    tafel.zeilen += [[], ["Legende:"], ["grün", "umgesetzt"], ["gelb", "läuft"], ["Erstellt: Stabsstelle, 01.09.2023"]]
    tafel.farben = {(n + 2, 0): "#01873B", (n + 3, 0): "#FFC000"} | {
        (nr, 6): "#01873B" for nr, w in enumerate(wahre, 1) if w.soll["umsetzungsstand"] == "umgesetzt"
    }
    return [tafel], {"uebergangen": 4}


def _getrennte_frist(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """Beginn und Ende in zwei Spalten, als echte Excel-Daten."""
    zeilen: list[list[Any]] = [["Nr.", "Projekt", "Beginn", "Ende", "verantwortlich", "Umsetzungsstand"]]
    neue = []
    for nr, w in enumerate(wahre):
        beginn, ende = date(2023, 1 + nr % 12, 1), date(2025, 1 + nr % 12, 28)
        t = w.texte | {"beginn": beginn, "frist": ende}
        neue.append(replace(w, texte=t, soll=w.soll | {"beginn": beginn, "frist": ende}))
        zeilen.append([t[f] for f in ("nummer", "titel", "beginn", "frist", "federfuehrung", "umsetzungsstand")])
    wahre[:] = neue
    felder = ("nummer", "titel", "beginn", "frist", "federfuehrung", "umsetzungsstand")
    return [Tafel(zeilen=zeilen)], {"felder": felder}


def _echte_zahlen(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """Nummern und Beträge als Zahlen, wie Excel sie gern speichert."""
    neue = []
    for nr, w in enumerate(wahre, 1):
        neue.append(replace(w, texte=w.texte | {"nummer": nr, "ressourcen": w.soll["betrag_cent"] // 100}))
    wahre[:] = neue
    return tabelle()(wahre, wuerfel)


def _typografisch(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T13: Umbrüche, weiche Trennstriche, geschützte Leerzeichen, typografische Anführungen."""
    neue = []
    for w in wahre:
        titel = f"„{w.texte['titel']}“ –\u00a0Inte\u00adgration\nTeam 50_ Soziale Sicherung"
        neue.append(replace(w, texte=w.texte | {"titel": titel}))
    wahre[:] = neue
    return tabelle()(wahre, wuerfel)


def _teilmassnahmen(wahre: list[Wahr], wuerfel: random.Random) -> tuple[list[Tafel], dict[str, Any]]:
    """T12: mehrere Teilmaßnahmen in einer Zelle."""
    neue = []
    for w in wahre:
        texte = w.texte | {"zeitraum": "1.1) 2022 - 2023\n1.2) 2023 – 2026"}
        neue.append(replace(w, texte=texte, soll=w.soll | {"beginn": None, "frist": None}))
    wahre[:] = neue
    return tabelle()(wahre, wuerfel)


def _umbenannt(worte: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((wort, feld) for wort, (_, feld) in zip(worte, STANDARD, strict=True))


_LAATZEN = (
    ("Handlungsfeld", "handlungsfeld"),
    ("Welche Maßnahmen sollen umgesetzt werden?", "titel"),
    ("Bis wann soll die Maßnahme umgesetzt sein?", "zeitraum"),
    ("Wer übernimmt federführend die Verantwortung für die Umsetzung der Maßnahme?", "federfuehrung"),
    ("Welche personellen und finanziellen Ressourcen werden zur Umsetzung benötigt?", "ressourcen"),
)
_UMBROCHEN = _umbenannt(
    ("lfd.\nNr.", "Handlungs-\nfeld", "Maßnahme /\nProjekt", "Umsetzung\nbis", "Verant-\nwortlich", "Kosten\n(in €)",
     "Bearbeitungs-\nstand", "Bemer-\nkungen")
)  # fmt: skip
_ANDERE = _umbenannt(("ID", "Thema", "Vorhaben", "Zeitschiene", "Federführung", "Finanzbedarf", "Ampel", "Anmerkungen"))
_KURZE = _umbenannt(("Nr", "HF", "Titel", "Termin", "FF", "Budget", "Stand", "Kommentar"))
_GROSSE = _umbenannt(
    ("MASSNAHMEN-NR.", "HANDLUNGSFELD", "MASSNAHME", "LAUFZEIT", "ZUSTÄNDIGKEIT", "HH-MITTEL", "STATUS", "SACHSTAND")
)
_FRAGEN = _umbenannt(
    ("Kennung", "Schwerpunkt", "Bezeichnung", "Durchführungszeitraum", "Wer soll tätig werden?", "Kostenannahme",
     "Erledigt?", "Was wurde bisher erreicht?")
)  # fmt: skip
_UMGESTELLT = tuple(reversed(STANDARD))
_UNBEKANNTE = (*STANDARD[:4], ("Wetterlage", "?"), *STANDARD[4:], ("Aktenzeichen alt", "?"))
_DOPPELTE = (*STANDARD[:7], ("Bemerkung", "?"), ("Bemerkung", "?"), ("Sachstand", "sachstand"))
_OHNE_NR = STANDARD[1:]

FORMEN: dict[str, tuple[str, Bauer]] = {
    "einfach": ("xlsx", tabelle()),
    "T1 Titel darüber": ("xlsx", _mit_titel),
    "T2 zweizeilig verbunden": ("xlsx", _zweizeilig(verbunden=True)),
    "T2 zweizeilig in CSV": ("csv ; utf-8-sig", _zweizeilig(verbunden=False)),
    "T3 Handlungsfeld verbunden": ("xlsx", _hf_einmal(verbunden=True)),
    "T3 Handlungsfeld nur einmal genannt": ("csv ; cp1252", _hf_einmal(verbunden=False)),
    "T4 Zwischenüberschrift": ("xlsx", _zwischenueberschrift("4.{nr} Handlungsfeld ‚{hf}‘", quer=False)),
    "T4 Zwischenüberschrift verbunden": ("xlsx", _zwischenueberschrift("{hf}", quer=True)),
    "T4 Zwischenüberschrift in Calc": ("ods", _zwischenueberschrift("Handlungsfeld {nr}: {hf}", quer=True)),
    "T5 Laatzener Fragen": ("xlsx", tabelle(_LAATZEN)),
    "T6 Blatt je Handlungsfeld": ("xlsx", _blatt_je_hf),
    "T7 Verlauf als Spalten": ("xlsx", _verlauf_spalten),
    "T8 Verlauf als Zeilen": ("csv , utf-8", _verlauf_zeilen),
    "T9 Summe und Fußnote": ("xlsx", _summe_und_fussnote),
    "T9 Summe in Calc": ("ods", _summe_und_fussnote),
    "T10 gefiltert": ("xlsx", _gefiltert),
    "T11 Kommentare": ("xlsx", _kommentiert),
    "T12 Teilmaßnahmen": ("xlsx", _teilmassnahmen),
    "T13 Typografie": ("xlsx", _typografisch),
    "T16 CSV Semikolon cp1252": ("csv ; cp1252", tabelle()),
    "T16 CSV Komma mit Kennung": ("csv , utf-8-sig", tabelle(_ANDERE)),
    "T16 CSV Tabulator": ("csv \t utf-8", tabelle(_FRAGEN)),
    "T16 CSV Strich": ("csv | utf-8", tabelle()),
    "T16 CSV mit Umbrüchen": ("csv ; utf-8-sig", _typografisch),
    "Calc einfach": ("ods", tabelle()),
    "andere Wörter": ("xlsx", tabelle(_ANDERE)),
    "kurze Wörter": ("xlsx", tabelle(_KURZE)),
    "große Buchstaben": ("xlsx", tabelle(_GROSSE)),
    "Fragen": ("xlsx", tabelle(_FRAGEN)),
    "umbrochene Köpfe": ("xlsx", tabelle(_UMBROCHEN)),
    "umgestellte Spalten": ("xlsx", tabelle(_UMGESTELLT)),
    "unbekannte Spalten": ("xlsx", tabelle(_UNBEKANNTE)),
    "doppelte Köpfe": ("xlsx", tabelle(_DOPPELTE)),
    "ohne Nummer": ("xlsx", tabelle(_OHNE_NR)),
    "Leerzeilen und wiederholter Kopf": ("xlsx", _mit_leerzeilen),
    "eingerückt": ("xlsx", _eingerueckt),
    "Legende unten": ("xlsx", _legende_unten),
    "Beginn und Ende getrennt": ("xlsx", _getrennte_frist),
    "echte Zahlen": ("xlsx", _echte_zahlen),
}


def listen(saat: int = 7, *, zeilen: tuple[int, int] = (20, 60)) -> Iterator[Musterliste]:
    """Gibt zu jeder Form eine Datei; `zeilen` nennt, wie viele Maßnahmen sie mindestens und höchstens hat."""
    for nummer, name in enumerate(FORMEN):
        yield muster(name, random.Random(saat * 1000 + nummer), zeilen=zeilen)


def muster(name: str, wuerfel: random.Random, *, zeilen: tuple[int, int] = (20, 60)) -> Musterliste:
    """Baut eine Datei dieser Form."""
    art, bauer = FORMEN[name]
    wahre = massnahmen(wuerfel, wuerfel.randint(*zeilen))
    tafeln, mehr = bauer(wahre, wuerfel)
    endung, *angaben = art.split(" ")
    if endung == "csv":
        inhalt = als_csv(tafeln[0], *angaben)
    else:
        inhalt = als_ods(tafeln) if endung == "ods" else als_xlsx(tafeln)
    felder = mehr.pop("felder", None) or tuple(_felder(tafeln[-1 if len(tafeln) == 1 else 1]))
    return Musterliste(name, f"liste.{endung}", inhalt, felder, tuple(wahre), **mehr)


def _felder(tafel: Tafel) -> Iterator[str]:
    """Die Felder, die im Kopf dieser Tafel wirklich stehen."""
    alle = (STANDARD, _LAATZEN, _UMBROCHEN, _ANDERE, _KURZE, _GROSSE, _FRAGEN)
    bekannt = {u: f for spalten in alle for u, f in spalten}
    kopf = max(tafel.zeilen[:6], key=lambda z: sum(w in bekannt for w in z))
    yield from (bekannt[w] for w in kopf if w in bekannt)


# --- Schreiben -------------------------------------------------------------------------------------------------------


def als_xlsx(tafeln: Sequence[Tafel]) -> bytes:
    """Schreibt Tafeln als Excel-Datei."""
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as buch:
        tag = buch.add_format({"num_format": "dd.mm.yyyy"})
        for tafel in tafeln:
            blatt = buch.add_worksheet(tafel.name)
            gefaerbt = {ort: buch.add_format({"bg_color": farbe}) for ort, farbe in tafel.farben.items()}
            for nr, zeile in enumerate(tafel.zeilen):
                for spalte, wert in enumerate(zeile):
                    if isinstance(wert, date):
                        blatt.write_datetime(nr, spalte, wert, tag)
                    elif isinstance(wert, str):
                        blatt.write_string(nr, spalte, wert, gefaerbt.get((nr, spalte)))
                    elif (nr, spalte) in gefaerbt:
                        blatt.write_blank(nr, spalte, None, gefaerbt[nr, spalte])
                    elif wert is not None:
                        blatt.write_number(nr, spalte, wert)
            for z1, s1, z2, s2 in tafel.verbunden:
                wert = tafel.zeilen[z1][s1]
                blatt.merge_range(z1, s1, z2, s2, wert)
                for spalte in range(s1, s2 + 1):  # merge_range leert, was darunter stand; hier stand nie etwas
                    assert spalte == s1 or z1 != z2 or len(tafel.zeilen[z1]) <= spalte or not tafel.zeilen[z1][spalte]
            for nr in tafel.verborgen:
                blatt.set_row(nr, None, None, {"hidden": True})
            for (nr, spalte), text in tafel.kommentare.items():
                blatt.write_comment(nr, spalte, text)
    return puffer.getvalue()


def als_csv(tafel: Tafel, trenner: str, zeichensatz: str) -> bytes:
    """Schreibt eine Tafel als CSV."""
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=trenner, lineterminator="\r\n")
    schreiber.writerows([["" if w is None else w for w in zeile] for zeile in tafel.zeilen])
    return puffer.getvalue().encode(zeichensatz)


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>{0}</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def als_ods(tafeln: Sequence[Tafel], roh: str = "") -> bytes:
    """Schreibt Tafeln als Calc-Datei; `roh` ist weiteres XML im letzten Blatt."""
    blaetter = "".join(_ods_blatt(t, roh if t is tafeln[-1] else "") for t in tafeln)
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", compress_type=zipfile.ZIP_STORED)
        zip_.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{_ODS.format(blaetter)}')
        zip_.writestr("META-INF/manifest.xml", f'<?xml version="1.0" encoding="UTF-8"?>{_MANIFEST}')
    return puffer.getvalue()


def _ods_blatt(tafel: Tafel, roh: str) -> str:
    oben = {(z1, s1): (z2 - z1 + 1, s2 - s1 + 1) for z1, s1, z2, s2 in tafel.verbunden}
    zeilen = []
    for nr, zeile in enumerate(tafel.zeilen):
        zellen = "".join(_ods_zelle(wert, oben.get((nr, s))) for s, wert in enumerate(zeile))
        verborgen = ' table:visibility="filter"' if nr in tafel.verborgen else ""
        zeilen.append(f"<table:table-row{verborgen}>{zellen}</table:table-row>")
    return f'<table:table table:name="{escape(tafel.name)}">{"".join(zeilen)}{roh}</table:table>'


def _ods_zelle(wert: Any, verbund: tuple[int, int] | None) -> str:
    mehr = f' table:number-rows-spanned="{verbund[0]}" table:number-columns-spanned="{verbund[1]}"' if verbund else ""
    if wert is None:
        return f"<table:table-cell{mehr}/>"
    text = "".join(f"<text:p>{escape(absatz)}</text:p>" for absatz in str(wert).split("\n"))
    if isinstance(wert, date):
        mehr += f' office:value-type="date" office:date-value="{wert.isoformat()}"'
    elif isinstance(wert, (int, float)):
        mehr += f' office:value-type="float" office:value="{wert}"'
    else:
        mehr += ' office:value-type="string"'
    return f"<table:table-cell{mehr}>{text}</table:table-cell>"
