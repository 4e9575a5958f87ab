"""Kommune pflegen: welche Arten von Vorlagen es bei ihr gibt – und nachsehen, was für ihre Berichte festgelegt ist."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Kommune, Konzept
from mut_core.rechte import Person
from mut_core.texte import clean_text

HOECHSTENS_ARTEN = 30
ART_HOECHSTENS = 100
_GANZ_HOECHSTENS: int = Kommune.__table__.c.vorlagenarten.info["laenge"]


@dataclass(frozen=True)
class Kommunenangabe:
    """Was für die Berichte einer Kommune festgelegt ist; `vorlagenarten` ist leer, wenn die Vorgabe gilt."""

    name: str
    version: int
    vier_augen: bool
    vorlagenarten: tuple[str, ...]
    konzepte: tuple[int, ...]
    """Die Schlüssel aller Konzepte dieser Kommune; für sie gelten die Festlegungen."""


def load_kommune(session: Session, person: Person, konzept_id: int) -> Kommunenangabe:
    """Gibt die Festlegungen der Kommune dieses Konzepts; wirft NichtGefundenError, auch bei einem fremden."""
    kommune = _require(session, person, konzept_id)
    konzepte = session.scalars(select(Konzept.id).where(Konzept.kommune_id == kommune.id).order_by(Konzept.id))
    return Kommunenangabe(kommune.name, kommune.version, kommune.vier_augen, _arten(kommune), tuple(konzepte))


def save_vorlagenarten(
    session: Session, vorgang: Vorgang, konzept_id: int, arten: Sequence[str], *, basis_version: int
) -> int:
    """Setzt, welche Arten von Vorlagen es in der Kommune dieses Konzepts gibt, und gibt deren Schlüssel.

    Leere Zeilen zählen nicht; ohne eine einzige Art gilt die Vorgabe. `basis_version` ist die Version der Kommune.
    Wirft NichtGefundenError, RechteError (nur die Koordination), EingabeError oder KonfliktError mit beiden Seiten.
    """
    kommune = _require(session, vorgang.person, konzept_id)
    rechte.require_bearbeiten(vorgang.person, konzept_id)
    if erledigt(session, vorgang, "kommune", kommune.id) is not None:
        return kommune.id
    neue = [sauber for art in arten if (sauber := clean_text(art))]
    if basis_version != kommune.version:
        raise KonfliktError(
            "Die Angaben zur Kommune hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte "
            "vergleichen Sie beide Seiten und speichern Sie dann noch einmal.",
            gespeichert={"vorlagenarten": _arten(kommune)},
            eigene={"vorlagenarten": tuple(neue)},
        )
    _pruefe(neue)
    kommune.vorlagenarten = "\n".join(neue) or None
    session.flush()
    return kommune.id


def _require(session: Session, person: Person, konzept_id: int) -> Kommune:
    konzept = load_wenn_moeglich(session, Konzept, konzept_id)
    if konzept is None or not rechte.darf_lesen(person, konzept.id):
        raise NichtGefundenError("Dieses Konzept gibt es nicht oder Sie haben darin keine Rolle.")
    return session.get_one(Kommune, konzept.kommune_id)


def _arten(kommune: Kommune) -> tuple[str, ...]:
    return tuple((kommune.vorlagenarten or "").splitlines())


def _pruefe(arten: list[str]) -> None:
    """Zweimal dieselbe Art wäre in einer Auswahl nicht zu unterscheiden."""
    klein = [a.casefold() for a in arten]
    doppelt = next((a for n, a in enumerate(arten) if klein[n] in klein[:n]), None)
    if doppelt:
        satz = f"„{doppelt}“ steht zweimal in der Liste. Bitte streichen Sie eine der Zeilen."
    elif any(len(a) > ART_HOECHSTENS for a in arten):
        satz = f"Eine Art darf höchstens {ART_HOECHSTENS} Zeichen haben. Bitte schreiben Sie eine Art je Zeile."
    elif any("\n" in a for a in arten):
        satz = "Bitte schreiben Sie eine Art je Zeile."
    elif len(arten) > HOECHSTENS_ARTEN or len("\n".join(arten)) > _GANZ_HOECHSTENS:
        satz = f"Das sind zu viele Arten; höchstens {HOECHSTENS_ARTEN} sind möglich. Bitte streichen Sie einige."
    else:
        return
    raise EingabeError(satz, feld="vorlagenarten")
