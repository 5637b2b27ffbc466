"""Ways around the app's rules over HTTP, each of which was once open: here, and on a bench.

CFM_SITE_URL names a bench whose doors are Frappe's own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise

import pytest
import requests

from ..leaks.cast import Visitor
from ..live import Client, Running, Server

REFUSED = (403, 404, 405, 409, 417)
SAID = '{"said": "<img src=x onerror=alert(1)>"}'
RUNS = "<script>alert(1)</script>"


@pytest.fixture
def operator(office: Server | Running) -> Client:
    return Client(office.url, "operator@demo.cfm")


@pytest.fixture
def manager(office: Server | Running) -> Client:
    return Client(office.url, "manager@demo.cfm")


@pytest.fixture
def case(operator: Client) -> str:
    made = operator.create("Case", category="Quantité de la ration", description="Il manque un sac")
    return str(made["name"])


# --- rows of tables -----------------------------------------------------------------------------
def ways_to_write(doctype: str, row: str) -> Iterator[tuple[str, str]]:
    yield "PUT", f"/api/resource/{doctype}/{row}"
    yield "PUT", f"/api/v2/document/{doctype}/{row}"
    yield "PUT", f"/api/resource/{doctype.lower()}/{row}"
    yield "DELETE", f"/api/resource/{doctype}/{row}"


def test_a_decided_consent_is_not_changed_row_by_row(operator: Client, case: str) -> None:
    decided = {"purpose": "Share inside", "decision": "Refused"}
    made = operator.create("Consent", cfm_case=case, purposes=[decided])
    operator.act("Consent", made["name"], "Record Decision")
    row = operator.get("Consent", made["name"])["purposes"][0]["name"]
    granted: dict[str, object] = {"decision": "Granted"}
    for verb, path in ways_to_write("Consent Purpose", row):
        assert operator.request(verb, path, json=granted).status_code in REFUSED, path
    place = {"parent": made["name"], "parenttype": "Consent", "parentfield": "purposes"}
    added = {"purpose": "Share with partner", **granted, **place}
    answer = operator.request("POST", "/api/resource/Consent Purpose", json=added)
    assert answer.status_code in REFUSED
    purposes = operator.get("Consent", made["name"])["purposes"]
    assert [(each["purpose"], each["decision"]) for each in purposes] == [
        ("Share inside", "Refused")
    ]


def test_nobody_agrees_to_their_own_request_for_time(operator: Client, case: str) -> None:
    operator.act("Case", case, "Register")
    asked = {"case": case, "hours": 24, "reason": "La piste est coupée jusqu'à lundi"}
    operator.call("cfm_app.api.extensions.ask", **asked)
    row = operator.get("Case", case)["extensions"][0]
    agreed: dict[str, object] = {"decision": "Approved", "decided_by": "manager@demo.cfm"}
    for verb, path in ways_to_write("CFM Case Extension", row["name"]):
        assert operator.request(verb, path, json=agreed).status_code in REFUSED, path
    operator.request("PUT", f"/api/resource/Case/{case}", json={"extensions": [{**row, **agreed}]})
    assert operator.get("Case", case)["extensions"][0]["decision"] == "Pending"


# --- what runs in the browser of others -----------------------------------------------------------
def test_text_that_looks_like_data_is_text_in_print(operator: Client, case: str) -> None:
    operator.change("Case", case, description=SAID)
    page = operator.request("GET", "/printview", params={"doctype": "Case", "name": case})
    assert page.status_code == 200
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    ("doctype", "values"),
    [
        ("Translation", {"language": "fr", "source_text": "Case", "translated_text": RUNS}),
        ("Print Format", {"name": "Side", "doc_type": "Case", "custom_format": 1, "html": RUNS}),
        ("Letter Head", {"letter_head_name": "Side", "content": RUNS}),
    ],
)
def test_a_manager_stores_no_script(
    manager: Client, doctype: str, values: dict[str, object]
) -> None:
    answer = manager.request("POST", f"/api/resource/{doctype}", json=values)
    assert answer.status_code in REFUSED or RUNS not in answer.text


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.js", "x.xhtml", "x.xml"])
def test_a_file_is_never_run_from_our_address(operator: Client, case: str, name: str) -> None:
    form = {"doctype": "Case", "docname": case, "is_private": "1"}
    content = f'<svg xmlns="http://www.w3.org/2000/svg">{RUNS}</svg>'.encode()
    files = {"file": (name, content, "text/html")}
    sent = operator.request("POST", "/api/method/upload_file", data=form, files=files)
    if sent.status_code != 200:
        assert sent.status_code in REFUSED
        return
    got = operator.request("GET", sent.json()["message"]["file_url"])
    assert got.headers.get("Content-Disposition", "").startswith("attachment"), dict(got.headers)
    assert got.headers.get("X-Content-Type-Options") == "nosniff"


# --- who and what is there ------------------------------------------------------------------------
def test_a_forgotten_password_tells_nobody_who_is_there(office: Server | Running) -> None:
    answers = set()
    for user in ("operator@demo.cfm", "nobody@nowhere.example"):
        sent = requests.post(
            f"{office.url}/api/method/frappe.core.doctype.user.user.reset_password",
            json={"user": user},
            headers={"Accept": "application/json"},
            timeout=60,
        )
        answers.add((sent.status_code, sent.text))
    assert len(answers) == 1, answers


def test_a_missing_page_tells_of_nobody_elses(office: Server | Running) -> None:
    """A bench kept the first one for all, with the address that somebody had asked for."""
    for path in ("/files/rapport-de-hawa.txt", "/files/another.txt"):
        answer = requests.get(f"{office.url}{path}", timeout=60)
        assert answer.status_code == 404
        told = set(re.findall(r'data-path="([^"]*)"', answer.text))
        assert told <= {"404", path.lstrip("/")}, told


@pytest.mark.parametrize("who", ["operator", "manager"])
def test_a_browser_that_asks_beforehand_is_answered_nothing(
    request: pytest.FixtureRequest, office: Server | Running, case: str, who: str
) -> None:
    """Where the app stands before a bench, such a question came without any user, and broke off."""
    client: Client = request.getfixturevalue(who)
    for path in (f"/api/resource/Case/{case}", "/api/resource/Case/CFM-0000-000000", "/app/case"):
        answer = client.request("OPTIONS", path)
        assert (answer.status_code, answer.text) == (200, ""), path


def test_numbers_are_no_count(operator: Client) -> None:
    """From gaps one could tell how many cases are hidden."""
    made = [operator.create("Case", description="x")["name"] for _case in range(6)]
    numbers = [int(name.rsplit("-", 1)[1]) for name in made]
    steps = {after - before for before, after in pairwise(numbers)}
    assert steps != {1} and len(steps) > 1
    assert numbers != sorted(numbers) or max(steps) > 100


@pytest.mark.parametrize("spelt", ["case", "CASE", "Case ", "cASE", "sensitive report", "ｃase"])
def test_another_spelling_is_another_type(manager: Client, spelt: str) -> None:
    for path in (f"/api/resource/{spelt}", f"/api/v2/document/{spelt}"):
        answer = manager.request("GET", path)
        assert answer.status_code >= 400, (path, answer.text[:300])
    asked = {"doctype": spelt, "fields": '["name"]'}
    answer = manager.request("GET", "/api/method/frappe.client.get_list", params=asked)
    assert answer.status_code >= 400, answer.text[:300]


# --- log-in and size ------------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["https:evil.example", "//evil.example", "/%09/evil.example"])
def test_a_log_in_leads_to_this_site_alone(office: Server | Running, place: str) -> None:
    guest = Visitor(office.url)
    page = guest.send("GET", f"/login?redirect-to={place}", headers={"Accept": "text/html"})
    assert page.status_code in (200, 302)
    assert "evil.example" not in page.text + page.headers.get("Location", "")
    page = Visitor(office.url, "operator@demo.cfm").send("GET", f"/login?redirect-to={place}")
    assert "evil.example" not in page.headers.get("Location", "")


def test_a_sheet_that_grows_is_refused(manager: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 50_000_000)
    form = {"method": "cfm_app.api.exchange.open_log", "is_private": "1"}
    files = {"file": ("log.xlsx", packed.getvalue())}
    answer = manager.request("POST", "/api/method/upload_file", data=form, files=files)
    assert answer.status_code in REFUSED, answer.text[:300]
    assert answer.elapsed.total_seconds() < 20
