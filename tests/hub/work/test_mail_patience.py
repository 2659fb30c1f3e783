"""Mail servers that are away, or want a mail later: nothing fails before its time, and what is wrong with all holds back all."""

from __future__ import annotations

import pytest

from channels.channel import Accepted, Account, ChannelError, Outgoing
from channels.mail.setbacks import Setbacks
from channels.mail.submission import WAITS
from hub.work import outcomes
from tests.cast import Cast
from tests.hub.work.fakes import FakeChannel, Work, queue

OUTAGE = 120.0  # seconds


class Away(FakeChannel):
    """Its server cannot be reached for two minutes."""

    def __init__(self) -> None:
        super().__init__()
        self._setbacks = Setbacks()

    async def send(self, account: Account, message: Outgoing) -> Accepted:
        if self.now() < OUTAGE:
            gone = ChannelError("retry", "The mail server cannot be reached.", scope="account")
            raise self._setbacks.weighed(account.address, gone, self.now())
        return await super().send(account, message)


@pytest.fixture
def channel() -> FakeChannel:
    return Away()


async def test_an_outage_of_two_minutes_costs_no_mail(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await queue(work.transactions, cast.pims, cast.sales, "First", "Second")
    await work.until_idle()
    assert [message.text for message in channel.sent] == ["First", "Second"]
    assert [row["status"] for row in await work.rows()] == ["accepted", "accepted"]
    assert channel.times[0] >= OUTAGE
    assert len(await work.attempts()) <= 12, "it is not knocked at every second"


def test_a_mail_that_is_to_come_later_comes_for_a_day_and_then_has_failed() -> None:
    later = ChannelError("wait", "The mail server asks to wait: 451", waits=WAITS)
    again = [outcomes.again_in(later, tries) for tries in range(1, len(WAITS) + 2)]
    assert again == [60, 300, 900, *[3600] * 23, None]
    assert outcomes.counts(later)


async def test_each_mail_says_which_try_it_is(cast: Cast, work: Work, channel: FakeChannel) -> None:
    work.clock.passed = OUTAGE
    channel.answers = [ChannelError("wait", "later", waits=(1.0, 2.0)), ChannelError("wait", "later", waits=(1.0, 2.0))]
    await queue(work.transactions, cast.pims, cast.sales, "Hello")
    await work.until_idle()
    assert [message.tries for message in channel.sent] == [1, 2, 3]
    assert (await work.rows())[-1]["status"] == "accepted"
