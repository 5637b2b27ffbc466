"""What a night of retention takes in a large office, and that no figure has changed after it.

    python -m benchmarks.retention [--cases 10000]

A demo office is made, whose cases, people and referrals are copied until there are so many; all are closed
and kept long enough. Prints the seconds of the night, the cases a second and the size of the database.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from benchmarks.figures import USER, fill  # noqa: E402
from cfm_app.data_protection.personal_data import retention, retention_rules  # noqa: E402
from cfm_app.figures import breakdowns, performance  # noqa: E402
from cfm_app.figures.period import Period  # noqa: E402
from tests.live import Server  # noqa: E402

MONTHS = 40


def told() -> dict[str, Any]:
    """What the manager reads of the cases."""
    frappe.set_user(USER)
    frappe.cache.delete_keys("cfm_trends")
    period = Period.of_filters({})
    found = {
        "figures": performance.figures(period),
        "categories": breakdowns.by_category(period),
        "provinces": breakdowns.by_province(period),
        "trends": breakdowns.trends(),
    }
    frappe.set_user("Administrator")
    return found


def measure(site: Path) -> None:
    frappe.init(site=site.name, sites_path=str(site.parent))
    frappe.connect()
    try:
        frappe.db.sql("update `tabCase` set phase = 'Closed', workflow_state = 'Closed'")
        retention_rules.begin_notice()
        frappe.db.commit()
        before = told()
        today = frappe.utils.getdate(frappe.utils.add_months(frappe.utils.nowdate(), MONTHS))
        retention.run(today)
        frappe.db.sql(
            "update `tabCFM Retention Notice` set announced_on = '2020-01-01', night = -9"
        )
        frappe.db.set_single_value("CFM Settings", "retention_most_a_night", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        began = time.perf_counter()
        done = retention.run(today)
        took = time.perf_counter() - began
        assert told() == before, "a figure has changed"
        size = Path(frappe.local.site_state.db_path).stat().st_size / 1e6
        print(f"{done:>8} records  {took:8.1f} s  {done / took:8.0f} a second  {size:6.0f} MB")
    finally:
        frappe.destroy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "office").start()
        server.stop()
        fill(server.site, cases)
        measure(server.site)


if __name__ == "__main__":
    main()
