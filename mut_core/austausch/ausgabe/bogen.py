"""Fragen: der Rückmeldebogen je Stelle – wenige Eingaben neben dem letzten Sachstand, und eine Kennung zum Erkennen."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mut_core.austausch.akte import Akte, akten
from mut_core.austausch.ausgabe.arbeitsmappe import (
    DUNKEL,
    GRAU,
    HELL,
    KOPF_GRAU,
    TAGFORMAT,
    Arbeitsmappe,
    Zellschreiber,
    add_auswahl,
    add_tagpruefung,
    set_hoehe,
    write_kopf,
)
from mut_core.austausch.ausgabe.liste import angaben, basiszeilen, bezeichnung
from mut_core.austausch.spalten import JE_FELD, Zelle
from mut_core.auswertung.meldestand import meldestand_je_stelle, require_abfrage
from mut_core.dateien.namen import dateiname
from mut_core.fehler import EingabeError
from mut_core.lagebild import Lagebild, saetze
from mut_core.modell.codes import Umsetzungsstand
from mut_core.zeitangaben import datum_text

BLATT: Final = "Rückmeldung"
ART: Final = "bogen"
KENNUNG: Final = "Kennung des Bogens: "
"""Steht sichtbar über dem Kopf: So übersteht die Kennung auch das Speichern als CSV."""
_KOPF: Final = 4
_ZULETZT_GESPEICHERT: Final = (1980, 1, 1, 0, 0, 0)
_ZU_STAND: Final = (
    "umgesetzt: Tag des Abschlusses. zurückgestellt: Grund und Tag der Wiedervorlage. verworfen: Grund, Tag und wer "
    "entschied. Hat sich nichts geändert, genügt der bisherige Stand."
)


@dataclass(frozen=True)
class Bogenspalte:
    """Eine Spalte des Bogens; `eingabe` heißt: Hier schreibt die Stelle."""

    feld: str
    ueberschrift: str
    breite: int
    zelle: Callable[[Akte], Zelle] | None = None

    @property
    def eingabe(self) -> bool:
        """Sagt, ob die Stelle hier etwas einträgt."""
        return self.zelle is None


def _bisher(a: Akte) -> str:
    """Erzählt den letzten Sachstand: Tag und Stand, dann Text, nächster Schritt und Hindernis."""
    if a.s is None:
        return "Noch keine Meldung."
    zeilen = [f"{datum_text(a.s.zum)}, {a.s.umsetzungsstand.bezeichnung}:", a.text]
    zeilen += [f"Nächster Schritt: {a.s.naechster_schritt}"] if a.s.naechster_schritt else []
    zeilen += [f"Hindernis: {a.s.hindernis}"] if a.s.hindernis else []
    return "\n".join(zeile for zeile in zeilen if zeile)


SPALTEN: Final[tuple[Bogenspalte, ...]] = (
    Bogenspalte("nummer", "Nr.", 11, JE_FELD["nummer"].zelle),
    Bogenspalte("titel", "Maßnahme", 26, JE_FELD["titel"].zelle),
    Bogenspalte("zeitraum", "Bisher: Zeitraum", 14, JE_FELD["zeitraum"].zelle),
    Bogenspalte("bisher", "Bisher: letzter Sachstand", 44, _bisher),
    Bogenspalte("umsetzungsstand", "Umsetzungsstand jetzt", 17),
    Bogenspalte("sachstand", "Was ist seither geschehen?", 40),
    Bogenspalte("naechster_schritt", "Nächster Schritt", 24),
    Bogenspalte("hindernis", "Hindernis: Was hält auf?", 22),
    Bogenspalte("neue_frist", "Neue Frist", 12),
    Bogenspalte("datum", "Tag dazu (Abschluss, Wiedervorlage, Entscheidung)", 17),
    Bogenspalte("grund", "Grund (neue Frist, zurückgestellt, verworfen)", 24),
    Bogenspalte("entschieden_von", "Entschieden von (nur bei verworfen)", 18),
    Bogenspalte("schluessel", "Schlüssel", 9, JE_FELD["schluessel"].zelle),
)
EINGABEN: Final[Mapping[str, str]] = {s.feld: s.ueberschrift for s in SPALTEN if s.eingabe}
"""Feld → Überschrift der Spalten, in die die Stelle schreibt."""


def offene_stellen(lagebild: Lagebild, abfrage_id: int) -> list[tuple[int | None, str, tuple[int, ...]]]:
    """Gibt die Stellen, von denen noch etwas fehlt, mit Namen und den offenen Maßnahmen (Schlüssel).

    Wirft NichtGefundenError, wenn es die Abfrage nicht gibt.
    """
    stellen = saetze(meldestand_je_stelle(lagebild, abfrage_id))
    return [(s.organisationseinheit_id, s.stelle, s.offene) for s in stellen if s.offene]


def write_bogen(lagebild: Lagebild, abfrage_id: int, organisationseinheit_id: int | None, kennung: str) -> bytes:
    """Gibt den Rückmeldebogen einer Stelle (None: Maßnahmen ohne Federführung) als .xlsx, eine Zeile je Offenem.

    Wirft NichtGefundenError, wenn es die Abfrage nicht gibt, und EingabeError, wenn bei der Stelle nichts offen ist.
    """
    abfrage = require_abfrage(lagebild, abfrage_id)
    for stelle_id, stelle, offene in offene_stellen(lagebild, abfrage_id):
        if stelle_id == organisationseinheit_id:
            return _bogen(lagebild, abfrage, (stelle_id, stelle), akten(lagebild, offene), kennung)
    raise EingabeError("Von dieser Stelle ist zu dieser Abfrage nichts offen; ein Bogen ist nicht nötig.")


def write_boegen(lagebild: Lagebild, abfrage_id: int, kennungen: Mapping[int | None, str]) -> bytes:
    """Gibt alle Bögen einer Abfrage als Zip; `kennungen` nennt je Stelle (None: ohne Stelle) die Kennung.

    Wirft NichtGefundenError, wenn es die Abfrage nicht gibt, EingabeError, wenn nichts offen ist, und KeyError, wenn
    einer Stelle mit Offenem die Kennung fehlt.
    """
    stellen = offene_stellen(lagebild, abfrage_id)
    if not stellen:
        raise EingabeError("Zu dieser Abfrage ist alles gemeldet; Bögen sind nicht nötig.")
    puffer, namen = io.BytesIO(), set[str]()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as archiv:
        for stelle_id, stelle, _ in stellen:
            name = dateiname(f"Rueckmeldung {stelle}", "xlsx")
            if name in namen:
                name = dateiname(f"Rueckmeldung {stelle} {stelle_id}", "xlsx")
            namen.add(name)
            eintrag = zipfile.ZipInfo(name, _ZULETZT_GESPEICHERT)
            eintrag.external_attr = 0o644 << 16
            archiv.writestr(eintrag, write_bogen(lagebild, abfrage_id, stelle_id, kennungen[stelle_id]))
    return puffer.getvalue()


def _bogen(lagebild: Lagebild, abfrage: Any, stelle: tuple[int | None, str], zeilen: list[Akte], kennung: str) -> bytes:
    titel = f"Rückmeldung: {stelle[1]} – {bezeichnung(lagebild)}"
    wofuer = {"Kennung": kennung, "Abfrage": str(abfrage.id), "Stelle": "" if stelle[0] is None else str(stelle[0])}
    mappe = Arbeitsmappe(titel, lagebild.stichtag, angaben(lagebild, ART) | wofuer)
    blatt = mappe.add_blatt(BLATT)
    schluss = datum_text(abfrage.redaktionsschluss)
    saetze_darueber = [
        f"Bitte tragen Sie in die gelben Felder ein, was sich getan hat, und schicken Sie die Datei bis zum {schluss} "
        "zurück.",
        "Was leer bleibt, gilt als nicht gemeldet; hat sich nichts geändert, wählen Sie nur den Umsetzungsstand.",
        f"{KENNUNG}{kennung} · Stand {datum_text(lagebild.stichtag)}",
    ]
    write_kopf(mappe, blatt, titel, saetze_darueber)
    schreiber = _write_koepfe(mappe, blatt)
    for nummer, akte in enumerate(zeilen, _KOPF + 1):
        set_hoehe(blatt, nummer, max(_write_zelle(s, z, nummer, akte) for s, z in zip(SPALTEN, schreiber, strict=True)))
    _richte_ein(mappe, blatt, _KOPF + len(zeilen))
    return mappe.finish(basiszeilen(zeilen))


def _write_koepfe(mappe: Arbeitsmappe, blatt: Any) -> list[Zellschreiber]:
    schreiber = []
    for nummer, spalte in enumerate(SPALTEN):
        farbe = DUNKEL if spalte.eingabe else KOPF_GRAU
        kopf = mappe.format(bg_color=farbe, font_color="#FFFFFF", bold=True, text_wrap=True, border=1)
        blatt.write_string(_KOPF, nummer, spalte.ueberschrift, kopf)
        form: dict[str, Any] = {"bg_color": HELL if spalte.eingabe else GRAU, "border": 1, "border_color": "#C5C9CF"}
        form |= {"locked": not spalte.eingabe} | (TAGFORMAT if spalte.feld in {"neue_frist", "datum"} else {})
        schreiber.append(Zellschreiber(mappe, blatt, nummer, spalte.breite, ganz=False, **form))
    blatt.set_row(_KOPF, 46)
    return schreiber


def _write_zelle(spalte: Bogenspalte, schreiber: Zellschreiber, zeile: int, akte: Akte) -> int:
    wert = spalte.zelle(akte) if spalte.zelle else None
    if not wert:
        schreiber.write_leer(zeile)
        return 4 if spalte.eingabe else 1
    return schreiber.write(zeile, wert)


def _richte_ein(mappe: Arbeitsmappe, blatt: Any, letzte: int) -> None:
    """Sperrt ohne Kennwort, was nur zu lesen ist; Spalten lassen sich weiter ziehen, filtern, einfügen und löschen."""
    for nummer, spalte in enumerate(SPALTEN):
        bereich = (_KOPF + 1, nummer, letzte, nummer)
        if spalte.feld == "umsetzungsstand":
            quelle = mappe.auswahl(spalte.ueberschrift, [u.bezeichnung for u in Umsetzungsstand])
            add_auswahl(blatt, bereich, quelle, streng=True, hilfe=_ZU_STAND)
        elif spalte.feld in {"neue_frist", "datum"}:
            add_tagpruefung(blatt, bereich)
    blatt.set_column(len(SPALTEN), len(SPALTEN) + 20, None, mappe.format(locked=False))
    blatt.freeze_panes(_KOPF + 1, 2)
    blatt.repeat_rows(_KOPF)
    blatt.print_area(0, 0, letzte, len(SPALTEN) - 2)
    blatt.fit_to_pages(1, 0)
    erlaubt = ("format_cells", "format_columns", "format_rows", "insert_columns", "delete_rows", "sort", "autofilter")
    blatt.protect("", dict.fromkeys(erlaubt, True))
