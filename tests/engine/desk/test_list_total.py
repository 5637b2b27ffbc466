"""The number of a list: exact as long as it is short, "more than" where counting would take time."""

from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest

from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.kernel.permissions.lists import count_list
from frappe_embedded.web.desk import list_rows
from frappe_embedded.web.desk.list_request import read_request


@pytest.fixture
def tasks(app_site: Path) -> Iterator[None]:
    frappe.init(site="app", sites_path=str(app_site))
    frappe.connect()
    frappe.db.delete("ToDo")
    for number in range(7):
        frappe.get_doc({"doctype": "ToDo", "description": f"Counted {number}"}).insert()
    yield
    frappe.db.rollback()
    frappe.destroy()


def total(**query: str) -> str:
    return str(list_rows.count_rows(read_request(get_meta("ToDo"), query)))


def test_a_short_list_is_counted(tasks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_rows, "MOST_COUNTED", 7)
    assert total() == "7"
    assert total(filters='[["description", "like", "%6"]]') == "1"


def test_of_a_long_one_it_says_that_there_are_more(
    tasks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_rows, "MOST_COUNTED", 5)
    assert total() == "5+"
    # From a later page on it counts as many more, so that the way to the next page stays.
    assert total(start="2") == "7"


def test_it_counts_no_further_than_asked(tasks: None) -> None:
    assert count_list("ToDo", 3) == 3
    assert count_list("ToDo", 30) == 7
