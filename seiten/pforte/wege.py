"""Zusammenstellen: alle eigenen Wege der Pforte und die kurze Liste derer, die ohne Sitzung antworten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.routing import BaseRoute, Route

from mut_core.anmeldung import Ausweis
from mut_core.modell.codes import Anmeldeweg
from seiten.pforte import dienst, proxy
from seiten.pforte.abmeldeweg import Abmeldeweg
from seiten.pforte.anmeldewege import Anmeldewege
from seiten.pforte.antworten import build_schrift
from seiten.pforte.demoanmeldung import Demowege
from seiten.pforte.kalenderweg import Kalenderwege
from seiten.pforte.kontowege import Kontowege
from seiten.pforte.linkwege import Linkwege
from seiten.pforte.proxyzugang import Proxyzugang
from seiten.pforte.schranke import Schranke, Verbinden

_STREAMLITS_OFFENE: Final = frozenset({"/_stcore/health"})
"""Die Bereitschaft des Servers: verrät nichts und wird von Lastverteilern gefragt."""


@dataclass(frozen=True)
class Wege:
    """Die Wege der App und was der Zugang über sie wissen muss."""

    alle: Sequence[BaseRoute]
    offen: frozenset[str]
    schranke: Schranke
    proxyzugang: Proxyzugang


def build_wege(verbinden: Verbinden, *, offen: Sequence[Route]) -> Wege:
    """Baut alle Wege; `offen` sind weitere ohne Sitzung. Wirft BetriebError bei widersprüchlichen Einstellungen."""
    mit_proxy = proxy.aktiv()
    mit_dienst = dienst.aktiv()
    anmeldewege = Anmeldewege(verbinden, dienst=dienst.knopftext() if mit_dienst else None, proxy=mit_proxy)
    demowege = Demowege(anmeldewege)
    ohne_sitzung = [
        *offen,
        build_schrift(),
        *anmeldewege.offene(),
        *Linkwege(anmeldewege).offene(),
        *demowege.offene(),
        *dienst.build_wege(verbinden),
        *Kalenderwege(verbinden).offene(),
    ]
    mit_sitzung = [*Kontowege(verbinden).wege(), *Abmeldeweg(verbinden, _danach).wege(), *demowege.wege()]
    schranke = Schranke(verbinden)
    return Wege(
        alle=[*ohne_sitzung, *mit_sitzung],
        offen=_STREAMLITS_OFFENE | {weg.path for weg in ohne_sitzung},
        schranke=schranke,
        proxyzugang=Proxyzugang(schranke, aktiv=mit_proxy),
    )


def _danach(ausweis: Ausweis) -> str | None:
    """Gibt, wohin das Abmelden weiterführt: wer über den Anmeldedienst kam, meldet sich auch dort ab."""
    return dienst.abmeldeadresse() if ausweis.weg is Anmeldeweg.DIENST else None
