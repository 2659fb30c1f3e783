"""Events LINE tells: signed webhooks that wait until they are due, and the reply tokens that come with them."""

from __future__ import annotations

import heapq
import json
from hashlib import sha256

from channels.line.signature import sign
from channels.sandbox.line_model import REPLY_MS, Bot, Token
from channels.sandbox.model import Json, Webhook


class Events:
    def __init__(self, bot: Bot, run: str) -> None:
        self._bot = bot
        self._run = run
        self._turn = 0
        self._waiting: list[Webhook] = []
        self.tokens: dict[str, Token] = {}

    def tell(
        self,
        user: str | None,
        kind: str,
        part: Json,
        now: int,
        *,
        group: str | None = None,
        answerable: bool = False,
        copies: int = 1,
    ) -> Json:
        """An event; told `copies` times, the later ones as redeliveries. `group`: or a room, whose id begins with R."""
        self._turn += 1
        event: Json = {
            "type": kind,
            "mode": "active",
            "timestamp": now,
            "source": _source(user, group),
            "webhookEventId": f"01H{self._run}{self._turn:020d}",
            "deliveryContext": {"isRedelivery": False},
            **part,
        }
        if answerable:
            event["replyToken"] = sha256(f"{self._run}:{self._turn}".encode()).hexdigest()[:32]
            self.tokens[event["replyToken"]] = Token(group or user or "", now + REPLY_MS)
        for copy in range(max(1, copies)):
            again = event if copy == 0 else event | {"deliveryContext": {"isRedelivery": True}}
            raw = json.dumps({"destination": self._bot.user, "events": [again]}, ensure_ascii=False).encode()
            heapq.heappush(
                self._waiting,
                Webhook(due=now, turn=self._turn * 10 + copy, raw=raw, signature=sign(raw, self._bot.secret)),
            )
        return event

    def forget_tokens(self) -> None:
        """Every reply token ends now, whatever its time."""
        for token in self.tokens.values():
            token.until = 0

    def due(self, now: int) -> list[Webhook]:
        found = []
        while self._waiting and self._waiting[0].due <= now:
            found.append(heapq.heappop(self._waiting))
        return found

    def next_due(self) -> int | None:
        return self._waiting[0].due if self._waiting else None


def _source(user: str | None, group: str | None) -> Json:
    if group is None:
        return {"type": "user", "userId": user}
    kind = "room" if group.startswith("R") else "group"
    return {"type": kind, f"{kind}Id": group} | ({} if user is None else {"userId": user})
