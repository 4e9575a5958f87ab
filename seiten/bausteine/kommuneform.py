"""Kommuneform: das zweite Augenpaar und die Arten von Vorlagen – was für alle Konzepte einer Kommune gilt."""

from functools import partial
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.bericht.kurzvorlage.arten import ARTEN, vorlagenart
from mut_core.erfassung.bericht import set_vier_augen
from mut_core.erfassung.kommune import Kommunenangabe, load_kommune, save_vorlagenarten
from seiten.bausteine import basis, gegenueber, handlung, sitzung
from seiten.bausteine.anzeige import wort

VIER_AUGEN = {
    True: "An: Einen Bericht gibt jemand anderes frei als die Person, die ihn verfasst oder zuletzt geändert hat.",
    False: "Aus: Wer einen Bericht verfasst hat, darf ihn auch selbst freigeben.",
}
ARTENFELD = "vorlagenarten"


def kommune(konzept_id: int) -> Kommunenangabe:
    """Gibt die Festlegungen der Kommune dieses Konzepts."""
    ich = sitzung.person()
    return sitzung.read(lambda s: load_kommune(s, ich, konzept_id))


# --- zweites Augenpaar -----------------------------------------------------------------------------------------------


def zeige_vier_augen(konzept_id: int, k: Kommunenangabe) -> None:
    """Zeigt, wie es steht; schalten kann es nur, wer alle Konzepte der Kommune verwaltet."""
    st.header("Freigabe mit vier Augen", anchor=False)
    name = f"vier_augen_{konzept_id}"
    handlung.zeige_konflikt_satz(name)
    handlung.zeige_fehler(name)
    if not rechte.darf_vier_augen_setzen(sitzung.person(), k.konzepte):
        st.markdown(VIER_AUGEN[k.vier_augen])
        st.caption("Das ändert nur die Administration.")
        return
    an = st.radio(
        "Freigabe von Berichten",
        [True, False],
        index=0 if k.vier_augen else 1,
        format_func=lambda w: VIER_AUGEN[bool(w)],
        key=f"{name}_{k.version}",
    )
    st.button("Freigabe festlegen", on_click=_schalte, args=(konzept_id, bool(an), k.version))


def _schalte(konzept_id: int, an: bool, version: int) -> None:
    handlung.versuche(
        f"vier_augen_{konzept_id}",
        lambda s, v: set_vier_augen(s, v, konzept_id, an, basis_version=version),
        f"Vier Augen: {'an' if an else 'aus'}",
    )


# --- Arten von Vorlagen ----------------------------------------------------------------------------------------------


def zeige_vorlagenarten(konzept_id: int, k: Kommunenangabe, *, aenderbar: bool) -> None:
    """Zeigt die Liste der Arten zum Ändern und, nach welchem Muster jede gedruckt wird."""
    st.header("Arten von Vorlagen", anchor=False)
    vorgabe = ", ".join(a.bezeichnung for a in ARTEN)
    st.markdown(
        f"So heißen die Vorlagen für die Gremien bei Ihnen. Ohne eigene Liste gilt die Vorgabe: {wort(vorgabe)}."
    )
    arten = k.vorlagenarten
    if aenderbar:
        grundlage = basis.beginne(_name(konzept_id), k.version, {ARTENFELD: "\n".join(arten)})
        arten = tuple(_zeilen(konzept_id, grundlage))
        _zeige_liste(konzept_id, k, grundlage)
    elif arten:
        st.markdown("\n".join(f"- {wort(a)}" for a in arten))
    if arten:
        muster = "; ".join(f"{a} wie „{vorlagenart(a).bezeichnung}“" for a in arten)
        st.caption(wort(f"Aufbau der Kurzvorlage: {muster}."))


def _name(konzept_id: int) -> str:
    return f"arten_{konzept_id}"


def _zeilen(konzept_id: int, grundlage: int) -> list[str]:
    text = basis.getippt(_name(konzept_id), grundlage, ARTENFELD)
    return [z.strip() for z in text.splitlines() if z.strip()]


def _zeige_liste(konzept_id: int, k: Kommunenangabe, grundlage: int) -> None:
    name = _name(konzept_id)
    st.text_area(
        "Arten von Vorlagen – eine je Zeile",
        key=basis.feldname(name, grundlage, ARTENFELD),
        placeholder="\n".join(a.bezeichnung for a in ARTEN),
        height=160,
        persist_state="session",
    )
    handlung.zeige_fehler(name)
    offen = gegenueber.zeige_konflikt(
        name,
        ", ".join(k.vorlagenarten) or "keine eigene Liste",
        meine=partial(_speichere, konzept_id, grundlage, k.version),
        behalte=partial(basis.verwirf, name, grundlage, ARTENFELD),
        was="Meine Liste",
    )
    if not offen:
        st.button("Liste speichern", key=f"{name}_speichern", on_click=_speichere, args=(konzept_id, *[grundlage] * 2))


def _speichere(konzept_id: int, grundlage: int, version: int) -> None:
    name, zeilen = _name(konzept_id), _zeilen(konzept_id, grundlage)

    def tun(s: Any, v: Any) -> int:
        return save_vorlagenarten(s, v, konzept_id, zeilen, basis_version=version)

    if handlung.versuche(name, tun, "Arten von Vorlagen gespeichert"):
        basis.verwirf(name, grundlage, ARTENFELD)
