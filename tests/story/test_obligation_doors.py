"""Who has to sign first records nothing and reads no identity, by whatever function of the site.

All functions that clients can call are found by reflection and called by an operator who has not signed,
about a person, a case, a conversation. Afterwards they sign, and the doors that record open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

import frappe_embedded

frappe_embedded.activate()


from frappe_embedded.kernel.document.api import get_doc, new_doc  # noqa: E402
from frappe_embedded.kernel.query.select import get_all  # noqa: E402

from ..engine.served import Answer, Served  # noqa: E402
from ..live import ROOT  # noqa: E402
from ..patterns import Patterns  # noqa: E402
from .closed_documents import serving_colleagues  # noqa: E402
from .doors import ENDING, arguments, methods  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

OPERATOR = "unsigned@test.cfm"
RECORDED = ("Case", "Referral", "Consent", "Sensitive Report", "Community Member")
IDENTITIES = ("Community Member", "CFM Conversation")
PERSON, PHONE, WROTE = "Zenaba Unopened", "+23566125599", "told in confidence 7731"
SPOKEN = "66 12 55 99"
PAGES = ROOT / "cfm_app" / "www" / "cfm"
KIND, TITLE, TEXT = "Oath of the doors", "Oath", "I keep it to myself."
OF_READERS = ("_seen", "_liked_by", "_user_tags")
# These end the session or are the way out.
LEFT_OUT = (*ENDING, "cfm_app.api.obligations.sign")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(
        tmp_path_factory.mktemp("doors"), patterns, {OPERATOR: "CFM Operator"}
    ) as served:
        served.work(_oblige)
        yield served


def _oblige() -> None:
    get_doc({"doctype": "CFM Agreement Kind", "kind_name": KIND}).insert()
    rows = [{"language": "en", "title": TITLE, "agreement_text": TEXT}]
    told = {"kind": KIND, "version_no": "1", "status": "Published", "texts": rows}
    get_doc({"doctype": "CFM Agreement", **told}).insert()
    settings = get_doc("CFM Obligation Settings", "CFM Obligation Settings")
    row = {"for_role": "CFM Operator", "agreement_kind": KIND, "grace_days": 0}
    settings.append("obligations", row)
    settings.save()


@pytest.fixture(scope="module")
def subjects(site: Served) -> list[dict[str, Any]]:
    """A person, their case, what they wrote, and a new case that is not there yet."""
    found: list[dict[str, Any]] = site.work(lambda: list(_documents()))
    return found


def _documents() -> Iterator[dict[str, Any]]:
    person = {"doctype": "Community Member", "full_name": PERSON, "phone": PHONE}
    member = get_doc(person).insert()
    case = get_doc({"doctype": "Case", "description": "x", "community_member": member.name})
    talk = new_doc("CFM Conversation")
    talk.update({"channel": "SMS", "contact_address": PHONE, "community_member": member.name})
    message = {"doctype": "CFM Message", "direction": "In", "text": WROTE}
    for doc in (member, case.insert(), talk.insert()):
        yield _about(doc.doctype, str(doc.name))
    get_doc({**message, "conversation": talk.name}).insert()
    yield {**_about("Case", ""), "doc": {"doctype": "Case", "description": "new"}}


def _about(doctype: str, name: str) -> dict[str, Any]:
    doc = {"doctype": doctype, "name": name}
    values = {"doctype": doctype, "name": name, "text": PERSON, "phone": PHONE, "doc": doc}
    values |= {"docs": [doc], "docnames": [name], "names": [name], "values": {}, "person": {}}
    values |= {"case": {"description": "by a door"}, "filters": {}, "fieldname": "description"}
    values |= {"value": "changed", "fields": ["*"], "outcome": "register", "reason": "x"}
    return values


def rows(site: Served) -> dict[str, list[Any]]:
    """All that is recorded, as it is stored."""

    def read() -> dict[str, list[Any]]:
        return {
            each: get_all(each, fields=["*"], order_by="name asc", limit_page_length=0)
            for each in RECORDED
        }

    return {key: [dict(row) for row in found] for key, found in site.work(read).items()}


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[Any]:
    """Which rows came or went, and which values are others; but for marks that belong to a reader."""
    found: list[Any] = []
    for doctype, old in before.items():
        new = after[doctype]
        if [row["name"] for row in old] != [row["name"] for row in new]:
            found.append((doctype, len(old), len(new)))
            continue
        for row, other in zip(old, new, strict=True):
            found += [
                (doctype, key, value, other[key])
                for key, value in row.items()
                if key not in OF_READERS and other[key] != value
            ]
    return found


def told(answer: Answer) -> str:
    return (
        json.dumps(answer.json, ensure_ascii=False) if answer.content[:1] == b"{" else answer.text
    )


def test_no_function_records_anything_or_opens_an_identity(
    site: Served, subjects: list[dict[str, Any]]
) -> None:
    client, before = site.logged_in(OPERATOR), rows(site)
    opened, refused = {}, set()
    for name, (function, _exposed) in methods("frappe", "cfm_app").items():
        if name.endswith(LEFT_OUT):
            continue
        for subject in subjects:
            given = arguments(function, subject)
            if "case" in given and subject["doctype"] == "Case" and subject["name"]:
                given["case"] = subject["name"]
            answer = client.post(f"/api/method/{name}", given)
            said = told(answer)
            if WROTE in said or (PHONE in said and PHONE not in json.dumps(given)):
                opened[name] = given
            if "/cfm/obligations" in said:
                refused.add(name)
    assert opened == {}
    assert changed(before, rows(site)) == []
    # The doors that would record, or open somebody, say what to do.
    for name in ("new_case", "make_case", "thread", "take", "insert"):
        assert any(each.endswith(f".{name}") for each in refused), (
            name,
            "\n".join(sorted(refused)),
        )
    assert len(refused) > 60, "\n".join(sorted(refused))


@pytest.mark.parametrize("doctype", RECORDED)
def test_rest_records_nothing(site: Served, subjects: list[dict[str, Any]], doctype: str) -> None:
    client, before = site.logged_in(OPERATOR), rows(site)
    assert subjects
    for version in ("resource", "v2/document"):
        values = {"description": "x", "full_name": "x", "cfm_case": before["Case"][0]["name"]}
        answer = client.post(f"/api/{version}/{doctype.replace(' ', '%20')}", values)
        assert answer.status in (403, 404, 417), answer.text
    for row in before[doctype]:
        path = f"/api/resource/{doctype.replace(' ', '%20')}/{row['name']}"
        answer = client.send("PUT", path, {"description": "y", "full_name": "y"})
        assert answer.status == 403, answer.text
        assert "/cfm/obligations" in answer.text
    assert changed(before, rows(site)) == []


@pytest.mark.parametrize("doctype", IDENTITIES)
def test_identities_are_answered_with_the_way_out(
    site: Served, subjects: list[dict[str, Any]], doctype: str
) -> None:
    client = site.logged_in(OPERATOR)
    path = f"/api/resource/{doctype.replace(' ', '%20')}"
    name = next(each["name"] for each in subjects if each["doctype"] == doctype)
    assert client.get(path).json["data"] == []
    there, never = (client.get(f"{path}/{each}") for each in (name, "NEVER-GIVEN"))
    assert (there.status, there.messages) == (never.status, never.messages)
    assert "/cfm/obligations" in there.text


def test_no_page_and_no_print_names_anybody(site: Served, subjects: list[dict[str, Any]]) -> None:
    client = site.logged_in(OPERATOR)
    case = next(each["name"] for each in subjects if each["doctype"] == "Case" and each["name"])
    consent = site.work(lambda: get_doc({"doctype": "Consent", "cfm_case": case}).insert().name)
    paths = [f"/cfm/{page.stem}?name={case}&case={case}" for page in PAGES.glob("*.html")]
    for doctype, name in (("Case", case), ("Consent", consent)):
        slug = doctype.lower()
        paths += [f"/app/{slug}", f"/app/{slug}/{name}", f"/app/{slug}/view/report"]
        paths.append(f"/app/print/{slug}/{name}")
        for style in (*formats(site, doctype), "Standard"):
            paths.append(f"/printview?doctype={doctype}&name={name}&format={quote(style)}")
    answers = {path: client.get(path, Accept="text/html") for path in paths}
    assert sum(answer.status == 200 for answer in answers.values()) > 20
    named = {
        path
        for path, answer in answers.items()
        if any(each in answer.text for each in (PERSON, PHONE, SPOKEN, WROTE))
    }
    assert named == set()


def formats(site: Served, doctype: str) -> list[str]:
    return site.work(lambda: get_all("Print Format", filters={"doc_type": doctype}, pluck="name"))


def test_the_public_form_and_gateways_stay_open(site: Served) -> None:
    """Who writes to the office is nobody's operator, also in a browser that is logged in as one."""
    client = site.logged_in(OPERATOR)
    assert client.get("/cfm/feedback", Accept="text/html").status in (200, 404)
    assert client.get("/cfm/status", Accept="text/html").status == 200


def test_after_signing_each_door_works(site: Served, subjects: list[dict[str, Any]]) -> None:
    client = site.logged_in(OPERATOR)
    refused = client.post("/api/resource/Case", {"description": "by REST"})
    assert refused.status == 403
    assert refused.json["exc_type"] == "ObligationError"
    seen = hashlib.sha256(f"{TITLE}\n{TEXT}".encode()).hexdigest()
    shown = {"agreement": f"{KIND} 1", "language": "en", "seen_hash": seen}
    signed = client.call("cfm_app.api.obligations.sign", **shown, typed_name="An Operator")
    assert signed.json["message"]["is_closed"] is False
    assert client.post("/api/resource/Case", {"description": "by REST"}).status == 200
    made = client.call("cfm_app.api.console.new_case", case={"description": "by the fast page"})
    assert made.status == 200, made.text
    talk = next(each["name"] for each in subjects if each["doctype"] == "CFM Conversation")
    assert client.call("cfm_app.api.inbox.take", name=talk).status == 200
    made = client.call("cfm_app.api.inbox.make_case", name=talk, values={"case": {}})
    assert made.status == 200, made.text
    member = next(each["name"] for each in subjects if each["doctype"] == "Community Member")
    assert PERSON in client.get(f"/api/resource/Community%20Member/{member}").text
    case = next(each["name"] for each in subjects if each["doctype"] == "Case" and each["name"])
    assert PERSON in client.get(f"/cfm/case?name={case}", Accept="text/html").text
