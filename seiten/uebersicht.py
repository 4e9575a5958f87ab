"""Übersicht: in zehn Sekunden sehen, wo das Konzept steht, was sich geändert hat und was eine Entscheidung braucht."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.modell.codes import Code, Terminlage, Umsetzungsstand
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.konzeptform import zeige_erstes_konzept, zeige_weiteres_konzept
from seiten.bausteine.lagefilter import filtertext, listenadresse, waehle_ausschnitt
from seiten.bausteine.lagestuecke import Lage, faelligkeitentabelle, standtabelle, stuecke
from seiten.bausteine.lagevergleich import lies_vergleich, zeige_vergleichswahl
from seiten.bausteine.links import link, springe
from seiten.bausteine.wahl import waehle_stichtag


def zeige_uebersicht(konzept: SimpleNamespace) -> None:
    """Zeigt Satz, Kacheln, Diagramme und was eine Entscheidung braucht, zum gewählten Stichtag."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lagekopf"):
        titel = st.empty()
        bild = sitzung.lagebild(konzept.id, waehle_stichtag(konzept.vorgabe_stichtag))
        vergleich = lies_vergleich(bild)
        zeige_vergleichswahl(bild, vergleich)
        titel.title(wort(bild.konzept.bezeichnung), anchor=False, width="stretch")
        filter_, ausschnitt = waehle_ausschnitt(bild)
    lage = Lage(bild, ausschnitt, filter_, vergleich)
    fertig = stuecke(lage)
    st.html(fertig.kopf)
    if bild.massnahmen.empty:
        zeige_noch_nichts(konzept.id)
        return
    links, rechts = st.columns([3, 2], gap="large")
    with links:
        zeige_umsetzungsstand(lage, fertig.umsetzungsstand)
        zeige_faelligkeiten(lage, fertig.faelligkeiten)
    with rechts:
        st.html(fertig.karten)


def zeige_noch_nichts(konzept_id: int) -> None:
    """Sagt, womit es weitergeht, solange keine Maßnahme erfasst ist."""
    leer("Hier ist noch nichts zu sehen.", "Sobald Maßnahmen erfasst sind, erscheinen Zahlen und Diagramme.")
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        link("massnahmen", "Maßnahmen anlegen", icon=":material/add:")
        link("stammdaten", "Handlungsfelder, Ziele und Stellen pflegen", icon=":material/account_tree:")


# --- Diagramme -------------------------------------------------------------------------------------------------------


def zeige_umsetzungsstand(lage: Lage, spec: dict[str, Any]) -> None:
    """Zeigt den Umsetzungsstand je Handlungsfeld; ein Klick in den Balken öffnet die Liste dahinter."""
    st.header("Umsetzungsstand je Handlungsfeld", anchor=False)
    if treffer := zeige_diagramm("umsetzungsstand", spec, lage):
        feld, stand = treffer.get("nummer"), _code(Umsetzungsstand, treffer)
        dazu = {"handlungsfeld": int(feld) if isinstance(feld, int | float) else lage.filter.handlungsfeld}
        springe("massnahmen", **listenadresse("uebersicht", lage.filter, **dazu, umsetzungsstand=stand))
    zeige_tabelle("umsetzungsstand", lage, standtabelle)


def _code(codes: type[Code], treffer: Mapping[str, Any]) -> tuple[Code, ...] | None:
    """Gibt den angeklickten Code; was es nicht gibt (am Browser vorbei geschickt), schränkt nicht ein."""
    return tuple(c for c in codes if c.value == treffer.get("code")) or None


def zeige_faelligkeiten(lage: Lage, spec: dict[str, Any] | None) -> None:
    """Zeigt, in welchem Quartal wie viel fällig oder überfällig ist."""
    st.header("Fällig und überfällig", anchor=False)
    if spec is None:
        st.markdown("Keine offene Maßnahme hat einen Termin, der überschritten ist oder im nächsten Jahr liegt.")
        return
    if treffer := zeige_diagramm("faelligkeiten", spec, lage):
        dazu = {"terminlage": _code(Terminlage, treffer), "quartal": treffer.get("quartal")}
        springe("massnahmen", **listenadresse("uebersicht", lage.filter, **dazu))
    zeige_tabelle("faelligkeiten", lage, faelligkeitentabelle)


def zeige_diagramm(name: str, spec: dict[str, Any], lage: Lage) -> dict[str, Any]:
    """Zeigt ein Diagramm und gibt, was darin angeklickt ist – sonst nichts."""
    schluessel = f"{name}_{filtertext(lage.filter)}"
    auswahl = st.vega_lite_chart(spec=spec, theme=None, key=schluessel, on_select="rerun", width="stretch")
    treffer = [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen]
    return next(iter(treffer), {})


def zeige_tabelle(name: str, lage: Lage, baue: Callable[[Lage], str]) -> None:
    """Zeigt zum Aufklappen die Zahlen eines Diagramms; mit ihren Links kämen sie sonst bei jedem Lauf mit."""
    klappe = st.expander("Zahlen als Tabelle", key=f"zahlen_{name}", on_change="rerun")
    if klappe.open:
        klappe.html(lage.gemerkt(f"{name}_tabelle", lambda: baue(lage)))


gewaehlt = sitzung.konzept()
if gewaehlt:
    zeige_uebersicht(gewaehlt)
    if rechte.darf_konzept_anlegen(sitzung.person()):
        zeige_weiteres_konzept()
elif rechte.darf_konzept_anlegen(sitzung.person()):
    zeige_erstes_konzept()
else:
    st.title("Übersicht", anchor=False)
    leer("Es gibt noch kein Konzept, das Sie sehen dürfen.", "Die Administration legt es an.")
