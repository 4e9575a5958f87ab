"""Prüft die Kontenverwaltung: was klappt, wer nicht darf, was nicht geht – und dass immer jemand verwalten kann."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr, add_konzeptadministration, neu

from mut_core.anmeldung import konten as zugaenge
from mut_core.anmeldung.einmallink import pruefe_link
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import konten
from mut_core.erfassung.protokoll import Vorgang, kettenfehler
from mut_core.fehler import EingabeError, KonfliktError, MutError, NichtGefundenError, RechteError
from mut_core.modell import Anmeldung, Einmallink, Nutzer, Protokoll, Rolle, Zugangsdaten
from mut_core.modell.codes import Aktion, Anmeldeweg, Linkzweck, Rollenart
from mut_core.rechte import BETRIEB, UEBERNAHME, Person, darf_lesen, load_person, load_person_zu

ART = Rollenart
UNMOEGLICH = [0, -1, 987_654, 2**31, 2**63, 10**20, None, "1", True]


def tue(gemeinde: Gemeinde, vorgang: Vorgang, funktion: Callable[..., Any], *was: Any, **weitere: Any) -> Any:
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        return funktion(session, vorgang, *was, **weitere)


def als_adam(gemeinde: Gemeinde, uhr: Uhr, funktion: Callable[..., Any], *was: Any, **weitere: Any) -> Any:
    return tue(gemeinde, uhr.vorgang(gemeinde.adam), funktion, *was, **weitere)


def lade(gemeinde: Gemeinde, klasse: type[Any], schluessel: int) -> Any:
    with leseeinheit(gemeinde.engine) as session:
        return session.get(klasse, schluessel)


def letzte_zeile(gemeinde: Gemeinde) -> Protokoll:
    with leseeinheit(gemeinde.engine) as session:
        assert kettenfehler(session) is None
        return session.scalars(sa.select(Protokoll).order_by(Protokoll.seq.desc()).limit(1)).one()


def kette(gemeinde: Gemeinde) -> int:
    return letzte_zeile(gemeinde).seq


def melde_an(gemeinde: Gemeinde, nutzer_id: int, uhr: Uhr, zeichen: str = "a") -> int:
    with schreibeinheit(gemeinde.engine, None) as session:
        return neu(
            session,
            Anmeldung(
                nutzer_id=nutzer_id, kennzeichen_pruefsumme=zeichen * 64, gegenzeichen="1" * 64, weg=Anmeldeweg.KONTO,
                geraet="Firefox unter Linux", begonnen_am=uhr.jetzt, zuletzt_am=uhr.jetzt,
                gilt_bis=uhr.jetzt + timedelta(hours=10),
            ),
        ).id  # fmt: skip


def zweite_administration(gemeinde: Gemeinde, uhr: Uhr, kennung: str = "ada", *, demo: bool = False) -> Person:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        nutzer = neu(session, Nutzer(kennung=kennung, name="Ada Zweit", demo=demo)).id
        neu(session, Rolle(nutzer_id=nutzer, art=ART.ADMINISTRATION))
    with leseeinheit(gemeinde.engine) as session:
        return load_person(session, kennung)


# --- anlegen und ändern ----------------------------------------------------------------------------------------------


def test_neue_person_kann_zuerst_nichts_und_nach_ihrer_rolle_genau_das(gemeinde: Gemeinde, uhr: Uhr) -> None:
    nina = als_adam(gemeinde, uhr, konten.create_konto, " n.neu@probstweiler.de ", "  Nina\u0000 Neu ")
    with leseeinheit(gemeinde.engine) as session:
        person = load_person_zu(session, nina)
    assert (person.kennung, person.name, person.rollen, person.demo) == ("n.neu@probstweiler.de", "Nina Neu", (), False)
    als_adam(gemeinde, uhr, konten.add_rolle, nina, ART.LESEN, gemeinde.konzept_id)
    with leseeinheit(gemeinde.engine) as session:
        person = load_person_zu(session, nina)
    assert darf_lesen(person, gemeinde.konzept_id)
    assert not darf_lesen(person, gemeinde.fremdes_konzept_id)


@pytest.mark.parametrize(
    "kennung",
    ["", "x", " ", "zwei worte", "-vorne", "_vorne", "a\nb", "x" * 101, "a;b", "<b>", "a\u202eb\u202e c", "übernahme!"],
    ids=ascii,
)
def test_unbrauchbare_kennung_wird_mit_ausweg_abgewiesen(gemeinde: Gemeinde, uhr: Uhr, kennung: str) -> None:
    vorher = kette(gemeinde)
    with pytest.raises(EingabeError, match="Bitte") as fehler:
        als_adam(gemeinde, uhr, konten.create_konto, kennung, "Nina Neu")
    assert fehler.value.feld == "kennung"
    assert kette(gemeinde) == vorher


@pytest.mark.parametrize("kennung", [BETRIEB, UEBERNAHME, "Betrieb", "UEBERNAHME", "geloescht-17", "GELOESCHT-x"])
def test_kennungen_der_anwendung_vergibt_niemand(gemeinde: Gemeinde, uhr: Uhr, kennung: str) -> None:
    with pytest.raises(EingabeError, match="vorbehalten"):
        als_adam(gemeinde, uhr, konten.create_konto, kennung, "Nina Neu")


@pytest.mark.parametrize("kennung", ["fatma", "FATMA", " Fatma ", "fatma\u0007"], ids=ascii)
def test_vergebene_kennung_gibt_es_nicht_noch_einmal_anders_geschrieben(
    gemeinde: Gemeinde, uhr: Uhr, kennung: str
) -> None:
    with pytest.raises(EingabeError, match="gibt es schon"):
        als_adam(gemeinde, uhr, konten.create_konto, kennung, "Nina Neu")


@pytest.mark.parametrize("name", ["", " \u00a0", "\x00\x1b", "x" * 301, "zwei\nZeilen"], ids=ascii)
def test_schlechter_name_nennt_das_feld_und_aendert_nichts(gemeinde: Gemeinde, uhr: Uhr, name: str) -> None:
    vorher = kette(gemeinde)
    for funktion, was in ((konten.create_konto, ("nina", name)), (konten.save_konto, (gemeinde.fritz.id, name, 1))):
        with pytest.raises(EingabeError, match="Bitte") as fehler:
            als_adam(gemeinde, uhr, funktion, *was)
        assert fehler.value.feld == "name"
    assert kette(gemeinde) == vorher


def test_name_aendern_und_veraltete_version_bringt_beide_seiten(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F11: Zwei Verwalterinnen, ein Name."""
    als_adam(gemeinde, uhr, konten.save_konto, gemeinde.fritz.id, "Fritz Sommer", 1)
    with pytest.raises(KonfliktError) as fehler:
        als_adam(gemeinde, uhr, konten.save_konto, gemeinde.fritz.id, "Fritz Winter", 1)
    assert (fehler.value.gespeichert, fehler.value.eigene) == ({"name": "Fritz Sommer"}, {"name": "Fritz Winter"})
    als_adam(gemeinde, uhr, konten.save_konto, gemeinde.fritz.id, "Fritz Winter", 2)
    assert lade(gemeinde, Nutzer, gemeinde.fritz.id).name == "Fritz Winter"


def test_derselbe_vorgang_wirkt_einmal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F08: Doppelklick auf jede Handlung der Kontenverwaltung."""
    fritz = gemeinde.fritz.id
    for funktion, was in (
        (konten.create_konto, ("nina", "Nina Neu")),
        (konten.save_konto, (fritz, "Fritz Sommer", 1)),
        (konten.add_rolle, (fritz, ART.LESEN)),
        (konten.set_einstellung, ("zweiter_faktor", "alle")),
        (konten.deactivate_konto, (fritz,)),
        (konten.activate_konto, (fritz,)),
    ):
        vorgang = uhr.vorgang(gemeinde.adam)
        erste = tue(gemeinde, vorgang, funktion, *was)
        vorher = kette(gemeinde)
        assert tue(gemeinde, vorgang, funktion, *was) == erste, funktion
        assert kette(gemeinde) == vorher
    vorgang, rolle = uhr.vorgang(gemeinde.adam), als_adam(gemeinde, uhr, konten.add_rolle, fritz, ART.KOORDINATION)
    assert tue(gemeinde, vorgang, konten.remove_rolle, rolle) == tue(gemeinde, vorgang, konten.remove_rolle, rolle)


def test_ein_vorgang_darf_mehrere_rollen_geben_und_nehmen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    vorgang = uhr.vorgang(gemeinde.adam)
    with schreibeinheit(gemeinde.engine, vorgang) as session:
        nina = konten.create_konto(session, vorgang, "nina", "Nina Neu")
        arten = (ART.LESEN, ART.KOORDINATION)
        rollen = [konten.add_rolle(session, vorgang, nina, art, gemeinde.konzept_id) for art in arten]
        zugaenge.request_kennwortlink(session, vorgang, nina)
    assert letzte_zeile(gemeinde).grund == "Link zum Setzen des Kennworts angefordert"
    assert len(set(rollen)) == 2
    weg = uhr.vorgang(gemeinde.adam)
    for _ in range(2):
        with schreibeinheit(gemeinde.engine, weg) as session:
            assert [konten.remove_rolle(session, weg, r) for r in rollen] == rollen
    with leseeinheit(gemeinde.engine) as session:
        assert load_person_zu(session, nina).rollen == ()


def test_ein_fremder_vorgang_verraet_nichts(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Wer den Schlüssel eines fremden Vorgangs errät, bekommt weder dessen Ergebnis noch einen halben Erfolg."""
    vorgang = uhr.vorgang(gemeinde.adam)
    tue(gemeinde, vorgang, konten.create_konto, "nina", "Nina Neu")
    ada = zweite_administration(gemeinde, uhr)
    vorher, fremd = kette(gemeinde), uhr.vorgang(ada, schluessel=vorgang.schluessel)
    with pytest.raises(EingabeError, match="Vorgang ist nicht lesbar"):
        tue(gemeinde, fremd, konten.create_konto, "nora", "Nora Neu")
    assert kette(gemeinde) == vorher


# --- sperren ---------------------------------------------------------------------------------------------------------


def test_sperren_wirft_sofort_hinaus_und_entsperren_gibt_die_rollen_zurueck(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F53: Die Sitzung ist beendet, der offene Link tot; Rollen bleiben für den Fall der Rückkehr."""
    fritz = gemeinde.fritz
    anmeldung = melde_an(gemeinde, fritz.id, uhr)
    code = als_adam(gemeinde, uhr, zugaenge.request_kennwortlink, fritz.id)
    als_adam(gemeinde, uhr, konten.deactivate_konto, fritz.id)
    assert lade(gemeinde, Anmeldung, anmeldung).beendet_am == uhr.jetzt
    with leseeinheit(gemeinde.engine) as session:
        assert pruefe_link(session, code, Linkzweck.KENNWORT, uhr.jetzt) is None
        with pytest.raises(NichtGefundenError):
            load_person_zu(session, fritz.id)
    als_adam(gemeinde, uhr, konten.activate_konto, fritz.id)
    with leseeinheit(gemeinde.engine) as session:
        assert load_person_zu(session, fritz.id) == fritz
        assert pruefe_link(session, code, Linkzweck.KENNWORT, uhr.jetzt) is None


def test_wer_gesperrt_ist_bekommt_keine_rolle(gemeinde: Gemeinde, uhr: Uhr) -> None:
    als_adam(gemeinde, uhr, konten.deactivate_konto, gemeinde.fritz.id)
    with pytest.raises(EingabeError, match="gesperrt"):
        als_adam(gemeinde, uhr, konten.add_rolle, gemeinde.fritz.id, ART.LESEN)


def test_niemand_sperrt_sich_selbst(gemeinde: Gemeinde, uhr: Uhr) -> None:
    zweite_administration(gemeinde, uhr)
    with pytest.raises(EingabeError, match="Sich selbst"):
        als_adam(gemeinde, uhr, konten.deactivate_konto, gemeinde.adam.id)


# --- die letzte Administration ---------------------------------------------------------------------------------------


def rolle_von(gemeinde: Gemeinde, person: Person, art: Rollenart = ART.ADMINISTRATION) -> int:
    with leseeinheit(gemeinde.engine) as session:
        return session.scalars(sa.select(Rolle.id).where(Rolle.nutzer_id == person.id, Rolle.art == art)).one()


def test_die_letzte_administration_laesst_sich_nicht_entfernen(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F58: weder sperren noch ihre Rolle nehmen – auch nicht über einen Befehl."""
    betrieb = Person(gemeinde.kora.id, BETRIEB, "Betrieb")
    vorher = kette(gemeinde)
    for person, funktion, was in (
        (gemeinde.adam, konten.remove_rolle, rolle_von(gemeinde, gemeinde.adam)),
        (betrieb, konten.remove_rolle, rolle_von(gemeinde, gemeinde.adam)),
        (betrieb, konten.deactivate_konto, gemeinde.adam.id),
    ):
        with pytest.raises(EingabeError, match="letzte Administration"):
            tue(gemeinde, uhr.vorgang(person), funktion, was)
    assert kette(gemeinde) == vorher


def test_mit_einer_zweiten_geht_es(gemeinde: Gemeinde, uhr: Uhr) -> None:
    ada = zweite_administration(gemeinde, uhr)
    tue(gemeinde, uhr.vorgang(ada), konten.deactivate_konto, gemeinde.adam.id)
    with pytest.raises(EingabeError, match="letzte Administration"):
        tue(gemeinde, uhr.vorgang(ada), konten.remove_rolle, rolle_von(gemeinde, ada))


@pytest.mark.parametrize("wie", ["gesperrt", "demo", "nur ein Konzept", "Koordination"])
def test_als_zweite_zaehlt_nur_wer_wirklich_verwalten_kann(gemeinde: Gemeinde, uhr: Uhr, wie: str) -> None:
    """F58: Gesperrte, Demo-Personen und Verwalterinnen eines Konzepts sind kein Ersatz."""
    if wie == "gesperrt":
        als_adam(gemeinde, uhr, konten.deactivate_konto, zweite_administration(gemeinde, uhr).id)
    elif wie == "demo":
        zweite_administration(gemeinde, uhr, demo=True)
    elif wie == "nur ein Konzept":
        add_konzeptadministration(gemeinde)
    with pytest.raises(EingabeError, match="letzte Administration"):
        als_adam(gemeinde, uhr, konten.remove_rolle, rolle_von(gemeinde, gemeinde.adam))


def test_zwei_die_sich_zugleich_gegenseitig_sperren_lassen_eine_uebrig(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F58, F12: Auch im Wettlauf bleibt jemand."""
    ada = zweite_administration(gemeinde, uhr)
    start, ergebnisse = threading.Barrier(2), []

    def sperre(wer: Person, wen: Person) -> None:
        start.wait()
        try:
            ergebnisse.append(tue(gemeinde, uhr.vorgang(wer), konten.deactivate_konto, wen.id))
        except MutError as fehler:
            ergebnisse.append(str(fehler))

    faeden = [threading.Thread(target=sperre, args=a) for a in ((ada, gemeinde.adam), (gemeinde.adam, ada))]
    for faden in faeden:
        faden.start()
    for faden in faeden:
        faden.join()
    assert sum("letzte Administration" in str(e) for e in ergebnisse) == 1, ergebnisse
    assert sum(lade(gemeinde, Nutzer, p.id).aktiv for p in (ada, gemeinde.adam)) == 1


def test_eine_demo_administration_laesst_sich_neben_einer_echten_sperren(gemeinde: Gemeinde, uhr: Uhr) -> None:
    demo = zweite_administration(gemeinde, uhr, demo=True)
    als_adam(gemeinde, uhr, konten.deactivate_konto, demo.id)
    assert not lade(gemeinde, Nutzer, demo.id).aktiv


# --- Rollen ----------------------------------------------------------------------------------------------------------


def test_dieselbe_rolle_gibt_es_nicht_zweimal(gemeinde: Gemeinde, uhr: Uhr) -> None:
    for was, weitere in (
        ((gemeinde.fritz.id, ART.LESEN), {}),
        ((gemeinde.fritz.id, ART.LESEN, gemeinde.konzept_id), {}),
        ((gemeinde.fritz.id, ART.FACHKRAFT, gemeinde.konzept_id), {"stelle_id": gemeinde.bildung_id}),
    ):
        erste = als_adam(gemeinde, uhr, konten.add_rolle, *was, **weitere)
        vorher = kette(gemeinde)
        assert als_adam(gemeinde, uhr, konten.add_rolle, *was, **weitere) == erste
        assert kette(gemeinde) == vorher


@pytest.mark.parametrize(
    ("konzept", "stelle"),
    [
        ("konzept_id", None),
        (None, "bildung_id"),
        (None, None),
        ("konzept_id", "fremde_stelle_id"),
        ("konzept_id", 10**20),
    ],
)  # fmt: skip
def test_fachkraft_braucht_eine_stelle_aus_der_kommune_des_konzepts(
    gemeinde: Gemeinde, uhr: Uhr, konzept: str | None, stelle: str | int | None
) -> None:
    konzept_id = getattr(gemeinde, konzept) if konzept else None
    stelle_id = getattr(gemeinde, stelle) if isinstance(stelle, str) else stelle
    with pytest.raises(EingabeError, match="Stelle") as fehler:
        als_adam(gemeinde, uhr, konten.add_rolle, gemeinde.lena.id, ART.FACHKRAFT, konzept_id, stelle_id=stelle_id)
    assert fehler.value.feld == "stelle_id"


def test_andere_rollen_haben_keine_stelle(gemeinde: Gemeinde, uhr: Uhr) -> None:
    lena, hier, stelle = gemeinde.lena.id, gemeinde.konzept_id, gemeinde.bildung_id
    for rolle in set(ART) - {ART.FACHKRAFT}:
        with pytest.raises(EingabeError, match="Nur eine Fachkraft"):
            als_adam(gemeinde, uhr, konten.add_rolle, lena, rolle, hier, stelle_id=stelle)


def test_die_administration_eines_konzepts_bleibt_in_ihrem_konzept(gemeinde: Gemeinde, uhr: Uhr) -> None:
    hanna, _ = add_konzeptadministration(gemeinde)
    vorgang = uhr.vorgang(hanna)
    neue = tue(gemeinde, vorgang, konten.add_rolle, gemeinde.niemand.id, ART.KOORDINATION, gemeinde.konzept_id)
    assert lade(gemeinde, Rolle, neue).konzept_id == gemeinde.konzept_id
    tue(gemeinde, uhr.vorgang(hanna), konten.remove_rolle, neue)
    assert lade(gemeinde, Rolle, neue) is None
    for was, fehler in (
        ((konten.add_rolle, hanna.id, ART.ADMINISTRATION), RechteError),  # sich selbst zur Installation befördern
        ((konten.add_rolle, hanna.id, ART.LESEN, gemeinde.fremdes_konzept_id), NichtGefundenError),
        ((konten.remove_rolle, rolle_von(gemeinde, gemeinde.adam)), NichtGefundenError),
        ((konten.remove_rolle, rolle_von(gemeinde, gemeinde.gustav, ART.KOORDINATION)), NichtGefundenError),
    ):
        with pytest.raises(fehler):
            tue(gemeinde, uhr.vorgang(hanna), *was)


# --- unbekannt antwortet wie verboten --------------------------------------------------------------------------------

AN_PERSONEN: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (konten.save_konto, ("Neuer Name", 1)),
    (konten.deactivate_konto, ()),
    (konten.activate_konto, ()),
    (konten.add_rolle, (ART.LESEN,)),
    (zugaenge.request_kennwortlink, ()),
    (zugaenge.reset_zweitfaktor, ()),
    (zugaenge.finish_anmeldungen, ()),
]


def antwort(tat: Callable[[], Any]) -> tuple[type[Exception], str]:
    with pytest.raises((NichtGefundenError, RechteError)) as fehler:
        tat()
    return fehler.type, str(fehler.value)


@pytest.mark.parametrize(("funktion", "was"), AN_PERSONEN)
def test_unbekannte_personen_systempersonen_und_unmoegliches_antworten_gleich(
    gemeinde: Gemeinde, uhr: Uhr, funktion: Callable[..., Any], was: tuple[Any, ...]
) -> None:
    """F56: für die Administration alles „gibt es nicht“, für alle anderen dieselbe Ablehnung wie bei echten Nummern."""
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        nummern = [neu(session, Nutzer(kennung=k, name="X")).id for k in (BETRIEB, UEBERNAHME, "geloescht-99")]
    hanna, _ = add_konzeptadministration(gemeinde)
    vorher = kette(gemeinde)
    adams = {antwort(lambda n=n: als_adam(gemeinde, uhr, funktion, n, *was)) for n in [*nummern, *UNMOEGLICH]}
    assert {a for a, _ in adams} == {NichtGefundenError}
    assert len(adams) == 1
    for person in (gemeinde.kora, gemeinde.lena, gemeinde.niemand, hanna):
        alle = [gemeinde.fritz.id, *nummern, *UNMOEGLICH]
        andere = {antwort(lambda n=n, p=person: tue(gemeinde, uhr.vorgang(p), funktion, n, *was)) for n in alle}
        assert {a for a, _ in andere} == {RechteError}
        assert len(andere) == 1
    assert kette(gemeinde) == vorher


def test_fremde_geloeschte_und_unmoegliche_rollen_und_konzepte_antworten_gleich(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F56: Wer nur hier verwaltet, erfährt nicht, welche Rollen und Konzepte es anderswo gibt."""
    hanna, dora = add_konzeptadministration(gemeinde)
    weg = als_adam(gemeinde, uhr, konten.add_rolle, gemeinde.fritz.id, ART.LESEN, gemeinde.konzept_id)
    als_adam(gemeinde, uhr, konten.remove_rolle, weg)
    fremde = [rolle_von(gemeinde, dora), rolle_von(gemeinde, gemeinde.adam), weg]
    rollen = {
        antwort(lambda n=n: tue(gemeinde, uhr.vorgang(hanna), konten.remove_rolle, n)) for n in [*fremde, *UNMOEGLICH]
    }
    konzepte = {
        antwort(lambda n=n: tue(gemeinde, uhr.vorgang(hanna), konten.add_rolle, gemeinde.fritz.id, ART.LESEN, n))
        for n in [gemeinde.fremdes_konzept_id, *(u for u in UNMOEGLICH if u is not None)]
    }
    assert rollen == konzepte
    assert len(rollen) == 1
    kora = {
        antwort(lambda n=n: tue(gemeinde, uhr.vorgang(gemeinde.kora), konten.remove_rolle, n))
        for n in [rolle_von(gemeinde, hanna), *fremde, *UNMOEGLICH]
    }
    assert len(kora) == 1


# --- lesen -----------------------------------------------------------------------------------------------------------


def test_die_installation_sieht_alle_mit_rollen_und_zugang(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        neu(session, Nutzer(kennung=BETRIEB, name="Betrieb"))
        neu(session, Zugangsdaten(nutzer_id=gemeinde.kora.id, kennwort_pruefsumme="x", zweitfaktor_seit=uhr.jetzt,
                                  letzte_anmeldung=uhr.jetzt))  # fmt: skip
        session.get_one(Nutzer, gemeinde.lena.id).dienstkennung = "https://dienst|4711"
    with leseeinheit(gemeinde.engine) as session:
        liste = konten.load_konten(session, gemeinde.adam)
        je = {k.kennung: k for k in liste}
        assert konten.load_konto(session, gemeinde.adam, gemeinde.kora.id) == je["kora"]
        assert konten.find_konto(session, gemeinde.adam, "kora") == je["kora"]
    assert je.keys() == gemeinde.personen.keys()
    assert [k.name for k in liste] == sorted(k.name for k in liste)
    assert [(r.art, r.konzept, r.stelle) for r in je["fatma"].rollen] == [
        (ART.FACHKRAFT, "Integrationskonzept Probstweiler", "Fachdienst Bildung")
    ]
    kora = je["kora"]
    assert (kora.kennwort, kora.zweitfaktor, kora.dienst, kora.letzte_anmeldung) == (True, True, False, uhr.jetzt)
    assert (je["lena"].kennwort, je["lena"].dienst) == (False, True)


def test_die_administration_eines_konzepts_sieht_nur_ihr_konzept(gemeinde: Gemeinde, uhr: Uhr) -> None:
    _, dora = add_konzeptadministration(gemeinde)
    als_adam(gemeinde, uhr, konten.add_rolle, gemeinde.gustav.id, ART.LESEN, gemeinde.konzept_id)
    with schreibeinheit(gemeinde.engine, None) as session:
        neu(session, Zugangsdaten(nutzer_id=gemeinde.gustav.id, kennwort_pruefsumme="x", letzte_anmeldung=uhr.jetzt))
    with leseeinheit(gemeinde.engine) as session:
        liste = {k.kennung: k for k in konten.load_konten(session, dora)}
        assert liste.keys() == {"gustav", "dora"}
        gustav = liste["gustav"]
        assert [r.konzept_id for r in gustav.rollen] == [gemeinde.fremdes_konzept_id]
        assert (gustav.kennwort, gustav.letzte_anmeldung) == (False, None)
        fritz = konten.find_konto(session, dora, "fritz")  # wer die Kennung kennt, kann jemanden dazuholen
        assert (fritz.id, fritz.rollen) == (gemeinde.fritz.id, ())
        antworten = {antwort(lambda n=n: konten.load_konto(session, dora, n)) for n in [gemeinde.fritz.id, *UNMOEGLICH]}
        assert len(antworten) == 1
        for kennung in ("fri", "%", "FRITZ", BETRIEB, "", "\x00"):
            with pytest.raises(NichtGefundenError):
                konten.find_konto(session, dora, kennung)


# --- Festlegungen ----------------------------------------------------------------------------------------------------


def test_festlegung_gilt_steht_im_protokoll_und_hat_eine_vorgabe(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with leseeinheit(gemeinde.engine) as session:
        assert konten.load_einstellung(session, "zweiter_faktor") == "freiwillig"
    als_adam(gemeinde, uhr, konten.set_einstellung, "zweiter_faktor", "administration")
    als_adam(gemeinde, uhr, konten.set_einstellung, "zweiter_faktor", "alle")
    with leseeinheit(gemeinde.engine) as session:
        assert konten.load_einstellung(session, "zweiter_faktor") == "alle"
    zeile = letzte_zeile(gemeinde)
    assert (zeile.tabelle, zeile.aktion, zeile.nutzer_id) == ("einstellung", Aktion.GEAENDERT, gemeinde.adam.id)


@pytest.mark.parametrize(("name", "wert"), [("zweiter_faktor", ""), ("zweiter_faktor", "nie"), ("geheim", "alle")])
def test_unbekannte_festlegung_wird_abgewiesen(gemeinde: Gemeinde, uhr: Uhr, name: str, wert: str) -> None:
    with pytest.raises(EingabeError, match="Möglich ist"):
        als_adam(gemeinde, uhr, konten.set_einstellung, name, wert)


# --- Zugang anderer --------------------------------------------------------------------------------------------------


def test_kennwortlink_gilt_fuer_diese_person_und_steht_ohne_code_im_protokoll(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Mit dem Link käme die Administration unter fremdem Namen herein; deshalb sieht man, dass es ihn gab."""
    vorgang = uhr.vorgang(gemeinde.adam, grund="Kennwort vergessen")
    code = tue(gemeinde, vorgang, zugaenge.request_kennwortlink, gemeinde.fritz.id)
    with leseeinheit(gemeinde.engine) as session:
        link = pruefe_link(session, code, Linkzweck.KENNWORT, uhr.jetzt)
    assert link is not None
    assert (link.nutzer_id, link.gilt_bis) == (gemeinde.fritz.id, uhr.jetzt + timedelta(hours=24))
    zeile = letzte_zeile(gemeinde)
    assert (zeile.tabelle, zeile.datensatz_id, zeile.nutzer_id) == ("nutzer", gemeinde.fritz.id, gemeinde.adam.id)
    assert zeile.grund == "Link zum Setzen des Kennworts angefordert – Kennwort vergessen"
    assert code not in str(zeile.nutzlast)
    assert '"vorher":{}' in str(zeile.nutzlast)


def test_derselbe_vorgang_gibt_einen_neuen_code_und_eine_zeile(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F08: Ging die Antwort verloren, hilft nur ein neuer Code; der alte ist dann tot."""
    vorgang = uhr.vorgang(gemeinde.adam)
    erster = tue(gemeinde, vorgang, zugaenge.request_kennwortlink, gemeinde.fritz.id)
    vorher = kette(gemeinde)
    zweiter = tue(gemeinde, vorgang, zugaenge.request_kennwortlink, gemeinde.fritz.id)
    assert kette(gemeinde) == vorher
    with leseeinheit(gemeinde.engine) as session:
        assert pruefe_link(session, erster, Linkzweck.KENNWORT, uhr.jetzt) is None
        assert pruefe_link(session, zweiter, Linkzweck.KENNWORT, uhr.jetzt) is not None


@pytest.mark.parametrize("wie", ["gesperrt", "demo", "dienst"])
def test_wer_kein_kennwort_haben_kann_bekommt_keinen_link(gemeinde: Gemeinde, uhr: Uhr, wie: str) -> None:
    with schreibeinheit(gemeinde.engine, uhr.vorgang(gemeinde.adam)) as session:
        fritz = session.get_one(Nutzer, gemeinde.fritz.id)
        fritz.aktiv, fritz.demo = wie != "gesperrt", wie == "demo"
        fritz.dienstkennung = "https://dienst|1" if wie == "dienst" else None
    vorher = kette(gemeinde)
    with pytest.raises(EingabeError, match=r"gesperrt|Demo|Anmeldedienst"):
        als_adam(gemeinde, uhr, zugaenge.request_kennwortlink, gemeinde.fritz.id)
    with leseeinheit(gemeinde.engine) as session:
        gesucht = sa.select(sa.func.count()).where(Einmallink.nutzer_id == gemeinde.fritz.id)
        assert session.scalar(gesucht) == 0
    assert kette(gemeinde) == vorher


def test_verlorener_zweiter_faktor_faellt_weg_und_alle_anmeldungen_enden(gemeinde: Gemeinde, uhr: Uhr) -> None:
    with schreibeinheit(gemeinde.engine, None) as session:
        zugang = neu(session, Zugangsdaten(nutzer_id=gemeinde.fritz.id, zweitfaktor_geheimnis="A" * 32,
                                           zweitfaktor_seit=uhr.jetzt)).id  # fmt: skip
    anmeldung = melde_an(gemeinde, gemeinde.fritz.id, uhr)
    als_adam(gemeinde, uhr, zugaenge.reset_zweitfaktor, gemeinde.fritz.id)
    daten = lade(gemeinde, Zugangsdaten, zugang)
    assert (daten.zweitfaktor_geheimnis, daten.zweitfaktor_seit) == (None, None)
    assert lade(gemeinde, Anmeldung, anmeldung).beendet_am == uhr.jetzt
    assert letzte_zeile(gemeinde).grund == "Zweiter Faktor entfernt"


def test_eigene_anmeldungen_beenden_ausser_dieser(gemeinde: Gemeinde, uhr: Uhr) -> None:
    diese, andere = (melde_an(gemeinde, gemeinde.lena.id, uhr, z) for z in "ab")
    fremde = melde_an(gemeinde, gemeinde.fritz.id, uhr, "c")
    vorgang, vorher = uhr.vorgang(gemeinde.lena), kette(gemeinde)
    assert tue(gemeinde, vorgang, zugaenge.finish_anmeldungen, gemeinde.lena.id, ausser=diese) == 1
    with leseeinheit(gemeinde.engine) as session:
        offen = zugaenge.load_anmeldungen(session, gemeinde.lena, gemeinde.lena.id, uhr.jetzt)
    assert [a.id for a in offen] == [diese]
    assert lade(gemeinde, Anmeldung, andere).beendet_am == uhr.jetzt
    assert lade(gemeinde, Anmeldung, fremde).beendet_am is None
    assert kette(gemeinde) == vorher  # die eigenen gehen das Protokoll nichts an


def test_eine_einzelne_anmeldung_beendet_nur_wem_sie_gehoert(gemeinde: Gemeinde, uhr: Uhr) -> None:
    """F56: Die Nummer einer fremden Anmeldung antwortet wie eine, die es nicht gibt."""
    eigene, fremde = melde_an(gemeinde, gemeinde.lena.id, uhr), melde_an(gemeinde, gemeinde.fritz.id, uhr, "b")
    antworten = {
        antwort(lambda n=n: tue(gemeinde, uhr.vorgang(gemeinde.lena), zugaenge.finish_anmeldungen, gemeinde.lena.id, n))
        for n in [fremde, *(u for u in UNMOEGLICH if u is not None and u is not True and u != "1")]
    }
    assert len(antworten) == 1
    tue(gemeinde, uhr.vorgang(gemeinde.lena), zugaenge.finish_anmeldungen, gemeinde.lena.id, eigene)
    assert lade(gemeinde, Anmeldung, eigene).beendet_am == uhr.jetzt
    assert lade(gemeinde, Anmeldung, fremde).beendet_am is None


def test_fremde_anmeldungen_beendet_die_administration_und_das_steht_im_protokoll(gemeinde: Gemeinde, uhr: Uhr) -> None:
    melde_an(gemeinde, gemeinde.fritz.id, uhr)
    assert als_adam(gemeinde, uhr, zugaenge.finish_anmeldungen, gemeinde.fritz.id) == 1
    assert letzte_zeile(gemeinde).grund == "Anmeldungen beendet"
