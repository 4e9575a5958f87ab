"""Mittel: was angemeldet, bewilligt und verausgabt ist – je Jahr und Art, mit jeder Ungewissheit, die dazugehört."""

from collections.abc import Hashable
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from mut_core import diagramme, rechte
from mut_core.auswertung import mitteluebersicht as mittel
from mut_core.auswertung.mittelluecken import Mittelluecke, mittelluecken
from mut_core.auswertung.mitteluebersicht import OHNE_BETRAG, Mittelwahl, Stufe
from mut_core.diagramme import AUSWAHL, STUFENDARSTELLUNG, stufenname
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Mittelart, Mittelmodus
from mut_core.sprache import anzahl, aufzaehlung, zahl
from seiten.bausteine import lagefilter, mittelteile, sitzung
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.block import zeige_block
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag
from seiten.bausteine.wahl import zahl as lies_zahl

OHNE_JAHR = 0
"""In der Adresse: Positionen ohne Jahr."""

FELDER = ("jahr", "art", "stufe", "bezug", "gewissheit")
"""Was die Positionen einschränkt; alles steht in der Adresse."""

ZEILEN_HOECHSTENS = 60
KURZ = 10
"""Längere Tabellen sind zugeklappt."""


@dataclass(frozen=True)
class Aufstellung:
    """Was die Seite zeigt, fertig gebaut: Positionen, Summen und Lücken eines Ausschnitts."""

    positionen: pd.DataFrame
    satz: str
    ohne_position: str
    jahre: tuple[int, ...]
    gewissheiten: tuple[str, ...]
    luecken: dict[Mittelluecke, list[Any]]
    stellen: pd.DataFrame


def lies_aufstellung(bild: Lagebild, filtertext: str) -> Aufstellung:
    """Gibt die Aufstellung zum Ausschnitt; je Änderungsstand nur einmal gebaut."""
    fertig: Aufstellung = sitzung.gemerkt("mittel", bild, lambda: _build_aufstellung(bild), filtertext)
    return fertig


def _build_aufstellung(bild: Lagebild) -> Aufstellung:
    positionen = mittel.mittelpositionen(bild)
    luecken: dict[Mittelluecke, list[Any]] = {}
    for z in saetze(mittelluecken(bild)):
        luecken.setdefault(z.luecke, []).append(z)
    return Aufstellung(
        positionen,
        mittel.mittelsatz(positionen),
        mittel.ohne_position(bild),
        tuple(mittel.jahre(positionen, bild.stichtag.year)),
        tuple(dict.fromkeys(z.gewissheit for z in saetze(mittel.mittelsummen(positionen)))),
        luecken,
        mittel.stellensummen(positionen),
    )


# --- Wählen ----------------------------------------------------------------------------------------------------------


def waehle_mittel(a: Aufstellung) -> Mittelwahl:
    """Zeigt Jahr, Art und Stufe zur Wahl – Bezug und Gewissheit nur, wenn gesetzt – und gibt, was gewählt ist."""
    namen: dict[str, dict[str, str]] = {
        "jahr": {str(OHNE_JAHR): "ohne Jahr"} | {str(j): str(j) for j in reversed(a.jahre)},
        "art": {c.value: c.bezeichnung for c in Mittelart},
        "stufe": {c.value: stufenname(c) for c in Stufe},
        "bezug": {c.value: c.bezeichnung for c in Mittelmodus},
        "gewissheit": {g: g for g in a.gewissheiten},
    }
    titel = {"jahr": "Jahr", "art": "Art", "stufe": "Stufe", "bezug": "Bezug", "gewissheit": "Gewissheit"}
    gewaehlt: dict[str, str | None] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="nur_schirm_mittelwahl"):
        for name in FELDER:
            jetzt = st.query_params.get(name)
            gewaehlt[name] = jetzt if jetzt in namen[name] else None
            _waehle(name, titel[name], namen[name], gewaehlt[name])
    if any(gewaehlt.values()):
        st.button("Auswahl zurücknehmen", key="hier_alles", type="tertiary", on_click=_nimm_alles)
    jahr, art, stufe, bezug = (gewaehlt[n] for n in FELDER[:4])
    return Mittelwahl(
        jahr=lies_zahl(jahr),
        art=Mittelart.von(art) if art else None,
        stufe=Stufe(stufe) if stufe else None,  # type: ignore[call-arg]
        modus=Mittelmodus.von(bezug) if bezug else None,
        gewissheit=gewaehlt["gewissheit"],
    )


def _waehle(name: str, titel: str, namen: dict[str, str], jetzt: str | None) -> None:
    st.session_state[f"mittel_{name}"] = jetzt
    st.selectbox(
        titel,
        [None, *namen],
        format_func=lambda w: namen.get(w, "alle"),
        key=f"mittel_{name}",
        on_change=_uebernimm,
        args=(name,),
    )


def _uebernimm(name: str) -> None:
    setze("blatt", None)
    setze(name, st.session_state.get(f"mittel_{name}"))


def _nimm_alles() -> None:
    for name in (*FELDER, "blatt"):
        setze(name, None)


# --- Summen ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summenbild:
    """Zahlen und Bilder einer Auswahl: je Art, je Jahr und je Bezug ein Diagramm."""

    je_art: pd.DataFrame
    je_jahr: pd.DataFrame
    bilder: dict[Mittelmodus, dict[str, Any]]
    nur_jahre: tuple[int, ...]


def zeige_summen(bild: Lagebild, a: Aufstellung, wahl: Mittelwahl, gewaehlt: pd.DataFrame, text: str) -> None:
    """Zeigt je Bezug ein Bild, darunter die Summen je Art und je Jahr und was darin steckt."""
    st.header("Angemeldet, bewilligt, verausgabt", anchor=False)
    st.markdown(wort(a.satz if wahl == Mittelwahl() else mittel.mittelsatz(gewaehlt)))
    fertig: Summenbild = sitzung.gemerkt(
        "mittelsummen", bild, lambda: _build_summen(bild, a, wahl, gewaehlt), text, wahl
    )
    st.caption(wort(f"{ZEICHEN} Stufen: {', '.join(map(stufenname, Stufe))}."))
    if fertig.nur_jahre:
        genannt = aufzaehlung([str(j) for j in fertig.nur_jahre])
        st.caption(wort(f"Die Bilder zeigen {genannt}; andere Jahre wählen Sie oben."))
    for modus, spec in fertig.bilder.items():
        st.subheader(BEZUG[modus], anchor=False)
        _zeige_bild(f"mittel_{bild.konzept.id}_{modus}_{text}_{'_'.join(map(str, astuple(wahl)))}", spec, modus)
    _zeige_tabelle("je Art", fertig.je_art, mittel.REGEL)
    if len(fertig.je_jahr):
        regel = f"{mittel.REGEL} {mittel.JAHRESREGEL} Was kein Jahr nennt, fehlt hier."
        _zeige_tabelle("je Jahr und Art", fertig.je_jahr, regel)


ZEICHEN = (
    "Gefüllt ist, was genau genannt ist; nur umrandet, was „ca.“, als Spanne, im Konjunktiv oder unter Vorbehalt "
    "steht. Stücke eines Balkens sind keine Summe."
)
BEZUG = {
    Mittelmodus.JAEHRLICH: "Jährlich",
    Mittelmodus.JAHR: "Für ein Jahr genannt",
    Mittelmodus.EINMALIG: "Einmalig",
}


def _zeige_tabelle(name: str, tabelle: pd.DataFrame, regel: str) -> None:
    """Zeigt Zahlen im Aufklapper; lange Tabellen kommen erst, wenn er offen ist."""
    kurz = len(tabelle) <= KURZ
    klappe = st.expander(f"Zahlen als Tabelle: {name}", expanded=kurz, key=f"tabelle_{name}_{kurz}", on_change="rerun")
    if klappe.open:
        with klappe:
            st.table(tabelle.head(ZEILEN_HOECHSTENS), hide_index=True, alt=f"Summen {name}, je Bezug und Gewissheit")
            if (rest := len(tabelle) - ZEILEN_HOECHSTENS) > 0:
                st.caption(f"{anzahl(rest, 'weitere Zeile', 'weitere Zeilen')}: Bitte ein Jahr oder eine Art wählen.")
            st.caption(wort(regel))


def _build_summen(bild: Lagebild, a: Aufstellung, wahl: Mittelwahl, gewaehlt: pd.DataFrame) -> Summenbild:
    jahre = [wahl.jahr] if wahl.jahr else list(a.jahre)
    summen = mittel.mittelsummen(gewaehlt)
    je_jahr = mittel.mittelsummen(gewaehlt, jahre)
    nur_jahre: tuple[int, ...] = ()
    gezeigt = mittel.mit_jahrlosen(gewaehlt, je_jahr)
    if len(gezeigt) > diagramme.STUECKE_HOECHSTENS:
        nur_jahre = (bild.stichtag.year if bild.stichtag.year in jahre else jahre[-1],)
        gezeigt = gezeigt.loc[[j in nur_jahre for j in gezeigt["jahr"]]].reset_index(drop=True)
    bilder = {}
    mit_betrag = gezeigt.loc[[g != OHNE_BETRAG for g in gezeigt["gewissheit"]]]
    for modus, name in BEZUG.items():
        teil = mit_betrag.loc[[m == modus for m in mit_betrag["modus"]]]
        if len(teil):
            bilder[modus] = diagramme.mittelbalken(teil, name.lower())
    return Summenbild(_breit(summen), _breit(je_jahr, mit_jahr=True), bilder, nur_jahre)


def _breit(summen: pd.DataFrame, *, mit_jahr: bool = False) -> pd.DataFrame:
    """Legt die Stufen nebeneinander; jede Zelle nennt die Summe und, in Klammern, die Zahl der Positionen."""
    stufen = [s for s in Stufe if s in set(summen["stufe"])]
    zeilen: dict[tuple[Any, ...], dict[str, str]] = {}
    for z in saetze(summen):
        kopf = {"Jahr": str(z.jahr)} if mit_jahr else {}
        kopf |= {"Art": z.art.bezeichnung, "Bezug": z.modus.bezeichnung, "Gewissheit": z.gewissheit}
        zeile = zeilen.setdefault((z.jahr, z.art, z.modus, z.gewissheit), kopf | {stufenname(s): "–" for s in stufen})
        zeile[stufenname(z.stufe)] = f"{mittel.summentext(z.cent, z.bis_cent, z.gewissheit)} ({zahl(z.positionen)})"
    return pd.DataFrame(list(zeilen.values()))


def _zeige_bild(schluessel: str, spec: dict[str, Any], modus: Mittelmodus) -> None:
    """Zeigt ein Diagramm; ein Klick wählt die Positionen hinter dem Stück – einmal, nicht bei jedem Lauf."""
    gezeigt = st.vega_lite_chart(spec=spec, theme=None, key=schluessel, on_select="rerun", width="stretch")
    treffer = getattr(gezeigt, "selection", {}).get(AUSWAHL) or []
    werte = {n: str(treffer[0].get(n, "")) for n in ("jahr", "art", "stufe", "gewissheit")} if treffer else {}
    if werte != st.session_state.get(f"{schluessel}_zuletzt", {}):
        st.session_state[f"{schluessel}_zuletzt"] = werte
        if werte:
            setze("blatt", None)
            for name, wert in (werte | {"bezug": modus.value}).items():
                setze(name, wert)
            st.rerun()


# --- Positionen ------------------------------------------------------------------------------------------------------


def zeige_positionen(bild: Lagebild, gewaehlt: pd.DataFrame, a: Aufstellung, *schluessel: Hashable) -> None:
    """Zeigt die Positionen hinter den Zahlen blattweise mit allem, was die Quelle dazu sagt."""
    st.header("Positionen", anchor=False)
    st.markdown(f"**{anzahl(len(gewaehlt), 'Position', 'Positionen')}** von {zahl(len(a.positionen))}")
    if gewaehlt.empty:
        leer("Keine Position passt zu dieser Auswahl.", "Nehmen Sie oben etwas zurück.")
        return
    blatt = waehle_blatt(len(gewaehlt), je_blatt=mittelteile.JE_BLATT)
    zeige_block("positionen", bild, lambda: _zeige_karten(gewaehlt.iloc[list(blatt)]), schluessel, blatt.start)


def _zeige_karten(positionen: pd.DataFrame) -> None:
    for p in saetze(positionen):
        with st.container(border=True, gap="xsmall", key=f"karte_position_{p.position_id}"):
            link("massnahme", f"**{wort(p.nummer)}** {wort(p.titel)}", id=p.massnahme_id)
            st.markdown(_beschreibung(p))


def _beschreibung(p: Any) -> str:
    """Gibt eine Position in zwei Zeilen: der Betrag mit Stufe, darunter Haushalt, Vorbehalt und Wortlaut."""
    stellen = f" · {mittel.stellentext(p.stellenanteil)}" if p.stellenanteil and p.gewissheit != OHNE_BETRAG else ""
    konjunktiv = " · im Konjunktiv genannt" if "Konjunktiv" in p.gewissheit else ""
    dazu = {
        "Haushalt": p.haushaltsteil,
        "Produkt": p.produkt,
        "Sachkonto": p.sachkonto,
        "Förderung": p.foerderung,
        "Vorbehalt": p.vorbehalt,
        "Wortlaut": f"„{p.wortlaut}“" if p.wortlaut else None,
    }
    zweite = " · ".join(f"{name}: {wort(' '.join(wert.split()))}" for name, wert in dazu.items() if wert)
    erste = f"{STUFENDARSTELLUNG[p.stufe].symbol} {wort(p.text + stellen + konjunktiv)}"
    return f"{erste}  \n:small[{zweite}]" if zweite else erste


# --- Seite -----------------------------------------------------------------------------------------------------------


def zeige_seite(konzept_id: int, vorgabe: date | None) -> None:
    """Zeigt Kopf, Auswahl, Summen, Positionen, Stellen, Förderungen und Lücken zum gewählten Stichtag."""
    kopf, seitlich = st.columns([3, 1], vertical_alignment="bottom")
    with seitlich:
        bild = sitzung.lagebild(konzept_id, waehle_stichtag(vorgabe))
    kopf.title("Mittel", anchor=False)
    kopf.caption(f"{wort(bild.konzept.kommune)} · Stand {tag(bild.stichtag)}")
    filter_, ausschnitt = lagefilter.waehle_ausschnitt(bild)
    text = lagefilter.filtertext(filter_)
    a = lies_aufstellung(ausschnitt, text)
    if a.positionen.empty:
        zeige_leer(konzept_id, a)
        zeige_uebriges(bild, ausschnitt, a, text)
        return
    wahl = waehle_mittel(a)
    gewaehlt = sitzung.gemerkt("mittelauswahl", bild, lambda: mittel.waehle(a.positionen, wahl), text, wahl)
    zeige_summen(bild, a, wahl, gewaehlt, text)
    if wahl == Mittelwahl():
        zeige_uebriges(bild, ausschnitt, a, text)
        zeige_positionen(bild, gewaehlt, a, text, wahl)
    else:  # wer eine Zahl angeklickt hat, will die Positionen dahinter gleich sehen
        zeige_positionen(bild, gewaehlt, a, text, wahl)
        zeige_uebriges(bild, ausschnitt, a, text)


def zeige_uebriges(bild: Lagebild, ausschnitt: Lagebild, a: Aufstellung, text: str) -> None:
    """Zeigt, was keine Auswahl einschränkt: Lücken, Förderungen und Stellenanteile."""
    mittelteile.zeige_uebriges(
        bild, ausschnitt, text, luecken=a.luecken, stellen=a.stellen, ohne_position=a.ohne_position
    )


def zeige_leer(konzept_id: int, a: Aufstellung) -> None:
    """Sagt, womit es weitergeht, solange keine Position erfasst ist."""
    weiter = "Die Koordination erfasst sie an der Maßnahme."
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        weiter = "Erfassen Sie Mittelpositionen an der Maßnahme unter „Bearbeiten“."
    leer(f"{a.satz} {a.ohne_position}", weiter)
    link("massnahmen", "Zu den Maßnahmen", icon=":material/list:")


konzept = require_konzept()
zeige_seite(konzept.id, konzept.vorgabe_stichtag)
