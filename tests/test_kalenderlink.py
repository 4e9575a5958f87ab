"""Prüft den Kalenderlink: anlegen, widerrufen, wer ihn nutzen darf – und den Weg /kalender/… ohne Anmeldung."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from app_server import anfrage, rufe
from gemeinde import EINGERICHTET, Gemeinde, Uhr
from icalendar import Calendar
from starlette.routing import Router
from starlette.types import ASGIApp

from mut_core import modell
from mut_core.anmeldung import (
    Auswahl,
    load_kalenderlinks,
    load_kalenderzugang,
    record_kalenderlink,
    withdraw_kalenderlink,
)
from mut_core.anmeldung.kalenderlink import HOECHSTENS
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.protokollblick.woerter import ungenannt
from mut_core.rechte import Person
from seiten.pforte import deutsch, koepfe, schranke, zugang
from seiten.pforte.fehlermeldung import schwaerzen
from seiten.pforte.kalenderweg import Kalenderbremse, Kalenderwege, _Ausgabe, _Gebaut
from seiten.pforte.proxyzugang import Proxyzugang


def lege_an(gemeinde: Gemeinde, uhr: Uhr, person: Person, name: str = "Outlook", **weiteres: Any) -> str:
    with schreibeinheit(gemeinde.engine, vorgang := uhr.vorgang(person)) as session:
        auswahl = Auswahl(**weiteres)
        geheimnis = record_kalenderlink(session, vorgang, gemeinde.konzept_id, name, auswahl)
    assert geheimnis
    return geheimnis


def eigene(gemeinde: Gemeinde, person: Person) -> list[Any]:
    with leseeinheit(gemeinde.engine) as session:
        return load_kalenderlinks(session, person)


def oeffnet(gemeinde: Gemeinde, geheimnis: str) -> bool:
    with leseeinheit(gemeinde.engine) as session:
        return load_kalenderzugang(session, geheimnis) is not None


# --- Kern ------------------------------------------------------------------------------------------------------------


def test_gespeichert_ist_nur_die_pruefsumme_und_das_protokoll_nennt_sie_nicht(gemeinde: Gemeinde, uhr: Uhr) -> None:
    geheimnis = lege_an(gemeinde, uhr, gemeinde.lena, handlungsfeld=2)
    with leseeinheit(gemeinde.engine) as session:
        alles = repr([session.execute(sa.select(t)).all() for t in modell.Base.metadata.sorted_tables])
        assert kettenfehler(session) is None
        zugang_ = load_kalenderzugang(session, geheimnis)
    assert geheimnis not in alles
    assert len(geheimnis) >= 43
    assert zugang_ is not None
    assert (zugang_.person.id, zugang_.konzept_id, zugang_.auswahl) == (
        gemeinde.lena.id, gemeinde.konzept_id, Auswahl(handlungsfeld=2),
    )  # fmt: skip
    assert "geheimnis_pruefsumme" in ungenannt("kalenderlink")


def test_derselbe_vorgang_legt_nur_einmal_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F08: Ein doppelter Klick ergibt keinen zweiten Link; das Geheimnis lässt sich nicht noch einmal zeigen."""
    vorgang = uhr.vorgang(gemeinde.lena)
    ergebnisse = []
    for _ in range(2):
        with schreibeinheit(gemeinde.engine, vorgang) as session:
            ergebnisse.append(record_kalenderlink(session, vorgang, gemeinde.konzept_id, "Handy", Auswahl()))
    assert [e is None for e in ergebnisse] == [False, True]
    assert len(eigene(gemeinde, gemeinde.lena)) == 1


def test_widerrufen_wirkt_sofort_nur_am_eigenen_und_auch_ein_zweites_mal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    geheimnis, anderer = lege_an(gemeinde, uhr, gemeinde.lena), lege_an(gemeinde, uhr, gemeinde.lena, "Handy")
    zweiter, erster = eigene(gemeinde, gemeinde.lena)
    assert (erster.bezeichnung, zweiter.bezeichnung, erster.lesbar) == ("Outlook", "Handy", True)
    for person in (gemeinde.kora, gemeinde.adam):
        with (
            pytest.raises(NichtGefundenError),
            schreibeinheit(gemeinde.engine, v := uhr.vorgang(person)) as session,
        ):
            withdraw_kalenderlink(session, v, erster.id)
    for _ in range(2):
        with schreibeinheit(gemeinde.engine, v := uhr.vorgang(gemeinde.lena)) as session:
            assert withdraw_kalenderlink(session, v, erster.id) == erster.id
    assert (oeffnet(gemeinde, geheimnis), oeffnet(gemeinde, anderer)) == (False, True)
    assert [k.id for k in eigene(gemeinde, gemeinde.lena)] == [zweiter.id]


@pytest.mark.parametrize("link_id", [0, -1, 987_654, 2**31, 10**20, None, "1", True])
def test_unbekannte_und_unmoegliche_links_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr, link_id: Any) -> None:
    """F56."""
    with (
        pytest.raises(NichtGefundenError, match="Diesen Kalenderlink gibt es nicht"),
        schreibeinheit(gemeinde.engine, v := uhr.vorgang(gemeinde.lena)) as session,
    ):
        withdraw_kalenderlink(session, v, link_id)


@pytest.mark.parametrize("konzept_id", [0, -1, 987_654, 2**31, 10**20, None, True])
def test_unbekannte_konzepte_bekommen_keinen_link(gemeinde: Gemeinde, uhr: Uhr, konzept_id: Any) -> None:
    for person in (gemeinde.lena, gemeinde.adam):
        with (
            pytest.raises(NichtGefundenError),
            schreibeinheit(gemeinde.engine, v := uhr.vorgang(person)) as session,
        ):
            record_kalenderlink(session, v, konzept_id, "Handy", Auswahl())


@pytest.mark.parametrize(("name", "satz"), [("", "wofür"), (" \t\n", "wofür"), ("x" * 61, "zu lang")])
def test_ohne_brauchbare_bezeichnung_gibt_es_keinen_link(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, name: str, satz: str
) -> None:
    with (
        pytest.raises(EingabeError, match=satz),
        schreibeinheit(sqlite_gemeinde.engine, v := uhr.vorgang(sqlite_gemeinde.lena)) as session,
    ):
        record_kalenderlink(session, v, sqlite_gemeinde.konzept_id, name, Auswahl())


def test_mehr_als_zehn_geltende_links_hat_niemand(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    for nummer in range(HOECHSTENS):
        lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena, f"Gerät {nummer}")
    with pytest.raises(EingabeError, match="10 geltende"):
        lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)
    with schreibeinheit(sqlite_gemeinde.engine, v := uhr.vorgang(sqlite_gemeinde.lena)) as session:
        withdraw_kalenderlink(session, v, eigene(sqlite_gemeinde, sqlite_gemeinde.lena)[0].id)
    assert lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)


def sperre(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, v := uhr.vorgang(gemeinde.adam)) as session:
        konten.deactivate_konto(session, v, gemeinde.lena.id)


def nimm_rolle(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, v := uhr.vorgang(gemeinde.adam)) as session:
        for rolle in session.scalars(sa.select(modell.Rolle.id).where(modell.Rolle.nutzer_id == gemeinde.lena.id)):
            konten.remove_rolle(session, v, rolle)


def widerrufe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    (angabe,) = eigene(gemeinde, gemeinde.lena)
    with schreibeinheit(gemeinde.engine, v := uhr.vorgang(gemeinde.lena)) as session:
        withdraw_kalenderlink(session, v, angabe.id)


TOT: dict[str, Callable[[Gemeinde, Uhr], None]] = {
    "gesperrt": sperre,
    "ohne_rolle": nimm_rolle,
    "widerrufen": widerrufe,
}


# --- der Weg ---------------------------------------------------------------------------------------------------------


@dataclass
class Weg:
    """Die Pforte ohne Server: Köpfe, Zugang und der Kalenderweg, dahinter nichts."""

    app: ASGIApp

    def hole(self, pfad: str, methode: str = "GET", **koepfe_: str) -> tuple[int, dict[str, str], bytes]:
        weitere = ((k.replace("_", "-").encode(), w.encode()) for k, w in koepfe_.items())
        kopf = [(b"host", b"localhost:8501"), *weitere]
        start, *rest = rufe(self.app, anfrage(pfad, method=methode, headers=kopf))
        koepfe = {k.decode(): w.decode() for k, w in start["headers"]}
        return start["status"], koepfe, b"".join(m.get("body", b"") for m in rest)


def build_weg(gemeinde: Gemeinde) -> Weg:
    def verbinden() -> sa.Engine:
        return gemeinde.engine

    pruefung = schranke.Schranke(verbinden)
    innen = deutsch.Deutsch(Router(routes=Kalenderwege(verbinden).offene()))
    tor = zugang.Zugang(innen, pruefung, set(), Proxyzugang(pruefung, aktiv=False))
    return Weg(koepfe.Koepfe(tor, "default-src 'none' {leitung}", frozenset({"localhost"})))


def test_wer_die_adresse_hat_bekommt_den_kalender_ohne_anmeldung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    weg, geheimnis = build_weg(gemeinde), lege_an(gemeinde, uhr, gemeinde.lena)
    status, kopf, inhalt = weg.hole(f"/kalender/{geheimnis}.ics")
    assert status == 200
    assert kopf["content-type"] == "text/calendar; charset=utf-8"
    assert kopf["cache-control"] == "private, max-age=300"
    assert kopf["x-content-type-options"] == "nosniff"
    titel = {str(e["summary"]) for e in Calendar.from_ical(inhalt).walk("VEVENT")}
    assert any("Überfällig" in t for t in titel)
    ganz = inhalt.replace(b"\r\n ", b"")
    assert f"/massnahme?konzept=probstweiler&id={gemeinde.massnahmen['lotsen']}".encode() in ganz
    for geheim in (b"Raumfrage noch vertraulich", b"Erika Beispiel", b"interne"):
        assert geheim not in ganz


def test_unveraendertes_wird_mit_304_beantwortet_und_nach_einem_schreiben_neu(gemeinde: Gemeinde, uhr: Uhr) -> None:
    weg, pfad = build_weg(gemeinde), f"/kalender/{lege_an(gemeinde, uhr, gemeinde.lena)}.ics"
    _, kopf, inhalt = weg.hole(pfad)
    status, wieder, leer = weg.hole(pfad, if_none_match=f'W/"anders", {kopf["etag"]}')
    assert (status, wieder["etag"], leer) == (304, kopf["etag"], b"")
    assert weg.hole(pfad)[2] == inhalt
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(modell.Massnahme, gemeinde.massnahmen["lotsen"]).titel = "Umbenannte Lotsen"
    status, neu, inhalt = weg.hole(pfad, if_none_match=kopf["etag"])
    assert status == 200
    assert neu["etag"] != kopf["etag"]
    assert b"Umbenannte Lotsen" in inhalt.replace(b"\r\n ", b"")


@pytest.mark.parametrize("warum", TOT)
def test_tote_adressen_antworten_wie_falsche(gemeinde: Gemeinde, uhr: Uhr, warum: str) -> None:
    weg, geheimnis = build_weg(gemeinde), lege_an(gemeinde, uhr, gemeinde.lena)
    assert weg.hole(f"/kalender/{geheimnis}.ics")[0] == 200
    TOT[warum](gemeinde, uhr)
    tot, falsch = weg.hole(f"/kalender/{geheimnis}.ics"), weg.hole(f"/kalender/{'A' * 43}.ics")
    assert tot == falsch
    assert tot[0] == 404
    assert tot[1]["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "rest",
    ["", ".ics", "/", "x", "x.ics", "a/b/c.ics", "../massnahmen", "A" * 5000 + ".ics", "GEHEIMNIS", "GEHEIMNIS.ics/x"],
)
def test_alles_andere_darunter_ist_404_und_erreicht_nie_die_app(sqlite_gemeinde: Gemeinde, uhr: Uhr, rest: str) -> None:
    weg = build_weg(sqlite_gemeinde)
    rest = rest.replace("GEHEIMNIS", lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena))
    status, _, inhalt = weg.hole(f"/kalender/{rest}")
    assert status in (404, 400)  # 400: „..“ weist die Pforte vorher ab
    assert b"BEGIN:VCALENDAR" not in inhalt


def test_was_lange_rechnet_darf_eine_weile_alt_sein_was_schnell_ist_nie() -> None:
    langsam = _Gebaut(_Ausgabe('"alt"', b"x"), EINGERICHTET, 4.5)
    schnell = _Gebaut(_Ausgabe('"alt"', b"x"), EINGERICHTET, 0.3)
    assert langsam.genuegt('"neu"', EINGERICHTET + timedelta(seconds=449))
    assert not langsam.genuegt('"neu"', EINGERICHTET + timedelta(seconds=451))
    assert langsam.genuegt('"alt"', EINGERICHTET + timedelta(days=1))
    assert not schnell.genuegt('"neu"', EINGERICHTET)


def test_head_geht_und_schreiben_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    weg, pfad = build_weg(sqlite_gemeinde), f"/kalender/{lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)}.ics"
    assert weg.hole(pfad, "HEAD")[0] == 200
    assert weg.hole(pfad, "POST")[0] == 405
    assert weg.hole(pfad, "DELETE", origin="https://boese.example")[0] == 403


def test_raten_wird_gebremst_und_wer_schon_stimmte_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    weg, pfad = build_weg(sqlite_gemeinde), f"/kalender/{lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)}.ics"
    assert weg.hole(pfad)[0] == 200
    antworten = [weg.hole(f"/kalender/{nummer:043}.ics")[0] for nummer in range(22)]
    assert antworten[:20] == [404] * 20
    assert antworten[-1] == 429
    assert weg.hole(pfad)[0] == 200
    unbekannt = lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.kora)
    status, kopf, _ = weg.hole(f"/kalender/{unbekannt}.ics")
    assert status == 429
    assert 1 <= int(kopf["retry-after"]) <= 300


def test_die_pause_waechst_endet_und_gilt_je_netz() -> None:
    bremse, am = Kalenderbremse(), EINGERICHTET
    for _ in range(21):
        bremse.note_fehlversuch("192.0.2.1", "x", am)
    assert bremse.wartezeit("192.0.2.1", "y", am) == 10
    assert bremse.wartezeit("192.0.2.2", "y", am) == 0
    assert bremse.wartezeit("192.0.2.1", "y", am + timedelta(seconds=10)) == 0
    assert bremse.wartezeit("192.0.2.1", "y", am + timedelta(minutes=16)) == 0
    bremse.note_gelungen("gut")
    assert bremse.wartezeit("192.0.2.1", "gut", am) == 0
    bremse.note_fehlversuch("192.0.2.1", "gut", am)
    assert bremse.wartezeit("192.0.2.1", "gut", am) > 0


def test_demo_personen_gibt_es_nur_auf_diesem_rechner(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    weg, geheimnis = build_weg(sqlite_gemeinde), lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)
    with schreibeinheit(sqlite_gemeinde.engine, uhr.vorgang(sqlite_gemeinde.adam)) as session:
        session.get_one(modell.Nutzer, sqlite_gemeinde.lena.id).demo = True
    assert weg.hole(f"/kalender/{geheimnis}.ics")[0] == 200
    assert weg.hole(f"/kalender/{geheimnis}.ics", x_forwarded_for="203.0.113.9")[0] == 404


def test_das_geheimnis_steht_in_keiner_logzeile(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, caplog: pytest.LogCaptureFixture
) -> None:
    """F60: weder in den eigenen Ereignissen noch in der Zugriffszeile von uvicorn – auch kein geratenes."""
    weg, geheimnis = build_weg(sqlite_gemeinde), lege_an(sqlite_gemeinde, uhr, sqlite_gemeinde.lena)
    with caplog.at_level(logging.DEBUG):
        weg.hole(f"/kalender/{geheimnis}.ics")
        weg.hole("/kalender/geraten.ics")
    assert geheimnis not in caplog.text
    assert "geraten" not in caplog.text
    assert "kalender-abgewiesen" in caplog.text
    for zeile in (f'"GET /kalender/{geheimnis}.ics HTTP/1.1" 200', "Fehler Nr. 1 bei /kalender/geraten.ics"):
        assert "/kalender/***" in schwaerzen(zeile)
        assert geheimnis not in schwaerzen(zeile)
        assert "geraten" not in schwaerzen(zeile)
