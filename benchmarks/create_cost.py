"""What a create of a case asks: calls of functions, modules entered, statements of SQL.

    python -m benchmarks.create_cost [--shelf FOLDER] [--only NAME...] [--repeated 2] [--functions 40] [--below 40]

Asks the demo office in this process, over its HTTP application, as an operator: a case by the plain API, which gets its
procedure, steps and clocks; the same by one call of the console, which also registers it; and that with a person and a
consent. Each is asked a few times before it counts. Counts are the same on a busy machine; the clock is not asked.

``--repeated 2`` says which statements were asked so often, and who asked; ``--functions`` which functions were called
most; ``--below`` what all calls below a function come to. ``--shelf`` keeps the office for the next time.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import frappe_embedded

frappe_embedded.activate()

from tests.leaks.costs import EXECUTING, Cost, Inside  # noqa: E402
from tests.live import READ  # noqa: E402
from tests.patterns import Patterns  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
OPERATOR = "operator@demo.cfm"
WARM = 3
LEAF = '[["is_group","=",0],["category_name","like","%ration%"]]'
CONSOLE = "/api/method/cfm_app.api.console.new_case"
CASE = {"speaker_relation": "Self", "sex": "Female", "age_group": "18-59", "language": "fra"}
BELOW_DATABASE = ("/kernel/db/", "/kernel/query/")
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b")


@dataclass
class Trail(Cost):
    """As `Cost`, with what each statement was, who asked it, and the calls below each function of the app."""

    asked: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    below: Counter[str] = field(default_factory=Counter)
    _stack: list[str] = field(default_factory=list)

    @property
    def modules(self) -> int:
        """Files of the app and of the engine in which a function was called."""
        return len({name.rpartition(":")[0] for name in self.functions if str(ROOT) in name})

    def listen(self, frame: FrameType, event: str, argument: Any) -> None:
        super().listen(frame, event, argument)
        if event == "call":
            self._stack.append(_place(frame))
            self.below.update(set(self._stack))
        elif event == "return" and self._stack:
            self._stack.pop()
        elif event == "c_call" and argument.__name__ in EXECUTING:
            sql = str(frame.f_locals.get("sql") or frame.f_code.co_name)
            self.asked[_LITERAL.sub("…", " ".join(sql.split()))][_who(frame)] += 1


def _place(frame: FrameType) -> str:
    path = frame.f_code.co_filename.replace(f"{ROOT}/", "")
    return f"{path}:{frame.f_code.co_name}"


def _who(frame: FrameType | None) -> str:
    """The two nearest functions above the database that asked for a statement."""
    found: list[str] = []
    while frame is not None and len(found) < 3:
        path = frame.f_code.co_filename
        if str(ROOT) in path and not any(part in path for part in BELOW_DATABASE):
            found.append(f"{_place(frame)}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(found)


class Asking(Inside):
    """Whoever records the cases."""

    counted = Trail
    cost: Trail

    def first(self, doctype: str, filters: str = "[]") -> str:
        """The first record of a DocType that filters let through."""
        answer = self.send(
            "GET", f"/api/resource/{doctype}", params={"filters": filters, "limit": 1}
        )
        return str(json.loads(answer.content)["data"][0]["name"])

    def choose(self) -> None:
        """Take a channel, and a category that has a procedure of its own."""
        self.chosen = {
            "channel": self.first("CFM Channel"),
            "category": self.first("Case Category", LEAF),
        }

    def case(self, words: str) -> dict[str, Any]:
        return {**CASE, **self.chosen, "description": words}

    def post(self, path: str, given: dict[str, Any]) -> None:
        answer = self.send("POST", path, json=given)
        assert answer.status_code == 200, answer.content


def by_resource(asking: Asking, words: str) -> None:
    asking.post("/api/resource/Case", asking.case(words))


def by_console(asking: Asking, words: str) -> None:
    asking.post(CONSOLE, {"case": asking.case(words), "request_id": words})


def with_person(asking: Asking, words: str) -> None:
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Call back")]
    given = {
        "case": asking.case(words),
        "person": {"full_name": f"Fatimé {words}", "language": "fra"},
        "consent": {"giver": "Self", "method": "Oral", "statement": READ, "purposes": purposes},
        "request_id": words,
    }
    asking.post(CONSOLE, given)


CREATES: dict[str, Callable[[Asking, str], None]] = {
    "by the plain API": by_resource,
    "by the console": by_console,
    "by the console, with a person and a consent": with_person,
}


def measure(asking: Asking, create: Callable[[Asking, str], None]) -> Trail:
    for number in range(WARM + 1):
        create(asking, f"Le point d'eau est en panne, {create.__name__} {number}")
    return asking.cost


def tell(name: str, cost: Trail, options: argparse.Namespace) -> None:
    print(f"{name}: {cost.calls:,} calls, {cost.modules} modules, {cost.statements} statements")
    for sql, who in sorted(cost.asked.items(), key=lambda each: -each[1].total()):
        if who.total() >= options.repeated:
            print(f"  {who.total():3} {sql[:160]}")
            for caller, count in who.most_common():
                print(f"      {count} {caller}")
    for function, count in cost.functions.most_common(options.functions):
        print(f"  {count:5} {function.replace(f'{ROOT}/', '')}")
    for function, count in cost.below.most_common(options.below):
        print(f"  {count:6} {function}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shelf", type=Path, help="where the office is kept")
    parser.add_argument("--only", choices=CREATES, nargs="+", default=list(CREATES))
    parser.add_argument("--repeated", type=int, default=1000, help="at least so many times")
    parser.add_argument("--functions", type=int, default=0)
    parser.add_argument("--below", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = options.shelf or Path(folder) / "patterns"
        shelf.mkdir(parents=True, exist_ok=True)
        office = Patterns(shelf).office(Path(folder) / "office")
        asking = Asking(office.site, OPERATOR)
        asking.choose()
        for name in options.only:
            tell(name, measure(asking, CREATES[name]), options)


if __name__ == "__main__":
    main()
