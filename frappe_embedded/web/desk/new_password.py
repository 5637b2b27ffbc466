"""The page on which people choose a new password: by a link that was sent to them, or when they are logged in."""

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import AuthenticationError, PermissionError, ValidationError
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.utils.html import strip_html
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...services.auth.reset import update_password, user_of_key
from ..http.responses import redirect_to
from .pages import render_bare


def new_password_page(request: Request) -> Response:
    """The form, in the language of whoever the link was made for; or why the link opens nothing."""
    key = str(local.form_dict.get("key") or "")
    if not key:
        return redirect_to("/login") if local.session.user == "Guest" else _form()
    user, refusal = user_of_key(key)
    if user is None:
        return _form(key, refusal, 410)
    with print_language(get_user_lang(user)):
        return _form(key)


def set_new_password(request: Request) -> Response:
    """Set the password and go on; what is wrong is said above the form, which is shown again."""
    key = str(local.form_dict.get("key") or "")
    user = user_of_key(key)[0] if key else None
    with print_language(get_user_lang(user) if user else None):
        return _answer(key)


def _answer(key: str) -> Response:
    values = local.form_dict
    new = str(values.get("new_password") or "")
    if not new or new != values.get("again"):
        return _form(key, _("The two new passwords are not the same."), 417)
    try:
        target = update_password(new, 0, key or None, values.get("old_password"))
    except (AuthenticationError, PermissionError, ValidationError) as error:
        local.db.rollback()
        reason = strip_html(str(local.response.get("message") or error))
        return _form(key, reason, int(error.http_status_code))
    if local.response.pop("http_status_code", None):
        return _form(key, str(target), 410)
    return redirect_to("/login" if local.session.user == "Guest" else str(target))


def _form(key: str = "", refusal: str = "", status: int = 200) -> Response:
    return render_bare(
        "new_password.html",
        status,
        title=_("Choose a new password"),
        key=key,
        refusal=refusal,
        is_over=status == 410,
        is_judged=bool(cint(system_setting("enable_password_policy"))),
    )
