"""Sealed texts and files in the age format, readable with any of their recipients' keys.

A sealed text is armored (https://age-encryption.org/v1), so a value shows whether it is sealed. It may
have several parts, each by a writer who could not read the earlier ones.
"""

import base64
import re
from collections.abc import Sequence
from typing import Any

import frappe
import pyrage
from frappe import _

BEGIN, END = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
PART = re.compile(f"{BEGIN}.+?{END}", re.DOTALL)
BETWEEN = "\n\n"
# age measures the machine each time, and refuses what seems to take too long: a machine that has much to do
# just then seems slower than it is.
TOO_MUCH_WORK, ATTEMPTS = "Excessive work", 20
# So it also thinks that little work is enough. Each more of it doubles the work; OWASP asks for 2^17 of scrypt
# (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
LEAST_WORK = 17
WORK = re.compile(rb"^-> scrypt \S+ (\d+)$", re.MULTILINE)

Identity = Any
"""A pair of keys, as `pyrage` (which is not typed) makes it."""


class Unreadable(frappe.ValidationError):
    """Sealed for other keys, or damaged."""


def new_identity() -> Identity:
    """A new key pair."""
    return pyrage.x25519.Identity.generate()


def identity_of(secret: str) -> Identity:
    """The key pair of a secret (`AGE-SECRET-KEY-1…`); raises `Unreadable`."""
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise Unreadable(_("This is no key.")) from error


def is_sealed(value: object) -> bool:
    """Whether a stored value is a sealed text."""
    return isinstance(value, str) and value.lstrip().startswith(BEGIN)


def seal(text: str, recipients: Sequence[str]) -> str:
    """Encrypt a text for some public keys (`age1…`)."""
    sealed: bytes = pyrage.encrypt(text.encode(), _keys(recipients), armored=True)
    return sealed.decode().strip()


def add(sealed: str, more: str) -> str:
    """Append another sealed part."""
    return f"{sealed.strip()}\n{more.strip()}"


def unseal(sealed: str, identity: Identity) -> str:
    """The text of all parts in order; raises `Unreadable`."""
    return BETWEEN.join(
        unseal_bytes(part.encode(), identity).decode() for part in PART.findall(sealed)
    )


def seal_bytes(content: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt bytes for some public keys, in age's binary format."""
    sealed: bytes = pyrage.encrypt(content, _keys(recipients))
    return sealed


def unseal_bytes(sealed: bytes, identity: Identity) -> bytes:
    """Decrypt the result of `seal_bytes`; raises `Unreadable`."""
    try:
        content: bytes = pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as error:
        raise Unreadable(_("This was sealed for other keys than yours.")) from error
    return content


def lock_with(passphrase: str, secret: str) -> str:
    """Encrypt a secret with a passphrase (scrypt).

    Raises `Unreadable` if the machine is too busy for the work factor.
    """
    for _attempt in range(ATTEMPTS):
        sealed: bytes = pyrage.passphrase.encrypt(secret.encode(), passphrase, armored=True)
        if work_of(sealed) >= LEAST_WORK:
            return sealed.decode().strip()
    raise Unreadable(_("This computer is too busy to lock your key. Try again in a moment."))


def work_of(sealed: bytes) -> int:
    """The scrypt work factor in the header of an armored text."""
    header = base64.b64decode(b"".join(sealed.split(b"\n")[1:6]))
    found = WORK.search(header)
    return int(found.group(1)) if found else 0


def unlock_with(passphrase: str, locked: str) -> str:
    """Decrypt the result of `lock_with`; raises `Unreadable`."""
    for _attempt in range(ATTEMPTS):
        try:
            secret: bytes = pyrage.passphrase.decrypt(locked.encode(), passphrase)
        except pyrage.DecryptError as error:
            if TOO_MUCH_WORK not in str(error):
                raise Unreadable(_("This is not the passphrase of your key.")) from error
            continue
        return secret.decode()
    raise Unreadable(_("This computer is too busy to open your key. Try again in a moment."))


def _keys(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    return [pyrage.x25519.Recipient.from_str(each) for each in recipients]
