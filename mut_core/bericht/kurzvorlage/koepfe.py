"""Ausfüllen: die Kopffelder und die Zeichnung der zwei Köpfe – in der Reihenfolge ihrer Vorbilder (Fachhandbuch 2B)."""

from collections.abc import Mapping
from dataclasses import dataclass

from mut_core.bericht.kurzvorlage import sachdarstellung as s
from mut_core.bericht.kurzvorlage.block import Absatz, Inhalte, Tafel
from mut_core.bericht.kurzvorlage.sache import Kopf, Sache
from mut_core.bericht.saetze import NICHT_BENANNT, OHNE_ANGABE
from mut_core.lagebild import saetze
from mut_core.modell.codes import Einheitsart
from mut_core.zeitangaben import datum_text

VERGIBT_DAS_RIS = "vergibt das Ratsinformationssystem"
"""Steht überall, wo eine Nummer stünde: Diese App vergibt nie eine."""
_OHNE_TAG = "noch offen"
_OHNE_NAMEN = "nicht genannt"

_ZUSAETZE = {
    "in vertretung": "in Vertretung",
    "i. v.": "in Vertretung",
    "i.v.": "in Vertretung",
    "im auftrag": "im Auftrag",
    "i. a.": "im Auftrag",
    "i.a.": "im Auftrag",
}
"""Die Zusätze, die gedruckt werden; alles andere im Feld könnte ein Name sein und bleibt weg."""


@dataclass(frozen=True)
class Kopfplan:
    """Was einen Kopf vom anderen unterscheidet: die Reihenfolge der Blöcke und der Gang der Sachdarstellung."""

    reihenfolge: tuple[str, ...]
    sachdarstellung: tuple[s.Abschnitt, ...]
    auftrag_vorweg: bool
    """Ob der Beschluss mit Wortlaut auch vor einer eigenen Sachdarstellung steht."""


_ENDE = ("beschlussvorschlag", "sachdarstellung", "finanzielle_auswirkungen", "weitere_auswirkungen", "anlagen")

KOPFPLAENE: Mapping[Kopf, Kopfplan] = {
    Kopf.HESSEN: Kopfplan(
        reihenfolge=("kopf", "beratungsfolge", "betreff", *_ENDE, "zeichnung"),
        sachdarstellung=(
            s.Abschnitt("anlass", s.anlass),
            s.Abschnitt("verlauf", s.verlauf),
            s.Abschnitt("aufgaben", s.aufgaben),
        ),
        auftrag_vorweg=False,
    ),
    Kopf.NIEDERSACHSEN: Kopfplan(
        reihenfolge=("betreff", "kopf", "beratungsfolge", *_ENDE, "zeichnung"),
        sachdarstellung=(
            s.Abschnitt("auftrag", s.auftrag),
            s.Abschnitt("umsetzung", s.umsetzung),
            s.Abschnitt("beteiligung", s.beteiligung),
            s.Abschnitt("empfehlungen", s.empfehlungen),
            s.Abschnitt("anlagenverweis", s.anlagenverweis),
            s.Abschnitt("stand", s.stand),
        ),
        auftrag_vorweg=True,
    ),
}
"""Je Kopf sein Plan; die Schlüssel der Abschnitte nennt ein Textbaustein: „sachdarstellung.verlauf“."""


def kopffelder(sache: Sache) -> Inhalte:
    """Die Kopffelder als zweispaltige Tabelle; Leeres sagt, wer es einträgt."""
    paare = _hessen(sache) if sache.kopf == Kopf.HESSEN else _niedersachsen(sache)
    zeilen = tuple((f"**{name}:**", wert) for name, wert in paare)
    kopf = (sache.artname, sache.stoff.konzept.kommune)
    return (Tafel("Kopf der Vorlage", kopf, zeilen, (1, 3), trenner=" "),)


def _hessen(sache: Sache) -> list[tuple[str, str]]:
    return [
        ("Produkt", sache.feld("produkt") or OHNE_ANGABE),
        ("Federführung", sache.federfuehrung),
        ("Bearbeiter/in", sache.bearbeitung or _OHNE_NAMEN),
        ("Datum", datum_text(sache.datum) if sache.datum else _OHNE_TAG),
        ("Vorlage", sache.feld("nummer") or VERGIBT_DAS_RIS),
    ]


def _niedersachsen(sache: Sache) -> list[tuple[str, str]]:
    """Der Betreff steht als Überschrift darüber; nach Vorlage, Aktenzeichen und Art nur, was bekannt ist."""
    aktenzeichen = sache.feld("aktenzeichen")
    felder = [
        ("Vorlage", sache.feld("nummer") or VERGIBT_DAS_RIS),
        ("Aktenzeichen", aktenzeichen or ("" if sache.vorlage is not None else VERGIBT_DAS_RIS)),
        ("Art", sache.artname),
        ("Federführung", sache.federfuehrung if sache.federfuehrung != NICHT_BENANNT else ""),
        ("Bearbeitung", sache.bearbeitung),
        ("Datum", datum_text(sache.datum) if sache.datum else ""),
    ]
    return [(name, wert) for name, wert in felder if wert]


def zeichnung(sache: Sache) -> Inhalte:
    """Wer zeichnet, nach Stelle oder Rolle; Namen stehen nie da."""
    zusatz = _zusatz(sache.feld("zeichnung") or "")
    stellen = _zeichnende(sache) if sache.kopf == Kopf.HESSEN else ["Unterschrift"]
    return tuple(Absatz(t) for t in (zusatz, *(f"({stelle})" for stelle in stellen)) if t)


def _zusatz(text: str) -> str:
    klein = " ".join(text.casefold().split())
    return next((wort for anfang, wort in _ZUSAETZE.items() if klein.startswith(anfang)), "")


def _zeichnende(sache: Sache) -> list[str]:
    """Zwei Zeilen: das Dezernat oder die nächsthöhere Einheit und die federführende Stelle."""
    einheiten = {o.id: o for o in saetze(sache.stoff.lagebild.organisationseinheiten)}
    stelle_id = sache.feld("federfuehrung_id") or sache.stoff.konzept.stelle_id
    stelle = einheiten.get(stelle_id)
    ueber = einheiten.get(stelle.uebergeordnet_id) if stelle else None
    dezernat = ueber.name if ueber and ueber.art != Einheitsart.VERWALTUNG else "Dezernat"
    return [dezernat, stelle.name if stelle else "Fachbereich"]
