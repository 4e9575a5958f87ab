"""Auflisten: alle Personen als Tabelle für die Befehlszeile."""

from sqlalchemy.orm import Session

from mut_core.befehle.rolle import load_rollen
from mut_core.erfassung.konten import Konto, load_konten
from mut_core.erfassung.protokoll import BERLIN
from mut_core.rechte import BETRIEB, Person

_KOPF = ("Kennung", "Name", "Weg", "Letzte Anmeldung", "Rollen")


def build_kontenliste(session: Session) -> str:
    """Gibt die Personen nach Namen als Text, eine Zeile je Person; Rollen stehen da, wie sie einzugeben sind."""
    rollen = load_rollen(session)
    zeilen = [
        (k.kennung, k.name, _weg(k), _wann(k), "; ".join(rollen.get(k.id, ())) or "keine")
        for k in load_konten(session, Person(0, BETRIEB, ""))
    ]
    if not zeilen:
        return "Es gibt noch keine Personen. Das erste Konto richtet ein: python3 -m mut_core konto link"
    return _tabelle([_KOPF, *zeilen])


def _weg(konto: Konto) -> str:
    if not konto.aktiv:
        return "gesperrt"
    wege = {"Demo": konto.demo, "Kennwort": konto.kennwort, "Code": konto.zweitfaktor, "Dienst": konto.dienst}
    return "+".join(name for name, da in wege.items() if da) or "noch keiner"


def _wann(konto: Konto) -> str:
    if konto.letzte_anmeldung is None:
        return "nie"
    return konto.letzte_anmeldung.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M")


def _tabelle(zeilen: list[tuple[str, ...]]) -> str:
    breiten = [max(len(zeile[i]) for zeile in zeilen) for i in range(len(_KOPF) - 1)]
    return "\n".join(
        "  ".join([*(wert.ljust(breite) for wert, breite in zip(zeile, breiten, strict=False)), zeile[-1]])
        for zeile in zeilen
    )
