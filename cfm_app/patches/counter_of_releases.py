"""Releases have a counter of their own for each year, which goes on after those that there are.

They shared the framework's counter of all patterns that begin with "format:".
"""

import frappe

RELEASE = "CFM Release"


def execute() -> None:
    if not frappe.db.table_exists(RELEASE):
        return
    last: dict[str, int] = {}
    for name in frappe.get_all(RELEASE, pluck="name", order_by="name asc"):
        counter, number = name[: name.rindex("-") + 1], name.rpartition("-")[2]
        last[counter] = max(last.get(counter, 0), int(number))
    frappe.db.delete("Series", {"name": ["in", list(last)]})
    rows = [list(each) for each in last.items()]
    if rows:
        frappe.db.bulk_insert("Series", ["name", "current"], rows)
