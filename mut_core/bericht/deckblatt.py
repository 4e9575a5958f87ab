"""Beginnen: das leere Dokument eines Berichts – Titel, Kommune, Stand und Hinweis so, wie jede Form sie trägt."""

from mut_core.bericht.stoff import Stoff
from mut_core.bericht.vorbemerkung import fassung
from mut_core.bericht.wahl import Profil, Wahl
from mut_core.bericht.word import Dokument

BEISPIEL = "Beispiel – frei erfunden"
INTERN = "nur intern"


def build_dokument(stoff: Stoff, titel: str, wahl: Wahl, *, kurztitel: str = "", deckblatt: bool = True) -> Dokument:
    """Gibt ein Dokument ohne Inhalt; der Kurztitel steht neben dem Hinweis in der Kopfzeile."""
    konzept = stoff.konzept
    hinweis = _hinweis(stoff, wahl)
    return Dokument(
        titel=titel,
        kommune=konzept.kommune,
        stelle=konzept.stelle or "",
        stand=stoff.stichtag,
        untertitel=konzept.bezeichnung if konzept.bezeichnung != stoff.name else "",
        hinweis=hinweis,
        fassung=fassung(stoff, wahl.erstellt),
        kopfzeile=(kurztitel or titel) if hinweis else titel,
        betreff=f"Stand der Maßnahmen: {konzept.bezeichnung}",
        vorlage=wahl.hausvorlage,
        deckblatt=deckblatt,
    )


def _hinweis(stoff: Stoff, wahl: Wahl) -> str:
    teile = (BEISPIEL if stoff.konzept.beispiel else "", INTERN if wahl.profil == Profil.INTERN else "")
    return " · ".join(t for t in teile if t)
