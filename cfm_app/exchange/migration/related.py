"""What other tables say of the records of a module: own columns, persons, teams, accounts, addresses.

Each reader hands in the rows that it has, so that the same record comes out of a dump, of CSV files, of a database.
"""

from collections.abc import Callable, Iterator
from typing import Any

from cfm_app.exchange.migration import records
from cfm_app.exchange.migration.records import joined_teams

Row = dict[str, Any]
Rows = Callable[..., Iterator[tuple[str, Row | None]]]

CONTACTS_OF_CASES, GROUPS, GROUPS_OF = "contacts_cases", "securitygroups", "securitygroups_records"
TEAMS, TEAM_SETS, ACCOUNTS = "teams", "team_sets_teams", "accounts"
ADDRESSES, ADDRESSES_OF = "email_addresses", "email_addr_bean_rel"
OWN_COLUMNS = "_cstm"
OF_MODULE: dict[str, tuple[str, ...]] = {
    records.CASES: (CONTACTS_OF_CASES, GROUPS, GROUPS_OF, TEAMS, TEAM_SETS, ACCOUNTS),
    records.USERS: (ADDRESSES, ADDRESSES_OF),
}
# The two columns of a table that only links: whose it is, and what belongs to them.
LINKS = {
    CONTACTS_OF_CASES: ("case_id", "contact_id"),
    GROUPS_OF: ("record_id", "securitygroup_id"),
    TEAM_SETS: ("team_set_id", "team_id"),
    ADDRESSES_OF: ("bean_id", "email_address_id"),
}
# The column with the name of what a link leads to.
NAMES = {GROUPS: "name", TEAMS: "name", ACCOUNTS: "name", ADDRESSES: "email_address"}
TABLES = frozenset((*LINKS, *NAMES))


class Related:
    """What other tables say of the records of one module."""

    def __init__(self, module: str, table: str, rows: Rows) -> None:
        self._module = module
        self._own: dict[str, Row] = {}
        self._links: dict[str, dict[str, list[str]]] = {}
        self._names: dict[str, dict[str, str]] = {}
        for kind, row in rows(f"{table}{OWN_COLUMNS}", *OF_MODULE.get(module, ())):
            if row is not None and str(row.get("deleted") or "0") != "1":
                self._read(kind, row)

    def _read(self, kind: str, row: Row) -> None:
        if kind in LINKS:
            owner, other = (str(row.get(column) or "") for column in LINKS[kind])
            if owner and other:
                self._links.setdefault(kind, {}).setdefault(owner, []).append(other)
        elif kind in NAMES:
            name = str(row.get(NAMES[kind]) or "")
            self._names.setdefault(kind, {})[str(row.get("id") or "")] = name
        else:
            self._own.setdefault(str(row.pop("id_c", "")), {}).update(row)

    def of(self, row: Row) -> Row:
        """What they say of one record; nothing that the record does not lack."""
        number = str(row.get("id") or "")
        found = dict(self._own.get(number, {}))
        if self._module == records.CASES:
            found |= persons(self._linked(CONTACTS_OF_CASES, number))
            if teams := self._teams(number, row):
                found["team_name"] = joined_teams([str(row.get("team_name") or ""), *teams])
            account = self._names.get(ACCOUNTS, {}).get(str(row.get("account_id") or ""))
            if account and not row.get("account_name"):
                found["account_name"] = account
        addresses = self._named(ADDRESSES, self._linked(ADDRESSES_OF, number))
        if addresses and not row.get("email1"):
            found["email1"] = addresses[0]
        return found

    def _teams(self, number: str, row: Row) -> list[str]:
        teams = [str(row.get("team_id") or "")]
        teams += self._linked(TEAM_SETS, str(row.get("team_set_id") or ""))
        return [
            *self._named(GROUPS, self._linked(GROUPS_OF, number)),
            *self._named(TEAMS, teams),
        ]

    def _linked(self, kind: str, owner: str) -> list[str]:
        return self._links.get(kind, {}).get(owner, [])

    def _named(self, kind: str, numbers: list[str]) -> list[str]:
        names = self._names.get(kind, {})
        return [names[each] for each in numbers if names.get(each)]


def persons(contacts: list[str]) -> Row:
    """The contacts of a case: the first is its person. Their order is the same, whoever tells of them."""
    ordered = sorted(set(contacts))
    if not ordered:
        return {}
    return {"contact_id": ordered[0], records.FURTHER_CONTACTS: " ".join(ordered[1:])}
