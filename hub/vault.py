"""Encryption of credentials at rest: AES-256-GCM with a key derived from SECRET_KEY, so that a stolen database gives no token away."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORM = b"\x01"  # the first byte of what is sealed: which key and cipher
NONCE_BYTES = 12
PURPOSE = b"bma social: channel credentials, form 1"


class VaultError(Exception):
    """What was sealed cannot be opened: SECRET_KEY is another one than when it was stored."""


class Vault:
    def __init__(self, secret_key: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
        self._cipher = AESGCM(key)

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return FORM + nonce + self._cipher.encrypt(nonce, msgspec.json.encode(dict(secrets)), FORM)

    def open(self, sealed: bytes) -> dict[str, str]:
        """Raises VaultError."""
        form, nonce, text = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if form != FORM:
            raise VaultError("Stored credentials have an unknown form.")
        try:
            return msgspec.json.decode(self._cipher.decrypt(nonce, text, FORM), type=dict[str, str])
        except (InvalidTag, ValueError):
            raise VaultError(
                "Stored credentials cannot be opened: SECRET_KEY has changed since they were stored."
            ) from None
