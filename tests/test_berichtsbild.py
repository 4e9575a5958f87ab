"""Prüft das Lagebild für einen Bericht: Inhalt vom Stichtag oder von der Freigabe, Kopfdaten von heute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from gemeinde import EINGERICHTET, Gemeinde, Uhr, neu
from lagebilder import build_bild, build_massnahme, build_sachstand
from word_pruefer import teile

from mut_core.bericht import Wahl, build_bericht
from mut_core.bericht.wiederdruck import build_druckstand, rebuild
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.bericht import (
    BerichtEingabe,
    create_bericht,
    freeze_bericht,
    release_bericht,
    set_vorlage,
    submit_bericht,
)
from mut_core.erfassung.hausvorlage import load_vorlage_in_gebrauch
from mut_core.erfassung.sachstand import SachstandEingabe, record_sachstand
from mut_core.fehler import EingabeError, KonfliktError
from mut_core.lagebild import (
    Kopf,
    Lagebild,
    freeze_lagebild,
    ist_begrenzt,
    ist_nacherfasst,
    load_berichtsbild,
    load_lagebild,
    nur_freigegebene,
    saetze,
    thaw_lagebild,
)
from mut_core.lagebild.archiv import load_freigabestand
from mut_core.modell import Beratung, Bericht, Berichtsstand, Hausvorlage, Kommune, Konzept, Massnahme, Vorlage
from mut_core.modell.codes import Berichtsform, Berichtsstatus, Freigabe, Umsetzungsstand

STICHTAG = date(2025, 5, 31)
DANACH = date(2025, 6, 12)
EINGABE = BerichtEingabe("sachstandsbericht", Berichtsform.SACHSTANDSBERICHT, "7. Bericht", STICHTAG, nummer=7)


class Akte:
    """Ein Bericht in Probstweiler, an dem Kora allein arbeitet (ohne zweites Augenpaar)."""

    def __init__(self, gemeinde: Gemeinde, uhr: Uhr) -> None:
        self.g, self.uhr = gemeinde, uhr
        self.tu(self._ohne_vier_augen, als="adam")
        uhr.stelle(DANACH)
        self.bericht_id: int = self.tu(lambda s, v: create_bericht(s, v, gemeinde.konzept_id, EINGABE))

    def _ohne_vier_augen(self, session: Any, _vorgang: Any) -> None:
        konzept = session.get_one(Konzept, self.g.konzept_id)
        session.get_one(Kommune, konzept.kommune_id).vier_augen = False

    def tu(self, was: Callable[[Any, Any], Any], als: str = "kora") -> Any:
        vorgang = self.uhr.vorgang(self.g.personen[als])
        with schreibeinheit(self.g.engine, vorgang) as session:
            return was(session, vorgang)

    def lies(self, frage: Callable[[Any], Any]) -> Any:
        with leseeinheit(self.g.engine) as session:
            return frage(session)

    def schritt(self, funktion: Callable[..., Any], *weitere: Any) -> Any:
        version = self.lies(lambda s: s.get_one(Bericht, self.bericht_id).version)
        return self.tu(lambda s, v: funktion(s, v, self.bericht_id, *weitere, basis_version=version))

    def gib_frei(self) -> None:
        self.schritt(submit_bericht)
        self.schritt(release_bericht)

    def lege_vorlage_an(self, **felder: Any) -> int:
        vorgabe = {"art": "Mitteilung", "betreff": "Sachstand im Juni", "nummer": "77/2025", "aktenzeichen": "50 TMK"}

        def schreibe(session: Any, _vorgang: Any) -> int:
            vorlage = neu(session, Vorlage(konzept_id=self.g.konzept_id, **(vorgabe | felder))).id
            beratung = Beratung(
                konzept_id=self.g.konzept_id,
                vorlage_id=vorlage,
                gremium_name="Kulturausschuss",
                termin=date(2025, 7, 1),
            )
            neu(session, beratung)
            return int(vorlage)

        return int(self.tu(schreibe))

    def melde(self, text: str, zum: date = STICHTAG) -> None:
        eingabe = SachstandEingabe(zum, Umsetzungsstand.IN_UMSETZUNG, text, naechster_termin=date(2025, 12, 1))
        massnahme = self.g.massnahmen["sprachcafe"]

        def schreibe(session: Any, vorgang: Any) -> None:
            m = session.get_one(Massnahme, massnahme)
            letzte = max(
                (s.nummer for s in saetze(self.inhalt().sachstaende) if s.massnahme_id == massnahme), default=0
            )
            record_sachstand(session, vorgang, massnahme, eingabe, basis=letzte, basis_version=m.version)

        self.tu(schreibe)

    def inhalt(self, stichtag: date = DANACH) -> Lagebild:
        bild: Lagebild = self.lies(lambda s: load_lagebild(s, self.g.konzept_id, stichtag))
        return bild

    def bild(self, **kopf: Any) -> Lagebild:
        wessen = Kopf(**({"bericht_id": self.bericht_id} | kopf))
        bild: Lagebild = self.lies(lambda s: load_berichtsbild(s, self.g.konzept_id, self.stichtag, wessen))
        return bild

    @property
    def stichtag(self) -> date:
        tag: date = self.lies(lambda s: s.get_one(Bericht, self.bericht_id).stichtag)
        return tag


@pytest.fixture
def akte(gemeinde: Gemeinde, uhr: Uhr) -> Akte:
    return Akte(gemeinde, uhr)


def klartext(docx: bytes) -> str:
    return teile(docx)["word/document.xml"].decode()


# --- Kopfdaten -------------------------------------------------------------------------------------------------------


def test_was_nach_dem_stichtag_angelegt_wurde_steht_auf_dem_kopf_des_berichts_und_friert_mit_ein(akte: Akte) -> None:
    vorlage = akte.lege_vorlage_an()
    akte.schritt(set_vorlage, vorlage)
    inhalt = akte.inhalt(STICHTAG)
    assert akte.bericht_id not in set(inhalt.berichte["id"])
    bild = akte.bild()
    druck = klartext(build_bericht(bild, "sachstandsbericht"))
    assert "77/2025" in druck
    assert "Kulturausschuss (01.07.2025)" in druck
    assert "7. Sachstandsbericht" in druck
    kurz = klartext(build_bericht(bild, "vorlage-niedersachsen"))
    assert "50 TMK" in kurz
    assert "Kulturausschuss" in kurz
    stand = build_druckstand(bild, "sachstandsbericht", Wahl())
    akte.gib_frei()
    akte.uhr.weiter(days=30)
    akte.tu(lambda s, _v: setattr(s.get_one(Vorlage, vorlage), "nummer", "99/2025"))
    assert rebuild(stand) == stand.dokument
    assert "77/2025" in klartext(rebuild(stand))


def test_der_inhalt_bleibt_der_des_stichtags(akte: Akte) -> None:
    akte.schritt(set_vorlage, akte.lege_vorlage_an())
    inhalt, bild = akte.inhalt(STICHTAG), akte.bild()
    assert not ist_nacherfasst(bild, inhalt)
    akte.tu(lambda s, _v: setattr(s.get_one(Massnahme, akte.g.massnahmen["sprachcafe"]), "titel", "Umbenannt"))
    assert not ist_nacherfasst(akte.bild(), inhalt)
    assert ist_nacherfasst(akte.inhalt(), inhalt)


def test_ein_zweiter_bericht_zum_selben_stichtag_leiht_seine_vorlage_nicht_her(akte: Akte) -> None:
    zweiter = akte.tu(lambda s, v: create_bericht(s, v, akte.g.konzept_id, replace(EINGABE, nummer=8)))
    vorlage = akte.lege_vorlage_an()
    akte.tu(lambda s, v: set_vorlage(s, v, zweiter, vorlage, basis_version=1))
    assert "77/2025" not in klartext(build_bericht(akte.bild(), "sachstandsbericht"))
    assert "77/2025" in klartext(build_bericht(akte.bild(bericht_id=zweiter), "sachstandsbericht"))
    assert "77/2025" in klartext(build_bericht(akte.bild(bericht_id=None), "sachstandsbericht"))


def test_ein_angelegter_bericht_ohne_vorlage_druckt_nicht_die_des_vorigen(akte: Akte) -> None:
    eingabe = replace(EINGABE, form="vorlage-hessen", art=Berichtsform.VORLAGE, nummer=1)
    kurz = akte.tu(lambda s, v: create_bericht(s, v, akte.g.konzept_id, eingabe))
    akte.lege_vorlage_an(am=date(2025, 1, 2), nummer="1/2025")
    assert "1/2025" not in klartext(build_bericht(akte.bild(bericht_id=kurz), "vorlage-hessen"))
    mit = akte.bild(bericht_id=None)
    assert "vergibt das Ratsinformationssystem" in klartext(build_bericht(mit, "vorlage-hessen"))


def test_internes_der_vorlage_steht_nur_im_internen_bild(akte: Akte) -> None:
    akte.schritt(set_vorlage, akte.lege_vorlage_an(bearbeitung="Frau Muster"))
    assert "Frau Muster" not in set(akte.bild().vorlagen["bearbeitung"])
    assert "Frau Muster" in set(akte.bild(intern=True).vorlagen["bearbeitung"])


def test_auf_eine_vorlage_laesst_sich_nur_im_entwurf_wechseln_und_nach_dem_einfrieren_eine_nachtragen(
    akte: Akte,
) -> None:
    erste, zweite = akte.lege_vorlage_an(), akte.lege_vorlage_an(nummer="78/2025")
    with pytest.raises(KonfliktError):
        akte.tu(lambda s, v: set_vorlage(s, v, akte.bericht_id, erste, basis_version=99))
    akte.gib_frei()
    with pytest.raises(EingabeError, match="erst im Entwurf"):
        akte.schritt(set_vorlage, erste)
    akte.tu(lambda s, v: freeze_bericht(s, v, akte.bericht_id, b"bild"))
    akte.schritt(set_vorlage, erste)
    with pytest.raises(EingabeError, match="erst im Entwurf"):
        akte.schritt(set_vorlage, zweite)
    assert akte.lies(lambda s: s.get_one(Bericht, akte.bericht_id).vorlage_id) == erste


# --- Freigabe --------------------------------------------------------------------------------------------------------


def test_nach_der_freigabe_nacherfasstes_kommt_nicht_in_die_eingefrorene_fassung(akte: Akte) -> None:
    heute = replace(EINGABE, stichtag=DANACH, nummer=9)
    akte.bericht_id = akte.tu(lambda s, v: create_bericht(s, v, akte.g.konzept_id, heute))
    akte.melde("Vor der Freigabe gemeldet.", DANACH)
    akte.gib_frei()
    freigegeben = akte.bild()
    akte.uhr.weiter(minutes=5)
    akte.melde("Nach der Freigabe nacherfasst.", DANACH)
    akte.tu(lambda s, _v: setattr(s.get_one(Massnahme, akte.g.massnahmen["lotsen"]), "titel", "Umbenannt"))
    jetzt = akte.bild()
    assert freeze_lagebild(jetzt) == freeze_lagebild(freigegeben)
    assert ist_nacherfasst(jetzt, akte.inhalt())
    stand = build_druckstand(jetzt, "sachstandsbericht", Wahl())
    assert "Vor der Freigabe gemeldet." in set(thaw_lagebild(stand.lagebild).sachstaende["text"])
    assert "Nach der Freigabe nacherfasst." not in set(thaw_lagebild(stand.lagebild).sachstaende["text"])
    akte.tu(lambda s, v: freeze_bericht(s, v, akte.bericht_id, **stand.teile()))
    assert akte.lies(lambda s: s.get_one(Bericht, akte.bericht_id).status) == Berichtsstatus.EINGEFROREN


def test_der_kern_friert_nichts_ein_was_erst_nach_der_freigabe_erfasst_wurde(akte: Akte) -> None:
    akte.gib_frei()
    akte.melde("Nachgereicht.", DANACH)
    zu_neu = build_druckstand(akte.inhalt(DANACH), "sachstandsbericht", Wahl())
    with pytest.raises(EingabeError, match="niemand freigegeben"):
        akte.tu(lambda s, v: freeze_bericht(s, v, akte.bericht_id, **zu_neu.teile()))
    assert akte.lies(lambda s: s.get_one(Bericht, akte.bericht_id).status) == Berichtsstatus.FREIGEGEBEN
    assert not akte.lies(lambda s: s.scalars(sa.select(Berichtsstand).filter_by(bericht_id=akte.bericht_id)).all())


def test_nach_der_freigabe_kommt_von_der_vorlage_nur_was_das_ratsinformationssystem_vergibt(akte: Akte) -> None:
    vorlage = akte.lege_vorlage_an(nummer=None, aktenzeichen=None, anlagen="Präsentation")
    akte.schritt(set_vorlage, vorlage)
    akte.gib_frei()

    def nachtrag(session: Any, _vorgang: Any) -> None:
        v = session.get_one(Vorlage, vorlage)
        v.nummer, v.aktenzeichen, v.betreff, v.anlagen = "81/2025", "12.3", "Ganz anderer Betreff", "Etwas anderes"

    akte.tu(nachtrag)
    (v,) = (v for v in saetze(akte.bild().vorlagen) if v.id == vorlage)
    assert (v.nummer, v.aktenzeichen) == ("81/2025", "12.3")
    assert (v.betreff, v.anlagen) == ("Sachstand im Juni", "Präsentation")


def test_eingefroren_wird_mit_der_word_vorlage_der_freigabe(akte: Akte) -> None:
    kommune = akte.lies(lambda s: s.get_one(Konzept, akte.g.konzept_id).kommune_id)

    def hausvorlage(inhalt: bytes) -> Callable[[Any, Any], None]:
        werte = {"name": "haus.docx", "pruefliste": "{}", "hochgeladen_am": EINGERICHTET}
        return lambda s, _v: neu(s, Hausvorlage(kommune_id=kommune, inhalt=inhalt, in_gebrauch=True, **werte))

    akte.tu(hausvorlage(b"PK alt"))
    akte.gib_frei()
    akte.tu(hausvorlage(b"PK neu"))
    bis = akte.lies(lambda s: load_freigabestand(s, akte.bericht_id))
    assert akte.lies(lambda s: load_vorlage_in_gebrauch(s, akte.g.konzept_id)) == b"PK neu"
    assert akte.lies(lambda s: load_vorlage_in_gebrauch(s, akte.g.konzept_id, bis_seq=bis)) == b"PK alt"


def test_ein_entwurf_hat_keinen_freigabestand(akte: Akte) -> None:
    assert akte.lies(lambda s: load_freigabestand(s, akte.bericht_id)) is None
    assert akte.lies(lambda s: load_freigabestand(s, None)) is None


# --- nur Freigegebenes -----------------------------------------------------------------------------------------------


def begrenzbar() -> Lagebild:
    """Eine Maßnahme mit freigegebenem und neuerem gemeldeten Stand, eine mit berichtigtem, eine nur gemeldet."""
    frei, gemeldet = {"freigabe": Freigabe.FREIGEGEBEN}, {"freigabe": Freigabe.GEMELDET}
    return build_bild(
        build_massnahme(
            "A-1",
            sachstaende=[
                build_sachstand("in_planung", date(2024, 5, 1), text="Freigegebener Text.", **frei),
                build_sachstand("umgesetzt", date(2024, 8, 1), text="Noch ungeprüft.", **gemeldet),
            ],
        ),
        build_massnahme(
            "A-2",
            sachstaende=[
                build_sachstand("in_umsetzung", date(2024, 6, 1), **frei),
                build_sachstand("verworfen", date(2024, 6, 1), ersetzt_id=3, freigabe=Freigabe.ZURUECK),
            ],
        ),
        build_massnahme("A-3", "in_umsetzung", meldung=gemeldet),
    )


def test_es_zaehlt_der_letzte_freigegebene_sachstand() -> None:
    voll = begrenzbar()
    bild = nur_freigegebene(voll)
    assert list(bild.massnahmen["umsetzungsstand"]) == [
        Umsetzungsstand.IN_PLANUNG,
        Umsetzungsstand.IN_UMSETZUNG,
        Umsetzungsstand.OHNE_ANGABE,
    ]
    assert next(iter(bild.massnahmen["stand_text"])) == "Freigegebener Text."
    assert list(bild.massnahmen.columns) == list(voll.massnahmen.columns)
    assert len(bild.sachstaende) == 2
    assert (ist_begrenzt(bild), ist_begrenzt(voll)) == (True, False)
    assert freeze_lagebild(nur_freigegebene(bild)) == freeze_lagebild(bild)
    assert ist_begrenzt(thaw_lagebild(freeze_lagebild(bild)))


@pytest.mark.parametrize("form", ["sachstandsbericht", "vorlage-hessen", "uebersicht", "steckbrief", "kurzfassung"])
def test_jede_form_sagt_dass_nur_freigegebenes_darin_ist(form: str) -> None:
    voll, wahl = begrenzbar(), Wahl(massnahme_id=1)
    ohne, mit = (build_bericht(b, form, wahl) for b in (voll, nur_freigegebene(voll)))
    texte = [d.decode() if form == "kurzfassung" else "".join(map(str, teile(d).values())) for d in (ohne, mit)]
    assert ["freigegebene Meldungen" in t for t in texte] == [False, True]
    assert "Noch ungeprüft." not in texte[1]
