"""Prüft den Befehl `erinnern`: wen er erinnert, wen nicht, und dass der nächste Lauf nicht noch einmal sendet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr
from mailserver import mailserver

from mut_core.befehle import main
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.modell import Abfrage, Erinnerung, Nutzer, Organisationseinheit
from mut_core.modell.codes import Versandstand

AN = "bildung@probstweiler.example"
Lauf = Callable[..., tuple[int, str]]


@pytest.fixture
def lauf(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lauf:
    """Gibt eine Funktion, die `erinnern` ausführt und Exitcode und Ausgabe gibt; die Bildung hat eine Adresse."""
    g = sqlite_gemeinde
    with schreibeinheit(g.engine, Uhr().vorgang(g.kora)) as session:
        session.get_one(Organisationseinheit, g.bildung_id).email = AN
    monkeypatch.setenv("MUT_DATENBANK", str(g.engine.url))
    monkeypatch.setenv("MUT_ADRESSE_AUSSEN", "https://mut.example")
    for name, wert in (("ADRESSE", "127.0.0.1"), ("VERSCHLUESSELUNG", "keine"), ("ABSENDER", "mut@stadt.example")):
        monkeypatch.setenv(f"MUT_SMTP_{name}", wert)

    def lauf(*weitere: str, port: int = 1) -> tuple[int, str]:
        monkeypatch.setenv("MUT_SMTP_PORT", str(port))
        code = main(["erinnern", "--konzept", "probstweiler", *weitere])
        ausgabe = capsys.readouterr()
        return code, ausgabe.out + ausgabe.err

    return lauf


def test_die_probe_sendet_nichts_und_der_zweite_lauf_auch_nicht(lauf: Lauf, sqlite_gemeinde: Gemeinde) -> None:
    with mailserver() as fach:
        assert lauf("--probe", port=fach.port) == (
            0,
            "1\u00a0Erinnerung möglich\nFachdienst Bildung: 1\u00a0Maßnahme offen\n",
        )
        assert fach.nachrichten == []
        code, text = lauf(port=fach.port)
        assert (code, "1\u00a0Erinnerung gesendet" in text) == (0, True)
        code, text = lauf(port=fach.port)
        assert (code, "Nicht fällig: Fachdienst Bildung" in text) == (0, True)
        assert len(fach.nachrichten) == 1
        assert "https://mut.example/melden?konzept=probstweiler" in fach.nachrichten[0][2].get_content()
    with leseeinheit(sqlite_gemeinde.engine) as session:
        (e,) = session.scalars(sa.select(Erinnerung).where(Erinnerung.an == AN))
        assert e.stand == Versandstand.GESENDET
        assert session.scalars(sa.select(Nutzer.id).where(Nutzer.kennung == "betrieb")).one()


def test_was_nicht_hinausgeht_endet_mit_einem_fehler_und_unklares_wird_nie_wiederholt(
    lauf: Lauf, sqlite_gemeinde: Gemeinde
) -> None:
    g = sqlite_gemeinde
    code, text = lauf()  # niemand hört auf diesem Port
    assert (code, "nimmt keine Verbindung an" in text) == (1, True)
    vor_stunden = datetime.now(UTC) - timedelta(hours=2)
    with schreibeinheit(g.engine, Uhr().vorgang(g.kora)) as session:
        session.add(
            Erinnerung(konzept_id=g.konzept_id, abfrage_id=1, organisationseinheit_id=g.bildung_id, nummer=2, an=AN,
                       am=vor_stunden)
        )  # fmt: skip
    with mailserver() as fach:
        code, text = lauf(port=fach.port)
    assert (code, "nicht bekannt, ob sie ankam" in text, fach.nachrichten) == (1, True, [])


def test_ohne_adresse_ohne_abfrage_und_ohne_mailserver_ein_satz(
    lauf: Lauf, sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch
) -> None:
    g = sqlite_gemeinde
    monkeypatch.delenv("MUT_ADRESSE_AUSSEN")
    code, text = lauf()
    assert (code, "MUT_ADRESSE_AUSSEN fehlt" in text) == (1, True)
    monkeypatch.delenv("MUT_SMTP_ADRESSE")
    code, text = lauf()
    assert (code, "kein Mailserver eingerichtet" in text) == (1, True)
    with schreibeinheit(g.engine, Uhr().vorgang(g.kora)) as session:
        session.get_one(Organisationseinheit, g.bildung_id).email = None
    code, text = lauf("--probe")
    assert (code, "keine E-Mail-Adresse in den Stammdaten" in text) == (1, True)
    with schreibeinheit(g.engine, Uhr().vorgang(g.kora)) as session:
        session.get_one(Abfrage, 1).geschlossen_am = Uhr().heute
    code, text = lauf("--probe")
    assert (code, "keine Abfrage offen" in text) == (1, True)
