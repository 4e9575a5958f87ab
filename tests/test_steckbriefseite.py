"""Prüft die Seite „Maßnahme bearbeiten“: alle Felder, Listen, Wege – und was Rolle, Fremdes und Archiviertes zeigen."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde
from seitenapp import Seitenapp, seitenapp, text
from streamlit.testing.v1 import AppTest

from mut_core.erfassung import pflege
from mut_core.erfassung.massnahme import EIGENE_HANDLUNG, archive_massnahme
from mut_core.modell import Beteiligung, Massnahme, MassnahmeZiel, Mittelposition
from seiten.bausteine.steckbriefform import ABSCHNITTE, IM_ZEITRAUM


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as offen:
        yield offen


def oeffne(app: Seitenapp, name: str = "sprachcafe", person: str = "kora") -> AppTest:
    g = app.gemeinde
    return app.oeffne("steckbrief", g.personen[person], massnahme=str(g.massnahmen[name]))


def feld(at: AppTest, art: str, beschriftung: str) -> Any:
    return next(e for e in getattr(at, art) if e.label.removesuffix(" – nötig").startswith(beschriftung))


def druecke(at: AppTest, schluessel: str) -> AppTest:
    at.button(key=schluessel).click().run()
    assert not at.exception
    return at


def zeilen(app: Seitenapp, klasse: type[Any], name: str = "sprachcafe") -> list[Any]:
    massnahme_id = app.gemeinde.massnahmen[name]
    gesucht = sa.select(klasse).where(klasse.massnahme_id == massnahme_id).order_by(klasse.id)
    return list(app.lies(lambda s: list(s.scalars(gesucht))))


def test_jedes_feld_der_massnahme_steht_im_formular_oder_hat_seine_eigene_handlung() -> None:
    gezeigt = {name for _, namen in ABSCHNITTE for name in namen} - {"zeitraum"}
    aus_der_liste = {"zusatzfelder"}  # kommen nur mit dem Einlesen und stehen auf der Seite der Maßnahme
    assert gezeigt | IM_ZEITRAUM | EIGENE_HANDLUNG | aus_der_liste == set(pflege.aenderbare(Massnahme))
    assert not gezeigt & (IM_ZEITRAUM | EIGENE_HANDLUNG)


def test_eine_verschobene_frist_verlangt_sofort_den_grund_und_wird_gezaehlt(app: Seitenapp) -> None:
    at = oeffne(app)
    feld(at, "text_input", "Zeitraum").set_value("bis II. Quartal 2026").run()
    assert "verstanden als bis 30" in text(at)
    druecke(at, f"speichern_massnahme_{app.gemeinde.massnahmen['sprachcafe']}")
    assert "Bitte nennen Sie den Grund, aus dem sich die Frist verschiebt." in str(at.error[0].value).replace("\\", "")
    assert feld(at, "text_input", "Zeitraum").value == "bis II. Quartal 2026"
    feld(at, "text_input", "Grund, falls sich die Frist verschiebt").set_value("Der Raum fehlt.").run()
    druecke(at, f"speichern_massnahme_{app.gemeinde.massnahmen['sprachcafe']}")
    assert not at.error
    assert "mal verschoben, ursprünglich 30" in text(at)
    m = app.lies(lambda s: s.get_one(Massnahme, app.gemeinde.massnahmen["sprachcafe"]))
    assert (str(m.frist), str(m.urspruengliche_frist)) == ("2026-06-30", "2025-09-30")


def test_auch_mit_geaenderter_nummer_bleibt_die_massnahme_offen(app: Seitenapp) -> None:
    at = app.oeffne("steckbrief", app.gemeinde.kora, nr="PW-01")
    feld(at, "text_input", "Nr.").set_value("PW-02").run()
    druecke(at, f"speichern_massnahme_{app.gemeinde.massnahmen['sprachcafe']}")
    assert "hat schon die Maßnahme „Ankommenslotsen“" in text(at)
    feld(at, "text_input", "Nr.").set_value("PW-99").run()
    druecke(at, f"speichern_massnahme_{app.gemeinde.massnahmen['sprachcafe']}")
    assert at.title[0].value.replace("\\", "") == "PW-99 Sprachcafé"


def test_listen_nehmen_hinzu_und_weg(app: Seitenapp) -> None:
    at, g = oeffne(app, "lotsen"), app.gemeinde
    lotsen = g.massnahmen["lotsen"]
    druecke(at, f"neu_massnahmeziel_{lotsen}_los")
    assert "zuerst etwas aus der Liste" in text(at)
    feld(at, "selectbox", "Ziel wählen").select_index(0).run()
    druecke(at, f"neu_massnahmeziel_{lotsen}_los")
    (ziel,) = zeilen(app, MassnahmeZiel, "lotsen")
    druecke(at, f"massnahmeziel_{ziel.id}_weg")
    feld(at, "selectbox", "Ziel wählen").select_index(0).run()  # dasselbe noch einmal
    druecke(at, f"neu_massnahmeziel_{lotsen}_los")
    assert len(zeilen(app, MassnahmeZiel, "lotsen")) == 1
    feld(at, "selectbox", "Stelle wählen").select_index(0).run()
    druecke(at, f"neu_beteiligung_{lotsen}_los")
    (stelle,) = zeilen(app, Beteiligung, "lotsen")
    at.text_input(key=f"beteiligung_{stelle.id}_rolle_1").set_value("berät").run()
    druecke(at, f"beteiligung_{stelle.id}_speichern")
    assert [b.rolle for b in zeilen(app, Beteiligung, "lotsen")] == ["berät"]


def test_ein_betrag_laesst_sich_anlegen_aendern_wegnehmen_und_hervorholen(app: Seitenapp) -> None:
    at, g = oeffne(app, "lotsen"), app.gemeinde
    lotsen = g.massnahmen["lotsen"]
    druecke(at, f"mittelposition_neu_{lotsen}")
    feld(at, "text_input", "Betrag").set_value("ca. 21 T€ jährlich").run()
    druecke(at, f"speichern_mittelposition_neu_{lotsen}")
    (betrag,) = zeilen(app, Mittelposition, "lotsen")
    assert (betrag.betrag_cent, betrag.ungenau, betrag.modus) == (2_100_000, True, "jaehrlich")
    assert "000\u00a0€ jährlich" in text(at)
    druecke(at, f"mittelposition_{betrag.id}_aendern")
    feld(at, "text_input", "Betrag").set_value("12,345.00").run()
    druecke(at, f"speichern_mittelposition_{betrag.id}")
    assert "keine eindeutige deutsche Schreibweise" in text(at)
    feld(at, "text_input", "Betrag").set_value("20.000 bis 25.000 €").run()
    druecke(at, f"speichern_mittelposition_{betrag.id}")
    (betrag,) = zeilen(app, Mittelposition, "lotsen")
    assert (betrag.betrag_cent, betrag.bis_betrag_cent) == (2_000_000, 2_500_000)
    druecke(at, f"mittelposition_{betrag.id}_weg")
    assert "Noch kein Betrag" in text(at)
    at.checkbox(key=f"weg_mittelposition_{lotsen}").check().run()
    druecke(at, f"mittelposition_{betrag.id}_hervor")
    assert zeilen(app, Mittelposition, "lotsen")[0].archiviert_am is None


def test_kopieren_zusammenfuehren_und_wieder_hervorholen(app: Seitenapp) -> None:
    at, g = oeffne(app), app.gemeinde
    cafe = g.massnahmen["sprachcafe"]
    druecke(at, f"zusammenfuehren_{cafe}")
    assert "zuerst die andere Maßnahme" in text(at)
    druecke(at, f"kopie_{cafe}")
    assert "Sprachcafé \\(Kopie\\)" in text(at)
    kopie = int(at.query_params["massnahme"][0])
    at.selectbox(key=f"zusammenfuehren_{kopie}_ziel").select(cafe).run()
    druecke(at, f"zusammenfuehren_{kopie}")
    assert "archiviert" in at.info[0].value
    m = app.lies(lambda s: s.get_one(Massnahme, kopie))
    assert (m.zusammengefuehrt_mit_id, m.archiviert_am is not None) == (cafe, True)
    liste = app.oeffne("massnahmen", g.kora, archiv="ja")
    assert "zusammengeführt mit PW" in text(liste)
    at = app.oeffne("steckbrief", g.kora, massnahme=str(kopie))
    druecke(at, f"hervorholen_{kopie}")
    assert app.lies(lambda s: s.get_one(Massnahme, kopie)).archiviert_am is None


def test_nur_die_koordination_bearbeitet_und_fremdes_gibt_es_nicht(app: Seitenapp) -> None:
    for person in ("fatma", "lena"):
        at = oeffne(app, person=person)
        assert "bearbeitet die Koordination" in text(at)
        assert not at.text_input
    assert "gibt es nicht oder nicht in diesem Konzept" in text(oeffne(app, "fremd"))


def test_inzwischen_archiviert_sagt_die_seite_und_das_getippte_bleibt_im_entwurf(app: Seitenapp) -> None:
    at, cafe = oeffne(app), app.gemeinde.massnahmen["sprachcafe"]
    feld(at, "text_input", "Titel").set_value("Zu spät getippt").run()
    app.schreibe(app.gemeinde.kora, lambda s, v: archive_massnahme(s, v, cafe, basis_version=1))
    at.run()
    assert "archiviert" in at.info[0].value
    druecke(at, f"hervorholen_{cafe}")
    assert "Zu spät getippt" in [t.value for t in at.text_input]
