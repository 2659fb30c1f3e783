"""Looks into tables, for tests to compare with what was sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from storage.database import Database


class Look:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, table: str, where: str = "true", order: str = "id", **values: Any) -> list[dict[str, Any]]:
        async with self._database.reading() as connection:
            found = await connection._raw.execute(
                text(f'SELECT * FROM {table} WHERE {where} ORDER BY "{order}"'), values
            )
            return [dict(row) for row in found.mappings()]

    async def row(self, table: str, where: str = "true", **values: Any) -> dict[str, Any]:
        (row,) = await self.rows(table, where, **values)
        return row

    async def count(self, table: str, where: str = "true", **values: Any) -> int:
        async with self._database.reading() as connection:
            return int(await connection.value(text(f"SELECT count(*) FROM {table} WHERE {where}"), values))
