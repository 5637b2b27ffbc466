"""Values that no form sends, where somebody tried them: refused with a sentence, never broken off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.leaks.cast import Visitor

from .requests import Request

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
SURROGATE = '{"doctype": "Case", "name": "\\ud800", "q": "\\ud800", "text": "\\ud800"}'
# A bench answers these with 500 and its own traceback, before it asks the app for anything.
OF_FRAPPE: tuple[tuple[str, Request], ...] = (
    (MANAGER, Request("POST", "/api/method/frappe.desk.form.assign_to.add", body={})),
    (MANAGER, Request("POST", "/api/method/frappe.desk.form.assign_to.add", body={"assign_to": 5})),
    *(
        (OPERATOR, Request("GET", f"/api/{kind}/Referral", (("fields", fields),)))
        for kind in ("resource", "v2/document")
        for fields in ("true", "5", "null", '"name"', "{}", "[[]]", "[null]", "[5]")
    ),
    (
        OPERATOR,
        Request(
            "POST",
            "/api/method/frappe.client.get",
            body={"doctype": "Case", "filters": [5], "parent": "Case"},
        ),
    ),
)
ODD: tuple[tuple[str, Request], ...] = (
    *(
        (
            MANAGER,
            Request(
                "POST",
                "/api/method/cfm_app.api.absences.write_down",
                body={"user": "focal@demo.cfm", "since": since},
            ),
        )
        for since in ("0000-00-00", "2026-13-40", "", "x", 5, [], None, True)
    ),
    *(
        (
            OPERATOR,
            Request(
                "POST",
                "/api/method/frappe.client.get",
                body={"doctype": kind, "filters": filters, "parent": "Case"},
            ),
        )
        for kind in ("Case", "CFM Follow Up", "Has Role", "Consent Purpose")
        for filters in ([["name", "=", "x"]], [["x"]], [5], "x", [[]], {"name": ["like", "x"]})
        if (kind, filters) != ("Case", [5])
    ),
    *(
        (OPERATOR, Request("GET", f"/app/report-file/case?{key}=%25"))
        for key in ("group_by", "order_by", "fields", "filters", "aggregate_on")
    ),
    *(
        (OPERATOR, Request(verb, f"/cfm/{page}", body=SURROGATE))
        for verb in ("GET", "POST")
        for page in ("case", "feedback", "status", "search", "new-case", "inbox")
    ),
)


@pytest.mark.parametrize(
    ("user", "request_"),
    (
        *ODD,
        *(
            pytest.param(
                *each, marks=pytest.mark.embedded("Frappe breaks off before the app is asked")
            )
            for each in OF_FRAPPE
        ),
    ),
    ids=lambda each: str(each)[:80],
)
def test_it_is_refused_with_a_sentence(
    cast: dict[str, Visitor], user: str, request_: Request
) -> None:
    answer = request_.answer(cast[user])
    assert answer.status < 500, answer.text[:600]


def test_half_a_character_is_refused_and_the_app_itself_replaces_it(
    cast: dict[str, Visitor],
) -> None:
    operator = cast[OPERATOR]
    said = '"category": "Quantité de la ration", "description": "riz \\ud83c"'
    typed = f'{{"doctype": "Case", {said}}}'
    for address, body in (
        ("/api/resource/Case", f"{{{said}}}"),
        ("/api/v2/document/Case", f"{{{said}}}"),
        ("/api/method/frappe.client.insert", f'{{"doc": {typed}}}'),
        ("/api/method/frappe.client.insert", json.dumps({"doc": typed})),
    ):
        answer = Request("POST", address, body=body).answer(operator)
        assert answer.status == 417, answer.text[:600]
        assert "Envoyez-le en entier" in answer.text, answer.text[:600]
    case = operator.create("Case", category="Quantité de la ration", description="Sac percé")
    noted = f'{{"case": "{case["name"]}", "action": "riz \\ud83c"}}'
    answer = Request("POST", "/api/method/cfm_app.api.cases.note", body=noted).answer(operator)
    assert answer.status == 200, answer.text[:600]
    assert operator.get("Case", case["name"])["follow_ups"][-1]["action"] == "riz \ufffd"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("2026-11-30T10:15:00Z", 200),
        ("2026-11-30T11:15:00+01:00", 200),
        ("2026-11-30T10:15:00.123456+00:00", 200),
        ("2026-11-30 11:15:00", 200),
        ("0000-00-00 00:00:00", 417),
        (20261130, 417),
        (True, 417),
        ("yesterday", 417),
    ],
)
def test_moments_come_as_clients_send_them(
    cast: dict[str, Visitor], given: Any, status: int
) -> None:
    operator = cast[OPERATOR]
    body = {"received_on": given, "category": "Quantité de la ration", "description": "x"}
    answer = operator.send("POST", "/api/resource/Case", json=body)
    assert answer.status_code == status, answer.text[:600]
    if status == 200 and "T" in str(given):
        stored = operator.get("Case", answer.json()["data"]["name"])["received_on"]
        # Chad is an hour ahead of Greenwich.
        assert stored == "2026-11-30 11:15:00", json.dumps(stored)
