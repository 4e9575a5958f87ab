"""Vorlegen: die Kurzvorlage für ein Gremium in zwei Köpfen – als Word-Datei und als Blöcke zum Kopieren.

Beide entstehen aus denselben Texten. Eine Vorlagennummer vergibt das Ratsinformationssystem, nie diese App.
"""

from mut_core.bericht.auszeichnung import write_text
from mut_core.bericht.deckblatt import hinweis
from mut_core.bericht.kurzvorlage.arten import (
    ARTEN,
    Umfang,
    Vorlagenart,
    art_der_kommune,
    arten_der_kommune,
    vorlagenart,
)
from mut_core.bericht.kurzvorlage.bauplan import build_bloecke
from mut_core.bericht.kurzvorlage.block import Absatz, Block, Eigen, Inhalt, Punkte
from mut_core.bericht.kurzvorlage.sache import Kopf, Sache, build_sache, vorlagenart_ohne_wahl
from mut_core.bericht.rueckgabe import with_grundlage
from mut_core.bericht.wahl import Wahl
from mut_core.bericht.word import Dokument
from mut_core.bericht.word.freitext import build_freitext, zerlegt
from mut_core.lagebild import Lagebild

__all__ = [
    "ARTEN",
    "ERSETZBAR",
    "Block",
    "Kopf",
    "Umfang",
    "Vorlagenart",
    "art_der_kommune",
    "arten_der_kommune",
    "bloecke",
    "build_vorlage_hessen",
    "build_vorlage_niedersachsen",
    "vorlagenart",
    "vorlagenart_ohne_wahl",
    "write_vorlage",
]

ERSETZBAR = ("beschlussvorschlag", "sachdarstellung", "finanzielle_auswirkungen")
"""Die Blöcke, deren Text sich je Bericht ersetzen und in Word bearbeiten lässt."""

_OHNE_UEBERSCHRIFT = frozenset({"kopf", "beratungsfolge", "zeichnung"})
_SCHMAL = (1,)
"""Die Spalte „Termin“ der Beratungsfolge bricht nicht um."""


def build_vorlage_hessen(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt die Kurzvorlage mit dem Kopf nach hessischem Vorbild als .docx; gleiche Eingaben geben gleiche Bytes.

    Wirft EingabeError, wenn es die gewählte Vorlage zum Stichtag nicht gibt. Vorbild: Stadt Lampertheim (2B).
    """
    return _build(lagebild, wahl, Kopf.HESSEN)


def build_vorlage_niedersachsen(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt die Kurzvorlage mit dem Kopf nach niedersächsischem Vorbild als .docx; gleiche Eingaben, gleiche Bytes.

    Wirft EingabeError, wenn es die gewählte Vorlage zum Stichtag nicht gibt. Vorbild: Stadt Laatzen, SessionNet (2B).
    """
    return _build(lagebild, wahl, Kopf.NIEDERSACHSEN)


def bloecke(lagebild: Lagebild, wahl: Wahl, kopf: Kopf) -> tuple[Block, ...]:
    """Gibt die Blöcke der Vorlage in ihrer Reihenfolge; `Block.text` ist einfacher Text zum Kopieren.

    Wirft EingabeError, wenn es die gewählte Vorlage zum Stichtag nicht gibt.
    """
    return build_bloecke(build_sache(lagebild, wahl, kopf))


def _build(lagebild: Lagebild, wahl: Wahl, kopf: Kopf) -> bytes:
    daten = write_vorlage(lagebild, wahl, kopf).als_bytes()
    return with_grundlage(daten, lagebild) if wahl.zum_bearbeiten else daten


def write_vorlage(lagebild: Lagebild, wahl: Wahl, kopf: Kopf) -> Dokument:
    """Gibt die Kurzvorlage als noch nicht gesetztes Dokument; zum Bearbeiten mit Inhaltssteuerelementen."""
    sache = build_sache(lagebild, wahl, kopf)
    doku = _dokument(sache)
    for block in build_bloecke(sache):
        _write_block(doku, block, zum_bearbeiten=wahl.zum_bearbeiten and block.schluessel in ERSETZBAR)
    return doku


def _dokument(sache: Sache) -> Dokument:
    konzept = sache.stoff.konzept
    nummer = sache.feld("nummer")
    return Dokument(
        titel=sache.betreff,
        kommune=konzept.kommune,
        stelle=konzept.stelle or "",
        stand=sache.stoff.stichtag,
        hinweis=hinweis(sache.stoff, sache.wahl),
        aktenzeichen=sache.feld("aktenzeichen") or "",
        kopfzeile=f"{sache.artname} {nummer}" if nummer else sache.artname,
        betreff=f"{sache.artname}: {konzept.bezeichnung}",
        vorlage=sache.wahl.hausvorlage,
        deckblatt=False,
    )


def _write_block(doku: Dokument, block: Block, *, zum_bearbeiten: bool) -> None:
    """Schreibt einen Block; der Betreff ist die oberste Überschrift, die übrigen stehen darunter."""
    if block.schluessel == "betreff":
        doku.ueberschrift(f"{block.ueberschrift}: {block.text}", 1, nummeriert=False)
        return
    if block.schluessel not in _OHNE_UEBERSCHRIFT:
        doku.ueberschrift(block.ueberschrift, 2, nummeriert=False)
    for inhalt in block.davor:
        _write_inhalt(doku, inhalt)
    ab = doku.umfang
    for inhalt in block.inhalt:
        _write_inhalt(doku, inhalt)
    if zum_bearbeiten:
        _, texte, rest = zerlegt(doku.nimm_zurueck(ab))
        doku.nimm_auf([(build_freitext(block.schluessel, block.ueberschrift, texte), False), *rest])


def _write_inhalt(doku: Dokument, inhalt: Inhalt) -> None:
    if isinstance(inhalt, Absatz):
        (doku.zitat if inhalt.zitat else doku.absatz)(inhalt.text)
    elif isinstance(inhalt, Punkte):
        (doku.nummerierung if inhalt.gezaehlt else doku.aufzaehlung)(inhalt.punkte)
    elif isinstance(inhalt, Eigen):
        write_text(doku, inhalt.text)
    else:
        eng = _SCHMAL if len(inhalt.kopf) > 2 else ()
        doku.kopftabelle(inhalt.titel, inhalt.kopf, inhalt.zeilen, inhalt.breiten, eng=eng, zeilenkoepfe=True)
