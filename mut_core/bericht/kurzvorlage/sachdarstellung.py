"""Darlegen: die Sachdarstellung – eigener Text der Kommune, sonst gut lesbare Absätze aus den Daten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mut_core import auswertung
from mut_core.bericht.beteiligung import BETEILIGUNG
from mut_core.bericht.kurzvorlage.block import Absatz, Inhalte, Punkte, absaetze, eigener_text
from mut_core.bericht.kurzvorlage.foerderung import foerdersatz
from mut_core.bericht.kurzvorlage.sache import Sache
from mut_core.bericht.saetze import (
    OHNE_ANGABE,
    faelligkeit,
    gereiht,
    gross,
    satzreihe,
    terminangabe,
    zaehlung,
    zahlwort,
    zeilen,
)
from mut_core.bericht.stoff import Stoff
from mut_core.lagebild import ist_begrenzt, saetze
from mut_core.lagebild.freigegeben import SATZ
from mut_core.modell.codes import (
    Bearbeitungsstand,
    Ereignisart,
    Ereignisstatus,
    Genauigkeit,
    Gremientyp,
    Konkretheit,
    Konzeptphase,
    Massnahmenart,
    Terminlage,
    Umsetzungsstand,
    Zielebene,
)
from mut_core.regeln import ERREICHT
from mut_core.sprache import aufzaehlung, ganzer_satz, zitiert
from mut_core.zeitangaben import datum_text, zeitangabe_text

EINZELN_BIS = 20
"""Bis zu so vielen Maßnahmen nennt die Vorlage jede; darüber nur Zahlen je Handlungsfeld."""
_LAUFENDE = 6
_UEBERFAELLIGE = 3
_VERGANGENE = 4
_KUENFTIGE = 4
_BETEILIGUNGEN = 10
_LANGER_ABSATZ = 900  # Zeichen, ab denen Bisheriges und Nächstes je einen Absatz bekommen
_ZIELE = 3
_KEIN_TERMIN = frozenset({Ereignisart.FOERDERUNG, Ereignisart.SITZUNG, Ereignisart.BERICHT})
_STEHT_AN = frozenset({Bearbeitungsstand.IN_VORBEREITUNG, Bearbeitungsstand.NICHT_BEGONNEN})
_PHASE = {
    Konzeptphase.ERARBEITUNG: ("wird", "erarbeitet"),
    Konzeptphase.BESCHLOSSEN: ("ist", "beschlossen"),
    Konzeptphase.UMSETZUNG: ("wird", "umgesetzt"),
    Konzeptphase.EVALUATION: ("wird", "ausgewertet"),
    Konzeptphase.ABGESCHLOSSEN: ("ist", "abgeschlossen"),
}
_VORSCHLAG = frozenset({Konkretheit.MOEGLICH, Konkretheit.ANGEDACHT})
_SEIT_BEGINN = frozenset({Konzeptphase.ERARBEITUNG, Konzeptphase.UMSETZUNG})


@dataclass(frozen=True)
class Abschnitt:
    """Ein Stück der Sachdarstellung; ein Textbaustein „sachdarstellung.<schluessel>“ tritt an seine Stelle."""

    schluessel: str
    schreibe: Callable[[Sache], Inhalte]


def build_sachdarstellung(sache: Sache, abschnitte: Sequence[Abschnitt]) -> Inhalte:
    """Gibt den eigenen Text der Vorlage; ohne ihn die Abschnitte, einzeln oder am Anfang durch Bausteine ersetzt."""
    eigener = eigener_text(_eigener(sache))
    return eigener or tuple(inhalt for i, a in enumerate(abschnitte) for inhalt in _abschnitt(sache, a, erster=i == 0))


def build_davor(sache: Sache, auftrag_vorweg: bool) -> Inhalte:
    """Gibt, was auch vor einem eigenen Text steht: Hinweise und der Auftrag, wenn der Text ihn nicht nennt."""
    text = _eigener(sache)
    vorweg = auftrag(sache) if text.strip() and auftrag_vorweg and not _nennt_den_auftrag(sache, text) else ()
    begrenzt = absaetze(SATZ if ist_begrenzt(sache.stoff.lagebild) else "")
    return (*_beispiel(sache.stoff), *begrenzt, *vorweg)


def _eigener(sache: Sache) -> str:
    return sache.wahl.texte.get("sachdarstellung") or sache.feld("sachdarstellung") or ""


def _abschnitt(sache: Sache, abschnitt: Abschnitt, *, erster: bool) -> Inhalte:
    """Wie im Sachstandsbericht: der Baustein des Abschnitts, am Anfang auch der des ganzen Blocks."""
    eigener = sache.eigener(f"sachdarstellung.{abschnitt.schluessel}")
    eigener = eigener or (sache.eigener("sachdarstellung") if erster else None)
    return eigener_text(eigener) or abschnitt.schreibe(sache)


def _nennt_den_auftrag(sache: Sache, text: str) -> bool:
    """Sagt, ob der eigene Text den Beschluss schon zitiert oder es gar keinen gibt."""
    beschluss = sache.beschluss
    if beschluss is None:
        return True
    kennzeichen = (beschluss.text, beschluss.drucksache, datum_text(beschluss.am) if beschluss.am else None)
    return any(k and k in text for k in kennzeichen)


def _beispiel(stoff: Stoff) -> Inhalte:
    hinweis = "**Beispiel – frei erfunden:** Kommune, Stellen, Maßnahmen und Beträge in dieser Vorlage gibt es nicht."
    return absaetze(hinweis if stoff.konzept.beispiel else "")


# --------------------------------------------------------------------------------- Hessen: drei Absätze (Quelle 004)


def anlass(sache: Sache) -> Inhalte:
    """Wer seit wann, mit welcher Förderung und mit welchem Ziel."""
    stoff = sache.stoff
    return absaetze(satzreihe(_wer_seit_wann(stoff), *_foerderungen(stoff), _ziele(stoff), _felder(stoff)))


def _wer_seit_wann(stoff: Stoff) -> str:
    konzept = stoff.konzept
    if konzept.anlass:
        return ganzer_satz(konzept.anlass)
    hilfsverb, partizip = _PHASE[konzept.phase]
    name = f"das Konzept {zitiert(konzept.bezeichnung)}"
    seit = _seit(konzept, stoff.stichtag) if konzept.phase in _SEIT_BEGINN else ""
    satz = f"{seit} {hilfsverb} {name}" if seit else f"D{name[1:]} {hilfsverb}"
    return satzreihe(
        f"{satz} {partizip}.", f"Federführend ist: {ganzer_satz(konzept.stelle)}" if konzept.stelle else ""
    )


def _seit(konzept: Any, stichtag: date) -> str:
    if konzept.beginn is None or konzept.beginn > stichtag:
        return ""
    text = zeitangabe_text(konzept.beginn, konzept.beginn_genauigkeit, None, None).removeprefix("ab ")
    auf_den_tag = konzept.beginn_genauigkeit in (None, Genauigkeit.TAG)
    return f"Seit dem {text}" if auf_den_tag else f"Seit {text}"


def _foerderungen(stoff: Stoff) -> list[str]:
    """Die Förderungen der Arbeit am Konzept; die anderer Maßnahmen stehen bei den finanziellen Auswirkungen."""
    prozess = {m.id for m in stoff.massnahmen if m.art == Massnahmenart.PROZESS}
    return [foerdersatz(f) for f in stoff.foerderungen if not f.massnahmen or prozess.intersection(f.massnahmen)]


def _ziele(stoff: Stoff) -> str:
    """Die übergeordneten Ziele des Konzepts, sonst seine Leitlinien; mehr als drei nennt die Vorlage nicht."""
    einziges_feld = {f.id for f in stoff.felder} if len(stoff.felder) == 1 else set()
    alle = [z for z in saetze(stoff.lagebild.ziele) if z.ebene != Zielebene.ZIEL]
    ziele = [z.text for z in alle if z.handlungsfeld_id is None or z.handlungsfeld_id in einziges_feld]
    if 0 < len(ziele) <= _ZIELE:
        return f"{'Ziel ist' if len(ziele) == 1 else 'Ziele sind'}: {ganzer_satz(_reihe(ziele))}"
    leitlinien = [t.text for t in sorted(saetze(stoff.lagebild.leitlinien), key=lambda t: t.nummer)]
    if not leitlinien:
        return ""
    return f"{'Leitlinie ist' if len(leitlinien) == 1 else 'Leitlinien sind'}: {ganzer_satz(_reihe(leitlinien))}"


def _reihe(texte: Sequence[str]) -> str:
    """Reiht ganze Sätze oder Stichworte mit Strichpunkten auf."""
    return "; ".join(t.strip().rstrip(".") for t in texte)


def _felder(stoff: Stoff) -> str:
    if len(stoff.felder) < 2:
        return ""
    titel = [f.titel for f in stoff.felder]
    return f"Das Konzept umfasst {zahlwort(len(titel))} Handlungsfelder: {gereiht(titel)}."


def verlauf(sache: Sache) -> Inhalte:
    """Was bisher geschah und was als Nächstes kommt, mit Terminen."""
    stoff = sache.stoff
    bisher = satzreihe(ganzer_satz(stoff.konzept.rueckblick or ""), _bisher(stoff))
    weiter = satzreihe(ganzer_satz(stoff.konzept.ausblick or ""), _weiter(stoff))
    if len(bisher) + len(weiter) > _LANGER_ABSATZ:
        return absaetze(bisher, weiter)
    text = satzreihe(bisher, weiter)
    return absaetze(text or "Veranstaltungen und Termine sind zum Stichtag nicht verzeichnet.")


def _bisher(stoff: Stoff) -> str:
    """Die letzten Veranstaltungen; neben eigenem Text nur die mit genauem Termin, damit nichts doppelt steht."""
    alle = _stattgefunden(stoff)
    gezeigt = _ohne_doppelte(_datiert(alle), stoff.konzept.rueckblick)[-_VERGANGENE:]
    if not gezeigt:
        return ""
    verb = "fand" if len(gezeigt) == 1 else "fanden"
    wann = "Zuletzt" if len(gezeigt) < len(alle) or stoff.konzept.rueckblick else "Bis zum Stichtag"
    return f"{wann} {verb} statt: {'; '.join(_mit_termin(e) for e in gezeigt)}."


def _stattgefunden(stoff: Stoff) -> list[Any]:
    """Veranstaltungen und Befragungen, die bis zum Stichtag stattfanden, der Zeit nach."""
    vergangen = (e for e in stoff.ereignisse if e.art in BETEILIGUNG and stoff.ist_vergangen(e))
    return [e for e in vergangen if e.status == Ereignisstatus.STATTGEFUNDEN]


def _datiert(ereignisse: Sequence[Any]) -> list[Any]:
    return [e for e in ereignisse if e.beginn or e.frist]


def _weiter(stoff: Stoff) -> str:
    kuenftig = [e for e in stoff.ereignisse if e.art not in _KEIN_TERMIN and not stoff.ist_vergangen(e)]
    gezeigt = _ohne_doppelte(kuenftig, stoff.konzept.ausblick)[:_KUENFTIGE]
    if not gezeigt:
        return ""
    verb = "Vorgesehen ist" if len(gezeigt) == 1 else "Vorgesehen sind"
    return f"{verb}: {'; '.join(_mit_termin(e) for e in gezeigt)}."


def _ohne_doppelte(ereignisse: Sequence[Any], eigener_text: str | None) -> list[Any]:
    """Lässt weg, was der eigene Text wohl schon erzählt: ungenau Terminiertes und das, dessen Tag er nennt."""
    genau = (Genauigkeit.TAG, Genauigkeit.MONAT)
    if not eigener_text:
        return list(ereignisse)
    genaue = [e for e in ereignisse if (e.beginn_genauigkeit or e.frist_genauigkeit) in genau]
    return [e for e in genaue if not (e.beginn and datum_text(e.beginn) in eigener_text)]


def _mit_termin(ereignis: Any) -> str:
    wann = terminangabe(ereignis)
    teile = ["Termin offen" if wann == OHNE_ANGABE else wann]
    if ereignis.status in (Ereignisstatus.ANGEDACHT, Ereignisstatus.VERSCHOBEN):
        teile.append(ereignis.status.bezeichnung)
    return f"{ereignis.titel} ({', '.join(teile)})"


def aufgaben(sache: Sache) -> Inhalte:
    """Was daneben läuft: die Lage in einem Satz, laufende und überfällige Maßnahmen, nächste Handlungsfelder."""
    stoff = sache.stoff
    if not stoff.massnahmen:
        return absaetze("Einzelne Maßnahmen sind zum Stichtag noch nicht erfasst.", _naechste_felder(stoff))
    lage = f"Stand {datum_text(stoff.stichtag)}: {auswertung.lagesatz(stoff.lagebild)}"
    return absaetze(satzreihe(lage, _laufende(stoff), _ueberfaellige(stoff), _naechste_felder(stoff)))


def _laufende(stoff: Stoff) -> str:
    alle = [m for m in stoff.massnahmen if m.umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG]
    zuletzt = sorted(alle, key=lambda m: m.stand_zum or date.min, reverse=True)[:_LAUFENDE]
    titel = "; ".join(m.titel for m in alle if m in zuletzt)
    if not titel:
        return ""
    if len(alle) > len(zuletzt):
        return f"In Umsetzung sind unter anderem: {ganzer_satz(titel)}"
    return f"In Umsetzung {'ist' if len(alle) == 1 else 'sind'}: {ganzer_satz(titel)}"


def _ueberfaellige(stoff: Stoff) -> str:
    alle = [m for m in stoff.massnahmen if m.terminlage == Terminlage.UEBERFAELLIG]
    if not 0 < len(alle) <= _UEBERFAELLIGE:
        return ""
    verb = "Überfällig ist" if len(alle) == 1 else "Überfällig sind"
    return f"{verb}: {'; '.join(f'{m.titel} ({faelligkeit(m)})' for m in alle)}."


def _naechste_felder(stoff: Stoff) -> str:
    """Die Handlungsfelder, die noch anstehen – ohne Maßnahmen – und die der Ausblick nicht schon nennt."""
    ausblick = stoff.konzept.ausblick or ""
    offen = (f for f in stoff.felder if f.bearbeitungsstand in _STEHT_AN and not f.uebergreifend)
    felder = [f for f in offen if f.titel not in ausblick and not stoff.massnahmen_von(f.id)]
    if not felder:
        return ""
    verb = "steht" if len(felder) == 1 else "stehen"
    was = zaehlung(len(felder), "ein Handlungsfeld", "Handlungsfelder")
    return f"Als Nächstes {verb} {was} an: {aufzaehlung([zitiert(f.titel) for f in felder])}."


# ------------------------------------------------------------------ Niedersachsen: vom Auftrag zum Stand (Quelle 003)


def auftrag(sache: Sache) -> Inhalte:
    """Der Beschluss, auf den die Vorlage antwortet, mit seinem Text als Zitat."""
    beschluss, konzept = sache.beschluss, sache.stoff.konzept
    if beschluss is None:
        return absaetze(f"Der Auftrag lautet: {ganzer_satz(konzept.auftrag)}" if konzept.auftrag else "")
    herkunft = [
        beschluss.gremium,
        f"Drucksache {beschluss.drucksache}" if beschluss.drucksache else "",
        f"auf Antrag: {beschluss.antrag}" if beschluss.antrag else "",
    ]
    am = f" vom {datum_text(beschluss.am)}" if beschluss.am else ""
    satz = f"Grundlage ist der Beschluss{am} ({', '.join(t for t in herkunft if t)})"
    if not beschluss.text:
        return (Absatz(f"{satz}."),)
    return (Absatz(f"{satz}:"), *(Absatz(a, zitat=True) for a in beschluss.text.split("\n\n") if a.strip()))


def umsetzung(sache: Sache) -> Inhalte:
    """Wie der Auftrag umgesetzt wird: wer seit wann, die Projektgruppe und ihre Aufgaben."""
    gruppen = sache.stoff.gremien_vom_typ(Gremientyp.PROJEKTGRUPPE)
    teile = [inhalt for g in gruppen for inhalt in _gruppe(g)]
    return (*absaetze(_wer_seit_wann(sache.stoff)), *teile)


def _gruppe(gruppe: Any) -> Inhalte:
    name = gruppe.name if gruppe.name.startswith("Projektgruppe") else f"Gruppe {zitiert(gruppe.name)}"
    liste = zeilen(gruppe.aufgaben)
    if not liste:
        return (Absatz(f"Eingerichtet ist die {name}."),)
    was = "Aufgabe" if len(liste) == 1 else "Aufgaben"
    return (Absatz(f"Eingerichtet ist die {name}. Sie hat folgende {was}:"), Punkte(tuple(liste)))


def beteiligung(sache: Sache) -> Inhalte:
    """Die durchgeführte Beteiligung mit Tag und Zielgruppe."""
    alle = _stattgefunden(sache.stoff)
    gezeigt = _datiert(alle)[-_BETEILIGUNGEN:]
    if not gezeigt:
        return ()
    verb = "fand" if len(gezeigt) == 1 else "fanden"
    auswahl = "unter anderem " if len(gezeigt) < len(alle) else ""
    punkte = (f"{gross(terminangabe(e))}: {e.titel}{f' ({e.zielgruppe})' if e.zielgruppe else ''}" for e in gezeigt)
    return (Absatz(f"Zur Beteiligung {verb} {auswahl}statt:"), Punkte(tuple(punkte)))


def empfehlungen(sache: Sache) -> Inhalte:
    """Die Maßnahmen je Handlungsfeld mit einleitendem Satz; bei vielen nur ihre Zahl."""
    stoff = sache.stoff
    if not stoff.massnahmen:
        return absaetze("Einzelne Maßnahmen sind zum Stichtag noch nicht erfasst.")
    felder = [f for f in stoff.felder if stoff.massnahmen_von(f.id)]
    if len(stoff.massnahmen) > EINZELN_BIS:
        lage = f"Stand {datum_text(stoff.stichtag)}: {auswertung.lagesatz(stoff.lagebild)}"
        punkte = tuple(f"{f.titel}: {_anzahlen(stoff.massnahmen_von(f.id))}" for f in felder)
        return (Absatz(f"{lage} Sie verteilen sich so:"), Punkte(punkte))
    return (Absatz(_einleitung(stoff)), *(i for f in felder for i in _themenblock(stoff, f)))


def _einleitung(stoff: Stoff) -> str:
    """Empfehlungen sind es nur, solange die meisten Maßnahmen bloß möglich oder angedacht sind."""
    vorgeschlagen = sum(m.konkretheit in _VORSCHLAG for m in stoff.massnahmen)
    if 2 * vorgeschlagen > len(stoff.massnahmen):
        return "Daraus ergeben sich folgende Handlungsempfehlungen:"
    return "Das Konzept sieht folgende Maßnahmen vor:"


def _themenblock(stoff: Stoff, feld: Any) -> Inhalte:
    einleitung = f" {ganzer_satz(feld.bedeutung)}" if feld.bedeutung else ""
    return (
        Absatz(f"**{feld.titel}:**{einleitung}"),
        Punkte(tuple(m.titel for m in stoff.massnahmen_von(feld.id))),
    )


def _anzahlen(massnahmen: Sequence[Any]) -> str:
    """Zählt: „sechs Maßnahmen, davon zwei umgesetzt oder verstetigt und eine überfällig“."""
    zahlen = {
        "umgesetzt oder verstetigt": sum(m.umsetzungsstand in ERREICHT for m in massnahmen),
        "in Umsetzung": sum(m.umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG for m in massnahmen),
        "überfällig": sum(m.terminlage == Terminlage.UEBERFAELLIG for m in massnahmen),
    }
    davon = aufzaehlung([f"{zahlwort(zahl)} {wort}" for wort, zahl in zahlen.items() if zahl])
    alle = zaehlung(len(massnahmen), "eine Maßnahme", "Maßnahmen")
    return f"{alle}, davon {davon}" if davon else alle


def anlagenverweis(sache: Sache) -> Inhalte:
    """Der Hinweis, was beiliegt."""
    anlagen = sache.anlagen
    was = "Einzelheiten enthält die Anlage" if len(anlagen) == 1 else "Einzelheiten enthalten die Anlagen"
    return absaetze(f"{was} {aufzaehlung([zitiert(a) for a in anlagen])}." if anlagen else "")


def stand(sache: Sache) -> Inhalte:
    """Der aktuelle Stand: was ansteht, mit welcher Förderung, welche Termine."""
    stoff = sache.stoff
    ausblick = ganzer_satz(stoff.konzept.ausblick or "")
    return absaetze(satzreihe(ausblick, _weiter(stoff), *_foerderungen(stoff), _naechste_felder(stoff)))
