"""The one `metadata`, and the columns every table is made of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, String, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_(name: str = "id") -> Column[str]:
    return Column(name, String(64), primary_key=True)


def ref(name: str, target: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(64), ForeignKey(f"{target}.id"), nullable=nullable)


def ms(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def json(name: str, default: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def version() -> Column[int]:
    return Column("version", BigInteger, nullable=False, server_default="1")
