"""Druckwahl: Form, Blöcke, Anlagen und Profil eines Berichts wählen – dieselben Felder für jeden Weg zum Druck."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from mut_core.bericht import FORMEN, Anlage, Form, Profil, Wahl
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.archiv import Archivbericht
from mut_core.modell.codes import Berichtsform
from seiten.bausteine.anzeige import leer, tag

T = TypeVar("T")

ANLAGEN = {
    Anlage.UEBERSICHT: "Maßnahmenübersicht im Querformat",
    Anlage.STECKBRIEFE: "Steckbriefe mit Verlauf",
    Anlage.ERLEDIGTE: "Erledigte Maßnahmen",
    Anlage.OFFENE_ANGABEN: "Offene Angaben",
    Anlage.LEGENDE: "Legende der Achsen",
}
PROFILE = {
    Profil.OEFFENTLICH: "öffentlich – ohne Personen und interne Notizen",
    Profil.INTERN: "intern – nur für die Verwaltung",
}
MIT_NUMMER = frozenset({Berichtsform.SACHSTANDSBERICHT, Berichtsform.MASSNAHMENUEBERSICHT})
"""Formen, auf denen die laufende Nummer steht."""


def eines(gewaehlt: Any, optionen: Sequence[T], sonst: Any = None) -> T:
    """Gibt das Gewählte, wenn es angeboten war, sonst `sonst` oder das Erste; am Browser vorbei kann anderes kommen."""
    return next((o for wert in (gewaehlt, sonst) for o in optionen if o == wert), optionen[0])


def waehle_form(vorsatz: str, jetzt: str | None = None, *, fest: bool = False) -> Form:
    """Zeigt die Wahl der Form und gibt sie; `fest` zeigt sie nur."""
    namen = list(FORMEN)
    gewaehlt = st.selectbox(
        "Form",
        namen,
        index=namen.index(jetzt) if jetzt in namen else 0,
        format_func=lambda f: FORMEN[f].bezeichnung,
        key=f"{vorsatz}_form",
        disabled=fest,
        persist_state="session",
    )
    return FORMEN[eines(jetzt if fest else gewaehlt, namen)]


def waehle_seit(
    vorsatz: str,
    form: Form,
    archiv: Sequence[Archivbericht],
    stichtag: date,
    *,
    jetzt: int | None = None,
    ohne: int | None = None,
) -> int | None:
    """Zeigt die Wahl des vorigen Berichts und gibt dessen Schlüssel; None heißt: ohne „Änderungen seit …“."""
    if form.art != Berichtsform.SACHSTANDSBERICHT:
        return jetzt
    fruehere = {b.id: b for b in archiv if b.stichtag <= stichtag and b.id != ohne and b.art == form.art}
    if not fruehere:
        st.caption("„Änderungen seit dem letzten Bericht“ gibt es, sobald ein früherer Bericht vorliegt.")
        return None
    optionen = [None, *fruehere]
    gewaehlt = st.selectbox(
        "Änderungen seit …",
        optionen,
        index=optionen.index(jetzt) if jetzt in fruehere else 0,
        format_func=lambda i: f"{fruehere[i].titel} (Stand {tag(fruehere[i].stichtag)})" if i else "nicht drucken",
        key=f"{vorsatz}_seit",
        help="Der Bericht sagt dann, was seit dem gewählten früheren Bericht neu, anders oder abgeschlossen ist.",
        persist_state="session",
    )
    return eines(gewaehlt, optionen, sonst=jetzt)


def waehle_inhalt(vorsatz: str, form: Form, bild: Lagebild, vorgabe: Wahl, *, intern_erlaubt: bool) -> Wahl | None:
    """Zeigt die Felder, die zu dieser Form gehören, und gibt die Wahl; None, wenn so nichts zu drucken ist."""
    wahl = _WAEHLER[form.art](f"{vorsatz}_{form.art}", bild, vorgabe)
    if wahl is None or form.endung != "docx" or not intern_erlaubt:
        return wahl
    profile = list(PROFILE)
    gewaehlt = st.radio(
        "Profil",
        profile,
        index=profile.index(vorgabe.profil),
        format_func=lambda p: PROFILE[p],
        key=f"{vorsatz}_profil",
        persist_state="session",
    )
    return replace(wahl, profil=eines(gewaehlt, profile))


def _sachstandsbericht(vorsatz: str, _bild: Lagebild, vorgabe: Wahl) -> Wahl:
    blick = st.checkbox(
        "Kapitel „Auf einen Blick“",
        vorgabe.auf_einen_blick,
        key=f"{vorsatz}_blick",
        persist_state="session",
    )
    gewaehlt = st.multiselect(
        "Anlagen",
        list(ANLAGEN),
        default=[a for a in ANLAGEN if a in vorgabe.anlagen],
        format_func=lambda a: ANLAGEN[a],
        key=f"{vorsatz}_anlagen",
        placeholder="ohne Anlagen",
        persist_state="session",
    )
    return replace(vorgabe, auf_einen_blick=blick, anlagen=frozenset(a for a in ANLAGEN if a in gewaehlt))


def _vorlage(vorsatz: str, bild: Lagebild, vorgabe: Wahl) -> Wahl:
    vorlagen = {v.id: f"{v.nummer or 'ohne Nummer'}: {v.betreff}" for v in saetze(bild.vorlagen)}
    if vorlagen:
        optionen = [None, *vorlagen]
        gewaehlt = st.selectbox(
            "Vorlage",
            optionen,
            index=optionen.index(vorgabe.vorlage_id) if vorgabe.vorlage_id in vorlagen else 0,
            format_func=lambda i: vorlagen[i] if i else "die jüngste zum Stichtag",
            key=f"{vorsatz}_vorlage",
            persist_state="session",
        )
        vorgabe = replace(vorgabe, vorlage_id=eines(gewaehlt, optionen, sonst=vorgabe.vorlage_id))
    genannt = st.text_area(
        "Weitere Anlagen (eine je Zeile)",
        "\n".join(vorgabe.unterlagen),
        height=90,
        key=f"{vorsatz}_unterlagen",
        help="Sie werden auf der Vorlage nur genannt.",
        persist_state="session",
    )
    zeilen = tuple(z.strip() for z in (genannt or "").splitlines() if z.strip())
    return replace(vorgabe, unterlagen=zeilen)


def _uebersicht(vorsatz: str, _bild: Lagebild, vorgabe: Wahl) -> Wahl:
    fuenfte = st.checkbox(
        "Fünfte Spalte mit dem Umsetzungsstand",
        vorgabe.fuenfte_spalte,
        key=f"{vorsatz}_fuenfte",
        persist_state="session",
    )
    return replace(vorgabe, fuenfte_spalte=fuenfte)


def _steckbrief(vorsatz: str, bild: Lagebild, vorgabe: Wahl) -> Wahl | None:
    namen = {m.id: f"{m.nummer} {m.titel}" for m in saetze(bild.massnahmen)}
    if not namen:
        leer("Zu diesem Stichtag gibt es keine Maßnahme, also auch keinen Steckbrief.", "Bitte wählen Sie einen Tag.")
        return None
    optionen = list(namen)
    gewaehlt = st.selectbox(
        "Maßnahme",
        optionen,
        index=optionen.index(vorgabe.massnahme_id) if vorgabe.massnahme_id in namen else 0,
        format_func=lambda i: namen[i],
        key=f"{vorsatz}_massnahme",
        persist_state="session",
    )
    return replace(vorgabe, massnahme_id=eines(gewaehlt, optionen, sonst=vorgabe.massnahme_id))


def _kurzfassung(_vorsatz: str, _bild: Lagebild, vorgabe: Wahl) -> Wahl:
    return vorgabe


_WAEHLER = {
    Berichtsform.SACHSTANDSBERICHT: _sachstandsbericht,
    Berichtsform.VORLAGE: _vorlage,
    Berichtsform.MASSNAHMENUEBERSICHT: _uebersicht,
    Berichtsform.STECKBRIEF: _steckbrief,
    Berichtsform.WEBKURZFASSUNG: _kurzfassung,
}
