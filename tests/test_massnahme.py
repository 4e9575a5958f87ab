"""Prüft das Pflegen einer Maßnahme im Kern: was klappt, wer nicht darf, was nicht geht, wer auf Altem arbeitete."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.massnahme import (
    archive_massnahme,
    duplicate_massnahme,
    merge_massnahme,
    replace_massnahme,
    restore_massnahme,
    save_massnahme,
)
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, KonfliktError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild, saetze
from mut_core.modell import (
    Beteiligung,
    Fristaenderung,
    Handlungsfeld,
    Massnahme,
    MassnahmeHandlungsfeld,
    MassnahmeZiel,
    Meilenstein,
    Mittelposition,
    Protokoll,
    Sachstand,
)
from mut_core.modell.codes import Angabe, Genauigkeit, Mittelstatus, Terminlage, Umsetzungsstand
from mut_core.rechte import Person

GRUND = "Der Träger sucht noch Räume."
HANDLUNGEN: tuple[tuple[Callable[..., int], tuple[str, ...]], ...] = (
    (archive_massnahme, ()),
    (merge_massnahme, ("lotsen",)),
    (replace_massnahme, ("lotsen",)),
)


def tue(gemeinde: Gemeinde, uhr: Uhr, funktion: Callable[..., Any], *weitere: Any, **werte: Any) -> Any:
    """Führt eine Handlung als Koordination (oder `person`) in einer eigenen Einheit aus."""
    person: Person = werte.pop("person", gemeinde.kora)
    vorgang: Vorgang = werte.pop("vorgang", None) or uhr.vorgang(person)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return funktion(session, vorgang, *weitere, **werte)


def lade(gemeinde: Gemeinde, name: str | int) -> Massnahme:
    with leseeinheit(gemeinde.engine) as session:
        return session.get_one(Massnahme, gemeinde.massnahmen[name] if isinstance(name, str) else name)


def alle(gemeinde: Gemeinde, klasse: type[Any], massnahme_id: int) -> list[Any]:
    with leseeinheit(gemeinde.engine) as session:
        return list(session.scalars(sa.select(klasse).where(klasse.massnahme_id == massnahme_id).order_by(klasse.id)))


def aendere(gemeinde: Gemeinde, uhr: Uhr, name: str, werte: dict[str, Any], **weitere: Any) -> int:
    m = lade(gemeinde, name)
    version = weitere.pop("basis_version", m.version)
    return int(tue(gemeinde, uhr, save_massnahme, m.id, werte, basis_version=version, **weitere))


def protokollende(engine: sa.Engine) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


@pytest.fixture
def unveraendert(sqlite_gemeinde: Gemeinde) -> Iterator[None]:
    """Was abgelehnt wird, hinterlässt keine Zeile."""
    vorher = protokollende(sqlite_gemeinde.engine)
    yield
    assert protokollende(sqlite_gemeinde.engine) == vorher


# --- ändern ----------------------------------------------------------------------------------------------------------


def test_genanntes_wird_geaendert_und_alles_andere_bleibt(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, vorher = sqlite_gemeinde, lade(sqlite_gemeinde, "sprachcafe")
    werte = {
        "titel": "  Sprachcafé am Markt ",
        "zielgruppe": "Akteur*innen & Familien",
        "barrierefrei": True,
        "mittelstatus": Mittelstatus.BEZIFFERT,
        "mittel_wortlaut": "ca. 21 T€",
    }
    assert aendere(g, uhr, "sprachcafe", werte) == vorher.id
    nachher = lade(g, "sprachcafe")
    assert (nachher.titel, nachher.zielgruppe) == ("Sprachcafé am Markt", "Akteur*innen & Familien")
    assert (nachher.mittel_angabe, nachher.barrierefrei) == (Angabe.GENANNT, True)
    unberuehrt = ("interne_notiz", "frist", "frist_genauigkeit", "urspruengliche_frist", "nummer", "zeit_angabe")
    assert [getattr(nachher, f) for f in unberuehrt] == [getattr(vorher, f) for f in unberuehrt]
    assert nachher.version == vorher.version + 1
    with leseeinheit(g.engine) as session:
        letzte = session.scalars(sa.select(Protokoll).order_by(Protokoll.seq.desc()).limit(1)).one()
        assert (letzte.tabelle, letzte.nutzer_id) == ("massnahme", g.kora.id)
        assert kettenfehler(session) is None


def test_derselbe_vorgang_schreibt_einmal_und_ohne_aenderung_keiner(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, vorgang = sqlite_gemeinde, uhr.vorgang(sqlite_gemeinde.kora)
    for _ in range(2):
        aendere(g, uhr, "lotsen", {"titel": "Lotsen"}, vorgang=vorgang, basis_version=1)
    assert lade(g, "lotsen").version == 2
    vorher = protokollende(g.engine)
    aendere(g, uhr, "lotsen", {"titel": "Lotsen"})
    assert protokollende(g.engine) == vorher


def test_was_geleert_wird_ist_wieder_offen_und_k_a_bleibt_k_a(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    aendere(g, uhr, "wegweiser", {"federfuehrung_id": g.bildung_id})
    assert lade(g, "wegweiser").federfuehrung_angabe == Angabe.GENANNT
    aendere(g, uhr, "wegweiser", {"federfuehrung_id": None})
    assert lade(g, "wegweiser").federfuehrung_angabe == Angabe.LEER
    aendere(g, uhr, "wegweiser", {"mittel_angabe": Angabe.KEINE, "personal_angabe": Angabe.KEINE_ANGABE})
    m = lade(g, "wegweiser")
    assert (m.mittel_angabe, m.personal_angabe) == (Angabe.KEINE, Angabe.KEINE_ANGABE)


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize(
    ("werte", "feld", "satz"),
    [
        ({"titel": "  "}, "titel", ""),
        ({"nummer": ""}, "nummer", ""),
        ({"handlungsfeld_id": None}, "handlungsfeld_id", ""),
        ({"beschreibung": "x" * 100_000}, "beschreibung", "100.000"),
        ({"titel": "x" * 301}, "titel", "300"),
        ({"nummer": " PW-02 "}, "nummer", "Ankommenslotsen"),
        ({"handlungsfeld_id": 10**12}, "handlungsfeld_id", ""),
        ({"beginn": date(2025, 10, 1)}, "frist", "liegt vor dem Beginn"),
        ({"frist": date(2099, 12, 31)}, "frist", "2099"),
        ({"beginn": date(1889, 1, 1)}, "beginn", "1889"),
        ({"frist": "asap"}, "frist", ""),
        ({"frist": "30.02.2024"}, "frist", ""),
        ({"frist": date(2025, 12, 31)}, "frist_grund", "Grund"),
        ({"frist": None}, "frist_grund", "Grund"),
        ({"mittelstatus": "pleite"}, "mittelstatus", ""),
        ({"terminlage_gesetzt": Terminlage.IM_ZEITPLAN}, "terminlage_grund", "Grund"),
        ({"urspruengliche_frist": None}, "urspruengliche_frist", "Handlung"),
        ({"zusammengefuehrt_mit_id": 2}, "zusammengefuehrt_mit_id", "Handlung"),
        ({"archiviert_am": date(2025, 1, 1)}, None, ""),
        ({"konzept_id": 2}, None, ""),
        ({"gibt_es_nicht": 1}, None, ""),
    ],
)
def test_unspeicherbares_wird_mit_feld_und_satz_abgelehnt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, werte: dict[str, Any], feld: str | None, satz: str
) -> None:
    with pytest.raises(EingabeError) as fehler:
        aendere(sqlite_gemeinde, uhr, "sprachcafe", {"zielgruppe": "darf nicht halb ankommen"} | werte)
    assert feld is None or fehler.value.feld == feld
    assert satz in str(fehler.value)
    assert str(fehler.value).endswith(".")


@pytest.mark.usefixtures("unveraendert")
def test_verweise_in_ein_anderes_konzept_werden_abgelehnt(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    with leseeinheit(g.engine) as session:
        fremd = session.scalars(sa.select(Handlungsfeld.id).where(Handlungsfeld.konzept_id != g.konzept_id)).one()
    for werte in ({"handlungsfeld_id": fremd}, {"federfuehrung_id": g.fremde_stelle_id}):
        with pytest.raises(EingabeError):
            aendere(g, uhr, "sprachcafe", werte)
    with pytest.raises(EingabeError, match="unter den weiteren"):
        aendere(g, uhr, "sprachcafe", {"handlungsfeld_id": g.handlungsfelder[1]})


@pytest.mark.usefixtures("unveraendert")
def test_wer_nicht_darf_aendert_nichts(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    antworten: dict[str, type[MutError]] = {
        "fatma": RechteError, "lena": RechteError, "adam": RechteError,
        "gustav": NichtGefundenError, "niemand": NichtGefundenError,
    }  # fmt: skip
    for kennung, antwort in antworten.items():
        with pytest.raises(antwort):
            aendere(g, uhr, "sprachcafe", {"titel": "Fremd"}, person=g.personen[kennung])
        for funktion, ziel in (*HANDLUNGEN, (duplicate_massnahme, ())):
            basis = {} if funktion is duplicate_massnahme else {"basis_version": 1}
            with pytest.raises(antwort):
                tue(g, uhr, funktion, g.massnahmen["sprachcafe"], *(g.massnahmen[z] for z in ziel),
                    person=g.personen[kennung], **basis)  # fmt: skip
    for unmoeglich in (-1, 0, 10**20, g.massnahmen["fremd"]):
        with pytest.raises(NichtGefundenError):
            tue(g, uhr, save_massnahme, unmoeglich, {"titel": "x"}, basis_version=1)


@pytest.mark.usefixtures("unveraendert")
def test_wer_auf_altem_arbeitete_bekommt_beide_seiten(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    with pytest.raises(KonfliktError) as konflikt:
        aendere(g, uhr, "sprachcafe", {"titel": "Mein Titel", "frist": None}, basis_version=7)
    assert konflikt.value.gespeichert == {"titel": "Sprachcafé", "frist": date(2025, 9, 30)}
    assert konflikt.value.eigene == {"titel": "Mein Titel", "frist": None}
    for funktion, ziel in HANDLUNGEN:
        with pytest.raises(KonfliktError):
            tue(g, uhr, funktion, g.massnahmen["sprachcafe"], *(g.massnahmen[z] for z in ziel), basis_version=7)


# --- Frist -----------------------------------------------------------------------------------------------------------


def test_jede_verschiebung_wird_gezaehlt_und_die_urspruengliche_frist_bleibt(
    sqlite_gemeinde: Gemeinde, uhr: Uhr
) -> None:
    g, cafe = sqlite_gemeinde, sqlite_gemeinde.massnahmen["sprachcafe"]
    schon = len(alle(g, Fristaenderung, cafe))
    aendere(g, uhr, "sprachcafe", {"frist": date(2025, 12, 31)}, frist_grund=GRUND)
    aendere(g, uhr, "sprachcafe", {"frist": date(2025, 6, 30), "titel": "Café"}, frist_grund="Doch früher.")
    m, verschoben = lade(g, "sprachcafe"), alle(g, Fristaenderung, cafe)[schon:]
    assert (m.urspruengliche_frist, m.frist, m.titel) == (date(2025, 9, 30), date(2025, 6, 30), "Café")
    assert [(v.bisher, v.neu, v.grund, v.am) for v in verschoben] == [
        (date(2025, 9, 30), date(2025, 12, 31), GRUND, uhr.heute),
        (date(2025, 12, 31), date(2025, 6, 30), "Doch früher.", uhr.heute),
    ]
    aendere(g, uhr, "sprachcafe", {"frist": None}, frist_grund="Ohne Termin weiter.")
    m = lade(g, "sprachcafe")
    assert (m.frist, m.frist_genauigkeit, m.urspruengliche_frist) == (None, None, date(2025, 9, 30))
    with pytest.raises(EingabeError, match="Grund"):  # die aufgehobene Frist zählt weiter
        aendere(g, uhr, "sprachcafe", {"frist": date(2026, 1, 31)})
    with pytest.raises(EingabeError, match="zu lang"):
        aendere(g, uhr, "sprachcafe", {"frist": date(2026, 1, 31)}, frist_grund="x" * 2001)


def test_erste_frist_und_genauere_angabe_sind_keine_verschiebung(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    aendere(g, uhr, "wegweiser", {"frist": date(2026, 12, 31), "frist_genauigkeit": Genauigkeit.JAHR})
    aendere(g, uhr, "wegweiser", {"frist": date(2026, 12, 31), "frist_genauigkeit": Genauigkeit.TAG})
    m = lade(g, "wegweiser")
    assert (m.frist, m.frist_genauigkeit, m.urspruengliche_frist) == (
        date(2026, 12, 31), Genauigkeit.TAG, date(2026, 12, 31),
    )  # fmt: skip
    assert not alle(g, Fristaenderung, m.id)


def test_zeitraum_wird_als_text_gelesen_und_unklares_nie_geraten(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    aendere(g, uhr, "wegweiser", {"zeitraum": "II. Quartal 2026"})
    m = lade(g, "wegweiser")
    assert (m.beginn, m.frist, m.frist_genauigkeit) == (date(2026, 4, 1), date(2026, 6, 30), Genauigkeit.QUARTAL)
    vorher = protokollende(g.engine)
    for text, satz in (
        ("30.02.2027", "gibt es nicht"),
        ("asap", "Kein Datum erkannt"),
        ("2099", "bitte prüfen"),
        ("ab 2022- 2023", "mehrdeutig"),
        ("31.12.2027 – 01.01.2027", "Ende vor Beginn"),
    ):
        with pytest.raises(EingabeError, match=satz) as fehler:
            aendere(g, uhr, "wegweiser", {"zeitraum": text}, frist_grund=GRUND)
        assert fehler.value.feld == "zeitraum"
    with pytest.raises(EingabeError, match="2099"):  # auch bestätigt: das Jahr ist ein Tippfehler
        aendere(g, uhr, "wegweiser", {"zeitraum": "2099", "zeitraum_bestaetigt": True}, frist_grund=GRUND)
    assert protokollende(g.engine) == vorher
    aendere(g, uhr, "wegweiser", {"zeitraum": "ab 2022- 2023", "zeitraum_bestaetigt": True}, frist_grund=GRUND)
    m = lade(g, "wegweiser")
    assert (m.beginn, m.frist, m.urspruengliche_frist) == (date(2022, 1, 1), date(2023, 12, 31), date(2026, 6, 30))
    aendere(g, uhr, "wegweiser", {"zeitraum": "asap", "zeitraum_als_wortlaut": True}, frist_grund="Unklar.")
    m = lade(g, "wegweiser")
    assert (m.beginn, m.frist, m.zeit_wortlaut, m.zeit_angabe) == (None, None, "asap", Angabe.GENANNT)
    version = m.version
    aendere(g, uhr, "wegweiser", {"zeitraum": "asap"})  # Unberührtes wird nicht noch einmal befragt
    assert lade(g, "wegweiser").version == version


# --- verdoppeln ------------------------------------------------------------------------------------------------------


def test_kopie_nimmt_inhalt_mit_aber_keine_sachstaende(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, vorbild = sqlite_gemeinde, lade(sqlite_gemeinde, "sprachcafe")
    vorgang = uhr.vorgang(g.kora)
    kopien = {tue(g, uhr, duplicate_massnahme, vorbild.id, vorgang=vorgang) for _ in range(2)}
    (schlank,) = kopien  # derselbe Vorgang: eine Kopie
    voll = tue(g, uhr, duplicate_massnahme, vorbild.id, mit_meilensteinen=True, mit_mitteln=True)
    kopie = lade(g, voll)
    assert kopie.titel == "Sprachcafé (Kopie)"
    assert len({vorbild.nummer, lade(g, schlank).nummer, kopie.nummer}) == 3
    assert (kopie.frist, kopie.federfuehrung_id, kopie.interne_notiz) == (
        vorbild.frist, vorbild.federfuehrung_id, vorbild.interne_notiz,
    )  # fmt: skip
    for klasse in (MassnahmeZiel, MassnahmeHandlungsfeld, Beteiligung):
        assert [len(alle(g, klasse, i)) for i in (vorbild.id, schlank, voll)] == [1, 1, 1]
    for wahlweise in (Meilenstein, Mittelposition):
        assert [len(alle(g, wahlweise, i)) for i in (vorbild.id, schlank, voll)] == [1, 0, 1]
    (betrag,) = alle(g, Mittelposition, voll)
    assert (betrag.betrag_cent, betrag.ungenau, betrag.konjunktiv) == (2_100_050, True, True)
    assert not alle(g, Sachstand, voll)
    assert not alle(g, Fristaenderung, voll)


def test_langer_titel_einer_kopie_wird_nie_zu_lang(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    aendere(sqlite_gemeinde, uhr, "lotsen", {"titel": "x" * 300})
    kopie = lade(sqlite_gemeinde, tue(sqlite_gemeinde, uhr, duplicate_massnahme, sqlite_gemeinde.massnahmen["lotsen"]))
    assert len(kopie.titel) == 300
    assert kopie.titel.endswith("x… (Kopie)")


# --- zusammenführen, ersetzen, archivieren ---------------------------------------------------------------------------


@pytest.mark.parametrize("funktion", [merge_massnahme, replace_massnahme])
def test_aufgegangene_massnahme_ist_archiviert_und_nennt_wohin(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, funktion: Callable[..., int]
) -> None:
    g, vorgang = sqlite_gemeinde, uhr.vorgang(sqlite_gemeinde.kora)
    quelle, ziel = g.massnahmen["sprachcafe"], g.massnahmen["lotsen"]
    for _ in range(2):
        assert tue(g, uhr, funktion, quelle, ziel, basis_version=1, vorgang=vorgang) == quelle
    m = lade(g, quelle)
    verweise = (m.zusammengefuehrt_mit_id, m.ersetzt_durch_id)
    assert verweise == ((ziel, None) if funktion is merge_massnahme else (None, ziel))
    assert (m.archiviert_am, m.version) == (uhr.heute, 2)
    with leseeinheit(g.engine) as session:
        bild, frueher = (load_lagebild(session, g.konzept_id, tag) for tag in (uhr.heute, date(2025, 6, 3)))
    assert quelle not in set(bild.massnahmen["id"])
    assert quelle in set(bild.archivierte["id"])
    assert quelle in set(frueher.massnahmen["id"])


@pytest.mark.usefixtures("unveraendert")
def test_ziel_einer_zusammenfuehrung_ist_nie_sie_selbst_und_nie_fremd(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, cafe = sqlite_gemeinde, sqlite_gemeinde.massnahmen["sprachcafe"]
    with pytest.raises(EingabeError, match="sich selbst") as fehler:
        tue(g, uhr, merge_massnahme, cafe, cafe, basis_version=1)
    assert fehler.value.feld == "ziel_id"
    for unmoeglich in (g.massnahmen["fremd"], 0, -1, 10**20):
        with pytest.raises(NichtGefundenError):
            tue(g, uhr, merge_massnahme, cafe, unmoeglich, basis_version=1)


def test_zusammengefuehrt_wird_nie_in_eine_archivierte_und_nie_im_kreis(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g = sqlite_gemeinde
    cafe, lotsen, wegweiser = (g.massnahmen[n] for n in ("sprachcafe", "lotsen", "wegweiser"))
    tue(g, uhr, merge_massnahme, cafe, lotsen, basis_version=1)
    with pytest.raises(EingabeError, match="archiviert"):
        tue(g, uhr, merge_massnahme, wegweiser, cafe, basis_version=1)
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as session:  # wie es ein Import hinterlassen könnte
        session.get_one(Massnahme, cafe).archiviert_am = None
    with pytest.raises(EingabeError, match="Kreis"):
        tue(g, uhr, merge_massnahme, lotsen, cafe, basis_version=1)
    assert lade(g, lotsen).archiviert_am is None


def test_archiviertes_aendert_niemand_bis_es_wieder_hervorgeholt_ist(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    g, cafe = sqlite_gemeinde, sqlite_gemeinde.massnahmen["sprachcafe"]
    with pytest.raises(EingabeError, match="nicht archiviert"):
        tue(g, uhr, restore_massnahme, cafe, basis_version=1)
    tue(g, uhr, replace_massnahme, cafe, g.massnahmen["lotsen"], basis_version=1)
    with pytest.raises(EingabeError, match="wieder hervor"):
        aendere(g, uhr, "sprachcafe", {"titel": "Zu spät"})
    for funktion, ziel in HANDLUNGEN:
        with pytest.raises(EingabeError, match="wieder hervor"):
            tue(g, uhr, funktion, cafe, *(g.massnahmen[z] for z in ziel), basis_version=2)
    vorgang = uhr.vorgang(g.kora)
    for _ in range(2):
        tue(g, uhr, restore_massnahme, cafe, basis_version=2, vorgang=vorgang)
    m = lade(g, cafe)
    assert (m.archiviert_am, m.ersetzt_durch_id, m.version) == (None, None, 3)
    with leseeinheit(g.engine) as session:
        bild = load_lagebild(session, g.konzept_id, uhr.heute)
        assert kettenfehler(session) is None
    cafe_jetzt = next(z for z in saetze(bild.massnahmen) if z.id == cafe)
    assert cafe_jetzt.umsetzungsstand == Umsetzungsstand.IN_UMSETZUNG  # seine Sachstände sind noch da
