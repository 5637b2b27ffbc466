"""A document that somebody else has stored meanwhile is not overwritten; the own one may be."""

from __future__ import annotations

from typing import Any

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Served

FULL_SECOND = "2026-11-30 08:00:00.000000"


def test_what_was_stored_on_the_full_second_is_stored_again(served: Served) -> None:
    def save_twice() -> Any:
        role = get_doc({"doctype": "Role", "role_name": "Punctual"}).insert()
        local.db.set_value("Role", role.name, "modified", FULL_SECOND, update_modified=False)
        # As a document holds the moment that it was just given.
        role.modified = FULL_SECOND
        role.home_page = "desk"
        role.save()
        return local.db.get_value("Role", role.name, "home_page")

    assert served.work(save_twice) == "desk"
