"""Stammdatenliste: die Einträge eines Bereichs mit Zahl und Suche, auch die archivierten – und der gewählte."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf, pflege
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl, suchformen
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, schlicht, wort
from seiten.bausteine.links import parameter
from seiten.bausteine.stammdatenbereiche import BEREICHE, RUBRIKEN
from seiten.bausteine.wahl import zahl

EINTRAG, ARCHIV = "eintrag", "archivierte"
NEU = "neu"
VIELE = 12
"""Ab so vielen Einträgen gibt es eine Suche."""

STIFT = ":material/edit: "
"""Steht vor Einträgen, zu denen es einen Entwurf gibt."""

_LISTE = "stammdatenwahl"


@dataclass(frozen=True)
class Gewaehlt:
    """Der gewählte Eintrag: seine Art und der Satz, None für einen neuen; `weg` heißt archiviert."""

    art: str
    zeile: Any | None
    weg: bool = False
    ganzes: int | None = None
    """Bei einem neuen Teil: wozu es gehört, etwa das Gremium eines Mitglieds."""


def adresse(bereich: str, eintrag: str | None = None, **weitere: Any) -> dict[str, str]:
    """Gibt die Adresse eines Bereichs oder Eintrags; „Archivierte zeigen“ bleibt, wie es ist."""
    return parameter(bereich=bereich, eintrag=eintrag, archivierte=st.query_params.get(ARCHIV), **weitere)


def ueberschrift(bereich: str, bild: Lagebild) -> str:
    """Gibt den Namen eines Bereichs mit der Zahl seiner Einträge."""
    b = BEREICHE[bereich]
    return f"{b.titel} {sum(len(eintraege(art, bild)) for art in b.arten)}" if b.arten else b.titel


def eintraege(art: str, bild: Lagebild) -> list[Any]:
    """Gibt die Einträge einer Art in ihrer Ordnung, ohne Archivierte und nicht mehr aktive Stellen."""
    rubrik = RUBRIKEN[art]
    alle = [z for z in saetze(getattr(bild, rubrik.tabelle)) if getattr(z, "aktiv", True)]
    return sorted(alle, key=lambda z: rubrik.rang(z, bild))


def archivierte(art: str, konzept_id: int) -> list[Any]:
    """Gibt die archivierten Einträge einer Art."""
    ich = sitzung.person()
    return sitzung.read(lambda s: pflege.load_archivierte(s, ich, konzept_id, art))


def gewaehlt_aus_adresse(bild: Lagebild, erlaubt: tuple[str, ...]) -> Gewaehlt | None:
    """Gibt den Eintrag aus der Adresse („handlungsfeld-3“, „ziel-neu“); Unbekanntes gilt als nicht genannt."""
    art, _, nummer = st.query_params.get(EINTRAG, "").partition("-")
    if art not in erlaubt:
        return None
    if nummer == NEU:
        return Gewaehlt(art, None, ganzes=zahl(st.query_params.get("zu")))
    return _gewaehlt(bild, art, zahl(nummer))


def _gewaehlt(bild: Lagebild, art: str, nummer: int | None) -> Gewaehlt | None:
    for zeile in eintraege(art, bild):
        if zeile.id == nummer:
            return Gewaehlt(art, zeile)
    for zeile in archivierte(art, bild.konzept.id):
        if zeile.id == nummer:
            return Gewaehlt(art, zeile, weg=True)
    return None


def zeige(bild: Lagebild, bereich: str) -> Gewaehlt | None:
    """Zeigt Knöpfe zum Anlegen, Suche und Liste; gibt den gewählten Eintrag, sonst den ersten."""
    b = BEREICHE[bereich]
    st.header(wort(b.titel), anchor=False)
    if b.hinweis:
        st.caption(wort(b.hinweis))
    offen = _angefangene(bild.konzept.id)
    with st.container(horizontal=True):
        for art in b.arten:
            st.button(
                RUBRIKEN[art].anlegen,
                icon=":material/edit:" if f"{art}-{NEU}" in offen else ":material/add:",
                key=f"anlegen_{art}",
                on_click=oeffne,
                args=(bereich, art, NEU),
            )
    mit_archiv = _schalter(bereich)
    namen = _namen(bild, b.arten, mit_archiv)
    teile = ("mitgliedschaft",) if "gremium" in b.arten else ()
    gewaehlt = gewaehlt_aus_adresse(bild, (*b.arten, *teile))
    if st.query_params.get(EINTRAG) and gewaehlt is None:
        st.warning("Diesen Eintrag gibt es hier nicht oder nicht mehr.")
    if not namen:
        leer(f"Hier steht noch nichts: {b.leer}", "Legen Sie den ersten Eintrag an.")
        return gewaehlt
    if gewaehlt is None:
        art, _, nummer = next(iter(namen)).partition("-")
        gewaehlt = _gewaehlt(bild, art, zahl(nummer))
    if gewaehlt is not None:
        _zeige_liste(bereich, namen, gewaehlt, offen)
    return gewaehlt


def oeffne(bereich: str, art: str, nummer: object, **weitere: Any) -> None:
    """Öffnet einen Eintrag; die Adresse nennt ihn."""
    st.query_params.from_dict(adresse(bereich, f"{art}-{nummer}", **weitere))


def _schalter(bereich: str) -> bool:
    an = st.query_params.get(ARCHIV) == "1"
    st.session_state["stammdatenarchiv"] = an
    st.toggle("Archivierte zeigen", key="stammdatenarchiv", on_change=_schalte_archiv, args=(bereich,))
    return an


def _schalte_archiv(_bereich: str) -> None:
    if st.session_state.get("stammdatenarchiv"):
        st.query_params[ARCHIV] = "1"
    else:
        st.query_params.pop(ARCHIV, None)


def _namen(bild: Lagebild, arten: tuple[str, ...], mit_archiv: bool) -> dict[str, str]:
    """Gibt zu jedem Eintrag („ziel-3“) seinen Namen; Archiviertes steht hinten und sagt es."""
    namen: dict[str, str] = {}
    for art in arten:
        name = RUBRIKEN[art].name
        namen |= {f"{art}-{z.id}": name(z, bild) for z in eintraege(art, bild)}
    if mit_archiv:
        for art in arten:
            for z in archivierte(art, bild.konzept.id):
                namen[f"{art}-{z.id}"] = f"{RUBRIKEN[art].name(z, bild)} (archiviert)"
    return namen


def _angefangene(konzept_id: int) -> set[str]:
    """Gibt die Einträge, zu denen die Person einen Entwurf hat („ziel-3“, „ziel-neu“)."""
    ich = sitzung.person()
    return {g.replace(":", "-") for g in sitzung.read(lambda s: entwurf.entwuerfe(s, ich.id, konzept_id))}


def _zeige_liste(bereich: str, namen: dict[str, str], gewaehlt: Gewaehlt, offen: set[str]) -> None:
    gezeigt = _gefilterte(bereich, namen)
    jetzt = f"{gewaehlt.art}-{gewaehlt.zeile.id}" if gewaehlt.zeile is not None else None
    if jetzt in namen and jetzt not in gezeigt:
        gezeigt = {str(jetzt): namen[str(jetzt)], **gezeigt}
    if not gezeigt:
        st.caption("Nichts passt zu dieser Suche.")
        return
    st.session_state[_LISTE] = jetzt if jetzt in gezeigt else None
    with st.container(border=True, key="warteschlange"):
        st.radio(
            schlicht(BEREICHE[bereich].titel),
            list(gezeigt),
            index=None,
            format_func=lambda e: f"{STIFT if e in offen else ''}{wort(gezeigt.get(e, ''))}",
            key=_LISTE,
            on_change=_waehle,
            args=(bereich,),
            label_visibility="collapsed",
        )


def _gefilterte(bereich: str, namen: dict[str, str]) -> dict[str, str]:
    if len(namen) < VIELE:
        return namen
    suche = st.text_input(
        "Suche",
        type="search",
        live="300ms",
        placeholder="Wort aus dem Namen",
        key=f"stammdatensuche_{bereich}",
        max_chars=200,
        persist_state="session",
    )
    worte = [suchformen(w) for w in (suche or "").split()]
    gefunden = {e: n for e, n in namen.items() if all(_trifft(w, suchformen(n)) for w in worte)}
    if worte:
        st.caption(f"{anzahl(len(gefunden), 'Eintrag', 'Einträge')} von {len(namen)}")
    return gefunden


def _trifft(gesucht: tuple[str, str], name: tuple[str, str]) -> bool:
    return any(g in n for g in gesucht for n in name)


def _waehle(bereich: str) -> None:
    if eintrag := st.session_state.get(_LISTE):
        st.query_params.from_dict(adresse(bereich, str(eintrag)))
