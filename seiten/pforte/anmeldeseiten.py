"""Zeigen: die Seiten vor der Anmeldung – anmelden, zweiter Schritt, einrichten, Kennwort setzen, abmelden.

Reines HTML ohne JavaScript. Alles Getippte außer Kennwörtern bleibt bei einem Fehler stehen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import HTMLResponse

from seiten.pforte.gestalt import (
    NICHTS,
    absaetze,
    build_dokument,
    fehlerkasten,
    formular,
    haken,
    hinweiskasten,
    knopf,
    textfeld,
    verbinde,
    verborgen,
    verweisknopf,
)

KENNWORTHILFE: Final = "Mindestens 12 Zeichen, am besten vier Wörter, die nichts miteinander zu tun haben."
_LINKBEFEHL: Final = "python3 -m mut_core konto link"
_DEMOBEFEHL: Final = "python3 -m mut_core konto link --start"


def show_anmelden(
    vorzeichen: Mapping[str, str],
    *,
    weiter: str = "/",
    kennung: str = "",
    fehler: str | None = None,
    hinweis: str | None = None,
    dienst: str | None = None,
    mit_kennwort: bool = True,
    status: int = 200,
) -> HTMLResponse:
    """Zeigt die Anmeldung; `dienst` ist der Text des Knopfes zum Anmeldedienst, `mit_kennwort` das eigene Formular."""
    teile = [hinweiskasten(hinweis), fehlerkasten(fehler)]
    if dienst:
        teile.append(verweisknopf("/dienst/anmelden?" + urlencode({"weiter": weiter}), dienst))
    if dienst and mit_kennwort:
        teile.append(Markup('<div class="oder">oder mit Kennwort</div>'))
    if mit_kennwort:
        teile.append(_anmeldeformular(vorzeichen, weiter, kennung, fehlerhaft=fehler is not None))
        teile.append(Markup('<p class="leise">Kennwort vergessen? Die Administration gibt Ihnen einen Link.</p>'))
    return build_dokument("Anmelden", verbinde(*teile), status=status)


def _anmeldeformular(vorzeichen: Mapping[str, str], weiter: str, kennung: str, *, fehlerhaft: bool) -> Markup:
    return formular(
        "/anmelden",
        verborgen(weiter=weiter, **vorzeichen),
        textfeld(
            "kennung",
            "Kennung",
            autocomplete="username",
            wert=kennung,
            fehlerhaft=fehlerhaft,
            fokus=not kennung,
        ),
        textfeld("kennwort", "Kennwort", autocomplete="current-password", fehlerhaft=fehlerhaft, fokus=bool(kennung)),
        knopf("Anmelden"),
    )


def show_ohne_konten(*, demo: bool) -> HTMLResponse:
    """Erklärt, wie eine Installation ohne Konten zu ihrem ersten kommt – auf dem Server, nicht von hier aus."""
    teile = [
        absaetze("Diese Installation hat noch keine Konten. Das erste richten Sie auf dem Server ein:"),
        Markup('<code class="zeile">{}</code>').format(_LINKBEFEHL),
        absaetze("Der Befehl nennt eine Adresse, unter der Sie Kennung und Kennwort wählen. Sie gilt einmal."),
    ]
    if demo:
        teile += [
            absaetze("Zum Ausprobieren mit den Demo-Daten öffnet diese Zeile die Anwendung auf diesem Rechner:"),
            Markup('<code class="zeile">{}</code>').format(_DEMOBEFEHL),
        ]
    return build_dokument("Noch keine Konten", verbinde(*teile))


def show_code(
    vorzeichen: Mapping[str, str], *, weiter: str, fehler: str | None = None, status: int = 200
) -> HTMLResponse:
    """Zeigt den zweiten Schritt: den Code aus der Authenticator-App."""
    inhalt = verbinde(
        fehlerkasten(fehler),
        formular(
            "/anmelden/code",
            verborgen(weiter=weiter, **vorzeichen),
            textfeld(
                "code",
                "Sechsstelliger Code",
                autocomplete="one-time-code",
                hilfe="Er steht in Ihrer Authenticator-App und wechselt alle 30 Sekunden.",
                fehlerhaft=fehler is not None,
                fokus=True,
                zahlen=True,
            ),
            knopf("Bestätigen"),
        ),
        Markup('<p class="leise"><a href="/anmelden">Zurück zur Anmeldung</a></p>'),
    )
    return build_dokument("Zweiter Schritt", inhalt, status=status)


def show_wieder_da() -> HTMLResponse:
    """Sagt, dass die Anmeldung im anderen Fenster weitergeht."""
    inhalt = verbinde(
        absaetze(
            "Sie können dieses Fenster schließen. Das andere verbindet sich in wenigen Sekunden von selbst, "
            "und Ihr Text steht noch da."
        ),
        verweisknopf("/", "Oder hier weiterarbeiten", art="still"),
    )
    return build_dokument("Sie sind wieder angemeldet", inhalt)


def show_einrichten(
    vorzeichen: Mapping[str, str],
    *,
    code: str,
    kennung: str = "",
    name: str = "",
    koordination: bool = True,
    fehler: str | None = None,
    feld: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Zeigt das Einrichten des ersten Kontos; `feld` nennt das Feld, dem der Fehler gilt."""
    falsch = feld or "kennwort"

    def ist(gefragt: str) -> bool:
        return fehler is not None and falsch == gefragt

    inhalt = verbinde(
        fehlerkasten(fehler),
        absaetze("Das erste Konto verwaltet die Anwendung: Es legt weitere Personen an und gibt ihnen Rollen.")
        if fehler is None
        else NICHTS,
        formular(
            "/einrichten",
            verborgen(code=code, **vorzeichen),
            textfeld("name", "Ihr Name", autocomplete="name", wert=name, fehlerhaft=ist("name"), fokus=not name),
            textfeld(
                "kennung",
                "Kennung",
                autocomplete="username",
                wert=kennung,
                hilfe="Damit melden Sie sich an, zum Beispiel anna.beispiel.",
                fehlerhaft=ist("kennung"),
                fokus=ist("kennung"),
            ),
            *_neues_kennwort(fehlerhaft=ist("kennwort")),
            haken(
                "koordination", "Ich koordiniere auch Inhalte (Maßnahmen, Sachstände, Berichte)", gesetzt=koordination
            ),
            knopf("Konto einrichten"),
        ),
    )
    return build_dokument("Erstes Konto einrichten", inhalt, status=status)


def _neues_kennwort(*, fehlerhaft: bool) -> tuple[Markup, Markup]:
    return (
        textfeld(
            "kennwort",
            "Neues Kennwort",
            autocomplete="new-password",
            hilfe=KENNWORTHILFE,
            fehlerhaft=fehlerhaft,
            fokus=fehlerhaft,
        ),
        textfeld("nochmal", "Neues Kennwort noch einmal", autocomplete="new-password", fehlerhaft=fehlerhaft),
    )


def show_kennwort(
    vorzeichen: Mapping[str, str],
    *,
    code: str,
    name: str,
    kennung: str,
    fehler: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Zeigt das Setzen des Kennworts über einen Link der Administration."""
    inhalt = verbinde(
        fehlerkasten(fehler),
        Markup("<p>Guten Tag, {}. Ihre Kennung ist <strong>{}</strong>.</p>").format(name, kennung),
        formular(
            "/kennwort",
            verborgen(code=code, **vorzeichen),
            Markup('<input type="text" name="username" value="{}" autocomplete="username" hidden>').format(kennung),
            *_neues_kennwort(fehlerhaft=fehler is not None),
            knopf("Kennwort setzen"),
        ),
    )
    return build_dokument("Kennwort setzen", inhalt, status=status)


def show_abmelden(gegenfeld: Mapping[str, str], *, name: str) -> HTMLResponse:
    """Fragt vor dem Abmelden nach; ein Link allein meldet niemanden ab."""
    inhalt = verbinde(
        Markup(
            "<p>Angemeldet ist <strong>{}</strong>. Nicht gespeicherte Eingaben in offenen Fenstern gehen verloren.</p>"
        ).format(name),
        formular(
            "/abmelden",
            verborgen(**gegenfeld),
            Markup('<div class="knoepfe">{}{}</div>').format(
                knopf("Abmelden", art=""), verweisknopf("/", "Angemeldet bleiben", art="still")
            ),
        ),
    )
    return build_dokument("Abmelden?", inhalt)


def show_abgemeldet() -> HTMLResponse:
    """Bestätigt das Abmelden."""
    inhalt = verbinde(
        absaetze("Ihre Sitzung ist beendet, auch in anderen Fenstern dieses Browsers."),
        verweisknopf("/anmelden", "Wieder anmelden", art="still"),
    )
    return build_dokument("Sie sind abgemeldet", inhalt)
