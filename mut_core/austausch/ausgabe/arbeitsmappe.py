"""Einrichten: eine .xlsx im Speicher – entschärft, bei gleichem Inhalt bytegleich und ohne Dateien auf der Platte."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final, TypeAlias

from xlsxwriter import Workbook

from mut_core.dateien.entschaerfen import ZELLE_HOECHSTENS
from mut_core.texte import without_steuerzeichen

Bereich: TypeAlias = tuple[int, int, int, int]
"""Erste Zeile, erste Spalte, letzte Zeile, letzte Spalte; von 0 an gezählt."""

DUNKEL, KOPF_GRAU, GRAU, HELL = "#1F3A5F", "#5B6470", "#F0F1F3", "#FFFBE6"
LINIE: Final[dict[str, Any]] = {"bottom": 1, "bottom_color": "#C5C9CF"}
KOPFZEILE: Final = 2
"""Über dem Kopf stehen Titel und Hinweis."""
VERBORGEN: Final = "_mut"
LISTEN: Final = "Auswahllisten"
GEKUERZT: Final = " … [gekürzt; vollständig steht der Text in der App]"
EIGENSCHAFT: Final = "MuT-"
"""Vorsatz der Dokumenteigenschaften, an denen die Einlesung eine eigene Datei erkennt."""

_NULL: Final = date(1899, 12, 30).toordinal()
_FORMELZEICHEN: Final = frozenset("=+-@\t＝＋－＠")
_ZEILENHOEHE: Final = 13
TAGFORMAT: Final[dict[str, Any]] = {"num_format": "dd.mm.yyyy", "align": "left"}
_KURZ_GENUG: Final = ZELLE_HOECHSTENS // 2
"""Excel zählt in UTF-16: Bis hierhin passt jeder Text, darüber wird gezählt."""
_VERDAECHTIG: Final = re.compile(r"[^\n\xa0\u00ad -\x7e\xa1-\u024f\u2010-\u2027\u20ac]")
"""Was vielleicht ein Steuerzeichen ist; nur dann wird genau hingesehen."""
_SCHRIFT: Final[dict[str, Any]] = {"font_name": "Arial", "font_size": 10, "valign": "top"}


class Arbeitsmappe:
    """Eine entstehende .xlsx mit den Formaten dieses Hauses.

    `angaben` (Art, Konzept, Stichtag …) stehen im verborgenen Blatt und als Dokumenteigenschaften „MuT-…“.
    """

    def __init__(self, titel: str, tag: date, angaben: Mapping[str, str]) -> None:
        self._puffer = io.BytesIO()
        ohne_deutung = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.buch = Workbook(self._puffer, {"in_memory": True, **ohne_deutung})
        self.buch.set_properties({"title": titel, "created": datetime.combine(tag, time())})
        self._angaben = dict(angaben)
        self._formate: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._bereiche: dict[tuple[str, ...], str] = {}
        self._listen: list[tuple[str, tuple[str, ...]]] = []
        for name, wert in self._angaben.items():
            self.buch.set_custom_property(EIGENSCHAFT + name, wert, "text")

    def format(self, **angaben: Any) -> Any:
        """Gibt das Format zu diesen Angaben; gleiche Angaben geben dasselbe."""
        schluessel = tuple(sorted(angaben.items()))
        if schluessel not in self._formate:
            self._formate[schluessel] = self.buch.add_format(_SCHRIFT | angaben)
        return self._formate[schluessel]

    def add_blatt(self, name: str) -> Any:
        """Legt ein Blatt an: A4 quer, schmale Ränder, Seitenzahlen."""
        blatt = self.buch.add_worksheet(name)
        blatt.set_landscape()
        blatt.set_paper(9)
        blatt.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        blatt.set_footer("&L&8&A&R&8Seite &P von &N")
        return blatt

    def auswahl(self, ueberschrift: str, werte: Sequence[str]) -> str:
        """Gibt den Bereich einer Auswahlliste im verborgenen Blatt; gleiche Listen stehen dort einmal."""
        liste = tuple(werte)
        if liste not in self._bereiche:
            spalte = _buchstaben(len(self._listen))
            self._listen.append((ueberschrift, liste))
            self._bereiche[liste] = f"={LISTEN}!${spalte}$2:${spalte}${len(liste) + 1}"
        return self._bereiche[liste]

    def finish(self, verborgen: Sequence[Sequence[str]] = ()) -> bytes:
        """Schreibt die verborgenen Blätter und gibt die Datei; `verborgen` sind Zeilen unter den Angaben."""
        if self._listen:
            self._write_listen()
        blatt = self.buch.add_worksheet(VERBORGEN)
        for z, zeile in enumerate([*self._angaben.items(), *verborgen]):
            for s, wert in enumerate(zeile):
                blatt.write_string(z, s, sauber(wert))
        blatt.very_hidden()
        self.buch.close()
        return self._puffer.getvalue()

    def _write_listen(self) -> None:
        blatt = self.buch.add_worksheet(LISTEN)
        for s, (ueberschrift, werte) in enumerate(self._listen):
            for z, wert in enumerate((ueberschrift, *werte)):
                blatt.write_string(z, s, sauber(wert), self.format(**_vorsicht(wert)))
        blatt.hide()


class Zellschreiber:
    """Schreibt die Zellen einer Spalte; Text, der wie eine Formel anfängt, trägt das Textzeichen von Excel.

    Er steht unverändert in der Datei und kommt ebenso zurück; gerechnet wird er nie. Mit `ganz` trägt auch das Leere
    der Spalte ihr Format.
    """

    __slots__ = ("_blatt", "_breite", "_entschaerft", "_spalte", "_tag", "_text", "form")

    def __init__(
        self, mappe: Arbeitsmappe, blatt: Any, spalte: int, breite: int, *, ganz: bool = True, **form: Any
    ) -> None:
        self._blatt, self._spalte, self._breite = blatt, spalte, breite
        self.form = {"text_wrap": True, **form}
        self._text = mappe.format(**self.form)
        self._tag = mappe.format(**self.form | TAGFORMAT)
        self._entschaerft = mappe.format(**self.form, quote_prefix=True)
        blatt.set_column(spalte, spalte, breite, self._text if ganz else mappe.format(locked=False))

    def write(self, zeile: int, wert: str | date | None) -> int:
        """Schreibt einen Wert und gibt, wie viele Zeilen er braucht; Leeres bleibt ungeschrieben."""
        if not wert:
            return 0
        if not isinstance(wert, str):
            self._blatt.write_number(zeile, self._spalte, wert.toordinal() - _NULL, self._tag)
            return 1
        text = wert if wert.isprintable() and len(wert) <= _KURZ_GENUG else sauber(wert)
        format_ = self._entschaerft if text[:1] in _FORMELZEICHEN else self._text
        self._blatt.write_string(zeile, self._spalte, text, format_)
        if len(text) <= self._breite and "\n" not in text:
            return 1
        return sum(-(-len(teil) // self._breite) or 1 for teil in text.split("\n"))

    def write_leer(self, zeile: int) -> None:
        """Schreibt eine leere Zelle mit dem Format der Spalte."""
        self._blatt.write_blank(zeile, self._spalte, None, self._text)


def sauber(text: str) -> str:
    """Gibt den Text ohne Steuerzeichen und so lang, wie eine Zelle fasst; was gekürzt ist, sagt es."""
    rein = without_steuerzeichen(text) if _VERDAECHTIG.search(text) else text
    if len(rein) <= _KURZ_GENUG or len(rein.encode("utf-16-le")) // 2 <= ZELLE_HOECHSTENS:
        return rein
    passt = rein.encode("utf-16-le")[: (ZELLE_HOECHSTENS - len(GEKUERZT)) * 2].decode("utf-16-le", "ignore")
    return passt + GEKUERZT


def _vorsicht(text: str) -> dict[str, Any]:
    return {"quote_prefix": True} if text[:1] in _FORMELZEICHEN else {}


def _buchstaben(spalte: int) -> str:
    return (chr(64 + spalte // 26) if spalte >= 26 else "") + chr(65 + spalte % 26)


def set_hoehe(blatt: Any, zeile: int, zeilen: int) -> None:
    """Stellt die Höhe einer Zeile ein: LibreOffice tut es beim Öffnen nicht von selbst."""
    blatt.set_row(zeile, min(_ZEILENHOEHE * max(zeilen, 1) + 3, 409))


def write_kopf(mappe: Arbeitsmappe, blatt: Any, titel: str, hinweise: Sequence[str]) -> None:
    """Schreibt die Zeilen über dem Kopf: den Titel groß, darunter die Hinweise."""
    gross = mappe.format(bold=True, font_size=14, font_color=DUNKEL, valign="vcenter")
    klein = mappe.format(font_color="#333333", valign="vcenter")
    for zeile, text in enumerate((titel, *hinweise)):
        # Das Format der ganzen Zeile hält Linien und Farben der Spalten hier heraus.
        blatt.set_row(zeile, 18 if zeile else 24, klein if zeile else gross)
        blatt.write_string(zeile, 0, sauber(text), klein if zeile else gross)


def add_auswahl(blatt: Any, bereich: Bereich, quelle: str, *, streng: bool, hilfe: str = "") -> None:
    """Hängt eine Auswahlliste an einen Bereich; `streng` lässt nichts anderes zu, sonst wird nur gefragt."""
    waehlen, fragen = "Bitte wählen Sie einen Eintrag aus der Liste.", "Diesen Eintrag kennt die App noch nicht."
    pruefung = {
        "validate": "list",
        "source": quelle,
        "error_type": "stop" if streng else "warning",
        "error_title": "Nicht in der Liste",
        "error_message": waehlen if streng else f"{fragen} Trotzdem so stehen lassen?",
    }
    blatt.data_validation(
        *bereich, pruefung | ({"input_title": "Dazu gehört", "input_message": hilfe} if hilfe else {})
    )


def add_tagpruefung(blatt: Any, bereich: Bereich) -> None:
    """Fragt nach, wenn in einer Datumsspalte kein Tag steht."""
    blatt.data_validation(
        *bereich,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1990, 1, 1),
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
            "error_title": "Kein Tag",
            "error_message": "Hier wird ein Tag wie 24.12.2026 erwartet. Trotzdem so stehen lassen?",
        },
    )
