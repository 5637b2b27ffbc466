"""Give the cases that are there a code for the person, and mark those of restricted classes."""

import frappe
from frappe.utils import now_datetime

from cfm_app.privacy import clearance, status_codes

BATCH = 500
COLUMNS = "name creation modified modified_by owner docstatus idx".split()


def execute() -> None:
    restricted = list(clearance.restricted_classes())
    marked = {"sensitivity": ["in", restricted or [""]]}
    frappe.db.set_value("Case", marked, "is_restricted", 1, update_modified=False)
    last = ""
    while names := _cases(last):
        known = {"cfm_case": ["in", names]}
        have = set(frappe.get_all(status_codes.DOCTYPE, filters=known, pluck="cfm_case"))
        _store([name for name in names if name not in have])
        last = names[-1]


def _cases(after: str) -> list[str]:
    """Those of restricted classes get theirs when the class is lifted."""
    return frappe.get_all(
        "Case",
        filters={"is_restricted": 0, "name": [">", after]},
        pluck="name",
        order_by="name asc",
        limit_page_length=BATCH,
    )


def _store(names: list[str]) -> None:
    now, user = now_datetime(), frappe.session.user
    rows = []
    for name in names:
        stored = status_codes.sealed(name)
        key = frappe.generate_hash(length=10)
        rows.append((key, now, now, user, user, 0, 0, *stored.values()))
    if rows:
        columns = [*COLUMNS, "cfm_case", "code_hash", "code_sealed"]
        frappe.db.bulk_insert(status_codes.DOCTYPE, columns, rows)
