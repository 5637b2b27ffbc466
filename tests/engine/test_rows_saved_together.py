"""Rows of a table with the same change are stored by one statement, and each as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.storage import update_children
from frappe_embedded.kernel.query.opening import opened
from tests.engine.office import made
from tests.patterns import Patterns


def _fill() -> None:
    about = {"doctype": "DocType", "module": "Custom", "custom": 1}
    number = {"fieldname": "pieces", "fieldtype": "Int", "label": "Pieces"}
    kind = {"fieldname": "kind", "fieldtype": "Data", "label": "Kind"}
    get_doc({**about, "name": "Crate Row", "istable": 1, "fields": [number, kind]}).insert()
    rows = {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": "Crate Row"}
    rights = [{"role": "All", "read": 1, "write": 1, "create": 1}]
    get_doc({**about, "name": "Crate", "fields": [rows], "permissions": rights}).insert()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, _fill) as site:
        yield site


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    with opened(office) as context:
        yield context


@pytest.fixture
def crate(desk: Context) -> Any:
    rows = [{"pieces": pieces, "kind": "sugar"} for pieces in (1, 2, 3)]
    return get_doc({"doctype": "Crate", "rows": rows}).insert()


def stored(crate: Any) -> list[tuple[Any, ...]]:
    return [(row.pieces, row.kind) for row in get_doc("Crate", crate.name).rows]


def test_the_same_change_is_one_statement(crate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = type(local.db).execute

    def listen(db: Any, sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return execute(db, sql, values)

    monkeypatch.setattr(type(local.db), "execute", listen)
    for row in crate.rows:
        row.kind = "oil"
    crate.save()
    changing = [sql for sql in asked if sql.startswith("update `tabCrate Row`")]
    assert len(changing) == 1
    assert stored(crate) == [(1, "oil"), (2, "oil"), (3, "oil")]


def test_each_keeps_what_is_its_own(crate: Any) -> None:
    crate.rows[0].pieces = 7
    crate.rows[2].kind = None
    crate.append("rows", {"pieces": 4, "kind": "rice"})
    crate.save()
    assert stored(crate) == [(7, "sugar"), (2, "sugar"), (3, None), (4, "rice")]
    crate.rows = [crate.rows[3], crate.rows[0]]
    for idx, row in enumerate(crate.rows, 1):
        row.idx = idx
    crate.save()
    assert stored(crate) == [(4, "rice"), (7, "sugar")]


def test_a_row_is_found_under_another_spelling_of_its_name(crate: Any) -> None:
    local.db.sql("update `tabCrate Row` set name = upper(name) where parent = %s", crate.name)
    crate.reload()
    crate.rows[1].pieces = 8
    local.db.sql("update `tabCrate Row` set name = lower(name) where parent = %s", crate.name)
    update_children(crate)
    assert [pieces for pieces, _kind in stored(crate)] == [1, 8, 3]
