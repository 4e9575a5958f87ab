"""Prüft die Rechte: jedes Recht mit jeder Person der Gemeinde, dazu die Zwischenfälle."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from gemeinde import PERSONEN, Gemeinde, Uhr

from mut_core import rechte
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.fehler import NichtGefundenError, RechteError
from mut_core.modell import Nutzer, Rolle
from mut_core.modell.codes import Rollenart
from mut_core.rechte import Person, Rollenschein

RECHTE: dict[str, tuple[Callable[[Person, Gemeinde], bool], str]] = {
    # Recht: wie gefragt wird, wer darf
    "lesen": (lambda p, g: rechte.darf_lesen(p, g.konzept_id), "kora fatma fritz lena adam"),
    "lesen_fremd": (lambda p, g: rechte.darf_lesen(p, g.fremdes_konzept_id), "adam gustav"),
    "lesen_unbekannt": (lambda p, g: rechte.darf_lesen(p, 987_654), "adam"),
    "internes": (lambda p, g: rechte.darf_internes_lesen(p, g.konzept_id), "kora fatma fritz adam"),
    "internes_fremd": (lambda p, g: rechte.darf_internes_lesen(p, g.fremdes_konzept_id), "adam gustav"),
    "melden_bildung": (lambda p, g: rechte.darf_melden(p, g.konzept_id, g.bildung_id), "kora fatma"),
    "melden_soziales": (lambda p, g: rechte.darf_melden(p, g.konzept_id, g.soziales_id), "kora fritz"),
    "melden_nicht_benannt": (lambda p, g: rechte.darf_melden(p, g.konzept_id, None), "kora"),
    "melden_fremd": (lambda p, g: rechte.darf_melden(p, g.fremdes_konzept_id, g.bildung_id), "gustav"),
    "bearbeiten": (lambda p, g: rechte.darf_bearbeiten(p, g.konzept_id), "kora"),
    "bearbeiten_fremd": (lambda p, g: rechte.darf_bearbeiten(p, g.fremdes_konzept_id), "gustav"),
    "anlegen": (lambda p, g: rechte.darf_konzept_anlegen(p), "adam"),
}


@pytest.mark.parametrize("recht", RECHTE)
def test_recht_hat_genau_wer_es_haben_soll(sqlite_gemeinde: Gemeinde, recht: str) -> None:
    frage, wer = RECHTE[recht]
    assert {k for k, p in sqlite_gemeinde.personen.items() if frage(p, sqlite_gemeinde)} == set(wer.split())


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


def test_konzepte_anlegen_darf_auch_die_administration_eines_einzelnen_konzepts() -> None:
    assert rechte.darf_konzept_anlegen(Person(9, "x", "X", (Rollenschein(Rollenart.ADMINISTRATION, 1),)))
    for art in set(Rollenart) - {Rollenart.ADMINISTRATION}:
        assert not rechte.darf_konzept_anlegen(Person(9, "x", "X", (Rollenschein(art),)))


def test_person_kommt_mit_ihren_rollen_aus_der_datenbank(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        fatma = rechte.load_person(session, "fatma")
    assert fatma.name == "Fatma Schulz"
    assert fatma.rollen == (Rollenschein(Rollenart.FACHKRAFT, gemeinde.konzept_id, gemeinde.bildung_id),)
    assert fatma.demo


@pytest.mark.parametrize("kennung", ["gibtesnicht", "", "FATMA", "fatma ", "' OR 1=1--", "%", "\x00", "x" * 10_000])
def test_unbekannte_kennung_wird_nicht_gefunden(engine: sa.Engine, gemeinde: Gemeinde, kennung: str) -> None:
    with pytest.raises(NichtGefundenError, match="melden Sie sich neu an"), leseeinheit(engine) as session:
        rechte.load_person(session, kennung)


def test_entzogene_rolle_und_stillgelegte_person_wirken_sofort(engine: sa.Engine, gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(engine, uhr.vorgang(gemeinde.adam)) as session:
        session.delete(session.scalars(sa.select(Rolle).where(Rolle.nutzer_id == gemeinde.fritz.id)).one())
        session.get_one(Nutzer, gemeinde.fatma.id).aktiv = False
    with leseeinheit(engine) as session:
        assert not rechte.darf_lesen(rechte.load_person(session, "fritz"), gemeinde.konzept_id)
        with pytest.raises(NichtGefundenError):
            rechte.load_person(session, "fatma")
        assert rechte.demo_personen(session) == ()


def test_waehlbar_sind_nur_demo_personen(engine: sa.Engine, gemeinde: Gemeinde) -> None:
    with leseeinheit(engine) as session:
        assert [p.kennung for p in rechte.demo_personen(session)] == ["fatma"]
