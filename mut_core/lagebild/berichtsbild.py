"""Lesen: das Lagebild für einen Bericht – der Inhalt vom Stichtag, die Kopfdaten von heute.

Ein Bericht zum 31.10. wird im November geschrieben: Er selbst, seine Vorlage und ihre Beratungsfolge sind am Stichtag
noch nicht da. Sie gehören aber nicht zum Inhalt, sondern auf den Kopf des Dokuments, und werden deshalb so gelesen, wie
sie heute stehen. Eingefroren wird das Ganze.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.freigabestand import freigabestand
from mut_core.lagebild.bild import Lagebild, saetze
from mut_core.lagebild.lesen import load_lagebild, read_bilder, read_zeilen, without_interne_spalten
from mut_core.modell import Base, Beratung, Bericht, Beschluss, Organisationseinheit, Protokoll, Vorlage
from mut_core.modell.codes import Aktion

VOM_RATSINFORMATIONSSYSTEM = ("nummer", "aktenzeichen")
"""Was an einer Vorlage auch nach der Freigabe noch nachgetragen werden darf: Das vergibt nicht die Verwaltung."""

OHNE_INHALT = frozenset(
    [
        "berichte",
        "vorlagen",
        "beratungen",
        "beschluesse",
        "organisationseinheiten",
        "abfragen",
        "abfrage_massnahmen",
        "erinnerungen",
    ]
)
"""Tabellen, die nicht zum Inhalt eines Berichts gehören: sein Kopf und der Betrieb der Abfragen. Namen von Stellen
stehen auch an den Maßnahmen."""


@dataclass(frozen=True)
class Kopf:
    """Wessen Kopfdaten gebraucht werden; ohne Bericht gelten die Berichte zu genau diesem Stichtag."""

    bericht_id: int | None = None
    vorlage_id: int | None = None
    intern: bool = False


def load_berichtsbild(
    session: Session, konzept_id: int, stichtag: date, kopf: Kopf, bild: Lagebild | None = None
) -> Lagebild:
    """Liest das Lagebild für den Druck; `bild` erspart das Lesen des Inhalts, wenn die Seite ihn schon hat.

    Ist der Bericht freigegeben, gilt der Inhalt der Freigabe, auch wenn seither etwas nacherfasst wurde; von der
    Vorlage kommt dann nur nach, was das Ratsinformationssystem vergibt. Wirft NichtGefundenError.
    """
    bericht = session.get(Bericht, kopf.bericht_id) if kopf.bericht_id is not None else None
    bis_seq = freigabestand(session, bericht) if bericht is not None else None
    if bild is None or bis_seq is not None:
        bild = load_lagebild(session, konzept_id, stichtag, intern=kopf.intern, bis_seq=bis_seq)
    return _with_kopf(session, bild, kopf, bis_seq)


def ist_nacherfasst(freigegeben: Lagebild, jetzt: Lagebild) -> bool:
    """Sagt, ob der Stichtag inzwischen einen anderen Inhalt hat als bei der Freigabe."""
    return vars(freigegeben.konzept) != vars(jetzt.konzept) or any(
        not tabelle.equals(jetzt.tabellen[name])
        for name, tabelle in freigegeben.tabellen.items()
        if name not in OHNE_INHALT
    )


def _with_kopf(session: Session, bild: Lagebild, kopf: Kopf, bis_seq: int | None) -> Lagebild:
    konzept_id = bild.konzept.id
    berichte, verdraengt = _berichte(session, bild, kopf)
    vorlage_ids = {v for v in (*berichte["vorlage_id"], kopf.vorlage_id) if v is not None}
    vorlagen = _vorlagen(session, konzept_id, vorlage_ids, bis_seq)
    beratungen = read_zeilen(session, Beratung, Beratung.konzept_id == konzept_id, Beratung.vorlage_id.in_(vorlage_ids))
    for klasse, zeilen in ((Bericht, berichte), (Vorlage, vorlagen), (Beratung, beratungen)):
        if not kopf.intern:
            without_interne_spalten(klasse, zeilen)
    alte_beratungen = bild.beratungen["id"][bild.beratungen["vorlage_id"].isin(vorlage_ids)]
    neue = {
        "berichte": _ersetzt(bild.berichte, berichte, verdraengt),
        "vorlagen": _ersetzt(bild.vorlagen, vorlagen, set(vorlagen["id"])),
        "beratungen": _ersetzt(bild.beratungen, beratungen, set(alte_beratungen) | set(beratungen["id"])),
        "beschluesse": _ergaenzt(session, Beschluss, bild.beschluesse, vorlagen["beschluss_id"]),
        "organisationseinheiten": _ergaenzt(
            session, Organisationseinheit, bild.organisationseinheiten, vorlagen["federfuehrung_id"]
        ),
    }
    return replace(bild, tabellen={**bild.tabellen, **neue})


def _berichte(session: Session, bild: Lagebild, kopf: Kopf) -> tuple[pd.DataFrame, set[Any]]:
    """Gibt die heutigen Zeilen der gemeinten Berichte und ihrer Vorgänger, dazu, welche Schlüssel sie verdrängen.

    Ein zweiter Bericht derselben Form zum selben Stichtag darf sich nicht als dieser ausgeben.
    """
    alle = read_zeilen(session, Bericht, Bericht.konzept_id == bild.konzept.id)
    gemeint = [
        b for b in saetze(alle) if (b.stichtag == bild.stichtag if kopf.bericht_id is None else b.id == kopf.bericht_id)
    ]
    ids = {i for b in gemeint for i in (b.id, b.vorgaenger_id) if i is not None}
    verdraengt = set(ids)
    if kopf.bericht_id is not None:
        formen = {b.form for b in gemeint}
        andere = [*saetze(bild.berichte), *saetze(alle)]
        verdraengt |= {b.id for b in andere if b.stichtag == bild.stichtag and b.form in formen}
    return alle[alle["id"].isin(ids)].reset_index(drop=True), verdraengt


def _vorlagen(session: Session, konzept_id: int, ids: Collection[int], bis_seq: int | None) -> pd.DataFrame:
    """Gibt die Vorlagen von heute; nach einer Freigabe deren Fassung mit nachgetragener Nummer."""
    heute = read_zeilen(session, Vorlage, Vorlage.konzept_id == konzept_id, Vorlage.id.in_(ids))
    if bis_seq is None:
        return heute
    zeilen = session.execute(
        select(Protokoll.datensatz_id, Protokoll.nutzlast)
        .where(Protokoll.konzept_id == konzept_id, Protokoll.tabelle == Vorlage.__tablename__)
        .where(Protokoll.datensatz_id.in_(ids), Protokoll.seq <= bis_seq, Protokoll.aktion != Aktion.ENTFERNT)
        .where(Protokoll.nutzlast.is_not(None))
        .order_by(Protokoll.seq)
    )
    freigegeben = {id_: json.loads(str(nutzlast))["nachher"] for id_, nutzlast in zeilen}
    vergeben = {v.id: {feld: getattr(v, feld) for feld in VOM_RATSINFORMATIONSSYSTEM} for v in saetze(heute)}
    damals = read_bilder(Vorlage, [bild | vergeben.get(id_, {}) for id_, bild in freigegeben.items()])
    return _ersetzt(heute, damals, set(damals["id"]))


def _ersetzt(bisher: pd.DataFrame, neue: pd.DataFrame, weg: Collection[Any]) -> pd.DataFrame:
    """Tauscht Zeilen aus und ordnet wieder nach Schlüssel."""
    bleibt = bisher[~bisher["id"].isin(list(weg))]
    if neue.empty:
        return bleibt.reset_index(drop=True)
    alle = pd.concat([bleibt, neue[list(bisher.columns)]]) if len(bleibt) else neue[list(bisher.columns)]
    return alle.sort_values("id", kind="stable").reset_index(drop=True)


def _ergaenzt(session: Session, klasse: type[Base], bisher: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Fügt an, worauf eine Vorlage verweist und was am Stichtag noch fehlte."""
    fehlend = {i for i in ids if i is not None} - set(bisher["id"])
    if not fehlend:
        return bisher
    neue = read_zeilen(session, klasse, klasse.__table__.c.id.in_(fehlend))
    without_interne_spalten(klasse, neue)
    return _ersetzt(bisher, neue, ())
