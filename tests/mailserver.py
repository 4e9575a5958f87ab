"""Vortäuschen: Mailserver auf diesem Rechner – ein ordentlicher (aiosmtpd) und einer, der sich danebenbenimmt."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from app_server import freier_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Postfach:
    """Was ein ordentlicher Server annahm; `ablehnung` je Empfänger ist seine Antwort auf RCPT."""

    port: int
    ablehnung: Mapping[str, str] = field(default_factory=dict)
    nachrichten: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    angemeldet: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, umschlag: Any, adresse: str, _weitere: Any) -> str:  # noqa: N802
        if adresse in self.ablehnung:
            return self.ablehnung[adresse]
        umschlag.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, umschlag: Any) -> str:  # noqa: N802
        nachricht = message_from_bytes(umschlag.content, policy=policy.default)
        assert isinstance(nachricht, EmailMessage)
        self.nachrichten.append((umschlag.mail_from, umschlag.rcpt_tos, nachricht))
        return "250 angenommen"

    def pruefe_anmeldung(self, _server: Any, _session: Any, _umschlag: Any, _weg: str, angaben: Any) -> AuthResult:
        self.angemeldet.append(angaben.login.decode())
        return AuthResult(success=angaben.password == b"geheim", handled=False)


@contextmanager
def mailserver(
    ablehnung: Mapping[str, str] | None = None, tls: ssl.SSLContext | None = None, *, anmelden: bool = False
) -> Iterator[Postfach]:
    """Startet einen ordentlichen Mailserver; mit `tls` verlangt er STARTTLS."""
    fach = Postfach(freier_port(), ablehnung or {})
    weiteres: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if anmelden:
        weiteres |= {"authenticator": fach.pruefe_anmeldung, "auth_required": True}
    lauf = Controller(fach, hostname="127.0.0.1", port=fach.port, ready_timeout=10, **weiteres)
    lauf.start()
    try:
        yield fach
    finally:
        lauf.stop()


@contextmanager
def stoerer(*antworten: bytes | None) -> Iterator[int]:
    """Startet einen Server, der je Zeile des Gegenübers die nächste Antwort gibt, und nennt seinen Port.

    Nach der letzten Antwort legt er auf; None heißt: schweigen, bis das Gegenüber aufgibt. Nach „354“ liest er die
    ganze Nachricht als eine Zeile.
    """
    horcher = socket.create_server(("127.0.0.1", 0))
    faden = threading.Thread(target=_stoere, args=(horcher, antworten), daemon=True)
    faden.start()
    try:
        yield int(horcher.getsockname()[1])
    finally:
        horcher.close()
        faden.join(10)


def _stoere(horcher: socket.socket, antworten: tuple[bytes | None, ...]) -> None:
    try:
        leitung, _ = horcher.accept()
    except OSError:  # niemand rief an
        return
    with leitung, leitung.makefile("rb") as zeilen:
        for nummer, antwort in enumerate(antworten):
            if antwort is None:
                while zeilen.readline():
                    pass
                return
            leitung.sendall(antwort + b"\r\n")
            if antwort.startswith(b"354"):
                while zeilen.readline() not in (b".\r\n", b""):
                    pass
            elif nummer < len(antworten) - 1 and not zeilen.readline():
                return


def build_zertifikat(ordner: Path, *namen: str) -> tuple[ssl.SSLContext, Path]:
    """Baut ein selbst unterschriebenes Zertifikat für diese Namen; gibt den Kontext des Servers und die Datei."""
    schluessel = ec.generate_private_key(ec.SECP256R1())
    wer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, namen[0])])
    jetzt = datetime.datetime.now(datetime.UTC)
    alternativen = [x509.IPAddress(ipaddress.ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in namen]
    zertifikat = (
        x509.CertificateBuilder()
        .subject_name(wer)
        .issuer_name(wer)
        .public_key(schluessel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(jetzt - datetime.timedelta(days=1))
        .not_valid_after(jetzt + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternativen), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(schluessel, hashes.SHA256())
    )
    datei = ordner / "zertifikat.pem"
    geheim = ordner / "schluessel.pem"
    datei.write_bytes(zertifikat.public_bytes(serialization.Encoding.PEM))
    geheim.write_bytes(
        schluessel.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    kontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    kontext.load_cert_chain(datei, geheim)
    return kontext, datei
