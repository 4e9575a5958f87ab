"""Vergleich zweier Lagebilder: jede Art von Änderung einmal von Hand, dazu Summen für beliebige Paare."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from time import process_time
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import Massnahme, Zeile, build_bild, build_massnahme, build_sachstand

from mut_core.auswertung import kennzahlen, umsetzungsstand_gesamt
from mut_core.fehler import BetriebError, EingabeError
from mut_core.lagebild import Lagebild, freeze_lagebild, thaw_lagebild
from mut_core.lagebild import saetze as zeilen
from mut_core.modell.codes import (
    Genauigkeit,
    Konkretheit,
    Mittelart,
    Mittelmodus,
    Mittelstatus,
    Prioritaet,
    Terminlage,
    Umsetzungsstand,
)
from mut_core.veraenderung import (
    SPALTEN,
    Entfallart,
    Fristart,
    Klasse,
    Mittelaenderung,
    Richtung,
    Veraenderung,
    Verzug,
    fluss,
    kennzahlendifferenz,
    saetze,
    vergleiche,
)

NBSP = "\u00a0"
VORHER, NACHHER = date(2024, 3, 1), date(2024, 9, 1)
WINTER, SOMMER = date(2024, 2, 1), date(2024, 8, 1)
U = Umsetzungsstand


def build_stand(stichtag: date, massnahmen: Mapping[int, Massnahme], **weitere: Any) -> Lagebild:
    """Gibt ein Lagebild, in dem Maßnahmen und alles an ihnen in jedem Stand denselben Schlüssel haben."""
    tabellen: dict[str, Any] = {"massnahmen": []}
    for id_, teile in massnahmen.items():
        tabellen["massnahmen"].append({**teile["massnahme"], "id": id_})
        for name in ("sachstaende", "mittel", "fristaenderungen", "massnahmenziele"):
            for nummer, zeile in enumerate(teile[name], 1):
                fest = {"id": id_ * 100 + nummer, "massnahme_id": id_}
                fest |= {"nummer": nummer} if name == "sachstaende" else {}
                genannt = {feld: wert for feld, wert in zeile.items() if wert is not None}
                tabellen.setdefault(name, []).append(fest | genannt)
    bild: Lagebild = build_bild(stichtag=stichtag, **tabellen, **weitere)
    return bild


def mit_archiv(bild: Lagebild, *archivierte: dict[str, Any]) -> Lagebild:
    """Gibt das Lagebild mit einer Tabelle der archivierten Maßnahmen."""
    spalten = ["id", "nummer", "titel", "zusammengefuehrt_mit_id", "ersetzt_durch_id", "archiviert_am"]
    archiv = pd.DataFrame([[z.get(s) for s in spalten] for z in archivierte], columns=spalten, dtype=object)
    return replace(bild, tabellen={**bild.tabellen, "archivierte": archiv})


def ohne_spalten(bild: Lagebild, tabelle: str, *spalten: str) -> Lagebild:
    return replace(bild, tabellen={**bild.tabellen, tabelle: bild.tabellen[tabelle].drop(columns=list(spalten))})


def ohne_tabellen(bild: Lagebild, *namen: str) -> Lagebild:
    return replace(bild, tabellen={n: t for n, t in bild.tabellen.items() if n not in namen})


def folge(*staende: str, **letzte: Any) -> list[Zeile]:
    """Sachstände: der erste im Winter (vor dem früheren Stichtag), die weiteren im Sommer."""
    ende = len(staende) - 1
    return [
        build_sachstand(s, WINTER if i == 0 else SOMMER, **(letzte if i == ende else {})) for i, s in enumerate(staende)
    ]


def paar(
    vorher: Mapping[str, Any] | None, nachher: Mapping[str, Any] | None, *, nummer: str = "A-1", **weitere: Any
) -> Veraenderung:
    """Vergleicht eine einzige Maßnahme mit sich selbst, je Stand mit anderen Feldern; None: nicht geführt."""
    bilder = [
        build_stand(tag, {} if felder is None else {1: build_massnahme(nummer, **felder)}, **weitere)
        for tag, felder in ((VORHER, vorher), (NACHHER, nachher))
    ]
    return vergleiche(*bilder)


def klassen(v: Veraenderung) -> dict[str, Klasse]:
    return dict(zip(v.massnahmen["nummer"], v.massnahmen["klasse"], strict=True))


def je_nummer(tabelle: pd.DataFrame, spalte: str) -> dict[str, Any]:
    return dict(zip(tabelle["nummer"], tabelle[spalte], strict=True))


# --- Das handgebaute Paar: jede Art von Änderung ----------------------------------------------------------------------

ZIELE = ({"id": 1, "text": "Alle finden Rat"}, {"id": 2, "text": "Alle sprechen Deutsch"})
TITEL = {1: "Sprachcafé", 2: "Lotsen", 3: "Wegweiser"}


def m(id_: int, *staende: str, letzte: Mapping[str, Any] | None = None, **felder: Any) -> Massnahme:
    vorgabe = {"titel": TITEL.get(id_, f"Vorhaben {id_}"), "sachstaende": folge(*staende, **(letzte or {}))}
    return build_massnahme(felder.pop("nummer", f"A-{id_}"), **(vorgabe | felder))


SCHUB_1 = {"am": date(2023, 11, 1), "bisher": date(2023, 12, 31), "neu": date(2024, 6, 30), "grund": "Stelle unbesetzt"}
SCHUB_2 = {"am": SOMMER, "bisher": date(2024, 6, 30), "neu": date(2024, 12, 31), "grund": "Haushaltssperre"}
FRIST: dict[str, Any] = {"urspruengliche_frist": date(2023, 12, 31)}
POSITION = {
    "betrag_cent": 3_300_000,
    "modus": Mittelmodus.JAEHRLICH,
    "jahr": 2025,
    "mittelstatus": Mittelstatus.ANGEMELDET,
}
ALTE_FRIST, NEUE_FRIST = date(2024, 1, 31), date(2025, 1, 31)


def build_vorher() -> Lagebild:
    massnahmen = {
        1: m(1, "in_planung"),
        2: m(2, "in_umsetzung"),
        3: m(3, "in_umsetzung", frist=date(2024, 6, 30), fristaenderungen=[SCHUB_1], **FRIST),
        4: m(4, "in_umsetzung"),
        5: m(5, "in_planung"),
        6: m(6, "idee"),
        7: m(7, "in_planung"),
        8: m(8, "in_planung"),
        9: m(9, "umgesetzt"),
        10: m(10, "in_umsetzung"),
        11: m(11, "zurueckgestellt"),
        12: m(12, "in_umsetzung"),
        13: m(13, "in_umsetzung", frist=date(2024, 5, 31)),
        14: m(14, "in_umsetzung", frist=ALTE_FRIST),
        15: m(15, "in_umsetzung", frist=ALTE_FRIST),
        16: m(
            16, "in_planung", mittel=[{**POSITION, "ungenau": True, "vorbehalt": "Haushalt"}, {"betrag_cent": 500_000}]
        ),
        17: m(17, "in_planung", konkretheit=Konkretheit.GEPLANT, ziele=[1]),
        18: m(18, "in_umsetzung"),
        19: m(19, "in_umsetzung"),
        23: m(23, "idee"),
        24: m(24, "umgesetzt"),
        25: m(25, "umgesetzt"),
        26: m(26),
        27: m(27, "umgesetzt"),
    }
    bild = build_stand(VORHER, massnahmen, ziele=ZIELE)
    im_archiv = build_stand(VORHER, {22: m(22, "zurueckgestellt")}).sachstaende  # nur seine Sachstände sind zu sehen
    return replace(
        bild, tabellen={**bild.tabellen, "sachstaende": pd.concat([bild.sachstaende, im_archiv], ignore_index=True)}
    )


def build_nachher() -> Lagebild:
    entschieden = {
        "entschieden_von": "Sozialausschuss",
        "entschieden_am": date(2024, 6, 12),
        "begruendung": "Kein Bedarf",
    }
    fertig = {"abgeschlossen_am": date(2024, 7, 15), "ergebnis": "Der Wegweiser liegt in fünf Sprachen vor"}
    wartet = {"begruendung": "Keine Mittel", "wiedervorlage": date(2025, 3, 1)}
    massnahmen = {
        1: m(1, "in_planung", "in_umsetzung"),
        2: m(2, "in_umsetzung", "in_planung", letzte={"hindernis": "Träger abgesprungen"}),
        3: m(3, "in_umsetzung", frist=date(2024, 12, 31), fristaenderungen=[SCHUB_1, SCHUB_2], **FRIST),
        4: m(4, "in_umsetzung", "umgesetzt", letzte=fertig),
        5: m(5, "in_planung", "verworfen", letzte=entschieden),
        6: m(6, "idee", zusammengefuehrt_mit_id=1),
        7: m(7, "in_planung", ersetzt_durch_id=2),
        8: m(8, "in_planung", archiviert_am=SOMMER),
        9: m(9, "umgesetzt", archiviert_am=SOMMER),
        10: m(10, "in_umsetzung", "umgesetzt", letzte=fertig, archiviert_am=SOMMER),
        11: m(11, "zurueckgestellt", "in_umsetzung"),
        12: m(12, "in_umsetzung", "zurueckgestellt", letzte=wartet),
        13: m(13, "in_umsetzung", "in_umsetzung", letzte={"hindernis": "Raum fehlt"}, frist=date(2024, 5, 31)),
        14: m(14, "in_umsetzung", frist=ALTE_FRIST),
        15: m(15, "in_umsetzung", frist=NEUE_FRIST),
        16: m(
            16,
            "in_planung",
            mittel=[
                {**POSITION, "mittelstatus": Mittelstatus.BEWILLIGT},
                {"betrag_cent": 750_000},
                {"betrag_cent": 100_000},
            ],
        ),
        17: m(
            17,
            "in_planung",
            nummer="B-1",
            titel="Beratung",
            feld=2,
            federfuehrung_id=2,
            konkretheit=Konkretheit.BESCHLOSSEN,
            ziele=[1, 2],
        ),
        18: m(18, "in_umsetzung"),
        19: m(19, "in_umsetzung", "in_umsetzung"),
        20: m(20, "in_planung", frist=date(2025, 12, 31), frist_genauigkeit=Genauigkeit.JAHR),
        21: m(21, "umgesetzt", letzte=fertig),
        22: m(22, "zurueckgestellt", "in_umsetzung"),
        24: m(24, "umgesetzt", "in_umsetzung", letzte={"ersetzt_id": 2401}),
        25: m(25, "umgesetzt", "verstetigt"),
        26: m(26, "in_planung"),
        27: m(27, "umgesetzt"),
    }
    return mit_archiv(
        build_stand(NACHHER, massnahmen, ziele=ZIELE),
        {"id": 8, "nummer": "A-8", "titel": "Vorhaben 8", "archiviert_am": SOMMER},
        {"id": 9, "nummer": "A-9", "titel": "Vorhaben 9", "archiviert_am": SOMMER},
    )


@pytest.fixture(scope="module")
def v() -> Veraenderung:
    return vergleiche(build_vorher(), build_nachher())


def test_jede_massnahme_hat_genau_ihre_klasse(v: Veraenderung) -> None:
    assert klassen(v) == {
        "A-1": Klasse.BEWEGT,
        "A-2": Klasse.BEWEGT,
        "A-3": Klasse.GEAENDERT,
        "A-4": Klasse.ABGESCHLOSSEN,
        "A-5": Klasse.ENTFALLEN,
        "A-6": Klasse.ENTFALLEN,
        "A-7": Klasse.ENTFALLEN,
        "A-8": Klasse.ENTFALLEN,
        "A-9": Klasse.ARCHIVIERT,
        "A-10": Klasse.ABGESCHLOSSEN,
        "A-11": Klasse.WIEDER_AUFGENOMMEN,
        "A-12": Klasse.BEWEGT,
        "A-13": Klasse.GEMELDET,
        "A-14": Klasse.UNVERAENDERT,
        "A-15": Klasse.GEAENDERT,
        "A-16": Klasse.GEAENDERT,
        "B-1": Klasse.GEAENDERT,
        "A-18": Klasse.UNVERAENDERT,
        "A-19": Klasse.GEMELDET,
        "A-20": Klasse.NEU,
        "A-21": Klasse.NEU,
        "A-22": Klasse.WIEDER_AUFGENOMMEN,
        "A-23": Klasse.ENTFALLEN,
        "A-24": Klasse.WIEDER_AUFGENOMMEN,
        "A-25": Klasse.BEWEGT,
        "A-26": Klasse.BEWEGT,
        "A-27": Klasse.UNVERAENDERT,
    }


def test_massnahmen_stehen_nach_handlungsfeld_und_gezaehlter_nummer(v: Veraenderung) -> None:
    nummern = list(v.massnahmen["nummer"])
    assert nummern[:3] == ["A-1", "A-2", "A-3"]
    assert nummern[-2:] == ["A-27", "B-1"]


def test_jede_massnahme_nennt_die_arten_ihrer_aenderung(v: Veraenderung) -> None:
    arten = je_nummer(v.massnahmen, "aenderungen")
    assert arten["A-1"] == ("stand",)
    assert arten["A-3"] == ("frist",)
    assert arten["A-16"] == ("mittel",)
    assert arten["B-1"] == ("titel", "nummer", "handlungsfeld", "federfuehrung", "konkretheit", "ziel")
    assert arten["A-18"] == arten["A-20"] == arten["A-8"] == ()


def test_meldungen_sind_die_sachstaende_seit_dem_frueheren_stand(v: Veraenderung) -> None:
    meldungen = je_nummer(v.massnahmen, "meldungen")
    assert (meldungen["A-1"], meldungen["A-19"], meldungen["A-18"]) == (1, 1, 0)


def test_neues_steht_mit_stand_frist_und_federfuehrung(v: Veraenderung) -> None:
    assert list(v.neu["satz"]) == [
        "Neu ist A-20 „Vorhaben 20“: Umsetzungsstand „in Planung“, Frist 2025, Federführung: Fachdienst Soziales.",
        "Neu ist A-21 „Vorhaben 21“: Umsetzungsstand „umgesetzt“, Federführung: Fachdienst Soziales.",
    ]


def test_bewegter_stand_nennt_woher_wohin_richtung_und_grund(v: Veraenderung) -> None:
    assert [(z.nummer, z.von, z.nach, z.richtung) for z in zeilen(v.bewegt)] == [
        ("A-1", U.IN_PLANUNG, U.IN_UMSETZUNG, Richtung.VOR),
        ("A-2", U.IN_UMSETZUNG, U.IN_PLANUNG, Richtung.ZURUECK),
        ("A-12", U.IN_UMSETZUNG, U.ZURUECKGESTELLT, Richtung.VERTAGT),
        ("A-25", U.UMGESETZT, U.VERSTETIGT, Richtung.VOR),
        ("A-26", U.OHNE_ANGABE, U.IN_PLANUNG, Richtung.ERSTMELDUNG),
    ]
    assert list(v.bewegt["satz"]) == [
        "A-1 „Sprachcafé“ ist von „in Planung“ zu „in Umsetzung“ vorangekommen.",
        "A-2 „Lotsen“ ist von „in Umsetzung“ zu „in Planung“ zurückgegangen. Grund: Träger abgesprungen.",
        "A-12 „Vorhaben 12“ ist zurückgestellt (bisher „in Umsetzung“); Wiedervorlage am 01.03.2025. "
        "Grund: Keine Mittel.",
        "A-25 „Vorhaben 25“ ist von „umgesetzt“ zu „verstetigt (Daueraufgabe)“ vorangekommen.",
        "Zu A-26 „Vorhaben 26“ liegt erstmals ein Stand vor: „in Planung“.",
    ]


def test_abgeschlossenes_erscheint_ein_letztes_mal_auch_neu_und_aus_dem_archiv(v: Veraenderung) -> None:
    ergebnis = "Ergebnis: Der Wegweiser liegt in fünf Sprachen vor."
    assert list(v.abgeschlossen["satz"]) == [
        f"A-4 „Vorhaben 4“ ist abgeschlossen (15.07.2024). {ergebnis}",
        f"A-10 „Vorhaben 10“ ist abgeschlossen und inzwischen archiviert (15.07.2024). {ergebnis}",
        f"A-21 „Vorhaben 21“ ist neu aufgenommen und schon abgeschlossen (15.07.2024). {ergebnis}",
    ]
    assert [(z.neu, z.archiviert) for z in zeilen(v.abgeschlossen)] == [(False, False), (False, True), (True, False)]


def test_was_schon_abgeschlossen_berichtet_war_erscheint_kein_zweites_mal(v: Veraenderung) -> None:
    assert not {"A-9", "A-27"} & set(v.abgeschlossen["nummer"])
    assert list(v.archiviert["satz"]) == [
        "A-9 „Vorhaben 9“ (zuletzt „umgesetzt“) liegt jetzt seit dem 01.08.2024 im Archiv."
    ]


def test_entfallenes_nennt_art_wohin_und_wer_entschied(v: Veraenderung) -> None:
    assert [(z.nummer, z.art, z.wohin) for z in zeilen(v.entfallen)] == [
        ("A-5", Entfallart.VERWORFEN, None),
        ("A-6", Entfallart.ZUSAMMENGEFUEHRT, "A-1 Sprachcafé"),
        ("A-7", Entfallart.ERSETZT, "A-2 Lotsen"),
        ("A-8", Entfallart.ARCHIVIERT, None),
        ("A-23", Entfallart.ENTFERNT, None),
    ]
    assert list(v.entfallen["satz"]) == [
        "A-5 „Vorhaben 5“ wird nicht weiterverfolgt (Sozialausschuss, 12.06.2024). Begründung: Kein Bedarf.",
        "A-6 „Vorhaben 6“ ist mit A-1 „Sprachcafé“ zusammengeführt.",
        "A-7 „Vorhaben 7“ ist durch A-2 „Lotsen“ ersetzt.",
        "A-8 „Vorhaben 8“ wurde am 01.08.2024 archiviert; der letzte Stand war „in Planung“.",
        "A-23 „Vorhaben 23“ wird im Konzept nicht mehr geführt; der letzte Stand war „Idee / mögliche Maßnahme“.",
    ]


def test_wieder_aufgenommenes_sagt_woher_es_kommt(v: Veraenderung) -> None:
    assert list(v.wieder_aufgenommen["satz"]) == [
        "A-11 „Vorhaben 11“ ist wieder aufgenommen: bisher „zurückgestellt“, jetzt „in Umsetzung“.",
        "A-22 „Vorhaben 22“ ist aus dem Archiv zurückgeholt und steht jetzt auf „in Umsetzung“.",
        "A-24 „Vorhaben 24“ ist nach einer Berichtigung wieder aufgenommen: bisher „umgesetzt“, jetzt „in Umsetzung“.",
    ]


def test_verschobene_frist_nennt_grund_zaehlung_und_urspruengliche_frist(v: Veraenderung) -> None:
    erste, zweite = zeilen(v.fristen)
    assert (erste.nummer, erste.art, erste.verschiebungen, erste.verschiebungen_seither, erste.tage) == (
        *("A-3", Fristart.VERSCHOBEN),
        *(2, 1, 184),
    )
    assert (erste.bisher, erste.neu, erste.urspruenglich) == (date(2024, 6, 30), date(2024, 12, 31), date(2023, 12, 31))
    assert erste.satz == (
        "Die Frist von A-3 „Wegweiser“ wurde vom 30.06.2024 auf den 31.12.2024 verschoben (zum zweiten Mal, "
        "ursprünglich 31.12.2023). Grund: Haushaltssperre."
    )
    assert zweite.satz == (
        "Die Frist von A-15 „Vorhaben 15“ wurde vom 31.01.2024 auf den 31.01.2025 verschoben. "
        "Ein Grund ist nicht gemeldet."
    )


def test_ueberfaelliges_ist_neu_weiterhin_oder_nicht_mehr_ueberfaellig(v: Veraenderung) -> None:
    assert [(z.nummer, z.verzug, z.tage, z.wodurch) for z in zeilen(v.ueberfaellig)] == [
        ("A-13", Verzug.NEU, 93, None),
        ("A-14", Verzug.WEITERHIN, 214, None),
        ("A-15", Verzug.NICHT_MEHR, 0, "Frist verschoben"),
    ]
    assert list(v.ueberfaellig["satz"]) == [
        f"A-13 „Vorhaben 13“ ist neu überfällig, seit 93{NBSP}Tagen (Frist 31.05.2024). Grund: Raum fehlt.",
        f"A-14 „Vorhaben 14“ ist weiterhin überfällig, seit 214{NBSP}Tagen (Frist 31.01.2024). "
        "Ein Grund ist nicht gemeldet.",
        "A-15 „Vorhaben 15“ ist nicht mehr überfällig (Frist verschoben).",
    ]


def test_mittel_stehen_je_position_mit_betrag_stand_und_gewissheit(v: Veraenderung) -> None:
    assert [(z.position_id, z.art, z.merkmale, z.differenz) for z in zeilen(v.mittel)] == [
        (1601, Mittelaenderung.GEAENDERT, ("Stand", "Gewissheit"), None),
        (1602, Mittelaenderung.GEAENDERT, ("Betrag",), Decimal(2500)),
        (1603, Mittelaenderung.NEU, ("Betrag", "Stand", "Gewissheit", "Bezug", "Zuordnung"), None),
    ]
    assert list(v.mittel["satz"]) == [
        f"Mittel für A-16 „Vorhaben 16“: bisher ca.{NBSP}33.000{NBSP}€ jährlich ab 2025, angemeldet, unter Vorbehalt; "
        f"jetzt 33.000{NBSP}€ jährlich ab 2025, bewilligt.",
        f"Mittel für A-16 „Vorhaben 16“: bisher 5.000{NBSP}€ einmalig, ungeklärt; "
        f"jetzt 7.500{NBSP}€ einmalig, ungeklärt.",
        f"Für A-16 „Vorhaben 16“ sind neue Mittel genannt: 1.000{NBSP}€ einmalig, ungeklärt.",
    ]


def test_angaben_nennen_alten_und_neuen_wert(v: Veraenderung) -> None:
    assert list(v.angaben["satz"]) == [
        "B-1 heißt jetzt „Beratung“ (bisher „Vorhaben 17“).",
        "„Beratung“ hat jetzt die Nummer B-1 (bisher A-17).",
        "B-1 „Beratung“ gehört jetzt zum Handlungsfeld „Bildung“ (bisher „Sprache“).",
        "Federführung von B-1 „Beratung“: jetzt Stabsstelle Integration, bisher Fachdienst Soziales.",
        "B-1 „Beratung“ gilt jetzt als „beschlossen“ (bisher „konkret geplant“).",
        "B-1 „Beratung“ trägt jetzt auch zu dem Ziel „Alle sprechen Deutsch“ bei.",
    ]


def test_unveraendertes_sagt_ob_eine_meldung_fehlt(v: Veraenderung) -> None:
    assert je_nummer(v.unveraendert, "meldung_erwartet") == {"A-14": True, "A-18": True, "A-27": False}


def test_der_fluss_zaehlt_jeden_wechsel_mit_seinen_massnahmen(v: Veraenderung) -> None:
    wechsel = {(z.von, z.nach): (z.anzahl, z.nummern) for z in zeilen(fluss(v))}
    assert wechsel == {
        (U.UMGESETZT, U.VERSTETIGT): (1, ("A-25",)),
        (U.UMGESETZT, U.IN_UMSETZUNG): (1, ("A-24",)),
        (U.UMGESETZT, None): (1, ("A-9",)),
        (U.IN_UMSETZUNG, U.UMGESETZT): (1, ("A-4",)),
        (U.IN_UMSETZUNG, U.IN_PLANUNG): (1, ("A-2",)),
        (U.IN_UMSETZUNG, U.ZURUECKGESTELLT): (1, ("A-12",)),
        (U.IN_UMSETZUNG, None): (1, ("A-10",)),
        (U.IN_PLANUNG, U.IN_UMSETZUNG): (1, ("A-1",)),
        (U.IN_PLANUNG, U.VERWORFEN): (1, ("A-5",)),
        (U.IN_PLANUNG, None): (1, ("A-8",)),
        (U.IDEE, None): (1, ("A-23",)),
        (U.ZURUECKGESTELLT, U.IN_UMSETZUNG): (1, ("A-11",)),
        (U.OHNE_ANGABE, U.IN_PLANUNG): (1, ("A-26",)),
        (None, U.UMGESETZT): (1, ("A-21",)),
        (None, U.IN_UMSETZUNG): (1, ("A-22",)),
        (None, U.IN_PLANUNG): (1, ("A-20",)),
    }


def test_kennzahlen_nennen_den_unterschied_der_kacheln(v: Veraenderung) -> None:
    assert [tuple(z) for z in zeilen(v.kennzahlen)] == [
        ("massnahmen", 24, 23, -1, f"1{NBSP}weniger"),
        ("erreicht", 4, 4, 0, "unverändert"),
        ("in_umsetzung", 10, 10, 0, "unverändert"),
        ("ueberfaellig", 2, 2, 0, "unverändert"),
        ("ohne_aktuelle_meldung", 1, 10, 9, f"9{NBSP}mehr"),
    ]


def test_saetze_beginnen_mit_dem_ueberblick_und_nennen_jede_art(v: Veraenderung) -> None:
    texte = saetze(v)
    assert texte[0] == (
        "Gegenüber dem Stand vom 01.03.2024 sind 2 Maßnahmen neu, 3 sind wieder aufgenommen, 2 sind abgeschlossen, "
        "5 sind entfallen, 5 haben einen anderen Umsetzungsstand, 2 haben eine verschobene Frist (davon eine "
        "zum zweiten Mal) und eine ist neu überfällig."
    ).replace("2 Maßnahmen", f"2{NBSP}Maßnahmen")
    assert texte[1] == "Neu aufgenommen sind A-20 „Vorhaben 20“ und A-21 „Vorhaben 21“."
    assert "Bei gleichem Stand neu gemeldet sind A-13 „Vorhaben 13“ und A-19 „Vorhaben 19“." in texte
    assert "Unverändert und seither ohne Meldung sind A-14 „Vorhaben 14“ und A-18 „Vorhaben 18“." in texte
    assert "Nach Abschluss oder Wegfall nun im Archiv ist A-9 „Vorhaben 9“." in texte
    assert "Nicht mehr überfällig ist A-15 „Vorhaben 15“ (Frist verschoben)." in texte
    assert texte[-1] == f"Ohne aktuelle Meldung sind jetzt 10{NBSP}Maßnahmen (9{NBSP}mehr)."
    for tabelle in (v.wieder_aufgenommen, v.abgeschlossen, v.bewegt, v.entfallen, v.fristen, v.mittel, v.angaben):
        assert set(tabelle["satz"]) <= set(texte)
    assert all(t.endswith(".") and "None" not in t and "  " not in t for t in texte)


# --- Grenzfälle der Klassen ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("von", "nach", "klasse"),
    [
        ("umgesetzt", "verstetigt", Klasse.BEWEGT),
        ("verstetigt", "umgesetzt", Klasse.ABGESCHLOSSEN),
        ("verstetigt", "in_umsetzung", Klasse.BEWEGT),
        ("zurueckgestellt", "verstetigt", Klasse.WIEDER_AUFGENOMMEN),
        ("zurueckgestellt", "verworfen", Klasse.ENTFALLEN),
        ("zurueckgestellt", "umgesetzt", Klasse.ABGESCHLOSSEN),
        ("verworfen", "zurueckgestellt", Klasse.WIEDER_AUFGENOMMEN),
        ("verworfen", "umgesetzt", Klasse.ABGESCHLOSSEN),
        ("umgesetzt", "verworfen", Klasse.ENTFALLEN),
        ("umgesetzt", "zurueckgestellt", Klasse.BEWEGT),
        ("in_umsetzung", "ohne_angabe", Klasse.BEWEGT),
        ("verworfen", "verworfen", Klasse.GEMELDET),
    ],
)
def test_die_klasse_folgt_aus_altem_und_neuem_stand(von: str, nach: str, klasse: Klasse) -> None:
    assert klassen(paar({"sachstaende": folge(von)}, {"sachstaende": folge(von, nach)})) == {"A-1": klasse}


@pytest.mark.parametrize(
    ("von", "nach", "klasse"),
    [
        ("in_umsetzung", "in_umsetzung", Klasse.ENTFALLEN),
        ("in_umsetzung", "umgesetzt", Klasse.ABGESCHLOSSEN),
        ("in_umsetzung", "verworfen", Klasse.ENTFALLEN),
        ("umgesetzt", "umgesetzt", Klasse.ARCHIVIERT),
        ("verworfen", "verworfen", Klasse.ARCHIVIERT),
    ],
)
def test_archiviertes_wird_nach_seinem_letzten_sachstand_eingeordnet(von: str, nach: str, klasse: Klasse) -> None:
    v = paar({"sachstaende": folge(von)}, {"sachstaende": folge(von, nach), "archiviert_am": SOMMER})
    assert klassen(v) == {"A-1": klasse}
    (zeile,) = zeilen(v.massnahmen)
    assert zeile.nach is None


def test_beim_archivieren_zusammengefuehrtes_sagt_wohin_wenn_das_archiv_es_weiss() -> None:
    vorher = build_stand(VORHER, {1: m(1, "idee"), 2: m(2, "in_planung")})
    nachher = build_stand(NACHHER, {1: m(1, "idee", archiviert_am=SOMMER), 2: m(2, "in_planung")})
    eintrag = {"id": 1, "nummer": "A-1", "titel": "Sprachcafé", "zusammengefuehrt_mit_id": 2, "archiviert_am": SOMMER}
    (zeile,) = zeilen(vergleiche(vorher, mit_archiv(nachher, eintrag)).entfallen)
    assert (zeile.art, zeile.wohin_id, zeile.wohin) == (Entfallart.ZUSAMMENGEFUEHRT, 2, "A-2 Lotsen")
    assert zeile.satz == "A-1 „Sprachcafé“ ist mit A-2 „Lotsen“ zusammengeführt."
    alter_stand = replace(nachher, tabellen={n: t for n, t in nachher.tabellen.items() if n != "archivierte"})
    (ohne,) = zeilen(vergleiche(vorher, alter_stand).entfallen)
    assert (ohne.art, ohne.wohin, ohne.am) == (Entfallart.ARCHIVIERT, None, None)
    assert ohne.satz == "A-1 „Sprachcafé“ wurde archiviert; der letzte Stand war „Idee / mögliche Maßnahme“."


def test_ziel_einer_zusammenfuehrung_das_niemand_kennt_bleibt_ungenannt() -> None:
    (zeile,) = zeilen(
        paar({"stand": "idee", "zum": WINTER}, {"stand": "idee", "zum": WINTER, "ersetzt_durch_id": 99}).entfallen
    )
    assert (zeile.wohin_id, zeile.wohin) == (99, None)
    assert zeile.satz == "A-1 „Maßnahme A-1“ ist durch eine andere Maßnahme ersetzt."


def test_aufgehobene_zusammenfuehrung_ist_eine_wiederaufnahme() -> None:
    gleich: dict[str, Any] = {"stand": "in_planung", "zum": WINTER}
    (zeile,) = zeilen(paar({**gleich, "zusammengefuehrt_mit_id": 9}, gleich).wieder_aufgenommen)
    assert zeile.satz == "A-1 „Maßnahme A-1“ wird wieder eigenständig geführt und steht auf „in Planung“."


def test_aufgehobene_zusammenfuehrung_von_umgesetztem_schliesst_es_nicht_noch_einmal_ab() -> None:
    gleich: dict[str, Any] = {"stand": "umgesetzt", "zum": WINTER}
    v = paar({**gleich, "zusammengefuehrt_mit_id": 9}, gleich)
    assert klassen(v) == {"A-1": Klasse.WIEDER_AUFGENOMMEN}
    assert len(v.abgeschlossen) == 0


def test_zusammengefuehrtes_muss_niemand_mehr_melden() -> None:
    gleich: dict[str, Any] = {"stand": "in_planung", "zum": WINTER, "zusammengefuehrt_mit_id": 9}
    assert list(paar(gleich, gleich).unveraendert["meldung_erwartet"]) == [False]


def test_aus_dem_archiv_kommt_zurueck_was_nie_gemeldet_war() -> None:
    vorher = mit_archiv(build_stand(VORHER, {}), {"id": 1, "nummer": "A-1", "titel": "Sprachcafé"})
    v = vergleiche(vorher, build_stand(NACHHER, {1: m(1)}))
    assert [(z.nummer, z.aus_archiv) for z in zeilen(v.wieder_aufgenommen)] == [("A-1", True)]


def test_berichtigter_stand_wird_als_berichtigung_genannt() -> None:
    v = paar(
        {"sachstaende": folge("in_umsetzung")}, {"sachstaende": folge("in_umsetzung", "in_planung", ersetzt_id=101)}
    )
    (zeile,) = zeilen(v.bewegt)
    assert zeile.berichtigt
    assert zeile.satz == (
        "A-1 „Maßnahme A-1“ ist nach einer Berichtigung von „in Umsetzung“ zu „in Planung“ zurückgegangen."
    )


def test_neue_nummer_ist_keine_neue_massnahme() -> None:
    gleich: dict[str, Any] = {"titel": "Lotsen", "sachstaende": folge("idee")}
    vorher = build_stand(VORHER, {1: build_massnahme("A-1", **gleich), 2: build_massnahme("A-2", **gleich)})
    nachher = build_stand(NACHHER, {1: build_massnahme("A-2", **gleich), 2: build_massnahme("A-1", **gleich)})
    v = vergleiche(vorher, nachher)
    assert set(v.massnahmen["klasse"]) == {Klasse.GEAENDERT}
    assert [(z.massnahme_id, z.vorher, z.nachher) for z in zeilen(v.angaben)] == [(2, "A-2", "A-1"), (1, "A-1", "A-2")]


def test_umbenannte_stelle_und_umbenanntes_handlungsfeld_aendern_keine_massnahme() -> None:
    massnahmen = {1: m(1, "in_planung")}
    vorher = build_stand(VORHER, massnahmen)
    nachher = build_stand(VORHER, massnahmen, felder=({"titel": "Sprachbildung"},), stellen=("Amt 50",))
    assert vergleiche(vorher, nachher).ist_leer


# --- Fristen ---------------------------------------------------------------------------------------------------------

J, Q, H, JZ, MO, UNG = (
    *(Genauigkeit.JAHR, Genauigkeit.QUARTAL, Genauigkeit.HALBJAHR),
    *(Genauigkeit.JAHRESZEIT, Genauigkeit.MONAT, Genauigkeit.UNGEFAEHR),
)


@pytest.mark.parametrize(
    ("vorher", "nachher", "art", "satz"),
    [
        ((date(2024, 12, 31), J), (date(2025, 12, 31), J), Fristart.VERSCHOBEN, "wurde von 2024 auf 2025 verschoben"),
        (
            (date(2024, 6, 30), Q),
            (date(2024, 9, 30), Q),
            Fristart.VERSCHOBEN,
            "wurde vom II. Quartal 2024 auf das III. Quartal 2024 verschoben",
        ),
        (
            (date(2024, 6, 30), H),
            (date(2024, 12, 31), UNG),
            Fristart.VERSCHOBEN,
            "wurde vom 1. Halbjahr 2024 auf Ende 2024 verschoben",
        ),
        (
            (date(2024, 11, 30), JZ),
            (date(2025, 5, 31), JZ),
            Fristart.VERSCHOBEN,
            "wurde vom Herbst 2024 auf das Frühjahr 2025 verschoben",
        ),
        (
            (date(2025, 5, 31), JZ),
            (date(2025, 11, 30), JZ),
            Fristart.VERSCHOBEN,
            "wurde vom Frühjahr 2025 auf den Herbst 2025 verschoben",
        ),
        (
            (date(2024, 12, 31), MO),
            (date(2024, 10, 15), None),
            Fristart.VORGEZOGEN,
            "wurde von Dezember 2024 auf den 15.10.2024 vorgezogen",
        ),
        (
            (date(2024, 12, 31), J),
            (date(2024, 12, 31), None),
            Fristart.ANDERS_GEFASST,
            "ist anders gefasst: bisher 2024, jetzt 31.12.2024",
        ),
        ((date(2024, 12, 31), J), (None, None), Fristart.AUFGEHOBEN, "wurde aufgehoben; sie lautete 2024"),
    ],
)
def test_fristen_stehen_im_richtigen_fall_und_so_genau_wie_gemeint(
    vorher: tuple[Any, Any], nachher: tuple[Any, Any], art: Fristart, satz: str
) -> None:
    je_stand = ({"frist": f, "frist_genauigkeit": g, "sachstaende": folge("in_planung")} for f, g in (vorher, nachher))
    (zeile,) = zeilen(paar(*je_stand).fristen)
    assert zeile.art == art
    ohne_grund = " Ein Grund ist nicht gemeldet." if art in (Fristart.VERSCHOBEN, Fristart.AUFGEHOBEN) else ""
    assert zeile.satz == f"Die Frist von A-1 „Maßnahme A-1“ {satz}.{ohne_grund}"


def test_erstmals_genannte_frist_ist_keine_verschiebung() -> None:
    v = paar({"stand": "in_planung", "zum": WINTER}, {"stand": "in_planung", "zum": WINTER, "frist": NEUE_FRIST})
    (zeile,) = zeilen(v.fristen)
    assert (zeile.art, zeile.verschiebungen) == (Fristart.ERSTMALS, 0)
    assert zeile.satz == "Für A-1 „Maßnahme A-1“ ist jetzt eine Frist genannt: 31.01.2025."
    assert "verschobene Frist" not in saetze(v)[0]


def test_mehrmals_verschobenes_zaehlt_seither_und_insgesamt() -> None:
    gleich = {"sachstaende": folge("in_planung"), "urspruengliche_frist": date(2023, 12, 31)}
    schub_3 = {"am": SOMMER, "bisher": date(2024, 12, 31), "neu": NEUE_FRIST, "grund": "Vergabe dauert"}
    v = paar(
        {**gleich, "frist": date(2024, 6, 30), "fristaenderungen": [SCHUB_1]},
        {**gleich, "frist": NEUE_FRIST, "fristaenderungen": [SCHUB_1, SCHUB_2, schub_3]},
    )
    (zeile,) = zeilen(v.fristen)
    assert (zeile.verschiebungen, zeile.verschiebungen_seither, zeile.grund) == (3, 2, "Vergabe dauert")
    assert zeile.satz == (
        "Die Frist von A-1 „Maßnahme A-1“ wurde vom 30.06.2024 auf den 31.01.2025 verschoben "
        "(seither zweimal, insgesamt dreimal, ursprünglich 31.12.2023). Grund: Vergabe dauert."
    )


def test_vorgezogene_frist_nennt_grund_und_die_festgehaltene_urspruengliche_frist() -> None:
    gleich = {"sachstaende": folge("in_planung"), "urspruengliche_frist": date(2022, 12, 31)}
    schub = {"am": SOMMER, "bisher": NEUE_FRIST, "neu": date(2024, 12, 31), "grund": "Es geht schneller"}
    v = paar({**gleich, "frist": NEUE_FRIST}, {**gleich, "frist": date(2024, 12, 31), "fristaenderungen": [schub]})
    assert list(v.fristen["satz"]) == [
        "Die Frist von A-1 „Maßnahme A-1“ wurde vom 31.01.2025 auf den 31.12.2024 vorgezogen "
        "(ursprünglich 31.12.2022). Grund: Es geht schneller."
    ]


def test_hin_und_zurueck_verschobene_frist_faellt_auf() -> None:
    gleich = {"sachstaende": folge("in_planung"), "frist": date(2024, 12, 31)}
    (zeile,) = zeilen(paar(gleich, {**gleich, "fristaenderungen": [SCHUB_2]}).fristen)
    assert zeile.art == Fristart.ZURUECKGENOMMEN
    assert zeile.satz == (
        "Die Frist von A-1 „Maßnahme A-1“ wurde zwischenzeitlich geändert und lautet wieder 31.12.2024. "
        "Grund: Haushaltssperre."
    )


# --- Überfällig ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vorher", "nachher", "satz"),
    [
        (
            {"sachstaende": folge("zurueckgestellt", wiedervorlage=date(2024, 8, 31))},
            {"sachstaende": folge("zurueckgestellt", wiedervorlage=date(2024, 8, 31), begruendung="Rat entscheidet")},
            f"neu überfällig, seit 1{NBSP}Tag (Wiedervorlage 31.08.2024). Grund: Rat entscheidet.",
        ),
        (
            {"sachstaende": folge("verstetigt")},
            {"sachstaende": folge("verstetigt", naechste_ueberpruefung=date(2024, 8, 1))},
            f"neu überfällig, seit 31{NBSP}Tagen (Überprüfung 01.08.2024). Ein Grund ist nicht gemeldet.",
        ),
        (
            {"sachstaende": folge("in_planung"), "frist": date(2023, 12, 31), "frist_genauigkeit": J},
            {"sachstaende": folge("in_planung"), "frist": date(2023, 12, 31), "frist_genauigkeit": J},
            f"weiterhin überfällig, seit 245{NBSP}Tagen (Frist 2023). Ein Grund ist nicht gemeldet.",
        ),
        (
            {"sachstaende": folge("in_planung")},
            {
                "sachstaende": folge("in_planung"),
                "terminlage_gesetzt": Terminlage.UEBERFAELLIG,
                "terminlage_grund": "Zusage blieb aus",
            },
            "neu überfällig: von Hand so gekennzeichnet. Grund: Zusage blieb aus.",
        ),
    ],
)
def test_ueberfaelliges_sagt_was_und_warum(vorher: dict[str, Any], nachher: dict[str, Any], satz: str) -> None:
    (zeile,) = zeilen(paar(vorher, nachher).ueberfaellig)
    assert zeile.satz == f"A-1 „Maßnahme A-1“ ist {satz}"


@pytest.mark.parametrize(
    ("nachher", "wodurch"),
    [
        ({"sachstaende": folge("in_planung", "umgesetzt"), "frist": ALTE_FRIST}, "abgeschlossen"),
        ({"sachstaende": folge("in_planung", "zurueckgestellt", wiedervorlage=NEUE_FRIST)}, "zurückgestellt"),
        ({"sachstaende": folge("in_planung"), "archiviert_am": SOMMER}, "entfallen"),
        ({"sachstaende": folge("in_planung")}, "Frist aufgehoben"),
        (
            {"sachstaende": folge("in_planung"), "frist": ALTE_FRIST, "terminlage_gesetzt": Terminlage.IM_ZEITPLAN},
            "Angaben geändert",
        ),
    ],
)
def test_nicht_mehr_ueberfaelliges_sagt_wodurch(nachher: dict[str, Any], wodurch: str) -> None:
    v = paar({"sachstaende": folge("in_planung"), "frist": ALTE_FRIST}, nachher)
    assert [(z.verzug, z.wodurch) for z in zeilen(v.ueberfaellig)] == [(Verzug.NICHT_MEHR, wodurch)]


def test_bloss_durch_zeitablauf_ueberfaellig_ist_unveraendert_aber_nicht_leer() -> None:
    gleich = {"sachstaende": folge("in_planung"), "frist": date(2024, 5, 31)}
    v = paar(gleich, gleich)
    assert klassen(v) == {"A-1": Klasse.UNVERAENDERT}
    assert not v.ist_leer
    assert saetze(v)[0] == "Gegenüber dem Stand vom 01.03.2024 ist eine Maßnahme neu überfällig."


def test_ein_tausch_des_ueberfaelligen_ist_nicht_leer_obwohl_die_zahl_gleich_bleibt() -> None:
    def bild(erste: date, zweite: date) -> Lagebild:
        return build_stand(
            VORHER,
            {
                1: m(1, "verstetigt", letzte={"naechste_ueberpruefung": erste}),
                2: m(2, "verstetigt", letzte={"naechste_ueberpruefung": zweite}),
            },
        )

    v = vergleiche(bild(ALTE_FRIST, NEUE_FRIST), bild(NEUE_FRIST, ALTE_FRIST))
    assert set(v.massnahmen["klasse"]) == {Klasse.UNVERAENDERT}
    assert not any(v.kennzahlen["differenz"])
    assert not v.ist_leer


# --- Mittel ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anders", "merkmale", "differenz", "satz"),
    [
        (
            {"betrag_cent": 1_300_000},
            ("Betrag",),
            Decimal(3000),
            f"bisher 10.000{NBSP}€ einmalig, beziffert; jetzt 13.000{NBSP}€ einmalig, beziffert.",
        ),
        (
            {"mittelstatus": Mittelstatus.ABGELEHNT},
            ("Stand",),
            Decimal(0),
            "jetzt „abgelehnt oder gestrichen“, bisher „beziffert“.",
        ),
        (
            {"ungenau": True, "betrag_cent": 1_300_000},
            ("Betrag", "Gewissheit"),
            None,
            f"jetzt ca.{NBSP}13.000{NBSP}€ einmalig, beziffert.",
        ),
        ({"konjunktiv": True}, ("Gewissheit",), None, f"jetzt voraussichtlich 10.000{NBSP}€ einmalig, beziffert."),
        (
            {"modus": Mittelmodus.JAEHRLICH, "betrag_cent": 1_300_000},
            ("Betrag", "Bezug"),
            None,
            f"jetzt 13.000{NBSP}€ jährlich, beziffert.",
        ),
        ({"art": Mittelart.SACH}, ("Bezug",), None, f"jetzt Sachmittel: 10.000{NBSP}€ einmalig, beziffert."),
        (
            {"bis_betrag_cent": 2_000_000},
            ("Betrag",),
            None,
            f"jetzt 10.000{NBSP}€ bis 20.000{NBSP}€ einmalig, beziffert.",
        ),
        ({"produkt": "05.10"}, ("Zuordnung",), Decimal(0), "einmalig, beziffert): Zuordnung geändert."),
    ],
)
def test_mitteldifferenz_steht_nur_wo_beide_betraege_dasselbe_meinen(
    anders: dict[str, Any], merkmale: tuple[str, ...], differenz: Decimal | None, satz: str
) -> None:
    position = {"betrag_cent": 1_000_000, "mittelstatus": Mittelstatus.BEZIFFERT}
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung")}
    (zeile,) = zeilen(paar({**gleich, "mittel": [position]}, {**gleich, "mittel": [position | anders]}).mittel)
    assert (zeile.merkmale, zeile.differenz) == (merkmale, differenz)
    assert zeile.satz.endswith(satz)


def test_weggefallene_position_und_neuer_vorbehalt_werden_genannt() -> None:
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung")}
    bleibt = {"betrag_cent": 1_000_000, "vorbehalt": "Haushalt 2025"}
    v = paar(
        {**gleich, "mittel": [bleibt, {"betrag_cent": 200_000}]},
        {**gleich, "mittel": [{**bleibt, "vorbehalt": "Zusage des Landes"}]},
    )
    assert list(v.mittel["satz"]) == [
        f"Mittel für A-1 „Maßnahme A-1“ (10.000{NBSP}€ einmalig, ungeklärt, unter Vorbehalt): "
        "Der Vorbehalt lautet jetzt „Zusage des Landes“.",
        f"Für A-1 „Maßnahme A-1“ sind Mittel nicht mehr genannt: 2.000{NBSP}€ einmalig, ungeklärt.",
    ]


def test_wortlaut_neben_einer_position_ist_keine_zweite_aenderung() -> None:
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung"), "mittel": [{"betrag_cent": 100_000}]}
    assert len(paar({**gleich, "mittel_wortlaut": "1 T€"}, {**gleich, "mittel_wortlaut": "1.000 €"}).mittel) == 0


def test_mittelstand_ohne_position_wird_verglichen() -> None:
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung")}
    v = paar(
        {**gleich, "mittelstatus": Mittelstatus.ANGEMELDET},
        {**gleich, "mittelstatus": Mittelstatus.ABGELEHNT, "mittel_wortlaut": "ca. 5 T€"},
    )
    (zeile,) = zeilen(v.mittel)
    assert (zeile.position_id, zeile.stand_von, zeile.stand_nach) == (
        None,
        Mittelstatus.ANGEMELDET,
        Mittelstatus.ABGELEHNT,
    )
    assert zeile.satz == (
        "Mittel für A-1 „Maßnahme A-1“: jetzt „ca. 5 T€“, bisher noch nicht erfragt. "
        "Der Stand der Mittel für A-1 „Maßnahme A-1“ ist jetzt „abgelehnt oder gestrichen“ (bisher „angemeldet“)."
    )


def test_foerderungen_werden_fuer_sich_verglichen() -> None:
    laeuft = {"id": 1, "programm": "WIR", "mittelstatus": Mittelstatus.BEWILLIGT, "frist": date(2024, 12, 31)}
    endet = {"id": 2, "programm": "Lotsen", "betrag_cent": 4_000_000}
    vorher = build_stand(VORHER, {}, foerderungen=[laeuft, endet])
    laenger = {**laeuft, "frist": date(2025, 12, 31), "stellenanteil_prozent": 50}
    nachher = build_stand(NACHHER, {}, foerderungen=[laenger, {"id": 3, "programm": "KIP"}])
    v = vergleiche(vorher, nachher)
    assert list(v.foerderungen["satz"]) == [
        f"Förderung „WIR“: bisher bis 31.12.2024, bewilligt; jetzt 50{NBSP}% einer Stelle, bis 31.12.2025, bewilligt.",
        f"Die Förderung „Lotsen“ ist entfallen (bisher 40.000{NBSP}€, ungeklärt).",
        "Neu ist die Förderung „KIP“: ungeklärt.",
    ]
    assert not v.ist_leer
    assert set(v.foerderungen["satz"]) <= set(saetze(v))


# --- Angaben ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vorher", "nachher", "satz"),
    [
        (
            {"federfuehrung_id": 1},
            {"federfuehrung_id": None},
            "Federführung von {wer}: jetzt nicht benannt, bisher Fachdienst Soziales.",
        ),
        (
            {"federfuehrung_id": None, "federfuehrung_wortlaut": "VHS"},
            {"federfuehrung_id": 2},
            "Federführung von {wer}: jetzt Stabsstelle Integration, bisher VHS.",
        ),
        ({}, {"konkretheit": Konkretheit.GEPLANT}, "{wer} gilt jetzt als „konkret geplant“ (bisher ohne Angabe)."),
        (
            {"konkretheit": Konkretheit.GEPLANT},
            {},
            "Konkretheit von {wer}: jetzt ohne Angabe, bisher „konkret geplant“.",
        ),
        ({}, {"prioritaet": Prioritaet.HOCH}, "Priorität von {wer}: jetzt „hoch“, bisher ohne Angabe."),
        ({"zielgruppe": "{wer}"}, {"zielgruppe": "Alle"}, "Zielgruppe von {wer}: jetzt „Alle“, bisher „{{wer}}“."),
        ({"beschreibung": "a"}, {"beschreibung": "b"}, "Die Beschreibung von {wer} ist überarbeitet."),
        ({}, {"beschreibung": "b"}, "Die Beschreibung von {wer} ist ergänzt."),
        ({"beschreibung": "a"}, {}, "Die Beschreibung von {wer} ist entfernt."),
        ({"ziele": [1, 2]}, {"ziele": [1]}, "{wer} trägt nicht mehr zu dem Ziel „Alle sprechen Deutsch“ bei."),
        (
            {},
            {"ziele": [1, 2]},
            "{wer} trägt jetzt auch zu den Zielen „Alle finden Rat“ und „Alle sprechen Deutsch“ bei.",
        ),
    ],
)
def test_geaenderte_angabe_steht_mit_beiden_werten(vorher: dict[str, Any], nachher: dict[str, Any], satz: str) -> None:
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung")}
    v = paar({**gleich, **vorher}, {**gleich, **nachher}, ziele=ZIELE)
    assert klassen(v) == {"A-1": Klasse.GEAENDERT}
    assert list(v.angaben["satz"]) == [satz.format(wer="A-1 „Maßnahme A-1“")]


def test_verlegte_wiedervorlage_ist_eine_aenderung() -> None:
    je_tag = ({"sachstaende": folge("zurueckgestellt", wiedervorlage=tag)} for tag in (NEUE_FRIST, date(2025, 6, 1)))
    assert list(paar(*je_tag).angaben["satz"]) == [
        "Die Wiedervorlage von A-1 „Maßnahme A-1“ ist vom 31.01.2025 auf den 01.06.2025 gelegt."
    ]


def test_anfuehrungszeichen_im_titel_werden_einfach() -> None:
    (zeile,) = zeilen(paar(None, {"titel": "Café „Welt“"}).neu)
    assert zeile.satz.startswith("Neu ist A-1 „Café ‚Welt‘“:")


# --- Ränder ----------------------------------------------------------------------------------------------------------


def test_gegen_einen_leeren_stand_ist_alles_neu() -> None:
    v = vergleiche(build_stand(VORHER, {}), build_stand(NACHHER, {1: m(1, "idee")}))
    assert klassen(v) == {"A-1": Klasse.NEU}
    assert saetze(v)[:2] == [
        "Gegenüber dem Stand vom 01.03.2024 ist eine Maßnahme neu.",
        "Neu aufgenommen ist A-1 „Sprachcafé“.",
    ]


def test_ein_leerer_spaeterer_stand_laesst_alles_entfallen() -> None:
    v = vergleiche(build_stand(VORHER, {1: m(1, "idee"), 2: m(2, "umgesetzt")}), build_stand(NACHHER, {}))
    assert klassen(v) == {"A-1": Klasse.ENTFALLEN, "A-2": Klasse.ARCHIVIERT}
    assert saetze(v)[0] == "Gegenüber dem Stand vom 01.03.2024 ist eine Maßnahme entfallen."


def test_zwei_leere_staende_haben_einen_satz_und_alle_spalten() -> None:
    v = vergleiche(build_stand(VORHER, {}), build_stand(NACHHER, {}))
    assert v.ist_leer
    assert saetze(v) == ["Am 01.03.2024 und am 01.09.2024 sind keine Maßnahmen erfasst."]
    for name, spalten in SPALTEN.items():
        tabelle: pd.DataFrame = getattr(v, name)
        assert tuple(tabelle.columns) == spalten
        assert set(tabelle.dtypes) == {pd.Series([], dtype=object).dtype}
    assert list(fluss(v).columns) == ["von", "nach", "anzahl", "massnahmen", "nummern"]


def test_jede_tabelle_der_veraenderung_hat_ihre_spalten(v: Veraenderung) -> None:
    tabellen = {f.name for f in fields(Veraenderung)} - {"von", "bis"}
    assert tabellen == set(SPALTEN)
    assert all(tuple(getattr(v, name).columns) == spalten for name, spalten in SPALTEN.items())
    assert all(len(getattr(v, name)) for name in tabellen - {"foerderungen"})


def test_derselbe_stichtag_ist_erlaubt() -> None:
    vorher = build_stand(VORHER, {1: m(1, "idee")})
    nachher = build_stand(VORHER, {1: m(1, "idee", titel="Treff")})
    assert list(vergleiche(vorher, nachher).angaben["feld"]) == ["titel"]


def test_vertauschte_stichtage_werden_mit_dem_ausweg_abgelehnt() -> None:
    with pytest.raises(EingabeError, match=r"\(01\.09\.2024\) liegt nach dem späteren \(01\.03\.2024\).*tauschen"):
        vergleiche(build_stand(NACHHER, {}), build_stand(VORHER, {}))


def test_verschiedene_konzepte_werden_abgelehnt() -> None:
    anderes = build_stand(NACHHER, {}, konzept={"id": 2, "bezeichnung": "Anderes"})
    with pytest.raises(EingabeError, match="„Probekonzept“ mit „Anderes“"):
        vergleiche(build_stand(VORHER, {}), anderes)


# --- Eingefrorene Stände ---------------------------------------------------------------------------------------------


def test_aufgetaute_staende_ergeben_denselben_vergleich(v: Veraenderung) -> None:
    aufgetaut = vergleiche(*(thaw_lagebild(freeze_lagebild(b)) for b in (build_vorher(), build_nachher())))
    assert saetze(aufgetaut) == saetze(v)
    for name in SPALTEN:
        pd.testing.assert_frame_equal(getattr(aufgetaut, name), getattr(v, name))


ENTBEHRLICH = (
    *("konkretheit", "zielgruppe", "prioritaet", "beschreibung", "frist", "frist_genauigkeit", "federfuehrung_id"),
    *("federfuehrung", "mittelstatus", "mittel_angabe", "terminlage", "termin", "aktualitaet", "verschoben"),
    *("handlungsfeld_id", "handlungsfeld", "urspruengliche_frist", "zusammengefuehrt_mit_id", "stand_wiedervorlage"),
)


@pytest.mark.parametrize("spalte", ENTBEHRLICH)
def test_was_ein_alter_stand_nicht_kennt_erscheint_nicht_als_aenderung(spalte: str) -> None:
    werte: dict[str, Any] = {
        "konkretheit": Konkretheit.GEPLANT,
        "zielgruppe": "Alle",
        "prioritaet": Prioritaet.HOCH,
        "beschreibung": "Text",
        "frist": NEUE_FRIST,
        "frist_genauigkeit": Genauigkeit.MONAT,
        "mittelstatus": Mittelstatus.BEWILLIGT,
        "urspruengliche_frist": ALTE_FRIST,
    }
    bild = build_stand(VORHER, {1: m(1, "zurueckgestellt", **werte)})
    alt = ohne_spalten(bild, "massnahmen", spalte)
    for vorher, nachher in ((alt, bild), (bild, alt)):
        v = vergleiche(vorher, nachher)
        assert set(v.massnahmen["klasse"]) == {Klasse.UNVERAENDERT}
        assert v.ist_leer


@pytest.mark.parametrize(
    "tabelle", ["sachstaende", "mittel", "fristaenderungen", "massnahmenziele", "foerderungen", "ziele"]
)
def test_eine_tabelle_die_ein_alter_stand_nicht_hat_wird_nicht_verglichen(tabelle: str) -> None:
    massnahme = m(1, "in_planung", frist=NEUE_FRIST, fristaenderungen=[SCHUB_1], mittel=[POSITION], ziele=[1])
    bild = build_stand(VORHER, {1: massnahme}, ziele=ZIELE, foerderungen=[{"id": 1, "programm": "WIR"}])
    alt = ohne_tabellen(bild, tabelle)
    assert vergleiche(alt, bild).ist_leer
    assert vergleiche(bild, alt).ist_leer


def test_spalten_die_eine_mittelposition_frueher_nicht_hatte_zaehlen_nicht() -> None:
    bild = build_stand(VORHER, {1: m(1, "in_planung", mittel=[{**POSITION, "vorbehalt": "Haushalt"}])})
    assert vergleiche(ohne_spalten(bild, "mittel", "vorbehalt"), bild).ist_leer


def test_ohne_terminlage_im_alten_stand_wird_sie_nachgerechnet() -> None:
    gleich = {1: m(1, "in_planung", frist=ALTE_FRIST)}
    alt = ohne_spalten(build_stand(VORHER, gleich), "massnahmen", "terminlage", "termin", "tage_ueberfaellig")
    v = vergleiche(alt, build_stand(NACHHER, gleich))
    assert list(v.ueberfaellig["verzug"]) == [Verzug.WEITERHIN]


def test_kachel_die_ein_alter_stand_nicht_zaehlen_kann_bleibt_offen() -> None:
    bild = build_stand(VORHER, {1: m(1, "in_planung")})
    zeile = zeilen(kennzahlendifferenz(ohne_spalten(bild, "massnahmen", "aktualitaet"), bild))[-1]
    assert tuple(zeile) == ("ohne_aktuelle_meldung", None, 0, None, None)


def test_ein_stand_ohne_umsetzungsstand_wird_mit_grund_abgelehnt() -> None:
    bild = build_stand(VORHER, {1: m(1, "in_planung")})
    with pytest.raises(BetriebError, match=r"01\.03\.2024 lässt sich nicht vergleichen.*umsetzungsstand"):
        vergleiche(ohne_spalten(bild, "massnahmen", "umsetzungsstand"), bild)


def test_eine_abgelehnte_eingabe_laesst_die_lagebilder_unveraendert() -> None:
    vorher, nachher = build_vorher(), build_nachher()
    davor = freeze_lagebild(vorher), freeze_lagebild(nachher)
    saetze(vergleiche(vorher, nachher))
    assert (freeze_lagebild(vorher), freeze_lagebild(nachher)) == davor


# --- Sätze -----------------------------------------------------------------------------------------------------------


def test_mehr_als_die_hoechstzahl_wird_gezaehlt_statt_aufgelistet() -> None:
    vorher = build_stand(VORHER, {i: m(i, "in_planung") for i in range(1, 13)})
    nachher = build_stand(NACHHER, {i: m(i, "in_planung", "umgesetzt") for i in range(1, 13)})
    texte = saetze(vergleiche(vorher, nachher), hoechstens=11)
    assert texte[-2] == "Abgeschlossen ist eine weitere Maßnahme."
    assert saetze(vergleiche(vorher, nachher), hoechstens=2)[3] == "Abgeschlossen sind 10 weitere Maßnahmen."
    assert texte[-1] == f"Umgesetzt oder verstetigt sind jetzt 12{NBSP}Maßnahmen (12{NBSP}mehr)."


def test_eine_weitere_aenderung_steht_in_der_einzahl() -> None:
    gleich: dict[str, Any] = {"sachstaende": folge("in_planung")}
    v = paar(gleich, {**gleich, "zielgruppe": "Alle", "beschreibung": "Text"})
    assert saetze(v, hoechstens=1)[-2] == "Hinzu kommt eine weitere Änderung an Angaben."


def test_gleiche_wechsel_stehen_in_einem_satz() -> None:
    vorher = build_stand(VORHER, {i: m(i, "idee") for i in (1, 2, 3)})
    nachher = build_stand(NACHHER, {i: m(i, "idee", "in_planung") for i in (1, 2, 3)})
    assert saetze(vergleiche(vorher, nachher)) == [
        f"Gegenüber dem Stand vom 01.03.2024 haben 3{NBSP}Maßnahmen einen anderen Umsetzungsstand.",
        "Von „Idee / mögliche Maßnahme“ zu „in Planung“ vorangekommen sind A-1 „Sprachcafé“, A-2 „Lotsen“ "
        "und A-3 „Wegweiser“.",
    ]


def test_nur_bestaetigtes_sagt_dass_kein_stand_sich_aenderte() -> None:
    v = paar({"sachstaende": folge("in_planung")}, {"sachstaende": folge("in_planung", "in_planung")})
    assert saetze(v) == [
        "Gegenüber dem Stand vom 01.03.2024 ist bei keiner Maßnahme ein anderer Umsetzungsstand gemeldet.",
        "Bei gleichem Stand neu gemeldet ist A-1 „Maßnahme A-1“.",
    ]


# --- Beliebige Paare -------------------------------------------------------------------------------------------------

STAENDE = st.sampled_from([s.value for s in Umsetzungsstand])
FRISTEN = st.sampled_from([None, ALTE_FRIST, date(2024, 5, 31), date(2024, 8, 31), NEUE_FRIST])
VERWEISE = st.sampled_from([None, None, None, 1, 2])
ARCHIVTAGE = st.sampled_from([None, None, None, None, WINTER, SOMMER])


@st.composite
def massnahme_im_lauf(zieh: st.DrawFn, id_: int) -> tuple[Massnahme | None, Massnahme | None]:
    """Eine Maßnahme vor und nach einer Zeit, in der alles mit ihr geschehen sein kann; None: nicht geführt."""
    staende = [zieh(STAENDE), *zieh(st.lists(STAENDE, max_size=2))]
    archiv = zieh(ARCHIVTAGE)

    def build(umfang: int, archiviert_am: date | None) -> Massnahme:
        return build_massnahme(
            f"{zieh(st.sampled_from('AB'))}-{id_}",
            feld=zieh(st.sampled_from([1, 2])),
            titel=zieh(st.sampled_from(["Lotsen", "Café", "„Welt“, {und} mehr"])),
            sachstaende=folge(*staende[:umfang]),
            frist=zieh(FRISTEN),
            zusammengefuehrt_mit_id=zieh(VERWEISE),
            archiviert_am=archiviert_am,
            mittel=zieh(st.lists(st.fixed_dictionaries({"betrag_cent": st.integers(1, 3)}), max_size=2)),
            ziele=zieh(st.lists(st.sampled_from([1, 2]), unique=True, max_size=2)),
        )

    vorher = build(zieh(st.integers(0, 1)), archiv) if zieh(st.booleans()) else None
    nachher = build(len(staende), zieh(ARCHIVTAGE)) if zieh(st.integers(0, 4)) else None
    return vorher, nachher


@st.composite
def lagebildpaar(zieh: st.DrawFn) -> tuple[Lagebild, Lagebild]:
    laeufe = {i: zieh(massnahme_im_lauf(i)) for i in range(1, zieh(st.integers(0, 8)) + 1)}
    spaeter = zieh(st.sampled_from([VORHER, NACHHER]))
    return (
        build_stand(VORHER, {i: v for i, (v, _) in laeufe.items() if v is not None}, ziele=ZIELE),
        build_stand(spaeter, {i: n for i, (_, n) in laeufe.items() if n is not None}, ziele=ZIELE),
    )


def summe(zeilen_: Iterable[Any], spalte: str) -> Counter[Any]:
    zaehler: Counter[Any] = Counter()
    for z in zeilen_:
        zaehler[getattr(z, spalte)] += z.anzahl
    return zaehler


@settings(max_examples=60, deadline=None)
@given(lagebildpaar())
def test_die_summen_stimmen_fuer_beliebige_paare(bilder: tuple[Lagebild, Lagebild]) -> None:
    vorher, nachher = bilder
    v = vergleiche(vorher, nachher)
    damals, jetzt = set(vorher.massnahmen["id"]), set(nachher.massnahmen["id"])

    # Jede Maßnahme steht genau einmal da und hat eine Klasse; die Tabellen je Klasse teilen sie restlos auf.
    assert sorted(v.massnahmen["massnahme_id"]) == sorted(damals | jetzt)
    fertig = set(v.abgeschlossen.loc[~v.abgeschlossen["neu"].astype(bool), "massnahme_id"])
    je_klasse = {
        Klasse.NEU: set(v.neu["massnahme_id"]),
        Klasse.WIEDER_AUFGENOMMEN: set(v.wieder_aufgenommen["massnahme_id"]),
        Klasse.ABGESCHLOSSEN: fertig,
        Klasse.ENTFALLEN: set(v.entfallen["massnahme_id"]),
        Klasse.ARCHIVIERT: set(v.archiviert["massnahme_id"]),
        Klasse.BEWEGT: set(v.bewegt["massnahme_id"]),
        Klasse.UNVERAENDERT: set(v.unveraendert["massnahme_id"]),
    }
    for klasse, ids in je_klasse.items():
        assert set(v.massnahmen.loc[v.massnahmen["klasse"] == klasse, "massnahme_id"]) == ids

    # vorher + hinzugekommen − nicht mehr geführt = nachher
    hinzu = sum(z.von is None for z in zeilen(v.massnahmen))
    weg = sum(z.nach is None for z in zeilen(v.massnahmen))
    assert len(damals) + hinzu - weg == len(jetzt)
    assert {z.klasse for z in zeilen(v.massnahmen) if z.von is None} <= {Klasse.NEU, Klasse.WIEDER_AUFGENOMMEN}
    verlassen = {Klasse.ENTFALLEN, Klasse.ARCHIVIERT, Klasse.ABGESCHLOSSEN}
    assert {z.klasse for z in zeilen(v.massnahmen) if z.nach is None} <= verlassen

    # Der Fluss ergibt an beiden Enden die Verteilung der Stände.
    ganz = zeilen(fluss(v, mit_gleichen=True))
    for bild, spalte in ((vorher, "von"), (nachher, "nach")):
        verteilung = {z.umsetzungsstand: z.anzahl for z in zeilen(umsetzungsstand_gesamt(bild)) if z.anzahl}
        assert {s: n for s, n in summe(ganz, spalte).items() if s is not None} == verteilung
    assert all(len(z.massnahmen) == len(z.nummern) == z.anzahl for z in ganz)

    # Kacheln und Überfälliges sagen dasselbe wie die Auswertung.
    je_kachel = {z.kennzahl: (z.vorher, z.nachher) for z in zeilen(v.kennzahlen)}
    for name, (alt, neu) in je_kachel.items():
        assert (alt, neu) == (getattr(kennzahlen(vorher), name), getattr(kennzahlen(nachher), name))
    je_verzug = Counter(v.ueberfaellig["verzug"])
    assert je_verzug[Verzug.NEU] + je_verzug[Verzug.WEITERHIN] == je_kachel["ueberfaellig"][1]
    assert je_verzug[Verzug.WEITERHIN] + je_verzug[Verzug.NICHT_MEHR] == je_kachel["ueberfaellig"][0]

    # Unverändert heißt: wirklich nichts – keine Zeile irgendwo außer der bloß vergangenen Zeit.
    for name in ("fristen", "mittel", "angaben"):
        assert not set(getattr(v, name)["massnahme_id"]) & je_klasse[Klasse.UNVERAENDERT]
    assert all(not z.meldungen for z in zeilen(v.massnahmen) if z.klasse == Klasse.UNVERAENDERT)
    assert all(t.endswith(".") and "None" not in t for t in saetze(v))


@settings(max_examples=25, deadline=None)
@given(lagebildpaar())
def test_ein_stand_gegen_sich_selbst_ist_leer(bilder: tuple[Lagebild, Lagebild]) -> None:
    for bild in bilder:
        v = vergleiche(bild, thaw_lagebild(freeze_lagebild(bild)))
        assert v.ist_leer
        assert len(saetze(v)) == 1
        assert len(fluss(v)) == 0


# --- Tempo -----------------------------------------------------------------------------------------------------------


def build_grosses_bild(stichtag: date, anzahl: int, *, spaeter: bool) -> Lagebild:
    """Zehn Sachstände je Maßnahme, jede mit Mitteln und Ziel; im späteren Stand ist an jeder etwas anders."""
    alte = [build_sachstand("in_planung", WINTER - timedelta(days=30 * i)) for i in range(9, -1, -1)]
    neue = [build_sachstand("in_umsetzung", SOMMER, hindernis="Stelle fehlt")]
    schub = [{"am": SOMMER, "bisher": ALTE_FRIST, "neu": NEUE_FRIST, "grund": "Umbau"}]
    return build_stand(
        stichtag,
        {
            i: build_massnahme(
                f"A-{i}",
                feld=1 + i % 2,
                sachstaende=alte + (neue if spaeter else []),
                frist=NEUE_FRIST if spaeter else ALTE_FRIST,
                fristaenderungen=schub if spaeter else [],
                mittel=[{"betrag_cent": 200_000 if spaeter else 100_000}],
                ziele=[2 if spaeter else 1],
            )
            for i in range(1, anzahl + 1)
        },
        ziele=ZIELE,
    )


@pytest.mark.lang
def test_tausend_massnahmen_sind_schneller_verglichen_als_ein_stand_aufgetaut() -> None:
    """Schlechtester Fall: an jeder hat sich alles geändert. Gemessen als Verhältnis; `-s` zeigt die Rechenzeit."""
    bilder = [build_grosses_bild(tag, 1000, spaeter=tag == NACHHER) for tag in (VORHER, NACHHER)]
    gefroren = freeze_lagebild(bilder[1])
    v = vergleiche(*bilder)
    assert len(v.bewegt) == len(v.fristen) == len(v.mittel) == len(v.angaben) == 1000
    vergleich, auftauen = rechenzeit(lambda: vergleiche(*bilder)), rechenzeit(lambda: thaw_lagebild(gefroren))
    print(f"\n1.000 Maßnahmen, alles geändert: {vergleich * 1000:.0f} ms; auftauen: {auftauen * 1000:.0f} ms")
    assert vergleich < auftauen


def rechenzeit(arbeit: Callable[[], object]) -> float:
    """Gibt die kürzeste Rechenzeit aus fünf Läufen in Sekunden."""
    zeiten = []
    for _ in range(5):
        beginn = process_time()
        arbeit()
        zeiten.append(process_time() - beginn)
    return min(zeiten)
