"""Whoever holds only the role CFM Manager: every tool of theirs works, and none reaches the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest

from cfm_app.base import consts
from cfm_app.procedures.setup import manager_rights
from cfm_app.security.administration import delegation
from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.kernel.permissions.docperm import RIGHTS
from frappe_embedded.kernel.query.opening import opened
from tests.leaks.cast import TECHNICIAN, Visitor
from tests.live import Server

from .requests import Request, of_document
from .snapshot import changes, take
from .surface import Surface

pytestmark = pytest.mark.embedded("managers of a bench work on the desk of Frappe")
MANAGER = "manager@demo.cfm"
MACHINE = "System Manager"
PERMISSIONS = "/api/method/frappe.core.page.permission_manager.permission_manager"
# What somebody could do to the machine, its keys or its logs; none is open to a manager.
CLOSED = (
    "Client Script",
    "DocPerm",
    "Document Share Key",
    "Email Queue",
    "Error Log",
    "Installed Applications",
    "Scheduled Job Log",
    "Scheduled Job Type",
    "System Settings",
)
LINK = re.compile(r'class="card tool" href="([^"]+)"')


@pytest.fixture
def manager(cast: dict[str, Visitor]) -> Visitor:
    return cast[MANAGER]


def held(office: Server) -> dict[str, set[str]]:
    """The roles of each user, as the database has them."""
    rows = take(Path(get_site(office.site.name, office.site.parent).db_path))["tabHas Role"]
    found: dict[str, set[str]] = {}
    for row in rows.values():
        if row["parenttype"] in ("User", "Role Profile"):
            found.setdefault(row["parent"], set()).add(row["role"])
    return found


def test_the_manager_holds_the_role_alone(office: Server, cast: dict[str, Visitor]) -> None:
    assert held(office)[MANAGER] == {consts.MANAGER, consts.CASEWORKER}
    assert held(office)[TECHNICIAN] == {MACHINE}


def test_no_tool_ends_in_a_refusal(manager: Visitor) -> None:
    page = manager.http.get(f"{manager.url}/app/manage", headers={"Accept": "text/html"})
    links = LINK.findall(page.text)
    assert len(links) > 25
    assert "/app/system-settings" not in links
    for link in dict.fromkeys(links):
        found = manager.http.get(f"{manager.url}{link}", headers={"Accept": "text/html"})
        assert found.status_code == 200, link
        if f'href="{link}/new' in found.text:
            new = manager.http.get(f"{manager.url}{link}/new", headers={"Accept": "text/html"})
            assert new.status_code == 200, link


def test_logs_that_a_manager_is_shown_open(manager: Visitor) -> None:
    page = manager.http.get(f"{manager.url}/app/jobs", headers={"Accept": "text/html"})
    links = LINK.findall(page.text)
    assert links
    assert not {"/app/error-log", "/app/email-queue"} & set(links)
    for link in links:
        found = manager.http.get(f"{manager.url}{link}", headers={"Accept": "text/html"})
        assert found.status_code == 200, link


# --- roles ------------------------------------------------------------------------------------
def roles_of_the_machine(office: Server) -> list[str]:
    with opened(get_site(office.site.name, office.site.parent)):
        names = frappe.get_all("Role", pluck="name", order_by="name")
        everybody = delegation.AUTOMATIC
        return [name for name in names if not (name in everybody or delegation.may_hand_out(name))]


def ways_to_a_role(role: str, rows_of_users: list[str]) -> Iterator[Request]:
    """Requests that would give a role to somebody: themselves, others, new people, a profile."""
    rows = [{"role": consts.OPERATOR}, {"role": role}]
    for user in (MANAGER, "operator2@demo.cfm"):
        path = f"/api/resource/User/{user}"
        yield Request("PUT", path, body={"roles": rows})
        yield Request("PUT", path, body={"role_profile_name": f"With {role}"})
        row = {"parent": user, "parenttype": "User", "parentfield": "roles", "role": role}
        yield Request("POST", "/api/resource/Has Role", body=row)
        place = {"doctype": "User", "name": user, "fieldname": "roles", "value": json.dumps(rows)}
        yield Request("POST", "/api/method/frappe.client.set_value", body=place)
    new = {"email": f"{role.lower().replace(' ', '.')}@attack.cfm", "first_name": "X"}
    yield Request("POST", "/api/resource/User", body={**new, "roles": rows})
    profile = {"role_profile": f"With {role}", "roles": rows}
    yield Request("POST", "/api/resource/Role Profile", body=profile)
    merge = {"doctype": "Role", "old_name": consts.ANALYST, "new_name": role, "merge": 1}
    yield Request("POST", "/api/method/frappe.client.rename_doc", body=merge)
    for name in rows_of_users:
        found = of_document("Has Role", name, "role", role)
        yield from (each for each in found if each.verb != "DELETE" and "delete" not in each.path)


def test_no_way_gives_a_role_of_the_machine(
    office: Server, surface: Surface, manager: Visitor
) -> None:
    before, tried = held(office), 0
    machine = roles_of_the_machine(office)
    assert {MACHINE, "Script Manager", "Administrator"} <= set(machine)
    database = Path(get_site(office.site.name, office.site.parent).db_path)
    stored = take(database)["tabHas Role"]
    mine = [name for name, row in stored.items() if row["parent"] == MANAGER]
    for role in machine:
        for request in ways_to_a_role(role, mine):
            assert request.send(manager).status_code < 500, str(request)
            tried += 1
    after = held(office)
    gained = {
        (name, role)
        for name, roles in after.items()
        for role in roles - before.get(name, set())
        if role in machine
    }
    assert not gained
    assert after[MANAGER] == {consts.MANAGER, consts.CASEWORKER}
    assert tried > 100


def test_accounts_above_a_manager_are_not_entered(manager: Visitor, admin: Visitor) -> None:
    for values in (
        {"new_password": "Taken-over-2026!"},
        {"email": "taken@attack.cfm"},
        {"enabled": 0},
        {"roles": []},
    ):
        answer = manager.send("PUT", f"/api/resource/User/{TECHNICIAN}", json=values)
        assert answer.status_code == 403, values
    for action in ("link", "invite", "reset-second-factor", "end-sessions", "disable"):
        answer = manager.send("POST", f"/app/person/{TECHNICIAN}/do/{action}", json={})
        assert answer.status_code == 403, action
    key = "/api/method/frappe.core.doctype.user.user.generate_keys"
    for user in (TECHNICIAN, "operator@demo.cfm", MANAGER):
        assert manager.send("POST", key, json={"user": user}).status_code == 403
    other = "/api/resource/User/operator@demo.cfm"
    assert manager.send("PUT", other, json={"api_secret": "abcdefghijklmno"}).status_code == 403
    assert admin.get("User", TECHNICIAN)["enabled"] == 1


# --- rights and forms -------------------------------------------------------------------------
def test_rights_are_given_on_what_is_the_offices_only(
    office: Server, surface: Surface, manager: Visitor
) -> None:
    database = Path(get_site(office.site.name, office.site.parent).db_path)
    before = take(database)
    with opened(get_site(office.site.name, office.site.parent)):
        closed = [name for name in surface.fields if not delegation.may_give_rights_on(name)]
        ours = [name for name in surface.fields if delegation.may_give_rights_on(name)]
    assert set(CLOSED) <= set(closed)
    assert {"Case", "Report"} <= set(ours)
    row = {"role": consts.OPERATOR, "permlevel": 0, "if_owner": 0}
    for doctype in closed:
        values = {**row, "doctype": doctype, "parent": doctype}
        rows = {**values, "parenttype": "DocType", "parentfield": "permissions", "read": 1}
        for answer in (
            manager.send("POST", f"{PERMISSIONS}.add", json=values),
            manager.send(
                "POST", f"{PERMISSIONS}.update", json={**values, "ptype": "read", "value": 1}
            ),
            manager.send("POST", f"{PERMISSIONS}.remove", json={**values, "role": MACHINE}),
            manager.send("POST", f"{PERMISSIONS}.reset", json=values),
            manager.send(
                "POST", "/api/resource/Custom DocPerm", json={**rows, "doctype": "Custom DocPerm"}
            ),
            manager.send("POST", "/app/permission-manager", json=_stored(doctype)),
        ):
            assert 400 <= answer.status_code < 500, (doctype, answer.url, answer.status_code)
    assert not [
        change for change in changes(before, take(database)) if change.table == "tabCustom DocPerm"
    ]


def _stored(doctype: str) -> dict[str, Any]:
    given = {"doctype": doctype, "role": consts.OPERATOR, "rights": {"read": 1}}
    return {"changes": json.dumps([given]), "versions": "{}"}


def test_nobody_outside_the_office_gets_a_right(manager: Visitor) -> None:
    for role in ("All", "Guest", "Desk User", MACHINE, "Script Manager"):
        values = {"parent": "CFM Settings", "doctype": "CFM Settings", "role": role, "permlevel": 0}
        assert manager.send("POST", f"{PERMISSIONS}.add", json=values).status_code in (403, 417)
        given = {**values, "ptype": "write", "value": 1}
        assert manager.send("POST", f"{PERMISSIONS}.update", json=given).status_code in (403, 417)


def test_a_manager_changes_rights_and_forms_of_the_office(manager: Visitor) -> None:
    place = {"doctype": "CFM Partner", "role": consts.ANALYST, "permlevel": 0}
    manager.ok("POST", f"{PERMISSIONS}.update", json={**place, "ptype": "print", "value": 0})
    manager.ok("POST", f"{PERMISSIONS}.reset", json={"doctype": "CFM Partner"})
    field = manager.create("Custom Field", dt="CFM Partner", label="Told", fieldtype="Data")
    manager.ok("DELETE", f"/api/resource/Custom Field/{field['name']}")


def test_forms_of_the_machine_stay(office: Server, surface: Surface, manager: Visitor) -> None:
    with opened(get_site(office.site.name, office.site.parent)):
        closed = [name for name in surface.fields if not delegation.is_of_office(name)]
    assert {"User", "Error Log", "System Settings"} <= set(closed)
    for doctype in closed:
        field = {"dt": doctype, "label": "Told", "fieldtype": "Data"}
        setter = {
            "doc_type": doctype,
            "doctype_or_field": "DocType",
            "property": "track_views",
            "property_type": "Check",
            "value": "1",
        }
        for kind, values in (("Custom Field", field), ("Property Setter", setter)):
            answer = manager.send("POST", f"/api/resource/{kind}", json=values)
            assert 400 <= answer.status_code < 500, (kind, doctype)
        part = doctype.lower().replace(" ", "-")
        assert manager.send("GET", f"/app/customize-form/{part}").status_code in (403, 404)


def test_nothing_acts_by_itself_on_what_is_of_the_machine(manager: Visitor) -> None:
    """A notification may set a field as the scheduler, a workflow as whoever saves."""
    common = {"document_type": "Scheduled Job Type", "enabled": 1, "subject": "x", "message": "x"}
    notification = {"event": "Save", "channel": "System Notification", "name": "Told of jobs"}
    states = [{"state": "Closed", "doc_status": "0", "allow_edit": consts.MANAGER}]
    rule = {"assign_condition": "1", "description": "x", "users": [{"user": MANAGER}]}
    for kind, values in (
        ("Notification", {**common, **notification, "set_property_after_alert": "stopped"}),
        ("Workflow", {**common, "workflow_name": "Of jobs", "states": states}),
        ("Assignment Rule", {**common, **rule, "name": "Of jobs", "rule": "Round Robin"}),
    ):
        assert manager.send("POST", f"/api/resource/{kind}", json=values).status_code == 403, kind
    link = {"dt": "CFM Partner", "label": "Run", "fieldtype": "Link", "options": "Client Script"}
    assert manager.send("POST", "/api/resource/Custom Field", json=link).status_code == 403


# --- the machine ------------------------------------------------------------------------------
@pytest.mark.parametrize("doctype", CLOSED)
def test_what_is_of_the_machine_is_closed(
    doctype: str, office: Server, surface: Surface, manager: Visitor
) -> None:
    database = Path(get_site(office.site.name, office.site.parent).db_path)
    before = take(database)
    names = (surface.names.get(doctype) or [])[:5]
    assert manager.send("GET", f"/api/resource/{doctype}").status_code == 403
    for name in names:
        assert manager.send("GET", f"/api/resource/{doctype}/{name}").status_code in (403, 404)
        for df in surface.fields[doctype]:
            values = {df.fieldname: 1}
            answer = manager.send("PUT", f"/api/resource/{doctype}/{name}", json=values)
            assert 400 <= answer.status_code < 500, df.fieldname
    table = "tabSingles" if doctype == "System Settings" else f"tab{doctype}"
    mine = [
        change
        for change in changes(before, take(database))
        if change.table == table and change.row.get("owner") == MANAGER
    ]
    assert not mine


def test_settings_of_the_machine_are_not_read_by_methods(manager: Visitor) -> None:
    place = {"doctype": "System Settings", "fieldname": "enable_two_factor_auth"}
    for method, values in (
        ("frappe.client.get", {"doctype": "System Settings"}),
        ("frappe.client.get_value", place),
        ("frappe.client.get_single_value", {**place, "field": "enable_two_factor_auth"}),
        ("frappe.client.set_value", {**place, "name": "System Settings", "value": 0}),
        ("frappe.desk.form.load.getdoc", {"doctype": "System Settings", "name": "System Settings"}),
        ("frappe.desk.reportview.get", {"doctype": "Error Log", "fields": '["error"]'}),
        ("frappe.desk.query_report.run", {"report_name": "Error Log"}),
    ):
        answer = manager.send("POST", f"/api/method/{method}", json=values)
        assert answer.status_code in (403, 404), method


def test_the_history_does_not_tell_what_settings_hold(manager: Visitor, admin: Visitor) -> None:
    before = admin.get("System Settings", "System Settings")["session_expiry"]
    admin.change("System Settings", "System Settings", session_expiry="77:11")
    try:
        page = manager.http.get(f"{manager.url}/app/history", headers={"Accept": "text/html"})
        rows = manager.list("Configuration Change", fields='["name","after"]', limit_page_length=0)
        assert "77:11" not in page.text
        assert "77:11" not in json.dumps(rows)
        seen = admin.list("Configuration Change", fields='["name","after"]', limit_page_length=0)
        hidden = [row["name"] for row in seen if "77:11" in str(row["after"])]
        assert hidden
        for name in hidden:
            answer = manager.send("GET", f"/api/resource/Configuration Change/{name}")
            assert answer.status_code == 403
    finally:
        admin.change("System Settings", "System Settings", session_expiry=before)


def test_no_right_of_the_shipped_list_is_unknown() -> None:
    for doctype, levels in manager_rights.rights().items():
        assert doctype not in CLOSED
        for given in levels.values():
            assert set(given) <= set(RIGHTS)
