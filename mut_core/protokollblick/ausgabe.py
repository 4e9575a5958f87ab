"""Ausgeben: ein Ausschnitt des Protokolls als Tabelle für die Tabellenkalkulation, eine Zeile je geändertem Feld."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from mut_core.dateien.entschaerfen import build_csv
from mut_core.protokollblick.lesen import Aenderung, Ausschnitt, Eintrag, load_eintraege
from mut_core.protokollblick.woerter import BERLIN
from mut_core.rechte import Person

KOPF = (
    "Nr.",
    "Am",
    "Uhrzeit",
    "Wer",
    "Konzept",
    "Gegenstand",
    "Eintrag",
    "Aktion",
    "Feld",
    "Vorher",
    "Nachher",
    "Grund",
)
_GELEERT = Aenderung("Inhalt", "zum Schutz personenbezogener Daten gelöscht", "–")
_OHNE_FELDER = Aenderung("", "", "")


def build_protokolldatei(session: Session, person: Person, ausschnitt: Ausschnitt) -> bytes:
    """Gibt den Ausschnitt als CSV-Datei (Semikolon, UTF-8 mit BOM, Formeln entschärft); Zeiten sind Berliner Zeit."""
    return build_csv(KOPF, (z for e in load_eintraege(session, person, ausschnitt) for z in _zeilen(e)))


def _zeilen(eintrag: Eintrag) -> Iterator[tuple[str, ...]]:
    am = eintrag.am.astimezone(BERLIN)
    vorn = (
        str(eintrag.nummer),
        f"{am:%d.%m.%Y}",
        f"{am:%H:%M:%S}",
        eintrag.wer,
        eintrag.konzept,
        eintrag.gegenstand,
        eintrag.worum,
        eintrag.aktion.bezeichnung,
    )
    for a in eintrag.aenderungen or ((_GELEERT,) if eintrag.geleert else (_OHNE_FELDER,)):
        yield (*vorn, a.feld, a.alt, a.neu, eintrag.grund)
