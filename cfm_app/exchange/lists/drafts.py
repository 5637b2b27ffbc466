"""The rows of a sheet as drafts of records: what each cell means, and what cannot be read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cfm_app.exchange import reader
from cfm_app.exchange.lists.cells import Cells, is_empty
from cfm_app.exchange.lists.columns import ListColumn


@dataclass
class Draft:
    """A record in a sheet. Empty cells change nothing, so a sheet may have few columns.

    `rows` are its rows in the file, `tables` the rows of its tables.
    """

    number: int
    rows: list[reader.Row]
    values: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)


def of(
    rows: Iterable[reader.Row], columns: dict[str, ListColumn], fed: dict[str, str], cells: Cells
) -> Iterator[Draft]:
    """The drafts of a file. `fed` names the header of each column.

    A row that holds nothing but cells of tables goes on with the record above it.
    """
    own = {key: header for key, header in fed.items() if not _is_of_row(columns[key])}
    of_rows = {key: header for key, header in fed.items() if _is_of_row(columns[key])}
    draft: Draft | None = None
    for row in rows:
        is_more = draft is not None and all(is_empty(row.values.get(each)) for each in own.values())
        if draft is None or not (is_more and of_rows):
            if draft:
                yield draft
            draft = Draft(row.number, [])
            _read_record(draft, row, columns, own, cells)
        draft.rows.append(row)
        _read_rows(draft, row, columns, of_rows, cells)
        used = {*own.values(), *of_rows.values()}
        draft.errors += [problem for problem in row.problems if problem[0] in used]
    if draft:
        yield draft


def _is_of_row(column: ListColumn) -> bool:
    return bool(column.table) and not column.is_list


def _read_record(
    draft: Draft,
    row: reader.Row,
    columns: dict[str, ListColumn],
    own: dict[str, str],
    cells: Cells,
) -> None:
    for key, value in _values(draft, row, columns, own, cells):
        column = columns[key]
        if column.is_list:
            draft.tables[column.table] = [{column.df.fieldname: each} for each in value]
        else:
            draft.values[key] = value


def _read_rows(
    draft: Draft,
    row: reader.Row,
    columns: dict[str, ListColumn],
    of_rows: dict[str, str],
    cells: Cells,
) -> None:
    found: dict[str, dict[str, Any]] = {}
    for key, value in _values(draft, row, columns, of_rows, cells):
        column = columns[key]
        found.setdefault(column.table, {})[column.df.fieldname] = value
    for table, values in found.items():
        draft.tables.setdefault(table, []).append(values)


def _values(
    draft: Draft, row: reader.Row, columns: dict[str, ListColumn], fed: dict[str, str], cells: Cells
) -> Iterator[tuple[str, Any]]:
    for key, header in fed.items():
        raw = row.values.get(header)
        if is_empty(raw):
            continue
        try:
            yield key, cells.read(columns[key], raw)
        except ValueError as error:
            draft.errors.append((header, str(error)))
