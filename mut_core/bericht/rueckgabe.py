"""Zurücknehmen: die in Word bearbeitete Datei prüfen, ihre freien Texte lesen und mit der App zusammenführen.

    zurueck = read_rueckgabe(pruefe_rueckgabe("Bericht.docx", daten))
    erzeugt = {t.schluessel: t.erzeugt for t in kapitel_texte(lagebild, wahl)}
    for e in merge(zurueck.grundlage, erzeugt, wahl.texte, zurueck.texte): …

Jede Datei zum Bearbeiten trägt in ihren Eigenschaften die Prüfsummen der Texte, mit denen sie hinausging. So lässt sich
ohne Rückfrage sagen, was in Word und was inzwischen in der App geändert wurde. Die Datei selbst wird nie weitergegeben:
Übernommen wird nur Text in kleiner Auszeichnung.
"""

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Final

from lxml import etree

from mut_core.bericht.niederschrift import als_text, normalform
from mut_core.bericht.ruecklesen import Leser
from mut_core.bericht.word.freitext import VORSATZ
from mut_core.bericht.word.paket import gezippt, teile
from mut_core.bericht.word.strom import KAPUTT, XML_HOECHSTENS, ZU_VIEL, steuerelemente, verweigere
from mut_core.bericht.word.text import maskiert
from mut_core.dateien import Dateiart, pruefe_upload
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild

_AMT: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_EIGENSCHAFT: Final = f"{{{_AMT}/custom-properties}}property"
_RUMPF: Final = "word/document.xml"
_EIGENSCHAFTEN: Final = "docProps/custom.xml"
_TYP: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FMTID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_KENNUNG: Final = "bericht"
_SCHLUESSEL_HOECHSTENS: Final = 100
_STELLEN_HOECHSTENS: Final = 2000
_TEXT_HOECHSTENS: Final = 500_000
"""Zeichen eines Kapitels; gespeichert werden höchstens 100.000 (`Berichtstext`)."""

_TEXTTEILE: Final = ("header", "footer", "footnotes", "endnotes", "comments", "glossary/document")


@dataclass(frozen=True)
class Rueckgabe:
    """Was aus einer Datei zurückkam."""

    texte: Mapping[str, str]
    """Je Schlüssel der Text in der Auszeichnung von `auszeichnung`; leer, wenn nur der Platzhalter darin steht."""
    grundlage: Mapping[str, str]
    """Je Schlüssel der `abdruck` des Textes, mit dem die Datei hinausging; leer bei einer fremden Datei."""
    bericht: str = ""
    """Zu welchem Bericht die Datei gehört (`berichtskennung`); leer, wenn sie es nicht sagt."""
    doppelte: tuple[str, ...] = ()
    """Schlüssel, die mehrmals vorkamen; weicht mehr als eine Fassung ab, steht ihr Text hintereinander."""
    hinweise: tuple[str, ...] = ()
    """Was nicht mitkam, je ein Satz."""


class Art(StrEnum):
    """Was mit einem Kapitel nach der Rückgabe geschieht."""

    GLEICH = "gleich"
    """In Word nicht geändert, oder in App und Word gleich: nichts zu tun."""
    UEBERNEHMEN = "uebernehmen"
    """Nur in Word geändert: der neue Text kann gespeichert werden."""
    KONFLIKT = "konflikt"
    """In Word und in der App verschieden geändert: jemand muss beide Fassungen ansehen."""
    GELEERT = "geleert"
    """In Word gelöscht: der bisherige Text bleibt, bis ihn jemand entfernt."""
    FEHLT = "fehlt"
    """Das Steuerelement kam nicht zurück: der bisherige Text bleibt."""
    UNBEKANNT = "unbekannt"
    """Diese Stelle hat der Bericht nicht (mehr): der Text wird nur gezeigt."""


@dataclass(frozen=True)
class Ergebnis:
    """Ein Kapitel nach dem Zusammenführen; beide Fassungen stehen darin, damit nichts verloren geht."""

    schluessel: str
    art: Art
    jetzt: str
    """Was die App heute druckt: der eigene Text, sonst der erzeugte."""
    zurueck: str
    """Was aus Word kam."""


# ---------------------------------------------------------------------------------------------- Hinaus


def abdruck(text: str) -> str:
    """Gibt die Prüfsumme eines Textes, gleich für alles, was gleich gedruckt wird."""
    return hashlib.sha256(normalform(text).encode()).hexdigest()[:32]


def berichtskennung(lagebild: Lagebild) -> str:
    """Gibt, woran eine Datei ihrem Bericht zugeordnet wird: „lehrte/2023-08-30“."""
    return f"{lagebild.konzept.schluessel}/{lagebild.stichtag.isoformat()}"


def with_grundlage(docx: bytes, lagebild: Lagebild) -> bytes:
    """Gibt dieselbe, selbst gebaute Datei mit den Prüfsummen ihrer freien Texte in den Eigenschaften."""
    inhalt = teile(docx)
    texte = _lies_texte(inhalt, Leser(*_umfeld(inhalt)))
    angaben = {_KENNUNG: berichtskennung(lagebild)} | {k: abdruck(t) for k, (t, *_) in texte.items()}
    eigenschaften = "".join(
        f'<property fmtid="{_FMTID}" pid="{n}" name="{maskiert(VORSATZ + k)}"><vt:lpwstr>{maskiert(w)}</vt:lpwstr>'
        "</property>"
        for n, (k, w) in enumerate(angaben.items(), start=2)
    )
    neu = _EIGENSCHAFTEN not in inhalt  # eine Vorlage kann schon eigene Eigenschaften mitbringen
    inhalt[_EIGENSCHAFTEN] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{_AMT}/custom-properties" xmlns:vt="{_AMT}/docPropsVTypes">{eigenschaften}</Properties>'
    ).encode()
    typ = f'<Override PartName="/{_EIGENSCHAFTEN}" ContentType="{_TYP}"/></Types>'
    ziel = (
        f'<Relationship Id="rIdGrundlage" Type="{_AMT}/relationships/custom-properties" Target="{_EIGENSCHAFTEN}"/>'
        "</Relationships>"
    )
    if neu:
        inhalt["[Content_Types].xml"] = inhalt["[Content_Types].xml"].replace(b"</Types>", typ.encode())
        inhalt["_rels/.rels"] = inhalt["_rels/.rels"].replace(b"</Relationships>", ziel.encode())
    return gezippt(inhalt)


# ---------------------------------------------------------------------------------------------- Herein


def pruefe_rueckgabe(name: str, daten: bytes) -> bytes:
    """Gibt die Datei unverändert zurück, wenn sie unbedenklich ist; wirft sonst EingabeError (`feld="datei"`).

    Zusätzlich zur Upload-Wache: keine fremden Felder (DDE, INCLUDE…), keine eingefügten Dateien, kein zu tiefes XML.
    Erlaubt ist dagegen die Arbeitsmappe eines Diagramms, die der eigene Bericht mitbringt.
    """
    pruefe_upload(name, daten, arten={Dateiart.DOCX}, mit_diagrammen=True)
    with zipfile.ZipFile(BytesIO(daten)) as zip_:
        for teil in zip_.infolist():
            if teil.filename == _RUMPF or _ist_textteil(teil.filename):
                for _ in steuerelemente(_teil(zip_, teil.filename)):
                    pass
    return daten


def _ist_textteil(name: str) -> bool:
    kurz = name.removeprefix("word/")
    return name.startswith("word/") and name.endswith(".xml") and kurz.startswith(_TEXTTEILE)


def read_rueckgabe(daten: bytes) -> Rueckgabe:
    """Liest die freien Texte einer mit `pruefe_rueckgabe` geprüften Datei; wirft EingabeError, wenn sie keine hat."""
    with zipfile.ZipFile(BytesIO(daten)) as zip_:
        namen = {n: n for n in zip_.namelist()}
        gebraucht = (_RUMPF, _rels(_RUMPF), "word/styles.xml", "word/numbering.xml", _EIGENSCHAFTEN)
        inhalt = {n: _teil(zip_, n) for n in gebraucht if n in namen}
    if _RUMPF not in inhalt:
        verweigere(KAPUTT)
    leser = Leser(*_umfeld(inhalt))
    gefunden = _lies_texte(inhalt, leser)
    if not gefunden:
        verweigere(
            "In der Datei steht kein Kapitel zum Bearbeiten. Bitte laden Sie den Bericht mit „zum Bearbeiten in Word“ "
            "herunter, ändern Sie ihn dort und speichern Sie ihn als .docx."
        )
    angaben = _angaben(inhalt.get(_EIGENSCHAFTEN))
    bericht = angaben.pop(_KENNUNG, "")
    return Rueckgabe(
        texte={k: _eine(fassungen, angaben.get(k, "")) for k, fassungen in gefunden.items()},
        grundlage=angaben,
        bericht=bericht,
        doppelte=tuple(k for k, fassungen in gefunden.items() if len(fassungen) > 1),
        hinweise=tuple(f"Nicht übernommen: {h}." for h in sorted(leser.hinweise)),
    )


def _eine(fassungen: tuple[str, ...], grundlage: str) -> str:
    """Kommt ein Steuerelement mehrmals zurück, zählt das geänderte; sind es mehrere, stehen alle hintereinander."""
    verschieden = list(dict.fromkeys(fassungen))
    geaendert = [t for t in verschieden if abdruck(t) != grundlage]
    return "\n\n".join(t for t in geaendert or verschieden[:1] if t)


def _lies_texte(inhalt: Mapping[str, bytes], leser: Leser) -> dict[str, tuple[str, ...]]:
    gefunden: dict[str, tuple[str, ...]] = {}
    for schluessel, element in steuerelemente(inhalt[_RUMPF]):
        if sum(map(len, element.itertext())) > _TEXT_HOECHSTENS:
            verweigere(ZU_VIEL)
        kurz = schluessel[:_SCHLUESSEL_HOECHSTENS]
        gefunden[kurz] = (*gefunden.get(kurz, ()), normalform(als_text(leser.zeilen(element))))
        if len(gefunden) > _STELLEN_HOECHSTENS:
            verweigere(ZU_VIEL)
    return gefunden


def _umfeld(
    inhalt: Mapping[str, bytes],
) -> tuple[etree._Element | None, etree._Element | None, dict[str, str]]:
    """Formatvorlagen, Listen und die Ziele der Hyperlinks nach Kennung."""
    rels = _baum(inhalt.get(_rels(_RUMPF)))
    links = {r.get("Id", ""): r.get("Target", "") for r in _kinder(rels) if r.get("Type", "").endswith("/hyperlink")}
    return _baum(inhalt.get("word/styles.xml")), _baum(inhalt.get("word/numbering.xml")), links


def _kinder(rels: etree._Element | None) -> Iterator[etree._Element]:
    return rels.iter(f"{_REL}Relationship") if rels is not None else iter(())


def _rels(teil: str) -> str:
    ordner, name = posixpath.split(teil)
    return f"{ordner}/_rels/{name}.rels"


def _teil(zip_: zipfile.ZipFile, name: str) -> bytes:
    if zip_.getinfo(name).file_size > XML_HOECHSTENS:
        verweigere(ZU_VIEL)
    return zip_.read(name)


def _baum(xml: bytes | None) -> etree._Element | None:
    if xml is None:
        return None
    if len(xml) > XML_HOECHSTENS // 4:
        verweigere(ZU_VIEL)
    leser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, leser)
    except etree.XMLSyntaxError as fehler:
        raise EingabeError(KAPUTT, feld="datei") from fehler


def _angaben(xml: bytes | None) -> dict[str, str]:
    """Die eigenen Eigenschaften der Datei ohne ihren Vorsatz."""
    baum = _baum(xml)
    eigene = baum.iter(_EIGENSCHAFT) if baum is not None else ()
    werte = {p.get("name", ""): "".join(str(t) for t in p.itertext()) for p in eigene}
    return {k.removeprefix(VORSATZ): w for k, w in werte.items() if k.startswith(VORSATZ)}


# ---------------------------------------------------------------------------------------------- Zusammenführen


def merge(
    damals: Mapping[str, str],
    erzeugt_jetzt: Mapping[str, str],
    eigener_jetzt: Mapping[str, str],
    zurueck: Mapping[str, str],
) -> tuple[Ergebnis, ...]:
    """Führt je Kapitel zusammen, was in Word und was in der App geschah; geschrieben wird dabei nichts.

    `damals` sind die Prüfsummen der Texte, mit denen die Datei hinausging (`Rueckgabe.grundlage`), `erzeugt_jetzt` die
    erzeugten Texte aller Stellen, `eigener_jetzt` die von Hand geschriebenen. Ist nicht bekannt, womit die Datei
    hinausging, wird jede Abweichung ein Konflikt. Erst die Stellen des Berichts in ihrer Reihenfolge, dann unbekannte.
    """
    ergebnisse = []
    for schluessel, erzeugt in erzeugt_jetzt.items():
        jetzt = eigener_jetzt.get(schluessel) or erzeugt
        neu = zurueck.get(schluessel)
        art = Art.FEHLT if neu is None else _art(damals.get(schluessel), jetzt, neu)
        ergebnisse.append(Ergebnis(schluessel, art, jetzt, neu or ""))
    fremde = [k for k in zurueck if k not in erzeugt_jetzt and (zurueck[k] or k in eigener_jetzt)]
    ergebnisse += [Ergebnis(k, Art.UNBEKANNT, eigener_jetzt.get(k, ""), zurueck[k]) for k in fremde]
    return tuple(ergebnisse)


def _art(damals: str | None, jetzt: str, neu: str) -> Art:
    heute, gekommen = abdruck(jetzt), abdruck(neu)
    if gekommen in (heute, damals):
        return Art.GLEICH
    if not normalform(neu):
        return Art.GELEERT
    return Art.UEBERNEHMEN if damals == heute else Art.KONFLIKT
