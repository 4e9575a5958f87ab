"""Bereiche: was auf der Seite „Stammdaten“ gepflegt wird – je Art die Felder, der Name in der Liste und die Ordnung."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mut_core.erfassung import pflege
from mut_core.lagebild import Lagebild, saetze
from mut_core.sprache import knapp
from seiten.bausteine.modellform import Gruppen

_QUELLE = ("Quelle", ("quelle",))


@dataclass(frozen=True)
class Rubrik:
    """Eine Art von Eintrag in einem Bereich: ihr Formular und wie sie in der Liste steht."""

    tabelle: str
    """Name der Tabelle im Lagebild."""
    gruppen: Gruppen
    name: Callable[[Any, Lagebild], str]
    rang: Callable[[Any, Lagebild], tuple[Any, ...]]
    anlegen: str
    """Was auf dem Knopf zum Anlegen steht."""


@dataclass(frozen=True)
class Bereich:
    """Ein Bereich der Seite mit seinen Arten; `leer` sagt, wozu er da ist, solange nichts darin steht."""

    titel: str
    arten: tuple[str, ...]
    leer: str
    hinweis: str = ""


def _felder(bild: Lagebild) -> dict[int, Any]:
    return {h.id: h for h in saetze(bild.handlungsfelder)}


def _stellen(bild: Lagebild) -> dict[int, str]:
    return {o.id: o.name for o in saetze(bild.organisationseinheiten)}


def _ziel_rang(z: Any, bild: Lagebild) -> tuple[Any, ...]:
    feld = _felder(bild).get(z.handlungsfeld_id)
    vorn = (0, 0) if feld is None else (1 + (feld.reihenfolge or 0), feld.nummer)
    return (*vorn, z.ebene.value, z.nummer is None, z.nummer or 0, z.id)


def _ziel_name(z: Any, bild: Lagebild) -> str:
    feld = _felder(bild).get(z.handlungsfeld_id)
    ort = f"Handlungsfeld {feld.nummer}" if feld else z.ebene.bezeichnung
    nummer = f"{z.nummer}. " if z.nummer is not None else ""
    return f"{ort}: {nummer}{knapp(z.text, 90)}"


def _stelle_name(o: Any, _bild: Lagebild) -> str:
    return f"{o.name} ({o.kuerzel})" if o.kuerzel else str(o.name)


def _mitglied_name(m: Any, bild: Lagebild) -> str:
    stelle = _stellen(bild).get(m.organisationseinheit_id, "")
    return " – ".join(t for t in (stelle, m.rolle or "") if t) or "ohne Angabe"


def _ereignis_name(e: Any, _bild: Lagebild) -> str:
    wann = pflege.zeitraum_wert(e)
    return f"{e.titel} ({wann})" if wann else str(e.titel)


def _ereignis_rang(e: Any, _bild: Lagebild) -> tuple[Any, ...]:
    tag = e.frist or e.beginn
    return tag is not None, -(tag.toordinal() if tag else 0), e.id  # ohne Tag zuerst, dann das Neueste


def _alphabetisch(feld: str) -> Callable[[Any, Lagebild], tuple[Any, ...]]:
    return lambda z, _bild: (str(getattr(z, feld)).casefold(), z.id)


RUBRIKEN: Mapping[str, Rubrik] = {
    "teilprojekt": Rubrik(
        "teilprojekte",
        (("", ("buchstabe", "titel", "beschreibung")), _QUELLE),
        lambda t, _: f"{t.buchstabe}) {t.titel}",
        lambda t, _: (t.reihenfolge or 0, t.buchstabe, t.id),
        "Teilprojekt anlegen",
    ),
    "handlungsfeld": Rubrik(
        "handlungsfelder",
        (
            ("", ("titel", "nummer", "kuerzel", "bearbeitungsstand", "teilprojekt_id", "uebergreifend")),
            ("Beschreibung", ("bedeutung", "fokus", "schwerpunkte", "herausforderungen", "einflussgrenze")),
            ("Umsetzung", ("umsetzungsgrundsaetze", "ausblick", "massnahmen_gesamt")),
            ("Herkunft und Quelle", ("herkunft", "quelle")),
        ),
        lambda h, _: f"{h.nummer}. {h.titel}",
        lambda h, _: (h.reihenfolge or 0, h.nummer, h.id),
        "Handlungsfeld anlegen",
    ),
    "leitlinie": Rubrik(
        "leitlinien",
        (("", ("nummer", "text")), _QUELLE),
        lambda z, _: f"Leitlinie {z.nummer}: {knapp(z.text, 90)}",
        lambda z, _: (z.nummer, z.id),
        "Leitlinie anlegen",
    ),
    "ziel": Rubrik(
        "ziele",
        (("", ("text", "ebene", "handlungsfeld_id", "nummer", "uebergeordnet_id")), _QUELLE),
        _ziel_name,
        _ziel_rang,
        "Ziel anlegen",
    ),
    "organisationseinheit": Rubrik(
        "organisationseinheiten",
        (("", ("name", "kuerzel", "art", "uebergeordnet_id", "extern", "email")),),
        _stelle_name,
        _alphabetisch("name"),
        "Organisationseinheit anlegen",
    ),
    "gremium": Rubrik(
        "gremien",
        (
            ("", ("name", "typ", "turnus", "aufgaben")),
            ("Einordnung und Fristen", ("teilprojekt_id", "uebergeordnet_id", "ladungsfrist_tage", "vorlauf_tage",
                                        "unvollstaendig", "quelle")),
        ),
        lambda g, _: str(g.name),
        lambda g, _: (g.reihenfolge or 0, g.id),
        "Gremium anlegen",
    ),
    "mitgliedschaft": Rubrik(
        "mitgliedschaften",
        (("", ("organisationseinheit_id", "rolle", "person")),),
        _mitglied_name,
        lambda m, _: (m.reihenfolge or 0, m.id),
        "Mitglied hinzufügen",
    ),
    "ereignis": Rubrik(
        "ereignisse",
        (
            ("", ("titel", "art", "status", "zeitraum", "gremium_id", "teilprojekt_id")),
            ("Einzelheiten", ("laufende_nummer", "uhrzeit", "format", "ort", "teilnehmende", "teilnehmende_ungenau",
                              "zielgruppe", "themen", "ergebnisse", "verweis", "quelle")),
        ),
        _ereignis_name,
        _ereignis_rang,
        "Ereignis anlegen",
    ),
    "kennzahl": Rubrik(
        "kennzahlen",
        (
            ("", ("bezeichnung", "wert", "einheit", "ungenau", "stichtag", "handlungsfeld_id")),
            ("Erläuterung und Beleg", ("erlaeuterung", "beleg", "quelle")),
        ),
        lambda k, _: f"{k.bezeichnung}: {k.wert} {k.einheit or ''}".strip(),
        lambda k, _: (k.reihenfolge or 0, k.id),
        "Kennzahl anlegen",
    ),
    "foerderung": Rubrik(
        "foerderungen",
        (
            ("", ("programm", "foerdergeber", "zeitraum", "betrag", "mittelstatus", "stellenanteil_prozent")),
            ("Eigenanteil und Quelle", ("eigenanteil_wortlaut", "quelle")),
        ),
        lambda f, _: str(f.programm),
        _alphabetisch("programm"),
        "Förderung anlegen",
    ),
}  # fmt: skip

KONZEPT: Gruppen = (
    ("", ("bezeichnung", "kurzform", "phase", "stelle_id", "aktualitaet_monate", "vorgabe_stichtag", "zeitraum",
          "massnahmen_kuerzel", "freigabe_verlangt", "umsetzungsgrundsaetze")),
    ("Texte für Berichte", ("auftrag", "anlass", "rueckblick", "ausblick", "haushaltsvorbehalt", "berichtspflicht",
                            "evaluationsmethode", "smart_a", "nicht_abschliessend", "fortlaufend")),
    ("Kontakt und Quelle", ("kontakt_email", "kontakt_url", "quelle")),
)  # fmt: skip

BEREICHE: Mapping[str, Bereich] = {
    "konzept": Bereich("Konzept", (), ""),
    "teilprojekte": Bereich(
        "Teilprojekte",
        ("teilprojekt",),
        "Teilprojekte gliedern ein großes Konzept in Teile, die für sich bearbeitet werden. Viele Konzepte brauchen "
        "keine.",
    ),
    "handlungsfelder": Bereich(
        "Handlungsfelder", ("handlungsfeld",), "Handlungsfelder sind die Themen des Konzepts; jede Maßnahme hat eines."
    ),
    "ziele": Bereich(
        "Leitlinien und Ziele",
        ("leitlinie", "ziel"),
        "Leitlinien gelten für das ganze Konzept, Ziele meist für ein Handlungsfeld. Maßnahmen tragen zu Zielen bei.",
    ),
    "stellen": Bereich(
        "Organisationseinheiten",
        ("organisationseinheit",),
        "Organisationseinheiten führen Maßnahmen, beteiligen sich oder wirken in Gremien mit.",
        "Sie gelten für alle Konzepte Ihrer Kommune.",
    ),
    "gremien": Bereich(
        "Gremien",
        ("gremium",),
        "Gremien beraten Berichte oder begleiten das Konzept. Sie bestimmen auch, wann Redaktionsschluss ist.",
    ),
    "ereignisse": Bereich(
        "Ereignisse",
        ("ereignis",),
        "Ereignisse sind datierte Punkte im Prozess: Veranstaltungen, Beschlüsse, Befragungen. Sie stehen im "
        "Zeitstrahl.",
    ),
    "kennzahlen": Bereich(
        "Kennzahlen", ("kennzahl",), "Kennzahlen stehen mit Stichtag und Beleg im Bericht, zum Beispiel Einwohnende."
    ),
    "foerderungen": Bereich(
        "Förderungen",
        ("foerderung",),
        "Förderungen nennen Programm, Umfang und Zeitraum; Beträge einer Maßnahme können darauf verweisen.",
    ),
}
