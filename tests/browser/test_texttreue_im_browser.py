"""Texttreue im Browser: jede Nutzlast in jeder Art der Anzeige steht wörtlich da und wirkt nicht."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from app_server import AppServer, app_server
from boesartig import FREMD, NUTZLASTEN
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

TEXTE = (
    *NUTZLASTEN,
    "Akteur*innen, _unterstrichen_ und ~~durchgestrichen~~ kosten 50 $ bis 60 $",
    "https://boese.example/x und www.boese.example und erika@boese.example",
    "A -> B <- C <-> D -- E >= F <= G ~= H --> I",
    ":smile: :+1: :material/home: :material_home: :streamlit: :red[x] :help[y] :small[z]",
    "Titel\n===\nZeile\n---\n# Rang",
    "erste Zeile\n\n    eingerückt *wörtlich*\n\tmit Tab",
    "1. Punkt\n2) Punkt\n- Strich\n+ Plus\n> Zitat\n| a | b |\n|---|---|\n| c | d |",
    "&lt;b&gt; &amp; &#58; &nbsp; AT&T",
    "`Code` ```Block``` \\* \\\\ [x](y) [^1] ![z]",
)

APP = """
from pathlib import Path
import streamlit as st
from starlette.middleware import Middleware
from seiten.pforte import deutsch, koepfe
from seiten.pforte.einstellungen import connect_einstellungen

connect_einstellungen(Path(__file__).resolve())
app = st.App(
    Path(__file__).resolve().parent / "probe.py",
    middleware=[
        Middleware(koepfe.Koepfe, csp=koepfe.build_csp(deutsch.startseite()), hosts={"localhost", "127.0.0.1"}),
        Middleware(deutsch.Deutsch),
    ],
)
"""

SEITE = """
import pandas as pd
import streamlit as st
from seiten.bausteine.anzeige import absatz, wort

TEXTE = {texte!r}
st.set_page_config(page_title="Probe", layout="wide")

def stelle(name, n):
    return st.container(key=f"{{name}}-{{n}}")

for n, text in enumerate(TEXTE):
    w = wort(text)
    for name, zeige in {{
        "absatz": lambda: absatz(text), "titel": lambda: st.title(w, anchor=False),
        "unterschrift": lambda: st.caption(w), "fehler": lambda: st.error(w),
        "fett": lambda: st.markdown(f"**X:** {{w}}"), "liste": lambda: st.markdown(f"- {{w}}"),
        "knopf": lambda: st.button(w, key=f"k{{n}}"),
        "haken": lambda: st.checkbox(w, key=f"h{{n}}"), "wahl": lambda: st.radio("Wahl", [w], key=f"r{{n}}"),
        "klappe": lambda: st.expander(w, expanded=True).text(""), "zahl": lambda: st.metric(w, 1),
        "fortschritt": lambda: st.progress(0.5, w),
        "tabelle": lambda: st.table(pd.DataFrame([{{"Text": w}}])),
        "reiter": lambda: st.tabs([w]), "link": lambda: st.page_link("https://localhost/", label=w),
        "auswahl": lambda: st.selectbox("Feld", [text], key=f"s{{n}}"), "roh": lambda: st.text(text),
        "hinweis": lambda: st.text_input("Eingabe", text, help=w, placeholder=text, key=f"t{{n}}"),
    }}.items():
        with stelle(name, n):
            zeige()
with stelle("gegenprobe", 0):
    st.markdown("alle *anderen* Leute")
st.dataframe(pd.DataFrame({{"Text": TEXTE}}))
st.vega_lite_chart(spec={{
    "data": {{"values": [{{"t": t, "z": 1, "u": "javascript:window.__mut=99"}} for t in TEXTE]}}, "mark": "bar",
    "height": 700,
    "encoding": {{"y": {{"field": "t", "type": "nominal"}}, "x": {{"field": "z", "type": "quantitative"}},
                 "tooltip": {{"field": "t"}}, "href": {{"field": "u"}}}},
}})
st.link_button("Knopf", "javascript:window.__mut=98")
st.dataframe(
    pd.DataFrame({{"Link": ["javascript:window.__mut=97"]}}), column_config={{"Link": st.column_config.LinkColumn()}}
)
st.text("fertig gezeigt")
"""

WOERTLICH = (
    "absatz", "titel", "unterschrift", "fehler", "liste", "knopf", "haken", "fortschritt", "roh",
    "reiter", "link",
)  # fmt: skip
MIT_RAND = {
    "fett": "X: {}",
    "wahl": "Wahl {}",
    "zahl": "{} 1",
    "klappe": "keyboard_arrow_down {}",
    "tabelle": "Text {}",
}


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Eine App mit echter Richtlinie und echten Bausteinen, aber ohne Anmeldung und mit einer Probeseite."""
    ordner = tmp_path_factory.mktemp("probe")
    (ordner / "streamlit_app.py").write_text(APP, "utf-8")
    (ordner / "probe.py").write_text(SEITE.format(texte=TEXTE), "utf-8")
    with app_server(ordner, app=ordner) as server:
        yield server


class Lauscher:
    """Schreibt mit, was eine Seite auslöst."""

    def __init__(self, seite: Page) -> None:
        self.dialoge: list[str] = []
        self.fremde: list[str] = []
        self.verletzungen: list[str] = []
        seite.on("dialog", lambda d: (self.dialoge.append(d.message), d.dismiss()))
        seite.on("request", lambda a: self.fremde.append(a.url) if FREMD in a.url else None)
        seite.on("console", self._konsole)

    def _konsole(self, meldung: Any) -> None:
        if re.search("Content Security Policy|Refused to", meldung.text):
            self.verletzungen.append(meldung.text)


@pytest.fixture(scope="module")
def gezeigt(probe: AppServer, chromium: Browser) -> Iterator[tuple[Page, Lauscher]]:
    """Die Probeseite, fertig gezeigt."""
    kontext = chromium.new_context(locale="de-DE", viewport={"width": 1600, "height": 1000})
    seite = kontext.new_page()
    lauscher = Lauscher(seite)
    seite.goto(probe.adresse)
    expect(seite.get_by_text("fertig gezeigt")).to_be_visible(timeout=60_000)
    for name in (*WOERTLICH, *MIT_RAND):  # Streamlit lädt manche Bausteine nach
        expect(seite.locator(f".st-key-{name}-{len(TEXTE) - 1}")).to_contain_text("Code", timeout=30_000)
        expect(seite.locator(f".st-key-{name}-0")).to_contain_text("alert", timeout=30_000)
    expect(seite.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
    yield seite, lauscher
    kontext.close()


def test_ohne_die_maskierung_fiele_es_auf(gezeigt: tuple[Page, Lauscher]) -> None:
    """Gegenprobe zu F63: roher Text wird kursiv, und der Test sähe es."""
    stelle = gezeigt[0].locator(".st-key-gegenprobe-0")
    assert stelle.locator("em").count() == 1
    assert "*" not in stelle.inner_text()


def glatt(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_jeder_text_steht_ueberall_woertlich_da(gezeigt: tuple[Page, Lauscher]) -> None:
    """F63: kein Markdown, kein HTML, keine Formel, kein Pfeil, kein Zeichen, kein Link."""
    seite, _ = gezeigt
    abweichend = {}
    for n, text in enumerate(TEXTE):
        for name in (*WOERTLICH, *MIT_RAND):
            stelle = seite.locator(f".st-key-{name}-{n}")
            erwartet = MIT_RAND.get(name, "{}").format(glatt(text))
            if (da := glatt(stelle.inner_text())) != glatt(erwartet):
                abweichend[f"{name}: {text!r}"] = da
            if name != "link" and (
                wirkung := stelle.locator("a, img, iframe, code, pre, .katex, h2, h3, em, del").count()
            ):
                abweichend[f"{name}: {text!r} (Auszeichnung)"] = wirkung
    assert abweichend == {}, "\n".join(f"{a}\n   -> {b!r}" for a, b in abweichend.items())


def test_nichts_wird_ausgefuehrt_und_nichts_von_fremden_geladen(gezeigt: tuple[Page, Lauscher]) -> None:
    """F61, F64, F65: 19 Nutzlasten in jeder Art der Anzeige, dazu Hilfen, Auswahl, Tabelle, Diagramm und Links."""
    seite, lauscher = gezeigt
    for n in range(0, len(TEXTE), 4):
        seite.locator(f".st-key-hinweis-{n} [data-testid='stTooltipHoverTarget']").first.hover()
        seite.wait_for_timeout(150)
    seite.locator(".st-key-auswahl-0 [data-testid='stSelectbox'] input").click()
    seite.wait_for_timeout(300)
    seite.keyboard.press("Escape")
    diagramm = seite.locator("[data-testid='stVegaLiteChart']").first
    diagramm.scroll_into_view_if_needed()
    kasten = diagramm.bounding_box()
    assert kasten is not None
    for teil in (0.1, 0.3, 0.5, 0.7, 0.9):
        seite.mouse.move(kasten["x"] + kasten["width"] * 0.6, kasten["y"] + kasten["height"] * teil)
        seite.wait_for_timeout(150)
    seite.mouse.click(kasten["x"] + kasten["width"] * 0.6, kasten["y"] + kasten["height"] * 0.5)
    seite.get_by_text("Knopf", exact=True).click()
    seite.wait_for_timeout(500)
    assert seite.evaluate("window.__mut") is None
    assert lauscher.dialoge == []
    assert lauscher.fremde == []
    assert [v for v in lauscher.verletzungen if "javascript:" not in v] == []
