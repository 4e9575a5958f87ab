"""Beschreiben: die Formatvorlagen und Listen der neutralen Vorlage – Schrift, Farben, Abstände."""

KOPF = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

BLAU = "1F4E79"
GRAU = "595959"
LINIE = "BFBFBF"
SIGNAL = "B3261E"

BREITE, HOEHE, RAND, RAND_UNTEN = 11906, 16838, 1418, 1304  # Zwanzigstelpunkt: A4, 2,5 cm Rand
SATZBREITE = BREITE - 2 * RAND


def spacing(vor: int, nach: int, zeile: int) -> str:
    # „mindestens“ statt „mehrfach“: gleiche Zeilenhöhe in Word und LibreOffice, also gleiche Seitenzahlen
    return f'<w:spacing w:before="{vor}" w:after="{nach}" w:line="{zeile}" w:lineRule="atLeast"/>'


def _zeichen(grad: float, *, fett: bool = False, farbe: str = "") -> str:
    return (
        "<w:b/><w:bCs/>" * fett
        + (f'<w:color w:val="{farbe}"/>' if farbe else "")
        + f'<w:sz w:val="{round(grad * 2)}"/><w:szCs w:val="{round(grad * 2)}"/>'
    )


def _stil(
    kennung: str,
    name: str,
    ppr: str = "",
    rpr: str = "",
    *,
    basis: str = "Normal",
    folge: str = "",
    eigen: bool = False,
) -> str:
    """Eine Absatzformatvorlage; `eigen` kennzeichnet Namen, die Word nicht mitbringt."""
    art = 'w:type="paragraph" w:customStyle="1"' if eigen else 'w:type="paragraph"'
    danach = f'<w:next w:val="{folge}"/>' if folge else ""
    return (
        f'<w:style {art} w:styleId="{kennung}"><w:name w:val="{name}"/><w:basedOn w:val="{basis}"/>{danach}'
        f"<w:qFormat/><w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def _ueberschrift(ebene: int, grad: float, vor: int, nach: int) -> str:
    return _stil(
        f"Heading{ebene}",
        f"heading {ebene}",
        "<w:keepNext/><w:keepLines/>"
        + f'<w:numPr><w:ilvl w:val="{ebene - 1}"/><w:numId w:val="1"/></w:numPr>'
        + "<w:suppressAutoHyphens/>"
        + spacing(vor, nach, round(grad * 25))
        + f'<w:outlineLvl w:val="{ebene - 1}"/>',
        _zeichen(grad, fett=True, farbe=BLAU),
        folge="BodyText",
    )


def _verzeichnisstil(ebene: int, links: int, haengend: int, vor: int, *, fett: bool = False) -> str:
    return _stil(
        f"TOC{ebene}",
        f"toc {ebene}",
        f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{SATZBREITE}"/></w:tabs>'
        + spacing(vor, 20, 260)
        + f'<w:ind w:left="{links + haengend}" w:hanging="{haengend}"/>',
        _zeichen(10, fett=fett),
    )


def _grundstile() -> list[str]:
    zitatlinie = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{LINIE}"/></w:pBdr>'
    return [
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" '
        f'w:cs="Arial"/>{_zeichen(11)}<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{spacing(0, 0, 290)}</w:pPr></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:rPr>'
        f'<w:color w:val="{BLAU}"/><w:u w:val="single"/></w:rPr></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
        _stil("BodyText", "Body Text", spacing(0, 140, 290)),
        _stil(
            "Quote",
            "Quote",
            zitatlinie + spacing(60, 160, 290) + '<w:ind w:left="567" w:right="284"/>',
            f'<w:color w:val="{GRAU}"/>',
            folge="BodyText",
        ),
        _stil("ListBullet", "List Bullet", _liste(2) + spacing(0, 70, 290)),
        _stil("ListNumber", "List Number", _liste(3) + spacing(0, 70, 290)),
    ]


def _liste(nummer: int) -> str:
    return f'<w:numPr><w:numId w:val="{nummer}"/></w:numPr>'


def _gliederungsstile() -> list[str]:
    ohne_gliederung = "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"
    return [
        _ueberschrift(1, 17, 480, 160),
        _ueberschrift(2, 13, 300, 120),
        _ueberschrift(3, 11, 240, 80),
        _ueberschrift(4, 11, 160, 60),
        _stil(
            "TOCHeading",
            "TOC Heading",
            ohne_gliederung + spacing(360, 160, 375) + '<w:outlineLvl w:val="9"/>',
            _zeichen(15, fett=True, farbe=BLAU),
            folge="BodyText",
        ),
        _verzeichnisstil(1, 0, 680, 100, fett=True),
        _verzeichnisstil(2, 0, 680, 0),
        _verzeichnisstil(3, 680, 850, 0),
        _stil(
            "TableofFigures",
            "table of figures",
            f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{SATZBREITE}"/></w:tabs>' + spacing(0, 60, 260),
            _zeichen(10),
        ),
    ]


def _objektstile() -> list[str]:
    return [
        _stil(
            "Caption",
            "caption",
            "<w:keepLines/><w:suppressAutoHyphens/>" + spacing(120, 100, 240),
            _zeichen(9.5, farbe=GRAU),
            folge="BodyText",
        ),
        _stil("Abbildung", "Abbildung", "<w:keepNext/>" + spacing(160, 0, 240), folge="Caption", eigen=True),
        _stil("Tabellentext", "Tabellentext", spacing(40, 40, 230), _zeichen(9), eigen=True),
        _stil(
            "Tabellenkopf",
            "Tabellenkopf",
            "<w:keepNext/><w:suppressAutoHyphens/>" + spacing(60, 60, 230),
            _zeichen(9, fett=True, farbe="FFFFFF"),
            basis="Tabellentext",
            eigen=True,
        ),
        _tabellenstil(),
    ]


def _tabellenstil() -> str:
    linien = "".join(
        f'<w:{seite} w:val="single" w:sz="4" w:space="0" w:color="{LINIE}"/>' for seite in ("top", "bottom", "insideH")
    )
    raender = "".join(f'<w:{s} w:w="{w}" w:type="dxa"/>' for s, w in (("left", 85), ("right", 85)))
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        f"{raender}</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="BerichtTabelle">'
        '<w:name w:val="Bericht Tabelle"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>{linien}</w:tblBorders></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{BLAU}"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band2Horz"><w:tblPr/><w:tcPr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="F3F6FA"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _rahmenstile() -> list[str]:
    """Deckblatt, Kopf- und Fußzeile."""
    rechts = f'<w:tabs><w:tab w:val="right" w:pos="{SATZBREITE}"/></w:tabs>'
    unten = f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="{LINIE}"/></w:pBdr>'
    oben = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{LINIE}"/></w:pBdr>'
    strich = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="14" w:color="{BLAU}"/></w:pBdr>'
    kasten = "".join(
        f'<w:{s} w:val="single" w:sz="12" w:space="6" w:color="{SIGNAL}"/>' for s in ("top", "left", "bottom", "right")
    )
    grau = _zeichen(8.5, farbe=GRAU)
    ohne = "<w:suppressAutoHyphens/>"
    return [
        _stil("Header", "header", unten + rechts + spacing(0, 0, 210), grau),
        _stil("Footer", "footer", oben + rechts + spacing(0, 0, 210), grau),
        _stil(
            "Deckblattkopf",
            "Deckblattkopf",
            ohne + spacing(0, 0, 300),
            _zeichen(13, fett=True, farbe=GRAU),
            eigen=True,
        ),
        _stil(
            "Deckblatthinweis",
            "Deckblatthinweis",
            f"<w:pBdr>{kasten}</w:pBdr>" + ohne + spacing(480, 0, 300) + '<w:ind w:left="142" w:right="142"/>',
            _zeichen(12, fett=True, farbe=SIGNAL),
            eigen=True,
        ),
        _stil(
            "Title",
            "Title",
            "<w:keepNext/><w:keepLines/>" + strich + ohne + spacing(3600, 240, 720),
            _zeichen(28, fett=True, farbe=BLAU),
            folge="Subtitle",
        ),
        _stil("Subtitle", "Subtitle", ohne + spacing(60, 0, 400), _zeichen(15, farbe=GRAU)),
        _stil("Deckblattzeile", "Deckblattzeile", ohne + spacing(0, 60, 300), _zeichen(11), eigen=True),
    ]


def styles_xml() -> str:
    stile = "".join([*_grundstile(), *_gliederungsstile(), *_objektstile(), *_rahmenstile()])
    return f'{KOPF}<w:styles xmlns:w="{W_NS}">{stile}</w:styles>'


def _ebene(nummer: int, art: str, text: str, links: int, haengend: int, *, stil: str = "", rpr: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{nummer}"><w:start w:val="1"/><w:numFmt w:val="{art}"/>'
        + (f'<w:pStyle w:val="{stil}"/>' if stil else "")
        + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{links}" w:hanging="{haengend}"/></w:pPr>'
        + (f"<w:rPr>{rpr}</w:rPr>" if rpr else "")
        + "</w:lvl>"
    )


def numbering_xml() -> str:
    einzug = (680, 680, 850, 1020)
    gliederung = "".join(
        _ebene(i, "decimal", ".".join(f"%{n + 1}" for n in range(i + 1)), einzug[i], einzug[i], stil=f"Heading{i + 1}")
        for i in range(4)
    )
    arial = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
    arten = (
        ("multilevel", gliederung),
        ("singleLevel", _ebene(0, "bullet", "•", 397, 284, stil="ListBullet", rpr=arial)),
        ("singleLevel", _ebene(0, "decimal", "%1.", 510, 397, stil="ListNumber")),
    )
    abstrakt = "".join(
        f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="{art}"/>{ebenen}</w:abstractNum>'
        for i, (art, ebenen) in enumerate(arten)
    )
    listen = "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(arten)))
    return f'{KOPF}<w:numbering xmlns:w="{W_NS}">{abstrakt}{listen}</w:numbering>'
