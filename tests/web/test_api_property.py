"""Every described address, asked whatever its description allows and much it does not: never an accident, never an answer it does not
describe."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from storage import migrations
from tests.patience import PATIENCE
from tests.services import free_port
from tests.stage import Process, Stage, deliver, text_body
from web import openapi
from web.operations import Operation
from web.routes import API, OPERATIONS

EXAMPLES = 8  # an address
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(openapi.document(OPERATIONS, API))
SCHEMA.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


class Office:
    """A running product with a customer, and whoever asks it."""

    def __init__(self, stage: Stage, process: Process) -> None:
        self.stage = stage
        self.base = f"http://127.0.0.1:{process.port}"
        self.ids: dict[str, list[str]] = {}

    def sign_in(self) -> str:
        return asyncio.run(self.stage.token("Ines"))

    def ids_at(self, path: str) -> list[str]:
        """Of what lies at the list this address belongs to."""
        listed = path.partition("/{")[0]
        if listed not in self.ids:
            with httpx.Client(
                base_url=self.base, headers={"authorization": f"Bearer {self.sign_in()}"}, timeout=PATIENCE
            ) as client:
                answer = client.get(API + listed)
            items = answer.json().get("items", []) if answer.status_code == 200 else []
            self.ids[listed] = [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]
        return self.ids[listed]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite:///{folder / 'bma.sqlite'}"
    migrations.upgrade(url)
    stage = Stage(url, None, Path(folder))
    process = stage.add_serve(free_port()).start(API_RATE="100000")
    assert process.port is not None
    try:
        asyncio.run(deliver(process.port, text_body([(f"wamid.{n}", f"Hello {n}") for n in range(5)])))
        made = Office(stage, process)
        furnish(made)
        yield made
        assert not process.dead
    finally:
        process.kill()
        with contextlib.suppress(RuntimeError):
            asyncio.run(stage.database.close())


def furnish(office: Office) -> None:
    """One of each, so that what is read is not empty."""
    with httpx.Client(
        base_url=office.base + API, headers={"authorization": f"Bearer {office.sign_in()}"}, timeout=PATIENCE
    ) as client:
        talk = client.get("/conversations").json()["items"][0]["id"]
        lamp = {"description": "A lamp", "unit_price": "12.50"}
        for path, body in {
            "/tags": {"name": "VIP"},
            "/fields": {"key": "city", "name": "City", "kind": "text"},
            "/teams": {"name": "Sales"},
            "/replies": {"shortcut": "hi", "text": "Hello {{contact.name}}"},
            "/prices": lamp | {"code": "L-1", "currency": "THB"},
            "/quotations/templates": {"name": "Lamps", "items": [lamp]},
            "/quotations": {"conversation": talk, "items": [lamp]},
        }.items():
            assert client.post(path, json=body).status_code == 201, path


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


@pytest.mark.once
@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_never_an_accident_nor_an_undescribed_answer(operation: Operation, office: Office) -> None:
    described = SCHEMA[operation.path][operation.method]
    token = office.sign_in()
    ids = office.ids_at(operation.path) if "{id}" in operation.path else []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described.as_strategy(), at=st.sampled_from(ids) if ids else st.none(), there=st.booleans())
    def ask(case: Any, at: str | None, there: bool) -> None:
        if at is not None and there:
            case.path_parameters["id"] = at
        case.call_and_validate(
            base_url=office.base + API, headers={"authorization": f"Bearer {token}"}, checks=CHECKS, timeout=PATIENCE
        )

    ask()
