"""Browsers in which a user has logged in before ("device cookies", as OWASP calls them).

Wrong passwords from such a browser are counted for it alone (`lockout`), so whoever guesses elsewhere does not lock the
user out of it. The cookie holds a random mark and, for each user, a signature of mark and name: it names nobody, and
nothing of it is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from ...kernel.core.context import local
from .cookies import Cookies

COOKIE = "known_device"
_SECONDS = 365 * 24 * 3600
_MOST_USERS = 16
"""How many users of one browser are known; the first makes room."""
_FORM = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32}){0,16}\Z")


def mark_of(user: str) -> str | None:
    """The mark of the browser at hand if the user has logged in there, else ``None``."""
    mark, signatures = _cookie()
    if not mark:
        return None
    own = _signature(mark, user)
    return mark if any(hmac.compare_digest(own, each) for each in signatures) else None


def remember(user: str, cookies: Cookies) -> None:
    """Note in the browser at hand that the user has logged in there."""
    mark, signatures = _cookie()
    mark = mark or secrets.token_hex(16)
    own = _signature(mark, user)
    kept = [each for each in signatures if each != own][-(_MOST_USERS - 1) :]
    value = ".".join((mark, *kept, own))
    cookies.set_cookie(COOKIE, value, httponly=True, max_age=_SECONDS)


def _cookie() -> tuple[str, list[str]]:
    given = local.request.cookies.get(COOKIE, "") if local.request is not None else ""
    mark, *signatures = given.split(".") if _FORM.match(given) else [""]
    return mark, signatures


def _signature(mark: str, user: str) -> str:
    key = f"{COOKIE}:{local.site_state.encryption_key()}".encode()
    return hmac.new(key, f"{mark}:{user}".encode(), hashlib.sha256).hexdigest()[:32]
