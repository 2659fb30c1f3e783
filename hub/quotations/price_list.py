"""The price list: what items are made from. An item keeps its own copy, so that a new price changes nothing that was offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, structs

from hub import ids, money, versions
from hub.customers import facets
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.events import PricesChanged
from hub.wire.quotation_texts import NewPrice, Price, PriceChange, PriceFault, PricesImported
from hub.wire.quotations import Tax
from storage.database import Connection
from storage.quotations import prices as rows
from storage.quotations.prices import PriceRow

MOST_TOLD = 50  # entries an event names; of more the list is read again
MOST_FAULTS = 100  # lines an import's answer tells of
_decode_tax = msgspec.json.Decoder(Tax).decode


async def list_page(
    connection: Connection, q: str | None, currency: str | None, after: str | None, limit: int
) -> tuple[list[Price], str | None]:
    place: tuple[str, str] | None = None
    if after is not None:
        id, dot, key = after.partition(".")
        if not dot:
            raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
        place = (key, id)
    found = await rows.page(connection, (q or "").strip() or None, currency, place, limit + 1)
    kept = found[:limit]
    return [shape(row) for row in kept], f"{kept[-1].id}.{kept[-1].key}" if len(found) > limit else None


async def get(connection: Connection, price_id: str) -> Price:
    return shape(_there(await rows.get(connection, price_id)))


async def add(tx: Transaction, agent: Agent, new: NewPrice) -> Price:
    """Raises Refusal `conflict` when its code is taken in this currency."""
    row = _row(tx, new)
    if not await rows.insert(tx.connection, [row]):
        raise _taken(new)
    return await _made(tx, agent, row["id"], "price.added", None)


async def change(tx: Transaction, agent: Agent, price_id: str, asked: PriceChange, if_match: int | None) -> Price:
    row = _there(await rows.lock(tx.connection, price_id))
    before = shape(row)
    versions.require(row.version, if_match, before)
    given = {name: value for name in asked.__struct_fields__ if (value := getattr(asked, name)) is not UNSET}
    old = NewPrice(**{name: getattr(before, name) for name in NewPrice.__struct_fields__})
    new = structs.replace(old, **given)
    if new == old:
        return before
    if new.code is not None:
        twins = await rows.coded(tx.connection, [new.code.strip()])
        if any(twin.id != price_id and twin.currency == new.currency for twin in twins):
            raise _taken(new)
    await rows.change(tx.connection, price_id, tx.now, **_values(new))
    return await _made(tx, agent, price_id, "price.changed", before)


async def remove(tx: Transaction, agent: Agent, price_id: str) -> None:
    row = _there(await rows.lock(tx.connection, price_id))
    await rows.remove(tx.connection, price_id)
    await activity.note(tx, agent, "price.removed", subject=price_id, title=_title(row), before=shape(row))
    tx.announce(PricesChanged([price_id]), (EVERYONE,))


async def keep(
    tx: Transaction, agent: Agent, read: Sequence[tuple[int, NewPrice]], faults: list[PriceFault]
) -> PricesImported:
    """Entries of a file, by its lines: those whose code is known in their currency are changed, the others added."""
    known = {
        (row.code, row.currency): row
        for row in await rows.coded(tx.connection, {new.code for _, new in read if new.code is not None})
    }
    fresh: list[dict[str, Any]] = []
    changed: list[str] = []
    seen: set[tuple[str, str]] = set()
    for line, new in read:
        if new.code is not None and (new.code, new.currency) in seen:
            faults.append(PriceFault(line=line, message=f"{new.code} stands in the file twice."))
            continue
        if new.code is not None:
            seen.add((new.code, new.currency))
        held = known.get((new.code, new.currency)) if new.code is not None else None
        if held is None:
            fresh.append(_row(tx, new))
        elif any(getattr(held, name) != value for name, value in _values(new).items()):
            await rows.change(tx.connection, held.id, tx.now, **_values(new))
            changed.append(held.id)
    added = await rows.insert(tx.connection, fresh)
    done = PricesImported(
        added=len(added), changed=len(changed), faults=sorted(faults, key=lambda f: f.line)[:MOST_FAULTS]
    )
    if added or changed:
        after = {"added": done.added, "changed": done.changed}
        await activity.note(tx, agent, "prices.imported", after=after)
        told = [*added, *changed]
        tx.announce(PricesChanged(told if len(told) <= MOST_TOLD else []), (EVERYONE,))
    return done


def shape(row: PriceRow) -> Price:
    return Price(
        id=row.id,
        version=row.version,
        code=row.code,
        description=row.description,
        unit=row.unit,
        unit_price=row.unit_price,
        currency=row.currency,
        tax=None if row.tax is None else _decode_tax(row.tax),
        withholding=None if row.withholding is None else _decode_tax(row.withholding),
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
    )


def _row(tx: Transaction, new: NewPrice) -> dict[str, Any]:
    return {"id": ids.new(), **_values(new), "created_at": tx.now, "updated_at": tx.now}


def _values(new: NewPrice) -> dict[str, Any]:
    money.places(new.currency)
    code = None if new.code is None else new.code.strip() or None
    description = new.description.strip()
    if not description:
        raise Refusal("invalid", "An entry needs words that say what it is.", field="description")
    return {
        "code": code,
        "key": facets.folded(code or description.partition("\n")[0]),
        "description": description,
        "unit": new.unit.strip(),
        "unit_price": new.unit_price,
        "currency": new.currency,
        "tax": _text(new.tax),
        "withholding": _text(new.withholding),
    }


def _text(tax: Tax | None) -> str | None:
    return None if tax is None else msgspec.json.encode(tax).decode()


async def _made(tx: Transaction, agent: Agent, price_id: str, act: str, before: Price | None) -> Price:
    after = await get(tx.connection, price_id)
    await activity.note(tx, agent, act, subject=price_id, title=after.code or "", before=before, after=after)
    tx.announce(PricesChanged([price_id]), (EVERYONE,))
    return after


def _title(row: PriceRow) -> str:
    return row.code or row.description.partition("\n")[0]


def _taken(new: NewPrice) -> Refusal:
    return Refusal("conflict", f"There is an entry {new.code} in {new.currency} already.", field="code")


def _there(row: PriceRow | None) -> PriceRow:
    if row is None:
        raise Refusal("not_found", "There is no such entry of the price list.")
    return row
