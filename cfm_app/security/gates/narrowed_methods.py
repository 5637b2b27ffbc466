"""Methods of the framework that everybody may call, and that the office leaves to fewer, or to nobody.

An engine that has no such method refuses what is left of it.
"""

from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from cfm_app.base.arguments import as_texts, required_text
from cfm_app.base.counting import counted
from cfm_app.security import framework_methods

SMS = "frappe.core.doctype.sms_settings.sms_settings.send_sms"
ACCESS_LOG = "frappe.core.doctype.access_log.access_log.make_access_log"
DEFAULT_APP = "frappe.apps.set_app_as_default"
SMS_SETTINGS = "SMS Settings"
# What somebody makes by themselves in an hour of work stays far below.
MOST_MADE, HOURS = 100, 1
LONGEST_LINE = 10_000


@frappe.whitelist(allow_guest=True)
def send_login_link(**_named: Any) -> NoReturn:
    """Replaces Frappe's link that logs somebody in: it asks for no password and no second factor."""
    _refuse_link()


@frappe.whitelist(allow_guest=True)
def login_via_key(**_named: Any) -> NoReturn:
    """Replaces what such a link opens, also one that was sent before."""
    _refuse_link()


def _refuse_link() -> NoReturn:
    frappe.throw(
        _("Nobody logs in by a link here. Log in with your name and password."),
        frappe.PermissionError,
    )


@frappe.whitelist(methods=["POST"])
def send_sms(receiver_list: Any = None, msg: str = "", **named: Any) -> Any:
    """Replaces Frappe's method, which sends for everybody: for whoever sets the gateway up, to try it."""
    if not frappe.has_permission(SMS_SETTINGS, "write"):
        frappe.throw(
            _("Messages to people go out from their case or conversation."), frappe.PermissionError
        )
    numbers, text = as_texts(receiver_list), required_text(msg, _("Write a message."))
    return framework_methods.of(SMS)(receiver_list=numbers, msg=text, **_given(named))


@frappe.whitelist(allow_guest=True)
def send_message(**_named: Any) -> NoReturn:
    """Replaces Frappe's page of contact, whose messages nobody in the office would read."""
    address = frappe.utils.get_url("/cfm/feedback")
    frappe.throw(_("This page takes no messages. Write to the office here: {0}").format(address))


@frappe.whitelist(methods=["POST"])
def set_app_as_default(app_name: str) -> None:
    """Replaces Frappe's method, which stores any text, also one that no log-in leads to."""
    _require_app(app_name)
    framework_methods.of(DEFAULT_APP)(app_name)


def check_default_app(user: Any, method: str | None = None) -> None:
    """Throw for a start page of an app that is none: each log-in of the user would fail."""
    if app := user.get("default_app"):
        _require_app(app)


def _require_app(name: object) -> None:
    if name not in frappe.get_installed_apps():
        frappe.throw(_("{0} is none of the apps of this site.").format(name))


@frappe.whitelist(methods=["POST"])
def make_access_log(**named: Any) -> Any:
    """Replaces Frappe's line about an export, which everybody writes as often and as long as they like."""
    given = _given(named)
    if any(len(str(each)) > LONGEST_LINE for each in given.values()):
        frappe.throw(counted(_("A line of the log has at most {0} characters."), LONGEST_LINE))
    require_few("Access Log")
    return framework_methods.of(ACCESS_LOG)(**given)


def check_made(doc: Any, method: str | None = None) -> None:
    """Throw for one more of what everybody makes without a right to it, where somebody made many of them."""
    require_few(doc.doctype)


def require_few(doctype: str) -> None:
    """Throw if the user made too many documents of this kind just now."""
    user = frappe.session.user
    if user == "Administrator" or getattr(frappe.local, "request", None) is None:
        return
    since = add_to_date(now_datetime(), hours=-HOURS)
    if frappe.db.count(doctype, {"owner": user, "creation": [">", since]}) >= MOST_MADE:
        frappe.throw(
            _("You made too many of these within an hour. Go on in an hour."),
            frappe.TooManyRequestsError,
        )


def _given(named: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a request without the method's own name."""
    return {name: value for name, value in named.items() if name != "cmd"}
