"""What should have been told in the week, worked out from its log and the procedures alone.

The documented rules are written down here a second time, by other means: nothing of the app's
procedures is called. `Oracle.hear` takes the events in order and keeps what each one should lead to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from . import people
from .clocks import Clock
from .due import Due, notices_of
from .facts import (
    CONSENT,
    DAY,
    Case,
    Extension,
    Hours,
    Letter,
    Sop,
    Step,
    around_the_clock,
    working,
)
from .log import Entry, Event, Line

ENDED = ("Resolved", "Informed", "Closed")
DAYS_TOLD = 5
READABLE = 20
GIVEN_UP, REFUSED = "given up", "refused"


class Oracle:
    """Knows the office as it was set up, hears what happened, and says what should follow."""

    def __init__(self, books: dict[str, Any]) -> None:
        self.sops: dict[str, Sop] = books["sops"]
        self.phases: dict[str, str] = books["phases"]
        self.classes: dict[str, tuple[float, float, float]] = books["classes"]
        self.parents: dict[str, str | None] = books["parents"]
        self.holidays: set[date] = books["holidays"]
        self.day_begin, self.day_end = time(7, 30), time(16, 30)
        self.cases: dict[str, Case] = {}
        self.letters: dict[str, Letter] = {}
        self.ledger: list[Entry] = []
        self.lines: list[Line] = []
        self.statuses: dict[datetime, dict[str, str | None]] = {}
        self.silenced: set[str] = set()
        """Why a planned call was not asked for any more."""
        self._told: set[tuple[Any, ...]] = set()
        self._days_told: set[date] = set()
        self._always = around_the_clock(people.MONDAY)
        self._working = self._working_hours()

    # --- clocks -----------------------------------------------------------------------------
    def clock(self, case: Case) -> Clock:
        sop = self.sops[case.sop]
        hours = self._working if sop.in_working_hours else self._always
        return Clock(case, sop, hours, self.classes[case.sensitivity][:2])

    def _working_hours(self) -> Hours:
        return working(people.MONDAY, self.day_begin, self.day_end, self.holidays)

    # --- events -----------------------------------------------------------------------------
    def hear(self, event: Event) -> None:
        """Take one event in."""
        if event.case and event.case in self.cases:
            self._note_act(self.cases[event.case], event)
        self.REACTIONS[event.what](self, event)

    def _note_act(self, case: Case, event: Event) -> None:
        is_act = event.actor in case.entrusted and event.what != "withdrawn"
        if case.is_restricted and is_act and not case.taken_up_on:
            case.taken_up_on = event.at

    def _tell(self, event: Event, user: str, doctype: str, name: str, subject: str) -> None:
        self.lines.append(Line(event.at, user, doctype, name, subject))

    def _recorded(self, event: Event) -> None:
        data, category = event.data, event.data["category"]
        sensitivity = people.CLASSES.get(category, people.ORDINARY)
        sop = self._sop_for(category, sensitivity)
        case = Case(
            name=event.case,
            owner=event.actor,
            received_on=data["received_on"],
            category=category,
            sensitivity=sensitivity,
            sop=sop.name,
            is_restricted=category in people.CLASSES,
            channel=data["channel"],
            location=data["location"],
            sex=data["sex"],
            call_back=data.get("call_back"),
            entrusted=list(people.ENTRUSTED.get(sensitivity, [])),
            steps=[Step(**step) for step in sop.steps],
        )
        self.cases[case.name] = case
        if case.call_back:
            self._done(case, "Record the consent")
        self._tell_entrusted(event, case)
        if data["state"] == "Closed":
            # Answered and closed in one go.
            self._reach(case, "Answered", event.at)
        self._reach(case, data["state"], event.at)

    def _sop_for(self, category: str, sensitivity: str) -> Sop:
        """That of the class, else that of the category or the nearest one above it."""
        if sensitivity in self.sops:
            return self.sops[sensitivity]
        special = {people.UNCLEAR: "Cas à clarifier", people.PROTECTION: "Protection et VBG"}
        if sensitivity in special:
            return self.sops[special[sensitivity]]
        named: dict[str, str] = {"Retour positif": "Retour positif et suggestion"}
        named["Plainte non sensible"] = "Plainte sur l'assistance"
        node: str | None = category
        while node:
            if found := self.sops.get(named.get(node, node)):
                return found
            node = self.parents[node]
        return self.sops["Procédure générale"]

    def _reach(self, case: Case, state: str, now: datetime) -> None:
        """Bring a case into a state, with all that this means for its clock."""
        old, new = case.phase, self.phases[state]
        case.state = state
        if state == "Unreachable" and case.next_call:
            # The person is given up: the call that was planned is off.
            case.next_call = None
            self.silenced.add(GIVEN_UP)
        if old == new:
            return
        if old == "Paused" and case.paused_on:
            case.pauses.append((case.paused_on, now))
            case.paused_on = None
        if new == "Paused":
            case.paused_on = now
        if old == "New":
            case.responded_on = now
            case.is_first_contact = new == "Informed"
        if old in ENDED and new not in ENDED:
            case.endings.append((case.resolved_on or now, now))
            case.resolved_on = case.informed_on = case.closed_on = None
            case.reopened += 1
            self._begin_round(case)
        case.phase = new
        if new in ENDED and state != "Duplicate":
            self._done(case, "Resolve", *(["Inform"] if new == "Informed" else []))
        if new in ENDED and not case.resolved_on:
            case.resolved_on = now
            case.last_status = self.clock(case).status_of_ending()
        if new == "Informed":
            case.informed_on = case.informed_on or now
        if new == "Closed":
            case.closed_on = now

    def _begin_round(self, case: Case) -> None:
        """A case that is taken up again needs its acts anew; the consent is the person's own."""
        case.acts &= {CONSENT}
        case.failed = 0
        for step in case.steps:
            if step.by_act and step.act != CONSENT:
                step.is_done = step.by_act = False

    def _done(self, case: Case, *acts: str) -> None:
        """Some acts were done, and with them the steps that are about them."""
        case.acts |= set(acts)
        if case.acts & {"Refer", "Inform", "Resolve"}:
            case.acts.add("Answer or refer")
        for step in case.steps:
            if step.act in case.acts and not step.is_done:
                step.is_done = step.by_act = True

    def _moved(self, event: Event) -> None:
        self._reach(self.cases[event.case], event.data["state"], event.at)

    def _stepped(self, event: Event) -> None:
        for step in self.cases[event.case].steps:
            step.is_done = step.is_done or step.title in event.data["titles"]

    def _entrusted(self, event: Event) -> None:
        case, user = self.cases[event.case], event.data["user"]
        case.entrusted.append(user)
        subject = f"A restricted case needs your attention: {case.name}"
        self._tell(event, user, "Case", case.name, subject)

    def _clarified(self, event: Event) -> None:
        """A new class is a new procedure, and other people who have to act."""
        case, sensitivity = self.cases[event.case], event.data["sensitivity"]
        case.sensitivity, case.is_restricted = sensitivity, sensitivity != people.ORDINARY
        case.sop = self._sop_for(case.category, sensitivity).name
        if not any(step.is_done and not step.by_act for step in case.steps):
            case.steps = [Step(**step) for step in self.sops[case.sop].steps]
            self._done(case)
        case.entrusted_before = case.entrusted
        case.entrusted = list(people.ENTRUSTED.get(sensitivity, []))
        case.taken_up_on = None
        self._tell_entrusted(event, case)

    def _tell_entrusted(self, event: Event, case: Case) -> None:
        subject = f"A restricted case needs your attention: {case.name}"
        for user in case.entrusted:
            self._tell(event, user, "Case", case.name, subject)

    # --- referrals --------------------------------------------------------------------------
    def _referred(self, event: Event) -> None:
        case, data = self.cases[event.case], event.data
        due_on = self._answer_due(case, event.at)
        name, receiver = data["referral"], data["receiver"]
        self.letters[name] = Letter(name, case.name, event.actor, receiver, event.at, due_on)
        self._done(case, "Refer")
        self._ask_for_answer(event, name, receiver)

    def _answer_due(self, case: Case, sent_on: datetime) -> datetime:
        """The hours of the procedure, but not beyond the limit of the case."""
        clock, limits = self.clock(case), self.clock(case).limits()
        start = clock.hours.at(sent_on)
        due_on = clock.hours.moment(clock.hours.after(start, clock.sop.resolve * 60))
        if limits.resolve_by and sent_on < limits.resolve_by < due_on:
            return limits.resolve_by
        return due_on

    def _ask_for_answer(self, event: Event, name: str, receiver: str) -> None:
        if receiver != event.actor:
            subject = f"Referral {name} waits for your answer"
            self._tell(event, receiver, "Referral", name, subject)

    def _referral_moved(self, event: Event) -> None:
        letter, state = self.letters[event.data["referral"]], event.data["state"]
        is_sent_again = letter.state == "Returned" and state == "In Progress"
        letter.state = state
        if is_sent_again:
            letter.due_on = self._answer_due(self.cases[letter.case], event.at)
            self._ask_for_answer(event, letter.name, letter.receiver)
        if letter.sender != event.actor:
            word = "Sent, waits for the answer" if state == "In Progress" else state
            subject = f"Referral {letter.name} is now: {word}"
            self._tell(event, letter.sender, "Referral", letter.name, subject)

    def _handed(self, event: Event) -> None:
        letter, to = self.letters[event.data["referral"]], event.data["to"]
        letter.receiver = to
        self._tell(
            event, to, "Referral", letter.name, f"Referral {letter.name} waits for your answer"
        )

    def _withdrawn(self, event: Event) -> None:
        case = self.cases[event.case]
        case.is_unrecorded = True
        if case.call_back == "Granted":
            case.call_back = "Withdrawn"
            self.silenced |= {REFUSED} if case.next_call else set()
        for letter in self._letters_of(case):
            if letter.is_pending:
                letter.state = "Revoked"
                subject = f"Referral {letter.name} is revoked: the person withdrew the consent."
                # It is no longer theirs to read, so that the notice opens nothing.
                self._tell(event, letter.receiver, "", "", subject)

    def _letters_of(self, case: Case) -> list[Letter]:
        return [each for each in self.letters.values() if each.case == case.name]

    # --- the loop ---------------------------------------------------------------------------
    def _called(self, event: Event) -> None:
        case, data = self.cases[event.case], event.data
        informs = data["outcome"] == "Informed"
        has_reached = informs or data["outcome"] == "Reached, to call again"
        case.failed = 0 if has_reached else case.failed + 1
        case.next_call, case.caller = data["again"], event.actor
        self._done(case, "Call", *(["Inform"] if informs else []))
        if informs:
            self._reach(case, "Loop Closed", event.at)
        self._reach(case, data["state"], event.at)

    def _reopened(self, event: Event) -> None:
        case = self.cases[event.case]
        self._reach(case, event.data["state"], event.at)
        self._tell(event, case.owner, "Case", case.name, f"Cas rouvert : {case.name}")
        if event.data["is_appeal"] and not case.is_restricted:
            subject = f"The person appeals against the outcome of {case.name}"
            self._tell(event, people.MANAGER, "Case", case.name, subject)

    # --- more time --------------------------------------------------------------------------
    def _asked(self, event: Event) -> None:
        case, data = self.cases[event.case], event.data
        asked = Extension(data["hours"], event.actor, data["referral"])
        case.extensions[data["request"]] = asked
        deciding = case.entrusted if case.is_restricted else [people.MANAGER]
        subject = f"More time is asked for the case {case.name}"
        for user in deciding:
            if user != event.actor:
                self._tell(event, user, "Case", case.name, subject)

    def _decided(self, event: Event) -> None:
        case, decision = self.cases[event.case], event.data["decision"]
        asked = case.extensions[event.data["request"]]
        asked.decision = decision
        if not asked.referral:
            subject = f"More time for the case {case.name}: {decision}"
            self._tell(event, asked.asked_by, "Case", case.name, subject)
            return
        letter = self.letters[asked.referral]
        if decision == "Approved" and letter.due_on:
            hours = self.clock(case).hours
            moved = hours.after(hours.at(letter.due_on), asked.hours * 60)
            letter.due_on = hours.moment(moved)
        subject = f"More time for the referral {letter.name}: {decision}"
        self._tell(event, asked.asked_by, "Referral", letter.name, subject)

    # --- the manager ------------------------------------------------------------------------
    def _limit_changed(self, event: Event) -> None:
        sop = self.sops[event.data["sop"]]
        touched = [case for case in self._open_cases() if case.sop == sop.name]
        before = {case.name: self.clock(case).limits() for case in touched}
        sop.resolve = event.data["hours"]
        self._tell_of_moved(event, touched, before, "CFM SOP", sop.name)

    def _holiday_added(self, event: Event) -> None:
        touched = [case for case in self._open_cases() if self.sops[case.sop].in_working_hours]
        before = {case.name: self.clock(case).limits() for case in touched}
        self.holidays.add(event.data["day"])
        self._working = self._working_hours()
        self._tell_of_moved(event, touched, before, "CFM Settings", "CFM Settings")

    def _tell_of_moved(
        self, event: Event, touched: list[Case], before: dict[str, Any], doctype: str, name: str
    ) -> None:
        moved = [
            case
            for case in touched
            if not case.is_restricted and self.clock(case).limits() != before[case.name]
        ]
        subject = f"{name}: the due times of {len(moved)} open cases were computed anew"
        self._tell(event, event.actor, doctype, name, subject)

    def _open_cases(self) -> list[Case]:
        return [case for case in self.cases.values() if case.phase not in ENDED]

    # --- the scheduler ----------------------------------------------------------------------
    def _ran(self, event: Event) -> None:
        """What is due at a run and was not told before is told now; the furthest speaks for all."""
        now = event.at
        self.statuses[now] = {
            name: self.clock(case).status(now) for name, case in self.cases.items()
        }
        found = []
        for case in self.cases.values():
            sensible = self.classes[case.sensitivity][2]
            letters = self._letters_of(case)
            best: dict[tuple[str, str, str], Due] = {}
            for due in notices_of(case, self.clock(case), letters, sensible, now):
                place = (due.kind, due.name, due.receiver)
                if place not in best or due.rank > best[place].rank:
                    best[place] = due
            found += [due for due in best.values() if due.identity not in self._told]
        self._told |= {due.identity for due in found}
        self._send(event, found)
        if event.data["is_daily"]:
            self._tell_of_resolutions(event)

    def _send(self, event: Event, found: list[Due]) -> None:
        """Line by line, or how many lines it would be to whoever would find more than twenty."""
        totals = Counter(due.receiver for due in found)
        crowded = {user: total for user, total in totals.items() if total > READABLE}
        for user, total in crowded.items():
            self.ledger.append(Entry(event.at, "Many at once", user, "", "", 0))
            subject = (
                f"{total} reminders have become due at once: look at what is late in your work"
            )
            self._tell(event, user, "", "", subject)
        for due in found:
            entry = Entry(event.at, due.kind, due.receiver, due.doctype, due.name, due.repeat)
            self.ledger.append(entry)
            if due.receiver not in crowded:
                self._tell(event, due.receiver, due.doctype, due.name, due.subject)

    def _tell_of_resolutions(self, event: Event) -> None:
        """Accountability hears of each of the last days once: how many, and how many women."""
        today = event.at.date()
        for back in range(DAYS_TOLD, 0, -1):
            day = today - timedelta(days=back)
            found = [case for case in self.cases.values() if _is_on(case.resolved_on, day)]
            found = [case for case in found if not case.is_restricted]
            if not found or day in self._days_told:
                continue
            self._days_told.add(day)
            women = sum(case.sex == "Female" for case in found)
            receiver, kind = people.ACCOUNTABILITY, "Resolutions"
            self.ledger.append(Entry(event.at, kind, receiver, "", "", 0))
            subject = f"{len(found)} cases, {women} of women"
            self._tell(event, receiver, "", "", subject)

    REACTIONS: ClassVar[dict[str, Callable[[Oracle, Event], None]]] = {
        "recorded": _recorded,
        "moved": _moved,
        "stepped": _stepped,
        "entrusted": _entrusted,
        "clarified": _clarified,
        "referred": _referred,
        "referral moved": _referral_moved,
        "handed": _handed,
        "withdrawn": _withdrawn,
        "called": _called,
        "reopened": _reopened,
        "asked": _asked,
        "decided": _decided,
        "limit changed": _limit_changed,
        "holiday added": _holiday_added,
        "ran": _ran,
    }


def _is_on(moment: datetime | None, day: date) -> bool:
    begin = datetime.combine(day, time())
    return moment is not None and begin <= moment < begin + DAY
