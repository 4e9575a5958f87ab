"""Verstehen: Ressourcenzellen – Geld über `betraege`, Stellenanteile als Personal, nie das eine für das andere."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, original, sicher, unsicher
from mut_core.betraege import Betrag, betrag_text, read_betraege
from mut_core.modell.codes import Angabe, Mittelart, Mittelmodus, Mittelstatus
from mut_core.schriftbild import geglaettet

_PERSONAL = re.compile(
    r"vzä|vzae|\bvk\b|stellen?\b|stellenanteil|\bstunden\b|\bstd\b|wochenstd|h/woche|minijob|%|prozent|personal(?!kosten)|azubi"
)
_GELD = re.compile(r"förder|zuschuss|eigenanteil|€|\beuro?\b|\bt€|teur|tsd|mio\.?|\d,-|\bkosten")
_GRENZE = re.compile(
    r"\s*(?:[;\n|]|\s/\s|,(?=\s)|\s\+\s|\sund\s(?=[\d.,]+\s*(?:€|t€|eur|vz|%|stelle)))\s*", re.IGNORECASE
)
_TAUSEND = re.compile(r"\bt€|\bteur\b|\btsd\b|in t\b|tausend", re.IGNORECASE)
_EURO = re.compile(r"€|\beuro?\b", re.IGNORECASE)
_TEILNUMMER = re.compile(r"^\s*(?:\d+\.\d+|[a-z])\)\s*")
_JE_EINHEIT = re.compile(r"\b(?:pro|je|im) jahr und (?:pro |je )?[a-zäöü]")
_HUNDERT = Decimal(100)
_glatt = lru_cache(maxsize=1 << 12)(geglaettet)
"""Dieselbe Zelle wird nach Personal, Geld und Art gefragt und dafür nur einmal geglättet."""

_HOECHSTENS = 1000


@dataclass(frozen=True)
class Mittelleser:
    """Liest eine Ressourcenspalte; Einheit und Jahr können in der Überschrift stehen („Kosten 2025 in T€“)."""

    ueberschrift: str = ""
    jahr: int | None = None
    art: Mittelart = Mittelart.GESAMT

    def ressourcen(self, wert: Zellwert) -> Deutung:
        """Gibt Personal und Geld einer gemischten Zelle getrennt („0,5 VZÄ; 20.000 €“)."""
        text = self._text(wert)
        if not text:
            return LEER
        personal, geld = _getrennt(text)
        if not geld:
            return sicher(_personal(text), "Personal, kein Geldbetrag.")
        gelesen = self._geld(geld)
        if personal:
            zusatz = _personal(personal)
            return Deutung(gelesen.urteil, {**gelesen.werte, **zusatz}, gelesen.grund, {**gelesen.wortlaut, **zusatz})
        angabe = gelesen.werte.get("mittel_angabe")
        if angabe in (Angabe.KEINE_ANGABE, Angabe.OFFEN) or _glatt(text) in ("keine", "keiner"):
            werte = {**gelesen.werte, "personal_angabe": angabe}
            return Deutung(gelesen.urteil, werte, gelesen.grund, gelesen.wortlaut)
        return gelesen

    def mittel(self, wert: Zellwert) -> Deutung:
        """Gibt die Beträge einer Zelle als Mittelpositionen; Stellenanteile werden Personal und nie Euro."""
        text = self._text(wert)
        if not text:
            return LEER
        personal, geld = _getrennt(text)
        if personal and not geld:
            return sicher(_personal(text), "Stellenanteil: als Personal gelesen, nicht als Geld.")
        return self.ressourcen(wert) if personal else self._geld(text)

    def personal(self, wert: Zellwert) -> Deutung:
        """Gibt die Personalangabe; ein Geldbetrag in dieser Spalte sind Personalkosten."""
        text = original(wert).strip()
        if not text:
            return LEER
        if isinstance(wert, int | float) and not isinstance(wert, bool):
            if wert <= 50:
                return sicher(_personal(f"{text} Stellen"), f"{text} Stellen")
            return unsicher(f"{text} Stellen oder Euro? Bitte die Einheit nennen.", wortlaut=_personal(text))
        kurz = read_betraege(text) if len(text) < 60 and not re.search(r"\d", text) else ()
        if kurz and kurz[0].angabe in (Angabe.KEINE, Angabe.KEINE_ANGABE, Angabe.OFFEN):
            return sicher({"personal_angabe": kurz[0].angabe, "personal_wortlaut": None}, kurz[0].hinweis)
        return sicher(_personal(text))

    def _text(self, wert: Zellwert) -> str:
        """Eine nackte Zahl bekommt die Einheit der Überschrift."""
        text = original(wert).strip()
        if not text or not re.fullmatch(r"[\d.,' ]+", text):
            return text
        if isinstance(wert, float) and not wert.is_integer():
            text = f"{wert:.2f}".replace(".", ",")
        if _TAUSEND.search(self.ueberschrift):
            return f"{text} T€"
        klein = isinstance(wert, int | float) and abs(wert) < 100
        return f"{text} €" if _EURO.search(self.ueberschrift) and not klein else text

    def _geld(self, text: str) -> Deutung:
        zeilen = [_TEILNUMMER.sub("", zeile) for zeile in text.splitlines()] if "\n" in text else [text]
        betraege = [b for b in read_betraege("\n".join(zeilen)) if b.wortlaut]
        if not betraege:
            return LEER
        positionen = tuple(p for b in betraege if (p := self._position(b)))
        wortlaut: dict[str, Any] = {"mittel_wortlaut": text[:_HOECHSTENS], "mittel_angabe": Angabe.GENANNT}
        erster = betraege[0]
        if len(betraege) == 1 and not positionen:
            return _ohne_betrag(erster, text, wortlaut)
        werte = {**wortlaut, "mittel": positionen}
        if any(t != z for t, z in zip(zeilen, text.splitlines(), strict=False)):
            satz = "Beträge von Teilmaßnahmen in einer Zelle; bitte prüfen, bevor sie zusammenstehen."
            return unsicher(satz, werte, wortlaut=wortlaut)
        zweifel = [b.hinweis for b in betraege if not b.sicher]
        if _JE_EINHEIT.search(_glatt(text)):
            zweifel.append("Betrag je Einheit, nicht die Gesamtsumme; bitte prüfen.")
        if len(text) > _HOECHSTENS:
            zweifel.append(f"Der Text ist länger als {_HOECHSTENS} Zeichen; bitte kürzen.")
        if zweifel:
            return unsicher(" ".join(dict.fromkeys(zweifel)), werte, wortlaut=wortlaut)
        return sicher(werte, "; ".join(b.hinweis for b in betraege))

    def _position(self, betrag: Betrag) -> dict[str, Any] | None:
        """Die Felder einer Mittelposition; ohne Zahl ist es keine, und 0 € ist „kein Bedarf“."""
        if betrag.angabe is Angabe.KEINE or (betrag.betrag is None and betrag.bis_betrag is None):
            return None
        jahr = betrag.jahr or self.jahr
        modus = betrag.modus or (Mittelmodus.JAHR if self.jahr else Mittelmodus.EINMALIG)
        return {
            "art": _art(betrag.wortlaut) or self.art,
            "betrag_cent": cent(betrag.betrag),
            "bis_betrag_cent": cent(betrag.bis_betrag),
            "ungenau": betrag.ungenau,
            "konjunktiv": betrag.konjunktiv,
            "modus": modus,
            "jahr": jahr,
            "mittelstatus": Mittelstatus.BEZIFFERT,
            "wortlaut": betrag.wortlaut[:_HOECHSTENS],
        }


def mittel_satz(position: dict[str, Any]) -> str:
    """Schreibt eine gelesene Mittelposition als Text für die Vorschau."""
    von, bis = (
        None if c is None else Decimal(c) / _HUNDERT for c in (position["betrag_cent"], position["bis_betrag_cent"])
    )
    spanne = " bis ".join(betrag_text(b) for b in (von, bis) if b is not None)
    spanne = f"bis {spanne}" if von is None else spanne
    vorn = "ca. " if position["ungenau"] else ""
    jahr = f" {position['jahr']}" if position["jahr"] else ""
    wie = {Mittelmodus.JAEHRLICH: " jährlich", Mittelmodus.JAHR: " im Jahr"}.get(position["modus"], "")
    return f"{vorn}{spanne}{wie}{jahr}"


def _ohne_betrag(betrag: Betrag, text: str, wortlaut: dict[str, Any]) -> Deutung:
    if betrag.angabe is not Angabe.GENANNT:
        werte: dict[str, Any] = {"mittel_angabe": betrag.angabe, "mittel_wortlaut": text[:_HOECHSTENS]}
        if betrag.angabe is Angabe.KEINE:
            werte["mittelstatus"] = Mittelstatus.KEIN_BEDARF
        return sicher(werte, betrag.hinweis) if betrag.sicher else unsicher(betrag.hinweis, werte, wortlaut=wortlaut)
    if re.search(r"\d", text) and not re.search(r"\bnr\b|\bziff|\bs\. |\bvgl", _glatt(text)):
        return unsicher(betrag.hinweis, wortlaut=wortlaut)
    return sicher(wortlaut, "Kein Betrag genannt; der Wortlaut bleibt erhalten.")


def _art(wortlaut: str) -> Mittelart | None:
    glatt = _glatt(wortlaut)
    if re.search(r"personal(?:kosten|mittel)", glatt):
        return Mittelart.PERSONAL
    return Mittelart.SACH if re.search(r"sach(?:kosten|mittel)", glatt) else None


def _personal(text: str) -> dict[str, Any]:
    return {"personal_wortlaut": text[:_HOECHSTENS], "personal_angabe": Angabe.GENANNT}


def _getrennt(text: str) -> tuple[str, str]:
    """Teilt eine Zelle in Personal und Geld; was keines von beiden nennt, bleibt beim Geld."""
    glatt = _glatt(text)
    if not _PERSONAL.search(glatt):
        return "", text
    if not _GELD.search(glatt):
        return (text, "") if not re.search(r"^(?:keine?|k\. ?a)", glatt) else ("", text)
    teile = [teil for teil in _GRENZE.split(text) if teil.strip()]
    art: Callable[[str], bool] = lambda t: bool(_PERSONAL.search(t) and not _GELD.search(t))  # noqa: E731
    return "; ".join(t for t in teile if art(_glatt(t))), "; ".join(t for t in teile if not art(_glatt(t)))


def cent(betrag: Decimal | None) -> int | None:
    """Gibt den Betrag in ganzen Cent."""
    return None if betrag is None else int(betrag * _HUNDERT)
