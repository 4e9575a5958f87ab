"""Erklären: das Blatt „Legende“ – was jede Spalte bedeutet, wie man sie füllt und was die Wörter heißen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from mut_core import regeln
from mut_core.austausch.ausgabe.arbeitsmappe import DUNKEL, GRAU, Arbeitsmappe, sauber, set_hoehe
from mut_core.austausch.spalten import SPALTEN, Art, Spalte
from mut_core.modell.codes import Aktualitaet, Angabe, Terminlage, Umsetzungsstand

Zeilen: TypeAlias = Iterable[tuple[str, ...]]
BLATT: Final = "Legende"
_BREITEN: Final = (36, 30, 76, 44)
_FUELLEN: Final = {
    Art.TEXT: "Text",
    Art.LISTE: "ein Eintrag je Zeile der Zelle (Alt+Eingabe)",
    Art.TAG: "ein Tag, z. B. 24.12.2026",
    Art.CODE: "aus der Liste wählen",
    Art.JA_NEIN: "ja oder nein",
    Art.STELLE: "aus der Liste wählen oder eine neue Stelle nennen",
    Art.HANDLUNGSFELD: "aus der Liste wählen",
    Art.ZEITRAUM: "in Worten",
    Art.SCHLUESSEL: "nicht ändern",
}
_HILFE: Final = {
    "naechster_schritt": "Was als Nächstes geschieht.",
    "beschreibung": "Worum es geht, in wenigen Sätzen.",
    "einfache_sprache": "Dasselbe in kurzen Sätzen und einfachen Wörtern.",
    "federfuehrung_wortlaut": "So, wie die Quelle die Federführung nennt.",
    "beteiligte_wortlaut": "So, wie die Quelle die Beteiligten nennt.",
    "zielgruppe": "Für wen die Maßnahme gedacht ist.",
    "mehrsprachig": "Gibt es das Angebot in mehreren Sprachen?",
    "leichte_sprache": "Gibt es das Angebot in Leichter Sprache?",
    "barrierefrei": "Ist das Angebot barrierefrei?",
    "personal": "Welches Personal nötig ist, in Worten; „k. A.“ und „keine“ sind verschieden.",
    "mittel": "Welches Geld und welche Sachen nötig sind, in Worten; „k. A.“ und „keine“ sind verschieden.",
    "naechster_termin": "Der nächste Tag, an dem etwas ansteht; nötig bei „in Umsetzung“, wenn eine Frist fehlt.",
    "loesung": "Was das Hindernis beseitigen würde.",
    "naechste_ueberpruefung": "Wann eine Daueraufgabe wieder angesehen wird.",
    "terminlage_grund": "Warum die berechnete Terminlage nicht gilt.",
    "quelle": "Woher die Angaben stammen.",
}
"""Für Spalten, zu denen das Modell keinen Hilfetext hat, weil das Formular ihn nicht braucht."""
_ANGABEN: Final = {
    Angabe.LEER: "Die Zelle ist leer; beim Einlesen löscht sie nichts.",
    Angabe.KEINE_ANGABE: "Es wurde gefragt, und es gibt keine Angabe.",
    Angabe.KEINE: "Es gibt ausdrücklich nichts, z. B. keine Kosten.",
    Angabe.OFFEN: "Bewusst noch nicht entschieden, z. B. „Termin offen“.",
}
_AKTUALITAET: Final = {
    Aktualitaet.AKTUELL: "Die letzte Meldung ist jünger als der Meldeturnus.",
    Aktualitaet.BALD_VERALTET: "Im letzten Monat des Meldeturnus.",
    Aktualitaet.VERALTET: "Die letzte Meldung ist älter als der Meldeturnus.",
    Aktualitaet.OHNE_MELDUNG: "Es gibt noch keine Meldung.",
}
_TERMINLAGE: Final = {
    Terminlage.IM_ZEITPLAN: f"Bis zur Frist sind es mehr als {regeln.VORLAUF_TAGE} Tage.",
    Terminlage.BALD_FAELLIG: f"Die Frist endet in höchstens {regeln.VORLAUF_TAGE} Tagen.",
    Terminlage.UEBERFAELLIG: "Die Frist ist vorbei.",
    Terminlage.OHNE_TERMIN: "Es ist keine Frist genannt.",
    Terminlage.NICHT_ANWENDBAR: "Idee, abgeschlossen oder Daueraufgabe ohne Überprüfung.",
}


def write_legende(mappe: Arbeitsmappe, spalten: Sequence[Spalte]) -> None:
    """Schreibt das Blatt „Legende“ zu den Spalten einer Ausgabe."""
    blatt = mappe.add_blatt(BLATT)
    for nummer, breite in enumerate(_BREITEN):
        blatt.set_column(nummer, nummer, breite)
    zeile = _write_tabelle(mappe, blatt, 0, ("Spalte", "Gehört zu", "Bedeutung", "So füllt man sie"), _spalten(spalten))
    for titel, zeilen in _woerter():
        zeile = _write_tabelle(mappe, blatt, zeile + 1, titel, zeilen)
    blatt.repeat_rows(0)
    blatt.fit_to_pages(1, 0)
    blatt.freeze_panes(1, 0)


def _spalten(spalten: Sequence[Spalte]) -> Iterator[tuple[str, ...]]:
    for s in spalten:
        yield (
            s.ueberschrift,
            s.gruppe,
            s.hilfe or _HILFE.get(s.feld, "") or _worte(s),
            "wird nicht eingelesen" if s.nur_lesen else _FUELLEN[s.art],
        )


def _worte(spalte: Spalte) -> str:
    return f"Eines von: {', '.join(c.bezeichnung for c in spalte.codes)}." if spalte.codes else ""


def _woerter() -> Iterator[tuple[tuple[str, ...], Zeilen]]:
    """Gibt die Wörter der Achsen mit ihrer Bedeutung, je Achse Kopf und Zeilen."""
    staende = [(u.bezeichnung, "", _pflichten(u)) for u in Umsetzungsstand]
    yield ("Umsetzungsstand", "", "Was die App zu diesem Stand außerdem wissen will"), staende
    yield ("Terminlage (berechnet)", "", "Bedeutung"), [(c.bezeichnung, "", s) for c, s in _TERMINLAGE.items()]
    yield ("Aktualität (berechnet)", "", "Bedeutung"), [(c.bezeichnung, "", s) for c, s in _AKTUALITAET.items()]
    yield ("Leer, „k. A.“, „keine“, „offen“", "", "Bedeutung"), [(c.bezeichnung, "", s) for c, s in _ANGABEN.items()]


def _pflichten(stand: Umsetzungsstand) -> str:
    """Nennt die Spalten, die ein Umsetzungsstand verlangt."""
    alle = [" oder ".join(_UEBERSCHRIFT.get(f, f) for f in p.felder) for p in regeln.PFLICHTEN.get(stand, ())]
    return "; ".join(alle) or "nichts"


_UEBERSCHRIFT: Final = {
    **{s.feld: s.ueberschrift for s in SPALTEN},
    "federfuehrung_id": "Federführung",
    "frist": "Zeitraum mit Ende",
    "beginn": "mit Beginn",
    "termin_offen": "„Termin offen“",
    "turnus": "Turnus der Daueraufgabe",
}


def _write_tabelle(mappe: Arbeitsmappe, blatt: Any, oben: int, kopf: Sequence[str], zeilen: Zeilen) -> int:
    """Schreibt Kopf und Zeilen ab der Zeile `oben` und gibt die erste freie Zeile."""
    fett = mappe.format(bold=True, bg_color=DUNKEL, font_color="#FFFFFF", text_wrap=True)
    text, grau = mappe.format(text_wrap=True), mappe.format(text_wrap=True, bg_color=GRAU, bold=True)
    for nummer, wort in enumerate(kopf):
        blatt.write_string(oben, nummer, wort, fett)
    unten = oben
    for unten, werte in enumerate(zeilen, oben + 1):
        for nummer, wert in enumerate(werte):
            if wert:
                blatt.write_string(unten, nummer, sauber(wert), text if nummer else grau)
        set_hoehe(blatt, unten, max(-(-len(wert) // breite) for wert, breite in zip(werte, _BREITEN, strict=False)))
    return unten + 1
