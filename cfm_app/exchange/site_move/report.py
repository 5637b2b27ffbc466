"""After the import: what the site holds now, in the archive's form, compared with the archive."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe

from cfm_app.exchange.site_move import canonical, rows, settings, target
from cfm_app.exchange.site_move.archive import Archive

MOST_DIFFERENCES = 5
Row = dict[str, Any]


@dataclass
class Compared:
    """One table: rows of the archive, rows found, both hashes, and where they differ."""

    label: str
    expected: int = 0
    found: int = 0
    expected_hash: str = ""
    found_hash: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        return (self.expected, self.expected_hash) == (self.found, self.found_hash)


def compare(archive: Archive, own: list[str], with_secrets: bool) -> Iterator[Compared]:
    """Each table of the archive that has rows, read anew from the site."""
    for doctype, table in archive.tables.items():
        if table["rows"] or doctype in own:
            yield _table(archive, doctype, doctype in own)
    for part, (source, find) in _system(archive, with_secrets).items():
        yield _compared(part, source, find)
    if archive.files:
        yield _compared("files", archive.files, _each(_file))


def _table(archive: Archive, doctype: str, is_own: bool) -> Compared:
    types = archive.tables[doctype]["columns"]
    known = [name for name in types if name in frappe.db.get_table_columns(doctype)]

    def find(bundle: list[Row]) -> list[Row | None]:
        stored = rows.existing(doctype, [row["name"] for row in bundle], known)
        return [
            _shown(stored.get(row["name"]), row, types, rows.is_merged(doctype, row["name"]))
            for row in bundle
        ]

    result = _compared(doctype, archive.rows(doctype), find)
    if is_own:
        # Besides the archive's rows there are no others.
        result.found = max(result.found, frappe.db.count(doctype))
    return result


def _shown(stored: Row | None, row: Row, types: dict[str, str], is_merged: bool) -> Row | None:
    if stored is None:
        return None
    wanted = {name: types[name] for name in row} if is_merged else types
    return canonical.row(stored, wanted)


def _compared(
    label: str, source: Iterable[Row], find: Callable[[list[Row]], list[Row | None]]
) -> Compared:
    result = Compared(label)
    expected, found = hashlib.sha256(), hashlib.sha256()
    for bundle in rows.batches(source):
        for row, stored in zip(bundle, find(bundle), strict=True):
            expected.update(canonical.line(row))
            result.expected += 1
            if stored is not None:
                found.update(canonical.line(stored))
                result.found += 1
            if stored != row and len(result.differences) < MOST_DIFFERENCES:
                result.differences.append(_difference(row, stored))
    result.expected_hash, result.found_hash = expected.hexdigest(), found.hexdigest()
    return result


def _difference(row: Row, stored: Row | None) -> str:
    """The row and its columns that differ; never the values, which may be personal."""
    name = " ".join(
        str(row[key]) for key in ("doctype", "name", "field", "fieldname", "url") if key in row
    )
    if stored is None:
        return f"{name}: –"
    columns = sorted(key for key in row.keys() | stored.keys() if row.get(key) != stored.get(key))
    return f"{name}: {', '.join(columns)}"


def _system(
    archive: Archive, with_secrets: bool
) -> dict[str, tuple[Iterable[Row], Callable[[list[Row]], list[Row | None]]]]:
    return {
        "singles": (archive.system_rows("singles"), _each(_single)),
        "series": (archive.system_rows("series"), _each(_series)),
        "auth": (settings.auth_rows(archive, with_secrets), _each(_auth)),
    }


def _file(row: Row) -> Row | None:
    path = target.file_path(row["url"])
    if not path.is_file():
        return None
    return {**row, "size": path.stat().st_size, "sha256": target.digest(path)}


def _each(find: Callable[[Row], Row | None]) -> Callable[[list[Row]], list[Row | None]]:
    return lambda bundle: [find(row) for row in bundle]


def _single(row: Row) -> Row | None:
    found = frappe.db.sql(
        "select doctype, field, value from `tabSingles` where doctype = %s and field = %s",
        (row["doctype"], row["field"]),
        as_dict=True,
    )
    return dict(found[0]) if len(found) == 1 else None


def _series(row: Row) -> Row | None:
    current = settings.series_value(row["name"])
    return None if current is None else {"name": row["name"], "current": current}


def _auth(row: Row) -> Row | None:
    found = frappe.db.sql(
        "select doctype, name, fieldname, `password`, encrypted from `__Auth`"
        " where doctype = %s and name = %s and fieldname = %s",
        (row["doctype"], row["name"], row["fieldname"]),
        as_dict=True,
    )
    return dict(found[0]) if found else None
