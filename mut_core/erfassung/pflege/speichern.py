"""Speichern: einen Datensatz anlegen oder einzelne Felder ändern – nur, was sich unterscheidet, nie still darüber."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core.erfassung.pflege.arten import Art, aenderbare, require_art, spalten
from mut_core.erfassung.pflege.bezuege import (
    liegt_weg,
    require_datensatz,
    require_eindeutig,
    require_konzept,
    require_stimmig,
    require_verweise,
    umkreis,
)
from mut_core.erfassung.pflege.lesarten import ZUSAETZE, betrag_wert, hat_betrag, hat_zeitraum, zeitraum_wert
from mut_core.erfassung.pflege.werte import pruefe_werte, require_richtige_spanne
from mut_core.erfassung.protokoll import Vorgang, erledigt
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.modell import Datensatz, Konzept, Organisationseinheit

_GEZAEHLT = frozenset(("nummer", "reihenfolge"))
"""Felder, die beim Anlegen die nächste freie Zahl bekommen können."""


def save_datensatz(  # noqa: PLR0917 – wer, woran und womit: so rufen es alle Formulare
    session: Session,
    vorgang: Vorgang,
    konzept_id: int,
    art: str,
    datensatz_id: int | None,
    werte: Mapping[str, Any],
    *,
    basis_version: int,
) -> int:
    """Legt einen Datensatz an (`datensatz_id` None) oder ändert die genannten Felder und gibt seinen Schlüssel.

    `art` ist ein Tabellenname aus `ARTEN`, `werte` nennt änderbare Felder, dazu „zeitraum“ und „betrag“ als Text;
    `basis_version` ist die Version, die beim Öffnen zu sehen war. Derselbe Vorgang zweimal schreibt einmal – und legt
    deshalb je Art höchstens einen Datensatz an. Wirft NichtGefundenError, RechteError (nur die Koordination),
    EingabeError mit dem Feld oder KonfliktError mit beiden Seiten (nur Felder aus `werte`, gleich benannt).
    """
    wie = require_art(art)
    konzept = require_konzept(session, vorgang.person, konzept_id)
    if datensatz_id is None:
        frueher = erledigt(session, vorgang, art)
        return _lege_an(session, vorgang, konzept, wie, werte) if frueher is None else frueher
    datensatz = require_datensatz(session, konzept, wie, datensatz_id)
    if erledigt(session, vorgang, art, datensatz.id) is not None:
        return datensatz.id
    sauber = pruefe_werte(wie.klasse, _ohne_gleiches(datensatz, werte), bezug=vorgang.tag)
    geaendert = {n: w for n, w in sauber.items() if getattr(datensatz, n) != w}
    if not geaendert:
        return datensatz.id
    _require_aktuell(datensatz, werte, basis_version)
    _pruefe_aenderung(session, konzept, wie, datensatz, geaendert)
    for name, wert in geaendert.items():
        setattr(datensatz, name, wert)
    session.flush()
    return datensatz.id


def formwert(datensatz: Any, name: str) -> Any:
    """Gibt den Wert eines Feldes, wie ihn ein Formular zeigt; „zeitraum“ und „betrag“ sind Text."""
    lesen = {"zeitraum": zeitraum_wert, "betrag": betrag_wert}.get(name)
    return lesen(datensatz) if lesen else getattr(datensatz, name)


def _lege_an(session: Session, vorgang: Vorgang, konzept: Konzept, wie: Art, werte: Mapping[str, Any]) -> int:
    if wie.klasse is Konzept:
        raise EingabeError("Neue Konzepte legt die Administration an. Es wurde nichts gespeichert.")
    sauber = pruefe_werte(wie.klasse, werte, neu=True, bezug=vorgang.tag)
    require_verweise(session, konzept, wie.klasse, sauber, None)
    require_stimmig(session, wie, sauber)
    for feld in _GEZAEHLT & {wie.zaehlt, wie.ordnung}:
        if feld in (wie.zaehlt, "reihenfolge"):
            sauber[feld] = sauber.get(feld) or _naechste(session, konzept, wie, feld)
    require_eindeutig(session, konzept, wie, sauber, None)
    dazu = {"kommune_id": konzept.kommune_id} if wie.klasse is Organisationseinheit else {"konzept_id": konzept.id}
    datensatz = wie.klasse(**dazu, **sauber)
    session.add(datensatz)
    session.flush()
    return datensatz.id


def _naechste(session: Session, konzept: Konzept, wie: Art, feld: str) -> int:
    hoechste = session.scalar(select(func.max(spalten(wie.klasse)[feld])).where(umkreis(konzept, wie.klasse)))
    return int(hoechste or 0) + 1


def _ohne_gleiches(datensatz: Datensatz, werte: Mapping[str, Any]) -> dict[str, Any]:
    """Was im Textfeld noch so dasteht, wie es gespeichert ist, wird nicht neu gedeutet."""
    texte = {n for n, hat in (("zeitraum", hat_zeitraum), ("betrag", hat_betrag)) if hat(type(datensatz))}
    gleich = {n for n in texte & werte.keys() if (werte[n] or "") == formwert(datensatz, n)}
    gleich |= {n + zusatz for n in gleich for zusatz in ZUSAETZE}
    return {n: w for n, w in werte.items() if n not in gleich}


def _require_aktuell(datensatz: Datensatz, werte: Mapping[str, Any], basis_version: int) -> None:
    if basis_version == datensatz.version:
        return
    felder = [n for n in werte if not n.endswith(ZUSAETZE)]
    raise KonfliktError(
        "Diesen Eintrag hat inzwischen jemand anderes geändert. Ihre Eingabe ist noch da; bitte vergleichen Sie beide "
        "Seiten und speichern Sie dann noch einmal.",
        gespeichert={n: formwert(datensatz, n) for n in felder},
        eigene={n: werte[n] for n in felder},
    )


def _pruefe_aenderung(
    session: Session, konzept: Konzept, wie: Art, datensatz: Datensatz, geaendert: Mapping[str, Any]
) -> None:
    if liegt_weg(datensatz):
        raise EingabeError("Dieser Eintrag ist archiviert. Bitte holen Sie ihn zuerst wieder hervor.")
    if wie.gehoert_zu and wie.gehoert_zu in geaendert:
        wort = aenderbare(wie.klasse)[wie.gehoert_zu].info["bezeichnung"]
        raise EingabeError(f"„{wort}“ steht nach dem Anlegen fest. Bitte legen Sie den Eintrag dort neu an.",
                           feld=wie.gehoert_zu)  # fmt: skip
    require_verweise(session, konzept, wie.klasse, geaendert, datensatz.id)
    ganz = {name: getattr(datensatz, name) for name in aenderbare(wie.klasse)} | dict(geaendert)
    require_richtige_spanne(ganz)
    require_stimmig(session, wie, ganz)
    require_eindeutig(session, konzept, wie, _beruehrte(wie, ganz, geaendert), datensatz.id)


def _beruehrte(wie: Art, ganz: Mapping[str, Any], geaendert: Mapping[str, Any]) -> dict[str, Any]:
    """Nur was sich ändert, muss neu eindeutig sein; Doppeltes aus der Quelle hält keine andere Änderung auf."""
    return {f: ganz[f] for felder in wie.eindeutig if geaendert.keys() & set(felder) for f in felder}
