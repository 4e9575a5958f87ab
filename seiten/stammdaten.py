"""Stammdaten: woraus das Konzept besteht – anlegen, ändern, umordnen, archivieren und wieder hervorholen.

Links die Einträge eines Bereichs, rechts das Formular. Bereich und Eintrag stehen in der Adresse. Die Seite gehört der
Koordination; der Kern verweigert sie allen anderen.
"""

from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.fehler import RechteError
from mut_core.lagebild import Lagebild
from mut_core.modell import Konzept
from seiten.bausteine import handlung, modellform, sitzung, stammdatenliste
from seiten.bausteine.stammdatenbereiche import BEREICHE, KONZEPT
from seiten.bausteine.stammdateneintrag import zeige_eintrag
from seiten.bausteine.wahl import require_konzept

BEREICH = "bereich"


def waehle_bereich(bild: Lagebild) -> str:
    """Zeigt die Bereiche mit der Zahl ihrer Einträge und gibt den gewählten; die Wahl steht in der Adresse."""
    jetzt = st.query_params.get(BEREICH, "")
    jetzt = jetzt if jetzt in BEREICHE else next(iter(BEREICHE))
    namen = {b: stammdatenliste.ueberschrift(b, bild) for b in BEREICHE}
    st.session_state["stammdatenbereich"] = jetzt
    st.pills(
        "Bereich",
        list(BEREICHE),
        format_func=namen.__getitem__,
        key="stammdatenbereich",
        on_change=wechsle_bereich,
        label_visibility="collapsed",
    )
    return jetzt


def wechsle_bereich() -> None:
    """Öffnet den gewählten Bereich; ein zweiter Klick auf denselben lässt ihn offen."""
    if gewaehlt := st.session_state.get("stammdatenbereich"):
        st.query_params.from_dict(stammdatenliste.adresse(gewaehlt))


def zeige_konzept(bild: Lagebild) -> None:
    """Zeigt die Angaben zum Konzept selbst; es lässt sich weder anlegen noch archivieren."""
    st.header("Konzept", anchor=False)
    modellform.zeige(modellform.build_formular(bild, Konzept, bild.konzept, KONZEPT), knopf="Konzept speichern")


def zeige_bereich(bild: Lagebild, bereich: str) -> None:
    """Zeigt links die Einträge des Bereichs und rechts den gewählten."""
    links, rechts = st.columns([2, 3], gap="large")
    with links:
        gewaehlt = stammdatenliste.zeige(bild, bereich)
    with rechts:
        zeige_eintrag(bild, bereich, gewaehlt)


def zeige_seite(k: Any) -> None:
    """Zeigt die Seite für die Koordination; gepflegt wird immer der Stand von heute."""
    st.title("Stammdaten", anchor=False)
    if not rechte.darf_bearbeiten(sitzung.person(), k.id):
        raise RechteError("Stammdaten pflegt nur die Koordination dieses Konzepts.")
    handlung.zeige_gelungen()
    modellform.zeige_ergebnis()
    bild = sitzung.lagebild(k.id, sitzung.heute())
    bereich = waehle_bereich(bild)
    if BEREICHE[bereich].arten:
        zeige_bereich(bild, bereich)
    else:
        zeige_konzept(bild)


zeige_seite(require_konzept())
