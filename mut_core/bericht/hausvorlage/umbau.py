"""Umbauen: aus einer hochgeladenen Vorlage ein neues Paket schreiben, in dem nur Erlaubtes steht."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from mut_core.bericht.hausvorlage import saeubern
from mut_core.bericht.hausvorlage.abschnitte import Verweise, build_abschnitt, note_abschnitt, textbreite, verweise
from mut_core.bericht.hausvorlage.angaben import gefundene_angaben, unify_steuerelemente
from mut_core.bericht.hausvorlage.auspacken import KAPUTT, Beziehung, Paket, Teil, abgewiesen
from mut_core.bericht.hausvorlage.bilder import DATEI_HOECHSTENS, Bild, rewrite_bild
from mut_core.bericht.hausvorlage.deckblatt import complete_deckblatt, split_rumpf
from mut_core.bericht.hausvorlage.felder import sift_felder
from mut_core.bericht.hausvorlage.formatvorlagen import Formatvorlagen
from mut_core.bericht.hausvorlage.knoten import NAMENSRAEUME, R, an, entferne, knoten, wert
from mut_core.bericht.hausvorlage.listen import Listen
from mut_core.bericht.hausvorlage.pruefliste import Befund
from mut_core.bericht.hausvorlage.rahmen import complete_rahmen
from mut_core.bericht.hausvorlage.schreiben import Bauteil, write_paket
from mut_core.bericht.word.stile import W

_BILDER_HOECHSTENS: Final = 20
_RAHMEN_HOECHSTENS: Final = 30
_ERSTE_NUMMER: Final = 900_001  # der Bericht zählt seine Zeichnungen ab 1


@dataclass
class _Bilder:
    """Die Bilder der Vorlage, jedes einmal neu geschrieben."""

    paket: Paket
    fertig: dict[str, Bild | None] = field(default_factory=dict)

    def __call__(self, ziel: str) -> Bild | None:
        """Das Bild unter diesem Namen; None, wenn es nicht zu gebrauchen ist."""
        if ziel not in self.fertig:
            daten = self.paket.daten(ziel, DATEI_HOECHSTENS) if len(self.fertig) < _BILDER_HOECHSTENS else None
            self.fertig[ziel] = rewrite_bild(daten) if daten else None
        return self.fertig[ziel]


def build_vorlage(daten: bytes, befund: Befund) -> bytes:
    """Gibt das neue Paket und schreibt in den Befund, was geschah; wirft EingabeError bei Unlesbarem."""
    paket = Paket(daten)
    haupt = paket.hauptteil()
    koerper = haupt.wurzel.find(f"{W}body")
    if koerper is None:
        raise abgewiesen(KAPUTT)
    bilder = _Bilder(paket)
    dokument = Bauteil("document", "word/document.xml", koerper)
    abschnitte = list(_abschnitte(koerper))
    kopf = _lies_rahmen(paket, haupt, abschnitte)
    _bereite_auf(dokument, haupt.beziehungen, bilder, befund)
    for teil, bauteil in kopf.values():
        _bereite_auf(bauteil, teil.beziehungen, bilder, befund)
    stile, listen = _lies_stile(paket, haupt, befund)
    rumpf, rahmen = _build_rumpf(koerper, {k: b for k, (_, b) in kopf.items()}, stile, befund)
    stile.fit(textbreite(rumpf[-1]))
    dokument.wurzel = rumpf
    saeubern.label_tabellen(rumpf)
    erste = _ERSTE_NUMMER
    for bauteil in (dokument, *rahmen):
        saeubern.remove_unbekannte_stile(bauteil.wurzel, set(stile.kennungen.values()), listen.nummern)
        saeubern.fill_leere_zellen(bauteil.wurzel)
        erste = saeubern.number_zeichnungen(bauteil.wurzel, erste, befund)
    _note_rest(haupt, bilder, paket, befund)
    return write_paket(dokument, rahmen, stile.wurzel, listen.wurzel, _beiwerk(paket, haupt, befund))


def _abschnitte(koerper: etree._Element) -> Iterator[etree._Element]:
    """Alle Abschnitte in Reihenfolge; der letzte steht am Ende des Rumpfs."""
    yield from (s for s in koerper.iter(f"{W}sectPr") if next(s.iterancestors(f"{W}txbxContent"), None) is None)


def _lies_rahmen(paket: Paket, haupt: Teil, abschnitte: list[etree._Element]) -> dict[str, tuple[Teil, Bauteil]]:
    """Die Kopf- und Fußzeilen, auf die ein Abschnitt verweist, nach Beziehungskennung."""
    ergebnis: dict[str, tuple[Teil, Bauteil]] = {}
    for verweis in [v for s in abschnitte for v in s.iterfind("*") if v.get(f"{R}id")]:
        kennung = verweis.get(f"{R}id", "")
        beziehung = haupt.beziehungen.get(kennung)
        art = {f"{W}headerReference": "header", f"{W}footerReference": "footer"}.get(str(verweis.tag))
        if kennung in ergebnis or beziehung is None or art is None or beziehung.art != art:
            continue
        if len(ergebnis) >= _RAHMEN_HOECHSTENS:
            raise abgewiesen(KAPUTT)
        teil = paket.teil(beziehung.ziel, W + ("hdr" if art == "header" else "ftr"))
        nummer = 1 + sum(b.art == art for _, b in ergebnis.values())
        ergebnis[kennung] = teil, Bauteil(art, f"word/{art}{nummer}.xml", teil.wurzel)
    return ergebnis


def _bereite_auf(bauteil: Bauteil, beziehungen: dict[str, Beziehung], bilder: _Bilder, befund: Befund) -> None:
    """Weist Verbotenes ab und lässt vom Rest nur Erlaubtes stehen."""
    saeubern.reject_verbotenes(bauteil.wurzel, beziehungen, befund)
    sift_felder(bauteil.wurzel, befund)
    unify_steuerelemente(bauteil.wurzel, befund)

    def bild(beziehung: Beziehung) -> str | None:
        fertig = bilder(beziehung.ziel)
        return None if fertig is None else bauteil.add_bild(fertig)

    saeubern.clean_inhalt(bauteil.wurzel, beziehungen, bild, befund)
    for link in bauteil.wurzel.iter(f"{W}hyperlink"):
        link.set(f"{R}id", bauteil.add_link(beziehungen[link.get(f"{R}id", "")].ziel))


def _lies_stile(paket: Paket, haupt: Teil, befund: Befund) -> tuple[Formatvorlagen, Listen]:
    vorhandene = _beiteil(paket, haupt, "styles")
    stile = Formatvorlagen(knoten("<w:styles/>") if vorhandene is None else vorhandene, befund)
    stile.complete()
    listen = Listen(_beiteil(paket, haupt, "numbering"), stile, befund)
    listen.connect()
    stile.heading_grundlagen()
    if stile.sprache.startswith("de"):
        befund.gefunden.append("Die Sprache ist Deutsch.")
    else:
        befund.ergaenzt.append("Die Sprache des Dokuments ist jetzt Deutsch (für Silbentrennung und Vorlesen).")
    return stile, listen


def _beiteil(paket: Paket, haupt: Teil, art: str) -> etree._Element | None:
    """Der Teil dieser Art neben dem Dokument; None, wenn die Vorlage keinen hat."""
    wurzeln = {"styles": "styles", "numbering": "numbering", "settings": "settings", "fontTable": "fonts"}
    for beziehung in haupt.beziehungen.values():
        if beziehung.art == art and not beziehung.aussen:
            return paket.teil(beziehung.ziel, W + wurzeln[art]).wurzel
    return None


def _build_rumpf(
    koerper: etree._Element, kopf: dict[str, Bauteil], stile: Formatvorlagen, befund: Befund
) -> tuple[etree._Element, list[Bauteil]]:
    """Der neue Rumpf – Deckblatt, Ort des Inhalts, Abschnitt – und die Kopf- und Fußzeilen, die er braucht."""
    davor, ort = split_rumpf(koerper, befund)
    alle = list(koerper)
    bloecke = [k for k in alle if k.tag in (f"{W}p", f"{W}tbl")]
    stelle = alle.index(bloecke[ort]) if ort < len(bloecke) else len(alle)
    sect, verweise_hier = _abschnitt_ab(koerper, alle[stelle:], kopf)
    deckblatt = complete_deckblatt(davor, stile.kennungen, befund)
    eigener = any(True for b in deckblatt for _ in b.iter(f"{W}sectPr"))
    neu = build_abschnitt(sect, verweise_hier, titelseite=not eigener)
    _schreibe_abschnitte(deckblatt, kopf)
    rahmen = complete_rahmen(neu, kopf, stile.kennungen, befund)
    note_abschnitt(sect, neu, befund)
    rumpf = knoten("<w:body/>")
    rumpf.extend([*deckblatt, _platz(), neu])
    _note_angaben(rumpf, rahmen, befund)
    benutzt = {v.get(f"{R}id", "") for v in rumpf.iter(f"{W}headerReference", f"{W}footerReference")}
    return rumpf, [b for b in rahmen if b.kennung in benutzt]


def _abschnitt_ab(
    koerper: etree._Element, danach: list[etree._Element], kopf: dict[str, Bauteil]
) -> tuple[etree._Element, Verweise]:
    """Der Abschnitt, in dem der Bericht steht, mit allem, was er von früheren erbt."""
    geerbt: Verweise = {}
    sect = knoten("<w:sectPr/>")
    orte = set(danach)
    for sect in _abschnitte(koerper):
        geerbt = verweise(sect, geerbt)
        if sect in orte or orte & set(sect.iterancestors()):
            break
    return sect, _bekannte(geerbt, kopf)


def _bekannte(alle: Verweise, kopf: dict[str, Bauteil]) -> Verweise:
    return {schluessel: kopf[k].kennung for schluessel, k in alle.items() if k in kopf}


def _schreibe_abschnitte(bloecke: list[etree._Element], kopf: dict[str, Bauteil]) -> None:
    """Schreibt die Abschnitte des Deckblatts neu."""
    geerbt: Verweise = {}
    for sect in [s for b in bloecke for s in b.iter(f"{W}sectPr")]:
        geerbt = verweise(sect, geerbt)
        eltern = sect.getparent()
        if eltern is None or eltern.tag != f"{W}pPr":
            entferne(sect)
            continue
        eltern.replace(sect, build_abschnitt(sect, _bekannte(geerbt, kopf), titelseite=True, deckblatt=True))


def _platz() -> etree._Element:
    """Der Ort, an dem `Huelle` den Bericht einsetzt."""
    return knoten(
        '<w:sdt><w:sdtPr><w:alias w:val="Inhalt"/><w:tag w:val="inhalt"/><w:id w:val="1"/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>Hier steht der Bericht.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )


def _note_angaben(rumpf: etree._Element, rahmen: list[Bauteil], befund: Befund) -> None:
    gefunden = {t for wurzel in (rumpf, *(b.wurzel for b in rahmen)) for t in gefundene_angaben(wurzel)} - {"inhalt"}
    if gefunden:
        befund.gefunden.append(f"Angaben, die der Bericht füllt: {', '.join(sorted(gefunden))}.")


_ANDERES: Final = {
    "comments": "Kommentare",
    "footnotes": "Fußnoten",
    "glossaryDocument": "Schnellbausteine",
    "customXml": "eigene XML-Daten",
    "webextensiontaskpanes": "Add-ins",
    "people": "Namen von Bearbeitenden",
}


def _note_rest(haupt: Teil, bilder: _Bilder, paket: Paket, befund: Befund) -> None:
    """Sagt, was sonst noch in der Datei war und nicht mitkommt."""
    arten = {b.art for b in haupt.beziehungen.values()}
    rest = [name for art, name in _ANDERES.items() if art in arten]
    if rest:
        befund.uebergangen.append(f"Nicht übernommen: {', '.join(rest)}.")
    if anzahl := sum(b is not None for b in bilder.fertig.values()):
        befund.gefunden.append("Ein Bild (etwa ein Logo)." if anzahl == 1 else f"{anzahl} Bilder (etwa Logos).")
    befund.uebergangen.append("Namen und Daten in den Eigenschaften der Datei werden nie übernommen.")
    einstellungen = _beiteil(paket, haupt, "settings")
    if einstellungen is None:
        return
    saeubern.reject_verbotenes(einstellungen, {}, befund)
    modus = [wert(c) for c in einstellungen.iter(f"{W}compatSetting") if wert(c, "name") == "compatibilityMode"]
    if modus and modus[0] != "15":
        befund.ergaenzt.append(
            f"Die Vorlage war im Kompatibilitätsmodus gespeichert ({modus[0][:4]}); der Bericht ist es nicht."
        )


def _beiwerk(paket: Paket, haupt: Teil, befund: Befund) -> dict[str, etree._Element | bool]:
    """Schriftenliste, Farbschema und die Einstellungen, von denen Kopfzeilen und Ränder abhängen."""
    beiwerk: dict[str, etree._Element | bool] = {}
    einstellungen = _beiteil(paket, haupt, "settings")
    if einstellungen is not None:
        beiwerk["gerade"] = an(einstellungen.find(f"{W}evenAndOddHeaders"))
        beiwerk["spiegel"] = an(einstellungen.find(f"{W}mirrorMargins"))
    schriften = _beiteil(paket, haupt, "fontTable")
    if schriften is not None:
        beiwerk["schriften"] = schriften
    for beziehung in haupt.beziehungen.values():
        if beziehung.art == "theme" and not beziehung.aussen:
            schema = paket.teil(beziehung.ziel, f"{{{NAMENSRAEUME['a']}}}theme").wurzel
            if any(str(k).startswith(R) for e in schema.iter(etree.Element) for k in e.attrib):
                befund.uebergangen.append("Das Farbschema enthält Bilder und wird nicht übernommen.")
            else:
                beiwerk["schema"] = schema
    return beiwerk
