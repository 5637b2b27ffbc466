"""A source of exported CSV files, and the folder ``upload/`` with the files by the number of the note."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from frappe import _

from cfm_app.exchange import reader
from cfm_app.exchange.headers import fold
from cfm_app.exchange.migration import field_names, records, related
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import Record, SourceError, WholeSource
from cfm_app.exchange.migration.related import Related, Row

ENDINGS = (".csv", ".tsv", ".txt")
UPLOAD = "upload"
DROPDOWNS = "dropdowns"
# The list with this name maps the office's own columns to their names in the tables.
COLUMNS = "fields"
# Modules of which only the names count, and the tables of modules that say something of others.
BESIDE = {"Groups": related.GROUPS}
EXPECTED = (records.CONTACTS, records.NOTES, records.UPDATES, records.CALLS, records.TASKS)
MOMENTS = ("date_entered", "date_created", "date_start")
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
LABELS = {table: module for module, table in BESIDE.items()}
MODULES = {table: module for module, table in field_names.TABLES.items()}


class CsvSource(WholeSource):
    """The CSV files of a container. Their columns are labels in the exporter's language, or stored names."""

    is_utc = False

    def __init__(self, container: Container) -> None:
        self._container = container
        self._files: dict[str, list[str]] = {}
        # Of tables that belong to no module: what links records, and names.
        self._beside: dict[str, list[str]] = {}
        self._uploads: dict[str, str] = {}
        self._lists = ""
        self.not_read: list[str] = []
        for name in container.names():
            self._sort(name)
        if records.CASES not in self._files and not self._files:
            raise SourceError(
                _(
                    "No export of SugarCRM was found here. Export the cases as CSV, and put the file"
                    " here with the others and the folder upload."
                )
            )

    def _sort(self, name: str) -> None:
        path = PurePosixPath(name)
        if UPLOAD in path.parts[:-1]:
            self._uploads[path.name] = name
        elif path.suffix.lower() in ENDINGS:
            if fold(path.stem) == DROPDOWNS:
                self._lists = name
                return
            self._sort_table(name)

    def _sort_table(self, name: str) -> None:
        stem = fold(PurePosixPath(name).stem).rstrip("0123456789 ()-_.")
        module = field_names.module_called(stem)
        table = stem if _is_beside(stem) else BESIDE.get(module or "", "")
        if not module and not table:
            module, table = self._kind_by_columns(name)
        if table:
            self._beside.setdefault(table, []).append(name)
        elif module:
            self._files.setdefault(module, []).append(name)
        else:
            self.not_read.append(name)

    def _kind_by_columns(self, name: str) -> tuple[str | None, str]:
        """The module or the table of a file with a name of its own."""
        try:
            headers = self._open(name).headers
        except reader.UnreadableFile:
            return None, ""
        stored = {fold(header) for header in headers}
        for table, columns in related.LINKS.items():
            # A module whose records name two others has words, too.
            if set(columns) <= stored and "description" not in stored:
                return None, table
        for module, wanted in field_names.MARKS.items():
            if {"id", *wanted} <= set(field_names.names_of(module, headers).values()):
                return module, ""
        return None, ""

    def _open(self, name: str) -> reader.Log:
        content = self._container.read(name) or b""
        return reader.read(content, name, header_row=1)

    def modules(self) -> tuple[str, ...]:
        return tuple(module for module in records.MODULES if module in self._files)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        beside = Related(module, field_names.TABLES[module], self._rows)
        for place, values, is_utc in self._values(module, self._files.get(module, [])):
            yield records.record(module, {**values, **beside.of(values)}, place, is_utc)

    def _rows(self, *tables: str) -> Iterator[tuple[str, Row | None]]:
        """The rows of tables that say something of the records of others, as a dump has them."""
        for table in tables:
            for _place, values, _is_utc in self._values(
                LABELS.get(table, ""), self._beside.get(table, [])
            ):
                yield table, values
            module = MODULES.get(table, "")
            for _place, values, _is_utc in self._values(module, self._files.get(module, [])):
                yield table, values

    def _values(self, module: str, files: list[str]) -> Iterator[tuple[str, Row, bool]]:
        """The rows of files with their place, and whether their moments are those of a table, in UTC."""
        for file in files:
            try:
                log = self._open(file)
                fields = self._fields(module, log.headers)
                for row in log.rows:
                    values = {fields[header]: raw for header, raw in row.values.items()}
                    is_utc = any(_is_of_table(row.values.get(name)) for name in MOMENTS)
                    yield _("{0}, row {1}").format(file, row.number), values, is_utc
            except reader.UnreadableFile as error:
                raise SourceError(f"{file}: {error}") from error

    def _fields(self, module: str, headers: tuple[str, ...]) -> dict[str, str]:
        """The stored name for each header; a column that nobody knows keeps its own. Each name occurs once."""
        known = field_names.names_of(module, headers)
        own, taken = self._own_columns(), set(known.values())
        for header in headers:
            name = known.get(header) or own.get(fold(header), "")
            if header not in known:
                known[header] = header if not name or name in taken else name
                taken.add(known[header])
        return known

    def file(self, note: str) -> bytes | None:
        name = self._uploads.get(note)
        return self._container.read(name) if name else None

    def has_file(self, note: str) -> bool:
        return note in self._uploads

    def dropdowns(self) -> dict[str, dict[str, str]]:
        lists = self._all_lists()
        return {name: labels for name, labels in lists.items() if name != COLUMNS}

    def _own_columns(self) -> dict[str, str]:
        """The stored name of each of the office's own columns, by its folded header."""
        told = self._all_lists().get(COLUMNS, {})
        return {fold(header): name for name, header in told.items()}

    def _all_lists(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        if self._lists:
            for row in self._open(self._lists).rows:
                field, key, label = (records.text(each) for each in list(row.values.values())[:3])
                if field and key:
                    found.setdefault(field, {})[key] = label
        return found

    def tells_teams(self) -> bool:
        columns = {
            name
            for file in self._files.get(records.CASES, [])
            for name in field_names.names_of(records.CASES, self._open(file).headers).values()
        }
        tells_groups = {related.GROUPS, related.GROUPS_OF} <= self._beside.keys()
        tells_ids = related.TEAMS in self._beside and "team_id" in columns
        return "team_name" in columns or tells_groups or tells_ids

    def tells_contacts(self) -> bool:
        return related.CONTACTS_OF_CASES in self._beside

    def left_behind(self) -> dict[str, int]:
        return {}

    def missing(self) -> tuple[str, ...]:
        told = [_("{0} was not recognised and is not read.").format(name) for name in self.not_read]
        if records.AUDIT not in self._files:
            told.append(_("There is no file of the history (cases_audit): it does not come."))
        lacking = [records.label(module) for module in EXPECTED if module not in self._files]
        if lacking and records.CASES in self._files:
            told.append(
                _("There is no file of: {0}. Nothing of it comes.").format(", ".join(lacking))
            )
        return tuple(told)

    def close(self) -> None:
        self._container.close()


def _is_of_table(raw: object) -> bool:
    """Whether a moment under the stored name of its column is one of the table: users see others, without seconds."""
    return bool(STAMP.fullmatch(str(raw or "")))


def _is_beside(stem: str) -> bool:
    return stem.endswith(related.OWN_COLUMNS) or (
        stem in related.TABLES and stem not in field_names.TABLES.values()
    )
