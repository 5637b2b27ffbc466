"""The Administrator gives a second factor as well, once anybody of the office does.

The framework asks roles for it, and never the Administrator, who gives everybody's rights. The app of the Administrator
is set up, and forgotten, by a command on the machine: no mail server and no colleague is needed, and no mail brings it.
"""

from typing import Any

import frappe
from frappe import _, auth, twofactor
from frappe.defaults import clear_default, set_default
from frappe.utils import cint

from cfm_app.security import framework_methods
from cfm_app.security.second_factor import factor

ADMINISTRATOR, APP = "Administrator", "cfm_app"
PARENT = "__2fa"
_REPLACED = "asks_the_administrator"


def install() -> None:
    """Have the framework's log-in ask so from now on in this process, where it knows no hook for that."""
    for owner, name, make in (
        (twofactor, "two_factor_is_enabled_for_", _enabled),
        (auth, "authenticate_for_2factor", _set_up),
    ):
        original = getattr(owner, name, None)
        if original is not None and not hasattr(original, _REPLACED):
            framework_methods.replace(owner, name, make)
            setattr(getattr(owner, name), _REPLACED, True)


def is_demanded(user: str) -> bool:
    """Hook of a log-in: whether it asks the Administrator for a second factor."""
    if user != ADMINISTRATOR or not cint(factor.setting("enable_two_factor_auth")):
        return False
    own_app = (factor.setting("two_factor_method") or factor.APP) == factor.APP
    return own_app and (factor.is_set_up(user) or _is_used())


def _is_used() -> bool:
    """Whether anybody has set theirs up."""
    about = {"parent": PARENT, "defkey": ["like", "%_otplogin"], "defvalue": "1"}
    return bool(frappe.db.exists("DefaultValue", about))


def command() -> str:
    """Return what to run on the machine to set up an app; the user follows, the Administrator alone is left out."""
    return f"bench --site {frappe.local.site} cfm-second-factor"


def forget(user: str) -> str:
    """Forget what a user has set up, end their sessions, and give the secret for a new app."""
    factor.reset(user)
    for name in ("otplogin", "otpsecret"):
        clear_default(key=f"{user}_{name}", parent=PARENT)
    return str(twofactor.get_otpsecret_for_(user))


def confirm(user: str, code: str) -> bool:
    """Note that the app is set up if this is a code of it."""
    app = factor.AuthenticatorApp(twofactor.get_otpsecret_for_(user))
    if not app.verify("".join(code.split()), valid_window=1):
        return False
    set_default(f"{user}_otplogin", 1, PARENT)
    return True


def _enabled(original: Any) -> Any:
    def two_factor_is_enabled_for_(user: Any) -> Any:
        if getattr(user, "name", user) == ADMINISTRATOR and APP in frappe.get_installed_apps():
            return is_demanded(ADMINISTRATOR)
        return original(user)

    return two_factor_is_enabled_for_


def _set_up(original: Any) -> Any:
    def authenticate_for_2factor(user: str) -> Any:
        if user == ADMINISTRATOR and not factor.is_set_up(user):
            text = _("First set up the second factor of the Administrator on the machine: {0}")
            frappe.throw(text.format(command()), frappe.AuthenticationError)
        return original(user)

    return authenticate_for_2factor
