"""What becomes of a referral: who reads it, answers, returns it, hands it over or asks for time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import frappe
from frappe.model.workflow import apply_workflow

from cfm_app.api import approvals
from cfm_app.api import extensions as time_limits
from cfm_app.base import consts

from . import people
from .hands import Hands
from .office import Action


@dataclass
class Post:
    """One referral on its way."""

    case: Hands
    name: str
    when_answered: Action

    def send(self, user: str) -> None:
        """An operator has sent it to the one whom the app found."""
        with self.case.office.session("Administrator"):
            fields = ["focal_point", "functional_area"]
            row = frappe.db.get_value("Referral", self.name, fields, as_dict=True)
        self._note("referred", user, receiver=row.focal_point, area=row.functional_area)
        self._lie()

    def _lie(self) -> None:
        """It lies before its receiver, who reads it, or does not."""
        if self.case.chance(0.82):
            self._later(0.5, 30, self.receive)
        if self.case.chance(0.12):
            self._later(2, 40, self.ask_for_time)

    def receive(self) -> None:
        user = self._receiver()
        if not user:
            return
        if self.case.chance(0.08):
            self._hand_over(user)
        elif self.case.chance(0.14):
            with self.case.office.session(user):
                approvals.return_referral(self.name, "Numéro de bénéficiaire manquant")
            self._note("referral moved", user, state="Returned")
            self.case.later(1, 20, self.send_again)
        elif self.case.chance(0.6):
            with self.case.office.session(user):
                approvals.accept(self.name)
            self._note("referral moved", user, state="Accepted")
            if self.case.chance(0.85):
                self._later(1, 60, self.answer)
        else:
            self.answer()

    def answer(self) -> None:
        user = self._receiver()
        if not user:
            return
        with self.case.office.session(user):
            approvals.answer(self.name, "Ration complétée le lendemain.")
        self._note("referral moved", user, state="Done")
        self.case.later(0.5, 10, self.when_answered)

    def send_again(self) -> None:
        """The operator has found out what was missing."""
        if self.case.state != "Referred":
            return
        user = self.case.somebody()
        with self.case.office.session(user):
            doc = frappe.get_doc("Referral", self.name)
            if doc.workflow_state != consts.REFERRAL_RETURNED:
                return
            apply_workflow(doc, "Send Again")
        self._note("referral moved", user, state="In Progress")
        self._lie()

    def ask_for_time(self) -> None:
        user = self._receiver()
        if user and self.case.state in ("Referred", "In Progress"):
            reason = "Camion en panne"
            request_for = partial(time_limits.ask_for_referral, self.name, reason=reason)
            self.case.ask(user, request_for, self.name)

    def _hand_over(self, user: str) -> None:
        with self.case.office.session(user):
            found = approvals.colleagues(self.name)
            if not found:
                return
            to = self.case.office.chance.choice(found)["user"]
            approvals.hand_over(self.name, to, "Plus proche du site")
        self._note("handed", user, to=to)
        self._later(2, 40, self.answer)

    def _receiver(self) -> str | None:
        """Who answers it today, if it still waits."""
        with self.case.office.session("Administrator"):
            fields = ["focal_point", "workflow_state"]
            row = frappe.db.get_value("Referral", self.name, fields, as_dict=True)
        if row.workflow_state not in consts.REFERRALS_PENDING:
            return None
        is_away = people.is_absent(self.case.office.now.date())
        return people.DEPUTY if is_away and row.focal_point == people.ABSENT else row.focal_point

    def _later(self, least: float, most: float, action: Action) -> None:
        self.case.office.later(least, most, action, in_office=True)

    def _note(self, what: str, user: str, **facts: str) -> None:
        self.case.office.note(what, user, self.case.name, referral=self.name, **facts)
