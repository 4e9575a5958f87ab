"""Prüft das Übernehmen einer Liste als einen Schritt: ganz, einmal, mit Gründen – und das Zurücknehmen."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr
from sqlalchemy.orm import Session

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import sachstand
from mut_core.erfassung.einlesung import (
    Beteiligter,
    Einlesungsplan,
    Ruecknahme,
    Zeilenplan,
    load_einlesungen,
    load_zuordnung,
    record_einlesung,
    save_zuordnung,
    withdraw_einlesung,
)
from mut_core.erfassung.massnahme import save_massnahme
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell.codes import Einlesungszustand, Genauigkeit, Umsetzungsstand
from mut_core.rechte import Person


def plan(*zeilen: Zeilenplan, **weitere: Any) -> Einlesungsplan:
    werte: dict[str, Any] = {"gelesen": len(zeilen), "bekannt_bis": 5} | weitere
    return Einlesungsplan("liste.xlsx", "a" * 64, "Tabelle1", zeilen=zeilen, **werte)


def lies_ein(g: Gemeinde, uhr: Uhr, was: Einlesungsplan, person: Person | None = None, **weitere: Any) -> int:
    vorgang = uhr.vorgang(person or g.kora, **weitere)
    with schreibeinheit(g.engine, vorgang) as session:
        return record_einlesung(session, vorgang, g.konzept_id, was)


def nimm_zurueck(g: Gemeinde, uhr: Uhr, einlesung_id: int, person: Person | None = None) -> Ruecknahme:
    vorgang = uhr.vorgang(person or g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        return withdraw_einlesung(session, vorgang, einlesung_id)


def bild(g: Gemeinde, tag: date = HEUTE) -> Lagebild:
    with leseeinheit(g.engine) as session:
        return load_lagebild(session, g.konzept_id, tag, intern=True)


def massnahmen(g: Gemeinde, tag: date = HEUTE) -> dict[str, Any]:
    return {m.titel: m for m in saetze(bild(g, tag).massnahmen)}


def schreibe(g: Gemeinde, uhr: Uhr, tun: Any) -> Any:
    vorgang = uhr.vorgang(g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        return tun(session, vorgang)


def neue(g: Gemeinde, nr: int = 5, titel: str = "Sprachpatinnen", **weitere: Any) -> Zeilenplan:
    stand = SachstandEingabe(date(2023, 12, 31), Umsetzungsstand.IN_UMSETZUNG, "Zwölf Patinnen sind dabei.")
    werte: dict[str, Any] = {
        "werte": {"titel": titel, "frist": date(2025, 12, 31), "frist_genauigkeit": Genauigkeit.JAHR},
        "handlungsfeld": g.handlungsfelder[0],
        "federfuehrung": g.bildung_id,
        "staende": (stand,),
    }
    return Zeilenplan("Tabelle1", nr, **werte | weitere)


def geaendert(g: Gemeinde, name: str = "sprachcafe", nr: int = 7, **weitere: Any) -> Zeilenplan:
    with leseeinheit(g.engine) as session:
        m = session.get_one(modell.Massnahme, g.massnahmen[name])
        nummer, _ = sachstand.basis(session, m.id)
        return Zeilenplan("Tabelle1", nr, massnahme_id=m.id, version=m.version, stand_nummer=nummer, **weitere)


def volle_zeilen(g: Gemeinde) -> tuple[Zeilenplan, ...]:
    """Eine neue Maßnahme mit neuer Stelle und neuem Handlungsfeld und eine vorhandene, an der sich alles ändert."""
    frisch = neue(
        g, handlungsfeld="Gesundheit", federfuehrung="Gesundheitsamt", zusatzfelder={"Kst.": "0815"},
        beteiligte=(Beteiligter("Gesundheitsamt", "berät"), Beteiligter(g.soziales_id)),
        mittel=({"wortlaut": "ca. 21 T€", "betrag_cent": 2_100_000, "ungenau": True},),
    )  # fmt: skip
    stand = SachstandEingabe(date(2025, 5, 1), Umsetzungsstand.UMGESETZT, "Fertig.")
    alt = geaendert(
        g, werte={"titel": "Sprachcafé plus", "frist": date(2026, 6, 30), "zielgruppe": "Eltern"},
        federfuehrung=g.soziales_id, staende=(stand,), zusatzfelder={"Kst.": "4711"},
        entfernt=(("massnahmeziel", _ziel(g)),),
    )  # fmt: skip
    return frisch, alt


def _ziel(g: Gemeinde) -> int:
    with leseeinheit(g.engine) as session:
        return int(session.scalars(sa.select(modell.MassnahmeZiel.id)).one())


def test_eine_liste_legt_an_aendert_und_traegt_sachstaende_nach_als_ein_schritt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    schluessel = lies_ein(g, uhr, plan(*volle_zeilen(g), uebersprungen={"Tabelle1, Zeile 9": "Summe"}))
    alle = massnahmen(g)
    patinnen, cafe = alle["Sprachpatinnen"], alle["Sprachcafé plus"]
    assert (patinnen.nummer, patinnen.handlungsfeld, patinnen.federfuehrung) == (
        "PW-03-01", "Gesundheit", "Gesundheitsamt",
    )  # fmt: skip
    assert patinnen.zusatzfelder == {"Kst.": "0815"}
    assert patinnen.urspruengliche_frist == patinnen.frist == date(2025, 12, 31)
    assert (patinnen.umsetzungsstand, patinnen.stand_zum) == (Umsetzungsstand.IN_UMSETZUNG, date(2023, 12, 31))
    assert (cafe.zielgruppe, cafe.federfuehrung, cafe.frist) == ("Eltern", "Fachdienst Soziales", date(2026, 6, 30))
    assert (cafe.verschoben, cafe.verschiebungsgrund) == (2, "Eingelesen aus „liste.xlsx“")
    assert cafe.umsetzungsstand == Umsetzungsstand.UMGESETZT  # ohne Erledigungsvermerk: das gehört in die Lückenliste
    b = bild(g)
    assert [m.wortlaut for m in saetze(b.mittel) if m.massnahme_id == patinnen.id] == ["ca. 21 T€"]
    assert len([x for x in saetze(b.beteiligungen) if x.massnahme_id == patinnen.id]) == 2
    assert b.massnahmenziele.empty
    with leseeinheit(g.engine) as session:
        e = load_einlesungen(session, g.kora, g.konzept_id)[0]
        vorgaenge = set(session.scalars(sa.select(modell.Protokoll.vorgang).where(modell.Protokoll.am == uhr.jetzt)))
        assert kettenfehler(session) is None
    assert (e.id, e.gelesen, e.uebernommen, e.uebersprungen) == (schluessel, 2, 2, {"Tabelle1, Zeile 9": "Summe"})
    assert len(vorgaenge) == 1  # alles unter einem Schlüssel


def test_eingelesenes_faelscht_kein_vergangenes_lagebild(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    """0004: `zum` ist der Tag des Stands, bekannt ist er erst seit heute."""
    g = sqlite_gemeinde
    lies_ein(g, uhr, plan(neue(g)))
    assert "Sprachpatinnen" in massnahmen(g)
    assert "Sprachpatinnen" not in massnahmen(g, HEUTE - timedelta(days=1))


def test_derselbe_vorgang_und_dieselbe_liste_schreiben_einmal(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    was = plan(*volle_zeilen(g))
    erste = lies_ein(g, uhr, was, schluessel="doppelklick")
    assert lies_ein(g, uhr, was, schluessel="doppelklick") == erste
    vorher = bild(g)
    with pytest.raises(EingabeError, match="schon übernommen"):
        lies_ein(g, uhr, was)
    assert bild(g).aenderungsstand == vorher.aenderungsstand


def test_zwei_fenster_zugleich_uebernehmen_genau_einmal(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    was = plan(*volle_zeilen(g))
    ergebnisse: list[int | str] = []

    def fenster() -> None:
        try:
            ergebnisse.append(lies_ein(g, uhr, was))
        except EingabeError as fehler:
            ergebnisse.append(str(fehler))

    faeden = [threading.Thread(target=fenster) for _ in range(2)]
    for f in faeden:
        f.start()
    for f in faeden:
        f.join()
    assert sorted(type(e).__name__ for e in ergebnisse) == ["int", "str"]
    assert list(massnahmen(g)).count("Sprachpatinnen") == 1
    assert len(massnahmen(g)) == 5


FALSCH: dict[str, Any] = {
    "ohne Titel": {"werte": {"titel": " "}},
    "Titel fehlt": {"werte": {}},
    "ohne Handlungsfeld": {"handlungsfeld": None},
    "vergebene Nummer": {"werte": {"titel": "X", "nummer": "PW-01"}},
    "zu lang": {"werte": {"titel": "x" * 301}},
    "Frist vor Beginn": {"werte": {"titel": "X", "beginn": date(2025, 5, 1), "frist": date(2024, 5, 1)}},
    "Version": {"werte": {"titel": "X", "version": 9}},
    "Zukunft": {"staende": (SachstandEingabe(HEUTE + timedelta(days=1), Umsetzungsstand.IDEE, "Morgen."),)},
    "langer Name": {"federfuehrung": "x" * 301},
    "Zusatzfeld": {"zusatzfelder": {"Notiz": "x" * 10_001}},
    "fremde Maßnahme": {"massnahme_id": 5},
}


def test_falsche_zeilen_stehen_mit_grund_da_und_halten_die_uebrigen_nicht_auf(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    falsche = [replace(neue(g, nr=n, titel="Falsch"), **werte) for n, werte in enumerate(FALSCH.values(), 10)]
    lies_ein(g, uhr, plan(*falsche, neue(g)))
    with leseeinheit(g.engine) as session:
        e = load_einlesungen(session, g.kora, g.konzept_id)[0]
    benannt = dict(zip(FALSCH, (e.uebersprungen.get(z.ort) for z in falsche), strict=True))
    assert all(benannt.values()), benannt
    assert (e.uebernommen, len(massnahmen(g))) == (1, 5)
    with pytest.raises(EingabeError, match="Zeile 10"):
        lies_ein(g, uhr, plan(falsche[0]))


def test_was_inzwischen_geaendert_wurde_wird_nicht_ueberschrieben(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    alte = geaendert(g, werte={"titel": "Aus der Liste", "zielgruppe": "Eltern"})
    meldung = geaendert(
        g, "lotsen", nr=8, staende=(SachstandEingabe(date(2025, 5, 1), Umsetzungsstand.IN_PLANUNG, "Aus der Liste."),)
    )
    schreibe(
        g, uhr, lambda s, v: save_massnahme(s, v, g.massnahmen["sprachcafe"], {"titel": "Von Hand"}, basis_version=1)
    )
    schreibe(g, uhr, lambda s, v: _melde(s, v, g.massnahmen["lotsen"]))
    lies_ein(g, uhr, plan(alte, meldung, neue(g)))
    alle = massnahmen(g)
    assert "Von Hand" in alle
    assert alle["Von Hand"].zielgruppe is None
    assert alle["Ankommenslotsen"].stand_text == "Von Hand gemeldet."
    with leseeinheit(g.engine) as session:
        gruende = load_einlesungen(session, g.kora, g.konzept_id)[0].uebersprungen
    assert all("inzwischen" in grund for grund in gruende.values())
    assert len(gruende) == 2


def _melde(session: Session, vorgang: Vorgang, massnahme_id: int) -> int:
    basis, version = sachstand.basis(session, massnahme_id)
    eingabe = SachstandEingabe(HEUTE, Umsetzungsstand.IN_UMSETZUNG, "Von Hand gemeldet.")
    return sachstand.record_sachstand(session, vorgang, massnahme_id, eingabe, basis=basis, basis_version=version)


def test_zuruecknehmen_stellt_alles_her_wie_davor(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    vorher = bild(g)
    schluessel = lies_ein(g, uhr, plan(*volle_zeilen(g)))
    uhr.weiter(days=1)
    ergebnis = nimm_zurueck(g, uhr, schluessel)
    assert (ergebnis.archiviert, ergebnis.zurueckgesetzt, ergebnis.sachstaende, ergebnis.bleibt) == (1, 1, 2, ())
    morgen = bild(g, uhr.heute)
    weg = {"version", "id", "stand_nummer"}
    for name in ("massnahmen", "sachstaende", "massnahmenziele", "beteiligungen", "mittel", "fristaenderungen"):
        alt, jetzt = vorher.tabellen[name], morgen.tabellen[name]
        spalten = [s for s in alt.columns if s not in weg and s not in ("tage_ueberfaellig", "aktualitaet")]
        assert alt[spalten].to_dict("records") == jetzt[spalten].to_dict("records"), name
    assert [h.titel for h in saetze(morgen.handlungsfelder)] == [h.titel for h in saetze(vorher.handlungsfelder)]
    assert [o.name for o in saetze(morgen.organisationseinheiten) if not o.aktiv] == ["Gesundheitsamt"]
    assert "Sprachpatinnen" in massnahmen(g)  # gestern war sie zu sehen, und das bleibt wahr
    with leseeinheit(g.engine) as session:
        assert load_einlesungen(session, g.kora, g.konzept_id)[0].zustand is Einlesungszustand.ZURUECKGENOMMEN
        basis, _ = sachstand.basis(session, g.massnahmen["sprachcafe"])
        geltend = sachstand.geltender(session, g.massnahmen["sprachcafe"])
    assert geltend is not None
    assert (basis, geltend.nummer) == (2, 1)
    with pytest.raises(EingabeError, match="schon zurückgenommen"):
        nimm_zurueck(g, uhr, schluessel)


def test_nach_dem_zuruecknehmen_laesst_sich_dieselbe_liste_wieder_einlesen(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    zeile = neue(g, werte={"titel": "Sprachpatinnen", "nummer": "1.10"})
    for runde in range(3):
        bekannt = max(*bild(g).massnahmen["id"], *bild(g).archivierte["id"], 0)
        schluessel = lies_ein(g, uhr, plan(zeile, bekannt_bis=bekannt))
        assert massnahmen(g)["Sprachpatinnen"].nummer == "1.10", runde
        assert nimm_zurueck(g, uhr, schluessel).archiviert == 1
    assert len(bild(g).archivierte) == 3


def test_zuruecknehmen_laesst_stehen_was_seither_jemand_geaendert_hat(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    schluessel = lies_ein(g, uhr, plan(*volle_zeilen(g)))
    cafe, patinnen = massnahmen(g)["Sprachcafé plus"], massnahmen(g)["Sprachpatinnen"]
    schreibe(g, uhr, lambda s, v: save_massnahme(s, v, cafe.id, {"titel": "Neu"}, basis_version=cafe.version))
    schreibe(g, uhr, lambda s, v: _melde(s, v, patinnen.id))
    ergebnis = nimm_zurueck(g, uhr, schluessel)
    alle = massnahmen(g)
    assert alle["Neu"].zielgruppe is None  # nicht angerührt: zurück
    assert alle["Neu"].frist == date(2025, 9, 30)
    assert alle["Sprachpatinnen"].stand_text == "Von Hand gemeldet."
    assert len(alle["Sprachpatinnen"].zusatzfelder) == 1
    assert ergebnis.archiviert == 0
    saetze_dazu = " ".join(ergebnis.bleibt)
    for teil in ("„Titel“ wurde seither geändert", "„Sprachpatinnen“ wurde seither bearbeitet", "Gesundheit"):
        assert teil in saetze_dazu


def test_eine_gemerkte_zuordnung_kommt_wieder(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    for werte in ({"spalten": {"HF": "handlungsfeld"}}, {"spalten": {"HF": "titel"}}):
        schreibe(g, uhr, lambda s, v, w=werte: save_zuordnung(s, v, g.konzept_id, "f" * 64, w))
        with leseeinheit(g.engine) as session:
            assert load_zuordnung(session, g.kora, g.konzept_id, "f" * 64) == werte
            assert load_zuordnung(session, g.kora, g.konzept_id, "e" * 64) is None
    with pytest.raises(EingabeError):
        schreibe(g, uhr, lambda s, v: save_zuordnung(s, v, g.konzept_id, "f" * 64, {"a": "x" * 300_000}))
