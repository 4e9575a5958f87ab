"""Misst das Einlesen gegen nacktes Lesen: dieselbe Datei, derselbe Lauf, der schnellste gängige Leser als Maß.

Gerechnet wird in Prozessorzeit und mit dem besten von mehreren abwechselnden Läufen, damit eine belastete Maschine das
Verhältnis nicht verschiebt. Das Maß ist python-calamine; openpyxl braucht für dieselben Zellen etwa das Zehnfache.
"""

import io
import random
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from lagebilder import build_bild

from mut_core.austausch.deutung import Urteil, build_vorschau
from mut_core.austausch.form import read_listen
from mut_core.austausch.lesung import Einstellung, Lesung, read_lesung
from mut_core.austausch.mappe import read_mappe
from mut_core.dateien import Dateiart, pruefe_upload

ZEILEN, LAEUFE, TAG = 5_000, 7, date(2026, 1, 15)
KOEPFE = (
    "Nr.", "Handlungsfeld", "Maßnahme", "Beschreibung", "Frist", "Zuständig", "Beteiligte", "Kosten", "Personal",
    "Zielgruppe", "Priorität", "Status", "Sachstand", "Sachstand 2021", "Sachstand 2022", "Indikator", "Ziel",
    "Beschluss", "Wetterlage", "Interne Notiz",
)  # fmt: skip
STELLEN = (
    "Fachdienst Soziales", "VHS", "Jugendamt", "Stabsstelle Integration", "FB 2", "Caritas", "AWO", "Stadtbücherei",
    "Gleichstellungsstelle", "Kinder- und Jugendbüro", "Freizeit, Kultur und Sport", "Sportbund", "SWM", "Kitas",
    "Wohnungsbaugesellschaft", "Polizeiinspektion", "Jobcenter", "Fachdienst Schulen", "alle Fachbereiche",
)  # fmt: skip
FELDER = ("Bildung", "Gesundheit", "Arbeit", "Sprache", "Wohnen", "Teilhabe")
STAENDE = (
    "läuft", "umgesetzt", "in Planung", "nicht begonnen", "75 %", "fertig 03/24", "ruht wegen Personal", "s. o.", "",
)  # fmt: skip
WORTE = ("Maßnahme", "Bildung", "der", "Stadt", "und", "neue\nZeile", "Träger", "für", "Familien")


def _text(wuerfel: random.Random) -> str:
    return " ".join(wuerfel.choice(WORTE) for _ in range(wuerfel.randint(2, 12)))


def _frist(wuerfel: random.Random) -> str:
    jahr = wuerfel.randint(2019, 2031)
    formen = (f"bis {wuerfel.randint(1, 28)}.{wuerfel.randint(1, 12)}.{jahr}", f"{jahr}", f"ab {jahr}- {jahr + 1}",
              f"II. Quartal {jahr}", f"{jahr} – {jahr + 2}", "fortlaufend", "jährlich", f"bis Dezember {jahr}",
              "offen")  # fmt: skip
    return wuerfel.choice(formen)


def _kosten(wuerfel: random.Random) -> str:
    zahl = f"{wuerfel.randint(1, 400) * 250:,}".replace(",", ".")
    formen = (f"{zahl} €", f"ca. {zahl} €/Jahr", f"{wuerfel.randint(2, 90)} T€", "keine", "k. A.", f"EUR {zahl},-")
    return wuerfel.choice(formen)


def _zelle(wuerfel: random.Random, kopf: str, nr: int) -> str:
    """Was in echten Listen in so einer Spalte steht: Freitext je Zeile ein anderer, Stellen und Wörter wiederholt."""
    if kopf == "Frist":
        return _frist(wuerfel)
    if kopf == "Kosten":
        return _kosten(wuerfel)
    if kopf == "Beteiligte":
        return ", ".join(wuerfel.sample(STELLEN, wuerfel.randint(1, 3)))
    feste = {
        "Handlungsfeld": FELDER, "Zuständig": STELLEN, "Priorität": ("hoch", "mittel", "niedrig"), "Status": STAENDE,
        "Personal": ("0,5 VZÄ", "keine", "1 Stelle (befr.)", "25 % aus WIR", ""),
        "Beschluss": [f"V/{n:04}/2023" for n in range(40)],
    }  # fmt: skip
    return wuerfel.choice(feste[kopf]) if kopf in feste else f"{_text(wuerfel)} {nr}"


def grosse_liste(zeilen: int = ZEILEN) -> bytes:
    """Eine Liste mit zwanzig Spalten: Texte verschiedener Länge, Fristen, Beträge, Stellen, Daten, Farben, Umbrüche."""
    wuerfel, puffer = random.Random(1), io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as buch:
        blatt = buch.add_worksheet("Liste")
        tag, gruen = buch.add_format({"num_format": "dd.mm.yyyy"}), buch.add_format({"bg_color": "#01873B"})
        blatt.write_row(0, 0, KOEPFE)
        for nr in range(1, zeilen + 1):
            for spalte, kopf in enumerate(KOEPFE):
                if kopf == "Nr.":
                    blatt.write_number(nr, spalte, nr)
                elif kopf == "Frist" and nr % 3 == 0:
                    blatt.write_datetime(nr, spalte, datetime(2024, 1 + nr % 12, 1), tag)  # noqa: DTZ001
                else:
                    blatt.write_string(nr, spalte, _zelle(wuerfel, kopf, nr), gruen if kopf == "Status" else None)
    return puffer.getvalue()


def nackt(inhalt: bytes) -> object:
    """Dieselben Zellen, nur gelesen."""
    return python_calamine.load_workbook(io.BytesIO(inhalt)).get_sheet_by_index(0).to_python()


def beste(*taten: Callable[[], object]) -> list[float]:
    """Die kürzeste Prozessorzeit je Tat aus mehreren abwechselnden Läufen, in Sekunden."""
    zeiten = [[float("inf")] for _ in taten]
    for _ in range(LAEUFE):
        for liste, tat in zip(zeiten, taten, strict=True):
            beginn = time.process_time()
            tat()
            liste.append(time.process_time() - beginn)
    return [min(liste) for liste in zeiten]


def test_die_ganze_kette_bleibt_nah_am_nackten_lesen() -> None:
    """Das Ziel sind 3,0; gemessen sind 4,8 bis 5,3, davon 1,0 das Lesen selbst und 0,5 die Wache."""
    inhalt = grosse_liste()
    bild = build_bild(stellen=STELLEN[:-1])
    mappe = read_mappe(inhalt, "l.xlsx")
    listen = read_listen(mappe)
    assert len(listen[0].zeilen) == ZEILEN
    lesen, wache, ganz, form, deutung, kette = beste(
        lambda: nackt(inhalt),
        lambda: pruefe_upload("l.xlsx", inhalt, arten=(Dateiart.XLSX,)),
        lambda: read_mappe(inhalt, "l.xlsx"),
        lambda: read_listen(mappe),
        lambda: build_vorschau(bild, listen, heute=TAG),
        lambda: build_vorschau(bild, read_listen(read_mappe(inhalt, "l.xlsx")), heute=TAG).zaehlung(),
    )
    teile = {"Wache": wache, "Mappe": ganz - wache, "Form": form, "Deutung": deutung, "Kette": kette}
    print(f"nackt {lesen:.3f} s · " + " · ".join(f"{name} {zeit / lesen:.2f}" for name, zeit in teile.items()))
    assert (ganz - wache + form) / lesen <= 2.6
    assert form / lesen <= 0.6
    assert kette / lesen <= 6.0


def test_eine_vorschau_mit_tausend_zeilen_ist_in_zwei_sekunden_da_und_entscheidungen_sofort() -> None:
    for zeilen, hoechstens in ((1_000, 0.5), (ZEILEN, 1.0)):
        inhalt = grosse_liste(zeilen)
        bild = build_bild(stellen=STELLEN[:8])
        beginn = time.process_time()
        mappe = read_mappe(inhalt, "l.xlsx")
        lesung = read_lesung(mappe, bild, TAG)
        gebaut(lesung)
        zuerst = time.process_time() - beginn
        offen = lesung.vorschau.offene_stellen
        vorschlag = next(c.ort for z in lesung.vorschau.zeilen for c in z.zellen if c.urteil is Urteil.UNSICHER)
        dauern = {}
        for name, was in (("Zelle", {"bestaetigt": {vorschlag}}), ("Stelle", {"stellen": {next(iter(offen)): "neu"}})):
            wahl = lesung.einstellung.wahl.mit(**was)
            beginn = time.process_time()
            lesung = read_lesung(mappe, bild, TAG, einstellung=Einstellung(wahl=wahl), vorher=lesung)
            gebaut(lesung)
            dauern[name] = time.process_time() - beginn
        print(f"{zeilen} Zeilen: zuerst {zuerst:.2f} s, " + ", ".join(f"{n} {d:.2f} s" for n, d in dauern.items()))
        assert max(dauern.values()) <= hoechstens
        assert zuerst <= 2.0 * zeilen / 1_000


def gebaut(lesung: Lesung) -> None:
    """Was die Seite nach jeder Entscheidung braucht."""
    lesung.vorschau.lagen()
    assert lesung.uebernehmbare
    assert any(z.ist_offen for z in lesung.vorschau.zeilen)


@pytest.mark.skipif(sys.platform != "linux", reason="liest den Spitzenwert aus /proc")
def test_speicher_bleibt_unter_dem_zehnfachen_des_entpackten_blatts(tmp_path: Path) -> None:
    inhalt = grosse_liste()
    (tmp_path / "l.xlsx").write_bytes(inhalt)
    with zipfile.ZipFile(io.BytesIO(inhalt)) as zip_:
        blatt = sum(zip_.getinfo(f"xl/{n}").file_size for n in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    code = f"""
        import gc, re, sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from datetime import date
        from lagebilder import build_bild
        from mut_core.austausch.deutung import build_vorschau
        from mut_core.austausch.form import read_listen
        from mut_core.austausch.mappe import read_mappe
        bild = build_bild()
        def stand(name):
            return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
        inhalt = open({str(tmp_path / "l.xlsx")!r}, "rb").read()
        gc.collect()
        open("/proc/self/clear_refs", "w").write("5")  # der Spitzenwert zählt ab jetzt, ohne die Importe
        vorher = stand("VmRSS")
        vorschau = build_vorschau(bild, read_listen(read_mappe(inhalt, "l.xlsx")), heute=date(2026, 1, 15))
        vorschau.zaehlung()
        print(stand("VmHWM") - vorher)
    """
    lauf = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    mehr = int(lauf.stdout) * 1024
    print(f"Spitze {mehr / blatt:.1f} × entpacktes Blatt ({blatt / 1e6:.1f} MB)")
    assert mehr <= 10 * blatt
