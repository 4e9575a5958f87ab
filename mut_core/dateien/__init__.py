"""Hüten: was als Datei hereinkommt oder hinausgeht – prüfen, benennen, entschärfen."""

from mut_core.dateien.entschaerfen import build_csv, csv_original, csv_wert, write_zelltext
from mut_core.dateien.namen import dateiname
from mut_core.dateien.wache import Dateiart, pruefe_upload

__all__ = ["Dateiart", "build_csv", "csv_original", "csv_wert", "dateiname", "pruefe_upload", "write_zelltext"]
