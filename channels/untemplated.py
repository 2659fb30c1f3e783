"""Channels where free text may be sent at any time, so that there are no templates to have approved."""

from __future__ import annotations

from channels.account import Account, Sample, TemplateDraft, TemplateSeen
from channels.refusal import ChannelError


class Untemplated:
    """The part of `channels.channel.Channel` that is about templates, for a channel that has none. `called`: as people call it."""

    called: str

    async def templates(self, account: Account) -> list[TemplateSeen]:
        del account
        return []

    async def find_template(self, account: Account, name: str, language: str) -> TemplateSeen | None:
        del account, name, language
        return None

    async def create_template(self, account: Account, draft: TemplateDraft) -> TemplateSeen:
        del account, draft
        raise self._none()

    async def edit_template(self, account: Account, provider_id: str, draft: TemplateDraft, *, category: bool) -> None:
        del account, provider_id, draft, category
        raise self._none()

    async def delete_template(self, account: Account, provider_id: str, name: str) -> None:
        del account, provider_id, name
        raise self._none()

    async def upload_sample(self, account: Account, sample: Sample) -> str:
        del account, sample
        raise self._none()

    def _none(self) -> ChannelError:
        words = f"{self.called} has no templates: free text may be sent at any time."
        return ChannelError("never", words, code="not_supported")
