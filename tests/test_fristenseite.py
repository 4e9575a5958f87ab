"""Prüft die Seite „Fristen“: jede Rolle, Filter und Blatt in der Adresse, Zahlen mit ihren Listen, der Kalenderlink."""

import html
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde
from icalendar import Calendar
from seitenapp import Seitenapp, seitenapp
from streamlit.testing.v1 import AppTest

from mut_core import modell
from mut_core.anmeldung import Auswahl, load_kalenderzugang
from mut_core.datenbank import leseeinheit
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import NichtGefundenError
from mut_core.modell.codes import Ereignisart, Genauigkeit
from seiten.bausteine import kalenderform

STICHTAG = HEUTE.isoformat()


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as gestartet:
        yield gestartet


def oeffne(app: Seitenapp, wer: str = "kora", **adresse: str) -> AppTest:
    at = app.oeffne("fristen", app.gemeinde.personen[wer], **{"stichtag": STICHTAG, **adresse})
    assert not at.exception
    return at


def quelle(at: AppTest) -> str:
    return html.unescape("\n".join(h.proto.body for h in at.html))


def verweise(at: AppTest) -> list[dict[str, list[str]]]:
    """Gibt die Parameter aller Links auf die Maßnahmenliste."""
    roh = "\n".join(h.proto.body for h in at.html)
    return [parse_qs(urlsplit(html.unescape(z)).query) for z in re.findall(r'href="(massnahmen\?[^"]*)"', roh)]


def add_sitzung(app: Seitenapp, tag: date, titel: str = "Beratung", gremium_id: int | None = None) -> None:
    def tun(session: sa.orm.Session, _vorgang: Vorgang) -> None:
        session.add(
            modell.Ereignis(konzept_id=app.gemeinde.konzept_id, art=Ereignisart.SITZUNG, titel=titel, beginn=tag,
                            frist=tag, frist_genauigkeit=Genauigkeit.TAG, gremium_id=gremium_id)
        )  # fmt: skip

    app.schreibe(app.gemeinde.kora, tun, gilt_ab=date(2025, 1, 3))


# --- Zahlen und Listen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wer", ["kora", "fatma", "lena", "adam"])
def test_jede_rolle_sieht_zahlen_tafel_und_zeitplan(app: Seitenapp, wer: str) -> None:
    at = oeffne(app, wer)
    assert not at.error
    assert [h.value for h in at.header] == ["Fällig vor der nächsten Sitzung", "Zeitplan", "Im eigenen Kalender"]
    assert '<li class="ueberfaellig">' in quelle(at)
    assert "Fällig je Handlungsfeld und Quartal" in quelle(at)
    assert "Zeitplan als Tabelle" in quelle(at)


def test_wer_das_konzept_nicht_lesen_darf_sieht_nichts(app: Seitenapp) -> None:
    at = app.oeffne("fristen", app.gemeinde.niemand, konzept="probstweiler")
    assert not at.exception
    assert "Sprachcafé" not in quelle(at)
    assert not at.header


def test_jede_kachel_fuehrt_auf_ihre_liste_und_zurueck(app: Seitenapp) -> None:
    ziele = verweise(oeffne(app))[:6]
    assert [z.get("terminlage", z.get("verschoben")) for z in ziele] == [
        ["ueberfaellig"], ["bald_faellig"], ["im_zeitplan"], ["ohne_termin"], ["1"], ["2"],
    ]  # fmt: skip
    assert {z["von"][0] for z in ziele} == {"fristen"}
    assert {z["stichtag"][0] for z in ziele} == {STICHTAG}


def test_der_filter_in_der_adresse_gilt_fuer_alle_zahlen(app: Seitenapp) -> None:
    at = oeffne(app, handlungsfeld="2")
    assert {z["handlungsfeld"][0] for z in verweise(at)} == {"2"}


@pytest.mark.parametrize(
    "adresse",
    [
        {"handlungsfeld": "99"}, {"handlungsfeld": "<script>"}, {"blatt": "99999"}, {"blatt": "-1"},
        {"gremium": "7,x,"},
        {"stichtag": "gestern"}, {"erledigte": "vielleicht"}, {"stelle": "10" * 50}, {"ziel": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_unbrauchbares_in_der_adresse_wird_still_uebergangen(app: Seitenapp, adresse: dict[str, str]) -> None:
    at = oeffne(app, **adresse)
    assert not at.error
    assert "<script>" not in quelle(at)


def test_ohne_massnahmen_sagt_die_seite_je_nach_recht_was_zu_tun_ist(app: Seitenapp) -> None:
    def lege_weg(session: sa.orm.Session, _vorgang: Vorgang) -> None:
        for m in session.scalars(sa.select(modell.Massnahme)):
            m.archiviert_am = date(2025, 1, 3)

    app.schreibe(app.gemeinde.kora, lege_weg, gilt_ab=date(2025, 1, 3))
    for wer, anlegen in (("kora", 1), ("lena", 0)):
        at = oeffne(app, wer)
        assert "Hier stehen noch keine Fristen" in at.info[0].value
        assert not at.header
        assert len(at.get("page_link")) == anlegen


# --- Zeitplan --------------------------------------------------------------------------------------------------------


def test_der_zeitplan_blaettert_und_der_schalter_zeigt_abgeschlossenes(app: Seitenapp) -> None:
    def viele(session: sa.orm.Session, _vorgang: Vorgang) -> None:
        for i in range(25):
            session.add(
                modell.Massnahme(konzept_id=app.gemeinde.konzept_id, nummer=f"Z-{i:02}", titel=f"Weitere {i}",
                                 handlungsfeld_id=app.gemeinde.handlungsfelder[0], frist=date(2026, 1, 1 + i))
            )  # fmt: skip

    app.schreibe(app.gemeinde.kora, viele, gilt_ab=date(2025, 1, 3))
    erstes, zweites = quelle(oeffne(app)), quelle(oeffne(app, blatt="2"))
    assert "Z-00" in erstes
    assert "Z-24" not in erstes
    assert "Z-24" in zweites
    assert "Z-00" not in zweites
    at = oeffne(app)
    at.toggle(key="fristen_erledigte").set_value(True).run()
    assert at.query_params["erledigte"] == "ja"


def test_ungenaues_steht_im_wortlaut_in_der_tabelle(app: Seitenapp) -> None:
    def tun(session: sa.orm.Session, _vorgang: Vorgang) -> None:
        m = session.get_one(modell.Massnahme, app.gemeinde.massnahmen["sprachcafe"])
        m.frist, m.frist_genauigkeit, m.zeit_wortlaut = date(2025, 12, 31), Genauigkeit.UNGEFAEHR, "bis Ende 2025 <b>"

    app.schreibe(app.gemeinde.kora, tun, gilt_ab=date(2025, 6, 3))
    text = "\n".join(h.proto.body for h in oeffne(app).html)
    assert "Ende 2025<small>gerechnet mit dem 31.12.2025</small>" in text
    assert "bis Ende 2025 &lt;b&gt;" in text


# --- vor der Sitzung -------------------------------------------------------------------------------------------------


def test_ohne_sitzung_sagt_die_seite_wer_sie_eintraegt(app: Seitenapp) -> None:
    assert "Tragen Sie in den Stammdaten" in oeffne(app).info[0].value
    assert "Die Koordination trägt sie ein" in oeffne(app, "lena").info[0].value


def test_vor_der_sitzung_stehen_die_faelligen_in_klartext(app: Seitenapp) -> None:
    add_sitzung(app, date(2025, 10, 1))
    text = quelle(oeffne(app))
    assert "01.10.2025" in text
    assert "<strong>2\u00a0Maßnahmen sind bis zum 01.10.2025 fällig</strong>" in text
    assert "seit 65\u00a0Tagen überfällig" in text
    assert any(z.get("faellig_bis") == ["2025-10-01"] for z in verweise(oeffne(app)))


def test_mehrere_gremien_lassen_sich_waehlen_und_stehen_in_der_adresse(app: Seitenapp) -> None:
    gremium = app.lies(lambda s: s.scalar(sa.select(modell.Gremium.id)))
    add_sitzung(app, date(2025, 9, 1), "Ausschuss tagt", gremium)
    add_sitzung(app, date(2025, 8, 1), "Beirat ohne Gremium")
    alle, nur = quelle(oeffne(app)), quelle(oeffne(app, gremium=str(gremium)))
    assert "Beirat ohne Gremium" in alle
    assert "Beirat ohne Gremium" not in nur
    assert "Ausschuss tagt" in nur
    at = oeffne(app)
    at.multiselect(key="fristen_gremium").set_value(["0"]).run()
    assert at.query_params["gremium"] == "0"


# --- Kalender --------------------------------------------------------------------------------------------------------


def geoeffnet(app: Seitenapp, wer: str = "lena", **adresse: str) -> AppTest:
    at = oeffne(app, wer, **adresse)
    at.session_state["kalender_abo"] = True
    return at.run()


def knopf(at: AppTest, aufschrift: str) -> list[AppTest]:
    return [b for b in at.button if b.label == aufschrift]


def test_der_link_wird_nur_einmal_gezeigt_und_laesst_sich_widerrufen(app: Seitenapp) -> None:
    at = geoeffnet(app, handlungsfeld="1")
    at.text_input[-1].set_value("Mein *Handy*")
    knopf(at, "Kalenderlink anlegen")[0].click()
    at.run()
    (adresse,) = (c.value for c in at.code)
    geheimnis = adresse.rsplit("/", 1)[1].removesuffix(".ics")
    with leseeinheit(app.gemeinde.engine) as session:
        zugang = load_kalenderzugang(session, geheimnis)
    assert zugang is not None
    assert zugang.auswahl == Auswahl(handlungsfeld=1)
    knopf(at, "Link ist eingetragen")[0].click()
    at.run()
    assert not at.code
    assert geheimnis not in repr([e.value for e in (*at.markdown, *at.caption)])
    knopf(at, "widerrufen")[0].click()
    at.run()
    with leseeinheit(app.gemeinde.engine) as session:
        assert load_kalenderzugang(session, geheimnis) is None
    assert not knopf(at, "widerrufen")


def test_ohne_bezeichnung_bleibt_das_formular_stehen_und_sagt_warum(app: Seitenapp) -> None:
    at = geoeffnet(app)
    knopf(at, "Kalenderlink anlegen")[0].click()
    at.run()
    assert any("wofür der Link ist" in e.value for e in at.error)
    assert not at.code
    assert knopf(at, "Kalenderlink anlegen")


def test_fremde_links_stehen_nie_da(app: Seitenapp) -> None:
    """Kora hat in der Gemeinde einen Link „Handy“."""
    assert not knopf(geoeffnet(app, "lena"), "widerrufen")
    assert len(knopf(geoeffnet(app, "kora"), "widerrufen")) == 1


def test_die_datei_prueft_das_recht_erst_beim_herunterladen(app: Seitenapp) -> None:
    g = app.gemeinde
    inhalt = kalenderform.build_datei(g.lena.id, g.konzept_id, HEUTE, Auswahl(), "https://mut.example")
    titel = [str(e["summary"]) for e in Calendar.from_ical(inhalt).walk("VEVENT")]
    assert any("Überfällig" in t for t in titel)
    with pytest.raises(NichtGefundenError):
        kalenderform.build_datei(g.niemand.id, g.konzept_id, HEUTE, Auswahl(), "https://mut.example")
