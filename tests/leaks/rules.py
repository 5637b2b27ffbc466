"""Assignment rules of a manager who would like to know more: they tell, they count, they fail."""

from __future__ import annotations

from typing import Any

from .cast import Visitor

AUTHOR = "manager@demo.cfm"
TELLING, COUNTING, FAILING = "Leaks telling", "Leaks counting", "Leaks failing"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PEOPLE = (AUTHOR, "operator2@demo.cfm")
RULES: dict[str, dict[str, Any]] = {
    FAILING: {
        "assign_condition": "name",
        "description": "{{ description.nothing[name] }}",
        "priority": 9,
    },
    TELLING: {
        "assign_condition": "sensitivity",
        "unassign_condition": "sensitivity and int(description)",
        "close_condition": "satisfaction_comment and int(satisfaction_comment)",
        "description": "{{ name }} {{ category }} {{ description }} {{ satisfaction_comment }}",
        "priority": 5,
    },
    COUNTING: {
        "assign_condition": "is_restricted",
        "description": "{{ name }}",
        "rule": "Load Balancing",
    },
}


def plant(author: Visitor) -> None:
    """Store them before there is anything to know."""
    for name, values in RULES.items():
        rule = {"name": name, "document_type": "Case", "rule": "Round Robin", **values}
        rule["users"] = [{"user": user} for user in PEOPLE]
        rule["assignment_days"] = [{"day": day} for day in DAYS]
        if author.send("GET", f"/api/resource/Assignment Rule/{name}").status_code != 200:
            author.create("Assignment Rule", **rule)


def remove(author: Visitor) -> None:
    """Whoever works in the office afterwards is not to meet them."""
    for name in RULES:
        author.send("DELETE", f"/api/resource/Assignment Rule/{name}")
