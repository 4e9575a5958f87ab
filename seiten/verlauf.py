"""Verlauf: wie sich der Umsetzungsstand über die Zeit bewegt und was sich zwischen zwei Ständen geändert hat."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import auswertung, diagramme, rechte, veraenderung
from mut_core.auswertung import Filter
from mut_core.auswertung import verlauf as nachzeichnen
from mut_core.auswertung.verlauf import Abschnitte, Schritt
from mut_core.diagramme import AUSWAHL, standwort
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.anlage import load_anlagetage
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import anzahl, zahl
from seiten.bausteine import lagefilter, sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.block import zeige_block
from seiten.bausteine.links import link
from seiten.bausteine.standwahl import (
    FRUEHER,
    SPAETER,
    Stand,
    load_fassungswahl,
    load_vergleichspaar,
    standtext,
    vorschlag,
    waehle_stand,
)
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag

Name = tuple[int, str, str, str, bool]
"""Eine Maßnahme in einer Liste: Schlüssel, Nr., Titel, Handlungsfeld, noch geführt."""

Wechsel = tuple[Umsetzungsstand | None, Umsetzungsstand | None]


# --- Über die Zeit ---------------------------------------------------------------------------------------------------


def lies_abschnitte(bild: Lagebild, filter_: Filter) -> Abschnitte:
    """Gibt die Strecken gleichen Stands; im Ausschnitt zählt nur, was er heute enthält."""
    anlagetage = sitzung.gemerkt(
        "anlagetage", bild, lambda: sitzung.read(lambda s: load_anlagetage(s, bild.konzept.id))
    )
    strecken: Abschnitte = sitzung.gemerkt(
        "abschnitte",
        bild,
        lambda: nachzeichnen.abschnitte(bild, anlagetage, mit_archivierten=filter_ == Filter()),
        lagefilter.filtertext(filter_),
    )
    return strecken


def zeige_verlauf(bild: Lagebild, filter_: Filter, strecken: Abschnitte) -> None:
    """Zeigt die Säulen je Stützpunkt, was sie bedeuten, die Zahlen und auf Wunsch die Maßnahmen dahinter."""
    st.header("Umsetzungsstand über die Zeit", anchor=False)
    schritt = waehle_schritt(strecken)
    text = lagefilter.filtertext(filter_)
    tabelle: pd.DataFrame
    tabelle, spec, breit = sitzung.gemerkt("verlauf", bild, lambda: _build_verlauf(strecken, schritt), text, schritt)
    _zeige_bild(f"verlauf_{bild.konzept.id}_{schritt}", spec, ("tag", "code"), ("am", "wie"))
    st.caption(wort(_erklaerung(bild, filter_)))
    klappe = st.expander("Zahlen als Tabelle", key="verlaufstabelle", on_change="rerun")
    if klappe.open:
        klappe.table(breit, hide_index=True, alt="Zahlen des Diagramms darüber")
    _zeige_dahinter(bild, strecken, tabelle, text)


def waehle_schritt(strecken: Abschnitte) -> Schritt:
    """Zeigt die Wahl von Monat, Quartal oder Jahr und gibt sie; angeboten wird, worin alles Platz hat."""
    moegliche, vorgabe = nachzeichnen.moegliche_schritte(strecken.anfang, strecken.stichtag)
    gewuenscht = st.query_params.get("schritt")
    jetzt = next((s for s in moegliche if s == gewuenscht), vorgabe)
    if len(moegliche) > 1:
        st.session_state["schritt"] = jetzt
        st.segmented_control(
            "Ein Stützpunkt",
            moegliche,
            format_func=lambda s: Schritt(s).bezeichnung,
            required=True,
            key="schritt",
            on_change=lambda: setze("schritt", st.session_state["schritt"]),
        )
    return jetzt


def _build_verlauf(strecken: Abschnitte, schritt: Schritt) -> tuple[pd.DataFrame, dict[str, Any], pd.DataFrame]:
    tabelle = nachzeichnen.verlauf(strecken, schritt)
    breit = tabelle.pivot(index="tag", columns="umsetzungsstand", values="anzahl")
    breit = breit[[s for s in auswertung.REIHENFOLGE if breit[s].sum()]]
    breit["Summe"] = breit.sum(axis=1)
    breit.columns = pd.Index([getattr(c, "bezeichnung", c) for c in breit.columns])
    breit.index = pd.Index([tag(t) for t in breit.index], name="Stand am")
    return tabelle, diagramme.verlauf(tabelle), breit.reset_index()


def _erklaerung(bild: Lagebild, filter_: Filter) -> str:
    teile = [
        "Gerechnet aus den Einträgen, wie sie am Stichtag vorliegen: Jeder gilt ab seinem Tag, auch nachträglich "
        "Erfasstes. Maßnahmen zählen ab ihrer Anlage oder ihrem ersten Eintrag, archivierte bis zum Tag davor. Was "
        f"damals bekannt war, zeigt der Vergleich darunter. Die letzte Säule ist der Stichtag ({tag(bild.stichtag)}) "
        "mit den Zahlen der Übersicht."
    ]
    if filter_ != Filter():
        teile.append("Der Filter gilt nach den heutigen Angaben; Archivierte fehlen.")
    return " ".join(teile)


def _zeige_dahinter(bild: Lagebild, strecken: Abschnitte, tabelle: pd.DataFrame, text: str) -> None:
    """Zeigt die Wahl eines Stützpunkts und Stands und die Maßnahmen, die dahinterstehen."""
    tage = {t.isoformat(): t for t in dict.fromkeys(tabelle["tag"].tolist())}
    am = tage.get(st.query_params.get("am", ""))
    staende = {s.value: s for s in auswertung.REIHENFOLGE}
    with st.container(horizontal=True, vertical_alignment="bottom", key="nur_schirm_stuetzpunkt"):
        _waehle("am", "Maßnahmen zeigen am", {t: tag(tage[t]) for t in reversed(tage)}, am and am.isoformat())
        if am is None:
            return
        je = {z.umsetzungsstand.value: z.anzahl for z in saetze(tabelle) if z.tag == am and z.anzahl}
        wie = st.query_params.get("wie")
        wie = wie if wie in je else next(iter(je), None)
        namen = {c: f"{staende[c].bezeichnung} ({zahl(je[c])})" for c in je}
        _waehle("wie", "im Stand", namen, wie, ohne=False)
    if wie is None:
        return
    liste: list[Name] = sitzung.gemerkt(
        "verlaufsliste",
        bild,
        lambda: nachzeichnen.genannte(bild, nachzeichnen.im_stand(strecken, am, staende[wie])),
        st.query_params.get("am"),
        wie,
        text,
    )
    st.markdown(f"**{anzahl(len(liste), 'Maßnahme', 'Maßnahmen')}** am {tag(am)} „{staende[wie].bezeichnung}“")
    _zeige_namen(bild, liste, "stuetzblatt", am, wie, text)


def _waehle(name: str, titel: str, namen: dict[str, str], jetzt: str | None, *, ohne: bool = True) -> None:
    """Zeigt die Wahl eines Werts, der in der Adresse steht; ein neuer Wert beginnt die Liste von vorn."""
    schluessel = f"wahl_{name}"
    st.session_state[schluessel] = jetzt
    optionen = [*([None] if ohne else []), *namen]
    st.selectbox(
        titel, optionen, format_func=lambda w: namen.get(w, "–"), key=schluessel, on_change=_uebernimm, args=(name,)
    )


def _uebernimm(name: str) -> None:
    setze({"am": "stuetzblatt", "wie": "stuetzblatt"}.get(name, "blatt"), None)
    setze(name, st.session_state.get(f"wahl_{name}"))


# --- Zwischen zwei Ständen -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vergleich:
    """Was die Seite vom Vergleich zweier Stände zeigt; fertig gebaut und klein genug zum Merken."""

    von: date
    bis: date
    ueberblick: str
    einzelne: str
    spec: dict[str, Any]
    zeilen: pd.DataFrame
    wechsel: dict[str, tuple[Wechsel, int]]
    namen: dict[str, list[Name]]


def zeige_vergleich(bild: Lagebild, filter_: Filter, anfang: date) -> None:
    """Zeigt die Wahl zweier Stände, den Satz dazu, den Fluss und die Maßnahmen hinter einem Band."""
    st.header("Was sich geändert hat", anchor=False)
    fassungen = load_fassungswahl(bild)
    with st.container(key="nur_schirm_staende"):
        links, rechts = st.columns(2, gap="large")
    with links:
        vorgabe = vorschlag(bild, fassungen, anfang)
        eine = waehle_stand(f"verlauf_{bild.konzept.id}_a", FRUEHER, "Früherer Stand", fassungen, vorgabe)
    with rechts:
        andere = waehle_stand(f"verlauf_{bild.konzept.id}_b", SPAETER, "Späterer Stand", fassungen, bild.stichtag)
    if eine == andere:
        leer("Beide Stände sind derselbe.", "Bitte wählen Sie links einen früheren oder rechts einen späteren.")
        return
    gleiche = st.toggle(
        "Auch Unverändertes zeigen",
        value=st.query_params.get("gleiche") == "ja",
        key="gleiche",
        help="Dann ergeben die Bänder links und rechts genau die Zahlen der beiden Stände.",
        on_change=lambda: setze("gleiche", "ja" if st.session_state["gleiche"] else None),
    )
    try:
        v: Vergleich = sitzung.gemerkt(
            "vergleich",
            bild,
            lambda: _build_vergleich(bild, eine, andere, filter_, gleiche=gleiche),
            *map(str, (eine, andere)),
            gleiche,
            lagefilter.filtertext(filter_),
        )
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")
        return
    zeige_befund(bild, v, f"{eine}_{andere}_{gleiche}", lagefilter.filtertext(filter_))
    namen = {FRUEHER: standtext(eine), SPAETER: standtext(andere)}
    link("berichte", "Alle Änderungen in Tabellen und als Word-Datei", ansicht="Vergleichen", **namen)


def _build_vergleich(bild: Lagebild, eine: Stand, andere: Stand, filter_: Filter, *, gleiche: bool) -> Vergleich:
    vorher, nachher = load_vergleichspaar(bild, eine, andere)
    v = veraenderung.vergleiche(vorher, nachher)
    if filter_ != Filter():
        v = veraenderung.beschraenke(v, _betroffene(vorher, nachher, filter_))
    fluss = veraenderung.fluss(v, mit_gleichen=gleiche)
    gefuehrt = set(nachher.massnahmen["id"].tolist())
    namen: dict[str, list[Name]] = {}
    for m in saetze(v.massnahmen):
        zeile = m.massnahme_id, m.nummer, m.titel, m.handlungsfeld or "", m.massnahme_id in gefuehrt
        namen.setdefault(_code((m.von, m.nach)), []).append(zeile)
    wechsel = {_code((w.von, w.nach)): ((w.von, w.nach), int(w.anzahl)) for w in saetze(fluss)}
    ueberblick, *einzelne = veraenderung.saetze(v, SAETZE_JE_ART)
    return Vergleich(
        v.von,
        v.bis,
        ueberblick,
        "\n".join(f"- {wort(satz)}" for satz in einzelne),
        diagramme.fluss(fluss),
        _flusstabelle(fluss),
        wechsel,
        {code: namen[code] for code in wechsel},
    )


def _betroffene(vorher: Lagebild, nachher: Lagebild, filter_: Filter) -> frozenset[int]:
    """Gibt die Maßnahmen des Ausschnitts: nach den späteren Angaben, bei Weggefallenem nach den letzten."""
    spaeter = set(auswertung.ausschnitt(nachher, filter_).massnahmen["id"].tolist())
    frueher = set(auswertung.ausschnitt(vorher, filter_).massnahmen["id"].tolist())
    return frozenset(spaeter | (frueher - set(nachher.massnahmen["id"].tolist())))


NUMMERN_HOECHSTENS = 15
SAETZE_JE_ART = 3
"""So viele Nummern je Zeile und Maßnahmen je Art nennt die Seite; alle nennt der Vergleich unter „Berichte“."""
KURZ = 12
"""Längere Tabellen sind zugeklappt."""


def _flusstabelle(fluss: pd.DataFrame) -> pd.DataFrame:
    zeilen = [(wort(von), wort(nach), zahl(n), wort(_nummern(nr))) for von, nach, n, nr in diagramme.flusszeilen(fluss)]
    return pd.DataFrame(zeilen, columns=["Bisher", "Jetzt", "Maßnahmen", "Nummern"])


def _nummern(nummern: tuple[str, ...]) -> str:
    rest = len(nummern) - NUMMERN_HOECHSTENS
    return ", ".join(nummern[:NUMMERN_HOECHSTENS]) + (f" und {zahl(rest)} weitere" if rest > 0 else "")


def _code(wechsel: Wechsel) -> str:
    """Gibt einen Wechsel, wie er in der Adresse steht: „idee~in_planung“; nicht geführt ist leer."""
    return "~".join(s.value if s is not None else "" for s in wechsel)


def zeige_befund(bild: Lagebild, v: Vergleich, paar: str, text: str) -> None:
    """Zeigt Überblick, Fluss mit Zahlen und Maßnahmen und danach die einzelnen Sätze."""
    st.markdown(f"**{wort(v.ueberblick)}**")
    st.subheader(f"Wechsel des Umsetzungsstands vom {tag(v.von)} bis zum {tag(v.bis)}", anchor=False)
    if v.wechsel:
        _zeige_bild(f"fluss_{bild.konzept.id}_{paar}", v.spec, ("von", "nach"), ("wechsel",))
        _zeige_wechsel(bild, v, paar, text)
        kurz = len(v.zeilen) <= KURZ
        klappe = st.expander("Zahlen als Tabelle", expanded=kurz, key=f"flusstabelle_{kurz}", on_change="rerun")
        if klappe.open:
            klappe.table(v.zeilen, hide_index=True, alt="Wechsel des Umsetzungsstands mit Anzahl und Nummern")
    else:
        st.markdown("Kein Umsetzungsstand hat sich geändert.")
    if v.einzelne:
        st.subheader("Im Einzelnen", anchor=False)
        zeige_block("saetze", bild, partial(_zeige_saetze, v.einzelne), paar, text)


def _zeige_saetze(einzelne: str) -> None:
    st.markdown(einzelne)


def _zeige_wechsel(bild: Lagebild, v: Vergleich, *schluessel: Hashable) -> None:
    """Zeigt zu einem gewählten Band die Maßnahmen beim Namen; gewählt wird im Bild oder hier."""
    gewaehlt = st.query_params.get("wechsel")
    gewaehlt = gewaehlt if gewaehlt in v.wechsel else None
    namen = {code: f"{_wechselwort(w)} ({zahl(n)})" for code, (w, n) in v.wechsel.items()}
    with st.container(key="nur_schirm_wechsel", width=520):
        _waehle("wechsel", "Maßnahmen zeigen zu einem Wechsel", namen, gewaehlt)
    if gewaehlt is None:
        return
    (von, nach), n = v.wechsel[gewaehlt]
    st.markdown(f"**{anzahl(n, 'Maßnahme', 'Maßnahmen')}**: {_wechselwort((von, nach))}")
    _zeige_namen(bild, v.namen[gewaehlt], "blatt", gewaehlt, *schluessel)


def _wechselwort(wechsel: Wechsel) -> str:
    von, nach = wechsel
    if von == nach:
        return f"unverändert {standwort(nach, frueher=False)}"
    return f"von „{standwort(von, frueher=True)}“ zu „{standwort(nach, frueher=False)}“"


# --- Gemeinsames -----------------------------------------------------------------------------------------------------


def _zeige_bild(schluessel: str, spec: dict[str, Any], felder: tuple[str, ...], namen: tuple[str, ...]) -> None:
    """Zeigt ein Diagramm; ein Klick schreibt, was getroffen ist, in die Adresse – einmal, nicht bei jedem Lauf."""
    gezeigt = st.vega_lite_chart(spec=spec, theme=None, key=schluessel, on_select="rerun", width="stretch")
    treffer = getattr(gezeigt, "selection", {}).get(AUSWAHL) or []
    werte = tuple(str(treffer[0].get(f, "")) for f in felder) if treffer else ()
    if werte != st.session_state.get(f"{schluessel}_zuletzt", ()):
        st.session_state[f"{schluessel}_zuletzt"] = werte
        if werte:
            setze("blatt", None)
            setze("stuetzblatt", None)
            for name, wert in zip(namen, werte if len(namen) == len(werte) else ("~".join(werte),), strict=True):
                setze(name, wert)


def _zeige_namen(bild: Lagebild, liste: list[Name], blatt: str, *schluessel: Hashable) -> None:
    """Zeigt Maßnahmen blattweise als Links; was nicht mehr geführt ist, ohne Link."""
    gezeigt = waehle_blatt(len(liste), blatt)

    def zeige() -> None:
        for massnahme_id, nummer, titel, feld, gefuehrt in (liste[n] for n in gezeigt):
            name = f"**{wort(nummer)}** {wort(titel)} · {wort(feld)}"
            if gefuehrt:
                link("massnahme", name, id=massnahme_id)
            else:
                st.markdown(f"{name} (nicht mehr geführt)")

    zeige_block(blatt, bild, zeige, *schluessel, gezeigt.start)


def zeige_seite(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt Kopf, Verlauf und Vergleich zum gewählten Stichtag."""
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    with wahl:
        bild = sitzung.lagebild(konzept_id, waehle_stichtag(vorgabe))
    kopf.title("Verlauf", anchor=False)
    kopf.caption(f"{wort(bild.konzept.kommune)} · Stand {tag(bild.stichtag)}")
    filter_, ausschnitt = lagefilter.waehle_ausschnitt(bild)
    if bild.massnahmen.empty and bild.archivierte.empty:
        zeige_leer(konzept_id)
        return
    strecken = lies_abschnitte(ausschnitt, filter_)
    zeige_verlauf(ausschnitt, filter_, strecken)
    zeige_vergleich(bild, filter_, strecken.anfang)


NICHTS = "Am Stichtag gibt es keine Maßnahmen."


def zeige_leer(konzept_id: int) -> None:
    """Sagt, womit es weitergeht, solange es keine Maßnahme gibt."""
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        leer(NICHTS, "Legen Sie Maßnahmen an und melden Sie ihren Stand.")
        link("massnahmen", "Maßnahmen anlegen", icon=":material/add:")
    else:
        leer(NICHTS, "Sobald zu welchen gemeldet ist, steht hier der Verlauf.")


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
