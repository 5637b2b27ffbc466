"""What the document says of version 2 is true, too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from . import values
from .test_document import Described, chance, described, key_of, types

__all__ = ["chance", "described"]

BASE = "/api/v2/document/"
ERRORS = {"$ref": "#/components/schemas/Errors"}


def operations(
    described: Described, verb: str, *, of_one: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """DocTypes with the operation on one document, or on all of them."""
    for path, item in described.paths.items():
        parts = path.removeprefix(BASE).split("/")
        if path.startswith(BASE) and len(parts) == 1 + of_one and verb in item:
            yield unquote(parts[0]), item[verb]


def schema_of(operation: dict[str, Any], status: str = "200") -> dict[str, Any]:
    content: dict[str, Any] = operation["responses"][status]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema


def test_it_tells_of_the_same_documents(described: Described, admin: Any) -> None:
    for verb in ("get", "post", "put", "delete"):
        for of_one in (False, True):
            first = {name for name, _told in described.operations(verb, of_one=of_one)}
            second = {name for name, _told in operations(described, verb, of_one=of_one)}
            # A method of a document has an address of its own.
            assert second == first or (verb == "post" and of_one and second == set()), verb
    listed = {name for name, _told in operations(described, "get", of_one=False)}
    for row in types(admin):
        if not row["issingle"] and row["name"] not in listed:
            answer = described.visitor.send("GET", f"{BASE}{quote(row['name'])}")
            assert answer.status_code in (403, 404), row["name"]
            described.check(answer.json(), ERRORS)


def test_what_is_listed_counted_and_read_fits_it(described: Described) -> None:
    read = dict(operations(described, "get", of_one=True))
    for doctype, operation in operations(described, "get", of_one=False):
        path = f"{BASE}{quote(doctype)}"
        answer = described.visitor.send("GET", f'{path}?fields=["*"]&limit=3')
        assert answer.status_code == 200, (doctype, answer.text[:300])
        described.check(answer.json(), schema_of(operation))
        counted = f"/api/v2/doctype/{quote(doctype)}/count"
        number = described.visitor.send("GET", counted)
        described.check(number.json(), schema_of(described.paths[counted]["get"]))
        assert number.json()["data"] >= len(answer.json()["data"]), doctype
        for row in answer.json()["data"][:1] if doctype in read else []:
            one = described.visitor.send("GET", f"{path}/{quote(str(row['name']), safe='')}")
            if one.status_code == 200:
                described.check(one.json(), schema_of(read[doctype]))
                untold = described.untold(_first(operation), one.json()["data"])
                assert untold == set(), doctype
            else:
                assert one.status_code in (403, 404), (doctype, one.text[:300])
                described.check(one.json(), ERRORS)


def test_what_is_made_and_changed_is_taken_or_refused_with_a_reason(
    described: Described, chance: random.Random
) -> None:
    for verb, of_one in (("post", False), ("patch", True)):
        for doctype, operation in operations(described, verb, of_one=of_one):
            if doctype in ("User", "System Settings"):
                continue
            path = f"{BASE}{quote(doctype)}"
            if of_one:
                is_single = f"/api/resource/{quote(doctype)}" not in described.paths
                names = [doctype] if is_single else described.names(doctype)[:1]
                path += f"/{quote(str(names[0]), safe='')}" if names else "/none"
            schema = described.schemas[f"{_first(operation)}.write"]
            for sent in ({}, values.document(schema, [], described.names, chance)):
                answer = described.visitor.send(verb.upper(), path, json=sent)
                assert str(answer.status_code) in operation["responses"], (path, answer.text[:500])
                assert answer.status_code < 500, (path, sent, answer.text[:500])
                is_done = answer.status_code == 200
                described.check(answer.json(), schema_of(operation) if is_done else ERRORS)


def test_or_filters_widen_a_list(described: Described) -> None:
    if "Case Category" not in dict(operations(described, "get", of_one=False)):
        return
    named = described.names("Case Category")[:2]
    asked = '[["name","=","{}"],["name","=","{}"]]'.format(*named)
    answer = described.visitor.send("GET", f"{BASE}Case Category", params={"or_filters": asked})
    assert {row["name"] for row in answer.json()["data"]} == set(named)


def test_a_method_answers_with_data(described: Described) -> None:
    path = "/api/v2/method/frappe.auth.get_logged_user"
    answer = described.visitor.send("GET", path)
    assert answer.json()["data"] == described.visitor.user
    described.check(answer.json(), schema_of(described.paths["/api/v2/method/{method}"]["get"]))


def _first(operation: dict[str, Any]) -> str:
    """The key of the schema, behind ``v2`` and the verb."""
    return key_of(operation).partition(".")[2]
