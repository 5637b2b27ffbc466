"""The key of an encrypted site: made by chance, kept in the site's folder wrapped by a passphrase.

The key file holds the data key once for each secret that opens it: the passphrase, and the recovery code that
was shown when the site was made. Another passphrase wraps the same data key anew, so nothing else is written.

Argon2id (RFC 9106) stretches the secrets; AES-256-GCM (NIST SP 800-38D) wraps; HKDF (RFC 5869) derives.
"""

import base64
import json
import os
import secrets
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_FILE = "key.json"
SHORTEST = 12
"""Signs that a passphrase has at least: whoever has the folder may try as many as they like."""

_FORMAT = 1
_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_COST = {"memory_kib": 131_072, "passes": 3, "lanes": 1}
_HIGHEST_COST = {"memory_kib": 2**21, "passes": 64, "lanes": 16}
"""What a key file may ask for; it may come from somebody's archive."""
_PASSPHRASE, _RECOVERY = "passphrase", "recovery code"
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")
_GROUPS, _GROUP = 5, 5


class SiteLocked(RuntimeError):
    """The site is encrypted, and nobody gave what opens it."""


class WrongPassphrase(ValueError):
    """What was given does not open the site."""


class WeakPassphrase(ValueError):
    """The passphrase is too short."""


class BadKeyFile(ValueError):
    """The key file is damaged, or was written by a newer version."""


@dataclass(frozen=True)
class SiteKey:
    """The data key of a site, 32 bytes; everything that is encrypted has a key of its own derived from it."""

    identity: str
    data: bytes = field(repr=False)

    def derived(self, purpose: str, salt: bytes = b"") -> bytes:
        """32 bytes for one purpose."""
        return HKDF(SHA256(), _BYTES, salt or None, purpose.encode()).derive(self.data)


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: it, its key file, and the code that opens it where the passphrase is forgotten."""

    key: SiteKey
    file: str = field(repr=False)
    recovery_code: str = field(repr=False)


def is_encrypted(folder: Path) -> bool:
    return (folder / KEY_FILE).exists()


def check_strength(passphrase: str) -> None:
    """``WeakPassphrase`` for one that is too short."""
    if len(passphrase.strip()) < SHORTEST:
        raise WeakPassphrase(
            f"A passphrase has {SHORTEST} signs or more: five words by chance are easy to keep in mind"
        )


def make_key(passphrase: str) -> NewKey:
    """A new key; ``WeakPassphrase`` where the passphrase is too short."""
    check_strength(passphrase)
    key = SiteKey(secrets.token_hex(8), secrets.token_bytes(_BYTES))
    code = "".join(secrets.choice(_SIGNS) for _ in range(_GROUPS * _GROUP))
    slots = [_wrapped(key, _PASSPHRASE, passphrase), _wrapped(key, _RECOVERY, code)]
    shown = "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    return NewKey(key, _text(key.identity, slots), shown)


def open_key(folder: Path, secret: str) -> SiteKey:
    """The key of the site in a folder, by its passphrase or its recovery code.

    ``WrongPassphrase`` where neither fits, ``BadKeyFile`` where the key file is damaged.
    """
    about = _read(folder)
    code = _as_code(secret)
    for slot in about["slots"]:
        given = code if slot["opens_with"] == _RECOVERY else secret
        key = _unwrapped(about["identity"], slot, given) if given else None
        if key is not None:
            return key
    raise WrongPassphrase(f"This passphrase does not open the site {folder}. Nothing was changed")


def identity_of(folder: Path) -> str:
    """By what a key store knows the key of a site."""
    return str(_read(folder)["identity"])


def change_passphrase(folder: Path, key: SiteKey, passphrase: str) -> None:
    """Wrap the key with another passphrase. The old one opens the site until this is done, and not after it.

    The recovery code stays. ``WeakPassphrase`` where the new one is too short.
    """
    check_strength(passphrase)
    kept = [each for each in _read(folder)["slots"] if each["opens_with"] != _PASSPHRASE]
    text = _text(key.identity, [_wrapped(key, _PASSPHRASE, passphrase), *kept])
    write_key_file(folder, text)


def write_key_file(folder: Path, text: str) -> None:
    """In one piece, and lasting: without it nobody reads anything of the site."""
    handle, part = tempfile.mkstemp(dir=folder, prefix=f"{KEY_FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(part, folder / KEY_FILE)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    _make_last(folder)


def _make_last(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(identity: str, slots: list[dict[str, Any]]) -> str:
    return json.dumps({"format": _FORMAT, "identity": identity, "slots": slots}, indent=1)


def _wrapped(key: SiteKey, opens_with: str, secret: str) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    slot = {"opens_with": opens_with, **_COST, "salt": _shown(salt), "nonce": _shown(nonce)}
    wrapped = AESGCM(_stretched(secret, slot)).encrypt(nonce, key.data, _bound(key.identity, slot))
    return {**slot, "key": _shown(wrapped)}


def _unwrapped(identity: str, slot: dict[str, Any], secret: str) -> SiteKey | None:
    rest = {name: value for name, value in slot.items() if name != "key"}
    try:
        data = AESGCM(_stretched(secret, slot)).decrypt(
            _bytes(slot["nonce"]), _bytes(slot["key"]), _bound(identity, rest)
        )
    except InvalidTag:
        return None
    return SiteKey(identity, data)


def _bound(identity: str, slot: dict[str, Any]) -> bytes:
    """What cannot be changed in the file without that it shows."""
    return json.dumps([_FORMAT, identity, slot], sort_keys=True).encode()


def _stretched(secret: str, slot: dict[str, Any]) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFC", secret).encode(),
        _bytes(slot["salt"]),
        slot["passes"],
        slot["memory_kib"],
        slot["lanes"],
        _BYTES,
        Type.ID,
    )


def _as_code(secret: str) -> str | None:
    """What was typed, if it may be a recovery code: however it is grouped, and with signs that look alike."""
    plain = "".join(sign for sign in secret.upper() if sign.isalnum()).translate(_ALIKE)
    return plain if len(plain) == _GROUPS * _GROUP and set(plain) <= set(_SIGNS) else None


def _read(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
        is_known = about["format"] == _FORMAT and isinstance(about["identity"], str)
        if not is_known or not all(_is_slot(slot) for slot in about["slots"]):
            raise BadKeyFile(f"{folder / KEY_FILE} was written by another version")
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, BadKeyFile):
            raise
        raise BadKeyFile(
            f"{folder / KEY_FILE} is damaged: take it from a copy of the folder or from a backup, where it is a part of"
            " its own"
        ) from error
    return about


def _is_slot(slot: dict[str, Any]) -> bool:
    costs_little = all(0 < int(slot[name]) <= most for name, most in _HIGHEST_COST.items())
    has_lengths = (len(_bytes(slot["salt"])), len(_bytes(slot["nonce"]))) == (
        _SALT_BYTES,
        _NONCE_BYTES,
    )
    return costs_little and has_lengths and bool(_bytes(slot["key"]) and slot["opens_with"])


def _shown(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
