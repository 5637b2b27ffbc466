"""What nobody declared is closed, and what is declared is listed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from frappe_embedded.kernel.core.whitelist import exposure
from frappe_embedded.site.doors import all_doors, functions
from frappe_embedded.site.doors import routes as doors_of_routes
from frappe_embedded.web.http import routes
from tests.engine.served import Client, Served

CLOSED = (301, 302, 401, 403, 404)


def desk_routes() -> list[tuple[str, str]]:
    return [
        (verb, re.sub(r"<[^>]+>", "Paper", route.rule))
        for route in routes.registered()
        if route.access is routes.Access.DESK
        for verb in route.methods or ("GET", "POST")
    ]


def test_a_route_that_says_nothing_is_for_users_of_the_desk(served: Served, worker: Client) -> None:
    found = desk_routes()
    assert len(found) > 50
    guest = served.guest()
    for verb, path in found:
        answer = guest.send(verb, path, {} if verb == "POST" else None)
        assert answer.status in CLOSED, (verb, path, answer.status)
        if answer.status in (301, 302):
            assert answer.header("Location").startswith("/login?"), path
        # A Website User, who has no desk.
        assert worker.send(verb, path, {} if verb == "POST" else None).status == 403, (verb, path)


def test_a_new_route_is_closed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets to think of rights has closed a door, not opened one."""
    monkeypatch.setattr(routes, "_routes", dict(routes._routes))
    routes.register_page("/app/forgotten", lambda request: None)
    (route,) = [each for each in routes.registered() if each.rule == "/app/forgotten"]
    assert route.access is routes.Access.DESK


def undeclared() -> Iterator[str]:
    """Functions of the engine that no decorator opens, by the names that a client may try."""
    for _door, function in functions():
        module = inspect.getmodule(function)
        for name, value in inspect.getmembers(module, inspect.isfunction):
            if exposure(value) is None:
                yield f"{value.__module__}.{name}"


def test_a_function_that_is_not_declared_is_closed(served: Served, manager: Client) -> None:
    names = served.work(lambda: sorted(set(undeclared())))
    assert len(names) > 100
    for name in [*names, "os.system", "builtins.eval", "subprocess.run", "frappe.db.sql"]:
        answer = manager.get(f"/api/method/{quote(name)}")
        assert answer.status in (403, 404, 417), (name, answer.text)


def test_the_list_of_doors_names_every_route_and_doctype(served: Served) -> None:
    doors = served.work(all_doors)
    rules = {door.name for door in doors if door.kind == "route"}
    assert rules == {route.rule for route in routes.registered()}
    assert {door.name for door in doors_of_routes()} == rules
    kinds = {door.kind for door in doors}
    assert kinds == {"route", "function", "DocType"}
    papers = [door for door in doors if door.kind == "DocType" and door.name == "Paper"]
    assert {door.who for door in papers} == {"System Manager", "Clerk"}
    (rows,) = [door for door in doors if door.name == "Paper Line"]
    assert rows.who == "whoever has the right on their document"
