"""Frist setzen: eine andere Frist braucht einen Grund, die erste bleibt stehen, und jede Verschiebung wird gezählt."""

from datetime import date

from sqlalchemy.orm import Session

from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError
from mut_core.modell import Fristaenderung, Massnahme
from mut_core.modell.codes import Angabe, Genauigkeit
from mut_core.texte import clean_text
from mut_core.zeitangaben import FERNES_JAHR, datum_text

FRUEHESTES_JAHR = 1990
GRUND_HOECHSTENS: int = Fristaenderung.__table__.c.grund.info["laenge"]


def verschiebt(massnahme: Massnahme, neu: date | None) -> bool:
    """Sagt, ob `neu` die Frist verschiebt; die erste Frist und eine genauere Angabe desselben Tags tun es nicht."""
    hatte_eine = massnahme.frist is not None or massnahme.urspruengliche_frist is not None
    return neu != massnahme.frist and hatte_eine


def set_frist(
    session: Session,
    vorgang: Vorgang,
    massnahme: Massnahme,
    neu: date | None,
    *,
    genauigkeit: Genauigkeit = Genauigkeit.TAG,
    grund: str | None = None,
) -> None:
    """Setzt die Frist (None hebt sie auf) und hält eine Verschiebung mit Grund fest; die ursprüngliche bleibt stehen.

    Wirft EingabeError (`frist_grund`), wenn eine Verschiebung keinen Grund nennt. Ob der Tag möglich ist, prüft
    vorher `require_zeitraum`.
    """
    if verschiebt(massnahme, neu):
        session.add(
            Fristaenderung(
                konzept_id=massnahme.konzept_id,
                massnahme_id=massnahme.id,
                am=vorgang.tag,
                bisher=massnahme.frist,
                neu=neu,
                grund=require_grund(grund),
            )
        )
    massnahme.urspruengliche_frist = massnahme.urspruengliche_frist or massnahme.frist or neu
    massnahme.frist = neu
    massnahme.frist_genauigkeit = genauigkeit if neu else None
    if neu:
        massnahme.zeit_angabe = Angabe.GENANNT


def require_grund(grund: str | None) -> str:
    """Gibt den gesäuberten Grund einer Verschiebung; wirft EingabeError, wenn er fehlt oder zu lang ist."""
    sauber = clean_text(grund or "")
    if not sauber:
        raise EingabeError("Bitte nennen Sie den Grund, aus dem sich die Frist verschiebt.", feld="frist_grund")
    if len(sauber) > GRUND_HOECHSTENS:
        raise EingabeError(
            f"Der Grund der Verschiebung ist mit {_zahl(len(sauber))} Zeichen zu lang; höchstens "
            f"{_zahl(GRUND_HOECHSTENS)} sind möglich. Bitte kürzen Sie den Text – er ist noch da.",
            feld="frist_grund",
        )
    return sauber


def require_zeitraum(beginn: date | None, frist: date | None) -> None:
    """Wirft EingabeError, wenn die Frist vor dem Beginn liegt oder ein Jahr ein Tippfehler sein muss."""
    for feld, tag in (("beginn", beginn), ("frist", frist)):
        if tag and not FRUEHESTES_JAHR <= tag.year <= FERNES_JAHR:
            raise EingabeError(
                f"Bitte prüfen Sie das Jahr {tag.year}: möglich sind {FRUEHESTES_JAHR} bis {FERNES_JAHR}.", feld=feld
            )
    if beginn and frist and frist < beginn:
        raise EingabeError(
            f"Die Frist ({datum_text(frist)}) liegt vor dem Beginn ({datum_text(beginn)}). "
            "Bitte prüfen Sie beide Angaben.",
            feld="frist",
        )


def _zahl(zahl: int) -> str:
    return f"{zahl:,}".replace(",", ".")
