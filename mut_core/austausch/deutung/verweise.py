"""Verstehen: Zellen, die auf Handlungsfelder, Ziele, Mittelpositionen oder eine Maßnahme verweisen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from mut_core.austausch.deutung.mittel import cent
from mut_core.austausch.deutung.stellen import NEU
from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, fehler, original, sicher, unsicher
from mut_core.austausch.schreibweisen import read_mittelzeile
from mut_core.austausch.zellwerte import read_liste, read_schluessel
from mut_core.betraege import read_betrag
from mut_core.modell.codes import Mittelart, Mittelmodus, Mittelstatus
from mut_core.schriftbild import geglaettet

_VORN = re.compile(
    r"^(?:\d+(?:\.\d+)*[.):_]?\s*|[ivx]+\.\s+)?(?:(?:handlungsfeld|hf|themenfeld|schwerpunkt|bereich)\b\s*)?(?:\d+\s*[.:)-]?\s*|[:–-]\s*)?"
)
_AEHNLICH = 0.82
_ZIEL_FREMD = "Dieses Ziel steht nicht im Konzept; der Text bleibt als Zusatzfeld erhalten."


def feld_norm(text: str) -> str:
    """Gleicht Handlungsfelder an: „4.2 Handlungsfeld ‚Gesundheit‘“ = „Gesundheit“."""
    glatt = re.sub(r"[‚‘’'\"„“”»«_]", " ", geglaettet(text))
    ohne = _VORN.sub("", " ".join(glatt.split()))
    worte = re.sub(r"[^\wäöüß ]+", " ", ohne.replace(" & ", " und ").replace(" u. ", " und "))
    return " ".join(worte.split())


@dataclass(frozen=True)
class Feldliste:
    """Die Handlungsfelder des Konzepts, auffindbar an Titel, Kürzel und Nummer."""

    titel: Mapping[int, str] = field(default_factory=dict)
    genau: Mapping[str, int] = field(default_factory=dict)
    wahl: Mapping[str, int | str] = field(default_factory=dict)

    def finde(self, text: str) -> tuple[int | None, str | None, str]:
        """Gibt (Schlüssel, neuer Titel, Rückfrage): bekannt, sicher neu oder einem bekannten nur ähnlich."""
        wort = feld_norm(text)
        gewaehlt = self.wahl.get(wort)
        if isinstance(gewaehlt, int):
            return gewaehlt, None, ""
        if (schluessel := self.genau.get(wort) or self.genau.get(geglaettet(text))) is not None:
            return schluessel, None, ""
        nahe = get_close_matches(wort, self.genau, n=1, cutoff=_AEHNLICH) if gewaehlt != NEU else []
        if not nahe and wort and gewaehlt != NEU:  # „Bildung“ und „Bildung und Erziehung“
            nahe = [w for w in self.genau if len(w) > 3 and (w.startswith(wort) or wort.startswith(w))][:1]
        if nahe:
            schluessel = self.genau[nahe[0]]
            return schluessel, None, f"„{text.strip()}“ heißt vermutlich „{self.titel[schluessel]}“; bitte bestätigen."
        return None, schoener_titel(text), ""


def schoener_titel(text: str) -> str:
    """Gibt den Titel eines Handlungsfelds ohne Nummer, „Handlungsfeld“ und Anführungszeichen."""
    roh = " ".join(text.replace("_", " ").split())
    ohne = re.sub(
        r"^(?:\d+(?:\.\d+)*[.):]?\s+)?(?:(?:Handlungsfeld|HF|Themenfeld|Schwerpunkt)\b\s*)?(?:\d+\s*[.:)–-]\s*|[:–-]\s*)?",
        "",
        roh,
        flags=re.IGNORECASE,
    )
    return ohne.strip("„“”‚‘’'\"»« ") or roh


def build_feldliste(felder: Iterable[Any], wahl: Mapping[str, int | str]) -> Feldliste:
    """Baut die Liste aus den Handlungsfeldern des Lagebilds."""
    titel: dict[int, str] = {}
    genau: dict[str, int] = {}
    for zeile in felder:
        titel[zeile.id] = zeile.titel
        genau.setdefault(feld_norm(zeile.titel), zeile.id)
        for wort in (zeile.kuerzel, str(zeile.nummer), f"hf {zeile.nummer}", f"hf{zeile.nummer}"):
            if wort:
                genau.setdefault(geglaettet(wort), zeile.id)
    return Feldliste(titel, genau, wahl)


@dataclass(frozen=True)
class Verweisleser:
    """Liest Verweise auf Handlungsfelder, Ziele und die Maßnahme selbst."""

    felder: Feldliste
    ziele: Mapping[str, int]
    konzept: str

    def handlungsfeld(self, wert: Zellwert) -> Deutung:
        """Gibt das Handlungsfeld; ein ganz neues wird vorgeschlagen, ein nur ähnliches erfragt."""
        text = original(wert).strip()
        if not text:
            return LEER
        if len(text) > 300:
            return fehler("Das ist zu lang für ein Handlungsfeld; bitte prüfen Sie die Zuordnung der Spalte.")
        schluessel, neu, frage = self.felder.finde(text)
        if frage:
            return unsicher(frage, {"handlungsfeld_id": schluessel}, offen=(feld_norm(text),))
        if schluessel is not None:
            return sicher({"handlungsfeld_id": schluessel}, self.felder.titel.get(schluessel, ""))
        if self.felder.wahl.get(feld_norm(text)) == NEU or not self.felder.titel:
            return sicher({"neues_handlungsfeld": neu}, f"„{neu}“ wird als Handlungsfeld angelegt.")
        grund = f"„{neu}“ ist noch kein Handlungsfeld; es wird angelegt, wenn Sie das bestätigen."
        return unsicher(grund, {"neues_handlungsfeld": neu}, offen=(feld_norm(text),))

    def weitere(self, wert: Zellwert) -> Deutung:
        """Gibt weitere Handlungsfelder, eines je Zeile oder mit „;“ getrennt."""
        teile = [t for zeile in read_liste(original(wert)) for t in re.split(r"\s*;\s*", zeile) if t]
        if not teile:
            return LEER
        gefunden = [self.felder.finde(teil) for teil in teile]
        ids = tuple(dict.fromkeys(s for s, _, frage in gefunden if s is not None and not frage))
        fremd = [teil for teil, (s, _, frage) in zip(teile, gefunden, strict=True) if s is None or frage]
        werte = {"weitere_handlungsfelder": ids} if ids else {}
        if fremd:
            return unsicher(
                f"Unbekannt: {', '.join(fremd)[:200]}; bitte zuordnen.", werte, offen=tuple(map(feld_norm, fremd))
            )
        return sicher(werte)

    def mehrere_ziele(self, wert: Zellwert) -> Deutung:
        """Gibt die Ziele, die das Konzept schon kennt; andere bleiben als Text erhalten."""
        text = original(wert).strip()
        if not text:
            return LEER
        if not self.ziele:
            return sicher({}, _ZIEL_FREMD, wortlaut={"zusatz": text})
        if (ganz := self.ziele.get(geglaettet(text))) is not None:
            return sicher({"ziele": (ganz,)})
        teile = read_liste(text)
        ids = tuple(dict.fromkeys(z for t in teile if (z := self.ziele.get(geglaettet(t))) is not None))
        werte = {"ziele": ids} if ids else {}
        if len(ids) == len(teile):
            return sicher(werte)
        return sicher(werte, _ZIEL_FREMD, wortlaut={"zusatz": text})

    def schluessel(self, wert: Zellwert) -> Deutung:
        """Gibt den Schlüssel einer Maßnahme aus unserer Ausgabe; ein fremdes Konzept ist ein Fehler."""
        text = original(wert).strip()
        if not text:
            return LEER
        gelesen = read_schluessel(text)
        if gelesen is None:
            return unsicher(f"„{text[:60]}“ ist kein Schlüssel dieser App; die Zeile wird über Nr. und Titel gesucht.")
        if gelesen[0] != self.konzept:
            return fehler(f"Der Schlüssel „{text[:60]}“ gehört zu einem anderen Konzept („{gelesen[0]}“).")
        return sicher({"schluessel": gelesen[1]})


def read_mittelpositionen(wert: Zellwert) -> Deutung:
    """Gibt Mittelpositionen aus der Spalte unserer Ausgabe: eine je Zeile („Sachmittel · 5.000 € · bewilligt“)."""
    zeilen = read_liste(original(wert))
    if not zeilen:
        return LEER
    gelesen = [_position(zeile) for zeile in zeilen]
    positionen = tuple(p for p, _ in gelesen if p)
    zweifel = [grund for _, grund in gelesen if grund]
    if zweifel:
        return unsicher(" ".join(dict.fromkeys(zweifel)), {"mittel": positionen} if positionen else {})
    return sicher({"mittel": positionen})


def _position(zeile: str) -> tuple[dict[str, Any] | None, str]:
    teile = read_mittelzeile(zeile)
    if teile.get("rest") or "foerderung" in teile:
        return None, f"„{zeile[:80]}“ ist nicht eindeutig; bitte auf der Seite der Maßnahme ändern."
    betrag = read_betrag(teile.get("betrag", ""))
    try:
        anteil = int(teile["stellenanteil_prozent"].rstrip(" %")) if "stellenanteil_prozent" in teile else None
        jahr = int(teile["jahr"]) if "jahr" in teile else betrag.jahr
    except ValueError:
        return None, f"„{zeile[:80]}“ ist nicht eindeutig; bitte prüfen."
    modus = Mittelmodus.von(teile["modus"]) if teile.get("modus") in set(Mittelmodus) else betrag.modus
    position: dict[str, Any] = {
        "art": Mittelart.von(teile.get("art", "gesamt")),
        "betrag_cent": cent(betrag.betrag),
        "bis_betrag_cent": cent(betrag.bis_betrag),
        "ungenau": betrag.ungenau,
        "konjunktiv": "konjunktiv" in teile or betrag.konjunktiv,
        "modus": modus or Mittelmodus.EINMALIG,
        "jahr": jahr,
        "mittelstatus": Mittelstatus.von(teile.get("mittelstatus", "ungeklaert")),
        "stellenanteil_prozent": anteil,
        **{
            f: teile[f]
            for f in ("zweck", "vorbehalt", "haushaltsteil", "produkt", "sachkonto", "wortlaut", "quelle")
            if f in teile
        },
    }
    return position, "" if betrag.sicher else betrag.hinweis
