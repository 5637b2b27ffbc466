"""API keys: the header ``Authorization`` of programs."""

from __future__ import annotations

import base64
import binascii
import hmac

from ...kernel.core.context import local, set_user
from ...kernel.core.exceptions import AuthenticationError
from ...kernel.document.passwords import get_decrypted_password


def act_as_key_owner(header: str | None) -> bool:
    """Act as the user of the API key in a header; whether it named one.

    ``token key:secret`` and ``Basic`` with the same pair in base64 are understood.
    """
    words = (header or "").split(" ")
    if len(words) != 2:
        return False
    scheme, value = words[0].lower(), words[1]
    user = _user_of_pair(_pair(scheme, value)) if scheme in ("token", "basic") else None
    if user is None:
        return False
    set_user(user)
    return True


def proves_nobody(header: str | None) -> bool:
    """Whether a header that should name somebody leaves its sender unknown."""
    return len((header or "").split(" ")) == 2 and local.session.user in ("", "Guest")


def _pair(scheme: str, value: str) -> list[str]:
    if scheme == "token":
        return value.split(":")
    try:
        return base64.b64decode(value, validate=True).decode().split(":")
    except (binascii.Error, UnicodeDecodeError):
        raise AuthenticationError from None


def _user_of_pair(pair: list[str]) -> str | None:
    """The enabled user of a key and its secret."""
    if len(pair) != 2 or not all(pair):
        return None
    key, secret = pair
    rows = local.db.sql("select name, api_key, enabled from `tabUser` where api_key = %s", (key,))
    stored = None
    if rows and hmac.compare_digest(str(rows[0][1]).encode(), key.encode()):
        stored = get_decrypted_password("User", rows[0][0], "api_secret", raise_exception=False)
    matches = hmac.compare_digest((stored or "").encode(), secret.encode())
    return str(rows[0][0]) if stored and matches and rows[0][2] else None
