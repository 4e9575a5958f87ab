"""Prüft Kennwörter: Länge ohne Kürzen, was leicht zu raten ist, und das Rechnen selbst."""

import secrets
import statistics
import string
import threading
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mut_core.anmeldung import HOECHSTENS, MINDESTENS, kennwort, ratbar
from mut_core.fehler import EingabeError

GUT = "Kaffee-Wolke-Fahrrad-Zebra"


def _taugt(text: str) -> bool:
    try:
        kennwort.pruefe_kennwort(text, kennung="kora", name="Kora Dinata-Müller")
    except EingabeError as fehler:
        assert fehler.feld == "kennwort"
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        GUT, "vier gelbe Gummistiefel", "Großmutters-Apfelkuchen-1952", "Xk9!mQ2pLw7z", "8374650192837",
        "日本語のパスワードです長い", "Kora mag Himbeerquark", "nurkleinbuchstabenohnealles",
        "Fj3 " * 5 + "Ende der Zeile",
    ],
)  # fmt: skip
def test_ein_langes_kennwort_taugt_ohne_regeln_zur_zusammensetzung(text: str) -> None:
    assert _taugt(text)


ABWANDLUNGEN = """passwort1234 Passwort2024! Sonnenschein2025 hallohallohallo HalloHallo12 P@ssw0rd1234 p4ssw0rt!!!!
SommerWinter2024 hallo-sommer-2024 5onnenschein99 !!!Fussball!!! 2024Fussball2024 Willkommen123! schalke04schalke
rathausrathaus Bayernmünchen1 Schmetterling1 1qaz2wsx1qaz2wsx jr16101112345"""


@pytest.mark.parametrize("text", ABWANDLUNGEN.split())
def test_haeufige_kennwoerter_fallen_auch_in_abwandlungen_auf(text: str) -> None:
    """F40: die Liste wirkt, obwohl fast alle ihre Einträge kürzer sind als die Mindestlänge."""
    assert not _taugt(text)


REIHEN = ["123456789012", "qwertzuiop12", "aaaaaaaaaaaa", "abcabcabcabc", "1qay2wsx3edc", "098765432109", " " * 12]


@pytest.mark.parametrize("text", REIHEN)
def test_tastaturreihen_und_wiederholungen_fallen_auf(text: str) -> None:
    assert not _taugt(text)


@pytest.mark.parametrize(
    "text",
    ["koradinata2025", "kora.dinata!12", "Müller-Kora-99", "MUELLER mueller", "MutSachstand25", "Integration2025!",
     "Integrationskonzept", "Landkreis-Kora1"],
)  # fmt: skip
def test_name_kennung_und_woerter_der_anwendung_reichen_nicht(text: str) -> None:
    assert not _taugt(text)


def test_jeder_eintrag_der_liste_wird_auch_mit_angehaengten_ziffern_erkannt() -> None:
    liste = [w for w in ratbar.haeufige() if len(w) >= 4]
    assert len(ratbar.haeufige()) > 3000
    assert [w for w in liste if not ratbar.leicht_zu_raten(w + "1234567890"[: max(0, 12 - len(w))])] == []
    lange = [w for w in liste if len(w) >= MINDESTENS]
    assert len(lange) > 30
    assert [w for w in lange if _taugt(w)] == []


def test_zufaellige_kennwoerter_werden_nie_abgewiesen() -> None:
    zeichen = string.ascii_letters + string.digits + "!#-_+"
    for _ in range(500):
        zufall = "".join(secrets.choice(zeichen) for _ in range(16))
        assert _taugt(zufall), zufall


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_die_pruefung_haelt_jeden_text_aus(text: str) -> None:
    _taugt(text)
    ratbar.leicht_zu_raten(text, (text, text))


@pytest.mark.parametrize("text", ["a" * 256, "hallo" * 51, "abcdefghijkl" * 21, "passwortsommer" * 18, "ab1" * 85])
def test_auch_das_laengste_kennwort_ist_schnell_geprueft(text: str) -> None:
    beginn = time.perf_counter()
    ratbar.leicht_zu_raten(text, ("kora", "Kora Dinata"))
    assert time.perf_counter() - beginn < 0.5


@pytest.mark.parametrize(("laenge", "taugt"), [(11, False), (12, True), (256, True), (257, False)])
def test_die_laenge_zaehlt_in_zeichen_und_nichts_wird_gekuerzt(laenge: int, taugt: bool) -> None:
    """F40: zu kurz und zu lang werden abgewiesen; was angenommen ist, zählt bis zum letzten Zeichen."""
    text = (GUT + " übergroße Ähren wiegen sich im Wind über Wäldern, ")[:laenge].ljust(laenge, "x")
    text = text if laenge < 30 else "".join(secrets.choice("äöüxyzß 0123456789") for _ in range(laenge))
    assert len(text) == laenge
    assert _taugt(text) is taugt


def test_die_meldung_nennt_laenge_und_ausweg() -> None:
    with pytest.raises(EingabeError, match="5 Zeichen; nötig sind mindestens 12") as kurz:
        kennwort.pruefe_kennwort("kurz!", kennung="kora", name="Kora")
    with pytest.raises(EingabeError, match="vier Wörter") as haeufig:
        kennwort.pruefe_kennwort("passwort1234", kennung="kora", name="Kora")
    assert "kurz!" not in str(kurz.value) and "passwort1234" not in str(haeufig.value)


def test_stimmt_unterscheidet_bis_zum_letzten_zeichen_und_nach_gross_und_klein() -> None:
    lang = secrets.token_urlsafe(190)[:HOECHSTENS]
    summe = kennwort.hash_kennwort(lang)
    assert kennwort.stimmt(summe, lang)
    for falsch in (lang[:-1], lang[:-1] + "!", lang + "x", lang.swapcase(), "", " " + lang):
        assert not kennwort.stimmt(summe, falsch)


def test_umlaute_vom_mac_und_von_windows_sind_dasselbe_kennwort() -> None:
    summe = kennwort.hash_kennwort(unicodedata.normalize("NFC", "Löwenzahn-Tee-im-März"))
    assert kennwort.stimmt(summe, unicodedata.normalize("NFD", "Löwenzahn-Tee-im-März"))


def test_die_pruefsumme_ist_argon2id_mit_eigenem_salz() -> None:
    erste, zweite = kennwort.hash_kennwort(GUT), kennwort.hash_kennwort(GUT)
    assert erste != zweite
    assert erste.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GUT not in erste
    assert not kennwort.veraltet(erste)
    assert kennwort.veraltet(erste.replace("t=2", "t=1"))


@pytest.mark.parametrize("summe", [None, "", "kaputt", "$argon2id$v=19$m=19456,t=2,p=1$eA$eA"])
def test_ohne_brauchbare_pruefsumme_stimmt_kein_kennwort(summe: str | None) -> None:
    assert not kennwort.stimmt(summe, "")
    assert not kennwort.stimmt(summe, GUT)
    assert not kennwort.stimmt(summe, "x" * 100_000)


def test_ohne_pruefsumme_wird_ebenso_lange_gerechnet() -> None:
    """F43: an der Dauer ist nicht zu erkennen, ob es ein Kennwort gibt."""
    summe = kennwort.hash_kennwort(GUT)

    def dauer(gegen: str | None) -> float:
        beginn = time.perf_counter()
        kennwort.stimmt(gegen, "falsch geraten")
        return time.perf_counter() - beginn

    paare = [(dauer(summe), dauer(None)) for _ in range(25)]
    bekannt, unbekannt = (statistics.median(spalte) for spalte in zip(*paare, strict=True))
    assert max(bekannt, unbekannt) / min(bekannt, unbekannt) < 1.5


def test_hoechstens_zwei_pruefungen_rechnen_zugleich(monkeypatch: pytest.MonkeyPatch) -> None:
    laufend, hoechstens, wache = 0, 0, threading.Lock()
    echt = kennwort._HASHER.hash

    class Zaehlend:
        def hash(self, text: bytes) -> str:
            nonlocal laufend, hoechstens
            with wache:
                laufend += 1
                hoechstens = max(hoechstens, laufend)
            summe = echt(text)
            with wache:
                laufend -= 1
            return summe

    monkeypatch.setattr(kennwort, "_HASHER", Zaehlend())
    faeden = [threading.Thread(target=kennwort.hash_kennwort, args=(GUT,)) for _ in range(12)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert hoechstens == 2
