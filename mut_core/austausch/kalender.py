"""Kalender ausgeben: Fristen, Meilensteine und Sitzungen als .ics-Datei, die jedes Kalenderprogramm liest.

Ein Termin ist immer ein ganzer Tag. Eine ungenaue Frist steht an ihrem letzten Tag und trägt ihren Wortlaut im Titel;
eine Spanne von Monaten verdeckte sonst den ganzen Kalender. Zeilenlängen und Maskierung macht die Bibliothek. Namen von
Personen kommen nicht vor: nur Stellen, Gremien und Titel.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vText

from mut_core.anmeldung.kalenderlink import Auswahl
from mut_core.auswertung import (
    Filter,
    ausschnitt,
    meilensteintag,
    meilensteintext,
    sitzungsplan,
    terminart,
    termintext,
)
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Terminlage
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import anzahl, ganzer_satz, mal, zitiert
from mut_core.texte import without_steuerzeichen
from mut_core.zeitangaben import datum_text, fruehestens, im_wortlaut

_HERSTELLER = "-//MuT-Sachstand//Fristen//DE"
_LUECKE = "\ufdd0"
"""Ein Zeichen, das in keinem Text vorkommt (Unicode vergibt es nie)."""

_AUFFRISCHEN = "PT6H"
"""So oft sollen Programme nachsehen, die sich daran halten."""


@dataclass(frozen=True)
class _Termin:
    """Ein Kalendereintrag; `kennung` bleibt dieselbe, auch wenn sich Tag oder Titel ändern."""

    kennung: str
    tag: date
    titel: str
    text: str
    art: str
    adresse: str | None = None


def build_kalender(lagebild: Lagebild, auswahl: Auswahl, *, stand: datetime, adresse: str | None = None) -> bytes:
    """Baut die .ics-Datei zu einem Lagebild; dieselben Angaben ergeben dieselben Bytes.

    `stand` ist der Augenblick der letzten Änderung (mit Zeitzone), `adresse` die der Anwendung ohne Schrägstrich am
    Ende; ohne sie tragen die Einträge keinen Link.
    """
    bild = ausschnitt(lagebild, als_filter(auswahl))
    kalender = _rahmen(bild)
    for termin in _termine(lagebild, bild, auswahl, adresse):
        kalender.add_component(_eintrag(termin, _wurzel(bild), stand))
    inhalt: bytes = kalender.to_ical()
    return inhalt


def als_filter(auswahl: Auswahl) -> Filter:
    """Gibt den Ausschnitt des Konzepts, den eine Auswahl meint."""
    return Filter(
        handlungsfeld=auswahl.handlungsfeld,
        teilprojekt=auswahl.teilprojekt,
        federfuehrung=auswahl.federfuehrung,
        ziel=auswahl.ziel,
    )


class _Wortgetreu(vText):
    """Text, in dem „\\N“ (etwa in „K:\\Netz“) kein Umbruch wird; die Bibliothek ersetzte es vor dem Maskieren."""

    def to_ical(self) -> bytes:
        """Gibt den maskierten Text; die Lücke hält die beiden Zeichen nur so lange auseinander."""
        roh: bytes = vText(self.replace("\\N", f"\\{_LUECKE}N")).to_ical()
        return roh.replace(_LUECKE.encode(), b"")


def _rahmen(bild: Lagebild) -> Calendar:
    name = without_steuerzeichen(f"Fristen {bild.konzept.kurzform or bild.konzept.bezeichnung}")
    kalender = Calendar()
    kalender.add("prodid", _HERSTELLER)
    kalender.add("version", "2.0")
    kalender.add("calscale", "GREGORIAN")
    kalender.add("method", "PUBLISH")
    for feld in ("name", "x-wr-calname"):
        kalender.add(feld, name)
    kalender.add("x-wr-caldesc", f"Stand {datum_text(bild.stichtag)}, {without_steuerzeichen(bild.konzept.kommune)}")
    kalender.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    kalender.add("x-published-ttl", _AUFFRISCHEN)
    return kalender


def _eintrag(termin: _Termin, wurzel: str, stand: datetime) -> Event:
    eintrag = Event()
    eintrag.add("uid", f"{termin.kennung}@{wurzel}")
    eintrag.add("dtstamp", stand.astimezone(UTC).replace(microsecond=0))
    eintrag.add("dtstart", termin.tag)
    eintrag.add("dtend", termin.tag + timedelta(days=1))
    eintrag.add("summary", _Wortgetreu(_einzeilig(termin.titel)))
    eintrag.add("description", _Wortgetreu(without_steuerzeichen(termin.text)))
    eintrag.add("categories", [termin.art])
    eintrag.add("transp", "TRANSPARENT")
    if termin.adresse:
        eintrag.add("url", termin.adresse)
    return eintrag


def _wurzel(bild: Lagebild) -> str:
    """Der hintere Teil der UID: je Konzept ein eigener, unabhängig von der Adresse der Installation."""
    return f"{bild.konzept.schluessel}.mut-sachstand.invalid"


def _einzeilig(text: str) -> str:
    return " ".join(without_steuerzeichen(text).split())


# --- was hineinkommt -------------------------------------------------------------------------------------------------


def _termine(lagebild: Lagebild, bild: Lagebild, auswahl: Auswahl, adresse: str | None) -> Iterator[_Termin]:
    yield from _fristen(bild, auswahl, adresse)
    if auswahl.meilensteine:
        yield from _meilensteine(lagebild, bild, auswahl, adresse)
    if auswahl.sitzungen:
        yield from _sitzungen(bild)


def _fristen(bild: Lagebild, auswahl: Auswahl, adresse: str | None) -> Iterator[_Termin]:
    for m in saetze(bild.massnahmen):
        tag, erledigt = m.termin or m.frist, m.umsetzungsstand in ABGESCHLOSSEN
        if tag is None or (erledigt and not auswahl.erledigte):
            continue
        ungenau = f" ({termintext(m)})" if _ist_ungenau(m, tag) else ""
        vorn = "Erledigt" if erledigt else f"Überfällig: {terminart(m)}" if m.tage_ueberfaellig > 0 else terminart(m)
        yield _Termin(
            f"frist-{m.id}",
            tag,
            f"{vorn}{ungenau}: {m.nummer} {m.titel}",
            "\n".join(_fristtext(m, tag)),
            "Frist",
            _adresse(bild, adresse, m.id),
        )


def _ist_ungenau(m: Any, tag: date) -> bool:
    return tag == m.frist and fruehestens(tag, m.frist_genauigkeit) != tag


def _fristtext(m: Any, tag: date) -> Iterator[str]:
    yield f"{terminart(m)}: {termintext(m)}"
    if _ist_ungenau(m, tag):
        wortlaut = f", im Wortlaut {zitiert(m.zeit_wortlaut)}" if m.zeit_wortlaut else ""
        yield f"Ein genauer Tag ist nicht genannt{wortlaut}; der Eintrag steht am letzten möglichen Tag."
    yield f"Umsetzungsstand: {m.umsetzungsstand.bezeichnung}"
    if m.terminlage != Terminlage.NICHT_ANWENDBAR:
        yield f"Terminlage: {m.terminlage.bezeichnung}"
    if m.verschoben:
        ursprung = f", ursprünglich {datum_text(m.urspruengliche_frist)}" if m.urspruengliche_frist else ""
        yield f"Frist {mal(m.verschoben)} verschoben{ursprung}"
    if m.handlungsfeld:
        yield f"Handlungsfeld {m.handlungsfeld_nummer}: {m.handlungsfeld}"
    yield f"Federführung: {m.federfuehrung or 'nicht benannt'}"


def _meilensteine(lagebild: Lagebild, bild: Lagebild, auswahl: Auswahl, adresse: str | None) -> Iterator[_Termin]:
    massnahmen = {m.id: m for m in saetze(bild.massnahmen)}
    felder = {h.id: h for h in saetze(bild.handlungsfelder)}
    for s in saetze(lagebild.meilensteine):
        tag = meilensteintag(s)
        gehoert = massnahmen.get(s.massnahme_id) if s.massnahme_id else felder.get(s.handlungsfeld_id)
        if tag is None or gehoert is None or (s.erreicht_am is not None and not auswahl.erledigte):
            continue
        ungenau = s.erreicht_am is None and fruehestens(tag, s.frist_genauigkeit) != tag
        zu = f"{gehoert.nummer} {gehoert.titel}" if s.massnahme_id else f"Handlungsfeld {gehoert.nummer}"
        yield _Termin(
            f"meilenstein-{s.id}",
            tag,
            f"Meilenstein{f' ({im_wortlaut(s)})' if ungenau else ''}: {s.titel} – {zu}",
            f"{ganzer_satz(s.titel)} {meilensteintext(s)[:1].upper()}{meilensteintext(s)[1:]}.",
            "Meilenstein",
            _adresse(bild, adresse, s.massnahme_id),
        )


def _sitzungen(bild: Lagebild) -> Iterator[_Termin]:
    for s in saetze(sitzungsplan(bild)):
        davor = anzahl(s.anzahl, "Maßnahme", "Maßnahmen") if s.anzahl else "keine Maßnahme"
        yield _Termin(
            f"sitzung-{_gremiumskennung(s)}-{s.sitzung_am:%Y%m%d}",
            s.sitzung_am,
            f"Sitzung{' (Tag noch offen)' if s.ungenau else ''}: {s.gremium or s.anlass or 'ohne Gremium'}",
            "\n".join(
                teil
                for teil in (
                    s.anlass,
                    f"Redaktionsschluss: {datum_text(s.redaktionsschluss)}",
                    f"Unterlagen bis: {datum_text(s.unterlagen_bis)}",
                    f"Bis dahin fällig: {davor}",
                    s.hinweis,
                )
                if teil
            ),
            "Sitzung",
        )


def _gremiumskennung(s: Any) -> str:
    """Zwei Sitzungen ohne erfasstes Gremium am selben Tag bleiben zwei: Ihr Name oder Anlass unterscheidet sie."""
    if s.gremium_id is not None:
        return str(s.gremium_id)
    return hashlib.sha256(f"{s.gremium.casefold()}|{s.anlass}".encode()).hexdigest()[:12]


def _adresse(bild: Lagebild, adresse: str | None, massnahme_id: int | None) -> str | None:
    if not adresse or not massnahme_id:
        return None
    return f"{adresse}/massnahme?konzept={bild.konzept.schluessel}&id={massnahme_id}"
