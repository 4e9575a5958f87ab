"""Reihen: was bis zum Stichtag geschah und was danach ansteht, als Zeitstrahl in Zeilen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mut_core import regeln
from mut_core.abbildungen.abbildung import Abbildung
from mut_core.abbildungen.karten import ABSTAND, BLAU, GRAU, LEISE, OCKER, PETROL, RAND, spaltenzahl
from mut_core.abbildungen.plan import (
    BREITE,
    HOECHSTENS,
    KLEIN,
    TEXT,
    TITEL,
    Element,
    Form,
    Kasten,
    Linie,
    Plan,
    Text,
)
from mut_core.abbildungen.plan import Zeichen as Marke
from mut_core.abbildungen.quelle import Quelle
from mut_core.abbildungen.schrift import ZEILE, breite, sichtbar, umbrochen
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Ereignisart, Ereignisstatus
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text, zeitpunkt

HOECHSTENS_EREIGNISSE = 14
"""Mehr Punkte zeigt ein Zeitstrahl nicht; frühere fasst er zusammen, spätere gibt er zurück."""
_HOECHSTENS_OHNE_TERMIN = 12
_MARKE = 9.0
_ACHSE = 6.0


@dataclass(frozen=True)
class _Sorte:
    """Eine Gruppe von Ereignisarten mit eigenem Zeichen und Ton."""

    name: str
    form: Form
    farbe: str


_BETEILIGUNG = _Sorte("Beteiligung", Form.KREIS, BLAU.dunkel)
_GREMIEN = _Sorte("Gremien und Beschlüsse", Form.QUADRAT, PETROL.dunkel)
_BERICHTE = _Sorte("Berichte und Evaluation", Form.RAUTE, OCKER.dunkel)
_ORGANISATION = _Sorte("Organisation, Sonstiges", Form.DREIECK, GRAU.dunkel)
_FRUEHER = _Sorte("Früheres", Form.PUNKTE, GRAU.dunkel)
_SORTEN = (_BETEILIGUNG, _GREMIEN, _BERICHTE, _ORGANISATION)
_SORTE = {
    Ereignisart.SITZUNG: _GREMIEN,
    Ereignisart.BESCHLUSS: _GREMIEN,
    Ereignisart.BERICHT: _BERICHTE,
    Ereignisart.EVALUATION: _BERICHTE,
    Ereignisart.FOERDERUNG: _ORGANISATION,
    Ereignisart.ORGANISATION: _ORGANISATION,
    Ereignisart.SONSTIGES: _ORGANISATION,
}
_OFFEN = (Ereignisstatus.GEPLANT, Ereignisstatus.ANGEDACHT)


@dataclass(frozen=True)
class Punkt:
    """Ein Punkt auf dem Strahl: wann, was, eine leise Zeile dazu."""

    wann: str
    was: str
    dazu: str = ""
    sorte: _Sorte | None = None
    gefuellt: bool = True


def ablauf(lagebild: Lagebild) -> Abbildung:
    """Gibt den Zeitstrahl der Ereignisse bis zum Stichtag; sind es zu viele, steht vorn, wie viele davor lagen."""
    quelle = Quelle(lagebild)
    alle = [e for e in quelle.ereignisse if regeln.ist_vergangen(e, lagebild.stichtag)]
    punkte, lose = ([_punkt(quelle, e, vergangen=True) for e in teil] for teil in _geteilt(alle))
    if len(alle) < 2:
        return Abbildung(None, grund=_ohne_ablauf([*punkte, *lose]))
    schluss = _stichtag(lagebild)
    plaene = (
        _strahl(_mit_stichtag([*_letzte(punkte, n), schluss], schluss), _gekuerzt(lose, m), _OHNE_DATUM)
        for n, m in _umfaenge(punkte, lose)
    )
    plan = next((p for p in plaene if p), None)
    return Abbildung(plan, _in_worten("Zeitstrahl bis zum Stichtag.", punkte, lose, _OHNE_DATUM), _ZU_GROSS)


def _ohne_ablauf(punkte: Sequence[Punkt]) -> str:
    if not punkte:
        return "Ereignisse sind bis zum Stichtag nicht verzeichnet; einen Zeitstrahl gibt es deshalb nicht."
    was = f"{punkte[0].was}{_klammer(punkte[0].wann, punkte[0].dazu)}"
    return f"Bis zum Stichtag ist nur ein Ereignis verzeichnet: {was}."


_OHNE_DATUM = "Bis zum Stichtag, ohne genaue Zeitangabe"
_OHNE_TERMIN = "Noch ohne festen Termin"


def naechste_schritte(lagebild: Lagebild) -> Abbildung:
    """Gibt den Zeitstrahl der Ereignisse nach dem Stichtag; was er nicht fasst, steht in `uebrige`.

    Förderzeiträume fehlen; von ihnen handelt der Bericht an eigener Stelle.
    """
    quelle, anfang = Quelle(lagebild), _stichtag(lagebild)
    kuenftig = (e for e in quelle.ereignisse if not regeln.ist_vergangen(e, lagebild.stichtag))
    alle = [e for e in kuenftig if e.art != Ereignisart.FOERDERUNG]
    datiert, ohne = _geteilt(alle)
    punkte, lose = ([_punkt(quelle, e, vergangen=False) for e in teil] for teil in (datiert, ohne))
    if len(alle) < 2:
        return Abbildung(None, grund=_ohne_schritte([*punkte, *lose]))
    for n, m in _umfaenge(punkte, lose):
        if plan := _strahl(_mit_stichtag([anfang, *punkte[:n]], anfang), lose[:m], _OHNE_TERMIN):
            worte = _in_worten("Nächste Schritte.", punkte[:n], lose[:m], _OHNE_TERMIN)
            return Abbildung(plan, worte, uebrige=(*datiert[n:], *ohne[m:]))
    return Abbildung(None, grund=_ZU_GROSS, uebrige=tuple(alle))


_ZU_GROSS = "So viele Ereignisse lassen sich in einem Bild nicht lesbar zeigen."


def _ohne_schritte(punkte: Sequence[Punkt]) -> str:
    if not punkte:
        return "Weitere Termine sind zum Stichtag nicht verzeichnet."
    was = f"{punkte[0].was}{_klammer(punkte[0].wann, punkte[0].dazu)}"
    return f"Nach dem Stichtag ist nur ein Termin verzeichnet: {was}."


def _umfaenge(punkte: Sequence[Punkt], lose: Sequence[Punkt]) -> Iterator[tuple[int, int]]:
    """Wie viele Punkte mit und ohne Tag das Bild zeigen könnte, die größte Zahl zuerst."""
    mit, ohne = min(len(punkte), HOECHSTENS_EREIGNISSE), min(len(lose), _HOECHSTENS_OHNE_TERMIN)
    yield from ((n, ohne) for n in range(mit, min(mit, 3), -1))
    yield from ((min(mit, 3), m) for m in range(ohne, -1, -1))


def _gekuerzt(lose: Sequence[Punkt], hoechstens: int) -> list[Punkt]:
    """So viele Punkte ohne Tag; der letzte sagt, wie viele fehlen."""
    if len(lose) <= hoechstens or not hoechstens:
        return list(lose[:hoechstens])
    return [*lose[: hoechstens - 1], Punkt("", f"und {len(lose) - hoechstens + 1} weitere", sorte=_FRUEHER)]


def _hat_tag(ereignis: Any) -> bool:
    return bool(ereignis.beginn or ereignis.frist)


def _geteilt(ereignisse: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Die Ereignisse mit Tag und die ohne."""
    return [e for e in ereignisse if _hat_tag(e)], [e for e in ereignisse if not _hat_tag(e)]


def _punkt(quelle: Quelle, ereignis: Any, *, vergangen: bool) -> Punkt:
    if vergangen:
        dazu = [_ausgang(ereignis)]
    else:
        stattgefunden = ereignis.status == Ereignisstatus.STATTGEFUNDEN
        stand = Ereignisstatus.GEPLANT if stattgefunden else ereignis.status
        dazu = [stand.bezeichnung, ereignis.uhrzeit, ereignis.ort]
    dazu.append(_teilprojekt(quelle, ereignis))
    fest = vergangen and ereignis.status == Ereignisstatus.STATTGEFUNDEN
    sorte = _SORTE.get(ereignis.art, _BETEILIGUNG)
    return Punkt(zeitpunkt(ereignis), ereignis.titel, " · ".join(t for t in dazu if t), sorte, fest)


def _ausgang(ereignis: Any) -> str:
    """Sagt bei einem vergangenen Ereignis, das nicht als stattgefunden vermerkt ist, was vermerkt ist."""
    if ereignis.status == Ereignisstatus.STATTGEFUNDEN:
        return ""
    return f"{ereignis.status.bezeichnung}{'; Ausgang nicht vermerkt' if ereignis.status in _OFFEN else ''}"


def _teilprojekt(quelle: Quelle, ereignis: Any) -> str:
    """Nennt das Teilprojekt, wenn es ein weiteres ist."""
    passend = [t for t in quelle.teilprojekte[1:] if t.id == ereignis.teilprojekt_id]
    return f"Teilprojekt {passend[0].buchstabe}" if passend else ""


def _stichtag(lagebild: Lagebild) -> Punkt:
    return Punkt(datum_text(lagebild.stichtag), "Stichtag dieses Berichts")


def _mit_stichtag(punkte: list[Punkt], stichtag: Punkt) -> list[Punkt]:
    """Lässt den Stichtag weg, wenn er allein stünde oder seinetwegen ein Punkt allein in der letzten Zeile."""
    spalten = spaltenzahl(len(punkte))
    allein = len(punkte) == 1 or (spalten > 1 and len(punkte) % spalten == 1)
    return [p for p in punkte if p is not stichtag] if allein else punkte


def _letzte(punkte: Sequence[Punkt], zahl: int) -> list[Punkt]:
    """Die letzten Punkte; davor einer für alles, was früher war."""
    frueher, gezeigt = punkte[: len(punkte) - zahl], punkte[len(punkte) - zahl :]
    if not frueher:
        return list(gezeigt)
    was = anzahl(len(frueher), "früheres Ereignis", "frühere Ereignisse")
    return [Punkt(f"ab {frueher[0].wann}", was, sorte=_FRUEHER), *gezeigt]


def _in_worten(anfang: str, punkte: Sequence[Punkt], lose: Sequence[Punkt], titel: str) -> str:
    teile = [f"{p.wann}: {p.was}{_klammer(p.dazu)}" for p in punkte]
    ohne = [f"{p.was}{_klammer(p.wann, p.dazu)}" for p in lose]
    return " ".join(
        (anfang, *([f"{'; '.join(teile)}."] if teile else []), *([f"{titel}: {'; '.join(ohne)}."] if ohne else []))
    )


def _klammer(*teile: str) -> str:
    dazu = ", ".join(t.replace(" · ", ", ") for t in teile if t)
    return f" ({dazu})" if dazu else ""


# ---------------------------------------------------------------------------------------------- Anordnung


def _strahl(punkte: Sequence[Punkt], lose: Sequence[Punkt], titel: str) -> Plan | None:
    """Die Punkte in Zeilen, darunter das Undatierte und die Zeichenerklärung; None, wenn es zu hoch wird."""
    teile, y = _zeilen(punkte)
    if lose:
        oben = y + 10 if punkte else 0.0
        feld, h = _liste(titel, lose, oben)
        teile, y = teile + feld, oben + h
    erklaerung, h = _legende([*punkte, *lose], y + 8)
    hoehe = y + 8 + h if erklaerung else y
    return Plan(hoehe, tuple(teile + erklaerung)) if hoehe <= HOECHSTENS else None


def _zeilen(punkte: Sequence[Punkt]) -> tuple[list[Element], float]:
    spalten = spaltenzahl(len(punkte))
    weite = BREITE / spalten
    teile: list[Element] = []
    y = 0.0
    for anfang in range(0, len(punkte), spalten):
        reihe = punkte[anfang : anfang + spalten]
        letzte = anfang + spalten >= len(punkte)
        teile.append(
            Linie(0, y + _ACHSE, len(reihe) * weite if letzte else BREITE, y + _ACHSE, LEISE, 1.2, spitze_ende=letzte)
        )
        hoehe = 0.0
        for i, punkt in enumerate(reihe):
            stueck, h = _setze(punkt, i * weite, y, weite)
            teile, hoehe = teile + stueck, max(hoehe, h)
        y += hoehe + 12
    return teile, max(y - 12, 0.0)


def _setze(punkt: Punkt, x: float, y: float, weite: float) -> tuple[list[Element], float]:
    """Das Zeichen auf der Achse, darunter wann, was und dazu."""
    sorte = punkt.sorte or _Sorte("Stichtag", Form.FAHNE, "#8C1D18")
    teile: list[Element] = [Marke(x + _MARKE / 2 + 2, y + _ACHSE, _MARKE, sorte.form, sorte.farbe, punkt.gefuellt)]
    platz, links, oben = weite - RAND - 6, x + 2, y + 2 * _ACHSE + 4
    for text, grad, fett, farbe, zeilen in (
        (punkt.wann, TEXT, True, sorte.farbe, 3),
        (sichtbar(punkt.was), TEXT, False, "#1A1A1A", 6),
        (punkt.dazu, KLEIN, False, LEISE, 4),
    ):
        if gebrochen := umbrochen(text, platz, grad, fett, zeilen):
            block = Text(links, oben, platz, gebrochen, grad, fett, farbe)
            teile, oben = [*teile, block], oben + block.h + 1
    return teile, oben - y


def _liste(titel: str, lose: Sequence[Punkt], y: float) -> tuple[list[Element], float]:
    """Das Undatierte in einem Feld mit Überschrift, in zwei Spalten."""
    kopf = Text(RAND, y + 5, BREITE - 2 * RAND, (titel,), TITEL, True, BLAU.dunkel, GRAU.zart)
    teile: list[Element] = []
    weite, oben = (BREITE - 2 * RAND) / 2, y + 5 + kopf.h + 4
    for anfang in range(0, len(lose), 2):
        hoehe = 0.0
        for i, punkt in enumerate(lose[anfang : anfang + 2]):
            stueck, h = _listenpunkt(punkt, RAND + i * weite, oben, weite - ABSTAND)
            teile, hoehe = teile + stueck, max(hoehe, h)
        oben += hoehe + 3
    return [Kasten(0, y, BREITE, oben + 2 - y, GRAU.zart), kopf, *teile], oben + 2 - y


def _listenpunkt(punkt: Punkt, x: float, y: float, weite: float) -> tuple[list[Element], float]:
    sorte = punkt.sorte or _ORGANISATION
    platz = weite - _MARKE - 6
    dazu = " · ".join(t for t in (punkt.wann, punkt.dazu) if t)
    was = Text(x + _MARKE + 6, y, platz, umbrochen(sichtbar(punkt.was), platz, TEXT, hoechstens=4), grund=GRAU.zart)
    marke = Marke(x + _MARKE / 2, y + TEXT * ZEILE / 2, _MARKE - 1, sorte.form, sorte.farbe, punkt.gefuellt)
    zeilen = umbrochen(dazu, platz, KLEIN, hoechstens=3)
    if not zeilen:
        return [marke, was], was.h
    leise = Text(was.x, y + was.h, platz, zeilen, KLEIN, farbe=LEISE, grund=GRAU.zart)
    return [marke, was, leise], was.h + leise.h


def _legende(punkte: Sequence[Punkt], y: float) -> tuple[list[Element], float]:
    """Die Zeichen, wenn es verschiedene gibt, mit ihrem Namen; und was offene neben gefüllten bedeuten."""
    sorten = [s for s in _SORTEN if any(p.sorte == s for p in punkte)]
    fest = {p.gefuellt for p in punkte if p.sorte}
    eintraege: list[tuple[str, _Sorte | None]] = [(s.name, s) for s in sorten if len(sorten) > 1]
    if len(fest) == 2:
        eintraege.append(("gefüllt: fand statt; offen: nicht als stattgefunden vermerkt", None))
    teile: list[Element] = []
    x, anfang = 0.0, y
    for name, sorte in eintraege:
        b = breite(name, KLEIN) + 1
        if x and x + b + _MARKE + 4 > BREITE:
            x, y = 0.0, y + KLEIN * ZEILE + 3
        if sorte:
            teile.append(Marke(x + 4.5, y + KLEIN * ZEILE / 2, _MARKE - 1, sorte.form, sorte.farbe, True in fest))
            x += _MARKE + 4
        teile.append(Text(x, y, b, (name,), KLEIN, farbe=LEISE))
        x += b + 14
    return teile, (y - anfang + KLEIN * ZEILE if teile else 0.0)
