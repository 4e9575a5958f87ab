"""Rückgabe aus Word: Text hinaus, bearbeitet herein, zusammengeführt – nichts geht verloren, Böses bleibt draußen."""

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from boesartig import NUTZLASTEN, office, zip_aus
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme
from lxml import etree
from test_bericht import leer, voll
from word_pruefer import W, teile, verstoesse

from mut_core.bericht import Wahl, build_bericht
from mut_core.bericht.auszeichnung import bloecke, write_text, zeilen
from mut_core.bericht.kapiteltexte import kapitel_texte
from mut_core.bericht.niederschrift import normalform
from mut_core.bericht.rueckgabe import (
    Art,
    Rueckgabe,
    abdruck,
    berichtskennung,
    merge,
    pruefe_rueckgabe,
    read_rueckgabe,
)
from mut_core.bericht.word import Dokument
from mut_core.bericht.word.freitext import build_freitext
from mut_core.dateien import Dateiart, pruefe_upload
from mut_core.dateien.paket import MAPPE_HOECHSTENS
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, konzepte, load_lagebild

WURZEL = Path(__file__).resolve().parent.parent
NS = f'xmlns:w="{W[1:-1]}"'
EIGENE = {
    "vorbemerkung": "Unser **Anfang** für Akteur*innen mit [Link](https://www.example.de/a_b) und _Betonung_.\n"
    "Zweite Zeile.\n\n- Punkt\n- noch **einer**\n\n3. drittens\n4. viertens\n\nSchluss.",
    "handlungsfeld_5.naechste_schritte": "Es geht los.",
}
ZUM_BEARBEITEN = Wahl(texte=EIGENE, zum_bearbeiten=True)


def datei(lagebild: Lagebild | None = None, wahl: Wahl = ZUM_BEARBEITEN) -> bytes:
    return build_bericht(lagebild or voll(), "sachstandsbericht", wahl)


@pytest.fixture(scope="module")
def hinaus() -> bytes:
    """Die Datei, wie sie hinausgeht."""
    return datei()


def zurueck(daten: bytes) -> Rueckgabe:
    return read_rueckgabe(pruefe_rueckgabe("Bericht.docx", daten))


def jetzt(lagebild: Lagebild | None = None, wahl: Wahl = ZUM_BEARBEITEN) -> dict[str, str]:
    """Was die App je Stelle druckt."""
    return {k.schluessel: k.eigener or k.erzeugt for k in kapitel_texte(lagebild or voll(), wahl)}


def bearbeitet(daten: bytes, aendern: Callable[[dict[str, etree._Element]], None]) -> bytes:
    """Dieselbe Datei, mit python-docx geöffnet, an den Steuerelementen geändert und gespeichert."""
    dokument = docx.Document(io.BytesIO(daten))
    rumpf = dokument.element.body
    elemente = {e.find(f"{W}sdtPr/{W}tag"): e for e in rumpf.iter(f"{W}sdt")}
    aendern({t.get(f"{W}val").removeprefix("frei:"): e for t, e in elemente.items() if t is not None})
    puffer = io.BytesIO()
    dokument.save(puffer)
    return puffer.getvalue()


def xml(text: str) -> list[etree._Element]:
    return list(etree.fromstring(f"<w:x {NS}>{text}</w:x>"))


def setze(element: etree._Element, inhalt: str) -> None:
    """Ersetzt den Inhalt eines Steuerelements durch XML."""
    for platzhalter in element.findall(f"{W}sdtPr/{W}showingPlcHdr"):
        platzhalter.getparent().remove(platzhalter)
    inhaltselement = element.find(f"{W}sdtContent")
    inhaltselement[:] = xml(inhalt)


def gelesen(inhalt: str, daten: bytes) -> tuple[str, Rueckgabe]:
    """Was aus diesem XML im Steuerelement der Vorbemerkung wird."""
    r = zurueck(bearbeitet(daten, lambda e: setze(e["vorbemerkung"], inhalt)))
    return r.texte["vorbemerkung"], r


def p(*laeufe: str, eigenschaften: str = "") -> str:
    return f"<w:p><w:pPr>{eigenschaften}</w:pPr>{''.join(laeufe)}</w:p>"


def r(text: str, eigenschaften: str = "") -> str:
    return f'<w:r><w:rPr>{eigenschaften}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


# --- hinaus ----------------------------------------------------------------------------------------------------------


def test_ohne_die_wahl_ist_kein_steuerelement_in_der_datei() -> None:
    ohne = datei(wahl=Wahl(texte=EIGENE))
    assert b"frei:" not in teile(ohne)["word/document.xml"]
    assert "docProps/custom.xml" not in teile(ohne)


def test_steuerelemente_tragen_schluessel_in_tag_und_titel_und_lassen_sich_nicht_loeschen(hinaus: bytes) -> None:
    wurzel = etree.fromstring(teile(hinaus)["word/document.xml"])
    gefunden = [s for s in wurzel.iter(f"{W}sdtPr") if s.find(f"{W}tag") is not None]
    tags = [s.find(f"{W}tag").get(f"{W}val") for s in gefunden]
    assert tags == [s.find(f"{W}alias").get(f"{W}val") for s in gefunden]
    assert tags == [f"frei:{k.schluessel}" for k in kapitel_texte(voll())]
    assert len(set(tags)) == len(tags)
    assert all(len(t) <= 64 for t in tags), "Word nimmt nicht mehr"
    assert {s.find(f"{W}lock").get(f"{W}val") for s in gefunden} == {"sdtLocked"}


def test_die_datei_zum_bearbeiten_ist_gueltig_und_bytegleich(hinaus: bytes) -> None:
    assert verstoesse(hinaus) == []
    assert datei() == hinaus
    assert verstoesse(datei(leer(), Wahl(zum_bearbeiten=True))) == []


def test_eigener_text_ersetzt_die_ganze_stelle_und_nur_sie() -> None:
    text = "".join(etree.fromstring(teile(datei(wahl=Wahl(texte=EIGENE)))["word/document.xml"]).itertext())
    assert "Unser Anfang für Akteur*innen" in text
    assert "Seit 2022 entsteht das Konzept" not in text
    assert "Eingerichtet ist die Gruppe" not in text
    assert "Dieser Bericht gibt den Stand" in text, "die nächste Stelle bleibt erzeugt"
    assert text.index("Nächste Schritte", text.index("Handlungsfeld ‚Sprache‘")) < text.index("Es geht los.")


def test_kapiteltexte_nennen_jede_stelle_mit_beiden_texten() -> None:
    je = {k.schluessel: k for k in kapitel_texte(voll(), Wahl(texte=EIGENE | {"handlungsfeld_99": "Verwaist."}))}
    assert je["vorbemerkung"].ueberschrift == "1 Vorbemerkung"
    assert je["vorbemerkung"].eigener == EIGENE["vorbemerkung"]
    assert je["vorbemerkung"].erzeugt.startswith("Seit 2022 entsteht das Konzept")
    assert je["handlungsfeld_1.naechste_schritte"].ueberschrift == "4.1 Handlungsfeld ‚Bildung‘ – Nächste Schritte"
    assert je["handlungsfeld_1.naechste_schritte"].erzeugt == "Ziele schärfen."
    assert "(Kapitel 4.1)" in je["erarbeitung"].erzeugt
    assert je["auf_einen_blick"].eigener is None
    assert list(je)[-1] == "handlungsfeld_99"
    assert (je["handlungsfeld_99"].ueberschrift, je["handlungsfeld_99"].eigener) == ("", "Verwaist.")


def test_handlungsfelder_mit_gleicher_nummer_haben_eigene_stellen() -> None:
    felder = ({"titel": "A", "nummer": 1, "bedeutung": "Erstes."}, {"titel": "B", "nummer": 1, "bedeutung": "Zweites."})
    bild = build_bild(build_massnahme("1", feld=1), build_massnahme("2", feld=2), felder=felder)
    je = {k.schluessel: k.erzeugt for k in kapitel_texte(bild)}
    assert (je["handlungsfeld_1"], je["handlungsfeld_1_2"]) == ("Erstes.", "Zweites.")


# --- hin und zurück --------------------------------------------------------------------------------------------------


def test_unveraendert_kommt_alles_gleich_zurueck(hinaus: bytes) -> None:
    r_ = zurueck(hinaus)
    assert r_.texte == {k: normalform(t) for k, t in jetzt().items()}
    assert r_.grundlage == {k: abdruck(t) for k, t in r_.texte.items()}
    assert r_.bericht == berichtskennung(voll()) == "probe/2024-09-01"
    assert (r_.doppelte, r_.hinweise) == ((), ())
    ergebnisse = merge(r_.grundlage, dict.fromkeys(r_.texte, "") | jetzt(), EIGENE, r_.texte)
    assert {e.art for e in ergebnisse} == {Art.GLEICH}


def lagebilder(demo: Path) -> Iterator[Lagebild]:
    yield from (voll(), leer())
    engine = connect_datenbank(f"sqlite:///{demo}")
    with leseeinheit(engine) as session:
        for konzept in konzepte(session):
            yield load_lagebild(session, konzept.id, konzept.vorgabe_stichtag or date(2024, 12, 31))
    engine.dispose()


def test_der_erzeugte_text_ist_der_gedruckte(demo_datei: Path) -> None:
    """Was die Seite zeigt und was aus Word kommt, ist dasselbe – auch bei den echten Konzepten."""
    for bild in lagebilder(demo_datei):
        r_ = zurueck(datei(bild, Wahl(zum_bearbeiten=True)))
        assert r_.texte == {k.schluessel: k.erzeugt for k in kapitel_texte(bild)}
        assert r_.bericht == berichtskennung(bild)


@pytest.fixture(scope="module")
def libreoffice() -> str:
    if (programm := shutil.which("soffice")) is None:
        pytest.skip("LibreOffice fehlt")
    return programm


def durch_libreoffice(daten: bytes, programm: str, ordner: Path) -> bytes:
    """Die Datei, in LibreOffice geöffnet und wieder gespeichert."""
    (ordner / "hin.docx").write_bytes(daten)
    profil = f"-env:UserInstallation=file://{ordner / 'profil'}"
    kommando = [programm, "--headless", profil, "--convert-to", "docx:MS Word 2007 XML", "--outdir"]
    subprocess.run([*kommando, str(ordner / "her"), str(ordner / "hin.docx")], check=True, capture_output=True)
    return (ordner / "her" / "hin.docx").read_bytes()


def test_auch_aus_libreoffice_kommt_alles_zurueck(hinaus: bytes, libreoffice: str, tmp_path: Path) -> None:
    """LibreOffice verwirft die Tags, behält aber Titel, Eigenschaften und die Arbeitsmappe des Diagramms."""
    her = durch_libreoffice(bearbeitet(hinaus, _aendere), libreoffice, tmp_path)
    assert b'<w:tag w:val="frei:' not in teile(her)["word/document.xml"]
    assert any(n.startswith("word/embeddings/") for n in teile(her))
    r_ = zurueck(her)
    erzeugt = {k.schluessel: k.erzeugt for k in kapitel_texte(voll())}
    arten = {e.schluessel: e.art for e in merge(r_.grundlage, erzeugt, EIGENE, r_.texte)}
    geaendert = {k for k, a in arten.items() if a != Art.GLEICH}
    assert geaendert == {"ausblick", "handlungsfeld_1"}
    assert {arten[k] for k in geaendert} == {Art.UEBERNEHMEN}
    assert r_.texte["vorbemerkung"] == EIGENE["vorbemerkung"]
    assert r_.texte["ausblick"] == "Ganz **neu**.\n\n- eins\n- zwei"
    assert r_.texte["handlungsfeld_1"].endswith("\n\nIn Word dazu.")


def _aendere(elemente: Mapping[str, etree._Element]) -> None:
    punkt = '<w:pStyle w:val="ListBullet"/>'
    setze(elemente["ausblick"], p(r("Ganz "), r("neu", "<w:b/>"), r(".")) + p(r("eins"), eigenschaften=punkt)
          + p(r("zwei"), eigenschaften=punkt))  # fmt: skip
    elemente["handlungsfeld_1"].find(f"{W}sdtContent").extend(xml(p(r("In Word dazu."))))


def test_geaendertes_aus_word_wird_uebernommen(hinaus: bytes) -> None:
    r_ = zurueck(bearbeitet(hinaus, _aendere))
    erzeugt = {k.schluessel: k.erzeugt for k in kapitel_texte(voll())}
    neu = {e.schluessel: e for e in merge(r_.grundlage, erzeugt, EIGENE, r_.texte) if e.art != Art.GLEICH}
    assert {(k, e.art) for k, e in neu.items()} == {("ausblick", Art.UEBERNEHMEN), ("handlungsfeld_1", Art.UEBERNEHMEN)}
    gedruckt = datei(wahl=replace(ZUM_BEARBEITEN, texte=EIGENE | {k: e.zurueck for k, e in neu.items()}))
    assert zurueck(gedruckt).texte["ausblick"] == "Ganz **neu**.\n\n- eins\n- zwei"


# --- was im Steuerelement stehen kann --------------------------------------------------------------------------------

AENDERUNG = 'w:id="1" w:author="A" w:date="2024-01-01T00:00:00Z"'
FELD = "<w:r><w:fldChar w:fldCharType='{0}'/></w:r>"
BEFEHL = "<w:r><w:instrText xml:space='preserve'>{0}</w:instrText></w:r>"

FAELLE = {
    "fett und kursiv": (p(r("a "), r("b", "<w:b/>"), r(" "), r("c", "<w:i/>")), "a **b** _c_"),
    "beides zugleich": (p(r("ab cd", "<w:b/><w:i/>")), "**_ab cd_**"),
    "abgeschaltet": (p(r("a", '<w:b w:val="0"/>'), r(" b", '<w:i w:val="false"/>')), "a b"),
    "mitten im Wort": (p(r("Sach"), r("stand", "<w:b/>"), r(" heute")), "**Sachstand** heute"),
    "Läufe eines Wortes": (p(r("Be", "<w:b/>"), r("ric", "<w:b/>"), r("ht", "<w:b/>")), "**Bericht**"),
    "Zeichenvorlage": (p(r("wichtig", '<w:rStyle w:val="Strong"/>')), "wichtig"),
    "Stern bleibt Stern": (p(r("Akteur*innen, Bürger", "<w:b/>"), r("*innen")), "**Akteur*innen, Bürger***innen"),
    "gelöscht ist weg": (p(r("da"), f"<w:del {AENDERUNG}><w:r><w:delText> weg</w:delText></w:r></w:del>"), "da"),
    "eingefügt bleibt": (p(r("da"), f"<w:ins {AENDERUNG}>{r(' neu')}</w:ins>"), "da neu"),
    "verschoben": (
        p(f"<w:moveFrom {AENDERUNG}>{r('alt')}</w:moveFrom>", f"<w:moveTo {AENDERUNG}>{r('neu')}</w:moveTo>"), "neu",
    ),
    "Absatzende gelöscht": (
        p(r("vorn "), eigenschaften=f"<w:rPr><w:del {AENDERUNG}/></w:rPr>") + p(r("hinten")), "vorn hinten",
    ),
    "Umbruch und Tabulator": (p(r("a"), "<w:r><w:br/></w:r>", r("b"), "<w:r><w:tab/></w:r>", r("c")), "a\nb c"),
    "geschützt und weich": (
        p(r("33\u00a0€ Maß\u00adnahme"), "<w:r><w:noBreakHyphen/></w:r>", r("x")), "33 € Maßnahme-x",
    ),
    "leere Absätze": (p() + p(r("a")) + p(r(" ")) + p(r("b")), "a\n\nb"),
    "sieht aus wie eine Liste": (p(r("- kein Punkt")) + p(r("3. Bericht")), "-\u00a0kein Punkt\n\n3.\u00a0Bericht"),
    "Datum am Anfang": (p(r("1. Mai 2024")), "1. Mai 2024"),
    "Feldergebnis": (
        p(r("siehe "), FELD.format("begin"), BEFEHL.format(" REF x "), FELD.format("separate"), r("Abb. 1"),
          FELD.format("end"), r(".")), "siehe Abb. 1.",
    ),
    "Link als Feld": (
        p(FELD.format("begin"), BEFEHL.format(' HYPERLINK "https://a.de/x" '), FELD.format("separate"), r("hier"),
          FELD.format("end")), "[hier](https://a.de/x)",
    ),
    "böser Link als Feld": (
        p(FELD.format("begin"), BEFEHL.format(' HYPERLINK "javascript:alert(1)" '), FELD.format("separate"), r("hier"),
          FELD.format("end")), "hier",
    ),
    "Adresse im Text": (p(r("https://a.de/b_c_d und a@b.de")), "https://a.de/b_c_d und a@b.de"),
    "Tabelle wird Liste": (
        "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>" + p(r("a")) + "</w:tc><w:tc>" + p(r("b")) + "</w:tc></w:tr></w:tbl>"
        + p(), "- a | b",
    ),
    "Überschrift wird fett": (p(r("Titel"), eigenschaften='<w:pStyle w:val="Heading2"/>'), "**Titel**"),
    "Steuerelement im Steuerelement": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('innen'))}</w:sdtContent></w:sdt>", "innen",
    ),
    "XML als Text": (p(r("&lt;w:p&gt;&amp;amp;")), "<w:p>&amp;"),
    "Emoji und Arabisch": (p(r("🎉 مرحبا "), r("عالم", "<w:rtl/>")), "🎉 مرحبا عالم"),
    "Richtungszeichen fallen weg": (p(r("a\u202eb\u2066c")), "abc"),
    "ausgeblendet": (p(r("da"), r("heimlich", "<w:vanish/>")), "da"),
    "mathematisch": (
        '<w:p xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMath><m:r><m:t>x=1</m:t></m:r>'
        "</m:oMath></w:p>", "x=1",
    ),
    "nichts": (p(), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FAELLE)
def test_jeder_zeichenfall_kommt_als_text_zurueck_und_bleibt_es(name: str, hinaus: bytes) -> None:
    inhalt, erwartet = FAELLE[name]
    text, _ = gelesen(inhalt, hinaus)
    assert text == erwartet
    assert normalform(text) == text
    if text:
        wieder = zurueck(datei(wahl=replace(ZUM_BEARBEITEN, texte={"vorbemerkung": text})))
        assert wieder.texte["vorbemerkung"] == text


@pytest.mark.parametrize(
    ("inhalt", "wort"),
    [
        (p("<w:r><w:drawing/></w:r>", r("a")), "Bild"),
        (p('<w:r><w:footnoteReference w:id="2"/></w:r>', r("a")), "Fußnote"),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', r("a")), "Symbol"),
        (p(r("b", "<w:vanish/>"), r("a")), "ausgeblendet"),
    ],
)
def test_was_nicht_mitkommt_wird_genannt(hinaus: bytes, inhalt: str, wort: str) -> None:
    text, r_ = gelesen(inhalt, hinaus)
    assert text == "a"
    assert any(wort in h for h in r_.hinweise), r_.hinweise


def test_ein_link_in_mehreren_laeufen_bleibt_einer(hinaus: bytes) -> None:
    """Word zerlegt den Text eines Hyperlinks, sobald jemand darin schreibt."""

    def zerlege(elemente: Mapping[str, etree._Element]) -> None:
        (link,) = elemente["vorbemerkung"].iter(f"{W}hyperlink")
        link.find(f".//{W}t").text = "Li"
        link.extend(xml(r("nk mit", "<w:b/>") + r(" mehr")))

    text = zurueck(bearbeitet(hinaus, zerlege)).texte["vorbemerkung"]
    assert text == EIGENE["vorbemerkung"].replace("[Link](", "[Link mit mehr](")


def test_nummerierte_listen_behalten_ihre_nummern(hinaus: bytes) -> None:
    text = "2. b\n3. c\n\nDazwischen.\n\n1. a\n2. b"
    assert zurueck(datei(wahl=replace(ZUM_BEARBEITEN, texte={"ausblick": text}))).texte["ausblick"] == text


def test_der_platzhalter_ist_leer_auch_wenn_libreoffice_ihn_zu_text_macht(hinaus: bytes) -> None:
    def ohne_kennzeichen(elemente: Mapping[str, etree._Element]) -> None:
        for marke in elemente["handlungsfeld_4"].findall(f"{W}sdtPr/{W}showingPlcHdr"):
            marke.getparent().remove(marke)

    assert zurueck(hinaus).texte["handlungsfeld_4"] == ""
    assert zurueck(bearbeitet(hinaus, ohne_kennzeichen)).texte["handlungsfeld_4"] == ""


def test_der_tag_geht_dem_titel_vor(hinaus: bytes) -> None:
    def benenne_um(elemente: Mapping[str, etree._Element]) -> None:
        elemente["ausblick"].find(f"{W}sdtPr/{W}alias").set(f"{W}val", "frei:vorbemerkung")
        elemente["beteiligung"].find(f"{W}sdtPr").remove(elemente["beteiligung"].find(f"{W}sdtPr/{W}tag"))

    r_ = zurueck(bearbeitet(hinaus, benenne_um))
    assert r_.texte == zurueck(hinaus).texte
    assert r_.doppelte == ()


def test_doppelte_fehlende_und_unbekannte_werden_genannt(hinaus: bytes) -> None:
    def wirble(elemente: Mapping[str, etree._Element]) -> None:
        doppelt = elemente["ausblick"]
        doppelt.addnext(etree.fromstring(etree.tostring(doppelt)))
        setze(doppelt, p(r("Die geänderte von beiden.")))
        elemente["beteiligung"].getparent().remove(elemente["beteiligung"])
        for name in ("tag", "alias"):
            elemente["erarbeitung"].find(f"{W}sdtPr/{W}{name}").set(f"{W}val", "frei:erfunden")

    r_ = zurueck(bearbeitet(hinaus, wirble))
    assert r_.doppelte == ("ausblick",)
    assert r_.texte["ausblick"] == "Die geänderte von beiden."
    erzeugt = {k.schluessel: k.erzeugt for k in kapitel_texte(voll())}
    je = {e.schluessel: e for e in merge(r_.grundlage, erzeugt, EIGENE, r_.texte)}
    assert (je["beteiligung"].art, je["beteiligung"].jetzt) == (Art.FEHLT, erzeugt["beteiligung"])
    assert je["erarbeitung"].art == Art.FEHLT
    assert je["erfunden"].art == Art.UNBEKANNT
    assert normalform(je["erfunden"].zurueck) == normalform(erzeugt["erarbeitung"])


def test_zwei_verschieden_geaenderte_doppelte_stehen_hintereinander(hinaus: bytes) -> None:
    def verdopple(elemente: Mapping[str, etree._Element]) -> None:
        zweites = etree.fromstring(etree.tostring(elemente["ausblick"]))
        setze(elemente["ausblick"], p(r("Erste Fassung.")))
        setze(zweites, p(r("Zweite Fassung.")))
        elemente["ausblick"].addnext(zweites)

    r_ = zurueck(bearbeitet(hinaus, verdopple))
    assert r_.texte["ausblick"] == "Erste Fassung.\n\nZweite Fassung."
    assert r_.doppelte == ("ausblick",)


def test_eine_fremde_datei_ohne_kapitel_wird_mit_ausweg_abgelehnt() -> None:
    with pytest.raises(EingabeError, match="zum Bearbeiten in Word"):
        zurueck(datei(wahl=Wahl()))


# --- zusammenführen --------------------------------------------------------------------------------------------------

A, B, C = "Text A.", "Text **B**.", "Text C."
MERGE = {
    # damals, erzeugt jetzt, eigener jetzt, zurück → Art
    "nichts geschah": (A, A, None, A, Art.GLEICH),
    "nur in Word": (A, A, None, B, Art.UEBERNEHMEN),
    "nur die Auszeichnung in Word": ("Text B.", "Text B.", None, B, Art.UEBERNEHMEN),
    "nur in der App erzeugt": (A, B, None, A, Art.GLEICH),
    "nur in der App geschrieben": (A, A, B, A, Art.GLEICH),
    "beide gleich": (A, A, B, B, Art.GLEICH),
    "beide verschieden": (A, A, B, C, Art.KONFLIKT),
    "Word und Daten": (A, B, None, C, Art.KONFLIKT),
    "eigener hinaus, in Word geändert": (B, A, B, C, Art.UEBERNEHMEN),
    "eigener hinaus, Daten geändert": (B, C, B, B, Art.GLEICH),
    "eigener hinaus, App entfernte ihn, Word änderte": (B, A, None, C, Art.KONFLIKT),
    "unbekannt womit, gleich": (None, A, None, A, Art.GLEICH),
    "unbekannt womit, anders": (None, A, None, B, Art.KONFLIKT),
    "in Word geleert": (A, A, None, "", Art.GELEERT),
    "eigener in Word geleert": (B, A, B, "", Art.GELEERT),
    "leer hinaus, leer zurück": ("", A, None, "", Art.GLEICH),
    "leer hinaus, gefüllt zurück": ("", "", None, B, Art.UEBERNEHMEN),
    "nicht zurück": (A, A, B, None, Art.FEHLT),
    "nur Leerzeichen anders": (A, A, None, " Text  A. \n", Art.GLEICH),
}


@pytest.mark.parametrize("name", MERGE)
def test_jeder_fall_des_zusammenfuehrens(name: str) -> None:
    damals, erzeugt, eigener, gekommen, art = MERGE[name]
    (ergebnis,) = merge(
        {"k": abdruck(damals)} if damals is not None else {},
        {"k": erzeugt},
        {"k": eigener} if eigener is not None else {},
        {"k": gekommen} if gekommen is not None else {},
    )
    assert (ergebnis.art, ergebnis.jetzt, ergebnis.zurueck) == (art, eigener or erzeugt, gekommen or "")


TEXT = st.sampled_from(["", A, B, C, "- Punkt", "1. eins"]) | st.text(max_size=12)
JE_STELLE = st.dictionaries(st.sampled_from("abcd"), TEXT, max_size=4)


@given(damals=JE_STELLE, erzeugt=JE_STELLE, eigene=JE_STELLE, gekommen=JE_STELLE)
@settings(max_examples=60, deadline=None)
def test_beim_zusammenfuehren_geht_nichts_verloren(
    damals: dict[str, str], erzeugt: dict[str, str], eigene: dict[str, str], gekommen: dict[str, str]
) -> None:
    """Jeder Text aus Word und jeder aus der App steht im Ergebnis oder ist gleich einem, der bleibt."""
    je = {e.schluessel: e for e in merge({k: abdruck(t) for k, t in damals.items()}, erzeugt, eigene, gekommen)}
    for k, text in gekommen.items():
        if k in je:
            assert je[k].zurueck == text
            if je[k].art == Art.GLEICH:
                assert abdruck(text) in (abdruck(je[k].jetzt), abdruck(damals[k]) if k in damals else "")
        else:
            assert not text
    for k, text in erzeugt.items():
        assert je[k].jetzt == (eigene.get(k) or text)
        if je[k].art == Art.UEBERNEHMEN:
            assert abdruck(je[k].jetzt) == abdruck(damals[k]), "überschrieben wird nur, was Word kannte"


# --- die kleine Auszeichnung -----------------------------------------------------------------------------------------


def wortlaut(text: str) -> str:
    """Nur Buchstaben und Ziffern: was auf keinen Fall verloren gehen darf."""
    return re.sub(r"[\W_]+", "", text)


def gedruckt_und_gelesen(text: str) -> str:
    doku = Dokument(titel="T", kommune="K", stelle="S", stand=date(2024, 1, 1), deckblatt=False)
    ab = doku.umfang
    write_text(doku, text)
    doku.nimm_auf([(build_freitext("k", "K", doku.nimm_zurueck(ab)), False)])
    return read_rueckgabe(doku.als_bytes()).texte["k"]


ZEICHEN = st.text("abÄß1 .,-*_[]()\n\u00a0\u00adع🎉:/@•\t", max_size=40)
STUECK = ZEICHEN | st.sampled_from(
    ["**fett**", "_kursiv_", "[L](https://a.de)", "- p", "1. n", "\n\n", "https://a.de/_x_", "2. Mai", "**_b_**", "*"]
)


def gezeigt(text: str) -> str:
    """Was gedruckt zu lesen ist; ein Link zeigt seinen Text."""
    return wortlaut("".join(s.text for zeile in zeilen(text) for s in zeile.stuecke))


NEBENEINANDER = {
    "[L](https://a.de)**fett**https://a.de/_x_": "[L](https://a.de)**fett**https://a.de/_x_",
    "**fett**https://a.de": "**fett**https://a.de",
    "[https://a.de/_x](https://a.de/_x)**fett**": "[https://a.de/_x](https://a.de/_x)**fett**",
    "https://a.de **fett**": "https://a.de **fett**",
    "[https://a.de](https://a.de)**fett**": "[https://a.de](https://a.de)**fett**",
    "[https://a.de](https://a.de/)": "https://a.de",
    "[L](https://a.de)[M](https://a.de)": "[L](https://a.de)[M](https://a.de)",
    "-[https://a.de](https://a.de)": "-[https://a.de](https://a.de)",
    "a@b.de_kursiv_": "a@b.de_kursiv_",
    "007. kein Punkt": "007. kein Punkt",
    "[\u00ad](https://a.de)": "[](https://a.de)",
    "Akteur*innen und Bürger*innen": "Akteur*innen und Bürger*innen",
    "**Akteur*innen** und _Bürger*innen_": "**Akteur*innen** und _Bürger*innen_",
}


@pytest.mark.parametrize("text", NEBENEINANDER)
def test_was_sich_beruehrt_bleibt_getrennt(text: str) -> None:
    """Fettes, eine Adresse und ein Link ohne Leerzeichen dazwischen: nichts davon geht im anderen auf."""
    assert normalform(text) == NEBENEINANDER[text]
    assert normalform(NEBENEINANDER[text]) == NEBENEINANDER[text]
    assert gedruckt_und_gelesen(text) == NEBENEINANDER[text]


@given(st.lists(STUECK, max_size=8).map("".join))
@settings(max_examples=200, deadline=None)
def test_die_normalform_ist_fest_und_verliert_kein_wort(text: str) -> None:
    einmal = normalform(text)
    assert gezeigt(einmal) == gezeigt(text)
    assert normalform(einmal) == einmal


@given(st.lists(STUECK, max_size=8).map("".join))
@settings(max_examples=40, deadline=None)
def test_aus_word_kommt_die_normalform_zurueck(text: str) -> None:
    assert gedruckt_und_gelesen(text) == normalform(text)


@pytest.mark.parametrize("text", [*NUTZLASTEN, "x" * 10_000, "fett " * 3000, "**" + "lang " * 400 + "ende**"])
def test_boesartige_und_lange_texte_bleiben_text(text: str) -> None:
    gelesen_ = gedruckt_und_gelesen(text)
    assert gelesen_ == normalform(text)
    assert wortlaut(gelesen_) == wortlaut(text)


def test_listen_und_absaetze_werden_unterschieden() -> None:
    arten = [
        (b.art.value, b.texte, b.ab) for b in bloecke("A\nB\n- x\n  weiter\n- y\n3. z\n4. w\n9. neu\n1. Mai\n* nein")
    ]
    assert arten == [
        ("absatz", ("A\nB",), 1),
        ("punkt", ("x weiter", "y"), 1),
        ("nummer", ("z", "w"), 3),
        ("nummer", ("neu",), 9),
        ("absatz", ("1. Mai\n* nein",), 1),
    ]


def test_ein_link_auf_anderes_als_web_und_post_bleibt_text() -> None:
    for ziel in ("javascript:alert(1)", "file:///etc/passwd", "ftp://x.de", "//x.de", "data:text/html,x"):
        assert normalform(f"[Klick]({ziel})") == f"[Klick]({ziel})"
        assert "Hyperlink" not in gedruckt_und_gelesen(f"[Klick]({ziel})")


# --- Feindliches -----------------------------------------------------------------------------------------------------


def ersetzt(daten: bytes, mehr: Mapping[str, bytes | str], *, typen: str = "") -> bytes:
    """Dieselbe Datei mit anderen oder weiteren Teilen."""
    inhalt: dict[str, bytes | str] = dict(teile(daten))
    if typen:
        roh = inhalt["[Content_Types].xml"]
        assert isinstance(roh, bytes)
        inhalt["[Content_Types].xml"] = roh.replace(b"</Types>", typen.encode() + b"</Types>")
    return zip_aus({**inhalt, **mehr})


def mit_xml(daten: bytes, stueck: str, teil: str = "word/document.xml") -> bytes:
    """Dieselbe Datei mit einem Absatz mehr."""
    roh = teile(daten)[teil]
    return ersetzt(daten, {teil: roh.replace(b"<w:body>", b"<w:body>" + stueck.encode(), 1)})


def feld(*befehle: str) -> str:
    return p(
        FELD.format("begin"), *(BEFEHL.format(b) for b in befehle), FELD.format("separate"), r("x"), FELD.format("end")
    )


BOESE = {
    "DDE": feld("DDE cmd /c calc"),
    "DDEAUTO zerlegt": feld(" D", "DEA", "UTO c:\\\\x "),
    "DDE verschachtelt": p(
        FELD.format("begin"), BEFEHL.format(" QUOTE "), FELD.format("begin"), BEFEHL.format(" DDE x "),
        FELD.format("end"), FELD.format("end"),
    ),
    "zusammengesetzt aus Zahlen": feld(" QUOTE 68 68 69 "),
    "INCLUDEPICTURE": feld(' INCLUDEPICTURE "https://boese.example/x.png" '),
    "INCLUDETEXT": feld(' INCLUDETEXT "c:/x.docx" '),
    "einfaches Feld": '<w:p><w:fldSimple w:instr=" DATABASE \\d x "/></w:p>',
    "Befehl ohne Anfang": p(BEFEHL.format(" LINK Excel.Sheet x ")),
    "Makroknopf": feld(" MACROBUTTON x y "),
    "altChunk": '<w:altChunk r:id="rId1" xmlns:r="urn:x"/>',
    "Objekt": p("<w:r><w:object/></w:r>"),
    "Steuerelement": p("<w:r><w:control/></w:r>"),
    "Filialdokument": '<w:p><w:subDoc r:id="rId1" xmlns:r="urn:x"/></w:p>',
    "tief verschachtelt": "<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300,
    "zu viele Knoten": "<w:p>" + "<w:r/>" * 250_000 + "</w:p>",
    "kein XML": "<w:p>",
}  # fmt: skip


@pytest.mark.parametrize("name", BOESE)
def test_feindliches_im_text_wird_abgewiesen(name: str, hinaus: bytes) -> None:
    with pytest.raises(EingabeError) as fehler:
        pruefe_rueckgabe("Bericht.docx", mit_xml(hinaus, BOESE[name]))
    assert fehler.value.feld == "datei"
    assert "Bitte" in str(fehler.value)


def test_auch_in_kopfzeile_und_fussnoten_wird_gesucht(hinaus: bytes) -> None:
    kopf = next(n for n in teile(hinaus) if n.startswith("word/header"))
    roh = teile(hinaus)[kopf]
    boese = roh.replace(b"<w:p>", feld(" INCLUDETEXT x ").encode() + b"<w:p>", 1)
    assert boese != roh
    with pytest.raises(EingabeError, match="INCLUDETEXT"):
        pruefe_rueckgabe("Bericht.docx", ersetzt(hinaus, {kopf: boese}))
    fussnoten = f"<w:footnotes {NS}>{feld(' DDE x ')}</w:footnotes>"
    with pytest.raises(EingabeError, match="DDE"):
        pruefe_rueckgabe("Bericht.docx", ersetzt(hinaus, {"word/footnotes.xml": fussnoten}))


def test_erlaubte_felder_kommen_durch(hinaus: bytes) -> None:
    for befehl in (" DATE \\@ x ", " page ", ' HYPERLINK "https://a.de" ', "TOC \\o", " REF _x \\h "):
        pruefe_rueckgabe("Bericht.docx", mit_xml(hinaus, feld(befehl)))


def test_makros_und_umbenanntes_werden_abgewiesen(hinaus: bytes) -> None:
    with pytest.raises(EingabeError, match="Makros"):
        pruefe_rueckgabe("Bericht.docx", ersetzt(hinaus, {"word/vbaProject.bin": b"x"}))
    docm = teile(hinaus)["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(EingabeError, match="Makros"):
        pruefe_rueckgabe("Bericht.docx", ersetzt(hinaus, {"[Content_Types].xml": docm}))
    for name, daten in (("Bericht.docx", b"%PDF-1.7"), ("Bericht.pdf", hinaus), ("Bericht.docx", office("xlsx"))):
        with pytest.raises(EingabeError):
            pruefe_rueckgabe(name, daten)


# --- die eine erlaubte Einbettung ------------------------------------------------------------------------------------

MAPPE = "word/embeddings/Daten1.xlsx"
DIAGRAMMRELS = "word/charts/_rels/chart1.xml.rels"


def test_das_eigene_diagramm_mit_arbeitsmappe_darf_zurueck(hinaus: bytes) -> None:
    assert {MAPPE, DIAGRAMMRELS} <= teile(hinaus).keys()
    assert pruefe_rueckgabe("Bericht.docx", hinaus) == hinaus
    with pytest.raises(EingabeError, match="eingebettete Dateien"):
        pruefe_upload("Bericht.docx", hinaus, arten={Dateiart.DOCX})


def _rels(ziel: str, modus: str = "", typ: str = "package") -> str:
    art = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{typ}"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{art}" Target="{ziel}"{modus}/></Relationships>'
    )


EINBETTUNGEN: dict[str, Callable[[bytes], dict[str, bytes | str]]] = {
    "zweite Mappe ohne Diagramm": lambda d: {"word/embeddings/Mehr.xlsx": teile(d)[MAPPE]},
    "Mappe als OLE": lambda d: {"word/embeddings/oleObject1.bin": b"x"},
    "anderer Ort": lambda d: {"word/charts/embeddings/Daten1.xlsx": teile(d)[MAPPE]},
    "andere Endung": lambda d: {"word/embeddings/Daten1.xlsm": teile(d)[MAPPE]},
    "Unterordner": lambda d: {"word/embeddings/tief/Daten1.xlsx": teile(d)[MAPPE]},
    "Diagramm zeigt nach außen": lambda d: {
        DIAGRAMMRELS: _rels("https://boese.example/x.xlsx", ' TargetMode="External"')
    },
    "Diagramm zeigt außen auf Innennamen": lambda d: {
        DIAGRAMMRELS: _rels("../embeddings/Daten1.xlsx", ' TargetMode="External"')
    },
    "Diagramm zeigt ins Leere": lambda d: {DIAGRAMMRELS: _rels("../embeddings/Nichts.xlsx")},
    "Diagramm zeigt auf ein Objekt": lambda d: {DIAGRAMMRELS: _rels("../embeddings/Daten1.xlsx", typ="oleObject")},
    "Diagramm zeigt hinaus aus word": lambda d: {DIAGRAMMRELS: _rels("../../word/embeddings/../document.xml")},
    "Text verweist auf die Mappe": lambda d: {
        "word/_rels/footer1.xml.rels": _rels("embeddings/Daten1.xlsx"),
    },
    "keine Mappe": lambda d: {MAPPE: b"MZ\x90\0" * 20},
    "Word in der Mappe": lambda d: {MAPPE: office("docx")},
    "Mappe mit Makros": lambda d: {MAPPE: office("xlsm")},
    "Mappe mit Einbettung": lambda d: {MAPPE: office("xlsx", {"xl/embeddings/oleObject1.bin": b"x"})},
    "Mappe mit Mappe": lambda d: {MAPPE: office("xlsx", {"word/embeddings/Daten1.xlsx": office("xlsx")})},
    "Mappe mit Verbindung": lambda d: {MAPPE: office("xlsx", {"xl/connections.xml": "<a/>"})},
    "Mappe mit DTD": lambda d: {MAPPE: office("xlsx", {"xl/a.xml": "<!DOCTYPE a><a/>"})},
    "Mappe als Bombe": lambda d: {MAPPE: office("xlsx", {"xl/a.bin": b"\0" * (50 * 1024 * 1024)})},
    "Mappe zu groß": lambda d: {MAPPE: b"PK\x03\x04" + bytes(range(256)) * (MAPPE_HOECHSTENS // 256)},
    "viele Mappen": lambda d: {
        name: inhalt
        for n in range(2, 23)
        for name, inhalt in (
            (f"word/embeddings/Daten{n}.xlsx", teile(d)[MAPPE]),
            (f"word/charts/_rels/chart{n}.xml.rels", _rels(f"../embeddings/Daten{n}.xlsx")),
        )
    },
}


@pytest.mark.parametrize("name", EINBETTUNGEN)
def test_jede_andere_einbettung_bleibt_verboten(name: str, hinaus: bytes) -> None:
    with pytest.raises(EingabeError) as fehler:
        pruefe_rueckgabe("Bericht.docx", ersetzt(hinaus, EINBETTUNGEN[name](hinaus)))
    assert fehler.value.feld == "datei"


def test_eine_excel_datei_mit_eingebetteter_mappe_kommt_auch_so_nicht_durch() -> None:
    daten = office("xlsx", {MAPPE: office("xlsx"), DIAGRAMMRELS: _rels("../embeddings/Daten1.xlsx")})
    with pytest.raises(EingabeError):
        pruefe_upload("a.xlsx", daten, arten=set(Dateiart), mit_diagrammen=True)


MESSUNG = """
import json, sys, time
from pathlib import Path
from mut_core.bericht.rueckgabe import pruefe_rueckgabe, read_rueckgabe
from mut_core.fehler import EingabeError
hoechstens = lambda: int((s := Path("/proc/self/status").read_text().split())[s.index("VmHWM:") + 1]) / 1024
daten, vorher = Path(sys.argv[1]).read_bytes(), hoechstens()
beginn, satz = time.process_time(), None
try:
    read_rueckgabe(pruefe_rueckgabe("Bericht.docx", daten))
except EingabeError as fehler:
    satz = str(fehler)
print(json.dumps({"satz": satz, "sekunden": time.process_time() - beginn, "mb": hoechstens() - vorher}))
"""


def _zahlen(vorlage: str, anzahl: int) -> str:
    """Viele verschiedene Stücke: gleiche fielen schon als zu dicht gepackt auf."""
    return "".join(vorlage.format(n * 7919 % 1_000_003) for n in range(anzahl))


_FREI = f'<w:sdt><w:sdtPr><w:tag w:val="frei:a{{0}}"/></w:sdtPr><w:sdtContent>{p(r("{0}"))}</w:sdtContent></w:sdt>'
GROSSE: dict[str, tuple[Callable[[], str], bool]] = {
    "viele Absätze": (lambda: _zahlen(p(r("Satz {0}.")), 100_000), True),
    "zu viele Absätze": (lambda: _zahlen(p(r("Satz {0}.")), 300_000), False),
    "ein Absatz": (lambda: f"<w:p>{_zahlen('<w:r><w:t>{0}</w:t></w:r>', 190_000)}</w:p>", False),
    "ein langer Text": (lambda: p(r(_zahlen("{0} ", 1_300_000))), True),
    "viele Steuerelemente": (lambda: _zahlen(_FREI, 100_000), False),
    "viele in einem": (lambda: f"<w:sdt><w:sdtContent>{_zahlen(_FREI, 100_000)}</w:sdtContent></w:sdt>", False),
    "viele Merkmale": (lambda: "<w:p " + " ".join(f'w:a{n}="{n * 7919}"' for n in range(700_000)) + "/>", False),
    "ein langes Kapitel": (
        lambda: _FREI.format("x").replace("<w:t xml", f"<w:t>{_zahlen('{0} ', 900_000)}</w:t><w:t xml"),
        False,
    ),
}
"""Große Dateien und ob sie noch gelesen werden."""


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in ("viele Merkmale", "ein Absatz") else pytest.mark.lang) for n in GROSSE]
)
def test_auch_grosses_wird_sparsam_gelesen_oder_abgewiesen(name: str, hinaus: bytes, tmp_path: Path) -> None:
    """Zuschlag zum Ruhezustand des Prozesses unter 250 MB, Rechenzeit unter 10 Sekunden."""
    roh = teile(hinaus)["word/document.xml"].replace(b"<w:body>", b"<w:body>" + GROSSE[name][0]().encode(), 1)
    rauschen = {"word/media/rauschen.bin": bytes(range(256)) * 400}
    (tmp_path / "gross.docx").write_bytes(ersetzt(hinaus, {"word/document.xml": roh, **rauschen}))
    lauf = subprocess.run(
        [sys.executable, "-c", MESSUNG, str(tmp_path / "gross.docx")],
        capture_output=True, text=True, check=True, cwd=WURZEL,
    )  # fmt: skip
    ergebnis = json.loads(lauf.stdout)
    print(name, ergebnis)
    assert (ergebnis["satz"] is None) == GROSSE[name][1]
    assert "größer, als sie aussieht" not in (ergebnis["satz"] or ""), "sonst prüfte der Test nur die Wache"
    assert ergebnis["mb"] < 250
    assert ergebnis["sekunden"] < 10


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_ein_verfaelschtes_dokument_ergibt_hoechstens_einen_eingabefehler(zufall: st.DataObject) -> None:
    roh = bytearray(_KLEIN)
    for _ in range(zufall.draw(st.integers(1, 6))):
        roh[zufall.draw(st.integers(0, len(roh) - 1))] = zufall.draw(st.integers(0, 255))
    try:
        zurueck(office("docx", {"word/document.xml": bytes(roh)}))
    except EingabeError as fehler:
        assert fehler.feld == "datei"


_KLEIN = (
    f'<w:document {NS}><w:body><w:sdt><w:sdtPr><w:tag w:val="frei:a"/></w:sdtPr><w:sdtContent>'
    f"{p(r('Hallo', '<w:b/>'))}</w:sdtContent></w:sdt></w:body></w:document>"
).encode()
