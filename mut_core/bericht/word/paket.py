"""Packen: ein Word-Paket so zippen, dass gleiche Teile gleiche Bytes ergeben."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_STEMPEL = (1980, 1, 1, 0, 0, 0)
_SCHON_DICHT = (".png", ".xlsx", ".jpeg", ".jpg")


def gezippt(teile: Mapping[str, bytes], *, verdichtet: bool = True) -> bytes:
    """Das Zip mit sortierten Namen und festem Zeitstempel; Bilder und Arbeitsmappen werden nur abgelegt."""
    puffer = BytesIO()
    with zipfile.ZipFile(puffer, "w") as zip_:
        for name in sorted(teile):
            info = zipfile.ZipInfo(name, _STEMPEL)
            info.create_system = 0  # sonst stünde das Betriebssystem im Zip
            dicht = not verdichtet or name.endswith(_SCHON_DICHT)
            info.compress_type = zipfile.ZIP_STORED if dicht else zipfile.ZIP_DEFLATED
            zip_.writestr(info, teile[name])
    return puffer.getvalue()


def teile(zip_bytes: bytes) -> dict[str, bytes]:
    """Die Teile eines Zips, das dieses Programm selbst geschrieben hat (ungeprüft)."""
    with zipfile.ZipFile(BytesIO(zip_bytes)) as zip_:
        return {info.filename: zip_.read(info) for info in zip_.infolist()}
