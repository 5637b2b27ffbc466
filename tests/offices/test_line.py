"""A sub-office gives its cases to the head office over a bad connection, and takes the answers back.

With CFM_SITE_URL the head office is on a bench, and the sub-office is embedded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..live import Client, Server
from ..patterns import Patterns
from ..story.test_two_processes import execute
from ..waiting import soon
from .servers import AGENCIES, CATEGORY, OFFICES, Office, linked, made

SAID = "Zqligne : sans ration depuis le déménagement."
NOTE = "Zqnote : elle a rappelé."
ANSWER = "Zqréponse : lundi à huit heures."


@pytest.fixture(scope="module")
def offices(patterns: Patterns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    with linked(patterns, tmp_path_factory.mktemp("offices")) as found:
        yield found


def of_head(head: Office) -> list[dict[str, Any]]:
    where = json.dumps({"description": ["like", "Zqligne%"]})
    fields = json.dumps(["name", "source_id", "description"])
    return head.of("manager").list("Case", filters=where, fields=fields)


def notes_of(head: Office, case: str) -> list[dict[str, Any]]:
    where = {"reference_doctype": "Case", "reference_name": case, "comment_type": "Comment"}
    fields = json.dumps(["name", "content"])
    rows = head.admin().list("Comment", filters=json.dumps(where), fields=fields)
    return [row for row in rows if NOTE in row["content"]]


def test_cases_and_answers_survive_a_bad_connection(offices: list[Office]) -> None:
    head, sub = offices
    told = {"category": CATEGORY, "description": SAID}
    number = sub.of("operator").call("cfm_app.api.console.new_case", case=told)["case"]
    file = made(sub)
    head.line.cut()
    manager = sub.of("manager")
    manager.call(f"{OFFICES}.send", name=file)
    fields = json.dumps(["name", "line", "line_error"])

    def parcel() -> dict[str, Any]:
        where = json.dumps({"name": file})
        [row] = sub.admin().list("CFM Office Parcel", filters=where, fields=fields)
        return dict(row)

    assert soon(lambda: parcel()["line_error"])
    head.line.mend()
    assert isinstance(sub.server, Server)
    execute(sub.server.site, "cfm_app.exchange.offices.line.exchange_all")
    assert parcel()["line"] == "Sent" and not parcel()["line_error"]
    [case] = soon(lambda: of_head(head))
    assert number in (case["name"], case["source_id"])
    head.of("manager").change("Case", case["name"], information_given=ANSWER)
    made(head)
    execute(sub.server.site, "cfm_app.exchange.offices.line.exchange_all")
    soon(lambda: manager.get("Case", number).get("information_given") == ANSWER)
    # Later additions go with the next file; what has been sent does not come twice.
    noted = {"reference_doctype": "Case", "reference_name": number, "content": NOTE}
    manager.call("frappe.desk.form.utils.add_comment", comment_email="", comment_by="", **noted)
    manager.call(f"{OFFICES}.send", name=made(sub))
    execute(sub.server.site, "cfm_app.exchange.offices.line.exchange_all")
    assert [found["name"] for found in of_head(head)] == [case["name"]]
    soon(lambda: notes_of(head, case["name"]))
    assert len(notes_of(head, case["name"])) == 1


def test_unsigned_requests_get_nothing(offices: list[Office]) -> None:
    head, _sub = offices
    answer = Client(head.server.url).request(
        "POST", f"/api/method/{AGENCIES}.parcel", json={"type": "newest"}
    )
    assert answer.status_code == 401 and answer.json() == {"error": "unsigned"}


def test_numbers_of_both_offices_never_collide(offices: list[Office]) -> None:
    """Both were made from the same pattern, so all numbers of the sub-office are taken at the head office."""
    head, sub = offices
    where = json.dumps({"category": CATEGORY, "is_restricted": 0})
    given = sub.of("manager").list("Case", filters=where, limit_page_length=0)
    [row] = head.admin().list(
        "CFM Office Parcel",
        filters=json.dumps({"direction": "In", "state": "Done", "new_count": [">", 1]}),
        fields=json.dumps(["new_count", "failed_count", "failures"]),
    )
    assert (row["new_count"], row["failed_count"]) == (len(given), 0), row["failures"]
