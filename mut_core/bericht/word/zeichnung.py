"""Schreiben: eine Abbildung in der Zeile – Bild oder Diagramm – mit Alternativtext."""

from mut_core.bericht.word.text import maskiert

EMU_JE_CM = 360000
_DML = "http://schemas.openxmlformats.org/drawingml/2006"


def _rahmen(nummer: int, name: str, alternativtext: str, breite_cm: float, hoehe_cm: float, inhalt: str) -> str:
    cx, cy = round(breite_cm * EMU_JE_CM), round(hoehe_cm * EMU_JE_CM)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:docPr id="{nummer}" name="{maskiert(name)}" descr="{maskiert(alternativtext)}"/>'
        f"<wp:cNvGraphicFramePr/><a:graphic>{inhalt}</a:graphic></wp:inline></w:drawing></w:r>"
    )


def diagrammrahmen(
    nummer: int, beziehung: str, name: str, alternativtext: str, breite_cm: float, hoehe_cm: float
) -> str:
    """Der Lauf, der ein Diagramm zeigt; `beziehung` führt zum Diagrammteil."""
    inhalt = f'<a:graphicData uri="{_DML}/chart"><c:chart r:id="{beziehung}"/></a:graphicData>'
    return _rahmen(nummer, name, alternativtext, breite_cm, hoehe_cm, inhalt)


def bildrahmen(
    nummer: int, beziehung: str, name: str, alternativtext: str, breite_cm: float, hoehe_cm: float
) -> str:
    """Der Lauf, der ein Bild zeigt; `beziehung` führt zum Bildteil."""
    cx, cy = round(breite_cm * EMU_JE_CM), round(hoehe_cm * EMU_JE_CM)
    inhalt = (
        f'<a:graphicData uri="{_DML}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{nummer}" '
        f'name="{maskiert(name)}" descr="{maskiert(alternativtext)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{beziehung}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    )
    return _rahmen(nummer, name, alternativtext, breite_cm, hoehe_cm, inhalt)
