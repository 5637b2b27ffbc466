"""Who works in the office, and what each of them does over and over."""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from ..live import READ
from .line import Line, Refused

AREA = "Logistique"
CATEGORY = "Quantité de la ration"
PURPOSES = ("Record", "Call back", "Share inside", "Reporting")
ROWS_OF_IMPORT = 20
IMPORT_SECONDS = 300
REPORTS = ("CFM Work by Area", "CFM Cases by Province", "CFM Cases by Category")
TIMES = ("call", "call", "answered", "search", "finish", "finish", "list", "print", "home")


@dataclass
class Work:
    """What one person did and was told yes to."""

    cases: dict[str, str] = field(default_factory=dict)
    """Number of the case by its mark."""
    referred: dict[str, str] = field(default_factory=dict)
    """Referral by case."""
    answered: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    imported: list[str] = field(default_factory=list)


@dataclass
class Person(ABC):
    """A user with a line, a mark of their own, and a chance that a seed repeats."""

    line: Line
    mark: str
    chance: random.Random
    colleagues: list[str] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    number: int = 0

    @abstractmethod
    def act(self) -> None:
        """One piece of work, from what is asked to what is answered."""

    def next_mark(self) -> str:
        self.number += 1
        return f"{self.mark}-{self.number}."


class Operator(Person):
    def act(self) -> None:
        getattr(self, f"_{self.chance.choice(TIMES)}")()

    def _call(self) -> None:
        """A call that goes to a focal point."""
        mark, focal = self.next_mark(), self.chance.choice(self.colleagues)
        referral = {
            "functional_area": AREA,
            "focal_point": focal,
            "reason": "À vérifier",
            "shared_summary": f"Ration incomplète {mark}",
        }
        self._record("call", mark, outcome="refer", referral=referral)

    def _answered(self) -> None:
        """A question that is answered at once."""
        mark = self.next_mark()
        self._record("answered", mark, outcome="close", information_given="Lundi au site.")

    def _record(self, act: str, mark: str, outcome: str, **values: Any) -> None:
        referral = values.pop("referral", None)
        rows = [{"purpose": purpose, "decision": "Granted"} for purpose in PURPOSES]
        made = self.line.call(
            act,
            "cfm_app.api.console.new_case",
            case={
                "category": CATEGORY,
                "description": f"{mark} La ration est incomplète.",
                "location": "TD07",
                **values,
            },
            person={"full_name": f"Personne {mark}", "sex": "Female", "age_group": "18-59"},
            consent={"giver": "Self", "method": "Oral", "statement": READ, "purposes": rows},
            referral=referral,
            outcome=outcome,
            request_id=uuid4().hex,
        )
        self.work.cases[mark] = made["case"]
        if referral:
            self.work.referred[made["case"]] = made["referral"]
        else:
            self.work.closed.append(made["case"])

    def _finish(self) -> None:
        """Tell a person what came of a case whose referral was answered, and close it."""
        waiting = [case for case in self.work.referred if case not in self.work.closed]
        if not waiting:
            return
        case = self.chance.choice(waiting)
        referral = self.work.referred[case]
        state = self.line.send("look", "GET", f"/api/resource/Referral/{referral}")["data"]
        if state["workflow_state"] != "Done":
            return
        self.line.call(
            "resolve",
            "cfm_app.api.cases.resolve",
            case=case,
            resolution="Complément livré.",
            request_id=f"resolve-{case}",
        )
        self.line.call(
            "inform",
            "cfm_app.api.loop.record_contact",
            case=case,
            outcome="Informed",
            response_given="Passez jeudi.",
            close=1,
            request_id=f"inform-{case}",
        )
        self.work.closed.append(case)

    def _search(self) -> None:
        words = self.chance.choice(("ration incomplète", f"Personne {self.mark}", "forage", "TD07"))
        self.line.call("search", "cfm_app.api.search.search", text=words)

    def _list(self) -> None:
        path = '/api/resource/Case?fields=["name","category","workflow_state","modified"]&limit=20'
        self.line.send("list", "GET", path)

    def _home(self) -> None:
        self.line.raw("my work", "GET", "/cfm/console", headers={"Accept": "text/html"})

    def _print(self) -> None:
        if self.work.cases:
            case = self.chance.choice(list(self.work.cases.values()))
            asked = {"doctype": "Case", "name": case, "format": "CFM Case Summary"}
            self.line.raw("print", "GET", "/printview", params=asked)


class FocalPoint(Person):
    def act(self) -> None:
        """Answer what waits the longest."""
        rows = self.line.call("my referrals", "cfm_app.api.approvals.my_referrals", limit=5)
        for row in rows[:2]:
            try:
                if row["workflow_state"] == "In Progress":
                    self.line.call("accept", "cfm_app.api.approvals.accept", name=row["name"])
                answer = {"name": row["name"], "response": f"Livré. {self.mark}"}
                self.line.call("answer", "cfm_app.api.approvals.answer", **answer)
            except Refused:
                # The answer to the first try was lost: what counts is what is stored.
                self._look(row["name"])
            else:
                self.work.answered.append(row["name"])

    def _look(self, name: str) -> None:
        stored = self.line.send("look", "GET", f"/api/resource/Referral/{name}")["data"]
        if stored["workflow_state"] == "Done":
            self.work.answered.append(name)


class Manager(Person):
    def act(self) -> None:
        self.chance.choice((self._import, self._export, self._report, self._report))()

    def _import(self) -> None:
        """A log of calls that was kept on paper."""
        mark = self.next_mark()
        lines = [f"{mark}{row};{CATEGORY};Cahier {mark}" for row in range(ROWS_OF_IMPORT)]
        content = "\n".join(["Ref;Type;Description", *lines]).encode()
        name = self.line.raw(
            "upload",
            "POST",
            "/api/method/upload_file",
            data={"method": "cfm_app.api.exchange.open_log", "is_private": "1"},
            files={"file": ("log.csv", content, "text/csv")},
        ).json()["message"]["name"]
        # Refused where a try whose answer was lost has begun it.
        with suppress(Refused):
            self.line.call("import", "cfm_app.api.exchange.start", name=name, task="Import")
        deadline = time.monotonic() + IMPORT_SECONDS
        while time.monotonic() < deadline:
            state = self.line.call("import state", "cfm_app.api.exchange.state", name=name)
            if state["status"] == "Finished":
                self.work.imported.append(mark)
                return
            time.sleep(1)
        self.line.record.failed("import", f"{name} is not finished: {state}")

    def _export(self) -> None:
        asked = {"doctype": "Case", "columns": ["name", "category"], "format": "csv"}
        self.line.raw("export", "POST", "/api/method/cfm_app.api.exchange.export_list", json=asked)

    def _report(self) -> None:
        report(self)


class Analyst(Person):
    def act(self) -> None:
        report(self)


def report(person: Person) -> None:
    asked = {"report_name": person.chance.choice(REPORTS), "filters": "{}"}
    person.line.raw("report", "GET", "/api/method/frappe.desk.query_report.run", params=asked)


# Of thirty.
KINDS: tuple[tuple[type[Person], str, int], ...] = (
    (Operator, "CFM Operator", 18),
    (FocalPoint, "CFM Focal Point", 8),
    (Manager, "CFM Manager", 2),
    (Analyst, "CFM Analyst", 2),
)
