"""What a person asks about their data is read by who handles it, and its restricted part by its handler alone.

Every function that clients can call, found by reflection, is called about a request and about its part; so are
the pages, the print, the file and the lists. Whoever may not see them learns no word, and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Answer, Served, serving  # noqa: E402
from ..live import ROOT  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .doors import arguments, methods  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

REQUEST, PART = "CFM Person Request", "CFM Request Part"
TAKER, OTHER, ANALYST = "takes@test.cfm", "other@test.cfm", "counts@test.cfm"
GUARDIAN, HANDLER = "guards@test.cfm", "handles@test.cfm"
ROLES = {
    TAKER: ("CFM Operator",),
    OTHER: ("CFM Operator",),
    ANALYST: ("CFM Analyst",),
    GUARDIAN: ("CFM Data Protection",),
    HANDLER: ("CFM PSEA Focal Point",),
}
WORDS, SECRET = "asks to see all 5571", "what the guard did 5572"
PAPER = "A paper with their name, seen"
RIGHT = "Right answer"
# By whom what is not seen, and the words that would tell of it.
CLOSED = [
    (OTHER, REQUEST),
    (ANALYST, REQUEST),
    (OTHER, PART),
    (GUARDIAN, PART),
    (TAKER, PART),
]
LEFT_OUT = ("logout", ".breaches.report")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("requests"), patterns, with_app=True) as served:
        chosen = {"enable_two_factor_auth": 0, "language": "en", "deny_multiple_sessions": 0}
        served.work(lambda: local.db.set_value("System Settings", "System Settings", chosen))
        for user, roles in ROLES.items():
            served.add_user(user, *roles, language="en")
        yield served


@pytest.fixture(scope="module")
def subjects(site: Served) -> dict[str, str]:
    """A request of a person with an ordinary and a restricted case, with its part; both by name."""
    taker = site.logged_in(TAKER)
    person = {"full_name": "Zenaba Kosso 5573", "household_size": 4}
    member = taker.post("/api/resource/Community%20Member", person).json["data"]["name"]
    case = {"description": "ration 5574", "community_member": member}
    taker.post("/api/resource/Case", case)
    secret = {"description": SECRET, "community_member": member}
    secret["category"] = "Exploitation ou abus sexuel"
    made = site.logged_in(HANDLER).post("/api/resource/Case", secret)
    restricted = str(made.json["data"]["name"])
    values = {"kind": "Access", "words": WORDS, "received_via": "Phone"}
    entered = taker.call("cfm_app.api.person_requests.register", values=values, subject=member)
    name = str(entered.json["message"]["name"])
    outcomes = {"Full name": RIGHT, PAPER: RIGHT}
    act = {"name": name, "outcomes": outcomes}
    assert taker.call("cfm_app.api.person_requests.check_identity", **act).status == 200
    part = site.work(lambda: get_all(PART, filters={"request": name}, pluck="name"))[0]
    site.work(lambda: _hang_on(name, str(part)))
    return {REQUEST: name, PART: str(part), "Case": restricted}


def _hang_on(request: str, part: str) -> None:
    for doctype, name, words in ((REQUEST, request, WORDS), (PART, part, SECRET)):
        place = {"reference_doctype": doctype, "reference_name": name}
        get_doc(
            {"doctype": "Comment", "comment_type": "Comment", "content": words, **place}
        ).insert()


def about(doctype: str, name: str) -> dict[str, Any]:
    doc = {"doctype": doctype, "name": name}
    values = {"doctype": doctype, "name": name, "part": name, "text": "557", "doc": doc}
    values |= {"names": [name], "docnames": [name], "docs": [doc], "fields": ["*"], "filters": {}}
    values |= {
        "values": {},
        "outcomes": {"Full name": RIGHT, PAPER: RIGHT},
        "purposes": {"Record": 1},
    }
    return values | {"fieldname": "state", "value": "Closed", "reason": "x", "words": "x"}


def stored(site: Served) -> Any:
    def read() -> list[Any]:
        tables = (REQUEST, PART, "CFM Request Question", "CFM Request Change")
        return [
            dict(row) for each in tables for row in get_all(each, fields=["*"], order_by="name")
        ]

    return site.work(read)


def told(answer: Answer) -> str:
    if answer.content[:1] == b"{":
        return json.dumps(answer.json, ensure_ascii=False)
    return answer.text


def tells(answer: Answer, doctype: str, subjects: dict[str, str]) -> bool:
    words = (WORDS,) if doctype == REQUEST else (SECRET, subjects["Case"])
    return any(word in told(answer) for word in words)


@pytest.mark.parametrize(("user", "doctype"), CLOSED)
def test_no_function_tells_or_changes_anything(
    site: Served, subjects: dict[str, str], user: str, doctype: str
) -> None:
    client, before, open_doors = site.logged_in(user), stored(site), {}
    for name, (function, _exposed) in methods("frappe", "cfm_app").items():
        if name.endswith(LEFT_OUT):
            continue
        given = arguments(function, about(doctype, subjects[doctype]))
        if tells(client.post(f"/api/method/{name}", given), doctype, subjects):
            open_doors[name] = given
    assert open_doors == {}
    assert stored(site) == before


@pytest.mark.parametrize(("user", "doctype"), CLOSED)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, subjects: dict[str, str], user: str, doctype: str
) -> None:
    client = site.logged_in(user)
    found = [
        path
        for path in paths(doctype, subjects)
        if tells(client.get(path, Accept="*/*"), doctype, subjects)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("user", "doctype", "fewest"), [(GUARDIAN, REQUEST, 8), (HANDLER, PART, 8)]
)
def test_whoever_handles_it_reads_it(
    site: Served, subjects: dict[str, str], user: str, doctype: str, fewest: int
) -> None:
    """Else the others would be shown nothing for another reason."""
    client = site.logged_in(user)
    shown = [
        path
        for path in paths(doctype, subjects)
        if tells(client.get(path, Accept="*/*"), doctype, subjects)
    ]
    assert len(shown) >= fewest, shown
    key = "part" if doctype == PART else "name"
    given = {key: subjects[doctype]}
    answer = client.post("/api/method/cfm_app.api.person_requests.file", given)
    assert tells(answer, doctype, subjects)


def paths(doctype: str, subjects: dict[str, str]) -> list[str]:
    """Pages of the app by what lies in its folder; lists, forms and prints of the desk."""
    name = subjects[doctype]
    pages = [page.stem for page in (ROOT / "cfm_app/www/cfm").glob("*.html")]
    found = [f"/cfm/{page}?{key}={name}" for page in pages for key in ("name", "part")]
    slug, type_ = doctype.lower().replace(" ", "-"), doctype.replace(" ", "%20")
    found += [f"/app/{slug}", f"/app/{slug}/{name}", f"/app/{slug}/view/report"]
    found += [f"/app/print/{slug}/{name}", f"/api/v2/document/{type_}/{name}"]
    found.append(f"/printview?doctype={type_}&name={name}&format=Standard")
    for kind in (type_, "Comment", "Version", "Notification%20Log", "CFM%20Access%20Log"):
        asked = f'fields=["*"]&parent={type_}&limit_page_length=0'
        found += [f"/api/resource/{kind}?{asked}", f"/api/v2/document/{kind}?{asked}"]
    return [*found, f"/api/resource/{type_}/{name}"]
