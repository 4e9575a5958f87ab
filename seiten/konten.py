"""Konten: Personen finden, anlegen, berechtigen und sperren – die Liste und, mit `?person=`, eine einzelne Person."""

import json
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from mut_core import lagebild as lesen
from mut_core import rechte
from mut_core.anmeldung import konten as zugang
from mut_core.anmeldung.adressen import hat_kennwoerter
from mut_core.erfassung import konten, personendaten
from mut_core.erfassung.konten import Konto, Rollenangabe
from mut_core.erfassung.protokoll import BERLIN, Vorgang
from mut_core.fehler import NichtGefundenError
from mut_core.modell.codes import Rollenart
from mut_core.sprache import anzahl, suchformen
from seiten.bausteine import kontoform, sitzung
from seiten.bausteine.anzeige import leer, wort
from seiten.bausteine.links import hierher
from seiten.bausteine.wahl import setze, zahl

JE_SEITE = 20
ZUSTAENDE = {
    "aktiv": "nicht gesperrt",
    "gesperrt": "gesperrt",
    "ohne_rolle": "ohne Rolle",
    "neu": "noch nie angemeldet",
}
ZWEITER_FAKTOR = {
    "freiwillig": "freiwillig",
    "administration": "Pflicht für die Administration",
    "alle": "Pflicht für alle",
}


# --- Liste -----------------------------------------------------------------------------------------------------------


def zeige_liste(alle: list[Konto]) -> None:
    """Zeigt Suche, Filter und die Personen seitenweise."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title("Konten", anchor=False)
        zeige_anlegeknopf()
    gefunden = filtere(alle)
    st.markdown(f"**{anzahl(len(gefunden), 'Person', 'Personen')}** von {len(alle)}")
    if not alle:
        leer("In Ihrem Konzept hat noch niemand eine Rolle.", "Holen Sie jemanden dazu, der schon ein Konto hat.")
    elif not gefunden:
        leer("Niemand passt zu dieser Auswahl.", "Suchen Sie nach weniger oder nehmen Sie einen Filter zurück.")
    seiten = -(-len(gefunden) // JE_SEITE)
    nummer = st.pagination(seiten, key=f"blatt_{seiten}") if seiten > 1 else 1
    alles = verwaltet()
    for konto in gefunden[(nummer - 1) * JE_SEITE : nummer * JE_SEITE]:
        zeige_zeile(konto, mit_anmeldung=alles)
    if alles:
        zeige_einstellungen()


def zeige_anlegeknopf() -> None:
    """Zeigt, was diese Administration darf: Personen anlegen oder jemanden mit Konto dazuholen."""
    if verwaltet():
        st.button("Person anlegen", type="primary", icon=":material/person_add:", on_click=kontoform.beginne_anlegen)
    else:
        st.button(
            "Person dazuholen", type="primary", icon=":material/person_search:", on_click=setze, args=("person", "dazu")
        )


def filtere(alle: list[Konto]) -> list[Konto]:
    """Zeigt Suche und Filter – alles steht in der Adresse – und gibt, wer passt."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        suche = st.text_input(
            "Suche",
            st.query_params.get("suche", ""),
            type="search",
            live="300ms",
            key="personensuche",
            max_chars=200,
            placeholder="Name, Kennung, Stelle",
        )
        setze("suche", suche)
        rolle = waehle("Rolle", "rolle", {a.value: a.bezeichnung for a in kontoform.ROLLEN})
        zustand = waehle("Zustand", "zustand", ZUSTAENDE)
    worte = [suchformen(w) for w in (suche or "").split()]
    gefunden = [k for k in alle if passt(k, rolle, zustand) and trifft(k, worte)]
    return sorted(gefunden, key=lambda k: (suchformen(k.name)[1], k.id))  # Ömer zwischen Olga und Otto (DIN 5007-1)


def waehle(beschriftung: str, name: str, namen: dict[str, str]) -> str | None:
    """Zeigt eine Wahl mit „alle“ und gibt den gewählten Wert."""
    jetzt = st.query_params.get(name)
    optionen: list[str | None] = [None, *namen]
    gewaehlt = st.selectbox(
        beschriftung,
        optionen,
        index=optionen.index(jetzt) if jetzt in optionen else 0,
        format_func=lambda w: namen[w] if w else "alle",
        key=f"{name}_{jetzt}",
    )
    bekannt = gewaehlt if gewaehlt in optionen else None  # am Browser vorbei kann anderes kommen
    setze(name, bekannt)
    return bekannt


def passt(k: Konto, rolle: str | None, zustand: str | None) -> bool:
    """Sagt, ob eine Person zu Rolle und Zustand passt."""
    wahr = {
        None: True,
        "aktiv": k.aktiv,
        "gesperrt": not k.aktiv,
        "ohne_rolle": not k.rollen,
        "neu": k.letzte_anmeldung is None,
    }
    return wahr[zustand] and (rolle is None or rolle in {r.art.value for r in k.rollen})


def trifft(k: Konto, worte: list[tuple[str, str]]) -> bool:
    """Sagt, ob jedes gesuchte Wort in Name, Kennung oder Stelle vorkommt; Umlaute und ihre Umschrift gelten gleich."""
    stellen = " ".join(r.stelle or "" for r in k.rollen)
    formen = suchformen(f"{k.name} {k.kennung} {stellen}")
    return all(any(g in f for g, f in zip(gesucht, formen, strict=True)) for gesucht in worte)


def zeige_zeile(k: Konto, *, mit_anmeldung: bool) -> None:
    """Zeigt eine Person in einer Zeile: Name, Rollen, Kennung, letzte Anmeldung."""
    with st.container(border=True, gap="xsmall", key=f"person_{k.id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            hierher(f"**{wort(k.name)}**", key=f"konto_{k.id}", person=k.id)
            with st.container(horizontal=True, width="content"):
                zeige_marken(k)
        stellen = list(dict.fromkeys(r.stelle for r in k.rollen if r.stelle))
        st.caption(wort(" · ".join((k.kennung, *stellen[:2], *([letzte_anmeldung(k)] if mit_anmeldung else [])))))


def zeige_marken(k: Konto) -> None:
    """Zeigt die Rollen und, was auffällt: gesperrt, ohne Rolle, Demo."""
    for art in kontoform.ROLLEN:
        if konzepte := [r for r in k.rollen if r.art == art]:
            st.badge(
                art.bezeichnung if len(konzepte) == 1 else f"{art.bezeichnung} · {len(konzepte)}-mal", color="blue"
            )
    if not k.rollen:
        st.badge("ohne Rolle", color="orange")
    if k.demo:
        st.badge("Demo", color="gray")
    if not k.aktiv:
        st.badge("gesperrt", color="red")


def verwaltet() -> bool:
    """Sagt, ob die angemeldete Person die ganze Anwendung verwaltet."""
    return rechte.darf_verwalten(sitzung.person())


def letzte_anmeldung(k: Konto) -> str:
    """Sagt, wann sich jemand zuletzt angemeldet hat – oder was dazu noch fehlt."""
    if k.letzte_anmeldung:
        return f"zuletzt angemeldet {uhrzeit(k.letzte_anmeldung)}"
    return "noch nie angemeldet" if k.kennwort or k.dienst or k.demo else "noch kein Kennwort gesetzt"


def uhrzeit(am: datetime) -> str:
    """Gibt einen Augenblick in Berliner Zeit."""
    return f"{am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"


# --- Festlegungen für alle -------------------------------------------------------------------------------------------


def zeige_einstellungen() -> None:
    """Zeigt, wer einen zweiten Faktor braucht; gilt für die ganze Anwendung."""
    jetzt = sitzung.read(lambda s: konten.load_einstellung(s, "zweiter_faktor"))
    with st.expander(f"Anmeldung mit zweitem Faktor: {ZWEITER_FAKTOR[jetzt]}"):
        st.markdown(
            "Der zweite Faktor ist ein sechsstelliger Code aus einer App auf dem Telefon. "
            "Wer ihn braucht und noch nicht hat, richtet ihn bei der nächsten Anmeldung ein – Sie selbst auch."
        )
        gewaehlt = st.radio(
            "Wer braucht einen zweiten Faktor?",
            list(ZWEITER_FAKTOR),
            index=list(ZWEITER_FAKTOR).index(jetzt),
            format_func=lambda w: ZWEITER_FAKTOR[w],
            key=f"faktor_{jetzt}",
        )
        st.button("Festlegen", on_click=lege_fest, args=(gewaehlt,))


def lege_fest(wert: str) -> None:
    """Speichert, wer einen zweiten Faktor braucht."""
    satz = f"Zweiter Faktor: {ZWEITER_FAKTOR[wert]}."
    kontoform.handle("faktor", lambda s, v: konten.set_einstellung(s, v, "zweiter_faktor", wert), satz)


# --- eine Person -----------------------------------------------------------------------------------------------------


def zeige_person(k: Konto) -> None:
    """Zeigt eine Person mit Rollen, Zugang und Personendaten."""
    hierher("Alle Konten", key="alle_konten", icon=":material/arrow_back:")
    st.title(wort(k.name), anchor=False)
    with st.container(horizontal=True):
        zeige_marken(k)
    st.caption(wort(" · ".join((f"Kennung {k.kennung}", *([letzte_anmeldung(k)] if verwaltet() else [])))))
    kontoform.zeige_erstellten_link(k)
    links, rechts = st.columns(2, gap="large")
    with links:
        zeige_rollen(k)
    if verwaltet():
        with rechts:
            zeige_zugang(k)
            zeige_anmeldungen(k)
            zeige_personendaten(k)


def zeige_rollen(k: Konto) -> None:
    """Zeigt die Rollen zum Wegnehmen und das kleine Formular für eine weitere."""
    st.header("Rollen", anchor=False)
    namen = {z.id: kontoform.konzeptname(z) for z in sitzung.read(lesen.konzepte)}
    for r in k.rollen:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{wort(r.art.bezeichnung)}**  \n{wort(bereich(r, namen))}")
            st.button("Wegnehmen", key=f"rolle_weg_{r.id}", on_click=nimm_rolle, args=(r,))
    if not k.rollen:
        st.caption("Noch keine Rolle. Ohne Rolle sieht diese Person nichts.")
    if k.aktiv:
        with st.expander("Rolle geben", icon=":material/add:", expanded=not k.rollen):
            art, konzept_id, stelle_id = kontoform.waehle_rolle(f"r{k.id}_{len(k.rollen)}")
            st.button("Rolle geben", type="primary", on_click=gib_rolle, args=(k, art, konzept_id, stelle_id))


def bereich(r: Rollenangabe, namen: dict[int, str]) -> str:
    """Sagt, wo eine Rolle gilt: Stelle und Konzept (mit Kommune), sonst überall."""
    konzept = namen.get(r.konzept_id, r.konzept) if r.konzept_id else kontoform.ALLE_KONZEPTE
    return " · ".join(t for t in (r.stelle, konzept) if t)


def gib_rolle(k: Konto, art: Rollenart, konzept_id: int | None, stelle_id: int | None) -> None:
    """Gibt die gewählte Rolle."""
    satz = f"{k.name} hat jetzt die Rolle {art.bezeichnung}."
    kontoform.handle(
        f"rolle_{k.id}", lambda s, v: konten.add_rolle(s, v, k.id, art, konzept_id, stelle_id=stelle_id), satz
    )


def nimm_rolle(r: Rollenangabe) -> None:
    """Nimmt eine Rolle weg; sie lässt sich jederzeit wieder geben."""
    kontoform.handle(f"rolle_weg_{r.id}", lambda s, v: konten.remove_rolle(s, v, r.id), "Die Rolle ist weggenommen.")


def zeige_zugang(k: Konto) -> None:
    """Zeigt, wie sich die Person anmeldet, und was die Administration dafür tun kann."""
    st.header("Zugang", anchor=False)
    st.markdown(anmeldeweg(k))
    with st.container(horizontal=True):
        if k.aktiv and not k.demo and not k.dienst and hat_kennwoerter():
            beschriftung = "Link für neues Kennwort" if k.kennwort else "Link zum Setzen des Kennworts"
            st.button(beschriftung, icon=":material/link:", on_click=kontoform.erstelle_link, args=(k,))
        if k.zweitfaktor:
            st.button(
                "Zweiten Faktor entfernen", on_click=entferne_faktor, args=(k,), help="Etwa bei verlorenem Telefon."
            )
        if k.id == sitzung.person().id:
            st.caption("Das sind Sie selbst: Sperren und Löschen kann nur jemand anderes.")
        elif k.aktiv:
            st.button("Sperren", icon=":material/block:", on_click=sperre, args=(k,))
        else:
            st.button("Entsperren", type="primary", icon=":material/lock_open:", on_click=entsperre, args=(k,))


def anmeldeweg(k: Konto) -> str:
    """Sagt in einem Satz, womit sich jemand anmeldet."""
    if k.demo:
        return "Eine Demo-Person: nur auf diesem Rechner und nur zum Ausprobieren."
    if k.dienst:
        return "Meldet sich über den Anmeldedienst an."
    if not hat_kennwoerter():
        return "Meldet sich künftig über den Anmeldedienst an; bisher war das noch nicht."
    faktor = " und zweitem Faktor" if k.zweitfaktor else ""
    return f"Meldet sich mit Kennwort{faktor} an." if k.kennwort else "Hat noch kein Kennwort gesetzt."


def sperre(k: Konto) -> None:
    """Sperrt die Person; ihre offenen Fenster werden beim nächsten Klick abgewiesen."""
    satz = f"{k.name} ist gesperrt und überall abgemeldet."
    kontoform.handle(f"sperre_{k.id}", lambda s, v: konten.deactivate_konto(s, v, k.id), satz, nutzer_id=k.id)


def entsperre(k: Konto) -> None:
    """Entsperrt die Person mit den Rollen, die sie hatte."""
    kontoform.handle(
        f"frei_{k.id}", lambda s, v: konten.activate_konto(s, v, k.id), f"{k.name} ist entsperrt.", nutzer_id=k.id
    )


def entferne_faktor(k: Konto) -> None:
    """Nimmt den zweiten Faktor weg; die Person meldet sich danach neu an."""
    kontoform.handle(
        f"faktor_{k.id}",
        lambda s, v: zugang.reset_zweitfaktor(s, v, k.id),
        "Der zweite Faktor ist weg.",
        nutzer_id=k.id,
    )


def zeige_anmeldungen(k: Konto) -> None:
    """Zeigt, wo die Person gerade angemeldet ist, und beendet es auf Wunsch."""
    st.header("Offene Anmeldungen", anchor=False)
    ich, jetzt = sitzung.person(), datetime.now(UTC)
    offene = sitzung.read(lambda s: zugang.load_anmeldungen(s, ich, k.id, jetzt))
    if not offene:
        st.caption("Zurzeit nirgends angemeldet.")
    for a in offene:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"{wort(a.geraet or 'Unbekanntes Gerät')}  \nseit {wort(uhrzeit(a.begonnen_am))}")
            st.button("Beenden", key=f"ende_{a.id}", on_click=beende, args=(k, a.id))
    if len(offene) > 1:
        st.button("Alle beenden", on_click=beende, args=(k, None))


def beende(k: Konto, nur: int | None) -> None:
    """Beendet eine oder alle Anmeldungen der Person."""
    kontoform.handle(
        f"ende_{k.id}_{nur}", lambda s, v: zugang.finish_anmeldungen(s, v, k.id, nur), "Beendet.", nutzer_id=k.id
    )


def zeige_personendaten(k: Konto) -> None:
    """Zeigt die Auskunft als Datei und das Löschen."""
    st.header("Personendaten", anchor=False)
    kontoform.zeige_umbenennen(k)
    ich = sitzung.person()
    st.download_button(
        "Auskunft herunterladen",
        data=lambda: auskunft(ich.id, k.id),
        file_name=f"auskunft_{k.id}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        help="Alles, was zu dieser Person gespeichert ist (Artikel 15 DSGVO).",
    )
    if k.id != ich.id:
        kontoform.zeige_loeschen(k)


def auskunft(wer: int, nutzer_id: int) -> bytes:
    """Gibt die Auskunft als lesbares JSON.

    Streamlit ruft das erst beim Klick und außerhalb der Seite: Deshalb werden die Rechte hier noch einmal gelesen.
    """

    def lies(s: Any) -> dict[str, Any]:
        vorgang = Vorgang(rechte.load_person_zu(s, wer), datetime.now(UTC))
        return personendaten.load_auskunft(s, vorgang, nutzer_id)

    return json.dumps(sitzung.read(lies), ensure_ascii=False, indent=2).encode()


def zeige_neu(ich: rechte.Person) -> None:
    """Zeigt das Formular, mit dem diese Administration jemanden in die Liste holt."""
    if verwaltet():
        alle = sitzung.read(lambda s: konten.load_konten(s, ich))
        kontoform.zeige_anlegen(frozenset(k.kennung.casefold() for k in alle))
    else:
        kontoform.zeige_dazuholen()


def zeige_seite() -> None:
    """Zeigt die Liste oder die Person aus der Adresse; fremde und unbekannte antworten gleich."""
    ich = sitzung.person()
    if not rechte.darf_personen_sehen(ich):
        st.title("Konten", anchor=False)
        leer("Konten verwaltet die Administration.", "Ihr eigenes Kennwort ändern Sie unter „Mein Konto“.")
        return
    gewuenscht = st.query_params.get("person")
    if gewuenscht in ("neu", "dazu"):
        zeige_neu(ich)
        return
    kontoform.zeige_rueckmeldung()
    if gewuenscht is None:
        zeige_liste(sitzung.read(lambda s: konten.load_konten(s, ich)))
        return
    try:
        zeige_person(sitzung.read(lambda s: konten.load_konto(s, ich, zahl(gewuenscht) or 0)))
    except NichtGefundenError as fehler:
        leer(str(fehler), "Gehen Sie zurück zur Liste.")
        hierher("Alle Konten", key="alle_konten", icon=":material/arrow_back:")


zeige_seite()
