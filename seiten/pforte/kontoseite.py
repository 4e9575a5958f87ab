"""Zeigen: das eigene Konto – wer ich bin, Kennwort, zweiter Faktor, offene Sitzungen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.responses import HTMLResponse

from mut_core.anmeldung import OffeneAnmeldung
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte.anmeldeseiten import KENNWORTHILFE
from seiten.pforte.gestalt import (
    NICHTS,
    absaetze,
    build_dokument,
    fehlerkasten,
    formular,
    hinweiskasten,
    knopf,
    textfeld,
    verbinde,
    verborgen,
    verweisknopf,
)

_BERLIN: Final = ZoneInfo("Europe/Berlin")
ZIEL: Final = "/konto"


@dataclass(frozen=True)
class Vorschlag:
    """Ein vorgeschlagener, noch nicht bestätigter zweiter Faktor; `zettel` trägt ihn unterschrieben im Formular."""

    geheimnis: str
    qr: str
    zettel: str


@dataclass(frozen=True)
class Konto:
    """Was die Seite zeigt; `vorschlag` fehlt, wenn ein zweiter Faktor schon eingerichtet ist."""

    name: str
    kennung: str
    weg: Anmeldeweg
    anmeldung_id: int
    sitzungen: Sequence[OffeneAnmeldung]
    hat_kennwort: bool = False
    hat_faktor: bool = False
    faktor_verlangt: bool = False
    muss_faktor: bool = False
    vorschlag: Vorschlag | None = None


@dataclass(frozen=True)
class Meldung:
    """Was gerade geschah: ein Fehler mit dem Feld, dem er gilt, oder ein Erfolg."""

    text: str
    feld: str | None = None


def show_konto(
    konto: Konto,
    gegenfeld: Mapping[str, str],
    *,
    fehler: Meldung | None = None,
    hinweis: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Zeigt das Konto; wer zuerst den zweiten Faktor einrichten muss, sieht nur diesen und die Sitzungen."""
    feld = fehler.feld if fehler else None
    teile = [
        hinweiskasten(hinweis),
        fehlerkasten(fehler.text if fehler else None),
        _person(konto),
        _faktor(konto, gegenfeld, feld) if konto.hat_kennwort else NICHTS,
        _kennwort(konto, gegenfeld, feld) if konto.hat_kennwort and not konto.muss_faktor else NICHTS,
        _sitzungen(konto, gegenfeld),
    ]
    return build_dokument("Mein Konto", verbinde(*teile), status=status, breit=True, zurueck=not konto.muss_faktor)


def _person(konto: Konto) -> Markup:
    satz = NICHTS
    if konto.weg is Anmeldeweg.DEMO:
        satz = absaetze("Sie probieren die Anwendung als Demo-Person aus. Demo-Personen haben kein Kennwort.")
    return Markup(
        '<section aria-label="Person"><dl><dt>Name</dt><dd>{}</dd><dt>Kennung</dt><dd>{}</dd>'
        "<dt>Angemeldet über</dt><dd>{}</dd></dl>{}{}</section>"
    ).format(konto.name, konto.kennung, konto.weg.bezeichnung, satz, verweisknopf("/abmelden", "Abmelden", art="still"))


def _abschnitt(kopf: str, kennzeichen: str, *teile: Markup) -> Markup:
    return Markup('<section aria-labelledby="{0}"><h2 id="{0}">{1}</h2>{2}</section>').format(
        kennzeichen, kopf, verbinde(*teile)
    )


def _kennwort(konto: Konto, gegenfeld: Mapping[str, str], feld: str | None) -> Markup:
    return _abschnitt(
        "Kennwort ändern",
        "kopf-kennwort",
        absaetze("Alle anderen Sitzungen enden damit; diese bleibt."),
        formular(
            ZIEL,
            verborgen(tun="kennwort", **gegenfeld),
            Markup('<input type="text" name="username" value="{}" autocomplete="username" hidden>').format(
                konto.kennung
            ),
            textfeld(
                "altes",
                "Bisheriges Kennwort",
                autocomplete="current-password",
                fehlerhaft=feld == "altes",
                fokus=feld == "altes",
            ),
            textfeld(
                "kennwort",
                "Neues Kennwort",
                autocomplete="new-password",
                hilfe=KENNWORTHILFE,
                fehlerhaft=feld == "kennwort",
                fokus=feld == "kennwort",
            ),
            textfeld(
                "nochmal", "Neues Kennwort noch einmal", autocomplete="new-password", fehlerhaft=feld == "kennwort"
            ),
            knopf("Kennwort ändern", art=""),
        ),
    )


def _faktor(konto: Konto, gegenfeld: Mapping[str, str], feld: str | None) -> Markup:
    if konto.hat_faktor:
        return _eingerichtet(konto, gegenfeld, feld)
    if konto.vorschlag is None:
        return NICHTS
    einrichten = _einrichten(konto.vorschlag, gegenfeld, feld)
    if konto.muss_faktor:
        satz = "Für Ihr Konto ist ein zweiter Faktor vorgeschrieben. Richten Sie ihn ein; danach geht es weiter."
        return _abschnitt("Zweiter Faktor", "kopf-faktor", absaetze(satz), einrichten)
    return _abschnitt(
        "Zweiter Faktor",
        "kopf-faktor",
        absaetze("Mit einem Code aus Ihrem Telefon ist Ihr Konto auch dann geschützt, wenn jemand Ihr Kennwort kennt."),
        Markup("<details{}><summary>Zweiten Faktor einrichten</summary>{}</details>").format(
            Markup(" open") if feld == "code" else NICHTS, einrichten
        ),
    )


def _einrichten(vorschlag: Vorschlag, gegenfeld: Mapping[str, str], feld: str | None) -> Markup:
    gruppen = " ".join(vorschlag.geheimnis[i : i + 4] for i in range(0, len(vorschlag.geheimnis), 4))
    return verbinde(
        absaetze("1. Lesen Sie dieses Bild mit einer Authenticator-App ein (zum Beispiel Aegis, FreeOTP oder 2FAS)."),
        Markup('<div class="qr">{}</div>').format(Markup(vorschlag.qr)),  # noqa: S704 – SVG aus dem Kern
        Markup('<p class="leise">Ohne Kamera tippen Sie diesen Schlüssel ein: <code>{}</code></p>').format(gruppen),
        absaetze("2. Geben Sie den Code ein, den die App jetzt zeigt."),
        formular(
            ZIEL,
            verborgen(tun="faktor", vorschlag=vorschlag.zettel, **gegenfeld),
            textfeld(
                "code",
                "Sechsstelliger Code",
                autocomplete="one-time-code",
                zahlen=True,
                fehlerhaft=feld == "code",
                fokus=feld == "code",
            ),
            knopf("Zweiten Faktor einrichten", art=""),
        ),
    )


def _eingerichtet(konto: Konto, gegenfeld: Mapping[str, str], feld: str | None) -> Markup:
    if konto.faktor_verlangt:
        satz = "Er ist eingerichtet und für Ihr Konto vorgeschrieben. Bei verlorenem Telefon hilft die Administration."
        return _abschnitt("Zweiter Faktor", "kopf-faktor", absaetze(satz))
    return _abschnitt(
        "Zweiter Faktor",
        "kopf-faktor",
        absaetze("Er ist eingerichtet: Beim Anmelden wird nach dem Kennwort ein Code aus Ihrer App verlangt."),
        Markup("<details{}><summary>Zweiten Faktor entfernen</summary>{}</details>").format(
            Markup(" open") if feld == "code" else NICHTS,
            formular(
                ZIEL,
                verborgen(tun="faktor_weg", **gegenfeld),
                textfeld(
                    "code",
                    "Sechsstelliger Code",
                    autocomplete="one-time-code",
                    zahlen=True,
                    fehlerhaft=feld == "code",
                    hilfe="Der Code aus der App, die Sie entfernen.",
                    fokus=feld == "code",
                ),
                knopf("Zweiten Faktor entfernen", art="still"),
            ),
        ),
    )


def _sitzungen(konto: Konto, gegenfeld: Mapping[str, str]) -> Markup:
    zeilen = verbinde(*(_zeile(s, konto.anmeldung_id, gegenfeld) for s in konto.sitzungen))
    andere = any(s.id != konto.anmeldung_id for s in konto.sitzungen)
    alle = formular(ZIEL, verborgen(tun="andere", **gegenfeld), knopf("Alle anderen beenden", art="still"))
    return _abschnitt(
        "Offene Sitzungen",
        "kopf-sitzungen",
        absaetze("Hier sind Sie gerade angemeldet. Was Sie nicht kennen, beenden Sie bitte und ändern Ihr Kennwort.")
        if konto.hat_kennwort
        else absaetze("Hier sind Sie gerade angemeldet."),
        Markup('<ul class="sitzungen">{}</ul>').format(zeilen),
        alle if andere else NICHTS,
    )


def _zeile(sitzung: OffeneAnmeldung, eigene: int, gegenfeld: Mapping[str, str]) -> Markup:
    if sitzung.id == eigene:
        rechts = Markup('<span class="leise">diese Sitzung</span>')
    else:
        rechts = formular(
            ZIEL,
            verborgen(tun="beenden", sitzung=str(sitzung.id), **gegenfeld),
            Markup(
                '<button type="submit" class="still klein" aria-label="Beenden: {}, seit {}">Beenden</button>'
            ).format(sitzung.geraet or "Unbekanntes Gerät", _wann(sitzung.begonnen_am)),
        )
    return Markup(
        '<li><span><strong>{}</strong><span class="leise">{} · seit {} · zuletzt {}</span></span>{}</li>'
    ).format(
        sitzung.geraet or "Unbekanntes Gerät",
        sitzung.weg.bezeichnung,
        _wann(sitzung.begonnen_am),
        _wann(sitzung.zuletzt_am),
        rechts,
    )


def _wann(zeitpunkt: datetime) -> str:
    return f"{zeitpunkt.astimezone(_BERLIN):%d.%m.%Y, %H:%M} Uhr"
