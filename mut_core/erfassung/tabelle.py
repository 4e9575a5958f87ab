"""Tabelle: viele Maßnahmen Zelle für Zelle – was eine Zelle zeigt, was eine neue bedeutet, eine Zeile speichern.

In den Zellen steht nur Text. Auch Zeiten und feste Werte werden hier gelesen und nicht vom Browser gedeutet: Der macht
aus deutschen Zahlen und Tagen andere oder lässt sie beim Einfügen still weg.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mut_core import rechte, regeln
from mut_core.erfassung.frist import require_zeitraum, verschiebt
from mut_core.erfassung.massnahme import save_massnahme
from mut_core.erfassung.pflege import ALS_WORTLAUT, BESTAETIGT, pruefe_werte, zeitraum_wert
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import SachstandEingabe, letzte_eingabe, record_sachstand, require_massnahme
from mut_core.fehler import EingabeError
from mut_core.modell import Massnahme, Sachstand
from mut_core.modell.codes import Code, Konkretheit, Mittelstatus, Prioritaet, Umsetzungsstand
from mut_core.sprache import zahl
from mut_core.texte import clean_text
from mut_core.zeitangaben import read_zeitangabe


@dataclass(frozen=True)
class Spalte:
    """Eine Spalte der Tabelle: ihr Feld im Modell, ihre Überschrift und, wenn sie feste Werte hat, deren Codes."""

    feld: str
    bezeichnung: str
    codes: type[Code] | None = None
    pflicht: bool = False


SPALTEN: Mapping[str, Spalte] = {
    "titel": Spalte("titel", "Titel", pflicht=True),
    "handlungsfeld": Spalte("handlungsfeld_id", "Handlungsfeld", pflicht=True),
    "federfuehrung": Spalte("federfuehrung_id", "Federführung"),
    "zeitraum": Spalte("zeitraum", "Zeitraum"),
    "prioritaet": Spalte("prioritaet", "Priorität", Prioritaet),
    "konkretheit": Spalte("konkretheit", "Konkretheit", Konkretheit),
    "mittelstatus": Spalte("mittelstatus", "Mittelstatus", Mittelstatus, pflicht=True),
    "umsetzungsstand": Spalte("umsetzungsstand", "Umsetzungsstand", Umsetzungsstand, pflicht=True),
    "text": Spalte("text", "Sachstand", pflicht=True),
    "naechster_schritt": Spalte("naechster_schritt", "Nächster Schritt"),
}
"""Die änderbaren Spalten in ihrer Reihenfolge; die Nummer davor ist fest."""

VOM_SACHSTAND = ("umsetzungsstand", "text", "naechster_schritt")
"""Ändert sich hier etwas, entsteht ein neuer Sachstand zum heutigen Tag."""

ZEITRAUM_WIE = {
    "": "in der Tabelle berichtigen",
    "vorschlag": "so ist es gemeint, wie verstanden",
    "wortlaut": "nur den Wortlaut aufheben, ohne Tage",
}
"""Was mit einer unklaren Zeitangabe geschehen soll; den Vorschlag gibt es nicht immer."""

_JE_STAND = tuple(sorted({f for p in regeln.PFLICHTEN.values() for q in p for f in q.felder}))
_BEDINGT = frozenset(_JE_STAND) & {f.name for f in fields(SachstandEingabe)} - {"naechster_termin"}
"""Angaben, die zu einem bestimmten Umsetzungsstand gehören; ein anderer nimmt sie nicht mit."""


@dataclass(frozen=True)
class Wahlen:
    """Die Wörter für Handlungsfeld und Federführung mit ihren Schlüsseln."""

    handlungsfelder: Mapping[str, int] = field(default_factory=dict)
    stellen: Mapping[str, int] = field(default_factory=dict)

    def woerter(self, spalte: str) -> tuple[str, ...]:
        """Gibt die möglichen Wörter einer Spalte; eine freie Textspalte hat keine."""
        if codes := SPALTEN[spalte].codes:
            return tuple(c.bezeichnung for c in codes)
        return tuple({"handlungsfeld": self.handlungsfelder, "federfuehrung": self.stellen}.get(spalte, ()))


@dataclass(frozen=True)
class Zeile:
    """Was in einer Zeile neu ist, gelesen: Werte für Maßnahme und Sachstand, Fehler und Verstandenes je Spalte.

    `entscheidungen` nennt, was mit einem unklaren Zeitraum geschehen kann (`ZEITRAUM_WIE`), sonst nichts; `verschiebt`
    heißt, dass die Frist wandert und einen Grund braucht.
    """

    werte: Mapping[str, Any] = field(default_factory=dict)
    stand: Mapping[str, Any] = field(default_factory=dict)
    fehler: Mapping[str, str] = field(default_factory=dict)
    verstanden: Mapping[str, str] = field(default_factory=dict)
    entscheidungen: tuple[str, ...] = ()
    verschiebt: bool = False


def build_wahlen(handlungsfelder: Iterable[Any], stellen: Iterable[Any]) -> Wahlen:
    """Gibt die Wörter aus den Handlungsfeldern und den tätigen Stellen; gleich benannte Stellen haben ihr Kürzel."""
    taetige = [o for o in stellen if o.aktiv]
    namen = [o.name for o in taetige]
    return Wahlen(
        {f"{h.nummer}. {h.titel}": h.id for h in handlungsfelder},
        {o.name if namen.count(o.name) == 1 else f"{o.name} ({o.kuerzel or o.id})": o.id for o in taetige},
    )


def zellen(m: Any) -> dict[str, str]:
    """Gibt den Text jeder Zelle zu einer Maßnahme des Lagebilds; leer heißt leer."""
    return {
        "titel": m.titel,
        "handlungsfeld": f"{m.handlungsfeld_nummer}. {m.handlungsfeld}",
        "federfuehrung": m.federfuehrung or "",
        "zeitraum": zeitraum_wert(m),
        "prioritaet": m.prioritaet.bezeichnung if m.prioritaet else "",
        "konkretheit": m.konkretheit.bezeichnung if m.konkretheit else "",
        "mittelstatus": m.mittelstatus.bezeichnung,
        "umsetzungsstand": m.umsetzungsstand.bezeichnung if m.stand_zum else "",
        "text": m.stand_text or "",
        "naechster_schritt": m.stand_naechster_schritt or "",
    }


def read_zeile(
    m: Any,
    letzter: Any | None,
    neu: Mapping[str, str],
    wahlen: Wahlen,
    *,
    heute: date,
    zeitraum_wie: str = "",
    frist_grund: str = "",
) -> Zeile:
    """Liest die geänderten Zellen einer Zeile und sagt zu jeder, was nicht geht und warum; wirft nie.

    `m` ist die Maßnahme und `letzter` ihr geltender Sachstand im Lagebild. Was hier ohne Fehler bleibt, prüft
    `save_zeile` noch einmal.
    """
    werte, fehler = _massnahmenwerte(neu, wahlen, heute, zeitraum_wie)
    stand, standfehler = _standwerte(neu, zellen(m))
    fehler |= standfehler
    verstanden = {s: w for s, text in neu.items() if (w := _gelesenes_wort(s, text, wahlen))}
    entscheidungen: tuple[str, ...] = ()
    wandert = False
    if "zeitraum" in neu:
        zeit = read_zeitangabe(neu["zeitraum"], bezug=heute)
        vorschlag = ("vorschlag",) if zeit.frist or zeit.beginn else ()
        entscheidungen = () if zeit.sicher else ("", *vorschlag, "wortlaut")
        verstanden |= {"zeitraum": zeit.hinweis} if zeit.hinweis else {}
        if "zeitraum" not in fehler:
            wandert, satz = _frist(m, werte, heute, frist_grund)
            fehler |= {"zeitraum": satz} if satz else {}
    if stand and not fehler:
        fehler |= _fehlendes(m, letzter, pruefe_werte(Massnahme, werte, bezug=heute), stand)
    return Zeile(werte, stand, fehler, verstanden, entscheidungen, wandert)


def save_zeile(
    session: Session,
    vorgang: Vorgang,
    massnahme_id: int,
    zeile: Zeile,
    *,
    basis: int,
    basis_version: int,
    frist_grund: str | None = None,
) -> int:
    """Speichert eine Zeile ganz oder gar nicht und gibt den Schlüssel der Maßnahme.

    `basis` und `basis_version` sind der letzte Sachstand und die Version, die zu sehen waren. Wirft wie
    `save_massnahme` und `record_sachstand`; die Tabelle bearbeitet nur die Koordination.
    """
    massnahme = require_massnahme(session, vorgang, massnahme_id)
    rechte.require_bearbeiten(vorgang.person, massnahme.konzept_id)
    if zeile.fehler:
        spalte, satz = next(iter(zeile.fehler.items()))
        raise EingabeError(satz, feld=spalte)
    if zeile.werte:
        save_massnahme(
            session, vorgang, massnahme_id, zeile.werte, basis_version=basis_version, frist_grund=frist_grund
        )
    if zeile.stand:
        eingabe = _eingabe(letzte_eingabe(session, massnahme_id, vorgang.tag), zeile.stand, vorgang.tag)
        record_sachstand(session, vorgang, massnahme_id, eingabe, basis=basis, basis_version=massnahme.version)
    return massnahme_id


# --- Zellen der Maßnahme ---------------------------------------------------------------------------------------------


def _massnahmenwerte(
    neu: Mapping[str, str], wahlen: Wahlen, heute: date, zeitraum_wie: str
) -> tuple[dict[str, Any], dict[str, str]]:
    werte: dict[str, Any] = {}
    fehler: dict[str, str] = {}
    for spalte, text in neu.items():
        if spalte in VOM_SACHSTAND or spalte not in SPALTEN:
            continue
        try:
            wert = _wert(spalte, text, wahlen)
            gelesen = {SPALTEN[spalte].feld: wert} | (_wie(zeitraum_wie) if spalte == "zeitraum" else {})
            pruefe_werte(Massnahme, gelesen, bezug=heute)
            werte |= gelesen
        except EingabeError as grund:
            fehler[spalte] = str(grund)
    return werte, fehler


def _wie(zeitraum_wie: str) -> dict[str, bool]:
    return {
        "zeitraum" + z: True for z, w in ((BESTAETIGT, "vorschlag"), (ALS_WORTLAUT, "wortlaut")) if zeitraum_wie == w
    }


def _wert(spalte: str, text: str, wahlen: Wahlen) -> Any:
    """Liest eine Zelle; feste Werte gelten auch klein geschrieben oder mit ihrem eindeutigen Anfang."""
    text = clean_text(text)
    moeglich = wahlen.woerter(spalte)
    if not text:
        if SPALTEN[spalte].pflicht:
            raise EingabeError(f"„{SPALTEN[spalte].bezeichnung}“ darf nicht leer sein.", feld=spalte)
        return "" if spalte == "zeitraum" else None
    if not moeglich:
        return text
    treffer = _treffer(text, moeglich)
    if len(treffer) != 1:
        auswahl = ", ".join(f"„{w}“" for w in (treffer or moeglich))
        was = "ist mehrdeutig" if treffer else "gibt es hier nicht"
        raise EingabeError(f"„{text}“ {was}. Möglich sind: {auswahl}.", feld=spalte)
    if codes := SPALTEN[spalte].codes:
        return next(c for c in codes if c.bezeichnung == treffer[0])
    return (wahlen.handlungsfelder if spalte == "handlungsfeld" else wahlen.stellen)[treffer[0]]


def _treffer(text: str, moeglich: Iterable[str]) -> list[str]:
    woerter = list(moeglich)
    genau = [w for w in woerter if w.casefold() == text.casefold()]
    return genau or [w for w in woerter if w.casefold().startswith(text.casefold())]


def _gelesenes_wort(spalte: str, text: str, wahlen: Wahlen) -> str:
    """Sagt, als welches Wort eine Zelle verstanden ist, wenn es nicht genau so dasteht."""
    text = clean_text(text)
    treffer = _treffer(text, wahlen.woerter(spalte)) if text and spalte in SPALTEN else []
    return f"verstanden als „{treffer[0]}“" if len(treffer) == 1 and treffer[0] != text else ""


def _frist(m: Any, werte: Mapping[str, Any], heute: date, grund: str) -> tuple[bool, str]:
    """Sagt, ob der neue Zeitraum die Frist verschiebt, und was dazu fehlt."""
    gelesen = pruefe_werte(Massnahme, {f: w for f, w in werte.items() if f.startswith("zeitraum")}, bezug=heute)
    wandert = verschiebt(m, gelesen.get("frist"))
    try:
        require_zeitraum(gelesen.get("beginn"), gelesen.get("frist"))
    except EingabeError as fehler:
        return wandert, str(fehler)
    if wandert and not clean_text(grund):
        return True, "Die Frist verschiebt sich. Bitte nennen Sie den Grund."
    return wandert, ""


# --- Zellen des Sachstands -------------------------------------------------------------------------------------------


def _standwerte(neu: Mapping[str, str], bisher: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Gibt Umsetzungsstand, Text und nächsten Schritt, wie die Zeile sie zeigt; ohne Änderung nichts."""
    if not any(s in neu for s in VOM_SACHSTAND):
        return {}, {}
    texte = {s: clean_text(neu.get(s, bisher[s])) for s in VOM_SACHSTAND}
    fehler: dict[str, str] = {}
    stand: dict[str, Any] = {"text": texte["text"], "naechster_schritt": texte["naechster_schritt"] or None}
    try:
        stand["umsetzungsstand"] = _wert("umsetzungsstand", texte["umsetzungsstand"], Wahlen())
    except EingabeError as grund:
        fehler["umsetzungsstand"] = str(grund)
    if not texte["text"]:
        fehler["text"] = "Bitte schreiben Sie in einem Satz, was geschehen ist."
    for spalte in ("text", "naechster_schritt"):
        hoechstens = Sachstand.__table__.columns[spalte].info["laenge"]
        if len(texte[spalte]) > hoechstens:
            fehler[spalte] = (
                f"Mit {zahl(len(texte[spalte]))} Zeichen zu lang; höchstens {zahl(hoechstens)} sind möglich. "
                "Der Text ist noch da."
            )
    return stand, fehler


def _fehlendes(m: Any, letzter: Any | None, werte: Mapping[str, Any], stand: Mapping[str, Any]) -> dict[str, str]:
    """Nennt die Pflichtangaben, die der Umsetzungsstand verlangt und die keine Spalte der Tabelle hat."""
    frueher = None if letzter is None else SachstandEingabe(**{f: getattr(letzter, f) for f in _VOM_LETZTEN})
    eingabe = _eingabe(frueher, stand, date.min)
    angaben = {s.key: getattr(m, s.key) for s in Massnahme.__table__.columns}
    angaben |= {f.name: w for f in fields(eingabe) if (w := getattr(eingabe, f.name))} | dict(werte)
    fehlend = regeln.fehlende_angaben(stand["umsetzungsstand"], angaben)
    if not fehlend:
        return {}
    saetze = " ".join(p.satz for p in fehlend)
    return {"umsetzungsstand": f"{saetze} Diesen Stand melden Sie bitte im Formular."}


_NICHT_MITGENOMMEN = {"neue_frist", "frist_grund", "neue_frist_genauigkeit"}
_VOM_LETZTEN = tuple(f.name for f in fields(SachstandEingabe) if f.name not in _NICHT_MITGENOMMEN)


def _eingabe(letzte: SachstandEingabe | None, stand: Mapping[str, Any], tag: date) -> SachstandEingabe:
    """Gibt den neuen Sachstand: die Zellen der Zeile, alles Übrige wie zuletzt gemeldet."""
    grundlage = letzte or SachstandEingabe(tag, None)
    wechsel = grundlage.umsetzungsstand != stand["umsetzungsstand"]
    weg: dict[str, Any] = dict.fromkeys(_BEDINGT) if wechsel else {}
    return replace(grundlage, **weg | dict(stand) | {"zum": tag, "unveraendert": False, "im_auftrag_von_id": None})
