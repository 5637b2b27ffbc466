"""What is set on a role holds, whichever way it was set."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.deletion import delete_doc
from tests.engine.served import Client, Served

LIST = "/api/resource/Paper"


@pytest.fixture(autouse=True)
def as_before(served: Served) -> Any:
    yield
    served.work(lambda: get_doc("Role", "Clerk").update({"disabled": 0, "desk_access": 1}).save())


def user_type(served: Served, user: str) -> str:
    return str(served.work(lambda: local.db.get_value("User", user, "user_type")))


@pytest.mark.parametrize("way", ["save", "set_value", "db_set"])
def test_a_disabled_role_gives_nothing(
    served: Served, manager: Client, clerk: Client, way: str
) -> None:
    assert clerk.get(LIST).status == 200
    if way == "save":
        assert manager.send("PUT", "/api/resource/Role/Clerk", {"disabled": 1}).status == 200
    elif way == "set_value":
        served.work(lambda: local.db.set_value("Role", "Clerk", "disabled", 1))
    else:
        served.work(lambda: get_doc("Role", "Clerk").db_set("disabled", 1))
    assert clerk.get(LIST).status == 403
    assert "Clerk" not in clerk.call("frappe.client.get_roles").text
    served.work(lambda: get_doc("Role", "Clerk").update({"disabled": 0}).save())
    assert clerk.get(LIST).status == 200


def test_the_standard_roles_cannot_be_disabled(manager: Client) -> None:
    for role in ("System Manager", "All", "Guest"):
        assert (
            manager.send("PUT", f"/api/resource/Role/{quote(role)}", {"disabled": 1}).status == 417
        )


def test_desk_access_of_a_role_is_that_of_its_users(served: Served, manager: Client) -> None:
    assert user_type(served, "clerk@example.com") == "System User"
    assert manager.send("PUT", "/api/resource/Role/Clerk", {"desk_access": 0}).status == 200
    assert user_type(served, "clerk@example.com") == "Website User"
    assert manager.send("PUT", "/api/resource/Role/Clerk", {"desk_access": 1}).status == 200
    assert user_type(served, "clerk@example.com") == "System User"


def test_conditions_in_the_place_of_fields_are_conditions(served: Served) -> None:
    def read() -> list[Any]:
        return [
            local.db.get_all("Paper", {"name": "one"}, pluck="name"),
            local.db.get_all("Paper", {"name": "one"}, ["name", "title"]),
            local.db.get_all("Paper", [["name", "=", "one"]], pluck="name"),
        ]

    by_dict, with_fields, by_list = served.work(read)
    assert by_dict == by_list == ["one"]
    assert [row.name for row in with_fields] == ["one"]


def test_a_role_with_a_right_to_tasks_sees_those_of_others(served: Served, clerk: Client) -> None:
    """Everybody may write tasks of their own; that right alone shows nobody else's."""
    task = served.work(
        lambda: get_doc({"doctype": "ToDo", "description": "Count the tents"}).insert().name
    )
    path = f"/api/resource/ToDo/{task}"

    def listed() -> list[str]:
        return [row["name"] for row in clerk.get("/api/resource/ToDo").json["data"]]

    assert (clerk.get(path).status, task in listed()) == (403, False)
    rule = {"doctype": "Custom DocPerm", "parent": "ToDo", "role": "Clerk", "permlevel": 0}
    rights = {"parenttype": "DocType", "parentfield": "permissions", "read": 1}
    made = served.work(lambda: get_doc({**rule, **rights}).insert().name)
    try:
        assert (clerk.get(path).status, task in listed()) == (200, True)
        assert clerk.send("PUT", path, {"description": "Fewer"}).status == 403
    finally:
        served.work(lambda: delete_doc("Custom DocPerm", made))
