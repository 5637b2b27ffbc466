"""Reports with code: scripts of apps, and queries that may only read what is open."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.reports import runner
from frappe_embedded.services.reports.runner import run_report
from tests.engine.reports.conftest import CLERK, MANAGER, NORTH, VISITOR
from tests.engine.served import Served


def make_query(office: Served, name: str, query: str, **more: Any) -> None:
    def make() -> None:
        get_doc(
            {
                "doctype": "Report",
                "report_name": name,
                "ref_doctype": "Shipment",
                "report_type": "Query Report",
                "is_standard": "No",
                "query": query,
                **more,
            }
        ).insert()

    office.work(make)


def run(office: Served, name: str, user: str, filters: Any = None) -> Any:
    return office.work(lambda: run_report(name, filters, user))


def test_a_query_gives_named_columns_and_a_total(office: Served) -> None:
    query = (
        "select region as `Region:Link/Region:120`, sum(weight) as `Weight:Float` from `tabShipment`"
        " where kind = %(kind)s group by region order by region"
    )
    make_query(office, "Weight by region", query, add_total_row=1)
    result = run(office, "Weight by region", CLERK, {"kind": "Box"})
    assert [(row.region, row.weight) for row in result.rows] == [("North", 5), ("South", 7)]
    assert result.total == ["Total", 12]
    assert result.columns[0].options == "Region"


def test_a_query_does_not_run_for_who_sees_only_some_rows(office: Served) -> None:
    make_query(office, "Names", "select name, region from `tabShipment`")
    assert len(run(office, "Names", CLERK).rows) == 5
    with pytest.raises(PermissionError, match="Shipment"):
        run(office, "Names", NORTH)


def test_a_query_reads_no_column_above_the_users_level_and_no_table_of_the_system(
    office: Served,
) -> None:
    make_query(office, "Level", "select secret from `tabShipment`")
    make_query(office, "Passwords", "select password from `__Auth`")
    make_query(office, "Hidden", "select name from `tabShipment` where secret like 'n%%'")
    make_query(office, "Sessions", "select s.sid from `tabShipment` p, `tabSessions` s")
    for name in ("Level", "Passwords", "Hidden", "Sessions"):
        with pytest.raises(PermissionError):
            run(office, name, CLERK)


def test_rows_of_a_table_are_as_open_as_their_documents(office: Served) -> None:
    make_query(office, "Things", "select distinct thing from `tabPacked Item` order by thing")
    assert [row.thing for row in run(office, "Things", CLERK).rows] == ["Ink", "Pan", "Pen"]
    with pytest.raises(PermissionError):
        run(office, "Things", NORTH)


@pytest.mark.parametrize(
    "query",
    [
        "delete from `tabShipment`",
        "select 1; drop table `tabShipment`",
        "with a as (select 1) update `tabShipment` set weight = 0",
        "pragma table_info('tabShipment')",
        "/* select */ attach 'x' as y",
    ],
)
def test_a_query_that_does_more_than_read_is_not_even_saved(office: Served, query: str) -> None:
    with pytest.raises(ValidationError):
        make_query(office, "Evil", query)
    assert office.work(lambda: local.db.count("Shipment")) == 5


def test_words_in_texts_and_names_are_no_commands(office: Served) -> None:
    make_query(office, "Words", "select replace(kind, 'x', 'delete; drop') as a from `tabShipment`")
    assert len(run(office, "Words", CLERK).rows) == 5


def test_queries_are_written_by_script_managers_only(office: Served) -> None:
    manager = office.logged_in(MANAGER)
    answer = manager.post(
        "/api/resource/Report",
        {
            "report_name": "By hand",
            "ref_doctype": "Shipment",
            "report_type": "Query Report",
            "is_standard": "No",
            "query": "select 1",
        },
    )
    assert answer.status == 403


@pytest.fixture
def script(office: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[types.ModuleType]:
    """The module of a report that an app would ship."""
    module = types.ModuleType("frappe.shipped_report")
    monkeypatch.setitem(sys.modules, "frappe.shipped_report", module)
    monkeypatch.setattr(runner, "script_path", lambda report: "frappe.shipped_report")

    def make() -> None:
        if not local.db.exists("Report", "Shipped"):
            get_doc(
                {
                    "doctype": "Report",
                    "report_name": "Shipped",
                    "ref_doctype": "Shipment",
                    "report_type": "Script Report",
                    "is_standard": "Yes",
                    "roles": [{"role": "Clerk"}],
                }
            ).insert()

    office.work(make)
    yield module


def test_a_script_gives_columns_rows_message_and_chart(
    office: Served, script: types.ModuleType
) -> None:
    def execute(filters: Any) -> Any:
        columns = ["Region:Link/Region", {"fieldname": "n", "label": "N", "fieldtype": "Int"}]
        chart = {"type": "bar", "data": {"labels": ["a"], "datasets": []}}
        return columns, [["North", filters.n], ["South", 2]], "Said", chart

    script.execute = execute
    result = run(office, "Shipped", CLERK, {"n": 7})
    assert [dict(row) for row in result.rows] == [
        {"region": "North", "n": 7},
        {"region": "South", "n": 2},
    ]
    assert result.message == "Said"
    assert result.chart["type"] == "bar"


def test_user_permissions_take_rows_out_of_scripts(
    office: Served, script: types.ModuleType
) -> None:
    script.execute = lambda filters: (["Region:Link/Region"], [["North"], ["South"], [None]])
    assert [row.region for row in run(office, "Shipped", NORTH).rows] == ["North", None]
    with pytest.raises(PermissionError):
        run(office, "Shipped", VISITOR)


def test_scripts_that_somebody_typed_are_refused_in_words(office: Served) -> None:
    def make() -> None:
        get_doc(
            {
                "doctype": "Report",
                "report_name": "Typed",
                "ref_doctype": "Shipment",
                "report_type": "Script Report",
                "is_standard": "No",
                "report_script": "result = 1",
            }
        ).insert()

    office.work(make)
    with pytest.raises(ValidationError, match="Ship the script with an app"):
        run(office, "Typed", CLERK)


def test_the_site_has_no_file_for_a_report_that_reads_files(office: Served, tmp_path: Path) -> None:
    make_query(office, "Extension", f"select load_extension('{tmp_path / 'x'}')")
    with pytest.raises(ValidationError):
        run(office, "Extension", CLERK)
