"""The security check list of a mission, from the office's list."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base.arguments import required_text
from cfm_app.base.table_rows import row_of
from cfm_app.office.missions import entry, states

TEMPLATE = "CFM Security Check"
BEFORE_APPROVAL = (*states.PLANNING, states.WAITING)


def begin(mission: Document) -> None:
    """Add the office's present lines to a new mission."""
    rows = frappe.get_all(
        TEMPLATE,
        filters={"enabled": 1},
        fields=["check_name", "is_required"],
        order_by="sort_index asc, name asc",
    )
    for row in rows:
        line = {"check_text": row.check_name, "is_required": row.is_required}
        mission.append("security_checks", line)


def tick(name: str, row: str) -> Document:
    """Mark a line as in place, with user and time."""
    mission = entry.opened(name, *BEFORE_APPROVAL)
    line = row_of(mission.security_checks, row)
    line.update({"checked_on": now_datetime(), "checked_by": frappe.session.user})
    line.missing_because = None
    return entry.save(mission)


def refuse(name: str, row: str, reason: str) -> Document:
    """Mark a line as not in place, with a reason."""
    mission = entry.opened(name, *BEFORE_APPROVAL)
    line = row_of(mission.security_checks, row)
    line.missing_because = required_text(reason, _("Write why it is not in place."))
    line.update({"checked_on": now_datetime(), "checked_by": frappe.session.user})
    return entry.save(mission)


def take_back(name: str, row: str) -> Document:
    """Reset a line."""
    mission = entry.opened(name, *BEFORE_APPROVAL)
    line = row_of(mission.security_checks, row)
    line.update(dict.fromkeys(("checked_on", "checked_by", "missing_because")))
    return entry.save(mission)


def what_is_open(mission: Document) -> list[str]:
    """Why the check list keeps a mission from being approved, in sentences."""
    found = []
    for row in mission.security_checks:
        if not row.is_required:
            continue
        if row.missing_because:
            found.append(_("Not in place: {0}").format(_(row.check_text)))
        elif not row.checked_on:
            found.append(_("Nobody has checked: {0}").format(_(row.check_text)))
    return found
