"""Prüft die Seite „Sachstand melden“: was sofort zu sehen ist, was stehen bleibt und wer zu spät kommt."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import streamlit as st
from gemeinde import Gemeinde
from seitenapp import oeffne_seite
from streamlit.testing.v1 import AppTest
from test_seiten import anmelden

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import entwurf, sachstand
from mut_core.erfassung.freigabe import record_freigabe
from mut_core.erfassung.protokoll import Vorgang, tag_in_berlin
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.modell import Massnahme, Rolle, Sachstand
from mut_core.modell.codes import Freigabe, Umsetzungsstand
from seiten.bausteine import sitzung

WURZEL = Path(__file__).resolve().parent.parent
Oeffne = Callable[..., AppTest]
HEUTE = tag_in_berlin(datetime.now(UTC))


@pytest.fixture
def melden(sqlite_gemeinde: Gemeinde, monkeypatch: pytest.MonkeyPatch) -> Iterator[Oeffne]:
    """Gibt eine Funktion, die das Formular einer Maßnahme als Person in einer frischen Sitzung öffnet."""
    datei = Path(str(sqlite_gemeinde.engine.url.database))
    monkeypatch.setenv("MUT_DATENBANK", f"sqlite:///{datei}")
    st.cache_resource.clear()

    def oeffne(person: str = "fatma", massnahme: str = "sprachcafe", **adresse: str) -> AppTest:
        nummer = anmelden(datei, person)
        monkeypatch.setattr(sitzung, "angemeldet", lambda: nummer)
        return oeffne_seite("melden", massnahme=str(sqlite_gemeinde.massnahmen[massnahme]), **adresse)

    yield oeffne
    st.cache_resource.clear()


def feld(at: AppTest, name: str) -> Any:
    """Gibt ein Feld des offenen Formulars bei seinem Namen im Modell."""
    alle = (*at.text_input, *at.text_area, *at.selectbox)
    return next(e for e in alle if re.fullmatch(rf"melden_\d+_{name}", str(e.key)))


def knopf(at: AppTest, beschriftung: str) -> Any:
    return next(b for b in at.button if b.label == beschriftung)


def speichere(at: AppTest) -> AppTest:
    at = knopf(at, "Speichern und weiter").click().run()
    assert not at.exception
    return at


def lehnt_ab(at: AppTest, satz: str) -> AppTest:
    """Speichert und erwartet den Satz; das Formular zeichnet sich dabei allein neu, der nächste Lauf wieder alles."""
    at = speichere(at)
    assert satz in text(at)
    return at.run()


def text(at: AppTest) -> str:
    teile = (*at.header, *at.markdown, *at.caption, *at.info, *at.error, *at.warning, *at.toast, *at.code)
    return "\n".join(str(t.value).replace("\\", "") for t in teile)


def eintraege(g: Gemeinde, massnahme: str = "sprachcafe") -> list[Sachstand]:
    with leseeinheit(g.engine) as session:
        gesucht = sa.select(Sachstand).where(Sachstand.massnahme_id == g.massnahmen[massnahme])
        return list(session.scalars(gesucht.order_by(Sachstand.nummer)))


def entwuerfe(g: Gemeinde, person: str = "fatma") -> set[str]:
    with leseeinheit(g.engine) as session:
        return set(entwurf.entwuerfe(session, g.personen[person].id, g.konzept_id))


def verwirf_entwurf(g: Gemeinde) -> None:
    """Räumt den Entwurf weg, mit dem die Gemeinde beginnt."""
    vorgang = Vorgang(g.fatma, datetime.now(UTC))
    with schreibeinheit(g.engine, vorgang) as session:
        entwurf.archive_entwurf(session, vorgang, g.konzept_id, entwurf.meldung(g.massnahmen["sprachcafe"]))


def melde_als(g: Gemeinde, person: str, satz: str, **werte: Any) -> int:
    vorgang, ziel = Vorgang(g.personen[person], datetime.now(UTC)), g.massnahmen["sprachcafe"]
    eingabe = SachstandEingabe(HEUTE, Umsetzungsstand.IN_UMSETZUNG, satz, **werte)
    with schreibeinheit(g.engine, vorgang) as session:
        nummer, version = sachstand.basis(session, ziel)
        return sachstand.record_sachstand(session, vorgang, ziel, eingabe, basis=nummer, basis_version=version)


# --- sofort zu sehen -------------------------------------------------------------------------------------------------


def test_was_der_stand_verlangt_erscheint_sofort_und_ist_als_noetig_zu_erkennen(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    verwirf_entwurf(sqlite_gemeinde)
    at = melden()
    assert "ändert sich noch nichts" in text(at)
    for stand, namen, satz in (
        ("umgesetzt", ("abgeschlossen_am", "ergebnis"), "Was ist das Ergebnis?"),
        ("verstetigt", ("turnus", "naechste_ueberpruefung"), "Turnus oder die nächste Überprüfung"),
        ("zurueckgestellt", ("zurueckstellungsgrund", "wiedervorlage", "begruendung"), "Tag der Wiedervorlage"),
        ("verworfen", ("begruendung", "entschieden_von", "entschieden_am"), "welches Gremium"),
    ):
        feld(at, "umsetzungsstand").set_value(stand).run()
        assert all("nötig" in feld(at, n).label for n in namen), stand
        assert satz in text(at)
        assert f"in Umsetzung → **{Umsetzungsstand.von(stand).bezeichnung}" in text(at)
    assert len(eintraege(sqlite_gemeinde)) == 1


def test_fehlt_die_federfuehrung_sagt_es_das_formular_sofort_und_nennt_den_ausweg(melden: Oeffne) -> None:
    at = melden("kora", "wegweiser")
    feld(at, "umsetzungsstand").set_value("in_planung").run()
    assert "Wer federführend ist" in text(at)
    assert "trägt die Koordination an der Maßnahme ein" in text(at)
    assert "unter „Neue Frist“" in text(at)
    feld(at, "neue_frist").input("Ende 2027").run()
    assert "verstanden als 31.12.2027" in text(at)
    assert "unter „Neue Frist“" not in text(at)


# --- nichts geht verloren --------------------------------------------------------------------------------------------


def test_ein_tag_den_es_nicht_gibt_bleibt_stehen_und_nichts_wird_gespeichert(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    """Schlechte Eingaben aus Issue 5: 30.02., 2099, „asap“, leere Pflicht, 100.000 Zeichen."""
    at = melden()
    feld(at, "text").input("x" * 100_000).run()
    feld(at, "frist_grund").input("Der Raum fehlt.").run()
    for eingabe, satz in (
        ("30.02.2027", "Den Tag 30.02.2027 gibt es nicht"),
        ("31.12.2099", "Das Jahr liegt nach 2060"),
        ("asap", "zum Beispiel 31.12.2026"),
        ("ab 2027", "einen Tag"),
    ):
        feld(at, "neue_frist").input(eingabe).run()
        assert satz in text(at)
        at = lehnt_ab(at, satz)
        assert feld(at, "neue_frist").value == eingabe
    feld(at, "neue_frist").input("").run()
    at = lehnt_ab(at, "höchstens 10.000")
    assert len(feld(at, "text").value) == 100_000
    assert len(eintraege(sqlite_gemeinde)) == 1
    andere = melden()  # eine frische Sitzung, wie nach Neustart oder am anderen Gerät
    assert (len(feld(andere, "text").value), feld(andere, "frist_grund").value) == (100_000, "Der Raum fehlt.")
    assert "noch nicht gemeldet" in text(andere)
    knopf(andere, "Entwurf verwerfen").click().run()
    assert feld(andere, "text").value == ""
    assert entwuerfe(sqlite_gemeinde) == set()


def test_zwei_fenster_derselben_person_ueberschreiben_einander_kein_feld(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    verwirf_entwurf(sqlite_gemeinde)
    erstes, zweites = melden(), melden()
    feld(erstes, "text").input("Aus dem ersten Fenster").run()
    feld(zweites, "hindernis").input("Aus dem zweiten Fenster").run()
    drittes = melden()
    assert (feld(drittes, "text").value, feld(drittes, "hindernis").value) == (
        "Aus dem ersten Fenster",
        "Aus dem zweiten Fenster",
    )


def test_ist_die_datenbank_fort_bleibt_der_text_und_danach_steht_genau_ein_eintrag(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    verwirf_entwurf(sqlite_gemeinde)
    sperre = Path(f"{sqlite_gemeinde.engine.url.database}.sperre")
    at = melden()
    sperre.unlink()
    sperre.mkdir()  # so lässt sich nichts mehr schreiben
    feld(at, "text").input("Trotz Störung getippt.").run()
    for _ in range(2):
        at = lehnt_ab(at, "nicht beschreibbar")
        assert feld(at, "text").value == "Trotz Störung getippt."
    sperre.rmdir()
    sperre.touch()
    at = speichere(at)
    assert [e.text for e in eintraege(sqlite_gemeinde)][1:] == ["Trotz Störung getippt."]


# --- wer zu spät kommt -----------------------------------------------------------------------------------------------


def test_zwei_fassungen_stehen_feld_fuer_feld_nebeneinander_auch_nach_einem_neustart(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    verwirf_entwurf(sqlite_gemeinde)
    at = melden()
    feld(at, "text").input("Meine Fassung").run()
    feld(at, "hindernis").input("Der Raum fehlt").run()
    melde_als(sqlite_gemeinde, "kora", "Ihre Fassung", hindernis="Kein Geld", naechster_schritt="Antrag")
    at = speichere(at)
    assert len(eintraege(sqlite_gemeinde)) == 2
    neu = melden()  # Serverneustart dazwischen: Der Entwurf trägt die Basis
    for sitzung_ in (at, neu):
        gezeigt = text(sitzung_)
        assert "Kora Dinata hat am" in gezeigt
        for stueck in ("Meine Fassung", "Ihre Fassung", "Der Raum fehlt", "Kein Geld"):
            assert stueck in gezeigt
    wahl = {
        r.key.rsplit("_", 1)[-1]: r for r in neu.radio if str(r.key).startswith("wahl_") and r.key != "wahl_massnahme"
    }
    assert wahl["text"].value == "Meine Eingabe behalten"
    wahl["hindernis"].set_value("Gespeichertes übernehmen")
    knopf(neu, "Mit dieser Auswahl weiter").click().run()
    assert (feld(neu, "text").value, feld(neu, "hindernis").value) == ("Meine Fassung", "Kein Geld")
    assert feld(neu, "naechster_schritt").value == "Antrag"  # unberührt: gilt, was gespeichert ist
    speichere(neu)
    letzter = eintraege(sqlite_gemeinde)[-1]
    assert (letzter.nummer, letzter.text, letzter.hindernis) == (3, "Meine Fassung", "Kein Geld")


def test_inzwischen_archiviert_zeigt_den_angefangenen_text_zum_kopieren(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    g = sqlite_gemeinde
    at = melden()
    feld(at, "text").input("Lange getippt.").run()
    with schreibeinheit(g.engine, Vorgang(g.kora, datetime.now(UTC))) as session:
        session.get_one(Massnahme, g.massnahmen["sprachcafe"]).archiviert_am = HEUTE
    at = speichere(at)
    assert "archiviert; zu ihr wird nicht mehr gemeldet" in text(at)
    assert feld(at, "text").value == "Lange getippt."
    spaeter = melden()
    assert "holt die Koordination sie wieder hervor" in text(spaeter)
    assert "Lange getippt." in text(spaeter)
    assert len(eintraege(g)) == 1


def test_verlorene_rolle_und_fremde_massnahme_sagen_einen_satz(melden: Oeffne, sqlite_gemeinde: Gemeinde) -> None:
    g = sqlite_gemeinde
    assert "nicht oder Sie melden nicht zu ihr" in text(melden(massnahme="fremd"))
    assert "nicht oder Sie melden nicht zu ihr" in text(melden(massnahme="lotsen"))
    at = melden()
    feld(at, "text").input("Noch schnell.").run()
    with schreibeinheit(g.engine, Vorgang(g.adam, datetime.now(UTC))) as session:
        session.delete(session.scalars(sa.select(Rolle).where(Rolle.nutzer_id == g.fatma.id)).one())
    at = speichere(at)
    assert "nicht oder Sie dürfen sie nicht sehen" in text(at)
    assert feld(at, "text").value == "Noch schnell."
    assert len(eintraege(g)) == 1


# --- Warteschlange, Rückgabe, im Auftrag -----------------------------------------------------------------------------


def test_zurueckgegebenes_steht_oben_und_wird_durch_eine_berichtigung_beantwortet(
    melden: Oeffne, sqlite_gemeinde: Gemeinde
) -> None:
    g = sqlite_gemeinde
    verwirf_entwurf(g)
    alt, vorgang = melde_als(g, "fatma", "23 Familien"), Vorgang(g.kora, datetime.now(UTC))
    with schreibeinheit(g.engine, vorgang) as session:
        record_freigabe(session, vorgang, alt, Freigabe.ZURUECK, basis_version=1, bemerkung="Woher ist die Zahl?")
    at = melden(massnahme="sommerfest")
    liste = next(r for r in at.radio if r.key == "wahl_massnahme")
    assert "zurückgegeben" in liste.options[0]
    at = melden()
    assert "Woher ist die Zahl?" in text(at)
    assert knopf(at, "Unverändert bestätigen").disabled
    assert feld(at, "text").value == "23 Familien"
    feld(at, "text").input("23 Familien laut Liste").run()
    speichere(at)  # die Rückgabe ist Grund genug
    assert [(e.text, e.ersetzt_id) for e in eintraege(g)][-1] == ("23 Familien laut Liste", alt)


def test_im_auftrag_gemeldet_bleiben_beide_namen_stehen(melden: Oeffne, sqlite_gemeinde: Gemeinde) -> None:
    g = sqlite_gemeinde
    at = melden("kora")
    at.session_state["melden_anderes"] = True
    at.run()
    feld(at, "im_auftrag_von_id").set_value(g.soziales_id).run()
    feld(at, "text").input("Am Telefon durchgegeben.").run()
    speichere(at)
    assert eintraege(g)[-1].im_auftrag_von_id == g.soziales_id
    assert "erfasst von Kora Dinata im Auftrag von Fachdienst Soziales" in text(melden("kora"))


def test_die_suche_findet_jede_massnahme_auch_jenseits_der_liste(melden: Oeffne, sqlite_gemeinde: Gemeinde) -> None:
    g = sqlite_gemeinde
    with schreibeinheit(g.engine, Vorgang(g.kora, datetime.now(UTC))) as session:
        for n in range(120):
            session.add(
                Massnahme(
                    konzept_id=g.konzept_id,
                    nummer=f"Z-{n:03}",
                    titel="Weit hinten",
                    handlungsfeld_id=g.handlungsfelder[0],
                    federfuehrung_id=g.bildung_id,
                )
            )
    at = melden()
    assert "Die Suche findet jede" in text(at)
    at.text_input(key="suche_massnahme").input("hinten z-117").run()
    liste = next(r for r in at.radio if r.key == "wahl_massnahme")
    treffer = [o for o in liste.options if "117" in o]
    assert len(treffer) == 1
    liste.set_value(treffer[0]).run()
    assert "Z-117" in text(at)
