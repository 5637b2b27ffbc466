"""What assigning many cases would do, asked by those who handle restricted ones and by those who do not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .cast import STRANGER, Visitor
from .planting import ordinary_case
from .secret import Secret

OPERATOR, FOCAL_POINT = "operator@demo.cfm", "focal@demo.cfm"
pytestmark = pytest.mark.embedded("asks the desk of this engine")


def effect(visitor: Visitor, names: list[str], user: str) -> dict[str, Any]:
    asked = {"doctype": "Case", "names": names, "user": user}
    told: dict[str, Any] = visitor.ok("POST", "/app/assignment-effect", json=asked)
    return told


def test_the_handler_sees_who_may_not_have_a_restricted_case(
    cast: dict[str, Visitor], planted: list[Secret]
) -> None:
    for secret in planted:
        owner = cast[secret.handler]
        for user in (FOCAL_POINT, STRANGER):
            told = effect(owner, [secret.case], user)
            assert told["assigned"] == told["shared"] == [], (secret.word, user)
            [group] = told["groups"]
            assert group["entries"][0]["reason"]


def test_whoever_may_not_see_a_case_learns_nothing_of_it(
    cast: dict[str, Visitor], planted: list[Secret]
) -> None:
    operator = cast[OPERATOR]
    open_case = ordinary_case(operator)
    for secret in planted:
        answers = []
        for name in (secret.case, "CFM-2026-000000"):
            asked = {"doctype": "Case", "names": [open_case, name], "user": OPERATOR}
            answer = cast[FOCAL_POINT].send("POST", "/app/assignment-effect", json=asked)
            # Each page has its own number for scripts.
            text = re.sub(r'nonce="[^"]*"', "", answer.text)
            answers.append((answer.status_code, text.replace(name, "")))
        assert answers[0] == answers[1]
    told = effect(operator, [open_case], OPERATOR)
    assert told["assigned"] == [open_case]
    tasks = json.dumps({"reference_name": open_case, "allocated_to": OPERATOR})
    assert operator.list("ToDo", filters=tasks) == []
