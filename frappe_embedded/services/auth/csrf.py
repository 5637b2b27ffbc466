"""Requests that a foreign page makes a logged-in browser send."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlsplit

from ...kernel.core.context import local
from ...kernel.core.exceptions import CSRFTokenError
from ...kernel.core.messages import throw
from ...kernel.i18n import _

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
_HEADER = "X-Frappe-CSRF-Token"


def get_csrf_token() -> str:
    """The token for a page of the present session, which must send it from now on; empty for guests."""
    session = local.session
    token = str(session.data.get("csrf_token") or "")
    if token and not session.data.token_shown:
        session.data.token_shown = session.data_changed = 1
    return token


def check_request() -> None:
    """``CSRFTokenError`` unless a changing request of a cookie session comes from its own pages.

    The token counts, and where the browser tells the page's origin, that as well. Programs with
    an API key and guests have no session that could be misused; nor has a program that logged in
    by itself, as Frappe's clients do, as long as no page was shown to its session.
    """
    request = local.request
    given = request.headers.get(_HEADER) or local.form_dict.pop("csrf_token", None)
    token = local.session.data.get("csrf_token")
    if request.method in SAFE_METHODS:
        return
    if not token:
        # A foreign page could log somebody in as another, who then records cases under their name.
        if _is_of_foreign_page(request):
            _refuse()
        return
    if not given and not local.session.data.token_shown and not _sent_by_browser(request):
        return
    if not given or not hmac.compare_digest(str(given).encode(), token.encode()):
        _refuse()
    if _is_of_foreign_page(request):
        _refuse()


def _is_of_foreign_page(request: Any) -> bool:
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or not _own_origin(request)


def _sent_by_browser(request: object) -> bool:
    """Browsers tell with every changing request where it comes from."""
    headers = request.headers  # type: ignore[attr-defined]
    return any(headers.get(name) for name in ("Origin", "Sec-Fetch-Site", "Referer"))


def _own_origin(request: object) -> bool:
    origin = request.headers.get("Origin")  # type: ignore[attr-defined]
    if not origin:
        return True
    allowed = local.conf.get("allow_cors") or []
    allowed = [allowed] if isinstance(allowed, str) else allowed
    host = request.host  # type: ignore[attr-defined]
    return origin in allowed or urlsplit(origin).netloc.lower() == host.lower()


def _refuse() -> None:
    local.flags.disable_traceback = True
    throw(_("Invalid Request"), CSRFTokenError)
