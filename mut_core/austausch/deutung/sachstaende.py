"""Zusammensetzen: aus Status-, Sachstands- und Historienzellen einer Zeile die datierten Sachstände."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mut_core.austausch.bestaetigung import bestaetigte_angaben
from mut_core.austausch.deutung.felder import SACHSTAND
from mut_core.austausch.deutung.status import ist_unveraendert
from mut_core.austausch.deutung.urteil import Urteil
from mut_core.austausch.deutung.vorschau import Sachstandsposten, Zelle, steht_schon
from mut_core.austausch.zellwerte import gleich
from mut_core.modell.codes import Umsetzungsstand
from mut_core.texte import clean_text

if TYPE_CHECKING:
    from mut_core.austausch.deutung.tafel import Tafel

_RANG = {Urteil.LEER: 0, Urteil.SICHER: 1, Urteil.UNSICHER: 2, Urteil.FEHLER: 3}


def build_sachstaende(
    zellen: Sequence[Zelle],
    tafel: "Tafel",
    i: int,
    *,
    m: Any,
    ausgabe: Mapping[str, Any],
    vorhandene: Mapping[int, Sequence[Any]],
) -> tuple[Sachstandsposten, ...]:
    """Gibt die Sachstände einer Zeile, die ältesten zuerst; was das Konzept schon weiß, trägt `schon_da`."""
    bisher = vorhandene.get(m.id, ()) if m is not None else ()
    tage = {s.spalte.index: s.spalte.zum for s in tafel.spalten}
    fruehere = _fruehere(zellen, tafel, i, tage)
    jetzt = [z for z in zellen if z.feld in SACHSTAND and tage[z.spalte] is None]
    aktueller = _aktueller(jetzt, zellen, tafel, m, ausgabe)
    if aktueller is not None and fruehere and not aktueller.werte.get("text") and aktueller.zum is None:
        fruehere = [*fruehere[:-1], _mit_stand(fruehere[-1], aktueller)]
        aktueller = None
    if (
        aktueller is not None
        and aktueller.werte
        and not aktueller.werte.get("text")
        and not aktueller.werte.get("unveraendert")
    ):
        aktueller = _mit_text(aktueller, jetzt)
    alle = [*fruehere, *([aktueller] if aktueller else [])]
    eigener_beleg = any(z.feld == "beleg" for z in jetzt)
    gemerkt = (_gemerkt(p, bisher, tafel.kontext.stand, eigener_beleg) for p in alle)
    return tuple(_mit_angaben(p, bisher) for p in gemerkt)


def _fruehere(
    zellen: Sequence[Zelle], tafel: "Tafel", i: int, tage: Mapping[int, date | None]
) -> list[Sachstandsposten]:
    """Die Historie: je Spalte oder Kindzeile ein datierter Sachstand; sein Stand ist nur bekannt, wenn er dasteht."""
    posten: dict[date | None, Sachstandsposten] = {}
    for z in zellen:
        zum = tage[z.spalte]
        if zum is None or z.feld not in ("sachstand", "umsetzungsstand"):
            continue
        vorher = posten.get(zum)
        werte = {**(vorher.werte if vorher else {}), **_text_oder_unveraendert(z)}
        urteil = max(z.urteil, vorher.urteil if vorher else Urteil.LEER, key=_RANG.__getitem__)
        posten[zum] = Sachstandsposten(zum, werte, urteil, z.grund, z.spalte)
    for kind in tafel.liste.zeilen[i].historie:
        text = clean_text(kind.text)
        if text:
            ohne_tag = kind.zum is None
            urteil = Urteil.UNSICHER if ohne_tag or len(text) > 10_000 else Urteil.SICHER
            grund = f"„{kind.wortlaut}“ nennt keinen Tag; bitte ergänzen." if ohne_tag else f"Aus Zeile {kind.nr}."
            posten[kind.zum] = Sachstandsposten(kind.zum, {"text": text}, urteil, grund)
    return list(_mit_stand_davor(sorted(posten.values(), key=lambda p: p.zum or date.min)))


def _text_oder_unveraendert(z: Zelle) -> dict[str, Any]:
    text = z.deutung.werte.get("text")
    if isinstance(text, str) and ist_unveraendert(text):
        return {"unveraendert": True}
    return dict(z.deutung.werte)


def _mit_stand_davor(posten: Sequence[Sachstandsposten]) -> Iterator[Sachstandsposten]:
    """„s. o.“ übernimmt den Stand davor; steht nichts davor, gibt es nichts zu bestätigen."""
    davor: Umsetzungsstand | None = None
    for p in posten:
        if p.werte.get("unveraendert") and "text" not in p.werte and davor is None:
            continue
        vorgabe = davor if p.werte.get("unveraendert") else None
        werte = {"umsetzungsstand": vorgabe or Umsetzungsstand.OHNE_ANGABE, **p.werte}
        davor = werte["umsetzungsstand"]
        yield Sachstandsposten(p.zum, werte, p.urteil, p.grund, p.spalte)


def _aktueller(
    jetzt: Sequence[Zelle], zellen: Sequence[Zelle], tafel: "Tafel", m: Any, ausgabe: Mapping[str, Any]
) -> Sachstandsposten | None:
    if m is not None and all(steht_schon(z, ausgabe) for z in jetzt):
        return _neu_bestaetigt(zellen, m, ausgabe)
    werte: dict[str, Any] = {}
    for z in jetzt:
        werte |= _text_oder_unveraendert(z)
    if not werte or set(werte) == {"beleg"}:
        return _frage(jetzt) if m is not None else None
    if werte.get("unveraendert") and (m is None or not m.stand_nummer) and not (set(werte) - {"unveraendert", "beleg"}):
        return None  # bestätigen lässt sich nur, was schon gemeldet ist
    if werte.get("unveraendert") and werte.get("text"):
        werte.pop("unveraendert")
    vorgabe = m.umsetzungsstand if m is not None and m.stand_nummer else Umsetzungsstand.OHNE_ANGABE
    werte.setdefault("umsetzungsstand", vorgabe)
    schlechteste = max(jetzt, key=lambda z: _RANG[z.urteil])
    zum, ort = _tag(zellen, m, ausgabe)
    urteil = schlechteste.urteil
    grund = schlechteste.grund if urteil is not Urteil.SICHER else ""
    if ort is not None and ort.urteil is not Urteil.SICHER:
        urteil, grund = Urteil.UNSICHER, ort.grund
    return Sachstandsposten(zum or tafel.kontext.stand, werte, urteil, grund, schlechteste.spalte)


def _frage(jetzt: Sequence[Zelle]) -> Sachstandsposten | None:
    """Ein geändertes Wort, das niemand versteht, ist kein Sachstand, aber auch nicht „unverändert“."""
    unklar = [z for z in jetzt if z.urteil in (Urteil.UNSICHER, Urteil.FEHLER)]
    return Sachstandsposten(None, {}, unklar[0].urteil, unklar[0].grund, unklar[0].spalte) if unklar else None


def _neu_bestaetigt(zellen: Sequence[Zelle], m: Any, ausgabe: Mapping[str, Any]) -> Sachstandsposten | None:
    """Nur „Stand vom“ ist neuer: derselbe Sachstand gilt auch an diesem Tag; ein älterer Tag ist eine Rückfrage."""
    zum, zelle = _tag(zellen, m, ausgabe)
    if zum is None or zelle is None or not m.stand_nummer:
        return None
    werte = {"unveraendert": True, "umsetzungsstand": m.umsetzungsstand}
    if zum > m.stand_zum:
        return Sachstandsposten(zum, werte, zelle.urteil, "Derselbe Stand, zum neuen Tag bestätigt.", zelle.spalte)
    return Sachstandsposten(zum, werte, Urteil.UNSICHER, "Der Tag liegt vor dem letzten Sachstand.", zelle.spalte)


def _tag(zellen: Sequence[Zelle], m: Any, ausgabe: Mapping[str, Any]) -> tuple[date | None, Zelle | None]:
    """Der Tag aus „Stand vom“; steht dort noch der alte und ist der Rest geändert, gilt der Tag der Liste."""
    zelle = next((z for z in zellen if z.feld == "zum"), None)
    if zelle is None or (m is not None and ausgabe.get("zum") and gleich(zelle.original, ausgabe["zum"])):
        return None, None
    return zelle.deutung.werte.get("zum"), zelle


def _mit_stand(letzter: Sachstandsposten, aktueller: Sachstandsposten) -> Sachstandsposten:
    """Nennt die Liste nur einen Status ohne Text, gehört er zum jüngsten Sachstand der Historie."""
    werte = {**letzter.werte, **{f: w for f, w in aktueller.werte.items() if f != "text"}}
    if werte.get("text"):
        werte.pop("unveraendert", None)
    urteil = max(letzter.urteil, aktueller.urteil, key=_RANG.__getitem__)
    grund = aktueller.grund if aktueller.urteil is urteil else letzter.grund
    return Sachstandsposten(letzter.zum, werte, urteil, grund, letzter.spalte)


def _mit_text(p: Sachstandsposten, jetzt: Sequence[Zelle]) -> Sachstandsposten:
    """Ein Sachstand braucht Text: Fehlt er, stehen dort die Worte der Statuszelle."""
    zelle = next((z for z in jetzt if z.feld == "umsetzungsstand"), jetzt[0])
    return Sachstandsposten(p.zum, {**p.werte, "text": zelle.original or zelle.gelesen}, p.urteil, p.grund, p.spalte)


def _gemerkt(p: Sachstandsposten, bisher: Sequence[Any], stand: date | None, eigener_beleg: bool) -> Sachstandsposten:
    """Sagt, ob das Konzept den Sachstand schon kennt; ohne eigenen Tag zählt der letzte."""
    nie = {"umsetzungsstand", "text", "unveraendert"} | (set() if eigener_beleg else {"beleg"})
    felder = ("umsetzungsstand", *(f for f in p.werte if f not in nie))
    da = any(_derselbe(p, s, felder, letzter=s is bisher[-1], stand=stand) for s in bisher)
    return Sachstandsposten(p.zum, p.werte, p.urteil, p.grund, p.spalte, da)


def _mit_angaben(p: Sachstandsposten, bisher: Sequence[Any]) -> Sachstandsposten:
    """„Unverändert“ bestätigt den letzten Sachstand mit allem, was er sagt – auch Wiedervorlage und Hindernis."""
    if not p.werte.get("unveraendert") or p.schon_da or not bisher or (p.zum and p.zum < bisher[-1].zum):
        return p
    werte = bestaetigte_angaben(bisher[-1]) | dict(p.werte)
    return Sachstandsposten(p.zum, werte, p.urteil, p.grund, p.spalte)


def _derselbe(p: Sachstandsposten, s: Any, felder: Sequence[str], *, letzter: bool, stand: date | None) -> bool:
    if p.zum != s.zum and not (letzter and p.zum in (None, stand)):
        return False
    if p.werte.get("unveraendert"):
        return p.zum == s.zum or p.zum is None
    return gleich(p.werte.get("text"), s.text) and all(gleich(p.werte[f], getattr(s, f)) for f in felder)
