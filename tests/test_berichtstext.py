"""Texte von Hand: sichern, entfernen, übernehmen, nachlesen – je Bericht und Stelle, mit Schutz vor stillem Verlust."""

from datetime import date

import pytest
from gemeinde import Gemeinde, Uhr, neu

from mut_core import modell
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import berichtstext
from mut_core.erfassung.berichtstext import (
    angebotene_texte,
    geschichte_berichtstext,
    load_berichtstexte,
    remove_berichtstext,
    save_berichtstext,
    take_over_berichtstexte,
)
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.modell.codes import Aktion, Berichtsform, Berichtsstatus
from mut_core.rechte import Person

VORBEMERKUNG = "vorbemerkung"


def sichere(gemeinde: Gemeinde, vorgang: Vorgang, bericht_id: int, text: str, basis: int = 0, **mehr: str) -> int:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return save_berichtstext(
            session, vorgang, bericht_id, mehr.pop("stelle", VORBEMERKUNG), text, basis_version=basis, **mehr
        )


def texte(gemeinde: Gemeinde, bericht_id: int, person: Person | None = None) -> dict[str, str]:
    with leseeinheit(gemeinde.engine) as session:
        gelesen = load_berichtstexte(session, person or gemeinde.kora, bericht_id)
    return {k: f.text for k, f in gelesen.items()}


def lege_bericht_an(gemeinde: Gemeinde, uhr: Uhr, stichtag: date, **felder: object) -> int:
    vorgaben = {"form": Berichtsform.SACHSTANDSBERICHT, "titel": f"Bericht {stichtag}"}
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        zeile = modell.Bericht(konzept_id=gemeinde.konzept_id, stichtag=stichtag, **(vorgaben | felder))
        return int(neu(session, zeile).id)


@pytest.fixture
def bericht_id(gemeinde: Gemeinde, uhr: Uhr) -> int:
    """Ein Entwurf ohne eigene Texte."""
    return lege_bericht_an(gemeinde, uhr, date(2025, 1, 31))


def stelle_status(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int, status: Berichtsstatus) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.kora)) as session:
        session.get_one(modell.Bericht, bericht_id).status = status


# --- sichern ---------------------------------------------------------------------------------------------------------


def test_ein_text_wird_gesichert_und_gelesen(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "  Unser **Anfang**.\r\n", erzeugt="Erzeugt.")
    with leseeinheit(gemeinde.engine) as session:
        (fassung,) = load_berichtstexte(session, gemeinde.lena, bericht_id).values()
    assert fassung == berichtstext.Kapitelfassung(VORBEMERKUNG, "Unser **Anfang**.", "Erzeugt.", 1)


def test_derselbe_vorgang_sichert_einmal_und_darf_mehrere_stellen_sichern(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int
) -> None:
    vorgang = uhr.vorgang(gemeinde.kora)
    geschrieben = []
    for _ in range(2):  # ein zweiter Klick schickt denselben Vorgang noch einmal
        with schreibeinheit(gemeinde.engine, vorgang) as session:
            for stelle, text in ((VORBEMERKUNG, "Eins."), ("ausblick.haushalt", "Zwei.")):
                geschrieben.append(save_berichtstext(session, vorgang, bericht_id, stelle, text, basis_version=0))
    assert geschrieben[:2] == geschrieben[2:]
    assert texte(gemeinde, bericht_id) == {VORBEMERKUNG: "Eins.", "ausblick.haushalt": "Zwei."}


def test_ein_veralteter_text_wird_nicht_ueberschrieben(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Von Kora.")
    with pytest.raises(KonfliktError) as fehler:
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Auch von Kora.")
    assert fehler.value.gespeichert == {"text": "Von Kora.", "version": 1}
    assert fehler.value.eigene == {"text": "Auch von Kora."}
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Beides.", basis=1)
    assert texte(gemeinde, bericht_id) == {VORBEMERKUNG: "Beides."}


def test_ein_inzwischen_entfernter_text_ist_ein_konflikt(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    with pytest.raises(KonfliktError) as fehler:
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Neu.", basis=3)
    assert fehler.value.gespeichert == {"text": "", "version": 0}


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\u202e"])
def test_leerer_text_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int, text: str) -> None:
    with pytest.raises(EingabeError, match="leer") as fehler:
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, text)
    assert fehler.value.feld == "text"
    assert texte(gemeinde, bericht_id) == {}


def test_ein_zu_langer_text_wird_abgelehnt_und_nichts_gekuerzt(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "x" * 100_000)
    with pytest.raises(EingabeError, match="zu lang"):
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "x" * 100_001, stelle="ausblick")


@pytest.mark.parametrize("stelle", ["", "Vorbemerkung", "a b", "a.b.c", "x" * 200, 'a","bericht_id":1', "../x"])
def test_eine_unmoegliche_stelle_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int, stelle: str) -> None:
    with pytest.raises(EingabeError) as fehler:
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Text", stelle=stelle)
    assert fehler.value.feld == "abschnitt"


@pytest.mark.parametrize("status", [s for s in Berichtsstatus if s != Berichtsstatus.ENTWURF])
def test_nur_im_entwurf_aendern_sich_texte(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int, status: Berichtsstatus
) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Von vorher.")
    stelle_status(gemeinde, uhr, bericht_id, status)
    vorgang = uhr.vorgang(gemeinde.kora)
    with pytest.raises(EingabeError, match="nur im Entwurf"):
        sichere(gemeinde, vorgang, bericht_id, "Von nachher.", basis=1)
    with pytest.raises(EingabeError, match="nur im Entwurf"), schreibeinheit(gemeinde.engine, vorgang) as session:
        remove_berichtstext(session, vorgang, bericht_id, VORBEMERKUNG, basis_version=1)
    with pytest.raises(EingabeError, match="nur im Entwurf"), schreibeinheit(gemeinde.engine, vorgang) as session:
        take_over_berichtstexte(session, vorgang, bericht_id)
    assert texte(gemeinde, bericht_id) == {VORBEMERKUNG: "Von vorher."}


def test_wer_nicht_schreiben_darf_schreibt_nicht(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    for person, fehler in (
        (gemeinde.fatma, RechteError),
        (gemeinde.lena, RechteError),
        (gemeinde.gustav, NichtGefundenError),
    ):
        with pytest.raises(fehler):
            sichere(gemeinde, uhr.vorgang(person), bericht_id, "Nein.")
    with pytest.raises(NichtGefundenError):
        texte(gemeinde, bericht_id, gemeinde.gustav)
    with pytest.raises(NichtGefundenError):
        sichere(gemeinde, uhr.vorgang(gemeinde.kora), 10**20, "Nein.")
    assert texte(gemeinde, bericht_id) == {}


# --- entfernen -------------------------------------------------------------------------------------------------------


def test_ein_entfernter_text_ist_weg_und_bleibt_in_der_geschichte(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int
) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Erst so.")
    sichere(gemeinde, uhr.vorgang(gemeinde.kora, grund="Rückmeldung"), bericht_id, "Dann so.", basis=1)
    vorgang = uhr.vorgang(gemeinde.kora)
    with pytest.raises(KonfliktError), schreibeinheit(gemeinde.engine, vorgang) as session:
        remove_berichtstext(session, vorgang, bericht_id, VORBEMERKUNG, basis_version=1)
    for _ in range(2):  # das zweite Mal ist nichts mehr da
        with schreibeinheit(gemeinde.engine, vorgang) as session:
            remove_berichtstext(session, vorgang, bericht_id, VORBEMERKUNG, basis_version=2)
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Wieder neu.")
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, f'"abschnitt":"{VORBEMERKUNG}"', stelle="ausblick")
    with leseeinheit(gemeinde.engine) as session:
        geschichte = geschichte_berichtstext(session, gemeinde.kora, bericht_id, VORBEMERKUNG)
        assert kettenfehler(session) is None
    assert [(f.aktion, f.text, f.grund, f.wer) for f in geschichte] == [
        (Aktion.ANGELEGT, "Wieder neu.", "", gemeinde.kora.name),
        (Aktion.ENTFERNT, "", "", gemeinde.kora.name),
        (Aktion.GEAENDERT, "Dann so.", "Rückmeldung", gemeinde.kora.name),
        (Aktion.ANGELEGT, "Erst so.", "", gemeinde.kora.name),
    ]
    assert all(f.am == uhr.jetzt for f in geschichte)


def test_die_geschichte_lesen_nur_koordination_und_administration(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int
) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Text.")
    with leseeinheit(gemeinde.engine) as session:
        assert len(geschichte_berichtstext(session, gemeinde.adam, bericht_id, VORBEMERKUNG)) == 1
        with pytest.raises(RechteError):
            geschichte_berichtstext(session, gemeinde.fatma, bericht_id, VORBEMERKUNG)
        with pytest.raises(NichtGefundenError):
            geschichte_berichtstext(session, gemeinde.gustav, bericht_id, VORBEMERKUNG)


# --- übernehmen ------------------------------------------------------------------------------------------------------


def test_texte_des_vorigen_berichts_werden_angeboten_und_uebernommen(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int
) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Alter Anfang.", erzeugt="Damals erzeugt.")
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Alter Ausblick.", stelle="ausblick")
    stelle_status(gemeinde, uhr, bericht_id, Berichtsstatus.EINGEFROREN)
    neuer = lege_bericht_an(gemeinde, uhr, date(2025, 5, 31))
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), neuer, "Neuer Ausblick.", stelle="ausblick")
    with leseeinheit(gemeinde.engine) as session:
        assert angebotene_texte(session, gemeinde.kora, neuer) == {VORBEMERKUNG: "Alter Anfang."}
    vorgang = uhr.vorgang(gemeinde.kora)
    for erwartet in ((VORBEMERKUNG,), ()):
        with schreibeinheit(gemeinde.engine, vorgang) as session:
            assert take_over_berichtstexte(session, vorgang, neuer) == erwartet
    assert texte(gemeinde, neuer) == {VORBEMERKUNG: "Alter Anfang.", "ausblick": "Neuer Ausblick."}
    with leseeinheit(gemeinde.engine) as session:
        assert load_berichtstexte(session, gemeinde.kora, neuer)[VORBEMERKUNG].erzeugt == "Damals erzeugt."
        assert angebotene_texte(session, gemeinde.kora, neuer) == {}


def test_uebernommen_wird_nur_was_gewuenscht_ist(gemeinde: Gemeinde, uhr: Uhr, bericht_id: int) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "A.")
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "B.", stelle="ausblick")
    neuer = lege_bericht_an(gemeinde, uhr, date(2025, 5, 31))
    vorgang = uhr.vorgang(gemeinde.kora)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        assert take_over_berichtstexte(session, vorgang, neuer, ["ausblick", "beteiligung"]) == ("ausblick",)
    assert texte(gemeinde, neuer) == {"ausblick": "B."}


def test_der_genannte_vorgaenger_geht_vor_und_andere_formen_zaehlen_nicht(
    gemeinde: Gemeinde, uhr: Uhr, bericht_id: int
) -> None:
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), bericht_id, "Aus dem Vorgänger.")
    dazwischen = lege_bericht_an(gemeinde, uhr, date(2025, 3, 31))
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), dazwischen, "Aus dem dazwischen.")
    vorlage = lege_bericht_an(gemeinde, uhr, date(2025, 5, 1), form=Berichtsform.VORLAGE)
    sichere(gemeinde, uhr.vorgang(gemeinde.kora), vorlage, "Aus der Vorlage.")
    ohne = lege_bericht_an(gemeinde, uhr, date(2025, 5, 31))
    mit = lege_bericht_an(gemeinde, uhr, date(2025, 5, 31), vorgaenger_id=bericht_id)
    with leseeinheit(gemeinde.engine) as session:
        assert angebotene_texte(session, gemeinde.kora, ohne) == {VORBEMERKUNG: "Aus dem dazwischen."}
        assert angebotene_texte(session, gemeinde.kora, mit) == {VORBEMERKUNG: "Aus dem Vorgänger."}
