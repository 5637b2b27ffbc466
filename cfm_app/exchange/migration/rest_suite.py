"""SuiteCRM 7.10 and later by its API V8: OAuth2, JSON:API, pages by number; what records belong to by relationships."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from frappe import _

from cfm_app.exchange.migration import records, related
from cfm_app.exchange.migration.records import Record
from cfm_app.exchange.migration.rest_attachments import Attachments
from cfm_app.exchange.migration.rest_client import BETWEEN, Client, Login, NotAnswered

ROOT = "/Api/V8/module"
PAGE = 100
GROUPS = "SecurityGroups"
NAMES = {records.UPDATES: "AOP_Case_Updates"}
# What the API does not offer: the history; and what only Sugar has.
MODULES = tuple(
    each for each in records.MODULES if each not in (records.AUDIT, records.DEFINITIONS)
)
# All but the cases themselves may be closed to a user.
CLOSABLE = tuple(each for each in MODULES if each != records.CASES)


class SuiteSource:
    """Records by pages, the oldest change first, so that a later run begins where this one ended."""

    is_ordered = True
    is_utc = True

    def __init__(
        self,
        address: str,
        login: Login,
        sleep: Callable[[float], None] = time.sleep,
        between: float = BETWEEN,
        is_near: bool = False,
    ) -> None:
        self._login = login
        self._client = Client(address, self._log_in, sleep, between, is_near)
        self._attachments = Attachments(self._client, login)
        # What the server lets this user read, asked once.
        self._tells: dict[str, bool] = {}
        self._names_of_accounts: dict[str, str] | None = None

    def _log_in(self, client: Client) -> dict[str, str]:
        login = self._login
        asked = {
            "grant_type": "password" if login.username else "client_credentials",
            "client_id": login.client_id,
            "client_secret": login.client_secret,
        }
        if login.username:
            asked |= {"username": login.username, "password": login.password}
        token = client.token("/Api/access_token", json=asked)
        return {"Authorization": f"Bearer {token}", "Accept": "application/vnd.api+json"}

    def modules(self) -> tuple[str, ...]:
        return tuple(each for each in MODULES if each not in CLOSABLE or self._is_told(each))

    def _is_told(self, module: str) -> bool:
        """Whether the server answers for a module: not every user may read every one."""
        if module not in self._tells:
            path, one = f"{ROOT}/{NAMES.get(module, module)}", {"page[size]": 1, "page[number]": 1}
            self._tells[module] = self._client.answers("GET", path, params=one)
        return self._tells[module]

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        asked: dict[str, Any] = {"sort": "date_modified"}
        if since:
            asked["filter[date_modified][GTE]"] = since.strftime("%Y-%m-%d %H:%M:%S")
        tells_teams = module == records.CASES and self.tells_teams()
        # Of what has changed, each case is asked for its own.
        teams = self._teams() if tells_teams and not since else {}
        for number, each in self._pages(f"{ROOT}/{NAMES.get(module, module)}", asked):
            case = str(each.get("id"))
            own = self._teams_of(case) if tells_teams and since else teams.get(case, [])
            yield self._record(module, each, own, _("page {0}").format(number))

    def _record(
        self, module: str, found: dict[str, Any], teams: list[str], place: str = ""
    ) -> Record:
        values = {**(found.get("attributes") or {}), "id": found.get("id")}
        if teams:
            values["team_name"] = records.joined_teams(teams)
        if module == records.CASES and not values.get("account_name"):
            values["account_name"] = self._accounts().get(str(values.get("account_id")), "")
        return records.record(module, plain(values), place)

    def one(self, module: str, number: str) -> Record | None:
        path = f"{ROOT}/{NAMES.get(module, module)}/{quote(number, safe='')}"
        try:
            found = self._client.object("GET", path).get("data")
        except NotAnswered:
            return None
        if not isinstance(found, dict):
            return None
        tells_teams = module == records.CASES and self.tells_teams()
        return self._record(module, found, self._teams_of(number) if tells_teams else [])

    def count(self, module: str) -> int | None:
        path, one = f"{ROOT}/{NAMES.get(module, module)}", {"page[size]": 1, "page[number]": 1}
        answer = self._client.object("GET", path, params=one)
        return int((answer.get("meta") or {}).get("total-pages") or 0)

    def _pages(self, path: str, asked: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        number, pages = 1, 1
        while number <= pages:
            params = {"page[size]": PAGE, **asked, "page[number]": number}
            answer = self._client.object("GET", path, params=params)
            pages = int((answer.get("meta") or {}).get("total-pages") or 1)
            for each in answer.get("data") or []:
                yield number, each
            number += 1

    def tells_teams(self) -> bool:
        return self._is_told(GROUPS)

    def complete(self, found: Record) -> Record:
        """A case with its contacts, which only a request for this case tells."""
        if found.module != records.CASES or not self._is_told(records.CONTACTS):
            return found
        path = f"{ROOT}/{records.CASES}/{quote(found.id, safe='')}/relationships/contacts"
        contacts = [str(each.get("id")) for _number, each in self._pages(path, {})]
        return replace(found, values={**found.values, **related.persons(contacts)})

    def _accounts(self) -> dict[str, str]:
        """The names of all accounts, by their ID."""
        if self._names_of_accounts is None:
            is_told = self._is_told(records.ACCOUNTS)
            found = self._pages(f"{ROOT}/{records.ACCOUNTS}", {}) if is_told else ()
            self._names_of_accounts = {
                str(each.get("id")): str((each.get("attributes") or {}).get("name") or "")
                for _number, each in found
            }
        return self._names_of_accounts

    def _teams_of(self, case: str) -> list[str]:
        """The names of the security groups of one case."""
        path = f"{ROOT}/{records.CASES}/{quote(case, safe='')}/relationships/{GROUPS}"
        found = (each.get("attributes") or {} for _number, each in self._pages(path, {}))
        return [str(each.get("name") or "") for each in found]

    def _teams(self) -> dict[str, list[str]]:
        """The names of the security groups of each case, by its number."""
        found: dict[str, list[str]] = {}
        for _number, group in list(self._pages(f"{ROOT}/{GROUPS}", {})):
            name = str((group.get("attributes") or {}).get("name") or "")
            path = f"{ROOT}/{GROUPS}/{quote(str(group.get('id')), safe='')}/relationships/cases"
            for _page, case in self._pages(path, {}):
                found.setdefault(str(case.get("id")), []).append(name)
        return found

    def file(self, note: str) -> bytes | None:
        return self._attachments.file(note)

    def has_file(self, note: str) -> bool:
        return self._attachments.answers()

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {}

    def tells_contacts(self) -> bool:
        return self._is_told(records.CONTACTS)

    def left_behind(self) -> dict[str, int]:
        return {}

    def missing(self) -> tuple[str, ...]:
        told = [
            _(
                "The API of SuiteCRM gives no history of changes. Add an export of cases_audit, or take a dump."
            )
        ]
        if not self._attachments.answers():
            told.append(
                _(
                    "The server hands out no attachments to this user. Add the folder upload, or take a dump."
                )
            )
        closed = [each for each in CLOSABLE if not self._is_told(each)]
        if records.SEARCHES in closed:
            closed.remove(records.SEARCHES)
            told.append(_("The server does not hand out saved filters: they do not come."))
        said = _("The server does not let this user read {0}: they do not come.")
        told += [said.format(records.label(module)) for module in closed]
        return tuple(told)

    def close(self) -> None:
        self._client.close()


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Single values; lists of related records are left out."""
    return {
        name: value
        for name, value in values.items()
        if value is None or isinstance(value, str | int | float | bool)
    }


def stamp(moment: datetime) -> str:
    """A moment in UTC in the format of Sugar's API."""
    return moment.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")
