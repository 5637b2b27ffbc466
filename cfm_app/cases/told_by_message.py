"""Records the fate of a message that tells an outcome as a contact of its case, with the message as evidence.

A message that arrived has informed the person, if the office counts it so (`message_tells` of the
settings). One that did not is a failed attempt, and its sender is told. A contact that cannot be recorded
is shown at the message, with the reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import clock_jobs, consts, languages
from cfm_app.base.settings import setting
from cfm_app.cases import contact
from cfm_app.cases.inform_by_message import (
    NOT_NOTED,
    ON_ITS_WAY,
    TOLD,
    TRIED,
    text_without_question,
)
from cfm_app.channels import accounts, plain_text, statuses
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.statuses import DELIVERED, FAILED, ORDER, READ, SENT
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.handlers import notify
from cfm_app.security.obligations import gate

# A person who has not opened the message is called the next day.
PATIENCE = timedelta(days=1)
AT_ONCE = 200
SAVEPOINT = "told_by_message"
UNSETTLED = (ON_ITS_WAY, TRIED)


def follow(message: str) -> None:
    """Queue a job to record the fate of a message, if it tells an outcome."""
    row = frappe.db.get_value(consts.MESSAGE, message, ["informs_state", "state"], as_dict=True)
    if row.informs_state in UNSETTLED or (row.informs_state == TOLD and row.state == FAILED):
        frappe.enqueue(
            "cfm_app.cases.told_by_message.settle",
            queue="short",
            enqueue_after_commit=True,
            message=message,
        )


@clock_jobs.harmless
def settle_waiting() -> None:
    """Record what is left over after downtime."""
    filters = {"informs_state": ON_ITS_WAY, "state": ["in", [SENT, DELIVERED, READ, FAILED]]}
    for name in frappe.get_all(
        consts.MESSAGE,
        filters=filters,
        pluck="name",
        order_by="state_on asc",
        limit_page_length=AT_ONCE,
    ):
        settle(name)
        frappe.db.commit()


def settle(message: str, is_answered: bool = False) -> None:
    """Record the fate of a message in its case; calling it again changes nothing.

    `is_answered` counts the message as read, whatever the provider reports.
    """
    doc = frappe.get_doc(consts.MESSAGE, message, for_update=True)
    languages.speak_of_site()
    if doc.informs_state == TOLD and doc.state == FAILED:
        _take_back(doc)
    if doc.informs_state not in UNSETTLED:
        return
    is_first = doc.informs_state == ON_ITS_WAY
    state = READ if is_answered else doc.state
    if _tells(doc, state):
        _note(doc, TOLD, _arrived(doc))
    elif state == FAILED and is_first:
        _note(doc, TRIED, _not_arrived(doc))
        _warn_sender(doc)
    elif state == DELIVERED and is_first:
        _note(doc, TRIED, _unopened(doc))


def _take_back(message: Document) -> None:
    """Tell the sender that a mail has bounced; the recorded contact stays."""
    text = _("It came back after it was noted as told. Reach the person in another way.")
    values = {"informs_state": NOT_NOTED, "informs_note": text}
    frappe.db.set_value(consts.MESSAGE, message.name, values)
    statuses.touch(message.conversation)
    _warn_sender(message)


def _note(message: Document, state: str, made: contact.Contact) -> None:
    """Record a contact as the sender of the message; a refusal is stored with the message."""
    values = {"informs_state": state, "informs_note": None}
    frappe.db.savepoint(SAVEPOINT)
    try:
        with _as_sender(message):
            _refuse_outdated(message)
            contact.record(message.informs_case, made)
    except (frappe.ValidationError, frappe.PermissionError) as refusal:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()
        values = {"informs_state": NOT_NOTED, "informs_note": str(refusal)}
    frappe.db.set_value(consts.MESSAGE, message.name, values)
    statuses.touch(message.conversation)


def _refuse_outdated(message: Document) -> None:
    resolved = frappe.db.get_value("Case", message.informs_case, "resolved_on")
    if resolved and get_datetime(resolved) > get_datetime(message.creation):
        frappe.throw(_("The case was decided anew after this message was written."))


@contextmanager
def _as_sender(message: Document) -> Iterator[None]:
    user = frappe.session.user
    frappe.set_user(message.owner)
    try:
        # The sender was allowed to send it; overdue duties must not keep the arrival from being recorded.
        with gate.suspended():
            yield
    finally:
        frappe.set_user(user)


def _warn_sender(message: Document) -> None:
    """Tell the sender that the person was not informed."""
    if access.may_see_case(message.informs_case, message.owner):
        case = frappe.get_doc("Case", message.informs_case)
        notify(message.owner, partial(_did_not_arrive, case.name), case)


def _did_not_arrive(case: str, language: str | None) -> str:
    return _("The message with the outcome of {0} did not arrive", language).format(case)


def _tells(message: Document, state: str) -> bool:
    wanted = setting("message_tells") or DELIVERED
    account = frappe.get_cached_doc(accounts.DOCTYPE, message.account)
    if wanted == DELIVERED and not adapter_of(account).reports_delivery(account):
        wanted = SENT
    return state in (SENT, DELIVERED, READ) and ORDER.index(state) >= ORDER.index(wanted)


def _arrived(message: Document) -> contact.Contact:
    return contact.Contact(
        outcome=consts.ATTEMPT_INFORMED,
        channel=_channel(message),
        response_given=text_without_question(message, plain_text.unescaped(message.text)),
        response_language=_language(message),
        seen_on=str(message.creation),
        message=_evidence(message),
    )


def _unopened(message: Document) -> contact.Contact:
    return contact.Contact(
        outcome=consts.ATTEMPT_LEFT,
        channel=_channel(message),
        note=_("The message was delivered, and nobody has opened it yet."),
        next_attempt_on=str(now_datetime() + PATIENCE),
        message=_evidence(message),
    )


def _not_arrived(message: Document) -> contact.Contact:
    reason = "" if _is_closed(message) else message.error or ""
    return contact.Contact(
        outcome=consts.ATTEMPT_NO_ANSWER,
        channel=_channel(message),
        note=_("The message did not arrive. {0}").format(reason).strip(),
        next_attempt_on=str(now_datetime()),
        message=_evidence(message),
    )


def _evidence(message: Document) -> str | None:
    """The message, if readers of the case may read it too."""
    return None if _is_closed(message) else message.name


def _is_closed(message: Document) -> bool:
    """Whether the conversation is restricted and the case is not."""
    road = frappe.db.get_value(consts.CONVERSATION, message.conversation, "sensitivity")
    case = frappe.db.get_value("Case", message.informs_case, "sensitivity")
    return clearance.is_restricted(road) and not clearance.is_restricted(case)


def _channel(message: Document) -> str | None:
    return frappe.db.get_value(consts.CONVERSATION, message.conversation, "channel")


def _language(message: Document) -> str | None:
    return frappe.db.get_value(consts.CONVERSATION, message.conversation, "language")
