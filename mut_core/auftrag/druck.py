"""Drucken im Hintergrund: ein Auftrag, der einen Bericht baut – auf Wunsch als PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.auftrag.bestellung import Datei
from mut_core.auftrag.fortschritt import Fortschritt
from mut_core.auftrag.laeufer import Art
from mut_core.auftrag.lauf import Lauf
from mut_core.datenbank import leseeinheit
from mut_core.pdf import build_pdf


@dataclass(frozen=True)
class Druckgut:
    """Was zu drucken ist: `dateiname` mit Endung, und wie die Word-Datei entsteht – ohne Datenbank."""

    dateiname: str
    bauen: Callable[[], bytes]


def build_druckart(bezeichnung: str, lade: Callable[[Session, Lauf], Druckgut]) -> Art:
    """Gibt die Art von Aufträgen, die drucken, was `lade` liest; die Angabe `pdf: true` macht daraus eine PDF-Datei.

    `lade` prüft, was die Person (`lauf.nutzer_id`) über das Lesen des Konzepts hinaus dürfen muss.
    """

    def drucke(engine: sa.Engine, lauf: Lauf, fortschritt: Fortschritt) -> Datei:
        fortschritt("Der Stand wird gelesen.", 5)
        with leseeinheit(engine) as session:
            gut = lade(session, lauf)
        als_pdf = lauf.angaben.get("pdf") is True
        fortschritt("Der Bericht wird gesetzt.", 20)
        datei = Datei(gut.dateiname, gut.bauen())
        if als_pdf:
            fortschritt("Die PDF-Datei wird erzeugt.", 60)
            name = str(PurePosixPath(gut.dateiname).with_suffix(".pdf"))
            datei = Datei(name, build_pdf(datei.inhalt, weiter=fortschritt.weiter))
        fortschritt("Das Ergebnis wird gespeichert.", 95)
        return datei

    return Art(bezeichnung, drucke)
