"""Demo: die vier echten Konzepte stimmen mit den Quellen überein, Musterstadt lebt, die Lastdaten sind vollständig."""

import csv
import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mut_core import modell, regeln
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.demo import load_demo, load_synthetisch
from mut_core.demo.csvdatei import ORDNER, read_tag, read_zeilen
from mut_core.demo.personen import PERSONEN, require_uebernahme
from mut_core.demo.quellen import create_quellen
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, load_lagebild, require_konzept
from mut_core.modell.codes import Aktualitaet, Mittelmodus, Mittelstatus, Rollenart, Terminlage, Umsetzungsstand
from mut_core.rechte import STANDARDPERSON, Person, load_person

HEUTE = date(2026, 3, 11)
JETZT = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
ECHTE = {
    "lehrte": date(2023, 8, 30),
    "laatzen": date(2022, 6, 14),
    "laatzen-2009": date(2009, 6, 30),
    "lampertheim": date(2022, 11, 16),
}
VERTEILUNG = {
    "idee": 30,
    "in_planung": 15,
    "in_umsetzung": 5,
    "verstetigt": 4,
    "ohne_angabe": 3,
    "umgesetzt": 2,
    "nicht_begonnen": 1,
}
NAMEN = frozenset(
    {
        "0680cdc043ae09d655082401d3a33b755ef1fd38f15bb715d6d292082f8ab6ca",
        "4764f92da79a79b737659ff107c3adaf43153b561da3c14589b9224a55888c82",
        "5d57fd750367f6fad5cea141fa3ba3fd9eb5cfb2f484afbe8cd4ab6774c140c3",
        "70a716b86d781070bd2173b1186ecaf71162c870dfea11943d7c20118b08771e",
        "788fb30b4341dfa4b33f301b392c9c67960c125b982160b3ae5db6b8e4430c43",
        "9975df775a995cdc875708b4d635fb60bf8f4ef99ad02085952b37dd9e5bb79a",
        "acd91e5401e3c42eddd2b6ecebcccf9ab8df665b56ad9d140e1709ea37579d37",
        "b28cbab41d9b25e122c9351544afc23ff0b32ac0abbb5de76f28b249c92548b3",
        "b9987dcb78ee4d401fd66748ece2202d18daf9c9bb0c5974308082bd2619a8be",
        "c5f975b35c72cfe2da72009c9866a7ce5eafadce57af395c9c1b6c94b383ed2c",
        "c7311d4137b8a37bc1218bec360eba3db8a7a297a82b25f063547054036838e3",
        "cb8ea02dd23dac27fd51681fa47c5890e5a2c279b1f38edf3c67621239431d28",
        "cf6e7cf6a07cd46118c5ca0032bdd4ff613fb990d5739bc5386d5a2c717c4be4",
        "d241d7e4a32ee1528827157012fe4f3cad364bf8792ee0b9ba376e9f3aeb39f7",
        "d5a747cf10fc537e7b8ca64306fab4203f3c652b00ffab7cdb610e7ee6d5e63c",
        "d73aa61655f9a19f39651569dd55e579ad29b06b1622c7c37c582c3229a8db55",
        "d752d09bec480f5e2a0b192fe900ccd41052670199e77950de9d0681273a8446",
        "dcd79ebce907b98a97ac818318c9e467731e44068412590ea34280dcadcf02d9",
        "dee5bcf82bc3b754515f5345f3712b98cfe14884a64d0fdc93bc7690643876c5",
        "e388075da4fa4e95da9b56166145f9685d1e4b08efc7bd5e493daa2f671b49cc",
        "e6ccce075e98c4f4c79bbb5c4488635aaf9554b7032479f6d31950479a7b77ba",
        "e87f468fb9123488462f1a724eda5ea081994db60e5dddd442c6f7a58d801323",
    }
)
"""SHA-256 der Vor- und Nachnamen in den Quellen (klein geschrieben), damit sie nicht im Projekt stehen."""


@pytest.fixture(scope="module")
def demo(neue_datenbank: Any) -> sa.Engine:
    engine: sa.Engine = neue_datenbank("sqlite")
    assert load_demo(engine, HEUTE, JETZT)
    return engine


@pytest.fixture
def session(demo: sa.Engine) -> Iterator[Session]:
    with leseeinheit(demo) as session:
        yield session


def bild(session: Session, konzept: str, stichtag: date | None = None) -> Lagebild:
    return load_lagebild(session, require_konzept(session, konzept), stichtag or ECHTE.get(konzept, HEUTE))


def massnahme(lagebild: Lagebild, nummer: str) -> Any:
    (zeile,) = lagebild.massnahmen[lagebild.massnahmen.nummer == nummer].itertuples()
    return zeile


# --- Dateien ---------------------------------------------------------------------------------------------------------


def test_jede_zeile_nennt_ihre_quelle() -> None:
    zeilen = read_zeilen() + read_zeilen("musterstadt_")
    assert len(zeilen) > 1000
    assert [z.ort for z in zeilen if not z.quelle] == []


def test_keine_personennamen_in_den_dateien() -> None:
    woerter = {w.lower() for d in ORDNER.glob("*.csv") for w in re.findall(r"[^\W\d_]+", d.read_text("utf-8"))}
    assert len(woerter) > 2000
    assert {w for w in woerter if hashlib.sha256(w.encode()).hexdigest() in NAMEN} == set()


def test_die_namensliste_erkennt_einen_namen_der_quellen() -> None:
    haeufigster = "".join(("sch", "midt"))
    assert hashlib.sha256(haeufigster.encode()).hexdigest() in NAMEN


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "meldung"),
    [
        ("ziel.csv", "ebene", "stufe", "keine Spalte „stufe“"),
        ("ziel.csv", "leitziel", "oberziel", "„oberziel“ ist kein Code aus Zielebene"),
        ("massnahme.csv", "Projektgruppe;genannt", "Projektrunde;genannt", "„Projektrunde“ gibt es in organ"),
        ("foerderung.csv", "2022-04-01", "01.04.2022", "„01.04.2022“ passt nicht in „beginn“"),
        ("foerderung.csv", "2022-04-01", "+30", "„+30“ passt nicht in „beginn“"),
        ("ziel.csv", "konzept;", "plan;", "erste Spalte"),
        ("leitlinie.csv", ";1;", ";1;2;", "Zahl der Felder"),
        ("konzept.csv", "2009-06-30", "", "kein Tag, ab dem"),
    ],
)
def test_unbekanntes_in_den_dateien_wird_mit_ort_abgewiesen(
    sqlite_engine: sa.Engine, tmp_path: Path, datei: str, alt: str, neu: str, meldung: str
) -> None:
    ordner = tmp_path / "demo"
    shutil.copytree(ORDNER, ordner)
    text = (ordner / datei).read_text("utf-8")
    assert alt in text
    (ordner / datei).write_text(text.replace(alt, neu, 1), "utf-8")
    with pytest.raises(EingabeError, match=re.escape(meldung)) as fehler, _uebernahme(sqlite_engine) as session:
        create_quellen(session, require_uebernahme(session, JETZT), JETZT, ordner)
    assert ".csv" in str(fehler.value)
    with leseeinheit(sqlite_engine) as session:
        assert session.scalar(select(func.count()).select_from(modell.Kommune)) == 0


def test_eine_datei_ohne_tabelle_wird_abgewiesen(tmp_path: Path) -> None:
    (tmp_path / "massnahmen.csv").write_text("konzept;titel\n", "utf-8")
    with pytest.raises(EingabeError, match="massnahmen"):
        read_zeilen(ordner=tmp_path)


def _uebernahme(engine: sa.Engine) -> Any:
    return schreibeinheit(engine, Vorgang(Person(0, "", ""), JETZT))


@pytest.mark.parametrize(
    ("text", "genauigkeit", "ist_frist", "tag"),
    [
        ("2023-08-30", "", True, date(2023, 8, 30)),
        ("+0", "", True, date(2026, 3, 11)),
        ("+3", "", True, date(2026, 3, 16)),  # Samstag → Montag
        ("-3", "", True, date(2026, 3, 6)),  # Sonntag → Freitag davor
        ("+3", "monat", True, date(2026, 3, 31)),
        ("+3", "monat", False, date(2026, 3, 1)),
        ("-40", "quartal", True, date(2026, 3, 31)),
        ("+300", "halbjahr", False, date(2027, 1, 1)),
        ("+300", "jahr", True, date(2027, 12, 31)),
    ],
)
def test_tage_relativ_zum_ladetag_fallen_auf_werktage_und_raender(
    text: str, genauigkeit: str, ist_frist: bool, tag: date
) -> None:
    assert read_tag(text, HEUTE, genauigkeit, ist_frist=ist_frist) == tag


# --- die vier echten Konzepte ----------------------------------------------------------------------------------------


def test_sechzig_massnahmen_in_der_verteilung_der_quellen(session: Session) -> None:
    staende: Counter[str] = Counter()
    for konzept in ECHTE:
        staende.update(bild(session, konzept).massnahmen.umsetzungsstand)
    assert {str(k): n for k, n in staende.items()} == VERTEILUNG


@pytest.mark.parametrize(
    ("konzept", "handlungsfelder", "massnahmen"),
    [("lehrte", 9, 27), ("laatzen", 7, 8), ("laatzen-2009", 3, 16), ("lampertheim", 1, 9)],
)
def test_jedes_konzept_ist_an_seinem_stichtag_vollstaendig(
    session: Session, konzept: str, handlungsfelder: int, massnahmen: int
) -> None:
    lagebild = bild(session, konzept)
    assert (len(lagebild.handlungsfelder), len(lagebild.massnahmen)) == (handlungsfelder, massnahmen)
    assert lagebild.konzept.vorgabe_stichtag == ECHTE[konzept]
    assert not lagebild.konzept.beispiel


def test_ohne_angabe_heisst_kein_sachstand(session: Session) -> None:
    lagebild = bild(session, "laatzen")
    ohne = lagebild.massnahmen[lagebild.massnahmen.umsetzungsstand == Umsetzungsstand.OHNE_ANGABE]
    assert set(ohne.nummer) == {"LA-WK-N1", "LA-WK-N2", "LA-WK-N3"}
    assert not set(ohne.id) & set(lagebild.sachstaende.massnahme_id)


def test_jeder_uebernommene_sachstand_hat_seinen_beleg(session: Session) -> None:
    for konzept, tag in ECHTE.items():
        sachstaende = bild(session, konzept).sachstaende
        assert [s.id for s in sachstaende.itertuples() if not s.beleg or s.zum != tag] == []


def test_lehrte_hat_zwei_uebergreifende_und_vier_leere_handlungsfelder(session: Session) -> None:
    lagebild = bild(session, "lehrte")
    felder = lagebild.handlungsfelder.set_index("nummer")
    assert set(felder[felder.uebergreifend.astype(bool)].titel) == {"Schutz vor Diskriminierung", "Sprache"}
    assert set(felder.index) - set(lagebild.massnahmen.handlungsfeld_nummer) == {4, 5, 6, 8}
    for nummer in (1, 2, 3, 7):
        assert all(felder.loc[nummer, s] for s in ("bedeutung", "fokus", "schwerpunkte", "herkunft", "ausblick"))


def test_wiki_hat_genau_zwei_betraege_mit_ihrer_ungewissheit(session: Session) -> None:
    lagebild = bild(session, "lehrte")
    wiki = massnahme(lagebild, "LE-BE-08")
    mittel = lagebild.mittel[lagebild.mittel.massnahme_id == wiki.id]
    assert {(m.modus, m.jahr, m.betrag_cent, m.zweck) for m in mittel.itertuples()} == {
        (Mittelmodus.JAEHRLICH, 2025, 3_300_000, "laufender Betrieb"),
        (Mittelmodus.JAHR, 2024, 2_100_000, "Anlauf"),
    }
    assert all(m.ungenau and m.konjunktiv and m.vorbehalt for m in mittel.itertuples())
    assert {wiki.mittelstatus, *mittel.mittelstatus} == {Mittelstatus.ANGEMELDET}
    assert wiki.federfuehrung == "Fachkräfte für Migration und Teilhabe"
    assert (wiki.beginn, wiki.frist, wiki.zeit_wortlaut) == (date(2024, 1, 1), None, "im Jahr 2024")


def test_zeitangaben_stehen_als_tag_und_im_wortlaut(session: Session) -> None:
    nachbarschaftshaus = massnahme(bild(session, "laatzen"), "LA-WK-N3")
    assert (nachbarschaftshaus.beginn, nachbarschaftshaus.frist) == (date(2022, 1, 1), date(2023, 12, 31))
    assert nachbarschaftshaus.zeit_wortlaut == "ab 2022- 2023"
    konferenz = massnahme(bild(session, "lampertheim"), "LM-06")
    assert (konferenz.beginn, konferenz.frist) == (date(2023, 3, 1), date(2023, 5, 31))


def test_keine_und_nicht_genannt_sind_verschieden(session: Session) -> None:
    lagebild = bild(session, "laatzen")
    assert massnahme(lagebild, "LA-WK-N1").mittel_angabe == "keine"
    assert massnahme(lagebild, "LA-WK-B1").mittel_angabe == "keine_angabe"
    ohne = massnahme(bild(session, "lehrte"), "LE-BE-01")
    assert (ohne.federfuehrung, ohne.federfuehrung_angabe, ohne.zeit_angabe) == (None, "keine_angabe", "keine_angabe")


def test_stichtagsdemo_macht_fuenf_massnahmen_der_interkulturellen_oeffnung_ueberfaellig(session: Session) -> None:
    def lagen(stichtag: date) -> Counter[Terminlage]:
        m = bild(session, "lehrte", stichtag).massnahmen
        return Counter(m[m.handlungsfeld_nummer == 7].terminlage)

    assert lagen(date(2023, 8, 30)) == {Terminlage.IM_ZEITPLAN: 5}
    assert lagen(date(2025, 1, 31)) == {Terminlage.UEBERFAELLIG: 5}


def test_foerderung_in_lampertheim_laeuft_am_stichtag_und_ist_anfang_2025_abgelaufen(session: Session) -> None:
    (foerderung,) = bild(session, "lampertheim", date(2025, 1, 31)).foerderungen.itertuples()
    assert (foerderung.stellenanteil_prozent, foerderung.beginn) == (25, date(2022, 4, 1))
    assert ECHTE["lampertheim"] < foerderung.frist == date(2023, 9, 30) < date(2025, 1, 31)


def test_zehn_widersprueche_der_quellen_sind_angemerkt(session: Session) -> None:
    texte = [a.text for k in ECHTE for a in bild(session, k).anmerkungen.itertuples()]
    nummern = {t.split(":")[0] for t in texte if t.startswith("Widerspruch ")}
    assert nummern == {f"Widerspruch {n}" for n in range(1, 11)}
    for konzept in ECHTE:
        for anmerkung in bild(session, konzept).anmerkungen.itertuples():
            klasse = {k.__tablename__: k for k in (modell.Ereignis, modell.Bericht, modell.Handlungsfeld)}
            klasse |= {k.__tablename__: k for k in (modell.Vorlage, modell.Massnahme, modell.Konzept)}
            assert session.get(klasse[anmerkung.bezug], anmerkung.bezug_id) is not None


def test_das_forum_vom_oktober_gehoert_erst_danach_zum_lagebild(session: Session) -> None:
    vorher, nachher = (set(bild(session, "lehrte", t).ereignisse.titel) for t in (ECHTE["lehrte"], date(2023, 10, 10)))
    assert nachher - vorher == {"1. Forum Migration und Teilhabe Lehrte (FoMuTL)"}


def test_der_zweite_sachstandsbericht_folgt_auf_den_ersten(session: Session) -> None:
    berichte = bild(session, "lehrte").berichte.set_index("nummer")
    assert berichte.loc[2, "vorgaenger_id"] == berichte.loc[1, "id"]
    vorlagen = bild(session, "lehrte").vorlagen.set_index("id")
    assert vorlagen.loc[berichte.loc[1, "vorlage_id"], "nummer"] == "159/2022"


# --- Musterstadt -----------------------------------------------------------------------------------------------------


@pytest.fixture
def muster(session: Session) -> Lagebild:
    return bild(session, "musterstadt")


def test_musterstadt_ist_als_beispiel_gekennzeichnet(session: Session, muster: Lagebild) -> None:
    assert muster.konzept.beispiel
    assert "Beispiel" in muster.konzept.bezeichnung
    kommune = session.scalars(select(modell.Kommune).where(modell.Kommune.schluessel == "musterstadt")).one()
    assert kommune.beispiel
    assert "Beispiel" in kommune.name


def test_musterstadt_kennt_alle_staende_und_jeden_mittelstatus(muster: Lagebild) -> None:
    assert 45 <= len(muster.massnahmen) <= 50
    assert set(muster.massnahmen.umsetzungsstand) == set(Umsetzungsstand)
    assert set(muster.mittel.mittelstatus) | set(muster.massnahmen.mittelstatus) == set(Mittelstatus)
    assert set(muster.massnahmen.mittelstatus) == set(Mittelstatus)


def test_musterstadt_hat_zwei_uebergreifende_und_ein_leeres_handlungsfeld(muster: Lagebild) -> None:
    assert len(muster.handlungsfelder) == 8
    assert muster.handlungsfelder.uebergreifend.astype(bool).sum() == 2
    leer = set(muster.handlungsfelder.id) - set(muster.massnahmen.handlungsfeld_id)
    assert len(leer) == 1


def test_kein_sachstand_von_musterstadt_gleicht_einem_anderen(muster: Lagebild) -> None:
    assert len(muster.sachstaende) > 180
    assert muster.sachstaende.text.is_unique
    assert (muster.sachstaende.gilt_ab.max() - muster.sachstaende.gilt_ab.min()).days > 900


def test_jeder_sachstand_von_musterstadt_erfuellt_seine_pflichtangaben(muster: Lagebild) -> None:
    vorhaben = {m["id"]: m for m in muster.massnahmen.to_dict("records")}
    fehlend = [
        (vorhaben[s["massnahme_id"]]["nummer"], pflicht.satz)
        for s in muster.sachstaende.to_dict("records")
        for pflicht in regeln.fehlende_angaben(s["umsetzungsstand"], vorhaben[s["massnahme_id"]] | s)
    ]
    assert fehlend == []


def test_musterstadt_verschiebt_fristen_mit_gruenden(muster: Lagebild) -> None:
    je_massnahme = Counter(muster.fristaenderungen.massnahme_id)
    assert len(je_massnahme) >= 10
    assert sum(n == 2 for n in je_massnahme.values()) >= 3
    for aenderung in muster.fristaenderungen.itertuples():
        assert aenderung.grund
        assert aenderung.bisher < aenderung.neu
    letzte = {a.massnahme_id: a.neu for a in muster.fristaenderungen.sort_values("am").itertuples()}
    assert {m.id: m.frist for m in muster.massnahmen.itertuples() if m.id in letzte} == letzte


def test_musterstadt_zeigt_luecken(muster: Lagebild) -> None:
    m = muster.massnahmen
    assert (m.federfuehrung.isna()).sum() >= 3
    assert (m.frist.isna()).sum() >= 3
    assert (m.mittel_angabe == "leer").sum() >= 3


def test_zwei_fruehere_berichte_werden_am_ende_ihres_tages_gemeldet(neue_datenbank: Any) -> None:
    gesehen: list[tuple[int | None, int]] = []

    def nach_bericht(session: Session, bericht: modell.Bericht) -> None:
        sachstaende = session.scalar(select(func.max(modell.Sachstand.gilt_ab)))
        assert sachstaende is not None
        assert sachstaende <= bericht.stichtag + timedelta(days=4)
        gesehen.append((bericht.nummer, (HEUTE - bericht.stichtag).days // 30))

    load_demo(neue_datenbank("sqlite"), HEUTE, JETZT, nach_bericht)
    assert gesehen == [(1, 14), (2, 7)]


def test_eine_rueckmelderunde_ist_offen_und_teilweise_beantwortet(muster: Lagebild) -> None:
    (offen,) = muster.abfragen[muster.abfragen.geschlossen_am.isna()].itertuples()
    gefragt = set(muster.abfrage_massnahmen[muster.abfrage_massnahmen.abfrage_id == offen.id].massnahme_id)
    geantwortet = set(muster.sachstaende[muster.sachstaende.abfrage_id == offen.id].massnahme_id)
    assert geantwortet < gefragt
    assert len(geantwortet) >= 5
    assert offen.eroeffnet_am < HEUTE < offen.redaktionsschluss < offen.sitzung_am


@pytest.mark.parametrize(
    "heute",
    [HEUTE, date(2025, 11, 22), date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 29), date(2026, 6, 30)],
    ids=str,
)
def test_musterstadt_lebt_an_jedem_ladetag(neue_datenbank: Any, heute: date) -> None:
    engine = neue_datenbank("sqlite")
    load_demo(engine, heute, datetime(heute.year, heute.month, heute.day, 11, tzinfo=UTC))
    with leseeinheit(engine) as session:
        lagebild = bild(session, "musterstadt", heute)
    m = lagebild.massnahmen
    ueberfaellig = m[m.terminlage == Terminlage.UEBERFAELLIG]
    assert len(ueberfaellig) >= 6
    assert 2 <= ueberfaellig.stand_hindernis.notna().sum() < len(ueberfaellig)
    assert (m.terminlage == Terminlage.BALD_FAELLIG).sum() >= 4
    assert (m.terminlage == Terminlage.IM_ZEITPLAN).sum() >= 8
    assert set(m.aktualitaet) == set(Aktualitaet)
    zurueck = m[m.umsetzungsstand == Umsetzungsstand.ZURUECKGESTELLT]
    assert (zurueck.stand_wiedervorlage < heute).sum() == 2
    assert sorted(f.frist > heute for f in lagebild.foerderungen.itertuples()) == [False, True]
    naechste = lagebild.beratungen[lagebild.beratungen.termin > heute]
    assert (naechste.termin - timedelta(days=28) == heute).any() or (naechste.termin.min() - heute).days in range(
        19, 31
    )
    assert (lagebild.ereignisse.beginn > heute).sum() >= 3
    assert lagebild.sachstaende.gilt_ab.max() <= heute


def test_musterstadt_hat_an_einem_frueheren_tag_weniger_massnahmen(session: Session) -> None:
    frueher, heute = (bild(session, "musterstadt", t) for t in (HEUTE - timedelta(days=900), HEUTE))
    assert 0 < len(frueher.massnahmen) < len(heute.massnahmen)
    assert frueher.konzept.phase == "umsetzung"


def test_gleicher_ladetag_gibt_gleiche_daten(demo: sa.Engine, neue_datenbank: Any) -> None:
    zweite = neue_datenbank("sqlite")
    load_demo(zweite, HEUTE, JETZT)
    assert _inhalt(demo) == _inhalt(zweite)


def _inhalt(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    tabellen = [t for t in modell.Base.metadata.sorted_tables if t.name not in ("protokoll", "alembic_version")]
    with leseeinheit(engine) as session:
        return {t.name: [tuple(z) for z in session.execute(select(t).order_by(t.c.id))] for t in tabellen}


# --- Personen und Laden ----------------------------------------------------------------------------------------------


def test_jede_demo_person_hat_je_konzept_eine_rolle_und_die_administration_eine_fuer_alle(session: Session) -> None:
    konzepte = list(session.scalars(select(modell.Konzept.id)))
    assert len(konzepte) == 5
    assert STANDARDPERSON in PERSONEN
    for person in (load_person(session, kennung) for kennung in PERSONEN):
        assert "Beispiel" in person.name
        assert person.demo
        if person.kennung == "administration":
            assert [(r.art, r.konzept_id) for r in person.rollen] == [(Rollenart.ADMINISTRATION, None)]
        else:
            assert sorted(r.konzept_id or 0 for r in person.rollen) == sorted(konzepte)
        gebunden = [r.organisationseinheit_id for r in person.rollen if r.art == Rollenart.FACHKRAFT]
        assert None not in gebunden


def test_die_fachkraft_bildung_federfuehrt_in_musterstadt(session: Session, muster: Lagebild) -> None:
    rollen = load_person(session, "fachkraft-bildung").rollen_in(muster.konzept.id)
    assert sum(muster.massnahmen.federfuehrung_id == rollen[0].organisationseinheit_id) >= 5


def test_zweites_laden_aendert_nichts(neue_datenbank: Any) -> None:
    engine = neue_datenbank("sqlite")
    assert load_demo(engine, HEUTE, JETZT)
    vorher = _inhalt(engine)
    assert not load_demo(engine, HEUTE + timedelta(days=1), JETZT + timedelta(days=1))
    assert _inhalt(engine) == vorher


def test_die_demo_laedt_auch_auf_postgresql_und_die_kette_haelt(engine: sa.Engine) -> None:
    assert load_demo(engine, HEUTE, JETZT)
    assert load_synthetisch(engine, HEUTE, JETZT, massnahmen=30, sachstaende=3)
    with leseeinheit(engine) as session:
        assert kettenfehler(session) is None
        lagebild = bild(session, "synthetisch")
        assert (len(lagebild.massnahmen), len(lagebild.sachstaende)) == (30, 90)
    with schreibeinheit(engine, Vorgang(_person(engine), JETZT)) as schreibend:  # die Zähler der Schlüssel stimmen
        konzept = lagebild.konzept.id
        feld = int(lagebild.handlungsfelder.id.iloc[0])
        schreibend.add(modell.Massnahme(konzept_id=konzept, nummer="SY-NEU", titel="Neu", handlungsfeld_id=feld))


def _person(engine: sa.Engine) -> Person:
    with leseeinheit(engine) as session:
        return load_person(session, STANDARDPERSON)


# --- Lastdaten -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def last(neue_datenbank: Any) -> sa.Engine:
    engine: sa.Engine = neue_datenbank("sqlite")
    assert load_synthetisch(engine, HEUTE, JETZT, massnahmen=500)
    return engine


def test_lastdaten_haben_alle_staende_stellen_und_lange_texte(last: sa.Engine) -> None:
    with leseeinheit(last) as session:
        lagebild = bild(session, "synthetisch")
        stellen = session.scalar(select(func.count()).select_from(modell.Organisationseinheit))
    assert (len(lagebild.massnahmen), len(lagebild.sachstaende)) == (500, 5000)
    assert (len(lagebild.handlungsfelder), stellen) == (12, 40)
    assert set(lagebild.sachstaende.umsetzungsstand) == set(Umsetzungsstand)
    assert lagebild.sachstaende.text.str.len().max() > 3000
    assert (lagebild.sachstaende.zum.max() - lagebild.sachstaende.zum.min()).days > 900
    assert lagebild.sachstaende.gilt_ab.max() <= HEUTE
    assert Aktualitaet.VERALTET in set(lagebild.massnahmen.aktualitaet)


def test_lastdaten_sind_vollstaendig_und_verkettet_protokolliert(last: sa.Engine) -> None:
    with leseeinheit(last) as session:
        assert kettenfehler(session) is None
        for klasse in (modell.Massnahme, modell.Sachstand, modell.Mittelposition, modell.Fristaenderung):
            protokolliert = select(func.count()).where(modell.Protokoll.tabelle == klasse.__tablename__)
            assert session.scalar(protokolliert) == session.scalar(select(func.count()).select_from(klasse)) > 0


def test_die_zeitmaschine_liest_lastdaten_wie_die_gegenwart(last: sa.Engine) -> None:
    with leseeinheit(last) as session:
        konzept = require_konzept(session, "synthetisch")
        heute = load_lagebild(session, konzept, HEUTE).massnahmen
        frueher = load_lagebild(session, konzept, HEUTE - timedelta(days=400)).massnahmen
    gleich = ["id", "titel", "frist", "mittelstatus", "federfuehrung_id", "beginn_genauigkeit", "version"]
    assert heute[gleich].to_dict("records") == frueher[gleich].to_dict("records")
    assert list(heute.umsetzungsstand) != list(frueher.umsetzungsstand)


def test_lastdaten_sind_bei_gleichen_zahlen_gleich(neue_datenbank: Any) -> None:
    erste, zweite = neue_datenbank("sqlite"), neue_datenbank("sqlite")
    for engine in (erste, zweite):
        load_synthetisch(engine, HEUTE, JETZT, massnahmen=7, sachstaende=2)
    assert _inhalt(erste) == _inhalt(zweite)
    assert not load_synthetisch(erste, HEUTE, JETZT, massnahmen=9)


def test_quellen_und_dateien_sind_gleich_zahlreich(session: Session) -> None:
    for tabelle in ("massnahme", "ereignis", "mittelposition", "anmerkung", "kennzahl", "mitgliedschaft"):
        with (ORDNER / f"{tabelle}.csv").open(encoding="utf-8", newline="") as griff:
            zeilen = sum(1 for _ in csv.DictReader(griff, delimiter=";"))
        klasse = {m.class_.__tablename__: m.class_ for m in modell.Base.registry.mappers}[tabelle]
        echte = select(modell.Konzept.id).where(modell.Konzept.schluessel.in_(ECHTE))
        assert session.scalar(select(func.count()).where(klasse.konzept_id.in_(echte))) == zeilen > 0
