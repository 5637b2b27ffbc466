"""A method named beside an address that runs none: no page answers differently about closed documents for it.

A page reads the arguments of a request; rules that know a method by name must not take the page for that method.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cfm_app.hooks import override_whitelisted_methods
from cfm_app.security.gates.request_gate import RULED
from tests.leaks.cast import GUEST, Visitor
from tests.leaks.secret import Secret

from .requests import Request
from .surface import Surface
from .test_conditions import NOTHING, tells

# What pages of the framework and of the app read of a request lies under these.
PAGES = (
    "/printview",
    "/app/print",
    "/app/case",
    "/cfm/feedback",
    "/cfm/status",
    "/api/resource/Case",
)
# Methods for which there are rules, and one that takes the words of strangers.
COMMANDS = sorted(
    {
        *RULED,
        *override_whitelisted_methods,
        "cfm_app.api.channels.receive",
        "ping",
        "no.such.method",
    }
)
REFUSED = (400, 401, 403, 404, 405, 417)


def bodies(
    kind: str, secret: Secret, command: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Arguments that mean a closed document by what it holds or by its name, and the same about nothing."""
    pairs: list[tuple[Any, Any]] = [
        ({"description": ["like", f"%{secret.word}%"]}, {"description": ["like", f"%{NOTHING}%"]}),
        (secret.case if kind == "Case" else secret.report, NOTHING),
    ]
    for one, other in pairs:
        for key in ("name", "docname"):
            yield tuple({"doctype": kind, key: each, "cmd": command} for each in (one, other))  # type: ignore[misc]


@pytest.mark.parametrize("user", [GUEST, "operator2@demo.cfm"])
@pytest.mark.parametrize("kind", ["Case", "Sensitive Report"])
def test_no_page_tells_of_closed_documents_beside_a_command(
    cast: dict[str, Visitor], planted: list[Secret], user: str, kind: str
) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "")
    found = []
    for path in PAGES:
        for command in COMMANDS:
            for one, other in bodies(kind, secret, command):
                for verb in ("GET", "POST"):
                    pair = [Request(verb, path, body=json.dumps(each)) for each in (one, other)]
                    if tells(cast[user], *pair, secret.case if kind == "Case" else secret.report):
                        found.append(str(pair[0]))
    assert found == []


@pytest.mark.parametrize("user", [GUEST, "operator2@demo.cfm", "Administrator"])
def test_a_command_stands_at_the_root_alone(
    cast: dict[str, Visitor], admin: Visitor, surface: Surface, user: str
) -> None:
    visitor = admin if user == "Administrator" else cast[user]
    assert visitor.send("GET", "/", params={"cmd": "ping"}).json() == {"message": "pong"}
    for path in (*PAGES, "/api/method/ping"):
        for given in ({"params": {"cmd": "ping"}}, {"json": {"cmd": "ping"}}):
            answer = visitor.send("GET", path, **given)
            assert answer.status_code in REFUSED, (path, given, answer.status_code)
            assert "pong" not in answer.text
