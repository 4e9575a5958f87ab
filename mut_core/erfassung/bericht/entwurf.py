"""Entwerfen: einen Bericht anlegen und ändern, solange er Entwurf ist."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import FRUEHESTER_TAG, SPAETESTER_TAG, load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Bericht, Berichtsstand, Konzept, Vorlage
from mut_core.modell.codes import Berichtsform, Berichtsstatus
from mut_core.texte import clean_text

HOECHSTE_NUMMER = 9999
_FORMNAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_WAHL_HOECHSTENS: int = Bericht.__table__.c.wahl.info["laenge"]


@dataclass(frozen=True)
class BerichtEingabe:
    """Womit ein Bericht beschrieben ist; die Vorlagennummer vergibt das Ratsinformationssystem, nie diese App."""

    form: str
    """Name der Form wie auf der Kommandozeile („vorlage-hessen“); er steht mit in der gespeicherten Wahl."""
    art: Berichtsform
    titel: str
    stichtag: date
    nummer: int | None = None
    vorlage_id: int | None = None
    vorgaenger_id: int | None = None
    wahl: str = "{}"
    """Blöcke, Anlagen und Profil als JSON-Objekt (`bericht.wahl.wahl_als_json`); Texte stehen je Abschnitt daneben."""


def create_bericht(session: Session, vorgang: Vorgang, konzept_id: int, eingabe: BerichtEingabe) -> int:
    """Legt einen Bericht als Entwurf an und gibt seinen Schlüssel; verfasst hat ihn, wer ihn anlegt.

    Wirft NichtGefundenError, RechteError (nur die Koordination) oder EingabeError mit dem Feld.
    """
    konzept = load_wenn_moeglich(session, Konzept, konzept_id)
    if konzept is None or not rechte.darf_lesen(vorgang.person, konzept.id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    rechte.require_bearbeiten(vorgang.person, konzept.id)
    if (frueher := erledigt(session, vorgang, "bericht")) is not None:
        return frueher
    werte = _geprueft(session, konzept.id, eingabe, None)
    bericht = Bericht(konzept_id=konzept.id, verfasst_von_id=vorgang.person.id, **werte)
    session.add(bericht)
    session.flush()
    return bericht.id


def save_bericht(
    session: Session, vorgang: Vorgang, bericht_id: int, eingabe: BerichtEingabe, *, basis_version: int
) -> int:
    """Ändert einen Entwurf und gibt seinen Schlüssel; Form und Nummer einer Neufassung bleiben, wie sie waren.

    `basis_version` ist die Version des Berichts, die zu sehen war. Wirft NichtGefundenError, RechteError, EingabeError
    oder KonfliktError mit beiden Seiten.
    """
    bericht = require_bericht(session, vorgang, bericht_id)
    rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    if erledigt(session, vorgang, "bericht", bericht.id) is not None:
        return bericht.id
    require_version(bericht, basis_version, _werte(eingabe))
    if bericht.status != Berichtsstatus.ENTWURF:
        raise EingabeError(
            f"Dieser Bericht ist {bericht.status.bezeichnung}; ändern lässt sich nur ein Entwurf. Bitte geben Sie ihn "
            "erst zurück oder beginnen Sie eine Neufassung."
        )
    werte = _geprueft(session, bericht.konzept_id, eingabe, bericht)
    for feld, wert in werte.items():
        setattr(bericht, feld, wert)
    session.flush()
    return bericht.id


def set_vorlage(
    session: Session, vorgang: Vorgang, bericht_id: int, vorlage_id: int | None, *, basis_version: int
) -> int:
    """Ordnet einem Bericht seine Vorlage zu, ohne Schlüssel keine mehr, und gibt den Schlüssel des Berichts.

    Im Entwurf jederzeit; einem eingefrorenen Bericht ohne Vorlage lässt sie sich für die Beratungsfolge nachtragen,
    seine Fassungen ändert das nicht. Wirft NichtGefundenError, RechteError (nur die Koordination), EingabeError oder
    KonfliktError.
    """
    bericht = require_bericht(session, vorgang, bericht_id)
    rechte.require_bearbeiten(vorgang.person, bericht.konzept_id)
    if erledigt(session, vorgang, "bericht", bericht.id) is not None:
        return bericht.id
    require_version(bericht, basis_version, {"vorlage_id": vorlage_id})
    nachtrag = bericht.status == Berichtsstatus.EINGEFROREN and bericht.vorlage_id is None
    if bericht.status != Berichtsstatus.ENTWURF and not nachtrag:
        raise EingabeError(
            f"Dieser Bericht ist {bericht.status.bezeichnung}; eine andere Vorlage bekommt er erst im Entwurf. Ihre "
            "Nummer und die Beratungsfolge können Sie weiter nachtragen."
        )
    _pruefe_verweis(session, Vorlage, bericht.konzept_id, vorlage_id, feld="vorlage_id", was="Diese Vorlage")
    bericht.vorlage_id = vorlage_id
    session.flush()
    return bericht.id


def require_bericht(session: Session, vorgang: Vorgang, bericht_id: int) -> Bericht:
    """Gibt den Bericht, wenn die Person sein Konzept lesen darf; fremd und unbekannt antworten gleich."""
    bericht = load_wenn_moeglich(session, Bericht, bericht_id)
    if bericht is None or not rechte.darf_lesen(vorgang.person, bericht.konzept_id):
        raise NichtGefundenError("Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen.")
    return bericht


def require_version(bericht: Bericht, basis_version: int, eigene: dict[str, Any]) -> None:
    """Wirft KonfliktError mit beiden Seiten, wenn der Bericht nicht mehr der ist, der zu sehen war."""
    if basis_version == bericht.version:
        return
    raise KonfliktError(
        "Diesen Bericht hat inzwischen jemand anderes geändert oder weitergegeben. Ihre Eingabe ist noch da; bitte "
        "vergleichen Sie beide Stände und versuchen Sie es dann noch einmal.",
        gespeichert={feld: getattr(bericht, feld) for feld in eigene},
        eigene=eigene,
    )


def fassungen(session: Session, bericht_id: int) -> int:
    """Zählt, wie oft ein Bericht schon eingefroren wurde."""
    return session.scalar(select(func.count()).where(Berichtsstand.bericht_id == bericht_id)) or 0


def _werte(eingabe: BerichtEingabe) -> dict[str, Any]:
    """Gibt die Eingabe unter den Namen der Spalten; die Form steht im Modell als Art und als Name in der Wahl."""
    werte = asdict(eingabe)
    return {**{f: w for f, w in werte.items() if f != "art"}, "form": eingabe.art}


def _geprueft(session: Session, konzept_id: int, eingabe: BerichtEingabe, bericht: Bericht | None) -> dict[str, Any]:
    _pruefe_form(eingabe)
    titel = clean_text(eingabe.titel)
    if not titel:
        raise EingabeError("Bitte geben Sie dem Bericht einen Titel.", feld="titel")
    _pruefe_stichtag(eingabe.stichtag)
    _pruefe_verweis(session, Vorlage, konzept_id, eingabe.vorlage_id, feld="vorlage_id", was="Diese Vorlage")
    _pruefe_vorgaenger(session, konzept_id, eingabe, bericht)
    _pruefe_nummer(session, konzept_id, eingabe, bericht)
    werte = _werte(eingabe) | {"titel": titel, "wahl": _wahl(eingabe)}
    if bericht is not None and fassungen(session, bericht.id):
        _pruefe_neufassung(bericht, werte)
    return werte


def _pruefe_form(eingabe: BerichtEingabe) -> None:
    if not isinstance(eingabe.art, Berichtsform) or not _FORMNAME.fullmatch(eingabe.form):
        raise EingabeError("Bitte wählen Sie eine Form des Berichts.", feld="form")


def _pruefe_stichtag(tag: date) -> None:
    if not isinstance(tag, date) or isinstance(tag, datetime):
        raise EingabeError("Der Stichtag muss ein Tag ohne Uhrzeit sein.", feld="stichtag")
    if not FRUEHESTER_TAG <= tag <= SPAETESTER_TAG:
        raise EingabeError("Bitte prüfen Sie das Jahr: möglich sind 1990 bis 2100.", feld="stichtag")


def _pruefe_verweis(
    session: Session, klasse: type[Vorlage] | type[Bericht], konzept_id: int, ziel: int | None, *, feld: str, was: str
) -> None:
    """Ein Verweis in ein anderes Konzept antwortet wie einer ins Leere."""
    if ziel is None:
        return
    gefunden = load_wenn_moeglich(session, klasse, ziel)
    if gefunden is None or gefunden.konzept_id != konzept_id:
        raise EingabeError(f"{was} gibt es in diesem Konzept nicht. Bitte wählen Sie aus der Liste.", feld=feld)


def _pruefe_vorgaenger(session: Session, konzept_id: int, eingabe: BerichtEingabe, bericht: Bericht | None) -> None:
    was = "Diesen vorigen Bericht"
    _pruefe_verweis(session, Bericht, konzept_id, eingabe.vorgaenger_id, feld="vorgaenger_id", was=was)
    kette, glied = {bericht.id} if bericht is not None else set(), eingabe.vorgaenger_id
    while glied is not None:
        if glied in kette:
            raise EingabeError("Ein Bericht kann nicht auf sich selbst folgen.", feld="vorgaenger_id")
        kette.add(glied)
        voriger = session.get_one(Bericht, glied)
        if glied == eingabe.vorgaenger_id and voriger.stichtag > eingabe.stichtag:
            raise EingabeError("Der vorige Bericht hat einen späteren Stichtag als dieser.", feld="vorgaenger_id")
        glied = voriger.vorgaenger_id


def _pruefe_nummer(session: Session, konzept_id: int, eingabe: BerichtEingabe, bericht: Bericht | None) -> None:
    nummer = eingabe.nummer
    if nummer is None:
        return
    if isinstance(nummer, bool) or not isinstance(nummer, int) or not 1 <= nummer <= HOECHSTE_NUMMER:
        raise EingabeError(f"Die Nummer des Berichts ist eine Zahl von 1 bis {HOECHSTE_NUMMER}.", feld="nummer")
    gleiche = select(Bericht.id).where(
        Bericht.konzept_id == konzept_id, Bericht.form == eingabe.art, Bericht.nummer == nummer
    )
    if [b for b in session.scalars(gleiche) if bericht is None or b != bericht.id]:
        raise EingabeError(
            f"Die Nummer {nummer} hat in diesem Konzept schon ein anderer Bericht dieser Form. Bitte nehmen Sie die "
            "nächste freie.",
            feld="nummer",
        )


def _pruefe_neufassung(bericht: Bericht, werte: dict[str, Any]) -> None:
    alter_name = json.loads(bericht.wahl or "{}").get("form")
    neuer_name = json.loads(werte["wahl"])["form"]
    if bericht.form != werte["form"] or (alter_name and alter_name != neuer_name):
        raise EingabeError(
            "Eine Neufassung behält ihre Form. Für eine andere legen Sie bitte einen neuen Bericht an.", feld="form"
        )
    if bericht.nummer != werte["nummer"]:
        raise EingabeError("Eine Neufassung behält ihre Nummer.", feld="nummer")


def _wahl(eingabe: BerichtEingabe) -> str:
    """Gibt die Wahl in immer derselben Schreibung; als reines ASCII geht sie unverändert durch jede Tür für Texte."""
    if len(eingabe.wahl) > _WAHL_HOECHSTENS:
        raise EingabeError(
            "Die Wahl für diesen Bericht ist zu lang; bitte kürzen Sie die Liste der Unterlagen.", feld="wahl"
        )
    try:
        werte = json.loads(eingabe.wahl, parse_constant=_unlesbar)
    except (ValueError, RecursionError):
        werte = None
    if not isinstance(werte, dict):
        raise EingabeError("Die Wahl für diesen Bericht ist nicht lesbar. Bitte öffnen Sie die Seite neu.", feld="wahl")
    return json.dumps({**werte, "form": eingabe.form}, sort_keys=True, separators=(",", ":"))


def _unlesbar(wert: str) -> NoReturn:
    raise ValueError(wert)
