"""LINE's side of the double: it takes replies and pushes, remembers retry keys, counts the month's quota, holds media and profiles, and
tells events. Like `cloud`, every method is told the time and returns at once; webhooks wait in `due`."""

from __future__ import annotations

import heapq
import json
from hashlib import sha256
from typing import Any, Literal

from msgspec import Struct

from channels.line.signature import sign
from channels.sandbox import line_screen
from channels.sandbox.model import Blob, Customer, Entry, Fault, Json, Reply, Webhook

REPLY_MS = 60_000
KEY_MS = 24 * 3_600_000
MOST = 5
PICTURES = "https://profile.line-scdn.net/portraits"  # whoever names the double as LINE's data host reads them there
REFUSED = "https://double.example/refused"  # a card that leads there is one LINE does not take


class Bot(Struct, kw_only=True):
    """The official account."""

    user: str
    name: str = "BMA"
    basic: str = "@bma"
    token: str | None = None  # None: any token will do
    secret: str = "secret"  # noqa: S105 (a double's)
    endpoint: str | None = None
    active: bool = True
    chat: Literal["chat", "bot"] = "chat"
    allowed: int | None = 500
    used: int = 0


class LineSend(Struct, frozen=True, kw_only=True):
    """A call the double took: what tests count."""

    to: str
    route: Literal["reply", "push"]
    ids: tuple[str, ...]
    messages: tuple[Json, ...]
    key: str | None
    at: int


class _Token(Struct):
    to: str
    until: int
    used: bool = False


class Platform:
    """`faults` strike replies and pushes by the person or group they are for."""

    def __init__(self, bot: Bot, run: str = "1") -> None:
        self.bot = bot
        self.customers: dict[str, Customer] = {}
        self.languages: dict[str, str] = {}
        self.groups: dict[str, str] = {}  # name by id
        self.blobs: dict[str, Blob] = {}
        self.home = ""  # the https address that stands for the one the phone's page was opened at
        self.sends: list[LineSend] = []
        self.read: list[str] = []  # read tokens that were used
        self.faults: list[Fault] = []
        self.preparing: dict[str, int] = {}  # how often a film is still being prepared, by message
        self.copies = 1  # of every webhook: LINE redelivers
        self.version = 0
        self._run, self._count, self._turn = run, 0, 0
        self._tokens: dict[str, _Token] = {}
        self._keys: dict[str, tuple[int, Json, Json]] = {}  # when, the body, the answer
        self._waiting: list[Webhook] = []

    # --- what the business calls ---------------------------------------------------------------------------------------------------

    def reply(self, body: Json, now: int) -> Reply:
        token = self._tokens.get(str(body.get("replyToken")))
        if token is None or token.used or now > token.until:
            return self.refusal(400, "Invalid reply token")
        return self._post(token.to, "reply", body, None, now, token)

    def push(self, body: Json, key: str | None, now: int) -> Reply:
        to = str(body.get("to") or "")
        if key is not None and (known := self._keys.get(key)) is not None and now - known[0] < KEY_MS:
            if known[1] != body:
                return self.refusal(400, "The retry key is already used with another body")
            return Reply(status=409, body={"message": "The retry key is already accepted", **known[2]})
        person, group = self.customers.get(to), self.groups.get(to)
        if person is None and group is None:
            return self.refusal(400, "Failed to send messages")
        if self.bot.allowed is not None and self.bot.used >= self.bot.allowed:
            return self.refusal(429, "You have reached your monthly limit.")
        return self._post(to, "push", body, key, now, None)

    def _post(
        self, to: str, route: Literal["reply", "push"], body: Json, key: str | None, now: int, token: _Token | None
    ) -> Reply:
        fault = next((one for one in self.faults if one.to in (None, to)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
            if fault.kind in ("fail_before", "cut_before"):
                return Reply(status=500, delay_ms=fault.delay_ms, cut=fault.kind == "cut_before")
        messages = body.get("messages")
        if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
            return self.refusal(
                400, "The request body has 1 error(s)", "messages", f"Size must be between 1 and {MOST}"
            )
        for place, message in enumerate(messages):
            if (wrong := _wrong(message)) is not None:
                return self.refusal(400, "The request body has 1 error(s)", f"messages[{place}].{wrong[0]}", wrong[1])
        if token is not None:
            token.used = True
        else:
            self.bot.used += 1
        ids = tuple(self.next_id() for _ in messages)
        self.sends.append(LineSend(to=to, route=route, ids=ids, messages=tuple(messages), key=key, at=now))
        for id, message in zip(ids, messages, strict=True):
            self._show(to, id, message, now)
        answer = {"sentMessages": [{"id": id, "quoteToken": f"q-{id}"} for id in ids]}
        if key is not None:
            self._keys[key] = now, body, answer
        if fault is None:
            return Reply(body=answer)
        if fault.kind == "fail_after":
            return Reply(status=500, delay_ms=fault.delay_ms)
        return Reply(body=answer, delay_ms=fault.delay_ms, cut=fault.kind == "cut_after")

    def _show(self, to: str, id: str, message: Json, now: int) -> None:
        customer = self.customers.get(to)
        if customer is None:
            return
        kind, text, content = line_screen.shown(line_screen.at_home(message, self.home))
        entry = Entry(id=id, ours=False, kind=kind, at=now, text=text, content=content)
        entry.media = id if kind in ("image", "video", "audio") else None
        entry.reply_to = _quoted(customer, message.get("quoteToken"))
        customer.thread.append(entry)
        customer.typing_until = 0
        self.touch(customer)

    def forget_tokens(self) -> None:
        """Every reply token ends now, whatever its time."""
        for token in self._tokens.values():
            token.until = 0

    def profile(self, user: str) -> Reply:
        found = self.customers.get(user)
        if found is None or self.bot.user in found.blocked_by:
            return self.refusal(404, "Not found")
        language = self.languages.get(user)
        told = {"displayName": found.name, "userId": user, "pictureUrl": f"{PICTURES}/{user}"}
        return Reply(body=told | ({"language": language} if language else {}))

    def group(self, id: str) -> Reply:
        name = self.groups.get(id)
        if name is None:
            return self.refusal(404, "Not found")
        return Reply(body={"groupId": id, "groupName": name, "pictureUrl": f"{PICTURES}/{id}"})

    def info(self) -> Reply:
        bot = self.bot
        told = {"userId": bot.user, "basicId": bot.basic, "displayName": bot.name, "chatMode": bot.chat}
        return Reply(body=told | {"markAsReadMode": "manual" if bot.chat == "chat" else "auto"})

    def quota(self) -> Reply:
        if self.bot.allowed is None:
            return Reply(body={"type": "none"})
        return Reply(body={"type": "limited", "value": self.bot.allowed})

    def consumption(self) -> Reply:
        return Reply(body={"totalUsage": self.bot.used})

    def mark_read(self, body: Json) -> Reply:
        """All of the chat up to the message whose token it is."""
        token = str(body.get("markAsReadToken") or "")
        for customer in self.customers.values():
            place = next((n for n, entry in enumerate(customer.thread) if f"r-{entry.id}" == token), None)
            if place is None:
                continue
            self.read.append(token)
            for entry in customer.thread[: place + 1]:
                entry.status = "read" if entry.ours else entry.status
            self.touch(customer)
            return Reply()
        return self.refusal(400, "Invalid token")

    def loading(self, body: Json, now: int) -> Reply:
        customer = self.customers.get(str(body.get("chatId")))
        if customer is None:
            return self.refusal(400, "The request body has 1 error(s)", "chatId", "invalid")
        customer.typing_until = now + int(body.get("loadingSeconds") or 20) * 1000
        self.touch(customer)
        return Reply(status=202)

    def content(self, id: str) -> Blob | None:
        return self.blobs.get(id)

    def transcoding(self, id: str) -> Reply:
        left = self.preparing.get(id, 0)
        self.preparing[id] = max(0, left - 1)
        return Reply(body={"status": "processing" if left else "succeeded"})

    def knows(self, authorization: str) -> bool:
        return self.bot.token is None or authorization == f"Bearer {self.bot.token}"

    def refusal(self, status: int, message: str, at: str | None = None, why: str = "") -> Reply:
        details = [{"message": why, "property": at}] if at else []
        return Reply(status=status, body={"message": message} | ({"details": details} if details else {}))

    # --- what customers do ---------------------------------------------------------------------------------------------------------

    def customer(self, user: str, name: str | None = None) -> Customer:
        """The person with this user id, made when new."""
        found = self.customers.get(user)
        if found is None:
            found = self.customers[user] = Customer(phone=user, name=name or f"Friend {user[-4:]}", user_id=user)
            self.touch(found)
        return found

    def writes(
        self,
        user: str,
        message: Json,
        now: int,
        *,
        group: str | None = None,
        blob: tuple[bytes, str, str | None] | None = None,
    ) -> Entry:
        """A message object without its id; `blob`: bytes, type and name of a file."""
        customer, id = self.customer(user), self.next_id()
        entry = Entry(
            id=id, ours=True, kind=_shown_kind(str(message["type"])), at=now, text=message.get("text"), content=message
        )
        if blob is not None:
            data, mime, name = blob
            self.blobs[id] = Blob(id=id, data=data, mime=mime, name=name, sha256=sha256(data).hexdigest(), link_key="")
            entry.media, entry.mime, entry.name = id, mime, name
        if quoted := message.get("quotedMessageId"):
            entry.reply_to = str(quoted)
        customer.thread.append(entry)
        self.touch(customer)
        tokens = {"quoteToken": f"q-{id}", "markAsReadToken": f"r-{id}"}
        self.tell(user, "message", {"message": {"id": id, **tokens, **message}}, now, group=group, answerable=True)
        return entry

    def taps(self, user: str, data: str, said: str, now: int) -> None:
        """A postback; what the customer is seen to say is not told to the business."""
        customer = self.customer(user)
        customer.thread.append(Entry(id=self.next_id(), ours=True, kind="text", at=now, text=said))
        self.touch(customer)
        self.tell(user, "postback", {"postback": {"data": data}}, now, answerable=True)

    def unsends(self, user: str, id: str, now: int) -> None:
        for entry in self.customer(user).thread:
            if entry.id == id:
                entry.text, entry.revoked = None, True
        self.touch(self.customer(user))
        self.tell(user, "unsend", {"unsend": {"messageId": id}}, now)

    def tell(
        self, user: str | None, kind: str, part: Json, now: int, *, group: str | None = None, answerable: bool = False
    ) -> Json:
        """An event; told `copies` times, the later ones as redeliveries."""
        self._turn += 1
        source: Json = {"type": "user", "userId": user} if group is None else {"type": "group", "groupId": group}
        if group is not None and user is not None:
            source["userId"] = user
        event: Json = {
            "type": kind,
            "mode": "active",
            "timestamp": now,
            "source": source,
            "webhookEventId": f"01H{self._run}{self._turn:020d}",
            "deliveryContext": {"isRedelivery": False},
            **part,
        }
        if answerable:
            event["replyToken"] = sha256(f"{self._run}:{self._turn}".encode()).hexdigest()[:32]
            self._tokens[event["replyToken"]] = _Token(group or user or "", now + REPLY_MS)
        for copy in range(max(1, self.copies)):
            again = event if copy == 0 else event | {"deliveryContext": {"isRedelivery": True}}
            raw = json.dumps({"destination": self.bot.user, "events": [again]}, ensure_ascii=False).encode()
            heapq.heappush(
                self._waiting,
                Webhook(due=now, turn=self._turn * 10 + copy, raw=raw, signature=sign(raw, self.bot.secret)),
            )
        return event

    # --- the machinery -------------------------------------------------------------------------------------------------------------

    def due(self, now: int) -> list[Webhook]:
        found = []
        while self._waiting and self._waiting[0].due <= now:
            found.append(heapq.heappop(self._waiting))
        return found

    def next_due(self) -> int | None:
        return self._waiting[0].due if self._waiting else None

    def touch(self, customer: Customer) -> None:
        self.version += 1
        customer.version = self.version

    def next_id(self) -> str:
        self._count += 1
        return f"{int(sha256(self._run.encode()).hexdigest()[:6], 16)}{self._count:010d}"


def _quoted(customer: Customer, token: Any) -> str | None:
    return next((entry.id for entry in customer.thread if token and f"q-{entry.id}" == token), None)


def _shown_kind(kind: str) -> str:
    return "document" if kind == "file" else kind


def _wrong(message: Any) -> tuple[str, str] | None:
    """What LINE would say is wrong with a message object: the property and the complaint."""
    if not isinstance(message, dict):
        return "", "must be an object"
    kind = message.get("type")
    if kind == "text" and not 1 <= len(str(message.get("text") or "").encode("utf-16-le")) // 2 <= 5000:
        return "text", "Length must be between 1 and 5000"
    for name in (
        ("originalContentUrl", "previewImageUrl")
        if kind in ("image", "video")
        else ("originalContentUrl",)
        if kind == "audio"
        else ()
    ):
        if not str(message.get(name) or "").startswith("https://"):
            return name, "Must be a valid HTTPS URL"
    if kind == "flex" and (not message.get("altText") or not isinstance(message.get("contents"), dict)):
        return "contents", "May not be empty"
    if kind == "flex" and REFUSED in json.dumps(message):
        return "contents", "invalid"
    if kind == "location" and not all(
        message.get(name) is not None for name in ("title", "address", "latitude", "longitude")
    ):
        return "address", "May not be empty"
    return (
        None if kind in ("text", "image", "video", "audio", "flex", "location", "sticker") else ("type", "Invalid type")
    )
