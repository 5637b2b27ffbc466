"""A source of the tables themselves, however they are read: one module at a time."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from frappe import _

from cfm_app.exchange.migration import field_names, records
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import Record, joined_teams

Row = dict[str, Any]


class TableSource(ABC):
    """Tables of SugarCRM with the folder of files beside them. A table without rows counts as missing."""

    is_ordered = False
    is_utc = True

    def __init__(self, uploads: Container | None) -> None:
        self._uploads = uploads
        self._tables: set[str] = set()

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
        beside = self._related_data(module)
        for number, (_table, row) in enumerate(self._rows(table), start=1):
            place = _("{0}, row {1}").format(table, number)
            if row is None:
                yield Record(module, "", {}, _("The row of the dump is broken."), place)
                continue
            yield records.record(module, {**row, **beside.get(str(row.get("id")), {})}, place)

    def _related_data(self, module: str) -> dict[str, Row]:
        """Data of other tables about the records of a module: custom fields, contacts, groups, addresses."""
        custom = f"{field_names.TABLES[module]}_cstm"
        found: dict[str, Row] = {}
        names: dict[str, str] = {}
        linked: list[tuple[str, str]] = []
        tables = [custom]
        if module == records.CASES:
            tables += ["contacts_cases", "securitygroups", "securitygroups_records", "teams"]
            tables.append(field_names.TABLES[records.CASES])
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
            elif table == field_names.TABLES[records.CASES]:
                linked.append((str(row.get("id")), str(row.get("team_id") or "")))
            elif table == "email_addresses":
                names[str(row["id"])] = str(row.get("email_address") or "")
            elif table == "securitygroups_records":
                linked.append((str(row["record_id"]), str(row["securitygroup_id"])))
            else:
                linked.append((str(row["bean_id"]), str(row["email_address_id"])))
        field = "team_name" if module == records.CASES else "email1"
        for owner, named in linked:
            if names.get(named):
                own = found.setdefault(owner, {})
                # Each team counts; a second address does not.
                own[field] = (
                    joined_teams([own.get(field, ""), names[named]])
                    if module == records.CASES
                    else own.get(field) or names[named]
                )
        return found

    def file(self, note: str) -> bytes | None:
        if not self._uploads:
            return None
        return self._uploads.read(f"upload/{note}") or self._uploads.read(note)

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {}

    def tells_teams(self) -> bool:
        return True

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
