"""What waits for whom, reckoned here from the stored rows alone, is what every list of the office says."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ..leaks.cast import administrator
from ..live import Client, Running, Server

OPERATOR, HANDLERS = "operator@demo.cfm", ("psea@demo.cfm", "fraud@demo.cfm", "manager@demo.cfm")
OFFICE_TIME = ZoneInfo("Africa/Ndjamena")
MOST = 200
MOMENT = "%Y-%m-%d %H:%M:%S"
REFUSALS = ("Refused", "Withdrawn", "Expired")


@pytest.fixture
def admin(office: Server | Running) -> Client:
    return administrator(office)


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


def moment(text: str | None) -> datetime | None:
    return datetime.strptime(text[:19], MOMENT) if text else None


class Office:
    """The stored rows, as somebody would count them by hand."""

    def __init__(self, client: Client, seen_by: Client) -> None:
        fields = "phase workflow_state resolve_by respond_by first_response_on next_contact_on"
        visible = {row["name"] for row in rows(seen_by, "Case")}
        cases = rows(client, "Case", *fields.split(), "duplicate_of")
        self.cases = {row["name"]: row for row in cases if row["name"] in visible}
        self.steps: dict[str, list[str]] = defaultdict(list)
        for row in rows(client, "Case SOP Step", "parent", "due_on", "done", parent="Case"):
            if row["due_on"] and not row["done"]:
                self.steps[row["parent"]].append(row["due_on"])
        self.referrals: dict[str, list[str]] = defaultdict(list)
        for row in rows(client, "Referral", "cfm_case", "workflow_state"):
            self.referrals[row["cfm_case"]].append(row["workflow_state"])
        self.refusing = self._refusing(client)

    def _refusing(self, client: Client) -> set[str]:
        """Cases whose newest decision on being called back is a refusal."""
        states = {"Decided", "Withdrawn"}
        consents = {
            row["name"]: row["cfm_case"]
            for row in rows(client, "Consent", "cfm_case", "workflow_state")
            if row["workflow_state"] in states
        }
        decided: dict[str, dict[str, str]] = {}
        for row in rows(
            client, "Consent Purpose", "parent", "purpose", "decision", parent="Consent"
        ):
            if row["purpose"] == "Call back" and row["decision"]:
                decided.setdefault(row["parent"], {})["decision"] = row["decision"]
        newest: dict[str, str] = {}
        for name, case in consents.items():
            if name in decided:
                newest[case] = decided[name]["decision"]
        return {case for case, decision in newest.items() if decision in REFUSALS}

    def place(self, name: str, now: datetime) -> str:
        """In which list of work a case stands; empty if nobody has to do anything."""
        case = self.cases[name]
        if case["phase"] not in ("New", "In progress"):
            return ""
        states = self.referrals[name]
        is_asked = {"In Progress", "Accepted"} & set(states)
        if not is_asked and {"Done", "Returned"} & set(states):
            return "answered"
        limits = [case["resolve_by"], None if case["first_response_on"] else case["respond_by"]]
        due = min((each for each in (*limits, *self.steps[name]) if each), default=None)
        at = moment(due)
        if at is None:
            return "later"
        if at < now:
            return "late"
        tomorrow = datetime(now.year, now.month, now.day) + timedelta(days=1)
        return "today" if at < tomorrow else "later"

    def to_call(self, now: datetime) -> set[str]:
        tomorrow = datetime(now.year, now.month, now.day) + timedelta(days=1)
        found = set()
        for name, case in self.cases.items():
            planned = moment(case["next_contact_on"])
            is_due = bool(planned and planned < tomorrow and case["phase"] != "Closed")
            waits = case["phase"] == "Resolved" and not (planned and planned >= tomorrow)
            is_out = case["workflow_state"] == "Unreachable" or name in self.refusing
            if (is_due or waits) and not is_out and not case["duplicate_of"]:
                found.add(name)
        return found


@pytest.mark.parametrize("user", [OPERATOR, *HANDLERS])
def test_the_lists_are_those_of_the_stored_rows(
    office: Server | Running, admin: Client, user: str
) -> None:
    client = Client(office.url, user)
    counted = Office(admin, client)
    lists = client.call("cfm_app.api.console.due_list", limit=MOST)
    now = datetime.now(OFFICE_TIME).replace(tzinfo=None)
    told = {key: {row["name"] for row in lists[key]} for key in lists}
    for name in counted.cases:
        wanted = counted.place(name, now)
        stands = [key for key in ("answered", "late", "today", "later") if name in told[key]]
        if not stands and wanted and len(told[wanted]) >= MOST:
            # A list has an end: other tests leave hundreds of cases in this office.
            continue
        assert stands == ([wanted] if wanted else []), (name, counted.cases[name])
    calls = told["call_back"] | told["to_inform"]
    ordinary = {name for name in calls if not counted.cases[name]["duplicate_of"]}
    assert ordinary == counted.to_call(now)


def test_the_counts_are_those_of_the_lists(office: Server | Running) -> None:
    client = Client(office.url, OPERATOR)
    lists = client.call("cfm_app.api.console.due_list", limit=MOST)
    counts = client.call("cfm_app.api.bell.look")["counts"]
    assert counts["work"] == sum(len(lists[key]) for key in ("answered", "late", "today"))
    assert counts["calls"] == len(lists["call_back"]) + len(lists["to_inform"])
    focal = Client(office.url, "focal@demo.cfm")
    waiting = focal.call("cfm_app.api.approvals.my_referrals", limit=1000)
    assert focal.call("cfm_app.api.bell.look")["counts"] == {"referrals": len(waiting)}
