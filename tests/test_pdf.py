"""Die PDF-Ausgabe: mit echtem LibreOffice, gemessen am Ergebnis – und dass bei Fehlern nichts liegen bleibt."""

import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from word_pruefer import W, absaetze

from mut_core import pdf
from mut_core.bericht.word import Dokument, Reihe
from mut_core.fehler import BetriebError
from mut_core.pdf import umwandeln, waechter
from mut_core.pdf.alternativtext import add_alternativtexte
from mut_core.pdf.herkunft import diagrammtexte, druckfassung
from mut_core.pdf.profil import FILTER
from mut_core.pdf.umwandeln import MB, Grenzen, Pdfnetz, convert_docx

WURZEL = Path(__file__).resolve().parent.parent
ECHT = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice oder poppler fehlt"
)
NUR_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Namensräume und /proc gibt es nur hier")
TITEL = "3. Sachstandsbericht – Akteur*innen & „Wege“"
ALTTEXT = "Bildung: 2 geplant; Größe (ß) & Klammer"


def build_docx(kapitel: int = 6) -> bytes:
    """Ein Bericht mit Verzeichnis, zwei Diagrammen, einem Bild dazwischen, Tabellen und Querformat."""
    doku = Dokument(titel=TITEL, kommune="Stadt Muster", stelle="Stabsstelle Teilhabe", stand=date(2024, 5, 31))
    doku.inhaltsverzeichnis(ebenen=2)
    doku.abbildungsverzeichnis()
    for nummer in range(1, kapitel + 1):
        doku.ueberschrift(f"Kapitel {nummer}")
        doku.absatz("Die Maßnahme wird mit allen Beteiligten abgestimmt. " * 60)
        doku.ueberschrift("Einzelheiten", ebene=2)
        doku.tabelle("Maßnahmen", ["Nr.", "Titel"], [[f"{n}", "Sprachcafé"] for n in range(8)], [1, 5])
    reihen = [Reihe("geplant", [2], "5B7B93", "schraeg")]
    doku.diagramm("Erstes Diagramm", ["Bildung"], reihen, ALTTEXT)
    doku.bild(_png(), "Ein Bild", "Ein blaues Rechteck", 8)
    doku.ueberschrift("Auf der nächsten Seite")
    doku.diagramm("Zweites Diagramm", ["Wohnen"], reihen, "Wohnen: 2 geplant")
    with doku.querformat():
        doku.tabelle("Breit", ["A", "B"], [["1", "2"]])
    return doku.als_bytes()


def _png() -> bytes:
    puffer = BytesIO()
    Image.new("RGB", (400, 200), "navy").save(puffer, "PNG")
    return puffer.getvalue()


@pytest.fixture(scope="module")
def docx() -> bytes:
    return build_docx()


@pytest.fixture(scope="module")
def datei(docx: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Die PDF-Datei dazu, einmal gebaut."""
    pfad = tmp_path_factory.mktemp("pdf") / "bericht.pdf"
    pfad.write_bytes(pdf.build_pdf(docx))
    return pfad


def pdfinfo(datei: Path, *schalter: str) -> str:
    return subprocess.run(["pdfinfo", *schalter, str(datei)], check=True, capture_output=True, text=True).stdout


def geaendert(docx: bytes, teil: str, alt: bytes, neu: bytes) -> bytes:
    """Dieselbe Datei, in einem Teil etwas ersetzt."""
    puffer = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as quelle, zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as ziel:
        for eintrag in quelle.infolist():
            inhalt = quelle.read(eintrag)
            if eintrag.filename == teil:
                assert alt in inhalt
                inhalt = inhalt.replace(alt, neu)
            ziel.writestr(eintrag, inhalt)
    return puffer.getvalue()


def reste() -> set[Path]:
    """Die Arbeitsordner, die gerade irgendwo liegen."""
    return set(Path(tempfile.gettempdir()).glob("mut-pdf-*"))


def laufende(ordner: Path) -> list[str]:
    """Die Prozesse, deren Befehl diesen Ordner nennt."""
    befehle = []
    for eintrag in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            befehl = eintrag.read_bytes()
        except OSError:
            continue
        if str(ordner).encode() in befehl:
            befehle.append(befehl.replace(b"\0", b" ").decode(errors="replace"))
    return befehle


# --- das Ergebnis ----------------------------------------------------------------------------------------------------


@ECHT
def test_pdf_ist_getaggt_und_nennt_titel_und_sprache(datei: Path) -> None:
    kopf = dict(zeile.split(":", 1) for zeile in pdfinfo(datei).splitlines())
    assert kopf["Title"].strip() == TITEL
    assert kopf["Author"].strip() == "Stabsstelle Teilhabe"
    assert kopf["Tagged"].strip() == "yes"
    assert (kopf["Encrypted"].strip(), kopf["JavaScript"].strip(), kopf["Form"].strip()) == ("no", "no", "none")
    roh = datei.read_bytes()
    assert b"/Lang(de-DE)" in roh
    assert b"/DisplayDocTitle true" in roh


@ECHT
def test_pdf_erklaert_sich_zu_pdf_ua_und_pdf_a(datei: Path) -> None:
    angaben = pdfinfo(datei, "-meta")
    assert re.search(r"<pdfuaid:part>1</", angaben)
    assert re.search(r"<pdfaid:part>2</", angaben)


@ECHT
def test_gliederung_der_pdf_kennt_ueberschriften_listen_und_tabellenkoepfe(datei: Path) -> None:
    gliederung = pdfinfo(datei, "-struct")
    for art in ("H1", "H2", "TOC", "Table", "TH", "Figure"):
        assert re.search(rf"^ +{art}\b", gliederung, re.MULTILINE), art
    assert "/Outlines" in datei.read_bytes().decode("latin-1")


@ECHT
def test_seiten_im_inhaltsverzeichnis_stimmen_mit_der_pdf(docx: bytes, datei: Path) -> None:
    echt = {f"_Toc{m[2]}": m[1] for m in re.finditer(r"(\d+) +\[.*\] +\"5FToc(\d+)\"", pdfinfo(datei, "-dests"))}
    links = [h for stil in ("TOC1", "TOC2") for p in absaetze(docx, stil) for h in p.iter(f"{W}hyperlink")]
    gedruckt = {h.get(f"{W}anchor"): [t.text for t in h.iter(f"{W}t")][-1] for h in links}
    assert len(gedruckt) == 13
    assert {marke: echt[marke] for marke in gedruckt} == gedruckt


@ECHT
def test_jede_abbildung_behaelt_ihren_alternativtext_auch_das_native_diagramm(datei: Path) -> None:
    """LibreOffice 7.4 verliert ihn bei Diagrammen; trüge es ihn einmal selbst ein, bliebe dieser Test grün."""
    figuren = re.findall(rb"/S/Figure\n.*?endobj", datei.read_bytes(), re.DOTALL)
    texte = [_entziffert(m[1]) for f in figuren if (m := re.search(rb"/Alt\s*<([0-9A-Fa-f]+)>", f))]
    assert sorted(texte) == sorted([ALTTEXT, "Ein blaues Rechteck", "Wohnen: 2 geplant"])


def _entziffert(hexziffern: bytes) -> str:
    return bytes.fromhex(hexziffern.decode()).decode("utf-16").strip()


@ECHT
def test_alternativtext_haengt_am_richtigen_diagramm(datei: Path) -> None:
    roh = datei.read_bytes()
    orte = {
        t: roh.rfind(b"<FEFF" + t.encode("utf-16-be").hex().upper().encode()) for t in (ALTTEXT, "Wohnen: 2 geplant")
    }
    nummern = {t: int(re.findall(rb"\n(\d+) 0 obj", roh[:ort])[-1]) for t, ort in orte.items()}
    seiten = {t: _seite_von(datei, roh, nummer) for t, nummer in nummern.items()}
    erwartet = {w: _seite_mit(datei, w) for w in ("Erstes Diagramm", "Zweites Diagramm")}
    assert list(seiten.values()) == list(erwartet.values())
    assert len(set(erwartet.values())) == 2


def _seite_von(datei: Path, roh: bytes, nummer: int) -> int:
    """Die Seite, auf die /Pg eines Strukturelements zeigt."""
    objekt = re.findall(rb"\n%d 0 obj\n(.*?)endobj" % nummer, roh, re.DOTALL)[-1]
    ziel = int(re.search(rb"/Pg (\d+) 0 R", objekt)[1])  # type: ignore[index]
    seiten = [int(n) for n in re.findall(rb"\n(\d+) 0 obj\n<</Type/Page/", roh)]
    return seiten.index(ziel) + 1


def _seite_mit(datei: Path, wort: str) -> int:
    """Die letzte Seite, auf der ein Text steht (vorn steht er auch im Verzeichnis)."""
    text = subprocess.run(["pdftotext", str(datei), "-"], check=True, capture_output=True, text=True).stdout
    return max(n for n, seite in enumerate(text.split("\f"), 1) if wort in seite)


@ECHT
def test_bericht_ohne_abbildung_wird_unveraendert_uebernommen() -> None:
    doku = Dokument(titel="Kurz", kommune="Muster", stelle="Amt", stand=date(2024, 5, 31))
    doku.ueberschrift("Nur Text")
    doku.absatz("Ein Satz.")
    ergebnis = pdf.build_pdf(doku.als_bytes())
    assert ergebnis.startswith(b"%PDF-")
    assert b"/Prev" not in ergebnis[-400:]


def test_alternativtexte_werden_nie_geraten() -> None:
    """Passt die Zahl nicht, bleibt es ohne; eine falsche Beschreibung ist schlimmer als keine."""
    figur = b"\n5 0 obj\n<</Type/StructElem\n/S/Figure\n/P 4 0 R\n>>\nendobj\n"
    schluss = b"trailer\n<</Size 9/Root 1 0 R\n/Info 2 0 R\n/ID [ <AA>\n<AA> ]\n>>\nstartxref\n7\n%%EOF\n"
    assert add_alternativtexte(b"%PDF-1.6" + figur + schluss, ["a", "b"]) is None
    assert add_alternativtexte(b"%PDF-1.6" + figur + b"anders", ["a"]) is None
    ergebnis = add_alternativtexte(b"%PDF-1.6" + figur + schluss, ["Ä"])
    assert ergebnis is not None
    assert b"/Alt<FEFF00C4>" in ergebnis
    ort = int(re.search(rb"5 1\n(\d{10}) 00000 n \n", ergebnis)[1])  # type: ignore[index]
    assert ergebnis[ort:].startswith(b"5 0 obj\n")
    beginn = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", ergebnis)[1])  # type: ignore[index]
    assert ergebnis[beginn:].startswith(b"xref\n")


def test_filter_verlangt_pdf_ua_lesezeichen_und_keine_kommentare() -> None:
    schalter = {name: wahl["value"] for name, wahl in json.loads(FILTER.split(":", 2)[2]).items()}
    assert schalter["PDFUACompliance"] == schalter["ExportBookmarks"] == "true"
    assert (schalter["SelectPdfVersion"], schalter["ExportNotes"]) == ("2", "false")


# --- nur eigene Dateien ----------------------------------------------------------------------------------------------


def test_druckfassung_laesst_die_mappen_der_diagramme_weg(docx: bytes) -> None:
    namen = zipfile.ZipFile(BytesIO(druckfassung(docx))).namelist()
    assert any(n.startswith("word/charts/chart") for n in namen)
    assert not [n for n in namen if "embeddings" in n]
    assert diagrammtexte(druckfassung(docx)) == [ALTTEXT, "Wohnen: 2 geplant"]


RELS, DOKUMENT = "word/_rels/document.xml.rels", "word/document.xml"
BILD_VON_FERN = (
    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    b'Target="ADRESSE" TargetMode="External"/></Relationships>'
)
FELD = b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>%s</w:instrText></w:r></w:p></w:body>'


@pytest.mark.parametrize(
    ("teil", "alt", "neu"),
    [
        (RELS, b"</Relationships>", BILD_VON_FERN.replace(b"ADRESSE", b"http://10.0.0.1/a.png")),
        (RELS, b"</Relationships>", BILD_VON_FERN.replace(b"ADRESSE", b"file:///etc/passwd")),
        (DOKUMENT, b"</w:body>", FELD % b' INCLUDEPICTURE "http://10.0.0.1/a.png" \\d '),
        (DOKUMENT, b"</w:body>", FELD % b" DDEAUTO cmd a b "),
        (DOKUMENT, b"<w:document ", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document '),
        ("[Content_Types].xml", b"document.main+xml", b"template.main+xml"),
    ],
    ids=["Bild im Netz", "Datei des Servers", "INCLUDEPICTURE", "DDE", "Entitaet", "Vorlage"],
)
def test_fremde_und_veraenderte_dateien_erreichen_libreoffice_nie(
    docx: bytes, teil: str, alt: bytes, neu: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(umwandeln, "convert_docx", lambda *_: pytest.fail("LibreOffice wurde gestartet"))
    with pytest.raises(BetriebError, match="nicht in dieser App gebaut"):
        pdf.build_pdf(geaendert(docx, teil, alt, neu))


@pytest.mark.parametrize("roh", [b"", b"Kein Zip", b"PK\x03\x04" + b"\0" * 100, b"%PDF-1.7"])
def test_was_kein_bericht_ist_wird_abgewiesen(roh: bytes) -> None:
    with pytest.raises(BetriebError, match="nicht in dieser App gebaut"):
        pdf.build_pdf(roh)


def test_zu_grosser_bericht_wird_vorher_abgewiesen() -> None:
    with pytest.raises(BetriebError, match="zu groß"):
        pdf.build_pdf(b"PK" + b"\0" * (41 * MB))


# --- ohne LibreOffice, Grenzen, Abbruch ------------------------------------------------------------------------------


def test_ohne_libreoffice_nennt_der_fehler_den_ausweg(docx: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(umwandeln, "_FESTE_ORTE", ())
    assert not pdf.pdf_moeglich()
    with pytest.raises(BetriebError, match=r"nicht eingerichtet.*Word-Datei herunter"):
        pdf.build_pdf(docx)


@ECHT
def test_mit_libreoffice_ist_pdf_moeglich() -> None:
    assert pdf.pdf_moeglich()


def test_scheitert_libreoffice_bleibt_ein_deutscher_satz(
    docx: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ein „soffice“, das nichts schreibt, und eines, das keine PDF-Datei schreibt."""
    vorher = reste()
    for rumpf in ("exit 1", "exit 0", 'while [ "$1" != --outdir ]; do shift; done; echo Unsinn > "$2/bericht.pdf"'):
        _stelle_programm(tmp_path, rumpf, monkeypatch)
        with pytest.raises(BetriebError, match="keine PDF-Datei machen"):
            pdf.build_pdf(docx)
    assert reste() == vorher


def _stelle_programm(ordner: Path, rumpf: str, monkeypatch: pytest.MonkeyPatch) -> None:
    programm = ordner / "soffice"
    programm.write_text(f"#!/bin/sh\n{rumpf}\n")
    programm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ordner}:/usr/bin:/bin")


@ECHT
def test_zu_wenig_speicher_beendet_libreoffice_statt_den_server(docx: bytes) -> None:
    vorher = reste()
    with pytest.raises(BetriebError, match="keine PDF-Datei machen"):
        convert_docx(druckfassung(docx), Grenzen(frist=60, speicher=150 * MB))
    assert reste() == vorher


@ECHT
def test_zu_grosse_ausgabe_wird_abgeschnitten_und_gemeldet(docx: bytes) -> None:
    with pytest.raises(BetriebError):
        convert_docx(druckfassung(docx), Grenzen(frist=60, groesse=20_000))


@ECHT
@NUR_LINUX
def test_nach_der_frist_laeuft_nichts_mehr(docx: bytes) -> None:
    vorher, beginn = reste(), time.monotonic()
    with pytest.raises(BetriebError, match="länger als 0 Sekunden"):
        convert_docx(druckfassung(docx), Grenzen(frist=0.3))
    assert time.monotonic() - beginn < 5
    assert reste() == vorher
    assert not laufende(Path("mut-pdf-"))


class AbbruchError(Exception):
    """Jemand will nicht mehr warten."""


@ECHT
@NUR_LINUX
def test_abbruch_beendet_libreoffice_sofort_und_raeumt_auf(docx: bytes) -> None:
    vorher, gerufen = reste(), 0

    def weiter() -> None:
        nonlocal gerufen
        gerufen += 1
        if gerufen == 5:
            raise AbbruchError

    beginn = time.monotonic()
    with pytest.raises(AbbruchError):
        pdf.build_pdf(docx, weiter=weiter)
    assert time.monotonic() - beginn < 3
    assert reste() == vorher
    assert not laufende(Path("mut-pdf-"))


@ECHT
@NUR_LINUX
def test_kill_9_der_app_laesst_weder_prozess_noch_ordner_zurueck(docx: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.docx").write_bytes(docx)
    programm = "import sys; from mut_core import pdf; pdf.build_pdf(open(sys.argv[1], 'rb').read())"
    umgebung = {**os.environ, "PYTHONPATH": str(WURZEL), "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", programm, str(tmp_path / "b.docx")], env=umgebung) as app:
        _warte(lambda: any("soffice.bin" in b for b in laufende(tmp_path)))
        app.send_signal(signal.SIGKILL)
    _warte(lambda: not laufende(tmp_path) and not list(tmp_path.glob("mut-pdf-*")))


def _warte(bedingung: object, sekunden: float = 15) -> None:
    ende = time.monotonic() + sekunden
    while not bedingung():  # type: ignore[operator]
        assert time.monotonic() < ende, "trat nicht ein"
        time.sleep(0.02)


# --- ohne Netz -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lauscher() -> Iterator[tuple[int, list[str]]]:
    """Ein Server auf diesem Rechner, der jeden Abruf mitschreibt."""
    abrufe: list[str] = []

    class Mitschrift(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            abrufe.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nichts auf die Konsole."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mitschrift) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, abrufe
        server.shutdown()


def mit_bild_von(port: int) -> bytes:
    """Ein Bericht, dessen Bild auf einem Server liegt – so käme er nie aus dieser App."""
    doku = Dokument(titel="Probe", kommune="Muster", stelle="Amt", stand=date(2024, 5, 31))
    doku.ueberschrift("Bild")
    doku.bild(_png(), "Ein Bild", "Ein Bild", 8)
    adresse = f"http://127.0.0.1:{port}/bild.png".encode()
    roh = geaendert(doku.als_bytes(), RELS, b"</Relationships>", BILD_VON_FERN.replace(b"ADRESSE", adresse))
    with zipfile.ZipFile(BytesIO(roh)) as z:
        einbettung = re.search(rb'r:embed="[^"]+"', z.read(DOKUMENT))[0]  # type: ignore[index]
    return geaendert(roh, DOKUMENT, einbettung, b'r:link="rIdX"')


@ECHT
def test_gegenprobe_ein_gewoehnliches_libreoffice_laedt_das_bild_nach(
    lauscher: tuple[int, list[str]], tmp_path: Path
) -> None:
    """Ohne unsere Vorkehrungen holt es das Bild; sonst bewiesen die nächsten Tests nichts."""
    (tmp_path / "b.docx").write_bytes(mit_bild_von(lauscher[0]))
    profil = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    befehl = [
        "soffice",
        "--headless",
        profil,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "b.docx"),
    ]
    subprocess.run(befehl, check=True, capture_output=True, timeout=60)
    assert "/bild.png" in lauscher[1]


@ECHT
@pytest.mark.parametrize("netz", ["trennen", "lassen"])
def test_libreoffice_ruft_nichts_ab_auch_wo_es_keinen_namensraum_gibt(
    lauscher: tuple[int, list[str]], netz: str
) -> None:
    """„lassen“ misst allein das Profil (Nachladen aus, Proxy ins Leere) – das gilt, wo unshare verboten ist."""
    ergebnis, getrennt = convert_docx(mit_bild_von(lauscher[0]), Grenzen(), netz=netz)
    assert ergebnis.startswith(b"%PDF-")
    assert lauscher[1] == []
    assert getrennt in (Pdfnetz.NAMENSRAUM, Pdfnetz.PROFIL, "offen")


@NUR_LINUX
def test_im_eigenen_namensraum_ist_auch_dieser_rechner_nicht_erreichbar(lauscher: tuple[int, list[str]]) -> None:
    probe = (
        "import sys; sys.path.insert(0, sys.argv[2]); import waechter, urllib.request\n"
        "art = waechter.trenne_netz()\n"
        "try:\n    urllib.request.urlopen(f'http://127.0.0.1:{sys.argv[1]}/probe', timeout=3)\n"
        "except OSError as fehler:\n    print(art, type(fehler).__name__)\nelse:\n    print(art, 'erreicht')\n"
    )
    befehl = [sys.executable, "-c", probe, str(lauscher[0]), str(Path(waechter.__file__).parent)]
    art, ausgang = subprocess.run(befehl, check=True, capture_output=True, text=True).stdout.split()
    if art == Pdfnetz.PROFIL:
        pytest.skip("unshare ist auf diesem Rechner verboten; es gilt allein das Profil")
    assert ausgang == "URLError"
    assert lauscher[1] == []
