"""Schreiben: eine Abbildung in der Zeile – Bild oder Diagramm – mit Alternativtext."""

from typing import NamedTuple

from mut_core.bericht.word.text import maskiert

EMU_JE_CM = 360000
_DML = "http://schemas.openxmlformats.org/drawingml/2006"


class Rahmen(NamedTuple):
    """Der Platz einer Zeichnung; die Nummer ist im Dokument eindeutig."""

    nummer: int
    name: str
    alternativtext: str
    breite_cm: float
    hoehe_cm: float

    @property
    def emu(self) -> tuple[int, int]:
        """Breite und Höhe in der Einheit von DrawingML."""
        return round(self.breite_cm * EMU_JE_CM), round(self.hoehe_cm * EMU_JE_CM)

    @property
    def kennzeichen(self) -> str:
        """Die Attribute, an denen Vorleseprogramme die Zeichnung erkennen."""
        return f'id="{self.nummer}" name="{maskiert(self.name)}" descr="{maskiert(self.alternativtext)}"'


def _in_der_zeile(rahmen: Rahmen, inhalt: str) -> str:
    # Namensräume stehen hier und nicht an der Wurzel: die Vorlage einer Kommune kennt sie dort nicht
    cx, cy = rahmen.emu
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DML}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr {rahmen.kennzeichen}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DML}/main">{inhalt}</a:graphic></wp:inline></w:drawing></w:r>'
    )


def diagrammrahmen(rahmen: Rahmen, beziehung: str) -> str:
    """Der Lauf, der ein Diagramm zeigt; `beziehung` führt zum Diagrammteil."""
    diagramm = f'<c:chart xmlns:c="{_DML}/chart" r:id="{beziehung}"/>'
    return _in_der_zeile(rahmen, f'<a:graphicData uri="{_DML}/chart">{diagramm}</a:graphicData>')


def bildrahmen(rahmen: Rahmen, beziehung: str) -> str:
    """Der Lauf, der ein Bild zeigt; `beziehung` führt zum Bildteil."""
    cx, cy = rahmen.emu
    bild = (
        f'<pic:pic xmlns:pic="{_DML}/picture"><pic:nvPicPr><pic:cNvPr {rahmen.kennzeichen}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{beziehung}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return _in_der_zeile(rahmen, f'<a:graphicData uri="{_DML}/picture">{bild}</a:graphicData>')
