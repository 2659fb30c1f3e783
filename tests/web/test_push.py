"""`/push` over HTTP."""

from __future__ import annotations

import httpx
import pytest

from hub.team import push_letters
from hub.transaction import Transactions
from tests.cast import Cast
from tests.web.conftest import Bearer

PATH = "/api/v1/push"
KEYS = {"p256dh": push_letters.public_of(push_letters.new_key()), "auth": "A" * 22}
BROWSER = {"endpoint": "https://push.example.com/abc", **KEYS}


async def test_a_browser_is_given_changed_and_taken_back(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    headers = bearer(cast.dana)
    before = (await client.get(PATH, headers=headers)).json()
    assert (len(before["key"]), before["device"]) == (87, None)
    given = await client.put(PATH, headers=headers, json=BROWSER | {"language": "th"})
    assert (given.status_code, given.json()["language"], given.json()["hide_text"]) == (200, "th", True)
    assert "push.example.com" not in given.text
    changed = await client.put(PATH, headers=headers, json=BROWSER | {"hide_text": False})
    assert (changed.json()["id"], changed.json()["hide_text"]) == (given.json()["id"], False)
    assert (await client.get(PATH, headers=bearer(cast.omar))).json()["device"] is None
    assert (await client.delete(PATH, headers=headers)).status_code == 204
    assert (await client.get(PATH, headers=headers)).json() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint": "https://127.0.0.1/x"}, "endpoint"),
        ({"endpoint": "file:///etc/passwd"}, "endpoint"),
        ({"p256dh": "A" * 87}, "p256dh"),
        ({"auth": "!" * 22}, "p256dh"),
        ({"language": "fr"}, "language"),
        ({"login": "another"}, None),
    ],
)
async def test_what_is_no_browser_is_refused(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, wrong: dict[str, str], field: str | None
) -> None:
    answer = await client.put(PATH, headers=bearer(cast.dana), json=BROWSER | wrong)
    assert answer.status_code == 422, answer.text
    assert field is None or answer.json()["field"] == field


async def test_an_api_key_is_no_browser(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    made = await client.post(
        "/api/v1/auth/keys", headers=bearer(cast.dana), json={"name": "CRM", "scopes": ["read", "write"]}
    )
    headers = {"authorization": f"Bearer {made.json()['key']}"}
    assert (await client.put(PATH, headers=headers, json=BROWSER)).status_code == 403
