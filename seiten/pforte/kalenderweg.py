"""Abholen: `/kalender/<geheimnis>.ics` – die Fristen eines Konzepts für ein Kalenderprogramm, ohne Anmeldung.

Wer die geheime Adresse kennt, liest, was ihre Person gerade lesen darf, ohne Internes. Falsch, widerrufen, gesperrt und
ohne Recht antworten gleich. Das Geheimnis steht in keiner Logzeile (`fehlermeldung` schwärzt den Weg).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mut_core.anmeldung import Auswahl, Kalenderzugang, load_kalenderzugang
from mut_core.anmeldung.adressen import adresse_aussen
from mut_core.anmeldung.bremse import FENSTER, FREI_JE_ADRESSE, netz, pause
from mut_core.datenbank import leseeinheit
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.lagebild import aenderungsstand, geaendert_am, load_lagebild
from seiten.pforte.anschrift import KALENDER, gegenstelle, lokal, verschluesselt
from seiten.pforte.handhabe import geschuetzt, jetzt
from seiten.pforte.schranke import Verbinden
from seiten.pforte.sicherheitslog import log_ereignis

_ENDUNG: Final = ".ics"
_MIME: Final = "text/calendar; charset=utf-8"
_PLAETZE: Final = anyio.CapacityLimiter(2)
"""So viele Kalender entstehen zugleich; ein großes Konzept rechnet Sekunden und darf niemanden aufhalten."""

_SCHNELL: Final = 1.0
"""Kalender, die schneller entstehen (Sekunden), zeigen immer den neuesten Stand."""

_GEMERKT_HOECHSTENS: Final = 8
_BEKANNTE_HOECHSTENS: Final = 5000
_NETZE_HOECHSTENS: Final = 5000


class Kalenderbremse:
    """Bremst je Netzadresse das Raten von Geheimnissen; was schon einmal stimmte, wird nie gebremst.

    Nach 20 Fehlversuchen in 15 Minuten werden unbekannte Geheimnisse erst nach 5, 10, 20 … 300 Sekunden wieder
    nachgesehen. Gezählt wird im Speicher dieses Prozesses: Ein Abruf soll nichts in die Datenbank schreiben, und einem
    Geheimnis von 256 Bit genügt das. So sperrt auch niemand die Kalender der anderen aus.
    """

    def __init__(self) -> None:
        self._schloss = threading.Lock()
        self._fehlversuche: OrderedDict[str, list[datetime]] = OrderedDict()
        self._bekannte: OrderedDict[str, None] = OrderedDict()

    def wartezeit(self, adresse: str, pruefsumme: str, am: datetime) -> int:
        """Gibt die Sekunden, die ein unbekanntes Geheimnis von dieser Adresse noch warten muss; sonst 0."""
        with self._schloss:
            if pruefsumme in self._bekannte:
                return 0
            frische = [t for t in self._fehlversuche.get(netz(adresse), ()) if t > am - FENSTER]
            return pause(frische, FREI_JE_ADRESSE, am)

    def note_fehlversuch(self, adresse: str, pruefsumme: str, am: datetime) -> None:
        """Zählt einen Fehlversuch; ein widerrufenes Geheimnis gilt danach nicht mehr als bekannt."""
        with self._schloss:
            self._bekannte.pop(pruefsumme, None)
            ort = netz(adresse)
            frische = [t for t in self._fehlversuche.pop(ort, ()) if t > am - FENSTER]
            self._fehlversuche[ort] = [*frische, am][-100:]
            _kuerze(self._fehlversuche, _NETZE_HOECHSTENS)

    def note_gelungen(self, pruefsumme: str) -> None:
        """Merkt ein Geheimnis, das stimmte."""
        with self._schloss:
            self._bekannte[pruefsumme] = None
            self._bekannte.move_to_end(pruefsumme)
            _kuerze(self._bekannte, _BEKANNTE_HOECHSTENS)


@dataclass(frozen=True)
class _Ausgabe:
    """Was ein Abruf bekommt; `inhalt` fehlt, wenn der Browser es schon hat."""

    zeichen: str
    inhalt: bytes | None = field(repr=False)


@dataclass(frozen=True)
class _Lage:
    """Wovon der Inhalt abhängt: ändert sich davon nichts, ändert er sich nicht."""

    konzept_id: int
    auswahl: Auswahl
    stand: int
    tag: date
    adresse: str

    @property
    def ort(self) -> tuple[int, Auswahl, str]:
        """Welcher Kalender das ist, gleich in welchem Stand."""
        return self.konzept_id, self.auswahl, self.adresse

    @property
    def zeichen(self) -> str:
        """An diesem Zeichen (ETag) erkennt ein Kalenderprogramm, dass sich nichts geändert hat."""
        return f'"{hashlib.sha256(repr(self).encode()).hexdigest()[:32]}"'


@dataclass(frozen=True)
class _Gebaut:
    """Ein fertiger Kalender, wann er entstand und wie lange das dauerte (Sekunden)."""

    ausgabe: _Ausgabe
    am: datetime
    dauer: float

    def genuegt(self, zeichen: str, jetzt_: datetime) -> bool:
        """Sagt, ob er noch gilt; was lange rechnet, darf eine Weile alt sein und nimmt höchstens ein Hundertstel Zeit.

        Wer ihn lesen darf, wird davon unabhängig bei jedem Abruf nachgesehen.
        """
        if self.ausgabe.zeichen == zeichen:
            return True
        return self.dauer > _SCHNELL and (jetzt_ - self.am).total_seconds() < 100 * self.dauer


class Kalenderwege:
    """Der Handler von `/kalender/…`; er beantwortet alles darunter selbst und ist ohne Sitzung erreichbar."""

    def __init__(self, verbinden: Verbinden) -> None:
        self.verbinden = verbinden
        self.bremse = Kalenderbremse()
        self._schloss = threading.Lock()
        self._gemerkt: OrderedDict[tuple[int, Auswahl, str], _Gebaut] = OrderedDict()

    def offene(self) -> list[Route]:
        """Baut den Weg."""
        return [Route(f"{KALENDER}{{rest:path}}", geschuetzt(self.kalender), methods=["GET"])]  # HEAD gehört dazu

    async def kalender(self, anfrage: Request) -> Response:
        """Gibt den Kalender zu einem Geheimnis, 304 für Unverändertes, sonst immer dieselbe 404."""
        rest, adresse, am = anfrage.path_params["rest"], gegenstelle(anfrage.scope), jetzt()
        geheimnis = rest.removesuffix(_ENDUNG)
        summe = hashlib.sha256(geheimnis.encode("utf-8", "surrogatepass")).hexdigest()
        if sekunden := self.bremse.wartezeit(adresse, summe, am):
            log_ereignis("kalender-gebremst", sekunden=sekunden)
            return PlainTextResponse("Bitte später.\n", status_code=429, headers={"retry-after": str(sekunden)})
        bekannt = tuple(z.strip().removeprefix("W/") for z in anfrage.headers.get("if-none-match", "").split(","))
        hole = partial(self._hole, geheimnis if rest.endswith(_ENDUNG) else "", anfrage, bekannt)
        ausgabe = await anyio.to_thread.run_sync(hole, limiter=_PLAETZE)
        if ausgabe is None:
            self.bremse.note_fehlversuch(adresse, summe, am)
            log_ereignis("kalender-abgewiesen")
            return PlainTextResponse("Diesen Kalender gibt es nicht.\n", status_code=404)
        self.bremse.note_gelungen(summe)
        return _antwort(ausgabe)

    def _hole(self, geheimnis: str, anfrage: Request, bekannt: tuple[str, ...]) -> _Ausgabe | None:
        with leseeinheit(self.verbinden()) as session:
            zugang = load_kalenderzugang(session, geheimnis) if geheimnis else None
            if zugang is None or not _gilt_hier(zugang, anfrage):
                return None
            stand, heute = aenderungsstand(session, zugang.konzept_id), tag_in_berlin(jetzt())
            lage = _Lage(zugang.konzept_id, zugang.auswahl, stand, heute, _eigene_adresse(anfrage))
            gebaut = self._gemerkt.get(lage.ort)
            if gebaut is None or not gebaut.genuegt(lage.zeichen, jetzt()):
                if lage.zeichen in bekannt:
                    return _Ausgabe(lage.zeichen, None)
                gebaut = self._baue(session, lage)
        ausgabe = gebaut.ausgabe
        return _Ausgabe(ausgabe.zeichen, None) if ausgabe.zeichen in bekannt else ausgabe

    def _baue(self, session: Session, lage: _Lage) -> _Gebaut:
        from mut_core.austausch.kalender import build_kalender  # erst beim ersten Abruf: hält den Start kurz

        beginn = time.monotonic()
        bild = load_lagebild(session, lage.konzept_id, lage.tag)
        am = geaendert_am(session, lage.stand) or jetzt()
        inhalt = build_kalender(bild, lage.auswahl, stand=am, adresse=lage.adresse)
        gebaut = _Gebaut(_Ausgabe(lage.zeichen, inhalt), jetzt(), time.monotonic() - beginn)
        with self._schloss:
            self._gemerkt[lage.ort] = gebaut
            self._gemerkt.move_to_end(lage.ort)
            _kuerze(self._gemerkt, _GEMERKT_HOECHSTENS)
        return gebaut


def _gilt_hier(zugang: Kalenderzugang, anfrage: Request) -> bool:
    """Sagt, ob der Link auf diesem Weg gilt: Demo-Personen gibt es nur auf dem Rechner selbst."""
    return not zugang.person.demo or lokal(anfrage.scope)


def _eigene_adresse(anfrage: Request) -> str:
    """Gibt die Adresse der Anwendung für die Links in den Einträgen; den Namen hat die Pforte schon geprüft."""
    schema = "https" if verschluesselt(anfrage.scope) else "http"
    return (adresse_aussen() or f"{schema}://{anfrage.headers.get('host', '')}").rstrip("/")


def _antwort(ausgabe: _Ausgabe) -> Response:
    koepfe = {"etag": ausgabe.zeichen, "cache-control": f"private, max-age={int(timedelta(minutes=5).total_seconds())}"}
    if ausgabe.inhalt is None:
        return Response(status_code=304, headers=koepfe)
    koepfe["content-disposition"] = 'inline; filename="fristen.ics"'
    return Response(ausgabe.inhalt, media_type=_MIME, headers=koepfe)


def _kuerze(speicher: OrderedDict[Any, Any], hoechstens: int) -> None:
    while len(speicher) > hoechstens:
        speicher.popitem(last=False)
