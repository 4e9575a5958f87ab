"""Prüft je Form, was gewählt, ersetzt und auf den Kopf gedruckt wird: Texte, Arten, Aktenzeichen, Anlagen."""

from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hausvorlagen import mit_deckblatt
from lagebilder import build_bild, build_massnahme
from word_pruefer import teile, verstoesse

from mut_core.bericht import Wahl, build_bericht
from mut_core.bericht.hausvorlage import adapt_hausvorlage
from mut_core.bericht.kapiteltexte import SCHREIBER, kapitel_texte
from mut_core.bericht.kurzvorlage import Kopf, arten_der_kommune, bloecke, vorlagenart, vorlagenart_ohne_wahl
from mut_core.bericht.kurzvorlage.arten import art_der_kommune
from mut_core.bericht.rueckgabe import Art, merge, pruefe_rueckgabe, read_rueckgabe
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Berichtsform, Berichtsstatus

STICHTAG = date(2024, 9, 1)
BESCHLUSS = {"id": 1, "gremium": "Rat der Stadt", "am": date(2023, 12, 13), "text": "Die Verwaltung berichtet."}
VORLAGE: dict[str, Any] = {
    "id": 1,
    "art": "Mitteilung",
    "betreff": "Sachstand",
    "nummer": "144/2024",
    "aktenzeichen": "50 TMK",
    "beschluss_id": 1,
    "anlagen": "Präsentation\nThesen",
}
BERICHT: dict[str, Any] = {
    "id": 1,
    "form": Berichtsform.SACHSTANDSBERICHT,
    "titel": "1. Bericht",
    "nummer": 1,
    "stichtag": STICHTAG,
    "vorlage_id": 1,
    "status": Berichtsstatus.ENTWURF,
}


def voll(**tabellen: Any) -> Lagebild:
    vorgabe = {"vorlagen": [VORLAGE], "berichte": [BERICHT], "beschluesse": [BESCHLUSS]}
    konzept = {"beispiel": True, "evaluationsmethode": "Jährlich wird befragt."}
    return build_bild(
        build_massnahme("A-1", "in_umsetzung"), stichtag=STICHTAG, konzept=konzept, **(vorgabe | tabellen)
    )


def mit_arten(*arten: str) -> Lagebild:
    bild = voll(vorlagen=[], berichte=[])
    konzept = copy(bild.konzept)
    konzept.vorlagenarten = "\n".join(arten) or None
    return replace(bild, konzept=konzept)


def rumpf(docx: bytes) -> str:
    return teile(docx)["word/document.xml"].decode()


# --- Texte jeder Form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", SCHREIBER)
def test_unveraendert_kommt_jede_form_aus_word_gleich_zurueck(form: str) -> None:
    bild = voll()
    daten = build_bericht(bild, form, Wahl(zum_bearbeiten=True))
    assert not verstoesse(daten)
    zurueck = read_rueckgabe(pruefe_rueckgabe("Bericht.docx", daten))
    erzeugt = {k.schluessel: k.erzeugt for k in kapitel_texte(bild, form=form)}
    assert erzeugt
    assert list(zurueck.texte) == list(erzeugt)
    assert {e.art for e in merge(zurueck.grundlage, erzeugt, {}, zurueck.texte)} == {Art.GLEICH}
    assert "frei:" not in rumpf(build_bericht(bild, form, Wahl()))


@pytest.mark.parametrize("form", SCHREIBER)
def test_jeder_text_jeder_form_laesst_sich_ersetzen(form: str) -> None:
    bild = voll()
    stellen = kapitel_texte(bild, form=form)
    eigene = {k.schluessel: f"Eigener Text {n} der Akteur*innen." for n, k in enumerate(stellen)}
    druck = rumpf(build_bericht(bild, form, Wahl(texte=eigene)))
    assert [t for t in eigene.values() if t not in druck] == []
    assert all(k.ueberschrift for k in stellen)


def test_hinweis_und_auftrag_der_kurzvorlage_stehen_vor_dem_text_und_werden_nie_doppelt_gedruckt() -> None:
    bild = voll()
    erzeugt = {k.schluessel: k.erzeugt for k in kapitel_texte(bild, form="vorlage-niedersachsen")}
    assert "Beispiel" not in erzeugt["sachdarstellung"]
    for text in (erzeugt["sachdarstellung"], "Ganz eigener Text."):
        druck = rumpf(build_bericht(bild, "vorlage-niedersachsen", Wahl(texte={"sachdarstellung": text})))
        assert druck.count("Stellen, Maßnahmen und Beträge in dieser Vorlage gibt es nicht") == 1
        assert druck.count("Die Verwaltung berichtet.") == 1


# --- Arten der Kommune -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arten", "hessen", "niedersachsen"),
    [
        ((), "Bericht", "Mitteilung"),
        (("Mitteilungsvorlage", "Beschlussvorlage"), "Mitteilungsvorlage", "Mitteilungsvorlage"),
        (("Entscheidungsvorlage", "Informationsdrucksache"), "Informationsdrucksache", "Informationsdrucksache"),
        (("Beschlussvorlage",), "Beschlussvorlage", "Beschlussvorlage"),
        (("Bericht des Magistrats", "Mitteilung"), "Bericht des Magistrats", "Mitteilung"),
    ],
)
def test_ohne_vorlage_gilt_die_passende_art_der_kommune(
    arten: tuple[str, ...], hessen: str, niedersachsen: str
) -> None:
    bild = mit_arten(*arten)
    assert vorlagenart_ohne_wahl(bild, Kopf.HESSEN) == hessen
    assert vorlagenart_ohne_wahl(bild, Kopf.NIEDERSACHSEN) == niedersachsen
    assert hessen in rumpf(build_bericht(bild, "vorlage-hessen"))


def test_ohne_eigene_liste_gilt_die_vorgabe() -> None:
    assert arten_der_kommune(None) == ("Beschlussvorlage", "Informationsvorlage", "Bericht", "Mitteilung")
    assert arten_der_kommune("Drucksache\nAnfrage") == ("Drucksache", "Anfrage")
    assert art_der_kommune("Anfrage", "Bericht") == "Anfrage"


def test_die_gewaehlte_art_wird_gedruckt_und_bestimmt_die_bloecke_bis_es_die_vorlage_gibt() -> None:
    gewaehlt = Wahl(vorlagenart="Entscheidungsvorlage")
    druck = {b.schluessel: b.text for b in bloecke(mit_arten(), gewaehlt, Kopf.NIEDERSACHSEN)}
    assert "Entscheidungsvorlage" in druck["kopf"]
    assert druck["beschlussvorschlag"] == "Der Beschlussvorschlag ist noch nicht formuliert."
    assert vorlagenart("Entscheidungsvorlage").bezeichnung == "Beschlussvorlage"
    angelegt = voll(berichte=[BERICHT | {"form": Berichtsform.VORLAGE}])
    assert "Mitteilung" in {b.schluessel: b.text for b in bloecke(angelegt, gewaehlt, Kopf.NIEDERSACHSEN)}["kopf"]


# --- Aktenzeichen und Anlagen ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["sachstandsbericht", "uebersicht"])
def test_das_aktenzeichen_der_vorlage_steht_auf_dem_deckblatt_der_hausvorlage(form: str) -> None:
    art = Berichtsform.SACHSTANDSBERICHT if form == "sachstandsbericht" else Berichtsform.MASSNAHMENUEBERSICHT
    haus = adapt_hausvorlage(mit_deckblatt())
    daten = build_bericht(voll(berichte=[BERICHT | {"form": art}]), form, Wahl(hausvorlage=haus))
    assert "50 TMK" in "".join(t.decode("utf-8", "ignore") for t in teile(daten).values())
    ohne = build_bericht(voll(berichte=[]), form, Wahl(hausvorlage=haus))
    assert "50 TMK" not in "".join(t.decode("utf-8", "ignore") for t in teile(ohne).values())


def test_der_sachstandsbericht_nennt_die_anlagen_der_vorlage_und_die_gewaehlten_jede_einmal() -> None:
    druck = rumpf(build_bericht(voll(), "sachstandsbericht", Wahl(unterlagen=("Presseschau", "Thesen"))))
    assert "Weitere Anlagen" in druck
    assert [druck.count(t) for t in ("Präsentation", "Thesen", "Presseschau")] == [1, 1, 1]
    assert "Weitere Anlagen" not in rumpf(build_bericht(voll(vorlagen=[], berichte=[]), "sachstandsbericht"))
