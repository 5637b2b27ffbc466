"""A request that is only to read changes no table, whatever it asks for and by whatever name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

import frappe_embedded

frappe_embedded.activate()

import frappe.handler  # noqa: E402

from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.core.hooks import get_attr, get_hooks  # noqa: E402
from frappe_embedded.kernel.core.site import Site, get_site  # noqa: E402
from frappe_embedded.kernel.core.whitelist import whitelist  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.registry import connect_layers  # noqa: E402
from frappe_embedded.web.http.app import create_app  # noqa: E402

from ..patterns import ADMIN, Patterns  # noqa: E402
from .doors import arguments, declares_verbs, methods, pages, takes_get  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

LOGS = {"tabCFM Access Log", "tabAccess Log", "tabView Log", "tabError Log", "__rate_limit"}
# Of sessions and users only the time of the last request.
USE = {"tabSessions": ("lastupdate", "ipaddress", "sessiondata"), "tabUser": ("last_active",)}
READERS = Path(__file__).with_name("readers.txt")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Site]:
    """The demo office in this process, without a worker that would write meanwhile."""
    folder = tmp_path_factory.mktemp("reading")
    connect_layers()
    patterns.with_app(folder / "one")
    site = get_site("one", folder)
    with opened(site):
        for path in get_hooks("setup_demo"):
            get_attr(path)("demo")
        local.db.commit()
    yield site
    site.close()


class Reader:
    """Sends GET requests and tells what they changed."""

    def __init__(self, site: Site, user: str = "Administrator", password: str = ADMIN) -> None:
        self.client = Client(create_app(site))
        answer = self.client.post("/api/method/login", json={"usr": user, "pwd": password})
        assert answer.status_code == 200, answer.text
        self.client.get("/app")
        self.database = sqlite3.connect(site.db_path)
        self.database.create_collation("FRAPPE", lambda a, b: (a > b) - (a < b))
        self.version = self._version()
        self.tables = self._tables()

    def get(self, address: str) -> tuple[int, set[str]]:
        answer = self.client.get(address, headers={"Accept": "application/json"})
        version = self._version()
        if version == self.version:
            return answer.status_code, set()
        before, self.version, self.tables = self.tables, version, self._tables()
        return answer.status_code, {
            name for name in self.tables if self.tables[name] != before.get(name)
        }

    def _version(self) -> int:
        return int(self.database.execute("pragma data_version").fetchone()[0])

    def _tables(self) -> dict[str, str]:
        names = self.database.execute("select name from sqlite_master where type = 'table'")
        return {name: self._content(name) for (name,) in names.fetchall() if name not in LOGS}

    def _content(self, table: str) -> str:
        columns = [row[1] for row in self.database.execute(f"pragma table_info(`{table}`)")]
        told = ", ".join(f"`{each}`" for each in columns if each not in USE.get(table, ()))
        return str(self.database.execute(f"select {told} from `{table}`").fetchall())


@pytest.fixture(scope="module")
def reader(site: Site) -> Iterator[Reader]:
    reader = Reader(site)
    yield reader
    reader.database.close()


def subjects(site: Site) -> list[dict[str, Any]]:
    """Documents of several kinds that a call may be about."""
    with opened(site):
        found = []
        for doctype in ("Case", "Referral", "User", "Role", "Workflow"):
            name = local.db.sql(f"select name from `tab{doctype}` order by name limit 1")[0][0]
            values = {"doctype": doctype, "name": str(name), "text": "a", "user": "focal@demo.cfm"}
            values |= {"doc": {"doctype": doctype, "name": str(name)}, "fieldname": "owner"}
            values |= {"docs": [values["doc"]], "docnames": [str(name)], "names": [str(name)]}
            values |= {
                "filters": {"name": str(name)},
                "assign_to": ["focal@demo.cfm"],
                "value": "x",
            }
            values |= {
                "tag": "seen",
                "content": "seen",
                "role": "System Manager",
                "email": "a@b.cd",
            }
            found.append(values)
        return found


def test_no_function_changes_anything_by_get(site: Site, reader: Reader) -> None:
    wrong: dict[str, Any] = {}
    answered = 0
    for name, (function, exposed) in methods("frappe", "cfm_app").items():
        for subject in subjects(site):
            query = urlencode(arguments(function, subject))
            status, changed = reader.get(f"/api/method/{name}?{query}")
            answered += status == 200
            if changed or (status == 200 and not takes_get(exposed)):
                wrong[name] = (status, changed, query)
    assert wrong == {}
    assert answered > 150


def test_no_method_of_a_document_changes_anything_by_get(site: Site, reader: Reader) -> None:
    with opened(site):
        from_case = local.db.sql("select name from tabCase limit 1")[0][0]
    targets = [
        ("Case", from_case),
        ("Customize Form", "Customize Form"),
        ("User", "focal@demo.cfm"),
    ]
    wrong = {}
    for doctype, name in targets:
        for method in ("submit", "cancel", "save_customization", "reset_to_defaults", "save"):
            for address in (
                f"/api/resource/{doctype}/{name}?run_method={method}",
                f"/api/method/run_doc_method?{urlencode({'dt': doctype, 'dn': name, 'method': method})}",
                f"/api/v2/document/{doctype}/{name}/method/{method}",
            ):
                status, changed = reader.get(address)
                if changed or status == 200:
                    wrong[address] = (status, changed)
    assert wrong == {}


def test_no_page_changes_anything(site: Site, reader: Reader) -> None:
    wrong = {}
    answered = 0
    for subject in subjects(site):
        doctype, name = subject["doctype"], subject["name"]
        parts = {"slug": doctype.lower(), "doctype": doctype, "name": name, "user": subject["user"]}
        parts |= {"action": "link", "rest": "x", "file": "x", "method": "submit"}
        for address in pages(parts):
            status, changed = reader.get(address)
            answered += status == 200
            if changed:
                wrong[address] = (status, changed)
    assert wrong == {}
    assert answered > 60


def test_a_function_that_commits_by_itself_is_refused(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seeded hole: the rule lies below all functions, not in their verbs."""

    @whitelist()
    def careless(explicit: int) -> str:
        local.db.sql("update tabUser set first_name = 'changed' where name = 'focal@demo.cfm'")
        if explicit:
            local.db.commit()
        local.flags.commit = True
        return "done"

    monkeypatch.setattr(frappe.handler, "careless", careless, raising=False)
    for explicit in (0, 1):
        status, changed = reader.get(f"/api/method/frappe.handler.careless?explicit={explicit}")
        assert (status, changed) == (403, set())


def test_reading_a_person_is_logged_though_it_is_a_get(site: Site) -> None:
    reader = Reader(site, "operator@demo.cfm", "demo")
    query = "select count(*) from `tabCFM Access Log`"
    with opened(site):
        name = local.db.sql("select name from `tabCommunity Member` limit 1")[0][0]
        before = local.db.sql(query)[0][0]
    assert reader.get(f"/api/resource/Community Member/{name}")[0] == 200
    with opened(site):
        assert local.db.sql(query)[0][0] > before


def test_whoever_may_be_called_by_get_is_known_to_read() -> None:
    """A new function declares its verbs, or is entered in the list by whoever has read its code."""
    connect_layers()
    known = {line for line in READERS.read_text(encoding="utf-8").splitlines() if line}
    open_to_get = {
        name
        for name, (_function, exposed) in methods("frappe", "cfm_app").items()
        if takes_get(exposed) and not declares_verbs(exposed)
    }
    assert json.dumps(sorted(open_to_get), indent=0) == json.dumps(sorted(known), indent=0)
