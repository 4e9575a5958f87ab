"""Öffnen: die App auf der kleinen Gemeinde im Test, als irgendeine ihrer Personen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from gemeinde import Gemeinde
from streamlit.testing.v1 import AppTest

from mut_core import anmeldung
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.modell.codes import Anmeldeweg
from mut_core.rechte import Person
from seiten.bausteine import sitzung

WURZEL = Path(__file__).resolve().parent.parent


class Seitenapp:
    """Die App auf der Gemeinde; jede Sitzung liest die Person wie in der App bei jedem Lauf neu."""

    def __init__(self, gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gemeinde = gemeinde
        self.monkeypatch = monkeypatch

    def oeffne(self, seite: str, person: Person, **adresse: str) -> AppTest:
        """Öffnet eine Seite in einer neuen Sitzung, wie nach einem Neuladen."""
        self.wechsle(person)
        at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=30)
        at.switch_page(str(WURZEL / "seiten" / f"{seite}.py"))
        for name, wert in adresse.items():
            at.query_params[name] = wert
        return at.run()

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
