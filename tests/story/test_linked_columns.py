"""Columns behind a link tell nothing of a document that is closed to whoever asks, by any door of lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.permissions.lists import get_list  # noqa: E402

from ..engine.served import Served, serving  # noqa: E402
from ..patterns import Patterns  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

HANDLER, OPERATOR = "handles@test.cfm", "operates@test.cfm"
NAME, PHONE = "Hawa of 8871", "+235 66 10 88 71"
LINKED = ("community_member.full_name", "community_member.phone")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("linked"), patterns, with_app=True) as served:
        chosen = {"enable_two_factor_auth": 0, "language": "en", "deny_multiple_sessions": 0}
        served.work(lambda: local.db.set_value("System Settings", "System Settings", chosen))
        served.add_user(HANDLER, "CFM PSEA Focal Point", language="en")
        served.add_user(OPERATOR, "CFM Operator", language="en")
        yield served


@pytest.fixture(scope="module")
def hidden(site: Served) -> str:
    """A restricted case whose person is opened with a reason only; its number."""
    client = site.logged_in(HANDLER)
    told = {"full_name": NAME, "phone": PHONE}
    person = client.post("/api/resource/Community%20Member", told).json["data"]["name"]
    values = {"category": "Exploitation ou abus sexuel", "description": "x"}
    made = client.post("/api/resource/Case", {**values, "community_member": person})
    site.work(lambda: local.db.set_single_value("CFM Settings", "identity_hours", 2))
    return str(made.json["data"]["name"])


def test_no_door_of_lists_joins_what_is_closed(site: Served, hidden: str) -> None:
    client = site.logged_in(HANDLER)
    for named in (
        "community_member.phone",
        "`community_member`.`phone`",
        "community_member . phone",
    ):
        asked: dict[str, Any] = {"doctype": "Sensitive Report", "fields": ["name", named]}
        for method, given in (
            ("frappe.client.get_list", asked),
            ("frappe.desk.reportview.get", asked),
            ("frappe.desk.reportview.get_list", asked),
            (
                "frappe.client.get_value",
                {"doctype": "Sensitive Report", "fieldname": [named], "filters": {}},
            ),
            (
                "frappe.client.get_list",
                {"doctype": "Sensitive Report", "order_by": f"{named} desc"},
            ),
        ):
            answer = client.call(method, **given)
            assert "88 71" not in answer.text, (method, named)
            # The engine joins what the user may see alone: the column is empty, or its name is refused.
            assert answer.status in (200, 403, 417), (method, named, answer.status)
        for path in ("/api/resource/Sensitive%20Report", "/api/v2/document/Sensitive%20Report"):
            answer = client.get(f"{path}?fields={quote(json.dumps(['name', named]))}")
            assert "88 71" not in answer.text, (path, named)
            assert answer.status in (200, 403, 417), (path, named)


def test_a_list_within_leaves_such_columns_empty(site: Served, hidden: str) -> None:
    def listed() -> list[Any]:
        fields = ["name", *(f"{each} as c{at}" for at, each in enumerate(LINKED))]
        return get_list("Sensitive Report", fields=fields, user=HANDLER)

    assert [(row.c0, row.c1) for row in site.work(listed)] == [(None, None)]


def test_columns_of_what_is_open_are_still_read(site: Served) -> None:
    client = site.logged_in(OPERATOR)
    made = client.post("/api/resource/Case", {"description": "x", "channel": "Ligne verte"})
    assert made.status == 200, made.text
    fields = quote('["name","channel.name as way"]')
    answer = client.get(f"/api/resource/Case?fields={fields}")
    assert answer.status == 200, answer.text
    assert "Ligne verte" in answer.text
