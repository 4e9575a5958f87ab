"""Die neutrale Vorlage: deterministisch erzeugt, eingecheckt, deutsch."""

from lxml import etree
from word_pruefer import W, teile, verstoesse

from mut_core.bericht.word.dokument import NEUTRALE_VORLAGE
from mut_core.bericht.word.stile import ABSATZSTILE, Stile
from mut_core.bericht.word.vorlage import ZIEL, build_vorlage


def test_eingecheckte_vorlage_ist_die_erzeugte() -> None:
    assert ZIEL == NEUTRALE_VORLAGE
    assert NEUTRALE_VORLAGE.read_bytes() == build_vorlage(), "python -m mut_core.bericht.word.vorlage"


def test_vorlage_erfuellt_die_grundregeln() -> None:
    assert verstoesse(build_vorlage()) == []


def test_vorlage_ist_deutsch_trennt_silben_und_ist_kein_altes_format() -> None:
    inhalt = teile(build_vorlage())
    einstellungen, stile = inhalt["word/settings.xml"], inhalt["word/styles.xml"]
    assert b'<w:lang w:val="de-DE"' in stile
    assert b"<w:autoHyphenation/>" in einstellungen
    assert b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in einstellungen
    assert b"<w:widowControl/>" in stile
    assert b'w:themeFontLang w:val="de-DE"' in einstellungen


def test_masse_der_stile_stimmen_mit_der_vorlage() -> None:
    inhalt = teile(build_vorlage())
    stile = Stile(etree.fromstring(inhalt["word/styles.xml"]), etree.fromstring(inhalt["word/numbering.xml"]))
    kopf, text, liste = stile["heading 1"], stile["Body Text"], stile["List Bullet"]
    assert set(stile) == set(ABSATZSTILE)
    assert (kopf.grad, kopf.fett, kopf.mit_naechstem, kopf.neue_seite, kopf.links) == (17, True, True, False, 34)
    assert (text.grad, text.zeile, text.nach, text.mit_naechstem) == (11, 14.5, 7, False)
    assert (liste.links, liste.nummer) == (19.85, 2)


def test_stile_werden_am_namen_erkannt_nicht_an_der_kennung() -> None:
    inhalt = teile(build_vorlage())
    deutsch = inhalt["word/styles.xml"].replace(b'"BodyText"', b'"Textkrper"')
    stile = Stile(etree.fromstring(deutsch), etree.fromstring(inhalt["word/numbering.xml"]))
    assert stile["Body Text"].kennung == "Textkrper"
    assert etree.fromstring(deutsch).tag == f"{W}styles"
