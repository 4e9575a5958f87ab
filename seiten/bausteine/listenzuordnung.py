"""Listenzuordnung: richtigstellen, was Blätter, Spalten, Stellen, Handlungsfelder, Statuswörter und Farben meinen."""

import html
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from mut_core.austausch.deutung import benennt_stelle
from mut_core.austausch.form import legende
from mut_core.austausch.spalten import JE_FELD
from mut_core.lagebild import saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import anzahl
from seiten.bausteine import listenlesung
from seiten.bausteine.anzeige import schlicht, wort
from seiten.bausteine.listenlesung import Offene

_WEITERE = {
    "ressourcen": "Ressourcen (Personal und Geld gemischt)",
    "beginn": "Beginn (eigene Spalte)",
    "frist": "Ende oder Frist (eigene Spalte)",
    "turnus": "Turnus",
    "uebergeordnet": "gehört zu (Nr. der übergeordneten Zeile)",
}
FELDNAMEN: Mapping[str, str] = {f: s.ueberschrift for f, s in JE_FELD.items() if not s.nur_lesen} | _WEITERE
"""Felder, denen sich eine Spalte zuordnen lässt, mit dem Namen, den Menschen lesen."""

_OFFEN = "offen lassen"
NEU, INTERN, KEINE = "neu", "intern", ""


def zeige(o: Offene) -> None:
    """Zeigt Blätter, Stand und alle Zuordnungen; was zu klären ist, steht offen da."""
    _zeige_blaetter(o)
    v = o.lesung.vorschau
    gruppen: list[tuple[str, Mapping[str, int], Callable[[Offene, str], None]]] = [
        ("Stellen", v.offene_stellen, _zeige_stelle),
        ("Handlungsfelder", v.offene_handlungsfelder, _zeige_handlungsfeld),
        ("Statuswörter", v.offene_woerter, _zeige_statuswort),
        ("Farben", v.offene_farben, _zeige_farbe),
    ]
    for name, offene, zeige_eines in gruppen:
        entschieden = _entschiedene(o, name)
        alle = dict(offene) | {w: 0 for w in entschieden if w not in offene}
        if not alle:
            continue
        titel = f"{name}: {len(offene)} zu klären" if offene else f"{name}: {len(entschieden)} zugeordnet"
        with st.expander(titel, expanded=bool(offene), icon=":material/help:" if offene else ":material/check:"):
            if name == "Stellen":
                _zeige_alle_anlegen(o, offene)
            spalten = st.columns(2, gap="medium")
            for i, eines in enumerate(list(alle)[:60]):
                with spalten[i % 2]:
                    zeige_eines(o, eines)
    _zeige_spalten(o)


def _entschiedene(o: Offene, name: str) -> Mapping[str, Any]:
    wahl = o.lesung.einstellung.wahl
    return {
        "Stellen": wahl.stellen,
        "Handlungsfelder": wahl.handlungsfelder,
        "Statuswörter": wahl.statuswoerter,
        "Farben": wahl.farben,
    }[name]


# --- Blätter und Stand -----------------------------------------------------------------------------------------------


def _zeige_blaetter(o: Offene) -> None:
    gelesen = [liste.blatt for liste in o.lesung.listen]
    blaetter, stand = st.columns([3, 2], gap="medium")
    with blaetter:
        if len(o.lesung.blaetter) > 1:
            schluessel = _schluessel(o, "blaetter", *gelesen)
            st.multiselect(
                "Blätter",
                [b.name for b in o.lesung.blaetter if b.zeilen],
                gelesen,
                key=schluessel,
                on_change=_setze_blaetter,
                args=(o, schluessel),
                help="Ausgeblendete Blätter werden nie von selbst gelesen.",
            )
            andere = [f"„{b.name}“ ({b.grund})" for b in o.lesung.blaetter if b.name not in gelesen]
            if andere:
                st.caption(wort("Nicht gelesen: " + ", ".join(andere)))
        elif len(o.lesung.listen) == 1:
            _zeige_kopfzeile(o)
    with stand:
        jetzt = o.lesung.vorschau.stand
        schluessel = _schluessel(o, "stand", jetzt)
        st.date_input(
            "Stand der Liste",
            jetzt,
            format="DD.MM.YYYY",
            key=schluessel,
            on_change=_setze_stand,
            args=(o, schluessel),
            help="Der Tag, für den Sachstände ohne eigenes Datum gelten. Leer heißt: heute.",
        )


def _zeige_kopfzeile(o: Offene) -> None:
    jetzt = o.lesung.listen[0].kopfzeile
    schluessel = _schluessel(o, "kopf", jetzt)
    st.number_input(
        "Zeile mit den Überschriften",
        1,
        max(jetzt, 200),
        jetzt,
        format="%d",
        key=schluessel,
        on_change=_setze_kopf,
        args=(o, schluessel),
    )


def _setze_blaetter(o: Offene, schluessel: str) -> None:
    listenlesung.merke_blaetter(o, st.session_state[schluessel])


def _setze_kopf(o: Offene, schluessel: str) -> None:
    listenlesung.merke_kopf(o, st.session_state[schluessel])


def _setze_stand(o: Offene, schluessel: str) -> None:
    listenlesung.merke_wahl(o, stand=st.session_state[schluessel])


def _schluessel(o: Offene, *was: object) -> str:
    return "_".join(["lz", str(o.datei.id), *map(str, was)])


# --- Spalten ---------------------------------------------------------------------------------------------------------


def _zeige_spalten(o: Offene) -> None:
    spalten = {s.ueberschrift: s for liste in reversed(o.lesung.listen) for s in liste.spalten}
    unklar = [s for s in spalten.values() if not s.sicher]
    unbekannt = [s for s in spalten.values() if s.feld is None]
    titel = f"Spalten: {len(spalten) - len(unbekannt)} von {len(spalten)} erkannt"
    with st.expander(titel, expanded=bool(unklar), icon=":material/view_column:"):
        if unbekannt:
            st.caption("Spalten ohne Zuordnung gehen nicht verloren: Sie bleiben als Zusatzfelder bei der Maßnahme.")
        for s in sorted(spalten.values(), key=lambda s: (s.sicher, s.index)):
            zusatz = f" – Stand {s.zum:%d.%m.%Y}" if s.zum else f" – {s.jahr}" if s.jahr else ""
            _waehle(
                o,
                f"„{s.ueberschrift}“{zusatz}",
                [None, *FELDNAMEN],
                s.feld if s.feld in FELDNAMEN else None,
                lambda f: FELDNAMEN[f] if f else "Zusatzfeld (unbekannt)",
                ("spalte", s.ueberschrift, s.feld),
                partial(listenlesung.merke_spalte, o, s.ueberschrift),
            )
            if s.grund:
                st.caption(wort(s.grund))


# --- Wörter ----------------------------------------------------------------------------------------------------------


def _waehle(  # noqa: PLR0917 – ein Feld mit allem, was es braucht
    o: Offene,
    beschriftung: str,
    optionen: list[Any],
    jetzt: Any,
    format_func: Callable[[Any], str],
    kennung: tuple[object, ...],
    merke: Callable[[Any], None],
) -> None:
    schluessel = _schluessel(o, *kennung, jetzt)
    st.selectbox(
        schlicht(beschriftung),
        optionen,
        index=optionen.index(jetzt) if jetzt in optionen else 0,
        format_func=format_func,
        key=schluessel,
        on_change=lambda: merke(st.session_state[schluessel]),
    )


def _titel(o: Offene, eines: str, zahl: int) -> str:
    return f"„{o.lesung.vorschau.schreibweisen.get(eines, eines)}“" + (
        f" ({anzahl(zahl, 'Zelle', 'Zellen')})" if zahl else ""
    )


def _zeige_stelle(o: Offene, name: str) -> None:
    namen = {s.id: s.name for s in saetze(o.bild.organisationseinheiten) if s.aktiv}
    feste = {None: _OFFEN, NEU: "als neue Stelle anlegen", INTERN: "eine Person: nur intern vermerken",
             KEINE: "keine Stelle"}  # fmt: skip
    _waehle(
        o,
        _titel(o, name, o.lesung.vorschau.offene_stellen.get(name, 0)),
        [None, *namen, NEU, INTERN, KEINE],
        o.lesung.einstellung.wahl.stellen.get(name),
        lambda w: namen.get(w) or feste.get(w, ""),
        ("stelle", name),
        lambda w: listenlesung.merke_wahl(o, stellen={name: w}),
    )


def _zeige_alle_anlegen(o: Offene, offene: Mapping[str, int]) -> None:
    """Bietet bei der ersten Liste einer Kommune an, alle genannten Stellen anzulegen – Menschen und Ungefähres nie."""
    schreibweisen = o.lesung.vorschau.schreibweisen
    namen = {w: schreibweisen.get(w, w) for w in offene}
    stellen = [w for w, name in namen.items() if benennt_stelle(name)]
    if len(stellen) < 2:
        return
    st.button(
        f"{len(stellen)} als neue Stellen anlegen",
        icon=":material/add_business:",
        key=_schluessel(o, "alle_stellen"),
        on_click=listenlesung.merke_wahl,
        args=(o,),
        kwargs={"stellen": dict.fromkeys(stellen, NEU)},
        help="Menschen und Ungefähres („alle Fachbereiche“) sind nicht dabei. Angelegt wird erst beim Übernehmen.",
    )
    st.caption(wort("Das wären: " + ", ".join(f"„{namen[w]}“" for w in stellen[:40])))


def _zeige_handlungsfeld(o: Offene, name: str) -> None:
    namen = {h.id: f"{h.nummer}. {h.titel}" for h in saetze(o.bild.handlungsfelder)}
    feste = {None: _OFFEN, NEU: "als neues Handlungsfeld anlegen"}
    _waehle(
        o,
        _titel(o, name, o.lesung.vorschau.offene_handlungsfelder.get(name, 0)),
        [None, *namen, NEU],
        o.lesung.einstellung.wahl.handlungsfelder.get(name),
        lambda w: namen.get(w) or feste.get(w, ""),
        ("feld", name),
        lambda w: listenlesung.merke_wahl(o, handlungsfelder={name: w}),
    )


def _zeige_statuswort(o: Offene, name: str) -> None:
    _waehle(
        o,
        _titel(o, name, o.lesung.vorschau.offene_woerter.get(name, 0)),
        [None, *Umsetzungsstand],
        _code(o.lesung.einstellung.wahl.statuswoerter.get(name)),
        lambda w: w.bezeichnung if w else _OFFEN,
        ("wort", name),
        lambda w: listenlesung.merke_wahl(o, statuswoerter={name: w.value if w else ""}),
    )


def _zeige_farbe(o: Offene, farbe: str) -> None:
    steht = legende(o.lesung.mappe).get(farbe)
    links, rechts = st.columns([1, 12], vertical_alignment="bottom")
    with links:
        probe = html.escape(farbe, quote=True)  # die Farbe kommt aus der Datei
        st.html(
            f'<div role="img" aria-label="Farbe {probe}" style="width:2rem;height:2.4rem;border:1px solid;'
            f'border-radius:.3rem;background:{probe}"></div>'
        )
    with rechts:
        zusatz = f" – in der Legende: „{steht}“" if steht else ""
        _waehle(
            o,
            f"Farbe {farbe}{zusatz}",
            [None, *Umsetzungsstand],
            _code(o.lesung.einstellung.wahl.farben.get(farbe)),
            lambda w: w.bezeichnung if w else "bedeutet nichts",
            ("farbe", farbe),
            lambda w: listenlesung.merke_wahl(o, farben={farbe: w.value if w else ""}),
        )


def _code(wert: Any) -> Umsetzungsstand | None:
    return next((u for u in Umsetzungsstand if u.value == wert), None)
