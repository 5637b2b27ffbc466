"""What waits for whom, counted by hand from the stored rows, is what every list of the office says."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ..leaks.cast import administrator
from ..live import Client, Running, Server
from .hand_count import MOST, HandCount, moment

OPERATOR, HANDLERS = "operator@demo.cfm", ("psea@demo.cfm", "fraud@demo.cfm", "manager@demo.cfm")
FOCAL_POINTS = ("focal@demo.cfm", "focal.lac@demo.cfm", "focal.est@demo.cfm", "manager@demo.cfm")
OFFICE_TIME = ZoneInfo("Africa/Ndjamena")


@pytest.fixture
def counted(office: Server | Running) -> HandCount:
    return HandCount(partial(rows, administrator(office)))


def rows(client: Client, doctype: str, *fields: str, parent: str = "") -> list[dict[str, Any]]:
    more = {"parent": parent} if parent else {}
    found: list[dict[str, Any]] = client.call(
        "frappe.client.get_list",
        doctype=doctype,
        fields=json.dumps(["name", *fields]),
        limit_page_length=0,
        order_by="creation asc",
        **more,
    )
    return found


def others_own(office: Server | Running, user: str) -> set[str]:
    """The cases that a colleague has who came in the last days: they wait for that colleague alone."""
    chief = administrator(office)
    working = {
        row["parent"]
        for row in rows(chief, "Has Role", "parent", "role", parent="User")
        if row["role"] in ("CFM Operator", "CFM Manager")
    }
    there = {
        row["name"]
        for row in rows(chief, "User", "enabled", "last_active")
        if row["enabled"]
        and row["last_active"]
        and now() - (moment(row["last_active"]) or now()) < timedelta(days=3)
    }
    others = (working & there) - {user}
    return {row["name"] for row in rows(chief, "Case", "case_owner") if row["case_owner"] in others}


def now() -> datetime:
    return datetime.now(OFFICE_TIME).replace(tzinfo=None)


@pytest.mark.parametrize("user", [OPERATOR, *HANDLERS])
def test_the_lists_are_those_of_the_stored_rows(
    office: Server | Running, counted: HandCount, user: str
) -> None:
    client = Client(office.url, user)
    visible = {row["name"] for row in rows(client, "Case")}
    lists = client.call("cfm_app.api.console.due_list", limit=MOST)
    assert counted.misplaced(lists, visible - others_own(office, user), now()) == []
    calls = {row["name"] for key in ("call_back", "to_inform") for row in lists[key]}
    assert calls == counted.to_call(visible, now())


@pytest.mark.parametrize("user", FOCAL_POINTS)
def test_the_approvals_are_those_of_the_stored_rows(
    office: Server | Running, counted: HandCount, user: str
) -> None:
    listed = Client(office.url, user).call("cfm_app.api.approvals.my_referrals", limit=1000)
    assert {row["name"] for row in listed} == counted.to_answer(user, now().date())


def test_the_counts_are_those_of_the_lists(office: Server | Running) -> None:
    client = Client(office.url, OPERATOR)
    lists = client.call("cfm_app.api.console.due_list", limit=MOST)
    counts = client.call("cfm_app.api.bell.look")["counts"]
    assert counts["work"] == sum(len(lists[key]) for key in ("answered", "late", "today"))
    missed = client.list("CFM Call", filters=json.dumps({"call_back_state": "Open"}))
    assert missed
    assert counts["calls"] == len(lists["call_back"]) + len(lists["to_inform"]) + len(missed)
    focal = Client(office.url, "focal@demo.cfm")
    waiting = focal.call("cfm_app.api.approvals.my_referrals", limit=1000)
    assert focal.call("cfm_app.api.bell.look")["counts"] == {"referrals": len(waiting)}
