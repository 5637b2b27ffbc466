"""Reports of the Report Builder: who sees which rows, columns, groups and totals."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.reports.charts import chart_config
from tests.engine.reports.conftest import CHOOSER, CLERK, MANAGER, NORTH, VISITOR
from tests.engine.served import Client, Served

RUN = "frappe.desk.query_report.run"
SAVE = "frappe.desk.reportview.save_report"


def settings(**given: Any) -> str:
    return json.dumps({"fields": [["name", "Shipment"]], "filters": [], **given})


@pytest.fixture
def clerk(office: Served) -> Client:
    return office.logged_in(CLERK)


def save(client: Client, name: str, **given: Any) -> str:
    answer = client.call(SAVE, name=name, doctype="Shipment", report_settings=settings(**given))
    assert answer.status == 200, answer.text
    return str(answer.json["message"])


def rows(client: Client, report: str, **more: Any) -> list[Any]:
    answer = client.call(RUN, report_name=report, **more)
    assert answer.status == 200, answer.text
    return list(answer.json["message"]["result"])


def test_a_saved_report_shows_its_columns_filters_order_and_total(clerk: Client) -> None:
    save(
        clerk,
        "Boxes by weight",
        fields=[["region", "Shipment"], ["weight", "Shipment"]],
        filters=[["Shipment", "kind", "=", "Box", False]],
        order_by="`tabShipment`.`weight` desc",
        add_totals_row=1,
    )
    found = rows(clerk, "Boxes by weight")
    assert [(row["Shipment.region"], row["Shipment.weight"]) for row in found[:-1]] == [
        ("South", 7),
        ("North", 5),
        ("South", 0),
    ]
    assert found[-1] == ["Total", 12]


def test_filters_of_the_caller_come_on_top(clerk: Client) -> None:
    save(clerk, "All shipments")
    assert len(rows(clerk, "All shipments", filters=json.dumps({"kind": "Letter"}))) == 2


def test_each_row_of_a_table_is_a_line_and_documents_without_rows_stay(clerk: Client) -> None:
    save(
        clerk,
        "Contents",
        fields=[["name", "Shipment"], ["weight", "Shipment"], ["pieces", "Packed Item"]],
        add_totals_row=1,
    )
    found = rows(clerk, "Contents")
    assert len(found) == 6 + 1
    total = found[-1]
    assert total[1:] == [15, 15], "a document's weight counts once, however many rows it has"


def test_groups_count_add_up_and_average(clerk: Client) -> None:
    by = "`tabShipment`.`kind`"
    on = "`tabShipment`.`weight`"
    for function, expected in (
        ("count", {"Box": 3, "Letter": 2}),
        ("sum", {"Box": 12, "Letter": 3}),
        ("avg", {"Box": 4, "Letter": 1.5}),
    ):
        group = {"group_by": by, "aggregate_function": function, "aggregate_on": on}
        name = save(clerk, f"Kinds {function}", group_by=group)
        found = rows(clerk, name)
        assert {row["Shipment.kind"]: row["_aggregate_column"] for row in found} == expected


def test_user_permissions_hold_for_rows_groups_and_totals(office: Served, clerk: Client) -> None:
    save(clerk, "Weights", fields=[["weight", "Shipment"]], add_totals_row=1)
    north = office.logged_in(NORTH)
    found = rows(north, "Weights")
    # Two of the north and the one that names no region.
    assert len(found) == 4
    assert found[-1] == [8]


def test_fields_above_the_users_level_are_no_columns_and_no_filters(
    office: Served, clerk: Client
) -> None:
    save(clerk, "Secrets", fields=[["name", "Shipment"], ["secret", "Shipment"]])
    answer = clerk.call(RUN, report_name="Secrets").json["message"]
    assert [column["fieldname"] for column in answer["columns"]] == ["name"]
    save(clerk, "By secret", filters=[["Shipment", "secret", "=", "n1", False]])
    refused = clerk.call(RUN, report_name="By secret")
    assert refused.status == 417
    assert "n1" not in refused.text


def test_fields_of_linked_documents_follow_the_rights_on_those(office: Served) -> None:
    clerk, north = office.logged_in(CLERK), office.logged_in(NORTH)
    linked = [["region", "chief", 1], ["region", "budget", 2]]
    save(clerk, "With chiefs", fields=[["name", "Shipment"]], link_fields=linked)
    answer = clerk.call(RUN, report_name="With chiefs").json["message"]
    assert [column["label"] for column in answer["columns"]] == ["ID", "Region: Chief"]
    chiefs = {row["region:chief"] for row in answer["result"]}
    assert chiefs == {"Chief of the North", "Chief of the South", None}
    assert {row["region:chief"] for row in rows(north, "With chiefs")} == {
        "Chief of the North",
        None,
    }


def test_without_the_right_to_reports_there_is_none(office: Served, clerk: Client) -> None:
    save(clerk, "Closed to visitors")
    visitor = office.logged_in(VISITOR)
    answer = visitor.call(RUN, report_name="Closed to visitors")
    assert answer.status == 403
    assert visitor.call(SAVE, name="Mine", doctype="Shipment", report_settings="{}").status == 403


def test_who_may_only_choose_sees_what_is_chosen_by(office: Served) -> None:
    chooser = office.logged_in(CHOOSER)
    fields = [["name", "Shipment"], ["kind", "Shipment"], ["weight", "Shipment"]]
    save(chooser, "Chosen", fields=[*fields, ["pieces", "Packed Item"]], add_totals_row=1)
    answer = chooser.call(RUN, report_name="Chosen").json["message"]
    assert [column["fieldname"] for column in answer["columns"]] == ["name", "kind"]
    assert len(answer["result"]) == 6


def test_roles_of_a_report_keep_others_out(office: Served, clerk: Client) -> None:
    save(clerk, "For managers")

    def narrow() -> None:
        report = get_doc("Report", "For managers")
        assert {row.role for row in report.roles} == {"Clerk", "Visitor", "Chooser"}
        report.set("roles", [{"role": "System Manager"}])
        report.save()

    office.work(narrow)
    assert clerk.call(RUN, report_name="For managers").status == 403
    assert office.logged_in(MANAGER).call(RUN, report_name="For managers").status == 200


def test_a_report_is_changed_by_who_made_it_or_may_write_reports(
    office: Served, clerk: Client
) -> None:
    save(clerk, "Of the clerk")
    other = office.logged_in(NORTH)
    refused = other.call(SAVE, name="Of the clerk", doctype="Shipment", report_settings=settings())
    assert refused.status == 403
    manager = office.logged_in(MANAGER)
    assert save(manager, "Of the clerk", fields=[["kind", "Shipment"]]) == "Of the clerk"
    assert manager.call("frappe.desk.reportview.delete_report", name="Of the clerk").status == 200
    assert not office.work(lambda: local.db.exists("Report", "Of the clerk"))


def test_another_users_rights_are_not_lent(office: Served, clerk: Client) -> None:
    save(clerk, "Not lent")
    assert clerk.call(RUN, report_name="Not lent", user="Administrator").status == 403


def test_a_report_as_a_spreadsheet_and_as_csv(office: Served, clerk: Client) -> None:
    save(
        clerk,
        "For export",
        fields=[["kind", "Shipment"], ["weight", "Shipment"]],
        order_by="`tabShipment`.`name` asc",
        add_totals_row=1,
    )
    export = "/api/method/frappe.desk.query_report.export_query"
    asked = {"report_name": "For export", "file_format_type": "Excel"}
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(export, asked).content)).active
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == ("Kind", "Weight")
    assert values[1] == ("Letter", 1)
    assert values[-1] == ("Total", 15)
    text = clerk.get(export, {**asked, "file_format_type": "CSV"}).content.decode("utf-8-sig")
    assert text.splitlines()[:2] == ['"Kind","Weight"', '"Letter",1.0']
    visitor = office.logged_in(VISITOR)
    assert visitor.get(export, asked).status == 403


def test_a_file_is_called_as_the_report_in_any_script(clerk: Client) -> None:
    for name in ("Colis : été", "تقرير الطرود"):
        save(clerk, name)
        answer = clerk.get(
            "/api/method/frappe.desk.query_report.export_query",
            {"report_name": name, "file_format_type": "CSV"},
        )
        assert answer.status == 200
        assert quote(name) in str(answer.header("Content-Disposition"))


def crossed(**more: Any) -> dict[str, Any]:
    by, then = "`tabShipment`.`region`", "`tabShipment`.`kind`"
    given = {"group_by": by, "then_by": then, "across": 1, "aggregate_function": "count", **more}
    return {"group_by": given}


def test_two_groups_are_a_line_for_each_pair(clerk: Client) -> None:
    save(clerk, "Pairs", **crossed(across=0))
    found = rows(clerk, "Pairs")
    keys = ("Shipment.region", "Shipment.kind", "_aggregate_column")
    pairs = {tuple(row[key] for key in keys[:2]): row[keys[2]] for row in found}
    assert pairs == {
        (None, "Letter"): 1,
        ("North", "Box"): 1,
        ("North", "Letter"): 1,
        ("South", "Box"): 2,
    }


def test_a_cross_table_has_a_column_for_each_value_and_what_they_add_up_to(clerk: Client) -> None:
    save(clerk, "Crossed", **crossed())
    answer = clerk.call(RUN, report_name="Crossed").json["message"]
    assert [each["label"] for each in answer["columns"]] == ["Region", "Box", "Letter", "Total"]
    lines = {
        row["Shipment.region"]: [
            row[key] for key in ("across:Box", "across:Letter", "across:total")
        ]
        for row in answer["result"]
    }
    assert lines == {"North": [1, 1, 2], "South": [2, 0, 2], "": [0, 1, 1]}


def test_an_average_of_a_cross_table_is_that_of_all_entries(clerk: Client) -> None:
    on = {"aggregate_function": "avg", "aggregate_on": "`tabShipment`.`weight`"}
    save(clerk, "Averages", **crossed(**on))
    found = {row["Shipment.region"]: row for row in rows(clerk, "Averages")}
    assert found["South"]["across:Box"] == found["South"]["across:total"] == 3.5
    assert found["North"]["across:total"] == 3
    assert found["South"]["across:Letter"] is None


def test_days_of_a_cross_table_are_summed_up_by_month(clerk: Client) -> None:
    save(clerk, "By month", **crossed(group_by="`tabShipment`.`arrived`"))
    answer = clerk.call(RUN, report_name="By month").json["message"]
    key = answer["columns"][0]["fieldname"]
    lines = [(row.get(key) or row["Shipment.arrived"]) for row in answer["result"]]
    assert lines == ["Sep 2026", "Oct 2026", "Nov 2026"]
    assert [row["across:total"] for row in answer["result"]] == [1, 1, 3]


def test_a_cross_table_counts_what_its_reader_may_see(office: Served) -> None:
    north = office.logged_in(NORTH)
    save(north, "Crossed in the north", **crossed())
    found = rows(north, "Crossed in the north")
    assert {row["Shipment.region"] for row in found} <= {"North", ""}


def test_a_second_group_that_may_not_be_read_is_refused(clerk: Client) -> None:
    save(clerk, "Secret groups", **crossed(then_by="`tabShipment`.`secret`"))
    answer = clerk.call(RUN, report_name="Secret groups")
    assert answer.status != 200 or "n1" not in answer.text


def test_the_page_and_the_file_of_a_cross_table(clerk: Client) -> None:
    query = {"group_by": "region", "then_by": "kind", "across": 1}
    page = clerk.get("/app/shipment/view/report", query, Accept="text/html").text
    assert "Region by Kind" in page and ">Total<" in page and "<svg" in page
    answer = clerk.get("/app/report-file/shipment", {**query, "format": "csv"})
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0].replace('"', "") == "Region,Box,Letter,Total"
    assert "The South,2,0,2" in [line.replace('"', "") for line in lines]


def test_the_columns_of_a_cross_table_are_series_of_a_chart(clerk: Client, office: Served) -> None:
    save(clerk, "Series", **crossed())

    def config() -> Any:
        chart = get_doc(
            {
                "doctype": "Dashboard Chart",
                "chart_name": "Kinds by region",
                "chart_type": "Report",
                "report_name": "Series",
                "x_field": "region",
                "filters_json": "[]",
                "type": "Bar",
                "y_axis": [{"y_field": "across:Box"}, {"y_field": "across:Letter"}],
            }
        ).insert()
        return chart_config(chart)

    found = office.work(config)
    assert [each["name"] for each in found["datasets"]] == ["Box", "Letter"]
    assert dict(zip(found["labels"], found["datasets"][0]["values"], strict=True))["The South"] == 2
