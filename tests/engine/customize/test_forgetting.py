"""A row of rights is in force at once, and its transaction reads no other metadata anew."""

from __future__ import annotations

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.services.customize.permissions import insert_row, setup_custom_perms


def roles(doctype: str) -> set[str]:
    return {row.role for row in get_meta(doctype).permissions}


def test_a_new_row_is_in_force_and_the_rest_is_kept(desk: Context) -> None:
    other = get_meta("ToDo")
    setup_custom_perms("Parcel")
    insert_row("Parcel", {"role": "System Manager", "read": 1})
    assert "System Manager" in roles("Parcel")
    assert get_meta("ToDo") is other


def test_a_row_that_moves_to_another_type_counts_for_neither_as_before(desk: Context) -> None:
    setup_custom_perms("Parcel")
    row = insert_row("Parcel", {"role": "System Manager", "read": 1})
    assert "System Manager" in roles("Parcel")
    setup_custom_perms("ToDo")
    row = get_doc("Custom DocPerm", row.name)
    row.parent = "ToDo"
    row.save()
    assert "System Manager" not in roles("Parcel")
    assert "System Manager" in roles("ToDo")


def test_a_rollback_takes_it_back(desk: Context) -> None:
    before = roles("Parcel")
    setup_custom_perms("Parcel")
    desk.db.savepoint("here")
    insert_row("Parcel", {"role": "System Manager", "read": 1})
    desk.db.rollback(save_point="here")
    assert roles("Parcel") == before
    insert_row("Parcel", {"role": "System Manager", "read": 1})
    desk.db.rollback()
    assert roles("Parcel") == before
