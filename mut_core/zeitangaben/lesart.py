"""Lesen: aus Zeiträumen und ihren Vorwörtern („ab“, „bis“, „Start im“) Beginn und Frist bestimmen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from mut_core.modell.codes import Genauigkeit
from mut_core.zeitangaben.woerter import ANDERER_TURNUS
from mut_core.zeitangaben.zeitraum import Spanne, UnklarError, spanne

# Eine Zeitangabe ist kurz; längerer Text ist Prosa und wird nicht zerlegt.
_MAX_GRAMMATIK = 160


@dataclass(frozen=True)
class Lesart:
    """Beginn und Frist mit Genauigkeit; `zweifel` ist leer oder eine Rückfrage."""

    beginn: date | None = None
    beginn_genauigkeit: Genauigkeit | None = None
    frist: date | None = None
    frist_genauigkeit: Genauigkeit | None = None
    zweifel: str = ""


def read_lesart(glatt: str, bezug: date | None) -> Lesart:
    """Liest den geglätteten Text ohne Turnus; wirft `UnklarError` mit der Rückfrage, wenn er nicht eindeutig ist."""
    if len(glatt) > _MAX_GRAMMATIK:
        raise UnklarError("Der Text ist keine reine Zeitangabe; bitte nur die Zeit nennen.")
    if (relativ := _relative_lesart(glatt, bezug)) is not None:
        return relativ
    text, zusatz = _ohne_zusatz(_vorbereitet(glatt))
    rollen, rest = _vorwoerter(text)
    gelesen = _einzeln(rollen, rest) or _zu_zweit(rollen, rest)
    if gelesen is None:
        raise UnklarError(_rueckfrage(rest))
    return replace(gelesen, zweifel=gelesen.zweifel or zusatz)


# ------------------------------------------------------------------------------------------ Bezug aufs Dokument

_DIESES_JAHR = re.compile(
    r"(?:bis )?(?:noch )?(?:(?:in|im|bis)(?: laufe)? )?(?:diesem|dieses|des laufenden|laufenden|laufendes) jahre?s?"
    r"|(?:bis |bis zum |zum )?(?:jahresende|ende (?:des|dieses) jahres)"
)
_NAECHSTES_JAHR = re.compile(
    r"(?:erst )?(?:im )?(?:nächste|kommende|folgende)[ns]? (?:haushalts|kalender|hh-?)?jahre?s?"
)


def _relative_lesart(text: str, bezug: date | None) -> Lesart | None:
    diesem, naechstes = _DIESES_JAHR.fullmatch(text), _NAECHSTES_JAHR.fullmatch(text)
    if not diesem and not naechstes:
        return None
    if bezug is None:
        raise UnklarError(f"„{text}“ ist nur mit dem Datum des Dokuments lesbar; bitte das Jahr nennen.")
    jahr = bezug.year + 1 if naechstes else bezug.year
    ende = Lesart(frist=date(jahr, 12, 31), frist_genauigkeit=Genauigkeit.JAHR)
    return replace(ende, beginn=date(jahr, 1, 1), beginn_genauigkeit=Genauigkeit.JAHR) if naechstes else ende


# ------------------------------------------------------------------------------------------ Vorbereiten

_TAGNAME = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)"
_ERSATZ: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(muster), ersatz)
    for muster, ersatz in (
        (r",? ?(?:um |ab )?[0-9]{1,2}[:.][0-9]{2}(?: ?(?:-|bis) ?[0-9]{1,2}[:.][0-9]{2})? uhr\b", ""),
        (rf"\b{_TAGNAME}(?:[.,]{{1,2}}| den|, den)* ?(?=[0-9]{{1,2}}\.)", ""),
        (r"^ab sofort bis ", "bis "),
        (r"\b(?:erste[nrsm]?|1tes) (?=quartal|halb|jahres|kw)", "1. "),
        (r"\bzweite[nrsm]? (?=quartal|halb|jahres|kw)", "2. "),
        (r"\bdritte[nrsm]? (?=quartal|kw)", "3. "),
        (r"\b(?:vierte[nrsm]?|letzte[ns]) (?=quartal)", "4. "),
        (r"\bjahres(?:anfang|beginn) (?=[0-9])", "anfang "),
        (r"\bjahresmitte (?=[0-9])", "mitte "),
        (r"\bjahresende (?=[0-9])", "ende "),
        (r"\banfangs (?=[0-9])", "anfang "),
        (r" (?:des jahres|im jahre?|in|vom jahr) (?=[0-9]{4})", " "),
        (r"\b(?:im|in) laufe (?:des |der |von )?", "im "),
        (r"^ende ?: ?", "bis "),
        (r"^(?:beginn|start):? (.{4,40}?)[,;/ ]+(?:ende|abschluss):? (.+)$", r"\1 bis \2"),
        (r"^((?:19|20)[0-9]{2}) ?ff?\.?$", r"ab \1"),
    )
)


def _vorbereitet(text: str) -> str:
    for muster, ersatz in _ERSATZ:
        text = muster.sub(ersatz, text)
    return text.strip(" ,;:")


_VERSCHOBEN = re.compile(r"^(.{4,60}?)[ (,;]+(?:verschoben|verlegt|verlängert|jetzt|neu)(?: auf)?:? ([^()]+?)\)?$")
_DURCHGESTRICHEN = re.compile(r"^~~([^~]{1,60})~~[ ,;]*([^~]{4,60})$")
_KLAMMER = re.compile(r"^([^()]+?) ?\(([^()0-9]*)\)$")
_HARMLOS = re.compile(r"(?:geplant|voraussichtlich|vorauss\.|vsl\.|ca\.|tag genau)")


def _ohne_zusatz(text: str) -> tuple[str, str]:
    """Trennt „(verschoben auf 2025)“ und Klammern ab; der Zusatz wird zur Rückfrage, denn er kann alles ändern.

    Durchgestrichenes steht als „~~2023~~ 2024“ da: So lässt sich eine Streichung als Text schreiben.
    """
    if treffer := _VERSCHOBEN.match(text) or _DURCHGESTRICHEN.match(text):
        frist = "bis " if treffer[1].startswith("bis ") else ""
        return frist + treffer[2], f"Es gilt die neuere Angabe; zuvor „{treffer[1]}“. Bitte bestätigen."
    if treffer := _KLAMMER.match(text):
        return treffer[1], "" if _HARMLOS.fullmatch(treffer[2]) else f"Zusatz „{treffer[2]}“ beachten."
    return text, ""


_CIRCA = r"ca\.?|circa|zirka|etwa|ungefähr|rund|gegen"
_VORWORT = re.compile(
    r"(?:(?P<ab>ab|seit|start(?:et|termin)?|beginn(?:t|end)?|frühestens|erstmals|nicht vor)"
    r"|(?P<bis>bis|spätestens|fertigstellung|abschluss)|(?P<zum>zum|zur)|(?P<im>im|in|am)|(?P<um>um)"
    rf"|(?P<circa>{_CIRCA})"
    r"|(?P<zwischen>zwischen)|(?:von|vom|voraussichtlich|vorauss\.|vsl\.|geplant|umsetzung|durchführung|laufzeit|projektlaufzeit"
    r"|zeitraum|termin|frist|stand|für|den|dem|der|die|das|des|einschließlich|einschl\.|inkl\."
    r"|jahre?s?|haushaltsjahr|kalenderjahr|hh-?jahr|hhj|hh|haushalt)"
    r")(?![a-zäöüß-])[ :,]*"
)


def _vorwoerter(text: str) -> tuple[frozenset[str], str]:
    rollen: set[str] = set()
    while treffer := _VORWORT.match(text):
        rollen |= {name for name, wert in treffer.groupdict().items() if wert}
        text = text[treffer.end() :]
    if "zum" in rollen and not rollen & {"ab", "bis"}:  # „Start zum …“ ist ein Beginn, „zum …“ allein eine Frist
        rollen.add("bis")
    return frozenset(rollen), text


# ------------------------------------------------------------------------------------------ Einzeln, zu zweit


def _einzeln(rollen: frozenset[str], text: str) -> Lesart | None:
    eine = spanne(text)
    if eine is None:
        return None
    if {"ab", "bis"} <= rollen:
        raise UnklarError("„ab“ und „bis“ vor derselben Zeit; bitte Beginn und Frist getrennt nennen.")
    if {"circa", "um"} & rollen:
        eine = replace(eine, genauigkeit=Genauigkeit.UNGEFAEHR)
    if eine.doppelt and {"ab", "bis"} & rollen:
        return _mehrdeutig(eine, "ab" if "ab" in rollen else "bis")
    nur_frist = "bis" in rollen or (eine.punkt and not {"im", "um", "ab"} & rollen)
    return _von_bis(None if nur_frist else eine, None if "ab" in rollen else eine)


def _mehrdeutig(eine: Spanne, wort: str) -> Lesart:
    return replace(_von_bis(eine, eine), zweifel=f"„{wort}“ mit einer Spanne ist mehrdeutig; bitte bestätigen.")


def _von_bis(links: Spanne | None, rechts: Spanne | None) -> Lesart:
    return Lesart(
        links.von if links else None,
        links.genauigkeit if links else None,
        rechts.bis if rechts else None,
        rechts.genauigkeit if rechts else None,
        (links.zweifel if links else "") or (rechts.zweifel if rechts else ""),
    )


_TRENNER = re.compile(r" ?(?:(?P<bis>\bbis\b|-)|(?P<oder>\boder\b)|(?P<bzw>\bbzw\.?)|(?P<und>/|\+|\bund\b|\bu\.)) ?")


def _zu_zweit(rollen: frozenset[str], text: str) -> Lesart | None:
    """Liest „A bis B“; das linke Stück darf Monat und Jahr vom rechten erben („Februar bis Mai 2022“)."""
    for trenner in islice(_TRENNER.finditer(text), 8):
        rechts = _seite(text[trenner.end() :])
        links = _linke_seite(text[: trenner.start()], text[trenner.end() :]) if rechts else None
        if links and rechts:
            return _verbunden(rollen, links, rechts, trenner)
    return None


def _verbunden(rollen: frozenset[str], links: Spanne, rechts: Spanne, trenner: re.Match[str]) -> Lesart:
    gelesen = _von_bis(links, rechts)
    if "circa" in rollen:
        gelesen = replace(gelesen, beginn_genauigkeit=Genauigkeit.UNGEFAEHR)
    if trenner["oder"]:
        return replace(gelesen, zweifel="Zwei Möglichkeiten („oder“); bitte bestätigen.")
    if trenner["und"]:
        if "zwischen" not in rollen and links.bis + timedelta(days=1) != rechts.von:
            raise UnklarError("Mehrere Zeitangaben; bitte eine wählen oder die Maßnahme aufteilen.")
        return _als_halbjahr(gelesen)
    if "bis" in rollen or ("ab" in rollen and "bis" not in trenner[0]):
        return replace(gelesen, zweifel="„ab“ oder „bis“ mit einer Spanne ist mehrdeutig; bitte bestätigen.")
    return gelesen


def _als_halbjahr(gelesen: Lesart) -> Lesart:
    """„I. u. II. Q. 2024“ meint das Halbjahr."""
    beide = {gelesen.beginn_genauigkeit, gelesen.frist_genauigkeit}
    if beide != {Genauigkeit.QUARTAL} or gelesen.beginn is None or gelesen.beginn.month not in (1, 7):
        return gelesen
    return replace(gelesen, beginn_genauigkeit=Genauigkeit.HALBJAHR, frist_genauigkeit=Genauigkeit.HALBJAHR)


def _seite(text: str) -> Spanne | None:
    rollen, rest = _vorwoerter(text)
    seite = spanne(rest)
    if seite is None or seite.doppelt:
        return None
    return replace(seite, genauigkeit=Genauigkeit.UNGEFAEHR) if "circa" in rollen else seite


def _linke_seite(links: str, rechts: str) -> Spanne | None:
    if seite := _seite(links):
        return seite
    for luecke in islice(re.finditer(r"[. /]+", rechts), 8):
        if seite := _seite(f"{links} {rechts[luecke.end() :]}"):
            return seite
    return None


# ------------------------------------------------------------------------------------------ Rückfragen

_OHNE_JAHR = re.compile(
    r"[0-9]{1,2}\. ?[0-9]{1,2}\.?|q ?[1-4]"
    r"|(?:[1-4]|i{1,3}|iv)\. ?(?:quartal|halbjahr|q\.?)|(?:anfang|mitte|ende) [a-zä]+"
    r"|(?:[0-9]{1,2}\. ?)?(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)"
    r"|(?:jan|feb|mrz|apr|jun|jul|aug|sept?|okt|nov|dez)\.?|frühjahr|frühling|sommer|herbst|winter|jahres(?:ende|anfang)"
    r"|kw ?[0-9]{1,2}|(?:schul|kita-?|kindergarten)jahr"
)
_HORIZONT = re.compile(r"(?:kurz|mittel|lang)(?:-|fristig)")
_MIT_ZEIT = re.compile(
    r"(?:[0-9]{1,2}\.){0,2}(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}(?![0-9])"
)


def _rueckfrage(rest: str) -> str:
    if _OHNE_JAHR.fullmatch(rest):
        return "Das Jahr fehlt; bitte ergänzen."
    if ANDERER_TURNUS.search(rest):
        return "Diese Wiederkehr steht nicht in der Liste (Turnus); der Wortlaut bleibt erhalten."
    if _HORIZONT.match(rest):
        return "Zeithorizont statt Termin; bitte nach der Festlegung des Konzepts ein Jahr nennen."
    stellen: Iterator[re.Match[str]] = islice(_MIT_ZEIT.finditer(rest), 2)
    genannt = [stelle[0] for stelle in stellen]
    if len(genannt) > 1:
        return "Mehrere Zeitangaben; bitte eine wählen oder die Maßnahme aufteilen."
    if genannt:
        return f"Enthält „{genannt[0]}“, ist aber nicht eindeutig; bitte nur die Zeit nennen."
    return "Kein Datum erkannt; der Wortlaut bleibt erhalten."
