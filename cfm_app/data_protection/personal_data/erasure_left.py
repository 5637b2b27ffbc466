"""Keeps closed what was known only from a restricted case, after the case is erased.

Who sees a person or a request follows from the cases that name them. An erasure removes these names, so
the register of erasures keeps the class by the number of the person and of the request.
"""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data.erasure_traces import chunks
from cfm_app.security.entitlement import clearance

# The possible subjects of a request.
ABOUT = (("Case", "cfm_case"), (consts.CONVERSATION, "conversation"))
MEMBER, REPORT, REQUEST = "Community Member", "Sensitive Report", consts.PERSON_REQUEST


def of(documents: dict[str, list[str]]) -> dict[tuple[str, str], str]:
    """The class of persons and their requests, by DocType and name, that only erased reports name.

    A person whom an ordinary case names stays open.
    """
    found: dict[tuple[str, str], str] = {}
    for member, sensitivity in _reported(documents).items():
        if frappe.db.exists("Case", {"community_member": member}):
            continue
        found[MEMBER, member] = sensitivity
        requests = frappe.get_all(REQUEST, {"community_member": member}, pluck="name")
        found |= {(REQUEST, name): sensitivity for name in requests}
    return found | _requests(documents)


def _requests(documents: dict[str, list[str]]) -> dict[tuple[str, str], str]:
    """Erased requests, or requests about an erased document, that name something restricted."""
    found: dict[tuple[str, str], str] = {}
    for doctype, field in ABOUT:
        for own, names in (
            ("name", documents.get(REQUEST, [])),
            (field, documents.get(doctype, [])),
        ):
            for some in chunks(names):
                about = frappe.get_all(
                    REQUEST, {own: ["in", some], field: ["is", "set"]}, ["name", field]
                )
                classes = _classes(doctype, [row[field] for row in about])
                found |= {
                    (REQUEST, row.name): classes[row[field]]
                    for row in about
                    if row[field] in classes
                }
    return found


def _classes(doctype: str, names: list[str]) -> dict[str, str]:
    """The restricted classes of these documents."""
    rows = frappe.get_all(doctype, {"name": ["in", names or [""]]}, ["name", "sensitivity"])
    return {row.name: row.sensitivity for row in rows if clearance.is_restricted(row.sensitivity)}


def _reported(documents: dict[str, list[str]]) -> dict[str, str]:
    """Persons whom erased reports name, with the class of the report."""
    found: dict[str, str] = {}
    for field, names in (
        ("name", documents.get(REPORT, [])),
        ("cfm_case", documents.get("Case", [])),
    ):
        for some in chunks(names):
            wanted = {field: ["in", some], "community_member": ["is", "set"]}
            fields = ["community_member", "sensitivity"]
            for row in frappe.get_all(REPORT, wanted, fields, order_by="name asc"):
                if clearance.is_restricted(row.sensitivity):
                    found[row.community_member] = row.sensitivity
    return found
