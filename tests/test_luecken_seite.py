"""Prüft „Lücken und Qualität“: Zahlen, Listen dahinter, Rechte, Adressen – und den SMART-Hinweis im Formular."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde
from seitenapp import Seitenapp, seitenapp, text
from streamlit.testing.v1 import AppTest

from mut_core import auswertung
from mut_core.erfassung.massnahme import archive_massnahme, save_massnahme
from mut_core.lagebild import load_lagebild
from mut_core.modell import Massnahme, SmartPruefung
from mut_core.modell.codes import Pruefwert
from seiten.bausteine import sitzung


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as offen:
        yield offen


def oeffne(app: Seitenapp, person: str = "kora", **adresse: str) -> AppTest:
    at = app.oeffne("luecken", app.gemeinde.personen[person], **adresse)
    assert not at.exception
    return at


def roh(at: AppTest) -> str:
    """Gibt alle HTML-Stücke der Seite."""
    return "\n".join(str(e.proto.body) for e in at.get("html"))


def gelesen(at: AppTest) -> str:
    """Gibt den Text der HTML-Stücke ohne Auszeichnung."""
    return html.unescape(re.sub(r"<[^>]+>", " ", roh(at)))


def luecken(app: Seitenapp) -> Any:
    bild = app.lies(lambda s: load_lagebild(s, app.gemeinde.konzept_id, sitzung.heute()))
    return auswertung.luecken(bild)


@pytest.mark.parametrize(("person", "ansicht"), [("lena", "smart"), ("fatma", "vollstaendigkeit"), ("adam", "angaben")])
def test_jede_ansicht_oeffnet_sich_auch_ohne_recht_zu_bearbeiten(app: Seitenapp, person: str, ansicht: str) -> None:
    at = oeffne(app, person, ansicht=ansicht)
    assert at.title[0].value == "Lücken und Qualität"
    assert roh(at)
    assert "steckbrief?" not in roh(at)


def test_jede_kachel_nennt_die_zahl_der_auswertung_und_darunter_was_gezaehlt_wird(app: Seitenapp) -> None:
    at = oeffne(app)
    erwartet = luecken(app)
    for angabe, name in auswertung.ANGABEN.items():
        zahl = erwartet.loc[erwartet["angabe"] == angabe, "massnahme_id"].nunique()
        assert f"<span>{name}</span><strong>{zahl}</strong>" in roh(at), angabe
        assert html.escape(auswertung.LUECKENFORMELN[angabe]) in roh(at)


def test_eine_gewaehlte_angabe_zeigt_genau_die_massnahmen_denen_sie_fehlt(app: Seitenapp) -> None:
    erwartet = luecken(app)
    for angabe in ("personal", "meldung"):
        betroffen = set(erwartet.loc[erwartet["angabe"] == angabe, "massnahme_id"])
        at = oeffne(app, angabe=angabe)
        gezeigt = {int(i) for i in re.findall(r"massnahme\?[^\"]*?id=(\d+)", roh(at))}
        assert gezeigt == betroffen, angabe


def test_die_zahlen_je_feld_und_stelle_fuehren_zur_gefilterten_massnahmenliste(app: Seitenapp) -> None:
    at = oeffne(app)
    wege = {html.unescape(w) for w in re.findall(r'href="(massnahmen\?[^"]+)"', roh(at))}
    assert any("luecke=" in w and "handlungsfeld=" in w for w in wege)
    assert any("luecke=" in w and "stelle=" in w for w in wege)
    assert all("von=luecken" in w for w in wege)


@pytest.mark.parametrize(
    ("person", "steckbrief", "melden"),
    [("kora", True, True), ("fatma", False, True), ("lena", False, False)],
)
def test_der_weg_zum_nachtragen_richtet_sich_nach_dem_recht(
    app: Seitenapp, person: str, steckbrief: bool, melden: bool
) -> None:
    stueck = roh(oeffne(app, person))
    assert ("steckbrief?" in stueck) == steckbrief
    assert ("melden?" in stueck) == melden


def test_die_vollstaendigkeit_nennt_n_von_m_und_die_formel(app: Seitenapp) -> None:
    at = oeffne(app, ansicht="vollstaendigkeit")
    assert re.search(r"\d+ von \d+ gefragten Angaben", gelesen(at).replace("\u00a0", " "))
    assert "beantwortete ÷ gefragte" in gelesen(at)
    assert "unter 80 %" in gelesen(at)


def test_smart_zeigt_diagramm_zahlen_befund_vorschlag_und_das_wort_der_menschen(app: Seitenapp) -> None:
    at = oeffne(app, ansicht="smart")
    assert len(at.get("vega_lite_chart")) == 1
    assert "Menschen haben 1" in gelesen(at)
    assert "Maßnahmen je Buchstabe" in gelesen(at)
    assert "Tragen Sie" in gelesen(at)
    gewaehlt = oeffne(app, ansicht="smart", buchstabe="M", ergebnis="erfuellt")
    assert "Sprachcafé" in gelesen(gewaehlt)
    assert "Beurteilt: ja." in gelesen(gewaehlt)


@pytest.mark.parametrize(
    "adresse",
    [
        {"ansicht": "<script>"},
        {"angabe": "gibtesnicht", "blatt": "999999"},
        {"ansicht": "smart", "buchstabe": "X", "ergebnis": "'; DROP"},
        {"handlungsfeld": "99", "stelle": "abc", "stichtag": "1999-13-45"},
        {"handlungsfeld": "2", "ansicht": "vollstaendigkeit", "stand": "idee,xx"},
    ],
)
def test_boese_adressen_werden_still_uebergangen(app: Seitenapp, adresse: dict[str, str]) -> None:
    at = oeffne(app, **adresse)
    assert not at.error
    assert "<script>" not in roh(at)


def test_vor_der_ersten_massnahme_steht_was_zu_tun_ist(app: Seitenapp) -> None:
    gustav = app.gemeinde.personen["gustav"]
    ort = next(r.konzept_id for r in gustav.rollen)
    for m in app.lies(lambda s: list(s.execute(sa.select(Massnahme.id, Massnahme.version).filter_by(konzept_id=ort)))):
        app.schreibe(gustav, lambda s, v, m=m: archive_massnahme(s, v, m.id, basis_version=m.version))
    gezeigt = text(oeffne(app, "gustav"))
    assert "keine Maßnahme erfasst" in gezeigt
    assert "Legen Sie auf der Seite" in gezeigt


def test_eingegebenes_bleibt_text(app: Seitenapp) -> None:
    kora, titel = app.gemeinde.kora, "<b>fett</b> & *Stern*"
    app.schreibe(kora, lambda s, v: aendere(s, v, app.gemeinde.massnahmen["lotsen"], titel=titel))
    for ansicht in ("angaben", "smart"):
        assert titel.split(" ", maxsplit=1)[0] not in roh(oeffne(app, ansicht=ansicht))
    assert titel in gelesen(oeffne(app))


def aendere(session: Any, vorgang: Any, massnahme_id: int, **werte: Any) -> int:
    version = session.get_one(Massnahme, massnahme_id).version
    return save_massnahme(session, vorgang, massnahme_id, werte, basis_version=version)


# --- Maßnahmenseite und Formular -------------------------------------------------------------------------------------


def test_die_seite_der_massnahme_zeigt_das_ergebnis_klein_und_das_urteil(app: Seitenapp) -> None:
    cafe = str(app.gemeinde.massnahmen["sprachcafe"])
    at = app.oeffne("massnahme", app.gemeinde.lena, id=cafe)
    assert not at.exception
    assert "Messbar: ja" in text(at).replace("\\", "")
    assert any(e.label.endswith(("Hinweis", "Hinweise")) for e in at.expander)


def test_das_formular_prueft_was_gerade_dasteht(app: Seitenapp) -> None:
    lotsen = str(app.gemeinde.massnahmen["lotsen"])
    at = app.oeffne("steckbrief", app.gemeinde.kora, massnahme=lotsen)
    assert not at.exception
    klappe = next(e for e in at.expander if e.label.startswith("SMART-Prüfung"))
    assert "Weder ein Indikator noch eine Zahl" in "\n".join(str(m.value) for m in klappe.markdown)
    feld = next(e for e in at.text_input if e.label == "Indikator")
    feld.set_value("mindestens 20 Begleitungen im Jahr").run()
    klappe = next(e for e in at.expander if e.label.startswith("SMART-Prüfung"))
    assert "Weder ein Indikator noch eine Zahl" not in "\n".join(str(m.value) for m in klappe.markdown)


def test_eine_beurteilung_laesst_sich_festhalten_und_gilt_vor_den_regeln(app: Seitenapp) -> None:
    lotsen = app.gemeinde.massnahmen["lotsen"]
    at = app.oeffne("steckbrief", app.gemeinde.kora, massnahme=str(lotsen))
    at.button(key=f"smart_auf_{lotsen}").click().run()
    next(e for e in at.selectbox if e.label == "Messbar").set_value("ja").run()
    at.button(key=f"speichern_smartpruefung_neu_{lotsen}").click().run()
    assert not at.exception
    gefunden = app.lies(lambda s: s.scalar(sa.select(SmartPruefung).where(SmartPruefung.massnahme_id == lotsen)))
    assert gefunden.messbar == Pruefwert.JA
    assert gefunden.geprueft_am == sitzung.heute()
    assert "Messbar: ja" in text(app.oeffne("massnahme", app.gemeinde.lena, id=str(lotsen))).replace("\\", "")
