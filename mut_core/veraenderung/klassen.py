"""Einordnen: jeder Maßnahme beider Stände genau eine Klasse geben und sagen, was das heißt."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from mut_core.modell.codes import Umsetzungsstand
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.veraenderung.befund import Entfallart, Klasse, Richtung
from mut_core.veraenderung.paar import Gegenueber, Paar, spalten, stand_von
from mut_core.veraenderung.worte import am, code, frist_text, mit_grund, name
from mut_core.zeitangaben import datum_text

Zeile = tuple[Any, ...]


class _Zustand(Enum):
    """Ob eine Maßnahme läuft, ruht, fertig oder entfallen ist – gröber als der Umsetzungsstand."""

    AKTIV = auto()
    RUHT = auto()
    FERTIG = auto()
    ENTFALLEN = auto()


@dataclass(frozen=True, slots=True)
class Eingeordnet:
    """Eine Maßnahme mit ihrer Klasse; `von` und `nach` sind None, wo sie nicht geführt ist."""

    paar: Paar
    klasse: Klasse
    von: Umsetzungsstand | None
    nach: Umsetzungsstand | None


def ordne_ein(lage: Gegenueber, geaenderte: Collection[int]) -> list[Eingeordnet]:
    """Gibt jeder Maßnahme ihre Klasse; `geaenderte` sind die, an denen sich anderes als der Stand geändert hat."""
    return [Eingeordnet(p, _klasse(p, lage, geaenderte), stand_von(p.vorher), stand_von(p.nachher)) for p in lage.paare]


def _klasse(p: Paar, lage: Gegenueber, geaenderte: Collection[int]) -> Klasse:
    if p.vorher is None:
        return Klasse.WIEDER_AUFGENOMMEN if p.id in lage.zurueck else Klasse.NEU
    if p.nachher is None:
        return _klasse_weggefallen(p, lage)
    if (klasse := _klasse_nach_zustand(p)) is not None:
        return klasse
    if p.vorher.umsetzungsstand != p.nachher.umsetzungsstand:
        return Klasse.BEWEGT
    if p.id in geaenderte:
        return Klasse.GEAENDERT
    return Klasse.GEMELDET if lage.meldungen.get(p.id) else Klasse.UNVERAENDERT


def _klasse_weggefallen(p: Paar, lage: Gegenueber) -> Klasse:
    if _zustand(p.vorher) in (_Zustand.FERTIG, _Zustand.ENTFALLEN):
        return Klasse.ARCHIVIERT  # stand schon im letzten Bericht; das Archiv ist dann keine Neuigkeit
    spur = lage.spuren.get(p.id)
    umgesetzt = spur is not None and spur.umsetzungsstand == Umsetzungsstand.UMGESETZT
    return Klasse.ABGESCHLOSSEN if umgesetzt else Klasse.ENTFALLEN


def _klasse_nach_zustand(p: Paar) -> Klasse | None:
    """Gibt die Klasse, wenn sich mehr als der Stand geändert hat; None, wenn die Maßnahme einfach weiterläuft."""
    damals, jetzt = _zustand(p.vorher), _zustand(p.nachher)
    if damals == jetzt:
        return None
    if jetzt == _Zustand.ENTFALLEN:
        return Klasse.ENTFALLEN
    if jetzt == _Zustand.FERTIG and p.vorher.umsetzungsstand != Umsetzungsstand.UMGESETZT:
        return Klasse.ABGESCHLOSSEN
    verstetigt = damals == _Zustand.FERTIG and p.nachher.umsetzungsstand == Umsetzungsstand.VERSTETIGT
    wieder_aktiv = jetzt == _Zustand.AKTIV and not verstetigt
    return Klasse.WIEDER_AUFGENOMMEN if damals == _Zustand.ENTFALLEN or wieder_aktiv else None


def _zustand(m: Any) -> _Zustand:
    if m.umsetzungsstand == Umsetzungsstand.VERWORFEN or _verweis(m) is not None:
        return _Zustand.ENTFALLEN
    einfache = {Umsetzungsstand.UMGESETZT: _Zustand.FERTIG, Umsetzungsstand.ZURUECKGESTELLT: _Zustand.RUHT}
    return einfache.get(m.umsetzungsstand, _Zustand.AKTIV)


def _verweis(m: Any) -> int | None:
    """Gibt die Maßnahme, in der diese aufgegangen ist."""
    verweis: int | None = m.ersetzt_durch_id if m.zusammengefuehrt_mit_id is None else m.zusammengefuehrt_mit_id
    return verweis


# --- Zeilen je Klasse ------------------------------------------------------------------------------------------------


def massnahmenzeilen(alle: list[Eingeordnet], lage: Gegenueber, angaben: Mapping[int, tuple[str, ...]]) -> list[Zeile]:
    """Gibt je Maßnahme eine Zeile mit Klasse und Arten der Änderung."""
    return [
        (
            *(*e.paar.kopf, e.klasse, e.von, e.nach, lage.meldungen.get(e.paar.id, 0)),
            (("stand",) if None not in (e.von, e.nach) and e.von != e.nach else ()) + angaben.get(e.paar.id, ()),
        )
        for e in alle
    ]


def neue(alle: list[Eingeordnet]) -> Iterator[Zeile]:
    """Gibt die neu aufgenommenen Maßnahmen."""
    for e in alle:
        if e.klasse == Klasse.NEU:
            m = e.paar.nachher
            frist = frist_text(m.frist, m.frist_genauigkeit)
            teile = [
                f"Umsetzungsstand {code(e.nach)}",
                *([f"Frist {frist}"] if frist else []),
                *([f"Federführung: {m.federfuehrung}"] if m.federfuehrung else []),
            ]
            yield *e.paar.kopf, e.nach, m.federfuehrung, frist, f"Neu ist {name(m)}: {', '.join(teile)}."


def wieder_aufgenommene(alle: list[Eingeordnet], lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt, was zurückgestellt, abgeschlossen, entfallen oder archiviert war und nun wieder läuft."""
    for e in alle:
        if e.klasse == Klasse.WIEDER_AUFGENOMMEN:
            yield *e.paar.kopf, e.von, e.nach, e.paar.id in lage.zurueck, _wieder_satz(e, lage)


def _wieder_satz(e: Eingeordnet, lage: Gegenueber) -> str:
    wer = name(e.paar.nachher)
    if e.paar.vorher is None:
        return f"{wer} ist aus dem Archiv zurückgeholt und steht jetzt auf {code(e.nach)}."
    if e.von == e.nach or _verweis(e.paar.vorher) is not None:
        return f"{wer} wird wieder eigenständig geführt und steht auf {code(e.nach)}."
    return f"{wer} ist{_berichtigt(e.paar, lage)} wieder aufgenommen: bisher {code(e.von)}, jetzt {code(e.nach)}."


def bewegte(alle: list[Eingeordnet], lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt, was weiterläuft oder ruht, aber einen anderen Umsetzungsstand hat."""
    for e in alle:
        if e.klasse == Klasse.BEWEGT:
            m, ziel = e.paar.nachher, _richtung(e.von, e.nach)
            berichtigt = _ist_berichtigt(e.paar, lage)
            grund = m.stand_begruendung or m.stand_hindernis
            satz = _bewegt_satz(e, ziel, lage)
            yield *e.paar.kopf, e.von, e.nach, ziel, berichtigt, m.stand_zum, grund, satz


_RANG = {
    stand: rang
    for rang, stand in enumerate(
        (
            Umsetzungsstand.VERWORFEN,
            Umsetzungsstand.IDEE,
            Umsetzungsstand.NICHT_BEGONNEN,
            Umsetzungsstand.IN_PLANUNG,
            Umsetzungsstand.IN_UMSETZUNG,
            Umsetzungsstand.UMGESETZT,
            Umsetzungsstand.VERSTETIGT,
        )
    )
}


def _richtung(von: Umsetzungsstand | None, nach: Umsetzungsstand | None) -> Richtung:
    besondere = {Umsetzungsstand.ZURUECKGESTELLT: Richtung.VERTAGT, Umsetzungsstand.OHNE_ANGABE: Richtung.OHNE_ANGABE}
    if nach in besondere:
        return besondere[nach]
    if von == Umsetzungsstand.OHNE_ANGABE:
        return Richtung.ERSTMELDUNG
    return Richtung.VOR if _RANG.get(nach, 0) > _RANG.get(von, 0) else Richtung.ZURUECK  # type: ignore[arg-type]


def _bewegt_satz(e: Eingeordnet, richtung: Richtung, lage: Gegenueber) -> str:
    m = e.paar.nachher
    wer = name(m)
    if richtung == Richtung.VERTAGT:
        wieder = f"; Wiedervorlage{am(m.stand_wiedervorlage)}" if m.stand_wiedervorlage else ""
        return mit_grund(f"{wer} ist zurückgestellt (bisher {code(e.von)}){wieder}.", m.stand_begruendung)
    if richtung == Richtung.ERSTMELDUNG:
        return f"Zu {wer} liegt erstmals ein Stand vor: {code(e.nach)}."
    if richtung == Richtung.OHNE_ANGABE:
        return f"{wer} ist{_berichtigt(e.paar, lage)} jetzt ohne Angabe zum Stand (bisher {code(e.von)})."
    wie = "vorangekommen" if richtung == Richtung.VOR else "zurückgegangen"
    satz = f"{wer} ist{_berichtigt(e.paar, lage)} von {code(e.von)} zu {code(e.nach)} {wie}."
    return mit_grund(satz, m.stand_hindernis or m.stand_begruendung) if richtung == Richtung.ZURUECK else satz


def _ist_berichtigt(p: Paar, lage: Gegenueber) -> bool:
    return p.vorher is not None and (p.id, p.vorher.stand_nummer) in lage.berichtigt


def _berichtigt(p: Paar, lage: Gegenueber) -> str:
    return " nach einer Berichtigung" if _ist_berichtigt(p, lage) else ""


def abgeschlossene(alle: list[Eingeordnet], lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt, was seither umgesetzt wurde, auch Neues und schon Archiviertes: es wird ein letztes Mal gezeigt."""
    for e in alle:
        ist_neu = e.paar.vorher is None and e.nach == Umsetzungsstand.UMGESETZT and e.klasse == Klasse.NEU
        if e.klasse != Klasse.ABGESCHLOSSEN and not ist_neu:
            continue
        m = e.paar.nachher
        tag, ergebnis = (m.stand_abgeschlossen_am, m.stand_ergebnis) if m is not None else _vermerk(e.paar, lage)
        zusatz = "neu aufgenommen und schon abgeschlossen" if ist_neu else "abgeschlossen"
        archiviert = " und inzwischen archiviert" if m is None else ""
        wann = f" ({datum_text(tag)})" if tag else ""
        satz = mit_grund(f"{name(e.paar.letzte)} ist {zusatz}{archiviert}{wann}.", ergebnis, "Ergebnis")
        yield *e.paar.kopf, e.von, tag, ergebnis, ist_neu, m is None, satz


def _vermerk(p: Paar, lage: Gegenueber) -> tuple[Any, Any]:
    """Gibt Tag und Ergebnis aus dem letzten Sachstand einer Maßnahme, die schon im Archiv liegt."""
    spur = lage.spuren[p.id]
    return spur.abgeschlossen_am, spur.ergebnis


def archivierte(alle: list[Eingeordnet], lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt, was schon beim früheren Stand fertig oder entfallen war und nun im Archiv liegt."""
    for e in alle:
        if e.klasse == Klasse.ARCHIVIERT:
            tag = _archiviert_am(e.paar, lage)
            satz = f"{name(e.paar.vorher)} (zuletzt {code(e.von)}) liegt jetzt{_seit(tag)} im Archiv."
            yield *e.paar.kopf, e.von, tag, satz


def _archiviert_am(p: Paar, lage: Gegenueber) -> Any:
    eintrag = lage.archiv.get(p.id)
    return eintrag.archiviert_am if eintrag is not None else None


def _seit(tag: Any) -> str:
    return f" seit dem {datum_text(tag)}" if tag else ""


# --- Entfallen -------------------------------------------------------------------------------------------------------


def entfallene(alle: list[Eingeordnet], lage: Gegenueber) -> Iterator[Zeile]:
    """Gibt, was nicht weitergeführt wird: verworfen, zusammengeführt, ersetzt, archiviert – je mit Wohin und Grund."""
    betroffene = [e for e in alle if e.klasse == Klasse.ENTFALLEN]
    entscheidungen = _entscheidungen(lage, {e.paar.id: _stand_nummer(e.paar, lage) for e in betroffene})
    for e in betroffene:
        p = e.paar
        m = p.nachher or lage.archiv.get(p.id) or p.vorher
        nach = e.nach or getattr(lage.spuren.get(p.id), "umsetzungsstand", None) or e.von
        art = _entfallart(p, m, nach, lage)
        ziel = lage.alle.get(_verweis(m))
        entschieden_von, entschieden_am = entscheidungen.get(p.id, (None, None))
        tag = entschieden_am if art == Entfallart.VERWORFEN else _archiviert_am(p, lage)
        grund = p.nachher.stand_begruendung if p.nachher else getattr(lage.spuren.get(p.id), "begruendung", None)
        satz = mit_grund(_entfallen_satz(p, art, nach, ziel, (entschieden_von, tag)), grund, "Begründung")
        wohin = f"{ziel.nummer} {ziel.titel}" if ziel is not None else None
        yield *p.kopf, art, e.von, nach, _verweis(m), wohin, tag, entschieden_von, grund, satz


def _stand_nummer(p: Paar, lage: Gegenueber) -> int | None:
    letzter = p.nachher.stand_nummer if p.nachher is not None else getattr(lage.spuren.get(p.id), "nummer", None)
    return int(letzter) if letzter is not None else None


def _entfallart(p: Paar, m: Any, nach: Umsetzungsstand | None, lage: Gegenueber) -> Entfallart:
    if m.zusammengefuehrt_mit_id is not None:
        return Entfallart.ZUSAMMENGEFUEHRT
    if m.ersetzt_durch_id is not None:
        return Entfallart.ERSETZT
    if nach == Umsetzungsstand.VERWORFEN:
        return Entfallart.VERWORFEN
    return Entfallart.ARCHIVIERT if p.id in lage.archiv or p.id in lage.spuren else Entfallart.ENTFERNT


def _entfallen_satz(
    p: Paar, art: Entfallart, nach: Umsetzungsstand | None, ziel: Any, entscheidung: tuple[Any, Any]
) -> str:
    wer = name(p.letzte)
    wohin = name(ziel) if ziel is not None else "einer anderen Maßnahme"
    von, tag = entscheidung
    match art:
        case Entfallart.ZUSAMMENGEFUEHRT:
            return f"{wer} ist mit {wohin} zusammengeführt."
        case Entfallart.ERSETZT:
            return f"{wer} ist durch {wohin if ziel is not None else 'eine andere Maßnahme'} ersetzt."
        case Entfallart.VERWORFEN:
            beschluss = ", ".join(filter(None, (von, datum_text(tag) if tag else None)))
            return f"{wer} wird nicht weiterverfolgt{f' ({beschluss})' if beschluss else ''}."
        case Entfallart.ARCHIVIERT:
            return f"{wer} wurde{am(tag)} archiviert; der letzte Stand war {code(nach)}."
        case _:
            return f"{wer} wird im Konzept nicht mehr geführt; der letzte Stand war {code(nach)}."


_ENTSCHEIDUNG = ("massnahme_id", "nummer", "entschieden_von", "entschieden_am")


def _entscheidungen(lage: Gegenueber, gesucht: Mapping[int, int | None]) -> dict[int, tuple[Any, Any]]:
    """Gibt je Maßnahme, welches Gremium wann entschied; `gesucht` nennt die Nummer ihres letzten Sachstands."""
    if not gesucht:
        return {}
    return {
        massnahme_id: (von, am_tag)
        for massnahme_id, nummer, von, am_tag in spalten(lage.nachher, "sachstaende", _ENTSCHEIDUNG)
        if massnahme_id in gesucht and gesucht[massnahme_id] == nummer
    }


# --- Unverändert -----------------------------------------------------------------------------------------------------


def unveraenderte(alle: list[Eingeordnet]) -> Iterator[Zeile]:
    """Gibt, wozu es seither nichts gab: keine Änderung und keine Meldung; `meldung_erwartet`, wo eine fehlt."""
    for e in alle:
        if e.klasse == Klasse.UNVERAENDERT:
            erwartet = e.nach not in ABGESCHLOSSEN and _verweis(e.paar.nachher) is None
            yield *e.paar.kopf, e.nach, e.paar.nachher.stand_zum, erwartet
