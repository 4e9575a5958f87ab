"""Synthetisch: ein beliebig großes, gleichbleibendes Konzept für Lastproben – per Massen-INSERT, aber mit Protokoll."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.erfassung.protokoll import BERLIN, Vorgang, Zeile, as_json, switch_vorgang, write_protokoll
from mut_core.modell import (
    Base,
    Fristaenderung,
    Handlungsfeld,
    Kommune,
    Konzept,
    Massnahme,
    Mittelposition,
    Organisationseinheit,
    Sachstand,
)
from mut_core.modell.codes import (
    Aktion,
    Angabe,
    Einheitsart,
    Genauigkeit,
    Konkretheit,
    Konzeptphase,
    Mittelmodus,
    Mittelstatus,
    Prioritaet,
    Turnus,
    Umsetzungsstand,
    Zurueckstellungsgrund,
)
from mut_core.rechte import Person

SCHLUESSEL = "synthetisch"
SEED = 20_251
_DAUER = 1080
"""Tage, über die sich die Sachstände verteilen: drei Jahre."""
_BLOCK = 2000
"""Höchstens so viele Maßnahmen melden an einem Tag; jeder Block ist ein Vorgang."""
_RUECKSTAND = 50
"""Um so viele Tage hinken die Blöcke einander nach, damit manche Meldung veraltet ist."""

_FELDER = (
    "Ankommen", "Sprache", "Bildung", "Arbeit", "Gesundheit", "Wohnen", "Kultur", "Sport", "Verwaltung",
    "Sicherheit", "Schutz vor Diskriminierung", "Beteiligung",
)  # fmt: skip
_WAS = (
    "Beratung", "Sprachkurs", "Begegnungsreihe", "Fortbildung", "Wegweiser", "Netzwerktreffen", "Patenschaft",
    "Sprechstunde", "Werkstatt", "Lotsendienst", "Befragung", "Informationsabend",
)  # fmt: skip
_WEN = (
    "für Familien", "für Jugendliche", "für Frauen", "für Betriebe", "für Beschäftigte", "im Stadtteil",
    "für ältere Menschen", "an Schulen", "in Kitas", "für Ehrenamtliche",
)  # fmt: skip
_SAETZE = (
    "Die Abstimmung mit den Beteiligten ist erfolgt.", "Es haben mehr Menschen teilgenommen als erwartet.",
    "Die Räume stehen inzwischen zur Verfügung.", "Eine Kooperation mit einem freien Träger ist vereinbart.",
    "Rückmeldungen aus der Zielgruppe wurden eingearbeitet.", "Die Stelle ist besetzt und eingearbeitet.",
    "Der Zeitplan wird eingehalten.", "Ein Termin musste verschoben werden.",
    "Die Nachfrage ist je nach Stadtteil sehr verschieden.", "Unterlagen liegen jetzt in fünf Sprachen vor.",
    "Die Finanzierung des nächsten Abschnitts wird geprüft.", "Die Auswertung zeigt erste Erfolge.",
    "Mit den Schulen ist ein gemeinsames Vorgehen vereinbart.", "Der Ausschuss wurde mündlich unterrichtet.",
)  # fmt: skip
U = Umsetzungsstand
_WEG = (U.IDEE, U.NICHT_BEGONNEN, U.IN_PLANUNG, U.IN_UMSETZUNG)
_ENDE = tuple(Umsetzungsstand)
_GEWICHT = (2, 10, 8, 18, 30, 14, 10, 5, 3)
_STATUS = tuple(Mittelstatus)


def create_synthetisch(
    session: Session, uebernahme: Person, zeitpunkt: datetime, heute: date, *, massnahmen: int, sachstaende: int
) -> None:
    """Legt das Konzept `synthetisch` an; Texte, Tage und Stände hängen nur von den Zahlen und `heute` ab."""
    zufall = Random(SEED)  # noqa: S311 – gleichbleibende Lastdaten, nichts Geheimes
    anfang = heute - timedelta(days=_DAUER + 20)
    switch_vorgang(session, Vorgang(uebernahme, zeitpunkt, grund="Lastdaten", gilt_ab=anfang))
    rahmen = _Rahmen(session)
    masse = Masse(session, uebernahme, zeitpunkt)
    vorhaben = [rahmen.massnahme(zufall, nummer, anfang) for nummer in range(1, massnahmen + 1)]
    masse.add(Massnahme, vorhaben, anfang)
    _add_mittel(masse, zufall, vorhaben, anfang)
    enden = zufall.choices(_ENDE, weights=_GEWICHT, k=massnahmen)
    block = max(1, min(_BLOCK, massnahmen // 5))
    for runde in range(sachstaende):
        for versatz, start in enumerate(range(0, massnahmen, block)):
            dauer = _DAUER - versatz % 5 * _RUECKSTAND
            tag = min(anfang + timedelta(days=dauer * (runde + 1) // sachstaende), heute)
            paare = zip(vorhaben[start : start + block], enden[start : start + block], strict=True)
            zeilen = [
                _sachstand(zufall, m, e, (runde, sachstaende), tag=tag, nutzer_id=uebernahme.id) for m, e in paare
            ]
            masse.add(Sachstand, zeilen, tag)
    masse.finish()


class _Rahmen:
    """Kommune, Konzept, Handlungsfelder und Stellen, in denen die Maßnahmen liegen."""

    def __init__(self, session: Session) -> None:
        kommune = _neu(session, Kommune(schluessel=SCHLUESSEL, name="Stadt Synthetisch (Lastdaten)", beispiel=True))
        self.konzept = _neu(session, _konzept(kommune.id))
        self.stellen = [
            _neu(
                session,
                Organisationseinheit(kommune_id=kommune.id, name=f"Fachdienst {n:02}", art=Einheitsart.FACHDIENST),
            ).id
            for n in range(1, 41)
        ]
        self.felder = [
            _neu(
                session,
                Handlungsfeld(
                    konzept_id=self.konzept.id, nummer=n, reihenfolge=n, titel=titel, kuerzel=f"{n:02}",
                    uebergreifend=n > len(_FELDER) - 2,
                ),
            ).id
            for n, titel in enumerate(_FELDER, 1)
        ]  # fmt: skip

    def massnahme(self, zufall: Random, nummer: int, anfang: date) -> dict[str, Any]:
        """Gibt die Werte einer Maßnahme ohne Schlüssel; jede zwanzigste ohne Federführung, jede zehnte ohne Frist."""
        feld = zufall.randrange(len(self.felder))
        stelle = None if zufall.random() < 0.05 else self.stellen[zufall.randrange(len(self.stellen))]
        frist = None if zufall.random() < 0.1 else anfang + timedelta(days=zufall.randrange(200, 1800))
        return {
            "konzept_id": self.konzept.id,
            "nummer": f"SY-{feld + 1:02}-{nummer:05}",
            "titel": f"{zufall.choice(_WAS)} {zufall.choice(_WEN)} ({nummer})",
            "beschreibung": _text(zufall, 3),
            "handlungsfeld_id": self.felder[feld],
            "konkretheit": zufall.choice(tuple(Konkretheit)),
            "prioritaet": zufall.choice(tuple(Prioritaet)),
            "beginn": anfang + timedelta(days=zufall.randrange(0, 400)),
            "beginn_genauigkeit": Genauigkeit.TAG,
            "frist": frist,
            "frist_genauigkeit": frist and Genauigkeit.TAG,
            "urspruengliche_frist": frist,
            "zeit_angabe": Angabe.GENANNT if frist else Angabe.OFFEN,
            "federfuehrung_id": stelle,
            "federfuehrung_angabe": Angabe.GENANNT if stelle else Angabe.KEINE_ANGABE,
            "zielgruppe": zufall.choice(_WEN),
            "mittelstatus": zufall.choice(_STATUS),
            "quelle": "Lastdaten",
        }


def _konzept(kommune_id: int) -> Konzept:
    return Konzept(
        kommune_id=kommune_id,
        schluessel=SCHLUESSEL,
        bezeichnung="Synthetisches Konzept (Beispiel für Lastproben)",
        kurzform="Lastproben",
        phase=Konzeptphase.UMSETZUNG,
        beispiel=True,
        quelle="Lastdaten",
    )


def _neu(session: Session, datensatz: Any) -> Any:
    session.add(datensatz)
    session.flush()
    return datensatz


def _text(zufall: Random, saetze: int) -> str:
    return " ".join(zufall.choices(_SAETZE, k=saetze))


def _add_mittel(masse: "Masse", zufall: Random, vorhaben: list[dict[str, Any]], tag: date) -> None:
    """Jede dritte Maßnahme nennt einen Betrag, jede zehnte hat ihre Frist schon einmal verschoben."""
    mittel = [
        {
            "konzept_id": m["konzept_id"], "massnahme_id": m["id"], "modus": zufall.choice(tuple(Mittelmodus)),
            "jahr": tag.year + zufall.randrange(4), "betrag_cent": zufall.randrange(1, 400) * 50_000,
            "ungenau": zufall.random() < 0.3, "konjunktiv": zufall.random() < 0.2, "mittelstatus": m["mittelstatus"],
            "quelle": "Lastdaten",
        }
        for m in vorhaben[::3]
    ]  # fmt: skip
    masse.add(Mittelposition, mittel, tag)
    verschoben = [
        {
            "konzept_id": m["konzept_id"], "massnahme_id": m["id"], "am": tag,
            "bisher": m["frist"] - timedelta(days=180), "neu": m["frist"], "grund": _text(zufall, 1),
        }
        for m in vorhaben[::10]
        if m["frist"]
    ]  # fmt: skip
    masse.add(Fristaenderung, verschoben, tag)


def _sachstand(
    zufall: Random,
    massnahme: Mapping[str, Any],
    ende: Umsetzungsstand,
    runde: tuple[int, int],
    *,
    tag: date,
    nutzer_id: int,
) -> dict[str, Any]:
    weg = (*_WEG[: _WEG.index(ende)], ende) if ende in _WEG else (*_WEG, ende)
    nummer, anzahl = runde
    stand = weg[min(len(weg) - 1, nummer * (len(weg) + 1) // anzahl)]
    laenge = zufall.randrange(40, 120) if zufall.random() < 0.02 else zufall.randrange(1, 5)
    return {
        "konzept_id": massnahme["konzept_id"],
        "massnahme_id": massnahme["id"],
        "nummer": nummer + 1,
        "zum": tag,
        "gilt_ab": tag,
        "umsetzungsstand": stand,
        "text": _text(zufall, laenge),
        "erfasst_am": datetime.combine(tag, time(9), BERLIN),
        "erfasst_von_id": nutzer_id,
        "hindernis": zufall.choice(_SAETZE) if zufall.random() < 0.1 else None,
    } | _pflichten(stand, tag)


def _pflichten(stand: Umsetzungsstand, tag: date) -> dict[str, Any]:
    """Gibt die Pflichtangaben des Umsetzungsstands (mut_core.regeln.PFLICHTEN)."""
    spaeter = tag + timedelta(days=90)
    je_stand: dict[Umsetzungsstand, dict[str, Any]] = {
        U.IN_UMSETZUNG: {"naechster_termin": spaeter},
        U.UMGESETZT: {"abgeschlossen_am": tag, "ergebnis": "Die Maßnahme ist abgeschlossen."},
        U.VERSTETIGT: {"turnus": Turnus.JAEHRLICH, "naechste_ueberpruefung": spaeter},
        U.ZURUECKGESTELLT: {
            "zurueckstellungsgrund": Zurueckstellungsgrund.FINANZIELL,
            "begruendung": "Die Mittel fehlen.",
            "wiedervorlage": spaeter,
        },
        U.VERWORFEN: {
            "begruendung": "Der Bedarf ist entfallen.",
            "entschieden_von": "Lenkungsgruppe",
            "entschieden_am": tag,
        },
    }
    return je_stand.get(stand, {})


class Masse:
    """Fügt viele Zeilen auf einmal an – an der Wache vorbei, deshalb mit eigenen Protokollzeilen."""

    def __init__(self, session: Session, person: Person, zeitpunkt: datetime) -> None:
        self.session, self.person, self.zeitpunkt = session, person, zeitpunkt
        self.naechste: dict[type[Base], int] = {}

    def add(self, klasse: type[Base], zeilen: list[dict[str, Any]], tag: date) -> None:
        """Fügt die Zeilen an und schreibt ihre Protokollzeilen; trägt dabei in jede Zeile ihre `id` ein."""
        connection = self.session.connection()
        erste = self.naechste.get(klasse) or 1 + (connection.scalar(sa.select(sa.func.max(_tabelle(klasse).c.id))) or 0)
        self.naechste[klasse] = erste + len(zeilen)
        vorgaben = {s.key: _vorgabe(s) for s in _tabelle(klasse).columns}
        for abstand, zeile in enumerate(zeilen):
            zeile["id"] = erste + abstand
        volle = [vorgaben | zeile for zeile in zeilen]
        for block in _bloecke(volle, _BLOCK):
            connection.execute(sa.insert(_tabelle(klasse)), block)
            vorgang = Vorgang(self.person, self.zeitpunkt, grund="Lastdaten", gilt_ab=tag)
            write_protokoll(connection, vorgang, (_protokollzeile(_tabelle(klasse).name, z) for z in block))

    def finish(self) -> None:
        """Zieht in PostgreSQL die Zähler der Schlüssel nach; SQLite braucht das nicht."""
        if self.session.get_bind().dialect.name == "postgresql":
            for klasse, naechste in self.naechste.items():
                zaehler = sa.func.pg_get_serial_sequence(_tabelle(klasse).name, "id")
                self.session.execute(sa.select(sa.func.setval(zaehler, naechste, False)))


def _tabelle(klasse: type[Base]) -> sa.Table:
    tabelle = klasse.__table__
    if not isinstance(tabelle, sa.Table):
        raise TypeError(klasse)
    return tabelle


def _vorgabe(spalte: sa.Column[Any]) -> Any:
    return 1 if spalte.key == "version" else getattr(spalte.default, "arg", None)


def _bloecke(zeilen: list[dict[str, Any]], groesse: int) -> Iterator[list[dict[str, Any]]]:
    return (zeilen[n : n + groesse] for n in range(0, len(zeilen), groesse))


def _protokollzeile(tabelle: str, werte: Mapping[str, Any]) -> Zeile:
    nachher = {name: as_json(wert) for name, wert in werte.items()}
    return Zeile(tabelle, werte["id"], 1, Aktion.ANGELEGT, werte["konzept_id"], {}, nachher)


__all__ = ["SCHLUESSEL", "create_synthetisch"]
