"""The words unsent campaigns' audiences are made of: renamed where a tag or a choice is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from msgspec import structs

from hub.campaigns import shaping
from hub.customers import facets, segment_words
from hub.transaction import Transaction
from hub.wire.campaigns import Audience
from storage.campaigns import rows

_decode = msgspec.json.Decoder(Audience).decode


async def rename_tag(tx: Transaction, name: str, to: str) -> None:
    def renamed(audience: Audience) -> Audience:
        without = structs.replace(audience.without, tags=_renamed(audience.without.tags, name, to))
        tags = _renamed(audience.tags, name, to)
        tree = audience.filter
        if tree is not None:
            tree = segment_words.mapped(tree, segment_words.tag_renamer(name, to))
        return structs.replace(audience, tags=tags, without=without, filter=tree)

    await _rewrite(tx, renamed)


async def rename_choices(tx: Transaction, key: str, names: Mapping[str, str]) -> None:
    """`names`: old to new."""

    def renamed(audience: Audience) -> Audience:
        if audience.filter is None:
            return audience
        tree = segment_words.mapped(audience.filter, segment_words.choice_renamer(key, names))
        return structs.replace(audience, filter=tree)

    await _rewrite(tx, renamed)


async def _rewrite(tx: Transaction, rename: Callable[[Audience], Audience]) -> None:
    for row in await rows.lock_unsent(tx.connection):
        before = _decode(row.audience)
        after = rename(before)
        if after != before:
            text = msgspec.json.encode(after).decode()
            shaping.tell(tx, await rows.change(tx.connection, row.id, tx.now, audience=text))


def _renamed(tags: list[str], name: str, to: str) -> list[str]:
    return list(dict.fromkeys(to if facets.folded(tag) == facets.folded(name) else tag for tag in tags))
