"""Offices that a flood comes to, and that are killed meanwhile: a server of its own, or a site of a bench.

On a bench CFM_KILL is a command that ends a web worker and the worker of jobs hard, and starts again
what does not come back by itself.
"""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.query.select import get_all
from tests import passing_time
from tests.live import Client, Running, Server

from .conftest import DOOR

ACCOUNT = "CFM Channel Account"
LOOK_SECONDS = 3
LONG_AGO = "2020-03-01 08:00:00"
# What the framework's scheduler calls every few minutes.
TAKEN_UP = (
    "cfm_app.channels.conversations.process_waiting",
    "cfm_app.channels.media.fetch_waiting",
)


class Flooded(Protocol):
    """An office with one account."""

    name: str
    """Of the account."""

    def open_account(self, **values: Any) -> str:
        """The address that its provider calls."""
        ...

    def kill(self) -> None:
        """End its processes hard; they are back when this returns, or soon after."""
        ...

    def is_at_rest(self) -> bool:
        """Whether nothing is left to do of what was brought."""
        ...

    def rows(self, doctype: str, filters: Any, fields: list[str], order_by: str = "name") -> Any:
        """All rows that fit."""
        ...

    def logged(self) -> Any:
        """What its log of errors says since the account is open: `method` and `error`."""
        ...

    def printed(self) -> str:
        """What its processes wrote to their output, where that can be known."""
        ...


@dataclass
class Own:
    """A server of its own, which is not started yet."""

    server: Server
    name: str = "flood"

    def open_account(self, **values: Any) -> str:
        with self._opened():
            # Reasons are told in the language of the office.
            local.db.set_value("System Settings", "System Settings", {"language": "fr"})
            doc = get_doc({"doctype": ACCOUNT, "account_name": self.name, **values}).insert()
            token = doc.get_password("token")
            local.db.commit()
        forget_site(self.server.site.name, self.server.site.parent)
        self.server.start()
        return f"{self.server.url}{DOOR}?{urlencode({'account': self.name, 'token': token})}"

    def kill(self) -> None:
        self.server.kill()
        self.server.start()

    def is_at_rest(self) -> bool:
        with self._opened():
            undone = "select count(*) from `__job` where status in ('queued', 'started')"
            jobs = local.db.sql(undone)[0][0]
            return not jobs and not local.db.count("CFM Envelope", {"state": "Waiting"})

    def rows(self, doctype: str, filters: Any, fields: list[str], order_by: str = "name") -> Any:
        with self._opened():
            return get_all(doctype, filters, fields, order_by=order_by, limit_page_length=0)

    def logged(self) -> Any:
        return self.rows("Error Log", {}, ["method", "error"])

    def printed(self) -> str:
        return self.server.printed()

    @contextmanager
    def _opened(self) -> Iterator[None]:
        with opened(get_site(self.server.site.name, self.server.site.parent)):
            yield


@dataclass
class OnBench:
    """A demo office on a bench that runs, with a worker of jobs and without a scheduler."""

    office: Running
    name: str = field(default_factory=lambda: f"flood-{secrets.token_hex(3)}")
    _began: str = ""
    _left: int = 0

    def open_account(self, **values: Any) -> str:
        self._began = str(passing_time.told(self.office, "frappe.utils.now"))
        manager = Client(self.office.url, "manager@demo.cfm")
        manager.create(ACCOUNT, account_name=self.name, **values)
        asked = {"dt": ACCOUNT, "dn": self.name, "method": "show_addresses"}
        told = manager.ok("POST", "/api/method/run_doc_method", json=asked)
        address = urlsplit(told["messages"])
        return f"{self.office.url}{address.path}?{address.query}"

    def kill(self) -> None:
        subprocess.run(shlex.split(os.environ["CFM_KILL"]), check=True, timeout=60)

    def is_at_rest(self) -> bool:
        """What stands still is what a killed worker left: it is taken up as the scheduler does."""
        left = len(self.rows("CFM Envelope", {"account": self.name, "state": "Waiting"}, ["name"]))
        left += len(
            self.rows("CFM Message", {"account": self.name, "media_state": "Waiting"}, ["name"])
        )
        if left and left == self._left:
            self._let_time_pass()
        self._left = left
        time.sleep(LOOK_SECONDS if left else 0)
        return not left

    def rows(self, doctype: str, filters: Any, fields: list[str], order_by: str = "name") -> Any:
        asked = {"doctype": doctype, "filters": filters, "fields": fields, "order_by": order_by}
        told = passing_time.told(self.office, "frappe.get_all", limit_page_length=0, **asked)
        return [_Row(each) for each in told or []]

    def logged(self) -> Any:
        return self.rows("Error Log", [["creation", ">=", self._began]], ["method", "error"])

    def printed(self) -> str:
        return ""

    def _let_time_pass(self) -> None:
        passing_time.write(
            self.office,
            *(
                (
                    f"update `tab{doctype}` set next_attempt_on = %s where account = %s"
                    f" and {state} = 'Waiting' and next_attempt_on is not null",
                    (LONG_AGO, self.name),
                )
                for doctype, state in (("CFM Envelope", "state"), ("CFM Message", "media_state"))
            ),
        )
        for each in TAKEN_UP:
            passing_time.call(self.office, each)


class _Row(dict[str, Any]):
    """Values by name or as attributes, as the framework gives them."""

    __getattr__ = dict.__getitem__
