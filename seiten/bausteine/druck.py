"""Druck: aus dem, was gewählt ist, wird ein Bericht – sofort als Word-Datei, auf Wunsch im Hintergrund als PDF.

Ein `Druckwunsch` ist reiner Text (JSON) und deshalb zugleich die Bestellung eines Auftrags. Was dazu gelesen werden
muss, liest `load_druckstoff` mit den Rollen der Person von jetzt – auch, wenn der Klick lange her ist.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from mut_core import bericht, rechte
from mut_core.auftrag import Druckgut, Lauf, build_druckart
from mut_core.bericht import Profil, Wahl
from mut_core.bericht.wahl import wahl_als_json, wahl_aus_json
from mut_core.erfassung.berichtstext import load_berichtstexte
from mut_core.erfassung.hausvorlage import load_vorlage_in_gebrauch
from mut_core.erfassung.protokoll import Vorgang
from mut_core.fehler import EingabeError, MutError, NichtGefundenError, RechteError
from mut_core.lagebild import Kopf, Lagebild, load_berichtsbild, load_lagebild, nur_freigegebene, thaw_lagebild
from mut_core.lagebild.archiv import Archivbericht, load_archiv, load_freigabestand, load_stand
from mut_core.pdf import pdf_moeglich
from mut_core.rechte import Person
from seiten.bausteine import auftrag, sitzung
from seiten.bausteine.anzeige import wort

ART = "bericht"
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "html": "text/html",
}
DATEIART = {"docx": "Word-Datei", "md": "Markdown-Datei", "html": "HTML-Datei"}
OHNE_LIBREOFFICE = (
    "PDF-Dateien erzeugt LibreOffice, und das ist auf diesem Server nicht eingerichtet. Laden Sie bitte die Word-Datei "
    "herunter und speichern Sie sie in Word als PDF; die Administration kann LibreOffice nachrüsten."
)


@dataclass(frozen=True)
class Druckwunsch:
    """Was gedruckt werden soll; `wahl` ohne Texte, Hausvorlage und früheres Lagebild – die werden dazu gelesen."""

    konzept_id: int
    form: str
    stichtag: date
    wahl: Wahl = field(default_factory=Wahl)
    seit: int | None = None
    """Der Bericht, gegenüber dem „Änderungen seit …“ erzählt."""
    bericht_id: int | None = None
    """Der angelegte Bericht, dessen Texte gelten."""
    hausvorlage: bool = True

    def angaben(self) -> dict[str, Any]:
        """Gibt den Wunsch als JSON-Werte für einen Auftrag."""
        return {
            "form": self.form,
            "stichtag": self.stichtag.isoformat(),
            "wahl": wahl_als_json(self.wahl),
            "seit": self.seit,
            "bericht": self.bericht_id,
            "hausvorlage": self.hausvorlage,
        }


def wunsch_aus_angaben(konzept_id: int, angaben: Mapping[str, Any]) -> Druckwunsch:
    """Gibt den Wunsch zu den Angaben eines Auftrags; wirft EingabeError, wenn sie nicht lesbar sind."""
    try:
        return Druckwunsch(
            konzept_id,
            str(angaben["form"]),
            date.fromisoformat(angaben["stichtag"]),
            wahl_aus_json(angaben["wahl"]),
            angaben["seit"],
            angaben["bericht"],
            bool(angaben["hausvorlage"]),
        )
    except (KeyError, TypeError, ValueError) as fehler:
        raise EingabeError("Dieser Auftrag ist nicht lesbar. Bitte bestellen Sie ihn neu.") from fehler


def wunsch_zu(konzept_id: int, b: Archivbericht, **anders: Any) -> Druckwunsch:
    """Gibt den Wunsch, einen angelegten Bericht zu drucken; `anders` ändert die Wahl, etwa `zum_bearbeiten=True`."""
    wahl = replace(wahl_aus_json(b.wahl or "{}"), nummer=b.nummer, vorlage_id=b.vorlage_id, texte={})
    return Druckwunsch(konzept_id, formname(b), b.stichtag, replace(wahl, **anders), b.vorgaenger_id, b.id)


def formname(b: Archivbericht) -> str:
    """Gibt den Namen der Form; früher übernommene Berichte nennen nur ihre Art."""
    if b.form is not None and b.form in bericht.FORMEN:
        return b.form
    return next(n for n, f in bericht.FORMEN.items() if f.art == b.art)


@dataclass(frozen=True)
class Druckstoff:
    """Alles, woraus der Bericht entsteht; von hier an ohne Datenbank."""

    bild: Lagebild
    form: str
    wahl: Wahl

    @property
    def dateiname(self) -> str:
        """Der Name der Datei mit Endung."""
        return bericht.dateiname(self.bild, self.form)

    def bauen(self) -> bytes:
        """Gibt die fertige Datei."""
        return bericht.build_bericht(self.bild, self.form, self.wahl)


def load_druckstoff(session: Session, person: Person, wunsch: Druckwunsch, bild: Lagebild | None = None) -> Druckstoff:
    """Liest alles zu einem Wunsch; `bild` erspart das Lesen des Lagebilds, wenn die Seite es schon hat.

    Wirft NichtGefundenError, EingabeError und RechteError: Das interne Profil druckt nur, wer Internes lesen darf.
    """
    rechte.require_lesen(person, wunsch.konzept_id)
    if wunsch.form not in bericht.FORMEN:
        raise EingabeError("Diese Form des Berichts gibt es nicht. Bitte wählen Sie eine aus der Liste.", feld="form")
    intern = wunsch.wahl.profil == Profil.INTERN
    if intern and not rechte.darf_internes_lesen(person, wunsch.konzept_id):
        raise RechteError("Die interne Fassung drucken nur Personen, die Internes lesen dürfen.")
    texte: dict[str, str] = {}
    if wunsch.bericht_id is not None:
        texte = {k: f.text for k, f in load_berichtstexte(session, person, wunsch.bericht_id).items()}
    kopf = Kopf(wunsch.bericht_id, wunsch.wahl.vorlage_id, intern)
    bild = load_berichtsbild(session, wunsch.konzept_id, wunsch.stichtag, kopf, bild)
    bis_seq = load_freigabestand(session, wunsch.bericht_id)
    vorher = _load_vorher(session, person, wunsch, bis_seq)
    if wunsch.wahl.nur_freigegebene:
        bild = nur_freigegebene(bild)
    haus = load_vorlage_in_gebrauch(session, wunsch.konzept_id, bis_seq=bis_seq) if wunsch.hausvorlage else None
    return Druckstoff(bild, wunsch.form, replace(wunsch.wahl, vorher=vorher, hausvorlage=haus, texte=texte))


def _load_vorher(session: Session, person: Person, wunsch: Druckwunsch, bis_seq: int | None) -> Lagebild | None:
    """Gibt das Lagebild des vorigen Berichts: das eingefrorene, sonst den Stand an seinem Stichtag.

    Nach der Freigabe dieses Berichts (`bis_seq`) ändert es sich nicht mehr.
    """
    if wunsch.seit is None:
        return None
    voriger = next((b for b in load_archiv(session, person, wunsch.konzept_id) if b.id == wunsch.seit), None)
    if voriger is None:
        raise NichtGefundenError("Den vorigen Bericht gibt es in diesem Konzept nicht. Bitte wählen Sie einen anderen.")
    staende = [load_stand(session, person, f.id) for f in reversed(voriger.fassungen)]
    eingefroren = next((s for s in staende if bis_seq is None or s.bis_seq <= bis_seq), None)
    if eingefroren is not None:
        return thaw_lagebild(eingefroren.lagebild)
    intern = wunsch.wahl.profil == Profil.INTERN
    bild = load_lagebild(session, wunsch.konzept_id, voriger.stichtag, intern=intern, bis_seq=bis_seq)
    return nur_freigegebene(bild) if wunsch.wahl.nur_freigegebene else bild


def druckstoff(wunsch: Druckwunsch) -> Druckstoff:
    """Gibt den Stoff für die Seite, mit dem Lagebild, das sie ohnehin im Speicher hat."""
    lade = sitzung.lagebild if wunsch.wahl.profil == Profil.INTERN else sitzung.lagebild_oeffentlich
    bild, ich = lade(wunsch.konzept_id, wunsch.stichtag), sitzung.person()
    return sitzung.read(lambda s: load_druckstoff(s, ich, wunsch, bild))


def vorgang() -> Vorgang:
    """Gibt einen Vorgang nur zum Nachsehen: wer fragt und wann."""
    return Vorgang(sitzung.person(), datetime.now(UTC), str(uuid.uuid4()))


# --- Auftrag ---------------------------------------------------------------------------------------------------------


def _lade(session: Session, lauf: Lauf) -> Druckgut:
    person = rechte.load_person_zu(session, lauf.nutzer_id)
    stoff = load_druckstoff(session, person, wunsch_aus_angaben(lauf.konzept_id or 0, lauf.angaben))
    return Druckgut(stoff.dateiname, stoff.bauen)


auftrag.ARTEN[ART] = build_druckart("Bericht", _lade)


# --- Knöpfe ----------------------------------------------------------------------------------------------------------


def zeige_knoepfe(wunsch: Druckwunsch, bild: Lagebild, titel: str, vorsatz: str) -> None:
    """Zeigt die Knöpfe, die den Bericht sofort als Datei herunterladen oder als PDF bestellen."""
    endung = bericht.FORMEN[wunsch.form].endung
    with st.container(horizontal=True):
        st.download_button(
            f"Bericht als {DATEIART[endung]} herunterladen",
            data=partial(_baue, sitzung.person().id, wunsch),
            file_name=bericht.dateiname(bild, wunsch.form),
            mime=MIME[endung],
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            key=f"{vorsatz}_laden",
        )
        als_pdf = endung == "docx" and st.button(
            "Als PDF-Datei erstellen", icon=":material/picture_as_pdf:", key=f"{vorsatz}_pdf"
        )
    if als_pdf:
        _bestelle_pdf(wunsch, titel)


def _baue(nutzer_id: int, wunsch: Druckwunsch) -> bytes:
    """Baut die Datei erst beim Klick und mit den Rollen von jetzt; läuft außerhalb der Seite."""
    return sitzung.read(lambda s: load_druckstoff(s, rechte.load_person_zu(s, nutzer_id), wunsch)).bauen()


def _bestelle_pdf(wunsch: Druckwunsch, titel: str) -> None:
    if not pdf_moeglich():
        st.info(OHNE_LIBREOFFICE, icon=":material/info:")
        return
    try:
        auftrag.bestelle(ART, wunsch.konzept_id, {**wunsch.angaben(), "pdf": True, "titel": f"{titel} (PDF)"})
    except MutError as fehler:
        st.error(wort(fehler), icon=":material/error:")


def zeige_bearbeitungsknopf(wunsch: Druckwunsch, bild: Lagebild, vorsatz: str) -> None:
    """Zeigt den Knopf, der die Word-Datei mit bearbeitbaren Kapiteln herunterlädt."""
    st.download_button(
        "Zum Bearbeiten in Word herunterladen",
        data=partial(_baue, sitzung.person().id, wunsch),
        file_name=bericht.dateiname(bild, wunsch.form).replace(".docx", "_bearbeiten.docx"),
        mime=MIME["docx"],
        icon=":material/edit_document:",
        on_click="ignore",
        key=f"{vorsatz}_bearbeiten",
    )
