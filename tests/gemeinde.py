"""Gemeinde: eine kleine erfundene Gemeinde mit benannten Personen, für alle Tests dieselbe.

Probstweiler hat ein Konzept mit mindestens einer Zeile in jeder Tabelle; Nachbarau daneben hat sein eigenes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.protokoll import BERLIN, Vorgang
from mut_core.modell import codes
from mut_core.rechte import Person, load_person

EINGERICHTET = datetime(2025, 1, 2, 9, 0, tzinfo=UTC)
HEUTE = date(2025, 6, 4)

PERSONEN = {
    "kora": "Kora Dinata",
    "fatma": "Fatma Schulz",
    "fritz": "Fritz Sozial",
    "lena": "Lena Leitung",
    "adam": "Adam Strator",
    "gustav": "Gustav Nachbar",
    "niemand": "Nora Niemand",
}
"""Kennung und Name; was jede darf, steht in `_rollen`."""


class Uhr:
    """Eine gestellte Uhr: sie geht nur, wenn der Test sie stellt."""

    def __init__(self, tag: date = HEUTE, stunde: int = 10, minute: int = 0) -> None:
        self.stelle(tag, stunde, minute)

    def stelle(self, tag: date, stunde: int = 10, minute: int = 0) -> datetime:
        """Stellt die Uhr auf eine Berliner Uhrzeit und gibt den Augenblick in UTC."""
        self.jetzt = datetime(tag.year, tag.month, tag.day, stunde, minute, tzinfo=BERLIN).astimezone(UTC)
        return self.jetzt

    def weiter(self, **dauer: float) -> datetime:
        """Lässt Zeit vergehen: `uhr.weiter(minutes=5)`."""
        self.jetzt += timedelta(**dauer)
        return self.jetzt

    @property
    def heute(self) -> date:
        """Der Kalendertag in Berlin."""
        return self.jetzt.astimezone(BERLIN).date()

    def vorgang(self, person: Person, **weitere: Any) -> Vorgang:
        """Gibt einen Vorgang dieser Person in diesem Augenblick."""
        return Vorgang(person, self.jetzt, **weitere)


@dataclass(frozen=True)
class Gemeinde:
    """Wer und was in der Gemeinde ist – Schlüssel der Zeilen und die Personen mit ihren Rollen."""

    engine: sa.Engine
    konzept_id: int
    fremdes_konzept_id: int
    bildung_id: int
    soziales_id: int
    fremde_stelle_id: int
    handlungsfelder: tuple[int, int]
    massnahmen: dict[str, int] = field(repr=False)
    """`sprachcafe` (Bildung, Frist 30.09.2025) · `lotsen` (Soziales, überfällig seit 31.03.2025) · `wegweiser`
    (nicht benannt, ohne Frist) · `sommerfest` (Bildung, noch ohne Sachstand) · `fremd` (in Nachbarau)."""
    kora: Person = field(repr=False)
    """Koordination in Probstweiler."""
    fatma: Person = field(repr=False)
    """Fachkraft der Bildung in Probstweiler."""
    fritz: Person = field(repr=False)
    """Fachkraft des Sozialen in Probstweiler."""
    lena: Person = field(repr=False)
    """Leitung: liest in Probstweiler."""
    adam: Person = field(repr=False)
    """Administration der ganzen Installation."""
    gustav: Person = field(repr=False)
    """Koordination in Nachbarau, in Probstweiler ohne Rolle."""
    niemand: Person = field(repr=False)
    """Eine aktive Person ohne jede Rolle."""

    @property
    def personen(self) -> dict[str, Person]:
        """Alle Personen nach Kennung."""
        return {kennung: getattr(self, kennung) for kennung in PERSONEN}


def build_gemeinde(engine: sa.Engine, am: datetime = EINGERICHTET) -> Gemeinde:
    """Legt beide Gemeinden in einer leeren, migrierten Datenbank an (ein Vorgang, `am` in UTC)."""
    ids: dict[str, Any] = {}
    erste = Person(1, "adam", PERSONEN["adam"])
    with schreibeinheit(engine, Vorgang(erste, am, grund="Einrichtung")) as session:
        nutzer = _personen(session)
        ids |= _probstweiler(session, nutzer, am)
        dort = _nachbarau(session)
        ids["massnahmen"]["fremd"] = dort.pop("fremd")
        ids |= dort
        _rollen(session, nutzer, ids)
    with leseeinheit(engine) as session:
        personen = {kennung: load_person(session, kennung) for kennung in PERSONEN}
    return Gemeinde(engine=engine, **ids, **personen)


def neu(session: Session, zeile: Any) -> Any:
    """Fügt eine Zeile an und gibt sie mit ihrem Schlüssel zurück."""
    session.add(zeile)
    session.flush()
    return zeile


def _personen(session: Session) -> dict[str, int]:
    reihenfolge = sorted(PERSONEN, key=lambda k: k != "adam")  # adam wird Nutzer 1: unter ihm läuft die Einrichtung
    return {k: neu(session, modell.Nutzer(kennung=k, name=PERSONEN[k], demo=k == "fatma")).id for k in reihenfolge}


def _rollen(session: Session, nutzer: dict[str, int], ids: dict[str, Any]) -> None:
    hier, dort = ids["konzept_id"], ids["fremdes_konzept_id"]
    art = codes.Rollenart
    for kennung, rolle, konzept, stelle in (
        ("kora", art.KOORDINATION, hier, None),
        ("fatma", art.FACHKRAFT, hier, ids["bildung_id"]),
        ("fritz", art.FACHKRAFT, hier, ids["soziales_id"]),
        ("lena", art.LESEN, hier, None),
        ("adam", art.ADMINISTRATION, None, None),
        ("gustav", art.KOORDINATION, dort, None),
    ):
        neu(
            session,
            modell.Rolle(nutzer_id=nutzer[kennung], art=rolle, konzept_id=konzept, organisationseinheit_id=stelle),
        )


def _nachbarau(session: Session) -> dict[str, Any]:
    kommune = neu(session, modell.Kommune(schluessel="nachbarau", name="Gemeinde Nachbarau", beispiel=True))
    stelle = neu(session, modell.Organisationseinheit(kommune_id=kommune.id, name="Hauptamt Nachbarau"))
    konzept = neu(
        session, modell.Konzept(kommune_id=kommune.id, schluessel="nachbarau", bezeichnung="Zusammenleben Nachbarau")
    )
    feld = neu(session, modell.Handlungsfeld(konzept_id=konzept.id, nummer=1, titel="Wohnen"))
    massnahme = neu(
        session,
        modell.Massnahme(
            konzept_id=konzept.id, nummer="NA-01", titel="Wohnraumbörse", handlungsfeld_id=feld.id,
            federfuehrung_id=stelle.id,
        ),
    )  # fmt: skip
    return {"fremdes_konzept_id": konzept.id, "fremde_stelle_id": stelle.id, "fremd": massnahme.id}


def _probstweiler(session: Session, nutzer: dict[str, int], am: datetime) -> dict[str, Any]:
    kommune = neu(session, modell.Kommune(schluessel="probstweiler", name="Gemeinde Probstweiler", beispiel=True))
    bildung, soziales = (
        neu(session, modell.Organisationseinheit(kommune_id=kommune.id, name=name, kuerzel=kuerzel, art=art)).id
        for name, kuerzel, art in (
            ("Fachdienst Bildung", "FD 4", codes.Einheitsart.FACHDIENST),
            ("Fachdienst Soziales", "FD 5", codes.Einheitsart.FACHDIENST),
        )
    )
    konzept = neu(
        session,
        modell.Konzept(
            kommune_id=kommune.id, schluessel="probstweiler", bezeichnung="Integrationskonzept Probstweiler",
            stelle_id=soziales, phase=codes.Konzeptphase.UMSETZUNG, massnahmen_kuerzel="PW", beispiel=True,
        ),
    ).id  # fmt: skip
    projekt = neu(session, modell.Teilprojekt(konzept_id=konzept, buchstabe="a", titel="Stadtgesellschaft")).id
    felder = tuple(
        neu(session, modell.Handlungsfeld(konzept_id=konzept, nummer=n, titel=t, teilprojekt_id=projekt)).id
        for n, t in ((1, "Sprache und Bildung"), (2, "Ankommen und Teilhabe"))
    )
    ids = {
        "konzept_id": konzept, "bildung_id": bildung, "soziales_id": soziales, "handlungsfelder": felder,
        "massnahmen": _massnahmen(session, konzept, felder, bildung, soziales),
    }  # fmt: skip
    _sachstaende(session, ids, nutzer, am)
    _umfeld(session, ids, nutzer, am)
    return ids


def _massnahmen(session: Session, konzept: int, felder: tuple[int, ...], bildung: int, soziales: int) -> dict[str, int]:
    genannt, tag = codes.Angabe.GENANNT, codes.Genauigkeit.TAG
    zeilen: dict[str, dict[str, Any]] = {
        "sprachcafe": {"titel": "Sprachcafé", "handlungsfeld_id": felder[0], "federfuehrung_id": bildung,
                       "frist": date(2025, 9, 30), "frist_genauigkeit": tag, "zeit_angabe": genannt,
                       "interne_notiz": "Raumfrage noch vertraulich"},
        "lotsen": {"titel": "Ankommenslotsen", "handlungsfeld_id": felder[1], "federfuehrung_id": soziales,
                   "frist": date(2025, 3, 31), "frist_genauigkeit": tag, "zeit_angabe": genannt},
        "wegweiser": {"titel": "Mehrsprachiger Wegweiser", "handlungsfeld_id": felder[1], "mehrsprachig": True,
                      "federfuehrung_angabe": codes.Angabe.KEINE_ANGABE},
        "sommerfest": {"titel": "Sommerfest der Kulturen", "handlungsfeld_id": felder[0],
                       "federfuehrung_id": bildung, "art": codes.Massnahmenart.BESTAND},
    }  # fmt: skip
    return {
        name: neu(session, modell.Massnahme(konzept_id=konzept, nummer=f"PW-{n:02}", **werte)).id
        for n, (name, werte) in enumerate(zeilen.items(), 1)
    }


def _sachstaende(session: Session, ids: dict[str, Any], nutzer: dict[str, int], am: datetime) -> None:
    stand = codes.Umsetzungsstand
    for name, wert, text, person in (
        ("sprachcafe", stand.IN_UMSETZUNG, "Das Café öffnet jeden Donnerstag.", "fatma"),
        ("lotsen", stand.IN_PLANUNG, "Die ersten Lotsinnen werden geschult.", "fritz"),
        ("wegweiser", stand.IDEE, "Es liegt eine Gliederung vor.", "kora"),
    ):
        neu(
            session,
            modell.Sachstand(
                konzept_id=ids["konzept_id"], massnahme_id=ids["massnahmen"][name], nummer=1, zum=date(2024, 12, 20),
                umsetzungsstand=wert, text=text, erfasst_am=am, erfasst_von_id=nutzer[person],
                gilt_ab=am.astimezone(BERLIN).date(),
            ),
        )  # fmt: skip


def _umfeld(session: Session, ids: dict[str, Any], nutzer: dict[str, int], am: datetime) -> None:
    """Legt in jeder übrigen Tabelle mindestens eine Zeile an, damit jeder Test über alle Tabellen gehen kann."""
    k, (feld1, feld2), cafe = ids["konzept_id"], ids["handlungsfelder"], ids["massnahmen"]["sprachcafe"]
    m = modell
    neu(session, m.Leitlinie(konzept_id=k, nummer=1, text="Alle gestalten mit."))
    ziel = neu(session, m.Ziel(konzept_id=k, handlungsfeld_id=feld1, text="Deutsch lernen, wo man lebt.")).id
    neu(session, m.MassnahmeHandlungsfeld(konzept_id=k, massnahme_id=cafe, handlungsfeld_id=feld2))
    neu(session, m.MassnahmeZiel(konzept_id=k, massnahme_id=cafe, ziel_id=ziel))
    neu(session, m.Beteiligung(konzept_id=k, massnahme_id=cafe, organisationseinheit_id=ids["soziales_id"]))
    neu(session, m.Meilenstein(konzept_id=k, massnahme_id=cafe, titel="Erster Abend", frist=date(2025, 2, 6)))
    neu(session, m.Fristaenderung(konzept_id=k, massnahme_id=cafe, am=date(2024, 11, 5), bisher=date(2025, 6, 30),
                                  neu=date(2025, 9, 30), grund="Der Raum war nicht frei."))  # fmt: skip
    neu(session, m.SmartPruefung(konzept_id=k, massnahme_id=cafe, messbar=codes.Pruefwert.JA))
    neu(session, m.Evaluation(konzept_id=k, massnahme_id=cafe, am=date(2024, 12, 1)))
    foerderung = neu(session, m.Foerderung(konzept_id=k, programm="Landesprogramm", betrag_cent=1_200_000)).id
    neu(session, m.Mittelposition(konzept_id=k, massnahme_id=cafe, foerderung_id=foerderung, betrag_cent=2_100_050,
                                  ungenau=True, konjunktiv=True, wortlaut="würde ca. 21 T€ kosten"))  # fmt: skip
    gremium = neu(session, m.Gremium(konzept_id=k, typ=codes.Gremientyp.AUSSCHUSS, name="Sozialausschuss")).id
    neu(session, m.GremiumHandlungsfeld(konzept_id=k, gremium_id=gremium, handlungsfeld_id=feld1))
    neu(session, m.Mitgliedschaft(konzept_id=k, gremium_id=gremium, organisationseinheit_id=ids["soziales_id"],
                                  person="Erika Beispiel"))  # fmt: skip
    ereignis = neu(session, m.Ereignis(konzept_id=k, art=codes.Ereignisart.AUFTAKT, titel="Auftakt im Rathaus")).id
    neu(session, m.EreignisHandlungsfeld(konzept_id=k, ereignis_id=ereignis, handlungsfeld_id=feld1))
    neu(session, m.Kennzahl(konzept_id=k, bezeichnung="Einwohnende", wert="4.711", stichtag=date(2024, 12, 31)))
    beschluss = neu(session, m.Beschluss(konzept_id=k, gremium="Rat", am=date(2024, 3, 7))).id
    vorlage = neu(session, m.Vorlage(konzept_id=k, art="Mitteilung", betreff="Sachstand", beschluss_id=beschluss)).id
    neu(session, m.Beratung(konzept_id=k, vorlage_id=vorlage, gremium_id=gremium, gremium_name="Sozialausschuss"))
    bericht = neu(session, m.Bericht(konzept_id=k, form=codes.Berichtsform.SACHSTANDSBERICHT, titel="1. Bericht",
                                     stichtag=date(2024, 12, 31), vorlage_id=vorlage,
                                     status=codes.Berichtsstatus.FREIGEGEBEN)).id  # fmt: skip
    neu(session, m.Berichtsstand(konzept_id=k, bericht_id=bericht, lagebild=b"{}", lagebild_sha="0" * 64, bis_seq=0,
                                 kette="0" * 64, erstellt_am=am, erstellt_von_id=nutzer["kora"]))  # fmt: skip
    neu(session, m.Berichtstext(konzept_id=k, bericht_id=bericht, abschnitt="vorbemerkung", text="Eigener Text."))
    kommune_id = session.get_one(m.Konzept, k).kommune_id
    neu(session, m.Hausvorlage(kommune_id=kommune_id, name="haus.docx", inhalt=b"PK", pruefliste="{}",
                               in_gebrauch=False, hochgeladen_am=am))  # fmt: skip
    neu(session, m.Textbaustein(konzept_id=k, form=codes.Berichtsform.SACHSTANDSBERICHT, abschnitt="1",
                                text="Einleitung der Gemeinde."))  # fmt: skip
    neu(session, m.Anmerkung(konzept_id=k, bezug="ereignis", bezug_id=ereignis, text="Zwei Quellen, zwei Tage."))
    abfrage = neu(
        session,
        m.Abfrage(konzept_id=k, titel="Frühjahr", stichtag=date(2025, 5, 31), redaktionsschluss=date(2025, 6, 10),
                  eroeffnet_am=date(2025, 5, 1)),
    ).id  # fmt: skip
    neu(session, m.AbfrageMassnahme(konzept_id=k, abfrage_id=abfrage, massnahme_id=cafe))
    neu(session, m.Erinnerung(konzept_id=k, abfrage_id=abfrage, organisationseinheit_id=ids["soziales_id"], nummer=1,
                              an="soziales@probstweiler.example", am=am))  # fmt: skip
    neu(session, m.Einlesung(konzept_id=k, dateiname="liste.xlsx", pruefsumme="0" * 64, blatt="Tabelle1", am=am,
                             von_id=nutzer["kora"], gelesen=3, uebernommen=2, uebersprungen={"4": "Summe"},
                             vorgang="einlesung-1"))  # fmt: skip
    neu(session, m.Spaltenzuordnung(konzept_id=k, form="0" * 64, zuordnung={}))
    neu(session, m.Rueckmeldebogen(konzept_id=k, kennung="bogen-1", abfrage_id=abfrage, erstellt_am=am, bis_seq=1,
                                   organisationseinheit_id=ids["soziales_id"]))  # fmt: skip
    neu(session, m.Kalenderlink(konzept_id=k, nutzer_id=nutzer["kora"], geheimnis_pruefsumme="d" * 64,
                                bezeichnung="Handy", auswahl={"meilensteine": True}, erstellt_am=am))  # fmt: skip
    session.add(m.Entwurf(nutzer_id=nutzer["fatma"], konzept_id=k, gegenstand=f"meldung:{cafe}", basis=1,
                          basis_version=1, felder={"text": "…"}, geaendert_am=am))  # fmt: skip


def add_konzeptadministration(gemeinde: Gemeinde, am: datetime = EINGERICHTET) -> tuple[Person, Person]:
    """Legt zwei Personen an, die nur ein Konzept verwalten: eine in Probstweiler, eine in Nachbarau."""
    with schreibeinheit(gemeinde.engine, Vorgang(gemeinde.adam, am, grund="Einrichtung")) as session:
        for kennung, name, konzept in (
            ("hanna", "Hanna Hier", gemeinde.konzept_id),
            ("dora", "Dora Dort", gemeinde.fremdes_konzept_id),
        ):
            nutzer = neu(session, modell.Nutzer(kennung=kennung, name=name)).id
            neu(session, modell.Rolle(nutzer_id=nutzer, art=codes.Rollenart.ADMINISTRATION, konzept_id=konzept))
    with leseeinheit(gemeinde.engine) as session:
        return load_person(session, "hanna"), load_person(session, "dora")


def add_zugaenge(gemeinde: Gemeinde, am: datetime = EINGERICHTET) -> None:
    """Legt in jeder Tabelle der Anmeldung eine Zeile an – längst beendet, benutzt und ohne Kennwort."""
    m, nutzer_id, ende = modell, gemeinde.niemand.id, am + timedelta(hours=1)
    with schreibeinheit(gemeinde.engine, Vorgang(gemeinde.adam, am, grund="Einrichtung")) as session:
        neu(session, m.Einstellung(name="zweiter_faktor", wert="freiwillig"))
        neu(session, m.Zugangsdaten(nutzer_id=nutzer_id, letzte_anmeldung=am))
        neu(session, m.Anmeldung(nutzer_id=nutzer_id, kennzeichen_pruefsumme="e" * 64, gegenzeichen="f" * 64,
                                 weg=codes.Anmeldeweg.KONTO, geraet="Firefox unter Linux", begonnen_am=am,
                                 zuletzt_am=am, gilt_bis=ende, beendet_am=am))  # fmt: skip
        neu(session, m.Einmallink(code_pruefsumme="e" * 64, zweck=codes.Linkzweck.KENNWORT, nutzer_id=nutzer_id,
                                  angelegt_am=am, gilt_bis=ende, benutzt_am=am))  # fmt: skip
        neu(session, m.Auftrag(nutzer_id=nutzer_id, konzept_id=gemeinde.konzept_id, art="bericht", angaben={},
                               schritt="fertig", angelegt_am=am))  # fmt: skip
        neu(session, m.Anmeldeversuch(am=am, konto="e" * 64, adresse="f" * 64, gelungen=True))
        neu(session, m.Geheimnis(zweck="test", wert="e" * 64, angelegt_am=am))
