"""Bogenrücknahme: ausgefüllte Rückmeldebögen ablegen, Unterschiede ansehen, Konflikte entscheiden, übernehmen."""

from dataclasses import dataclass

import streamlit as st

from mut_core.auftrag import AblageDatei, load_ablage
from mut_core.austausch.ruecknahme import (
    Bogen,
    Bogenlage,
    Rueckmeldung,
    build_bogenplan,
    build_rueckmeldungen,
    read_bogen,
)
from mut_core.erfassung.einlesung import Bogenangabe, load_bogen, record_einlesung
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import MutError
from mut_core.sprache import anzahl
from seiten.bausteine import einlesungsliste, handlung, listenlesung, sitzung
from seiten.bausteine.anzeige import Farbe, schlicht, tag, wort
from seiten.bausteine.links import link

ZWECK = "bogen"
PARAMETER = "boegen"
LAGEN: dict[Bogenlage, tuple[str, Farbe]] = {
    Bogenlage.NEU: (":material/fiber_new:", "blue"),
    Bogenlage.KONFLIKT: (":material/sync_problem:", "orange"),
    Bogenlage.FEHLER: (":material/error:", "red"),
    Bogenlage.GLEICH: (":material/check_circle:", "gray"),
    Bogenlage.LEER: (":material/remove:", "gray"),
}


@dataclass(frozen=True)
class Offener:
    """Ein abgelegter Bogen im Vergleich mit dem Konzept."""

    konzept_id: int
    datei: AblageDatei
    bogen: Bogen
    angabe: Bogenangabe
    rueckmeldungen: tuple[Rueckmeldung, ...]


def zeige(konzept_id: int) -> None:
    """Zeigt das Ablegen mehrerer Bögen und darunter jeden abgelegten mit seinen Unterschieden."""
    st.markdown(
        "Legen Sie die Dateien ab, die per E-Mail zurückkamen – mehrere auf einmal. Jede wird an ihrer Kennung "
        "erkannt, auch wenn Blätter anders heißen oder Spalten dazukamen."
    )
    zaehler = st.session_state.setdefault("boegen_zaehler", 0)
    dateien = st.file_uploader(
        "Ausgefüllte Bögen ablegen (.xlsx, .ods oder .csv)",
        type=["xlsx", "ods", "csv"],
        accept_multiple_files=True,
        max_upload_size=10,
        key=f"boegen_{konzept_id}_{zaehler}",
    )
    if dateien:
        neue = [listenlesung.lege_ab(konzept_id, d.name, d.getvalue(), ZWECK) for d in dateien]
        st.session_state["boegen_zaehler"] = zaehler + 1
        st.query_params[PARAMETER] = ",".join(map(str, dict.fromkeys([*_nummern(), *neue])))
        st.rerun()
    einlesungsliste.zeige_ergebnis()
    for nummer in _nummern():
        with st.container(border=True, key=f"bogen_{nummer}"):
            _zeige_einen(konzept_id, nummer)


def _nummern() -> list[int]:
    text = st.query_params.get(PARAMETER, "")
    return [int(n) for n in text.split(",") if n.isascii() and n.isdigit() and len(n) < 10][:50]


def _zeige_einen(konzept_id: int, nummer: int) -> None:
    handlung.zeige_fehler(f"bogen_{nummer}")
    try:
        o = _lade(konzept_id, nummer)
    except MutError as fehler:
        st.error(wort(fehler), title="Nicht erkannt", icon=":material/error:")
        _zeige_weglegen(konzept_id, nummer)
        return
    a = o.angabe
    st.markdown(
        f"**{wort(a.stelle)}** – {wort(a.abfrage or 'ohne Abfrage')}  \n{wort(o.datei.name)}, ausgegeben am "
        f"{a.erstellt_am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
        + (f", schon einmal übernommen am {a.zurueck_am.astimezone(BERLIN):%d.%m.%Y}" if a.zurueck_am else "")
    )
    for hinweis in o.bogen.hinweise:
        st.warning(wort(hinweis), icon=":material/warning:")
    zahlen = {lage: sum(r.lage is lage for r in o.rueckmeldungen) for lage in LAGEN}
    with st.container(horizontal=True, gap="small"):
        for lage, (zeichen, farbe) in LAGEN.items():
            if zahlen[lage]:
                st.badge(f"{zahlen[lage]} {lage.value}", icon=zeichen, color=farbe)
    trotzdem = [
        r.zeile.nr for r in o.rueckmeldungen if r.lage not in (Bogenlage.LEER, Bogenlage.GLEICH) and _zeige(o, r)
    ]
    _zeige_knopf(o, zahlen[Bogenlage.NEU], trotzdem)


def _lade(konzept_id: int, nummer: int) -> Offener:
    ich, heute = sitzung.person(), sitzung.heute()
    datei = sitzung.read(lambda s: load_ablage(s, ich, konzept_id, nummer))
    bogen = read_bogen(listenlesung.lies_mappe(datei))
    angabe = sitzung.read(lambda s: load_bogen(s, ich, konzept_id, bogen.kennung))
    bild = sitzung.lagebild(konzept_id, heute)
    return Offener(konzept_id, datei, bogen, angabe, build_rueckmeldungen(bogen, angabe, bild, heute))


def _zeige(o: Offener, r: Rueckmeldung) -> bool:
    """Zeigt eine Zeile: bisher und jetzt nebeneinander; gibt, ob ein Konflikt trotzdem übernommen werden soll."""
    zeichen, farbe = LAGEN[r.lage]
    m, e = r.massnahme, r.eingabe
    name = f"{m.nummer} {m.titel}" if m is not None else f"{r.zeile.nummer} {r.zeile.schluessel}".strip()
    st.markdown(f"**{wort(name)}**")
    st.badge(r.lage.value, icon=zeichen, color=farbe)
    if r.grund:
        st.markdown(wort(r.grund))
    links, rechts = st.columns(2, gap="small")
    if m is not None:
        bisher = f"{m.umsetzungsstand.bezeichnung} ({tag(m.stand_zum)}): {m.stand_text or '–'}"
        links.markdown(f"Jetzt im Konzept:  \n{wort(bisher if m.stand_zum else 'noch keine Meldung')}")
    if e is not None and e.umsetzungsstand is not None:
        neu = f"{e.umsetzungsstand.bezeichnung}: {e.text or 'unverändert'}"
        neu += f" – Nächster Schritt: {e.naechster_schritt}" if e.naechster_schritt else ""
        neu += f" – neue Frist {tag(e.neue_frist)} ({e.frist_grund})" if e.neue_frist else ""
        rechts.markdown(f"Im Bogen:  \n**{wort(neu)}**")
    if r.lage is Bogenlage.FEHLER and m is not None:
        link("melden", "Im Formular melden", icon=":material/edit_note:", massnahme=m.id)
    if r.lage is not Bogenlage.KONFLIKT:
        return False
    st.markdown("Seit der Ausgabe erfasst:\n\n" + "\n".join(f"- {wort(s)}" for s in r.inzwischen))
    wahl = st.radio(
        f"Entscheidung zu {schlicht(name)}",
        ["behalten", "anfügen"],
        index=None,
        format_func=lambda w: (
            "Gespeichertes behalten" if w == "behalten" else "Meldung aus dem Bogen zusätzlich anfügen"
        ),
        horizontal=True,
        key=f"konflikt_{o.datei.id}_{r.zeile.nr}",
    )
    return wahl == "anfügen"


def _zeige_knopf(o: Offener, neue: int, trotzdem: list[int]) -> None:
    zahl = neue + len(trotzdem)
    with st.container(horizontal=True, gap="small"):
        if zahl:
            st.button(
                f"Übernehmen ({anzahl(zahl, 'Meldung', 'Meldungen')})",
                type="primary",
                icon=":material/download_done:",
                key=f"bogen_{o.datei.id}_uebernehmen",
                on_click=_uebernimm,
                args=(o, tuple(trotzdem)),
            )
        _zeige_weglegen(o.konzept_id, o.datei.id)
    if not zahl:
        st.caption("Aus diesem Bogen ist nichts (mehr) zu übernehmen.")
    frueher = einlesungsliste.aus_dieser(einlesungsliste.lade(o.konzept_id), o.bogen.pruefsumme)
    if frueher:
        einlesungsliste.zeige_eine(frueher)


def _uebernimm(o: Offener, trotzdem: tuple[int, ...]) -> None:
    plan = build_bogenplan(o.bogen, o.rueckmeldungen, trotzdem)
    handlung.versuche(
        f"bogen_{o.datei.id}",
        lambda s, v: record_einlesung(s, v, o.konzept_id, plan),
        f"{anzahl(len(plan.zeilen), 'Meldung', 'Meldungen')} von {o.angabe.stelle} übernommen",
    )


def _zeige_weglegen(konzept_id: int, nummer: int) -> None:
    st.button(
        "Bogen weglegen", icon=":material/close:", key=f"bogen_{nummer}_weg", on_click=_lege_weg,
        args=(konzept_id, nummer),
    )  # fmt: skip


def _lege_weg(konzept_id: int, nummer: int) -> None:
    uebrige = [n for n in _nummern() if n != nummer]
    st.query_params[PARAMETER] = ",".join(map(str, uebrige))
    try:
        listenlesung.nimm_weg(konzept_id, nummer)
    except MutError as fehler:
        st.session_state[f"fehler_bogen_{nummer}"] = str(fehler)
