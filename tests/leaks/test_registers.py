"""A breach of data behind every door of a running office, one on a bench among them.

`story/test_register_doors.py` looks into the engine; here all is asked by requests, of whichever framework answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from uuid import uuid4

import pytest

from tests.leaks.cast import GUEST, TECHNICIAN, WEBSITE_USER, Visitor
from tests.leaks.matrix import Answer
from tests.live import ROOT
from tests.story.doors import ENDING, arguments, methods

BREACH, ROW = "CFM Data Breach", "CFM Breach Measure"
REPORTER, CONCERNED = "operator@demo.cfm", "manager@demo.cfm"
GUARDIAN = "dataprotection@demo.cfm"
CLOSED_TO = (
    *(REPORTER, CONCERNED, "analyst@demo.cfm", "focal@demo.cfm", "psea@demo.cfm"),
    *(TECHNICIAN, WEBSITE_USER, GUEST),
)
# They end the session, or enter a breach of one's own.
LEFT_OUT = (*ENDING, "login", "breaches.report")
KINDS = (BREACH, ROW, "CFM Breach Notice", "Comment", "Version", "File", "Notification Log")
REFUSED = (400, 401, 403, 404, 417)


@dataclass(frozen=True)
class Entry:
    """A breach that concerns the manager; its word stands in the text, a measure, a note and a file."""

    name: str
    word: str
    row: str
    files: tuple[str, ...]

    def is_told(self, answer: Answer) -> bool:
        """Whether an answer holds its word, or the word of what hangs on it."""
        return answer.holds(self.word)


@pytest.fixture(scope="module")
def entry(cast: dict[str, Visitor], admin: Visitor) -> Entry:
    word = f"register{uuid4().hex[:8]}"
    given = {"description": f"lost {word}", "concerns": CONCERNED}
    name = cast[REPORTER].call("cfm_app.api.breaches.report", values=given)["name"]
    guardian = cast[GUARDIAN]
    guardian.call("cfm_app.api.breaches.add_measure", name=name, measure=f"measure {word}")
    about = {"reference_doctype": BREACH, "reference_name": name}
    admin.create("Comment", comment_type="Comment", content=f"note {word}", **about)
    place = {"attached_to_doctype": BREACH, "attached_to_name": name, "is_private": 1}
    file = admin.create("File", file_name=f"{uuid4().hex}.txt", content=f"proof {word}", **place)
    rows = guardian.get(BREACH, name)["measures"]
    row = next(each["name"] for each in rows if word in each["measure"])
    return Entry(name, word, row, (file["file_url"],))


def paths(entry: Entry) -> list[str]:
    """The app's pages by what lies in their folder; lists, forms, prints and files of the desk."""
    slug, number = BREACH.lower().replace(" ", "-"), entry.name
    pages = [each.stem for each in (ROOT / "cfm_app/www/cfm").glob("*.html")]
    found = [f"/cfm/{each}?name={number}" for each in pages]
    found += [f"/app/{slug}", f"/app/{slug}/{number}", f"/app/print/{slug}/{number}"]
    found += [f"/printview?doctype={BREACH}&name={number}&format=Standard", *entry.files]
    for route in ("/api/resource/", "/api/v2/document/"):
        found.append(f"{route}{BREACH}/{number}")
        for kind, parent in product(KINDS, (BREACH, "User", "Case")):
            asked = f'fields=["*"]&parent={parent}&limit_page_length=0'
            found.append(f"{route}{kind}?{asked}")
    return found


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_function_tells_or_changes_it(cast: dict[str, Visitor], entry: Entry, user: str) -> None:
    visitor, before = cast[user], cast[GUARDIAN].get(BREACH, entry.name)
    doc = {"doctype": BREACH, "name": entry.name}
    subject = {**doc, "doc": doc, "docs": [doc], "names": [entry.name], "docnames": [entry.name]}
    subject |= {"fields": ["*"], "filters": {}, "values": {}, "fieldname": "state"}
    subject |= {"value": "Closed", "reason": "x", "words": "x", "text": entry.word[:8]}
    telling = []
    for name, (function, _exposed) in methods("frappe", "cfm_app").items():
        if name.endswith(LEFT_OUT):
            continue
        given = arguments(function, subject)
        answer = Answer.of(visitor.send("POST", f"/api/method/{name}", json=given))
        if entry.is_told(answer):
            telling.append((name, json.dumps(given)))
    assert telling == []
    assert user == GUEST or visitor.call("frappe.auth.get_logged_user") == user
    assert cast[GUARDIAN].get(BREACH, entry.name) == before


@pytest.mark.parametrize("user", CLOSED_TO)
def test_no_page_list_print_or_file_tells_it(
    cast: dict[str, Visitor], entry: Entry, user: str
) -> None:
    assert [path for path in paths(entry) if _opens(cast[user], path, entry)] == []


def test_data_protection_reads_it(cast: dict[str, Visitor], entry: Entry) -> None:
    """Else the others would be shown nothing for another reason."""
    assert sum(_opens(cast[GUARDIAN], path, entry) for path in paths(entry)) > 8


def _opens(visitor: Visitor, path: str, entry: Entry) -> bool:
    return entry.is_told(Answer.of(visitor.send("GET", path, headers={"Accept": "*/*"})))


@pytest.mark.parametrize("user", CLOSED_TO)
def test_other_spellings_and_rows_are_as_closed(
    cast: dict[str, Visitor], entry: Entry, user: str
) -> None:
    visitor, before = cast[user], cast[GUARDIAN].get(BREACH, entry.name)
    for path in (
        f"{BREACH}/{entry.name}",
        f"{BREACH.lower()}/{entry.name}",
        f"{BREACH} /{entry.name}",
        f"{BREACH}/{entry.name.lower()}",
        f"{ROW}/{entry.row}",
    ):
        for verb, route in product(("GET", "PUT", "DELETE"), ("resource", "v2/document")):
            given = {} if verb == "GET" else {"json": {"measure": "y", "state": "Closed"}}
            answer = visitor.send(verb, f"/api/{route}/{path}", **given)
            assert answer.status_code in REFUSED, (verb, route, path, answer.text[:300])
            assert not entry.is_told(Answer.of(answer))
    assert cast[GUARDIAN].get(BREACH, entry.name) == before
