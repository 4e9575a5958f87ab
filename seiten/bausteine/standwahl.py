"""Standwahl: Tag oder eingefrorene Fassung wählen, um zwei Stände zu vergleichen; die Wahl steht in der Adresse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from mut_core import rechte
from mut_core.lagebild import Lagebild, load_lagebild, thaw_lagebild
from mut_core.lagebild.anlage import stand_am
from mut_core.lagebild.archiv import Archivbericht, load_archiv, load_staende, load_stand
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import tag
from seiten.bausteine.wahl import setze, zahl

Stand = int | date
"""Der Schlüssel einer eingefrorenen Fassung oder ein Tag."""

EIN_TAG = 0
"""Statt einer Fassung: der Stand an einem Tag."""

FRUEHER, SPAETER = "frueher", "spaeter"
"""Namen der beiden Stände in der Adresse: ein Tag (2025-06-30) oder „fassung-12“."""

_FASSUNG = "fassung-"


@dataclass(frozen=True)
class Fassungswahl:
    """Die eingefrorenen Fassungen eines Konzepts: je Schlüssel Name und Stichtag, der jüngste Stichtag zuerst."""

    namen: Mapping[int, str]
    stichtage: Mapping[int, date]

    def letzte_vor(self, stichtag: date) -> int | None:
        """Gibt die letzte Fassung mit früherem Stichtag oder None."""
        fruehere = [(am, i) for i, am in self.stichtage.items() if am < stichtag]
        return max(fruehere)[1] if fruehere else None


def build_fassungswahl(archiv: Sequence[Archivbericht]) -> Fassungswahl:
    """Sammelt die Fassungen eines Archivs zur Wahl."""
    alle = [(b, f) for b in archiv for f in b.fassungen]
    return Fassungswahl(
        {f.id: f"{b.titel} – {f.bezeichnung} (Stand {tag(b.stichtag)})" for b, f in alle},
        {f.id: b.stichtag for b, f in alle},
    )


def load_fassungswahl(bild: Lagebild) -> Fassungswahl:
    """Gibt die Fassungen des Konzepts; je Änderungsstand nur einmal gelesen."""
    ich = sitzung.person()
    gelesen: Fassungswahl = sitzung.gemerkt(
        "fassungswahl",
        bild,
        lambda: build_fassungswahl(sitzung.read(lambda s: load_archiv(s, ich, bild.konzept.id))),
    )
    return gelesen


def vorschlag(bild: Lagebild, wahl: Fassungswahl, anfang: date) -> Stand:
    """Gibt den früheren Stand der Vorgabe: der letzte eingefrorene Bericht, sonst ein halbes Jahr davor."""
    letzte = wahl.letzte_vor(bild.stichtag)
    return letzte if letzte is not None else min(max(anfang, bild.stichtag - timedelta(days=182)), bild.stichtag)


# --- Zeigen ----------------------------------------------------------------------------------------------------------


def lies_stand(name: str, wahl: Fassungswahl, vorgabe: Stand) -> Stand:
    """Gibt den Stand aus der Adresse; Unbekanntes gilt als nicht genannt, dann gilt die Vorgabe."""
    text = st.query_params.get(name, "")
    nummer = zahl(text.removeprefix(_FASSUNG)) if text.startswith(_FASSUNG) else None
    if nummer is not None and nummer in wahl.namen:
        return nummer
    return sitzung.lies_tag(text) or vorgabe


def standtext(stand: Stand) -> str:
    """Gibt einen Stand, wie er in der Adresse steht."""
    return stand.isoformat() if isinstance(stand, date) else f"{_FASSUNG}{stand}"


def waehle_stand(vorsatz: str, name: str, titel: str, wahl: Fassungswahl, vorgabe: Stand) -> Stand:
    """Zeigt die Wahl einer Fassung oder eines Tages und gibt sie; `vorsatz` ist der Schlüssel des Felds."""
    jetzt = lies_stand(name, wahl, vorgabe)
    tagfeld = f"{vorsatz}_tag"
    als_tag = jetzt if isinstance(jetzt, date) else wahl.stichtage[jetzt]
    st.session_state[vorsatz] = EIN_TAG if isinstance(jetzt, date) else jetzt
    st.selectbox(
        titel,
        [EIN_TAG, *wahl.namen],
        format_func=lambda i: wahl.namen.get(i, "der Stand an einem Tag"),
        key=vorsatz,
        on_change=_uebernimm,
        args=(vorsatz, name, als_tag, tuple(wahl.namen)),
    )
    if isinstance(jetzt, date):
        st.session_state[tagfeld] = jetzt
        st.date_input(
            f"{titel}: Tag",
            min_value=date(1990, 1, 1),
            max_value=date(2100, 12, 31),
            format="DD.MM.YYYY",
            key=tagfeld,
            on_change=_uebernimm_tag,
            args=(tagfeld, name),
        )
    return jetzt


def _uebernimm(vorsatz: str, name: str, als_tag: date, bekannte: tuple[int, ...]) -> None:
    """Schreibt die Wahl in die Adresse; wer von einer Fassung zum Tag wechselt, beginnt an ihrem Stichtag."""
    gewaehlt = st.session_state.get(vorsatz)
    setze(name, standtext(gewaehlt if gewaehlt in bekannte else als_tag))


def _uebernimm_tag(tagfeld: str, name: str) -> None:
    gewaehlt = st.session_state.get(tagfeld)
    setze(name, gewaehlt.isoformat() if isinstance(gewaehlt, date) else None)


# --- Laden -----------------------------------------------------------------------------------------------------------


def load_paar(konzept_id: int, eine: Stand, andere: Stand) -> tuple[Lagebild, Lagebild]:
    """Gibt die Lagebilder zweier Stände, das frühere zuerst; ohne interne Felder, damit beide dasselbe kennen.

    Wirft NichtGefundenError, wenn es das Konzept an einem der Tage noch nicht gab, und BetriebError bei einem
    beschädigten Stand.
    """
    ich = sitzung.person()
    if isinstance(eine, int) and isinstance(andere, int):
        return sitzung.read(lambda s: load_staende(s, ich, eine, andere))
    beide = sorted((_bild(konzept_id, was) for was in (eine, andere)), key=lambda b: b.stichtag)
    return beide[0], beide[1]


def _bild(konzept_id: int, was: Stand) -> Lagebild:
    if isinstance(was, date):
        return sitzung.lagebild_oeffentlich(konzept_id, was)
    ich = sitzung.person()
    return thaw_lagebild(sitzung.read(lambda s: load_stand(s, ich, was).lagebild))


# --- Laden und merken ------------------------------------------------------------------------------------------------

_SACHSTAND = (
    *("id", "massnahme_id", "nummer", "zum", "ersetzt_id", "umsetzungsstand", "begruendung", "abgeschlossen_am"),
    *("ergebnis", "entschieden_von", "entschieden_am"),
)
"""Was der Vergleich von Sachständen braucht; alles Übrige wäre bei 100.000 davon nur Ballast."""


def load_vergleichspaar(bild: Lagebild, eine: Stand, andere: Stand) -> tuple[Lagebild, Lagebild]:
    """Wie `load_paar`, aber nur zum Vergleichen: Frühere Stände sind schlank und bleiben über Schreibvorgänge gemerkt.

    Was an einem vergangenen Tag bekannt war, ändert nur, wer etwas auf diesen Tag zurückdatiert; eine Fassung ändert
    sich nie. Der Stand am Stichtag ist das Lagebild der Seite selbst.
    """
    rechte.require_lesen(sitzung.person(), bild.konzept.id)
    beide = sorted(((_schlanker(bild, was), was) for was in (eine, andere)), key=_zeitlich)
    return beide[0][0], beide[1][0]


def _zeitlich(paar: tuple[Lagebild, Stand]) -> tuple[date, bool, int]:
    """Bei gleichem Stichtag ist die Fassung früher als der Tag und die ältere früher als die neuere."""
    stand, was = paar
    return stand.stichtag, isinstance(was, date), was if isinstance(was, int) else 0


def _schlanker(bild: Lagebild, was: Stand) -> Lagebild:
    if was == bild.stichtag:
        return bild
    if isinstance(was, int):
        gefroren: Lagebild = _fassung(bild.konzept.id, was)
        return gefroren
    konzept_id = bild.konzept.id
    if was >= sitzung.heute():
        return sitzung.lagebild_oeffentlich(konzept_id, was)
    damals: Lagebild = _tag(konzept_id, was, sitzung.read(lambda s: stand_am(s, konzept_id, was)))
    return damals


@st.cache_resource(max_entries=2, show_spinner=False)
def _fassung(konzept_id: int, stand_id: int) -> Lagebild:
    return _schlank(_bild(konzept_id, stand_id))


@st.cache_resource(max_entries=2, show_spinner=False)
def _tag(konzept_id: int, tag_: date, stand: int) -> Lagebild:  # noqa: ARG001 – Teil des Schlüssels
    return _schlank(sitzung.read(lambda s: load_lagebild(s, konzept_id, tag_)))


def _schlank(bild: Lagebild) -> Lagebild:
    alle = bild.tabellen["sachstaende"]
    wenige = alle[[s for s in _SACHSTAND if s in alle.columns]].copy()
    return replace(bild, tabellen=dict(bild.tabellen) | {"sachstaende": wenige})
