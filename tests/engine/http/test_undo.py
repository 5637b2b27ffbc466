"""A change of the set-up goes back by its fields, whatever was changed in others since."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.customize.history import Search, batches
from tests.engine.served import Client, Served

TEMPLATES = "/api/resource/Email%20Template"
HEADS = "/api/resource/Letter%20Head"
WORKFLOW = "/api/resource/Workflow/Papers"
STATES = ("Open paper", "Waiting paper", "Closed paper")
TOGETHER = "0123456789abcdef"


@pytest.fixture(scope="module", autouse=True)
def papers(served: Served) -> None:
    """A DocType, and a workflow of three states for it."""

    def make() -> None:
        get_doc(
            {"doctype": "DocType", "name": "Paper", "module": "Custom", "custom": 1}
            | {"fields": [field("title", "Data"), field("head", "Link", options="Letter Head")]}
            | {"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]}
        ).insert()
        for name in (*STATES, "New paper"):
            get_doc({"doctype": "Workflow State", "workflow_state_name": name}).insert()
        action = {"doctype": "Workflow Action Master", "workflow_action_name": "Close paper"}
        get_doc(action).insert()
        get_doc(
            {"doctype": "Workflow", "workflow_name": "Papers", "document_type": "Paper"}
            | {"is_active": 1, "workflow_state_field": "workflow_state"}
            | {"states": [state(name) for name in STATES]}
            | {"transitions": [step(name) for name in STATES[:2]]}
        ).insert()

    served.work(make)


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"fieldname": name, "label": name.title(), "fieldtype": kind, **more}


def state(name: str, status: Any = "0") -> dict[str, Any]:
    return {"state": name, "doc_status": status, "allow_edit": "System Manager"}


def step(start: str, end: str = "Closed paper") -> dict[str, Any]:
    return {
        "state": start,
        "action": "Close paper",
        "next_state": end,
        "allowed": "System Manager",
        "allow_self_approval": 1,
    }


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def newest(served: Served, doctype: str) -> Any:
    return served.work(lambda: next(batches(1, asked=Search(doctype=doctype))))


def undo(client: Client, batch: Any, **choices: Any) -> Any:
    return client.post("/app/history/undo", {"batch": batch.name, "choices": choices})


def plan(client: Client, batch: Any) -> dict[str, Any]:
    answer = client.post("/app/history/undo-plan", {"batch": batch.name})
    assert answer.status == 200, answer.text
    return dict(answer.json["message"])


def done(answer: Any) -> Any:
    assert answer.status in (200, 202), answer.text
    return answer.json.get("data", answer.json.get("message"))


def template(client: Client, name: str) -> None:
    done(client.post(TEMPLATES, {"name": name, "subject": "Old", "response": "Text"}))


def change(client: Client, name: str, **values: Any) -> None:
    done(client.send("PUT", f"{TEMPLATES}/{name}", values))


def read(client: Client, path: str) -> dict[str, Any]:
    return dict(done(client.get(path)))


def rows(client: Client, table: str, field: str = "state") -> list[str]:
    return [row[field] for row in read(client, WORKFLOW)[table]]


def test_a_number_that_a_form_sends_as_text_goes_back(served: Served, manager: Client) -> None:
    done(manager.post(HEADS, {"letter_head_name": "Tall", "image_height": 20, "content": "x"}))
    done(manager.send("PUT", f"{HEADS}/Tall", {"image_height": "31"}))
    done(undo(manager, newest(served, "Letter Head")))
    assert read(manager, f"{HEADS}/Tall")["image_height"] == 20


def test_the_same_number_in_another_spelling_is_no_change(served: Served, manager: Client) -> None:
    done(manager.post(HEADS, {"letter_head_name": "Same", "image_height": 20, "content": "x"}))
    done(manager.send("PUT", f"{HEADS}/Same", {"image_height": "20"}))
    [change] = newest(served, "Letter Head").changes
    assert change.change == "Created"


def test_rows_with_numbers_as_text_go_back(served: Served, manager: Client) -> None:
    doc = read(manager, WORKFLOW)
    doc["states"][0]["doc_status"] = 0
    doc["transitions"][0]["allow_self_approval"] = "0"
    done(manager.send("PUT", WORKFLOW, doc))
    done(undo(manager, newest(served, "Workflow")))
    assert [row["allow_self_approval"] for row in read(manager, WORKFLOW)["transitions"]] == [1, 1]


def test_a_later_change_of_another_field_stays(served: Served, manager: Client) -> None:
    template(manager, "Fields")
    change(manager, "Fields", subject="New")
    first = newest(served, "Email Template")
    change(manager, "Fields", response="Other text")
    assert plan(manager, first)["later"] == []
    done(undo(manager, first))
    now = read(manager, f"{TEMPLATES}/Fields")
    assert (now["subject"], now["response"]) == ("Old", "Other text")


def test_a_later_change_of_another_row_stays(served: Served, manager: Client) -> None:
    doc = read(manager, WORKFLOW)
    doc["transitions"][0]["allow_self_approval"] = 0
    done(manager.send("PUT", WORKFLOW, doc))
    first = newest(served, "Workflow")
    doc = read(manager, WORKFLOW)
    doc["transitions"][1]["condition"] = "doc.title"
    doc["transitions"][0]["condition"] = "doc.owner"
    done(manager.send("PUT", WORKFLOW, doc))
    second = newest(served, "Workflow")
    done(undo(manager, first))
    now = read(manager, WORKFLOW)["transitions"]
    told = [(row["allow_self_approval"], row["condition"]) for row in now]
    assert told == [(1, "doc.owner"), (1, "doc.title")]
    done(undo(manager, second))
    assert not any(row.get("condition") for row in read(manager, WORKFLOW)["transitions"])


def test_the_same_value_changed_again_goes_back_with_its_later_changes(
    served: Served, manager: Client
) -> None:
    template(manager, "Again")
    change(manager, "Again", subject="Second")
    second = newest(served, "Email Template")
    change(manager, "Again", subject="Third", response="Third text")
    third = newest(served, "Email Template")
    [later] = plan(manager, second)["later"]
    assert later["url"].startswith("/app/history?") and later["user"]
    assert undo(manager, second).status == 417
    done(undo(manager, second, with_later=1))
    now = read(manager, f"{TEMPLATES}/Again")
    assert (now["subject"], now["response"]) == ("Old", "Text")
    assert undo(manager, third).status == 417


def test_a_later_change_that_was_taken_back_is_not_in_the_way(
    served: Served, manager: Client
) -> None:
    template(manager, "Back")
    change(manager, "Back", subject="Second")
    second = newest(served, "Email Template")
    change(manager, "Back", subject="Third")
    done(undo(manager, newest(served, "Email Template")))
    assert plan(manager, second)["later"] == []
    done(undo(manager, second))
    assert read(manager, f"{TEMPLATES}/Back")["subject"] == "Old"


def test_what_several_requests_change_together_goes_back_together(
    served: Served, manager: Client
) -> None:
    names = ("Bulk 1", "Bulk 2", "Bulk 3")
    for name in names:
        template(manager, name)
    for name in names:
        path = f"{TEMPLATES}/{name.replace(' ', '%20')}"
        done(manager.send("PUT", path, {"subject": "New"}, X_Change_Batch=TOGETHER))
    together = newest(served, "Email Template")
    assert {each.reference_name for each in together.changes} == set(names)
    assert done(undo(manager, together)) == 3
    subjects = [read(manager, f"{TEMPLATES}/{name.replace(' ', '%20')}") for name in names]
    assert [each["subject"] for each in subjects] == ["Old"] * 3
    # What was taken back is over: nothing joins it.
    done(manager.send("PUT", f"{TEMPLATES}/Bulk%201", {"subject": "X"}, X_Change_Batch=TOGETHER))
    assert newest(served, "Email Template").name != together.name


def test_nobody_joins_the_change_of_somebody_else(served: Served, manager: Client) -> None:
    token = "f" * 20
    template(manager, "Mine")
    done(manager.send("PUT", f"{TEMPLATES}/Mine", {"subject": "New"}, X_Change_Batch=token))
    served.add_user("second@example.com", "System Manager", "Desk User")
    other = served.logged_in("second@example.com")
    done(other.send("PUT", f"{TEMPLATES}/Mine", {"response": "Theirs"}, X_Change_Batch=token))
    [change] = newest(served, "Email Template").changes
    assert change.owner == "second@example.com"


def test_a_state_that_goes_is_asked_for_and_offered(served: Served, manager: Client) -> None:
    doc = read(manager, WORKFLOW)
    doc["states"].append(state("New paper"))
    doc["transitions"] += [step("Open paper", "New paper"), step("New paper")]
    done(manager.send("PUT", WORKFLOW, doc))
    added = newest(served, "Workflow")
    paper = done(manager.post("/api/resource/Paper", {"title": "One"}))["name"]
    served.work(lambda: local.db.set_value("Paper", paper, "workflow_state", "New paper"))
    assert undo(manager, added).status == 417
    [move] = plan(manager, added)["moves"]
    assert (move["workflow"], move["state"], move["count"]) == ("Papers", "New paper", 1)
    assert [each["state"] for each in move["choices"]] == list(STATES)
    done(undo(manager, added, moves={"Papers": {"New paper": "Waiting paper"}}))
    assert rows(manager, "states") == list(STATES)
    assert read(manager, f"/api/resource/Paper/{paper}")["workflow_state"] == "Waiting paper"


def test_a_state_that_was_taken_out_comes_back_in_its_place(
    served: Served, manager: Client
) -> None:
    doc = read(manager, WORKFLOW)
    doc["states"] = [row for row in doc["states"] if row["state"] != "Waiting paper"]
    doc["transitions"] = [row for row in doc["transitions"] if row["state"] != "Waiting paper"]
    doc["state_moves"] = {"Waiting paper": "Closed paper"}
    done(manager.send("PUT", WORKFLOW, doc))
    removed = newest(served, "Workflow")
    doc = read(manager, WORKFLOW)
    doc["states"][0]["allow_edit"] = "Guest"
    done(manager.send("PUT", WORKFLOW, doc))
    done(undo(manager, removed))
    assert rows(manager, "states") == list(STATES)
    assert rows(manager, "states", "allow_edit") == ["Guest", "System Manager", "System Manager"]


def test_a_record_in_use_is_taken_out_of_use(served: Served, manager: Client) -> None:
    """And that is said before; what was changed of it since goes with it."""
    done(manager.post(HEADS, {"letter_head_name": "Used", "content": "x"}))
    made = newest(served, "Letter Head")
    done(manager.send("PUT", f"{HEADS}/Used", {"footer": "y"}))
    done(manager.post("/api/resource/Paper", {"title": "Two", "head": "Used"}))
    said = plan(manager, made)
    assert said["blocked"] == [] and said["retire"]
    assert [word in " ".join(said["lost"]) for word in ("changed since", "out of use")] == [
        True,
        True,
    ]
    assert undo(manager, made).status == 417
    done(undo(manager, made, retire=1))
    assert read(manager, f"{HEADS}/Used")["disabled"] == 1


def test_an_approval_that_goes_takes_its_notification_along(
    served: Served, manager: Client
) -> None:
    """Whether the change is taken back, or somebody takes the state out by hand; asked anew, it speaks again."""
    rule = "/api/resource/Notification/Papers%3A%20New%20paper"

    def with_approval() -> None:
        doc = read(manager, WORKFLOW)
        doc["states"].append(state("New paper"))
        doc["transitions"] += [step("Open paper", "New paper"), step("New paper")]
        asked = [{"state": "New paper", "role": "System Manager"}]
        done(manager.send("PUT", WORKFLOW, {**doc, "approval_notices": asked}))

    with_approval()
    assert read(manager, rule)["enabled"] == 1
    moves = {"New paper": "Open paper"}
    done(undo(manager, newest(served, "Workflow"), moves={"Papers": moves}))
    assert manager.get(rule).status == 404
    with_approval()
    doc = read(manager, WORKFLOW)
    for table in ("states", "transitions"):
        doc[table] = [row for row in doc[table] if "New paper" not in row.values()]
    answer = manager.send("PUT", WORKFLOW, {**doc, "state_moves": moves})
    assert "Papers: New paper" in str(answer.messages)
    assert read(manager, rule)["enabled"] == 0
    removed = newest(served, "Workflow")
    done(undo(manager, removed))
    assert read(manager, rule)["enabled"] == 1
    done(undo(manager, newest(served, "Workflow"), moves={"Papers": moves}))
    assert read(manager, rule)["enabled"] == 0
    with_approval()
    assert read(manager, rule)["enabled"] == 1


def test_reading_the_plan_changes_nothing(served: Served, manager: Client) -> None:
    template(manager, "Plan")
    change(manager, "Plan", subject="New")
    found = newest(served, "Email Template")
    assert plan(manager, found)["count"] == 1
    assert read(manager, f"{TEMPLATES}/Plan")["subject"] == "New"
    assert not newest(served, "Email Template").undone


def test_others_do_not_read_the_plan(served: Served, manager: Client) -> None:
    template(manager, "Closed")
    found = newest(served, "Email Template")
    worker = served.logged_in("worker@example.com")
    assert worker.post("/app/history/undo-plan", {"batch": found.name}).status == 403
    assert undo(manager, found, moves=["x"]).status == 417
