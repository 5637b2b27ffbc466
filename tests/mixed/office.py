"""The office that is put to work: its people are made, and afterwards it is counted what it holds."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..live import Client
from .line import Line, Record
from .people import AREA, KINDS, ROWS_OF_IMPORT, FocalPoint, Person

THIRTY = sum(count for _kind, _role, count in KINDS)
PASSWORD = "Une-crue-en-aout-7316!"


@dataclass
class Office:
    url: str
    admin: Client
    record: Record
    run: str

    def people(self, count: int, seed: int) -> list[Person]:
        """New users of each kind, in the proportions of an office of thirty."""
        found: list[Person] = []
        for kind, role, share in KINDS:
            for number in range(max(1, round(share * count / THIRTY))):
                user = f"{self.run}.{kind.__name__.lower()}{number}@mixed.example"
                self._make(user, role)
                line = Line(self.url, user, PASSWORD, self.record)
                mark = f"{self.run}-{kind.__name__[0]}{number}"
                found.append(kind(line, mark, random.Random(f"{seed} {mark}")))
        focal_points = [each.line.user for each in found if isinstance(each, FocalPoint)]
        for each in found:
            each.colleagues = focal_points
        return found

    def _make(self, user: str, role: str) -> None:
        self.admin.create(
            "User",
            email=user,
            first_name=user.split("@")[0],
            send_welcome_email=0,
            user_type="System User",
            language="fr",
            new_password=PASSWORD,
            roles=[{"role": role}],
        )
        if role == "CFM Focal Point":
            self.admin.create("CFM Focal Point", functional_area=AREA, user=user, enabled=1)

    def wrong(self, people: list[Person]) -> list[str]:
        """What was told yes to and is not there, or is there more than once."""
        return [
            *self._cases(people),
            *self._answers(people),
            *self._imports(people),
            *self._notices(),
        ]

    def _listed(self, doctype: str, fields: tuple[str, ...], **filters: Any) -> list[dict]:
        return self.admin.list(
            doctype,
            fields=json.dumps(fields),
            filters=json.dumps([[key, *value] for key, value in filters.items()]),
            limit_page_length=0,
        )

    def _cases(self, people: list[Person]) -> list[str]:
        like = ("like", f"{self.run}-%")
        rows = self._listed("Case", ("name", "description", "phase"), description=like)
        marks = {row["name"]: row["description"].split()[0] for row in rows}
        phases = {row["name"]: row["phase"] for row in rows}
        found = [
            f"{mark}: stored {n} times" for mark, n in Counter(marks.values()).items() if n > 1
        ]
        for person in people:
            for mark, case in person.work.cases.items():
                if marks.get(case) != mark:
                    found.append(f"{mark}: {case} is lost")
            for case in person.work.closed:
                if phases.get(case) != "Closed":
                    found.append(f"{case}: {phases.get(case)}, and was closed")
        for doctype, field in (("Consent", "cfm_case"), ("Referral", "cfm_case")):
            of_cases = Counter(row[field] for row in self._listed(doctype, (field,)))
            found += [
                f"{doctype} of {name}: {of_cases[name]}" for name in marks if of_cases[name] > 1
            ]
        names = Counter(
            row["full_name"]
            for row in self._listed(
                "Community Member", ("full_name",), full_name=("like", f"Personne {self.run}-%")
            )
        )
        return found + [f"{name}: {count} times" for name, count in names.items() if count > 1]

    def _answers(self, people: list[Person]) -> list[str]:
        like = ("like", f"%{self.run}-%")
        done = {
            row["name"]
            for row in self._listed("Referral", ("name", "workflow_state"), response=like)
            if row["workflow_state"] == "Done"
        }
        return [
            f"{referral}: its answer is lost"
            for person in people
            for referral in person.work.answered
            if referral not in done
        ]

    def _imports(self, people: list[Person]) -> list[str]:
        rows = self._listed("Case", ("source_id",), source_id=("like", f"{self.run}-%"))
        numbers = Counter(row["source_id"] for row in rows)
        found = [f"row {number}: {count} times" for number, count in numbers.items() if count > 1]
        for person in people:
            for mark in person.work.imported:
                stored = sum(number.startswith(mark) for number in numbers)
                if stored != ROWS_OF_IMPORT:
                    found.append(f"{mark}: {stored} rows of {ROWS_OF_IMPORT}")
        return found

    def _notices(self) -> list[str]:
        since = ("like", f"%{self.run}%")
        rows = self._listed(
            "Notification Log",
            ("document_name", "for_user", "subject", "type"),
            for_user=since,
        )
        counted = Counter(tuple(row.values()) for row in rows)
        return [f"{notice}: told {count} times" for notice, count in counted.items() if count > 1]
