"""Öffnen: die Tür der App – `streamlit run streamlit_app.py` und `uvicorn streamlit_app:app` liefern dieselbe."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
import streamlit as st
from starlette.middleware import Middleware

from mut_core.datenbank import connect_datenbank, ping_datenbank
from seiten.pforte import deutsch, koepfe
from seiten.pforte.anlauf import lifespan
from seiten.pforte.anschrift import erlaubte_hosts
from seiten.pforte.antworten import build_icon
from seiten.pforte.bereit import build_bereit
from seiten.pforte.einstellungen import connect_einstellungen
from seiten.pforte.fehlermeldung import connect_protokollierung, show_fehler
from seiten.pforte.groesse import Groesse
from seiten.pforte.leitung import Leitung
from seiten.pforte.sicherheitslog import connect_sicherheitslog
from seiten.pforte.wege import build_wege
from seiten.pforte.zugang import Zugang

EINTRITT = Path(__file__).resolve()


@cache
def _engine() -> sa.Engine:
    return connect_datenbank()


connect_einstellungen(EINTRITT)
connect_protokollierung()
connect_sicherheitslog()
wege = build_wege(
    _engine,
    offen=[
        build_bereit(lambda: ping_datenbank(_engine())),
        build_icon(EINTRITT.parent / "daten" / "static" / "icon.png"),
    ],
)
app = st.App(
    EINTRITT.parent / "seiten" / "rahmen.py",  # absolut: ein relativer Pfad gälte unter uvicorn ab dem Startverzeichnis
    routes=wege.alle,
    middleware=[
        Middleware(Leitung),
        Middleware(koepfe.Koepfe, csp=koepfe.build_csp(deutsch.startseite()), hosts=erlaubte_hosts()),
        Middleware(Groesse),
        Middleware(Zugang, schranke=wege.schranke, offen=wege.offen, proxyzugang=wege.proxyzugang),
        Middleware(deutsch.Deutsch),
    ],
    lifespan=lifespan,
    on_script_error=show_fehler,
)
