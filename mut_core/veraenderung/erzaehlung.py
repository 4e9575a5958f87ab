"""Erzählen: eine Veränderung in Sätzen – erst der Überblick, dann je Art das Einzelne, Bemerkenswertes zuerst."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from mut_core.lagebild import saetze as zeilen
from mut_core.sprache import aufzaehlung, zahl
from mut_core.veraenderung.befund import Fristart, Klasse, Richtung, Veraenderung, Verzug
from mut_core.veraenderung.worte import code, ist, massnahmen, name, namen, zum_wievielten
from mut_core.zeitangaben import datum_text

HOECHSTENS = 8
"""So viele Maßnahmen nennt `saetze` je Art; alle stehen in den Tabellen."""


def saetze(veraenderung: Veraenderung, hoechstens: int = HOECHSTENS) -> list[str]:
    """Gibt die Veränderung als Folge ganzer Sätze, der Überblick zuerst; je Art höchstens so viele Maßnahmen.

    Sätze sind reiner Text ohne Auszeichnung; jeder Eintrag kann für sich als Absatz oder Listenpunkt stehen.
    """
    v = veraenderung
    if v.ist_leer:
        return [_leer(v)]
    abschnitte = (
        _neue(v, hoechstens),
        _einzeln(v.wieder_aufgenommen, hoechstens, lambda n: f"Wieder aufgenommen {ist(n)} {_weitere(n)}."),
        _einzeln(v.abgeschlossen, hoechstens, lambda n: f"Abgeschlossen {ist(n)} {_weitere(n)}."),
        _bewegte(v, hoechstens),
        _einzeln(v.entfallen, hoechstens, lambda n: f"Entfallen {ist(n)} {_weitere(n)}."),
        _archivierte(v, hoechstens),
        _einzeln(v.fristen, hoechstens, lambda n: f"Geändert {ist(n)} {_fristen(n)}."),
        _ueberfaellige(v, hoechstens),
        _einzeln(v.mittel, hoechstens, lambda n: f"Hinzu kommen {_aenderungen(n)} an Mitteln."),
        _einzeln(v.foerderungen, hoechstens, lambda n: f"Hinzu kommen {_aenderungen(n)} an Förderungen."),
        _einzeln(v.angaben, hoechstens, lambda n: f"Hinzu kommen {_aenderungen(n)} an Angaben."),
        _gemeldete(v, hoechstens),
        _stille(v, hoechstens),
        _kacheln(v),
    )
    return [_ueberblick(v), *(satz for abschnitt in abschnitte for satz in abschnitt)]


def _leer(v: Veraenderung) -> str:
    wann = datum_text(v.von)
    if len(v.massnahmen) == 0:
        return f"Am {wann} und am {datum_text(v.bis)} sind keine Maßnahmen erfasst."
    return f"Gegenüber dem Stand vom {wann} hat sich nichts geändert."


def _weitere(wert: int) -> str:
    return "eine weitere Maßnahme" if wert == 1 else f"{zahl(wert)} weitere Maßnahmen"


def _fristen(wert: int) -> str:
    return "eine weitere Frist" if wert == 1 else f"{zahl(wert)} weitere Fristen"


def _aenderungen(wert: int) -> str:
    return "eine weitere Änderung" if wert == 1 else f"{zahl(wert)} weitere Änderungen"


# --- Überblick -------------------------------------------------------------------------------------------------------


def _ueberblick(v: Veraenderung) -> str:
    """Zählt die Arten in einem Satz; das erste Glied trägt „Maßnahme“, die übrigen nur die Zahl."""
    spaeter = [z.verschiebungen for z in zeilen(v.fristen) if z.art == Fristart.VERSCHOBEN]
    glieder = [
        (len(v.neu), ("ist", "sind"), "neu"),
        (len(v.wieder_aufgenommen), ("ist", "sind"), "wieder aufgenommen"),
        (sum(not neu for neu in v.abgeschlossen["neu"]), ("ist", "sind"), "abgeschlossen"),
        (len(v.entfallen), ("ist", "sind"), "entfallen"),
        (len(v.bewegt), ("hat", "haben"), "einen anderen Umsetzungsstand"),
        (len(spaeter), ("hat", "haben"), f"eine verschobene Frist{_wiederholt(spaeter)}"),
        (sum(z == Verzug.NEU for z in v.ueberfaellig["verzug"]), ("ist", "sind"), "neu überfällig"),
    ]
    genannt = [glied for glied in glieder if glied[0]]
    wann = f"Gegenüber dem Stand vom {datum_text(v.von)}"
    if not genannt:
        return f"{wann} ist bei keiner Maßnahme ein anderer Umsetzungsstand gemeldet."
    (wert, verben, rest), *weitere = genannt
    erstes = f"{verben[wert > 1]} {massnahmen(wert)} {rest}"
    folgende = [f"{'eine' if n == 1 else zahl(n)} {verb[n > 1]} {was}" for n, verb, was in weitere]
    return f"{wann} {aufzaehlung([erstes, *folgende])}."


def _wiederholt(verschiebungen: list[int]) -> str:
    """Sagt, wie viele Fristen nicht zum ersten Mal wandern: „ (davon eine zum zweiten Mal)“."""
    wiederholte = [n for n in verschiebungen if n and n > 1]
    if not wiederholte:
        return ""
    genau = zum_wievielten(wiederholte[0]) if len(set(wiederholte)) == 1 else "mindestens zum zweiten Mal"
    return f" (davon {'eine' if len(wiederholte) == 1 else zahl(len(wiederholte))} {genau})"


# --- Abschnitte ------------------------------------------------------------------------------------------------------


def _einzeln(tabelle: pd.DataFrame, hoechstens: int, rest: Callable[[int], str]) -> Iterator[str]:
    yield from tabelle["satz"].tolist()[:hoechstens]
    if len(tabelle) > hoechstens:
        satz = rest(len(tabelle) - hoechstens)
        yield satz.replace("Hinzu kommen eine", "Hinzu kommt eine")


def _reihe(betroffene: Sequence[Any], hoechstens: int) -> str:
    return namen([name(m) for m in betroffene], hoechstens)


def _neue(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    if len(v.neu):
        yield f"Neu aufgenommen {ist(len(v.neu))} {_reihe(zeilen(v.neu), hoechstens)}."


def _bewegte(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    """Fasst gleiche Wechsel zusammen; Zurückgestelltes und Zurückgegangenes steht einzeln mit seinem Grund."""
    gruppen: dict[tuple[Any, Any], list[Any]] = {}
    einzelne = []
    for z in zeilen(v.bewegt):
        if z.berichtigt or z.richtung in (Richtung.VERTAGT, Richtung.ZURUECK):
            einzelne.append(z.satz)
        else:
            gruppen.setdefault((z.von, z.nach), []).append(z)
    for betroffene in gruppen.values():
        yield betroffene[0].satz if len(betroffene) == 1 else _wechsel(betroffene, hoechstens)
    yield from einzelne[:hoechstens]
    if rest := len(einzelne[hoechstens:]):
        yield f"Zurückgestellt, zurückgegangen oder berichtigt {ist(rest)} {_weitere(rest)}."


def _wechsel(betroffene: list[Any], hoechstens: int) -> str:
    erste, wer = betroffene[0], _reihe(betroffene, hoechstens)
    if erste.richtung == Richtung.ERSTMELDUNG:
        return f"Erstmals liegt ein Stand vor ({code(erste.nach)}) zu {wer}."
    if erste.richtung == Richtung.OHNE_ANGABE:
        return f"Jetzt ohne Angabe zum Stand (bisher {code(erste.von)}) sind {wer}."
    return f"Von {code(erste.von)} zu {code(erste.nach)} vorangekommen sind {wer}."


def _archivierte(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    if len(v.archiviert):
        wer = _reihe(zeilen(v.archiviert), hoechstens)
        yield f"Nach Abschluss oder Wegfall nun im Archiv {ist(len(v.archiviert))} {wer}."


def _ueberfaellige(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    je = {verzug: [z for z in zeilen(v.ueberfaellig) if z.verzug == verzug] for verzug in Verzug}
    for verzug in (Verzug.NEU, Verzug.WEITERHIN):
        yield from (z.satz for z in je[verzug][:hoechstens])
        if rest := len(je[verzug][hoechstens:]):
            wort = verzug.bezeichnung
            yield f"{wort[:1].upper()}{wort[1:]} {ist(rest)} {_weitere(rest)}."
    if nicht_mehr := je[Verzug.NICHT_MEHR]:
        wer = namen([f"{name(z)} ({z.wodurch})" for z in nicht_mehr], hoechstens)
        yield f"Nicht mehr überfällig {ist(len(nicht_mehr))} {wer}."


def _gemeldete(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    gemeldet = [z for z in zeilen(v.massnahmen) if z.klasse == Klasse.GEMELDET]
    if gemeldet:
        yield f"Bei gleichem Stand neu gemeldet {ist(len(gemeldet))} {_reihe(gemeldet, hoechstens)}."


def _stille(v: Veraenderung, hoechstens: int) -> Iterator[str]:
    still = [z for z in zeilen(v.unveraendert) if z.meldung_erwartet]
    if still:
        yield f"Unverändert und seither ohne Meldung {ist(len(still))} {_reihe(still, hoechstens)}."


_KACHELN = {
    "erreicht": "umgesetzt oder verstetigt",
    "in_umsetzung": "in Umsetzung",
    "ueberfaellig": "überfällig",
    "ohne_aktuelle_meldung": "ohne aktuelle Meldung",
}


def _kacheln(v: Veraenderung) -> Iterator[str]:
    """Nennt die Kacheln, deren Zahl sich geändert hat, mit dem Unterschied."""
    anders = [k for k in zeilen(v.kennzahlen) if k.kennzahl in _KACHELN and k.differenz]
    if anders:
        teile = [f"{_KACHELN[k.kennzahl]} {_zahlwort(k.nachher)} ({k.text})" for k in anders]
        erste = anders[0]
        wort, verb = _KACHELN[erste.kennzahl], "sind" if erste.nachher > 1 else "ist"
        teile[0] = f"{wort[:1].upper()}{wort[1:]} {verb} jetzt {massnahmen(erste.nachher)} ({erste.text})"
        yield f"{aufzaehlung(teile)}."


def _zahlwort(wert: int) -> str:
    return {0: "keine", 1: "eine"}.get(wert) or zahl(wert)
