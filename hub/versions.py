"""What two people may edit at once: whoever names the version they hold is refused when somebody was faster, and told how it is now."""

from __future__ import annotations

from typing import Any

from hub.wire.errors import Refusal


def require(held: int, if_match: int | None, current: Any) -> None:
    """`held`: the version before this change; `if_match`: the asker's. Raises Refusal `conflict` with the `current` shape."""
    if if_match is not None and if_match != held:
        raise Refusal(
            "conflict",
            "Somebody changed this in the meantime. Compare your changes with how it is now, then save again.",
            current=current,
        )
