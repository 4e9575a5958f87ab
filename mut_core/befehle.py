"""Befehle: was `python3 -m mut_core …` nach der Einrichtung tut – bereitstellen, Bericht, Demo, Prüfung."""

import argparse
import errno
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mut_core import demo, lagebild, rechte
from mut_core.bericht import FORMEN, build_bericht
from mut_core.datenbank import connect_datenbank, leseeinheit, ping_datenbank
from mut_core.demo import einzelplatz
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.protokoll import tag_in_berlin, vorgang_von
from mut_core.fehler import BetriebError, EingabeError, MutError
from mut_core.migration import abweichungen, upgrade_datenbank
from mut_core.modell import Bericht
from mut_core.modell.codes import Berichtsform
from mut_core.start.meldung import AufrufError


def main(argv: Sequence[str] | None = None) -> int:
    """Führt einen Befehl aus und gibt den Exitcode; erwartete Fehler sind ein deutscher Satz, kein Traceback."""
    try:
        argumente = _leser().parse_args(argv)
        argumente.tun(argumente)
    except MutError as fehler:
        _sage(str(fehler))
        return 2 if isinstance(fehler, AufrufError) else 1
    except sa.exc.DBAPIError as fehler:
        meldung = str(fehler.orig).strip().partition("\n")[0]
        _sage(f"Die Datenbank lehnt ab („{meldung}“). Bitte Rechte und Adresse in MUT_DATENBANK prüfen.")
        return 1
    except OSError as fehler:
        _sage(_satz(fehler))
        return 1
    except KeyboardInterrupt:
        _sage("Abgebrochen.")
        return 130
    return 0


class _Leser(argparse.ArgumentParser):
    """Liest die Befehlszeile und erklärt Fehler in einem deutschen Satz statt in argparse-Englisch."""

    def __init__(self, **angaben: Any) -> None:
        super().__init__(**angaben, allow_abbrev=False, add_help=False)
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        satz = next((neu for muster, text in _AUFRUF if (neu := re.sub(muster, text, message)) != message), message)
        raise AufrufError(f"{satz} – Hilfe: {self.prog} --help")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Aufruf:").replace("options:", "Optionen:")


_AUFRUF = (
    (r"the following arguments are required: (.+)", r"Es fehlt: \1"),
    (r"unrecognized arguments: (.+)", r"Unbekannte Angabe: \1"),
    (r"argument BEFEHL: invalid choice: '(.+?)'.*", r"Das Kommando „\1“ gibt es nicht"),
    (r"argument (\S+): expected one argument", r"Nach \1 fehlt der Wert"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"Nach \1 kommt kein Wert („\2“)"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)


def _leser() -> argparse.ArgumentParser:
    leser = _Leser(prog="python3 -m mut_core", description=__doc__)
    befehle = leser.add_subparsers(required=True, metavar="BEFEHL")
    bereit = befehle.add_parser("bereitstellen", help="Datenbank einrichten und Demo laden")
    bereit.add_argument("--ohne-demo", action="store_true", help="leer beginnen")
    bereit.set_defaults(tun=bereitstellen)
    form = befehle.add_parser("bericht", help="einen Bericht als Word-Datei schreiben")
    form.add_argument("--konzept", required=True, help="Kürzel, z. B. lehrte")
    form.add_argument("--form", default=Berichtsform.SACHSTANDSBERICHT, type=_form, help=_formen())
    form.add_argument("--stichtag", type=_tag, help="JJJJ-MM-TT; ohne Angabe die Vorgabe des Konzepts oder heute")
    form.add_argument("--nummer", type=_zahl, help="laufende Nummer des Berichts")
    form.add_argument("--nach", required=True, type=Path, help="Zieldatei, z. B. Bericht.docx")
    form.set_defaults(tun=bericht)
    last = befehle.add_parser("demo", help="ein großes erfundenes Konzept für Lasttests anlegen")
    last.add_argument("--massnahmen", type=_zahl, default=10_000)
    last.add_argument("--sachstaende", type=_zahl, default=10, help="je Maßnahme")
    last.set_defaults(tun=synthetisch)
    befehle.add_parser("pruefe-migration", help="vergleicht Migration und Modell").set_defaults(tun=pruefe_migration)
    return leser


def _tag(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fehler:
        raise argparse.ArgumentTypeError("bitte als JJJJ-MM-TT, z. B. 2023-08-30") from fehler


def _zahl(text: str) -> int:
    try:
        return int(text)
    except ValueError as fehler:
        raise argparse.ArgumentTypeError(f"bitte eine ganze Zahl statt „{text}“") from fehler


def _formen() -> str:
    return ", ".join(form.value for form in FORMEN)


def _form(text: str) -> Berichtsform:
    form = next((form for form in FORMEN if form.value == text), None)
    if form is None:
        raise argparse.ArgumentTypeError(f"die Form „{text}“ gibt es nicht; vorhanden: {_formen()}")
    return form


_GRUND = {
    errno.ENOENT: "den Ordner gibt es nicht",
    errno.ENOTDIR: "das ist kein Ordner",
    errno.EISDIR: "das ist ein Ordner; bitte eine Datei nennen",
    errno.EACCES: "die Schreibrechte fehlen (oder die Datei ist noch geöffnet)",
    errno.EPERM: "die Schreibrechte fehlen",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.ENAMETOOLONG: "der Name ist zu lang",
}


def _satz(fehler: OSError) -> str:
    """Gibt einen deutschen Satz zu einem Fehler des Betriebssystems."""
    ort = f" („{fehler.filename}“)" if fehler.filename else ""
    grund = _GRUND.get(fehler.errno or 0, fehler.strerror or str(fehler))
    return f"Schreiben oder Lesen ist nicht gelungen{ort}: {grund}. Bitte einen anderen Ort nennen."


@contextmanager
def _datenbank() -> Iterator[sa.Engine]:
    """Öffnet die Datenbank und fragt sie gleich an, damit Unerreichbares ein Satz ist, bevor etwas geschieht."""
    engine = connect_datenbank()
    try:
        _frage_an(engine)
        yield engine
    finally:
        engine.dispose()


def _frage_an(engine: sa.Engine) -> None:
    try:
        ping_datenbank(engine)
    except sa.exc.DatabaseError as fehler:
        raise BetriebError(
            f"„{engine.url.database}“ ist keine Datenbank oder beschädigt; es wurde nichts verändert. "
            "Bitte eine Sicherung zurückspielen oder mit MUT_DATENBANK einen anderen Ort nennen."
        ) from fehler


def bereitstellen(argumente: argparse.Namespace) -> None:
    """Bringt die Datenbank auf den neuesten Stand und füllt eine leere; die letzte Zeile ist JSON für den Start."""
    with _datenbank() as engine:
        _sage("Datenbank wird vorbereitet …")
        upgrade_datenbank(engine)
        _fuelle(engine, ohne_demo=argumente.ohne_demo)
        stand = _stand(engine)
    sys.stdout.write(json.dumps(stand, ensure_ascii=False) + "\n")


def _fuelle(engine: sa.Engine, *, ohne_demo: bool) -> None:
    jetzt = datetime.now(UTC)
    if ohne_demo:
        einzelplatz.load_einzelplatz(engine, jetzt)
    elif not _hat_personen(engine):
        _sage("Demo-Daten werden geladen …")
        demo.load_demo(engine, tag_in_berlin(jetzt), jetzt, _friere_ein)


def _stand(engine: sa.Engine) -> dict[str, object]:
    """Gibt, was der Start einem Menschen zeigt."""
    with leseeinheit(engine) as session:
        konzepte = lagebild.konzepte(session)
        person = rechte.standardperson(rechte.demo_personen(session))
    return {
        "nutzer": person.name if person else "niemand",
        "konzept": f"{konzepte[0].kommune}: {konzepte[0].bezeichnung}" if konzepte else "noch keines",
        "konzepte": len(konzepte),
        "datenbank": engine.url.render_as_string(hide_password=True),
    }


def _friere_ein(session: Session, vorhanden: Bericht) -> None:
    """Friert einen früheren Bericht des Beispiels so ein, wie er an seinem Tag aussah."""
    bild = lagebild.load_lagebild(session, vorhanden.konzept_id, vorhanden.stichtag)
    dokument = build_bericht(bild, vorhanden.form, nummer=vorhanden.nummer)
    freeze_bericht(session, vorgang_von(session), vorhanden.id, lagebild.freeze_lagebild(bild), dokument)


def _hat_personen(engine: sa.Engine) -> bool:
    with leseeinheit(engine) as session:
        return bool(rechte.demo_personen(session))


def bericht(argumente: argparse.Namespace) -> None:
    """Schreibt einen Bericht; die Zieldatei erscheint erst, wenn sie vollständig ist."""
    if argumente.nummer is not None and not 1 <= argumente.nummer <= 9999:
        raise EingabeError("Die Nummer des Berichts ist eine Zahl von 1 bis 9999.")
    with _datenbank() as engine, leseeinheit(engine) as session:
        konzept_id = lagebild.require_konzept(session, argumente.konzept)
        vorgabe = next(k.vorgabe_stichtag for k in lagebild.konzepte(session) if k.id == konzept_id)
        stichtag = argumente.stichtag or vorgabe or tag_in_berlin(datetime.now(UTC))
        bild = lagebild.load_lagebild(session, konzept_id, stichtag)
    daten = build_bericht(bild, argumente.form, nummer=argumente.nummer)
    _schreibe(argumente.nach, daten)
    _sage(f"Geschrieben: {argumente.nach} ({len(daten) // 1024} KB, Stand {stichtag:%d.%m.%Y})")


def _schreibe(ziel: Path, daten: bytes) -> None:
    """Schreibt erst daneben und tauscht dann; was misslingt, lässt weder Teil noch veränderte Zieldatei zurück."""
    if ziel.is_dir():
        raise IsADirectoryError(errno.EISDIR, "", str(ziel))
    teil = ziel.with_name(f".mut-{os.getpid()}.teil")
    try:
        teil.write_bytes(daten)
        teil.replace(ziel)
    except OSError as fehler:
        raise OSError(fehler.errno, fehler.strerror, str(ziel)) from fehler
    finally:
        with suppress(OSError):
            teil.unlink(missing_ok=True)


def synthetisch(argumente: argparse.Namespace) -> None:
    """Legt das Konzept `synthetisch` in der Datenbank von `MUT_DATENBANK` an."""
    if not 1 <= argumente.massnahmen <= 200_000 or not 1 <= argumente.sachstaende <= 100:
        raise EingabeError("Möglich sind 1 bis 200.000 Maßnahmen mit je 1 bis 100 Sachständen.")
    beginn, jetzt = time.monotonic(), datetime.now(UTC)
    zahlen = {"massnahmen": argumente.massnahmen, "sachstaende": argumente.sachstaende}
    with _datenbank() as engine:
        upgrade_datenbank(engine)
        neu = demo.load_synthetisch(engine, tag_in_berlin(jetzt), jetzt, **zahlen)
    if neu:
        _sage(f"{argumente.massnahmen} Maßnahmen angelegt in {time.monotonic() - beginn:.1f} s.")
    else:
        _sage("Das Konzept „synthetisch“ gibt es schon; es wurde nichts verändert.")


def pruefe_migration(_argumente: argparse.Namespace) -> None:
    """Wirft EingabeError, wenn eine frisch migrierte Datenbank anders aussieht als das Modell."""
    with tempfile.TemporaryDirectory() as ordner:
        engine = connect_datenbank(f"sqlite:///{Path(ordner).as_posix()}/leer.sqlite")
        upgrade_datenbank(engine)
        unterschiede = abweichungen(engine)
        engine.dispose()
    if unterschiede:
        raise EingabeError(f"Migration und Modell weichen voneinander ab: {unterschiede}")
    _sage("Migration und Modell sind gleich.")


def _sage(satz: str) -> None:
    sys.stderr.write(f"{satz}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())
