"""Beratungsform: die Beratungsfolge einer Vorlage – Gremien, Termine und Rollen, danach die Ergebnisse."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.erfassung import pflege
from mut_core.erfassung.bericht import Beratungsergebnis, record_beratungsergebnis
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Beratung
from seiten.bausteine import handlung, modellform
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.modellform import Formular

GRUPPEN = (
    ("", ("gremium_id", "gremium_name", "termin", "art")),
    ("Weitere Angaben", ("oeffentlich", "top", "bemerkung", "reihenfolge")),
)


def zeige(vorlage: Any, bild: Lagebild, *, aenderbar: bool) -> None:
    """Zeigt die Beratungsfolge einer Vorlage; wer darf, ändert sie und trägt Ergebnisse nach. `bild` ist von heute."""
    st.subheader("Beratungsfolge", anchor=False)
    folge = [r for r in saetze(bild.beratungen) if r.vorlage_id == vorlage.id]
    if not folge:
        leer(
            "Noch steht kein Gremium fest.",
            "Fügen Sie die erste Beratung hinzu." if aenderbar else "Die Koordination trägt die Beratungen ein.",
        )
    for r in sorted(folge, key=lambda r: (r.termin or date.max, r.reihenfolge or 0, r.id)):
        with st.container(border=True, key=f"beratung_{r.id}"):
            _zeige_beratung(r)
            if aenderbar:
                _zeige_formular(r)
                with st.expander("Beratung ändern", icon=":material/edit:"):
                    modellform.zeige(_formular(bild, r), knopf="Beratung speichern", taste=False)
                    _zeige_entfernen(bild.konzept.id, r)
    if aenderbar:
        with st.expander("Beratung hinzufügen", icon=":material/add:", expanded=not folge):
            modellform.zeige(_formular(bild, None, vorlage.id), knopf="Beratung hinzufügen", taste=False)


def _zeige_beratung(r: Any) -> None:
    st.markdown(f"**{wort(r.gremium_name)} · {tag(r.termin, 'ohne Termin')}**")
    teile = (
        r.art.bezeichnung if r.art else "",
        "" if r.oeffentlich else "nichtöffentlich",
        f"TOP {r.top}" if r.top else "",
        r.bemerkung or "",
    )
    if was := " · ".join(t for t in teile if t):
        st.caption(wort(was))
    st.markdown(f"Ergebnis: {wort(r.ergebnis) if r.ergebnis else ':gray[noch keines nachgetragen]'}")


# --- ändern ----------------------------------------------------------------------------------------------------------


def _formular(bild: Lagebild, beratung: Any | None, vorlage_id: int | None = None) -> Formular:
    """Baut das Formular einer Beratung; der Name des Gremiums folgt der Wahl aus der Liste."""
    namen = {g.id: g.name for g in saetze(bild.gremien)}
    form = modellform.build_formular(
        bild,
        Beratung,
        beratung,
        GRUPPEN,
        fest={"vorlage_id": vorlage_id} if vorlage_id else {},
        speichern=_speichern(bild.konzept.id, beratung, namen),
        zusatz=str(vorlage_id or ""),
    )
    name = replace(form.felder["gremium_name"], bezeichnung="Gremium, wenn es nicht in der Liste steht", noetig=False)
    return replace(form, felder={**form.felder, "gremium_name": name})


def _speichern(konzept_id: int, beratung: Any | None, namen: Mapping[Any, str]) -> Any:
    def schreibe(session: Session, vorgang: Vorgang, werte: dict[str, Any], basis_version: int) -> int:
        genannt = werte if werte.get("gremium_name") else {k: w for k, w in werte.items() if k != "gremium_name"}
        gewaehlt = genannt.get("gremium_id")
        if gewaehlt in namen and "gremium_name" not in genannt:
            genannt = {**genannt, "gremium_name": namen[gewaehlt]}
        if beratung is None and not genannt.get("gremium_name"):
            raise EingabeError("Bitte wählen Sie ein Gremium oder schreiben Sie, wie es heißt.", feld="gremium_id")
        nummer = beratung.id if beratung is not None else None
        return pflege.save_datensatz(
            session, vorgang, konzept_id, "beratung", nummer, genannt, basis_version=basis_version
        )

    return schreibe


def _zeige_entfernen(konzept_id: int, r: Any) -> None:
    name = f"beratung_weg_{r.id}"
    handlung.zeige_konflikt_satz(name)
    handlung.zeige_fehler(name)
    with st.popover("Beratung entfernen", type="tertiary"):
        st.markdown("Sie verschwindet aus der Beratungsfolge; das Protokoll behält sie.")
        st.button("Wirklich entfernen", on_click=_entferne, args=(konzept_id, r.id, r.version), key=name)


def _entferne(konzept_id: int, beratung_id: int, version: int) -> None:
    handlung.versuche(
        f"beratung_weg_{beratung_id}",
        lambda s, v: pflege.archive_datensatz(s, v, konzept_id, "beratung", beratung_id, basis_version=version),
        "Beratung entfernt",
    )


# --- Ergebnis --------------------------------------------------------------------------------------------------------


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
