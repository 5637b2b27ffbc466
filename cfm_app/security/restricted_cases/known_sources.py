"""Which source numbers exist, as far as the user may know."""

from collections.abc import Sequence

import frappe

from cfm_app.security.access_rule import access


def known_ids(keys: Sequence[str]) -> set[str]:
    """The given source numbers that exist, as far as the user in the session may know.

    Those of restricted cases stand in their reports. For users who neither recorded nor read such a case,
    its number counts as new: otherwise a dry run would reveal the case.
    """
    filters = {"source_id": ["in", list(keys)]}
    found = set(frappe.get_all("Case", filters=filters, pluck="source_id"))
    reports = frappe.get_all(
        "Sensitive Report", filters=filters, fields=["source_id", "cfm_case"], order_by="name asc"
    )
    cases = {"name": ["in", [report.cfm_case for report in reports] or [""]]}
    recorded = set(frappe.get_all("Case", {**cases, "owner": frappe.session.user}, pluck="name"))
    for report in reports:
        if report.cfm_case in recorded or access.may_see_case(report.cfm_case):
            found.add(report.source_id)
    return found
