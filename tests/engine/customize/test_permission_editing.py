"""Changing who may do what: the effect on people first, no lock-out, stored as rows of the framework."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.permissions.api import has_permission
from frappe_embedded.services.customize import permissions
from frappe_embedded.services.customize.history import Search, batches
from frappe_embedded.services.customize.permission_editing import (
    apply_changes,
    effects,
    read_changes,
    version_of,
)
from frappe_embedded.services.customize.undo import undo
from tests.engine.office import CLERK_RIGHTS, MANAGER, STRANGER, WORKER

READ_ONLY = {"read": 1}
NO_VISITOR = {"doctype": "Parcel", "role": "Visitor", "rights": None, "if_owner": 1}


def row(role: str = "Clerk", rights: Any = READ_ONLY, **more: Any) -> dict[str, Any]:
    return {"doctype": "Parcel", "role": role, "rights": rights, **more}


def apply(*rows: dict[str, Any], reset: Any = ()) -> None:
    apply_changes(read_changes(rows), {"Parcel": version_of("Parcel")}, reset)


def lost_and_gained(*rows: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    ((_doctype, found, _why),) = effects(read_changes(rows))
    return {each.right: (each.lose, each.gain) for each in found}


def custom_rows(desk: Context) -> int:
    return int(
        desk.db.sql("select count(*) from `tabCustom DocPerm` where parent = 'Parcel'")[0][0]
    )


def test_the_effect_names_who_loses_and_who_gains(desk: Context) -> None:
    assert lost_and_gained(row("Visitor", {"read": 1, "write": 1})) == {
        "read": ((), (STRANGER,)),
        "write": ((), (STRANGER,)),
    }
    lost = lost_and_gained(row(rights=READ_ONLY))
    assert lost["write"] == ((MANAGER, WORKER), ())
    assert "read" not in lost
    assert custom_rows(desk) == 0


def test_whoever_has_a_right_by_another_role_loses_nothing(desk: Context) -> None:
    apply(row("System Manager", {"read": 1, "write": 1}))
    assert lost_and_gained(row(rights=READ_ONLY))["write"] == ((WORKER,), ())


def test_a_right_for_own_entries_only_is_told_apart(desk: Context) -> None:
    changes = read_changes(
        [row("Clerk", None), row("Clerk", READ_ONLY, if_owner=1), row("Visitor", {"read": 1})]
    )
    ((_doctype, found, _why),) = effects(changes)
    read = next(each for each in found if each.right == "read")
    assert (read.lose, read.own, read.gain) == ((MANAGER, WORKER), (MANAGER, WORKER), (STRANGER,))


def test_what_is_stored_holds_at_once_and_goes_back_to_the_standard(desk: Context) -> None:
    apply(row(rights=READ_ONLY))
    assert custom_rows(desk) == 2
    set_user(WORKER)
    assert not has_permission("Parcel", "write")
    set_user(MANAGER)
    apply(reset=["Parcel"])
    assert custom_rows(desk) == 0
    set_user(WORKER)
    assert has_permission("Parcel", "write")


def test_rows_that_are_the_standard_again_are_not_kept(desk: Context) -> None:
    apply(row(rights=READ_ONLY))
    apply(row(rights=CLERK_RIGHTS))
    assert custom_rows(desk) == 0


def test_nobody_left_who_reads_what_is_there_is_refused(desk: Context) -> None:
    get_doc({"doctype": "Parcel", "subject": "x"}).insert()
    changes = [row("Clerk", None), NO_VISITOR]
    assert "nobody could open" in effects(read_changes(changes))[0][2]
    with pytest.raises(ValidationError, match="nobody could open"):
        apply(*changes)
    assert custom_rows(desk) == 0


def test_a_role_that_nobody_holds_is_nobody(desk: Context) -> None:
    get_doc({"doctype": "Parcel", "subject": "x"}).insert()
    get_doc({"doctype": "Role", "role_name": "Empty"}).insert()
    with pytest.raises(ValidationError, match="nobody could open"):
        apply(row("Clerk", None), NO_VISITOR, row("Empty", READ_ONLY))


def test_nobody_left_who_manages_users_is_refused(desk: Context) -> None:
    change = read_changes([{"doctype": "User", "role": "System Manager", "rights": {"read": 1}}])
    with pytest.raises(ValidationError, match="manage the site"):
        apply_changes(change, {"User": version_of("User")})


@pytest.mark.parametrize("door", ["update", "remove", "document", "first row"])
def test_no_door_lets_lock_everybody_out(desk: Context, door: str) -> None:
    get_doc({"doctype": "Parcel", "subject": "x"}).insert()
    apply(NO_VISITOR)
    name = desk.db.get_value("Custom DocPerm", {"parent": "Parcel", "role": "Clerk"}, "name")

    foreign = {"parent": "User", "parenttype": "DocType", "role": "Visitor", "read": 1}

    def take_away() -> None:
        if door == "update":
            permissions.update("Parcel", "Clerk", 0, "read", 0)
        elif door == "remove":
            permissions.remove("Parcel", "Clerk", 0)
        elif door == "document":
            doc = get_doc("Custom DocPerm", name)
            doc.read = 0
            doc.save()
            desk.db.commit()
        else:
            get_doc({"doctype": "Custom DocPerm", **foreign}).insert()
            desk.db.commit()

    with pytest.raises(ValidationError, match=r"nobody could|atleast one"):
        take_away()


def test_rights_changed_meanwhile_are_not_overwritten(desk: Context) -> None:
    before = version_of("Parcel")
    apply(row(rights=READ_ONLY))
    with pytest.raises(ValidationError, match="in the meantime"):
        apply_changes(read_changes([row(rights={"read": 1, "write": 1})]), {"Parcel": before})


def test_a_row_without_any_right_is_refused(desk: Context) -> None:
    with pytest.raises(ValidationError):
        apply(row("Visitor", {}), row("Clerk", READ_ONLY))


def test_only_managers_change_rights(desk: Context) -> None:
    change, version = read_changes([row()]), version_of("Parcel")
    set_user(WORKER)
    with pytest.raises(PermissionError):
        effects(change)
    with pytest.raises(PermissionError):
        apply_changes(change, {"Parcel": version})


def test_a_change_of_rights_is_taken_back_row_by_row(desk: Context) -> None:
    """While it is undone the rows of a first change go one after the other; only the end counts."""
    get_doc({"doctype": "Parcel", "subject": "x"}).insert()
    apply(row(rights=READ_ONLY))
    batch = next(iter(batches(1, asked=Search(doctype="Custom DocPerm")))).name
    undo(batch)
    assert custom_rows(desk) == 0
    set_user(WORKER)
    assert has_permission("Parcel", "write")
