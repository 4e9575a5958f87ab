"""Drucken: die Maßnahmenübersicht – je Handlungsfeld Ziele, Vorhandenes und die nächsten Schritte in vier Fragen.

Reihenfolge und Fragen folgen dem Vorbild der Stadt Laatzen (Fachhandbuch 2C). Die vier Fragen gehen auf einen
Ratsauftrag zurück; deshalb bleibt ihr Wortlaut, und der Umsetzungsstand ist nur als fünfte Spalte zu haben.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from mut_core import regeln
from mut_core.bericht import ausblick, evaluation, handlungsfelder, lage, vorbemerkung
from mut_core.bericht.beteiligung import BETEILIGUNG
from mut_core.bericht.deckblatt import build_dokument
from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel, fest, write_gliederung
from mut_core.bericht.ressourcen import ressourcensaetze
from mut_core.bericht.rueckgabe import with_grundlage
from mut_core.bericht.saetze import (
    NICHT_BENANNT,
    OHNE_ANGABE,
    federfuehrung,
    fristangabe,
    gereiht,
    terminangabe,
    terminhinweis,
    trennbar,
    zaehlung,
    zahlwort,
)
from mut_core.bericht.stoff import Stoff
from mut_core.bericht.wahl import Wahl
from mut_core.bericht.word import Dokument
from mut_core.diagramme import beschriftung, kurzname
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Angabe, Berichtsform, Ereignisstatus, Massnahmenart, Pruefwert, Umsetzungsstand
from mut_core.sprache import aufzaehlung, zahl, zitiert
from mut_core.zeitangaben import datum_text

FRAGEN = (
    "Welche Maßnahmen sollen umgesetzt werden?",
    "Bis wann soll die Maßnahme umgesetzt sein?",
    "Wer übernimmt federführend die Verantwortung für die Umsetzung der Maßnahme?",
    "Welche personellen und finanziellen Ressourcen werden zur Umsetzung benötigt?",
)
"""Die Köpfe der Tabelle; ihr Wortlaut ist vorgegeben."""

BESTAND = "Was haben wir schon? Worauf bauen wir auf?"
SCHRITTE = "Was sind die nächsten Schritte?"
EVALUATION = "Wie werden wir unsere Maßnahmen evaluieren?"

_BREITEN = [3, 1.7, 2.6, 2.9]
_FUENFTE = "Umsetzungsstand"

SMART = (
    ("S", "Spezifisch", "Es ist eindeutig beschrieben, was getan wird und für wen."),
    ("M", "Messbar", "Es lässt sich feststellen, ob die Maßnahme ihr Ziel erreicht hat."),
    ("A", "Aktivierend", "Die Maßnahme spricht an, lohnt sich, und eine bestimmte Stelle ist verantwortlich."),
    ("R", "Realistisch", "Die Maßnahme lässt sich mit den Mitteln, die es gibt, verwirklichen."),
    ("T", "Terminiert", "Es steht fest, bis zu welchem Tag sie umgesetzt ist."),
)
"""Buchstabe, Begriff und Bedeutung; was das A heißt, bestimmt das Konzept (`smart_a`, „Begriff: Bedeutung“)."""


def build_uebersicht(lagebild: Lagebild, wahl: Wahl) -> bytes:
    """Gibt die Maßnahmenübersicht zu diesem Lagebild als .docx; dieselben Eingaben geben dieselben Bytes."""
    daten = write_uebersicht(lagebild, wahl).als_bytes()
    return with_grundlage(daten, lagebild) if wahl.zum_bearbeiten else daten


def write_uebersicht(lagebild: Lagebild, wahl: Wahl) -> Dokument:
    """Gibt die Maßnahmenübersicht als noch nicht gesetztes Dokument."""
    stoff = Stoff(lagebild, Berichtsform.MASSNAHMENUEBERSICHT, wahl)
    nummer = vorbemerkung.berichtsnummer(stoff, wahl.nummer)
    kurztitel = f"{f'{nummer}. ' if nummer else ''}Maßnahmenübersicht"
    doku = build_dokument(stoff, f"{kurztitel} – {stoff.name}", wahl, kurztitel=kurztitel)
    druck = Druck(doku, stoff, texte=wahl.texte, zum_bearbeiten=wahl.zum_bearbeiten)
    doku.inhaltsverzeichnis(ebenen=2)
    doku.seitenumbruch()
    write_gliederung(druck, VORSPANN)
    write_handlungsfelder(druck, fuenfte_spalte=wahl.fuenfte_spalte)
    write_gliederung(druck, SCHLUSS)
    return doku


def write_handlungsfelder(druck: Druck, *, fuenfte_spalte: bool) -> None:
    """Schreibt im Querformat je Handlungsfeld Ziele, Vorhandenes und nächste Schritte; ohne Handlungsfelder nichts.

    Auch die Anlage des Sachstandsberichts besteht daraus; die Ebene der Überschriften folgt dem Druck.
    """
    if druck.stoff.felder:
        with druck.doku.querformat():
            write_gliederung(druck, (_hauptkapitel(fuenfte_spalte),))


def _hauptkapitel(fuenfte_spalte: bool) -> Kapitel:
    feld = Kapitel(
        "uebersicht_feld",
        lambda druck: f"Handlungsfeld {druck.gegenstand.titel}",
        (
            Abschnitt("ziele", ziele, ersetzbar=False),
            Abschnitt("bestand", partial(bestand, mit_stand=fuenfte_spalte), ersetzbar=False),
            Abschnitt("schritte", partial(schritte, fuenfte_spalte=fuenfte_spalte), ersetzbar=False),
        ),
        je=lambda druck: [f for f in druck.stoff.felder if _hat_inhalt(druck.stoff, f)],
    )
    leere = Abschnitt("ohne_angaben", ohne_angaben, ersetzbar=False)
    return Kapitel("uebersicht", fest("Ziele und Maßnahmen der Handlungsfelder"), (leere,), unterkapitel=(feld,))


def _hat_inhalt(stoff: Stoff, feld: Any) -> bool:
    return bool(stoff.ziele_von(feld.id) or stoff.massnahmen_von(feld.id) or feld.massnahmen_gesamt)


def ohne_angaben(druck: Druck) -> None:
    """Nennt Handlungsfelder ohne Ziele und Maßnahmen in einem Satz, statt sie leer aufzuführen."""
    leere = [f for f in druck.stoff.felder if not _hat_inhalt(druck.stoff, f)]
    if not leere:
        return
    was = "dem Handlungsfeld" if len(leere) == 1 else "den Handlungsfeldern"
    namen = aufzaehlung([zitiert(f.titel) for f in leere])
    druck.doku.absatz(f"Zu {was} {namen} liegen zum Stichtag keine Ziele und Maßnahmen vor.")


# ---------------------------------------------------------------------------------------------- Vorspann


def umfang(druck: Druck) -> None:
    """Wie viele Maßnahmen in wie vielen Handlungsfeldern es am Stichtag gibt."""
    stoff = druck.stoff
    massnahmen = zaehlung(len(stoff.massnahmen), "eine Maßnahme", "Maßnahmen")
    felder = f" in {zaehlung(len(stoff.felder), 'einem Handlungsfeld', 'Handlungsfeldern')}" if stoff.felder else ""
    druck.doku.absatz(f"Am {datum_text(stoff.stichtag)} umfasst das Konzept {massnahmen}{felder}.")


def kennzahlen(druck: Druck) -> None:
    """Die Zahlen der Kommune mit ihrem Stichtag; ohne welche ein Satz."""
    lage.kennzahlen(druck)
    if not druck.stoff.kennzahlen_von(None):
        druck.doku.absatz(f"Kennzahlen zur Kommune sind nicht hinterlegt ({OHNE_ANGABE}).")


def beteiligung(druck: Druck) -> None:
    """Die Veranstaltungen und Befragungen, die bis zum Stichtag stattfanden, der Zeit nach."""
    stoff = druck.stoff
    alle = [e for e in stoff.ereignisse if e.art in BETEILIGUNG and e.status == Ereignisstatus.STATTGEFUNDEN]
    alle = [e for e in alle if stoff.ist_vergangen(e)]
    if alle:
        druck.doku.absatz(f"Bisher {'fand' if len(alle) == 1 else 'fanden'} statt:")
        druck.doku.aufzaehlung([_ereignis(e) for e in alle])


def _ereignis(ereignis: Any) -> str:
    wann = terminangabe(ereignis)
    return ereignis.titel if wann == OHNE_ANGABE else f"{ereignis.titel} ({wann})"


def leitlinien(druck: Druck) -> None:
    """Die strategischen Leitlinien; ohne welche ein Satz."""
    handlungsfelder.leitlinien(druck)
    if not len(druck.stoff.lagebild.leitlinien):
        druck.doku.absatz("Strategische Leitlinien sind zum Stichtag nicht festgelegt.")


def smart(druck: Druck) -> None:
    """Was SMART heißt, als Tabelle – und wie viele Maßnahmen daran geprüft sind."""
    druck.doku.absatz(
        f"Maßnahmen sollen SMART beschrieben sein; {druck.doku.verweis('kriterien')} sagt, was das heißt.",
        mit_naechstem=True,
    )
    druck.doku.tabelle(
        "Die fünf SMART-Kriterien",
        ["Buchstabe", "Begriff", "Bedeutung"],
        [list(z) for z in smart_kriterien(druck.stoff.konzept.smart_a)],
        [1, 2, 7],
        beschreibung="Die Buchstaben von SMART mit Begriff und Bedeutung",
        eng=[0],
        schluessel="kriterien",
    )
    druck.doku.absatz(_geprueft(druck.stoff))


def smart_kriterien(bedeutung_a: str | None) -> list[tuple[str, str, str]]:
    """Gibt Buchstabe, Begriff und Bedeutung; das A so, wie das Konzept es versteht."""
    begriff, _, bedeutung = (bedeutung_a or "").partition(":")
    if not begriff.strip():
        return list(SMART)
    eigenes = ("A", begriff.strip(), bedeutung.strip() or OHNE_ANGABE)
    return [eigenes if kriterium[0] == "A" else kriterium for kriterium in SMART]


def _geprueft(stoff: Stoff) -> str:
    """„Geprüft sind fünf von 47 Maßnahmen; eine erfüllt alle fünf Kriterien.“ – ohne Prüfungen nichts."""
    felder = ("spezifisch", "messbar", "aktivierend", "realistisch", "terminiert")
    pruefungen = {p.massnahme_id: p for p in saetze(stoff.lagebild.smartpruefungen)}
    geprueft = [p for p in pruefungen.values() if p.massnahme_id in stoff.massnahme]
    if not geprueft:
        return ""
    alle = sum(all(getattr(p, f) == Pruefwert.JA for f in felder) for p in geprueft)
    verb = "ist" if len(geprueft) == 1 else "sind"
    erfuellt = "erfüllt" if alle < 2 else "erfüllen"
    menge = f"Geprüft {verb} {zahlwort(len(geprueft))} von {zahlwort(len(stoff.massnahmen))} Maßnahmen"
    return f"{menge}; {zahlwort(alle)} {erfuellt} alle fünf Kriterien."


def felderliste(druck: Druck) -> None:
    """Alle Handlungsfelder als Liste mit ihren Nummern, übergreifende gekennzeichnet."""
    felder = druck.stoff.felder
    if not felder:
        druck.doku.absatz("Handlungsfelder sind zum Stichtag noch nicht festgelegt.")
        return
    was = zaehlung(len(felder), "ein Handlungsfeld", "Handlungsfelder")
    druck.doku.absatz(f"Das Konzept umfasst {was}:")
    titel = [f"{f.titel} (übergreifend)" if f.uebergreifend else f.titel for f in felder]
    if [f.nummer for f in felder] == list(range(1, len(felder) + 1)):
        druck.doku.nummerierung(titel)
    else:
        druck.doku.aufzaehlung([f"{f.nummer}. {t}" for f, t in zip(felder, titel, strict=True)])


# ---------------------------------------------------------------------------------------------- Handlungsfeld


def ziele(druck: Druck) -> None:
    """Die Ziele des Handlungsfelds, nummeriert."""
    alle = druck.stoff.ziele_von(druck.gegenstand.id)
    if not alle:
        druck.doku.absatz("Ziele sind für dieses Handlungsfeld zum Stichtag nicht definiert.")
        return
    folgende = "Folgendes Ziel wurde" if len(alle) == 1 else "Folgende Ziele wurden"
    druck.doku.absatz(f"{folgende} in diesem Handlungsfeld definiert:")
    druck.doku.nummerierung([z.text for z in alle])


def ist_bestand(massnahme: Any) -> bool:
    """Sagt, ob auf eine Maßnahme schon gebaut werden kann: vorhanden von Anfang an, umgesetzt oder verstetigt."""
    stand = massnahme.umsetzungsstand
    if stand == Umsetzungsstand.VERWORFEN:
        return False
    return massnahme.art == Massnahmenart.BESTAND or stand in regeln.ERREICHT


def bestand(druck: Druck, *, mit_stand: bool) -> None:
    """„Was haben wir schon?“ – vorhandene Maßnahmen als Liste, mit der Zahl aller, wenn die Kommune mehr nennt."""
    druck.zwischentitel(BESTAND)
    vorhanden = [m for m in _nach_nummer(druck) if ist_bestand(m)]
    gesamt = druck.gegenstand.massnahmen_gesamt or 0
    if vorhanden:
        druck.doku.absatz("z. B.:" if gesamt > len(vorhanden) else f"{_vorhanden(len(vorhanden))}:")
        druck.doku.nummerierung([_vorhandene(m, mit_stand) for m in vorhanden])
    elif not gesamt:
        druck.doku.absatz("Vorhandene Maßnahmen sind in diesem Handlungsfeld zum Stichtag nicht verzeichnet.")
    if gesamt > len(vorhanden):
        weitere = "Und weitere … insgesamt" if vorhanden else "Insgesamt"
        wort = "Maßnahme" if gesamt == 1 else "Maßnahmen"
        druck.doku.absatz(f"{weitere} {zahl(gesamt)} {wort} in diesem Handlungsfeld vorhanden")


def _vorhanden(anzahl: int) -> str:
    return f"Vorhanden {'ist' if anzahl == 1 else 'sind'} {zaehlung(anzahl, 'eine Maßnahme', 'Maßnahmen')}"


def _vorhandene(m: Any, mit_stand: bool) -> str:
    klammer = f"{m.nummer}, {kurzname(m.umsetzungsstand)}" if mit_stand else m.nummer
    return f"{m.titel} ({klammer})"


def _nach_nummer(druck: Druck) -> list[Any]:
    return [m for m in druck.stoff.massnahmen if m.handlungsfeld_id == druck.gegenstand.id]


def schritte(druck: Druck, *, fuenfte_spalte: bool) -> None:
    """„Was sind die nächsten Schritte?“ – die Tabelle mit den vier Fragen; Verworfenes wird darunter genannt."""
    offene = [m for m in _nach_nummer(druck) if not ist_bestand(m)]
    verworfene = [m for m in offene if m.umsetzungsstand == Umsetzungsstand.VERWORFEN]
    offene = [m for m in offene if m.umsetzungsstand != Umsetzungsstand.VERWORFEN]
    druck.zwischentitel(SCHRITTE)
    if offene:
        druck.doku.absatz(
            "Welche SMARTen Maßnahmen und Ziele wollen wir in diesem Handlungsfeld erreichen?", mit_naechstem=True
        )
        write_massnahmentabelle(druck, offene, fuenfte_spalte=fuenfte_spalte)
    else:
        druck.doku.absatz("Weitere Maßnahmen sind in diesem Handlungsfeld zum Stichtag nicht vorgesehen.")
    if verworfene:
        namen = gereiht([f"{m.nummer} {m.titel}" for m in verworfene])
        druck.doku.absatz(f"Nicht weiter verfolgt {'wird' if len(verworfene) == 1 else 'werden'}: {namen}.")


def write_massnahmentabelle(druck: Druck, massnahmen: Sequence[Any], *, fuenfte_spalte: bool) -> None:
    """Schreibt die Tabelle mit genau den vier Fragen als Köpfen, auf Wunsch mit dem Umsetzungsstand als fünfter."""
    kopf, breiten = list(FRAGEN), list(_BREITEN)
    if fuenfte_spalte:
        kopf, breiten = [*kopf, trennbar(_FUENFTE)], [*breiten, 1.4]
    zeilen = [_zeile(druck.stoff, m) for m in massnahmen]
    if fuenfte_spalte:
        zeilen = [[*z, _stand(m)] for z, m in zip(zeilen, massnahmen, strict=True)]
    druck.doku.tabelle(
        f"Nächste Schritte im Handlungsfeld {zitiert(druck.gegenstand.titel)}",
        kopf,
        zeilen,
        breiten,
        beschreibung="Maßnahmen mit Frist, Verantwortung und Ressourcen",
    )


def _zeile(stoff: Stoff, m: Any) -> list[Any]:
    return [f"{m.nummer} {m.titel}", fristangabe(m), _verantwortung(stoff, m), _ressourcen(stoff, m)]


def _verantwortung(stoff: Stoff, m: Any) -> list[str]:
    mit = gereiht(stoff.beteiligte_von(m.id)) or m.beteiligte_wortlaut
    wer = federfuehrung(m)
    anschluss = "beteiligt" if wer == NICHT_BENANNT else "in Kooperation mit"
    return [wer, *([f"{anschluss}: {mit}"] if mit else [])]


def _ressourcen(stoff: Stoff, m: Any) -> list[str] | str:
    """Was gebraucht wird; „keine“ ist gesagt, „k. A.“ ist nicht gesagt."""
    if {m.personal_angabe, m.mittel_angabe} == {Angabe.KEINE} and not stoff.mittel_von(m.id):
        return "keine"
    return ressourcensaetze(stoff, m) or OHNE_ANGABE


def _stand(m: Any) -> list[str]:
    hinweis = trennbar(terminhinweis(m))
    return [beschriftung(m.umsetzungsstand), *([f"**{hinweis}**"] if hinweis else [])]


# ---------------------------------------------------------------------------------------------- Schluss


def _hat_kontakt(druck: Druck) -> Sequence[Any]:
    konzept = druck.stoff.konzept
    return (None,) if konzept.kontakt_email or konzept.kontakt_url or konzept.fortlaufend else ()


def _zahlen_fuer(druck: Druck) -> str:
    return f"Zahlen: {druck.stoff.konzept.kommune}" if druck.stoff.konzept.kommune else "Zahlen"


VORSPANN = (
    Kapitel(
        "zahlen",
        _zahlen_fuer,
        (
            Abschnitt("beispielhinweis", vorbemerkung.beispielhinweis, ersetzbar=False),
            Abschnitt("umfang", umfang),
            Abschnitt("kennzahlen", kennzahlen, ersetzbar=False),
        ),
    ),
    Kapitel(
        "vorgehen",
        fest("Wie sind wir vorgegangen?"),
        (
            Abschnitt("anlass", vorbemerkung.anlass),
            Abschnitt("rueckblick", vorbemerkung.rueckblick),
            Abschnitt("beteiligung", beteiligung, ersetzbar=False),
        ),
    ),
    Kapitel("leitlinien", fest("Strategische Leitlinien"), (Abschnitt("leitlinien", leitlinien, ersetzbar=False),)),
    Kapitel("smart", fest("Unsere Maßnahmen sollen SMART sein"), (Abschnitt("kriterien", smart, ersetzbar=False),)),
    Kapitel("felder", fest("Handlungsfelder"), (Abschnitt("liste", felderliste, ersetzbar=False),)),
)
"""Was vor den Handlungsfeldern steht; die Schlüssel nennt ein Textbaustein der Form „Maßnahmenübersicht“."""

SCHLUSS = (
    Kapitel(
        "evaluation",
        fest(EVALUATION),
        (
            Abschnitt("verfahren", evaluation.verfahren),
            Abschnitt("je_feld", evaluation.uebersicht, ersetzbar=False),
            Abschnitt("ergebnisse", evaluation.ergebnisse, ersetzbar=False),
            Abschnitt("folgen", evaluation.folgen, ersetzbar=False),
        ),
    ),
    Kapitel("kontakt", fest("Kontakt"), (Abschnitt("kontakt", ausblick.kontakt, ersetzbar=False),), je=_hat_kontakt),
)
"""Was danach steht."""
