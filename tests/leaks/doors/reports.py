"""Doors behind which a report, a chart or a dashboard lies."""

from __future__ import annotations

from ..matrix import Door
from .kinds import PROTECTED, call, page, slug

SCRIPTS = (
    "CFM Figures",
    "CFM Calls by Day",
    "CFM Cases by Category",
    "CFM Cases by Province",
    "CFM Cases by Week",
    "CFM Work by Area",
)


def _views(doctype: str, column: str) -> list[Door]:
    """The report view of a DocType: all rows, groups, asked for a word, as a file, on paper."""
    view, file = f"/app/{slug(doctype)}/view/report", f"/app/report-file/{slug(doctype)}"
    both = {"columns": f"name,{column}"}
    like = [[doctype, column, "like", "%{word}%"]]
    return [
        page(f"report view of {doctype}", view, **both, size=500, order_by="creation desc"),
        page(f"report view of {doctype} by word", view, **both, filters=like),
        page(f"groups of {doctype}", view, group_by=column, size=500),
        page(f"report of {doctype} as csv", file, **both, format="csv"),
        page(
            f"report of {doctype} on paper", file, **both, format="sheet", order_by="creation desc"
        ),
        page(f"groups of {doctype} as csv", file, group_by=column, format="csv"),
    ]


def _through_links(doctype: str) -> list[Door]:
    """Fields of the case read through a document that leads there."""
    view, file = f"/app/{slug(doctype)}/view/report", f"/app/report-file/{slug(doctype)}"
    linked = {"columns": "name,cfm_case,cfm_case:satisfaction_comment,cfm_case:workflow_state"}
    return [
        page(f"case of {doctype} in a report", view, **linked, size=500, order_by="creation desc"),
        page(f"case of {doctype} in a file", file, **linked, format="csv"),
    ]


def _figures(name: str) -> list[Door]:
    return [
        call(f"run {name}", "frappe.desk.query_report.run", report_name=name, filters={}),
        page(f"page of {name}", f"/app/query-report/{name}"),
        page(f"{name} as csv", f"/app/query-report/{name}", shown=1, format="csv"),
    ]


def _preview(name: str, doctype: str, **values: object) -> Door:
    return Door(name, "POST", "/app/figure-preview", body={"doctype": doctype, **values})


REPORTS: list[Door] = [
    *(door for doctype, _name, column in PROTECTED for door in _views(doctype, column)),
    *(door for doctype in ("Referral", "Consent") for door in _through_links(doctype)),
    *(door for name in SCRIPTS for door in _figures(name)),
    page("dashboard", "/app/dashboard-view"),
    page("list of reports", "/app/reports"),
    _preview(
        "preview of a chart",
        "Dashboard Chart",
        chart_type="Group By",
        document_type="Case",
        group_by_based_on="satisfaction_comment",
        group_by_type="Count",
        type="Bar",
        filters_json="[]",
    ),
    _preview(
        "preview of a card",
        "Number Card",
        type="Document Type",
        document_type="Sensitive Report",
        function="Count",
        filters_json='[["Sensitive Report", "description", "like", "%{word}%"]]',
    ),
]
