"""Einlesen: eine gedeutete Liste als einen Schritt übernehmen, sich Zuordnungen merken und alles zurücknehmen."""

from mut_core.erfassung.einlesung.bogen import Bogenangabe, load_bogen, record_boegen
from mut_core.erfassung.einlesung.lesen import Einlesungsangabe, load_einlesungen, load_zuordnung, save_zuordnung
from mut_core.erfassung.einlesung.plan import Beteiligter, Einlesungsplan, Verweis, Zeilenplan
from mut_core.erfassung.einlesung.uebernehmen import record_einlesung
from mut_core.erfassung.einlesung.zuruecknehmen import Ruecknahme, withdraw_einlesung

__all__ = [
    "Beteiligter",
    "Bogenangabe",
    "Einlesungsangabe",
    "Einlesungsplan",
    "Ruecknahme",
    "Verweis",
    "Zeilenplan",
    "load_bogen",
    "load_einlesungen",
    "load_zuordnung",
    "record_boegen",
    "record_einlesung",
    "save_zuordnung",
    "withdraw_einlesung",
]
