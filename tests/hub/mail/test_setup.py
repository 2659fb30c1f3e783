"""The mailbox the environment describes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hub.accounts import credentials
from hub.mail import setup as mail_setup
from hub.mail import trials
from hub.settings import SettingError, Settings
from hub.transaction import Transactions
from hub.vault import Vault
from storage.accounts import channels as rows
from tests.web import settings

IMAP, SMTP, FROM = (
    "imaps://office:se%2Fcret@imap.example.com/INBOX,Sales",
    "smtps://office:se%2Fcret@smtp.example.com",
    "Office <Office@Example.com>",
)


def of(folder: Path, **more: str) -> Settings:
    return settings.of(folder, **({"MAIL_IMAP_URL": IMAP, "MAIL_SMTP_URL": SMTP, "MAIL_FROM": FROM} | more))


async def test_it_is_an_account_with_its_password_sealed(transactions: Transactions, tmp_path: Path) -> None:
    given, vault = of(tmp_path), Vault(settings.SECRET_KEY)
    async with transactions.begin() as tx:
        made = await mail_setup.upsert_from_settings(tx, given, vault)
        again = await mail_setup.upsert_from_settings(tx, given, vault)
        row = await rows.by_address(tx.connection, "mail", "office@example.com")
    assert row is not None
    assert (row.id, row.name, row.state, row.from_environment) == (made, "Office", "active", True)
    assert (again, row.version) == (made, 1)
    assert b"se%2Fcret" not in (row.credentials or b"")
    shown = mail_setup.shape(row, vault)
    assert (shown.folders, shown.username, "se/cret" in str(msgspec.to_builtins(shown))) == (
        ["INBOX", "Sales"],
        "office",
        False,
    )


async def test_another_password_mends_it_and_its_own_secret_stays(transactions: Transactions, tmp_path: Path) -> None:
    vault = Vault(settings.SECRET_KEY)
    async with transactions.begin() as tx:
        made = await mail_setup.upsert_from_settings(tx, of(tmp_path), vault)
        before = await rows.get(tx.connection, made or "")
        await rows.change(
            tx.connection, made or "", {"state": "paused", "reason": "wrong password", "updated_at": tx.now}
        )
        await mail_setup.upsert_from_settings(tx, of(tmp_path, MAIL_SMTP_URL=SMTP.replace("cret", "cond")), vault)
        after = await rows.get(tx.connection, made or "")
        await mail_setup.upsert_from_settings(tx, settings.of(tmp_path), vault)
        free = await rows.get(tx.connection, made or "")
    assert before is not None
    assert after is not None
    assert free is not None
    assert (after.state, free.from_environment, free.state) == ("active", False, "active")
    assert credentials.opened(vault, before)["app_secret"] == credentials.opened(vault, after)["app_secret"]


async def test_what_was_proven_at_one_server_proves_nothing_at_the_next(
    transactions: Transactions, tmp_path: Path
) -> None:
    vault = Vault(settings.SECRET_KEY)
    async with transactions.begin() as tx:
        made = await mail_setup.upsert_from_settings(tx, of(tmp_path), vault) or ""
        fresh = await trials.marks(tx.connection, made, tx.now)
        await trials.believe(tx, made)
        await mail_setup.upsert_from_settings(tx, of(tmp_path, MAIL_IMAP_URL=IMAP.replace("cret", "cond")), vault)
        another_password = await trials.marks(tx.connection, made, tx.now)
        await mail_setup.upsert_from_settings(
            tx, of(tmp_path, MAIL_IMAP_URL=IMAP.replace("imap.ex", "other.ex")), vault
        )
        another_server = await trials.marks(tx.connection, made, tx.now)
    assert (fresh, another_password, another_server) == (False, True, False)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"MAIL_SMTP_URL": ""}, "MAIL_IMAP_URL is set, but MAIL_SMTP_URL is missing"),
        ({"MAIL_IMAP_URL": "pop3://a:b@c"}, "MAIL_IMAP_URL cannot be read"),
        ({"MAIL_IMAP_URL": "imaps://imap.example.com"}, "names no user or no password"),
        ({"MAIL_FROM": f"{'a' * 125}@example.com"}, "more than 128 characters"),
        ({"MAIL_GOOGLE_CLIENT_ID": "x"}, "MAIL_GOOGLE_CLIENT_SECRET is missing"),
        ({"MAIL_MICROSOFT_CLIENT_SECRET": "x"}, "MAIL_MICROSOFT_CLIENT_ID is missing"),
    ],
)
def test_a_wrong_one_stops_the_start_with_a_sentence_that_names_it(
    wrong: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=told) as refused:
        of(tmp_path, **wrong)
    assert "cret" not in str(refused.value).replace("SECRET", "").replace("secret", "")
