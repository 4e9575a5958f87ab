"""Beteiligung auswerten: welche Gruppen es gibt, was wann geschah, wer woran arbeitet und was als Nächstes kommt."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from mut_core import regeln
from mut_core.auswertung.sitzungsplan import sitzungsplan
from mut_core.auswertung.tabelle import build_tabelle, geordnete_handlungsfelder, nummernschluessel
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Ereignisart, Ereignisstatus, Genauigkeit
from mut_core.sprache import anzahl
from mut_core.zeitangaben import datum_text, zeitpunkt

# --- Gruppen und Gremien ---------------------------------------------------------------------------------------------

GREMIENSPALTEN = (
    "gremium_id",
    "tiefe",
    "name",
    "typ",
    "ueber",
    "teilprojekt",
    "turnus",
    "felder",
    "mitglieder",
    "unvollstaendig",
)


def gremien(lagebild: Lagebild, teilprojekt_id: int | None = None) -> pd.DataFrame:
    """Gibt die Gruppen und Gremien von oben nach unten: jede steht gleich unter der, an die sie berichtet.

    Mit `teilprojekt_id` nur dessen Gruppen und ihr Berichtsweg. Spalten: `GREMIENSPALTEN`; tiefe zählt ab 0, felder
    und mitglieder sind Texte (tuple), ueber und teilprojekt Namen oder "". Namen von Personen stehen nur darin, wenn
    das Lagebild sie nennt. Ein Kreis im Berichtsweg beginnt bei der Gruppe, die in der Reihenfolge vorn steht.
    """
    alle = {g.id: g for g in sorted(saetze(lagebild.gremien), key=lambda g: (g.reihenfolge or 0, g.id))}
    sichtbar = _sichtbare(alle, teilprojekt_id)
    umfeld = _Gremienumfeld.aus(lagebild)
    zeilen = (_gremiumzeile(alle[i], tiefe, alle, umfeld) for i, tiefe in _von_oben(alle) if i in sichtbar)
    return build_tabelle(zeilen, GREMIENSPALTEN)


@dataclass(frozen=True)
class _Gremienumfeld:
    """Was neben einem Gremium liegt: Handlungsfelder, Mitglieder, Teilprojekte."""

    felder: Mapping[int, list[str]]
    mitglieder: Mapping[int, list[str]]
    teilprojekte: Mapping[int, str]

    @classmethod
    def aus(cls, lagebild: Lagebild) -> "_Gremienumfeld":
        felder, mitglieder = defaultdict(list), defaultdict(list)
        zu = saetze(lagebild.gremien_handlungsfelder)
        for h in geordnete_handlungsfelder(lagebild):
            for z in zu:
                if z.handlungsfeld_id == h.id:
                    felder[z.gremium_id].append(f"{h.nummer}. {h.titel}")
        stellen = {o.id: o.name for o in saetze(lagebild.organisationseinheiten)}
        for m in sorted(saetze(lagebild.mitgliedschaften), key=lambda m: (m.reihenfolge or 0, m.id)):
            mitglieder[m.gremium_id].append(_mitglied(m, stellen))
        projekte = {t.id: f"{t.buchstabe}) {t.titel}" for t in saetze(lagebild.teilprojekte)}
        return cls(felder, mitglieder, projekte)


def _mitglied(m: Any, stellen: Mapping[int, str]) -> str:
    """„Fachdienst Soziales (Leitung: Name)“; ohne Organisation steht die Rolle vorn."""
    stelle, person = stellen.get(m.organisationseinheit_id), getattr(m, "person", None)
    vorn, dazu = (stelle, m.rolle) if stelle else (m.rolle or "k. A.", None)
    klammer = ": ".join(t for t in (dazu, person) if t)
    return f"{vorn} ({klammer})" if klammer else str(vorn)


def _gremiumzeile(g: Any, tiefe: int, alle: Mapping[int, Any], umfeld: _Gremienumfeld) -> tuple[Any, ...]:
    ueber = alle.get(g.uebergeordnet_id)
    return (
        g.id,
        tiefe,
        g.name,
        g.typ,
        ueber.name if ueber else "",
        umfeld.teilprojekte.get(g.teilprojekt_id, ""),
        g.turnus,
        tuple(umfeld.felder.get(g.id, ())),
        tuple(umfeld.mitglieder.get(g.id, ())),
        bool(g.unvollstaendig),
    )


def _sichtbare(alle: Mapping[int, Any], teilprojekt_id: int | None) -> set[int]:
    if teilprojekt_id is None:
        return set(alle)
    sichtbar: set[int] = set()
    for g in alle.values():
        naechstes = g if g.teilprojekt_id == teilprojekt_id else None
        while naechstes is not None and naechstes.id not in sichtbar:
            sichtbar.add(naechstes.id)
            naechstes = alle.get(naechstes.uebergeordnet_id)
    return sichtbar


def _von_oben(alle: Mapping[int, Any]) -> Iterator[tuple[int, int]]:
    """Gibt Schlüssel und Tiefe, erst die Wurzeln mit ihren Ästen, zuletzt, was nur im Kreis berichtet."""
    unter: dict[Any, list[int]] = defaultdict(list)
    for g in alle.values():
        unter[g.uebergeordnet_id if g.uebergeordnet_id in alle else None].append(g.id)
    gesehen: set[int] = set()
    for wurzel in (*unter[None], *alle):
        stapel = [(wurzel, 0)]
        while stapel:
            i, tiefe = stapel.pop()
            if i in gesehen:
                continue
            gesehen.add(i)
            yield i, tiefe
            stapel += [(kind, tiefe + 1) for kind in reversed(unter[i])]


# --- Ereignisse ------------------------------------------------------------------------------------------------------

EREIGNISSPALTEN = (
    "ereignis_id",
    "art",
    "titel",
    "laufende_nummer",
    "wann",
    "von",
    "bis",
    "genau",
    "vergangen",
    "status",
    "ausgang",
    "teilnehmende",
    "gremium",
    "teilprojekt_id",
    "felder",
    "umstaende",
    "zielgruppe",
    "themen",
    "ergebnisse",
)
_OFFEN = (Ereignisstatus.GEPLANT, Ereignisstatus.ANGEDACHT)


@dataclass(frozen=True)
class Ereignisfilter:
    """Welche Ereignisse gemeint sind; leer heißt: alle."""

    teilprojekt_id: int | None = None
    art: Ereignisart | None = None
    jahr: int | None = None


ALLE_EREIGNISSE = Ereignisfilter()


def ereignisse(lagebild: Lagebild, filter_: Ereignisfilter = ALLE_EREIGNISSE) -> pd.DataFrame:
    """Gibt die Ereignisse der Zeit nach, undatierte zuletzt; abgesagte sind dabei und so benannt.

    Spalten: `EREIGNISSPALTEN`; wann ist der Zeitpunkt so genau, wie er gemeint ist, von und bis sind der erste und
    letzte gemeinte Tag (None ohne Tag), genau sagt, ob es ein einzelner Tag ist. ausgang sagt bei Vergangenem, was
    nicht als stattgefunden vermerkt ist; teilnehmende und umstaende (Ort, Uhrzeit, Format) sind Texte.
    """
    je_ereignis = defaultdict(set)
    for z in saetze(lagebild.ereignisse_handlungsfelder):
        je_ereignis[z.ereignis_id].add(z.handlungsfeld_id)
    felder = geordnete_handlungsfelder(lagebild)
    namen = {g.id: g.name for g in saetze(lagebild.gremien)}
    zeilen = []
    for e in saetze(lagebild.ereignisse):
        eigene = tuple(f"{h.nummer}. {h.titel}" for h in felder if h.id in je_ereignis[e.id])
        zeilen.append(_ereigniszeile(e, lagebild.stichtag, namen.get(e.gremium_id, ""), eigene))
    zeilen = [z for z in zeilen if _passt(z, filter_)]
    zeilen.sort(key=lambda z: (z[5] or date.max, z[0]))
    return build_tabelle(zeilen, EREIGNISSPALTEN)


def _passt(zeile: tuple[Any, ...], f: Ereignisfilter) -> bool:
    werte = dict(zip(EREIGNISSPALTEN, zeile, strict=True))
    von, bis = werte["von"], werte["bis"]
    return (
        f.teilprojekt_id in (None, werte["teilprojekt_id"])
        and f.art in (None, werte["art"])
        and (f.jahr is None or (von is not None and von.year <= f.jahr <= bis.year))
    )


def _ereigniszeile(e: Any, stichtag: date, gremium: str, felder: tuple[str, ...]) -> tuple[Any, ...]:
    von, bis = _spanne(e)
    vergangen = regeln.ist_vergangen(e, stichtag)
    umstaende = (e.ort, e.uhrzeit, e.format.bezeichnung if e.format else None)
    return (
        e.id,
        e.art,
        e.titel,
        e.laufende_nummer,
        zeitpunkt(e) or "ohne Zeitangabe",
        von,
        bis,
        von is not None and von == bis and not _ungefaehr(e),
        vergangen,
        e.status,
        _ausgang(e, vergangen=vergangen),
        _teilnehmende(e),
        gremium,
        e.teilprojekt_id,
        felder,
        ", ".join(u for u in umstaende if u),
        e.zielgruppe or "",
        e.themen or "",
        e.ergebnisse or "",
    )


def _spanne(e: Any) -> tuple[date | None, date | None]:
    """Ein Ereignis, das nur einen Beginn nennt, ist an diesem Tag – oder in dem Monat, der gemeint ist."""
    von = e.beginn or e.frist
    if von is None:
        return None, None
    return von, e.frist or regeln.letzter_tag(von, e.beginn_genauigkeit)


def _ungefaehr(e: Any) -> bool:
    return Genauigkeit.UNGEFAEHR in (e.beginn_genauigkeit, e.frist_genauigkeit)


def _ausgang(e: Any, *, vergangen: bool) -> str:
    if e.status == Ereignisstatus.STATTGEFUNDEN:
        return "" if vergangen else Ereignisstatus.GEPLANT.bezeichnung
    offen = vergangen and e.status in _OFFEN
    return f"{e.status.bezeichnung}{'; ob es stattfand, ist nicht vermerkt' if offen else ''}"


def _teilnehmende(e: Any) -> str:
    if e.teilnehmende is None:
        return ""
    text = anzahl(e.teilnehmende, "Teilnahme", "Teilnehmende")
    return f"ca. {text}" if e.teilnehmende_ungenau else text


def ereignisjahre(lagebild: Lagebild) -> list[int]:
    """Gibt die Jahre, in denen es Ereignisse gibt, das jüngste zuerst."""
    jahre: set[int] = set()
    for e in saetze(lagebild.ereignisse):
        von, bis = _spanne(e)
        if von is not None and bis is not None:
            jahre |= set(range(von.year, min(bis.year, von.year + 20) + 1))
    return sorted(jahre, reverse=True)


# --- wer woran arbeitet ----------------------------------------------------------------------------------------------

ZUSTAENDIGKEITSSPALTEN = (
    "handlungsfeld_id",
    "nummer",
    "handlungsfeld",
    "uebergreifend",
    "gruppen",
    "federfuehrend",
    "beteiligt",
    "massnahmen",
    "ohne_federfuehrung",
)


def zustaendigkeiten(lagebild: Lagebild, teilprojekt_id: int | None = None) -> pd.DataFrame:
    """Gibt je Handlungsfeld, welche Gruppen es bearbeiten und welche Stellen dort federführen oder mitwirken.

    Spalten: `ZUSTAENDIGKEITSSPALTEN`; gruppen sind Namen, federfuehrend und beteiligt je Stelle ein `Anteil`, die
    meisten Maßnahmen zuerst. Eine Maßnahme zählt in ihrem ersten Handlungsfeld.
    """
    stellen = {o.id: o.name for o in saetze(lagebild.organisationseinheiten)}
    m = lagebild.massnahmen
    wo = {i: (feld, nr) for i, feld, nr in zip(m["id"], m["handlungsfeld_id"], m["nummer"], strict=True)}
    federfuehrend = _gruppiert(zip(m["id"], m["federfuehrung_id"], strict=True), wo)
    b = lagebild.beteiligungen
    beteiligt = _gruppiert(zip(b["massnahme_id"], b["organisationseinheit_id"], strict=True), wo)
    gesamt = Counter(m["handlungsfeld_id"])
    gruppen = _gruppen_je_feld(lagebild)
    zeilen = (
        (
            h.id,
            h.nummer,
            h.titel,
            bool(h.uebergreifend),
            tuple(gruppen[h.id]),
            _rangliste(h.id, federfuehrend, stellen),
            _rangliste(h.id, beteiligt, stellen),
            gesamt[h.id],
            len(federfuehrend.get((h.id, None), ())),
        )
        for h in geordnete_handlungsfelder(lagebild)
        if teilprojekt_id in (None, h.teilprojekt_id)
    )
    return build_tabelle(zeilen, ZUSTAENDIGKEITSSPALTEN)


def _gruppen_je_feld(lagebild: Lagebild) -> Mapping[int, list[str]]:
    namen = {g.id: g.name for g in sorted(saetze(lagebild.gremien), key=lambda g: (g.reihenfolge or 0, g.id))}
    je_feld = defaultdict(list)
    zu = {(z.gremium_id, z.handlungsfeld_id) for z in saetze(lagebild.gremien_handlungsfelder)}
    for gremium_id, name in namen.items():
        for gremium, feld in zu:
            if gremium == gremium_id:
                je_feld[feld].append(name)
    return je_feld


@dataclass(frozen=True)
class Anteil:
    """Eine Stelle mit den Maßnahmen, an denen sie in einem Handlungsfeld arbeitet."""

    stelle_id: int
    stelle: str
    nummern: tuple[str, ...]


def _gruppiert(
    paare: Iterable[tuple[int, int | None]], wo: Mapping[int, tuple[int, str]]
) -> dict[tuple[int, int | None], list[str]]:
    """Sammelt die Nummern der Maßnahmen je Handlungsfeld und Stelle."""
    gesammelt: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for massnahme_id, stelle in paare:
        if massnahme_id in wo:
            feld, nummer = wo[massnahme_id]
            gesammelt[feld, stelle].append(nummer)
    return gesammelt


def _rangliste(
    feld_id: int, gesammelt: Mapping[tuple[int, int | None], list[str]], stellen: Mapping[int, str]
) -> tuple[Anteil, ...]:
    eigene = [
        Anteil(i, stellen[i], tuple(sorted(nummern, key=nummernschluessel)))
        for (feld, i), nummern in gesammelt.items()
        if feld == feld_id and i is not None and i in stellen
    ]
    return tuple(sorted(eigene, key=lambda a: (-len(a.nummern), a.stelle)))


# --- was als Nächstes kommt ------------------------------------------------------------------------------------------


def naechste_termine(lagebild: Lagebild, teilprojekt_id: int | None = None) -> pd.DataFrame:
    """Gibt Veranstaltungen und Sitzungen nach dem Stichtag, die nächste zuerst; Undatiertes steht am Ende.

    Sitzungen (auch aus Beratungsfolge und Abfragen) nennen, bis wann Unterlagen und Meldungen da sein müssen.
    Abgesagtes, Verschobenes und Förderzeiträume fehlen. Spalten: tag (erster gemeinter oder None), wann, titel, dazu.
    Mit `teilprojekt_id` nur Ereignisse dieses Teilprojekts und ohne Sitzungen.
    """
    zeilen = list(_kuenftige(ereignisse(lagebild, Ereignisfilter(teilprojekt_id))))
    if teilprojekt_id is None:
        zeilen += _sitzungen(sitzungsplan(lagebild))
    zeilen.sort(key=lambda z: (z[0] or date.max, z[2]))
    return build_tabelle(zeilen, ("tag", "wann", "titel", "dazu"))


_ENTFAELLT = (Ereignisstatus.ABGESAGT, Ereignisstatus.VERSCHOBEN)


def _kuenftige(tabelle: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Datierte Sitzungen kommen aus dem Sitzungsplan; hier stünden sie doppelt."""
    for e in saetze(tabelle):
        sitzung = e.art == Ereignisart.SITZUNG and e.von is not None
        if e.vergangen or e.status in _ENTFAELLT or sitzung or e.art == Ereignisart.FOERDERUNG:
            continue
        dazu = (e.ausgang, e.art.bezeichnung, e.gremium, e.umstaende)
        yield e.von, e.wann, e.titel, _gereiht(dazu, ohne=e.titel)


def _sitzungen(plan: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for s in saetze(plan):
        wann = f"voraussichtlich ab {datum_text(s.sitzung_am)}" if s.ungenau else datum_text(s.sitzung_am)
        fristen = f"Redaktionsschluss {datum_text(s.redaktionsschluss)}, Unterlagen bis {datum_text(s.unterlagen_bis)}"
        titel = f"Sitzung: {s.gremium}" if s.gremium else "Sitzung"
        yield s.sitzung_am, wann, titel, _gereiht((s.anlass, fristen), ohne=titel)


def _gereiht(teile: Iterable[str], *, ohne: str) -> str:
    return " · ".join(dict.fromkeys(t for t in teile if t and t != ohne))
