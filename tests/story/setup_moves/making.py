"""What the manager sets up, by the calls that his screens make."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from ...live import Client

MANAGER, OPERATOR, SECOND, FOCAL = (
    "manager@demo.cfm",
    "operator@demo.cfm",
    "operator2@demo.cfm",
    "focal@demo.cfm",
)
FIELD = "custom_carte"
STATE, GO, BACK = "Vérification sur place", "Vérifier sur place", "Vérification faite"
SENDER = "bureau@mail.test"
SHEET, LETTER, SENTENCE = "Fiche courte", "CFM Referral Letter", "Merci de votre aide."
PLACE = "Lac"
REPORT, CHART, MAILED = "Cas par priorité", "Priorités du mois", "direction@mail.test"


def set_up(url: str) -> None:
    """All of it, in an office on the embedded engine."""
    manager = Client(url, MANAGER)
    for make in (_field, _workflow, _alert, _prints, _rights, _restriction, _report):
        make(manager)


def _field(manager: Client) -> None:
    """A required field that the list shows, put on the form of cases."""
    page = _page_data(manager, "/app/customize-form/case")
    rows = [{"fieldname": row["fieldname"]} for row in page["rows"]]
    at = [row["fieldname"] for row in rows].index("description")
    rows.insert(at, {"label": "Carte", "fieldtype": "Data", "reqd": 1, "in_list_view": 1})
    manager.ok("POST", page["address"], json={"rows": rows, "version": page["version"]})


def _page_data(client: Client, path: str) -> dict[str, Any]:
    page = client.request("GET", path, headers={"Accept": "text/html"}).text
    found = re.search(r'id="page-data">(.*?)</script>', page, re.S)
    assert found, page[:500]
    return dict(json.loads(html.unescape(found.group(1))))


def _workflow(manager: Client) -> None:
    """A state that urgent cases go through, and the steps there and back."""
    manager.create("Workflow State", workflow_state_name=STATE)
    for action in (GO, BACK):
        manager.create("Workflow Action Master", workflow_action_name=action)
    workflow = manager.get("Workflow", "CFM Case")
    step = {"allowed": "CFM Operator", "allow_self_approval": 1}
    there = {"state": "In Progress", "action": GO, "next_state": STATE}
    back = {"state": STATE, "action": BACK, "next_state": "In Progress"}
    manager.change(
        "Workflow",
        "CFM Case",
        states=[
            *workflow["states"],
            {"state": STATE, "doc_status": "0", "allow_edit": "CFM Operator"},
        ],
        transitions=[
            *workflow["transitions"],
            {**step, **there, "condition": 'doc.priority == "Urgente"'},
            {**step, **back},
        ],
    )


def _alert(manager: Client) -> None:
    """Managers are told of urgent cases, on the screen and by e-mail."""
    manager.create(
        "Email Account",
        email_account_name="Bureau",
        email_id=SENDER,
        enable_outgoing=1,
        default_outgoing=1,
        no_smtp_authentication=1,
        smtp_server="127.0.0.1",
        smtp_port="9",
    )
    manager.create(
        "Notification",
        subject="Urgent : {{ doc.name }}",
        document_type="Case",
        event="New",
        channel="Email",
        send_system_notification=1,
        condition='doc.priority == "Urgente"',
        message="<p>À lire : {{ doc.description }}</p>",
        recipients=[{"receiver_by_role": "CFM Manager"}],
    )


def _prints(manager: Client) -> None:
    """A sheet of ticked fields, and a sentence in the letter that the app ships."""
    ticked = [
        {"fieldtype": "Section Break", "label": ""},
        {"fieldname": "description", "fieldtype": "Text", "label": "Description", "print_hide": 0},
        {"fieldname": FIELD, "fieldtype": "Data", "label": "Carte", "print_hide": 0},
    ]
    manager.create(
        "Print Format",
        __newname=SHEET,
        doc_type="Case",
        standard="No",
        print_format_builder=1,
        format_data=json.dumps(ticked),
    )
    letter = manager.get("Print Format", LETTER)
    edited = letter["html"].replace("</h1>", f"</h1><p>{SENTENCE}</p>", 1)
    manager.change("Print Format", LETTER, html=edited)


def _rights(manager: Client) -> None:
    """Operators print cases no more."""
    page = _page_data(manager, "/app/permission-manager?doctype=Case")
    (row,) = [row for row in page["rows"] if row["role"] == "CFM Operator" and not row["permlevel"]]
    rights = {right: row[right] for right, _label, _help in page["rights"]}
    change = {
        "doctype": "Case",
        "role": "CFM Operator",
        "permlevel": 0,
        "if_owner": row["if_owner"],
        "rights": {**rights, "print": 0},
    }
    sent = {"changes": [change], "reset": [], "versions": page["versions"]}
    manager.ok("POST", page["address"], json=sent)


def _restriction(manager: Client) -> None:
    """The second operator deals with one province only."""
    place = manager.list("CFM Location", filters=json.dumps([["location_name", "=", PLACE]]))
    values = {"allow": "CFM Location", "for_value": place[0]["name"]}
    manager.ok("POST", f"/app/person/{SECOND}/restrict", json=values)


def _report(manager: Client) -> None:
    """A count by priority, drawn as a chart and sent to the management."""
    query = {"columns": "priority", "group_by": "priority", "function": "count", "filters": "[]"}
    manager.ok("POST", "/app/case/view/report", json={"name": REPORT, "query": query})
    manager.create(
        "Dashboard Chart",
        chart_name=CHART,
        chart_type="Group By",
        document_type="Case",
        group_by_based_on="priority",
        group_by_type="Count",
        type="Bar",
        filters_json="[]",
        is_public=1,
    )
    manager.create(
        "Auto Email Report",
        report=REPORT,
        report_type="Report Builder",
        reference_report=REPORT,
        user=MANAGER,
        email_to=MAILED,
        frequency="Weekly",
        day_of_week="Monday",
        format="CSV",
        enabled=1,
        no_of_rows=100,
    )
