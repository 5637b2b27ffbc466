"""A device as its page is (`field_items.js`), and an office of which somebody restores backups; both may lose answers.

The office is the real one: the methods of the API on a site of SQLite. A backup is a savepoint of its database, so an
earlier one is as good as a copy of its file, and a thousand runs take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timezone
from random import Random
from typing import Any

import frappe

from cfm_app.api import field_desk
from cfm_app.exchange.field_desk import arrivals, device_list, devices
from cfm_app.exchange.field_desk.test_support import ORDINARY, SENSITIVE, sealed
from cfm_app.security.access_rule import status_codes

TOLD = re.compile(r"case (\w+) as of (\d+)")
# Few, so that a device that was put back draws again what it gave.
NUMBERS = range(1000, 1012)


class LineBroke(Exception):
    """The device learns nothing of a request, whether it was carried out or not."""


@dataclass
class Held:
    """A case on the device."""

    number: str
    told: str
    at: str
    code: str
    versions: list[str]
    turn: int
    """Of all that was kept and corrected, the how-many-th: the highest is what the caller said last."""
    item: dict[str, Any]

    def corrected(self, key: str, turn: int, item: dict[str, Any]) -> Held:
        return Held(self.number, self.told, self.at, self.code, [*self.versions, key], turn, item)


@dataclass
class Memory:
    """All that a device holds: what a backup of it gives back."""

    items: dict[str, Held] = field(default_factory=dict)
    sent: dict[str, Held] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def newest(self, case: str) -> Held | None:
        return self.items.get(case) or self.sent.get(case)


@dataclass
class World:
    """A device and its office; what happens to them is drawn."""

    draw: Random
    code: str = ""
    public_key: str = ""
    memory: Memory = field(default_factory=Memory)
    turn: int = 0
    copies: list[Memory] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)
    on_its_way: list[Callable[[], Any]] = field(default_factory=list)
    """Requests that arrive once more, late."""
    breaks: float = 0.35
    alive: set[str] = field(default_factory=set)
    """The cases of which somebody has a copy."""

    # --- at the device --------------------------------------------------------------------------
    def prepare(self) -> None:
        """As `devices.prepare` and the end of its transaction."""
        made = devices.prepare("Phone of the desk", None)
        self.code, self.public_key = made.code, made.public_key
        device_list.store(made.code)

    def keep(self) -> None:
        self.turn += 1
        case, number = f"{self.draw.getrandbits(64):016x}", self._fresh_number()
        at = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        code = status_codes.fresh()
        empty = Held(number, number, at, code, [], 0, {})
        self.memory.items[case] = self._version(case, empty)
        self.alive.add(case)

    def correct(self) -> None:
        """Also of what has gone meanwhile: somebody had it open in the form."""
        known = sorted(
            case
            for case in {*self.memory.items, *self.memory.sent}
            if "sealed" not in self._held(case).item
        )
        if known:
            self.turn += 1
            case = self.draw.choice(known)
            self.memory.items[case] = self._version(case, self._held(case))

    def _held(self, case: str) -> Held:
        found = self.memory.newest(case)
        assert found
        return found

    def _version(self, case: str, before: Held) -> Held:
        key = f"{self.draw.getrandbits(64):016x}"
        is_sensitive = self.draw.random() < 0.15
        item = {
            "case": {
                "category": SENSITIVE if is_sensitive else ORDINARY,
                "channel": "Bureau de plaintes",
                "description": f"case {case} as of {self.turn}",
                "place_details": self.draw.choice(["", "Near the well", "Behind the school"]),
            },
            "person": self.draw.choice([{}, {"full_name": f"Achta {case[:6]}"}]),
            "consent": {},
            "outcome": "register",
            "recorded_on": before.at,
            "status_code": "" if is_sensitive else before.code,
            "version": {"key": key, "before": before.versions},
        }
        shown = {"sealed": sealed(self.public_key, item)} if is_sensitive else item
        return before.corrected(key, self.turn, shown)

    def _fresh_number(self) -> str:
        pool = [f"{self.code}-{each}" for each in NUMBERS]
        left = [each for each in pool if each not in self.memory.given]
        number = self.draw.choice(left or [f"{self.code}-{self.draw.randrange(10**5, 10**6)}"])
        self.memory.given.add(number)
        return number

    def send(self) -> None:
        """Ask what was lost, and send what waits, until the line breaks."""
        try:
            self._regain()
            for case in list(self.memory.items):
                self._send_one(case)
        except LineBroke:
            return

    def _regain(self) -> None:
        sent = self.memory.sent
        asked = [{"key": case, "version": held.versions[-1]} for case, held in sent.items()]
        for case in self._over_the_line(lambda: field_desk.lost(self.code, asked)):
            if case not in self.memory.items:
                self.memory.items[case] = sent[case]

    def _send_one(self, case: str) -> None:
        held = self.memory.items[case]
        number, item = held.number, deepcopy(held.item)
        request = lambda: field_desk.send(self.code, number, item, case)  # noqa: E731
        try:
            made = self._over_the_line(request)
        except arrivals.NumberTakenError:
            held.number = self._fresh_number()
            return self._send_one(case)
        self.memory.sent[case] = self.memory.items.pop(case)
        self.memory.sent[case].number = made["number"]
        if "sealed" not in held.item and self.draw.random() < 0.8:
            # Sealed for the office: the form is closed, and nobody corrects it any more.
            self.memory.sent[case].item = {"sealed": sealed(self.public_key, held.item)}
        return None

    def _over_the_line(self, request: Callable[[], Any]) -> Any:
        if self.draw.random() < self.breaks / 2:
            raise LineBroke
        answer = at_the_office(request)
        if self.draw.random() < 0.2:
            self.on_its_way.append(request)
        if self.draw.random() < self.breaks / 2:
            raise LineBroke
        return answer

    def deliver_late(self) -> None:
        if self.on_its_way:
            late = self.on_its_way.pop(self.draw.randrange(len(self.on_its_way)))
            try:
                at_the_office(late)
            except arrivals.NumberTakenError:
                return

    # --- what happens to either -----------------------------------------------------------------
    def copy_device(self) -> None:
        self.copies.append(deepcopy(self.memory))

    def put_device_back(self) -> None:
        if self.copies:
            self._check_none_lost()
            self.memory = deepcopy(self.draw.choice(self.copies))
            self._look_who_has_what()

    def back_up_office(self) -> None:
        name = f"backup{len(self.backups)}"
        frappe.db.savepoint(name)
        self.backups.append(name)

    def restore_office(self) -> None:
        if self.backups:
            self._check_none_lost()
            at = self.draw.randrange(len(self.backups))
            frappe.db.rollback(save_point=self.backups[at])
            del self.backups[at + 1 :]
            device_list.apply()
            self._look_who_has_what()

    def _check_none_lost(self) -> None:
        assert self.alive <= {*self.memory.items, *self.memory.sent, *office_cases()}

    def _look_who_has_what(self) -> None:
        """What was under way ended with the machine that was put back; a copy may bring back what neither had."""
        self.on_its_way.clear()
        self.alive = {*self.memory.items, *self.memory.sent, *office_cases()}

    # --- in the end -----------------------------------------------------------------------------
    def settle(self) -> None:
        """The line holds: everything goes, and both sides agree."""
        while self.on_its_way:
            self.deliver_late()
        expected = self._last_said()
        self.breaks = 0.0
        self.send()
        self.on_its_way.clear()
        assert not self.memory.items, "stuck"
        found = office_cases()
        assert {case: rows for case, rows in found.items() if len(rows) != 1} == {}, "not once"
        assert {case: rows[0][0] for case, rows in found.items()} == expected
        numbers = {case: rows[0][1] for case, rows in found.items()}
        assert len(set(numbers.values())) == len(numbers)
        for case, held in self.memory.sent.items():
            assert numbers[case] == held.number
        asked = [
            {"key": case, "version": each.versions[-1]} for case, each in self.memory.sent.items()
        ]
        assert field_desk.lost(self.code, asked) == []

    def _last_said(self) -> dict[str, int]:
        """Of each case the last that anybody has still."""
        found = {case: max(turn for turn, _number in rows) for case, rows in office_cases().items()}
        for part in (self.memory.sent, self.memory.items):
            for case, held in part.items():
                found[case] = max(found.get(case, 0), held.turn)
        assert set(found) == self.alive
        return found


def at_the_office(request: Callable[[], Any]) -> Any:
    """As a request over HTTP: what it wrote is undone where it is refused."""
    frappe.db.savepoint("device_request")
    try:
        return request()
    except Exception:
        frappe.db.rollback(save_point="device_request")
        raise
    finally:
        frappe.clear_messages()


def office_cases() -> dict[str, list[tuple[int, str]]]:
    """By its key, what the office has of each case: the turn of its last words, and its number."""
    found: dict[str, list[tuple[int, str]]] = {}
    for doctype in ("Case", "Sensitive Report"):
        told = {"description": ["like", "case % as of %"]}
        for row in frappe.get_all(doctype, told, ["name", "description", "source_id"]):
            said = TOLD.fullmatch(row.description)
            assert said, row
            # What is said otherwise of a restricted case stands beside what its handlers have read.
            notes = "\n".join(_notes(row.name)) if doctype == "Sensitive Report" else ""
            turns = [
                int(said[2]),
                *(int(turn) for case, turn in TOLD.findall(notes) if case == said[1]),
            ]
            found.setdefault(said[1], []).append((turns[-1], row.source_id))
    return found


def _notes(report: str) -> list[str]:
    rows = {"parenttype": "Sensitive Report", "parent": report}
    of_report = {"parent_doctype": "Sensitive Report", "order_by": "idx asc"}
    return frappe.get_all("Case Follow Up", rows, pluck="action", **of_report)
