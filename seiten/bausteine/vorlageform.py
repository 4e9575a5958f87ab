"""Vorlageform: die Vorlage eines Berichts wählen, anlegen und pflegen – ihre Nummer vergibt nie die App."""

from dataclasses import replace
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.bericht import kurzvorlage
from mut_core.bericht.wahl import wahl_aus_json
from mut_core.erfassung import pflege
from mut_core.erfassung.bericht import set_vorlage
from mut_core.erfassung.protokoll import Vorgang
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.archiv import Archivbericht
from mut_core.modell import Vorlage
from mut_core.modell.codes import Berichtsstatus
from seiten.bausteine import beratungsform, druck, druckwahl, handlung, modellform
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.kopieren import KOEPFE
from seiten.bausteine.modellform import Formular
from seiten.bausteine.modellform_felder import Eingabe

GRUPPEN = (
    ("", ("art", "betreff", "nummer", "am", "federfuehrung_id")),
    ("Weitere Angaben", ("aktenzeichen", "produkt", "beschluss_id", "anlagen", "bearbeitung", "zeichnung", "url")),
)
WIRKUNG = {
    Berichtsstatus.EINGEREICHT: "",
    Berichtsstatus.FREIGEGEBEN: "Der Bericht ist freigegeben: In diese Fassung kommen nur noch Nummer, Aktenzeichen "
    "und Beratungsfolge nach.",
    Berichtsstatus.EINGEFROREN: "Der Bericht ist eingefroren: Seine Fassungen ändern sich nicht mehr.",
}
"""Was eine Änderung an der Vorlage auf dem Weg des Berichts noch bewirkt."""


def zeige(b: Archivbericht, bild: Lagebild, *, aenderbar: bool) -> None:
    """Zeigt Vorlage und Beratungsfolge eines Berichts; `bild` ist der Stand von heute."""
    vorlage = next((v for v in saetze(bild.vorlagen) if v.id == b.vorlage_id), None)
    if vorlage is None:
        _zeige_zuordnung(b, bild, aenderbar=aenderbar)
        return
    st.subheader("Vorlage", anchor=False)
    _zeige_vorlage(vorlage, bild)
    if aenderbar:
        if satz := WIRKUNG.get(b.status):
            st.caption(wort(satz))
        with st.expander("Vorlage ändern", icon=":material/edit:"):
            modellform.zeige(_formular(bild, vorlage), knopf="Vorlage speichern")
        if b.status == Berichtsstatus.ENTWURF:
            _zeige_loesen(b)
    beratungsform.zeige(vorlage, bild, aenderbar=aenderbar)


def _zeige_vorlage(v: Any, bild: Lagebild) -> None:
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    st.markdown(f"**{wort(v.betreff)}**")
    angaben = {
        "Art": v.art,
        "Vorlagennummer": v.nummer or "noch keine – vergibt das Ratsinformationssystem",
        "Datum": tag(v.am, "noch offen"),
        "Aktenzeichen": v.aktenzeichen,
        "Produkt": v.produkt,
        "Federführung": stellen.get(v.federfuehrung_id),
        "Anlagen": "; ".join((v.anlagen or "").splitlines()),
    }
    st.markdown("\n".join(f"- {wort(name)}: {wort(wert)}" for name, wert in angaben.items() if wert))


# --- zuordnen --------------------------------------------------------------------------------------------------------


def _zeige_zuordnung(b: Archivbericht, bild: Lagebild, *, aenderbar: bool) -> None:
    if not aenderbar or b.status not in (Berichtsstatus.ENTWURF, Berichtsstatus.EINGEFROREN):
        leer(
            "Zu diesem Bericht gibt es noch keine Vorlage.",
            "Die Koordination ordnet sie zu, solange der Bericht Entwurf ist.",
        )
        return
    name = f"vorlage_{b.id}"
    st.subheader("Mit welcher Vorlage geht der Bericht in die Gremien?", anchor=False)
    handlung.zeige_konflikt_satz(name)
    handlung.zeige_fehler(name)
    vorhanden = {v.id: _benannt(v) for v in sorted(saetze(bild.vorlagen), key=lambda v: -v.id)}
    if vorhanden:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            gewaehlt = st.selectbox(
                "Vorhandene Vorlage",
                [None, *vorhanden],
                format_func=lambda i: vorhanden.get(i, "bitte wählen"),
                key=f"{name}_wahl",
                persist_state="session",
            )
            st.button("Zuordnen", on_click=_ordne_zu, args=(b, gewaehlt), key=f"{name}_zuordnen")
    with st.expander("Neue Vorlage anlegen", icon=":material/add:", expanded=not vorhanden):
        modellform.zeige(_formular(bild, None, b), knopf="Vorlage anlegen und zuordnen")


def _benannt(v: Any) -> str:
    return f"{v.art} {v.nummer or 'ohne Nummer'}: {v.betreff}{f' ({tag(v.am)})' if v.am else ''}"


def _ordne_zu(b: Archivbericht, vorlage_id: int | None) -> None:
    if vorlage_id is None:
        st.session_state[f"fehler_vorlage_{b.id}"] = "Bitte wählen Sie erst eine Vorlage aus der Liste."
        return
    handlung.versuche(
        f"vorlage_{b.id}",
        lambda s, v: set_vorlage(s, v, b.id, vorlage_id, basis_version=b.version),
        "Vorlage zugeordnet",
    )


def _zeige_loesen(b: Archivbericht) -> None:
    name = f"vorlage_{b.id}"
    handlung.zeige_konflikt_satz(name)
    handlung.zeige_fehler(name)
    st.button(
        "Andere Vorlage zuordnen",
        type="tertiary",
        on_click=handlung.versuche,
        args=(name, lambda s, v: set_vorlage(s, v, b.id, None, basis_version=b.version), "Zuordnung gelöst"),
        key=f"{name}_loesen",
        help="Löst nur die Zuordnung; die Vorlage und ihre Beratungsfolge bleiben.",
    )


# --- Formular --------------------------------------------------------------------------------------------------------


def _formular(bild: Lagebild, vorlage: Any | None, b: Archivbericht | None = None) -> Formular:
    """Baut das Formular der Vorlage; die Arten sind die der Kommune. Mit Bericht legt es an und ordnet zu."""
    arten = [*druckwahl.arten_zur_wahl(bild), *([vorlage.art] if vorlage else [])]
    vorgaben = {"art": _art(b, bild), "betreff": b.titel, "federfuehrung_id": bild.konzept.stelle_id} if b else {}
    form = modellform.build_formular(
        bild,
        Vorlage,
        vorlage,
        GRUPPEN,
        vorgaben=vorgaben,
        speichern=_anlegen(bild.konzept.id, b, vorgaben) if b else None,
        zusatz=f"{b.id}" if b else "",
    )
    art = replace(form.felder["art"], eingabe=Eingabe.WAHL, optionen={a: a for a in arten})
    return replace(form, felder={**form.felder, "art": art})


def _art(b: Archivbericht, bild: Lagebild) -> str:
    """Gibt die Art, mit der ein Bericht sonst gedruckt würde; ein langer geht als Informationsvorlage ins Gremium."""
    gewaehlt = wahl_aus_json(b.wahl or "{}").vorlagenart
    kopf = KOEPFE.get(druck.formname(b))
    ueblich = kurzvorlage.vorlagenart_ohne_wahl(bild, kopf) if kopf else _informierend(bild)
    return gewaehlt or ueblich


def _informierend(bild: Lagebild) -> str:
    return kurzvorlage.art_der_kommune(bild.konzept.vorlagenarten, "Informationsvorlage")


def _anlegen(konzept_id: int, b: Archivbericht, vorgaben: dict[str, Any]) -> Any:
    def schreibe(session: Session, vorgang: Vorgang, werte: dict[str, Any], _basis: int) -> int:
        alle = vorgaben | werte
        neu = pflege.save_datensatz(session, vorgang, konzept_id, "vorlage", None, alle, basis_version=0)
        set_vorlage(session, vorgang, b.id, neu, basis_version=b.version)
        return neu

    return schreibe
