"""Berichtform: die Angaben eines Berichts – beim Anlegen und, solange er Entwurf ist, beim Ändern.

Was eingegeben, aber noch nicht gespeichert ist, hebt `berichtentwurf` bei jeder Änderung auf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.bericht import FORMEN, Form, Wahl
from mut_core.bericht.stoff import VEROEFFENTLICHT
from mut_core.bericht.wahl import wahl_als_json, wahl_aus_json
from mut_core.erfassung.bericht import BerichtEingabe, create_bericht, save_bericht
from mut_core.erfassung.entwurf import Angefangenes, archive_entwurf
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild
from mut_core.lagebild.archiv import Archivbericht, naechste_nummer, titelvorschlag
from seiten.bausteine import berichtentwurf, druckwahl, handlung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.druck import formname
from seiten.bausteine.links import springe

ANGABEN = {"titel": "Titel", "stichtag": "Stichtag", "nummer": "Nummer", "wahl": "Inhalt"}
"""Was ein Konflikt gegenüberstellt."""

JUENGSTER = 0
"""Als voriger Bericht: der jüngste freigegebene derselben Form, solange niemand gewählt hat."""


@dataclass(frozen=True)
class Vorgabe:
    """Was in den Feldern steht, bevor jemand etwas ändert."""

    stichtag: date
    form: str | None = None
    titel: str = ""
    nummer: int | None = None
    vorgaenger_id: int | None = JUENGSTER
    wahl: Wahl = field(default_factory=Wahl)


def zeige_neu(bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt das Formular für einen neuen Bericht; angelegt öffnet er sich auf seiner eigenen Seite."""
    konzept_id = bild.konzept.id
    name = f"neu_{konzept_id}"
    aufgehoben, hinweis = _aufgehoben(name, konzept_id, None), st.container()
    vorgabe = _vorgabe_aus(aufgehoben, Vorgabe(bild.stichtag))
    eingabe = _felder(name, bild, archiv, vorgabe, None)
    if eingabe:
        felder = _als_felder(eingabe, bild)
        anfang = st.session_state.setdefault(f"anfang_{name}", None if aufgehoben else felder)
        berichtentwurf.sichere(konzept_id, None, None if felder == anfang else felder, 0)
    if aufgehoben:
        with hinweis:
            _zeige_aufgehobenes(name, konzept_id, None, aufgehoben)
    handlung.zeige_fehler(name)
    if st.button("Bericht anlegen", type="primary", key=f"{name}_anlegen") and eingabe:
        angelegt = handlung.versuche(name, lambda s, v: _lege_an(s, v, konzept_id, eingabe))
        if angelegt is None:
            st.rerun()
        _leere(name, konzept_id)
        springe("bericht", bericht=angelegt)


def _lege_an(session: Session, vorgang: Vorgang, konzept_id: int, eingabe: BerichtEingabe) -> int:
    angelegt = create_bericht(session, vorgang, konzept_id, eingabe)
    archive_entwurf(session, vorgang, konzept_id, berichtentwurf.gegenstand(None))
    return angelegt


def zeige_angaben(b: Archivbericht, bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt die Angaben eines Entwurfs zum Ändern; ein Konflikt zeigt beide Seiten und behält das Eingegebene."""
    name, konzept_id = f"angaben_{b.id}", bild.konzept.id
    aufgehoben, hinweis = _aufgehoben(name, konzept_id, b.id), st.container()
    vorgabe = _vorgabe_aus(aufgehoben, _vorgabe_zu(b))
    basis: int = st.session_state.setdefault(f"basis_{name}", aufgehoben.basis_version if aufgehoben else b.version)
    eingabe = _felder(f"{name}_{st.session_state.get(f'runde_{name}', 0)}", bild, archiv, vorgabe, b)
    if eingabe is None:
        return
    unterschiede = _unterschiede(b, eingabe)
    if basis != b.version and not unterschiede:
        st.session_state[f"basis_{name}"] = basis = b.version
    berichtentwurf.sichere(konzept_id, b.id, _als_felder(eingabe, bild) if unterschiede else None, basis)
    if aufgehoben and unterschiede:
        with hinweis:
            _zeige_aufgehobenes(name, konzept_id, b.id, aufgehoben)
    handlung.zeige_fehler(name)
    if basis != b.version:
        _zeige_konflikt(name, konzept_id, b, unterschiede)
        return
    if st.button("Angaben speichern", type="primary", key=f"{name}_speichern"):

        def schreibe(session: Session, vorgang: Vorgang) -> int:
            archive_entwurf(session, vorgang, konzept_id, berichtentwurf.gegenstand(b.id))
            return save_bericht(session, vorgang, b.id, eingabe, basis_version=basis)

        if handlung.versuche(name, schreibe, "Angaben gespeichert"):
            beginne_neu(b.id)
        st.rerun()
    if unterschiede:
        st.caption("Noch nicht gespeichert: " + ", ".join(ANGABEN[n] for n in unterschiede) + ".")


def beginne_neu(bericht_id: int) -> None:
    """Lässt die Angaben beim nächsten Mal aus dem Gespeicherten und dem Aufgehobenen entstehen."""
    name = f"angaben_{bericht_id}"
    st.session_state[f"runde_{name}"] = st.session_state.get(f"runde_{name}", 0) + 1
    for was in ("basis", "entwurf"):
        st.session_state.pop(f"{was}_{name}", None)
    berichtentwurf.vergiss(None, bericht_id)


# --- Aufgehobenes ----------------------------------------------------------------------------------------------------


def _aufgehoben(name: str, konzept_id: int, bericht_id: int | None) -> Angefangenes | None:
    """Gibt, was beim Öffnen der Seite an nicht gespeicherten Angaben aufgehoben war."""
    if f"entwurf_{name}" not in st.session_state:
        gelesen = berichtentwurf.load(konzept_id, bericht_id)
        st.session_state[f"entwurf_{name}"] = gelesen
        if gelesen:
            berichtentwurf.merke_gelesenes(konzept_id, bericht_id, gelesen.felder)
    aufgehoben: Angefangenes | None = st.session_state[f"entwurf_{name}"]
    return aufgehoben


def _zeige_aufgehobenes(name: str, konzept_id: int, bericht_id: int | None, e: Angefangenes) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_aufgehoben"):
        st.caption(f"Noch nicht gespeicherte Angaben vom {wort(berichtentwurf.zeit(e))} sind wieder da.")
        st.button("Verwerfen", on_click=_verwirf, args=(name, konzept_id, bericht_id), key=f"{name}_entwurf_weg")


def _verwirf(name: str, konzept_id: int, bericht_id: int | None) -> None:
    berichtentwurf.sichere(konzept_id, bericht_id, None, 0)
    if bericht_id is None:
        _leere(name, konzept_id)
    else:
        beginne_neu(bericht_id)


def _als_felder(eingabe: BerichtEingabe, bild: Lagebild) -> dict[str, Any]:
    """Gibt das Eingegebene als JSON-Werte; ein nur vorgeschlagener Titel ist nicht eingegeben."""
    vorschlag = titelvorschlag(FORMEN[eingabe.form].bezeichnung, eingabe.nummer, bild.konzept.bezeichnung)
    return {
        "form": eingabe.form,
        "titel": "" if eingabe.titel == vorschlag else eingabe.titel,
        "stichtag": eingabe.stichtag.isoformat(),
        "nummer": eingabe.nummer,
        "vorgaenger_id": eingabe.vorgaenger_id,
        "wahl": eingabe.wahl,
    }


def _vorgabe_aus(aufgehoben: Angefangenes | None, sonst: Vorgabe) -> Vorgabe:
    """Gibt das Aufgehobene als Vorgabe; was eine frühere Fassung anders aufhob, bleibt bei `sonst`."""
    if aufgehoben is None:
        return sonst
    f = aufgehoben.felder
    try:
        return Vorgabe(
            date.fromisoformat(f["stichtag"]),
            f["form"] if f["form"] in FORMEN else sonst.form,
            str(f["titel"]),
            f["nummer"],
            f["vorgaenger_id"],
            wahl_aus_json(f["wahl"]),
        )
    except (KeyError, TypeError, ValueError, MutError):
        return sonst


def _vorgabe_zu(b: Archivbericht) -> Vorgabe:
    return Vorgabe(b.stichtag, formname(b), b.titel, b.nummer, b.vorgaenger_id, wahl_aus_json(b.wahl or "{}"))


# --- Konflikt --------------------------------------------------------------------------------------------------------


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


def _zeige_konflikt(name: str, konzept_id: int, b: Archivbericht, unterschiede: Mapping[str, tuple[Any, Any]]) -> None:
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
            st.button(
                "Gespeichertes übernehmen", on_click=_verwirf, args=(name, konzept_id, b.id), key=f"{name}_verwerfen"
            )


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
    vorsatz: str, bild: Lagebild, archiv: Sequence[Archivbericht], v: Vorgabe, b: Archivbericht | None
) -> BerichtEingabe | None:
    """Zeigt alle Felder und gibt, was darin steht; None, wenn es zu dieser Form nichts zu drucken gibt."""
    neufassung = bool(b and b.fassungen)
    form = druckwahl.waehle_form(vorsatz, v.form, fest=neufassung)
    stichtag = _stichtag(vorsatz, v.stichtag)
    nummer = _nummer(vorsatz, form, archiv, v, fest=neufassung)
    titel = _titel(vorsatz, titelvorschlag(form.bezeichnung, nummer, bild.konzept.bezeichnung), v)
    voriger = _juengster(archiv, form, stichtag) if v.vorgaenger_id == JUENGSTER else v.vorgaenger_id
    seit = druckwahl.waehle_seit(vorsatz, form, archiv, stichtag, jetzt=voriger, ohne=b.id if b else None)
    vorlage_id = b.vorlage_id if b else None
    umfeld = druckwahl.Umfeld(form, bild, mit_vorlage=False)
    wahl = druckwahl.waehle_inhalt(vorsatz, umfeld, replace(v.wahl, vorlage_id=vorlage_id), intern_erlaubt=True)
    if wahl is None:
        return None
    kern = wahl_als_json(replace(wahl, nummer=None, vorlage_id=None, texte={}, zum_bearbeiten=False))
    return BerichtEingabe(form.name, form.art, titel, stichtag, nummer, vorlage_id, seit, kern)


def _juengster(archiv: Sequence[Archivbericht], form: Form, stichtag: date) -> int | None:
    """Gibt den letzten Bericht dieser Form, der schon anderen vorliegt; ein Entwurf hat noch nichts berichtet."""
    vorliegend = (a for a in archiv if a.art == form.art and a.stichtag <= stichtag and a.status in VEROEFFENTLICHT)
    return next((a.id for a in vorliegend), None)


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


def _nummer(vorsatz: str, form: Form, archiv: Sequence[Archivbericht], v: Vorgabe, *, fest: bool) -> int | None:
    nummer = st.number_input(
        "Laufende Nummer des Berichts",
        min_value=1,
        max_value=9999,
        value=v.nummer if v.form == form.name else naechste_nummer(archiv, form.art),
        step=1,
        format="%d",
        key=f"{vorsatz}_nummer_{form.art}",
        disabled=fest,
        help="Die Zählung Ihrer Berichte. Die Vorlagennummer vergibt das Ratsinformationssystem.",
        persist_state="session",
    )
    return int(nummer) if nummer is not None else None


def _titel(vorsatz: str, vorschlag: str, v: Vorgabe) -> str:
    eigener = st.text_input(
        "Titel",
        v.titel,
        key=f"{vorsatz}_titel",
        placeholder=vorschlag,
        help="Leer gelassen gilt der Vorschlag.",
        persist_state="session",
    )
    return (eigener or "").strip() or vorschlag


def _leere(vorsatz: str, konzept_id: int) -> None:
    """Vergisst das Formular des neuen Berichts: Das nächste beginnt mit frischen Vorschlägen."""
    eigene = (f"anfang_{vorsatz}", f"entwurf_{vorsatz}")
    for schluessel in [k for k in st.session_state if str(k).startswith(f"{vorsatz}_") or k in eigene]:
        del st.session_state[schluessel]
    berichtentwurf.vergiss(konzept_id, None)


def formbezeichnung(b: Archivbericht) -> str:
    """Nennt die Form eines Berichts."""
    return FORMEN[formname(b)].bezeichnung
