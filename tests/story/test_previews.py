"""What a form tries before it is saved runs nothing that saving would refuse, and SQL of templates reads little."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..live import Client, Running, Server

pytestmark = pytest.mark.embedded("the engine's own desk tries templates")

MANAGER = "manager@demo.cfm"
Office = Server | Running
TABLES = (
    *("sqlite_dbpage", "sqlite_master", "pragma_database_list", "__job", "__Auth", "tabSingles"),
    *("tabSensitive Report", "tabCommunity Member"),
)
READS = "NUMBER{{{{ frappe.db.sql('select count(*) from `{table}`')[0][0] }}}}"


def tried(manager: Client, program: str, place: str) -> str:
    """What a door of the desk answers to a template that stands in a form."""
    country = manager.list("CFM Location", limit=1)[0]["name"]
    doors: dict[str, tuple[str, dict[str, Any]]] = {
        "webhook": (
            "/app/webhook-preview",
            {
                "doctype": "Webhook",
                "enabled": 1,
                "webhook_doctype": "CFM Location",
                "webhook_docevent": "on_update",
                "request_url": "https://example.org/x",
                "request_method": "POST",
                "request_structure": "JSON",
                "webhook_json": json.dumps({"a": program}),
            },
        ),
        "notification": (
            "/app/notification-preview",
            {
                "doctype": "Notification",
                "enabled": 1,
                "document_type": "CFM Location",
                "channel": "System Notification",
                "event": "Save",
                "subject": program,
                "message": program,
                "recipients": [{"receiver_by_role": "CFM Manager"}],
            },
        ),
        "print format": (
            "/app/print-preview",
            {
                "doctype": "Print Format",
                "doc_type": "CFM Location",
                "custom_format": 1,
                "print_format_type": "Jinja",
                "html": program,
            },
        ),
        "letter head": (
            "/app/print-preview",
            {"doctype": "Letter Head", "source": "HTML", "content": program},
        ),
    }
    path, doc = doors[place]
    asked = {"name": country, "about": "CFM Location", "doc": {"name": "tried", **doc}}
    answer = manager.request("POST", path, json=asked)
    assert answer.status_code < 500, answer.text
    return answer.text


@pytest.mark.parametrize("place", ["webhook", "notification", "print format", "letter head"])
def test_a_try_runs_no_program_that_saving_refuses(office: Office, place: str) -> None:
    manager = Client(office.url, MANAGER)
    for table in TABLES:
        answer = tried(manager, READS.format(table=table), place)
        assert not any(f"NUMBER{digit}" in answer for digit in "0123456789"), (table, answer)
    secret = "NUMBER{{ frappe.get_doc('User', 'manager@demo.cfm').get_password('x', False) }}"
    assert "NUMBERNone" not in tried(manager, secret, place)


@pytest.mark.parametrize("place", ["webhook", "notification", "print format"])
def test_a_try_still_shows_what_may_be_saved(office: Office, place: str) -> None:
    manager = Client(office.url, MANAGER)
    assert "NUMBER7" in tried(manager, "NUMBER{{ 3 + 4 }}", place)
