"""A night of retention over HTTP, here and on a bench: words are gone, and no figure that anybody reads has changed.

The office loses what people told it. A site that runs already is taken only where CFM_NIGHT is set.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cfm_app.data_protection.personal_data.holds import DOCTYPE as HOLD
from cfm_app.data_protection.personal_data.retention_due import FRESH
from cfm_app.figures.facts import FACTS, TIMES, key_of
from cfm_app.figures.measures import MEASURES, OPEN

from .. import passing_time, whole_site
from ..live import Client, Running, Server
from ..patterns import Patterns

MARK = "zqxnightword"
READERS = ("manager@demo.cfm", "operator@demo.cfm", "psea@demo.cfm")
REPORTS = (
    "CFM Calls by Day",
    "CFM Cases by Category",
    "CFM Cases by Province",
    "CFM Cases by Week",
    "CFM Figures",
    "CFM Work by Area",
)
LONG_AGO = "2020-03-01 08:00:00"
ORDINARY = json.dumps({"is_restricted": 0, "description": ["is", "set"]})
OF_CASES = ("Referral", "Consent", "Sensitive Report")
IS_ORDINARY = "in (select `name` from `tabCase` where `is_restricted` = 0)"
MARKED = (
    ("Case", "description", f"`name` {IS_ORDINARY}"),
    ("Case", "information_given", f"`name` {IS_ORDINARY}"),
    ("Referral", "shared_summary", f"`cfm_case` {IS_ORDINARY}"),
    ("Comment", "content", f"`comment_type` = 'Comment' and `reference_name` {IS_ORDINARY}"),
    (
        *("Community Member", "full_name"),
        "`name` not in (select `community_member` from `tabCase`"
        " where `is_restricted` = 1 and `community_member` is not null)",
    ),
)


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[Server | Running]:
    if "CFM_SITE_URL" in os.environ and "CFM_NIGHT" not in os.environ:
        pytest.skip("CFM_NIGHT does not say that the site may lose what it holds")
    with patterns.running_office(tmp_path_factory.mktemp("night")) as running:
        yield running


@dataclass
class Night:
    """What was seen before the night and after it."""

    office: Server | Running
    folder: Path
    cases: int
    before: dict[str, Any]
    after: dict[str, Any]


@pytest.fixture(scope="module")
def night(office: Server | Running, tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("backups")
    put_in_the_past(office)
    assert MARK.encode() in whole_site.content(office, folder / "before")
    cases, before = ordinary_cases(office), all_figures(office)
    passing_time.announce_long_ago(office)
    began = time.monotonic()
    passing_time.call(office, "cfm_app.data_protection.personal_data.retention.run")
    print(f"\n{cases} cases, a night of {time.monotonic() - began:.0f} s")
    return Night(office, folder, cases, before, all_figures(office))


def put_in_the_past(office: Server | Running) -> None:
    """All cases were closed years ago, and a marker is among what people told."""
    passing_time.call(office, "cfm_app.data_protection.personal_data.retention_rules.begin_notice")
    closed = (
        "update `tabCase` set phase = 'Closed', workflow_state = 'Closed', modified = %s,"
        " closed_on = %s"
    )
    begins = "update `tabSingles` set `value` = %s where doctype = 'CFM Settings' and field = %s"
    passing_time.write(
        office,
        *(
            (f"update `tab{doctype}` set `{field}` = %s where {condition}", (MARK,))
            for doctype, field, condition in MARKED
        ),
        (closed, (LONG_AGO, LONG_AGO)),
        # Other tests may have left some.
        (f"delete from `tab{HOLD}`", ()),
        *(
            (f"update `tab{doctype}` set `{field}` = %s", (LONG_AGO,))
            for doctype, field in {**FRESH, **dict.fromkeys(OF_CASES, "modified")}.items()
        ),
        ("update `tabComment` set creation = %s", (LONG_AGO,)),
        (begins, ("2020-01-01", "retention_from")),
        (begins, ("0", "retention_most_a_night")),
    )
    for each in ("cases.search.index.rebuild", "figures.kept_facts.keeping.rebuild"):
        passing_time.call(office, f"cfm_app.{each}")
    passing_time.call(office, "frappe.clear_cache")


def ordinary_cases(office: Server | Running) -> int:
    """Those of no restricted class that still say something."""
    admin = Client(office.url, "Administrator", office.administrator_password())
    return len(admin.list("Case", filters=ORDINARY, limit_page_length=0))


def all_figures(office: Server | Running) -> dict[str, Any]:
    """Every figure of the page of figures, and the reports, by reader."""
    found: dict[str, Any] = {}
    for user in READERS:
        client = Client(office.url, user)
        for asked in questions():
            path = "/api/method/cfm_app.api.figures.file"
            given = {"question": json.dumps(asked), "kind": "csv"}
            answer = client.request("POST", path, json=given)
            found[f"{user} {asked}"] = (
                answer.content if answer.status_code == 200 else answer.status_code
            )
        for report in REPORTS:
            given = {"report_name": report, "filters": "{}"}
            path = "/api/method/frappe.desk.query_report.run"
            answer = client.request("GET", path, params=given)
            is_told = answer.status_code == 200
            found[f"{user} {report}"] = (
                answer.json()["message"]["result"] if is_told else answer.status_code
            )
    return found


def questions() -> Iterator[dict[str, str]]:
    """Each measure, and each fact by which it is counted."""
    days = {"period": "days", "first": "2024-01-01", "last": "2027-12-31"}
    for key, measure in MEASURES.items():
        times = () if measure.moment == OPEN else ("Month",)
        for fact in ("Province", *times):
            yield {**days, "measure": key, "rows": key_of(fact)}
    for fact in set(FACTS) - set(TIMES):
        yield {**days, "rows": key_of(fact)}


def test_everything_that_goes_by_itself_went(night: Night) -> None:
    assert night.cases > 100
    assert ordinary_cases(night.office) == 0


def test_no_figure_changed(night: Night) -> None:
    of_manager = {key: each for key, each in night.before.items() if key.startswith(READERS[0])}
    assert [key for key, each in of_manager.items() if isinstance(each, int)] == []
    assert {key for key, each in night.before.items() if night.after[key] != each} == set()


def test_no_byte_of_a_case_that_went_is_left(night: Night) -> None:
    """Restricted cases stay until two people have decided on each: their words are elsewhere."""
    found = whole_site.content(night.office, night.folder / "after")
    at = found.find(MARK.encode())
    assert at < 0, found[max(0, at - 2000) : at + 100]
