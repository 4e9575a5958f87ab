"""Nachsehen: worauf ein Datensatz verweist, ob er eindeutig ist – und was noch an ihm hängt."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.pflege.arten import ARTEN, Art, Weglegen, aenderbare, klassen, spalten, ziel
from mut_core.erfassung.pflege.werte import unbekannter_verweis
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.modell import (
    Abfrage,
    Beratung,
    Datensatz,
    ImKonzept,
    Konzept,
    MassnahmeHandlungsfeld,
    Organisationseinheit,
    Rolle,
)
from mut_core.modell.grundlage import Archivierbar
from mut_core.rechte import Person
from mut_core.sprache import anzahl, aufzaehlung, knapp

_NAMENSFELDER = ("bezeichnung", "titel", "name", "programm", "betreff", "gremium_name", "gremium", "rolle", "text")
_WEITERE_WORTE = {
    "massnahme": ("Maßnahme", "Maßnahmen"),
    "abfrage": ("offene Abfrage", "offene Abfragen"),
    "bericht": ("Bericht", "Berichte"),
    "rolle": ("Rolle einer Person", "Rollen von Personen"),
}
_GENANNT = 3
"""So viele Abhängige nennt der Satz beim Namen."""


def require_konzept(session: Session, person: Person, konzept_id: int) -> Konzept:
    """Gibt das Konzept, wenn die Person es pflegen darf; wirft NichtGefundenError (fremd) oder RechteError."""
    konzept = session.get(Konzept, konzept_id) if rechte.ist_schluessel(konzept_id) else None
    if konzept is None:
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    rechte.require_lesen(person, konzept.id)
    rechte.require_bearbeiten(person, konzept.id)
    return konzept


def require_datensatz(session: Session, konzept: Konzept, wie: Art, datensatz_id: int) -> Datensatz:
    """Gibt einen Datensatz dieses Konzepts (oder seiner Kommune); fremd und unbekannt antworten gleich."""
    datensatz = load_eigenen(session, konzept, wie.klasse, datensatz_id)
    if datensatz is None:
        raise NichtGefundenError("Diesen Eintrag gibt es in diesem Konzept nicht. Bitte öffnen Sie die Seite neu.")
    return datensatz


def load_eigenen(session: Session, konzept: Konzept, klasse: type[Datensatz], schluessel: int) -> Datensatz | None:
    """Gibt den Datensatz, wenn er zu diesem Konzept gehört – eine Stelle, wenn sie zu seiner Kommune gehört."""
    datensatz = session.get(klasse, schluessel) if rechte.ist_schluessel(schluessel) else None
    return datensatz if datensatz is not None and _gehoert(konzept, datensatz) else None


def _gehoert(konzept: Konzept, datensatz: Datensatz) -> bool:
    if isinstance(datensatz, Organisationseinheit):
        return datensatz.kommune_id == konzept.kommune_id
    if isinstance(datensatz, ImKonzept):
        return datensatz.konzept_id == konzept.id
    return datensatz is konzept


def umkreis(konzept: Konzept, klasse: type[Datensatz]) -> ColumnElement[bool]:
    """Gibt die Bedingung, unter der Datensätze einer Tabelle zu diesem Konzept gehören."""
    spalte = spalten(klasse)
    if "konzept_id" in spalte:
        return spalte["konzept_id"] == konzept.id
    return spalte["kommune_id"] == konzept.kommune_id if "kommune_id" in spalte else spalte["id"] == konzept.id


def liegt_weg(datensatz: Datensatz) -> bool:
    """Sagt, ob ein Datensatz archiviert (oder eine Stelle nicht mehr aktiv) ist."""
    if isinstance(datensatz, Organisationseinheit):
        return not datensatz.aktiv
    return isinstance(datensatz, Archivierbar) and datensatz.archiviert_am is not None


def benannt(datensatz: Datensatz) -> str:
    """Gibt, woran man einen Datensatz in einem Satz erkennt."""
    nummer = getattr(datensatz, "nummer", None)
    name = next((str(w) for f in _NAMENSFELDER if (w := getattr(datensatz, f, None))), "")
    return knapp(f"{nummer} {name}".strip() if nummer is not None else name, 60)


# --- worauf er verweist ----------------------------------------------------------------------------------------------


def require_verweise(
    session: Session, konzept: Konzept, klasse: type[Datensatz], werte: Mapping[str, Any], eigener: int | None
) -> None:
    """Wirft EingabeError, wenn ein neuer Verweis ins Leere, ins Archiv, nach nebenan oder im Kreis zeigt."""
    for name, schluessel in werte.items():
        spalte = aenderbare(klasse)[name]
        dort = ziel(spalte)
        if dort is None or schluessel is None:
            continue
        anderer = load_eigenen(session, konzept, dort, schluessel)
        if anderer is None:
            raise unbekannter_verweis(spalte)
        if liegt_weg(anderer):
            raise EingabeError(
                f"„{benannt(anderer)}“ ist archiviert. Bitte wählen Sie etwas anderes oder holen Sie es zuerst hervor.",
                feld=name,
            )
        if dort is klasse and eigener is not None:
            _require_keinen_kreis(session, klasse, name, anderer, eigener)


def _require_keinen_kreis(
    session: Session, klasse: type[Datensatz], name: str, oben: Datensatz | None, eigener: int
) -> None:
    gesehen: set[int] = set()
    while oben is not None and oben.id not in gesehen:
        if oben.id == eigener:
            wort = aenderbare(klasse)[name].info["bezeichnung"]
            raise EingabeError(
                f"„{wort}“ ergäbe einen Kreis: Ein Eintrag kann nicht sich selbst oder etwas, das ihm untersteht, "
                "über sich haben. Bitte wählen Sie etwas anderes.",
                feld=name,
            )
        gesehen.add(oben.id)
        weiter = getattr(oben, name)
        oben = session.get(klasse, weiter) if weiter is not None else None


def require_stimmig(session: Session, wie: Art, werte: Mapping[str, Any]) -> None:
    """Wirft EingabeError, wenn im ganzen Datensatz etwas fehlt oder sich doppelt; `werte` sind alle seine Felder."""
    if wie.eines_von and all(werte.get(f) is None for f in wie.eines_von):
        namen = [f"„{aenderbare(wie.klasse)[f].info['bezeichnung']}“" for f in wie.eines_von]
        raise EingabeError(f"Bitte füllen Sie {' oder '.join(namen)} aus.", feld=wie.eines_von[0])
    if wie.klasse is MassnahmeHandlungsfeld:
        massnahme = session.get_one(_klasse("massnahme"), werte["massnahme_id"])
        if getattr(massnahme, "handlungsfeld_id", None) == werte["handlungsfeld_id"]:
            raise EingabeError(
                "Das ist schon das Handlungsfeld der Maßnahme. Bitte wählen Sie ein weiteres.", feld="handlungsfeld_id"
            )


def _klasse(tabelle: str) -> type[Datensatz]:
    return next(k for k in klassen() if k.__tablename__ == tabelle)


def require_eindeutig(
    session: Session, konzept: Konzept, wie: Art, werte: Mapping[str, Any], eigener: int | None
) -> None:
    """Wirft EingabeError, wenn ein anderer Eintrag schon dieselbe Nummer, dasselbe Kürzel oder denselben Namen hat."""
    gesucht = [felder for felder in wie.eindeutig if all(werte.get(f) is not None for f in felder)]
    if not gesucht:
        return
    andere = session.scalars(select(wie.klasse).where(umkreis(konzept, wie.klasse), wie.klasse.id != (eigener or 0)))
    for anderer in andere:
        if liegt_weg(anderer) and not wie.auch_archivierte:
            continue
        for felder in gesucht:
            if all(_gleich(getattr(anderer, f), werte[f]) for f in felder):
                raise _doppelt(wie, felder, anderer)


def _gleich(eines: Any, anderes: Any) -> bool:
    if isinstance(eines, str) and isinstance(anderes, str):
        return eines.casefold() == anderes.casefold()
    return bool(eines == anderes)


def _doppelt(wie: Art, felder: tuple[str, ...], anderer: Datensatz) -> EingabeError:
    if len(felder) > 1:
        return EingabeError("Diese Verbindung steht schon da. Bitte wählen Sie etwas anderes.", feld=felder[-1])
    wort, weg = aenderbare(wie.klasse)[felder[0]].info["bezeichnung"], " (archiviert)" if liegt_weg(anderer) else ""
    wert = getattr(anderer, felder[0])
    return EingabeError(
        f"„{wort}“ {wert} ist schon vergeben: {benannt(anderer)}{weg}. Bitte wählen Sie etwas anderes.", feld=felder[0]
    )


# --- was an ihm hängt ------------------------------------------------------------------------------------------------


def require_unbenutzt(session: Session, konzept: Konzept, wie: Art, datensatz: Datensatz, heute: date) -> None:
    """Wirft EingabeError mit dem, was noch auf den Datensatz verweist und nicht selbst weggelegt ist."""
    haengt = list(_abhaengige(session, wie, datensatz, heute))
    if not haengt:
        return
    was = "entfernen" if wie.weglegen is Weglegen.ENTFERNEN else "archivieren"
    teile = [
        _genannt(session, konzept, [a for a in haengt if type(a) is k])
        for k in sorted(set(map(type, haengt)), key=_rang)
    ]
    raise EingabeError(
        f"„{benannt(datensatz)}“ lässt sich noch nicht {was}. Daran hängt noch: {aufzaehlung(teile)}. "
        "Bitte ordnen Sie das zuerst anders zu oder archivieren Sie es."
    )


def _rang(klasse: type[Datensatz]) -> tuple[bool, str]:
    return klasse.__tablename__ != "massnahme", klasse.__tablename__


def _abhaengige(session: Session, wie: Art, datensatz: Datensatz, heute: date) -> Iterable[Datensatz]:
    for klasse in klassen():
        for name, spalte in spalten(klasse).items():
            if ziel(spalte) is not wie.klasse:
                continue
            teil = ARTEN.get(klasse.__tablename__)
            verweisende = session.scalars(select(klasse).where(spalte == datensatz.id).order_by(klasse.id))
            if wie.weglegen is Weglegen.ENTFERNEN:
                yield from verweisende
            elif teil is None or teil.gehoert_zu != name:
                yield from (v for v in verweisende if _lebt(session, v, teil, heute))


def _lebt(session: Session, verweisender: Datensatz, wie: Art | None, heute: date) -> bool:
    """Sagt, ob ein Verweisender noch gebraucht wird; Archiviertes und Vergangenes hält nichts fest."""
    if isinstance(verweisender, Beratung):
        return verweisender.termin is None or verweisender.termin >= heute
    if isinstance(verweisender, Abfrage):
        return verweisender.geschlossen_am is None
    if liegt_weg(verweisender):
        return False
    if wie is not None and wie.gehoert_zu and (ganzes := getattr(verweisender, wie.gehoert_zu)) is not None:
        dort = ziel(spalten(wie.klasse)[wie.gehoert_zu])
        return dort is None or not liegt_weg(session.get_one(dort, ganzes))
    return isinstance(verweisender, Archivierbar | Organisationseinheit | Konzept | Rolle)


def _genannt(session: Session, konzept: Konzept, gleiche: list[Datensatz]) -> str:
    """Nennt die Abhängigen einer Art; was in einem anderen Konzept der Kommune steht, nur als Zahl."""
    tabelle = gleiche[0].__tablename__
    wie = ARTEN.get(tabelle)
    worte = (wie.einzahl, wie.mehrzahl) if wie else _WEITERE_WORTE.get(tabelle, ("Eintrag", "Einträge"))
    hier = [g for g in gleiche if _gehoert(konzept, g)]
    namen = (
        [f"„{n}“" for g in hier[:_GENANNT] if (n := benannt(g) or _benanntes_ganzes(session, g))]
        if tabelle != "rolle"
        else []
    )
    if namen and len(gleiche) > len(namen):
        namen.append("…")
    text = anzahl(len(gleiche), *worte)
    fremd = len(gleiche) - len(hier) if tabelle != "rolle" else 0
    dazu = [", ".join(namen)] if namen else []
    dazu += [f"davon {fremd} in einem anderen Konzept der Kommune"] if fremd else []
    return f"{text} ({'; '.join(dazu)})" if dazu else text


def _benanntes_ganzes(session: Session, teil: Datensatz) -> str:
    """Eine Verknüpfung hat keinen eigenen Namen; man erkennt sie an dem, wozu sie gehört."""
    wie = ARTEN.get(teil.__tablename__)
    dort = ziel(spalten(type(teil))[wie.gehoert_zu]) if wie and wie.gehoert_zu else None
    return benannt(session.get_one(dort, getattr(teil, str(wie and wie.gehoert_zu)))) if dort else ""
