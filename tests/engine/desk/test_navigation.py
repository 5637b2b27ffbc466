"""What people open every day stands first, and a list shows no names of chance."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.web.desk.addresses import NOT_SERVED, slug
from frappe_embedded.web.desk.navigation import destinations
from tests.engine.served import Served, serving
from tests.live import ROOT
from tests.patterns import ADMIN, Patterns

PAGE = {"Accept": "text/html"}


def doctype(name: str, **naming: str) -> dict[str, object]:
    field = {"fieldname": "subject", "label": "Subject", "fieldtype": "Data", "in_list_view": 1}
    rights = {"role": "Clerk", "read": 1, "write": 1, "create": 1}
    made = {"doctype": "DocType", "name": name, "module": "Custom", "custom": 1}
    return {**made, **naming, "title_field": "subject", "fields": [field], "permissions": [rights]}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("navigation"), patterns) as served:

        def make() -> None:
            get_doc({"doctype": "Role", "role_name": "Clerk", "desk_access": 1}).insert()
            get_doc(doctype("Zebra", naming_rule="By script")).insert()
            get_doc(doctype("Apple", autoname="hash", naming_rule="Random")).insert()
            get_doc({"doctype": "Apple", "subject": "Told"}).insert()

        served.work(make)
        served.add_user("clerk@example.com", "Clerk")
        yield served


def test_documents_that_a_script_numbers_are_daily_work(served: Served) -> None:
    daily = served.work(lambda: {each.doctype: each.daily for each in destinations()})
    assert (daily["Zebra"], daily["Apple"]) == (True, False)


def test_a_name_of_chance_is_not_shown_under_a_title(served: Served) -> None:
    page = served.logged_in("clerk@example.com").get("/app/apple", **PAGE).text
    assert "Told" in page
    assert "<small>" not in page.split('class="title"')[1].split("</td>")[0]


# Lists that are values to choose from, and what stands for a page of its own.
LISTS = {"Country", "Gender", "User Type", "Installed Applications"}


def test_the_desk_has_pages_for_what_does_something_alone(served: Served) -> None:
    """Each DocType of the framework is spoken of where something is done with it, or has no page."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "frappe_embedded").rglob("*.py")
        if path.name != "addresses.py"
    )
    names = served.work(
        lambda: [
            name
            for (name,) in local.db.sql("select name from `tabDocType` where istable = 0")
            if not re.search(f'["`, ](tab)?{name}["`,]', sources)
        ]
    )
    dead = set(names) - LISTS - {"Zebra", "Apple"}
    assert dead == set(NOT_SERVED)
    shown = served.work(lambda: {each.doctype for each in destinations()})
    assert not shown & NOT_SERVED
    manager = served.logged_in("Administrator", ADMIN)
    for name in sorted(NOT_SERVED):
        for path in (slug(name), f"{slug(name)}/new"):
            assert manager.get(f"/app/{path}", **PAGE).status == 404, path


def test_whoever_goes_astray_keeps_the_menu(served: Served) -> None:
    """At an unknown address below the desk, of an app, or of nothing; others and files get one sentence."""
    manager = served.logged_in("Administrator", ADMIN)
    for path in ("/app/no-such-list", "/app/no-such-list/x", "/office/no-such-page", "/astray"):
        answer = manager.get(path, **PAGE)
        assert answer.status == 404, path
        assert "<nav" in answer.text, path
    for path in ("/assets/none.js", "/files/none.png"):
        assert "<nav" not in manager.get(path, **PAGE).text, path
    guest = served.guest()
    answer = guest.get("/astray", **PAGE)
    assert answer.status == 404
    assert "<nav" not in answer.text
