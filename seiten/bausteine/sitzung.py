"""Sitzung: wer da ist, welches Konzept und welcher Stichtag gewählt sind, und das Lagebild dazu.

Nur hier öffnen Seiten die Datenbank. Innerhalb einer Einheit steht kein `st.*`: ein `st.rerun()` darin würde
alles still zurückrollen.
"""

import threading
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, TypeVar

import sqlalchemy as sa
import streamlit as st
from sqlalchemy.orm import Session
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mut_core import anmeldung, rechte
from mut_core import lagebild as lesen
from mut_core.anmeldung import Ausweis
from mut_core.datenbank import Lesespeicher, connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.fehler import NichtGefundenError
from mut_core.lagebild import Gelesenes, Lagebild
from mut_core.rechte import Person
from seiten.bausteine.gedaechtnis import Gedaechtnis
from seiten.pforte import kennung

T = TypeVar("T")
MB = 1024 * 1024
_gelesenes = threading.local()


@st.cache_resource(show_spinner=False)
def engine() -> sa.Engine:
    """Gibt die eine Datenbankverbindung dieses Prozesses."""
    return connect_datenbank()


@st.cache_resource(show_spinner=False)
def _speicher() -> Lesespeicher:
    return Lesespeicher(engine())


def read_gemerkt(name: str, frage: Callable[[Session], T], *weiteres: Hashable) -> T:
    """Beantwortet eine Frage, deren Antwort nur von der Datenbank abhängt, einmal je Stand der Datenbank.

    Sobald irgendwer etwas festschreibt, wird neu gelesen. Die Antwort gehört allen: nie verändern.
    """
    return _speicher().lies((name, *weiteres), frage)


def read(frage: Callable[[Session], T]) -> T:
    """Beantwortet eine Frage in einer lesenden Einheit."""
    with leseeinheit(engine()) as session:
        return frage(session)


def write(schluessel: str, tun: Callable[[Session, Vorgang], T], grund: str | None = None) -> T:
    """Führt eine Handlung der angemeldeten Person schreibend aus; `schluessel` verhindert Doppeltes."""
    vorgang = Vorgang(_lies_person(), datetime.now(UTC), schluessel, grund)
    try:
        with schreibeinheit(engine(), vorgang) as session:
            return tun(session, vorgang)
    finally:
        _vergiss_gelesenes()


def heute() -> date:
    """Gibt den heutigen Tag in Berlin – auch wenn der Server in UTC läuft."""
    return tag_in_berlin(datetime.now(UTC))


def angemeldet() -> int | None:
    """Gibt die Nummer der Anmeldung, die die Pforte versiegelt mitgab; ohne Pforte gestartet gibt es keine."""
    siegel = kennung.entsiegeln(st.context.headers.get(kennung.KOPF))
    return siegel[0] if siegel else None


def person() -> Person:
    """Gibt die angemeldete Person mit ihren Rollen von jetzt; wirft NichtGefundenError, wenn die Anmeldung endete."""
    return _je_lauf("person", _lies_person)


def _lies_person() -> Person:
    if angemeldet() is None:
        raise NichtGefundenError(
            "Sie sind nicht angemeldet. Diese Seite öffnet sich nur über die Anwendung selbst: Bitte laden Sie sie neu."
        )
    kennung_ = ausweis().kennung
    return read_gemerkt("person", lambda s: rechte.load_person(s, kennung_), kennung_)


def ausweis() -> Ausweis:
    """Gibt die eigene Anmeldung (Weg, Gegenzeichen); wirft NichtGefundenError wie `person`."""
    nummer, jetzt = angemeldet(), datetime.now(UTC)
    gefunden = (
        read_gemerkt("ausweis", lambda s: anmeldung.load_ausweis_zu(s, nummer, jetzt), nummer) if nummer else None
    )
    if gefunden is None or not anmeldung.gilt_noch(gefunden, jetzt):
        raise NichtGefundenError(
            "Sie sind nicht mehr angemeldet. Bitte melden Sie sich neu an; Ihr Text bleibt stehen."
        )
    return gefunden


def _je_lauf(name: str, lies: Callable[[], T]) -> T:
    """Liest dasselbe in einem Lauf nur einmal (gemessen: zehnmal je Seite).

    Der nächste Lauf und alles nach einem Schreiben fragen neu.

    Streamlit legt je Lauf einen neuen Zeigervorrat an: An ihm erkennt man den Lauf, auch den eines Fragments.
    """
    lauf = get_script_run_ctx(suppress_warning=True)
    if lauf is None:
        return lies()
    if getattr(_gelesenes, "lauf", None) is not lauf.cursors:
        _gelesenes.lauf, _gelesenes.zettel = lauf.cursors, {}
    merkzettel: dict[str, Any] = _gelesenes.zettel
    if name not in merkzettel:
        merkzettel[name] = lies()
    gelesen: T = merkzettel[name]
    return gelesen


def _vergiss_gelesenes() -> None:
    _gelesenes.lauf = None


def demo_personen() -> tuple[Person, ...]:
    """Gibt die wählbaren Demo-Personen."""
    return read_gemerkt("demo_personen", rechte.demo_personen)


def konzepte() -> list[SimpleNamespace]:
    """Gibt die Konzepte, die die angemeldete Person lesen darf."""
    ich = person()
    return [
        k
        for k in _je_lauf("konzepte", lambda: read_gemerkt("konzepte", lesen.konzepte))
        if rechte.darf_lesen(ich, k.id)
    ]


def konzept() -> SimpleNamespace | None:
    """Gibt das gewählte Konzept: aus der Adresse, sonst das zuletzt gewählte, sonst das erste."""
    moeglich = {k.schluessel: k for k in konzepte()}
    gewuenscht = st.query_params.get("konzept") or st.session_state.get("_konzept")
    gewaehlt = moeglich.get(gewuenscht) if gewuenscht else None
    gewaehlt = gewaehlt or next(iter(moeglich.values()), None)
    if gewaehlt:
        _merke("konzept", gewaehlt.schluessel)
    return gewaehlt


def stichtag(vorgabe: date | None) -> date:
    """Gibt den gewählten Stichtag: aus der Adresse, sonst die Vorgabe des Konzepts, sonst heute."""
    gewuenscht = lies_tag(st.query_params.get("stichtag"))
    return gewuenscht or vorgabe or heute()


def auf_heute(vorgabe: date | None) -> date | None:
    """Gibt den heutigen Tag als Stichtag eines Links, wenn das Ziel sonst einen anderen zeigte; sonst None.

    Wer etwas eben Geändertes ansehen will, käme im Konzept mit alter Vorgabe sonst zu einem Stand ohne die Änderung.
    """
    return heute() if stichtag(vorgabe) != heute() else None


def lies_tag(text: str | None) -> date | None:
    """Liest einen Tag aus der Adresse; Unlesbares gilt als nicht genannt."""
    try:
        tag = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return tag if tag and 1990 <= tag.year <= 2100 else None


def _merke(name: str, wert: str) -> None:
    st.session_state[f"_{name}"] = wert
    if st.query_params.get(name) != wert:
        st.query_params[name] = wert


def lagebild(konzept_id: int, tag: date) -> Lagebild:
    """Gibt das Lagebild für die angemeldete Person – frisch, sobald irgendwer etwas geschrieben hat."""
    ich = person()
    rechte.require_lesen(ich, konzept_id)
    return _lagebild(konzept_id, tag, _stand(konzept_id), rechte.darf_internes_lesen(ich, konzept_id))


def lagebild_oeffentlich(konzept_id: int, tag: date) -> Lagebild:
    """Gibt das Lagebild ohne interne Felder, wie es in Berichte darf – gleich, wer fragt."""
    rechte.require_lesen(person(), konzept_id)
    return _lagebild(konzept_id, tag, _stand(konzept_id), intern=False)


def _stand(konzept_id: int) -> int:
    return read_gemerkt("stand", lambda s: lesen.aenderungsstand(s, konzept_id), konzept_id)


def _lagebild(konzept_id: int, tag: date, stand: int, intern: bool) -> Lagebild:
    def lies() -> Lagebild:
        speicher.vergiss(lambda s: s[0] == konzept_id and s[1] < stand)
        return read(lambda s: lesen.load_lagebild(s, konzept_id, tag, intern=intern, vorrat=_vorrat()))

    speicher = _lagebilder()
    return speicher.hole((konzept_id, stand, tag, intern), lies)


@st.cache_resource(show_spinner=False)
def _lagebilder() -> Gedaechtnis:
    return Gedaechtnis(120 * MB)


@st.cache_resource(show_spinner=False)
def _vorrat() -> dict[int, Gelesenes]:
    """Hält je Konzept die zuletzt gelesenen Tabellen: Eine Meldung ändert drei Zeilen von hunderttausend."""
    return {}


def gemerkt(name: str, bild: Lagebild, bauen: Callable[[], Any], *weiteres: Any) -> Any:
    """Gibt Berechnetes zu einem Lagebild, gebaut nur einmal je Änderungsstand (Diagramme kosten ~20 ms).

    Was aus einem Lagebild mit internen Feldern entstand, sieht nur, wer selbst ein solches hat.
    """
    return _gemerktes().hole((*merkmale(bild), name, *weiteres), lambda: _baue_neu(bild, bauen))


def _baue_neu(bild: Lagebild, bauen: Callable[[], Any]) -> Any:
    konzept_id, stand = bild.konzept.id, bild.aenderungsstand
    _gemerktes().vergiss(lambda s: s[0] == konzept_id and s[1] < stand)
    return bauen()


def merkmale(bild: Lagebild) -> tuple[Hashable, ...]:
    """Gibt, was ein Lagebild von jedem anderen unterscheidet, außer seinem Ausschnitt: den kennt die Seite."""
    return bild.konzept.id, bild.aenderungsstand, bild.stichtag, bild.intern, lesen.ist_begrenzt(bild)


@st.cache_resource(show_spinner=False)
def _gemerktes() -> Gedaechtnis:
    return Gedaechtnis(60 * MB)
