"""Passwords: argon2id, with bcrypt hashes of an earlier system verified and made new at the next sign-in.

Hashing is slow on purpose. It runs in threads of its own, outside any transaction, and only so many wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from hub.team.weak_passwords import WEAK
from hub.wire.errors import Refusal

MEMORY_KIB = 19 * 1024  # OWASP's least for argon2id with t=2, p=1: about 30 ms
SHORTEST = 10  # characters
FEWEST_LETTERS = 3  # different ones
LONGEST = 1024  # bytes; hashing must not be a way to keep us busy
BCRYPT_BYTES = 72  # bcrypt reads no further; the library refuses more
THREADS = 2
MOST_WAITING = 64

Answer = TypeVar("Answer")

_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
_nobody = _hasher.hash("the password of nobody")
_waiting = 0


async def hash_of(password: str, email: str = "") -> str:
    """Raises Refusal `invalid` for one that `check` does not let pass."""
    check(password, email)
    return await _in_thread(_hash, password)


async def rehash(password: str) -> str:
    """The hash of a password that was right a moment ago, whatever its length."""
    return await _in_thread(_hash, password)


async def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the one of the hash `kept`. None costs the same time and is always wrong."""
    return await _in_thread(_verify, kept, password)


def outdated(kept: str) -> bool:
    """Whether the hash was made by weaker means than ours."""
    return not kept.startswith("$argon2id$") or _hasher.check_needs_rehash(kept)


def check(password: str, email: str = "") -> None:
    """Refuses one that is too short, too long, its owner's e-mail address, or what everybody tries first."""
    if len(password) < SHORTEST:
        raise Refusal("invalid", f"The password needs at least {SHORTEST} characters.", field="password")
    if len(_bytes(password)) > LONGEST:
        raise Refusal("invalid", f"The password is longer than {LONGEST} bytes.", field="password")
    told = password.strip().lower()
    if email and told == email.strip().lower():
        raise Refusal("invalid", "The password may not be the e-mail address.", field="password")
    if told in WEAK or len(set(told)) < FEWEST_LETTERS:
        raise Refusal("invalid", "This password is among the first that are tried. Choose another.", field="password")


def _hash(password: str) -> str:
    return _hasher.hash(_bytes(password))


def _verify(kept: str | None, password: str) -> bool:
    given = _bytes(password)[: LONGEST + 1]
    if len(given) > LONGEST:
        return False
    if kept is not None and kept.startswith(("$2a$", "$2b$", "$2y$")):
        return _verify_bcrypt(kept, given)
    try:
        return _hasher.verify(kept or _nobody, given) and kept is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def _verify_bcrypt(kept: str, given: bytes) -> bool:
    try:
        # older systems cut at 72 bytes without a word, so theirs are verified the same way
        return bcrypt.checkpw(given[:BCRYPT_BYTES], kept.encode())
    except ValueError:
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


async def _in_thread(work: Callable[..., Answer], *arguments: Any) -> Answer:
    global _waiting
    if _waiting >= MOST_WAITING:
        raise Refusal(
            "unavailable", "Too many people are signing in at this moment. Try again in a few seconds.", retry_after=3
        )
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)
    finally:
        _waiting -= 1
