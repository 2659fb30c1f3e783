"""How a person reads what names another: a number in groups, a user name with its sign."""

from __future__ import annotations

from channels.channel import Alias
from hub import phones

GROUP = "group"  # the kind of alias that stands for a provider's group: its thread has one contact


def display(alias: Alias) -> str:
    if alias.kind == "phone":
        return phones.shown(alias.value)
    if alias.kind == "username":
        return f"@{alias.value}"
    return "Group" if alias.kind == GROUP else alias.value
