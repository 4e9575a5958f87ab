"""Bauen: aus den gedeuteten Zellen einer Zeile, was sie im Konzept bewirken würde – Posten, Sachstände, Lage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mut_core.austausch.deutung.abgleich import Bestand, Fund
from mut_core.austausch.deutung.felder import NUR_LESEN, SACHSTAND
from mut_core.austausch.deutung.lesetext import gelesen_text
from mut_core.austausch.deutung.mengen import Mengen
from mut_core.austausch.deutung.sachstaende import build_sachstaende
from mut_core.austausch.deutung.tafel import Tafel
from mut_core.austausch.deutung.urteil import Urteil, fehler, original
from mut_core.austausch.deutung.vorschau import Lage, Posten, Zeile, Zelle, steht_schon
from mut_core.austausch.spalten import ZUSATZ, zusatzname
from mut_core.austausch.zellwerte import gleich
from mut_core.modell.codes import Angabe
from mut_core.zeitangaben import datum_text, zeitangabe_text

_ZEIT = ("beginn", "frist", "turnus")
_ZEITFELDER = ("beginn", "beginn_genauigkeit", "frist", "frist_genauigkeit", "turnus", "zeit_angabe")
_MENGEN = frozenset({"ziele", "beteiligte", "weitere_handlungsfelder", "mittelpositionen"})
_GEMISCHT = frozenset({"ressourcen", "mittel", "personal"})
_RANG = {Urteil.LEER: 0, Urteil.SICHER: 1, Urteil.UNSICHER: 2, Urteil.FEHLER: 3}


@dataclass(frozen=True)
class Umfeld:
    """Was eine Zeile außer sich selbst braucht: der Bestand, dessen Zellen in unserer Ausgabe und seine Mengen."""

    bestand: Bestand
    zellen: Mapping[int, Mapping[str, Any]]
    mengen: Mapping[str, Mapping[int, Any]]
    stand: date | None
    namen: Mapping[str, Mapping[int, str]]


@dataclass
class Werkstueck:
    """Eine Zeile im Bau: ihre gedeuteten Zellen und die Maßnahme, die sie meint."""

    tafel: Tafel
    i: int
    fund: Fund
    umfeld: Umfeld
    zellen: list[Zelle] = field(default_factory=list)

    @property
    def massnahme(self) -> Any:
        """Gibt den Satz der gemeinten Maßnahme; None, wenn die Zeile neu oder unklar ist."""
        return self.umfeld.bestand.saetze.get(self.fund.massnahme_id or 0)

    @property
    def ausgabe(self) -> Mapping[str, Any]:
        """Gibt, was unsere Ausgabe zu dieser Maßnahme schreibt: Feld → Zelle."""
        return self.umfeld.zellen.get(self.fund.massnahme_id or 0, {})

    def zelle(self, feld: str) -> Zelle | None:
        """Gibt die Zelle eines Felds, wenn sie nicht leer ist."""
        return next((z for z in self.zellen if z.feld == feld), None)


def build_zeile(tafel: Tafel, i: int, fund: Fund, umfeld: Umfeld) -> Zeile:
    """Baut eine Zeile der Vorschau."""
    stueck = Werkstueck(tafel, i, fund, umfeld)
    stueck.zellen = list(_zellen(stueck))
    _pruefe_reihenfolge(stueck)
    roh, m = tafel.liste.zeilen[i], stueck.massnahme
    posten = tuple(p for p in _posten(stueck) if p.werte or p.urteil is not Urteil.SICHER)
    sachstaende = build_sachstaende(
        stueck.zellen, tafel, i, m=m, ausgabe=stueck.ausgabe, vorhandene=umfeld.mengen.get("sachstaende", {})
    )
    mengen = Mengen(umfeld.mengen, umfeld.namen, tafel.kontext.wahl.bestaetigt).build(stueck.zellen, m, stueck.ausgabe)
    zusatz = {
        zusatzname(z.ueberschrift): z.deutung.werte["zusatz"] for z in stueck.zellen if "zusatz" in z.deutung.werte
    }
    zusatz |= {
        zusatzname(z.ueberschrift): z.deutung.wortlaut["zusatz"]
        for z in stueck.zellen
        if "zusatz" in z.deutung.wortlaut
    }
    lage, grund = _lage(stueck, posten, sachstaende, mengen)
    nummer, titel = (_wert(stueck, feld) for feld in ("nummer", "titel"))
    return Zeile(
        f"{roh.blatt}!{roh.nr}",
        roh.blatt,
        roh.nr,
        nummer or (m.nummer if m else ""),
        titel or (m.titel if m else ""),
        lage,
        fund.massnahme_id,
        m.version if m else 0,
        m.stand_nummer if m else 0,
        fund.kandidaten,
        grund,
        max((z.urteil for z in stueck.zellen), key=_RANG.__getitem__, default=Urteil.LEER),
        tuple(stueck.zellen),
        posten,
        sachstaende,
        mengen["mittel"],
        mengen["ziele"],
        mengen["beteiligte"],
        mengen["weitere_handlungsfelder"],
        zusatz,
        roh.kommentare,
        roh.fussnoten,
        roh.verborgen,
    )


def _zellen(stueck: Werkstueck) -> Iterator[Zelle]:
    roh = stueck.tafel.liste.zeilen[stueck.i]
    for s in stueck.tafel.spalten:
        deutung = s.deutung(stueck.i)
        if deutung.ist_leer:
            continue
        stelle = s.spalte.index
        text = original(s.werte[stueck.i])
        ort = f"{roh.blatt}!{roh.nr}!{stelle}"
        yield Zelle(
            ort,
            stelle,
            s.spalte.ueberschrift,
            s.feld,
            text,
            deutung,
            gelesen_text(s.feld, deutung, stueck.umfeld.namen),
        )


def _wert(stueck: Werkstueck, feld: str) -> str:
    zelle = stueck.zelle(feld)
    return str(zelle.deutung.werte.get(feld, zelle.original)) if zelle else ""


def _pruefe_reihenfolge(stueck: Werkstueck) -> None:
    """Ende vor Beginn in getrennten Spalten: kein Wert, sondern ein Fehler."""
    beginn, frist = stueck.zelle("beginn"), stueck.zelle("frist")
    von = beginn and beginn.deutung.werte.get("beginn")
    bis = frist and frist.deutung.werte.get("frist")
    if frist and von and bis and bis < von:
        satz = f"Ende vor Beginn: {datum_text(von)} liegt nach {datum_text(bis)}; bitte prüfen."
        stueck.zellen[stueck.zellen.index(frist)] = frist._replace(deutung=fehler(satz))


# --- Posten -----------------------------------------------------------------------------------------------------------


def _posten(stueck: Werkstueck) -> Iterator[Posten]:
    for zelle in stueck.zellen:
        feld = zelle.feld
        if feld is None or "zusatz" in zelle.deutung.werte:
            yield from _zusatz(stueck, zelle)
        elif feld in SACHSTAND or feld in _MENGEN or feld in NUR_LESEN or feld in ("zum", "schluessel"):
            continue
        elif feld not in _ZEIT:
            yield from _einer(stueck, zelle, feld)
    yield from _getrennte_zeiten(stueck)
    yield from _aus_der_gruppe(stueck)


def _einer(stueck: Werkstueck, zelle: Zelle, feld: str) -> Iterator[Posten]:
    d, m = zelle.deutung, stueck.massnahme
    if m is not None and steht_schon(zelle, stueck.ausgabe):
        return
    werte = {f: w for f, w in d.werte.items() if f not in ("mittel", "beteiligte")}
    if m is None and feld in _GEMISCHT and d.werte.get("mittel") and not stueck.zelle("mittelstatus"):
        werte["mittelstatus"] = d.werte["mittel"][0]["mittelstatus"]
    if m is not None:
        if feld in _GEMISCHT:
            werte.pop("mittelstatus", None)
        werte = _geaenderte(m, feld, werte)
    alt = _alt(stueck, feld)
    if m is None and d.urteil is not Urteil.SICHER and d.wortlaut:
        yield Posten(
            f"{feld}_wortlaut", "", zelle.original, d.wortlaut, Urteil.SICHER, "Die Worte der Quelle.", zelle.spalte
        )
    if d.intern:
        yield _interne_notiz(stueck, zelle)
    if werte or (d.urteil is not Urteil.SICHER and not (m is not None and d.werte)):  # gilt der Vorschlag schon, fragt
        yield Posten(feld, alt, zelle.gelesen, werte, d.urteil, d.grund, zelle.spalte)  # niemand mehr


def _geaenderte(m: Any, feld: str, werte: Mapping[str, Any]) -> dict[str, Any]:
    """Was sich an der Maßnahme ändert; was zusammengehört, ändert sich zusammen oder gar nicht."""
    if feld == "federfuehrung":
        massgeblich = werte.get("federfuehrung_id", _FEHLT)
        if massgeblich is _FEHLT:
            return {} if werte.get("federfuehrung_angabe") == m.federfuehrung_angabe else dict(werte)
        return {} if massgeblich == m.federfuehrung_id else dict(werte)
    if feld == "zeitraum":
        return {} if all(werte.get(f) == getattr(m, f) for f in _ZEITFELDER if f in werte) else dict(werte)
    return {f: w for f, w in werte.items() if getattr(m, f, _FEHLT) != w}


_FEHLT = object()


def _interne_notiz(stueck: Werkstueck, zelle: Zelle) -> Posten:
    """Was Menschen nennt, geht nur auf Wunsch und nur in die interne Notiz."""
    notiz = f"{zelle.ueberschrift} laut Liste: {zelle.deutung.intern}"
    bisher = (stueck.massnahme.interne_notiz or "") if stueck.massnahme is not None else ""
    schon = notiz in bisher
    werte = {} if schon else {"interne_notiz": f"{bisher}\n{notiz}".strip()}
    urteil = Urteil.SICHER if schon or zelle.deutung.urteil is Urteil.SICHER else Urteil.UNSICHER
    return Posten(
        "interne_notiz", bisher, notiz, werte, urteil, "Nennt vielleicht einen Menschen: nur intern.", zelle.spalte
    )


def _getrennte_zeiten(stueck: Werkstueck) -> Iterator[Posten]:
    """„von“, „bis“ und „Turnus“ in eigenen Spalten sind zusammen ein Zeitraum."""
    zellen = [z for f in _ZEIT if (z := stueck.zelle(f))]
    if not zellen:
        return
    m = stueck.massnahme
    urteil = max((z.urteil for z in zellen), key=_RANG.__getitem__)
    werte: dict[str, Any] = {}
    for z in zellen:
        nur = ("turnus", "zeit_angabe") if z.feld == "turnus" else (*_ZEITFELDER,)
        werte |= {f: w for f, w in z.deutung.werte.items() if f in nur and w is not None}
    worte = " – ".join(z.original for z in zellen)
    if werte:
        werte["zeit_wortlaut"] = worte[:300]
        if werte.get("turnus") or werte.get("beginn") or werte.get("frist"):
            werte["zeit_angabe"] = Angabe.GENANNT
    geaendert = _geaenderte(m, "zeitraum", werte) if m is not None else werte
    if not geaendert and urteil is Urteil.SICHER:
        return
    grund = " ".join(z.grund for z in zellen if z.urteil is urteil)
    if m is None and urteil is not Urteil.SICHER:
        wortlaut = {"zeit_wortlaut": worte[:300], "zeit_angabe": Angabe.GENANNT}
        yield Posten("zeitraum_wortlaut", "", worte, wortlaut, Urteil.SICHER, "Die Worte der Quelle.", zellen[0].spalte)
    neu = zeitangabe_text(
        werte.get("beginn"), werte.get("beginn_genauigkeit"), werte.get("frist"), werte.get("frist_genauigkeit")
    )
    yield Posten("zeitraum", _alt(stueck, "zeitraum"), neu or worte, geaendert, urteil, grund, zellen[0].spalte)


def _aus_der_gruppe(stueck: Werkstueck) -> Iterator[Posten]:
    """Das Handlungsfeld aus Zwischenüberschrift oder Blattname, wenn die Zeile selbst keines nennt."""
    gruppe = stueck.tafel.liste.zeilen[stueck.i].gruppe
    if stueck.zelle("handlungsfeld") is not None:
        return
    d = stueck.tafel.gruppe(gruppe)
    if d.ist_leer:
        if stueck.massnahme is None:
            yield Posten(
                "handlungsfeld", "", "", {}, Urteil.UNSICHER, "Kein Handlungsfeld genannt; bitte eines wählen."
            )
        return
    werte = dict(d.werte) if stueck.massnahme is None else _geaenderte(stueck.massnahme, "handlungsfeld", d.werte)
    if werte:
        neu = gelesen_text("handlungsfeld", d, stueck.umfeld.namen)
        yield Posten("handlungsfeld", _alt(stueck, "handlungsfeld"), neu, werte, d.urteil, d.grund)


def _zusatz(stueck: Werkstueck, zelle: Zelle) -> Iterator[Posten]:
    text, name = zelle.deutung.werte.get("zusatz"), zusatzname(zelle.ueberschrift)
    bisher = (stueck.massnahme.zusatzfelder or {}).get(name) if stueck.massnahme is not None else None
    if text is None or (bisher is not None and gleich(bisher, text)):
        return
    feld = f"{ZUSATZ}{name}"
    yield Posten(feld, str(bisher or ""), text, {feld: text}, zelle.urteil, zelle.grund, zelle.spalte)


def _alt(stueck: Werkstueck, feld: str) -> str:
    return original(stueck.ausgabe.get({"ressourcen": "mittel"}.get(feld, feld)))


# --- Lage -------------------------------------------------------------------------------------------------------------


def _lage(stueck: Werkstueck, posten: Any, sachstaende: Any, mengen: Mapping[str, Any]) -> tuple[Lage, str]:
    fund = stueck.fund
    if fund.doppelt_von is not None:
        return Lage.UNVERAENDERT, f"Steht Zelle für Zelle gleich schon in Zeile {fund.doppelt_von}."
    if fund.frage:
        return Lage.UNKLAR, fund.frage
    if stueck.massnahme is None:
        titel = stueck.zelle("titel")
        if titel is None or not titel.deutung.werte.get("titel"):
            return (
                Lage.FEHLER,
                titel.grund if titel else "Die Zeile nennt keinen Titel; ohne ihn entsteht keine Maßnahme.",
            )
        return Lage.NEU, ""
    neues = any(p.werte for p in posten) or any(s.werte and not s.schon_da for s in sachstaende) or any(mengen.values())
    return (Lage.GEAENDERT if neues else Lage.UNVERAENDERT), ""
