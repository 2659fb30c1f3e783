from __future__ import annotations

from hub.live import hint
from hub.live.broker import LocalBroker
from hub.live.hints import Hints
from hub.live.tail import Tail
from hub.transaction import Commit
from storage.database import Database
from tests.hub.live.fakes import entry


async def test_a_large_commit_reaches_the_own_tail_without_a_reading_of_the_log(database: Database) -> None:
    """The rows are not even in the log here: only the commit itself can have brought them."""
    broker, tail, told = LocalBroker(), Tail(database), []
    await broker.start(lambda topic, payload: told.append(hint.decode(payload)), lambda: None)
    await tail.start()
    hints = Hints(broker)
    hints.attach(tail.committed)
    large = [entry(n, "x" * 1 + ":audience") for n in range(1, 4)]
    large = [type(e)(e.seq, e.type, e.audience, e.body[:-1] + b',"pad":"' + b"x" * 20_000 + b'"}', e.at) for e in large]
    hints.hand_on(Commit(tail.epoch, large))
    await hints.stop()
    assert tail.head == 3
    assert [(h.lo, h.hi, h.entries) for h in told if h] == [(1, 3, None)]
    await tail.stop()
