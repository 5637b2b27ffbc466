"""SuiteCRM 7.10 and later by its API V8: OAuth2, JSON:API, pages by number."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from frappe import _

from cfm_app.exchange.migration import records
from cfm_app.exchange.migration.records import Record
from cfm_app.exchange.migration.rest_client import BETWEEN, Client, Login

ROOT = "/Api/V8/module"
PAGE = 100
GROUPS = "SecurityGroups"
NAMES = {records.UPDATES: "AOP_Case_Updates"}
# What the API does not offer: the history and the files; and what only Sugar has.
MODULES = tuple(
    each for each in records.MODULES if each not in (records.AUDIT, records.DEFINITIONS)
)


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
        self._tells_searches: bool | None = None
        self._tells_groups: bool | None = None

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
        if self._tells_searches is None:
            path, one = f"{ROOT}/{records.SEARCHES}", {"page[size]": 1, "page[number]": 1}
            self._tells_searches = self._client.answers("GET", path, params=one)
        return tuple(each for each in MODULES if each != records.SEARCHES or self._tells_searches)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        asked: dict[str, Any] = {"sort": "date_modified"}
        if since:
            asked["filter[date_modified][GTE]"] = since.strftime("%Y-%m-%d %H:%M:%S")
        teams = self._teams() if module == records.CASES and self.tells_teams() else {}
        for number, each in self._pages(f"{ROOT}/{NAMES.get(module, module)}", asked):
            values = {**(each.get("attributes") or {}), "id": each.get("id")}
            if of_case := teams.get(str(each.get("id"))):
                values["team_name"] = records.joined_teams(of_case)
            yield records.record(module, plain(values), _("page {0}").format(number))

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
        if self._tells_groups is None:
            one = {"page[size]": 1, "page[number]": 1}
            self._tells_groups = self._client.answers("GET", f"{ROOT}/{GROUPS}", params=one)
        return self._tells_groups

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
        return None

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {}

    def missing(self) -> tuple[str, ...]:
        searches = _("The server does not hand out saved filters: they do not come.")
        return (
            *((searches,) if records.SEARCHES not in self.modules() else ()),
            _(
                "The API of SuiteCRM gives neither attachments nor the history. Add the folder upload and"
                " an export of cases_audit, or take a dump."
            ),
        )

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
