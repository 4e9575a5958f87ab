"""Drucken: der Steckbrief – eine Maßnahme auf einer Seite, mit allem, was an ihr öffentlich bekannt ist.

Welche Felder hineingehören, sagt Fachhandbuch 3.3. Was nicht bekannt ist, heißt „k. A.“ oder „nicht benannt“; nur
was selten erfragt wird (Vorbild, Priorität …), entfällt ohne Angabe.
"""

from collections.abc import Iterable
from typing import Any

from mut_core import auswertung
from mut_core.bericht import evaluation, uebersicht
from mut_core.bericht.deckblatt import build_dokument, hinweis
from mut_core.bericht.gliederung import Druck
from mut_core.bericht.ressourcen import ressourcensaetze
from mut_core.bericht.saetze import (
    OHNE_ANGABE,
    am,
    benannt,
    federfuehrung,
    fristangabe,
    gereiht,
    gross,
    satzreihe,
    trennbar,
    vorgesehen,
)
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.diagramme import beschriftung, kurzname
from mut_core.fehler import EingabeError, NichtGefundenError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Aktualitaet, Berichtsform, Terminlage
from mut_core.sprache import ganzer_satz, mal, seit_tagen, zitiert
from mut_core.zeitangaben import datum_text

ACHSEN = ("Umsetzungsstand", "Terminlage", "Aktualität", "Mittelstatus")

_ARTEN = {"sachstand": "Sachstand", "fristaenderung": "Frist verschoben", "meilenstein": "Meilenstein"}

_Zeile = tuple[str, list[str]]
"""Bezeichnung und Absätze einer Angabe."""


def build_steckbrief(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt den Steckbrief der gewählten Maßnahme als .docx; dieselben Eingaben geben dieselben Bytes.

    Das interne Profil enthält dazu interne Notiz und offene Angaben. Wirft EingabeError ohne gewählte Maßnahme und
    NichtGefundenError, wenn sie nicht zu diesem Lagebild gehört.
    """
    stoff = Stoff(lagebild, Berichtsform.STECKBRIEF, wahl)
    massnahme = require_massnahme(stoff, wahl.massnahme_id)
    kurztitel = f"Steckbrief {massnahme.nummer}"
    doku = build_dokument(stoff, f"{kurztitel}: {massnahme.titel}", wahl, kurztitel=kurztitel, deckblatt=False)
    druck = Druck(doku, stoff)
    _write_kopf(druck, wahl)
    write_steckbrief(druck, massnahme, mit_geschichte=False)
    if wahl.profil == Profil.INTERN:
        _write_internes(druck, massnahme)
    return doku.als_bytes()


def require_massnahme(stoff: Stoff, massnahme_id: int | None) -> Any:
    """Gibt die Maßnahme; unbekannte, fremde und archivierte antworten gleich.

    Wirft EingabeError ohne Schlüssel und NichtGefundenError, wenn das Lagebild sie nicht enthält.
    """
    if massnahme_id is None:
        raise EingabeError("Für einen Steckbrief bitte eine Maßnahme wählen.", feld="massnahme_id")
    if massnahme_id not in stoff.massnahme:
        raise NichtGefundenError(
            "Diese Maßnahme gibt es nicht – oder nicht in diesem Konzept oder noch nicht an diesem Stichtag. "
            "Bitte eine aus der Liste wählen."
        )
    return stoff.massnahme[massnahme_id]


def write_steckbrief(druck: Druck, massnahme: Any, *, mit_geschichte: bool) -> None:
    """Schreibt den Steckbrief einer Maßnahme als Abschnitt; die Überschrift steht auf der Ebene des Drucks.

    Mit Geschichte folgt eine Tabelle aller Sachstände, Verschiebungen und Meilensteine.
    """
    m, doku = massnahme, druck.doku
    doku.ueberschrift(f"{m.nummer} {m.titel}", druck.ebene, nummeriert=False, schluessel=f"steckbrief_{m.id}")
    doku.absatz(m.beschreibung or f"Eine Beschreibung liegt nicht vor ({OHNE_ANGABE}).")
    _write_achsen(druck, m)
    _write_sachstand(druck, m)
    _write_angaben(druck, m)
    if mit_geschichte:
        _write_geschichte(druck, m)


def _write_kopf(druck: Druck, wahl: Wahl) -> None:
    """Woher der Steckbrief stammt; das Dokument hat kein Deckblatt, das es sagt."""
    konzept = druck.stoff.konzept
    hinweise = hinweis(druck.stoff, wahl).split(" · ")
    herkunft = (konzept.kommune, konzept.bezeichnung, f"Stand: {datum_text(druck.stoff.stichtag)}")
    teile = [*(f"**{gross(h)}**" for h in hinweise if h), *herkunft, am(wahl.erstellt, "erstellt am")]
    druck.doku.absatz(" · ".join(t for t in teile if t))


# ---------------------------------------------------------------------------------------------- Stand


def achsen(m: Any) -> list[str]:
    """Gibt die vier Achsen in Worten, in der Reihenfolge von `ACHSEN`."""
    return [beschriftung(m.umsetzungsstand), _terminlage(m), _aktualitaet(m), m.mittelstatus.bezeichnung]


def _terminlage(m: Any) -> str:
    """Die Terminlage, mit der Zahl der Tage, wenn sie überschritten ist, und dem Grund, wenn Menschen sie setzten."""
    lage = str(m.terminlage.bezeichnung)
    if m.terminlage == Terminlage.UEBERFAELLIG and m.tage_ueberfaellig > 0:
        lage = f"{lage} {seit_tagen(m.tage_ueberfaellig)}"
    if m.terminlage_gesetzt:
        return f"{lage}, von Hand gesetzt{f': {m.terminlage_grund}' if m.terminlage_grund else ''}"
    return lage


def _aktualitaet(m: Any) -> str:
    if m.aktualitaet == Aktualitaet.OHNE_MELDUNG:
        return "noch nie gemeldet"
    return f"{m.aktualitaet.bezeichnung}, zuletzt gemeldet zum {datum_text(m.stand_zum)}"


def _write_achsen(druck: Druck, m: Any) -> None:
    druck.zwischentitel(f"Stand am {datum_text(druck.stoff.stichtag)}")
    druck.doku.kopftabelle(
        f"Stand der Maßnahme {m.nummer}",
        [trennbar(a) for a in ACHSEN],
        [achsen(m)],
        [1, 1, 1, 1],
        beschreibung="Umsetzungsstand, Terminlage, Aktualität und Mittelstatus in Worten",
    )


def _write_sachstand(druck: Druck, m: Any) -> None:
    druck.zwischentitel("Letzter Sachstand")
    zum, text = druck.stoff.letzter_text(m)
    if m.stand_zum is None:
        druck.doku.absatz("Zu dieser Maßnahme wurde noch kein Sachstand gemeldet.")
        return
    kopf = f"**Stand vom {datum_text(m.stand_zum)} ({kurzname(m.umsetzungsstand)}):**"
    if text and zum and zum != m.stand_zum:
        kopf = f"{kopf} kein neuer Sachstand seit dem {datum_text(zum)}."
    druck.doku.absatz(satzreihe(kopf, text or "ohne Text gemeldet."))
    druck.doku.absatz(satzreihe(*_zusaetze(druck.stoff, m)))


def _zusaetze(stoff: Stoff, m: Any) -> Iterable[str]:
    """Was der letzte Sachstand neben seinem Text sagt."""
    s = stoff.letzter_sachstand(m)
    yield benannt("Nächster Schritt", m.stand_naechster_schritt)
    yield benannt("Nächster Termin", m.stand_naechster_termin and datum_text(m.stand_naechster_termin))
    yield benannt("Hindernis", m.stand_hindernis)
    yield benannt("Was helfen würde", m.stand_loesung)
    yield benannt("Abgeschlossen", am(m.stand_abgeschlossen_am))
    yield benannt("Ergebnis", m.stand_ergebnis)
    yield benannt("Grund", s.zurueckstellungsgrund.bezeichnung if s and s.zurueckstellungsgrund else "")
    yield benannt("Begründung", m.stand_begruendung)
    yield benannt("Wiedervorlage", am(m.stand_wiedervorlage))
    if s is not None:
        yield benannt("Nächste Überprüfung", am(s.naechste_ueberpruefung))
        yield benannt("Entschieden", ", ".join(t for t in (s.entschieden_von, am(s.entschieden_am)) if t))


# ---------------------------------------------------------------------------------------------- Angaben


def _write_angaben(druck: Druck, m: Any) -> None:
    druck.zwischentitel("Angaben")
    druck.doku.kopftabelle(
        f"Angaben zur Maßnahme {m.nummer}",
        ["Angabe", "Inhalt"],
        [[name, inhalt] for name, inhalt in angaben(druck.stoff, m)],
        [1.3, 5],
        beschreibung="Zuordnung, Verantwortung, Zeit, Mittel, Meilensteine und Ziele der Maßnahme",
    )


def angaben(stoff: Stoff, m: Any) -> list[_Zeile]:
    """Gibt die Angaben zu einer Maßnahme: Bezeichnung und Absätze; seltene entfallen, wenn nichts gesagt ist."""
    immer = [
        ("Handlungsfeld", _felder(stoff, m)),
        ("Ziele", ziele(stoff, m) or [OHNE_ANGABE]),
        ("Federführung", [federfuehrung(m)]),
        ("Beteiligte", [gereiht(stoff.beteiligte_von(m.id)) or m.beteiligte_wortlaut or OHNE_ANGABE]),
        ("Zielgruppe", [m.zielgruppe or OHNE_ANGABE]),
        ("Zeitraum / Frist", _fristen(stoff, m)),
        ("Mittel", ressourcensaetze(stoff, m) or [OHNE_ANGABE]),
        ("Meilensteine", [vorgesehen(s) for s in stoff.meilensteine_von("massnahme_id", m.id)] or [OHNE_ANGABE]),
    ]
    selten = [
        ("Art", [_art(m)]),
        ("Indikator", [m.indikator]),
        ("Angebot", [_angebot(m)]),
        ("Vorbild", [m.vorbild]),
        ("SMART", [_smart(stoff, m)]),
        ("Evaluation", _evaluationen(stoff, m)),
        ("Verweise", [_verweise(stoff, m)]),
    ]
    return [*immer, *((name, [t for t in texte if t]) for name, texte in selten if any(texte))]


def _felder(stoff: Stoff, m: Any) -> list[str]:
    feld = stoff.feld.get(m.handlungsfeld_id)
    weitere = [f"{f.nummer}. {f.titel}" for f in stoff.weitere_felder_von(m.id)]
    erstes = f"{feld.nummer}. {feld.titel}" if feld else OHNE_ANGABE
    return [erstes, *([f"betrifft auch: {gereiht(weitere)}"] if weitere else [])]


def ziele(stoff: Stoff, m: Any) -> list[str]:
    """Gibt die Ziele, zu denen eine Maßnahme beiträgt, mit ihrer Nummer."""
    ids = stoff.einzeln.ziele_von(m.id)
    alle = [z for f in stoff.felder for z in stoff.ziele_von(f.id) if z.id in ids]
    return [f"{z.ebene.bezeichnung}{f' {z.nummer}' if z.nummer else ''}: {z.text}" for z in alle]


def _fristen(stoff: Stoff, m: Any) -> list[str]:
    """Der geltende Zeitraum, abweichend der Wortlaut der Quelle, dann jede Verschiebung mit ihrem Grund."""
    gilt = fristangabe(m)
    wortlaut = m.zeit_wortlaut if m.zeit_wortlaut and m.zeit_wortlaut not in gilt else ""
    if not m.verschoben:
        return [gilt]
    frueher = f", ursprünglich {datum_text(m.urspruengliche_frist)}" if m.urspruengliche_frist else ""
    spruenge = [e for e in stoff.einzeln.geschichte_von(m.id) if e.art == "fristaenderung"]
    return [
        gilt,
        *([f"im Wortlaut: {zitiert(wortlaut)}"] if wortlaut else []),
        f"{mal(m.verschoben)} verschoben{frueher}:",
        *(f"am {datum_text(e.am)}: {ganzer_satz(e.text)}" for e in reversed(spruenge)),
    ]


def _art(m: Any) -> str:
    fest = m.konkretheit.bezeichnung if m.konkretheit else ""
    wortlaut = f"im Wortlaut {m.konkretheit_wortlaut}" if m.konkretheit_wortlaut else ""
    prioritaet = f"Priorität {m.prioritaet.bezeichnung}" if m.prioritaet else ""
    return ", ".join(t for t in (m.art.bezeichnung, fest, wortlaut, prioritaet) if t)


def _angebot(m: Any) -> str:
    merkmale = ((m.mehrsprachig, "mehrsprachig"), (m.leichte_sprache, "in Leichter Sprache"))
    worte = [wort for gesetzt, wort in (*merkmale, (m.barrierefrei, "barrierefrei")) if gesetzt]
    return ", ".join(worte)


def _smart(stoff: Stoff, m: Any) -> str:
    """Die jüngste SMART-Prüfung: „Spezifisch: ja, Messbar: offen … (geprüft am 01.05.2024)“."""
    pruefungen = stoff.einzeln.pruefungen_von(m.id)
    if not pruefungen:
        return ""
    p = pruefungen[-1]
    werte = (p.spezifisch, p.messbar, p.aktivierend, p.realistisch, p.terminiert)
    begriffe = [begriff for _, begriff, _ in uebersicht.smart_kriterien(stoff.konzept.smart_a)]
    text = ", ".join(f"{b}: {w.bezeichnung}" for b, w in zip(begriffe, werte, strict=True))
    return f"{text} (geprüft {am(p.geprueft_am)})" if p.geprueft_am else text


def _evaluationen(stoff: Stoff, m: Any) -> list[str]:
    return [_evaluation(e) for e in stoff.einzeln.evaluationen_von(m.id)]


def _evaluation(e: Any) -> str:
    fragen = ("Zielgruppe erreicht", "im Zeitrahmen", "Ziel erreicht", "Folge")
    teile = "; ".join(f"{f}: {a}" for f, a in zip(fragen, evaluation.antworten(e), strict=True))
    wie = f" ({e.methode})" if e.methode else ""
    return f"{am(e.am)}{wie} – {teile}"


def _verweise(stoff: Stoff, m: Any) -> str:
    mit = stoff.massnahme.get(m.zusammengefuehrt_mit_id)
    durch = stoff.massnahme.get(m.ersetzt_durch_id)
    return satzreihe(
        f"Zusammengeführt mit {mit.nummer} {mit.titel}." if mit else "",
        f"Ersetzt durch {durch.nummer} {durch.titel}." if durch else "",
    )


# ---------------------------------------------------------------------------------------------- Geschichte, Internes


def _write_geschichte(druck: Druck, m: Any) -> None:
    """Alles Datierte zur Maßnahme, das Jüngste zuerst; ohne Einträge ein Satz."""
    druck.zwischentitel("Geschichte")
    eintraege = druck.stoff.einzeln.geschichte_von(m.id)
    if not eintraege:
        druck.doku.absatz("Einträge zur Geschichte dieser Maßnahme gibt es zum Stichtag nicht.")
        return
    druck.doku.kopftabelle(
        f"Geschichte der Maßnahme {m.nummer}",
        ["Am", "Eintrag", "Inhalt"],
        [[datum_text(e.am) if e.am else OHNE_ANGABE, _eintrag(e), e.text or "ohne Text"] for e in eintraege],
        [1, 1.6, 5],
        beschreibung="Sachstände, Verschiebungen der Frist und Meilensteine, das Jüngste zuerst",
        eng=[0],
    )


def _eintrag(e: Any) -> str:
    """Die Art des Eintrags, bei Sachständen mit dem Umsetzungsstand; berichtigte sind gekennzeichnet."""
    stand = [f"({kurzname(e.umsetzungsstand)})"] if e.umsetzungsstand else []
    return " ".join([_ARTEN[e.art], *stand, *(["– später berichtigt"] if e.berichtigt else [])])


def _write_internes(druck: Druck, m: Any) -> None:
    fehlend = [e.satz for e in saetze(auswertung.luecken(druck.stoff.lagebild, m.id))]
    if not (m.interne_notiz or fehlend):
        return
    druck.zwischentitel("Nur intern")
    druck.doku.absatz(benannt("Interne Notiz", m.interne_notiz))
    if fehlend:
        druck.doku.absatz("**Offene Angaben:**")
        druck.doku.aufzaehlung(fehlend)
