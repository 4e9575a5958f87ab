"""Prüft Verweise nach außen (T17): der gespeicherte Wert zählt, das Ziel ist benannt, nachgeladen wird nie etwas."""

import io
import zipfile

import boesartig
import pytest
from listenformen import Tafel, als_ods
from test_mappe import NS, roh_xlsx

from mut_core.austausch.mappe import read_mappe
from mut_core.dateien import Dateiart, pruefe_upload
from mut_core.fehler import EingabeError

AMT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAKETE = "http://schemas.openxmlformats.org/package/2006/relationships"


def verknuepft(blatt: str) -> bytes:
    """Eine Excel-Datei, die wie von Excel gespeichert auf eine Datei, ein Programm und eine Datenquelle verweist."""
    haupt = f"{AMT}/externalLink"
    ziel = "file:///C:/Users/vorname.nachname/Haushalt%202026.xlsx"
    with zipfile.ZipFile(io.BytesIO(roh_xlsx(f"<worksheet {NS}>{blatt}</worksheet>"))) as zip_:
        paket = {n: zip_.read(n).decode() for n in zip_.namelist()}
    verweise = '<externalReference r:id="r8"/><externalReference r:id="r9"/>'
    paket["xl/workbook.xml"] = paket["xl/workbook.xml"].replace(
        "</sheets>", f"</sheets><externalReferences>{verweise}</externalReferences>"
    )
    paket["xl/_rels/workbook.xml.rels"] = paket["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        "".join(f'<Relationship Id="r{n}" Type="{haupt}" Target="externalLinks/externalLink{n}.xml"/>' for n in (8, 9))
        + "</Relationships>",
    )
    ns = f'{NS} xmlns:r="{AMT}"'
    paket["xl/externalLinks/externalLink8.xml"] = f'<externalLink {ns}><externalBook r:id="r1"/></externalLink>'
    paket["xl/externalLinks/externalLink9.xml"] = (
        f'<externalLink {ns}><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    )
    paket["xl/externalLinks/_rels/externalLink8.xml.rels"] = (
        f'<Relationships xmlns="{PAKETE}"><Relationship Id="r1" Type="{AMT}/externalLinkPath" Target="{ziel}" '
        'TargetMode="External"/></Relationships>'
    )
    paket["xl/connections.xml"] = f"<connections {NS}/>"
    return boesartig.zip_aus(paket)


def test_t17_von_verknuepfungen_nach_aussen_zaehlt_der_gespeicherte_wert_und_sie_sind_benannt() -> None:
    inhalt = verknuepft(
        '<sheetData><row r="1"><c r="A1"><f>[1]Plan!$A$1</f><v>4711</v></c>'
        '<c r="B1"><f>[2]!\'!A0\'</f><v>12</v></c><c r="C1"><f>Tab1[2024]</f><v>3</v></c>'
        '<c r="D1" t="e"><f>[1]Plan!$Z$9</f><v>#REF!</v></c></row></sheetData>'
    )
    mappe = read_mappe(inhalt, "liste.xlsx")
    (blatt,) = mappe.blaetter
    assert blatt.zeilen == ((4711, 12, 3, "#BEZUG!"),)
    assert blatt.fehlerwerte == {(1, 1): "Aufruf eines anderen Programms (DDE)", (1, 3): "#BEZUG!"}
    satz = next(h for h in blatt.hinweise if "andere Dateien" in h)
    assert "„Haushalt 2026.xlsx“" in satz
    assert "A1, D1" in satz
    assert "nachname" not in satz  # Ordner nennen Menschen
    assert any("Datenquellen" in h for h in mappe.hinweise)
    with pytest.raises(EingabeError, match="Bitte lösen Sie die Verknüpfungen"):
        pruefe_upload("liste.xlsx", inhalt, arten=(Dateiart.XLSX,))  # wer mehr tut als Werte lesen, bekommt sie nicht


def test_t17_auch_in_calc_zaehlt_der_gespeicherte_wert_und_der_zwischenspeicher_ist_kein_blatt() -> None:
    fremd = "'file:///home/vorname/Haushalt.ods'#$Plan"
    zelle = '<table:table-cell table:formula="of:={0}" office:value-type="float" office:value="{1}"/>'
    zeile = f"<table:table-row>{zelle.format(f'[{fremd}.A1]', 4711)}{zelle.format('DDE(&quot;cmd&quot;)', 12)}"
    inhalt = als_ods(
        [Tafel(zeilen=[["Maßnahme", "Kosten"]])],
        f"{zeile}</table:table-row></table:table>"
        f'<table:table table:name="{fremd}"><table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xlink:href="file:///home/vorname/Haushalt.ods"/>'
        f"{zeile}</table:table-row></table:table><table:dde-links><table:dde-link/></table:dde-links>"
        '<table:table table:name="Ende">',
    )
    blatt, ende = read_mappe(inhalt, "liste.ods").blaetter
    assert ende.name == "Ende"
    assert blatt.zeilen[1:] == ((4711, 12),)
    assert blatt.fehlerwerte == {(2, 1): "Aufruf eines anderen Programms (DDE)"}
    assert any("„Haushalt.ods“" in h and "A2" in h and "vorname" not in h for h in blatt.hinweise)
