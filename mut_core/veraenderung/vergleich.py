"""Vergleichen: aus zwei Lagebildern eine Veränderung machen; der Fluss der Stände und die Differenz der Kacheln."""

from collections.abc import Iterable
from dataclasses import fields

import pandas as pd

from mut_core.auswertung import REIHENFOLGE, Kennzahlen
from mut_core.auswertung.kennzahlen import GRUPPEN, in_gruppe
from mut_core.auswertung.tabelle import build_tabelle
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.sprache import zahl
from mut_core.veraenderung.angaben import angaben
from mut_core.veraenderung.befund import SPALTEN, Veraenderung
from mut_core.veraenderung.fristen import fristen, ueberfaellige
from mut_core.veraenderung.klassen import (
    Zeile,
    abgeschlossene,
    archivierte,
    bewegte,
    entfallene,
    massnahmenzeilen,
    neue,
    ordne_ein,
    unveraenderte,
    wieder_aufgenommene,
)
from mut_core.veraenderung.mittel import foerderungen, mittel
from mut_core.veraenderung.paar import gegenueber

FLUSSSPALTEN = ("von", "nach", "anzahl", "massnahmen", "nummern")


def vergleiche(vorher: Lagebild, nachher: Lagebild) -> Veraenderung:
    """Vergleicht zwei Stände desselben Konzepts; beide dürfen auch aufgetaute Berichtsstände sein.

    Verglichen werden ganze Lagebilder: In einem gefilterten erschiene, was den Filter verlässt, als entfallen. Gleiche
    Stichtage sind erlaubt (Nacherfasstes). Wirft EingabeError bei verschiedenen Konzepten oder wenn `vorher` den
    späteren Stichtag hat; BetriebError, wenn einem Stand unentbehrliche Spalten fehlen.
    """
    lage = gegenueber(vorher, nachher)
    fristzeilen, mittelzeilen, angabenzeilen = list(fristen(lage)), list(mittel(lage)), list(angaben(lage))
    arten = _arten_je_massnahme(fristzeilen, mittelzeilen, angabenzeilen)
    alle = ordne_ein(lage, arten)
    stelle = SPALTEN["fristen"].index("art")
    zeilen = {
        "massnahmen": massnahmenzeilen(alle, lage, arten),
        "neu": neue(alle),
        "wieder_aufgenommen": wieder_aufgenommene(alle, lage),
        "bewegt": bewegte(alle, lage),
        "abgeschlossen": abgeschlossene(alle, lage),
        "entfallen": entfallene(alle, lage),
        "archiviert": archivierte(alle, lage),
        "fristen": fristzeilen,
        "ueberfaellig": ueberfaellige(alle, lage, {z[0]: z[stelle] for z in fristzeilen}),
        "mittel": mittelzeilen,
        "foerderungen": foerderungen(lage),
        "angaben": angabenzeilen,
        "unveraendert": unveraenderte(alle),
    }
    tabellen = {name: build_tabelle(z, SPALTEN[name]) for name, z in zeilen.items()}
    kacheln = kennzahlendifferenz(vorher, nachher)
    return Veraenderung(von=vorher.stichtag, bis=nachher.stichtag, kennzahlen=kacheln, **tabellen)


def _arten_je_massnahme(
    fristzeilen: Iterable[Zeile], mittelzeilen: Iterable[Zeile], angabenzeilen: Iterable[Zeile]
) -> dict[int, tuple[str, ...]]:
    feld = SPALTEN["angaben"].index("feld")
    paare = [
        *((z[0], "frist") for z in fristzeilen),
        *((z[0], "mittel") for z in mittelzeilen),
        *((z[0], z[feld]) for z in angabenzeilen),
    ]
    arten: dict[int, dict[str, None]] = {}
    for massnahme_id, art in paare:
        arten.setdefault(massnahme_id, {})[art] = None
    return {i: tuple(a) for i, a in arten.items()}


def fluss(veraenderung: Veraenderung, *, mit_gleichen: bool = False) -> pd.DataFrame:
    """Zählt, wie viele Maßnahmen von welchem Stand in welchen wechselten.

    Spalten: von, nach (Umsetzungsstand; None: in diesem Stand nicht geführt), anzahl, massnahmen (tuple der
    Schlüssel), nummern (tuple). Mit `mit_gleichen` auch die ohne Wechsel; dann ergibt die Summe je `von` und je `nach`
    genau die Zahlen der beiden Stände.
    """
    wechsel: dict[tuple[Umsetzungsstand | None, Umsetzungsstand | None], list[tuple[int, str]]] = {}
    for m in saetze(veraenderung.massnahmen):
        if mit_gleichen or m.von != m.nach:
            wechsel.setdefault((m.von, m.nach), []).append((m.massnahme_id, m.nummer))
    rang = {stand: i for i, stand in enumerate(REIHENFOLGE)}
    geordnet = sorted(wechsel, key=lambda w: [rang.get(s, len(rang)) if s is not None else len(rang) for s in w])
    zeilen = (
        (von, nach, len(betroffene), *(tuple(teil) for teil in zip(*betroffene, strict=True)))
        for von, nach in geordnet
        for betroffene in (wechsel[von, nach],)
    )
    return build_tabelle(zeilen, FLUSSSPALTEN)


def kennzahlendifferenz(vorher: Lagebild, nachher: Lagebild) -> pd.DataFrame:
    """Gibt zu jeder Kachel der Übersicht den früheren und den späteren Wert und den Unterschied.

    Spalten: kennzahl (Name wie in `Kennzahlen`), vorher, nachher, differenz, text („2 mehr“, „1 weniger“,
    „unverändert“). Kannte ein Stand die Spalte hinter der Kachel noch nicht, sind sein Wert, differenz und text None.
    """
    zeilen = []
    for f in fields(Kennzahlen):
        damals, jetzt = (_kennzahl(stand, f.name) for stand in (vorher, nachher))
        differenz = jetzt - damals if damals is not None and jetzt is not None else None
        zeilen.append((f.name, damals, jetzt, differenz, _differenztext(differenz)))
    return build_tabelle(zeilen, SPALTEN["kennzahlen"])


def _kennzahl(lagebild: Lagebild, gruppe: str) -> int | None:
    return sum(in_gruppe(lagebild, gruppe)) if GRUPPEN[gruppe][0] in lagebild.massnahmen.columns else None


def _differenztext(differenz: int | None) -> str | None:
    if differenz is None:
        return None
    if differenz == 0:
        return "unverändert"
    return f"{zahl(abs(differenz))}\u00a0{'mehr' if differenz > 0 else 'weniger'}"
