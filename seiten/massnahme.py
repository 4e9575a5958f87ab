"""Maßnahme: der Steckbrief einer Maßnahme mit allem, was bekannt ist, und ihrer Geschichte."""

from typing import Any

import streamlit as st

from mut_core import auswertung, rechte
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe
from seiten.bausteine import nachschlagen, sitzung, smarthinweis, zeitleiste
from seiten.bausteine.anzeige import absatz, leer, marken, tag, wort, zeitraum
from seiten.bausteine.lagefilter import zeige_zurueck
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, waehle_stichtag, zahl

UNBEKANNT = "Diese Maßnahme gibt es nicht – oder nicht in diesem Konzept oder noch nicht an diesem Stichtag."


def finde(bild: Lagebild) -> Any | None:
    """Gibt die Maßnahme aus der Adresse (`id` oder `nr`); fremde und unbekannte antworten gleich."""
    kennung, nummer = zahl(st.query_params.get("id")), st.query_params.get("nr")
    return nachschlagen.finde(bild, kennung, nummer)


def zeige_steckbrief(bild: Lagebild, m: Any) -> None:
    """Zeigt Kopf, letzte Meldung, Angaben, Mittel, Lücken und Geschichte."""
    st.title(f"{wort(m.nummer)} {wort(m.titel)}", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        marken(m)
        if rechte.darf_bearbeiten(sitzung.person(), bild.konzept.id):
            link("steckbrief", "Bearbeiten", icon=":material/edit:", massnahme=m.id)
        if auswertung.bewertungen_von(bild, m.id) or rechte.darf_bearbeiten(sitzung.person(), bild.konzept.id):
            link("evaluation", "Bewertung", icon=":material/fact_check:", massnahme=m.id)
    links, rechts = st.columns([3, 2], gap="large")
    with links:
        zeige_letzte_meldung(bild, m)
        zeitleiste.zeige(bild, m)
    with rechts:
        zeige_angaben(bild, m)
        zeige_mittel(bild, m)
        zeige_luecken(bild, m)
        smarthinweis.zeige(bild, m)
        zeige_anmerkungen(bild, m)


def zeige_letzte_meldung(bild: Lagebild, m: Any) -> None:
    """Zeigt den letzten Sachstand und, wer darf, den Weg zur nächsten Meldung."""
    st.header("Letzter Sachstand", anchor=False)
    if m.stand_zum is None:
        absatz(None, "Zu dieser Maßnahme wurde noch nichts gemeldet.")
    else:
        st.caption(f"Stand vom {tag(m.stand_zum)}")
        absatz(m.stand_text, "Ohne Text bestätigt.")
        for beschriftung, text in (
            ("Nächster Schritt", m.stand_naechster_schritt),
            ("Nächster Termin", m.stand_naechster_termin and tag(m.stand_naechster_termin)),
            ("Hindernis", m.stand_hindernis),
            ("Was würde helfen?", m.stand_loesung),
            ("Ergebnis", m.stand_ergebnis),
            ("Begründung", m.stand_begruendung),
            ("Wiedervorlage", m.stand_wiedervorlage and tag(m.stand_wiedervorlage)),
        ):
            if text:
                st.markdown(f"**{beschriftung}:** {wort(text)}")
    if rechte.darf_melden(sitzung.person(), bild.konzept.id, m.federfuehrung_id):
        link("melden", "Sachstand melden", icon=":material/edit_note:", massnahme=m.id)


def zeige_angaben(bild: Lagebild, m: Any) -> None:
    """Zeigt die Stammangaben; „k. A.“, „keine“ und „nicht benannt“ sind verschiedene Dinge."""
    st.header("Angaben", anchor=False)
    felder = {h.id: f"{h.nummer}. {h.titel}" for h in saetze(bild.handlungsfelder)}
    weitere = [felder[w.handlungsfeld_id] for w in saetze(bild.weitere_handlungsfelder) if w.massnahme_id == m.id]
    zweck = {z.id: z.text for z in saetze(bild.ziele)}
    ziele = [zweck[z.ziel_id] for z in saetze(bild.massnahmenziele) if z.massnahme_id == m.id]
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    beteiligte = [stellen[b.organisationseinheit_id] for b in saetze(bild.beteiligungen) if b.massnahme_id == m.id]
    merkmale = [n for n, ja in (("mehrsprachig", m.mehrsprachig), ("Leichte Sprache", m.leichte_sprache)) if ja]
    angaben = {
        "Handlungsfeld": m.handlungsfeld,
        "Weitere Handlungsfelder": "; ".join(weitere),
        "Art": m.art.bezeichnung,
        "Konkretheit": m.konkretheit.bezeichnung if m.konkretheit else "",
        "Federführung": m.federfuehrung or m.federfuehrung_wortlaut or "nicht benannt",
        "Beteiligte": "; ".join(beteiligte) or m.beteiligte_wortlaut,
        "Zeitraum": zeitraum(m),
        "Zeitangabe der Quelle": m.zeit_wortlaut if m.zeit_wortlaut != zeitraum(m) else "",
        "Ursprüngliche Frist": tag(m.urspruengliche_frist) if m.verschoben else "",
        "Frist verschoben": f"{m.verschoben}-mal, zuletzt: {m.verschiebungsgrund}" if m.verschoben else "",
        "Turnus": m.turnus.bezeichnung if m.turnus else "",
        "Ziele": "; ".join(ziele),
        "Zielgruppe": m.zielgruppe,
        "Vorbild": m.vorbild,
        "Umsetzung": ", ".join([*merkmale, *(["barrierefrei"] if m.barrierefrei else [])]),
        "Priorität": m.prioritaet.bezeichnung if m.prioritaet else "",
        "Interne Notiz": m.interne_notiz,
        "Quelle": m.quelle,
        **(m.zusatzfelder or {}),
    }
    absatz(m.beschreibung, "Keine Beschreibung.")
    st.markdown("  \n".join(f"**{wort(name)}:** {wort(wert)}" for name, wert in angaben.items() if wert))


def zeige_mittel(bild: Lagebild, m: Any) -> None:
    """Zeigt jeden Betrag mit seiner Gewissheit einzeln; addiert wird nichts."""
    st.header("Ressourcen", anchor=False)
    if m.mittel_angabe == Angabe.KEINE:
        st.markdown("Ausdrücklich **keine** zusätzlichen Mittel nötig.")
    st.markdown(f"**Mittelstatus:** {wort(m.mittelstatus.bezeichnung)}")
    positionen = saetze(auswertung.mittel(bild, m.id))
    for p in positionen:
        st.markdown(f"- {wort(p.text)}")
    if m.mittel_wortlaut and m.mittel_angabe != Angabe.KEINE:
        st.markdown(f"**Angabe der Quelle:** {wort(m.mittel_wortlaut)}")
    elif not positionen and m.mittel_angabe != Angabe.KEINE:
        absatz(None)
    if m.personal_wortlaut:
        st.markdown(f"**Personal:** {wort(m.personal_wortlaut)}")


def zeige_luecken(bild: Lagebild, m: Any) -> None:
    """Zeigt, welche Angaben fehlen."""
    fehlend = saetze(auswertung.luecken(bild, m.id))
    if fehlend:
        st.header("Offene Angaben", anchor=False)
        for e in fehlend:
            st.markdown(f"- {wort(e.satz)}")


def zeige_anmerkungen(bild: Lagebild, m: Any) -> None:
    """Zeigt, was die Redaktion zu Widersprüchen der Quelle anmerkt; berichtigt wird nichts still."""
    anmerkungen = [a for a in saetze(bild.anmerkungen) if a.bezug == "massnahme" and a.bezug_id == m.id]
    if anmerkungen:
        st.header("Anmerkung der Redaktion", anchor=False)
        for a in anmerkungen:
            st.markdown(f"- {wort(a.text)}")


konzept = require_konzept()
kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
with kopf, st.container(horizontal=True):
    zeige_zurueck()
    link("massnahmen", "Alle Maßnahmen", icon=":material/arrow_back:")
with wahl:
    lagebild = sitzung.lagebild(konzept.id, waehle_stichtag(konzept.vorgabe_stichtag))
massnahme = finde(lagebild)
if massnahme is None:
    leer(UNBEKANNT, "Gehen Sie zurück zur Liste oder wählen Sie einen anderen Stichtag.")
else:
    zeige_steckbrief(lagebild, massnahme)
