"""Abfrage: wer in der laufenden Rückmelderunde schon gemeldet hat, wer noch fehlt – und wie man erinnert."""

from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.auswertung.meldestand import (
    NACHGEREICHT,
    OFFEN,
    abfragen,
    meldestand,
    meldestand_je_stelle,
    rueckmeldung,
    schlusssatz,
)
from mut_core.erfassung.abfrage import close_abfrage, reopen_abfrage
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Rollenart
from mut_core.post import Post, Postweg
from mut_core.sprache import anzahl
from seiten.bausteine import abfrageform, erinnerungsform, handlung, sitzung
from seiten.bausteine.anzeige import absatz, leer, tag, wort
from seiten.bausteine.links import hierher, link
from seiten.bausteine.wahl import require_konzept, zahl

HOECHSTENS = 30
"""So viele Maßnahmen nennt eine Stelle; mehr wären keine Liste, sondern eine Wand."""


def zeige_seite(konzept_id: int) -> None:
    """Zeigt die gewählte oder laufende Abfrage, darunter frühere und – für die Koordination – eine neue."""
    st.title("Abfrage", anchor=False)
    with st.container():  # ein fester Platz, damit ein Satz hier oben nichts darunter neu aufbaut
        handlung.zeige_gelungen()
        erinnerungsform.zeige_ergebnisse()
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    darf = rechte.darf_bearbeiten(sitzung.person(), konzept_id)
    alle = abfragen(bild)
    offene = [a for a in alle if a.geschlossen_am is None]
    gewuenscht = zahl(st.query_params.get("abfrage"))
    gezeigt = next((a for a in alle if a.id == gewuenscht), None) or next(iter(offene), None)
    if gewuenscht and (gezeigt is None or gezeigt.id != gewuenscht):
        st.warning("Diese Abfrage gibt es nicht oder sie gehört zu einem anderen Konzept.")
    zeige_mehrere(offene, gezeigt)
    if bild.massnahmen.empty:
        leer(
            "In diesem Konzept ist noch keine Maßnahme erfasst.",
            "Eine Abfrage fragt nach Maßnahmen; sobald es welche gibt, lässt sie sich hier eröffnen.",
        )
        link("massnahmen", "Zu den Maßnahmen")
        return
    if gezeigt is None:
        zeige_leer(alle, darf)
    else:
        zeige_abfrage(bild, gezeigt, darf)
    if darf:
        zeige_neue(bild, offene)
    zeige_fruehere(bild, [a for a in alle if gezeigt is None or a.id != gezeigt.id])


def zeige_mehrere(offene: list[Any], gezeigt: Any | None) -> None:
    """Weist darauf hin, wenn mehrere Abfragen zugleich offen sind, und zeigt den Weg zu den anderen offenen."""
    if len(offene) > 1:
        st.info(
            f"Es sind {len(offene)} Abfragen zugleich offen. Eine Meldung zählt zur zuletzt eröffneten, die nach der "
            "Maßnahme fragt.",
            icon=":material/info:",
        )
    for a in offene:
        if gezeigt is None or a.id != gezeigt.id:
            hierher(
                f"Zur offenen Abfrage: {wort(a.titel)}",
                key=f"zur_abfrage_{a.id}",
                icon=":material/campaign:",
                abfrage=a.id,
            )


def zeige_leer(alle: list[Any], darf: bool) -> None:
    """Sagt, dass keine Abfrage läuft und was man tun kann."""
    was = "Zurzeit läuft keine Abfrage." if alle else "In diesem Konzept gab es noch keine Abfrage."
    if darf:
        leer(was, "Eröffnen Sie unten eine: Dann ist sichtbar, welche Stelle noch meldet, und Sie können erinnern.")
    else:
        leer(was, "Melden können Sie jederzeit auf der Seite „Sachstand melden“.")


def zeige_abfrage(bild: Lagebild, a: Any, darf: bool) -> None:
    """Zeigt eine Abfrage: Zahlen, Stellen und – für die Koordination – was zu tun ist."""
    st.header(wort(a.titel), anchor=False)
    zeige_kopf(bild, a)
    if darf:
        zeige_schalter(bild, a)
    stellen = saetze(meldestand_je_stelle(bild, a.id))
    if not stellen:
        leer("Zu dieser Abfrage gehört keine Maßnahme mehr.", "Alle gefragten Maßnahmen sind inzwischen archiviert.")
        return
    eigene = eigene_stellen(bild.konzept.id)
    if eigene is not None:
        stellen = [z for z in stellen if z.organisationseinheit_id in eigene]
        if not stellen:
            absatz(None, "Nach Maßnahmen Ihrer Stelle wird in dieser Abfrage nicht gefragt.")
    weg = erinnerungsform.postweg() if darf else None
    post = erinnerungsform.ausgang(bild, a.id) if darf else {}
    if darf:
        erinnerungsform.zeige_alle(list(post.values()), weg)
    zeige_stellen(bild, a, stellen, post, weg)


def zeige_kopf(bild: Lagebild, a: Any) -> None:
    """Sagt in einem Satz, wie weit die Abfrage ist, und zeigt dieselbe Zahl als Balken."""
    r = rueckmeldung(bild, a.id)
    spaet = f", davon {r.nachgereicht} nachgereicht" if r.nachgereicht else ""
    satz = f"{r.gemeldet} von {anzahl(r.gefragt, 'Maßnahme', 'Maßnahmen')} gemeldet{spaet}"
    if a.geschlossen_am is not None:
        wann = f"Geschlossen am {tag(a.geschlossen_am)}; Redaktionsschluss war am {tag(a.redaktionsschluss)}."
    else:
        wann = f"Redaktionsschluss {'war' if r.tage < 0 else 'ist'} {schlusssatz(a.redaktionsschluss, bild.stichtag)}."
    st.markdown(f"**{wort(satz)}.** {wort(wann)}")
    st.progress(r.gemeldet / r.gefragt if r.gefragt else 0.0)
    namen = {g.id: g.name for g in saetze(bild.gremien)}
    teile = [f"Stichtag {tag(a.stichtag)}", f"eröffnet am {tag(a.eroeffnet_am)}"]
    if a.sitzung_am:
        teile.append(f"Sitzung am {tag(a.sitzung_am)}" + (f" ({namen[a.gremium_id]})" if a.gremium_id in namen else ""))
    st.caption(wort(" · ".join(teile)))


def zeige_schalter(bild: Lagebild, a: Any) -> None:
    """Zeigt Schließen oder Wiederöffnen und, solange sie offen ist, das Formular zum Ändern."""
    name = f"abfrage_schalten_{a.id}"
    handlung.zeige_konflikt_satz(name)
    handlung.zeige_fehler(name)
    if a.geschlossen_am is None:
        hilfe = "Wer danach noch meldet, dessen Meldung ist als nachgereicht markiert."
        st.button("Abfrage schließen", key=f"{name}_zu", help=hilfe, on_click=schalte, args=(a, name, True))
    else:
        st.button("Wieder öffnen", key=f"{name}_auf", on_click=schalte, args=(a, name, False))
        return
    offen = abfrageform.aufgeklappt(bild.konzept.id, a.id, vorgabe=False)
    with st.expander("Abfrage ändern", expanded=offen, icon=":material/edit:"):
        abfrageform.zeige(bild, a)


def schalte(a: Any, name: str, zu: bool) -> None:
    """Schließt die Abfrage oder öffnet sie wieder."""
    tun = close_abfrage if zu else reopen_abfrage
    text = "Abfrage geschlossen" if zu else "Abfrage wieder geöffnet"
    handlung.versuche(name, lambda s, v: tun(s, v, a.id, basis_version=a.version), text)
    st.query_params["abfrage"] = str(a.id)  # sie bleibt zu sehen, auch wenn sie nicht mehr die laufende ist


def eigene_stellen(konzept_id: int) -> set[int] | None:
    """Gibt die Stellen, deren Stand eine Fachkraft sieht; None heißt: alle."""
    ich = sitzung.person()
    if ich.hat(konzept_id, Rollenart.KOORDINATION, Rollenart.LESEN, Rollenart.ADMINISTRATION):
        return None
    return {r.organisationseinheit_id for r in ich.rollen_in(konzept_id) if r.organisationseinheit_id is not None}


# --- Stellen ---------------------------------------------------------------------------------------------------------


def zeige_stellen(bild: Lagebild, a: Any, stellen: list[Any], post: dict[int, Post], weg: Postweg | None) -> None:
    """Zeigt erst, wer noch meldet, dann – zugeklappt – wer fertig ist."""
    staende = {z.massnahme_id: z for z in saetze(meldestand(bild, a.id))}
    wartend = [z for z in stellen if z.offen]
    fertig = [z for z in stellen if not z.offen]
    if wartend:
        st.subheader("Es fehlt noch etwas", anchor=False)
    elif fertig:
        st.success("Alle gefragten Maßnahmen sind gemeldet.", icon=":material/check_circle:")
    with st.grid(2, min_column_width=380):
        for z in wartend:
            zeige_stelle(z, staende, post.get(z.organisationseinheit_id or 0), weg)
    if fertig:
        with st.expander(f"Alles gemeldet ({anzahl(len(fertig), 'Stelle', 'Stellen')})", expanded=not wartend):
            for z in fertig:
                zeige_balken(z)
                zeige_gemeldete(z, staende)


def zeige_stelle(z: Any, staende: dict[int, Any], p: Post | None, weg: Postweg | None) -> None:
    """Zeigt eine Stelle, die noch etwas zu melden hat."""
    with st.container(border=True, key=f"stelle_{z.organisationseinheit_id or 0}"):
        zeige_balken(z)
        for i in z.offene[:HOECHSTENS]:
            zeige_offene(staende[i])
        if z.offen > HOECHSTENS:
            st.caption(f"… und {len(z.offene) - HOECHSTENS} weitere")
        zeige_gemeldete(z, staende)
        if z.organisationseinheit_id is None:
            st.caption("Hier meldet die Koordination, bis eine Stelle benannt ist.")
        if p is not None:
            erinnerungsform.zeige_stand(p)
            erinnerungsform.zeige(p, weg)


def zeige_balken(z: Any) -> None:
    """Zeigt den Stand einer Stelle in Worten, Zahl und Balken."""
    spaet = f", davon {z.nachgereicht} nachgereicht" if z.nachgereicht else ""
    zeit = " – überfällig" if z.ueberfaellig else ""
    st.markdown(f"**{wort(z.stelle)}**")
    st.progress(z.gemeldet / z.gefragt, wort(f"{z.gemeldet} von {z.gefragt} gemeldet{spaet}{zeit}"))


def zeige_offene(z: Any) -> None:
    """Zeigt eine offene Maßnahme als Weg dorthin, wo man etwas tun kann."""
    zurueck = " – zurückgegeben, bitte neu melden" if z.zurueckgegeben else ""
    name = f"{wort(z.nummer)} {wort(z.titel)}{zurueck}"
    konzept = sitzung.konzept()
    if konzept and rechte.darf_melden(sitzung.person(), konzept.id, z.organisationseinheit_id):
        link("melden", name, icon=":material/edit_note:", massnahme=z.massnahme_id)
    else:
        stichtag = sitzung.auf_heute(konzept.vorgabe_stichtag) if konzept else None
        link("massnahme", name, icon=":material/radio_button_unchecked:", id=z.massnahme_id, stichtag=stichtag)


def zeige_gemeldete(z: Any, staende: dict[int, Any]) -> None:
    """Nennt, was gemeldet ist, mit Tag; Nachgereichtes ist markiert."""
    gemeldete = [
        s for s in staende.values() if s.organisationseinheit_id == z.organisationseinheit_id and s.stand != OFFEN
    ]
    zeilen = []
    for s in gemeldete[:HOECHSTENS]:
        teile = [f"{'nachgereicht' if s.stand == NACHGEREICHT else 'gemeldet'} am {tag(s.gemeldet_am)}"]
        teile += ["unverändert bestätigt"] if s.unveraendert else []
        teile += [f"im Auftrag von {s.im_auftrag_von}"] if s.im_auftrag_von else []
        zeilen.append(f":material/check: {wort(s.nummer)} {wort(s.titel)} – {wort(', '.join(teile))}")
    if len(gemeldete) > HOECHSTENS:
        zeilen.append(f"… und {len(gemeldete) - HOECHSTENS} weitere")
    if zeilen:
        st.caption("  \n".join(zeilen))


# --- neue und frühere ------------------------------------------------------------------------------------------------


def zeige_neue(bild: Lagebild, offene: list[Any]) -> None:
    """Zeigt das Formular einer neuen Abfrage; läuft keine, ist es aufgeklappt."""
    offen = abfrageform.aufgeklappt(bild.konzept.id, None, vorgabe=not offene)
    with st.expander("Neue Abfrage eröffnen", expanded=offen, icon=":material/add:"):
        if offene:
            st.caption("Eine Abfrage läuft schon. Eine zweite zugleich ist möglich; meist ist Schließen das Richtige.")
        abfrageform.zeige(bild, None)


def zeige_fruehere(bild: Lagebild, andere: list[Any]) -> None:
    """Zeigt die geschlossenen Abfragen, die neueste zuerst."""
    fruehere = [a for a in andere if a.geschlossen_am is not None]
    if not fruehere:
        return
    st.header("Frühere Abfragen", anchor=False)
    for a in fruehere:
        r = rueckmeldung(bild, a.id)
        hierher(wort(a.titel), key=f"fruehere_{a.id}", icon=":material/history:", abfrage=a.id)
        st.caption(
            wort(
                f"Stichtag {tag(a.stichtag)} · geschlossen am {tag(a.geschlossen_am)} · "
                f"{r.gemeldet} von {r.gefragt} gemeldet"
                + (f", {r.nachgereicht} nachgereicht" if r.nachgereicht else "")
            )
        )


zeige_seite(require_konzept().id)
