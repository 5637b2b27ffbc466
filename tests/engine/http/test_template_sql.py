"""What ``frappe.db.sql`` of a template reaches on a real database."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.services.printing.environment import render_template
from tests.engine.served import Served


def rendered(served: Served, statement: str) -> Any:
    text = f"{{{{ frappe.db.sql({statement!r})[0][0] }}}}"
    return served.work(lambda: render_template(text, {}))


@pytest.mark.parametrize(
    "table",
    ["sqlite_dbpage", "sqlite_master", "pragma_database_list", "__Auth", "tabSingles", "__job"],
)
def test_no_table_of_the_engine_or_the_database_itself(served: Served, table: str) -> None:
    with pytest.raises(Exception, match=r"not everybody may see|SELECT"):
        rendered(served, f"select count(*) from `{table}`")


def test_open_types_are_read(served: Served) -> None:
    assert int(rendered(served, "select count(*) from `tabRole` where name != 'x'")) > 0
