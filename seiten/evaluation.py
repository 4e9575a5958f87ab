"""Evaluation: was nach drei Jahren zu bewerten ist, wie die vier Fragen beantwortet sind und was daraus folgt."""

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from mut_core import auswertung, diagramme, rechte, regeln
from mut_core.auswertung import FRAGEN, Evaluationsfilter, Filter, geordnete_handlungsfelder
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Evaluationsantwort, Evaluationsfolge, Evaluationslage
from mut_core.sprache import anzahl
from seiten.bausteine import evaluationshtml, lagehtml, modellform, sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.evaluationsblick import zeige_hintergrund
from seiten.bausteine.evaluationsform import formular
from seiten.bausteine.lagefilter import filteradresse, filtertext, herkunft, waehle_ausschnitt
from seiten.bausteine.links import link, parameter
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag, zahl

FORM, BERICHTIGEN, WEITERE = "form", "berichtigen", "weitere"


def zeige_seite(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt die Übersicht oder, wenn eine genannt ist, die Bewertung einer Maßnahme."""
    modellform.zeige_ergebnis()
    darf = rechte.darf_bearbeiten(sitzung.person(), konzept_id)
    if (massnahme := zahl(st.query_params.get("massnahme"))) is not None:
        zeige_massnahme(konzept_id, massnahme, vorgabe, darf=darf)
        return
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    with wahl:
        bild = sitzung.lagebild(konzept_id, waehle_stichtag(vorgabe))
    kopf.title("Evaluation", anchor=False)
    filter_, ausschnitt = waehle_ausschnitt(bild)
    if bild.massnahmen.empty:
        leer(
            "Zu bewerten ist noch nichts: Es gibt keine Maßnahmen.",
            "Legen Sie Maßnahmen mit ihrem Beginn an; drei Jahre danach erscheinen sie hier." if darf
            else "Die Koordination legt Maßnahmen an; drei Jahre nach ihrem Beginn erscheinen sie hier.",
        )  # fmt: skip
        if darf:
            link("massnahmen", "Maßnahmen anlegen", icon=":material/add:")
        return
    zeige_uebersicht(ausschnitt, filter_)
    zeige_liste(ausschnitt, filter_, darf=darf)


def weg(filter_: Filter, **dazu: Any) -> str:
    """Gibt die Adresse dieser Seite mit Filter, Konzept und Stichtag; `dazu` verengt weiter."""
    return f"evaluation?{urlencode(parameter(**{**filteradresse(filter_), **dazu}))}"


def gemerkt(name: str, bild: Lagebild, filter_: Filter, bauen: Any) -> Any:
    """Gibt ein fertiges Stück der Seite; in seinen Links stehen Konzept, Stichtag und Filter."""
    adresse = st.query_params.get("konzept"), st.query_params.get("stichtag"), filtertext(filter_)
    return sitzung.gemerkt(f"evaluation_{name}", bild, bauen, *adresse)


# --- Übersicht -------------------------------------------------------------------------------------------------------


def zeige_uebersicht(bild: Lagebild, filter_: Filter) -> None:
    """Zeigt Satz und Kacheln, den Stand je Handlungsfeld und die Antworten."""
    kopf, spec, tabelle, antworten, je_feld = gemerkt(
        "uebersicht", bild, filter_, lambda: build_uebersicht(bild, filter_)
    )
    st.html(kopf)
    links, rechts = st.columns([3, 2], gap="large")
    with links:
        st.header("Stand je Handlungsfeld", anchor=False)
        zeige_diagramm(spec, filter_)
        st.html(tabelle)
    with rechts:
        st.header("Antworten", anchor=False)
        st.html(antworten)
        st.caption("Gezählt wird je Maßnahme die jüngste Bewertung; „ohne Antwort“ ist, was noch niemand bewertet hat.")
    st.html(je_feld)


def build_uebersicht(bild: Lagebild, filter_: Filter) -> tuple[str, dict[str, Any], str, str, str]:
    """Gibt die fertigen Stücke der Übersicht: Kopf, Zeichnung, ihre Zahlen, Antworten, Antworten je Handlungsfeld."""
    stand = load_stand(bild, filter_)
    lagen = auswertung.evaluationslagen(bild, stand)
    hier = partial(weg, filter_)
    return (
        evaluationshtml.kopf(stand, hier, festgelegt=bool(bild.konzept.evaluationsmethode)),
        diagramme.evaluationslagen(lagen),
        build_zahlen(lagen, hier),
        evaluationshtml.antworten(stand, hier),
        evaluationshtml.antworten_je_feld(stand, geordnete_handlungsfelder(bild), hier),
    )


def build_zahlen(lagen: pd.DataFrame, hier: Any) -> str:
    """Gibt die Zahlen des Diagramms als Tabelle mit Links."""
    je_feld: dict[tuple[str, int], dict[Any, int]] = {}
    for z in saetze(lagen):
        je_feld.setdefault((f"{z.nummer}. {z.handlungsfeld}", z.nummer), {})[z.lage] = z.anzahl
    zeilen = [(name, nummer, zahlen) for (name, nummer), zahlen in je_feld.items()]

    def ziel(nummer: Any, lage: Any) -> str:
        return str(hier(handlungsfeld=nummer, lage=lage.value if lage else None))

    return lagehtml.zahlentabelle(
        "Stand der Evaluation je Handlungsfeld", "Handlungsfeld", tuple(Evaluationslage), zeilen, ziel
    )


def zeige_diagramm(spec: dict[str, Any], filter_: Filter) -> None:
    """Zeigt den Stand je Handlungsfeld; ein Klick öffnet darunter die Liste dahinter."""
    schluessel = f"evaluation_{filtertext(filter_)}_{st.query_params.get('lage')}"
    auswahl = st.vega_lite_chart(spec=spec, theme=None, key=schluessel, on_select="rerun", width="stretch")
    treffer = [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen]
    if treffer:
        ziel = filteradresse(filter_) | {"lage": treffer[0].get("code")}
        if nummer := treffer[0].get("nummer"):
            ziel["handlungsfeld"] = str(nummer)
        st.query_params.from_dict(parameter(**ziel))
        st.rerun()


# --- Liste -----------------------------------------------------------------------------------------------------------


def lies_filter() -> tuple[Evaluationsfilter, str]:
    """Gibt den Filter der Liste aus der Adresse und ihn in Worten; Unbekanntes gilt als nicht gesetzt."""
    adresse = st.query_params
    lage = next((c for c in Evaluationslage if c.value == adresse.get("lage")), None)
    frage = adresse.get("frage") if adresse.get("frage") in FRAGEN else None
    genannt = adresse.get("antwort")
    antwort = next((c for c in Evaluationsantwort if c.value == genannt), None)
    if frage and antwort is None and genannt != evaluationshtml.OHNE:
        frage = None
    folge = next((c for c in Evaluationsfolge if c.value == adresse.get("folge")), None)
    ohne_folge = adresse.get("folge") == evaluationshtml.OHNE
    worte = [lage.bezeichnung] if lage else []
    if frage:
        worte.append(f"{FRAGEN[frage]} {antwort.bezeichnung if antwort else evaluationshtml.OHNE_ANTWORT}")
    if folge or ohne_folge:
        worte.append(f"Folge: {folge.bezeichnung if folge else evaluationshtml.OHNE_FOLGE}")
    return Evaluationsfilter(lage, frage, antwort, folge, ohne_folge), " · ".join(worte)


def zeige_liste(bild: Lagebild, filter_: Filter, *, darf: bool) -> None:
    """Zeigt die Maßnahmen hinter der gewählten Zahl, 20 je Blatt."""
    gewaehlt, worte = lies_filter()
    st.header("Maßnahmen", anchor=False)
    liste = gemerkt(f"liste_{worte}", bild, filter_, lambda: build_liste(bild, filter_, gewaehlt))
    with st.container(horizontal=True, vertical_alignment="center"):
        welche = f"**{wort(worte)}** – " if worte else ""
        st.markdown(f"{welche}{anzahl(len(liste), 'Maßnahme', 'Maßnahmen')}")
        if worte:
            st.html(f'<span class="lage">{lagehtml.verweis(weg(filter_), "alle zeigen", bleib=True)}</span>')
    if liste.empty:
        leer("Keine Maßnahme passt zu dieser Auswahl.", "Wählen Sie oben eine andere Zahl oder „alle zeigen“.")
        return
    blatt = waehle_blatt(len(liste))
    von = herkunft("evaluation", filter_)
    zeilen = saetze(liste.iloc[blatt.start : blatt.stop])
    st.html(
        evaluationshtml.liste(
            zeilen,
            lambda **dazu: f"massnahme?{urlencode(parameter(von=von, **dazu))}",
            partial(weg, filter_, lage=st.query_params.get("lage")),
            darf=darf,
        )
    )


def build_liste(bild: Lagebild, filter_: Filter, gewaehlt: Evaluationsfilter) -> pd.DataFrame:
    """Gibt die Maßnahmen hinter einer Zahl."""
    return auswertung.evaluationsliste(load_stand(bild, filter_), gewaehlt)


def load_stand(bild: Lagebild, filter_: Filter) -> pd.DataFrame:
    """Gibt den Stand je Maßnahme; Übersicht und Liste brauchen denselben."""
    stand: pd.DataFrame = gemerkt("stand", bild, filter_, lambda: auswertung.evaluationsstand(bild))
    return stand


# --- eine Maßnahme ---------------------------------------------------------------------------------------------------


def zeige_massnahme(konzept_id: int, massnahme_id: int, vorgabe: date | None, *, darf: bool) -> None:
    """Zeigt links, was über die Maßnahme bekannt ist, rechts ihre Bewertungen und das Formular.

    Bewertet wird immer der Stand von heute; wer nur liest, sieht den des Stichtags.
    """
    bild = sitzung.lagebild(konzept_id, sitzung.heute() if darf else sitzung.stichtag(vorgabe))
    m = next((m for m in saetze(bild.massnahmen.loc[[i == massnahme_id for i in bild.massnahmen["id"]]])), None)
    zurueck = {k: w for k, w in st.query_params.to_dict().items() if k not in ("massnahme", FORM)}
    adresse = f"evaluation?{urlencode(zurueck)}"
    st.html(f'<p class="lage">{lagehtml.verweis(adresse, "← Zurück zur Übersicht der Evaluation")}</p>')
    st.title("Evaluation", anchor=False)
    if m is None:
        leer("Diese Maßnahme gibt es hier nicht.", "Vielleicht ist sie archiviert. Wählen Sie eine aus der Übersicht.")
        return
    link("massnahme", f"**{wort(m.nummer)}** {wort(m.titel)}", id=m.id)
    st.caption(f"{wort(m.handlungsfeld)} · Stand {tag(bild.stichtag)}")
    links, rechts = st.columns([2, 3], gap="large")
    with links:
        zeige_hintergrund(bild, m)
    with rechts:
        zeige_bewertungen(bild, m, darf=darf)


def zeige_bewertungen(bild: Lagebild, m: Any, *, darf: bool) -> None:
    """Zeigt die Bewertungen, die jüngste zuerst, und für die Koordination das Formular."""
    bewertungen = auswertung.bewertungen_von(bild, m.id)
    letzte = bewertungen[-1] if bewertungen else None
    fertig = letzte is not None and regeln.ist_bewertet(letzte)
    form = st.query_params.get(FORM) if fertig else None
    if darf and (not fertig or form in (BERICHTIGEN, WEITERE)):
        st.header(ueberschrift(form, begonnen=letzte is not None), anchor=False)
        modellform.zeige(formular(bild, m, weitere=form == WEITERE), knopf="Bewertung speichern", danach=schliesse)
    frueher = bewertungen if form == WEITERE or fertig or not darf else bewertungen[:-1]
    if frueher:
        st.header("Bewertungen", anchor=False)
        for e in reversed(frueher):
            st.html(evaluationshtml.bewertung(e, letzte=e is letzte))
    elif letzte is None and not darf:
        leer("Diese Maßnahme ist noch nicht bewertet.", "Die Koordination bewertet sie drei Jahre nach ihrem Beginn.")
    if darf and fertig and form is None:
        with st.container(horizontal=True):
            st.button("Berichtigen", key="berichtigen", on_click=setze, args=(FORM, BERICHTIGEN))
            st.button("Weitere Bewertung beginnen", key="weitere", on_click=setze, args=(FORM, WEITERE))


def ueberschrift(form: str | None, *, begonnen: bool) -> str:
    """Gibt, was das Formular tut."""
    if form == BERICHTIGEN:
        return "Bewertung berichtigen"
    if form == WEITERE:
        return "Weitere Bewertung"
    return "Bewertung ergänzen" if begonnen else "Bewerten"


def schliesse(_nummer: int) -> None:
    """Kehrt nach dem Speichern zur Ansicht der Bewertungen zurück."""
    st.query_params.pop(FORM, None)


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
