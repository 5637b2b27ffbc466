"""The one gate: who lacks what their role needs records nothing and opens no identity.

It is asked where every door ends: before a document of the app is written by somebody
(`check_writing`, an event of the DocTypes), and in the rule of access for what names a person
(`privacy.access.condition_for`). What the system writes in somebody's name does not pass it (`suspended`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from cfm_app import consts
from cfm_app.obligations import duties, names, standing
from cfm_app.obligations.duties import Duty

# Whatever somebody records, answers or changes of what people told.
RECORDED = (
    *("Case", "Referral", "Consent", "Sensitive Report", "Community Member"),
    *(consts.PERSON_REQUEST, consts.REQUEST_PART),
)
# Whatever says who somebody is, or how they are reached.
IDENTITIES = (
    "Community Member",
    "Sensitive Report",
    *(consts.CONVERSATION, consts.MESSAGE, consts.CALL),
    *(consts.PERSON_REQUEST, consts.REQUEST_PART),
)
SUSPENDED = "cfm_obligations_suspended"


class ObligationError(frappe.PermissionError):
    """Something is to be signed or learned first; the sentence says what, and where."""


def closing(user: str | None = None) -> list[Duty]:
    """What keeps a user from registering and from opening identities now."""
    today = getdate()
    return [duty for duty in standing.missing(user) if duty.is_closed(today)]


def is_closed(user: str | None = None) -> bool:
    """Whether a user may read their own work, and no more."""
    return not is_suspended() and bool(closing(user))


def closes(doctype: str, user: str | None = None) -> bool:
    """Whether records of a DocType are closed to a user because something is to be done first."""
    return doctype in IDENTITIES and is_closed(user)


def require() -> None:
    """Refuse what the user in the session may not do before they have signed and learned."""
    if is_closed():
        frappe.throw(sentence(closing()), ObligationError, title=_("First this"))


def require_for(doctype: str) -> None:
    """Refuse to open what names a person, in the same words whether it is there or not."""
    if doctype in IDENTITIES:
        require()


def check_writing(doc: Document, method: str | None = None, *_arguments: Any) -> None:
    """Event of whatever is recorded: before it is validated, deleted or renamed."""
    require()


def check_hanging(doc: Document, method: str | None = None) -> None:
    """Event of notes, files, tasks, tags and mails: who may not register hangs none on what was recorded."""
    kind, name = consts.CARRIERS[doc.doctype]
    # The framework's own account of what was done is no note of anybody.
    is_account = doc.doctype == "Comment" and doc.comment_type != "Comment"
    is_hung = doc.is_new() or doc.has_value_changed(kind) or doc.has_value_changed(name)
    if doc.get(kind) in RECORDED and is_hung and not is_account:
        require()


def sentence(found: list[Duty]) -> str:
    """Why it is refused and what to do, with the way there, in the user's language."""
    told = "; ".join(escape_html(duties.in_words(duty)) for duty in found)
    link = f'<a href="{names.PAGE}">{_("What I must sign and learn")}</a>'
    text = _(
        "You cannot record anything or open identities now. {0}. Do it on the page “{1}” ({2});"
        " it counts at once."
    )
    return text.format(told, link, names.PAGE)


def is_suspended() -> bool:
    """Whether the system itself writes now, in somebody's name."""
    return bool(frappe.flags.get(SUSPENDED))


@contextmanager
def suspended() -> Iterator[None]:
    """For what the system itself writes in somebody's name."""
    before = frappe.flags.get(SUSPENDED)
    frappe.flags[SUSPENDED] = True
    try:
        yield
    finally:
        frappe.flags[SUSPENDED] = before
