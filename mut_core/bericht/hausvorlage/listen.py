"""Verbinden: die Überschriften mit der Nummerierung und die Listen mit ihren Zeichen."""

from copy import deepcopy
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.formatvorlagen import Formatvorlagen
from mut_core.bericht.hausvorlage.knoten import entferne, knoten, lokal, raum, setze, twips, unterknoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.hausvorlage.saeubern import GESTALTUNG
from mut_core.bericht.word.stile import W
from mut_core.bericht.word.vorlagenstile import numbering_xml

_UEBERSCHRIFTEN: Final = tuple(f"heading {ebene}" for ebene in range(1, 5))
_GESTUFT: Final = ("%1", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4")
_ERLAUBT: Final = GESTALTUNG | frozenset(
    [
        "abstractNum",
        "nsid",
        "multiLevelType",
        "tmpl",
        "name",
        "styleLink",
        "numStyleLink",
        "lvl",
        "start",
        "numFmt",
        "lvlRestart",
        "isLgl",
        "suff",
        "lvlText",
        "lvlJc",
        "num",
        "abstractNumId",
        "lvlOverride",
        "startOverride",
    ]
)
_HOECHSTENS: Final = 500


class Listen:
    """Die Listen einer Vorlage während des Abgleichs."""

    def __init__(self, wurzel: etree._Element | None, stile: Formatvorlagen, befund: Befund) -> None:
        self.wurzel = knoten("<w:numbering/>")
        if wurzel is not None:
            _saeubere(wurzel)
            for name in ("abstractNum", "num"):
                self.wurzel.extend(wurzel.findall(W + name)[:_HOECHSTENS])
        self._stile = stile
        self._befund = befund
        self._neutral = etree.fromstring(numbering_xml().encode())
        self._ordne()

    @property
    def nummern(self) -> set[str]:
        """Die Kennungen aller Listen."""
        return set(self._abstrakte)

    def _ordne(self) -> None:
        """Listen ohne eindeutige Kennung oder ohne Grundlage entfallen."""
        abstrakt: dict[str, etree._Element] = {}
        for element in self.wurzel.findall(f"{W}abstractNum"):
            kennung = wert(element, "abstractNumId")
            if kennung.isdecimal() and len(kennung) < 10 and kennung not in abstrakt:
                abstrakt[kennung] = element
            else:
                entferne(element)
        self._abstrakte: dict[str, etree._Element] = {}
        for num in self.wurzel.findall(f"{W}num"):
            kennung, ziel = wert(num, "numId"), wert(num.find(f"{W}abstractNumId"))
            gueltig = kennung.isdecimal() and len(kennung) < 10 and kennung != "0"
            if gueltig and kennung not in self._abstrakte and ziel in abstrakt:
                self._abstrakte[kennung] = abstrakt[ziel]
            else:
                entferne(num)

    def connect(self) -> None:
        """Sorgt dafür, dass Überschriften nummeriert sind und Aufzählung und Nummerierung ihre Zeichen haben."""
        self._ohne_verlorene()
        if self._ueberschriften_passen():
            self._befund.gefunden.append("Die Überschriften sind nummeriert (1, 1.1, 1.1.1).")
        else:
            self._nummeriere_ueberschriften()
        for name, muster, zeichen in (("List Bullet", "1", True), ("List Number", "2", False)):
            if not self._liste_passt(name, zeichen):
                self._setze_liste(name, 0, self._neue_liste(muster, {name: 0}))
        kennungen = set(self._stile.kennungen.values())
        for verweis in list(self.wurzel.iter(f"{W}pStyle", f"{W}styleLink", f"{W}numStyleLink")):
            if wert(verweis) not in kennungen:
                entferne(verweis)

    def _ohne_verlorene(self) -> None:
        for numpr in list(self._stile.wurzel.iter(f"{W}numPr")):
            nummer = numpr.find(f"{W}numId")
            if nummer is not None and wert(nummer) not in self.nummern | {"0"}:
                entferne(numpr)

    def _angabe(self, name: str) -> tuple[str, int]:
        """Liste und Ebene einer Formatvorlage, auch von ihren Grundlagen; ohne Liste leer."""
        stil = self._stile[name]
        for vorlage in self._stile.kette(stil):
            numpr = vorlage.find(f"{W}pPr/{W}numPr")
            if numpr is None:
                continue
            nummer = wert(numpr.find(f"{W}numId"))
            ebene = wert(numpr.find(f"{W}ilvl"))
            if ebene or nummer not in self._abstrakte:
                return nummer, int(ebene or 0)
            for lvl in self._abstrakte[nummer].findall(f"{W}lvl"):  # Word findet die Ebene über die Formatvorlage
                if wert(lvl.find(f"{W}pStyle")) == wert(vorlage, "styleId"):
                    return nummer, int(wert(lvl, "ilvl") or 0)
            return nummer, 0
        return "", 0

    def _ebene(self, nummer: str, ebene: int) -> etree._Element | None:
        if nummer not in self._abstrakte:
            return None
        return next((e for e in self._abstrakte[nummer].findall(f"{W}lvl") if wert(e, "ilvl") == str(ebene)), None)

    def _ueberschriften_passen(self) -> bool:
        """Ob alle Ebenen der Vorlage so zählen, wie der Bericht zählt; fehlende Ebenen schließen sich an."""
        nummer, _ = self._angabe("heading 1")
        num = next((n for n in self.wurzel.findall(f"{W}num") if wert(n, "numId") == nummer), None)
        if num is None or num.find(f"{W}lvlOverride") is not None:
            return False
        for ebene, name in enumerate(_UEBERSCHRIFTEN):
            if name not in self._stile.ergaenzt and self._angabe(name) != (nummer, ebene):
                return False
            lvl = self._ebene(nummer, ebene)
            if lvl is None or wert(lvl.find(f"{W}numFmt")) != "decimal" or lvl.find(f"{W}isLgl") is not None:
                return False
            if wert(lvl.find(f"{W}lvlText")).strip() != _GESTUFT[ebene] or wert(lvl.find(f"{W}start")) not in ("", "1"):
                return False
        for ebene, name in enumerate(_UEBERSCHRIFTEN):
            self._setze_liste(name, ebene, nummer)
        return True

    def _nummeriere_ueberschriften(self) -> None:
        nummer = self._neue_liste("0", {name: ebene for ebene, name in enumerate(_UEBERSCHRIFTEN)})
        for ebene, name in enumerate(_UEBERSCHRIFTEN):
            self._setze_liste(name, ebene, nummer)
            ppr = unterknoten(self._stile[name], "pPr")
            einzug = ppr.find(f"{W}ind")
            if einzug is not None:  # sonst stünde die Nummer im Text
                entferne(einzug)
        self._befund.ergaenzt.append(
            "Die Überschriften werden im Bericht nummeriert (1, 1.1, 1.1.1), damit Verweise und Verzeichnis stimmen."
        )

    def _liste_passt(self, name: str, zeichen: bool) -> bool:
        nummer, ebene = self._angabe(name)
        lvl = self._ebene(nummer, ebene)
        art = "" if lvl is None else wert(lvl.find(f"{W}numFmt"))
        return ebene == 0 and (art == "bullet" if zeichen else art not in ("", "bullet", "none"))

    def _setze_liste(self, name: str, ebene: int, nummer: str) -> None:
        angabe = knoten(f'<w:numPr><w:ilvl w:val="{ebene}"/><w:numId w:val="{nummer}"/></w:numPr>')
        setze(unterknoten(self._stile[name], "pPr"), angabe)

    def _neue_liste(self, muster: str, stile: dict[str, int]) -> str:
        """Übernimmt eine Liste der neutralen Vorlage und verbindet ihre Ebenen mit diesen Formatvorlagen."""
        kennungen = {self._stile.kennungen[name]: ebene for name, ebene in stile.items()}
        for verweis in list(self.wurzel.iter(f"{W}pStyle")):
            if wert(verweis) in kennungen:
                entferne(verweis)
        vorbild = next(e for e in self._neutral.findall(f"{W}abstractNum") if wert(e, "abstractNumId") == muster)
        neu = deepcopy(vorbild)
        je_ebene = {ebene: kennung for kennung, ebene in kennungen.items()}
        for lvl in neu.findall(f"{W}lvl"):
            lvl.find(f"{W}pStyle").set(f"{W}val", je_ebene[int(wert(lvl, "ilvl"))])  # type: ignore[union-attr]
        abstrakte = self.wurzel.findall(f"{W}abstractNum")
        kennung = str(1 + max((int(wert(a, "abstractNumId")) for a in abstrakte), default=-1))
        neu.set(f"{W}abstractNumId", kennung)
        self.wurzel.insert(len(abstrakte), neu)
        nummer = str(1 + max(map(int, self.nummern), default=0))
        self.wurzel.append(knoten(f'<w:num w:numId="{nummer}"><w:abstractNumId w:val="{kennung}"/></w:num>'))
        self._abstrakte[nummer] = neu
        return nummer


def _saeubere(wurzel: etree._Element) -> None:
    for element in list(wurzel.iter(etree.Element)):
        if element is wurzel:
            continue
        if raum(element) != W[1:-1] or lokal(element) not in _ERLAUBT:
            entferne(element)
            continue
        for schluessel in list(element.attrib):
            if not str(schluessel).startswith(W) or "rsid" in str(schluessel):
                del element.attrib[schluessel]
        if lokal(element) in ("ind", "tab"):
            for schluessel in list(element.attrib):
                zahl = twips(element.attrib[schluessel])
                if zahl is not None and abs(zahl) <= 31_680:
                    element.set(schluessel, str(zahl))
                elif not str(schluessel).endswith(("val", "leader")):
                    del element.attrib[schluessel]
        if lokal(element) == "lvl" and wert(element, "ilvl") not in map(str, range(9)):
            entferne(element)
