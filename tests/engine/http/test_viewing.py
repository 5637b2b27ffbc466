"""Who opens an entry is on record where its form says so, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Served

FORM = "/api/method/frappe.desk.form.load.getdoc"


@pytest.mark.parametrize(("tracks", "times"), ((1, 2), (0, 0)))
def test_opening_a_form_is_noted(served: Served, tracks: int, times: int) -> None:
    doctype = f"Sheet {tracks}"

    def make() -> None:
        rights = [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]
        values: dict[str, Any] = {"doctype": "DocType", "name": doctype, "module": "Custom"}
        values |= {"custom": 1, "autoname": "prompt", "track_views": tracks, "permissions": rights}
        get_doc({**values, "fields": [{"fieldname": "a", "fieldtype": "Data"}]}).insert()
        get_doc({"doctype": doctype, "__newname": "One"}).insert()

    served.work(make)
    manager = served.logged_in("manager@example.com")
    assert manager.get(f"/app/sheet-{tracks}/One", Accept="text/html").status == 200
    assert manager.get(FORM, {"doctype": doctype, "name": "One"}).status == 200
    assert manager.get(f"/api/resource/{doctype.replace(' ', '%20')}/One").status == 200
    about = {"reference_doctype": doctype, "reference_name": "One"}
    seen = served.work(lambda: local.db.get_all("View Log", filters=about, pluck="viewed_by"))
    assert seen == ["manager@example.com"] * times
