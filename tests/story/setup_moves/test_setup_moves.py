"""Other people feel what was set up, in the office where it was made and where it has moved to.

On a bench: import the archive that ``archive.py`` writes into a site with the app, and name the
site by CFM_SITE_URL.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

import frappe_embedded

from ...leaks.cast import administrator
from ...live import Client, Running, Server
from ...patterns import Patterns
from . import making
from .archive import made_office, written
from .making import FOCAL, MANAGER, OPERATOR, SECOND

PATIENCE_SECONDS = 20
ALL = {"limit_page_length": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("setup")


@pytest.fixture(scope="module")
def made(folder: Path, patterns: Patterns) -> Iterator[Server]:
    server = made_office(patterns.office(folder / "office"))
    yield server
    server.stop()


@pytest.fixture(scope="module", params=["where it was made", "where it moved to"])
def office(
    request: pytest.FixtureRequest, folder: Path, patterns: Patterns
) -> Iterator[Server | Running]:
    if address := os.environ.get("CFM_SITE_URL"):
        if request.param != "where it moved to":
            pytest.skip("Made by the calls of the embedded engine's screens")
        running = Running(address.rstrip("/"))
        if not _is_set_up(running):
            pytest.skip("Import the archive of tests.story.setup_moves.archive into the site first")
        yield running
        return
    made = request.getfixturevalue("made")
    if request.param == "where it was made":
        yield made
        return
    server = Server(_moved(made.site, patterns.with_app(folder / "moved")), demo=False).start()
    yield server
    server.stop()


def _is_set_up(running: Running) -> bool:
    filters = json.dumps([["name", "=", making.STATE]])
    return bool(Client(running.url, MANAGER).list("Workflow State", filters=filters))


def _moved(site: Path, target: Path) -> Path:
    """A fresh site with the app, after the archive of the other one was imported into it."""
    frappe_embedded.activate()
    from cfm_app.exchange.site_move import move
    from cfm_app.exchange.site_move.archive import Archive
    from frappe_embedded.kernel.core.site import get_site
    from frappe_embedded.kernel.query.opening import opened

    path = written(site, target.with_name("move.zip"))
    with opened(get_site(target.name, target.parent)):
        archive = Archive(path)
        move.check(archive, False, lambda text: None)
        assert move.run(archive, archive.has_key, lambda text: None).is_equal
        archive.close()
    return target


def client(office: Server | Running, user: str) -> Client:
    return Client(office.url, user)


def new_case(operator: Client, **values: Any) -> dict[str, Any]:
    category = operator.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    given = {"category": category, "description": "Ration incomplète", making.FIELD: "TD-1"}
    return operator.create("Case", **{**given, **values})


def in_progress(operator: Client, **values: Any) -> dict[str, Any]:
    case = new_case(operator, **values)
    operator.act("Case", case["name"], "Register")
    return operator.act("Case", case["name"], "Start Work")


def actions(user: Client, case: str) -> set[str]:
    doc = {**user.get("Case", case), "doctype": "Case"}
    found = user.call("frappe.model.workflow.get_transitions", doc=doc)
    return {row["action"] for row in found}


def printed(user: Client, doctype: str, name: str, form: str) -> str:
    answer = user.request(
        "GET",
        "/printview",
        params={"doctype": doctype, "name": name, "format": form},
        headers={"Accept": "text/html"},
    )
    return f"{answer.status_code} {answer.text}"


def test_the_operators_form_has_the_field_and_is_not_saved_without_it(office: Any) -> None:
    operator = client(office, OPERATOR)
    answer = operator.request(
        "GET", "/api/method/frappe.desk.form.load.getdoctype", params={"doctype": "Case"}
    ).json()
    (meta,) = [doc for doc in answer["docs"] if doc["name"] == "Case"]
    names = [field["fieldname"] for field in meta["fields"]]
    field = meta["fields"][names.index(making.FIELD)]
    assert (field["label"], field["reqd"], field["in_list_view"]) == ("Carte", 1, 1)
    assert names[names.index(making.FIELD) + 1] == "description"
    values = json.dumps({"description": "Sans carte", "doctype": "Case"})
    refused = operator.request("POST", "/api/resource/Case", data=values)
    assert refused.status_code == 417 and "MandatoryError" in refused.text
    case = new_case(operator, **{making.FIELD: "TD-7"})
    found = operator.list(
        "Case", filters=json.dumps([[making.FIELD, "=", "TD-7"]]), fields='["name"]'
    )
    assert case["name"] in [row["name"] for row in found]


def test_an_urgent_case_goes_through_the_new_state(office: Any) -> None:
    operator = client(office, OPERATOR)
    urgent, ordinary = (
        in_progress(operator, priority=each)["name"] for each in ("Urgente", "Normale")
    )
    assert making.GO in actions(operator, urgent)
    assert making.GO not in actions(operator, ordinary)
    operator.cannot_act("Case", ordinary, making.GO)
    assert operator.act("Case", urgent, making.GO)["workflow_state"] == making.STATE
    assert making.BACK not in actions(client(office, MANAGER), urgent)
    assert operator.act("Case", urgent, making.BACK)["workflow_state"] == "In Progress"


def test_managers_are_told_of_urgent_cases_only(office: Any) -> None:
    operator, manager = client(office, OPERATOR), client(office, MANAGER)
    urgent, ordinary = (new_case(operator, priority=each)["name"] for each in ("Urgente", "Basse"))
    assert told(office, urgent) == {MANAGER: f"Urgent : {urgent}"}
    assert told(office, ordinary) == {}
    assert waited_for(lambda: f"Urgent : {urgent}" in notices(manager))
    assert f"Urgent : {ordinary}" not in notices(manager) and notices(operator) == []


def told(office: Server | Running, case: str) -> dict[str, str]:
    """Who gets an e-mail about a case, and its subject. No manager reads the queue of mails."""
    found = {}
    for letter in _letters(office, case):
        head = message_from_string(letter["message"])
        found.update({to["recipient"]: str(head["Subject"]) for to in letter["recipients"]})
    return found


def _letters(office: Server | Running, case: str) -> list[Any]:
    filters = [["reference_name", "=", case]]
    if isinstance(office, Running):
        owner = administrator(office)
        rows = owner.list("Email Queue", filters=json.dumps(filters), **ALL)
        return [owner.get("Email Queue", row["name"]) for row in rows]
    frappe_embedded.activate()
    import frappe

    from frappe_embedded.kernel.core.site import get_site
    from frappe_embedded.kernel.query.opening import opened

    with opened(get_site(office.site.name, office.site.parent)):
        names = frappe.get_all("Email Queue", filters=filters, pluck="name")
        return [frappe.get_doc("Email Queue", name).as_dict() for name in names]


def waited_for(holds: Callable[[], bool]) -> bool:
    """Whether something comes true that a worker may do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def notices(user: Client) -> list[str]:
    filters = json.dumps([["subject", "like", "Urgent : %"]])
    return [
        row["subject"]
        for row in user.list("Notification Log", filters=filters, fields='["subject"]', **ALL)
    ]


def test_ticked_fields_and_the_edited_letter_are_printed(office: Any) -> None:
    case = new_case(client(office, OPERATOR), description="Sac percé", **{making.FIELD: "TD-42"})
    sheet = printed(client(office, MANAGER), "Case", case["name"], making.SHEET)
    assert "Sac percé" in sheet and "TD-42" in sheet
    assert case["category"] not in sheet
    focal = client(office, FOCAL)
    referral = focal.list("Referral", limit=1)[0]["name"]
    assert making.SENTENCE in printed(focal, "Referral", referral, making.LETTER)


def test_operators_print_cases_no_more(office: Any) -> None:
    operator = client(office, OPERATOR)
    case = new_case(operator, description="À ne pas imprimer")["name"]
    answer = operator.request(
        "GET",
        "/api/method/frappe.desk.form.load.getdoc",
        params={"doctype": "Case", "name": case},
    ).json()
    assert answer["docinfo"]["permissions"]["print"] == 0
    seen = client(office, MANAGER).request(
        "GET",
        "/api/method/frappe.desk.form.load.getdoc",
        params={"doctype": "Case", "name": case},
    )
    assert seen.json()["docinfo"]["permissions"]["print"] == 1


def test_the_second_operator_sees_one_province(office: Any) -> None:
    operator, second = client(office, OPERATOR), client(office, SECOND)
    places = operator.list("CFM Location", fields='["name","location_name","lft","rgt"]', **ALL)
    (top,) = [each for each in places if each["location_name"] == making.PLACE]
    inside = {each["name"] for each in places if top["lft"] <= each["lft"] <= top["rgt"]}
    fields = '["name","location"]'
    everything = operator.list("Case", fields=fields, **ALL)
    seen = second.list("Case", fields=fields, **ALL)
    assert 0 < len(seen) < len(everything)
    wanted = {row["name"] for row in everything if not row["location"] or row["location"] in inside}
    assert {row["name"] for row in seen} == wanted
    outside = next(row["name"] for row in everything if row["name"] not in wanted)
    second.refused("GET", f"/api/resource/Case/{outside}")


def test_the_report_and_the_chart_count_what_the_manager_sees(office: Any) -> None:
    manager = client(office, MANAGER)
    rows = manager.list("Case", fields='["priority"]', **ALL)
    wanted = Counter(row["priority"] for row in rows)
    (mail,) = manager.list(
        "Auto Email Report", filters=json.dumps([["report", "=", making.REPORT]])
    )
    answer = manager.request(
        "GET",
        "/api/method/frappe.email.doctype.auto_email_report.auto_email_report.download",
        params={"name": mail["name"]},
    )
    assert answer.status_code == 200, answer.text[:500]
    sheet = [row for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) if row]
    # Frappe puts a number before each row.
    found = {row[-2]: row[-1] for row in sheet[1:]}
    assert found.keys() == {name or "" for name in wanted}
    # Its receiver is nobody of the office: small numbers are left out.
    told = {name: int(float(count)) for name, count in found.items() if count}
    assert told and told.items() <= {name or "": count for name, count in wanted.items()}.items()
    drawn = manager.call(
        "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart_name=making.CHART
    )
    figures = dict(zip(drawn["labels"], drawn["datasets"][0]["values"], strict=True))
    assert sorted(figures.values()) == sorted(wanted.values())
