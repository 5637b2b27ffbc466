"""Referrals to another agency's office: followed as they change, sent when allowed, repeated.

Nothing here creates or answers a referral: the acts of `cases` do, with their consent gate. A referral is
sent if an agreement in force covers it, which is checked again at the moment of sending.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts, languages, notices
from cfm_app.channels import plain_text
from cfm_app.channels.adapters import http_answers
from cfm_app.channels.adapters.base import Failed, Retry, Uncertain
from cfm_app.exchange.agencies import entry, messages, own_class, signing, states
from cfm_app.exchange.agencies.messages import DOCTYPE, OUT, WAITING
from cfm_app.procedures.sop import trees
from cfm_app.security.entitlement import handlers
from cfm_app.security.lawful_basis import consent

PAUSES = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes until a message that did not arrive is sent again."""
OPERATION = "receive"
PATH = f"/api/method/cfm_app.api.agencies.{OPERATION}"
REFERRALS = "shares_referrals"
FOR_GOOD = (400, 403, 404, 409, 413)
"""What the other side will not take however often it is sent."""
AT_ONCE = 100
JOB = "cfm_app.exchange.agencies.outgoing.deliver_waiting"
RESTRICTED = "restricted_referral"
"""A referral of a restricted case has a type of its own: an office that does not know it refuses it."""
ENDED = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED, consts.PHASE_CLOSED)


class MayNotLeave(Exception):
    """A waiting message may no longer be sent; has the reason."""


def follow(referral: Document, method: str | None = None) -> None:
    """Event of Referral: send it to a partner with an agreement; withdraw it from one who is not asked any more."""
    sent = _newest(referral.name)
    is_revoked = referral.workflow_state == consts.REFERRAL_REVOKED
    goes_on = sent is not None and sent.partner == referral.partner and not is_revoked
    if sent and not goes_on:
        _take_back(sent, referral)
    if goes_on or not referral.partner or referral.workflow_state not in consts.REFERRALS_PENDING:
        return
    if agreement := _agreement_for(referral.cfm_case, referral.partner):
        about = {"referral": referral.name, "cfm_case": referral.cfm_case}
        messages.queue(agreement, messages.REFERRAL, messages.new_thread(), **about)
        send_soon()
    elif _is_asked_now(referral) and _has_other_agreement(referral):
        _say_what_is_missing(referral)


def _is_asked_now(referral: Document) -> bool:
    before = referral.get_doc_before_save()
    was_asked = before is not None and before.workflow_state in consts.REFERRALS_PENDING
    return not was_asked or before.partner != referral.partner


def _has_other_agreement(referral: Document) -> bool:
    """Whether other referrals go to the partner by themselves, so that whoever refers could think that this one did."""
    if not own_class.class_of_case(referral.cfm_case):
        return False
    return any(states.is_in_force(each) for each in _agreements_with(partner=referral.partner))


def _say_what_is_missing(referral: Document) -> None:
    told = _(
        "Nothing was sent to the office of {0}: no agreement on exchange of the class {1} is in force."
        " Print the letter and hand it over, or ask a manager and data protection for such an agreement."
    ).format(referral.partner, _(own_class.class_of_case(referral.cfm_case)))
    frappe.msgprint(told, title=_("Not sent"), indicator="orange")
    referral.add_comment("Info", told)


def _newest(referral: str) -> Any:
    """The message by which a referral was sent last, with the partner that it went to; None where it never was."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"referral": referral, "direction": OUT, "kind": messages.REFERRAL},
        fields=["name", "agreement", "thread", "state", "attempts"],
        order_by="creation desc, noted_on desc",
        limit_page_length=1,
    )
    if not rows:
        return None
    rows[0].partner = frappe.db.get_value(entry.DOCTYPE, rows[0].agreement, "partner")
    return rows[0]


def send_soon() -> None:
    """Queue the sending job after the commit."""
    frappe.enqueue(JOB, queue="short", enqueue_after_commit=True)


@clock_jobs.harmless
def deliver_waiting() -> None:
    """Send due messages, each in its own transaction after it was claimed."""
    languages.speak_of_site()
    rows = frappe.get_all(
        DOCTYPE,
        filters={"direction": OUT, "state": WAITING},
        fields=["name", "next_attempt_on"],
        order_by="creation asc",
        limit_page_length=AT_ONCE,
    )
    for row in rows:
        if not row.next_attempt_on or row.next_attempt_on <= now_datetime():
            if _claim(row.name):
                frappe.db.commit()
                _send(frappe.get_doc(DOCTYPE, row.name))
            frappe.db.commit()


def _claim(name: str) -> bool:
    """Whether this process sends the message; until it is settled, nobody else tries before the next pause."""
    row = frappe.db.get_value(
        DOCTYPE, name, ["state", "attempts", "next_attempt_on"], as_dict=True, for_update=True
    )
    now = now_datetime()
    if row.state != WAITING or (row.next_attempt_on and row.next_attempt_on > now):
        return False
    pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
    later = now + timedelta(minutes=pause)
    frappe.db.set_value(DOCTYPE, name, {"attempts": row.attempts + 1, "next_attempt_on": later})
    return True


def _send(message: Document) -> None:
    agreement = frappe.get_doc(entry.DOCTYPE, message.agreement)
    try:
        body = json.dumps(composed(message, agreement), ensure_ascii=False).encode()
        answer = http_answers.ask(
            agreement,
            "POST",
            f"{agreement.address}{PATH}",
            data=body,
            headers=signing.headers(agreement, OPERATION, body),
        )
    except MayNotLeave as reason:
        messages.settle(message.name, messages.TAKEN_BACK, str(reason))
    except Failed:
        told = _("The address of the partner's office cannot be used.")
        _fail(message, told)
    except (Retry, Uncertain):
        _put_off(message, _("The partner's office cannot be reached."))
    else:
        _note_answer(message, answer.status_code, http_answers.content(answer))


def _note_answer(message: Document, status: int, content: Any) -> None:
    told = content if isinstance(content, dict) else {}
    if 200 <= status < 300:
        receipt = str(told.get("receipt") or "")[:140]
        messages.settle(message.name, messages.DELIVERED, receipt=receipt)
        return
    word = str(told.get("error") or status)[:60]
    reason = _("The partner's office does not take it: {0}").format(word)
    if status in FOR_GOOD:
        _fail(message, reason)
    else:
        _put_off(message, reason)


def _put_off(message: Document, reason: str) -> None:
    """Delay a message to its next try. The receiver knows its ID, so repeating does no harm."""
    if message.attempts > len(PAUSES):
        _fail(message, reason)
    else:
        frappe.db.set_value(DOCTYPE, message.name, "error", reason)


def _fail(message: Document, reason: str) -> None:
    """Give a message up. Managers see an ordinary one on its page; handlers are told about a restricted one."""
    messages.settle(message.name, messages.FAILED, reason)
    if message.kind == messages.WITHDRAWAL or not own_class.class_of_case(message.cfm_case):
        return
    notices.tell_each(
        handlers.entrusted(message.cfm_case),
        lambda lang: _(
            "What you sent to another agency did not arrive. Look at its agreement on exchange.",
            lang,
        ),
        "Case",
        message.cfm_case,
    )


def composed(message: Document, agreement: Document) -> dict[str, Any]:
    """The contents of a message, from what is stored now. Raises `MayNotLeave`."""
    head = {"type": message.kind.lower(), "id": message.message_id, "referral": message.thread}
    if message.kind == messages.WITHDRAWAL:
        # It says nothing of anybody, and protects somebody: it leaves even when the agreement has ended.
        return head
    directions = states.OUT if message.kind == messages.REFERRAL else states.IN
    try:
        entry.require_in_force(agreement, directions, REFERRALS)
    except frappe.ValidationError as refusal:
        frappe.clear_last_message()
        raise MayNotLeave(str(refusal)) from None
    if message.kind == messages.ANSWER:
        return {**head, **_answer(message, agreement)}
    if agreement.restricted_class:
        head["type"] = RESTRICTED
    return {**head, **_referral(message, agreement)}


def _referral(message: Document, agreement: Document) -> dict[str, Any]:
    """Reason, shared summary and due time, as in a letter; nothing else."""
    referral = frappe.get_doc("Referral", message.referral)
    if referral.workflow_state not in consts.REFERRALS_PENDING:
        raise MayNotLeave(_("The referral is no longer open."))
    if not own_class.goes_by(agreement, referral.cfm_case):
        raise MayNotLeave(_("What is restricted leaves by the agreement of its class alone."))
    purpose = consts.SHARE_WITH_PARTNER
    agreed = consent.granting_consent(referral.cfm_case, purpose, referral.partner)
    if not (agreed or referral.override_basis):
        raise MayNotLeave(_("The person does not agree any more."))
    return {
        "reason": plain_text.unescaped(referral.reason),
        "summary": plain_text.unescaped(referral.shared_summary),
        "due_on": str(referral.due_on)[:19].replace(" ", "T") if referral.due_on else None,
    }


def _answer(message: Document, agreement: Document) -> dict[str, Any]:
    if not own_class.is_answered_by(agreement, message.cfm_case):
        raise MayNotLeave(_("What is restricted leaves by the agreement of its class alone."))
    fields = ["phase", "response_given", "resolution"]
    case = frappe.db.get_value("Case", message.cfm_case, fields, as_dict=True)
    text = plain_text.unescaped(case.response_given or case.resolution)
    if own_class.class_of_case(message.cfm_case):
        # What was found is told by its handlers, in words that they choose for it.
        text = _(
            "The case was taken up and has come to an end here. We tell you more by another way."
        )
    if case.phase not in ENDED or not text:
        raise MayNotLeave(_("The case is worked on again."))
    return {"text": text}


def _take_back(sent: Any, referral: Document) -> None:
    """Accept no more answers; tell the other side, if it was sent."""
    if messages.of_thread(sent.agreement, OUT, messages.WITHDRAWAL, sent.thread):
        return
    messages.settle(sent.name, messages.TAKEN_BACK)
    if sent.attempts:
        # It may have arrived, whatever we know of it.
        about = {"referral": referral.name, "cfm_case": referral.cfm_case}
        messages.queue(sent.agreement, messages.WITHDRAWAL, sent.thread, **about)
        send_soon()


def reached(case: str) -> list[str]:
    """Partners to whose office a referral of a case would be sent automatically."""
    partners = {str(each.partner) for each in _agreements_with()}
    return sorted(each for each in partners if _agreement_for(case, each))


def _agreement_for(case: str, partner: str) -> str | None:
    """The agreement by which a referral of a case goes to the office of a partner, if there is one that covers it."""
    restricted = own_class.class_of_case(case)
    # What a restricted case is about stands in its report.
    where = ("Sensitive Report", {"cfm_case": case}) if restricted else ("Case", case)
    about = frappe.db.get_value(*where, ["category", "location"], as_dict=True)
    for agreement in _agreements_with(partner=partner):
        has_secret = agreement.get_password("signing_secret", raise_exception=False)
        is_fitting = own_class.goes_by(agreement, case) and covers(agreement, about)
        if is_fitting and has_secret and states.is_in_force(agreement):
            return str(agreement.name)
    return None


def _agreements_with(**partner: str) -> list[Document]:
    """The agreements by which referrals go to the office of a partner, or of any, the newest first."""
    names = frappe.get_all(
        entry.DOCTYPE,
        filters={
            **partner,
            "state": states.AGREED,
            REFERRALS: 1,
            "direction": ["in", states.OUT],
            "address": ["is", "set"],
        },
        pluck="name",
        order_by="agreed_on desc",
    )
    return [frappe.get_doc(entry.DOCTYPE, name) for name in names]


def covers(agreement: Document, case: Any) -> bool:
    """Whether an agreement covers a case with this `category` and `location`."""
    for rows, link, doctype, value in (
        (agreement.categories, "category", "Case Category", case.category),
        (agreement.places, "place", "CFM Location", case.location),
    ):
        wanted = {row.get(link) for row in rows}
        if wanted and not wanted & set(trees.chain(doctype, value)):
            return False
    return True
