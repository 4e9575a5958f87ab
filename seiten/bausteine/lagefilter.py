"""Filtern: ein Ausschnitt des Konzepts, der in der Adresse steht – auf jeder Seite derselbe und überall gleich benannt.

Die Adresse ist die einzige Quelle: Neuladen, Anmelden und ein weitergegebener Link zeigen dasselbe. Was es im Konzept
nicht gibt, wird still übergangen. Die Felder stehen in einem Aufklapper und kommen erst, wenn er offen ist.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from mut_core import auswertung
from mut_core.auswertung import (
    ANGABEN,
    ANLAESSE,
    FEDERFUEHRUNG_NICHT_BENANNT,
    GRUPPEN,
    JEDER_ANLASS,
    REIHENFOLGE,
    TERMINLAGEN,
    Filter,
)
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Aktualitaet, Code, Terminlage, Umsetzungsstand
from mut_core.sprache import anzahl, knapp
from mut_core.zeitangaben import datum_text
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import schlicht
from seiten.bausteine.links import link, parameter

AUSSCHNITT = ("handlungsfeld", "teilprojekt", "stelle", "stand", "terminlage", "ziel")
"""Die Parameter, die auf jeder Seite gelten."""

NUR_LISTE = (
    "gruppe",
    "quartal",
    "aktualitaet",
    "luecke",
    "anlass",
    "faellig_ab",
    "faellig_bis",
    "verschoben",
    "nr",
    "suche",
)
"""Die Parameter, die nur die Maßnahmenliste kennt."""

FELDNAMEN: Mapping[str, str] = {
    "handlungsfeld": "Handlungsfeld",
    "teilprojekt": "Teilprojekt",
    "stelle": "Federführung",
    "stand": "Umsetzungsstand",
    "terminlage": "Terminlage",
    "ziel": "Ziel",
}
GRUPPENNAMEN: Mapping[str, str] = {
    "erreicht": "umgesetzt oder verstetigt",
    "in_umsetzung": "in Umsetzung",
    "ueberfaellig": "überfällig",
    "ohne_aktuelle_meldung": "ohne aktuelle Meldung",
}
HERKUNFT: Mapping[str, str] = {
    "uebersicht": "zur Übersicht",
    "fristen": "zu den Fristen",
    "verlauf": "zum Verlauf",
    "mittel": "zu den Mitteln",
    "luecken": "zu den Lücken",
    "beteiligung": "zur Beteiligung",
    "evaluation": "zur Evaluation",
}
"""Seiten, von denen man zur Liste kommt und zurück will."""

HOECHSTENS_NUMMERN = 60
_QUARTAL = re.compile(r"(I|II|III|IV)/\d{4}")
_CODES: Mapping[str, type[Code]] = {"stand": Umsetzungsstand, "terminlage": Terminlage, "aktualitaet": Aktualitaet}


@dataclass(frozen=True)
class Auswahl:
    """Was das Konzept zur Wahl hat: je Parameter die Werte, wie sie in der Adresse stehen, mit ihren Namen."""

    namen: Mapping[str, Mapping[str, str]]

    def gibt_es(self, name: str, wert: str | None) -> bool:
        """Sagt, ob ein Wert aus der Adresse zu diesem Konzept gehört."""
        return wert in self.namen.get(name, {})


# --- Zeigen ----------------------------------------------------------------------------------------------------------


def waehle_ausschnitt(bild: Lagebild) -> tuple[Filter, Lagebild]:
    """Zeigt den Aufklapper „Filter“ und die gesetzten Filter; gibt den Filter und den Ausschnitt des Lagebilds."""
    auswahl = load_auswahl(bild)
    filter_ = lies_filter(auswahl)
    zeige_filter(auswahl, filter_)
    return filter_, build_ausschnitt(bild, filter_)


def waehle_listenfilter(bild: Lagebild) -> Filter:
    """Wie `waehle_ausschnitt`, dazu die Filter, die nur die Maßnahmenliste kennt (Gruppe, Quartal, Lücke …)."""
    auswahl = load_auswahl(bild)
    filter_ = lies_listenfilter(auswahl)
    zeige_filter(auswahl, filter_)
    return filter_


def zeige_filter(auswahl: Auswahl, filter_: Filter) -> None:
    """Zeigt den Aufklapper mit der Zahl der gesetzten Filter und daneben jeden gesetzten, einzeln wegnehmbar."""
    gesetzte = benannte(auswahl, filter_)
    aufschrift = f"Filter ({len(gesetzte)})" if gesetzte else "Filter"
    klappe = st.popover(aufschrift, icon=":material/filter_alt:", key="lagefilter", on_change="rerun")
    if klappe.open:
        with klappe:
            for name in AUSSCHNITT:
                if len(auswahl.namen.get(name, {})) > (0 if name == "ziel" else 1):
                    _zeige_feld(name, auswahl)
    if gesetzte:
        with st.container(horizontal=True, gap="xsmall", key="lagemarken"):
            for name, text in gesetzte.items():
                hilfe = "Diesen Filter zurücknehmen"
                st.button(
                    schlicht(text), icon=":material/close:", help=hilfe, key=f"weg_{name}", on_click=_nimm, args=(name,)
                )
            if len(gesetzte) > 1:
                st.button("alle zurücknehmen", type="tertiary", key="weg_alle", on_click=_nimm, args=(*gesetzte,))
            # Knöpfe fehlen auf Papier; dort steht der Filter als Satz.
            st.html(f'<p class="nur-druck">Nur: {escape(" · ".join(gesetzte.values()))}</p>')


def _zeige_feld(name: str, auswahl: Auswahl) -> None:
    """Zeigt die Wahl zu einem Parameter; Stand und Terminlage nehmen mehrere Werte."""
    namen, schluessel = auswahl.namen[name], f"lagefilter_{name}"
    jetzt = _werte(auswahl, name)
    gemeinsam: dict[str, Any] = {"key": schluessel, "on_change": _uebernimm, "args": (name,)}
    if name in _CODES:
        st.session_state[schluessel] = list(jetzt)
        st.multiselect(
            FELDNAMEN[name], list(namen), format_func=lambda w: namen.get(w, ""), placeholder="alle", **gemeinsam
        )
    else:
        st.session_state[schluessel] = next(iter(jetzt), "")
        st.selectbox(FELDNAMEN[name], ["", *namen], format_func=lambda w: namen.get(w, "alle"), **gemeinsam)


def _uebernimm(name: str) -> None:
    """Schreibt die Wahl in die Adresse, ehe die Seite neu rechnet; wer neu filtert, liest wieder das erste Blatt."""
    wert = st.session_state.get(f"lagefilter_{name}")
    text = ",".join(map(str, wert)) if isinstance(wert, (list, tuple)) else str(wert or "")
    st.query_params.pop("blatt", None)
    if text:
        st.query_params[name] = text
    else:
        st.query_params.pop(name, None)


def _nimm(*namen: str) -> None:
    for name in (*namen, "blatt"):
        st.query_params.pop(name, None)


def zeige_zurueck() -> None:
    """Zeigt „Zurück zur Übersicht“, wenn man von dort (oder einer anderen Seite der Lage) kam, mit ihren Filtern."""
    name, _, rest = st.query_params.get("von", "").partition("?")
    if name in HERKUNFT:
        erlaubt = {k: w for k, w in parse_qsl(rest) if k in (*AUSSCHNITT, "vergleich")}
        link(name, f"Zurück {HERKUNFT[name]}", icon=":material/arrow_back:", **erlaubt)


# --- Adresse ---------------------------------------------------------------------------------------------------------


def filteradresse(filter_: Filter) -> dict[str, str | None]:
    """Gibt einen Filter als Parameter für `links.link("massnahmen", …)`; nicht Gesetztes ist None und entfällt."""
    return {
        "handlungsfeld": _text(filter_.handlungsfeld),
        "teilprojekt": filter_.teilprojekt,
        "stelle": _text(filter_.federfuehrung),
        "stand": _codetext(filter_.umsetzungsstand),
        "terminlage": _codetext(filter_.terminlage),
        "ziel": _text(filter_.ziel),
        "gruppe": filter_.gruppe,
        "quartal": filter_.quartal,
        "aktualitaet": _codetext(filter_.aktualitaet),
        "luecke": filter_.luecke,
        "anlass": filter_.anlass,
        "faellig_ab": filter_.faellig_ab.isoformat() if filter_.faellig_ab else None,
        "faellig_bis": filter_.faellig_bis.isoformat() if filter_.faellig_bis else None,
        "verschoben": _text(filter_.verschoben),
        "nr": ",".join(filter_.nummern[:HOECHSTENS_NUMMERN]) if filter_.nummern else None,
        "suche": filter_.suche or None,
    }


def listenadresse(von: str, filter_: Filter, **dazu: Any) -> dict[str, str | None]:
    """Gibt die Parameter zur Liste hinter einer Zahl: der Filter, verengt um `dazu`, und der Weg zurück nach `von`.

    `dazu` sind Felder von `Filter`, z. B. `gruppe="ueberfaellig"` oder `umsetzungsstand=(Umsetzungsstand.IDEE,)`.
    """
    return {**filteradresse(replace(filter_, **dazu)), "von": herkunft(von, filter_)}


def herkunft(von: str, filter_: Filter) -> str:
    """Gibt den Wert von `von=`: die Seite, auf die „Zurück“ führt, mit ihren Filtern."""
    eigene = {k: w for k, w in filteradresse(filter_).items() if w and k in AUSSCHNITT}
    if vergleich := st.query_params.get("vergleich"):
        eigene["vergleich"] = vergleich
    return f"{von}?{urlencode(eigene)}" if eigene else von


def listenverweis(von: str, filter_: Filter, **dazu: Any) -> str:
    """Gibt dieselbe Adresse als Text für einen Link in Markdown oder HTML (ohne Auszeichnung zu maskieren)."""
    return f"massnahmen?{urlencode(parameter(**listenadresse(von, filter_, **dazu)))}"


def filtertext(filter_: Filter) -> str:
    """Gibt einen Filter als kurzen, eindeutigen Text – für Schlüssel gemerkter Ergebnisse."""
    return urlencode({k: w for k, w in filteradresse(filter_).items() if w})


def _text(wert: int | None) -> str | None:
    return None if wert is None else str(wert)


def _codetext(codes: tuple[Code, ...] | None) -> str | None:
    return ",".join(c.value for c in codes) if codes else None


# --- Lesen -----------------------------------------------------------------------------------------------------------


def lies_filter(auswahl: Auswahl) -> Filter:
    """Liest die Filter, die überall gelten, aus der Adresse; Unbekanntes gilt als nicht gesetzt."""
    werte = {name: _werte(auswahl, name) for name in AUSSCHNITT}
    return Filter(
        handlungsfeld=_zahl(werte["handlungsfeld"]),
        teilprojekt=next(iter(werte["teilprojekt"]), None),
        federfuehrung=_zahl(werte["stelle"]),
        umsetzungsstand=tuple(map(Umsetzungsstand.von, werte["stand"])) or None,
        terminlage=tuple(map(Terminlage.von, werte["terminlage"])) or None,
        ziel=_zahl(werte["ziel"]),
    )


def lies_listenfilter(auswahl: Auswahl) -> Filter:
    """Liest dazu, was nur die Liste kennt: Gruppe, Quartal, Aktualität, Lücke, Tag, Nummern und Suche."""
    adresse = st.query_params
    gruppe, luecke, anlass = adresse.get("gruppe"), adresse.get("luecke"), adresse.get("anlass")
    quartal = adresse.get("quartal", "")
    nummern = tuple(n for n in adresse.get("nr", "").split(",")[:HOECHSTENS_NUMMERN] if n)
    return replace(
        lies_filter(auswahl),
        gruppe=gruppe if gruppe in GRUPPEN and gruppe != "massnahmen" else None,
        luecke=luecke if luecke in ANGABEN else None,
        anlass=anlass if anlass in ANLAESSE or anlass == JEDER_ANLASS else None,
        quartal=quartal if _QUARTAL.fullmatch(quartal) else None,
        aktualitaet=tuple(map(Aktualitaet.von, _bekannte(Aktualitaet, adresse.get("aktualitaet")))) or None,
        faellig_ab=sitzung.lies_tag(adresse.get("faellig_ab")),
        faellig_bis=sitzung.lies_tag(adresse.get("faellig_bis")),
        verschoben={"1": 1, "2": 2}.get(adresse.get("verschoben", "")),
        nummern=nummern or None,
        suche=adresse.get("suche", "")[:200],
    )


def _werte(auswahl: Auswahl, name: str) -> tuple[str, ...]:
    text = st.query_params.get(name)
    if name in _CODES:
        return _bekannte(_CODES[name], text)
    return (text,) if text is not None and auswahl.gibt_es(name, text) else ()


def _bekannte(codes: type[Code], text: str | None) -> tuple[str, ...]:
    genannt = set((text or "")[:400].split(","))
    return tuple(c.value for c in codes if c.value in genannt)


def _zahl(werte: tuple[str, ...]) -> int | None:
    return int(werte[0]) if werte else None


# --- Benennen --------------------------------------------------------------------------------------------------------


def benannte(auswahl: Auswahl, filter_: Filter) -> dict[str, str]:
    """Gibt je gesetztem Filter den Parameter und ein Wort dazu („Handlungsfeld: 2. Bildung“); die Suche zählt nicht."""
    gesetzt = {k: w for k, w in filteradresse(filter_).items() if w and k != "suche"}
    return {name: _benannt(name, wert, auswahl, filter_) for name, wert in gesetzt.items()}


def _benannt(name: str, wert: str, auswahl: Auswahl, filter_: Filter) -> str:
    """Gibt einen gesetzten Filter in Worten."""
    if name in FELDNAMEN:
        namen = auswahl.namen[name]
        return f"{FELDNAMEN[name]}: {knapp(' oder '.join(namen[w] for w in wert.split(',') if w in namen), 60)}"
    worte = {
        "gruppe": GRUPPENNAMEN.get(wert, ""),
        "quartal": f"Termin im Quartal {wert}",
        "luecke": f"es fehlt: {ANGABEN.get(wert, '')}",
        "anlass": ANLAESSE[wert].bezeichnung if wert in ANLAESSE else "braucht eine Entscheidung",
        "faellig_ab": f"Termin ab {datum_text(filter_.faellig_ab)}" if filter_.faellig_ab else "",
        "verschoben": "Frist mehrmals verschoben" if wert == "2" else "Frist verschoben",
        "faellig_bis": f"Termin bis {datum_text(filter_.faellig_bis)}" if filter_.faellig_bis else "",
        "nr": anzahl(len(filter_.nummern or ()), "genannte Maßnahme", "genannte Maßnahmen"),
        "aktualitaet": f"Meldung {' oder '.join(a.bezeichnung for a in filter_.aktualitaet or ())}",
    }
    return worte[name]


# --- Merken ----------------------------------------------------------------------------------------------------------


def load_auswahl(bild: Lagebild) -> Auswahl:
    """Gibt, was das Konzept zur Wahl hat; je Änderungsstand nur einmal gesammelt."""
    auswahl: Auswahl = sitzung.gemerkt("filterauswahl", bild, lambda: _build_auswahl(bild))
    return auswahl


def _build_auswahl(bild: Lagebild) -> Auswahl:
    m = bild.massnahmen
    stellen = {i: n for i, n in zip(m["federfuehrung_id"], m["federfuehrung"], strict=True) if i}
    namen: dict[str, dict[str, str]] = {
        "handlungsfeld": {str(h.nummer): f"{h.nummer}. {h.titel}" for h in auswertung.geordnete_handlungsfelder(bild)},
        "teilprojekt": {t.buchstabe: f"{t.buchstabe}) {t.titel}" for t in saetze(bild.teilprojekte)},
        "stelle": {
            **{str(i): str(n) for i, n in sorted(stellen.items(), key=lambda paar: str(paar[1]))},
            str(FEDERFUEHRUNG_NICHT_BENANNT): "nicht benannt",
        },
        "stand": {c.value: c.bezeichnung for c in REIHENFOLGE},
        "terminlage": {c.value: c.bezeichnung for c in TERMINLAGEN},
        "ziel": {str(z.id): _zielname(z) for z in saetze(bild.ziele)},
    }
    return Auswahl(namen)


def _zielname(z: Any) -> str:
    return knapp(f"{z.nummer}. {z.text}" if z.nummer else z.text, 90)


def build_ausschnitt(bild: Lagebild, filter_: Filter) -> Lagebild:
    """Gibt den Ausschnitt des Lagebilds; derselbe wird je Änderungsstand nur einmal gebaut."""
    if filter_ == Filter():
        return bild
    ausschnitt: Lagebild = _ausschnitt((*sitzung.merkmale(bild), filtertext(filter_)), bild, filter_)
    return ausschnitt


@st.cache_resource(max_entries=16, show_spinner=False)
def _ausschnitt(schluessel: tuple[Any, ...], _bild: Lagebild, _filter: Filter) -> Lagebild:  # noqa: ARG001
    return auswertung.ausschnitt(_bild, _filter)
