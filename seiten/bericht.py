"""Bericht: ein einzelner Bericht vom Entwurf bis eingefroren – Texte, Angaben, Word, Weitergabe, Fassungen."""

from dataclasses import replace
from types import SimpleNamespace

import streamlit as st

from mut_core import rechte
from mut_core.bericht import Profil
from mut_core.lagebild.archiv import Archivbericht, load_archiv
from mut_core.modell.codes import Berichtsstatus
from seiten.bausteine import (
    archivliste,
    auftrag,
    berichtform,
    berichtsleben,
    druck,
    handlung,
    kapitelform,
    kopieren,
    modellform,
    rueckgabeform,
    sitzung,
    vorlageform,
)
from seiten.bausteine.anzeige import leer, tag, wort
from seiten.bausteine.druck import Druckstoff, Druckwunsch
from seiten.bausteine.links import link
from seiten.bausteine.wahl import require_konzept, zahl

TEXTE, ANGABEN, VORLAGE, WORD, WEITERGEBEN, FASSUNGEN = (
    "Texte",
    "Angaben",
    "Vorlage",
    "Word",
    "Weitergeben",
    "Fassungen",
)

ALLE = (TEXTE, ANGABEN, VORLAGE, WORD, WEITERGEBEN, FASSUNGEN)
NUR_KOORDINATION = frozenset((ANGABEN, WEITERGEBEN))
"""Die Reiter hängen nie am Stand des Berichts: Verschwände einer, spränge der Browser auf den nächsten."""

BREIT = frozenset((TEXTE, WORD, FASSUNGEN))
BREITE = 820
"""Pixel; Felder über den ganzen Bildschirm füllt niemand gern aus. Breit steht nur, was nebeneinander gehört."""


def mein_wunsch(konzept_id: int, b: Archivbericht) -> Druckwunsch:
    """Gibt den Druckwunsch zum Bericht; wer Internes nicht lesen darf, bekommt die öffentliche Fassung."""
    wunsch = druck.wunsch_zu(konzept_id, b)
    if rechte.darf_internes_lesen(sitzung.person(), konzept_id):
        return wunsch
    return replace(wunsch, wahl=replace(wunsch.wahl, profil=Profil.OEFFENTLICH))


def zeige_kopf(b: Archivbericht, wunsch: Druckwunsch, stoff: Druckstoff) -> None:
    """Zeigt Titel, Stand und Weg und den Knopf zum Herunterladen: eingefroren die damalige Datei, sonst die jetzige."""
    link("berichte", "Alle Berichte", icon=":material/arrow_back:", ansicht="Berichte")
    st.title(wort(b.titel), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        archivliste.zeige_status(b)
        nummer = f"Nr. {b.nummer} · " if b.nummer else ""
        st.caption(wort(f"{nummer}{berichtform.formbezeichnung(b)} · Stichtag {tag(b.stichtag)}"))
    berichtsleben.zeige_weg(b, mit_naechstem=rechte.darf_bearbeiten(sitzung.person(), stoff.bild.konzept.id))
    if b.status == Berichtsstatus.EINGEFROREN and b.fassungen:
        archivliste.zeige_download(stoff.bild.konzept.schluessel, b, b.fassungen[-1], "kopf")
    else:
        druck.zeige_knoepfe(wunsch, stoff.bild, b.titel, f"bericht_{b.id}")
        auftrag.zeige_auftraege()


def zeige_seite(konzept: SimpleNamespace, b: Archivbericht, archiv: tuple[Archivbericht, ...]) -> None:
    """Zeigt den Bericht; ändern kann ihn die Koordination, solange er Entwurf ist."""
    koordiniert = rechte.darf_bearbeiten(sitzung.person(), konzept.id)
    aenderbar = koordiniert and b.status == Berichtsstatus.ENTWURF
    wunsch = mein_wunsch(konzept.id, b)
    gefroren = b.fassungen[-1] if b.status == Berichtsstatus.EINGEFROREN and b.fassungen else None
    aufgehoben = gefroren if gefroren and gefroren.wiederdruckbar else None
    stoff = archivliste.load_druckstoff(aufgehoben) if aufgehoben else druck.druckstoff(wunsch)
    zeige_kopf(b, wunsch, stoff)
    namen = ALLE if koordiniert else tuple(n for n in ALLE if n not in NUR_KOORDINATION)
    reiter = st.tabs(namen, key="reiter", on_change="rerun", bind="query-params")
    for name, r in zip(namen, reiter, strict=True):
        if r.open:
            with r, st.container(width="stretch" if name in BREIT else BREITE):
                zeige_reiter(name, konzept, b, archiv, (wunsch, stoff), aenderbar=aenderbar)


def zeige_reiter(
    name: str,
    konzept: SimpleNamespace,
    b: Archivbericht,
    archiv: tuple[Archivbericht, ...],
    zum_druck: tuple[Druckwunsch, Druckstoff],
    *,
    aenderbar: bool,
) -> None:
    """Zeigt den Inhalt eines Reiters."""
    wunsch, stoff = zum_druck
    if name == TEXTE:
        kapitelform.zeige(b, stoff, aenderbar=aenderbar)
        kopieren.zeige(stoff)
    elif name == ANGABEN and not aenderbar:
        leer("Angaben lassen sich nur im Entwurf ändern.", "Wie es weitergeht, steht unter „Weitergeben“.")
    elif name == ANGABEN:
        berichtform.zeige_angaben(b, stoff.bild, archiv)
    elif name == WORD:
        rueckgabeform.zeige(b, wunsch, stoff, aenderbar=aenderbar)
    elif name == WEITERGEBEN:
        berichtsleben.zeige_schritte(b, stoff)
    elif name == VORLAGE:
        heute = sitzung.lagebild(konzept.id, sitzung.heute())
        vorlageform.zeige(b, heute, aenderbar=rechte.darf_bearbeiten(sitzung.person(), konzept.id))
    else:
        archivliste.zeige_fassungen(konzept.schluessel, b)


handlung.zeige_gelungen()
modellform.zeige_ergebnis()
gewaehltes_konzept = require_konzept()
ich = sitzung.person()
alle = sitzung.read(lambda s: load_archiv(s, ich, gewaehltes_konzept.id))
gesucht = zahl(st.query_params.get("bericht"))
gefunden = next((b for b in alle if b.id == gesucht), None)
if gefunden is None:
    st.title("Bericht", anchor=False)
    leer(
        "Diesen Bericht gibt es nicht – oder nicht in diesem Konzept.", "Alle Berichte stehen auf der Seite „Berichte“."
    )
    link("berichte", "Zu den Berichten", ansicht="Berichte")
else:
    zeige_seite(gewaehltes_konzept, gefunden, alle)
