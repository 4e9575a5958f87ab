"""Kapitelform: die Texte eines Berichts von Hand schreiben – der erzeugte daneben, die Geschichte darunter.

Ein Text wird beim Verlassen des Feldes gesichert: Neuladen, Seitenwechsel und Neustart verlieren nichts. Der Schlüssel
des Feldes enthält die Version; hat inzwischen jemand anderes geschrieben, stehen beide Fassungen nebeneinander.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

import streamlit as st

from mut_core import rechte
from mut_core.bericht import netz
from mut_core.bericht.kapiteltexte import SCHREIBER, Kapiteltext, kapitel_texte
from mut_core.bericht.kurzfassung_inhalt import TEILE
from mut_core.bericht.stoff import Stoff
from mut_core.erfassung.berichtstext import (
    Kapitelfassung,
    angebotene_texte,
    geschichte_berichtstext,
    load_berichtstexte,
    remove_berichtstext,
    save_berichtstext,
    take_over_berichtstexte,
)
from mut_core.erfassung.protokoll import BERLIN
from mut_core.lagebild.archiv import Archivbericht
from mut_core.modell.codes import Berichtsform
from mut_core.sprache import anzahl
from mut_core.texte import clean_text
from seiten.bausteine import handlung, sitzung
from seiten.bausteine.anzeige import absatz, leer, wort
from seiten.bausteine.druck import Druckstoff
from seiten.bausteine.druckwahl import eines
from seiten.bausteine.wahl import setze

AUSZEICHNUNG = (
    "Erlaubt sind **fett**, _kursiv_, Zeilen mit „- “ oder „1. “ am Anfang als Liste und "
    "[Wort](https://…) als Link. Ein einzelner Stern ist keine Auszeichnung (Akteur*innen)."
)


def kapitel(stoff: Druckstoff) -> tuple[Kapiteltext, ...]:
    """Gibt alle Stellen dieses Berichts mit ihrem erzeugten Text; leer bei Formen ohne eigene Texte."""
    wahl = replace(stoff.wahl, texte={}, hausvorlage=None)
    gemerkt: tuple[Kapiteltext, ...] = sitzung.gemerkt(
        f"kapitel_{stoff.form}_{wahl.profil}",
        stoff.bild,
        lambda: _kapitel(replace(stoff, wahl=wahl)),
        replace(wahl, vorher=None).__repr__(),
        wahl.vorher.stichtag if wahl.vorher else None,
    )
    return gemerkt


def _kapitel(stoff: Druckstoff) -> tuple[Kapiteltext, ...]:
    if stoff.form in SCHREIBER:
        return kapitel_texte(stoff.bild, stoff.wahl, stoff.form)
    if stoff.form.startswith("kurzfassung"):
        roh = Stoff(stoff.bild, Berichtsform.WEBKURZFASSUNG, stoff.wahl)
        return tuple(
            Kapiteltext(k, titel or k.capitalize(), netz.als_markdown(list(schreibe(roh))).strip())
            for k, titel, schreibe in TEILE
        )
    return ()


def zeige(b: Archivbericht, stoff: Druckstoff, *, aenderbar: bool) -> None:
    """Zeigt ein Kapitel nach Wahl mit eigenem und erzeugtem Text."""
    ich = sitzung.person()
    eigene = sitzung.read(lambda s: load_berichtstexte(s, ich, b.id))
    stellen = {k.schluessel: k for k in kapitel(stoff)}
    stellen |= {k: Kapiteltext(k, "", "") for k in eigene if k not in stellen}
    if not stellen:
        leer("Diese Form hat keine Kapitel zum Bearbeiten.", "Was sie druckt, kommt aus den Angaben des Konzepts.")
        return
    angebot = sitzung.read(lambda s: angebotene_texte(s, ich, b.id)) if aenderbar else {}
    _zeige_angebot(b, {k: t for k, t in angebot.items() if k in stellen}, stellen)
    k = _waehle(b, stellen, eigene)
    text, daneben = st.columns(2, gap="large")
    with text:
        _zeige_eigenen(b, k, eigene.get(k.schluessel), angebot.get(k.schluessel), aenderbar=aenderbar)
    with daneben:
        st.markdown("**Erzeugter Text**")
        if k.erzeugt:
            st.code(k.erzeugt, language=None, wrap_lines=True)
        else:
            absatz(None, "Hier erzeugt die App keinen Text.")
    if rechte.darf_protokoll_lesen(ich, stoff.bild.konzept.id):
        _zeige_geschichte(b, k)


def _waehle(b: Archivbericht, stellen: Mapping[str, Kapiteltext], eigene: Mapping[str, Any]) -> Kapiteltext:
    """Gibt das gewählte Kapitel; die Adresse nennt es. Die Namen bleiben gleich, sonst verlöre die Wahl ihren Wert."""
    optionen = list(stellen)
    jetzt = st.query_params.get("kapitel")
    gewaehlt = st.selectbox(
        "Kapitel",
        optionen,
        index=optionen.index(jetzt) if jetzt is not None and jetzt in stellen else 0,
        format_func=lambda k: _titel(stellen[k]),
        key=f"kapitelwahl_{b.id}",
        persist_state="session",
    )
    stelle = eines(gewaehlt, optionen, sonst=jetzt)
    setze("kapitel", stelle)
    if eigene:
        st.caption("Eigene Texte haben: " + wort("; ".join(_titel(t) for k, t in stellen.items() if k in eigene)))
    return stellen[stelle]


def _titel(k: Kapiteltext) -> str:
    return k.ueberschrift or f"nicht mehr im Bericht: {k.schluessel}"


# --- der eigene Text -------------------------------------------------------------------------------------------------


def _name(b: Archivbericht, stelle: str) -> str:
    return f"kapitel_{b.id}_{stelle}"


def _zeige_eigenen(
    b: Archivbericht, k: Kapiteltext, eigener: Kapitelfassung | None, voriger: str | None, *, aenderbar: bool
) -> None:
    if not aenderbar:
        st.markdown("**Eigener Text**")
        absatz(eigener.text if eigener else None, "Kein eigener Text; gedruckt wird der erzeugte.")
        return
    name, version = _name(b, k.schluessel), eigener.version if eigener else 0
    gespeichert = eigener.text if eigener else ""
    feld = f"{name}_{version}_{crc32(gespeichert.encode())}"
    _zeige_konflikt(b, k, eigener)
    st.session_state.setdefault(feld, gespeichert)
    st.text_area(
        "Eigener Text",
        key=feld,
        height=320,
        placeholder="Ohne eigenen Text druckt der Bericht den erzeugten.",
        help=AUSZEICHNUNG,
        on_change=_sichere,
        args=(b.id, k, version, feld),
        persist_state="session",
    )
    handlung.zeige_fehler(name)
    st.caption("Gesichert." if eigener else "Wird beim Verlassen des Feldes gesichert.")
    with st.container(horizontal=True):
        st.button(
            "Text sichern", type="primary", on_click=_sichere, args=(b.id, k, version, feld), key=f"{name}_sichern"
        )
        if eigener:
            st.button("Eigenen Text entfernen", on_click=_entferne, args=(b.id, k, version), key=f"{name}_entfernen")
        elif k.erzeugt:
            st.button("Erzeugten Text als Anfang", on_click=_beginne, args=(feld, k.erzeugt), key=f"{name}_anfang")
        if voriger:
            st.button(
                "Text des letzten Berichts übernehmen",
                on_click=_uebernimm,
                args=(b.id, (k.schluessel,)),
                key=f"{name}_voriger",
            )


def _sichere(bericht_id: int, k: Kapiteltext, version: int, feld: str) -> None:
    """Sichert den Text, wenn sich etwas geändert hat; ein geleertes Feld entfernt nichts von allein."""
    name, text = f"kapitel_{bericht_id}_{k.schluessel}", str(st.session_state.get(feld) or "")
    ich = sitzung.person()
    gespeichert = sitzung.read(lambda s: load_berichtstexte(s, ich, bericht_id)).get(k.schluessel)
    if not text.strip() and version == 0:
        return
    if gespeichert and gespeichert.text == clean_text(text):  # das Verlassen des Feldes hat ihn schon gesichert
        handlung.vergiss(name)
        return
    _speichere(bericht_id, k, text, version)


def _speichere(bericht_id: int, k: Kapiteltext, text: str, version: int) -> None:
    handlung.versuche(
        f"kapitel_{bericht_id}_{k.schluessel}",
        lambda s, v: save_berichtstext(s, v, bericht_id, k.schluessel, text, erzeugt=k.erzeugt, basis_version=version),
        f"„{_titel(k)}“ gesichert",
    )


def _entferne(bericht_id: int, k: Kapiteltext, version: int) -> None:
    handlung.versuche(
        f"kapitel_{bericht_id}_{k.schluessel}",
        lambda s, v: remove_berichtstext(s, v, bericht_id, k.schluessel, basis_version=version),
        f"Eigener Text zu „{_titel(k)}“ entfernt",
    )
    st.session_state.pop(f"kapitel_{bericht_id}_{k.schluessel}_0_0", None)


def _beginne(feld: str, text: str) -> None:
    st.session_state[feld] = text


def _zeige_konflikt(b: Archivbericht, k: Kapiteltext, eigener: Kapitelfassung | None) -> None:
    """Stellt beide Fassungen nebeneinander; erst eine bewusste Wahl führt weiter."""
    name = _name(b, k.schluessel)
    konflikt = handlung.konflikt(name)
    if konflikt is None:
        return
    meiner = str(konflikt.eigene["text"])
    with st.container(border=True, key=f"{name}_konflikt"):
        st.error(wort(konflikt), title="Inzwischen hat jemand anderes geschrieben", icon=":material/sync_problem:")
        st.markdown("**Gespeichert**")
        st.code(eigener.text if eigener else "(entfernt)", language=None, wrap_lines=True)
        st.markdown("**Ihre Fassung**")
        st.code(meiner or "(entfernt)", language=None, wrap_lines=True)
        version = eigener.version if eigener else 0
        with st.container(horizontal=True):
            if meiner:
                st.button(
                    "Meine Fassung sichern",
                    type="primary",
                    on_click=_speichere,
                    args=(b.id, k, meiner, version),
                    key=f"{name}_meine",
                )
            st.button("Gespeicherte behalten", on_click=handlung.vergiss, args=(name,), key=f"{name}_behalten")


# --- der vorige Bericht und die Geschichte ---------------------------------------------------------------------------


def _zeige_angebot(b: Archivbericht, angebot: Mapping[str, str], stellen: Mapping[str, Kapiteltext]) -> None:
    if not angebot:
        return
    with st.expander(f"Aus dem letzten Bericht: {anzahl(len(angebot), 'Text', 'Texte')} als Anfang"):
        st.markdown("\n".join(f"- {wort(_titel(stellen[k]))}" for k in angebot))
        st.button("Alle übernehmen", on_click=_uebernimm, args=(b.id, tuple(angebot)), key=f"angebot_{b.id}")
    handlung.zeige_fehler(f"angebot_{b.id}")


def _uebernimm(bericht_id: int, stellen: tuple[str, ...]) -> None:
    handlung.versuche(
        f"angebot_{bericht_id}",
        lambda s, v: take_over_berichtstexte(s, v, bericht_id, stellen),
        f"{anzahl(len(stellen), 'Text', 'Texte')} des letzten Berichts übernommen",
    )


def _zeige_geschichte(b: Archivbericht, k: Kapiteltext) -> None:
    aufgeklappt = st.expander("Geschichte dieses Textes", key=f"geschichte_{b.id}_{k.schluessel}", on_change="rerun")
    if not aufgeklappt.open:
        return
    ich = sitzung.person()
    with aufgeklappt:
        fassungen = sitzung.read(lambda s: geschichte_berichtstext(s, ich, b.id, k.schluessel))
        if not fassungen:
            absatz(None, "Zu diesem Kapitel wurde noch nichts geschrieben.")
        for f in fassungen:
            wann = f"{f.am.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"
            st.caption(wort(f"{wann} · {f.wer} · {f.aktion.bezeichnung}"))
            absatz(f.text, "Entfernt.")
