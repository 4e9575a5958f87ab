"""Namensliste: vor der Freigabe zeigen, was im Bericht nach Person, Telefonnummer oder Mailadresse aussieht."""

from dataclasses import replace

import streamlit as st
from sqlalchemy import select

from mut_core.bericht import FORMEN, Profil
from mut_core.bericht.namenspruefung import Fund, interne_namen, pruefe_namen
from mut_core.fehler import MutError
from mut_core.modell import Nutzer
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.druck import Druckstoff

HOECHSTENS = 60


def zeige(stoff: Druckstoff) -> None:
    """Zeigt die verdächtigen Stellen der Datei, die freigegeben würde; die Prüfung hindert nichts."""
    st.subheader("Namensprüfung", anchor=False)
    try:
        with st.spinner("Der Bericht wird auf Namen, Telefonnummern und Mailadressen durchgesehen."):
            funde = _funde(stoff)
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        return
    if not funde:
        st.success(
            "Es fiel nichts auf. Ein Nachname ohne Anrede oder Vornamen kann trotzdem darin stehen.",
            icon=":material/check_circle:",
        )
        return
    st.warning(
        f"{anzahl(len(funde), 'Stelle', 'Stellen')} bitte ansehen: Ein öffentlicher Bericht nennt keine Personen.",
        icon=":material/person_search:",
    )
    with st.expander("Stellen zeigen", expanded=len(funde) <= 5):
        for f in funde[:HOECHSTENS]:
            wo = " · ".join(t for t in (f.kapitel, f.ort, f.art.bezeichnung) if t)
            st.markdown(f"- {wort(f.davor)}**{wort(f.text)}**{wort(f.danach)}  \n  :gray[{wort(wo)}]")
        if len(funde) > HOECHSTENS:
            st.caption(f"Gezeigt sind die ersten {HOECHSTENS}.")


def _funde(stoff: Druckstoff) -> tuple[Fund, ...]:
    """Prüft die Datei einmal je Änderungsstand; das Gefrorene ist immer öffentlich, also auch das Geprüfte."""
    ich_sehe = sitzung.lagebild(stoff.bild.konzept.id, stoff.bild.stichtag)
    konten = sitzung.read(lambda s: list(s.scalars(select(Nutzer.name))))
    wahl = replace(stoff.wahl, profil=Profil.OEFFENTLICH)
    bild = sitzung.lagebild_oeffentlich(stoff.bild.konzept.id, stoff.bild.stichtag)

    def pruefe() -> tuple[Fund, ...]:
        datei = replace(stoff, bild=bild, wahl=wahl).bauen()
        inhalt = datei if FORMEN[stoff.form].endung == "docx" else datei.decode()
        return pruefe_namen(inhalt, bekannte=[*konten, *interne_namen(ich_sehe)])

    merkmale = (repr(wahl), tuple(sorted(wahl.texte.items())), wahl.vorher.stichtag if wahl.vorher else None)
    gefunden: tuple[Fund, ...] = sitzung.gemerkt(f"namen_{stoff.form}", bild, pruefe, *merkmale)
    return gefunden
