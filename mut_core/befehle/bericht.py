"""Schreiben: einen Bericht als Word-Datei."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from mut_core import lagebild
from mut_core.befehle.aufruf import Unterbefehle, read_tag, read_zahl
from mut_core.befehle.ausgabe import sage
from mut_core.befehle.verbindung import datenbank
from mut_core.befehle.zieldatei import write_zieldatei
from mut_core.bericht import FORMEN, Anlage, Wahl, build_bericht
from mut_core.datenbank import leseeinheit
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze


def add_befehl(befehle: Unterbefehle) -> None:
    """Meldet `bericht` an."""
    form = befehle.add_parser("bericht", help="einen Bericht schreiben")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--form", default="sachstandsbericht", type=_form, help=_formen())
    form.add_argument("--stichtag", type=read_tag, help="JJJJ-MM-TT; ohne Angabe die Vorgabe des Konzepts oder heute")
    form.add_argument("--nummer", type=read_zahl, help="laufende Nummer des Berichts")
    form.add_argument("--massnahme", help="Nummer der Maßnahme für den Steckbrief; ohne Angabe die erste")
    form.add_argument("--seit", type=read_tag, help="Stichtag des vorigen Berichts: druckt, was sich seither änderte")
    form.add_argument("--anlagen", default="", help=f"durch Komma getrennt: {', '.join(Anlage)}, oder „alle“")
    form.add_argument("--nach", required=True, type=Path, help="Zieldatei, z. B. Bericht.docx")
    form.set_defaults(tun=bericht)


def _formen() -> str:
    return ", ".join(FORMEN)


def _form(text: str) -> str:
    if text not in FORMEN:
        raise argparse.ArgumentTypeError(f"die Form „{text}“ gibt es nicht; vorhanden: {_formen()}")
    return text


def bericht(argumente: argparse.Namespace) -> None:
    """Schreibt einen Bericht; die Zieldatei erscheint erst, wenn sie vollständig ist."""
    if argumente.nummer is not None and not 1 <= argumente.nummer <= 9999:
        raise EingabeError("Die Nummer des Berichts ist eine Zahl von 1 bis 9999.")
    with datenbank() as engine, leseeinheit(engine) as session:
        konzept_id = lagebild.require_konzept(session, argumente.konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = argumente.stichtag or vorgabe or tag_in_berlin(datetime.now(UTC))
        bild = lagebild.load_berichtsbild(session, konzept_id, stichtag, lagebild.Kopf())
        vorher = lagebild.load_lagebild(session, konzept_id, argumente.seit) if argumente.seit else None
    wahl = Wahl(
        nummer=argumente.nummer,
        vorher=vorher,
        anlagen=_anlagen(argumente.anlagen),
        massnahme_id=_massnahme(bild, argumente.massnahme) if FORMEN[argumente.form].je_massnahme else None,
    )
    daten = build_bericht(bild, argumente.form, wahl)
    write_zieldatei(argumente.nach, daten)
    sage(f"Geschrieben: {argumente.nach} ({len(daten) // 1024} KB, Stand {stichtag:%d.%m.%Y})")


def _anlagen(text: str) -> frozenset[Anlage]:
    """Liest die Liste der Anlagen; wirft EingabeError bei einer, die es nicht gibt."""
    namen = [name.strip() for name in text.split(",") if name.strip()]
    if namen == ["alle"]:
        return frozenset(Anlage)
    if fremd := [name for name in namen if name not in set(Anlage)]:
        raise EingabeError(f"Die Anlage „{fremd[0]}“ gibt es nicht. Vorhanden: {', '.join(Anlage)}, alle.")
    return frozenset(Anlage(name) for name in namen)


def _massnahme(bild: Lagebild, nummer: str | None) -> int:
    """Findet die Maßnahme zu ihrer Nummer, ohne Nummer die erste; wirft EingabeError, wenn es sie nicht gibt."""
    massnahmen = saetze(bild.massnahmen)
    if nummer is None and massnahmen:
        return int(massnahmen[0].id)
    if nummer is None:
        raise EingabeError("Zu diesem Stichtag gibt es in diesem Konzept keine Maßnahme, also auch keinen Steckbrief.")
    gefunden = [m.id for m in massnahmen if m.nummer == nummer]
    if not gefunden:
        raise EingabeError(f"Eine Maßnahme „{nummer}“ gibt es zu diesem Stichtag nicht.")
    return int(gefunden[0])
