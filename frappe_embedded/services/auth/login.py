"""Logging in and out with a name and a password."""

from __future__ import annotations

import datetime
from typing import Any, NoReturn

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import AuthenticationError
from ...kernel.core.hooks import call_hooks, get_attr, get_hooks
from ...kernel.core.signals import session_ready
from ...kernel.document.controllers import new_document
from ...kernel.i18n import _
from ...kernel.permissions.roles import GUEST
from ...kernel.utils.dates import get_datetime, now, now_datetime
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from .cookies import Cookies
from .known_devices import remember
from .lockout import count_attempt, forget_failures, key_of_unknown, key_of_user, take_back
from .passwords import check_password
from .second_factor import (
    WrongCodeError,
    begin,
    confirm,
    is_at_known_address,
    is_demanded,
    is_spared,
)
from .sessions import delete_session, delete_sessions_of, start_session

LONGEST_NAME = 140
"""Longer ones are no name of a user: nothing is looked up or kept for them."""
MOST_UNKNOWN_NOTED = 200
"""How many failed log-ins with names that nobody has are noted an hour: guesses must not fill the disk."""


class LoginManager:
    """What ``frappe.local.login_manager`` is: logs the browser of a request in and out."""

    def __init__(self, cookies: Cookies) -> None:
        self.cookies = cookies
        self.user = local.session.user
        self.info: Any = None

    def login(self, user: Any, password: Any) -> None:
        """Prove and begin a session, and say so in the answer; or ask for the second factor."""
        self.authenticate(user, password)
        if not self.asks_code():
            self.post_login()

    def asks_code(self) -> bool:
        """Whether a second step follows the right password; it is begun by that."""
        if not is_demanded(self.user):
            return False
        if is_spared(self.user):
            forget_failures(key_of_user(self.user))
            return False
        begin(self.user)
        return True

    def force_user_to_reset_password(self) -> bool:
        """Whether the settings ask the user for a new password before anything else."""
        return _password_is_too_old(self.user)

    def finish(self, tmp_id: Any, otp: Any) -> None:
        """Prove the second factor of a log-in that has begun."""
        try:
            self.user = confirm(tmp_id, otp)
        except WrongCodeError as wrong:
            self.fail(str(wrong), wrong.user)
        if not cint(local.db.get_value("User", self.user, "enabled")):
            self.fail(_("User disabled or missing"), self.user)

    def authenticate(self, user: Any, pwd: Any) -> None:
        """``AuthenticationError`` unless the password is that of an enabled user.

        Whether the user or the password was wrong, neither words nor time tell.
        """
        if not (isinstance(user, str) and isinstance(pwd, str) and user and pwd):
            self.fail(_("Incomplete login details"))
        if len(user) > LONGEST_NAME:
            self.fail(_("Invalid login credentials"))
        name = find_user(user)
        key = key_of_user(name) if name else key_of_unknown(user)
        count_attempt(key)
        try:
            name = check_password(name, pwd)
        except AuthenticationError:
            self.fail(_("Invalid login credentials"), name)
        if not cint(local.db.get_value("User", name, "enabled")):
            self.fail(_("User disabled or missing"), name)
        _check_hours(self, name)
        _check_address(self, name)
        if is_demanded(name):
            take_back(key)
        else:
            forget_failures(key)
        self.user = name

    def login_as(self, user: str) -> None:
        """Begin a session without a password; for code of apps that proved the user otherwise."""
        self.user = user
        self.post_login()

    def post_login(self) -> None:
        call_hooks("on_login", self)
        self._make_session()
        self._note_login()
        self.set_user_info()
        call_hooks("on_session_creation", self)
        session_ready.send(self.user)

    def _make_session(self) -> None:
        previous = local.session
        if previous.sid not in (None, "", "Guest", previous.user):
            delete_session(previous.sid)
        local.session = start_session(self.user)
        local.forget_user_keeping_form()
        self.info = user_info(self.user)
        self.cookies.start_session(local.session, self.info)
        remember(self.user, self.cookies)

    def _note_login(self) -> None:
        local.db.sql(
            "update `tabUser` set last_login = %s, last_ip = %s, last_active = %s where name = %s",
            (now(), local.request_ip, now(), self.user),
        )
        log_activity("Login", self.user, _("{0} logged in").format(self.info.full_name))

    def set_user_info(self) -> None:
        """What the log-in form learns: where to go, and as whom."""
        desk = self.info.user_type == "System User"
        local.response["message"] = "Logged In" if desk else "No App"
        local.response["home_page"] = home_page_of(self.info)
        local.response["full_name"] = self.info.full_name or self.user

    def logout(self, arg: str = "", user: str | None = None) -> None:
        """End the session of the request, or all of another user."""
        if user and user != local.session.user:
            delete_sessions_of(user)
            return
        call_hooks("on_logout", self)
        if local.session.user != "Guest":
            log_activity(
                "Logout", local.session.user, _("{0} logged out").format(local.session.user)
            )
        delete_session(str(local.session.sid))
        local.session = _dict(user="Guest", sid="Guest", data=_dict())
        local.forget_user_keeping_form()
        self.user = "Guest"
        self.cookies.end_session()

    def fail(self, message: str, user: str | None = None) -> NoReturn:
        """Refuse a log-in, and note that it failed, for whom and from where.

        What was typed as a name is noted only where it is one: it may be a password in the wrong place.
        """
        local.response["message"] = message
        _note_failure(message, user)
        raise AuthenticationError


def find_user(given: str) -> str | None:
    """The stored name of the user of an e-mail address or, where the settings allow it, of another name.

    The database finds names in other spellings as well; whoever looks somebody up by what was typed
    goes on with the stored name.
    """
    if not 0 < len(given) <= LONGEST_NAME or not _is_text(given):
        return None
    columns = ["name"]
    if cint(system_setting("allow_login_using_user_name")):
        columns.append("username")
    if cint(system_setting("allow_login_using_mobile_number")):
        columns.append("mobile_no")
    for column in columns:
        rows = local.db.sql(f"select name from `tabUser` where `{column}` = %s", (given,))
        if len(rows) == 1:
            return str(rows[0][0])
    return None


def _is_text(given: str) -> bool:
    """Half characters, as JSON may hold them, are none that a database takes."""
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return True


def user_info(user: str) -> _dict:
    info: _dict = local.db.get_value(
        "User", user, ["name", "user_type", "full_name", "user_image", "first_name"], as_dict=True
    )
    return info


def home_page_of(info: Any) -> str:
    """Where a user goes after logging in: the page of one of their roles, of the app, or the desk."""
    for path in reversed(get_hooks("get_website_user_home_page")):
        page = get_attr(path)(info.name)
        if page:
            return "/" + str(page).strip("/")
    if info.user_type != "System User":
        return "/me"
    return _page_of_app() or "/app"


def _page_of_app() -> str:
    """The address of the only app that has pages for the user, as its ``add_to_apps_screen`` says."""
    open_to_user = [
        app
        for app in get_hooks("add_to_apps_screen")
        if not app.get("has_permission") or get_attr(app["has_permission"])()
    ]
    return str(open_to_user[0].get("route") or "") if len(open_to_user) == 1 else ""


def log_activity(operation: str, user: str, subject: str, status: str = "Success") -> None:
    """A line in the Activity Log."""
    new_document(
        "Activity Log",
        user=user,
        status=status,
        subject=subject,
        operation=operation,
        ip_address=local.request_ip,
        full_name=local.db.get_value("User", user, "full_name"),
    ).insert(ignore_permissions=True, ignore_links=True)


def _note_failure(message: str, user: str | None) -> None:
    """The request ends in an error, so this line is stored at once."""
    local.db.rollback()
    if user or _noted_unknown() < MOST_UNKNOWN_NOTED:
        log_activity("Login", user or GUEST, message, status="Failed")
        local.db.commit()


def _noted_unknown() -> int:
    hour_ago = str(now_datetime() - datetime.timedelta(hours=1))
    rows = local.db.sql(
        "select count(*) from `tabActivity Log` where modified > %s"
        " and operation = 'Login' and status = 'Failed' and user = %s",
        (hour_ago, GUEST),
    )
    return int(rows[0][0])


def _check_hours(manager: LoginManager, user: str) -> None:
    after, before = local.db.get_value("User", user, ["login_after", "login_before"])
    hour = now_datetime().hour
    if cint(after) and hour < cint(after):
        manager.fail(_("Login not allowed at this time"), user)
    if cint(before) and hour > cint(before):
        manager.fail(_("Login not allowed at this time"), user)


def _check_address(manager: LoginManager, user: str) -> None:
    """Addresses (or their beginnings) from which a user may log in."""
    if not _address_is_free(user) and is_at_known_address(user) is False:
        manager.fail(_("Access not allowed from this IP Address"), user)


def _address_is_free(user: str) -> bool:
    """Whether the second factor stands in for the address."""
    setting = "bypass_restrict_ip_check_if_2fa_enabled"
    wanted = cint(system_setting(setting)) or cint(local.db.get_value("User", user, setting))
    return bool(wanted) and is_demanded(user)


def _password_is_too_old(user: str) -> bool:
    """Whether the settings ask for a new password by now."""
    days = cint(system_setting("force_user_to_reset_password"))
    last = local.db.get_value("User", user, "last_password_reset_date")
    if not days or not last:
        return False
    since = now_datetime() - (get_datetime(last) or now_datetime())
    return since > datetime.timedelta(days=days)
