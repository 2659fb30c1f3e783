"""A customer with a phone, played at the double's own door."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.patience import PATIENCE

HOUR = 3_600_000  # ms


class Customer:
    def __init__(self, double: str, name: str, phone: str) -> None:
        self.name, self.phone = name, phone
        self._client = httpx.AsyncClient(base_url=f"{double}/sandbox", timeout=PATIENCE)

    async def introduce(self) -> None:
        await self._tell("/customers", {"phone": self.phone, "name": self.name})

    async def writes(self, text: str = "", *, hours_ago: int = 0, **more: Any) -> str:
        """Returns the message's id at the provider."""
        at = int(time.time() * 1000) - hours_ago * HOUR if hours_ago else None
        told = await self._tell(self._at("messages"), {"text": text, "at": at, **more})
        return str(told["id"])

    async def sends(self, kind: str, data: bytes, mime: str, name: str, text: str = "") -> str:
        answer = await self._client.post(
            self._at("messages"),
            data={"kind": kind, **({"text": text} if text else {})},
            files={"file": (name, data, mime)},
        )
        return str(answer.raise_for_status().json()["id"])

    async def taps(self, target: str, id: str, title: str) -> None:
        await self._tell(self._at("taps"), {"target": target, "id": id, "title": title})

    async def reacts(self, target: str, emoji: str) -> None:
        await self._tell(self._at("reactions"), {"target": target, "emoji": emoji})

    async def edits(self, target: str, text: str) -> None:
        await self._tell(self._at("edits"), {"target": target, "text": text})

    async def revokes(self, target: str) -> None:
        await self._tell(self._at("revokes"), {"target": target})

    async def reads(self) -> None:
        await self._tell(self._at("reads"), {})

    async def screen(self) -> list[dict[str, Any]]:
        """All messages on the phone's screen."""
        told: list[dict[str, Any]] = (await self._client.get(self._at())).json()["thread"]
        return told

    async def received(self, text: str) -> list[dict[str, Any]]:
        """What the business sent with these words."""
        return [entry for entry in await self.screen() if not entry["ours"] and entry["text"] == text]

    async def file(self, entry: dict[str, Any]) -> bytes:
        return (await self._client.get(f"/files/{entry['media']}")).raise_for_status().content

    async def close(self) -> None:
        await self._client.aclose()

    def _at(self, what: str = "") -> str:
        return f"/customers/{self.phone}" + (f"/{what}" if what else "")

    async def _tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = (await self._client.post(path, json=body)).raise_for_status().json()
        return told
