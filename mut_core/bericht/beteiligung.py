"""Berichten: Kapitel 3 – Runder Tisch und Beteiligung bis zum Stichtag."""

from typing import Any

from mut_core.bericht.gliederung import Druck, marke
from mut_core.bericht.saetze import OHNE_ANGABE, benannt, satzreihe, terminangabe, zeilen
from mut_core.bericht.stoff import Stoff
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Gremientyp
from mut_core.sprache import ganzer_satz, zahl, zitiert
from mut_core.zeitangaben import datum_text

BETEILIGUNG = frozenset(
    {
        Ereignisart.AUFTAKT,
        Ereignisart.WORKSHOP,
        Ereignisart.GRUPPENTREFFEN,
        Ereignisart.RUNDER_TISCH,
        Ereignisart.FORUM,
        Ereignisart.DIALOG,
        Ereignisart.KONFERENZ,
        Ereignisart.BEFRAGUNG,
        Ereignisart.GESPRAECH,
        Ereignisart.ANALYSE,
    }
)
"""Arten von Ereignissen, bei denen Menschen außerhalb der Projektgruppe mitwirken."""


def titel(druck: Druck) -> str:
    """Überschrift: der Name des Runden Tischs, ohne einen „Beteiligung“."""
    tische = runde_tische(druck.stoff)
    return str(tische[0].name) if len(tische) == 1 else "Beteiligung"


def runde_tische(stoff: Stoff) -> list[Any]:
    """Gibt die Gremien, die als Runder Tisch arbeiten."""
    return stoff.gremien_vom_typ(Gremientyp.RUNDER_TISCH)


def auftrag(druck: Druck) -> None:
    """Wozu es den Runden Tisch gibt und wie oft er zusammenkommt."""
    for tisch in runde_tische(druck.stoff):
        wer = "Der Runde Tisch" if len(runde_tische(druck.stoff)) == 1 else f"Der Runde Tisch {zitiert(tisch.name)}"
        aufgaben = zeilen(tisch.aufgaben)
        oft = f"{wer} kommt {tisch.turnus.bezeichnung} zusammen." if tisch.turnus else ""
        hat = f"{'Er' if oft else wer} hat folgende {'Aufgabe' if len(aufgaben) == 1 else 'Aufgaben'}:"
        druck.doku.absatz(satzreihe(oft, hat if aufgaben else ""))
        druck.doku.aufzaehlung(aufgaben)


def treffen(druck: Druck) -> None:
    """Die Treffen des Runden Tischs bis zum Stichtag mit Einladungskreis, Themen und Ergebnissen."""
    tische = {t.id for t in runde_tische(druck.stoff)}
    if not tische:
        return
    alle = [e for e in druck.stoff.ereignisse if e.gremium_id in tische and druck.stoff.ist_vergangen(e)]
    for ereignis in alle:
        write_ereignis(druck, ereignis)
    if not alle:
        druck.doku.absatz("Bis zum Stichtag ist kein Treffen verzeichnet.")


def write_ereignis(druck: Druck, ereignis: Any) -> None:
    """Schreibt ein Ereignis mit allem, was darüber bekannt ist."""
    doku = druck.doku
    themen = zeilen(ereignis.themen)
    kopf = f"**{terminangabe(ereignis)}: {ereignis.titel}**{_status(ereignis)}"
    doku.absatz(satzreihe(f"{kopf}{_umstaende(ereignis)}.", _wer(ereignis), "Themen waren u. a.:" if themen else ""))
    doku.aufzaehlung(themen)
    doku.absatz(benannt("Ergebnis", ereignis.ergebnisse))


def _umstaende(ereignis: Any) -> str:
    teile = [ereignis.ort, ereignis.uhrzeit, ereignis.format.bezeichnung if ereignis.format else None]
    genannt = ", ".join(t for t in teile if t)
    return f" ({genannt})" if genannt else ""


def _wer(ereignis: Any) -> str:
    eingeladen = f"Eingeladen war: {ganzer_satz(ereignis.zielgruppe)}" if ereignis.zielgruppe else ""
    return satzreihe(eingeladen, f"{teilnehmende(ereignis)}." if ereignis.teilnehmende else "")


def teilnehmende(ereignis: Any) -> str:
    """Schreibt „etwa 40 Teilnehmende“; ohne Zahl nichts."""
    if not ereignis.teilnehmende:
        return ""
    wort = "Teilnahme" if ereignis.teilnehmende == 1 else "Teilnehmende"
    return f"{'Etwa ' if ereignis.teilnehmende_ungenau else ''}{zahl(ereignis.teilnehmende)} {wort}"


def _status(ereignis: Any) -> str:
    """Sagt bei einem vergangenen Ereignis, dass nicht vermerkt ist, ob es stattfand."""
    if ereignis.status == Ereignisstatus.STATTGEFUNDEN:
        return ""
    offen = ereignis.status in (Ereignisstatus.GEPLANT, Ereignisstatus.ANGEDACHT)
    return f" ({ereignis.status.bezeichnung}{'; ob es stattfand, ist nicht vermerkt' if offen else ''})"


def uebergreifende(druck: Druck) -> None:
    """Die am Runden Tisch behandelten übergreifenden Handlungsfelder mit ihren Ideen und Maßnahmen."""
    stoff = druck.stoff
    behandelt = {f.id: f for t in runde_tische(stoff) for f in stoff.felder_des_gremiums(t) if f.uebergreifend}
    for feld in behandelt.values():
        massnahmen = stoff.massnahmen_von(feld.id)
        siehe = f" (siehe {druck.kapitel(marke('handlungsfeld', feld))})" if stoff.hat_abschnitt(feld) else ""
        satz = f"Am Runden Tisch wird auch das übergreifende Handlungsfeld {zitiert(feld.titel)} behandelt{siehe}."
        ideen = "Dazu liegen folgende Ideen und Maßnahmen vor:" if massnahmen else ""
        druck.doku.absatz(satzreihe(satz, ideen))
        druck.doku.aufzaehlung([m.titel for m in massnahmen])


def veranstaltungen(druck: Druck) -> None:
    """Alle Veranstaltungen und Befragungen bis zum Stichtag der Zeit nach."""
    tische = {t.id for t in runde_tische(druck.stoff)}
    alle = [e for e in druck.stoff.ereignisse if _gehoert_hierher(druck.stoff, e) and e.gremium_id not in tische]
    if alle:
        was = "die weitere Beteiligung" if tische else "die Beteiligung"
        druck.doku.absatz(
            f"{druck.doku.verweis('beteiligt')} nennt {was} bis zum {datum_text(druck.stoff.stichtag)}.",
            mit_naechstem=True,
        )
        titel = f"{'Weitere ' if tische else ''}Beteiligung bis zum Stichtag"
        write_ereignistabelle(druck, titel, alle, schluessel="beteiligt")
    elif not tische:
        druck.doku.absatz("Veranstaltungen zur Beteiligung sind bis zum Stichtag nicht verzeichnet.")


def _gehoert_hierher(stoff: Stoff, ereignis: Any) -> bool:
    return ereignis.art in BETEILIGUNG and stoff.im_hauptteil(ereignis) and stoff.ist_vergangen(ereignis)


def write_ereignistabelle(druck: Druck, beschriftung: str, ereignisse: list[Any], *, schluessel: str = "") -> None:
    """Schreibt Ereignisse als Tabelle: wann, was, mit wem und mit welchem Ergebnis."""
    druck.doku.tabelle(
        beschriftung,
        ["Wann", "Was", "Beteiligte, Themen, Ergebnis"],
        [_zeile(druck.stoff, e) for e in ereignisse],
        [2.2, 4.4, 6],
        beschreibung=f"{beschriftung}: Zeitpunkt, Veranstaltung und was dazu bekannt ist",
        schluessel=schluessel,
    )


def _zeile(stoff: Stoff, ereignis: Any) -> list[Any]:
    gremium = stoff.gremium.get(ereignis.gremium_id)
    inhalt = [
        benannt("Gremium", gremium.name if gremium and gremium.name not in ereignis.titel else ""),
        benannt("Zielgruppe", ereignis.zielgruppe),
        benannt("Themen", "; ".join(zeilen(ereignis.themen))),
        benannt("Ergebnis", ereignis.ergebnisse),
        benannt("Umfang", teilnehmende(ereignis)),
    ]
    return [terminangabe(ereignis), f"{ereignis.titel}{_status(ereignis)}", [t for t in inhalt if t] or OHNE_ANGABE]
