"""Rahmen: Seite einrichten, feststellen wer da ist, Navigation zeigen, die gewählte Seite ausführen."""

import html
from types import SimpleNamespace
from typing import Any, Literal

import streamlit as st

from mut_core.modell.codes import Anmeldeweg, Rollenart
from mut_core.rechte import Person
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import fehler_zeigen, wort
from seiten.bausteine.buendel import gebuendelt
from seiten.bausteine.links import build_seite, personenadresse
from seiten.bausteine.stil import STATISCH, stil


def zeige_seitenleiste() -> None:
    """Zeigt Konzeptwahl und – mit Demo-Daten – deutlich, als wer man handelt."""
    moeglich = sitzung.konzepte()
    jetzt = sitzung.konzept()
    if jetzt:
        namen = {k.schluessel: benenne(k, moeglich) for k in moeglich}
        st.selectbox(
            "Konzept",
            list(namen),
            index=list(namen).index(jetzt.schluessel),
            format_func=lambda s: namen[s],
            key=f"konzeptwahl_{jetzt.schluessel}",
            on_change=wechsle_konzept,
            args=(f"konzeptwahl_{jetzt.schluessel}",),
        )
    ich, ausweis = sitzung.person(), sitzung.ausweis()
    if ausweis.weg is Anmeldeweg.DEMO:
        zeige_demo_personen(ich.kennung)
    zeige_konto(ich.name, ausweis.gegenzeichen)


def benenne(k: SimpleNamespace, alle: list[SimpleNamespace]) -> str:
    """Nennt ein Konzept kurz: die Kommune, bei mehreren derselben Kommune dazu das Konzept."""
    ort = str(k.kommune).removeprefix("Stadt ")
    return ort if sum(a.kommune == k.kommune for a in alle) == 1 else f"{ort}: {k.kurzform or k.bezeichnung}"


def wechsle_konzept(schluessel: str) -> None:
    """Stellt das gewählte Konzept ein und vergisst, was nur zum vorigen gehörte."""
    st.query_params.clear()
    st.session_state["_konzept"] = st.session_state[schluessel]


def zeige_demo_personen(gewaehlt: str) -> None:
    """Zeigt die Demo-Personen; der Wechsel ist ein gewöhnlicher Link auf die Pforte."""
    with st.container(border=True, key="demo"):
        st.markdown("**Demo auf diesem Rechner** – Sie handeln als:")
        zeilen = []
        for p in sitzung.demo_personen():
            name = html.escape(p.name)
            if p.kennung == gewaehlt:
                zeilen.append(f'<li aria-current="true"><strong>{name}</strong></li>')
            else:
                zeilen.append(f'<li><a href="{html.escape(personenadresse(p.kennung))}" target="_self">{name}</a></li>')
        st.html(f'<ul class="personen">{"".join(zeilen)}</ul>')


def zeige_konto(name: str, gegenzeichen: str) -> None:
    """Zeigt, als wer man angemeldet ist, den Weg zum eigenen Konto und das Abmelden (ein Formular der Pforte)."""
    with st.container(key="konto"):
        st.caption(f"Angemeldet: {wort(name)}")
        st.html(
            '<a href="/konto" target="_self">Mein Konto</a>'
            '<form method="post" action="/abmelden">'
            f'<input type="hidden" name="gegenzeichen" value="{html.escape(gegenzeichen)}">'
            '<button type="submit">Abmelden</button></form>'
        )


def sichtbar_fuer(ich: Person, *arten: Rollenart) -> Literal["visible", "hidden"]:
    """Versteckt nur den Menüpunkt; was die Seite zeigt, entscheidet der Kern."""
    return "visible" if any(rolle.art in arten for rolle in ich.rollen) else "hidden"


def freigabe_verlangt() -> bool:
    """Sagt, ob im gewählten Konzept ein zweites Augenpaar jeden Sachstand freigibt."""
    konzept = sitzung.konzept()
    return bool(konzept and konzept.freigabe_verlangt)


def navigation(ich: Person) -> dict[str, list[Any]]:
    """Gibt die Seiten in Abschnitten; die letzten Seiten erreicht man nur über Links."""
    koordination = sichtbar_fuer(ich, Rollenart.KOORDINATION)
    meldende = sichtbar_fuer(ich, Rollenart.FACHKRAFT, Rollenart.KOORDINATION)
    pruefende = sichtbar_fuer(ich, Rollenart.KOORDINATION, Rollenart.ADMINISTRATION)
    administration = sichtbar_fuer(ich, Rollenart.ADMINISTRATION)
    return {
        "Lage": [
            build_seite("uebersicht", "Übersicht", "dashboard", start=True),
            build_seite("fristen", "Fristen", "event"),
            build_seite("verlauf", "Verlauf", "timeline"),
            build_seite("mittel", "Mittel", "euro"),
            build_seite("luecken", "Lücken und Qualität", "rule"),
            build_seite("beteiligung", "Beteiligung", "groups"),
            build_seite("evaluation", "Evaluation", "fact_check"),
        ],
        "Maßnahmen": [
            build_seite("massnahmen", "Maßnahmen", "list"),
            build_seite("melden", "Sachstand melden", "edit_note", meldende),
            build_seite("tabelle", "Tabelle", "table_edit", koordination),
            build_seite("freigabe", "Freigabe", "approval", koordination if freigabe_verlangt() else "hidden"),
            build_seite("abfrage", "Abfrage", "campaign"),
            build_seite("listen", "Listen", "upload_file", koordination),
        ],
        "Berichte": [build_seite("berichte", "Berichte", "description")],
        "Verwaltung": [
            build_seite("stammdaten", "Stammdaten", "account_tree", koordination),
            build_seite("protokoll", "Protokoll", "history", pruefende),
            build_seite("konten", "Konten", "group", administration),
            build_seite("massnahme", "Maßnahme", None, "hidden"),
            build_seite("steckbrief", "Maßnahme bearbeiten", None, "hidden"),
            build_seite("bericht", "Bericht", None, "hidden"),
            build_seite("berichtseinstellungen", "Einstellungen für Berichte", None, "hidden"),
        ],
    }


@st.fragment(run_every="24h")
def halte_bereit() -> None:
    """Zeigt nichts, sorgt aber dafür, dass der Browser die Seite nach einem Neustart des Servers neu rechnen lässt.

    Das tut er, solange etwas sich selbst erneuern will. Sonst bliebe sie stehen: Der neue Server kennt ihre Fragmente
    nicht und übergeht still, was man weiter tippt; der Entwurf bliebe der alte (gemessen; die Bedingung steht in
    `handleConnectionStateChanged`).
    """


def zeige_seite() -> None:
    """Zeigt Rahmen und gewählte Seite."""
    st.set_page_config(
        page_title="MuT-Sachstand",
        page_icon=str(STATISCH / "icon.png"),  # ein PNG, sonst lädt der Browser eines von Google
        layout="wide",
    )
    st.html(stil())
    with fehler_zeigen():
        gewaehlte_seite = st.navigation(navigation(sitzung.person()), expanded=True)
        with st.sidebar:
            zeige_seitenleiste()
        halte_bereit()
        gewaehlte_seite.run()


with gebuendelt():
    zeige_seite()
