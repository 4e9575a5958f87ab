"""Nachschlagen: die Formatvorlagen einer Word-Vorlage – nach Namen statt nach Kennung, mit ihren Maßen.

Deutsche Word-Fassungen nennen die Kennung `berschrift1`, behalten aber den Namen „heading 1“. Deshalb kennt
der Bericht nur Namen. Die Maße braucht der Seitenschätzer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from mut_core.bericht.word.metrik import ZEILE
from mut_core.fehler import EingabeError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PUNKT = 20  # Zwanzigstelpunkt je Punkt

ABSATZSTILE = (
    "Normal", "Body Text", "Quote", "List Bullet", "List Number", "heading 1", "heading 2", "heading 3",
    "heading 4", "TOC Heading", "toc 1", "toc 2", "toc 3", "table of figures", "caption", "Abbildung",
    "Tabellentext", "Tabellenkopf",
)  # fmt: skip
TABELLENSTILE = ("Bericht Tabelle",)

_Wert = TypeVar("_Wert")


@dataclass(frozen=True, slots=True)
class Stil:
    """Eine Absatzformatvorlage mit allem, was ihre Höhe bestimmt; Maße in Punkt."""

    kennung: str
    grad: float
    fett: bool
    vor: float
    nach: float
    zeile: float
    links: float
    rechts: float
    erste: float
    """Einzug der ersten Zeile gegenüber den übrigen; hängend negativ."""
    mit_naechstem: bool
    neue_seite: bool
    nummer: int | None
    """Die Liste (w:num), zu der die Vorlage gehört."""


def _wert(element: etree._Element | None, attribut: str = "val") -> str | None:
    return None if element is None else element.get(W + attribut)


def _an(element: etree._Element | None) -> bool | None:
    return None if element is None else _wert(element) not in ("0", "false", "off")


def _zahl(element: etree._Element | None, *attribute: str) -> float | None:
    for attribut in attribute:
        wert = _wert(element, attribut)
        if wert is not None:
            return float(wert)
    return None


def _zeilenhoehe(grad: float, spacing: list[etree._Element]) -> float:
    natuerlich = grad * ZEILE
    for element in spacing:
        wert = _zahl(element, "line")
        if wert is not None:
            regel = _wert(element, "lineRule") or "auto"
            if regel == "auto":
                return natuerlich * wert / 240
            return wert / _PUNKT if regel == "exact" else max(natuerlich, wert / _PUNKT)
    return natuerlich


class Stile(Mapping[str, Stil]):
    """Alle Absatzformatvorlagen nach Namen; fehlende Namen nennt der `EingabeError` beim Öffnen."""

    def __init__(self, styles: etree._Element, numbering: etree._Element) -> None:
        self._nach_kennung = {e.get(f"{W}styleId", ""): e for e in styles.iterfind(f"{W}style")}
        self._vorgaben = styles.find(f"{W}docDefaults")
        self._numbering = numbering
        self.kennung = {_wert(e.find(f"{W}name")) or "": k for k, e in self._nach_kennung.items()}
        fehlend = [name for name in (*ABSATZSTILE, *TABELLENSTILE) if name not in self.kennung]
        if fehlend:
            raise EingabeError(
                f"Der Word-Vorlage fehlen die Formatvorlagen {', '.join(fehlend)}. "
                "Bitte in Word unter diesen Namen anlegen oder die neutrale Vorlage verwenden."
            )
        self._stile = {name: self._build(self.kennung[name]) for name in ABSATZSTILE}

    def __getitem__(self, name: str) -> Stil:
        return self._stile[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stile)

    def __len__(self) -> int:
        return len(self._stile)

    def _kette(self, kennung: str | None) -> list[etree._Element]:
        """Die Vorlage und ihre Grundlagen, zuletzt die Vorgaben des Dokuments."""
        kette: list[etree._Element] = []
        while kennung in self._nach_kennung and self._nach_kennung[kennung] not in kette:
            kette.append(self._nach_kennung[kennung])
            kennung = _wert(kette[-1].find(f"{W}basedOn"))
        return [*kette, self._vorgaben] if self._vorgaben is not None else kette

    def tabulatoren(self, kennung: str) -> list[tuple[str, int]]:
        """Art und Ort der Tabulatoren einer Formatvorlage in Zwanzigstelpunkt; die nächste Angabe der Kette gilt."""
        for vorlage in self._kette(kennung):
            marken = [t for t in vorlage.iterfind(f"{W}pPr/{W}tabs/{W}tab") if _wert(t) != "clear"]
            if marken:
                return [(_wert(t) or "left", round(_zahl(t, "pos") or 0)) for t in marken]
        return []

    def _liste(self, kette: list[etree._Element]) -> tuple[int, int] | None:
        for vorlage in kette:
            angabe = vorlage.find(f"{W}pPr/{W}numPr")
            if angabe is not None:
                nummer = _zahl(angabe.find(f"{W}numId"), "val")
                return int(nummer or 0), int(_zahl(angabe.find(f"{W}ilvl"), "val") or 0)
        return None

    def abstrakt(self, nummer: int) -> str | None:
        """Die Kennung der abstrakten Liste hinter einer Liste."""
        for num in self._numbering.iterfind(f"{W}num"):
            if _wert(num, "numId") == str(nummer):
                return _wert(num.find(f"{W}abstractNumId"))
        return None

    def _listeneinzug(self, liste: tuple[int, int] | None) -> etree._Element | None:
        if liste is None:
            return None
        abstrakt = self.abstrakt(liste[0])
        for vorlage in self._numbering.iterfind(f"{W}abstractNum"):
            if abstrakt is not None and _wert(vorlage, "abstractNumId") == abstrakt:
                for ebene in vorlage.iterfind(f"{W}lvl"):
                    if _wert(ebene, "ilvl") == str(liste[1]):
                        return ebene.find(f"{W}pPr/{W}ind")
        return None

    def _build(self, kennung: str) -> Stil:
        kette = self._kette(kennung)

        def alle(name: str) -> list[etree._Element]:
            return [e for v in kette for e in v.iter(f"{W}{name}")]

        liste = self._liste(kette)
        einzug = [e for e in (*alle("ind"), self._listeneinzug(liste)) if e is not None]
        grad = (_erster(alle("sz"), lambda e: _zahl(e, "val")) or 20) / 2
        spacing = alle("spacing")

        def punkt(elemente: list[etree._Element], *attribute: str) -> float:
            return (_erster(elemente, lambda e: _zahl(e, *attribute)) or 0) / _PUNKT

        return Stil(
            kennung=kennung,
            grad=grad,
            fett=_erster(alle("b"), _an) or False,
            vor=punkt(spacing, "before"),
            nach=punkt(spacing, "after"),
            zeile=_zeilenhoehe(grad, spacing),
            links=punkt(einzug, "left", "start"),
            rechts=punkt(einzug, "right", "end"),
            erste=punkt(einzug, "firstLine") - punkt(einzug, "hanging"),
            mit_naechstem=_erster(alle("keepNext"), _an) or False,
            neue_seite=_erster(alle("pageBreakBefore"), _an) or False,
            nummer=liste[0] if liste else None,
        )


def _erster(elemente: list[etree._Element], lies: Callable[[etree._Element], _Wert | None]) -> _Wert | None:
    """Die erste Angabe in der Kette der Grundlagen: die nächste gewinnt."""
    for element in elemente:
        wert = lies(element)
        if wert is not None:
            return wert
    return None
