"""Modellformular: ein Formular aus dem Modell – jedes Feld sichert sich selbst, Strg+Enter speichert.

Kein `st.form`: So wird jedes Feld beim Verlassen (und nach einer Tipppause) als Entwurf gesichert und übersteht
Neuladen, Seitenwechsel und Neustart. Das Formular ist ein Fragment; erst Speichern lässt die ganze Seite neu laufen.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from mut_core.erfassung import entwurf
from mut_core.erfassung.protokoll import as_json
from mut_core.fehler import KonfliktError, MutError
from seiten.bausteine import modellform_entwurf, modellform_konflikt, sitzung
from seiten.bausteine.anzeige import fehler_zeigen, wort
from seiten.bausteine.modellform_entwurf import Stand, beginne, getippt, schluessel
from seiten.bausteine.modellform_felder import (
    BERICHTIGEN,
    UMGANG,
    VERSTANDEN,
    WORTLAUT,
    Eingabe,
    Feld,
    Formular,
    Gruppen,
    als_tag,
    als_werte,
    build_formular,
    einwand,
    verstehe,
)

__all__ = ["Formular", "Gruppen", "build_formular", "zeige", "zeige_ergebnis"]

LIVE = "900ms"
"""Nach so langer Pause beim Tippen sichert ein einzeiliges Feld; mehrzeilige sichert das Skript der Pforte."""

_BREITEN = {Eingabe.ZAHL: 170, Eingabe.TAG: 170, Eingabe.WAHL: 270, Eingabe.KUERZEL: 170}
"""So breit sind Felder, die nebeneinander stehen, in Bildpunkten."""
_UMGANG = {
    BERICHTIGEN: "Ich berichtige den Text",
    VERSTANDEN: "So ist es gemeint",
    WORTLAUT: "Nur den Wortlaut aufheben",
}
Danach = Callable[[int], None]
Hinweis = Callable[[Mapping[str, Any]], None]
"""Zeigt unter den Feldern etwas zu dem, was gerade geändert dasteht (Feldname und Wert)."""


@st.fragment
def zeige(
    form: Formular,
    *,
    knopf: str = "Speichern",
    danach: Danach | None = None,
    taste: bool = True,
    hinweis: Hinweis | None = None,
) -> None:
    """Zeigt das Formular mit Entwurf, Konflikt und Speichern; `danach` bekommt den Schlüssel des Gespeicherten.

    `taste` gibt dem Knopf Strg+Enter; das darf auf einer Seite nur ein Formular. `hinweis` zeigt nach jedem
    verlassenen Feld etwas dazu.
    """
    with fehler_zeigen(), st.container(key=f"eingabe_{form.name}", gap="small"):
        stand = modellform_entwurf.load(form)
        if not modellform_konflikt.loese(form, stand):
            return
        if st.session_state.get(f"hinweis_{form.name}"):
            st.info(modellform_konflikt.PASST, icon=":material/sync:")
        kopf = st.container()
        for ueberschrift, namen in form.gruppen:
            _zeige_gruppe(form, stand, ueberschrift, namen)
        modellform_entwurf.sichere(form, stand)
        jetzt = modellform_entwurf.load(form)
        with kopf:
            modellform_entwurf.zeige(form, jetzt)
        if hinweis is not None:
            hinweis(als_werte(form, jetzt.eigene))
        anfang = st.session_state.setdefault(f"vorgang_{form.name}", uuid.uuid4())
        with st.container(key=f"speicherleiste_{form.name}", gap="xsmall"):
            modellform_entwurf.zeige_fehler(form)
            st.button(
                knopf,
                type="primary",
                key=f"speichern_{form.name}",
                shortcut="Ctrl+Enter" if taste else None,
                on_click=_speichere,
                args=(form, stand, anfang, danach),
            )


def zeige_ergebnis() -> None:
    """Zeigt nach dem Speichern einmal, dass gespeichert wurde; gehört an den Anfang der Seite."""
    if text := st.session_state.pop("_modellform_gespeichert", None):
        st.toast(wort(text), icon=":material/check_circle:")


# --- Felder ----------------------------------------------------------------------------------------------------------


def _zeige_gruppe(form: Formular, stand: Stand, ueberschrift: str, namen: tuple[str, ...]) -> None:
    if not ueberschrift:
        _zeige_felder(form, stand, namen)
        return
    offen = any(n in stand.eigene for n in namen)
    gefuellt = sum(bool(stand.wert(form, n)) for n in namen)
    with st.expander(f"{ueberschrift} ({gefuellt} von {len(namen)} ausgefüllt)", expanded=offen):
        _zeige_felder(form, stand, namen)


def _zeige_felder(form: Formular, stand: Stand, namen: tuple[str, ...]) -> None:
    """Zeigt die Felder der Reihe nach; kurze stehen nebeneinander, solange der Platz reicht."""
    kleine: list[str] = []
    for name in (*namen, None):
        if name is not None and form.felder[name].eingabe in _BREITEN:
            kleine.append(name)
            continue
        if kleine:
            with st.container(horizontal=True):
                for k in kleine:
                    with st.container(gap="xxsmall", width=_BREITEN[form.felder[k].eingabe]):
                        _zeige_feld(form, stand, k)
            kleine = []
        if name is not None:
            _zeige_feld(form, stand, name)


def _zeige_feld(form: Formular, stand: Stand, name: str) -> None:
    """Zeigt ein Feld mit Bezeichnung und Hilfe aus dem Modell und sofort, was daran nicht stimmt."""
    feld, wert = form.felder[name], stand.wert(form, name)
    beginne(form, stand, name, wert)
    gemeinsam: dict[str, Any] = {
        "key": schluessel(form, stand.version, name),
        "help": feld.hilfe or None,
        "persist_state": "session",
    }
    jetzt = as_json(_ZEICHNEN[feld.eingabe](feld, wert, gemeinsam))
    if feld.eingabe in (Eingabe.ZEITRAUM, Eingabe.BETRAG):
        _zeige_verstandenes(form, stand, feld, str(jetzt or ""))
    elif jetzt != form.gespeichert(name) and (satz := einwand(form, name, jetzt)):
        st.markdown(f":red[{wort(satz)}]")


def _beschriftung(feld: Feld) -> str:
    return f"{feld.bezeichnung} – nötig" if feld.noetig else feld.bezeichnung


def _zeichne_kurz(feld: Feld, wert: Any, gemeinsam: dict[str, Any]) -> Any:
    return st.text_input(_beschriftung(feld), str(wert or ""), live=LIVE, **gemeinsam)


def _zeichne_lang(feld: Feld, wert: Any, gemeinsam: dict[str, Any]) -> Any:
    return st.text_area(_beschriftung(feld), str(wert or ""), height=110, **gemeinsam)


def _zeichne_tag(feld: Feld, wert: Any, gemeinsam: dict[str, Any]) -> Any:
    return st.date_input(
        _beschriftung(feld),
        als_tag(wert),
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD.MM.YYYY",
        **gemeinsam,
    )


def _zeichne_ja_nein(feld: Feld, wert: Any, gemeinsam: dict[str, Any]) -> Any:
    return st.checkbox(_beschriftung(feld), bool(wert), **gemeinsam)


def _zeichne_wahl(feld: Feld, wert: Any, gemeinsam: dict[str, Any]) -> Any:
    """Was nötig ist, lässt sich nicht leeren; sonst steht „–“ für keine Angabe."""
    optionen = list(feld.optionen) if feld.noetig else [None, *feld.optionen]
    return st.selectbox(
        _beschriftung(feld),
        optionen,
        index=optionen.index(wert) if wert in optionen else None,
        format_func=lambda w: feld.optionen.get(w, "–"),
        placeholder="bitte wählen",
        **gemeinsam,
    )


_ZEICHNEN: dict[Eingabe, Callable[[Feld, Any, dict[str, Any]], Any]] = {
    Eingabe.KURZ: _zeichne_kurz,
    Eingabe.KUERZEL: _zeichne_kurz,
    Eingabe.ZAHL: _zeichne_kurz,
    Eingabe.ZEITRAUM: _zeichne_kurz,
    Eingabe.BETRAG: _zeichne_kurz,
    Eingabe.LANG: _zeichne_lang,
    Eingabe.TAG: _zeichne_tag,
    Eingabe.JA_NEIN: _zeichne_ja_nein,
    Eingabe.WAHL: _zeichne_wahl,
}


def _zeige_verstandenes(form: Formular, stand: Stand, feld: Feld, text: str) -> None:
    """Sagt unter dem Feld, was verstanden wurde; bei Unklarem fragt es, wie zu speichern ist."""
    if text == form.gespeichert(feld.name) and feld.name not in stand.eigene:
        return
    gelesen = verstehe(feld, text)
    if gelesen.klar:
        if gelesen.satz:
            st.caption(wort(gelesen.satz))
        return
    st.markdown(f":orange[{wort(gelesen.satz)}]")
    name = feld.name + UMGANG
    moeglich = [w for w in _UMGANG if w != VERSTANDEN or gelesen.vorschlag]
    wert = stand.eigene.get(name, BERICHTIGEN)
    beginne(form, stand, name, wert)
    st.radio(
        "Wie soll das gespeichert werden?",
        moeglich,
        index=moeglich.index(wert) if wert in moeglich else 0,
        format_func=_UMGANG.__getitem__,
        key=schluessel(form, stand.version, name),
        persist_state="session",
    )


# --- speichern -------------------------------------------------------------------------------------------------------


def _speichere(form: Formular, stand: Stand, anfang: uuid.UUID, danach: Danach | None) -> None:
    """Speichert; bei Ablehnung bleibt jedes Zeichen im Formular und im Entwurf stehen.

    Dieselbe Eingabe behält ihren Schlüssel, bis es gelingt; ein zweiter Klick auf denselben Knopf danach tut nichts.
    """
    if anfang != st.session_state.get(f"vorgang_{form.name}"):
        return
    st.session_state.pop(f"fehler_{form.name}", None)
    st.session_state.pop(f"hinweis_{form.name}", None)
    try:
        eigene = dict(modellform_entwurf.load(form).eigene) | getippt(form, stand)
        werte = als_werte(form, eigene)
        vorgang = str(uuid.uuid5(anfang, repr(sorted(werte.items(), key=lambda w: w[0]))))
        nummer = sitzung.write(vorgang, lambda s, v: _schreibe_und_raeume_auf(s, v, form, werte, stand.version))
    except KonfliktError:
        modellform_entwurf.sichere(form, stand)
        st.rerun()  # der neue Lauf zeigt beide Seiten; das Getippte steht im Entwurf
    except MutError as fehler:
        st.session_state[f"fehler_{form.name}"] = str(fehler)
        return
    modellform_entwurf.leere(form)
    st.session_state["_modellform_gespeichert"] = "Gespeichert" if form.zeile is not None else "Angelegt"
    if danach is not None:
        danach(nummer)
    st.rerun()


def _schreibe_und_raeume_auf(s: Any, v: Any, form: Formular, werte: dict[str, Any], version: int) -> int:
    nummer = form.schreibe(s, v, werte, version)
    entwurf.archive_entwurf(s, v, form.konzept_id, form.gegenstand)
    return nummer
