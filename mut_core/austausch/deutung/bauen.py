"""Bauen: die Vorschau aus Listen, Lagebild und Wahl."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mut_core.austausch.deutung.abgleich import Bestand, Fund, Suche, build_bestand, gleiche_ab
from mut_core.austausch.deutung.felder import SACHSTAND
from mut_core.austausch.deutung.kontext import build_kontext
from mut_core.austausch.deutung.stellen import NEU, norm
from mut_core.austausch.deutung.tafel import Tafel, build_tafel, geaenderte_zeilen
from mut_core.austausch.deutung.urteil import LEER, Urteil, original, sicher
from mut_core.austausch.deutung.verweise import feld_norm
from mut_core.austausch.deutung.vorschau import Fehlende, Vorschau, Zeilenfolge
from mut_core.austausch.deutung.wahl import Deutungswahl
from mut_core.austausch.deutung.zeilenbau import Umfeld, build_zeile
from mut_core.austausch.spalten import zellen
from mut_core.austausch.speicher import ohne_muellabfuhr
from mut_core.austausch.zellwerte import gleich
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl

if TYPE_CHECKING:
    from mut_core.austausch.form import Liste

_SCHON_GLEICH = sicher({}, "unverändert")
INZWISCHEN = "Seit der Ausgabe dieser Datei geändert"
"""So beginnt der Grund einer Zelle, deren Maßnahme seit der Ausgabe jemand geändert hat."""
_OHNE_STAND = "Die Liste nennt keinen Stand; ihre Angaben gelten für den Tag des Einlesens, wenn Sie keinen angeben."


def build_vorschau(
    lagebild: Lagebild,
    listen: "Sequence[Liste]",
    wahl: Deutungswahl | None = None,
    *,
    heute: date,
    basis: Mapping[int, tuple[int, int]] | None = None,
) -> Vorschau:
    """Gibt die Vorschau: was die Listen bedeuten und was sie im Konzept änderten; dieselben Angaben, dieselbe Vorschau.

    Das Lagebild muss die internen Felder enthalten, sonst hielte der Vergleich sie für leer. `basis` nennt zu
    Maßnahmen, worauf die Datei beruht (letzter Sachstand, Version): Was seither geändert wurde, überschreibt sie nie
    ohne Rückfrage.
    """
    return _baue(_Grundlage(lagebild, tuple(listen), wahl or Deutungswahl(), heute, basis or {}), None)


@dataclass(frozen=True)
class _Grundlage:
    """Woraus die Vorschau errechnet ist."""

    lagebild: Lagebild
    listen: "tuple[Liste, ...]"
    wahl: Deutungswahl
    heute: date
    basis: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class _Werk:
    """Alles, was errechnet ist – und woraus mit einer anderen Wahl nur das Geänderte neu entsteht."""

    grundlage: _Grundlage
    tafeln: Sequence[Tafel]
    funde: Sequence[Fund]
    umfeld: Umfeld
    gemeint: frozenset[int]
    orte: Sequence[tuple[Tafel, int]]
    zeilen: Zeilenfolge

    def mit(self, wahl: Deutungswahl) -> Vorschau:
        """Rechnet die Vorschau mit einer anderen Wahl; sie ist dieselbe, als wäre sie ganz neu errechnet."""
        g = self.grundlage
        return _baue(_Grundlage(g.lagebild, g.listen, wahl, g.heute, g.basis), self)


def _baue(g: _Grundlage, vorher: _Werk | None) -> Vorschau:
    with ohne_muellabfuhr():
        return _vorschau(_werk(g, vorher))


def _werk(g: _Grundlage, vorher: _Werk | None) -> _Werk:
    alte: Sequence[Tafel | None] = vorher.tafeln if vorher else [None] * len(g.listen)
    tafeln: list[Tafel] = []
    for liste, alt in zip(g.listen, alte, strict=True):
        stellen = alt.kontext.stellen if alt else tafeln[0].kontext.stellen if tafeln else None
        kontext = build_kontext(g.lagebild, g.wahl, liste.stand, g.heute, stellen=stellen)
        tafeln.append(build_tafel(liste, kontext, alt))
    bestand = vorher.umfeld.bestand if vorher else build_bestand(g.lagebild)
    funde = _funde(tafeln, bestand, g.wahl)
    gemeint = frozenset(f.massnahme_id for f in funde if f.massnahme_id is not None)
    if vorher and gemeint <= vorher.gemeint:
        gemeint = vorher.gemeint
        umfeld = replace(vorher.umfeld, stand=_stand(tafeln))
    else:
        umfeld = _umfeld(g.lagebild, bestand, gemeint, tafeln)
    orte = [(tafel, i) for tafel in tafeln for i in range(len(tafel.liste.zeilen))]
    _erkenne_unveraendertes(tafeln, funde, umfeld)
    _frage_nach_inzwischen_geaendertem(g, orte, funde, umfeld)
    zeilen = Zeilenfolge(len(orte), lambda i: build_zeile(*orte[i], funde[i], umfeld))
    if vorher:
        zeilen.uebernimm(vorher.zeilen, ohne=_geaenderte(vorher, g.wahl, tafeln, funde))
    return _Werk(g, tafeln, funde, umfeld, gemeint, orte, zeilen)


def _stand(tafeln: Sequence[Tafel]) -> date | None:
    return tafeln[0].kontext.stand if tafeln else None


def _geaenderte(vorher: _Werk, wahl: Deutungswahl, tafeln: Sequence[Tafel], funde: Sequence[Fund]) -> set[int]:
    """Gibt die Zeilen, die mit der neuen Wahl etwas anderes heißen können; alle übrigen bleiben, wie sie sind."""
    alt = vorher.grundlage.wahl
    felder = {wort for wort, _ in alt.handlungsfelder.items() ^ wahl.handlungsfelder.items()}
    if alt.stand != wahl.stand or "" in felder:  # gilt für jede Zeile
        return set(range(len(funde)))
    geaendert = {i for i, (a, b) in enumerate(zip(vorher.funde, funde, strict=True)) if a != b}
    berichtigt = {o for o, t in (alt.korrekturen.items() ^ wahl.korrekturen.items())}
    orte = {o.rpartition("!")[0] for o in (alt.bestaetigt ^ wahl.bestaetigt) | berichtigt}
    anfang = 0
    for a, n in zip(vorher.tafeln, tafeln, strict=True):
        geaendert.update(anfang + i for i in geaenderte_zeilen(a, n))
        for i, z in enumerate(n.liste.zeilen):
            if (felder and z.gruppe) or (orte and f"{z.blatt}!{z.nr}" in orte):
                geaendert.add(anfang + i)
        anfang += len(n.liste.zeilen)
    return geaendert


def _vorschau(werk: _Werk) -> Vorschau:
    listen, wahl, tafeln, umfeld = werk.grundlage.listen, werk.grundlage.wahl, werk.tafeln, werk.umfeld
    urteile: Counter[Urteil] = Counter()
    farben: Counter[str] = Counter()
    for tafel in tafeln:
        urteile += tafel.zaehle()
        farben += tafel.farben
    gemeint = {f.massnahme_id for f in werk.funde} | {k.id for f in werk.funde for k in f.kandidaten}
    stand = wahl.stand or next((liste.stand for liste in listen if liste.stand), None)
    hinweise = list(dict.fromkeys(h for liste in listen for h in liste.hinweise))
    return Vorschau(
        listen,
        wahl,
        werk.zeilen,
        tuple((liste.blatt, u) for liste in listen for u in liste.uebergangen),
        tuple(Fehlende(m.id, m.nummer, m.titel) for m in umfeld.bestand.saetze.values() if m.id not in gemeint),
        {s.ueberschrift: s.feld for liste in reversed(listen) for s in liste.spalten},
        stand,
        (*hinweise, *_farbhinweise(tafeln), *(() if stand or not werk.orte else (_OHNE_STAND,))),
        urteile,
        sum(tafel.sachstandszahl() for tafel in tafeln),
        _offene(tafeln, "federfuehrung", "beteiligte", form=norm),
        _offene(tafeln, "umsetzungsstand"),
        _offene(tafeln, "handlungsfeld", "weitere_handlungsfelder") | _offene_gruppen(tafeln),
        farben,
        _neue_felder(tafeln),
        _schreibweisen(tafeln),
        werk.mit,
    )


def _farbhinweise(tafeln: Sequence[Tafel]) -> Iterator[str]:
    """Nennt Farben, die nirgends einfließen: Sie heißen nichts, sollen aber niemandem still verloren gehen."""
    je_farbe: dict[str, Counter[str]] = defaultdict(Counter)
    for tafel in tafeln:
        namen = {s.spalte.index: s.spalte.ueberschrift for s in tafel.spalten}
        for (farbe, stelle), zahl in tafel.fremde_farben.items():
            je_farbe[farbe][namen[stelle]] += zahl
    if je_farbe:
        teile = [f"{farbe} ({_wo(spalten)})" for farbe, spalten in list(je_farbe.items())[:6]]
        mehr = f" und {len(je_farbe) - 6} weitere" if len(je_farbe) > 6 else ""
        yield (
            f"Farben außerhalb der Statusspalte heißen hier nichts: {', '.join(teile)}{mehr}. Bedeutet eine etwas, "
            "schreiben Sie es in der Datei in Worten."
        )
    if verdeckt := sum(t.verdeckte_farben for t in tafeln):
        zellen_ = anzahl(verdeckt, "Zelle", "Zellen")
        yield f"In der Statusspalte steht in {zellen_} neben der Farbe ein Wort; gelesen ist das Wort."


def _wo(spalten: Counter[str]) -> str:
    namen = [f"„{name or 'ohne Überschrift'}“" for name, _ in spalten.most_common(3)]
    return f"{anzahl(spalten.total(), 'Zelle', 'Zellen')} in {', '.join(namen)}{' …' if len(spalten) > 3 else ''}"


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
        wort, feld = titel[i], felder[i]
        yield Suche(
            eigen.werte.get("schluessel"),
            nummern.deutung(i).werte.get("nummer", "") if nummern else "",
            wort.strip() if isinstance(wort, str) else original(wort),
            (feld if isinstance(feld, str) else original(feld)) or roh.gruppe or "",
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


def _erkenne_unveraendertes(tafeln: Sequence[Tafel], funde: Sequence[Fund], umfeld: Umfeld) -> None:
    """Steht in der Zelle noch genau das, was unsere Ausgabe schriebe, ist sie unverändert und nicht zu deuten."""
    anfang = 0
    for tafel in tafeln:
        for spalte in tafel.spalten if umfeld.zellen else ():
            feld = spalte.feld
            if feld is None or spalte.spalte.zum is not None:
                continue
            for i in spalte.unklare_zeilen():
                ausgabe = umfeld.zellen.get(funde[anfang + i].massnahme_id or 0, {})
                text = original(spalte.werte[i])  # leer ist nur eine Farbe: Sie bleibt eine Frage
                if text and feld in ausgabe and gleich(text, ausgabe[feld]):
                    spalte.besondere[i] = _SCHON_GLEICH
        anfang += len(tafel.liste.zeilen)


def _frage_nach_inzwischen_geaendertem(
    g: _Grundlage, orte: Sequence[tuple[Tafel, int]], funde: Sequence[Fund], umfeld: Umfeld
) -> None:
    """Beruht die Zeile auf einem älteren Stand, ist jede Abweichung eine Rückfrage: Sie kann die ältere Angabe sein."""
    for (tafel, i), fund in zip(orte, funde, strict=True) if g.basis else ():
        m = umfeld.bestand.saetze.get(fund.massnahme_id or 0)
        if m is None or g.basis.get(m.id, (m.stand_nummer, m.version)) == (m.stand_nummer, m.version):
            continue
        roh, ausgabe = tafel.liste.zeilen[i], umfeld.zellen.get(m.id, {})
        damals = _ausgegebener_sachstand(umfeld, m.id, g.basis[m.id][0])
        for spalte in tafel.spalten:
            alt, d = ausgabe.get(spalte.feld or ""), spalte.deutung(i)
            if spalte.feld in damals and gleich(original(spalte.werte[i]), damals[spalte.feld]):
                spalte.besondere[i] = _SCHON_GLEICH  # so ging es hinaus: Niemand hat es in der Datei geändert
                continue
            ort = f"{roh.blatt}!{roh.nr}!{spalte.spalte.index}"
            entschieden = ort in g.wahl.bestaetigt or ort in g.wahl.korrekturen
            if spalte.feld not in ausgabe or not d.werte or entschieden or gleich(original(spalte.werte[i]), alt):
                continue
            jetzt = f"„{original(alt)[:80]}“" if alt else "nichts"
            grund = f"{INZWISCHEN}: Jetzt steht hier {jetzt}. Übernehmen Sie nur, was neuer ist."
            spalte.besondere[i] = d._replace(urteil=Urteil.UNSICHER, grund=grund)


def _ausgegebener_sachstand(umfeld: Umfeld, massnahme_id: int, nummer: int) -> dict[str, Any]:
    """Gibt die Zellen des Sachstands, der bei der Ausgabe der letzte war: Feld → Inhalt; leer, wenn er fehlt."""
    vorhandene = umfeld.mengen.get("sachstaende", {}).get(massnahme_id, ())
    damals = next((s for s in vorhandene if s.nummer == nummer), None)
    if damals is None:
        return {}
    werte = {feld: getattr(damals, name) for feld, name in (*SACHSTAND.items(), ("zum", "zum"))}
    return {feld: getattr(wert, "bezeichnung", wert) for feld, wert in werte.items()}


# --- Umfeld -----------------------------------------------------------------------------------------------------------


def _umfeld(lagebild: Lagebild, bestand: Bestand, gemeint: frozenset[int], tafeln: Sequence[Tafel]) -> Umfeld:
    namen = {
        "stellen": {o.id: o.name for o in saetze(lagebild.organisationseinheiten)},
        "handlungsfelder": {h.id: h.titel for h in saetze(lagebild.handlungsfelder)},
        "ziele": {z.id: z.text for z in saetze(lagebild.ziele)},
    }
    ausgabe = zellen(lagebild, intern=True, massnahmen=gemeint) if gemeint else {}
    mengen = _mengen(lagebild) if gemeint else {}
    return Umfeld(bestand, ausgabe, mengen, _stand(tafeln), namen)


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


def _schreibweisen(tafeln: Sequence[Tafel]) -> dict[str, str]:
    """Gibt zu angeglichenen Wörtern eine Schreibweise aus der Datei, für die Fragen an den Menschen."""
    worte = {feld_norm(titel): titel for titel in _neue_felder(tafeln)}
    for tafel in tafeln:
        for spalte in tafel.spalten:
            if spalte.feld in ("federfuehrung", "beteiligte"):
                for d, _ in spalte.anzahlen():
                    neue = (d.werte.get("neue_stelle"), *d.werte.get("neue_beteiligte", ()))
                    worte |= {norm(wort): wort for wort in (*d.offen, *neue) if wort}
    return worte
