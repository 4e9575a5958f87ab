"""Lesen: die Befehlszeile – und zu jedem falschen Aufruf ein deutscher Satz."""

import argparse
import re
from datetime import date
from typing import Any, NoReturn

from mut_core.start.meldung import AufrufError

_AUFRUF = (
    (r"the following arguments are required: (.+)", r"Es fehlt: \1"),
    (r"unrecognized arguments: (.+)", r"Unbekannte Angabe: \1"),
    (r"argument (?:BEFEHL|AKTION): invalid choice: '(.*?)'.*", r"Das Kommando „\1“ gibt es nicht"),
    (r"argument (\S+): expected one argument", r"Nach \1 fehlt der Wert"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"Nach \1 kommt kein Wert („\2“)"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)


class Leser(argparse.ArgumentParser):
    """Liest die Befehlszeile und erklärt Fehler in einem deutschen Satz statt in argparse-Englisch."""

    def __init__(self, **angaben: Any) -> None:
        angaben.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**angaben, allow_abbrev=False, add_help=False)
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        """Wirft AufrufError mit dem deutschen Satz und dem Weg zur Hilfe."""
        satz = next((neu for muster, text in _AUFRUF if (neu := re.sub(muster, text, message)) != message), message)
        raise AufrufError(f"{satz} – Hilfe: {self.prog} --help")

    def format_help(self) -> str:
        """Gibt die Hilfe mit deutschen Überschriften."""
        hilfe = super().format_help().replace("usage:", "Aufruf:").replace("options:", "Optionen:")
        return hilfe.replace("positional arguments:", "Angaben:")


Unterbefehle = Any
"""argparse verrät den Typ seiner Unterbefehle nicht öffentlich."""


def read_tag(text: str) -> date:
    """Liest JJJJ-MM-TT; wirft ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as fehler:
        raise argparse.ArgumentTypeError("bitte als JJJJ-MM-TT, z. B. 2023-08-30") from fehler


def read_zahl(text: str) -> int:
    """Liest eine ganze Zahl; wirft ArgumentTypeError."""
    try:
        return int(text)
    except ValueError as fehler:
        raise argparse.ArgumentTypeError(f"bitte eine ganze Zahl statt „{text}“") from fehler
