"""Erzählen: was in der Web-Kurzfassung steht – der Zeit nach, in ganzen Sätzen, ohne Personen und Internes.

Reihenfolge nach dem Vorbild der Stadt Lehrte (Fachhandbuch 2D): Titel, Zweck, Kontakt, aktueller Stand,
Handlungsfelder, Formate, Maßnahmen, Gremien, Veranstaltung, Ausblick. Eigener Text der Kommune ersetzt einen Teil.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mut_core import auswertung
from mut_core.bericht import auszeichnung
from mut_core.bericht.beteiligung import BETEILIGUNG, teilnehmende
from mut_core.bericht.deckblatt import BEISPIEL
from mut_core.bericht.netz import Absatz, Block, Liste, gelesen, link, mit_links, ueberschrift, zeile
from mut_core.bericht.saetze import OHNE_ANGABE, gereiht, gross, satzreihe, terminangabe, zaehlung, zahlwort, zeilen
from mut_core.bericht.stoff import STUFEN, Stoff, stufe
from mut_core.lagebild import ist_begrenzt, saetze
from mut_core.lagebild.freigegeben import SATZ
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Gremientyp, Konzeptphase
from mut_core.sprache import aufzaehlung, ganzer_satz, zitiert
from mut_core.zeitangaben import datum_text

_ORGANISATORISCHES = frozenset({Ereignisart.ORGANISATION, Ereignisart.FOERDERUNG, Ereignisart.SONSTIGES})
"""Ereignisse, die nur vorkommen, wenn sie ein Ergebnis haben."""

_VERANSTALTUNG = frozenset(
    {Ereignisart.AUFTAKT, Ereignisart.FORUM, Ereignisart.KONFERENZ, Ereignisart.DIALOG, Ereignisart.RUNDER_TISCH}
)
_IN_GREMIEN = frozenset({Ereignisart.SITZUNG, Ereignisart.BESCHLUSS})
_FORMATE = (Gremientyp.RUNDER_TISCH, Gremientyp.FORUM, Gremientyp.ARBEITSGRUPPE)

_UNSICHER = frozenset({Ereignisstatus.ANGEDACHT, Ereignisstatus.VERSCHOBEN})

_PHASE = {
    Konzeptphase.ERARBEITUNG: "wird erarbeitet",
    Konzeptphase.BESCHLOSSEN: "ist beschlossen",
    Konzeptphase.UMSETZUNG: "wird umgesetzt",
    Konzeptphase.EVALUATION: "wird ausgewertet",
    Konzeptphase.ABGESCHLOSSEN: "ist abgeschlossen",
}


def build_inhalt(stoff: Stoff, texte: Mapping[str, str]) -> list[Block]:
    """Gibt alle Blöcke der Kurzfassung; Überschriften überspringen keine Ebene, leere Teile entfallen.

    Ein Text dieses Berichts (`texte`) geht dem Textbaustein der Kommune vor, dieser dem erzeugten Teil.
    """
    bloecke: list[Block] = [ueberschrift(1, stoff.konzept.bezeichnung)]
    if stoff.konzept.beispiel:
        bloecke.append(Absatz(zeile(f"**{BEISPIEL}:** Kommune, Stellen und Maßnahmen gibt es nicht.")))
    if ist_begrenzt(stoff.lagebild):
        bloecke.append(Absatz(zeile(SATZ)))
    for schluessel, titel, schreibe in TEILE:
        eigener = texte.get(schluessel, "").strip() or stoff.bausteine.get(schluessel, "")
        inhalt = list(_eigener(eigener)) or list(schreibe(stoff))
        if inhalt:
            bloecke += [*([ueberschrift(2, titel)] if titel else []), *inhalt]
    return bloecke


def _eigener(text: str) -> Iterator[Block]:
    """Eigener Text mit Listen und Links, wie im Word-Bericht (`auszeichnung`)."""
    for block in auszeichnung.bloecke(text):
        punkte = tuple(mit_links(t) for t in block.texte)
        if block.art == auszeichnung.Art.ABSATZ:
            yield Absatz(punkte[0])
        else:
            yield Liste(punkte, block.ab if block.art == auszeichnung.Art.NUMMER else None)


def _absaetze(text: str | None) -> Iterator[Block]:
    yield from (Absatz(stueck) for stueck in gelesen(text or ""))


def _liste(punkte: Sequence[str]) -> Liste:
    return Liste(tuple(zeile(p) for p in punkte))


# ---------------------------------------------------------------------------------------------- Kopf


def zweck(stoff: Stoff) -> Iterator[Block]:
    """Ein Satz: was das Konzept ist, wo es steht und von welchem Tag diese Seite ist."""
    konzept = stoff.konzept
    wo = f" – {konzept.kommune} –" if konzept.kommune and konzept.kommune not in konzept.bezeichnung else ""
    yield Absatz(
        zeile(
            f"Das Konzept {zitiert(konzept.bezeichnung)}{wo} {_PHASE[konzept.phase]}; diese Seite fasst den Stand vom "
            f"{datum_text(stoff.stichtag)} zusammen."
        )
    )


def kontakt(stoff: Stoff) -> Iterator[Block]:
    """Wer Fragen beantwortet und wie man mitwirkt; ohne Adresse nur die Stelle, ohne beides nichts."""
    konzept = stoff.konzept
    if konzept.kontakt_email:
        an = link(konzept.kontakt_email, konzept.kontakt_email)
        yield Absatz(zeile("Fragen, Hinweise und der Wunsch, mitzuwirken, sind willkommen: ", an))
    elif konzept.stelle:
        yield Absatz(zeile(f"Fragen und Hinweise beantwortet: {ganzer_satz(konzept.stelle)}"))
    if konzept.kontakt_url:
        yield Absatz(zeile(link(f"Webseite zum Thema: {konzept.bezeichnung}", konzept.kontakt_url)))


# ---------------------------------------------------------------------------------------------- Stand


def stand(stoff: Stoff) -> Iterator[Block]:
    """Anlass, Rückblick und was bis zum Stichtag geschah, der Zeit nach."""
    yield from _absaetze(stoff.konzept.anlass)
    yield from _absaetze(stoff.konzept.rueckblick)
    schritte = [e for e in _stattgefunden(stoff) if _ist_schritt(e)]
    if schritte:
        yield Absatz(zeile("Die bisherigen Schritte der Zeit nach:"))
        yield _liste([_schritt(e) for e in schritte])


def _stattgefunden(stoff: Stoff) -> list[Any]:
    """Was sicher stattfand und einen Zeitpunkt hat, das Früheste zuerst."""
    alle = (e for e in stoff.ereignisse if e.status == Ereignisstatus.STATTGEFUNDEN and stoff.ist_vergangen(e))
    return [e for e in alle if e.beginn or e.frist]


def _ist_schritt(e: Any) -> bool:
    return bool(e.ergebnisse) if e.art in _ORGANISATORISCHES else e.art not in _IN_GREMIEN


def _schritt(e: Any) -> str:
    return satzreihe(f"**{terminangabe(e)}:** {ganzer_satz(e.titel)}", ganzer_satz(e.ergebnisse or ""))


def felder(stoff: Stoff) -> Iterator[Block]:
    """Die Handlungsfelder und, wo es gesagt ist, woraus sie entstanden."""
    alle = stoff.felder
    if not alle:
        yield Absatz(zeile("Handlungsfelder sind noch nicht festgelegt."))
        return
    yield Absatz(zeile(f"Das Konzept umfasst {zaehlung(len(alle), 'ein Handlungsfeld', 'Handlungsfelder')}:"))
    yield _liste([_feld(f) for f in alle])


def _feld(f: Any) -> str:
    name = f"{f.titel} (übergreifend)" if f.uebergreifend else f.titel
    lage = f.bearbeitungsstand.bezeichnung
    return satzreihe(f"**{name}** – {lage}.", ganzer_satz(f.herkunft or ""))


def formate(stoff: Stoff) -> Iterator[Block]:
    """Runder Tisch, Forum und Arbeitsgruppen: wie oft, wozu und was zuletzt geschah."""
    gruppen = [g for typ in _FORMATE for g in stoff.gremien_vom_typ(typ)]
    if gruppen:
        yield Absatz(zeile("Gearbeitet wird in folgenden Runden:"))
        yield _liste([_format(stoff, g) for g in gruppen])


def _format(stoff: Stoff, g: Any) -> str:
    aufgaben = zeilen(g.aufgaben)
    wozu = f"Aufgaben: {'; '.join(aufgaben)}." if aufgaben else ""
    oft = f" ({g.turnus.bezeichnung})" if g.turnus else ""
    return satzreihe(f"**{g.name}**{oft}.", wozu, _treffen(stoff, g))


def _treffen(stoff: Stoff, g: Any) -> str:
    """Das letzte Treffen; Treffen ohne Datum werden nur gezählt."""
    alle = [e for e in stoff.ereignisse if e.gremium_id == g.id and e.status == Ereignisstatus.STATTGEFUNDEN]
    alle = [e for e in alle if stoff.ist_vergangen(e) and e.art in BETEILIGUNG]
    datiert = [e for e in alle if e.beginn or e.frist]
    if datiert:
        return f"Zuletzt: {datiert[-1].titel} ({terminangabe(datiert[-1])})."
    return f"Bisher {'fand' if len(alle) == 1 else 'fanden'} statt: {gereiht([e.titel for e in alle])}." if alle else ""


def massnahmen(stoff: Stoff) -> Iterator[Block]:
    """Ein Satz mit den Zahlen und je Handlungsfeld, wie weit seine Maßnahmen sind."""
    yield Absatz(zeile(auswertung.lagesatz(stoff.lagebild)))
    je_feld = [(f, stoff.massnahmen_von(f.id)) for f in stoff.felder]
    punkte = [f"**{f.titel}:** {_staende(alle)}" for f, alle in je_feld if alle]
    if punkte:
        yield _liste(punkte)


def _staende(alle: Sequence[Any]) -> str:
    """„acht Maßnahmen, davon sechs mögliche und zwei konkret geplante“; sind alle gleich weit: „drei mögliche …“."""
    gezaehlt = Counter(stufe(m) for m in alle)
    gruppen = [s for s in STUFEN if gezaehlt[s]]
    wort = "Maßnahme" if len(alle) == 1 else "Maßnahmen"
    if len(gruppen) == 1:
        name, menge = gruppen[0], zahlwort(len(alle))
        return f"{menge} {wort} {name}" if name.startswith(("in ", "ohne ")) else f"{menge} {name} {wort}"
    return f"{zahlwort(len(alle))} {wort}, davon {aufzaehlung([f'{zahlwort(gezaehlt[s])} {s}' for s in gruppen])}"


# ---------------------------------------------------------------------------------------------- Gremien


def gremien(stoff: Stoff) -> Iterator[Block]:
    """Öffentliche Beratungen mit Gremium, Tag und Ergebnis, dazu Sitzungen und Beschlüsse; das Jüngste zuerst."""
    punkte = sorted([*_beratungen(stoff), *_sitzungen(stoff)], key=lambda p: p[0], reverse=True)
    if punkte:
        yield Liste(tuple(satz for _, satz in punkte))


def _beratungen(stoff: Stoff) -> Iterator[tuple[date, Any]]:
    vorlagen = {v.id: v for v in saetze(stoff.lagebild.vorlagen)}
    for b in saetze(stoff.lagebild.beratungen):
        v = vorlagen.get(b.vorlage_id)
        if v is not None and b.oeffentlich and b.termin and b.termin <= stoff.stichtag:
            was = link(_vorlage(v), v.url) if v.url else _vorlage(v)
            ergebnis = f" – {ganzer_satz(b.ergebnis)}" if b.ergebnis else "."
            yield b.termin, zeile(f"**{datum_text(b.termin)}**, {b.gremium_name}: ", was, ergebnis)


def _vorlage(v: Any) -> str:
    return f"{v.betreff} ({v.art} {v.nummer})" if v.nummer else f"{v.betreff} ({v.art})"


def _sitzungen(stoff: Stoff) -> Iterator[tuple[date, Any]]:
    """Sitzungen und Beschlüsse, die nicht schon als Beratung einer Vorlage genannt sind."""
    genannt = {(b.termin, b.gremium_id) for b in saetze(stoff.lagebild.beratungen)}
    for e in _stattgefunden(stoff):
        tag = e.beginn or e.frist
        if e.art in _IN_GREMIEN and (tag, e.gremium_id) not in genannt:
            yield tag, zeile(_schritt(e))


# ---------------------------------------------------------------------------------------------- Veranstaltung, Ausblick


def veranstaltung(stoff: Stoff) -> Iterator[Block]:
    """Bericht über die jüngste öffentliche Veranstaltung: wann, wo, wie viele, worum es ging, was herauskam."""
    alle = [e for e in _stattgefunden(stoff) if e.art in _VERANSTALTUNG]
    if alle:
        yield from _veranstaltung(alle[-1])


def _veranstaltung(e: Any) -> Iterator[Block]:
    wann = ", ".join(t for t in (terminangabe(e), e.uhrzeit, e.ort, e.format.bezeichnung if e.format else "") if t)
    da = teilnehmende(e)
    yield Absatz(zeile(satzreihe(f"**{e.titel}** ({wann}).", f"{gross(da)}." if da else "")))
    themen = zeilen(e.themen)
    if themen:
        yield Absatz(zeile("Themen:"))
        yield _liste(themen)
    yield from _absaetze(f"Ergebnis: {ganzer_satz(e.ergebnisse)}" if e.ergebnisse else "")
    yield Absatz(zeile("Vielen Dank an alle, die mitgewirkt haben."))


def weiter(stoff: Stoff) -> Iterator[Block]:
    """Der Ausblick und die nächsten Termine."""
    yield from _absaetze(stoff.konzept.ausblick)
    termine = [e for e in stoff.ereignisse if not stoff.ist_vergangen(e) and e.art not in _ORGANISATORISCHES]
    if termine:
        yield Absatz(zeile("Die nächsten Termine:"))
        yield _liste([_termin(e) for e in termine])
    elif not stoff.konzept.ausblick:
        yield Absatz(zeile("Weitere Termine stehen noch nicht fest."))


def _termin(e: Any) -> str:
    wann = terminangabe(e)
    wann = "Termin offen" if wann == OHNE_ANGABE else gross(wann)
    ort = ", ".join(t for t in (e.uhrzeit, e.ort) if t)
    unsicher = f" ({e.status.bezeichnung})" if e.status in _UNSICHER else ""
    return f"**{wann}:** {e.titel}{unsicher}{f' – {ort}' if ort else ''}"


def schluss(stoff: Stoff) -> Iterator[Block]:
    """Der Stand und, wenn die Kommune es so will, dass er fortgeschrieben wird."""
    fortlaufend = " Er wird fortlaufend ergänzt." if stoff.konzept.fortlaufend else ""
    yield Absatz(zeile(f"Stand dieser Seite: {datum_text(stoff.stichtag)}.{fortlaufend}"))


TEILE: tuple[tuple[str, str, Callable[[Stoff], Iterator[Block]]], ...] = (
    ("zweck", "", zweck),
    ("kontakt", "", kontakt),
    ("stand", "Aktueller Stand und weitere Informationen", stand),
    ("handlungsfelder", "Handlungsfelder", felder),
    ("formate", "Wie gearbeitet wird", formate),
    ("massnahmen", "Maßnahmen", massnahmen),
    ("gremien", "Beratung in den Gremien", gremien),
    ("veranstaltung", "Aus der letzten Veranstaltung", veranstaltung),
    ("weiter", "Wie es weitergeht", weiter),
    ("schluss", "", schluss),
)
"""Die Teile in Reihenfolge: Schlüssel für eigenen Text (Form „Web-Kurzfassung“), Überschrift, Inhalt."""
