"""Beratungsform: nachtragen, wie die Gremien über die Vorlage eines Berichts entschieden haben."""

from datetime import date
from typing import Any

import streamlit as st

from mut_core.erfassung.bericht import Beratungsergebnis, record_beratungsergebnis
from mut_core.fehler import KonfliktError
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.archiv import Archivbericht
from seiten.bausteine import handlung
from seiten.bausteine.anzeige import leer, tag, wort


def zeige(b: Archivbericht, bild: Lagebild, *, aenderbar: bool) -> None:
    """Zeigt die Beratungsfolge der Vorlage; wer darf, trägt Ergebnisse nach. `bild` ist der Stand von heute."""
    folge = [r for r in saetze(bild.beratungen) if b.vorlage_id is not None and r.vorlage_id == b.vorlage_id]
    if not folge:
        leer(
            "Zu diesem Bericht gibt es keine Beratungsfolge.",
            "Sie entsteht mit der Vorlage, die dem Bericht zugeordnet ist.",
        )
        return
    for r in sorted(folge, key=lambda r: (r.termin or date.max, r.reihenfolge or 0, r.id)):
        with st.container(border=True, key=f"beratung_{r.id}"):
            st.subheader(f"{wort(r.gremium_name)} · {tag(r.termin, 'ohne Termin')}", anchor=False)
            st.markdown(f"**Ergebnis:** {wort(r.ergebnis) if r.ergebnis else ':gray[noch keines nachgetragen]'}")
            if r.top or r.bemerkung:
                top = f"TOP {r.top}" if r.top else ""
                st.caption(wort(" · ".join(t for t in (top, r.bemerkung or "") if t)))
            if aenderbar:
                _zeige_formular(r)


def _zeige_formular(r: Any) -> None:
    name = f"ergebnis_{r.id}"
    konflikt = handlung.konflikt(name)
    with st.expander("Ergebnis nachtragen oder berichtigen", expanded=konflikt is not None):
        if konflikt is not None:
            _zeige_konflikt(konflikt)
        felder = {n: f"{name}_{n}" for n in ("ergebnis", "termin", "top", "bemerkung")}
        for n, schluessel in felder.items():
            st.session_state.setdefault(schluessel, getattr(r, n) if n == "termin" else getattr(r, n) or "")
        st.text_input("Ergebnis", key=felder["ergebnis"], persist_state="session")
        st.date_input(
            "Tag der Sitzung",
            key=felder["termin"],
            format="DD.MM.YYYY",
            min_value=date(1990, 1, 1),
            max_value=date(2100, 12, 31),
            persist_state="session",
        )
        st.text_input("Tagesordnungspunkt", key=felder["top"], persist_state="session")
        st.text_input("Bemerkung", key=felder["bemerkung"], persist_state="session")
        handlung.zeige_fehler(name)
        st.button("Ergebnis speichern", type="primary", on_click=_speichere, args=(r.id, r.version), key=f"{name}_los")


def _zeige_konflikt(konflikt: KonfliktError) -> None:
    st.error(wort(konflikt), title="Noch nicht gespeichert", icon=":material/sync_problem:")
    for spalte, titel, seite in zip(
        st.columns(2), ("Gespeichert", "Ihre Eingabe"), (konflikt.gespeichert, konflikt.eigene), strict=True
    ):
        with spalte:
            st.markdown(f"**{wort(titel)}**")
            for n, wert in seite.items():
                gezeigt = tag(wert) if isinstance(wert, date) else str(wert or "–")
                st.markdown(f"{wort(n.capitalize())}: {wort(gezeigt)}")
    st.caption("Speichern Sie noch einmal, wenn Ihre Eingabe gelten soll.")


def _speichere(beratung_id: int, version: int) -> None:
    name = f"ergebnis_{beratung_id}"
    wert = st.session_state.get
    termin = wert(f"{name}_termin")
    eingabe = Beratungsergebnis(
        str(wert(f"{name}_ergebnis") or ""),
        termin if isinstance(termin, date) else None,
        str(wert(f"{name}_top") or "") or None,
        str(wert(f"{name}_bemerkung") or "") or None,
    )
    handlung.versuche(
        name,
        lambda s, v: record_beratungsergebnis(s, v, beratung_id, eingabe, basis_version=version),
        "Ergebnis gespeichert",
    )
