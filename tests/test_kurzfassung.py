"""Die Web-Kurzfassung: Markdown und HTML aus einer Zwischenform, maskiert, barrierefrei, nur Öffentliches."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from boesartig import NUTZLASTEN
from lagebilder import build_bild, build_massnahme
from markdown_it import MarkdownIt

from mut_core.bericht import netz
from mut_core.bericht.kurzfassung import build_kurzfassung_html, build_kurzfassung_markdown
from mut_core.bericht.wahl import Wahl
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform, Ereignisart, Ereignisstatus, Format, Gremientyp, Konzeptphase, Turnus

STATTGEFUNDEN = Ereignisstatus.STATTGEFUNDEN
KONZEPT = {
    "bezeichnung": "Integrationskonzept Probe",
    "anlass": "Das Konzept entsteht mit vielen Akteur*innen.",
    "rueckblick": "Am Anfang stand ein Auftakt.",
    "ausblick": "Als Nächstes folgt das Wohnen.",
    "kontakt_email": "integration@probe.example",
    "kontakt_url": "https://probe.example/integration",
    "fortlaufend": True,
}
TABELLEN: dict[str, Any] = {
    "gremien": (
        {
            "id": 1,
            "typ": Gremientyp.RUNDER_TISCH,
            "name": "Runder Tisch Teilhabe",
            "turnus": Turnus.HALBJAEHRLICH,
            "aufgaben": "Bedarfe besprechen\nSchnittstellen finden",
        },
        {"id": 2, "typ": Gremientyp.ARBEITSGRUPPE, "name": "AG Bildung"},
        {"id": 3, "typ": Gremientyp.AUSSCHUSS, "name": "Sozialausschuss"},
    ),
    "mitgliedschaften": ({"id": 1, "gremium_id": 1, "rolle": "Leitung", "person": "Erika Geheim"},),
    "ereignisse": (
        {
            "id": 1,
            "art": Ereignisart.FORUM,
            "titel": "1. Forum",
            "status": STATTGEFUNDEN,
            "beginn": date(2024, 6, 10),
            "uhrzeit": "18:00 bis 20:30 Uhr",
            "ort": "Stadthalle",
            "format": Format.PRAESENZ,
            "teilnehmende": 40,
            "teilnehmende_ungenau": True,
            "themen": "Stand\nWünsche",
            "ergebnisse": "Viele Ideen",
        },
        {"id": 2, "art": Ereignisart.AUFTAKT, "titel": "Auftakt", "status": STATTGEFUNDEN, "beginn": date(2022, 10, 1)},
        {"id": 3, "art": Ereignisart.WORKSHOP, "titel": "Geplantes von gestern", "beginn": date(2024, 1, 1)},
        {"id": 4, "art": Ereignisart.FORUM, "titel": "2. Forum", "beginn": date(2025, 1, 10), "ort": "Schule"},
        {"id": 5, "art": Ereignisart.FORUM, "titel": "Forum Abgesagt", "status": Ereignisstatus.ABGESAGT},
        {
            "id": 6,
            "art": Ereignisart.GRUPPENTREFFEN,
            "titel": "1. Treffen der AG",
            "gremium_id": 2,
            "status": STATTGEFUNDEN,
        },
        {
            "id": 7,
            "art": Ereignisart.ORGANISATION,
            "titel": "Rückmelderunde",
            "status": STATTGEFUNDEN,
            "beginn": date(2024, 2, 1),
        },
        {
            "id": 8,
            "art": Ereignisart.SITZUNG,
            "titel": "Ausschuss berät",
            "gremium_id": 3,
            "status": STATTGEFUNDEN,
            "beginn": date(2024, 4, 19),
        },
        {
            "id": 9,
            "art": Ereignisart.SITZUNG,
            "titel": "Doppelt",
            "gremium_id": 3,
            "status": STATTGEFUNDEN,
            "beginn": date(2024, 8, 30),
        },
    ),
    "vorlagen": (
        {
            "id": 1,
            "nummer": "159/2024",
            "art": "Informationsvorlage",
            "betreff": "2. Sachstandsbericht",
            "bearbeitung": "Frau Intern",
            "url": "https://ris.probe.example/vo?id=1&x=2",
        },
        {"id": 2, "art": "Vorlage", "betreff": "Noch Entwurf"},
    ),
    "beratungen": (
        {
            "id": 1,
            "vorlage_id": 1,
            "gremium_id": 3,
            "gremium_name": "Sozialausschuss",
            "termin": date(2024, 8, 30),
            "ergebnis": "zur Kenntnis genommen",
        },
        {"id": 2, "vorlage_id": 1, "gremium_name": "Geheimer Rat", "termin": date(2024, 8, 1), "oeffentlich": False},
        {"id": 3, "vorlage_id": 2, "gremium_name": "Künftiger Rat", "termin": date(2024, 12, 1)},
    ),
}
MASSNAHMEN = (
    build_massnahme("P-1", "in_umsetzung", interne_notiz="NOTIZ-GEHEIM"),
    build_massnahme("P-2", "in_umsetzung"),
    build_massnahme("P-3", "idee", feld=2),
    build_massnahme("P-4", "umgesetzt", feld=2),
)


def voll(**weitere: Any) -> Lagebild:
    return build_bild(*MASSNAHMEN, **({"konzept": KONZEPT, **TABELLEN} | weitere))


def leer() -> Lagebild:
    return build_bild(felder=(), stellen=())


def markdown(bild: Lagebild, **wahl: Any) -> str:
    return build_kurzfassung_markdown(bild, Wahl(**wahl)).decode().replace("\u00a0", " ")


def seite(bild: Lagebild, **wahl: Any) -> str:
    return build_kurzfassung_html(bild, Wahl(**wahl)).decode().replace("\u00a0", " ")


class Leser(HTMLParser):
    """Liest Seite oder Ausschnitt: Elemente, Adressen, Text je Block und ob alles geschlossen ist."""

    ohne_ende = frozenset(("meta", "br"))
    bloecke = frozenset(("h1", "h2", "h3", "p", "li"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elemente: list[tuple[str, dict[str, str | None]]] = []
        self.offen: list[str] = []
        self.texte: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.offen == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elemente.append((tag, dict(attrs)))
        if tag == "br":
            self.handle_data(" ")
        if tag not in self.ohne_ende:
            self.offen.append(tag)
        if tag in self.bloecke:
            self.texte.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert tag in self.ohne_ende or self.offen.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.texte and any(o in self.bloecke for o in self.offen):
            tag, bisher = self.texte[-1]
            self.texte[-1] = tag, bisher + data

    def inhalt(self) -> list[tuple[str, str]]:
        """Die Blöcke mit Text; ein Absatz in einem Listenpunkt zählt als dieser."""
        return [(t, " ".join(x.split())) for t, x in self.texte if x.strip()]

    def links(self) -> list[str]:
        return [str(a.get("href")) for t, a in self.elemente if t == "a"]


BILDER = [pytest.param(voll, id="voll"), pytest.param(leer, id="leer")]


# ---------------------------------------------------------------------------------------------- Inhalt


def test_die_teile_stehen_in_der_reihenfolge_des_vorbilds() -> None:
    koepfe = [(t, x) for t, x in Leser(seite(voll())).inhalt() if t.startswith("h")]
    assert koepfe == [
        ("h1", "Integrationskonzept Probe"),
        ("h2", "Aktueller Stand und weitere Informationen"),
        ("h2", "Handlungsfelder"),
        ("h2", "Wie gearbeitet wird"),
        ("h2", "Maßnahmen"),
        ("h2", "Beratung in den Gremien"),
        ("h2", "Aus der letzten Veranstaltung"),
        ("h2", "Wie es weitergeht"),
    ]


def test_zweck_kontakt_und_stand_stehen_in_saetzen() -> None:
    text = markdown(voll(konzept=KONZEPT | {"phase": Konzeptphase.UMSETZUNG}))
    assert (
        "Das Konzept „Integrationskonzept Probe“ – Stadt Probe – wird umgesetzt; diese Seite fasst den Stand vom "
        "01.09.2024 zusammen."
    ) in text
    assert "[integration\\@" not in text
    assert "[integration@probe.example](<mailto:integration@probe.example>)" in text
    assert "[Webseite zum Thema: Integrationskonzept Probe](<https://probe.example/integration>)" in text
    assert text.endswith("Stand dieser Seite: 01.09.2024. Er wird fortlaufend ergänzt.\n")


def test_nur_was_sicher_stattfand_steht_der_zeit_nach() -> None:
    text = markdown(voll())
    assert text.index("- **01.10.2022:** Auftakt.") < text.index("- **10.06.2024:** 1. Forum. Viele Ideen.")
    for fehlt in ("Geplantes von gestern", "Forum Abgesagt", "Rückmelderunde"):
        assert fehlt not in text


def test_formate_nennen_turnus_zweck_und_letztes_treffen() -> None:
    text = markdown(voll())
    assert "- **Runder Tisch Teilhabe** (halbjährlich). Aufgaben: Bedarfe besprechen; Schnittstellen finden." in text
    assert "- **AG Bildung**. Bisher fand statt: 1. Treffen der AG." in text


def test_massnahmen_stehen_als_zahlen_in_ein_und_mehrzahl() -> None:
    text = markdown(voll())
    assert "- **Sprache:** zwei Maßnahmen in Umsetzung" in text
    assert "- **Bildung:** zwei Maßnahmen, davon eine mögliche und eine umgesetzte" in text
    einzeln = markdown(build_bild(build_massnahme("A", "idee"), build_massnahme("B", feld=2)))
    assert "- **Sprache:** eine mögliche Maßnahme" in einzeln
    assert "- **Bildung:** eine Maßnahme ohne Angabe zum Stand" in einzeln


def test_gremien_nennen_tag_vorlage_mit_link_und_ergebnis_das_juengste_zuerst() -> None:
    text = markdown(voll())
    erste = (
        "- **30.08.2024**, Sozialausschuss: [2. Sachstandsbericht (Informationsvorlage 159/2024)]"
        "(<https://ris.probe.example/vo?id=1&x=2>) – zur Kenntnis genommen."
    )
    assert text.index(erste) < text.index("- **19.04.2024:** Ausschuss berät.")
    assert "Doppelt" not in text


def test_die_letzte_veranstaltung_nennt_ort_zeit_zahl_ergebnis_und_dank() -> None:
    text = markdown(voll())
    assert (
        "**1. Forum** (10.06.2024, 18:00 bis 20:30 Uhr, Stadthalle, in Präsenz). Etwa 40 Teilnehmende.\n\nThemen:\n\n"
        "- Stand\n- Wünsche\n\nErgebnis: Viele Ideen.\n\nVielen Dank an alle, die mitgewirkt haben." in text
    )
    assert "- **10.01.2025:** 2. Forum – Schule" in text


@pytest.mark.parametrize("bauen", [markdown, seite])
def test_nur_oeffentliches_steht_darin(bauen: Any) -> None:
    text = bauen(voll())
    for geheim in ("Erika", "Frau Intern", "NOTIZ-GEHEIM", "Geheimer Rat", "Künftiger Rat", "Noch Entwurf"):
        assert geheim not in text


def test_ein_leeres_konzept_sagt_in_saetzen_was_fehlt() -> None:
    text = markdown(leer())
    assert "Handlungsfelder sind noch nicht festgelegt." in text
    assert "Zu diesem Konzept sind am 01.09.2024 noch keine Maßnahmen erfasst." in text
    assert "Weitere Termine stehen noch nicht fest." in text
    assert "Gremien" not in text


def test_ein_beispiel_ist_gekennzeichnet() -> None:
    assert "**Beispiel – frei erfunden:**" in markdown(voll(konzept=KONZEPT | {"beispiel": True}))


def test_eigener_text_ersetzt_einen_teil_und_der_des_berichts_geht_vor() -> None:
    baustein = {"id": 1, "form": Berichtsform.WEBKURZFASSUNG, "abschnitt": "massnahmen", "text": "Aus dem Baustein."}
    fremd = {"id": 2, "form": Berichtsform.VORLAGE, "abschnitt": "formate", "text": "Falsche Form."}
    bild = voll(textbausteine=(baustein, fremd))
    assert "## Maßnahmen\n\nAus dem Baustein.\n\n## Beratung" in markdown(bild)
    assert "Falsche Form." not in markdown(bild)
    eigener = "Siehe [den Plan](https://probe.example/plan) und [das](javascript:alert).\n\n3. drei\n4. vier\n\n- Punkt"
    text = markdown(bild, texte={"massnahmen": eigener})
    assert "Aus dem Baustein." not in text
    assert "Siehe [den Plan](<https://probe.example/plan>) und \\[das\\](javascript:alert).\n\n3. drei\n4. vier" in text
    assert '<ol start="3">\n<li>drei</li>' in seite(bild, texte={"massnahmen": eigener})


# ---------------------------------------------------------------------------------------------- Form


@pytest.mark.parametrize("bild", BILDER)
def test_die_seite_ist_deutsch_hat_einen_titel_und_ueberspringt_keine_ueberschrift(bild: Any) -> None:
    text = seite(bild())
    leser = Leser(text)
    assert text.startswith('<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8">')
    ebenen = [int(t[1]) for t, _ in leser.elemente if re.fullmatch(r"h[1-6]", t)]
    assert ebenen.count(1) == 1
    assert ebenen[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(ebenen))
    titel = re.search(r"<title>(.*?)</title>", text)
    assert titel
    assert ("h1", titel[1]) in leser.inhalt()
    assert [t for t, _ in leser.elemente if t == "main"] == ["main"]


def test_linktexte_sagen_wohin_sie_fuehren() -> None:
    text = seite(voll())
    linktexte = re.findall(r"<a [^>]*>(.*?)</a>", text)
    assert len(linktexte) == 3
    assert not [t for t in linktexte if t.startswith("http") or t.lower() in ("hier", "link", "mehr")]


@pytest.mark.parametrize("bild", BILDER)
def test_markdown_und_html_sagen_dasselbe(bild: Any) -> None:
    gerendert = Leser(MarkdownIt("commonmark").render(build_kurzfassung_markdown(bild(), Wahl()).decode()))
    direkt = Leser(build_kurzfassung_html(bild(), Wahl()).decode())
    assert gerendert.inhalt() == direkt.inhalt()
    assert len(direkt.inhalt()) > 5
    assert gerendert.links() == direkt.links()


@pytest.mark.parametrize("bild", BILDER)
def test_zweimal_gebaut_sind_die_bytes_gleich(bild: Any) -> None:
    for bauen in (build_kurzfassung_markdown, build_kurzfassung_html):
        assert bauen(bild(), Wahl()) == bauen(bild(), Wahl())


# ---------------------------------------------------------------------------------------------- Feindliches

ERLAUBT = frozenset(
    (
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "p",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "em",
        "br",
    )
)
HEIKEL = (
    "1. Mai ist kein Anfang",
    "- kein Punkt",
    "+ kein Punkt",
    "#kein Titel\n# keiner",
    "=====",
    "a\n---",
    "> kein Zitat",
    "Akteur*innen und *Sterne* und __init__",
    "A & B < C > D \" ' &amp; &lt;",
    "| a | b |\n|---|---|",
    "!" + "[Bild](https://probe.example/a.png)",
    "Rück\\strich \\* am Ende\\",
    "    vier Leerzeichen",
    "`Code` ~~weg~~ $x$ {a}",
    "שלום عربي",
    "A\x00\x0b\u202eB",
)


def feindlich(text: str) -> Lagebild:
    """Jedes Feld, das in die Kurzfassung kommt, trägt den Text."""
    einzeilig = " ".join(text.split())
    return build_bild(
        build_massnahme("A", "idee"),
        konzept=dict.fromkeys(("anlass", "rueckblick", "ausblick"), text)
        | dict.fromkeys(("bezeichnung", "kontakt_email", "kontakt_url"), einzeilig),
        felder=({"titel": einzeilig, "herkunft": text},),
        gremien=({"id": 1, "typ": Gremientyp.FORUM, "name": einzeilig, "aufgaben": text},),
        ereignisse=(
            {
                "id": 1,
                "art": Ereignisart.FORUM,
                "titel": einzeilig,
                "status": STATTGEFUNDEN,
                "beginn": date(2024, 1, 1),
                "ort": einzeilig,
                "themen": text,
                "ergebnisse": text,
            },
        ),
        vorlagen=({"id": 1, "art": einzeilig, "betreff": einzeilig, "url": einzeilig},),
        beratungen=({"id": 1, "vorlage_id": 1, "gremium_name": einzeilig, "termin": date(2024, 1, 1)},),
        textbausteine=({"id": 1, "form": Berichtsform.WEBKURZFASSUNG, "abschnitt": "schluss", "text": text},),
    )


@pytest.mark.parametrize("text", [*NUTZLASTEN, *HEIKEL])
def test_kein_text_wird_zu_html_skript_oder_fremdem_link(text: str) -> None:
    bild = feindlich(text)
    direkt = Leser(build_kurzfassung_html(bild, Wahl()).decode())
    gerendert = Leser(MarkdownIt("commonmark").render(build_kurzfassung_markdown(bild, Wahl()).decode()))
    for leser in (direkt, gerendert):
        assert {t for t, _ in leser.elemente} <= ERLAUBT
        assert {n for _, a in leser.elemente for n in a} <= {"lang", "charset", "name", "content", "href", "start"}
        assert all(re.match(r"(https?://|mailto:)", ziel) for ziel in leser.links())
    assert gerendert.inhalt() == direkt.inhalt()
    assert gerendert.links() == direkt.links()


@pytest.mark.parametrize("text", HEIKEL[:-1])
def test_jedes_zeichen_eines_heiklen_textes_erscheint_woertlich(text: str) -> None:
    absaetze = [x for t, x in Leser(seite(voll(konzept=KONZEPT | {"anlass": text}))).inhalt() if t == "p"]
    assert " ".join(text.split()) in absaetze


def test_steuer_und_richtungszeichen_fallen_weg() -> None:
    text = seite(voll(konzept=KONZEPT | {"anlass": HEIKEL[-1]}))
    assert ("p", "A B") in Leser(text).inhalt()
    assert not set("\x00\x0b\u202e") & set(text)


def test_fett_kursiv_umbrueche_und_adressen_im_text_bleiben_in_beiden_ausgaben() -> None:
    bild = voll(konzept=KONZEPT | {"anlass": "**Wichtig** und _leise_\nZeile zwei: https://probe.example/a_b_c."})
    md, html = markdown(bild), seite(bild)
    assert (
        "**Wichtig** und *leise*\\\nZeile zwei: [https:\\//probe.example/a\\_b\\_c](<https://probe.example/a_b_c>)."
        in md
    )
    assert (
        "<strong>Wichtig</strong> und <em>leise</em><br>\nZeile zwei: "
        '<a href="https://probe.example/a_b_c">https://probe.example/a_b_c</a>.' in html
    )


def test_ein_link_mit_verbotenem_ziel_bleibt_text() -> None:
    verboten = netz.link("Klick", "javascript:alert(1)")
    assert netz.als_html([netz.Absatz([verboten])]).count("<a") == 0
    assert netz.als_markdown([netz.Absatz([verboten])]) == "Klick\n"
    assert netz.als_html([netz.Absatz([netz.link("Klick", 'https://a.example/?x=1&y="')])]).count(
        'href="https://a.example/?x=1&amp;y=%22"'
    )
