"""What holds for a form as a whole: stored as Property Setters, checked, and its effect told before."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import clear_meta, get_meta
from frappe_embedded.services.customize.form_settings import effect, save_settings, settings_as_is
from frappe_embedded.web.http.api.search import search_link
from tests.engine.office import MANAGER, STRANGER, WORKER


def save(**values: Any) -> None:
    save_settings("Parcel", values, settings_as_is("Parcel")["version"])


def setters(desk: Context) -> set[tuple[str, str, str]]:
    rows = desk.db.sql(
        "select doctype_or_field, property, value from `tabProperty Setter` where doc_type = 'Parcel'"
    )
    return {tuple(row) for row in rows}


def parcel(**values: Any) -> Any:
    return get_doc({"doctype": "Parcel", "subject": "Books", **values}).insert()


def raise_level(desk: Context, fieldname: str, level: int) -> None:
    get_doc(
        {
            "doctype": "Property Setter",
            "doctype_or_field": "DocField",
            "doc_type": "Parcel",
            "field_name": fieldname,
            "property": "permlevel",
            "value": str(level),
            "property_type": "Int",
        }
    ).insert(ignore_permissions=True)
    clear_meta()


def test_what_differs_is_stored_for_the_doctype_and_what_goes_back_is_not(desk: Context) -> None:
    save(title_field="subject", sort_field="weight", sort_order="ASC", max_attachments=2)
    assert setters(desk) == {
        ("DocType", "title_field", "subject"),
        ("DocType", "sort_field", "weight"),
        ("DocType", "sort_order", "ASC"),
        ("DocType", "max_attachments", "2"),
    }
    standard = settings_as_is("Parcel")["standard"]
    assert standard["title_field"] == "" and standard["max_attachments"] == 0
    save(**standard)
    assert setters(desk) == set()


def test_people_see_titles_search_and_order(desk: Context) -> None:
    heavy, light = parcel(subject="Atlas", weight=9), parcel(subject="Bible", weight=1)
    wanted = {"title_field": "subject", "sort_field": "weight", "sort_order": "ASC"}
    told = effect("Parcel", wanted)["examples"]
    assert [each["title"] for each in told[-2:]] == ["Bible", "Atlas"]
    assert setters(desk) == set()
    set_user(WORKER)
    assert search_link("Parcel", "Atl") == []
    set_user(MANAGER)
    save(**wanted, search_fields="kind, subject", show_title_field_in_link=1)
    set_user(WORKER)
    assert [row.label for row in search_link("Parcel", "Atl")] == ["Atlas"]
    names = desk.db.get_list("Parcel", pluck="name")
    assert names.index(light.name) < names.index(heavy.name)
    assert get_doc("Parcel", heavy.name).get_title() == "Atlas"


@pytest.mark.parametrize(
    "wrong",
    (
        {"title_field": "nothing"},
        {"title_field": "secret"},
        {"search_fields": "subject,nothing"},
        {"search_fields": "name) or (1=1"},
        {"sort_field": "weight desc, (select 1)"},
        {"sort_order": "sideways"},
        {"default_print_format": "Missing"},
        {"max_attachments": -1},
        {"max_attachments": 1000},
    ),
)
def test_what_cannot_be_is_refused_in_words(desk: Context, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        save(**wrong)
    assert str(refused.value)
    assert setters(desk) == set()


def test_what_only_some_may_read_is_no_title_and_not_searched(desk: Context) -> None:
    raise_level(desk, "care", 1)
    known = settings_as_is("Parcel")
    for offered in ("titles", "searched", "sorted"):
        assert "care" not in dict(known[offered]) and "subject" in dict(known[offered])
    for name in ("title_field", "search_fields", "sort_field"):
        with pytest.raises(ValidationError):
            save(**{name: "care"})


def test_who_may_only_choose_is_counted_before_a_field_is_searched(desk: Context) -> None:
    assert effect("Parcel", {"search_fields": "care"})["choosers"] == 0
    rule = {"doctype": "Custom DocPerm", "parent": "Parcel", "permlevel": 0}
    for role, rights in (("Clerk", {"read": 1}), ("Visitor", {"select": 1, "read": 0})):
        get_doc({**rule, "role": role, **rights}).insert(ignore_permissions=True)
    clear_meta()
    told = effect("Parcel", {"search_fields": "care"})
    assert (told["choosers"], told["added"]) == (1, ["Care"])
    assert effect("Parcel", {"title_field": "subject"})["choosers"] == 0


def test_an_outdated_screen_stores_nothing(desk: Context) -> None:
    old = settings_as_is("Parcel")["version"]
    save(max_attachments=3)
    with pytest.raises(ValidationError, match="in the meantime"):
        save_settings("Parcel", {"max_attachments": 9}, old)
    assert get_meta("Parcel").max_attachments == 3


def test_only_managers_get_near_it(desk: Context) -> None:
    for user in (WORKER, STRANGER):
        set_user(user)
        for act in (
            lambda: settings_as_is("Parcel"),
            lambda: effect("Parcel", {}),
            lambda: save_settings("Parcel", {}, ""),
        ):
            with pytest.raises(PermissionError):
                act()
