"""The kinds of channels there are."""

from __future__ import annotations

from channels.channel import Channel
from channels.line.channel import Line
from channels.mail.channel import Mail, Opens
from channels.mail.looking import look
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp


def kinds(transport: Transport, opens: Opens) -> dict[str, Channel]:
    """Every kind by its name, all calling out through one transport. `opens`: reads a file of a mail that is kept."""
    found: list[Channel] = [WhatsApp(transport), Line(transport), Mail(opens, look)]
    return {channel.kind: channel for channel in found}
