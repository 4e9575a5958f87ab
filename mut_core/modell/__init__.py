"""Modell: die Tabellen als Wörter des Fachs; jede Spalte trägt ihre deutsche Bezeichnung und ihren Hilfetext."""

from mut_core.modell.bericht import (
    Abfrage,
    AbfrageMassnahme,
    Anmerkung,
    Beratung,
    Bericht,
    Berichtsstand,
    Beschluss,
    Textbaustein,
    Vorlage,
)
from mut_core.modell.grundlage import Base, Datensatz, ImKonzept
from mut_core.modell.konzept import (
    Handlungsfeld,
    Kommune,
    Konzept,
    Leitlinie,
    Organisationseinheit,
    Teilprojekt,
    Ziel,
)
from mut_core.modell.massnahme import (
    Beteiligung,
    Evaluation,
    Fristaenderung,
    Massnahme,
    MassnahmeHandlungsfeld,
    MassnahmeZiel,
    Meilenstein,
    Sachstand,
    SmartPruefung,
)
from mut_core.modell.mittel import Foerderung, Mittelposition
from mut_core.modell.person import Entwurf, Nutzer, Rolle
from mut_core.modell.protokoll import Protokoll
from mut_core.modell.prozess import (
    Ereignis,
    EreignisHandlungsfeld,
    Gremium,
    GremiumHandlungsfeld,
    Kennzahl,
    Mitgliedschaft,
)

__all__ = [
    "Abfrage",
    "AbfrageMassnahme",
    "Anmerkung",
    "Base",
    "Beratung",
    "Bericht",
    "Berichtsstand",
    "Beschluss",
    "Beteiligung",
    "Datensatz",
    "Entwurf",
    "Ereignis",
    "EreignisHandlungsfeld",
    "Evaluation",
    "Foerderung",
    "Fristaenderung",
    "Gremium",
    "GremiumHandlungsfeld",
    "Handlungsfeld",
    "ImKonzept",
    "Kennzahl",
    "Kommune",
    "Konzept",
    "Leitlinie",
    "Massnahme",
    "MassnahmeHandlungsfeld",
    "MassnahmeZiel",
    "Meilenstein",
    "Mitgliedschaft",
    "Mittelposition",
    "Nutzer",
    "Organisationseinheit",
    "Protokoll",
    "Rolle",
    "Sachstand",
    "SmartPruefung",
    "Teilprojekt",
    "Textbaustein",
    "Vorlage",
    "Ziel",
]
