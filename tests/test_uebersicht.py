"""Übersicht: jede Zahl führt auf genau ihre Maßnahmen, jeder Vergleich auf das, was kam und ging – und zurück."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
import pytest
import sqlalchemy as sa
import streamlit as st
from lagebilder import build_bild, build_massnahme
from streamlit.testing.v1 import AppTest

from mut_core import auswertung
from mut_core.anmeldung import open_anmeldung
from mut_core.auswertung import Filter
from mut_core.datenbank import connect_datenbank, leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import freeze_bericht
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import BetriebError
from mut_core.lagebild import Lagebild, freeze_lagebild, load_lagebild, thaw_lagebild, thaw_teil
from mut_core.modell import Bericht, Berichtsstand, Konzept
from mut_core.modell.codes import Anmeldeweg, Berichtsstatus, Terminlage, Umsetzungsstand
from mut_core.rechte import Person, load_person
from mut_core.zeitangaben import datum_text
from seiten.bausteine import lagefilter, lagehtml, lagestuecke, lagevergleich, sitzung

WURZEL = Path(__file__).resolve().parent.parent
VERWEIS = re.compile(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>')


def verweise(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Gibt je Link die Seite, die Parameter und den Text."""
    gefunden = []
    for adresse, inhalt in VERWEIS.findall(html):
        seite, _, rest = unescape(adresse).partition("?")
        gefunden.append((seite, dict(parse_qsl(rest)), unescape(re.sub(r"<[^>]+>", " ", inhalt)).strip()))
    return gefunden


def zahl_in(text: str) -> int:
    return int(re.findall(r"\d[\d.]*", text)[-1].replace(".", ""))


# --- Jede Zahl führt auf ihre Liste ----------------------------------------------------------------------------------


def build_buntes_bild() -> Lagebild:
    """60 Maßnahmen in drei Feldern und zwei Teilprojekten, mit allem, was eine Zahl der Übersicht zählt."""
    staende = [*Umsetzungsstand, None]
    massnahmen = [
        build_massnahme(
            f"A-{n}",
            staende[n % len(staende)],
            feld=n % 3 + 1,
            zum=date(2023, 1, 1) if n % 4 == 0 else date(2024, 8, 1),
            meldung={"wiedervorlage": date(2024, 8, 1)} if n % 10 == 7 else None,
            frist=date(2024, 1 + n % 12, 15) if n % 5 else None,
            federfuehrung_id=(1, 2, None)[n % 3],
            mittel=[{"mittelstatus": "abgelehnt", "art": "gesamt", "modus": "einmalig"}] if n % 9 == 0 else (),
            fristaenderungen=[{}, {}] if n % 8 == 0 else (),
            ziele=(1,) if n % 6 == 0 else (),
        )
        for n in range(60)
    ]
    felder = (
        {"titel": "Sprache", "teilprojekt_id": 1},
        {"titel": 'Woh<b>nen "mit" & ohne', "teilprojekt_id": 2},
        {"titel": "Schutz", "uebergreifend": True},
        {"titel": "Leer"},
    )
    return build_bild(
        *massnahmen,
        felder=felder,
        teilprojekte=[{"id": 1, "buchstabe": "a", "titel": "Stadt"}, {"id": 2, "buchstabe": "b", "titel": "Land"}],
        ziele=[{"id": 1, "text": "Alle sprechen Deutsch", "handlungsfeld_id": 1}],
    )


FILTER = {
    "ohne": Filter(),
    "feld": Filter(handlungsfeld=2),
    "stelle": Filter(federfuehrung=0),
    "teilprojekt": Filter(teilprojekt="a"),
    "ziel": Filter(ziel=1),
    "stand_und_lage": Filter(
        umsetzungsstand=(Umsetzungsstand.IN_UMSETZUNG, Umsetzungsstand.IN_PLANUNG),
        terminlage=(Terminlage.UEBERFAELLIG,),
    ),
    "nichts": Filter(handlungsfeld=4),
}


def folge_allen_verweisen(name: str) -> None:
    """Läuft in der App: baut alle Stücke zu einem Filter und zählt hinter jedem Link nach."""
    bild, filter_ = build_buntes_bild(), FILTER[name]
    st.query_params.from_dict({"konzept": "probe", "stichtag": bild.stichtag.isoformat()})
    lage = lagestuecke.Lage(bild, lagefilter.build_ausschnitt(bild, filter_), filter_, None)
    stuecke = lagestuecke.stuecke(lage)
    html = "".join(
        [stuecke.kopf, stuecke.karten, lagestuecke.standtabelle(lage), lagestuecke.faelligkeitentabelle(lage)]
    )
    gezaehlt = []
    for seite, adresse, text in verweise(html):
        if seite != "massnahmen":
            continue
        st.query_params.from_dict(adresse)
        liste = auswertung.treffer(bild, lagefilter.lies_listenfilter(lagefilter.load_auswahl(bild)))
        gezaehlt.append((text, zahl_in(text), len(liste), adresse["von"]))
    st.session_state["gezaehlt"] = gezaehlt


@pytest.mark.parametrize("name", FILTER)
def test_jeder_verweis_der_uebersicht_zeigt_eine_liste_genau_dieser_laenge(name: str) -> None:
    def skript(name: str) -> None:
        import test_uebersicht

        test_uebersicht.folge_allen_verweisen(name)

    st.cache_resource.clear()
    at = AppTest.from_function(skript, kwargs={"name": name}, default_timeout=30).run()
    assert not at.exception
    gezaehlt = at.session_state["gezaehlt"]
    assert len(gezaehlt) >= (5 if name == "nichts" else 20)
    assert [(text, liste) for text, zahl, liste, _ in gezaehlt if zahl != liste] == []
    assert {von.partition("?")[0] for *_, von in gezaehlt} == {"uebersicht"}


def test_eingetipptes_bleibt_in_kacheln_karten_und_tabellen_text() -> None:
    karte = lagehtml.Karte('massnahme?id=1&x="<', "A-1", "<script>alert(1)</script>", ("ueberfaellig",), "a<b & *c*")
    html = lagehtml.karten([karte])
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="massnahme?id=1&amp;x=&quot;&lt;"' in html
    assert "a&lt;b &amp; *c*" in html


# --- Teilweise auftauen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "titel", ['"massnahmen":{"spalten":[', '","tabellen":{"massnahmen":{"spalten":[]}}', "\\", "Ä"]
)
def test_teilweise_aufgetautes_gleicht_dem_ganz_aufgetauten(titel: str) -> None:
    bild = build_bild(
        build_massnahme("A-1", "umgesetzt", titel=titel, frist=date(2024, 5, 1), ziele=(1,)),
        build_massnahme("A-2", feld=2),
        konzept={"bezeichnung": titel},
        ziele=[{"id": 1, "text": titel}],
    )
    gefroren = freeze_lagebild(bild)
    ganz, teil = thaw_lagebild(gefroren), thaw_teil(gefroren, lagevergleich.SPALTEN)
    for name, spalten in lagevergleich.SPALTEN.items():
        pd.testing.assert_frame_equal(teil.tabellen[name], ganz.tabellen[name][list(spalten)])
    assert (teil.stichtag, teil.konzept) == (ganz.stichtag, ganz.konzept)
    assert teil.sachstaende.empty
    for filter_ in FILTER.values():
        eng, weit = auswertung.ausschnitt(teil, filter_), auswertung.ausschnitt(ganz, filter_)
        assert auswertung.gruppenstand(eng) == auswertung.gruppenstand(weit)


def test_ein_beschaedigter_stand_meldet_sich_auch_teilweise() -> None:
    with pytest.raises(BetriebError, match="beschädigt"):
        thaw_teil(freeze_lagebild(build_bild())[:-9], lagevergleich.SPALTEN)


# --- Die Seite -------------------------------------------------------------------------------------------------------


@pytest.fixture
def app(demo_datei: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Öffnet eine Seite der Demo mit zwei eingefrorenen Berichten als Leitung: `app("massnahmen", stand="idee")`."""
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{demo_datei}")
    st.cache_resource.clear()
    engine, jetzt = connect_datenbank(f"sqlite:///{demo_datei}"), datetime.now(UTC)
    with leseeinheit(engine) as session:
        schreibende = load_person(session, "koordination")
    with schreibeinheit(engine, Vorgang(schreibende, jetzt)) as session:
        _, ausweis = open_anmeldung(session, load_person(session, "leitung").id, Anmeldeweg.BEFEHL, jetzt)
    friere_berichte_ein(engine, schreibende, jetzt)
    engine.dispose()
    monkeypatch.setattr(sitzung, "angemeldet", lambda: ausweis.anmeldung_id)

    def oeffne(seite: str = "uebersicht", **adresse: str) -> AppTest:
        at = AppTest.from_file(str(WURZEL / "seiten" / "rahmen.py"), default_timeout=30)
        at.switch_page(str(WURZEL / "seiten" / f"{seite}.py"))
        at.query_params.update({"konzept": "musterstadt"} | adresse)
        return at.run()

    yield oeffne
    st.cache_resource.clear()


def friere_berichte_ein(engine: sa.Engine, person: Person, jetzt: datetime) -> None:
    """Friert die Berichte des Beispiels mit dem ein, was an ihrem Stichtag bekannt war."""
    with leseeinheit(engine) as session:
        gesucht = sa.select(Bericht.id, Bericht.stichtag, Bericht.konzept_id).join(Konzept).where(Konzept.beispiel)
        bilder = [
            (z.id, freeze_lagebild(load_lagebild(session, z.konzept_id, z.stichtag)))
            for z in session.execute(gesucht.where(Bericht.status == Berichtsstatus.FREIGEGEBEN))
        ]
    vorgang = Vorgang(person, jetzt)
    with schreibeinheit(engine, vorgang) as session:
        for ziel, bild in bilder:
            freeze_bericht(session, vorgang, ziel, bild, b"PK")


def html(at: AppTest) -> str:
    return "".join(h.proto.body for h in at.html if "<style" not in h.proto.body)


def oeffne_klappe(at: AppTest, name: str) -> AppTest:
    """Klappt auf; der Browser hielte es offen, der Test muss es vor jedem Lauf sagen."""
    at.session_state[name] = True
    return at.run()


def eingefrorene_tage(datei: Path) -> list[date]:
    """Gibt die Stichtage der eingefrorenen Berichte des Beispiels, den frühesten zuerst."""
    engine = connect_datenbank(f"sqlite:///{datei}")
    with leseeinheit(engine) as session:
        gesucht = sa.select(Bericht.stichtag).join(Berichtsstand, Berichtsstand.bericht_id == Bericht.id)
        gefunden = sorted(
            session.scalars(gesucht.join(Konzept, Konzept.id == Bericht.konzept_id).where(Konzept.beispiel))
        )
    engine.dispose()
    return gefunden


def test_die_veraenderung_jeder_kachel_fuehrt_auf_was_kam_und_ging(app: Callable[..., AppTest]) -> None:
    uebersicht = app()
    delta = {a["delta"]: (a, text) for seite, a, text in verweise(html(uebersicht)) if "delta" in a}
    assert "ueberfaellig" in delta
    liste = app("massnahmen")
    for name, (adresse, text) in delta.items():
        liste.query_params.clear()
        liste.query_params.update(adresse)
        liste.run()
        assert not liste.exception
        kam, ging = (int(h.value.split(": ")[1]) for h in liste.header[:2])
        unterschied = re.search(r"(\d+) (mehr|weniger)", text)
        erwartet = int(unterschied[1]) * (1 if unterschied[2] == "mehr" else -1) if unterschied else 0
        assert kam - ging == erwartet, name
        assert html(liste).count("<li>") == kam + ging, name


def test_ohne_vergleich_sagt_ein_satz_warum_keine_veraenderung_dasteht(app: Callable[..., AppTest]) -> None:
    at = app(vergleich="ohne")
    assert "Der Vergleich ist ausgeschaltet" in html(at)
    assert 'class="delta"' not in html(at)
    frueh = app(vergleich="1999-01-01")
    assert "Am 01.01.1999 gab es dieses Konzept hier noch nicht" in html(frueh)


def test_verglichen_wird_mit_dem_letzten_bericht_vor_dem_stichtag(
    app: Callable[..., AppTest], demo_datei: Path
) -> None:
    """Am Stichtag des ersten Berichts gibt es noch keinen früheren; ein gewählter Tag geht vor."""
    *_, letzter = eingefroren = eingefrorene_tage(demo_datei)
    assert f"<b>Seit {datum_text(letzter)} (" in html(app())
    assert "Vor diesem Stichtag ist kein Bericht eingefroren" in html(app(stichtag=eingefroren[0].isoformat()))
    danach = letzter + timedelta(days=30)
    assert f"<b>Seit {datum_text(danach)}:</b>" in html(app(vergleich=danach.isoformat()))


def test_zurueck_fuehrt_auf_die_uebersicht_mit_denselben_filtern(app: Callable[..., AppTest]) -> None:
    at = app(handlungsfeld="2", vergleich="2025-12-01")
    adresse = next(
        a for seite, a, text in verweise(html(at)) if seite == "massnahmen" and text.startswith("In Umsetzung")
    )
    assert (adresse["handlungsfeld"], adresse["gruppe"]) == ("2", "in_umsetzung")
    liste = app("massnahmen", **adresse)
    (zurueck,) = (e for e in liste.get("page_link") if "Zurück" in e.proto.label)
    assert zurueck.proto.label == "Zurück zur Übersicht"
    assert set(parse_qsl(zurueck.proto.query_string)) >= {("handlungsfeld", "2"), ("vergleich", "2025-12-01")}
    fremd = app("massnahmen", von="https://fremd.example/?handlungsfeld=2")
    assert not [e for e in fremd.get("page_link") if "Zurück" in e.proto.label]


def test_der_aufklapper_schreibt_in_die_adresse_und_die_marke_nimmt_zurueck(app: Callable[..., AppTest]) -> None:
    at = app(blatt="3")
    assert "lagefilter_handlungsfeld" not in [s.key for s in at.selectbox], "geschlossen kommt nichts mit"
    oeffne_klappe(at, "lagefilter").selectbox(key="lagefilter_handlungsfeld").select("2").run()
    oeffne_klappe(at, "lagefilter").multiselect(key="lagefilter_stand").select("in_umsetzung").run()
    assert (at.query_params["handlungsfeld"], at.query_params["stand"]) == ("2", "in_umsetzung")
    assert "blatt" not in at.query_params
    assert [b.label for b in at.button if str(b.key).startswith("weg_")] == [
        "Handlungsfeld 2. Sprache und Bildung",
        "Umsetzungsstand in Umsetzung",
        "alle zurücknehmen",
    ]
    at.button(key="weg_handlungsfeld").click().run()
    assert "handlungsfeld" not in at.query_params
    at.button(key="weg_stand").click().run()
    assert "stand" not in at.query_params
    assert not [b for b in at.button if str(b.key).startswith("weg_")]


def test_die_vergleichswahl_steht_in_der_adresse(app: Callable[..., AppTest]) -> None:
    at = app()
    fassung = oeffne_klappe(at, "lagevergleich").radio(key="lagevergleich_wahl").value
    assert fassung.startswith("fassung-")
    at.radio(key="lagevergleich_wahl").set_value("ohne").run()
    assert at.query_params["vergleich"] == "ohne"
    oeffne_klappe(at, "lagevergleich").radio(key="lagevergleich_wahl").set_value("tag")
    at.session_state["lagevergleich"] = True
    at.run().date_input(key="lagevergleich_tag").set_value(date(2025, 12, 1)).run()
    assert at.query_params["vergleich"] == "2025-12-01"
    oeffne_klappe(at, "lagevergleich").radio(key="lagevergleich_wahl").set_value(fassung).run()
    assert at.query_params["vergleich"] == fassung


def test_die_zahlen_als_tabelle_kommen_erst_beim_aufklappen(app: Callable[..., AppTest]) -> None:
    at = app()
    assert "<table" not in html(at)
    at.session_state["zahlen_umsetzungsstand"] = True
    at.run()
    assert '<th scope="row">7. Schutz vor Diskriminierung (übergreifend)</th>' in html(at)
    assert '<th scope="row">5. Kultur und Sport</th><td>0</td>' in html(at), "Leere Felder stehen mit 0 da"


def test_die_tabelle_der_massnahmen_laesst_sich_ordnen(app: Callable[..., AppTest]) -> None:
    at = app("massnahmen", ansicht="tabelle", ordnung="titel")
    titel = re.findall(r"</th><td><a[^>]*>(.*?)</a>", html(at))
    assert len(titel) == 47
    assert titel == sorted(titel, key=str.casefold)
    assert 'aria-sort="ascending"' in html(at)
