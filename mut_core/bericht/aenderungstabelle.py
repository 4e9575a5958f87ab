"""Aufreihen: jede Änderung einer Veränderung als Zeile mit Bisher, Jetzt und Grund – je Maßnahme beisammen."""

from collections.abc import Callable, Mapping
from typing import Any

from mut_core.bericht.saetze import trennbar
from mut_core.betraege import betrag_text
from mut_core.diagramme import kurzname
from mut_core.lagebild import saetze
from mut_core.modell.codes import Code, Umsetzungsstand
from mut_core.sprache import ganzer_satz, knapp, mal, seit_tagen, zitiert
from mut_core.veraenderung import Entfallart, Fristart, Mittelaenderung, Veraenderung, Verzug
from mut_core.veraenderung.worte import zum_wievielten
from mut_core.zeitangaben import datum_text

KOPF = ("Maßnahme", "Änderung", "Bisher", "Jetzt", "Grund oder Hinweis")
"""Die Spalten der Tabelle aller Änderungen."""

NICHTS = "–"
"""Steht, wo es nichts zu nennen gibt: Neues hatte keinen bisherigen Wert."""

_LAENGE = 160

_Wechsel = tuple[str, str, str, str]
"""Art der Änderung, bisher, jetzt, Grund oder Hinweis."""


def aenderungszeilen(veraenderung: Veraenderung) -> list[list[str]]:
    """Gibt je Änderung eine Zeile mit den Spalten `KOPF`, geordnet nach Handlungsfeld und Nummer.

    Förderungen gehören zu keiner Maßnahme und stehen zuletzt. Ohne Änderung ist die Liste leer.
    """
    v = veraenderung
    if not hat_zeilen(v):
        return []
    je_massnahme: dict[int, list[_Wechsel]] = {m: [] for m in v.massnahmen["massnahme_id"]}
    for tabelle, wechsel in _WECHSEL.items():
        for z in saetze(getattr(v, tabelle)):
            je_massnahme[z.massnahme_id].append(wechsel(z))
    zeilen = [
        _zeile(f"{m.nummer} {m.titel}", wechsel)
        for m in saetze(v.massnahmen)
        for wechsel in je_massnahme[m.massnahme_id]
    ]
    foerderungen = [_zeile(f"Förderung {zitiert(f.programm)}", _foerderung(f)) for f in saetze(v.foerderungen)]
    return zeilen + foerderungen


def hat_zeilen(veraenderung: Veraenderung) -> bool:
    """Sagt, ob es etwas aufzureihen gibt."""
    v = veraenderung
    return not v.ist_leer and any(len(getattr(v, tabelle)) for tabelle in (*_WECHSEL, "foerderungen"))


def _zeile(was: str, wechsel: _Wechsel) -> list[str]:
    art, *werte = wechsel
    return [was, trennbar(art), *(knapp(w, _LAENGE) or NICHTS for w in werte)]


def _satzfolge(*teile: str | None) -> str:
    """Fügt Angaben zu Sätzen; fehlende fallen weg, jede beginnt groß."""
    return " ".join(ganzer_satz(t[:1].upper() + t[1:]) for t in teile if t and t.strip())


def _stand(stand: Code | None) -> str:
    return kurzname(stand) if stand is not None else NICHTS


# ---------------------------------------------------------------------------------------------- je Art


def _neu(z: Any) -> _Wechsel:
    frist = f"Frist: {z.frist}" if z.frist else "Frist nicht genannt"
    stelle = f"Federführung: {z.federfuehrung}" if z.federfuehrung else "Federführung nicht benannt"
    return "neu aufgenommen", NICHTS, _stand(z.umsetzungsstand), f"{frist}; {stelle}"


def _wieder_aufgenommen(z: Any) -> _Wechsel:
    bisher = "im Archiv" if z.aus_archiv else _stand(z.von)
    return "wieder aufgenommen", bisher, _stand(z.nach), ""


def _bewegt(z: Any) -> _Wechsel:
    hinweis = "nach einer Berichtigung" if z.berichtigt else None
    return "Umsetzungsstand", _stand(z.von), _stand(z.nach), _satzfolge(z.richtung.bezeichnung, hinweis, z.begruendung)


def _abgeschlossen(z: Any) -> _Wechsel:
    jetzt = kurzname(Umsetzungsstand.UMGESETZT)
    jetzt = f"{jetzt} ({datum_text(z.abgeschlossen_am)})" if z.abgeschlossen_am else jetzt
    ergebnis = f"Ergebnis: {z.ergebnis}" if z.ergebnis else None
    archiv = "inzwischen archiviert" if z.archiviert else None
    return "abgeschlossen (letztmalig aufgeführt)", _stand(z.von), jetzt, _satzfolge(archiv, ergebnis)


def _frist(z: Any) -> _Wechsel:
    """Mit dem Wievielten der Verschiebung, der ursprünglichen Frist und dem Grund."""
    zuerst = z.urspruenglich if z.urspruenglich != z.bisher else None
    urspruenglich = f"ursprünglich {datum_text(zuerst)}" if zuerst else None
    zaehlung = ", ".join(t for t in (_wievielte(z), urspruenglich) if t)
    grund = f"Grund: {z.grund}" if z.grund else None
    if z.art in (Fristart.VERSCHOBEN, Fristart.AUFGEHOBEN) and not grund:
        grund = "Ein Grund ist nicht gemeldet"
    return f"Frist {z.art.bezeichnung}", z.bisher_text or "", z.neu_text or "", _satzfolge(zaehlung, grund)


def _wievielte(z: Any) -> str | None:
    """„zum zweiten Mal verschoben“; mehrere Schritte auf einmal heißen „seither zweimal, insgesamt dreimal“."""
    if z.art == Fristart.VORGEZOGEN or not z.verschiebungen:
        return None
    if z.verschiebungen_seither > 1:
        return f"seither {mal(z.verschiebungen_seither)} geändert, insgesamt {mal(z.verschiebungen)}"
    return f"{zum_wievielten(z.verschiebungen)} {'verschoben' if z.art == Fristart.VERSCHOBEN else 'geändert'}"


def _ueberfaellig(z: Any) -> _Wechsel:
    if z.verzug == Verzug.NICHT_MEHR:
        return z.verzug.bezeichnung, "überfällig", "nicht überfällig", _satzfolge(z.wodurch)
    dauer = f" {seit_tagen(z.tage)}" if z.tage and z.tage > 0 else ""
    bisher = "überfällig" if z.verzug == Verzug.WEITERHIN else "nicht überfällig"
    grund = f"Grund: {z.grund}" if z.grund else "Ein Grund ist nicht gemeldet"
    return z.verzug.bezeichnung, bisher, f"überfällig{dauer}", _satzfolge(grund)


_WOHIN = {Entfallart.ZUSAMMENGEFUEHRT: "zusammengeführt mit", Entfallart.ERSETZT: "ersetzt durch"}


def _entfallen(z: Any) -> _Wechsel:
    """Mit dem Wohin: die Maßnahme, in der sie aufging, sonst wer wann entschied."""
    wort = _WOHIN.get(z.art)
    jetzt = f"{wort} {z.wohin or 'einer anderen Maßnahme'}" if wort else str(z.art.bezeichnung)
    wer = ", ".join(t for t in (z.entschieden_von, datum_text(z.am) if z.am else None) if t)
    grund = f"Begründung: {z.grund}" if z.grund else None
    return "nicht weitergeführt", _stand(z.von), jetzt, _satzfolge(wer, grund)


def _archiviert(z: Any) -> _Wechsel:
    seit = f" (seit {datum_text(z.am)})" if z.am else ""
    return "archiviert", _stand(z.von), f"im Archiv{seit}", ""


def _mittel(z: Any) -> _Wechsel:
    """Ist nur der Stand ein anderer, stehen die Stände da und die Beträge im Hinweis."""
    art = f"Mittel {z.art.bezeichnung}"
    if z.merkmale == ("Stand",):
        return f"{art} (Stand)", _bezeichnung(z.stand_von), _bezeichnung(z.stand_nach), _satzfolge(z.nachher)
    unterschied = None
    if z.differenz:
        unterschied = f"{betrag_text(abs(z.differenz))} {'mehr' if z.differenz > 0 else 'weniger'}"
    return art, z.vorher or "", z.nachher or "", _satzfolge(unterschied, _merkmale(z))


def _bezeichnung(stand: Code | None) -> str:
    return stand.bezeichnung if stand is not None else "ohne Angabe"


def _merkmale(z: Any) -> str | None:
    """Was sich an der Position geändert hat; bei neuen und entfallenen ist es alles."""
    return f"betrifft: {', '.join(z.merkmale)}" if z.art == Mittelaenderung.GEAENDERT and z.merkmale else None


def _foerderung(f: Any) -> _Wechsel:
    return f"Förderung {f.art.bezeichnung}", f.vorher or "", f.nachher or "", _satzfolge(_merkmale(f))


def _angabe(z: Any) -> _Wechsel:
    return z.bezeichnung, z.vorher or "ohne Angabe", z.nachher or "ohne Angabe", ""


_WECHSEL: Mapping[str, Callable[[Any], _Wechsel]] = {
    "neu": _neu,
    "wieder_aufgenommen": _wieder_aufgenommen,
    "bewegt": _bewegt,
    "abgeschlossen": _abgeschlossen,
    "fristen": _frist,
    "ueberfaellig": _ueberfaellig,
    "entfallen": _entfallen,
    "archiviert": _archiviert,
    "mittel": _mittel,
    "angaben": _angabe,
}
"""Je Tabelle der Veränderung, wie aus einer Zeile ein Wechsel wird; die Reihenfolge gilt innerhalb einer Maßnahme."""
