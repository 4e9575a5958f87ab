"""Kalenderform: die Fristen als .ics-Datei und als Abo hinter einer geheimen, widerrufbaren Adresse."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from mut_core import rechte
from mut_core.anmeldung import (
    Auswahl,
    Kalenderangabe,
    load_kalenderlinks,
    record_kalenderlink,
    withdraw_kalenderlink,
)
from mut_core.anmeldung.adressen import adresse_aussen
from mut_core.auswertung import Filter
from mut_core.dateien import dateiname
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.lagebild import Lagebild, geaendert_am, load_lagebild
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.handlung import schluessel_fuer, versuche, zeige_fehler, zeige_gelungen

NAME = "kalenderlink"
_NEU = "kalenderlink_neu"
_FORM = "kalenderlink_form"
INHALT = {"meilensteine": "Meilensteine", "sitzungen": "Sitzungen", "erledigte": "auch Abgeschlossenes"}


def zeige(bild: Lagebild, filter_: Filter) -> None:
    """Zeigt die Wahl des Inhalts, den Knopf zum Herunterladen und – aufgeklappt – die eigenen Kalenderlinks."""
    zeige_gelungen()
    with st.container(key="kalender_teil"):  # auf Papier ausgeblendet
        st.header("Im eigenen Kalender", anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            gewaehlt = st.pills(
                "Außer den Fristen",
                INHALT,
                selection_mode="multi",
                default=["meilensteine", "sitzungen"],
                format_func=INHALT.__getitem__,
                key="kalender_inhalt",
                persist_state="session",
            )
            auswahl = build_auswahl(filter_, gewaehlt or ())
            zeige_datei(bild, auswahl)
        aufschrift = "Abonnieren: Der Kalender hält sich selbst auf dem Laufenden"
        klappe = st.expander(aufschrift, key="kalender_abo", on_change="rerun")
        if klappe.open or st.session_state.get(_NEU):
            with klappe:
                zeige_abo(bild, auswahl)


def build_auswahl(filter_: Filter, gewaehlt: Any) -> Auswahl:
    """Gibt, was der Kalender enthalten soll; der Filter der Seite gilt auch für ihn."""
    return Auswahl(
        meilensteine="meilensteine" in gewaehlt,
        sitzungen="sitzungen" in gewaehlt,
        erledigte="erledigte" in gewaehlt,
        handlungsfeld=filter_.handlungsfeld,
        teilprojekt=filter_.teilprojekt,
        federfuehrung=filter_.federfuehrung,
        ziel=filter_.ziel,
    )


def zeige_datei(bild: Lagebild, auswahl: Auswahl) -> None:
    """Zeigt den Knopf zum Herunterladen; gebaut wird erst beim Klick."""
    konzept_id, nutzer_id, adresse = bild.konzept.id, sitzung.person().id, app_adresse()
    st.download_button(
        "Termine herunterladen (.ics)",
        data=lambda: build_datei(nutzer_id, konzept_id, bild.stichtag, auswahl, adresse),
        file_name=dateiname(f"Fristen {bild.konzept.schluessel} {bild.stichtag}", "ics"),
        mime="text/calendar",
        icon=":material/calendar_month:",
        on_click="ignore",
        key="kalender_laden",
    )


def build_datei(nutzer_id: int, konzept_id: int, stichtag: date, auswahl: Auswahl, adresse: str) -> bytes:
    """Liest erst beim Klick und mit den Rollen von jetzt; läuft außerhalb der Seite."""
    from mut_core.austausch.kalender import build_kalender

    def lies(s: Any) -> bytes:
        rechte.require_lesen(rechte.load_person_zu(s, nutzer_id), konzept_id)
        bild = load_lagebild(s, konzept_id, stichtag)
        am = geaendert_am(s, bild.aenderungsstand) or datetime.now(UTC)
        return build_kalender(bild, auswahl, stand=am, adresse=adresse)

    return sitzung.read(lies)


def app_adresse() -> str:
    """Gibt die Adresse der Anwendung: die festgelegte, sonst die, unter der sie gerade geöffnet ist."""
    teile = urlsplit(st.context.url or "")
    hier = f"{teile.scheme}://{teile.netloc}" if teile.netloc else ""
    return (adresse_aussen() or hier).rstrip("/")


# --- Abo -------------------------------------------------------------------------------------------------------------


def zeige_abo(bild: Lagebild, auswahl: Auswahl) -> None:
    """Zeigt den eben angelegten Link, das Formular für einen neuen und die eigenen geltenden Links."""
    zeige_fehler(NAME)
    if neu := st.session_state.get(_NEU):
        zeige_neuen_link(*neu)
    else:
        zeige_anlegen(bild, auswahl)
    for angabe in sitzung.read(lambda s: load_kalenderlinks(s, sitzung.person())):
        zeige_eigenen(angabe, bild)


def zeige_anlegen(bild: Lagebild, auswahl: Auswahl) -> None:
    """Zeigt das Formular; gezeigt wird der Link danach ein einziges Mal."""
    st.markdown(
        "Der Link ist persönlich und geheim: Wer ihn hat, sieht ohne Anmeldung die Termine, die Sie sehen dürfen. "
        "Er gilt, bis Sie ihn widerrufen; wird Ihr Zugang gesperrt, ist er sofort tot. Die Wahl "
        "oben (auch Handlungsfeld, Teilprojekt, Federführung und Ziel) gilt für ihn."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Wofür?",
            max_chars=60,
            placeholder="zum Beispiel Outlook oder Handy",
            key=f"{_FORM}_{st.session_state.get(_FORM, 0)}",
            width=320,
        )
        st.button("Kalenderlink anlegen", key="kalender_anlegen", on_click=lege_an, args=(bild.konzept.id, auswahl))


def lege_an(konzept_id: int, auswahl: Auswahl) -> None:
    """Legt den Link an und hebt sein Geheimnis bis zum Weitergehen auf – nur in dieser Sitzung."""
    lauf = st.session_state.get(_FORM, 0)
    wofuer = str(st.session_state.get(f"{_FORM}_{lauf}") or "")
    schluessel = schluessel_fuer(NAME, konzept_id, lauf)
    geheimnis = versuche(
        NAME, lambda s, v: record_kalenderlink(s, v, konzept_id, wofuer, auswahl), schluessel=schluessel
    )
    if isinstance(geheimnis, str):
        st.session_state[_NEU] = (wofuer, geheimnis)
        st.session_state[_FORM] = lauf + 1


def zeige_neuen_link(wofuer: str, geheimnis: str) -> None:
    """Zeigt den neuen Link mit Kopierknopf; danach ist er nirgends mehr zu sehen."""
    adresse = f"{app_adresse()}/kalender/{geheimnis}.ics"
    with st.container(border=True, key="kalender_neu"):
        st.markdown(f"**Der Link für {wort(wofuer)}** – er wird nur jetzt angezeigt:")
        st.code(adresse, language=None, wrap_lines=True)
        st.caption(
            "Zum Kopieren auf das Zeichen rechts im Feld. In Outlook: „Kalender hinzufügen“, „Aus dem Internet "
            "abonnieren“; in Thunderbird: „Neuer Kalender“, „Im Netzwerk“; auf dem iPhone: „Kalenderabo hinzufügen“."
        )
        st.button("Link ist eingetragen", key="kalender_fertig", on_click=vergiss_neuen)


def vergiss_neuen() -> None:
    """Vergisst das Geheimnis."""
    st.session_state.pop(_NEU, None)


def zeige_eigenen(angabe: Kalenderangabe, bild: Lagebild) -> None:
    """Zeigt einen eigenen Link mit dem Knopf zum Widerrufen."""
    wo = "" if angabe.konzept_id == bild.konzept.id else f" · {wort(angabe.konzept)}"
    tot = "" if angabe.lesbar else " · **tot**, weil Sie dieses Konzept nicht mehr lesen dürfen"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(
            f"**{wort(angabe.bezeichnung)}** · angelegt am {tag(tag_in_berlin(angabe.erstellt_am))} · "
            f"{wort(inhalt(angabe.auswahl))}{wo}{tot}",
            width="stretch",
        )
        st.button(
            "widerrufen",
            key=f"kalender_weg_{angabe.id}",
            help=f"Den Kalenderlink „{wort(angabe.bezeichnung)}“ widerrufen; das Kalenderprogramm bekommt nichts mehr.",
            on_click=widerrufe,
            args=(angabe.id,),
        )


def inhalt(auswahl: Auswahl) -> str:
    """Sagt, was ein Kalender enthält."""
    teile = ["Fristen", *(name for feld, name in INHALT.items() if getattr(auswahl, feld))]
    gefiltert = any((auswahl.handlungsfeld, auswahl.teilprojekt, auswahl.federfuehrung is not None, auswahl.ziel))
    return ", ".join(teile) + (" (gefiltert)" if gefiltert else "")


def widerrufe(link_id: int) -> None:
    """Widerruft einen Link sofort."""
    versuche(
        NAME,
        lambda s, v: withdraw_kalenderlink(s, v, link_id),
        "Der Kalenderlink ist widerrufen; unter der Adresse gibt es nichts mehr.",
        schluessel=schluessel_fuer(NAME, "weg", link_id),
    )
