"""The gate: users who lack what their role requires record nothing and open no identity.

Every way to write passes it: an event of the DocTypes calls `check_writing`, and the access rule asks it
for what names a person (`privacy.access_rule.access.condition_for`). Writes of the system on behalf of a user are
exempt (`suspended`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from cfm_app.base import consts, doctype_access
from cfm_app.security.obligations import compliance, duties, names
from cfm_app.security.obligations.duties import Duty

# DocTypes in which users record, answer or change what people told.
RECORDED = (
    *("Case", "Referral", "Consent", "Sensitive Report", "Community Member"),
    *(consts.PERSON_REQUEST, consts.REQUEST_PART),
)
# DocTypes with identities or contact data.
IDENTITIES = (
    "Community Member",
    "Sensitive Report",
    *(consts.CONVERSATION, consts.MESSAGE, consts.CALL),
    *(consts.PERSON_REQUEST, consts.REQUEST_PART),
)
SUSPENDED = "cfm_obligations_suspended"


class ObligationError(frappe.PermissionError):
    """Something has to be signed or learned first; the message says what, and where."""


def blocking_duties(user: str | None = None) -> list[Duty]:
    """The duties that keep a user from recording and from opening identities now."""
    today = getdate()
    return [duty for duty in compliance.missing(user) if duty.is_closed(today)]


def is_closed(user: str | None = None) -> bool:
    """Whether a user may only read their own work."""
    return not is_suspended() and bool(blocking_duties(user))


def closes(doctype: str, user: str | None = None) -> bool:
    """Whether documents of a DocType are closed to a user until a duty is met."""
    return doctype in IDENTITIES and is_closed(user)


def require() -> None:
    """Throw if the user in the session has an overdue duty."""
    if is_closed():
        frappe.throw(sentence(blocking_duties()), ObligationError, title=_("First this"))


def require_for(doctype: str) -> None:
    """Throw before documents that name a person are opened, whether or not they exist."""
    if doctype in IDENTITIES:
        require()


def check_writing(doc: Document, method: str | None = None, *_arguments: Any) -> None:
    """Event before a document is validated, deleted or renamed."""
    require()


def check_hanging(doc: Document, method: str | None = None) -> None:
    """Event of comments, files, tasks, tags and mails: they need the same as their document."""
    kind, name = doctype_access.CARRIERS[doc.doctype]
    # Frappe's own records are nobody's notes.
    is_account = doc.doctype == "Comment" and doc.comment_type != "Comment"
    is_hung = doc.is_new() or doc.has_value_changed(kind) or doc.has_value_changed(name)
    if doc.get(kind) in RECORDED and is_hung and not is_account:
        require()


def sentence(found: list[Duty]) -> str:
    """The refusal in the user's language: why, what to do, and the link."""
    told = "; ".join(escape_html(duties.in_words(duty)) for duty in found)
    link = f'<a href="{names.PAGE}">{_("What I must sign and learn")}</a>'
    text = _(
        "You cannot record anything or open identities now. {0}. Do it on the page “{1}” ({2});"
        " it counts at once."
    )
    return text.format(told, link, names.PAGE)


def is_suspended() -> bool:
    """Whether the system itself is writing on behalf of a user."""
    return bool(frappe.flags.get(SUSPENDED))


@contextmanager
def suspended() -> Iterator[None]:
    """Context for the system's own writes on behalf of a user."""
    before = frappe.flags.get(SUSPENDED)
    frappe.flags[SUSPENDED] = True
    try:
        yield
    finally:
        frappe.flags[SUSPENDED] = before
