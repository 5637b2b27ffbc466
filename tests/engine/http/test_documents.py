"""Documents over HTTP: bodies, rows, methods, names, levels."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import NameError, ValidationError
from frappe_embedded.kernel.document.api import copy_doc, get_doc
from tests.engine.served import Client, Served

PAPER = "/api/resource/Paper"


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, **more}


@pytest.fixture(scope="module", autouse=True)
def papers(served: Served) -> None:
    """Papers with rows; clerks have no right to level 1, readers may only select."""

    def make() -> None:
        for role in ("Clerk", "Chooser"):
            get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
        everything = dict.fromkeys(("read", "write", "create", "delete"), 1)
        line = [field("item"), field("price", "Float", permlevel=1)]
        get_doc(
            {"doctype": "DocType", "name": "Line of Paper", "module": "Custom", "custom": 1}
            | {"istable": 1, "fields": line}
        ).insert()
        fields = [
            field("title"),
            field("code", unique=1),
            field("size", "Float"),
            field("day", "Date"),
            field("due", "Date", permlevel=1, default="Today"),
            field("lines", "Table", options="Line of Paper"),
        ]
        rows = [
            {"role": "System Manager", **everything},
            {"role": "System Manager", "permlevel": 1, "read": 1, "write": 1},
            {"role": "Clerk", **everything},
            {"role": "Chooser", "select": 1, "read": 0},
        ]
        get_doc(
            {"doctype": "DocType", "name": "Paper", "module": "Custom", "custom": 1}
            | {"autoname": "prompt", "search_fields": "title", "fields": fields}
            | {"permissions": rows}
        ).insert()

    served.work(make)
    served.add_user("clerk@example.com", "Clerk")
    served.add_user("chooser@example.com", "Chooser")


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


@pytest.fixture
def clerk(served: Served) -> Client:
    return served.logged_in("clerk@example.com")


@pytest.fixture
def chooser(served: Served) -> Client:
    return served.logged_in("chooser@example.com")


def test_new_rows_are_their_writers_and_say_that_they_are_new(
    manager: Client, clerk: Client
) -> None:
    made = manager.post(PAPER, {"name": "rows", "lines": [{"item": "a"}]}).json["data"]
    assert made["lines"][0]["__unsaved"] == 1
    rows = [*made["lines"], {"item": "b"}]
    changed = clerk.send("PUT", f"{PAPER}/rows", {"lines": rows, "modified": made["modified"]})
    assert [row["owner"] for row in changed.json["data"]["lines"]] == [
        "manager@example.com",
        "clerk@example.com",
    ]


def test_a_hidden_field_of_a_new_document_begins_with_its_default(
    clerk: Client, manager: Client
) -> None:
    assert clerk.post(PAPER, {"name": "hidden", "due": "2001-01-01"}).status == 200
    stored = manager.get(f"{PAPER}/hidden").json["data"]["due"]
    assert datetime.date.fromisoformat(stored) >= datetime.date(2025, 1, 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ["a"]}, "Value for Title cannot be a list"),
        ({"size": "nan"}, "nan is not a valid Float for Size"),
        ({"lines": {"item": "a"}}, "Lines is a table: give a list of rows"),
    ],
)
def test_values_that_a_field_cannot_hold_are_refused(
    manager: Client, values: dict[str, Any], said: str
) -> None:
    answer = manager.post(PAPER, {"name": "bad value", **values})
    assert answer.status == 417
    assert answer.messages == [said]


def test_a_day_may_come_as_a_number(manager: Client) -> None:
    assert manager.post(PAPER, {"name": "number", "day": 20240102}).status == 200
    assert manager.get(f"{PAPER}/number").json["data"]["day"] == "2024-01-02"


def test_a_name_that_the_column_cannot_hold_is_refused(manager: Client) -> None:
    answer = manager.post(PAPER, {"name": "x" * 141})
    assert (answer.status, answer.json["exc_type"]) == (417, "CharacterLengthExceededError")


def _show_tracebacks() -> None:
    local.db.set_single_value("System Settings", "allow_error_traceback", 1)


def test_duplicates_are_told_as_clients_know_them(served: Served, manager: Client) -> None:
    served.work(_show_tracebacks)
    assert manager.post(PAPER, {"name": "first", "code": "C"}).status == 200
    name = manager.post(PAPER, {"name": "first"})
    value = manager.post(PAPER, {"name": "second", "code": "c"})
    assert (name.status, value.status) == (409, 417)
    assert (
        "IntegrityError(1062, \"Duplicate entry 'first' for key 'PRIMARY'\")"
        in (name.json["exception"])
    )
    assert "Duplicate entry 'c' for key 'code'" in value.json["exception"]


def test_a_body_that_names_another_document_is_refused(manager: Client) -> None:
    manager.post(PAPER, {"name": "mine", "title": "t"})
    manager.post(PAPER, {"name": "other", "title": "t"})
    for name in ("other", "nobody"):
        assert manager.send("PUT", f"{PAPER}/mine", {"name": name, "title": "x"}).status == 404
    assert manager.send("PUT", f"{PAPER}/mine", {"name": "mine", "title": "x"}).status == 200
    assert manager.get(f"{PAPER}/other").json["data"]["title"] == "t"


def test_methods_of_documents_are_checked_by_get_as_well(served: Served, manager: Client) -> None:
    served.work(_show_tracebacks)
    manager.post(PAPER, {"name": "method"})
    for called in ("get_title", "delete"):
        answer = manager.get(f"{PAPER}/method", {"run_method": called})
        assert answer.status == 403
        assert f"frappe.model.document.{called}" in answer.json["exception"]


def test_a_refused_status_says_so_once(manager: Client) -> None:
    manager.post(PAPER, {"name": "status"})
    answer = manager.send("PUT", f"{PAPER}/status", {"docstatus": 2})
    assert answer.json["exc_type"] == "DocstatusTransitionError"
    assert "_server_messages" not in answer.json


def test_who_may_only_select_reaches_no_rows(manager: Client, chooser: Client) -> None:
    manager.post(PAPER, {"name": "lined", "title": "t", "lines": [{"item": "a", "price": 5}]})
    names = chooser.get(PAPER, {"fields": '["name", "title"]', "filters": '{"name": "lined"}'})
    assert names.json["data"] == [{"name": "lined", "title": "t"}]
    for query in (
        {"fields": '["name", "lines.item"]'},
        {"filters": '[["Line of Paper", "item", "=", "a"]]'},
    ):
        answer = chooser.get(PAPER, query)
        assert answer.status == 403
        assert answer.json["_error_message"] == "No permission for Line of Paper"


def test_rows_listed_by_themselves_show_no_higher_level(manager: Client) -> None:
    manager.post(PAPER, {"name": "priced", "lines": [{"item": "a", "price": 5}]})
    query = {"parent": "Paper", "fields": '["item", "price"]', "filters": '{"parent": "priced"}'}
    rows = manager.get("/api/resource/Line of Paper".replace(" ", "%20"), query).json["data"]
    assert rows == [{"item": "a"}]
    assert manager.get(f"{PAPER}/priced").json["data"]["lines"][0]["price"] == 5


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ({"filters": '{"item": "a"}'}, 417, "DataError"),
        ({"filters": '[["No Such", "n", "=", 1]]'}, 404, "DoesNotExistError"),
        ({"order_by": "`tabLine of Paper`.item asc"}, 417, "ValidationError"),
        ({"order_by": "sleep(1)"}, 417, "ValidationError"),
        ({"order_by": "title = 1"}, 417, "ValidationError"),
    ],
)
def test_lists_refuse_by_name(
    manager: Client, query: dict[str, Any], status: int, kind: str
) -> None:
    answer = manager.get(PAPER, query)
    assert (answer.status, answer.json["exc_type"]) == (status, kind)


def test_the_longer_name_of_the_limit_wins(manager: Client) -> None:
    for name in ("l1", "l2", "l3"):
        manager.post(PAPER, {"name": name})
    assert len(manager.get(PAPER, {"limit": 1, "limit_page_length": 3}).json["data"]) == 3


def test_different_values_of_a_column(manager: Client) -> None:
    for name in ("d1", "d2"):
        manager.post(PAPER, {"name": name, "title": "same"})
    query = {"fields": '["distinct title"]', "filters": '[["name", "like", "d_"]]'}
    assert manager.get(PAPER, query).json["data"] == [{"title": "same"}]


def test_a_deleted_entry_takes_along_who_wants_no_mail_about_it(
    served: Served, manager: Client
) -> None:
    """Nobody asks any more, and the address is somebody's."""

    def make() -> str:
        task = get_doc({"doctype": "ToDo", "description": "Count the tents"}).insert()
        about = {"reference_doctype": "ToDo", "reference_name": task.name}
        get_doc({"doctype": "Email Unsubscribe", "email": "a@example.com", **about}).insert()
        return str(task.name)

    name = served.work(make)
    assert manager.send("DELETE", f"/api/resource/ToDo/{name}").status == 202
    about = {"reference_doctype": "ToDo", "reference_name": name}
    assert served.work(lambda: local.db.count("Email Unsubscribe", about)) == 0


def test_names_hold_what_frappes_hold(served: Served) -> None:
    """A number with words after it is given back, a row keeps the field it is named by, no name misleads."""

    def make() -> None:
        shelf = {
            "doctype": "DocType",
            "name": "Shelf",
            "module": "Custom",
            "custom": 1,
            "istable": 1,
        }
        get_doc({**shelf, "autoname": "field:code", "fields": [field("code", unique=1)]}).insert()
        box = {"doctype": "DocType", "name": "Box", "module": "Custom", "custom": 1}
        fields = [field("shelves", "Table", options="Shelf")]
        get_doc({**box, "autoname": "BOX-.###.-TCD", "fields": fields}).insert()

    def use() -> None:
        first = get_doc({"doctype": "Box", "shelves": [{"code": "A"}]}).insert()
        assert (first.name, first.shelves[0].name) == ("BOX-001-TCD", "A")
        first.shelves[0].code = "B"
        first.save()
        assert (first.shelves[0].name, first.shelves[0].code) == ("A", "A")
        get_doc({"doctype": "Box"}).insert().delete()
        assert get_doc({"doctype": "Box"}).insert().name == "BOX-002-TCD"
        for name in ("Box", "New Box 1", "<b>"):
            with pytest.raises(NameError):
                get_doc({"doctype": "Box"}).insert(set_name=name)

    served.work(make)
    served.work(use)


def test_a_list_of_the_second_api_comes_as_rows_if_asked(manager: Client) -> None:
    asked = {
        "fields": '["name", "enabled"]',
        "filters": '{"name": "manager@example.com"}',
        "as_dict": "0",
    }
    assert manager.get("/api/v2/document/User", asked).json["data"] == [["manager@example.com", 1]]
    del asked["as_dict"]
    rows = manager.get("/api/v2/document/User", asked).json["data"]
    assert rows == [{"name": "manager@example.com", "enabled": 1}]


def test_a_copy_of_a_dict_gets_the_defaults_that_it_does_not_say(served: Served) -> None:
    def copied() -> Any:
        roles = [{"role": "Clerk", "name": "taken"}]
        values = {"doctype": "User", "first_name": "Zara", "email": "zara@example.com"}
        return copy_doc({**values, "roles": roles}).insert().as_dict()

    user = served.work(copied)
    assert (user.name, user.enabled) == ("zara@example.com", 1)
    assert [row.role for row in user.roles] == ["Clerk"] and user.roles[0].name != "taken"


def test_what_a_message_or_a_folder_does_not_say(served: Served, manager: Client) -> None:
    message = {"content": "<p>The well is dry.</p>", "communication_medium": "Phone"}
    answer = manager.post("/api/resource/Communication", message)
    assert answer.json["data"]["subject"] == "The well is dry."
    folder = {"doctype": "File", "file_name": "Photos", "is_folder": 1}
    made = served.work(lambda: get_doc(folder).insert().as_dict())
    assert (made.name, made.folder) == ("Home/Photos", "Home")


def test_a_root_that_is_to_stay_is_not_deleted(served: Served) -> None:
    def make() -> None:
        fields = [field("title")]
        about = {"name": "Branch", "module": "Custom", "custom": 1, "is_tree": 1}
        get_doc(
            {"doctype": "DocType", **about, "autoname": "field:title", "fields": fields}
        ).insert()

    def use() -> None:
        root = get_doc({"doctype": "Branch", "title": "Root", "is_group": 1}).insert()
        root.allow_root_deletion = False
        with pytest.raises(ValidationError, match="Root"):
            root.on_trash()
        del root.allow_root_deletion
        root.delete()
        assert not local.db.exists("Branch", "Root")

    served.work(make)
    served.work(use)
