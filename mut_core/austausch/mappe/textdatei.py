"""Lesen: CSV-Dateien, deren Zeichensatz und Trenner niemand dazugeschrieben hat."""

import csv
import io
from collections import Counter
from itertools import islice
from typing import Final, NamedTuple

from mut_core.austausch.mappe.blatt import Blatt
from mut_core.austausch.mappe.werte import Saeuberung, pruefe_flaeche
from mut_core.dateien import csv_original
from mut_core.dateien.wache import csv_text
from mut_core.fehler import EingabeError

NAME: Final = "CSV"
_TRENNER: Final = (";", "\t", "|", ",")
"""In dieser Folge bei Gleichstand: das Komma zuletzt, denn es steht auch in Beträgen und Sätzen."""

_PROBE: Final = 200


class Textdatei(NamedTuple):
    """Das eine Blatt einer CSV-Datei und wie es zu lesen war."""

    blatt: Blatt
    trenner: str
    zeichensatz: str


def read_textdatei(inhalt: bytes) -> Textdatei:
    """Liest eine geprüfte CSV-Datei; Werte bleiben Text, wie sie dastehen."""
    text = csv_text(inhalt)
    if text is None:
        raise EingabeError("Der Text ist nicht lesbar. Bitte speichern Sie die Datei als CSV UTF-8.", feld="datei")
    trenner, rumpf = _angesagter_trenner(text)
    trenner = trenner or _gefundener_trenner(rumpf)
    saeuberung = Saeuberung()
    zeilen = saeuberung.zeilen(_zeilen(rumpf, trenner))
    offen = ("In der Datei fehlt ein Anführungszeichen; vielleicht ist sie abgeschnitten. Bitte prüfen Sie das Ende.",)
    hinweise = saeuberung.hinweise() + (offen if rumpf.count('"') % 2 else ())
    return Textdatei(Blatt(NAME, zeilen, hinweise=hinweise), trenner, _zeichensatz(inhalt))


def _zeichensatz(inhalt: bytes) -> str:
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if inhalt.startswith(b"\xef\xbb\xbf"):
        return "UTF-8 mit Kennung"
    try:
        inhalt.decode()
    except UnicodeDecodeError:
        return "Windows-1252"
    return "UTF-8"


def _angesagter_trenner(text: str) -> tuple[str | None, str]:
    """Excel schreibt „sep=;“ als erste Zeile und zeigt sie nicht."""
    erste, umbruch, rest = text.partition("\n")
    angesagt = erste.strip().lower().removeprefix("sep=")
    if umbruch and erste.lower().startswith("sep=") and len(angesagt) == 1:
        return angesagt, rest
    return None, text


def _gefundener_trenner(text: str) -> str:
    """Der Trenner, mit dem die meisten Zeilen gleich viele und möglichst viele Felder haben."""
    probe = text[:200_000]
    return max(_TRENNER, key=lambda trenner: (_guete(probe, trenner), -_TRENNER.index(trenner)))


def _guete(probe: str, trenner: str) -> float:
    leser = csv.reader(io.StringIO(probe, newline=""), delimiter=trenner)
    try:
        breiten = Counter(len(zeile) for zeile in islice(leser, _PROBE) if any(zeile))
    except csv.Error:
        return 0.0
    breiten.pop(1, None)
    if not breiten:
        return 0.0
    breite, anzahl = max(breiten.items(), key=lambda b: (b[1], b[0]))
    return anzahl / breiten.total() * anzahl * min(breite, 30)


def _zeilen(text: str, trenner: str) -> list[list[str]]:
    """Alle Felder ohne das `'`, das unsere eigene Ausgabe vor formelähnlichen Text setzt."""
    fertig: list[list[str]] = []
    breite = 0
    try:
        for zeile in csv.reader(io.StringIO(text, newline=""), delimiter=trenner):
            breite = max(breite, len(zeile))
            pruefe_flaeche(len(fertig) + 1, breite)
            fertig.append([csv_original(f) if f.startswith("'") else f for f in zeile])
    except csv.Error as fehler:
        raise EingabeError(
            "Eine Zelle der CSV-Datei nimmt kein Ende; wahrscheinlich fehlt ein Anführungszeichen. "
            "Bitte öffnen Sie die Datei in Excel und speichern Sie sie neu.",
            feld="datei",
        ) from fehler
    return fertig
