"""Beginnen: das leere Dokument eines Berichts – Titel, Kommune, Stand und Hinweis so, wie jede Form sie trägt."""

from mut_core.bericht.stoff import Stoff
from mut_core.bericht.vorbemerkung import fassung
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.bericht.word import Dokument
from mut_core.lagebild import ist_begrenzt

BEISPIEL = "Beispiel – frei erfunden"
INTERN = "nur intern"
NUR_FREIGEGEBENE = "nur freigegebene Meldungen"


def build_dokument(stoff: Stoff, titel: str, wahl: Wahl, *, kurztitel: str = "", deckblatt: bool = True) -> Dokument:
    """Gibt ein Dokument ohne Inhalt; der Kurztitel steht neben dem Hinweis in der Kopfzeile."""
    konzept = stoff.konzept
    zusatz = hinweis(stoff, wahl)
    vorlage = stoff.vorlage_von(stoff.bericht)
    return Dokument(
        titel=titel,
        kommune=konzept.kommune,
        stelle=konzept.stelle or "",
        stand=stoff.stichtag,
        untertitel=konzept.bezeichnung if konzept.bezeichnung != stoff.name else "",
        hinweis=zusatz,
        fassung=fassung(stoff, wahl.erstellt),
        kopfzeile=(kurztitel or titel) if zusatz else titel,
        betreff=f"Stand der Maßnahmen: {konzept.bezeichnung}",
        aktenzeichen=(vorlage.aktenzeichen if vorlage else None) or "",
        vorlage=wahl.hausvorlage,
        deckblatt=deckblatt,
    )


def hinweis(stoff: Stoff, wahl: Wahl) -> str:
    """Gibt den Hinweis in Kopfzeile und Deckblatt: „Beispiel – frei erfunden · nur intern“; sonst leer."""
    teile = (
        BEISPIEL if stoff.konzept.beispiel else "",
        INTERN if wahl.profil == Profil.INTERN else "",
        NUR_FREIGEGEBENE if ist_begrenzt(stoff.lagebild) else "",
    )
    return " · ".join(t for t in teile if t)
