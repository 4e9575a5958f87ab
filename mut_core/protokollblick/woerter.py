"""Benennen: wie Tabellen, Felder und Werte des Protokolls auf Deutsch heißen; Spaltennamen zeigt es nie."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Column, Date, Enum, LargeBinary, inspect

from mut_core.betraege.schreibung import betrag_text
from mut_core.modell import Base, Datensatz, ImKonzept
from mut_core.modell.codes import Code
from mut_core.modell.grundlage import Zeitpunkt
from mut_core.sprache import knapp
from mut_core.zeitangaben import datum_text

BERLIN = ZoneInfo("Europe/Berlin")

_GEGENSTAND = {
    "abfrage": "Abfrage",
    "abfragemassnahme": "Maßnahme einer Abfrage",
    "anmerkung": "Anmerkung der Redaktion",
    "beratung": "Beratung",
    "bericht": "Bericht",
    "berichtsstand": "Eingefrorener Bericht",
    "berichtstext": "Text eines Berichts",
    "beschluss": "Beschluss",
    "beteiligung": "Beteiligte Stelle",
    "einlesung": "Eingelesene Liste",
    "einstellung": "Einstellung",
    "ereignis": "Ereignis",
    "ereignishandlungsfeld": "Thema eines Ereignisses",
    "erinnerung": "Erinnerung",
    "evaluation": "Evaluation",
    "foerderung": "Förderung",
    "fristaenderung": "Verschobene Frist",
    "gremium": "Gremium",
    "gremiumhandlungsfeld": "Auftrag eines Gremiums",
    "handlungsfeld": "Handlungsfeld",
    "hausvorlage": "Word-Vorlage",
    "kalenderlink": "Kalenderlink",
    "kennzahl": "Kennzahl",
    "kommune": "Kommune",
    "konzept": "Konzept",
    "leitlinie": "Leitlinie",
    "massnahme": "Maßnahme",
    "massnahmehandlungsfeld": "Weiteres Handlungsfeld",
    "massnahmeziel": "Ziel einer Maßnahme",
    "meilenstein": "Meilenstein",
    "mitgliedschaft": "Mitgliedschaft",
    "mittelposition": "Mittelposition",
    "nutzer": "Person",
    "organisationseinheit": "Organisationseinheit",
    "rolle": "Rolle",
    "rueckmeldebogen": "Rückmeldebogen",
    "sachstand": "Sachstand",
    "smartpruefung": "SMART-Prüfung",
    "spaltenzuordnung": "Zuordnung von Spalten",
    "teilprojekt": "Teilprojekt",
    "textbaustein": "Textbaustein",
    "vorlage": "Vorlage",
    "ziel": "Ziel",
}
_EINSTELLUNG = {
    "zweiter_faktor": "Zweiter Faktor",
    "freiwillig": "freiwillig",
    "administration": "Pflicht für die Administration",
    "alle": "Pflicht für alle",
}
"""Namen und Werte der Einstellungen; sie stehen als Kürzel in der Datenbank."""

_UNGENANNT = frozenset(("id", "version", "geheimnis_pruefsumme"))
"""Felder, die jede Zeile hat und die niemand geändert hat; Prüfsummen von Geheimnissen sagen niemandem etwas."""

_NAMENSFELDER = ("bezeichnung", "titel", "name", "programm", "betreff", "thema", "gremium_name", "gremium", "text")
_ELTERN = (
    "massnahme_id",
    "nutzer_id",
    "vorlage_id",
    "bericht_id",
    "gremium_id",
    "ereignis_id",
    "abfrage_id",
    "handlungsfeld_id",
)
"""Zu wem ein Eintrag gehört; das Erste, das er nennt, steht neben seinem Namen."""

Namen = Mapping[tuple[str, int], str]
"""Zu (Tabelle, Schlüssel) der Name des Datensatzes, auf den ein Feld verweist."""


def gegenstand(tabelle: str) -> str:
    """Gibt das deutsche Wort einer Tabelle; eine Tabelle früherer Fassungen heißt „früherer Eintrag“."""
    return _GEGENSTAND.get(tabelle, "früherer Eintrag")


@cache
def klassen() -> dict[str, type[Datensatz]]:
    """Gibt zu jedem Tabellennamen die protokollierte Tabelle."""
    return {m.class_.__tablename__: m.class_ for m in Base.registry.mappers if issubclass(m.class_, Datensatz)}


@cache
def spalten(tabelle: str) -> dict[str, Column[Any]]:
    """Gibt die Spalten einer Tabelle nach Namen; eine unbekannte hat keine."""
    klasse = klassen().get(tabelle)
    return {s.key: s for s in inspect(klasse).columns} if klasse else {}


@cache
def tabellen_mit(*felder: str) -> tuple[str, ...]:
    """Gibt die Tabellen, die eines der Felder haben."""
    return tuple(t for t in klassen() if any(f in spalten(t) for f in felder))


@cache
def ziel(tabelle: str, feld: str) -> str | None:
    """Gibt die Tabelle, auf die ein Feld verweist, oder None."""
    spalte = spalten(tabelle).get(feld)
    fremd = next(iter(spalte.foreign_keys), None) if spalte is not None else None
    return str(fremd.column.table.name) if fremd else None


def bezeichnung(tabelle: str, feld: str) -> str:
    """Gibt die deutsche Bezeichnung eines Felds; ein Feld früherer Fassungen heißt „früheres Feld“."""
    spalte = spalten(tabelle).get(feld)
    return str(spalte.info["bezeichnung"]).removesuffix(" in Cent") if spalte is not None else "früheres Feld"


def ungenannt(tabelle: str) -> frozenset[str]:
    """Gibt die Felder, die nichts sagen: Schlüssel, Version und das Konzept, dem die ganze Zeile gehört."""
    klasse = klassen().get(tabelle)
    eigen = klasse is not None and issubclass(klasse, ImKonzept)
    return _UNGENANNT | {"konzept_id"} if eigen else _UNGENANNT


def sagt_etwas(tabelle: str, feld: str, roh: Any) -> bool:
    """Sagt, ob ein Feld von Angelegtem genannt wird; bei einer Rolle heißt auch das leere Konzept etwas."""
    return roh not in (None, "", False, "leer") or (tabelle, feld) == ("rolle", "konzept_id")


def namensfelder(tabelle: str) -> tuple[str, ...]:
    """Gibt die Felder, aus denen `eigenname` den Namen eines Datensatzes bildet."""
    moeglich = (*_NAMENSFELDER, "nummer", "buchstabe", "zum", "schluessel")
    return tuple(f for f in moeglich if f in spalten(tabelle))


def eigenname(tabelle: str, bild: Mapping[str, Any]) -> str:
    """Gibt den Namen eines Datensatzes aus seinem Bild; leer, wenn er keinen hat (etwa eine Zuordnung)."""
    titel = knapp(str(next((bild[f] for f in _NAMENSFELDER if bild.get(f)), "")), 90)
    nummer = bild.get("nummer")
    if tabelle == "sachstand":
        return f"Nr. {nummer} zum {wert(tabelle, 'zum', bild.get('zum'), {})}"
    if tabelle == "einstellung":
        return _EINSTELLUNG.get(titel, titel)
    if tabelle == "massnahme":
        return f"{nummer} {titel}"
    if tabelle in ("handlungsfeld", "leitlinie") and nummer:
        return f"{nummer}. {titel}"
    return f"{bild['buchstabe']}) {titel}" if tabelle == "teilprojekt" and bild.get("buchstabe") else titel


def eltern(tabelle: str, bild: Mapping[str, Any]) -> str | None:
    """Gibt das Feld, das sagt, wozu ein Eintrag gehört (die Maßnahme eines Sachstands), oder None."""
    if tabelle == "massnahme":  # ihre Nummer sagt es schon
        return None
    return next((f for f in _ELTERN if bild.get(f)), None)


def wert(tabelle: str, feld: str, roh: Any, namen: Namen) -> str:
    """Gibt einen Feldwert aus dem Protokoll, wie man ihn sagt; leer bleibt „–“."""
    if roh is None or roh == "":
        return "alle Konzepte" if (tabelle, feld) == ("rolle", "konzept_id") else "–"
    if verwiesen := ziel(tabelle, feld):
        return namen.get((verwiesen, roh)) or f"{gegenstand(verwiesen)} (nicht mehr vorhanden)"
    if tabelle == "einstellung" or feld == "bezug":
        return _EINSTELLUNG.get(str(roh)) or _GEGENSTAND.get(str(roh), str(roh))
    spalte = spalten(tabelle).get(feld)
    if isinstance(roh, bool) or (spalte is not None and isinstance(spalte.type, Boolean)):
        return "ja" if roh else "nein"
    if feld.endswith("_cent") and isinstance(roh, int):
        return betrag_text(Decimal(roh) / 100)
    return _typisiert(spalte, roh) if isinstance(roh, str) else _schlicht(roh)


def _typisiert(spalte: Column[Any] | None, text: str) -> str:
    typ = spalte.type if spalte is not None else None
    try:
        if isinstance(typ, Enum) and typ.enum_class:
            code = typ.enum_class(text)
            return code.bezeichnung if isinstance(code, Code) else text
        if isinstance(typ, Zeitpunkt):
            return zeitpunkt(datetime.fromisoformat(text))
        if isinstance(typ, Date):
            return datum_text(date.fromisoformat(text))
    except ValueError:  # ein Wert, den es in dieser Fassung nicht mehr gibt, steht so da, wie er gespeichert wurde
        return text
    return f"Datei mit Prüfsumme {text[:12]}…" if isinstance(typ, LargeBinary) else text


def _schlicht(roh: Any) -> str:
    return str(roh) if isinstance(roh, int) else json.dumps(roh, ensure_ascii=False)


def zeitpunkt(am: datetime) -> str:
    """Gibt einen Augenblick in Berliner Zeit: „04.06.2025, 10:00 Uhr“."""
    return f"{am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
