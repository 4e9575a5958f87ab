"""Teilen: eine Vorlage in Blöcke, die zugleich Text zum Kopieren und Stoff für die Word-Datei sind."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from mut_core.bericht import auszeichnung
from mut_core.bericht.word import klartext

_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(([^\s()]{1,2000})\)")


@dataclass(frozen=True)
class Absatz:
    """Ein Absatz Fließtext; `zitat` rückt ihn ein."""

    text: str
    zitat: bool = False

    @property
    def kopie(self) -> str:
        """Der Absatz als einfacher Text."""
        return klartext(self.text)


@dataclass(frozen=True)
class Punkte:
    """Eine Aufzählung, wahlweise mit Nummern."""

    punkte: tuple[str, ...]
    gezaehlt: bool = False

    @property
    def kopie(self) -> str:
        """Eine Zeile je Punkt, davor Strich oder Nummer."""
        zeichen = (f"{i}." if self.gezaehlt else "-" for i in range(1, len(self.punkte) + 1))
        return "\n".join(f"{z} {klartext(p)}" for z, p in zip(zeichen, self.punkte, strict=True))


@dataclass(frozen=True)
class Tafel:
    """Eine Tabelle, deren erste Spalte ihre Zeile benennt; `titel` ist ihr Alternativtext."""

    titel: str
    kopf: tuple[str, ...]
    zeilen: tuple[tuple[str, ...], ...]
    breiten: tuple[float, ...]
    trenner: str = " · "
    """Was beim Kopieren zwischen den Zellen einer Zeile steht."""

    @property
    def kopie(self) -> str:
        """Eine Zeile je Tabellenzeile; leere Zellen entfallen."""
        zeilen = ([klartext(zelle) for zelle in zeile] for zeile in self.zeilen)
        return "\n".join(self.trenner.join(z for z in zeile if z) for zeile in zeilen)


@dataclass(frozen=True)
class Eigen:
    """Eigener Text der Kommune mit der kleinen Auszeichnung: Absätze, Listen, fett, kursiv, Links."""

    text: str

    @property
    def kopie(self) -> str:
        """Der Text ohne Auszeichnung; hinter einem Link steht sein Ziel in Klammern."""
        return "\n\n".join(filter(None, map(_eigen_kopie, auszeichnung.bloecke(self.text))))


def _eigen_kopie(block: auszeichnung.Block) -> str:
    texte = [klartext(_LINK.sub(r"\1 (\2)", t)) for t in block.texte]
    if block.art == auszeichnung.Art.PUNKT:
        return "\n".join(f"- {t}" for t in texte)
    if block.art == auszeichnung.Art.NUMMER:
        return "\n".join(f"{i}. {t}" for i, t in enumerate(texte, start=block.ab))
    return "\n".join(texte)


Inhalt: TypeAlias = Absatz | Punkte | Tafel | Eigen
Inhalte: TypeAlias = tuple[Inhalt, ...]


@dataclass(frozen=True)
class Block:
    """Ein Block der Vorlage: Schlüssel, Überschrift und Inhalt; `text` ist derselbe Inhalt zum Kopieren."""

    schluessel: str
    ueberschrift: str
    inhalt: Inhalte
    davor: Inhalte = ()
    """Was die App auch vor einen eigenen Text setzt und deshalb niemand ändert."""

    @property
    def text(self) -> str:
        """Der Inhalt als einfacher Text für das Ratsinformationssystem, Absätze durch Leerzeilen getrennt."""
        return "\n\n".join(kopie for teil in (*self.davor, *self.inhalt) if (kopie := teil.kopie))


def absaetze(*texte: str | None) -> Inhalte:
    """Macht aus jedem nicht leeren Text einen Absatz."""
    return tuple(Absatz(t) for t in texte if t and t.strip())


def eigener_text(text: str | None) -> Inhalte:
    """Macht aus einem eigenen Text der Kommune den Inhalt eines Blocks; ein leerer hat keinen."""
    return (Eigen(text),) if text and text.strip() else ()
