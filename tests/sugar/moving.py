"""Helpers for migrations, and a site as one text that can be compared."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.exchange.migration import jobs, migrations
from cfm_app.security.restricted_cases import particulars

MANAGER, OPERATOR, HANDLER = "manager@move.test", "operator@move.test", "psea@move.test"
ZONE = "Africa/Ndjamena"
OF_CASE = (
    "source_id received_on creation channel category sensitivity priority location place_details"
    " description resolution workflow_state phase first_response_on resolved_on closed_on is_restricted"
).split()


def make_users() -> None:
    """A manager who migrates, an operator who watches, a handler."""
    frappe.db.set_single_value("System Settings", "time_zone", ZONE)
    for email, role in (
        (MANAGER, consts.MANAGER),
        (OPERATOR, consts.OPERATOR),
        (HANDLER, consts.PSEA),
    ):
        if not frappe.db.exists("User", email):
            make_user(email, role)
    frappe.db.commit()
    frappe.set_user(MANAGER)


def do(name: str, task: str) -> Any:
    """Do a task at once, as the worker would; returns the record."""
    row = migrations.own_row(name)
    frappe.db.set_value(migrations.DOCTYPE, name, migrations.queued_values(row, task))
    frappe.db.commit()
    jobs.run(name, frappe.db.get_value(migrations.DOCTYPE, name, "run_id"), "fr")
    return migrations.own_row(name)


def migrated(path: str) -> str:
    """A whole migration from a path: read, guessed, migrated. Returns its number."""
    name = migrations.create_from_path(path)
    looked = do(name, migrations.SCAN)
    assert looked.status == "Finished", looked.message
    plan = json.loads(looked.plan)
    plan["time_zone"] = ZONE
    migrations.keep_plan(name, json.dumps(plan))
    brought = do(name, migrations.BRING)
    assert brought.status == "Finished", brought.message
    return name


def make_user(email: str, role: str = consts.OPERATOR) -> None:
    """Create a user here for somebody who worked there."""
    user = frappe.get_doc({"doctype": "User", "email": email, "first_name": email[:5]})
    user.append("roles", {"role": role})
    user.flags.no_welcome_mail = True
    user.send_welcome_email = 0
    user.insert(ignore_permissions=True)
    frappe.db.commit()


def saved_filters() -> list[dict[str, Any]]:
    """The filters of lists that users saved, without their numbers."""
    fields = ["filter_name", "owner", "for_user", "reference_doctype", "filters"]
    rows = frappe.get_all("List Filter", fields=fields, limit_page_length=0)
    return sorted((dict(row) for row in rows), key=lambda row: str(row["filter_name"]))


def canonical(with_updates: bool = True) -> list[dict[str, Any]]:
    """The cases of a site with all that belongs to them, without the random numbers of each site."""
    frappe.set_user("Administrator")
    found = []
    for name in frappe.get_all("Case", pluck="name", limit_page_length=0):
        found.append(_case(name, with_updates))
    return sorted(found, key=lambda each: (each["source_id"] or "", each["received_on"]))


def _case(name: str, with_updates: bool) -> dict[str, Any]:
    case = frappe.get_doc("Case", name)
    report = particulars.report_of(name)
    told = {each: str(case.get(each) or "") for each in OF_CASE}
    if report:
        told |= {
            each: str(report.get(each))
            for each in OF_CASE
            if report.get(each) and each != "creation"
        }
        told["reported"] = str(report.creation)
    member = case.community_member or (report and report.community_member)
    if member:
        fields = ["full_name", "phone", "second_phone"]
        told["member"] = frappe.db.get_value("Community Member", member, fields, as_dict=True)
    place = ("Sensitive Report", report.name) if report else ("Case", name)
    where = {"reference_doctype": place[0], "reference_name": place[1]}
    kinds = ["Info", "Comment"] if with_updates else ["Info"]
    told["history"] = sorted(
        [str(row.creation), row.comment_type, row.comment_by, row.content]
        for row in frappe.get_all(
            "Comment",
            filters={**where, "comment_type": ["in", kinds]},
            fields=["creation", "comment_type", "comment_by", "content"],
            limit_page_length=0,
        )
    )
    where = {"attached_to_doctype": place[0], "attached_to_name": place[1]}
    told["files"] = sorted(
        digest(_bytes(file))
        for file in frappe.get_all("File", filters=where, pluck="name", limit_page_length=0)
    )
    return told


def digest(content: bytes) -> str:
    """What a file is known by, here and there."""
    return hashlib.sha256(content).hexdigest()


def _bytes(file: str) -> bytes:
    content = frappe.get_doc("File", file).get_content()
    return content.encode() if isinstance(content, str) else bytes(content)
