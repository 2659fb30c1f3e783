"""The kinds of channels there are."""

from __future__ import annotations

from channels.channel import Channel
from channels.line.channel import Line
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp


def kinds(transport: Transport) -> dict[str, Channel]:
    """Every kind by its name, all calling out through one transport."""
    found: list[Channel] = [WhatsApp(transport), Line(transport)]
    return {channel.kind: channel for channel in found}
