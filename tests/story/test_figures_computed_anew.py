"""Every figure, computed by somebody else: SQL on what a manager may list, without a line of the app.

It is done again after cases have moved on: became restricted, were found to be duplicates, got other facts, went;
and once more after the job of the night has kept what changed.
``CFM_FIGURES=100000`` does it with so many cases.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import openpyxl
import pytest

from benchmarks.figures import fill
from cfm_app.figures.kept_facts import keeping
from cfm_app.figures.kept_facts.tables import TABLES
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.query.opening import opened
from tests.clock import office_day

from ..live import Client, Server
from ..patterns import Patterns

MANY = int(os.environ.get("CFM_FIGURES", "0"))
MERGE, DUPLICATE = "cfm_app.api.loop.merge_people", "cfm_app.api.loop.mark_duplicate"
MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
TODAY = office_day()
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=1)
SPANS = {
    f"{LAST_MONTH:%Y-%m}": (LAST_MONTH.replace(day=1), LAST_MONTH),
    f"{TODAY:%Y}": (date(TODAY.year, 1, 1), date(TODAY.year, 12, 31)),
}
# Figures are told with one decimal.
ROUNDED = 0.0501
FIELDS = (
    *("name", "received_on", "resolved_on", "informed_on", "closed_on", "first_response_on"),
    *("first_contact_resolution", "sla_status", "satisfaction", "sex", "disability", "phase"),
    *("reopened_count", "duplicate_of", "channel", "age_group", "location", "category"),
    "paused_hours",
)
HOURS = "date_diff('second', received_on, {until}) / 3600.0 - {less}"
LENGTH = {
    "answer": HOURS.format(until="first_response_on", less="0"),
    "resolution": HOURS.format(until="resolved_on", less="coalesce(stood_hours, 0)"),
}


def share(part: str, moment: str, whole: str = "true") -> str:
    return (
        f"select 100.0 * count(*) filter ({part}) / nullif(count(*), 0), count(*)"
        f" from cases where {moment} >= ? and {moment} < ? and {whole}"
    )


def nearest_rank(length: str, rank: float, moment: str, until: str) -> str:
    return (
        f"with lengths as (select greatest({LENGTH[length]}, 0) as hours from cases"
        f" where {moment} >= ? and {moment} < ? and {until} is not null)"
        f" select quantile_disc(hours, {rank}), count(*) from lengths"
    )


def number(moment: str) -> str:
    return f"select count(*), count(*) from cases where {moment} >= ? and {moment} < ?"


# In the order of the page.
FIGURES = {
    "received": number("received_on"),
    "first_contact": share("first_contact_resolution = 1", "received_on"),
    "answer_median": nearest_rank("answer", 0.5, "received_on", "first_response_on"),
    "answer_most": nearest_rank("answer", 0.9, "received_on", "first_response_on"),
    "resolved": number("resolved_on"),
    "resolution_median": nearest_rank("resolution", 0.5, "resolved_on", "resolved_on"),
    "resolution_most": nearest_rank("resolution", 0.9, "resolved_on", "resolved_on"),
    "in_time": share("sla_status <> 'Breached'", "resolved_on", "sla_status <> ''"),
    "informed": share("informed_on is not null", "resolved_on"),
    "not_told": share("informed_on is null", "closed_on", "coalesce(duplicate_of, '') = ''"),
    "reopened": share("reopened_count > 0", "resolved_on"),
    "satisfied": share("satisfaction in ('4', '5')", "informed_on", "satisfaction <> ''"),
    "women": share("sex = 'Female'", "received_on", "sex in ('Female', 'Male', 'Other')"),
    "disability": share("disability = 'Yes'", "received_on", "disability in ('Yes', 'No')"),
    "open_cases": (
        "select count(*), count(*) from cases where received_on < greatest($1::date, $2::date)"
        " and (phase in ('New', 'In progress', 'Paused') or resolved_on >= $2)"
    ),
}


@pytest.fixture(scope="module")
def own_office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("figures") / "office")
    if MANY:
        fill(server.site, MANY)
    server.start()
    yield server
    server.stop()


def listed(manager: Client) -> duckdb.DuckDBPyConnection:
    """The ordinary cases that a manager may list, and for how long each stood still."""
    # A manager settles doubtful cases, which are restricted until then.
    rows = manager.list(
        "Case",
        fields=json.dumps(FIELDS),
        filters=json.dumps({"is_restricted": 0}),
        limit_page_length=0,
    )
    base = duckdb.connect()
    base.execute(
        "create table cases (name text, received_on timestamp, resolved_on timestamp,"
        " informed_on timestamp, closed_on timestamp, first_response_on timestamp,"
        " first_contact_resolution int, sla_status text, satisfaction text, sex text,"
        " disability text, phase text, reopened_count int, duplicate_of text, channel text,"
        " age_group text, location text, category text, paused_hours double, stood_hours double)"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        for row in rows:
            stood = stood_hours(manager.get("Case", row["name"])) if row["paused_hours"] else 0.0
            print(json.dumps({**row, "stood_hours": stood}), file=file)
        file.flush()
        base.execute(f"insert into cases by name select * from read_json('{file.name}')")
    return base


def stood_hours(case: dict[str, Any]) -> float:
    hours = 0.0
    for stop in case.get("clock_stops") or []:
        if stop["stop_reason"] == "On hold" and stop.get("resumed_on"):
            between = duckdb.execute(
                "select date_diff('second', ?::timestamp, ?::timestamp)",
                [stop["stopped_on"], stop["resumed_on"]],
            ).fetchone()
            hours += (between or (0,))[0] / 3600
    return hours


def taken_along(manager: Client, kind: str, language: str, **question: str) -> bytes:
    answer = manager.request(
        "POST",
        "/api/method/cfm_app.api.figures.file",
        json={"question": question, "kind": kind, "_lang": language},
    )
    assert answer.status_code == 200, answer.text
    return answer.content


def key_figures(manager: Client, language: str, period: str) -> list[tuple[float | None, int]]:
    book = openpyxl.load_workbook(io.BytesIO(taken_along(manager, "xlsx", language, period=period)))
    rows = book.worksheets[1].iter_rows(min_row=2, values_only=True)
    return [(row[2], int(str(row[-1]))) for row in rows]  # type: ignore[misc]


def compare(manager: Client, language: str) -> None:
    """What takes long to count is cached for a while in each language apart: each asks in one of its own."""
    base = listed(manager)
    for period, (first, last) in SPANS.items():
        days = [first, last + timedelta(days=1)]
        for (name, query), found in zip(
            FIGURES.items(), key_figures(manager, language, period), strict=True
        ):
            expected = base.execute(query, days).fetchone()
            assert expected is not None
            figure, of = expected
            assert found[1] == of, (period, name)
            assert found[0] == (
                None if figure is None else pytest.approx(float(figure), abs=ROUNDED)
            ), (
                period,
                name,
            )
        for rows, across in (("sex", "channel"), ("phase", "age_group"), ("channel", "disability")):
            text = taken_along(manager, "csv", language, period=period, rows=rows, across=across)
            _names, _tags, *cells = csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";")
            numbers = sorted(int(cell[4]) for cell in cells if cell[4] != "0")
            query = (
                f"select count(*) from cases where received_on >= ? and received_on < ?"
                f" group by coalesce({rows}, ''), coalesce({across}, '')"
            )
            assert numbers == sorted(row[0] for row in base.execute(query, days).fetchall())


@pytest.mark.embedded("an office of its own")
def test_every_figure_is_what_somebody_else_computes(own_office: Server) -> None:
    manager, operator = Client(own_office.url, MANAGER), Client(own_office.url, OPERATOR)
    going = operator.create(
        "Case", category="Retard de distribution", sex="Male", location="TD0701"
    )
    compare(manager, "en")
    still = {"phase": "In progress", "is_restricted": 0}
    cases = manager.list("Case", filters=json.dumps(still), limit_page_length=8)
    before = number_of_cases(manager)
    operator.change("Case", cases[0]["name"], sensitivity="EAS et harcèlement sexuel")
    assert number_of_cases(manager) == before - 1
    for case, values in zip(
        cases[1:],
        (
            {"sex": "Male", "disability": "Yes"},
            {"category": "Retard de distribution"},
            {"age_group": "60+"},
            {"location": "TD0701"},
            {"received_on": f"{LAST_MONTH} 10:00:00"},
        ),
        strict=False,
    ):
        operator.change("Case", case["name"], **values)
    operator.call(DUPLICATE, case=cases[6]["name"], into=cases[7]["name"])
    first, second = operator.list("Community Member", limit_page_length=2)
    operator.call(MERGE, keep=first["name"], drop=second["name"])
    administrator = Client(own_office.url, "Administrator", own_office.administrator_password())
    answer = administrator.request("DELETE", f"/api/resource/Case/{going['name']}")
    assert answer.ok, answer.text
    assert number_of_cases(manager) == before - 2
    compare(manager, "fr")
    assert differing_months(own_office, keep=False) == []
    assert differing_months(own_office, keep=True) == []
    compare(manager, "ar")


def differing_months(office: Server, *, keep: bool) -> list[str]:
    """The months of which something else is kept than the cases say, perhaps after what changed was kept."""
    with opened(Site(office.site.name, office.site.parent)):
        if keep:
            keeping.keep_all_changed()
        return [month for table in TABLES.values() for month in keeping.differing(table)]


def number_of_cases(manager: Client) -> int:
    return int(manager.call("frappe.client.get_count", doctype="Case"))
