"""A source of exported CSV files, and the folder ``upload/`` with the files by the number of the note."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from frappe import _

from cfm_app.exchange import reader
from cfm_app.exchange.headers import fold
from cfm_app.exchange.migration import field_names, records
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import Record, SourceError

ENDINGS = (".csv", ".tsv", ".txt")
UPLOAD = "upload"
DROPDOWNS = "dropdowns"
# The list with this name maps the office's own columns to their names in the tables.
COLUMNS = "fields"


class CsvSource:
    """The CSV files of a container. Their columns are labels in the exporter's language, or stored names."""

    is_ordered = False
    is_utc = False

    def __init__(self, container: Container) -> None:
        self._container = container
        self._files: dict[str, list[str]] = {}
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
            module = self._module_of(name)
            if module:
                self._files.setdefault(module, []).append(name)
            else:
                self.not_read.append(name)

    def _module_of(self, name: str) -> str | None:
        """The module of a file: by its name, with or without a number at the end; else by its columns."""
        stem = fold(PurePosixPath(name).stem).rstrip("0123456789 ()-_.")
        for module, words in field_names.FILES.items():
            if stem in words:
                return module
        try:
            headers = self._open(name).headers
        except reader.UnreadableFile:
            return None
        for module, wanted in field_names.MARKS.items():
            known = field_names.fields(module)
            if wanted <= {known.get(fold(header), "") for header in headers} and "id" in {
                known.get(fold(header), "") for header in headers
            }:
                return module
        return None

    def _open(self, name: str) -> reader.Log:
        content = self._container.read(name) or b""
        return reader.read(content, name, header_row=1)

    def modules(self) -> tuple[str, ...]:
        return tuple(module for module in records.MODULES if module in self._files)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        names = {**self._own_columns(), **field_names.fields(module)}
        for file in self._files.get(module, []):
            try:
                log = self._open(file)
                fields = _fields(log.headers, names)
                for row in log.rows:
                    values = {fields[header]: raw for header, raw in row.values.items()}
                    place = _("{0}, row {1}").format(file, row.number)
                    yield records.record(module, values, place, is_utc=False)
            except reader.UnreadableFile as error:
                raise SourceError(f"{file}: {error}") from error

    def file(self, note: str) -> bytes | None:
        name = self._uploads.get(note)
        return self._container.read(name) if name else None

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
        names = field_names.fields(records.CASES)
        headers = [
            fold(header)
            for file in self._files.get(records.CASES, [])
            for header in self._open(file).headers
        ]
        return "team_name" in {names.get(each, each) for each in headers}

    def missing(self) -> tuple[str, ...]:
        told = [_("{0} was not recognised and is not read.").format(name) for name in self.not_read]
        if records.AUDIT not in self._files:
            told.append(_("There is no file of the history (cases_audit): it does not come."))
        return tuple(told)

    def close(self) -> None:
        self._container.close()


def _fields(headers: tuple[str, ...], names: dict[str, str]) -> dict[str, str]:
    """The stored name for each header; a custom column keeps its own. Each name occurs once."""
    taken: set[str] = set()
    found = {}
    for header in headers:
        name = names.get(fold(header), "")
        if not name or name in taken:
            name = header
        taken.add(name)
        found[header] = name
    return found
