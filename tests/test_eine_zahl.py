"""Eine Zahl, eine Quelle: Kachel, Diagramm, Liste, Excel-Datei und Word-Bericht zählen immer dasselbe.

Die Wahrheit steht hier noch einmal in wenigen Zeilen (`gezaehlt`): Gezählt wird aus den erzeugten Angaben selbst, nicht
mit dem, was geprüft wird.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lagebilder import build_bild, build_massnahme, build_sachstand
from lxml import etree
from test_bericht import inhalt

from mut_core import auswertung, diagramme
from mut_core.austausch.ausgabe import write_json, write_xlsx
from mut_core.auswertung import Filter, massnahmenliste
from mut_core.bericht import Wahl, build_bericht
from mut_core.datenbank import connect_datenbank, leseeinheit
from mut_core.diagramme import beschriftung
from mut_core.erfassung.protokoll import tag_in_berlin
from mut_core.lagebild import Lagebild, konzepte, load_lagebild, saetze
from mut_core.modell.codes import Terminlage, Umsetzungsstand

ANFANG = date(2023, 1, 1)
TAGE = 900
FELDER = ({"titel": "Sprache"}, {"titel": "Bildung"}, {"titel": "Schutz", "uebergreifend": True}, {"titel": "Leeres"})

tage = st.integers(0, TAGE).map(lambda n: ANFANG + timedelta(days=n))
eintraege = st.tuples(tage, st.sampled_from(sorted(s.value for s in Umsetzungsstand)), tage | st.none())


@dataclass(frozen=True)
class Vorgabe:
    """Eine erzeugte Maßnahme: Feld, Frist und datierte Einträge (Tag, Stand, Wiedervorlage oder Überprüfung)."""

    feld: int
    frist: date | None
    archiviert_am: date | None
    eintraege: tuple[tuple[date, str, date | None], ...]


vorgaben = st.builds(
    Vorgabe,
    feld=st.integers(1, 3),
    frist=tage | st.none(),
    archiviert_am=st.none() | tage,
    eintraege=st.lists(eintraege, max_size=4).map(tuple),
)


def baue(massnahmen: list[Vorgabe], stichtag: date) -> Lagebild:
    return build_bild(*(_massnahme(n, v) for n, v in enumerate(massnahmen, 1)), stichtag=stichtag, felder=FELDER)


def _massnahme(nummer: int, v: Vorgabe) -> dict[str, Any]:
    meldungen = [
        build_sachstand(stand, zum, text="Text.", wiedervorlage=tag, naechste_ueberpruefung=tag)
        for zum, stand, tag in v.eintraege
    ]
    zeit = {"frist": v.frist, "archiviert_am": v.archiviert_am}
    return build_massnahme(f"M-{nummer:02}", feld=v.feld, sachstaende=meldungen, **zeit)


# --- Die Wahrheit ----------------------------------------------------------------------------------------------------


def gezaehlt(massnahmen: list[Vorgabe], stichtag: date) -> dict[str, int]:
    """Zählt die fünf Zahlen von Hand, nach dem Wortlaut der Formeln."""
    lagen = [_lage(v, stichtag) for v in massnahmen if not (v.archiviert_am and v.archiviert_am <= stichtag)]
    return {
        "massnahmen": len(lagen),
        "erreicht": sum(stand in ("umgesetzt", "verstetigt") for stand, *_ in lagen),
        "in_umsetzung": sum(stand == "in_umsetzung" for stand, *_ in lagen),
        "ueberfaellig": sum(ueberfaellig for _, ueberfaellig, _ in lagen),
        "ohne_aktuelle_meldung": sum(alt for *_, alt in lagen),
    }


def _lage(v: Vorgabe, stichtag: date) -> tuple[str, bool, bool]:
    """Stand, überfällig, ohne aktuelle Meldung; bei gleichem Tag gilt der spätere Eintrag."""
    gelten = [e for e in v.eintraege if e[0] <= stichtag]
    zum, stand, tag = max(gelten, key=lambda e: (e[0], gelten.index(e))) if gelten else (None, "ohne_angabe", None)
    for e in gelten:
        if e[0] == zum:
            _, stand, tag = e
    fertig = stand in ("umgesetzt", "verworfen")
    termin = {"zurueckgestellt": tag or v.frist, "verstetigt": tag}.get(stand, v.frist)
    if fertig or stand == "idee":
        termin = None
    alt = zum is None or (not fertig and stichtag > _plus_halbes_jahr(zum))
    return stand, termin is not None and termin < stichtag, alt


def _plus_halbes_jahr(tag: date) -> date:
    jahr, monat = divmod(tag.year * 12 + tag.month - 1 + 6, 12)
    naechster = date(jahr + (monat == 11), (monat + 1) % 12 + 1, 1)
    return min(date(jahr, monat + 1, 1) + timedelta(days=tag.day - 1), naechster - timedelta(days=1))


# --- Was gezeigt wird ------------------------------------------------------------------------------------------------


def require_eine_zahl(bild: Lagebild) -> None:
    """Verlangt, dass jede Ausgabe dieses Lagebilds dasselbe zählt wie die Kacheln."""
    kacheln = asdict(auswertung.kennzahlen(bild))
    staende = Counter(m.umsetzungsstand for m in saetze(bild.massnahmen))
    lagen = Counter(m.terminlage for m in saetze(bild.massnahmen))
    _require_listen(bild, kacheln)
    _require_diagramme(bild, staende)
    _require_excel(bild, staende, lagen)
    _require_word(bild, staende, lagen)


def _require_listen(bild: Lagebild, kacheln: Mapping[str, int]) -> None:
    for gruppe, zahl in kacheln.items():
        assert len(massnahmenliste(bild, Filter(gruppe=gruppe))) == zahl, gruppe
    for z in saetze(auswertung.umsetzungsstand(bild)):
        liste = massnahmenliste(bild, Filter(handlungsfeld=z.nummer, umsetzungsstand=(z.umsetzungsstand,)))
        assert len(liste) == z.anzahl
    for z in saetze(auswertung.faelligkeiten(bild)):
        assert len(massnahmenliste(bild, Filter(quartal=z.quartal, terminlage=(z.lage,)))) == z.anzahl


def _require_diagramme(bild: Lagebild, staende: Mapping[Umsetzungsstand, int]) -> None:
    stuecke = _werte(diagramme.umsetzungsstand(auswertung.umsetzungsstand(bild)))
    assert _summen(stuecke) == Counter({s.value: n for s, n in staende.items()})
    balken = _summen(_werte(diagramme.faelligkeiten(auswertung.faelligkeiten(bild))))
    assert balken.get("ueberfaellig", 0) == sum(
        m.terminlage == Terminlage.UEBERFAELLIG and m.termin is not None for m in saetze(bild.massnahmen)
    )


def _werte(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Die Zeilen der ersten Ebene, die Stücke mit Anzahl zeichnet; Flächen und Zahlen teilen sie sich."""
    for ebene in spec["layer"]:
        daten = ebene.get("data", {}).get("values", [])
        if daten and "code" in daten[0]:
            return list(daten)
    return []


def _summen(stuecke: list[dict[str, Any]]) -> Counter[str]:
    summen: Counter[str] = Counter()
    for s in stuecke:
        summen[s["code"]] += s["bis"] - s["von"]
    return summen


def _require_excel(bild: Lagebild, staende: Mapping[Umsetzungsstand, int], lagen: Mapping[Terminlage, int]) -> None:
    blatt = openpyxl.load_workbook(BytesIO(write_xlsx(bild)))["Maßnahmen"]
    zeilen = list(blatt.iter_rows(values_only=True))
    kopf = next(n for n, z in enumerate(zeilen) if "Umsetzungsstand" in z)
    stand, lage = zeilen[kopf].index("Umsetzungsstand"), zeilen[kopf].index("Terminlage (berechnet)")
    liste = [z for z in zeilen[kopf + 1 :] if z[0]]
    # Nie Gemeldetes bleibt in der Datei leer, damit niemand „ohne Angabe“ zurückmeldet.
    gemeldet = Counter(z[stand] or Umsetzungsstand.OHNE_ANGABE.bezeichnung for z in liste)
    assert gemeldet == Counter({s.bezeichnung: n for s, n in staende.items()})
    assert Counter(z[lage] for z in liste) == Counter({t.bezeichnung: n for t, n in lagen.items()})
    assert write_json(bild).count(b'"umsetzungsstand"') >= len(liste)


def _require_word(bild: Lagebild, staende: Mapping[Umsetzungsstand, int], lagen: Mapping[Terminlage, int]) -> None:
    docx = build_bericht(bild, "sachstandsbericht", Wahl())
    text = inhalt(docx)
    assert auswertung.lagesatz(bild) in text.replace("\n", " ")
    if not staende:
        return
    for stand, zahl in staende.items():
        assert f"{beschriftung(stand)}\n{zahl}\n".replace("\u00a0", " ") in text
    for lage, zahl in lagen.items():
        assert f"Terminlage: {lage.bezeichnung}\n{zahl}\n" in text
    assert f"Maßnahmen insgesamt\n{len(bild.massnahmen)}\n" in text
    assert _balken_in_word(docx) == {beschriftung(s).replace("\u00a0", " "): n for s, n in staende.items()}


def _balken_in_word(docx: bytes) -> dict[str, int]:
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    with zipfile.ZipFile(BytesIO(docx)) as paket:
        diagramm = etree.fromstring(paket.read("word/charts/chart1.xml"))
    return {
        re.sub(r"\s", " ", r.find(f"{c}tx").findtext(f".//{c}v")): sum(
            int(float(v.text)) for v in r.find(f"{c}val").iter(f"{c}v")
        )
        for r in diagramm.iter(f"{c}ser")
    }


# --- Tests -----------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.lists(vorgaben, max_size=8), tage)
def test_kachel_diagramm_liste_excel_und_word_zaehlen_dasselbe(massnahmen: list[Vorgabe], stichtag: date) -> None:
    bild = baue(massnahmen, stichtag)
    assert asdict(auswertung.kennzahlen(bild)) == gezaehlt(massnahmen, stichtag)
    require_eine_zahl(bild)


@pytest.mark.parametrize("tage_zurueck", [0, 45, 190, 400])
def test_auch_aus_der_datenbank_an_jedem_vergangenen_tag(demo_vorlage: Path, tage_zurueck: int) -> None:
    engine = connect_datenbank(f"sqlite:///{demo_vorlage}")
    with leseeinheit(engine) as session:
        musterstadt = next(k for k in konzepte(session) if k.schluessel == "musterstadt")
        tag = tag_in_berlin(datetime.now(UTC)) - timedelta(days=tage_zurueck)
        bild = load_lagebild(session, musterstadt.id, tag)
    engine.dispose()
    assert len(bild.massnahmen) > 10
    require_eine_zahl(bild)
