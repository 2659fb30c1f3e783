"""An attempt about to be made: what the claim hands to whoever sends it."""

from __future__ import annotations

from msgspec import Struct

from channels.channel import Alias, Outgoing
from hub.work.beside import Beside


class Claim(Struct, frozen=True, kw_only=True):
    """One attempt about to be made. `outgoing.tag` is the attempt's id; `aliases` is how we know the person."""

    message_id: str
    conversation_id: str
    contact_id: str
    recipient: str
    tries: int
    due_at: int
    aliases: frozenset[Alias]
    outgoing: Outgoing
    weight: int = 0
    quiet: bool = False  # of a campaign, in a conversation nobody has answered: see hub/work/crowds.py
    beside: Beside | None = None  # what goes along, where that is to be the same at every try
    token_of: str | None = None  # the message of the customer's whose token makes it free
    page: str | None = None  # the quotation whose private page its words lead to
    call: str | None = None  # those of the same one leave together: see hub/work/parties.py
    since: int = 0  # when the call was first made, ms
    again: bool = False  # and that nobody knows what became of it
