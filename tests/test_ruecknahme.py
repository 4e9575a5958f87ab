"""Prüft den Weg der Rückmeldebögen: ausgegeben, von der Stelle gefüllt, wiedererkannt, verglichen, übernommen."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from gemeinde import HEUTE, Gemeinde, Uhr, neu

from mut_core import modell
from mut_core.austausch.ausgabe import offene_stellen, write_bogen
from mut_core.austausch.ausgabe.bogen import BLATT, EINGABEN
from mut_core.austausch.mappe import read_mappe
from mut_core.austausch.ruecknahme import (
    Bogen,
    Bogenlage,
    Rueckmeldung,
    build_bogenplan,
    build_rueckmeldungen,
    read_bogen,
)
from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung import sachstand
from mut_core.erfassung.einlesung import load_bogen, record_boegen, record_einlesung, withdraw_einlesung
from mut_core.erfassung.sachstand import SachstandEingabe
from mut_core.fehler import EingabeError, NichtGefundenError, RechteError
from mut_core.lagebild import Lagebild, load_lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand


def bild(g: Gemeinde, tag: date = HEUTE) -> Lagebild:
    with leseeinheit(g.engine) as session:
        return load_lagebild(session, g.konzept_id, tag, intern=True)


def schreibe(g: Gemeinde, uhr: Uhr, tun: Any, person: Any = None) -> Any:
    vorgang = uhr.vorgang(person or g.kora)
    with schreibeinheit(g.engine, vorgang) as session:
        return tun(session, vorgang)


@pytest.fixture
def ausgegeben(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> bytes:
    """Der Bogen der Bildung: nach dem Sprachcafé und, neu gefragt, nach dem Sommerfest."""
    g = sqlite_gemeinde

    def frage(s: Any, _v: Any) -> int:
        abfrage = neu(
            s,
            modell.Abfrage(
                konzept_id=g.konzept_id, titel="Sommer", stichtag=HEUTE, redaktionsschluss=HEUTE, eroeffnet_am=HEUTE
            ),
        ).id
        for name in ("sprachcafe", "sommerfest"):
            werte = {"abfrage_id": abfrage, "massnahme_id": g.massnahmen[name]}
            neu(s, modell.AbfrageMassnahme(konzept_id=g.konzept_id, **werte))
        return int(abfrage)

    abfrage = schreibe(g, uhr, frage)
    assert offene_stellen(bild(g), abfrage)[0][0] == g.bildung_id
    kennungen = schreibe(g, uhr, lambda s, v: record_boegen(s, v, abfrage, [g.bildung_id]))
    return write_bogen(bild(g), abfrage, g.bildung_id, kennungen[g.bildung_id])


def fuelle(inhalt: bytes, *zeilen: dict[str, Any], dazu: Callable[[Any], None] | None = None) -> bytes:
    """Trägt in die Zeilen des Bogens ein: je Zeile Feld → Wert."""
    mappe = openpyxl.load_workbook(io.BytesIO(inhalt))
    blatt = mappe[BLATT]
    spalten = {blatt.cell(5, i).value: i for i in range(1, blatt.max_column + 1)}
    for nr, werte in enumerate(zeilen, 6):
        for feld, wert in werte.items():
            blatt.cell(nr, spalten[EINGABEN[feld]]).value = wert
    if dazu:
        dazu(blatt)
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def vergleiche(g: Gemeinde, inhalt: bytes, name: str = "bogen.xlsx") -> tuple[Bogen, tuple[Rueckmeldung, ...]]:
    bogen = read_bogen(read_mappe(inhalt, name))
    with leseeinheit(g.engine) as session:
        angabe = load_bogen(session, g.kora, g.konzept_id, bogen.kennung)
    return bogen, build_rueckmeldungen(bogen, angabe, bild(g), HEUTE)


def nimm_an(g: Gemeinde, uhr: Uhr, inhalt: bytes, trotzdem: tuple[int, ...] = ()) -> int:
    bogen, rueckmeldungen = vergleiche(g, inhalt)
    plan = build_bogenplan(bogen, rueckmeldungen, trotzdem)
    return int(schreibe(g, uhr, lambda s, v: record_einlesung(s, v, g.konzept_id, plan)))


FEST = {"umsetzungsstand": "in Umsetzung", "sachstand": "Das Fest ist geplant.", "datum": date(2025, 7, 12)}
CAFE = {"sachstand": "Jetzt auch samstags.", "neue_frist": date(2025, 12, 31), "grund": "Mehr Nachfrage."}


def test_ein_ausgefuellter_bogen_wird_zu_meldungen_im_auftrag_der_stelle(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, ausgegeben: bytes
) -> None:
    g = sqlite_gemeinde
    uhr.weiter(hours=1)
    zurueck = fuelle(ausgegeben, CAFE, FEST)
    _, rueckmeldungen = vergleiche(g, zurueck)
    assert [r.lage for r in rueckmeldungen] == [Bogenlage.NEU, Bogenlage.NEU]
    einlesung = nimm_an(g, uhr, zurueck)
    b = bild(g)
    cafe, fest = (m for m in saetze(b.massnahmen) if m.id in (g.massnahmen["sprachcafe"], g.massnahmen["sommerfest"]))
    assert (cafe.stand_text, cafe.frist, cafe.verschiebungsgrund) == (
        CAFE["sachstand"],
        CAFE["neue_frist"],
        CAFE["grund"],
    )
    assert (fest.umsetzungsstand, fest.stand_naechster_termin) == (Umsetzungsstand.IN_UMSETZUNG, FEST["datum"])
    letzter = max(saetze(b.sachstaende), key=lambda s: s.id)
    assert (letzter.im_auftrag_von_id, letzter.erfasst_von_id, letzter.einlesung_id) == (
        g.bildung_id,
        g.kora.id,
        einlesung,
    )
    assert letzter.abfrage_id is not None
    assert not offene_stellen(b, letzter.abfrage_id)
    _, noch_einmal = vergleiche(g, zurueck)
    assert {r.lage for r in noch_einmal} == {Bogenlage.GLEICH}
    with pytest.raises(EingabeError):
        nimm_an(g, uhr, zurueck)
    ergebnis = schreibe(g, uhr, lambda s, v: withdraw_einlesung(s, v, einlesung))
    assert (ergebnis.sachstaende, ergebnis.bleibt) == (2, ())
    cafe = next(m for m in saetze(bild(g).massnahmen) if m.id == cafe.id)
    assert (cafe.frist, cafe.verschoben, cafe.stand_nummer) == (date(2025, 9, 30), 1, 1)


def test_inzwischen_erfasstes_ist_ein_konflikt_und_wird_einzeln_entschieden(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, ausgegeben: bytes
) -> None:
    g = sqlite_gemeinde
    uhr.weiter(hours=1)
    cafe = g.massnahmen["sprachcafe"]

    def melde(s: Any, v: Any) -> int:
        basis, version = sachstand.basis(s, cafe)
        eingabe = SachstandEingabe(HEUTE, Umsetzungsstand.IN_UMSETZUNG, "Von Hand.", naechster_termin=HEUTE)
        return sachstand.record_sachstand(s, v, cafe, eingabe, basis=basis, basis_version=version)

    schreibe(g, uhr, melde)
    uhr.weiter(hours=1)
    zurueck = fuelle(ausgegeben, {"sachstand": "Aus dem Bogen."}, FEST)
    bogen, rueckmeldungen = vergleiche(g, zurueck)
    assert [r.lage for r in rueckmeldungen] == [Bogenlage.KONFLIKT, Bogenlage.NEU]
    assert "Von Hand." in rueckmeldungen[0].inzwischen[0]
    assert len(build_bogenplan(bogen, rueckmeldungen).zeilen) == 1
    nimm_an(g, uhr, zurueck, trotzdem=(rueckmeldungen[0].zeile.nr,))
    texte = [s.text for s in saetze(bild(g).sachstaende) if s.massnahme_id == cafe]
    assert texte[-2:] == ["Von Hand.", "Aus dem Bogen."]


def _verunstalte(blatt: Any) -> None:
    blatt.protection.sheet = False
    blatt.title = "Tabelle 1"
    blatt.insert_cols(2)
    blatt.cell(5, 2).value = "Unsere Notiz"
    blatt.cell(6, 2).value = "intern"


def test_umbenanntes_blatt_zusaetzliche_spalten_und_geloeschte_zeilen_stoeren_nicht(
    sqlite_gemeinde: Gemeinde, ausgegeben: bytes
) -> None:
    g = sqlite_gemeinde
    _, rueckmeldungen = vergleiche(g, fuelle(ausgegeben, CAFE, FEST, dazu=_verunstalte))
    assert [r.lage for r in rueckmeldungen] == [Bogenlage.NEU, Bogenlage.NEU]
    _, eine = vergleiche(g, fuelle(ausgegeben, CAFE, FEST, dazu=lambda b: b.delete_rows(6)))
    assert [r.massnahme.titel for r in eine if r.massnahme] == ["Sommerfest der Kulturen"]


def als_csv(inhalt: bytes, *, ohne: str = "", ohne_spalte: str = "") -> bytes:
    blatt = openpyxl.load_workbook(io.BytesIO(inhalt))[BLATT]
    puffer = io.StringIO()
    schreiber = csv.writer(puffer, delimiter=";")
    zeilen = [list(z) for z in blatt.iter_rows(values_only=True)]
    weg = zeilen[4].index(ohne_spalte) if ohne_spalte else None
    for zeile in zeilen:
        texte = [f"{w:%d.%m.%Y}" if isinstance(w, date) else "" if w is None else str(w) for w in zeile]
        if ohne and any(ohne in t for t in texte):
            continue
        schreiber.writerow([t for i, t in enumerate(texte) if i != weg])
    return puffer.getvalue().encode("utf-8-sig")


def test_auch_als_csv_wird_der_bogen_erkannt(sqlite_gemeinde: Gemeinde, ausgegeben: bytes) -> None:
    g = sqlite_gemeinde
    gefuellt = fuelle(ausgegeben, CAFE, FEST)
    _, rueckmeldungen = vergleiche(g, als_csv(gefuellt), "bogen.csv")
    assert [r.lage for r in rueckmeldungen] == [Bogenlage.NEU, Bogenlage.NEU]
    bogen, ohne_schluessel = vergleiche(g, als_csv(gefuellt, ohne_spalte="Schlüssel"), "bogen.csv")
    assert [r.lage for r in ohne_schluessel] == [Bogenlage.NEU, Bogenlage.NEU]
    assert any("an ihrer Nr. erkannt" in h for h in bogen.hinweise)


@pytest.mark.parametrize(
    ("ohne", "satz"),
    [("Kennung des Bogens", "fehlt die Kennung"), ("Was ist seither", "fehlt die Zeile mit den Überschriften")],
)
def test_ein_unvollstaendiger_bogen_sagt_genau_was_fehlt(
    sqlite_gemeinde: Gemeinde, ausgegeben: bytes, ohne: str, satz: str
) -> None:
    with pytest.raises(EingabeError, match=satz):
        vergleiche(sqlite_gemeinde, als_csv(ausgegeben, ohne=ohne), "bogen.csv")


FAELLE: list[tuple[dict[str, Any], Bogenlage, str]] = [
    ({}, Bogenlage.LEER, ""),
    ({"umsetzungsstand": "in Umsetzung"}, Bogenlage.NEU, ""),
    ({"umsetzungsstand": "läuft so"}, Bogenlage.FEHLER, "kein Umsetzungsstand"),
    ({"umsetzungsstand": "umgesetzt", "sachstand": "Fertig."}, Bogenlage.FEHLER, "wann die Maßnahme abgeschlossen"),
    ({"umsetzungsstand": "umgesetzt", "sachstand": "Fertig.", "datum": "31.05.2025"}, Bogenlage.NEU, ""),
    ({"sachstand": "Neu.", "datum": "demnächst"}, Bogenlage.FEHLER, "ist kein Tag"),
    ({"sachstand": "Neu.", "neue_frist": date(2026, 1, 31)}, Bogenlage.FEHLER, "Grund der neuen Frist"),
    ({"umsetzungsstand": "zurückgestellt", "grund": "Kein Raum."}, Bogenlage.FEHLER, "Tag der Wiedervorlage (Spalte"),
    ({"umsetzungsstand": "zurückgestellt", "grund": "Kein Raum.", "datum": date(2026, 1, 31)}, Bogenlage.NEU, ""),
    ({"umsetzungsstand": "idee"}, Bogenlage.FEHLER, "fehlt ein Satz"),
    (
        {"umsetzungsstand": "verworfen", "grund": "Kein Bedarf."},
        Bogenlage.FEHLER,
        "welches Gremium entschieden hat (Spalte „Entschieden von (nur bei verworfen)“). "
        "Es fehlt, wann entschieden wurde (Spalte „Tag dazu",
    ),
    (
        {"umsetzungsstand": "verworfen", "grund": "Kein Bedarf.", "datum": date(2025, 5, 31), "entschieden_von": "Rat"},
        Bogenlage.NEU,
        "",
    ),
    ({"umsetzungsstand": "verstetigt", "sachstand": "Jetzt immer."}, Bogenlage.FEHLER, "(Spalte „Tag dazu"),
]


def test_jede_zeile_wird_beurteilt(sqlite_gemeinde: Gemeinde, ausgegeben: bytes) -> None:
    for werte, lage, satz in FAELLE:
        _, rueckmeldungen = vergleiche(sqlite_gemeinde, fuelle(ausgegeben, werte))
        assert (rueckmeldungen[0].lage, werte) == (lage, werte)
        assert satz in rueckmeldungen[0].grund


def test_verworfen_kommt_mit_gremium_tag_und_begruendung_an(
    sqlite_gemeinde: Gemeinde, uhr: Uhr, ausgegeben: bytes
) -> None:
    g = sqlite_gemeinde
    uhr.weiter(hours=1)
    weg = {
        "umsetzungsstand": "verworfen",
        "grund": "Kein Bedarf.",
        "datum": date(2025, 5, 31),
        "entschieden_von": "Rat",
    }
    nimm_an(g, uhr, fuelle(ausgegeben, weg))
    letzter = max(saetze(bild(g).sachstaende), key=lambda s: s.id)
    assert (letzter.entschieden_von, letzter.entschieden_am, letzter.begruendung) == ("Rat", weg["datum"], weg["grund"])


def test_ein_aelterer_bogen_ohne_die_spalte_entschieden_von_sagt_was_ihm_fehlt(
    sqlite_gemeinde: Gemeinde, ausgegeben: bytes
) -> None:
    def loesche(blatt: Any) -> None:
        spalte = next(z.column for z in blatt[5] if str(z.value).startswith("Entschieden von"))
        blatt.delete_cols(spalte)

    werte = {"umsetzungsstand": "verworfen", "grund": "Kein Bedarf.", "datum": date(2025, 5, 31)}
    bogen, (zeile, *_) = vergleiche(sqlite_gemeinde, fuelle(ausgegeben, werte, dazu=loesche))
    assert "„Entschieden von (nur bei verworfen)“" in bogen.hinweise[0]
    assert zeile.lage is Bogenlage.FEHLER
    assert "Gremium" in zeile.grund


def test_eine_fremde_kennung_und_ein_fremder_schluessel_werden_nicht_angenommen(
    sqlite_gemeinde: Gemeinde, ausgegeben: bytes
) -> None:
    g = sqlite_gemeinde
    bogen = read_bogen(read_mappe(ausgegeben, "bogen.xlsx"))
    with leseeinheit(g.engine) as session:
        with pytest.raises(NichtGefundenError):
            load_bogen(session, g.gustav, g.fremdes_konzept_id, bogen.kennung)
        with pytest.raises(RechteError):
            load_bogen(session, g.fatma, g.konzept_id, bogen.kennung)

    def faelsche(blatt: Any) -> None:
        for zeile in blatt.iter_rows(min_row=6):
            for zelle in zeile:
                if isinstance(zelle.value, str) and zelle.value.startswith("probstweiler-"):
                    zelle.value = zelle.value.replace("probstweiler", "nachbarau")

    _, rueckmeldungen = vergleiche(g, fuelle(ausgegeben, CAFE, dazu=faelsche))
    assert "anderen Konzept" in rueckmeldungen[0].grund
