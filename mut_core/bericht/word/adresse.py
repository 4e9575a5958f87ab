"""Erkennen: Adressen im Text, aus denen Hyperlinks werden – nur http, https und mailto, nur unverfänglich geschrieben.

Eine Adresse steht im Paket als Beziehung nach außen. Word nennt ein Dokument mit einer schlecht geschriebenen Adresse
beschädigt; deshalb bleibt im Zweifel gewöhnlicher Text, was keine saubere Adresse ist.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, urlsplit

_IM_TEXT = re.compile(
    r"(?<![\w@/.+:-])(?:https?://[^\s<>\"„“”‚‘’«»\ufdd0\ufdd1]+|(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
_SATZZEICHEN = ".,;:!?*_'"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_POSTFACH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?")
_PROZENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LAENGSTE = 2000  # Zeichen; Word nimmt kaum mehr


def _host(name: str) -> str:
    """Der Rechnername in ASCII, auch mit Umlaut; leer, wenn er keiner ist."""
    try:
        ascii_name = name.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return ascii_name if _HOST.fullmatch(ascii_name) else ""


def _netz(text: str) -> str:
    try:
        teile = urlsplit(text)
        port = teile.port
    except ValueError:
        return ""
    host = _host(teile.hostname or "")
    if not host or "@" in teile.netloc:  # name@host täuscht über das Ziel
        return ""
    pfad, frage, anker = (
        quote(_PROZENT.sub("%25", t), safe=f"/:@!$&()*+,;=~%{mehr}")
        for t, mehr in ((teile.path, ""), (teile.query, "?"), (teile.fragment, "?"))
    )
    ort = f"{host}:{port}" if port else host
    return f"{teile.scheme}://{ort}{pfad}{f'?{frage}' if frage else ''}{f'#{anker}' if anker else ''}"


@lru_cache(maxsize=1024)
def adresse(text: str) -> str:
    """Die Adresse, auf die ein Hyperlink zeigen darf, sauber geschrieben; leer, wenn der Text keine ist."""
    text = text.strip()
    if len(text) > _LAENGSTE or any(z.isspace() or not z.isprintable() for z in text):
        return ""
    if text[:8].lower().startswith(("http://", "https://")):
        return _netz(text)
    fach, at, name = text.removeprefix("mailto:").partition("@")
    host = _host(name) if at and "." in name else ""
    return f"mailto:{fach}@{host}" if host and _POSTFACH.fullmatch(fach) and ".." not in fach else ""


def _ohne_satzzeichen(text: str) -> str:
    """Der Treffer ohne Satzzeichen am Ende; eine Klammer bleibt nur, wenn sie darin aufgeht."""
    while text and (text[-1] in _SATZZEICHEN or (text[-1] == ")" and text.count(")") > text.count("("))):
        text = text[:-1]
    return text


def adressen_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Anfang, Ende und Ziel jeder Adresse im Text, von vorn nach hinten."""
    for treffer in _IM_TEXT.finditer(text):
        gezeigt = _ohne_satzzeichen(treffer[0])
        if ziel := adresse(gezeigt):
            yield treffer.start(), treffer.start() + len(gezeigt), ziel
