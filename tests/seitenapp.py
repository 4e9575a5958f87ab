"""Öffnen: die App im Test, als irgendeine Person – auf der kleinen Gemeinde oder auf den Demo-Daten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import streamlit as st
from gemeinde import Gemeinde
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from mut_core import anmeldung
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell.codes import Anmeldeweg
from mut_core.rechte import Person, load_person
from seiten.bausteine import sitzung

WURZEL = Path(__file__).resolve().parent.parent


def oeffne_seite(seite: str, **adresse: str) -> AppTest:
    """Öffnet eine Seite in einer neuen Sitzung, wie nach einem Neuladen; keine andere läuft vorher."""
    at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=60)
    if seite != "uebersicht":  # die Startseite heißt in der Adresse nicht wie ihre Datei
        at.switch_page(str(WURZEL / "seiten" / f"{seite}.py"))
    for name, wert in adresse.items():
        at.query_params[name] = wert
    return at.run()


class Seitenapp:
    """Die App auf der Gemeinde; jede Sitzung liest die Person wie in der App bei jedem Lauf neu."""

    def __init__(self, gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gemeinde = gemeinde
        self.monkeypatch = monkeypatch

    def oeffne(self, seite: str, person: Person, **adresse: str) -> AppTest:
        """Öffnet eine Seite in einer neuen Sitzung, wie nach einem Neuladen."""
        self.wechsle(person)
        return oeffne_seite(seite, **adresse)

    def wechsle(self, person: Person) -> None:
        """Meldet die Person wirklich an; die Nummer gäbe sonst die Pforte versiegelt mit."""
        with schreibeinheit(self.gemeinde.engine, None) as s:
            _, ausweis = anmeldung.open_anmeldung(s, person.id, Anmeldeweg.BEFEHL, datetime.now(UTC))
        self.monkeypatch.setattr(sitzung, "angemeldet", lambda: ausweis.anmeldung_id)

    def lies(self, frage: Any) -> Any:
        with leseeinheit(self.gemeinde.engine) as s:
            return frage(s)

    def schreibe(self, person: Person, tun: Any, **weiteres: Any) -> Any:
        """Schreibt an der Seite vorbei, wie jemand anderes nebenan."""
        vorgang = Vorgang(person, datetime.now(UTC), **weiteres)
        with schreibeinheit(self.gemeinde.engine, vorgang) as s:
            return tun(s, vorgang)


@contextmanager
def seitenapp(gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    """Richtet die App auf der Gemeinde ein und räumt die gemeinsamen Speicher danach weg."""
    monkeypatch.setenv("MUT_DATENBANK", gemeinde.engine.url.render_as_string(hide_password=False))
    st.cache_resource.clear()
    yield Seitenapp(gemeinde, monkeypatch)
    st.cache_resource.clear()


class Demoapp:
    """Die App auf allen Demo-Daten; Personen nennt man bei ihrer Kennung."""

    def __init__(self, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine = engine
        self.monkeypatch = monkeypatch

    def oeffne_als(self, kennung: str, seite: str, **adresse: str) -> AppTest:
        """Meldet die Person wirklich an und öffnet die Seite; die App liest sie bei jedem Lauf neu."""
        nummer = self.melde_an(kennung)
        self.monkeypatch.setattr(sitzung, "angemeldet", lambda: nummer)
        at = oeffne_seite(seite, **adresse)
        assert not at.exception
        return at

    def melde_an(self, kennung: str) -> int:
        """Gibt die Nummer einer echten Anmeldung; sonst gäbe die Pforte sie versiegelt mit."""
        with schreibeinheit(self.engine, None) as s:
            wer = load_person(s, kennung)
            return anmeldung.open_anmeldung(s, wer.id, Anmeldeweg.BEFEHL, datetime.now(UTC))[1].anmeldung_id

    def lies(self, frage: Callable[[Session], Any]) -> Any:
        with leseeinheit(self.engine) as s:
            return frage(s)

    def person(self, kennung: str) -> Person:
        wer: Person = self.lies(lambda s: load_person(s, kennung))
        return wer

    def schreibe_als(self, kennung: str, tun: Callable[[Session, Vorgang], Any]) -> Any:
        """Schreibt an der Seite vorbei, wie in einem anderen Fenster."""
        vorgang = Vorgang(self.person(kennung), datetime.now(UTC))
        with schreibeinheit(self.engine, vorgang) as s:
            return tun(s, vorgang)


@contextmanager
def demo_engine(datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """Richtet die App auf dieser Datei ein und räumt die gemeinsamen Speicher danach weg."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{datei}")
    st.cache_resource.clear()
    engine = connect_datenbank(f"sqlite:///{datei}")
    yield engine
    engine.dispose()
    st.cache_resource.clear()


def text(at: AppTest) -> str:
    """Gibt allen Text der Seite."""
    teile = (
        *at.title,
        *at.header,
        *at.subheader,
        *at.markdown,
        *at.caption,
        *at.info,
        *at.error,
        *at.warning,
        *at.toast,
    )
    return "\n".join(str(t.value) for t in teile)
