"""Whatever a script of the desk sends, it is refused and nothing breaks: each route, by reflection."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.web.http.routes import registered
from tests.engine.served import Client, Served

BODIES = (
    "",
    "x",
    "[]",
    "1",
    "null",
    '"a"',
    "{",
    '{"a":',
    "[[1]]",
    '{"a": NaN}',
    "[" * 99 + "]" * 99,
)
KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded")
WRONG: tuple[Any, ...] = (
    *(None, 1, True, 10**30, "x", "{", "[]", "\0"),
    *([], {}, [1], ["x"], [[1]], [{"a": 1}], {"a": 1}, {"doctype": ["x"]}),
)
PARTS = {"slug": "todo", "part": "ToDo", "user": "worker@example.com", "action": "x"}
KEY = re.compile(r'(?:get\(|given_list\(|query\[)"(\w+)"')
MAKES_ARCHIVES = ("/app/backups/make",)
NOTIFICATION = {
    "doctype": "Notification",
    "document_type": "ToDo",
    "event": "New",
    "channel": "System Notification",
    "enabled": 1,
    "subject": "s",
    "message": "m",
    "recipients": [{"receiver_by_role": "System Manager"}],
}
WORKFLOW = {
    "doctype": "Workflow",
    "document_type": "ToDo",
    "workflow_state_field": "status",
    "states": [{"state": "Open", "doc_status": "0", "allow_edit": "All"}],
    "transitions": [{"state": "Open", "action": "x", "next_state": "Open", "allowed": "All"}],
}
PRINTED = {"doctype": "Print Format", "doc_type": "ToDo", "html": "x", "custom_format": 1}
HEAD = {"doctype": "Letter Head", "content": "x", "footer": "x"}


@pytest.fixture(scope="module")
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


@pytest.fixture(scope="module")
def task(manager: Client) -> str:
    return str(manager.post("/api/resource/ToDo", {"description": "x"}).json["data"]["name"])


def routes(verb: str) -> dict[str, str]:
    """The addresses of the desk that take a verb, and the rule of each."""
    rules = {each.rule for each in registered() if verb in (each.methods or ())}
    return {
        re.sub(r"<(?:path:)?(\w+)>", lambda part: PARTS.get(part[1], "x"), rule): rule
        for rule in sorted(rules)
        if rule.startswith("/app/") and rule not in MAKES_ARCHIVES
    }


def keys(rule: str) -> list[str]:
    """The names that the module of a route looks for in what is sent."""
    handlers = [each.handler for each in registered() if each.rule == rule]
    files = {inspect.getsourcefile(inspect.unwrap(each)) or "" for each in handlers}
    return sorted({key for file in files for key in KEY.findall(Path(file).read_text())})


def test_a_body_of_another_kind(manager: Client) -> None:
    assert len(routes("POST")) > 20
    broken = [
        (route, kind, body)
        for route in routes("POST")
        for body in BODIES
        for kind in KINDS
        if manager.post(route, body, Content_Type=kind).status >= 500
    ]
    assert broken == []


def test_an_argument_of_another_kind(manager: Client) -> None:
    broken = [
        (route, key, value)
        for route, rule in routes("POST").items()
        for key in keys(rule)
        for value in (1, "x", "[1]", [1], {"a": 1})
        if manager.post(route, {key: value}).status >= 500
    ]
    assert broken == []


def test_a_page_asked_for_with_other_words(manager: Client) -> None:
    broken = [
        (route, key, value)
        for route, rule in routes("GET").items()
        for key in keys(rule)
        for value in ("x", "[", "[1]", '{"a": 1}')
        if manager.get(route, {key: value}).status >= 500
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("route", "document"),
    [
        ("/app/notification-preview", NOTIFICATION),
        ("/app/workflow-check", WORKFLOW),
        ("/app/print-preview", PRINTED),
        ("/app/print-preview", HEAD),
    ],
)
def test_a_document_with_fields_of_another_kind(
    served: Served, manager: Client, task: str, route: str, document: dict[str, Any]
) -> None:
    changed = served.work(lambda: list(_changed(document)))
    assert len(changed) > 100
    plain = route == "/app/workflow-check"
    bodies = [each if plain else {"doc": each, "about": "ToDo", "name": task} for each in changed]
    broken = [each for each in bodies if manager.post(route, each).status >= 500]
    assert broken == []


def _changed(document: dict[str, Any]) -> Any:
    """The document with each of its fields, and each of its first rows', as something else."""
    meta = get_meta(document["doctype"])
    for field in (*meta.fields, "name", "owner", "flags", "__islocal"):
        name = field if isinstance(field, str) else field.fieldname
        yield from ({**document, name: value} for value in WRONG)
    for table in meta.get_table_fields():
        (row,) = document.get(table.fieldname) or [{}]
        for field in (*get_meta(str(table.options)).fields, "name", "doctype", "parent"):
            name = field if isinstance(field, str) else field.fieldname
            yield from ({**document, table.fieldname: [{**row, name: value}]} for value in WRONG)


def test_what_was_meant_is_still_understood(manager: Client, task: str) -> None:
    about = {"about": "ToDo", "name": task}
    page = manager.post("/app/print-preview", {"doc": PRINTED, **about}).json["message"]
    assert page["fault"] == "" and "x" in page["page"]
    told = manager.post("/app/notification-preview", {"doc": NOTIFICATION, **about})
    assert told.json["message"]["subject"] == "s"
    assert "<svg" in manager.post("/app/workflow-check", WORKFLOW).json["message"]["diagram"]
    sent = json.dumps({"doc": NOTIFICATION, **about})
    assert manager.post("/app/notification-preview", sent, Content_Type="text/plain").status == 200
