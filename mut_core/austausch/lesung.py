"""Lesen: eine Datei bis zur Vorschau – mit dem, was zu Dateien dieser Form gemerkt ist, und dem, was jemand ändert."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from mut_core.austausch.ausgabe.arbeitsmappe import VERBORGEN
from mut_core.austausch.ausgabe.liste import BASIS
from mut_core.austausch.deutung import Deutungswahl, Vorschau, build_vorschau
from mut_core.austausch.form import Blattwahl, Liste, read_listen, waehle_blaetter
from mut_core.austausch.mappe import Mappe
from mut_core.austausch.uebernahme import uebernehmbar
from mut_core.austausch.zellwerte import read_schluessel
from mut_core.austausch.zuordnung import Zuordnung
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild

Gemerktes = Callable[[str], Mapping[str, Any] | None]
"""Gibt zu einer Form, was für sie gemerkt ist."""


@dataclass(frozen=True)
class Einstellung:
    """Wie eine Datei zu lesen ist: welche Blätter, welche Spalte welches Feld meint und was entschieden ist."""

    blaetter: frozenset[str] | None = None
    zuordnung: Zuordnung | None = None
    wahl: Deutungswahl = field(default_factory=Deutungswahl)

    def as_json(self) -> dict[str, Any]:
        """Gibt die Einstellung als JSON-Werte, für den Entwurf."""
        return {
            "blaetter": sorted(self.blaetter) if self.blaetter is not None else None,
            "zuordnung": self.zuordnung.as_json() if self.zuordnung else None,
            "wahl": self.wahl.as_json(),
        }

    @classmethod
    def from_json(cls, werte: Mapping[str, Any]) -> "Einstellung":
        """Liest, was `as_json` schrieb."""
        blaetter, zuordnung = werte.get("blaetter"), werte.get("zuordnung")
        return cls(
            None if blaetter is None else frozenset(map(str, blaetter)),
            Zuordnung.from_json(zuordnung) if zuordnung else None,
            Deutungswahl.from_json(werte.get("wahl") or {}),
        )

    def gemerktes(self) -> dict[str, Any]:
        """Gibt, was auch für die nächste Datei dieser Form gilt."""
        spalten = self.zuordnung.as_json() if self.zuordnung else {}
        return spalten | self.wahl.as_json(nur_gemerktes=True)


@dataclass(frozen=True)
class Lesung:
    """Eine gelesene Datei: ihre Blätter, wie sie gelesen wurde und was sie bedeuten würde."""

    mappe: Mappe
    blaetter: tuple[Blattwahl, ...]
    listen: tuple[Liste, ...]
    form: str
    """Die Form, unter der Richtiggestelltes gemerkt wird; sie hängt nur von der Datei ab."""
    einstellung: Einstellung
    vorschau: Vorschau
    wiedererkannt: bool
    """Sagt, ob zu dieser Form etwas gemerkt war und benutzt wurde."""

    @cached_property
    def uebernehmbare(self) -> int:
        """Die Zahl der Zeilen, aus denen ohne weitere Frage etwas zu schreiben ist; gezählt wird einmal."""
        return sum(map(uebernehmbar, self.vorschau.zeilen))


def read_lesung(
    mappe: Mappe,
    bild: Lagebild,
    heute: date,
    *,
    einstellung: Einstellung | None = None,
    gemerkt: Gemerktes | None = None,
    vorher: Lesung | None = None,
) -> Lesung:
    """Liest eine Mappe bis zur Vorschau; ohne `einstellung` gilt, was zu dieser Form gemerkt ist.

    `vorher` ist die Lesung derselben Mappe gegen dasselbe Lagebild am selben Tag: Sind Blätter und Spalten gleich
    geblieben, wird nur neu gedeutet, was die Wahl ändert.

    Wirft EingabeError, wenn in keinem Blatt eine Liste zu finden ist.
    """
    if vorher is not None and einstellung is not None and _gleich_gelesen(vorher, mappe, einstellung):
        vorschau = vorher.vorschau.mit(einstellung.wahl)
        return replace(vorher, einstellung=einstellung, vorschau=vorschau, wiedererkannt=False)
    blaetter = waehle_blaetter(mappe)
    gesucht = einstellung.blaetter if einstellung else None
    listen = read_listen(mappe, blaetter=gesucht)
    if not listen:
        raise EingabeError(
            "In dieser Datei ist keine Maßnahmenliste zu finden: Es fehlt eine Zeile mit Überschriften wie „Maßnahme“ "
            "oder „Handlungsfeld“.",
            feld="datei",
        )
    form = listen[0].form
    frueher = gemerkt(form) if gemerkt and einstellung is None else None
    if frueher is not None:
        vorgabe = Zuordnung.from_json(frueher) if frueher.get("spalten") else None
        einstellung = Einstellung(None, vorgabe, Deutungswahl.from_json(frueher))
    einstellung = einstellung or Einstellung()
    if einstellung.zuordnung is not None:
        listen = read_listen(mappe, blaetter=gesucht, vorgabe=replace(einstellung.zuordnung, blatt=None))
    vorschau = build_vorschau(bild, listen, einstellung.wahl, heute=heute, basis=read_basis(mappe, bild))
    return Lesung(mappe, blaetter, tuple(listen), form, einstellung, vorschau, frueher is not None)


def read_basis(mappe: Mappe, bild: Lagebild) -> dict[int, tuple[int, int]]:
    """Gibt, worauf eine Datei aus unserer Ausgabe beruht: Maßnahme → (letzter Sachstand, Version); sonst leer."""
    blatt = next((b for b in mappe.blaetter if b.name == VERBORGEN), None)
    zeilen = list(blatt.zeilen) if blatt else []
    kopf = next((i for i, z in enumerate(zeilen) if z[: len(BASIS)] == BASIS), len(zeilen))
    basis = {}
    for schluessel, stand, version, *_ in (z for z in zeilen[kopf + 1 :] if len(z) >= len(BASIS)):
        gelesen = read_schluessel(str(schluessel))
        zahlen = (str(stand), str(version))
        if gelesen and gelesen[0] == bild.konzept.schluessel and all(z.isdecimal() and len(z) < 10 for z in zahlen):
            basis[gelesen[1]] = (int(zahlen[0]), int(zahlen[1]))
    return basis


def _gleich_gelesen(vorher: Lesung, mappe: Mappe, einstellung: Einstellung) -> bool:
    e = vorher.einstellung
    return vorher.mappe is mappe and (e.blaetter, e.zuordnung) == (einstellung.blaetter, einstellung.zuordnung)
