"""Die Maßnahmenübersicht: vier Fragen im Wortlaut, Vorhandenes, nächste Schritte, Evaluation."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme
from word_pruefer import W, absaetze, leere_kapitel, rumpf, text, verstoesse

from mut_core.bericht.evaluation import KRITERIEN, eigene_fragen
from mut_core.bericht.uebersicht import BESTAND, EVALUATION, FRAGEN, SCHRITTE, build_uebersicht, smart_kriterien
from mut_core.bericht.wahl import Wahl
from mut_core.lagebild import Lagebild, freeze_lagebild, thaw_lagebild
from mut_core.modell.codes import (
    Angabe,
    Berichtsform,
    Ereignisart,
    Ereignisstatus,
    Evaluationsantwort,
    Evaluationsfolge,
    Genauigkeit,
    Massnahmenart,
    Mittelmodus,
    Pruefwert,
    Turnus,
)

KONZEPT = {
    "bezeichnung": "Handlungskonzept Teilhabe",
    "stelle_id": 2,
    "anlass": "Das Konzept bündelt die Arbeit der Stadt.",
    "rueckblick": "Befragungen gingen voraus.",
    "evaluationsmethode": "Nach drei Jahren als Online-Befragung.",
    "smart_a": "Akzeptiert: von den Zuständigen mitgetragen",
    "beginn": date(2023, 12, 1),
    "beginn_genauigkeit": Genauigkeit.MONAT,
    "kontakt_email": "teilhabe@probe.example",
}
KEINE = {"personal_angabe": Angabe.KEINE, "mittel_angabe": Angabe.KEINE}
MASSNAHMEN = (
    build_massnahme("P-1", "verstetigt", titel="Sprechstunde", art=Massnahmenart.BESTAND),
    build_massnahme("P-2", "umgesetzt", titel="Mappe"),
    build_massnahme("P-3", "in_umsetzung", titel="Abfrage", zeit_wortlaut="ab 2020", turnus=Turnus.JAEHRLICH, **KEINE),
    build_massnahme(
        "P-4",
        titel="Haus bauen",
        frist=date(2024, 6, 30),
        beteiligte_wortlaut="Verein Brücke",
        interne_notiz="NOTIZ-GEHEIM",
        mittel=({"betrag_cent": 3_300_000, "ungenau": True, "konjunktiv": True, "modus": Mittelmodus.JAEHRLICH},),
    ),
    build_massnahme("P-5", "verworfen", titel="Messe", federfuehrung_id=None),
    build_massnahme("P-6", "idee", titel="Kurs", feld=2, federfuehrung_id=None, beteiligte_wortlaut="Schulen"),
)
TABELLEN: dict[str, Any] = {
    "leitlinien": ({"id": 1, "nummer": 1, "text": "Vielfalt gestalten"},),
    "ziele": (
        {"id": 1, "handlungsfeld_id": 1, "nummer": 1, "text": "Alle sind willkommen."},
        {"id": 2, "handlungsfeld_id": 1, "nummer": 2, "text": "Hürden sinken."},
        {"id": 3, "handlungsfeld_id": 2, "nummer": 1, "text": "Alle lernen Deutsch."},
    ),
    "kennzahlen": (
        {"id": 1, "bezeichnung": "Einwohner", "wert": "43.688", "einheit": "Menschen", "stichtag": date(2023, 12, 31)},
    ),
    "ereignisse": (
        {
            "id": 1,
            "art": Ereignisart.DIALOG,
            "titel": "Erster Dialog",
            "status": Ereignisstatus.STATTGEFUNDEN,
            "beginn": date(2024, 3, 1),
        },
        {"id": 2, "art": Ereignisart.FORUM, "titel": "Ob es stattfand?", "beginn": date(2024, 4, 1)},
        {"id": 3, "art": Ereignisart.EVALUATION, "titel": "Evaluation", "zeit_wortlaut": "nach drei Jahren"},
    ),
    "smartpruefungen": (
        {
            "id": 1,
            "massnahme_id": 3,
            **dict.fromkeys(("spezifisch", "messbar", "aktivierend", "realistisch", "terminiert"), Pruefwert.JA),
        },
        {"id": 2, "massnahme_id": 4, "spezifisch": Pruefwert.NEIN},
    ),
    "evaluationen": (
        {
            "id": 1,
            "massnahme_id": 2,
            "am": date(2024, 5, 1),
            "zielgruppe_erreicht": Evaluationsantwort.NEIN,
            "zielgruppe_grund": "Zu wenige kamen",
            "folge": Evaluationsfolge.AENDERN,
        },
    ),
}
FELDER = (
    {"titel": "Willkommen", "massnahmen_gesamt": 20},
    {"titel": "Sprache", "uebergreifend": True},
    {"titel": "Sport"},
)


def voll(**weitere: Any) -> Lagebild:
    return build_bild(*MASSNAHMEN, **({"konzept": KONZEPT, "felder": FELDER, **TABELLEN} | weitere))


def leer() -> Lagebild:
    return build_bild(felder=(), stellen=())


def inhalt(docx: bytes) -> str:
    return "\n".join(text(p) for p in rumpf(docx).iter(f"{W}p")).replace("\u00a0", " ")


def ueberschriften(docx: bytes, ebene: int) -> list[str]:
    return [text(p).replace("\u00a0", " ") for p in absaetze(docx, f"Heading{ebene}")]


def tabellen(docx: bytes, kopfanfang: str) -> list[list[list[str]]]:
    """Die Tabellen, deren erster Kopf so beginnt: Zeilen mit Zellen, Absätze einer Zelle mit „ | “."""
    alle = []
    for tabelle in rumpf(docx).iter(f"{W}tbl"):
        zeilen = [
            [" | ".join(text(p) for p in zelle.iter(f"{W}p")).replace("\u00a0", " ") for zelle in zeile.iter(f"{W}tc")]
            for zeile in tabelle.iter(f"{W}tr")
        ]
        if zeilen[0][0].startswith(kopfanfang):
            alle.append(zeilen)
    return alle


@pytest.fixture(scope="module")
def uebersicht() -> bytes:
    return build_uebersicht(voll(), Wahl())


# ---------------------------------------------------------------------------------------------- die vier Fragen


def test_die_koepfe_sind_genau_die_vier_fragen_im_wortlaut(uebersicht: bytes) -> None:
    erwartet = [
        "Welche Maßnahmen sollen umgesetzt werden?",
        "Bis wann soll die Maßnahme umgesetzt sein?",
        "Wer übernimmt federführend die Verantwortung für die Umsetzung der Maßnahme?",
        "Welche personellen und finanziellen Ressourcen werden zur Umsetzung benötigt?",
    ]
    assert [t[0] for t in tabellen(uebersicht, "Welche")] == [erwartet, erwartet]
    assert list(FRAGEN) == erwartet


def test_der_umsetzungsstand_steht_nur_auf_wunsch_und_als_fuenfte_spalte(uebersicht: bytes) -> None:
    assert "überfällig" not in inhalt(uebersicht)
    assert "in Umsetzung" not in inhalt(uebersicht)
    mit = build_uebersicht(voll(), Wahl(fuenfte_spalte=True))
    tabelle = tabellen(mit, "Welche")[0]
    assert tabelle[0] == [*FRAGEN, "Umsetzungsstand"]
    assert [z[4] for z in tabelle[1:]] == ["◑ in Umsetzung", "? ohne Angabe | überfällig"]
    assert "Mappe (P-2, umgesetzt)" in inhalt(mit)


def test_die_zeilen_beantworten_die_fragen_und_nennen_luecken_beim_namen(uebersicht: bytes) -> None:
    erste, zweite = tabellen(uebersicht, "Welche")
    assert erste[1:] == [
        ["P-3 Abfrage", "ab 2020, jährlich", "Fachdienst Soziales", "keine"],
        [
            "P-4 Haus bauen",
            "bis 30.06.2024",
            "Fachdienst Soziales | in Kooperation mit: Verein Brücke",
            "Jährlich würden ca. 33.000 € anfallen. | Mittelstatus: ungeklärt.",
        ],
    ]
    assert zweite[1:] == [["P-6 Kurs", "k. A.", "nicht benannt | beteiligt: Schulen", "k. A."]]


def test_die_tabellen_stehen_im_querformat_der_vorspann_und_der_schluss_nicht(uebersicht: bytes) -> None:
    formate = [
        groesse.get(f"{W}orient") for s in rumpf(uebersicht).iter(f"{W}sectPr") for groesse in s.iter(f"{W}pgSz")
    ]
    assert formate == [None, "landscape", None]


# ---------------------------------------------------------------------------------------------- Handlungsfelder


def test_je_handlungsfeld_stehen_ziele_vorhandenes_und_naechste_schritte_in_dieser_reihenfolge(
    uebersicht: bytes,
) -> None:
    assert ueberschriften(uebersicht, 2) == ["Handlungsfeld Willkommen", "Handlungsfeld Sprache"]
    assert ueberschriften(uebersicht, 3) == [BESTAND, SCHRITTE] * 2
    druck = inhalt(uebersicht)
    erste = druck.index("Folgende Ziele wurden in diesem Handlungsfeld definiert:\nAlle sind willkommen.")
    assert erste < druck.index(BESTAND) < druck.index("z. B.:\nSprechstunde (P-1)") < druck.index(SCHRITTE)
    assert "Folgendes Ziel wurde in diesem Handlungsfeld definiert:" in druck


def test_wo_die_kommune_mehr_massnahmen_nennt_steht_die_zahl_aller(uebersicht: bytes) -> None:
    assert "Und weitere … insgesamt 20 Maßnahmen in diesem Handlungsfeld vorhanden" in inhalt(uebersicht)
    ohne = inhalt(build_uebersicht(voll(felder=({"titel": "Willkommen"}, *FELDER[1:])), Wahl()))
    assert "insgesamt" not in ohne
    assert "Vorhanden sind zwei Maßnahmen:\nSprechstunde (P-1)\nMappe (P-2)" in ohne


def test_verworfenes_wird_genannt_und_steht_nicht_unter_den_naechsten_schritten(uebersicht: bytes) -> None:
    assert "Nicht weiter verfolgt wird: P-5 Messe." in inhalt(uebersicht)


def test_handlungsfelder_ohne_alles_stehen_in_einem_satz(uebersicht: bytes) -> None:
    assert "Zu dem Handlungsfeld „Sport“ liegen zum Stichtag keine Ziele und Maßnahmen vor." in inhalt(uebersicht)


def test_jede_massnahme_kommt_genau_einmal_vor(uebersicht: bytes) -> None:
    druck = inhalt(uebersicht)
    anzahl = {f"P-{i}": druck.count(f"P-{i}") for i in (1, 3, 4, 5, 6)}
    assert anzahl == dict.fromkeys(anzahl, 1)


# ---------------------------------------------------------------------------------------------- Vorspann, Evaluation


def test_der_vorspann_hat_zahlen_vorgehen_leitlinien_smart_und_handlungsfelder(uebersicht: bytes) -> None:
    assert ueberschriften(uebersicht, 1) == [
        "Zahlen: Stadt Probe",
        "Wie sind wir vorgegangen?",
        "Strategische Leitlinien",
        "Unsere Maßnahmen sollen SMART sein",
        "Handlungsfelder",
        "Ziele und Maßnahmen der Handlungsfelder",
        EVALUATION,
        "Kontakt",
    ]
    druck = inhalt(uebersicht)
    assert "Am 01.09.2024 umfasst das Konzept sechs Maßnahmen in drei Handlungsfeldern." in druck
    assert tabellen(uebersicht, "Kennzahl")[0][1] == ["Einwohner", "43.688 Menschen", "31.12.2023"]
    assert "Das Konzept bündelt die Arbeit der Stadt.\nBefragungen gingen voraus." in druck
    assert "Erster Dialog (01.03.2024)" in druck
    assert "Ob es stattfand?" not in druck
    assert "Vielfalt gestalten" in druck
    assert "Sprache (übergreifend)" in druck


def test_smart_nennt_buchstabe_begriff_und_bedeutung_und_das_a_der_kommune(uebersicht: bytes) -> None:
    zeilen = tabellen(uebersicht, "Buchstabe")[0]
    assert [z[0] for z in zeilen[1:]] == list("SMART")
    assert zeilen[3] == ["A", "Akzeptiert", "von den Zuständigen mitgetragen"]
    assert "Geprüft sind zwei von sechs Maßnahmen; eine erfüllt alle fünf Kriterien." in inhalt(uebersicht)
    assert [k[1] for k in smart_kriterien(None)][2] == "Aktivierend"
    assert smart_kriterien("Attraktiv")[2] == ("A", "Attraktiv", "k. A.")


def test_die_evaluation_nennt_zeitpunkt_methode_vier_kriterien_und_ergebnisse(uebersicht: bytes) -> None:
    druck = inhalt(uebersicht)
    assert (
        "Zeitpunkt: Evaluation (nach drei Jahren). Fällig drei Jahre nach Beginn des Konzepts: ab Dezember 2026."
        in druck
    )
    reihenfolge = ["Zeitpunkt:", *KRITERIEN, "Methode: Nach drei Jahren als Online-Befragung."]
    stellen = [druck.index(stueck) for stueck in reihenfolge]
    assert stellen == sorted(stellen)
    assert tabellen(uebersicht, "Maßnahme")[0][1] == [
        "P-2 Mappe (bewertet am 01.05.2024)",
        "nein: Zu wenige kamen",
        "noch nicht bewertbar",
        "noch nicht bewertbar",
        "ändern",
    ]


def test_eigene_fragen_der_kommune_werden_zur_liste_und_kein_wort_geht_verloren() -> None:
    methode = "Nach drei Jahren. Zwei Fragen: Was ist umgesetzt? Wer wurde erreicht? Danach wird berichtet."
    assert eigene_fragen(methode) == (
        "Nach drei Jahren. Danach wird berichtet.",
        "Zwei Fragen",
        ["Was ist umgesetzt?", "Wer wurde erreicht?"],
    )
    druck = inhalt(build_uebersicht(voll(konzept=KONZEPT | {"evaluationsmethode": methode}), Wahl()))
    assert "Kriterien: Zwei Fragen:\nWas ist umgesetzt?\nWer wurde erreicht?" in druck
    assert KRITERIEN[0] not in druck
    assert eigene_fragen("Wie? Steht noch nicht fest.") == ("Wie? Steht noch nicht fest.", "", [])


def test_ohne_festlegung_behauptet_die_uebersicht_keine_evaluation() -> None:
    druck = inhalt(build_uebersicht(build_bild(konzept={"beginn": date(2020, 1, 1)}), Wahl()))
    assert "Wie und wann ausgewertet wird, ist zum Stichtag nicht festgelegt." in druck
    assert KRITERIEN[0] not in druck


# ---------------------------------------------------------------------------------------------- Dokument


@pytest.mark.parametrize("bild", [voll, leer], ids=["voll", "leer"])
@pytest.mark.parametrize("fuenfte", [False, True])
def test_das_dokument_ist_heil_und_ohne_leere_kapitel(bild: Any, fuenfte: bool) -> None:
    docx = build_uebersicht(bild(), Wahl(fuenfte_spalte=fuenfte))
    assert verstoesse(docx) == []
    assert leere_kapitel(docx) == []


def test_ein_leeres_konzept_sagt_in_saetzen_was_fehlt() -> None:
    druck = inhalt(build_uebersicht(leer(), Wahl()))
    for satz in (
        "Am 01.09.2024 umfasst das Konzept keine Maßnahmen.",
        "Kennzahlen zur Kommune sind nicht hinterlegt (k. A.).",
        "Strategische Leitlinien sind zum Stichtag nicht festgelegt.",
        "Handlungsfelder sind zum Stichtag noch nicht festgelegt.",
    ):
        assert satz in druck


def test_ein_handlungsfeld_nur_mit_zielen_hat_saetze_statt_leerer_tabellen() -> None:
    docx = build_uebersicht(build_bild(ziele=TABELLEN["ziele"][2:], felder=FELDER[1:]), Wahl())
    assert tabellen(docx, "Welche") == []
    bild = build_bild(felder=({"titel": "Nur Ziele"},), ziele=TABELLEN["ziele"][:1])
    docx = build_uebersicht(bild, Wahl())
    assert "Weitere Maßnahmen sind in diesem Handlungsfeld zum Stichtag nicht vorgesehen." in inhalt(docx)
    assert "Vorhandene Maßnahmen sind in diesem Handlungsfeld zum Stichtag nicht verzeichnet." in inhalt(docx)


def test_eigener_text_der_kommune_ersetzt_den_satz_dieser_form() -> None:
    eigene = [
        {"id": 1, "form": Berichtsform.MASSNAHMENUEBERSICHT, "abschnitt": "vorgehen.anlass", "text": "Unser Weg."},
        {"id": 2, "form": Berichtsform.SACHSTANDSBERICHT, "abschnitt": "vorgehen.rueckblick", "text": "Falsche Form."},
    ]
    druck = inhalt(build_uebersicht(voll(textbausteine=eigene), Wahl()))
    assert "Unser Weg.\nBefragungen gingen voraus." in druck
    assert "Das Konzept bündelt" not in druck
    assert "Falsche Form." not in druck


def test_internes_steht_nicht_in_der_uebersicht(uebersicht: bytes) -> None:
    assert "NOTIZ-GEHEIM" not in inhalt(uebersicht)


def test_nummer_und_beispiel_stehen_auf_dem_deckblatt() -> None:
    druck = inhalt(build_uebersicht(voll(konzept=KONZEPT | {"beispiel": True}), Wahl(nummer=3)))
    assert "3. Maßnahmenübersicht – Handlungskonzept Teilhabe" in druck
    assert "Beispiel – frei erfunden" in druck


@pytest.mark.lang
def test_zweimal_gebaut_sind_die_bytes_gleich_auch_mit_anderem_hash(tmp_path: Path) -> None:
    datei = tmp_path / "bild"
    datei.write_bytes(freeze_lagebild(voll()))
    programm = (
        "import sys, hashlib; from mut_core.lagebild import thaw_lagebild; from mut_core.bericht.wahl import Wahl;"
        "from mut_core.bericht.uebersicht import build_uebersicht;"
        "bild = thaw_lagebild(open(sys.argv[1], 'rb').read());"
        "print(hashlib.sha256(build_uebersicht(bild, Wahl())).hexdigest())"
    )
    wurzel = str(Path(__file__).parents[1])
    gaenge = {
        subprocess.run(
            [sys.executable, "-c", programm, str(datei)],
            cwd=wurzel,
            env={"PYTHONHASHSEED": saat, "PYTHONPATH": wurzel},
            capture_output=True,
            check=True,
        ).stdout
        for saat in ("1", "2")
    }
    assert len(gaenge) == 1
    bild = thaw_lagebild(datei.read_bytes())
    assert build_uebersicht(bild, Wahl()) == build_uebersicht(bild, Wahl())
