"""Meldeformular: die Felder eines Sachstands, was sich damit ändert, und was beim Speichern geschieht.

Das Formular ist ein Fragment in einem Fragment: Ein gesichertes Feld zeichnet nur das Formular neu. Ist die Datenbank
kurz fort, bleibt es mit allem Getippten stehen. Erst Speichern zeichnet Warteschlange und Formular neu (`SEITE`), nie
aber den Rahmen darum.
"""

import uuid
from collections.abc import Callable
from typing import Any, NoReturn

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.erfassung import entwurf, sachstand
from mut_core.erfassung.protokoll import Vorgang
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import EingabeError, KonfliktError, MutError
from mut_core.modell import Abfrage, Massnahme, Sachstand
from mut_core.zeitangaben import datum_text
from seiten.bausteine import meldeform_entwurf, meldeform_konflikt, sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.links import adresse
from seiten.bausteine.meldeform_entwurf import FORMULAR, KNOPF_SPEICHERN, SEITE
from seiten.bausteine.meldeform_felder import (
    CODES,
    FELDER,
    GROSS,
    STELLE,
    TAGE,
    Formular,
    aenderungen,
    bedingte,
    beschriftung,
    eingabe,
    fehlende,
    geaenderte,
    gewaehlter_stand,
    lies_tag,
    schluessel,
    wert,
)

NACH_RUECKGABE = "Nach Rückgabe berichtigt"
"""Steht als Grund im Protokoll, wenn die Person selbst keinen nennt."""
SPEICHERN, BESTAETIGEN = "Speichern und weiter", "Unverändert bestätigen"
PAARE = (("naechster_schritt", "naechster_termin"), ("hindernis", "loesung"), ("neue_frist", "frist_grund"))
LIVE = "900ms"
"""Nach so langer Pause beim Tippen sichert ein einzeiliges Feld; mehrzeilige sichert das Skript der Pforte."""


def zeige(f: Formular, hoechste: int, wer: str) -> None:
    """Zeigt das Formular; nach dem Speichern öffnet sich die nächste Maßnahme.

    `hoechste` ist die Nummer des letzten Sachstands, `wer` der Name, unter dem er erfasst wurde. Die Knöpfe stehen
    außerhalb des inneren Fragments: Sie zeichnen im selben Lauf die ganze Seite neu.
    """
    _zeige_formular(f, hoechste, wer)
    _zeige_knoepfe(f)


@st.fragment(key=FORMULAR)
def _zeige_formular(f: Formular, hoechste: int, wer: str) -> None:
    with st.container(key=f"eingabe_{f.m.id}", gap="xsmall"):
        meldeform_entwurf.zeige(f)
        if f.ersetzt:
            _zeige_berichtigung(f)
        if meldeform_konflikt.liegt_vor(f, hoechste):
            meldeform_konflikt.zeige(f, hoechste, wer)
        _zeige_felder(f)
        _zeige_fehlendes(f)
        with st.container(key="meldehinweis", gap="xsmall"):
            _zeige_fehler(f)
            _zeige_aenderungen(f)


def zeige_ergebnis() -> None:
    """Zeigt nach dem Speichern einmal, was gespeichert wurde."""
    if text := st.session_state.pop("_gemeldet", None):
        st.toast(wort(text), icon=":material/check_circle:")


def _zeige_felder(f: Formular) -> None:
    _feld(f, "text")
    _feld(f, "umsetzungsstand")
    verlangt = bedingte(gewaehlter_stand(f))
    if kleine := [n for n in verlangt if n not in GROSS]:
        with st.container(horizontal=True):
            for name in kleine:
                _feld(f, name)
    for name in verlangt:
        if name in GROSS:
            _feld(f, name)
    for paar in PAARE:
        with st.container(horizontal=True):
            for name in paar:
                _feld(f, name)
    if f.ersetzt:
        _feld(f, "grund")
    anderes = wert(f, STELLE) is not None or wert(f, "zum") != f.vor["zum"]
    if anderes:
        st.session_state["melden_anderes"] = True
    weiteres = st.expander("Im Auftrag melden, anderer Tag", key="melden_anderes", on_change="rerun")
    if weiteres.open:  # zugeklappt entstehen die Felder gar nicht erst: Der Wechsel zur nächsten wird schneller
        with weiteres:
            for name in (STELLE, "zum"):
                _feld(f, name)


def _feld(f: Formular, name: str) -> None:
    """Zeigt ein Feld mit Bezeichnung und Hilfe aus dem Modell; jede Änderung sichert den Entwurf.

    Die Hilfe steht im leeren Feld: Als Zeichen neben der Beschriftung wäre sie für die Tabulatortaste ein Halt mehr.
    """
    text, hilfe = beschriftung(f, name)
    gemeinsam: dict[str, Any] = {
        "key": schluessel(f.m.id, name),
        "on_change": meldeform_entwurf.sichere,
        "args": (f, name),
        "persist_state": "session",
    }
    vorgabe = None if gemeinsam["key"] in st.session_state else f.anfang.get(name)
    if name == STELLE:
        namen, ids = f.stellen, list(f.stellen)
        stelle = ids.index(vorgabe) if vorgabe in ids else None
        st.selectbox(text, ids, format_func=namen.__getitem__, index=stelle, placeholder="niemand", **gemeinsam)
    elif name in CODES:
        woerter = {c.value: c.bezeichnung for c in CODES[name]}
        waehlbar = list(woerter)
        nummer = waehlbar.index(vorgabe) if vorgabe in waehlbar else None
        st.selectbox(
            text, waehlbar, format_func=woerter.__getitem__, index=nummer, placeholder="bitte wählen", **gemeinsam
        )
    elif name in GROSS:
        st.text_area(text, vorgabe or "", height=104 if name == "text" else 96, placeholder=hilfe or None, **gemeinsam)
    elif name in TAGE:
        _tagfeld(f, name, text, {"value": vorgabe or "", **gemeinsam})
    else:
        st.text_input(text, vorgabe or "", live=LIVE, placeholder=hilfe or None, **gemeinsam)


def _tagfeld(f: Formular, name: str, text: str, gemeinsam: dict[str, Any]) -> None:
    with st.container(gap="xxsmall", width=150 if name != "neue_frist" else 230):
        st.text_input(text, placeholder="TT.MM.JJJJ", **gemeinsam)
        gelesen = lies_tag(wert(f, name))
        if gelesen.fehler:
            st.markdown(f":red[{wort(gelesen.fehler)}]")
        elif gelesen.tag and wert(f, name).strip() != datum_text(gelesen.tag):
            st.caption(f"verstanden als {tag(gelesen.tag)}")
        elif name == "neue_frist" and f.m.verschoben:
            st.caption(f"ursprünglich {tag(f.m.urspruengliche_frist)}, {f.m.verschoben}-mal verschoben")


def _zeige_berichtigung(f: Formular) -> None:
    alt = f.ersetzt
    if alt and f.zurueckgegeben:
        satz = alt.freigabe_bemerkung or "Bitte sehen Sie den Eintrag noch einmal durch."
        st.warning(
            f"{wort(satz)}\n\nBerichtigen Sie den Eintrag vom {tag(alt.zum)} und speichern Sie ihn neu.",
            title="Zurückgegeben",
            icon=":material/undo:",
        )
    elif alt:
        st.info(f"Sie berichtigen den Eintrag vom {tag(alt.zum)}. Der alte bleibt lesbar.", icon=":material/edit_note:")
        st.button("Nicht berichtigen", type="tertiary", on_click=meldeform_entwurf.verwirf, args=(f,))


# --- vor dem Speichern -----------------------------------------------------------------------------------------------


def _zeige_fehlendes(f: Formular) -> None:
    """Zeigt sofort, was der gewählte Stand noch verlangt, und den Ausweg, wenn es an der Maßnahme fehlt."""
    offen = fehlende(f)
    if offen:
        st.warning("\n".join(f"- {wort(_mit_ausweg(p.felder, p.satz))}" for p in offen), title="Noch nötig")
        if any("federfuehrung_id" in p.felder for p in offen):
            st.markdown(f"[Zum Steckbrief der Maßnahme]({adresse('massnahme', id=f.m.id, stichtag=sitzung.heute())})")


def _zeige_aenderungen(f: Formular) -> None:
    """Zeigt vor dem Speichern, was sich gegenüber dem letzten Stand ändert."""
    zeilen = aenderungen(f)
    with st.container(key="aenderungen"):
        if zeilen:
            st.markdown("**Das ändert sich:** " + " · ".join(_aenderung(*z) for z in zeilen))
        elif f.letzter:
            st.markdown(f"Gegenüber dem Stand vom {tag(f.letzter.zum)} ändert sich noch nichts.")


def _aenderung(bezeichnung: str, bisher: str, neu: str) -> str:
    if not bisher:
        return f"{wort(bezeichnung)}: {wort(neu)}"
    return f"{wort(bezeichnung)}: {wort(_kurz(bisher))} → **{wort(_kurz(neu))}**"


def _kurz(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()} …"


def _mit_ausweg(felder: tuple[str, ...], satz: str) -> str:
    """Ergänzt den Satz um den Ausweg, wenn die Angabe an der Maßnahme fehlt und nicht im Formular."""
    if "federfuehrung_id" in felder:
        return f"{satz} Das trägt die Koordination an der Maßnahme ein; bis dahin passt „nicht begonnen“."
    if "frist" in felder and "naechster_termin" not in felder:
        return f"{satz} Tragen Sie sie hier unter „Neue Frist“ ein."
    return satz


# --- Speichern -------------------------------------------------------------------------------------------------------


def _zeige_knoepfe(f: Formular) -> None:
    zurueck = bool(f.ersetzt)
    with st.container(horizontal=True, key="meldeleiste"):
        st.button(SPEICHERN, type="primary", shortcut="Ctrl+Enter", on_click=_speichere, args=(f,), key=KNOPF_SPEICHERN)
        st.button(
            BESTAETIGEN,
            key="melden_bestaetigen",
            shortcut="Alt+U",
            on_click=_bestaetige,
            args=(f,),
            help="Bestätigt den letzten Stand mit dem heutigen Tag.",
            disabled=f.letzter is None or zurueck,
        )


def _speichere(f: Formular) -> None:
    try:
        neu = eingabe(f)
    except EingabeError as fehler:
        _lehne_ab(f, str(fehler))
    _melde(f, lambda _: neu)
    st.rerun(SEITE)  # mit dem Text kam der Knopf als Zug des inneren Fragments; neu zu zeichnen ist mehr


def _bestaetige(f: Formular) -> None:
    if geaenderte(f):
        _lehne_ab(
            f,
            "Sie haben schon etwas eingegeben. Bitte speichern Sie es oder verwerfen Sie den Entwurf, "
            "bevor Sie den alten Stand bestätigen.",
        )
    heute = sitzung.heute()
    _melde(f, lambda s: sachstand.letzte_eingabe(s, f.m.id, heute))


def _lehne_ab(f: Formular, satz: str) -> NoReturn:
    """Zeigt den Satz im Formular und zeichnet nur dieses neu: Das Getippte bleibt stehen, auch ohne Datenbank."""
    meldeform_entwurf.sichere_offene(f)
    st.session_state[f"fehler_{f.m.id}"] = satz
    st.rerun(FORMULAR)


def _melde(f: Formular, lies: Callable[[Session], SachstandEingabe | None]) -> None:
    """Speichert und öffnet die nächste; bei Ablehnung bleibt jedes Zeichen im Formular und im Entwurf stehen.

    Dieselbe Eingabe behält ihren Schlüssel, bis es gelingt: Wer nach einer Störung noch einmal speichert, meldet nicht
    doppelt.
    """
    anfang = st.session_state.setdefault(f"vorgang_{f.m.id}", uuid.uuid4())
    nummer = str(uuid.uuid5(anfang, repr({n: wert(f, n) for n in FELDER})))
    sonst = NACH_RUECKGABE if f.zurueckgegeben else None
    grund = wert(f, "grund").strip() or sonst if f.ersetzt else None
    try:
        satz = sitzung.write(nummer, lambda s, v: _melde_und_raeume_auf(s, v, f, lies(s)), grund)
    except KonfliktError:  # der neue Lauf zeigt beide Fassungen; das Getippte steht im Entwurf und in den Feldern
        meldeform_entwurf.sichere_offene(f)
        st.session_state.pop(f"vorgang_{f.m.id}", None)
        return
    except MutError as fehler:
        _lehne_ab(f, str(fehler))
    meldeform_entwurf.leere(f)
    st.session_state["_gemeldet"] = satz
    meldeform_entwurf.oeffne_naechste(f.naechste)


def _melde_und_raeume_auf(s: Session, v: Vorgang, f: Formular, neu: SachstandEingabe | None) -> str:
    if neu is None:
        raise EingabeError("Zu dieser Maßnahme gibt es noch keinen Stand, den Sie bestätigen könnten.")
    ersetzt = f.ersetzt.id if f.ersetzt else None
    schluessel_neu = sachstand.record_sachstand(
        s, v, f.m.id, neu, basis=f.basis, basis_version=f.basis_version, ersetzt_id=ersetzt
    )
    entwurf.archive_entwurf(s, v, f.m.konzept_id, entwurf.meldung(f.m.id))
    abfrage_id = s.get_one(Sachstand, schluessel_neu).abfrage_id
    abfrage = s.get(Abfrage, abfrage_id) if abfrage_id else None
    satz = f"{s.get_one(Massnahme, f.m.id).nummer} gemeldet"
    if abfrage and abfrage.geschlossen_am and abfrage.geschlossen_am <= v.tag:
        return f"{satz} – nachgereicht: „{abfrage.titel}“ ist seit {tag(abfrage.geschlossen_am)} geschlossen"
    return satz


def _zeige_fehler(f: Formular) -> None:
    if text := st.session_state.get(f"fehler_{f.m.id}"):
        st.error(wort(text), title="Noch nicht gespeichert", icon=":material/error:")
