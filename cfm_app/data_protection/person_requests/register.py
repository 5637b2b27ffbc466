"""Registers requests of persons; any user who takes their words may do so."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.arguments import one_of
from cfm_app.data_protection.person_requests import clock, entry, states
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import open_documents, status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.obligations import gate

# The fields of the registration form.
FIELDS = ("kind", "words", "received_via", "language")
PHONE, MESSAGE, PUBLIC, DESK, LETTER = WAYS = (
    *("Phone", "Message"),
    *("Public page", "Complaint desk", "Letter"),
)
MEMBER, REPORT = "Community Member", "Sensitive Report"


def register(
    values: dict[str, Any],
    *,
    member: str | None = None,
    case: str | None = None,
    conversation: str | None = None,
) -> Document:
    """Create a request and tell its handlers. Returns it.

    `values` are FIELDS. The person is given, or that of a case or conversation; a restricted case is
    never named in the register.
    """
    gate.require()
    found = _subject(member, case, conversation)
    return _store({key: values.get(key) for key in FIELDS}, found, frappe.session.user)


def register_by_code(values: dict[str, Any], code: str) -> bool:
    """Create a request by somebody with a status code. Returns whether the code is valid.

    Nothing is revealed: the code of a case that became restricted is like any other, and the request goes
    to the people entrusted with it.
    """
    found = _whose(status_codes.owner_of(spoken_codes.normalised(code)))
    if not found:
        return False
    given = {key: values.get(key) for key in FIELDS} | {"received_via": PUBLIC}
    asked = {"kind": given["kind"], "received_via": PUBLIC, "state": ["in", states.OPEN], **found}
    if frappe.db.exists(entry.DOCTYPE, asked):
        # The same is asked once, however often it is sent.
        return True
    _store(given, found, None)
    return True


def _whose(owner: Any) -> dict[str, str | None]:
    """The person, case or conversation of a code; empty for an unknown one."""
    if owner.cfm_case:
        # A restricted case is asked about itself, so that its handlers find the request.
        is_closed = bool(clearance.restricted_among([owner.cfm_case]))
        person = None if is_closed else _person_of(owner.cfm_case)
        return {"community_member": person} if person else {"cfm_case": owner.cfm_case}
    if owner.conversation:
        person = frappe.db.get_value(consts.CONVERSATION, owner.conversation, "community_member")
        return {"community_member": person} if person else {"conversation": owner.conversation}
    return {}


def _person_of(case: str) -> str | None:
    """The person of a case; that of a restricted one stands in its report."""
    own = frappe.db.get_value("Case", case, "community_member")
    return own or frappe.db.get_value(REPORT, {"cfm_case": case}, "community_member")


def name_person(name: str, member: str) -> Document:
    """Set whose data a request is about, if nobody was known before."""
    request = entry.opened(name, states.RECEIVED)
    if request.community_member:
        frappe.throw(_("It is known whose request this is."))
    open_documents.get_open(MEMBER, member)
    request.community_member, request.cfm_case = member, None
    return entry.save(request)


def own_requests(user: str | None = None) -> list[Any]:
    """What a user has registered and still sees, the newest first."""
    return frappe.get_list(
        entry.DOCTYPE,
        filters={"registered_by": user or frappe.session.user},
        fields=["name", "kind", "received_on", "state"],
        order_by="received_on desc",
        limit_page_length=20,
    )


def _subject(
    member: str | None, case: str | None, conversation: str | None
) -> dict[str, str | None]:
    """Who asks, from what the user sees."""
    if member:
        return {"community_member": open_documents.get_open(MEMBER, member).name}
    if case:
        return _of_case(open_documents.get_open("Case", case.strip().upper()).name)
    if conversation:
        found = open_documents.get_open(consts.CONVERSATION, conversation)
        if found.community_member:
            return {"community_member": found.community_member}
        return {"conversation": None if clearance.is_restricted(found.sensitivity) else found.name}
    return {}


def _of_case(case: str) -> dict[str, str | None]:
    if person := _person_of(case):
        return {"community_member": person}
    if clearance.restricted_among([case]):
        frappe.throw(
            _(
                "Nobody is recorded in this case. Record the person first, so that it can stay unnamed."
            )
        )
    return {"cfm_case": case}


def _store(
    values: dict[str, Any], subject: dict[str, str | None], registered_by: str | None
) -> Document:
    one_of(values.get("kind"), states.KINDS, _("Choose what the person asks for."))
    one_of(values.get("received_via"), WAYS, _("Choose how the request came."))
    request = frappe.new_doc(entry.DOCTYPE)
    request.update({key: value or None for key, value in values.items()})
    request.update(subject)
    request.received_on = now_datetime().replace(second=0, microsecond=0)
    request.due_on = clock.due_on(request.received_on)
    request.registered_by = registered_by
    request.language = request.language or _language_of(subject.get("community_member"))
    request.insert(ignore_permissions=True)
    _tell_handlers(
        request.name, lambda language: _("A person asks about their data: {0}", language)
    )
    return request


def _language_of(member: str | None) -> str | None:
    return frappe.db.get_value(MEMBER, member, "language") if member else None


def _tell_handlers(name: str, say: Callable[[str | None], str]) -> None:
    others = set(entry.handlers(name)) - {frappe.session.user}
    notices.tell_each(others, lambda lang: say(lang).format(name), entry.DOCTYPE, name)
