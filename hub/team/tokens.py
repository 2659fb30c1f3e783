"""Access tokens: JWTs that prove who (user, login session), never what. Rights are read where they matter.

A file token is the same for the cookie that `<img>` and `<audio>` send, a half token proves a password alone, until a code has been
given; each kind is signed with a key of its own, so that none passes for another.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

import jwt
from msgspec import Struct

from hub.transaction import milliseconds
from hub.wire.errors import Refusal

ACCESS_SECONDS = 15 * 60
FILES_SECONDS = ACCESS_SECONDS + 60  # a picture asked for while the token is being renewed
HALF_SECONDS = 5 * 60  # to find the telephone and type six digits
REFRESH_BYTES = 32
_ALGORITHM = "HS256"


class Claims(Struct, frozen=True):
    """`expires_at` in ms."""

    user: str
    login: str
    expires_at: int


def issue_access(secret_key: str, user_id: str, login_id: str, now: int) -> str:
    return _issue(secret_key, "access", user_id, login_id, now, ACCESS_SECONDS)


def read_access(secret_key: str, token: str) -> Claims:
    """Raises Refusal `not_signed_in` when the token is not ours or has expired."""
    return _read(secret_key, "access", token)


def issue_files(secret_key: str, user_id: str, login_id: str, now: int) -> str:
    return _issue(secret_key, "files", user_id, login_id, now, FILES_SECONDS)


def read_files(secret_key: str, token: str) -> Claims:
    """Raises Refusal `not_signed_in` when the token is not ours or has expired."""
    return _read(secret_key, "files", token)


def issue_half(secret_key: str, user_id: str, password_hash: str, now: int) -> str:
    """Good until the password is another one."""
    return _issue(secret_key, "half", user_id, hash_of(password_hash), now, HALF_SECONDS)


def read_half(secret_key: str, token: str) -> Claims:
    """`login` is the `hash_of` the password's hash. Raises Refusal `not_signed_in` when the token is not ours or has expired."""
    return _read(secret_key, "half", token)


def new_secret() -> str:
    """An opaque token that only its holder knows; we keep `hash_of` it."""
    return secrets.token_urlsafe(REFRESH_BYTES)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _issue(secret_key: str, use: str, user_id: str, login_id: str, now: int, seconds: int) -> str:
    issued = now // 1000
    claims = {"sub": user_id, "sid": login_id, "iat": issued, "exp": issued + seconds}
    return jwt.encode(claims, _key(secret_key, use), algorithm=_ALGORITHM)


def _read(secret_key: str, use: str, token: str) -> Claims:
    try:
        options: Any = {"require": ["sub", "sid", "exp"], "verify_exp": False, "verify_iat": False}
        claims = jwt.decode(token, _key(secret_key, use), algorithms=[_ALGORITHM], options=options)
        found = Claims(str(claims["sub"]), str(claims["sid"]), int(claims["exp"]) * 1000)
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise Refusal("not_signed_in", "Please sign in.") from None
    if found.expires_at <= milliseconds():
        raise Refusal("not_signed_in", "The sign-in has to be renewed.")
    return found


def _key(secret_key: str, use: str) -> bytes:
    return hmac.digest(secret_key.encode(), f"bma {use} token".encode(), "sha256")
