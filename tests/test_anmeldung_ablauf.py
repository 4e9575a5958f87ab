"""Prüft die Abläufe: erste Einrichtung, Anmelden mit Kennwort, Kennwort setzen, Einmallinks."""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core import anmeldung
from mut_core.anmeldung import AnmeldeError, GebremstError, Gelungen, anmelden, kennwort
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import kettenfehler
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import Nutzer, Protokoll, Zugangsdaten
from mut_core.modell.codes import Anmeldeweg, Linkzweck, Rollenart
from mut_core.rechte import load_person

GUT = "Kaffee-Wolke-Fahrrad-Zebra"
NEU = "Leiter-Wasserfall-Honig-Uhu"
ADRESSE = "192.0.2.1"


def _link(engine: sa.Engine, zweck: Linkzweck, uhr: Uhr, nutzer_id: int | None = None) -> str:
    with schreibeinheit(engine, None) as session:
        return anmeldung.create_link(session, zweck, uhr.jetzt, nutzer_id)


def _gilt(engine: sa.Engine, code: str, zweck: Linkzweck, uhr: Uhr) -> bool:
    with leseeinheit(engine) as session:
        return anmeldung.pruefe_link(session, code, zweck, uhr.jetzt) is not None


def _richte_ein(engine: sa.Engine, code: str, uhr: Uhr, **anders: str) -> int:
    angaben = {"kennung": "ute", "name": "Ute Wagner", "kennwort": GUT} | anders
    return anmeldung.set_up_erstes_konto(
        engine, code, angaben["kennung"], angaben["name"], angaben["kennwort"], uhr.jetzt, auch_koordination=True
    )


def _melde_an(engine: sa.Engine, kennung: str, wort: str, uhr: Uhr, adresse: str = ADRESSE) -> Gelungen:
    ergebnis = anmeldung.sign_in(engine, kennung, wort, adresse, "Firefox unter Linux", uhr.jetzt)
    assert isinstance(ergebnis, Gelungen)
    return ergebnis


def _ist_angemeldet(engine: sa.Engine, auf: Gelungen, uhr: Uhr) -> bool:
    with leseeinheit(engine) as session:
        return anmeldung.load_ausweis(session, auf.token, uhr.jetzt) is not None


# --- Erste Einrichtung --------------------------------------------------------------------------------------------


def test_der_erste_link_legt_die_administration_an_und_gilt_dann_nicht_mehr(engine: sa.Engine, uhr: Uhr) -> None:
    """F40: der Link gilt einmal; danach gibt es ein Konto und keinen weiteren solchen Link."""
    code = _link(engine, Linkzweck.EINRICHTEN, uhr)
    with leseeinheit(engine) as session:
        assert not anmeldung.hat_konten(session)
    nutzer_id = _richte_ein(engine, code, uhr)
    auf = _melde_an(engine, "ute", GUT, uhr)
    with leseeinheit(engine) as session:
        person = anmeldung.person_zu(session, auf.ausweis.anmeldung_id, uhr.jetzt)
        assert {(r.art, r.konzept_id) for r in person.rollen} == {
            (Rollenart.ADMINISTRATION, None),
            (Rollenart.KOORDINATION, None),
        }
        assert person.id == nutzer_id
        assert anmeldung.hat_konten(session)
        assert set(session.scalars(sa.select(Protokoll.nutzer_id))) == {nutzer_id}
        assert kettenfehler(session) is None
    assert not _gilt(engine, code, Linkzweck.EINRICHTEN, uhr)
    with pytest.raises(NichtGefundenError):
        _richte_ein(engine, code, uhr, kennung="zweite")
    with pytest.raises(EingabeError, match="schon ein Konto"):
        _link(engine, Linkzweck.EINRICHTEN, uhr)


def test_ohne_haken_entsteht_nur_die_administration(engine: sa.Engine, uhr: Uhr) -> None:
    code = _link(engine, Linkzweck.EINRICHTEN, uhr)
    anmeldung.set_up_erstes_konto(engine, code, "ute", "Ute Wagner", GUT, uhr.jetzt, auch_koordination=False)
    with leseeinheit(engine) as session:
        assert [r.art for r in load_person(session, "ute").rollen] == [Rollenart.ADMINISTRATION]


@pytest.mark.parametrize(
    ("anders", "feld"),
    [
        ({"kennwort": "zu kurz"}, "kennwort"),
        ({"kennwort": "UteWagner2025"}, "kennwort"),
        ({"kennung": ""}, "kennung"),
        ({"kennung": "mit leer"}, "kennung"),
        ({"kennung": "betrieb"}, "kennung"),
        ({"kennung": "Uebernahme"}, "kennung"),
        ({"kennung": "x" * 101}, "kennung"),
        ({"kennung": "<b>ute</b>"}, "kennung"),
        ({"name": " \x00 "}, "name"),
        ({"name": "N" * 301}, "name"),
    ],
)
def test_unbrauchbare_angaben_lassen_den_link_gelten(
    engine: sa.Engine, uhr: Uhr, anders: dict[str, str], feld: str
) -> None:
    """F40: ein zu kurzes Kennwort verbraucht den Link nicht, und es entsteht nichts."""
    code = _link(engine, Linkzweck.EINRICHTEN, uhr)
    with pytest.raises(EingabeError) as fehler:
        _richte_ein(engine, code, uhr, **anders)
    assert fehler.value.feld == feld
    with leseeinheit(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Nutzer)) == 0
    _richte_ein(engine, code, uhr)


@pytest.mark.parametrize("code", ["", "falsch", "A" * 43, "\ud800"])
def test_ein_falscher_code_richtet_nichts_ein(engine: sa.Engine, uhr: Uhr, code: str) -> None:
    """F40: ohne den gedruckten Code entsteht kein Konto."""
    _link(engine, Linkzweck.EINRICHTEN, uhr)
    with pytest.raises(NichtGefundenError, match="gilt nicht mehr"):
        _richte_ein(engine, code, uhr)


def test_eine_vergebene_kennung_wird_genannt_und_der_link_gilt_weiter(gemeinde: Gemeinde, uhr: Uhr) -> None:
    code = _link(gemeinde.engine, Linkzweck.EINRICHTEN, uhr)
    with pytest.raises(EingabeError, match="gibt es schon"):
        _richte_ein(gemeinde.engine, code, uhr, kennung="KORA")
    assert _gilt(gemeinde.engine, code, Linkzweck.EINRICHTEN, uhr)


def test_zwei_zugleich_richten_nur_ein_konto_ein(engine: sa.Engine, uhr: Uhr) -> None:
    """F40: derselbe Link in zwei Fenstern; das zweite bekommt einen Satz, kein zweites Konto."""
    code = _link(engine, Linkzweck.EINRICHTEN, uhr)
    ergebnisse: list[object] = []

    def richte_ein(kennung: str) -> None:
        try:
            ergebnisse.append(_richte_ein(engine, code, uhr, kennung=kennung))
        except NichtGefundenError as fehler:
            ergebnisse.append(fehler)

    faeden = [threading.Thread(target=richte_ein, args=(f"ute{n}",)) for n in range(4)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert len([e for e in ergebnisse if isinstance(e, int)]) == 1
    with leseeinheit(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Nutzer)) == 1


# --- Anmelden -----------------------------------------------------------------------------------------------------


def test_mit_kennung_und_kennwort_kommt_die_person_herein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    for kennung in ("kora", "KORA", " kora "):
        auf = _melde_an(gemeinde.engine, kennung, GUT, uhr)
        assert (auf.ausweis.nutzer_id, auf.ausweis.weg) == (gemeinde.kora.id, Anmeldeweg.KONTO)
        assert not auf.ausweis.muss_zweitfaktor


def test_jeder_fehlschlag_sagt_dasselbe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F43: falsch, unbekannt, gesperrt, ohne Kennwort und Demo sind am Satz nicht zu unterscheiden."""
    engine = gemeinde.engine
    for person in (gemeinde.kora, gemeinde.gustav):
        anmeldung.set_kennwort(engine, person.id, GUT, uhr.jetzt)
    with schreibeinheit(engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.gustav.id).aktiv = False
    saetze = set()
    for kennung, wort in (
        ("kora", GUT + "x"), ("gibtesnicht", GUT), ("gustav", GUT), ("fritz", GUT), ("fatma", ""), ("betrieb", ""),
        ("", ""), ("k" * 5000, "x" * 5000), ("kora\x00", "\ud800"), ("' OR 1=1--", "' OR 1=1--"),
    ):  # fmt: skip
        with pytest.raises(AnmeldeError) as fehler:
            anmeldung.sign_in(engine, kennung, wort, f"addr-{len(kennung)}-{len(wort)}", "", uhr.jetzt)
        saetze.add((str(fehler.value), fehler.value.feld))
    assert len(saetze) == 1


def test_bekannt_und_unbekannt_dauern_gleich_lang(
    gemeinde: Gemeinde, uhr: Uhr, runden: Callable[[int, int], int]
) -> None:
    """F43: der Median (mit --lang von fünfzig Versuchen) unterscheidet sich um weniger als das 1,5-Fache."""
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, GUT, uhr.jetzt)
    dauern: dict[str, list[float]] = {"kora": [], "gibtesnicht": []}
    for runde in range(runden(15, 50)):
        uhr.weiter(minutes=16)  # ohne Bremse
        for kennung, bisher in dauern.items():
            beginn = time.perf_counter()
            with pytest.raises(AnmeldeError):
                anmeldung.sign_in(engine, kennung, "falsch geraten", f"192.0.2.{runde}", "", uhr.jetzt)
            bisher.append(time.perf_counter() - beginn)
    bekannt, unbekannt = (statistics.median(d) for d in dauern.values())
    print(f"{engine.dialect.name}: bekannt {bekannt * 1000:.1f} ms, unbekannt {unbekannt * 1000:.1f} ms")
    assert max(bekannt, unbekannt) / min(bekannt, unbekannt) < 1.5


def test_eine_veraltete_pruefsumme_wird_beim_anmelden_erneuert(
    gemeinde: Gemeinde, uhr: Uhr, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    with monkeypatch.context() as frueher:
        frueher.setattr(kennwort, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
        anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)

    def summe() -> str:
        with leseeinheit(gemeinde.engine) as session:
            daten = anmeldung.load_zugangsdaten(session, gemeinde.kora.id)
        assert daten is not None
        return daten.kennwort_pruefsumme or ""

    assert anmeldung.veraltet(summe())
    _melde_an(gemeinde.engine, "kora", GUT, uhr)
    assert not anmeldung.veraltet(summe())
    _melde_an(gemeinde.engine, "kora", GUT, uhr)


def test_ein_waehrend_der_pruefung_geaendertes_kennwort_gilt_nicht_mehr(
    gemeinde: Gemeinde, uhr: Uhr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zwischen Prüfen und Eintragen liegt eine Lücke; wer darin das Kennwort ändert, hat das letzte Wort."""
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, GUT, uhr.jetzt)

    def dazwischen(summe: str | None, wort: str) -> bool:
        anmeldung.set_kennwort(engine, gemeinde.kora.id, NEU, uhr.jetzt)
        return kennwort.stimmt(summe, wort)

    monkeypatch.setattr(anmelden, "stimmt", dazwischen)
    with pytest.raises(AnmeldeError):
        anmeldung.sign_in(engine, "kora", GUT, ADRESSE, "", uhr.jetzt)


def test_gerechnet_wird_nie_innerhalb_einer_einheit(
    gemeinde: Gemeinde, uhr: Uhr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Während eine Anmeldung rechnet, kann jemand anderes speichern – ginge es nicht, wartete dieser Test ewig."""
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, GUT, uhr.jetzt)
    gespeichert = []

    def speichere_nebenher(summe: str | None, wort: str) -> bool:
        with schreibeinheit(engine, uhr.vorgang(gemeinde.adam)) as session:
            session.get_one(Nutzer, gemeinde.niemand.id).name = "Nora Neu"
        gespeichert.append(1)
        return kennwort.stimmt(summe, wort)

    monkeypatch.setattr(anmelden, "stimmt", speichere_nebenher)
    _melde_an(engine, "kora", GUT, uhr)
    assert gespeichert == [1]


# --- Kennwort setzen ----------------------------------------------------------------------------------------------


def test_ein_neues_kennwort_beendet_alle_anderen_sitzungen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, GUT, uhr.jetzt)
    hier, dort = _melde_an(engine, "kora", GUT, uhr), _melde_an(engine, "kora", GUT, uhr)
    anmeldung.set_kennwort(
        engine, gemeinde.kora.id, NEU, uhr.jetzt, altes=GUT, behalte_anmeldung=hier.ausweis.anmeldung_id
    )
    assert (_ist_angemeldet(engine, hier, uhr), _ist_angemeldet(engine, dort, uhr)) == (True, False)
    with pytest.raises(AnmeldeError):
        anmeldung.sign_in(engine, "kora", GUT, ADRESSE, "", uhr.jetzt)
    _melde_an(engine, "kora", NEU, uhr)


def test_ohne_das_bisherige_kennwort_aendert_sich_nichts_und_raten_wird_gebremst(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F42: auch hinter der Tür lässt sich das Kennwort nicht durchprobieren."""
    engine = gemeinde.engine
    anmeldung.set_kennwort(engine, gemeinde.kora.id, GUT, uhr.jetzt)
    for _ in range(5):
        with pytest.raises(AnmeldeError) as falsch:
            anmeldung.set_kennwort(engine, gemeinde.kora.id, NEU, uhr.jetzt, altes="geraten")
        assert falsch.value.feld == "altes"
    with pytest.raises(GebremstError):
        anmeldung.set_kennwort(engine, gemeinde.kora.id, NEU, uhr.jetzt, altes=GUT)
    uhr.weiter(seconds=5)
    _melde_an(engine, "kora", GUT, uhr)


def test_das_bisherige_kennwort_ist_kein_neues(gemeinde: Gemeinde, uhr: Uhr) -> None:
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    with pytest.raises(EingabeError, match="bisheriges"):
        anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt, altes=GUT)


def test_demo_und_systempersonen_bekommen_nie_ein_kennwort(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, None) as session:
        betrieb = anmeldung.require_betrieb(session, uhr.jetzt).id
    for nutzer_id in (gemeinde.fatma.id, betrieb, 987_654):
        with pytest.raises(NichtGefundenError):
            anmeldung.set_kennwort(gemeinde.engine, nutzer_id, GUT, uhr.jetzt)
        with pytest.raises(NichtGefundenError):
            _link(gemeinde.engine, Linkzweck.KENNWORT, uhr, nutzer_id)
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Zugangsdaten)) == 0


def test_kein_kennwort_und_kein_kennzeichen_steht_im_protokoll_oder_lesbar_in_der_datenbank(
    gemeinde: Gemeinde, uhr: Uhr
) -> None:
    """F60: was geheim ist, steht nirgends im Klartext."""
    engine = gemeinde.engine
    code = _link(engine, Linkzweck.KENNWORT, uhr, gemeinde.kora.id)
    anmeldung.set_kennwort_mit_link(engine, code, GUT, uhr.jetzt)
    auf = _melde_an(engine, "kora", GUT, uhr)
    with leseeinheit(engine) as session:
        tabellen = sa.inspect(session.connection()).get_table_names()
        alles = "".join(str(session.execute(sa.select(sa.text("*")).select_from(sa.table(t))).all()) for t in tabellen)
    assert "argon2id" in alles
    for geheim in (GUT, code, auf.token, ADRESSE):
        assert geheim not in alles


# --- Einmallinks --------------------------------------------------------------------------------------------------


def test_ein_kennwortlink_gilt_genau_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    engine = gemeinde.engine
    code = _link(engine, Linkzweck.KENNWORT, uhr, gemeinde.kora.id)
    with leseeinheit(engine) as session:
        link = anmeldung.pruefe_link(session, code, Linkzweck.KENNWORT, uhr.jetzt)
    assert link is not None and (link.nutzer_id, link.kennung, link.name) == (gemeinde.kora.id, "kora", "Kora Dinata")
    with pytest.raises(EingabeError):
        anmeldung.set_kennwort_mit_link(engine, code, "zu kurz", uhr.jetzt)
    assert anmeldung.set_kennwort_mit_link(engine, code, GUT, uhr.jetzt) == gemeinde.kora.id
    with pytest.raises(NichtGefundenError):
        anmeldung.set_kennwort_mit_link(engine, code, NEU, uhr.jetzt)
    _melde_an(engine, "kora", GUT, uhr)


def test_ein_kennwortlink_beendet_alle_sitzungen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    auf = _melde_an(gemeinde.engine, "kora", GUT, uhr)
    code = _link(gemeinde.engine, Linkzweck.KENNWORT, uhr, gemeinde.kora.id)
    anmeldung.set_kennwort_mit_link(gemeinde.engine, code, NEU, uhr.jetzt)
    assert not _ist_angemeldet(gemeinde.engine, auf, uhr)


@pytest.mark.parametrize(
    ("zweck", "gilt"),
    [(Linkzweck.START, 10), (Linkzweck.EINRICHTEN, 24 * 60), (Linkzweck.KENNWORT, 24 * 60)],
)
def test_ein_link_laeuft_ab(gemeinde: Gemeinde, uhr: Uhr, zweck: Linkzweck, gilt: int) -> None:
    """F54c, F40: der Startlink gilt zehn Minuten, die anderen einen Tag."""
    wem = gemeinde.kora.id if zweck is Linkzweck.KENNWORT else None
    code = _link(gemeinde.engine, zweck, uhr, wem)
    uhr.weiter(minutes=gilt, seconds=-1)
    assert _gilt(gemeinde.engine, code, zweck, uhr)
    for anderer in set(Linkzweck) - {zweck}:
        assert not _gilt(gemeinde.engine, code, anderer, uhr)
    uhr.weiter(seconds=1)
    assert not _gilt(gemeinde.engine, code, zweck, uhr)


def test_ein_neuer_link_ersetzt_nur_den_frueheren_derselben_person(gemeinde: Gemeinde, uhr: Uhr) -> None:
    alt, fremd = (_link(gemeinde.engine, Linkzweck.KENNWORT, uhr, p.id) for p in (gemeinde.kora, gemeinde.fritz))
    start = _link(gemeinde.engine, Linkzweck.START, uhr)
    neu = _link(gemeinde.engine, Linkzweck.KENNWORT, uhr, gemeinde.kora.id)
    gueltig = [_gilt(gemeinde.engine, c, Linkzweck.KENNWORT, uhr) for c in (alt, fremd, neu)]
    assert gueltig == [False, True, True]
    assert _gilt(gemeinde.engine, start, Linkzweck.START, uhr)


def test_ein_startlink_wird_auch_bei_gleichzeitigem_klick_nur_einmal_eingeloest(engine: sa.Engine, uhr: Uhr) -> None:
    """F54c: einmal heißt einmal."""
    code = _link(engine, Linkzweck.START, uhr)
    eingeloest: list[bool] = []

    def loese_ein() -> None:
        try:
            with schreibeinheit(engine, None) as session:
                anmeldung.use_link(session, code, Linkzweck.START, uhr.jetzt)
            eingeloest.append(True)
        except NichtGefundenError:
            eingeloest.append(False)

    faeden = [threading.Thread(target=loese_ein) for _ in range(6)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sorted(eingeloest) == [False] * 5 + [True]


def test_ein_link_fuer_eine_gesperrte_person_gilt_nicht(gemeinde: Gemeinde, uhr: Uhr) -> None:
    code = _link(gemeinde.engine, Linkzweck.KENNWORT, uhr, gemeinde.kora.id)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.kora.id).aktiv = False
    assert not _gilt(gemeinde.engine, code, Linkzweck.KENNWORT, uhr)


def test_nur_ein_kennwortlink_gehoert_einer_person(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, None) as session:
        with pytest.raises(ValueError, match="Kennwort"):
            anmeldung.create_link(session, Linkzweck.START, uhr.jetzt, gemeinde.kora.id)
        with pytest.raises(NichtGefundenError):
            anmeldung.create_link(session, Linkzweck.KENNWORT, uhr.jetzt)
        code = anmeldung.create_link(session, Linkzweck.START, uhr.jetzt, gilt=timedelta(minutes=1))
    uhr.weiter(minutes=1)
    assert not _gilt(gemeinde.engine, code, Linkzweck.START, uhr)


def test_demo_personen_und_gesperrte_machen_noch_kein_konto(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def gibt_es() -> bool:
        with leseeinheit(gemeinde.engine) as session:
            return anmeldung.hat_konten(session)

    assert not gibt_es()
    anmeldung.set_kennwort(gemeinde.engine, gemeinde.kora.id, GUT, uhr.jetzt)
    assert gibt_es()
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.kora.id).aktiv = False
    assert not gibt_es()
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        session.get_one(Nutzer, gemeinde.fritz.id).dienstkennung = "https://dienst|fritz"
    assert gibt_es()
