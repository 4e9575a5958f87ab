"""Prüft die Sitzungen: eröffnen, erkennen, wach halten, beenden, aufräumen – auf SQLite und PostgreSQL."""

from datetime import UTC, timedelta

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import anmeldung
from mut_core.anmeldung import BERUEHRUNG, HOECHSTDAUER, LEERLAUF, geheimnis, sitzungen
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import NichtGefundenError
from mut_core.modell import Anmeldeversuch, Anmeldung, Einmallink, Geheimnis, Nutzer, Rolle, Zugangsdaten
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart

KONTO = Anmeldeweg.KONTO


def _oeffne(engine: sa.Engine, nutzer_id: int, uhr: Uhr, weg: Anmeldeweg = KONTO) -> anmeldung.Gelungen:
    with schreibeinheit(engine, None) as session:
        return anmeldung.Gelungen(*anmeldung.open_anmeldung(session, nutzer_id, weg, uhr.jetzt, "Firefox unter Linux"))


def _ausweis(engine: sa.Engine, token: str, uhr: Uhr) -> anmeldung.Ausweis | None:
    with leseeinheit(engine) as session:
        return anmeldung.load_ausweis(session, token, uhr.jetzt)


def _beruehre(engine: sa.Engine, nummer: int, uhr: Uhr) -> None:
    with schreibeinheit(engine, None) as session:
        anmeldung.touch_anmeldung(session, nummer, uhr.jetzt)


def test_eine_eroeffnete_sitzung_wird_am_kennzeichen_erkannt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F41: im Klartext gibt es das Kennzeichen nur hier; in der Datenbank steht seine Prüfsumme."""
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    gelesen = _ausweis(gemeinde.engine, auf.token, uhr)
    assert gelesen == auf.ausweis
    assert (gelesen.nutzer_id, gelesen.kennung, gelesen.weg) == (gemeinde.kora.id, "kora", KONTO)
    with leseeinheit(gemeinde.engine) as session:
        zeile = session.get_one(Anmeldung, auf.ausweis.anmeldung_id)
        assert anmeldung.load_ausweis_zu(session, zeile.id, uhr.jetzt) == gelesen
        assert zeile.kennzeichen_pruefsumme == geheimnis.pruefsumme(auf.token)
        assert auf.token not in [getattr(zeile, s.key) for s in Anmeldung.__table__.columns]
        daten = anmeldung.load_zugangsdaten(session, gemeinde.kora.id)
        assert daten is not None and daten.letzte_anmeldung == uhr.jetzt.astimezone(UTC)
    assert auf.token not in repr(auf) and auf.ausweis.gegenzeichen not in repr(auf)


@pytest.mark.parametrize("token", ["", "x", "ä" * 400, "\ud800", "' OR 1=1--"])
def test_ein_fremdes_kennzeichen_oeffnet_nichts(gemeinde: Gemeinde, uhr: Uhr, token: str) -> None:
    _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    assert _ausweis(gemeinde.engine, token, uhr) is None


def test_der_ausweis_kostet_eine_abfrage(gemeinde: Gemeinde, uhr: Uhr) -> None:
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    abfragen: list[str] = []
    with leseeinheit(gemeinde.engine) as session:
        session.connection()
        sa.event.listen(gemeinde.engine, "before_cursor_execute", lambda *a: abfragen.append(a[2]))
        assert anmeldung.load_ausweis(session, auf.token, uhr.jetzt) is not None
    assert len([a for a in abfragen if a.lstrip().upper().startswith("SELECT")]) == 1, abfragen


def test_die_sitzung_schlaeft_nach_einer_stunde_ohne_handlung_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F52: Leerlauf endet die Sitzung, eine Handlung verlängert sie, und Abgelaufenes wird nicht wieder wach."""
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    uhr.weiter(minutes=59)
    _beruehre(gemeinde.engine, auf.ausweis.anmeldung_id, uhr)
    uhr.weiter(minutes=59)
    assert _ausweis(gemeinde.engine, auf.token, uhr) is not None
    uhr.weiter(minutes=1)
    assert timedelta(hours=1) == LEERLAUF
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None
    _beruehre(gemeinde.engine, auf.ausweis.anmeldung_id, uhr)
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None


def test_nach_zehn_stunden_ist_auch_eine_wache_sitzung_zu_ende(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F52: die Höchstdauer gilt unabhängig von der Nutzung."""
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    for _ in range(19):
        uhr.weiter(minutes=30)
        _beruehre(gemeinde.engine, auf.ausweis.anmeldung_id, uhr)
        assert _ausweis(gemeinde.engine, auf.token, uhr) is not None
    uhr.weiter(minutes=30)
    assert timedelta(hours=10) == HOECHSTDAUER
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None


def test_eine_zurueckgestellte_uhr_macht_die_sitzung_nicht_aelter(gemeinde: Gemeinde, uhr: Uhr) -> None:
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    vorher = uhr.jetzt
    uhr.weiter(minutes=-20)
    _beruehre(gemeinde.engine, auf.ausweis.anmeldung_id, uhr)
    gelesen = _ausweis(gemeinde.engine, auf.token, uhr)
    assert gelesen is not None and gelesen.zuletzt_am == vorher


def test_beruehrt_wird_hoechstens_einmal_je_minute(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ausweis = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr).ausweis
    assert not anmeldung.braucht_beruehrung(ausweis, uhr.jetzt + BERUEHRUNG - timedelta(seconds=1))
    assert anmeldung.braucht_beruehrung(ausweis, uhr.jetzt + BERUEHRUNG)


def test_abmelden_wirkt_auf_jede_kopie_des_cookies(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F51: nach dem Ende der Zeile ist jede Kopie des Kennzeichens wertlos; andere Sitzungen bleiben."""
    auf, andere = (_oeffne(gemeinde.engine, gemeinde.kora.id, uhr) for _ in range(2))
    for _ in range(2):  # zweimal abmelden ist kein Fehler
        with schreibeinheit(gemeinde.engine, None) as session:
            anmeldung.end_anmeldung(session, auf.ausweis.anmeldung_id, uhr.jetzt)
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None
    assert _ausweis(gemeinde.engine, andere.token, uhr) is not None
    with leseeinheit(gemeinde.engine) as session, pytest.raises(NichtGefundenError, match="nicht mehr angemeldet"):
        anmeldung.person_zu(session, auf.ausweis.anmeldung_id, uhr.jetzt)


def test_alle_anderen_sitzungen_lassen_sich_beenden(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F51: „Alle anderen beenden“ lässt nur die eigene; fremde Personen bleiben unberührt."""
    eigene, zweite, dritte = (_oeffne(gemeinde.engine, gemeinde.kora.id, uhr) for _ in range(3))
    fremde = _oeffne(gemeinde.engine, gemeinde.fritz.id, uhr)
    with schreibeinheit(gemeinde.engine, None) as session:
        beendet = anmeldung.end_anmeldungen(session, gemeinde.kora.id, uhr.jetzt, ausser=eigene.ausweis.anmeldung_id)
    gueltig = [_ausweis(gemeinde.engine, a.token, uhr) is not None for a in (eigene, zweite, dritte, fremde)]
    assert (beendet, gueltig) == (2, [True, False, False, True])


def test_eine_gesperrte_person_ist_sofort_draussen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F53: gesperrt wirkt beim nächsten Klick, ohne dass jemand die Sitzung beendet."""
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.kora.id).aktiv = False
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None
    with schreibeinheit(gemeinde.engine, None) as session, pytest.raises(NichtGefundenError):
        anmeldung.open_anmeldung(session, gemeinde.kora.id, KONTO, uhr.jetzt)


def test_eine_geaenderte_rolle_gilt_beim_naechsten_klick(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F53: die Rollen werden bei jedem Klick neu gelesen."""
    auf = _oeffne(gemeinde.engine, gemeinde.niemand.id, uhr)
    with leseeinheit(gemeinde.engine) as session:
        assert anmeldung.person_zu(session, auf.ausweis.anmeldung_id, uhr.jetzt) == gemeinde.niemand
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.add(Rolle(nutzer_id=gemeinde.niemand.id, art=Rollenart.LESEN, konzept_id=gemeinde.konzept_id))
    with leseeinheit(gemeinde.engine) as session:
        person = anmeldung.person_zu(session, auf.ausweis.anmeldung_id, uhr.jetzt)
    assert [r.art for r in person.rollen] == [Rollenart.LESEN]


@pytest.mark.parametrize(
    ("wer", "wege"),
    [("kora", "konto dienst proxy befehl"), ("fatma", "demo befehl"), ("betrieb", ""), ("unbekannt", "")],
)
def test_jede_person_kommt_nur_auf_ihrem_weg_herein(gemeinde: Gemeinde, uhr: Uhr, wer: str, wege: str) -> None:
    """F54c: Demo-Personen (hier fatma) gibt es nur zum Ausprobieren, Systempersonen melden sich nie an."""
    with schreibeinheit(gemeinde.engine, None) as session:
        betrieb = anmeldung.require_betrieb(session, uhr.jetzt)
    nutzer_id = {"betrieb": betrieb.id, "unbekannt": 987_654}.get(wer) or gemeinde.personen[wer].id
    offen = set()
    for weg in Anmeldeweg:
        try:
            _oeffne(gemeinde.engine, nutzer_id, uhr, weg)
            offen.add(weg.value)
        except NichtGefundenError:
            pass
    assert offen == set(wege.split())


def test_wer_aufhoert_demo_person_zu_sein_verliert_die_demo_sitzung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    auf = _oeffne(gemeinde.engine, gemeinde.fatma.id, uhr, Anmeldeweg.DEMO)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.fatma.id).demo = False
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None


def test_eine_sitzung_vom_befehl_gilt_nur_eine_viertelstunde(gemeinde: Gemeinde, uhr: Uhr) -> None:
    auf = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr, Anmeldeweg.BEFEHL)
    uhr.weiter(minutes=14)
    _beruehre(gemeinde.engine, auf.ausweis.anmeldung_id, uhr)
    assert _ausweis(gemeinde.engine, auf.token, uhr) is not None
    uhr.weiter(minutes=1)
    assert _ausweis(gemeinde.engine, auf.token, uhr) is None


def test_offene_sitzungen_stehen_mit_geraet_da_die_letzte_zuerst(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erste = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    uhr.weiter(minutes=50)
    zweite = _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    with leseeinheit(gemeinde.engine) as session:
        offene = anmeldung.offene_anmeldungen(session, gemeinde.kora.id, uhr.jetzt)
        spaeter = anmeldung.offene_anmeldungen(session, gemeinde.kora.id, uhr.jetzt + timedelta(minutes=30))
    assert [o.id for o in offene] == [zweite.ausweis.anmeldung_id, erste.ausweis.anmeldung_id]
    assert {o.geraet for o in offene} == {"Firefox unter Linux"}
    assert [o.id for o in spaeter] == [zweite.ausweis.anmeldung_id]


def test_was_seine_zeit_hinter_sich_hat_verschwindet_mit_der_naechsten_anmeldung(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Aufbewahrung: Sitzungen und Links 90 Tage nach ihrem Ende, Anmeldeversuche 24 Stunden."""
    engine = gemeinde.engine
    with schreibeinheit(engine, None) as session:
        anmeldung.create_link(session, Linkzweck.START, uhr.jetzt)
        anmeldung.book_versuch(session, "kora", "192.0.2.1", uhr.jetzt)
    alt = _oeffne(engine, gemeinde.kora.id, uhr).ausweis.anmeldung_id

    def uebrig() -> tuple[int, int, int]:
        with leseeinheit(engine) as session:
            zaehle = [
                session.scalar(sa.select(sa.func.count()).select_from(t)) or 0
                for t in (Anmeldung, Einmallink, Anmeldeversuch)
            ]
        return zaehle[0], zaehle[1], zaehle[2]

    assert uebrig() == (1, 1, 1)
    uhr.weiter(hours=25)
    _oeffne(engine, gemeinde.fritz.id, uhr)
    assert uebrig() == (2, 1, 0)
    uhr.weiter(days=90)
    neu = _oeffne(engine, gemeinde.fritz.id, uhr).ausweis.anmeldung_id
    assert uebrig() == (2, 0, 0)
    with leseeinheit(engine) as session:
        assert session.get(Anmeldung, alt) is None
        assert session.get(Anmeldung, neu) is not None


@pytest.mark.parametrize(
    ("roh", "kurz"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox unter Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36",
         "Chrome unter Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140.0", "Edge unter Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
         "Safari unter iOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari unter macOS"),
        ("curl/8.5", "Unbekanntes Programm"),
        ("", "Unbekanntes Programm"),
        ("<script>alert(1)</script>\r\nX: 1" * 900, "Unbekanntes Programm"),
    ],
)  # fmt: skip
def test_das_geraet_ist_kurz_und_nie_der_rohe_text(roh: str, kurz: str) -> None:
    assert anmeldung.geraet_aus(roh) == kurz


def test_ein_geheimnis_wird_einmal_erzeugt_und_ist_fuer_alle_prozesse_gleich(engine: sa.Engine, uhr: Uhr) -> None:
    erstes = anmeldung.load_geheimnis(engine, "probe", uhr.jetzt)
    geheimnis.forget_geheimnisse()  # wie ein zweiter Prozess
    assert anmeldung.load_geheimnis(engine, "probe", uhr.jetzt) == erstes
    assert len(erstes) == 32
    assert anmeldung.load_geheimnis(engine, "anderes", uhr.jetzt) != erstes
    with leseeinheit(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Geheimnis)) == 2


def test_ein_zurueckgerolltes_geheimnis_wird_nicht_gemerkt(engine: sa.Engine, uhr: Uhr) -> None:
    with pytest.raises(RuntimeError, match="doch nicht"), schreibeinheit(engine, None) as session:
        verworfen = geheimnis.geheimnis_in(session, "probe", uhr.jetzt)
        raise RuntimeError("doch nicht")
    assert anmeldung.load_geheimnis(engine, "probe", uhr.jetzt) != verworfen


def test_der_betrieb_protokolliert_sich_selbst_und_nur_einmal(engine: sa.Engine, uhr: Uhr) -> None:
    for _ in range(2):
        with schreibeinheit(engine, None) as session:
            person = anmeldung.require_betrieb(session, uhr.jetzt)
            assert person.kennung == "betrieb"
    with leseeinheit(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Nutzer)) == 1
        urheber = session.execute(sa.text("SELECT nutzer_id, datensatz_id FROM protokoll")).all()
    assert [tuple(z) for z in urheber] == [(person.id, person.id)]


def test_loeschen_raeumt_je_anmeldung_hoechstens_ein_stueck(
    gemeinde: Gemeinde, uhr: Uhr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitzungen, "_AUF_EINMAL", 3)
    with schreibeinheit(gemeinde.engine, None) as session:
        for n in range(8):
            session.add(Anmeldeversuch(am=uhr.jetzt, konto=f"{n:064}", adresse="0" * 64))
    uhr.weiter(hours=25)
    for erwartet in (5, 2, 0):
        _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
        with leseeinheit(gemeinde.engine) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Anmeldeversuch)) == erwartet


def test_zugangsdaten_gibt_es_je_person_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for _ in range(2):
        _oeffne(gemeinde.engine, gemeinde.kora.id, uhr)
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Zugangsdaten)) == 1
