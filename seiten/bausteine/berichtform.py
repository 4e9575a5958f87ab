"""Berichtform: die Angaben eines Berichts – beim Anlegen und, solange er Entwurf ist, beim Ändern."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from mut_core.bericht import FORMEN, Form, Wahl
from mut_core.bericht.wahl import wahl_als_json, wahl_aus_json
from mut_core.erfassung.bericht import BerichtEingabe, create_bericht, save_bericht
from mut_core.lagebild import Lagebild
from mut_core.lagebild.archiv import Archivbericht, naechste_nummer, titelvorschlag
from seiten.bausteine import druckwahl, handlung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.druck import formname
from seiten.bausteine.links import springe

ANGABEN = {"titel": "Titel", "stichtag": "Stichtag", "nummer": "Nummer", "wahl": "Inhalt"}
"""Was ein Konflikt gegenüberstellt."""


def zeige_neu(bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt das Formular für einen neuen Bericht; angelegt öffnet er sich auf seiner eigenen Seite."""
    name = f"neu_{bild.konzept.id}"
    eingabe = _felder(name, bild, archiv, None)
    handlung.zeige_fehler(name)
    if st.button("Bericht anlegen", type="primary", key=f"{name}_anlegen") and eingabe:
        angelegt = handlung.versuche(name, lambda s, v: create_bericht(s, v, bild.konzept.id, eingabe))
        if angelegt is None:
            st.rerun()
        _leere(name)
        springe("bericht", bericht=angelegt)


def zeige_angaben(b: Archivbericht, bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt die Angaben eines Entwurfs zum Ändern; ein Konflikt zeigt beide Seiten und behält das Eingegebene."""
    name = f"angaben_{b.id}"
    basis: int = st.session_state.setdefault(f"basis_{name}", b.version)
    eingabe = _felder(f"{name}_{st.session_state.get(f'runde_{name}', 0)}", bild, archiv, b)
    if eingabe is None:
        return
    unterschiede = _unterschiede(b, eingabe)
    if basis != b.version and not unterschiede:
        st.session_state[f"basis_{name}"] = basis = b.version
    handlung.zeige_fehler(name)
    if basis != b.version:
        _zeige_konflikt(name, b, unterschiede)
        return
    if st.button("Angaben speichern", type="primary", key=f"{name}_speichern"):
        gelungen = handlung.versuche(
            name, lambda s, v: save_bericht(s, v, b.id, eingabe, basis_version=basis), "Angaben gespeichert"
        )
        if gelungen:
            beginne_neu(b.id)
        st.rerun()
    if unterschiede:
        st.caption("Noch nicht gespeichert: " + ", ".join(ANGABEN[n] for n in unterschiede) + ".")


def beginne_neu(bericht_id: int) -> None:
    """Lässt die Angaben beim nächsten Mal aus dem gespeicherten Stand entstehen."""
    name = f"angaben_{bericht_id}"
    st.session_state[f"runde_{name}"] = st.session_state.get(f"runde_{name}", 0) + 1
    st.session_state.pop(f"basis_{name}", None)


def _unterschiede(b: Archivbericht, eingabe: BerichtEingabe) -> dict[str, tuple[Any, Any]]:
    """Gibt je abweichender Angabe das Gespeicherte und das Eingegebene."""
    gespeichert: dict[str, Any] = {"titel": b.titel, "stichtag": b.stichtag, "nummer": b.nummer}
    gespeichert["wahl"] = (_ohne_eigenes(wahl_aus_json(b.wahl or "{}")), b.vorlage_id, b.vorgaenger_id)
    eigenes = {"titel": eingabe.titel, "stichtag": eingabe.stichtag, "nummer": eingabe.nummer}
    eigenes["wahl"] = (_ohne_eigenes(wahl_aus_json(eingabe.wahl)), eingabe.vorlage_id, eingabe.vorgaenger_id)
    return {n: (gespeichert[n], eigenes[n]) for n in ANGABEN if gespeichert[n] != eigenes[n]}


def _ohne_eigenes(wahl: Wahl) -> Wahl:
    """Nummer und Vorlage stehen am Bericht selbst."""
    return replace(wahl, nummer=None, vorlage_id=None)


def _zeige_konflikt(name: str, b: Archivbericht, unterschiede: Mapping[str, tuple[Any, Any]]) -> None:
    with st.container(border=True, key=f"{name}_konflikt"):
        st.error(
            "Diesen Bericht hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da.",
            title="Noch nicht gespeichert",
            icon=":material/sync_problem:",
        )
        for spalte, titel, stelle in zip(st.columns(2), ("Gespeichert", "Ihre Eingabe"), (0, 1), strict=True):
            with spalte:
                st.markdown(f"**{wort(titel)}**")
                for n, werte in unterschiede.items():
                    st.markdown(f"**{ANGABEN[n]}:** {wort(_als_text(n, werte[stelle]))}")
        with st.container(horizontal=True):
            st.button("Bei meiner Eingabe bleiben", on_click=_bleibe, args=(name, b.version), key=f"{name}_bleiben")
            st.button("Gespeichertes übernehmen", on_click=beginne_neu, args=(b.id,), key=f"{name}_verwerfen")


def _bleibe(name: str, version: int) -> None:
    st.session_state[f"basis_{name}"] = version


def _als_text(name: str, wert: Any) -> str:
    if name != "wahl":
        return tag(wert) if isinstance(wert, date) else str(wert or "ohne")
    wahl: Wahl = wert[0]
    teile = [druckwahl.PROFILE[wahl.profil], *(druckwahl.ANLAGEN[a] for a in druckwahl.ANLAGEN if a in wahl.anlagen)]
    teile += ["Auf einen Blick"] if wahl.auf_einen_blick else []
    teile += ["Änderungen seit dem vorigen Bericht"] if wert[2] else []
    return "; ".join([*teile, *wahl.unterlagen])


# --- Felder ----------------------------------------------------------------------------------------------------------


def _felder(
    vorsatz: str, bild: Lagebild, archiv: Sequence[Archivbericht], b: Archivbericht | None
) -> BerichtEingabe | None:
    """Zeigt alle Felder und gibt, was darin steht; None, wenn es zu dieser Form nichts zu drucken gibt."""
    jetzt = formname(b) if b else None
    neufassung = bool(b and b.fassungen)
    form = druckwahl.waehle_form(vorsatz, jetzt, fest=neufassung)
    vorgabe = wahl_aus_json(b.wahl or "{}") if b else Wahl()
    vorgabe = replace(vorgabe, vorlage_id=b.vorlage_id if b else None)
    stichtag = _stichtag(vorsatz, b.stichtag if b else bild.stichtag)
    nummer = _nummer(vorsatz, form, archiv, b, fest=neufassung)
    titel = _titel(vorsatz, titelvorschlag(form.bezeichnung, nummer, bild.konzept.bezeichnung), b)
    juengster = next((a.id for a in archiv if a.art == form.art and a.stichtag <= stichtag), None)
    voriger = b.vorgaenger_id if b else juengster
    seit = druckwahl.waehle_seit(vorsatz, form, archiv, stichtag, jetzt=voriger, ohne=b.id if b else None)
    wahl = druckwahl.waehle_inhalt(vorsatz, form, bild, vorgabe, intern_erlaubt=True)
    if wahl is None:
        return None
    kern = wahl_als_json(replace(wahl, nummer=None, vorlage_id=None, texte={}, zum_bearbeiten=False))
    return BerichtEingabe(form.name, form.art, titel, stichtag, nummer, wahl.vorlage_id, seit, kern)


def _stichtag(vorsatz: str, jetzt: date) -> date:
    gewaehlt = st.date_input(
        "Stichtag des Berichts",
        jetzt,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD.MM.YYYY",
        key=f"{vorsatz}_stichtag",
        help="Der Bericht zeigt, was am Ende dieses Tages bekannt war.",
        persist_state="session",
    )
    return gewaehlt if isinstance(gewaehlt, date) else jetzt


def _nummer(
    vorsatz: str, form: Form, archiv: Sequence[Archivbericht], b: Archivbericht | None, *, fest: bool
) -> int | None:
    nummer = st.number_input(
        "Laufende Nummer des Berichts",
        min_value=1,
        max_value=9999,
        value=b.nummer if b else naechste_nummer(archiv, form.art),
        step=1,
        format="%d",
        key=f"{vorsatz}_nummer_{form.art}",
        disabled=fest,
        help="Die Zählung Ihrer Berichte. Die Vorlagennummer vergibt das Ratsinformationssystem.",
        persist_state="session",
    )
    return int(nummer) if nummer is not None else None


def _titel(vorsatz: str, vorschlag: str, b: Archivbericht | None) -> str:
    eigener = st.text_input(
        "Titel",
        b.titel if b else "",
        key=f"{vorsatz}_titel",
        placeholder=vorschlag,
        help="Leer gelassen gilt der Vorschlag.",
        persist_state="session",
    )
    return (eigener or "").strip() or vorschlag


def _leere(vorsatz: str) -> None:
    """Vergisst das Formular des neuen Berichts: Das nächste beginnt mit frischen Vorschlägen."""
    for schluessel in [k for k in st.session_state if str(k).startswith(f"{vorsatz}_")]:
        del st.session_state[schluessel]


def formbezeichnung(b: Archivbericht) -> str:
    """Nennt die Form eines Berichts."""
    return FORMEN[formname(b)].bezeichnung
