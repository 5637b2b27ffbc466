"""Keeps the months of a site anew without a pause, until somebody ends it: ``python -m tests.story.keeping SITE``.

It tells of each step by a line.
"""

from __future__ import annotations

import sys
from pathlib import Path

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.base import changed_records  # noqa: E402
from cfm_app.figures.kept_facts import keeping  # noqa: E402
from cfm_app.figures.kept_facts.tables import CASES, month_of  # noqa: E402


def main(site: Path) -> None:
    """A case of each month is said to have changed, so that each month is kept anew."""
    frappe.init(site=site.name, sites_path=str(site.parent))
    frappe.connect()
    rows = frappe.get_all("Case", fields=["name", "received_on"], order_by="name asc")
    by_month = {month_of(row.received_on): row.name for row in rows}
    while True:
        changed_records.note(CASES.doctype, by_month.values())
        step()
        keeping.keep_changed(CASES, step)


def step() -> None:
    frappe.db.commit()
    print("kept", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
