"""Der Steckbrief: eine Maßnahme auf einer Seite – allein und als Abschnitt eines anderen Dokuments."""

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme, build_sachstand
from word_pruefer import W, absaetze, leere_kapitel, rumpf, teile, text, verstoesse

from mut_core.bericht.gliederung import Druck
from mut_core.bericht.steckbrief import build_steckbrief, write_steckbrief
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.bericht.word import Dokument
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import (
    Angabe,
    Berichtsform,
    Evaluationsantwort,
    Genauigkeit,
    Konkretheit,
    Mittelmodus,
    Mittelstatus,
    Prioritaet,
    Pruefwert,
    Terminlage,
    Zielebene,
    Zurueckstellungsgrund,
)

STICHTAG = date(2024, 9, 1)
SPRUENGE = (
    {"am": date(2023, 5, 1), "bisher": date(2023, 6, 30), "neu": date(2024, 3, 31), "grund": "Personal fehlt"},
    {"am": date(2024, 2, 1), "bisher": date(2024, 3, 31), "neu": date(2024, 8, 1), "grund": "Räume fehlen"},
)
VOLL = build_massnahme(
    "P-1",
    titel="Sprachprogramm",
    beschreibung="Kinder lernen Deutsch.",
    sachstaende=[
        build_sachstand("in_planung", date(2024, 2, 1), text="Wird geplant."),
        build_sachstand(
            "in_umsetzung",
            date(2024, 8, 1),
            text="Läuft in drei Kitas.",
            naechster_schritt="Vierte Kita",
            naechster_termin=date(2024, 12, 1),
            hindernis="Räume",
            loesung="Ein Saal",
        ),
    ],
    frist=date(2024, 8, 1),
    frist_genauigkeit=Genauigkeit.TAG,
    urspruengliche_frist=date(2023, 6, 30),
    fristaenderungen=SPRUENGE,
    ziele=(1,),
    konkretheit=Konkretheit.BESCHLOSSEN,
    prioritaet=Prioritaet.HOCH,
    zielgruppe="Familien",
    beteiligte_wortlaut="Verein Brücke",
    vorbild="WiKi",
    indikator="Zahl der Kinder",
    mehrsprachig=True,
    barrierefrei=True,
    mittelstatus=Mittelstatus.ANGEMELDET,
    mittel=(
        {
            "modus": Mittelmodus.JAHR,
            "jahr": 2024,
            "betrag_cent": 2_100_000,
            "ungenau": True,
            "konjunktiv": True,
            "mittelstatus": Mittelstatus.ANGEMELDET,
            "vorbehalt": "Nur mit Haushalt",
        },
    ),
    meilensteine=({"titel": "Start", "erreicht_am": date(2024, 1, 15)},),
    interne_notiz="NOTIZ-GEHEIM",
)
TABELLEN: dict[str, Any] = {
    "ziele": (
        {"id": 1, "handlungsfeld_id": 1, "ebene": Zielebene.LEITZIEL, "nummer": 2, "text": "Alle sprechen Deutsch."},
    ),
    "weitere_handlungsfelder": ({"id": 1, "massnahme_id": 1, "handlungsfeld_id": 2},),
    "smartpruefungen": (
        {
            "id": 1,
            "massnahme_id": 1,
            "spezifisch": Pruefwert.JA,
            "geprueft_am": date(2024, 5, 1),
            "notiz": "SMART-NOTIZ",
        },
    ),
    "evaluationen": (
        {"id": 1, "massnahme_id": 1, "am": date(2024, 6, 1), "zielgruppe_erreicht": Evaluationsantwort.JA},
    ),
}


def voll(**weitere: Any) -> Lagebild:
    return build_bild(VOLL, build_massnahme("P-2", federfuehrung_id=None), **(TABELLEN | weitere))


def drucke(bild: Lagebild, massnahme_id: int | None = 1, **weitere: Any) -> bytes:
    return build_steckbrief(bild, Wahl(massnahme_id=massnahme_id, **weitere))


def inhalt(docx: bytes) -> str:
    return "\n".join(text(p) for p in rumpf(docx).iter(f"{W}p")).replace("\u00a0", " ")


def zeilen(docx: bytes, tabelle: int) -> dict[str, str]:
    """Die Zeilen einer Tabelle: erste Zelle → übrige, Absätze mit „ | “ getrennt."""
    gesucht = list(rumpf(docx).iter(f"{W}tbl"))[tabelle]
    alle = [
        [" | ".join(text(p) for p in z.iter(f"{W}p")).replace("\u00a0", " ") for z in zeile.iter(f"{W}tc")]
        for zeile in gesucht.iter(f"{W}tr")
    ]
    return {z[0]: " || ".join(z[1:]) for z in alle}


@pytest.fixture(scope="module")
def steckbrief() -> bytes:
    return drucke(voll())


# ---------------------------------------------------------------------------------------------- Inhalt


def test_die_vier_achsen_stehen_in_worten(steckbrief: bytes) -> None:
    koepfe, werte = zeilen(steckbrief, 0).items()
    assert koepfe == ("Umsetzungsstand", "Terminlage || Aktualität || Mittelstatus")
    assert werte == (
        "◑ in Umsetzung",
        "überfällig seit 31 Tagen || aktuell, zuletzt gemeldet zum 01.08.2024 || angemeldet",
    )


def test_der_letzte_sachstand_steht_ganz_da_der_fruehere_nicht(steckbrief: bytes) -> None:
    druck = inhalt(steckbrief)
    assert "Stand vom 01.08.2024 (in Umsetzung): Läuft in drei Kitas." in druck
    assert (
        "Nächster Schritt: Vierte Kita. Nächster Termin: 01.12.2024. Hindernis: Räume. Was helfen würde: Ein Saal."
        in druck
    )
    assert "Wird geplant." not in druck


def test_alle_angaben_stehen_in_der_tabelle(steckbrief: bytes) -> None:
    angaben = zeilen(steckbrief, 1)
    assert angaben == {
        "Angabe": "Inhalt",
        "Handlungsfeld": "1. Sprache | betrifft auch: 2. Bildung",
        "Ziele": "Leitziel 2: Alle sprechen Deutsch.",
        "Federführung": "Fachdienst Soziales",
        "Beteiligte": "Verein Brücke",
        "Zielgruppe": "Familien",
        "Zeitraum / Frist": "bis 01.08.2024 | zweimal verschoben, ursprünglich 30.06.2023: "
        "| am 01.05.2023: Frist vom 30.06.2023 auf den 31.03.2024 verschoben: Personal fehlt. "
        "| am 01.02.2024: Frist vom 31.03.2024 auf den 01.08.2024 verschoben: Räume fehlen.",
        "Mittel": "Im Jahr 2024 würden ca. 21.000 € anfallen. | Mittelstatus: angemeldet. "
        "| Vorbehalt: Nur mit Haushalt.",
        "Meilensteine": "Start (erreicht am 15.01.2024)",
        "Art": "nächster Schritt (neu), beschlossen, Priorität hoch",
        "Indikator": "Zahl der Kinder",
        "Angebot": "mehrsprachig, barrierefrei",
        "Vorbild": "WiKi",
        "SMART": "Spezifisch: ja, Messbar: offen, Aktivierend: offen, Realistisch: offen, Terminiert: offen "
        "(geprüft am 01.05.2024)",
        "Evaluation": "am 01.06.2024 – Zielgruppe erreicht: ja; im Zeitrahmen: noch nicht bewertbar; "
        "Ziel erreicht: noch nicht bewertbar; Folge: k. A.",
    }


def test_was_nicht_bekannt_ist_heisst_beim_namen() -> None:
    docx = drucke(voll(), 2)
    angaben = zeilen(docx, 1)
    assert angaben["Federführung"] == "nicht benannt"
    assert {
        angaben[n] for n in ("Ziele", "Beteiligte", "Zielgruppe", "Zeitraum / Frist", "Mittel", "Meilensteine")
    } == {"k. A."}
    assert "Vorbild" not in angaben
    druck = inhalt(docx)
    assert "Eine Beschreibung liegt nicht vor (k. A.)." in druck
    assert "Zu dieser Maßnahme wurde noch kein Sachstand gemeldet." in druck
    assert "noch nie gemeldet" in druck


def test_keine_mittel_sind_etwas_anderes_als_keine_angabe() -> None:
    m = build_massnahme("A", personal_angabe=Angabe.KEINE, mittel_angabe=Angabe.KEINE)
    assert (
        zeilen(drucke(build_bild(m)), 1)["Mittel"] == "Personelle Ressourcen: keine. | Finanzielle Ressourcen: keine."
    )


def test_eine_gesetzte_terminlage_nennt_ihren_grund() -> None:
    m = build_massnahme(
        "A", "in_umsetzung", terminlage_gesetzt=Terminlage.IM_ZEITPLAN, terminlage_grund="Zusage liegt vor"
    )
    assert "im Zeitplan, von Hand gesetzt: Zusage liegt vor" in inhalt(drucke(build_bild(m)))


def test_eine_zurueckgestellte_massnahme_nennt_grund_begruendung_und_wiedervorlage() -> None:
    meldung = {
        "zurueckstellungsgrund": Zurueckstellungsgrund.FINANZIELL,
        "begruendung": "Kein Eigenanteil",
        "wiedervorlage": date(2025, 1, 15),
    }
    druck = inhalt(drucke(build_bild(build_massnahme("A", "zurueckgestellt", meldung=meldung))))
    assert (
        "Grund: finanzielle Ressourcen (Haushalt). Begründung: Kein Eigenanteil. Wiedervorlage: am 15.01.2025." in druck
    )


def test_unveraendert_bestaetigt_nennt_den_text_davor() -> None:
    frueher = build_sachstand("in_umsetzung", date(2024, 2, 1), text="Der Kurs läuft.")
    jetzt = build_sachstand("in_umsetzung", date(2024, 8, 1), unveraendert=True)
    druck = inhalt(drucke(build_bild(build_massnahme("A", sachstaende=[frueher, jetzt]))))
    assert "Stand vom 01.08.2024 (in Umsetzung): kein neuer Sachstand seit dem 01.02.2024. Der Kurs läuft." in druck


def test_der_wortlaut_der_quelle_bleibt_neben_der_verschobenen_frist() -> None:
    m = build_massnahme("A", frist=date(2024, 8, 1), zeit_wortlaut="bis Mitte 2023", fristaenderungen=SPRUENGE[:1])
    assert (
        "bis 01.08.2024 | im Wortlaut: „bis Mitte 2023“ | einmal verschoben:"
        in zeilen(drucke(build_bild(m)), 1)["Zeitraum / Frist"]
    )


# ---------------------------------------------------------------------------------------------- Auswahl, Profil


def test_ohne_gewaehlte_massnahme_kommt_ein_eingabefehler_mit_ausweg() -> None:
    with pytest.raises(EingabeError, match="bitte eine Maßnahme wählen") as fehler:
        drucke(voll(), None)
    assert fehler.value.feld == "massnahme_id"


def test_unbekannte_und_archivierte_massnahmen_antworten_gleich() -> None:
    bild = build_bild(VOLL, build_massnahme("P-9", archiviert_am=date(2024, 1, 1)))
    texte = set()
    for kennung in (2, 99, -1):
        with pytest.raises(NichtGefundenError) as fehler:
            drucke(bild, kennung)
        texte.add(str(fehler.value))
    assert len(texte) == 1


def test_das_oeffentliche_profil_enthaelt_nichts_internes(steckbrief: bytes) -> None:
    alles = b"\n".join(teile(steckbrief).values()).decode("utf-8", "ignore")
    for geheim in ("NOTIZ-GEHEIM", "SMART-NOTIZ", "nur intern", "Offene Angaben"):
        assert geheim not in alles


def test_das_interne_profil_sagt_es_und_nennt_notiz_und_offene_angaben() -> None:
    druck = inhalt(drucke(voll(), profil=Profil.INTERN))
    assert "Nur intern · Stadt Probe" in druck
    assert "Interne Notiz: NOTIZ-GEHEIM." in druck
    offen = inhalt(drucke(voll(), 2, profil=Profil.INTERN))
    assert "Offene Angaben:\nDie Federführung ist nicht benannt." in offen


def test_ein_beispielkonzept_ist_auf_der_seite_gekennzeichnet() -> None:
    druck = inhalt(drucke(voll(konzept={"beispiel": True})))
    assert "Beispiel – frei erfunden · Stadt Probe · Probekonzept · Stand: 01.09.2024" in druck


# ---------------------------------------------------------------------------------------------- Dokument


def test_das_dokument_ist_heil_traegt_titel_und_ist_wiederholbar(steckbrief: bytes) -> None:
    assert verstoesse(steckbrief) == []
    assert leere_kapitel(steckbrief) == []
    assert [text(p).replace("\u00a0", " ") for p in absaetze(steckbrief, "Heading1")] == ["P-1 Sprachprogramm"]
    assert "Steckbrief P-1: Sprachprogramm" in teile(steckbrief)["docProps/core.xml"].decode().replace("\u00a0", " ")
    assert drucke(voll()) == steckbrief
    assert verstoesse(drucke(voll(), 2)) == []


def seitenzahl(docx: bytes, ordner: Path) -> int:
    (ordner / "s.docx").write_bytes(docx)
    befehl = ["soffice", "--headless", f"-env:UserInstallation=file://{ordner}/profil", "--convert-to", "pdf"]
    subprocess.run([*befehl, "--outdir", str(ordner), str(ordner / "s.docx")], check=True, capture_output=True)
    info = subprocess.run(["pdfinfo", str(ordner / "s.pdf")], check=True, capture_output=True, text=True).stdout
    return int(next(z for z in info.splitlines() if z.startswith("Pages:")).split()[1])


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice oder poppler fehlt")
def test_ein_ueblicher_steckbrief_bleibt_auf_einer_seite_ein_langer_darf_weiter(
    steckbrief: bytes, tmp_path: Path
) -> None:
    assert seitenzahl(steckbrief, tmp_path) == 1
    lang = build_massnahme("A", "in_umsetzung", meldung={"text": "Ein langer Sachstand. " * 400})
    assert seitenzahl(drucke(build_bild(lang)), tmp_path) > 1


# ---------------------------------------------------------------------------------------------- als Abschnitt


def als_anlage(bild: Lagebild, *, mit_geschichte: bool) -> bytes:
    doku = Dokument(titel="Anlage", kommune="Stadt Probe", stelle="", stand=STICHTAG)
    doku.ueberschrift("Steckbriefe")
    stoff = Stoff(bild, Berichtsform.SACHSTANDSBERICHT)
    for m in stoff.massnahmen:
        write_steckbrief(Druck(doku, stoff, ebene=2), m, mit_geschichte=mit_geschichte)
    doku.tabellenverzeichnis()
    return doku.als_bytes()


def test_als_anlage_stehen_alle_steckbriefe_unter_einer_ueberschrift_und_fuellen_kein_verzeichnis() -> None:
    docx = als_anlage(voll(), mit_geschichte=False)
    assert verstoesse(docx) == []
    assert [text(p).replace("\u00a0", " ") for p in absaetze(docx, "Heading2")] == [
        "P-1 Sprachprogramm",
        "P-2 Maßnahme P-2",
    ]
    assert "Tabellenverzeichnis" not in inhalt(docx)
    assert "Geschichte" not in inhalt(docx)


def test_die_geschichte_nennt_jeden_eintrag_das_juengste_zuerst_auch_berichtigte() -> None:
    falsch = build_sachstand("in_umsetzung", date(2024, 7, 1), text="Falsch.", id=50)
    richtig = build_sachstand("in_planung", date(2024, 7, 1), text="Richtig.", ersetzt_id=50)
    bild = build_bild(build_massnahme("A", sachstaende=[falsch, richtig], fristaenderungen=SPRUENGE[:1]))
    docx = als_anlage(bild, mit_geschichte=True)
    gesucht = list(rumpf(docx).iter(f"{W}tbl"))[2]
    tabelle = [[text(z).replace("\u00a0", " ") for z in zeile.iter(f"{W}tc")] for zeile in gesucht.iter(f"{W}tr")]
    assert tabelle == [
        ["Am", "Eintrag", "Inhalt"],
        ["01.07.2024", "Sachstand (in Planung)", "Richtig."],
        ["01.07.2024", "Sachstand (in Umsetzung) – später berichtigt", "Falsch."],
        ["01.05.2023", "Frist verschoben", "Frist vom 30.06.2023 auf den 31.03.2024 verschoben: Personal fehlt"],
    ]
    ohne = als_anlage(build_bild(build_massnahme("A")), mit_geschichte=True)
    assert "Einträge zur Geschichte dieser Maßnahme gibt es zum Stichtag nicht." in inhalt(ohne)
