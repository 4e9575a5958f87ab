"""Prüft die .ics-Datei: jede Frist ein ganzer Tag, Ungenaues im Wortlaut, und alles kommt beim Rücklesen heil an."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lagebilder import build_bild, build_massnahme

from mut_core.anmeldung import Auswahl
from mut_core.austausch.kalender import build_kalender
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Ereignisart, Genauigkeit, Gremientyp

STAND = datetime(2024, 9, 1, 12, 30, 5, 99, tzinfo=UTC)
GIFT = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "Lots*innen; „Ärzte“, \\n \\, 100 %", "K:\\Netz", "\u202eamhlanßaM\u202c",
    "a\u2028b\u2029c",
    "Zeile 1\r\nBEGIN:VEVENT\r\nX: y", "😀🇺🇦 شكرا לָשׁוֹן", "<script>alert(1)</script>", "x" * 300, "\x00\x07\x1b[31m",
)  # fmt: skip


def bild(**weiteres: Any) -> Lagebild:
    return build_bild(
        build_massnahme("A-1", "in_umsetzung", frist=date(2024, 6, 30), titel="Sprachcafé; offen, für alle"),
        build_massnahme(
            "A-2", "in_planung", frist=date(2024, 12, 31), frist_genauigkeit=Genauigkeit.UNGEFAEHR,
            zeit_wortlaut="bis Ende 2024", feld=2, federfuehrung_id=None, federfuehrung_wortlaut="Frau Beispielhaft",
            meilensteine=(
                {"titel": "Raum gefunden", "erreicht_am": date(2024, 8, 1)},
                {"titel": "Start", "frist": date(2024, 11, 30), "frist_genauigkeit": Genauigkeit.MONAT,
                 "zeit_wortlaut": "November 2024"},
            ),
            fristaenderungen=({"am": date(2024, 1, 1), "bisher": date(2024, 3, 1), "grund": "Raum fehlt"},),
            urspruengliche_frist=date(2024, 3, 1),
        ),
        build_massnahme("A-3", "umgesetzt", frist=date(2024, 2, 1)),
        build_massnahme("A-4", "in_planung"),
        gremien=[{"id": 7, "typ": Gremientyp.AUSSCHUSS, "name": "Sozialausschuss"}],
        ereignisse=[{"id": 1, "art": Ereignisart.SITZUNG, "titel": "Beratung", "gremium_id": 7,
                     "beginn": date(2024, 10, 24), "frist": date(2024, 10, 24), "frist_genauigkeit": Genauigkeit.TAG}],
        **weiteres,
    )  # fmt: skip


def lies(inhalt: bytes) -> dict[str, Any]:
    """Liest die Datei mit der Bibliothek zurück; je UID ein Eintrag."""
    eintraege = list(Calendar.from_ical(inhalt).walk("VEVENT"))
    je_uid = {str(e["uid"]): e for e in eintraege}
    assert len(je_uid) == len(eintraege)
    return je_uid


def baue(lagebild: Lagebild, auswahl: Auswahl | None = None, adresse: str | None = None) -> bytes:
    return build_kalender(lagebild, auswahl or Auswahl(), stand=STAND, adresse=adresse)


def test_jede_offene_frist_ist_ein_ganzer_tag_mit_fester_kennung() -> None:
    eintraege = lies(baue(bild()))
    frist = eintraege["frist-1@probe.mut-sachstand.invalid"]
    assert (frist["dtstart"].dt, frist["dtend"].dt) == (date(2024, 6, 30), date(2024, 7, 1))
    assert str(frist["summary"]) == "Überfällig: Frist: A-1 Sprachcafé; offen, für alle"
    assert frist["transp"] == "TRANSPARENT"
    assert frist["dtstamp"].dt == STAND.replace(microsecond=0)
    assert set(eintraege) == {
        f"{kennung}@probe.mut-sachstand.invalid"
        for kennung in ("frist-1", "frist-2", "meilenstein-" + _nummer(bild(), "Start"), "sitzung-7-20241024")
    }


def _nummer(lagebild: Lagebild, titel: str) -> str:
    m = lagebild.meilensteine
    return str(m.loc[m["titel"] == titel, "id"].iloc[0])


def test_ungenaues_steht_am_letzten_tag_und_sagt_seinen_wortlaut() -> None:
    eintraege = lies(baue(bild()))
    frist = eintraege["frist-2@probe.mut-sachstand.invalid"]
    assert frist["dtstart"].dt == date(2024, 12, 31)
    assert str(frist["summary"]) == "Frist (Ende 2024): A-2 Maßnahme A-2"
    text = str(frist["description"])
    assert "im Wortlaut „bis Ende 2024“; der Eintrag steht am letzten möglichen Tag." in text
    assert "Frist einmal verschoben, ursprünglich 01.03.2024" in text
    assert "Federführung: nicht benannt" in text
    stein = eintraege[f"meilenstein-{_nummer(bild(), 'Start')}@probe.mut-sachstand.invalid"]
    assert str(stein["summary"]) == "Meilenstein (November 2024): Start – A-2 Maßnahme A-2"


def test_namen_aus_dem_wortlaut_der_federfuehrung_kommen_nicht_hinein() -> None:
    assert "Beispielhaft" not in baue(bild(), Auswahl(erledigte=True)).decode().replace("\r\n ", "")


def test_die_wahl_bestimmt_den_inhalt() -> None:
    nur = {k.split("@")[0].split("-")[0] for k in lies(baue(bild(), Auswahl(meilensteine=False, sitzungen=False)))}
    alles = lies(baue(bild(), Auswahl(erledigte=True)))
    zweites = lies(baue(bild(), Auswahl(handlungsfeld=2, sitzungen=False)))
    assert nur == {"frist"}
    assert "frist-3@probe.mut-sachstand.invalid" in alles
    assert len([k for k in alles if k.startswith("meilenstein")]) == 2
    assert {k.split("-")[0] for k in zweites} == {"frist", "meilenstein"}
    assert "frist-1@probe.mut-sachstand.invalid" not in zweites


def test_die_sitzung_nennt_fristen_und_was_bis_dahin_faellig_ist() -> None:
    sitzung = lies(baue(bild()))["sitzung-7-20241024@probe.mut-sachstand.invalid"]
    assert str(sitzung["summary"]) == "Sitzung: Sozialausschuss"
    assert "Redaktionsschluss: 26.09.2024" in str(sitzung["description"])
    assert "Bis dahin fällig: 1\u00a0Maßnahme" in str(sitzung["description"])


def test_dieselben_angaben_ergeben_dieselben_bytes_und_ein_leeres_konzept_einen_leeren_kalender() -> None:
    assert baue(bild()) == baue(bild())
    leer = baue(build_bild())
    assert lies(leer) == {}
    assert b"BEGIN:VCALENDAR" in leer


def test_mit_adresse_fuehrt_jeder_eintrag_zu_seiner_massnahme() -> None:
    eintraege = lies(baue(bild(), adresse="https://mut.stadt.example"))
    frist = eintraege["frist-1@probe.mut-sachstand.invalid"]
    assert frist["url"] == "https://mut.stadt.example/massnahme?konzept=probe&id=1"
    assert "url" not in lies(baue(bild()))["frist-1@probe.mut-sachstand.invalid"]


@pytest.mark.parametrize("gift", GIFT)
def test_boese_texte_bleiben_text_und_keine_zeile_wird_zu_lang(gift: str) -> None:
    roh = baue(build_bild(build_massnahme("A-1", "in_planung", frist=date(2024, 12, 1), titel=gift)))
    (frist,) = lies(roh).values()
    erstes = next(iter("".join(z if z.isprintable() else " " for z in gift).split()), "")
    assert erstes[:20] in str(frist["summary"])
    assert max(len(zeile) for zeile in roh.split(b"\r\n")) <= 75
    assert roh.count(b"BEGIN:VEVENT") == 1 + roh.replace(b"\r\n ", b"").count(b" BEGIN:VEVENT")
    assert b"\x00" not in roh
    assert b"\x1b" not in roh


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200))
def test_jeder_titel_ueberlebt_das_ruecklesen(titel: str) -> None:
    sauber = "".join(z for z in titel if z.isprintable())
    roh = baue(build_bild(build_massnahme("A-1", "in_planung", frist=date(2024, 12, 1), titel=sauber or "x")))
    (frist,) = lies(roh).values()
    assert str(frist["summary"]) == f"Frist: A-1 {' '.join((sauber or 'x').split())}".rstrip()


def test_ein_grosses_konzept_bleibt_rechenbar() -> None:
    tage = [date(2024, 1, 1) + timedelta(days=i) for i in range(300)]
    massnahmen = [build_massnahme(f"M-{i}", "in_planung", frist=tag) for i, tag in enumerate(tage)]
    assert baue(build_bild(*massnahmen)).count(b"BEGIN:VEVENT") == 300
