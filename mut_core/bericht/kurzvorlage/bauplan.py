"""Zusammenstellen: die Blöcke einer Vorlage – was angegeben ist und was dasteht, wenn nichts angegeben ist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mut_core.bericht.kurzvorlage import auswirkungen
from mut_core.bericht.kurzvorlage.arten import Umfang
from mut_core.bericht.kurzvorlage.block import Absatz, Block, Inhalte, Punkte, Tafel, absaetze, eigener_text
from mut_core.bericht.kurzvorlage.koepfe import KOPFPLAENE, kopffelder, zeichnung
from mut_core.bericht.kurzvorlage.sachdarstellung import build_davor, build_sachdarstellung
from mut_core.bericht.kurzvorlage.sache import Sache
from mut_core.bericht.saetze import OHNE_ANGABE, gross
from mut_core.sprache import zitiert
from mut_core.zeitangaben import datum_text


def nichts(_sache: Sache) -> Inhalte:
    """Ein Block, der ohne Angabe entfällt."""
    return ()


@dataclass(frozen=True)
class Bauplan:
    """Ein Block: Überschrift, was angegeben ist, und was sonst dasteht, wenn die Art ihn verlangt."""

    ueberschrift: str
    angegeben: Callable[[Sache], Inhalte]
    sonst: Callable[[Sache], Inhalte] = nichts
    davor: Callable[[Sache], Inhalte] = nichts


def betreff(sache: Sache) -> Inhalte:
    """Der Betreff."""
    return (Absatz(sache.betreff),)


def beratungsfolge(sache: Sache) -> Inhalte:
    """Die Beratungsfolge als Tabelle, ein Gremium je Zeile, der Zeit nach."""
    zeilen = tuple(
        (b.gremium_name, datum_text(b.termin) if b.termin else OHNE_ANGABE, _bemerkungen(sache, b))
        for b in sache.beratungen
    )
    kopf = ("Beratungsfolge", "Termin", "Bemerkungen")
    return (Tafel("Beratungsfolge", kopf, zeilen, (4, 1.3, 2.7)),) if zeilen else ()


def _bemerkungen(sache: Sache, beratung: Any) -> str:
    """Rolle, Tagesordnungspunkt und Bemerkung; das Ergebnis erst, wenn die Sitzung war; leer ist erlaubt."""
    war = beratung.termin is not None and beratung.termin <= sache.stoff.stichtag
    teile = [
        beratung.art.bezeichnung if beratung.art else "",
        "" if beratung.oeffentlich else "nichtöffentlich",
        _top(beratung.top or ""),
        beratung.bemerkung or "",
        f"Ergebnis: {beratung.ergebnis}" if beratung.ergebnis and war else "",
    ]
    return gross("; ".join(t for t in teile if t))


def _top(text: str) -> str:
    """„TOP 4“; ein Tagesordnungspunkt mit Namen steht in Anführungszeichen."""
    return f"TOP {text if text[0].isdigit() else zitiert(text)}" if text else ""


def ohne_beratungsfolge(_sache: Sache) -> Inhalte:
    """Der Satz, solange kein Gremium feststeht."""
    return absaetze("Die Beratungsfolge ist noch nicht festgelegt.")


def beschlussvorschlag(sache: Sache) -> Inhalte:
    """Der eigene Beschlussvorschlag, sonst „… wird zur Kenntnis genommen“."""
    gegenstand = sache.art.gegenstand
    return eigener_text(sache.blocktext("beschlussvorschlag")) or absaetze(
        f"{gegenstand} wird zur Kenntnis genommen." if gegenstand else ""
    )


def ohne_beschlussvorschlag(_sache: Sache) -> Inhalte:
    """Der Satz, wenn beschlossen werden soll, aber noch nichts formuliert ist."""
    return absaetze("Der Beschlussvorschlag ist noch nicht formuliert.")


def sachdarstellung(sache: Sache) -> Inhalte:
    """Die Sachdarstellung in dem Gang, den der Kopf vorsieht."""
    return build_sachdarstellung(sache, KOPFPLAENE[sache.kopf].sachdarstellung)


def vor_der_sachdarstellung(sache: Sache) -> Inhalte:
    """Was auch vor einer eigenen Sachdarstellung steht."""
    return build_davor(sache, KOPFPLAENE[sache.kopf].auftrag_vorweg)


def anlagen(sache: Sache) -> Inhalte:
    """Die Anlagen, mehrere nummeriert."""
    alle = sache.anlagen
    return (Punkte(alle, gezaehlt=True),) if len(alle) > 1 else absaetze(*alle)


def ohne_anlagen(_sache: Sache) -> Inhalte:
    """Der Satz, wenn nichts beiliegt."""
    return absaetze("Keine.")


BAUPLAENE: Mapping[str, Bauplan] = {
    "kopf": Bauplan("Kopf", kopffelder),
    "beratungsfolge": Bauplan("Beratungsfolge", beratungsfolge, ohne_beratungsfolge),
    "betreff": Bauplan("Betreff", betreff),
    "beschlussvorschlag": Bauplan("Beschlussvorschlag", beschlussvorschlag, ohne_beschlussvorschlag),
    "sachdarstellung": Bauplan("Sachdarstellung", sachdarstellung, davor=vor_der_sachdarstellung),
    "finanzielle_auswirkungen": Bauplan(
        "Finanzielle Auswirkungen", auswirkungen.eigene_finanzielle, auswirkungen.berechnete_finanzielle
    ),
    "weitere_auswirkungen": Bauplan("Weitere Auswirkungen", auswirkungen.eigene_weitere, auswirkungen.ohne_weitere),
    "anlagen": Bauplan("Anlagen", anlagen, ohne_anlagen),
    "zeichnung": Bauplan("Zeichnung", zeichnung),
}
"""Alle Blöcke nach Schlüssel; welche eine Vorlage hat, sagt ihre Art (`ARTEN`), in welcher Folge ihr Kopf."""


def build_bloecke(sache: Sache) -> tuple[Block, ...]:
    """Gibt die Blöcke der Vorlage in der Reihenfolge ihres Kopfs; ein Block ohne Inhalt entfällt."""
    bloecke = (_block(sache, schluessel) for schluessel in KOPFPLAENE[sache.kopf].reihenfolge)
    return tuple(b for b in bloecke if b.inhalt)


def _block(sache: Sache, schluessel: str) -> Block:
    plan = BAUPLAENE[schluessel]
    umfang = sache.art.umfang.get(schluessel, Umfang.IMMER)
    inhalt = () if umfang == Umfang.NIE else plan.angegeben(sache)
    if not inhalt and umfang == Umfang.IMMER:
        inhalt = plan.sonst(sache)
    return Block(schluessel, plan.ueberschrift, inhalt, plan.davor(sache) if inhalt else ())
