"""LINE's side of the double: it takes replies and pushes, remembers retry keys, counts the month's quota, holds media and profiles, and
tells events. Like `cloud`, every method is told the time and returns at once; webhooks wait in `due`."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal

from channels.sandbox import line_rules, line_screen
from channels.sandbox.line_events import Events
from channels.sandbox.line_model import KEY_MS, MOST, PICTURES, Bot, LineSend, Token
from channels.sandbox.model import Blob, Customer, Entry, Fault, Json, Reply, Webhook


class Platform:
    """`faults` strike replies and pushes by the person or group they are for, and other calls by what they are of."""

    def __init__(self, bot: Bot, run: str = "1") -> None:
        self.bot = bot
        self.customers: dict[str, Customer] = {}
        self.languages: dict[str, str] = {}
        self.groups: dict[str, str] = {}  # name by id
        self.members: dict[str, set[str]] = {}  # by group or room, whoever spoke there
        self.blobs: dict[str, Blob] = {}
        self.home = ""  # the https address that stands for the one the phone's page was opened at
        self.sends: list[LineSend] = []
        self.read: list[str] = []  # read tokens that were used
        self.faults: list[Fault] = []
        self.preparing: dict[str, int] = {}  # how often a film is still being prepared, by message
        self.copies = 1  # of every webhook: LINE redelivers
        self.version = 0
        self._run, self._count = run, 0
        self._events = Events(bot, run)
        self._keys: dict[str, tuple[int, Json, Json]] = {}  # when, the body, the answer

    # --- what the business calls ---------------------------------------------------------------------------------------------------

    def reply(self, body: Json, now: int) -> Reply:
        token = self._events.tokens.get(str(body.get("replyToken")))
        if token is None or token.used or now > token.until:
            return self.refusal(400, "Invalid reply token")
        return self._post(token.to, "reply", body, None, now, token)

    def push(self, body: Json, key: str | None, now: int) -> Reply:
        to = str(body.get("to") or "")
        if key is not None and (known := self._keys.get(key)) is not None and now - known[0] < KEY_MS:
            if known[1] != body:
                return self.refusal(400, "The retry key is already used with another body")
            return Reply(status=409, body={"message": "The retry key is already accepted", **known[2]})
        if to not in self.customers and to not in self.groups and to not in self.members:
            return self.refusal(400, "Failed to send messages")
        if self.bot.allowed is not None and self.bot.used >= self.bot.allowed:
            return self.refusal(429, "You have reached your monthly limit.")
        return self._post(to, "push", body, key, now, None)

    def _post(
        self, to: str, route: Literal["reply", "push"], body: Json, key: str | None, now: int, token: Token | None
    ) -> Reply:
        fault = self.struck("messages", to)
        if fault is not None and fault.kind in ("fail_before", "cut_before"):
            return Reply(status=500, delay_ms=fault.delay_ms, cut=fault.kind == "cut_before")
        messages = body.get("messages")
        if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
            return self.refusal(
                400, "The request body has 1 error(s)", "messages", f"Size must be between 1 and {MOST}"
            )
        for place, message in enumerate(messages):
            if (wrong := line_rules.wrong(message)) is not None:
                return self.refusal(400, "The request body has 1 error(s)", f"messages[{place}].{wrong[0]}", wrong[1])
        if token is not None:
            token.used = True
        else:
            self.bot.used += self.heard_by(to)
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
        if customer is None or self.bot.user in customer.blocked_by:
            return
        kind, text, content = line_screen.shown(line_screen.at_home(message, self.home))
        entry = Entry(id=id, ours=False, kind=kind, at=now, text=text, content=content)
        entry.media = id if kind in ("image", "video", "audio") else None
        entry.reply_to = _quoted(customer, message.get("quoteToken"))
        customer.thread.append(entry)
        customer.typing_until = 0
        self.touch(customer)

    def heard_by(self, to: str) -> int:
        """How many people a message reaches, as LINE counts: every member of a group, nobody who has blocked the account."""
        customer = self.customers.get(to)
        if customer is not None:
            return 0 if self.bot.user in customer.blocked_by else 1
        return max(1, len(self.members.get(to, ())))

    def member_count(self, id: str) -> Reply:
        """Of a group or a room."""
        if id not in self.groups and id not in self.members:
            return self.refusal(404, "Not found")
        return Reply(body={"count": len(self.members.get(id, ()))})

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
        if group is not None:
            self.members.setdefault(group, set()).add(user)
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
        """An event, told `copies` times."""
        return self._events.tell(user, kind, part, now, group=group, answerable=answerable, copies=self.copies)

    # --- the machinery -------------------------------------------------------------------------------------------------------------

    def forget_tokens(self) -> None:
        self._events.forget_tokens()

    def due(self, now: int) -> list[Webhook]:
        return self._events.due(now)

    def next_due(self) -> int | None:
        return self._events.next_due()

    def struck(self, of: str, to: str | None = None) -> Fault | None:
        """The fault that strikes a call of this kind now, used up by one."""
        fault = next((one for one in self.faults if one.of == of and one.to in (None, to)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
        return fault

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
