"""Attempts to reach a person: how many failed, and when to try again."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.security.lawful_basis import consent
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import reporters, unlocking

# What a case holds of the answer that its person heard last.
TOLD = ["response_given", "satisfaction", "satisfaction_comment"]


def settle(case: Document) -> None:
    """Validate the attempts of a case; throw for a call that the person did not want."""
    stamp(case)
    _check_way(case)
    if _new_rows(case):
        refuse_unwanted(case.name)


def refuse_unwanted(case: str) -> None:
    """Throw for contacting a person who does not want it."""
    if consent.is_refused(case, consts.CALL_BACK):
        frappe.throw(
            _(
                "The person does not want to be called back. Do not call; if the person asks again,"
                " record the new consent first."
            ),
            title=_("No call back"),
        )


def _check_way(case: Document) -> None:
    """Throw for "no way to reach the person" where a number is known."""
    person = case.community_member or particulars.particular(case, "community_member")
    new = [
        row for row in case.get("contact_attempts") or [] if row.outcome == consts.ATTEMPT_NO_WAY
    ]
    if not person or not new or not _new_rows(case):
        return
    if reporters.is_shut_for(person):
        # Nobody says that there is no number who cannot read whether there is.
        unlocking.required()
    if has_number(person):
        frappe.throw(_("A phone number of the person is known: try it first."))


def has_number(person: str) -> bool:
    """Whether a phone number of a person is known."""
    return bool(identity.phones_of(reporters.told_of(person, identity.PHONES))[0])


def stamp(doc: Document) -> None:
    """Set on each attempt whether the person was reached; older stored rows stay.

    A person who cannot be reached at all gets no further call.
    """
    before = doc.get_doc_before_save()
    stored = {row.name: row for row in (before.get("contact_attempts") if before else None) or []}
    _refuse_rewriting(doc, stored)
    _refuse_other_messages(doc, stored)
    for row in doc.get("contact_attempts") or []:
        if row.name in stored:
            row.before_reopening = stored[row.name].before_reopening
            row.message = stored[row.name].message
        elif row.outcome == consts.ATTEMPT_INFORMED:
            row.said = doc.get("response_given")
        if row.outcome:
            row.reached = int(row.outcome in consts.ATTEMPTS_THAT_REACHED)
        if row.outcome == consts.ATTEMPT_NO_WAY:
            row.next_attempt_on = None


def _refuse_other_messages(doc: Document, stored: dict[str, Document]) -> None:
    """Throw for a message as evidence that was about another case."""
    case = doc.get("cfm_case") or doc.name
    for row in doc.get("contact_attempts") or []:
        if row.name in stored or not row.message:
            continue
        if frappe.db.get_value(consts.MESSAGE, row.message, "informs_case") != case:
            frappe.throw(_("This message told the outcome of another case, or none."))


def _refuse_rewriting(doc: Document, stored: dict[str, Document]) -> None:
    """Throw for a changed result of a stored attempt: it proves that the person was told or given up."""
    rows = {row.name: row for row in doc.get("contact_attempts") or []}
    is_kept = all(
        name in rows and (not old.outcome or rows[name].outcome == old.outcome)
        for name, old in stored.items()
    )
    if not is_kept:
        frappe.throw(_("What came of a contact stays as it was recorded. Record another one."))


def set_aside(case: Document) -> None:
    """After a reopening, mark earlier attempts: they did not tell the new answer.

    The answer and satisfaction of the last one stay with it.
    """
    told = case.get_doc_before_save() or case
    rows = case.get("contact_attempts") or []
    if last := last_informed(rows):
        last.update(_as_told(told))
    for row in rows:
        row.before_reopening = 1
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, "name")
    if report:
        if last := last_informed(_withheld_rows(case)):
            words = frappe.db.get_value("Sensitive Report", report, TOLD, as_dict=True)
            frappe.db.set_value("Case Contact Attempt", last.name, _as_told(words))
        of_report = {"parent": report, "parenttype": "Sensitive Report"}
        frappe.db.set_value("Case Contact Attempt", of_report, "before_reopening", 1)


def last_informed(rows: list[Any]) -> Any:
    """The contact that told the present answer, if there is one."""
    found = [row for row in rows if row.outcome == consts.ATTEMPT_INFORMED]
    return found[-1] if found and not found[-1].before_reopening else None


def _as_told(words: Any) -> dict[str, Any]:
    said, satisfaction, comment = (words.get(field) for field in TOLD)
    return {"said": said, "satisfaction": satisfaction, "satisfaction_comment": comment}


def has_informed(case: Document) -> bool:
    """Whether the person was told the outcome since the last reopening."""
    rows = rows_of(case)
    return any(row.outcome == consts.ATTEMPT_INFORMED and not row.before_reopening for row in rows)


def failed_attempts(case: Document) -> int:
    """The number of failed attempts of this round since the person was last reached."""
    return count_failed(rows_of(case))


def rows_of(case: Document) -> list[Any]:
    """The attempts of a case, including those in its report."""
    return list(case.get("contact_attempts") or []) + _withheld_rows(case)


def count_failed(rows: Iterable[Any], minutes: int | None = None) -> int:
    """The number of failed attempts since the person was last reached, or the case reopened.

    Giving up on an earlier answer does not count. Attempts within `minutes` of a counted one are the same
    try, as the settings say.
    """
    apart = timedelta(minutes=minutes_apart() if minutes is None else minutes)
    failed, counted_on = 0, None
    of_round = [row for row in rows if not row.get("before_reopening")]
    for row in sorted(of_round, key=lambda row: str(row.get("attempted_on") or "")):
        moment = get_datetime(row.get("attempted_on")) if row.get("attempted_on") else None
        if row.get("reached"):
            failed, counted_on = 0, None
        elif row.get("outcome") == consts.ATTEMPT_NO_WAY:
            continue
        elif not (counted_on and moment and moment < counted_on + apart):
            failed, counted_on = failed + 1, moment
    return failed


def minutes_apart() -> int:
    """The minutes between two attempts that count separately."""
    return int(setting("attempts_apart") or 0)


def how_counted() -> str:
    """How attempts are counted, for a reader; empty if each one counts."""
    minutes = minutes_apart()
    if not minutes:
        return ""
    return counted(_("Attempts less than {0} minutes apart count once."), minutes)


def why_fewer(case: Document) -> str:
    """The same for a case with more failed attempts than counted ones; else empty."""
    rows = rows_of(case)
    return how_counted() if count_failed(rows, 0) > count_failed(rows) else ""


def needed_attempts(sop: str | None) -> int:
    """The number of failed attempts after which a person counts as unreachable."""
    if sop:
        number = frappe.db.get_value("CFM SOP", sop, "contact_attempts")
        if number:
            return int(number)
    return int(setting("contact_attempts_required") or 0)


def are_exhausted(case: Document) -> bool:
    """Whether a person counts as unreachable: enough attempts, or no way to reach them."""
    if is_without_way(rows_of(case)):
        return True
    return failed_attempts(case) >= max(needed_attempts(case.sop), 1)


def is_without_way(rows: Iterable[Any]) -> bool:
    """Whether somebody noted since the last reopening that the person cannot be reached."""
    return any(
        row.get("outcome") == consts.ATTEMPT_NO_WAY and not row.get("before_reopening")
        for row in rows
    )


def unreachable_state() -> str:
    """The state of a case whose person could not be reached."""
    return setting("unreachable_state") or consts.CASE_UNREACHABLE


def check_unreachable(case: Document) -> None:
    """Throw for giving up before the attempts that the procedure requires."""
    before = case.get_doc_before_save()
    state = unreachable_state()
    if not before or case.workflow_state != state or before.workflow_state == state:
        return
    if not are_exhausted(case):
        wanted = counted(
            _("Try {0} times before you give the person up; so far {1} attempts failed."),
            max(needed_attempts(case.sop), 1),
            failed_attempts(case),
        )
        frappe.throw(
            " ".join(filter(None, (wanted, why_fewer(case)))),
            title=_("Not tried often enough"),
        )


def set_next_contact(case: Document) -> None:
    """Set the next call from the newest attempt, unless the person is given up."""
    if _is_given_up(case):
        case.next_contact_on = None
        return
    rows = [row for row in case.get("contact_attempts") or [] if not row.before_reopening]
    if rows:
        last = rows[-1]
        is_settled = last.reached and last.outcome != consts.ATTEMPT_AGAIN
        case.next_contact_on = None if is_settled else last.next_attempt_on


def _is_given_up(case: Document) -> bool:
    """Whether no call is planned any more; a later attempt may plan one again."""
    before, state = case.get_doc_before_save(), unreachable_state()
    if not before or case.workflow_state != state:
        return False
    is_planned_again = before.workflow_state == state and before.next_contact_on
    return not (is_planned_again or _new_rows(case))


def _new_rows(case: Document) -> bool:
    before = case.get_doc_before_save()
    known = len(before.get("contact_attempts") or []) if before else 0
    return len(case.get("contact_attempts") or []) > known


def _withheld_rows(case: Document) -> list[frappe._dict]:
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, "name")
    if not report:
        return []
    return frappe.get_all(
        "Case Contact Attempt",
        filters={"parent": report, "parenttype": "Sensitive Report"},
        fields=["name", "attempted_on", "attempted_by", "reached", "outcome", "before_reopening"],
        parent_doctype="Sensitive Report",
        order_by="idx asc",
    )
