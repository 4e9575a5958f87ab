"""Organigramm: Gruppen und Gremien als verschachtelte Liste – auch im Dunkeln, am Telefon, im Druck, vorgelesen."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from mut_core.lagebild import saetze

MITGLIEDER_OFFEN = 4
"""Mehr Mitglieder klappen auf; im Druck steht ihre Zahl, die Tabelle daneben nennt alle."""


def organigramm(gremien: pd.DataFrame) -> str:
    """Gibt `auswertung.gremien` als HTML: Jede Gruppe steht in dem Kasten der Gruppe, an die sie berichtet."""
    teile = ['<ul class="organigramm">']
    tiefe = 0
    for nummer, g in enumerate(saetze(gremien)):
        if g.tiefe > tiefe:
            teile.append("<ul>")
        elif nummer:
            teile.append("</li>" + "</ul></li>" * (tiefe - g.tiefe))
        teile.append(f"<li>{_kasten(g)}")
        tiefe = g.tiefe
    teile.append("</li></ul>" * (tiefe + 1) if len(gremien) else "</ul>")
    return "".join(teile)


def _kasten(g: Any) -> str:
    """Name, Art, Handlungsfelder und Mitglieder einer Gruppe; alles Eingetippte ist maskiert."""
    dazu = " · ".join(t for t in (g.typ.bezeichnung, f"tagt {g.turnus.bezeichnung}" if g.turnus else "") if t)
    berichtet = f'<span class="leise vorlesen">berichtet an {escape(g.ueber)}</span>' if g.ueber else ""
    zeilen = [f"<strong>{escape(g.name)}</strong>", f'<span class="leise">{escape(dazu)}</span>', berichtet]
    if g.teilprojekt:
        zeilen.append(f'<span class="leise">Teilprojekt {escape(g.teilprojekt)}</span>')
    if g.felder:
        wort = "Handlungsfeld" if len(g.felder) == 1 else "Handlungsfelder"
        zeilen.append(f"<span>{wort} {escape('; '.join(g.felder))}</span>")
    return f'<div class="gruppe">{"".join(zeilen)}{_mitglieder(g.mitglieder, unvollstaendig=g.unvollstaendig)}</div>'


def _mitglieder(mitglieder: Sequence[str], *, unvollstaendig: bool) -> str:
    if not mitglieder:
        return ""
    punkte = "".join(f"<li>{escape(m)}</li>" for m in mitglieder) + ("<li>u. a.</li>" if unvollstaendig else "")
    if len(mitglieder) <= MITGLIEDER_OFFEN:
        return f'<ul class="mitglieder">{punkte}</ul>'
    zahl = f"{len(mitglieder)} Mitglieder{' u. a.' if unvollstaendig else ''}"
    return f'<details><summary>{zahl}</summary><ul class="mitglieder">{punkte}</ul></details>'
