"""Freigabe: gemeldete Sachstände durchsehen, freigeben oder mit einer Bemerkung zurückgeben – nie die eigenen."""

from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.auswertung import Vorlegung, freigaben
from mut_core.erfassung import entwurf
from mut_core.erfassung.freigabe import record_freigabe
from mut_core.erfassung.sachstand import erfassende
from mut_core.fehler import MutError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Freigabe
from mut_core.sprache import anzahl
from seiten.bausteine import handlung, sitzung
from seiten.bausteine.anzeige import absatz, leer, schlicht, tag, wort
from seiten.bausteine.links import link
from seiten.bausteine.sachstandanzeige import angaben
from seiten.bausteine.unterschied import unterschied
from seiten.bausteine.wahl import require_konzept

JE_BLATT = 10
ANSICHTEN = {Freigabe.GEMELDET: "zu entscheiden", Freigabe.ZURUECK: "zurückgegeben"}
MELDUNGEN = "freigabe_meldungen"


# --- Entscheiden -----------------------------------------------------------------------------------------------------


def entscheide(ids: dict[int, tuple[str, int]], freigabe: Freigabe) -> None:
    """Entscheidet Eintrag für Eintrag, jeden für sich: Was bei einem nicht geht, hält die übrigen nicht auf.

    `ids` nennt zu jedem Sachstand die Nummer der Maßnahme und die Version, die zu sehen war.
    """
    gelungen, meldungen = [], []
    for id_, (nummer, version) in ids.items():
        bemerkung = st.session_state.get(feld(id_)) if freigabe is Freigabe.ZURUECK else None
        name = f"freigabe_{id_}"
        if handlung.versuche(name, schreibe(id_, freigabe, version, bemerkung)):
            gelungen.append(nummer)
            for schluessel in (f"waehle_{id_}_{version}", feld(id_)):
                st.session_state.pop(schluessel, None)
        else:
            grund = handlung.konflikt(name) or st.session_state.get(f"fehler_{name}", "")
            meldungen.append(f"{nummer}: {grund}")
            handlung.vergiss(name)
    if gelungen:
        st.session_state["freigabe_gelungen"] = f"{', '.join(gelungen)} {freigabe.bezeichnung}"
    st.session_state[MELDUNGEN] = meldungen


def schreibe(id_: int, freigabe: Freigabe, version: int, bemerkung: str | None) -> Any:
    """Gibt die Handlung, die über einen Sachstand entscheidet und den Entwurf der Bemerkung weglegt."""
    konzept_id = require_konzept().id

    def tun(s: Any, vorgang: Any) -> int:
        nummer = record_freigabe(s, vorgang, id_, freigabe, basis_version=version, bemerkung=bemerkung)
        entwurf.archive_entwurf(s, vorgang, konzept_id, gegenstand(id_))
        return nummer

    return tun


def entscheide_gewaehlte(ids: dict[int, tuple[str, int]]) -> None:
    """Gibt alles Angehakte frei; ohne Haken sagt die Seite, was zu tun ist."""
    gewaehlt = {i: w for i, w in ids.items() if st.session_state.get(f"waehle_{i}_{w[1]}")}
    if gewaehlt:
        entscheide(gewaehlt, Freigabe.FREIGEGEBEN)
    else:
        st.session_state[MELDUNGEN] = ["Bitte haken Sie erst an, was Sie freigeben."]


def hake_an(ids: dict[int, tuple[str, int]]) -> None:
    """Hakt alles auf diesem Blatt an oder wieder ab."""
    for i, (_, version) in ids.items():
        st.session_state[f"waehle_{i}_{version}"] = bool(st.session_state.get("waehle_alle"))


# --- Bemerkung mit Entwurf -------------------------------------------------------------------------------------------


def feld(id_: int) -> str:
    """Gibt den Schlüssel des Bemerkungsfelds; ohne Version, damit der Text auch einen Konflikt übersteht."""
    return f"bemerkung_{id_}"


def gegenstand(id_: int) -> str:
    """Gibt den Gegenstand, unter dem die angefangene Bemerkung aufgehoben wird."""
    return f"freigabe:{id_}"


def sichere(id_: int) -> None:
    """Hebt die Bemerkung auf, sobald man das Feld verlässt."""
    konzept_id, text = require_konzept().id, str(st.session_state.get(feld(id_)) or "")
    try:
        sitzung.write(
            f"entwurf-freigabe-{id_}",
            lambda s, v: entwurf.save_entwurf(s, v, konzept_id, gegenstand(id_), {"bemerkung": text}),
        )
    except MutError as fehler:
        st.session_state[MELDUNGEN] = [str(fehler)]


def angefangen(id_: int, konzept_id: int) -> str:
    """Gibt die aufgehobene Bemerkung oder einen leeren Text."""
    ich = sitzung.person()
    e = sitzung.read(lambda s: entwurf.load_entwurf(s, ich.id, konzept_id, gegenstand(id_)))
    return str(e.felder.get("bemerkung") or "") if e else ""


# --- Zeigen ----------------------------------------------------------------------------------------------------------


def zeige_meldungen() -> None:
    """Zeigt einmal, was gelang, und oben, was nicht ging und warum."""
    if text := st.session_state.pop("freigabe_gelungen", None):
        st.toast(wort(text), icon=":material/check_circle:")
    for text in st.session_state.pop(MELDUNGEN, []):
        st.warning(wort(text), title="Nicht entschieden", icon=":material/sync_problem:")


def waehle(alle: tuple[Vorlegung, ...]) -> list[Vorlegung]:
    """Zeigt den Schalter für ältere Einträge und gibt, was zu zeigen ist."""
    aeltere = sum(not v.letzter for v in alle)
    if not aeltere or st.checkbox(
        f"Auch ältere Einträge ({aeltere:d})",
        key="freigabe_aeltere",
        persist_state="session",
        help="Für Berichte zählt der letzte freigegebene Eintrag einer Maßnahme.",
    ):
        return list(alle)
    return [v for v in alle if v.letzter]


def zeige_liste(bild: Lagebild, eintraege: list[Vorlegung]) -> None:
    """Zeigt ein Blatt der Einträge mit dem Knopf für mehrere auf einmal."""
    blaetter = max(1, -(-len(eintraege) // JE_BLATT))
    nummer = int(st.pagination(blaetter, key=f"freigabeblatt_{blaetter}") or 1) if blaetter > 1 else 1
    blatt = eintraege[(nummer - 1) * JE_BLATT : nummer * JE_BLATT]
    ich = sitzung.person()
    entscheidbar = {
        v.sachstand.id: (v.massnahme.nummer, v.sachstand.version)
        for v in blatt
        if rechte.darf_freigeben(ich, bild.konzept.id, v.sachstand.erfasst_von_id)
    }
    if entscheidbar:
        zeige_mehrere(entscheidbar)
    for v in blatt:
        with st.container(border=True, gap="small", key=f"vorlegung_{v.sachstand.id}"):
            zeige_vorlegung(bild, v, v.sachstand.id in entscheidbar)


def zeige_mehrere(entscheidbar: dict[int, tuple[str, int]]) -> None:
    """Zeigt „alle anhaken“ und den Knopf, der alles Angehakte freigibt; er ist nie gesperrt."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox(f"Alle {len(entscheidbar)} anhaken", key="waehle_alle", on_change=hake_an, args=(entscheidbar,))
        st.button(
            "Angehakte freigeben",
            type="primary",
            shortcut="Alt+F",
            icon=":material/done_all:",
            on_click=entscheide_gewaehlte,
            args=(entscheidbar,),
        )


def zeige_vorlegung(bild: Lagebild, v: Vorlegung, entscheidbar: bool) -> None:
    """Zeigt einen Eintrag: was bisher galt, was gemeldet ist, und die beiden Entscheidungen."""
    s, m = v.sachstand, v.massnahme
    st.subheader(f"{wort(m.nummer)} {wort(m.titel)}", anchor=False)
    st.caption(wort(herkunft(bild, s)))
    if v.frist:
        verschoben = unterschied(tag(v.frist.bisher, "keine"), tag(v.frist.neu, "keine"))
        st.markdown(f"**Frist verschoben:** {verschoben}. Grund: {wort(v.frist.grund)}")
    links, rechts = st.columns(2, gap="medium")
    with links:
        zeige_seite(v.vorher, None, "Bisher")
    with rechts:
        zeige_seite(s, v.vorher, "Berichtigt" if s.ersetzt_id else "Gemeldet")
    if s.freigabe_bemerkung:
        st.markdown(f"**Zurückgegeben mit der Bemerkung:** {wort(s.freigabe_bemerkung)}")
    if entscheidbar:
        zeige_knoepfe(bild, v)
    else:
        st.markdown(
            ":material/person_off: Diesen Eintrag haben Sie selbst erfasst; freigeben muss ihn jemand anderes aus der "
            "Koordination."
        )
    stichtag = sitzung.auf_heute(bild.konzept.vorgabe_stichtag)
    link("massnahme", "Zur ganzen Geschichte", icon=":material/history:", id=m.id, eintrag=s.id, stichtag=stichtag)


def herkunft(bild: Lagebild, s: Any) -> str:
    """Sagt, welcher Eintrag es ist und in wessen Auftrag."""
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    auftrag = f" · im Auftrag von {stellen.get(s.im_auftrag_von_id, '–')}" if s.im_auftrag_von_id else ""
    wer = sitzung.gemerkt(
        "erfassende", bild, lambda: sitzung.read(lambda d: erfassende(d, s.massnahme_id)), s.massnahme_id
    )
    von = f" von {wer.get(s.erfasst_von_id, '–')}"
    return f"Sachstand Nr. {s.nummer} zum {tag(s.zum)} · erfasst{von}{auftrag} · {s.freigabe.bezeichnung}"


def zeige_seite(s: Any | None, davor: Any | None, titel: str) -> None:
    """Zeigt einen Eintrag; was sich gegenüber dem davor geändert hat, ist mit einem Wort gekennzeichnet."""
    if s is None:
        st.markdown(f"**{wort(titel)}**")
        absatz(None, "Dies ist die erste Meldung.")
        return
    st.markdown(f"**{wort(titel)}** · {tag(s.zum)} · {wort(s.umsetzungsstand.bezeichnung)}{wort(geaendert(s, davor))}")
    absatz(s.text, "Unverändert bestätigt." if s.unveraendert else "Ohne Text.")
    frueher = angaben(davor) if davor is not None else None
    for name, text in angaben(s).items():
        neu = " *(geändert)*" if frueher is not None and frueher.get(name) != text else ""
        st.markdown(f"**{wort(name)}:** {wort(text)}{neu}")


def geaendert(s: Any, davor: Any | None) -> str:
    """Sagt, wenn sich der Umsetzungsstand geändert hat."""
    return " (geändert)" if davor is not None and davor.umsetzungsstand != s.umsetzungsstand else ""


def zeige_knoepfe(bild: Lagebild, v: Vorlegung) -> None:
    """Zeigt Haken, „Freigeben“ und „Zurückgeben“ mit Pflichtbemerkung.

    Im Namen der Knöpfe steht die Version: Ein Klick auf Veraltetes trifft nach einem Neustart nichts Neueres.
    """
    s = v.sachstand
    diese = {s.id: (v.massnahme.nummer, s.version)}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox(f"{schlicht(v.massnahme.nummer)} anhaken", key=f"waehle_{s.id}_{s.version}")
        st.button(
            "Freigeben",
            key=f"frei_{s.id}_{s.version}",
            icon=":material/check:",
            on_click=entscheide,
            args=(diese, Freigabe.FREIGEGEBEN),
        )
    if s.freigabe is Freigabe.ZURUECK:
        return
    if feld(s.id) not in st.session_state:
        st.session_state[feld(s.id)] = angefangen(s.id, bild.konzept.id)
    with st.expander("Zurückgeben", expanded=bool(st.session_state[feld(s.id)])):
        st.text_area(
            "Was fehlt oder ist zu klären?",
            key=feld(s.id),
            height=90,
            on_change=sichere,
            args=(s.id,),
            persist_state="session",
            help="Nötig. Die Bemerkung bleibt intern und steht in der Geschichte der Maßnahme.",
        )
        st.button(
            "Zurückgeben",
            key=f"zurueck_{s.id}_{s.version}",
            icon=":material/assignment_return:",
            on_click=entscheide,
            args=(diese, Freigabe.ZURUECK),
        )


def zeige_freigabe(konzept: Any) -> None:
    """Zeigt, was zu entscheiden ist – wer nicht darf oder nichts zu tun hat, liest, woran es liegt."""
    st.title("Freigabe", anchor=False)
    if not rechte.darf_bearbeiten(sitzung.person(), konzept.id):
        leer("Sachstände gibt die Koordination frei.", "Wie ein Eintrag steht, zeigt die Geschichte seiner Maßnahme.")
        return
    if not konzept.freigabe_verlangt:
        leer(
            "In diesem Konzept gilt jeder gemeldete Sachstand sofort.",
            "Eine Freigabe durch ein zweites Augenpaar verlangen Sie in den Stammdaten des Konzepts.",
        )
        return
    zeige_meldungen()
    ansicht = st.segmented_control(
        "Ansicht",
        list(ANSICHTEN),
        default=Freigabe.GEMELDET,
        required=True,
        format_func=lambda f: ANSICHTEN[f],
        key="freigabe_ansicht",
    )
    bild = sitzung.lagebild(konzept.id, sitzung.heute())
    gewaehlt = Freigabe.ZURUECK if ansicht == Freigabe.ZURUECK else Freigabe.GEMELDET
    alle = sitzung.gemerkt("freigaben", bild, lambda: freigaben(bild, gewaehlt), gewaehlt.value)
    gezeigt = waehle(alle)
    if not gezeigt:
        leer("Hier ist nichts zu entscheiden.", "Neue Meldungen erscheinen hier von selbst.")
        return
    ich = sitzung.person()
    gezeigt.sort(key=lambda v: ich.ist(v.sachstand.erfasst_von_id))  # was man entscheiden kann, zuerst
    st.header(f"{anzahl(len(gezeigt), 'Eintrag', 'Einträge')}", anchor=False)
    st.caption("Was am längsten wartet, steht oben; selbst Erfasstes unten.")
    zeige_liste(bild, gezeigt)


zeige_freigabe(require_konzept())
