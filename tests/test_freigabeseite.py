"""Prüft die Seite „Freigabe“: durchsehen, freigeben, mit Bemerkung zurückgeben – und nie Eigenes."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, neu
from seitenapp import Seitenapp, seitenapp, text

from mut_core.datenbank import leseeinheit
from mut_core.erfassung.freigabe import record_freigabe
from mut_core.modell import Konzept, Nutzer, Rolle, Sachstand
from mut_core.modell.codes import Freigabe, Rollenart
from mut_core.rechte import Person, load_person


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    """Die Gemeinde verlangt eine Freigabe."""
    with seitenapp(sqlite_gemeinde, monkeypatch) as a:
        a.schreibe(sqlite_gemeinde.kora, lambda s, _: verlange(s, sqlite_gemeinde))
        yield a


def verlange(s: Any, g: Gemeinde) -> None:
    s.get_one(Konzept, g.konzept_id).freigabe_verlangt = True


def sachstand(app: Seitenapp, name: str) -> Sachstand:
    gesucht = sa.select(Sachstand).where(Sachstand.massnahme_id == app.gemeinde.massnahmen[name])
    gefunden: Sachstand = app.lies(lambda s: s.scalars(gesucht).one())
    return gefunden


def karla(app: Seitenapp) -> Person:
    """Eine zweite Koordination."""

    def lege_an(s: Any, _: Any) -> None:
        nutzer = neu(s, Nutzer(kennung="karla", name="Karla Zweit")).id
        neu(s, Rolle(nutzer_id=nutzer, art=Rollenart.KOORDINATION, konzept_id=app.gemeinde.konzept_id))

    app.schreibe(app.gemeinde.adam, lege_an)
    with leseeinheit(app.gemeinde.engine) as s:
        return load_person(s, "karla")


def test_mehrere_auf_einmal_freigeben_und_eigenes_nie(app: Seitenapp) -> None:
    at = app.oeffne("freigabe", app.gemeinde.kora)
    eigener = sachstand(app, "wegweiser").id
    assert "haben Sie selbst erfasst" in text(at)
    assert f"frei_{eigener}_1" not in [b.key for b in at.button]
    at.checkbox(key="waehle_alle").check().run()
    next(b for b in at.button if b.label == "Angehakte freigeben").click().run()
    assert [sachstand(app, n).freigabe.value for n in ("sprachcafe", "lotsen", "wegweiser")] == [
        "freigegeben", "freigegeben", "gemeldet",
    ]  # fmt: skip
    assert "PW\\-01, PW\\-02 freigegeben" in text(at)


def test_ohne_haken_sagt_die_seite_was_zu_tun_ist(app: Seitenapp) -> None:
    at = app.oeffne("freigabe", app.gemeinde.kora)
    next(b for b in at.button if b.label == "Angehakte freigeben").click().run()
    assert "haken Sie erst an" in text(at)
    assert sachstand(app, "sprachcafe").freigabe is Freigabe.GEMELDET


def test_zurueckgeben_verlangt_die_bemerkung_und_die_uebersteht_neuladen(app: Seitenapp) -> None:
    kora, ziel = app.gemeinde.kora, sachstand(app, "sprachcafe").id
    at = app.oeffne("freigabe", kora)
    at.button(key=f"zurueck_{ziel}_1").click().run()
    assert "was fehlt oder zu klären ist" in text(at)
    assert sachstand(app, "sprachcafe").freigabe is Freigabe.GEMELDET
    at.text_area(key=f"bemerkung_{ziel}").input("Welche Gruppe ist gemeint?").run()
    at = app.oeffne("freigabe", kora)
    assert at.text_area(key=f"bemerkung_{ziel}").value == "Welche Gruppe ist gemeint?"
    at.button(key=f"zurueck_{ziel}_1").click().run()
    s = sachstand(app, "sprachcafe")
    assert (s.freigabe, s.freigabe_bemerkung) == (Freigabe.ZURUECK, "Welche Gruppe ist gemeint?")
    at.button_group[0].set_value(Freigabe.ZURUECK).run()
    assert "Welche Gruppe ist gemeint?" in text(at)


def test_hat_jemand_anderes_entschieden_sagt_es_die_seite_und_aendert_nichts(app: Seitenapp) -> None:
    ziel, andere = sachstand(app, "sprachcafe").id, karla(app)
    at = app.oeffne("freigabe", app.gemeinde.kora)
    app.schreibe(
        andere,
        lambda s, v: record_freigabe(s, v, ziel, Freigabe.ZURUECK, basis_version=1, bemerkung="Bitte genauer."),
    )
    at.button(key=f"frei_{ziel}_1").click().run()
    assert "inzwischen jemand anderes entschieden" in text(at)
    assert sachstand(app, "sprachcafe").freigabe is Freigabe.ZURUECK


def test_ohne_verlangte_freigabe_und_ohne_koordination_gibt_es_nichts_zu_entscheiden(app: Seitenapp) -> None:
    g = app.gemeinde
    assert "gibt die Koordination frei" in text(app.oeffne("freigabe", g.fatma))
    app.schreibe(g.kora, lambda s, _: setattr(s.get_one(Konzept, g.konzept_id), "freigabe_verlangt", False))
    at = app.oeffne("freigabe", g.kora)
    assert "gilt jeder gemeldete Sachstand sofort" in text(at)
    assert not at.checkbox
