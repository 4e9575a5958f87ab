"""Erinnerungsform: die Erinnerung an eine Stelle zeigen – zum Kopieren, für das eigene Mailprogramm, zum Absenden."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import streamlit as st

from mut_core.anmeldung.adressen import adresse_aussen
from mut_core.erfassung.protokoll import BERLIN
from mut_core.fehler import BetriebError, MutError
from mut_core.lagebild import Lagebild
from mut_core.modell.codes import Versandstand
from mut_core.post import Ausgang, Post, Postweg, build_brief, build_mailto, load_postweg, postausgang, send_erinnerung
from mut_core.sprache import anzahl, mal
from seiten.bausteine import sitzung
from seiten.bausteine.anzeige import wort

_GEWAEHLT = "erinnern_stelle"
_ALLE = 0
_ERGEBNISSE = "erinnern_ergebnisse"


def adresse_der_app() -> str:
    """Gibt die Adresse, unter der andere die App öffnen: die festgelegte, sonst die im Browser."""
    hier = urlsplit(st.context.url or "")
    return adresse_aussen() or f"{hier.scheme}://{hier.netloc}"


def postweg() -> Postweg | None:
    """Gibt den eingerichteten Mailserver; eine falsche Einstellung wird gezeigt und zählt wie keine."""
    try:
        return load_postweg()
    except BetriebError as fehler:
        st.warning(wort(fehler), title="Der E-Mail-Versand ist falsch eingerichtet", icon=":material/mail_off:")
        return None


def ausgang(bild: Lagebild, abfrage_id: int) -> dict[int, Post]:
    """Gibt je Stelle mit Offenem, was an sie hinausgehen könnte."""
    konzept = sitzung.konzept()
    post = postausgang(bild, abfrage_id, adresse_der_app(), konzept.schluessel if konzept else "")
    return {p.stelle_id: p for p in post}


def zeige_ergebnisse() -> None:
    """Zeigt einmal, wie das letzte Senden ausging – je Stelle ein Satz."""
    for stelle, stand, grund in st.session_state.pop(_ERGEBNISSE, ()):
        if stand == Versandstand.GESENDET:
            st.success(f"Gesendet: {wort(stelle)}.", icon=":material/mark_email_read:")
        elif stand == Versandstand.BEGONNEN:
            st.warning(f"{wort(stelle)}: {wort(grund)}", title="Ausgang unbekannt", icon=":material/help:")
        else:
            st.error(f"{wort(stelle)}: {wort(grund)}", title="Nicht gesendet", icon=":material/error:")


def zeige_stand(p: Post) -> None:
    """Sagt, wie die letzte Erinnerung an eine Stelle ausging; ohne eine sagt es nichts."""
    if p.letzte is None:
        return
    jetzt = datetime.now(UTC)
    am = f"{p.letzte.am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
    oft = f"{mal(p.letzte.nummer)} erinnert, zuletzt" if p.letzte.nummer > 1 else "Erinnert"
    if p.unterwegs(jetzt):
        st.caption(f":material/outgoing_mail: Eine Erinnerung wird gerade gesendet (begonnen {wort(am)}).")
    elif p.unklar(jetzt):
        st.warning(
            f"Begonnen am {wort(am)}, Ausgang unbekannt. {wort(p.letzte.fehler or '')} Bitte fragen Sie nach, bevor "
            "Sie noch einmal senden.",
            icon=":material/help:",
        )
    elif p.letzte.stand == Versandstand.GESCHEITERT:
        grund = p.letzte.fehler or "Der Grund ist nicht bekannt."
        st.error(f"Nicht gesendet am {wort(am)}: {wort(grund)}", icon=":material/error:")
    else:
        st.caption(f":material/mark_email_read: {wort(oft[0].upper() + oft[1:])} am {wort(am)}.")


def zeige(p: Post, weg: Postweg | None) -> None:
    """Zeigt den Knopf zur Erinnerung einer Stelle und, wenn er gedrückt ist, den Text mit allen Wegen."""
    offen = st.session_state.get(_GEWAEHLT) == p.stelle_id
    st.button(
        "Erinnerung schließen" if offen else "Erinnerung schreiben",
        key=f"erinnern_{p.stelle_id}",
        icon=":material/mail:",
        on_click=_waehle,
        args=(None if offen else p.stelle_id,),
    )
    if not offen:
        return
    brief = build_brief(p.anlass)
    st.caption("Zum Kopieren: Die Knöpfe rechts oben kopieren Betreff und Text.")
    st.code(brief.betreff, language=None, wrap_lines=True)
    st.code(brief.text, language=None, wrap_lines=True)
    st.markdown(f"[:material/forward_to_inbox: Im eigenen Mailprogramm öffnen]({build_mailto(p.anlass, p.an)})")
    _zeige_senden([p], weg)


def zeige_alle(post: Sequence[Post], weg: Postweg | None) -> None:
    """Zeigt, wo gesendet werden kann, den Weg, alle Stellen mit Offenem auf einmal zu erinnern – mit Vorschau."""
    jetzt = datetime.now(UTC)
    erreichbare = [p for p in post if p.an and not p.unklar(jetzt) and not p.unterwegs(jetzt)]
    if weg is None or len(erreichbare) < 2:
        return
    offen = st.session_state.get(_GEWAEHLT) == _ALLE
    st.button(
        "Vorschau schließen" if offen else "Alle offenen Stellen erinnern",
        key="erinnern_alle",
        icon=":material/outgoing_mail:",
        on_click=_waehle,
        args=(None if offen else _ALLE,),
    )
    if not offen:
        return
    with st.container(border=True, key="erinnern_vorschau"):
        st.markdown("**Vorschau: je Stelle geht eine eigene E-Mail hinaus**")
        for p in erreichbare:
            zahl = anzahl(len(p.anlass.massnahmen), "Maßnahme", "Maßnahmen")
            st.markdown(f"- {wort(p.anlass.stelle)}: {wort(zahl)}, an {wort(p.an)} ({wort(p.nummer)}. Erinnerung)")
        if ohne := [p.anlass.stelle for p in post if p not in erreichbare]:
            st.caption(f"Nicht dabei (keine Adresse oder Ausgang unbekannt): {wort(', '.join(ohne))}")
        _zeige_senden(erreichbare, weg)


def _waehle(stelle_id: int | None) -> None:
    st.session_state[_GEWAEHLT] = stelle_id


def _zeige_senden(post: Sequence[Post], weg: Postweg | None) -> None:
    """Der Name des Knopfs enthält die Nummern der Erinnerungen: Ein zweiter Klick auf den alten trifft nichts mehr."""
    p = post[0]
    if weg is None:
        st.caption("Von hier aus wird nichts gesendet: Ein Mailserver ist nicht eingerichtet.")
        return
    if not p.an:
        st.caption("Zum Senden fehlt die E-Mail-Adresse dieser Stelle; sie steht in den Stammdaten der Stelle.")
        return
    jetzt = datetime.now(UTC)
    if p.unterwegs(jetzt):
        return
    unklar = len(post) == 1 and p.unklar(jetzt)
    if len(post) == 1:
        ziel = f"an {p.an}"
        st.caption(f"Gesendet wird {wort(ziel)}, Absender {wort(weg.absender)}.")
    text = "Jetzt senden" if len(post) == 1 else f"Jetzt an {anzahl(len(post), 'Stelle', 'Stellen')} senden"
    text = "Trotzdem noch einmal senden" if unklar else text
    nummern = "_".join(f"{p.stelle_id}-{p.nummer}" for p in post)
    if st.button(wort(text), type="primary", key=f"senden_{p.abfrage_id}_{nummern}", icon=":material/send:"):
        with st.spinner("Wird gesendet …"):
            st.session_state[_ERGEBNISSE] = [_sende(p, weg, unklar) for p in post]
        _waehle(None)
        st.rerun()


def _sende(p: Post, weg: Postweg, trotz_unklarem: bool) -> tuple[str, Versandstand | None, str]:
    name = f"vorgang_erinnerung_{p.abfrage_id}_{p.stelle_id}_{p.nummer}"
    schluessel = st.session_state.setdefault(name, str(uuid.uuid4()))
    try:
        wie = send_erinnerung(
            sitzung.write, schluessel, weg, p.sendung(trotz_unklarem=trotz_unklarem), datetime.now(UTC)
        )
    except MutError as fehler:
        wie = Ausgang(None, str(fehler))
    if wie.stand is None and not wie.grund:
        wie = Ausgang(None, "Diese Erinnerung war schon begonnen; es ging nichts Zweites hinaus.")
    return p.anlass.stelle, wie.stand, wie.grund
