"""What the search takes with many cases, on either engine.

    python -m benchmarks.search [--cases 1000 100000 1000000] [--rounds 20]

For each number a site with the demo office is made, whose cases, people and referrals are copied, each
copy five days older, until there are so many; then the entries of the search are made anew. The
search is asked as an operator in this process, what people ask for in turn. Prints the median and the 95th
percentile in milliseconds for each question and for all of them, by the clock and of the processor: on a
machine that others use, the second says more.

On a bench, in its folder `sites`, a site with the demo office that is thrown away; PYTHONPATH names this repository:
`../env/bin/python -m benchmarks.search --site SITE --cases 100000`.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

try:
    import frappe
except ImportError:
    import frappe_embedded

    frappe_embedded.activate()
    import frappe

from cfm_app.cases.search import fulltext, global_search, index

USER = "operator@demo.cfm"
# What names a record, and what must differ from copy to copy.
COPIED: dict[str, tuple[str, ...]] = {
    "Community Member": ("name", "phone", "phone_key"),
    "Case": ("name", "community_member", "source_id"),
    "Referral": ("name", "cfm_case"),
}
MOMENTS = ("creation", "received_on")
DAYS_APART = 5
WORDS = {
    "a word of many cases": "distribution",
    "two words": "vivres ration",
    "a beginning of a word": "distrib",
    "words that nobody said": "xylophone rouge",
    "a place": "Mamdi",
    "a province": "Ouaddaï",
    "a frequent name": "Mahamat",
    "two names, misspelt": "Mouhamad Saley",
    "a number that is none": "000 111",
}


def with_site(site: str, folder: str, cases: int, rounds: int) -> None:
    """Connect a site, and measure it."""
    frappe.init(site=site, sites_path=folder)
    frappe.connect()
    try:
        here(cases, rounds)
    finally:
        frappe.destroy()


def here(cases: int, rounds: int = 20) -> None:
    """Measure the connected site, after filling it up to so many cases."""
    fill(cases)
    started = time.perf_counter()
    entries = index.rebuild()
    frappe.db.commit()
    seconds = time.perf_counter() - started
    # A job of the clock, some minutes later.
    index.drop_outdated()
    frappe.db.commit()
    print(f"{frappe.db.count('Case'):,} cases; {entries:,} entries made in {seconds:.0f} s")
    frappe.set_user(USER)
    every: list[tuple[float, float]] = []
    for label, text in questions().items():
        global_search.search(text)
        times = [timed(text) for _round in range(rounds)]
        every += times
        print(line(f"{label} ({text})", times))
    print(line("all", every))


def fill(cases: int) -> None:
    """Copy what the demo office has until there are so many cases; what was copied before stays.

    Each copy is some days older than the one before: an office of 100,000 cases has them of years.
    """
    office = len(first_of("Case"))
    made, copies = (math.ceil(number / office) for number in (frappe.db.count("Case"), cases))
    for doctype, changed in COPIED.items():
        columns = frappe.db.get_table_columns(doctype)
        first = frappe.get_all(doctype, filters={"name": ["in", first_of(doctype)]}, fields=["*"])
        for copy in range(made, copies):
            rows = (copied(row, changed, copy) for row in first)
            frappe.db.bulk_insert(
                doctype, columns, [tuple(row[column] for column in columns) for row in rows]
            )
        frappe.db.commit()


def copied(row: dict[str, Any], changed: tuple[str, ...], copy: int) -> dict[str, Any]:
    """A row with names of its own and moments of earlier days."""
    names = {field: f"{row[field]}-{copy}" for field in changed if row[field]}
    earlier = timedelta(days=copy * DAYS_APART)
    moments = {field: row[field] - earlier for field in MOMENTS if row.get(field)}
    return {**row, **names, **moments}


def first_of(doctype: str) -> tuple[str, ...]:
    """What is no copy: a copy has one more part in its name."""
    first = [["name", "not like", "%-%-%-%"]]
    return tuple(frappe.get_all(doctype, filters=first, pluck="name", order_by="name asc"))


def questions() -> dict[str, str]:
    """What is asked, under the name by which it is told."""
    entries = frappe.get_all(
        fulltext.DOCTYPE,
        filters={"entry_type": "Case", "entry_person": ["is", "set"]},
        fields=["entry_name", "entry_person"],
        order_by="name asc",
        limit_page_length=1,
    )
    case, person = entries[0].entry_name, entries[0].entry_person
    phone = frappe.db.get_value("Community Member", person, "phone").rpartition("-")[0]
    return {
        "a number": case,
        "the end of a number": case[-6:],
        "a phone": phone or frappe.db.get_value("Community Member", person, "phone"),
        **WORDS,
    }


def timed(text: str) -> tuple[float, float]:
    """Milliseconds of one search: by the clock, and of the processor in this process alone."""
    start, busy = time.perf_counter(), time.process_time()
    global_search.search(text)
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def line(label: str, latencies: list[tuple[float, float]]) -> str:
    clock, processor = (_told(list(each)) for each in zip(*latencies, strict=True))
    return f"  {label}: {clock}; processor {processor}"


def _told(times: list[float]) -> str:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {statistics.median(ordered):.1f} ms, p95 {late:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--site", help="fill up and measure this one, of the folder")
    given = parser.parse_args()
    if given.site:
        for cases in given.cases:
            with_site(given.site, ".", cases, given.rounds)
        return
    from tests.live import Server

    for cases in given.cases:
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "office"
            server = Server(site).start()
            server.stop()
            with_site(site.name, folder, cases, given.rounds)


if __name__ == "__main__":
    main()
