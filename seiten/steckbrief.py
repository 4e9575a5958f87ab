"""Maßnahme bearbeiten: alle Angaben in Abschnitten, die kleinen Listen dazu und was mit der ganzen geschehen kann."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.lagebild import Lagebild, saetze
from seiten.bausteine import (
    handlung,
    modellform,
    nachschlagen,
    sitzung,
    smartbeurteilung,
    smarthinweis,
    steckbriefform,
    steckbriefteile,
    steckbriefwege,
    steckbriefzuordnung,
)
from seiten.bausteine.anzeige import leer, tag, wort, zeitraum
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, setze, zahl

BREITE = 860
"""Pixel; Felder über den ganzen Bildschirm liest niemand gern."""


def zeige_seite(konzept_id: int) -> None:
    """Zeigt die Maßnahme aus der Adresse auf dem Stand von heute; wer nicht darf, erfährt, wer es kann."""
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    link("massnahmen", "Alle Maßnahmen", icon=":material/arrow_back:")
    if not rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        st.title("Maßnahme bearbeiten", anchor=False)
        leer("Maßnahmen bearbeitet die Koordination dieses Konzepts.", "Bitte wenden Sie sich an die Koordination.")
    elif laufend := finde(nachschlagen.massnahmen(bild).values()):
        zeige_massnahme(bild, laufend)
    elif weggelegt := finde(saetze(bild.archivierte)):
        st.title(f"{wort(weggelegt.nummer)} {wort(weggelegt.titel)}", anchor=False)
        steckbriefwege.zeige_archiviert(bild, weggelegt)
    else:
        st.title("Maßnahme bearbeiten", anchor=False)
        leer(
            "Diese Maßnahme gibt es nicht oder nicht in diesem Konzept.",
            "Wählen Sie auf der Seite „Maßnahmen“ eine aus oder legen Sie dort eine neue an.",
        )


def finde(massnahmen: Iterable[Any]) -> Any | None:
    """Gibt die Maßnahme aus der Adresse (`massnahme` oder `nr`); fremde und unbekannte antworten gleich.

    Danach nennt die Adresse den Schlüssel: Die Nummer lässt sich hier ändern.
    """
    kennung, nummer = zahl(st.query_params.get("massnahme")), st.query_params.get("nr")
    gefunden = next((m for m in massnahmen if m.id == kennung or (nummer and m.nummer == nummer)), None)
    if gefunden is not None:
        setze("massnahme", gefunden.id)
        setze("nr", None)
    return gefunden


def zeige_massnahme(bild: Lagebild, m: Any) -> None:
    """Zeigt Formular, Listen und Wege einer laufenden Maßnahme."""
    st.title(f"{wort(m.nummer)} {wort(m.titel)}", anchor=False)
    stichtag = sitzung.auf_heute(bild.konzept.vorgabe_stichtag)
    link("massnahme", "Steckbrief ansehen", icon=":material/visibility:", id=m.id, stichtag=stichtag)
    st.caption(wort(" · ".join(beschreibe(m))))
    with st.container(width=BREITE):
        modellform.zeige(
            steckbriefform.formular(bild, m),
            hinweis=lambda getippt: smarthinweis.zeige_im_formular(bild, m, getippt),
        )
        st.header("Was dazugehört", anchor=False)
        st.caption("Diese Listen gelten sofort; jede Zeile wird für sich gespeichert.")
        for zuordnung in (
            steckbriefzuordnung.ZIELE,
            steckbriefzuordnung.HANDLUNGSFELDER,
            steckbriefzuordnung.BETEILIGTE,
        ):
            steckbriefzuordnung.zeige(bild, m, zuordnung)
        for teil in (steckbriefteile.MEILENSTEINE, steckbriefteile.MITTEL):
            steckbriefteile.zeige(bild, m, teil)
        smartbeurteilung.zeige(bild, m)
        steckbriefwege.zeige(bild, m)


def beschreibe(m: Any) -> list[str]:
    """Gibt, was man beim Bearbeiten im Blick haben will: Stand, Frist und wie oft sie wanderte."""
    verschoben = f"Frist {m.verschoben}-mal verschoben, ursprünglich {tag(m.urspruengliche_frist)}"
    return [m.umsetzungsstand.bezeichnung, f"Zeitraum: {zeitraum(m)}", *([verschoben] if m.verschoben else [])]


handlung.zeige_gelungen()
modellform.zeige_ergebnis()
zeige_seite(require_konzept().id)
