"""No state without its evidence over HTTP: each door on each forbidden move, here and on a bench."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ..live import READ, Client, Running, Server

REFUSED = (403, 409, 417)
METHOD = "/api/method/"
Door = Callable[[Client, str, str, str], int]


def by_rest(client: Client, case: str, action: str, state: str) -> int:
    return _status(client, "PUT", f"/api/resource/Case/{case}", {"workflow_state": state})


def by_rest_2(client: Client, case: str, action: str, state: str) -> int:
    return _status(client, "PATCH", f"/api/v2/document/Case/{case}", {"workflow_state": state})


def by_value(client: Client, case: str, action: str, state: str) -> int:
    values = {"doctype": "Case", "name": case, "fieldname": "workflow_state", "value": state}
    return _status(client, "POST", METHOD + "frappe.client.set_value", values)


def by_saving(client: Client, case: str, action: str, state: str) -> int:
    doc = {**client.get("Case", case), "workflow_state": state}
    return _status(client, "POST", METHOD + "frappe.client.save", {"doc": json.dumps(doc)})


def by_form(client: Client, case: str, action: str, state: str) -> int:
    doc = {**client.get("Case", case), "workflow_state": state}
    sent = {"doc": json.dumps(doc), "action": "Save"}
    return _status(client, "POST", METHOD + "frappe.desk.form.save.savedocs", sent)


def by_action(client: Client, case: str, action: str, state: str) -> int:
    sent = {"doc": json.dumps({"doctype": "Case", "name": case}), "action": action}
    return _status(client, "POST", METHOD + "frappe.model.workflow.apply_workflow", sent)


def _status(client: Client, verb: str, path: str, values: dict[str, Any]) -> int:
    return client.request(verb, path, json=values).status_code


DOORS: tuple[Door, ...] = (
    by_rest,
    by_rest_2,
    by_value,
    by_saving,
    by_form,
    by_action,
)
MOVES = (
    ("Refer", "Referred"),
    ("Resolve", "Resolved"),
    ("Answer", "Answered"),
    ("Inform the Person", "Loop Closed"),
)


@pytest.fixture
def operator(office: Server | Running) -> Client:
    return Client(office.url, "operator@demo.cfm")


@pytest.fixture
def focal(office: Server | Running) -> Client:
    return Client(office.url, "focal@demo.cfm")


def new_case(operator: Client, *actions: str) -> str:
    made = operator.create("Case", category="Quantité de la ration", description="Il manque un sac")
    name = str(made["name"])
    for action in actions:
        operator.act("Case", name, action)
    return name


def consent(operator: Client, case: str) -> None:
    row = {"purpose": "Share inside", "decision": "Granted"}
    made = operator.create("Consent", cfm_case=case, purposes=[row], statement=READ)
    operator.act("Consent", made["name"], "Record Decision")


def refer(operator: Client, case: str) -> str:
    consent(operator, case)
    values = {"cfm_case": case, "focal_point": "focal@demo.cfm", "shared_summary": "Ration"}
    return str(operator.create("Referral", **values)["name"])


def stands_still(client: Client, case: str, action: str, state: str) -> None:
    before = client.get("Case", case)
    for door in DOORS:
        status = door(client, case, action, state)
        assert status in REFUSED, (door.__name__, status)
        after = client.get("Case", case)
        for field in ("workflow_state", "phase", "modified", "informed_on", "contact_attempts"):
            assert after.get(field) == before.get(field), (door.__name__, field)


@pytest.mark.parametrize(("action", "state"), MOVES, ids=[state for _action, state in MOVES])
def test_a_case_at_work_moves_by_no_door_without_evidence(
    operator: Client, action: str, state: str
) -> None:
    stands_still(operator, new_case(operator, "Register", "Start Work"), action, state)


def test_nothing_is_resolved_while_a_referral_waits(operator: Client) -> None:
    case = new_case(operator, "Register", "Start Work")
    refer(operator, case)
    operator.change("Case", case, resolution="Fait")
    stands_still(operator, case, "Resolve", "Resolved")


def test_nobody_is_informed_by_a_resolved_case_alone(operator: Client) -> None:
    case = new_case(operator, "Register", "Start Work")
    operator.change("Case", case, resolution="Fait", response_given="Jeudi")
    operator.act("Case", case, "Resolve")
    stands_still(operator, case, "Inform the Person", "Loop Closed")


def test_an_answer_in_anothers_name_is_refused(operator: Client, focal: Client) -> None:
    case = new_case(operator, "Register")
    referral = refer(operator, case)
    before = operator.get("Referral", referral)
    for values in ({"response": "Fait"}, {"rejection_reason": "Non"}):
        for verb, path in (
            ("PUT", f"/api/resource/Referral/{referral}"),
            ("PATCH", f"/api/v2/document/Referral/{referral}"),
        ):
            assert operator.request(verb, path, json=values).status_code in REFUSED, path
        doc = {**before, **values, "workflow_state": "Done"}
        path = METHOD + "frappe.client.save"
        assert _status(operator, "POST", path, {"doc": json.dumps(doc)}) in REFUSED
    answer = {"name": referral, "response": "Fait"}
    path = METHOD + "cfm_app.api.approvals.answer"
    assert _status(operator, "POST", path, answer) in REFUSED
    assert operator.get("Referral", referral) == before
    focal.call("cfm_app.api.approvals.answer", **answer)
    done = operator.get("Referral", referral)
    assert (done["response"], done.get("recorded_by")) == ("Fait", None)
