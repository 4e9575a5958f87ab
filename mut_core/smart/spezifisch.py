"""Spezifisch: Sagen Titel und Beschreibung, was geschieht und für wen?"""

from mut_core.modell.codes import Massnahmenart
from mut_core.smart.angaben import Angaben
from mut_core.smart.befund import Ergebnis, Fund, Regel, Stoff
from mut_core.smart.text import Text
from mut_core.smart.woerter import (
    BINDEWOERTER,
    EIN_ABLAUF,
    HANDLUNGEN,
    HANDLUNGSNOMEN,
    HANDLUNGSPAARE,
    PLATZHALTER,
    TAETIGE_NOMEN,
    TAETIGE_VERBEN,
    UNBESTIMMT,
    VAGE_FORMEN,
    VAGE_NOMEN,
    VAGE_PAARE,
    VAGE_VERBEN,
    VERGLEICHE,
    VORWOERTER,
    ZWEITE_HANDLUNGEN,
)
from mut_core.sprache import aufzaehlung, zitiert

_KURZ = 3
"""Mit weniger Wörtern ist ein Text kein Satz."""
_SAGT_ALLEIN_GENUG = 9
"""Ab so vielen Wörtern braucht ein Titel mit Handlung keine Beschreibung."""


def _kein_titel(s: Stoff) -> Fund | None:
    return None if s.titel.woerter else Fund("titel", s.titel.roh.strip()[:40])


def _platzhalter(s: Stoff) -> Fund | None:
    if s.titel.woerter > _KURZ + 1:
        return None
    for teil, klein in zip(s.titel.teile, s.titel.klein, strict=True):
        if klein in PLATZHALTER:
            return Fund("titel", teil)
    return Fund("titel", "???") if s.titel.klein.count("?") >= 3 else None


def _beschreibung_leer(s: Stoff) -> bool:
    return s.beschreibung.woerter < _KURZ or s.beschreibung.klein == s.titel.klein


def _nur_hauptwort(s: Stoff) -> Fund | None:
    """Nur ein Ding, keine Handlung – und keine Beschreibung, die sie nachholte."""
    if not _beschreibung_leer(s) or not s.titel.woerter or not s.titel.lateinisch_gemischt:
        return None
    return None if _handelt(s.titel) else Fund("titel", s.titel.roh.strip())


def _handelt(titel: Text) -> bool:
    """Großzügig: Auch ein unbekanntes kleines Wort auf -en am Ende gilt als Handlung."""
    if titel.menge & (HANDLUNGEN | HANDLUNGSNOMEN | VAGE_VERBEN.keys() | VAGE_NOMEN.keys()):
        return True
    if any(t.endswith(("ung", "ungen", "ierung")) for t in titel.klein):
        return True
    danach = [*titel.teile[1:], ","]
    return any(t[0].islower() and t.endswith("n") and not n[0].isalpha() for t, n in zip(titel.teile, danach))  # noqa: B905


def _keine_beschreibung(s: Stoff) -> Fund | None:
    if _beschreibung_leer(s) and 0 < s.titel.woerter < _SAGT_ALLEIN_GENUG and _nur_hauptwort(s) is None:
        return Fund("beschreibung", s.beschreibung.roh.strip()[:60])
    return None


def _vages_verb(s: Stoff) -> Fund | None:
    """Ein vages Verb im Titel, das weder eine Menge noch eine zweite Handlung noch die Beschreibung füllt."""
    if _bestimmt(s):
        return None
    titel = s.titel
    if titel.verben & HANDLUNGEN or titel.groesse:
        return None
    for paar in VAGE_PAARE:
        if paar in zip(titel.klein, titel.klein[1:], strict=False):
            return Fund("titel", " ".join(paar))
    for i, klein in enumerate(titel.klein):
        if klein in VAGE_VERBEN and (i or len(titel.klein) == 1):
            return Fund("titel", titel.teile[i])
    if titel.klein and titel.klein[0] in VAGE_NOMEN:
        return Fund("titel", titel.teile[0])
    return None


def _vage_beschrieben(s: Stoff) -> Fund | None:
    """Die Beschreibung holt nicht nach, was der Titel offenlässt: Auch sie sagt nur „wird gefördert“."""
    if _bestimmt(s) or _vages_verb(s) or s.titel.verben & HANDLUNGEN:
        return None
    for teil, klein in zip(s.beschreibung.teile, s.beschreibung.klein, strict=True):
        if klein in VAGE_FORMEN:
            return Fund("beschreibung", teil)
    return None


def _bestimmt(s: Stoff) -> bool:
    """Sagt, ob die Beschreibung eine Menge nennt oder etwas Bestimmtes tut; „mehr“ und „länger“ brauchen eine Menge."""
    text = s.beschreibung
    if text.groesse or text.menge & VERGLEICHE:
        return bool(text.groesse)
    return bool(text.verben & TAETIGE_VERBEN or text.menge & TAETIGE_NOMEN)


def _unbestimmt(s: Stoff) -> Fund | None:
    if s.titel.groesse or s.beschreibung.groesse or _vages_verb(s):
        return None
    for teil, klein in zip(s.titel.teile, s.titel.klein, strict=True):
        if klein in UNBESTIMMT:
            return Fund("titel", teil)
    return None


_BEISPIELE = {
    ("z", ".", "b"): "z. B.",
    ("u", ".", "a"): "u. a.",
    ("etc",): "etc.",
    ("usw",): "usw.",
    ("beispielsweise",): "beispielsweise",
    ("zum", "beispiel"): "zum Beispiel",
    ("etwa",): "etwa",
}


def _beispiele(s: Stoff) -> Fund | None:
    klein = s.titel.klein
    for muster, wort in _BEISPIELE.items():
        if muster[0] not in s.titel.menge:
            continue
        for i in range(len(klein)):
            if tuple(klein[i : i + len(muster)]) == muster and not _umstand(klein[i + len(muster) :]):
                return Fund("titel", wort)
    return None


def _umstand(danach: list[str]) -> bool:
    """„z. B. in einer Begrüßungsmappe“ ist ein Beispiel für einen Umstand; was geschieht, steht fest."""
    return next((w for w in danach if w[0].isalpha()), "") in VORWOERTER


def _oder(s: Stoff) -> Fund | None:
    """Ein „oder“ im Titel, das nicht in Klammern steht."""
    tiefe = 0
    for teil, klein in zip(s.titel.teile, s.titel.klein, strict=True):
        tiefe += (teil == "(") - (teil == ")")
        if not tiefe and klein in ("oder", "und/oder", "bzw", "beziehungsweise"):
            return Fund("titel", teil)
    return None


def _mehrere_handlungen(s: Stoff) -> Fund | None:
    handlungen = _handlungen(s.titel)
    if len(handlungen) < 2 or frozenset(h.lower() for h in handlungen) in EIN_ABLAUF:
        return None
    return Fund("titel", aufzaehlung([zitiert(h) for h in handlungen]))


_EIGENE_HANDLUNG = HANDLUNGEN | ZWEITE_HANDLUNGEN


def _handlungen(titel: Text) -> list[str]:
    """Gibt die Handlungen eines Titels: Verben, oder – ohne Verb – verbundene Handlungs-Hauptwörter vorn."""
    klein = titel.klein
    verben, tiefe = [], 0
    for i, wort in enumerate(klein):
        tiefe += (wort == "(") - (wort == ")")
        danach = klein[i + 1] if i + 1 < len(klein) else ","
        if tiefe or titel.teile[i][:1].isupper():
            continue
        if paar := HANDLUNGSPAARE.get((klein[i - 1] if i else "", wort)):
            verben.append(paar)
        elif wort in _EIGENE_HANDLUNG and (danach in BINDEWOERTER or not danach[0].isalpha()):
            verben.append(titel.teile[i])
    return verben or _verbundene_nomen(titel)


def _verbundene_nomen(titel: Text) -> list[str]:
    """„Aufbau und Betrieb …“, „Erstellung eines Konzepts sowie Schulung der Beschäftigten“."""
    klein = titel.klein
    stellen = [i for i, w in enumerate(klein) if w in HANDLUNGSNOMEN]
    if len(stellen) < 2 or stellen[0] != 0:
        return []
    weitere = [i for i in stellen[1:] if klein[i - 1] in BINDEWOERTER and klein[i - 1] != "-"]
    return [titel.teile[i] for i in (stellen[0], *weitere)] if weitere else []


def _mehrere_zeilen(s: Stoff) -> Fund | None:
    """Eine Aufzählung statt eines Titels: Strichpunkte, Punkte oder Zeilen."""
    roh = s.titel.roh
    if _handlungen(s.titel)[1:]:
        return None
    for zeichen in (";", "•", "\n"):
        teile = [t for t in roh.split(zeichen) if len(t.split()) > 1]
        if len(teile) > 1:
            return Fund("titel", "Zeilenumbruch" if zeichen == "\n" else zeichen)
    return None


def _zielgruppe(s: Stoff) -> Fund | None:
    a = s.angaben
    if (a.zielgruppe or "").strip() or a.art == Massnahmenart.PROZESS or not s.titel.woerter:
        return None
    return None if s.titel.personen or s.beschreibung.personen else Fund("zielgruppe")


def _immer(_: Stoff) -> Fund | None:
    return Fund("beschreibung", "")


def _frage(_a: Angaben, wort: str) -> str:
    klein = wort.lower()
    verb = VAGE_NOMEN.get(klein) or VAGE_FORMEN.get(klein) or klein
    vorn, _, hinten = klein.partition(" ")
    frage = VAGE_VERBEN.get(verb) or VAGE_PAARE.get((vorn, hinten), "Was genau, und wie viel?")
    return f"Sagen Sie in der Beschreibung dazu: {frage}"


REGELN = (
    Regel(
        "kein_titel", "S", Ergebnis.FEHLT, _kein_titel,
        "Der Titel nennt keine Maßnahme.",
        "Schreiben Sie in wenigen Worten, was getan wird, am besten mit einem Verb am Ende.",
    ),
    Regel(
        "platzhalter", "S", Ergebnis.FEHLT, _platzhalter,
        "Im Titel steht ein Platzhalter („{wort}“).",
        "Ersetzen Sie ihn, oder archivieren Sie die Maßnahme, wenn sie nur ein Versuch war.",
    ),
    Regel(
        "nur_hauptwort", "S", Ergebnis.FEHLT, _nur_hauptwort,
        "Der Titel „{wort}“ nennt eine Sache, aber nicht, was mit ihr geschieht; eine Beschreibung gibt es nicht.",
        "Ergänzen Sie ein Verb („einrichten“, „anbieten“, „überarbeiten“), oder beschreiben Sie, wer was tut.",
    ),
    Regel(
        "vages_verb", "S", Ergebnis.FRAGLICH, _vages_verb,
        "„{wort}“ sagt noch nicht, was geschieht, und die Beschreibung holt es nicht nach.",
        _frage,
    ),
    Regel(
        "vage_beschrieben", "S", Ergebnis.FRAGLICH, _vage_beschrieben,
        "Die Beschreibung sagt „{wort}“, aber nicht, wodurch.",
        _frage,
    ),
    Regel(
        "mehrere_handlungen", "S", Ergebnis.FRAGLICH, _mehrere_handlungen,
        "Der Titel nennt mehrere Handlungen: {wort}.",
        "Hat jede ein eigenes Ende, legen Sie besser mehrere Maßnahmen an; sonst machen Sie Meilensteine daraus.",
    ),
    Regel(
        "mehrere_zeilen", "S", Ergebnis.FRAGLICH, _mehrere_zeilen,
        "Der Titel zählt mehrere Dinge auf (getrennt durch „{wort}“).",
        "Legen Sie für jedes eine eigene Maßnahme an, oder nennen Sie das Gemeinsame im Titel und den Rest darunter.",
    ),
    Regel(
        "beispiele", "S", Ergebnis.FRAGLICH, _beispiele,
        "Der Titel nennt mit „{wort}“ Beispiele; was davon wirklich geschieht, bleibt offen.",
        "Legen Sie fest, was davon geschieht; weitere Ideen passen in die Beschreibung.",
    ),
    Regel(
        "oder", "S", Ergebnis.FRAGLICH, _oder,
        "Der Titel lässt mit „{wort}“ offen, welcher Weg gewählt wird.",
        "Entscheiden Sie sich, oder schreiben Sie dazu, wer bis wann entscheidet.",
    ),
    Regel(
        "unbestimmt", "S", Ergebnis.FRAGLICH, _unbestimmt,
        "„{wort}“ im Titel lässt offen, was oder wie viel gemeint ist.",
        lambda _, wort: f"Sagen Sie es genauer: {UNBESTIMMT.get(wort.lower(), 'Was oder wie viel?')}",
    ),
    Regel(
        "zielgruppe", "S", Ergebnis.FRAGLICH, _zielgruppe,
        "Für wen die Maßnahme ist, steht weder im Feld „Zielgruppe“ noch im Text.",
        "Tragen Sie unter „Zielgruppe“ ein, wen die Maßnahme erreichen soll.",
    ),
    Regel(
        "keine_beschreibung", "S", Ergebnis.FRAGLICH, _keine_beschreibung,
        "Eine Beschreibung fehlt; der Titel allein sagt wenig.",
        "Schreiben Sie in einem Satz: Wer tut was, wo und für wen?",
    ),
    Regel("spezifisch", "S", Ergebnis.ERFUELLT, _immer, "Titel und Beschreibung sagen, was geschieht und für wen."),
)  # fmt: skip
"""Die Regeln zu S, die wichtigste zuerst; die letzte gilt, wenn keine andere zutrifft."""
