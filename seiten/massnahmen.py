"""Maßnahmen: suchen, filtern, finden – jede Zahl der Übersicht führt hierher und von hier zurück."""

from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from mut_core import auswertung, rechte
from mut_core.auswertung import GRUPPEN, Bewegung, Filter, bewegungen
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import anzahl, zahl
from seiten.bausteine import massnahmenhtml, sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.konzeptform import zeige_massnahmenform
from seiten.bausteine.lagefilter import GRUPPENNAMEN, filtertext, waehle_listenfilter, zeige_zurueck
from seiten.bausteine.lagevergleich import (
    Teil,
    Vergleichsstand,
    gruppenstand,
    gruppenstand_damals,
    lies_vergleich,
    namen_damals,
)
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag

JE_BLATT = {"Liste": 20, "Tabelle": 50}


def zeige_seite(konzept: SimpleNamespace) -> None:
    """Zeigt Filter, Anzahl, Liste und auf Wunsch das Archiv."""
    zeige_zurueck()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Maßnahmen", anchor=False, width="stretch")
        bild = sitzung.lagebild(konzept.id, waehle_stichtag(konzept.vorgabe_stichtag))
    darf = rechte.darf_bearbeiten(sitzung.person(), konzept.id)
    delta = st.query_params.get("delta", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if delta not in GRUPPEN:
            waehle_suche()
        filter_ = waehle_listenfilter(bild)
    if delta in GRUPPEN:
        zeige_bewegung(bild, filter_, delta, bearbeitbar=darf)
    else:
        zeige_gefundene(bild, filter_, bearbeitbar=darf)
    if darf:
        zeige_archivierte(sitzung.lagebild(konzept.id, sitzung.heute()))


def waehle_suche() -> None:
    """Zeigt das Suchfeld; was gesucht wird, steht in der Adresse."""
    suche = st.text_input(
        "Suche",
        st.query_params.get("suche", ""),
        type="search",
        live="300ms",
        key="suche",
        max_chars=200,
        placeholder="Nr., Titel, Stelle, Text",
        width=320,
    )
    if (suche or "") != st.query_params.get("suche", ""):
        setze("blatt", None)
    setze("suche", suche)


# --- Gefundene -------------------------------------------------------------------------------------------------------


def zeige_gefundene(bild: Lagebild, filter_: Filter, *, bearbeitbar: bool) -> None:
    """Zeigt, was zum Filter passt, als Liste oder Tabelle in Blättern."""
    ordnung = st.query_params.get("ordnung", "nummer")
    ordnung = ordnung if ordnung in massnahmenhtml.ORDNUNGEN else "nummer"
    stellen: list[int] = sitzung.gemerkt(
        "massnahmenliste",
        bild,
        lambda: massnahmenhtml.ordne(bild.massnahmen, auswertung.treffer(bild, filter_), ordnung),
        filtertext(filter_),
        ordnung,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{anzahl(len(stellen), 'Maßnahme', 'Maßnahmen')}** von {zahl(len(bild.massnahmen))}")
        form = waehle_ansicht()
        if bearbeitbar and st.button("Neue Maßnahme", icon=":material/add:"):
            zeige_massnahmenform(bild)
    if bild.massnahmen.empty:
        zeige_noch_keine(bild, darf=bearbeitbar)
    elif not stellen:
        leer("Keine Maßnahme passt zu diesen Filtern.", "Nehmen Sie einen Filter zurück oder suchen Sie nach weniger.")
    else:
        blatt = tuple(stellen[i] for i in waehle_blatt(len(stellen), je_blatt=JE_BLATT[form]))
        zeige = (
            partial(tabelle_html, ordnung=ordnung)
            if form == "Tabelle"
            else partial(liste_html, bearbeitbar=bearbeitbar)
        )
        st.html(fertig(f"massnahmen_{form}", bild, blatt, partial(zeige, bild, filter_, blatt), bearbeitbar))


def waehle_ansicht() -> str:
    """Zeigt die Wahl zwischen Liste und Tabelle; sie steht in der Adresse."""
    jetzt = "Tabelle" if st.query_params.get("ansicht") == "tabelle" else "Liste"
    form = st.segmented_control(
        "Ansicht",
        list(JE_BLATT),
        default=jetzt,
        required=True,
        label_visibility="collapsed",
        key=f"ansicht_{jetzt}",
    )
    setze("ansicht", "tabelle" if form == "Tabelle" else None)
    return form if form in JE_BLATT else jetzt


def fertig(name: str, bild: Lagebild, blatt: tuple[int, ...], bauen: Any, *weiteres: Any) -> str:
    """Gibt ein fertiges Stück HTML; es hängt am Änderungsstand, an den Zeilen und an der Adresse."""
    gebaut: str = sitzung.gemerkt(name, bild, bauen, blatt, urlencode(st.query_params.to_dict()), *weiteres)
    return gebaut


def liste_html(bild: Lagebild, filter_: Filter, blatt: Sequence[int], *, bearbeitbar: bool) -> str:
    """Gibt die Zeilen des Blatts; wer nach Entscheidungen fragt, liest dazu, worum es geht."""
    gezeigt = saetze(bild.massnahmen.iloc[list(blatt)])
    warum: dict[int, str] = {}
    if filter_.anlass:
        eng = auswertung.ausschnitt(bild, Filter(nummern=tuple(m.nummer for m in gezeigt)))
        warum = {z.massnahme_id: z.satz for z in saetze(auswertung.aufmerksamkeit(eng)) if z.massnahme_id}
    return massnahmenhtml.zeilen(gezeigt, von_hier(), bearbeitbar=bearbeitbar, saetze=warum)


def tabelle_html(bild: Lagebild, _filter: Filter, blatt: Sequence[int], ordnung: str) -> str:
    """Gibt die Zeilen des Blatts als Tabelle."""
    jetzige = {k: w for k, w in st.query_params.to_dict().items() if k not in ("ordnung", "blatt")}
    return massnahmenhtml.tabelle(
        saetze(bild.massnahmen.iloc[list(blatt)]),
        von_hier(),
        ordnung,
        lambda name: f"massnahmen?{urlencode(jetzige | {'ordnung': name})}",
    )


def von_hier() -> str | None:
    """Gibt weiter, woher man kam: Von der Maßnahme führt der Weg dorthin zurück."""
    return st.query_params.get("von")


# --- Bewegung --------------------------------------------------------------------------------------------------------


def zeige_bewegung(bild: Lagebild, filter_: Filter, gruppe: str, *, bearbeitbar: bool) -> None:
    """Zeigt, welche Maßnahmen seit dem Vergleichsstand zu einer Kennzahl kamen und welche sie verließen."""
    vergleich = lies_vergleich(bild)
    damals = gruppenstand_damals(bild, vergleich, filter_) if vergleich else None
    if vergleich is None or damals is None:
        leer(
            "Es gibt keinen früheren Stand, mit dem sich vergleichen lässt.", "Wählen Sie auf der Übersicht einen Tag."
        )
        return
    name = GRUPPENNAMEN.get(gruppe, "im Konzept")
    st.markdown(f"**Veränderung „{wort(name)}“** seit {tag(vergleich.tag)} ({wort(vergleich.name)})")
    teile: tuple[Teil, Teil] = sitzung.gemerkt(
        "bewegung",
        bild,
        lambda: build_teile(bild, bewegungen(damals, gruppenstand(bild, filter_)).get(gruppe), vergleich),
        filtertext(filter_),
        gruppe,
        vergleich.wert,
    )
    for titel, blattname, teil in (("Dazugekommen", "blatt", teile[0]), ("Weggefallen", "blatt_weg", teile[1])):
        st.header(f"{titel}: {zahl(len(teil.stellen) + len(teil.fort))}", anchor=False)
        if teil.stellen:
            blatt = tuple(teil.stellen[i] for i in waehle_blatt(len(teil.stellen), blattname))
            zeige = partial(liste_html, bild, Filter(), blatt, bearbeitbar=bearbeitbar)
            st.html(fertig(blattname, bild, blatt, zeige, bearbeitbar))
        if teil.fort:
            namen = "; ".join(teil.fort[i] for i in waehle_blatt(len(teil.fort), f"{blattname}_fort"))
            st.markdown(f"Nicht mehr im Konzept: {wort(namen)}")


def build_teile(bild: Lagebild, bewegung: Bewegung | None, vergleich: Vergleichsstand) -> tuple[Teil, Teil]:
    """Gibt das Dazugekommene und das Weggefallene; was es heute nicht mehr gibt, mit seinem damaligen Namen."""
    schluessel = bild.massnahmen["id"].tolist()
    alle, vorhandene = auswertung.treffer(bild), set(schluessel)
    dazu, weg = (bewegung.dazu, bewegung.weg) if bewegung else (frozenset[int](), frozenset[int]())
    namen = namen_damals(bild, vergleich) if weg - vorhandene else {}
    fort = sorted(namen.get(i, "") for i in weg - vorhandene)
    return Teil([i for i in alle if schluessel[i] in dazu], []), Teil([i for i in alle if schluessel[i] in weg], fort)


# --- Leere Liste und Archiv ------------------------------------------------------------------------------------------


def zeige_noch_keine(bild: Lagebild, *, darf: bool) -> None:
    """Sagt, womit es weitergeht, solange es am Stichtag keine einzige Maßnahme gibt."""
    weiter = "Die Koordination legt sie an."
    if bild.stichtag < sitzung.heute():
        weiter = "Wählen Sie oben einen späteren Stichtag."
    elif darf:
        weiter = (
            "Legen Sie mit „Neue Maßnahme“ die erste an. Handlungsfelder und Stellen pflegen Sie in den Stammdaten."
        )
    leer(f"Am {tag(bild.stichtag)} ist in diesem Konzept keine Maßnahme erfasst.", weiter)


def zeige_archivierte(bild: Lagebild) -> None:
    """Zeigt auf Wunsch, was heute weggelegt ist, seit wann und worin es aufging – mit dem Weg, es hervorzuholen.

    Das gilt immer für heute: Wer an einem früheren Stichtag nachsieht, fände sonst nicht, was er gestern weglegte.
    """
    if bild.archivierte.empty:
        return
    wunsch = st.checkbox(
        f"Archivierte zeigen ({len(bild.archivierte)})", value=st.query_params.get("archiv") == "ja", key="archiv"
    )
    setze("archiv", "ja" if wunsch else None)
    if not wunsch:
        return
    st.header("Archiviert", anchor=False)
    st.caption("Archivierte Maßnahmen zählen nirgends mit; gelöscht ist nichts.")
    archivierte = sorted(saetze(bild.archivierte), key=lambda m: m.nummer)
    namen = {m.id: f"{m.nummer} {m.titel}" for m in (*saetze(bild.massnahmen), *archivierte)}
    for m in (archivierte[i] for i in waehle_blatt(len(archivierte), "archivblatt")):
        with st.container(border=True, gap="xsmall", key=f"archiviert_{m.id}"):
            st.markdown(f"**{wort(m.nummer)}** {wort(m.titel)}")
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.caption(wort(wohin(m, namen)), width="stretch")
                link("steckbrief", f"{wort(m.nummer)} ansehen oder hervorholen", massnahme=m.id)


def wohin(m: Any, namen: dict[int, str]) -> str:
    """Gibt, seit wann eine Maßnahme archiviert ist und worin sie aufging."""
    satz = f"archiviert am {tag(m.archiviert_am)}"
    for was, verweis in (("zusammengeführt mit", m.zusammengefuehrt_mit_id), ("ersetzt durch", m.ersetzt_durch_id)):
        if verweis in namen:
            satz += f" · {was} {namen[verweis]}"
    return satz


zeige_seite(require_konzept())
