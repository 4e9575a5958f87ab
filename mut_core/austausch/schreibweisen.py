"""Schreiben: Zeiträume und Mittelpositionen als ein Text, der sich ebenso wieder lesen lässt."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from mut_core.erfassung.pflege.lesarten import betrag_wert, zeitraum_wert
from mut_core.modell.codes import Angabe, Code, Mittelart, Mittelmodus, Mittelstatus
from mut_core.zeitangaben import Zeitangabe, read_zeitangabe, zeitangabe_text

ANGABEN: Final[Mapping[Angabe, str]] = {
    Angabe.KEINE_ANGABE: "k. A.",
    Angabe.KEINE: "keine",
    Angabe.OFFEN: "offen",
}
"""Wie eine Zelle sagt, dass nichts zu sagen ist; leer heißt „noch nicht erfragt“."""

_TRENNER: Final = " · "
_ERSATZ: Final = " - "


@lru_cache(maxsize=1 << 14)
def _gelesen(text: str) -> Zeitangabe:
    return read_zeitangabe(text)


_ZEITFELDER: Final = (
    "zeit_wortlaut",
    "beginn",
    "beginn_genauigkeit",
    "frist",
    "frist_genauigkeit",
    "turnus",
    "zeit_angabe",
)


def zeitraum_text(zeile: Any) -> str:
    """Schreibt einen Zeitraum so, dass `read_zeitangabe` dieselben Felder liest; der Wortlaut geht vor, wenn er passt.

    Wo kein Text genau das sagt („Termin offen“ neben einer Frist), steht der, den auch das Formular zeigt.
    """
    return _zeitraum_text(*(getattr(zeile, feld) for feld in _ZEITFELDER))


@lru_cache(maxsize=1 << 14)
def _zeitraum_text(*werte: Any) -> str:
    z = SimpleNamespace(**dict(zip(_ZEITFELDER, werte, strict=True)))
    spanne = zeitangabe_text(z.beginn, z.beginn_genauigkeit, z.frist, z.frist_genauigkeit)
    wort = z.turnus.bezeichnung if z.turnus else ""
    fest = "Termin offen" if z.zeit_angabe is Angabe.OFFEN else ANGABEN.get(z.zeit_angabe, "")
    eigen = ", ".join(teil for teil in (wort, spanne) if teil) or fest
    passende = (text for text in (z.zeit_wortlaut or "", eigen) if sagt_dasselbe(_gelesen(text), z))
    return next(passende, None) or zeitraum_wert(z)


def sagt_dasselbe(gelesen: Zeitangabe, zeile: Any) -> bool:
    """Sagt, ob eine gelesene Zeitangabe sicher genau die gespeicherten Felder meint."""
    return gelesen.sicher and (gelesen.angabe, *(getattr(gelesen, f) for f in _ZEITFELDER[1:-1])) == (
        zeile.zeit_angabe,
        *(getattr(zeile, f) for f in _ZEITFELDER[1:-1]),
    )


def angabe_text(text: str | None, angabe: Angabe) -> str | None:
    """Gibt den Text oder, wenn keiner da ist, das Wort für die Angabe („k. A.“, „keine“, „offen“); leer bleibt leer."""
    return text or ANGABEN.get(angabe)


# --- Mittelpositionen: „Sachmittel · ca. 21.000 € jährlich · bewilligt · Zweck: Anlauf“ -------------------------------

_BENANNT: Final[tuple[tuple[str, str], ...]] = (
    ("Stellenanteil", "stellenanteil_prozent"),
    ("Zweck", "zweck"),
    ("Vorbehalt", "vorbehalt"),
    ("Teil des Haushalts", "haushaltsteil"),
    ("Produkt", "produkt"),
    ("Sachkonto", "sachkonto"),
    ("Bezug", "modus"),
    ("Jahr", "jahr"),
    ("Wortlaut", "wortlaut"),
    ("Quelle", "quelle"),
    ("Förderung", "foerderung"),
)
_KONJUNKTIV: Final = "im Konjunktiv"


def mittelzeile(position: Any, foerderung: str | None = None) -> str:
    """Schreibt eine Mittelposition in eine Zeile: Art, Betrag, Mittelstatus, dann benannte Angaben.

    Ein „ · “ in einer Angabe wird zum Strich, damit sich die Teile wieder trennen lassen.
    """
    ohne_wortlaut = SimpleNamespace(**(position._asdict() | {"wortlaut": None}))
    werte: dict[str, Any] = position._asdict() | {"foerderung": foerderung}
    if werte["stellenanteil_prozent"] is not None:
        werte["stellenanteil_prozent"] = f"{werte['stellenanteil_prozent']} %"
    betrag = betrag_wert(ohne_wortlaut)
    if (
        betrag or werte["modus"] is Mittelmodus.EINMALIG
    ):  # steht schon im Betrag („jährlich ab 2026“) oder ist die Regel
        werte["modus"] = None
    if betrag.endswith(str(werte["jahr"])):
        werte["jahr"] = None
    teile = [position.art.bezeichnung, betrag, position.mittelstatus.bezeichnung]
    teile += [_KONJUNKTIV] if position.konjunktiv else []
    for wort, feld in _BENANNT:
        wert = werte[feld]
        if wert is not None and wert != "":
            teile.append(f"{wort}: {wert.bezeichnung if isinstance(wert, Code) else wert}")
    return _TRENNER.join(_eine_zeile(teil) for teil in teile if teil)


def _eine_zeile(text: str) -> str:
    return _ERSATZ.join(" ".join(text.split()).split(_TRENNER.strip()))


def read_mittelzeile(zeile: str) -> dict[str, str]:
    """Liest eine Zeile von `mittelzeile` in Angaben: art, betrag, mittelstatus, konjunktiv und die benannten.

    Codes kommen als gespeicherter Code, alles andere als Text („betrag“ liest danach `betraege.read_betrag`). Was die
    Zeile nicht nennt, fehlt; unverstandene Teile stehen unter „rest“.
    """
    felder: dict[str, str] = {}
    namen = dict(_BENANNT)
    for teil in (t.strip() for t in zeile.split(_TRENNER)):
        wort, doppelpunkt, wert = teil.partition(": ")
        if doppelpunkt and wort in namen:
            felder[namen[wort]] = _code(Mittelmodus, wert) or wert if namen[wort] == "modus" else wert
        elif teil == _KONJUNKTIV:
            felder["konjunktiv"] = "ja"
        elif teil:
            feld, code = next(((f, c) for f, lesen in _CODES if f not in felder and (c := lesen(teil))), ("betrag", ""))
            ziel = feld if feld not in felder else "rest"
            felder[ziel] = code or teil
    return felder


def _code(codes: type[Code], text: str) -> str | None:
    return next((c.value for c in codes if c.bezeichnung == text), None)


_CODES: Final[tuple[tuple[str, Callable[[str], str | None]], ...]] = (
    ("art", lambda text: _code(Mittelart, text)),
    ("mittelstatus", lambda text: _code(Mittelstatus, text)),
)
