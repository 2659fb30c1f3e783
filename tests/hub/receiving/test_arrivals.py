from __future__ import annotations

from hub.intake import Intake
from hub.transaction import Commit
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import messages, send, text


async def test_a_message_is_stored_and_announced(intake: Intake, cast: Cast, look: Look, commits: list[Commit]) -> None:
    commits.clear()
    await send(intake, messages(text("Do you have it in blue?", id="wamid.1")))
    stored = await look.row("messages")
    assert (stored["text"], stored["direction"], stored["status"]) == ("Do you have it in blue?", "in", "received")
    assert stored["conversation_id"] == cast.pims
    conversation = await look.row("conversations", "id = :id", id=cast.pims)
    assert (conversation["unread"], conversation["last_message_id"]) == (1, stored["id"])
    assert [e.type for commit in commits for e in commit.entries] == ["message.created", "conversation.changed"]
    kept = await look.row("ledger")
    assert kept["state"] == "applied"
