"""Prüft die Bremse: sie macht Raten langsam, sperrt nie und lässt sich nicht überholen."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import anmeldung
from mut_core.anmeldung import GebremstError, Versuch, Wartezeit, anmelden, bremse, kennwort
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.modell import Anmeldeversuch

RICHTIG = "Kaffee-Wolke-Fahrrad-Zebra"


def _versuche(engine: sa.Engine, uhr: Uhr, kennung: str, adresse: str = "192.0.2.1") -> Versuch | Wartezeit:
    with schreibeinheit(engine, None) as session:
        return anmeldung.book_versuch(session, kennung, adresse, uhr.jetzt)


def _gelingt(engine: sa.Engine, versuch: Versuch | Wartezeit) -> None:
    assert isinstance(versuch, Versuch)
    with schreibeinheit(engine, None) as session:
        anmeldung.mark_gelungen(session, versuch.id)


def test_fuenf_fehlversuche_sind_frei_dann_waechst_die_pause_bis_fuenf_minuten(engine: sa.Engine, uhr: Uhr) -> None:
    """F42: nach dem fünften 5 Sekunden, dann je doppelt so lang, längstens 300 – und danach geht es immer weiter."""
    pausen = []
    for _ in range(12):
        while isinstance(stand := _versuche(engine, uhr, "kora"), Wartezeit):
            pausen.append(stand.sekunden)
            uhr.weiter(seconds=stand.sekunden - 0.5)
            knapp = _versuche(engine, uhr, "kora")
            assert knapp == Wartezeit(1)
            uhr.weiter(seconds=0.5)
    assert pausen == [5, 10, 20, 40, 80, 160, 300]


def test_was_in_der_pause_ankommt_zaehlt_nicht_und_verlaengert_sie_nicht(engine: sa.Engine, uhr: Uhr) -> None:
    """F42: sonst sperrte ein Angreifer das Konto auf Dauer."""
    for _ in range(5):
        _versuche(engine, uhr, "kora")
    for _ in range(50):
        assert _versuche(engine, uhr, "kora") == Wartezeit(5)
    uhr.weiter(seconds=5)
    assert isinstance(_versuche(engine, uhr, "kora"), Versuch)


def test_nach_einer_viertelstunde_ist_alles_vergessen(engine: sa.Engine, uhr: Uhr) -> None:
    for _ in range(5):
        _versuche(engine, uhr, "kora")
    uhr.weiter(minutes=15)
    for _ in range(5):
        assert isinstance(_versuche(engine, uhr, "kora"), Versuch)
    assert _versuche(engine, uhr, "kora") == Wartezeit(5)


def test_ein_anderes_konto_ist_von_der_pause_nicht_betroffen(engine: sa.Engine, uhr: Uhr) -> None:
    """F42: gebremst wird das Konto, nicht das Haus."""
    for _ in range(5):
        _versuche(engine, uhr, "kora")
    assert isinstance(_versuche(engine, uhr, "fritz"), Versuch)


@pytest.mark.parametrize("schreibweise", ["KORA", " kora ", "Kora\u202e", "ko\x00ra"])
def test_eine_andere_schreibweise_umgeht_die_bremse_nicht(engine: sa.Engine, uhr: Uhr, schreibweise: str) -> None:
    for _ in range(5):
        _versuche(engine, uhr, "kora")
    assert _versuche(engine, uhr, schreibweise) == Wartezeit(5)


def test_dreissig_konten_von_einer_adresse_werden_nach_zwanzig_gebremst(engine: sa.Engine, uhr: Uhr) -> None:
    """F42: wer Konten der Reihe nach probiert, kommt bis zwanzig; eine andere Adresse bleibt frei."""
    ergebnisse = [_versuche(engine, uhr, f"person{n}") for n in range(30)]
    assert [isinstance(e, Versuch) for e in ergebnisse] == [True] * 20 + [False] * 10
    assert isinstance(_versuche(engine, uhr, "person31", "192.0.2.2"), Versuch)


def test_gelungenes_setzt_das_konto_zurueck_aber_nicht_die_adresse(engine: sa.Engine, uhr: Uhr) -> None:
    """Sonst setzte ein eigenes Konto die Zählung zurück, mit der fremde geraten werden."""
    for n in range(16):
        _versuche(engine, uhr, f"person{n}")
    for _ in range(4):
        _versuche(engine, uhr, "kora")
    _gelingt(engine, _versuche(engine, uhr, "kora", "192.0.2.9"))
    assert isinstance(_versuche(engine, uhr, "kora", "192.0.2.9"), Versuch)
    assert _versuche(engine, uhr, "noch-eine") == Wartezeit(5)


def test_gelungene_anmeldungen_bremsen_ein_ganzes_rathaus_nicht(engine: sa.Engine, uhr: Uhr) -> None:
    for n in range(60):
        _gelingt(engine, _versuche(engine, uhr, f"person{n}"))


def test_ipv6_zaehlt_je_netz(engine: sa.Engine, uhr: Uhr) -> None:
    """Ein Anschluss hat 2^64 Adressen; sie zählen zusammen. Das Nachbarnetz zählt für sich."""
    for n in range(20):
        _versuche(engine, uhr, f"person{n}", f"2001:db8:1:2::{n:x}")
    assert _versuche(engine, uhr, "person99", "2001:db8:1:2:ffff::1") == Wartezeit(5)
    assert isinstance(_versuche(engine, uhr, "person99", "2001:db8:1:3::1"), Versuch)


@pytest.mark.parametrize(
    ("adresse", "netz"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("Weitergeleitet ", "weitergeleitet"),
        ("x" * 5000, "x" * 300),
    ],
)
def test_was_als_eine_adresse_zaehlt(adresse: str, netz: str) -> None:
    assert bremse.netz(adresse) == netz


def test_konto_und_adresse_stehen_nur_als_pruefsumme_da(engine: sa.Engine, uhr: Uhr) -> None:
    _versuche(engine, uhr, "kora", "192.0.2.1")
    with leseeinheit(engine) as session:
        zeile = session.scalars(sa.select(Anmeldeversuch)).one()
    assert {len(zeile.konto), len(zeile.adresse)} == {64}
    assert zeile.konto != anmeldung.geheimnis.pruefsumme("kora")  # mit Schlüssel: nicht nachzurechnen


def test_eine_zurueckgestellte_uhr_sperrt_nicht_laenger_als_die_pause(engine: sa.Engine, uhr: Uhr) -> None:
    for _ in range(5):
        _versuche(engine, uhr, "kora")
    uhr.weiter(hours=-4)
    assert _versuche(engine, uhr, "kora") == Wartezeit(5)


def test_von_vierzig_gleichzeitigen_versuchen_erreichen_hoechstens_acht_den_hash(
    gemeinde: Gemeinde, uhr: Uhr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F42: gebucht wird vor dem Rechnen, in derselben Einheit wie das Zählen."""
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, RICHTIG, uhr.jetzt)
    erreicht: list[str] = []

    def gezaehlt(summe: str | None, wort: str) -> bool:
        erreicht.append(wort)
        return kennwort.stimmt(summe, wort)

    monkeypatch.setattr(anmelden, "stimmt", gezaehlt)
    antworten: list[str] = []
    start = threading.Barrier(40)

    def rate(n: int) -> None:
        start.wait()
        try:
            anmeldung.sign_in(gemeinde.engine, "kora", f"geraten-{n}", f"192.0.2.{n}", "", uhr.jetzt)
        except (GebremstError, anmeldung.AnmeldeError) as fehler:
            antworten.append(type(fehler).__name__)

    faeden = [threading.Thread(target=rate, args=(n,)) for n in range(40)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert len(erreicht) <= 8
    assert sorted(antworten) == ["AnmeldeError"] * len(erreicht) + ["GebremstError"] * (40 - len(erreicht))


def test_waehrend_der_pause_wird_auch_das_richtige_kennwort_abgewiesen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F42: sonst verriete die Antwort, welches das richtige war; nach der Pause kommt die Person herein."""
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, RICHTIG, uhr.jetzt)
    for _ in range(5):
        with pytest.raises(anmeldung.AnmeldeError):
            anmeldung.sign_in(engine, "kora", "falsch", "192.0.2.1", "", uhr.jetzt)
    with pytest.raises(GebremstError, match="in 5 Sekunden") as gebremst:
        anmeldung.sign_in(engine, "kora", RICHTIG, "192.0.2.1", "", uhr.jetzt)
    assert gebremst.value.sekunden == 5
    uhr.weiter(seconds=5)
    gelungen = anmeldung.sign_in(engine, "kora", RICHTIG, "192.0.2.1", "", uhr.jetzt)
    assert isinstance(gelungen, anmeldung.Gelungen)
    uhr.jetzt += timedelta(seconds=1)
    with pytest.raises(anmeldung.AnmeldeError):  # die Zählung des Kontos beginnt von vorn
        anmeldung.sign_in(engine, "kora", "falsch", "192.0.2.1", "", uhr.jetzt)


def test_auch_unbekannte_konten_werden_gebremst(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F43: sonst wäre an der Bremse zu sehen, welche Konten es gibt."""
    for _ in range(5):
        with pytest.raises(anmeldung.AnmeldeError):
            anmeldung.sign_in(gemeinde.engine, "gibtesnicht", "falsch", "192.0.2.1", "", uhr.jetzt)
    with pytest.raises(GebremstError):
        anmeldung.sign_in(gemeinde.engine, "gibtesnicht", "falsch", "192.0.2.1", "", uhr.jetzt)
