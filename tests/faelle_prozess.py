"""Prozesse für Fehlertests: Schreiber und Umsteller, die ein Test startet, nebeneinander laufen lässt oder abschießt.

Aufruf durch `starte("zaehle", …)`; jede bestätigte Sache steht sofort als eine Zeile auf der Standardausgabe.
"""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from vorrat import Zweig, vorrat

WURZEL = Path(__file__).resolve().parent.parent


Prozess = subprocess.Popen[str] | Zweig


def starte(aufgabe: str, *argumente: object) -> Prozess:
    """Startet eine Aufgabe dieser Datei als eigenen Prozess."""
    if quelle := vorrat():
        return quelle.run(Path(__file__), [aufgabe, *(str(a) for a in argumente)])
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(Path(__file__)), aufgabe, *(str(a) for a in argumente)],
        cwd=WURZEL,
        env={**os.environ, "PYTHONPATH": str(WURZEL)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def los(*prozesse: Prozess) -> None:
    """Wartet, bis alle Prozesse bereit sind, und lässt sie dann im selben Augenblick los."""
    for prozess in prozesse:
        assert prozess.stdout is not None
        assert prozess.stdout.readline() == "bereit\n", prozess.stderr and prozess.stderr.read()
    for prozess in prozesse:
        assert prozess.stdin is not None
        prozess.stdin.write("los\n")
        prozess.stdin.flush()


def ernte(prozess: Prozess) -> tuple[str, str]:
    """Wartet auf das Ende eines Prozesses und gibt, was er seit `los` ausgegeben hat, und seine Fehler."""
    with prozess:
        assert prozess.stdout is not None
        assert prozess.stderr is not None
        return prozess.stdout.read(), prozess.stderr.read()


def toete(prozess: Prozess) -> tuple[set[str], str]:
    """Beendet einen Prozess mit kill -9 und gibt die Zeilen, die er bis dahin bestätigt hat, und seine Fehler."""
    prozess.kill()
    aus, fehler = ernte(prozess)
    return {zeile for zeile in aus.split("\n")[:-1] if zeile}, fehler


def _bereit() -> None:
    print("bereit", flush=True)
    sys.stdin.readline()


def zaehle(url: str, nutzer_id: int, massnahmen: str, anzahl: int) -> None:
    """Zählt in zwei Threads je `anzahl`-mal eine von mehreren Maßnahmen um eins hoch (lesen, rechnen, schreiben)."""
    from mut_core.datenbank import connect_datenbank, schreibeinheit
    from mut_core.erfassung.protokoll import Vorgang
    from mut_core.modell import Massnahme
    from mut_core.rechte import Person

    engine = connect_datenbank(url)
    schluessel = [int(m) for m in massnahmen.split(",")]
    ergebnis: dict[str, list[object]] = {"dauern": [], "fehler": []}

    def lauf(start: int) -> None:
        for n in range(anzahl):
            begonnen = time.monotonic()
            try:
                with schreibeinheit(engine, Vorgang(Person(nutzer_id, "x", "X"), datetime.now(UTC))) as session:
                    massnahme = session.get(Massnahme, schluessel[(start + n) % len(schluessel)])
                    assert massnahme is not None
                    massnahme.beschreibung = str(int(massnahme.beschreibung or 0) + 1)
            except Exception as fehler:  # der Test will jede Art von Fehler sehen
                ergebnis["fehler"].append(repr(fehler))
            else:
                ergebnis["dauern"].append(time.monotonic() - begonnen)

    _bereit()
    threads = [threading.Thread(target=lauf, args=(n,)) for n in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(json.dumps(ergebnis), flush=True)


def schreibe(url: str, nutzer_id: int, konzept_id: int, kennung: str) -> None:
    """Schreibt endlos Paare von Kennzahlen; wiederholt nach einem Fehler denselben Vorgang, bis er bestätigt ist."""
    from mut_core.datenbank import connect_datenbank, schreibeinheit
    from mut_core.erfassung.protokoll import Vorgang, erledigt
    from mut_core.fehler import BetriebError
    from mut_core.modell import Kennzahl
    from mut_core.rechte import Person

    engine = connect_datenbank(url)
    _bereit()
    n = 0
    while True:
        n += 1
        vorgang = Vorgang(Person(nutzer_id, "x", "X"), datetime.now(UTC), schluessel=f"{kennung}-{n}")
        bestaetigt = False
        while not bestaetigt:
            try:
                with schreibeinheit(engine, vorgang) as session:
                    if erledigt(session, vorgang, "kennzahl") is None:
                        for halb in "ab":
                            session.add(Kennzahl(konzept_id=konzept_id, bezeichnung=f"{kennung}-{n}", wert=halb))
                            session.flush()
                bestaetigt = True
            except (BetriebError, sa.exc.DBAPIError) as fehler:
                print(f"! {type(fehler).__name__} {fehler}".replace("\n", " "), file=sys.stderr, flush=True)
                time.sleep(0.05)
        print(f"{kennung}-{n}", flush=True)


def migriere(url: str, ordner: str | None = None) -> None:
    """Bringt die Datenbank auf den neuesten Stand und sagt, ob etwas zu tun war."""
    from mut_core.datenbank import connect_datenbank
    from mut_core.migration import ORDNER, upgrade_datenbank

    engine = connect_datenbank(url)
    _bereit()
    print(upgrade_datenbank(engine, Path(ordner) if ordner else ORDNER), flush=True)
    engine.dispose()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["zaehle", url, nutzer_id, massnahmen, anzahl]:
            zaehle(url, int(nutzer_id), massnahmen, int(anzahl))
        case ["schreibe", url, nutzer_id, konzept_id, kennung]:
            schreibe(url, int(nutzer_id), int(konzept_id), kennung)
        case ["migriere", url, *rest]:
            migriere(url, *rest)
        case _:
            sys.exit(f"unbekannte Aufgabe: {sys.argv[1:]}")
