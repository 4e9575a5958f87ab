"""Ordnen: das Lagebild so legen, wie der Bericht es der Reihe nach braucht – gruppiert, sortiert, ohne Internes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from mut_core import regeln
from mut_core.auswertung import foerderungen
from mut_core.auswertung.tabelle import nummernschluessel
from mut_core.bericht.einzelstoff import Einzelstoff, gruppiert
from mut_core.bericht.sachstandsstoff import Sachstandsstoff
from mut_core.bericht.wahl import Wahl
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import (
    Bearbeitungsstand,
    Berichtsform,
    Berichtsstatus,
    Ereignisstatus,
    Gremientyp,
    Konkretheit,
    Umsetzungsstand,
)
from mut_core.veraenderung import Veraenderung, vergleiche

VEROEFFENTLICHT = frozenset({Berichtsstatus.FREIGEGEBEN, Berichtsstatus.EINGEFROREN})
"""Stände, ab denen ein Bericht anderen vorliegt und man auf ihn verweisen darf."""

BESCHRIEBEN = frozenset({Bearbeitungsstand.IN_ERARBEITUNG, Bearbeitungsstand.ERARBEITET})
"""Bearbeitungsstände, ab denen es über ein Handlungsfeld etwas zu berichten gibt."""

_ERZAEHLEND = (
    "bedeutung",
    "fokus",
    "schwerpunkte",
    "herausforderungen",
    "einflussgrenze",
    "umsetzungsgrundsaetze",
)

_STUFE_DES_STANDS = {
    Umsetzungsstand.IN_UMSETZUNG: "in Umsetzung",
    Umsetzungsstand.UMGESETZT: "umgesetzte",
    Umsetzungsstand.VERSTETIGT: "verstetigte",
    Umsetzungsstand.ZURUECKGESTELLT: "zurückgestellte",
    Umsetzungsstand.VERWORFEN: "verworfene",
}
_STUFE_DER_KONKRETHEIT = {
    Konkretheit.MOEGLICH: "mögliche",
    Konkretheit.ANGEDACHT: "konkreter angedachte",
    Konkretheit.GEPLANT: "konkret geplante",
    Konkretheit.BESCHLOSSEN: "beschlossene",
    Konkretheit.LAUFEND: "bereits laufende",
}
_STUFE_SONST = {
    Umsetzungsstand.IDEE: "mögliche",
    Umsetzungsstand.IN_PLANUNG: "konkret geplante",
    Umsetzungsstand.NICHT_BEGONNEN: "noch nicht begonnene",
}
OHNE_STUFE = "ohne Angabe zum Stand"
STUFEN = (
    *list(_STUFE_DER_KONKRETHEIT.values())[:4],
    "noch nicht begonnene",
    "bereits laufende",
    *_STUFE_DES_STANDS.values(),
    OHNE_STUFE,
)
"""Die Gruppen der Maßnahmen im Bericht, von der Möglichkeit bis zum Ergebnis (Fachhandbuch 2A, Block 6)."""


def stufe(massnahme: Any) -> str:
    """Gibt die Gruppe einer Maßnahme: der gemeldete Stand geht vor, sonst zählt, wie fest sie vorgesehen ist."""
    stand = massnahme.umsetzungsstand
    return (
        _STUFE_DES_STANDS.get(stand)
        or _STUFE_DER_KONKRETHEIT.get(massnahme.konkretheit)
        or _STUFE_SONST.get(stand, OHNE_STUFE)
    )


def _geordnet(zeilen: Sequence[Any]) -> list[Any]:
    return sorted(zeilen, key=lambda s: (s.reihenfolge or 0, s.id))


@dataclass(frozen=True)
class Stoff:
    """Ein Lagebild, gelesen mit den Augen eines Berichts; jede Gruppe wird erst gebildet, wenn sie gebraucht wird."""

    lagebild: Lagebild
    form: Berichtsform
    wahl: Wahl = field(default_factory=Wahl)

    @property
    def konzept(self) -> Any:
        """Das Konzept mit Kommune und federführender Stelle."""
        return self.lagebild.konzept

    @property
    def stichtag(self) -> date:
        """Der Tag, dessen Stand berichtet wird."""
        return self.lagebild.stichtag

    @property
    def name(self) -> str:
        """Wie das Konzept in Überschriften heißt."""
        return str(self.konzept.kurzform or self.konzept.bezeichnung)

    # ------------------------------------------------------------------------------------------ Handlungsfelder

    @cached_property
    def felder(self) -> list[Any]:
        """Alle Handlungsfelder in Reihenfolge, übergreifende zuletzt."""
        schluessel = {f.id: (bool(f.uebergreifend), f.reihenfolge or 0, f.nummer) for f in self._felder}
        return sorted(self._felder, key=lambda f: schluessel[f.id])

    @cached_property
    def _felder(self) -> list[Any]:
        return saetze(self.lagebild.handlungsfelder)

    @cached_property
    def feld(self) -> Mapping[int, Any]:
        """Handlungsfeld je Schlüssel."""
        return {f.id: f for f in self._felder}

    @cached_property
    def teilprojekte(self) -> list[Any]:
        """Die Teilprojekte in Reihenfolge."""
        return sorted(saetze(self.lagebild.teilprojekte), key=lambda t: (t.reihenfolge or 0, t.buchstabe, t.id))

    @cached_property
    def weitere_teilprojekte(self) -> list[Any]:
        """Teilprojekte nach dem ersten; jedes bekommt ein eigenes Kapitel."""
        return self.teilprojekte[1:]

    @cached_property
    def _weitere_ids(self) -> frozenset[int]:
        return frozenset(t.id for t in self.weitere_teilprojekte)

    def im_hauptteil(self, satz: Any) -> bool:
        """Sagt, ob etwas zum ersten Teilprojekt oder zu keinem gehört."""
        return satz.teilprojekt_id not in self._weitere_ids

    def felder_von(self, teilprojekt: Any) -> list[Any]:
        """Die Handlungsfelder eines Teilprojekts."""
        return [f for f in self.felder if f.teilprojekt_id == teilprojekt.id]

    @cached_property
    def hauptfelder(self) -> list[Any]:
        """Handlungsfelder des Hauptteils, über die es etwas zu berichten gibt."""
        return [f for f in self.felder if self.im_hauptteil(f) and self.ist_beschrieben(f)]

    def ist_beschrieben(self, feld: Any) -> bool:
        """Sagt, ob ein Handlungsfeld einen eigenen Abschnitt bekommt."""
        if self.massnahmen_von(feld.id) or feld.bearbeitungsstand == Bearbeitungsstand.IN_ERARBEITUNG:
            return True
        return feld.bearbeitungsstand in BESCHRIEBEN and self._hat_inhalt(feld)

    def hat_abschnitt(self, feld: Any) -> bool:
        """Sagt, ob auf einen Abschnitt zu diesem Handlungsfeld verwiesen werden kann."""
        return not self.im_hauptteil(feld) or self.ist_beschrieben(feld)

    def _hat_inhalt(self, feld: Any) -> bool:
        text = any(getattr(feld, name) for name in _ERZAEHLEND)
        return bool(text or self.ziele_von(feld.id) or self.kennzahlen_von(feld.id))

    @cached_property
    def _ziele(self) -> dict[Any, list[Any]]:
        return gruppiert(self.lagebild.ziele, "handlungsfeld_id")

    def ziele_von(self, feld_id: int) -> list[Any]:
        """Die Ziele eines Handlungsfelds, gezählte zuerst."""
        return sorted(self._ziele.get(feld_id, []), key=lambda z: (z.nummer is None, z.nummer or 0, z.id))

    @cached_property
    def _kennzahlen(self) -> dict[Any, list[Any]]:
        return gruppiert(self.lagebild.kennzahlen, "handlungsfeld_id")

    def kennzahlen_von(self, feld_id: int | None) -> list[Any]:
        """Die Kennzahlen eines Handlungsfelds; ohne Schlüssel die des ganzen Konzepts."""
        return _geordnet(self._kennzahlen.get(feld_id, []))

    # ------------------------------------------------------------------------------------------ Maßnahmen

    @cached_property
    def massnahmen(self) -> list[Any]:
        """Alle Maßnahmen nach Handlungsfeld und Nummer."""
        rang = {f.id: i for i, f in enumerate(self.felder)}
        return sorted(
            saetze(self.lagebild.massnahmen),
            key=lambda m: (rang.get(m.handlungsfeld_id, 0), nummernschluessel(m.nummer)),
        )

    @cached_property
    def massnahme(self) -> Mapping[int, Any]:
        """Maßnahme je Schlüssel."""
        return {m.id: m for m in self.massnahmen}

    @cached_property
    def _massnahmen(self) -> dict[int, list[Any]]:
        gruppen: dict[int, list[Any]] = {}
        rang = {name: i for i, name in enumerate(STUFEN)}
        for m in sorted(self.massnahmen, key=lambda m: rang[stufe(m)]):
            gruppen.setdefault(m.handlungsfeld_id, []).append(m)
        return gruppen

    def massnahmen_von(self, feld_id: int) -> list[Any]:
        """Die Maßnahmen eines Handlungsfelds, geordnet nach `STUFEN`."""
        return self._massnahmen.get(feld_id, [])

    @cached_property
    def _weitere_felder(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.weitere_handlungsfelder, "massnahme_id")

    def weitere_felder_von(self, massnahme_id: int) -> list[Any]:
        """Die weiteren Handlungsfelder einer Maßnahme."""
        weitere = self._weitere_felder.get(massnahme_id)
        ids = {w.handlungsfeld_id for w in weitere} if weitere else ()
        return [f for f in self.felder if f.id in ids] if ids else []

    @cached_property
    def _mitbetroffen(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.weitere_handlungsfelder, "handlungsfeld_id")

    def mitbetroffen(self, feld_id: int) -> list[Any]:
        """Maßnahmen anderer Handlungsfelder, die auch dieses betreffen."""
        ids = {w.massnahme_id for w in self._mitbetroffen.get(feld_id, [])}
        return [m for m in self.massnahmen if m.id in ids and m.handlungsfeld_id != feld_id]

    @cached_property
    def _sachstaende(self) -> Sachstandsstoff:
        return Sachstandsstoff(self.lagebild.sachstaende, self.massnahmen, self.stichtag)

    def letzter_text(self, massnahme: Any) -> tuple[date | None, str]:
        """Gibt Tag und Text des jüngsten Sachstands mit Text: „unverändert“ bestätigt den davor."""
        return self._sachstaende.letzter_text(massnahme)

    def letzter_sachstand(self, massnahme: Any) -> Any:
        """Gibt den Sachstand, aus dem der Umsetzungsstand stammt, oder None."""
        return self._sachstaende.letzter.get(massnahme.id)

    @cached_property
    def _beteiligungen(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.beteiligungen, "massnahme_id")

    def beteiligte_von(self, massnahme_id: int) -> list[str]:
        """Die Namen der Stellen, die an einer Maßnahme mitwirken."""
        beteiligungen = self._beteiligungen.get(massnahme_id, [])
        return [name for b in beteiligungen if (name := self.stelle.get(b.organisationseinheit_id))]

    @cached_property
    def _meilensteine(self) -> dict[str, dict[Any, list[Any]]]:
        je = {spalte: gruppiert(self.lagebild.meilensteine, spalte) for spalte in ("massnahme_id", "handlungsfeld_id")}
        for gruppen in je.values():
            for gruppe in gruppen.values():
                gruppe.sort(key=lambda s: (s.frist or s.beginn or date.max, s.id))
        return je

    def meilensteine_von(self, spalte: str, schluessel: int) -> list[Any]:
        """Die Meilensteine zu `massnahme_id` oder `handlungsfeld_id`, der Zeit nach."""
        return self._meilensteine[spalte].get(schluessel, [])

    @cached_property
    def _mittel(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.mittel, "massnahme_id")

    def mittel_von(self, massnahme_id: int) -> list[Any]:
        """Die Mittelpositionen einer Maßnahme, das frühere Jahr zuerst."""
        return sorted(self._mittel.get(massnahme_id, []), key=lambda p: (p.jahr or 9999, p.id))

    @cached_property
    def einzeln(self) -> Einzelstoff:
        """Was nur Steckbriefe brauchen, je Maßnahme."""
        return Einzelstoff(self.lagebild)

    @cached_property
    def foerderungen(self) -> list[Any]:
        """Die Förderungen mit ihrem Stand zum Stichtag, das nächste Ende zuerst."""
        return saetze(foerderungen(self.lagebild))

    # ------------------------------------------------------------------------------------------ Gremien, Ereignisse

    @cached_property
    def stelle(self) -> Mapping[int | None, str]:
        """Name der Stelle je Schlüssel."""
        return {o.id: o.name for o in saetze(self.lagebild.organisationseinheiten)}

    @cached_property
    def gremien(self) -> list[Any]:
        """Alle Gremien in Reihenfolge."""
        return _geordnet(saetze(self.lagebild.gremien))

    @cached_property
    def gremium(self) -> Mapping[int | None, Any]:
        """Gremium je Schlüssel."""
        return {g.id: g for g in self.gremien}

    def gremien_vom_typ(self, typ: Gremientyp) -> list[Any]:
        """Die Gremien eines Typs."""
        return [g for g in self.gremien if g.typ == typ]

    @cached_property
    def _gremien_je_feld(self) -> dict[int, set[int]]:
        zeilen = gruppiert(self.lagebild.gremien_handlungsfelder, "handlungsfeld_id")
        return {feld: {z.gremium_id for z in gruppe} for feld, gruppe in zeilen.items()}

    def arbeitsgruppen_von(self, feld_id: int) -> list[Any]:
        """Die Arbeitsgruppen, die ein Handlungsfeld bearbeiten."""
        ids = self._gremien_je_feld.get(feld_id, set())
        return [g for g in self.gremien_vom_typ(Gremientyp.ARBEITSGRUPPE) if g.id in ids]

    def felder_des_gremiums(self, gremium: Any) -> list[Any]:
        """Die Handlungsfelder, die ein Gremium bearbeitet."""
        return [f for f in self.felder if gremium.id in self._gremien_je_feld.get(f.id, set())]

    @cached_property
    def _mitglieder(self) -> dict[int, list[Any]]:
        return gruppiert(self.lagebild.mitgliedschaften, "gremium_id")

    def mitglieder_von(self, gremium: Any) -> list[str]:
        """Organisationen eines Gremiums, die Rolle in Klammern; Namen von Personen kommen nie vor."""
        return [text for m in _geordnet(self._mitglieder.get(gremium.id, [])) if (text := self._mitglied(m))]

    def _mitglied(self, mitglied: Any) -> str:
        stelle = self.stelle.get(mitglied.organisationseinheit_id, "")
        if stelle and mitglied.rolle:
            return f"{stelle} ({mitglied.rolle})"
        return stelle or mitglied.rolle or ""

    @cached_property
    def ereignisse(self) -> list[Any]:
        """Alle nicht abgesagten Ereignisse der Zeit nach, undatierte zuletzt."""
        alle = (e for e in saetze(self.lagebild.ereignisse) if e.status != Ereignisstatus.ABGESAGT)
        return sorted(alle, key=lambda e: (e.beginn or e.frist or date.max, e.id))

    def ist_vergangen(self, ereignis: Any) -> bool:
        """Sagt, ob ein Ereignis bis zum Stichtag stattfand oder hätte stattfinden sollen."""
        return regeln.ist_vergangen(ereignis, self.stichtag)

    # ------------------------------------------------------------------------------------------ Berichte, Vorlagen

    @cached_property
    def _berichte(self) -> list[Any]:
        alle = [b for b in saetze(self.lagebild.berichte) if b.form == self.form]
        return sorted(alle, key=lambda b: (b.stichtag, b.nummer or 0, b.id))

    @cached_property
    def bericht(self) -> Any:
        """Der Bericht dieser Form zu genau diesem Stichtag, wenn er angelegt ist, sonst None."""
        zum_stichtag = [b for b in self._berichte if b.stichtag == self.stichtag]
        return zum_stichtag[-1] if zum_stichtag else None

    @cached_property
    def vorbericht(self) -> Any:
        """Der letzte veröffentlichte Bericht dieser Form vor dem Stichtag, sonst None."""
        frueher = [b for b in self._berichte if b.stichtag < self.stichtag and b.status in VEROEFFENTLICHT]
        return frueher[-1] if frueher else None

    @cached_property
    def veraenderung(self) -> Veraenderung | None:
        """Was sich seit dem gewählten früheren Stand geändert hat; ohne ihn None."""
        vorher = self.wahl.vorher
        return vergleiche(vorher, self.lagebild) if vorher is not None else None

    @cached_property
    def _vorlagen(self) -> Mapping[int | None, Any]:
        return {v.id: v for v in saetze(self.lagebild.vorlagen)}

    def vorlage_von(self, bericht: Any) -> Any:
        """Die Vorlage, mit der ein Bericht in die Gremien ging, sonst None."""
        return self._vorlagen.get(bericht.vorlage_id) if bericht else None

    def beratungen_von(self, vorlage: Any) -> list[Any]:
        """Die Beratungsfolge einer Vorlage."""
        alle = [b for b in saetze(self.lagebild.beratungen) if vorlage and b.vorlage_id == vorlage.id]
        return sorted(alle, key=lambda b: (b.reihenfolge or 0, b.termin or date.max, b.id))

    @cached_property
    def bausteine(self) -> Mapping[str, str]:
        """Eigene Texte der Kommune für diese Form, je Abschnitt."""
        return {
            t.abschnitt.strip(): t.text
            for t in saetze(self.lagebild.textbausteine)
            if t.form == self.form and t.text.strip()
        }
