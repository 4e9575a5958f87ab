"""Einfrieren: das Lagebild eines Berichts mit allem, womit sich dieselbe Datei noch einmal bauen lässt, aufheben."""

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.bericht.entwurf import fassungen, require_version
from mut_core.erfassung.bericht.weg import require_status
from mut_core.erfassung.protokoll import ANFANG, Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.freigabestand import freigabestand
from mut_core.modell import Bericht, Berichtsstand, Protokoll
from mut_core.modell.codes import Berichtsstatus


def freeze_bericht(
    session: Session,
    vorgang: Vorgang,
    bericht_id: int,
    lagebild: bytes,
    dokument: bytes | None = None,
    *,
    wahl: str | None = None,
    hausvorlage: bytes | None = None,
    vorher: bytes | None = None,
    programm: str | None = None,
    basis_version: int | None = None,
    aenderungsstand: int | None = None,
) -> int:
    """Hebt einen freigegebenen Bericht unveränderlich als neue Fassung auf und gibt deren Schlüssel.

    Die Teile liefert `bericht.build_druckstand(…).teile()`: eingefrorenes Lagebild, Datei, Wahl mit Texten (JSON),
    Hausvorlage, Lagebild des vorigen Berichts, Programmfassung. `basis_version` ist die Version des Berichts, aus der
    die Datei gebaut wurde, `aenderungsstand` der ihres Lagebilds. Wirft NichtGefundenError, RechteError (einfrieren
    darf die Koordination, frühere Stände auch die Übernahme), KonfliktError oder EingabeError – auch beim internen
    Profil: Eingefrorenes lässt sich nie mehr löschen, deshalb stehen darin keine Personen.
    """
    bericht = _require_bericht(session, vorgang, bericht_id)
    if (frueher := erledigt(session, vorgang, "berichtsstand")) is not None:
        return frueher
    _require_freigegeben(session, bericht, basis_version, aenderungsstand)
    _pruefe_profil(wahl)
    stand = Berichtsstand(
        konzept_id=bericht.konzept_id,
        bericht_id=bericht.id,
        fassung=fassungen(session, bericht.id) + 1,
        lagebild=lagebild,
        lagebild_sha=hashlib.sha256(lagebild).hexdigest(),
        dokument=dokument,
        dokument_sha=hashlib.sha256(dokument).hexdigest() if dokument else None,
        wahl=wahl,
        hausvorlage=hausvorlage,
        vorher=vorher,
        programm=programm,
        **_kettenkopf(session),
        erstellt_am=vorgang.zeitpunkt,
        erstellt_von_id=vorgang.person.id,
    )
    bericht.status = Berichtsstatus.EINGEFROREN
    session.add(stand)
    session.flush()
    return stand.id


def _require_bericht(session: Session, vorgang: Vorgang, bericht_id: int) -> Bericht:
    """Gibt den Bericht, wenn die Person ihn einfrieren darf; ein früherer Tag allein ist kein Recht."""
    bericht = load_wenn_moeglich(session, Bericht, bericht_id)
    uebernahme = vorgang.ist_uebernahme and vorgang.person.kennung == rechte.UEBERNAHME
    if bericht is None or not (uebernahme or rechte.darf_lesen(vorgang.person, bericht.konzept_id)):
        raise NichtGefundenError("Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen.")
    if not uebernahme:
        rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    return bericht


def _kettenkopf(session: Session) -> dict[str, Any]:
    """Gibt, bis wohin das Protokoll beim Einfrieren reichte."""
    letzte = session.execute(select(Protokoll.seq, Protokoll.hash).order_by(Protokoll.seq.desc()).limit(1)).first()
    return {"bis_seq": letzte.seq if letzte else 0, "kette": letzte.hash if letzte else ANFANG}


def _require_freigegeben(
    session: Session, bericht: Bericht, basis_version: int | None, aenderungsstand: int | None
) -> None:
    """Wirft, wenn der Bericht nicht (mehr) freigegeben ist oder sein Lagebild mehr enthält, als freigegeben wurde."""
    if basis_version is not None:
        require_version(bericht, basis_version, {"status": Berichtsstatus.EINGEFROREN})
    require_status(bericht, Berichtsstatus.FREIGEGEBEN, "eingefroren")
    freigegeben = freigabestand(session, bericht)
    if aenderungsstand is None or freigegeben is None or aenderungsstand <= freigegeben:
        return
    raise EingabeError(
        "Seit der Freigabe wurde zu diesem Stichtag etwas nacherfasst, das niemand freigegeben hat. Eingefroren wird "
        "nur, was freigegeben ist. Bitte öffnen Sie die Seite neu; das Neue kommt danach mit einer Neufassung hinein."
    )


def _pruefe_profil(wahl: str | None) -> None:
    try:
        werte = json.loads(wahl or "{}")
    except (ValueError, RecursionError):
        werte = None
    if not isinstance(werte, dict):
        raise EingabeError("Die Wahl für diesen Bericht ist nicht lesbar. Bitte öffnen Sie die Seite neu.", feld="wahl")
    if werte.get("profil") == "intern":
        raise EingabeError(
            "Eingefroren wird nur das öffentliche Profil: Was eingefroren ist, lässt sich nie mehr löschen. Bitte "
            "stellen Sie den Bericht auf „öffentlich“; die interne Fassung können Sie jederzeit herunterladen.",
            feld="profil",
        )
