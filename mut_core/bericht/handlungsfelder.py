"""Überblicken: Kapitel 2 – Teilprojekte, Leitlinien, Arbeitsgruppen und alle Handlungsfelder in einer Tabelle."""

from typing import Any

from mut_core.bericht import abbildungen
from mut_core.bericht.gliederung import Druck, marke
from mut_core.bericht.saetze import gross, trennbar, zaehlung
from mut_core.lagebild import saetze
from mut_core.modell.codes import Gremientyp
from mut_core.sprache import aufzaehlung, ganzer_satz, zahl, zitiert


def titel(druck: Druck) -> str:
    """Überschrift: Name des Konzepts und „Handlungsfelder“."""
    return f"{druck.stoff.name} – Handlungsfelder"


def leitlinien(druck: Druck) -> None:
    """Die strategischen Leitlinien des Konzepts."""
    alle = sorted(saetze(druck.stoff.lagebild.leitlinien), key=lambda z: z.nummer)
    if alle:
        verb = "liegt" if len(alle) == 1 else "liegen"
        was = zaehlung(len(alle), "eine strategische Leitlinie", "strategische Leitlinien")
        druck.doku.absatz(f"Dem Konzept {verb} {was} zugrunde:")
        druck.doku.nummerierung([z.text for z in alle])


def teilprojekte(druck: Druck) -> None:
    """Die Teilprojekte und was sie unterscheidet."""
    alle = druck.stoff.teilprojekte
    if alle:
        was = zaehlung(len(alle), "einem Teilprojekt", "Teilprojekten")
        druck.doku.absatz(f"Die Arbeit am Konzept geschieht in {was}:")
        druck.doku.aufzaehlung([_teilprojekt(druck, t) for t in alle])


def _teilprojekt(druck: Druck, t: Any) -> str:
    name = f"**{t.buchstabe}) {t.titel}**"
    siehe = f" (siehe {druck.kapitel(marke('teilprojekt', t))})" if t in druck.stoff.weitere_teilprojekte else ""
    return f"{name}{siehe}: {ganzer_satz(t.beschreibung)}" if t.beschreibung else f"{name}{siehe}"


def arbeitsgruppen(druck: Druck) -> None:
    """Das Prinzip der Arbeitsgruppen, wenn es welche gibt."""
    gruppen = [g for g in druck.stoff.gremien_vom_typ(Gremientyp.ARBEITSGRUPPE) if druck.stoff.im_hauptteil(g)]
    if gruppen:
        was = zaehlung(len(gruppen), "eine Arbeitsgruppe", "Arbeitsgruppen")
        verb = "ist" if len(gruppen) == 1 else "sind"
        druck.doku.absatz(f"Für die Arbeit an den Handlungsfeldern {verb} {was} gebildet oder vorgesehen.")


def uebergreifende(druck: Druck) -> None:
    """Wie mit übergreifenden Handlungsfeldern umgegangen wird."""
    alle = [f for f in druck.stoff.felder if f.uebergreifend]
    if not alle:
        return
    namen = aufzaehlung([zitiert(f.titel) for f in alle])
    anfang = f"Das Handlungsfeld {namen} ist" if len(alle) == 1 else f"Die Handlungsfelder {namen} sind"
    folge = "Es wird" if len(alle) == 1 else "Sie werden"
    druck.doku.absatz(f"{anfang} übergreifend: {folge} in allen anderen Handlungsfeldern mitbearbeitet.")
    for feld in alle:
        if feld.fokus and not druck.stoff.hat_abschnitt(feld):
            druck.doku.absatz(f"Zu {zitiert(feld.titel)}: {gross(feld.fokus)}")


def uebersicht(druck: Druck) -> None:
    """Alle Handlungsfelder als Abbildung; sind es zu viele für ein Bild, als Tabelle."""
    felder = druck.stoff.felder
    if not abbildungen.handlungsfelder(druck) and len(felder) > 1:
        _write_tabelle(druck, felder)


def _write_tabelle(druck: Druck, felder: list[Any]) -> None:
    gruppen = {f.id: [g.name for g in druck.stoff.arbeitsgruppen_von(f.id)] for f in felder}
    mit_gruppen = any(gruppen.values())
    kopf = ["Nr.", "Handlungsfeld", "Arbeitsgruppe", "Stand", "Maßnahmen", "siehe"]
    zeilen = [_zeile(druck, f, gruppen[f.id]) for f in felder]
    breiten = [0.8, 3.6, 3.5, 2.1, 1.8, 1.7]
    if not mit_gruppen:
        kopf, breiten = _ohne(kopf, 2), _ohne(breiten, 2)
        zeilen = [_ohne(z, 2) for z in zeilen]
    was = "Arbeitsgruppe, Stand" if mit_gruppen else "Stand"
    druck.doku.absatz(
        f"{druck.doku.verweis('felder')} zeigt alle Handlungsfelder mit {was} und Zahl der Maßnahmen.",
        mit_naechstem=True,
    )
    druck.doku.tabelle(
        "Handlungsfelder im Überblick",
        [trennbar(k) for k in kopf],
        zeilen,
        breiten,
        beschreibung="Alle Handlungsfelder mit Bearbeitungsstand, Zahl der Maßnahmen und Fundstelle im Bericht",
        rechtsbuendig=[len(kopf) - 2],
        eng=[0, len(kopf) - 1],
        schluessel="felder",
    )


def _ohne(liste: list[Any], stelle: int) -> list[Any]:
    return liste[:stelle] + liste[stelle + 1 :]


def _zeile(druck: Druck, feld: Any, gruppen: list[str]) -> list[Any]:
    name = f"{feld.titel} (übergreifend)" if feld.uebergreifend else feld.titel
    ort = druck.kapitel(marke("handlungsfeld", feld)) if druck.stoff.hat_abschnitt(feld) else "–"
    anzahl = len(druck.stoff.massnahmen_von(feld.id))
    return [str(feld.nummer), name, gruppen or "–", trennbar(feld.bearbeitungsstand.bezeichnung), zahl(anzahl), ort]
