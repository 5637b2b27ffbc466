"""Records that were merged one after the other say where the person is now."""

import frappe

MEMBER, FIELD = "Community Member", "merged_into"


def execute() -> None:
    rows = frappe.get_all(MEMBER, filters={FIELD: ["is", "set"]}, fields=["name", FIELD])
    into = {row.name: row[FIELD] for row in rows}
    for name, first in into.items():
        last, seen = first, {name}
        while last in into and last not in seen:
            seen.add(last)
            last = into[last]
        if last != first:
            frappe.db.set_value(MEMBER, name, FIELD, last, update_modified=False)
