"""What becomes of a case: who records it, takes it up, resolves it and calls back, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import frappe

from cfm_app.api import sensitive
from cfm_app.base import consts
from cfm_app.cases import contact, duplicate, give_up, register, reopen, withdraw

from . import people
from .calls import GRANTED, REFUSED, pick
from .hands import Hands
from .posts import Post

AT_WORK = ("Registered", "Referred", "In Progress")
UNINFORMED = ("Remerciement", "Suggestion", "Rumeur", "Appel")


@dataclass
class Life(Hands):
    """One case from the call to its end."""

    others: list[Life] = field(default_factory=list)
    """All that was told in this week: what was told before may be told again."""
    consent: str | None = None
    failed: int = 0
    refuses_calls: bool = False
    is_reopened: bool = False
    is_unclear: bool = False

    # --- the beginning ----------------------------------------------------------------------
    def record(self) -> None:
        """The operator on duty writes the call down."""
        self.is_unclear = people.CLASSES.get(self.call.category) == people.UNCLEAR
        self.owner = self.office.chance.choice(people.OPERATORS)
        if self.chance(0.06):
            self._keep_as_new()
            return
        outcome = self._outcome()
        case = {**self.call.case}
        if outcome in ("answer", "close"):
            case["information_given"] = "Expliqué au téléphone."
        other = self._other()
        if other:
            case["duplicate_of"], outcome = other, "register"
        request = register.CaseRequest(
            case=case,
            person=dict(self.call.person),
            consent=self.call.consent,
            referral={"shared_summary": "À vérifier"} if outcome == "refer" else {},
            outcome=outcome,
        )
        with self.office.session(self.owner):
            made = register.record(request)
        self.name, self.is_restricted = made["case"], made["restricted"]
        self.state, self.consent = made["workflow_state"], made["consent"]
        self.refuses_calls = bool(self.consent) and self.call.call_back == REFUSED
        self._note(outcome)
        self._go_on(made["referral"])

    def _outcome(self) -> str:
        if self.call.is_answerable and self.chance(0.7):
            return "close" if self.chance(0.7) else "answer"
        may_share = self.call.share == GRANTED and not self.call.category.startswith("Appel")
        return "refer" if may_share and self.chance(0.55) else "register"

    def _other(self) -> str | None:
        """An open case that tells the same, where the operator hears it at once."""
        return self._other_at_work() if self._is_ordinary() and self.chance(0.04) else None

    def _other_at_work(self) -> str | None:
        found = [
            life.name
            for life in self.others
            if life.state in AT_WORK and life is not self and not life.is_restricted
        ]
        return self.office.chance.choice(found) if found else None

    def _is_ordinary(self) -> bool:
        return self.call.category not in people.CLASSES

    def _keep_as_new(self) -> None:
        """The line is busy: the operator keeps the words and registers the case later."""
        with self.office.session(self.owner):
            case = frappe.get_doc({"doctype": "Case", **self.call.case}).insert()
            self.name, self.state = case.name, case.workflow_state
        self.is_restricted = not self._is_ordinary()
        self._note("new")
        if self.chance(0.75):
            self.later(1, 60, self.register)

    def register(self) -> None:
        self.move("Register")
        self._go_on(None)

    def _note(self, outcome: str) -> None:
        call = self.call
        facts = {"received_on": call.received_on, "category": call.category, "state": self.state}
        about = {key: call.case[key] for key in ("channel", "location", "sex")}
        agreed = {} if outcome == "new" or not call.share else {"call_back": call.call_back}
        office = self.office
        office.note("recorded", self.owner, self.name, outcome=outcome, **facts, **about, **agreed)

    def _go_on(self, referral: str | None) -> None:
        if self.state in ("Closed", "Duplicate"):
            self._perhaps_reopen()
            return
        if self.state == "Answered":
            self.later(1, 40, self.close)
        elif referral:
            Post(self, referral, self.resolve).send(self.owner)
        elif self.chance(0.82):
            self.later(0.3, 40, self.start)
        if self._is_ordinary() and self.chance(0.03):
            self.later(1, 20, self.find_duplicate)
        if self.consent and self.chance(0.1):
            self.later(8, 110, self.withdraw)

    # --- work -------------------------------------------------------------------------------
    def start(self) -> None:
        if self.state not in ("Registered", "Referred", "Reopened"):
            return
        if self.is_unclear and self.chance(0.8):
            self.clarify()
            self.later(1, 20, self.start)
            return
        self.move("Start Work")
        if self.is_restricted and self.chance(0.4) and self.call.category in people.OF_ABUSE:
            self._entrust_second()
        if self.chance(0.16):
            self.later(0.5, 20, self.ask_for_time)
        if self.chance(0.18):
            self.later(0.5, 12, self.pause)
        elif self.chance(0.85):
            self.later(1, 50, self.resolve)

    def clarify(self) -> None:
        """The manager says what a doubtful case is; he may lose sight of it by that."""
        self.is_unclear = False
        self.is_restricted = self.chance(0.5)
        found = people.FRAUDS if self.is_restricted else people.ORDINARY
        with self.office.session(people.MANAGER):
            sensitive.clarify(self.name, found, "Appelé, précisé")
        self.office.note("clarified", people.MANAGER, self.name, sensitivity=found)

    def _entrust_second(self) -> None:
        with self.office.session(people.PSEA):
            name = frappe.db.get_value("Sensitive Report", {"cfm_case": self.name}, "name")
            report = frappe.get_doc("Sensitive Report", name)
            report.append("handlers", {"user": people.SECOND_PSEA})
            report.save()
        self.office.note("entrusted", people.PSEA, self.name, user=people.SECOND_PSEA)

    def pause(self) -> None:
        if self.state != "In Progress":
            return
        self.move("Put on Hold")
        if self.chance(0.85):
            self.later(3, 40, self.resume)

    def resume(self) -> None:
        self.move("Resume")
        if self.chance(0.9):
            self.later(1, 30, self.resolve)

    def resolve(self) -> None:
        if self.state not in ("In Progress", "Referred"):
            return
        words = {} if self.is_unrecorded else {"resolution": "Vérifié avec le site."}
        self.move("Resolve", **words)
        if not self.refuses_calls:
            if self.chance(0.85):
                self.later(0.5, 30, self.call_back)
        elif self.chance(0.8):
            self.later(1, 20, self.close)

    def find_duplicate(self) -> None:
        """An operator finds out later that it was told before."""
        into = self._other_at_work()
        if self.state not in AT_WORK or not into:
            return
        user = self.somebody()
        with self.office.session(user):
            self.state = duplicate.mark(self.name, into).workflow_state
        self.office.note("moved", user, self.name, state=self.state)
        self._perhaps_reopen()

    # --- the loop ---------------------------------------------------------------------------
    def call_back(self) -> None:
        if self.state != "Resolved" or self.refuses_calls:
            return
        user, now = self.somebody(), self.office.now
        outcome = pick(
            self.office.chance,
            {consts.ATTEMPT_INFORMED: 46, "No answer": 32, "Message left": 12, "Again": 10},
        )
        outcome = consts.ATTEMPT_AGAIN if outcome == "Again" else outcome
        informs = outcome == consts.ATTEMPT_INFORMED
        again = self._next_call(now) if not informs and self.chance(0.85) else None
        made = contact.Contact(
            outcome=outcome,
            channel="Appel sortant",
            next_attempt_on=str(again) if again else None,
            response_given="La ration est complétée." if informs else None,
            satisfaction="4" if informs else None,
        )
        close = informs and self.chance(0.6)
        with self.office.session(user):
            case = contact.record(self.name, made, close=close)
            self.state = case.workflow_state
        facts = {"outcome": outcome, "again": again, "state": self.state}
        self.office.note("called", user, self.name, **facts)
        self.failed = 0 if informs or outcome == consts.ATTEMPT_AGAIN else self.failed + 1
        if informs:
            self._perhaps_reopen() if close else self.later(1, 30, self.close)
        elif self.failed >= 3 and self.chance(0.7):
            self.later(1, 10, self.give_up)
        elif self.chance(0.85):
            self.later(1, 20, self.call_back)

    def _next_call(self, now: datetime) -> datetime:
        hours = self.office.chance.choice((2, 5, 20))
        return now + timedelta(hours=hours)

    def give_up(self) -> None:
        with self.office.session("Administrator"):
            case = frappe.get_doc("Case", self.name)
            standing = contact.state_and_attempts(case)
        if self.state != "Resolved" or not standing["may_give_up"]:
            return
        user = self.somebody()
        with self.office.session(user):
            self.state = give_up.give_up(self.name, close=False).workflow_state
        self.office.note("moved", user, self.name, state=self.state)
        if self.chance(0.5):
            self.later(10, 60, self.close)

    def close(self) -> None:
        if self.state not in ("Answered", "Resolved", "Loop Closed", "Unreachable"):
            return
        if self.state == "Resolved" and not self.refuses_calls and not self.is_uninformed():
            return
        self.move("Close")
        self._perhaps_reopen()

    def is_uninformed(self) -> bool:
        """Whether its procedure asks nobody to call."""
        return self.call.category.startswith(UNINFORMED)

    def _perhaps_reopen(self) -> None:
        if not self.is_reopened and self.chance(0.12):
            self.later(3, 50, self.reopen)

    def reopen(self) -> None:
        if self.state not in ("Closed", "Duplicate") or self.is_unrecorded:
            return
        user, is_appeal = self.somebody(), self.chance(0.4)
        with self.office.session(user):
            case = reopen.reopen(self.name, "Toujours rien reçu", is_appeal)
            self.state, self.is_reopened = case.workflow_state, True
            self.failed = 0
        self.office.note("reopened", user, self.name, is_appeal=is_appeal, state=self.state)
        if self.chance(0.8):
            self.later(0.5, 30, self.start)

    def withdraw(self) -> None:
        """The person takes back what was agreed to, the calls included."""
        if self.is_restricted:
            return
        user = self.somebody()
        with self.office.session(user):
            withdraw.withdraw(self.consent, "Ne veut plus")
        self.refuses_calls = self.refuses_calls or self.call.call_back == GRANTED
        self.is_unrecorded = True
        self.office.note("withdrawn", user, self.name)
        if self.state == "Resolved":
            self.later(4, 30, self.close)
