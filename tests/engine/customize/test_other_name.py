"""Another name for a record: what it touches is counted, and the history keeps both names."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.renaming import rename_doc
from frappe_embedded.services.customize.history import Search, batches
from frappe_embedded.services.customize.other_name import effect_of
from frappe_embedded.services.customize.undo import undo
from tests.engine.office import STRANGER


def role(name: str) -> str:
    return str(get_doc({"doctype": "Role", "role_name": name, "desk_access": 1}).insert().name)


def given(name: str) -> None:
    get_doc({"doctype": "Role Profile", "role_profile": "Desk", "roles": [{"role": name}]}).insert()


def newest(doctype: str, name: str) -> Any:
    return next(batches(1, asked=Search(doctype, name)))


def test_what_names_a_record_is_counted_before_it_is_renamed(desk: Context) -> None:
    given(role("Porter"))
    effect = effect_of("Role", "Porter", "Clerk")
    assert dict(effect.uses)["Role Profile"] == 1 and effect.taken
    assert not effect_of("Role", "Porter", "Carrier").taken


def test_who_may_not_write_it_learns_nothing(desk: Context) -> None:
    role("Porter")
    set_user(STRANGER)
    with pytest.raises(PermissionError):
        effect_of("Role", "Porter")


def test_what_nobody_renames_tells_of_no_name(desk: Context) -> None:
    todo = get_doc({"doctype": "ToDo", "description": "Count"}).insert()
    with pytest.raises(PermissionError):
        effect_of("ToDo", str(todo.name), "another")


def test_a_new_name_is_in_the_history_and_is_taken_back(desk: Context) -> None:
    given(role("Porter"))
    rename_doc("Role", "Porter", "Carrier")
    batch = newest("Role", "Carrier")
    [change] = [each for each in batch.changes if each.change == "Renamed"]
    assert (change.before["name"], change.after["name"]) == ("Porter", "Carrier")
    desk.cache.pop("configuration batch", None)
    rename_doc("Role", "Carrier", "Bearer")
    undo(newest("Role", "Bearer").name)
    assert desk.db.exists("Role", "Carrier")
    assert desk.db.get_value("Has Role", {"parent": "Desk"}, "role") == "Carrier"


def test_a_merge_is_in_the_history_and_stays(desk: Context) -> None:
    given(role("Porter"))
    role("Carrier")
    desk.cache.pop("configuration batch", None)
    rename_doc("Role", "Porter", "Carrier", merge=True)
    assert desk.db.get_value("Has Role", {"parent": "Desk"}, "role") == "Carrier"
    batch = newest("Role", "Carrier")
    assert "Merged" in {each.change for each in batch.changes}
    with pytest.raises(ValidationError, match="not parted again"):
        undo(batch.name)


def test_a_branch_does_not_go_into_what_lies_below_it(desk: Context) -> None:
    above = get_doc({"doctype": "Town", "town_name": "Lac", "is_group": 1}).insert().name
    below = {"doctype": "Town", "town_name": "Bol", "is_group": 1, "parent_town": above}
    name = get_doc(below).insert().name
    with pytest.raises(ValidationError, match="the other way round"):
        rename_doc("Town", above, name, merge=True, force=True)
