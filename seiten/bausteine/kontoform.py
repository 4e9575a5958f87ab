"""Kontoform: Personen anlegen, dazuholen, umbenennen und löschen; Rollen wählen; den Einmallink weitergeben.

Jede Handlung trägt ihren Schlüssel, bis sie gelungen ist: ein Doppelklick legt nichts doppelt an. Abgelehntes bleibt
im Formular stehen.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from mut_core import lagebild as lesen
from mut_core import rechte
from mut_core.anmeldung import konten as zugang
from mut_core.anmeldung.adressen import build_adresse, hat_kennwoerter
from mut_core.anmeldung.einmallink import GILT
from mut_core.erfassung import konten, personendaten
from mut_core.erfassung.konten import Konto
from mut_core.fehler import KonfliktError, MutError
from mut_core.lagebild import saetze
from mut_core.modell.codes import Linkzweck, Rollenart
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.wahl import setze, zahl

KEINE = "keine"
SINN = {
    Rollenart.FACHKRAFT.value: "meldet zu den Maßnahmen ihrer Stelle",
    Rollenart.KOORDINATION.value: "pflegt das Konzept, gibt Meldungen frei, erstellt Berichte",
    Rollenart.LESEN.value: "sieht alles, ändert nichts",
    Rollenart.ADMINISTRATION.value: "legt Personen an und vergibt Rollen",
    KEINE: "kann sich anmelden, sieht aber nichts",
}
"""Was die Rollen bedeuten."""

ROLLEN = tuple(Rollenart.von(a) for a in SINN if a != KEINE)
"""Die Rollen in der Reihenfolge, in der man sie vergibt."""

ALLE_KONZEPTE = "alle Konzepte"
BREITE = 720
"""Pixel; über den ganzen Bildschirm gezogene Felder liest niemand gern."""
_ANREDEN = frozenset(("dr", "prof", "frau", "herr", "dipl", "mag"))
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FEHLER, _ERFOLG, _KONFLIKT = "konten_fehler", "konten_erfolg", "konten_konflikt"
_LINK, _NEU = "konten_link", "konten_neu"


# --- Handeln und Rückmelden ------------------------------------------------------------------------------------------


def handle(name: str, tun: Callable[[Any, Any], Any], erfolg: str = "", *, nutzer_id: int | None = None) -> Any | None:
    """Führt eine Handlung aus und merkt die Rückmeldung vor; bei Ablehnung None, sonst, was die Handlung gab.

    `nutzer_id` nennt die Person, deren Namensfeld danach neu beginnt: ihre Version zählt bei jeder Handlung hoch.
    """
    schluessel = st.session_state.setdefault(f"vorgang_{name}", str(uuid.uuid4()))
    try:
        ergebnis = sitzung.write(schluessel, tun)
    except KonfliktError:
        st.session_state[_KONFLIKT] = nutzer_id
        st.session_state.pop(f"vorgang_{name}")
        return None
    except MutError as fehler:
        st.session_state[_FEHLER] = str(fehler)
        return None
    st.session_state.pop(f"vorgang_{name}", None)
    if nutzer_id is not None:
        beginne_neu(nutzer_id)
    if erfolg:
        st.session_state[_ERFOLG] = erfolg
    return ergebnis


def zeige_rueckmeldung() -> None:
    """Zeigt einmal, was die letzte Handlung ergab."""
    if text := st.session_state.pop(_ERFOLG, None):
        st.toast(wort(text), icon=":material/check_circle:")
    zeige_fehler()


def zeige_fehler() -> None:
    """Zeigt einmal, warum die letzte Handlung abgelehnt wurde."""
    if text := st.session_state.pop(_FEHLER, None):
        st.error(wort(text), title="Nicht gespeichert", icon=":material/error:")


# --- Rolle wählen ----------------------------------------------------------------------------------------------------


def waehle_rolle(name: str, *, auch_keine: bool = False) -> tuple[Rollenart | None, int | None, int | None]:
    """Zeigt die Wahl von Rolle, Konzept und Stelle und gibt sie; gezeigt wird nur, was die Rolle braucht."""
    arten: list[str] = [*ROLLEN, *([KEINE] if auch_keine else [])]
    art = st.radio(
        "Rolle",
        arten,
        format_func=lambda a: "noch keine" if a == KEINE else Rollenart.von(a).bezeichnung,
        captions=[SINN[a] for a in arten],
        key=f"{name}_art",
        persist_state="session",
    )
    if not art or art == KEINE:
        return None, None, None
    rolle = Rollenart.von(art)
    konzept_id = waehle_konzept(name, rolle)
    return rolle, konzept_id, waehle_stelle(name, konzept_id) if rolle == Rollenart.FACHKRAFT else None


def waehle_konzept(name: str, art: Rollenart) -> int | None:
    """Gibt das Konzept der Rolle oder None für alle; gibt es nur eine Möglichkeit, wird nicht gefragt."""
    ich = sitzung.person()
    namen = {k.id: konzeptname(k) for k in sitzung.read(lesen.konzepte) if rechte.darf_rollen_vergeben(ich, k.id)}
    moeglich: list[int | None] = list(namen)
    if art != Rollenart.FACHKRAFT and rechte.darf_verwalten(ich):
        moeglich.insert(0 if art == Rollenart.ADMINISTRATION else len(moeglich), None)
    if not moeglich:
        st.caption("Es gibt noch kein Konzept; eine Fachkraft braucht eines.")
    if len(moeglich) < 2:
        return next(iter(moeglich), None)
    gewaehlt = sitzung.konzept()
    erste = gewaehlt.id if gewaehlt and art != Rollenart.ADMINISTRATION and gewaehlt.id in namen else moeglich[0]
    konzept_id = st.selectbox(
        "Gilt für",
        moeglich,
        index=moeglich.index(erste),
        format_func=lambda i: namen[i] if i else ALLE_KONZEPTE,
        key=f"{name}_konzept_{art.value}",
        persist_state="session",
    )
    return konzept_id if konzept_id in moeglich else erste  # am Browser vorbei kann anderes kommen


def konzeptname(k: Any) -> str:
    """Gibt Kommune und Bezeichnung: bei mehreren Konzepten sagt eines allein zu wenig."""
    return f"{str(k.kommune).removeprefix('Stadt ')}: {k.kurzform or k.bezeichnung}"


def waehle_stelle(name: str, konzept_id: int | None) -> int | None:
    """Zeigt die Wahl der Stelle, für die eine Fachkraft meldet."""
    if konzept_id is None:
        return None
    bild = sitzung.lagebild(konzept_id, sitzung.heute())
    namen = {o.id: o.name for o in saetze(bild.organisationseinheiten) if o.aktiv}
    if not namen:
        st.caption("Diese Kommune hat noch keine Stelle. Sie entsteht, sobald eine Maßnahme ihre Federführung nennt.")
        return None
    stelle = st.selectbox(
        "Stelle",
        sorted(namen, key=lambda i: namen[i].casefold()),
        index=None,
        format_func=lambda i: namen[i],
        placeholder="tippen oder wählen",
        key=f"{name}_stelle_{konzept_id}",
        persist_state="session",
    )
    return stelle if stelle in namen else None


# --- Person anlegen --------------------------------------------------------------------------------------------------


def zeige_anlegen(vergeben: frozenset[str]) -> None:
    """Zeigt das Formular und danach den Link zum Weitergeben; `vergeben` sind die Kennungen, die es schon gibt."""
    st.title("Person anlegen", anchor=False)
    if neu := st.session_state.get(_NEU):
        zeige_angelegt(*neu)
        return
    with st.container(width=BREITE):
        st.text_input("Name", key="k_name", placeholder="Vorname Nachname", on_change=schlage_vor, args=(vergeben,))
        st.text_input("Kennung zum Anmelden", key="k_kennung", placeholder="vorname.nachname oder dienstliche E-Mail")
        wahl = waehle_rolle("k", auch_keine=True)
    zeige_fehler()
    with st.container(horizontal=True):
        st.button("Anlegen", type="primary", shortcut="Ctrl+Enter", on_click=lege_an, args=wahl)
        st.button("Abbrechen", type="tertiary", on_click=setze, args=("person", None))


def schlage_vor(vergeben: frozenset[str]) -> None:
    """Füllt die Kennung aus dem Namen, solange niemand eine eigene eingetippt hat."""
    bisher = st.session_state.get("k_kennung", "")
    if not bisher or bisher == st.session_state.get("_kennungsvorschlag"):
        vorschlag = kennung_aus(st.session_state["k_name"], vergeben)
        st.session_state["k_kennung"] = st.session_state["_kennungsvorschlag"] = vorschlag


def kennung_aus(name: str, vergeben: frozenset[str]) -> str:
    """Schlägt eine freie Kennung vor: „Dr. Jörg Groß-Müller“ → „joerg.gross-mueller“, beim zweiten Mal mit 2."""
    klein = unicodedata.normalize("NFKD", name.casefold().translate(_UMLAUTE)).encode("ascii", "ignore").decode()
    woerter = [w.strip("-") for w in re.findall("[a-z0-9-]+", klein)]
    teile = [w for w in woerter if w and w not in _ANREDEN]
    wunsch = ".".join(dict.fromkeys((teile[0], teile[-1]))) if teile else ""
    nummer, frei = 1, wunsch
    while frei and frei in vergeben:
        nummer += 1
        frei = f"{wunsch}{nummer}"
    return frei


def lege_an(art: Rollenart | None, konzept_id: int | None, stelle_id: int | None) -> None:
    """Legt Person, Rolle und Link in einem Zug an: entweder gelingt alles oder nichts."""
    name, kennung, mit_link = st.session_state["k_name"], st.session_state["k_kennung"], hat_kennwoerter()

    def tun(s: Any, v: Any) -> tuple[int, str]:
        nutzer_id = konten.create_konto(s, v, kennung, name)
        if art is not None:
            konten.add_rolle(s, v, nutzer_id, art, konzept_id, stelle_id=stelle_id)
        return nutzer_id, zugang.request_kennwortlink(s, v, nutzer_id) if mit_link else ""

    if ergebnis := handle("konto", tun):
        nutzer_id, code = ergebnis
        st.session_state[_NEU] = (nutzer_id, name.strip(), kennung.strip(), code)
        st.session_state["k_name"] = st.session_state["k_kennung"] = ""
        st.session_state.pop("_kennungsvorschlag", None)


def beginne_anlegen() -> None:
    """Öffnet das Formular leer; die Rolle der vorigen Person bleibt gewählt, oft folgen mehrere gleiche."""
    st.session_state.pop(_NEU, None)
    setze("person", "neu")


def schliesse_anlegen(weiter: int | None) -> None:
    """Vergisst den Link und öffnet die Person oder die Liste."""
    st.session_state.pop(_NEU, None)
    setze("person", weiter)


def zeige_angelegt(nutzer_id: int, name: str, kennung: str, code: str) -> None:
    """Zeigt, dass die Person angelegt ist, und ihren Link – danach ist er nirgends mehr zu sehen."""
    st.success(f"{wort(name)} ist angelegt.", icon=":material/check_circle:")
    if code:
        zeige_link(name, kennung, code)
    else:
        st.markdown(f"Die Anmeldung läuft über den Anmeldedienst, mit der Kennung **{wort(kennung)}**.")
    with st.container(horizontal=True):
        st.button("Fertig", type="primary", on_click=schliesse_anlegen, args=(None,))
        st.button("Noch eine Person anlegen", on_click=beginne_anlegen)
        st.button(f"{wort(name)} öffnen", type="tertiary", on_click=schliesse_anlegen, args=(nutzer_id,))


# --- Einmallink ------------------------------------------------------------------------------------------------------


def zeige_link(name: str, kennung: str, code: str) -> None:
    """Zeigt den Link zum Setzen des Kennworts mit Kopierknopf, dazu einen Text zum Weitergeben."""
    teile = urlsplit(st.context.url or "")
    adresse = build_adresse(f"{teile.scheme}://{teile.netloc}" if teile.netloc else None, Linkzweck.KENNWORT)
    link = f"{adresse}/kennwort?code={code}"
    stunden = int(GILT[Linkzweck.KENNWORT].total_seconds() // 3600)
    st.markdown("Geben Sie diesen Link weiter – damit wird das Kennwort gesetzt:")
    st.code(link, language=None, wrap_lines=True)
    st.caption(
        f"Zum Kopieren auf das Zeichen rechts im Feld. Er gilt {stunden} Stunden und genau einmal; "
        "er wird nur jetzt angezeigt, ein neuer ersetzt ihn."
    )
    with st.expander("Fertiger Text zum Weitergeben"):
        st.code(
            f"Guten Tag {name},\n\nfür Sie ist ein Konto eingerichtet. Ihre Kennung: {kennung}\n"
            f"Bitte setzen Sie innerhalb von {stunden} Stunden Ihr Kennwort:\n{link}\n\n"
            f"Danach melden Sie sich hier an: {adresse}/",
            language=None,
            wrap_lines=True,
        )


def erstelle_link(konto: Konto) -> None:
    """Erstellt einen neuen Link; ein früherer gilt danach nicht mehr."""
    code = handle(f"link_{konto.id}", lambda s, v: zugang.request_kennwortlink(s, v, konto.id), nutzer_id=konto.id)
    if code:
        st.session_state[_LINK] = (konto.id, code)


def zeige_erstellten_link(konto: Konto) -> None:
    """Zeigt den eben erstellten Link dieser Person, bis man weitergeht."""
    nutzer_id, code = st.session_state.get(_LINK, (None, ""))
    if nutzer_id == konto.id:
        with st.container(border=True, key="einmallink"):
            zeige_link(konto.name, konto.kennung, code)
            st.button("Link ist weitergegeben", on_click=lambda: st.session_state.pop(_LINK, None))


# --- Name ändern, dazuholen, löschen ---------------------------------------------------------------------------------


def zeige_umbenennen(k: Konto) -> None:
    """Zeigt den Namen zum Ändern; worauf die Eingabe beruht, steht in der Adresse und übersteht einen Neustart."""
    schluessel = f"name_{k.id}"
    genannt = zahl(st.query_params.get("basis_version"))
    basis = genannt if genannt is not None and schluessel in st.session_state else k.version
    setze("basis_version", basis)
    im_konflikt = st.session_state.get(_KONFLIKT) == k.id
    with st.expander("Name ändern", icon=":material/edit:", expanded=im_konflikt):
        if im_konflikt:
            st.error(
                f"Gespeichert ist inzwischen: **{wort(k.name)}**. Ihre Eingabe steht noch im Feld.",
                title="Jemand anderes hat diese Person geändert",
                icon=":material/sync_problem:",
            )
        st.text_input("Name", k.name, key=schluessel)
        with st.container(horizontal=True):
            if im_konflikt:
                st.button("Meine Eingabe speichern", type="primary", on_click=benenne_um, args=(k.id, k.version))
                st.button("Gespeichertes behalten", on_click=beginne_neu, args=(k.id,))
            else:
                st.button("Name speichern", type="primary", on_click=benenne_um, args=(k.id, basis))


def benenne_um(nutzer_id: int, basis: int) -> None:
    """Speichert den Namen; ist er inzwischen ein anderer, zeigt die Seite beide."""
    neu = st.session_state[f"name_{nutzer_id}"]
    handle(
        f"name_{nutzer_id}",
        lambda s, v: konten.save_konto(s, v, nutzer_id, neu, basis),
        "Der Name ist geändert.",
        nutzer_id=nutzer_id,
    )


def beginne_neu(nutzer_id: int) -> None:
    """Zeigt das Namensfeld wieder so, wie die Person gespeichert ist."""
    st.session_state.pop(f"name_{nutzer_id}", None)
    st.session_state.pop(_KONFLIKT, None)
    setze("basis_version", None)


def zeige_dazuholen() -> None:
    """Gibt jemandem, der schon ein Konto hat, eine Rolle im eigenen Konzept – für dessen Administration."""
    st.title("Person dazuholen", anchor=False)
    st.markdown("Konten legt die Administration der ganzen Anwendung an. Hat jemand schon eines, genügt die Kennung.")
    with st.container(width=BREITE):
        st.text_input("Kennung", key="d_kennung")
        wahl = waehle_rolle("d")
    zeige_fehler()
    with st.container(horizontal=True):
        st.button("Rolle geben", type="primary", shortcut="Ctrl+Enter", on_click=hole_dazu, args=wahl)
        st.button("Abbrechen", type="tertiary", on_click=setze, args=("person", None))


def hole_dazu(art: Rollenart, konzept_id: int | None, stelle_id: int | None) -> None:
    """Sucht die Kennung und gibt die Rolle; danach steht die Person in der Liste."""
    ich, kennung = sitzung.person(), st.session_state["d_kennung"]

    def tun(s: Any, v: Any) -> int:
        nutzer_id = konten.find_konto(s, ich, kennung).id
        konten.add_rolle(s, v, nutzer_id, art, konzept_id, stelle_id=stelle_id)
        return nutzer_id

    if nutzer_id := handle("dazu", tun, "Die Rolle ist vergeben."):
        setze("person", nutzer_id)


def zeige_loeschen(k: Konto) -> None:
    """Löscht nach dem Eintippen der Kennung, was die Person erkennbar macht."""
    with st.expander("Person löschen", icon=":material/delete_forever:"):
        st.markdown(
            f"**{wort(k.name)}** wird unkenntlich: Name, Kennung, Rollen, Kennwort, Anmeldungen und Entwürfe "
            "verschwinden, auch aus dem Protokoll. Gemeldete Sachstände bleiben ohne Namen stehen. "
            "Das lässt sich nicht rückgängig machen."
        )
        st.markdown(f"Zur Bestätigung tippen Sie bitte die Kennung ein: **{wort(k.kennung)}**")
        st.text_input("Kennung zur Bestätigung", key=f"loeschen_{k.id}")
        st.button("Endgültig löschen", on_click=loesche, args=(k,))


def loesche(k: Konto) -> None:
    """Löscht die Person, wenn die eingetippte Kennung stimmt."""
    if st.session_state[f"loeschen_{k.id}"].strip() != k.kennung:
        st.session_state[_FEHLER] = "Die eingetippte Kennung stimmt nicht. Es wurde nichts gelöscht."
    elif handle(f"loeschen_{k.id}", lambda s, v: personendaten.erase_person(s, v, k.id), f"{k.name} ist gelöscht."):
        setze("person", None)
