"""The modules that the filters of a list pass, from what answers the address to the statement.

docs/architecture.md draws them. What every argument of a request passes (the application, its form, the casting
of a method's arguments) is not counted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

import frappe_embedded
from frappe_embedded.kernel.query.filters import Filter
from frappe_embedded.web.http.app import create_app
from tests.engine.served import PASSWORD, Served

ROOT = Path(frappe_embedded.__file__).parent
WORD = "zanzibar"
FILTERS = json.dumps([["ToDo", "reference_name", "=", WORD]])
DATABASE = "kernel/db/"
STATEMENT = f"{DATABASE}connection"
ANY_ARGUMENT = {
    *("web/http/app", "web/http/request", "web/http/methods", "web/http/arguments"),
    "web/http/proxies",
    *("kernel/core/dict", "kernel/core/whitelist", "kernel/utils/json_text"),
}
LIST = (
    *("kernel/query/filters", "kernel/permissions/lists", "kernel/query/select"),
    *("kernel/query/conditions", "kernel/query/operands"),
)
ROADS = {
    "/api/resource/ToDo": ("web/http/v1", "web/http/lists"),
    "/api/v2/document/ToDo": ("web/http/v2", "web/http/lists"),
    "/api/method/frappe.client.get_list": ("web/http/api/client_read", "web/http/lists"),
    "/api/method/frappe.client.get_count": ("web/http/api/client_read", "web/http/lists"),
    "/api/method/frappe.desk.reportview.get": ("web/http/api/reportview", "web/http/lists"),
    "/api/method/frappe.desk.reportview.export_query": (
        "web/http/api/reportview",
        "web/http/lists",
    ),
    "/api/method/frappe.desk.search.search_link": ("web/http/api/search",),
    "/app/todo": ("web/desk/list_page", "web/desk/list_request"),
    "/app/export/todo": ("web/desk/export", "web/desk/list_request"),
    "/app/todo/view/report": (
        *("web/desk/reports/page", "web/desk/reports/request", "services/reports/settings"),
        "services/reports/builder",
    ),
}


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    """Somebody who reads and exports tasks, in this process."""
    served.add_user("lister@example.com", "System Manager")
    client = Client(create_app(served.site))
    answer = client.post("/api/method/login", json={"usr": "lister@example.com", "pwd": PASSWORD})
    assert answer.status_code == 200
    return client


def holds_word(value: Any, depth: int = 0) -> bool:
    if isinstance(value, str):
        return WORD in value
    if depth > 5:
        return False
    return any(holds_word(each, depth + 1) for each in parts_of(value))


def parts_of(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, (list, tuple)):
        yield from value
    elif isinstance(value, Filter):
        yield value.value


def module_of(frame: FrameType | None) -> str | None:
    path = Path(frame.f_code.co_filename if frame else "")
    if not path.is_relative_to(ROOT):
        return None
    return path.relative_to(ROOT).with_suffix("").as_posix()


def is_given_word(frame: FrameType) -> bool:
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + 2]
    return any(holds_word(frame.f_locals.get(name)) for name in names)


def road_of(ask: Callable[[], Any]) -> list[str]:
    """The modules that give each other the filters, or the value of one, up to the statement."""
    passed: dict[str, None] = {}

    def note(frame: FrameType, event: str, argument: Any) -> None:
        module = module_of(frame)
        if event != "call" or STATEMENT in passed or module is None or not is_given_word(frame):
            return
        passed.update(dict.fromkeys(filter(None, (module_of(frame.f_back), module))))

    sys.setprofile(note)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return [name for name in passed if name not in ANY_ARGUMENT and DATABASE not in name]


@pytest.mark.parametrize("path", ROADS)
def test_filters_pass_few_modules(client: Client, path: str) -> None:
    query = urlencode({"doctype": "ToDo", "txt": "", "filters": FILTERS})
    ask = lambda: client.get(f"{path}?{query}")  # noqa: E731
    assert ask().status_code == 200
    assert set(road_of(ask)) == {*ROADS[path], *LIST}
