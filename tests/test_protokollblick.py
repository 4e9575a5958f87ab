"""Prüft den Blick ins Protokoll: deutsche Worte statt Spaltennamen, die richtigen Zeilen, nur für Berechtigte."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr
from sqlalchemy.orm import Session

from mut_core import protokollblick
from mut_core.anmeldung import konten as zugang
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import MutError, NichtGefundenError, RechteError
from mut_core.modell import (
    Anmerkung,
    Beteiligung,
    Einstellung,
    Massnahme,
    Mittelposition,
    Nutzer,
    Organisationseinheit,
    Protokoll,
    Rolle,
    Sachstand,
)
from mut_core.modell.codes import Aktion, Rollenart, Umsetzungsstand
from mut_core.protokollblick import Ausschnitt, Eintrag
from mut_core.protokollblick.woerter import bezeichnung, klassen, spalten
from mut_core.rechte import Person

ALLES = Ausschnitt()


def schreibe(gemeinde: Gemeinde, vorgang: Any, tun: Callable[[Session], Any]) -> None:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        tun(session)


def blatt(
    gemeinde: Gemeinde, ausschnitt: Ausschnitt = ALLES, person: Person | None = None, nummer: int = 1
) -> protokollblick.Blatt:
    with leseeinheit(gemeinde.engine) as session:
        return protokollblick.load_blatt(session, person or gemeinde.adam, ausschnitt, nummer)


def neuester(gemeinde: Gemeinde, ausschnitt: Ausschnitt = ALLES) -> Eintrag:
    return blatt(gemeinde, ausschnitt).eintraege[0]


def felder(eintrag: Eintrag) -> dict[str, tuple[str, str]]:
    return {a.feld: (a.alt, a.neu) for a in eintrag.aenderungen}


# --- in Worten -------------------------------------------------------------------------------------------------------


def test_eine_aenderung_nennt_wer_wann_was_vorher_und_nachher(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def aendere(s: Session) -> None:
        m = s.get_one(Massnahme, gemeinde.massnahmen["lotsen"])
        m.titel, m.frist, m.federfuehrung_id, m.mehrsprachig = "Lotsinnen", None, gemeinde.bildung_id, True

    schreibe(gemeinde, uhr.vorgang(gemeinde.kora, grund="Beschluss vom Mai"), aendere)
    eintrag = neuester(gemeinde)
    assert (eintrag.wer, eintrag.gegenstand, eintrag.worum) == ("Kora Dinata", "Maßnahme", "PW-02 Lotsinnen")
    assert (eintrag.aktion, eintrag.grund, eintrag.am) == (Aktion.GEAENDERT, "Beschluss vom Mai", uhr.jetzt)
    assert eintrag.massnahme_id == gemeinde.massnahmen["lotsen"]
    assert felder(eintrag) == {
        "Titel": ("Ankommenslotsen", "Lotsinnen"),
        "Frist": ("31.03.2025", "–"),
        "Federführung": ("Fachdienst Soziales", "Fachdienst Bildung"),
        "Mehrsprachig": ("nein", "ja"),
    }


def test_ein_sachstand_nennt_seine_massnahme_und_codes_als_woerter(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schreibe(
        gemeinde,
        uhr.vorgang(gemeinde.fatma),
        lambda s: s.add(
            Sachstand(
                konzept_id=gemeinde.konzept_id,
                massnahme_id=gemeinde.massnahmen["sprachcafe"],
                nummer=2,
                zum=uhr.heute,
                umsetzungsstand=Umsetzungsstand.IN_PLANUNG,
                text="Zeile",
                erfasst_am=uhr.jetzt,
                erfasst_von_id=gemeinde.fatma.id,
                gilt_ab=uhr.heute,
            )
        ),
    )
    eintrag = neuester(gemeinde)
    assert (eintrag.gegenstand, eintrag.worum) == ("Sachstand", "PW-01 Sprachcafé · Nr. 2 zum 04.06.2025")
    assert felder(eintrag)["Umsetzungsstand"] == ("–", "in Planung")
    assert felder(eintrag)["Erfasst von"] == ("–", "Fatma Schulz")
    assert felder(eintrag)["Erfasst am"] == ("–", "04.06.2025, 10:00 Uhr")
    assert "Hindernis" not in felder(eintrag), "Leeres hat niemand angelegt"


def test_betraege_stehen_in_euro(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schreibe(
        gemeinde,
        uhr.vorgang(gemeinde.kora),
        lambda s: s.add(
            Mittelposition(
                konzept_id=gemeinde.konzept_id, massnahme_id=gemeinde.massnahmen["lotsen"], betrag_cent=123_456
            )
        ),
    )
    assert felder(neuester(gemeinde))["Betrag"] == ("–", "1.234,56\u00a0€")


def test_entferntes_zeigt_was_verloren_ging_und_behaelt_seinen_namen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def lege_an(s: Session) -> None:
        kommune = s.get_one(Organisationseinheit, gemeinde.bildung_id).kommune_id
        stelle = Organisationseinheit(kommune_id=kommune, name="Stabsstelle auf Zeit")
        s.add(stelle)
        s.flush()
        s.add(
            Beteiligung(
                konzept_id=gemeinde.konzept_id,
                massnahme_id=gemeinde.massnahmen["lotsen"],
                organisationseinheit_id=stelle.id,
            )
        )

    def loese_auf(s: Session) -> None:
        stelle = s.scalars(sa.select(Organisationseinheit).where(Organisationseinheit.name.like("Stabs%"))).one()
        beteiligung = s.scalars(sa.select(Beteiligung).where(Beteiligung.organisationseinheit_id == stelle.id)).one()
        s.delete(beteiligung)
        s.flush()
        s.delete(stelle)

    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), lege_an)
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), loese_auf)
    entfernt = neuester(gemeinde, Ausschnitt(tabelle="beteiligung"))
    assert (entfernt.aktion, entfernt.worum) == (Aktion.ENTFERNT, "PW-02 Ankommenslotsen")
    assert felder(entfernt)["Beteiligte Stelle"] == ("Stabsstelle auf Zeit", "–")


def test_rollen_und_einstellungen_stehen_in_worten(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schreibe(
        gemeinde,
        uhr.vorgang(gemeinde.adam),
        lambda s: s.add_all(
            [
                Rolle(nutzer_id=gemeinde.niemand.id, art=Rollenart.LESEN, konzept_id=gemeinde.konzept_id),
                Einstellung(name="zweiter_faktor", wert="administration"),
            ]
        ),
    )
    rolle = neuester(gemeinde, Ausschnitt(tabelle="rolle"))
    assert rolle.worum == "Nora Niemand"
    assert felder(rolle)["Rolle"] == ("–", "Leitung (lesen)")
    assert felder(rolle)["Konzept"][1] == "Integrationskonzept Probstweiler"
    einstellung = neuester(gemeinde, Ausschnitt(tabelle="einstellung"))
    assert einstellung.worum == "Zweiter Faktor"
    assert felder(einstellung)["Wert"] == ("–", "Pflicht für die Administration")


def test_eine_rolle_ohne_konzept_gilt_in_allen(gemeinde: Gemeinde) -> None:
    rollen = {e.worum: felder(e) for e in blatt(gemeinde, Ausschnitt(tabelle="rolle")).eintraege}
    assert rollen["Adam Strator"]["Konzept"][1] == "alle Konzepte"


def test_was_nur_als_grund_festgehalten_ist_steht_ohne_felder_da(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.adam)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        zugang.request_kennwortlink(session, vorgang, gemeinde.fritz.id)
    eintrag = neuester(gemeinde)
    assert (eintrag.worum, eintrag.grund) == ("Fritz Sozial", "Link zum Setzen des Kennworts angefordert")
    assert not eintrag.aenderungen


def test_jede_protokollierte_tabelle_hat_ein_deutsches_wort() -> None:
    woerter = {t: protokollblick.gegenstand(t) for t in klassen()}
    assert "früherer Eintrag" not in woerter.values()
    assert len(set(woerter.values())) == len(woerter)
    assert protokollblick.gegenstand("tabelle_von_gestern") == "früherer Eintrag"


def test_kein_feld_der_ganzen_gemeinde_zeigt_spaltennamen_schluessel_oder_codes(gemeinde: Gemeinde) -> None:
    with leseeinheit(gemeinde.engine) as session:
        eintraege = list(protokollblick.load_eintraege(session, gemeinde.adam, ALLES))
    spaltennamen = {s for t in klassen() for s in spalten(t) if "_" in s}
    for eintrag in eintraege:
        for a in eintrag.aenderungen:
            assert a.feld not in spaltennamen
            assert "nicht mehr vorhanden" not in a.alt + a.neu
            assert "_" not in a.neu or a.neu.startswith("http"), (eintrag.gegenstand, a)
    assert {e.gegenstand for e in eintraege} >= {"Maßnahme", "Sachstand", "Person", "Rolle", "Konzept"}


def test_ein_feld_frueherer_fassungen_verraet_keinen_spaltennamen() -> None:
    assert bezeichnung("massnahme", "gibt_es_nicht_mehr") == "früheres Feld"


def test_geleertes_sagt_dass_sein_inhalt_geloescht_ist(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def benenne(s: Session) -> None:
        s.get_one(Nutzer, gemeinde.fritz.id).name = "Person 3"

    schreibe(gemeinde, uhr.vorgang(gemeinde.adam), benenne)
    leere_nutzlast(gemeinde, neuester(gemeinde).nummer)
    eintrag = neuester(gemeinde)
    assert eintrag.geleert
    assert not eintrag.aenderungen
    assert (eintrag.gegenstand, eintrag.worum) == ("Person", "Person 3")


def leere_nutzlast(gemeinde: Gemeinde, nummer: int) -> None:
    """Die einzige Änderung, die die Auslöser am Protokoll zulassen."""
    with gemeinde.engine.execution_options(mut_nur_lesen=False).begin() as verbindung:
        verbindung.execute(sa.update(Protokoll).where(Protokoll.seq == nummer).values(nutzlast=None))


# --- Auswahl ---------------------------------------------------------------------------------------------------------


def test_die_koordination_sieht_nur_zeilen_ihres_konzepts(gemeinde: Gemeinde) -> None:
    eigenes = blatt(gemeinde, Ausschnitt(gemeinde.konzept_id), gemeinde.kora)
    assert eigenes.gesamt > 10
    assert {e.konzept for e in eigenes.eintraege} == {"Integrationskonzept Probstweiler"}
    assert "Person" not in {e.gegenstand for e in eigenes.eintraege}


@pytest.mark.parametrize(
    ("kennung", "eigenes"),
    [("fatma", RechteError), ("lena", RechteError), ("gustav", NichtGefundenError), ("niemand", NichtGefundenError)],
)
def test_ohne_koordination_bleibt_das_protokoll_verschlossen(
    gemeinde: Gemeinde, kennung: str, eigenes: type[MutError]
) -> None:
    person = gemeinde.personen[kennung]
    with leseeinheit(gemeinde.engine) as session:
        for frage in (protokollblick.beteiligte, protokollblick.gegenstaende, blatt_in, datei_in):
            for konzept_id, erwartet in (
                (gemeinde.konzept_id, eigenes),
                (987_654, NichtGefundenError),
                (None, RechteError),
            ):
                with pytest.raises(erwartet):
                    frage(session, person, konzept_id)


def blatt_in(session: Session, person: Person, konzept_id: int | None) -> protokollblick.Blatt:
    return protokollblick.load_blatt(session, person, Ausschnitt(konzept_id))


def datei_in(session: Session, person: Person, konzept_id: int | None) -> bytes:
    return protokollblick.build_protokolldatei(session, person, Ausschnitt(konzept_id))


def test_auch_die_koordination_sieht_nicht_alles(gemeinde: Gemeinde) -> None:
    with pytest.raises(RechteError):
        blatt(gemeinde, ALLES, gemeinde.kora)
    with pytest.raises(NichtGefundenError):
        blatt(gemeinde, Ausschnitt(gemeinde.fremdes_konzept_id), gemeinde.kora)


def test_der_zeitraum_endet_um_mitternacht_in_berlin(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for stunde, minute, titel in ((23, 59, "Abends"), (0, 1, "Nachts")):
        tag = date(2025, 6, 30) if stunde else date(2025, 7, 1)
        uhr.stelle(tag, stunde, minute)
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), lambda s, t=titel: benenne_lotsen(s, gemeinde, t))
    juni = Ausschnitt(von=date(2025, 6, 1), bis=date(2025, 6, 30))
    juli = Ausschnitt(von=date(2025, 7, 1))
    assert [felder(e)["Titel"][1] for e in blatt(gemeinde, juni).eintraege] == ["Abends"]
    assert [felder(e)["Titel"][1] for e in blatt(gemeinde, juli).eintraege] == ["Nachts"]


def benenne_lotsen(session: Session, gemeinde: Gemeinde, titel: str) -> None:
    session.get_one(Massnahme, gemeinde.massnahmen["lotsen"]).titel = titel


def test_person_und_gegenstand_schraenken_ein(gemeinde: Gemeinde, uhr: Uhr) -> None:
    schreibe(gemeinde, uhr.vorgang(gemeinde.kora), lambda s: benenne_lotsen(s, gemeinde, "Neu"))
    von_kora = blatt(gemeinde, Ausschnitt(nutzer_id=gemeinde.kora.id))
    assert (von_kora.gesamt, von_kora.eintraege[0].wer) == (1, "Kora Dinata")
    assert {e.gegenstand for e in blatt(gemeinde, Ausschnitt(tabelle="rolle")).eintraege} == {"Rolle"}
    with leseeinheit(gemeinde.engine) as session:
        assert protokollblick.beteiligte(session, gemeinde.adam, None) == {
            gemeinde.adam.id: "Adam Strator",
            gemeinde.kora.id: "Kora Dinata",
        }
        im_konzept = protokollblick.gegenstaende(session, gemeinde.kora, gemeinde.konzept_id)
    assert im_konzept["massnahme"] == "Maßnahme"
    assert "nutzer" not in im_konzept
    assert list(im_konzept.values()) == sorted(im_konzept.values())


def test_eine_massnahme_bringt_alles_mit_was_auf_sie_verweist(gemeinde: Gemeinde, uhr: Uhr) -> None:
    cafe, k = gemeinde.massnahmen["sprachcafe"], gemeinde.konzept_id
    schreibe(
        gemeinde,
        uhr.vorgang(gemeinde.kora),
        lambda s: s.add_all(
            [
                Anmerkung(konzept_id=k, bezug="massnahme", bezug_id=cafe, text="Dazu gehört das."),
                Anmerkung(konzept_id=k, bezug="ereignis", bezug_id=1, text=f'"massnahme_id":{cafe},"x":1'),
            ]
        ),
    )
    eintraege = blatt(gemeinde, Ausschnitt(massnahme_id=cafe)).eintraege
    gegenstaende = {e.gegenstand for e in eintraege}
    assert gegenstaende >= {"Maßnahme", "Sachstand", "Mittelposition", "Meilenstein", "Anmerkung der Redaktion"}
    assert {e.massnahme_id for e in eintraege} <= {cafe, None}
    texte = [n for e in eintraege if e.gegenstand.startswith("Anmerkung") for _, n in felder(e).values()]
    assert "Dazu gehört das." in texte
    assert "Maßnahme" in texte, "der Bezug nennt das Wort, nicht die Tabelle"
    assert not [t for t in texte if "massnahme_id" in t], "derselbe Wortlaut in einem Text ist kein Verweis"


def test_massnahme_eins_ist_nicht_massnahme_elf(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for nummer in range(12):
        schreibe(
            gemeinde,
            uhr.vorgang(gemeinde.kora),
            lambda s, n=nummer: s.add(
                Massnahme(
                    konzept_id=gemeinde.konzept_id,
                    nummer=f"PW-2{n}",
                    titel="Weitere",
                    handlungsfeld_id=gemeinde.handlungsfelder[0],
                )
            ),
        )
    eine = min(gemeinde.massnahmen.values())
    assert {e.massnahme_id for e in blatt(gemeinde, Ausschnitt(massnahme_id=eine)).eintraege} == {eine}


# --- Blätter und Datei -----------------------------------------------------------------------------------------------


def test_blaetter_sind_lueckenlos_und_eine_zu_hohe_nummer_meint_das_letzte(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for n in range(30):
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), lambda s, n=n: benenne_lotsen(s, gemeinde, f"Fassung {n}"))
    erstes = blatt(gemeinde)
    alle = [e.nummer for n in range(erstes.blaetter) for e in blatt(gemeinde, nummer=n + 1).eintraege]
    assert alle == list(range(erstes.gesamt, 0, -1))
    assert len(erstes.eintraege) == protokollblick.JE_BLATT
    assert blatt(gemeinde, nummer=10_000).nummer == erstes.blaetter
    assert blatt(gemeinde, nummer=-3).nummer == 1
    with leseeinheit(gemeinde.engine) as session:
        assert protokollblick.letzte_nummer(session) == erstes.gesamt


def test_ein_leerer_ausschnitt_ist_ein_leeres_blatt(gemeinde: Gemeinde) -> None:
    leer = blatt(gemeinde, Ausschnitt(von=date(2031, 1, 1)))
    assert (leer.eintraege, leer.gesamt, leer.blaetter) == ((), 0, 1)


def test_die_datei_nennt_je_feld_eine_zeile_und_entschaerft_formeln(gemeinde: Gemeinde, uhr: Uhr) -> None:
    def aendere(s: Session) -> None:
        m = s.get_one(Massnahme, gemeinde.massnahmen["lotsen"])
        m.titel, m.zielgruppe = "=HYPERLINK(1)", "Alle; auch „Neue“"

    schreibe(gemeinde, uhr.vorgang(gemeinde.kora, grund="Probe"), aendere)
    with leseeinheit(gemeinde.engine) as session:
        datei = protokollblick.build_protokolldatei(session, gemeinde.kora, Ausschnitt(gemeinde.konzept_id))
    assert datei.startswith(b"\xef\xbb\xbf")
    kopf, *zeilen = list(csv.reader(io.StringIO(datei.decode("utf-8-sig")), delimiter=";"))
    assert tuple(kopf) == protokollblick.KOPF
    erste = [dict(zip(kopf, z, strict=True)) for z in zeilen[:2]]
    assert [(z["Feld"], z["Vorher"]) for z in erste] == [("Titel", "Ankommenslotsen"), ("Zielgruppe", "–")]
    assert erste[0]["Nachher"] != "=HYPERLINK(1)"
    assert erste[0]["Nachher"].endswith("=HYPERLINK(1)")
    assert erste[1]["Nachher"] == "Alle; auch „Neue“"
    assert (erste[0]["Wer"], erste[0]["Am"], erste[0]["Uhrzeit"]) == ("Kora Dinata", "04.06.2025", "10:00:00")
    assert not [z for z in zeilen if not z[0].isdigit()]
