"""Ausgeben: aus einem fertigen Bericht in Word wird eine barrierearme PDF-Datei (PDF/UA, PDF/A-2) über LibreOffice.

    if pdf_moeglich():
        pdf = build_pdf(build_bericht(lagebild, "sachstandsbericht", wahl))

Nur Dateien, die diese App selbst gebaut hat, kommen zu LibreOffice (`herkunft`). Es läuft je Auftrag mit eigenem Profil
in einem eigenen Ordner, ohne Netz, mit Grenzen für Zeit, Speicher und Größe; ein kleiner Wächter daneben räumt Prozesse
und Ordner auch dann weg, wenn die App mitten darin hart beendet wird.

Gemessen (LibreOffice 7.4, zwei Kerne): 22 Seiten in 1,5–2,5 s mit 210 MB, 1.500 Kapitel in 38 s mit 400 MB.
"""

from mut_core.pdf.umwandeln import Pdfnetz, build_pdf, pdf_moeglich

__all__ = ["Pdfnetz", "build_pdf", "pdf_moeglich"]
