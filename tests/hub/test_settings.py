"""Settings: read once, refused with a sentence that names what is wrong."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub import settings
from hub.settings import SettingError

KEY = "k" * 40


def read(folder: Path, **given: str) -> settings.Settings:
    return settings.read({"DATA_DIR": str(folder), "SECRET_KEY": KEY} | given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://somewhere/x"),
        ("REDIS_URL", "http://somewhere"),
        ("STORAGE_URL", "ftp://somewhere"),
        ("PUBLIC_URL", "inbox.example.com"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("ALLOWED_ORIGINS", "https://good.example,bad.example"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("WHATSAPP_API_URL", "graph.facebook.com"),
        ("WHATSAPP_RATE", "0"),
        ("REOPEN_DAYS", "a month"),
        ("LEDGER_DAYS", "0"),
        ("EVENT_DAYS", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, **{name: value})
    assert name in str(refused.value)


def test_half_a_whatsapp_account_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, WHATSAPP_PHONE_NUMBER_ID="1", WHATSAPP_ACCESS_TOKEN="t")
    assert "WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN" in str(refused.value)


def test_a_shared_database_needs_a_key_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY is missing"):
        settings.read({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://somewhere/x"})


def test_a_hosts_own_database_address_works_as_given(tmp_path: Path) -> None:
    given = "postgres://ann:pa%40ss@db.example:5432/inbox?sslmode=require"
    assert read(tmp_path, DATABASE_URL=given).database_url == given


def test_the_embedded_key_is_made_once_whoever_comes_first_and_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.read({"DATA_DIR": str(tmp_path)}).secret_key, range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= settings.SECRET_KEY_LENGTH
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_an_embedded_key_that_is_damaged_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SettingError, match="damaged"):
        settings.read({"DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("url", "sender", "why"),
    [
        ("http://mail.example.com", "office@example.com", "MAIL_SMTP_URL cannot be read"),
        ("smtp://mail.example.com", "", "MAIL_FROM is missing"),
        ("smtp://mail.example.com", "the office", "MAIL_FROM is 'the office'"),
    ],
)
def test_half_a_mail_server_is_refused_with_what_is_wrong(tmp_path: Path, url: str, sender: str, why: str) -> None:
    with pytest.raises(SettingError, match=why):
        read(tmp_path, MAIL_SMTP_URL=url, MAIL_FROM=sender)


def test_a_mail_password_never_stands_in_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, MAIL_SMTP_URL="smtp://office:a-secret@mail.example.com/x", MAIL_FROM="office@example.com")
    assert "a-secret" not in str(refused.value)
