"""Vorausschauen: Kapitel 6 – was ansteht, unter welchem Vorbehalt, wem berichtet wird und wer Auskunft gibt."""

from typing import Any

from mut_core.bericht import abbildungen
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.ressourcen import foerderung
from mut_core.bericht.saetze import benannt, terminangabe, zaehlung
from mut_core.modell.codes import Bearbeitungsstand, Ereignisstatus, Konzeptphase
from mut_core.sprache import aufzaehlung, zitiert

_STEHT_AN = frozenset({Bearbeitungsstand.IN_VORBEREITUNG, Bearbeitungsstand.NICHT_BEGONNEN})


def titel(druck: Druck) -> str:
    """Überschrift; in der Erarbeitung mit dem Zusatz, worum es geht."""
    weitere = druck.stoff.konzept.phase == Konzeptphase.ERARBEITUNG and bool(_naechste(druck))
    return "Ausblick: Erarbeitung weiterer Handlungsfelder" if weitere else "Ausblick"


def _naechste(druck: Druck) -> list[Any]:
    felder = (f for f in druck.stoff.felder if druck.stoff.im_hauptteil(f) and not f.uebergreifend)
    return [f for f in felder if f.bearbeitungsstand in _STEHT_AN]


def naechste_felder(druck: Druck) -> None:
    """Was als Nächstes ansteht: der Text des Konzepts, sonst ein Satz mit den nächsten Handlungsfeldern."""
    felder = _naechste(druck)
    druck.doku.absatz(druck.stoff.konzept.ausblick or _ausblick(felder))
    if any(f.ausblick for f in felder):
        druck.doku.absatz("Zu den nächsten Handlungsfeldern im Einzelnen:")
        druck.doku.aufzaehlung([f"{zitiert(f.titel)}: {f.ausblick}" for f in felder if f.ausblick])


def _ausblick(felder: list[Any]) -> str:
    if not felder:
        return ""
    verb = "steht" if len(felder) == 1 else "stehen"
    was = zaehlung(len(felder), "ein Handlungsfeld", "Handlungsfelder")
    return f"Als Nächstes {verb} {was} an: {aufzaehlung([zitiert(f.titel) for f in felder])}."


def termine(druck: Druck) -> None:
    """Künftige Ereignisse als Zeitstrahl, was er nicht fasst, als Tabelle; ohne welche ein Satz."""
    uebrige = abbildungen.naechste_schritte(druck)
    if not uebrige:
        return
    druck.doku.absatz(f"{druck.doku.verweis('termine')} nennt, was außerdem bevorsteht.", mit_naechstem=True)
    druck.doku.tabelle(
        "Weitere Termine",
        ["Wann", "Was", "Stand"],
        [[_wann(e), e.titel, _stand(e)] for e in uebrige],
        [3, 8, 2],
        beschreibung="Künftige Veranstaltungen, Berichte und Sitzungen mit Zeitpunkt und Stand",
        schluessel="termine",
    )


def _stand(ereignis: Any) -> str:
    """Was am Stichtag noch bevorstand, ist geplant – auch wenn inzwischen bekannt ist, dass es stattfand."""
    stattgefunden = ereignis.status == Ereignisstatus.STATTGEFUNDEN
    return Ereignisstatus.GEPLANT.bezeichnung if stattgefunden else str(ereignis.status.bezeichnung)


def _wann(ereignis: Any) -> str:
    return ", ".join(t for t in (terminangabe(ereignis), ereignis.uhrzeit, ereignis.ort) if t)


def foerderungen(druck: Druck) -> None:
    """Förderungen mit bekanntem Ende, laufende und ausgelaufene."""
    mit_ende = [f for f in druck.stoff.foerderungen if f.frist]
    if mit_ende:
        druck.doku.absatz("Laufzeit der Förderungen:")
        druck.doku.aufzaehlung([foerderung(f) for f in mit_ende])


def haushalt(druck: Druck) -> None:
    """Der Haushaltsvorbehalt."""
    druck.doku.absatz(benannt("Haushaltsvorbehalt", druck.stoff.konzept.haushaltsvorbehalt))


def berichtspflicht(druck: Druck) -> None:
    """Wem berichtet und wie ausgewertet wird."""
    druck.doku.absatz(benannt("Berichtspflicht", druck.stoff.konzept.berichtspflicht))
    druck.doku.absatz(benannt("Evaluation", druck.stoff.konzept.evaluationsmethode))


def kontakt(druck: Druck) -> None:
    """Wer Auskunft gibt, und der Hinweis auf die Fortschreibung."""
    konzept = druck.stoff.konzept
    wege = [("E-Mail", konzept.kontakt_email), ("Webseite", konzept.kontakt_url)]
    genannt = [f"{was}: {adresse}" for was, adresse in wege if adresse]
    if genannt:
        an = f" beantwortet: {konzept.stelle}" if konzept.stelle else ""
        zeilen = "\n".join([f"Fragen und Hinweise{an}", *genannt])
        druck.doku.absatz(zeilen, mit_naechstem=bool(konzept.fortlaufend))
    if konzept.fortlaufend:
        druck.doku.absatz("(Der Stand wird fortlaufend ergänzt.)")
