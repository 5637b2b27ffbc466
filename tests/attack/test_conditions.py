"""A name that is no name: conditions, lists within lists, other spellings of a DocType.

Whatever stands where a document is named, what is answered about one that is closed is what is answered
about none. Each function is found by reflection, and each of its arguments is tried; so is each link by
which a new document could be tied to others.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from cfm_app.security.gates.known_methods import CALLING
from tests.leaks.cast import GUEST, Visitor
from tests.leaks.secret import Secret
from tests.story.doors import ENDING

from .amount import SHARE
from .requests import Request, of_function
from .surface import Surface

# Of all pairs of requests a short run sends these.
NOTHING = "CFM-2026-999999"
# With the same one the answer is the same as before.
NO_NAMES = {"request_id"}
# These end the session, or change what others are tried with.
LEFT_OUT = (*ENDING, "update_password")
# None of them recorded or handles the cases that are asked for.
USERS = ("operator2@demo.cfm", "focal@demo.cfm", "manager@demo.cfm")


def shapes(name: str) -> Iterator[Any]:
    """Ways to mean a document where its name should stand."""
    for found in ({"name": name}, [[name]], [{"name": name}], {"name": ["like", f"{name}%"]}):
        packed = json.dumps(found)
        # The framework skips blanks before JSON, and unpacks some arguments twice.
        yield from (found, packed, f" {packed}", f"\n{packed}", json.dumps(packed))


def missing(name: str) -> str:
    """A name of the same kind that was never given; each has its own, for limits count by what is named."""
    return f"{name[:-6]}999999"


def tells(visitor: Visitor, one: Request, other: Request, name: str) -> bool:
    """Whether two requests, about something and about nothing, are answered differently each time."""

    def answered(request: Request) -> tuple[int, str]:
        answer = request.answer(visitor)
        text = answer.text.replace(name, "?").replace(missing(name), "?").replace(NOTHING, "?")
        return answer.status, text

    first, nothing = answered(one), answered(other)
    if first[0] == nothing[0] and first[0] not in (200, 202):
        return False
    if first == nothing:
        return False
    again = answered(one), answered(other)
    # What is different from one moment to the next by itself tells nothing.
    return first == again[0] and nothing == again[1]


def who(visitor: Visitor) -> str:
    answer = visitor.send("GET", "/api/method/frappe.auth.get_logged_user")
    return str(answer.json().get("message"))


@pytest.mark.parametrize("user", USERS)
def test_no_function_tells_by_conditions(
    cast: dict[str, Visitor],
    planted: list[Secret],
    surface: Surface,
    chance: random.Random,
    user: str,
) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "")
    kinds = {"Case": secret.case, "Sensitive Report": secret.report}
    tried, found = 0, []
    functions = [each for each in surface.functions.items() if not each[0].endswith(LEFT_OUT)]
    for function, (kind, name) in itertools.product(functions, kinds.items()):
        subject = {"doctype": kind, "name": name, "fieldname": "name", "txt": "zq"}
        given = surface.arguments(function[1], subject)
        for key in given.keys() - NO_NAMES:
            for one, other in zip(shapes(name), shapes(missing(name)), strict=True):
                if chance.random() > SHARE:
                    continue
                pair = [of_function(function[0], {**given, key: each}) for each in (one, other)]
                tried += 1
                if tells(cast[user], *pair, name):
                    found.append(f"{function[0]}({key}={one!r})")
    print(f"{user}: {tried} pairs of requests")
    assert tried > 100
    assert found == []
    # Whoever is logged out meanwhile is told nothing for another reason.
    assert who(cast[user]) == user


KNOWN = (
    ("frappe.desk.form.assign_to.add", "name", {"assign_to": ["focal@demo.cfm"]}),
    ("frappe.model.workflow.bulk_workflow_approval", "docnames", {"action": "x"}),
)
PACKED = (
    ("frappe.client.bulk_update", "docs", "docname"),
    ("frappe.handler.run_doc_method", "docs", "name"),
    ("frappe.client.save", "doc", "name"),
    ("frappe.desk.form.save.savedocs", "doc", "name"),
)


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("kind", ["Case", "Sensitive Report", "Community Member", "Consent"])
def test_nothing_is_read_sign_by_sign(
    cast: dict[str, Visitor], planted: list[Secret], user: str, kind: str
) -> None:
    """What lies in a closed document is asked for by conditions that it meets, and by others."""
    secret = next(each for each in planted if each.entitlement(user) == "")
    name = {
        "Case": secret.case,
        "Sensitive Report": secret.report,
        "Community Member": secret.member,
        "Consent": secret.consent,
    }[kind]
    met, unmet = {"name": ["like", f"{name[:-1]}%"]}, {"name": ["like", f"{NOTHING}%"]}
    for function, key, more in KNOWN:
        bodies = [{"doctype": kind, key: [each], **more} for each in (met, unmet)]
        bodies += [{"doctype": kind, key: each, **more} for each in (met, unmet)]
        for one, other in (bodies[:2], bodies[2:]):
            pair = [of_function(function, body) for body in (one, other)]
            assert not tells(cast[user], *pair, name), (function, one)
    for function, key, named in PACKED:
        docs = [{"doctype": kind, named: each, "x": 1} for each in (met, unmet)]
        packed = [json.dumps([each]) for each in docs]
        blank, bare = [f" {each}" for each in packed], [f"\t{json.dumps(each)}" for each in docs]
        for wrapped in ([[each] for each in docs], docs, packed, blank, bare):
            extra = {"method": "x", "action": "Save"}
            pair = [of_function(function, {key: each, **extra}) for each in wrapped]
            assert not tells(cast[user], *pair, name), (function, wrapped[0])


# They call the method that an argument names, and hand on what stands beside it.
BY_NAME = (
    "frappe.client.get",
    "frappe.client.delete",
    "frappe.desk.form.load.getdoc",
    "frappe.share.add",
)


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("kind", ["Case", "Sensitive Report"])
def test_no_method_that_an_argument_names_tells(
    cast: dict[str, Visitor], planted: list[Secret], user: str, kind: str
) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "")
    name = {"Case": secret.case, "Sensitive Report": secret.report}[kind]
    for door, key in CALLING.items():
        for called, (one, other) in itertools.product(BY_NAME, _handed_on(door, user, name)):
            pair = [
                of_function(door, {"doctype": kind, key: called, **each}) for each in (one, other)
            ]
            assert not tells(cast[user], *pair, name), (door, pair[0].body)


def _handed_on(door: str, user: str, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Arguments that are handed on as they are, about something and about nothing."""
    if "search" in door:
        given = {"searchfield": user, "page_length": 1}
        yield {**given, "txt": name}, {**given, "txt": missing(name)}
        return
    node = {"label": "x", "parent": ""}
    yield {**node, "parent": name}, {**node, "parent": missing(name)}
    for one, other in zip(shapes(name), shapes(missing(name)), strict=True):
        yield {**node, "filters": one}, {**node, "filters": other}


# These name a file without saying so.
OF_FILES = (
    ("frappe.desk.form.utils.remove_attach", "fid", {}),
    ("frappe.core.api.file.unzip_file", "name", {}),
    ("frappe.core.api.file.zip_files", "files", {}),
    ("frappe.core.api.file.move_file", "file_list", {"new_parent": "Home", "old_parent": "Home"}),
)


@pytest.mark.parametrize("user", USERS)
def test_no_file_is_found_by_what_it_hangs_on(
    cast: dict[str, Visitor], planted: list[Secret], user: str
) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "" and each.file_url)
    met, unmet = {"file_url": secret.file_url}, {"file_url": f"/private/files/{NOTHING}"}
    for function, key, more in OF_FILES:
        for wrap in (dict, lambda each: [each], lambda each: [{"name": each}], json.dumps):
            pair = [of_function(function, {key: wrap(each), **more}) for each in (met, unmet)]
            assert not tells(cast[user], *pair, secret.file_url), (function, pair[0].body)


@pytest.mark.parametrize("user", [GUEST, "analyst@demo.cfm"])
def test_no_new_document_tells_where_its_links_lead(
    cast: dict[str, Visitor], planted: list[Secret], surface: Surface, user: str
) -> None:
    """Whoever may not make a document learns nothing by its links: no case, and no account."""
    secret = next(each for each in planted if each.entitlement(user) == "")
    targets = {"User": ("psea@demo.cfm", "nobody@demo.cfm"), "Case": (secret.case, NOTHING)}
    targets["Community Member"] = (secret.member, NOTHING)
    found, tried = [], 0
    for doctype, fields in surface.fields.items():
        for field in fields:
            for kind, pair in targets.items():
                for values in _linked(field, kind, pair):
                    path = f"/api/resource/{doctype}"
                    one, other = (Request("POST", path, body=each) for each in values)
                    tried += 1
                    # Who works here is no secret to whoever works here.
                    is_known = kind == "User" and user != GUEST
                    if not is_known and tells(cast[user], one, other, pair[0]):
                        found.append(f"{doctype}.{field.fieldname} -> {kind}: {values[0]}")
    print(f"{user}: {tried} pairs of requests")
    assert tried > 100
    assert found == []


@pytest.mark.parametrize("user", [GUEST, "analyst@demo.cfm", "manager@demo.cfm"])
def test_a_link_to_a_type_in_another_spelling_breaks_nothing(
    cast: dict[str, Visitor], surface: Surface, user: str
) -> None:
    """Also in rows of tables, which a framework looks at before it asks for a right."""
    links = [
        (doctype, {field.options: spelt, field.fieldname: NOTHING})
        for doctype, fields in surface.fields.items()
        for field in fields
        if field.fieldtype == "Dynamic Link"
        for spelt in ("case", "Case ", "C\u00e0se")
    ]
    assert links
    statuses = {
        (doctype, str(values)): Request("POST", f"/api/resource/{doctype}", body=values)
        .answer(cast[user])
        .status
        for doctype, values in links
    }
    assert [each for each, status in statuses.items() if status >= 500] == []


def _linked(field: Any, kind: str, pair: tuple[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Values of a new document that lead to something and to nothing."""
    if field.fieldtype == "Link" and field.options == kind:
        yield [{field.fieldname: each} for each in pair]
    if field.fieldtype == "Dynamic Link":
        for spelt in (kind, kind.lower(), f"{kind} "):
            yield [{field.options: spelt, field.fieldname: each} for each in pair]
