"""Namensprüfung: erfundene Fälle für Funde und für das, was keiner sein darf; echte Dateien mit jeder Art Versteck."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from time import process_time

import pytest
from docx import Document
from lagebilder import build_bild, build_massnahme, build_sachstand

from mut_core.bericht import Profil, Wahl, build_bericht
from mut_core.bericht.namenspruefung import Fund, Fundart, interne_namen, pruefe_namen
from mut_core.bericht.word.paket import gezippt, teile
from mut_core.fehler import EingabeError

A = Fundart
NAMEN = (
    *("Selin Aydın (Koordination)", "Petersen, Karl", "Stabsstelle Integration"),
    *("Frau Öztürk, Tel. 12-34", "Kim Muster"),
)


def funde(text: str, *, bekannte: tuple[str, ...] = NAMEN) -> list[tuple[Fundart, str]]:
    return [(f.art, f.text) for f in pruefe_namen({"Kapitel": text}, bekannte)]


TREFFER = [
    # Anrede
    ("Zuständig ist Frau Kowalczyk.", A.ANREDE, "Frau Kowalczyk"),
    ("Zuständig ist Frau Dr. Sommerfeld vom Jugendamt.", A.ANREDE, "Frau Dr. Sommerfeld"),
    ("Rückfragen an Herrn Brandt", A.ANREDE, "Herrn Brandt"),
    ("Hr. Nowak hat zugesagt.", A.ANREDE, "Hr. Nowak"),
    ("Fam. Haddad wurde begleitet.", A.ANREDE, "Fam. Haddad"),
    ("Herr M. Lindner moderiert.", A.ANREDE, "Herr M. Lindner"),
    ("Frau Bürgermeisterin Kern begrüßt.", A.ANREDE, "Frau Bürgermeisterin Kern"),
    ("Frau Neuhaus und Herr im Dienst", A.ANREDE, "Frau Neuhaus"),
    ("Herr Freitag vertritt.", A.ANREDE, "Herr Freitag"),
    ("Frau März leitet den Kurs.", A.ANREDE, "Frau März"),
    ("Frau Hartung übernimmt.", A.ANREDE, "Frau Hartung"),
    ("Frau von der Aue spricht.", A.ANREDE, "Frau von der Aue"),
    ("Herr\u00a0Winkler", A.ANREDE, "Herr Winkler"),
    ("Frau Meier-Schulz", A.ANREDE, "Frau Meier-Schulz"),
    ("Frau Fatma Demir", A.ANREDE, "Frau Fatma Demir"),
    ("Dank an Dr. Xenia Brookmann", A.TITEL, "Dr. Xenia Brookmann"),
    ("Frau Demir Tel. folgt", A.ANREDE, "Frau Demir"),
    ("Herr Nowak Fachdienst 51", A.ANREDE, "Herr Nowak"),
    ("Herr/Frau Osterloh", A.ANREDE, "Frau Osterloh"),
    ("Frau Win\u00adkel\u00admann", A.ANREDE, "Frau Winkelmann"),
    # Titel
    ("Der Vortrag von Dr. Albers", A.TITEL, "Dr. Albers"),
    ("Prof. Dr. med. Omid Rahimi", A.TITEL, "Prof. Dr. med. Omid Rahimi"),
    ("Dipl.-Ing. Vogt prüft", A.TITEL, "Dipl.-Ing. Vogt"),
    ("Dr.-Ing. Anna Bock", A.TITEL, "Dr.-Ing. Anna Bock"),
    # Vor- und Nachname
    ("Ansprechpartnerin: Anna Lorenz", A.VORNAME, "Anna Lorenz"),
    ("Mehmet Kılıç begleitet die Gruppe.", A.VORNAME, "Mehmet Kılıç"),
    ("Fatima el Khatib", A.VORNAME, "Fatima el Khatib"),
    ("Hans-Peter von Berg", A.VORNAME, "Hans-Peter von Berg"),
    ("Oleksandra Shevchenko, Lotsin", A.VORNAME, "Oleksandra Shevchenko"),
    ("Anna Maria Voss", A.VORNAME, "Anna Maria Voss"),
    ("Peter J. Hansen", A.VORNAME, "Peter J. Hansen"),
    ("Lorenz, Anna", A.VORNAME, "Lorenz, Anna"),
    ("Kontakt Stefanie Grothe-Ehlers (FD 51)", A.VORNAME, "Stefanie Grothe-Ehlers"),
    ("Mohammad Reza Karimi", A.VORNAME, "Mohammad Reza Karimi"),
    # bekannte Namen
    ("Aydın klärt das.", A.BEKANNT, "Aydın"),
    ("Laut AYDIN offen", A.BEKANNT, "AYDIN"),
    ("Petersens Vorschlag", A.BEKANNT, "Petersens"),
    ("Karl Petersen und das Team", A.BEKANNT, "Karl Petersen"),
    ("Absprache mit Oeztuerk", A.BEKANNT, "Oeztuerk"),
    ("kim muster (klein geschrieben)", A.BEKANNT, "kim muster"),
    # Telefon
    ("Tel. 05132 505-123", A.TELEFON, "05132 505-123"),
    ("Telefon: 0 51 32/50 51 23", A.TELEFON, "0 51 32/50 51 23"),
    ("(0511) 16 84 55 55", A.TELEFON, "(0511) 16 84 55 55"),
    ("erreichbar unter 05132/505-3012", A.TELEFON, "05132/505-3012"),
    ("+49 (0)511 1234567", A.TELEFON, "+49 (0)511 1234567"),
    ("0049 511 1234567", A.TELEFON, "0049 511 1234567"),
    ("Mobil 0171/2345678", A.TELEFON, "0171/2345678"),
    ("01701234567", A.TELEFON, "01701234567"),
    ("0511-1234567", A.TELEFON, "0511-1234567"),
    ("0511 – 12 34 56", A.TELEFON, "0511 – 12 34 56"),
    ("Durchwahl -17", A.TELEFON, "-17"),
    ("Fax: 505-99", A.TELEFON, "505-99"),
    ("Tel.-Nr.: 3030", A.TELEFON, "3030"),
    ("Hilfetelefon: 08000 116016", A.TELEFON, "08000 116016"),
    # Mail
    ("an a.lorenz@stadt.example schreiben", A.MAIL, "a.lorenz@stadt.example"),
    ("lorenz (at) stadt.example", A.MAIL, "lorenz (at) stadt.example"),
    ("lorenz[ät]stadt[punkt]example", A.MAIL, "lorenz[ät]stadt[punkt]example"),
]

KEINE = [
    # Frau, Herr, Titel ohne Namen
    "Koordinierungsstelle Frau und Beruf",
    "Beratung Frau & Arbeit",
    "Gleichstellung von Mann und Frau Thema des Abends",
    "Sehr geehrte Damen und Herren",
    "als Frau Mitglied im Rat",
    "jede Frau Unterstützung finden kann",
    "Die Frau Bürgermeisterin begrüßte alle.",
    "Herr Landrat und Frau Ministerin",
    "Herr/Frau ________",
    "Kita Frau Holle",
    "Projekt Frau Integration Zukunft",
    "Öffnung Mo. bis Fr. Nachmittag",
    # Straßen, Schulen, Häuser mit Namen
    "Anne-Frank-Schule, Albert-Schweitzer-Straße 5",
    "Anne Frank Schule",
    "Dr.-Robert-Koch-Straße 12",
    "Dr. Robert Koch Straße 12",
    "Prof. Schmidt Stiftung",
    "Kita Maria Frieden und St. Elisabeth Krankenhaus",
    "Martin Luther Kirche, Peter Gemeinhardt Platz",
    "Familienzentrum St. Petri, Sankt Augustin",
    "Petersenstraße 4, Petersen-Haus, Karl-Petersen-Platz",
    "Aydın Stiftung",
    # Gremien, Vorhaben, Orte, Sprachen
    "Runder Tisch Migration und Teilhabe",
    "Ausschuss für Soziales, Jugend und Integration",
    "Stabsstelle Integration berichtet",
    "Bündnis für Familie Stadt Hannover",
    "Landkreis Peine, Bad Salzdetfurth, Neustadt am Rübenberge",
    "Anna Deutsch als Zweitsprache",
    "Elif Förderung läuft",
    "Lesepaten treffen Ahmet und seine Gruppe",
    "Akteur*innen, Ärzt*innen und Multiplikator*innen",
    "Stadtteilmütter, Elternlotsen",
    "Runder Tisch Peer Education, Roman Klassiker, Mai Juni Juli",
    # Zahlen
    "am 01.02.2024, 2024-03-01, 01/2024, 05/2023 bis 08/2024",
    "Vorlage 0123/2024, DS 05123/2022, Mitteilung 047/2008",
    "Beschluss 0815-2023",
    "Produktsachkonto 0511000.4291000, Sachkonto 0423100",
    "Konto 0511 1234567",
    "Produkt 05 01 03 01 020",
    "Haushaltsstelle 0.4300.7180",
    "1.234.567,89 € und 05.000 €, 33.000 EUR",
    "IBAN DE02 1203 0000 0000 2020 51",
    "31275 Lehrte, 01067 Dresden, PLZ 01067 bis 01069",
    "Sprechzeit 0900 1200 Uhr",
    "Telefon 2023 eingeführt",
    "43.688 Menschen, 114 Nationen, 17,30 %",
    "Az. 0503 1234567",
    "16 bis 18 Jahre, 0 bis 100, 2022–2023",
    "Stand 31.12.2021 (siehe Abbildung 3, Tabelle 12)",
    "https://www.stadt.example/integration?id=05132505123",
    "@-Zeichen, #integration, a@b",
]


@pytest.mark.parametrize(("text", "art", "gefunden"), TREFFER, ids=[t[2] for t in TREFFER])
def test_was_nach_person_oder_nummer_aussieht_wird_gefunden(text: str, art: Fundart, gefunden: str) -> None:
    assert funde(text) == [(art, gefunden)]


@pytest.mark.parametrize("text", KEINE)
def test_amtliches_und_zahlen_sind_kein_fund(text: str) -> None:
    assert funde(text) == []


def test_mehrere_funde_in_einem_satz_stehen_in_lesefolge() -> None:
    text = "Frau Demir (Tel. 05132 505-7, demir@stadt.example) und Tariq Mansour; Herr Aydın kommt nach."
    assert [art for art, _ in funde(text)] == [A.ANREDE, A.TELEFON, A.MAIL, A.VORNAME, A.ANREDE]


def test_ein_name_ist_nur_bekannt_wenn_er_hereingereicht_wird() -> None:
    assert funde("Petersen klärt das.", bekannte=()) == []
    assert funde("Petersen klärt das.", bekannte=("Dr. Karl Petersen",)) == [(A.BEKANNT, "Petersen")]


@pytest.mark.parametrize(
    "eintrag", ["Team Soziales", "Fachdienst 51", "koordination@stadt.example", "", "Leitung", "Amt", "12", "Frau Dr."]
)
def test_stellen_und_rollen_unter_den_bekannten_namen_zaehlen_nicht(eintrag: str) -> None:
    assert (
        funde("Team Soziales, Fachdienst, Leitung, Amt, koordination, Frau Dr. – alles offen", bekannte=(eintrag,))
        == []
    )


def test_die_umgebung_zeigt_den_fund_im_satz_und_ist_gekuerzt() -> None:
    davor, danach = (
        "Vorher steht eine ganze Menge anderer Worte, bevor",
        "genannt wird, und danach noch viel mehr davon.",
    )
    lang = f"{davor} Frau Demir {danach}"
    (fund,) = pruefe_namen({"Handlungsfeld Sprache": lang})
    assert (fund.kapitel, fund.ort) == ("Handlungsfeld Sprache", "Absatz 1")
    assert fund.umgebung == f"{fund.davor}Frau Demir{fund.danach}"
    assert fund.davor.startswith("…")
    assert fund.danach.endswith("…")
    assert len(fund.umgebung) < 110


# ---------------------------------------------------------------------------------------------- Dateien


def build_docx() -> bytes:
    doc = Document()
    doc.add_heading("Vorbemerkung", 1)
    doc.add_paragraph("Ohne Namen.")
    doc.add_paragraph("Es dankt Frau Demir.")
    doc.add_heading("Ressourcen", 1)
    tabelle = doc.add_table(2, 2)
    tabelle.cell(1, 1).text = "Herr Nowak"
    doc.sections[0].header.paragraphs[0].text = "Tel. 05132 505-1"
    doc.core_properties.author = "Anna Lorenz"
    doc.core_properties.comments = ""
    absatz = doc.add_paragraph("ge")
    absatz.add_run("teilt: Dr. ").bold = True
    absatz.add_run("Al")
    absatz.add_run("bers")
    puffer = BytesIO()
    doc.save(puffer)
    return puffer.getvalue()


def orte(alle: tuple[Fund, ...]) -> dict[str, tuple[str, str]]:
    return {f.text: (f.kapitel, f.ort) for f in alle}


def test_ein_fund_in_word_nennt_ueberschrift_tabelle_kopfzeile_und_eigenschaft() -> None:
    assert orte(pruefe_namen(build_docx())) == {
        "Frau Demir": ("Vorbemerkung", "Absatz 2"),
        "Herr Nowak": ("Ressourcen", "Tabelle 1 der Datei, Zeile 2"),
        "Dr. Albers": ("Ressourcen", "Absatz 1"),
        "Anna Lorenz": ("Eigenschaften der Datei", "Eigenschaft"),
        "05132 505-1": ("Kopfzeile", "Kopfzeile"),
    }


@pytest.mark.parametrize(
    ("einschub", "gefunden"),
    [
        ('<w:del w:id="9" w:author="Anna Lorenz"><w:r><w:delText>Frau Weg</w:delText></w:r></w:del>', "Anna Lorenz"),
        ("<w:del><w:r><w:delText>Herr Geloescht</w:delText></w:r></w:del>", "Herr Geloescht"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>Frau Verborgen</w:t></w:r>", "Frau Verborgen"),
        ("<w:sdt><w:sdtContent><w:r><w:t>Herr Steuer</w:t></w:r></w:sdtContent></w:sdt>", "Herr Steuer"),
        ("<w:r><w:t>Frau</w:t><w:tab/><w:t>Tabulator</w:t></w:r>", "Frau Tabulator"),
    ],
)
def test_auch_verstecktes_und_geloeschtes_wird_gefunden(einschub: str, gefunden: str) -> None:
    inhalt = teile(build_docx())
    rumpf = inhalt["word/document.xml"].decode()
    inhalt["word/document.xml"] = rumpf.replace("<w:sectPr", f"<w:p>{einschub}</w:p><w:sectPr", 1).encode()
    inhalt["docProps/core.xml"] = inhalt["docProps/core.xml"].replace(b"Anna Lorenz", b"Stadt")
    assert gefunden in [f.text for f in pruefe_namen(gezippt(inhalt))]


def test_html_und_markdown_werden_mit_ihren_ueberschriften_gelesen() -> None:
    markdown = "# Stand\n\nFrau Demir\n\n## Kontakt\n\n[schreiben](<mailto:demir@stadt.example>)\n"
    link = "<a href='mailto:demir@stadt.example'>schreiben</a>"
    html = f"<h1>Stand</h1><p>Frau <b>Demir</b></p><h2>Kontakt</h2><p>{link}</p>"
    erwartet = {"Frau Demir": ("Stand", "Absatz 1"), "demir@stadt.example": ("Kontakt", "Ziel eines Links")}
    assert orte(pruefe_namen(markdown)) == erwartet
    assert orte(pruefe_namen(html.encode())) == erwartet


def test_das_ziel_eines_links_zaehlt_nur_wenn_es_nicht_zu_lesen_ist() -> None:
    assert [f.ort for f in pruefe_namen("[a@b.example](<mailto:a@b.example>)")] == ["Absatz 1"]


@pytest.mark.parametrize("daten", [b"PK\x03\x04kaputt", gezippt({"word/document.xml": b"<x/>"}), gezippt({"a": b""})])
def test_eine_unlesbare_word_datei_wird_abgelehnt(daten: bytes) -> None:
    with pytest.raises(EingabeError, match="kein lesbarer Bericht"):
        pruefe_namen(daten)


def test_entitaeten_werden_nicht_aufgeloest() -> None:
    inhalt = teile(build_docx())
    boese = b'<!DOCTYPE w [<!ENTITY n "Frau Entitaet">]>'
    inhalt["word/document.xml"] = (
        inhalt["word/document.xml"].replace(b"?>", b"?>" + boese, 1).replace(b"Ohne", b"&n; O")
    )
    assert "Frau Entitaet" not in [f.text for f in pruefe_namen(gezippt(inhalt))]


# ---------------------------------------------------------------------------------------------- echte Berichte


@pytest.mark.parametrize("form", ["sachstandsbericht", "uebersicht", "steckbrief"])
def test_ein_name_im_sachstand_wird_in_jeder_form_gefunden(form: str) -> None:
    meldung = [build_sachstand("in_umsetzung", date(2024, 8, 1), text="Abgestimmt mit Frau Demir.")]
    massnahme = build_massnahme("A-1", sachstaende=meldung, titel="Lotsen mit Tariq Mansour", frist=date(2024, 12, 1))
    wahl = Wahl(massnahme_id=1, profil=Profil.OEFFENTLICH)
    gefunden = {f.text for f in pruefe_namen(build_bericht(build_bild(massnahme), form, wahl))}
    assert gefunden <= {"Tariq Mansour", "Frau Demir"}
    assert gefunden


def test_interne_namen_kommen_aus_gremien_und_vorlagen() -> None:
    bild = build_bild()
    assert interne_namen(bild) == ()
    tabellen = dict(bild.tabellen)
    for tabelle, feld in (("mitgliedschaften", "person"), ("vorlagen", "bearbeitung")):
        spalten = dict.fromkeys(tabellen[tabelle].columns) | {feld: f"Kim {tabelle.title()}"}
        tabellen[tabelle] = tabellen[tabelle].reindex(columns=list(spalten))
        tabellen[tabelle].loc[0] = list(spalten.values())
    assert interne_namen(replace(bild, tabellen=tabellen)) == ("Kim Mitgliedschaften", "Kim Vorlagen")


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a-" * 50_000, "0511 " * 40_000, "Frau " * 40_000, "A. " * 40_000, "a@" * 90_000]
)
def test_die_pruefung_bleibt_auch_bei_unsinn_schnell(text: str) -> None:
    beginn = process_time()
    pruefe_namen({"K": text}, NAMEN)
    assert process_time() - beginn < 5
