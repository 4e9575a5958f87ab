"""Steckbriefteile: Meilensteine und Mittel einer Maßnahme hinzufügen, ändern und wegnehmen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mut_core import auswertung
from mut_core.erfassung import entwurf, pflege
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Datensatz, Meilenstein, Mittelposition
from mut_core.sprache import knapp
from seiten.bausteine import handlung, modellform, sitzung
from seiten.bausteine.anzeige import schlicht, tag, wort, zeitraum
from seiten.bausteine.modellform import Gruppen

NEU = "neu"


@dataclass(frozen=True)
class Teil:
    """Eine Art von Teilen einer Maßnahme: wie sie im Kern heißt, was man einträgt und wie eine Zeile sich liest."""

    klasse: type[Datensatz]
    tabelle: str
    ueberschrift: str
    einzahl: str
    keine: str
    gruppen: Gruppen
    satz: Callable[[Lagebild, Any], str]

    @property
    def art(self) -> str:
        """Der Tabellenname."""
        return self.klasse.__tablename__


def _meilensteinsatz(_bild: Lagebild, zeile: Any) -> str:
    erreicht = f" – erreicht am {tag(zeile.erreicht_am)}" if zeile.erreicht_am else ""
    return f"{zeile.titel} ({zeitraum(zeile)}){erreicht}"


def _mittelsatz(bild: Lagebild, zeile: Any) -> str:
    if zeile.archiviert_am:
        return str(pflege.formwert(zeile, "betrag") or "ohne Betrag")
    texte = {p.position_id: p.text for p in saetze(auswertung.mittel(bild, zeile.massnahme_id))}
    return str(texte.get(zeile.id) or zeile.wortlaut or "ohne Betrag")


MEILENSTEINE = Teil(
    Meilenstein,
    "meilensteine",
    "Meilensteine",
    "Meilenstein",
    "Noch kein Meilenstein.",
    (("", ("titel", "zeitraum", "erreicht_am", "quelle")),),
    _meilensteinsatz,
)
MITTEL = Teil(
    Mittelposition,
    "mittel",
    "Mittel",
    "Betrag",
    "Noch kein Betrag.",
    (
        ("", ("betrag", "art", "modus", "jahr", "mittelstatus")),
        (
            "Haushalt, Förderung, Vorbehalt",
            (
                "foerderung_id", "stellenanteil_prozent", "zweck", "vorbehalt", "haushaltsteil", "produkt",
                "sachkonto", "quelle",
            ),
        ),
    ),
    _mittelsatz,
)  # fmt: skip


def zeige(bild: Lagebild, m: Any, teil: Teil) -> None:
    """Zeigt die Teile einer Art; geöffnet ist immer nur ein Formular – und jedes mit angefangenem Entwurf."""
    st.subheader(wort(teil.ueberschrift), anchor=False)
    zeilen = [z for z in saetze(bild.tabellen[teil.tabelle]) if z.massnahme_id == m.id]
    angefangen = _angefangene(m.konzept_id)
    with st.container(key=f"{teil.art}_liste_{m.id}", gap="xsmall"):
        if not zeilen:
            st.caption(wort(teil.keine))
        for z in zeilen:
            _zeige_zeile(bild, m, teil, z, f"{teil.art}:{z.id}" in angefangen)
        neu = f"{teil.art}:neu_{m.id}"
        if neu in angefangen or _offen(m, teil) == NEU:
            _zeige_formular(bild, m, teil, None)
        else:
            st.button(
                f"{wort(teil.einzahl)} hinzufügen",
                icon=":material/add:",
                key=f"{teil.art}_neu_{m.id}",
                on_click=_oeffne,
                args=(m.id, teil.art, NEU),
            )
        _zeige_weggenommene(m, teil, bild)


def _zeige_weggenommene(m: Any, teil: Teil, bild: Lagebild) -> None:
    """Zeigt auf Wunsch, was weggenommen wurde; erst dann wird nachgesehen."""
    if not st.checkbox(f"Weggenommene {schlicht(teil.ueberschrift)} zeigen", key=f"weg_{teil.art}_{m.id}"):
        return
    ich = sitzung.person()
    alle = sitzung.read(lambda s: pflege.load_archivierte(s, ich, m.konzept_id, teil.art))
    weg = [z for z in alle if getattr(z, "massnahme_id", None) == m.id]
    if not weg:
        st.caption("Es wurde nichts weggenommen.")
    for z in weg:
        name = f"{teil.art}_{z.id}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(wort(f"{teil.satz(bild, z)} – weggenommen am {tag(z.archiviert_am)}"), width="stretch")
            st.button("Wieder hervorholen", key=f"{name}_hervor", type="tertiary", icon=":material/undo:",
                      on_click=_hole_hervor, args=(m.konzept_id, teil, z.id, z.version))  # fmt: skip
        handlung.zeige_fehler(name)
        handlung.zeige_konflikt_satz(name)


def _angefangene(konzept_id: int) -> set[str]:
    ich = sitzung.person()
    return set(sitzung.read(lambda s: entwurf.entwuerfe(s, ich.id, konzept_id)))


def _offen(m: Any, teil: Teil) -> Any:
    return st.session_state.get(f"offen_{teil.art}_{m.id}")


def _oeffne(massnahme_id: int, art: str, was: int | str | None) -> None:
    st.session_state[f"offen_{art}_{massnahme_id}"] = was


def _zeige_zeile(bild: Lagebild, m: Any, teil: Teil, z: Any, angefangen: bool) -> None:
    name, offen = f"{teil.art}_{z.id}", angefangen or _offen(m, teil) == z.id
    satz = teil.satz(bild, z)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(wort(satz), width="stretch")
        if not offen:
            st.button("Ändern", key=f"{name}_aendern", type="tertiary", icon=":material/edit:", on_click=_oeffne,
                      args=(m.id, teil.art, z.id))  # fmt: skip
        st.button("Wegnehmen", key=f"{name}_weg", type="tertiary", icon=":material/close:", on_click=handlung.nimm_weg,
                  args=(m.konzept_id, teil.art, z, f"{teil.einzahl} weggenommen: {knapp(satz, 40)}"))  # fmt: skip
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)
    if offen:
        _zeige_formular(bild, m, teil, z)


def _zeige_formular(bild: Lagebild, m: Any, teil: Teil, z: Any | None) -> None:
    fest = {"massnahme_id": m.id}
    form = modellform.build_formular(bild, teil.klasse, z, teil.gruppen, fest=fest, zusatz=f"_{m.id}")
    with st.container(border=True):
        modellform.zeige(
            form,
            knopf=f"{teil.einzahl} speichern",
            danach=lambda _: _oeffne(m.id, teil.art, None),
            taste=False,
        )
        if not sitzung.read(lambda s: entwurf.load_entwurf(s, sitzung.person().id, form.konzept_id, form.gegenstand)):
            st.button("Schließen", key=f"{form.name}_zu", type="tertiary", on_click=_oeffne,
                      args=(m.id, teil.art, None))  # fmt: skip


def _hole_hervor(konzept_id: int, teil: Teil, teil_id: int, version: int) -> None:
    name = f"{teil.art}_{teil_id}"
    handlung.versuche(
        name,
        lambda s, v: pflege.restore_datensatz(s, v, konzept_id, teil.art, teil_id, basis_version=version),
        f"{teil.einzahl} wieder da",
        schluessel=handlung.schluessel_fuer(name, version, "hervor"),
    )
