"""A context without a real database, for what needs little more than the site's settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, activate, deactivate
from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.core.site import Site

SETTINGS = {
    "language": "en",
    "time_zone": "Africa/Ndjamena",
    "date_format": "yyyy-mm-dd",
    "time_format": "HH:mm:ss",
    "number_format": "#,###.##",
    "float_precision": "3",
    "currency_precision": "2",
    "first_day_of_the_week": "Monday",
    "rounding_method": "Banker's Rounding",
}


class StandInDatabase:
    """Answers from dicts: settings, single values by (DocType, name, field), rows by a word."""

    def __init__(self) -> None:
        self.settings = dict(SETTINGS)
        self.values: dict[tuple[str, str, str], Any] = {}
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        self.statements: list[str] = []

    def get_single_value(self, doctype: str, fieldname: str) -> Any:
        return self.settings.get(fieldname)

    def get_default(self, key: str) -> Any:
        return self.settings.get(key)

    def set_default(self, key: str, value: Any) -> None:
        self.settings[key] = value

    def get_value(
        self, doctype: str, name: str, fieldname: Any, as_dict: bool = False, cache: bool = False
    ) -> Any:
        if isinstance(fieldname, str):
            return self.values.get((doctype, name, fieldname))
        row = _dict((field, self.values.get((doctype, name, field))) for field in fieldname)
        return row if any(row.values()) else None

    def table_exists(self, doctype: str) -> bool:
        return f"tab{doctype}" in self.rows

    def cached(self, key: Any, tables: list[str], make: Any) -> Any:
        return make()

    def sql(self, query: str, values: Any = ()) -> list[tuple[Any, ...]]:
        self.statements.append(query)
        table = next((table for table in self.rows if f"`{table}`" in query), None)
        rows = self.rows.get(table or "", [])
        return [row[1:] for row in rows if row[0] in values] if values else rows


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[Context]:
    """An active context on a stand-in database; ``context.db`` holds what it answers."""
    (tmp_path / "one").mkdir()
    context = Context(Site("one", tmp_path))
    context.db = StandInDatabase()
    token = activate(context)
    yield context
    deactivate(token)
