"""Kalender: die geheimen Adressen, unter denen ein Kalenderprogramm die Fristen eines Konzepts abholt."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped

from mut_core.modell.grundlage import ImKonzept, feld, kurz, verweis


class Kalenderlink(ImKonzept):
    """Eine geheime Adresse, die einer Person gehört und bis zum Widerruf gilt; sie zeigt, was die Person lesen darf."""

    __table_args__ = (UniqueConstraint("geheimnis_pruefsumme"),)

    nutzer_id: Mapped[int] = verweis("nutzer", "Person")
    geheimnis_pruefsumme: Mapped[str] = feld(
        "Prüfsumme des Geheimnisses", "Das Geheimnis selbst steht nur in der Adresse.", typ=String(64), laenge=64
    )
    bezeichnung: Mapped[str] = kurz("Wofür", "Damit sich mehrere Links unterscheiden lassen, zum Beispiel „Handy“.")
    auswahl: Mapped[dict[str, Any]] = feld("Auswahl", "Was der Kalender enthält.")
    erstellt_am: Mapped[datetime] = feld("Erstellt am")
    widerrufen_am: Mapped[datetime | None] = feld("Widerrufen am")
