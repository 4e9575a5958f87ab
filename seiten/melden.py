"""Sachstand melden: links die eigenen Maßnahmen, rechts ein kurzes Formular, daneben die letzten Meldungen.

Die Felder stehen bewusst nicht in einem `st.form`: So wird jedes als Entwurf gesichert und übersteht Neuladen,
Seitenwechsel und Neustart. Strg+Enter übernimmt in Textfeldern erst den Text, dann löst es den Knopf aus.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from mut_core import rechte
from mut_core.auswertung import meldestand
from mut_core.erfassung import sachstand
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Freigabe
from mut_core.rechte import Person
from mut_core.regeln import ABGESCHLOSSEN
from mut_core.sprache import anzahl
from seiten.bausteine import meldeform, meldeform_entwurf, nachschlagen, sitzung
from seiten.bausteine.anzeige import absatz, leer, marken, tag, wort
from seiten.bausteine.buendel import gebuendelt
from seiten.bausteine.links import adresse, link, parameter
from seiten.bausteine.meldeform_felder import Formular
from seiten.bausteine.wahl import require_konzept

WAHL = "wahl_massnahme"
SUCHE = "suche_massnahme"
HOECHSTENS = 20
"""So viele Maßnahmen zeigt die Warteschlange; mehr wären keine Liste, sondern eine Wand. Die Suche findet jede.

Gemessen: Jeder weitere Eintrag kostet den Browser beim Wechsel rund eine Millisekunde Rechenzeit."""


@dataclass(frozen=True)
class Schlange:
    """Die Warteschlange: die eigenen Maßnahmen in ihrer Reihenfolge und was mit ihnen ist."""

    massnahmen: list[Any]
    gemeldet: frozenset[int]
    zurueck: frozenset[int]
    gefragt: frozenset[int]
    abfrage: Any | None
    entwuerfe: frozenset[int]

    def offen(self, m: Any) -> bool:
        """Sagt, ob zu dieser Maßnahme noch etwas zu tun ist."""
        return m.id in self.zurueck or m.id not in self.gemeldet

    def naechste(self, gewaehlt: Any) -> int | None:
        """Gibt die nächste offene Maßnahme nach der gewählten."""
        return next((n.id for n in self.massnahmen if n.id != gewaehlt.id and self.offen(n)), None)


def baue_schlange(bild: Lagebild) -> Schlange:
    """Ordnet die eigenen Maßnahmen: Zurückgegebenes, dann was die laufende Abfrage braucht, dann das Dringlichste."""
    ich, heute = sitzung.person(), sitzung.heute()
    schlange: Schlange = sitzung.gemerkt("schlange", bild, lambda: _build_schlange(bild, ich, heute), ich, heute)
    return replace(schlange, entwuerfe=frozenset(meldeform_entwurf.angefangene(bild.konzept.id)))


def _build_schlange(bild: Lagebild, ich: Person, heute: date) -> Schlange:
    alle, konzept_id = nachschlagen.massnahmen(bild).values(), bild.konzept.id
    eigene = [m for m in alle if rechte.darf_melden(ich, konzept_id, m.federfuehrung_id)]
    meine, ersetzt = {m.id for m in eigene}, set(bild.sachstaende["ersetzt_id"].tolist())
    spalten = (bild.sachstaende[n].tolist() for n in ("id", "massnahme_id", "freigabe", "gilt_ab"))
    eintraege = list(zip(*spalten, strict=True))
    zurueck = {m for id_, m, freigabe, _ in eintraege if freigabe is Freigabe.ZURUECK and id_ not in ersetzt}
    abfrage, gefragt, gemeldet = _abfrage(bild, meine)
    gemeldet |= {m for _, m, _, gilt_ab in eintraege if gilt_ab == heute and m not in gefragt}

    def rang(m: Any) -> tuple[Any, ...]:
        fertig = m.umsetzungsstand in ABGESCHLOSSEN and m.id not in gefragt
        wartet = m.id not in zurueck, m.id in gemeldet, m.id not in gefragt, fertig
        return *wartet, -m.tage_ueberfaellig, str(m.stand_zum or ""), m.nummer

    rest = frozenset(gemeldet & meine), frozenset(zurueck & meine), frozenset(gefragt), abfrage
    return Schlange(sorted(eigene, key=rang), *rest, frozenset())


def _abfrage(bild: Lagebild, meine: set[int]) -> tuple[Any | None, set[int], set[int]]:
    """Gibt die zuletzt eröffnete offene Abfrage, die nach eigenen Maßnahmen fragt, diese und die schon gemeldeten."""
    for abfrage in meldestand.abfragen(bild):
        if (abfrage.geschlossen_am and abfrage.geschlossen_am <= bild.stichtag) or abfrage.eroeffnet_am > bild.stichtag:
            continue
        zeilen = [z for z in saetze(meldestand.meldestand(bild, abfrage.id)) if z.massnahme_id in meine]
        if zeilen:
            fertig = {z.massnahme_id for z in zeilen if z.stand != meldestand.OFFEN}
            return abfrage, {z.massnahme_id for z in zeilen}, fertig
    return None, set(), set()


def zeige_kopf(schlange: Schlange) -> None:
    """Zeigt, wie weit man ist – in der laufenden Abfrage, sonst heute."""
    if schlange.abfrage:
        n, von = len(schlange.gefragt & schlange.gemeldet), len(schlange.gefragt)
        titel, schluss = wort(schlange.abfrage.titel), tag(schlange.abfrage.redaktionsschluss)
        text = f"Abfrage {titel}: {n} von {von} gemeldet, Redaktionsschluss {schluss}"
    else:
        n, von = len(schlange.gemeldet), len(schlange.massnahmen)
        text = f"{n} von {anzahl(von, 'Maßnahme', 'Maßnahmen')} heute gemeldet"
    st.progress(n / von, text)


def zeige_warteschlange(schlange: Schlange, gewaehlt: Any) -> None:
    """Zeigt die eigenen Maßnahmen zur Wahl; mit den Pfeiltasten geht es zur nächsten, die Suche findet jede."""
    zeige_kopf(schlange)
    alle = schlange.massnahmen
    if len(alle) > 12:
        st.text_input("Maßnahme suchen", type="search", live="300ms", key=SUCHE, placeholder="Nr. oder Wort im Titel")
    gesucht = str(st.session_state.get(SUCHE) or "").casefold().split()
    treffer = [m for m in alle if all(w in f"{m.nummer} {m.titel}".casefold() for w in gesucht)] if gesucht else alle
    gezeigt = treffer[:HOECHSTENS]
    if gewaehlt not in gezeigt:
        gezeigt = [gewaehlt, *gezeigt]
    namen = {m.id: f"{zeichen(schlange, m)}**{wort(m.nummer)}** {wort(m.titel)}" for m in gezeigt}
    st.session_state[WAHL] = gewaehlt.id  # die Adresse bestimmt, der Schlüssel bleibt: so behält die Liste den Fokus
    with st.container(border=True, key="warteschlange"):
        st.radio("Meine Maßnahmen", list(namen), format_func=lambda i: namen[i], key=WAHL, on_change=waehle_massnahme)
    if gesucht and not treffer:
        st.caption("Kein Treffer. Gesucht wird in Nummer und Titel Ihrer Maßnahmen.")
    elif len(treffer) > HOECHSTENS:
        st.caption(f"Gezeigt: die {HOECHSTENS} dringlichsten von {len(treffer)}. Die Suche findet jede.")


def zeichen(schlange: Schlange, m: Any) -> str:
    """Gibt das Zeichen vor einer Maßnahme: zurückgegeben, angefangen (Stift) oder gemeldet (Haken)."""
    if m.id in schlange.zurueck:
        return ":material/undo: zurückgegeben: "
    if m.id in schlange.entwuerfe:
        return ":material/edit: "
    return ":material/check: " if m.id in schlange.gemeldet else ""


def waehle_massnahme() -> None:
    """Öffnet die gewählte Maßnahme; die Adresse nennt sie."""
    st.query_params.from_dict(parameter(massnahme=st.session_state[WAHL]))


def zeige_letzte_meldungen(bild: Lagebild, m: Any, eintraege: list[Any], namen: dict[int, str]) -> None:
    """Zeigt die letzten beiden Einträge neben dem Formular – mit beiden Namen, wenn im Auftrag gemeldet wurde."""
    st.subheader("Zuletzt gemeldet", anchor=False)
    ersetzt = {s.ersetzt_id for s in eintraege if s.ersetzt_id}
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    geltende = sorted((s for s in eintraege if s.id not in ersetzt), key=lambda s: (s.zum, s.nummer), reverse=True)
    if not geltende:
        absatz(None, "Dies ist die erste Meldung.")
    for s in geltende[:2]:
        teile = [f"**{tag(s.zum)} · {wort(s.umsetzungsstand.bezeichnung)}**"]
        teile.append(wort(s.text or ("Unverändert bestätigt." if s.unveraendert else "Ohne Text.")))
        for name, text in (("Nächster Schritt", s.naechster_schritt), ("Hindernis", s.hindernis)):
            if text:
                teile.append(f"**{name}:** {wort(text)}")
        teile.append(f":small[{wort(_herkunft(s, namen, stellen))}]")
        with st.container(border=True):
            st.markdown("\n\n".join(teile))
    if geltende:
        st.button("Letzten Eintrag berichtigen", type="tertiary", on_click=berichtige, args=(m.id, geltende[0].id))
    st.markdown(f"[Ganzer Steckbrief]({adresse('massnahme', id=m.id, stichtag=sitzung.heute())})")


def berichtige(massnahme_id: int, sachstand_id: int) -> None:
    """Öffnet einen Eintrag zum Berichtigen; die Adresse nennt ihn."""
    st.query_params.from_dict(parameter(massnahme=massnahme_id, berichtigt=sachstand_id))
    meldeform_entwurf.vergiss_felder(massnahme_id)


def _herkunft(s: Any, namen: dict[int, str], stellen: dict[int, str]) -> str:
    auftrag = f" im Auftrag von {stellen.get(s.im_auftrag_von_id, '–')}" if s.im_auftrag_von_id else ""
    berichtigt = " · berichtigt einen früheren Eintrag" if s.ersetzt_id else ""
    return f"erfasst von {namen.get(s.erfasst_von_id, '–')}{auftrag}{berichtigt}"


def zeige_formular(bild: Lagebild, schlange: Schlange, m: Any) -> None:
    """Zeigt Kopf, Formular und letzte Meldungen der gewählten Maßnahme."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"{wort(m.nummer)} {wort(m.titel)}", anchor=False, width="content")
        marken(m)
    eintraege = nachschlagen.sachstaende(bild, m.id)
    namen = sitzung.read(lambda s: sachstand.erfassende(s, m.id))
    f, hoechste = oeffne_formular(bild, schlange, m, eintraege)
    wer = namen.get(f.letzter.erfasst_von_id, "") if f.letzter else ""
    form, daneben = st.columns([5, 3], gap="medium")
    with form:
        meldeform.zeige(f, hoechste, wer)
    with daneben:
        zeige_letzte_meldungen(bild, m, eintraege, namen)


def oeffne_formular(bild: Lagebild, schlange: Schlange, m: Any, eintraege: list[Any]) -> tuple[Formular, int]:
    """Gibt das vorbelegte Formular zur Maßnahme und die Nummer ihres letzten Sachstands."""
    aufgehoben = meldeform_entwurf.load(m) if m.id in schlange.entwuerfe else None
    hoechste = max((s.nummer for s in eintraege), default=0)
    ersetzt = {s.ersetzt_id for s in eintraege}
    geltende = {s.id: s for s in eintraege if s.id not in ersetzt}
    letzter = max(geltende.values(), key=lambda s: (s.zum, s.nummer), default=None)
    felder = aufgehoben.felder if aufgehoben else {}
    gewuenscht = felder.get(meldeform_entwurf.ERSETZT) or meldeform_entwurf.aus_adresse(m, "berichtigt")
    zurueck = next((s for s in geltende.values() if s.freigabe == Freigabe.ZURUECK), None)
    stellen = {o.id: o.name for o in saetze(bild.organisationseinheiten)}
    basis = meldeform_entwurf.basis(m, hoechste, aufgehoben)
    alter = geltende.get(gewuenscht) or zurueck
    f = Formular(m, letzter, *basis, schlange.naechste(m), alter, stellen, frozenset(felder))
    meldeform_entwurf.merke(m, aufgehoben)
    meldeform_entwurf.nenne_in_adresse(f)
    return meldeform_entwurf.belege_vor(f, aufgehoben), hoechste


def zeige_archivierte(bild: Lagebild, massnahme_id: int) -> bool:
    """Sagt zu einer inzwischen archivierten Maßnahme, was mit dem angefangenen Text ist, und zeigt ihn."""
    m = next((a for a in saetze(bild.archivierte) if a.id == massnahme_id), None)
    if m is None or not rechte.darf_melden(sitzung.person(), bild.konzept.id, m.federfuehrung_id):
        return False
    st.warning(
        f"{wort(m.nummer)} {wort(m.titel)} wurde am {tag(m.archiviert_am)} archiviert; zu ihr wird nicht mehr "
        "gemeldet. Soll sie weitergehen, holt die Koordination sie wieder hervor."
    )
    aufgehoben = meldeform_entwurf.load(m)
    texte = [str(w) for w in aufgehoben.felder.values() if isinstance(w, str) and w] if aufgehoben else []
    if texte:
        st.caption("Ihr angefangener Text, zum Kopieren:")
        st.code("\n\n".join(texte), language=None, wrap_lines=True)
    return True


@st.fragment(key=meldeform_entwurf.SEITE)
def zeige_seite(konzept_id: int) -> None:
    """Zeigt Warteschlange und Formular; gemeldet wird immer auf dem Stand von heute.

    Ein Fragment: Nach dem Speichern laufen nur sie neu, nicht der Rahmen mit Menü und Konzeptwahl.
    """
    with gebuendelt():
        _zeige_seite(sitzung.lagebild(konzept_id, sitzung.heute()))


def _zeige_seite(bild: Lagebild) -> None:
    meldeform.zeige_ergebnis()
    schlange = baue_schlange(bild)
    if not schlange.massnahmen:
        keine = "In diesem Konzept ist noch keine Maßnahme erfasst."
        leer(
            keine if bild.massnahmen.empty else "Zurzeit gibt es keine Maßnahme, zu der Sie melden.",
            "Melden können die federführende Stelle und die Koordination.",
        )
        link("massnahmen", "Zur Liste der Maßnahmen")
        return
    gewuenscht = meldeform_entwurf.gewuenschte()
    gewaehlt = next((m for m in schlange.massnahmen if m.id == gewuenscht), None)
    if gewuenscht and gewaehlt is None and not zeige_archivierte(bild, gewuenscht):
        st.warning(
            "Diese Maßnahme gibt es nicht oder Sie melden nicht zu ihr. Angezeigt wird die nächste in Ihrer Liste."
        )
    gewaehlt = gewaehlt or schlange.massnahmen[0]
    links, rechts = st.columns([1, 3], gap="medium")
    with rechts:
        zeige_formular(bild, schlange, gewaehlt)
    with links:
        zeige_warteschlange(schlange, gewaehlt)


st.title("Sachstand melden", anchor=False)
zeige_seite(require_konzept().id)
