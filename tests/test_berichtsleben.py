"""Prüft das Leben eines Berichts: Entwurf, eingereicht, freigegeben, eingefroren – und die Neufassung danach."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import EINGERICHTET, HEUTE, Gemeinde, Uhr, neu

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import (
    Beratungsergebnis,
    BerichtEingabe,
    create_bericht,
    freeze_bericht,
    freigabehindernis,
    open_neufassung,
    record_beratungsergebnis,
    release_bericht,
    return_bericht,
    save_bericht,
    set_vier_augen,
    submit_bericht,
)
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import BetriebError, EingabeError, KonfliktError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import freeze_lagebild, load_lagebild
from mut_core.lagebild.archiv import (
    load_archiv,
    load_staende,
    load_stand,
    load_vorher,
    naechste_nummer,
    titelvorschlag,
)
from mut_core.modell import (
    Beratung,
    Bericht,
    Berichtsstand,
    Berichtstext,
    Kommune,
    Konzept,
    Nutzer,
    Protokoll,
    Rolle,
    Vorlage,
)
from mut_core.modell.codes import Berichtsform, Berichtsstatus, Rollenart
from mut_core.rechte import Person, load_person

STICHTAG = date(2025, 5, 31)
GUT = BerichtEingabe(
    "sachstandsbericht",
    Berichtsform.SACHSTANDSBERICHT,
    "2. Sachstandsbericht",
    STICHTAG,
    nummer=2,
    wahl='{"anlagen":["legende"],"profil":"oeffentlich"}',
)
WORD = b"PK\x03\x04 nur Bytes"
UNMOEGLICH = (0, -1, 987_654, 2**31, 2**63, 10**20, None, "1", True)


@pytest.fixture
def karla(gemeinde: Gemeinde) -> Person:
    """Eine zweite Koordination neben Kora."""
    with schreibeinheit(gemeinde.engine, Vorgang(gemeinde.adam, EINGERICHTET)) as session:
        nutzer = neu(session, Nutzer(kennung="karla", name="Karla Zweit")).id
        neu(session, Rolle(nutzer_id=nutzer, art=Rollenart.KOORDINATION, konzept_id=gemeinde.konzept_id))
    with leseeinheit(gemeinde.engine) as session:
        return load_person(session, "karla")


def schreibe(gemeinde: Gemeinde, vorgang: Vorgang, funktion: Callable[..., Any], *weitere: Any, **werte: Any) -> Any:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return funktion(session, vorgang, *weitere, **werte)


def lege_an(gemeinde: Gemeinde, uhr: Uhr, eingabe: BerichtEingabe = GUT, person: Person | None = None) -> int:
    return int(schreibe(gemeinde, uhr.vorgang(person or gemeinde.kora), create_bericht, gemeinde.konzept_id, eingabe))


def lies(gemeinde: Gemeinde, bericht_id: int) -> Bericht:
    with leseeinheit(gemeinde.engine) as session:
        return session.get_one(Bericht, bericht_id)


def tu(gemeinde: Gemeinde, uhr: Uhr, person: Person, funktion: Callable[..., Any], ziel: int, *weitere: Any) -> Any:
    """Tut einen Schritt auf dem Stand, der gerade gilt."""
    version = lies(gemeinde, ziel).version
    return schreibe(gemeinde, uhr.vorgang(person), funktion, ziel, *weitere, basis_version=version)


def friere_ein(gemeinde: Gemeinde, uhr: Uhr, ziel: int, dokument: bytes = WORD, **werte: Any) -> int:
    vorgang = uhr.vorgang(gemeinde.kora)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        bild = freeze_lagebild(load_lagebild(session, gemeinde.konzept_id, session.get_one(Bericht, ziel).stichtag))
        return freeze_bericht(session, vorgang, ziel, bild, dokument, **werte)


def bis(gemeinde: Gemeinde, uhr: Uhr, karla: Person, status: Berichtsstatus, eingabe: BerichtEingabe = GUT) -> int:
    """Legt einen Bericht an und führt ihn bis zu einem Stand: Kora schreibt, Karla gibt frei."""
    ziel = lege_an(gemeinde, uhr, eingabe)
    if status != Berichtsstatus.ENTWURF:
        tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    if status in (Berichtsstatus.FREIGEGEBEN, Berichtsstatus.EINGEFROREN):
        tu(gemeinde, uhr, karla, release_bericht, ziel)
    if status == Berichtsstatus.EINGEFROREN:
        friere_ein(gemeinde, uhr, ziel)
    assert lies(gemeinde, ziel).status == status
    return ziel


def abdruck(engine: sa.Engine) -> int:
    with leseeinheit(engine) as session:
        return session.scalar(sa.select(sa.func.max(Protokoll.seq))) or 0


@pytest.fixture
def unveraendert(gemeinde: Gemeinde, karla: Person) -> Iterator[None]:
    """Prüft nach dem Test, dass seither nichts geschrieben wurde."""
    vorher = abdruck(gemeinde.engine)
    yield
    assert abdruck(gemeinde.engine) == vorher


# --- anlegen und ändern ----------------------------------------------------------------------------------------------


def test_ein_angelegter_bericht_ist_entwurf_und_nennt_wer_ihn_verfasst(gemeinde: Gemeinde, uhr: Uhr) -> None:
    b = lies(gemeinde, lege_an(gemeinde, uhr, replace(GUT, titel="  2. Sachstandsbericht\u0007 ")))
    assert (b.status, b.verfasst_von_id, b.konzept_id) == (
        Berichtsstatus.ENTWURF,
        gemeinde.kora.id,
        gemeinde.konzept_id,
    )
    assert (b.titel, b.nummer, b.stichtag, b.form) == ("2. Sachstandsbericht", 2, STICHTAG, GUT.art)
    assert json.loads(b.wahl or "") == {"anlagen": ["legende"], "form": "sachstandsbericht", "profil": "oeffentlich"}


def test_eine_vorlagennummer_entsteht_dabei_nie(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        vorher = session.scalars(sa.select(Vorlage.nummer)).all()
        vorlage = session.scalars(sa.select(Vorlage.id)).one()
    lege_an(gemeinde, uhr, replace(GUT, vorlage_id=vorlage))
    with leseeinheit(gemeinde.engine) as session:
        assert session.scalars(sa.select(Vorlage.nummer)).all() == vorher == [None]


def test_doppelklick_legt_einen_bericht_an(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, start, ergebnisse = uhr.vorgang(gemeinde.kora), threading.Barrier(2), list[int]()

    def klick() -> None:
        start.wait()
        ergebnisse.append(schreibe(gemeinde, vorgang, create_bericht, gemeinde.konzept_id, GUT))

    faeden = [threading.Thread(target=klick) for _ in range(2)]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert len(ergebnisse) == 2
    assert len(set(ergebnisse)) == 1


SCHLECHT = {
    "titel leer": (replace(GUT, titel=" \u200b\u0007 ".replace("\u200b", "")), "titel"),
    "titel zu lang": (replace(GUT, titel="x" * 301), "titel"),
    "form mit pfad": (replace(GUT, form="../x"), "form"),
    "form leer": (replace(GUT, form=""), "form"),
    "art unbekannt": (replace(GUT, art="ampel"), "form"),  # type: ignore[arg-type]
    "nummer null": (replace(GUT, nummer=0), "nummer"),
    "nummer zu gross": (replace(GUT, nummer=10_000), "nummer"),
    "nummer wahr": (replace(GUT, nummer=True), "nummer"),
    "stichtag mit uhrzeit": (replace(GUT, stichtag=datetime(2025, 5, 31, 8)), "stichtag"),  # noqa: DTZ001
    "stichtag 1066": (replace(GUT, stichtag=date(1066, 10, 14)), "stichtag"),
    "vorlage unbekannt": (replace(GUT, vorlage_id=10**20), "vorlage_id"),
    "vorgaenger unbekannt": (replace(GUT, vorgaenger_id=987_654), "vorgaenger_id"),
    "wahl kein json": (replace(GUT, wahl="{anlagen"), "wahl"),
    "wahl kein objekt": (replace(GUT, wahl="[]"), "wahl"),
    "wahl nan": (replace(GUT, wahl='{"x":NaN}'), "wahl"),
    "wahl zu lang": (replace(GUT, wahl='{"x":"' + "y" * 4000 + '"}'), "wahl"),
    "wahl zu tief": (replace(GUT, wahl="[" * 3000 + "]" * 3000), "wahl"),
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("fall", SCHLECHT)
def test_schlechte_eingabe_wird_mit_ihrem_feld_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    eingabe, feld = SCHLECHT[fall]
    with pytest.raises(EingabeError) as fehler:
        lege_an(gemeinde, uhr, eingabe)
    assert fehler.value.feld == feld


def test_dieselbe_nummer_gibt_es_je_form_nur_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lege_an(gemeinde, uhr)
    with pytest.raises(EingabeError, match="schon ein anderer") as fehler:
        lege_an(gemeinde, uhr)
    assert fehler.value.feld == "nummer"
    lege_an(gemeinde, uhr, replace(GUT, form="steckbrief", art=Berichtsform.STECKBRIEF))
    lege_an(gemeinde, uhr, replace(GUT, nummer=None))
    lege_an(gemeinde, uhr, replace(GUT, nummer=None))


def test_fremde_vorlage_und_fremder_vorgaenger_antworten_wie_unbekannte(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.gustav)) as session:
        k = gemeinde.fremdes_konzept_id
        vorlage = neu(session, Vorlage(konzept_id=k, art="Bericht", betreff="Fremd")).id
        bericht = neu(session, Bericht(konzept_id=k, form=GUT.art, titel="Fremd", stichtag=STICHTAG)).id
    for feld, fremd in (("vorlage_id", vorlage), ("vorgaenger_id", bericht)):
        antworten = set()
        for wert in (fremd, 987_654, -1):
            with pytest.raises(EingabeError) as fehler:
                lege_an(gemeinde, uhr, replace(GUT, **{feld: wert}))
            antworten.add(str(fehler.value))
        assert len(antworten) == 1


def test_ein_bericht_folgt_nie_auf_sich_selbst_und_nie_auf_einen_spaeteren(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erster = lege_an(gemeinde, uhr, replace(GUT, nummer=None))
    zweiter = lege_an(gemeinde, uhr, replace(GUT, vorgaenger_id=erster))
    for ziel, vorgaenger in ((erster, erster), (erster, zweiter)):
        with pytest.raises(EingabeError, match="auf sich selbst"):
            tu(gemeinde, uhr, gemeinde.kora, save_bericht, ziel, replace(GUT, nummer=None, vorgaenger_id=vorgaenger))
    with pytest.raises(EingabeError, match="späteren Stichtag"):
        lege_an(gemeinde, uhr, replace(GUT, nummer=3, stichtag=date(2025, 1, 1), vorgaenger_id=erster))


def test_ein_entwurf_laesst_sich_aendern(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = lege_an(gemeinde, uhr)
    anders = replace(GUT, titel="Anders", stichtag=HEUTE, nummer=7, wahl='{"profil":"intern"}')
    assert tu(gemeinde, uhr, karla, save_bericht, ziel, anders) == ziel
    b = lies(gemeinde, ziel)
    assert (b.titel, b.stichtag, b.nummer, b.version) == ("Anders", HEUTE, 7, 2)
    assert json.loads(b.wahl or "")["profil"] == "intern"
    assert b.verfasst_von_id == gemeinde.kora.id  # verfasst hat ihn, wer ihn begann


@pytest.mark.parametrize("status", [s for s in Berichtsstatus if s != Berichtsstatus.ENTWURF])
def test_was_eingereicht_ist_aendert_niemand_mehr(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person, status: Berichtsstatus
) -> None:
    ziel = bis(gemeinde, uhr, karla, status)
    vorher = abdruck(gemeinde.engine)
    with pytest.raises(EingabeError, match="nur ein Entwurf"):
        tu(gemeinde, uhr, gemeinde.kora, save_bericht, ziel, replace(GUT, titel="Zu spät"))
    assert abdruck(gemeinde.engine) == vorher


def test_veralteter_stand_gewinnt_nicht_still_und_traegt_beide_seiten(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person
) -> None:
    ziel = lege_an(gemeinde, uhr)
    tu(gemeinde, uhr, karla, save_bericht, ziel, replace(GUT, titel="Karlas Titel"))
    with pytest.raises(KonfliktError) as fehler:
        eingabe = replace(GUT, titel="Koras Titel")
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), save_bericht, ziel, eingabe, basis_version=1)
    assert (fehler.value.gespeichert["titel"], fehler.value.eigene["titel"]) == ("Karlas Titel", "Koras Titel")
    assert lies(gemeinde, ziel).titel == "Karlas Titel"


def test_derselbe_vorgang_aendert_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ziel, vorgang = lege_an(gemeinde, uhr), uhr.vorgang(gemeinde.kora)
    for _ in range(2):
        schreibe(gemeinde, vorgang, save_bericht, ziel, replace(GUT, titel="Einmal"), basis_version=1)
    assert lies(gemeinde, ziel).version == 2


# --- einreichen, freigeben, zurückgeben ------------------------------------------------------------------------------


def test_der_ganze_weg(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = lege_an(gemeinde, uhr)
    eingereicht = uhr.weiter(minutes=5)
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    freigegeben = uhr.weiter(minutes=5)
    tu(gemeinde, uhr, karla, release_bericht, ziel)
    b = lies(gemeinde, ziel)
    assert (b.eingereicht_am, b.freigegeben_am, b.freigegeben_von_id) == (eingereicht, freigegeben, karla.id)
    stand = friere_ein(gemeinde, uhr, ziel, basis_version=b.version, wahl='{"form":"sachstandsbericht"}', programm="p")
    with leseeinheit(gemeinde.engine) as session:
        s = session.get_one(Berichtsstand, stand)
        assert session.get_one(Bericht, ziel).status == Berichtsstatus.EINGEFROREN
        assert (s.fassung, s.dokument, s.wahl, s.programm) == (1, WORD, '{"form":"sachstandsbericht"}', "p")
        assert s.dokument_sha == hashlib.sha256(WORD).hexdigest()
        assert kettenfehler(session) is None


def test_ein_stichtag_in_der_zukunft_wird_nicht_eingereicht(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ziel = lege_an(gemeinde, uhr, replace(GUT, stichtag=date(2025, 6, 5)))
    with pytest.raises(EingabeError, match=r"05\.06\.2025 liegt in der Zukunft"):
        tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    uhr.weiter(days=1)
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)


def test_wer_schrieb_gibt_nicht_frei_jemand_anderes_schon(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEREICHT)
    with pytest.raises(RechteError, match="selbst geschrieben"):
        tu(gemeinde, uhr, gemeinde.kora, release_bericht, ziel)
    assert lies(gemeinde, ziel).status == Berichtsstatus.EINGEREICHT
    tu(gemeinde, uhr, karla, release_bericht, ziel)
    assert lies(gemeinde, ziel).status == Berichtsstatus.FREIGEGEBEN


def test_wer_einen_fremden_entwurf_zuletzt_aenderte_gibt_ihn_nicht_frei(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person
) -> None:
    """Sonst ließen sich Sätze an der Verfasserin vorbei hineinschreiben und gleich freigeben."""
    ziel = lege_an(gemeinde, uhr)
    tu(gemeinde, uhr, karla, save_bericht, ziel, replace(GUT, titel="Von Karla"))
    tu(gemeinde, uhr, karla, submit_bericht, ziel)
    for person in (karla, gemeinde.kora):
        with pytest.raises(RechteError, match="selbst geschrieben"):
            tu(gemeinde, uhr, person, release_bericht, ziel)
    tu(gemeinde, uhr, gemeinde.kora, return_bericht, ziel, "Ich sehe noch einmal durch.")
    tu(gemeinde, uhr, gemeinde.kora, save_bericht, ziel, replace(GUT, titel="Von beiden"))
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    tu(gemeinde, uhr, karla, release_bericht, ziel)


def test_auch_wer_ein_kapitel_schrieb_hat_geschrieben(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = lege_an(gemeinde, uhr)
    with schreibeinheit(gemeinde.engine, uhr.vorgang(karla)) as session:
        neu(session, Berichtstext(konzept_id=gemeinde.konzept_id, bericht_id=ziel, abschnitt="x", text="Karlas Satz."))
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    with pytest.raises(RechteError, match="selbst geschrieben"):
        tu(gemeinde, uhr, karla, release_bericht, ziel)


def test_wer_nur_einreicht_oder_zurueckgibt_darf_freigeben(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = lege_an(gemeinde, uhr)
    tu(gemeinde, uhr, karla, submit_bericht, ziel)
    tu(gemeinde, uhr, karla, return_bericht, ziel, "Die Summe fehlt.")
    tu(gemeinde, uhr, karla, submit_bericht, ziel)
    tu(gemeinde, uhr, karla, release_bericht, ziel)


def test_ohne_zweites_augenpaar_gibt_auch_die_verfasserin_frei(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEREICHT)
    schreibe(gemeinde, uhr.vorgang(gemeinde.adam), set_vier_augen, gemeinde.konzept_id, False, basis_version=1)
    tu(gemeinde, uhr, gemeinde.kora, release_bericht, ziel)
    assert lies(gemeinde, ziel).freigegeben_von_id == gemeinde.kora.id


def test_zurueckgegeben_wird_mit_grund_und_der_entwurf_ist_wieder_offen(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person
) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEREICHT)
    for leer in ("", "  \n ", "\u0007"):
        with pytest.raises(EingabeError) as fehler:
            tu(gemeinde, uhr, karla, return_bericht, ziel, leer)
        assert fehler.value.feld == "grund"
    with pytest.raises(EingabeError, match="zu lang"):
        tu(gemeinde, uhr, karla, return_bericht, ziel, "x" * 2001)
    tu(gemeinde, uhr, karla, return_bericht, ziel, "Die Summe fehlt.")
    b = lies(gemeinde, ziel)
    assert (b.status, b.rueckgabe, b.eingereicht_am) == (Berichtsstatus.ENTWURF, "Die Summe fehlt.", None)
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)
    assert lies(gemeinde, ziel).rueckgabe is None


SCHRITTE: dict[str, tuple[Callable[..., Any], tuple[Any, ...], Berichtsstatus]] = {
    "einreichen": (submit_bericht, (), Berichtsstatus.ENTWURF),
    "freigeben": (release_bericht, (), Berichtsstatus.EINGEREICHT),
    "zurückgeben": (return_bericht, ("Bitte prüfen.",), Berichtsstatus.EINGEREICHT),
    "neu fassen": (open_neufassung, ("Zahl falsch.",), Berichtsstatus.EINGEFROREN),
}


@pytest.mark.parametrize("schritt", SCHRITTE)
def test_jeder_schritt_beginnt_nur_an_seiner_stelle(gemeinde: Gemeinde, uhr: Uhr, karla: Person, schritt: str) -> None:
    funktion, weitere, von = SCHRITTE[schritt]
    for nummer, status in enumerate((s for s in Berichtsstatus if s != von), 2):
        ziel = bis(gemeinde, uhr, karla, status, replace(GUT, nummer=nummer))
        with pytest.raises(EingabeError, match=r"(ist|eingefroren|Neufassung)"):
            tu(gemeinde, uhr, karla, funktion, ziel, *weitere)
        assert lies(gemeinde, ziel).status == status


@pytest.mark.parametrize("schritt", SCHRITTE)
def test_jeder_schritt_prueft_den_stand_den_man_sah(gemeinde: Gemeinde, uhr: Uhr, karla: Person, schritt: str) -> None:
    funktion, weitere, von = SCHRITTE[schritt]
    ziel = bis(gemeinde, uhr, karla, von)
    version = lies(gemeinde, ziel).version
    with pytest.raises(KonfliktError) as fehler:
        schreibe(gemeinde, uhr.vorgang(karla), funktion, ziel, *weitere, basis_version=version - 1)
    assert fehler.value.gespeichert == {"status": von}
    assert lies(gemeinde, ziel).version == version


@pytest.mark.parametrize("schritt", SCHRITTE)
def test_derselbe_vorgang_tut_jeden_schritt_einmal(gemeinde: Gemeinde, uhr: Uhr, karla: Person, schritt: str) -> None:
    funktion, weitere, von = SCHRITTE[schritt]
    ziel, vorgang = bis(gemeinde, uhr, karla, von), uhr.vorgang(karla)
    version = lies(gemeinde, ziel).version
    for _ in range(2):
        assert schreibe(gemeinde, vorgang, funktion, ziel, *weitere, basis_version=version) == ziel
    assert lies(gemeinde, ziel).version == version + 1


@pytest.mark.parametrize("schritt", [*SCHRITTE, "ändern", "einfrieren"])
def test_fremdes_unbekanntes_und_unmoegliches_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr, schritt: str) -> None:
    funktion, weitere, _ = (SCHRITTE | {"ändern": (save_bericht, (GUT,), Berichtsstatus.ENTWURF)} | {
        "einfrieren": (freeze_bericht, (b"bild",), Berichtsstatus.FREIGEGEBEN)
    })[schritt]  # fmt: skip
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.gustav)) as session:
        k = gemeinde.fremdes_konzept_id
        fremd = neu(session, Bericht(konzept_id=k, form=GUT.art, titel="Fremd", stichtag=STICHTAG)).id
    vorher, antworten = abdruck(gemeinde.engine), set()
    for ziel in (fremd, *UNMOEGLICH):
        with pytest.raises(NichtGefundenError) as fehler:
            schreibe(gemeinde, uhr.vorgang(gemeinde.kora), funktion, ziel, *weitere, basis_version=1)
        antworten.add(str(fehler.value))
    assert antworten == {"Diesen Bericht gibt es nicht oder Sie dürfen ihn nicht sehen."}
    assert abdruck(gemeinde.engine) == vorher


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("ziel", UNMOEGLICH)
def test_in_einem_unbekannten_konzept_entsteht_kein_bericht(gemeinde: Gemeinde, uhr: Uhr, ziel: Any) -> None:
    antworten = set()
    for person, konzept in ((gemeinde.kora, ziel), (gemeinde.kora, gemeinde.fremdes_konzept_id)):
        for funktion, weitere, werte in (
            (create_bericht, (GUT,), {}),
            (set_vier_augen, (False,), {"basis_version": 1}),
        ):
            with pytest.raises(NichtGefundenError) as fehler:
                schreibe(gemeinde, uhr.vorgang(person), funktion, konzept, *weitere, **werte)
            antworten.add(str(fehler.value))
    assert len(antworten) == 1


def test_von_zweien_zugleich_entscheidet_eine(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    """Karla gibt frei, während Kora zurückgibt: Eine gewinnt, die andere erfährt es."""
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEREICHT)
    version, start, ergebnisse = lies(gemeinde, ziel).version, threading.Barrier(2), list[Any]()

    def entscheide(person: Person, funktion: Callable[..., Any], *weitere: Any) -> None:
        start.wait()
        try:
            ergebnisse.append(schreibe(gemeinde, uhr.vorgang(person), funktion, ziel, *weitere, basis_version=version))
        except MutError as fehler:
            ergebnisse.append(type(fehler))

    faeden = [
        threading.Thread(target=entscheide, args=(karla, release_bericht)),
        threading.Thread(target=entscheide, args=(gemeinde.kora, return_bericht, "Halt.")),
    ]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sorted(ergebnisse, key=str) == sorted([ziel, KonfliktError], key=str)


def test_das_hindernis_der_freigabe_steht_in_einem_satz(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = lege_an(gemeinde, uhr)
    tu(gemeinde, uhr, gemeinde.kora, submit_bericht, ziel)

    def hindernis(person: Person) -> str | None:
        with leseeinheit(gemeinde.engine) as session:
            return freigabehindernis(session, uhr.vorgang(person), ziel)

    assert hindernis(karla) is None
    assert "selbst geschrieben" in (hindernis(gemeinde.kora) or "")
    assert "nur die Koordination" in (hindernis(gemeinde.lena) or "")
    assert "gespeichert" not in (hindernis(gemeinde.kora) or "")
    tu(gemeinde, uhr, karla, release_bericht, ziel)
    assert "eingefroren" in (hindernis(karla) or "")


# --- einfrieren und neu fassen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [s for s in Berichtsstatus if s != Berichtsstatus.FREIGEGEBEN])
def test_eingefroren_wird_nur_freigegebenes(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person, status: Berichtsstatus
) -> None:
    ziel = bis(gemeinde, uhr, karla, status)
    vorher = abdruck(gemeinde.engine)
    with pytest.raises(EingabeError, match="nicht eingefroren werden"):
        friere_ein(gemeinde, uhr, ziel)
    assert abdruck(gemeinde.engine) == vorher


@pytest.mark.parametrize("wahl", ['{"profil":"intern"}', "{kaputt", "[]"])
def test_internes_und_unlesbares_wird_nie_eingefroren(gemeinde: Gemeinde, uhr: Uhr, karla: Person, wahl: str) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.FREIGEGEBEN)
    with pytest.raises(EingabeError):
        friere_ein(gemeinde, uhr, ziel, wahl=wahl)
    assert lies(gemeinde, ziel).status == Berichtsstatus.FREIGEGEBEN


def test_einfrieren_prueft_aus_welchem_stand_die_datei_gebaut_ist(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.FREIGEGEBEN)
    with pytest.raises(KonfliktError):
        friere_ein(gemeinde, uhr, ziel, basis_version=2)
    assert friere_ein(gemeinde, uhr, ziel, basis_version=3)


def test_nach_der_neufassung_gibt_es_beide_dateien(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN)
    tu(gemeinde, uhr, karla, open_neufassung, ziel, "Eine Zahl war falsch.")
    b = lies(gemeinde, ziel)
    assert (b.status, b.verfasst_von_id, b.rueckgabe) == (Berichtsstatus.ENTWURF, karla.id, "Eine Zahl war falsch.")
    assert (b.eingereicht_am, b.freigegeben_am, b.freigegeben_von_id) == (None, None, None)
    tu(gemeinde, uhr, karla, save_bericht, ziel, replace(GUT, titel="2. Sachstandsbericht, berichtigt"))
    tu(gemeinde, uhr, karla, submit_bericht, ziel)
    tu(gemeinde, uhr, gemeinde.kora, release_bericht, ziel)
    friere_ein(gemeinde, uhr, ziel, b"PK neu")
    with leseeinheit(gemeinde.engine) as session:
        archiv = {b.id: b for b in load_archiv(session, gemeinde.kora, gemeinde.konzept_id)}[ziel]
        dateien = [load_stand(session, gemeinde.lena, f.id).dokument for f in archiv.fassungen]
    assert dateien == [WORD, b"PK neu"]
    assert [f.bezeichnung for f in archiv.fassungen] == ["Erste Fassung", "1. Neufassung"]


def test_eine_neufassung_behaelt_form_und_nummer(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN)
    tu(gemeinde, uhr, gemeinde.kora, open_neufassung, ziel, "Zahl falsch.")
    andere = {
        "nummer": replace(GUT, nummer=3),
        "form": replace(GUT, form="steckbrief", art=Berichtsform.STECKBRIEF),
    }
    for feld, eingabe in andere.items():
        with pytest.raises(EingabeError, match="Neufassung behält") as fehler:
            tu(gemeinde, uhr, gemeinde.kora, save_bericht, ziel, eingabe)
        assert fehler.value.feld == feld


def test_freigegebenes_wird_vor_der_neufassung_eingefroren(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.FREIGEGEBEN)
    with pytest.raises(EingabeError, match="frieren Sie ihn erst ein"):
        tu(gemeinde, uhr, karla, open_neufassung, ziel, "Zahl falsch.")


# --- zweites Augenpaar -----------------------------------------------------------------------------------------------


def vier_augen(gemeinde: Gemeinde) -> tuple[bool, int]:
    with leseeinheit(gemeinde.engine) as session:
        kommune = session.get_one(Kommune, session.get_one(Konzept, gemeinde.konzept_id).kommune_id)
        return kommune.vier_augen, kommune.version


def test_das_zweite_augenpaar_ist_an_bis_die_administration_es_abschaltet(gemeinde: Gemeinde, uhr: Uhr) -> None:
    assert vier_augen(gemeinde) == (True, 1)
    vorgang = uhr.vorgang(gemeinde.adam)
    for _ in range(2):  # auch als Doppelklick
        schreibe(gemeinde, vorgang, set_vier_augen, gemeinde.konzept_id, False, basis_version=1)
    assert vier_augen(gemeinde) == (False, 2)


@pytest.mark.usefixtures("unveraendert")
def test_die_koordination_schaltet_ihre_eigene_pruefung_nicht_ab(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(RechteError, match="nicht die Koordination"):
        schreibe(gemeinde, uhr.vorgang(gemeinde.kora), set_vier_augen, gemeinde.konzept_id, False, basis_version=1)


@pytest.mark.usefixtures("unveraendert")
def test_veraltete_kommune_und_kein_ja_oder_nein_werden_abgelehnt(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with pytest.raises(KonfliktError) as konflikt:
        schreibe(gemeinde, uhr.vorgang(gemeinde.adam), set_vier_augen, gemeinde.konzept_id, False, basis_version=9)
    assert (konflikt.value.gespeichert, konflikt.value.eigene) == ({"vier_augen": True}, {"vier_augen": False})
    with pytest.raises(EingabeError):
        schreibe(gemeinde, uhr.vorgang(gemeinde.adam), set_vier_augen, gemeinde.konzept_id, "nein", basis_version=1)


# --- Beratungsergebnis -----------------------------------------------------------------------------------------------


def beratung(gemeinde: Gemeinde) -> Beratung:
    with leseeinheit(gemeinde.engine) as session:
        return session.scalars(sa.select(Beratung).where(Beratung.konzept_id == gemeinde.konzept_id)).one()


def trage_nach(gemeinde: Gemeinde, vorgang: Vorgang, eingabe: Beratungsergebnis, **werte: Any) -> Any:
    b = beratung(gemeinde)
    return schreibe(
        gemeinde, vorgang, record_beratungsergebnis, b.id, eingabe, **({"basis_version": b.version} | werte)
    )


def test_das_ergebnis_steht_nach_der_sitzung_in_der_beratungsfolge(gemeinde: Gemeinde, uhr: Uhr) -> None:
    erstes = Beratungsergebnis(" zur Kenntnis genommen ", termin=date(2025, 6, 3), top="7")
    trage_nach(gemeinde, uhr.vorgang(gemeinde.kora), erstes)
    b = beratung(gemeinde)
    assert (b.ergebnis, b.termin, b.top, b.bemerkung) == ("zur Kenntnis genommen", date(2025, 6, 3), "7", None)
    trage_nach(gemeinde, uhr.vorgang(gemeinde.kora), Beratungsergebnis("einstimmig beschlossen"))
    b = beratung(gemeinde)
    assert (b.ergebnis, b.termin, b.top) == ("einstimmig beschlossen", date(2025, 6, 3), "7")


KEIN_ERGEBNIS = {
    "leer": (Beratungsergebnis("  ", termin=HEUTE), "ergebnis"),
    "zu lang": (Beratungsergebnis("x" * 301, termin=HEUTE), "ergebnis"),
    "ohne Tag": (Beratungsergebnis("beschlossen"), "termin"),
    "vor der Sitzung": (Beratungsergebnis("beschlossen", termin=date(2025, 6, 5)), "termin"),
    "mit Uhrzeit": (Beratungsergebnis("beschlossen", termin=datetime(2025, 6, 3, 17)), "termin"),  # noqa: DTZ001
    "im Mittelalter": (Beratungsergebnis("beschlossen", termin=date(1066, 1, 1)), "termin"),
}


@pytest.mark.usefixtures("unveraendert")
@pytest.mark.parametrize("fall", KEIN_ERGEBNIS)
def test_was_kein_ergebnis_ist_wird_abgelehnt(gemeinde: Gemeinde, uhr: Uhr, fall: str) -> None:
    eingabe, feld = KEIN_ERGEBNIS[fall]
    with pytest.raises(EingabeError) as fehler:
        trage_nach(gemeinde, uhr.vorgang(gemeinde.kora), eingabe)
    assert fehler.value.feld == feld


@pytest.mark.usefixtures("unveraendert")
def test_ergebnisse_traegt_nur_die_koordination_nach_und_nur_auf_aktuellem_stand(gemeinde: Gemeinde, uhr: Uhr) -> None:
    gut = Beratungsergebnis("beschlossen", termin=HEUTE)
    with pytest.raises(RechteError):
        trage_nach(gemeinde, uhr.vorgang(gemeinde.fatma), gut)
    with pytest.raises(KonfliktError) as konflikt:
        trage_nach(gemeinde, uhr.vorgang(gemeinde.kora), gut, basis_version=9)
    assert konflikt.value.gespeichert == {"ergebnis": None, "termin": None}
    assert konflikt.value.eigene == {"ergebnis": "beschlossen", "termin": HEUTE}
    for ziel in UNMOEGLICH:
        with pytest.raises(NichtGefundenError):
            schreibe(gemeinde, uhr.vorgang(gemeinde.kora), record_beratungsergebnis, ziel, gut, basis_version=1)


def test_derselbe_vorgang_traegt_das_ergebnis_einmal_nach(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang, gut = uhr.vorgang(gemeinde.kora), Beratungsergebnis("beschlossen", termin=HEUTE)
    for _ in range(2):
        trage_nach(gemeinde, vorgang, gut, basis_version=1)
    assert beratung(gemeinde).version == 2


# --- Archiv ----------------------------------------------------------------------------------------------------------


def test_namen_und_gruende_stehen_nur_fuer_berechtigte_im_archiv(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN)
    tu(gemeinde, uhr, gemeinde.kora, open_neufassung, ziel, "Vertraulicher Grund.")
    with leseeinheit(gemeinde.engine) as session:
        intern = {b.id: b for b in load_archiv(session, gemeinde.kora, gemeinde.konzept_id)}
        leitung = {b.id: b for b in load_archiv(session, gemeinde.lena, gemeinde.konzept_id)}
    assert intern.keys() == leitung.keys()
    assert (intern[ziel].verfasst_von, intern[ziel].rueckgabe) == ("Kora Dinata", "Vertraulicher Grund.")
    assert intern[ziel].fassungen[0].erstellt_von == "Kora Dinata"
    gekuerzt = replace(intern[ziel].fassungen[0], erstellt_von=None)
    assert leitung[ziel] == replace(intern[ziel], verfasst_von=None, rueckgabe=None, fassungen=(gekuerzt,))


def test_das_archiv_nennt_pruefsummen_groesse_und_ob_es_sich_neu_bauen_laesst(
    gemeinde: Gemeinde, uhr: Uhr, karla: Person
) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.FREIGEGEBEN)
    friere_ein(gemeinde, uhr, ziel, wahl='{"form":"sachstandsbericht"}', programm="Quelltext 1")
    with leseeinheit(gemeinde.engine) as session:
        archiv = load_archiv(session, gemeinde.kora, gemeinde.konzept_id)
    assert [b.titel for b in archiv] == ["2. Sachstandsbericht", "1. Bericht"]  # der jüngste Stichtag zuerst
    (fassung,) = archiv[0].fassungen
    assert (fassung.dokument_sha, fassung.groesse) == (hashlib.sha256(WORD).hexdigest(), len(WORD))
    assert (fassung.wiederdruckbar, fassung.programm, fassung.erstellt_am) == (True, "Quelltext 1", uhr.jetzt)
    assert (archiv[0].form, archiv[1].form, archiv[1].fassungen[0].wiederdruckbar) == ("sachstandsbericht", None, False)


def test_die_naechste_nummer_zaehlt_nur_dieselbe_form(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lege_an(gemeinde, uhr, replace(GUT, nummer=4))
    with leseeinheit(gemeinde.engine) as session:
        archiv = load_archiv(session, gemeinde.kora, gemeinde.konzept_id)
    assert naechste_nummer(archiv, Berichtsform.SACHSTANDSBERICHT) == 5
    assert naechste_nummer(archiv, Berichtsform.VORLAGE) == naechste_nummer((), Berichtsform.VORLAGE) == 1
    assert titelvorschlag("Sachstandsbericht", 5, "Integrationskonzept") == "5. Sachstandsbericht – Integrationskonzept"
    assert titelvorschlag("Maßnahmenübersicht", None, "Konzept") == "Maßnahmenübersicht – Konzept"


def test_zwei_fassungen_kommen_in_zeitlicher_reihenfolge(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    frueh = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN, replace(GUT, stichtag=date(2025, 2, 1)))
    spaet = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN, replace(GUT, nummer=3, vorgaenger_id=frueh))
    with leseeinheit(gemeinde.engine) as session:
        je_bericht = {b.id: b for b in load_archiv(session, gemeinde.lena, gemeinde.konzept_id)}
        a, b = (je_bericht[i].fassungen[0].id for i in (frueh, spaet))
        for paar in ((a, b), (b, a)):
            vorher, nachher = load_staende(session, gemeinde.lena, *paar)
            assert (vorher.stichtag, nachher.stichtag) == (date(2025, 2, 1), STICHTAG)
        voriges = load_vorher(session, gemeinde.lena, spaet)
        assert voriges is not None
        assert voriges.stichtag == date(2025, 2, 1)
        assert load_vorher(session, gemeinde.lena, frueh) is None
        with pytest.raises(EingabeError, match="verschiedene"):
            load_staende(session, gemeinde.lena, a, a)


def test_beschaedigtes_und_fremdes_laesst_sich_nicht_laden(gemeinde: Gemeinde, uhr: Uhr, karla: Person) -> None:
    ziel = bis(gemeinde, uhr, karla, Berichtsstatus.EINGEFROREN)
    with leseeinheit(gemeinde.engine) as session:
        staende = list(session.scalars(sa.select(Berichtsstand.id).order_by(Berichtsstand.id)))
        with pytest.raises(BetriebError):  # der Stand der Gemeinde ist von Hand angelegt: b"{}"
            load_staende(session, gemeinde.kora, *staende)
        antworten = set()
        for person, stand in ((gemeinde.gustav, staende[0]), *((gemeinde.kora, w) for w in UNMOEGLICH)):
            with pytest.raises(NichtGefundenError) as fehler:
                load_stand(session, person, stand)  # type: ignore[arg-type]
            antworten.add(str(fehler.value))
        assert len(antworten) == 1
        for person, konzept in ((gemeinde.gustav, gemeinde.konzept_id), (gemeinde.adam, 987_654)):
            with pytest.raises(NichtGefundenError):
                load_archiv(session, person, konzept)
        with pytest.raises(NichtGefundenError):
            load_vorher(session, gemeinde.gustav, ziel)
