"""Stammdateneintrag: ein einzelner Eintrag – Formular, Platz in der Reihenfolge, Archiv und was zu ihm gehört."""

import uuid
from typing import Any

import streamlit as st

from mut_core.erfassung import pflege
from mut_core.lagebild import Lagebild, saetze
from seiten.bausteine import handlung, modellform
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.modellform_felder import in_worten
from seiten.bausteine.stammdatenbereiche import RUBRIKEN
from seiten.bausteine.stammdatenliste import NEU, Gewaehlt, adresse, eintraege, oeffne

_HANDLUNGSFELDER = {
    "gremium": (
        "gremiumhandlungsfeld",
        "gremien_handlungsfelder",
        "gremium_id",
        "Handlungsfelder dieses Gremiums (gilt sofort)",
    ),
    "ereignis": (
        "ereignishandlungsfeld",
        "ereignisse_handlungsfelder",
        "ereignis_id",
        "Handlungsfelder des Ereignisses (gilt sofort)",
    ),
}
"""Arten, die mehrere Handlungsfelder haben: Art der Verknüpfung, Tabelle, Verweis und Beschriftung."""


def zeige_eintrag(bild: Lagebild, bereich: str, gewaehlt: Gewaehlt | None) -> None:
    """Zeigt den gewählten Eintrag zum Ändern, einen neuen zum Ausfüllen, einen archivierten zum Hervorholen."""
    if gewaehlt is None:
        return
    if gewaehlt.art == "mitgliedschaft":
        _zeige_rueckweg(bild, bereich, gewaehlt)
    if gewaehlt.zeile is None:
        _zeige_neu(bild, bereich, gewaehlt)
    elif gewaehlt.weg:
        _zeige_archiviert(bild, gewaehlt.art, gewaehlt.zeile)
    else:
        _zeige_vorhanden(bild, bereich, gewaehlt.art, gewaehlt.zeile)


def _formular(bild: Lagebild, art: str, zeile: Any | None, ganzes: int | None = None) -> modellform.Formular:
    zu = pflege.ARTEN[art].gehoert_zu
    fest = {zu: ganzes} if zu and ganzes is not None else {}
    zusatz = str(ganzes) if fest else ""
    return modellform.build_formular(bild, pflege.PFLEGBAR[art], zeile, RUBRIKEN[art].gruppen, fest=fest, zusatz=zusatz)


def _zeige_neu(bild: Lagebild, bereich: str, gewaehlt: Gewaehlt) -> None:
    art = gewaehlt.art
    st.subheader(wort(RUBRIKEN[art].anlegen), anchor=False)
    _zeige_personenhinweis(art)
    form = _formular(bild, art, None, gewaehlt.ganzes)
    modellform.zeige(form, knopf="Anlegen", danach=lambda nummer: oeffne(bereich, art, nummer))


def _zeige_vorhanden(bild: Lagebild, bereich: str, art: str, zeile: Any) -> None:
    st.subheader(wort(RUBRIKEN[art].name(zeile, bild)), anchor=False)
    _zeige_leiste(bild, art, zeile)
    _zeige_personenhinweis(art)
    modellform.zeige(_formular(bild, art, zeile))
    if art in _HANDLUNGSFELDER:
        _zeige_handlungsfelder(bild, art, zeile)
    if art == "gremium":
        _zeige_mitglieder(bild, bereich, zeile)


def _zeige_personenhinweis(art: str) -> None:
    if art == "mitgliedschaft":
        st.caption(
            "Meist genügen Organisation und Rolle. Der Name einer Person ist freiwillig: Er bleibt intern und "
            "erscheint in keinem Bericht."
        )


# --- Platz und Archiv ------------------------------------------------------------------------------------------------


def _zeige_leiste(bild: Lagebild, art: str, zeile: Any) -> None:
    """Zeigt die Knöpfe zum Umordnen und Archivieren; sie gelten sofort und für das Gespeicherte."""
    name = f"{art}_{zeile.id}_leiste"
    with st.container(horizontal=True, vertical_alignment="center"):
        if pflege.ARTEN[art].ordnung:
            _zeige_platz(bild, art, zeile, name)
        st.button(
            "Archivieren",
            icon=":material/inventory_2:",
            key=f"{name}_archivieren",
            on_click=_archiviere,
            args=(bild.konzept.id, art, zeile.id, zeile.version, name),
            help="Verschwindet aus Listen und künftigen Berichten; lässt sich wieder hervorholen.",
        )
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)


def _zeige_platz(bild: Lagebild, art: str, zeile: Any, name: str) -> None:
    gruppe = [getattr(zeile, f) for f in pflege.ARTEN[art].gruppe]
    ids = [z.id for z in eintraege(art, bild) if [getattr(z, f) for f in pflege.ARTEN[art].gruppe] == gruppe]
    platz = ids.index(zeile.id)
    for beschriftung, symbol, ziel, taste in (
        ("Nach oben", ":material/arrow_upward:", platz - 1, "Alt+Up"),
        ("Nach unten", ":material/arrow_downward:", platz + 1, "Alt+Down"),
    ):
        st.button(
            beschriftung,
            icon=symbol,
            key=f"{name}_{symbol}",
            shortcut=taste,
            disabled=not 0 <= ziel < len(ids),
            on_click=_verschiebe,
            args=(bild.konzept.id, art, _getauscht(ids, platz, ziel), name),
        )


def _getauscht(ids: list[int], platz: int, ziel: int) -> list[int]:
    neu = list(ids)
    if 0 <= ziel < len(neu):
        neu[platz], neu[ziel] = neu[ziel], neu[platz]
    return neu


def _verschiebe(konzept_id: int, art: str, ids: list[int], name: str) -> None:
    handlung.versuche(name, lambda s, v: pflege.save_reihenfolge(s, v, konzept_id, art, ids), "Reihenfolge geändert")


def _archiviere(konzept_id: int, art: str, nummer: int, version: int, name: str) -> None:
    gelungen = handlung.versuche(
        name,
        lambda s, v: pflege.archive_datensatz(s, v, konzept_id, art, nummer, basis_version=version),
        "Archiviert – unter „Archivierte zeigen“ holen Sie es wieder hervor",
    )
    if gelungen and art == "mitgliedschaft":
        st.query_params.pop("eintrag", None)


def _zeige_archiviert(bild: Lagebild, art: str, zeile: Any) -> None:
    st.subheader(wort(RUBRIKEN[art].name(zeile, bild)), anchor=False)
    seit = getattr(zeile, "archiviert_am", None)
    st.info(f"Archiviert seit {tag(seit)}." if seit else "Nicht mehr aktiv.", icon=":material/inventory_2:")
    name = f"{art}_{zeile.id}_leiste"
    st.button(
        "Wieder hervorholen",
        type="primary",
        icon=":material/unarchive:",
        key=f"{name}_hervor",
        on_click=_hole_hervor,
        args=(bild.konzept.id, art, zeile.id, zeile.version, name),
    )
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)
    form = _formular(bild, art, zeile)
    for feld in form.felder.values():
        wert = form.gespeichert(feld.name)
        if wert not in (None, "", False):
            st.markdown(f"**{wort(feld.bezeichnung)}:** {wort(in_worten(feld, wert))}")


def _hole_hervor(konzept_id: int, art: str, nummer: int, version: int, name: str) -> None:
    handlung.versuche(
        name,
        lambda s, v: pflege.restore_datensatz(s, v, konzept_id, art, nummer, basis_version=version),
        "Wieder hervorgeholt",
    )


# --- was dazugehört --------------------------------------------------------------------------------------------------


def _zeige_handlungsfelder(bild: Lagebild, art: str, zeile: Any) -> None:
    """Zeigt die Handlungsfelder eines Gremiums oder Ereignisses; jede Wahl wird sofort gespeichert."""
    verknuepfung, tabelle, verweis, beschriftung = _HANDLUNGSFELDER[art]
    vorhanden = {v.handlungsfeld_id: v for v in saetze(getattr(bild, tabelle)) if getattr(v, verweis) == zeile.id}
    namen = {h.id: f"{h.nummer}. {h.titel}" for h in eintraege("handlungsfeld", bild)}
    name = f"{art}_{zeile.id}_felder"
    jetzt = [i for i in namen if i in vorhanden]
    schluessel = f"{name}_{'_'.join(map(str, jetzt))}"
    st.multiselect(
        beschriftung,
        list(namen),
        default=jetzt,
        format_func=lambda i: namen.get(i, ""),
        placeholder="Handlungsfeld wählen",
        key=schluessel,
        on_change=_verknuepfe,
        args=(bild.konzept.id, verknuepfung, zeile.id, vorhanden, schluessel),
    )
    handlung.zeige_fehler(verknuepfung)
    handlung.zeige_konflikt_satz(verknuepfung)


def _verknuepfe(konzept_id: int, art: str, ganzes: int, vorhanden: dict[int, Any], schluessel: str) -> None:
    """Legt neue Verbindungen an und nimmt abgewählte weg – jede für sich, damit eine Ablehnung nur sie trifft."""
    gewaehlt = set(st.session_state.get(schluessel) or ())
    for feld in gewaehlt - vorhanden.keys():
        _verbinde(konzept_id, art, {str(pflege.ARTEN[art].gehoert_zu): ganzes, "handlungsfeld_id": feld})
    for feld in vorhanden.keys() - gewaehlt:
        _trenne(konzept_id, art, vorhanden[feld])


def _verbinde(konzept_id: int, art: str, werte: dict[str, int]) -> None:
    handlung.versuche(
        art,
        lambda s, v: pflege.save_datensatz(s, v, konzept_id, art, None, werte, basis_version=0),
        "Handlungsfelder gespeichert",
        schluessel=str(uuid.uuid4()),
    )


def _trenne(konzept_id: int, art: str, weg: Any) -> None:
    handlung.versuche(
        art,
        lambda s, v: pflege.archive_datensatz(s, v, konzept_id, art, weg.id, basis_version=weg.version),
        "Handlungsfelder gespeichert",
        schluessel=str(uuid.uuid4()),
    )


def _zeige_mitglieder(bild: Lagebild, bereich: str, gremium: Any) -> None:
    st.subheader("Mitglieder", anchor=False)
    rubrik = RUBRIKEN["mitgliedschaft"]
    mitglieder = [m for m in eintraege("mitgliedschaft", bild) if m.gremium_id == gremium.id]
    if not mitglieder:
        leer(
            "Noch kein Mitglied eingetragen.", "Mitglieder sind Organisationen und Rollen, zum Beispiel die Moderation."
        )
    for m in mitglieder:
        st.button(
            wort(rubrik.name(m, bild)),
            type="tertiary",
            icon=":material/edit:",
            key=f"mitglied_{m.id}",
            on_click=oeffne,
            args=(bereich, "mitgliedschaft", m.id),
        )
    st.button(
        rubrik.anlegen,
        icon=":material/add:",
        key=f"mitglied_neu_{gremium.id}",
        on_click=_beginne_mitglied,
        args=(bereich, gremium.id),
    )


def _beginne_mitglied(bereich: str, gremium_id: int) -> None:
    st.query_params.from_dict(adresse(bereich, f"mitgliedschaft-{NEU}", zu=gremium_id))


def _zeige_rueckweg(bild: Lagebild, bereich: str, gewaehlt: Gewaehlt) -> None:
    ganzes = gewaehlt.zeile.gremium_id if gewaehlt.zeile is not None else gewaehlt.ganzes
    gremium = next((g for g in eintraege("gremium", bild) if g.id == ganzes), None)
    if gremium is None:
        return
    st.button(
        f"Zurück zu: {wort(gremium.name)}",
        type="tertiary",
        icon=":material/arrow_back:",
        key="zum_gremium",
        on_click=oeffne,
        args=(bereich, "gremium", gremium.id),
    )
