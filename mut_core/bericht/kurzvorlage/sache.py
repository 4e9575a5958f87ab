"""Sammeln: worum es in einer Vorlage geht – die angelegte Vorlage mit Auftrag, Beratungsfolge und Anlagen."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from mut_core.bericht.kurzvorlage.arten import Vorlagenart, art_der_kommune, vorlagenart
from mut_core.bericht.saetze import NICHT_BENANNT, zeilen
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.bericht.word import klartext
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Berichtsform
from mut_core.zeitangaben import datum_text


class Kopf(StrEnum):
    """Die zwei Köpfe einer Kurzvorlage."""

    HESSEN = "hessen"
    NIEDERSACHSEN = "niedersachsen"


_OHNE_VORLAGE = {Kopf.HESSEN: "Bericht", Kopf.NIEDERSACHSEN: "Mitteilung"}
"""Wie die Art gebaut ist, wenn keine Vorlage angelegt und keine gewählt ist: wie die der beiden Vorbilder."""


@dataclass(frozen=True)
class Sache:
    """Alles, woraus die Blöcke einer Vorlage entstehen; `vorlage` ist None, solange keine angelegt ist."""

    stoff: Stoff
    wahl: Wahl
    vorlage: Any
    kopf: Kopf

    @property
    def artname(self) -> str:
        """Wie die Art auf der Vorlage heißt."""
        genannt = (self.feld("art") or "").strip() or self.wahl.vorlagenart.strip()
        return genannt or vorlagenart_ohne_wahl(self.stoff.lagebild, self.kopf)

    @property
    def art(self) -> Vorlagenart:
        """Welche Blöcke die Vorlage hat."""
        return vorlagenart(self.artname)

    def feld(self, name: str) -> Any:
        """Gibt ein Feld der angelegten Vorlage, sonst None."""
        return getattr(self.vorlage, name) if self.vorlage is not None else None

    def eigener(self, schluessel: str) -> str | None:
        """Gibt den Text der Kommune: den für diesen Bericht geschriebenen, sonst ihren Textbaustein."""
        return self.wahl.texte.get(schluessel) or self.stoff.bausteine.get(schluessel)

    def blocktext(self, schluessel: str) -> str | None:
        """Gibt den Text eines ganzen Blocks: für diesen Bericht geschrieben, Feld der Vorlage oder Textbaustein."""
        return self.wahl.texte.get(schluessel) or self.feld(schluessel) or self.eigener(schluessel)

    @property
    def federfuehrung(self) -> str:
        """Die federführende Stelle der Vorlage, sonst die des Konzepts."""
        return self.stoff.stelle.get(self.feld("federfuehrung_id")) or self.stoff.konzept.stelle or NICHT_BENANNT

    @property
    def datum(self) -> date | None:
        """Der Tag der Vorlage, sonst der gewählte Tag der Erstellung."""
        return self.feld("am") or self.wahl.erstellt

    @property
    def bearbeitung(self) -> str:
        """Wer die Vorlage bearbeitet hat: eine Person, deshalb nur im internen Profil."""
        return (self.feld("bearbeitung") or "") if self.wahl.profil == Profil.INTERN else ""

    @cached_property
    def beschluss(self) -> Any:
        """Der Auftrag: der Beschluss dieser oder der letzten Vorlage, die einen nennt; geraten wird keiner."""
        alle = {b.id: b for b in saetze(self.stoff.lagebild.beschluesse)}
        vorlagen = [self.vorlage] if self.vorlage is not None else _bekannte(self.stoff)[::-1]
        genannt = [alle[v.beschluss_id] for v in vorlagen if v.beschluss_id in alle]
        einziger = list(alle.values()) if len(alle) == 1 else []
        return next(iter(genannt or einziger), None)

    @property
    def betreff(self) -> str:
        """Der Betreff der Vorlage, sonst „Sachstandsbericht – Integrationskonzept, gemäß Beschluss vom …“."""
        eigener = " ".join(klartext(self.feld("betreff") or "").split())
        beschluss = self.beschluss
        am = f" vom {datum_text(beschluss.am)}" if beschluss and beschluss.am else ""
        bezug = f", gemäß Beschluss{am} ({beschluss.gremium})" if beschluss else ""
        return eigener or f"Sachstandsbericht – {self.stoff.name}{bezug}"

    @cached_property
    def beratungen(self) -> list[Any]:
        """Die Beratungsfolge der Zeit nach; am selben Tag und ohne Termin in der festgelegten Reihenfolge."""
        return sorted(
            self.stoff.beratungen_von(self.vorlage),
            key=lambda b: (b.termin or date.max, b.reihenfolge or 0, b.id),
        )

    @property
    def anlagen(self) -> tuple[str, ...]:
        """Die Anlagen der Vorlage und die für diesen Druck genannten, jede einmal."""
        return tuple(dict.fromkeys([*zeilen(self.feld("anlagen")), *zeilen("\n".join(self.wahl.unterlagen))]))


def build_sache(lagebild: Lagebild, wahl: Wahl, kopf: Kopf) -> Sache:
    """Legt bereit, woraus die Vorlage entsteht; wirft EingabeError, wenn es die gewählte Vorlage nicht gibt."""
    stoff = Stoff(lagebild, Berichtsform.VORLAGE)
    return Sache(stoff, wahl, _vorlage(stoff, wahl.vorlage_id), kopf)


def vorlagenart_ohne_wahl(lagebild: Lagebild, kopf: Kopf) -> str:
    """Gibt die Art, die gedruckt wird, solange keine Vorlage angelegt und keine Art gewählt ist."""
    return art_der_kommune(getattr(lagebild.konzept, "vorlagenarten", None), _OHNE_VORLAGE[kopf])


def _vorlage(stoff: Stoff, vorlage_id: int | None) -> Any:
    """Die gewählte Vorlage, sonst die des angelegten Berichts; ohne Bericht die jüngste zum Stichtag.

    Ein angelegter Bericht ohne Vorlage hat noch keine: Die des vorigen mit deren Nummer wäre falsch.
    """
    if vorlage_id is None:
        return stoff.vorlage_von(stoff.bericht) if stoff.bericht else next(reversed(_bekannte(stoff)), None)
    for vorlage in saetze(stoff.lagebild.vorlagen):
        if vorlage.id == vorlage_id:
            return vorlage
    raise EingabeError("Diese Vorlage gibt es zum Stichtag nicht. Bitte eine andere wählen.", feld="vorlage_id")


def _bekannte(stoff: Stoff) -> list[Any]:
    """Die Vorlagen bis zum Stichtag, die jüngste zuletzt; eine ohne Tag ist noch nicht eingebracht, also die letzte."""
    berichtet = {b.vorlage_id: b.stichtag for b in saetze(stoff.lagebild.berichte)}
    tage = {v.id: v.am or berichtet.get(v.id, date.max) for v in saetze(stoff.lagebild.vorlagen)}
    bekannt = (v for v in saetze(stoff.lagebild.vorlagen) if tage[v.id] <= stoff.stichtag or tage[v.id] == date.max)
    return sorted(bekannt, key=lambda v: (tage[v.id], v.id))
