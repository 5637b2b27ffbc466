"""What a night of looking for trends takes with many cases: seconds of processor, and memory.

    python -m benchmarks.trends_by_night [--cases 1000 10000 100000 1000000]

For each number a site with the app is made, and that many cases are put into its table over 450 days: leaves
of its own trees of categories and places, channels and sex by chance, one in fifty of a restricted class. The
first night finds and keeps what there is; no site of an office is touched.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.figures.trend_alerts import nightly  # noqa: E402
from tests.patterns import Patterns  # noqa: E402

DAYS, BATCH = 450, 20_000
CASE = (
    "name creation modified owner modified_by docstatus idx received_on category location channel sex"
    " is_restricted sensitivity"
).split()
REPORT = (
    "name creation modified owner modified_by docstatus idx cfm_case sensitivity category location"
).split()


def main() -> None:
    """One line for each number of cases, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", nargs="*", type=int, default=[10**3, 10**4, 10**5, 10**6])
    print(f"{'cases':>9} {'seconds':>8} {'MB more':>8} {'alerts':>7}")
    for number in parser.parse_args().cases:
        process = multiprocessing.get_context("spawn").Process(target=_night, args=(number,))
        process.start()
        process.join()


def _night(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "shelf"
        shelf.mkdir()
        site = Path(folder) / "site"
        Patterns(shelf).with_app(site)
        frappe.init(site=site.name, sites_path=str(site.parent))
        frappe.connect()
        frappe.set_user("Administrator")
        _fill(number)
        frappe.db.commit()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        found = nightly.watch()
        took = time.process_time() - began
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        frappe.db.commit()
        frappe.destroy()
    print(f"{number:>9} {took:>8.1f} {more:>8.0f} {found['new']:>7}", flush=True)


def _fill(number: int) -> None:
    chance = random.Random(number)
    leaves = {
        doctype: frappe.get_all(doctype, {"is_group": 0}, pluck="name", order_by="name")
        for doctype in ("Case Category", "CFM Location")
    }
    channels = frappe.get_all("CFM Channel", pluck="name", order_by="name")
    classes = frappe.get_all("Case Sensitivity", {"hidden": 1}, pluck="name", order_by="name")
    rows, reports = [], []
    for at, moment in enumerate(_moments(number, chance)):
        head = (moment, moment, "Administrator", "Administrator", 0, 0)
        # Some are frequent, most are not.
        category, place = (
            values[int(len(values) * chance.random() ** 2)] for values in leaves.values()
        )
        restricted = chance.choice(classes) if chance.random() < 0.02 else None
        about: tuple[Any, ...] = (category, place, chance.choice(channels))
        name = f"CFM-B-{at:07}"
        if restricted:
            reports.append((f"SEN-B-{at:07}", *head, name, restricted, category, place))
            about = (None, None, None)
        sex = chance.choice(("Female", "Male"))
        rows.append((name, *head, moment, *about, sex, int(bool(restricted)), restricted))
        if len(rows) == BATCH:
            frappe.db.bulk_insert("Case", CASE, rows)
            rows = []
    frappe.db.bulk_insert("Case", CASE, rows)
    frappe.db.bulk_insert("Sensitive Report", REPORT, reports)


def _moments(number: int, chance: random.Random) -> Iterator[datetime]:
    now = datetime.now().replace(hour=12, minute=0, second=0, microsecond=0)
    for _each in range(number):
        day = int(DAYS * chance.random())
        yield now - timedelta(days=1 + day)


if __name__ == "__main__":
    main()
