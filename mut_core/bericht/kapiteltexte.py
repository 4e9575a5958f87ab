"""Auflisten: welche Texte eines Berichts sich von Hand ersetzen lassen – der erzeugte neben dem eigenen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from mut_core.bericht.auszeichnung import Art, Stueck, Zeile, stuecke
from mut_core.bericht.kurzvorlage import Kopf, write_vorlage
from mut_core.bericht.niederschrift import als_text
from mut_core.bericht.sachstandsbericht import write_sachstandsbericht
from mut_core.bericht.uebersicht import write_uebersicht
from mut_core.bericht.wahl import Wahl
from mut_core.bericht.word import Dokument
from mut_core.bericht.word.bloecke import Absatz, Freitext
from mut_core.bericht.word.text import Lauf
from mut_core.lagebild import Lagebild


@dataclass(frozen=True)
class Kapiteltext:
    """Eine Stelle des Berichts, an die ein eigener Text treten kann."""

    schluessel: str
    """Unter ihm wird der Text aufgehoben (`Berichtstext.abschnitt`) und in Word gefunden (`frei:<schluessel>`)."""
    ueberschrift: str
    """„4.1 Handlungsfeld ‚Bildung‘ – Nächste Schritte“; leer, wenn der Bericht die Stelle nicht mehr hat."""
    erzeugt: str
    """Was ohne eigenen Text dort steht, in der Auszeichnung von `auszeichnung`; Textbausteine gehören dazu."""
    eigener: str | None = None


SCHREIBER: Mapping[str, Callable[[Lagebild, Wahl], Dokument]] = {
    "sachstandsbericht": write_sachstandsbericht,
    "vorlage-hessen": partial(write_vorlage, kopf=Kopf.HESSEN),
    "vorlage-niedersachsen": partial(write_vorlage, kopf=Kopf.NIEDERSACHSEN),
    "uebersicht": write_uebersicht,
}
"""Die Formen, deren Texte sich ersetzen und in Word bearbeiten lassen."""


def kapitel_texte(
    lagebild: Lagebild, wahl: Wahl | None = None, form: str = "sachstandsbericht"
) -> tuple[Kapiteltext, ...]:
    """Gibt alle Stellen einer Form aus `SCHREIBER` in Reihenfolge, auch leere.

    Danach kommen eigene Texte, deren Stelle es nicht mehr gibt (ohne Überschrift): Sie werden nicht gedruckt, gehen
    aber nicht verloren.
    """
    wahl = wahl or Wahl()
    doku = SCHREIBER[form](lagebild, replace(wahl, texte={}, zum_bearbeiten=True))
    stellen = [
        Kapiteltext(f.schluessel, f.titel, _erzeugt(doku, f), wahl.texte.get(f.schluessel)) for f in doku.freitexte()
    ]
    bekannt = {s.schluessel for s in stellen}
    heimatlos = (Kapiteltext(k, "", "", wahl.texte[k]) for k in sorted(wahl.texte.keys() - bekannt))
    return (*stellen, *heimatlos)


def _erzeugt(doku: Dokument, freitext: Freitext) -> str:
    def loese(lauf: Lauf) -> Stueck:
        gedruckt = doku.aufgeloest(lauf)
        return Stueck(gedruckt.text, gedruckt.fett, gedruckt.kursiv, gedruckt.adresse)

    zeilen: list[Zeile] = []
    for baustein in freitext.bausteine:
        if isinstance(baustein, Absatz):
            zeilen += [Zeile(Art.ABSATZ, stuecke(t, loese)) for t in baustein.texte]
        else:
            art = Art.PUNKT if baustein.ab is None else Art.NUMMER
            zeilen += [Zeile(art, stuecke(t, loese), n) for n, t in enumerate(baustein.punkte, baustein.ab or 1)]
    return als_text(zeilen)
