"""Prüft das Pflegen im Kern: anlegen, ändern, umordnen, archivieren und hervorholen – für jede Art dieselben Regeln."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import HEUTE, Gemeinde, Uhr, neu

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import pflege
from mut_core.erfassung.pflege.arten import NIE, Weglegen
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell import Datensatz, Protokoll
from mut_core.modell.codes import Angabe, Genauigkeit, Gremientyp, Mittelmodus, Turnus
from mut_core.modell.grundlage import Archivierbar
from mut_core.rechte import load_person

UNMOEGLICH = (-1, 0, 10**20, 4711, "1", None, True)


@pytest.fixture
def engine(sqlite_engine: sa.Engine) -> sa.Engine:
    """Eine Datei genügt: was die Datenbank selbst entscheidet, prüfen Matrix und Wache auf beiden."""
    return sqlite_engine


@pytest.fixture
def g(sqlite_gemeinde: Gemeinde) -> Gemeinde:
    return sqlite_gemeinde


class Pflege:
    """Was die Koordination tut, jeder Handgriff ein Vorgang."""

    def __init__(self, g: Gemeinde, uhr: Uhr) -> None:
        self.g, self.uhr = g, uhr

    def tue(self, funktion: Callable[..., Any], *weitere: Any, person: Any = None, vorgang: Vorgang | None = None,
            **dazu: Any) -> Any:  # fmt: skip
        vorgang = vorgang or self.uhr.vorgang(person or self.g.kora)
        with schreibeinheit(self.g.engine, vorgang) as session:
            return funktion(session, vorgang, self.g.konzept_id, *weitere, **dazu)

    def lege_an(self, art: str, /, **werte: Any) -> int:
        return int(self.tue(pflege.save_datensatz, art, None, werte, basis_version=0))

    def aendere(self, art: str, nummer: int, /, **werte: Any) -> int:
        version = self.zeile(art, nummer).version
        return int(self.tue(pflege.save_datensatz, art, nummer, werte, basis_version=version))

    def archiviere(self, art: str, nummer: int) -> None:
        self.tue(pflege.archive_datensatz, art, nummer, basis_version=self.zeile(art, nummer).version)

    def hole_hervor(self, art: str, nummer: int) -> None:
        self.tue(pflege.restore_datensatz, art, nummer, basis_version=self.zeile(art, nummer).version)

    def zeile(self, art: str, nummer: int) -> Any:
        klasse = pflege.PFLEGBAR[art]
        with leseeinheit(self.g.engine) as session:
            z = session.get_one(klasse, nummer)
            return SimpleNamespace(**{s.key: getattr(z, s.key) for s in sa.inspect(klasse).columns})

    def eine(self, art: str) -> Any:
        """Gibt die eine Zeile dieser Art, die die Gemeinde hat."""
        klasse = pflege.PFLEGBAR[art]
        with leseeinheit(self.g.engine) as session:
            return self.zeile(art, session.scalars(sa.select(klasse.id).order_by(klasse.id)).first() or 0)

    def protokoll(self) -> int:
        with leseeinheit(self.g.engine) as session:
            return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


@pytest.fixture
def p(g: Gemeinde, uhr: Uhr) -> Pflege:
    return Pflege(g, uhr)


@pytest.fixture
def unveraendert(p: Pflege) -> Iterator[None]:
    """Was abgelehnt wird, hinterlässt keine Zeile."""
    vorher = p.protokoll()
    yield
    assert p.protokoll() == vorher


# --- die Liste der Arten ---------------------------------------------------------------------------------------------


def test_archivierbares_wird_archiviert_und_jede_art_nennt_felder_ihres_modells() -> None:
    for tabelle, art in pflege.ARTEN.items():
        assert tabelle == art.klasse.__tablename__
        assert (art.weglegen is Weglegen.ARCHIVIEREN) == issubclass(art.klasse, Archivierbar), tabelle
        felder = {s.key for s in sa.inspect(art.klasse).columns}
        genannt = {*art.ohne, *art.gruppe, *art.eines_von, art.gehoert_zu, art.ordnung, art.zaehlt} - {None}
        assert genannt | {f for e in art.eindeutig for f in e} <= felder, tabelle
        assert not pflege.aenderbare(art.klasse).keys() & (NIE | art.ohne), tabelle
    fehlen = {k.__tablename__ for k in klassen_mit_archiv()} - pflege.ARTEN.keys()
    assert fehlen == {"massnahme"}  # die pflegt erfassung.massnahme


def klassen_mit_archiv() -> list[type[Datensatz]]:
    alle = (m.class_ for m in modell.Base.registry.mappers)
    return [k for k in alle if issubclass(k, Archivierbar) and issubclass(k, Datensatz)]


# --- gelingt ---------------------------------------------------------------------------------------------------------


def neue_werte(g: Gemeinde, p: Pflege) -> dict[str, dict[str, Any]]:
    cafe, lotsen = g.massnahmen["sprachcafe"], g.massnahmen["lotsen"]
    gremium, ereignis, ziel, vorlage = (p.eine(a).id for a in ("gremium", "ereignis", "ziel", "vorlage"))
    return {
        "teilprojekt": {"buchstabe": "b", "titel": "Interkulturelle Öffnung"},
        "handlungsfeld": {"titel": "Gesundheit", "kuerzel": "GE"},
        "leitlinie": {"text": "Vielfalt ist Alltag."},
        "ziel": {"text": "Alle finden sich zurecht.", "handlungsfeld_id": g.handlungsfelder[1]},
        "organisationseinheit": {"name": "Fachdienst Jugend", "email": "jugend@probstweiler.example"},
        "gremium": {"name": "Runder Tisch", "typ": "runder_tisch"},
        "mitgliedschaft": {"gremium_id": gremium, "rolle": "Moderation"},
        "ereignis": {"titel": "Fachtag", "art": "workshop", "zeitraum": "II. Quartal 2025"},
        "kennzahl": {"bezeichnung": "Kurse", "wert": "17,30"},
        "foerderung": {"programm": "Bundesprogramm", "betrag": "12.000 €", "zeitraum": "2025 bis 2027"},
        "meilenstein": {"titel": "Raum gefunden", "massnahme_id": cafe, "zeitraum": "Ende 2025"},
        "mittelposition": {"massnahme_id": cafe, "betrag": "ca. 21 T€ jährlich ab 2026"},
        "smartpruefung": {"massnahme_id": lotsen, "spezifisch": "ja", "geprueft_am": "2025-03-01"},
        "massnahmeziel": {"massnahme_id": lotsen, "ziel_id": ziel},
        "massnahmehandlungsfeld": {"massnahme_id": lotsen, "handlungsfeld_id": g.handlungsfelder[0]},
        "beteiligung": {"massnahme_id": lotsen, "organisationseinheit_id": g.bildung_id},
        "gremiumhandlungsfeld": {"gremium_id": gremium, "handlungsfeld_id": g.handlungsfelder[1]},
        "ereignishandlungsfeld": {"ereignis_id": ereignis, "handlungsfeld_id": g.handlungsfelder[1]},
        "vorlage": {"art": "Mitteilung", "betreff": "Zweiter Sachstand"},
        "beratung": {"vorlage_id": vorlage, "gremium_name": "Rat", "termin": "24.09.2025"},
        "beschluss": {"gremium": "Rat", "am": "2024-03-07"},
    }  # fmt: skip


def test_jede_art_laesst_sich_anlegen_aendern_und_weglegen(g: Gemeinde, p: Pflege) -> None:
    faelle = neue_werte(g, p)
    assert faelle.keys() == pflege.ARTEN.keys() - {"konzept"}
    for art, werte in faelle.items():
        vorher = p.protokoll()
        nummer = p.lege_an(art, **werte)
        assert p.protokoll() == vorher + 1, art
        zeile = p.zeile(art, nummer)
        text = next((f for f in ("titel", "text", "name", "bezeichnung", "programm", "betreff", "rolle", "gremium")
                     if f in pflege.aenderbare(pflege.PFLEGBAR[art])), None)  # fmt: skip
        if text:
            p.aendere(art, nummer, **{text: "Neu gefasst * mit Stern"})
            danach = p.zeile(art, nummer)
            assert (getattr(danach, text), danach.version) == ("Neu gefasst * mit Stern", zeile.version + 1), art
        p.archiviere(art, nummer)
        if pflege.ARTEN[art].weglegen is Weglegen.ENTFERNEN:
            with pytest.raises(sa.exc.NoResultFound):
                p.zeile(art, nummer)
            continue
        with leseeinheit(g.engine) as session:
            weg = pflege.load_archivierte(session, g.kora, g.konzept_id, art)
        assert [w.id for w in weg] == [nummer], art
        p.hole_hervor(art, nummer)
        assert p.zeile(art, nummer).version == zeile.version + (3 if text else 2), art


def test_was_ein_textfeld_sagt_steht_danach_in_den_feldern(g: Gemeinde, p: Pflege) -> None:
    e = p.zeile("ereignis", p.lege_an("ereignis", titel="Fachtag", art="workshop", zeitraum="II. Quartal 2025"))
    assert (e.beginn, e.frist, e.frist_genauigkeit) == (date(2025, 4, 1), date(2025, 6, 30), Genauigkeit.QUARTAL)
    assert (e.zeit_wortlaut, e.zeit_angabe) == ("II. Quartal 2025", Angabe.GENANNT)
    m = p.zeile("mittelposition", p.lege_an("mittelposition", massnahme_id=g.massnahmen["lotsen"],
                                            betrag="ca. 21 T€ jährlich ab 2026"))  # fmt: skip
    assert (m.betrag_cent, m.ungenau, m.modus, m.jahr) == (2_100_000, True, Mittelmodus.JAEHRLICH, 2026)
    assert m.wortlaut == "ca. 21 T€ jährlich ab 2026"
    assert (pflege.formwert(e, "zeitraum"), pflege.formwert(m, "betrag")) == ("II. Quartal 2025", m.wortlaut)


def test_unklares_wird_gefragt_bestaetigt_oder_als_wortlaut_aufgehoben(p: Pflege) -> None:
    werte = {"titel": "Fachtag", "art": "workshop", "zeitraum": "ab 2022- 2023"}
    with pytest.raises(EingabeError, match="bitte bestätigen") as fehler:
        p.lege_an("ereignis", **werte)
    assert fehler.value.feld == "zeitraum"
    ja = p.zeile("ereignis", p.lege_an("ereignis", **werte, zeitraum_bestaetigt=True))
    assert (ja.beginn, ja.frist, ja.zeit_wortlaut) == (date(2022, 1, 1), date(2023, 12, 31), "ab 2022- 2023")
    nur = p.zeile("ereignis", p.lege_an("ereignis", **werte, zeitraum_als_wortlaut=True))
    assert (nur.beginn, nur.frist, nur.zeit_wortlaut) == (None, None, "ab 2022- 2023")
    with pytest.raises(EingabeError, match="Kein Datum erkannt"):  # ohne Vorschlag gibt es nichts zu bestätigen
        p.lege_an("ereignis", **werte | {"zeitraum": "asap"}, zeitraum_bestaetigt=True)


@pytest.mark.parametrize(
    ("felder", "text"),
    [
        ({"zeit_wortlaut": "Ende 2024", "frist": date(2024, 12, 31)}, "Ende 2024"),
        ({"zeit_wortlaut": "Ende 2024", "frist": date(2025, 6, 30)}, "bis 30.06.2025"),  # die Frist ist gewandert
        ({"zeit_wortlaut": "asap"}, "asap"),
        ({"beginn": date(2022, 1, 1), "beginn_genauigkeit": Genauigkeit.JAHR}, "ab 2022"),
        ({"beginn": date(2022, 1, 1), "beginn_genauigkeit": Genauigkeit.JAHR, "turnus": Turnus.JAEHRLICH},
         "jährlich, ab 2022"),
        ({"turnus": Turnus.LAUFEND}, "laufend"),
        ({"zeit_angabe": Angabe.KEINE_ANGABE}, "k. A."),
        ({}, ""),
    ],
)  # fmt: skip
def test_im_feld_zeitraum_steht_was_gespeichert_ist_und_es_liest_sich_wieder_so(
    felder: dict[str, Any], text: str
) -> None:
    leer = dict.fromkeys(("beginn", "beginn_genauigkeit", "frist", "frist_genauigkeit", "zeit_wortlaut", "turnus"))
    zeile = SimpleNamespace(**leer | {"zeit_angabe": Angabe.LEER} | felder)
    assert pflege.zeitraum_wert(zeile) == text
    if text != "asap":
        wieder = pflege.pruefe_werte(modell.Ereignis, {"zeitraum": text})
        assert [wieder[f] for f in ("beginn", "frist", "turnus")] == [zeile.beginn, zeile.frist, zeile.turnus]


@pytest.mark.parametrize(
    ("felder", "text"),
    [
        ({"wortlaut": "ca. 21 T€", "betrag_cent": 2_100_000, "ungenau": True}, "ca. 21 T€"),
        ({"wortlaut": "ca. 21 T€", "betrag_cent": 2_500_000, "ungenau": True}, "ca. 25.000 €"),
        ({"betrag_cent": 3_300_050, "modus": Mittelmodus.JAEHRLICH, "jahr": 2025}, "33.000,50 € jährlich ab 2025"),
        ({"betrag_cent": 2_000_000, "bis_betrag_cent": 2_500_000}, "20.000 € bis 25.000 €"),
        ({"bis_betrag_cent": 2_500_000}, "bis zu 25.000 €"),
        ({"wortlaut": "keine"}, "keine"),
        ({}, ""),
    ],
)
def test_im_feld_betrag_steht_was_gespeichert_ist_und_es_liest_sich_wieder_so(
    felder: dict[str, Any], text: str
) -> None:
    leer = {"betrag_cent": None, "bis_betrag_cent": None, "wortlaut": None, "ungenau": False, "jahr": None}
    zeile = SimpleNamespace(**leer | {"modus": Mittelmodus.EINMALIG} | felder)
    assert pflege.betrag_wert(zeile).replace("\u00a0", " ") == text
    wieder = pflege.pruefe_werte(modell.Mittelposition, {"betrag": text})
    assert [wieder[f] for f in ("betrag_cent", "bis_betrag_cent")] == [zeile.betrag_cent, zeile.bis_betrag_cent]


def test_geschrieben_wird_nur_was_sich_unterscheidet_und_derselbe_vorgang_nur_einmal(p: Pflege, uhr: Uhr) -> None:
    m = p.eine("mittelposition")
    vorher = p.protokoll()
    for stand in (m.version, 99):  # auch auf veralteter Grundlage gibt es nichts zu streiten
        dasselbe = {"betrag": pflege.formwert(m, "betrag"), "ungenau": True, "zweck": None}
        p.tue(pflege.save_datensatz, "mittelposition", m.id, dasselbe, basis_version=stand)
    assert p.protokoll() == vorher
    vorgang = uhr.vorgang(p.g.kora)
    neue = {p.tue(pflege.save_datensatz, "leitlinie", None, {"text": "Neu"}, basis_version=0, vorgang=vorgang)
            for _ in range(2)}  # fmt: skip
    assert (len(neue), p.protokoll()) == (1, vorher + 1)
    vorgang = uhr.vorgang(p.g.kora)
    for _ in range(2):
        p.tue(pflege.save_datensatz, "mittelposition", m.id, {"zweck": "Anlauf"}, basis_version=m.version,
              vorgang=vorgang)  # fmt: skip
    assert p.protokoll() == vorher + 2


# --- falsche Rolle, fremdes Konzept ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("unveraendert")
def test_nur_die_koordination_pflegt_und_fremdes_gibt_es_nicht(g: Gemeinde, p: Pflege) -> None:
    feld = g.handlungsfelder[0]
    wege: tuple[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]], ...] = (
        (pflege.save_datensatz, ("handlungsfeld", feld, {"titel": "X"}), {"basis_version": 1}),
        (pflege.save_datensatz, ("leitlinie", None, {"text": "X"}), {"basis_version": 0}),
        (pflege.archive_datensatz, ("leitlinie", 1), {"basis_version": 1}),
        (pflege.restore_datensatz, ("leitlinie", 1), {"basis_version": 1}),
        (pflege.save_reihenfolge, ("handlungsfeld", g.handlungsfelder[::-1]), {}),
    )
    for funktion, weitere, dazu in wege:
        for person in (g.lena, g.fatma, g.adam):
            with pytest.raises(RechteError):
                p.tue(funktion, *weitere, person=person, **dazu)
        for person in (g.gustav, g.niemand):
            with pytest.raises(NichtGefundenError):
                p.tue(funktion, *weitere, person=person, **dazu)


@pytest.mark.usefixtures("unveraendert")
def test_fremde_und_unmoegliche_schluessel_antworten_gleich(g: Gemeinde, p: Pflege) -> None:
    with leseeinheit(g.engine) as session:
        fremdes_feld = session.get_one(modell.Massnahme, g.massnahmen["fremd"]).handlungsfeld_id
    for art, fremd in (("handlungsfeld", fremdes_feld), ("organisationseinheit", g.fremde_stelle_id),
                       ("konzept", g.fremdes_konzept_id)):  # fmt: skip
        antworten = set()
        for nummer in (fremd, *UNMOEGLICH):
            if nummer is None:
                continue  # None heißt anlegen
            for funktion, weitere in ((pflege.save_datensatz, ({},)), (pflege.archive_datensatz, ()),
                                      (pflege.restore_datensatz, ())):  # fmt: skip
                with pytest.raises(NichtGefundenError) as fehler:
                    p.tue(funktion, art, nummer, *weitere, basis_version=1)
                antworten.add(str(fehler.value))
        assert len(antworten) == 1, art
    with pytest.raises(NichtGefundenError):
        p.tue(pflege.save_reihenfolge, "handlungsfeld", [fremdes_feld])
    for ort in UNMOEGLICH:
        with pytest.raises(NichtGefundenError), schreibeinheit(g.engine, p.uhr.vorgang(g.kora)) as session:
            pflege.save_datensatz(session, p.uhr.vorgang(g.kora), ort, "leitlinie", None, {"text": "X"},
                                  basis_version=0)  # type: ignore[arg-type] # fmt: skip


def test_eine_stelle_pflegt_auch_die_koordination_eines_anderen_konzepts_der_kommune(g: Gemeinde, p: Pflege) -> None:
    with schreibeinheit(g.engine, p.uhr.vorgang(g.adam)) as session:
        kommune = session.get_one(modell.Konzept, g.konzept_id).kommune_id
        zweites = neu(session, modell.Konzept(kommune_id=kommune, schluessel="zwei", bezeichnung="Zweites Konzept")).id
        neu(session, modell.Rolle(nutzer_id=g.gustav.id, konzept_id=zweites, art="koordination"))
    with leseeinheit(g.engine) as session:
        gustav = load_person(session, "gustav")
    with schreibeinheit(g.engine, p.uhr.vorgang(gustav)) as session:
        pflege.save_datensatz(session, p.uhr.vorgang(gustav), zweites, "organisationseinheit", g.bildung_id,
                              {"email": "schule@probstweiler.example"}, basis_version=1)  # fmt: skip
    assert p.zeile("organisationseinheit", g.bildung_id).email == "schule@probstweiler.example"
    with schreibeinheit(g.engine, p.uhr.vorgang(gustav)) as session, pytest.raises(NichtGefundenError):
        pflege.save_datensatz(session, p.uhr.vorgang(gustav), zweites, "handlungsfeld", g.handlungsfelder[0],
                              {"titel": "X"}, basis_version=1)  # fmt: skip


# --- schlechte Eingaben ----------------------------------------------------------------------------------------------

SCHLECHT: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("handlungsfeld", {}, "titel", "Bitte füllen Sie „Titel“ aus"),
    ("handlungsfeld", {"titel": " \n\u202e "}, "titel", "Bitte füllen Sie „Titel“ aus"),
    ("handlungsfeld", {"titel": "x" * 100_000}, "titel", "100.000 Zeichen zu lang; höchstens 300"),
    ("handlungsfeld", {"titel": "X", "bedeutung": "x" * 100_000}, "bedeutung", "höchstens 10.000"),
    ("handlungsfeld", {"titel": 7}, "titel", "muss ein Text sein"),
    ("handlungsfeld", {"titel": "X", "nummer": -1}, "nummer", "ganze Zahl von 1 bis 9.999"),
    ("handlungsfeld", {"titel": "X", "nummer": "0"}, "nummer", "ganze Zahl von 1 bis 9.999"),
    ("handlungsfeld", {"titel": "X", "nummer": "1,5"}, "nummer", "ganze Zahl"),
    ("handlungsfeld", {"titel": "X", "nummer": True}, "nummer", "ganze Zahl"),
    ("handlungsfeld", {"titel": "X", "nummer": 10**30}, "nummer", "ganze Zahl"),
    ("handlungsfeld", {"titel": "X", "nummer": 1}, "nummer", "schon vergeben: 1 Sprache und Bildung"),
    ("handlungsfeld", {"titel": "X", "uebergreifend": "ja"}, "uebergreifend", "entweder ja oder nein"),
    ("handlungsfeld", {"titel": "X", "bearbeitungsstand": "fertig"}, "bearbeitungsstand", "Möglich sind: nicht beg"),
    ("handlungsfeld", {"titel": "X", "bearbeitungsstand": None}, "bearbeitungsstand", "Bitte wählen Sie"),
    ("handlungsfeld", {"titel": "X", "teilprojekt_id": 4711}, "teilprojekt_id", "in diesem Konzept nicht gibt"),
    ("handlungsfeld", {"titel": "X", "teilprojekt_id": 10**20}, "teilprojekt_id", "in diesem Konzept nicht gibt"),
    ("handlungsfeld", {"titel": "X", "teilprojekt_id": "1; DROP"}, "teilprojekt_id", "in diesem Konzept nicht"),
    ("ziel", {"text": "X", "handlungsfeld_id": 3}, "handlungsfeld_id", "in diesem Konzept nicht gibt"),  # Nachbarau
    ("teilprojekt", {"buchstabe": "A", "titel": "X"}, "buchstabe", "schon vergeben: Stadtgesellschaft"),
    ("organisationseinheit", {"name": "fachdienst bildung"}, "name", "schon vergeben"),
    ("organisationseinheit", {"name": "X", "kuerzel": "FD 4"}, "kuerzel", "„Kürzel“ FD 4 ist schon vergeben"),
    ("organisationseinheit", {"name": "X", "email": "a@b.de\nBcc: c@d.de"}, "email", "einzelne E-Mail-Adresse"),
    ("gremium", {"name": "X", "typ": ""}, "typ", "Bitte wählen Sie „Typ“ aus"),
    ("gremium", {"name": "X", "typ": "rat", "ladungsfrist_tage": 400}, "ladungsfrist_tage", "0 bis 365"),
    ("mitgliedschaft", {"gremium_id": 1, "person": "Erika"}, "organisationseinheit_id", "„Organisation“ oder „Rolle“"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "30.02.2024"}, "zeitraum", "30.02.2024 gibt es nicht"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "2099"}, "zeitraum", "Das Jahr liegt nach 2060"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "12.1.1875"}, "zeitraum", "."),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": 2024}, "zeitraum", "kein Text"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "=1+1"}, "zeitraum", "nicht eindeutig"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "x" * 100_000}, "zeitraum", "länger als 1000 Zeichen"),
    ("ereignis", {"titel": "X", "art": "forum", "beginn": date(2025, 2, 1), "frist": date(2025, 1, 1)}, "frist",
     "liegt vor dem Beginn"),
    ("ereignis", {"titel": "X", "art": "forum", "zeitraum": "2025", "frist": date(2024, 1, 1)}, "zeitraum",
     "„Frist“ sagt etwas anderes"),
    ("kennzahl", {"bezeichnung": "X", "wert": "1", "stichtag": "30.02.2024"}, "stichtag", "den es nicht gibt"),
    ("kennzahl", {"bezeichnung": "X", "wert": "1", "stichtag": "morgen"}, "stichtag", "zum Beispiel 24.12.2026"),
    ("kennzahl", {"bezeichnung": "X", "wert": "1", "stichtag": date(1875, 1, 1)}, "stichtag", "1990 bis 2100"),
    ("mittelposition", {"massnahme_id": 1, "betrag": "12,345.00"}, "betrag", "keine eindeutige deutsche Schreibweise"),
    ("mittelposition", {"massnahme_id": 1, "betrag": "1.000,5"}, "betrag", "keine eindeutige deutsche Schreibweise"),
    ("mittelposition", {"massnahme_id": 1, "betrag": "500 € jährlich", "modus": "einmalig"}, "betrag", "„Bezug“ sagt"),
    ("mittelposition", {"massnahme_id": 1, "jahr": 1066}, "jahr", "von 1990 bis 2100"),
    ("mittelposition", {"betrag": "500 €"}, "massnahme_id", "Bitte wählen Sie „Maßnahme“ aus"),
    ("foerderung", {"programm": "X", "betrag": "ca. 12.000 €"}, "betrag", "genauer Betrag"),
    ("foerderung", {"programm": "X", "betrag": "viel"}, "betrag", "."),
    ("massnahmeziel", {"massnahme_id": 1, "ziel_id": 1}, "ziel_id", "steht schon da"),
    ("massnahmehandlungsfeld", {"massnahme_id": 2, "handlungsfeld_id": 2}, "handlungsfeld_id", "schon das Handlungs"),
    ("konzept", {"bezeichnung": "X"}, "", "legt die Administration an"),
    *(("handlungsfeld", {"titel": "X", f: 1}, f, "lässt sich hier nicht ändern") for f in sorted(NIE)),
    ("handlungsfeld", {"titel": "X", "__class__": "y"}, "__class__", "lässt sich hier nicht ändern"),
    ("handlungsfeld", {"titel": "X", "zeitraum": "2024"}, "zeitraum", "lässt sich hier nicht ändern"),
    ("organisationseinheit", {"name": "X", "aktiv": False}, "aktiv", "lässt sich hier nicht ändern"),
    ("massnahme", {"titel": "X"}, "", "lässt sich hier nicht ändern"),
    ("nutzer", {"name": "X"}, "", "lässt sich hier nicht ändern"),
)  # fmt: skip


@pytest.mark.usefixtures("unveraendert")
def test_schlechte_eingaben_werden_mit_satz_und_feld_abgelehnt(p: Pflege) -> None:
    for art, werte, feld, satz in SCHLECHT:
        with pytest.raises(EingabeError) as fehler:
            p.lege_an(art, **werte)
        assert satz in str(fehler.value), (art, werte, str(fehler.value))
        assert (fehler.value.feld or "") == feld, (art, werte)


def test_woertliches_bleibt_woertlich_und_steuerzeichen_fallen_weg(p: Pflege) -> None:
    nummer = p.lege_an("leitlinie", text="=1+1 Akteur*innen\x00 \u202eRTL\u202c مرحبا\r\nzweite Zeile")
    assert p.zeile("leitlinie", nummer).text == "=1+1 Akteur*innen RTL مرحبا\nzweite Zeile"
    assert p.zeile("leitlinie", nummer).nummer == 2  # die nächste freie
    assert p.zeile("kennzahl", p.lege_an("kennzahl", bezeichnung="Zwei\nZeilen", wert="1")).bezeichnung == "Zwei Zeilen"


def test_das_konzept_laesst_sich_aendern_aber_weder_archivieren_noch_umbenennen(g: Gemeinde, p: Pflege) -> None:
    k = g.konzept_id
    p.aendere("konzept", k, aktualitaet_monate="3", freigabe_verlangt=True, stelle_id=g.bildung_id,
              umsetzungsgrundsaetze="mehrsprachig\nbarrierefrei")  # fmt: skip
    neu_ = p.zeile("konzept", k)
    assert (neu_.aktualitaet_monate, neu_.freigabe_verlangt, neu_.stelle_id) == (3, True, g.bildung_id)
    for werte, satz in (({"stelle_id": g.fremde_stelle_id}, "nicht gibt"), ({"aktualitaet_monate": 0}, "1 bis 120"),
                        ({"schluessel": "x"}, "nicht ändern"),
                        ({"kontakt_url": "javascript:alert(1)"}, "Adresse")):  # fmt: skip
        with pytest.raises(EingabeError, match=satz):
            p.aendere("konzept", k, **werte)
    with pytest.raises(EingabeError, match="abgeschlossen"):
        p.archiviere("konzept", k)


def test_kreise_entstehen_nicht(g: Gemeinde, p: Pflege) -> None:
    oben, mitte, unten = (p.lege_an("gremium", name=n, typ=Gremientyp.FORUM) for n in ("Oben", "Mitte", "Unten"))
    p.aendere("gremium", mitte, uebergeordnet_id=oben)
    p.aendere("gremium", unten, uebergeordnet_id=mitte)
    for ziel in (oben, mitte, unten):
        with pytest.raises(EingabeError, match="„Berichtet an“ ergäbe einen Kreis"):
            p.aendere("gremium", oben, uebergeordnet_id=ziel)
    with pytest.raises(EingabeError, match="Kreis"):
        p.aendere("organisationseinheit", g.bildung_id, uebergeordnet_id=g.bildung_id)


def test_ein_teil_wechselt_sein_ganzes_nicht(g: Gemeinde, p: Pflege) -> None:
    with pytest.raises(EingabeError, match="„Maßnahme“ steht nach dem Anlegen fest") as fehler:
        p.aendere("mittelposition", p.eine("mittelposition").id, massnahme_id=g.massnahmen["lotsen"])
    assert fehler.value.feld == "massnahme_id"


# --- veraltet --------------------------------------------------------------------------------------------------------


def test_ein_veralteter_stand_traegt_beide_seiten_der_genannten_felder(g: Gemeinde, p: Pflege) -> None:
    nummer = p.lege_an("ereignis", titel="Fachtag", art="workshop", zeitraum="Ende 2025")
    p.aendere("ereignis", nummer, zeitraum="Mai 2026", ort="Rathaus")
    vorher = p.protokoll()
    werte = {"zeitraum": "ab 2022- 2023", "zeitraum_bestaetigt": True, "titel": "Fachtag"}
    with pytest.raises(KonfliktError) as fehler:
        p.tue(pflege.save_datensatz, "ereignis", nummer, werte, basis_version=1)
    assert fehler.value.gespeichert == {"zeitraum": "Mai 2026", "titel": "Fachtag"}
    assert fehler.value.eigene == {"zeitraum": "ab 2022- 2023", "titel": "Fachtag"}
    for funktion in (pflege.archive_datensatz, pflege.restore_datensatz):
        with pytest.raises(KonfliktError, match="inzwischen jemand anderes"):
            p.tue(funktion, "ereignis", nummer, basis_version=1)
    assert p.protokoll() == vorher


# --- archivieren und hervorholen -------------------------------------------------------------------------------------


def test_woran_noch_etwas_haengt_wird_nicht_archiviert_und_der_satz_nennt_es(g: Gemeinde, p: Pflege) -> None:
    feld = g.handlungsfelder[1]
    with pytest.raises(EingabeError) as fehler:
        p.archiviere("handlungsfeld", feld)
    satz = str(fehler.value).replace("\u00a0", " ")
    assert "„2 Ankommen und Teilhabe“ lässt sich noch nicht archivieren. Daran hängt noch: 2 Maßnahmen (" in satz
    assert "„PW-02 Ankommenslotsen“, „PW-03 Mehrsprachiger Wegweiser“" in satz
    assert "1 weiteres Handlungsfeld einer Maßnahme" in satz
    assert satz.endswith("Bitte ordnen Sie das zuerst anders zu oder archivieren Sie es.")
    for stelle, was in ((g.soziales_id, "1 Konzept („Integrationskonzept Probstweiler“)"),
                        (g.bildung_id, "1 Rolle einer Person")):  # fmt: skip
        with pytest.raises(EingabeError) as fehler:
            p.archiviere("organisationseinheit", stelle)
        assert was in str(fehler.value).replace("\u00a0", " ")
    with pytest.raises(EingabeError, match="Vorlage"):
        p.archiviere("beschluss", p.eine("beschluss").id)


def test_was_selbst_weggelegt_oder_nur_ein_teil_ist_haelt_nichts_fest(g: Gemeinde, p: Pflege) -> None:
    feld, cafe = g.handlungsfelder[1], g.massnahmen["sprachcafe"]
    with schreibeinheit(g.engine, p.uhr.vorgang(g.kora)) as session:
        for name in ("lotsen", "wegweiser", "sprachcafe"):
            session.get_one(modell.Massnahme, g.massnahmen[name]).archiviert_am = HEUTE
    p.archiviere("handlungsfeld", feld)
    gremium = p.eine("gremium").id  # mit Mitglied, Handlungsfeld und einer Beratung ohne Termin
    with pytest.raises(EingabeError, match=r"1\s+Beratung"):
        p.archiviere("gremium", gremium)
    p.aendere("beratung", p.eine("beratung").id, termin=date(2025, 1, 15))
    p.archiviere("gremium", gremium)
    p.archiviere("foerderung", p.eine("foerderung").id)  # die Maßnahme ihres Betrags ist archiviert
    with leseeinheit(g.engine) as session:
        bild = load_lagebild(session, g.konzept_id, HEUTE)
    assert feld not in [f.id for f in saetze(bild.handlungsfelder)]
    assert cafe in [m.id for m in saetze(bild.archivierte)]


def test_archiviertes_aendert_sich_nicht_behaelt_seine_nummer_und_kommt_wieder(g: Gemeinde, p: Pflege) -> None:
    feld = p.lege_an("handlungsfeld", titel="Gesundheit", nummer=7)
    ziel = p.lege_an("ziel", text="Gesund bleiben.", handlungsfeld_id=feld)
    p.archiviere("ziel", ziel)
    p.archiviere("handlungsfeld", feld)
    with pytest.raises(EingabeError, match=r"archiviert. Bitte holen Sie ihn zuerst"):
        p.aendere("handlungsfeld", feld, titel="Anders")
    with pytest.raises(EingabeError, match=r"„Nummer“ 7 ist schon vergeben: 7 Gesundheit \(archiviert\)"):
        p.lege_an("handlungsfeld", titel="Kultur", nummer=7)
    for versuch in (lambda: p.lege_an("ziel", text="X", handlungsfeld_id=feld), lambda: p.hole_hervor("ziel", ziel)):
        with pytest.raises(EingabeError, match="„7 Gesundheit“ ist archiviert"):
            versuch()
    p.hole_hervor("handlungsfeld", feld)
    p.hole_hervor("ziel", ziel)
    buchstabe = p.lege_an("teilprojekt", buchstabe="b", titel="Alt")
    p.archiviere("teilprojekt", buchstabe)
    p.lege_an("teilprojekt", buchstabe="b", titel="Neu")
    with pytest.raises(EingabeError, match="schon vergeben: Neu"):
        p.hole_hervor("teilprojekt", buchstabe)


def test_archivieren_und_hervorholen_wirken_als_doppelklick_einmal(g: Gemeinde, p: Pflege, uhr: Uhr) -> None:
    nummer, vorher = p.eine("leitlinie").id, p.protokoll()
    for funktion, version in ((pflege.archive_datensatz, 1), (pflege.restore_datensatz, 2)):
        vorgang = uhr.vorgang(g.kora)
        for _ in range(2):
            p.tue(funktion, "leitlinie", nummer, basis_version=version, vorgang=vorgang)
    assert p.protokoll() == vorher + 2
    vorgang, stimme = uhr.vorgang(g.kora), p.eine("massnahmeziel")
    for _ in range(2):
        p.tue(pflege.archive_datensatz, "massnahmeziel", stimme.id, basis_version=1, vorgang=vorgang)
    assert p.protokoll() == vorher + 3


# --- Reihenfolge -----------------------------------------------------------------------------------------------------


def test_umordnen_schreibt_nur_was_seinen_platz_wechselt(g: Gemeinde, p: Pflege) -> None:
    a, b = g.handlungsfelder
    c = p.lege_an("handlungsfeld", titel="Gesundheit")
    p.tue(pflege.save_reihenfolge, "handlungsfeld", [a, b, c])
    vorher = p.protokoll()
    p.tue(pflege.save_reihenfolge, "handlungsfeld", [a, c, b])
    assert [p.zeile("handlungsfeld", i).reihenfolge for i in (a, b, c)] == [1, 3, 2]
    assert p.protokoll() == vorher + 2
    p.tue(pflege.save_reihenfolge, "handlungsfeld", [a, c, b])
    assert p.protokoll() == vorher + 2


def test_leitlinien_tauschen_ihre_nummern(p: Pflege) -> None:
    erste = p.eine("leitlinie").id
    zweite = p.lege_an("leitlinie", text="Zweite", nummer=4)
    p.tue(pflege.save_reihenfolge, "leitlinie", [zweite, erste])
    assert [p.zeile("leitlinie", i).nummer for i in (erste, zweite)] == [4, 1]


def test_unbrauchbare_reihenfolgen_werden_abgelehnt(g: Gemeinde, p: Pflege) -> None:
    a, b = g.handlungsfelder
    ziele = [p.eine("ziel").id, p.lege_an("ziel", text="Ohne Nummer", handlungsfeld_id=a)]
    drueben = p.lege_an("ziel", text="Drüben", handlungsfeld_id=b)
    vorher = p.protokoll()
    for art, ids, satz in (
        ("handlungsfeld", [a, a], "zweimal"),
        ("ziel", ziele, "nummerieren Sie zuerst alle"),
        ("ziel", [ziele[0], drueben], "mit gleichem „Handlungsfeld“ und „Ebene“"),
        ("organisationseinheit", [g.bildung_id], "ordnen sich von selbst"),
    ):
        with pytest.raises(EingabeError, match=satz):
            p.tue(pflege.save_reihenfolge, art, ids)
    assert p.protokoll() == vorher
