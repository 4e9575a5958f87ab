"""Listenvorschau: was eine Liste bedeuten würde – Zähler in Worten, darunter Zeile für Zeile Original und Deutung."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from mut_core.austausch.deutung import INZWISCHEN, Lage, Posten, Urteil, Vorschau, Zeile, Zelle
from mut_core.lagebild import saetze
from mut_core.sprache import anzahl
from seiten.bausteine import listenlesung
from seiten.bausteine.anzeige import Farbe, leer, schlicht, wort
from seiten.bausteine.listenlesung import Offene
from seiten.bausteine.listenzuordnung import FELDNAMEN
from seiten.bausteine.unterschied import unterschied

JE_BLATT = 5
LAGEN: dict[Lage, tuple[str, Farbe]] = {
    Lage.NEU: ("neu", "blue"),
    Lage.GEAENDERT: ("geändert", "violet"),
    Lage.UNVERAENDERT: ("unverändert", "gray"),
    Lage.UNKLAR: ("unklar", "orange"),
    Lage.FEHLER: ("Fehler", "red"),
}
URTEILE: dict[Urteil, tuple[str, str, Farbe]] = {
    Urteil.SICHER: (":material/check_circle:", "sicher", "green"),
    Urteil.UNSICHER: (":material/help:", "unsicher", "orange"),
    Urteil.FEHLER: (":material/error:", "Fehler", "red"),
    Urteil.LEER: (":material/remove:", "leer", "gray"),
}
ALLES, KLAEREN, UEBERGANGEN, FEHLT = "alle Zeilen", "zu klären", "übergangen", "nicht in der Liste"
_NEUES = {"neues_handlungsfeld", "neue_stelle", "neue_beteiligte"}
_FRAGLICH = (Urteil.UNSICHER, Urteil.FEHLER)


def zeige_zaehler(o: Offene) -> int:
    """Zeigt in Worten, was gelesen wurde, und gibt die Zahl der Zeilen, die sich jetzt übernehmen lassen."""
    v = o.lesung.vorschau
    lagen = v.lagen()
    zahlen = v.zaehlung()
    teile = [f"{lagen[lage]} {name}" for lage, (name, _) in LAGEN.items() if lagen[lage]]
    st.markdown(
        f"**{anzahl(len(v.zeilen), 'Maßnahme', 'Maßnahmen')}** gelesen: {', '.join(teile) or 'keine'}. "
        f"Dazu {anzahl(zahlen['sachstaende'], 'Sachstand', 'Sachstände')}; "
        f"{anzahl(len(v.uebergangen), 'Zeile ist', 'Zeilen sind')} übergangen, "
        f"{anzahl(len(v.fehlende), 'Maßnahme des Konzepts steht', 'Maßnahmen des Konzepts stehen')} nicht in der Liste "
        "(daran ändert sich nichts)."
    )
    with st.container(horizontal=True, gap="small"):
        for urteil in (Urteil.SICHER, Urteil.UNSICHER, Urteil.FEHLER):
            zeichen, name, farbe = URTEILE[urteil]
            zahl = v.urteile.get(urteil, 0)
            if zahl:
                mit = "mit Fehler" if urteil is Urteil.FEHLER else name
                st.badge(f"{anzahl(zahl, 'Zelle', 'Zellen')} {mit}", icon=zeichen, color=farbe)
    return o.lesung.uebernehmbare


def zeige_hinweise(o: Offene) -> None:
    """Zeigt, was beim Lesen der Datei aufgefallen ist."""
    hinweise = list(dict.fromkeys((*o.lesung.mappe.hinweise, *o.lesung.vorschau.hinweise)))
    if o.lesung.wiedererkannt:
        hinweise.insert(0, "Die Form dieser Datei ist bekannt; was Sie beim letzten Mal richtiggestellt haben, gilt.")
    if hinweise:
        with st.expander(f"Hinweise zur Datei ({len(hinweise)})", icon=":material/info:"):
            st.markdown("\n".join(f"- {wort(h)}" for h in hinweise))


def zeige(o: Offene) -> None:
    """Zeigt die Zeilen der gewählten Ansicht seitenweise."""
    v = o.lesung.vorschau
    ansichten = _ansichten(v)
    ansicht = st.pills(
        "Zeilen",
        list(ansichten),
        default=KLAEREN if ansichten.get(KLAEREN) else ALLES,
        format_func=lambda a: f"{a} ({ansichten[a]})",
        key=f"lz_{o.datei.id}_ansicht",
    )
    if ansicht == UEBERGANGEN:
        _zeige_tabelle([(f"{b}, Zeile {u.nr}", u.grund, u.text) for b, u in v.uebergangen], ("Wo", "Grund", "Text"))
    elif ansicht == FEHLT:
        _zeige_tabelle([(f.nummer, f.titel) for f in v.fehlende], ("Nr.", "Maßnahme"))
    else:
        zeilen = [z for z in v.zeilen if _passt(z, ansicht or ALLES)]
        for zeile in _blatt(zeilen, f"lz_{o.datei.id}_{ansicht}"):
            with st.container(border=True, gap="xsmall", key=f"listenzeile_{zeile.blatt}_{zeile.nr}"):
                _zeige_zeile(o, zeile)


def _ansichten(v: Vorschau) -> dict[str, int]:
    lagen = Counter(z.lage for z in v.zeilen)
    zahlen = {ALLES: len(v.zeilen), KLAEREN: sum(z.ist_offen for z in v.zeilen)}
    zahlen |= {LAGEN[lage][0]: lagen[lage] for lage in (Lage.NEU, Lage.GEAENDERT, Lage.UNVERAENDERT)}
    zahlen |= {UEBERGANGEN: len(v.uebergangen), FEHLT: len(v.fehlende)}
    return {a: z for a, z in zahlen.items() if z or a == ALLES}


def _passt(z: Zeile, ansicht: str) -> bool:
    if ansicht == ALLES:
        return True
    return z.ist_offen if ansicht == KLAEREN else LAGEN[z.lage][0] == ansicht


def _blatt(zeilen: Sequence[Any], schluessel: str) -> Sequence[Any]:
    blaetter = -(-len(zeilen) // JE_BLATT)
    if not zeilen:
        leer("Hier ist nichts.", "Wählen Sie eine andere Ansicht.")
    if blaetter <= 1:
        return zeilen
    blatt = int(st.pagination(blaetter, key=f"{schluessel}_{blaetter}") or 1)
    return zeilen[(blatt - 1) * JE_BLATT : blatt * JE_BLATT]


def _zeige_tabelle(zeilen: Sequence[tuple[str, ...]], spalten: tuple[str, ...]) -> None:
    blatt = _blatt([tuple(wort(w[:300]) for w in z) for z in zeilen], f"lz_tabelle_{spalten[0]}")
    st.table(pd.DataFrame(blatt, columns=list(spalten)).set_index(spalten[0]))


# --- eine Zeile ------------------------------------------------------------------------------------------------------


def _zeige_zeile(o: Offene, z: Zeile) -> None:
    name, farbe = LAGEN[z.lage]
    ueberschrift = f"{z.nummer} {z.titel or '(ohne Titel)'}".strip()
    st.markdown(f"**{wort(ueberschrift)}**")
    with st.container(horizontal=True, gap="small"):
        st.badge(name, color=farbe)
        if z.urteil in _FRAGLICH and z.ist_offen:
            zeichen, urteil, ton = URTEILE[z.urteil]
            st.badge(urteil, icon=zeichen, color=ton)
        if z.verborgen:
            st.badge("in der Datei ausgeblendet", color="gray")
        st.caption(wort(f"{z.blatt}, Zeile {z.nr}"))
    if z.grund:
        st.markdown(wort(z.grund))
    if z.lage is Lage.UNKLAR:
        _zeige_abgleich(o, z)
    for posten in z.posten:
        if z.lage is Lage.GEAENDERT and posten.urteil is Urteil.SICHER:
            feld, alt, neu = _ueberschrift(z, posten), posten.alt or "–", posten.neu or "–"
            st.markdown(f"**{wort(feld)}:** {unterschied(alt, neu)}")
    for s in z.sachstaende:
        if s.urteil is Urteil.SICHER and not s.schon_da:
            tag = f"{s.zum:%d.%m.%Y}" if s.zum else "heute"
            st.markdown(f"**Sachstand vom {tag}:** {wort(str(s.werte.get('text') or 'unverändert')[:300])}")
    if z.ist_offen:
        _zeige_fragen(o, z)
    klappe = st.expander("Alle Zellen dieser Zeile", key=f"zellen_{z.blatt}_{z.nr}", on_change="rerun")
    if klappe.open:  # zugeklappt kostete jede Zeile eine Tabelle
        with klappe:
            _zeige_alle(z)


def _zeige_fragen(o: Offene, z: Zeile) -> None:
    """Zeigt, was zu klären ist: zuerst, was in keiner Zelle steht (das Handlungsfeld aus Überschrift oder Blatt)."""
    for posten in z.posten:
        if posten.spalte is None and posten.urteil in _FRAGLICH:
            st.markdown(f"{URTEILE[posten.urteil][0]} **{wort(_ueberschrift(z, posten))}:** {wort(posten.grund)}")
    for zelle in z.zellen:
        if zelle.urteil in _FRAGLICH:
            _zeige_zelle(o, zelle)


def _ueberschrift(z: Zeile, posten: Posten) -> str:
    """Gibt die Überschrift der Spalte, aus der ein Posten kommt; Handlungsfelder stehen auch über den Zeilen."""
    return next((c.ueberschrift for c in z.zellen if c.spalte == posten.spalte), FELDNAMEN.get(posten.feld, "Angabe"))


def _zeige_abgleich(o: Offene, z: Zeile) -> None:
    namen = {k.id: f"{k.nummer} {k.titel}" for k in z.kandidaten}
    alle = {m.id: f"{m.nummer} {m.titel}" for m in saetze(o.bild.massnahmen)}
    namen |= {i: n for i, n in alle.items() if i not in namen}
    schluessel = f"abgleich_{o.datei.id}_{z.schluessel}"
    st.selectbox(
        "Welche Maßnahme ist gemeint?",
        [None, "neu", *namen],
        format_func=lambda w: "bitte wählen" if w is None else "eine neue Maßnahme" if w == "neu" else namen[w],
        key=schluessel,
        on_change=_gleiche_ab,
        args=(o, z.schluessel, schluessel),
    )


def _gleiche_ab(o: Offene, zeile: str, schluessel: str) -> None:
    if (gewaehlt := st.session_state[schluessel]) is not None:
        listenlesung.merke_wahl(o, abgleich={zeile: gewaehlt})


def _zeige_zelle(o: Offene, c: Zelle) -> None:
    """Zeigt eine fragliche Zelle: was dasteht und was es heißen könnte nebeneinander, darunter Grund und Wege."""
    zeichen, name, _ = URTEILE[c.urteil]
    with st.container(gap="xsmall", key=f"zelle_{o.datei.id}_{c.ort}"):
        links, rechts = st.columns(2, gap="small")
        links.markdown(
            f"{zeichen} **{wort(c.ueberschrift)}** ({name})  \nIn der Datei: {wort(c.original[:500]) or '–'}"
        )
        vorschlag = wort(c.gelesen[:500]) if c.gelesen else "kein Vorschlag"
        rechts.markdown(f"Verstanden als:  \n{vorschlag}")
        st.caption(wort(c.grund))
        if c.deutung.teile:
            st.markdown("\n".join(f"- Vorschlag: {wort(nr)} – {wort(text[:200])}" for nr, text in c.deutung.teile[:20]))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if c.urteil is Urteil.UNSICHER and (c.deutung.werte or c.deutung.wortlaut):
                st.button(
                    "So übernehmen" if c.deutung.werte else "Nur den Wortlaut übernehmen",
                    key=f"ja_{o.datei.id}_{c.ort}",
                    on_click=listenlesung.merke_wahl,
                    args=(o,),
                    kwargs={"bestaetigt": {c.ort}},
                )
            schluessel = f"neu_{o.datei.id}_{c.ort}"
            st.text_input(
                f"Stattdessen lesen ({schlicht(c.ueberschrift)})",
                key=schluessel,
                placeholder="berichtigter Inhalt der Zelle",
                on_change=_berichtige,
                args=(o, c.ort, schluessel),
            )


def _berichtige(o: Offene, ort: str, schluessel: str) -> None:
    if text := str(st.session_state.get(schluessel) or "").strip():
        listenlesung.merke_wahl(o, korrekturen={ort: text})


def _zeige_alle(z: Zeile) -> None:
    zeilen = [
        (wort(c.ueberschrift), wort(c.original[:300]), wort(c.gelesen[:300]), " ".join(URTEILE[c.urteil][:2]))
        for c in z.zellen
    ]
    st.table(pd.DataFrame(zeilen, columns=["Spalte", "In der Datei", "Verstanden als", "Urteil"]).set_index("Spalte"))
    for bezeichnung, texte in (("Kommentar (wird nicht übernommen)", z.kommentare), ("Fußnote", z.fussnoten)):
        for spalte, text in texte.items():
            wo = next((c.ueberschrift for c in z.zellen if c.spalte == spalte), "")
            st.caption(wort(f"{bezeichnung} an „{wo}“: {text[:500]}"))
    if z.zusatzfelder:
        st.caption(wort("Zusatzfelder: " + ", ".join(f"{n} = {w}" for n, w in z.zusatzfelder.items())[:1000]))


def offene_vorschlaege(zeilen: Sequence[Zeile]) -> Iterator[str]:
    """Gibt die Orte der Zellen, die mit einem Vorschlag auf Bestätigung warten; Neuanlagen und was seit der
    Ausgabe jemand änderte, bestätigt man einzeln."""
    for z in zeilen:
        if "vorschlaege" not in z.zettel:
            z.zettel["vorschlaege"] = tuple(_vorschlaege(z))
        yield from z.zettel["vorschlaege"]


def _vorschlaege(z: Zeile) -> Iterator[str]:
    if z.lage in (Lage.NEU, Lage.GEAENDERT):
        fraglich = (c for c in z.zellen if c.urteil is Urteil.UNSICHER and c.deutung.werte)
        einzeln = (c for c in fraglich if not c.grund.startswith(INZWISCHEN))
        yield from (c.ort for c in einzeln if not _NEUES & c.deutung.werte.keys())
