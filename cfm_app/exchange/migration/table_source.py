"""A source of the tables themselves, however they are read: one module at a time."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from frappe import _

from cfm_app.exchange.migration import field_names, records
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import Record, WholeSource
from cfm_app.exchange.migration.related import CONTACTS_OF_CASES, Related, Row

# Tables whose records of cases do not come, with the column that names what a record belongs to.
LEFT_BEHIND = {"documents_cases": "", "emails_beans": "bean_module", "meetings": "parent_type"}


class TableSource(WholeSource, ABC):
    """Tables of SugarCRM with the folder of files beside them. A table without rows counts as missing."""

    is_utc = True

    def __init__(self, uploads: Container | None) -> None:
        self._uploads = uploads
        self._tables: set[str] = set()
        self._file_names: set[str] | None = None

    @abstractmethod
    def _rows(self, *tables: str) -> Iterator[tuple[str, Row | None]]:
        """The rows of some tables with the table's name, as texts; None for a row that cannot be read."""

    @abstractmethod
    def _without_files(self) -> str:
        """The sentence for a source without a folder of files."""

    def modules(self) -> tuple[str, ...]:
        return tuple(each for each in records.MODULES if field_names.TABLES[each] in self._tables)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        table = field_names.TABLES[module]
        beside = Related(module, table, self._rows)
        for number, (_table, row) in enumerate(self._rows(table), start=1):
            place = _("{0}, row {1}").format(table, number)
            if row is None:
                yield Record(module, "", {}, _("The row of the dump is broken."), place)
                continue
            yield records.record(module, {**row, **beside.of(row)}, place)

    def file(self, note: str) -> bytes | None:
        if not self._uploads:
            return None
        return self._uploads.read(f"upload/{note}") or self._uploads.read(note)

    def has_file(self, note: str) -> bool:
        return bool(self._uploads and {f"upload/{note}", note} & self._names_of_files())

    def _names_of_files(self) -> set[str]:
        if self._file_names is None:
            self._file_names = set(self._uploads.names() if self._uploads else ())
        return self._file_names

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {}

    def tells_teams(self) -> bool:
        return True

    def tells_contacts(self) -> bool:
        return CONTACTS_OF_CASES in self._tables

    def left_behind(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for table, row in self._rows(*LEFT_BEHIND):
            wanted = LEFT_BEHIND[table]
            is_real = row is not None and str(row.get("deleted") or "0") != "1"
            if is_real and row and (not wanted or row.get(wanted) == "Cases"):
                found[table] += 1
        return dict(found)

    def missing(self) -> tuple[str, ...]:
        told = []
        if not self._uploads:
            told.append(self._without_files())
        if records.AUDIT not in self.modules():
            told.append(_("There is no table of the history (cases_audit): it does not come."))
        return tuple(told)

    def close(self) -> None:
        if self._uploads:
            self._uploads.close()
