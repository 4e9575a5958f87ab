"""Schreiben: eine Tabelle mit wiederholtem Kopf, untrennbaren Zeilen und Alternativtext."""

from collections.abc import Sequence

from mut_core.bericht.word.absatz import schlusszeile
from mut_core.bericht.word.text import maskiert
from mut_core.bericht.word.umbruch import Mass, Zeilen

KOPFFARBE = "1F4E79"
_ABSTAND = 200  # Zwanzigstelpunkt zwischen zwei Tabellen


def spaltenbreiten(anteile: Sequence[float], gesamt: int) -> list[int]:
    """Die Breiten in Zwanzigstelpunkt im Verhältnis der Anteile; die Summe ist genau `gesamt`."""
    summe = sum(anteile)
    grenzen = [round(gesamt * sum(anteile[: i + 1]) / summe) for i in range(len(anteile))]
    return [grenze - davor for davor, grenze in zip([0, *grenzen], grenzen, strict=False)]


def luecke(neue_seite: bool, nach_tabelle: bool) -> tuple[str, list[Mass]]:
    """Was statt einer Beschriftung vor der Tabelle steht: Zwei Tabellen ohne Absatz dazwischen verschmilzt Word."""
    if not nach_tabelle and not neue_seite:
        return "", []
    return schlusszeile(hoehe=_ABSTAND, neue_seite=neue_seite), [Zeilen(1, _ABSTAND / 20, neue_seite=neue_seite)]


def zelle_xml(absaetze: str, breite: int, *, kopf: bool = False, spalten: int = 1) -> str:
    """Eine Zelle; der Kopf trägt seine Farbe selbst, falls die Tabellenvorlage sie nicht kennt."""
    spanne = f'<w:gridSpan w:val="{spalten}"/>' if spalten > 1 else ""
    farbe = f'<w:shd w:val="clear" w:color="auto" w:fill="{KOPFFARBE}"/>' if kopf else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{breite}" w:type="dxa"/>{spanne}{farbe}</w:tcPr>{absaetze}</w:tc>'


def zeile_xml(zellen: str, *, kopf: bool = False, trennbar: bool = False) -> str:
    """Eine Zeile; nur eine, die keine Seite fasst, darf umbrechen."""
    eigenschaften = "<w:cantSplit/>" * (not trennbar) + "<w:tblHeader/>" * kopf
    return f"<w:tr>{f'<w:trPr>{eigenschaften}</w:trPr>' if eigenschaften else ''}{zellen}</w:tr>"


def tabelle_xml(
    stil: str, breiten: Sequence[int], zeilen: str, titel: str, beschreibung: str, *, zeilenkoepfe: bool = False
) -> str:
    """Die Tabelle mit festem Raster; Titel und Beschreibung sind ihr Alternativtext."""
    muster, erste = ("04A0", 1) if zeilenkoepfe else ("0420", 0)
    raster = "".join(f'<w:gridCol w:w="{b}"/>' for b in breiten)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{stil}"/><w:tblW w:w="{sum(breiten)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{muster}" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="{erste}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{maskiert(titel)}"/><w:tblDescription w:val="{maskiert(beschreibung)}"/>'
        f"</w:tblPr><w:tblGrid>{raster}</w:tblGrid>{zeilen}</w:tbl>"
    )
