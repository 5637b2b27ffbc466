"""API keys: the header ``Authorization`` of programs."""

from __future__ import annotations

import base64
import binascii
import hmac

from ...kernel.core.context import local, set_user
from ...kernel.core.exceptions import AuthenticationError
from ...kernel.core.hooks import call_hooks
from ...kernel.document.passwords import get_decrypted_password
from ...kernel.i18n.languages import get_language


def authenticate_by_header(header: str | None) -> bool:
    """Act as the user of an API key; whether the header named one.

    ``token key:secret`` and ``Basic`` with the same pair in base64 are understood; apps may
    understand others through the hook ``auth_hooks``. A header that proves nobody raises
    ``AuthenticationError``.
    """
    words = (header or "").split(" ")
    if len(words) != 2:
        _ask_apps()
        return False
    scheme, value = words[0].lower(), words[1]
    user = _user_of_pair(_pair(scheme, value)) if scheme in ("token", "basic") else None
    if user:
        form_dict = local.form_dict
        set_user(user)
        local.form_dict = form_dict
    _ask_apps()
    if local.session.user in ("", "Guest"):
        raise AuthenticationError
    return True


def _ask_apps() -> None:
    """Hooks may know another user, or refuse the request in the language of the one who is known."""
    user = local.session.user
    local.lang = get_language()
    call_hooks("auth_hooks")
    if local.session.user != user:
        local.lang = get_language()


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
