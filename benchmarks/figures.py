"""What lists, searches and the dashboard take with many cases.

    python -m benchmarks.figures [--cases 1000 10000 100000] [--runs 5] [--requests 40]

For each number a site with the demo office is made, whose cases, people and referrals are copied in the
database until there are so many, evenly over five years; what was received more than two months ago is
closed. One client asks a server of its own, one request after the other. Each
first look at the dashboard is that of a server that has just started, since the figures are kept for some
minutes. Prints the median and the 95th percentile in milliseconds, or, of a handful of looks, the longest.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402
from frappe.utils import add_days, now_datetime  # noqa: E402

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
        copies = math.ceil(cases / frappe.db.count("Case"))
        for doctype, changed in COPIED.items():
            _copy(doctype, changed, copies - 1)
            _close_old(doctype)
        frappe.db.commit()
        frappe.db.sql("pragma wal_checkpoint(truncate)")
    finally:
        frappe.destroy()


def _copy(doctype: str, changed: tuple[str, ...], copies: int) -> None:
    columns = frappe.db.get_table_columns(doctype)
    names = ", ".join(f"`{column}`" for column in columns)
    values = ", ".join(_copied(column, column in changed) for column in columns)
    frappe.db.sql(
        f"insert into `tab{doctype}` ({names})"
        " with recursive copy(number) as"
        " (select 1 union all select number + 1 from copy where number < %(copies)s)"
        f" select {values} from copy cross join (select * from `tab{doctype}`) where %(copies)s > 0",
        {"copies": copies, "days": YEARS * 365},
    )


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


def line(label: str, latencies: list[float]) -> str:
    ordered = sorted(latencies)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"  {label}: median {statistics.median(ordered):.1f} ms, p95 {late:.1f} ms"


def _number(number: str) -> str:
    return f'[["name","=","{number}"]]'


def questions(number: str, phone: str) -> dict[str, str]:
    """What is asked, under the name by which it is told."""
    rows = f"limit_page_length=20&order_by={quote('modified desc')}"
    count = "/api/method/frappe.client.get_count?doctype="
    return {
        "list of 20": f"/api/resource/Case?fields={quote(LIST_FIELDS)}&{rows}",
        "list of 20, filtered": (
            f"/api/resource/Case?fields={quote(LIST_FIELDS)}&filters={quote(OPEN)}&{rows}"
        ),
        "number of cases": f"{count}Case",
        "referrals, list of 20": f"/api/resource/Referral?fields={quote(REFERRAL_FIELDS)}&{rows}",
        "number of referrals": f"{count}Referral",
        "search by number": f"/api/resource/Case?filters={quote(_number(number))}&{rows}",
        "search by phone": (f"/api/method/cfm_app.api.console.lookup_caller?phone={quote(phone)}"),
        "my work, searching by number": f"/cfm/console?q={quote(number)}",
    }


def looks(server: Server, runs: int) -> tuple[list[float], list[float]]:
    """First looks at the dashboard, each on a server that has just started, and looks after them."""
    first, again = [], []
    for _run in range(runs):
        server.stop()
        server.start()
        client = Client(server.url, USER)
        timed(client, "/app")
        first.append(timed(client, DASHBOARD))
        again += [timed(client, DASHBOARD) for _look in range(3)]
    return first, again


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
        for label, path in questions(number, phone).items():
            timed(client, path)
            tell(line(label, [timed(client, path) for _request in range(requests)]))
        first, again = looks(server, runs)
        tell(line("dashboard, first look", first))
        tell(line("dashboard, again", again))
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5, help="first looks at the dashboard")
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
