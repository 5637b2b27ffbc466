"""The paths below ``/api/resource``: documents of each DocType, as far as the user's rights go."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from frappe import _

from cfm_app.web.openapi import answers, doors, schemas, security
from cfm_app.web.openapi.doors import Usable

Schema = dict[str, Any]

_JSON_OF_QUERY = {
    "fields": (
        {"type": "array", "items": {"type": "string"}, "default": ["name"]},
        'Which fields come back. `["*"]` gives all of the document, not its tables.',
    ),
    "filters": (
        {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "array"}}]},
        'All must hold: `{"phase": "New"}` or `[["creation", ">", "2026-01-01"]]`.',
    ),
    "or_filters": (
        {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "array"}}]},
        "One of these must hold besides.",
    ),
}
_PLAIN_OF_QUERY = {
    "order_by": (
        {"type": "string"},
        "A field and `asc` or `desc`; else an order of the site's own.",
    ),
    "group_by": ({"type": "string"}, "A field; with `fields` such as `count(name) as number`."),
    "limit_start": ({"type": "integer", "minimum": 0, "default": 0}, "How many are passed over."),
    "limit": (
        {"type": "integer", "minimum": 0, "default": 20},
        "How many come at most; 0 for all. Older clients say `limit_page_length`.",
    ),
}


def parameters() -> dict[str, Schema]:
    """What lists are asked by, and the name of a document."""
    found: dict[str, Schema] = {}
    for name, (schema, text) in _JSON_OF_QUERY.items():
        found[name] = {
            "name": name,
            "in": "query",
            "description": text,
            "content": {"application/json": {"schema": schema}},
        }
    for name, (schema, text) in _PLAIN_OF_QUERY.items():
        found[name] = {"name": name, "in": "query", "description": text, "schema": schema}
    found["name"] = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "The name of the document.",
        "schema": {"type": "string"},
    }
    return found


def paths(usable: list[Usable]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for each in usable:
        address = f"/api/resource/{quote(each.name, safe='')}"
        if each.is_single:
            found[f"{address}/{quote(each.name, safe='')}"] = dict(_of_document(each))
            continue
        documents = dict(_of_list(each))
        if documents:
            found[address] = documents
        one = dict(_of_document(each))
        if one:
            found[f"{address}/{{name}}"] = {
                "parameters": [{"$ref": "#/components/parameters/name"}],
                **one,
            }
    return found


def _of_list(each: Usable) -> Iterator[tuple[str, Schema]]:
    key = schemas.key_of(each.name)
    if each.is_listed:
        answer = _data({"type": "array", "items": schemas.reference(key)})
        asked = [
            {"$ref": f"#/components/parameters/{name}"}
            for name in (*_JSON_OF_QUERY, *_PLAIN_OF_QUERY)
        ]
        yield (
            "get",
            _operation(
                each,
                "list",
                _("List {0}"),
                answer,
                "The fields asked for, of each.",
                parameters=asked,
            ),
        )
    if each.may("create"):
        body: Schema = schemas.reference(f"{key}.write")
        if needed := schemas.needed(each):
            body = {"allOf": [body, {"required": needed}]}
        yield "post", _operation(each, "create", _("Create {0}"), _document(each), body=body)


def _of_document(each: Usable) -> Iterator[tuple[str, Schema]]:
    key = schemas.key_of(each.name)
    if each.may("read"):
        yield "get", _operation(each, "get", _("Read {0}"), _document(each))
    if each.may("write"):
        body = schemas.reference(f"{key}.write")
        yield "put", _operation(each, "update", _("Change {0}"), _document(each), body=body)
    methods = doors.methods_of(each) if each.may("read") else []
    if methods and each.may("write"):
        run = {"type": "string", "enum": [method.name for method in methods]}
        asked = [{"name": "run_method", "in": "query", "required": True, "schema": run}]
        yield (
            "post",
            _operation(each, "run", _("Run a method of {0}"), _data({}), "", parameters=asked),
        )
    if each.may("delete"):
        yield (
            "delete",
            _operation(
                each, "delete", _("Delete {0}"), {"type": "object"}, "Deleted.", status="202"
            ),
        )


def _document(each: Usable) -> Schema:
    if not each.may("read"):
        return _data({"type": "object"})
    key = schemas.reference(schemas.key_of(each.name))
    return _data({"allOf": [key, {"required": ["name"]}]})


def _data(schema: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["data"],
        "properties": {"data": schema, "_server_messages": schemas.reference("Messages")},
    }


def _operation(
    each: Usable,
    verb: str,
    summary: str,
    answer: Schema,
    text: str = "The document.",
    *,
    status: str = "200",
    body: Schema | None = None,
    parameters: list[Schema] | None = None,
) -> Schema:
    """One operation; what a program sends is a JSON object."""
    reads = verb in ("list", "get")
    operation: Schema = {
        "operationId": f"{verb}.{schemas.key_of(each.name)}",
        "summary": summary.format(_(each.name)),
        "tags": [each.name],
        "x-frappe-doctype": each.name,
        "responses": {
            status: answers.of_json(answer, text or "What the method answers."),
            **answers.refusals(writing=not reads),
        },
    }
    if not reads:
        operation["security"] = security.WRITING
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return operation
