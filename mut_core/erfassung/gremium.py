"""Gremium pflegen: wie lange vor einer Sitzung Unterlagen hinausgehen und wann davor Redaktionsschluss ist."""

import re

from sqlalchemy.orm import Session

from mut_core import rechte
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.erfassung.sachstand import load_wenn_moeglich
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError
from mut_core.modell import Gremium
from mut_core.texte import clean_text

HOECHSTENS_TAGE = 365
"""Wer eine längere Frist eingibt, hat sich vermutlich vertippt."""

_NAMEN = {"ladungsfrist_tage": "Ladungsfrist", "vorlauf_tage": "Vorlauf"}
_TAGE = re.compile(r"([0-9]{1,9})(?: ?Tage?)?", re.IGNORECASE)


def save_gremiumsfristen(
    session: Session,
    vorgang: Vorgang,
    gremium_id: int,
    ladungsfrist_tage: int | None,
    vorlauf_tage: int | None,
    *,
    basis_version: int,
) -> int:
    """Setzt Ladungsfrist und Vorlauf eines Gremiums in Tagen und gibt seinen Schlüssel; None heißt: die Vorgabe.

    Möglich sind 0 bis 365; `basis_version` ist die Version des Gremiums, die zu sehen war. Wirft NichtGefundenError,
    RechteError (nur die Koordination), EingabeError mit dem Feld oder KonfliktError mit beiden Seiten.
    """
    gremium = load_wenn_moeglich(session, Gremium, gremium_id)
    if gremium is None or not rechte.darf_lesen(vorgang.person, gremium.konzept_id):
        raise NichtGefundenError("Dieses Gremium gibt es nicht oder Sie dürfen es nicht sehen.")
    rechte.require_bearbeiten(vorgang.person, gremium.konzept_id)
    if erledigt(session, vorgang, "gremium", gremium.id) is not None:
        return gremium.id
    werte = {"ladungsfrist_tage": ladungsfrist_tage, "vorlauf_tage": vorlauf_tage}
    if basis_version != gremium.version:
        raise KonfliktError(
            "Dieses Gremium hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie "
            "beide Seiten und speichern Sie dann noch einmal.",
            gespeichert={feld: getattr(gremium, feld) for feld in werte},
            eigene=werte,
        )
    for feld, tage in werte.items():
        setattr(gremium, feld, _geprueft(tage, feld))
    session.flush()
    return gremium.id


def read_tage(text: str, feld: str) -> int | None:
    """Liest „14“ oder „14 Tage“, leer gibt None; wirft EingabeError mit dem Feld, wenn es nicht 0 bis 365 sind."""
    sauber = clean_text(text)
    if not sauber:
        return None
    if not (gelesen := _TAGE.fullmatch(sauber)):
        raise _falsch(feld)
    return _geprueft(int(gelesen[1]), feld)


def _geprueft(tage: object, feld: str) -> int | None:
    if tage is None:
        return None
    if isinstance(tage, bool) or not isinstance(tage, int) or not 0 <= tage <= HOECHSTENS_TAGE:
        raise _falsch(feld)
    return tage


def _falsch(feld: str) -> EingabeError:
    return EingabeError(
        f"„{_NAMEN[feld]}“ ist eine ganze Zahl von 0 bis {HOECHSTENS_TAGE} Tagen. Leer gilt die Vorgabe.", feld=feld
    )
