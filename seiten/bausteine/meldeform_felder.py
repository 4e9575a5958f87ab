"""Felder: was das Meldeformular fragt, womit es vorbelegt ist und was daraus beim Speichern wird."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from mut_core import regeln
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import EingabeError
from mut_core.modell import Sachstand
from mut_core.modell.codes import Angabe, Freigabe, Genauigkeit, Turnus, Umsetzungsstand, Zurueckstellungsgrund
from mut_core.zeitangaben import datum_text, read_zeitangabe
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag

TAGE = (
    "naechster_termin",
    "abgeschlossen_am",
    "naechste_ueberpruefung",
    "wiedervorlage",
    "entschieden_am",
    "neue_frist",
    "zum",
)
"""Tage sind Textfelder: So bleibt auch „30.02.“ stehen, und „Ende 2026“ ist eine Frist."""

GROSS = ("text", "ergebnis", "begruendung")
TEXTE = (*GROSS, "naechster_schritt", "hindernis", "loesung", "entschieden_von", "frist_grund", "grund")
CODES = {"umsetzungsstand": Umsetzungsstand, "turnus": Turnus, "zurueckstellungsgrund": Zurueckstellungsgrund}
STELLE = "im_auftrag_von_id"
FELDER = (*TEXTE, *TAGE, *CODES, STELLE)
IMMER = frozenset({"naechster_termin", "frist", "beginn", "termin_offen", "federfuehrung_id"})
"""Pflichtangaben, die nicht erst mit dem Stand erscheinen: Das Formular zeigt sie immer oder die Maßnahme trägt sie."""

_OHNE_VORBELEGUNG = frozenset({"text", "neue_frist", "frist_grund", "zum", "grund", STELLE})
_EIGENE = {
    "neue_frist": ("Neue Frist", ""),
    "frist_grund": ("Grund der Verschiebung", "Warum sich die Frist verschiebt"),
    "grund": ("Grund der Berichtigung", "Steht im Protokoll; der berichtigte Eintrag bleibt lesbar."),
    STELLE: ("Im Auftrag von", "Die Stelle, für die Sie melden. Ihr eigener Name bleibt daneben stehen."),
}


@dataclass(frozen=True)
class Formular:
    """Ein offenes Meldeformular: die Maßnahme, der Stand, auf dem es beruht, und womit es vorbelegt ist."""

    m: Any
    letzter: Any | None
    basis: int
    basis_version: int
    naechste: int | None = None
    ersetzt: Any | None = None
    stellen: Mapping[int, str] = field(default_factory=dict)
    eigene: frozenset[str] = frozenset()
    """Felder, die die Person laut Entwurf selbst geändert hat."""

    anfang: Mapping[str, Any] = field(default_factory=dict)
    """Womit die Felder in einer frischen Sitzung beginnen, wenn der Browser nichts Getipptes mitbringt."""

    @property
    def zurueckgegeben(self) -> bool:
        """Sagt, ob ein zurückgegebener Eintrag berichtigt wird; die Rückgabe ist dann Grund genug."""
        return self.ersetzt is not None and self.ersetzt.freigabe == Freigabe.ZURUECK

    @property
    def vor(self) -> dict[str, Any]:
        """Womit die Felder vorbelegt sind: was vom letzten Stand weitergilt; beim Berichtigen der alte Eintrag."""
        quelle = self.ersetzt or self.letzter
        werte: dict[str, Any] = {n: _roh(getattr(quelle, n, None)) for n in FELDER} if quelle else {}
        if not self.ersetzt:
            werte |= dict.fromkeys(_OHNE_VORBELEGUNG)
        werte["zum"] = werte.get("zum") or datum_text(sitzung.heute())
        return {n: werte.get(n) or (None if n in CODES or n == STELLE else "") for n in FELDER}


def _roh(wert: Any) -> Any:
    if isinstance(wert, date):
        return datum_text(wert)
    return wert.value if hasattr(wert, "value") else wert


def schluessel(massnahme_id: int, name: str) -> str:
    """Gibt den Schlüssel, unter dem ein Feld seinen Wert hält."""
    return f"melden_{massnahme_id}_{name}"


def wert(f: Formular, name: str) -> Any:
    """Gibt, was im Feld steht; eine Wahl, die es nicht gibt (am Browser vorbei geschickt), gilt als keine."""
    roh = st.session_state.get(schluessel(f.m.id, name), f.anfang.get(name))
    if name in CODES:
        return roh if roh in {c.value for c in CODES[name]} else None
    if name == STELLE:
        return roh if roh in f.stellen else None
    return roh if isinstance(roh, str) else ""


def gewaehlter_stand(f: Formular) -> Umsetzungsstand | None:
    """Gibt den gewählten Umsetzungsstand."""
    code = wert(f, "umsetzungsstand")
    return Umsetzungsstand.von(code) if code else None


def bedingte(stand: Umsetzungsstand | None) -> tuple[str, ...]:
    """Gibt die Felder, die erst dieser Stand verlangt, in der Reihenfolge der Pflichten."""
    pflichten = regeln.PFLICHTEN.get(stand, ()) if stand else ()
    return tuple(f for p in pflichten for f in p.felder if f not in IMMER)


def noetige(f: Formular) -> dict[str, str]:
    """Gibt zu jedem Feld, das der gewählte Stand verlangt, „nötig“ oder „eines von beiden nötig“."""
    stand = gewaehlter_stand(f)
    gefunden: dict[str, str] = {}
    for pflicht in regeln.PFLICHTEN.get(stand, ()) if stand else ():
        hier = ["neue_frist" if n == "frist" else n for n in pflicht.felder if n not in ("beginn", "termin_offen")]
        if not any(_an_der_massnahme(f.m, n) for n in pflicht.felder):
            if len(hier) == 1:
                gefunden[hier[0]] = "nötig"
            elif not any(wert(f, n) for n in hier):
                gefunden |= dict.fromkeys(hier, "eines von beiden nötig")
    if wert(f, "neue_frist") and f.m.frist:
        gefunden["frist_grund"] = "nötig"
    if f.ersetzt and not f.zurueckgegeben:
        gefunden["grund"] = "nötig"
    return gefunden


def _an_der_massnahme(m: Any, name: str) -> bool:
    return m.zeit_angabe == Angabe.OFFEN if name == "termin_offen" else bool(getattr(m, name, None))


def fehlende(f: Formular) -> list[regeln.Pflicht]:
    """Gibt die Pflichtangaben, die der gewählte Stand verlangt und die jetzt weder Formular noch Maßnahme nennen."""
    stand = gewaehlter_stand(f)
    angaben = {n: getattr(f.m, n, None) for n in ("federfuehrung_id", "frist", "beginn", "zeit_angabe")}
    angaben |= {n: str(wert(f, n) or "").strip() for n in (*TAGE, *TEXTE, *CODES) if n != "umsetzungsstand"}
    angaben["frist"] = angaben["neue_frist"] or f.m.frist
    return list(regeln.fehlende_angaben(stand, angaben)) if stand else []


def beschriftung(f: Formular, name: str) -> tuple[str, str]:
    """Gibt Bezeichnung und Hilfe eines Feldes, mit „– nötig“, wenn der gewählte Stand es verlangt."""
    if name in _EIGENE:
        text, hilfe = _EIGENE[name]
    else:
        info = Sachstand.__table__.columns[name].info
        text, hilfe = info["bezeichnung"], info["hilfe"]
    if name == "neue_frist":
        text = f"{text} (bisher {tag(f.m.frist, 'keine')})"
    zusatz = noetige(f).get(name)
    return f"{text} – {zusatz}" if zusatz else text, hilfe


@dataclass(frozen=True)
class GelesenerTag:
    """Ein verstandener Tag mit Genauigkeit – oder der Satz, warum der Text keiner ist."""

    tag: date | None = None
    genauigkeit: Genauigkeit = Genauigkeit.TAG
    fehler: str = ""


def lies_tag(text: str) -> GelesenerTag:
    """Liest einen Tag, wie man ihn schreibt („1.3.26“, „Ende 2026“); Unklares wird nie geraten."""
    if not text.strip():
        return GelesenerTag()
    z = read_zeitangabe(text)
    if z.frist and z.sicher:
        return GelesenerTag(z.frist, z.frist_genauigkeit or Genauigkeit.TAG)
    unklar = "" if z.sicher or z.hinweis.startswith("Kein Datum erkannt") else z.hinweis
    return GelesenerTag(fehler=unklar or "Bitte nennen Sie einen Tag, zum Beispiel 31.12.2026.")


def eingabe(f: Formular) -> SachstandEingabe:
    """Macht aus den Feldern eine Eingabe; wirft EingabeError mit dem Feld, dessen Tag nicht lesbar ist.

    Was der gewählte Stand nicht verlangt, wird nicht still mitgespeichert.
    """
    stand = gewaehlter_stand(f)
    verborgen = {n for s in Umsetzungsstand for n in bedingte(s)} - set(bedingte(stand))
    werte: dict[str, Any] = {n: None if n in verborgen else wert(f, n) or None for n in FELDER if n != "grund"}
    for name in TAGE:
        gelesen = lies_tag(str(werte[name] or ""))
        if gelesen.fehler:
            raise EingabeError(f"„{beschriftung(f, name)[0]}“: {gelesen.fehler}", feld=name)
        werte[name] = gelesen.tag
        if name == "neue_frist":
            werte["neue_frist_genauigkeit"] = gelesen.genauigkeit
    for name, codes in CODES.items():
        werte[name] = codes.von(werte[name]) if werte[name] else None
    return SachstandEingabe(**werte | {"zum": werte["zum"] or sitzung.heute(), "text": werte["text"] or ""})


def geaenderte(f: Formular) -> list[str]:
    """Gibt die sichtbaren Felder, in denen etwas anderes steht als vorbelegt."""
    stand, vor = gewaehlter_stand(f), f.vor
    verborgen = {n for s in Umsetzungsstand for n in bedingte(s)} - set(bedingte(stand))
    return [n for n in FELDER if n not in verborgen and (wert(f, n) or "") != (vor[n] or "")]


def in_worten(f: Formular, name: str, roh: Any) -> str:
    """Gibt einen Feldwert, wie man ihn liest."""
    if not roh:
        return "–"
    if name in CODES:
        return CODES[name].von(roh).bezeichnung if roh in {c.value for c in CODES[name]} else "–"
    if name == STELLE:
        return f.stellen.get(roh, "–")
    if name in TAGE and (gelesen := lies_tag(roh)).tag:
        return datum_text(gelesen.tag)
    return str(roh)


def aenderungen(f: Formular) -> list[tuple[str, str, str]]:
    """Gibt je Änderung gegenüber dem letzten Stand: Bezeichnung, bisher, neu – vor dem Speichern zu lesen."""
    vor, zeilen = f.vor, []
    for name in geaenderte(f):
        neu, bisher = in_worten(f, name, wert(f, name)), in_worten(f, name, vor[name])
        if name == "neue_frist":
            bisher = tag(f.m.frist, "keine")
        elif name in GROSS and wert(f, name):
            bisher, neu = ("", "neuer Text") if not vor[name] else ("", "geänderter Text")
        zeilen.append((beschriftung(f, name)[0].split(" – ")[0].split(" (bisher")[0], bisher, neu))
    return zeilen
