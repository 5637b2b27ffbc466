"""Who sends a request: a session's cookie, an API key, or a guest."""

from __future__ import annotations

from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Request

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import AuthenticationError
from ...kernel.core.hooks import call_hooks
from ...kernel.i18n.languages import get_language
from .api_keys import act_as_key_owner, proves_nobody
from .cookies import Cookies
from .csrf import check_request
from .login import LoginManager
from .sessions import load_session


def identify(request: Request) -> None:
    """Let the context act as who sent the request: by a key in its header, else by the cookie of a session.

    The context holds the cookies that the answer will carry. A cookie of a session that is no more makes its
    sender a guest, takes the cookie back and says so in the answer.
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
    local.login_manager = LoginManager(cookies)
    local.cookie_manager = cookies
    local.flags.known_by_key = act_as_key_owner(request.headers.get("Authorization"))


def admit(request: Request) -> None:
    """Ask the apps (hook ``auth_hooks``), once it is known who sends what.

    They may know another user by a header, or refuse the request in the language of the one who is known. A
    header that proves nobody raises ``AuthenticationError``. Whoever is known by their cookie alone must send the
    token of their pages.
    """
    user = local.session.user
    local.lang = get_language()
    call_hooks("auth_hooks")
    if local.session.user != user:
        local.lang = get_language()
    elif not local.flags.known_by_key:
        check_request()
    if proves_nobody(request.headers.get("Authorization")):
        raise AuthenticationError
