"""Zurücknehmen: ein ausgefüllter Rückmeldebogen wird zu Meldungen – erkannt an der Kennung, verglichen Zeile für Zeile.

Der Bogen darf umbenannte Blätter, zusätzliche Spalten und gelöschte Zeilen haben und von LibreOffice oder als CSV
gespeichert sein. Was seit der Ausgabe erfasst wurde, ist ein Konflikt, über den ein Mensch entscheidet.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from mut_core import regeln
from mut_core.austausch.ausgabe.bogen import EINGABEN, KENNUNG
from mut_core.austausch.bestaetigung import bestaetigte_angaben
from mut_core.austausch.mappe import Blatt, Mappe, Zellwert
from mut_core.austausch.spalten import read_code
from mut_core.austausch.zellwerte import read_schluessel, read_tag
from mut_core.dateien import csv_original
from mut_core.erfassung.einlesung import Bogenangabe, Einlesungsplan, Zeilenplan
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Massnahme
from mut_core.modell.codes import Umsetzungsstand, Zurueckstellungsgrund
from mut_core.schriftbild import geglaettet
from mut_core.sprache import aufzaehlung
from mut_core.texte import clean_text
from mut_core.zeitangaben import datum_text, read_zeitangabe

_KENNUNG: Final = re.compile(re.escape(KENNUNG.strip()) + r"\s*([0-9A-Za-z_-]{1,60})")
_KOPF_HOECHSTENS: Final = 40
"""So weit unten wird die Zeile mit den Überschriften noch gesucht."""
_TAG_ZU: Final[Mapping[Umsetzungsstand, str]] = {
    Umsetzungsstand.UMGESETZT: "abgeschlossen_am",
    Umsetzungsstand.ZURUECKGESTELLT: "wiedervorlage",
    Umsetzungsstand.VERWORFEN: "entschieden_am",
    Umsetzungsstand.VERSTETIGT: "naechste_ueberpruefung",
}
"""Was der Tag im Bogen bei einem Stand heißt; sonst ist es der nächste Termin."""
_SPALTE_ZU: Final[Mapping[str, str]] = {
    **dict.fromkeys((*_TAG_ZU.values(), "naechster_termin"), "datum"),
    "frist": "neue_frist",
    "ergebnis": "sachstand",
    "begruendung": "grund",
    "zurueckstellungsgrund": "grund",
    "entschieden_von": "entschieden_von",
}
"""Pflichtangabe → Spalte des Bogens, in die sie gehört."""


class Bogenlage(StrEnum):
    """Was aus einer Zeile des Bogens wird."""

    LEER = "nicht ausgefüllt"
    GLEICH = "steht schon so da"
    NEU = "neue Meldung"
    KONFLIKT = "inzwischen gemeldet"
    FEHLER = "geht so nicht"


@dataclass(frozen=True)
class Bogenzeile:
    """Eine Zeile, wie sie zurückkam: Schlüssel und Nr. der Maßnahme und die Eingaben (Feld → Zelle)."""

    nr: int
    schluessel: str
    nummer: str
    eingaben: Mapping[str, Zellwert]


@dataclass(frozen=True)
class Bogen:
    """Ein gelesener Bogen; `hinweise` sagen, was fehlt und was das heißt."""

    dateiname: str
    pruefsumme: str
    kennung: str
    blatt: str
    zeilen: tuple[Bogenzeile, ...]
    hinweise: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rueckmeldung:
    """Eine Zeile im Vergleich mit dem Konzept; `inzwischen` nennt, was seit der Ausgabe erfasst wurde."""

    zeile: Bogenzeile
    lage: Bogenlage
    massnahme: Any | None = None
    eingabe: SachstandEingabe | None = None
    grund: str = ""
    inzwischen: tuple[str, ...] = ()


# --- lesen -----------------------------------------------------------------------------------------------------------


def read_bogen(mappe: Mappe) -> Bogen:
    """Liest einen zurückgekommenen Bogen; wirft EingabeError (`datei`), der genau sagt, was fehlt."""
    kennung = _kennung(mappe)
    if not kennung:
        raise EingabeError(
            f"In „{mappe.dateiname}“ fehlt die Kennung des Bogens (die Zeile „{KENNUNG}…“ über der Tabelle). Bitte "
            "kopieren Sie diese Zeile aus dem ausgegebenen Bogen wieder hinein oder geben Sie den Bogen neu aus.",
            feld="datei",
        )
    for blatt in sorted(mappe.blaetter, key=lambda b: not b.sichtbar):
        for nr, zeile in enumerate(blatt.zeilen[:_KOPF_HOECHSTENS], 1):
            spalten = _spalten(zeile)
            if "sachstand" in spalten or "umsetzungsstand" in spalten:
                return _bogen(mappe, kennung, blatt, nr, spalten)
    ueberschriften = aufzaehlung([f"„{u}“" for u in EINGABEN.values()])
    raise EingabeError(
        f"In „{mappe.dateiname}“ fehlt die Zeile mit den Überschriften ({ueberschriften}). Bitte stellen Sie sie "
        "wieder her; andere Spalten dürfen daneben stehen.",
        feld="datei",
    )


def _kennung(mappe: Mappe) -> str:
    for blatt in mappe.blaetter:
        for zeile in blatt.zeilen[:200]:
            texte = [w for w in zeile if isinstance(w, str)]
            if len(texte) >= 2 and texte[0] == "Kennung":
                return texte[1].strip()
            for text in texte:
                if treffer := _KENNUNG.search(text):
                    return treffer[1]
    return ""


def _spalten(zeile: Sequence[Zellwert]) -> dict[str, int]:
    """Gibt zu jedem Feld des Bogens seine Spalte; Umbrüche und Groß/Klein stören nicht."""
    gesucht = {geglaettet(u): f for f, u in ({**EINGABEN, "schluessel": "Schlüssel", "nummer": "Nr."}).items()}
    gefunden: dict[str, int] = {}
    for i, wert in enumerate(zeile):
        feld = gesucht.get(geglaettet(wert)) if isinstance(wert, str) else None
        if feld is not None:
            gefunden.setdefault(feld, i)
    return gefunden


def _bogen(mappe: Mappe, kennung: str, blatt: Blatt, kopf: int, spalten: Mapping[str, int]) -> Bogen:
    if not {"schluessel", "nummer"} & spalten.keys():
        raise EingabeError(
            f"In „{mappe.dateiname}“ fehlen die Spalten „Schlüssel“ und „Nr.“; ohne eine von beiden ist nicht zu "
            "erkennen, welche Maßnahme gemeint ist.",
            feld="datei",
        )
    zeilen = tuple(_zeile(nr, zeile, spalten) for nr, zeile in enumerate(blatt.zeilen[kopf:], kopf + 1))
    fehlend = [f"„{u}“" for f, u in EINGABEN.items() if f not in spalten]
    hinweise = [f"Es fehlen die Spalten {aufzaehlung(fehlend)}; sie gelten als leer."] if fehlend else []
    if "schluessel" not in spalten:
        hinweise.append("Die Spalte „Schlüssel“ fehlt; die Maßnahmen sind an ihrer Nr. erkannt.")
    gefuellte = tuple(z for z in zeilen if z.schluessel or z.nummer)
    return Bogen(mappe.dateiname, mappe.sha256, kennung, blatt.name, gefuellte, tuple(hinweise))


def _zeile(nr: int, zeile: Sequence[Zellwert], spalten: Mapping[str, int]) -> Bogenzeile:
    werte = {f: zeile[i] for f, i in spalten.items() if i < len(zeile) and zeile[i] not in (None, "")}
    schluessel, nummer = (str(werte.pop(f, "")).strip() for f in ("schluessel", "nummer"))
    return Bogenzeile(nr, csv_original(schluessel), csv_original(nummer), werte)


# --- vergleichen -----------------------------------------------------------------------------------------------------


def build_rueckmeldungen(bogen: Bogen, angabe: Bogenangabe, bild: Lagebild, heute: date) -> tuple[Rueckmeldung, ...]:
    """Vergleicht jede Zeile mit dem Konzept: neu, schon da, inzwischen gemeldet, nicht ausgefüllt oder fehlerhaft."""
    je_id = {m.id: m for m in saetze(bild.massnahmen)}
    je_nummer = {m.nummer: m for m in saetze(bild.massnahmen)}
    spaetere = _spaetere(bild, angabe.erstellt_am)
    letzte = {s.massnahme_id: s for s in sorted(saetze(bild.sachstaende), key=lambda s: (s.zum, s.nummer))}
    ergebnis = []
    for zeile in bogen.zeilen:
        schluessel = read_schluessel(zeile.schluessel) if zeile.schluessel else None
        if schluessel and schluessel[0] != bild.konzept.schluessel:
            grund = f"Der Schlüssel „{zeile.schluessel}“ gehört zu einem anderen Konzept."
            ergebnis.append(Rueckmeldung(zeile, Bogenlage.FEHLER, grund=grund))
            continue
        m = je_id.get(schluessel[1]) if schluessel else je_nummer.get(zeile.nummer)
        letzter = letzte.get(m.id) if m is not None else None
        ergebnis.append(_vergleiche(zeile, (m, letzter), angabe, spaetere, heute))
    return tuple(ergebnis)


def _spaetere(bild: Lagebild, seit: datetime) -> dict[int, list[str]]:
    """Gibt je Maßnahme in Sätzen, was seit der Ausgabe gemeldet oder verschoben wurde."""
    saetze_je: dict[int, list[str]] = {}
    for s in saetze(bild.sachstaende):
        if s.erfasst_am > seit:
            satz = f"{datum_text(s.zum)}, {s.umsetzungsstand.bezeichnung}: {s.text or 'unverändert bestätigt'}"
            saetze_je.setdefault(s.massnahme_id, []).append(satz)
    for f in saetze(bild.fristaenderungen):
        if f.am > tag_in_berlin(seit):
            neu = datum_text(f.neu) if f.neu else "aufgehoben"
            saetze_je.setdefault(f.massnahme_id, []).append(f"Frist seit {datum_text(f.am)}: {neu} ({f.grund})")
    return saetze_je


def _vergleiche(
    zeile: Bogenzeile,
    gemeint: tuple[Any | None, Any | None],
    angabe: Bogenangabe,
    spaetere: Mapping[int, Sequence[str]],
    heute: date,
) -> Rueckmeldung:
    """Vergleicht eine Zeile mit der gemeinten Maßnahme und deren letztem Sachstand."""
    m, letzter = gemeint
    if not zeile.eingaben:
        return Rueckmeldung(zeile, Bogenlage.LEER, m)
    if m is None:
        return Rueckmeldung(zeile, Bogenlage.FEHLER, grund="Diese Maßnahme gibt es hier nicht (mehr).")
    try:
        eingabe = replace(_eingabe(zeile, m, letzter, heute), im_auftrag_von_id=angabe.stelle_id)
    except EingabeError as fehler:
        return Rueckmeldung(zeile, Bogenlage.FEHLER, m, grund=str(fehler))
    if _steht_schon_da(eingabe, m):
        return Rueckmeldung(zeile, Bogenlage.GLEICH, m)
    if fehlend := _fehlende(eingabe, m):
        return Rueckmeldung(zeile, Bogenlage.FEHLER, m, eingabe, grund=" ".join(fehlend))
    inzwischen = tuple(spaetere.get(m.id, ()))
    return Rueckmeldung(zeile, Bogenlage.KONFLIKT if inzwischen else Bogenlage.NEU, m, eingabe, inzwischen=inzwischen)


def _eingabe(zeile: Bogenzeile, m: Any, letzter: Any | None, heute: date) -> SachstandEingabe:
    """Gibt die Meldung einer Zeile; wirft EingabeError, wenn eine Zelle nicht zu lesen ist."""
    texte = {
        f: _text(zeile.eingaben.get(f))
        for f in ("sachstand", "naechster_schritt", "hindernis", "grund", "entschieden_von")
    }
    stand = _stand(_text(zeile.eingaben.get("umsetzungsstand")), m)
    tag, frist = (_tag(zeile.eingaben.get(f), EINGABEN[f]) for f in ("datum", "neue_frist"))
    gleich = m.stand_zum is not None and stand == m.umsetzungsstand
    if gleich and letzter is not None and not any(texte.values()) and tag is None and frist is None:
        return SachstandEingabe(heute, **bestaetigte_angaben(letzter))
    werte: dict[str, Any] = {
        "text": texte["sachstand"] or texte["grund"],
        "naechster_schritt": texte["naechster_schritt"] or (m.stand_naechster_schritt if gleich else None),
        "hindernis": texte["hindernis"] or None,
        _TAG_ZU.get(stand, "naechster_termin"): tag,
    }
    if frist and frist != m.frist:
        werte |= {"neue_frist": frist, "frist_grund": texte["grund"] or None}
    if stand is Umsetzungsstand.UMGESETZT:
        werte["ergebnis"] = texte["sachstand"] or texte["grund"] or None
        werte["abgeschlossen_am"] = tag or (m.stand_abgeschlossen_am if gleich else None)
    if stand in (Umsetzungsstand.ZURUECKGESTELLT, Umsetzungsstand.VERWORFEN):
        werte["begruendung"] = texte["grund"] or texte["sachstand"] or None
    if stand is Umsetzungsstand.ZURUECKGESTELLT:
        gelesen = read_code("zurueckstellungsgrund", texte["grund"])
        werte["zurueckstellungsgrund"] = gelesen or Zurueckstellungsgrund.SONSTIGES
    if stand is Umsetzungsstand.VERWORFEN:
        werte["entschieden_von"] = texte["entschieden_von"][:300] or None
    return SachstandEingabe(heute, stand, **werte)


def _text(wert: Zellwert) -> str:
    return "" if wert is None else clean_text(csv_original(str(wert)))


def _stand(text: str, m: Any) -> Umsetzungsstand:
    if not text:
        return Umsetzungsstand.von(m.umsetzungsstand)
    gelesen = read_code("umsetzungsstand", text)
    if not isinstance(gelesen, Umsetzungsstand):
        moeglich = aufzaehlung([u.bezeichnung for u in Umsetzungsstand])
        raise EingabeError(f"„{text[:60]}“ ist kein Umsetzungsstand. Möglich sind: {moeglich}.")
    return gelesen


def _tag(wert: Zellwert, spalte: str) -> date | None:
    if wert in (None, ""):
        return None
    if (tag := read_tag(wert)) is not None:
        return tag
    zeit = read_zeitangabe(str(wert))
    if not (zeit.sicher and zeit.frist):
        raise EingabeError(f"„{str(wert)[:60]}“ in „{spalte}“ ist kein Tag, zum Beispiel 24.12.2026.")
    return zeit.frist


def _steht_schon_da(eingabe: SachstandEingabe, m: Any) -> bool:
    """Sagt, ob der letzte Sachstand dasselbe sagt: Ein zweites Mal zurückgegeben ändert nichts."""
    if eingabe.unveraendert or m.stand_zum is None or (eingabe.neue_frist and eingabe.neue_frist != m.frist):
        return bool(eingabe.unveraendert and m.stand_zum == eingabe.zum)
    jetzt = (m.umsetzungsstand, m.stand_text or "", m.stand_naechster_schritt, m.stand_hindernis)
    return jetzt == (eingabe.umsetzungsstand, eingabe.text, eingabe.naechster_schritt, eingabe.hindernis)


def _fehlende(eingabe: SachstandEingabe, m: Any) -> list[str]:
    """Nennt in Sätzen, was zu diesem Stand noch fehlt."""
    saetze_dazu = []
    if not eingabe.text and not eingabe.unveraendert:
        saetze_dazu.append(f"Es fehlt ein Satz dazu (Spalte „{EINGABEN['sachstand']}“).")
    if eingabe.neue_frist and m.frist and not eingabe.frist_grund:
        saetze_dazu.append(f"Es fehlt der Grund der neuen Frist (Spalte „{EINGABEN['grund']}“).")
    angaben = {s.key: getattr(m, s.key) for s in Massnahme.__table__.columns} | asdict(eingabe)
    angaben["frist"] = eingabe.neue_frist or m.frist
    stand = Umsetzungsstand.von(eingabe.umsetzungsstand or "")
    return saetze_dazu + [_mit_spalte(p) for p in regeln.fehlende_angaben(stand, angaben)]


def _mit_spalte(pflicht: regeln.Pflicht) -> str:
    """Sagt zu einer fehlenden Angabe, wo sie in den Bogen gehört – oder dass sie dort keinen Platz hat."""
    spalte = next((_SPALTE_ZU[f] for f in pflicht.felder if f in _SPALTE_ZU), None)
    wo = f"Spalte „{EINGABEN[spalte]}“" if spalte else "dafür hat der Bogen keine Spalte; bitte im Formular melden"
    return f"{pflicht.satz.rstrip('.')} ({wo})."


# --- auswählen -------------------------------------------------------------------------------------------------------


def build_bogenplan(
    bogen: Bogen, rueckmeldungen: Sequence[Rueckmeldung], trotzdem: Collection[int] = ()
) -> Einlesungsplan:
    """Gibt, was zu schreiben ist: neue Meldungen und die Konflikte (Zeilennummern), die jemand bestätigt hat."""
    zeilen, gruende = [], {}
    for r in rueckmeldungen:
        gewaehlt = r.lage is Bogenlage.NEU or (r.lage is Bogenlage.KONFLIKT and r.zeile.nr in trotzdem)
        if gewaehlt and r.massnahme is not None and r.eingabe is not None:
            m = r.massnahme
            zeilen.append(Zeilenplan(bogen.blatt, r.zeile.nr, m.id, m.version, m.stand_nummer, staende=(r.eingabe,)))
        else:
            gruende[f"{bogen.blatt}, Zeile {r.zeile.nr}"] = r.grund or str(r.lage.value).capitalize() + "."
    return Einlesungsplan(
        bogen.dateiname, bogen.pruefsumme, bogen.blatt, len(rueckmeldungen), 0, tuple(zeilen), gruende, bogen.kennung
    )
