"""Setzen: Überschriften, Absätze und Listen als Markdown oder HTML – die Zwischenform der Web-Kurzfassung.

Versprechen: Beide Ausgaben sagen dasselbe; jeder Text geht durch dieselbe Tür wie im Word-Bericht
(`word.text`), wird vollständig maskiert und wird nur zu einem Link, wenn `word.adresse` die Adresse gelten lässt
(http, https, mailto). `*` und `_` in Namen bleiben, was sie sind.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mut_core.bericht.auszeichnung import links_in
from mut_core.bericht.word.adresse import adresse
from mut_core.bericht.word.text import Lauf, absaetze, einzeilig, laeufe
from mut_core.texte import without_steuerzeichen

Satz = Sequence[Lauf]
"""Ein Stück Fließtext: Läufe mit Auszeichnung oder Link."""


@dataclass(frozen=True, slots=True)
class Ueberschrift:
    """Eine Überschrift; Ebene 1 ist der Titel und kommt genau einmal vor."""

    ebene: int
    text: str


@dataclass(frozen=True, slots=True)
class Absatz:
    """Ein Absatz; ein Zeilenumbruch im Text bleibt einer."""

    laeufe: Satz


@dataclass(frozen=True, slots=True)
class Liste:
    """Eine Liste mit Punkten oder, mit `ab`, mit Nummern ab dieser."""

    punkte: tuple[Satz, ...]
    ab: int | None = None


Block = Ueberschrift | Absatz | Liste


# ---------------------------------------------------------------------------------------------- Aufnehmen


def gelesen(text: str) -> Iterator[Satz]:
    """Gibt je Absatz eines Textes seine Läufe: gereinigt, `**fett**`, `_kursiv_`, Adressen als Links."""
    for stueck in absaetze(without_steuerzeichen(text)):
        yield laeufe(stueck)


def link(text: str, ziel: str) -> Lauf:
    """Gibt einen Link mit sprechendem Text; ist das Ziel keine erlaubte Adresse, bleibt es der Text."""
    return Lauf(einzeilig(without_steuerzeichen(text)), adresse=adresse(ziel))


def zeile(*teile: str | Lauf) -> Satz:
    """Fügt Text und Links zu einem Stück Fließtext; Absätze im Text werden zu Zeilen."""
    fertig: list[Lauf] = []
    for teil in teile:
        if isinstance(teil, Lauf):
            fertig.append(teil)
            continue
        rein = without_steuerzeichen(teil)
        vorn, hinten = rein[:1].isspace(), rein[-1:].isspace()
        text = "\n".join(absaetze(rein))
        fertig += laeufe(f"{' ' if vorn and fertig else ''}{text}{' ' if hinten else ''}")
    return fertig


def mit_links(text: str) -> Satz:
    """Gibt die Läufe eines eigenen Textes; `[Text](Ziel)` darin ist ein Link, wenn die Adresse erlaubt ist."""
    rein = "\n".join(absaetze(without_steuerzeichen(text)))
    fertig: list[Lauf] = []
    ende = 0
    for anfang, schluss, gezeigt, ziel in links_in(rein):
        fertig += [*laeufe(rein[ende:anfang]), link(gezeigt, ziel)]
        ende = schluss
    return [*fertig, *laeufe(rein[ende:])]


def ueberschrift(ebene: int, text: str) -> Ueberschrift:
    """Gibt eine Überschrift aus einer Zeile ohne Auszeichnung."""
    return Ueberschrift(ebene, einzeilig(without_steuerzeichen(text)))


# ---------------------------------------------------------------------------------------------- Markdown

_MD_ZEICHEN = re.compile(r"([\\`*_\[\]<>|~&$#{}])")
_MD_ANFANG = re.compile(r"^(\s*)([-+=:])|^(\s*\d{1,9})([.)])(?=\s|$)")


def als_markdown(bloecke: Sequence[Block]) -> str:
    """Gibt die Blöcke als CommonMark; kein Text kann eine Auszeichnung, ein Link oder HTML werden."""
    return "\n\n".join(_md_block(block) for block in bloecke) + "\n"


def _md_block(block: Block) -> str:
    match block:
        case Ueberschrift():
            return f"{'#' * block.ebene} {_md_text(block.text)}"
        case Absatz():
            return _md_satz(block.laeufe)
        case Liste():
            zeichen = ["- " if block.ab is None else f"{block.ab + i}. " for i in range(len(block.punkte))]
            return "\n".join(
                f"{z}{_md_satz(punkt).replace(chr(10), chr(10) + ' ' * len(z))}"
                for z, punkt in zip(zeichen, block.punkte, strict=True)
            )


def _md_satz(satz: Satz) -> str:
    """Ein Umbruch wird zum harten Umbruch; was am Zeilenanfang etwas bedeutet, wird maskiert."""
    teile = [_md_lauf(lauf) for lauf in satz]
    for i, lauf in enumerate(satz[1:]):
        if lauf.adresse and teile[i].endswith("!"):  # „![“ wäre ein Bild
            teile[i] = f"{teile[i][:-1]}\\!"
    roh = "".join(teile)
    return "\\\n".join(_MD_ANFANG.sub(_md_maskiert, z.strip(" \t")) for z in roh.split("\n") if z.strip())


def _md_maskiert(treffer: re.Match[str]) -> str:
    vor, zeichen, zahl, punkt = treffer.groups()
    return f"{vor}\\{zeichen}" if zeichen else f"{zahl}\\{punkt}"


def _md_lauf(lauf: Lauf) -> str:
    text = _md_text(lauf.text)
    if lauf.adresse:
        return f"[{text}](<{lauf.adresse}>)"
    if not text.strip() or not (lauf.fett or lauf.kursiv):
        return text
    zeichen = "**" * lauf.fett + "*" * lauf.kursiv
    return f"{zeichen}{text}{zeichen}"


def _md_text(text: str) -> str:
    """Maskiert alles, was in Markdown etwas bedeuten kann; „://“ und „www.“ würden sonst mancherorts zu Links."""
    ohne = _MD_ZEICHEN.sub(r"\\\1", text)
    return ohne.replace("://", ":\\//").replace("www.", "www\\.").replace("!\\[", "\\!\\[")


# ---------------------------------------------------------------------------------------------- HTML

_STIL = (
    "body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}h1,h2,h3{line-height:1.25;color:#1f4e79}a{color:#0b4f9c}"
    "a:focus-visible{outline:3px solid #0b4f9c;outline-offset:2px}li{margin:.25rem 0}"
    "body{overflow-wrap:anywhere;hyphens:auto}"
)


def als_html(bloecke: Sequence[Block]) -> str:
    """Gibt die Blöcke als ganze Seite: Sprache Deutsch, ein Titel, alles maskiert, ohne Skript und fremde Datei."""
    titel = next((b.text for b in bloecke if isinstance(b, Ueberschrift) and b.ebene == 1), "")
    rumpf = "\n".join(_html_block(block) for block in bloecke)
    return (
        '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_html_text(titel)}</title>\n<style>{_STIL}</style>\n</head>\n"
        f"<body>\n<main>\n{rumpf}\n</main>\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    match block:
        case Ueberschrift():
            return f"<h{block.ebene}>{_html_text(block.text)}</h{block.ebene}>"
        case Absatz():
            return f"<p>{_html_satz(block.laeufe)}</p>"
        case Liste():
            art = "ul" if block.ab is None else "ol"
            ab = f' start="{block.ab}"' if block.ab not in (None, 1) else ""
            punkte = "\n".join(f"<li>{_html_satz(punkt)}</li>" for punkt in block.punkte)
            return f"<{art}{ab}>\n{punkte}\n</{art}>"


def _html_satz(satz: Satz) -> str:
    return "".join(_html_lauf(lauf) for lauf in satz)


def _html_lauf(lauf: Lauf) -> str:
    text = _html_text(lauf.text).replace("\n", "<br>\n")
    if lauf.adresse:
        return f'<a href="{html.escape(lauf.adresse)}">{text}</a>'
    text = f"<em>{text}</em>" if lauf.kursiv else text
    return f"<strong>{text}</strong>" if lauf.fett else text


def _html_text(text: str) -> str:
    return html.escape(text)
