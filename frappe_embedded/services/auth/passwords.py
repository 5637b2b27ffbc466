"""Passwords of users, in the format in which Frappe stores them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from ...kernel.core.context import local
from ...kernel.core.exceptions import AuthenticationError
from .sessions import delete_sessions_of

_ROUNDS = 120_000
"""Hashes of a bench, and older ones of ours, have 29,000 and last until the next new password."""
_PREFIX = "$pbkdf2-sha256$"


def hash_password(password: str) -> str:
    """``$pbkdf2-sha256$rounds$salt$digest`` in passlib's modular crypt format."""
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", _bytes(password), salt, _ROUNDS)
    return f"{_PREFIX}{_ROUNDS}${_encode(salt)}${_encode(digest)}"


def verify(password: str, stored: str) -> bool:
    """Whether a password fits a stored hash of either format, in constant time."""
    if stored.startswith(_PREFIX):
        rounds, salt, digest = stored[len(_PREFIX) :].split("$")
        found = hashlib.pbkdf2_hmac("sha256", _bytes(password), _decode(salt), int(rounds))
        if int(rounds) < _ROUNDS:
            # An older hash takes as long as a new one, or as that of a user who does not exist.
            hashlib.pbkdf2_hmac("sha256", b"", b"", _ROUNDS - int(rounds))
        return hmac.compare_digest(found, _decode(digest))
    try:
        return PasswordHasher().verify(stored, _bytes(password))
    except Argon2Error:
        return False


def check_password(
    user: str | None, pwd: str, doctype: str = "User", fieldname: str = "password"
) -> str:
    """The user's name as stored; ``AuthenticationError`` when user or password are wrong.

    Without a user it takes as long as with one.
    """
    rows = user and local.db.sql(
        "select name, `password` from `__Auth`"
        " where doctype = %s and name = %s and fieldname = %s and encrypted = 0",
        (doctype, user, fieldname),
    )
    if not rows:
        verify(pwd, _dummy_hash())
        raise AuthenticationError("Incorrect User or Password")
    if not verify(pwd, rows[0][1]):
        raise AuthenticationError("Incorrect User or Password")
    return str(rows[0][0])


def update_password(
    user: str, pwd: str, doctype: str = "User", fieldname: str = "password"
) -> None:
    """Store another password. Whoever got in with the one before is logged out, and its links end.

    Who changes their own password stays where they are.
    """
    local.db.sql(
        "insert into `__Auth` (doctype, name, fieldname, `password`, encrypted)"
        " values (%s, %s, %s, %s, 0) on conflict (doctype, name, fieldname)"
        " do update set `password` = excluded.`password`, encrypted = 0",
        (doctype, user, fieldname, hash_password(pwd)),
    )
    if (doctype, fieldname) == ("User", "password"):
        delete_sessions_of(user, local.session.sid if local.session.user == user else None)
        local.db.sql("update `tabUser` set reset_password_key = null where name = %s", (user,))


def _dummy_hash() -> str:
    """A hash that no password fits: a missing user costs as much time as a wrong password."""
    return f"{_PREFIX}{_ROUNDS}${_encode(bytes(16))}${_encode(bytes(32))}"


def _bytes(password: str) -> bytes:
    """Half characters, as JSON may hold them, are as good as any others."""
    return password.encode("utf-8", "surrogatepass")


def _encode(data: bytes) -> str:
    """Passlib's base64: no padding, ``.`` for ``+``."""
    return base64.b64encode(data).decode().rstrip("=").replace("+", ".")


def _decode(text: str) -> bytes:
    return base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4))
