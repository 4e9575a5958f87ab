"""Listen: Maßnahmenlisten einlesen, prüfen und übernehmen; ausgeben; Rückmeldebögen verteilen und zurücknehmen.

Geschrieben wird erst auf den Knopf und als ein Schritt, der sich zurücknehmen lässt. Die Seite gehört der Koordination;
der Kern verweigert sie allen anderen.
"""

from contextlib import suppress
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.austausch.deutung import Urteil
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.sprache import anzahl
from seiten.bausteine import (
    bogenruecknahme,
    einlesungsliste,
    handlung,
    listenausgabe,
    listenlesung,
    listenvorschau,
    listenzuordnung,
    sitzung,
)
from seiten.bausteine.anzeige import wort
from seiten.bausteine.listenlesung import Offene
from seiten.bausteine.wahl import require_konzept, setze, zahl

DATEI, BEREICH = "datei", "bereich"
BEREICHE = {
    "einlesen": "Einlesen",
    "ausgeben": "Ausgeben",
    "boegen": "Rückmeldebögen",
    "zurueck": "Bögen zurücknehmen",
    "frueher": "Frühere Einlesungen",
}


def waehle_bereich() -> str:
    """Zeigt die Bereiche und gibt den gewählten; die Wahl steht in der Adresse."""
    jetzt = st.query_params.get(BEREICH, "")
    jetzt = jetzt if jetzt in BEREICHE else next(iter(BEREICHE))
    st.session_state["listenbereich"] = jetzt
    st.pills(
        "Bereich",
        list(BEREICHE),
        format_func=BEREICHE.__getitem__,
        key="listenbereich",
        on_change=lambda: setze(BEREICH, st.session_state.get("listenbereich") or jetzt),
        label_visibility="collapsed",
    )
    return jetzt


# --- Einlesen --------------------------------------------------------------------------------------------------------


def zeige_einlesen(konzept_id: int) -> None:
    """Zeigt das Ablegen einer Datei oder, wenn eine offen ist, ihre Vorschau."""
    handlung.zeige_fehler(listenlesung.NAME)
    handlung.zeige_konflikt_satz(listenlesung.NAME)
    nummer = zahl(st.query_params.get(DATEI))
    if nummer is None:
        zeige_ablegen(konzept_id)
        return
    try:
        offene = listenlesung.lade(konzept_id, nummer)
    except NichtGefundenError as fehler:
        setze(DATEI, None)
        st.info(wort(fehler), icon=":material/info:")
        zeige_ablegen(konzept_id)
    except EingabeError as fehler:
        st.error(wort(fehler), title="Nicht lesbar", icon=":material/error:")
        st.button("Andere Datei wählen", on_click=schliesse, args=(konzept_id, nummer))
    else:
        zeige_offene(offene)


def zeige_ablegen(konzept_id: int) -> None:
    """Zeigt, was hineindarf, und das Feld zum Ablegen."""
    st.markdown(
        "Legen Sie Ihre Maßnahmenliste ab, wie sie ist: Die App sucht die Überschriften, liest Zeiträume, Beträge, "
        "Stände und Stellen und zeigt Ihnen, was sie verstanden hat. **Geschrieben wird erst, wenn Sie übernehmen.**"
    )
    datei = st.file_uploader(
        "Liste ablegen (.xlsx, .ods oder .csv, höchstens 10 MB)",
        type=["xlsx", "ods", "csv", "xls"],
        max_upload_size=10,
        key=f"liste_{konzept_id}",
    )
    if datei is not None:
        with st.spinner("Die Datei wird abgelegt …"):
            nummer = listenlesung.lege_ab(konzept_id, datei.name, datei.getvalue())
        st.session_state.pop(f"liste_{konzept_id}", None)
        setze(DATEI, nummer)
        st.rerun()
    listenausgabe.zeige_muster()


def schliesse(konzept_id: int, nummer: int) -> None:
    """Nimmt die Datei vom Server; was übernommen ist, bleibt."""
    with suppress(NichtGefundenError):  # hat sie schon jemand weggenommen, ist das Ziel erreicht
        listenlesung.nimm_weg(konzept_id, nummer)
    setze(DATEI, None)


def zeige_offene(o: Offene) -> None:
    """Zeigt eine gelesene Liste: Kopf, Zähler, Übernehmen, Zuordnung, Zeilen."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header(wort(o.datei.name), anchor=False)
        st.button("Andere Datei", icon=":material/close:", key="liste_zu", on_click=schliesse,
                  args=(o.konzept_id, o.datei.id))  # fmt: skip
    frueher = einlesungsliste.aus_dieser(einlesungsliste.lade(o.konzept_id), o.lesung.mappe.sha256)
    einlesungsliste.zeige_ergebnis()
    if frueher:
        st.success("Aus dieser Datei ist schon etwas übernommen.", icon=":material/check_circle:")
        einlesungsliste.zeige_eine(frueher)
    bereit = listenvorschau.zeige_zaehler(o)
    listenvorschau.zeige_hinweise(o)
    zeige_uebernehmen(o, bereit)
    st.subheader("Zuordnung", anchor=False)
    listenzuordnung.zeige(o)
    st.subheader("Vorschau", anchor=False)
    listenvorschau.zeige(o)


def zeige_uebernehmen(o: Offene, bereit: int) -> None:
    """Zeigt den Knopf, der alles Sichere übernimmt, und daneben den, der die Vorschläge bestätigt."""
    offene = list(listenvorschau.offene_vorschlaege(o.lesung.vorschau.zeilen))
    with st.container(horizontal=True, gap="small"):
        if bereit:
            st.button(
                f"Sichere übernehmen ({anzahl(bereit, 'Zeile', 'Zeilen')})",
                type="primary",
                icon=":material/download_done:",
                key="liste_uebernehmen",
                on_click=listenlesung.uebernimm,
                args=(o,),
            )
        if offene:
            st.button(
                f"Alle Vorschläge bestätigen ({anzahl(len(offene), 'Zelle', 'Zellen')})",
                icon=":material/done_all:",
                key="liste_bestaetigen",
                on_click=listenlesung.merke_wahl,
                args=(o,),
                kwargs={"bestaetigt": offene},
                help="Danach gelten sie als sicher. Übernommen sind sie damit noch nicht.",
            )
    if not bereit and not offene and any(z.ist_offen for z in o.lesung.vorschau.zeilen):
        st.info("Noch lässt sich keine Zeile übernehmen. Klären Sie unten, was offen ist.", icon=":material/help:")
    elif not bereit and not offene:
        st.info("Es ist nichts zu übernehmen: Alles Sichere steht schon so im Konzept.", icon=":material/info:")
    elif offene or o.lesung.vorschau.urteile.get(Urteil.FEHLER):
        st.caption("Unsicheres und Fehler bleiben draußen, bis Sie sie klären; der Rest der Zeile wird übernommen.")


def zeige_seite(k: Any) -> None:
    """Zeigt die Seite für die Koordination."""
    st.title("Listen", anchor=False)
    if not rechte.darf_einlesen(sitzung.person(), k.id):
        raise RechteError("Listen liest die Koordination dieses Konzepts ein und gibt sie aus.")
    handlung.zeige_gelungen()
    bereich = waehle_bereich()
    if bereich == "einlesen":
        zeige_einlesen(k.id)
    elif bereich == "ausgeben":
        listenausgabe.zeige(k)
    elif bereich == "boegen":
        listenausgabe.zeige_boegen(k.id)
    elif bereich == "zurueck":
        bogenruecknahme.zeige(k.id)
    else:
        einlesungsliste.zeige(k.id)


zeige_seite(require_konzept())
