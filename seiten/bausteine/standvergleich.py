"""Standvergleich: zwei Fassungen oder Tage nebeneinander – was sich geändert hat, in Sätzen, Zahlen und Tabellen."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from mut_core import diagramme, veraenderung
from mut_core.bericht import Wahl
from mut_core.bericht.vergleich import build_vergleich
from mut_core.dateien import dateiname
from mut_core.erfassung.hausvorlage import load_vorlage_in_gebrauch
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild, thaw_lagebild
from mut_core.lagebild.archiv import Archivbericht, load_staende, load_stand
from mut_core.veraenderung import Veraenderung
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.druck import MIME
from seiten.bausteine.druckwahl import eines

EIN_TAG = 0
"""Statt einer Fassung: der Stand an einem Tag."""

TABELLEN = {
    "neu": "Neu aufgenommen",
    "wieder_aufgenommen": "Wieder aufgenommen",
    "bewegt": "Umsetzungsstand verändert",
    "abgeschlossen": "Abgeschlossen",
    "entfallen": "Entfallen",
    "archiviert": "Nach Abschluss archiviert",
    "fristen": "Fristen",
    "ueberfaellig": "Überfällig",
    "mittel": "Mittel",
    "foerderungen": "Förderungen",
    "angaben": "Weitere Angaben",
}


def zeige(bild: Lagebild, archiv: Sequence[Archivbericht]) -> None:
    """Zeigt die Wahl zweier Stände und, was sich zwischen ihnen geändert hat."""
    fassungen = {f.id: f"{b.titel} – {f.bezeichnung} (Stand {tag(b.stichtag)})" for b in archiv for f in b.fassungen}
    vorsatz = f"vergleich_{bild.konzept.id}"
    links, rechts = st.columns(2, gap="large")
    with links:
        eine = _waehle(f"{vorsatz}_a", "Früherer Stand", fassungen, bild.stichtag - timedelta(days=180))
    with rechts:
        andere = _waehle(f"{vorsatz}_b", "Späterer Stand", fassungen, bild.stichtag)
    if eine == andere:
        leer("Beide Stände sind derselbe.", "Bitte wählen Sie links oder rechts einen anderen.")
        return
    try:
        vorher, nachher = _lade(bild.konzept.id, eine, andere)
        befund = veraenderung.vergleiche(vorher, nachher)
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        return
    _zeige_word(vorher, nachher)
    _zeige_befund(befund)


def _waehle(vorsatz: str, titel: str, fassungen: dict[int, str], vorschlag: date) -> int | date:
    """Gibt den Schlüssel einer Fassung oder einen Tag."""
    optionen = [EIN_TAG, *fassungen]
    gewaehlt = st.selectbox(
        titel,
        optionen,
        format_func=lambda i: fassungen.get(i, "der Stand an einem Tag"),
        key=vorsatz,
        persist_state="session",
    )
    if stand := eines(gewaehlt, optionen):
        return stand
    tag_ = st.date_input(
        f"{titel}: Tag",
        vorschlag,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD.MM.YYYY",
        key=f"{vorsatz}_tag",
        persist_state="session",
    )
    return tag_ if isinstance(tag_, date) else vorschlag


def _lade(konzept_id: int, eine: int | date, andere: int | date) -> tuple[Lagebild, Lagebild]:
    ich = sitzung.person()
    if isinstance(eine, int) and isinstance(andere, int):
        return sitzung.read(lambda s: load_staende(s, ich, eine, andere))
    beide = sorted((_bild(konzept_id, was) for was in (eine, andere)), key=lambda b: b.stichtag)
    return beide[0], beide[1]


def _bild(konzept_id: int, was: int | date) -> Lagebild:
    if isinstance(was, date):
        return sitzung.lagebild_oeffentlich(konzept_id, was)
    ich = sitzung.person()
    return thaw_lagebild(sitzung.read(lambda s: load_stand(s, ich, was).lagebild))


def _zeige_befund(v: Veraenderung) -> None:
    st.header(f"Vom {tag(v.von)} bis zum {tag(v.bis)}", anchor=False)
    ueberblick, *einzelne = veraenderung.saetze(v)
    st.markdown(wort(ueberblick))
    _zeige_fluss(v)
    if einzelne:
        st.subheader("Im Einzelnen", anchor=False)
        st.markdown("\n".join(f"- {wort(satz)}" for satz in einzelne))
    for name, titel in TABELLEN.items():
        tabelle: pd.DataFrame = getattr(v, name)
        if len(tabelle):
            with st.expander(f"{wort(titel)} ({len(tabelle)})"):
                st.table(_saetze(tabelle), hide_index=True)


def _zeige_fluss(v: Veraenderung) -> None:
    """Zeigt als Bild und als Tabelle, wie viele Maßnahmen von welchem Stand in welchen wechselten."""
    wechsel = veraenderung.fluss(v)
    if not len(wechsel):
        return
    st.subheader("Wechsel des Umsetzungsstands", anchor=False)
    st.vega_lite_chart(spec=diagramme.fluss(wechsel), theme=None, width="stretch", key=f"fluss_{v.von}_{v.bis}")
    zeilen = [(wort(von), wort(nach), n, wort(", ".join(nr))) for von, nach, n, nr in diagramme.flusszeilen(wechsel)]
    st.table(pd.DataFrame(zeilen, columns=["Bisher", "Jetzt", "Maßnahmen", "Nummern"]), hide_index=True)


def _zeige_word(vorher: Lagebild, nachher: Lagebild) -> None:
    vorlage = sitzung.read(lambda s: load_vorlage_in_gebrauch(s, nachher.konzept.id))
    st.download_button(
        "Vergleich als Word-Datei herunterladen",
        data=partial(build_vergleich, vorher, nachher, Wahl(hausvorlage=vorlage)),
        file_name=dateiname(f"vergleich_{nachher.konzept.schluessel}_{vorher.stichtag}_{nachher.stichtag}", "docx"),
        mime=MIME["docx"],
        icon=":material/download:",
        on_click="ignore",
        key="vergleich_laden",
    )


def _saetze(tabelle: pd.DataFrame) -> pd.DataFrame:
    mit_nummer = "nummer" in tabelle.columns
    spalten = ["nummer", "titel", "satz"] if mit_nummer else ["programm", "satz"]
    namen = ["Nummer", "Maßnahme", "Was sich geändert hat"] if mit_nummer else ["Programm", "Was sich geändert hat"]
    return tabelle[spalten].set_axis(namen, axis=1).map(lambda w: wort(w) if w is not None else "")
