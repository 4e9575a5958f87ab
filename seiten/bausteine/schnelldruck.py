"""Schnelldruck: Form und Inhalt wählen und den Bericht sofort mitnehmen, ohne ihn anzulegen."""

from collections.abc import Sequence

import streamlit as st

from mut_core import auswertung, rechte
from mut_core.bericht import FORMEN, Form, Profil, Wahl
from mut_core.erfassung.hausvorlage import load_vorlage_in_gebrauch
from mut_core.lagebild import Lagebild
from mut_core.lagebild.archiv import Archivbericht, naechste_nummer
from seiten.bausteine import auftrag, druck, druckwahl, kopieren, sitzung
from seiten.bausteine.anzeige import tag, wort
from seiten.bausteine.druck import Druckwunsch


def zeige(bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt links die Wahl mit den Knöpfen, rechts was darin stehen wird, darunter Aufträge und Texte zum Kopieren."""
    links, rechts = st.columns([3, 2], gap="large")
    with links, st.container(border=True):
        wunsch = _waehle(bild, archiv)
        if wunsch:
            druck.zeige_knoepfe(wunsch, bild, FORMEN[wunsch.form].bezeichnung, "schnell")
            st.caption(wort(_fussnote(wunsch)))
    with rechts:
        _zeige_inhalt(bild)
        auftrag.zeige_auftraege()
    if wunsch and (wunsch.form in kopieren.KOEPFE or wunsch.form == "kurzfassung"):
        kopieren.zeige(druck.druckstoff(wunsch))


def _waehle(bild: Lagebild, archiv: Sequence[Archivbericht]) -> Druckwunsch | None:
    konzept_id, vorsatz = bild.konzept.id, f"schnell_{bild.konzept.id}"
    form = druckwahl.waehle_form(vorsatz)
    vorgabe = Wahl(nummer=_nummer(bild, form, archiv))
    intern = rechte.darf_internes_lesen(sitzung.person(), konzept_id)
    seit = druckwahl.waehle_seit(vorsatz, form, archiv, bild.stichtag)
    wahl = druckwahl.waehle_inhalt(vorsatz, druckwahl.Umfeld(form, bild), vorgabe, intern_erlaubt=intern)
    if wahl is None:
        return None
    return Druckwunsch(konzept_id, form.name, bild.stichtag, wahl, seit, hausvorlage=_hausvorlage(bild, form))


def _nummer(bild: Lagebild, form: Form, archiv: Sequence[Archivbericht]) -> int | None:
    """Zeigt die laufende Nummer; ein Bericht zum selben Stichtag behält seine."""
    if form.art not in druckwahl.MIT_NUMMER:
        return None
    zum_stichtag = [b.nummer for b in archiv if b.art == form.art and b.stichtag == bild.stichtag and b.nummer]
    vorschlag = zum_stichtag[0] if zum_stichtag else naechste_nummer(archiv, form.art)
    nummer = st.number_input(
        "Laufende Nummer des Berichts",
        min_value=1,
        max_value=9999,
        value=vorschlag,
        step=1,
        format="%d",
        key=f"nummer_{bild.konzept.id}_{bild.stichtag}_{form.name}",
    )
    return int(nummer)


def _hausvorlage(bild: Lagebild, form: Form) -> bool:
    """Fragt nach der Word-Vorlage der Kommune, wenn eine in Gebrauch ist."""
    if form.endung != "docx":
        return False
    vorhanden = sitzung.read(lambda s: load_vorlage_in_gebrauch(s, bild.konzept.id)) is not None
    return vorhanden and st.checkbox(
        "Mit der Word-Vorlage der Kommune", value=True, key=f"schnell_{bild.konzept.id}_hausvorlage"
    )


def _fussnote(wunsch: Druckwunsch) -> str:
    if wunsch.wahl.profil == Profil.INTERN:
        return f"Stand vom {tag(wunsch.stichtag)}. Diese Fassung enthält Internes; bitte geben Sie sie nicht weiter."
    return f"Stand vom {tag(wunsch.stichtag)}. Interne Notizen und Namen von Personen stehen nicht darin."


def _zeige_inhalt(bild: Lagebild) -> None:
    st.header("Das steht darin", anchor=False)
    st.markdown(wort(auswertung.lagesatz(bild)))
    offen = sitzung.gemerkt("luecken", bild, lambda: len(auswertung.luecken(bild)))
    if offen:
        st.markdown(f"{int(offen)} Angaben fehlen noch und erscheinen im Bericht als „k. A.“ oder „nicht benannt“.")
