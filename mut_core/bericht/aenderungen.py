"""Vergleichen: das Kapitel „Änderungen seit dem letzten Bericht“ – Sätze je Art, dann alles in einer Tabelle.

Das Kapitel gibt es nur, wenn ein früherer Stand gewählt ist (`Wahl.vorher`). Er darf aufgetaut sein und Spalten
entbehren: Gelesen wird er nur von `veraenderung.vergleiche`, das damit umgehen kann.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from mut_core.bericht.aenderungstabelle import KOPF, aenderungszeilen, hat_zeilen
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel
from mut_core.bericht.saetze import OHNE_ANGABE, satzreihe, trennbar, zaehlung
from mut_core.bericht.stoff import VEROEFFENTLICHT, Stoff
from mut_core.lagebild import saetze
from mut_core.sprache import zahl, zitiert
from mut_core.veraenderung import Klasse
from mut_core.veraenderung import saetze as erzaehlt
from mut_core.veraenderung.worte import namen
from mut_core.zeitangaben import datum_text

HOECHSTENS = 12
"""So viele Änderungen je Art stehen als Satz da; alle stehen in der Tabelle."""

NUMMERN_HOECHSTENS = 40
"""So viele Nummern nennt ein Satz über Maßnahmen, an denen sich nichts geändert hat."""

_TABELLE = "aenderungen_tabelle"

ARTEN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "neu": ("Neu aufgenommen", ("neu",)),
    "stand": ("Umsetzungsstand verändert", ("bewegt", "wieder_aufgenommen")),
    "frist": ("Fristen geändert", ("fristen",)),
    "abgeschlossen": ("Abgeschlossen – letztmalig aufgeführt", ("abgeschlossen",)),
    "ueberfaellig": ("Überfällig", ("ueberfaellig",)),
    "entfallen": ("Nicht weitergeführt", ("entfallen", "archiviert")),
    "mittel": ("Mittel und Förderungen geändert", ("mittel", "foerderungen")),
    "angaben": ("Sonstige Angaben geändert", ("angaben",)),
}
"""Je Art die Zwischenüberschrift und die Tabellen der Veränderung, aus denen ihre Sätze kommen."""

KACHELN: Mapping[str, str] = {
    "massnahmen": "Maßnahmen insgesamt",
    "erreicht": "davon umgesetzt oder verstetigt",
    "in_umsetzung": "davon in Umsetzung",
    "ueberfaellig": "davon überfällig",
    "ohne_aktuelle_meldung": "davon ohne aktuelle Meldung",
}
"""Wie die Kacheln der Übersicht im Bericht heißen."""


# ---------------------------------------------------------------------------------------------- Bezug


def bericht_vom(stoff: Stoff, stichtag: date) -> Any:
    """Gibt den veröffentlichten Bericht derselben Form zu einem Stichtag, sonst None."""
    alle = [b for b in saetze(stoff.lagebild.berichte) if b.form == stoff.form and b.stichtag == stichtag]
    passende = [b for b in alle if b.status in VEROEFFENTLICHT]
    return max(passende, key=lambda b: (b.nummer or 0, b.id), default=None)


def titel(druck: Druck) -> str:
    """„Änderungen seit dem letzten Bericht“; bei einem anderen früheren Stand steht dessen Tag da."""
    return f"Änderungen seit {_seit(druck.stoff)}"


def _seit(stoff: Stoff) -> str:
    """„dem letzten Bericht“ nur, wenn der frühere Stand wirklich der des letzten Berichts ist."""
    vorher, letzter = stoff.wahl.vorher, stoff.vorbericht
    if vorher is None or (letzter is not None and letzter.stichtag == vorher.stichtag):
        return "dem letzten Bericht"
    return f"dem {datum_text(vorher.stichtag)}"


def bezug(druck: Druck) -> None:
    """Womit verglichen wird: der frühere Bericht mit Nummer, Stichtag und Vorlagennummer, soweit vergeben."""
    vorher = druck.stoff.wahl.vorher
    if vorher is None:
        return
    frueher = bericht_vom(druck.stoff, vorher.stichtag)
    womit = f"dem Stand vom {datum_text(vorher.stichtag)}" if frueher is None else _genannt(druck, frueher)
    druck.doku.absatz(f"Verglichen wird der Stand vom {datum_text(druck.stoff.stichtag)} mit {womit}.")


def _genannt(druck: Druck, bericht: Any) -> str:
    """„dem 2. Sachstandsbericht (Stand 01.03.2024, Informationsvorlage 159/2022)“."""
    vorlage = druck.stoff.vorlage_von(bericht)
    beleg = f"{vorlage.art} {vorlage.nummer}" if vorlage and vorlage.nummer else ""
    if beleg and vorlage.url:
        beleg = druck.doku.link(beleg, vorlage.url)
    wer = f"{bericht.nummer}. {bericht.form.bezeichnung}" if bericht.nummer else f"Bericht {zitiert(bericht.titel)}"
    klammer = ", ".join(t for t in (f"Stand {datum_text(bericht.stichtag)}", beleg) if t)
    return f"dem {wer} ({klammer})"


# ---------------------------------------------------------------------------------------------- Sätze


def ueberblick(druck: Druck) -> None:
    """Der eine Satz, der die Änderungen zählt; ohne Änderung sagt er es, und mehr steht nicht da."""
    v = druck.stoff.veraenderung
    if v is not None:
        siehe = f"{druck.doku.verweis(_TABELLE)} führt alle Änderungen einzeln auf." if hat_zeilen(v) else ""
        druck.doku.absatz(satzreihe(erzaehlt(v, hoechstens=1)[0], siehe))


def art(druck: Druck, schluessel: str) -> None:
    """Die Sätze einer Art unter ihrer Zwischenüberschrift; ohne solche Änderungen nichts."""
    v = druck.stoff.veraenderung
    if v is None or v.ist_leer:
        return
    ueberschrift, tabellen = ARTEN[schluessel]
    alle = [satz for tabelle in tabellen for satz in getattr(v, tabelle)["satz"]]
    if not alle:
        return
    druck.zwischentitel(ueberschrift)
    _write_saetze(druck, alle[:HOECHSTENS])
    if (rest := len(alle) - HOECHSTENS) > 0:
        kommt = "Hinzu kommt" if rest == 1 else "Hinzu kommen"
        was = zaehlung(rest, "eine weitere", "weitere")
        druck.doku.absatz(f"{kommt} {was}; {druck.doku.verweis(_TABELLE)} führt alle auf.")


def _write_saetze(druck: Druck, alle: Sequence[str]) -> None:
    if len(alle) == 1:
        druck.doku.absatz(alle[0])
    else:
        druck.doku.aufzaehlung(alle)


def ohne_aenderung(druck: Druck) -> None:
    """Was bei gleichem Stand neu gemeldet ist und wozu seither nichts kam."""
    v = druck.stoff.veraenderung
    if v is None or v.ist_leer:
        return
    gemeldet = [z for z in saetze(v.massnahmen) if z.klasse == Klasse.GEMELDET]
    still = [z for z in saetze(v.unveraendert) if z.meldung_erwartet]
    zeilen = [
        _reihe("Bei gleichem Umsetzungsstand neu gemeldet", gemeldet),
        _reihe("Unverändert und seither ohne Meldung", still),
    ]
    if any(zeilen):
        druck.zwischentitel("Ohne Änderung")
        for zeile in zeilen:
            druck.doku.absatz(zeile)


def _reihe(anfang: str, betroffene: Sequence[Any]) -> str:
    """„… sind 21 Maßnahmen: A-1, A-2 …“; bei sehr vielen stehen nicht alle Nummern da."""
    if not betroffene:
        return ""
    verb = "ist" if len(betroffene) == 1 else "sind"
    was = zaehlung(len(betroffene), "eine Maßnahme", "Maßnahmen")
    return f"{anfang} {verb} {was}: {namen([m.nummer for m in betroffene], NUMMERN_HOECHSTENS)}."


# ---------------------------------------------------------------------------------------------- Tabellen


def tabelle(druck: Druck) -> None:
    """Alle Änderungen in einer Tabelle, je Maßnahme beisammen; ohne Änderung keine."""
    v = druck.stoff.veraenderung
    if v is None or not hat_zeilen(v):
        return
    druck.zwischentitel("Alle Änderungen nach Maßnahmen")
    druck.doku.absatz(
        f"{druck.doku.verweis(_TABELLE)} ordnet die Änderungen nach Handlungsfeld und Nummer.", mit_naechstem=True
    )
    druck.doku.tabelle(
        f"Änderungen vom {datum_text(v.von)} bis {datum_text(v.bis)}",
        [trennbar(k) for k in KOPF],
        aenderungszeilen(v),
        [2.6, 1.7, 2, 2, 3],
        beschreibung="Je Änderung die Maßnahme, die Art der Änderung, der bisherige und der jetzige Wert und der Grund",
        schluessel=_TABELLE,
    )


def kacheln(druck: Druck) -> None:
    """Die Kacheln der Übersicht damals und jetzt, mit dem Unterschied; nur mit einem früheren Stand."""
    v = druck.stoff.veraenderung
    if v is None or not len(v.massnahmen):
        return
    druck.doku.absatz(
        f"{druck.doku.verweis('kacheln')} zeigt, wie sich die Zahlen seit {_seit(druck.stoff)} verändert haben.",
        mit_naechstem=True,
    )
    druck.doku.tabelle(
        f"Veränderung der Zahlen seit {_seit(druck.stoff)}",
        ["Zahl", datum_text(v.von), datum_text(v.bis), "Unterschied"],
        [_kachel(k) for k in saetze(v.kennzahlen)],
        [5, 1.6, 1.6, 2],
        beschreibung="Jede Zahl der Übersicht am früheren und am jetzigen Stichtag und der Unterschied",
        rechtsbuendig=[1, 2],
        eng=[1, 2],
        schluessel="kacheln",
    )


def _kachel(k: Any) -> list[str]:
    """Eine Zahl, die der frühere Stand noch nicht kannte, heißt „k. A.“."""
    werte = [OHNE_ANGABE if w is None else zahl(w) for w in (k.vorher, k.nachher)]
    return [KACHELN[k.kennzahl], *werte, k.text or "nicht vergleichbar"]


# ---------------------------------------------------------------------------------------------- Kapitel


def mit_vorher(druck: Druck) -> Sequence[Any]:
    """Das Kapitel gibt es nur mit einem früheren Stand."""
    return (None,) if druck.stoff.wahl.vorher is not None else ()


def _je_art(schluessel: str) -> Callable[[Druck], None]:
    return partial(art, schluessel=schluessel)


KAPITEL = Kapitel(
    "aenderungen",
    titel,
    (
        Abschnitt("bezug", bezug, ersetzbar=False),
        Abschnitt("ueberblick", ueberblick),
        *(Abschnitt(schluessel, _je_art(schluessel), ersetzbar=False) for schluessel in ARTEN),
        Abschnitt("ohne_aenderung", ohne_aenderung, ersetzbar=False),
        Abschnitt("tabelle", tabelle, ersetzbar=False),
    ),
    je=mit_vorher,
)
"""Das Kapitel „Änderungen seit dem letzten Bericht“."""
