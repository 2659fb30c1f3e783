"""The file of a header: kept with its campaigns, taken to the provider once for each account, and again before it is forgotten there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.campaigns import drafts, files
from hub.transaction import Transaction, Transactions
from hub.wire.campaign_changes import CampaignChange
from hub.wire.campaigns import CampaignContent
from hub.wire.errors import Refusal
from storage import tables
from storage.blobs import Blobs
from storage.campaigns import files as campaign_files
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.campaigns import people


class Provider:
    """Takes files and calls each by another name."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def upload(self, account: Any, body: bytes, mime: str, name: str) -> str:
        self.taken.append(body)
        return f"media-{len(self.taken)}"


async def kept_for(tx: Transaction, file: str) -> str | None:
    columns = tables.attachments.c
    found: str | None = await tx.connection.value(select(columns.kept_for).where(columns.id == file))
    return found


def showing(file: str | None) -> CampaignContent:
    return CampaignContent(name="offer", language="en", parameters=dict(people.BY_NAME), media=file)


async def test_an_upload_stays_as_long_as_a_campaign_shows_it(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        picture = await scenes.file_of(tx, cast.ines.id)
        first = await people.draft(tx, cast, template=showing(picture))
        second = await people.draft(tx, cast, template=showing(picture))
        assert await kept_for(tx, picture) == campaign_files.KEPT
        await drafts.change(tx, cast.ines, first.id, CampaignChange(template=showing(None)), None)
        assert await kept_for(tx, picture) == campaign_files.KEPT
        await drafts.remove(tx, cast.ines, second.id)
        assert await kept_for(tx, picture) is None
        theirs = await scenes.file_of(tx, cast.dana.id)
        with pytest.raises(Refusal, match="no such file"):
            await people.draft(tx, cast, template=showing(theirs))


async def test_it_goes_to_the_provider_once_until_it_is_old(
    transactions: Transactions, cast: Cast, tmp_path: Path
) -> None:
    blobs = Blobs.open(None, tmp_path)
    provider: Any = Provider()
    async with transactions.begin() as tx:
        picture = await scenes.file_of(tx, cast.ines.id)
        attachments = tables.attachments
        await tx.connection.execute(update(attachments).where(attachments.c.id == picture).values(blob="ab/picture"))
    await blobs.put("ab/picture", b"a picture")
    account: Any = None
    uploading = (transactions, blobs, provider, account, cast.sales, picture)
    assert await files.upload(*uploading) == "media-1"
    async with transactions.begin() as tx:
        assert await files.media_ids(tx.connection, cast.sales, [picture]) == {picture: "media-1"}
        assert await files.media_ids(tx.connection, cast.support, [picture]) == {}  # another account's own
        old = tx.now - files.PROVIDER_KEEPS_MS - 1
        await tx.connection.execute(update(tables.provider_files).values(uploaded_at=old))
    async with transactions.begin() as tx:
        assert await files.media_ids(tx.connection, cast.sales, [picture]) == {}
    assert await files.upload(*uploading) == "media-2"
    async with transactions.begin() as tx:
        assert await files.media_ids(tx.connection, cast.sales, [picture]) == {picture: "media-2"}
    assert provider.taken == [b"a picture"] * 2
