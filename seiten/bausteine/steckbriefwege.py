"""Steckbriefwege: was mit der ganzen Maßnahme geschehen kann – verdoppeln, zusammenführen, ersetzen, archivieren.

Jeder Weg sagt vorher in einem Satz, was geschieht. Gelöscht wird nie; Archiviertes lässt sich wieder hervorholen.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from mut_core.erfassung import massnahme as kern
from mut_core.lagebild import Lagebild, saetze
from seiten.bausteine import handlung, nachschlagen
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.links import hierher, parameter

GEHT_AUF: dict[str, tuple[Callable[..., int], str, str, str]] = {
    "zusammenfuehren": (
        kern.merge_massnahme,
        "Mit einer anderen zusammenführen",
        "Zwei Maßnahmen, die dasselbe wollen, werden eine: Diese wird archiviert und nennt die andere als die, in der "
        "sie aufging. Angaben, Mittel und Sachstände bleiben hier lesbar; was in der anderen stehen soll, tragen Sie "
        "dort ein.",
        "Zusammenführen",
    ),
    "ersetzen": (
        kern.replace_massnahme,
        "Durch eine andere ersetzen",
        "Eine andere Maßnahme tritt an die Stelle dieser. Diese wird archiviert und nennt ihre Nachfolgerin; im "
        "nächsten Bericht steht, wodurch sie ersetzt wurde.",
        "Ersetzen",
    ),
}


def zeige(bild: Lagebild, m: Any) -> None:
    """Zeigt alle Wege einer laufenden Maßnahme; `bild` ist der Stand von heute."""
    st.header("Die ganze Maßnahme", anchor=False)
    st.caption("Diese Schritte gelten sofort und beziehen sich auf das Gespeicherte.")
    _zeige_kopie(bild, m)
    for name in GEHT_AUF:
        _zeige_aufgehen(bild, m, name)
    name = f"archivieren_{m.id}"
    with st.expander("Archivieren", expanded=_offen(name)):
        st.markdown(
            "Die Maßnahme verschwindet aus Listen, Zahlen und künftigen Berichten. Frühere Berichte und ihre "
            "Geschichte bleiben; auf der Seite „Maßnahmen“ finden Sie sie unter „Archivierte zeigen“."
        )
        _zeige_ablehnung(name)
        schluessel = handlung.schluessel_fuer(name, m.version)
        st.button("Archivieren", key=name, on_click=_archiviere, args=(m.id, m.nummer, m.version, schluessel))


def zeige_archiviert(bild: Lagebild, m: Any) -> None:
    """Zeigt eine archivierte Maßnahme: seit wann, worin sie aufging, und den Weg zurück."""
    st.info(f"Diese Maßnahme ist seit dem {tag(m.archiviert_am)} archiviert.", icon=":material/inventory_2:")
    alle = {**nachschlagen.massnahmen(bild), **{a.id: a for a in saetze(bild.archivierte)}}
    for was, verweis in (("Zusammengeführt mit", m.zusammengefuehrt_mit_id), ("Ersetzt durch", m.ersetzt_durch_id)):
        if verweis in alle:
            ziel = f"{wort(alle[verweis].nummer)} {wort(alle[verweis].titel)}"
            hierher(f"{wort(was)} {ziel}", key=f"zu_{verweis}", icon=":material/arrow_forward:", massnahme=verweis)
    name = f"hervorholen_{m.id}"
    st.markdown(
        "Holen Sie sie wieder hervor, steht sie mit allen Angaben und Sachständen wieder in der Liste; der Verweis auf "
        "die Maßnahme, in der sie aufging, entfällt."
    )
    _zeige_ablehnung(name)
    st.button(
        "Wieder hervorholen",
        type="primary",
        key=name,
        on_click=_hole_hervor,
        args=(m.id, m.nummer, m.version, handlung.schluessel_fuer(name, m.version)),
    )


def _offen(name: str) -> bool:
    return f"fehler_{name}" in st.session_state or handlung.konflikt(name) is not None


def _zeige_ablehnung(name: str) -> None:
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)


# --- verdoppeln ------------------------------------------------------------------------------------------------------


def _zeige_kopie(bild: Lagebild, m: Any) -> None:
    name = f"kopie_{m.id}"
    with st.expander("Kopie anlegen", expanded=_offen(name)):
        st.markdown(
            "Es entsteht eine neue Maßnahme mit eigener Nummer und denselben Angaben, Zielen, Handlungsfeldern und "
            "Beteiligten. Sachstände und Verschiebungen bleiben bei dieser."
        )
        st.checkbox("Meilensteine mitnehmen", key=f"{name}_meilensteine")
        st.checkbox("Mittel mitnehmen", key=f"{name}_mittel")
        _zeige_ablehnung(name)
        schluessel = handlung.schluessel_fuer(name, bild.aenderungsstand)
        st.button("Kopie anlegen", key=name, on_click=_kopiere, args=(m.id, m.nummer, schluessel))


def _kopiere(massnahme_id: int, nummer: str, schluessel: str) -> None:
    name = f"kopie_{massnahme_id}"
    meilensteine, mittel = (bool(st.session_state.get(f"{name}_{was}")) for was in ("meilensteine", "mittel"))
    neu = handlung.versuche(
        name,
        lambda s, v: kern.duplicate_massnahme(s, v, massnahme_id, mit_meilensteinen=meilensteine, mit_mitteln=mittel),
        f"Kopie von {nummer} angelegt – Sie bearbeiten jetzt die Kopie",
        schluessel=schluessel,
    )
    if neu:
        st.query_params.from_dict(parameter(massnahme=neu))


# --- in einer anderen aufgehen ---------------------------------------------------------------------------------------


def _zeige_aufgehen(bild: Lagebild, m: Any, weg: str) -> None:
    _, ueberschrift, satz, knopf = GEHT_AUF[weg]
    name = f"{weg}_{m.id}"
    with st.expander(wort(ueberschrift), expanded=_offen(name)):
        st.markdown(wort(satz))
        andere = nachschlagen.zur_wahl(bild, name, (st.session_state.get(f"{name}_ziel"),), ohne=m.id)
        st.selectbox(
            "Andere Maßnahme",
            list(andere),
            index=None,
            format_func=lambda i: andere[i],
            placeholder="Nr. oder Titel eintippen und wählen",
            key=f"{name}_ziel",
        )
        _zeige_ablehnung(name)
        schluessel = handlung.schluessel_fuer(name, m.version)
        st.button(wort(knopf), key=name, on_click=_lass_aufgehen, args=(weg, m.id, m.nummer, m.version, schluessel))


def _lass_aufgehen(weg: str, massnahme_id: int, nummer: str, version: int, schluessel: str) -> None:
    funktion, name = GEHT_AUF[weg][0], f"{weg}_{massnahme_id}"
    ziel = st.session_state.get(f"{name}_ziel")
    if not isinstance(ziel, int):
        st.session_state[f"fehler_{name}"] = "Bitte wählen Sie zuerst die andere Maßnahme."
        return
    handlung.versuche(
        name,
        lambda s, v: funktion(s, v, massnahme_id, ziel, basis_version=version),
        f"{nummer} ist archiviert und verweist auf die andere Maßnahme",
        schluessel=schluessel,
    )


# --- archivieren und hervorholen -------------------------------------------------------------------------------------


def _archiviere(massnahme_id: int, nummer: str, version: int, schluessel: str) -> None:
    handlung.versuche(
        f"archivieren_{massnahme_id}",
        lambda s, v: kern.archive_massnahme(s, v, massnahme_id, basis_version=version),
        f"{nummer} ist archiviert",
        schluessel=schluessel,
    )


def _hole_hervor(massnahme_id: int, nummer: str, version: int, schluessel: str) -> None:
    handlung.versuche(
        f"hervorholen_{massnahme_id}",
        lambda s, v: kern.restore_massnahme(s, v, massnahme_id, basis_version=version),
        f"{nummer} ist wieder in der Liste",
        schluessel=schluessel,
    )
