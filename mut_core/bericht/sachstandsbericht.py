"""Drucken: der lange Sachstandsbericht – seine Gliederung als Liste.

Reihenfolge nach dem Vorbild der Stadt Lehrte (Fachhandbuch 2A): Kapitel 1 bis 6, danach Anmerkungen und Verzeichnisse.
"""

from mut_core.bericht import (
    abbildungen,
    aenderungen,
    anlagen,
    anmerkungen,
    ausblick,
    beteiligung,
    erarbeitung,
    handlungsfeld,
    handlungsfelder,
    lage,
    teilprojekt,
    vorbemerkung,
)
from mut_core.bericht.deckblatt import build_dokument
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel, fest, write_gliederung
from mut_core.bericht.rueckgabe import with_grundlage
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Wahl
from mut_core.bericht.word import Dokument
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform

GLIEDERUNG: tuple[Kapitel, ...] = (
    Kapitel(
        "vorbemerkung",
        fest("Vorbemerkung"),
        (
            Abschnitt("beispielhinweis", vorbemerkung.beispielhinweis, ersetzbar=False),
            Abschnitt("anlass", vorbemerkung.anlass),
            Abschnitt("projektgruppe", vorbemerkung.projektgruppe),
            Abschnitt("organigramm", abbildungen.organigramm, ersetzbar=False),
            Abschnitt("zweck", vorbemerkung.zweck, name="Zweck und Aufbau des Berichts"),
            Abschnitt("rueckblick", vorbemerkung.rueckblick),
            Abschnitt("frueherer_bericht", vorbemerkung.frueherer_bericht),
            Abschnitt("felderliste", vorbemerkung.felderliste),
            Abschnitt("ueberleitung", vorbemerkung.ueberleitung),
        ),
        unterkapitel=(
            Kapitel(
                "auf_einen_blick",
                fest("Auf einen Blick"),
                (
                    Abschnitt("lagesatz", lage.lagesatz),
                    Abschnitt("statusdiagramm", lage.statusdiagramm, ersetzbar=False),
                    Abschnitt("zahlen", lage.zahlen, ersetzbar=False),
                    Abschnitt("kacheln", aenderungen.kacheln, ersetzbar=False),
                    Abschnitt("ueberfaellige", lage.ueberfaellige, ersetzbar=False),
                    Abschnitt("kennzahlen", lage.kennzahlen, ersetzbar=False),
                ),
                je=lage.je,
            ),
            aenderungen.KAPITEL,
        ),
    ),
    Kapitel(
        "handlungsfelder",
        handlungsfelder.titel,
        (
            Abschnitt("leitlinien", handlungsfelder.leitlinien, ersetzbar=False),
            Abschnitt("teilprojekte", handlungsfelder.teilprojekte),
            Abschnitt("arbeitsgruppen", handlungsfelder.arbeitsgruppen),
            Abschnitt("uebergreifende", handlungsfelder.uebergreifende),
            Abschnitt("uebersicht", handlungsfelder.uebersicht, ersetzbar=False),
        ),
    ),
    Kapitel(
        "beteiligung",
        beteiligung.titel,
        (
            Abschnitt("auftrag", beteiligung.auftrag),
            Abschnitt("treffen", beteiligung.treffen),
            Abschnitt("uebergreifende", beteiligung.uebergreifende),
            Abschnitt("veranstaltungen", beteiligung.veranstaltungen, ersetzbar=False),
        ),
    ),
    Kapitel(
        "erarbeitung",
        erarbeitung.titel,
        (
            Abschnitt("bearbeitungsstand", erarbeitung.bearbeitungsstand),
            Abschnitt("rolle_der_gruppen", erarbeitung.rolle_der_gruppen),
            Abschnitt("ablauf", abbildungen.ablauf, ersetzbar=False),
            Abschnitt("grundsaetze", erarbeitung.grundsaetze, name="Grundsätze und Vorbehalte"),
            Abschnitt("vorlaeufigkeit", erarbeitung.vorlaeufigkeit),
            Abschnitt("ohne_angaben", erarbeitung.ohne_angaben),
        ),
        unterkapitel=(handlungsfeld.KAPITEL_HAUPTTEIL,),
    ),
    Kapitel(
        "teilprojekt",
        teilprojekt.titel,
        (
            Abschnitt("beschreibung", teilprojekt.beschreibung),
            Abschnitt("aufbau", teilprojekt.aufbau),
            Abschnitt("projektaufbau", abbildungen.projektaufbau, ersetzbar=False),
            Abschnitt("verlauf", teilprojekt.verlauf, ersetzbar=False),
            Abschnitt("ohne_felder", teilprojekt.ohne_felder, name="Handlungsfelder"),
        ),
        unterkapitel=(handlungsfeld.KAPITEL_TEILPROJEKT,),
        je=lambda druck: druck.stoff.weitere_teilprojekte,
    ),
    Kapitel(
        "ausblick",
        ausblick.titel,
        (
            Abschnitt("naechste_felder", ausblick.naechste_felder),
            Abschnitt("termine", ausblick.termine, ersetzbar=False),
            Abschnitt("foerderungen", ausblick.foerderungen, ersetzbar=False),
            Abschnitt("haushalt", ausblick.haushalt, name="Haushalt und Berichtspflicht"),
            Abschnitt("berichtspflicht", ausblick.berichtspflicht),
            Abschnitt("kontakt", ausblick.kontakt, ersetzbar=False),
        ),
    ),
    Kapitel(
        "anmerkungen",
        fest("Anmerkungen der Redaktion"),
        (Abschnitt("liste", anmerkungen.liste, ersetzbar=False),),
        je=anmerkungen.je,
        nummeriert=False,
    ),
    *anlagen.KAPITEL,
)
"""Kapitel und Abschnitte in Reihenfolge. Ihre Schlüssel nennt ein Textbaustein: „vorbemerkung.zweck“,
„handlungsfeld_1.fokus“, „teilprojekt_b.aufbau“; „vorbemerkung“ allein meint den ersten Text des Kapitels."""


def build_sachstandsbericht(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt den Sachstandsbericht zu diesem Lagebild als .docx; dieselben Eingaben geben dieselben Bytes."""
    daten = write_sachstandsbericht(lagebild, wahl).als_bytes()
    return with_grundlage(daten, lagebild) if wahl.zum_bearbeiten else daten


def write_sachstandsbericht(lagebild: Lagebild, wahl: Wahl) -> Dokument:
    """Gibt den Sachstandsbericht als noch nicht gesetztes Dokument."""
    stoff = Stoff(lagebild, Berichtsform.SACHSTANDSBERICHT, wahl)
    titel = vorbemerkung.berichtstitel(stoff, wahl.nummer)
    doku = build_dokument(stoff, titel, wahl, kurztitel=titel.partition(" – ")[0])
    doku.inhaltsverzeichnis(ebenen=2)
    doku.seitenumbruch()
    write_gliederung(Druck(doku, stoff, texte=wahl.texte, zum_bearbeiten=wahl.zum_bearbeiten), GLIEDERUNG)
    if wahl.anlagen:
        doku.seitenumbruch()
    doku.abbildungsverzeichnis(als_kapitel=True)
    doku.tabellenverzeichnis(als_kapitel=True)
    return doku
