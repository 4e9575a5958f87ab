"""Beschreiben: ein Handlungsfeld in neun Blöcken (Fachhandbuch 2A, Kapitel 4.x)."""

from collections import Counter
from typing import Any

from mut_core.bericht.gliederung import Abschnitt, Druck, Kapitel
from mut_core.bericht.massnahme import tabellenschluessel, write_massnahmen
from mut_core.bericht.ressourcen import write_ressourcen
from mut_core.bericht.saetze import (
    benannt,
    gereiht,
    gross,
    halb_zitiert,
    kennzahlwert,
    satzreihe,
    vergleiche,
    vorgesehen,
    zaehlung,
    zahlwort,
    zeilen,
)
from mut_core.bericht.stoff import STUFEN, stufe
from mut_core.modell.codes import Zielebene
from mut_core.sprache import aufzaehlung, ganzer_satz, zitiert
from mut_core.zeitangaben import datum_text

GRUNDSAETZE = "Grundsätze der Umsetzung"
NAECHSTE_SCHRITTE = "Nächste Schritte"

_ZIELE = {
    Zielebene.LEITZIEL: ("ein Leitziel", "Leitziele"),
    Zielebene.GRUNDLEGEND: ("ein grundlegendes Ziel", "grundlegende Ziele"),
    Zielebene.ZIEL: ("ein Ziel", "Ziele"),
}


def titel(druck: Druck) -> str:
    """Überschrift: „Handlungsfeld ‚Bildung und Erziehung‘“."""
    return f"Handlungsfeld {halb_zitiert(druck.gegenstand.titel)}"


def bedeutung(druck: Druck) -> None:
    """1 Bedeutung und Ausgangslage, dazu die Herkunft des Handlungsfelds."""
    feld = druck.gegenstand
    druck.doku.absatz(feld.bedeutung or "")
    druck.doku.absatz(benannt("Herkunft", feld.herkunft))


def fokus(druck: Druck) -> None:
    """2 Fokus und Abgrenzung."""
    druck.doku.absatz(druck.gegenstand.fokus or "")


def arbeitsgruppe(druck: Druck) -> None:
    """3 Zusammensetzung der Arbeitsgruppe, nur Organisationen und Rollen."""
    gleiche: dict[tuple[Any, ...], list[str]] = {}
    for gruppe in druck.stoff.arbeitsgruppen_von(druck.gegenstand.id):
        mitglieder = druck.stoff.mitglieder_von(gruppe)
        gleiche.setdefault((bool(gruppe.unvollstaendig), *mitglieder), []).append(zitiert(gruppe.name))
    for (unvollstaendig, *mitglieder), namen in gleiche.items():
        wer = "Die Arbeitsgruppe {} setzt" if len(namen) == 1 else "Die Arbeitsgruppen {} setzen"
        ua = "u. a. " if unvollstaendig else ""
        if mitglieder:
            druck.doku.absatz(f"{wer.format(aufzaehlung(namen))} sich {ua}zusammen aus: {gereiht(mitglieder)}.")


def schwerpunkte(druck: Druck) -> None:
    """4 Themenschwerpunkte, Herausforderungen und Grenzen des kommunalen Einflusses."""
    feld = druck.gegenstand
    _liste(druck, "Themenschwerpunkte", feld.schwerpunkte)
    _liste(druck, "Herausforderungen und Bedarfe", feld.herausforderungen)
    druck.doku.absatz(benannt("Grenzen des kommunalen Einflusses", feld.einflussgrenze))


def _liste(druck: Druck, bezeichnung: str, text: str | None) -> None:
    punkte = zeilen(text)
    if len(punkte) == 1:
        druck.doku.absatz(benannt(bezeichnung, punkte[0]))
    elif punkte:
        druck.doku.absatz(f"**{bezeichnung}:**")
        druck.doku.aufzaehlung(punkte)


def ziele(druck: Druck) -> None:
    """5 Leitziele und Ziele, gezählt, wo die Kommune sie zählt."""
    alle = druck.stoff.ziele_von(druck.gegenstand.id)
    if alle:
        druck.zwischentitel("Ziele")
    gruppen = [(namen, [z for z in alle if z.ebene == ebene]) for ebene, namen in _ZIELE.items()]
    anfang = "Das Handlungsfeld hat"
    for namen, gruppe in gruppen:
        if gruppe:
            druck.doku.absatz(f"{anfang} {zaehlung(len(gruppe), *namen)}:")
            _zielliste(druck, gruppe)
            anfang = "Es hat außerdem"


def _zielliste(druck: Druck, gruppe: list[Any]) -> None:
    """Die Ziele mit den Nummern der Kommune, wo sie lückenlos zählen; sie zählt auch über mehrere Ebenen hinweg."""
    erste = gruppe[0].nummer or 0
    if erste and [z.nummer for z in gruppe] == list(range(erste, erste + len(gruppe))):
        druck.doku.nummerierung([z.text for z in gruppe], ab=erste)
    else:
        druck.doku.aufzaehlung([f"{z.nummer}. {z.text}" if z.nummer else z.text for z in gruppe])


def massnahmen(druck: Druck) -> None:
    """6 Die Maßnahmen: ein Satz nach Gruppen, die Tabelle und je Maßnahme ihr Sachstand."""
    feld = druck.gegenstand
    alle = druck.stoff.massnahmen_von(feld.id)
    auch = druck.stoff.mitbetroffen(feld.id)
    if not alle and not auch:
        druck.doku.absatz("Zu diesem Handlungsfeld liegen zum Stichtag keine Maßnahmen vor.")
        return
    druck.zwischentitel("Maßnahmen")
    siehe = f"{druck.doku.verweis(tabellenschluessel(feld))} nennt Federführung, Frist und Stand." if alle else ""
    druck.doku.absatz(satzreihe(_umfang(alle), siehe, _gesamt(feld, len(alle))), mit_naechstem=True)
    if auch:
        andere = zaehlung(len(auch), "eine Maßnahme", "Maßnahmen")
        betrifft = "betrifft" if len(auch) == 1 else "betreffen"
        druck.doku.absatz(f"Auch {andere} anderer Handlungsfelder {betrifft} dieses Handlungsfeld:")
        druck.doku.aufzaehlung([f"{m.nummer} {m.titel} ({zitiert(m.handlungsfeld)})" for m in auch])
    write_massnahmen(druck, alle)


def _umfang(massnahmen: list[Any]) -> str:
    """„Zum Stichtag sind acht Maßnahmen verzeichnet: sechs mögliche und zwei konkret geplante.“"""
    if not massnahmen:
        return "Eigene Maßnahmen sind zum Stichtag nicht verzeichnet."
    gezaehlt = Counter(stufe(m) for m in massnahmen)
    gruppen = [f"{zahlwort(gezaehlt[s])} {s}" for s in STUFEN if gezaehlt[s]]
    anfang = "Zum Stichtag ist" if len(massnahmen) == 1 else "Zum Stichtag sind"
    if len(gruppen) == 1:
        wort = "Maßnahme" if len(massnahmen) == 1 else "Maßnahmen"
        zahl, _, name = gruppen[0].partition(" ")
        was = f"{zahl} {wort} {name}" if name.startswith(("in ", "ohne ")) else f"{zahl} {name} {wort}"
        return f"{anfang} {was} verzeichnet."
    return f"{anfang} {zahlwort(len(massnahmen))} Maßnahmen verzeichnet: {aufzaehlung(gruppen)}."


def _gesamt(feld: Any, dargestellt: int) -> str:
    """Der Satz, wenn die Kommune mehr Maßnahmen nennt, als sie beschreibt."""
    gesamt = feld.massnahmen_gesamt or 0
    if gesamt <= dargestellt:
        return ""
    return f"Insgesamt nennt die Kommune {zaehlung(gesamt, 'eine Maßnahme', 'Maßnahmen')} in diesem Handlungsfeld."


def meilensteine(druck: Druck) -> None:
    """Meilensteine des Handlungsfelds, erreichte und offene."""
    alle = druck.stoff.meilensteine_von("handlungsfeld_id", druck.gegenstand.id)
    if alle:
        druck.zwischentitel("Meilensteine")
        druck.doku.aufzaehlung([vorgesehen(m) for m in alle])


def umsetzungsgrundsaetze(druck: Druck) -> None:
    """7 Grundsätze der Umsetzung, z. B. mehrsprachig, in Leichter Sprache, barrierefrei."""
    text = druck.gegenstand.umsetzungsgrundsaetze
    if text:
        druck.zwischentitel(GRUNDSAETZE)
        druck.doku.absatz(gross(text))


def kennzahlen(druck: Druck) -> None:
    """8 Kennzahlen mit Beleg („vgl. …“)."""
    alle = druck.stoff.kennzahlen_von(druck.gegenstand.id)
    if alle:
        druck.zwischentitel("Kennzahlen")
        druck.doku.aufzaehlung([_kennzahl(k) for k in alle])


def _kennzahl(k: Any) -> str:
    stand = f"Stand {datum_text(k.stichtag)}" if k.stichtag else ""
    werte = ", ".join(t for t in (kennzahlwert(k), stand, vergleiche(k.beleg)) if t)
    dazu = f". {ganzer_satz(gross(k.erlaeuterung))}" if k.erlaeuterung else ""
    return f"{k.bezeichnung}: {werte}{dazu}"


def ressourcen(druck: Druck) -> None:
    """9 Ressourcen und Haushalt je Maßnahme, mit allen Vorbehalten und ohne jede Summe."""
    alle = druck.stoff.massnahmen_von(druck.gegenstand.id)
    if alle:
        druck.zwischentitel("Ressourcen")
        write_ressourcen(druck, alle)


def naechste_schritte(druck: Druck) -> None:
    """Was im Handlungsfeld als Nächstes ansteht."""
    text = druck.gegenstand.ausblick
    if text:
        druck.zwischentitel(NAECHSTE_SCHRITTE)
        druck.doku.absatz(gross(text))


BLOECKE = (
    Abschnitt("bedeutung", bedeutung),
    Abschnitt("fokus", fokus),
    Abschnitt("arbeitsgruppe", arbeitsgruppe),
    Abschnitt("schwerpunkte", schwerpunkte),
    Abschnitt("ziele", ziele, ersetzbar=False),
    Abschnitt("massnahmen", massnahmen, ersetzbar=False),
    Abschnitt("meilensteine", meilensteine, ersetzbar=False),
    Abschnitt("umsetzungsgrundsaetze", umsetzungsgrundsaetze, name=GRUNDSAETZE, zwischentitel=True),
    Abschnitt("kennzahlen", kennzahlen, ersetzbar=False),
    Abschnitt("ressourcen", ressourcen, ersetzbar=False),
    Abschnitt("naechste_schritte", naechste_schritte, name=NAECHSTE_SCHRITTE, zwischentitel=True),
)
"""Die Blöcke eines Handlungsfelds in Reihenfolge; leere entfallen."""

KAPITEL_HAUPTTEIL = Kapitel("handlungsfeld", titel, BLOECKE, je=lambda druck: druck.stoff.hauptfelder)
KAPITEL_TEILPROJEKT = Kapitel(
    "handlungsfeld", titel, BLOECKE, je=lambda druck: druck.stoff.felder_von(druck.gegenstand)
)
