"""Fristenlage: was die Seite „Fristen“ zum gewählten Ausschnitt zeigt – gerechnet und gesetzt, einmal je Stand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from mut_core import auswertung, diagramme
from mut_core.auswertung import FRUEHER, SPAETER, Filter
from mut_core.auswertung.tabelle import quartal
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Terminlage
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text
from seiten.bausteine import fristenhtml, sitzung
from seiten.bausteine.fristenhtml import Faelliges, Sitzungszeile
from seiten.bausteine.lagefilter import filtertext, listenverweis
from seiten.bausteine.links import parameter

FAELLIGE, SITZUNGEN, VERSCHOBENE = 8, 5, 6
"""So viele fällige Maßnahmen, Sitzungen und verschobene Fristen stehen da; der Rest in der Liste."""
TAFEL_OFFEN = 60
"""Bis zu so vielen Fristen steht die Tabelle neben dem Zeitplan gleich da (auch auf Papier), sonst nach einem Klick."""

OHNE_GREMIUM = "0"
NUR: Mapping[str, dict[str, Any]] = {
    "ueberfaellig": {"terminlage": (Terminlage.UEBERFAELLIG,)},
    "bald_faellig": {"terminlage": (Terminlage.BALD_FAELLIG,)},
    "im_zeitplan": {"terminlage": (Terminlage.IM_ZEITPLAN,)},
    "ohne_termin": {"terminlage": (Terminlage.OHNE_TERMIN,)},
    "verschoben": {"verschoben": 1},
    "mehrmals_verschoben": {"verschoben": 2},
}
"""Je Kachel der Filter der Liste dahinter."""


@dataclass(frozen=True)
class Lage:
    """Was die Seite zeigt: das ganze Lagebild und der gewählte Ausschnitt davon."""

    bild: Lagebild
    ausschnitt: Lagebild
    filter: Filter

    def weg(self, **dazu: Any) -> str:
        """Gibt die Adresse der Liste hinter einer Zahl."""
        return listenverweis("fristen", self.filter, **dazu)

    def massnahme(self, massnahme_id: int) -> str:
        """Gibt die Adresse einer Maßnahme."""
        return f"massnahme?{urlencode(parameter(id=massnahme_id, von='fristen'))}"

    def gemerkt(self, name: str, bauen: Any, *weiteres: Any) -> Any:
        """Gibt ein fertiges Stück der Seite; es hängt an Änderungsstand, Filter und Adresse."""
        return sitzung.gemerkt(name, self.ausschnitt, bauen, filtertext(self.filter), urlencode(parameter()), *weiteres)


def kopf_html(lage: Lage) -> str:
    """Gibt Kommune, Stichtag, den einen Satz und die Kacheln."""
    bild, zahlen = lage.bild, auswertung.fristzahlen(lage.ausschnitt)
    unter = f"{escape(bild.konzept.kommune)} · Stand {datum_text(bild.stichtag)}"
    kopf = f'<div class="lage"><p class="unter">{unter}</p>'
    if bild.massnahmen.empty:
        return f"{kopf}</div>"
    satz = f'<p class="satz"><strong>{escape(auswertung.fristensatz(zahlen))}</strong></p>'
    kacheln = fristenhtml.kacheln(zahlen, lambda name: lage.weg(**NUR[name]))
    return f"{kopf}{satz}{kacheln}</div>"


# --- vor der nächsten Sitzung ----------------------------------------------------------------------------------------


def gremien_mit_sitzung(bild: Lagebild) -> dict[str, str]:
    """Gibt je Gremium mit kommender Sitzung seinen Schlüssel in der Adresse und seinen Namen."""
    plan = saetze(auswertung.sitzungsplan(bild))
    namen = {gremienschluessel(s): s.gremium or "ohne Gremium" for s in plan if s.gremium_id is not None}
    if any(s.gremium_id is None for s in plan):
        namen[OHNE_GREMIUM] = "weitere Sitzungen"
    return namen


def gremienschluessel(s: Any) -> str:
    """Gibt, unter welchem Schlüssel ein Gremium in der Adresse steht."""
    return OHNE_GREMIUM if s.gremium_id is None else str(s.gremium_id)


def sitzung_html(lage: Lage, gremien: tuple[str, ...]) -> str:
    """Gibt die kommenden Sitzungen und das vor der ersten Fällige in Klartext."""
    plan = [s for s in saetze(auswertung.sitzungsplan(lage.bild)) if not gremien or gremienschluessel(s) in gremien]
    zeilen = [sitzungszeile(lage, s) for s in plan[:SITZUNGEN]]
    tafel = fristenhtml.sitzungen(zeilen)
    erste = plan[0]
    faellige = auswertung.faellige_bis(lage.ausschnitt, erste.sitzung_am)
    wer = escape(erste.gremium or "der nächsten Sitzung")
    if faellige.empty:
        nichts = f"Vor der Sitzung am {datum_text(erste.sitzung_am)} wird nichts fällig."
        return f'<div class="lage">{tafel}<p>{nichts}</p></div>'
    liste = [
        Faelliges(
            lage.massnahme(m.id),
            m.nummer,
            m.titel,
            auswertung.faelligkeitssatz(m),
            m.terminlage == Terminlage.UEBERFAELLIG,
        )
        for m in saetze(faellige.iloc[:FAELLIGE])
    ]
    was = anzahl(len(faellige), "Maßnahme ist", "Maßnahmen sind")
    satz = f"<p><strong>{was} bis zum {datum_text(erste.sitzung_am)} fällig</strong> ({wer}):</p>"
    alle = lage.weg(faellig_bis=erste.sitzung_am)
    return f'<div class="lage">{tafel}{satz}{fristenhtml.faelliges(liste, len(faellige) - len(liste), alle)}</div>'


def sitzungszeile(lage: Lage, s: Any) -> Sitzungszeile:
    """Gibt eine Sitzung mit den Zahlen des gewählten Ausschnitts."""
    lagen = Counter(auswertung.faellige_bis(lage.ausschnitt, s.sitzung_am)["terminlage"].tolist())
    return Sitzungszeile(
        s.sitzung_am,
        s.gremium,
        s.anlass,
        s.redaktionsschluss,
        s.unterlagen_bis,
        sum(lagen.values()),
        lagen[Terminlage.UEBERFAELLIG],
        lage.weg(faellig_bis=s.sitzung_am),
        lage.weg(faellig_bis=s.sitzung_am, terminlage=(Terminlage.UEBERFAELLIG,)),
        s.hinweis,
    )


# --- Tafel, Zeitplan, Verschobenes -----------------------------------------------------------------------------------


def tafel_html(lage: Lage) -> str:
    """Gibt die Termine je Handlungsfeld und Quartal; jede Zahl führt zu ihrer Liste."""
    zeilen = saetze(auswertung.fristen_je_feld(lage.ausschnitt))

    def weg(nummer: Any, z: Any) -> str:
        feld = {} if nummer is None else {"handlungsfeld": nummer}
        return lage.weg(**feld, **spaltenfilter(z))

    tafel = fristenhtml.feldtafel(zeilen, weg, quartal(lage.bild.stichtag))
    return f'<div class="lage"><h2>Fällig je Handlungsfeld und Quartal</h2>{tafel}</div>'


def spaltenfilter(z: Any) -> dict[str, Any]:
    """Gibt den Filter einer Spalte der Tafel; None sind alle offenen mit Termin."""
    if z is None:
        return {"terminlage": fristenhtml.LAGEN}
    if z.spalte == FRUEHER:
        return {"faellig_bis": z.bis}
    return {"faellig_ab": z.von} if z.spalte == SPAETER else {"quartal": z.spalte}


def build_blatt(lage: Lage, blatt: range, *, erledigte: bool) -> tuple[dict[str, Any], str]:
    """Gibt Zeichnung und Tabelle eines Blatts des Zeitplans."""
    folge = auswertung.fristenfolge(lage.ausschnitt, erledigte=erledigte)
    plan = auswertung.fristenplan(lage.ausschnitt, folge.iloc[blatt.start : blatt.stop])
    tafel = fristenhtml.plantafel(saetze(plan), lage.massnahme, klappt=len(folge) <= TAFEL_OFFEN)
    return diagramme.fristenplan(plan, lage.bild.stichtag), f'<div class="lage">{tafel}</div>'


def verschoben_html(lage: Lage) -> str:
    """Gibt, wie oft Fristen verschoben wurden, und die am öftesten verschobenen mit Grund."""
    tabelle = auswertung.verschiebungen(lage.ausschnitt)
    inhalt = fristenhtml.verschobenes(
        saetze(tabelle.iloc[:VERSCHOBENE]), Counter(tabelle["mal"]), lage.massnahme, lage.weg(verschoben=1)
    )
    return f'<div class="lage"><h2>Verschobene Fristen</h2>{inhalt}</div>'
