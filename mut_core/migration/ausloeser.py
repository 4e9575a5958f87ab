"""Auslöser: die Datenbank selbst verweigert, Angefügtes zu ändern oder zu löschen.

Nach jeder Migration werden sie neu angelegt, weil SQLite sie beim Umbau einer Tabelle verliert.
"""

import re

import sqlalchemy as sa

_UNVERAENDERLICH = {
    # Tabelle: Spalten, die sich doch ändern dürfen
    "protokoll": ("nutzlast",),
    "berichtsstand": (),
    "sachstand": ("freigabe", "freigabe_bemerkung", "zurueckgenommen_am", "version"),
}


def create_ausloeser(connection: sa.Connection) -> None:
    """Legt die Auslöser neu an; im Protokoll darf allein die Nutzlast geleert werden (Schutz von Personendaten)."""
    anlegen = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for tabelle, ausnahmen in _UNVERAENDERLICH.items():
        for befehl in anlegen(tabelle, _feste_spalten(connection, tabelle, ausnahmen)):
            connection.exec_driver_sql(befehl)


def _feste_spalten(connection: sa.Connection, tabelle: str, ausnahmen: tuple[str, ...]) -> list[str]:
    """Nennt die unveränderlichen Spalten geordnet: je nach Weg hierher stehen sie in anderer Reihenfolge."""
    namen = {s["name"] for s in sa.inspect(connection).get_columns(tabelle)}
    return sorted(namen - set(ausnahmen))


def fehlende_ausloeser(connection: sa.Connection) -> list[str]:
    """Nennt die Auslöser, die fehlen, abgeschaltet sind oder anders lauten, als `create_ausloeser` sie anlegt."""
    bauen, vorhandene = (_sqlite, _da_sqlite) if connection.dialect.name == "sqlite" else (_postgresql, _da_postgresql)
    da = vorhandene(connection)
    fehlend = []
    for tabelle, ausnahmen in _UNVERAENDERLICH.items():
        for befehl in bauen(tabelle, _feste_spalten(connection, tabelle, ausnahmen)):
            if (name := _name(befehl)) and da.get(name) != _inhalt(befehl):
                fehlend.append(name)
    return fehlend


def _name(befehl: str) -> str | None:
    treffer = re.match(r"CREATE (?:TRIGGER|OR REPLACE FUNCTION) (\w+)", befehl)
    return treffer[1] if treffer else None


def _inhalt(befehl: str) -> str:
    """Woran ein Auslöser wiederzuerkennen ist: SQLite behält den Wortlaut, PostgreSQL den Rumpf der Funktion."""
    if befehl.startswith("CREATE OR REPLACE FUNCTION"):
        return befehl.split("$$")[1].strip()
    return befehl if " FOR EACH " not in befehl else "an"


def _da_sqlite(connection: sa.Connection) -> dict[str, str]:
    zeilen = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {str(name): str(sql) for name, sql in zeilen}


def _da_postgresql(connection: sa.Connection) -> dict[str, str]:
    ausloeser = connection.exec_driver_sql(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    da = {str(name): "an" for (name,) in ausloeser}
    funktionen = connection.exec_driver_sql(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    )
    return da | {str(name): str(rumpf).strip() for name, rumpf in funktionen}


def _sqlite(tabelle: str, fest: list[str]) -> list[str]:
    verweigert = f"SELECT RAISE(ABORT, '{tabelle}: nur anfügen')"
    befehle = [
        f"DROP TRIGGER IF EXISTS {tabelle}_nicht_aendern",
        f"DROP TRIGGER IF EXISTS {tabelle}_nicht_loeschen",
        f"CREATE TRIGGER {tabelle}_nicht_aendern BEFORE UPDATE OF {', '.join(fest)} ON {tabelle} "
        f"BEGIN {verweigert}; END",
        f"CREATE TRIGGER {tabelle}_nicht_loeschen BEFORE DELETE ON {tabelle} BEGIN {verweigert}; END",
    ]
    if tabelle == "protokoll":
        befehle += [
            "DROP TRIGGER IF EXISTS protokoll_nur_leeren",
            "CREATE TRIGGER protokoll_nur_leeren BEFORE UPDATE OF nutzlast ON protokoll "
            f"WHEN NEW.nutzlast IS NOT NULL BEGIN {verweigert}; END",
        ]
    return befehle


def _postgresql(tabelle: str, fest: list[str]) -> list[str]:
    befehle = [
        f"CREATE OR REPLACE FUNCTION {tabelle}_nur_anfuegen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{tabelle}: nur anfügen'; END $$",
        f"DROP TRIGGER IF EXISTS {tabelle}_nicht_aendern ON {tabelle}",
        f"DROP TRIGGER IF EXISTS {tabelle}_nicht_loeschen ON {tabelle}",
        f"DROP TRIGGER IF EXISTS {tabelle}_nicht_leeren ON {tabelle}",
        f"CREATE TRIGGER {tabelle}_nicht_aendern BEFORE UPDATE OF {', '.join(fest)} ON {tabelle} "
        f"FOR EACH ROW EXECUTE FUNCTION {tabelle}_nur_anfuegen()",
        f"CREATE TRIGGER {tabelle}_nicht_loeschen BEFORE DELETE ON {tabelle} "
        f"FOR EACH ROW EXECUTE FUNCTION {tabelle}_nur_anfuegen()",
        f"CREATE TRIGGER {tabelle}_nicht_leeren BEFORE TRUNCATE ON {tabelle} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {tabelle}_nur_anfuegen()",
    ]
    if tabelle == "protokoll":
        befehle += [
            "DROP TRIGGER IF EXISTS protokoll_nur_leeren ON protokoll",
            "CREATE TRIGGER protokoll_nur_leeren BEFORE UPDATE OF nutzlast ON protokoll FOR EACH ROW "
            "WHEN (NEW.nutzlast IS NOT NULL) EXECUTE FUNCTION protokoll_nur_anfuegen()",
        ]
    return befehle
