"""Lesen: aus einer hochgeladenen Datei (.xlsx, .ods, .csv) ihre Blätter mit Werten und allem, was an Zellen auffällt.

Jede Datei geht zuerst durch die Wache (`mut_core.dateien`). Gerechnet, nachgeladen oder ausgeführt wird nie etwas:
gelesen werden gespeicherte Werte – auch wo eine Zelle auf andere Dateien verweist – und, gezielt im XML, Farben,
Durchstreichungen, Kommentare, Verborgenes, Fehlerwerte.
"""

import hashlib

from mut_core.austausch.mappe.blatt import Bereich, Blatt, Mappe, Ort, Zellwert, ort_text
from mut_core.austausch.mappe.calc import read_calc
from mut_core.austausch.mappe.excel import read_excel
from mut_core.austausch.mappe.textdatei import read_textdatei
from mut_core.austausch.speicher import ohne_muellabfuhr
from mut_core.dateien import Dateiart, pruefe_upload

__all__ = ["Bereich", "Blatt", "Mappe", "Ort", "Zellwert", "ort_text", "read_mappe"]

ARTEN = (Dateiart.XLSX, Dateiart.ODS, Dateiart.CSV)


def read_mappe(inhalt: bytes, dateiname: str) -> Mappe:
    """Liest eine Liste als Mappe; wirft EingabeError (`feld="datei"`) mit Grund und Ausweg, wenn das nicht geht.

    Speicher und Zeit sind begrenzt: 10 MB Datei, 60 MB entpackt, 3 Millionen Zellen; längere Zelltexte werden
    beschnitten und das in `hinweise` genannt.
    """
    art = pruefe_upload(dateiname, inhalt, arten=ARTEN, mit_verknuepfungen=True)
    pruefsumme = hashlib.sha256(inhalt).hexdigest()
    if art is Dateiart.CSV:
        text = read_textdatei(inhalt)
        return Mappe(dateiname, art, pruefsumme, (text.blatt,), (), text.trenner, text.zeichensatz)
    with ohne_muellabfuhr():
        blaetter, hinweise = read_excel(inhalt) if art is Dateiart.XLSX else read_calc(inhalt)
    return Mappe(dateiname, art, pruefsumme, blaetter, hinweise)
