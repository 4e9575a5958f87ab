"""Aufführen: die Maßnahmen eines Handlungsfelds als Tabelle und je Maßnahme ihr voller Sachstand."""

from typing import Any

from mut_core.bericht.gliederung import Druck
from mut_core.bericht.saetze import (
    OHNE_ANGABE,
    am,
    benannt,
    federfuehrung,
    fristangabe,
    gereiht,
    nur_frist,
    satzreihe,
    terminhinweis,
    trennbar,
    vorgesehen,
)
from mut_core.bericht.stoff import Stoff
from mut_core.diagramme import beschriftung, kurzname
from mut_core.sprache import ganzer_satz, mal, zitiert
from mut_core.zeitangaben import datum_text

KOPF = ["Nr.", "Maßnahme", "Federführung", "Zeitraum / Frist", "Umsetzungsstand", "Letzter Sachstand"]
_BREITEN = [1, 3.4, 1.95, 2.1, 1, 1]
_ENG = [0, 4, 5]
"""Nummer, Stand und Tag brechen nie um; was sie nicht brauchen, gehört vor allem dem Titel."""


def write_massnahmen(druck: Druck, massnahmen: list[Any]) -> None:
    """Schreibt die Tabelle und darunter jede Maßnahme, zu der es Text gibt; ohne Maßnahmen nichts."""
    if massnahmen:
        feld = druck.gegenstand.titel
        druck.doku.tabelle(
            f"Maßnahmen im Handlungsfeld {zitiert(feld)}",
            [trennbar(kopf) for kopf in KOPF],
            [_zeile(m) for m in massnahmen],
            _BREITEN,
            beschreibung="Maßnahmen mit Federführung, Frist, Umsetzungsstand und Tag des letzten Sachstands",
            eng=_ENG,
            schluessel=tabellenschluessel(druck.gegenstand),
        )
    for m in massnahmen:
        _write_massnahme(druck, m)


def tabellenschluessel(feld: Any) -> str:
    """Gibt den Schlüssel für Verweise auf die Tabelle der Maßnahmen eines Handlungsfelds."""
    return f"massnahmen_{feld.id}"


def _zeile(m: Any) -> list[Any]:
    hinweis = trennbar(terminhinweis(m))
    frist = [fristangabe(m), f"**{hinweis}**"] if hinweis else fristangabe(m)
    zum = datum_text(m.stand_zum) if m.stand_zum else OHNE_ANGABE
    return [m.nummer, m.titel, federfuehrung(m), frist, beschriftung(m.umsetzungsstand), zum]


def _write_massnahme(druck: Druck, m: Any) -> None:
    absaetze = [a for a in _absaetze(druck.stoff, m) if a]
    if not absaetze:
        return
    druck.zwischentitel(f"{m.nummer} {m.titel}", tiefer=2)
    vorletzter = len(absaetze) - 2  # damit die letzte Zeile („Beteiligt: …“) nicht allein auf die nächste Seite rutscht
    for i, absatz in enumerate(absaetze):
        druck.doku.absatz(absatz, mit_naechstem=i == vorletzter)


def _absaetze(stoff: Stoff, m: Any) -> list[str]:
    """Alles Öffentliche zu einer Maßnahme, in der Reihenfolge, in der man danach fragt."""
    meilensteine = stoff.meilensteine_von("massnahme_id", m.id)
    return [
        m.beschreibung or "",
        satzreihe(_sachstand(stoff, m), _verlauf(m)),
        benannt("Hindernis", m.stand_hindernis),
        benannt("Was helfen würde", m.stand_loesung),
        _abschluss(stoff, m),
        _verschiebung(m),
        satzreihe(_eckdaten(stoff, m), _verweise(stoff, m)),
        benannt("Meilensteine", "; ".join([vorgesehen(s) for s in meilensteine])) if meilensteine else "",
    ]


def _eckdaten(stoff: Stoff, m: Any) -> str:
    angebot = [
        *(("mehrsprachig",) if m.mehrsprachig else ()),
        *(("in Leichter Sprache",) if m.leichte_sprache else ()),
        *(("barrierefrei",) if m.barrierefrei else ()),
    ]
    return satzreihe(
        benannt("Zielgruppe", m.zielgruppe),
        benannt("Beteiligt", gereiht(stoff.beteiligte_von(m.id)) or m.beteiligte_wortlaut),
        benannt("Angebot", ", ".join(angebot)),
        benannt("Vorbild", m.vorbild),
        benannt("Indikator", m.indikator),
    )


def _sachstand(stoff: Stoff, m: Any) -> str:
    """Der letzte Sachstand im vollen Wortlaut; „unverändert“ nennt den Tag der Bestätigung und den Text davor."""
    zum, text = stoff.letzter_text(m)
    if not text:
        return ""
    if zum == m.stand_zum:
        return f"**Sachstand vom {datum_text(m.stand_zum)}** ({kurzname(m.umsetzungsstand)}): {text}"
    kopf = f"**Sachstand vom {datum_text(m.stand_zum)}** ({kurzname(m.umsetzungsstand)})"
    return f"{kopf}: kein neuer Sachstand seit dem {datum_text(zum)}. {text}" if zum else ""


def _verlauf(m: Any) -> str:
    schritt = benannt("Nächster Schritt", m.stand_naechster_schritt)
    termin = f"Nächster Termin: {datum_text(m.stand_naechster_termin)}." if m.stand_naechster_termin else ""
    return satzreihe(schritt, termin)


def _abschluss(stoff: Stoff, m: Any) -> str:
    """Ergebnis, Grund der Zurückstellung oder Entscheidung über das Verwerfen."""
    s = stoff.letzter_sachstand(m)
    ergebnis = benannt("Ergebnis", m.stand_ergebnis)
    fertig = f"Abgeschlossen {am(m.stand_abgeschlossen_am)}." if m.stand_abgeschlossen_am else ""
    grund = s.zurueckstellungsgrund.bezeichnung if s is not None and s.zurueckstellungsgrund else ""
    wieder = f"Wiedervorlage: {datum_text(m.stand_wiedervorlage)}." if m.stand_wiedervorlage else ""
    return satzreihe(
        ergebnis,
        fertig,
        benannt("Grund", grund),
        benannt("Begründung", m.stand_begruendung),
        wieder,
        _entscheidung(s),
    )


def _entscheidung(s: Any) -> str:
    if s is None or not (s.entschieden_von or s.entschieden_am):
        return ""
    teile = [s.entschieden_von, am(s.entschieden_am)]
    return f"Entschieden: {', '.join(t for t in teile if t)}."


def _verschiebung(m: Any) -> str:
    if not m.verschoben:
        return ""
    frueher = f", ursprünglich {datum_text(m.urspruengliche_frist)}" if m.urspruengliche_frist else ""
    grund = f" Zuletzt wegen: {ganzer_satz(m.verschiebungsgrund)}" if m.verschiebungsgrund else ""
    return f"**Frist:** {mal(m.verschoben)} verschoben{frueher}, jetzt {nur_frist(m)}.{grund}"


def _verweise(stoff: Stoff, m: Any) -> str:
    felder = gereiht([zitiert(f.titel) for f in stoff.weitere_felder_von(m.id)])
    mit = stoff.massnahme.get(m.zusammengefuehrt_mit_id) if m.zusammengefuehrt_mit_id else None
    durch = stoff.massnahme.get(m.ersetzt_durch_id) if m.ersetzt_durch_id else None
    return satzreihe(
        benannt("Betrifft auch", felder),
        benannt("Zusammengeführt mit", f"{mit.nummer} {mit.titel}" if mit else ""),
        benannt("Ersetzt durch", f"{durch.nummer} {durch.titel}" if durch else ""),
    )
