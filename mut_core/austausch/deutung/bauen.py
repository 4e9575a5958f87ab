"""Bauen: die Vorschau aus Listen, Lagebild und Wahl."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mut_core.austausch.deutung.abgleich import Bestand, Fund, Suche, build_bestand, gleiche_ab
from mut_core.austausch.deutung.kontext import build_kontext
from mut_core.austausch.deutung.stellen import NEU, norm
from mut_core.austausch.deutung.tafel import Tafel, build_tafel
from mut_core.austausch.deutung.urteil import LEER, Urteil, original, sicher
from mut_core.austausch.deutung.vorschau import Fehlende, Vorschau, Zeile, Zeilenfolge
from mut_core.austausch.deutung.wahl import Deutungswahl
from mut_core.austausch.deutung.zeilenbau import Umfeld, build_zeile
from mut_core.austausch.spalten import zellen
from mut_core.austausch.zellwerte import gleich
from mut_core.lagebild import Lagebild, saetze

if TYPE_CHECKING:
    from mut_core.austausch.form import Liste

_SCHON_GLEICH = sicher({}, "unverändert")
_OHNE_STAND = "Die Liste nennt keinen Stand; ihre Angaben gelten für den Tag des Einlesens, wenn Sie keinen angeben."


def build_vorschau(
    lagebild: Lagebild, listen: "Sequence[Liste]", wahl: Deutungswahl | None = None, *, heute: date
) -> Vorschau:
    """Gibt die Vorschau: was die Listen bedeuten und was sie im Konzept änderten; dieselben Angaben, dieselbe Vorschau.

    Das Lagebild muss die internen Felder enthalten, sonst hielte der Vergleich sie für leer.
    """
    wahl = wahl or Deutungswahl()
    listen = tuple(listen)
    tafeln = [build_tafel(liste, build_kontext(lagebild, wahl, liste.stand, heute)) for liste in listen]
    bestand = build_bestand(lagebild)
    funde = _funde(tafeln, bestand, wahl)
    umfeld = _umfeld(lagebild, bestand, {f.massnahme_id for f in funde if f.massnahme_id is not None}, tafeln)
    orte = [(tafel, i) for tafel in tafeln for i in range(len(tafel.liste.zeilen))]
    _erkenne_unveraendertes(orte, funde, umfeld)
    return _vorschau(_Grundlage(lagebild, listen, wahl, heute), tafeln, funde, umfeld, orte)


@dataclass(frozen=True)
class _Grundlage:
    """Woraus die Vorschau errechnet ist – und mit einer anderen Wahl neu errechnet wird."""

    lagebild: Lagebild
    listen: "tuple[Liste, ...]"
    wahl: Deutungswahl
    heute: date

    def mit(self, wahl: Deutungswahl) -> Vorschau:
        """Rechnet die Vorschau mit einer anderen Wahl."""
        return build_vorschau(self.lagebild, self.listen, wahl, heute=self.heute)


def _vorschau(
    grundlage: _Grundlage,
    tafeln: Sequence[Tafel],
    funde: Sequence[Fund],
    umfeld: Umfeld,
    orte: Sequence[tuple[Tafel, int]],
) -> Vorschau:
    listen, wahl = grundlage.listen, grundlage.wahl

    def baue(i: int) -> Zeile:
        return build_zeile(*orte[i], funde[i], umfeld)

    urteile: Counter[Urteil] = Counter()
    farben: Counter[str] = Counter()
    for tafel in tafeln:
        urteile += tafel.zaehle()
        farben += tafel.farben
    gemeint = {f.massnahme_id for f in funde} | {k.id for f in funde for k in f.kandidaten}
    stand = wahl.stand or next((liste.stand for liste in listen if liste.stand), None)
    hinweise = list(dict.fromkeys(h for liste in listen for h in liste.hinweise))
    return Vorschau(
        listen,
        wahl,
        Zeilenfolge(len(orte), baue),
        tuple((liste.blatt, u) for liste in listen for u in liste.uebergangen),
        tuple(Fehlende(m.id, m.nummer, m.titel) for m in umfeld.bestand.saetze.values() if m.id not in gemeint),
        {s.ueberschrift: s.feld for liste in reversed(listen) for s in liste.spalten},
        stand,
        (*hinweise, *(() if stand or not orte else (_OHNE_STAND,))),
        urteile,
        sum(tafel.sachstandszahl() for tafel in tafeln),
        _offene(tafeln, "federfuehrung", "beteiligte", form=norm),
        _offene(tafeln, "umsetzungsstand"),
        _offene(tafeln, "handlungsfeld", "weitere_handlungsfelder") | _offene_gruppen(tafeln),
        farben,
        _neue_felder(tafeln),
        grundlage.mit,
    )


# --- abgleichen -------------------------------------------------------------------------------------------------------


def _funde(tafeln: Sequence[Tafel], bestand: Bestand, wahl: Deutungswahl) -> list[Fund]:
    suchen = [suche for tafel in tafeln for suche in _suchen(tafel)]
    zeilen = [zeile for tafel in tafeln for zeile in tafel.liste.zeilen]
    funde = gleiche_ab(bestand, suchen, _doppelte(tafeln))
    funde = [f if f.doppelt_von is None else f._replace(doppelt_von=zeilen[f.doppelt_von].nr) for f in funde]
    if wahl.abgleich:
        for i, zeile in enumerate(zeilen):
            entschieden = wahl.abgleich.get(f"{zeile.blatt}!{zeile.nr}")
            if isinstance(entschieden, int) and entschieden in bestand.saetze:
                funde[i] = Fund(entschieden)
            elif entschieden == NEU:
                funde[i] = Fund()
    return funde


def _suchen(tafel: Tafel) -> Iterator[Suche]:
    titel, felder = tafel.rohwerte("titel"), tafel.rohwerte("handlungsfeld")
    nummern, schluessel = tafel.mit_feld("nummer"), tafel.mit_feld("schluessel")
    for i, roh in enumerate(tafel.liste.zeilen):
        eigen = schluessel.deutung(i) if schluessel else LEER
        yield Suche(
            eigen.werte.get("schluessel"),
            nummern.deutung(i).werte.get("nummer", "") if nummern else "",
            original(titel[i]).strip(),
            original(felder[i]) or roh.gruppe or "",
            eigen.grund if eigen.urteil is Urteil.FEHLER else "",
        )


def _doppelte(tafeln: Sequence[Tafel]) -> list[tuple[int, int]]:
    """Gibt Paare (Zeile, frühere Zeile), die Zelle für Zelle dasselbe sagen; ohne doppelte Titel gibt es keine."""
    titel = [t for tafel in tafeln for t in tafel.rohwerte("titel")]
    mehrfach = {t for t, n in Counter(titel).items() if n > 1 and t}
    if not mehrfach:
        return []
    zeilen = [zeile for tafel in tafeln for zeile in tafel.liste.zeilen]
    erste: dict[tuple[Any, ...], int] = {}
    paare = []
    for i, zeile in enumerate(zeilen):
        if titel[i] in mehrfach:
            inhalt = (*map(original, zeile.zellen), zeile.gruppe)
            if (frueher := erste.setdefault(inhalt, i)) != i:
                paare.append((i, frueher))
    return paare


def _erkenne_unveraendertes(orte: Sequence[tuple[Tafel, int]], funde: Sequence[Fund], umfeld: Umfeld) -> None:
    """Steht in der Zelle noch genau das, was unsere Ausgabe schriebe, ist sie unverändert und nicht zu deuten."""
    for (tafel, i), fund in zip(orte, funde, strict=True):
        ausgabe = umfeld.zellen.get(fund.massnahme_id or 0)
        if not ausgabe:
            continue
        for spalte in tafel.spalten:
            feld = spalte.feld
            if feld is None or feld not in ausgabe or spalte.spalte.zum is not None:
                continue
            unklar = spalte.deutung(i).urteil in (Urteil.UNSICHER, Urteil.FEHLER)
            if unklar and gleich(original(spalte.werte[i]), ausgabe[feld]):
                spalte.besondere[i] = _SCHON_GLEICH


# --- Umfeld -----------------------------------------------------------------------------------------------------------


def _umfeld(lagebild: Lagebild, bestand: Bestand, gemeint: set[int], tafeln: Sequence[Tafel]) -> Umfeld:
    namen = {
        "stellen": {o.id: o.name for o in saetze(lagebild.organisationseinheiten)},
        "handlungsfelder": {h.id: h.titel for h in saetze(lagebild.handlungsfelder)},
        "ziele": {z.id: z.text for z in saetze(lagebild.ziele)},
    }
    ausgabe = zellen(lagebild, intern=True, massnahmen=gemeint) if gemeint else {}
    mengen = _mengen(lagebild) if gemeint else {}
    return Umfeld(bestand, ausgabe, mengen, tafeln[0].kontext.stand if tafeln else None, namen)


def _mengen(lagebild: Lagebild) -> dict[str, Mapping[int, Any]]:
    def je_massnahme(tabelle: Any, wert: Any) -> dict[int, list[Any]]:
        ergebnis: dict[int, list[Any]] = defaultdict(list)
        for zeile in saetze(tabelle):
            ergebnis[zeile.massnahme_id].append(wert(zeile))
        return ergebnis

    ersetzt = {e for e in lagebild.sachstaende["ersetzt_id"] if e is not None}
    staende = je_massnahme(lagebild.sachstaende, lambda s: s)
    return {
        "ziele": je_massnahme(lagebild.massnahmenziele, lambda z: (z.ziel_id, z.id)),
        "beteiligte": je_massnahme(lagebild.beteiligungen, lambda b: (b.organisationseinheit_id, b.id)),
        "weitere_handlungsfelder": je_massnahme(lagebild.weitere_handlungsfelder, lambda w: (w.handlungsfeld_id, w.id)),
        "mittel": je_massnahme(lagebild.mittel, lambda m: m),
        "sachstaende": {
            m: sorted((s for s in zeilen if s.id not in ersetzt), key=lambda s: (s.zum, s.nummer))
            for m, zeilen in staende.items()
        },
    }


# --- was noch zu entscheiden ist --------------------------------------------------------------------------------------


def _offene(tafeln: Sequence[Tafel], *felder: str, form: Any = None) -> dict[str, int]:
    zahl: Counter[str] = Counter()
    for tafel in tafeln:
        for spalte in tafel.spalten:
            if spalte.feld in felder:
                for deutung, n in spalte.anzahlen():
                    for wort in deutung.offen:
                        if not wort.startswith("#"):  # Farben zählen für sich
                            zahl[form(wort) if form else wort] += n
    return dict(zahl.most_common())


def _offene_gruppen(tafeln: Sequence[Tafel]) -> dict[str, int]:
    zahl: Counter[str] = Counter()
    for tafel in tafeln:
        for roh in tafel.liste.zeilen:
            if roh.gruppe:
                zahl.update(tafel.gruppe(roh.gruppe).offen)
    return dict(zahl)


def _neue_felder(tafeln: Sequence[Tafel]) -> tuple[str, ...]:
    neue: dict[str, None] = {}
    for tafel in tafeln:
        spalte = tafel.mit_feld("handlungsfeld")
        deutungen = [d for d, _ in spalte.anzahlen()] if spalte else []
        deutungen += [tafel.gruppe(g) for g in dict.fromkeys(z.gruppe for z in tafel.liste.zeilen) if g]
        neue |= {str(d.werte["neues_handlungsfeld"]): None for d in deutungen if "neues_handlungsfeld" in d.werte}
    return tuple(neue)
