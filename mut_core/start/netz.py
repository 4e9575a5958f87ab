"""Abgrenzen: unter welchen Namen die App antwortet, und welchem Proxy sie glaubt."""

import ipaddress
from collections.abc import Mapping

from mut_core.fehler import BetriebError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UEBERALL = ("0.0.0.0", "::", "")  # noqa: S104 – verglichen, nicht gebunden


def require_hosts(host: str, variablen: Mapping[str, str]) -> str:
    """Gibt den Wert von MUT_HOSTS für den Server: was die Variable nennt und den ausdrücklich verlangten `host`.

    Wirft BetriebError, wenn die App auf allen Adressen horchen soll, ohne dass jemand ihren Namen genannt hat:
    andere Rechner bekämen dann nur Ablehnungen.
    """
    namen = [name.strip() for name in variablen.get("MUT_HOSTS", "").split(",") if name.strip()]
    if host in UEBERALL:
        if not namen:
            raise BetriebError(
                f"Mit --host {host or '::'} horcht die App auf allen Adressen; sie antwortet aber nur unter Namen, die "
                "MUT_HOSTS nennt – bitte zum Beispiel MUT_HOSTS=mut.stadt.example setzen und das Kommando wiederholen."
            )
    elif host not in (*LOOPBACK, *namen):
        namen.append(host)
    return ",".join(namen)


def vertrauter_proxy(variablen: Mapping[str, str]) -> str:
    """Gibt die Netzadressen der Proxys, deren X-Forwarded-… gilt („10.0.0.5,10.1.0.0/24“), sonst "".

    Wirft BetriebError bei allem, was keine Adresse ist – auch bei „*“, denn das hieße: jedem glauben.
    """
    teile = [teil.strip() for teil in variablen.get("MUT_VERTRAUTER_PROXY", "").split(",") if teil.strip()]
    for teil in teile:
        try:
            ipaddress.ip_network(teil, strict=False)
        except ValueError:
            raise BetriebError(
                f"„{teil}“ in MUT_VERTRAUTER_PROXY ist keine Netzadresse – bitte die des Proxys nennen, zum Beispiel "
                "MUT_VERTRAUTER_PROXY=127.0.0.1 oder 10.1.0.0/24."
            ) from None
    return ",".join(teile)
