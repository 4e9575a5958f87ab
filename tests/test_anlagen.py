"""Anlagen des Sachstandsberichts: nummeriert, im Verzeichnis, im richtigen Format – und nur, was gewählt ist."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme, build_sachstand
from lxml import etree
from test_veraenderung import build_nachher, build_stand, build_vorher
from word_pruefer import absaetze, leere_kapitel, rumpf, text, verstoesse

from mut_core import auswertung, regeln
from mut_core.bericht import Anlage, Wahl, build_bericht
from mut_core.bericht.anlagen import KOPF, TITEL
from mut_core.bericht.legende import MITTELSTATUS, UMSETZUNGSSTAND, aktualitaeten, terminlagen
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Aktualitaet, Mittelstatus, Terminlage, Umsetzungsstand

FORM = "sachstandsbericht"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ALLE = frozenset(Anlage)
TAGE = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def drucke(bild: Lagebild, *anlagen: Anlage, **weitere: Any) -> bytes:
    return build_bericht(bild, FORM, Wahl(anlagen=frozenset(anlagen), **weitere))


def glatt(absatz: etree._Element) -> str:
    return text(absatz).replace("\u00a0", " ").replace("\u00ad", "")


def titel(docx: bytes, ebene: int = 1) -> list[str]:
    return [glatt(p) for p in absaetze(docx, f"Heading{ebene}")]


def inhalt(docx: bytes) -> str:
    return "\n".join(glatt(p) for p in rumpf(docx).iter(f"{W}p"))


def tabelle(docx: bytes, *kopf: str) -> list[list[str]]:
    """Die Zeilen unter dem Kopf der ersten Tabelle mit genau diesem Kopf."""
    for tab in rumpf(docx).iter(f"{W}tbl"):
        zeilen = [[" | ".join(glatt(p) for p in z.iter(f"{W}p")) for z in r.iter(f"{W}tc")] for r in tab.iter(f"{W}tr")]
        if zeilen[0] == list(kopf):
            return zeilen[1:]
    raise AssertionError(kopf)


def probe() -> Lagebild:
    """Zwei Handlungsfelder; eine Maßnahme ist überfällig, eine umgesetzt, eine verworfen, eine nie gemeldet."""
    verworfen = {"begruendung": "Kein Bedarf", "entschieden_von": "Rat", "entschieden_am": date(2024, 5, 2)}
    fertig = {"abgeschlossen_am": date(2024, 7, 15), "ergebnis": "Liegt vor"}
    return build_bild(
        build_massnahme("A-10", "in_umsetzung", frist=date(2024, 6, 30), titel="Lotsen", ziele=[1]),
        build_massnahme("A-2", "umgesetzt", titel="Wegweiser", meldung=fertig),
        build_massnahme("B-1", "verworfen", feld=2, titel="Radio", meldung=verworfen),
        build_massnahme("B-2", feld=2, titel="Forum", federfuehrung_id=None),
        build_massnahme("B-3", "in_planung", feld=2, titel="Kurse", zum=date(2023, 12, 1)),
        ziele=({"id": 1, "handlungsfeld_id": 1, "text": "Alle finden Rat"},),
    )


@pytest.fixture(scope="module")
def alles() -> bytes:
    return drucke(probe(), *ALLE)


# ---------------------------------------------------------------------------------------------- Wahl und Nummern


def test_ohne_wahl_gibt_es_keine_anlage() -> None:
    docx = build_bericht(probe(), FORM)
    assert not [t for t in titel(docx) if t.startswith("Anlage")]
    assert docx == drucke(probe())


def test_alle_anlagen_stehen_nummeriert_vor_den_verzeichnissen(alles: bytes) -> None:
    assert titel(alles)[-8:] == [
        "Anlage 1: Maßnahmenübersicht",
        "Anlage 2: Steckbriefe",
        "Anlage 3: Erledigte Maßnahmen (letztmalig)",
        "Anlage 4: Evaluation",
        "Anlage 5: Offene Angaben",
        "Anlage 6: Legende",
        "Abbildungsverzeichnis",
        "Tabellenverzeichnis",
    ]


def test_alle_anlagen_stehen_im_inhaltsverzeichnis(alles: bytes) -> None:
    eintraege = [glatt(p) for p in absaetze(alles, "TOC1")]
    for nummer, name in enumerate(TITEL.values(), 1):
        assert any(re.fullmatch(rf"Anlage {nummer}: {re.escape(name)}\d+", e) for e in eintraege)


@pytest.mark.parametrize("anlage", TITEL)
def test_gezaehlt_wird_nur_was_gewaehlt_ist(anlage: Anlage) -> None:
    docx = drucke(probe(), anlage)
    assert [t for t in titel(docx) if t.startswith("Anlage")] == [f"Anlage 1: {TITEL[anlage]}"]
    assert verstoesse(docx) == leere_kapitel(docx) == []


@pytest.mark.parametrize("anlage", TITEL)
def test_ohne_massnahmen_sagt_jede_anlage_etwas(anlage: Anlage) -> None:
    docx = drucke(build_bild(felder=(), stellen=()), anlage)
    assert leere_kapitel(docx) == verstoesse(docx) == []
    assert "Zu diesem Abschnitt liegen keine Angaben vor." not in inhalt(docx)


def test_das_dokument_ist_heil(alles: bytes) -> None:
    assert verstoesse(alles) == leere_kapitel(alles) == []


@pytest.mark.lang
def test_dieselben_bytes_auch_bei_anderer_streuung() -> None:
    def pruefsumme(streuung: str) -> str:
        befehl = "import hashlib, test_anlagen as t; print(hashlib.sha256(t.drucke(t.probe(), *t.ALLE)).hexdigest())"
        wurzel = Path(__file__).parent
        umgebung = os.environ | {"PYTHONHASHSEED": streuung, "PYTHONPATH": f"{wurzel}:{wurzel.parent}"}
        lauf = subprocess.run([sys.executable, "-c", befehl], env=umgebung, capture_output=True, text=True, check=True)
        return lauf.stdout

    assert pruefsumme("1") == pruefsumme("2")


# ---------------------------------------------------------------------------------------------- Maßnahmenübersicht


def abschnitte(docx: bytes) -> list[tuple[bool, list[str]]]:
    """Je Abschnitt des Dokuments, ob er quer liegt, und die Kennungen seiner Köpfe und Füße."""
    return [
        (
            s.find(f"{W}pgSz").get(f"{W}orient") == "landscape",
            [v.get(f"{R}id") for v in s.iter(f"{W}headerReference", f"{W}footerReference")],
        )
        for s in rumpf(docx).iter(f"{W}sectPr")
    ]


def test_die_uebersicht_steht_quer_mit_eigenem_kopf_und_fuss(alles: bytes) -> None:
    hoch, quer, danach = abschnitte(alles)
    assert (hoch[0], quer[0], danach[0]) == (False, True, False)
    assert quer[1]
    assert not set(quer[1]) & set(hoch[1])


def test_die_ueberschrift_der_uebersicht_steht_mit_auf_der_querseite(alles: bytes) -> None:
    koerper = list(rumpf(alles)[0])
    wechsel = [i for i, e in enumerate(koerper) if e.find(f"{W}pPr/{W}sectPr") is not None]
    ort = next(i for i, e in enumerate(koerper) if glatt(e) == "Anlage 1: Maßnahmenübersicht" and i > wechsel[0])
    assert wechsel[0] < ort < wechsel[1]


def test_die_uebersicht_nennt_alle_massnahmen_nach_feld_und_nummer(alles: bytes) -> None:
    zeilen = tabelle(alles, *KOPF)
    assert [z[0] for z in zeilen] == ["A-2", "A-10", "B-1", "B-2", "B-3"]
    assert zeilen[1] == [
        *("A-10", "Lotsen", "Fachdienst Soziales", "bis 30.06.2024", "◑ in Umsetzung"),
        *("überfällig seit 63 Tagen", "01.08.2024"),
    ]
    assert zeilen[3][2:] == ["nicht benannt", "k. A.", "? ohne Angabe", "ohne Termin", "noch nie"]
    assert zeilen[4][6] == "01.12.2023 (veraltet)"
    assert "nennt alle fünf Maßnahmen des Konzepts" in inhalt(alles)


# ---------------------------------------------------------------------------------------------- Steckbriefe


def test_jede_massnahme_hat_einen_steckbrief_unter_ihrem_handlungsfeld(alles: bytes) -> None:
    folge = [
        (int(kennung[-1]), glatt(p))
        for p in rumpf(alles).iter(f"{W}p")
        if (s := p.find(f"{W}pPr/{W}pStyle")) is not None
        and (kennung := s.get(f"{W}val")) in ("Heading1", "Heading2", "Heading3")
    ]
    ab = folge.index((1, "Anlage 2: Steckbriefe"))
    assert folge[ab + 1 : folge.index((1, "Anlage 3: Erledigte Maßnahmen (letztmalig)"))] == [
        (2, "Handlungsfeld ‚Sprache‘"),
        (3, "A-2 Wegweiser"),
        (3, "A-10 Lotsen"),
        (2, "Handlungsfeld ‚Bildung‘"),
        (3, "B-1 Radio"),
        (3, "B-2 Forum"),
        (3, "B-3 Kurse"),
    ]


def test_steckbriefe_haben_ihre_geschichte_und_fuellen_das_verzeichnis_nicht(alles: bytes) -> None:
    assert tabelle(alles, "Am", "Eintrag", "Inhalt") == [["01.08.2024", "Sachstand (umgesetzt)", "ohne Text"]]
    assert "Geschichte" in titel(alles, 4)
    assert not any("A-10 Lotsen" in glatt(p) for stil in ("TOC1", "TOC2") for p in absaetze(alles, stil))


# ---------------------------------------------------------------------------------------------- Erledigte


FERTIG = ("Nr.", "Maßnahme", "Handlungsfeld", "Abgeschlossen am", "Ergebnis")
WEG = ("Nr.", "Maßnahme", "Handlungsfeld", "Am", "Verbleib und Begründung")


def test_ohne_frueheren_stand_steht_alles_erledigte_da() -> None:
    docx = drucke(probe(), Anlage.ERLEDIGTE)
    assert tabelle(docx, *FERTIG) == [["A-2", "Wegweiser", "Sprache", "15.07.2024", "Liegt vor."]]
    verbleib = "Verworfen. Entschieden: Rat. Begründung: Kein Bedarf."
    assert tabelle(docx, *WEG) == [["B-1", "Radio", "Bildung", "02.05.2024", verbleib]]
    assert "Ein früherer Stand liegt diesem Bericht nicht zugrunde." in inhalt(docx)


def test_mit_frueherem_stand_steht_nur_da_was_seither_fertig_wurde() -> None:
    docx = drucke(build_nachher(), Anlage.ERLEDIGTE, vorher=build_vorher())
    assert [z[0] for z in tabelle(docx, *FERTIG)] == ["A-4", "A-10", "A-21"]
    ergebnis = "Der Wegweiser liegt in fünf Sprachen vor. Inzwischen archiviert."
    assert tabelle(docx, *FERTIG)[1] == ["A-10", "Vorhaben 10", "Sprache", "15.07.2024", ergebnis]
    assert [(z[0], z[4]) for z in tabelle(docx, *WEG)] == [
        ("A-5", "Verworfen. Entschieden: Sozialausschuss. Begründung: Kein Bedarf."),
        ("A-6", "Zusammengeführt mit A-1 Sprachcafé."),
        ("A-7", "Ersetzt durch A-2 Lotsen."),
        ("A-8", "Archiviert."),
        ("A-23", "Nicht mehr geführt."),
    ]
    assert "Es erscheint hier letztmalig." in inhalt(docx)


def test_erledigtes_erscheint_genau_einmal() -> None:
    naechster = date(2025, 3, 1)
    fertig = build_massnahme("A-1", "umgesetzt", zum=date(2024, 8, 1))
    offen = build_massnahme("A-1", "in_umsetzung", zum=date(2024, 2, 1))
    staende = [
        build_stand(date(2024, 3, 1), {1: offen}),
        *(build_stand(t, {1: fertig}) for t in (date(2024, 9, 1), naechster)),
    ]
    erster, zweiter = (drucke(nachher, Anlage.ERLEDIGTE, vorher=vorher) for vorher, nachher in pairwise(staende))
    assert [z[0] for z in tabelle(erster, *FERTIG)] == ["A-1"]
    assert "Seit dem 01.09.2024 wurde keine Maßnahme abgeschlossen, und keine ist weggefallen." in inhalt(zweiter)
    with pytest.raises(AssertionError):
        tabelle(zweiter, *FERTIG)


# ---------------------------------------------------------------------------------------------- Offene Angaben


def test_offene_angaben_sind_die_luecken_der_auswertung() -> None:
    bild = probe()
    gezeigt = {
        z[0]: z[3].split(" | ")
        for z in tabelle(drucke(bild, Anlage.OFFENE_ANGABEN), "Nr.", "Maßnahme", "Federführung", "Es fehlt")
    }
    erwartet: dict[str, list[str]] = {}
    for e in saetze(auswertung.luecken(bild)):
        erwartet.setdefault(e.nummer, []).append(e.satz.replace("\u00a0", " "))
    assert gezeigt == erwartet
    assert "B-2" in gezeigt
    assert "A-2" not in gezeigt


def test_offene_angaben_beginnen_mit_der_zahl_je_angabe() -> None:
    satz = "Zu 3 von 5 Maßnahmen fehlen Angaben: Federführung (1), Frist (2), Ziel (2), Mittel (3), Personal (3)"
    assert f"{satz} und aktuelle Meldung (2)." in inhalt(drucke(probe(), Anlage.OFFENE_ANGABEN))


@pytest.mark.parametrize(("anzahl", "anfang"), [(1, "Zu der einen Maßnahme"), (2, "Zu allen zwei Maßnahmen")])
def test_fehlt_ueberall_etwas_sagt_es_der_satz(anzahl: int, anfang: str) -> None:
    bild = build_bild(*(build_massnahme(f"A-{i}") for i in range(anzahl)))
    assert f"{anfang} fehlen Angaben: Frist ({anzahl})" in inhalt(drucke(bild, Anlage.OFFENE_ANGABEN))


def test_ohne_luecken_steht_ein_satz() -> None:
    bild = build_bild(
        build_massnahme("A-1", "umgesetzt", meldung={"abgeschlossen_am": date(2024, 7, 1), "ergebnis": "Da"})
    )
    assert "Zu keiner Maßnahme fehlt eine Angabe." in inhalt(drucke(bild, Anlage.OFFENE_ANGABEN))


# ---------------------------------------------------------------------------------------------- Legende


def test_die_legende_erklaert_jeden_wert_der_vier_achsen() -> None:
    assert set(UMSETZUNGSSTAND) == set(Umsetzungsstand)
    assert set(MITTELSTATUS) == set(Mittelstatus)
    assert set(terminlagen(date(2024, 9, 1))) == set(Terminlage)
    assert set(aktualitaeten(date(2024, 9, 1), 6)) == set(Aktualitaet)


def test_die_legende_nennt_stichtag_formel_und_zahl(alles: bytes) -> None:
    druck = inhalt(alles)
    assert "Alle Angaben beziehen sich auf den Stichtag 01.09.2024" in druck
    zeilen = {z[0]: z[1:] for z in tabelle(alles, "Zahl", "So wird gezählt", "Wert")}
    assert zeilen["davon überfällig"] == [auswertung.FORMELN["ueberfaellig"], "1"]
    assert sorted(z[0] for z in zeilen.values()) == sorted(auswertung.FORMELN.values())
    achse = {z[0]: z[2] for z in tabelle(alles, "Umsetzungsstand", "Bedeutung", "Maßnahmen")}
    assert achse["● umgesetzt"] == achse["✕ verworfen"] == "1"
    assert achse["◇ Idee"] == "0"
    assert "Der Meldeturnus dieses Konzepts beträgt 6 Monate." in druck


def tage(texte: Mapping[Any, str], wert: Any) -> list[date]:
    return [date(int(j), int(m), int(t)) for t, m, j in re.findall(r"(\d\d)\.(\d\d)\.(\d{4})", texte[wert])]


@given(TAGE)
def test_die_tage_der_terminlage_sind_die_der_regel(stichtag: date) -> None:
    texte = terminlagen(stichtag)
    von, bis = tage(texte, Terminlage.BALD_FAELLIG)
    in_umsetzung = Umsetzungsstand.IN_UMSETZUNG
    grenzen = [regeln.terminlage(in_umsetzung, tag, stichtag) for tag in (von, bis, bis + timedelta(days=1))]
    assert grenzen == [Terminlage.BALD_FAELLIG, Terminlage.BALD_FAELLIG, Terminlage.IM_ZEITPLAN]
    assert tage(texte, Terminlage.UEBERFAELLIG) == [von]
    assert regeln.terminlage(in_umsetzung, von - timedelta(days=1), stichtag) == Terminlage.UEBERFAELLIG


@given(TAGE, st.integers(1, 36))
def test_die_tage_der_aktualitaet_sind_die_der_regel(stichtag: date, turnus: int) -> None:
    texte = aktualitaeten(stichtag, turnus)
    (aktuell,) = tage(texte, Aktualitaet.AKTUELL)
    noch, *rest = tage(texte, Aktualitaet.BALD_VERALTET)
    assert tage(texte, Aktualitaet.VERALTET) == [noch]

    def lage(tag: date) -> Aktualitaet:
        return regeln.aktualitaet(Umsetzungsstand.IN_UMSETZUNG, tag, stichtag, turnus)

    assert lage(aktuell) == Aktualitaet.AKTUELL
    assert lage(noch - timedelta(days=1)) == Aktualitaet.VERALTET
    for tag in (noch, *rest, aktuell - timedelta(days=1)):
        assert lage(tag) == Aktualitaet.BALD_VERALTET


# ---------------------------------------------------------------------------------------------- Aufwand


def _gross(anzahl: int) -> Lagebild:
    stand = [build_sachstand("in_umsetzung", date(2024, 8, 1), text="Läuft.")]
    return build_bild(*(build_massnahme(f"A-{i}", sachstaende=stand) for i in range(anzahl)))


def test_steckbriefe_kosten_je_massnahme_gleich_viel() -> None:
    def dauer(bild: Lagebild) -> float:
        beginn = process_time()
        drucke(bild, Anlage.STECKBRIEFE)
        return process_time() - beginn

    klein, gross = _gross(60), _gross(480)
    dauer(klein)
    assert min(dauer(gross) for _ in range(2)) < 3 * 8 * min(dauer(klein) for _ in range(2))


def test_alle_geschichten_auf_einmal_sind_die_einzelnen() -> None:
    bild = build_nachher()
    alle = auswertung.geschichten(bild)
    assert alle
    for massnahme_id in bild.massnahmen["id"]:
        einzeln = saetze(auswertung.geschichte(bild, massnahme_id))
        assert [tuple(e) for e in alle.get(massnahme_id, [])] == [tuple(e) for e in einzeln]
