"""Linked documents are called by their titles, in print and in the search, in the user's language."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Client, Served

PAGE = "/printview"
SEARCH = "/api/method/frappe.desk.search.search_link"


@pytest.fixture(scope="module", autouse=True)
def visits(served: Served) -> None:
    """Visits to places that have a number and a name; who reads visits need not see places."""

    def doctype(name: str, fields: list[dict[str, object]], *roles: str, **more: object) -> None:
        rights = dict.fromkeys(("read", "write", "create", "print"), 1)
        get_doc(
            {"doctype": "DocType", "name": name, "module": "Custom", "custom": 1}
            | {"autoname": "prompt", "fields": fields}
            | {"permissions": [{"role": role, **rights} for role in roles]}
            | more
        ).insert()

    def field(fieldname: str, fieldtype: str, options: str = "") -> dict[str, object]:
        label = fieldname.title()
        return {
            "fieldname": fieldname,
            "label": label,
            "fieldtype": fieldtype,
            "options": options,
            "in_list_view": 1,
        }

    def make() -> None:
        for role in ("Surveyor", "Reader of visits"):
            get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
        named = {"title_field": "called", "show_title_field_in_link": 1}
        doctype("Spot", [field("called", "Data")], "Surveyor", **named)
        doctype("Stop", [field("spot", "Link", "Spot")], istable=1, autoname="hash")
        doctype(
            "Visit",
            [
                field("spot", "Link", "Spot"),
                field("outcome", "Link", "Workflow State"),
                field("rank", "Select", "\nHigh\nLow"),
                field("kind", "Link", "DocType"),
                field("about", "Dynamic Link", "kind"),
                field("stops", "Table", "Stop"),
            ],
            "Surveyor",
            "Reader of visits",
        )
        for name, called in (("TD19", "Lac & îles"), ("TD20", "Mandoul")):
            get_doc({"doctype": "Spot", "__newname": name, "called": called}).insert()
        get_doc(
            {"doctype": "Visit", "__newname": "V1", "spot": "TD19", "outcome": "Rejected"}
            | {"rank": "High", "kind": "Spot", "about": "TD20", "stops": [{"spot": "TD20"}]}
        ).insert()

    served.work(make)
    served.add_user("surveyor@example.com", "Surveyor", "System Manager")
    served.add_user("reader@example.com", "Reader of visits")


def printed(client: Client, lang: str) -> str:
    return client.get(PAGE, {"doctype": "Visit", "name": "V1", "_lang": lang}).text


def test_a_printed_page_shows_titles_and_translated_words(served: Served) -> None:
    page = printed(served.logged_in("surveyor@example.com"), "fr")
    for shown in ("Lac &amp; îles", "Mandoul", "Rejeté", "Haute"):
        assert f">{shown}</td>" in page
    for raw in ("TD19", "TD20", "Rejected", "High"):
        assert raw not in page


def test_who_may_not_see_the_linked_document_reads_its_number(served: Served) -> None:
    page = printed(served.logged_in("reader@example.com"), "en")
    assert ">TD19</td>" in page
    assert "Lac" not in page


def test_words_are_found_as_they_are_read(served: Served) -> None:
    client = served.logged_in("surveyor@example.com")
    found = client.post(SEARCH, {"doctype": "Workflow State", "txt": "rejet", "_lang": "fr"}).json
    assert [(row["value"], row["label"]) for row in found["message"]] == [("Rejected", "Rejeté")]
    assert client.post(SEARCH, {"doctype": "Workflow State", "txt": "rejet"}).json["message"] == []


def test_what_is_read_just_as_it_was_typed_is_offered_first(served: Served) -> None:
    def make() -> None:
        for name, text in (("A state", "Clos puis rouvert"), ("Clos said", "Fermé"), ("Z", "Clos")):
            get_doc({"doctype": "Workflow State", "workflow_state_name": name}).insert()
            word = {"language": "fr", "source_text": name, "translated_text": text}
            get_doc({"doctype": "Translation", **word}).insert()

    served.work(make)
    asked = {"doctype": "Workflow State", "txt": "clos", "_lang": "fr", "page_length": 3}
    found = served.logged_in("surveyor@example.com").post(SEARCH, asked).json["message"]
    assert [row["value"] for row in found] == ["Z", "A state", "Clos said"]
