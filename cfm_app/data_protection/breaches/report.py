"""Reports a breach of personal data, or a suspicion. Any user of the app may do so."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.data_protection.breaches import audience
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance

# What a reporter says; everything else is found out by those who handle it.
FIELDS = (
    "breach_kind description data_concerned persons_count discovered_on happened_from"
    " happened_until location partner concerns"
).split()
IN_THE_TOOL = "In the tool"


def report(values: dict[str, Any], case: str | None = None) -> Document:
    """Enter a breach into the register and tell who handles it. Returns the stored breach.

    `values` are FIELDS; `case` is the open case that it was noticed at, which is named only where
    that is not restricted. Whoever reports sees it no more: the register is for data protection.
    """
    if not clearance.works_here():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    given = {
        key: value for key, value in values.items() if key in FIELDS and value not in ("", None)
    }
    breach = frappe.new_doc(audience.DOCTYPE)
    breach.update(given)
    breach.discovered_on = breach.discovered_on or now_datetime().replace(second=0, microsecond=0)
    breach.reported_by, breach.reported_on = frappe.session.user, now_datetime()
    _add_first_measures(breach)
    _add_notices(breach)
    _add_case(breach, case)
    breach.insert(ignore_permissions=True)
    _tell_at_once(breach)
    return breach


def own_reports(user: str | None = None) -> list[Any]:
    """What a user has reported: number, date and state, the newest first. No more of it is theirs."""
    return frappe.get_all(
        audience.DOCTYPE,
        filters={"reported_by": user or frappe.session.user},
        fields=["name", "breach_kind", "reported_on", "state"],
        order_by="reported_on desc",
        limit_page_length=20,
    )


def _add_first_measures(breach: Document) -> None:
    """What the office does at once for this kind of breach."""
    if not breach.breach_kind or not frappe.db.exists("CFM Breach Kind", breach.breach_kind):
        return
    for row in frappe.get_cached_doc("CFM Breach Kind", breach.breach_kind).steps:
        breach.append("measures", {"purpose": "Contain", "measure": row.step})


def _add_notices(breach: Document) -> None:
    for each in (*audience.AT_ONCE, audience.HEADQUARTERS):
        breach.append("notices", {"audience": each})


def _add_case(breach: Document, case: str | None) -> None:
    """Name the case unless it is restricted: then only that there is one."""
    # The rule first: a closed case costs what a missing one costs.
    if not case or not access.may_see_case(case) or not frappe.db.exists("Case", case):
        return
    if clearance.restricted_among([case]):
        breach.restricted_count = 1
    else:
        breach.append("cases", {"cfm_case": case})


def _tell_at_once(breach: Document) -> None:
    """Tell data protection and the managers, and note that they were told."""
    told = {each: audience.holders(role, breach.name) for each, role in audience.AT_ONCE.items()}
    everybody = sorted({user for users in told.values() for user in users})

    def say(language: str | None) -> str:
        text = _("A breach of personal data was reported: {0}. Contain it first.", language)
        return text.format(breach.name)

    audience.tell(everybody or audience.handlers(breach.name), say, breach.name)
    for row in breach.notices:
        if told.get(row.audience):
            row.told_on, row.told_via = breach.reported_on, IN_THE_TOOL
            row.told_by = breach.reported_by
    breach.save(ignore_permissions=True)
