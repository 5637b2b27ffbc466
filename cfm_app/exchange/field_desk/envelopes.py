"""What a device seals so that only the office opens it.

ECIES as browsers have it built in: an ephemeral key on the curve P-256, HKDF with SHA-256 (RFC 5869), AES-256 in
Galois/Counter Mode. The device forgets the ephemeral key at once, so it cannot read its own envelopes again.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

import frappe
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from frappe import _

CURVE = ec.SECP256R1()
PURPOSE = b"cfm field envelope 1"
KEY_BYTES, IV_BYTES = 32, 12


@dataclass(frozen=True)
class Pair:
    """A private key as PEM, and the public one as a browser imports it: base64 of the uncompressed point."""

    private: str
    public: str


def new_pair() -> Pair:
    key = ec.generate_private_key(CURVE)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Pair(pem.decode(), base64.b64encode(point).decode())


def open_with(private: str, envelope: dict[str, Any]) -> Any:
    """Decrypt an envelope; throws with a sentence if it is damaged or for another key."""
    try:
        point, iv, body = (
            base64.b64decode(str(envelope.get(part) or ""), validate=True)
            for part in ("key", "iv", "body")
        )
        other = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        own: Any = load_pem_private_key(private.encode(), password=None)
        shared = own.exchange(ec.ECDH(), other)
        derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(shared)
        if len(iv) != IV_BYTES:
            raise ValueError(iv)
        return json.loads(AESGCM(derived).decrypt(iv, body, None))
    except (InvalidTag, ValueError, binascii.Error):
        return frappe.throw(
            _(
                "This sealed case cannot be opened: it is damaged, or sealed for another device. Leave it"
                " where it is and tell the manager."
            )
        )
