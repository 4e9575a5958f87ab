"""„Änderungen seit dem letzten Bericht“: jede Art von Änderung steht mit ihrem Satz im Bericht – und sonst nichts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lagebilder import build_bild, build_massnahme, build_sachstand
from lxml import etree
from test_veraenderung import NACHHER, VORHER, build_nachher, build_stand, build_vorher, ohne_spalten, ohne_tabellen
from word_pruefer import absaetze, adressen, leere_kapitel, rumpf, text, verstoesse

from mut_core.bericht import Wahl, build_bericht
from mut_core.bericht.aenderungen import ARTEN, HOECHSTENS
from mut_core.fehler import BetriebError, EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild, thaw_lagebild
from mut_core.modell.codes import Berichtsform, Berichtsstatus, Mittelstatus
from mut_core.veraenderung import vergleiche

FORM = "sachstandsbericht"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UEBERSCHRIFTEN = [ueberschrift for ueberschrift, _ in ARTEN.values()]


def drucke(bild: Lagebild, vorher: Lagebild | None, **weitere: Any) -> bytes:
    return build_bericht(bild, FORM, Wahl(vorher=vorher, **weitere))


def glatt(absatz: etree._Element) -> str:
    return text(absatz).replace("\u00a0", " ").replace("\u00ad", "")


def kapitel(docx: bytes) -> list[str]:
    """Die Absätze des Kapitels ohne seine Überschrift, auch die in Tabellen; leer, wenn es das Kapitel nicht gibt."""
    alle = [(p.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), glatt(p)) for p in rumpf(docx).iter(f"{W}p") if glatt(p)]
    anfang = next((i for i, (s, t) in enumerate(alle) if s == "Heading2" and t.startswith("Änderungen seit")), None)
    if anfang is None:
        return []
    rest = alle[anfang + 1 :]
    ende = next(i for i, (stil, _) in enumerate(rest) if stil in ("Heading1", "Heading2"))
    return [t for _, t in rest[:ende]]


def titel(docx: bytes) -> list[str]:
    return [glatt(p) for p in absaetze(docx, "Heading2")]


def tabelle(docx: bytes, kopf: str) -> list[list[str]]:
    """Die Zeilen der ersten Tabelle, deren Kopf mit diesem Wort beginnt."""
    for tab in rumpf(docx).iter(f"{W}tbl"):
        zeilen = [[" | ".join(glatt(p) for p in z.iter(f"{W}p")) for z in r.iter(f"{W}tc")] for r in tab.iter(f"{W}tr")]
        if zeilen[0][0] == kopf and zeilen[0][1] in ("Änderung", "01.03.2024"):
            return zeilen
    raise AssertionError(kopf)


def mit_berichten(bild: Lagebild, *berichte: dict[str, Any], vorlagen: tuple[dict[str, Any], ...] = ()) -> Lagebild:
    fest = {"form": Berichtsform.SACHSTANDSBERICHT, "titel": "Bericht", "status": Berichtsstatus.FREIGEGEBEN}
    zeilen = [{"id": i, **fest, **b} for i, b in enumerate(berichte, 1)]
    andere = build_bild(berichte=zeilen, vorlagen=vorlagen)
    return replace(bild, tabellen={**bild.tabellen, "berichte": andere.berichte, "vorlagen": andere.vorlagen})


@pytest.fixture(scope="module")
def bericht() -> bytes:
    return drucke(build_nachher(), build_vorher())


# ---------------------------------------------------------------------------------------------- jede Art

SAETZE = {
    "neu": "Neu ist A-20 „Vorhaben 20“: Umsetzungsstand „in Planung“, Frist 2025, Federführung: Fachdienst Soziales.",
    "stand": "A-2 „Lotsen“ ist von „in Umsetzung“ zu „in Planung“ zurückgegangen. Grund: Träger abgesprungen.",
    "frist": "Die Frist von A-3 „Wegweiser“ wurde vom 30.06.2024 auf den 31.12.2024 verschoben (zum zweiten Mal, "
    "ursprünglich 31.12.2023). Grund: Haushaltssperre.",
    "abgeschlossen": "A-10 „Vorhaben 10“ ist abgeschlossen und inzwischen archiviert (15.07.2024). "
    "Ergebnis: Der Wegweiser liegt in fünf Sprachen vor.",
    "ueberfaellig": "A-13 „Vorhaben 13“ ist neu überfällig, seit 93 Tagen (Frist 31.05.2024). Grund: Raum fehlt.",
    "entfallen": "A-6 „Vorhaben 6“ ist mit A-1 „Sprachcafé“ zusammengeführt.",
    "mittel": "Mittel für A-16 „Vorhaben 16“: bisher ca. 33.000 € jährlich ab 2025, angemeldet, unter Vorbehalt; "
    "jetzt 33.000 € jährlich ab 2025, bewilligt.",
    "angaben": "Federführung von B-1 „Beratung“: jetzt Stabsstelle Integration, bisher Fachdienst Soziales.",
}


@pytest.mark.parametrize("art", ARTEN)
def test_jede_art_steht_mit_ihrem_satz_unter_ihrer_ueberschrift(bericht: bytes, art: str) -> None:
    inhalt = kapitel(bericht)
    anfang = inhalt.index(ARTEN[art][0])
    bis = next(i for i, t in enumerate(inhalt) if i > anfang and t in (*UEBERSCHRIFTEN, "Ohne Änderung"))
    assert SAETZE[art] in inhalt[anfang:bis]


def test_die_arten_stehen_in_fester_reihenfolge(bericht: bytes) -> None:
    assert [t for t in kapitel(bericht) if t in UEBERSCHRIFTEN] == UEBERSCHRIFTEN


def test_kein_satz_des_vergleichs_geht_verloren(bericht: bytes) -> None:
    v, inhalt = vergleiche(build_vorher(), build_nachher()), kapitel(bericht)
    erwartet = [satz for _, tabellen in ARTEN.values() for name in tabellen for satz in getattr(v, name)["satz"]]
    assert len(erwartet) == 33
    assert [s for s in erwartet if s.replace("\u00a0", " ") not in inhalt] == []


def test_der_ueberblick_zaehlt_und_verweist_auf_die_tabelle(bericht: bytes) -> None:
    assert kapitel(bericht)[1] == (
        "Gegenüber dem Stand vom 01.03.2024 sind 2 Maßnahmen neu, 3 sind wieder aufgenommen, 2 sind abgeschlossen, "
        "5 sind entfallen, 5 haben einen anderen Umsetzungsstand, 2 haben eine verschobene Frist (davon eine "
        "zum zweiten Mal) und eine ist neu überfällig. Tabelle 3 führt alle Änderungen einzeln auf."
    )


def test_was_sich_nicht_geaendert_hat_steht_nur_mit_nummer(bericht: bytes) -> None:
    inhalt = kapitel(bericht)
    assert "Bei gleichem Umsetzungsstand neu gemeldet sind zwei Maßnahmen: A-13 und A-19." in inhalt
    assert "Unverändert und seither ohne Meldung sind zwei Maßnahmen: A-14 und A-18." in inhalt


@pytest.mark.parametrize(
    "zeile",
    [
        ["A-20 Vorhaben 20", "neu aufgenommen", "–", "in Planung", "Frist: 2025; Federführung: Fachdienst Soziales"],
        ["A-1 Sprachcafé", "Umsetzungsstand", "in Planung", "in Umsetzung", "Vorangekommen."],
        ["A-22 Vorhaben 22", "wieder aufgenommen", "im Archiv", "in Umsetzung", "–"],
        [
            "A-3 Wegweiser",
            "Frist verschoben",
            "30.06.2024",
            "31.12.2024",
            "Zum zweiten Mal verschoben, ursprünglich 31.12.2023. Grund: Haushaltssperre.",
        ],
        [
            "A-4 Vorhaben 4",
            "abgeschlossen (letztmalig aufgeführt)",
            "in Umsetzung",
            "umgesetzt (15.07.2024)",
            "Ergebnis: Der Wegweiser liegt in fünf Sprachen vor.",
        ],
        [
            "A-5 Vorhaben 5",
            "nicht weitergeführt",
            "in Planung",
            "verworfen",
            "Sozialausschuss, 12.06.2024. Begründung: Kein Bedarf.",
        ],
        ["A-7 Vorhaben 7", "nicht weitergeführt", "in Planung", "ersetzt durch A-2 Lotsen", "–"],
        ["A-9 Vorhaben 9", "archiviert", "umgesetzt", "im Archiv (seit 01.08.2024)", "–"],
        ["A-13 Vorhaben 13", "neu überfällig", "nicht überfällig", "überfällig seit 93 Tagen", "Grund: Raum fehlt."],
        ["A-15 Vorhaben 15", "nicht mehr überfällig", "überfällig", "nicht überfällig", "Frist verschoben."],
        [
            "A-16 Vorhaben 16",
            "Mittel geändert",
            "5.000 € einmalig, ungeklärt",
            "7.500 € einmalig, ungeklärt",
            "2.500 € mehr. Betrifft: Betrag.",
        ],
        ["B-1 Beratung", "Federführung", "Fachdienst Soziales", "Stabsstelle Integration", "–"],
    ],
    ids=lambda zeile: zeile[1],
)
def test_die_tabelle_zeigt_bisher_jetzt_und_grund(bericht: bytes, zeile: list[str]) -> None:
    assert zeile in tabelle(bericht, "Maßnahme")


def test_die_tabelle_haelt_die_aenderungen_einer_massnahme_beisammen(bericht: bytes) -> None:
    namen = [zeile[0] for zeile in tabelle(bericht, "Maßnahme")[1:]]
    assert namen == sorted(namen, key=namen.index)
    assert namen[0] == "A-1 Sprachcafé"
    assert namen[-1] == "B-1 Beratung"


def test_ist_nur_der_mittelstatus_anders_stehen_die_staende_da() -> None:
    alt, neu = (
        build_stand(tag, {1: build_massnahme("A-1", mittel=[{"betrag_cent": 100_000, "mittelstatus": status}])})
        for tag, status in ((VORHER, Mittelstatus.ANGEMELDET), (NACHHER, Mittelstatus.BEWILLIGT))
    )
    zeilen = tabelle(drucke(neu, alt), "Maßnahme")
    assert zeilen[1][:4] == ["A-1 Maßnahme A-1", "Mittel geändert (Stand)", "angemeldet", "bewilligt"]
    assert zeilen[1][4] == "1.000 € einmalig, bewilligt."


def test_eine_geaenderte_foerderung_steht_bei_den_mitteln_und_zuletzt_in_der_tabelle() -> None:
    alt, neu = (
        build_stand(tag, {1: build_massnahme("A-1")}, foerderungen=[{"id": 1, "programm": "Vielfalt", "frist": frist}])
        for tag, frist in ((VORHER, date(2024, 12, 31)), (NACHHER, date(2025, 12, 31)))
    )
    docx = drucke(neu, alt)
    inhalt = kapitel(docx)
    satz = inhalt[inhalt.index("Mittel und Förderungen geändert") + 1]
    assert satz.startswith("Förderung „Vielfalt“: bisher")
    assert "jetzt" in satz
    assert tabelle(docx, "Maßnahme")[-1][:2] == ["Förderung „Vielfalt“", "Förderung geändert"]


def test_viele_aenderungen_einer_art_verweisen_auf_die_tabelle() -> None:
    viele = {i: build_massnahme(f"A-{i}") for i in range(1, HOECHSTENS + 4)}
    docx = drucke(build_stand(NACHHER, viele), build_stand(VORHER, {}))
    inhalt = kapitel(docx)
    assert sum(t.startswith("Neu ist A-") for t in inhalt) == HOECHSTENS
    assert "Hinzu kommen drei weitere; Tabelle 3 führt alle auf." in inhalt
    assert len(tabelle(docx, "Maßnahme")) == 1 + HOECHSTENS + 3


# ---------------------------------------------------------------------------------------------- nichts Leeres


def test_ohne_frueheren_stand_gibt_es_das_kapitel_nicht() -> None:
    docx = drucke(build_nachher(), None)
    assert titel(docx)[0] == "Auf einen Blick"
    assert kapitel(docx) == []
    assert "Veränderung der Zahlen" not in "".join(glatt(p) for p in rumpf(docx).iter(f"{W}p"))


def test_ohne_aenderung_steht_ein_einziger_satz() -> None:
    alt, neu = (build_stand(tag, {1: build_massnahme("A-1", "umgesetzt", zum=VORHER)}) for tag in (VORHER, NACHHER))
    assert kapitel(drucke(neu, alt)) == [
        "Verglichen wird der Stand vom 01.09.2024 mit dem Stand vom 01.03.2024.",
        "Gegenüber dem Stand vom 01.03.2024 hat sich nichts geändert.",
    ]


def test_ohne_massnahmen_steht_ein_satz_und_keine_tabelle() -> None:
    docx = drucke(build_bild(felder=()), build_bild(felder=(), stichtag=VORHER))
    assert kapitel(docx)[1:] == ["Am 01.03.2024 und am 01.09.2024 sind keine Maßnahmen erfasst."]
    assert leere_kapitel(docx) == verstoesse(docx) == []


def test_nur_vorhandene_arten_haben_eine_ueberschrift() -> None:
    alt, neu = (
        build_stand(tag, {1: build_massnahme("A-1", sachstaende=[build_sachstand(s, VORHER) for s in staende])})
        for tag, staende in ((VORHER, ["in_planung"]), (NACHHER, ["in_planung", "in_umsetzung"]))
    )
    docx = drucke(neu, alt)
    assert [t for t in kapitel(docx) if t in UEBERSCHRIFTEN] == ["Umsetzungsstand verändert"]
    assert leere_kapitel(docx) == []


def test_das_dokument_ist_heil_und_wiederholbar(bericht: bytes) -> None:
    assert verstoesse(bericht) == leere_kapitel(bericht) == []
    assert drucke(build_nachher(), build_vorher()) == bericht


# ---------------------------------------------------------------------------------------------- voriger Bericht

INFO = {"id": 7, "nummer": "159/2022", "art": "Informationsvorlage", "betreff": "B", "url": "https://probe.example/159"}


def bezug(*berichte: dict[str, Any], vorlagen: tuple[dict[str, Any], ...] = ()) -> tuple[str, str, bytes]:
    """Die Überschrift und der Bezugssatz des Kapitels."""
    docx = drucke(mit_berichten(build_nachher(), *berichte, vorlagen=vorlagen), build_vorher())
    return next(t for t in titel(docx) if t.startswith("Änderungen")), kapitel(docx)[0], docx


def test_der_vorige_bericht_steht_mit_nummer_stichtag_und_verlinkter_vorlagennummer() -> None:
    ueberschrift, satz, docx = bezug({"nummer": 2, "stichtag": VORHER, "vorlage_id": 7}, vorlagen=(INFO,))
    assert ueberschrift == "Änderungen seit dem letzten Bericht"
    assert satz == (
        "Verglichen wird der Stand vom 01.09.2024 mit dem 2. Sachstandsbericht (Stand 01.03.2024, "
        "Informationsvorlage 159/2022)."
    )
    assert adressen(docx)["Informationsvorlage 159/2022"] == INFO["url"]


@pytest.mark.parametrize(
    ("vorlage", "nummer", "erwartet"),
    [
        (None, 2, "mit dem 2. Sachstandsbericht (Stand 01.03.2024)."),
        (
            {"id": 7, "nummer": None, "art": "Mitteilung", "betreff": "B"},
            2,
            "dem 2. Sachstandsbericht (Stand 01.03.2024).",
        ),
        (None, None, "dem Bericht „Bericht“ (Stand 01.03.2024)."),
    ],
)
def test_was_nicht_vergeben_ist_wird_nicht_erfunden(vorlage: Any, nummer: int | None, erwartet: str) -> None:
    eintrag = {"nummer": nummer, "stichtag": VORHER, "vorlage_id": 7 if vorlage else None}
    _, satz, _ = bezug(eintrag, vorlagen=(vorlage,) if vorlage else ())
    assert satz.endswith(erwartet)


def test_ein_anderer_frueherer_stand_heisst_nicht_letzter_bericht() -> None:
    ueberschrift, satz, _ = bezug({"nummer": 1, "stichtag": VORHER}, {"nummer": 2, "stichtag": date(2024, 6, 1)})
    assert ueberschrift == "Änderungen seit dem 01.03.2024"
    assert "mit dem 1. Sachstandsbericht (Stand 01.03.2024)" in satz


def test_ein_entwurf_ist_kein_voriger_bericht() -> None:
    ueberschrift, satz, _ = bezug({"nummer": 1, "stichtag": VORHER, "status": Berichtsstatus.ENTWURF})
    assert ueberschrift == "Änderungen seit dem 01.03.2024"
    assert satz.endswith("mit dem Stand vom 01.03.2024.")


def test_ein_aufgetauter_stand_dem_spalten_fehlen_meldet_nichts_falsches() -> None:
    alt = ohne_tabellen(build_vorher(), "fristaenderungen", "foerderungen", "massnahmenziele", "archivierte")
    alt = ohne_spalten(alt, "massnahmen", "konkretheit", "prioritaet", "aktualitaet", "frist_genauigkeit")
    docx = drucke(build_nachher(), thaw_lagebild(freeze_lagebild(alt)))
    assert verstoesse(docx) == []
    assert SAETZE["neu"] in kapitel(docx)
    assert not [z for z in tabelle(docx, "Maßnahme") if z[1] in ("Konkretheit", "Ziel", "Priorität")]
    assert tabelle(docx, "Zahl")[-1] == ["davon ohne aktuelle Meldung", "k. A.", "10", "nicht vergleichbar"]


def test_unvergleichbares_wird_mit_grund_abgelehnt() -> None:
    fremd = build_bild(konzept={"id": 2, "bezeichnung": "Anderes"}, stichtag=VORHER)
    with pytest.raises(EingabeError, match="desselben Konzepts"):
        drucke(build_nachher(), fremd)
    with pytest.raises(BetriebError, match="umsetzungsstand"):
        drucke(build_nachher(), ohne_spalten(build_vorher(), "massnahmen", "umsetzungsstand"))


# ---------------------------------------------------------------------------------------------- Auf einen Blick


def test_die_kacheln_zeigen_damals_jetzt_und_unterschied(bericht: bytes) -> None:
    assert tabelle(bericht, "Zahl") == [
        ["Zahl", "01.03.2024", "01.09.2024", "Unterschied"],
        ["Maßnahmen insgesamt", "24", "23", "1 weniger"],
        ["davon umgesetzt oder verstetigt", "4", "4", "unverändert"],
        ["davon in Umsetzung", "10", "10", "unverändert"],
        ["davon überfällig", "2", "2", "unverändert"],
        ["davon ohne aktuelle Meldung", "1", "10", "9 mehr"],
    ]


def test_auf_einen_blick_laesst_sich_abschalten_die_aenderungen_bleiben() -> None:
    docx = drucke(build_nachher(), build_vorher(), auf_einen_blick=False)
    assert titel(docx)[0] == "Änderungen seit dem 01.03.2024"
    assert "Auf einen Blick" not in titel(docx)
    assert verstoesse(docx) == leere_kapitel(docx) == []


def test_ohne_beides_hat_die_vorbemerkung_keine_unterkapitel() -> None:
    docx = drucke(build_nachher(), None, auf_einen_blick=False)
    assert not {"Auf einen Blick", "Änderungen seit dem 01.03.2024"} & set(titel(docx))
    assert verstoesse(docx) == []
