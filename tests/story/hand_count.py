"""What waits for whom, reckoned from the stored rows alone, as somebody would count it by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Read = Callable[..., list[dict[str, Any]]]
"""Fields of all rows of a DocType, the oldest first: ``read(doctype, *fields, parent="")``."""

MOST = 200
"""Where each list of the office ends."""
MOMENT = "%Y-%m-%d %H:%M:%S"
LISTS = ("answered", "late", "today", "later")
ASKED, DONE = {"In Progress", "Accepted"}, {"Done", "Returned"}
ANSWERED = ("Resolved", "Informed", "Closed")
REFUSALS = ("Refused", "Withdrawn", "Expired")


def moment(value: Any) -> datetime | None:
    return datetime.strptime(str(value)[:19], MOMENT) if value else None


def midnight_after(now: datetime) -> datetime:
    return datetime(now.year, now.month, now.day) + timedelta(days=1)


class HandCount:
    """The rows that matter, and what follows from them."""

    def __init__(self, read: Read) -> None:
        fields = "phase workflow_state resolve_by respond_by first_response_on next_contact_on"
        fields += " duplicate_of informed_on community_member sop is_restricted taken_up_on"
        rows = read("Case", *fields.split())
        self.cases = {row["name"]: row for row in rows}
        self.steps: dict[str, list[datetime]] = defaultdict(list)
        for row in read("Case SOP Step", "parent", "due_on", "done", parent="Case"):
            due = moment(row["due_on"])
            if due and not row["done"]:
                self.steps[row["parent"]].append(due)
        fields = "cfm_case workflow_state focal_point responded_on"
        self.referrals = read("Referral", *fields.split())
        reopened: dict[str, str] = defaultdict(str)
        for row in read("Case Clock Stop", "parent", "stop_reason", "resumed_on", parent="Case"):
            if row["stop_reason"] == "Resolved":
                reopened[row["parent"]] = max(reopened[row["parent"]], str(row["resumed_on"] or ""))
        self.states: dict[str, set[str]] = defaultdict(set)
        for row in self.referrals:
            # What was answered before the case was taken up again has been acted on.
            case = row["cfm_case"]
            if row["workflow_state"] in ASKED or str(row["responded_on"] or "") > reopened[case]:
                self.states[case].add(row["workflow_state"])
        fields = "user deputy absent_from absent_to enabled"
        self.focal_points = read("CFM Focal Point", *fields.split())
        self.refusing = self._refusing(read)
        self.tried = self._tried(read)
        self.most_tries = {
            row["name"]: row["contact_attempts"] for row in read("CFM SOP", "contact_attempts")
        }

    def _tried(self, read: Read) -> Counter[str]:
        """How often each person was tried in vain since they were reached; once an hour counts."""
        tried: Counter[str] = Counter()
        counted: dict[str, datetime] = {}
        rows = read("Case Contact Attempt", "parent", "attempted_on", "reached", parent="Case")
        for row in sorted(rows, key=lambda row: str(row["attempted_on"])):
            name, at = row["parent"], moment(row["attempted_on"])
            if row["reached"]:
                tried[name] = 0
                counted.pop(name, None)
            elif at and (name not in counted or at - counted[name] >= timedelta(hours=1)):
                tried[name] += 1
                counted[name] = at
        return tried

    def _refusing(self, read: Read) -> dict[str, set[str]]:
        """For each purpose the cases in which the newest decision on it is a refusal."""
        decided = [
            row
            for row in read("Consent", "cfm_case", "workflow_state", "decided_on")
            if row["workflow_state"] in ("Decided", "Withdrawn")
        ]
        decided.sort(key=lambda row: str(row["decided_on"]))
        rows = read("Consent Purpose", "parent", "purpose", "decision", parent="Consent")
        said = {(row["parent"], row["purpose"]): row["decision"] for row in rows if row["decision"]}
        found: dict[str, set[str]] = {}
        for purpose in ("Call back", "Record"):
            newest: dict[str, str] = {}
            for consent in decided:
                if decision := said.get((consent["name"], purpose)):
                    newest[consent["cfm_case"]] = decision
            found[purpose] = {case for case, told in newest.items() if told in REFUSALS}
        return found

    def place(self, name: str, now: datetime) -> str:
        """In which list of work a case stands; empty if nobody has to do anything."""
        case, states = self.cases[name], self.states[name]
        if case["phase"] not in ("New", "In progress"):
            return ""
        if name in self.refusing["Record"]:
            # Nobody waits for an answer: what remains is to close the case.
            return "later"
        if DONE & states and not ASKED & states:
            return "answered"
        # Who recorded a restricted case is not who acts on it: the person was answered, and one of those has acted.
        is_handed_over = case["taken_up_on"] or not case["is_restricted"]
        begun = case["first_response_on"] if is_handed_over else None
        limits = [case["resolve_by"], None if begun else case["respond_by"]]
        due = [*self.steps[name], *(at for at in map(moment, limits) if at)]
        is_untaken = case["is_restricted"] and not case["taken_up_on"]
        if due and min(due) < now:
            return "late"
        if is_untaken:
            return "today"
        if not due:
            return "later"
        return "today" if min(due) < midnight_after(now) else "later"

    def misplaced(self, told: dict[str, Any], visible: set[str], now: datetime) -> list[Any]:
        """Cases that stand in another list of work than they should, of those somebody may see."""
        named = {key: {row["name"] for row in told[key]} for key in LISTS}
        found: list[Any] = []
        for name in visible:
            wanted = self.place(name, now)
            stands = [key for key in LISTS if name in named[key]]
            if not stands and wanted and len(named[wanted]) >= MOST:
                # A list has an end, and an office may hold more.
                continue
            if stands != ([wanted] if wanted else []):
                found.append((name, stands, wanted, self.cases[name]))
        return found

    def to_call(self, visible: set[str], now: datetime) -> set[str]:
        """Cases whose person is to be called today."""
        tomorrow = midnight_after(now)
        found = set()
        for name in visible - self.refusing["Call back"]:
            case = self.cases[name]
            planned = moment(case["next_contact_on"])
            if planned and planned >= tomorrow:
                continue
            is_due = case["phase"] == "Resolved" or (planned and case["phase"] != "Closed")
            is_own = is_due and case["workflow_state"] != "Unreachable"
            if is_own or self._waits_for_another(case, visible):
                found.add(name)
        return found

    def _waits_for_another(self, case: dict[str, Any], visible: set[str]) -> bool:
        """Whether the person of a duplicate has not heard the answer to the case that it repeats."""
        main = case["duplicate_of"]
        if case["workflow_state"] != "Duplicate" or main not in visible:
            return False
        is_told = case["informed_on"] or not case["community_member"]
        is_given_up = self.tried[case["name"]] >= max(self.most_tries[case["sop"]], 1)
        return self.cases[main]["phase"] in ANSWERED and not is_told and not is_given_up

    def to_answer(self, user: str, today: date) -> set[str]:
        """Referrals that wait for somebody's answer, or for that of somebody they stand in for."""
        receivers = {user} | {
            row["user"]
            for row in self.focal_points
            if row["deputy"] == user and row["enabled"] and _is_away(row, today)
        }
        return {
            row["name"]
            for row in self.referrals
            if row["focal_point"] in receivers and row["workflow_state"] in ASKED
        }


def _is_away(row: dict[str, Any], today: date) -> bool:
    since, till = row["absent_from"], row["absent_to"]
    return bool(since) and str(since) <= str(today) <= str(till or today)
