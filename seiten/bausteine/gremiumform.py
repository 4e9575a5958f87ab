"""Gremiumform: je Gremium Ladungsfrist und Vorlauf in Tagen – und sofort, wann damit Redaktionsschluss wäre."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from mut_core.auswertung.sitzungsplan import VORGABE_LADUNGSFRIST_TAGE, VORGABE_VORLAUF_TAGE, sitzungsplan
from mut_core.erfassung.gremium import read_tage, save_gremiumsfristen
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl
from seiten.bausteine import basis, gegenueber, handlung
from seiten.bausteine.anzeige import leer, tag, wort

LADUNG, VORLAUF = "ladungsfrist_tage", "vorlauf_tage"
FELDER = {
    LADUNG: ("Ladungsfrist in Tagen", VORGABE_LADUNGSFRIST_TAGE),
    VORLAUF: ("Vorlauf in Tagen", VORGABE_VORLAUF_TAGE),
}


def zeige(bild: Lagebild, *, aenderbar: bool) -> None:
    """Zeigt alle Gremien des Konzepts mit ihren Fristen; `bild` ist das von heute."""
    st.header("Fristen der Gremien", anchor=False)
    st.markdown(
        "Die App rechnet von jeder Sitzung zurück: Die Unterlagen gehen um die *Ladungsfrist* vor der Sitzung hinaus, "
        f"Redaktionsschluss ist um den *Vorlauf* davor. Leer gilt die Vorgabe ({VORGABE_LADUNGSFRIST_TAGE} und "
        f"{VORGABE_VORLAUF_TAGE} Tage). Sie ist nur eine Annahme; was gilt, regelt die Geschäftsordnung des Gremiums."
    )
    gremien = sorted(saetze(bild.gremien), key=lambda g: (g.reihenfolge or 0, g.name.casefold()))
    if not gremien:
        leer("In diesem Konzept ist kein Gremium eingetragen.", "Ohne Gremium gilt für jede Sitzung die Vorgabe.")
        return
    basen = {g.id: basis.beginne(_name(g), g.version, _gespeichert(g)) for g in gremien} if aenderbar else {}
    sitzungen = _naechste(_mit_getipptem(bild, basen))
    vorn = [g for g in gremien if g.id in sitzungen or any(_gespeichert(g).values())]
    uebrige = [g for g in gremien if g not in vorn]
    for g in vorn:
        _zeige_gremium(g, basen.get(g.id), sitzungen.get(g.id))
    if uebrige:
        name = "Weitere Gremien" if vorn else "Gremien"
        with st.expander(f"{name} ohne eingetragene Sitzung ({len(uebrige)})"):
            for g in uebrige:
                _zeige_gremium(g, basen.get(g.id), None)


def _zeige_gremium(g: Any, grundlage: int | None, naechste: Any | None) -> None:
    with st.container(border=True, key=_name(g)):
        st.subheader(wort(g.name), anchor=False)
        if grundlage is None:
            st.markdown(wort(_satz(g)))
        else:
            _zeige_felder(g, grundlage)
        _zeige_vorschau(naechste)


def _name(g: Any) -> str:
    return f"gremium_{g.id}"


def _als_text(tage: object) -> str:
    return "" if tage is None else str(tage)


def _gespeichert(g: Any) -> dict[str, str]:
    return {feld: _als_text(getattr(g, feld)) for feld in FELDER}


def _satz(werte: Any) -> str:
    """Sagt Ladungsfrist und Vorlauf in Worten; `werte` ist ein Gremium."""
    teile = []
    for feld, (name, vorgabe) in FELDER.items():
        tage = getattr(werte, feld)
        text = f"{anzahl(vorgabe, 'Tag', 'Tage')} (Vorgabe)" if tage is None else anzahl(tage, "Tag", "Tage")
        teile.append(f"{name.removesuffix(' in Tagen')}: {text}")
    return " · ".join(teile)


# --- ändern ----------------------------------------------------------------------------------------------------------


def _zeige_felder(g: Any, grundlage: int) -> None:
    name = _name(g)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for feld, (beschriftung, vorgabe) in FELDER.items():
            st.text_input(
                beschriftung,
                key=basis.feldname(name, grundlage, feld),
                placeholder=f"{vorgabe} (Vorgabe)",
                width=150,
                persist_state="session",
            )
        if handlung.konflikt(name) is None:
            st.button("Fristen speichern", key=f"{name}_speichern", on_click=_speichere, args=(g, grundlage, grundlage))
    handlung.zeige_fehler(name)
    gegenueber.zeige_konflikt(
        name,
        _satz(g),
        meine=partial(_speichere, g, grundlage, g.version),
        behalte=partial(basis.verwirf, name, grundlage, *FELDER),
    )


def _speichere(g: Any, grundlage: int, version: int) -> None:
    """Speichert das Getippte auf der Grundlage einer Version; Unlesbares bleibt mit seinem Grund stehen."""
    name = _name(g)

    def tun(s: Any, v: Any) -> int:
        tage = {feld: read_tage(basis.getippt(name, grundlage, feld), feld) for feld in FELDER}
        return save_gremiumsfristen(s, v, g.id, tage[LADUNG], tage[VORLAUF], basis_version=version)

    if handlung.versuche(name, tun, f"Fristen gespeichert: {g.name}"):
        basis.verwirf(name, grundlage, *FELDER)


# --- vorausschauen ---------------------------------------------------------------------------------------------------


def _mit_getipptem(bild: Lagebild, basen: dict[int, int]) -> Lagebild:
    """Gibt das Lagebild mit dem, was in den Feldern steht; Unlesbares ändert nichts."""
    gremien = bild.gremien.copy()
    for feld in FELDER:
        gremien[feld] = [_tage(g, feld, basen.get(g.id)) for g in saetze(bild.gremien)]
        gremien[feld] = gremien[feld].astype(object).where(gremien[feld].notna(), None)
    return replace(bild, tabellen={**bild.tabellen, "gremien": gremien})


def _tage(g: Any, feld: str, grundlage: int | None) -> int | None:
    gespeichert: int | None = getattr(g, feld)
    if grundlage is None:
        return gespeichert
    try:
        return read_tage(basis.getippt(_name(g), grundlage, feld), feld)
    except EingabeError:
        return gespeichert


def _naechste(bild: Lagebild) -> dict[int, Any]:
    """Gibt je Gremium die nächste Sitzung."""
    naechste: dict[int, Any] = {}
    for s in saetze(sitzungsplan(bild)):
        if s.gremium_id is not None:
            naechste.setdefault(s.gremium_id, s)
    return naechste


def _zeige_vorschau(s: Any | None) -> None:
    if s is None:
        st.caption("Für dieses Gremium ist ab heute keine Sitzung eingetragen.")
        return
    st.markdown(
        f"Nächste Sitzung am {tag(s.sitzung_am)}: **Redaktionsschluss {tag(s.redaktionsschluss)}**, "
        f"Unterlagen bis {tag(s.unterlagen_bis)}."
    )
    abfrage = "Diesen Redaktionsschluss setzt eine Abfrage fest, nicht der Vorlauf." if s.vorlauf_tage is None else ""
    if hinweise := f"{abfrage} {s.hinweis}".strip():
        st.caption(wort(hinweise))
