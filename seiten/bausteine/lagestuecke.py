"""Zusammenstellen: die fertigen Stücke der Übersicht – Kopf, Karten, Diagramme und Tabellen zu einem Ausschnitt.

Alles hier hängt nur an Lagebild, Filter, Vergleich und Adresse; deshalb wird es je Änderungsstand einmal gebaut.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from mut_core import auswertung, diagramme
from mut_core.auswertung import JEDER_ANLASS, REIHENFOLGE, Bewegung, Filter
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Terminlage, Umsetzungsstand, Wort
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text
from seiten.bausteine import lagehtml, sitzung
from seiten.bausteine.lagefilter import filteradresse, filtertext, herkunft, listenverweis
from seiten.bausteine.lagehtml import KACHELN, Kachel, Karte, verweis
from seiten.bausteine.lagevergleich import OHNE, Vergleichsstand, gruppenstand, gruppenstand_damals
from seiten.bausteine.links import parameter

KARTEN = 6
TERMINLAGEN = (Terminlage.UEBERFAELLIG, Terminlage.BALD_FAELLIG, Terminlage.IM_ZEITPLAN)


@dataclass(frozen=True)
class Lage:
    """Was die Seite zeigt: das ganze Lagebild, der Ausschnitt davon und womit verglichen wird."""

    bild: Lagebild
    ausschnitt: Lagebild
    filter: Filter
    vergleich: Vergleichsstand | None

    def weg(self, **dazu: Any) -> str:
        """Gibt die Adresse der Liste hinter einer Zahl."""
        return listenverweis("uebersicht", self.filter, **dazu)

    def gemerkt(self, name: str, bauen: Any) -> Any:
        """Gibt ein fertiges Stück der Seite; es hängt an Änderungsstand, Filter, Vergleich und Adresse."""
        vergleich = self.vergleich.wert if self.vergleich else ""
        adresse = urlencode(parameter(vergleich=st.query_params.get("vergleich")))
        return sitzung.gemerkt(name, self.ausschnitt, bauen, filtertext(self.filter), vergleich, adresse)


class Stuecke(NamedTuple):
    """Was die Übersicht zeigt, fertig gesetzt; ohne Maßnahmen steht nur der Kopf."""

    kopf: str
    umsetzungsstand: dict[str, Any]
    faelligkeiten: dict[str, Any] | None
    karten: str


def stuecke(lage: Lage) -> Stuecke:
    """Gibt die Stücke der Übersicht; gebaut werden sie je Änderungsstand, Filter, Vergleich und Adresse einmal."""
    gebaut: Stuecke = lage.gemerkt("uebersicht", lambda: _build_stuecke(lage))
    return gebaut


def _build_stuecke(lage: Lage) -> Stuecke:
    if lage.bild.massnahmen.empty:
        return Stuecke(kopf_html(lage), {}, None, "")
    stand = diagramme.umsetzungsstand(auswertung.umsetzungsstand(lage.ausschnitt))
    return Stuecke(kopf_html(lage), stand, build_faelligkeiten(lage.ausschnitt), karten_html(lage))


# --- Kopf: Satz, Kacheln, Quote, Veränderung -------------------------------------------------------------------------


def kopf_html(lage: Lage) -> str:
    """Gibt, was oben steht: Kommune und Stand, der eine Satz, die Kacheln, der Anteil, die Veränderung."""
    konzept = lage.bild.konzept
    beispiel = " · Beispiel: Kommune, Personen und Zahlen sind frei erfunden." if konzept.beispiel else ""
    unter = f"{escape(konzept.kommune)} · Stand {datum_text(lage.bild.stichtag)}{beispiel}"
    satz = f'<p class="satz"><strong>{escape(lagesatz(lage))}</strong></p>'
    kopf = f'<p class="unter">{unter}</p>{satz}'
    if lage.bild.massnahmen.empty:
        return f'<div class="lage">{kopf}</div>'
    bewegt = bewegungen(lage)
    kacheln = lagehtml.kacheln([build_kachel(lage, name, bewegt) for name in KACHELN])
    quote = lagehtml.quotenzeile(auswertung.quote(lage.ausschnitt), lambda code: standweg(lage, code))
    return f'<div class="lage">{kopf}{kacheln}{seither_html(lage, bewegt)}{quote}{lagehtml.zaehlweise()}</div>'


def lagesatz(lage: Lage) -> str:
    """Gibt die Lage in einem Satz; passt nichts zum Filter, sagt er das und nicht, das Konzept sei leer."""
    if lage.ausschnitt.massnahmen.empty and not lage.bild.massnahmen.empty:
        return f"Zu diesem Filter passt am {datum_text(lage.bild.stichtag)} keine Maßnahme."
    return auswertung.lagesatz(lage.ausschnitt)


def standweg(lage: Lage, code: str) -> str:
    """Gibt die Adresse der Maßnahmen in einem Stand; ohne Code die aller Maßnahmen des Ausschnitts."""
    return lage.weg(umsetzungsstand=(Umsetzungsstand.von(code),)) if code else lage.weg()


def bewegungen(lage: Lage) -> dict[str, Bewegung]:
    """Gibt je Kachel die Bewegung seit dem Vergleichsstand; ohne einen ist sie leer."""
    damals = gruppenstand_damals(lage.bild, lage.vergleich, lage.filter) if lage.vergleich else None
    return auswertung.bewegungen(damals, gruppenstand(lage.bild, lage.filter)) if damals else {}


def build_kachel(lage: Lage, name: str, bewegt: Mapping[str, Bewegung]) -> Kachel:
    """Gibt eine Kachel mit ihren beiden Wegen."""
    wert = len(gruppenstand(lage.bild, lage.filter).gruppen[name])
    weg = lage.weg(gruppe=None if name == "massnahmen" else name)
    bewegung = bewegt.get(name)
    if bewegung is None or lage.vergleich is None:
        return Kachel(name, wert, weg)
    adresse = filteradresse(lage.filter) | {
        "delta": name,
        "vergleich": lage.vergleich.wert,
        "von": herkunft("uebersicht", lage.filter),
    }
    return Kachel(
        name, wert, weg, bewegung, f"massnahmen?{urlencode(parameter(**adresse))}", datum_text(lage.vergleich.tag)
    )


def seither_html(lage: Lage, bewegt: Mapping[str, Bewegung]) -> str:
    """Gibt in höchstens drei Sätzen, was sich seit dem Vergleichsstand bewegt hat, und den Weg zum Verlauf."""
    if lage.vergleich is None:
        gewollt = st.query_params.get("vergleich") == OHNE
        warum = "Der Vergleich ist ausgeschaltet" if gewollt else "Vor diesem Stichtag ist kein Bericht eingefroren"
        return f'<p class="seither">{warum}; deshalb fehlt die Veränderung. Oben lässt sich ein Tag wählen.</p>'
    if not bewegt:
        return f'<p class="seither">Am {datum_text(lage.vergleich.tag)} gab es dieses Konzept hier noch nicht.</p>'
    adresse = filteradresse(lage.filter) | {"frueher": lage.vergleich.wert}
    name = lage.vergleich.name if lage.vergleich.stand_id else ""
    seit = f"Seit {datum_text(lage.vergleich.tag)}" + (f" ({escape(name)})" if name else "")
    erzaehlt = escape(" ".join(auswertung.bewegungssaetze(bewegt)))
    mehr = verweis(f"verlauf?{urlencode(parameter(**adresse))}", "Was sich im Einzelnen geändert hat")
    return f'<p class="seither"><b>{seit}:</b> {erzaehlt} {mehr}</p>'


# --- Diagramme und ihre Tabellen --------------------------------------------------------------------------------------


def standtabelle(lage: Lage) -> str:
    """Gibt die Zahlen je Handlungsfeld und Stand; jede führt zu ihrer Liste."""
    felder: dict[tuple[str, int], dict[Wort, int]] = {}
    for z in saetze(auswertung.umsetzungsstand(lage.ausschnitt)):
        name = f"{z.nummer}. {z.handlungsfeld}{' (übergreifend)' if z.uebergreifend else ''}"
        felder.setdefault((name, z.nummer), {})[z.umsetzungsstand] = z.anzahl

    def weg(nummer: int, code: Wort | None) -> str:
        staende = (Umsetzungsstand.von(code.value),) if code else lage.filter.umsetzungsstand
        return lage.weg(handlungsfeld=nummer, umsetzungsstand=staende)

    zeilen = [(name, nummer, zahlen) for (name, nummer), zahlen in felder.items()]
    return lagehtml.zahlentabelle(
        "Maßnahmen je Handlungsfeld und Umsetzungsstand", "Handlungsfeld", REIHENFOLGE, zeilen, weg
    )


def build_faelligkeiten(bild: Lagebild) -> dict[str, Any] | None:
    """Gibt das Diagramm der Termine oder None, wenn keiner zu zeigen ist."""
    tabelle = auswertung.faelligkeiten(bild)
    return diagramme.faelligkeiten(tabelle) if tabelle["anzahl"].sum() else None


def faelligkeitentabelle(lage: Lage) -> str:
    """Gibt die Zahlen je Quartal und Terminlage; jede führt zu ihrer Liste."""
    quartale: dict[str, dict[Wort, int]] = {}
    for z in saetze(auswertung.faelligkeiten(lage.ausschnitt)):
        quartale.setdefault(z.quartal, {})[z.lage] = z.anzahl

    def weg(quartal: str, code: Wort | None) -> str:
        lagen = (Terminlage.von(code.value),) if code else lage.filter.terminlage
        return lage.weg(quartal=quartal, terminlage=lagen)

    zeilen = [(quartal, quartal, zahlen) for quartal, zahlen in quartale.items()]
    return lagehtml.zahlentabelle("Termine offener Maßnahmen je Quartal", "Quartal", TERMINLAGEN, zeilen, weg)


# --- Was eine Entscheidung braucht -----------------------------------------------------------------------------------


def karten_html(lage: Lage) -> str:
    """Gibt das Dringlichste als Karten und je Anlass, wie viele es sind."""
    tabelle = auswertung.aufmerksamkeit(lage.ausschnitt)
    ueberschrift = "<h2>Braucht eine Entscheidung</h2>"
    if tabelle.empty:
        nichts = "<p>Zum Stichtag liegt nichts vor, das eine Entscheidung braucht.</p>"
        return f'<div class="lage">{ueberschrift}{nichts}</div>'
    mit_massnahme = tabelle[[i is not None for i in tabelle["massnahme_id"]]]
    je_anlass = Counter(a for anlaesse in mit_massnahme["anlaesse"] for a in anlaesse)
    zahlen = {a: je_anlass[a] for a in auswertung.ANLAESSE if je_anlass[a]}
    leiste = lagehtml.anlassleiste(zahlen, lambda anlass: lage.weg(anlass=anlass))
    gezeigt = lagehtml.karten([build_karte(lage, z) for z in saetze(tabelle.head(KARTEN))])
    alle = ""
    if len(mit_massnahme):
        text = (
            f"{'Alle ' if len(mit_massnahme) > 1 else ''}{anzahl(len(mit_massnahme), 'Maßnahme', 'Maßnahmen')} ansehen"
        )
        alle = f"<p>{verweis(lage.weg(anlass=JEDER_ANLASS), text)}</p>"
    return f'<div class="lage">{ueberschrift}{leiste}{gezeigt}{alle}</div>'


def build_karte(lage: Lage, z: Any) -> Karte:
    """Gibt eine Karte; eine Förderung ohne Maßnahme führt auf die Seite Mittel."""
    von = herkunft("uebersicht", lage.filter)
    if z.massnahme_id is None:
        weg = f"mittel?{urlencode(parameter(**filteradresse(lage.filter)))}"
    else:
        weg = f"massnahme?{urlencode(parameter(id=z.massnahme_id, von=von))}"
    return Karte(weg, z.nummer, z.titel, z.anlaesse, z.satz)
