"""One person's browser tab as tests speak for it: a request, the status it must have, its answer."""

from __future__ import annotations

from typing import Any

import httpx


class Caller:
    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        return await self._ask("GET", path, status, params=query)

    async def post(self, path: str, body: Any = None, status: int = 201, **headers: str) -> Any:
        return await self._ask("POST", path, status, json=body, headers=headers)

    async def put(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        return await self._ask("PUT", path, status, json=body, headers=headers)

    async def delete(self, path: str, status: int = 204) -> Any:
        return await self._ask("DELETE", path, status)

    async def pages(self, path: str, limit: int, **query: Any) -> list[list[Any]]:
        """Every page of a list."""
        pages: list[list[Any]] = []
        after: dict[str, str] = {}
        while True:
            page = await self.get(path, limit=limit, **query, **after)
            pages.append(page["items"])
            if page["next"] is None:
                return pages
            after = {"after": page["next"]}

    async def _ask(self, method: str, path: str, status: int, **more: Any) -> Any:
        more["headers"] = {**self._headers, **{k.replace("_", "-"): v for k, v in (more.get("headers") or {}).items()}}
        answer = await self._client.request(method, f"/api/v1{path}", **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
