"""Verstehen: aus der Statuszelle („fertig 03/24“, „wg. Haushalt geschoben“) den Umsetzungsstand – oder die Rückfrage.

Ein neues Wort ist eine Zeile in `_WOERTER` und eine in `tests/faelle_austausch.py`. Zeichen, Zahlen und Farben heißen
nichts, bevor ein Mensch sie zugeordnet hat: Was grün ist, weiß nur die Legende.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mut_core.austausch.deutung.urteil import LEER, Deutung, Zellwert, original, sicher, unsicher
from mut_core.modell.codes import Umsetzungsstand as Stand
from mut_core.modell.codes import Zurueckstellungsgrund as Grund
from mut_core.schriftbild import geglaettet
from mut_core.zeitangaben import datum_text, read_zeitangabe

_UNVERAENDERT = re.compile(
    r"(?:kein(?:e|en)? (?:neue[rn]?|weitere[rn]?) (?:sachstand|stand|erkenntnisse|informationen)|s\. ?o|siehe oben|dto"
    r"|dit?to|wie (?:vorjahr|im vorjahr|bisher|zuvor|oben)|unverändert(?:er (?:sach)?stand)?"
    r"|(?:keine|ohne) (?:ver)?änderung(?:en)?"
    r"|\"|''|„|“|keine neuerungen?|nichts neues|sachstand unverändert|gleichbleibend)"
)
_WOERTER: tuple[tuple[Stand, bool, re.Pattern[str]], ...] = tuple(
    (stand, sicher_, re.compile(rf"(?:{muster})(?![a-zäöüß])"))
    for stand, sicher_, muster in (
        (
            Stand.IN_UMSETZUNG,
            True,
            r"(?:teilw\.|teilweise|z\. ?t\.|zum teil|in teilen) (?:umgesetzt|erledigt|abgeschlossen|realisiert|fertig)"
            r"|(?:wird|werden) (?:derzeit |aktuell |gerade )?umgesetzt"
            r"|in (?:der )?(?:umsetzung|arbeit|bearbeitung|durchführung)|i\. ?(?:bearb|arb|a|u)\.?|in bearb\.?"
            r"|(?:maßnahme |projekt )?läuft(?: bereits| noch| weiter)?|laufend|lfd\.?"
            r"|(?:bereits )?begonnen|(?:bereits )?gestartet|angelaufen|in gang|aktiv",
        ),
        (
            Stand.IN_UMSETZUNG,
            False,
            r"(?:weitgehend|weitestgehend|größtenteils|überwiegend|fast|nahezu|im wesentlichen)"
            r" (?:umgesetzt|erledigt|abgeschlossen|realisiert|fertig)",
        ),
        (
            Stand.NICHT_BEGONNEN,
            True,
            r"(?:noch )?nicht (?:begonnen|gestartet|angefangen|angelaufen|in angriff genommen)",
        ),
        (
            Stand.NICHT_BEGONNEN,
            False,
            r"(?:noch )?(?:offen|ausstehend|unerledigt)|(?:noch )?nicht (?:umgesetzt|erledigt)|to ?do",
        ),
        (
            Stand.VERWORFEN,
            True,
            r"entfällt|entfallen|gestrichen|verworfen"
            r"|nicht (?:mehr|länger) (?:relevant|aktuell|verfolgt|weiterverfolgt|notwendig|erforderlich)"
            r"|(?:wird )?nicht (?:weiter ?)?verfolgt|wird nicht umgesetzt|aufgegeben|obsolet|eingestellt|abgebrochen",
        ),
        (Stand.VERWORFEN, False, r"abgelehnt|hinfällig"),
        (
            Stand.ZURUECKGESTELLT,
            True,
            r"ruht(?: derzeit| aktuell)?|on hold|zurückgestellt|zurueckgestellt|(?:auf|hinaus)?geschoben|pausiert"
            r"|ausgesetzt|vertagt|verschoben|unterbrochen|auf eis(?: gelegt)?",
        ),
        (Stand.VERSTETIGT, True, r"verstetigt(?: \(daueraufgabe\))?|in den regelbetrieb überführt"),
        (
            Stand.VERSTETIGT,
            False,
            r"dauer(?:aufgabe|angebot|maßnahme)|dauerhaft|fortlaufend|kontinuierlich|regelbetrieb|ständig",
        ),
        (
            Stand.UMGESETZT,
            True,
            r"erledigt|abgeschlossen|fertig(?: ?gestellt)?|(?:vollständig |komplett |bereits )?umgesetzt|realisiert"
            r"|durchgeführt|vollzogen|done|erl\.",
        ),
        (Stand.UMGESETZT, False, r"beendet|ausgelaufen"),
        (Stand.IN_PLANUNG, True, r"in (?:der )?planung|in vorbereitung|i\. ?pl\."),
        (
            Stand.IN_PLANUNG,
            False,
            r"(?:konkret |fest )?geplant|vorgesehen|in (?:der )?prüfung|wird geprüft|beauftragt|in abstimmung",
        ),
        (Stand.IDEE, True, r"idee(?: ?/ ?mögliche maßnahme)?|mögliche maßnahme"),
        (Stand.IDEE, False, r"angedacht|prüfauftrag|in überlegung|denkbar|vorgeschlagen|vorschlag"),
        (Stand.OHNE_ANGABE, True, r"ohne angabe|k\. ?a\.?|keine angabe|n/a"),
    )
)
_GENAU: Mapping[str, Stand] = {geglaettet(s.bezeichnung): s for s in Stand} | {s.value: s for s in Stand}
_VERNEINT = re.compile(
    r"\b(?:nicht|kein\w*|noch|fast|kaum|teils?|teilw\.|soll(?:te)?|muss|wenn|falls|evtl\.?|vermutlich|ggf\.?)(?![\w])"
)
_GRUND_VORN = re.compile(r"^(?:wg\.|wegen|aufgrund|mangels|aus) ?(?P<grund>.{2,80}?) (?=[\w]+$)")
_GRUND_HINTEN = re.compile(r"^[ ,:;(–-]*(?:wg\.|wegen|aufgrund|mangels|da|weil|infolge)\b.+$")
_FUNDSTELLE = re.compile(r"\((?:s\.|siehe|vgl\.?|lt\.|laut|gem\.|gemäß|nach|anlage|bericht|vorlage|drs\.?|v/)[^()]*\)")
_PROZENT = re.compile(
    r"(?:ca\. |zu )?(\d{1,3})(?:,\d+)? ?(?:%|prozent)(?: (?:umgesetzt|erledigt|fertig|abgeschlossen))?"
)
_GRUENDE: tuple[tuple[Grund, re.Pattern[str]], ...] = (
    (Grund.FINANZIELL, re.compile(r"haushalt|\bhh\b|finanz|mittel|geld|kosten|budget|förder")),
    (Grund.PERSONELL, re.compile(r"personal|personell|krank|vakan|stelle|kapazit|zeitlich|elternzeit")),
    (Grund.PLANUNG, re.compile(r"planung|bauleit|konzept|vorhaben")),
)
_HOECHSTENS = 120


@dataclass(frozen=True)
class Statusleser:
    """Liest Statuszellen: `woerter` sind die Zuordnungen eines Menschen (geglättetes Wort → Stand), `heute` der Tag.

    `frage` heißt, die Überschrift fragt „Erledigt?“ – dann sind „ja“ und „nein“ Antworten.
    """

    woerter: Mapping[str, Stand]
    heute: date
    frage: bool = False

    def __call__(self, wert: Zellwert) -> Deutung:
        """Gibt Stand, Datum und Grund einer Statuszelle; Unbekanntes ist „ohne Angabe“ und steht in der Prüfliste."""
        text = original(wert).strip()
        glatt = geglaettet(text)
        if not glatt:
            return LEER
        if (fest := self._fest(text, glatt)) is not None:
            return fest
        kern = glatt.rstrip(" .!;:,") if not glatt.endswith(("erl.", "lfd.", "arb.", "i.a.", "bearb.")) else glatt
        if _ist_zeichen(wert, glatt) and not any(m.fullmatch(kern) for _, _, m in _WOERTER):
            return self._zeichen(text, glatt)
        return self._wort(text, kern or glatt)

    def _fest(self, text: str, glatt: str) -> Deutung | None:
        """Was ohne Deuten feststeht: Zugeordnetes, die Wörter der App, Antworten und „s. o.“."""
        if (zugeordnet := self.woerter.get(glatt)) is not None:
            return sicher(_werte(zugeordnet, text), f"„{text}“ heißt laut Zuordnung {zugeordnet.bezeichnung}.")
        if glatt in _GENAU:
            return sicher({"umsetzungsstand": _GENAU[glatt]})
        if self.frage and glatt in ("ja", "nein"):
            return _antwort(text, glatt)
        if ist_unveraendert(text):
            return sicher({"unveraendert": True}, "Kein neuer Sachstand; der Stand bleibt.")
        return None

    def _zeichen(self, text: str, glatt: str) -> Deutung:
        if treffer := _PROZENT.fullmatch(glatt):
            return _prozent(int(treffer[1]), text)
        return unsicher(
            f"„{text}“ ist ein Zeichen, eine Zahl oder ein Datum und sagt allein keinen Stand; bitte zuordnen.",
            offen=(glatt,),
            wortlaut={"beleg": text},
        )

    def _wort(self, text: str, kern: str) -> Deutung:
        if treffer := _PROZENT.fullmatch(kern):
            return _prozent(int(treffer[1]), text)
        for stand, gewiss, muster in _WOERTER:
            if stelle := muster.match(kern):
                return self._mit_rest(text, stand, gewiss, kern[stelle.end() :])
        if vorn := _GRUND_VORN.match(kern):
            for stand, gewiss, muster in _WOERTER:
                if muster.fullmatch(kern, vorn.end()):
                    return _gedeutet(stand, gewiss and stand is Stand.ZURUECKGESTELLT, text, vorn["grund"])
        return self._irgendwo(text, kern)

    def _mit_rest(self, text: str, stand: Stand, gewiss: bool, rest: str) -> Deutung:
        rest = rest.strip()
        kern = rest.strip(" ,:;-–()")
        if not kern:
            return _gedeutet(stand, gewiss, text)
        if stand is Stand.UMGESETZT and (fertig := self._abgeschlossen(kern)) is not None:
            return fertig(text, gewiss)
        if _andere(kern, stand) or _VERNEINT.search(kern):
            return _gedeutet(stand, False, text)
        if _GRUND_HINTEN.match(rest):
            return _gedeutet(stand, gewiss, text, kern)
        if stand in (Stand.ZURUECKGESTELLT, Stand.VERWORFEN) and re.fullmatch(r"\([^()\d]+\)", rest):
            return _gedeutet(stand, gewiss, text, kern)
        return _gedeutet(stand, gewiss and bool(_FUNDSTELLE.fullmatch(rest)), text)

    def _abgeschlossen(self, kern: str) -> Callable[[str, bool], Deutung] | None:
        """Gibt, wenn der Rest ein Tag ist, die Deutung mit Abschlussdatum; ein künftiger Abschluss ist keiner."""
        if kern.startswith("bis"):  # „fertig bis 03/24“ kann auch ein Vorsatz sein
            return None
        zeit = read_zeitangabe(re.sub(r"^(?:am|im|zum|in|mit ablauf|stand):? ", "", kern))
        tag = zeit.frist
        if tag is None or zeit.turnus:
            return None
        if tag > self.heute:
            grund = f"Abgeschlossen am {datum_text(tag)}? Das liegt in der Zukunft; bitte prüfen."
            return lambda text, _: unsicher(grund, wortlaut={"beleg": text})
        werte = {"umsetzungsstand": Stand.UMGESETZT, "abgeschlossen_am": tag}
        satz = f"umgesetzt, abgeschlossen am {datum_text(tag)}"
        if zeit.sicher:
            return lambda text, gewiss: (sicher if gewiss else _umgekehrt)({**werte, "beleg": text}, satz)
        return lambda text, _: unsicher(zeit.hinweis, {**werte, "beleg": text})

    def _irgendwo(self, text: str, kern: str) -> Deutung:
        if len(kern) <= _HOECHSTENS:
            staende = {
                stand for stand, _, muster in _WOERTER if re.search(rf"(?<![a-zäöüß])(?:{muster.pattern})", kern)
            }
            if len(staende) == 1 and not _VERNEINT.search(kern):
                return _gedeutet(staende.pop(), False, text)
        grund = f"„{_gekuerzt(text)}“ ist kein bekannter Stand; ohne Zuordnung gilt „ohne Angabe“."
        return unsicher(grund, {"umsetzungsstand": Stand.OHNE_ANGABE, "beleg": text}, offen=(geglaettet(text),))


def ist_unveraendert(text: str) -> bool:
    """Sagt, ob ein Text nur heißt, dass sich nichts getan hat („s. o.“, „Kein neuer Sachstand“)."""
    glatt = geglaettet(text)
    return bool(_UNVERAENDERT.fullmatch(glatt) or _UNVERAENDERT.fullmatch(glatt.rstrip(" .!;:,")))


def _umgekehrt(werte: Mapping[str, Any], grund: str) -> Deutung:
    return unsicher(grund, werte)


def _gedeutet(stand: Stand, gewiss: bool, text: str, grund: str = "") -> Deutung:
    werte = _werte(stand, text)
    if stand is Stand.ZURUECKGESTELLT and grund:
        werte |= {"begruendung": text}
        if art := next((g for g, muster in _GRUENDE if muster.search(grund)), None):
            werte["zurueckstellungsgrund"] = art
    if gewiss:
        nach = " Die Begründung fehlt noch." if stand is Stand.VERWORFEN else ""
        return sicher(werte, f"{stand.bezeichnung}.{nach}")
    return unsicher(
        f"„{_gekuerzt(text)}“ heißt vermutlich „{stand.bezeichnung}“; bitte bestätigen.",
        werte,
        offen=(geglaettet(text),),
    )


def _werte(stand: Stand, text: str) -> dict[str, Any]:
    return {"umsetzungsstand": stand, "beleg": text}


def _antwort(text: str, glatt: str) -> Deutung:
    if glatt == "ja":
        return sicher(_werte(Stand.UMGESETZT, text), "erledigt: ja")
    grund = "Nicht erledigt kann vieles heißen: nicht begonnen, in Planung, in Umsetzung. Bitte zuordnen."
    return unsicher(grund, _werte(Stand.NICHT_BEGONNEN, text), offen=(glatt,))


def _prozent(anteil: int, text: str) -> Deutung:
    if 0 < anteil < 100:
        return sicher(_werte(Stand.IN_UMSETZUNG, text), f"{anteil} % sind in Umsetzung.")
    stand = Stand.UMGESETZT if anteil == 100 else Stand.NICHT_BEGONNEN
    if anteil > 100:
        return unsicher(
            f"„{text}“ ist mehr als 100 %; bitte prüfen.", offen=(geglaettet(text),), wortlaut={"beleg": text}
        )
    return unsicher(
        f"„{text}“ heißt vermutlich „{stand.bezeichnung}“; bitte bestätigen.",
        _werte(stand, text),
        offen=(geglaettet(text),),
    )


def _andere(rest: str, stand: Stand) -> bool:
    """Sagt, ob im Rest ein zweites Statuswort steht („erledigt, läuft weiter“)."""
    return any(s is not stand and re.search(rf"(?<![a-zäöüß]){m.pattern}", rest) for s, _, m in _WOERTER)


def _ist_zeichen(wert: Zellwert, glatt: str) -> bool:
    """Sagt, ob eine Zelle nur aus einem Zeichen, einer Zahl oder einem Datum besteht („x“, „✓“, „ü“, 6, „●◐○“)."""
    if isinstance(wert, int | float | date | datetime) and not isinstance(wert, bool):
        return True
    return len(glatt) <= 2 or not re.search(r"[a-zäöüß]{2}", glatt)


def _gekuerzt(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
