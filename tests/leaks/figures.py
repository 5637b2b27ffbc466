"""Charts, cards, a dashboard and reports about restricted cases that somebody has stored for all."""

from __future__ import annotations

import json
from typing import Any

from .cast import Visitor

# DocType, a column with a marker word.
ABOUT = (("Case", "satisfaction_comment"), ("Sensitive Report", "description"))
DASHBOARD = "Leaks"


def named(kind: str, doctype: str) -> str:
    """The name of what is stored about a DocType."""
    return f"Leaks {kind} of {doctype}"


def plant(admin: Visitor) -> None:
    """Store them once. An engine that has no charts has none to tell anything."""
    for doctype, column in ABOUT:
        for kind, more in _charts(column).items():
            chart = {"chart_name": named(kind, doctype), "document_type": doctype, **more}
            chart |= {"is_public": 1, "filters_json": "[]", "type": "Bar"}
            _store(admin, "Dashboard Chart", chart["chart_name"], chart)
        card = {"label": named("card", doctype), "document_type": doctype, "function": "Count"}
        card |= {"is_public": 1, "filters_json": "[]", "type": "Document Type"}
        card["name"] = named("card", doctype)
        _store(admin, "Number Card", card["name"], card)
        columns = {"fields": [["name", doctype], [column, doctype]], "filters": []}
        report = {"report_name": named("report", doctype), "ref_doctype": doctype}
        report |= {"report_type": "Report Builder", "is_standard": "No"}
        report["json"] = json.dumps({**columns, "order_by": "", "add_totals_row": 0})
        _store(admin, "Report", report["report_name"], report)
    dashboard = {
        "dashboard_name": DASHBOARD,
        "charts": [{"chart": named("chart", doctype), "width": "Full"} for doctype, _c in ABOUT],
        "cards": [{"card": named("card", doctype)} for doctype, _column in ABOUT],
    }
    _store(admin, "Dashboard", DASHBOARD, dashboard)


def _charts(column: str) -> dict[str, dict[str, Any]]:
    in_time = {"chart_type": "Count", "based_on": "creation", "timeseries": 1}
    in_time |= {"timespan": "Last Year", "time_interval": "Monthly"}
    groups = {"chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": column}
    return {"chart": in_time, "groups": {**groups, "number_of_groups": 0}}


def _store(admin: Visitor, doctype: str, name: str, values: dict[str, Any]) -> None:
    if admin.send("GET", f"/api/resource/{doctype}/{name}").status_code != 200:
        admin.send("POST", f"/api/resource/{doctype}", json=values)
