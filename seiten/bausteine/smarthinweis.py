"""SMART-Hinweis: was die Prüfung zu einer Maßnahme sagt – klein auf ihrer Seite, klappbar im Formular, nie im Weg."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from mut_core import auswertung, smart
from mut_core.diagramme import beschriftung
from mut_core.erfassung import pflege
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell import Massnahme
from mut_core.modell.codes import Pruefwert
from mut_core.smart import Angaben, Befund, Ergebnis
from mut_core.sprache import anzahl
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag, wort

_OHNE_VORSCHLAG = (Ergebnis.ERFUELLT, Ergebnis.OFFEN)


def zeige(bild: Lagebild, m: Any) -> None:
    """Zeigt auf der Seite der Maßnahme je Buchstabe das Ergebnis und zum Aufklappen Hinweise mit Vorschlag."""
    angaben = load_angaben(bild, m.id)
    if angaben is None:
        return
    befunde = smart.befunde(angaben)
    st.header("SMART", anchor=False)
    pruefung = load_pruefung(bild, m.id)
    hinweise = _hinweise(befunde, pruefung)
    ergebnisse = sitzung.gemerkt("smartergebnisse", bild, lambda: _ergebnisse(bild, m.id), m.id)
    st.markdown(" · ".join(f"**{b}** {beschriftung(e)}" for b, e in ergebnisse))
    if pruefung:
        zeige_beurteilung(bild, pruefung)
    with st.expander(_aufschrift(len(hinweise)), key=f"smart_{m.id}"):
        st.caption("Nach festen Regeln geprüft: ein Hinweis, kein Zwang.")
        zeige_befunde(bild, hinweise or befunde)


def _ergebnisse(bild: Lagebild, massnahme_id: int) -> tuple[tuple[str, Ergebnis], ...]:
    """Gibt je Buchstabe, was gilt: das Wort der Menschen, sonst das der Regeln."""
    return tuple((z.buchstabe, z.ergebnis) for z in saetze(auswertung.smartpruefung(bild, massnahme_id)))


def zeige_beurteilung(bild: Lagebild, pruefung: Any) -> None:
    """Zeigt, was Menschen beurteilt haben; ihr Wort geht vor."""
    begriffe = auswertung.kriterien(bild.konzept.smart_a)
    werte = {b: getattr(pruefung, feld) for b, feld in auswertung.PRUEFFELD.items()}
    teile = [f"{begriffe[b]}: {w.bezeichnung}" for b, w in werte.items() if w != Pruefwert.OFFEN]
    am = f" am {tag(pruefung.geprueft_am)}" if pruefung.geprueft_am else ""
    if teile:
        st.markdown(f"**Beurteilt{am}:** {wort(', '.join(teile))} – das geht den Regeln vor.")
    if pruefung.notiz:
        st.markdown(f"**Notiz dazu:** {wort(pruefung.notiz)}")


def zeige_befunde(bild: Lagebild, befunde: Sequence[Befund]) -> None:
    """Zeigt Befunde als Liste: Buchstabe, Ergebnis, Satz und Vorschlag."""
    begriffe = auswertung.kriterien(bild.konzept.smart_a)
    st.markdown("\n".join(_zeile(b, begriffe) for b in befunde))


def _zeile(b: Befund, begriffe: Mapping[str, str]) -> str:
    vorschlag = f" *{wort(b.vorschlag)}*" if b.vorschlag else ""
    kopf = f"**{b.buchstabe} – {wort(begriffe[b.buchstabe])}** ({beschriftung(b.ergebnis)})"
    return f"- {kopf}: {wort(b.satz)}{vorschlag}"


def _aufschrift(hinweise: int) -> str:
    return anzahl(hinweise, "Hinweis", "Hinweise") if hinweise else "Keine Hinweise"


def _hinweise(befunde: Sequence[Befund], pruefung: Any | None) -> list[Befund]:
    """Gibt die Befunde mit Vorschlag; wo Menschen „ja“ sagen, schweigen die Regeln."""
    erfuellt = {b for b, feld in auswertung.PRUEFFELD.items() if getattr(pruefung, feld, None) == Pruefwert.JA}
    return [b for b in befunde if b.ergebnis not in _OHNE_VORSCHLAG and b.buchstabe not in erfuellt]


def load_angaben(bild: Lagebild, massnahme_id: int) -> Angaben | None:
    """Gibt, was von einer Maßnahme geprüft wird; von einer abgeschlossenen nichts."""
    angaben: Angaben | None = sitzung.gemerkt(
        "smartangaben", bild, lambda: auswertung.smartangaben(bild, massnahme_id).get(massnahme_id), massnahme_id
    )
    return angaben


def load_pruefung(bild: Lagebild, massnahme_id: int) -> Any | None:
    """Gibt die Beurteilung einer Maßnahme durch Menschen oder None."""
    return sitzung.gemerkt("smart_menschen", bild, lambda: auswertung.pruefungen(bild)).get(massnahme_id)


# --- im Formular -----------------------------------------------------------------------------------------------------


def zeige_im_formular(bild: Lagebild, m: Any, getippt: Mapping[str, Any]) -> None:
    """Zeigt im Formular, was die Prüfung zu dem sagt, was gerade dasteht; `getippt` sind die geänderten Felder."""
    angaben = load_angaben(bild, m.id)
    if angaben is None:
        return
    jetzt = mit_getipptem(bild, angaben, getippt)
    hinweise = _hinweise(smart.befunde(jetzt), load_pruefung(bild, m.id))
    with st.expander(f"SMART-Prüfung: {_aufschrift(len(hinweise))}", key=f"smartform_{m.id}"):
        st.caption("Geprüft wird, was jetzt im Formular steht. Ein Hinweis, kein Zwang – speichern lässt sich alles.")
        zeige_befunde(bild, hinweise or smart.befunde(jetzt))


def mit_getipptem(bild: Lagebild, angaben: Angaben, getippt: Mapping[str, Any]) -> Angaben:
    """Gibt die Angaben mit dem, was im Formular anders steht; was sich nicht lesen lässt, bleibt beim Gespeicherten."""
    neu: dict[str, Any] = {}
    for name, wert in getippt.items():
        try:
            neu |= pflege.pruefe_werte(Massnahme, {name: wert}, bezug=sitzung.heute())
        except EingabeError:
            continue
    if "federfuehrung_id" in neu:
        stelle = next((o for o in saetze(bild.organisationseinheiten) if o.id == neu["federfuehrung_id"]), None)
        neu |= {
            "federfuehrung": stelle.name if stelle else None,
            "federfuehrung_art": stelle.art if stelle else None,
            "federfuehrung_aktiv": stelle is None or bool(stelle.aktiv),
        }
    if neu.get("beteiligte_wortlaut"):
        neu["beteiligte"] = neu["beteiligte_wortlaut"]
    neu = {k: w for k, w in neu.items() if k in Angaben._fields}
    if "titel" in neu:
        neu["titel"] = neu["titel"] or ""
    return angaben._replace(**neu)
