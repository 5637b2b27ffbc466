"""What makes reading about a person ordinary: acts on their cases."""

from collections.abc import Iterable

import frappe

PERSON, REPORT = "Community Member", "Sensitive Report"


def worked_on(user: str, subjects: Iterable[str]) -> frozenset[str]:
    """Those of some persons and reports on whose cases a user acted, or which are entrusted to them.

    Acts are what the database keeps under a user's name: recording, history, comments, contacts, referrals
    asked for or received, tasks, being a handler.
    """
    cases = _cases_of(subjects)
    touched = _touched(user, sorted(cases))
    own = frappe.get_all(
        PERSON, {"name": ["in", sorted(subjects) or [""]], "owner": user}, pluck="name"
    )
    return frozenset(own) | {subject for case, subject in cases.items() if case in touched}


def _cases_of(subjects: Iterable[str]) -> dict[str, str]:
    """The cases of some persons and reports, each with whom it is about."""
    wanted = sorted(subjects)
    found: dict[str, str] = {}
    if not wanted:
        return found
    for row in frappe.get_all(
        "Case", {"community_member": ["in", wanted]}, ["name", "community_member"]
    ):
        found[row.name] = row.community_member
    for field in ("name", "community_member"):
        for row in frappe.get_all(REPORT, {field: ["in", wanted]}, ["cfm_case", field]):
            found[row.cfm_case] = row[field]
    return found


def _touched(user: str, cases: list[str]) -> set[str]:
    wanted = cases or [""]
    found = set(frappe.get_all("Case", {"name": ["in", wanted], "owner": user}, pluck="name"))
    for doctype, field in (("Version", "docname"), ("Comment", "reference_name")):
        by = {field: ["in", wanted], "owner": user}
        found |= set(frappe.get_all(doctype, by, pluck=field))
    tasks = {"reference_name": ["in", wanted], "allocated_to": user}
    found |= set(frappe.get_all("ToDo", tasks, pluck="reference_name"))
    for field in ("owner", "focal_point"):
        asked = {"cfm_case": ["in", wanted], field: user}
        found |= set(frappe.get_all("Referral", asked, pluck="cfm_case"))
    rows = {"parent": ["in", wanted], "parenttype": "Case", "attempted_by": user}
    found |= set(
        frappe.get_all("Case Contact Attempt", rows, pluck="parent", parent_doctype="Case")
    )
    return found | _entrusted(user, wanted)


def _entrusted(user: str, cases: list[str]) -> set[str]:
    reports = frappe.get_all(REPORT, {"cfm_case": ["in", cases]}, ["name", "cfm_case"])
    rows = {"parent": ["in", [row.name for row in reports] or [""]], "user": user}
    handled = frappe.get_all("CFM Case Handler", rows, pluck="parent", parent_doctype=REPORT)
    return {row.cfm_case for row in reports if row.name in set(handled)}
