"""Berichtsleben: einreichen, freigeben, zurückgeben, einfrieren, neu fassen – immer nur der Schritt, der jetzt geht."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core.bericht import Profil
from mut_core.bericht.wiederdruck import build_druckstand
from mut_core.erfassung.bericht import (
    freeze_bericht,
    freigabehindernis,
    open_neufassung,
    release_bericht,
    return_bericht,
    submit_bericht,
)
from mut_core.erfassung.protokoll import BERLIN, Vorgang
from mut_core.fehler import MutError
from mut_core.lagebild import ist_nacherfasst, nur_freigegebene
from mut_core.lagebild.archiv import Archivbericht
from mut_core.modell.codes import Berichtsstatus
from seiten.bausteine import berichtentwurf, berichtform, druck, handlung, namensliste, sitzung
from seiten.bausteine.anzeige import wort
from seiten.bausteine.druck import Druckstoff

WEG = (
    Berichtsstatus.ENTWURF,
    Berichtsstatus.EINGEREICHT,
    Berichtsstatus.FREIGEGEBEN,
    Berichtsstatus.EINGEFROREN,
)


NAECHSTES = {
    Berichtsstatus.ENTWURF: "Als Nächstes: Texte und Angaben ansehen, eine Vorlage zuordnen, dann unter „Weitergeben“ "
    "einreichen.",
    Berichtsstatus.EINGEREICHT: "Als Nächstes: Unter „Weitergeben“ gibt ihn jemand anderes frei oder zurück.",
    Berichtsstatus.FREIGEGEBEN: "Als Nächstes: Unter „Weitergeben“ einfrieren; dann ist die Fassung für das Gremium "
    "unveränderlich.",
    Berichtsstatus.EINGEFROREN: "Als Nächstes: nach der Sitzung unter „Vorlage“ das Ergebnis der Beratung nachtragen.",
}


def zeige_weg(b: Archivbericht, *, mit_naechstem: bool) -> None:
    """Zeigt, wo der Bericht auf seinem Weg steht, wer wann etwas getan hat und auf Wunsch, was nun kommt."""
    stationen = [f"**{s.bezeichnung}**" if s == b.status else s.bezeichnung for s in WEG]
    st.markdown("Weg: " + " → ".join(stationen))
    teile = [f"verfasst von {b.verfasst_von}" if b.verfasst_von else ""]
    if b.eingereicht_am:
        teile.append(f"eingereicht am {b.eingereicht_am.astimezone(BERLIN):%d.%m.%Y}")
    if b.freigegeben_am:
        von = f" von {b.freigegeben_von}" if b.freigegeben_von else ""
        teile.append(f"freigegeben am {b.freigegeben_am.astimezone(BERLIN):%d.%m.%Y}{von}")
    if was := " · ".join(t for t in teile if t):
        st.caption(wort(was))
    if mit_naechstem:
        st.caption(NAECHSTES[b.status])
    if b.rueckgabe:
        st.warning(wort(b.rueckgabe), title="Zur Überarbeitung", icon=":material/undo:")


def zeige_schritte(b: Archivbericht, stoff: Druckstoff) -> None:
    """Zeigt der Koordination, was jetzt zu tun ist; abgelehnt wird mit einem Satz, nie still."""
    name = _name(b)
    handlung.zeige_fehler(name)
    handlung.zeige_konflikt_satz(name)
    _SCHRITTE[b.status](b, stoff)


def _zeige_entwurf(b: Archivbericht, stoff: Druckstoff) -> None:
    namensliste.zeige(stoff)
    if angefangen := berichtentwurf.load(stoff.bild.konzept.id, b.id):
        st.warning(
            f"Unter „Angaben“ stehen Ihre Änderungen vom {wort(berichtentwurf.zeit(angefangen))}; sie sind noch nicht "
            "gespeichert und werden nicht mit eingereicht.",
            icon=":material/edit_note:",
        )
    st.markdown("Nach dem Einreichen ändert niemand mehr etwas; freigeben muss den Bericht jemand anderes.")
    _knopf(b, "Zur Freigabe einreichen", partial(_tu, b, submit_bericht, "Bericht eingereicht"))


def _zeige_eingereicht(b: Archivbericht, stoff: Druckstoff) -> None:
    namensliste.zeige(stoff)
    hindernis = sitzung.read(lambda s: freigabehindernis(s, druck.vorgang(), b.id))
    if hindernis:
        st.info(wort(hindernis), title="Sie können diesen Bericht nicht freigeben", icon=":material/info:")
    else:
        _knopf(b, "Freigeben", partial(_tu, b, release_bericht, "Bericht freigegeben"))
    with st.container(border=True):
        grund = _grund(b, "Was ist noch zu tun?", "rueckgabe")
        st.button(
            "Mit diesem Grund zurückgeben",
            on_click=_tu_mit_grund,
            args=(b, return_bericht, grund, "Bericht zurückgegeben"),
            key=f"{_name(b)}_zurueck",
        )


def _zeige_freigegeben(b: Archivbericht, stoff: Druckstoff) -> None:
    st.markdown(
        "Beim Einfrieren werden Stand, Texte, Vorlage und Datei unveränderlich aufgehoben; diese Fassung lässt sich "
        "danach jederzeit genau so wieder herunterladen."
    )
    if _ist_nacherfasst(b, stoff):
        st.warning(
            "Zu diesem Stichtag wurde nach der Freigabe etwas nacherfasst. Es steht nicht in dieser Fassung: "
            "Eingefroren wird, was freigegeben ist. Soll es hinein, beginnen Sie nach dem Einfrieren eine Neufassung.",
            title="Inzwischen nacherfasst",
            icon=":material/history:",
        )
    if stoff.wahl.profil == Profil.INTERN:
        st.info(
            "Eingefroren wird die öffentliche Fassung: Was eingefroren ist, lässt sich nie mehr löschen.",
            icon=":material/info:",
        )
    _knopf(b, "Einfrieren", partial(_friere_ein, b, stoff.bild.konzept.id))


def _ist_nacherfasst(b: Archivbericht, stoff: Druckstoff) -> bool:
    lade = sitzung.lagebild if stoff.wahl.profil == Profil.INTERN else sitzung.lagebild_oeffentlich
    jetzt = lade(stoff.bild.konzept.id, b.stichtag)
    return ist_nacherfasst(stoff.bild, nur_freigegebene(jetzt) if stoff.wahl.nur_freigegebene else jetzt)


def _zeige_eingefroren(b: Archivbericht, _stoff: Druckstoff) -> None:
    st.markdown("Dieser Bericht ist eingefroren. Eine Änderung beginnt als Neufassung; alle Fassungen bleiben.")
    with st.container(border=True):
        grund = _grund(b, "Warum ist eine Neufassung nötig?", "neufassung")
        st.button(
            "Neufassung beginnen",
            on_click=_tu_mit_grund,
            args=(b, open_neufassung, grund, "Neufassung begonnen"),
            key=f"{_name(b)}_neu",
        )


_SCHRITTE: dict[Berichtsstatus, Callable[[Archivbericht, Druckstoff], None]] = {
    Berichtsstatus.ENTWURF: _zeige_entwurf,
    Berichtsstatus.EINGEREICHT: _zeige_eingereicht,
    Berichtsstatus.FREIGEGEBEN: _zeige_freigegeben,
    Berichtsstatus.EINGEFROREN: _zeige_eingefroren,
}


def _name(b: Archivbericht) -> str:
    return f"weg_{b.id}"


def _knopf(b: Archivbericht, beschriftung: str, tun: Callable[[], None]) -> None:
    st.button(beschriftung, type="primary", on_click=tun, key=f"{_name(b)}_{b.status}")


def _grund(b: Archivbericht, beschriftung: str, wozu: str) -> str:
    """Gibt den Namen des Feldes; sein Inhalt bleibt stehen, bis der Schritt gelingt."""
    feld = f"{_name(b)}_grund_{wozu}"
    st.text_area(beschriftung, height=90, key=feld, persist_state="session")
    return feld


def _tu(b: Archivbericht, schritt: Callable[..., int], gelungen: str) -> None:
    if handlung.versuche(_name(b), lambda s, v: schritt(s, v, b.id, basis_version=b.version), gelungen):
        berichtform.beginne_neu(b.id)


def _tu_mit_grund(b: Archivbericht, schritt: Callable[..., int], feld: str, gelungen: str) -> None:
    grund = str(st.session_state.get(feld) or "")
    if handlung.versuche(_name(b), lambda s, v: schritt(s, v, b.id, grund, basis_version=b.version), gelungen):
        st.session_state.pop(feld, None)
        berichtform.beginne_neu(b.id)


def _friere_ein(b: Archivbericht, konzept_id: int) -> None:
    """Baut die Datei vor dem Schreiben; hat sich inzwischen der Bericht geändert, wird nichts eingefroren."""
    wunsch, ich = druck.wunsch_zu(konzept_id, b, profil=Profil.OEFFENTLICH), sitzung.person()
    try:
        stoff = sitzung.read(lambda s: druck.load_druckstoff(s, ich, wunsch))
        teile = build_druckstand(stoff.bild, stoff.form, stoff.wahl).teile()
    except MutError as fehler:
        st.session_state[f"fehler_{_name(b)}"] = str(fehler)
        return

    def schreibe(s: Session, v: Vorgang) -> Any:
        return freeze_bericht(s, v, b.id, basis_version=b.version, **teile)

    handlung.versuche(_name(b), schreibe, "Bericht eingefroren")
