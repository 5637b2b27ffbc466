"""Customising a form in one go: what is stored, what is refused, and what would be lost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import clear_meta, get_meta
from frappe_embedded.services.customize.field_limits import hidden_by_people
from frappe_embedded.services.customize.filling import fill, fillable
from frappe_embedded.services.customize.form_editing import (
    form_as_is,
    held_values,
    losses,
    reset_form,
    save_form,
    users_of_field,
)
from frappe_embedded.web.desk.reports.choices import column_choices
from tests.engine.office import WORKER


def changed(**changes: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The rows of the form as the screen sends them, with changes of some fields."""
    form = form_as_is("Parcel")
    rows = [{**row, **changes.get(row["fieldname"], {})} for row in form["rows"]]
    return rows, form["version"]


def save(rows: list[dict[str, Any]], version: str) -> None:
    save_form("Parcel", rows, version)


def setters(desk: Context) -> set[tuple[str, str, str]]:
    rows = desk.db.sql(
        "select field_name, property, value from `tabProperty Setter` where doc_type = 'Parcel'"
    )
    return {tuple(row) for row in rows}


def new_field(**values: Any) -> dict[str, Any]:
    return {"fieldtype": "Data", "label": "Sender", **values}


def test_what_differs_from_the_standard_is_stored_and_what_goes_back_is_not(desk: Context) -> None:
    save(*changed(kind={"label": "Sort", "reqd": 1}))
    assert setters(desk) == {("kind", "label", "Sort"), ("kind", "reqd", "1")}
    save(*changed(kind={"label": "Kind"}))
    assert setters(desk) == {("kind", "reqd", "1")}
    assert form_as_is("Parcel")["rows"][1]["standard"] == {"reqd": 0}


def test_a_new_field_stands_where_it_was_put_and_is_named_after_its_label(desk: Context) -> None:
    rows, version = changed()
    rows.insert(1, new_field(reqd=1, in_list_view=1))
    save(rows, version)
    fields = get_meta("Parcel").fields
    assert [df.fieldname for df in fields][:3] == ["subject", "custom_sender", "kind"]
    assert (fields[1].reqd, fields[1].in_list_view) == (1, 1)
    doc = get_doc({"doctype": "Parcel", "subject": "x", "custom_sender": "Ada"}).insert()
    assert desk.db.get_value("Parcel", doc.name, "custom_sender") == "Ada"


def test_two_new_fields_in_a_row_keep_their_order(desk: Context) -> None:
    rows, version = changed()
    rows[2:2] = [new_field(label="One"), new_field(label="Two")]
    save(rows, version)
    names = [df.fieldname for df in get_meta("Parcel").fields]
    assert names[2:4] == ["custom_one", "custom_two"]


def test_fields_are_moved(desk: Context) -> None:
    rows, version = changed()
    rows.insert(0, rows.pop(3))
    save(rows, version)
    assert [df.fieldname for df in get_meta("Parcel").fields][:2] == ["number", "subject"]


@pytest.mark.parametrize(
    ("fieldname", "change"),
    [
        ("subject", {"reqd": 0}),
        ("number", {"read_only": 0}),
        ("kind", {"options": "Plain\nFragile\nLive"}),
        ("weight", {"fieldtype": "Date"}),
    ],
)
def test_what_may_not_be_is_refused_with_its_reason_and_nothing_is_stored(
    desk: Context, fieldname: str, change: dict[str, Any]
) -> None:
    rows, version = changed(**{fieldname: change, "care": {"label": "Handle with"}})
    with pytest.raises(ValidationError):
        save(rows, version)
    assert setters(desk) == set()


def test_the_screen_knows_before_what_would_be_refused(desk: Context) -> None:
    limits = {row["fieldname"]: set(row["limits"]) for row in form_as_is("Parcel")["rows"]}
    assert "reqd" in limits["subject"]
    assert "read_only" in limits["number"]
    assert "options" in limits["kind"]
    assert "reqd" not in limits["kind"]


def test_a_standard_field_cannot_be_removed(desk: Context) -> None:
    rows, version = changed()
    with pytest.raises(ValidationError, match="hide it"):
        save([row for row in rows if row["fieldname"] != "weight"], version)


def test_a_form_changed_meanwhile_is_not_overwritten(desk: Context) -> None:
    rows, version = changed(kind={"label": "Sort"})
    save(*changed(kind={"label": "Type"}))
    with pytest.raises(ValidationError, match="in the meantime"):
        save(rows, version)


def test_removing_a_field_tells_what_hangs_on_it_and_keeps_the_column(desk: Context) -> None:
    rows, version = changed()
    rows.append(new_field(label="Town"))
    save(rows, version)
    save(*changed(care={"depends_on": "eval:doc.custom_town"}))
    for town in ("Bol", "Bol", ""):
        get_doc({"doctype": "Parcel", "subject": "x", "custom_town": town}).insert()
    assert held_values("Parcel", "custom_town") == 2
    assert users_of_field("Parcel", "custom_town") == ["Condition of the field Care"]
    rows, version = changed()
    save([row for row in rows if row["fieldname"] != "custom_town"], version)
    assert not get_meta("Parcel").has_field("custom_town")
    assert desk.db.sql("select count(*) from `tabParcel` where custom_town = 'Bol'")[0][0] == 2


def test_back_to_the_standard_says_first_what_goes(desk: Context) -> None:
    rows, version = changed(kind={"label": "Sort"})
    rows.append(new_field(label="Town"))
    save(rows, version)
    assert losses("Parcel") == {
        "changed": [{"field": "Sort", "property": "Label"}],
        "own": [{"field": "Town", "held": 0}],
    }
    reset_form("Parcel")
    assert setters(desk) == set()
    assert not get_meta("Parcel").has_field("custom_town")


def test_only_managers_look_and_change(desk: Context) -> None:
    rows, version = changed()
    set_user(WORKER)
    for attempt in (
        lambda: form_as_is("Parcel"),
        lambda: save(rows, version),
        lambda: held_values("Parcel", "kind"),
        lambda: losses("Parcel"),
        lambda: reset_form("Parcel"),
    ):
        with pytest.raises(PermissionError):
            attempt()


def parcel(**values: Any) -> str:
    return str(get_doc({"doctype": "Parcel", "subject": "x", **values}).insert().name)


DEFAULTS = [
    ({"fieldtype": "Data", "default": "By road"}, None, "By road"),
    ({"fieldtype": "Select", "options": "Road\nRiver", "default": "Road"}, None, "Road"),
    ({"fieldtype": "Check", "default": "1"}, 0, 1),
    ({"fieldtype": "Int", "default": "3"}, 0, 3),
    ({"fieldtype": "Date", "default": "2026-01-02"}, None, datetime.date(2026, 1, 2)),
]


@pytest.mark.parametrize(("field", "empty", "begun"), DEFAULTS)
def test_a_default_is_for_new_entries_and_says_nothing_of_those_that_are_there(
    desk: Context, field: dict[str, Any], empty: Any, begun: Any
) -> None:
    older = parcel()
    rows, version = changed()
    rows.append(new_field(**field))
    save(rows, version)
    assert desk.db.get_value("Parcel", older, "custom_sender") == empty
    assert desk.db.get_value("Parcel", parcel(), "custom_sender") == begun


def test_another_default_changes_no_entry(desk: Context) -> None:
    older = parcel(kind="")
    save(*changed(kind={"default": "Fragile"}))
    assert desk.db.get_value("Parcel", older, "kind") == ""


def test_older_entries_are_filled_when_somebody_asks_who_sees_how_many(desk: Context) -> None:
    first, second = parcel(), parcel()
    rows, version = changed()
    rows.append(new_field(default="By road"))
    save(rows, version)
    told = parcel(custom_sender="By boat")
    desk.db.sql("update `tabDocType` set track_changes = 1 where name = 'Parcel'")
    clear_meta()
    assert fillable("Parcel", "custom_sender") == {"value": "By road", "empty": 2}
    assert fill("Parcel", "custom_sender") == 2
    held = [desk.db.get_value("Parcel", name, "custom_sender") for name in (first, second, told)]
    assert held == ["By road", "By road", "By boat"]
    versions = desk.db.get_all("Version", filters={"ref_doctype": "Parcel"}, pluck="docname")
    assert sorted(versions) == sorted([first, second])


def test_what_is_not_filled_in_beforehand_fills_nothing(desk: Context) -> None:
    parcel()
    assert fillable("Parcel", "care") is None
    with pytest.raises(ValidationError):
        fill("Parcel", "care")


def test_only_who_sets_the_site_up_fills(desk: Context) -> None:
    set_user(WORKER)
    with pytest.raises(PermissionError):
        fill("Parcel", "kind")


def test_what_people_hid_is_told_from_what_programs_hide(desk: Context) -> None:
    assert hidden_by_people(get_meta("Parcel")) == frozenset()
    save(*changed(kind={"hidden": 1}))
    rows, version = changed()
    rows.append(new_field(hidden=1))
    save(rows, version)
    assert hidden_by_people(get_meta("Parcel")) == {"kind", "custom_sender"}
    choices = column_choices(get_meta("Parcel"))[0]["fields"]
    assert ["kind", "Kind (hidden)"] in choices


@pytest.mark.usefixtures("desk")
def test_what_holds_no_value_is_never_mandatory() -> None:
    fields = [{"fieldname": "more", "fieldtype": "Section Break", "label": "More", "reqd": 1}]
    about = {"name": "Box", "module": "Desk"}
    with pytest.raises(ValidationError, match="cannot be mandatory"):
        get_doc({"doctype": "DocType", "custom": 1, **about, "fields": fields}).insert()
