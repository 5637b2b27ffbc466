"""Messages of another agency: stored on arrival, then turned into a case, an answer, or a withdrawal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import clock_jobs, consts, languages, notices
from cfm_app.cases import answer_referral, revoke
from cfm_app.channels import plain_text
from cfm_app.exchange.agencies import entry, messages, outgoing, own_class, states, words
from cfm_app.exchange.agencies.messages import DOCTYPE, IN, WAITING
from cfm_app.exchange.agencies.signing import Refused
from cfm_app.security.access_rule import user_limits
from cfm_app.security.entitlement import handlers
from cfm_app.security.sensitivity.strictest import of_key, strictest

KINDS = {
    **{each.lower(): each for each in (messages.REFERRAL, messages.ANSWER, messages.WITHDRAWAL)},
    outgoing.RESTRICTED: messages.REFERRAL,
}
MALFORMED, TAKEN, TROUBLE = "malformed", "taken", "trouble"
MOST_TRIES, AT_ONCE = 5, 100
LONGEST_TEXT = 20_000
JOB = "cfm_app.exchange.agencies.incoming.process_waiting"
TEXTS = {
    messages.REFERRAL: ("reason", "summary", "due_on"),
    messages.ANSWER: ("text",),
    messages.WITHDRAWAL: (),
}
RECEIVED_VIA = "Message"
WORDS = {
    "category": words.CATEGORY,
    "place": words.PLACE,
    "channel": "Channel",
    "sex": "Sex",
    "age_group": "Age group",
}
"""What a referral may tell of the case in the words of the partner, and of which kind each is."""


def keep(agreement: Document, sent: dict[str, Any]) -> dict[str, Any]:
    """Store a message of a partner, once for its ID. Returns the receipt. Raises `Refused`."""
    told = str(sent.get("type") or "")
    kind = KINDS.get(told)
    message_id, thread = (_identifier(sent.get(key)) for key in ("id", "referral"))
    if kind is None:
        raise Refused(MALFORMED, 400)
    if kind != messages.WITHDRAWAL:
        directions = states.IN if kind == messages.REFERRAL else states.OUT
        entry.require_in_force(agreement, directions, outgoing.REFERRALS)
    if kind == messages.REFERRAL:
        _require_same_class(agreement, told == outgoing.RESTRICTED)
        _require_new(agreement, thread, message_id)
    payload = {key: _text(sent.get(key)) for key in TEXTS[kind]}
    if kind == messages.REFERRAL:
        payload |= _words(sent.get("values"))
    if agreement.restricted_class:
        is_new = _work_off_at_once(agreement, kind, thread, message_id, payload)
    else:
        stored = json.dumps(payload)
        is_new = bool(messages.keep(agreement.name, kind, thread, message_id, stored))
        if is_new:
            frappe.enqueue(JOB, queue="short", enqueue_after_commit=True)
    return {"receipt": message_id, "repeated": not is_new}


def _require_same_class(agreement: Document, is_restricted: bool) -> None:
    """Throw unless restricted messages, and only these, come by an agreement of their class."""
    if is_restricted != bool(agreement.restricted_class):
        frappe.throw(_("The agreement {0} does not cover this.").format(agreement.name))


def _require_new(agreement: Document, thread: str, message_id: str) -> None:
    """Refuse a second referral under the number of another one: one of the two would be lost."""
    # Referrals by one agreement wait for each other: of two at once, the later one finds the earlier.
    frappe.db.get_value(entry.DOCTYPE, agreement.name, "name", for_update=True)
    known = messages.of_thread(agreement.name, IN, messages.REFERRAL, thread, for_update=True)
    if known and known.message_id != message_id:
        raise Refused(TAKEN, 409)


def _work_off_at_once(
    agreement: Document, kind: str, thread: str, message_id: str, payload: dict[str, str]
) -> bool:
    """Process a message about a restricted case at once: its words are only stored in the report."""
    point = f"message_{frappe.generate_hash(length=10)}"
    frappe.db.savepoint(point)
    user = frappe.session.user
    frappe.set_user("Administrator")
    try:
        name = messages.keep(agreement.name, kind, thread, message_id, "")
        if name:
            _work_off(frappe.get_doc(DOCTYPE, name), agreement, payload)
    except Exception as error:
        frappe.db.rollback(save_point=point)
        frappe.clear_messages()
        _log(error)
        raise Refused(TROUBLE, 503) from None
    finally:
        frappe.set_user(user)
    return bool(name)


@clock_jobs.harmless
def process_waiting() -> None:
    """Process waiting messages, each in its own transaction, and send available answers.

    It acts as the office: the partner's program that queued the job is no user here.
    """
    user = frappe.session.user
    frappe.set_user("Administrator")
    languages.speak_of_site()
    try:
        _process_all()
    finally:
        frappe.set_user(user)


def _process_all() -> None:
    names = frappe.get_all(
        DOCTYPE,
        filters={"direction": IN, "state": WAITING},
        pluck="name",
        order_by="creation asc",
        limit_page_length=AT_ONCE,
    )
    for name in names:
        try:
            _process(name)
        except Exception as error:
            frappe.db.rollback()
            _note_trouble(name, error)
        frappe.db.commit()
    answer_waiting()


def answer_waiting() -> None:
    """Answer referrals from others whose case has ended here."""
    where = {"direction": IN, "kind": messages.REFERRAL, "state": messages.DONE}
    rows = frappe.get_all(
        DOCTYPE,
        filters=where,
        fields=["name", "agreement", "thread", "cfm_case"],
        order_by="creation",
    )
    cases = [row.cfm_case for row in rows if row.cfm_case]
    ended = {"name": ["in", cases], "phase": ["in", outgoing.ENDED]}
    answered = set(frappe.get_all("Case", filters=ended, pluck="name")) if cases else set()
    for row in rows:
        if row.cfm_case in answered and _may_answer(row):
            messages.queue(row.agreement, messages.ANSWER, row.thread, cfm_case=row.cfm_case)
            frappe.db.set_value(DOCTYPE, row.name, "state", messages.ANSWERED)
            outgoing.send_soon()
    frappe.db.commit()


def _may_answer(row: Any) -> bool:
    agreement = frappe.get_cached_doc(entry.DOCTYPE, row.agreement)
    return own_class.is_answered_by(agreement, row.cfm_case)


def _process(name: str) -> None:
    message = frappe.get_doc(DOCTYPE, name, for_update=True)
    if message.state != WAITING:
        return
    agreement = frappe.get_doc(entry.DOCTYPE, message.agreement)
    _work_off(message, agreement, json.loads(message.payload or "{}"))


def _work_off(message: Document, agreement: Document, told: dict[str, str]) -> None:
    if message.kind == messages.REFERRAL:
        _make_case(message, agreement, told)
    elif message.kind == messages.ANSWER:
        _take_answer(message, told)
    else:
        _withdraw(message, agreement)


def _make_case(message: Document, agreement: Document, told: dict[str, str]) -> None:
    """A case of this office from what the other one shared, with the thread as its source."""
    if messages.of_thread(agreement.name, IN, messages.WITHDRAWAL, message.thread):
        messages.settle(message.name, messages.TAKEN_BACK)
        return
    lines = [told["reason"], told["summary"]]
    if told["due_on"]:
        lines.append(_("Please answer by {0}.").format(told["due_on"].replace("T", " ")[:16]))
    reader = words.Reader(agreement)
    meant = reader.read({kind: told.get(kind, "") for kind in words.FIELDS})
    lines += [
        _("{0}, in the words of {1}: {2}").format(_(kind), agreement.partner, word)
        for kind, word in meant.unknown.items()
    ]
    case = frappe.get_doc(
        {
            "doctype": "Case",
            **meant.values,
            "description": plain_text.escaped("\n\n".join(filter(None, lines))),
            "source_id": f"{agreement.code}/{message.thread}",
            "sensitivity": agreement.restricted_class or _class_to_clarify(meant),
        }
    )
    case.flags.ignore_mandatory = True
    case.flags.comes_from_outside = True
    case.insert(ignore_permissions=True)
    for kind, word in meant.unknown.items():
        reader.ask(kind, [plain_text.escaped(word)])
    messages.settle(message.name, messages.DONE, cfm_case=case.name)
    case.add_comment("Info", _("Referred by {0}.").format(agreement.partner))
    if not case.is_restricted:
        # Its handlers know already that a restricted one needs them.
        _tell(case.name, lambda lang: _("{0} refers a case to you", lang).format(agreement.partner))


def _class_to_clarify(meant: words.Meant) -> str | None:
    """The class that the words of an unmapped category say; None where the case itself gives the class."""
    if words.CATEGORY not in meant.unknown:
        return None
    return strictest(words.unclear_class(), of_key(meant.unknown[words.CATEGORY]))


def _take_answer(message: Document, told: dict[str, str]) -> None:
    """Record the other office's answer to the referral."""
    asked = messages.of_thread(message.agreement, messages.OUT, messages.REFERRAL, message.thread)
    is_asked = asked and asked.state != messages.TAKEN_BACK
    state = frappe.db.get_value("Referral", asked.referral, "workflow_state") if is_asked else None
    if state not in consts.REFERRALS_PENDING or not told["text"]:
        messages.settle(message.name, messages.FAILED, _("This referral is no longer open."))
        return
    answer_referral.answer(asked.referral, plain_text.escaped(told["text"]), RECEIVED_VIA)
    about = {"referral": asked.referral, "cfm_case": asked.cfm_case}
    messages.settle(message.name, messages.DONE, **about)


def _withdraw(message: Document, agreement: Document) -> None:
    """The person withdrew: end open referrals here, and tell those who work on the case."""
    asked = messages.of_thread(agreement.name, IN, messages.REFERRAL, message.thread)
    case = asked.cfm_case if asked else None
    messages.settle(message.name, messages.DONE, cfm_case=case)
    if not case:
        return
    messages.settle(asked.name, messages.TAKEN_BACK)
    pending = {"cfm_case": case, "workflow_state": ["in", consts.REFERRALS_PENDING]}
    reason = _("{0} took the referral back: the person does not agree any more.").format(
        agreement.partner
    )
    for name in frappe.get_all("Referral", filters=pending, pluck="name"):
        revoke.revoke(name, reason)
    frappe.get_doc("Case", case).add_comment("Info", reason)
    _tell(
        case,
        lambda lang: _(
            "{0} took a referral back: the person does not agree any more. Share nothing of it.",
            lang,
        ).format(agreement.partner),
    )


def _tell(case: str, say: Callable[[str | None], str]) -> None:
    if own_class.class_of_case(case):
        users = handlers.entrusted(case)
    else:
        managers = handlers.holders(consts.MANAGER)
        users = [user for user in managers if user_limits.holds(case, user)]
    notices.tell_each(users, say, "Case", case)


def _log(error: Exception) -> None:
    # What went wrong may quote what was said.
    title = _("A message of another agency could not be worked off")
    frappe.log_error(title=title, message=type(error).__name__)


def _note_trouble(name: str, error: Exception) -> None:
    _log(error)
    tries = cint(frappe.db.get_value(DOCTYPE, name, "attempts")) + 1
    state = messages.FAILED if tries >= MOST_TRIES else WAITING
    values = {"attempts": tries, "state": state, "error": type(error).__name__}
    frappe.db.set_value(DOCTYPE, name, values)


def _identifier(given: Any) -> str:
    text = str(given or "")
    if not 8 <= len(text) <= messages.LONGEST_ID or not text.isascii() or not text.isalnum():
        raise Refused(MALFORMED, 400)
    return text


def _words(given: Any) -> dict[str, str]:
    """What a referral tells in the words of the partner, by kind; what is not known here is left out."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refused(MALFORMED, 400)
    found = {kind: _text(given.get(key)) for key, kind in WORDS.items()}
    if any(len(word) > words.LONGEST for word in found.values()):
        raise Refused(MALFORMED, 400)
    return {kind: word for kind, word in found.items() if word}


def _text(given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > LONGEST_TEXT:
        raise Refused(MALFORMED, 400)
    return given.strip()
