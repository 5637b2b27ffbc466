"""No column of a list says what another one says already."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.meta.docfield import DocField
from frappe_embedded.kernel.meta.meta import Meta
from frappe_embedded.web.desk.list_rows import heading_field


def meta(**values: Any) -> Meta:
    fields = [
        DocField({"fieldname": name, "label": name.title(), "fieldtype": "Data"})
        for name in ("town", "region")
    ]
    return Meta(_dict({"name": "Town", **values}), fields)


@pytest.mark.parametrize(
    ("values", "heading"),
    (
        ({"autoname": "field:town"}, "town"),
        ({"autoname": "field:town", "title_field": "region"}, "region"),
        ({"autoname": "field:gone"}, "name"),
        ({"autoname": "hash"}, "name"),
        ({}, "name"),
    ),
)
def test_the_first_column_is_the_title_or_what_entries_are_named_after(
    values: dict[str, Any], heading: str
) -> None:
    assert heading_field(meta(**values)) == heading
