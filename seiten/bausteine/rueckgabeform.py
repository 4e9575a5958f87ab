"""Rückgabeform: den Bericht zum Bearbeiten in Word mitnehmen und die Datei Kapitel für Kapitel zurücknehmen.

Geschrieben wird erst auf den Knopf und nur, was gewählt ist: Was beide Seiten geändert haben, steht nebeneinander.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.bericht.kapiteltexte import SCHREIBER, Kapiteltext
from mut_core.bericht.rueckgabe import (
    Art,
    Ergebnis,
    Rueckgabe,
    berichtskennung,
    merge,
    pruefe_rueckgabe,
    read_rueckgabe,
)
from mut_core.erfassung.berichtstext import (
    Kapitelfassung,
    load_berichtstexte,
    remove_berichtstext,
    save_berichtstext,
)
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import MutError
from mut_core.lagebild.archiv import Archivbericht
from mut_core.sprache import anzahl
from seiten.bausteine import druck, handlung, kapitelform, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.druck import Druckstoff, Druckwunsch

BEHALTEN, WORD, BEIDE, ENTFERNEN = "behalten", "word", "beide", "entfernen"
ENTSCHEIDUNGEN = {
    BEHALTEN: "Fassung der App behalten",
    WORD: "Fassung aus Word übernehmen",
    BEIDE: "beide hintereinander übernehmen",
    ENTFERNEN: "eigenen Text entfernen",
}


def zeige(b: Archivbericht, wunsch: Druckwunsch, stoff: Druckstoff, *, aenderbar: bool) -> None:
    """Zeigt den Weg hinaus und, solange der Bericht Entwurf ist, den Weg zurück."""
    if stoff.form not in SCHREIBER:
        leer("Diese Form lässt sich nicht in Word bearbeiten.", "Ihre Texte ändern Sie unter „Texte“.")
        return
    st.markdown(
        "Laden Sie den Bericht zum Bearbeiten herunter, ändern Sie in Word die umrandeten Texte und laden Sie die "
        "Datei hier wieder hoch. Tabellen, Zahlen und Überschriften kommen immer aus der App."
    )
    hinaus = replace(wunsch, wahl=replace(wunsch.wahl, zum_bearbeiten=True))
    druck.zeige_bearbeitungsknopf(hinaus, stoff.bild, f"bericht_{b.id}")
    if not aenderbar:
        st.caption("Zurücknehmen lässt sich eine Datei, solange der Bericht Entwurf ist.")
        return
    datei = st.file_uploader("Bearbeitete Word-Datei zurückgeben", type=["docx"], key=f"rueckgabe_{b.id}")
    handlung.zeige_fehler(f"rueckgabe_{b.id}")
    handlung.zeige_konflikt_satz(f"rueckgabe_{b.id}")
    if datei is None:
        return
    try:
        zurueck = read_rueckgabe(pruefe_rueckgabe(datei.name, datei.getvalue()))
    except MutError as fehler:
        st.error(wort(fehler), title="Nicht übernommen", icon=":material/error:")
        return
    _zeige_ergebnis(b, stoff, zurueck)


def _zeige_ergebnis(b: Archivbericht, stoff: Druckstoff, zurueck: Rueckgabe) -> None:
    ich = sitzung.person()
    eigene = sitzung.read(lambda s: load_berichtstexte(s, ich, b.id))
    stellen = {k.schluessel: k for k in kapitelform.kapitel(stoff)}
    gehoert = zurueck.bericht == berichtskennung(stoff.bild)
    if not gehoert:
        woher = f"zu „{zurueck.bericht}“" if zurueck.bericht else "zu keinem bekannten Bericht"
        st.warning(
            f"Diese Datei gehört {wort(woher)}. Jede Abweichung wird deshalb zur Entscheidung vorgelegt.",
            icon=":material/warning:",
        )
    grundlage = zurueck.grundlage if gehoert else {}
    ergebnisse = merge(
        grundlage, {k: t.erzeugt for k, t in stellen.items()}, {k: f.text for k, f in eigene.items()}, zurueck.texte
    )
    _zeige_hinweise(zurueck, stellen)
    je_art = {art: [e for e in ergebnisse if e.art == art] for art in Art}
    st.markdown(f"**{wort(_ueberblick(je_art))}**")
    _zeige_uebrige(je_art, stellen)
    offen = [e for e in ergebnisse if e.art in (Art.UEBERNEHMEN, Art.KONFLIKT, Art.GELEERT)]
    if not offen:
        st.success("Die Datei enthält nichts Neues; es ist nichts zu übernehmen.", icon=":material/check_circle:")
        return
    gewaehlt = {e.schluessel: _zeige_wahl(b, e, stellen, eigene) for e in offen}
    _zeige_knopf(b, offen, gewaehlt, stellen, eigene)


def _zeige_hinweise(zurueck: Rueckgabe, stellen: Mapping[str, Kapiteltext]) -> None:
    hinweise = list(zurueck.hinweise)
    hinweise += [f"„{_titel(k, stellen)}“ kam mehrmals zurück; bitte sehen Sie es an." for k in zurueck.doppelte]
    if hinweise:
        st.warning("\n".join(f"- {wort(h)}" for h in hinweise), icon=":material/warning:")


def _ueberblick(je_art: Mapping[Art, Sequence[Ergebnis]]) -> str:
    worte = {
        Art.UEBERNEHMEN: "in Word geändert",
        Art.KONFLIKT: "auf beiden Seiten geändert",
        Art.GELEERT: "in Word gelöscht",
        Art.GLEICH: "unverändert",
        Art.FEHLT: "nicht in der Datei",
        Art.UNBEKANNT: "dem Bericht unbekannt",
    }
    teile = [f"{len(je_art[a])} {w}" for a, w in worte.items() if je_art[a]]
    return f"{anzahl(sum(map(len, je_art.values())), 'Kapitel', 'Kapitel')}: {', '.join(teile)}."


def _zeige_uebrige(je_art: Mapping[Art, Sequence[Ergebnis]], stellen: Mapping[str, Kapiteltext]) -> None:
    if fehlt := je_art[Art.FEHLT]:
        with st.expander(f"Nicht in der Datei: {anzahl(len(fehlt), 'Kapitel', 'Kapitel')} – die App behält ihren Text"):
            st.markdown("\n".join(f"- {wort(_titel(e.schluessel, stellen))}" for e in fehlt))
    for e in je_art[Art.UNBEKANNT]:
        st.markdown(f"**Dieses Kapitel hat der Bericht nicht (mehr): {wort(e.schluessel)}.** Der Text zum Kopieren:")
        st.code(e.zurueck, language=None, wrap_lines=True)


def _zeige_wahl(
    b: Archivbericht, e: Ergebnis, stellen: Mapping[str, Kapiteltext], eigene: Mapping[str, Kapitelfassung]
) -> str | None:
    """Zeigt beide Fassungen und die Entscheidung; bei einem Konflikt ist nichts vorgewählt."""
    with st.container(border=True, key=f"rueck_{b.id}_{e.schluessel}"):
        st.markdown(f"**{wort(_titel(e.schluessel, stellen))}**")
        app, word = st.columns(2, gap="medium")
        with app:
            st.caption("In der App" + ("" if e.schluessel in eigene else " (erzeugt)"))
            st.code(e.jetzt or "(leer)", language=None, wrap_lines=True)
        with word:
            st.caption("Aus Word")
            st.code(e.zurueck or "(gelöscht)", language=None, wrap_lines=True)
        if e.art == Art.GELEERT:
            optionen = [BEHALTEN, ENTFERNEN] if e.schluessel in eigene else [BEHALTEN]
        else:
            optionen = [BEHALTEN, WORD] + ([BEIDE] if e.art == Art.KONFLIKT else [])
        vorgewaehlt = {Art.UEBERNEHMEN: 1, Art.KONFLIKT: None, Art.GELEERT: 0}[e.art]
        if e.art == Art.GELEERT and len(optionen) == 1:
            st.caption("In Word gelöscht. Der erzeugte Text bleibt; ganz ohne Text steht ein Kapitel nie da.")
        gewaehlt = st.radio(
            "Entscheidung",
            optionen,
            index=vorgewaehlt,
            format_func=lambda o: ENTSCHEIDUNGEN[o],
            key=f"rueck_{b.id}_{e.schluessel}_wahl",
            horizontal=True,
        )
        return gewaehlt if gewaehlt in optionen else None


def _zeige_knopf(
    b: Archivbericht,
    offen: Sequence[Ergebnis],
    gewaehlt: Mapping[str, str | None],
    stellen: Mapping[str, Kapiteltext],
    eigene: Mapping[str, Kapitelfassung],
) -> None:
    unentschieden = [e for e in offen if gewaehlt[e.schluessel] is None]
    zu_tun = [e for e in offen if gewaehlt[e.schluessel] not in (None, BEHALTEN)]
    if unentschieden:
        was = "ist ein Kapitel" if len(unentschieden) == 1 else f"sind {len(unentschieden)} Kapitel"
        st.info(f"Noch {was} zu entscheiden; bis dahin bleibt dort die Fassung der App.", icon=":material/info:")
    if not zu_tun:
        st.caption("Gewählt ist bisher überall die Fassung der App; zu übernehmen ist nichts.")
        return
    st.button(
        f"Gewähltes übernehmen ({anzahl(len(zu_tun), 'Kapitel', 'Kapitel')})",
        type="primary",
        on_click=_uebernimm,
        args=(b.id, zu_tun, dict(gewaehlt), dict(stellen), dict(eigene)),
        key=f"rueckgabe_{b.id}_uebernehmen",
    )


def _uebernimm(
    bericht_id: int,
    zu_tun: Sequence[Ergebnis],
    gewaehlt: Mapping[str, str],
    stellen: Mapping[str, Kapiteltext],
    eigene: Mapping[str, Kapitelfassung],
) -> None:
    """Schreibt alles Gewählte in einem Zug; scheitert eines, wird keines geschrieben."""

    def schreibe(s: Session, v: Vorgang) -> Any:
        for e in zu_tun:
            version = eigene[e.schluessel].version if e.schluessel in eigene else 0
            if gewaehlt[e.schluessel] == ENTFERNEN:
                remove_berichtstext(s, v, bericht_id, e.schluessel, basis_version=version)
                continue
            text = f"{e.jetzt}\n\n{e.zurueck}" if gewaehlt[e.schluessel] == BEIDE else e.zurueck
            erzeugt = stellen[e.schluessel].erzeugt
            save_berichtstext(s, v, bericht_id, e.schluessel, text, erzeugt=erzeugt, basis_version=version)

    handlung.versuche(
        f"rueckgabe_{bericht_id}", schreibe, f"{anzahl(len(zu_tun), 'Kapitel', 'Kapitel')} aus Word übernommen"
    )


def _titel(schluessel: str, stellen: Mapping[str, Kapiteltext]) -> str:
    return stellen[schluessel].ueberschrift if schluessel in stellen else schluessel
