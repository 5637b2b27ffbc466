"""What people open every day stands first, and a list shows no names of chance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.web.desk.navigation import destinations
from tests.engine.served import Served, serving
from tests.patterns import Patterns

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
