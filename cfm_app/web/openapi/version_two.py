"""The paths below ``/api/v2``: the same documents as version 2 of the API tells of them, by the same rights.

https://frappeframework.com/docs/v15/user/en/api/rest
"""

from collections.abc import Iterator
from typing import Any

from cfm_app.web.openapi import answers, security

Schema = dict[str, Any]

FIRST, BASE = "/api/resource/", "/api/v2"


def paths(first: dict[str, Schema]) -> dict[str, Schema]:
    """What version 2 answers, from the paths of documents of version 1."""
    found = {f"{BASE}/method/{{method}}": _any_method()}
    for address, item in first.items():
        doctype = address.removeprefix(FIRST)
        place = f"{BASE}/document/{doctype}"
        found[place] = dict(_operations(item))
        if run := _run_method(item):
            found[f"{place}/method/{{method}}"] = run
        if "get" in item and "/" not in doctype:
            found[f"{BASE}/doctype/{doctype}/count"] = {"get": _count(item["get"])}
    return {address: item for address, item in found.items() if item}


def _operations(item: Schema) -> Iterator[tuple[str, Any]]:
    if "parameters" in item:
        yield "parameters", item["parameters"]
    for verb, operation in item.items():
        if verb == "parameters" or _is_run(operation):
            continue
        yield verb, _converted(operation, verb)
        if verb == "put":
            yield "patch", _converted(operation, "patch")


def _is_run(operation: Schema) -> bool:
    return str(operation["operationId"]).startswith("run.")


def _converted(operation: Schema, verb: str, data: Schema | None = None) -> Schema:
    """An operation of version 1 with the answers of version 2."""
    status = "202" if verb == "delete" else "200"
    answer = operation["responses"][status]
    schema = answer["content"]["application/json"]["schema"]
    if data is None:
        data = {"const": "ok"} if verb == "delete" else schema["properties"]["data"]
    key = operation["operationId"].partition(".")[2]
    return {
        **operation,
        "operationId": f"v2.{verb}.{key}" if verb != "get" else f"v2.{operation['operationId']}",
        "responses": {
            status: answers.of_json(_data(data), answer["description"]),
            **answers.refusals(writing="security" in operation, version=2),
        },
    }


def _data(data: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": data,
            "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
        },
    }


def _run_method(item: Schema) -> Schema | None:
    """The methods of a document, each at an address of its own."""
    operation = next(
        (each for each in item.values() if _is_operation(each) and _is_run(each)), None
    )
    if operation is None:
        return None
    [asked] = operation["parameters"]
    method = {"name": "method", "in": "path", "required": True, "schema": asked["schema"]}
    told = {**_converted(operation, "run"), "parameters": [method]}
    return {"parameters": item.get("parameters", []), "post": told}


def _is_operation(given: Any) -> bool:
    return isinstance(given, dict) and "operationId" in given


def _count(listed: Schema) -> Schema:
    told = _converted(listed, "count", {"type": "integer", "minimum": 0})
    told["parameters"] = [{"$ref": "#/components/parameters/filters"}]
    told["responses"]["200"]["description"] = "How many the list would have."
    return told


def _any_method() -> Schema:
    """Each method of version 1, told once: what it takes is the same."""
    method = {
        "name": "method",
        "in": "path",
        "required": True,
        "description": "The name of a method below `/api/method`: it takes the same arguments.",
        "schema": {"type": "string"},
    }
    return {
        "parameters": [method],
        **{
            verb: {
                "operationId": f"v2.{verb}.method",
                "summary": "What the method gives, under `data`.",
                "tags": ["version 2"],
                "security": security.WRITING if verb == "post" else security.READING,
                "responses": {
                    "200": answers.of_json(_data({}) | {"required": []}, "What the method gives."),
                    **answers.refusals(writing=verb == "post", version=2),
                },
            }
            for verb in ("get", "post")
        },
    }
