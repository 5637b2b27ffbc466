"""Who sends a request: a session's cookie, an API key, or a guest."""

from __future__ import annotations

from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Request

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from .api_keys import authenticate_by_header
from .cookies import Cookies
from .csrf import check_request
from .login import LoginManager
from .sessions import load_session


def identify(request: Request) -> Cookies:
    """Let the context act as who sent the request and speak their language.

    Gives the cookies that the answer will carry.

    A cookie of a session that is no more makes its sender a guest, takes the cookie back and says
    so in the answer. A header that names a key goes before the cookie.
    """
    cookies = Cookies()
    sid = parse_cookie(request.environ.get("HTTP_COOKIE")).get("sid")
    session = load_session(sid)
    if session is not None:
        local.session = session
        local.forget_user_keeping_form()
    else:
        local.session = _dict(user="Guest", sid="Guest", data=_dict())
        if sid and sid != "Guest":
            local.response["session_expired"] = 1
            cookies.end_session()
    header = request.headers.get("Authorization")
    by_key = authenticate_by_header(header)
    local.login_manager = LoginManager(cookies)
    local.cookie_manager = cookies
    if not by_key:
        check_request()
    return cookies
