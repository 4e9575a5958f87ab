"""Vergleichen: was eine Maßnahme mehrfach hat – Mittel, Ziele, Beteiligte, weitere Handlungsfelder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mut_core.austausch.deutung.lesetext import Namen
from mut_core.austausch.deutung.mittel import mittel_satz
from mut_core.austausch.deutung.urteil import Urteil
from mut_core.austausch.deutung.vorschau import Posten, Zelle, steht_schon

_SCHLUESSEL = {
    "ziele": ("ziel_id", "ziele", "massnahmeziel"),
    "beteiligte": ("organisationseinheit_id", "stellen", "beteiligung"),
    "weitere_handlungsfelder": ("handlungsfeld_id", "handlungsfelder", "massnahmehandlungsfeld"),
}
_WERTE = frozenset({*_SCHLUESSEL, "neue_beteiligte", "mittel"})
_WEG = "Steht nicht mehr in der Zelle; wegnehmen?"
_BETRAG = ("betrag_cent", "bis_betrag_cent", "modus", "jahr")
Bestand = Mapping[str, Mapping[int, Any]]


@dataclass(frozen=True)
class Mengen:
    """Was die Maßnahmen des Bestands mehrfach haben, und die Zellen (Orte), die ein Mensch bestätigt hat."""

    bestand: Bestand
    namen: Namen
    bestaetigt: frozenset[str]

    def build(self, zellen: Sequence[Zelle], m: Any, ausgabe: Mapping[str, Any]) -> dict[str, tuple[Posten, ...]]:
        """Gibt je Menge die Posten, die dazukämen; was in der Zelle nicht mehr steht, fällt nur auf Nachfrage weg."""
        ergebnis: dict[str, list[Posten]] = {"mittel": [], "ziele": [], "beteiligte": [], "weitere_handlungsfelder": []}
        for zelle in zellen:
            if zelle.feld not in _SCHLUESSEL and _WERTE.isdisjoint(zelle.deutung.werte):
                continue
            if m is not None and steht_schon(zelle, ausgabe):
                continue
            for menge in _SCHLUESSEL:
                schon = dict(self.bestand.get(menge, {}).get(m.id, ()) if m is not None else ())
                ergebnis[menge] += self._dazu(zelle, menge, schon)
                if zelle.feld == menge and menge in ausgabe:
                    ergebnis[menge] += self._weg(zelle, menge, schon)
            for neu in zelle.deutung.werte.get("neue_beteiligte", ()):
                satz = f"„{neu}“ wird als neue Stelle angelegt."
                ergebnis["beteiligte"].append(
                    Posten("beteiligte", "", neu, {"neue_stelle": neu}, Urteil.SICHER, satz, zelle.spalte)
                )
            vorhandene = self.bestand.get("mittel", {}).get(m.id, ()) if m is not None else ()
            ergebnis["mittel"] += self._mittel(zelle, vorhandene)
        return {name: tuple(posten) for name, posten in ergebnis.items()}

    def _dazu(self, zelle: Zelle, menge: str, schon: Mapping[int, int]) -> Iterator[Posten]:
        schluessel, tafel, _ = _SCHLUESSEL[menge]
        for wert in zelle.deutung.werte.get(menge, ()):
            if wert not in schon:
                rolle = zelle.deutung.werte.get("rollen", {}).get(wert)
                werte = {schluessel: wert} | ({"rolle": rolle} if rolle else {})
                name = self.namen.get(tafel, {}).get(wert, str(wert))
                yield Posten(menge, "", name, werte, zelle.urteil, zelle.grund, zelle.spalte)

    def _weg(self, zelle: Zelle, menge: str, schon: Mapping[int, int]) -> Iterator[Posten]:
        _, tafel, tabelle = _SCHLUESSEL[menge]
        for wert, verknuepfung in schon.items():
            if wert not in zelle.deutung.werte.get(menge, ()):
                name = self.namen.get(tafel, {}).get(wert, str(wert))
                werte = {"entfernt": (tabelle, verknuepfung)}
                yield Posten(menge, name, "", werte, self._gefragt(zelle), _WEG, zelle.spalte)

    def _mittel(self, zelle: Zelle, vorhandene: Sequence[Any]) -> Iterator[Posten]:
        """Neue Positionen; hat die Maßnahme schon andere, ist jede weitere nur ein Vorschlag – nie doppelt zählen."""
        schon = {tuple(getattr(v, f) for f in _BETRAG) for v in vorhandene}
        for position in zelle.deutung.werte.get("mittel", ()):
            if tuple(position[f] for f in _BETRAG) in schon:
                continue
            urteil, grund = zelle.urteil, zelle.grund
            if schon and urteil is Urteil.SICHER:
                urteil, grund = (
                    self._gefragt(zelle),
                    "Die Maßnahme hat schon andere Mittelpositionen; kommt diese dazu?",
                )
            yield Posten("mittelpositionen", "", mittel_satz(position), position, urteil, grund, zelle.spalte)

    def _gefragt(self, zelle: Zelle) -> Urteil:
        return Urteil.SICHER if zelle.ort in self.bestaetigt else Urteil.UNSICHER
