"""Mittel: Beträge mit ihrer Gewissheit und Förderungen mit ihrem Ende."""

from sqlalchemy.orm import Mapped

from mut_core.modell.codes import Mittelart, Mittelmodus, Mittelstatus
from mut_core.modell.grundlage import GELD, Archivierbar, ImKonzept, MitZeitraum, feld, kurz, verweis


class Foerderung(MitZeitraum, Archivierbar, ImKonzept):
    """Eine Förderung aus einem Programm mit Umfang und Zeitraum."""

    programm: Mapped[str] = kurz("Programm")
    foerdergeber: Mapped[str | None] = kurz("Fördergeber")
    stellenanteil_prozent: Mapped[int | None] = feld("Stellenanteil in Prozent")
    betrag_cent: Mapped[int | None] = feld("Betrag in Cent", typ=GELD)
    eigenanteil_wortlaut: Mapped[str | None] = kurz("Eigenanteil")
    mittelstatus: Mapped[Mittelstatus] = feld("Mittelstatus", codes=Mittelstatus, default=Mittelstatus.UNGEKLAERT)
    quelle: Mapped[str | None] = kurz("Quelle")


class Mittelposition(Archivierbar, ImKonzept):
    """Ein Betrag einer Maßnahme; Beträge verschiedener Modi oder Gewissheit werden nie stillschweigend addiert."""

    massnahme_id: Mapped[int] = verweis("massnahme", "Maßnahme")
    foerderung_id: Mapped[int | None] = verweis("foerderung", "Förderung")
    art: Mapped[Mittelart] = feld("Art", codes=Mittelart, default=Mittelart.GESAMT)
    modus: Mapped[Mittelmodus] = feld("Bezug", codes=Mittelmodus, default=Mittelmodus.EINMALIG)
    jahr: Mapped[int | None] = feld("Jahr", "Das Jahr oder bei jährlichen Kosten das erste Jahr.")
    betrag_cent: Mapped[int | None] = feld("Betrag in Cent", typ=GELD)
    bis_betrag_cent: Mapped[int | None] = feld("Bis-Betrag in Cent", "Bei einer Spanne.", typ=GELD)
    ungenau: Mapped[bool] = feld("Ungefähr („ca.“)", default=False)
    konjunktiv: Mapped[bool] = feld("Im Konjunktiv („würde kosten“)", default=False)
    vorbehalt: Mapped[str | None] = feld("Vorbehalt", laenge=1000)
    stellenanteil_prozent: Mapped[int | None] = feld("Stellenanteil in Prozent")
    mittelstatus: Mapped[Mittelstatus] = feld("Mittelstatus", codes=Mittelstatus, default=Mittelstatus.UNGEKLAERT)
    zweck: Mapped[str | None] = kurz("Zweck", "Zum Beispiel Anlauf oder laufender Betrieb.")
    haushaltsteil: Mapped[str | None] = kurz("Teil des Haushalts")
    produkt: Mapped[str | None] = kurz("Produkt", "Als Text: führende Nullen und Leerzeichen bleiben.")
    sachkonto: Mapped[str | None] = kurz("Sachkonto")
    wortlaut: Mapped[str | None] = feld("Wortlaut", "So, wie es in der Quelle steht.", laenge=1000)
    quelle: Mapped[str | None] = kurz("Quelle")
