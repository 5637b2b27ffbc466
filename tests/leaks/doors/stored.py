"""Charts, cards, dashboards and reports that are stored, rules, imports with their rows, and codes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..figures import ABOUT, DASHBOARD, named
from ..matrix import Door
from ..rules import COUNTING, RULES, TELLING
from .kinds import PROTECTED, call, get, page
from .lists import asked, whole

CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart"
CARD = "frappe.desk.doctype.number_card.number_card"
BOARD = "frappe.desk.doctype.dashboard.dashboard"
REPORT = "frappe.desk.query_report"


def _figures(doctype: str, column: str) -> list[Door]:
    """What is shown, and what somebody can find out by asking it about a word."""
    guess = [[doctype, column, "like", "%{word}%"]]
    card = {"name": named("card", doctype), "document_type": doctype, "function": "Count"}
    report = named("report", doctype)
    return [
        *(
            call(f"stored {kind} of {doctype}, refresh {fresh}", f"{CHART}.get", **more)
            for kind in ("chart", "groups")
            for fresh in (1, 0)
            for more in ({"chart_name": named(kind, doctype), "refresh": fresh},)
        ),
        call(
            f"stored chart of {doctype} by a word",
            f"{CHART}.get",
            chart_name=named("chart", doctype),
            filters=guess,
            refresh=1,
        ),
        call(f"stored card of {doctype}", f"{CARD}.get_result", doc=card, filters=[]),
        call(f"stored card of {doctype} by a word", f"{CARD}.get_result", doc=card, filters=guess),
        call(
            f"sum of {doctype} by a word",
            f"{CARD}.get_result",
            doc={**card, "function": "Max", "aggregate_function_based_on": column},
            filters=guess,
        ),
        call(
            f"change of a card of {doctype}",
            f"{CARD}.get_percentage_difference",
            doc={**card, "show_percentage_stats": 1, "stats_time_interval": "Daily"},
            filters=guess,
            result=1,
        ),
        *_reports(doctype, column, report),
    ]


def _reports(doctype: str, column: str, report: str) -> list[Door]:
    guess = {column: ["like", "%{word}%"]}
    return [
        call(f"report of {doctype}", f"{REPORT}.run", report_name=report, filters={}),
        call(f"report of {doctype} by a word", f"{REPORT}.run", report_name=report, filters=guess),
        *(
            call(
                f"{kind} of a report of {doctype}",
                f"{REPORT}.export_query",
                report_name=report,
                file_format_type=kind,
                filters={},
                visible_idx=[],
            )
            for kind in ("CSV", "Excel")
        ),
        page(f"page of a report of {doctype}", f"/app/query-report/{report}"),
        page(f"page of a list report of {doctype}", f"/app/report/{report}"),
    ]


BOARDS = [
    call("charts of a dashboard", f"{BOARD}.get_permitted_charts", dashboard_name=DASHBOARD),
    call("cards of a dashboard", f"{BOARD}.get_permitted_cards", dashboard_name=DASHBOARD),
    call(
        "cards for a user",
        f"{CARD}.get_cards_for_user",
        doctype="Number Card",
        txt="Leaks",
        searchfield="label",
        start=0,
        page_len=20,
        filters={},
    ),
    get("dashboard", f"/api/resource/Dashboard/{DASHBOARD}"),
    page("page of a dashboard", f"/app/dashboard-view/{DASHBOARD}"),
    page("page of a dashboard by name", f"/app/dashboard/{DASHBOARD}"),
]


def _changing(name: str, method: str, /, **arguments: Any) -> Door:
    return replace(call(name, method, **arguments), changes=True)


RULE = "frappe.automation.doctype.assignment_rule.assignment_rule"
# What a rule makes of a case, and what it keeps of having looked at it.
ASSIGNING = [
    *(get(f"assignment rule {name}", f"/api/resource/Assignment Rule/{name}") for name in RULES),
    *(page(f"form of the rule {name}", f"/app/assignment-rule/{name}") for name in RULES),
    *(
        get(
            f"tasks of the rule {name}",
            "/api/resource/ToDo",
            filters=[["assignment_rule", "=", name]],
            fields=["*"],
            limit=0,
        )
        for name in RULES
    ),
    call(
        "count of tasks of a rule by a word",
        "frappe.client.get_count",
        doctype="ToDo",
        filters={"assignment_rule": TELLING, "description": ["like", "%{word}%"]},
    ),
    call(
        "count of tasks of a rule by case",
        "frappe.client.get_count",
        doctype="ToDo",
        filters={"assignment_rule": COUNTING, "reference_name": "{case}"},
    ),
    call(
        "count of faults of a rule by case",
        "frappe.client.get_count",
        doctype="Error Log",
        filters={"reference_name": "{case}"},
    ),
    call(
        "count of faults of a rule by a word",
        "frappe.client.get_count",
        doctype="Error Log",
        filters={"error": ["like", "%{word}%"]},
    ),
    page("list of tasks of a rule", "/app/todo", filters=[["assignment_rule", "=", TELLING]]),
    _changing("rules for a case", f"{RULE}.apply", doctype="Case", name="{case}"),
    _changing("rules for many cases", f"{RULE}.bulk_apply", doctype="Case", docnames='["{case}"]'),
    _changing(
        "unassign condition for a case",
        "frappe.client.set_value",
        doctype="Case",
        name="{case}",
        fieldname="description",
        value="x",
    ),
]

# The rows of a log lie in its file until it is removed, those that were refused in their sheet.
IMPORTS = [
    get("import by name", "/api/resource/CFM Import/{record}"),
    call("import by client", "frappe.client.get", doctype="CFM Import", name="{record}"),
    call("import form", "frappe.desk.form.load.getdoc", doctype="CFM Import", name="{record}"),
    call(
        "count of imports",
        "frappe.client.get_count",
        doctype="CFM Import",
        filters={"file_name": ["like", "{word}%"]},
    ),
    get(
        "wrong rows of an import",
        "/api/resource/CFM Import Error",
        parent="CFM Import",
        filters=[["parent", "=", "{record}"]],
        fields=["*"],
    ),
    get(
        "wrong rows by a readable parent",
        "/api/resource/CFM Import Error",
        parent="CFM Settings",
        filters=[["parent", "=", "{record}"]],
        fields=["*"],
    ),
    call("layout of an import", "cfm_app.api.exchange.layout", name="{record}"),
    call("state of an import", "cfm_app.api.exchange.state", name="{record}"),
    call("sheet of wrong rows", "cfm_app.api.exchange.error_sheet", name="{record}"),
    page("imported file", "{log_url}"),
    call(
        "imported file by method",
        "frappe.core.doctype.file.file.download_file",
        file_url="{log_url}",
    ),
    page("page of an import", "/cfm/import", name="{record}"),
    call("layout of a sheet", "cfm_app.api.list_imports.layout", name="{record}"),
    call("state of a sheet", "cfm_app.api.list_imports.state", name="{record}"),
    call("wrong rows of a sheet", "cfm_app.api.list_imports.error_sheet", name="{record}"),
    call("cases as a sheet", "cfm_app.api.list_imports.sheet", target="Case", with_records=1),
    page("page of a sheet", "/cfm/records-import", sheet="{record}"),
    page("form of an import", "/app/cfm-import/{record}"),
    page("print of an import", "/printview", doctype="CFM Import", name="{record}"),
    _changing("start of an import", "cfm_app.api.exchange.start", name="{record}", task="Import"),
    _changing("end of an import", "cfm_app.api.exchange.stop", name="{record}"),
    _changing("removal of an import", "cfm_app.api.exchange.remove", name="{record}"),
    *whole("CFM Import", "file_name"),
    *asked("CFM Import", "file_name"),
]

# A webhook that a form brings along is tried on a document; the log says what was told of which.
LOG_OF_WEBHOOKS = "Webhook Request Log"


def _tried(doctype: str, name: str, column: str) -> list[Door]:
    draft = {
        "doctype": "Webhook",
        "name": "Leaks draft",
        "__islocal": 1,
        "webhook_doctype": doctype,
        "webhook_docevent": "on_update",
        "request_url": "https://example.org/hook",
        "request_structure": "Form URL-Encoded",
        "webhook_data": [{"fieldname": column, "key": "told"}],
        "preview_document": name,
    }
    return [
        Door(f"webhook tried on {doctype}", "POST", "/app/webhook-preview", body=asked)
        for asked in ({"doc": draft, "name": name}, {"doc": draft, "name": name, "send": 1})
    ] + [
        call(f"preview of a webhook on {doctype}", "run_doc_method", docs=draft, method=method)
        for method in ("generate_preview", "preview_request_body", "preview_meets_condition")
    ]


WEBHOOKS = [
    *(door for row in PROTECTED for door in _tried(*row)),
    *whole(LOG_OF_WEBHOOKS, "reference_document"),
    *asked(LOG_OF_WEBHOOKS, "data"),
    get(
        "what was told of a case",
        f"/api/resource/{LOG_OF_WEBHOOKS}",
        filters=[["reference_document", "=", "{case}"]],
        fields=["*"],
    ),
]

# Jobs hold the documents that they are about; a bench lists them as if they were documents.
MACHINE = [
    *(door for doctype in ("RQ Job", "System Health Report") for door in whole(doctype, "name")),
    *(
        get(f"{doctype} by name", f"{route}/{doctype}/{doctype}")
        for doctype in ("System Health Report", "RQ Worker")
        for route in ("/api/resource", "/api/v2/document")
    ),
    call(
        "jobs with their arguments",
        "frappe.desk.reportview.get",
        doctype="RQ Job",
        fields=["name", "arguments", "exc_info"],
        filters=[],
        order_by="modified desc",
        start=0,
        page_length=2000,
    ),
    call(
        "form of the report on the machine",
        "frappe.desk.form.load.getdoc",
        doctype="System Health Report",
        name="System Health Report",
    ),
    page("page of jobs", "/app/jobs"),
    page("desk list of jobs", "/app/rq-job"),
]

CODES = [
    page("code of a case", "/cfm/case-code", case="{case}"),
    page("texts of a case that goes", "/cfm/retention-texts", case="{case}"),
    page("status page", "/cfm/status"),
    page("public form", "/cfm/feedback"),
    page("poster of the public form", "/cfm/poster"),
    get("settings of the public form", "/api/resource/CFM Public Form/feedback"),
    get(
        "codes of a conversation",
        "/api/resource/CFM Status Code",
        filters=[["conversation", "=", "{conversation}"]],
    ),
    get("codes of a case", "/api/resource/CFM Status Code", filters=[["cfm_case", "=", "{case}"]]),
    call(
        "count of codes",
        "frappe.client.get_count",
        doctype="CFM Status Code",
        filters={"cfm_case": "{case}"},
    ),
    call(
        "value of a code",
        "frappe.client.get_value",
        doctype="CFM Status Code",
        fieldname="code_sealed",
        filters={"cfm_case": "{case}"},
    ),
    *whole("CFM Status Code", "cfm_case"),
]

STORED: list[Door] = [
    *(door for row in ABOUT for door in _figures(*row)),
    *BOARDS,
    *ASSIGNING,
    *IMPORTS,
    *WEBHOOKS,
    *MACHINE,
    *CODES,
]
