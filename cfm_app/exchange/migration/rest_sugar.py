"""SugarCRM by its REST API v11: a token, pages by offset, files and history by record."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from frappe import _

from cfm_app.exchange.migration import records, related
from cfm_app.exchange.migration.records import Record
from cfm_app.exchange.migration.rest_client import BETWEEN, Client, Login, NotAnswered
from cfm_app.exchange.migration.rest_suite import plain, stamp

ROOT = "/rest/v11"
PAGE = 200
# A log-in on a platform ends the session of the same user there: this platform is our own.
PLATFORM = "cfm_migration"
MODULES = tuple(each for each in records.MODULES if each not in (records.UPDATES, records.SEARCHES))
LISTS = ("status", "type", "priority", "source")


class SugarSource:
    """Records by `filter`, the oldest change first; the history of a case by its number."""

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
        self._tells_filters: bool | None = None

    def _log_in(self, client: Client) -> dict[str, str]:
        login = self._login
        asked = {
            "grant_type": "password",
            "client_id": login.client_id or "sugar",
            "client_secret": login.client_secret,
            "username": login.username,
            "password": login.password,
            "platform": PLATFORM,
        }
        token = client.token(f"{ROOT}/oauth2/token", json=asked)
        return {"OAuth-Token": token}

    def modules(self) -> tuple[str, ...]:
        if self._tells_filters is None:
            path = f"{ROOT}/{records.DEFINITIONS}/filter"
            self._tells_filters = self._client.answers(
                "POST", path, json={"max_num": 1, "offset": 0}
            )
        return tuple(each for each in MODULES if each != records.DEFINITIONS or self._tells_filters)

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        if module == records.AUDIT:
            for case in self._pages(records.CASES, since, "id,date_modified"):
                yield from self._history(str(case.get("id") or ""))
            return
        for values in self._pages(module, since):
            yield records.record(module, values)

    def _pages(
        self, module: str, since: datetime | None, fields: str = ""
    ) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"max_num": PAGE, "order_by": "date_modified:asc,id:asc"}
        if fields:
            asked["fields"] = fields
        if since:
            asked["filter"] = [{"date_modified": {"$gte": stamp(since)}}]
        offset = 0
        while offset >= 0:
            answer = self._client.object(
                "POST", f"{ROOT}/{module}/filter", json={**asked, "offset": offset}
            )
            for each in answer.get("records") or []:
                yield _values(each)
            offset = int(answer.get("next_offset", -1))

    def _history(self, case: str) -> Iterator[Record]:
        answer = self._client.object("GET", f"{ROOT}/Cases/{quote(case, safe='')}/audit")
        for each in answer.get("records") or []:
            values = plain(each)
            values |= {"parent_id": case, "before_value_string": each.get("before")}
            values["after_value_string"] = each.get("after")
            yield records.record(records.AUDIT, values)

    def one(self, module: str, number: str) -> Record | None:
        path = f"{ROOT}/{module}/{quote(number, safe='')}"
        try:
            found = self._client.json("GET", path, missing_is_fine=True)
        except NotAnswered:
            return None
        is_there = isinstance(found, dict) and bool(found.get("id"))
        return records.record(module, _values(found)) if is_there else None

    def count(self, module: str) -> int | None:
        if module == records.AUDIT:
            return None
        answer = self._client.object("GET", f"{ROOT}/{module}/count")
        return int(answer.get("record_count") or 0)

    def complete(self, found: Record) -> Record:
        """A case with its contacts, which only a request for this case tells."""
        if found.module != records.CASES:
            return found
        path = f"{ROOT}/Cases/{quote(found.id, safe='')}/link/contacts"
        contacts: list[str] = []
        offset = 0
        while offset >= 0:
            asked = {"fields": "id", "max_num": PAGE, "offset": offset}
            answer = self._client.object("GET", path, params=asked)
            contacts += [str(each.get("id")) for each in answer.get("records") or []]
            offset = int(answer.get("next_offset", -1))
        return replace(found, values={**found.values, **related.persons(contacts)})

    def file(self, note: str) -> bytes | None:
        return self._client.content(f"{ROOT}/Notes/{quote(note, safe='')}/file/filename")

    def has_file(self, note: str) -> bool:
        return True

    def dropdowns(self) -> dict[str, dict[str, str]]:
        found = {}
        for name in LISTS:
            answer = self._client.json("GET", f"{ROOT}/Cases/enum/{name}", missing_is_fine=True)
            if isinstance(answer, dict) and "error" not in answer:
                found[name] = {str(key): str(label) for key, label in answer.items()}
        return found

    def tells_teams(self) -> bool:
        return True

    def tells_contacts(self) -> bool:
        return True

    def left_behind(self) -> dict[str, int]:
        return {}

    def missing(self) -> tuple[str, ...]:
        if records.DEFINITIONS in self.modules():
            return ()
        return (_("The server does not hand out saved filters: they do not come."),)

    def close(self) -> None:
        self._client.close()


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The values of a record: the names of its teams, a filter as text, no lists of others."""
    found = dict(given)
    definition = found.get("filter_definition")
    if definition is not None and not isinstance(definition, str):
        found["filter_definition"] = json.dumps(definition)
    teams = found.get("team_name")
    if isinstance(teams, list):
        names = (str(team.get("name") or "") for team in teams if isinstance(team, dict))
        found["team_name"] = records.joined_teams(names)
    return plain(found)
