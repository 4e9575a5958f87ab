"""Benennen: die Spalten des Formats – Überschrift, Feld und Schreibweise – für Ausgabe und Einlesung an einer Stelle.

Eine neue Spalte ist eine Zeile in `SPALTEN`. Was hier geschrieben wird, ist zugleich der Maßstab der Einlesung: Steht
in einer Zelle noch dasselbe (`gleich`), ist sie unverändert und braucht keine Deutung.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from mut_core.austausch.akte import Akte, akten, handlungsfelder, stellennamen
from mut_core.austausch.schreibweisen import angabe_text, mittelzeile, zeitraum_text
from mut_core.austausch.spaltenart import Art, Gruppe, Spalte
from mut_core.austausch.zellwerte import JA, NEIN, Zelle, gleich, read_liste, read_schluessel, read_tag, zelltext
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import (
    Code,
    Konkretheit,
    Massnahmenart,
    Mittelstatus,
    Prioritaet,
    Terminlage,
    Turnus,
    Umsetzungsstand,
    Zurueckstellungsgrund,
)

__all__ = [
    "JA",
    "JE_FELD",
    "NEIN",
    "SPALTEN",
    "UEBERSCHRIFTEN",
    "ZUSATZ",
    "Art",
    "Gruppe",
    "Spalte",
    "Zelle",
    "ausgegebene_spalten",
    "gleich",
    "read_code",
    "read_liste",
    "read_schluessel",
    "read_tag",
    "wahlmoeglichkeiten",
    "zellen",
    "zelltext",
    "zusatzname",
]

ZUSATZ: Final = "zusatz:"
"""Vorsatz des Felds einer Spalte, für die es kein eigenes Feld gibt („zusatz:Ampel alt“)."""

_VORSATZ: Final = "Zusatzfeld: "


# --- Bausteine der Spaltenliste ---------------------------------------------------------------------------------------


def _von(klasse: Any, name: str) -> tuple[str, str]:
    info = klasse.__table__.columns[name].info
    return info["bezeichnung"], info["hilfe"]


def _m(feld: str, gruppe: Gruppe = Gruppe.STECKBRIEF, *, name: str | None = None, **weitere: Any) -> Spalte:
    """Ein Feld der Maßnahme, wie es im Modell heißt."""
    wort, hilfe = _von(Massnahme, name or feld)
    wort = weitere.pop("ueberschrift", wort)
    hilfe = weitere.pop("hilfe", hilfe)
    if (codes := weitere.get("codes")) is not None:
        return Spalte(feld, wort, hilfe, _code(lambda a: getattr(a.m, name or feld)), gruppe, Art.CODE, 18, codes)
    if weitere.get("art") is Art.JA_NEIN:
        return Spalte(feld, wort, hilfe, lambda a: JA if getattr(a.m, name or feld) else NEIN, gruppe, **weitere)
    return Spalte(feld, wort, hilfe, lambda a: getattr(a.m, name or feld), gruppe, **weitere)


def _s(feld: str, *, name: str | None = None, gruppe: Gruppe = Gruppe.SACHSTAND, **weitere: Any) -> Spalte:
    """Ein Feld des letzten Sachstands; ohne Sachstand bleibt die Zelle leer."""
    wort, hilfe = _von(Sachstand, name or feld)
    wert: Callable[[Akte], Any] = lambda a: getattr(a.s, name or feld) if a.s else None  # noqa: E731
    if (codes := weitere.get("codes")) is not None:
        return Spalte(feld, wort, hilfe, _code(wert), gruppe, Art.CODE, weitere.get("breite", 18), codes)
    return Spalte(feld, wort, hilfe, wert, gruppe, **weitere)


def _code(wert: Callable[[Akte], Code | None]) -> Callable[[Akte], Zelle]:
    def zelle(akte: Akte) -> Zelle:
        code = wert(akte)
        return None if code is None else code.bezeichnung

    return zelle


def _liste(teile: Collection[str]) -> str | None:
    return "\n".join(" ".join(teil.split()) for teil in teile) or None


def _zeitraum(a: Akte) -> Zelle:
    return zeitraum_text(a.m) or None


def _nummer(feld: str) -> Callable[[Akte], Zelle]:
    return lambda a: a.nummern.get(getattr(a.m, feld))


def _berechnet(feld: str, ueberschrift: str, hilfe: str, zelle: Callable[[Akte], Zelle], **weitere: Any) -> Spalte:
    return Spalte(feld, ueberschrift, hilfe, zelle, Gruppe.NUR_LESEN, **weitere)


_TAG: Final[dict[str, Any]] = {"art": Art.TAG, "breite": 11}
_HAKEN: Final[dict[str, Any]] = {"art": Art.JA_NEIN, "breite": 9}

SPALTEN: Final[tuple[Spalte, ...]] = (
    _m("nummer", Gruppe.KERN, breite=11),
    _m("titel", Gruppe.KERN, ueberschrift="Maßnahme", hilfe="Der Titel der Maßnahme.", breite=30),
    Spalte(
        "handlungsfeld",
        "Handlungsfeld",
        "Das erste Handlungsfeld; weitere stehen in der eigenen Spalte.",
        lambda a: a.handlungsfeld,
        Gruppe.KERN,
        Art.HANDLUNGSFELD,
        17,
    ),
    Spalte(
        "zeitraum",
        "Zeitraum",
        "Bis wann oder wie oft, in Worten: „bis 31.12.2027“, „II. Quartal 2027“, „2026 bis 2028“, „jährlich“, "
        "„Termin offen“, „k. A.“.",
        _zeitraum,
        Gruppe.KERN,
        Art.ZEITRAUM,
        15,
    ),
    Spalte(
        "federfuehrung",
        "Federführung",
        "Genau eine Stelle. Leer heißt: noch nicht erfragt; „k. A.“ heißt: nicht benannt.",
        lambda a: angabe_text(a.federfuehrung, a.m.federfuehrung_angabe),
        Gruppe.KERN,
        Art.STELLE,
        18,
    ),
    _s("umsetzungsstand", gruppe=Gruppe.KERN, codes=Umsetzungsstand, breite=16),
    _s("zum", gruppe=Gruppe.KERN, **_TAG),
    Spalte("sachstand", *_von(Sachstand, "text"), lambda a: a.text, Gruppe.KERN, breite=46),
    _s("naechster_schritt", gruppe=Gruppe.KERN, breite=24),
    _s("hindernis", gruppe=Gruppe.KERN, breite=20),
    _m("beschreibung", breite=50),
    _m("einfache_sprache", breite=40),
    Spalte(
        "weitere_handlungsfelder",
        "Weitere Handlungsfelder",
        "Eines je Zeile der Zelle.",
        lambda a: _liste(a.weitere_handlungsfelder),
        Gruppe.STECKBRIEF,
        Art.LISTE,
    ),
    Spalte(
        "ziele",
        "Ziele",
        "Wozu die Maßnahme beiträgt; ein Ziel je Zeile der Zelle.",
        lambda a: _liste(a.ziele),
        Gruppe.STECKBRIEF,
        Art.LISTE,
        40,
    ),
    _m("art", codes=Massnahmenart),
    _m("konkretheit", codes=Konkretheit),
    _m("konkretheit_wortlaut"),
    _m("prioritaet", codes=Prioritaet),
    _m("federfuehrung_wortlaut"),
    Spalte(
        "beteiligte",
        "Beteiligte",
        "Stellen, die mitwirken, eine je Zeile der Zelle; die Rolle in Klammern.",
        lambda a: _liste(a.beteiligte),
        Gruppe.STECKBRIEF,
        Art.LISTE,
        30,
    ),
    _m("beteiligte_wortlaut", breite=30),
    _m("zielgruppe"),
    _m("mehrsprachig", **_HAKEN),
    _m("leichte_sprache", **_HAKEN),
    _m("barrierefrei", **_HAKEN),
    _m("vorbild"),
    _m("indikator"),
    Spalte(
        "personal",
        *_von(Massnahme, "personal_wortlaut"),
        lambda a: angabe_text(a.m.personal_wortlaut, a.m.personal_angabe),
        Gruppe.MITTEL,
        breite=30,
    ),
    Spalte(
        "mittel",
        *_von(Massnahme, "mittel_wortlaut"),
        lambda a: angabe_text(a.m.mittel_wortlaut, a.m.mittel_angabe),
        Gruppe.MITTEL,
        breite=30,
    ),
    _m("mittelstatus", Gruppe.MITTEL, codes=Mittelstatus),
    Spalte(
        "mittelpositionen",
        "Mittelpositionen",
        "Eine je Zeile der Zelle: Art · Betrag · Mittelstatus · Zweck: … · Produkt: …",
        lambda a: _liste([mittelzeile(*position) for position in a.mittel]),
        Gruppe.MITTEL,
        Art.LISTE,
        50,
    ),
    _s("naechster_termin", **_TAG),
    _s("loesung", breite=30),
    _s("abgeschlossen_am", **_TAG),
    _s("ergebnis", breite=40),
    _s("stand_turnus", name="turnus", codes=Turnus),
    _s("naechste_ueberpruefung", **_TAG),
    _s("zurueckstellungsgrund", codes=Zurueckstellungsgrund),
    _s("begruendung", breite=30),
    _s("wiedervorlage", **_TAG),
    _s("entschieden_von"),
    _s("entschieden_am", **_TAG),
    _s("beleg"),
    _m("terminlage_gesetzt", Gruppe.VERWEIS, codes=Terminlage),
    _m("terminlage_grund", Gruppe.VERWEIS),
    Spalte(
        "zusammengefuehrt_mit",
        "Zusammengeführt mit",
        "Die Nr. der anderen Maßnahme.",
        _nummer("zusammengefuehrt_mit_id"),
        Gruppe.VERWEIS,
        breite=12,
    ),
    Spalte(
        "ersetzt_durch",
        "Ersetzt durch",
        "Die Nr. der Maßnahme, die an ihre Stelle trat.",
        _nummer("ersetzt_durch_id"),
        Gruppe.VERWEIS,
        breite=12,
    ),
    _m("quelle", Gruppe.VERWEIS),
    _m("zeit_wortlaut", Gruppe.NUR_LESEN),
    _m("urspruengliche_frist", Gruppe.NUR_LESEN, **_TAG),
    _berechnet(
        "terminlage",
        "Terminlage (berechnet)",
        "Aus Frist und Umsetzungsstand zum Stichtag.",
        lambda a: a.m.terminlage.bezeichnung,
        breite=16,
    ),
    _berechnet(
        "aktualitaet",
        "Aktualität (berechnet)",
        "Aus dem Alter der letzten Meldung zum Stichtag.",
        lambda a: a.m.aktualitaet.bezeichnung,
        breite=16,
    ),
    _berechnet(
        "verschoben",
        "Wie oft verschoben",
        "So oft wurde die Frist verschoben.",
        lambda a: str(a.m.verschoben) if a.m.verschoben else None,
        breite=11,
    ),
    _m("interne_notiz", Gruppe.INTERN, breite=40),
    Spalte(
        "schluessel",
        "Schlüssel",
        "Daran erkennt die Einlesung die Maßnahme auch dann, wenn Nr. und Titel sich ändern. Bitte nicht ändern; bei "
        "neuen Zeilen bleibt er leer.",
        lambda a: f"{a.konzept}-{a.m.id}",
        Gruppe.SCHLUESSEL,
        Art.SCHLUESSEL,
        9,
    ),
)
"""Die Spalten in der Reihenfolge der Datei; der Schlüssel steht immer zuletzt."""

JE_FELD: Final[Mapping[str, Spalte]] = {s.feld: s for s in SPALTEN}
UEBERSCHRIFTEN: Final[Mapping[str, str]] = {s.ueberschrift: s.feld for s in SPALTEN}
"""Überschrift → Feld; die Einlesung erkennt daran sicher, was aus dieser Ausgabe kommt."""


# --- hin --------------------------------------------------------------------------------------------------------------


def ausgegebene_spalten(lagebild: Lagebild, *, intern: bool = False) -> tuple[Spalte, ...]:
    """Gibt die Spalten einer Ausgabe; mit `intern` auch die internen und je Zusatzfeld eine vor dem Schlüssel."""
    *vorn, schluessel = (s for s in SPALTEN if intern or not s.intern)
    return (*vorn, *(_zusatzspalten(lagebild) if intern else ()), schluessel)


def _zusatzspalten(lagebild: Lagebild) -> list[Spalte]:
    namen: dict[str, None] = {}
    for felder in lagebild.massnahmen["zusatzfelder"]:
        namen |= dict.fromkeys(felder or ())
    return [
        Spalte(
            ZUSATZ + name,
            f"{_VORSATZ}{name}" if name in UEBERSCHRIFTEN else name,
            "Aus einer eingelesenen Liste übernommen; dafür gibt es kein eigenes Feld.",
            _zusatzfeld(name),
            Gruppe.INTERN,
        )
        for name in namen
    ]


def zusatzname(ueberschrift: str) -> str:
    """Gibt den Namen eines Zusatzfelds zu seiner Überschrift: ohne den Vorsatz, den eine vergebene bekommt."""
    return ueberschrift.removeprefix(_VORSATZ)


def _zusatzfeld(name: str) -> Callable[[Akte], Zelle]:
    def zelle(akte: Akte) -> Zelle:
        wert = (akte.m.zusatzfelder or {}).get(name)
        return None if wert is None else str(wert)

    return zelle


def zellen(
    lagebild: Lagebild, *, intern: bool = False, massnahmen: Collection[int] | None = None
) -> dict[int, dict[str, Zelle]]:
    """Gibt je Maßnahme (Schlüssel) zu jedem Feld, was in der Ausgabe steht; leere Zellen sind None."""
    gewaehlt = ausgegebene_spalten(lagebild, intern=intern)
    return {a.m.id: {s.feld: s.zelle(a) or None for s in gewaehlt} for a in akten(lagebild, massnahmen)}


def wahlmoeglichkeiten(spalte: Spalte, lagebild: Lagebild) -> tuple[str, ...]:
    """Gibt die Auswahlliste einer Spalte; leer, wenn sie keine hat. Stellen, die ruhen, stehen nicht zur Wahl."""
    match spalte.art:
        case Art.CODE if spalte.codes:
            return tuple(c.bezeichnung for c in spalte.codes)
        case Art.JA_NEIN:
            return (JA, NEIN)
        case Art.HANDLUNGSFELD:
            return tuple(handlungsfelder(lagebild).values())
        case Art.STELLE:
            aktive = {o.id for o in saetze(lagebild.organisationseinheiten) if o.aktiv}
            namen = stellennamen(lagebild)
            return tuple(sorted((namen[i] for i in aktive), key=str.casefold))
        case _:
            return ()


def read_code(feld: str, text: str) -> Code | None:
    """Liest den Code einer Codespalte aus Bezeichnung oder Code; None, wenn es keiner ist."""
    spalte = JE_FELD.get(feld)
    gesucht = " ".join(text.split()).casefold()
    for code in spalte.codes if spalte and spalte.codes else ():
        if gesucht in (code.bezeichnung.casefold(), code.value):
            return code
    return None
