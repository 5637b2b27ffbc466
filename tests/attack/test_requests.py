"""Every door that is found by reflection, in every spelling and shape, by everybody."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.leaks.cast import Visitor
from tests.leaks.matrix import Answer
from tests.leaks.secret import Secret
from tests.live import Running, Server
from tests.story.doors import ENDING

from .amount import EACH
from .faults import cause, is_ours
from .requests import Planned, Request, of_document, of_function, variants
from .surface import Surface

AT_ONCE = 3
LEFT_OUT = (*ENDING, "reset_password", "handler.login")
PROTECTED = ("Case", "Sensitive Report", "Consent", "Referral", "Community Member")


def requests_about(surface: Surface, secret: Secret, chance: random.Random) -> Iterator[Planned]:
    """What is asked about one restricted case: its documents, its rows, and every function."""
    names = {
        "Case": secret.case,
        "Sensitive Report": secret.report,
        "Consent": secret.consent,
        "Referral": secret.referral,
        "Community Member": secret.member,
    }
    for doctype, name in names.items():
        fieldname = chance.choice(surface.fields[doctype]).fieldname
        for request in of_document(doctype, name, fieldname, "attacked"):
            yield from variants(request, [doctype, name])
    for doctype in chance.sample(sorted(surface.rows), 12):
        for name in surface.rows[doctype][:1]:
            for request in of_document(doctype, name, "idx", 1):
                yield from variants(request, [doctype])
    subject = {"doctype": "Case", "name": secret.case, "fieldname": "description", "txt": "zq"}
    subject |= {"filters": {"name": secret.case}, "doc": {"doctype": "Case", "name": secret.case}}
    for name, function in surface.functions.items():
        request = of_function(name, surface.arguments(function, subject))
        yield from variants(request, [secret.case])


def test_no_request_tells_or_breaks(
    office: Server | Running,
    cast: dict[str, Visitor],
    planted: list[Secret],
    surface: Surface,
    chance: random.Random,
) -> None:
    """0 leaks and 0 answers of 500, whatever is sent; of a bench, the framework's own are listed."""
    theirs: Counter[str] | None = None if isinstance(office, Server) else Counter()
    began = time.perf_counter()
    plans = {
        user: _plan(surface, planted, random.Random(f"{chance.random()}{user}")) for user in cast
    }
    statuses: Counter[int] = Counter()
    found: list[str] = []

    def attack(user: str) -> None:
        for request in plans[user]:
            answer = request.answer(cast[user])
            statuses[answer.status] += 1
            found.extend(wrong(request, answer, user, planted, theirs))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(attack, cast))
    total = statuses.total()
    print(
        f"\nAttacker: {total} requests by {len(cast)} users, {len(surface.functions)} functions,"
        f" {len(surface.fields)} types in {time.perf_counter() - began:.0f} s;"
        f" {dict(sorted(statuses.items()))}"
    )
    for where, times in theirs.most_common() if theirs else ():
        print(f"{times:>6}  {where}")
    assert not found, f"{len(found)} findings\n" + "\n".join(sorted(set(found))[:60])


def _plan(surface: Surface, planted: list[Secret], chance: random.Random) -> list[Request]:
    """The requests of one user: all of them, or as many as time allows, by chance."""
    left = [plan for secret in planted for plan in requests_about(surface, secret, chance)]
    drawn: list[Request] = []
    while left and len(drawn) < EACH:
        at = chance.randrange(len(left))
        left[at], left[-1] = left[-1], left[at]
        request = left.pop()()
        if not _ends_session(request):
            drawn.append(request)
    return drawn


def _ends_session(request: Request) -> bool:
    return any(word in request.text for word in LEFT_OUT)


def wrong(
    request: Request,
    answer: Answer,
    user: str,
    planted: list[Secret],
    theirs: Counter[str] | None = None,
) -> Iterator[str]:
    """What must not have been answered: errors of the server, and names of restricted cases.

    Errors of a framework that is not ours are counted in ``theirs``.
    """
    if answer.status >= 500 and answer.status not in (501, 503):
        if theirs is None or is_ours(request, answer):
            yield f"{answer.status} for {user}: {request}: {cause(answer)}"
        else:
            theirs[cause(answer)] += 1
    asked = request.text.casefold()
    for secret in planted:
        for told in secret.identifiers(user):
            if told and told.casefold() not in asked and answer.holds(told):
                yield f"{told} told to {user}: {request}"


@pytest.mark.parametrize(
    "path", ["/api/resource/Case", "/app/case", "/api/method/frappe.client.get_list"]
)
def test_malformed_requests_are_refused_cleanly(
    office: Server | Running, cast: dict[str, Visitor], path: str
) -> None:
    visitor = cast["operator@demo.cfm"]
    for query in (
        "filters=[[[[",
        "fields={",
        "limit=x",
        "limit=-1",
        "order_by=;drop",
        "fields=[[]]",
        "filters=" + "[" * 3000,
        "%00=1",
        'filters={"name":{"a":1}}',
        "limit_start=9e99",
        'filters=[["name","regexp","("]]',
        "or_filters=1",
        "group_by=(",
        "as_dict=%ff",
    ):
        request = Request("GET", f"{path}?{query}")
        answer = request.answer(visitor)
        is_theirs = not isinstance(office, Server) and not is_ours(request, answer)
        assert answer.status < 500 or is_theirs, (str(request), answer.text[:300])
