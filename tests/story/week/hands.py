"""What every case has in the hands of the office: who works on it, its actions, more time for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow

from cfm_app.api import extensions as time_limits
from cfm_app.security.lawful_basis import unrecorded

from . import people
from .calls import Call, pick
from .office import Action, Office

ENDED = ("Resolved", "Loop Closed", "Closed", "Duplicate", "Unreachable")


@dataclass
class Hands:
    """One case as far as the people of the office know where it stands."""

    office: Office
    call: Call
    name: str = ""
    owner: str = ""
    is_restricted: bool = False
    is_unrecorded: bool = False
    """The person took everything back: nothing is written any more, and the case is only closed."""
    state: str = ""

    # --- who and how ------------------------------------------------------------------------
    def chance(self, share: float) -> bool:
        return self.office.chance.random() < share

    def somebody(self) -> str:
        """Who works on the case now: its handler, or an operator, often who recorded it."""
        if self.is_restricted:
            return self.office.chance.choice(self.handlers())
        others = self.office.chance.choice(people.OPERATORS)
        return self.owner if self.chance(0.7) else others

    def handlers(self) -> list[str]:
        with self.office.session("Administrator"):
            report = frappe.db.get_value("Sensitive Report", {"cfm_case": self.name}, "name")
            return [row.user for row in frappe.get_doc("Sensitive Report", report).handlers]

    def later(self, least: float, most: float, action: Action, in_office: bool = False) -> None:
        self.office.later(least, most, action, in_office=in_office or self.is_restricted)

    def move(self, action: str, user: str | None = None, **values: Any) -> None:
        """Take a workflow action; `values` are written in the same save before it."""
        user = user or self.somebody()
        with self.office.session(user):
            case = frappe.get_doc("Case", self.name)
            done = [row.step_title for row in case.sop_steps if not row.done and self.does(action)]
            is_silent = unrecorded.is_case_of(case)
            for row in case.sop_steps:
                if row.step_title in done and not row.done:
                    row.done = 1
                    row.note = row.note or ("" if is_silent else "Pas nécessaire ici")
            if values or done:
                case.update(values)
                case.save()
            case = apply_workflow(case, action)
            self.state = case.workflow_state
        if done:
            self.office.note("stepped", user, self.name, titles=done)
        self.office.note("moved", user, self.name, state=self.state)

    def does(self, action: str) -> bool:
        """Whether a step is ticked off on the way."""
        if action == "Resolve":
            return self.is_restricted or self.chance(0.7)
        return action == "Start Work" and self.chance(0.4)

    # --- more time --------------------------------------------------------------------------
    def ask_for_time(self) -> None:
        if self.state != "In Progress" or self.is_unrecorded:
            return
        user = self.somebody()
        if self.is_restricted and len(self.handlers()) < 2:
            return
        self.ask(user, partial(time_limits.ask, self.name, reason="Site fermé"), None)

    def ask(self, user: str, request_for: Callable[..., Any], referral: str | None) -> None:
        hours = self.office.chance.choice((5, 12, 24))
        with self.office.session(user):
            if frappe.db.exists(
                "CFM Case Extension", {"parent": self.name, "decision": "Pending"}
            ) or not frappe.db.get_value("Case", self.name, "resolve_by"):
                return
            request = request_for(hours=hours)["request"]
        facts = {"request": request, "hours": hours, "referral": referral}
        self.office.note("asked", user, self.name, **facts)
        if self.chance(0.8):
            self.office.later(1, 24, partial(self.decide, user, request), in_office=True)

    def decide(self, asked_by: str, request: str) -> None:
        if self.state in ENDED:
            return
        user = people.MANAGER
        if self.is_restricted:
            user = next(each for each in self.handlers() if each != asked_by)
        decision = pick(self.office.chance, {"Approved": 70, "Refused": 30})
        with self.office.session(user):
            time_limits.decide(self.name, request, decision)
        self.office.note("decided", user, self.name, request=request, decision=decision)
