"""Vorlagen: einmal eingerichtete Datenbanken, von denen jeder Test eine Abschrift bekommt."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from gemeinde import Gemeinde, build_gemeinde
from postgresql import Cluster, Fremder
from tempo import teile

from mut_core.datenbank import connect_datenbank
from mut_core.migration import upgrade_datenbank


class Vorlagen:
    """Einmal je Sitzung eingerichtete Datenbanken („leer“ oder mit „gemeinde“); jeder Test bekommt eine Kopie."""

    def __init__(self, ordner: Path, server: Callable[[], Cluster | Fremder]) -> None:
        self.ordner = ordner
        self.server = server
        self.fertig: dict[tuple[str, str], str] = {}
        self.muster: dict[str, sa.Engine] = {}
        self.offene: list[sa.Engine] = []
        self.gemeinden: dict[str, Gemeinde] = {}

    def oeffne(self, art: str, inhalt: str = "leer") -> sa.Engine:
        """Öffnet eine frische Kopie auf „sqlite“ oder „postgresql“."""
        if (art, inhalt) not in self.fertig:
            self._richte_ein(art, inhalt)
        name, vorlage = f"mut_{uuid.uuid4().hex[:12]}", self.fertig[art, inhalt]
        if art == "sqlite":
            shutil.copyfile(self.ordner / f"{vorlage}.sqlite", self.ordner / f"{name}.sqlite")
        else:
            self.server().create_datenbank(name, vorlage)
        return teile(self._engine(art, name), self.muster[art])

    def schliesse(self, engine: sa.Engine) -> None:
        """Schließt eine Kopie und räumt sie weg: bei tausend Tests blieben sonst zehn Gigabyte liegen."""
        engine.dispose()
        self.offene.remove(engine)
        if engine.dialect.name == "sqlite":
            for datei in self.ordner.glob(f"{Path(str(engine.url.database)).name}*"):
                datei.unlink(missing_ok=True)
        else:
            self.server().drop_datenbank(str(engine.url.database))

    def gemeinde_in(self, engine: sa.Engine) -> Gemeinde:
        """Gibt die Gemeinde einer mit „gemeinde“ geöffneten Kopie."""
        return replace(self.gemeinden[engine.dialect.name], engine=engine)

    def leer(self, art: str) -> sa.Engine:
        """Öffnet eine Datenbank ohne eine einzige Tabelle."""
        name = f"mut_{uuid.uuid4().hex[:12]}"
        if art == "postgresql":
            self.server().create_datenbank(name)
        return self._engine(art, name)

    def _richte_ein(self, art: str, inhalt: str) -> None:
        engine = self.leer(art)
        upgrade_datenbank(engine)
        if inhalt == "gemeinde":
            self.gemeinden[art] = build_gemeinde(engine)
        engine.dispose()  # schreibt das WAL in die Datei; PostgreSQL kopiert nur, was niemand offen hat
        self.muster.setdefault(art, engine)
        self.fertig[art, inhalt] = Path(str(engine.url.database)).stem

    def _engine(self, art: str, name: str) -> sa.Engine:
        url = f"sqlite:///{self.ordner / name}.sqlite" if art == "sqlite" else self.server().url(name)
        self.offene.append(connect_datenbank(url))
        return self.offene[-1]
