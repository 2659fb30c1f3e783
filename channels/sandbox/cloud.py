"""Meta's side of the double: it takes messages, holds media and templates, enforces the limits, and tells statuses back.

Every public method takes the time and returns at once; what is to be told later waits in `due`.
"""

from __future__ import annotations

import heapq
import random
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from channels.sandbox import faults, magic, screen, templates, webhooks
from channels.sandbox.budgets import Budget
from channels.sandbox.model import (
    Access,
    App,
    Blob,
    Customer,
    Delivery,
    Entry,
    Fault,
    Json,
    Number,
    Pace,
    Reply,
    Send,
    Webhook,
)
from channels.whatsapp.errors import MEANINGS
from channels.whatsapp.people import phone

WINDOW_MS = 24 * 3_600_000
TYPING_MS = 25_000
PAIR_BURST, PAIR_MS = 45, 6_000
TYPES = screen.MEDIA_KINDS | {"text", "location", "contacts", "interactive", "template", "reaction"}


class Cloud:
    """`run` makes ids of one run differ from those of another; `seed` decides about disorder."""

    def __init__(
        self,
        numbers: list[Number],
        *,
        app_secret: str,
        run: str,
        token: str | None = None,
        pace: Pace | None = None,
        per_second: float = 80,
        enforce_window: bool = True,
        seed: int = 0,
    ) -> None:
        self.numbers = {number.id: number for number in numbers}
        self.token = token
        self.pace = pace or Pace()
        self.delivery = Delivery()
        self.faults: list[Fault] = []
        self.templates = templates.starting_set()
        self.app, self.access = App(), Access()
        self.handles: dict[str, Blob] = {}  # samples of media headers, by the handle they were given
        self.review_ms = 50
        self._later: list[tuple[int, int, Callable[[int], None]]] = []
        self.customers: dict[str, Customer] = {}
        self.sends: list[Send] = []
        self._writers: dict[str, str] = {}  # message id → customer
        self.blobs: dict[str, Blob] = {}
        self.version = 0
        self.enforce_window = enforce_window
        self.page_limit = 100
        self._secret, self._run, self._count, self._turn = app_secret, run, 0, 0
        self._random = random.Random(seed)  # noqa: S311 (decides only how tests are disturbed)
        self.per_second = per_second
        self._throughput: dict[str, Budget] = {}
        self._pairs: dict[tuple[str, str], Budget] = {}
        self._waiting: list[Webhook] = []

    # --- messages ------------------------------------------------------------------------------------------------------------------

    def post_message(self, number_id: str, body: Json, now: int) -> Reply:
        """`POST /{number}/messages`: a message, or a read mark."""
        number = self.numbers.get(number_id)
        if number is None:
            return self.refusal(100, "Object does not exist, or the token may not see it.", subcode=33)
        if body.get("status") == "read":
            return self._mark_read(body, now)
        recipient = self._recipient(body)
        if recipient is None:
            return self.refusal(131009, "The recipient is missing or is no phone number.")
        fault = faults.take(self.faults, recipient)
        if fault is not None and fault.kind in ("fail_before", "cut_before"):
            return Reply(
                status=500, body=faults.server_error(), delay_ms=fault.delay_ms, cut=fault.kind == "cut_before"
            )
        customer = self.customer(recipient)
        code = magic.refused_at_once(recipient) or self._complaint(number, customer, body, now)
        if code is not None:
            return self.refusal(code, MEANINGS[code].message)
        reply = self._take(number, customer, body, now)
        if fault is None:
            return reply
        if fault.kind == "fail_after":
            return Reply(status=500, body=faults.server_error(), delay_ms=fault.delay_ms)
        return Reply(body=reply.body, delay_ms=fault.delay_ms, cut=fault.kind == "cut_after")

    def _recipient(self, body: Json) -> str | None:
        """A phone number wins over a user id; a user id finds the customer whose it is."""
        number = phone(body.get("to"))
        if number is not None:
            return number if number.isdigit() else None
        user = body.get("recipient")
        return next((customer.phone for customer in self.customers.values() if customer.user_id == user), None)

    def _complaint(self, number: Number, customer: Customer, body: Json, now: int) -> int | None:
        kind = body.get("type")
        if number.id in customer.blocked_by:
            return 130403
        if kind not in TYPES or not isinstance(body.get(str(kind)), dict | list):
            return 131009
        if not self._throughput.setdefault(number.id, Budget(self.per_second, 1000 / self.per_second)).take(now):
            return 130429
        if not self._pairs.setdefault((number.id, customer.phone), Budget(PAIR_BURST, PAIR_MS)).take(now):
            return 131056
        if kind == "text" and not 0 < len(str(body["text"].get("body", ""))) <= 4096:
            return 131009
        if kind in screen.MEDIA_KINDS and body[kind].get("id") not in self.blobs and "link" not in body[kind]:
            return 131009
        if kind == "interactive" and not self._has_header(body["interactive"].get("header", {})):
            return 131009
        if kind == "template":
            used = body["template"]
            language = used.get("language", {}).get("code")
            return templates.complaint(
                templates.find(self.templates, used.get("name"), language), used.get("components", [])
            )
        return None

    def _has_header(self, header: Json) -> bool:
        """Whether the file at a message's head was uploaded; a text needs none."""
        kind = header.get("type")
        return kind not in screen.MEDIA_KINDS or header.get(kind, {}).get("id") in self.blobs

    def _take(self, number: Number, customer: Customer, body: Json, now: int) -> Reply:
        id, kind, tag = self.next_id(customer.phone), str(body["type"]), body.get("biz_opaque_callback_data")
        self.sends.append(
            Send(provider_id=id, number=number.id, to=customer.phone, kind=kind, tag=tag, at=now, body=body)
        )
        self._fail_or_tell(number, customer, id, kind, tag, now)
        if kind == "reaction":
            self._react(customer, body["reaction"])
        elif not self._lost(customer, kind, now):
            entry = screen.entry(self.templates, self.blobs, id, kind, body, tag, now)
            entry.status = "read" if self.pace.read is not None else entry.status
            self.show(customer, entry)
        customer.typing_until = 0
        self.touch(customer)
        wa = {"wa_id": customer.phone} if customer.shares_phone else {}
        contact = {"input": body.get("to") or body.get("recipient"), **wa, "user_id": customer.user_id}
        return Reply(body={"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": id}]})

    def _lost(self, customer: Customer, kind: str, now: int) -> bool:
        return magic.fails_later(customer.phone) is not None or self._closed(customer, kind, now)

    def _closed(self, customer: Customer, kind: str, now: int) -> bool:
        """Outside the 24-hour window Meta takes free text and tells the refusal later."""
        if not self.enforce_window or kind == "template":
            return False
        return customer.wrote_at is None or now - customer.wrote_at > WINDOW_MS

    def _fail_or_tell(self, number: Number, customer: Customer, id: str, kind: str, tag: str | None, now: int) -> None:
        code = magic.fails_later(customer.phone) or (131047 if self._closed(customer, kind, now) else None)
        if code is not None:
            self.tell_status(number, customer, id, "failed", now + (self.pace.sent or 0), tag, code)
            return
        steps = (("sent", self.pace.sent), ("delivered", self.pace.delivered), ("read", self.pace.read))
        for status, after in steps:
            # Reactions get no more than `sent`.
            if after is not None and (kind != "reaction" or status == "sent"):
                self.tell_status(number, customer, id, status, now + after, tag)

    def _react(self, customer: Customer, reaction: Json) -> None:
        for entry in customer.thread:
            if entry.id == reaction.get("message_id"):
                entry.reaction = str(reaction.get("emoji") or "")

    def _mark_read(self, body: Json, now: int) -> Reply:
        """A mark covers all that was written before it."""
        id = str(body.get("message_id"))
        customer = self.customers.get(self._writers.get(id, ""))
        if customer is None:
            return self.refusal(131009, "The message to mark as read is not known.")
        for entry in customer.thread:
            entry.status = "read" if entry.ours else entry.status
            if entry.id == id:
                break
        if "typing_indicator" in body:
            customer.typing_until = now + TYPING_MS
        self.touch(customer)
        return Reply(body={"success": True})

    # --- telling back --------------------------------------------------------------------------------------------------------------

    def tell_status(
        self,
        number: Number,
        customer: Customer,
        id: str,
        status: str,
        at: int,
        tag: str | None,
        code: int | None = None,
    ) -> None:
        self.tell(webhooks.status(number, customer, webhooks.tick(id, status, at, tag, code)), at)

    def tell(self, body: Json, at: int) -> None:
        raw, signature = webhooks.signed(body, self._secret)
        for _ in range(max(1, self.delivery.copies)):
            late = self._random.randint(0, self.delivery.disorder_ms) if self.delivery.disorder_ms else 0
            self._turn += 1
            heapq.heappush(self._waiting, Webhook(due=at + late, turn=self._turn, raw=raw, signature=signature))

    def due(self, now: int) -> list[Webhook]:
        """The webhooks whose time has come, taken out; the customers' ticks follow them."""
        while self._later and self._later[0][0] <= now:
            at, _, act = heapq.heappop(self._later)
            act(at)
        found = []
        while self._waiting and self._waiting[0].due <= now:
            found.append(heapq.heappop(self._waiting))
        return found

    def next_due(self) -> int | None:
        times = [webhook.due for webhook in self._waiting[:1]] + [at for at, _, _ in self._later[:1]]
        return min(times, default=None)

    def later(self, at: int, act: Callable[[int], None]) -> None:
        """Something Meta does by itself at `at`, told the time."""
        self._turn += 1
        heapq.heappush(self._later, (at, self._turn, act))

    @property
    def secret(self) -> str:
        return self._secret

    # --- people, numbers, media ----------------------------------------------------------------------------------------------------

    def customer(self, number: str, name: str | None = None) -> Customer:
        """The customer with this phone number (digits), made when new."""
        found = self.customers.get(number)
        if found is None:
            user_id = f"TH.{int(sha256(number.encode()).hexdigest()[:15], 16):020d}"
            found = self.customers[number] = Customer(
                phone=number, name=name or f"Customer {number[-4:]}", user_id=user_id
            )
            self.touch(found)
        return found

    def show(self, customer: Customer, entry: Entry) -> None:
        """The next message on the customer's screen."""
        customer.thread.append(entry)
        self._writers[entry.id] = customer.phone

    def touch(self, customer: Customer) -> None:
        self.version += 1
        customer.version = self.version

    def next_id(self, about: str) -> str:
        self._count += 1
        return "wamid." + b64encode(f"{about}:{self._run}:{self._count:08d}".encode()).decode()

    def keep(self, data: bytes, mime: str, name: str | None) -> Blob:
        self._count += 1
        digest = sha256(data)
        id = f"{int(sha256(f'{self._run}:{self._count}'.encode()).hexdigest()[:13], 16):016d}"
        key = sha256(f"{self._run}:{id}:{self._secret}".encode()).hexdigest()[:24]
        blob = Blob(id=id, data=data, mime=mime, name=name, sha256=b64encode(digest.digest()).decode(), link_key=key)
        self.blobs[id] = blob
        return blob

    def refusal(self, code: int, details: str, *, subcode: int | None = None) -> Reply:
        return Reply(status=magic.status_of(code), body=faults.refusal(code, details, subcode))
