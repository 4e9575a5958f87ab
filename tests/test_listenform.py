"""Prüft, dass gewachsene Listen als Listen erkannt werden: Kopf, Spalten, Maßnahmen – und nichts still verschwindet."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from listenformen import FORMEN, Musterliste, Tafel, als_csv, als_xlsx, listen, massnahmen, muster, tabelle

from mut_core.austausch.form import Liste, Rohzeile, legende, read_liste, read_listen, waehle_blaetter
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.spalten import UEBERSCHRIFTEN
from mut_core.austausch.woerter import FELDER, feld_von, read_treffer
from mut_core.austausch.zuordnung import Spaltenwahl, Zuordnung, form_kennung
from mut_core.fehler import EingabeError

KOPF = ["Nr.", "Maßnahme", "Frist", "Zuständig", "Kosten", "Status"]
ZEILE = [1, "Kurs", "2024", "VHS", "500 €", "läuft"]


def liste(*zeilen: Sequence[Any], name: str = "Liste", verbunden: Sequence[tuple[int, int, int, int]] = ()) -> Liste:
    """Die Liste aus einer Excel-Datei mit diesen Zeilen."""
    inhalt = als_xlsx([Tafel(name, [list(z) for z in zeilen], list(verbunden))])
    return read_liste(read_mappe(inhalt, "l.xlsx").blaetter[0])


def felder(gelesen: Liste) -> list[str | None]:
    """Die erkannten Felder von links nach rechts."""
    return [s.feld for s in gelesen.spalten]


def wert(gelesen: Liste, zeile: Rohzeile, feld: str) -> Any:
    """Was in dieser Zeile zu diesem Feld steht; das Handlungsfeld notfalls aus der Gruppe."""
    spalte = gelesen.spalte(feld)
    gefunden = zeile.zellen[spalte.index] if spalte else None
    return zeile.gruppe if gefunden is None and feld == "handlungsfeld" else gefunden


def fehlgriffe(datei: Musterliste) -> list[object]:
    """Alles, was an dieser Datei anders gelesen wird, als es ist."""
    gelesene = read_listen(read_mappe(datei.inhalt, datei.dateiname))
    zeilen = [(eine, z) for eine in gelesene for z in eine.zeilen]
    falsch: list[object] = []
    if len(zeilen) != len(datei.wahrheit):
        falsch.append(("Zeilen", len(zeilen), len(datei.wahrheit)))
    for wahr, (eine, zeile) in zip(datei.wahrheit, zeilen, strict=False):
        falsch += [
            (zeile.nr, feld, gelesen, wahr.texte[feld])
            for feld in datei.felder
            if (gelesen := wert(eine, zeile, feld)) != wahr.texte[feld] and str(gelesen) != str(wahr.texte[feld])
        ]
        spalten = [(s.zum, zeile.zellen[s.index]) for s in eine.spalten if s.feld == "sachstand" and s.zum]
        verlauf = (*spalten, *((h.zum, h.text) for h in zeile.historie))
        if verlauf != wahr.historie:
            falsch.append((zeile.nr, "Verlauf", verlauf, wahr.historie))
    if gelesene[0].stand != datei.stand or sum(len(e.uebergangen) for e in gelesene) != datei.uebergangen:
        falsch.append((gelesene[0].stand, [u for e in gelesene for u in e.uebergangen]))
    return falsch


@pytest.mark.parametrize("name", FORMEN)
def test_jede_form_wird_ganz_und_richtig_erkannt(name: str) -> None:
    assert fehlgriffe(muster(name, random.Random(f"{name} 1"), zeilen=(20, 40))) == []


@pytest.mark.lang
def test_auch_tausend_dateien_mit_bis_zu_dreihundert_zeilen_werden_richtig_erkannt() -> None:
    gepruefte = [fehlgriffe(datei) for saat in range(25) for datei in listen(saat, zeilen=(20, 300))]
    assert len(gepruefte) == 25 * len(FORMEN)
    assert [f for falsch in gepruefte for f in falsch] == []


# --- Nichts verschwindet still ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMEN)
def test_jede_nicht_leere_zeile_ist_kopf_massnahme_oder_mit_grund_uebergangen(name: str) -> None:
    datei = muster(name, random.Random(5), zeilen=(20, 30))
    mappe = read_mappe(datei.inhalt, datei.dateiname)
    for eine in read_listen(mappe):
        belegt = {nr for nr, z in enumerate(mappe.blatt(eine.blatt).zeilen, 1) if any(w is not None for w in z)}
        kopf = set(range(eine.kopfzeile, eine.kopfzeile + eine.kopfzeilen))
        gelesen = [z.nr for z in eine.zeilen] + [u.nr for u in eine.uebergangen]
        assert sorted([*gelesen, *(kopf & belegt)]) == sorted(belegt)
        assert all(u.grund and u.text for u in eine.uebergangen)


# --- T1–T19, was die Würfe nicht zeigen ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titel", "stand"),
    [
        ("Maßnahmenliste Integrationskonzept, Stand 31.08.2023", date(2023, 8, 31)),
        ("Stand: August 2023", date(2023, 8, 31)),
        ("Umsetzung (Stand 08/2023)", date(2023, 8, 31)),
        ("Stichtag 1.9.23", date(2023, 9, 1)),
        ("Integrationskonzept 2020", None),
    ],
)
def test_t1_stand_steht_im_titel(titel: str, stand: date | None) -> None:
    gelesen = liste([titel], [], ["Stabsstelle"], KOPF, ZEILE)
    assert (gelesen.kopfzeile, gelesen.stand) == (4, stand)
    assert [(u.nr, u.grund) for u in gelesen.uebergangen] == [
        (1, "Titel über der Tabelle"),
        (3, "Titel über der Tabelle"),
    ]


def test_t1_stand_als_excel_datum_neben_dem_wort() -> None:
    assert liste(["Stand", date(2023, 8, 31)], KOPF, ZEILE).stand == date(2023, 8, 31)


def test_t2_verbundener_kopf_wird_zusammengesetzt_und_jahre_sind_jahre() -> None:
    gelesen = liste(
        ["Nr.", "Maßnahme", "Ressourcen", None, None, None],
        [None, None, "Personal", "Sachkosten", 2024, 2025],
        [1, "Kurs", "0,5 VZÄ", "keine", 500, 600],
        verbunden=[(0, 2, 0, 5), (0, 0, 1, 0), (0, 1, 1, 1)],
    )
    assert [s.ueberschrift for s in gelesen.spalten][2:] == [
        "Ressourcen – Personal", "Ressourcen – Sachkosten", "Ressourcen – 2024", "Ressourcen – 2025",
    ]  # fmt: skip
    assert [(s.feld, s.jahr) for s in gelesen.spalten][2:] == [
        ("personal", None), ("mittel", None), ("mittel", 2024), ("mittel", 2025),
    ]  # fmt: skip
    assert (gelesen.kopfzeile, gelesen.kopfzeilen, [z.nr for z in gelesen.zeilen]) == (1, 2, [3])


def test_t2_gruppenkopf_ueber_dem_eigentlichen_kopf() -> None:
    gelesen = liste(
        ["Maßnahmenliste", None, None, None],
        ["Was", None, "Wann", None],
        ["Nr.", "Maßnahme", "von", "bis"],
        [1, "Kurs", "2024", "2025"],
        verbunden=[(1, 0, 1, 1), (1, 2, 1, 3)],
    )
    assert felder(gelesen) == ["nummer", "titel", "beginn", "frist"]
    assert (gelesen.kopfzeile, gelesen.kopfzeilen) == (2, 2)


def test_t3_nur_gruppierungsspalten_werden_aufgefuellt() -> None:
    gelesen = liste(
        ["Handlungsfeld", "Maßnahme", "Frist", "Status"],
        ["Bildung", "A", "2024", "läuft"],
        [None, "B", None, None],
        [None, "C", "2025", None],
        verbunden=[(1, 0, 3, 0), (1, 2, 2, 2), (1, 3, 3, 3)],
    )
    assert [z.zellen for z in gelesen.zeilen] == [
        ("Bildung", "A", "2024", "läuft"), ("Bildung", "B", None, None), ("Bildung", "C", "2025", None),
    ]  # fmt: skip


def test_t3_einzelne_luecke_im_handlungsfeld_wird_nicht_erfunden() -> None:
    gelesen = liste(["HF", "Maßnahme"], ["Bildung", "A"], [None, "B"], ["Arbeit", "C"], ["Arbeit", "D"])
    assert [z.zellen[0] for z in gelesen.zeilen] == ["Bildung", None, "Arbeit", "Arbeit"]


@pytest.mark.parametrize(
    ("text", "gruppe"),
    [
        ("4.2 Handlungsfeld ‚Gesundheit‘", "Gesundheit"),
        ("Handlungsfeld 3: Arbeit und Ausbildung", "Arbeit und Ausbildung"),
        ("II. Sprache", "Sprache"),
        ("Wohnen", "Wohnen"),
        ("HF 1 – Bildung", "Bildung"),
    ],
)
def test_t4_zwischenueberschrift_ist_gruppe_und_keine_massnahme(text: str, gruppe: str) -> None:
    gelesen = liste(KOPF, [text], ZEILE, ZEILE)
    assert [z.gruppe for z in gelesen.zeilen] == [gruppe, gruppe]
    assert [(u.nr, u.text) for u in gelesen.uebergangen] == [(2, text)]
    assert any("1 Zwischenüberschrift" in h for h in gelesen.hinweise)


def test_t4_ueberschrift_ohne_massnahmen_darunter_ist_nur_randtext() -> None:
    gelesen = liste(KOPF, ["Bildung"], ZEILE, ["Nachbemerkung"])
    assert [z.gruppe for z in gelesen.zeilen] == ["Bildung"]
    assert gelesen.uebergangen[-1] == (4, "Text neben der Tabelle", "Nachbemerkung")


def test_t5_die_vier_laatzener_fragen_und_alle_synonyme_sind_sicher() -> None:
    fragen = {
        "Welche Maßnahmen sollen umgesetzt werden?": "titel",
        "Bis wann soll die Maßnahme umgesetzt sein?": "zeitraum",
        "Wer übernimmt federführend die Verantwortung für die Umsetzung der Maßnahme?": "federfuehrung",
        "Welche personellen und finanziellen Ressourcen werden zur Umsetzung benötigt?": "ressourcen",
        "Wer soll tätig werden?": "federfuehrung",
        "Was wurde bisher erreicht?": "sachstand",
    }
    for frage, feld in fragen.items():
        treffer = read_treffer(frage)
        assert treffer is not None
        assert (treffer.feld, treffer.sicher) == (feld, True)
    for feld, worte in FELDER.items():
        assert {feld_von(wort) for wort in worte} == {feld}
        assert {feld_von(wort.upper().replace(" ", "\u00a0")) for wort in worte} == {feld}


@pytest.mark.parametrize(
    ("ueberschrift", "feld"),
    [
        ("Verant-\nwortlich", "federfuehrung"), ("Zuständige/r", "federfuehrung"), ("lfd. Nr.", "nummer"),
        ("Maßnahmen-Nr.", "nummer"), ("Erledigt?", "umsetzungsstand"), ("Bemerkung(en)", "sachstand"),
        ("Thema(tik)", "handlungsfeld"), ("Beschluss-Nr.", "beschluss"), ("3. Frist", "zeitraum"),
        ("Kosten (in €)", "ressourcen"), ("Bisher: Frist", None), ("Wetterlage", None), ("", None),
        ("Ziel – Nr.", None), ("Bisher erreicht", "sachstand"),
        ("Umset\u00adzungs\u00adstand", "umsetzungsstand"), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_t5_ueberschriften_in_jeder_schreibweise(ueberschrift: str, feld: str | None) -> None:
    assert feld_von(ueberschrift) == feld


def test_eigene_ausgabe_wird_immer_sicher_erkannt() -> None:
    for ueberschrift, feld in UEBERSCHRIFTEN.items():
        treffer = read_treffer(ueberschrift)
        assert treffer is not None
        assert (treffer.feld, treffer.sicher) == (feld, True)


def test_teilwort_ist_nur_eine_vermutung() -> None:
    gelesen = liste([*KOPF, "Priorität/Potenzial"], [*ZEILE, "hoch"])
    spalte = gelesen.spalten[-1]
    assert (spalte.feld, spalte.sicher) == ("prioritaet", False)
    assert "bestätigen" in spalte.grund


def test_t6_blaetter_werden_vorgeschlagen_und_ausgeblendetes_nie_still() -> None:
    zeilen = [KOPF, ZEILE]
    tafeln = [
        Tafel("Deckblatt", [["Integrationskonzept"]]),
        Tafel("1_Bildung", zeilen),
        Tafel("2_Gesundh.", zeilen),
        Tafel("Legende", [["Status", "Erläuterung"], ["läuft", "x"]]),
        Tafel("Archiv", zeilen),
    ]
    mappe = read_mappe(als_xlsx(tafeln), "l.xlsx")
    wahl = {w.name: w for w in waehle_blaetter(mappe)}
    assert [n for n, w in wahl.items() if w.vorgeschlagen] == ["1_Bildung", "2_Gesundh."]
    assert (wahl["1_Bildung"].gruppe, wahl["2_Gesundh."].gruppe) == ("Bildung", "Gesundh.")
    assert all(w.grund for w in wahl.values())
    assert "laufende Liste" in wahl["Archiv"].grund
    assert [z.gruppe for eine in read_listen(mappe) for z in eine.zeilen] == ["Bildung", "Gesundh."]
    assert [e.blatt for e in read_listen(mappe, blaetter=["Archiv"])] == ["Archiv"]


def test_t6_mappe_ohne_liste_nennt_je_blatt_den_grund() -> None:
    mappe = read_mappe(als_xlsx([Tafel("A", [["nur", "Text"]]), Tafel("B")]), "l.xlsx")
    with pytest.raises(EingabeError, match=r"„A“: keine Kopfzeile.*„B“: leer"):
        read_listen(mappe)


@pytest.mark.parametrize(
    ("ueberschrift", "zum"),
    [
        ("Sachstand 2013", date(2013, 12, 31)),
        ("Sachstand 2015 / 2016", date(2016, 12, 31)),
        ("Sachstand 2017/2018 (V/0021/2019)", date(2018, 12, 31)),
        ("Sachstand zum 31.08.2023", date(2023, 8, 31)),
        ("Stand: Mai 2022", date(2022, 5, 31)),
        ("Bericht 1. Halbjahr 2023", date(2023, 6, 30)),
        ("2022 Sachstand", date(2022, 12, 31)),
        ("Sachstand – 2022", date(2022, 12, 31)),
    ],
)
def test_t7_sachstand_mit_zeit_ist_ein_datierter_sachstand(ueberschrift: str, zum: date) -> None:
    treffer = read_treffer(ueberschrift)
    assert treffer is not None
    assert (treffer.feld, treffer.zum) == ("sachstand", zum)


def test_t7_aktueller_und_fruehere_sachstaende_stehen_nebeneinander() -> None:
    gelesen = liste([*KOPF, "Sachstand 2021", "Sachstand 2022", "Sachstand"], [*ZEILE, "a", "b", "c"])
    assert [(s.feld, s.zum) for s in gelesen.spalten[-3:]] == [
        ("sachstand", date(2021, 12, 31)), ("sachstand", date(2022, 12, 31)), ("sachstand", None),
    ]  # fmt: skip


def test_t8_kindzeilen_ohne_zeit_sind_teilmassnahmen_ihrer_obermassnahme() -> None:
    gelesen = liste(
        ["ID", "parent", "Titel", "Status"],
        ["Ü1", None, "Ober", "läuft"],
        ["Ü1-1", "Ü1", "Teil eins", "läuft"],
        ["Ü1-1516", "Ü1", "Sachstand 2015/2016", None],
        ["Ü9", "Ü7", "verwaist", None],
    )
    assert [(z.nr, z.zu_nr) for z in gelesen.zeilen] == [(2, None), (3, 2), (5, None)]
    assert gelesen.zeilen[0].historie[0].zum == date(2016, 12, 31)
    assert gelesen.uebergangen == ((4, "Sachstand zu Zeile 2, dort als Verlauf", "Ü1-1516 | Ü1 | Sachstand 2015/2016"),)


def test_t9_fussnote_haengt_an_ihrer_zelle_und_summen_zaehlen_nicht() -> None:
    gelesen = liste(
        KOPF,
        [1, "Kurs", "2024", "VHS", "33.000 € *", "läuft"],
        [2, "Summe der Teile", "2024", "VHS", "1 €", "läuft"],
        [3, "Gesamtkonzept Sprache", "2024", "VHS", "1 €¹", "läuft"],
        [None, "Zwischensumme", None, None, 34000, None],
        ["Summe 3.152.000 €"],
        [],
        ["* vorbehaltlich Haushalt"],
        ["¹ ohne Förderung"],
    )
    assert [z.zellen[1] for z in gelesen.zeilen] == ["Kurs", "Summe der Teile", "Gesamtkonzept Sprache"]
    assert [dict(z.fussnoten) for z in gelesen.zeilen] == [
        {4: "* vorbehaltlich Haushalt"}, {}, {4: "¹ ohne Förderung"},
    ]  # fmt: skip
    assert [(u.nr, u.grund) for u in gelesen.uebergangen] == [
        (5, "Summenzeile"), (6, "Summenzeile"), (8, "Fußnote"), (9, "Fußnote"),
    ]  # fmt: skip


def test_t10_ausgeblendete_zeilen_sind_gelesen_und_gezaehlt() -> None:
    tafel = Tafel(zeilen=[KOPF, ZEILE, ZEILE, ZEILE], verborgen={2})
    gelesen = read_liste(read_mappe(als_xlsx([tafel]), "l.xlsx").blaetter[0])
    assert [z.verborgen for z in gelesen.zeilen] == [False, True, False]
    assert any("1 Zeilen sind in der Datei ausgeblendet" in h for h in gelesen.hinweise)


def test_t11_kommentare_und_farben_stehen_an_der_zeile_und_nirgends_im_wert() -> None:
    tafel = Tafel(zeilen=[KOPF, ZEILE], kommentare={(1, 2): "erst nach HH"}, farben={(1, 5): "#01873B"})
    (zeile,) = read_liste(read_mappe(als_xlsx([tafel]), "l.xlsx").blaetter[0]).zeilen
    assert (dict(zeile.kommentare), dict(zeile.farben)) == ({2: "erst nach HH"}, {5: "#01873B"})
    assert zeile.zellen == tuple(ZEILE)


def test_t12_teilmassnahmen_bleiben_in_ihrer_zelle_auch_bei_verbundenem_titel() -> None:
    gelesen = liste(
        ["Nr.", "Maßnahme", "Frist", "Zuständig"],
        [1, "Kurs", "1.1) 2022 - 2023", "VHS"],
        [None, None, "1.2) 2023 – 2026", "VHS"],
        [2, "Fest", "2024", "Kultur"],
        verbunden=[(1, 1, 2, 1), (1, 0, 2, 0)],
    )
    assert [z.zellen for z in gelesen.zeilen] == [
        (1, "Kurs", "1.1) 2022 - 2023\n1.2) 2023 – 2026", "VHS"), (2, "Fest", "2024", "Kultur"),
    ]  # fmt: skip
    assert gelesen.uebergangen[0].grund == "Fortsetzung der Zeile 2 (verbundene Zelle), dort angehängt"


def test_t13_form_wird_trotz_anderer_schreibweise_wiedererkannt() -> None:
    assert form_kennung(["Maßnahme", "Zuständig"]) == form_kennung(["ZUSTÄNDIG", "Maß\u00adnahme ", ""])
    assert form_kennung(["Maßnahme", "Zuständig"]) != form_kennung(["Maßnahme", "Frist"])


def test_t14_gleiche_nummer_zweimal_bleibt_zwei_zeilen() -> None:
    gelesen = liste(KOPF, ZEILE, [1, "Kurs (ehemals: Treff)", None, None, None, None])
    assert [z.zellen[:2] for z in gelesen.zeilen] == [(1, "Kurs"), (1, "Kurs (ehemals: Treff)")]


def test_t15_zahlenformat_der_nummer_kommt_bis_zur_zeile() -> None:
    import io

    import xlsxwriter

    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer) as buch:
        blatt = buch.add_worksheet()
        blatt.write_row(0, 0, ["Nr.", "Maßnahme", "Frist"])
        blatt.write_number(1, 0, 1.1, buch.add_format({"num_format": "0.00"}))
        blatt.write_row(1, 1, ["Kurs", 45291])
    (zeile,) = read_liste(read_mappe(puffer.getvalue(), "l.xlsx").blaetter[0]).zeilen
    assert zeile.zellen == (1.1, "Kurs", 45291)
    assert dict(zeile.formate) == {0: "0.00"}


def test_t16_zweizeiliger_kopf_und_gruppen_ueberstehen_csv() -> None:
    tafel = Tafel(
        zeilen=[
            ["Nr.", "Maßnahme", "Ressourcen", None, "Frist"],
            [None, None, "2024", "2025", None],
            ["1", "K", "5", "6", "x"],
        ]
    )
    gelesen = read_liste(read_mappe(als_csv(tafel, ";", "cp1252"), "l.csv").blaetter[0])
    assert [(s.feld, s.jahr) for s in gelesen.spalten][2:] == [("mittel", 2024), ("mittel", 2025), ("zeitraum", None)]


# --- Kopf und Spalten ------------------------------------------------------------------------------------------------


def test_ohne_kopf_nennt_der_satz_den_ausweg() -> None:
    with pytest.raises(EingabeError, match="wählen Sie die Zeile mit den Überschriften"):
        liste(["irgendwas", "nur", "Text"], ["a", "b", "c"])


def test_zwei_gleiche_ueberschriften_besetzen_ein_feld_und_bleiben_beide_sichtbar() -> None:
    gelesen = liste(["Nr.", "Maßnahme", "Frist", "Frist"], [1, "Kurs", "2024", "2025"])
    assert felder(gelesen) == ["nummer", "titel", "zeitraum", None]
    assert "kommt zweimal vor" in gelesen.spalten[3].grund
    assert gelesen.zeilen[0].zellen[3] == "2025"


def test_zwei_gleiche_kopfzeilen_sind_ein_kopf() -> None:
    gelesen = liste(KOPF, KOPF, ZEILE, KOPF, ZEILE)
    assert (gelesen.kopfzeile, [z.nr for z in gelesen.zeilen]) == (1, [3, 5])
    assert [(u.nr, u.grund) for u in gelesen.uebergangen] == [
        (2, "wiederholte Kopfzeile"),
        (4, "wiederholte Kopfzeile"),
    ]


def test_das_bessere_wort_bekommt_das_feld() -> None:
    gelesen = liste(["Nr.", "Maßnahme", "Bemerkungen", "Sachstand"], [1, "Kurs", "b", "s"])
    assert felder(gelesen) == ["nummer", "titel", None, "sachstand"]
    assert "„Sachstand“ (Spalte D)" in gelesen.spalten[2].grund


def test_unbekannte_und_kopflose_spalten_bleiben_sichtbar() -> None:
    gelesen = liste(["Nr.", "Maßnahme", "Wetterlage", None], [1, "Kurs", "heiter", "ohne Kopf"])
    assert [(s.ueberschrift, s.feld) for s in gelesen.spalten][2:] == [("Wetterlage", None), ("Spalte D", None)]
    assert gelesen.zeilen[0].zellen == (1, "Kurs", "heiter", "ohne Kopf")


def test_fuenfhundert_spalten_sind_gemeldet() -> None:
    gelesen = liste([*KOPF, *(f"Unbekannt {n}" for n in range(494))], ZEILE)
    assert len(gelesen.spalten) == 500
    assert any("Das Blatt hat 500 Spalten, 6 davon" in h for h in gelesen.hinweise)


def test_beginn_und_ende_getrennt_machen_aus_der_frist_ein_ende() -> None:
    assert felder(liste(["Maßnahme", "Start", "Umsetzung bis"], ["K", "2023", "2024"])) == ["titel", "beginn", "frist"]
    assert felder(liste(["Maßnahme", "Nr.", "bis"], ["K", "1", "2024"])) == ["titel", "nummer", "zeitraum"]


def test_massnahme_nur_mit_titel_geht_nicht_verloren() -> None:
    gelesen = liste(["Handlungsfeld", "Maßnahme", "Frist"], ["B", "Kurs", "2024"], [None, "Nur ein Titel", None])
    assert [z.zellen[1] for z in gelesen.zeilen] == ["Kurs", "Nur ein Titel"]


def test_legende_schlaegt_zu_farben_den_text_daneben_vor() -> None:
    tafel = Tafel(zeilen=[KOPF, ZEILE, [], ["Legende"], [None, "umgesetzt"], ["verschoben"]])
    tafel.farben = {(4, 0): "#01873B", (5, 0): "#FFC000", (1, 5): "#01873B"}
    assert legende(read_mappe(als_xlsx([tafel]), "l.xlsx")) == {"#01873B": "umgesetzt", "#FFC000": "verschoben"}


# --- Zuordnung -------------------------------------------------------------------------------------------------------


def test_zuordnung_uebersteht_json_und_gilt_bei_der_naechsten_datei_derselben_form() -> None:
    import json

    erste = liste([*KOPF, "Wetterlage"], [*ZEILE, "heiter"])
    spalten = tuple(
        Spaltenwahl(s.index, s.ueberschrift, "zielgruppe" if s.ueberschrift == "Wetterlage" else s.feld, s.zum, s.jahr)
        for s in erste.spalten
    )
    gemerkt = Zuordnung.from_json(json.loads(json.dumps(Zuordnung(None, 1, 1, spalten).as_json())))
    assert gemerkt.spalten == spalten
    umgestellt = als_xlsx([Tafel(zeilen=[["Liste, Stand 1.1.2024"], [], ["Wetterlage", *KOPF], ["trüb", *ZEILE]])])
    zweite = read_liste(read_mappe(umgestellt, "l.xlsx").blaetter[0], vorgabe=gemerkt)
    assert zweite.form == erste.form
    assert (zweite.kopfzeile, felder(zweite)[:2]) == (3, ["zielgruppe", "nummer"])


def test_gewaehlte_kopfzeile_gilt_auch_wenn_niemand_ihre_woerter_kennt() -> None:
    inhalt = als_xlsx([Tafel(zeilen=[["a", "b"], ["Blau", "Grün"], ["x", "y"]])])
    blatt = read_mappe(inhalt, "l.xlsx").blaetter[0]
    wahl = (Spaltenwahl(0, "Blau", "titel"), Spaltenwahl(1, "Grün", None))
    gelesen = read_liste(blatt, vorgabe=Zuordnung(kopfzeile=2, kopfzeilen=1, spalten=wahl))
    assert felder(gelesen) == ["titel", None]
    assert [z.zellen for z in gelesen.zeilen] == [("x", "y")]
    assert gelesen.zuordnung == Zuordnung("Maßnahmen", 2, 1, wahl)


def test_gleiche_datei_gibt_gleiche_liste() -> None:
    (tafel,), _ = tabelle()(massnahmen(random.Random(2), 25), random.Random(2))
    erste, zweite = (read_listen(read_mappe(als_xlsx([tafel]), "l.xlsx")) for _ in range(2))
    assert erste == zweite


_WILD = (
    None, None, None, "Nr.", "Maßnahme", "Frist", "Status", "Summe", "Summe 3 €", "* Fußnote", "1) Schritt", "Legende",
    "Handlungsfeld 2", "Bildung", "2024", 2024, 1.5, True, date(2024, 1, 1), "x\ny", "parent", "Ü1", "Ü1-13", "#BEZUG!",
    "Sachstand 2013", "Stand 1.1.2024", "lang " * 60,
)  # fmt: skip


def test_wilde_blaetter_geben_einen_satz_oder_eine_liste_in_der_keine_zeile_fehlt() -> None:
    from mut_core.austausch.mappe import Bereich, Blatt

    wuerfel, gelesene = random.Random(4), 0
    for _ in range(300):
        breite, hoehe = wuerfel.randint(1, 7), wuerfel.randint(1, 14)
        zeilen = tuple(tuple(wuerfel.choice(_WILD) for _ in range(breite)) for _ in range(hoehe))
        verbunden = tuple(
            Bereich(z, s, z + wuerfel.randrange(4), s + wuerfel.randrange(4))
            for z, s in ((wuerfel.randint(1, hoehe), wuerfel.randrange(breite)) for _ in range(wuerfel.randrange(4)))
        )
        try:
            gelesen = read_liste(Blatt("wild", zeilen, verbunden=verbunden))
        except EingabeError as fehler:
            assert fehler.feld == "kopfzeile"
            continue
        gelesene += 1
        kopf = range(gelesen.kopfzeile, gelesen.kopfzeile + gelesen.kopfzeilen)
        belegt = [nr for nr, z in enumerate(zeilen, 1) if any(w is not None for w in z) and nr not in kopf]
        assert sorted([z.nr for z in gelesen.zeilen] + [u.nr for u in gelesen.uebergangen]) == belegt
    assert gelesene > 50
