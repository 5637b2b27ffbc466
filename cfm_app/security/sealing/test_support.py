"""A key under a passphrase as age locks it, with a thousandth of the work that age takes for it.

For tests in which a real passphrase opens something; that the app takes enough work says `test_envelope`.
"""

import base64
import hmac
import os
from hashlib import scrypt

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cfm_app.security.sealing import envelope

VERSION = "age-encryption.org/v1"
LITTLE_WORK = 8
FIRST, LAST = bytes(12), bytes(11) + b"\1"


def locked_quickly(passphrase: str, secret: str) -> str:
    """What `envelope.lock_with` gives, by https://age-encryption.org/v1."""
    salt, key, nonce = (os.urandom(16) for _each in range(3))
    named = f"{VERSION}/scrypt".encode() + salt
    wrapping = scrypt(passphrase.encode(), salt=named, n=2**LITTLE_WORK, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(FIRST, key, None)
    header = f"{VERSION}\n-> scrypt {_text(salt)} {LITTLE_WORK}\n{_text(wrapped)}\n---".encode()
    seal = hmac.digest(_derived(key, b"", b"header"), header, "sha256")
    body = ChaCha20Poly1305(_derived(key, nonce, b"payload")).encrypt(LAST, secret.encode(), None)
    return armored(header + f" {_text(seal)}\n".encode() + nonce + body)


def armored(content: bytes) -> str:
    """Bytes of age as a text."""
    told = base64.b64encode(content).decode()
    lines = [told[at : at + 64] for at in range(0, len(told), 64)]
    return "\n".join([envelope.BEGIN, *lines, envelope.END])


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _text(content: bytes) -> str:
    return base64.b64encode(content).rstrip(b"=").decode()
