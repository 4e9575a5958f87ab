"""Prüfen: Zellen werden gelesen, wie sie gemeint sind – und was nicht eindeutig ist, ist „unsicher“."""

import time
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from faelle_austausch import FEDERFUEHRUNG, KLEINES, RESSOURCEN, STATUS, STELLEN, ZEIT
from hypothesis import given, settings
from hypothesis import strategies as st

from mut_core.austausch.deutung.felder import leser_von
from mut_core.austausch.deutung.kontext import Kontext
from mut_core.austausch.deutung.personen import koennte_person_sein
from mut_core.austausch.deutung.status import Statusleser
from mut_core.austausch.deutung.stellen import Stellenleser, build_stellenliste, norm
from mut_core.austausch.deutung.urteil import Deutung, Urteil, original
from mut_core.modell.codes import Angabe, Einheitsart, Umsetzungsstand

STAND = date(2024, 5, 1)
LISTE = build_stellenliste(
    SimpleNamespace(id=nr, name=name, kuerzel=kuerzel, art=Einheitsart(art), aktiv=True)
    for name, kuerzel, art, nr in STELLEN
)
FELDER_ALLE = (
    "nummer", "titel", "handlungsfeld", "weitere_handlungsfelder", "zeitraum", "beginn", "frist", "turnus",
    "federfuehrung", "beteiligte", "ressourcen", "mittel", "personal", "mittelpositionen", "mittelstatus", "prioritaet",
    "konkretheit", "mehrsprachig", "umsetzungsstand", "sachstand", "abgeschlossen_am", "ziele", "schluessel",
)  # fmt: skip
ZELLWERTE = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates() | st.datetimes()
    | st.text(max_size=60)
    | st.sampled_from([w for tafel in (STATUS, FEDERFUEHRUNG, ZEIT, RESSOURCEN) for w, _ in tafel])
)  # fmt: skip
KONTEXT = Kontext(stand=STAND, heute=STAND, stellen=LISTE)
ZEICHEN = {Urteil.SICHER: "", Urteil.UNSICHER: "?", Urteil.FEHLER: "!", Urteil.LEER: ""}


def gelesen(feld: str, wert: Any) -> Deutung:
    return leser_von(feld, KONTEXT)(wert)


def mit_urteil(deutung: Deutung, *teile: object) -> str:
    text = " ".join(str(t) for t in teile if t not in (None, ""))
    return f"{ZEICHEN[deutung.urteil]} {text}".strip()


@pytest.mark.parametrize(("zelle", "soll"), STATUS, ids=ascii)
def test_statuszelle_heisst_was_sie_sagt_und_zeichen_heissen_nichts(zelle: Any, soll: str) -> None:
    deutung = gelesen("umsetzungsstand", zelle)
    w = deutung.werte
    art = w.get("zurueckstellungsgrund")
    ist = mit_urteil(
        deutung,
        w.get("umsetzungsstand"),
        w.get("abgeschlossen_am"),
        art,
        "unveraendert" if w.get("unveraendert") else "",
    )
    assert ist == soll.strip()
    assert deutung.ist_leer or deutung.grund or deutung.urteil is Urteil.SICHER


@pytest.mark.parametrize(("zelle", "soll"), FEDERFUEHRUNG, ids=ascii)
def test_federfuehrung_ist_eine_bekannte_stelle_oder_eine_rueckfrage(zelle: Any, soll: str) -> None:
    deutung = gelesen("federfuehrung", zelle)
    w = deutung.werte
    angabe = w.get("federfuehrung_angabe")
    teile: list[object] = [w.get("federfuehrung_id")]
    teile.append("+" + ",".join(map(str, w["beteiligte"])) if w.get("beteiligte") else "")
    teile.append("intern" if deutung.intern else "")
    if not any(teile):
        offen = angabe if angabe and angabe is not Angabe.GENANNT else ""
        teile.append(offen or ("wortlaut" if deutung.wortlaut.get("federfuehrung_wortlaut") and soll != "? " else ""))
    assert mit_urteil(deutung, *teile) == soll.strip()
    if deutung.intern:
        assert not {**deutung.werte, **deutung.wortlaut}.get("federfuehrung_wortlaut")


@pytest.mark.parametrize(("zelle", "soll"), ZEIT, ids=ascii)
def test_zeitzelle_heisst_was_sie_sagt(zelle: Any, soll: str) -> None:
    deutung = gelesen("zeitraum", zelle)
    w = deutung.werte
    spanne = f"{w.get('beginn') or '-'}/{w.get('frist') or '-'}" if w else ""
    if w and w["zeit_angabe"] is not Angabe.GENANNT:
        spanne = "" if deutung.ist_leer else w["zeit_angabe"]
    teile = "teile " + "|".join(f"{n}={t}" for n, t in deutung.teile) if deutung.teile else ""
    assert mit_urteil(deutung, spanne, w.get("turnus"), teile) == soll.strip()


@pytest.mark.parametrize(("zelle", "soll"), RESSOURCEN, ids=ascii)
def test_ressourcenzelle_trennt_geld_und_personal(zelle: Any, soll: str) -> None:
    deutung = gelesen("ressourcen", zelle)
    w = deutung.werte
    ist = " | ".join(_position(p) for p in w.get("mittel", ()))
    personal = f"personal: {w['personal_wortlaut']}" if w.get("personal_wortlaut") else ""
    if not ist and not personal:
        angabe = w.get("mittel_angabe")
        ist = "wortlaut" if angabe is Angabe.GENANNT else str(angabe or "")
    assert mit_urteil(deutung, ist, personal) == soll


def _position(p: dict[str, Any]) -> str:
    von, bis = (
        "" if p[f] is None else f"{Decimal(p[f]) / 100:.2f}".removesuffix(".00")
        for f in ("betrag_cent", "bis_betrag_cent")
    )
    modus = p["modus"] if p["modus"] != "einmalig" or p["jahr"] else ""
    return " ".join(t for t in (f"{von}..{bis}" if bis else von, "ca" * p["ungenau"], modus, str(p["jahr"] or "")) if t)


@pytest.mark.parametrize(("feld", "zelle", "soll"), KLEINES, ids=lambda w: ascii(w)[:40])
def test_einfache_zellen_werden_gelesen_wie_gemeint(feld: str, zelle: Any, soll: str) -> None:
    deutung = gelesen(feld, zelle)
    assert mit_urteil(deutung, deutung.werte.get(feld)) == soll


def test_zugeordnete_zeichen_und_woerter_gelten() -> None:
    leser = Statusleser({"🟢": Umsetzungsstand.UMGESETZT, "blau": Umsetzungsstand.IDEE}, STAND)
    assert (leser("🟢").urteil, leser("🟢").werte["umsetzungsstand"]) == (Urteil.SICHER, Umsetzungsstand.UMGESETZT)
    assert leser("Blau").werte["umsetzungsstand"] is Umsetzungsstand.IDEE


def test_zugeordnete_stelle_gilt_und_intern_bleibt_intern() -> None:
    leser = Stellenleser(LISTE, {norm("Fr. Muster"): "intern", norm("50 TMK"): 7, norm("Raumamt"): "neu"})
    muster, kuerzel, neu = (leser.federfuehrung(t) for t in ("Fr. Muster", "50 TMK", "Raumamt"))
    assert muster.intern == "Fr. Muster"
    assert "federfuehrung_wortlaut" not in {**muster.werte, **muster.wortlaut}
    assert kuerzel.werte["federfuehrung_id"] == 7
    assert (neu.urteil, neu.werte["neue_stelle"]) == (Urteil.SICHER, "Raumamt")


def test_beteiligte_sind_die_bekannten_und_der_rest_bleibt_im_wortlaut() -> None:
    deutung = gelesen("beteiligte", "FB 2; Kinder- und Jugendbüro, AWO-Kreisverband")
    assert (deutung.urteil, deutung.werte["beteiligte"]) == (Urteil.SICHER, (2, 5))
    assert deutung.werte["beteiligte_wortlaut"] == "FB 2; Kinder- und Jugendbüro, AWO-Kreisverband"
    assert deutung.offen == ("AWO-Kreisverband",)


@pytest.mark.parametrize(
    ("text", "vielleicht"),
    [("Muster", True), ("Eva Muster", True), ("50 TMK", True), ("Volkshochschule", False), ("Polizeiinspektion", False),
     ("Jugendamt", False), ("AWO", False), ("Verein für Nachbarschaft", False), ("M. Muster", True),
     *((name, True) for name in ("Neuhaus", "Hartung", "Baumgarten", "Clement", "Stadtler", "Wehr", "Yılmaz", "Schaft",
                                 "Amtmann", "Jung", "Meier-Lehmann", "Michelle Braun", "Mittler", "Bergheim")),
     *((stelle, False) for stelle in ("Stadtbücherei", "Ausländerbehörde", "Wirtschaftsförderung", "Jugendhilfe",
                                      "Integrationsrat", "Interkulturelle Woche", "Runder Tisch", "Bauhof", "Awo",
                                      "Quartiersmanagement", "Schulsozialarbeit", "Evangelische Jugend"))],
)  # fmt: skip
def test_nur_was_ein_name_sein_kann_gilt_als_name(text: str, vielleicht: bool) -> None:
    assert koennte_person_sein(text) is vielleicht


@pytest.mark.parametrize("feld", [*FELDER_ALLE])
@settings(max_examples=30)
@given(wert=ZELLWERTE)
def test_kein_zellwert_bringt_einen_leser_zu_fall_und_jedes_urteil_hat_seinen_grund(feld: str, wert: Any) -> None:
    deutung = gelesen(feld, wert)
    assert deutung.grund or deutung.urteil in (Urteil.SICHER, Urteil.LEER)
    assert not (deutung.urteil is Urteil.FEHLER and deutung.werte)
    if original(wert).strip() == "":
        assert deutung.ist_leer
    assert len(str(deutung.grund)) < 500


def test_lange_zellen_kosten_keine_sekunde() -> None:
    for feld in FELDER_ALLE:
        for kurz in ("FB 2, ", "1.1) 2022\n", "x", "(((((", "5.000 € und ", "a,b und "):
            text = (kurz * 100_000)[:100_000]
            vorher = time.perf_counter()
            gelesen(feld, text)
            gelesen(feld, text[:2_000])
            assert time.perf_counter() - vorher < 1.0, (feld, kurz)
