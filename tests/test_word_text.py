"""Die eine Tür für Text: was sie entfernt, schützt, auszeichnet – und was sie wörtlich lässt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mut_core.bericht.word.adresse import adresse, adressen_in
from mut_core.bericht.word.buendel import gebuendelt
from mut_core.bericht.word.messung import WECHSEL
from mut_core.bericht.word.text import (
    KUERZEL,
    MARKE_AUF,
    MARKE_ZU,
    Lauf,
    absaetze,
    bereinigt,
    einzeilig,
    geschuetzt,
    laeufe,
    laeufe_xml,
    laeuft_nach_links,
    maskiert,
    rein,
    rohe_absaetze,
    xml_text,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def als_xml(text: str) -> str:
    return f'<w:p xmlns:w="{W}">{laeufe_xml(laeufe(text), lambda lauf: xml_text(lauf.text) or f"[{lauf.marke}]")}</w:p>'


@pytest.mark.parametrize(
    ("roh", "rein"),
    [
        ("a\x00b\x1bc", "abc"),
        ("Umbruch\x0bWord\r\nWindows\u2028Netz", "Umbruch\nWord\nWindows\nNetz"),
        ("ein\ud800zelnes Ersatzzeichen", "einzelnes Ersatzzeichen"),
        ("u\u0308ber", "über"),
        ("\ufeffAnfang\ufffe\ufdd5", "Anfang"),
        ("gedreht \u202eagnulhaB\u202c", "gedreht agnulhaB"),
        (f"{MARKE_AUF}kein verweis{MARKE_ZU}", "kein verweis"),
        ("Familie 👨‍👩‍👧 bleibt", "Familie 👨‍👩‍👧 bleibt"),
    ],
)
def test_verbotene_zeichen_verschwinden_und_der_rest_bleibt(roh: str, rein: str) -> None:
    assert bereinigt(roh) == rein


@pytest.mark.parametrize(
    ("roh", "geschuetzt_"),
    [
        ("z. B. hier", "z.~B. hier"),
        ("i. d. R. immer", "i.~d.~R. immer"),
        ("Kosten 33.000 € im Jahr", "Kosten 33.000~€ im Jahr"),
        ("ca. 1,5 Mio. € gesamt", "ca.~1,5~Mio.~€ gesamt"),
        ("nach § 5 Abs. 2 Nr. 1", "nach §~5 Abs.~2 Nr.~1"),
        ("am 31. Mai 2024", "am 31.~Mai 2024"),
        ("am 31. 05. 2024", "am 31.~05.~2024"),
        ("um 17 Uhr, 20 % mehr", "um 17~Uhr, 20~% mehr"),
        ("siehe Abbildung 2", "siehe Abbildung~2"),
        ("siehe Diagramm 1", "siehe Diagramm~1"),
        ("im II. Quartal", "im II.~Quartal"),
        ("1. Halbjahr 2024 bis IV. Quartal 2025", "1.~Halbjahr 2024 bis IV.~Quartal 2025"),
        ("Punkt. Ein Satz. 3 Sätze", "Punkt. Ein Satz. 3 Sätze"),
        ("Nr. fehlt", "Nr. fehlt"),
    ],
)
def test_was_zusammengehoert_bekommt_geschuetzte_leerzeichen(roh: str, geschuetzt_: str) -> None:
    assert geschuetzt(roh).replace("\u00a0", "~") == geschuetzt_


@pytest.mark.parametrize(
    ("roh", "erwartet"),
    [
        ("Akteur*innen und Bürger*innen", [Lauf("Akteur*innen und Bürger*innen")]),
        ("Akteur**innen und Bürger**innen", [Lauf("Akteur**innen und Bürger**innen")]),
        ("ein **fettes** Wort", [Lauf("ein "), Lauf("fettes", fett=True), Lauf(" Wort")]),
        ("ein _schräges_ Wort", [Lauf("ein "), Lauf("schräges", kursiv=True), Lauf(" Wort")]),
        ("datei_name_lang", [Lauf("datei_name_lang")]),
        ("2 * 3 ** 4", [Lauf("2 * 3 ** 4")]),
        ("**Akteur*innen**", [Lauf("Akteur*innen", fett=True)]),
        ("**a _b_ c**", [Lauf("a ", True), Lauf("b", True, True), Lauf(" c", True)]),
        ("", []),
    ],
)
def test_nur_doppelstern_und_unterstrich_an_wortgrenzen_zeichnen_aus(roh: str, erwartet: list[Lauf]) -> None:
    assert laeufe(roh) == erwartet


def test_viele_offene_auszeichnungen_kosten_keine_minute() -> None:
    assert "".join(lauf.text for lauf in laeufe("**a _b " * 5000)) == "**a _b " * 5000


def test_arabisch_und_hebraeisch_werden_eigene_laeufe_mit_sprache() -> None:
    xml = als_xml("Das Wort مرحبا بكم und שלום hier")
    assert '<w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t xml:space="preserve">مرحبا بكم</w:t>' in xml
    assert '<w:rtl/><w:lang w:bidi="he-IL"/></w:rPr><w:t xml:space="preserve">שלום</w:t>' in xml
    assert not laeuft_nach_links("Das Wort مرحبا")
    assert laeuft_nach_links("«مرحبا» sagt sie")


def test_umbrueche_und_weiche_trennstriche_werden_elemente() -> None:
    xml = als_xml("eins\nzwei\tdrei Tren\u00adnung")
    assert xml.count("<w:br/>") == 1
    assert xml.count("<w:softHyphen/>") == 1
    assert "\t" not in xml


def test_leerzeilen_trennen_absaetze_und_einfache_umbrueche_bleiben() -> None:
    assert absaetze("\n\n eins\nzwei \n \n\ndrei\n") == ["eins\nzwei", "drei"]
    assert absaetze(" \x00\n\t ") == []
    assert einzeilig(" Titel\nmit\tUmbruch  ") == "Titel mit Umbruch"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_jeder_text_ergibt_wohlgeformtes_xml(text: str) -> None:
    for absatz in absaetze(text):
        etree.fromstring(als_xml(absatz))
    etree.fromstring(f'<a b="{maskiert(text)}"/>')


@given(st.text(max_size=300))
def test_kein_sichtbarer_ascii_buchstabe_geht_verloren(text: str) -> None:
    def kern(s: str) -> list[str]:
        return [z for z in s if "a" <= z <= "z" or "0" <= z <= "9"]

    aus_xml = "".join("".join(etree.fromstring(als_xml(a)).itertext()) for a in absaetze(text))
    assert kern(aus_xml) == kern(bereinigt(text))


@pytest.mark.parametrize(
    ("roh", "ziel"),
    [
        ("https://www.lehrte.de", "https://www.lehrte.de"),
        (" HTTP://Probe.Example:8080/a?b=c#d ", "http://probe.example:8080/a?b=c#d"),
        ("https://müller.example/straße", "https://xn--mller-kva.example/stra%C3%9Fe"),
        ("https://probe.example/100%/%20?q=a b".replace(" ", "%20"), "https://probe.example/100%25/%20?q=a%20b"),
        ("mailto:a.b@probe.example", "mailto:a.b@probe.example"),
        ("a.b@probe.example", "mailto:a.b@probe.example"),
        ("ftp://probe.example", ""),
        ("javascript:alert(1)", ""),
        ("https://bank.example@probe.example", ""),
        ("https://probe.example:99999", ""),
        ("https://[::1]/", ""),
        ("https://pro be.example", ""),
        ("https://..", ""),
        ("a..b@probe.example", ""),
        ("mailto:a@b", ""),
        ("https://probe.example/" + "x" * 2000, ""),
        ("", ""),
    ],
)
def test_nur_saubere_adressen_werden_ziele(roh: str, ziel: str) -> None:
    assert adresse(roh) == ziel


@pytest.mark.parametrize(
    ("text", "gefunden"),
    [
        ("Siehe https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x) und https://a.example/x_(y)", ["https://a.example/x", "https://a.example/x_(y)"]),
        ("**https://a.example/x**", ["https://a.example/x"]),
        ("an „stelle@a.example“, nicht @konto", ["stelle@a.example"]),
        ("ssh://a@b.example und a@b@c.example", []),
        ("5 @ 3 :// nichts", []),
    ],
)
def test_adressen_enden_vor_satzzeichen_und_klammern(text: str, gefunden: list[str]) -> None:
    assert [text[anfang:ende] for anfang, ende, _ in adressen_in(text)] == gefunden


def test_unterstrich_in_einer_adresse_zeichnet_nichts_aus() -> None:
    assert laeufe("_kursiv_ https://a.example/_x_y **fett a@b.example**") == [
        Lauf("kursiv", kursiv=True),
        Lauf(" "),
        Lauf("https://a.example/_x_y", adresse="https://a.example/_x_y"),
        Lauf(" "),
        Lauf("fett ", fett=True),
        Lauf("a@b.example", fett=True, adresse="mailto:a@b.example"),
    ]


@pytest.mark.parametrize("stueck", ["a.", "a@", "a+a", "https://", "mailto:", "a@b.", "(", "1-"])
def test_adresssuche_bleibt_auch_bei_boesem_text_schnell(stueck: str) -> None:
    beginn = time.process_time()
    list(adressen_in(stueck * 20_000))
    assert time.process_time() - beginn < 2


ZUSAMMEN = [
    "5",
    "31.",
    "12.",
    "2024",
    "z.",
    "B.",
    "33.000",
    "€",
    "%",
    "T€",
    "m²",
    "EUR",
    "Euro",
    "Uhr",
    "Mio.",
    "Mrd.",
    "Mai",
    "Okt.",
    "Dez.",
    "Halbjahr",
    "II.",
    "Quartal",
    "Ende.",
    "Wort",
    "(S.",
    "٣",
    "é.",
    "h.",
]
KNIFFLIG = st.text(alphabet="**  aÄ1.-:_„\u00a0\nש@/", max_size=24)


@given(st.lists(st.lists(st.one_of(st.just("**"), KNIFFLIG), max_size=9).map("".join), max_size=6))
def test_gebuendelt_und_einzeln_gelesen_ist_es_derselbe_text(texte: list[str]) -> None:
    texte = [roh for text in texte for roh in rohe_absaetze(text) if "@" not in roh]
    xml, gemessen, besondere = gebuendelt(texte)
    for i, text in enumerate(texte):
        if i not in besondere:
            stuecke = [lauf for lauf in laeufe(rein(text)) if lauf.text]
            assert xml[i] == laeufe_xml(stuecke, lambda lauf: lauf.text)
            assert gemessen[i].replace(WECHSEL, "") == "".join(lauf.text for lauf in stuecke)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schlicht",
        "**Frist:** bis 2024",
        "vorn **fett** hinten **noch** eins",
        "**A.**",
        "a & b < c",
        "Akteur*innen",
        "**Bürger*innen**",
    ],
)
def test_gewoehnlicher_text_nimmt_den_schnellweg(text: str) -> None:
    assert gebuendelt(["davor", text, "danach"])[2] == []


@pytest.mark.parametrize("text", ["**", "****", "a**b**", "** a**", "_kursiv_", "a\u00adb", "a\nb", "שלום", "**a** 𝟎"])
def test_alles_andere_nimmt_den_genauen_weg(text: str) -> None:
    assert gebuendelt(["davor", text, "danach"])[2] == [1]


@given(st.lists(st.sampled_from([*KUERZEL, *ZUSAMMEN]), max_size=14).map(" ".join))
def test_gebuendelt_geschuetzt_ist_wie_einzeln_geschuetzt(text: str) -> None:
    assert gebuendelt([text])[1] == [geschuetzt(text)]
