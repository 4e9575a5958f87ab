"""Gestalten: der Rahmen aller Seiten der Pforte – HTML ohne JavaScript, in Schrift und Farben der Anwendung."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup
from starlette.responses import HTMLResponse

SCHRIFT: Final = "/anmelden/schrift.woff2"
"""Der Weg zur Schrift der Anwendung; er ist offen, weil die Anmeldeseiten sie vor jeder Sitzung brauchen."""

_STIL: Final = """
@font-face { font-family: "Source Sans"; src: url("/anmelden/schrift.woff2") format("woff2"); font-weight: 200 900;
  font-display: swap; }
:root { color-scheme: light dark; --grund: #f2f5f8; --karte: #ffffff; --text: #10171f; --leise: #4a5560;
  --rand: #b8c2cc; --feldrand: #6b7885; --feld: #ffffff; --haupt: #00589c; --haupt-dunkler: #00457b;
  --link: #00589c; --fehler: #9b1c1c; --fehlergrund: #fdf0ef; --gut: #17603a; --gutgrund: #eef7f1; }
@media (prefers-color-scheme: dark) { :root { --grund: #0e1117; --karte: #171c24; --text: #fafafa; --leise: #b6bec8;
  --rand: #343c48; --feldrand: #8a94a1; --feld: #0e1117; --haupt: #2672b0; --haupt-dunkler: #1f6096; --link: #8cc4f0;
  --fehler: #ffb4ab; --fehlergrund: #33191a; --gut: #9adbb4; --gutgrund: #14281d; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; padding: clamp(1.25rem, 9vh, 6rem) 1rem 2rem; font: 1rem/1.5
  "Source Sans", "Source Sans 3", system-ui, sans-serif; color: var(--text); background: var(--grund); }
.blatt { width: 100%; max-width: 26.5rem; margin: 0 auto; }
.blatt.breit { max-width: 44rem; }
.marke { display: flex; align-items: center; gap: .6rem; margin: 0 0 1rem; font-weight: 600; font-size: 1.05rem; }
.marke img { width: 1.9rem; height: 1.9rem; border-radius: 6px; }
.marke .zurueck { margin-left: auto; font-weight: 400; font-size: .95rem; }
main { background: var(--karte); border: 1px solid var(--rand); border-radius: 10px; padding: 1.75rem; }
.breit main + section, main section + section { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid
  var(--rand); }
h1 { margin: 0 0 .9rem; font-size: 1.5rem; line-height: 1.25; font-weight: 700; }
h2 { margin: 0 0 .6rem; font-size: 1.15rem; line-height: 1.3; font-weight: 600; }
p { margin: 0 0 .9rem; }
main > :last-child, section > :last-child, form > :last-child { margin-bottom: 0; }
a { color: var(--link); text-underline-offset: .18em; }
.leise, .hilfe { color: var(--leise); font-size: .92rem; }
.hilfe { display: block; margin-top: .3rem; }
.feld { margin: 0 0 1.1rem; }
label { display: block; margin: 0 0 .3rem; font-weight: 600; font-size: .97rem; }
input[type=text], input[type=password] { width: 100%; font: inherit; color: var(--text); background: var(--feld);
  border: 1px solid var(--feldrand); border-radius: 6px; padding: .58rem .7rem; min-height: 2.75rem; }
input[aria-invalid=true] { border-color: var(--fehler); }
.haken { display: flex; gap: .6rem; align-items: flex-start; margin: 0 0 1.1rem; font-weight: 400; }
.haken input { width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--haupt); flex: none; }
.haken label { margin: 0; font-weight: 400; }
button, .knopf { display: inline-block; font: inherit; font-weight: 600; cursor: pointer; border-radius: 6px;
  padding: .58rem 1.1rem; min-height: 2.75rem; border: 1px solid var(--haupt); background: var(--haupt); color: #fff;
  text-decoration: none; text-align: center; }
button:hover, .knopf:hover { background: var(--haupt-dunkler); border-color: var(--haupt-dunkler); }
button.ganz, .knopf.ganz { width: 100%; }
button.still, .knopf.still { background: transparent; color: var(--link); border-color: var(--feldrand); }
button.still:hover, .knopf.still:hover { background: var(--grund); color: var(--link); border-color: var(--feldrand); }
button.klein { padding: .3rem .8rem; min-height: 2.2rem; font-size: .95rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.meldung { border-radius: 6px; padding: .75rem .95rem; margin: 0 0 1.2rem; border-left: 4px solid; }
.meldung p:last-child { margin-bottom: 0; }
.meldung.fehler { color: var(--fehler); background: var(--fehlergrund); border-color: var(--fehler); }
.meldung.gut { color: var(--gut); background: var(--gutgrund); border-color: var(--gut); }
.oder { display: flex; align-items: center; gap: .8rem; margin: 1.2rem 0; color: var(--leise); font-size: .92rem; }
.oder::before, .oder::after { content: ""; flex: 1; border-top: 1px solid var(--rand); }
code { font: .92em/1.4 "Source Code Pro", ui-monospace, monospace; background: var(--grund); border-radius: 4px;
  padding: .12em .4em; overflow-wrap: anywhere; }
code.zeile { display: block; padding: .65rem .8rem; margin: 0 0 .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0 0 .9rem; }
dt { color: var(--leise); } dd { margin: 0; overflow-wrap: anywhere; }
ul.sitzungen { list-style: none; margin: 0 0 1rem; padding: 0; }
ul.sitzungen li { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; justify-content:
  space-between; padding: .7rem 0; border-top: 1px solid var(--rand); }
ul.sitzungen li:first-child { border-top: 0; padding-top: .2rem; }
ul.sitzungen strong { font-weight: 600; } ul.sitzungen .leise { display: block; }
.qr { display: inline-block; background: #fff; padding: .6rem; border-radius: 6px; border: 1px solid var(--rand);
  line-height: 0; margin: 0 0 .9rem; }
.qr svg { display: block; }
details > summary { cursor: pointer; font-weight: 600; color: var(--link); margin-bottom: .8rem; }
.knoepfe { display: flex; flex-wrap: wrap; gap: .7rem; }
form + p { margin-top: 1.1rem; }
@media (max-width: 30rem) { body { padding-top: 1.25rem; } main { padding: 1.25rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
"""
_RAHMEN: Final = Markup("""<!DOCTYPE html>
<html lang="de" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{titel} – MuT-Sachstand</title>
<link rel="icon" href="/favicon.png">
<style>{stil}</style>
</head>
<body><div class="blatt{breite}">
<header class="marke"><img src="/favicon.png" alt="" width="30" height="30"><span>MuT-Sachstand</span>{zurueck}</header>
<main><h1>{titel}</h1>{inhalt}</main>
</div></body>
</html>
""")
_ZURUECK: Final = Markup('<a class="zurueck" href="/">Zur Anwendung</a>')
NICHTS: Final = Markup("")


def build_dokument(
    titel: str, inhalt: Markup, *, status: int = 200, breit: bool = False, zurueck: bool = False
) -> HTMLResponse:
    """Baut eine ganze Seite; `titel` wird maskiert, `inhalt` ist fertiges HTML aus den Bausteinen hier."""
    seite = _RAHMEN.format(
        titel=titel,
        stil=Markup(_STIL),  # noqa: S704 – fester Text, keine Eingabe
        breite=" breit" if breit else "",
        zurueck=_ZURUECK if zurueck else NICHTS,
        inhalt=inhalt,
    )
    return HTMLResponse(str(seite), status_code=status)


def absaetze(*saetze: str) -> Markup:
    """Gibt jeden Satz als Absatz; alles wird maskiert, nichts ist Auszeichnung."""
    return verbinde(*(Markup("<p>{}</p>").format(satz) for satz in saetze))


def verbinde(*teile: Markup) -> Markup:
    """Fügt fertige Teile zusammen."""
    return Markup("\n").join(teile)


def fehlerkasten(text: str | None) -> Markup:
    """Gibt die Fehlermeldung, die Vorleseprogramme sofort ansagen; ohne Text nichts."""
    return (
        Markup('<div class="meldung fehler" role="alert" id="fehler"><p>{}</p></div>').format(text) if text else NICHTS
    )


def hinweiskasten(text: str | None) -> Markup:
    """Gibt eine gute Nachricht; ohne Text nichts."""
    return Markup('<div class="meldung gut" role="status"><p>{}</p></div>').format(text) if text else NICHTS


def textfeld(
    name: str,
    beschriftung: str,
    *,
    autocomplete: str,
    wert: str = "",
    hilfe: str | None = None,
    fehlerhaft: bool = False,
    fokus: bool = False,
    zahlen: bool = False,
) -> Markup:
    """Gibt ein beschriftetes Textfeld; Kennwortfelder (`…-password`) behalten ihren Inhalt nie."""
    geheim = autocomplete.endswith("-password")
    beschrieben = [f"{name}-hilfe"] * bool(hilfe) + ["fehler"] * fehlerhaft
    zusaetze = verbinde(
        Markup(' value="{}"').format(wert) if wert and not geheim else NICHTS,
        Markup(' aria-describedby="{}"').format(" ".join(beschrieben)) if beschrieben else NICHTS,
        Markup(' aria-invalid="true"') if fehlerhaft else NICHTS,
        Markup(" autofocus") if fokus else NICHTS,
        Markup(' inputmode="numeric"') if zahlen else NICHTS,
        Markup(' autocapitalize="none" spellcheck="false"')
        if autocomplete in ("username", "one-time-code")
        else NICHTS,
    )
    return Markup(
        '<div class="feld"><label for="{name}">{beschriftung}</label>'
        '<input type="{typ}" id="{name}" name="{name}" autocomplete="{autocomplete}" required{zusaetze}>{hilfe}</div>'
    ).format(
        name=name,
        beschriftung=beschriftung,
        typ="password" if geheim else "text",
        autocomplete=autocomplete,
        zusaetze=zusaetze,
        hilfe=Markup('<span class="hilfe" id="{}-hilfe">{}</span>').format(name, hilfe) if hilfe else NICHTS,
    )


def haken(name: str, beschriftung: str, *, gesetzt: bool) -> Markup:
    """Gibt ein Ankreuzfeld mit Beschriftung."""
    return Markup(
        '<div class="haken"><input type="checkbox" id="{0}" name="{0}" value="ja"{1}><label for="{0}">{2}</label></div>'
    ).format(name, Markup(" checked") if gesetzt else NICHTS, beschriftung)


def verborgen(**werte: str) -> Markup:
    """Gibt verborgene Felder; leere entfallen."""
    return verbinde(
        *(Markup('<input type="hidden" name="{}" value="{}">').format(name, w) for name, w in werte.items() if w)
    )


def formular(ziel: str, *teile: Markup) -> Markup:
    """Gibt ein Formular, das an `ziel` schickt; die Prüfung macht der Server, mit deutschen Sätzen."""
    return Markup('<form method="post" action="{}" novalidate>{}</form>').format(ziel, verbinde(*teile))


def knopf(beschriftung: str, *, art: str = "ganz") -> Markup:
    """Gibt den Knopf eines Formulars; `art`: ganz, still, klein."""
    return Markup('<button type="submit" class="{}">{}</button>').format(art, beschriftung)


def verweisknopf(ziel: str, beschriftung: str, *, art: str = "ganz") -> Markup:
    """Gibt einen Link, der wie ein Knopf aussieht."""
    return Markup('<a class="knopf {}" href="{}">{}</a>').format(art, ziel, beschriftung)
