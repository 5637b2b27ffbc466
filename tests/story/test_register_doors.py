"""What data protection keeps is read by nobody else: not by whom it concerns, not by whoever reported it.

Every function that clients can call, found by reflection, is called about a breach and an alert; so are the
pages, lists, prints and files. Whoever may not see them learns no word, and changes nothing.
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

from ..engine.served import Answer, Client, Served, serving  # noqa: E402
from ..live import ROOT  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .doors import arguments, methods  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

BREACH, ALERT = "CFM Data Breach", "CFM Reading Alert"
REPORTER, CONCERNED = "reports@test.cfm", "concerned@test.cfm"
ANALYST, GUARDIAN = "counts@test.cfm", "guards@test.cfm"
ROLES = {
    REPORTER: ("CFM Operator",),
    CONCERNED: ("CFM Manager",),
    ANALYST: ("CFM Analyst",),
    GUARDIAN: ("CFM Data Protection",),
}
SECRET = "register lost 4471"
MARKERS = (SECRET, "note of the register 4472", "proof-4473", "measure 4474", "reader4475@test.cfm")
CLOSED_TO = (REPORTER, CONCERNED, ANALYST)
LEFT_OUT = ("logout",)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("register"), patterns, with_app=True) as served:
        chosen = {"enable_two_factor_auth": 0, "language": "en", "deny_multiple_sessions": 0}
        served.work(lambda: local.db.set_value("System Settings", "System Settings", chosen))
        for user, roles in ROLES.items():
            served.add_user(user, *roles, language="en")
        yield served


@pytest.fixture(scope="module")
def subjects(site: Served) -> list[tuple[str, str]]:
    """A breach that concerns the manager, with a note and a file; an alert about an operator."""
    values = {"description": SECRET, "concerns": CONCERNED}
    made = site.logged_in(REPORTER).call("cfm_app.api.breaches.report", values=values)
    name = str(made.json["message"]["name"])
    guardian = site.logged_in(GUARDIAN)
    act = {"name": name, "measure": MARKERS[3]}
    assert guardian.call("cfm_app.api.breaches.add_measure", **act).status == 200
    alert = site.work(lambda: _hang_on(name))
    return [(BREACH, name), (ALERT, alert)]


def _hang_on(breach: str) -> str:
    place = {"reference_doctype": BREACH, "reference_name": breach}
    note = {"doctype": "Comment", "comment_type": "Comment", "content": MARKERS[1]}
    get_doc({**note, **place}).insert()
    kept = {"doctype": "File", "file_name": f"{MARKERS[2]}.txt", "content": SECRET}
    get_doc(
        {**kept, "is_private": 1, "attached_to_doctype": BREACH, "attached_to_name": breach}
    ).insert()
    found = {"doctype": ALERT, "alert_kind": "Cases of others", "persons_count": 20}
    alert = get_doc({**found, "reader": MARKERS[4], "read_from": "2026-11-27 09:00:00"})
    return str(alert.insert(ignore_permissions=True).name)


def about(doctype: str, name: str) -> dict[str, Any]:
    doc = {"doctype": doctype, "name": name}
    values = {"doctype": doctype, "name": name, "text": "4471", "doc": doc, "docs": [doc]}
    values |= {"names": [name], "docnames": [name], "fields": ["*"], "filters": {}, "values": {}}
    return values | {"fieldname": "state", "value": "Closed", "reason": "x", "words": "x"}


def stored(site: Served) -> Any:
    def read() -> list[Any]:
        tables = (BREACH, ALERT, "CFM Breach Measure", "CFM Breach Notice")
        return [
            dict(row) for each in tables for row in get_all(each, fields=["*"], order_by="name")
        ]

    return site.work(read)


def told(answer: Answer) -> str:
    return (
        json.dumps(answer.json, ensure_ascii=False) if answer.content[:1] == b"{" else answer.text
    )


def tells(answer: Answer) -> bool:
    return any(marker in told(answer) for marker in MARKERS)


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_function_tells_or_changes_anything(
    site: Served, subjects: list[tuple[str, str]], user: str
) -> None:
    client, before, open_doors = site.logged_in(user), stored(site), {}
    for name, (function, _exposed) in methods("frappe", "cfm_app").items():
        if name.endswith((*LEFT_OUT, ".breaches.report")):
            continue
        for doctype, document in subjects:
            given = arguments(function, about(doctype, document))
            if tells(client.post(f"/api/method/{name}", given)):
                open_doors[name] = given
    assert open_doors == {}
    assert stored(site) == before


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_page_list_print_or_file_tells_anything(
    site: Served, subjects: list[tuple[str, str]], user: str
) -> None:
    client = site.logged_in(user)
    assert [path for path in paths(site, subjects) if tells(client.get(path, Accept="*/*"))] == []


def test_data_protection_reads_it(site: Served, subjects: list[tuple[str, str]]) -> None:
    """Else the others would be shown nothing for another reason."""
    client = site.logged_in(GUARDIAN)
    assert sum(tells(client.get(path, Accept="*/*")) for path in paths(site, subjects)) > 12


def paths(site: Served, subjects: list[tuple[str, str]]) -> list[str]:
    """Pages of the app by what lies in its folder; lists, forms, prints and files of the desk."""
    name = subjects[0][1]
    found = [f"/cfm/{page.stem}?name={name}" for page in (ROOT / "cfm_app/www/cfm").glob("*.html")]
    for doctype, document in subjects:
        slug, type_ = doctype.lower().replace(" ", "-"), doctype.replace(" ", "%20")
        found += [f"/app/{slug}", f"/app/{slug}/{document}", f"/app/{slug}/view/report"]
        found += [f"/app/print/{slug}/{document}", f"/api/v2/document/{type_}/{document}"]
        found.append(f"/printview?doctype={type_}&name={document}&format=Standard")
        for kind in (
            type_,
            "Comment",
            "Version",
            "File",
            "Notification%20Log",
            "CFM%20Breach%20Measure",
        ):
            asked = f'fields=["*"]&parent={type_}&limit_page_length=0'
            found += [f"/api/resource/{kind}?{asked}", f"/api/v2/document/{kind}?{asked}"]
        found.append(f"/api/resource/{type_}/{document}")
    url = site.work(
        lambda: get_all("File", filters={"attached_to_doctype": BREACH}, pluck="file_url")
    )
    return [*found, *url]


def test_other_spellings_and_rows_are_as_closed(
    site: Served, subjects: list[tuple[str, str]]
) -> None:
    client: Client = site.logged_in(CONCERNED)
    name = subjects[0][1]
    row = site.work(lambda: get_all("CFM Breach Measure", filters={"parent": name}, pluck="name"))[
        0
    ]
    before = stored(site)
    for path in (
        f"/api/resource/cfm%20data%20breach/{name}",
        f"/api/resource/CFM%20Data%20Breach%20/{name}",
        f"/api/resource/CFM%20Data%20Breach/{name.lower()}",
        f"/api/resource/CFM%20Breach%20Measure/{row}",
    ):
        assert not tells(client.get(path)), path
        changed = client.send("PUT", path, {"measure": "y", "state": "Closed"})
        assert changed.status in (403, 404, 417), (path, changed.text)
    assert stored(site) == before
