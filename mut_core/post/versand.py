"""Senden: eine E-Mail über den eingerichteten Mailserver – und wissen, ob sie sicher nicht hinausging.

Bis der Server die Nachricht annimmt, ist jeder Fehler eindeutig: nichts wurde gesendet. Reißt die Verbindung ab,
während er sie annimmt, weiß es niemand; dann ist der Fehler `ungewiss` und es wird nie von selbst wiederholt.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from mut_core.erfassung.mailadresse import read_mailadresse
from mut_core.fehler import BetriebError
from mut_core.post.erinnerungstext import Brief
from mut_core.post.postweg import Postweg, Verschluesselung
from mut_core.sprache import knapp
from mut_core.texte import clean_text

_NICHTS = "Es wurde nichts gesendet."
_ANGENOMMEN, _ABGELEHNT = 200, 400
"""Antworten dazwischen nehmen an (2xx) oder bitten weiterzusprechen (354)."""


class VersandError(BetriebError):
    """Eine E-Mail ging nicht hinaus; `ungewiss` heißt: Sie kann trotzdem angekommen sein."""

    def __init__(self, text: str, *, ungewiss: bool = False) -> None:
        super().__init__(text)
        self.ungewiss = ungewiss


def send_mail(weg: Postweg, an: str, brief: Brief, jetzt: datetime) -> None:
    """Sendet einen Brief an genau eine Adresse; nie innerhalb einer Datenbankeinheit aufrufen.

    Wirft VersandError mit dem Grund auf Deutsch und EingabeError, wenn die Adresse keine ist. Wartet je Antwort
    höchstens `weg.zeitgrenze` Sekunden.
    """
    empfaenger = read_mailadresse(an, feld="an")
    nachricht = build_nachricht(weg, empfaenger, brief, jetzt).as_bytes(policy=policy.SMTP)
    with _verbunden(weg) as smtp:
        _nenne_umschlag(weg, smtp, empfaenger)
        _uebergib(weg, smtp, nachricht)


def build_nachricht(weg: Postweg, an: str, brief: Brief, jetzt: datetime) -> EmailMessage:
    """Gibt die Nachricht mit ihren Kopfzeilen; keine davon enthält den Namen dieses Rechners oder einer Person."""
    nachricht = EmailMessage(policy=policy.SMTP)
    nachricht["From"] = weg.absender
    nachricht["To"] = an
    if weg.antwort_an:
        nachricht["Reply-To"] = weg.antwort_an
    nachricht["Subject"] = " ".join(clean_text(brief.betreff).split())  # eine Zeile: keine Kopfzeile kommt hinzu
    nachricht["Date"] = format_datetime(jetzt)
    nachricht["Message-ID"] = make_msgid(domain=weg.absender.rpartition("@")[2])
    nachricht["Auto-Submitted"] = "auto-generated"
    nachricht.set_content(clean_text(brief.text) + "\n", cte="quoted-printable")
    nachricht["Content-Language"] = "de"
    return nachricht


@contextmanager
def _verbunden(weg: Postweg) -> Iterator[smtplib.SMTP]:
    """Öffnet die Verbindung, verschlüsselt und meldet sich an; was hier scheitert, hat sicher nichts gesendet."""
    try:
        smtp = _verbinde(weg)
    except (OSError, smtplib.SMTPException) as fehler:
        raise VersandError(f"{_grund(weg, fehler)} {_NICHTS}") from None  # der Fehlertext kann das Konto enthalten
    try:
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _verbinde(weg: Postweg) -> smtplib.SMTP:
    if weg.verschluesselung == Verschluesselung.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(weg.adresse, weg.port, timeout=weg.zeitgrenze, context=_tls(weg))
    else:
        smtp = smtplib.SMTP(weg.adresse, weg.port, timeout=weg.zeitgrenze)
    try:
        if weg.verschluesselung == Verschluesselung.STARTTLS:
            smtp.starttls(context=_tls(weg))
        if weg.konto and weg.kennwort:
            smtp.login(weg.konto, weg.kennwort)
    except (OSError, smtplib.SMTPException):
        smtp.close()
        raise
    return smtp


def _tls(weg: Postweg) -> ssl.SSLContext:
    """Prüft Zertifikat und Namen; eine eigene Zertifizierungsstelle kommt zu denen des Rechners hinzu."""
    context = ssl.create_default_context()
    if weg.zertifikat:
        context.load_verify_locations(weg.zertifikat)
    return context


def _nenne_umschlag(weg: Postweg, smtp: smtplib.SMTP, empfaenger: str) -> None:
    """Nennt Absender und Empfänger und fragt, ob die Nachricht kommen darf; gesendet ist danach noch nichts."""
    try:
        smtp.ehlo_or_helo_if_needed()
        _pruefe("den Absender", *smtp.mail(weg.absender))
        _pruefe("diese Adresse", *smtp.rcpt(empfaenger))
        _pruefe("die Nachricht", *smtp.docmd("DATA"))
    except (OSError, smtplib.SMTPException) as fehler:
        raise VersandError(f"{_grund(weg, fehler)} {_NICHTS}") from None


def _uebergib(weg: Postweg, smtp: smtplib.SMTP, nachricht: bytes) -> None:
    """Übergibt die Nachricht; ein Punkt am Anfang einer Zeile wird verdoppelt, allein beendet er sie (RFC 5321)."""
    try:
        smtp.send(nachricht.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, antwort = smtp.getreply()
    except (OSError, smtplib.SMTPException) as fehler:
        raise VersandError(
            f"{_grund(weg, fehler)} Die Nachricht war schon unterwegs: Es ist nicht bekannt, ob sie ankam.",
            ungewiss=True,
        ) from None
    _pruefe("die Nachricht", code, antwort)


def _pruefe(was: str, code: int, antwort: bytes) -> None:
    if not _ANGENOMMEN <= code < _ABGELEHNT:
        raise VersandError(f"Der Mailserver lehnt {was} ab ({_antwort(code, antwort)}). {_NICHTS}")


def _antwort(code: int, antwort: bytes | str) -> str:
    text = antwort.decode("utf-8", "replace") if isinstance(antwort, bytes) else antwort
    sauber = knapp(clean_text(text), 200)
    return f"{code} {sauber}" if sauber else str(code)


def _grund(weg: Postweg, fehler: Exception) -> str:
    ort = f"{weg.adresse}, Port {weg.port}"
    if isinstance(fehler, smtplib.SMTPServerDisconnected) and isinstance(fehler.__context__, OSError):
        fehler = fehler.__context__  # smtplib nennt auch Zeitüberschreitungen „abgebrochen“
    if isinstance(fehler, smtplib.SMTPAuthenticationError):
        return "Der Mailserver lehnt die Anmeldung ab; bitte MUT_SMTP_KONTO und MUT_SMTP_KENNWORT prüfen."
    if isinstance(fehler, smtplib.SMTPNotSupportedError):
        return f"Der Mailserver ({ort}) bietet Verschlüsselung oder Anmeldung nicht so an, wie sie eingestellt ist."
    if isinstance(fehler, smtplib.SMTPResponseException):
        return f"Der Mailserver ({ort}) lehnt ab ({_antwort(fehler.smtp_code, fehler.smtp_error)})."
    return next((satz.format(ort=ort) for art, satz in _GRUENDE if isinstance(fehler, art)), _SONST.format(ort=ort))


_GRUENDE: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "Das Zertifikat des Mailservers ({ort}) ist nicht gültig oder gilt nicht für ihn."),
    (ssl.SSLError, "Die verschlüsselte Verbindung zum Mailserver ({ort}) kommt nicht zustande."),
    (socket.gaierror, "Den Mailserver ({ort}) gibt es nicht; bitte MUT_SMTP_ADRESSE prüfen."),
    (TimeoutError, "Der Mailserver ({ort}) antwortet nicht."),
    (ConnectionRefusedError, "Der Mailserver ({ort}) nimmt keine Verbindung an."),
    (smtplib.SMTPServerDisconnected, "Der Mailserver ({ort}) hat die Verbindung abgebrochen."),
    (ConnectionError, "Der Mailserver ({ort}) hat die Verbindung abgebrochen."),
)
_SONST = "Der Mailserver ({ort}) ist nicht erreichbar."
