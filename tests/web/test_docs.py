"""The pages about the product say what is there, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct

from hub import metrics
from hub.live.closing import CLOSINGS
from hub.wire import commands, events, frames, shapes
from hub.wire.errors import Code
from web.app import Application
from web.pages import Pages
from web.routes import Route, routes

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "web" / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text()
API = (DOCS / "api.md").read_text()


def tags(*unions: object) -> set[str]:
    return {str(member.__struct_config__.tag) for union in unions for member in get_args(union)}


def test_the_protocol_page_names_every_command() -> None:
    told = set(re.findall(r"`([a-z]+(?:\.[a-z]+)?)`", PROTOCOL))
    assert tags(commands.Command, commands.Whisper) <= told


def test_the_protocol_page_names_every_event_and_no_other() -> None:
    table = PROTOCOL.partition("Types, one closed union")[2].partition("Ephemeral")[0]
    assert set(re.findall(r"`([a-z_]+\.[a-z]+)`", table)) == tags(events.Event)


def test_the_protocol_page_names_every_frame_code_and_closing() -> None:
    assert all(f'"{tag}"' in PROTOCOL for tag in tags(frames.Frame))
    codes = PROTOCOL.partition("Error codes: `")[2].partition("`")[0]
    assert set(codes.split()) == set(get_args(Code))
    table = PROTOCOL.partition("## Closing")[2].partition("The range is")[0]
    assert {int(code) for code in re.findall(r"\b\d{4}\b", table)} == {closing.code for closing in CLOSINGS} | {1006}


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("message", shapes.Message), ("conversation", shapes.Conversation), ("contact", shapes.Contact),
        ("user", shapes.User), ("channel", shapes.Channel), ("template", shapes.Template), ("reply", shapes.Reply),
    ],
)  # fmt: skip
def test_the_protocol_page_names_every_field_of_a_shape_and_no_other(line: str, shape: type[Struct]) -> None:
    block = PROTOCOL.partition("## Shapes")[2].split("```")[1]
    found = re.search(rf"^{line} +(.*(?:\n .*)*)", block, re.MULTILINE)
    assert found
    outer = re.sub(r"\([^()]*\)", "", found[1])
    while "{" in outer:
        outer = re.sub(r"\[?\{[^{}]*\}\]?", "", outer)
    assert set(outer.replace("|null", "").split()) == set(shape.__struct_fields__)
    assert set(shapes.Attachment.__struct_fields__) <= set(re.findall(r"\w+", block))
    assert set(shapes.LastMessage.__struct_fields__) <= set(re.findall(r"\w+", block))


def test_the_api_page_names_every_address_and_no_other(app: Application, tmp_path: Path) -> None:
    ours = {
        (method, route.path)
        for route in routes(Pages(tmp_path, ""))
        if isinstance(route, Route) and "{rest:path}" not in route.path
        for method in (route.methods or set()) - {"HEAD"}
    }
    ours |= {(method, path.decode()) for path in app.lanes for method in ("GET", "POST")} | {("GET", "/api/v1/live")}
    told = set(re.findall(r"`(GET|POST|PUT|DELETE|PATCH) (/[a-z0-9/{}_.-]+)", API))
    told |= {("GET", path) for path in re.findall(r"`(/(?:healthz|readyz|metrics))`", API)}
    assert told == ours


def test_the_operating_page_names_metrics_that_are_there() -> None:
    told = set(re.findall(r"`(bma_[a-z_]+)`", (DOCS / "operating.md").read_text()))
    ours = {
        f"{m._name}_total" if m._type == "counter" else m._name for m in vars(metrics).values() if hasattr(m, "_name")
    }
    assert told
    assert told <= ours


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
