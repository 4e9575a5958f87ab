"""Das Word-Dokument: jeder Baustein, die Verzeichnisse, die Bytes – und was LibreOffice daraus macht."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from lxml import etree
from PIL import Image
from word_pruefer import W, absaetze, adressen, felder, leere_kapitel, rumpf, stilkennung, teile, text, verstoesse

from mut_core.bericht.word import Dokument, Reihe
from mut_core.bericht.word.diagramm import schriftfarbe, schrittweite
from mut_core.bericht.word.metrik import EINHEITEN, breite
from mut_core.fehler import EingabeError

STAND = date(2024, 5, 31)
SATZ = "Die Maßnahme wird mit den Akteur*innen der Stadtgesellschaft abgestimmt und z. B. mit 33.000 € gefördert. "


def neues(**weitere: object) -> Dokument:
    angaben: dict[str, object] = {
        "titel": "Bericht",
        "kommune": "Stadt Muster",
        "stelle": "Stabsstelle",
        "stand": STAND,
    }
    return Dokument(**(angaben | weitere))  # type: ignore[arg-type]


def png() -> bytes:
    puffer = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(puffer, "PNG")
    return puffer.getvalue()


def volles(kapitel: int = 5) -> Dokument:
    """Ein Dokument mit jedem Baustein, lang genug, dass Seitenzahlen etwas bedeuten."""
    doku = neues(titel="3. Sachstandsbericht", untertitel="Integrationskonzept", fassung="Entwurf")
    doku.inhaltsverzeichnis(ebenen=3)
    doku.abbildungsverzeichnis()
    doku.tabellenverzeichnis()
    doku.ueberschrift("Vorbemerkung")
    doku.absatz(
        f"Siehe {doku.verweis('gesamt')} und {doku.verweis('status')} auf Seite {doku.verweis('status').seite}."
    )
    doku.zitat("Teilhabe beginnt **vor Ort**.")
    doku.nummerierung(["eins", "zwei"])
    doku.nummerierung(["wieder eins"])
    reihen = [Reihe("geplant", [2, 0], "8CA6BF", "schraeg"), Reihe("umgesetzt", [1, 3], "2E7D32")]
    doku.diagramm("Umsetzungsstand", ["Bildung", "Sprache"], reihen, "Bildung 3, Sprache 3", schluessel="status")
    doku.bild(png(), "Organisation", "Ein Kasten", 12)
    for k in range(kapitel):
        doku.ueberschrift(f"Handlungsfeld {k + 1}")
        doku.absatz(SATZ * (3 + k % 4))
        doku.tabelle(
            "Maßnahmen",
            ["Nr.", "Maßnahme", "Stand"],
            [[f"{k}.{m}", SATZ * (1 + m % 3), ["in Umsetzung", "seit 2023"]] for m in range(4 + k)],
            [1, 6, 2],
        )
        doku.ueberschrift("Sachstände", 2)
        for m in range(4):
            doku.ueberschrift(f"Maßnahme {k}.{m}", 3)
            doku.absatz(SATZ * (2 + (3 * m + k) % 7))
            doku.aufzaehlung([SATZ, "kurz"])
    with doku.querformat():
        doku.ueberschrift("Gesamtübersicht")
        doku.tabelle("Alle", ["Nr.", "Text"], [[str(i), SATZ * 4] for i in range(30)], [1, 9], schluessel="gesamt")
    doku.ueberschrift("Ende", nummeriert=False)
    doku.absatz("Schluss.")
    return doku


@pytest.fixture(scope="module")
def voll() -> bytes:
    return volles().als_bytes()


def test_volles_dokument_erfuellt_die_grundregeln(voll: bytes) -> None:
    assert verstoesse(voll) == []
    assert leere_kapitel(voll) == []
    assert docx.Document(BytesIO(voll)).paragraphs


def test_zweimal_ausgeben_ergibt_dieselben_bytes(voll: bytes) -> None:
    doku = volles()
    assert doku.als_bytes() == voll == doku.als_bytes()


def test_bytes_haengen_nicht_am_prozess_und_nicht_an_der_streuung(voll: bytes) -> None:
    befehl = "import hashlib, test_word; print(hashlib.sha256(test_word.volles().als_bytes()).hexdigest())"
    pfade = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    summen = {
        subprocess.run(
            [sys.executable, "-c", befehl],
            env=os.environ | {"PYTHONHASHSEED": saat, "PYTHONPATH": pfade, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for saat, zone in (("1", "Europe/Berlin"), ("4711", "America/New_York"))
    }
    assert summen == {hashlib.sha256(voll).hexdigest()}


def test_eigenschaften_nennen_stelle_und_stand_und_sonst_niemanden(voll: bytes) -> None:
    kern = docx.Document(BytesIO(voll)).core_properties
    assert (kern.title, kern.author, kern.language) == ("3. Sachstandsbericht", "Stabsstelle", "de-DE")
    assert kern.created is not None
    assert kern.created.date() == STAND
    assert kern.created == kern.modified
    assert (kern.last_modified_by, kern.comments) == ("", "")
    assert not any(b"python-docx" in teil for teil in teile(voll).values())


def test_jede_ueberschrift_steht_mit_lesezeichen_und_nummer_im_verzeichnis(voll: bytes) -> None:
    marken = {}
    for ebene in (1, 2, 3):
        for p in absaetze(voll, f"Heading{ebene}"):
            lesezeichen = p.find(f"{W}bookmarkStart")
            assert lesezeichen is not None
            marken[lesezeichen.get(f"{W}name")] = text(p)
    links = [h for e in (1, 2, 3) for p in absaetze(voll, f"TOC{e}") for h in p.iter(f"{W}hyperlink")]
    assert {h.get(f"{W}anchor") for h in links} == set(marken)
    assert all(marken[h.get(f"{W}anchor")] in text(h) and re.search(r"\d$", text(h)) for h in links)
    dritte = [text(p) for p in absaetze(voll, "TOC2")][1]
    assert dritte.startswith("3.1Sachstände")
    assert "Ende" in text(absaetze(voll, "TOC1")[-1])


def test_eintrag_ohne_nummer_hat_keinen_einzug_an_dem_die_seitenzahl_haengen_bleibt() -> None:
    doku = neues()
    doku.inhaltsverzeichnis()
    doku.tabellenverzeichnis()
    doku.ueberschrift("1. Teil")
    doku.ueberschrift("Ende", nummeriert=False)
    doku.tabelle("x", ["A"], [])
    daten = doku.als_bytes()
    mit, ohne = absaetze(daten, "TOC1")
    assert mit.find(f"{W}pPr/{W}ind") is None
    for eintrag in (ohne, *absaetze(daten, "TableofFigures")):
        assert eintrag.find(f"{W}pPr/{W}ind").get(f"{W}left") == "0"


def test_beschriftungen_zaehlen_mit_seq_und_verweise_nennen_die_nummer(voll: bytes) -> None:
    titel = [text(p).replace("\u00a0", " ") for p in absaetze(voll, "Caption")]
    assert titel[:3] == ["Diagramm 1: Umsetzungsstand", "Abbildung 1: Organisation", "Tabelle 1: Maßnahmen"]
    assert titel[-1] == "Tabelle 6: Alle"
    befehle = felder(rumpf(voll))
    gezaehlt = {w: befehle.count(f"SEQ {w} \\* ARABIC") for w in ("Abbildung", "Diagramm", "Tabelle")}
    assert gezaehlt == {"Abbildung": 1, "Diagramm": 1, "Tabelle": 6}
    verzeichnet = [text(p).replace("\u00a0", " ") for p in absaetze(voll, "TableofFigures")]
    assert [e.split(":")[0] for e in verzeichnet[:3]] == ["Abbildung 1", "Diagramm 1", "Tabelle 1"]
    satz = next(p for p in absaetze(voll, "BodyText") if text(p).startswith("Siehe"))
    assert re.fullmatch(r"Siehe Tabelle\xa06 und Diagramm\xa01 auf Seite \d\.", text(satz))
    assert [f.split()[0] for f in felder(satz)] == ["REF", "REF", "PAGEREF"]


def test_tabellenkopf_wiederholt_sich_und_zeilen_bleiben_ganz(voll: bytes) -> None:
    for tabelle in rumpf(voll).iter(f"{W}tbl"):
        kopf, *zeilen = tabelle.findall(f"{W}tr")
        assert kopf.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(z.find(f"{W}trPr/{W}cantSplit") is not None for z in zeilen)
        assert tabelle.find(f"{W}tblPr/{W}tblCaption") is not None


def test_zeile_die_keine_seite_fasst_darf_umbrechen() -> None:
    doku = neues()
    doku.tabelle("Lang", ["A"], [["x " * 5000], ["kurz"]])
    zeilen = list(rumpf(doku.als_bytes()).iter(f"{W}tr"))
    assert [z.find(f"{W}trPr/{W}cantSplit") is None for z in zeilen] == [False, True, False]


def test_jede_nummerierte_liste_beginnt_neu(voll: bytes) -> None:
    nummern = [p.find(f".//{W}numId").get(f"{W}val") for p in absaetze(voll, "ListNumber")]
    assert nummern[0] == nummern[1] != nummern[2]
    listen = etree.fromstring(teile(voll)["word/numbering.xml"])
    neu = [n for n in listen.iter(f"{W}num") if n.get(f"{W}numId") in nummern]
    assert [n.find(f".//{W}startOverride").get(f"{W}val") for n in neu] == ["1", "1"]


def test_nummerierung_kann_spaeter_beginnen() -> None:
    doku = neues()
    doku.nummerierung(["drei", "vier"], ab=3)
    [nummer] = {p.find(f".//{W}numId").get(f"{W}val") for p in absaetze(doku.als_bytes(), "ListNumber")}
    listen = etree.fromstring(teile(doku.als_bytes())["word/numbering.xml"])
    [liste] = [n for n in listen.iter(f"{W}num") if n.get(f"{W}numId") == nummer]
    assert liste.find(f".//{W}startOverride").get(f"{W}val") == "3"


def haelt(absatz: etree._Element) -> tuple[bool, bool]:
    """Ob ein Absatz beim nächsten bleibt und ob er selbst ganz bleibt."""
    eigenschaften = absatz.find(f"{W}pPr")
    return eigenschaften.find(f"{W}keepNext") is not None, eigenschaften.find(f"{W}keepLines") is not None


def test_nach_einem_doppelpunkt_reisst_die_seite_nicht_ab() -> None:
    doku = neues()
    for satz in ("Die Aufgaben sind:", "**Aufgaben:**", "Ein Satz.", "Sehr lange " * 120 + "Aufgaben:"):
        doku.absatz(satz)
    doku.absatz("Nicht ohne den nächsten.", mit_naechstem=True)
    doku.absatz("Der nächste.")
    gehalten = [haelt(p) for p in absaetze(doku.als_bytes(), "BodyText")]
    assert gehalten == [(True, True), (True, True), (False, False), (True, False), (True, True), (False, False)]


@pytest.mark.parametrize(
    ("anzahl", "gehalten"), [(1, "0"), (2, "10"), (3, "110"), (4, "1010"), (5, "10010"), (6, "100010")]
)
def test_kein_punkt_einer_liste_steht_allein_auf_einer_seite(anzahl: int, gehalten: str) -> None:
    doku = neues()
    doku.aufzaehlung([f"Punkt {i}" for i in range(anzahl)])
    assert "".join(str(int(haelt(p)[0])) for p in absaetze(doku.als_bytes(), "ListBullet")) == gehalten


def test_kapitel_folgen_auf_derselben_seite_und_nur_der_umbruch_beginnt_eine_neue() -> None:
    doku = neues()
    doku.inhaltsverzeichnis()
    doku.seitenumbruch()
    for titel in ("Eins", "Zwei"):
        doku.ueberschrift(titel)
        doku.absatz("Text.")
    daten = doku.als_bytes()
    eins, zwei = absaetze(daten, "Heading1")
    assert eins.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert eins.find(f"{W}pPr/{W}spacing").get(f"{W}before") == "0"
    assert zwei.find(f"{W}pPr/{W}pageBreakBefore") is None
    assert b"pageBreakBefore" not in teile(daten)["word/styles.xml"]
    assert [text(p)[-1] for p in absaetze(daten, "TOC1")] == ["3", "3"]


def test_adressen_im_text_und_gesetzte_links_werden_hyperlinks() -> None:
    doku = neues()
    nummer = doku.link("Vorlage 7/2024", "https://rat.example/vo?id=7&x=ü")
    doku.absatz(f"Siehe **{nummer}**, https://probe.example/a_b_c, oder stelle@probe.example.")
    doku.tabelle("T", ["A"], [["http://probe.example"]])
    doku.absatz(f"Nochmals {nummer}.")
    daten = doku.als_bytes()
    assert verstoesse(daten) == []
    assert adressen(daten) == {
        "Vorlage 7/2024": "https://rat.example/vo?id=7&x=%C3%BC",
        "https://probe.example/a_b_c": "https://probe.example/a_b_c",
        "stelle@probe.example": "mailto:stelle@probe.example",
        "http://probe.example": "http://probe.example",
    }
    satz = absaetze(daten, "BodyText")[0]
    assert text(satz).endswith("https://probe.example/a_b_c, oder stelle@probe.example.")
    assert {r.get(f"{W}val") for r in satz.iter(f"{W}rStyle")} == {"Hyperlink"}
    assert satz.find(f".//{W}i") is None


@pytest.mark.parametrize(
    "ziel",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://name@probe.example",
        "\\\\server\\x",
        "",
        "www.x.de",
    ],
)
def test_was_keine_saubere_adresse_ist_bleibt_text(ziel: str) -> None:
    doku = neues()
    doku.absatz(f"Siehe {doku.link('Vorlage', ziel)} und {ziel}.")
    daten = doku.als_bytes()
    assert adressen(daten) == {}
    assert text(absaetze(daten, "BodyText")[0]) == f"Siehe Vorlage und {ziel}."


def test_enge_spalten_brechen_nicht_um_und_kein_wort_reisst() -> None:
    doku = neues()
    lang = "Gleichstellungsbeauftragte"
    doku.tabelle(
        "T",
        ["Nr.", "Maßnahme", "Stelle", "Tag"],
        [["AB-CD-01", SATZ, lang, "31.12.2024"]],
        [1, 9, 1, 1],
        eng=[0, 3],
    )
    raster = [int(g.get(f"{W}w")) / 20 for g in rumpf(doku.als_bytes()).iter(f"{W}gridCol")]
    for weite, wort in zip((raster[0], raster[2], raster[3]), ("AB-CD-01", lang, "31.12.2024"), strict=True):
        gebraucht = breite(wort) * 9 / EINHEITEN + 8.5
        assert gebraucht < weite < gebraucht + 3
    assert sum(raster) == pytest.approx(453.5, abs=0.1)


def test_querformat_hat_eigenen_kopf_und_danach_wieder_hochformat(voll: bytes) -> None:
    abschnitte = list(rumpf(voll).iter(f"{W}sectPr"))
    formate = [a.find(f"{W}pgSz").get(f"{W}orient") for a in abschnitte]
    assert formate == [None, "landscape", None]
    koepfe = [a.find(f"{W}headerReference").values() for a in abschnitte]
    assert koepfe[0] == koepfe[2] != koepfe[1]
    assert [a.find(f"{W}titlePg") is not None for a in abschnitte] == [True, False, False]
    assert b'w:pos="14002"' in teile(voll)["word/header2.xml"]


def test_kopf_und_fuss_nennen_kommune_titel_stand_und_seite(voll: bytes) -> None:
    inhalt = teile(voll)
    kopf, fuss = (etree.fromstring(inhalt[f"word/{n}1.xml"]) for n in ("header", "footer"))
    assert text(kopf) == "Stadt Muster3. Sachstandsbericht"
    assert text(fuss) == "Stand: 31.05.2024Seite 1 von 1"
    assert felder(fuss) == ["PAGE", "NUMPAGES"]


def test_deckblatt_laesst_leere_zeilen_weg() -> None:
    def deckblatt(doku: Dokument) -> list[str]:
        return [
            text(p) for p in rumpf(doku.als_bytes()).iter(f"{W}p") if stilkennung(p)[:4] in ("Deck", "Titl", "Subt")
        ]

    assert deckblatt(neues()) == ["Stadt Muster", "Bericht", "Stand: 31.05.2024", "Stabsstelle"]
    assert "Entwurf" in deckblatt(neues(fassung="Entwurf"))
    assert deckblatt(neues(deckblatt=False)) == []


@pytest.mark.parametrize("stelle", ["Stabsstelle", ""])
def test_vor_dem_stand_ist_auf_dem_deckblatt_immer_abstand(stelle: str) -> None:
    stand = next(p for p in absaetze(neues(stelle=stelle).als_bytes(), "Deckblattzeile") if "Stand" in text(p))
    assert stand.find(f"{W}pPr/{W}spacing").get(f"{W}before") == "1400"


def test_hinweis_steht_umrandet_auf_dem_deckblatt_und_fett_in_der_kopfzeile() -> None:
    daten = neues(hinweis="Beispiel").als_bytes()
    assert [text(p) for p in absaetze(daten, "Deckblatthinweis")] == ["Beispiel"]
    kopf = etree.fromstring(teile(daten)["word/header1.xml"])
    assert text(kopf) == "Stadt MusterBeispiel · Bericht"
    [fett] = [r for r in kopf.iter(f"{W}r") if r.find(f"{W}rPr/{W}b") is not None]
    assert text(fett) == "Beispiel · "
    assert absaetze(neues().als_bytes(), "Deckblatthinweis") == []


def test_langer_hinweis_laesst_dem_titel_in_der_kopfzeile_platz() -> None:
    doku = neues(hinweis="Nur zur Ansicht " * 20, titel="Titel " * 40, kommune="Stadt " * 40)
    kopf = text(etree.fromstring(teile(doku.als_bytes())["word/header1.xml"]))
    assert kopf.count("…") == 3
    assert len(kopf) < 130


def test_langer_titel_bleibt_in_der_kopfzeile_einzeilig() -> None:
    doku = neues(titel="Sehr langer Titel " * 20, kommune="Verbandsgemeinde " * 20)
    kopf = text(etree.fromstring(teile(doku.als_bytes())["word/header1.xml"]))
    assert kopf.count("…") == 2
    assert len(kopf) < 130


def test_diagramm_traegt_werte_mappe_und_lesbare_zahlen(voll: bytes) -> None:
    inhalt = teile(voll)
    xml = inhalt["word/charts/chart1.xml"].decode()
    assert "<c:v>Bildung</c:v>" in xml
    assert "<c:f>Tabelle1!$C$2:$C$3</c:f>" in xml
    assert 'prst="wdUpDiag"' in xml
    assert '<c:lang val="de-DE"/>' in xml
    mappe = teile(inhalt["word/embeddings/Daten1.xlsx"])
    assert b"<v>3</v>" in mappe["xl/worksheets/sheet1.xml"]
    assert (schriftfarbe("1F4E79"), schriftfarbe("FFD54F")) == ("FFFFFF", "000000")


def test_eingebettete_mappe_laesst_sich_lesen(voll: bytes) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    mappe = BytesIO(teile(voll)["word/embeddings/Daten1.xlsx"])
    tabelle = pandas.read_excel(mappe, sheet_name="Tabelle1", index_col=0, engine="openpyxl")
    assert tabelle.to_dict() == {"geplant": {"Bildung": 2, "Sprache": 0}, "umgesetzt": {"Bildung": 1, "Sprache": 3}}


def test_leere_kategorie_zeigt_eine_null_und_nur_sie() -> None:
    doku = neues()
    doku.diagramm("D", ["voll", "leer"], [Reihe("a", [2, 0], "1F4E79"), Reihe("b", [0, 0], "2E7D32")], "voll 2, leer 0")
    xml = teile(doku.als_bytes())["word/charts/chart1.xml"].decode()
    assert re.findall(r'<c:dLbl><c:idx val="(\d)"/>', xml) == ["1"]
    assert xml.index("<c:dLbl>") < xml.index("<c:v>b</c:v>")


@pytest.mark.parametrize(("wert", "schritt"), [(0, 1), (10, 1), (11, 2), (21, 5), (60, 10), (101, 20), (1001, 200)])
def test_achse_hat_hoechstens_zehn_striche(wert: int, schritt: int) -> None:
    assert schrittweite(wert) == schritt


BOESES = [
    "Steuer\x00zeichen\x1b und \ud800 Ersatz",
    "<w:p>kein & Element</w:p>",
    "مرحبا بكم في المدينة",
    "Akteur*innen **und** _Bürger*innen_",
    "x" * 10_000,
    "Wort " * 2000,
    "😀 👨‍👩‍👧 🏳️‍🌈",
    "\ufdd0text:status\ufdd1 \ufdd0seite:nichts\ufdd1 @@",
    '"Anführung" \t und\u00a0Leer\nUmbruch',
]


@pytest.mark.parametrize("boese", BOESES)
def test_boeser_text_kommt_an_jeder_stelle_heil_durch(boese: str) -> None:
    doku = neues(titel=boese, untertitel=boese, kommune=boese, stelle=boese, fassung=boese, kopfzeile=boese)
    doku.inhaltsverzeichnis()
    doku.abbildungsverzeichnis()
    doku.ueberschrift(boese)
    doku.absatz(boese)
    doku.zitat(boese)
    doku.aufzaehlung([boese])
    doku.nummerierung([boese])
    doku.tabelle(boese, [boese], [[boese], [[boese, boese]]], beschreibung=boese)
    doku.diagramm(boese, [boese], [Reihe(boese, [1], "1F4E79")], boese, achse=boese)
    doku.bild(png(), boese, boese)
    daten = doku.als_bytes()
    assert verstoesse(daten) == []
    assert "<w:p>kein" not in teile(daten)["word/document.xml"].decode()


def test_sternchen_bleibt_im_fertigen_dokument_sternchen() -> None:
    doku = neues()
    doku.absatz("Akteur*innen und Bürger*innen")
    absatz = absaetze(doku.als_bytes(), "BodyText")[0]
    assert text(absatz) == "Akteur*innen und Bürger*innen"
    assert absatz.find(f".//{W}i") is None


def test_leere_listen_und_texte_schreiben_nichts() -> None:
    doku = neues()
    doku.absatz(" \n\x00 ")
    doku.zitat("")
    doku.aufzaehlung([])
    doku.nummerierung(["", "  "])
    doku.abbildungsverzeichnis()
    doku.tabellenverzeichnis()
    doku.inhaltsverzeichnis()
    daten = doku.als_bytes()
    assert daten == neues().als_bytes()
    assert verstoesse(daten) == []


def test_leere_tabelle_und_leeres_diagramm_sagen_es_in_einem_satz() -> None:
    doku = neues()
    tabelle = doku.tabelle("Erledigtes", ["A", "B"], [])
    bild = doku.diagramm("Status", [], [], "keine Daten")
    doku.absatz(f"{tabelle} und {bild}")
    daten = doku.als_bytes()
    inhalt = text(rumpf(daten))
    assert verstoesse(daten) == []
    assert "Keine Einträge." in inhalt
    assert "Für diese Abbildung liegen keine Daten vor." in inhalt


def test_kein_kapitel_bleibt_leer() -> None:
    doku = neues()
    doku.ueberschrift("Leer")
    doku.ueberschrift("Mit Unterkapitel")
    doku.ueberschrift("Auch leer", 2)
    doku.seitenumbruch()
    doku.ueberschrift("Zuletzt", nummeriert=False)
    daten = doku.als_bytes()
    assert leere_kapitel(daten) == []
    assert text(rumpf(daten)).count("Zu diesem Abschnitt liegen keine Angaben vor.") == 3


FALSCH: dict[str, Callable[[Dokument], object]] = {
    "leere Überschrift": lambda d: d.ueberschrift(" \x00 "),
    "übersprungene Ebene": lambda d: d.ueberschrift("Zu tief", 2),
    "Tabelle ohne Kopf": lambda d: d.tabelle("T", [], []),
    "Zeile zu kurz": lambda d: d.tabelle("T", ["a", "b"], [["nur eine"]]),
    "Breiten zu viele": lambda d: d.tabelle("T", ["a"], [], [1, 2]),
    "Reihe zu kurz": lambda d: d.diagramm("T", ["a", "b"], [Reihe("r", [1], "1F4E79")], "alt"),
    "falsche Farbe": lambda d: d.diagramm("T", ["a"], [Reihe("r", [1], "blau")], "alt"),
    "negativer Wert": lambda d: d.diagramm("T", ["a"], [Reihe("r", [-1], "1F4E79")], "alt"),
    "ohne Alternativtext": lambda d: d.bild(png(), "T", " "),
    "kein PNG": lambda d: d.bild(b"GIF89a", "T", "alt"),
    "Schlüssel doppelt": lambda d: [d.ueberschrift("A", schluessel="a"), d.ueberschrift("B", schluessel="a")],
    "Schlüssel ungültig": lambda d: d.ueberschrift("A", schluessel="Ä b"),
    "Verweis ohne Ziel": lambda d: [d.verweis("nirgends"), d.als_bytes()],
}


@pytest.mark.parametrize("fall", FALSCH)
def test_falscher_gebrauch_wird_mit_ausweg_abgelehnt(fall: str) -> None:
    with pytest.raises(EingabeError, match=r"\w+ \w+"):
        FALSCH[fall](neues())


def test_ohne_titel_kein_dokument() -> None:
    with pytest.raises(EingabeError, match="Titel"):
        neues(titel=" ")


@pytest.mark.parametrize("deckblatt", [True, False])
def test_dokument_nur_im_querformat(deckblatt: bool) -> None:
    doku = neues(deckblatt=deckblatt)
    doku.tabelle("Quer", ["A"], [["1"]], quer=True)
    daten = doku.als_bytes()
    formate = [a.find(f"{W}pgSz").get(f"{W}orient") for a in rumpf(daten).iter(f"{W}sectPr")]
    assert formate == [None, "landscape"][not deckblatt :]
    assert verstoesse(daten) == []


def test_fremde_vorlage_ohne_noetige_stile_wird_benannt() -> None:
    leer = BytesIO()
    docx.Document().save(leer)
    with pytest.raises(EingabeError, match="Tabellentext"):
        neues(vorlage=leer.getvalue()).als_bytes()


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice oder poppler fehlt")
def test_seitenzahlen_im_verzeichnis_stimmen_mit_libreoffice(voll: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.docx").write_bytes(voll)
    pdf = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    befehl = ["soffice", "--headless", profil, "--convert-to", pdf, "--outdir", str(tmp_path), str(tmp_path / "b.docx")]
    subprocess.run(befehl, check=True, capture_output=True, timeout=120)
    ziele = subprocess.run(["pdfinfo", "-dests", str(tmp_path / "b.pdf")], check=True, capture_output=True, text=True)
    echt = {f"_Toc{m[2]}": m[1] for m in re.finditer(r"(\d+) +\[.*\] +\"5FToc(\d+)\"", ziele.stdout)}
    stile = ("TOC1", "TOC2", "TOC3", "TableofFigures")
    links = [h for s in stile for p in absaetze(voll, s) for h in p.iter(f"{W}hyperlink")]
    gedruckt = {h.get(f"{W}anchor"): [t.text for t in h.iter(f"{W}t")][-1] for h in links}
    treffer = sum(echt.get(marke) == seite for marke, seite in gedruckt.items())
    assert len(gedruckt) > 40
    assert treffer >= 0.9 * len(gedruckt), {m: (s, echt.get(m)) for m, s in gedruckt.items() if echt.get(m) != s}
