"""Finden: die Kopfzeile eines Blatts – per Treffer-Score, auch zweizeilig und verbunden, mit Titeln darüber."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mut_core.austausch.mappe import Bereich, Blatt, Zellwert
from mut_core.austausch.woerter import VERBINDER, read_treffer
from mut_core.austausch.zuordnung import Zuordnung, form_kennung
from mut_core.fehler import EingabeError

SUCHE_BIS: Final = 60
"""So weit oben beginnt jede gesehene Liste; danach stehen nur noch Maßnahmen."""

_KURZ: Final = 60
_LANG: Final = 160
_HOEHE: Final = 3
_DEUTLICH: Final = 6.0
"""Drei sichere Überschriften: danach lohnt das Weitersuchen nicht."""


@dataclass(frozen=True)
class Kopf:
    """Wo der Kopf steht (Zeilennummer und Höhe) und was je Spalte in ihm steht; leer bleibt leer."""

    zeile: int
    hoehe: int
    ueberschriften: tuple[str, ...]

    @property
    def ende(self) -> int:
        """Die letzte Kopfzeile."""
        return self.zeile + self.hoehe - 1


def finde_kopf(blatt: Blatt, vorgabe: Zuordnung | None = None) -> Kopf:
    """Gibt den Kopf des Blatts; wirft EingabeError mit dem Ausweg, wenn keiner zu finden ist."""
    vorgegeben = _vorgegeben(blatt, vorgabe) if vorgabe and vorgabe.kopfzeile else None
    kopf = vorgegeben or gefundener_kopf(blatt)
    if kopf is None:
        raise EingabeError(
            f"Im Blatt „{blatt.name}“ ist keine Kopfzeile mit bekannten Überschriften zu finden (zum Beispiel "
            "„Maßnahme“, „Frist“, „Zuständig“). Bitte wählen Sie die Zeile mit den Überschriften selbst aus.",
            feld="kopfzeile",
        )
    return kopf


def gefundener_kopf(blatt: Blatt) -> Kopf | None:
    """Gibt den wahrscheinlichsten Kopf oder None, wenn keine Zeile nach einem Kopf aussieht."""
    beste, bester = 0.0, 0
    for nr in range(1, min(len(blatt.zeilen), SUCHE_BIS) + 1):
        if beste >= _DEUTLICH and nr > bester + _HOEHE:
            break
        score = _score(blatt.zeilen[nr - 1])
        if score > beste:
            beste, bester = score, nr
    return _ausgedehnt(blatt, bester) if bester else None


def _vorgegeben(blatt: Blatt, vorgabe: Zuordnung) -> Kopf | None:
    """Eine gewählte Kopfzeile gilt; eine gemerkte nur, wenn dort noch dieselben Überschriften stehen."""
    zeile = vorgabe.kopfzeile or 0
    if not 1 <= zeile <= len(blatt.zeilen):
        return None
    if vorgabe.kopfzeilen:
        hoehe = max(1, min(vorgabe.kopfzeilen, _HOEHE, len(blatt.zeilen) - zeile + 1))
        kopf = Kopf(zeile, hoehe, _zusammengesetzt(blatt, zeile, hoehe))
    else:
        kopf = _ausgedehnt(blatt, zeile)
    gemerkt = form_kennung(s.ueberschrift for s in vorgabe.spalten)
    if not vorgabe.spalten or form_kennung(kopf.ueberschriften) == gemerkt:
        return kopf
    gefunden = gefundener_kopf(blatt)
    return gefunden if gefunden and form_kennung(gefunden.ueberschriften) == gemerkt else kopf


def _score(zeile: tuple[Zellwert, ...]) -> float:
    """Verschiedene erkannte Felder zählen; lange Sätze, Zahlen und Daten sprechen gegen einen Kopf."""
    felder: set[str] = set()
    punkte, texte = 0.0, 0
    for wert in zeile:
        if wert is None:
            continue
        if not isinstance(wert, str):
            punkte -= 0.0 if _ist_jahr(wert) else 1.0
            continue
        texte += 1
        treffer = read_treffer(wert) if len(wert) <= _LANG else None
        if treffer is None:
            punkte -= 0.5 if len(wert) > _KURZ else 0.0
        elif (schluessel := f"{treffer.feld}{treffer.zum or ''}") not in felder:
            felder.add(schluessel)
            punkte += 2.0 if treffer.sicher else 0.5
    genug = len(felder) >= 2 and texte >= 2
    return punkte + 0.1 * min(texte, 10) if genug and punkte > 2 else 0.0


def _ist_jahr(wert: Zellwert) -> bool:
    return isinstance(wert, int) and not isinstance(wert, bool) and 1990 <= wert <= 2100


# --- Höhe ------------------------------------------------------------------------------------------------------------


def _ausgedehnt(blatt: Blatt, nr: int) -> Kopf:
    """Nimmt Gruppenköpfe darüber und Unterköpfe darunter dazu, wenn Verbünde oder Lücken es zeigen."""
    oben, unten = nr, nr
    if nr > 1 and _ist_gruppenkopf(blatt, nr - 1, nr):
        oben -= 1
    while unten - oben + 1 < _HOEHE and unten < len(blatt.zeilen) and _hat_unterkopf(blatt, oben, unten):
        unten += 1
    hoehe = unten - oben + 1
    return Kopf(oben, hoehe, _zusammengesetzt(blatt, oben, hoehe))


def _quer(blatt: Blatt, nr: int) -> list[Bereich]:
    """Verbünde, die in dieser Zeile beginnen und mehrere Spalten umfassen, aber nicht die ganze Tabelle."""
    belegt = sum(w is not None for w in blatt.zeilen[nr - 1])
    return [
        b for b in blatt.verbunden
        if b.von_zeile == b.bis_zeile == nr and b.bis_spalte > b.von_spalte
        and (belegt > 1 or b.von_spalte > 0) and b.bis_spalte - b.von_spalte + 1 < blatt.breite
    ]  # fmt: skip


def _ist_gruppenkopf(blatt: Blatt, oben: int, unten: int) -> bool:
    """Über dem Kopf steht eine Zeile, deren verbundene oder bekannte Wörter mehrere seiner Spalten überspannen."""
    if any(
        blatt.zeilen[oben - 1][b.von_spalte] is not None
        and any(w is not None for w in blatt.zeilen[unten - 1][b.von_spalte : b.bis_spalte + 1])
        for b in _quer(blatt, oben)
        if b.bis_spalte < blatt.breite
    ):
        return True
    if any(b.von_zeile == oben and b.bis_zeile == unten for b in blatt.verbunden):
        return True
    belegt = [s for s, w in enumerate(blatt.zeilen[oben - 1]) if w is not None]
    return (
        len(belegt) >= 2
        and all(_kurzes_wort(blatt.zeilen[oben - 1][s]) for s in belegt)
        and any(_luecke_gefuellt(blatt, oben, unten, s) for s in belegt)
    )


def _luecke_gefuellt(blatt: Blatt, oben: int, unten: int, spalte: int) -> bool:
    """Rechts vom Wort ist die obere Zeile leer und die untere nicht: ein Gruppenkopf ohne Verbund."""
    daneben = spalte + 1
    if daneben >= blatt.breite or blatt.zeilen[unten - 1][spalte] is None:
        return False
    return blatt.zeilen[oben - 1][daneben] is None and blatt.zeilen[unten - 1][daneben] is not None


def _hat_unterkopf(blatt: Blatt, oben: int, unten: int) -> bool:
    darunter = blatt.zeilen[unten]
    belegt = [s for s, w in enumerate(darunter) if w is not None]
    if not belegt or not all(_kurzes_wort(darunter[s]) for s in belegt):
        return False
    if any(b.von_zeile <= unten < b.bis_zeile and b.von_zeile >= oben for b in blatt.verbunden):
        return True
    verbunden = {s for b in _quer(blatt, unten) for s in range(b.von_spalte, b.bis_spalte + 1)}
    if verbunden:
        return any(s in verbunden for s in belegt) and all(
            s in verbunden or blatt.zeilen[unten - 1][s] is None for s in belegt
        )
    # Ohne Verbund (CSV): Unterköpfe stehen, wo der Kopf leer ist, und höchstens noch unter dem Wort links davon.
    kopf = blatt.zeilen[unten - 1]
    neu = [s for s in belegt if kopf[s] is None]
    return len(belegt) >= 2 and bool(neu) and all(kopf[s] is None or s + 1 in neu for s in belegt)


def _kurzes_wort(wert: Zellwert) -> bool:
    return _ist_jahr(wert) or (isinstance(wert, str) and len(wert) <= _KURZ)


def _zusammengesetzt(blatt: Blatt, zeile: int, hoehe: int) -> tuple[str, ...]:
    """Setzt die Stufen je Spalte zusammen: „Ressourcen“ über „2024“ wird „Ressourcen – 2024“."""
    stufen = [_stufe(blatt, zeile + i, zeile + hoehe - 1) for i in range(hoehe)]
    ueberschriften = []
    for teile in zip(*stufen, strict=True):
        verschieden = list(dict.fromkeys(t for t in teile if t))
        ueberschriften.append(VERBINDER.join(verschieden))
    return tuple(ueberschriften)


def _stufe(blatt: Blatt, nr: int, letzte: int) -> list[str]:
    stufe = [_text(w) for w in blatt.zeilen[nr - 1]]
    quer = [b for b in blatt.verbunden if b.von_zeile <= nr <= b.bis_zeile and b.bis_spalte > b.von_spalte]
    for b in quer:
        text = _text(blatt.zeilen[b.von_zeile - 1][b.von_spalte]) if b.von_spalte < blatt.breite else ""
        for spalte in range(b.von_spalte, min(b.bis_spalte + 1, blatt.breite)):
            stufe[spalte] = text
    if nr < letzte and not quer:
        _fuelle_luecken(stufe, [_text(w) for w in blatt.zeilen[nr]])
    return stufe


def _fuelle_luecken(stufe: list[str], darunter: Sequence[str]) -> None:
    """Ohne Verbund gilt ein Gruppenkopf für die leeren Zellen rechts von ihm, solange darunter etwas steht."""
    for spalte in range(1, len(stufe)):
        if not stufe[spalte] and darunter[spalte] and darunter[spalte - 1]:
            stufe[spalte] = stufe[spalte - 1]


def _text(wert: Zellwert) -> str:
    if wert is None:
        return ""
    if isinstance(wert, date):
        return wert.strftime("%d.%m.%Y")
    return str(wert).strip()
