"""Verstehen: aus der Zelle der Verantwortlichen die bekannten Stellen – nie eine erfundene, nie ein Name nach außen.

Getrennt wird nur, wo es die Liste der bekannten Stellen bestätigt oder ein eindeutiger Trenner steht: „Freizeit,
Kultur und Sport“ bleibt ein Stück, „FB 2; FD Soziales“ werden zwei.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from mut_core.austausch.deutung.personen import koennte_person_sein, nennt_person, ohne_person
from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, original, sicher, unsicher
from mut_core.modell.codes import Angabe, Einheitsart
from mut_core.schriftbild import geglaettet

NEU = "neu"
INTERN = "intern"
KEINE = ""
"""Was eine Wahl statt eines Schlüssels nennen kann: neu anlegen, nur intern vermerken, ist keine Stelle."""

_KURZWORT = {
    "fb": "fachbereich", "fd": "fachdienst", "fg": "fachgebiet", "abt": "abteilung", "dez": "dezernat",
    "ref": "referat", "sg": "sachgebiet", "stst": "stabsstelle", "fst": "fachstelle",
}  # fmt: skip
_ARTWORT = frozenset({*_KURZWORT.values(), "amt", "team", "büro", "stelle"})
_STARK = r"\s*[;\n\r/|+]\s*"
_TRENNER = re.compile(rf"({_STARK}|\s*,\s*|\s+(?:und|u\.|sowie|&|bzw\.)\s+|\s*&\s*)")
_STARKER = re.compile(rf"(?:{_STARK})")
_ANGABEN: Mapping[str, Angabe] = {
    "n. n.": Angabe.OFFEN, "n.n.": Angabe.OFFEN, "nn": Angabe.OFFEN, "n. n": Angabe.OFFEN, "offen": Angabe.OFFEN,
    "noch offen": Angabe.OFFEN, "tbd": Angabe.OFFEN, "noch zu klären": Angabe.OFFEN, "noch nicht benannt": Angabe.OFFEN,
    "k. a.": Angabe.KEINE_ANGABE, "k.a.": Angabe.KEINE_ANGABE, "?": Angabe.KEINE_ANGABE,
    "keine angabe": Angabe.KEINE_ANGABE, "ohne angabe": Angabe.KEINE_ANGABE, "n/a": Angabe.KEINE_ANGABE,
    "nicht benannt": Angabe.KEINE_ANGABE, "keine": Angabe.KEINE, "niemand": Angabe.KEINE,
}  # fmt: skip
_UNBESTIMMT = re.compile(
    r"(?:alle|sämtliche|verschiedene|diverse|weitere|mehrere|die|andere|jeweilige|zuständige|beteiligte)\b.*"
    r"|(?:stadt|gemeinde|kreis)?verwaltung|externe?r? (?:träger|partner|akteure)|träger|ehrenamt(?:liche)?"
    r"|vereine?|-+|/"
)
_ZUSAMMEN = re.compile(
    r"\s+(?:in (?:kooperation|zusammenarbeit|abstimmung) mit|gemeinsam mit|zusammen mit|unter beteiligung von"
    r"|unterstützt durch|i\. ?z\. ?m\.)\s+",
    re.IGNORECASE,
)
_KLAMMER = re.compile(r"\(([^()]{2,})\)")
_ROLLE = re.compile(r"(?P<stelle>[^()]+?)\s*\((?P<rolle>[^()]{2,300})\)")
_FUGE = re.compile(r"[^\wäöüß]+|_|(?<=[a-zäöüß])(?=\d)")
_AEHNLICH = 0.87


class Treffer(NamedTuple):
    """Eine erkannte Stelle; `gewiss` heißt, ihr Name oder Kürzel steht wörtlich da."""

    id: int
    gewiss: bool


@dataclass(frozen=True)
class Stellenliste:
    """Die bekannten Stellen, auffindbar an Name, Kürzel und Amtsnummer."""

    namen: Mapping[int, str]
    genau: Mapping[str, int | None]
    lose: Mapping[str, int | None]
    verwaltung: frozenset[int] = frozenset()
    _gefunden: dict[str, Treffer | None] = field(default_factory=dict, compare=False, repr=False)

    def finde(self, text: str, *, aehnlich: bool = False) -> Treffer | None:
        """Gibt die Stelle, die ein Stück Text nennt – mit `aehnlich` auch bei Tippfehlern; sonst None."""
        platz = f"{aehnlich:d}{text}"
        if platz not in self._gefunden:
            self._gefunden[platz] = self._suche(text, aehnlich)
        return self._gefunden[platz]

    def _suche(self, text: str, aehnlich: bool) -> Treffer | None:
        wort = norm(text)
        if not wort:
            return None
        if (schluessel := self.genau.get(wort)) is not None:
            return Treffer(schluessel, True)
        if wort in self.genau:  # zwei Stellen heißen so
            return None
        if doppelt := self._mit_klammer(text):
            return Treffer(doppelt, True)
        if (schluessel := self.lose.get(wort)) is not None:
            return Treffer(schluessel, False)
        return self._aehnlich(wort) if aehnlich else None

    def _mit_klammer(self, text: str) -> int | None:
        """„Fachdienst Bildung (FD 4)“: beide Teile nennen dieselbe Stelle."""
        innen = _KLAMMER.search(text)
        if innen is None:
            return None
        beide = {self.genau.get(norm(t)) for t in (innen[1], text[: innen.start()] + text[innen.end() :])}
        return next(iter(beide)) if len(beide) == 1 else None

    def _aehnlich(self, wort: str) -> Treffer | None:
        if len(wort) < 8:
            return None
        ziffern = re.findall(r"\d+", wort)  # „FB 5“ ist nie ein Tippfehler von „FB 2“
        bekannte = [w for w, s in self.genau.items() if s is not None and re.findall(r"\d+", w) == ziffern]
        nahe = get_close_matches(wort, bekannte, n=2, cutoff=_AEHNLICH)
        ziele = {self.genau[w] for w in nahe}
        ziel = ziele.pop() if len(ziele) == 1 else None
        return Treffer(ziel, False) if ziel is not None else None


@lru_cache(maxsize=1 << 14)
def norm(text: str) -> str:
    """Gleicht Schreibweisen von Stellen an: „Team 50_ Soziale Sicherung“ = „Team 50 Soziale Sicherung“."""
    worte = _FUGE.sub(" ", geglaettet(text)).split()
    return " ".join(_KURZWORT.get(w, w) for w in worte)


def build_stellenliste(stellen: Iterable[Any]) -> Stellenliste:
    """Baut die Liste aus den Organisationseinheiten des Lagebilds; was zwei Stellen meint, meint keine."""
    genau: dict[str, int | None] = {}
    lose: dict[str, int | None] = {}
    namen, verwaltung = {}, set()
    for stelle in stellen:
        if not stelle.aktiv:
            continue
        namen[stelle.id] = stelle.name
        if stelle.art is Einheitsart.VERWALTUNG:
            verwaltung.add(stelle.id)
        for tafel, wort in _woerter(stelle):
            ziel = genau if tafel else lose
            ziel[wort] = stelle.id if ziel.get(wort, stelle.id) == stelle.id else None
    return Stellenliste(namen, genau, lose, frozenset(verwaltung))


def _woerter(stelle: Any) -> Iterable[tuple[bool, str]]:
    name, kuerzel = norm(stelle.name), norm(stelle.kuerzel or "")
    yield True, name
    if kuerzel:
        yield True, kuerzel
        yield True, f"{kuerzel} {name}"
        yield True, f"{name} {kuerzel}"
    nummern = re.findall(r"(?<!\d)\d{1,3}(?:\.\d+)?(?!\d)", f"{stelle.kuerzel or ''} {stelle.name}")
    for nummer in set(nummern):
        yield True, norm(nummer)
        yield True, f"{stelle.art.value} {norm(nummer)}"
    erstes, _, rest = name.partition(" ")
    if rest and erstes in _ARTWORT:
        yield False, rest
        if kuerzel and kuerzel.split()[0] in _ARTWORT:  # „FD Schule und Bildung“ zu „FD 40“
            yield False, f"{kuerzel} {rest}"


@dataclass(frozen=True)
class Stellenleser:
    """Liest Zellen mit Verantwortlichen; `wahl` sind die Zuordnungen eines Menschen (`norm` → Schlüssel, NEU, …)."""

    liste: Stellenliste
    wahl: Mapping[str, int | str]
    _gesehen: dict[str, "_Stueck"] = field(default_factory=dict, compare=False, repr=False)

    def federfuehrung(self, wert: Zellwert) -> Deutung:
        """Gibt die federführende Stelle; sind es mehrere, ist die erste nur ein Vorschlag."""
        text = _amtsnummer(wert)
        if not text:
            return LEER
        if feste := _feste_angabe(text, "federfuehrung_angabe", "federfuehrung_wortlaut", 300):
            return feste
        stuecke = self._stuecke(text)
        bekannte = [s for s in stuecke if isinstance(s.ziel, int)]
        person = nennt_person(text) or any(s.person for s in stuecke)
        wortlaut: dict[str, Any] = {"federfuehrung_angabe": Angabe.GENANNT}
        if not person:
            wortlaut["federfuehrung_wortlaut"] = text[:300]
        weitere: dict[str, Any] = {
            "wortlaut": wortlaut,
            "intern": text if person else "",
            "offen": tuple(s.text for s in stuecke if s.ziel is None),
        }
        if not bekannte:
            return self._ohne_bekannte(text, stuecke, person, weitere)
        werte = {"federfuehrung_id": bekannte[0].ziel} | wortlaut
        beteiligte = tuple(dict.fromkeys(s.ziel for s in bekannte[1:] if s.ziel != bekannte[0].ziel))
        if beteiligte:
            werte["beteiligte"] = beteiligte
        name = self.liste.namen.get(int(bekannte[0].ziel or 0), text)
        if len(stuecke) == 1 and bekannte[0].gewiss:
            zusatz = " Namen und Telefon bleiben intern." if person else ""
            if nennt_person(text):
                return unsicher(f"{name}; ein Mensch ist genannt.{zusatz} Bitte bestätigen.", werte, **weitere)
            return sicher(werte, name, **weitere)
        return unsicher(self._satz(name, stuecke, beteiligte, person), werte, **weitere)

    def beteiligte(self, wert: Zellwert) -> Deutung:
        """Gibt die beteiligten Stellen, die bekannt sind; alle übrigen bleiben im Wortlaut stehen."""
        text = _amtsnummer(wert)
        if not text:
            return LEER
        text_ohne, rollen = self._ohne_rollen(text)
        stuecke = [s for s in self._stuecke(text_ohne) if s.ziel != KEINE]
        ids = tuple(dict.fromkeys(s.ziel for s in stuecke if isinstance(s.ziel, int)))
        fremd = tuple(s.text for s in stuecke if s.ziel is None)
        neue = tuple(s.text for s in stuecke if s.ziel == NEU)
        vage = [s for s in stuecke if isinstance(s.ziel, int) and not s.gewiss]
        werte: dict[str, Any] = {"beteiligte": ids} if ids else {}
        if rollen:
            werte["rollen"] = rollen
        if neue:
            werte["neue_beteiligte"] = neue
        if nennt_person(text) or any(s.person for s in stuecke):
            return unsicher(
                "Hier stehen vielleicht Namen; sie bleiben intern. Bitte prüfen.", werte, intern=text, offen=fremd
            )
        wortlaut = {"beteiligte_wortlaut": text[:1000]}
        if vage or neue:
            namen = ", ".join(f"„{s.text}“" for s in vage) or ", ".join(neue)
            return unsicher(f"{namen}: bitte die Stelle bestätigen.", werte, wortlaut=wortlaut, offen=fremd)
        satz = f"{len(ids)} von {len(stuecke)} Stellen erkannt" + (
            "; die übrigen bleiben im Wortlaut." if fremd else "."
        )
        return sicher(werte | wortlaut, satz, offen=fremd)

    def _ohne_rollen(self, text: str) -> tuple[str, dict[int, str]]:
        """Nimmt „(Rolle)“ hinter einer bekannten Stelle heraus, wenn jede Zeile der Zelle eine Stelle ist."""
        zeilen, rollen = [], {}
        for zeile in text.splitlines():
            treffer = _ROLLE.fullmatch(zeile.strip())
            stelle = self.liste.finde(treffer["stelle"]) if treffer else None
            if treffer and stelle and stelle.gewiss and not self.liste.finde(treffer["rolle"]):
                rollen[stelle.id] = treffer["rolle"]
                zeile = treffer["stelle"]  # noqa: PLW2901
            zeilen.append(zeile)
        return "\n".join(zeilen), rollen

    def _satz(self, name: str, stuecke: Sequence["_Stueck"], beteiligte: Sequence[Any], person: bool) -> str:
        if person:
            return f"{name}; daneben ist vielleicht ein Mensch genannt, das bleibt intern. Bitte bestätigen."
        if len(stuecke) > 1:
            mit = f", beteiligt: {', '.join(self.liste.namen.get(b, '') for b in beteiligte)}" if beteiligte else ""
            fremd = [s.text for s in stuecke if s.ziel is None]
            rest = f"; unbekannt: {', '.join(fremd)}" if fremd else ""
            return f"Mehrere genannt. Vorschlag: Federführung {name}{mit}{rest}."
        return f"Vermutlich {name}; bitte bestätigen."

    def _ohne_bekannte(self, text: str, stuecke: Sequence["_Stueck"], person: bool, weitere: dict[str, Any]) -> Deutung:
        if any(s.ziel == INTERN for s in stuecke):
            return sicher({"federfuehrung_angabe": Angabe.GENANNT}, "Bleibt nur intern vermerkt.", intern=text)
        if stuecke and all(s.ziel == KEINE for s in stuecke):
            werte = {"federfuehrung_angabe": Angabe.GENANNT, "federfuehrung_wortlaut": text[:300]}
            return sicher(werte, "Keine Stelle.")
        if neu := next((s for s in stuecke if s.ziel == NEU), None):
            werte = {"neue_stelle": neu.text} | weitere["wortlaut"]
            return sicher(werte, f"„{neu.text}“ wird als neue Stelle angelegt.", **weitere)
        return unsicher(_rueckfrage(text[:60], person), **weitere)

    def _stuecke(self, text: str) -> list["_Stueck"]:
        if (ganz := self._stueck(text)).ziel is not None:
            return [ganz]
        if len(teile := _ZUSAMMEN.split(text)) > 1 or len(teile := _auf_klammer(text)) > 1:
            return [s for teil in teile if teil.strip(" .,") for s in self._stuecke(teil)]
        return self._zerlegt(_TRENNER.split(text))

    def _stueck(self, text: str, *, aehnlich: bool = False) -> "_Stueck":
        platz = f"{aehnlich:d}{text}"
        if platz not in self._gesehen:
            self._gesehen[platz] = self._suche(text, aehnlich)
        return self._gesehen[platz]

    def _suche(self, text: str, aehnlich: bool) -> "_Stueck":
        text = text.strip(" .,;:\n") or text
        wort = norm(text)
        if (gewaehlt := self.wahl.get(wort)) is not None:
            return _Stueck(text, gewaehlt, True, False)
        if treffer := self.liste.finde(text, aehnlich=aehnlich):
            return _Stueck(text, treffer.id, treffer.gewiss, False)
        if nennt_person(text):
            rest = ohne_person(text)
            if rest and (treffer := self.liste.finde(rest)):
                return _Stueck(rest, treffer.id, False, True)
            return _Stueck(text, None, False, True)
        return _Stueck(text, None, False, koennte_person_sein(text))

    def _zerlegt(self, glieder: Sequence[str]) -> list["_Stueck"]:
        """Sucht von links die längste Folge von Gliedern, die eine bekannte Stelle ist; der Rest bleibt beisammen."""
        stuecke: list[_Stueck] = []
        rest: list[str] = []
        stelle = 0
        worte = [norm(g) for g in glieder]
        ganz = "".join(glieder)
        schlicht = "(" not in ganz and not nennt_person(ganz)  # dann entscheidet allein das angeglichene Wort
        while stelle < len(glieder):
            for ende in range(min(len(glieder), stelle + 13), stelle, -2):
                if schlicht and not self._bekannt(" ".join(w for w in worte[stelle:ende] if w)):
                    continue
                stueck = self._stueck("".join(glieder[stelle:ende]))
                if stueck.ziel is not None:
                    stuecke += self._unbekannte(rest)
                    stuecke.append(stueck)
                    rest, stelle = [], ende + 1
                    break
            else:
                rest += glieder[stelle : stelle + 2]
                stelle += 2
        return stuecke + self._unbekannte(rest)

    def _bekannt(self, wort: str) -> bool:
        return wort in self.wahl or wort in self.liste.genau or wort in self.liste.lose

    def _unbekannte(self, glieder: Sequence[str]) -> list["_Stueck"]:
        text = "".join(glieder)
        return [
            self._stueck(t, aehnlich=True)
            for teil in _STARKER.split(text)
            if (t := teil.strip(" ,&")) and t not in ("und", "u.", "sowie")
        ]


@dataclass(frozen=True)
class _Stueck:
    """Ein Stück der Zelle und die Stelle, die es nennt: Schlüssel, NEU, INTERN, KEINE oder None (unbekannt)."""

    text: str
    ziel: int | str | None
    gewiss: bool
    person: bool


def benennt_stelle(text: str) -> bool:
    """Sagt, ob ein unbekanntes Wort eine einzelne Stelle nennen kann: kein Mensch, kein „alle Fachbereiche“."""
    return not (nennt_person(text) or koennte_person_sein(text) or _UNBESTIMMT.fullmatch(geglaettet(text)))


def _rueckfrage(text: str, person: bool) -> str:
    if nennt_person(text):
        return "Hier steht ein Mensch und keine Stelle; der Name bleibt intern. Bitte zuordnen."
    if person:
        return f"„{text}“ ist keine bekannte Stelle und vielleicht ein Name; bis Sie zuordnen, bleibt es intern."
    if _UNBESTIMMT.fullmatch(geglaettet(text)):
        return f"„{text}“ nennt keine einzelne Stelle; bitte eine benennen."
    return f"„{text}“ ist keine bekannte Stelle; bitte zuordnen oder neu anlegen."


def _auf_klammer(text: str) -> list[str]:
    treffer = _KLAMMER.search(text)
    if treffer is None:
        return [text]
    return [treffer[1], f"{text[: treffer.start()].strip()} {text[treffer.end() :].strip()}".strip()]


def _amtsnummer(wert: Zellwert) -> str:
    """Amtsnummern sind Text: 50 aus einer Zahlenzelle ist „50“."""
    return original(wert).strip()


def _feste_angabe(text: str, feld: str, wortfeld: str, laenge: int) -> Deutung | None:
    angabe = _ANGABEN.get(geglaettet(text).rstrip("!")) or _ANGABEN.get(geglaettet(text).strip("() "))
    if angabe is None:
        return None
    return sicher({feld: angabe, wortfeld: text[:laenge]}, f"Niemand benannt („{text}“).")
