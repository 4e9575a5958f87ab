"""„Vergleich zweier Stände“ als Word: jede Änderung steht in der Tabelle ihrer Art, und nichts steht ohne Anlass da."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme
from test_aenderungskapitel import glatt
from test_veraenderung import NACHHER, VORHER, build_nachher, build_stand, build_vorher, m, ohne_spalten, ohne_tabellen
from word_pruefer import W, absaetze, leere_kapitel, rumpf, teile, verstoesse

from mut_core.bericht import Profil, Wahl
from mut_core.bericht.aenderungen import ARTEN
from mut_core.bericht.aenderungstabelle import aenderungszeilen
from mut_core.bericht.vergleich import build_vergleich
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild, thaw_lagebild
from mut_core.veraenderung import fluss, vergleiche

WURZEL = Path(__file__).resolve().parent.parent


def tabellen(docx: bytes) -> dict[str, list[list[str]]]:
    """Je Beschriftung (ohne „Tabelle n: “) die Zeilen der Tabelle mit ihrem Kopf."""
    titel, gefunden = "", {}
    for e in rumpf(docx)[0]:
        if e.tag == f"{W}tbl":
            gefunden[titel] = [
                [" | ".join(glatt(p) for p in z.iter(f"{W}p")) for z in r.iter(f"{W}tc")] for r in e.iter(f"{W}tr")
            ]
        elif glatt(e).startswith("Tabelle ") and ": " in glatt(e):
            titel = glatt(e).partition(": ")[2]
    return gefunden


def ueberschriften(docx: bytes, ebene: int) -> list[str]:
    return [glatt(p) for p in absaetze(docx, f"Heading{ebene}")]


def texte(docx: bytes) -> list[str]:
    return [t for p in rumpf(docx).iter(f"{W}p") if (t := glatt(p))]


@pytest.fixture(scope="module")
def docx() -> bytes:
    return build_vergleich(build_vorher(), build_nachher(), Wahl())


def stille(tag: date) -> Lagebild:
    return build_stand(tag, {1: m(1, "umgesetzt")})


def test_der_vergleich_ist_ein_gueltiges_dokument_ohne_leere_kapitel(docx: bytes) -> None:
    assert verstoesse(docx) == []
    assert leere_kapitel(docx) == []


def test_der_titel_nennt_beide_tage(docx: bytes) -> None:
    assert "Vergleich der Stände vom 01.03.2024 und vom 01.09.2024 – Probekonzept" in texte(docx)[:6]


def test_jede_art_hat_ueberschrift_und_tabelle_in_fester_reihenfolge(docx: bytes) -> None:
    namen = [name for name, _ in ARTEN.values()]
    assert ueberschriften(docx, 1) == ["Überblick", "Wechsel des Umsetzungsstands", "Änderungen nach Art"]
    assert ueberschriften(docx, 2) == [*namen, "Ohne Änderung"]
    assert [t.partition(": 01.03.2024 bis 01.09.2024")[0] for t in list(tabellen(docx))[2:]] == namen


def test_alle_aenderungen_stehen_genau_einmal_in_den_tabellen_der_arten(docx: bytes) -> None:
    erwartet = [
        [w.replace("\u00a0", " ").replace("\u00ad", "") for w in z]
        for z in aenderungszeilen(vergleiche(build_vorher(), build_nachher()))
    ]
    gedruckt = [
        zeile if len(zeile) == 5 else [*zeile, "–"]
        for titel, alle in tabellen(docx).items()
        if titel.endswith(": 01.03.2024 bis 01.09.2024")
        for zeile in alle[1:]
    ]
    assert sorted(gedruckt) == sorted(erwartet)
    assert len(gedruckt) > 30


def test_ohne_einen_einzigen_hinweis_entfaellt_dessen_spalte(docx: bytes) -> None:
    alle = tabellen(docx)
    assert alle["Sonstige Angaben geändert: 01.03.2024 bis 01.09.2024"][0] == [
        "Maßnahme",
        "Änderung",
        "Bisher",
        "Jetzt",
    ]
    assert len(alle["Fristen geändert: 01.03.2024 bis 01.09.2024"][0]) == 5


def test_die_tabelle_der_wechsel_ist_der_fluss(docx: bytes) -> None:
    kopf, *zeilen = tabellen(docx)["Wechsel des Umsetzungsstands vom 01.03.2024 bis 01.09.2024"]
    assert kopf == ["Stand 01.03.2024", "Stand 01.09.2024", "Anzahl", "Maßnahmen"]
    gezaehlt = fluss(vergleiche(build_vorher(), build_nachher()))
    assert [z[2] for z in zeilen] == [str(n) for n in gezaehlt["anzahl"]]
    assert ["umgesetzt", "nicht mehr geführt", "1", "A-9"] in zeilen
    assert ["nicht geführt", "umgesetzt", "1", "A-21"] in zeilen


def test_das_diagramm_zeigt_beide_staende_und_sagt_es_im_alternativtext(docx: bytes) -> None:
    bild = teile(docx)["word/charts/chart1.xml"].decode()
    assert bild.count("Stand 01.03.2024") == bild.count("Stand 01.09.2024") > 0
    (zeichnung,) = rumpf(docx).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert zeichnung.get("descr", "").replace("\u00a0", " ") == (
        "Zwei gestapelte Balken. "
        "Stand 01.03.2024: 4 umgesetzt, 10 in Umsetzung, 6 in Planung, 2 Idee, 1 zurückgestellt und 1 ohne Angabe; "
        "Stand 01.09.2024: 3 umgesetzt, 1 verstetigt, 10 in Umsetzung, 6 in Planung, 1 Idee, 1 zurückgestellt und "
        "1 verworfen."
    )


def test_der_ueberblick_zaehlt_alle_arten_in_einem_satz(docx: bytes) -> None:
    assert any(
        t.startswith("Gegenüber dem Stand vom 01.03.2024 sind 2 Maßnahmen neu, 3 sind wieder") for t in texte(docx)
    )
    assert "Bei neun Maßnahmen ist der Umsetzungsstand ein anderer." in " ".join(texte(docx))


@pytest.mark.parametrize(
    "bild", [stille, lambda tag: build_stand(tag, {}), lambda tag: build_bild(stichtag=tag, felder=())]
)
def test_ohne_aenderung_gibt_es_nur_den_ueberblick(bild: Any) -> None:
    ergebnis = build_vergleich(bild(VORHER), bild(NACHHER), Wahl())
    assert ueberschriften(ergebnis, 1) == ["Überblick"]
    assert "Inhaltsverzeichnis" not in texte(ergebnis)
    assert "word/charts/chart1.xml" not in teile(ergebnis)
    assert verstoesse(ergebnis) == leere_kapitel(ergebnis) == []


def test_nur_zeitablauf_zeigt_keine_leere_tabelle() -> None:
    alt, neu = (build_stand(tag, {1: m(1, "in_planung")}) for tag in (VORHER, NACHHER))
    ergebnis = build_vergleich(alt, neu, Wahl())
    assert list(tabellen(ergebnis)) == ["Veränderung der Zahlen seit dem 01.03.2024"]
    assert "Kein Umsetzungsstand hat sich geändert." in " ".join(texte(ergebnis))
    assert verstoesse(ergebnis) == leere_kapitel(ergebnis) == []


@pytest.mark.parametrize(("vorher", "nachher"), [({}, {1: m(1, "idee")}), ({1: m(1, "idee")}, {})])
def test_der_erste_und_der_letzte_stand_duerfen_leer_sein(vorher: Any, nachher: Any) -> None:
    ergebnis = build_vergleich(build_stand(VORHER, vorher), build_stand(NACHHER, nachher), Wahl())
    assert verstoesse(ergebnis) == leere_kapitel(ergebnis) == []
    assert len(tabellen(ergebnis)["Wechsel des Umsetzungsstands vom 01.03.2024 bis 01.09.2024"]) == 2


def test_bei_gleichem_stichtag_unterscheidet_der_vergleich_frueher_und_spaeter() -> None:
    alt, neu = (build_stand(NACHHER, {1: m(1, stand)}) for stand in ("in_planung", "in_umsetzung"))
    ergebnis = build_vergleich(alt, neu, Wahl())
    assert "Vergleich zweier Stände vom 01.09.2024 – Probekonzept" in texte(ergebnis)
    (wechsel,) = (t for name, t in tabellen(ergebnis).items() if name.startswith("Wechsel"))
    assert wechsel[0][:2] == ["Stand 01.09.2024 (früher)", "Stand 01.09.2024 (später)"]


def test_aufgetaute_aeltere_staende_lassen_sich_vergleichen() -> None:
    alt = thaw_lagebild(freeze_lagebild(build_vorher()))
    alt = ohne_tabellen(ohne_spalten(alt, "massnahmen", "federfuehrung", "terminlage"), "mittel")
    assert verstoesse(build_vergleich(alt, build_nachher(), Wahl())) == []


def test_verschiedene_konzepte_und_vertauschte_staende_werden_abgelehnt() -> None:
    with pytest.raises(EingabeError):
        build_vergleich(build_nachher(), build_vorher(), Wahl())
    fremd = build_bild(stichtag=VORHER, konzept={"id": 2, "schluessel": "fremd"})
    with pytest.raises(EingabeError):
        build_vergleich(fremd, build_nachher(), Wahl())


def test_das_interne_profil_steht_in_der_kopfzeile() -> None:
    intern = build_vergleich(stille(VORHER), stille(NACHHER), Wahl(profil=Profil.INTERN))
    assert any("nur intern" in inhalt.decode() for name, inhalt in teile(intern).items() if "header" in name)


def test_boese_titel_brechen_den_vergleich_nicht() -> None:
    alt, neu = (
        build_stand(tag, {1: build_massnahme("A-1", titel="<w:p> & \x0b𝔘 عربي " + "x" * 3000, federfuehrung_id=f)})
        for tag, f in ((VORHER, 1), (NACHHER, 2))
    )
    assert verstoesse(build_vergleich(alt, neu, Wahl())) == []


def test_dieselben_staende_geben_dieselben_bytes_auch_in_einem_anderen_prozess(docx: bytes) -> None:
    befehl = (
        "import hashlib, test_veraenderung as t; from mut_core.bericht import Wahl; "
        "from mut_core.bericht.vergleich import build_vergleich as b; "
        "print(hashlib.sha256(b(t.build_vorher(), t.build_nachher(), Wahl())).hexdigest())"
    )
    umgebung = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": f"{WURZEL}:{WURZEL / 'tests'}"}
    lauf = subprocess.run([sys.executable, "-c", befehl], env=umgebung, capture_output=True, text=True, check=True)
    assert lauf.stdout.strip() == sha256(docx).hexdigest()


def test_der_vergleich_laesst_beide_lagebilder_unveraendert() -> None:
    alt, neu = build_vorher(), build_nachher()
    abdruck = [freeze_lagebild(b) for b in (alt, neu)]
    build_vergleich(alt, neu, replace(Wahl(), nummer=3))
    assert [freeze_lagebild(b) for b in (alt, neu)] == abdruck
