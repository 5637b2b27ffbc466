"""Changing a workflow: doubts are told, and no entry is left in a state that is gone."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.workflow.diagram_layout import drawing_of
from frappe_embedded.services.workflow.validation import examine
from tests.engine.served import Client, Served

STATES = ("Begun", "Checked", "Done", "Lost")


@pytest.fixture(scope="module", autouse=True)
def flow(served: Served) -> None:
    def make() -> None:
        get_doc({"doctype": "Role", "role_name": "Maker", "desk_access": 1}).insert()
        rights = dict.fromkeys(("read", "write", "create"), 1)
        get_doc(
            {"doctype": "DocType", "name": "Job Sheet", "module": "Custom", "custom": 1}
            | {"autoname": "prompt", "fields": [field("title", "Data"), field("weight", "Int")]}
            | {"permissions": [{"role": role, **rights} for role in ("Maker", "System Manager")]}
        ).insert()
        for state in STATES:
            get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
        get_doc({"doctype": "Workflow Action Master", "workflow_action_name": "Go on"}).insert()
        workflow().insert()

    served.work(make)
    served.add_user("maker@example.com", "Maker")


def field(name: str, fieldtype: str) -> dict[str, Any]:
    return {"fieldname": name, "label": name.title(), "fieldtype": fieldtype}


def workflow(states: tuple[str, ...] = STATES, **last: Any) -> Any:
    """Begun → Checked → Done; Lost stands apart. ``last`` changes the last step."""
    steps = [("Begun", "Checked"), ("Checked", "Done")]
    rows = [
        {"state": start, "action": "Go on", "next_state": end, "allowed": "Maker"}
        for start, end in steps
        if start in states and end in states
    ]
    if rows:
        rows[-1].update(last)
    return get_doc(
        {"doctype": "Workflow", "workflow_name": "Jobs", "document_type": "Job Sheet"}
        | {"workflow_state_field": "workflow_state", "is_active": 1, "transitions": rows}
        | {"states": [{"state": s, "doc_status": "0", "allow_edit": "Maker"} for s in states]}
    )


def doubts(served: Served, made: Any) -> list[tuple[str, str]]:
    return served.work(lambda: [(each.level, each.message) for each in examine(made())])


# --- what is doubtful ------------------------------------------------------------------------------
def test_a_state_that_no_step_reaches_and_an_end_are_told(served: Served) -> None:
    found = doubts(served, workflow)
    assert ("warning", "No step leads to Lost from the beginning.") in found
    assert ("hint", "Done is an end: no step leads out of it.") in found


def test_a_role_that_is_not_there_or_may_not_write_is_told(served: Served) -> None:
    assert ("error", "There is no role Nobody Knows.") in doubts(
        served, lambda: workflow(allowed="Nobody Knows")
    )
    found = doubts(served, lambda: workflow(allowed="Script Manager"))
    assert any("Script Manager has a task here but no right" in text for _level, text in found)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("doc.weigth > 3", "There is no field weigth. Did you mean weight?"),
        ("doc.weight > limit", "It does not know limit."),
        ("doc.weight >", "It breaks off at the end."),
        ("doc.weight > 3 and and doc.title", "It cannot be read from here on: and doc.title"),
    ],
)
def test_a_condition_is_pointed_at_where_it_is_wrong(
    served: Served, condition: str, said: str
) -> None:
    found = doubts(served, lambda: workflow(condition=condition))
    assert any(level == "error" and text.endswith(said) for level, text in found), found


def test_an_unknown_field_in_a_condition_is_refused_when_it_is_stored(served: Served) -> None:
    manager = served.logged_in("manager@example.com")
    stored = manager.get("/api/resource/Workflow/Jobs").json["data"]
    stored["transitions"][0]["condition"] = "doc.weigth > 3"
    answer = manager.send(
        "PUT", "/api/resource/Workflow/Jobs", {"transitions": stored["transitions"]}
    )
    assert answer.status == 417
    assert "Did you mean weight?" in answer.text


def test_states_are_drawn_in_layers_and_every_arrow_has_its_boxes(served: Served) -> None:
    drawing = served.work(lambda: drawing_of(workflow()))
    layers = {box.state: box.layer for box in drawing.boxes}
    assert layers == {"Begun": 0, "Checked": 1, "Done": 2, "Lost": 3}
    assert [(arrow.start, arrow.end) for arrow in drawing.arrows] == [
        ("Begun", "Checked"),
        ("Checked", "Done"),
    ]


# --- taking a state out ----------------------------------------------------------------------------
@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def without(client: Client, state: str, **more: Any) -> Any:
    stored = client.get("/api/resource/Workflow/Jobs").json["data"]
    states = [row for row in stored["states"] if row["state"] != state]
    steps = [r for r in stored["transitions"] if state not in (r["state"], r["next_state"])]
    return client.send(
        "PUT", "/api/resource/Workflow/Jobs", {"states": states, "transitions": steps, **more}
    )


def test_a_state_is_not_taken_out_without_a_state_for_its_entries(
    served: Served, manager: Client
) -> None:
    maker = served.logged_in("maker@example.com")
    assert maker.post("/api/resource/Job%20Sheet", {"name": "J-1", "title": "x"}).status == 200
    refused = without(manager, "Begun")
    assert refused.status == 417
    assert "Choose the state that entries in Begun get" in refused.text
    wrong = without(manager, "Begun", state_moves={"Begun": "Somewhere"})
    assert wrong.status == 417
    assert maker.get("/api/resource/Job%20Sheet/J-1").json["data"]["workflow_state"] == "Begun"


def test_entries_of_a_state_that_is_taken_out_get_the_other_one(
    served: Served, manager: Client
) -> None:
    maker = served.logged_in("maker@example.com")
    maker.post("/api/resource/Job%20Sheet", {"name": "J-2", "title": "x"})
    answer = without(manager, "Begun", state_moves={"Begun": "Lost"})
    assert answer.status == 200, answer.text
    assert maker.get("/api/resource/Job%20Sheet/J-2").json["data"]["workflow_state"] == "Lost"
    assert maker.send("PUT", "/api/resource/Job%20Sheet/J-2", {"title": "goes on"}).status == 200


def test_a_role_that_is_held_beside_one_that_may_write_is_no_doubt(served: Served) -> None:
    """Apps give one role for the work and others for the rights."""
    served.work(lambda: get_doc({"doctype": "Role", "role_name": "Beside"}).insert())
    alone = doubts(served, lambda: workflow(allowed="Beside"))
    assert any("Beside has a task here but no right" in text for _level, text in alone)
    served.add_user("beside@example.com", "Beside", "System Manager")
    assert not any(
        "Beside" in text for _level, text in doubts(served, lambda: workflow(allowed="Beside"))
    )


# --- an approval before a step -----------------------------------------------------------------
def test_who_approves_is_told_by_a_rule_that_comes_with_the_workflow(
    served: Served, manager: Client
) -> None:
    template = {"name": "Please", "subject": "{{ title }} waits", "use_html": 0}
    words = "<p>{{ name }}: {{ title }}, {{ nowdate() }}</p>"
    manager.post("/api/resource/Email%20Template", {**template, "response": words})
    asked = [{"state": "Checked", "role": "Maker", "template": "Please"}]
    stored = manager.send("PUT", "/api/resource/Workflow/Jobs", {"approval_notices": asked})
    assert stored.status == 200, stored.text
    rule = manager.get("/api/resource/Notification/Jobs%3A%20Checked").json["data"]
    assert (rule["event"], rule["value_changed"]) == ("Value Change", "workflow_state")
    assert rule["condition"] == 'doc.workflow_state == "Checked"'
    assert rule["subject"] == "{{ doc.title }} waits"
    assert "{{ doc.name }}: {{ doc.title }}, {{ nowdate() }}" in rule["message"]
    assert [row["receiver_by_role"] for row in rule["recipients"]] == ["Maker"]


def test_that_one_of_several_roles_approves_for_all_is_said(served: Served) -> None:
    def shared(self_approval: int) -> Any:
        made = workflow()
        (step,) = [row for row in made.transitions if row.state == "Checked"]
        step.allow_self_approval = self_approval
        made.append("transitions", {**step.as_dict(), "name": None, "allowed": "System Manager"})
        return made

    enough = "In Checked one of these is enough: Maker, System Manager."
    assert any(enough in text for _level, text in doubts(served, lambda: shared(0)))
    assert not any(enough in text for _level, text in doubts(served, lambda: shared(1)))


@pytest.mark.parametrize("asked", ["x", [1], [{}], [{"state": "Nowhere", "role": "Maker"}], {}, 7])
def test_what_is_no_wish_to_be_told_makes_no_rule(
    served: Served, manager: Client, asked: Any
) -> None:
    before = manager.get("/api/resource/Notification?limit=0").json["data"]
    answer = manager.send("PUT", "/api/resource/Workflow/Jobs", {"approval_notices": asked})
    assert answer.status in (200, 417)
    assert manager.get("/api/resource/Notification?limit=0").json["data"] == before


def test_a_rule_that_is_refused_keeps_nobody_from_saving(served: Served, manager: Client) -> None:
    asked = [{"state": "Checked", "role": "Maker", "template": ""}]
    for _twice in range(2):
        answer = manager.send("PUT", "/api/resource/Workflow/Jobs", {"approval_notices": asked})
        assert answer.status == 200, answer.text
    assert "They are not told by e-mail" in answer.text
