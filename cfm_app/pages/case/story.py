"""What happened to a case, the oldest first: call, consent, referrals, attempts, notes, reopening."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_fullname, strip_html

from cfm_app import consts
from cfm_app.cases import answer_referral
from cfm_app.pages import colours, due, messages
from cfm_app.pages.case.view import Shown, receiver_of
from cfm_app.privacy import givers

MOST_COMMENTS = 100


def entries(shown: Shown) -> list[dict[str, Any]]:
    """Each with its moment, who did it, a title, a text and a tone; referrals carry more."""
    found = [
        *_received(shown),
        *_consents(shown),
        *_referrals(shown),
        *_attempts(shown),
        *_notes(shown),
        *_comments(shown),
    ]
    found.sort(key=lambda each: str(each["at"] or ""))
    for each in found:
        each["when"] = format_datetime(each["at"], "d MMM HH:mm") if each["at"] else ""
        each["iso"] = str(each["at"] or "")[:16].replace(" ", "T")
    return found


def _entry(
    kind: str, at: Any, who: str | None, head: str, text: str | None = "", **more: Any
) -> dict[str, Any]:
    name = get_fullname(who) if who else ""
    return {"kind": kind, "at": at, "who": name, "head": head, "text": text or "", **more}


def _received(shown: Shown) -> Iterator[dict[str, Any]]:
    case = shown.case
    channel = shown.get("channel")
    way = _("Received by {0}").format(_(channel)) if channel else _("Received")
    yield _entry("call", case.received_on, case.owner, way, shown.get("description"))
    given = shown.get("information_given")
    if given:
        yield _entry("answer", case.first_response_on, case.owner, _("Told at once"), given)


def _consents(shown: Shown) -> Iterator[dict[str, Any]]:
    if not frappe.has_permission("Consent", "read"):
        return
    for row in frappe.get_list(
        "Consent",
        filters={"cfm_case": shown.case.name},
        fields=[
            "name",
            "decided_on",
            "withdrawn_on",
            "withdrawal_reason",
            "language",
            "read_by",
            "legal_basis",
            "basis_reason",
            "owner",
            "workflow_state",
        ],
        order_by="creation asc",
        limit_page_length=0,
    ):
        rows = frappe.get_doc("Consent", row.name).purposes
        if row.decided_on:
            note, head = _basis(row) or _reading(row), _("Consent")
            yield _entry("consent", row.decided_on, row.owner, head, _purposes(rows), note=note)
        yield from _withdrawals(row, rows)


def _withdrawals(consent: Any, rows: list[Document]) -> Iterator[dict[str, Any]]:
    """What was taken back, each time with when, by whom it was recorded and why."""
    taken: dict[tuple[Any, ...], list[Document]] = {}
    for row in rows:
        if row.decision == "Withdrawn":
            # Rows from before this was noted at each: the consent says what is known.
            when = row.withdrawn_on or consent.withdrawn_on or consent.decided_on
            why = row.withdrawal_reason or consent.withdrawal_reason
            taken.setdefault((when, row.withdrawn_by, why), []).append(row)
    if not taken and consent.withdrawn_on:
        taken[consent.withdrawn_on, None, consent.withdrawal_reason] = []
    for (when, who, why), of_it in taken.items():
        what = ", ".join(_(row.purpose) + _of_partner(row) for row in of_it)
        yield _entry("consent", when, who, _("Consent withdrawn"), why, note=what)


def _basis(consent: Any) -> str:
    """On what it rests instead of what the person says, and why."""
    if givers.is_asked(consent):
        return ""
    return _("Legal basis: {0}. {1}").format(_(consent.legal_basis), consent.basis_reason or "")


def _reading(consent: Any) -> str:
    """In which language the text was read to the person, and by whom."""
    if not consent.read_by:
        return ""
    name = frappe.get_cached_value("CFM Language", consent.language or "", "language_name")
    return _("Text read in this language: {0}, by {1}").format(
        _(name or consent.language or ""), get_fullname(consent.read_by)
    )


def _purposes(rows: list[Document]) -> str:
    """What was decided that day, also of what was taken back since."""
    then = {"Withdrawn": "Granted"}
    return ", ".join(
        f"{_(row.purpose)}: {_(then.get(row.decision, row.decision))}" + _of_partner(row)
        for row in rows
        if row.decision
    )


def _of_partner(row: Document) -> str:
    return f" ({row.partner})" if row.partner else ""


def _referrals(shown: Shown) -> Iterator[dict[str, Any]]:
    written = messages.of_referrals([each.name for each in shown.referrals])
    for each in shown.referrals:
        to = receiver_of(each)
        yield _entry(
            "referral",
            each.creation,
            each.owner,
            _("Referred to {0}").format(to),
            each.shared_summary,
            referral=_card(each, written.get(each.name, [])),
        )
        if each.workflow_state in (consts.REFERRAL_DONE, consts.REFERRAL_RETURNED):
            yield _reply(each, to)
        if each.workflow_state == consts.REFERRAL_REVOKED:
            head, why = _("Referral {0} revoked").format(each.name), each.revocation_reason
            yield _entry("revoked", each.responded_on or each.modified, None, head, why)


def _reply(referral: Document, to: str) -> dict[str, Any]:
    is_done = referral.workflow_state == consts.REFERRAL_DONE
    head = _("Answer of {0}") if is_done else _("Returned by {0}")
    text = referral.response if is_done else referral.rejection_reason
    kind, via = ("answer" if is_done else "returned"), ""
    if referral.recorded_by:
        via = _("recorded by {0}, received by: {1}").format(
            get_fullname(referral.recorded_by), _(referral.received_via or "")
        )
    return _entry(kind, referral.responded_on, None, head.format(to), text, note=via)


def _card(referral: Document, written: list[Any]) -> dict[str, Any]:
    is_open = referral.workflow_state in consts.REFERRALS_PENDING
    return {
        "name": referral.name,
        "pill": colours.pill(referral.workflow_state),
        "is_open": is_open,
        "is_returned": referral.workflow_state == consts.REFERRAL_RETURNED,
        "is_mine": answer_referral.is_receiver(referral),
        "due": due.words(referral.due_on) if is_open else {"text": "", "tone": "", "iso": ""},
        "reason": referral.reason or "",
        "rejection": referral.rejection_reason or "",
        "summary": referral.shared_summary or "",
        "asked": referral.asked_count or 0,
        "override": _(referral.override_basis or ""),
        "messages": written,
    }


def _attempts(shown: Shown) -> Iterator[dict[str, Any]]:
    for row in shown.rows("contact_attempts"):
        informs = row.outcome == consts.ATTEMPT_INFORMED
        outcome = row.outcome or ("Reached" if row.reached else "No answer")
        head = _("{0}: {1}").format(_(row.channel or "Contact"), _(outcome))
        text = row.note or ""
        if informs and not row.before_reopening and shown.get("response_given"):
            text = "\n".join(filter(None, (shown.get("response_given"), text)))
        yield _entry(
            "informed" if informs else "attempt", row.attempted_on, row.attempted_by, head, text
        )
    marks = shown.get("satisfaction")
    if marks and shown.case.informed_on:
        head = _("Satisfied with the answer: {0} of 5").format(marks)
        moment = shown.case.informed_on
        yield _entry("attempt", moment, None, head, shown.get("satisfaction_comment"))


def _notes(shown: Shown) -> Iterator[dict[str, Any]]:
    for row in shown.rows("follow_ups"):
        yield _entry("memo", row.followed_on, row.followed_by, _("Note"), row.action)
    for row in shown.case.get("extensions") or []:
        head = _("{0} h more asked for").format(f"{row.hours:g}")
        decided = _(row.decision or "")
        yield _entry("memo", row.requested_on, row.requested_by, head, row.reason, note=decided)


def _comments(shown: Shown) -> Iterator[dict[str, Any]]:
    """What was written about the case, and the states it went through."""
    places = [("Case", shown.case.name)]
    if shown.report:
        places.append(("Sensitive Report", shown.report.name))
    for doctype, name in places:
        for row in frappe.get_all(
            "Comment",
            filters={
                "reference_doctype": doctype,
                "reference_name": name,
                "comment_type": ["in", ["Comment", "Info", "Workflow"]],
            },
            fields=["comment_type", "content", "owner", "creation"],
            order_by="creation asc",
            limit_page_length=MOST_COMMENTS,
        ):
            text = strip_html(row.content or "")
            if row.comment_type == "Workflow":
                yield _entry("state", row.creation, row.owner, text)
            else:
                yield _entry("memo", row.creation, row.owner, _("Note"), text)
