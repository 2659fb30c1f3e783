from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from hub.live.closing import CLOSINGS
from hub.wire import commands, events, frames
from hub.wire.typescript import typescript

PROTOCOL_TS = Path(__file__).parents[3] / "web" / "client" / "src" / "protocol.ts"


def test_the_browsers_protocol_is_fresh() -> None:
    assert PROTOCOL_TS.read_text(encoding="utf-8") == typescript()


@pytest.mark.parametrize("union", [events.Event, frames.Frame, commands.Incoming])
def test_every_tag_of_the_wire_reaches_the_browser(union: Any) -> None:
    written = typescript()
    for member in get_args(union):
        assert f"type: {_quoted(member.__struct_config__.tag)};" in written


def test_what_has_a_default_may_be_left_out_by_the_browser_only() -> None:
    written = typescript()
    assert "  reply_to?: string | null;" in written  # message.send
    assert "  reply_to: string | null;" in written  # the message itself


def test_every_close_code_tells_the_browser_what_to_do() -> None:
    written = typescript()
    for closing in CLOSINGS:
        assert f'{closing.code}: {{ name: "{closing.name}"' in written
        assert f'browser: "{closing.browser}"' in written


def _quoted(tag: object) -> str:
    return f'"{tag}"'
