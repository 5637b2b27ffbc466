"""Outgoing messages: in order, none twice, each with a visible fate.

A message is claimed in its own transaction before the provider is called. If the machine goes down in
between, nobody knows whether it was sent. It is sent again only where the provider rejects known
references; elsewhere it becomes *Unknown*.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts, languages
from cfm_app.channels import accounts, composing, ids, plain_text, statuses
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.adapters.base import REPORTS, NotSent, Outgoing, Retry, Uncertain
from cfm_app.channels.statuses import FAILED, QUEUED, SENDING, SENT, UNKNOWN

PAUSES = (1, 5, 15, 60, 240)
"""Minutes until a message that did not leave is sent again."""
# A longer sending was interrupted.
LONGEST_REQUEST = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
# The next run continues, so no job runs into its timeout.
LONGEST_RUN = timedelta(minutes=2)
# Jobs act for them.
NOBODY_IN_PERSON = ("Administrator", "Guest")
FIELDS = ["name", "conversation", "state", "attempts", "next_attempt_on", "sending_since"]
AT_ONCE = 500


def put(conversation: Document, draft: composing.Draft, **more: Any) -> Document:
    """Queue a message; throws where nothing may be written to the person now.

    `more` are further values of CFM Message, such as what the message is about.
    """
    if reason := composing.refusal(conversation, draft):
        frappe.throw(reason)
    message = frappe.get_doc(
        {
            "doctype": consts.MESSAGE,
            "conversation": conversation.name,
            "account": conversation.account,
            "direction": "Out",
            "text": plain_text.escaped(draft.text),
            "sent_on": now_datetime(),
            "state": QUEUED,
            "state_on": now_datetime(),
            "reference": frappe.generate_hash(length=24),
            "template": draft.template,
            "template_values": plain_text.escaped(json.dumps(draft.values))
            if draft.template
            else None,
            **more,
        }
    ).insert(ignore_permissions=True)
    frappe.enqueue(
        "cfm_app.channels.outbox.deliver",
        queue="short",
        enqueue_after_commit=True,
        account=conversation.account,
    )
    return message


@clock_jobs.harmless
def deliver_waiting() -> None:
    """Send what waits in all accounts."""
    waiting = {"state": ["in", [QUEUED, SENDING]], "direction": "Out"}
    rows = frappe.get_all(
        consts.MESSAGE, filters=waiting, fields=["account"], group_by="account", order_by=None
    )
    for row in rows:
        deliver(row.account)


def deliver(account: str) -> None:
    """Send what waits in an account, within its rate."""
    languages.speak_of_site()
    doc = frappe.get_cached_doc(accounts.DOCTYPE, account)
    _settle_broken_off(doc)
    frappe.db.commit()
    if not doc.enabled:
        return
    ends = now_datetime() + LONGEST_RUN
    # A sent message lets the next one of its conversation follow.
    while now_datetime() < ends:
        sent = [name for name in list(_due(doc)) if _send_once(doc, name)]
        if not sent:
            break


def _send_once(account: Document, name: str) -> bool:
    """Send a message, unless another process does."""
    is_ours = _claim(name)
    frappe.db.commit()
    if is_ours:
        _send(account, name)
        frappe.db.commit()
    return is_ours


def _due(account: Document) -> Iterator[str]:
    """The messages to send now; those of one conversation in their order."""
    now = now_datetime()
    filters = {"account": account.name, "state": ["in", [QUEUED, SENDING]]}
    rows = frappe.get_all(
        consts.MESSAGE,
        filters=filters,
        fields=FIELDS,
        order_by="creation asc, name asc",
        limit_page_length=AT_ONCE,
    )
    room = accounts.rate(account) - _sent_since(account.name, now - MINUTE)
    held: set[str] = set()
    for row in rows:
        waits = row.state == SENDING or (row.next_attempt_on and row.next_attempt_on > now)
        if row.conversation not in held and not waits and room > 0:
            room -= 1
            yield row.name
        held.add(row.conversation)


def _sent_since(account: str, moment: Any) -> int:
    return frappe.db.count(
        consts.MESSAGE, {"account": account, "sending_since": [">", moment], "direction": "Out"}
    )


def _claim(name: str) -> bool:
    """Whether this process may send the message."""
    row = frappe.db.get_value(
        consts.MESSAGE, name, ["state", "attempts"], as_dict=True, for_update=True
    )
    if row.state != QUEUED:
        return False
    now = now_datetime()
    values = {"state": SENDING, "sending_since": now, "attempts": row.attempts + 1}
    frappe.db.set_value(consts.MESSAGE, name, {**values, "state_on": now})
    return True


def _send(account: Document, name: str) -> None:
    message = frappe.get_doc(consts.MESSAGE, name)
    try:
        _hand_over(account, message)
    except Exception as error:
        frappe.db.rollback()
        # The error may quote the message.
        title = _("A message broke off while it was being sent")
        frappe.log_error(title=title, message=type(error).__name__)
        text = _("Something went wrong while it was being sent. It may have arrived.")
        _record_fate(message, UNKNOWN, text)


def _hand_over(account: Document, message: Document) -> None:
    conversation = frappe.get_doc(consts.CONVERSATION, message.conversation)
    draft = composing.draft_of(message)
    # The conversation may have become restricted since it was written.
    if reason := composing.refusal(conversation, draft):
        _record_fate(message, FAILED, reason)
        return
    adapter = adapter_of(account)
    try:
        sender_id = adapter.send(account, _outgoing(account, conversation, message, draft))
    except Retry as trouble:
        _put_off(account, message, str(trouble), trouble.after)
    except Uncertain as trouble:
        if adapter.is_repeatable(account):
            _put_off(account, message, str(trouble), None)
        else:
            _record_fate(message, UNKNOWN, str(trouble))
    except NotSent as trouble:
        _record_fate(message, FAILED, str(trouble))
    else:
        _record_fate(message, SENT, None, sender_id)
        accounts.note_error(account.name, None)


def _outgoing(
    account: Document, conversation: Document, message: Document, draft: composing.Draft
) -> Outgoing:
    return Outgoing(
        to=conversation.contact_address,
        user_id=conversation.user_id,
        text=draft.text,
        reference=message.reference,
        report_address=accounts.address(account, REPORTS),
        template=draft.template,
        language_code=draft.language_code,
        values=tuple(draft.values),
        conversation=conversation.name,
        is_automatic=_is_automatic(message, draft),
    )


def _is_automatic(message: Document, draft: composing.Draft) -> bool:
    by_nobody = message.automatic or message.owner in NOBODY_IN_PERSON
    return bool(by_nobody) or draft.text == composing.neutral_text()


def _record_fate(
    message: Document, state: str, reason: str | None, sender_id: str | None = None
) -> None:
    """Store the fate of a message, unless a report of the provider came first."""
    stored = frappe.db.get_value(consts.MESSAGE, message.name, "state", for_update=True)
    values: dict[str, Any] = {"next_attempt_on": None}
    if sender_id:
        values["sender_id"] = ids.fitting(sender_id)
    if statuses.is_ahead(state, stored):
        values |= {"state": state, "state_on": now_datetime(), "error": reason}
    frappe.db.set_value(consts.MESSAGE, message.name, values)
    statuses.announce(message.name, message.conversation)


def _put_off(account: Document, message: Document, reason: str, after: int | None) -> None:
    """Delay a message to its next try; after the last one it has failed."""
    accounts.note_error(account.name, reason)
    if message.attempts > len(PAUSES):
        _record_fate(message, FAILED, reason)
        return
    pause = timedelta(minutes=PAUSES[message.attempts - 1])
    later = now_datetime() + max(pause, timedelta(seconds=after or 0))
    values = {
        "state": QUEUED,
        "state_on": now_datetime(),
        "error": reason,
        "next_attempt_on": later,
    }
    frappe.db.set_value(consts.MESSAGE, message.name, values)
    statuses.touch(message.conversation)


def _settle_broken_off(account: Document) -> None:
    """Settle messages that were being sent when the machine went down."""
    since = now_datetime() - LONGEST_REQUEST
    filters = {"account": account.name, "state": SENDING, "sending_since": ["<", since]}
    for name in frappe.get_all(
        consts.MESSAGE, filters=filters, pluck="name", order_by="creation asc"
    ):
        message = frappe.get_doc(consts.MESSAGE, name)
        if adapter_of(account).is_repeatable(account):
            values = {"state": QUEUED, "state_on": now_datetime()}
            frappe.db.set_value(consts.MESSAGE, name, values)
        else:
            reason = _("It was being sent when the server went down. It may have arrived.")
            _record_fate(message, UNKNOWN, reason)
