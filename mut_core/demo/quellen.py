"""Quellen: legt aus den CSV-Dateien die vier echten Konzepte an – jede Zeile mit dem Tag, ab dem sie bekannt war."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core.demo.csvdatei import (
    AENDERUNG,
    KLASSEN,
    ORDNER,
    REIHENFOLGE,
    Zeile,
    read_tag,
    read_zeilen,
    verwiesene_tabelle,
    with_jahr,
)
from mut_core.erfassung.protokoll import Vorgang, switch_vorgang
from mut_core.modell import Base, Bericht, Fristaenderung, Massnahme, Sachstand
from mut_core.modell.codes import Code, Genauigkeit
from mut_core.rechte import Person

Ergaenzung = Callable[[Sachstand], None]
NachBericht = Callable[[Session, Bericht], None]

_SCHLUESSEL = {
    "kommune": "schluessel",
    "konzept": "schluessel",
    "organisationseinheit": "name",
    "teilprojekt": "buchstabe",
    "handlungsfeld": "nummer",
    "massnahme": "nummer",
    "foerderung": "programm",
    "gremium": "name",
    "meilenstein": "titel",
}
"""Natürlicher Schlüssel je Tabelle, wenn die Zeile keine eigene `kennung` hat."""


def create_quellen(session: Session, uebernahme: Person, zeitpunkt: datetime, ordner: Path = ORDNER) -> None:
    """Legt Lehrte, Laatzen, Laatzen 2009 und Lampertheim an; jede Zeile gilt ab dem Stichtag ihres Dokuments.

    Wirft EingabeError mit Datei und Zeile bei unbekannten Spalten, Verweisen oder Codes.
    """

    def ergaenze(sachstand: Sachstand) -> None:
        sachstand.erfasst_am, sachstand.erfasst_von_id = zeitpunkt, uebernahme.id

    Lader(session, uebernahme, zeitpunkt, ergaenze).add(read_zeilen(ordner=ordner))


class Lader:
    """Legt CSV-Zeilen in zeitlicher Reihenfolge als Datensätze an und kennt ihre natürlichen Schlüssel."""

    def __init__(
        self,
        session: Session,
        uebernahme: Person,
        zeitpunkt: datetime,
        ergaenze: Ergaenzung,
        *,
        heute: date | None = None,
        nach_bericht: NachBericht | None = None,
    ) -> None:
        self.session, self.uebernahme, self.zeitpunkt = session, uebernahme, zeitpunkt
        self.ergaenze, self.heute, self.nach_bericht = ergaenze, heute, nach_bericht
        self.datensaetze: dict[tuple[str, str, str], Any] = {}
        self.kommune: dict[str, str] = {}
        self.dokumenttag: dict[str, str] = {}
        self.sachstaende: defaultdict[int, int] = defaultdict(int)

    def add(self, zeilen: Iterable[Zeile]) -> None:
        """Legt alle Zeilen an, Tag für Tag; nach jedem Tag mit einem Bericht wird `nach_bericht` gerufen."""
        zeilen = list(zeilen)
        for zeile in zeilen:
            if zeile.tabelle == "konzept":
                self.kommune[zeile.konzept] = zeile.felder["kommune"]
                self.dokumenttag[zeile.konzept] = zeile.felder.get("vorgabe_stichtag", "")
        rang = REIHENFOLGE.index
        geordnet = sorted(zeilen, key=lambda z: (self._tag(z), rang(z.tabelle), self._grund(z) or ""))
        for (tag, grund), gruppe in groupby(geordnet, key=lambda z: (self._tag(z), self._grund(z))):
            vorgang = Vorgang(self.uebernahme, self.zeitpunkt, grund=grund, gilt_ab=tag)
            switch_vorgang(self.session, vorgang)
            self._add_gruppe(list(gruppe), tag)

    def _tag(self, zeile: Zeile) -> date:
        text = zeile.gilt_ab or self.dokumenttag.get(zeile.konzept, "")
        try:
            return read_tag(text, self.heute)
        except ValueError as fehler:
            raise zeile.fehler(f"„{text}“ ist kein Tag, ab dem die Zeile gilt.") from fehler

    def _grund(self, zeile: Zeile) -> str | None:
        return zeile.felder.get("grund") or None if zeile.tabelle == AENDERUNG else "Übernahme der Demo-Daten"

    def _add_gruppe(self, zeilen: list[Zeile], tag: date) -> None:
        neue = [self._create(z, tag) for z in zeilen if z.tabelle != AENDERUNG]
        for zeile in zeilen:
            if zeile.tabelle == AENDERUNG:
                self._change(zeile, tag)
        self.session.flush()
        for bericht in neue:
            if isinstance(bericht, Bericht) and self.nach_bericht:
                self.nach_bericht(self.session, bericht)

    # --- ein Datensatz ------------------------------------------------------------------------------------------------

    def _create(self, zeile: Zeile, tag: date) -> Any:
        klasse = KLASSEN[zeile.tabelle]
        werte = dict(self._wert(zeile, spalte, text, tag) for spalte, text in zeile.felder.items() if text)
        if "quelle" in sa.inspect(klasse).columns:
            werte["quelle"] = zeile.quelle
        if "konzept_id" in sa.inspect(klasse).columns:
            werte["konzept_id"] = self._id(zeile, "konzept", zeile.konzept)
        datensatz = klasse(**werte)
        self._vervollstaendige(datensatz, tag)
        self.session.add(datensatz)
        schluessel = zeile.kennung or zeile.felder.get(_SCHLUESSEL.get(zeile.tabelle, ""), "")
        if schluessel:
            self.datensaetze[zeile.tabelle, self._bereich(zeile, zeile.tabelle), schluessel] = datensatz
        return datensatz

    def _change(self, zeile: Zeile, tag: date) -> None:
        felder = zeile.felder
        datensatz = self._datensatz(zeile, felder["tabelle"], felder["schluessel"])
        stellvertreter = Zeile(felder["tabelle"], zeile.ort, zeile.konzept, "", "", "", felder)
        setattr(datensatz, *self._wert(stellvertreter, felder["feld"], felder["wert"], tag))

    def _vervollstaendige(self, datensatz: Base, tag: date) -> None:
        """Ergänzt, was aus anderem folgt: laufende Nummern, die erste Frist, die Wirkung einer Verschiebung."""
        if isinstance(datensatz, Sachstand):
            self.sachstaende[datensatz.massnahme_id] += 1
            datensatz.nummer = self.sachstaende[datensatz.massnahme_id]
            datensatz.zum, datensatz.gilt_ab = datensatz.zum or tag, tag
            self.ergaenze(datensatz)
        if isinstance(datensatz, Massnahme):
            datensatz.urspruengliche_frist = datensatz.urspruengliche_frist or datensatz.frist
        if isinstance(datensatz, Fristaenderung):
            massnahme = self.session.get_one(Massnahme, datensatz.massnahme_id)
            datensatz.am, datensatz.bisher = tag, massnahme.frist
            massnahme.frist, massnahme.frist_genauigkeit = datensatz.neu, Genauigkeit.TAG

    # --- Werte und Verweise -------------------------------------------------------------------------------------------

    def _wert(self, zeile: Zeile, spalte: str, text: str, tag: date) -> tuple[str, Any]:
        """Gibt Feldname und Wert; ein Verweis `gremium` wird zu `gremium_id`."""
        spalten = sa.inspect(KLASSEN[zeile.tabelle]).columns
        text = with_jahr(text, tag.year) if self.heute else text
        if ziel := verwiesene_tabelle(zeile.tabelle, spalte):
            return f"{spalte}_id", self._id(zeile, ziel, text)
        if spalte == "bezug_id":
            return spalte, self._id(zeile, zeile.felder["bezug"], text)
        try:
            return spalte, self._gelesen(zeile, spalten[spalte], text)
        except (ValueError, KeyError) as fehler:
            raise zeile.fehler(f"„{text}“ passt nicht in „{spalte}“.") from fehler

    def _gelesen(self, zeile: Zeile, spalte: sa.Column[Any], text: str) -> Any:
        match spalte.type:
            case sa.Enum(enum_class=klasse) if klasse is not None and issubclass(klasse, Code):
                return self._code(zeile, klasse, text)
            case sa.Boolean():
                return {"ja": True, "nein": False}[text]
            case sa.Integer():
                return int(text)
            case sa.Date():
                genauigkeit = zeile.felder.get(f"{spalte.key}_genauigkeit", "")
                return read_tag(text, self.heute, genauigkeit, ist_frist=spalte.key != "beginn")
            case sa.String():
                return text
        raise ValueError(text)

    def _code(self, zeile: Zeile, klasse: type[Code], text: str) -> Code:
        codes = {c.value: c for c in klasse}
        if text not in codes:
            raise zeile.fehler(f"„{text}“ ist kein Code aus {klasse.__name__}; möglich sind {', '.join(codes)}.")
        return codes[text]

    def _bereich(self, zeile: Zeile, tabelle: str) -> str:
        """Kommunen und Konzepte sind allen gemeinsam, Stellen gehören der Kommune, alles andere dem Konzept."""
        if tabelle in ("kommune", "konzept"):
            return ""
        return self.kommune[zeile.konzept] if tabelle == "organisationseinheit" else zeile.konzept

    def _datensatz(self, zeile: Zeile, tabelle: str, schluessel: str) -> Any:
        try:
            return self.datensaetze[tabelle, self._bereich(zeile, tabelle), schluessel]
        except KeyError as fehler:
            raise zeile.fehler(f"„{schluessel}“ gibt es in {tabelle} nicht oder erst später.") from fehler

    def _id(self, zeile: Zeile, tabelle: str, schluessel: str) -> int:
        datensatz = self._datensatz(zeile, tabelle, schluessel)
        if datensatz.id is None:
            self.session.flush()
        schluessel_id: int = datensatz.id
        return schluessel_id
