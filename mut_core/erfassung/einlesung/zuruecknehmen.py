"""Zurücknehmen: eine ganze Einlesung als einen Schritt; was seither jemand anders tat, bleibt und wird genannt.

Grundlage ist das Protokoll: Unter dem Vorgang der Einlesung steht jede Zeile, die sie geschrieben hat, mit dem Bild
davor und danach.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Enum, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung import pflege
from mut_core.erfassung.pflege.arten import klassen
from mut_core.erfassung.protokoll import Vorgang, as_json, erledigt, switch_vorgang
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.erfassung.wache import bild, spalten
from mut_core.fehler import EingabeError, MutError, NichtGefundenError
from mut_core.modell import Datensatz, Einlesung, Fristaenderung, Massnahme, Mittelposition, Protokoll, Sachstand
from mut_core.modell.codes import Aktion, Einlesungszustand
from mut_core.modell.grundlage import Zeitpunkt

GRUND = "Einlesung von „{}“ zurückgenommen"

_ZUSAMMEN: tuple[frozenset[str], ...] = (
    frozenset(
        [
            "beginn",
            "beginn_genauigkeit",
            "frist",
            "frist_genauigkeit",
            "urspruengliche_frist",
            "zeit_wortlaut",
            "zeit_angabe",
            "turnus",
        ]
    ),
    frozenset(["federfuehrung_id", "federfuehrung_angabe", "federfuehrung_wortlaut"]),
    frozenset(["personal_wortlaut", "personal_angabe"]),
    frozenset(["mittel_wortlaut", "mittel_angabe"]),
    frozenset(["terminlage_gesetzt", "terminlage_grund"]),
)
"""Felder, die nur gemeinsam zurückgehen: Ein halber Zeitraum wäre eine neue Behauptung."""


@dataclass(frozen=True)
class Ruecknahme:
    """Was beim Zurücknehmen geschah; `bleibt` nennt je Satz, was seither geändert wurde und deshalb stehen blieb."""

    einlesung_id: int
    archiviert: int = 0
    zurueckgesetzt: int = 0
    sachstaende: int = 0
    bleibt: tuple[str, ...] = ()


@dataclass
class _Spur:
    """Was die Einlesung an einem Datensatz tat."""

    aktion: Aktion
    vorher: dict[str, Any] = field(default_factory=dict)
    nachher: dict[str, Any] = field(default_factory=dict)


Spuren = dict[tuple[str, int], _Spur]


def withdraw_einlesung(session: Session, vorgang: Vorgang, einlesung_id: int) -> Ruecknahme:
    """Nimmt eine Einlesung zurück: Neues wird archiviert, Geändertes wird wie davor, Sachstände verlassen das Lagebild.

    Was seither jemand anders geändert hat, bleibt und steht in `bleibt`. Vergangene Lagebilder zeigen weiter, was an
    dem Tag zu sehen war. Wirft NichtGefundenError, RechteError und EingabeError, wenn sie schon zurückgenommen ist.
    """
    einlesung = load_wenn_moeglich(session, Einlesung, einlesung_id)
    if einlesung is None or not rechte.darf_einlesen(vorgang.person, einlesung.konzept_id):
        rechte.require_einlesen(vorgang.person, einlesung.konzept_id if einlesung else 0)
        raise NichtGefundenError("Diese Einlesung gibt es nicht oder Sie dürfen sie nicht sehen.")
    if erledigt(session, vorgang, "einlesung", einlesung.id) is not None:
        return Ruecknahme(einlesung.id)
    if einlesung.zustand is Einlesungszustand.ZURUECKGENOMMEN:
        raise EingabeError("Diese Einlesung ist schon zurückgenommen.")
    vorgang = replace(vorgang, grund=GRUND.format(einlesung.dateiname))
    switch_vorgang(session, vorgang)
    einlesung.zustand, einlesung.zurueckgenommen_am = Einlesungszustand.ZURUECKGENOMMEN, vorgang.zeitpunkt
    with session.no_autoflush:
        ergebnis = _Rueckweg(session, vorgang, einlesung, _spuren(session, einlesung.vorgang)).gehe()
        session.flush()
    return ergebnis


def _spuren(session: Session, schluessel: str) -> Spuren:
    """Gibt je Datensatz, was der Vorgang tat: die Werte vor der ersten und das Bild nach der letzten Änderung."""
    zeilen = session.execute(
        select(Protokoll.tabelle, Protokoll.datensatz_id, Protokoll.aktion, Protokoll.nutzlast)
        .where(Protokoll.vorgang == schluessel)
        .order_by(Protokoll.seq)
    ).all()
    spuren: Spuren = {}
    for z in zeilen:
        if z.nutzlast is None:  # zum Schutz einer Person geleert: darüber weiß niemand mehr etwas
            continue
        nutzlast = json.loads(z.nutzlast)
        spur = spuren.setdefault((z.tabelle, z.datensatz_id), _Spur(z.aktion))
        spur.vorher = nutzlast["vorher"] | spur.vorher
        spur.nachher = nutzlast["nachher"] or {}
        if z.aktion is Aktion.ENTFERNT:
            spur.aktion = z.aktion
    return spuren


class _Rueckweg:
    """Der Rückweg einer Einlesung: erst Sachstände und Teile, dann Maßnahmen, zuletzt Stellen und Handlungsfelder."""

    def __init__(self, session: Session, vorgang: Vorgang, einlesung: Einlesung, spuren: Spuren) -> None:
        self.session, self.vorgang, self.einlesung, self.spuren = session, vorgang, einlesung, spuren
        self.bleibt: list[str] = []
        self.archiviert = self.zurueckgesetzt = self.sachstaende = 0
        self.bleibende: set[int] = set()
        """Maßnahmen, an denen seither jemand gearbeitet hat: alles an ihnen bleibt."""
        self.alte_frist: set[int] = set()
        """Maßnahmen, deren Zeitraum wieder der frühere ist."""

    def gehe(self) -> Ruecknahme:
        """Nimmt alles zurück, was sich zurücknehmen lässt."""
        for massnahme, spur in self._jede(Massnahme):
            (self._neue if spur.aktion is Aktion.ANGELEGT else self._geaenderte)(massnahme, spur)
        for sachstand, _ in self._jede(Sachstand):
            if sachstand.massnahme_id not in self.bleibende and sachstand.zurueckgenommen_am is None:
                sachstand.zurueckgenommen_am = self.vorgang.tag
                self.sachstaende += 1
        for aenderung, _ in self._jede(Fristaenderung):
            if aenderung.massnahme_id in self.alte_frist:
                self.session.delete(aenderung)
        for mittel, spur in self._jede(Mittelposition):
            self._mittel(mittel, spur)
        self._verbindungen()
        self.session.flush()
        for tabelle in ("handlungsfeld", "organisationseinheit"):
            self._name(tabelle)
        return Ruecknahme(self.einlesung.id, self.archiviert, self.zurueckgesetzt, self.sachstaende, tuple(self.bleibt))

    def _jede(self, klasse: type[Any]) -> Iterable[tuple[Any, _Spur]]:
        for (tabelle, schluessel), spur in self.spuren.items():
            if tabelle == klasse.__tablename__ and (objekt := self.session.get(klasse, schluessel)) is not None:
                yield objekt, spur

    def _neue(self, massnahme: Massnahme, spur: _Spur) -> None:
        fremde = select(Sachstand.id).where(
            Sachstand.massnahme_id == massnahme.id,
            Sachstand.einlesung_id.is_distinct_from(self.einlesung.id),
            Sachstand.zurueckgenommen_am.is_(None),
        )
        if massnahme.archiviert_am is not None:
            return
        if (
            _ohne_version(bild(massnahme)) != _ohne_version(spur.nachher)
            or self.session.scalar(fremde.limit(1)) is not None
        ):
            self.bleibende.add(massnahme.id)
            self.bleibt.append(f"{massnahme.nummer} „{massnahme.titel}“ wurde seither bearbeitet und bleibt.")
            return
        massnahme.archiviert_am = self.vorgang.tag
        massnahme.nummer = f"{massnahme.nummer} (zurückgenommen {massnahme.id})"  # die Nr. ist wieder frei
        self.archiviert += 1

    def _geaenderte(self, massnahme: Massnahme, spur: _Spur) -> None:
        felder = spur.vorher.keys() - {"version"}
        fremd = {f for f in felder if as_json(getattr(massnahme, f)) != spur.nachher.get(f)}
        fremd |= {f for gruppe in _ZUSAMMEN if gruppe & fremd for f in gruppe & felder}
        namen = {s.key: s for s in spalten(Massnahme)}
        for feld in felder - fremd:
            setattr(massnahme, feld, aus_json(namen[feld], spur.vorher[feld]))
        if felder - fremd:
            self.zurueckgesetzt += 1
        if "frist" in felder - fremd:
            self.alte_frist.add(massnahme.id)
        for feld in sorted(fremd):
            wort = namen[feld].info["bezeichnung"]
            self.bleibt.append(f"{massnahme.nummer}: „{wort}“ wurde seither geändert und bleibt.")

    def _mittel(self, mittel: Mittelposition, spur: _Spur) -> None:
        if mittel.massnahme_id in self.bleibende:
            return
        if _ohne_version(bild(mittel)) != _ohne_version(spur.nachher):
            massnahme = self.session.get_one(Massnahme, mittel.massnahme_id)
            self.bleibt.append(f"{massnahme.nummer}: Eine Mittelposition wurde seither geändert und bleibt.")
        elif spur.aktion is Aktion.ANGELEGT:
            mittel.archiviert_am = self.vorgang.tag
        else:
            namen = {s.key: s for s in spalten(Mittelposition)}
            for feld in spur.vorher.keys() - {"version"}:
                setattr(mittel, feld, aus_json(namen[feld], spur.vorher[feld]))

    def _verbindungen(self) -> None:
        """Löst neue Verbindungen und stellt entfernte wieder her."""
        for klasse in klassen():
            art = pflege.ARTEN.get(klasse.__tablename__)
            if art is None or art.gehoert_zu != "massnahme_id" or klasse is Mittelposition:
                continue
            for objekt, spur in self._jede(klasse):
                if spur.aktion is Aktion.ANGELEGT and objekt.massnahme_id not in self.bleibende:
                    self.session.delete(objekt)
            for (tabelle, schluessel), spur in self.spuren.items():
                weg = tabelle == klasse.__tablename__ and spur.aktion is Aktion.ENTFERNT
                if weg and self.session.get(klasse, schluessel) is None:
                    self._stelle_her(klasse, art.eindeutig[0], spur.vorher)

    def _stelle_her(self, klasse: type[Datensatz], eindeutig: tuple[str, ...], davor: Mapping[str, Any]) -> None:
        gleiche = (klasse.__table__.c[f] == davor[f] for f in eindeutig)
        if self.session.execute(select(klasse.__table__.c.id).where(*gleiche)).first() is None:
            werte = {s.key: aus_json(s, davor.get(s.key)) for s in spalten(klasse) if s.key not in ("id", "version")}
            self.session.add(klasse(**werte))

    def _name(self, tabelle: str) -> None:
        """Legt neue Stellen und Handlungsfelder weg, die niemand mehr braucht."""
        klasse: Any = pflege.PFLEGBAR[tabelle]
        for objekt, spur in list(self._jede(klasse)):
            if spur.aktion is not Aktion.ANGELEGT:
                continue
            konzept_id, version = self.einlesung.konzept_id, objekt.version
            try:
                pflege.archive_datensatz(
                    self.session, self.vorgang, konzept_id, tabelle, objekt.id, basis_version=version
                )
            except MutError as grund:
                self.bleibt.append(str(grund))


def _ohne_version(inhalt: Mapping[str, Any]) -> dict[str, Any]:
    """Wer geändert und wieder zurückgestellt hat, hat nichts geändert – nur die Version ist eine andere."""
    return {f: w for f, w in inhalt.items() if f != "version"}


def aus_json(spalte: Column[Any], wert: Any) -> Any:
    """Gibt den Wert eines Protokollbilds in der Art seiner Spalte."""
    if wert is None:
        return None
    typ = spalte.type
    lesen: Callable[[Any], Any] = lambda w: w  # noqa: E731
    if isinstance(typ, Enum) and typ.enum_class:
        lesen = typ.enum_class
    elif isinstance(typ, Zeitpunkt):
        lesen = datetime.fromisoformat
    elif isinstance(typ, Date):
        lesen = date.fromisoformat
    return lesen(wert)
