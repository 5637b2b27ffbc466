"""Encryption of push messages: RFC 8291 (keys) and RFC 8188 (`aes128gcm`), in one record."""

import base64
import os
import struct

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT, SECRET, SALT = 65, 16, 16
RECORD = 4096
LAST = b"\x02"
# All messages are as long as each other: their length tells nothing either.
ROOM = 512


def encrypted(
    text: bytes,
    point: bytes,
    secret: bytes,
    salt: bytes = b"",
    own: ec.EllipticCurvePrivateKey | None = None,
    room: int = ROOM,
) -> bytes:
    """The body that the holder of a subscription (`p256dh` and `auth`) opens.

    Salt and own key are drawn anew for each message; whoever checks the standard's example gives them.
    """
    salt, own = salt or os.urandom(SALT), own or ec.generate_private_key(CURVE)
    mine = point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), public_key(point))
    material = _derived(secret, shared, b"WebPush: info\0" + point + mine, 32)
    key = _derived(salt, material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, material, b"Content-Encoding: nonce\0", 12)
    record = (text + LAST).ljust(room, b"\0")
    header = salt + struct.pack(">IB", RECORD, len(mine)) + mine
    return header + AESGCM(key).encrypt(nonce, record, None)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a point of the curve as browsers give it. ValueError where it is none."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except UnsupportedAlgorithm:
        raise ValueError from None


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A key as browsers take it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_text(value: bytes) -> str:
    """Bytes as the standards write them: Base64 for addresses, without what fills it up."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """The bytes of such a text. ValueError where it is none."""
    if not text.isascii():
        raise ValueError
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)
