"""Alerts about unusual readings: found by a job, closed by data protection.

Nobody closes an alert about themselves: alerts about data protection are for managers.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_fullname, now_datetime

from cfm_app.base import clock_jobs, consts, notices, settings
from cfm_app.base.counting import counted
from cfm_app.data_protection.breaches import audience, report
from cfm_app.data_protection.reading_alerts import work
from cfm_app.data_protection.reading_alerts.unusual import (
    Finding,
    Limits,
    Reader,
    Reading,
    findings,
)
from cfm_app.procedures.sop import clock
from cfm_app.security import audit
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import handlers

ALERT, LOG = consts.READING_ALERT, "CFM Access Log"
LIMITS = ("reading_in_an_hour", "reading_after_hours", "reading_of_others", "reading_same_name")
OPEN, EXPLAINED, REPORTED = "Open", "Explained", "Reported"
SUBJECTS = (work.PERSON, work.REPORT)
ACTIONS = ("Read", "Print", "Search")
# A day is looked at again until it is over: what began in the evening goes on.
LOOK_BACK = timedelta(days=2)


@clock_jobs.escalates
def look(now: datetime | None = None) -> int:
    """Check the readings of today and yesterday. Returns the number of new alerts.

    A kind of finding about a user and a day is one alert, which grows during the day.
    """
    now = now or now_datetime()
    since = datetime.combine((now - LOOK_BACK).date(), datetime.min.time())
    limits, calendar = _limits(), clock.office_calendar()
    days: dict[tuple[str, Any], list[Reading]] = defaultdict(list)
    for row in _lines(since):
        moment = get_datetime(row.accessed_on)
        days[row.user, moment.date()].append(Reading(moment, row.ref_name))
    made = 0
    for (user, _day), readings in days.items():
        subjects = {each.subject for each in readings}
        reader = Reader(_family_name(user), work.worked_on(user, subjects))
        names = _names(subjects) if limits.looks_at_names else {}
        for finding in findings(readings, reader, names, limits, calendar):
            made += _note(user, finding)
    return made


def explain(name: str, explanation: str) -> Document:
    """Close an alert with an explanation."""
    alert = _opened(name)
    if not explanation.strip():
        frappe.throw(_("Write why this was in order."))
    alert.explanation, alert.state = explanation.strip(), EXPLAINED
    return _settled(alert)


def to_breach(name: str) -> Document:
    """Report the readings of an alert as a breach. Returns the breach."""
    alert = _opened(name)
    said = counted(
        _("Unusual reading by {0}: {1}, {2} persons"),
        get_fullname(alert.reader),
        _(alert.alert_kind),
        alert.persons_count,
    )
    breach = report.report({"description": said, "concerns": alert.reader})
    breach.update(
        {"reader": alert.reader, "read_from": alert.read_from, "read_until": alert.read_until}
    )
    breach.save(ignore_permissions=True)
    alert.breach, alert.state = breach.name, REPORTED
    _settled(alert)
    return breach


def lines_of(alert: Document) -> list[Any]:
    """The lines of the log behind an alert, as far as the user may read the log."""
    return frappe.get_list(
        LOG,
        filters=[
            ["user", "=", alert.reader],
            ["ref_doctype", "in", SUBJECTS],
            ["action", "in", ACTIONS],
            ["accessed_on", "between", [alert.read_from, alert.read_until]],
        ],
        fields=["accessed_on", "action", "ref_doctype", "ref_name"],
        order_by="accessed_on asc",
        limit_page_length=500,
    )


def follow_limits(office: Document) -> None:
    """Whoever changes from when on reading is unusual may want nobody to look: data protection is told."""
    if not office.get_doc_before_save():
        return
    changed = [
        _(office.meta.get_label(field)) for field in LIMITS if office.has_value_changed(field)
    ]
    if not changed:
        return
    what = "; ".join(changed)
    audit.record("Rights", office.doctype, office.name, detail=what[:140])
    people = handlers.holders(consts.DATA_PROTECTION)
    spoken, who = notices.languages(set(people)), get_fullname(frappe.session.user)
    for user in people:
        text = _("{0} changed when unusual reading is told: {1}", spoken.get(user))
        notices.tell(user, text.format(who, what))


def _limits() -> Limits:
    return Limits(
        in_an_hour=settings.setting("reading_in_an_hour") or 0,
        after_hours=settings.setting("reading_after_hours") or 0,
        of_others=settings.setting("reading_of_others") or 0,
        looks_at_names=bool(settings.setting("reading_same_name")),
    )


def _lines(since: datetime) -> list[Any]:
    return frappe.get_all(
        LOG,
        filters=[
            ["accessed_on", ">=", since],
            ["ref_doctype", "in", SUBJECTS],
            ["action", "in", ACTIONS],
            ["ref_name", "is", "set"],
            ["user", "!=", "Administrator"],
        ],
        fields=["accessed_on", "user", "ref_name"],
        order_by="accessed_on asc, name asc",
        limit_page_length=0,
    )


def _family_name(user: str) -> str:
    return frappe.db.get_value("User", user, "last_name") or ""


def _names(subjects: set[str]) -> dict[str, str]:
    filters = {"name": ["in", sorted(subjects) or [""]]}
    rows = frappe.get_all(work.PERSON, filters=filters, fields=["name", "full_name"])
    return {row.name: row.full_name or "" for row in rows}


def _note(user: str, finding: Finding) -> int:
    """Store a finding, or let the alert of the day grow. Returns 1 for a new one."""
    key = "\n".join((user, finding.kind, str(finding.since.date())))
    place = {"alert_key": sha256(key.encode()).hexdigest()[:40]}
    grown = {"persons_count": len(finding.subjects), "read_until": finding.until}
    if frappe.db.exists(ALERT, place):
        frappe.db.set_value(ALERT, {**place, "state": OPEN}, grown, update_modified=False)
        return 0
    values = {"reader": user, "alert_kind": finding.kind, "read_from": finding.since, **grown}
    made = frappe.get_doc({"doctype": ALERT, **place, **values}).insert(ignore_permissions=True)
    _tell(made.name)
    return 1


def _tell(name: str) -> None:
    people = audience.holders(consts.DATA_PROTECTION, name, ALERT)
    people = people or audience.holders(consts.MANAGER, name, ALERT)
    spoken = notices.languages(set(people))
    for user in people:
        text = _("Unusual reading of personal data: please look at it", spoken.get(user))
        notices.tell(user, text, ALERT, name)


def _opened(name: str) -> Document:
    alert = open_documents.get_open(ALERT, name, for_update=True)
    if alert.state != OPEN:
        frappe.throw(_("This alert is settled already."))
    return alert


def _settled(alert: Document) -> Document:
    alert.explained_by, alert.explained_on = frappe.session.user, now_datetime()
    alert.save(ignore_permissions=True)
    notices.mark_done(ALERT, alert.name)
    return alert
