"""What a push service carries without being able to read it: RFC 8291 (aes128gcm) for the browser's eyes, RFC 8292 (VAPID) to say who asks."""

from __future__ import annotations

import base64
import os
import struct

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RECORD_BYTES = 4096  # one record: what every push service takes
LONGEST = 3_000  # bytes of what is said, well within it
POINT_BYTES, AUTH_BYTES = 65, 16
TOKEN_SECONDS = 12 * 3600  # RFC 8292 allows 24 hours
LAST_RECORD = b"\x02"


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def text_of(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *form).decode()


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(text.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    return to_text(_point(key))


def require_keys(p256dh: str, auth: str) -> None:
    """Raises ValueError for what no browser gives."""
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to_bytes(p256dh))
    if len(to_bytes(auth)) != AUTH_BYTES:
        raise ValueError("the secret has another length")


def seal(said: bytes, p256dh: str, auth: str) -> bytes:
    """For the one browser that holds the other half of these keys."""
    theirs = to_bytes(p256dh)
    ours = new_key()
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    point, salt = _point(ours), os.urandom(16)
    secret = _derive(to_bytes(auth), shared, b"WebPush: info\x00" + theirs + point, 32)
    key = _derive(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(salt, secret, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD_BYTES, POINT_BYTES) + point
    return head + AESGCM(key).encrypt(nonce, said + LAST_RECORD, None)


def signed(key: ec.EllipticCurvePrivateKey, audience: str, contact: str, now: int) -> str:
    """The Authorization header. `audience`: the push service's origin; `contact`: whom it may write to; `now`: ms."""
    claims = {"aud": audience, "exp": now // 1000 + TOKEN_SECONDS, "sub": contact}
    return f"vapid t={jwt.encode(claims, key, 'ES256')}, k={public_of(key)}"


def to_text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Raises ValueError for what is not base64url."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
