"""The nightly erasure of personal data whose retention period is over: announced, in batches, reported.

Each batch is one transaction, so after a crash or a failed batch the next night continues. Restricted
cases are erased only after a decision by two people (`decisions`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, getdate, now_datetime, nowdate

from cfm_app import clock_jobs, consts, notices
from cfm_app.counting import counted
from cfm_app.personal_data import (
    case_documents,
    compaction,
    decisions,
    erasure,
    erasure_files,
    erasure_list,
    holds,
    retention_due,
    retention_rules,
)
from cfm_app.personal_data.erasure import Plan
from cfm_app.personal_data.retention_due import Due
from cfm_app.personal_data.retention_rules import NOTICE_DAYS, Rules
from cfm_app.privacy.access_rule import user_limits
from cfm_app.privacy.entitlement import handlers

KIND, MIGRATION = "Retention", "CFM Migration"
OTHERS = (
    *(consts.CONVERSATION, consts.CALL, retention_due.ENVELOPE),
    *(retention_due.PROPOSAL, retention_due.PERSON, retention_due.REQUEST),
)
RECEIVERS = (consts.MANAGER, consts.DATA_PROTECTION)
# Erased by day, since the night before: their pages are compacted tonight.
SINCE_LAST_NIGHT = timedelta(hours=25)


@clock_jobs.destroys
def run(today: date | None = None) -> int:
    """Erase what is due by `today`. Returns the number of cases and of other documents.

    Nothing is erased before the days of notice are over, which begin with the first run.
    """
    today = today or getdate()
    begins = retention_rules.begins() or retention_rules.begin_notice()
    announce()
    done = _erase_all(today) if begins <= today else 0
    _forget_notices(today)
    _forget_reasons(today)
    _finish_files()
    frappe.db.commit()
    if _erased_lately():
        compaction.run()
    erasure_list.write()
    if done:
        # What went lay in all parts of the office.
        _tell_each(_receivers().get("", []), nowdate(), _report, done)
    frappe.db.commit()
    return done


def announce() -> None:
    """Monthly: tell managers and data protection what goes after the days of notice in their part of the office."""
    until, month = getdate() + timedelta(days=NOTICE_DAYS), f"{getdate():%Y-%m}"
    for within, users in _receivers().items():
        due = retention_due.cases(until, within or retention_due.ALL)
        if number := sum(len(list(_going(batch))) for batch in due):
            _tell_each(users, month, _announcement, NOTICE_DAYS, number)


def _announcement(language: str | None) -> str:
    return _(
        "Within {0} days names and words of {1} cases go. Look at what has to be kept.", language
    )


def batches(today: date) -> Iterator[list[Plan]]:
    """What is due today, in batches: decided erasures, cases, documents without a case, persons."""
    yield decisions.agreed_plans()
    for found in retention_due.cases(today):
        going = list(_going(found))
        documents = case_documents.of([due.name for due in going])
        yield [_plan(due, documents[due.name]) for due in going]
    for doctype in OTHERS:
        for found in retention_due.others(doctype, today):
            going = list(_going(found))
            yield [_plan(due, case_documents.of_other(doctype, due.name)) for due in going]


def _erase_all(today: date) -> int:
    done = 0
    for plans in batches(today):
        free = holds.without_held(plans)
        if free:
            done += _erase(free)
    return done


def _erase(plans: list[Plan]) -> int:
    """Erase a batch; after an error one by one, so that one fault does not stop the others."""
    try:
        erasure.erase_all(plans)
        frappe.db.commit()
        return len(plans)
    except Exception as error:
        frappe.db.rollback()
        # A traceback would hold what the case says.
        fault = type(error).__name__
    if len(plans) > 1:
        return sum(_erase([plan]) for plan in plans)
    what = f"{plans[0].doctype} {plans[0].name}"
    frappe.log_error(title=f"Retention: {what} stays", message=f"{what}: {fault}")
    frappe.db.commit()
    return 0


def _going(found: list[Due]) -> Iterator[Due]:
    """What may be erased without a decision: not on hold, and not restricted."""
    return (due for due in found if not due.is_held and not due.rule.is_restricted)


def _plan(due: Due, documents: dict[str, list[str]]) -> Plan:
    return Plan(due.doctype, due.name, documents, due.rule.in_words(), is_of_retention=True)


# --- what else is looked after ------------------------------------------------------------------
def _forget_notices(today: date) -> None:
    """Delete old lines about reminders."""
    if months := Rules().of(None, None).months:
        frappe.db.delete(notices.DOCTYPE, {"sent_on": ["<", add_months(today, -months)]})


def _forget_reasons(today: date) -> None:
    """Delete old reasons of failed migration records, which may quote them; the outcome stays."""
    if months := Rules().of(None, None).months:
        old = {"ended_on": ["<", add_months(today, -months)]}
        migrations = frappe.get_all(MIGRATION, old, pluck="name") or [""]
        told = {"migration": ["in", migrations], "reason": ["is", "set"]}
        frappe.db.set_value(f"{MIGRATION} Record", told, "reason", None, update_modified=False)


def _finish_files() -> None:
    """Make sure that no bytes of erased files are left."""
    left = {"state": erasure_list.DONE, "files_left": ["is", "set"]}
    for row in frappe.get_all(erasure_list.REGISTER, left, ["name", "files_left"]):
        erasure_files.finish(frappe.parse_json(row.files_left))
        frappe.db.set_value(
            erasure_list.REGISTER, row.name, "files_left", None, update_modified=False
        )


def _erased_lately() -> bool:
    since = now_datetime() - SINCE_LAST_NIGHT
    return bool(frappe.db.exists(erasure_list.REGISTER, {"erased_on": [">", since]}))


# --- telling ----------------------------------------------------------------------------------
def _report(language: str | None) -> str:
    return _("By the rules of retention names and words of {0} records went last night.", language)


def _receivers() -> dict[str, list[str]]:
    """Whoever is told, by the condition for the cases of their part of the office; empty for all of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for user in sorted({user for role in RECEIVERS for user in handlers.holders(role)}):
        found[user_limits.cases_within(user)].append(user)
    return dict(found)


def _tell_each(users: list[str], rule: str, say: Callable[[str | None], str], *values: int) -> None:
    spoken = notices.languages(set(users))
    for user in users:
        if notices.claim(KIND, rule, user):
            language = spoken.get(user)
            notices.tell(user, counted(say(language), *values, language=language))
