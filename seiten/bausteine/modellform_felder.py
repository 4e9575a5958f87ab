"""Felder: welche Eingabe zu einer Spalte des Modells gehört, was darin steht und was beim Speichern daraus wird."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum as Aufzaehlung
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, Text
from sqlalchemy.orm import Session

from mut_core.betraege import read_betrag
from mut_core.erfassung import pflege
from mut_core.erfassung.protokoll import Vorgang, as_json
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Datensatz
from mut_core.modell.codes import Code
from mut_core.sprache import knapp
from mut_core.zeitangaben import datum_text, read_zeitangabe
from seiten.bausteine import sitzung

Speichern = Callable[[Session, Vorgang, dict[str, Any], int], int]
"""Schreibt die geänderten Werte auf der Grundlage einer Version und gibt den Schlüssel."""


class Eingabe(Aufzaehlung):
    """Womit ein Feld eingegeben wird."""

    KURZ = "kurz"
    KUERZEL = "kuerzel"
    LANG = "lang"
    ZAHL = "zahl"
    TAG = "tag"
    JA_NEIN = "ja_nein"
    WAHL = "wahl"
    ZEITRAUM = "zeitraum"
    BETRAG = "betrag"


TEXTE = (Eingabe.KURZ, Eingabe.KUERZEL, Eingabe.LANG, Eingabe.ZAHL, Eingabe.ZEITRAUM, Eingabe.BETRAG)
UMGANG = "_umgang"
"""„zeitraum_umgang“ hält, wie Unklares gespeichert werden soll: berichtigt, wie verstanden oder als Wortlaut."""

BERICHTIGEN, VERSTANDEN, WORTLAUT = "", pflege.BESTAETIGT, pflege.ALS_WORTLAUT


@dataclass(frozen=True)
class Feld:
    """Ein Feld des Formulars mit Bezeichnung und Hilfe aus dem Modell."""

    name: str
    bezeichnung: str
    hilfe: str
    eingabe: Eingabe
    noetig: bool = False
    optionen: Mapping[Any, str] = field(default_factory=dict)
    vorgabe: Any = None


Gruppen = tuple[tuple[str, tuple[str, ...]], ...]
"""Überschrift und Felder; eine Gruppe ohne Überschrift steht offen oben, jede andere lässt sich aufklappen."""


@dataclass(frozen=True)
class Formular:
    """Ein offenes Formular zu einem Datensatz; ohne `zeile` legt es einen neuen an."""

    konzept_id: int
    art: str
    klasse: type[Datensatz]
    zeile: Any | None
    felder: Mapping[str, Feld]
    gruppen: Gruppen
    fest: Mapping[str, Any] = field(default_factory=dict)
    """Werte, die ein neuer Datensatz ungefragt bekommt, etwa die Maßnahme, zu der er gehört."""
    speichern: Speichern | None = None
    zusatz: str = ""
    """Unterscheidet neue Datensätze derselben Art, zum Beispiel je Gremium."""

    @property
    def gegenstand(self) -> str:
        """Unter diesem Namen hebt die Datenbank den Entwurf auf."""
        return f"{self.art}:{self.zeile.id if self.zeile is not None else f'neu{self.zusatz}'}"

    @property
    def name(self) -> str:
        """Unter diesem Namen merkt sich die Seite Fehler und Schlüssel."""
        return self.gegenstand.replace(":", "_")

    @property
    def version(self) -> int:
        """Die Version, die gerade zu sehen ist; ein neuer Datensatz hat keine."""
        return int(self.zeile.version) if self.zeile is not None else 0

    def gespeichert(self, name: str) -> Any:
        """Gibt den gespeicherten Wert eines Feldes, wie ihn das Formular und der Entwurf halten (JSON)."""
        feld = self.felder[name]
        if self.zeile is None:
            return feld.vorgabe
        wert = as_json(pflege.formwert(self.zeile, name))
        if feld.eingabe in TEXTE:
            return "" if wert is None else str(wert)
        return wert

    def schreibe(self, session: Session, vorgang: Vorgang, werte: dict[str, Any], basis_version: int) -> int:
        """Speichert die geänderten Werte und gibt den Schlüssel des Datensatzes."""
        if self.speichern is not None:
            return self.speichern(session, vorgang, werte, basis_version)
        nummer = None if self.zeile is None else self.zeile.id
        ort = session, vorgang, self.konzept_id, self.art, nummer
        return pflege.save_datensatz(*ort, werte, basis_version=basis_version)


def build_formular(
    bild: Lagebild,
    klasse: type[Datensatz],
    zeile: Any | None,
    gruppen: Gruppen,
    *,
    fest: Mapping[str, Any] | None = None,
    vorgaben: Mapping[str, Any] | None = None,
    speichern: Speichern | None = None,
    zusatz: str = "",
) -> Formular:
    """Baut das Formular zu einem Datensatz; Bezeichnung, Hilfe und Eingabe jedes Feldes kommen aus dem Modell.

    `gruppen` nennt die Felder; „zeitraum“ und „betrag“ sind je ein Text für mehrere Spalten. `vorgaben` belegen Felder
    eines neuen Datensatzes vor. Wahlmöglichkeiten bei Verweisen kommen aus `bild`, dem Lagebild von heute.
    """
    spalten = pflege.aenderbare(klasse)
    namen = [name for _, gruppe in gruppen for name in gruppe]
    felder = {name: _feld(name, spalten, bild, zeile, (vorgaben or {}).get(name)) for name in namen}
    return Formular(
        bild.konzept.id, klasse.__tablename__, klasse, zeile, felder, gruppen, fest or {}, speichern, zusatz
    )


# --- aus dem Modell --------------------------------------------------------------------------------------------------

_TEXTFELDER = {
    "zeitraum": (
        Eingabe.ZEITRAUM,
        "Zeitraum",
        "So, wie man es schreibt: „II. Quartal 2026“, „ab 2025“, „bis 31.12.2026“, „jährlich“ oder „k. A.“",
    ),
    "betrag": (Eingabe.BETRAG, "Betrag", "So, wie man es schreibt: „33.000,50 €“, „ca. 21 T€ jährlich“ oder „keine“"),
}


def _feld(name: str, spalten: Mapping[str, Column[Any]], bild: Lagebild, zeile: Any | None, vorgabe: Any) -> Feld:
    if name in _TEXTFELDER and name not in spalten:
        eingabe, bezeichnung, hilfe = _TEXTFELDER[name]
        return Feld(name, bezeichnung, hilfe, eingabe, vorgabe=vorgabe or "")
    spalte = spalten[name]
    wort, hilfe = spalte.info["bezeichnung"], spalte.info["hilfe"]
    eingabe = _eingabe(spalte)
    noetig = not spalte.nullable and spalte.default is None and not _zaehlt(spalte)
    optionen = _optionen(spalte, bild, zeile) if eingabe is Eingabe.WAHL else {}
    if vorgabe is None and spalte.default is not None:
        vorgabe = as_json(getattr(spalte.default, "arg", None))
    if vorgabe is None and eingabe in TEXTE:
        vorgabe = ""
    return Feld(name, wort, hilfe, eingabe, noetig, optionen, str(vorgabe) if eingabe is Eingabe.ZAHL else vorgabe)


_WENIGE_ZEICHEN = ("buchstabe", "kuerzel", "massnahmen_kuerzel", "einheit", "uhrzeit", "smart_a")
"""Einzeilige Felder, in denen nur wenige Zeichen stehen."""


def _zaehlt(spalte: Column[Any]) -> bool:
    """Was beim Anlegen von selbst die nächste Nummer bekommt, muss niemand ausfüllen."""
    wie = pflege.ARTEN.get(spalte.table.name)
    return wie is not None and wie.zaehlt == spalte.key


def _eingabe(spalte: Column[Any]) -> Eingabe:
    typ = spalte.type
    if spalte.foreign_keys or isinstance(typ, Enum):
        return Eingabe.WAHL
    if isinstance(typ, Boolean):
        return Eingabe.JA_NEIN
    if isinstance(typ, Date):
        return Eingabe.TAG
    if isinstance(typ, Integer):
        return Eingabe.ZAHL
    if isinstance(typ, Text):
        return Eingabe.LANG
    return Eingabe.KUERZEL if spalte.key in _WENIGE_ZEICHEN else Eingabe.KURZ


def _optionen(spalte: Column[Any], bild: Lagebild, zeile: Any | None) -> dict[Any, str]:
    if isinstance(spalte.type, Enum) and spalte.type.enum_class:
        codes: type[Code] = spalte.type.enum_class  # type: ignore[assignment]
        return {c.value: c.bezeichnung for c in codes}
    (fremd,) = spalte.foreign_keys
    tabelle = fremd.column.table.name
    selbst = zeile.id if zeile is not None and tabelle == spalte.table.name else None
    moeglich = {s.id: _benannt(s) for s in verweisbare(bild, tabelle) if s.id != selbst}
    jetzt = getattr(zeile, spalte.key, None) if zeile is not None else None
    if jetzt is not None and jetzt not in moeglich:
        moeglich[jetzt] = "(archiviert)"
    return moeglich


_TABELLEN = {
    "massnahme": "massnahmen",
    "handlungsfeld": "handlungsfelder",
    "teilprojekt": "teilprojekte",
    "ziel": "ziele",
    "gremium": "gremien",
    "ereignis": "ereignisse",
    "foerderung": "foerderungen",
    "vorlage": "vorlagen",
    "beschluss": "beschluesse",
    "organisationseinheit": "organisationseinheiten",
}


def verweisbare(bild: Lagebild, tabelle: str) -> list[Any]:
    """Gibt, worauf ein Feld verweisen kann: Vorhandenes im Lagebild, nach Nummer und Namen geordnet."""
    zeilen = [s for s in saetze(getattr(bild, _TABELLEN[tabelle])) if getattr(s, "aktiv", True)]
    return sorted(zeilen, key=lambda s: (_rang(getattr(s, "nummer", None)), _benannt(s).casefold()))


def _rang(nummer: Any) -> tuple[bool, int]:
    return (False, nummer) if isinstance(nummer, int) else (True, 0)


def _benannt(s: Any) -> str:
    """Nennt eine Wahlmöglichkeit so, dass man sie wiedererkennt: mit Nummer und Namen, Stellen mit Kürzel."""
    name = next((w for n in ("titel", "name", "bezeichnung", "programm", "betreff", "gremium", "text")
                 if (w := getattr(s, n, None))), "")  # fmt: skip
    nummer, buchstabe = getattr(s, "nummer", None), getattr(s, "buchstabe", None)
    vorn = f"{nummer}." if isinstance(nummer, int) else nummer or (f"{buchstabe})" if buchstabe else "")
    kuerzel = getattr(s, "kuerzel", None) if hasattr(s, "extern") else None
    text = f"{vorn} {name}".strip()
    return knapp(f"{text} ({kuerzel})" if kuerzel else text, 110)


# --- lesen, was darin steht ------------------------------------------------------------------------------------------


def als_werte(form: Formular, eigene: Mapping[str, Any]) -> dict[str, Any]:
    """Macht aus den eigenen Feldern eines Entwurfs Werte für den Kern; der Umgang mit Unklarem wird zum Zusatz."""
    werte: dict[str, Any] = dict(form.fest) if form.zeile is None else {}
    for name, wert in eigene.items():
        if name.endswith(UMGANG):
            if wert and name.removesuffix(UMGANG) in eigene:
                werte[name.removesuffix(UMGANG) + wert] = True
        elif name in form.felder:
            werte[name] = wert
    return werte


def in_worten(feld: Feld, wert: Any) -> str:
    """Gibt einen Feldwert, wie man ihn liest."""
    if feld.eingabe is Eingabe.JA_NEIN:
        return "ja" if wert else "nein"
    if wert in (None, ""):
        return "–"
    if feld.eingabe is Eingabe.WAHL:
        return feld.optionen.get(wert, "–")
    tag = sitzung.lies_tag(wert) if feld.eingabe is Eingabe.TAG and isinstance(wert, str) else None
    return datum_text(tag) if tag else str(wert)


@dataclass(frozen=True)
class Verstanden:
    """Was aus einem Text gelesen wurde: der Satz dazu, ob er eindeutig ist und ob es einen Vorschlag gibt."""

    satz: str
    klar: bool = True
    vorschlag: bool = False


def verstehe(feld: Feld, text: str) -> Verstanden:
    """Liest einen Zeitraum oder Betrag, während er eingegeben wird."""
    if not text.strip():
        return Verstanden("")
    if feld.eingabe is Eingabe.ZEITRAUM:
        zeit = read_zeitangabe(text, bezug=sitzung.heute())
        gelesen = bool(zeit.beginn or zeit.frist)
        return Verstanden(zeit.hinweis or zeit.angabe.bezeichnung, zeit.sicher, gelesen)
    betrag = read_betrag(text)
    gelesen = betrag.betrag is not None or betrag.bis_betrag is not None
    return Verstanden(betrag.hinweis or betrag.angabe.bezeichnung, betrag.sicher, gelesen)


def einwand(form: Formular, name: str, wert: Any) -> str:
    """Gibt den Satz, warum ein Feld so nicht gespeichert werden kann, sonst nichts; Verweise prüft das Speichern."""
    if name not in pflege.aenderbare(form.klasse):  # ein Text für mehrere Spalten oder eine Frage neben dem Modell
        return ""
    try:
        pflege.pruefe_werte(form.klasse, {name: wert})
    except EingabeError as fehler:
        return str(fehler)
    return ""


def als_tag(wert: Any) -> date | None:
    """Gibt einen Tag aus dem Entwurf."""
    return sitzung.lies_tag(wert) if isinstance(wert, str) else None
