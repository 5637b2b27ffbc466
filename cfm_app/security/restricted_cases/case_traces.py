"""What else mentions a case, when the case becomes restricted: it moves along or is removed.

The history of the case moves to its report. No other record may go on naming the case.
"""

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import outgoing_data, own_types

# What the framework copies from comments, tasks, tags and likes into the row of a document.
COPIED = ("_comments", "_assign", "_user_tags", "_liked_by")
MOVED = ("Version", "Comment", "File", "Communication", "Activity Log")
NAMELESS = "…"
# The app writes these about events of other records.
BY_THE_APP = "Info"

Place = tuple[str, str]
"""DocType and name of a document."""


def move(case: str, report: str) -> None:
    """Move the history, comments and files of a case that has just become restricted."""
    repoint(("Case", case), ("Sensitive Report", report))
    forget("Case", [case])
    outgoing_data.forget_case(case)
    for referral in frappe.get_all("Referral", {"cfm_case": case}, pluck="name"):
        _forget_notices_in_words(referral)
    _leave_register(case)


def _leave_register(case: str) -> None:
    """Take a case out of the register of breaches, which counts restricted cases and names none."""
    rows = frappe.get_all(
        "CFM Breach Case",
        {"cfm_case": case},
        pluck="parent",
        parent_doctype=consts.DATA_BREACH,
        order_by="parent asc",
    )
    frappe.db.delete("CFM Breach Case", {"cfm_case": case})
    for breach in rows:
        count = frappe.db.get_value(consts.DATA_BREACH, breach, "restricted_count") or 0
        counted = {"restricted_count": count + 1}
        frappe.db.set_value(consts.DATA_BREACH, breach, counted, update_modified=False)


def _forget_notices_in_words(name: str) -> None:
    """Delete notices that name a document in their text only: no rule on documents hides these."""
    told = [["document_name", "is", "not set"], ["subject", "like", f"%{name}%"]]
    rows = frappe.get_all("Notification Log", told, pluck="name", order_by="name asc")
    frappe.db.delete("Notification Log", {"name": ["in", rows or [""]]})


def forget(doctype: str, names: list[str]) -> None:
    """Delete Frappe's notices about documents, and its copies of their contents."""
    for carrier in ("DocShare", "Notification Log", "Tag Link"):
        type_field, name_field = doctype_access.CARRIERS[carrier]
        frappe.db.delete(carrier, {type_field: doctype, name_field: ["in", names or [""]]})
    for name in names:
        frappe.db.set_value(doctype, name, dict.fromkeys(COPIED), update_modified=False)


def repoint(old: Place, new: Place) -> None:
    """Make every reference to one document refer to another."""
    for doctype in MOVED:
        type_field, name_field = doctype_access.CARRIERS[doctype]
        filters = {type_field: old[0], name_field: old[1]}
        for name in frappe.get_all(doctype, filters=filters, pluck="name", order_by="creation asc"):
            frappe.db.set_value(
                doctype, name, {type_field: new[0], name_field: new[1]}, update_modified=False
            )


def erase_elsewhere(case: str, report: str) -> None:
    """Remove the number of a case from the history of other records."""
    since = frappe.db.get_value("Case", case, "creation")
    for doctype, field in (("Comment", "content"), ("Version", "data")):
        _erase(doctype, field, case, [[doctype_access.CARRIERS[doctype][1], "!=", report]], since)


def erase_person(member: str, since: object) -> None:
    """Remove the number of a person from what was written about other people since a moment."""
    for doctype, field in (("Comment", "content"), ("Version", "data")):
        type_field, name_field = doctype_access.CARRIERS[doctype]
        others = [[type_field, "=", "Community Member"], [name_field, "!=", member]]
        _erase(doctype, field, member, others, since)


def _erase(doctype: str, field: str, name: str, within: list[list[str]], since: object) -> None:
    """Remove a name from the history of some protected documents."""
    type_field = doctype_access.CARRIERS[doctype][0]
    rows = frappe.get_all(
        doctype,
        # Older rows cannot name it; the time lets the index limit the rows read.
        filters=[
            ["creation", ">=", since],
            [type_field, "in", [*doctype_access.PROTECTED, *own_types.of_case()]],
            *within,
            [field, "like", f"%{name}%"],
        ],
        fields=["name", field, *(["comment_type"] if doctype == "Comment" else [])],
        order_by="creation asc",
    )
    for row in rows:
        if row.get("comment_type") == BY_THE_APP:
            frappe.db.delete(doctype, {"name": row.name})
        else:
            text = row[field].replace(name, NAMELESS)
            frappe.db.set_value(doctype, row.name, field, text, update_modified=False)
