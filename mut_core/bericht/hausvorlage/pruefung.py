"""Prüfen: eine hochgeladene Word-Vorlage ansehen und so neu schreiben, dass der Bericht damit gedruckt werden kann."""

from datetime import date

from lxml import etree

from mut_core.bericht.hausvorlage.pruefliste import Befund, Pruefliste
from mut_core.bericht.hausvorlage.umbau import build_vorlage
from mut_core.bericht.word import Dokument
from mut_core.dateien import Dateiart, inhalt, paket, pruefe_upload
from mut_core.fehler import EingabeError

_ARTEN = frozenset({Dateiart.DOCX, Dateiart.DOTX})
_VERBUNDEN = (
    " Oft ist es eine verbundene Dokumentvorlage: in Word unter Entwicklertools › Dokumentvorlage auf „Normal“ stellen."
)


def pruefe_hausvorlage(name: str, daten: bytes) -> Pruefliste:
    """Gibt, was aus der Vorlage wird; `abgelehnt` nennt jeden Grund, aus dem sie nicht verwendet werden kann.

    Wirft nie: Auch eine bösartige oder kaputte Datei ergibt eine Liste. Geprüft wird bis zum Probedruck.
    """
    try:
        pruefe_upload(name, daten, arten=_ARTEN)
        vorlage, befund = _umgebaut(daten)
        if not befund.abgelehnt:
            _probedruck(vorlage)
    except EingabeError as fehler:
        satz = str(fehler)
        return Pruefliste(abgelehnt=(satz + _VERBUNDEN if satz == inhalt.VERWEISE else satz,))
    return befund.fertig()


def adapt_hausvorlage(daten: bytes) -> bytes:
    """Gibt die bereinigte, ergänzte .docx, mit der `Dokument(…, vorlage=…)` arbeitet; gleiche Eingaben, gleiche Bytes.

    Wirft EingabeError (`feld="datei"`) mit allen Gründen, wenn die Vorlage abgelehnt wird.
    """
    if paket.pruefe_paket(daten) not in _ARTEN:
        raise EingabeError("Eine Vorlage ist ein Word-Dokument (.docx) oder eine Word-Vorlage (.dotx).", feld="datei")
    vorlage, befund = _umgebaut(daten)
    if befund.abgelehnt:
        raise EingabeError(" ".join(befund.fertig().abgelehnt), feld="datei")
    return vorlage


def _umgebaut(daten: bytes) -> tuple[bytes, Befund]:
    befund = Befund()
    try:
        return build_vorlage(daten, befund), befund
    except (etree.LxmlError, ValueError, KeyError, IndexError) as fehler:  # was kein Programm so schreibt
        raise EingabeError(
            "Die Vorlage ist anders aufgebaut als ein gewöhnliches Word-Dokument. "
            "Bitte öffnen Sie sie in Word und speichern Sie sie neu.",
            feld="datei",
        ) from fehler


def _probedruck(vorlage: bytes) -> None:
    """Druckt ein Blatt mit jedem Baustein; was dabei scheitert, scheiterte auch beim Bericht."""
    doku = Dokument(titel="Probe", kommune="Kommune", stelle="", stand=date(2024, 1, 1), vorlage=vorlage)
    doku.inhaltsverzeichnis(ebenen=3)
    doku.ueberschrift("Eins")
    doku.ueberschrift("Zwei", 2)
    doku.aufzaehlung(["Punkt"])
    doku.nummerierung(["Punkt"])
    with doku.querformat():
        doku.tabelle("Tabelle", ["Spalte"], [["Zelle"]])
    doku.als_bytes()
