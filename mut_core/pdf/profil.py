"""Einrichten: das Profil, mit dem LibreOffice läuft, und die Schalter der PDF-Ausgabe."""

import json
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

_NS: Final = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_LEERE_ADRESSE: Final = "127.0.0.1"
_LEERER_PORT: Final = "9"
"""Der Port „discard“: Dort antwortet niemand, ein Abruf scheitert sofort."""

_EINSTELLUNGEN: Final = (
    # Pfad, Name, Wert
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Save/Document", "AutoSave", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", _LEERE_ADRESSE),
    ("Inet/Settings", "ooInetHTTPProxyPort", _LEERER_PORT),
    ("Inet/Settings", "ooInetHTTPSProxyName", _LEERE_ADRESSE),
    ("Inet/Settings", "ooInetHTTPSProxyPort", _LEERER_PORT),
    ("Inet/Settings", "ooInetFTPProxyName", _LEERE_ADRESSE),
    ("Inet/Settings", "ooInetFTPProxyPort", _LEERER_PORT),
    ("Inet/Settings", "ooInetNoProxy", ""),
)

_SCHALTER: Final = {
    "PDFUACompliance": ("boolean", "true"),
    "SelectPdfVersion": ("long", "2"),  # PDF/A-2
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "ExportBookmarksToPDFDestination": ("boolean", "true"),  # damit sich Kapitel verlinken und Seiten prüfen lassen
    "ExportNotes": ("boolean", "false"),
    "UseLosslessCompression": ("boolean", "true"),
    "ReduceImageResolution": ("boolean", "false"),
}

FILTER: Final = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": art, "value": wert} for name, (art, wert) in _SCHALTER.items()}
)
"""Womit LibreOffice die PDF-Datei schreibt: PDF/UA und PDF/A-2, getaggt, mit Lesezeichen, ohne Kommentare."""

PROXY_INS_LEERE: Final = {
    name: f"http://{_LEERE_ADRESSE}:{_LEERER_PORT}"
    for basis in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
    for name in (basis, basis.upper())
}
"""Dieselbe Sackgasse für alles, was statt des Profils die Umgebung liest."""


def write_profil(ordner: Path) -> None:
    """Legt in `ordner` ein frisches Profil an: ohne Makros, ohne Java, ohne Nachladen, mit einem Proxy ins Leere."""
    zeilen = "".join(
        f'<item oor:path="/org.openoffice.{pfad}"><prop oor:name={quoteattr(name)} oor:op="fuse">'
        f"<value>{wert}</value></prop></item>"
        for pfad, name, wert in _EINSTELLUNGEN
    )
    nutzer = ordner / "user"
    nutzer.mkdir(parents=True)
    (nutzer / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {_NS}>{zeilen}</oor:items>', "utf-8"
    )
