"""A connected context with a few DocTypes, tables and rows, without a document layer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.core.site_key import KEY_FILE, SiteKey
from frappe_embedded.kernel.db.schema import create_fixed_tables, sync_table
from frappe_embedded.kernel.db.types import column_value
from frappe_embedded.kernel.meta.loader import BOOT_DOCTYPES, meta_from_json, read_core_doctype
from frappe_embedded.kernel.meta.meta import Meta
from frappe_embedded.kernel.query.api import Database
from frappe_embedded.kernel.query.opening import opened

Fields = list[tuple[str, str] | tuple[str, str, str]]


def doctype(name: str, fields: Fields, **more: Any) -> dict[str, Any]:
    rows = [
        {"fieldname": field[0], "fieldtype": field[1], "options": field[2] if field[2:] else None}
        for field in fields
    ]
    return {"name": name, "doctype": "DocType", "fields": rows, **more}


DOCTYPES = (
    doctype("Group", [("title", "Data"), ("secret", "Data")]),
    doctype("Line", [("k", "Data"), ("v", "Int"), ("hidden", "Data")], istable=1),
    doctype(
        "Thing",
        [
            ("s", "Data"),
            ("txt", "Small Text"),
            ("n", "Int"),
            ("f", "Float"),
            ("c", "Check"),
            ("d", "Date"),
            ("dt", "Datetime"),
            ("tm", "Time"),
            ("grp", "Link", "Group"),
            ("lines", "Table", "Line"),
            ("secret", "Data"),
        ],
    ),
    doctype("Place", [("lft", "Int"), ("rgt", "Int"), ("up", "Link", "Place")], is_tree=1),
    doctype("Visit", [("place", "Link", "Place")]),
    doctype(
        "Options",
        [("days", "Int"), ("office", "Data"), ("begin", "Date"), ("active", "Check")],
        issingle=1,
    ),
    doctype("DefaultValue", [("defkey", "Data"), ("defvalue", "Text")], istable=1),
)
CORE = (*BOOT_DOCTYPES, "System Settings", "User Permission")
THINGS: dict[str, dict[str, Any]] = {
    "r1": {"s": "Alpha", "n": 0, "f": 0, "c": 0, "d": "2024-01-01", "dt": "2024-01-31"},
    "r2": {"s": "alpha ", "n": 1, "f": 1.5, "c": 1, "d": "2024-01-31", "dt": "2024-01-31 23:59:59"},
    "r3": {"s": "", "n": -5, "f": -2.25, "c": 0, "d": "2024-02-29", "dt": "2024-02-01"},
    "r4": {"s": None, "n": 10, "f": 10, "c": 1, "d": None, "dt": None},
    "r5": {"s": "Éclair", "n": 2, "f": 0.1, "c": 0, "d": "2023-12-31", "dt": "2023-12-31 12:30:00"},
    "r6": {"s": "a_b%", "n": 100, "f": 1.25, "c": 0, "d": "2024-12-31", "dt": "2024-12-31"},
}


def insert(db: Database, doctype_name: str, name: str, **values: Any) -> None:
    """A row as the document layer would store it."""
    meta = local.site_state.metas[doctype_name]
    row = {"name": name, "owner": "Administrator", "modified_by": "Administrator"}
    row |= {"creation": "2024-05-01 00:00:00.000000", "modified": "2024-05-01 00:00:00.000000"}
    for fieldname, value in values.items():
        field = meta.field_or_standard(fieldname)
        row[fieldname] = column_value(field, value) if field else value
    columns = ", ".join(f"`{column}`" for column in row)
    db.sql(f"insert into `tab{doctype_name}` ({columns}) values %s", (tuple(row.values()),))


@dataclass
class Empty:
    """A site with tables and no rows, to be copied."""

    folder: Path
    key: SiteKey | None
    metas: dict[str, Meta]


@pytest.fixture(scope="session", params=["plain", "encrypted"])
def empty(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Empty:
    """Tests run with both libraries."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "one").mkdir()
    key = None
    if request.param == "encrypted":
        pytest.importorskip("sqlcipher3")
        key = SiteKey("test", bytes(32))
        (folder / "one" / KEY_FILE).touch()
    site = Site("one", folder, key)
    with opened(site) as context:
        create_fixed_tables(context.db)
        for each in (*DOCTYPES, *(read_core_doctype(name) for name in CORE)):
            meta = meta_from_json(each)
            site.metas[meta.name] = meta
            sync_table(context.db, meta)
        context.db.commit()
    metas = dict(site.metas)
    site.close()
    return Empty(folder / "one", key, metas)


@pytest.fixture
def db(tmp_path: Path, empty: Empty) -> Iterator[Database]:
    """The connection of a context that acts as Administrator."""
    shutil.copytree(empty.folder, tmp_path / "one")
    site = Site("one", tmp_path, empty.key)
    site.metas.update(empty.metas)
    with opened(site) as context:
        yield context.db
    site.close()


@pytest.fixture
def things(db: Database) -> Database:
    for name, values in THINGS.items():
        insert(db, "Thing", name, **values)
    return db


@pytest.fixture
def joined(db: Database) -> Database:
    """Things with groups and lines."""
    insert(db, "Group", "G1", title="First", secret="x1")
    insert(db, "Group", "G2", title="Second", secret="x2")
    things: dict[str, tuple[str, int, str | None, list[tuple[str, int]]]] = {
        "p1": ("b", 3, "G1", [("x", 1), ("y", 2)]),
        "p2": ("a", 1, "G2", [("x", 5)]),
        "p3": ("c", 2, None, []),
        "p4": ("a", 4, "G1", [("z", 7), ("x", 1)]),
    }
    for at, (name, (s, n, group, lines)) in enumerate(things.items()):
        moment = f"2024-05-0{at + 1}"
        insert(db, "Thing", name, s=s, n=n, grp=group, d=moment, modified=moment, secret=f"t{n}")
        for idx, (k, v) in enumerate(lines, 1):
            parent = {"parent": name, "parenttype": "Thing", "parentfield": "lines"}
            insert(db, "Line", f"{name}-{idx}", k=k, v=v, idx=idx, hidden="h", **parent)
    return db


@pytest.fixture
def places(db: Database) -> Database:
    tree = {"Chad": (1, 10), "North": (2, 7), "Borkou": (3, 4), "Ennedi": (5, 6), "South": (8, 9)}
    for name, (lft, rgt) in tree.items():
        insert(db, "Place", name, lft=lft, rgt=rgt)
        insert(db, "Visit", f"v {name}", place=name)
    insert(db, "Visit", "v nowhere")
    return db
