"""Prüft die Geschichte einer Maßnahme: Textvergleich, Verlauf aus dem Protokoll, Zeitleiste, Vorlegung, Seite."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from gemeinde import HEUTE, Gemeinde, Uhr
from lagebilder import STICHTAG, build_bild, build_massnahme, build_sachstand
from seitenapp import Seitenapp, seitenapp, text

from mut_core.auswertung import (
    Art,
    Berichtsnennung,
    Nennung,
    Seite,
    Stueck,
    freigaben,
    nennungen,
    textvergleich,
    zeitleiste,
)
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import NichtGefundenError
from mut_core.lagebild import freeze_lagebild, load_lagebild
from mut_core.modell import Berichtsstand, Beteiligung, Fristaenderung, Massnahme, Mittelposition, Sachstand
from mut_core.modell.codes import Freigabe, Prioritaet, Terminlage, Umsetzungsstand
from mut_core.protokollblick import Aenderung, Schritt, Verlauf, load_verlauf
from seiten.bausteine.unterschied import unterschied

GLEICH, WEG, NEU = Seite.GLEICH, Seite.WEG, Seite.NEU

# --- Textvergleich ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alt", "neu", "stuecke"),
    [
        ("", "", []),
        ("gleich", "gleich", [(GLEICH, "gleich")]),
        ("", "neu", [(NEU, "neu")]),
        ("alt", "", [(WEG, "alt")]),
        ("Elf Kitas sind dabei", "Elf Krippen sind dabei",
         [(GLEICH, "Elf"), (WEG, "Kitas"), (NEU, "Krippen"), (GLEICH, "sind dabei")]),
        ("ganz andere Worte hier", "nichts davon blieb stehen", [(WEG, "ganz andere Worte hier"),
                                                                 (NEU, "nichts davon blieb stehen")]),
        ("a b c d e f g h i j k l m n", "a b c d e f g h i j k l m n o",
         [(GLEICH, "… i j k l m n"), (NEU, "o")]),
    ],
)  # fmt: skip
def test_textvergleich(alt: str, neu: str, stuecke: list[tuple[Seite, str]]) -> None:
    assert textvergleich(alt, neu) == tuple(Stueck(s, t) for s, t in stuecke)


def test_zehntausend_verschiedene_woerter_dauern_nicht() -> None:
    alt, neu = (" ".join(f"{p}{i}" for i in range(5000)) for p in "ab")
    assert [s.seite for s in textvergleich(alt, neu)] == [WEG, NEU]


def test_ein_unterschied_ist_nie_nur_farbe_und_laesst_eingetipptes_text_sein() -> None:
    assert unterschied("alt", "*neu*") == "bisher ~~alt~~ → neu **\\*neu\\***"
    assert unterschied("–", "neu") == "bisher – → neu **neu**"
    lang = " ".join(["Wort"] * 20)
    assert ":gray[weggefallen:] ~~Ende~~" in unterschied(f"{lang} Ende", f"{lang} Schluss")
    assert ":gray[neu:] **Schluss**" in unterschied(f"{lang} Ende", f"{lang} Schluss")


# --- Zeitleiste ------------------------------------------------------------------------------------------------------


def test_die_zeitleiste_reiht_alles_auf_und_kennt_nachfolger_und_zaehlung() -> None:
    alt = build_sachstand("in_planung", date(2024, 1, 1), text="Geplant.", id=100, nummer=1)
    neu = build_sachstand("in_planung", date(2024, 1, 1), text="Berichtigt.", id=101, nummer=2, ersetzt_id=100)
    fristen = [{"am": date(2024, m, 1), "neu": STICHTAG, "grund": "Umbau."} for m in (3, 5)]
    bild = build_bild(
        build_massnahme(
            "A",
            sachstaende=[alt, neu],
            fristaenderungen=fristen,
            meilensteine=[{"titel": "Auftakt", "frist": date(2025, 2, 1)}, {"titel": "Irgendwann"}],
        )
    )
    am = datetime(2024, 4, 1, tzinfo=UTC)
    schritte = [Schritt(n, am, tag, "", "", False, ()) for n, tag in ((1, date(2024, 4, 1)), (2, date(2024, 9, 2)))]
    n = Nennung(Umsetzungsstand.IDEE, Terminlage.OHNE_TERMIN, None, "")
    bericht = Berichtsnennung(7, 3, "1. Bericht", "Erste Fassung", 1, date(2024, 5, 1), date(2024, 6, 1), n)
    leiste = zeitleiste(bild, 1, schritte, [bericht])
    assert [(e.art, e.am) for e in leiste] == [
        (Art.MEILENSTEIN, date(2025, 2, 1)),
        (Art.BERICHT, date(2024, 6, 1)),
        (Art.FRIST, date(2024, 5, 1)),
        (Art.AENDERUNG, date(2024, 4, 1)),  # der Schritt nach dem Stichtag fehlt
        (Art.FRIST, date(2024, 3, 1)),
        (Art.SACHSTAND, date(2024, 1, 1)),
        (Art.SACHSTAND, date(2024, 1, 1)),
        (Art.MEILENSTEIN, None),
    ]
    berichtigung, berichtigt = leiste[5], leiste[6]
    assert [getattr(e, "id", None) for e in (berichtigung.berichtigt, berichtigt.nachfolger)] == [100, 101]
    assert [e.zaehlung for e in leiste if e.art is Art.FRIST] == [(2, 2), (1, 2)]
    assert [e.bekannt_ab for e in leiste if e.art is Art.MEILENSTEIN] == [None, None]
    assert zeitleiste(bild, 999) == ()


def test_vorgelegt_wird_mit_dem_eintrag_davor_und_berichtigtes_nicht() -> None:
    eins = build_sachstand("idee", date(2024, 1, 1), id=1, nummer=1, freigabe=Freigabe.FREIGEGEBEN)
    zwei = build_sachstand("idee", date(2024, 3, 1), id=2, nummer=2)
    drei = build_sachstand("idee", date(2024, 3, 1), id=3, nummer=3, ersetzt_id=2)
    zurueck = build_sachstand("idee", date(2024, 5, 1), id=4, nummer=4, freigabe=Freigabe.ZURUECK)
    bild = build_bild(
        build_massnahme("A", sachstaende=[eins, zwei, drei, zurueck]),
        build_massnahme("B", "idee", zum=date(2024, 2, 1)),
    )
    offen = freigaben(bild)
    assert [(v.massnahme.nummer, v.sachstand.nummer, v.letzter) for v in offen] == [("B", 1, True), ("A", 3, False)]
    assert [v.vorher and v.vorher.id for v in offen] == [None, 2]  # eine Berichtigung schließt an das Berichtigte an
    assert [(v.sachstand.id, v.vorher and v.vorher.id) for v in freigaben(bild, Freigabe.ZURUECK)] == [(4, 3)]


# --- Verlauf aus dem Protokoll ---------------------------------------------------------------------------------------


def aendere(g: Gemeinde, uhr: Uhr) -> None:
    """Ändert an einem Tag Angaben und Interna, am nächsten die Frist und eine Mittelposition."""
    cafe = g.massnahmen["sprachcafe"]
    ids = {"konzept_id": g.konzept_id, "massnahme_id": cafe}
    with schreibeinheit(g.engine, uhr.vorgang(g.kora, grund="Nach der Sitzung")) as s:
        m = s.get_one(Massnahme, cafe)
        m.titel, m.prioritaet, m.interne_notiz = "Sprachtreff", Prioritaet.HOCH, "Streng vertraulich"
        s.add(Beteiligung(**ids, organisationseinheit_id=g.bildung_id))
    uhr.weiter(days=1)
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as s:
        m = s.get_one(Massnahme, cafe)
        s.add(Fristaenderung(**ids, am=uhr.heute, bisher=m.frist, neu=date(2025, 12, 31), grund="Umbau"))
        m.frist = date(2025, 12, 31)
        s.get_one(Mittelposition, 1).betrag_cent = 2_500_000


def verlauf(g: Gemeinde, person: Any, bis: date) -> Verlauf:
    with leseeinheit(g.engine) as s:
        return load_verlauf(s, person, g.massnahmen["sprachcafe"], bis)


def test_der_verlauf_fasst_je_vorgang_zusammen_und_laesst_internes_nur_berechtigten(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    aendere(g, uhr)
    alles = verlauf(g, g.kora, uhr.heute)
    zweiter, erster, angelegt = alles.schritte
    assert (angelegt.angelegt, angelegt.aenderungen) == (True, ())
    assert (erster.wer, erster.grund) == ("Kora Dinata", "Nach der Sitzung")
    assert erster.aenderungen[:3] == (
        Aenderung("Titel", "Sprachcafé", "Sprachtreff"),
        Aenderung("Priorität", "–", "hoch"),
        Aenderung("Interne Notiz", "Raumfrage noch vertraulich", "Streng vertraulich"),
    )
    assert Aenderung("Beteiligte Stelle hinzugefügt", "–", "Fachdienst Bildung") in erster.aenderungen
    assert [a.neu for a in zweiter.aenderungen] == ["25.000\u00a0€"]  # die Frist steht mit ihrem Grund für sich
    assert list(alles.erfasst_von.values()) == ["Adam Strator"]
    ohne = verlauf(g, g.lena, uhr.heute)
    assert [a.feld for a in ohne.schritte[1].aenderungen] == [
        a.feld for a in erster.aenderungen if a.feld != "Interne Notiz"
    ]
    assert "vertraulich" not in str(ohne)
    assert "Kora" not in str(ohne)
    assert (ohne.erfasst_von, ohne.schritte[1].grund) == ({}, "")


def test_der_verlauf_endet_am_stichtag_und_fremdes_gibt_es_nicht(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    aendere(g, uhr)
    assert len(verlauf(g, g.kora, HEUTE).schritte) == 2
    with leseeinheit(g.engine) as s:
        for person, ziel in ((g.gustav, g.massnahmen["sprachcafe"]), (g.kora, g.massnahmen["fremd"]), (g.kora, 2**40)):
            with pytest.raises(NichtGefundenError, match="Diese Maßnahme gibt es nicht"):
                load_verlauf(s, person, ziel, HEUTE)


# --- Seite -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def app(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seitenapp]:
    with seitenapp(sqlite_gemeinde, monkeypatch) as a:
        yield a


def friere_ein(app: Seitenapp) -> None:
    """Legt neben den unlesbaren Stand der Gemeinde einen echten."""
    g = app.gemeinde
    bild = app.lies(lambda s: load_lagebild(s, g.konzept_id, date(2025, 2, 1)))
    assert nennungen(bild)[g.massnahmen["lotsen"]].umsetzungsstand is Umsetzungsstand.IN_PLANUNG
    stand = {"lagebild": freeze_lagebild(bild), "lagebild_sha": "1" * 64, "bis_seq": 1, "kette": "1" * 64}
    app.schreibe(
        g.kora,
        lambda s, v: s.add(
            Berichtsstand(
                konzept_id=g.konzept_id,
                bericht_id=1,
                fassung=2,
                erstellt_am=v.zeitpunkt,
                erstellt_von_id=v.person.id,
                **stand,
            )
        ),
    )


def test_die_geschichte_zeigt_alles_in_einer_leiste_und_laesst_nach_art_filtern(app: Seitenapp, uhr: Uhr) -> None:
    g = app.gemeinde
    aendere(g, uhr)
    friere_ein(app)
    cafe = str(g.massnahmen["sprachcafe"])
    at = app.oeffne("massnahme", g.kora, id=cafe)
    sichtbar = text(at)
    assert "**Titel:**" not in sichtbar
    assert "Titel: bisher ~~Sprachcafé~~ → neu **Sprachtreff**" in sichtbar
    assert "(2. von 2)" in sichtbar
    assert "**Im Bericht:** 1\\. Bericht" in sichtbar
    assert "1\u00a0eingefrorener Bericht ließ sich nicht lesen" in sichtbar
    assert "Streng vertraulich" in sichtbar
    wege = {w.proto.label: w.proto.query_string for w in at.get("page_link")}
    assert f"massnahme={cafe}" in wege["Bearbeiten"]
    assert f"massnahme={cafe}" in wege["Berichtigen"]
    assert "berichtigt=1" in wege["Berichtigen"]
    at.button_group[0].set_value([Art.FRIST.value]).run()
    assert "Sprachtreff~~" not in text(at)
    assert "**Frist verschoben**" in text(at)
    assert "**Sachstand Nr" not in text(at)


def test_die_leitung_sieht_aenderungen_ohne_namen_und_internes(app: Seitenapp, uhr: Uhr) -> None:
    g = app.gemeinde
    aendere(g, uhr)
    sichtbar = text(app.oeffne("massnahme", g.lena, id=str(g.massnahmen["sprachcafe"])))
    assert "neu **Sprachtreff**" in sichtbar
    assert "vertraulich" not in sichtbar
    assert "Kora" not in sichtbar


def test_berichtigtes_und_berichtigung_zeigen_aufeinander(app: Seitenapp) -> None:
    g = app.gemeinde
    cafe = g.massnahmen["sprachcafe"]

    def berichtige(s: Any, v: Any) -> int:
        neu = Sachstand(
            konzept_id=g.konzept_id, massnahme_id=cafe, nummer=2, zum=date(2024, 12, 20), ersetzt_id=1,
            umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG, text="Das Café öffnet jeden Freitag.",
            erfasst_am=v.zeitpunkt, erfasst_von_id=v.person.id, gilt_ab=v.tag, im_auftrag_von_id=g.bildung_id,
        )  # fmt: skip
        s.add(neu)
        s.flush()
        return int(neu.id)

    ziel = app.schreibe(g.kora, berichtige)
    at = app.oeffne("massnahme", g.kora, id=str(cafe), eintrag=str(ziel))
    sichtbar = text(at)
    assert "**Berichtigt** durch Nr. 2" in sichtbar
    assert "Berichtigt den Eintrag Nr. 1" in sichtbar
    assert "gesuchter Eintrag" in sichtbar
    assert "~~Das Café öffnet jeden Donnerstag\\.~~" in sichtbar
    assert "im Auftrag von Fachdienst Bildung" in sichtbar


def test_viele_eintraege_stehen_auf_mehreren_blaettern(app: Seitenapp, uhr: Uhr) -> None:
    g = app.gemeinde
    cafe = g.massnahmen["sprachcafe"]
    for n in range(2, 14):
        uhr.weiter(hours=1)
        tag = HEUTE - timedelta(days=100 - n)
        app.schreibe(
            g.kora,
            lambda s, v, n=n, tag=tag: s.add(
                Sachstand(konzept_id=g.konzept_id, massnahme_id=cafe, nummer=n, zum=tag, text=f"Meldung {n}.",
                          umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG, erfasst_am=v.zeitpunkt,
                          erfasst_von_id=v.person.id, gilt_ab=v.tag)
            ),
        )  # fmt: skip
    at = app.oeffne("massnahme", g.kora, id=str(cafe))
    assert "Meldung 13\\." in text(at)
    assert "Meldung 2\\." not in text(at)
    at = app.oeffne("massnahme", g.kora, id=str(cafe), blatt="2")
    assert "Meldung 2\\." in text(at)
