"""Prüfen: Feldwerte säubern und nach Art, Länge, Codes und Pflicht beurteilen – deutsche Sätze, die das Feld nennen."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, String, Text
from sqlalchemy.types import TypeEngine

from mut_core import rechte
from mut_core.betraege import GROESSTER_BETRAG
from mut_core.erfassung.pflege.arten import ARTEN, aenderbare, ziel
from mut_core.erfassung.pflege.lesarten import spread_textfelder
from mut_core.fehler import EingabeError
from mut_core.modell import Datensatz
from mut_core.modell.codes import Code
from mut_core.modell.grundlage import LANG
from mut_core.sprache import knapp, zahl
from mut_core.texte import clean_text
from mut_core.zeitangaben import datum_text

FRUEHESTER_TAG, SPAETESTER_TAG = date(1990, 1, 1), date(2100, 12, 31)
_CENT = int(GROESSTER_BETRAG) * 100
_GRENZEN = {
    "aktualitaet_monate": (1, 120),
    "betrag_cent": (0, _CENT),
    "bis_betrag_cent": (0, _CENT),
    "jahr": (FRUEHESTER_TAG.year, SPAETESTER_TAG.year),
    "ladungsfrist_tage": (0, 365),
    "laufende_nummer": (1, 9999),
    "massnahmen_gesamt": (0, 9999),
    "nummer": (1, 9999),
    "reihenfolge": (0, 99_999),
    "stellenanteil_prozent": (0, 10_000),
    "teilnehmende": (0, 10_000_000),
    "vorlauf_tage": (0, 365),
}
"""Zwischen welchen Zahlen ein Feld liegen muss; was darüber hinausgeht, ist vermutlich ein Tippfehler."""

_FORMEN = {
    "email": (re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+"), "eine einzelne E-Mail-Adresse wie name@stadt.de"),
    "kontakt_email": (re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+"), "eine einzelne E-Mail-Adresse wie name@stadt.de"),
    "kontakt_url": (re.compile(r"(https?://)?[^\s:/?#]+\.[^\s]+", re.IGNORECASE), "eine Adresse wie https://stadt.de"),
    "url": (re.compile(r"(https?://)?[^\s:/?#]+\.[^\s]+", re.IGNORECASE), "eine Adresse wie https://stadt.de"),
}
"""Felder, deren Text eine bestimmte Form hat."""

_GANZZAHL = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})")
_TAG = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2})")


def pruefe_werte(
    klasse: type[Datensatz], werte: Mapping[str, Any], *, neu: bool = False, bezug: date | None = None
) -> dict[str, Any]:
    """Gibt die Werte gesäubert und in ihrem Typ (Codes als Code, Tage als Tag, Leeres als None).

    „zeitraum“ und „betrag“ sind je ein Text und werden zu den Feldern, die sie meinen; `bezug` ist der Tag, auf den
    sich „noch in diesem Jahr“ bezieht. Mit `neu` müssen alle Pflichtfelder da sein. Wirft EingabeError mit dem Feld.
    """
    spalten = aenderbare(klasse)
    felder, herkunft = spread_textfelder(klasse, werte, bezug)
    for name in felder.keys() - spalten.keys():
        raise EingabeError(
            f"Das Feld „{knapp(str(name), 60)}“ lässt sich hier nicht ändern. Bitte öffnen Sie die Seite neu.",
            feld=str(name)[:60],
        )
    try:
        sauber = {name: _geprueft(spalten[name], wert) for name, wert in felder.items()}
        if neu:
            require_pflichtfelder(klasse, sauber)
        require_richtige_spanne(sauber)
    except EingabeError as fehler:
        raise EingabeError(str(fehler), feld=herkunft.get(fehler.feld or "", fehler.feld)) from None
    return sauber


def require_pflichtfelder(klasse: type[Datensatz], werte: Mapping[str, Any]) -> None:
    """Wirft EingabeError, wenn beim Anlegen etwas fehlt, das kein Datensatz dieser Art entbehren kann."""
    wie = ARTEN.get(klasse.__tablename__)
    for name, spalte in aenderbare(klasse).items():
        vergeben = spalte.default is not None or (wie is not None and wie.zaehlt == name)
        if not spalte.nullable and not vergeben and werte.get(name) is None:
            raise _fehlt(spalte)


def require_richtige_spanne(werte: Mapping[str, Any]) -> None:
    """Wirft EingabeError, wenn die Frist vor dem Beginn oder der Bis-Betrag unter dem Betrag liegt."""
    beginn, frist = werte.get("beginn"), werte.get("frist")
    if beginn and frist and frist < beginn:
        raise EingabeError(
            f"Die Frist ({datum_text(frist)}) liegt vor dem Beginn ({datum_text(beginn)}). Bitte prüfen.", feld="frist"
        )
    von, bis = werte.get("betrag_cent"), werte.get("bis_betrag_cent")
    if von is not None and bis is not None and bis < von:
        raise EingabeError("Der Bis-Betrag ist kleiner als der Betrag. Bitte prüfen.", feld="bis_betrag_cent")


def _geprueft(spalte: Column[Any], wert: Any) -> Any:
    if isinstance(wert, str) and not isinstance(wert, Code):
        wert = clean_text(wert) or None
    if wert is None:
        if spalte.nullable:
            return None
        raise _fehlt(spalte)
    if ziel(spalte) is not None:
        return _schluessel(spalte, wert)
    for typ, pruefen in _JE_TYP:
        if isinstance(spalte.type, typ):
            return pruefen(spalte, wert)
    raise _falsch(spalte, "lässt sich hier nicht ändern")


def _fehlt(spalte: Column[Any]) -> EingabeError:
    wort = spalte.info["bezeichnung"]
    waehlen = isinstance(spalte.type, Enum) or ziel(spalte) is not None
    return EingabeError(
        f"Bitte wählen Sie „{wort}“ aus." if waehlen else f"Bitte füllen Sie „{wort}“ aus.", feld=spalte.key
    )


def _falsch(spalte: Column[Any], was: str) -> EingabeError:
    return EingabeError(f"„{spalte.info['bezeichnung']}“ {was}.", feld=spalte.key)


def _code(spalte: Column[Any], wert: Any) -> Code:
    codes: type[Code] = spalte.type.enum_class  # type: ignore[attr-defined]
    if isinstance(wert, str) and wert in {c.value for c in codes}:
        return codes.von(wert)
    moeglich = ", ".join(c.bezeichnung for c in codes)
    raise _falsch(spalte, f"kennt diesen Wert nicht. Möglich sind: {moeglich}")


def _ja_nein(spalte: Column[Any], wert: Any) -> bool:
    if not isinstance(wert, bool):
        raise _falsch(spalte, "ist entweder ja oder nein")
    return wert


def _tag(spalte: Column[Any], wert: Any) -> date:
    tag = _lies_tag(spalte, wert) if isinstance(wert, str) else wert
    if not isinstance(tag, date) or isinstance(tag, datetime):
        raise _falsch(spalte, "muss ein Tag ohne Uhrzeit sein, zum Beispiel 24.12.2026")
    if not FRUEHESTER_TAG <= tag <= SPAETESTER_TAG:
        raise _falsch(spalte, f"liegt im Jahr {tag.year}; möglich sind 1990 bis 2100. Bitte prüfen Sie das Jahr")
    return tag


def _lies_tag(spalte: Column[Any], text: str) -> date:
    if not (treffer := _TAG.fullmatch(text)):
        raise _falsch(spalte, "muss ein Tag sein, zum Beispiel 24.12.2026")
    tag, monat, jahr, jahr_iso, monat_iso, tag_iso = treffer.groups()
    try:
        return date(int(jahr or jahr_iso), int(monat or monat_iso), int(tag or tag_iso))
    except ValueError:
        raise _falsch(spalte, f"nennt mit {text} einen Tag, den es nicht gibt") from None


def _ganze_zahl(spalte: Column[Any], wert: Any) -> int:
    if isinstance(wert, str) and _GANZZAHL.fullmatch(wert):
        wert = int(wert.replace(".", ""))
    von, bis = _GRENZEN.get(spalte.key, (0, 2**31 - 1))
    if isinstance(wert, bool) or not isinstance(wert, int) or not von <= wert <= bis:
        raise _falsch(spalte, f"ist eine ganze Zahl von {_grenze(spalte, von)} bis {_grenze(spalte, bis)}")
    return wert


def _grenze(spalte: Column[Any], wert: int) -> str:
    return str(wert) if spalte.key == "jahr" else zahl(wert)


def _schluessel(spalte: Column[Any], wert: Any) -> int:
    if not rechte.ist_schluessel(wert):
        raise unbekannter_verweis(spalte)
    return wert


def unbekannter_verweis(spalte: Column[Any]) -> EingabeError:
    """Gibt den Fehler für einen Verweis auf etwas, das es in diesem Konzept nicht gibt – fremd oder erfunden."""
    return _falsch(spalte, "verweist auf einen Eintrag, den es in diesem Konzept nicht gibt. Bitte wählen Sie neu")


def _text(spalte: Column[Any], roh: Any) -> str:
    if not isinstance(roh, str):
        raise _falsch(spalte, "muss ein Text sein")
    wert: str = roh
    if isinstance(spalte.type, String) and not isinstance(spalte.type, Text):
        wert = " ".join(wert.splitlines())
    grenze = spalte.info.get("laenge") or LANG
    if len(wert) > grenze:
        raise EingabeError(
            f"„{spalte.info['bezeichnung']}“ ist mit {zahl(len(wert))} Zeichen zu lang; höchstens {zahl(grenze)} sind "
            "möglich. Bitte kürzen Sie den Text – er ist noch da.",
            feld=spalte.key,
        )
    if (form := _FORMEN.get(spalte.key)) and not form[0].fullmatch(wert):
        raise _falsch(spalte, f"braucht {form[1]}")
    return wert


_JE_TYP: tuple[tuple[type[TypeEngine[Any]], Callable[[Column[Any], Any], Any]], ...] = (
    (Enum, _code),
    (Boolean, _ja_nein),
    (Date, _tag),
    (Integer, _ganze_zahl),
    (String, _text),
)
