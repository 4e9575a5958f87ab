"""SMART-Beurteilung: festhalten, was Menschen zu jedem Buchstaben meinen – ihr Wort geht den Regeln vor."""

from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core import auswertung
from mut_core.erfassung import entwurf, pflege
from mut_core.erfassung.protokoll import Vorgang
from mut_core.lagebild import Lagebild
from mut_core.modell import SmartPruefung
from seiten.bausteine import modellform, sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.modellform import Gruppen

GRUPPEN: Gruppen = (("", (*auswertung.PRUEFFELD.values(), "geprueft_am", "notiz")),)


def zeige(bild: Lagebild, m: Any) -> None:
    """Zeigt die Beurteilung einer Maßnahme und auf Wunsch das Formular dazu."""
    st.subheader("SMART-Beurteilung", anchor=False)
    pruefung = auswertung.pruefungen(bild).get(m.id)
    begriff = auswertung.kriterien(bild.konzept.smart_a)["A"]
    satz = "Wo Sie „ja“ oder „nein“ wählen, gilt Ihr Wort; bei „offen“ gelten die Regeln."
    umbenannt = (
        f" Das A heißt hier „{begriff}“; das Feld „Aktivierend“ meint dasselbe." if begriff != "Aktivierend" else ""
    )
    st.caption(wort(satz + umbenannt))
    offen = f"offen_smartpruefung_{m.id}"
    form = modellform.build_formular(
        bild,
        SmartPruefung,
        pruefung,
        GRUPPEN,
        fest={"massnahme_id": m.id},
        vorgaben={"geprueft_am": sitzung.heute().isoformat()},
        speichern=partial(_speichere, m.konzept_id, pruefung.id if pruefung else None),
        zusatz=f"_{m.id}",
    )
    ich = sitzung.person()
    angefangen = sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, m.konzept_id, form.gegenstand)) is not None
    if not (angefangen or st.session_state.get(offen)):
        text = "Beurteilung ändern" if pruefung else "Beurteilen"
        st.button(text, icon=":material/fact_check:", key=f"smart_auf_{m.id}", on_click=_stelle, args=(offen, True))
        return
    with st.container(border=True):
        modellform.zeige(form, knopf="Beurteilung speichern", danach=lambda _: _stelle(offen, False), taste=False)
        if not angefangen:
            st.button("Schließen", key=f"smart_zu_{m.id}", type="tertiary", on_click=_stelle, args=(offen, False))


def _speichere(  # noqa: PLR0917 – die Folge gibt das Formular vor
    konzept_id: int,
    pruefung_id: int | None,
    session: Session,
    vorgang: Vorgang,
    werte: dict[str, Any],
    basis_version: int,
) -> int:
    """Speichert; wer urteilt, ohne den Tag zu nennen, urteilt heute."""
    heutige = {"geprueft_am": vorgang.tag.isoformat(), **werte} if werte else werte
    ort = konzept_id, SmartPruefung.__tablename__, pruefung_id
    return pflege.save_datensatz(session, vorgang, *ort, heutige, basis_version=basis_version)


def _stelle(offen: str, wert: bool) -> None:
    st.session_state[offen] = wert
