"""A source of the tables themselves: a dump of MySQL or MariaDB, packed or not, and the folder of files."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from frappe import _

from cfm_app.migration import field_names, records, sql_statements
from cfm_app.migration.containers import Container
from cfm_app.migration.records import Record, SourceError

PIECE = 1 << 20
# Unpacked, so that a small file cannot grow without an end.
MOST = 64 << 30
GZIP = b"\x1f\x8b"
Row = dict[str, Any]
Opener = Callable[[], BinaryIO]


class DumpSource:
    """The tables of a dump, read anew for each module: memory does not grow with the dump."""

    is_ordered = False
    is_utc = True

    def __init__(self, opener: Opener, uploads: Container | None = None) -> None:
        self._opener = opener
        self._uploads = uploads
        self._columns: dict[str, list[str]] = {}
        self._tables: set[str] = set()
        for statement in self._statements():
            if (table := sql_statements.table_of(statement)) is not None:
                self._tables.add(table)
            elif created := sql_statements.columns(statement):
                self._columns[created[0]] = created[1]
        if not {"cases", "contacts"} & self._tables:
            raise SourceError(
                _(
                    "This dump has no table of cases with rows. Dump the tables of SugarCRM with data."
                )
            )

    def _statements(self) -> Iterator[str]:
        raw = self._opener()
        try:
            is_packed = raw.read(2) == GZIP
            raw.seek(0)
            stream: Any = gzip.GzipFile(fileobj=raw) if is_packed else raw
            words = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
            read = 0

            def piece() -> str:
                nonlocal read
                found = words.read(PIECE)
                read += len(found)
                if read > MOST:
                    raise SourceError(_("This dump is too large."))
                return found

            yield from sql_statements.statements(piece)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(_("The dump cannot be read: {0}").format(error)) from error
        finally:
            raw.close()

    def _rows(self, *tables: str) -> Iterator[tuple[str, Row | None]]:
        wanted = set(tables) & self._tables
        if not wanted:
            return
        for statement in self._statements():
            table = sql_statements.table_of(statement)
            if table in wanted:
                for row in sql_statements.rows(statement, self._columns.get(table, [])):
                    yield table, row

    def modules(self) -> tuple[str, ...]:
        return tuple(each for each in records.MODULES if field_names.TABLES[each] in self._tables)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        table = field_names.TABLES[module]
        beside = self._beside(module)
        for number, (_table, row) in enumerate(self._rows(table), start=1):
            place = _("{0}, row {1}").format(table, number)
            if row is None:
                yield Record(module, "", {}, _("The row of the dump is broken."), place)
                continue
            yield records.record(module, {**row, **beside.get(str(row.get("id")), {})}, place)

    def _beside(self, module: str) -> dict[str, Row]:
        """What other tables say of the records of a module: own fields, contacts, groups, addresses."""
        custom = f"{field_names.TABLES[module]}_cstm"
        found: dict[str, Row] = {}
        names: dict[str, str] = {}
        linked: list[tuple[str, str]] = []
        tables = [custom]
        if module == records.CASES:
            tables += ["contacts_cases", "securitygroups", "securitygroups_records", "teams"]
        if module == records.USERS:
            tables += ["email_addresses", "email_addr_bean_rel"]
        for table, row in self._rows(*tables):
            if row is None or str(row.get("deleted") or "0") == "1":
                continue
            if table == custom:
                found.setdefault(str(row.pop("id_c", "")), {}).update(row)
            elif table == "contacts_cases":
                found.setdefault(str(row["case_id"]), {}).setdefault(
                    "contact_id", row["contact_id"]
                )
            elif table in ("securitygroups", "teams"):
                names[str(row["id"])] = str(row.get("name") or "")
            elif table == "email_addresses":
                names[str(row["id"])] = str(row.get("email_address") or "")
            elif table == "securitygroups_records":
                linked.append((str(row["record_id"]), str(row["securitygroup_id"])))
            else:
                linked.append((str(row["bean_id"]), str(row["email_address_id"])))
        field = "team_name" if module == records.CASES else "email1"
        for owner, named in linked:
            if names.get(named):
                found.setdefault(owner, {}).setdefault(field, names[named])
        return found

    def file(self, note: str) -> bytes | None:
        if not self._uploads:
            return None
        return self._uploads.read(f"upload/{note}") or self._uploads.read(note)

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {}

    def missing(self) -> tuple[str, ...]:
        told = []
        if not self._uploads:
            told.append(_("A dump has no attachments: they do not come without the folder upload."))
        if records.AUDIT not in self.modules():
            told.append(_("There is no table of the history (cases_audit): it does not come."))
        return tuple(told)

    def close(self) -> None:
        if self._uploads:
            self._uploads.close()
