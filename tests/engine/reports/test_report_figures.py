"""Charts, number cards and dashboards: what they count, for whom."""

from __future__ import annotations

import datetime
import json
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.permissions.impersonation import acting_as
from frappe_embedded.services.reports.cards import percentage_difference
from frappe_embedded.services.reports.dashboards import permitted
from frappe_embedded.services.reports.svg_charts import Figures, Series, draw
from tests.engine.reports.conftest import CLERK, MANAGER, NORTH, VISITOR
from tests.engine.served import Client, Served

CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
RESULT = "frappe.desk.doctype.number_card.number_card.get_result"
TODAY = datetime.datetime(2026, 11, 25, 12)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def clerk(office: Served) -> Client:
    return office.logged_in(CLERK)


def chart(client: Client, **values: Any) -> Any:
    described = {"document_type": "Shipment", "filters_json": "[]", **values}
    answer = client.call(CHART, chart=json.dumps(described))
    assert answer.status == 200, answer.text
    return answer.json.get("message")


def in_time(**values: Any) -> dict[str, Any]:
    return {
        "chart_type": "Count",
        "based_on": "arrived",
        "timespan": "Last Quarter",
        "time_interval": "Monthly",
        **values,
    }


def test_months_without_any_are_nought(clerk: Client) -> None:
    found = chart(clerk, **in_time())
    assert found["labels"] == ["Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026"]
    assert found["datasets"][0]["values"] == [0, 1, 1, 3]


def test_sums_and_averages_by_period(clerk: Client) -> None:
    summed = chart(clerk, **in_time(chart_type="Sum", value_based_on="weight"))
    assert summed["datasets"][0]["values"] == [0, 0, 7, 8]
    average = chart(clerk, **in_time(chart_type="Average", value_based_on="weight"))
    assert average["datasets"][0]["values"] == [0, 0, 7, pytest.approx(8 / 3)]


def test_another_span_and_another_interval_than_the_chart_says(clerk: Client) -> None:
    described = {"document_type": "Shipment", "filters_json": "[]", **in_time()}
    found = clerk.call(
        CHART,
        chart=json.dumps(described),
        timespan="Select Date Range",
        from_date="2026-11-01",
        to_date="2026-11-14",
        time_interval="Weekly",
    ).json["message"]
    # Weeks begin on Sunday until somebody sets another day: the 1st and the 8th of November.
    assert found["datasets"][0]["values"] == [1, 1]


def test_groups_are_counted_largest_first(clerk: Client) -> None:
    found = chart(clerk, chart_type="Group By", group_by_type="Count", group_by_based_on="region")
    assert dict(zip(found["labels"], found["datasets"][0]["values"], strict=True)) == {
        "The North": 2,
        "The South": 2,
        "Not Specified": 1,
    }
    one = chart(
        clerk,
        chart_type="Group By",
        group_by_type="Sum",
        aggregate_function_based_on="weight",
        group_by_based_on="region",
        number_of_groups=1,
    )
    assert one["labels"] == ["The South", "Others"]
    assert one["datasets"][0]["values"] == [7, 8]


def test_a_chart_counts_what_its_viewer_may_see(office: Served) -> None:
    north = office.logged_in(NORTH)
    found = chart(north, chart_type="Group By", group_by_type="Count", group_by_based_on="region")
    assert "The South" not in found["labels"]
    assert sum(found["datasets"][0]["values"]) == 3
    assert chart(north, **in_time())["datasets"][0]["values"] == [0, 0, 0, 3]


def test_filters_of_four_and_five_items_and_none_on_hidden_fields(clerk: Client) -> None:
    for condition in (["Shipment", "kind", "=", "Box"], ["Shipment", "kind", "=", "Box", False]):
        found = chart(clerk, **in_time(filters_json=json.dumps([condition])))
        assert sum(found["datasets"][0]["values"]) == 3
    described = in_time(
        filters_json='[["Shipment","secret","like","n%"]]', document_type="Shipment"
    )
    assert clerk.call(CHART, chart=json.dumps(described)).status == 417


def test_fields_above_the_users_level_are_not_grouped_by(clerk: Client) -> None:
    described = {
        "document_type": "Shipment",
        "filters_json": "[]",
        "chart_type": "Group By",
        "group_by_type": "Count",
        "group_by_based_on": "secret",
    }
    answer = clerk.call(CHART, chart=json.dumps(described))
    assert answer.status == 417
    assert "n1" not in answer.text


def test_what_is_not_drawn_is_said(clerk: Client) -> None:
    described = {"document_type": "Shipment", "filters_json": "[]"}
    for kind in ({"chart_type": "Custom"}, in_time(type="Heatmap")):
        assert clerk.call(CHART, chart=json.dumps({**described, **kind})).status == 417


def test_a_card_counts_and_compares(office: Served, clerk: Client) -> None:
    card = {"document_type": "Shipment", "function": "Count", "type": "Document Type"}
    assert clerk.call(RESULT, doc=json.dumps(card), filters="[]").json["message"] == 5
    north = office.logged_in(NORTH)
    assert north.call(RESULT, doc=json.dumps(card), filters="[]").json["message"] == 3
    heaviest = {**card, "function": "Maximum", "aggregate_function_based_on": "weight"}
    assert clerk.call(RESULT, doc=json.dumps(heaviest), filters="[]").json["message"] == 7

    def change() -> float | None:
        stored = {
            "doctype": "Number Card",
            "label": "All",
            **card,
            "stats_time_interval": "Monthly",
        }
        return percentage_difference(get_doc(stored).insert(), "[]", 5)

    # A month ago there were two.
    assert office.work(change) == 150


def test_cards_and_charts_are_seen_by_who_may_see_what_they_count(office: Served) -> None:
    def make() -> None:
        shared = {"document_type": "Region", "filters_json": "[]", "is_public": 1}
        get_doc(
            {
                "doctype": "Dashboard Chart",
                "chart_name": "Regions",
                "chart_type": "Group By",
                "group_by_type": "Count",
                "group_by_based_on": "chief",
                **shared,
            }
        ).insert()
        get_doc(
            {
                "doctype": "Dashboard Chart",
                "chart_name": "For the clerks",
                **in_time(),
                "document_type": "Shipment",
                "filters_json": "[]",
                "roles": [{"role": "Clerk"}],
            }
        ).insert()
        get_doc(
            {
                "doctype": "Number Card",
                "label": "Errors",
                "type": "Document Type",
                "function": "Count",
                "document_type": "Error Log",
            }
        ).insert()
        get_doc(
            {
                "doctype": "Dashboard",
                "dashboard_name": "Office",
                "charts": [{"chart": "Regions"}, {"chart": "For the clerks"}],
                "cards": [{"card": "Errors"}],
            }
        ).insert()

    office.work(make)

    def seen(user: str) -> tuple[list[str], list[str]]:
        with acting_as(user):
            shown = permitted("Dashboard Chart", ["Regions", "For the clerks"])
            return [doc.name for doc in shown], [
                doc.label for doc in permitted("Number Card", ["Errors"])
            ]

    for user, charts, cards in (
        (VISITOR, ["Regions"], []),
        (CLERK, ["Regions", "For the clerks"], []),
        (MANAGER, ["Regions", "For the clerks"], ["Errors"]),
    ):
        assert office.work(partial(seen, user)) == (charts, cards), user
        listed = (
            office.logged_in(user)
            .get("/api/resource/Dashboard Chart".replace(" ", "%20"))
            .json["data"]
        )
        assert {row["name"] for row in listed} == set(charts), user
    visitor = office.logged_in(VISITOR)
    assert visitor.call(CHART, chart_name="For the clerks").status == 403


def test_a_chart_and_a_card_of_a_report(office: Served, clerk: Client) -> None:
    settings = {
        "fields": [["kind", "Shipment"], ["_aggregate_column", "Shipment"]],
        "group_by": {"group_by": "`tabShipment`.`kind`", "aggregate_function": "count"},
    }
    clerk.call(
        "frappe.desk.reportview.save_report",
        name="Kinds",
        doctype="Shipment",
        report_settings=json.dumps(settings),
    )
    described = {
        "chart_type": "Report",
        "report_name": "Kinds",
        "x_field": "kind",
        "y_axis": [{"y_field": "_aggregate_column"}],
        "filters_json": "{}",
    }
    found = clerk.call(CHART, chart=json.dumps(described)).json["message"]
    assert dict(zip(found["labels"], found["datasets"][0]["values"], strict=True)) == {
        "Box": 3,
        "Letter": 2,
    }
    visitor = office.logged_in(VISITOR)
    assert visitor.call(CHART, chart=json.dumps(described)).status == 403


@pytest.mark.parametrize("kind", ["Line", "Bar", "Percentage", "Pie", "Donut"])
@pytest.mark.parametrize("in_time", [False, True])
def test_every_picture_is_one_that_browsers_draw(standin: Any, kind: str, in_time: bool) -> None:
    labels = tuple(f"A rather long name of number {at} <&>" for at in range(12))
    figures = Figures(kind, labels, (Series("one", tuple(range(12))),), in_time)
    tree = ElementTree.fromstring(draw(figures, 320))
    assert tree.tag.endswith("svg")
    assert not [each for each in tree.iter() if each.tag.endswith(("script", "style"))]
    titles = [each.text for each in tree.iter() if each.tag.endswith("title")]
    assert any(str(text).endswith("11") for text in titles)


def test_nothing_is_drawn_of_nothing(standin: Any) -> None:
    assert draw(Figures("Bar", ("a",), (Series("one", (0,)),)), 320) == ""


def test_a_dashboard_is_for_the_roles_that_are_ticked_and_stands_first_for_them(
    office: Served,
) -> None:
    def make() -> None:
        for name in ("Everybody", "The clerks"):
            chart = {"doctype": "Dashboard Chart", "chart_name": f"Chart of {name}", **in_time()}
            chart |= {"document_type": "Shipment", "filters_json": "[]"}
            get_doc(chart).insert()
            values = {"dashboard_name": f"A {name}", "charts": [{"chart": f"Chart of {name}"}]}
            board = get_doc({"doctype": "Dashboard", **values, "is_default": name == "Everybody"})
            board.insert()

    office.work(make)
    path = "/app/dashboard-roles/A%20The%20clerks"
    assert office.logged_in(VISITOR).post(path, {"roles": ["Visitor"]}).status != 200
    manager = office.logged_in(MANAGER)
    assert manager.post(path, {"roles": "Clerk"}).status == 417
    assert manager.post(path, {"roles": ["Clerk"]}).status == 200

    def boards(user: str) -> list[str]:
        page = office.logged_in(user).get("/app/dashboard-view", Accept="text/html").text
        return [name for name in ("A The clerks", "A Everybody") if f">{name}</h1>" in page]

    assert boards(CLERK) == ["A The clerks"]
    assert boards(VISITOR) == ["A Everybody"]
    closed = "/app/dashboard-view/A%20The%20clerks"
    statuses = [
        office.logged_in(user).get(closed, Accept="text/html").status
        for user in (CLERK, VISITOR, MANAGER)
    ]
    assert statuses == [200, 404, 200]
    # Kept as Frappe keeps them.
    rows = {"parenttype": "Dashboard Chart", "parent": "Chart of The clerks"}
    assert office.work(lambda: local.db.get_all("Has Role", rows, pluck="role")) == ["Clerk"]
    # Those log-ins may have ended the session from before.
    assert office.logged_in(MANAGER).post(path, {"roles": []}).status == 200
    assert office.logged_in(VISITOR).get(closed, Accept="text/html").status == 200
