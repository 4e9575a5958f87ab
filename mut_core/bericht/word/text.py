"""Reinigen: die eine Tür, durch die jeder Text in ein Word-Dokument geht.

Hier und nur hier werden Steuerzeichen entfernt (wie beim Erfassen, `mut_core.texte`), XML maskiert, geschützte
Leerzeichen gesetzt, die Mini-Auszeichnung gelesen und von rechts nach links laufende Stellen als eigene Läufe
geschrieben.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mut_core.bericht.word.adresse import adressen_in
from mut_core.texte import without_steuerzeichen

NBSP = "\u00a0"
MARKE_AUF, MARKE_ZU = "\ufdd0", "\ufdd1"
"""Nichtzeichen, zwischen denen ein Verweis im Text steht; aus fremdem Text werden sie entfernt."""

_MARKE = re.compile(f"{MARKE_AUF}((?:text|seite|link):[a-z0-9_]+){MARKE_ZU}")
_STELLVERTRETER = re.compile(f"{MARKE_AUF}((?:(?:text|seite|link):[a-z0-9_]+)|[0-9]+){MARKE_ZU}")
"""Wie `_MARKE`, dazu die Nummern, die `laeufe` für die Dauer des Zerlegens anstelle von Adressen setzt."""
_MONATE = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Sept?\\.|Okt\\.|Nov\\.|Dez\\."
)
KUERZEL = (
    "§",
    "S.",
    "ca.",
    "Nr.",
    "Abs.",
    "Art.",
    "Ziff.",
    "Seite",
    "Anlage",
    "Tabelle",
    "Kapitel",
    "Abbildung",
    "Diagramm",
    "Abschnitt",
)
# DIN 5008: was zusammengehört, wird nicht über das Zeilenende getrennt. Das Muster beginnt mit dem Leerzeichen
# und blickt von dort zurück, weil die Suche dann nur an Leerzeichen anhält (gemessen: viermal so schnell). Vor den
# genauen Fällen steht, was sie gemeinsam haben: eine Ziffer dahinter oder Punkt oder Ziffer davor.
LUECKE = re.compile(
    r" (?:(?=\d)(?:" + "|".join(rf"(?<=(?<!\w){re.escape(k)} )" for k in KUERZEL) + ")"
    r"|(?<=[.\d] )(?:(?<=(?<!\w)[A-Za-zÄÖÜäöü]\. )(?=[A-Za-zÄÖÜäöü]\.(?!\w))"
    r"|(?<=\d )(?=€|%|‰|T€|m²|(?:EUR|Euro|Uhr|km)\b|(?:Mio|Mrd|Tsd|Std)\.)"
    r"|(?<=(?:Mio|Mrd|Tsd)\. )(?=€|(?:Euro|EUR)\b)"
    rf"|(?<=\d\. )(?={_MONATE}|\d\d?\. \d{{2,4}}\b)"
    r"|(?<=\d\. )(?=Halbjahr\b)|(?<=[IV]\. )(?=Quartal\b)"
    r"|(?<=\d\. \d\. )(?=\d{2,4}\b)|(?<=\d\. \d\d\. )(?=\d{2,4}\b)))"
)
# Ohne Ziffer bleiben nur „z. B.“, „Mio. €“ und „II. Quartal“; diese Vorprüfung kostet ein Viertel der ganzen.
_LUECKE_OHNE_ZIFFER = re.compile(r"\. (?:[A-Za-zÄÖÜäöü]\.|€|E|Q)")
_FETT = re.compile(r"(?<!\w)\*\*(?=\S)([^\ufdd2]{1,1000}?)(?<=\S)\*\*(?!\w)")
_KURSIV = re.compile(r"(?<!\w)_(?=[^\s_])([^_]{1,1000}?)(?<=\S)_(?!\w)")
_RTL_ZEICHEN = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_RTL = re.compile(f"[{_RTL_ZEICHEN}]+(?:[\\s,.;:!?()0-9-]+[{_RTL_ZEICHEN}]+)*")
_BUCHSTABE = re.compile(f"[{_RTL_ZEICHEN}]|[^\\W\\d_]")
_RTL_EINES = re.compile(f"[{_RTL_ZEICHEN}]")


class Lauf(NamedTuple):
    """Ein Stück Text gleicher Auszeichnung; `marke` ersetzt den Text durch einen Verweis, `adresse` verlinkt ihn."""

    text: str
    fett: bool = False
    kursiv: bool = False
    marke: str = ""
    adresse: str = ""


def _ist_rein(text: str) -> bool:
    """Der häufige Fall in C-Geschwindigkeit: druckbar heißt ohne Steuer-, Richtungs- und Nichtzeichen."""
    druckbar = text.isprintable() or (NBSP in text and text.replace(NBSP, " ").isprintable())
    return druckbar and unicodedata.is_normalized("NFC", text)


def _zeichen(text: str) -> str:
    return unicodedata.normalize("NFC", without_steuerzeichen(text))


def bereinigt(text: str) -> str:
    """Derselbe Text ohne Zeichen, die ein Word-Dokument nicht trägt; NFC, Zeilenenden als \\n, Verweise heil."""
    if _ist_rein(text):
        return text
    teile = _MARKE.split(text)
    return "".join(f"{MARKE_AUF}{teil}{MARKE_ZU}" if i % 2 else _zeichen(teil) for i, teil in enumerate(teile))


def geschuetzt(text: str) -> str:
    """Derselbe Text mit geschützten Leerzeichen in „z. B.“, „33.000 €“, „§ 5“, „ca. 20“ und Daten."""
    return LUECKE.sub(NBSP, text) if _hat_ziffer(text) or _LUECKE_OHNE_ZIFFER.search(text) else text


def _hat_ziffer(text: str) -> bool:
    """Zehn Suchen in C sind zusammen schneller als ein Muster (gemessen: viermal)."""
    return (
        "0" in text
        or "1" in text
        or "2" in text
        or "3" in text
        or "4" in text
        or "5" in text
        or "6" in text
        or "7" in text
        or "8" in text
        or "9" in text
    )


def einzeilig(text: str) -> str:
    """Der Text für Beschriftungen: ohne Auszeichnung, ohne Umbrüche und Doppelleerzeichen."""
    return geschuetzt(geglaettet(text))


def geglaettet(text: str) -> str:
    """Wie `einzeilig`, aber mit gewöhnlichen Leerzeichen, wie Überschriften sie brauchen."""
    if _ist_rein(text) and NBSP not in text and "  " not in text:
        return text.strip()
    return re.sub(r"[\s\u00ad]+", " ", _MARKE.sub("", bereinigt(text))).strip()


def absaetze(text: str) -> list[str]:
    """Die gereinigten Absätze eines Textes: getrennt durch Leerzeilen, ohne leere; Umbrüche bleiben erhalten."""
    return [rein(teil) for teil in rohe_absaetze(text)]


def rohe_absaetze(text: str) -> tuple[str, ...]:
    """Wie `absaetze`, aber noch nicht durch `rein`: Das geschieht für alle Texte zusammen schneller (`buendel`)."""
    if text.isprintable() or (NBSP in text and text.replace(NBSP, " ").isprintable()):  # druckbar: nichts zu entfernen
        text = text.strip(" ")
        return (text,) if text else ()
    teile = re.split(r"\n[ \t]*(?:\n[ \t]*)+", bereinigt(text))
    return tuple([t for t in (teil.strip(" \t\n") for teil in teile) if t])


def rein(text: str) -> str:
    """Ein Absatz aus `rohe_absaetze` in NFC und mit geschützten Leerzeichen."""
    return geschuetzt(unicodedata.normalize("NFC", text))


def klartext(text: str) -> str:
    """Derselbe Text zum Kopieren: ohne Auszeichnung und Verweise, mit gewöhnlichen Leerzeichen; Adressen bleiben."""
    glatt = "".join(lauf.text for lauf in laeufe(bereinigt(text)))
    return glatt.replace(NBSP, " ").replace("\u00ad", "").strip()


def xml_text(rein: str) -> str:
    """Bereits gereinigter Text, für XML maskiert."""
    return rein.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def maskiert(text: str) -> str:
    """Beliebiger Text, gereinigt und für XML maskiert; taugt auch für Attribute."""
    return xml_text(bereinigt(text)).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _zerlegt(text: str, muster: re.Pattern[str], zeichen: str) -> Iterator[tuple[str, bool]]:
    """Abwechselnd Text außerhalb und innerhalb der Treffer; ohne das Zeichen darin gibt es keine."""
    for i, teil in enumerate(muster.split(text) if zeichen in text else (text,)):
        if teil:
            yield teil, bool(i % 2)


def _ohne_adressen(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Der Text mit Stellvertretern statt Adressen: Ein Unterstrich darin zeichnet nichts aus. Dazu die Adressen."""
    teile: list[str] = []
    adressen: list[tuple[str, str]] = []
    ende = 0
    for anfang, schluss, ziel in adressen_in(text):
        teile += [text[ende:anfang], f"{MARKE_AUF}{len(adressen)}{MARKE_ZU}"]
        adressen.append((text[anfang:schluss], ziel))
        ende = schluss
    return "".join((*teile, text[ende:])), adressen


def laeufe(text: str) -> list[Lauf]:
    """Gereinigter Text als Läufe: `**fett**`, `_kursiv_` an Wortgrenzen, Verweise, Adressen; einzelne `*` bleiben."""
    text, adressen = _ohne_adressen(text) if "@" in text or "://" in text else (text, [])
    return [
        _lauf(stueck, fett, kursiv, marke, adressen)
        for aussen, fett in _zerlegt(text, _FETT, "**")
        for innen, kursiv in _zerlegt(aussen, _KURSIV, "_")
        for stueck, marke in _zerlegt(innen, _STELLVERTRETER, MARKE_AUF)
    ]


def _lauf(stueck: str, fett: bool, kursiv: bool, marke: bool, adressen: Sequence[tuple[str, str]]) -> Lauf:
    if not marke:
        return Lauf(stueck, fett, kursiv)
    if not stueck.isdecimal():
        return Lauf("", fett, kursiv, stueck)
    gezeigt, ziel = adressen[int(stueck)]
    return Lauf(gezeigt, fett, kursiv, adresse=ziel)


def laeuft_nach_links(text: str) -> bool:
    """Ob der erste Buchstabe aus einer von rechts nach links geschriebenen Schrift stammt."""
    treffer = _BUCHSTABE.search(text)
    return bool(treffer) and bool(_RTL.match(treffer[0] if treffer else ""))


_T_AUF, _T_ZU = '<w:t xml:space="preserve">', "</w:t>"
LAUF_AUF, LAUF_ZU = f"<w:r>{_T_AUF}", f"{_T_ZU}</w:r>"
"""Was einen schlichten Lauf umgibt."""
FETT_AUF = f"<w:r><w:rPr><w:b/><w:bCs/></w:rPr>{_T_AUF}"


def _inhalt_xml(text: str) -> str:
    """Der Inhalt eines Laufs: Zeilenumbrüche und weiche Trennstriche als eigene Elemente."""
    roh = f"{_T_AUF}{xml_text(text)}{_T_ZU}"
    if text.isprintable():
        return roh
    roh = roh.replace("\t", " ").replace("\n", f"{_T_ZU}<w:br/>{_T_AUF}")
    return roh.replace("\u00ad", f"{_T_ZU}<w:softHyphen/>{_T_AUF}").replace(_T_AUF + _T_ZU, "")


def lauf_xml(text: str, fett: bool = False, kursiv: bool = False, rtl: bool = False, stil: str = "") -> str:
    """Ein `w:r` aus gereinigtem Text; `rtl`: Arabisch oder Hebräisch samt Sprache, `stil`: Zeichenformatvorlage."""
    if not (fett or kursiv or rtl or stil):
        return f"<w:r>{_inhalt_xml(text)}</w:r>"
    eigenschaften = f'<w:rStyle w:val="{stil}"/>' * bool(stil) + "<w:b/><w:bCs/>" * fett + "<w:i/><w:iCs/>" * kursiv
    if rtl:
        hebraeisch = "\u0590" <= text.lstrip()[:1] <= "\u05ff"
        eigenschaften += f'<w:rtl/><w:lang w:bidi="{"he-IL" if hebraeisch else "ar-SA"}"/>'
    return f"<w:r><w:rPr>{eigenschaften}</w:rPr>{_inhalt_xml(text)}</w:r>"


def _textlaeufe(lauf: Lauf) -> str:
    if not _RTL.search(lauf.text):
        return lauf_xml(lauf.text, lauf.fett, lauf.kursiv)
    teile: list[str] = []
    ende = 0
    for treffer in _RTL.finditer(lauf.text):
        if treffer.start() > ende:
            teile.append(lauf_xml(lauf.text[ende : treffer.start()], lauf.fett, lauf.kursiv))
        teile.append(lauf_xml(treffer[0], lauf.fett, lauf.kursiv, rtl=True))
        ende = treffer.end()
    if ende < len(lauf.text):
        teile.append(lauf_xml(lauf.text[ende:], lauf.fett, lauf.kursiv))
    return "".join(teile)


def laeufe_xml(stuecke: Sequence[Lauf], feld: Callable[[Lauf], str]) -> str:
    """Alle Läufe als XML; `feld` schreibt Verweise und Hyperlinks."""
    return "".join(feld(s) if s.marke or s.adresse else _textlaeufe(s) for s in stuecke)
