"""Zeitleiste: was mit einer Maßnahme geschah – nach Art gefiltert, das Neueste zuerst, seitenweise."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.auswertung import Art, Berichtsnennung, Eintrag, Nennung, nennungen, zeitleiste
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.fehler import BetriebError
from mut_core.lagebild import Lagebild, saetze, thaw_lagebild
from mut_core.lagebild.archiv import load_archiv, load_stand
from mut_core.modell.codes import Freigabe
from mut_core.protokollblick import Aenderung, Schritt, Verlauf, load_verlauf
from mut_core.sprache import anzahl
from mut_core.zeitangaben import zeitangabe_text
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import absatz, tag, wort
from seiten.bausteine.links import hierher, link
from seiten.bausteine.sachstandanzeige import zeige_angaben
from seiten.bausteine.unterschied import unterschied
from seiten.bausteine.wahl import setze, zahl

JE_BLATT = 10
GEZEIGT = 5
"""So viele geänderte Felder stehen offen da; der Rest klappt auf."""

ZEICHEN = {
    Art.SACHSTAND: ":material/edit_note:",
    Art.FRIST: ":material/event_repeat:",
    Art.AENDERUNG: ":material/edit:",
    Art.MEILENSTEIN: ":material/flag:",
    Art.BERICHT: ":material/description:",
}


def zeige(bild: Lagebild, m: Any) -> None:
    """Zeigt die Zeitleiste einer Maßnahme mit Filter und Blättern."""
    st.header("Geschichte", anchor=False)
    verlauf = _verlauf(bild, m.id)
    berichte, unlesbar = _berichte(bild, m.id)
    alle = zeitleiste(bild, m.id, verlauf.schritte, berichte)
    gezeigt = _gefiltert(alle, m.id)
    if not gezeigt:
        absatz(None, "Noch keine Einträge." if not alle else "Keine Einträge dieser Art.")
    gesucht = zahl(st.query_params.get("eintrag"))
    for e in _blatt(gezeigt, m.id, gesucht):
        with st.container(border=True, gap="xsmall", key=f"zeit_{e.art.name.lower()}_{e.schluessel}"):
            _zeige_eintrag(bild, m, e, verlauf)
    if unlesbar:
        st.caption(
            f"{anzahl(unlesbar, 'eingefrorener Bericht ließ', 'eingefrorene Berichte ließen')} sich nicht lesen; "
            "ob diese Maßnahme darin stand, ist nicht bekannt."
        )


# --- Holen, Filtern, Blättern ----------------------------------------------------------------------------------------


def _verlauf(bild: Lagebild, massnahme_id: int) -> Verlauf:
    ich = sitzung.person()
    intern = rechte.darf_internes_lesen(ich, bild.konzept.id)
    verlauf: Verlauf = sitzung.gemerkt(
        "verlauf",
        bild,
        lambda: sitzung.read(lambda s: load_verlauf(s, ich, massnahme_id, bild.stichtag)),
        massnahme_id,
        intern,
    )
    return verlauf


def _berichte(bild: Lagebild, massnahme_id: int) -> tuple[list[Berichtsnennung], int]:
    """Gibt die Berichte, deren eingefrorener Stand die Maßnahme enthält, und die Zahl der nicht lesbaren Stände."""
    ich = sitzung.person()
    gefunden, unlesbar = [], 0
    for b in sitzung.read(lambda s: load_archiv(s, ich, bild.konzept.id)):
        for f in b.fassungen:
            genannt = _nennungen(f.id)
            unlesbar += genannt is None
            if n := (genannt or {}).get(massnahme_id):
                am = tag_in_berlin(f.erstellt_am)
                gefunden.append(Berichtsnennung(f.id, b.id, b.titel, f.bezeichnung, b.nummer, b.stichtag, am, n))
    return gefunden, unlesbar


@st.cache_resource(max_entries=60, show_spinner=False)
def _nennungen(stand_id: int) -> Mapping[int, Nennung] | None:
    """Liest einen eingefrorenen Stand nur einmal: er ändert sich nie. Wer ihn sehen darf, prüft `load_archiv`."""
    ich = sitzung.person()
    gefroren = sitzung.read(lambda s: load_stand(s, ich, stand_id).lagebild)
    try:
        return nennungen(thaw_lagebild(gefroren))
    except BetriebError:  # ein beschädigter Stand wird gezählt und genannt; die übrige Geschichte bleibt lesbar
        return None


def _gefiltert(alle: tuple[Eintrag, ...], massnahme_id: int) -> list[Eintrag]:
    arten = [a for a in Art if any(e.art is a for e in alle)]
    if len(arten) < 2:
        return list(alle)
    namen = {a.value: f"{ZEICHEN[a]} {a.value} ({sum(e.art is a for e in alle)})" for a in arten}
    gewaehlt = st.pills(
        "Art der Einträge",
        [a.value for a in arten],
        selection_mode="multi",
        format_func=lambda a: namen[a],
        wrap=True,
        key=f"zeitarten_{massnahme_id}",
        persist_state="session",
        help="Ohne Auswahl sehen Sie alles.",
    )
    return [e for e in alle if not gewaehlt or e.art.value in gewaehlt]


def _blatt(eintraege: list[Eintrag], massnahme_id: int, gesucht: int | None) -> list[Eintrag]:
    """Gibt das gewählte Blatt; ein gesuchter Sachstand bestimmt es, bis man blättert."""
    blaetter = max(1, -(-len(eintraege) // JE_BLATT))
    jetzt = min(max(1, zahl(st.query_params.get("blatt")) or 1), blaetter)
    stelle = next((n for n, e in enumerate(eintraege) if e.art is Art.SACHSTAND and e.schluessel == gesucht), None)
    if stelle is not None:
        jetzt = stelle // JE_BLATT + 1
    if blaetter > 1:
        schluessel = f"zeitblatt_{massnahme_id}_{blaetter}_{jetzt}"
        st.pagination(blaetter, default=jetzt, key=schluessel, on_change=_blaettere, args=(schluessel,))
    return eintraege[(jetzt - 1) * JE_BLATT : jetzt * JE_BLATT]


def _blaettere(schluessel: str) -> None:
    setze("eintrag", None)
    setze("blatt", st.session_state[schluessel])


# --- Einträge --------------------------------------------------------------------------------------------------------


def _zeige_eintrag(bild: Lagebild, m: Any, e: Eintrag, verlauf: Verlauf) -> None:
    match e.art:
        case Art.SACHSTAND:
            _zeige_sachstand(bild, e, verlauf)
        case Art.FRIST:
            _zeige_frist(e)
        case Art.AENDERUNG:
            _zeige_schritt(e.satz)
        case Art.MEILENSTEIN:
            _zeige_meilenstein(e.satz)
        case Art.BERICHT:
            _zeige_bericht(e.satz)
    with st.container(horizontal=True, gap="medium"):
        if e.bekannt_ab and e.bekannt_ab < bild.stichtag:
            _hierher(e, "So stand es damals", ":material/history:", id=m.id, stichtag=e.bekannt_ab)
        if e.art is Art.SACHSTAND:
            _zeige_wege(bild, m, e)
        elif e.art is Art.BERICHT:
            link("bericht", "Zum Bericht", icon=":material/open_in_new:", bericht=e.satz.bericht_id)


def _zeige_sachstand(bild: Lagebild, e: Eintrag, verlauf: Verlauf) -> None:
    s = e.satz
    gesucht = " · gesuchter Eintrag" if zahl(st.query_params.get("eintrag")) == s.id else ""
    st.markdown(
        f"{ZEICHEN[Art.SACHSTAND]} **Sachstand Nr. {int(s.nummer)}** zum {tag(s.zum)} · "
        f"**{wort(s.umsetzungsstand.bezeichnung)}**{wort(gesucht)}"
    )
    st.caption(wort(_herkunft(bild, e, verlauf)))
    if e.nachfolger is not None:
        st.markdown(
            f":material/undo: **Berichtigt** durch Nr. {int(e.nachfolger.nummer)} vom {tag(e.nachfolger.gilt_ab)}; "
            "dieser Eintrag gilt nicht mehr."
        )
    if e.berichtigt is not None:
        st.markdown(f":material/undo: Berichtigt den Eintrag Nr. {int(e.berichtigt.nummer)}.")
        _zeige_berichtigung(e.berichtigt, s)
    else:
        absatz(s.text, "Unverändert bestätigt." if s.unveraendert else "Ohne Text.")
        if s.unveraendert and s.text:
            st.caption("Unverändert bestätigt.")
    zeige_angaben(s)
    if s.freigabe == Freigabe.ZURUECK and s.freigabe_bemerkung:
        st.markdown(f":material/assignment_return: **Zurückgegeben:** {wort(s.freigabe_bemerkung)}")


def _zeige_berichtigung(alt: Any, neu: Any) -> None:
    if alt.umsetzungsstand != neu.umsetzungsstand:
        worte = unterschied(alt.umsetzungsstand.bezeichnung, neu.umsetzungsstand.bezeichnung)
        st.markdown(f"Umsetzungsstand: {worte}")
    if (alt.text or "") != (neu.text or ""):
        st.markdown(unterschied(alt.text or "–", neu.text or "–"))
    else:
        absatz(neu.text, "Ohne Text.")


def _herkunft(bild: Lagebild, e: Eintrag, verlauf: Verlauf) -> str:
    """Sagt, wann und von wem erfasst, in wessen Auftrag, wozu gefragt war und ob es freigegeben ist."""
    s = e.satz
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    abfragen = {a.id: a.titel for a in saetze(bild.abfragen)}
    wer, entschieden = verlauf.erfasst_von.get(s.id), verlauf.entschieden_von.get(s.id)
    teile = [f"erfasst am {tag(tag_in_berlin(s.erfasst_am))}" + (f" von {wer}" if wer else "")]
    if s.im_auftrag_von_id:
        teile.append(f"im Auftrag von {stellen.get(s.im_auftrag_von_id, 'einer früheren Stelle')}")
    if s.abfrage_id in abfragen:
        teile.append(f"zur Abfrage „{abfragen[s.abfrage_id]}“")
    if bild.konzept.freigabe_verlangt or s.freigabe != Freigabe.GEMELDET:
        teile.append(s.freigabe.bezeichnung + (f" von {entschieden}" if entschieden else ""))
    return " · ".join(teile)


def _zeige_wege(bild: Lagebild, m: Any, e: Eintrag) -> None:
    """Zeigt an einem Sachstand, wohin es geht: berichtigen, zum Nachfolger, zum berichtigten Eintrag."""
    if e.nachfolger is not None:
        _hierher(e, "Zur Berichtigung", ":material/arrow_upward:", id=m.id, eintrag=e.nachfolger.id)
    elif bild.stichtag >= sitzung.heute() and rechte.darf_melden(sitzung.person(), bild.konzept.id, m.federfuehrung_id):
        satz = "Ein neuer Eintrag ersetzt diesen; beide bleiben nachzulesen."
        link("melden", "Berichtigen", icon=":material/undo:", hilfe=satz, massnahme=m.id, berichtigt=e.schluessel)
    if e.berichtigt is not None:
        _hierher(e, "Zum berichtigten Eintrag", ":material/arrow_downward:", id=m.id, eintrag=e.berichtigt.id)


def _hierher(e: Eintrag, beschriftung: str, icon: str, **adresse: Any) -> None:
    """Zeigt einen Knopf, der diese Seite mit anderer Adresse öffnet."""
    hierher(wort(beschriftung), key=f"weg_{'_'.join(adresse)}_{e.art.name}_{e.schluessel}", icon=icon, **adresse)


def _zeige_frist(e: Eintrag) -> None:
    f, (n, von) = e.satz, e.zaehlung or (1, 1)
    st.markdown(f"{ZEICHEN[Art.FRIST]} **Frist verschoben** am {tag(f.am)} ({int(n)}. von {int(von)})")
    st.markdown(f"Frist: {unterschied(tag(f.bisher, 'keine'), tag(f.neu, 'keine'))}")
    st.markdown(f"**Grund:** {wort(f.grund)}")


def _zeige_schritt(s: Schritt) -> None:
    was = "Maßnahme angelegt" if s.angelegt else "Angaben geändert"
    st.markdown(f"{ZEICHEN[Art.AENDERUNG]} **{wort(was)}** am {tag(s.gilt_ab)}{wort(f' · {s.wer}' if s.wer else '')}")
    if s.grund and not s.angelegt:
        st.markdown(f"**Grund:** {wort(s.grund)}")
    grenze = len(s.aenderungen) if len(s.aenderungen) <= GEZEIGT + 1 else GEZEIGT
    _zeige_felder(s.aenderungen[:grenze])
    if rest := s.aenderungen[grenze:]:
        with st.expander(f"{anzahl(len(rest), 'weitere Angabe', 'weitere Angaben')}"):
            _zeige_felder(rest)


def _zeige_felder(felder: tuple[Aenderung, ...]) -> None:
    if felder:
        st.markdown("\n".join(f"- {wort(a.feld)}: {unterschied(a.alt, a.neu)}" for a in felder))


def _zeige_meilenstein(ms: Any) -> None:
    termin = zeitangabe_text(ms.beginn, ms.beginn_genauigkeit, ms.frist, ms.frist_genauigkeit) or ms.zeit_wortlaut
    erreicht = f"erreicht am {tag(ms.erreicht_am)}" if ms.erreicht_am else "noch offen"
    st.markdown(f"{ZEICHEN[Art.MEILENSTEIN]} **Meilenstein:** {wort(ms.titel)} · {erreicht}")
    if termin:
        st.caption(f"geplant: {wort(termin)}")


def _zeige_bericht(b: Berichtsnennung) -> None:
    nummer = f" (Bericht Nr. {b.nummer})" if b.nummer else ""
    st.markdown(f"{ZEICHEN[Art.BERICHT]} **Im Bericht:** {wort(b.titel + nummer)} · {wort(b.fassung)}")
    n = b.nennung
    frist = f" · Frist {tag(n.frist)}" if n.frist else ""
    lage = f"{n.umsetzungsstand.bezeichnung} · {n.terminlage.bezeichnung}{frist}"
    st.caption(f"eingefroren am {tag(b.am)} zum Stichtag {tag(b.stichtag)} · damals {wort(lage)}")
    absatz(n.text, "Ohne Sachstand.")
