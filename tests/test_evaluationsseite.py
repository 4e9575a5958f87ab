"""Die Seiten Evaluation und Beteiligung: jede Zahl führt auf ihre Liste, bewertet wird mit Entwurf und Konflikt."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde
from seitenapp import Seitenapp, seitenapp, text
from streamlit.testing.v1 import AppTest

from mut_core.erfassung.evaluation import EvaluationEingabe, record_evaluation
from mut_core.modell import Entwurf, Ereignis, Evaluation, Gremium, Handlungsfeld, Massnahme
from mut_core.modell.codes import Evaluationsantwort, Evaluationsfolge, Umsetzungsstand
from seiten.bausteine import sitzung

JA, TEILWEISE, NEIN, OFFEN = Evaluationsantwort
BOESE = ("0", "-1", "abc", "99999999999999999999", "<script>", "ja' OR 1=1", "ueberfaellig", "\u0661", "")


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as app:
        yield app


def alles(at: AppTest) -> str:
    """Gibt allen Text der Seite samt den Stücken HTML, ohne deren Auszeichnung."""
    stuecke = (re.sub(r"<[^>]+>", " ", h.proto.body) for h in at.main if h.type == "html")
    return html.unescape("\n".join((text(at), *stuecke)))


def links(at: AppTest) -> dict[str, dict[str, list[str]]]:
    """Gibt die Links der HTML-Stücke: Beschriftung und Parameter der Adresse."""
    roh = "".join(h.proto.body for h in at.main if h.type == "html")
    paare = re.findall(r'<a[^>]* href="([^"?]+)\?([^"]*)"[^>]*>(.*?)</a>', roh)
    return {
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", t)).split()): parse_qs(html.unescape(q)) | {"seite": [s]}
        for s, q, t in paare
    }


def feld(at: AppTest, art: str, anfang: str) -> Any:
    return next(f for f in getattr(at, art) if f.label.startswith(anfang))


def gespeicherte(app: Seitenapp) -> list[Evaluation]:
    diese = sa.select(Evaluation).where(Evaluation.massnahme_id == app.gemeinde.massnahmen["lotsen"])
    return list(app.lies(lambda s: s.scalars(diese.order_by(Evaluation.id)).all()))


def oeffne(app: Seitenapp, person: Any = None, name: str = "lotsen", **adresse: str) -> AppTest:
    g = app.gemeinde
    return app.oeffne("evaluation", person or g.kora, massnahme=str(g.massnahmen[name]), **adresse)


# --- Übersicht -------------------------------------------------------------------------------------------------------


def test_die_uebersicht_zaehlt_alle_und_jede_zahl_fuehrt_auf_ihre_liste(app: Seitenapp) -> None:
    at = app.oeffne("evaluation", app.gemeinde.lena)
    assert not at.exception
    assert "Von 4 Maßnahmen ist keine bewertet, 1 begonnen" in alles(at)
    ziel = links(at)["begonnen 1"]
    assert ziel["lage"] == ["begonnen"]
    at = app.oeffne("evaluation", app.gemeinde.lena, lage="begonnen")
    assert "begonnen** – 1" in text(at).replace("\u00a0", " ")
    assert [k for k in links(at) if "PW-" in k and "ansehen" not in k] == [
        k for k in links(at) if "Sprachcafé" in k and "ansehen" not in k
    ]


def test_ohne_antwort_ist_anklickbar(app: Seitenapp) -> None:
    at = app.oeffne("evaluation", app.gemeinde.lena)
    assert links(at)["ohne Antwort 3"]["antwort"] == ["ohne"]
    at = app.oeffne("evaluation", app.gemeinde.lena, frage="im_zeitrahmen", antwort="ohne")
    assert "3\u00a0Maßnahmen" in text(at) and "ohne Antwort" in text(at)
    at = app.oeffne("evaluation", app.gemeinde.lena, folge="beenden")
    assert "Keine Maßnahme passt" in text(at)


def test_boese_adressen_werden_still_uebergangen(app: Seitenapp) -> None:
    """Jeder Parameter bekommt reihum jeden Unsinn, in drei Läufen je Seite."""
    for versatz in range(0, len(BOESE), 3):
        gedreht = (*BOESE[versatz:], *BOESE[:versatz])
        namen = ("lage", "frage", "antwort", "folge", "blatt", "form", "handlungsfeld", "teilprojekt", "stichtag")
        at = app.oeffne("evaluation", app.gemeinde.kora, **dict(zip(namen, gedreht, strict=True)))
        assert not at.exception and not at.error
        at = app.oeffne("evaluation", app.gemeinde.kora, massnahme=gedreht[0], form=gedreht[1])
        assert not at.exception and not at.error
        namen = ("teilprojekt", "art", "jahr", "blatt", "ereignis", "stichtag")
        at = app.oeffne("beteiligung", app.gemeinde.lena, **dict(zip(namen, gedreht, strict=False)))
        assert not at.exception and not at.error


def test_eine_fremde_massnahme_gibt_es_hier_nicht(app: Seitenapp) -> None:
    for person in (app.gemeinde.kora, app.gemeinde.lena):
        at = oeffne(app, person, "fremd")
        assert "gibt es hier nicht" in text(at) and "Wohnraumbörse" not in alles(at)


def test_ohne_massnahmen_sagt_die_seite_was_zu_tun_ist(app: Seitenapp) -> None:
    g = app.gemeinde

    def leere(s: Any, v: Any) -> None:
        for m in s.scalars(sa.select(Massnahme).where(Massnahme.konzept_id == g.fremdes_konzept_id)):
            m.archiviert_am = v.tag

    app.schreibe(g.gustav, leere)
    at = app.oeffne("evaluation", g.gustav)
    assert "Es gibt keine Maßnahmen" in text(at) and "Legen Sie Maßnahmen" in text(at)


# --- bewerten --------------------------------------------------------------------------------------------------------


def test_bewertet_wird_mit_vier_antworten_und_folge(app: Seitenapp) -> None:
    at = oeffne(app)
    assert feld(at, "selectbox", "1.").value == Umsetzungsstand.IN_PLANUNG.value
    for frage in ("2.", "3.", "4."):
        feld(at, "selectbox", frage).select(JA.value)
    feld(at, "selectbox", "Was folgt").select(Evaluationsfolge.WEITER.value)
    at.run()
    at.button(key=f"speichern_evaluation_{app.gemeinde.massnahmen['lotsen']}").click().run()
    (e,) = gespeicherte(app)
    assert (e.zielgruppe_erreicht, e.folge, e.umsetzungsstand) == (
        JA, Evaluationsfolge.WEITER, Umsetzungsstand.IN_PLANUNG,
    )  # fmt: skip
    assert not at.exception
    assert [b.label for b in at.button if b.key in ("berichtigen", "weitere")] == [
        "Berichtigen", "Weitere Bewertung beginnen",
    ]  # fmt: skip
    assert "Bewertung vom" in alles(at)
    assert not app.lies(
        lambda s: s.scalars(sa.select(Entwurf).where(Entwurf.gegenstand.startswith("evaluation"))).all()
    )


def test_fehlt_der_grund_bleibt_alles_stehen_und_uebersteht_neuladen(app: Seitenapp) -> None:
    at = oeffne(app)
    feld(at, "selectbox", "2.").select(NEIN.value)
    feld(at, "text_area", "4.").input("Später mehr.")
    at.run()
    at.button(key=f"speichern_evaluation_{app.gemeinde.massnahmen['lotsen']}").click().run()
    assert "Bitte begründen Sie, warum die Zielgruppe" in text(at)
    assert not gespeicherte(app)
    neu = oeffne(app)
    assert feld(neu, "selectbox", "2.").value == NEIN.value
    assert feld(neu, "text_area", "4.").value == "Später mehr."


def nebenan(app: Seitenapp, basis: int = 0, **werte: Any) -> None:
    eingabe = EvaluationEingabe(sitzung.heute(), **{"zielgruppe_erreicht": JA, **werte})
    ziel = app.gemeinde.massnahmen["lotsen"]
    app.schreibe(app.gemeinde.kora, lambda s, v: record_evaluation(s, v, ziel, eingabe, basis=basis))


def test_was_jemand_anderes_inzwischen_bewertet_gewinnt_nicht_still(app: Seitenapp) -> None:
    at = oeffne(app)
    feld(at, "selectbox", "2.").select(NEIN.value)
    feld(at, "text_area", "2.").input("Niemand kam.")
    at.run()
    nebenan(app)
    at.button(key=f"speichern_evaluation_{app.gemeinde.massnahmen['lotsen']}").click().run()
    at.run()
    assert not at.exception
    assert "hat jemand anderes dieselben Felder geändert" in text(at)
    (e,) = gespeicherte(app)
    assert e.zielgruppe_erreicht == JA


def test_eine_weitere_bewertung_steht_neben_der_frueheren(app: Seitenapp) -> None:
    ganz = {"im_zeitrahmen": JA, "ziel_erreicht": JA, "folge": Evaluationsfolge.AENDERN}
    nebenan(app, umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG, **ganz)
    at = oeffne(app)
    assert not at.selectbox or all(not s.label.startswith("2.") for s in at.selectbox)
    at.button(key="weitere").click().run()
    feld(at, "selectbox", "2.").select(JA.value).run()
    at.button(key=f"speichern_evaluation_{app.gemeinde.massnahmen['lotsen']}_weitere").click().run()
    alte, neue = gespeicherte(app)
    assert (alte.folge, neue.folge) == (Evaluationsfolge.AENDERN, None)


@pytest.mark.parametrize("kennung", ["lena", "fatma", "fritz", "adam"])
def test_wer_nicht_pflegt_liest_nur(app: Seitenapp, kennung: str) -> None:
    nebenan(app, ziel_erreicht=NEIN, ziel_grund="Zu *wenig* <b>Zeit</b>.")
    at = oeffne(app, app.gemeinde.personen[kennung])
    assert not at.exception and not at.text_area
    assert "Zu *wenig* <b>Zeit</b>." in alles(at)


# --- Beteiligung -----------------------------------------------------------------------------------------------------


def test_beteiligung_nennt_personen_nur_denen_die_internes_sehen(app: Seitenapp) -> None:
    g = app.gemeinde
    for person, sieht in ((g.kora, True), (g.lena, False), (g.fatma, True), (g.lena, False)):
        at = app.oeffne("beteiligung", person)
        assert not at.exception
        assert "Sozialausschuss" in alles(at)
        assert ("Erika Beispiel" in alles(at) + str(at.table)) is sieht


def test_zustaendigkeiten_fuehren_auf_ihre_massnahmen(app: Seitenapp) -> None:
    g = app.gemeinde
    ziele = links(app.oeffne("beteiligung", g.lena))
    bildung = ziele["Fachdienst Bildung (2)"]
    assert (bildung["seite"], bildung["stelle"], bildung["von"]) == (
        ["massnahmen"],
        [str(g.bildung_id)],
        ["beteiligung"],
    )


def test_filter_der_beteiligung_stehen_in_der_adresse(app: Seitenapp) -> None:
    g = app.gemeinde
    at = app.oeffne("beteiligung", g.lena, art="auftakt")
    assert "Auftakt im Rathaus" in text(at)
    feld(at, "selectbox", "Teilprojekt").select("a").run()
    assert (at.query_params["teilprojekt"], at.query_params["art"]) == ("a", "auftakt")
    assert "Kein Ereignis passt" in text(at)


def test_ein_leeres_konzept_sagt_je_nach_recht_was_zu_tun_ist(app: Seitenapp) -> None:
    g = app.gemeinde
    leer = app.lies(lambda s: [len(s.scalars(sa.select(k).where(k.konzept_id == g.fremdes_konzept_id)).all())
                               for k in (Gremium, Ereignis, Handlungsfeld)])  # fmt: skip
    assert leer == [0, 0, 1]
    at = app.oeffne("beteiligung", g.gustav)
    assert "Tragen Sie Lenkungsgruppe" in text(at) and "Tragen Sie Auftakt" in text(at)
    at = app.oeffne("beteiligung", g.adam, konzept="nachbarau")
    assert "Die Koordination trägt sie" in text(at) and "Tragen Sie" not in text(at)
