"""Grundlage: gemeinsame Bausteine aller Tabellen – beschriftete Felder, Zeitpunkte, Codes, Versionen."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column
from sqlalchemy.types import TypeEngine

from mut_core.modell.codes import Angabe, Code, Genauigkeit, Turnus

KURZ = 300
LANG = 10_000
"""Höchstlängen der Textfelder in Zeichen; SQLite prüft sie nicht, deshalb prüft sie `erfassung` vor jedem Schreiben."""

NAMEN = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Zeitpunkt(TypeDecorator[datetime]):
    """Ein Augenblick: hinein nur mit Zeitzone, gespeichert in UTC, heraus in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Zeitpunkte brauchen eine Zeitzone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def code_typ(codes: type[Code]) -> Enum:
    """Gibt den Spaltentyp, der Codes als Codes speichert (nicht als Python-Namen)."""
    return Enum(codes, values_callable=lambda c: [w.value for w in c], native_enum=False, length=30)


class Base(DeclarativeBase):
    """Wurzel aller Tabellen; Tabellenname = Klassenname klein."""

    metadata = MetaData(naming_convention=NAMEN)
    type_annotation_map = {  # noqa: RUF012 – so verlangt es SQLAlchemy
        datetime: Zeitpunkt,
        date: Date,
        bool: Boolean,
        int: Integer,
        str: Text,
        dict[str, Any]: JSON(none_as_null=True),
    }

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        return cls.__name__.lower()


def feld(
    bezeichnung: str,
    hilfe: str = "",
    *,
    laenge: int = LANG,
    codes: type[Code] | None = None,
    intern: bool = False,
    typ: TypeEngine[Any] | None = None,
    default: Any = None,
    nullable: bool | None = None,
    unique: bool = False,
) -> MappedColumn[Any]:
    """Gibt eine Spalte mit deutscher Bezeichnung und Hilfetext; `intern` verlässt den Kern nur für Berechtigte.

    Ein Textfeld ist höchstens `laenge` Zeichen lang; bei Zahlen und Tagen bleibt `laenge` ohne Wirkung.
    """
    info = {"bezeichnung": bezeichnung, "hilfe": hilfe, "intern": intern, "laenge": laenge}
    weitere: dict[str, Any] = {} if nullable is None else {"nullable": nullable}
    if default is not None:
        weitere["default"] = default
    spaltentyp = code_typ(codes) if codes else typ
    args = () if spaltentyp is None else (spaltentyp,)
    return mapped_column(*args, info=info, unique=unique or None, **weitere)


def kurz(bezeichnung: str, hilfe: str = "", **weitere: Any) -> MappedColumn[Any]:
    """Gibt ein einzeiliges Textfeld (höchstens 300 Zeichen)."""
    return feld(bezeichnung, hilfe, laenge=KURZ, typ=String(KURZ), **weitere)


def verweis(ziel: str, bezeichnung: str, hilfe: str = "", *, nullable: bool | None = None) -> MappedColumn[Any]:
    """Gibt einen Fremdschlüssel auf `ziel` (Tabellenname) mit deutscher Bezeichnung."""
    info = {"bezeichnung": bezeichnung, "hilfe": hilfe, "intern": False, "laenge": 0}
    return mapped_column(ForeignKey(f"{ziel}.id"), index=True, info=info, nullable=nullable)


class Datensatz(Base):
    """Jede protokollierte Zeile: Schlüssel und Version (die Version zählt mit jeder Änderung um eins hoch)."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(
        primary_key=True, info={"bezeichnung": "Schlüssel", "hilfe": "", "intern": False, "laenge": 0}
    )
    version: Mapped[int] = feld("Version", "Zählt jede Änderung.", default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.version}


class ImKonzept(Datensatz):
    """Jede Zeile, die genau einem Konzept gehört; Verweise in ein anderes Konzept werden beim Schreiben abgewiesen."""

    __abstract__ = True

    @declared_attr
    def konzept_id(cls) -> Mapped[int]:  # noqa: N805
        return verweis("konzept", "Konzept")


class MitZeitraum:
    """Beginn und Frist als Tage mit Genauigkeit – und immer der Wortlaut der Quelle daneben.

    `beginn` ist der erste, `frist` der letzte Tag der gemeinten Spanne
    („Ende 2024“ → 31.12.2024; „ab 2022“ → keine Frist).
    """

    beginn: Mapped[date | None] = feld("Beginn", "Erster Tag der gemeinten Spanne.")
    beginn_genauigkeit: Mapped[Genauigkeit | None] = feld("Genauigkeit des Beginns", codes=Genauigkeit)
    frist: Mapped[date | None] = feld("Frist", "Letzter Tag der gemeinten Spanne.")
    frist_genauigkeit: Mapped[Genauigkeit | None] = feld("Genauigkeit der Frist", codes=Genauigkeit)
    zeit_wortlaut: Mapped[str | None] = kurz("Zeitangabe im Wortlaut", "So, wie sie in der Quelle steht.")
    zeit_angabe: Mapped[Angabe] = feld(
        "Zeitangabe", "„k. A.“, „Termin offen“ und leer sind verschieden.", codes=Angabe, default=Angabe.LEER
    )
    turnus: Mapped[Turnus | None] = feld("Turnus", "Wie oft es wiederkehrt.", codes=Turnus)


class Archivierbar:
    """Was man nicht mehr braucht, wird zu einem Tag weggelegt und nie gelöscht; frühere Lagebilder kennen es weiter."""

    archiviert_am: Mapped[date | None] = feld("Archiviert am", "Ab diesem Tag nicht mehr im Lagebild.")


GELD = BigInteger()
"""Beträge stehen in ganzen Cent: SQLite kennt keine Dezimalzahlen."""
