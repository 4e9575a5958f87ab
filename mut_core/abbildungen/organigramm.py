"""Gliedern: wer mit wem arbeitet und an wen berichtet – das Organigramm und der Aufbau eines Teilprojekts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mut_core.abbildungen.abbildung import Abbildung
from mut_core.abbildungen.karten import (
    ABSTAND,
    BLAU,
    GRAU,
    LEISE,
    PETROL,
    Farbe,
    Karte,
    gruppe,
    kartenhoehe,
    pfeil_mit_wort,
    setze_knoten,
    spaltenzahl,
)
from mut_core.abbildungen.plan import BREITE, KLEIN, Element, Linie, Platz, Text, build_plan
from mut_core.abbildungen.quelle import Quelle
from mut_core.abbildungen.schrift import ZEILE, breite
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Gremientyp
from mut_core.sprache import aufzaehlung

_LUECKE = 27.0
_BREIT = 0.62 * BREITE
_BERICHTET, _ZUSAMMEN = "berichtet an", "Zusammenarbeit"
_ZU_GROSS = "So viele Gruppen lassen sich in einem Bild nicht lesbar zeigen; sie stehen deshalb in Worten."


def organigramm(lagebild: Lagebild) -> Abbildung:
    """Gibt das Organigramm des Hauptteils: Berichtsweg, Projektgruppe, Arbeitsgruppen mit ihren Handlungsfeldern."""
    quelle = Quelle(lagebild)
    projekt = quelle.vom_typ(Gremientyp.PROJEKTGRUPPE, quelle.im_hauptteil)
    gruppen = quelle.vom_typ(Gremientyp.ARBEITSGRUPPE, quelle.im_hauptteil)
    weg = quelle.berichtsweg(projekt[0]) if projekt else []
    if len(projekt) + len(gruppen) + len(weg) < 2:
        return Abbildung(None, grund=_ohne_organigramm(projekt + gruppen))
    titel = _gruppentitel(quelle, gruppen)
    knoten = [_karte(quelle, g, ueber=weg[:1]) for g in projekt]
    karten = [_karte(quelle, g, ueber=projekt) for g in gruppen]
    teile, hoehe = _kette([Karte(g.name) for g in weg], knoten, titel, karten)
    return Abbildung(
        build_plan(hoehe, teile),
        " ".join(("Organigramm.", *_berichtssatz(projekt, weg), *_gruppensatz(titel, karten))),
        _ZU_GROSS,
    )


def _ohne_organigramm(gruppen: Sequence[Any]) -> str:
    if gruppen:
        return f"Verzeichnet ist nur die Gruppe {gruppen[0].name}; ein Organigramm gibt es deshalb nicht."
    return (
        "Projektgruppe und Arbeitsgruppen sind zum Stichtag nicht verzeichnet; ein Organigramm gibt es deshalb nicht."
    )


def _gruppentitel(quelle: Quelle, gruppen: Sequence[Any]) -> str:
    """„Arbeitsgruppen – Stadtgesellschaft“; der Name des Teilprojekts nur, wenn alle dazu gehören."""
    wort = "Arbeitsgruppe" if len(gruppen) == 1 else "Arbeitsgruppen"
    erstes = quelle.teilprojekte[0] if len(quelle.teilprojekte) > 1 else None
    gehoeren = erstes is not None and all(g.teilprojekt_id == erstes.id for g in gruppen)
    return f"{wort} – {erstes.titel}" if erstes is not None and gehoeren else wort


def _karte(quelle: Quelle, gremium: Any, ueber: Sequence[Any]) -> Karte:
    """Die Karte einer Gruppe mit ihren Handlungsfeldern; berichtet sie anderswohin, als das Bild zeigt, steht es da."""
    felder = quelle.felder_von(gremium)
    wort = "Handlungsfeld" if len(felder) == 1 else "Handlungsfelder"
    teile = [f"{wort} {aufzaehlung([str(f.nummer) for f in felder])}"] if felder else []
    wohin = quelle.berichtsweg(gremium, 1)
    if wohin and wohin[0] not in ueber:
        teile.append(f"{_BERICHTET}: {wohin[0].name}")
    return Karte(gremium.name, "; ".join(teile))


def _kette(
    weg: Sequence[Karte], projekt: Sequence[Karte], titel: str, karten: Sequence[Karte]
) -> tuple[list[Element], float]:
    """Von oben nach unten: Berichtsweg, Projektgruppe, Arbeitsgruppen – dazwischen Pfeile."""
    mitte, y = BREITE / 2, 0.0
    teile: list[Element] = []
    for karte in reversed(weg):
        h = kartenhoehe(karte, _BREIT)
        teile += setze_knoten(karte, Platz(mitte - _BREIT / 2, y, _BREIT, h), GRAU, voll=False)
        teile += pfeil_mit_wort(mitte, y + h, y + h + _LUECKE, _BERICHTET, auf=True)
        y += h + _LUECKE
    if projekt:
        reihe, h = _knotenreihe(projekt, y, BLAU)
        teile, y = teile + reihe, y + h
    if karten:
        if projekt:
            teile += pfeil_mit_wort(mitte, y, y + _LUECKE, _ZUSAMMEN)
            y += _LUECKE
        feld, h = gruppe(titel, karten, Platz(0, y, BREITE), spaltenzahl(len(karten)), BLAU)
        teile, y = teile + feld, y + h
    return teile, y


def _knotenreihe(knoten: Sequence[Karte], y: float, farbe: Farbe) -> tuple[list[Element], float]:
    """Ein Knoten in der Mitte, mehrere nebeneinander; der Pfeil geht von der Mitte aus."""
    if len(knoten) > 3:
        return gruppe("Projektgruppen", knoten, Platz(0, y, BREITE), spaltenzahl(len(knoten)), farbe)
    b = _BREIT if len(knoten) == 1 else (BREITE - (len(knoten) - 1) * ABSTAND) / len(knoten)
    links = (BREITE - b) / 2 if len(knoten) == 1 else 0.0
    h = max(kartenhoehe(k, b) for k in knoten) + 4
    teile: list[Element] = []
    for i, karte in enumerate(knoten):
        teile += setze_knoten(karte, Platz(links + i * (b + ABSTAND), y, b, h), farbe, voll=True)
    return teile, h


def _berichtssatz(projekt: Sequence[Any], weg: Sequence[Any]) -> list[str]:
    if not projekt:
        return []
    kette = [*[g.name for g in projekt[:1]], *[g.name for g in weg]]
    saetze = [f"{unten} berichtet an {oben}." for unten, oben in pairwise(kette)]
    weitere = [g.name for g in projekt[1:]] if weg else [g.name for g in projekt]
    return [*saetze, *([f"Projektgruppe: {aufzaehlung(weitere)}."] if weitere else [])]


def _gruppensatz(titel: str, karten: Sequence[Karte]) -> list[str]:
    namen = [f"{k.titel} ({k.zusatz})" if k.zusatz else k.titel for k in karten]
    return [f"{titel}: {'; '.join(namen)}."] if namen else []


# ---------------------------------------------------------------------------------------------- Teilprojekt


def projektaufbau(lagebild: Lagebild, teilprojekt_id: int) -> Abbildung:
    """Gibt den Aufbau eines Teilprojekts: Lenkungsgruppe und Projektgruppe nebeneinander, darunter die Gruppen."""
    quelle = Quelle(lagebild)
    eigene = [g for g in quelle.gremien if g.teilprojekt_id == teilprojekt_id]
    lenkung, projekt = (quelle.vom_typ(typ, eigene) for typ in (Gremientyp.LENKUNGSGRUPPE, Gremientyp.PROJEKTGRUPPE))
    unten = [g for g in eigene if g not in lenkung and g not in projekt]
    projekt = projekt or quelle.vom_typ(Gremientyp.PROJEKTGRUPPE, quelle.im_hauptteil)
    if not eigene or len(lenkung) + len(projekt) + len(unten) < 2:
        return Abbildung(None, grund=_ohne_aufbau(eigene))
    teile, y = _spitze(lenkung, projekt)
    teile, y = _darunter(quelle, teile, y, (lenkung, projekt, unten))
    worte = _aufbau_in_worten(quelle, lenkung, projekt, unten)
    return Abbildung(build_plan(y, teile), worte, _ZU_GROSS)


def _ohne_aufbau(eigene: Sequence[Any]) -> str:
    if eigene:
        return f"Verzeichnet ist nur die Gruppe {eigene[0].name}; eine Abbildung des Aufbaus entfällt deshalb."
    return (
        "Gruppen dieses Teilprojekts sind zum Stichtag nicht verzeichnet; eine Abbildung des Aufbaus entfällt deshalb."
    )


_PFEILBREITE = breite(_ZUSAMMEN, KLEIN) + 22


def _spitze(lenkung: Sequence[Any], projekt: Sequence[Any]) -> tuple[list[Element], float]:
    """Lenkungs- und Projektgruppe nebeneinander mit einem Pfeil; steht eine allein, dann in der Mitte."""
    seiten = [s for s in (lenkung, projekt) if s]
    if not seiten:
        return [], 0.0
    b = (BREITE - _PFEILBREITE) / 2
    h = max(sum(_h(g, b) for g in s) + (len(s) - 1) * ABSTAND for s in seiten)
    teile: list[Element] = []
    for i, seite in enumerate(seiten):
        x = (BREITE - b) / 2 if len(seiten) == 1 else i * (b + _PFEILBREITE)
        teile += _saeule(seite, x, b, h, PETROL if seite is lenkung else BLAU)
    if len(seiten) == 2:
        berichtet = _berichten(projekt, lenkung)
        teile += _querpfeil(b, h, _BERICHTET if berichtet else _ZUSAMMEN, nur_links=berichtet)
    return teile, h


def _h(gremium: Any, b: float) -> float:
    return max(kartenhoehe(Karte(gremium.name), b) + 10, 42.0)


def _saeule(gremien: Sequence[Any], x: float, b: float, h: float, farbe: Farbe) -> list[Element]:
    """Knoten untereinander; was an Höhe übrig ist, teilen sie sich."""
    hoehen = [_h(g, b) for g in gremien]
    mehr = (h - sum(hoehen) - (len(gremien) - 1) * ABSTAND) / len(gremien)
    teile: list[Element] = []
    y = 0.0
    for gremium, hoehe in zip(gremien, hoehen, strict=True):
        teile += setze_knoten(Karte(gremium.name), Platz(x, y, b, hoehe + mehr), farbe, voll=True)
        y += hoehe + mehr + ABSTAND
    return teile


def _querpfeil(links: float, h: float, wort: str, *, nur_links: bool) -> list[Element]:
    y = h / 2 + 5
    text = Text(links + 2, y - 7 - KLEIN * ZEILE, _PFEILBREITE - 4, (wort,), KLEIN, farbe=LEISE, mittig=True)
    pfeil = Linie(links + 1, y, links + _PFEILBREITE - 1, y, LEISE, spitze_anfang=True, spitze_ende=not nur_links)
    return [text, pfeil]


def _darunter(
    quelle: Quelle, teile: list[Element], y: float, ebenen: tuple[Sequence[Any], Sequence[Any], Sequence[Any]]
) -> tuple[list[Element], float]:
    """Die Arbeitsgruppen und weiteren Gremien unter Lenkungs- und Projektgruppe, mit Pfeilen zu beiden."""
    lenkung, projekt, unten = ebenen
    if not unten:
        return teile, y
    if lenkung or projekt:
        b = (BREITE - _PFEILBREITE) / 2
        beide = bool(lenkung and projekt)
        if projekt:
            teile += pfeil_mit_wort(BREITE - b / 2 if beide else BREITE / 2, y, y + _LUECKE, _ZUSAMMEN)
        if lenkung and (_berichten(unten, lenkung) or not projekt):
            wort = "berichten an" if _berichten(unten, lenkung) else _ZUSAMMEN
            ort = b / 2 if beide else BREITE / 2
            teile += pfeil_mit_wort(ort, y, y + _LUECKE, wort, auf=wort != _ZUSAMMEN)
        y += _LUECKE
    titel, karten = _untertitel(unten), [_karte(quelle, g, ueber=[*lenkung, *projekt]) for g in unten]
    feld, h = gruppe(titel, karten, Platz(0, y, BREITE), spaltenzahl(len(karten)), PETROL)
    return teile + feld, y + h


def _berichten(unten: Sequence[Any], lenkung: Sequence[Any]) -> bool:
    ids = {g.id for g in lenkung}
    return any(g.uebergeordnet_id in ids for g in unten)


def _untertitel(unten: Sequence[Any]) -> str:
    if any(g.typ != Gremientyp.ARBEITSGRUPPE for g in unten):
        return "Weitere Gruppen und Gremien"
    return "Arbeitsgruppe" if len(unten) == 1 else "Arbeitsgruppen"


def _aufbau_in_worten(quelle: Quelle, lenkung: Sequence[Any], projekt: Sequence[Any], unten: Sequence[Any]) -> str:
    oben, mitte = (aufzaehlung([g.name for g in seite]) for seite in (lenkung, projekt))
    saetze = [f"Oben: {oben or mitte}."]
    if oben and mitte:
        berichtet = _berichten(projekt, lenkung)
        saetze = [f"{mitte} {_BERICHTET} {oben}." if berichtet else f"{_ZUSAMMEN}: {oben}, {mitte}."]
    karten = [_karte(quelle, g, ueber=[*lenkung, *projekt]) for g in unten]
    saetze += _gruppensatz(_untertitel(unten), karten)
    if _berichten(unten, lenkung):
        saetze.append(f"Sie berichten an {oben}.")
    return " ".join(("Projektaufbau.", *saetze))
