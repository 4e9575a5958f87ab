"""Prüft die Rechte: jedes Recht mit jeder Person der Gemeinde, dazu die Zwischenfälle."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import PERSONEN, Gemeinde, Uhr, add_konzeptadministration

from mut_core import rechte
from mut_core.bericht import FORMEN, Wahl, build_bericht
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.entwurf import archive_entwurf, load_entwurf, meldung, save_entwurf
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.lagebild import Lagebild, freeze_lagebild, load_lagebild
from mut_core.modell import Base, Nutzer, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.rechte import Person, Rollenschein

RECHTE: dict[str, tuple[Callable[[Person, Gemeinde], bool], str]] = {
    # Recht: wie gefragt wird, wer darf
    "lesen": (lambda p, g: rechte.darf_lesen(p, g.konzept_id), "kora fatma fritz lena adam hanna"),
    "lesen_fremd": (lambda p, g: rechte.darf_lesen(p, g.fremdes_konzept_id), "adam gustav dora"),
    "lesen_unbekannt": (lambda p, g: rechte.darf_lesen(p, 987_654), "adam"),
    "internes": (lambda p, g: rechte.darf_internes_lesen(p, g.konzept_id), "kora fatma fritz adam hanna"),
    "internes_fremd": (lambda p, g: rechte.darf_internes_lesen(p, g.fremdes_konzept_id), "adam gustav dora"),
    "melden_bildung": (lambda p, g: rechte.darf_melden(p, g.konzept_id, g.bildung_id), "kora fatma"),
    "melden_soziales": (lambda p, g: rechte.darf_melden(p, g.konzept_id, g.soziales_id), "kora fritz"),
    "melden_nicht_benannt": (lambda p, g: rechte.darf_melden(p, g.konzept_id, None), "kora"),
    "melden_fremd": (lambda p, g: rechte.darf_melden(p, g.fremdes_konzept_id, g.bildung_id), "gustav"),
    "bearbeiten": (lambda p, g: rechte.darf_bearbeiten(p, g.konzept_id), "kora"),
    "bearbeiten_fremd": (lambda p, g: rechte.darf_bearbeiten(p, g.fremdes_konzept_id), "gustav"),
    "einlesen": (lambda p, g: rechte.darf_einlesen(p, g.konzept_id), "kora"),
    "einlesen_fremd": (lambda p, g: rechte.darf_einlesen(p, g.fremdes_konzept_id), "gustav"),
    "anlegen": (lambda p, g: rechte.darf_konzept_anlegen(p), "adam"),
    "verwalten": (lambda p, g: rechte.darf_verwalten(p), "adam"),
    "personen": (lambda p, g: rechte.darf_personen_sehen(p), "adam hanna dora"),
    "rollen": (lambda p, g: rechte.darf_rollen_vergeben(p, g.konzept_id), "adam hanna"),
    "rollen_fremd": (lambda p, g: rechte.darf_rollen_vergeben(p, g.fremdes_konzept_id), "adam dora"),
    "rollen_ueberall": (lambda p, g: rechte.darf_rollen_vergeben(p, None), "adam"),
    "freigeben": (lambda p, g: rechte.darf_freigeben(p, g.konzept_id, g.fatma.id), "kora"),
    "freigeben_eigenes": (lambda p, g: rechte.darf_freigeben(p, g.konzept_id, p.id), ""),
    "bericht_freigeben": (lambda p, g: rechte.darf_bericht_freigeben(p, g.konzept_id, {g.fatma.id}), "kora"),
    "bericht_freigeben_eigenen": (lambda p, g: rechte.darf_bericht_freigeben(p, g.konzept_id, {p.id}), ""),
    "vier_augen": (lambda p, g: rechte.darf_vier_augen_setzen(p, [g.konzept_id]), "adam hanna"),
    "vier_augen_zwei": (lambda p, g: rechte.darf_vier_augen_setzen(p, [g.konzept_id, g.fremdes_konzept_id]), "adam"),
    "vier_augen_ohne_konzept": (lambda p, g: rechte.darf_vier_augen_setzen(p, []), "adam"),
    "hausvorlage": (lambda p, g: rechte.darf_hausvorlage_pflegen(p, g.konzept_id), "kora adam hanna"),
    "protokoll": (lambda p, g: rechte.darf_protokoll_lesen(p, g.konzept_id), "kora adam hanna"),
    "protokoll_fremd": (lambda p, g: rechte.darf_protokoll_lesen(p, g.fremdes_konzept_id), "adam gustav dora"),
    "protokoll_ganz": (lambda p, g: rechte.darf_protokoll_lesen(p, None), "adam"),
}


@pytest.mark.parametrize("recht", RECHTE)
def test_recht_hat_genau_wer_es_haben_soll(sqlite_gemeinde: Gemeinde, recht: str) -> None:
    frage, wer = RECHTE[recht]
    hanna, dora = add_konzeptadministration(sqlite_gemeinde)
    personen = {**sqlite_gemeinde.personen, "hanna": hanna, "dora": dora}
    assert {k for k, p in personen.items() if frage(p, sqlite_gemeinde)} == set(wer.split())


def test_jedes_recht_steht_in_der_matrix() -> None:
    gefragt = {name for frage, _ in RECHTE.values() for name in frage.__code__.co_names if name.startswith("darf_")}
    assert gefragt == {name for name in vars(rechte) if name.startswith("darf_")}


@pytest.mark.parametrize("kennung", PERSONEN)
def test_require_wirft_genau_wenn_das_recht_fehlt(sqlite_gemeinde: Gemeinde, kennung: str) -> None:
    g, person = sqlite_gemeinde, sqlite_gemeinde.personen[kennung]
    for pruefe, darf, fehler in (
        (
            lambda: rechte.require_lesen(person, g.konzept_id),
            rechte.darf_lesen(person, g.konzept_id),
            NichtGefundenError,
        ),
        (
            lambda: rechte.require_melden(person, g.konzept_id, g.bildung_id),
            rechte.darf_melden(person, g.konzept_id, g.bildung_id),
            RechteError,
        ),
        (
            lambda: rechte.require_bearbeiten(person, g.konzept_id),
            rechte.darf_bearbeiten(person, g.konzept_id),
            RechteError,
        ),
    ):
        if darf:
            pruefe()
        else:
            with pytest.raises(fehler, match=r"nicht gespeichert|nichts gespeichert|keine Rolle"):
                pruefe()


def test_jede_rollenart_kommt_vor(sqlite_gemeinde: Gemeinde) -> None:
    arten = {r.art for p in sqlite_gemeinde.personen.values() for r in p.rollen}
    assert arten == set(Rollenart)


def test_fachkraft_ohne_stelle_meldet_nirgends() -> None:
    person = Person(9, "x", "X", (Rollenschein(Rollenart.FACHKRAFT, 1, None),))
    assert not rechte.darf_melden(person, 1, None)
    assert not rechte.darf_melden(person, 1, 1)


def test_rolle_ohne_konzept_gilt_ueberall() -> None:
    person = Person(9, "x", "X", (Rollenschein(Rollenart.KOORDINATION),))
    assert rechte.darf_bearbeiten(person, 1)
    assert rechte.darf_bearbeiten(person, 2)


def test_die_installation_verwaltet_nur_eine_administration_ohne_konzeptbindung() -> None:
    for art in Rollenart:
        for konzept_id in (None, 1):
            person = Person(9, "x", "X", (Rollenschein(art, konzept_id),))
            erwartet = art == Rollenart.ADMINISTRATION and konzept_id is None
            assert rechte.darf_verwalten(person) == rechte.darf_konzept_anlegen(person) == erwartet


def test_befehle_auf_dem_server_verwalten_aber_melden_nicht() -> None:
    betrieb = Person(9, rechte.BETRIEB, "Betrieb")
    assert rechte.darf_verwalten(betrieb)
    assert rechte.darf_rollen_vergeben(betrieb, 1)
    assert not rechte.darf_melden(betrieb, 1, 1)
    assert not rechte.darf_bearbeiten(betrieb, 1)
    assert rechte.darf_einlesen(betrieb, 1)
    assert not rechte.darf_verwalten(Person(9, rechte.UEBERNAHME, "Übernahme"))


@pytest.mark.parametrize("kennung", rechte.SYSTEMPERSONEN)
def test_unter_einer_systemperson_kommt_niemand_herein(
    engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr, kennung: str
) -> None:
    """F49: auch ein gefälschter Kopf mit dieser Kennung gibt keine Person mit Rechten."""
    with schreibeinheit(engine, uhr.vorgang(gemeinde.adam)) as session:
        session.add(nutzer := Nutzer(kennung=kennung, name="System"))
        session.flush()
    with leseeinheit(engine) as session:
        with pytest.raises(NichtGefundenError):
            rechte.load_person(session, kennung)
        with pytest.raises(NichtGefundenError):
            rechte.load_person_zu(session, nutzer.id)


def test_eine_abgelehnte_handlung_nennt_den_grund() -> None:
    """F57: Die Meldung sagt, wer es darf; mehr erfährt niemand."""
    leitung = Person(9, "x", "X", (Rollenschein(Rollenart.LESEN, 1),))
    koordination = Person(9, "x", "X", (Rollenschein(Rollenart.KOORDINATION, 1),))
    for pruefe, satz in (
        (lambda: rechte.require_verwalten(leitung), "Administration der ganzen Installation"),
        (lambda: rechte.require_personen_sehen(leitung), "nur die Administration"),
        (lambda: rechte.require_freigeben(leitung, 1, 2), "nur die Koordination"),
        (lambda: rechte.require_freigeben(koordination, 1, 9), "selbst erfasst"),
        (lambda: rechte.require_protokoll(leitung, 1), "Koordination und Administration"),
        (lambda: rechte.require_protokoll(leitung, None), "Administration der ganzen Installation"),
    ):
        with pytest.raises(RechteError, match=satz):
            pruefe()


def test_person_kommt_mit_ihren_rollen_aus_der_datenbank(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        fatma = rechte.load_person(session, "fatma")
    assert fatma.name == "Fatma Schulz"
    assert fatma.rollen == (Rollenschein(Rollenart.FACHKRAFT, gemeinde.konzept_id, gemeinde.bildung_id),)
    assert fatma.demo


@pytest.mark.parametrize(
    "kennung",
    ["gibtesnicht", "", None, "LEITUNG", "gast", "FATMA", "fatma ", "' OR 1=1--", "%", "\x00", "x" * 10_000, 3, True],
)
def test_unbekannte_kennung_wird_nicht_gefunden(engine: sa.Engine, gemeinde: Gemeinde, kennung: Any) -> None:
    """F55: nichts, leer, erfunden – wer nicht bekannt ist, ist niemand."""
    with pytest.raises(NichtGefundenError, match="melden Sie sich neu an"), leseeinheit(engine) as session:
        rechte.load_person(session, kennung)


@pytest.mark.parametrize("nutzer_id", [0, -1, 987_654, 2**31, 2**63, 10**20, None, "3", 3.0, True])
def test_unbekannter_schluessel_einer_person_wird_nicht_gefunden(
    engine: sa.Engine, gemeinde: Gemeinde, nutzer_id: Any
) -> None:
    """F56: Unmögliches antwortet wie Unbekanntes."""
    with pytest.raises(NichtGefundenError, match="melden Sie sich neu an"), leseeinheit(engine) as session:
        rechte.load_person_zu(session, nutzer_id)


def test_person_zu_ihrem_schluessel_ist_dieselbe_wie_zu_ihrer_kennung(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        for person in gemeinde.personen.values():
            assert rechte.load_person_zu(session, person.id) == rechte.load_person(session, person.kennung) == person


def test_entzogene_rolle_und_stillgelegte_person_wirken_sofort(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F53: im Kern – der nächste Klick liest Person und Rollen neu."""
    with schreibeinheit(engine, uhr.vorgang(gemeinde.adam)) as session:
        session.delete(session.scalars(sa.select(Rolle).where(Rolle.nutzer_id == gemeinde.fritz.id)).one())
        session.get_one(Nutzer, gemeinde.fatma.id).aktiv = False
    with leseeinheit(engine) as session:
        assert not rechte.darf_lesen(rechte.load_person(session, "fritz"), gemeinde.konzept_id)
        with pytest.raises(NichtGefundenError):
            rechte.load_person(session, "fatma")
        with pytest.raises(NichtGefundenError):
            rechte.load_person_zu(session, gemeinde.fatma.id)
        assert rechte.demo_personen(session) == ()


def test_waehlbar_sind_nur_demo_personen(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        assert [p.kennung for p in rechte.demo_personen(session)] == ["fatma"]


# --- geschlossene Lücken ---------------------------------------------------------------------------------------------


def test_ein_entwurf_laesst_sich_nicht_durch_verschachteln_aufblasen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F69, F77: Gezählt wird alles, was gespeichert würde, nicht nur die Texte der obersten Ebene."""
    vorgang, ziel = uhr.vorgang(gemeinde.fritz), gemeinde.massnahmen["lotsen"]
    for felder in ({"text": ["x" * 200_000]}, {"x" * 200_000: ""}, {"a": {"b": {"c": "x" * 200_000}}}):
        with (
            pytest.raises(EingabeError, match="Entwurf ist zu lang"),
            schreibeinheit(gemeinde.engine, vorgang) as session,
        ):
            save_entwurf(session, vorgang, gemeinde.konzept_id, meldung(ziel), felder, basis=1, basis_version=1)


@pytest.mark.parametrize("schluessel", [0, -1, 987_654, 2**31, 2**63, 10**20, None, True])
def test_entwurf_zu_einem_unmoeglichen_schluessel_ist_keiner(gemeinde: Gemeinde, uhr: Uhr, schluessel: Any) -> None:
    """F56: Lesen antwortet mit nichts, Wegwerfen wie bei einer fremden Maßnahme."""
    with leseeinheit(gemeinde.engine) as session:
        assert load_entwurf(session, gemeinde.fatma.id, gemeinde.konzept_id, meldung(schluessel)) is None
        assert (
            load_entwurf(session, schluessel, gemeinde.konzept_id, meldung(gemeinde.massnahmen["sprachcafe"])) is None
        )
    antworten = set()
    for ziel in (schluessel, gemeinde.massnahmen["fremd"]):
        vorgang = uhr.vorgang(gemeinde.fatma)
        with pytest.raises(NichtGefundenError) as fehler, schreibeinheit(gemeinde.engine, vorgang) as session:
            archive_entwurf(session, vorgang, gemeinde.konzept_id, meldung(ziel))
        antworten.add(str(fehler.value))
    assert len(antworten) == 1


# --- Internes --------------------------------------------------------------------------------------------------------

INTERNE = [
    pytest.param(m.class_, spalte.key, id=f"{m.class_.__tablename__}.{spalte.key}")
    for m in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__)
    for spalte in m.columns
    if spalte.info.get("intern")
]


def schreibe_ueberall(gemeinde: Gemeinde, vorgang: Vorgang, klasse: Any, spalte: str, text: str) -> None:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        zeilen = session.scalars(sa.select(klasse)).all()
        assert zeilen
        for zeile in zeilen:
            setattr(zeile, spalte, text)


def alles_in(bild: Lagebild) -> str:
    """Gibt jeden Wert eines Lagebilds als einen Text."""
    return repr([vars(bild.konzept), *(t.to_numpy().tolist() for t in bild.tabellen.values())])


def alles_in_word(daten: bytes) -> str:
    with zipfile.ZipFile(BytesIO(daten)) as paket:
        return "\n".join(paket.read(n).decode("utf-8", "replace") for n in paket.namelist())


@pytest.mark.parametrize(("klasse", "spalte"), INTERNE)
def test_internes_verlaesst_den_kern_nur_fuer_berechtigte(
    gemeinde: Gemeinde, uhr: Uhr, klasse: Any, spalte: str
) -> None:
    """In Gegenwart und Vergangenheit: nicht im Lagebild der Leitung, nicht im Bericht, nicht im eingefrorenen Stand."""
    geheim = f"INTERN-{klasse.__tablename__}-{spalte}-4711"
    schreibe_ueberall(gemeinde, uhr.vorgang(gemeinde.kora), klasse, spalte, geheim)
    damals = uhr.heute
    uhr.weiter(days=3)
    schreibe_ueberall(gemeinde, uhr.vorgang(gemeinde.kora), klasse, spalte, f"{geheim}-spaeter")
    for tag in (damals, uhr.heute):  # der frühere Tag kommt aus dem Protokoll, der spätere aus den Tabellen
        with leseeinheit(gemeinde.engine) as session:
            offen = load_lagebild(session, gemeinde.konzept_id, tag)
            voll = load_lagebild(session, gemeinde.konzept_id, tag, intern=True)
        assert geheim in alles_in(voll)  # sonst bewiese das Folgende nichts
        assert geheim not in alles_in(offen)
        assert geheim.encode() not in zlib.decompress(freeze_lagebild(offen))
        for bild in (offen, voll):  # selbst aus dem vollen Lagebild druckt der Bericht nichts Internes
            for name, form in FORMEN.items():
                erste = int(bild.massnahmen["id"].iloc[0]) if form.je_massnahme else None
                datei = build_bericht(bild, name, Wahl(massnahme_id=erste))
                assert geheim not in (alles_in_word(datei) if form.endung == "docx" else datei.decode())


def test_es_gibt_interne_felder_und_namen_von_menschen_gehoeren_dazu() -> None:
    namen = {p.id for p in INTERNE}
    assert namen >= {"massnahme.interne_notiz", "mitgliedschaft.person", "vorlage.bearbeitung"}
