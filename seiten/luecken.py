"""Lücken und Qualität: was fehlt, wie vollständig jedes Handlungsfeld ist und wie SMART die Maßnahmen sind."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from mut_core import auswertung, diagramme, rechte, smart
from mut_core.auswertung import ANGABEN, ERGEBNISSE, Filter
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Pruefwert
from mut_core.smart import BUCHSTABEN, Ergebnis
from mut_core.sprache import anzahl, zahl
from seiten.bausteine import qualitaet, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.blatt import waehle_blatt
from seiten.bausteine.lagefilter import (
    AUSSCHNITT,
    filteradresse,
    filtertext,
    herkunft,
    listenverweis,
    waehle_ausschnitt,
)
from seiten.bausteine.lagehtml import verweis
from seiten.bausteine.links import parameter, springe
from seiten.bausteine.wahl import require_konzept, setze, waehle_stichtag

ANSICHTEN = {"angaben": "Fehlende Angaben", "vollstaendigkeit": "Vollständigkeit", "smart": "SMART-Prüfung"}
MELDEN = frozenset(("meldung", "stand"))
"""Was man mit einer Meldung nachträgt; alles andere steht im Steckbrief."""


@dataclass(frozen=True)
class Blick:
    """Was die Seite zeigt: Lagebild, Ausschnitt und Filter, dazu die Ansicht und was in ihr gewählt ist."""

    bild: Lagebild
    ausschnitt: Lagebild
    filter: Filter
    ansicht: str
    angabe: str | None
    buchstabe: str | None
    ergebnis: str | None

    def hier(self, **anders: Any) -> str:
        """Gibt die Adresse dieser Seite in derselben Ansicht, mit anderer Wahl; das Blatt beginnt von vorn."""
        bleibend = {k: w for k, w in filteradresse(self.filter).items() if k in AUSSCHNITT}
        wahl = {"ansicht": self.ansicht, "angabe": self.angabe, "buchstabe": self.buchstabe, "ergebnis": self.ergebnis}
        return f"luecken?{urlencode(parameter(**{**bleibend, **wahl, **anders}))}"

    def liste(self, **dazu: Any) -> str:
        """Gibt die Adresse der Maßnahmenliste hinter einer Zahl."""
        return listenverweis("luecken", self.filter, **dazu)

    def gemerkt(self, name: str, bauen: Any, *weiteres: Any) -> Any:
        """Gibt ein fertiges Stück der Seite; es hängt an Änderungsstand, Filter, Wahl und Adresse."""
        return sitzung.gemerkt(name, self.bild, bauen, filtertext(self.filter), self.hier(), *weiteres)

    def nummern(self) -> set[int] | None:
        """Gibt die Schlüssel der Maßnahmen im Ausschnitt; None, wenn es alle sind."""
        return None if self.ausschnitt is self.bild else set(self.ausschnitt.massnahmen["id"].tolist())


def zeige_seite(konzept: Any) -> None:
    """Zeigt Kopf, Filter und die gewählte Ansicht."""
    kopf, wahl = st.columns([3, 1], vertical_alignment="bottom")
    with wahl:
        bild = sitzung.lagebild(konzept.id, waehle_stichtag(konzept.vorgabe_stichtag))
    kopf.title("Lücken und Qualität", anchor=False)
    filter_, ausschnitt = waehle_ausschnitt(bild)
    if bild.massnahmen.empty:
        zeige_noch_nichts(konzept.id)
        return
    ansicht = waehle_ansicht()
    adresse = st.query_params
    blick = Blick(
        bild,
        ausschnitt,
        filter_,
        ansicht,
        adresse.get("angabe") if adresse.get("angabe") in ANGABEN else None,
        adresse.get("buchstabe") if adresse.get("buchstabe") in BUCHSTABEN else None,
        adresse.get("ergebnis") if adresse.get("ergebnis") in {e.value for e in ERGEBNISSE} else None,
    )
    {"angaben": zeige_angaben, "vollstaendigkeit": zeige_vollstaendigkeit, "smart": zeige_smart}[ansicht](blick)


def zeige_noch_nichts(konzept_id: int) -> None:
    """Sagt, womit es weitergeht, solange keine Maßnahme erfasst ist."""
    weiter = "Sobald es eine gibt, steht hier, was an ihr noch fehlt."
    if rechte.darf_bearbeiten(sitzung.person(), konzept_id):
        weiter = "Legen Sie auf der Seite „Maßnahmen“ die erste an oder lesen Sie unter „Listen“ eine ein."
    leer("Zu diesem Stichtag ist keine Maßnahme erfasst.", weiter)


def waehle_ansicht() -> str:
    """Zeigt die drei Ansichten und gibt die gewählte; sie steht in der Adresse."""
    genannt = st.query_params.get("ansicht")
    jetzt = genannt if genannt in ANSICHTEN else "angaben"
    gewaehlt = st.segmented_control(
        "Ansicht",
        list(ANSICHTEN),
        default=jetzt,
        required=True,
        format_func=lambda a: ANSICHTEN.get(a, ""),
        key=f"ansicht_{jetzt}",
        label_visibility="collapsed",
        on_change=_wechsle,
        args=(f"ansicht_{jetzt}",),
    )
    return gewaehlt if gewaehlt in ANSICHTEN else jetzt


def _wechsle(schluessel: str) -> None:
    for name in ("angabe", "buchstabe", "ergebnis", "blatt"):
        setze(name, None)
    setze("ansicht", st.session_state.get(schluessel))


# --- Fehlende Angaben ------------------------------------------------------------------------------------------------


def load_luecken(blick: Blick) -> pd.DataFrame:
    """Gibt die Lücken des Ausschnitts; gerechnet wird je Änderungsstand nur einmal, über alles."""
    alle: pd.DataFrame = sitzung.gemerkt("luecken_tabelle", blick.bild, lambda: auswertung.luecken(blick.bild))
    nummern = blick.nummern()
    return alle if nummern is None else alle.loc[[i in nummern for i in alle["massnahme_id"].tolist()]]


def zeige_angaben(blick: Blick) -> None:
    """Zeigt je Angabe die Zahl mit Formel, die Verteilungen und die Liste dahinter."""
    st.html(blick.gemerkt("luecken_kopf", lambda: angaben_html(blick)))
    betroffen = blick.gemerkt("luecken_liste", lambda: build_lueckenliste(blick))
    if not betroffen:
        return
    st.header(f"Es fehlt: {ANGABEN[blick.angabe]}" if blick.angabe else "Alle fehlenden Angaben", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{anzahl(len(betroffen), 'Maßnahme', 'Maßnahmen')}**")
        if blick.angabe:
            st.html(f'<div class="lage">{verweis(blick.hier(angabe=None), "alle Angaben zeigen", bleib=True)}</div>')
    st.html(lueckenzeilen(blick, [betroffen[i] for i in waehle_blatt(len(betroffen))]))


def angaben_html(blick: Blick) -> str:
    """Gibt Satz, Kacheln und Verteilungen."""
    luecken = load_luecken(blick)
    zahlen = Counter(a for _, a in set(zip(luecken["massnahme_id"], luecken["angabe"], strict=True)))
    satz = f'<p class="satz"><strong>{escape(qualitaet.lueckensatz(blick.ausschnitt, luecken))}</strong></p>'
    kacheln = qualitaet.lueckenkacheln(zahlen, blick.angabe, blick.hier)
    tafeln = qualitaet.verteilungen(blick.ausschnitt, luecken, blick.liste)
    return f'<div class="lage">{satz}{kacheln}</div><div class="verteilungen">{tafeln}</div>'


Betroffen = tuple[int, tuple[tuple[str, str], ...]]
"""Eine Maßnahme (Stelle in der Tabelle der Maßnahmen) und ihre Lücken: Angabe und Satz."""


def build_lueckenliste(blick: Blick) -> tuple[Betroffen, ...]:
    """Gibt die betroffenen Maßnahmen in der Ordnung der Maßnahmenliste mit ihren Lücken."""
    luecken = load_luecken(blick)
    je: dict[int, list[tuple[str, str]]] = {}
    spalten = (luecken[n].tolist() for n in ("massnahme_id", "angabe", "satz"))
    for id_, angabe, satz in zip(*spalten, strict=True):
        if blick.angabe in (None, angabe):
            je.setdefault(id_, []).append((angabe, satz))
    return tuple((id_, tuple(je[id_])) for id_ in geordnete(blick) if id_ in je)


def geordnete(blick: Blick) -> list[int]:
    """Gibt die Schlüssel der Maßnahmen des Ausschnitts nach Handlungsfeld und Nummer."""
    return list(auswertung.massnahmenliste(blick.ausschnitt)["id"])


def nach_schluessel(blick: Blick, ids: Iterable[int]) -> dict[int, Any]:
    """Gibt die Maßnahmen eines Blatts nach Schlüssel, ohne alle zu durchlaufen."""
    m = blick.bild.massnahmen
    platz = sitzung.gemerkt("massnahmenplatz", blick.bild, lambda: {i: n for n, i in enumerate(m["id"].tolist())})
    return {z.id: z for z in saetze(m.iloc[[platz[i] for i in ids]])}


def lueckenzeilen(blick: Blick, zeilen: Sequence[Betroffen]) -> str:
    """Gibt die Zeilen eines Blatts: Maßnahme, was fehlt und der Weg, es nachzutragen."""
    massnahmen = nach_schluessel(blick, (id_ for id_, _ in zeilen))
    eintraege = []
    for id_, luecken in zeilen:
        m = massnahmen[id_]
        fehlt = escape(" ".join(satz for _, satz in luecken))
        eintraege.append(f"<li>{kopfzeile(blick, m)}<p>{fehlt}</p>{wege(blick, m, {a for a, _ in luecken})}</li>")
    return f'<div class="lage"><ul class="lagekarten">{"".join(eintraege)}</ul></div>'


def kopfzeile(blick: Blick, m: Any) -> str:
    """Gibt Nummer und Titel als Link zur Maßnahme, darunter Handlungsfeld, Stelle und Stand."""
    adresse = urlencode(parameter(id=m.id, von=herkunft("luecken", blick.filter)))
    titel = verweis(f"massnahme?{adresse}", f"<b>{escape(m.nummer)}</b> {escape(m.titel)}")
    stelle = m.federfuehrung or "Federführung nicht benannt"
    return f"{titel}<small>{escape(f'{m.handlungsfeld} · {stelle} · {m.umsetzungsstand.bezeichnung}')}</small>"


def wege(blick: Blick, m: Any, angaben: set[str]) -> str:
    """Gibt die Links dorthin, wo man es behebt – je nachdem, was die Person darf."""
    ich, konzept_id = sitzung.person(), blick.bild.konzept.id
    links = []
    if angaben - MELDEN and rechte.darf_bearbeiten(ich, konzept_id):
        adresse = f"steckbrief?{urlencode(parameter(massnahme=m.id))}"
        links.append(verweis(adresse, f"{escape(m.nummer)} im Steckbrief nachtragen"))
    if angaben & MELDEN and rechte.darf_melden(ich, konzept_id, m.federfuehrung_id):
        links.append(
            verweis(f"melden?{urlencode(parameter(massnahme=m.id))}", f"Sachstand zu {escape(m.nummer)} melden")
        )
    return f'<p class="wege">{" · ".join(links)}</p>' if links else ""


# --- Vollständigkeit -------------------------------------------------------------------------------------------------


def zeige_vollstaendigkeit(blick: Blick) -> None:
    """Zeigt je Handlungsfeld, wie viele der gefragten Angaben vorliegen."""
    st.html(blick.gemerkt("vollstaendigkeit", lambda: vollstaendigkeit_html(blick)))


def vollstaendigkeit_html(blick: Blick) -> str:
    """Gibt Satz, Tabelle und Formel."""
    tabelle = auswertung.vollstaendigkeit(blick.ausschnitt)
    satz = f'<p class="satz"><strong>{escape(auswertung.vollstaendigkeitssatz(tabelle))}</strong></p>'
    mahnungen = int(sum(tabelle["mahnen"]))
    mahnung = "" if mahnungen else f"<p>Kein Handlungsfeld liegt unter {auswertung.MAHNEN_UNTER} %.</p>"
    formel = f'<p class="unter">{escape(auswertung.VOLLSTAENDIGKEITSFORMEL)}</p>'
    tafel = qualitaet.vollstaendigkeiten(tabelle, partial(blick.hier, ansicht="angaben"))
    return f'<div class="lage">{satz}{mahnung}</div>{tafel}<div class="lage">{formel}</div>'


# --- SMART -----------------------------------------------------------------------------------------------------------


def load_pruefung(blick: Blick) -> pd.DataFrame:
    """Gibt die SMART-Prüfung des Ausschnitts; gerechnet wird je Änderungsstand nur einmal, über alles."""
    alle: pd.DataFrame = sitzung.gemerkt("smartpruefung", blick.bild, lambda: auswertung.smartpruefung(blick.bild))
    nummern = blick.nummern()
    return alle if nummern is None else alle.loc[[i in nummern for i in alle["massnahme_id"].tolist()]]


def zeige_smart(blick: Blick) -> None:
    """Zeigt je Buchstabe das Diagramm mit Zahlen, die Verteilung je Handlungsfeld und die Hinweise dahinter."""
    kopf, spec, tafeln = blick.gemerkt("smart_kopf", partial(build_smartkopf, blick))
    st.html(kopf)
    if spec is None:
        return
    links, rechts = st.columns([3, 2], gap="large")
    with links:
        auswahl = st.vega_lite_chart(
            spec=spec, theme=None, key=f"smart_{blick.hier()}", on_select="rerun", width="stretch"
        )
        # Der Schlüssel nennt die Wahl: Mit ihr beginnt die Auswahl neu, sonst spränge jeder Lauf wieder dorthin.
        for treffer in [z for zeilen in getattr(auswahl, "selection", {}).values() for z in zeilen][:1]:
            springe_auf(blick, treffer)
    with rechts, st.expander("Zahlen als Tabelle", expanded=True):
        st.html(tafeln[0])
    st.html(tafeln[1])
    zeige_smartliste(blick)


def springe_auf(blick: Blick, treffer: dict[str, Any]) -> None:
    """Wechselt auf das angeklickte Stück; was es nicht gibt, schränkt nicht ein."""
    buchstabe, ergebnis = str(treffer.get("gruppe", ""))[:1], treffer.get("code")
    if (buchstabe or None, ergebnis) != (blick.buchstabe, blick.ergebnis):
        bleibend = {k: w for k, w in filteradresse(blick.filter).items() if k in AUSSCHNITT}
        neu = {"buchstabe": buchstabe if buchstabe in BUCHSTABEN else None, "ergebnis": ergebnis}
        springe("luecken", **bleibend, ansicht="smart", **neu)


def build_smartkopf(blick: Blick) -> tuple[str, dict[str, Any] | None, tuple[str, str]]:
    """Gibt Satz mit Formel, das Diagramm (None: nichts geprüft) und die beiden Tabellen."""
    tabelle = load_pruefung(blick)
    kriterien = auswertung.smartkriterien(blick.ausschnitt, tabelle)
    felder = auswertung.smartbefunde(blick.ausschnitt, tabelle)
    formel = f'<p class="unter">{escape(auswertung.SMARTFORMEL)}</p>'
    kopf = f'<div class="lage"><p class="satz"><strong>{escape(smartsatz(blick, tabelle))}</strong></p>{formel}</div>'
    tafeln = qualitaet.smartzahlen(kriterien, blick.hier), qualitaet.smartfelder(felder, blick.hier)
    return kopf, None if tabelle.empty else diagramme.smartkriterien(kriterien), tafeln


def smartsatz(blick: Blick, tabelle: pd.DataFrame) -> str:
    """Gibt in einem Satz, wie viele geprüft sind, wie viele alles erfüllen und wie viele Menschen beurteilt haben."""
    alle, geprueft = len(blick.ausschnitt.massnahmen), tabelle["massnahme_id"].nunique()
    if not geprueft:
        return "Keine Maßnahme ist zu prüfen: Alle sind umgesetzt oder verworfen."
    mangel = set(tabelle.loc[[e in qualitaet.HINWEISE for e in tabelle["ergebnis"].tolist()], "massnahme_id"].tolist())
    von_menschen = tabelle.loc[[m is not None for m in tabelle["mensch"].tolist()], "massnahme_id"].nunique()
    rein = geprueft - len(mangel)
    satz = f"Geprüft: {zahl(geprueft)} von {anzahl(alle, 'Maßnahme', 'Maßnahmen')}; "
    satz += f"{'zu jeder gibt es einen Hinweis' if not rein else f'{zahl(rein)} davon ohne jeden Hinweis'}."
    if von_menschen:
        satz += f" Menschen haben {anzahl(von_menschen, 'Maßnahme', 'Maßnahmen')} beurteilt."
    return satz


def zeige_smartliste(blick: Blick) -> None:
    """Zeigt die Maßnahmen mit dem gewählten Ergebnis, sonst alle mit Hinweis."""
    ids = blick.gemerkt("smart_liste", lambda: build_smartliste(blick))
    begriffe = auswertung.kriterien(blick.bild.konzept.smart_a)
    was = f"{blick.buchstabe} – {begriffe[blick.buchstabe]}" if blick.buchstabe else "Alle Buchstaben"
    ergebnis = f": {Ergebnis.von(blick.ergebnis).bezeichnung}" if blick.ergebnis else ": Hinweise"
    st.header(wort(was + ergebnis), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{anzahl(len(ids), 'Maßnahme', 'Maßnahmen')}**")
        if blick.buchstabe or blick.ergebnis:
            weg = blick.hier(buchstabe=None, ergebnis=None)
            st.html(f'<div class="lage">{verweis(weg, "alle Hinweise zeigen", bleib=True)}</div>')
    st.html(smartzeilen(blick, [ids[i] for i in waehle_blatt(len(ids))]))


def build_smartliste(blick: Blick) -> tuple[int, ...]:
    """Gibt die Schlüssel der Maßnahmen mit dem gewählten Ergebnis in der Ordnung der Maßnahmenliste."""
    tabelle = load_pruefung(blick)
    gesucht = {e for e in ERGEBNISSE if e.value == blick.ergebnis} or set(qualitaet.HINWEISE)
    spalten = (tabelle[n].tolist() for n in ("massnahme_id", "buchstabe", "ergebnis"))
    treffer = {i for i, b, e in zip(*spalten, strict=True) if e in gesucht and blick.buchstabe in (None, b)}
    return tuple(i for i in geordnete(blick) if i in treffer)


def smartzeilen(blick: Blick, ids: Sequence[int]) -> str:
    """Gibt die Zeilen eines Blatts: Maßnahme, je Buchstabe Befund und Vorschlag, daneben das Wort der Menschen."""
    massnahmen = nach_schluessel(blick, ids)
    darf = rechte.darf_bearbeiten(sitzung.person(), blick.bild.konzept.id)
    angaben = sitzung.gemerkt("smartangaben_alle", blick.bild, lambda: auswertung.smartangaben(blick.bild))
    pruefungen = sitzung.gemerkt("smart_menschen", blick.bild, lambda: auswertung.pruefungen(blick.bild))
    eintraege = []
    for id_ in ids:
        m = massnahmen[id_]
        adresse = f"steckbrief?{urlencode(parameter(massnahme=id_))}"
        weg = f'<p class="wege">{verweis(adresse, f"{escape(m.nummer)} im Steckbrief schärfen")}</p>' if darf else ""
        zeilen = befundzeilen(blick, angaben[id_], pruefungen.get(id_))
        eintraege.append(f"<li>{kopfzeile(blick, m)}<ul>{zeilen}</ul>{weg}</li>")
    return f'<div class="lage"><ul class="lagekarten smart">{"".join(eintraege)}</ul></div>'


def befundzeilen(blick: Blick, angaben: smart.Angaben, pruefung: Any | None) -> str:
    """Gibt die Befunde einer Maßnahme; zu einem gewählten Buchstaben nur seine."""
    zeilen = []
    for b in smart.befunde(angaben):
        mensch = getattr(pruefung, auswertung.PRUEFFELD[b.buchstabe]) if pruefung else Pruefwert.OFFEN
        gewaehlt = blick.buchstabe == b.buchstabe
        if blick.buchstabe and not gewaehlt:
            continue
        if not gewaehlt and (mensch == Pruefwert.JA or not _offen(b.ergebnis, mensch)):
            continue
        urteil = f" <b>Beurteilt: {escape(mensch.bezeichnung)}.</b>" if mensch != Pruefwert.OFFEN else ""
        vorschlag = f" <em>{escape(b.vorschlag)}</em>" if b.vorschlag and mensch != Pruefwert.JA else ""
        zeilen.append(
            f"<li><b>{b.buchstabe}</b> {qualitaet.marke(b.ergebnis)}: {escape(b.satz)}{vorschlag}{urteil}</li>"
        )
    return "".join(zeilen)


def _offen(ergebnis: Ergebnis, mensch: Pruefwert) -> bool:
    """Sagt, ob Regeln oder Menschen etwas vermissen."""
    return ergebnis in qualitaet.HINWEISE or mensch == Pruefwert.NEIN


zeige_seite(require_konzept())
