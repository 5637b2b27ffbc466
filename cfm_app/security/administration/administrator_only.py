"""What only the Administrator sets up: whatever runs with the rights of others, or logs in as others.

A script runs in the browser of whoever opens a page, and a console ignores all permissions. An identity
provider or a token would let somebody in as a handler without the handler's password.
"""

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.entitlement import clearance
from cfm_app.security.second_factor import factor

# DocTypes that let somebody act as their user.
TOKENS = ("OAuth Authorization Code", "OAuth Bearer Token", "Token Cache")
# Tools of the framework that look past rights as soon as they are asked. Jobs hold the documents that they are
# about, and the report on the machine titles of errors of whatever case. An import says which names of a column exist.
TOOLS = frozenset(
    (
        *("Audit Trail", "Bulk Update", "Data Import", "Permission Inspector", "RQ Job"),
        *("System Console", "System Health Report"),
    )
)
# Log-ins with a password: Frappe's, the app's own, and after choosing a new one.
LOG_IN = re.compile(
    r"(/api/(v\d/)?method/)?(login|frappe\.core\.doctype\.user\.user\.update_password"
    r"|cfm_app\.api\.second_factor\.log_in)"
    r"|/(login|update-password)?"
)
UPDATE = "frappe.core.doctype.user.user.update_password"
SOURCE = "Frappe-Authorization-Source"
CONSOLE = "frappe.desk.doctype.system_console.system_console.execute_code"


def check_source() -> None:
    """Refuse an API key of anything but a User.

    Frappe takes key and secret from whatever DocType this header names, and acts as the user whom the
    record names. Whoever may add fields to a form of the office could log in as anybody.
    """
    request = getattr(frappe.local, "request", None)
    source = request.headers.get(SOURCE) if request is not None else None
    if source and source != "User":
        frappe.throw(_("A key is that of a user, and of nothing else."), frappe.AuthenticationError)


def check(doc: Document, method: str | None = None) -> None:
    """Refuse what only the Administrator sets up. Scripts of a site are rare enough to need a deployment."""
    if frappe.session.user != "Administrator":
        frappe.throw(
            _(
                "{0}: only the Administrator sets this up, for it acts in the name of others."
            ).format(_(doc.doctype)),
            frappe.PermissionError,
        )


def check_tool(doctype: Any) -> None:
    """Refuse a request that uses one of these tools."""
    if isinstance(doctype, str) and doctype in TOOLS:
        frappe.throw(_("Only the Administrator uses this tool."), frappe.PermissionError)


def check_token(doc: Document, method: str | None = None) -> None:
    """Refuse OAuth tokens for the account of a handler."""
    if doc.get("user") and handles(doc.user):
        _refuse(doc.user)


def check_session(login_manager: Any) -> None:
    """Hook of a log-in: refuse a handler who did not log in with a password."""
    request = getattr(frappe.local, "request", None)
    if request is not None:
        check_log_in_method(login_manager.user, str(frappe.form_dict.get("cmd") or request.path))


def check_log_in_method(user: str, asked: str) -> None:
    """Refuse a handler who logs in by an identity provider, a link or a key in an e-mail."""
    if handles(user) and not LOG_IN.fullmatch(asked):
        _refuse(user)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def update_password(
    new_password: str,
    logout_all_sessions: str | int = 0,
    key: str | None = None,
    old_password: str | None = None,
) -> Any:
    """Replaces Frappe's method: a link in a mail logs in no handler, and nobody past their second factor."""
    given = {"new_password": new_password, "logout_all_sessions": logout_all_sessions}
    answer = frappe.get_attr(UPDATE)(**given, key=key, old_password=old_password)
    if key and (handles(frappe.session.user) or factor.is_required(frappe.session.user)):
        frappe.local.login_manager.logout()
        return "/login"
    return answer


def check_log_ins(user: Document, method: str | None = None) -> None:
    """Refuse to connect a handler's account with an identity provider; the handler and the Administrator may."""
    if frappe.session.user in ("Administrator", user.name) or not user.meta.has_field(
        "social_logins"
    ):
        return
    before = user.get_doc_before_save()
    known = {(row.provider, row.userid) for row in before.social_logins} if before else set()
    new = {(row.provider, row.userid) for row in user.social_logins} - known
    if handles(user.name) and any(provider != "frappe" for provider, _userid in new):
        _refuse(user.name)


def handles(user: str) -> bool:
    """Whether a user holds the role of a restricted class."""
    if user in ("Administrator", "Guest"):
        return False
    return bool(set(frappe.get_roles(user)) & set(clearance.restricted_classes().values()))


@frappe.whitelist(methods=["POST"])
def execute_code(doc: str) -> Any:
    """Replaces Frappe's System Console, which runs code before anything is saved."""
    if frappe.session.user != "Administrator":
        raise frappe.PermissionError
    return frappe.get_attr(CONSOLE)(doc)


def _refuse(user: str) -> None:
    frappe.throw(
        _("{0} handles restricted cases and enters by password only.").format(user),
        frappe.PermissionError,
    )
