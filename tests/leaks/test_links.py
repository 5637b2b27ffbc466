"""A link to a closed case is answered like one to nowhere, however it is spelled and whatever else is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

import cfm_app

from .cast import Visitor
from .planting import ordinary_case
from .secret import Secret

OPERATOR = "operator2@demo.cfm"
MISSING = "CFM-2020-000000"
WRONG: dict[str, Any] = {
    **dict.fromkeys(("Link", "Select"), "no such word"),
    **dict.fromkeys(("Date", "Datetime", "Time", "Int", "Float", "Check"), "garbage"),
    **{fieldtype: {"not": "text"} for fieldtype in ("Data", "Small Text", "Text", "Phone")},
}


def said(answer: requests.Response) -> tuple[int, str, str]:
    """Status, kind of error and words of an answer."""
    body = answer.json()
    messages = json.loads(body.get("_server_messages", "[]"))
    words = " ".join(json.loads(each)["message"] for each in messages)
    return answer.status_code, str(body.get("exc_type")), words


def faults() -> Iterator[tuple[str, Any]]:
    """For each field of a case and of its rows a value that is refused, or at least may be."""
    yield "received_on", "2099-01-01 00:00:00"
    for df in _fields("case"):
        if df["fieldtype"] == "Table":
            for each in _fields(df["options"].lower().replace(" ", "_")):
                if each["fieldtype"] in WRONG:
                    yield df["fieldname"], [{each["fieldname"]: WRONG[each["fieldtype"]]}]
        elif df["fieldtype"] in WRONG and df["fieldname"] != "duplicate_of":
            yield df["fieldname"], WRONG[df["fieldtype"]]


def _fields(doctype: str) -> list[dict[str, Any]]:
    folder = Path(cfm_app.__file__).parent / "cfm_app" / "doctype" / doctype
    fields: list[dict[str, Any]] = json.loads((folder / f"{doctype}.json").read_text())["fields"]
    return fields


def test_whatever_else_is_wrong(cast: dict[str, Visitor], planted: list[Secret]) -> None:
    """What a framework finds wrong first must not stand in the place of the refusal of a closed link."""
    operator = cast[OPERATOR]
    own = ordinary_case(operator)
    stored = operator.get("Case", own)
    for fieldname, value in faults():
        for verb, path, body in (
            ("PUT", f"/api/resource/Case/{own}", lambda changed: changed),
            (
                "POST",
                "/api/method/frappe.client.save",
                lambda changed: {"doc": json.dumps({**stored, **changed})},
            ),
        ):
            answers = []
            for name in (MISSING, planted[0].case):
                sent = body({fieldname: value, "duplicate_of": name})
                status, kind, words = said(operator.send(verb, path, json=sent))
                answers.append((status, kind, words.replace(name, "")))
            assert answers[0] == answers[1], (fieldname, value)


def test_documents_of_the_type_beside_them(cast: dict[str, Visitor], planted: list[Secret]) -> None:
    path = "/api/method/frappe.model.workflow.get_common_transition_actions"
    operator = cast[OPERATOR]
    own = ordinary_case(operator)
    for around in ([], [{"name": own}]):
        for of_type in ({}, {"doctype": None}, {"doctype": ""}):
            answers = []
            for name in (MISSING, planted[0].case):
                docs = [*around, {"name": name, **of_type}]
                for sent in (docs, json.dumps(docs), json.dumps(json.dumps(docs))):
                    answer = operator.send("POST", path, json={"doctype": "Case", "docs": sent})
                    status, kind, words = said(answer)
                    answers.append((status, kind, words.replace(name, "")))
            # However it is sent, a closed one is answered as a missing one.
            half = len(answers) // 2
            assert answers[:half] == answers[half:]
    own_alone = operator.send("POST", path, json={"doctype": "Case", "docs": [{"name": own}]})
    assert own_alone.json()["message"]


@pytest.mark.parametrize("spelled", [str.lower, "{} ".format, str.title])
def test_nor_is_it_in_another_spelling(
    cast: dict[str, Visitor], planted: list[Secret], spelled: Callable[[str], str]
) -> None:
    """A framework puts the stored spelling in the place of the sent one: the refusal shows what was sent."""
    operator = cast[OPERATOR]
    own = ordinary_case(operator)
    roads: list[tuple[str, str, Callable[[str], dict[str, Any]]]] = [
        ("PUT", f"/api/resource/Case/{own}", lambda name: {"duplicate_of": name}),
        (
            "POST",
            "/api/method/frappe.client.set_value",
            lambda name: {
                "doctype": "Case",
                "name": own,
                "fieldname": "duplicate_of",
                "value": name,
            },
        ),
    ]
    for secret in planted:
        for verb, path, body in roads:
            answers = []
            for name in (spelled(secret.case), spelled("CFM-2020-000000")):
                seen = operator.send(verb, path, json=body(name))
                messages = json.loads(seen.json()["_server_messages"])
                said = " ".join(json.loads(each)["message"] for each in messages)
                assert name in said, said
                answers.append((seen.status_code, said.replace(name, "")))
            assert answers[0] == answers[1]
