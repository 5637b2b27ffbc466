"""Who opens an entry is on record where its form says so, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Served

FORM = "/api/method/frappe.desk.form.load.getdoc"


def make_entry(doctype: str, **more: Any) -> None:
    """A DocType and its one entry."""
    rights = [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]
    values: dict[str, Any] = {"doctype": "DocType", "name": doctype, "module": "Custom"}
    values |= {"custom": 1, "autoname": "prompt", "permissions": rights, **more}
    get_doc({**values, "fields": [{"fieldname": "a", "fieldtype": "Data"}]}).insert()
    get_doc({"doctype": doctype, "__newname": "One"}).insert()


@pytest.mark.parametrize(("tracks", "times"), ((1, 2), (0, 0)))
def test_opening_a_form_is_noted(served: Served, tracks: int, times: int) -> None:
    doctype = f"Sheet {tracks}"
    served.work(lambda: make_entry(doctype, track_views=tracks))
    manager = served.logged_in("manager@example.com")
    assert manager.get(f"/app/sheet-{tracks}/One", Accept="text/html").status == 200
    assert manager.get(FORM, {"doctype": doctype, "name": "One"}).status == 200
    assert manager.get(f"/api/resource/{doctype.replace(' ', '%20')}/One").status == 200
    about = {"reference_doctype": doctype, "reference_name": "One"}
    seen = served.work(lambda: local.db.get_all("View Log", filters=about, pluck="viewed_by"))
    assert seen == ["manager@example.com"] * times


def test_an_entry_keeps_who_has_seen_it_until_somebody_saves_it(served: Served) -> None:
    """Frappe's list shows in bold what the user has not opened since it was saved."""
    served.work(lambda: make_entry("Letter", track_seen=1))
    served.add_user("other@example.com", "System Manager")
    manager, other = (served.logged_in(f"{who}@example.com") for who in ("manager", "other"))
    shown = {"fields": '["_seen"]', "filters": '{"name": "One"}'}

    def seen() -> list[str]:
        row = manager.get("/api/resource/Letter", shown).json["data"][0]
        return json.loads(row["_seen"] or "[]")

    assert seen() == ["Administrator"], "who made it knows it"
    assert "Not opened yet" in manager.get("/app/letter", Accept="text/html").text
    assert manager.get("/app/letter/One", Accept="text/html").status == 200
    assert other.get(FORM, {"doctype": "Letter", "name": "One"}).status == 200
    assert seen() == ["Administrator", "manager@example.com", "other@example.com"]
    assert "Not opened yet" not in manager.get("/app/letter", Accept="text/html").text
    other.send("PUT", "/api/resource/Letter/One", {"a": "changed"})
    assert seen() == ["other@example.com"]
    assert "Not opened yet" in manager.get("/app/letter", Accept="text/html").text
