"""Prüfen: Einstellungen aus Umgebung, Datei und Geheimnisdatei – und deutsche Sätze, wenn etwas nicht lesbar ist."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mut_core.einstellungen import einstellung, require_einstellung
from mut_core.fehler import BetriebError

NAME = "MUT_PROBE"


@pytest.fixture(autouse=True)
def ohne_umgebung(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (NAME, f"{NAME}_DATEI", "MUT_GEHEIMNISSE"):
        monkeypatch.delenv(name, raising=False)


def geheimnisdatei(ordner: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    pfad = ordner / "geheim.toml"
    pfad.write_text(text, "utf-8")
    monkeypatch.setenv("MUT_GEHEIMNISSE", str(pfad))
    return pfad


def test_ohne_angabe_gibt_es_keinen_wert() -> None:
    assert einstellung(NAME) is None


@pytest.mark.parametrize("leer", ["", "   ", "\n"])
def test_eine_leere_variable_zaehlt_wie_keine(leer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, leer)
    assert einstellung(NAME) is None


def test_die_umgebung_geht_vor_der_geheimnisdatei(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    geheimnisdatei(tmp_path, 'MUT_PROBE = "aus der Datei"', monkeypatch)
    assert einstellung(NAME) == "aus der Datei"
    monkeypatch.setenv(NAME, " aus der Umgebung ")
    assert einstellung(NAME) == "aus der Umgebung"


def test_der_wert_aus_einer_datei_verliert_nur_seine_raender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datei = tmp_path / "geheimnis"
    datei.write_bytes("\ufeffgeheim mit Leerzeichen ß\r\n".encode())
    monkeypatch.setenv(f"{NAME}_DATEI", str(datei))
    assert einstellung(NAME) == "geheim mit Leerzeichen ß"


def test_variable_und_datei_zugleich_werden_abgewiesen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "a")
    monkeypatch.setenv(f"{NAME}_DATEI", str(tmp_path / "b"))
    with pytest.raises(BetriebError, match="beide gesetzt"):
        einstellung(NAME)


def test_eine_fehlende_leere_zu_grosse_oder_binaere_datei_nennt_den_ausweg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for inhalt, satz in (
        (None, "es gibt sie nicht"),
        (b" \n", "ist leer"),
        (b"x" * 70_000, "größer als 64 KB"),
        (b"\xff\xfe\x00geheim", "kein UTF-8"),
    ):
        datei = tmp_path / "geheimnis"
        datei.unlink(missing_ok=True)
        if inhalt is not None:
            datei.write_bytes(inhalt)
        monkeypatch.setenv(f"{NAME}_DATEI", str(datei))
        with pytest.raises(BetriebError, match=satz) as fehler:
            einstellung(NAME)
        assert "Bitte" in str(fehler.value) and str(datei) in str(fehler.value)


def test_ein_ordner_statt_einer_datei_wird_benannt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{NAME}_DATEI", str(tmp_path))
    with pytest.raises(BetriebError, match="sie ist ein Ordner"):
        einstellung(NAME)


def test_die_geheimnisdatei_wird_nach_einer_aenderung_neu_gelesen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pfad = geheimnisdatei(tmp_path, 'MUT_PROBE = "alt"', monkeypatch)
    assert einstellung(NAME) == "alt"
    pfad.write_text('MUT_PROBE = "neu"', "utf-8")
    os.utime(pfad, ns=(1, 1))
    assert einstellung(NAME) == "neu"


def test_tabellen_listen_und_zahlen_der_geheimnisdatei_kommen_als_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    geheimnisdatei(tmp_path, '[MUT_PROBE]\n"mut-ö" = ["lesen"]\n', monkeypatch)
    assert einstellung(NAME) == '{"mut-ö": ["lesen"]}'


def test_kaputtes_toml_nennt_die_zeile_und_nie_den_inhalt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    geheimnisdatei(tmp_path, 'A = "x"\nMUT_PROBE = geheim4711\n', monkeypatch)
    with pytest.raises(BetriebError, match="Zeile 2") as fehler:
        einstellung(NAME)
    assert "geheim4711" not in str(fehler.value)
    assert fehler.value.__suppress_context__


def test_eine_fehlende_geheimnisdatei_ist_ein_fehler_und_kein_leerer_wert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUT_GEHEIMNISSE", str(tmp_path / "fehlt.toml"))
    with pytest.raises(BetriebError, match="es gibt sie nicht"):
        einstellung(NAME)


def test_was_verlangt_ist_und_fehlt_nennt_zweck_und_alle_drei_wege() -> None:
    with pytest.raises(BetriebError, match=r"MUT_PROBE fehlt: die Probe\..*MUT_PROBE_DATEI.*MUT_GEHEIMNISSE"):
        require_einstellung(NAME, "die Probe")
