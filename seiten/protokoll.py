"""Protokoll: wer wann was geändert hat – gefiltert, in Worten und als Datei; jeder Filter steht in der Adresse."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import streamlit as st

from mut_core import protokollblick, rechte
from mut_core.erfassung.protokoll import BERLIN, kettenfehler
from mut_core.modell.codes import Aktion
from mut_core.protokollblick import Aenderung, Ausschnitt, Eintrag
from mut_core.sprache import anzahl, knapp, zahl
from seiten.bausteine import nachschlagen, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, setze
from seiten.bausteine.wahl import zahl as lies_zahl

GEZEIGT = 4
"""So viele Angaben stehen offen da; der Rest klappt auf."""
ZEICHEN = 200
MINUTEN = 10
FRUEHESTER, SPAETESTER = date(1990, 1, 1), date(2100, 12, 31)
ZEICHEN_JE_AKTION = {
    Aktion.ANGELEGT: ":material/add_circle:",
    Aktion.GEAENDERT: ":material/edit:",
    Aktion.ENTFERNT: ":material/delete:",
}


# --- Filter ----------------------------------------------------------------------------------------------------------


def lies_ausschnitt(konzept: SimpleNamespace | None) -> Ausschnitt:
    """Zeigt die Filter und gibt den gewählten Ausschnitt; Unlesbares in der Adresse gilt als nicht genannt."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        bereich = waehle_bereich(konzept)
        von, bis = waehle_tag("Von", "von"), waehle_tag("Bis", "bis")
        ich = sitzung.person()
        personen = sitzung.read_gemerkt(
            "beteiligte", lambda s: protokollblick.beteiligte(s, ich, bereich), ich, bereich
        )
        nutzer_id = lies_zahl(waehle("Wer", "wer", {str(i): n for i, n in personen.items()}))
        woerter = sitzung.read_gemerkt(
            "gegenstaende", lambda s: protokollblick.gegenstaende(s, ich, bereich), ich, bereich
        )
        tabelle = waehle("Was", "was", woerter)
        massnahme_id = lies_zahl(waehle("Maßnahme", "zu", massnahmen(konzept))) if bereich and konzept else None
    return Ausschnitt(bereich, von, bis, nutzer_id, tabelle, massnahme_id)


def waehle_bereich(konzept: SimpleNamespace | None) -> int | None:
    """Gibt das Konzept oder None für alles; wählen kann nur, wer beides lesen darf."""
    ich = sitzung.person()
    if konzept is None or not rechte.darf_protokoll_lesen(ich, None):
        return konzept.id if konzept else None
    if not rechte.darf_protokoll_lesen(ich, konzept.id):
        return None
    namen = {"konzept": "dieses Konzept", "alles": "alles, auch Personen"}
    jetzt = "konzept" if st.query_params.get("bereich") == "konzept" else "alles"
    gewaehlt = st.selectbox(
        "Bereich", list(namen), index=list(namen).index(jetzt), format_func=lambda b: namen[b], key=f"bereich_{jetzt}"
    )
    merke("bereich", None if gewaehlt == "alles" else gewaehlt)
    return konzept.id if gewaehlt == "konzept" else None


def massnahmen(konzept: SimpleNamespace | None) -> dict[str, str]:
    """Gibt die Maßnahmen des Konzepts zur Wahl."""
    if konzept is None:
        return {}
    bild = sitzung.lagebild(konzept.id, sitzung.heute())
    zur_wahl = nachschlagen.zur_wahl(bild, "zu", (lies_zahl(st.query_params.get("zu")),))
    return {str(id_): name for id_, name in zur_wahl.items()}


def waehle(beschriftung: str, name: str, namen: dict[str, str]) -> str | None:
    """Zeigt eine Wahl mit „alle“ und gibt den gewählten Wert; er steht unter `name` in der Adresse."""
    jetzt = st.query_params.get(name)
    jetzt = jetzt if jetzt in namen else None
    optionen: list[str | None] = [None, *namen]
    gewaehlt = st.selectbox(
        beschriftung,
        optionen,
        index=optionen.index(jetzt),
        format_func=lambda w: namen[w] if w else "alle",
        key=f"{name}_{jetzt}",
    )
    bekannt = gewaehlt if gewaehlt in optionen else None  # am Browser vorbei kann anderes kommen
    merke(name, bekannt)
    return bekannt


def waehle_tag(beschriftung: str, name: str) -> date | None:
    """Zeigt die Wahl eines Tages, die auch leer sein darf."""
    jetzt = sitzung.lies_tag(st.query_params.get(name))
    gewaehlt = st.date_input(
        beschriftung,
        jetzt,
        min_value=FRUEHESTER,
        max_value=SPAETESTER,
        format="DD.MM.YYYY",
        key=f"{name}_{jetzt}",
        width=150,
    )
    tag = gewaehlt if isinstance(gewaehlt, date) else None
    merke(name, tag.isoformat() if tag else None)
    return tag


def merke(name: str, wert: str | None) -> None:
    """Schreibt einen Filter in die Adresse; ein anderer Filter beginnt wieder auf dem ersten Blatt."""
    if (st.query_params.get(name) or None) != wert:
        st.query_params.pop("blatt", None)
        setze(name, wert)


# --- Liste -----------------------------------------------------------------------------------------------------------


def zeige_blatt(ausschnitt: Ausschnitt) -> None:
    """Zeigt ein Blatt des Ausschnitts mit Anzahl, Datei und Blätterleiste."""
    ich = sitzung.person()
    gewuenscht = lies_zahl(st.query_params.get("blatt")) or 1
    blatt = sitzung.read_gemerkt(
        "protokollblatt",
        lambda s: protokollblick.load_blatt(s, ich, ausschnitt, gewuenscht),
        ich,
        ausschnitt,
        gewuenscht,
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{anzahl(blatt.gesamt, 'Eintrag', 'Einträge')}**")
        if blatt.gesamt:
            zeige_datei(ausschnitt)
    if not blatt.gesamt:
        leer("Dazu steht nichts im Protokoll.", "Nehmen Sie einen Filter zurück oder wählen Sie mehr Tage.")
    for eintrag in blatt.eintraege:
        zeige_eintrag(eintrag, ausschnitt)
    if blatt.blaetter > 1:
        schluessel = f"blatt_{blatt.blaetter}_{blatt.nummer}"
        st.pagination(blatt.blaetter, default=blatt.nummer, key=schluessel, on_change=blaettere, args=(schluessel,))


def blaettere(schluessel: str) -> None:
    """Öffnet das gewählte Blatt; seine Nummer steht in der Adresse."""
    setze("blatt", st.session_state[schluessel])


def zeige_datei(ausschnitt: Ausschnitt) -> None:
    """Zeigt den Knopf, der den ganzen Ausschnitt als Datei für die Tabellenkalkulation baut."""
    ich = sitzung.person()

    def baue(s: Any) -> bytes:
        wer = rechte.load_person_zu(s, ich.id)  # gebaut wird erst beim Klick: dann gelten die Rechte von dann
        return protokollblick.build_protokolldatei(s, wer, ausschnitt)

    st.download_button(
        "Als Tabelle (CSV) herunterladen",
        data=lambda: sitzung.read(baue),
        file_name=f"protokoll_{sitzung.heute()}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="Alle Einträge dieser Auswahl mit jedem geänderten Feld, auch die auf weiteren Blättern.",
    )


def zeige_eintrag(e: Eintrag, ausschnitt: Ausschnitt) -> None:
    """Zeigt einen Eintrag: was geschah, wer es wann war, und jedes Feld vorher und nachher."""
    with st.container(border=True, gap="xsmall", key=f"eintrag_{e.nummer}"):
        was = f"{ZEICHEN_JE_AKTION[e.aktion]} {wort(e.gegenstand)} {e.aktion.bezeichnung}"
        st.markdown(f"{was}: **{wort(e.worum)}**" if e.worum else was)
        zeit = f"{e.am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
        ort = (e.konzept,) if e.konzept and ausschnitt.konzept_id is None else ()
        st.caption(wort(" · ".join((e.wer, zeit, *ort, f"Nr. {zahl(e.nummer)}"))))
        if e.grund:
            st.markdown(f"Grund: {wort(knapp(e.grund, ZEICHEN))}")
        if e.geleert:
            st.markdown(":gray[Der Inhalt wurde zum Schutz personenbezogener Daten gelöscht.]")
        zeige_aenderungen(e)
        if e.massnahme_id and ausschnitt.konzept_id:
            link("massnahme", "Zur Maßnahme", id=e.massnahme_id)


def zeige_aenderungen(e: Eintrag) -> None:
    """Zeigt die Felder; bei vielen die ersten und den Rest zum Aufklappen."""
    zeilen = [f"- {satz(a, e.aktion)}" for a in e.aenderungen]
    offen = zeilen if len(zeilen) <= GEZEIGT + 1 else zeilen[:GEZEIGT]
    if offen:
        st.markdown("\n".join(offen))
    if rest := zeilen[len(offen) :]:
        with st.expander(f"{anzahl(len(rest), 'weitere Angabe', 'weitere Angaben')}"):
            st.markdown("\n".join(rest))


def satz(a: Aenderung, aktion: Aktion) -> str:
    """Sagt ein Feld in einer Zeile: „Titel: alt → neu“; Angelegtes hat kein Vorher, Entferntes kein Nachher."""
    alt, neu = (wort(knapp(w, ZEICHEN)) for w in (a.alt, a.neu))
    if aktion == Aktion.GEAENDERT:
        return f"{wort(a.feld)}: :gray[{alt}] → **{neu}**"
    return f"{wort(a.feld)}: {neu if aktion == Aktion.ANGELEGT else alt}"


# --- Kette -----------------------------------------------------------------------------------------------------------


@st.cache_resource(ttl=MINUTEN * 60, show_spinner="Das Protokoll wird geprüft …")
def geprueft() -> tuple[datetime, int, str | None]:
    """Prüft die ganze Kette (100.000 Zeilen: rund 2 s) und merkt sich das Ergebnis zehn Minuten lang für alle."""

    def pruefe(s: Any) -> tuple[int, str | None]:
        fehler = kettenfehler(s)
        return protokollblick.letzte_nummer(s), fehler[1] if fehler else None

    return datetime.now(UTC), *sitzung.read(pruefe)


def zeige_kette() -> None:
    """Zeigt, bis wohin die Kette geprüft ist und ob jemand am Protokoll vorbei etwas geändert hat."""
    am, bis, fehler = geprueft()
    uhrzeit = f"{am.astimezone(BERLIN):%H:%M} Uhr"
    if fehler:
        st.error(
            f"{wort(fehler)} Bitte wenden Sie sich an die Stelle, die diese Anwendung betreibt.",
            title="Das Protokoll ist nicht mehr vollständig",
            icon=":material/gpp_bad:",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if not fehler:
            st.caption(
                f":material/verified_user: Kette geprüft bis Nr. {wort(zahl(bis))} ({uhrzeit}): "
                "lückenlos und nachträglich nicht verändert."
            )
        st.button("Jetzt neu prüfen", type="tertiary", on_click=geprueft.clear)


def zeige_seite(konzept: SimpleNamespace | None) -> None:
    """Zeigt Filter, Einträge und das Ergebnis der Prüfung – wer nicht darf, den Weg zu denen, die dürfen."""
    ich = sitzung.person()
    st.title("Protokoll", anchor=False)
    if not rechte.darf_protokoll_lesen(ich, konzept.id if konzept else None):
        leer(
            "Das Protokoll lesen Koordination und Administration.",
            "Was sich an einer Maßnahme geändert hat, steht auch in ihrer Geschichte.",
        )
        return
    ausschnitt = lies_ausschnitt(konzept)
    zeige_kette()
    zeige_blatt(ausschnitt)


zeige_seite(None if rechte.darf_verwalten(sitzung.person()) and not sitzung.konzept() else require_konzept())
