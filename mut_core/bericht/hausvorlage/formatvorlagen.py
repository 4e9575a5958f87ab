"""Abgleichen: die Formatvorlagen einer Vorlage mit denen, die der Bericht braucht – nach Namen, nicht nach Kennung."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage.knoten import entferne, knoten, lokal, raum, setze, twips, unterknoten, wert
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.hausvorlage.saeubern import GESTALTUNG
from mut_core.bericht.word.stile import ABSATZSTILE, TABELLENSTILE, W
from mut_core.bericht.word.vorlagenstile import SATZBREITE, styles_xml

_DEUTSCH: Final = {
    "heading 1": "überschrift 1", "heading 2": "überschrift 2", "heading 3": "überschrift 3",
    "heading 4": "überschrift 4", "normal": "standard", "body text": "textkörper", "quote": "zitat",
    "list bullet": "aufzählungszeichen", "list number": "listennummer", "toc heading": "inhaltsverzeichnisüberschrift",
    "toc 1": "verzeichnis 1", "toc 2": "verzeichnis 2", "toc 3": "verzeichnis 3",
    "table of figures": "abbildungsverzeichnis", "caption": "beschriftung", "title": "titel", "subtitle": "untertitel",
    "header": "kopfzeile", "footer": "fußzeile",
}  # fmt: skip
"""Word speichert englische Namen; andere Programme schreiben manchmal die angezeigten deutschen."""

_GRUNDLAGE: Final = frozenset({"Normal", "Default Paragraph Font", "No List", "Normal Table"})
_WICHTIG: Final = (*ABSATZSTILE, *TABELLENSTILE)
_HOECHSTENS: Final = 3_000
_KETTE_HOECHSTENS: Final = 20
_ABSTAND: Final = 80
_VERZEICHNISSE: Final = ("toc 1", "toc 2", "toc 3", "table of figures")
_ERLAUBT: Final = GESTALTUNG | frozenset(
    [
        "docDefaults",
        "rPrDefault",
        "pPrDefault",
        "latentStyles",
        "lsdException",
        "style",
        "name",
        "aliases",
        "basedOn",
        "next",
        "link",
        "hidden",
        "uiPriority",
        "semiHidden",
        "unhideWhenUsed",
        "qFormat",
        "locked",
        "tblStylePr",
    ]
)


class Formatvorlagen:
    """Die Formatvorlagen einer Vorlage während des Abgleichs."""

    def __init__(self, wurzel: etree._Element, befund: Befund) -> None:
        self.wurzel = knoten("<w:styles/>")
        self.wurzel.extend(k for k in wurzel if lokal(k) in ("docDefaults", "latentStyles", "style"))
        self._befund = befund
        self._neutral = {wert(s.find(f"{W}name")): s for s in _stile(etree.fromstring(styles_xml().encode()))}
        self.sprache = wert(self.wurzel.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"))
        _saeubere(self.wurzel)
        self._ordne()
        self.ergaenzt: set[str] = set()

    def __getitem__(self, name: str) -> etree._Element:
        return self._nach_name[name]

    @property
    def kennungen(self) -> dict[str, str]:
        """Zu jedem Namen die Kennung."""
        return {name: wert(stil, "styleId") for name, stil in self._nach_name.items()}

    def _ordne(self) -> None:
        """Eindeutige Kennungen und Namen, englische Namen für alles, was der Bericht braucht."""
        gesehen: set[str] = set()
        self._nach_name: dict[str, etree._Element] = {}
        for nummer, stil in enumerate(list(_stile(self.wurzel))):
            kennung, name = wert(stil, "styleId"), wert(stil.find(f"{W}name")).strip()
            if not kennung or not name or kennung in gesehen or nummer > _HOECHSTENS:
                entferne(stil)
                continue
            gesehen.add(kennung)
            self._nach_name.setdefault(name, stil)
        klein = {name.lower(): name for name in reversed(list(self._nach_name))}
        for gesucht, muster in self._neutral.items():
            if gesucht not in self._nach_name:
                self._benenne(gesucht, klein)
            vorhanden = self._nach_name.get(gesucht)
            if vorhanden is not None and wert(vorhanden, "type") != wert(muster, "type"):
                self._nach_name[f"{gesucht} (eigene)"] = self._nach_name.pop(gesucht)
                vorhanden.find(f"{W}name").set(f"{W}val", f"{gesucht} (eigene)")  # type: ignore[union-attr]

    def _benenne(self, gesucht: str, klein: dict[str, str]) -> None:
        """Gibt einer Formatvorlage mit deutschem oder anders geschriebenem Namen den Namen, den Word kennt."""
        anders = klein.get(gesucht.lower()) or klein.get(_DEUTSCH.get(gesucht.lower(), ""))
        if anders is None and gesucht == "Normal":
            anders = next((n for n, s in self._nach_name.items() if _ist_vorgabe(s, "paragraph")), None)
        if anders is None or anders not in self._nach_name:
            return
        stil = self._nach_name[gesucht] = self._nach_name.pop(anders)
        stil.find(f"{W}name").set(f"{W}val", gesucht)  # type: ignore[union-attr]

    def complete(self) -> None:
        """Ergänzt, was fehlt, aus der neutralen Vorlage, und schreibt beides in den Befund."""
        gefunden = [name for name in _WICHTIG if name in self._nach_name]
        fehlend = [name for name in self._neutral if name not in self._nach_name]
        for name in fehlend:
            self._uebernimm(name)
        for name in fehlend:
            self._verknuepfe(name)
        self._vorgaben()
        self._loese_kreise()
        if gefunden:
            self._befund.gefunden.append(f"{len(gefunden)} von {len(_WICHTIG)} Formatvorlagen: {', '.join(gefunden)}.")
        wichtige = [name for name in fehlend if name not in _GRUNDLAGE]
        if wichtige:
            self._befund.ergaenzt.append(f"Fehlende Formatvorlagen, neutral gestaltet: {', '.join(wichtige)}.")

    def _uebernimm(self, name: str) -> None:
        neu = deepcopy(self._neutral[name])
        kennung, vergeben = wert(neu, "styleId"), set(self.kennungen.values())
        while kennung in vergeben:
            kennung += "Bericht"
        neu.set(f"{W}styleId", kennung)
        for numpr in neu.findall(f"{W}pPr/{W}numPr"):
            entferne(numpr)
        if wert(neu, "default") and any(_ist_vorgabe(s, wert(neu, "type")) for s in self._nach_name.values()):
            del neu.attrib[f"{W}default"]
        if name in ("Tabellentext", "Abbildung"):  # sonst erbten sie Blocksatz und Einzüge des Fließtexts
            ppr = unterknoten(neu, "pPr")
            setze(ppr, knoten('<w:ind w:left="0" w:right="0" w:firstLine="0"/>'))
            setze(ppr, knoten('<w:jc w:val="left"/>'))
        self.wurzel.append(neu)
        self._nach_name[name] = neu
        self.ergaenzt.add(name)

    def _verknuepfe(self, name: str) -> None:
        """Grundlage und Folge zeigen auf die Kennungen dieser Vorlage; Überschriften nehmen deren Farbe und Schrift."""
        stil, kennungen = self._nach_name[name], self.kennungen
        namen = {wert(s, "styleId"): n for n, s in self._neutral.items()}
        for art in ("basedOn", "next", "link"):
            verweis = stil.find(W + art)
            if verweis is not None:
                verweis.set(f"{W}val", kennungen[namen[wert(verweis)]])
        vorbild = self._nach_name.get("heading 1")
        if vorbild is None or "heading 1" in self.ergaenzt or not name.lower().startswith(("heading", "toc heading")):
            return
        for art in ("color", "rFonts"):
            eigenes = vorbild.find(f"{W}rPr/{W}{art}")
            if eigenes is not None:
                setze(unterknoten(stil, "rPr"), deepcopy(eigenes))

    def _vorgaben(self) -> None:
        """Die Sprache ist Deutsch, auch wo die Vorlage eine andere vorgibt."""
        vorgaben = self.wurzel.find(f"{W}docDefaults")
        if vorgaben is None:
            vorgaben = knoten("<w:docDefaults/>")
        if vorgaben.find(f"{W}rPrDefault") is None:
            vorgaben.insert(0, knoten("<w:rPrDefault/>"))
        self.wurzel.insert(0, vorgaben)  # das Schema will sie vorn
        for latent in self.wurzel.findall(f"{W}latentStyles"):
            self.wurzel.insert(1, latent)
        rpr = unterknoten_frei(vorgaben.find(f"{W}rPrDefault"), "rPr")
        setze(rpr, knoten('<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/>'))
        vorgabestile = {wert(s, "type"): s for s in _stile(self.wurzel) if wert(s, "default")}
        if "paragraph" not in vorgabestile:
            self._nach_name["Normal"].set(f"{W}default", "1")

    def _loese_kreise(self) -> None:
        """Grundlagen, die fehlen oder im Kreis führen, entfallen; Folge und Verknüpfung ins Leere auch."""
        alle = {wert(s, "styleId"): s for s in _stile(self.wurzel)}
        for stil in alle.values():
            for art in ("basedOn", "next", "link"):
                for verweis in stil.findall(W + art):
                    ziel = alle.get(wert(verweis))
                    if ziel is None or (art == "basedOn" and wert(ziel, "type") != wert(stil, "type")):
                        entferne(verweis)
        for stil in alle.values():
            if len(list(self.kette(stil, alle))) > _KETTE_HOECHSTENS:
                entferne(stil.find(f"{W}basedOn"))  # type: ignore[arg-type]

    def kette(self, stil: etree._Element, alle: dict[str, etree._Element] | None = None) -> Iterator[etree._Element]:
        """Die Formatvorlage und ihre Grundlagen; höchstens etwas mehr, als erlaubt ist."""
        alle = {wert(s, "styleId"): s for s in self._nach_name.values()} if alle is None else alle
        naechste: etree._Element | None = stil
        for _ in range(_KETTE_HOECHSTENS + 1):
            if naechste is None:
                return
            yield naechste
            naechste = alle.get(wert(naechste.find(f"{W}basedOn")))

    def fit(self, breite: int) -> None:
        """Richtet Verzeichnisse und ergänzte Kopfzeilen an der Textbreite aus (Zwanzigstelpunkt)."""
        for name in _VERZEICHNISSE:
            ppr, neutral = unterknoten(self[name], "pPr"), self._neutral[name].find(f"{W}pPr")
            setze(ppr, knoten(f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{breite}"/></w:tabs>'))
            einzug = None if neutral is None else neutral.find(f"{W}ind")
            setze(ppr, knoten('<w:ind w:left="0" w:firstLine="0"/>') if einzug is None else deepcopy(einzug))
        for name in ("header", "footer"):
            for tab in self[name].iter(f"{W}tab"):
                stelle, eigener = int(wert(tab, "pos") or 0), name not in self.ergaenzt
                # jenseits des Rands verschwindet in LibreOffice, was am Tabulator steht
                if stelle > breite or (stelle == SATZBREITE and not eigener):
                    tab.set(f"{W}pos", str(breite))

    def heading_grundlagen(self) -> None:
        """Jede Überschrift hat ihre Gliederungsebene und bleibt beim folgenden Absatz."""
        for ebene in range(1, 5):
            ppr = unterknoten(self[f"heading {ebene}"], "pPr")
            setze(ppr, knoten("<w:keepNext/>"))
            setze(ppr, knoten(f'<w:outlineLvl w:val="{ebene - 1}"/>'))
        beschriftung = unterknoten(unterknoten(self["caption"], "pPr"), "spacing")
        if int(wert(beschriftung, "before") or 0) < _ABSTAND:  # sonst klebt sie am Bild
            beschriftung.set(f"{W}before", str(_ABSTAND))
        ppr = unterknoten(self["TOC Heading"], "pPr")  # beruht in Word auf „heading 1“ und zählte sonst mit
        setze(ppr, knoten('<w:numPr><w:numId w:val="0"/></w:numPr>'))
        setze(ppr, knoten('<w:ind w:left="0" w:firstLine="0"/>'))
        setze(ppr, knoten('<w:outlineLvl w:val="9"/>'))


def unterknoten_frei(eltern: etree._Element | None, name: str) -> etree._Element:
    """Das einzige Kind dieses Namens; fehlt es, wird es angelegt."""
    if eltern is None:
        raise ValueError("ohne Elternknoten")
    kind = eltern.find(W + name)
    return etree.SubElement(eltern, W + name) if kind is None else kind


def _stile(wurzel: etree._Element) -> Iterator[etree._Element]:
    return wurzel.iterfind(f"{W}style")


def _ist_vorgabe(stil: etree._Element, art: str) -> bool:
    return wert(stil, "type") == art and wert(stil, "default") in ("1", "true", "on")


_ZAHLEN: Final = {
    "spacing": ("before", "after", "line"), "tab": ("pos",),
    "ind": ("left", "right", "start", "end", "hanging", "firstLine"), "tblInd": ("w",),
}  # fmt: skip
_GANZE: Final = {"outlineLvl": 9, "ilvl": 8, "numId": 2**31 - 1, "sz": 3_276, "szCs": 3_276}


def _saeubere(wurzel: etree._Element) -> None:
    """Nur Word-Knoten ohne Verweise auf andere Teile; Maße in Zwanzigstelpunkt; keine eigene Sprache je Vorlage."""
    for element in list(wurzel.iter(etree.Element)):
        if element is wurzel:
            continue
        name = lokal(element)
        if raum(element) != W[1:-1] or name not in _ERLAUBT:
            entferne(element)
            continue
        for schluessel in list(element.attrib):
            if not str(schluessel).startswith(W) or "rsid" in str(schluessel):
                del element.attrib[schluessel]
        for attribut in _ZAHLEN.get(name, ()):
            _masszahl(element, attribut)
        grenze = _GANZE.get(name)
        if grenze is not None and not (
            wert(element).isascii() and wert(element).isdecimal() and int(wert(element)) <= grenze
        ):
            entferne(element)


def _masszahl(element: etree._Element, attribut: str) -> None:
    if W + attribut not in element.attrib:
        return
    zahl = twips(wert(element, attribut))
    if zahl is None or abs(zahl) > 31_680:
        del element.attrib[W + attribut]
    else:
        element.set(W + attribut, str(zahl))
