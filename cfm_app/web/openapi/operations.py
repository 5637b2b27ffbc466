"""The paths below ``/api/method``: functions, described by their signatures and docstrings."""

import inspect
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cfm_app.web.openapi import answers, security
from cfm_app.web.openapi.doors import Method

Schema = dict[str, Any]

_TYPES: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dict: {"type": "object"},
    list: {"type": "array"},
    tuple: {"type": "array"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string"},
}
_READING, _WRITING = security.READING, security.WRITING
_KINDS_OF_MANY = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


def paths(methods: Iterable[Method]) -> dict[str, Schema]:
    return {f"/api/method/{each.name}": _path(each) for each in methods} | _short()


def _path(method: Method) -> Schema:
    """Reading by GET where it is taken, and sending by POST."""
    verbs = [verb for verb in ("GET", "POST") if verb in method.verbs]
    return {verb.lower(): _operation(method, verb) for verb in verbs or method.verbs}


def _operation(method: Method, verb: str) -> Schema:
    summary, _line, rest = (inspect.getdoc(method.function) or method.name).partition("\n")
    reads = verb == "GET"
    operation: Schema = {
        "operationId": f"{verb.lower()}.{method.name}",
        "summary": summary.strip(),
        "tags": [method.group],
        "security": [{}] if method.for_guests else _READING if reads else _WRITING,
        "responses": {
            "200": answers.of_json(_answer(method), "What the method gives."),
            **answers.refusals(writing=not reads),
        },
    }
    if rest.strip():
        operation["description"] = rest.strip()
    arguments = _arguments(method)
    if reads:
        operation["parameters"] = [_in_query(name, *each) for name, each in arguments.items()]
    elif arguments:
        operation["requestBody"] = _body(arguments)
    return operation


def _arguments(method: Method) -> dict[str, tuple[Schema, bool]]:
    """The schema of each argument, and whether it must be given."""
    hints = _hints(method.function)
    return {
        name: (_schema(hints.get(name, Any)), each.default is each.empty)
        for name, each in inspect.signature(method.function).parameters.items()
        if each.kind not in _KINDS_OF_MANY
    }


def _hints(function: Any) -> Mapping[str, Any]:
    try:
        return typing.get_type_hints(inspect.unwrap(function))
    except (NameError, TypeError):
        return {}


def _schema(hint: Any) -> Schema:
    """What fits a type; anything where the type says nothing to a client."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema(each) for each in typing.get_args(hint)]}
    if origin is typing.Literal:
        return {"enum": list(typing.get_args(hint))}
    found = dict(_TYPES.get(origin or hint, {}))
    inner = typing.get_args(hint)
    if origin is list and inner:
        found["items"] = _schema(inner[0])
    return found


def _in_query(name: str, schema: Schema, is_needed: bool) -> Schema:
    """An address holds text: what is no text is written as JSON."""
    given: Schema = {"name": name, "in": "query", "required": is_needed}
    kinds = [each.get("type") for each in schema.get("anyOf", [schema])]
    if {"object", "array"} & set(kinds):
        return {**given, "content": {"application/json": {"schema": schema}}}
    return {**given, "schema": schema}


def _body(arguments: Mapping[str, tuple[Schema, bool]]) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {name: each for name, (each, _needed) in arguments.items()},
    }
    if needed := [name for name, (_each, is_needed) in arguments.items() if is_needed]:
        schema["required"] = needed
    return {"required": bool(needed), "content": {"application/json": {"schema": schema}}}


def _answer(method: Method) -> Schema:
    """JSON with what the function returns under ``message``; none of it where it returns nothing."""
    properties: Schema = {"_server_messages": {"$ref": "#/components/schemas/Messages"}}
    hint = _hints(method.function).get("return", Any)
    if hint not in (None, type(None)):
        properties["message"] = _schema(hint)
    return {"type": "object", "properties": properties}


def _short() -> dict[str, Schema]:
    """The methods that have no module: the log-in and its end, a sign of life, files."""
    text = {"type": "string"}
    file = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "doctype": {**text, "description": "With `docname`: the document that it hangs on."},
            "docname": text,
            "fieldname": text,
            "is_private": {"type": "integer", "enum": [0, 1], "default": 0},
        },
    }
    log_in = {
        "type": "object",
        "required": ["usr", "pwd"],
        "properties": {"usr": text, "pwd": {**text, "format": "password"}},
    }
    return {
        "/api/method/login": {
            "post": _plain(
                "login", "Log in with name and password.", "application/json", log_in, [{}]
            )
        },
        "/api/method/logout": {"post": _plain("logout", "End the session.")},
        "/api/method/ping": {"get": _plain("ping", "Answer that the site is there.", who=[{}])},
        "/api/method/upload_file": {
            "post": _plain(
                "upload_file",
                "Store a file, on a document or by itself.",
                "multipart/form-data",
                file,
            )
        },
    }


def _plain(
    name: str,
    summary: str,
    media: str = "",
    body: Schema | None = None,
    who: list[Schema] | None = None,
) -> Schema:
    operation: Schema = {
        "operationId": name,
        "summary": summary,
        "tags": ["session and files"],
        "security": _WRITING if who is None else who,
        "responses": {
            "200": answers.of_json(
                {"type": "object", "properties": {"message": {}}}, "What the method gives."
            ),
            **answers.refusals(writing=name != "ping"),
        },
    }
    if body:
        operation["requestBody"] = {"required": True, "content": {media: {"schema": body}}}
    return operation
