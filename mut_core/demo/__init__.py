"""Demo: füllt eine leere Datenbank mit den vier echten Konzepten, dem erfundenen Musterstadt und Demo-Personen."""

from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core.datenbank import schreibeinheit
from mut_core.demo.musterstadt import create_musterstadt
from mut_core.demo.personen import create_demo_personen, create_rollen, require_uebernahme
from mut_core.demo.quellen import create_quellen
from mut_core.demo.synthetisch import SCHLUESSEL, create_synthetisch
from mut_core.erfassung.protokoll import Vorgang, switch_vorgang
from mut_core.modell import Bericht, Konzept
from mut_core.rechte import Person

__all__ = ["load_demo", "load_synthetisch"]

_NIEMAND = Person(0, "", "")
"""Nur bis die Zeile der Übernahme feststeht; unter ihm wird nichts geschrieben."""


def load_demo(
    engine: sa.Engine,
    heute: date,
    zeitpunkt: datetime,
    nach_bericht: Callable[[Session, Bericht], None] | None = None,
) -> bool:
    """Lädt alle Demo-Daten in einer Transaktion und sagt, ob etwas zu laden war; gibt es ein Konzept, geschieht nichts.

    Musterstadt lebt am Tag `heute`; `zeitpunkt` (UTC) steht im Protokoll. `nach_bericht` wird für die zwei früheren
    Berichte von Musterstadt gerufen, jeweils am Ende ihres Tages – dort lässt sich das Lagebild einfrieren.
    """
    with schreibeinheit(engine, Vorgang(_NIEMAND, zeitpunkt)) as session:
        if session.scalar(select(Konzept.id).limit(1)) is not None:
            return False
        uebernahme = require_uebernahme(session, zeitpunkt)
        create_demo_personen(session)
        create_quellen(session, uebernahme, zeitpunkt)
        create_musterstadt(session, uebernahme, zeitpunkt, heute, nach_bericht=nach_bericht)
        switch_vorgang(session, Vorgang(uebernahme, zeitpunkt, grund="Demo-Personen"))
        create_rollen(session)
    return True


def load_synthetisch(
    engine: sa.Engine, heute: date, zeitpunkt: datetime, massnahmen: int = 10_000, sachstaende: int = 10
) -> bool:
    """Lädt das Konzept für Lastproben samt Demo-Personen und sagt, ob etwas zu laden war.

    Gleiche Zahlen und gleiches `heute` geben dieselben Daten. Ein schon vorhandenes Konzept bleibt, wie es ist.
    """
    with schreibeinheit(engine, Vorgang(_NIEMAND, zeitpunkt)) as session:
        if session.scalar(select(Konzept.id).where(Konzept.schluessel == SCHLUESSEL)) is not None:
            return False
        uebernahme = require_uebernahme(session, zeitpunkt)
        create_demo_personen(session)
        create_synthetisch(session, uebernahme, zeitpunkt, heute, massnahmen=massnahmen, sachstaende=sachstaende)
        switch_vorgang(session, Vorgang(uebernahme, zeitpunkt, grund="Demo-Personen"))
        create_rollen(session)
    return True
