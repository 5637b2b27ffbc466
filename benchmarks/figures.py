"""What lists, searches, the dashboard and the figures take with many cases.

    python -m benchmarks.figures [--cases 1000 10000 100000] [--runs 5] [--requests 40]

For each number a site with the demo office is made, whose cases, people and referrals are copied in the
database until there are so many, evenly over five years; what was received more than two months ago is
closed. One client asks a server of its own, one request after the other. Each first look at the dashboard
and at the figures is that of a server that has just started and has shown other pages, since what is counted is
cached for some minutes. Prints the median and the 95th percentile in milliseconds, or, of a handful of looks, the
longest; and the time of the processor, which says more where others work on the machine.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402
from frappe.utils import add_days, now_datetime  # noqa: E402

from benchmarks.processes import memory, processor_seconds  # noqa: E402
from cfm_app.figures.kept_facts import keeping  # noqa: E402
from cfm_app.figures.spans import month_before  # noqa: E402
from tests.clock import office_day  # noqa: E402
from tests.live import Client, Server  # noqa: E402

USER = "manager@demo.cfm"
DASHBOARD = "/app/dashboard-view"
LIST_FIELDS = '["name","received_on","category","workflow_state","priority","modified"]'
REFERRAL_FIELDS = '["name","cfm_case","functional_area","workflow_state","modified"]'
OPEN = '[["workflow_state","=","Registered"]]'
# What names a record, and what must differ from copy to copy.
COPIED: dict[str, tuple[str, ...]] = {
    "Community Member": ("name", "phone", "phone_key"),
    "Case": ("name", "community_member", "source_id"),
    "Referral": ("name", "cfm_case"),
}
MOMENTS = ("creation", "received_on", "resolved_on", "responded_on", "due_on", "respond_by")
MOMENTS += ("resolve_by", "first_response_on", "closed_on", "informed_on")
CACHE_KB = 150_000
AT_ONCE = 200
"""Copies in one statement: what it would take to undo it is held in memory."""
YEARS = 5
OPEN_DAYS = 60
CLOSED: dict[str, dict[str, str | None]] = {
    "Case": {
        "workflow_state": "Closed",
        "phase": "Closed",
        **dict.fromkeys(("next_due_on", "next_contact_on", "answered_on")),
    },
    "Referral": {"workflow_state": "Done"},
}


def fill(site: Path, cases: int) -> None:
    """Copy what the demo office has until there are so many cases."""
    frappe.init(site=site.name, sites_path=str(site.parent))
    frappe.connect()
    try:
        # Names are drawn by chance: their index must stay in memory while it grows.
        frappe.db.sql(f"pragma cache_size = -{CACHE_KB}")
        copies = math.ceil(cases / frappe.db.count("Case"))
        for doctype, changed in COPIED.items():
            with _indexed_afterwards(doctype):
                _copy(doctype, changed, copies - 1)
                _close_old(doctype)
        keeping.rebuild()
        frappe.db.commit()
        frappe.db.sql("pragma wal_checkpoint(truncate)")
    finally:
        frappe.destroy()


@contextmanager
def _indexed_afterwards(doctype: str) -> Iterator[None]:
    """Make the indexes of a table anew at the end: a million rows would turn over each of their pages many times."""
    indexes = frappe.db.sql(
        "select name, sql from sqlite_master where type = 'index' and tbl_name = %s and sql is not null",
        (f"tab{doctype}",),
    )
    for name, _sql in indexes:
        frappe.db.sql(f"drop index `{name}`")
    yield
    for _name, sql in indexes:
        frappe.db.sql(sql)


def _copy(doctype: str, changed: tuple[str, ...], copies: int) -> None:
    columns = frappe.db.get_table_columns(doctype)
    names = ", ".join(f"`{column}`" for column in columns)
    values = ", ".join(_copied(column, column in changed) for column in columns)
    kept = frappe.get_all(doctype, pluck="name", order_by="name asc")
    for first in range(1, copies + 1, AT_ONCE):
        frappe.db.sql(
            f"insert into `tab{doctype}` ({names})"
            " with recursive copy(number) as"
            " (select %(first)s union all select number + 1 from copy where number < %(last)s)"
            f" select {values} from copy cross join"
            f" (select * from `tab{doctype}` where name in %(kept)s)",
            {
                "first": first,
                "last": min(first + AT_ONCE - 1, copies),
                "kept": kept,
                "copies": copies,
                "days": YEARS * 365,
            },
        )
        frappe.db.commit()


def _copied(column: str, is_changed: bool) -> str:
    if is_changed:
        return f"`{column}` || '-' || copy.number"
    if column not in MOMENTS:
        return f"`{column}`"
    earlier = "'-' || (copy.number * %(days)s / %(copies)s) || ' days'"
    moment = f"strftime('%%Y-%%m-%%d %%H:%%M:%%f000', `{column}`, {earlier})"
    return f"case when `{column}` is null then null else {moment} end"


def _close_old(doctype: str) -> None:
    old = {"creation": ["<", add_days(now_datetime(), -OPEN_DAYS)], "name": ["like", "%-%-%-%"]}
    if values := CLOSED.get(doctype):
        frappe.db.set_value(doctype, old, values, update_modified=False)


def sample(site: Path) -> tuple[str, str]:
    """The number of a case that is not restricted, and the phone of its person."""
    frappe.init(site=site.name, sites_path=str(site.parent))
    frappe.connect()
    try:
        row = frappe.get_all(
            "Case",
            filters={"community_member": ["is", "set"]},
            fields=["name", "community_member.phone as phone"],
            order_by="name asc",
            limit=1,
        )[0]
        return row.name, row.phone
    finally:
        frappe.destroy()


def timed(client: Client, path: str) -> float:
    """Milliseconds of one request, which must be answered."""
    start = time.perf_counter()
    answer = client.http.get(f"{client.url}{path}", headers={"Accept": "*/*"}, timeout=600)
    elapsed = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
    return elapsed


def line(label: str, latencies: list[float], processor: float) -> str:
    ordered = sorted(latencies)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    told = f"  {label}: median {statistics.median(ordered):.1f} ms, p95 {late:.1f} ms"
    return f"{told}, processor {processor:.1f} ms"


def asked(server: Server, client: Client, path: str, times: int) -> tuple[list[float], float]:
    """Milliseconds of some requests by the clock, and of the processor on the average."""
    assert server.process
    before = processor_seconds([server.process.pid])
    latencies = [timed(client, path) for _request in range(times)]
    spent = processor_seconds([server.process.pid]) - before
    return latencies, 1000 * spent / times


def _number(number: str) -> str:
    return f'[["name","=","{number}"]]'


def questions(number: str, phone: str) -> dict[str, str]:
    """What is asked, under the name by which it is told."""
    rows = f"limit_page_length=20&order_by={quote('modified desc')}"
    listed = "/api/method/frappe.desk.reportview.get_count?filters=[]&limit=10001&doctype="
    return {
        "list of 20": f"/api/resource/Case?fields={quote(LIST_FIELDS)}&{rows}",
        "list of 20, filtered": (
            f"/api/resource/Case?fields={quote(LIST_FIELDS)}&filters={quote(OPEN)}&{rows}"
        ),
        "number of cases, as lists tell it": f"{listed}Case",
        "referrals, list of 20": f"/api/resource/Referral?fields={quote(REFERRAL_FIELDS)}&{rows}",
        "number of referrals, as lists tell it": f"{listed}Referral",
        "search by number": f"/api/resource/Case?filters={quote(_number(number))}&{rows}",
        "search by phone": (f"/api/method/cfm_app.api.console.lookup_caller?phone={quote(phone)}"),
        "home page": "/app",
        "my work": "/cfm/console",
        "my work, searching by number": f"/cfm/console?q={quote(number)}",
    }


def exact_numbers() -> dict[str, str]:
    """What counts each row, and no page waits for."""
    count = "/api/method/frappe.client.get_count?doctype="
    return {
        "number of cases, each counted": f"{count}Case",
        "number of referrals, each counted": f"{count}Referral",
    }


def pages_with_figures() -> dict[str, str]:
    """Pages whose first look is measured, since what they count is cached for some minutes."""
    today = office_day()
    month, year = month_before(today).name, today.year - 1
    figures = "/cfm/figures?period="
    return {
        "dashboard": DASHBOARD,
        "figures of a month": f"{figures}{month}",
        "figures of a year": f"{figures}{year}",
        "figures of a year, of women, by province across channels": (
            f"{figures}{year}&sex=Female&rows=province&across=channel"
        ),
    }


def looks(
    server: Server, page: str, runs: int
) -> tuple[tuple[list[float], float], tuple[list[float], float]]:
    """First looks at a page, each on a server that has just started, and looks after them."""
    first, again = [], []
    spent = spent_again = 0.0
    for _run in range(runs):
        server.stop()
        server.start()
        client = Client(server.url, USER)
        # What the first page of all takes once for a process: modules, forms, texts.
        timed(client, "/app")
        timed(client, "/cfm/figures?period=1999-01")
        latencies, processor = asked(server, client, page, 1)
        first += latencies
        spent += processor / runs
        latencies, processor = asked(server, client, page, 3)
        again += latencies
        spent_again += processor / runs
    return (first, spent), (again, spent_again)


def measure(
    folder: Path, cases: int, runs: int, requests: int, tell: Callable[[str], None]
) -> None:
    server = Server(folder / f"cases-{cases}").start()
    server.stop()
    server.demo = False
    started = time.perf_counter()
    fill(server.site, cases)
    tell(f"{cases:,} cases (made in {time.perf_counter() - started:.0f} s)")
    number, phone = sample(server.site)
    server.start()
    try:
        client = Client(server.url, USER)
        every = [(each, requests) for each in questions(number, phone).items()]
        every += [(each, 2) for each in exact_numbers().items()]
        for (label, path), times in every:
            timed(client, path)
            tell(line(label, *asked(server, client, path, times)))
        for label, page in pages_with_figures().items():
            first, again = looks(server, page, runs)
            tell(line(f"{label}, first look", *first))
            tell(line(f"{label}, again", *again))
        assert server.process
        tell(f"  memory: {memory([server.process.pid])}")
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5, help="first looks at each page")
    parser.add_argument("--requests", type=int, default=40, help="of everything else")
    options = parser.parse_args()
    for cases in options.cases:
        with tempfile.TemporaryDirectory() as name:
            measure(
                Path(name),
                cases,
                options.runs,
                options.requests,
                lambda text: print(text, flush=True),
            )


if __name__ == "__main__":
    main()
