"""What runs in the name of others, or enters as others: only the Administrator sets it up.

A script runs in the browser of whoever opens a page, a console past every right; an identity
provider or a token lets somebody in as a handler who never typed their password.
"""

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import clearance

# By user: what enters as them.
TOKENS = ("OAuth Authorization Code", "OAuth Bearer Token", "Token Cache")
# Tools of the framework that look past rights as soon as they are asked, and store nothing. Jobs hold the documents
# that they are about, and the report on the machine titles of errors of whatever case.
TOOLS = frozenset(
    (
        *("Audit Trail", "Bulk Update", "Permission Inspector", "RQ Job"),
        *("System Console", "System Health Report"),
    )
)
# How a handler logs in: by password, with a recovery code beside it where need be, or by choosing a new one.
LOG_IN = re.compile(
    r"(/api/(v\d/)?method/)?(login|frappe\.core\.doctype\.user\.user\.update_password"
    r"|cfm_app\.api\.second_factor\.log_in)"
    r"|/(login|update-password)?"
)
UPDATE = "frappe.core.doctype.user.user.update_password"
SOURCE = "Frappe-Authorization-Source"
CONSOLE = "frappe.desk.doctype.system_console.system_console.execute_code"


def check_source() -> None:
    """Refuse a key that is no user's.

    A bench takes key and secret out of whatever DocType this header names, and acts as the user whom the record
    names: whoever may add fields to a form of the office would enter as anybody.
    """
    request = getattr(frappe.local, "request", None)
    source = request.headers.get(SOURCE) if request is not None else None
    if source and source != "User":
        frappe.throw(_("A key is that of a user, and of nothing else."), frappe.AuthenticationError)


def check(doc: Document, method: str | None = None) -> None:
    """Refuse what only the Administrator sets up; scripts of a site are rare and need a deploy."""
    if frappe.session.user != "Administrator":
        frappe.throw(
            _(
                "{0}: only the Administrator sets this up, for it acts in the name of others."
            ).format(_(doc.doctype)),
            frappe.PermissionError,
        )


def check_tool(doctype: Any) -> None:
    """Refuse a request that puts one of the tools to work."""
    if isinstance(doctype, str) and doctype in TOOLS:
        frappe.throw(_("Only the Administrator uses this tool."), frappe.PermissionError)


def check_token(doc: Document, method: str | None = None) -> None:
    """No program enters in the name of a handler."""
    if doc.get("user") and handles(doc.user):
        _refuse(doc.user)


def check_session(login_manager: Any) -> None:
    """At the log-in: look by which road it was reached."""
    request = getattr(frappe.local, "request", None)
    if request is not None:
        check_log_in_method(login_manager.user, str(frappe.form_dict.get("cmd") or request.path))


def check_log_in_method(user: str, asked: str) -> None:
    """A handler enters by password, and by no identity provider, link or key in an e-mail."""
    if handles(user) and not LOG_IN.fullmatch(asked):
        _refuse(user)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def update_password(
    new_password: str,
    logout_all_sessions: str | int = 0,
    key: str | None = None,
    old_password: str | None = None,
) -> Any:
    """The framework's method; a link in a mail chooses a password, and lets no handler in by itself."""
    given = {"new_password": new_password, "logout_all_sessions": logout_all_sessions}
    answer = frappe.get_attr(UPDATE)(**given, key=key, old_password=old_password)
    if key and handles(frappe.session.user):
        frappe.local.login_manager.logout()
        return "/login"
    return answer


def check_log_ins(user: Document, method: str | None = None) -> None:
    """Nobody else ties an account of an identity provider to that of a handler."""
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
    """Whether somebody may be entrusted with restricted cases."""
    if user in ("Administrator", "Guest"):
        return False
    return bool(set(frappe.get_roles(user)) & set(clearance.restricted_classes().values()))


@frappe.whitelist(methods=["POST"])
def execute_code(doc: str) -> Any:
    """The framework's console, which runs before anything is saved."""
    if frappe.session.user != "Administrator":
        raise frappe.PermissionError
    return frappe.get_attr(CONSOLE)(doc)


def _refuse(user: str) -> None:
    frappe.throw(
        _("{0} handles restricted cases and enters by password only.").format(user),
        frappe.PermissionError,
    )
