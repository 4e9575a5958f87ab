"""Prüft das Lesen von Dateien: Werte, Auffälliges an Zellen und alles, was keine brauchbare Liste ist."""

import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as uhrzeit
from pathlib import Path

import boesartig
import openpyxl
import pytest
import xlsxwriter
from listenformen import Tafel, als_ods, als_xlsx, massnahmen, tabelle
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from mut_core.austausch.mappe import Bereich, Blatt, Mappe, ort_text, read_mappe
from mut_core.dateien import Dateiart
from mut_core.dateien.entschaerfen import ZELLE_HOECHSTENS
from mut_core.fehler import EingabeError

MITTAGS = datetime(2024, 1, 2, 12, 4)  # noqa: DTZ001 – Excel kennt keine Zeitzonen
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def excel(fuelle: Callable[[Worksheet], object]) -> bytes:
    """Eine Excel-Datei mit einem Blatt, das `fuelle` beschreibt."""
    buch = openpyxl.Workbook()
    blatt = buch.active
    assert isinstance(blatt, Worksheet)
    fuelle(blatt)
    puffer = io.BytesIO()
    buch.save(puffer)
    return puffer.getvalue()


def gelesen(fuelle: Callable[[Worksheet], object]) -> Blatt:
    """Das eine Blatt einer so beschriebenen Datei, wie die Einlesung es sieht."""
    return read_mappe(excel(fuelle), "liste.xlsx").blaetter[0]


def langer_text(zeichen: int) -> str:
    """Text, der sich nicht gut packen lässt – sonst wiese ihn schon die Wache ab."""
    return random.Random(1).randbytes(zeichen // 2).hex()


def csv(inhalt: bytes) -> Mappe:
    """Eine CSV-Datei, gelesen."""
    return read_mappe(inhalt, "liste.csv")


def roh_xlsx(blatt: str, texte: str = "", blattname: str = "Tabelle1") -> bytes:
    """Eine Excel-Datei aus genau diesem XML – für alles, was keine Bibliothek so schriebe."""
    amt = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pakete = "http://schemas.openxmlformats.org/package/2006"
    haupt = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return boesartig.zip_aus(
        {
            "[Content_Types].xml": f'<Types xmlns="{pakete}/content-types">'
            '<Default Extension="rels" ContentType="x/rels"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{haupt}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{haupt}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{haupt}.sharedStrings+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{pakete}/relationships">'
            f'<Relationship Id="r1" Type="{amt}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {NS} xmlns:r="{amt}">'
            f'<sheets><sheet name="{blattname}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pakete}/relationships">'
            f'<Relationship Id="r1" Type="{amt}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{amt}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?>{blatt}',
            "xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8"?><sst {NS}>{texte}</sst>',
        }
    )


# --- Werte -----------------------------------------------------------------------------------------------------------


def test_werte_kommen_in_ihrer_art_an() -> None:
    werte = ["Text", 3, 1.5, True, date(2024, 1, 2), MITTAGS, "a\nb"]
    blatt = gelesen(lambda b: b.append([*werte, uhrzeit(9, 30), "  ", "\u00a0", None]))
    assert blatt.zeilen == (("Text", 3, 1.5, True, date(2024, 1, 2), MITTAGS, "a\nb", "09:30"),)
    assert [type(w) for w in blatt.zeilen[0][1:4]] == [int, float, bool]


def test_zaehlung_ist_die_von_excel_auch_wenn_die_tabelle_in_c5_beginnt() -> None:
    blatt = gelesen(lambda b: b.cell(5, 3, "hier"))
    assert blatt.zeilen[4][2] == "hier"
    assert (len(blatt.zeilen), blatt.breite, ort_text((5, 2)), ort_text((1, 27))) == (5, 3, "C5", "AB1")


def test_t15_rohwert_und_zahlenformat_kommen_mit() -> None:
    def fuelle(b: Worksheet) -> None:
        b["A1"], b["A2"], b["A3"], b["A4"] = 1.1, date(2024, 10, 1), 45291, 0.75
        b["A1"].number_format, b["A2"].number_format, b["A4"].number_format = "0.00", "d. mmm", "0%"

    blatt = gelesen(fuelle)
    assert [z[0] for z in blatt.zeilen] == [1.1, date(2024, 10, 1), 45291, 0.75]
    assert blatt.formate == {(1, 0): "0.00", (2, 0): "d. mmm", (4, 0): "0%"}


def test_t17_fehlerwerte_stehen_auf_deutsch_in_der_zelle_und_sind_gemeldet() -> None:
    def fuelle(b: Worksheet) -> None:
        b["A1"] = "Frist"
        b["B2"], b["B3"] = "#REF!", "#N/A"
        b["B2"].data_type = b["B3"].data_type = "e"

    blatt = gelesen(fuelle)
    assert blatt.zeilen[1:] == ((None, "#BEZUG!"), (None, "#NV"))
    assert blatt.fehlerwerte == {(2, 1): "#BEZUG!", (3, 1): "#NV"}
    assert "B2, B3" in blatt.hinweise[0]


def test_t17_von_formeln_zaehlt_der_gespeicherte_wert_und_dde_wird_nie_ausgefuehrt() -> None:
    def fuelle(b: xlsxwriter.worksheet.Worksheet) -> None:
        b.write_formula("A1", "=B4", None, "gespeichert")
        b.write_formula("A2", "=cmd|' /C calc'!A0", None, 7)

    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer) as buch:
        fuelle(buch.add_worksheet())
    blatt = read_mappe(puffer.getvalue(), "liste.xlsx").blaetter[0]
    assert blatt.zeilen == (("gespeichert",), (7,))
    assert blatt.fehlerwerte == {(2, 0): "Aufruf eines anderen Programms (DDE)"}
    assert [h for h in blatt.hinweise if "DDE" in h and "A2" in h]


def test_t17_formel_ohne_gespeicherten_wert_ist_ein_fehler_und_keine_leere_zelle() -> None:
    ohne_text = read_mappe(roh_xlsx(zellen('<c r="{ort}" t="str"><f>IF(1,"","")</f><v></v></c>', 20)), "l.xlsx")
    assert ohne_text.blaetter[0].fehlerwerte == {}  # eine Formel, die „nichts“ ergibt, hat gerechnet
    blatt = gelesen(lambda b: b.append(["x", "=1+1"]))
    assert blatt.fehlerwerte == {(1, 1): "Formel ohne gespeicherten Wert"}
    assert any("in Excel und speichern" in h for h in blatt.hinweise)


def test_t19_formelaehnlicher_text_bleibt_text() -> None:
    def fuelle(b: Worksheet) -> None:
        for nr, text in enumerate(boesartig.FORMELN, 1):
            b.cell(nr, 1).value = text
            b.cell(nr, 1).data_type = "s"

    blatt = gelesen(fuelle)
    assert [z[0] for z in blatt.zeilen] == list(boesartig.FORMELN)
    assert csv("Nr.;Maßnahme\r\n1;'=1+1\r\n2;'wahr'\r\n".encode()).blaetter[0].zeilen[1:] == (
        ("1", "=1+1"),
        ("2", "'wahr'"),
    )


# --- Auffälliges -----------------------------------------------------------------------------------------------------


def test_t10_verborgene_zeilen_spalten_und_blaetter_sind_gelesen_und_gekennzeichnet() -> None:
    def fuelle(b: Worksheet) -> None:
        for nr in range(1, 6):
            b.append([nr, "x"])
        b.row_dimensions[3].hidden = True
        b.column_dimensions["B"].hidden = True
        assert b.parent is not None
        zweites = b.parent.create_sheet("Archiv")
        zweites["A1"], zweites.sheet_state = "alt", "hidden"

    mappe = read_mappe(excel(fuelle), "liste.xlsx")
    assert len(mappe.blaetter[0].zeilen) == 5
    assert mappe.blaetter[0].verborgene_zeilen == {3}
    assert mappe.blaetter[0].verborgene_spalten == {1}
    assert [(b.name, b.sichtbar) for b in mappe.blaetter] == [("Sheet", True), ("Archiv", False)]


def test_t11_kommentare_stehen_an_ihrer_zelle_und_nicht_im_wert() -> None:
    def fuelle(b: Worksheet) -> None:
        b["C4"] = "2024"
        b["C4"].comment = Comment("lt. Frau X erst nach HH", "jemand")

    blatt = gelesen(fuelle)
    assert blatt.kommentare == {(4, 2): "lt. Frau X erst nach HH"}
    assert blatt.zeilen[3][2] == "2024"


def test_farben_kommen_als_hex_auch_aus_design_und_palette() -> None:
    def fuelle(b: Worksheet) -> None:
        farben = [
            Color(rgb="FF01873B"),
            Color(theme=9),
            Color(indexed=10),
            Color(theme=4, tint=-0.25),
            Color(rgb="FFFFFFFF"),
        ]
        for nr, farbe in enumerate(farben, 1):
            b.cell(nr, 1, "x").fill = PatternFill("solid", fgColor=farbe)

    blatt = gelesen(fuelle)
    assert {nr: farbe for (nr, _), farbe in blatt.farben.items()} == {
        1: "#01873B", 2: "#F79646", 3: "#FF0000", 4: "#376092",
    }  # fmt: skip


def test_durchgestrichenes_ist_gekennzeichnet_ganz_oder_in_teilen() -> None:
    def fuelle(b: Worksheet) -> None:
        b["A1"] = "weg"
        b["A1"].font = Font(strike=True)
        b["A2"] = CellRichText(TextBlock(InlineFont(strike=True), "2023"), " 2024")
        b["A3"] = "bleibt"

    blatt = gelesen(fuelle)
    assert blatt.durchgestrichen == {(1, 0): "weg", (2, 0): "2023"}
    assert blatt.zeilen[1] == ("2023 2024",)


def test_symbolschrift_ist_gekennzeichnet() -> None:
    def fuelle(b: Worksheet) -> None:
        b["A1"] = "ü"
        b["A1"].font = Font(name="Wingdings")

    assert gelesen(fuelle).symbolschrift == {(1, 0): "Wingdings"}


def test_verbundene_bereiche_kommen_mit() -> None:
    def fuelle(b: Worksheet) -> None:
        b["B2"] = "x"
        b.merge_cells("B2:C4")

    assert gelesen(fuelle).verbunden == (Bereich(2, 1, 4, 2),)


def test_ungewoehnliches_xml_wird_gleich_gelesen() -> None:
    """Andere Programme schreiben Namensräume, lassen Orte weg oder streuen Kommentare ein."""
    blatt = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><!-- c -->'
        '<x:row hidden="1"><x:c t="s"><x:v>1</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="B3"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="B3:C3"/></x:mergeCells></x:worksheet>'
    )
    texte = "<si><t>eins</t></si><si><r><rPr><strike/></rPr><t>alt</t></r><r><t xml:space='preserve'> neu</t></r></si>"
    gelesen = read_mappe(roh_xlsx(blatt, texte), "liste.xlsx").blaetter[0]
    assert gelesen.zeilen == (("alt neu", "#BEZUG!"), (None, None), (None, 5))
    assert gelesen.verborgene_zeilen == {1}
    assert gelesen.durchgestrichen == {(1, 0): "alt"}
    assert gelesen.verbunden == (Bereich(3, 1, 3, 2),)


def test_calc_datei_kommt_wie_die_excel_datei_an() -> None:
    tafel = Tafel("Liste", [["Nr.", "Frist"], [1, date(2024, 1, 2)], [None, "a\nb"], [2.5]], [(0, 0, 1, 0)], {2})
    tafel.verbunden = [(2, 0, 3, 0)]
    tafel.verborgen = {2}
    tafel.zeilen[3] = [None, "x"]
    excel_, calc = (
        read_mappe(schreibe([tafel]), name).blaetter[0] for schreibe, name in ((als_xlsx, "l.xlsx"), (als_ods, "l.ods"))
    )
    assert calc.zeilen == excel_.zeilen
    assert (
        (calc.verbunden, calc.verborgene_zeilen)
        == (excel_.verbunden, excel_.verborgene_zeilen)
        == ((Bereich(3, 0, 4, 0),), {3})
    )


def test_calc_wiederholungen_am_ende_kosten_nichts_und_mittendrin_werden_sie_gelesen() -> None:
    roh = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="float" office:value="7"/><table:table-cell table:number-columns-repeated="16000"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    blatt = read_mappe(als_ods([Tafel(zeilen=[["a"]])], roh), "l.ods").blaetter[0]
    assert blatt.zeilen == (("a", None), (7, 7), (7, 7))


@pytest.mark.lang
def test_von_libreoffice_gespeichert_kommt_dasselbe_an(tmp_path: Path) -> None:
    import subprocess

    def fuelle(b: Worksheet) -> None:
        b.append(["Nr.", "Frist", "Stand"])
        b.append([1, date(2024, 1, 2), "läuft"])
        b["C2"].fill = PatternFill("solid", fgColor="FF01873B")
        b["A2"].font = Font(strike=True)
        b["B2"].comment = Comment("Notiz", "x")
        b.row_dimensions[2].hidden = True

    (tmp_path / "liste.xlsx").write_bytes(excel(fuelle))
    for endung in ("ods", "xlsx"):
        ziel = tmp_path / endung
        befehl = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", endung]
        subprocess.run([*befehl, "--outdir", str(ziel), str(tmp_path / "liste.xlsx")], check=True, timeout=120)
        blatt = read_mappe((ziel / f"liste.{endung}").read_bytes(), f"liste.{endung}").blaetter[0]
        assert blatt.zeilen == (("Nr.", "Frist", "Stand"), (1, date(2024, 1, 2), "läuft"))
        assert blatt.farben == {(2, 2): "#01873B"}
        assert blatt.durchgestrichen == {(2, 0): "1"}
        assert blatt.kommentare == {(2, 1): "Notiz"}
        assert blatt.verborgene_zeilen == {2}


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trenner", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("zeichensatz", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 mit Kennung"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_t16_trenner_und_zeichensatz_werden_gefunden(trenner: str, zeichensatz: str, name: str) -> None:
    zeilen = [
        ("Nr.", "Maßnahme", "Kosten"),
        ("1", f'mit{trenner}Trenner, "Zitat"\nund Umbruch', "1.250,50 €"),
        ("2", "ä", "3,5"),
    ]
    text = "\r\n".join(trenner.join('"' + feld.replace('"', '""') + '"' for feld in zeile) for zeile in zeilen)
    mappe = csv(text.encode(zeichensatz))
    assert mappe.blaetter[0].zeilen == tuple(zeilen)
    assert (mappe.trenner, mappe.zeichensatz) == (trenner, name)


def test_t16_komma_in_betraegen_ist_kein_trenner() -> None:
    mappe = csv("Nr.;Maßnahme;Kosten\n1;Kurs, Treff;1.250,50\n2;Fest;3,5\n".encode())
    assert mappe.trenner == ";"
    assert mappe.blaetter[0].zeilen[1] == ("1", "Kurs, Treff", "1.250,50")


def test_angesagter_trenner_gilt_und_ist_keine_zeile() -> None:
    assert csv(b"sep=|\r\nNr.|Titel\r\n1|a;b;c\r\n").blaetter[0].zeilen == (("Nr.", "Titel"), ("1", "a;b;c"))


def test_abgeschnittene_csv_wird_gemeldet() -> None:
    assert any("Anführungszeichen" in h for h in csv(b'Nr.;Titel\r\n1;"abgeschn').blaetter[0].hinweise)


# --- Schlechte Dateien -----------------------------------------------------------------------------------------------

GUT = als_xlsx([Tafel(zeilen=[["Nr.", "Maßnahme"], [1, "Kurs"]])])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


@pytest.mark.parametrize(
    ("inhalt", "name", "satz"),
    [
        (b"", "l.xlsx", "Die Datei ist leer"),
        (OLE, "l.xls", "altes Office-Format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "l.xlsx", "ohne Kennwort"),
        (boesartig.office("docx"), "l.xlsx", "Das ist eine Word-Datei"),
        (GUT[: len(GUT) // 2], "l.xlsx", "beschädigt"),
        (GUT, "l.csv", r"mit der Endung \.xlsx"),
        (b"Nr.;Titel", "l.xlsx", r"mit der Endung \.csv"),
        (b"PK\x05\x06" + b"\0" * 18, "l.xlsx", "beschädigt"),
        (b"\x00\x01\x02\x03", "l.xlsx", "weder eine Word-, Excel-"),
        (boesartig.office("xlsm"), "l.xlsm", "ohne Makros"),
        (b"<html><table><tr><td>Nr.", "l.xls", "weder eine Word-, Excel-"),
        (b"a;" * 4_000_000, "l.csv", "3 Millionen Zellen"),
        (b'"' + b"x" * 200_000, "l.csv", "Anführungszeichen"),
        (boesartig.office("xlsx"), "l.xlsx", "beschädigt"),
    ],
)
def test_t18_jede_schlechte_datei_bekommt_einen_satz_mit_ausweg(inhalt: bytes, name: str, satz: str) -> None:
    with pytest.raises(EingabeError, match=satz) as fehler:
        read_mappe(inhalt, name)
    assert fehler.value.feld == "datei"


def zellen(muster: str, anzahl: int) -> str:
    """So viele Zellen in Zeilen zu hundert."""
    zeilen = "".join(
        f'<row r="{z}">' + "".join(muster.format(ort=f"{chr(65 + s)}{z}") for s in range(20)) + "</row>"
        for z in range(1, anzahl // 20 + 1)
    )
    return f"<worksheet {NS}><sheetData>{zeilen}</sheetData></worksheet>"


BOMBEN: dict[str, Callable[[], tuple[bytes, str]]] = {
    "1.048.576 leere formatierte Zeilen": lambda: (
        roh_xlsx(f'<worksheet {NS}><sheetData><row r="1048576"><c r="A1048576" s="1"/></row></sheetData></worksheet>'),
        "l.xlsx",
    ),
    "zwei Zellen in den Ecken": lambda: (
        roh_xlsx(
            f'<worksheet {NS}><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="99999"><c r="ZZ99999"><v>1</v>'
            "</c></row></sheetData></worksheet>"
        ),
        "l.xlsx",
    ),
    "Ort mit sieben Buchstaben": lambda: (
        roh_xlsx(f'<worksheet {NS}><sheetData><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
        "l.xlsx",
    ),
    "ein langer Text, zehntausendmal gezeigt": lambda: (
        roh_xlsx(zellen('<c r="{ort}" t="s"><v>0</v></c>', 10_000), f"<si><t>{langer_text(100_000)}</t></si>"),
        "l.xlsx",
    ),
    "derselbe Text, in Kommentaren versteckt": lambda: (
        roh_xlsx(
            zellen('<c r="{ort}" t="s"><v>0</v></c>', 10_000), f"<si><!-- </si> --><t>{langer_text(100_000)}</t></si>"
        ),
        "l.xlsx",
    ),
    "Calc: eine Zelle, milliardenfach": lambda: (
        als_ods(
            [Tafel(zeilen=[["a"]])],
            '<table:table-row table:number-rows-repeated="90000"><table:table-cell table:number-columns-repeated='
            '"16384" office:value-type="float" office:value="7"/></table:table-row>',
        ),
        "l.ods",
    ),
    "Calc: Wert hinter einer Million leerer Zeilen": lambda: (
        als_ods(
            [Tafel(zeilen=[["a"]])],
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
            '<table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>',
        ),
        "l.ods",
    ),
    "Calc: ein langer Text, zehntausendfach": lambda: (
        als_ods(
            [Tafel(zeilen=[["a"]])],
            '<table:table-row table:number-rows-repeated="2000"><table:table-cell table:number-columns-repeated="10" '
            f'office:value-type="string"><text:p>{langer_text(100_000)}</text:p></table:table-cell></table:table-row>',
        ),
        "l.ods",
    ),
}


@pytest.mark.parametrize("name", BOMBEN)
def test_t18_bomben_werden_schnell_mit_einem_satz_abgewiesen(name: str) -> None:
    inhalt, dateiname = BOMBEN[name]()
    beginn = time.process_time()
    with pytest.raises(EingabeError, match="Bitte löschen Sie"):
        read_mappe(inhalt, dateiname)
    assert time.process_time() - beginn < 3


def test_xml_mit_entitaeten_und_kaputtes_xml_geben_einen_satz() -> None:
    for xml in ("<worksheet><sheetData><row", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>", "kein XML"):
        with pytest.raises(EingabeError):
            read_mappe(roh_xlsx(xml), "l.xlsx")


def test_zu_lange_zelle_wird_beschnitten_und_genannt() -> None:
    for mappe in (
        read_mappe(als_ods([Tafel(zeilen=[["kurz", langer_text(100_000)]])]), "l.ods"),
        csv(b"kurz;" + b"x" * 100_000),
    ):
        (blatt,) = mappe.blaetter
        assert len(str(blatt.zeilen[0][1])) == ZELLE_HOECHSTENS
        assert "abgeschnitten: B1" in blatt.hinweise[0]


def test_steuerzeichen_verschwinden_und_sind_genannt() -> None:
    blatt = read_mappe(
        roh_xlsx(zellen('<c r="{ort}" t="s"><v>0</v></c>', 20), "<si><t>a_x0007_b\u202ec</t></si>"), "l.xlsx"
    ).blaetter[0]
    assert set(blatt.zeilen[0]) == {"abc"}
    assert "Steuerzeichen" in blatt.hinweise[0]


def test_fuenfhundert_spalten_und_leere_blaetter_sind_lesbar() -> None:
    mappe = read_mappe(als_xlsx([Tafel("breit", [[f"S{n}" for n in range(500)]] * 3), Tafel("leer")]), "l.xlsx")
    assert [(b.breite, len(b.zeilen)) for b in mappe.blaetter] == [(500, 3), (0, 0)]


def test_gleiche_bytes_geben_gleiche_mappe_und_pruefsumme() -> None:
    (tafel,), _ = tabelle()(massnahmen(random.Random(3), 30), random.Random(3))
    inhalt = als_xlsx([tafel])
    erste, zweite = read_mappe(inhalt, "a.xlsx"), read_mappe(inhalt, "a.xlsx")
    assert erste == zweite
    assert (len(erste.sha256), erste.art) == (64, Dateiart.XLSX)
    with pytest.raises(EingabeError, match="Vorhanden: „Maßnahmen“"):
        erste.blatt("Gibt es nicht")


def test_makrofreie_datei_mit_diagrammblatt_nennt_es() -> None:
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer) as buch:
        buch.add_worksheet("Liste").write("A1", "Nr.")
        diagramm = buch.add_chart({"type": "bar"})
        diagramm.add_series({"values": "=Liste!$A$1:$A$2"})
        buch.add_chartsheet("Kurve").set_chart(diagramm)
    mappe = read_mappe(puffer.getvalue(), "l.xlsx")
    assert [b.name for b in mappe.blaetter] == ["Liste"]
    assert "„Kurve“" in mappe.hinweise[0]
    assert zipfile.is_zipfile(io.BytesIO(puffer.getvalue()))


def verfaelscht(inhalt: bytes, wuerfel: random.Random) -> bytes:
    """Dieselbe Datei mit ein paar falschen Bytes in einem ihrer XML-Teile."""
    puffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inhalt)) as alt, zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as neu:
        ziel = wuerfel.choice([n for n in alt.namelist() if n.endswith((".xml", ".rels"))])
        for name in alt.namelist():
            teil = bytearray(alt.read(name))
            for _ in range(wuerfel.randint(1, 3) if name == ziel else 0):
                ort = wuerfel.randrange(len(teil))
                teil[ort : ort + wuerfel.randrange(9)] = wuerfel.choice(
                    (b"", b"<", b'"', b"99999", b"-1", b"&#0;", b"\xff")
                )
            neu.writestr(name, bytes(teil), zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return puffer.getvalue()


@pytest.mark.parametrize("endung", ["xlsx", "ods"])
def test_verfaelschte_dateien_geben_einen_satz_oder_eine_mappe_und_nie_einen_absturz(endung: str) -> None:
    wuerfel = random.Random(11)
    (tafel,), _ = tabelle()(massnahmen(wuerfel, 5), wuerfel)
    inhalt = (als_xlsx if endung == "xlsx" else als_ods)([tafel])
    ergebnisse = {True: 0, False: 0}
    for _ in range(120):
        try:
            read_mappe(verfaelscht(inhalt, wuerfel), f"l.{endung}")
            ergebnisse[True] += 1
        except EingabeError as fehler:
            assert fehler.feld == "datei"
            ergebnisse[False] += 1
    assert min(ergebnisse.values()) > 3
