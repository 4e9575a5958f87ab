"""Basis: worauf eine offene Eingabe beruht – in der Adresse und im Namen des Feldes.

Der Name des Feldes enthält die Version. Solange etwas Getipptes offen ist, hält die Adresse diese Version fest. Das
Feld behält so seinen Text, auch wenn inzwischen jemand anderes gespeichert hat, und beim Speichern fällt es auf. Ein
unberührtes Feld zeigt dagegen immer das Neueste.
"""

from collections.abc import Mapping

import streamlit as st

from seiten.bausteine.wahl import setze, zahl


def beginne(name: str, version: int, gespeichert: Mapping[str, str]) -> int:
    """Gibt die Version, auf der die Eingabe beruht, und füllt Felder, in denen noch nichts steht.

    `gespeichert` nennt je Feld den Text, der zu `version` gehört; die Felder heißen wie `feldname`.
    """
    genannt = zahl(st.query_params.get(f"basis_{name}")) or st.session_state.get(f"basis_{name}")
    if genannt is None or not any(feldname(name, genannt, f) in st.session_state for f in gespeichert):
        genannt = version
    for feld, text in gespeichert.items():
        st.session_state.setdefault(feldname(name, genannt, feld), text)
    offen = genannt != version or any(getippt(name, genannt, f).strip() != t for f, t in gespeichert.items())
    setze(f"basis_{name}", genannt if offen else None)
    st.session_state[f"basis_{name}"] = genannt if offen else None
    return int(genannt)


def feldname(name: str, version: int, feld: str) -> str:
    """Gibt den Schlüssel, unter dem ein Feld seinen Text hält."""
    return f"{name}_{version}_{feld}"


def getippt(name: str, version: int, feld: str) -> str:
    """Gibt, was gerade im Feld steht."""
    return str(st.session_state.get(feldname(name, version, feld)) or "")


def verwirf(name: str, version: int, *felder: str) -> None:
    """Vergisst das Getippte; das Feld zeigt danach wieder, was gespeichert ist."""
    for feld in felder:
        st.session_state.pop(feldname(name, version, feld), None)
    st.session_state.pop(f"basis_{name}", None)
    setze(f"basis_{name}", None)
