"""Einleiten: Kapitel 1 – wer das Konzept seit wann mit wem erarbeitet und was dieser Bericht zeigt."""

from typing import Any

from mut_core.bericht.gliederung import Druck, marke
from mut_core.bericht.saetze import am, gereiht, gross, satzreihe, zaehlung, zeilen
from mut_core.bericht.stoff import Stoff
from mut_core.lagebild import ist_begrenzt
from mut_core.lagebild.freigegeben import SATZ
from mut_core.modell.codes import Gremientyp
from mut_core.sprache import aufzaehlung, ganzer_satz, zitiert
from mut_core.zeitangaben import datum_text
from mut_core.zeitangaben.nennung import zeitraum


def beispielhinweis(druck: Druck) -> None:
    """Sagt bei einem Beispielkonzept, dass alles erfunden ist."""
    if druck.stoff.konzept.beispiel:
        druck.doku.absatz(
            "**Beispiel – frei erfunden:** Kommune, Stellen, Maßnahmen und Beträge in diesem Bericht gibt es nicht."
        )


def anlass(druck: Druck) -> None:
    """a) Seit wann, welche Stelle, mit wem – und in welchem Auftrag."""
    konzept = druck.stoff.konzept
    druck.doku.absatz(konzept.anlass or _anlass(konzept))
    if konzept.auftrag:
        druck.doku.absatz(f"Dem Konzept liegt folgender Auftrag zugrunde: {ganzer_satz(konzept.auftrag)}")


def _anlass(konzept: Any) -> str:
    """Der Satz aus den Daten, wenn das Konzept seinen Anlass nicht selbst beschreibt."""
    wer = f"Federführend ist: {ganzer_satz(konzept.stelle)}" if konzept.stelle else ""
    wann = zeitraum(konzept)
    return satzreihe(
        f"Dieser Bericht betrifft das Konzept {zitiert(konzept.bezeichnung)} ({konzept.kommune}).",
        wer,
        f"Zeitraum des Konzepts: {ganzer_satz(wann)}" if wann else "",
    )


def projektgruppe(druck: Druck) -> None:
    """b) und c) Zusammensetzung nach Rollen, Aufgaben und Berichtsweg der Projektgruppe."""
    for gruppe in druck.stoff.gremien_vom_typ(Gremientyp.PROJEKTGRUPPE):
        _gruppe(druck, gruppe)


def _gruppe(druck: Druck, gruppe: Any) -> None:
    stoff, doku = druck.stoff, druck.doku
    mitglieder = stoff.mitglieder_von(gruppe)
    ueber = stoff.gremium.get(gruppe.uebergeordnet_id)
    wer = f"Ihr gehören {'u. a. ' if gruppe.unvollstaendig else ''}an: {gereiht(mitglieder)}." if mitglieder else ""
    weg = f"Sie berichtet an: {ueber.name}." if ueber else ""
    doku.absatz(satzreihe(f"Eingerichtet ist die Gruppe {zitiert(gruppe.name)}.", wer, weg))
    if aufgaben := zeilen(gruppe.aufgaben):
        doku.absatz("Ihre Aufgaben sind:")
        doku.aufzaehlung(aufgaben)


def zweck(druck: Druck) -> None:
    """d) Was dieser Bericht darlegt, und in welchen Gremien er beraten wird."""
    stoff = druck.stoff
    druck.doku.absatz(
        f"Dieser Bericht gibt den Stand vom {datum_text(stoff.stichtag)} wieder: welche Schritte bisher gegangen "
        "wurden, welche Ergebnisse und Maßnahmen vorliegen und was als Nächstes ansteht."
        f"{f' {SATZ}' if ist_begrenzt(stoff.lagebild) else ''}"
    )
    beratungen = stoff.beratungen_von(stoff.vorlage_von(stoff.bericht))
    if beratungen:
        folge = [f"{b.gremium_name}{f' ({datum_text(b.termin)})' if b.termin else ''}" for b in beratungen]
        druck.doku.absatz(f"Beratungsfolge: {gereiht(folge)}.")


def rueckblick(druck: Druck) -> None:
    """e) Was in früheren Phasen geschah."""
    druck.doku.absatz(druck.stoff.konzept.rueckblick or "")


def frueherer_bericht(druck: Druck) -> None:
    """f) Der vorherige Bericht mit seiner Vorlagennummer."""
    vorher = druck.stoff.vorbericht
    if vorher is None:
        return
    vorlage = druck.stoff.vorlage_von(vorher)
    beleg = f"{vorlage.art} {vorlage.nummer}" if vorlage and vorlage.nummer else f"Stand {datum_text(vorher.stichtag)}"
    if vorlage and vorlage.url:
        beleg = druck.doku.link(beleg, vorlage.url)
    druck.doku.absatz(f"Vorangegangen ist der Bericht {zitiert(vorher.titel)} ({beleg}).")


def felderliste(druck: Druck) -> None:
    """g) Ein Satz mit allen Handlungsfeldern, übergreifende zuletzt."""
    felder = druck.stoff.felder
    if not felder:
        druck.doku.absatz("Handlungsfelder sind zum Stichtag noch nicht festgelegt.")
        return
    einzeln = [f"{f.nummer}.\u00a0{f.titel}" for f in felder if not f.uebergreifend]
    quer = [f"{f.nummer}.\u00a0{f.titel}" for f in felder if f.uebergreifend]
    umfang = zaehlung(len(felder), "ein Handlungsfeld", "Handlungsfelder")
    druck.doku.absatz(f"Das Konzept umfasst {umfang}: {_mit_uebergreifenden(einzeln, quer)}.")


def _mit_uebergreifenden(einzeln: list[str], quer: list[str]) -> str:
    was = "übergreifendes Handlungsfeld" if len(quer) == 1 else "übergreifende Handlungsfelder"
    als = f"{aufzaehlung(quer)} als {was}"
    if not quer:
        return aufzaehlung(einzeln)
    return f"{aufzaehlung(einzeln)} sowie {als}" if einzeln else als


def ueberleitung(druck: Druck) -> None:
    """h) Was in welchem Kapitel steht."""
    wege = [
        f"{druck.kapitel('handlungsfelder')} erläutert den Aufbau",
        f"{druck.kapitel('beteiligung')} die Beteiligung",
        f"{druck.kapitel('erarbeitung')} Ziele und Maßnahmen der Handlungsfelder",
        *(_teilprojekt(druck, t) for t in druck.stoff.weitere_teilprojekte),
        f"{druck.kapitel('ausblick')} den Ausblick",
    ]
    druck.doku.absatz(f"{aufzaehlung(wege)}.")


def _teilprojekt(druck: Druck, teilprojekt: Any) -> str:
    return f"{druck.kapitel(marke('teilprojekt', teilprojekt))} das Teilprojekt {teilprojekt.buchstabe})"


# ---------------------------------------------------------------------------------------------- Deckblatt


def berichtsnummer(stoff: Stoff, nummer: int | None) -> int | None:
    """Gibt die laufende Nummer: die genannte, die des angelegten Berichts oder die nächste nach dem vorigen."""
    if nummer is not None:
        return nummer
    if stoff.bericht is not None:
        return int(stoff.bericht.nummer) if stoff.bericht.nummer else None
    vorher = stoff.vorbericht
    return int(vorher.nummer) + 1 if vorher is not None and vorher.nummer else None


def berichtstitel(stoff: Stoff, nummer: int | None) -> str:
    """Gibt „2. Sachstandsbericht – Integrationskonzept“."""
    zaehler = berichtsnummer(stoff, nummer)
    return f"{f'{zaehler}. ' if zaehler else ''}Sachstandsbericht – {stoff.name}"


def fassung(stoff: Stoff, erstellt: Any) -> str:
    """Gibt die letzte Zeile des Deckblatts: Vorlagennummer, Tag der Erstellung."""
    vorlage = stoff.vorlage_von(stoff.bericht)
    teile = [
        f"{vorlage.art} {vorlage.nummer}" if vorlage and vorlage.nummer else "",
        f"erstellt {am(erstellt)}" if erstellt else "",
    ]
    return gross(" · ".join(t for t in teile if t))
