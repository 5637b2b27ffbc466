"""The nightly erasure of personal data whose retention period is over: announced, in batches, reported.

Each batch is one transaction, so after a crash or a failed batch the next night continues. Restricted
cases are erased only after a decision by two people (`decisions`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, getdate, now_datetime, nowdate

from cfm_app.base import clock, clock_jobs, consts, notices
from cfm_app.base.counting import counted
from cfm_app.data_protection.personal_data import (
    case_documents,
    compaction,
    decisions,
    erasure_everywhere,
    erasure_files,
    erasure_list,
    holds,
    retention_due,
    retention_limit,
    retention_notices,
    retention_rules,
)
from cfm_app.data_protection.personal_data.erasure import Plan
from cfm_app.data_protection.personal_data.retention_due import Due
from cfm_app.data_protection.personal_data.retention_rules import Rules
from cfm_app.security.access_rule import user_limits
from cfm_app.security.entitlement import handlers

KIND = "Retention"
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

    Nothing is erased before the days of notice are over, which begin with the first run and, for each record, with
    the night that finds it.
    """
    today = today or getdate()
    begins = retention_rules.begins() or retention_rules.begin_notice()
    announce()
    _announce_each(today, retention_notices.begin_night())
    frappe.db.commit()
    done = _erase_all(today) if begins <= today else 0
    _forget_notices(today)
    _forget_by_general_rule(today)
    _finish_files()
    frappe.db.commit()
    erasure_list.write()
    if done:
        # What went lay in all parts of the office.
        _tell_each(_receivers().get("", []), nowdate(), _report, done)
    frappe.db.commit()
    # At the end: where the disk is full it throws, and all else is done.
    if compaction.is_wanted() or _erased_lately():
        compaction.run()
    return done


def announce() -> None:
    """Monthly: tell managers and data protection what goes after the days of notice in their part of the office."""
    days, month = retention_rules.notice_days(), f"{getdate():%Y-%m}"
    until = getdate() + timedelta(days=days)
    for within, users in _receivers().items():
        due = retention_due.cases(until, within or retention_due.ALL)
        if number := sum(len(list(_going(batch))) for batch in due):
            _tell_each(users, month, _announcement, days, number)


def _announce_each(today: date, night: int) -> None:
    """Note of each record that goes after the days of notice since when that is known."""
    until = today + timedelta(days=retention_rules.notice_days())
    for doctype in ("Case", *OTHERS):
        retention_notices.announce(doctype, _going(retention_due.of(doctype, until)), night)


def _announcement(language: str | None) -> str:
    return _(
        "Within {0} days names and words of {1} cases go. Look at what has to be kept.", language
    )


def batches(today: date) -> Iterator[list[Plan]]:
    """What goes today, in batches: decided erasures; of what was announced cases, documents without one, persons."""
    yield decisions.agreed_plans()
    yield from _announced_batches(today)


def _announced_batches(today: date) -> Iterator[list[Plan]]:
    for found in retention_due.cases(today):
        going = list(retention_notices.ripe(_going(found), today))
        documents = case_documents.of([due.name for due in going])
        yield [_plan(due, documents[due.name]) for due in going]
    for doctype in OTHERS:
        for found in retention_due.others(doctype, today):
            going = list(retention_notices.ripe_or_freed(_going(found), today))
            yield [_plan(due, case_documents.of_other(doctype, due.name)) for due in going]


def _erase_all(today: date) -> int:
    """Erase what goes today, up to the limit of a night; nothing more as soon as the clock is doubted."""
    done = 0
    number = sum(len(plans) for plans in _announced_batches(today))
    is_too_much = not retention_limit.may_pass(number)
    if is_too_much:
        users = handlers.holders(consts.DATA_PROTECTION)
        _tell_each(sorted(users), f"much {nowdate()}", _question, number, retention_limit.most())
    frappe.db.commit()
    for plans in [decisions.agreed_plans()] if is_too_much else batches(today):
        if clock.doubt():
            break
        free = holds.without_held(plans)
        if free:
            done += _erase(free)
    return done


def _erase(plans: list[Plan]) -> int:
    """Erase a batch; after an error one by one, so that one fault does not stop the others."""
    try:
        erasure_everywhere.erase(plans)
        for plan in plans:
            retention_notices.forget(plan.doctype, [plan.name])
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


def _going(found: Iterable[Due]) -> Iterator[Due]:
    """What may be erased without a decision: not on hold, and not restricted."""
    return (due for due in found if not due.is_held and not due.rule.is_restricted)


def _plan(due: Due, documents: dict[str, list[str]]) -> Plan:
    return Plan(due.doctype, due.name, documents, due.rule.in_words(), is_of_retention=True)


# --- what else is looked after ------------------------------------------------------------------
def _forget_notices(today: date) -> None:
    """Delete old lines about reminders."""
    if months := Rules().of(None, None).months:
        frappe.db.delete(notices.DOCTYPE, {"sent_on": ["<", add_months(today, -months)]})


def _forget_by_general_rule(today: date) -> None:
    """Let features forget what is about nobody in particular: hook ``forgets_by_general_rule``."""
    if months := Rules().of(None, None).months:
        for path in frappe.get_hooks("forgets_by_general_rule"):
            frappe.get_attr(path)(add_months(today, -months))


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


def _question(language: str | None) -> str:
    return _(
        "{0} records are to go by the rules of retention, more than {1} in one night: they stay until you confirm it",
        language,
    )


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
