"""Erkennen: feste Wörter („k. A.“, „offen“) und den Turnus einer Zeitangabe."""

import re

from mut_core.modell.codes import Angabe, Turnus

_ANGABEN = {
    Angabe.KEINE_ANGABE: "ka|k/a|keineangaben?|ohneangaben?|oa|n/a|[?]+|unbekannt|nicht(be|ge)?nannt|nichtbekannt",
    Angabe.KEINE: "keine?|keiner|entfällt|entfaellt|keine?(frist|termin|zeitvorgabe)|ohne(frist|termin)|/",
    Angabe.OFFEN: (
        "(zeitpunkt|termin|frist|datum|beginn|bewusst)?(ist|noch)*(offen|unklar|ungeklärt|nichtbekannt)|nn|tbd|tba"
        "|((termin|frist|zeitpunkt)?(steht|wird|ist)?noch(nicht)?"
        "(fest|festgelegt|festzulegen|terminiert|bestimmt|zubestimmen|zuklären|geklärt|unbekannt))"
    ),
}
_ANGABE_HINWEIS = {
    Angabe.KEINE_ANGABE: "ausdrücklich keine Angabe",
    Angabe.KEINE: "ausdrücklich keine Frist",
    Angabe.OFFEN: "Termin ist bewusst offen",
}


def feste_angabe(glatt: str) -> tuple[Angabe, bool, str] | None:
    """Erkennt leer, „k. A.“, „keine“ und „offen“ als (Angabe, sicher, Hinweis); sonst None."""
    if not glatt:
        return Angabe.LEER, True, "leer – noch nicht erfragt"
    if glatt in {"-", "--", "/", "x"}:
        return Angabe.KEINE_ANGABE, False, f"„{glatt}“ kann „keine“ oder „k. A.“ heißen; bitte ausschreiben."
    kern = glatt.strip("()").replace(" ", "").replace(".", "")
    for angabe, muster in _ANGABEN.items():
        if re.fullmatch(muster, kern):
            return angabe, True, _ANGABE_HINWEIS[angabe]
    return None


_JE_JAHR = r" ?(?:x|mal) ?(?:/ ?|pro |im |je )?(?:jahr|jährlich)\b"
_TURNUS: tuple[tuple[Turnus, re.Pattern[str]], ...] = tuple(
    (turnus, re.compile(muster))
    for turnus, muster in (
        (Turnus.ZWEIJAEHRLICH, r"\b(?:zwei|2-?)jährlich(?:e[rsnm]?)?\b|\balle (?:2|zwei) jahre\b|\bjedes 2\. jahr\b"),
        (Turnus.HALBJAEHRLICH, rf"\bhalbjährlich(?:e[rsnm]?)?\b|\b(?:2|zwei){_JE_JAHR}|\balle (?:6|sechs) monate\b"),
        (
            Turnus.VIERTELJAEHRLICH,
            r"\bvierteljährlich(?:e[rsnm]?)?\b|\bquartalsweise\b|\b(?:je|pro|jedes) quartal\b"
            rf"|\b(?:4|vier){_JE_JAHR}|\balle (?:3|drei) monate\b",
        ),
        (
            Turnus.MONATLICH,
            r"\bmonatlich(?:e[rsnm]?)?\b|\bjeden monat\b"
            r"|\b(?:1|ein) ?(?:x|mal) ?(?:/ ?|pro |im )monat\b|\b(?:12|zwölf)" + _JE_JAHR,
        ),
        (
            Turnus.JAEHRLICH,
            rf"\b(?:all)?jährlich(?:e[rsnm]?)?\b|\b(?:1|ein){_JE_JAHR}|\b(?:jedes|pro) jahr\b|\bp\. ?a\.",
        ),
        (
            Turnus.LAUFEND,
            r"\b(?:fort)?laufend\b|\bdauerhaft\b|\bdauer(?:aufgabe|maßnahme|angebot)\b|\bkontinuierlich\b|\bständig\b"
            r"|\bpermanent\b|\bunbefristet\b|\b(?:bis )?auf weiteres\b|\bfortwährend\b|\bdauernd\b",
        ),
    )
)
# Wiederkehr, für die es keinen Turnus gibt; steht vor „jährlich“, sonst würde aus „mehrmals jährlich“ ein Turnus.
ANDERER_TURNUS = re.compile(
    r"\b(?:wöchentlich|täglich|mehrmals|mehrfach|(?:dreimal|3 ?x|[5-9] ?x)\b"
    r"|alle (?!2 j|zwei j|6 m|sechs m|3 m|drei m)[0-9a-zäöü]+ (?:jahre|monate|wochen|tage))"
)
_TURNUS_BEIWERK = re.compile(
    r"\b(?:regelmäßig(?:e[rsnm]?)?|stattfindend(?:e[rsnm]?)?|wiederkehrend(?:e[rsnm]?)?|jeweils|turnus)(?!\w)"
)


def geloester_turnus(glatt: str) -> tuple[Turnus | None, str]:
    """Löst den Turnus heraus und gibt den Rest des Textes zurück (leer, wenn nichts übrig ist)."""
    glatt = re.sub(
        r"^(.{0,36}[0-9]{2,4}\.?) ?(?:-|\bbis) ?(auf weiteres|(?:fort)?laufend|dauerhaft|unbefristet)$",
        r"ab \1 \2",
        glatt,
    )
    if ANDERER_TURNUS.search(glatt):
        return None, glatt
    treffer = next(((turnus, stelle) for turnus, muster in _TURNUS if (stelle := muster.search(glatt))), None)
    if treffer is None:
        return None, glatt
    turnus, stelle = treffer
    davor = re.sub(r"(?:ca\.?|circa|etwa|mind\.|mindestens) ?$", "", glatt[: stelle.start()])
    rest = f"{davor.rstrip(' ,;:(-')} {glatt[stelle.end() :].lstrip(' ,;:)-')}"
    rest = _TURNUS[-1][1].sub(" ", rest)  # „fortlaufend, jährlich“: das Genauere gilt
    if any(muster.search(rest) for _, muster in _TURNUS):  # „monatlich/jährlich“: keiner gilt
        return None, glatt
    return turnus, " ".join(_TURNUS_BEIWERK.sub(" ", rest).split()).strip(" ,;:/()")
