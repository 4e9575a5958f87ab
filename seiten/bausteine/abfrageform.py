"""Abfrageform: eine Rückmelderunde eröffnen oder ändern, mit Vorschlägen aus dem Sitzungsplan.

Jedes Feld sichert beim Verlassen den Entwurf („abfrage:neu“ oder „abfrage:12“); er übersteht Neuladen und Neustart.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from mut_core.auswertung import sitzungsplan
from mut_core.auswertung.tabelle import geordnete_handlungsfelder
from mut_core.erfassung import abfrage as fuehren
from mut_core.erfassung import entwurf
from mut_core.erfassung.abfrage import AbfrageEingabe
from mut_core.erfassung.entwurf import Angefangenes
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import KonfliktError, MutError
from mut_core.lagebild import Lagebild, saetze
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import anzahl
from seiten.bausteine import handlung, nachschlagen, sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.links import parameter

TAGE = ("stichtag", "redaktionsschluss", "sitzung_am")
FELDER = ("titel", *TAGE, "gremium_id", "umfang", "handlungsfelder", "massnahmen")
ALLE, JE_FELD, EINZELN = "alle", "handlungsfelder", "einzeln"
UMFAENGE = {ALLE: "alle laufenden", JE_FELD: "nach Handlungsfeld", EINZELN: "einzeln gewählt"}


@dataclass(frozen=True)
class Ort:
    """Wohin eine Eingabe gehört: Konzept, Abfrage (None: neu) und die Version, auf der sie beruht."""

    konzept_id: int
    abfrage_id: int | None
    version: int

    @property
    def gegenstand(self) -> str:
        """Unter diesem Namen liegt der Entwurf."""
        return f"abfrage:{self.abfrage_id or 'neu'}"

    @property
    def name(self) -> str:
        """Unter diesem Namen stehen Fehler und Schlüssel der Handlung."""
        return f"abfrage_{self.konzept_id}_{self.abfrage_id or 'neu'}"

    def feld(self, feld: str) -> str:
        """Unter diesem Schlüssel hält ein Feld seinen Wert; ein neuer Stand beginnt mit frischen Feldern."""
        return f"{self.name}_{self.version}_{st.session_state.get(f'runde_{self.name}', 0)}_{feld}"


def hat_entwurf(konzept_id: int, abfrage_id: int | None) -> bool:
    """Sagt, ob die Person zu dieser (oder einer neuen) Abfrage etwas angefangen hat."""
    return _entwurf(Ort(konzept_id, abfrage_id, 0)) is not None


def aufgeklappt(konzept_id: int, abfrage_id: int | None, vorgabe: bool) -> bool:
    """Sagt, ob das Formular offen beginnt: nach Vorgabe oder mit Angefangenem; beim Tippen ändert sich das nie."""
    name = f"aufgeklappt_{konzept_id}_{abfrage_id}_{vorgabe}"
    if name not in st.session_state:
        st.session_state[name] = vorgabe or hat_entwurf(konzept_id, abfrage_id)
    return bool(st.session_state[name])


def zeige(bild: Lagebild, abfrage: Any | None) -> None:
    """Zeigt das Formular für eine neue (`abfrage` None) oder eine offene Abfrage; `bild` ist das von heute."""
    ort = Ort(bild.konzept.id, abfrage.id if abfrage else None, abfrage.version if abfrage else 0)
    aufgehoben = _entwurf(ort)
    if aufgehoben:
        ort = Ort(ort.konzept_id, ort.abfrage_id, aufgehoben.basis_version)
    werte = aufgehoben.felder if aufgehoben else _gespeichert(bild, abfrage)
    for feld in FELDER:
        st.session_state.setdefault(ort.feld(feld), _aus_json(feld, werte.get(feld)))
    with st.container():  # ein fester Platz: Rückten die Felder nach unten, verlören sie gerade Getipptes
        if aufgehoben:
            _zeige_entwurf(ort, aufgehoben)
        _zeige_konflikt(bild, ort, abfrage)
    _zeige_felder(bild, ort)
    handlung.zeige_fehler(ort.name)
    if handlung.konflikt(ort.name) is None:
        text = "Änderungen speichern" if abfrage else "Abfrage eröffnen"
        st.button(text, type="primary", key=f"{ort.name}_speichern", on_click=_speichere, args=(ort, bild, ort.version))


# --- Felder ----------------------------------------------------------------------------------------------------------


def _zeige_felder(bild: Lagebild, ort: Ort) -> None:
    with st.container():
        if ort.abfrage_id is None:
            _zeige_vorschlaege(bild, ort)
    sichern: dict[str, Any] = {"on_change": _sichere, "args": (ort,)}
    st.text_input(
        "Titel", key=ort.feld("titel"), placeholder="zum Beispiel: Rückmelderunde zum Sachstandsbericht", **sichern
    )
    with st.container(horizontal=True):
        for feld, name, hilfe in (
            ("stichtag", "Stichtag", "Für diesen Tag soll der Sachstand gelten."),
            ("redaktionsschluss", "Redaktionsschluss", "Bis zu diesem Tag soll gemeldet sein."),
            ("sitzung_am", "Sitzung am (wenn es eine gibt)", "Danach gehört eine Meldung nicht mehr zur Abfrage."),
        ):
            st.date_input(
                name,
                value=None,
                key=ort.feld(feld),
                help=hilfe,
                format="DD.MM.YYYY",
                min_value=date(1990, 1, 1),
                max_value=date(2100, 12, 31),
                width=230,
                **sichern,
            )
        gremien = {g.id: g.name for g in saetze(bild.gremien)}
        st.selectbox(
            "Gremium",
            list(gremien),
            index=None,
            format_func=lambda i: gremien.get(i, ""),
            placeholder="keines",
            key=ort.feld("gremium_id"),
            width=320,
            **sichern,
        )
    _zeige_massnahmenwahl(bild, ort, sichern)


def _zeige_massnahmenwahl(bild: Lagebild, ort: Ort, sichern: Mapping[str, Any]) -> None:
    st.radio(
        "Nach welchen Maßnahmen wird gefragt?",
        list(UMFAENGE),
        format_func=lambda u: UMFAENGE[u],
        key=ort.feld("umfang"),
        horizontal=True,
        **sichern,
    )
    umfang = _wert(ort, "umfang")
    with st.container():
        _zeige_auswahl(bild, ort, umfang, sichern)
    st.caption(f"Gefragt wird nach {wort(anzahl(len(_gewaehlte(bild, ort)), 'Maßnahme', 'Maßnahmen'))}.")


def _zeige_auswahl(bild: Lagebild, ort: Ort, umfang: str, sichern: Mapping[str, Any]) -> None:
    if umfang == JE_FELD:
        felder = {h.id: f"{h.nummer}. {h.titel}" for h in geordnete_handlungsfelder(bild)}
        st.multiselect(
            "Handlungsfelder",
            list(felder),
            format_func=lambda i: felder.get(i, ""),
            key=ort.feld("handlungsfelder"),
            placeholder="Handlungsfelder wählen",
            **sichern,
        )
    if umfang == EINZELN:
        namen = nachschlagen.zur_wahl(bild, ort.feld("massnahmen"), _wert(ort, "massnahmen") or ())
        st.multiselect(
            "Maßnahmen",
            list(namen),
            format_func=lambda i: namen.get(i, ""),
            key=ort.feld("massnahmen"),
            placeholder="Maßnahmen wählen",
            **sichern,
        )


def _zeige_vorschlaege(bild: Lagebild, ort: Ort) -> None:
    plan = [
        s
        for s in sitzung.gemerkt("sitzungen", bild, lambda: saetze(sitzungsplan(bild)))
        if s.redaktionsschluss >= bild.stichtag and s.vorlauf_tage is not None
    ]
    if not plan:
        return
    namen = {
        n: f"{s.gremium or 'Sitzung'} am {tag(s.sitzung_am)} – Redaktionsschluss {tag(s.redaktionsschluss)}"
        for n, s in enumerate(plan)
    }
    st.selectbox(
        "Für welche Sitzung? Daraus ergeben sich die Tage.",
        list(namen),
        index=None,
        format_func=lambda n: namen[n],
        key=f"{ort.name}_vorschlag",
        placeholder="Sitzung wählen (oder die Tage selbst eintragen)",
        on_change=_uebernimm,
        args=(ort, plan),
    )
    gewaehlt = st.session_state.get(f"{ort.name}_vorschlag")
    if gewaehlt is not None and plan[gewaehlt].hinweis:
        st.caption(wort(plan[gewaehlt].hinweis))


def _uebernimm(ort: Ort, plan: list[Any]) -> None:
    """Trägt die Tage einer Sitzung ein; einen eigenen Titel ersetzt es nie."""
    if (nummer := st.session_state.get(f"{ort.name}_vorschlag")) is None:
        return
    s = plan[nummer]
    st.session_state[ort.feld("redaktionsschluss")] = s.redaktionsschluss
    st.session_state[ort.feld("stichtag")] = s.redaktionsschluss
    st.session_state[ort.feld("sitzung_am")] = s.sitzung_am
    st.session_state[ort.feld("gremium_id")] = s.gremium_id
    if not _wert(ort, "titel"):
        st.session_state[ort.feld("titel")] = f"Rückmelderunde zur Sitzung am {tag(s.sitzung_am)}"
    _sichere(ort)


# --- Werte und Entwurf -----------------------------------------------------------------------------------------------


def _wert(ort: Ort, feld: str) -> Any:
    return st.session_state.get(ort.feld(feld))


def _geordnet(bild: Lagebild) -> list[Any]:
    alle = nachschlagen.massnahmen(bild)
    return [alle[i] for i in nachschlagen.namen(bild)]


def _gewaehlte(bild: Lagebild, ort: Ort) -> tuple[int, ...]:
    """Gibt, wonach gefragt würde; laufend ist, was nicht abgeschlossen ist."""
    umfang = _wert(ort, "umfang")
    if umfang == EINZELN:
        return tuple(_wert(ort, "massnahmen") or ())
    laufende = sitzung.gemerkt(
        "laufende", bild, lambda: [m for m in _geordnet(bild) if m.umsetzungsstand not in ABGESCHLOSSEN]
    )
    if umfang == JE_FELD:
        felder = set(_wert(ort, "handlungsfelder") or ())
        return tuple(m.id for m in laufende if m.handlungsfeld_id in felder)
    return tuple(m.id for m in laufende)


def _gespeichert(bild: Lagebild, abfrage: Any | None) -> dict[str, Any]:
    if abfrage is None:
        return {"umfang": ALLE}
    b = bild.abfrage_massnahmen
    gefragt = [int(i) for i in b.loc[b["abfrage_id"] == abfrage.id, "massnahme_id"]]
    felder = {f: getattr(abfrage, f) for f in ("titel", *TAGE, "gremium_id")}
    da = set(bild.massnahmen["id"])
    return _als_json(felder) | {"umfang": EINZELN, "massnahmen": [i for i in gefragt if i in da]}


def _als_json(felder: Mapping[str, Any]) -> dict[str, Any]:
    return {f: w.isoformat() if isinstance(w, date) else w for f, w in felder.items()}


def _aus_json(feld: str, wert: Any) -> Any:
    if feld in TAGE:
        return sitzung.lies_tag(wert)
    if feld in ("handlungsfelder", "massnahmen"):
        return list(wert or ())
    if feld == "umfang":
        return wert if wert in UMFAENGE else ALLE
    return wert if wert is not None or feld != "titel" else ""


def _entwurf(ort: Ort) -> Angefangenes | None:
    ich = sitzung.person()
    return sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, ort.konzept_id, ort.gegenstand))


def _sichere(ort: Ort) -> None:
    felder = _als_json({f: _wert(ort, f) for f in FELDER})
    try:
        sitzung.write(
            str(uuid.uuid4()),
            lambda s, v: entwurf.save_entwurf(s, v, ort.konzept_id, ort.gegenstand, felder, basis_version=ort.version),
        )
    except MutError as fehler:
        st.session_state[f"fehler_{ort.name}"] = f"Der Entwurf ließ sich nicht sichern: {fehler}"


def _zeige_entwurf(ort: Ort, aufgehoben: Angefangenes) -> None:
    zeit = aufgehoben.geaendert_am.astimezone(BERLIN)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Entwurf vom {zeit:%d.%m.%Y, %H:%M} Uhr – noch nicht gespeichert.")
        st.button("Entwurf verwerfen", type="tertiary", key=f"{ort.name}_verwerfen", on_click=_verwirf, args=(ort,))


def _verwirf(ort: Ort) -> None:
    sitzung.write(str(uuid.uuid4()), lambda s, v: entwurf.archive_entwurf(s, v, ort.konzept_id, ort.gegenstand))
    _beginne_neu(ort)


def _beginne_neu(ort: Ort) -> None:
    for feld in FELDER:
        st.session_state.pop(ort.feld(feld), None)
    st.session_state.pop(f"{ort.name}_vorschlag", None)
    st.session_state[f"runde_{ort.name}"] = st.session_state.get(f"runde_{ort.name}", 0) + 1
    handlung.vergiss(ort.name)


# --- speichern -------------------------------------------------------------------------------------------------------


def _speichere(ort: Ort, bild: Lagebild, version: int) -> None:
    """Eröffnet oder ändert; bei Ablehnung bleibt jedes Zeichen stehen."""
    umfang = _wert(ort, "umfang")
    eingabe = AbfrageEingabe(
        titel=_wert(ort, "titel") or "",
        **{f: _wert(ort, f) for f in (*TAGE, "gremium_id")},
        massnahmen=None if umfang == ALLE else _gewaehlte(bild, ort),
    )

    def tun(s: Any, v: Any) -> int:
        if ort.abfrage_id is None:
            abfrage_id = fuehren.open_abfrage(s, v, ort.konzept_id, eingabe)
        else:
            abfrage_id = fuehren.save_abfrage(s, v, ort.abfrage_id, eingabe, basis_version=version)
        entwurf.archive_entwurf(s, v, ort.konzept_id, ort.gegenstand)
        return abfrage_id

    abfrage_id = handlung.versuche(ort.name, tun, "Abfrage gespeichert" if ort.abfrage_id else "Abfrage eröffnet")
    if abfrage_id:
        _beginne_neu(ort)
        st.query_params.from_dict(parameter(abfrage=abfrage_id))


def _zeige_konflikt(bild: Lagebild, ort: Ort, abfrage: Any | None) -> None:
    """Stellt beide Seiten nebeneinander; erst eine bewusste Wahl führt weiter."""
    konflikt = handlung.konflikt(ort.name)
    if konflikt is None or abfrage is None:
        return
    with st.container(border=True, key=f"{ort.name}_konflikt"):
        st.error(wort(konflikt), title="Inzwischen geändert", icon=":material/sync_problem:")
        ihres, meines = st.columns(2)
        for spalte, name, seite in (
            (ihres, "Gespeichert", konflikt.gespeichert),
            (meines, "Ihre Eingabe", konflikt.eigene),
        ):
            with spalte:
                st.markdown(f"**{name}**")
                _zeige_seite(bild, seite, konflikt)
        with st.container(horizontal=True):
            st.button(
                "Meine Eingabe speichern",
                type="primary",
                key=f"{ort.name}_meine",
                on_click=_speichere,
                args=(ort, bild, abfrage.version),
            )
            st.button("Gespeichertes behalten", key=f"{ort.name}_behalten", on_click=_verwirf, args=(ort,))


def _zeige_seite(bild: Lagebild, seite: Mapping[str, Any], konflikt: KonfliktError) -> None:
    gremien = {g.id: g.name for g in saetze(bild.gremien)}
    for feld, name in (("titel", "Titel"), *((f, f.replace("_", " ").capitalize()) for f in TAGE)):
        wert = seite.get(feld)
        text = tag(wert, "keine Angabe") if feld in TAGE else (wert or "keine Angabe")
        anders = konflikt.gespeichert.get(feld) != konflikt.eigene.get(feld)
        st.markdown(f"{wort(name)}: {wort(text)}{' – **verschieden**' if anders else ''}")
    st.markdown(f"Gremium: {wort(gremien.get(seite.get('gremium_id') or 0, 'keines'))}")
    if (massnahmen := seite.get("massnahmen")) is not None:
        st.markdown(wort(anzahl(len(massnahmen), "Maßnahme", "Maßnahmen")))
