"""Druckwahl: Form, Blöcke, Anlagen und Profil eines Berichts wählen – dieselben Felder für jeden Weg zum Druck."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from mut_core.bericht import FORMEN, Anlage, Form, Profil, Wahl, kurzvorlage
from mut_core.bericht.stoff import VEROEFFENTLICHT
from mut_core.lagebild import Lagebild, saetze
from mut_core.lagebild.archiv import Archivbericht
from mut_core.modell.codes import Berichtsform
from seiten.bausteine.anzeige import leer, tag
from seiten.bausteine.kopieren import KOEPFE

T = TypeVar("T")

ANLAGEN = {
    Anlage.UEBERSICHT: "Maßnahmenübersicht im Querformat",
    Anlage.STECKBRIEFE: "Steckbriefe mit Verlauf",
    Anlage.ERLEDIGTE: "Erledigte Maßnahmen",
    Anlage.EVALUATION: "Evaluation je Handlungsfeld",
    Anlage.OFFENE_ANGABEN: "Offene Angaben",
    Anlage.LEGENDE: "Legende der Achsen",
}
PROFILE = {
    Profil.OEFFENTLICH: "öffentlich – ohne Personen und interne Notizen",
    Profil.INTERN: "intern – nur für die Verwaltung",
}
MIT_NUMMER = frozenset({Berichtsform.SACHSTANDSBERICHT, Berichtsform.MASSNAHMENUEBERSICHT})
"""Formen, auf denen die laufende Nummer steht."""


def eines(gewaehlt: Any, optionen: Sequence[T], sonst: Any = None) -> T:
    """Gibt das Gewählte, wenn es angeboten war, sonst `sonst` oder das Erste; am Browser vorbei kann anderes kommen."""
    return next((o for wert in (gewaehlt, sonst) for o in optionen if o == wert), optionen[0])


def waehle_form(vorsatz: str, jetzt: str | None = None, *, fest: bool = False) -> Form:
    """Zeigt die Wahl der Form und gibt sie; `fest` zeigt sie nur."""
    namen = list(FORMEN)
    gewaehlt = st.selectbox(
        "Form",
        namen,
        index=namen.index(jetzt) if jetzt in namen else 0,
        format_func=lambda f: FORMEN[f].bezeichnung,
        key=f"{vorsatz}_form",
        disabled=fest,
        persist_state="session",
    )
    return FORMEN[eines(jetzt if fest else gewaehlt, namen)]


def _benannt(b: Archivbericht) -> str:
    """Nennt einen früheren Bericht; dass er noch nicht freigegeben ist, soll niemand übersehen."""
    offen = "" if b.status in VEROEFFENTLICHT else f", noch {b.status.bezeichnung}"
    return f"{b.titel} (Stand {tag(b.stichtag)}{offen})"


def waehle_seit(
    vorsatz: str,
    form: Form,
    archiv: Sequence[Archivbericht],
    stichtag: date,
    *,
    jetzt: int | None = None,
    ohne: int | None = None,
) -> int | None:
    """Zeigt die Wahl des vorigen Berichts und gibt dessen Schlüssel; None heißt: ohne „Änderungen seit …“."""
    if form.art != Berichtsform.SACHSTANDSBERICHT:
        return jetzt
    fruehere = {b.id: b for b in archiv if b.stichtag <= stichtag and b.id != ohne and b.art == form.art}
    if not fruehere:
        st.caption("„Änderungen seit dem letzten Bericht“ gibt es, sobald ein früherer Bericht vorliegt.")
        return None
    optionen = [None, *fruehere]
    gewaehlt = st.selectbox(
        "Änderungen seit …",
        optionen,
        index=optionen.index(jetzt) if jetzt in fruehere else 0,
        format_func=lambda i: _benannt(fruehere[i]) if i else "nicht drucken",
        key=f"{vorsatz}_seit",
        help="Der Bericht sagt dann, was seit dem gewählten früheren Bericht neu, anders oder abgeschlossen ist.",
        persist_state="session",
    )
    return eines(gewaehlt, optionen, sonst=jetzt)


@dataclass(frozen=True)
class Umfeld:
    """Wozu gewählt wird; bei angelegten Berichten ist die Vorlage ein eigener Schritt und hier nicht zu wählen."""

    form: Form
    bild: Lagebild
    mit_vorlage: bool = True


def waehle_inhalt(vorsatz: str, umfeld: Umfeld, vorgabe: Wahl, *, intern_erlaubt: bool) -> Wahl | None:
    """Zeigt die Felder, die zu dieser Form gehören, und gibt die Wahl; None, wenn so nichts zu drucken ist."""
    form = umfeld.form
    wahl = _WAEHLER[form.art](f"{vorsatz}_{form.art}", umfeld, vorgabe)
    wahl = _nur_freigegebene(vorsatz, umfeld, wahl) if wahl else None
    if wahl is None or form.endung != "docx" or not intern_erlaubt:
        return wahl
    profile = list(PROFILE)
    gewaehlt = st.radio(
        "Profil",
        profile,
        index=profile.index(vorgabe.profil),
        format_func=lambda p: PROFILE[p],
        key=f"{vorsatz}_profil",
        persist_state="session",
    )
    return replace(wahl, profil=eines(gewaehlt, profile))


def _nur_freigegebene(vorsatz: str, umfeld: Umfeld, wahl: Wahl) -> Wahl:
    """Fragt danach nur, wo Meldungen freigegeben werden – oder wo es schon gewählt ist."""
    if not (getattr(umfeld.bild.konzept, "freigabe_verlangt", False) or wahl.nur_freigegebene):
        return wahl
    nur = st.checkbox(
        "Nur freigegebene Meldungen",
        wahl.nur_freigegebene,
        key=f"{vorsatz}_nur_freigegebene",
        help="Je Maßnahme zählt dann die letzte freigegebene Meldung; der Bericht sagt es.",
        persist_state="session",
    )
    return replace(wahl, nur_freigegebene=nur)


def _unterlagen(vorsatz: str, vorgabe: Wahl) -> Wahl:
    genannt = st.text_area(
        "Weitere Anlagen (eine je Zeile)",
        "\n".join(vorgabe.unterlagen),
        height=90,
        key=f"{vorsatz}_unterlagen",
        help="Sie werden nur genannt, etwa eine Präsentation.",
        persist_state="session",
    )
    zeilen = tuple(z.strip() for z in (genannt or "").splitlines() if z.strip())
    return replace(vorgabe, unterlagen=zeilen)


def _sachstandsbericht(vorsatz: str, _umfeld: Umfeld, vorgabe: Wahl) -> Wahl:
    blick = st.checkbox(
        "Kapitel „Auf einen Blick“",
        vorgabe.auf_einen_blick,
        key=f"{vorsatz}_blick",
        persist_state="session",
    )
    gewaehlt = st.multiselect(
        "Anlagen",
        list(ANLAGEN),
        default=[a for a in ANLAGEN if a in vorgabe.anlagen],
        format_func=lambda a: ANLAGEN[a],
        key=f"{vorsatz}_anlagen",
        placeholder="ohne Anlagen",
        persist_state="session",
    )
    vorgabe = _unterlagen(vorsatz, vorgabe)
    return replace(vorgabe, auf_einen_blick=blick, anlagen=frozenset(a for a in ANLAGEN if a in gewaehlt))


def _vorlage(vorsatz: str, umfeld: Umfeld, vorgabe: Wahl) -> Wahl:
    vorlagen = {v.id: f"{v.nummer or 'ohne Nummer'}: {v.betreff}" for v in saetze(umfeld.bild.vorlagen)}
    if vorlagen and umfeld.mit_vorlage:
        optionen = [None, *vorlagen]
        gewaehlt = st.selectbox(
            "Vorlage",
            optionen,
            index=optionen.index(vorgabe.vorlage_id) if vorgabe.vorlage_id in vorlagen else 0,
            format_func=lambda i: vorlagen[i] if i else "die jüngste zum Stichtag",
            key=f"{vorsatz}_vorlage",
            persist_state="session",
        )
        vorgabe = replace(vorgabe, vorlage_id=eines(gewaehlt, optionen, sonst=vorgabe.vorlage_id))
    if vorgabe.vorlage_id is None and not (vorlagen and umfeld.mit_vorlage):
        vorgabe = _waehle_art(vorsatz, umfeld, vorgabe)
    return _unterlagen(vorsatz, vorgabe)


def _waehle_art(vorsatz: str, umfeld: Umfeld, vorgabe: Wahl) -> Wahl:
    """Zeigt die Arten von Vorlagen dieser Kommune; die übliche bleibt ungenannt, damit sie der Festlegung folgt."""
    ueblich = kurzvorlage.vorlagenart_ohne_wahl(umfeld.bild, KOEPFE[umfeld.form.name])
    arten = list(dict.fromkeys([*arten_zur_wahl(umfeld.bild), ueblich]))
    jetzt = vorgabe.vorlagenart or ueblich
    gewaehlt = st.selectbox(
        "Art der Vorlage",
        arten,
        index=arten.index(jetzt) if jetzt in arten else arten.index(ueblich),
        key=f"{vorsatz}_{umfeld.form.name}_art",
        help="Welche Arten es gibt, steht in den Einstellungen für Berichte. Eine angelegte Vorlage bringt ihre mit.",
        persist_state="session",
    )
    art = eines(gewaehlt, arten, sonst=ueblich)
    return replace(vorgabe, vorlagenart="" if art == ueblich else art)


def arten_zur_wahl(bild: Lagebild) -> tuple[str, ...]:
    """Gibt die Arten von Vorlagen, die in der Kommune dieses Konzepts gelten."""
    return kurzvorlage.arten_der_kommune(getattr(bild.konzept, "vorlagenarten", None))


def _uebersicht(vorsatz: str, _umfeld: Umfeld, vorgabe: Wahl) -> Wahl:
    fuenfte = st.checkbox(
        "Fünfte Spalte mit dem Umsetzungsstand",
        vorgabe.fuenfte_spalte,
        key=f"{vorsatz}_fuenfte",
        persist_state="session",
    )
    return replace(vorgabe, fuenfte_spalte=fuenfte)


def _steckbrief(vorsatz: str, umfeld: Umfeld, vorgabe: Wahl) -> Wahl | None:
    namen = {m.id: f"{m.nummer} {m.titel}" for m in saetze(umfeld.bild.massnahmen)}
    if not namen:
        leer("Zu diesem Stichtag gibt es keine Maßnahme, also auch keinen Steckbrief.", "Bitte wählen Sie einen Tag.")
        return None
    optionen = list(namen)
    gewaehlt = st.selectbox(
        "Maßnahme",
        optionen,
        index=optionen.index(vorgabe.massnahme_id) if vorgabe.massnahme_id in namen else 0,
        format_func=lambda i: namen[i],
        key=f"{vorsatz}_massnahme",
        persist_state="session",
    )
    return replace(vorgabe, massnahme_id=eines(gewaehlt, optionen, sonst=vorgabe.massnahme_id))


def _kurzfassung(_vorsatz: str, _umfeld: Umfeld, vorgabe: Wahl) -> Wahl:
    return vorgabe


_WAEHLER = {
    Berichtsform.SACHSTANDSBERICHT: _sachstandsbericht,
    Berichtsform.VORLAGE: _vorlage,
    Berichtsform.MASSNAHMENUEBERSICHT: _uebersicht,
    Berichtsform.STECKBRIEF: _steckbrief,
    Berichtsform.WEBKURZFASSUNG: _kurzfassung,
}
