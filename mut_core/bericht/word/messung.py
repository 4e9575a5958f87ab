"""Messen: viele Texte auf einmal – wie breit jeder ist und wie viele Zeilen er in einer Spalte braucht.

Gerechnet wird mit numpy über alle Zeichen hintereinander: Aus der aufgelaufenen Breite folgt für jedes untrennbare
Stück, wo es beginnt und endet; eine Zeile reicht bis zum letzten Stück, das noch hineinpasst. Das Ergebnis ist dasselbe
wie von `umbruch.zeilen_in`, das die seltenen Fälle rechnet: feste Umbrüche, Wortfugen, überlange Wörter.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mut_core.bericht.word.metrik import breitentafel
from mut_core.bericht.word.umbruch import BRUCHSTELLE, zeilen_in

WECHSEL = "\x1f"
"""Schaltet in einem Messtext zwischen gewöhnlich und fett um; auch hier darf eine Zeile enden."""
SCHLUSS = "\x1e"
"""Trennt Texte; wie WECHSEL kommt es in keinem gereinigten Text vor und zählt für Muster als Leerraum."""
_ZEICHEN = 1 << 17  # je Durchgang: so bleiben die Zwischenergebnisse im schnellen Speicher
_LETZTES = 0xFFFF  # die Zeichen darüber sind so breit wie dieses
_STRICHE = tuple(map(ord, "-/–"))

Breiten = NDArray[np.float64]
Stellen = NDArray[np.intp]


def messtext(laeufe: Sequence[tuple[str, bool]]) -> str:
    """Die Läufe (Text, fett) als ein Messtext; er beginnt und endet gewöhnlich."""
    teile: list[str] = []
    fett = False
    for text, ist_fett in laeufe:
        # auch zwischen gleichen Läufen darf eine Zeile enden
        teile += [WECHSEL if ist_fett != fett else WECHSEL * 2, text]
        fett = ist_fett
    return "".join(teile) + WECHSEL * fett


def _laeufe(gemessen: str) -> Iterator[tuple[str, bool]]:
    return ((teil, i % 2 == 1) for i, teil in enumerate(gemessen.split(WECHSEL)) if teil)


@cache
def _tafel() -> NDArray[np.int32]:
    """Die Breite jedes Zeichens, erst gewöhnlich, dann fett; was trennt, hat keine."""
    tafel = breitentafel()
    tafel[:, [ord(WECHSEL), ord(SCHLUSS)]] = 0
    return tafel.ravel()


class _Stuecke(NamedTuple):
    """Untrennbare Stücke: wo jedes beginnt und endet, dazu je Text die Zahl seiner Stücke und seine Breite."""

    anfang: Breiten
    ende: Breiten
    anzahl: Stellen
    breiten: Breiten
    einzeln: list[int]
    """Stellen der Texte, in denen ein Umbruch oder eine Wortfuge steht."""


def _zerlegt(texte: Sequence[str]) -> _Stuecke:
    """Alle Stücke dieser Texte, gemessen vom Anfang des ersten."""
    ganz = SCHLUSS.join([*texte, ""])
    zeichen = np.frombuffer(ganz.encode("utf-32-le"), dtype=np.uint32)
    breite = np.take(_tafel(), np.minimum(zeichen, _LETZTES) + _versatz_der_fetten(zeichen), mode="clip")
    trennt = (zeichen == ord(" ")) | (zeichen == ord(WECHSEL)) | (zeichen == ord(SCHLUSS))
    trennt[_striche(ganz, zeichen)] = True
    stellen = np.flatnonzero(trennt)
    bis = np.cumsum(breite, dtype=np.int64)[stellen].astype(np.float64)
    grenzen = zeichen[stellen]
    strich = grenzen > ord(" ")  # gehört noch zu seinem Stück, ein Leerzeichen nicht
    nicht_leer = np.diff(stellen, prepend=-1) > ~strich
    schluss = grenzen == ord(SCHLUSS)
    besondere = np.flatnonzero((zeichen == ord("\n")) | (zeichen == ord("\u00ad")))
    return _Stuecke(
        np.concatenate(((0.0,), bis[:-1]))[nicht_leer],
        (bis - np.where(strich, 0, breite[stellen]))[nicht_leer],
        np.diff(np.cumsum(nicht_leer)[schluss], prepend=0),
        np.diff(bis[schluss], prepend=0.0),
        np.searchsorted(stellen[schluss], besondere).tolist(),
    )


def _versatz_der_fetten(zeichen: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Je Zeichen, wo in der Tafel seine Breite beginnt: zwischen ungeradem und geradem Wechsel ist es fett."""
    wechsel = np.flatnonzero(zeichen == ord(WECHSEL))
    laengen = np.diff(wechsel, prepend=0, append=len(zeichen))
    return np.repeat(np.arange(len(laengen), dtype=np.uint32) % 2 * (_LETZTES + 1), laengen)


def _striche(ganz: str, zeichen: NDArray[np.uint32]) -> list[int]:
    """Die Striche, nach denen eine Zeile enden darf; vor einer Ziffer nie, deshalb lohnt die Vorauswahl."""
    strich = np.zeros(len(zeichen), dtype=bool)
    for code in _STRICHE:
        strich |= zeichen == code
    strich[:-1] &= zeichen[1:] >= ord("A")
    return [stelle for stelle in np.flatnonzero(strich).tolist() if BRUCHSTELLE.match(ganz, stelle + 1)]


def _portionen(texte: Sequence[str]) -> Iterator[Sequence[str]]:
    """Die Texte in Stücken von etwa `_ZEICHEN`."""
    ab, zeichen = 0, 0
    for i, text in enumerate(texte):
        zeichen += len(text)
        if zeichen > _ZEICHEN:
            yield texte[ab : i + 1]
            ab, zeichen = i + 1, 0
    if ab < len(texte):
        yield texte[ab:]


class Messung:
    """Gemessene Texte; `breiten` nennt nach ihrer Stelle in der Liste, wie breit sie in einer Zeile sind."""

    def __init__(self, messtexte: Sequence[str]) -> None:
        self._texte = messtexte
        self._einzeln: set[int] = set()
        teile: list[_Stuecke] = []
        ab = 0
        for portion in _portionen(messtexte):
            teile.append(_zerlegt(portion))
            self._einzeln.update([ab + i for i in teile[-1].einzeln])
            ab += len(portion)
        versatz = np.cumsum([0.0, *(float(t.breiten.sum()) for t in teile)])
        self._anfang = np.concatenate([t.anfang + v for t, v in zip(teile, versatz, strict=False)])
        self._ende = np.concatenate([t.ende + v for t, v in zip(teile, versatz, strict=False)])
        self._bis = np.cumsum(np.concatenate([t.anzahl for t in teile]))
        breiten = np.concatenate([t.breiten for t in teile])
        self._beginn = np.cumsum(breiten) - breiten
        self.breiten: list[int] = breiten.astype(np.int64).tolist()

    def zeilen(self, texte: Sequence[int], platz: Sequence[float], x: Sequence[float]) -> list[int]:
        """Je Aufgabe die Zahl der Zeilen: Stelle des Textes, Spaltenbreite und Einzug in Schrifteinheiten."""
        stellen = np.array(texte, dtype=np.intp)
        spalte = np.array(platz, dtype=np.float64)
        zeilen, zu_lang = self._gezaehlt(stellen, spalte, np.array(x, dtype=np.float64))
        for i in {i for i, t in enumerate(texte) if t in self._einzeln}.union(zu_lang):
            zeilen[i] = zeilen_in(_laeufe(self._texte[texte[i]]), platz[i], x[i])
        return zeilen

    def _gezaehlt(self, texte: Stellen, platz: Breiten, x: Breiten) -> tuple[list[int], list[int]]:
        """Je Aufgabe die Zahl der Zeilen, alle Texte zugleich Zeile für Zeile; dazu die mit überlangem Wort."""
        zeilen = np.ones(len(texte), dtype=np.intp)
        bis = self._bis[texte]
        erstes = np.where(texte > 0, self._bis[texte - 1], 0)
        offen = np.flatnonzero(erstes < bis)
        erstes = erstes[offen]
        ab = self._beginn[texte[offen]] - x[offen]
        zu_lang: list[int] = []
        while len(offen):
            naechstes = np.searchsorted(self._ende, ab + platz[offen], side="right")
            voll = naechstes < bis[offen]
            offen, erstes, naechstes, ab = offen[voll], erstes[voll], naechstes[voll], ab[voll]
            neu = self._anfang[naechstes]
            haengt = (naechstes <= erstes) & (neu <= ab)
            if haengt.any():
                zu_lang += offen[haengt].tolist()
                offen, naechstes, neu = offen[~haengt], naechstes[~haengt], neu[~haengt]
            zeilen[offen] += 1
            erstes, ab = naechstes, neu
        return zeilen.tolist(), zu_lang
