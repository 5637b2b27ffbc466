"""Two offices as servers, linked by their managers: the head office may be on a bench (CFM_SITE_URL)."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ..clock import office_day
from ..line import Line
from ..live import Client, Running, Server
from ..patterns import Patterns
from ..waiting import soon

CATEGORY = "Quantité de la ration"
AGENCIES, OFFICES = "cfm_app.api.agencies", "cfm_app.api.offices"
TODAY = office_day()


@dataclass
class Office:
    """One office, its agreement, and the address by which the other one reaches it."""

    server: Server | Running
    line: Line
    agreement: str = ""

    def of(self, who: str) -> Client:
        return Client(self.server.url, f"{who}@demo.cfm")

    def admin(self) -> Client:
        if isinstance(self.server, Server):
            return Client(self.server.url, "Administrator", self.server.administrator_password())
        return Client(self.server.url, "Administrator", os.environ["CFM_ADMINISTRATOR_PASSWORD"])


@contextmanager
def linked(patterns: Patterns, folder: Path) -> Iterator[list[Office]]:
    """The head office and a sub-office with an agreement in force on the cases of one category."""
    with patterns.running_office(folder / "head") as first:
        second = patterns.office(folder / "sub")
        allow_inner_server(second.site, str(urlsplit(first.url).hostname))
        second.start()
        head, sub = Office(first, Line(first.url)), Office(second, Line(second.url))
        try:
            # Each sub-office is a partner of its own, also if an office on a bench has seen others.
            link(head, sub, f"Bureau {secrets.token_hex(3)}")
            yield [head, sub]
        finally:
            second.stop()


def allow_inner_server(site: Path, host: str) -> None:
    """Allow requests to a server behind the same firewall, as the operator of the machine does."""
    config = site / "site_config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    known["inner_servers"].append(host)
    config.write_text(json.dumps(known), encoding="utf-8")


def link(head: Office, sub: Office, partner: str) -> None:
    """Both agreements, each with the key of the other side and the same secret."""
    begun = {}
    for office, direction, more in (
        (head, "They send", {}),
        (sub, "We send", {"address": head.line.url}),
    ):
        admin = office.admin()
        admin.create("CFM Partner", partner_name=partner, partner_type="UN agency", enabled=1)
        values = {
            "title": "Nos bureaux",
            "purpose": "Un seul registre",
            "partner": partner,
            "direction": direction,
            "shares_cases": 1,
            "valid_from": str(TODAY - timedelta(days=1)),
            "valid_until": str(TODAY + timedelta(days=300)),
            "code": begun["code"] if begun else "",
            **more,
        }
        manager = office.of("manager")
        office.agreement = manager.call(f"{AGENCIES}.begin", values=values)["name"]
        read = manager.get("CFM Exchange Agreement", office.agreement)
        begun["code"] = read["code"]
        begun[office.agreement + direction] = values
        begun[direction] = read["our_key"]
    secret = head.of("manager").call(f"{AGENCIES}.make_secret", name=head.agreement)["secret"]
    sub.of("manager").call(f"{AGENCIES}.enter_secret", name=sub.agreement, secret=secret)
    for office, own, other in ((head, "They send", "We send"), (sub, "We send", "They send")):
        manager, name = office.of("manager"), office.agreement
        told = {**begun[name + own], "their_key": begun[other]}
        manager.call(f"{AGENCIES}.change", name=name, values=told)
        manager.call(f"{AGENCIES}.add", name=name, kind="category", value=CATEGORY)
        manager.call(f"{AGENCIES}.submit", name=name)
        office.of("dataprotection").call(f"{AGENCIES}.agree", name=name)


def made(office: Office) -> str:
    """A file that an office has just made."""
    manager = office.of("manager")
    name = manager.call(f"{OFFICES}.make", name=office.agreement)["name"]

    def is_done() -> bool:
        asked = {"name": name}
        state = manager.ok("GET", f"/api/method/{OFFICES}.state", params=asked)
        assert state["state"] != "Failed", state
        return bool(state["state"] == "Done")

    soon(is_done)
    return str(name)
