"""What is sent: requests that a client would make, and what an attacker makes of them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any
from urllib.parse import quote

from tests.leaks.cast import Visitor
from tests.leaks.matrix import Answer

LONG = "x" * 300
DEEP = "[" * 5000 + "]" * 5000


@dataclass(frozen=True)
class Request:
    """One request; ``about`` says what of a document it touches, to be named in a report."""

    verb: str
    path: str
    query: tuple[tuple[str, Any], ...] = ()
    body: Any = None
    form: bool = False
    about: str = ""

    def send(self, visitor: Visitor) -> Any:
        given: dict[str, Any] = {"params": dict(self.query)} if self.query else {}
        if isinstance(self.body, str):
            given |= {"data": self.body.encode(), "headers": {"Content-Type": "application/json"}}
        elif self.body is not None:
            given["data" if self.form else "json"] = self.body
        return visitor.send(self.verb, self.path, **given)

    @property
    def makes_documents(self) -> bool:
        """Whether each answer is about a new document."""
        is_insert = self.path.endswith("frappe.client.insert")
        return is_insert or (self.verb == "POST" and "/api/method/" not in self.path)

    def answer(self, visitor: Visitor) -> Answer:
        return Answer.of(self.send(visitor))

    @property
    def text(self) -> str:
        """All that it says, to be left out of what its answer tells."""
        return json.dumps([self.path, self.query, self.body], default=str, ensure_ascii=False)

    def __str__(self) -> str:
        return f"{self.verb} {self.path} {dict(self.query) or ''} {str(self.body)[:160]}"


def of_document(doctype: str, name: str, fieldname: str, value: Any) -> Iterator[Request]:
    """The ways to read, change and delete one document, of both APIs and the client's methods."""
    where, values = f"{quote(doctype)}/{quote(name, safe='')}", {fieldname: value}
    about = f"{doctype}.{fieldname}"
    for base in ("/api/resource", "/api/v2/document"):
        yield Request("GET", f"{base}/{where}", about=about)
        yield Request("PUT", f"{base}/{where}", body=values, about=about)
        yield Request("GET", f"{base}/{quote(doctype)}", (("fields", '["*"]'),), about=about)
        yield Request("POST", f"{base}/{quote(doctype)}", body=values, about=about)
        yield Request("DELETE", f"{base}/{where}", about=about)
    doc = {"doctype": doctype, "name": name, **values}
    for method, given in (
        ("frappe.client.get", {"doctype": doctype, "name": name}),
        ("frappe.client.get_value", {"doctype": doctype, "fieldname": fieldname, "filters": name}),
        ("frappe.client.set_value", {"doctype": doctype, "name": name, "fieldname": values}),
        ("frappe.client.save", {"doc": doc}),
        ("frappe.client.insert", {"doc": {**doc, "__islocal": 1}}),
        ("frappe.client.delete", {"doctype": doctype, "name": name}),
        # These take text, as the desk sends it.
        ("frappe.client.bulk_update", {"docs": json.dumps([{**doc, "docname": name}])}),
        ("frappe.client.rename_doc", {"doctype": doctype, "old_name": name, "new_name": "stolen"}),
        ("frappe.desk.form.save.savedocs", {"doc": json.dumps(doc), "action": "Save"}),
        ("frappe.desk.form.load.getdoc", {"doctype": doctype, "name": name}),
        ("frappe.client.validate_link", {"doctype": doctype, "docname": name}),
    ):
        yield Request("POST", f"/api/method/{method}", body=given, about=about)


def of_function(name: str, arguments: dict[str, Any]) -> Request:
    return Request("POST", f"/api/method/{name}", body=arguments, about=name)


# --- what an attacker makes of a request -------------------------------------------------------
@cache
def spellings(word: str) -> tuple[str, ...]:
    """Other ways to write a name that a database may take for the same."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    found = [word.lower(), word.upper(), f"{word} ", f" {word}", f"{word}\u00a0", wide]
    found += [unicodedata.normalize("NFD", word.replace("e", "\u00e9", 1)), f"{word}\u200b"]
    found += [word.replace(" ", "_"), word.replace("a", "A", 1), f"`{word}`", f"tab{word}"]
    return tuple(each for each in dict.fromkeys(found) if each != word)


Planned = Callable[[], Request]
"""A request that is made when it is called for: of a million that could be made, few are sent."""


def variants(request: Request, words: list[str]) -> Iterator[Planned]:
    """The request, and the same in other spelling, verb, place and shape. ``words`` are names in it."""
    yield partial(replace, request)
    for word in words:
        for other in (*spellings(word), LONG, f"{word}\0", f"{word}%2F..%2F.."):
            yield partial(_written, request, word, other)
    for verb in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        if verb != request.verb:
            yield partial(replace, request, verb=verb)
    if isinstance(request.body, dict):
        yield from _elsewhere(request)
        yield from _reshaped(request, request.body)


def _reshaped(request: Request, body: dict[str, Any]) -> Iterator[Planned]:
    """Another value for each argument, arguments more and less, and no arguments at all."""
    for key in body:
        for shape in _SHAPES:
            yield partial(_shaped, request, key, shape)
        yield partial(_without, request, key)
    for more in (
        {"flags": {"ignore_permissions": 1}},
        {"ignore_permissions": 1, "__islocal": 1},
        {"owner": "Administrator", "docstatus": 1},
    ):
        yield partial(_with, request, more)
    yield partial(replace, request, body=DEEP)
    yield partial(replace, request, body=[body])


_SHAPES: tuple[Callable[[Any], Any], ...] = (
    lambda value: [value],
    lambda value: {"name": value},
    lambda value: ["like", "%"],
    lambda value: None,
    lambda value: -1,
    lambda value: json.dumps(value, default=str),
    lambda value: f"{value}' or '1'='1",
    lambda value: "{{ frappe.session.user }}",
    lambda value: LONG,
    lambda value: True,
)


def _shaped(request: Request, key: str, shape: Callable[[Any], Any]) -> Request:
    return _with(request, {key: shape(request.body[key])})


def _with(request: Request, more: dict[str, Any]) -> Request:
    return replace(request, body={**request.body, **more})


def _without(request: Request, key: str) -> Request:
    return replace(request, body={k: v for k, v in request.body.items() if k != key})


def _written(request: Request, word: str, other: str) -> Request:
    """The request with another spelling of a name, wherever it stands."""
    path = request.path.replace(quote(word, safe=""), quote(other, safe=""))
    return replace(
        request,
        path=path.replace(quote(word), quote(other)),
        query=tuple((key, _in(value, word, other)) for key, value in request.query),
        body=_in(request.body, word, other),
    )


def _in(value: Any, word: str, other: str) -> Any:
    if isinstance(value, str):
        return value.replace(word, other)
    if isinstance(value, list):
        return [_in(each, word, other) for each in value]
    if isinstance(value, dict):
        return {key: _in(each, word, other) for key, each in value.items()}
    return value


def _elsewhere(request: Request) -> Iterator[Planned]:
    """Arguments in the address, in a form, and the method as ``cmd`` on any path."""
    yield partial(_in_address, request)
    yield partial(_in_address, request, verb="GET")
    yield partial(_in_form, request)
    if request.path.startswith("/api/method/"):
        named = {"cmd": request.path.removeprefix("/api/method/")}
        for path in ("/", "/api/resource/Case", "/app", "/cfm/status", "/cfm/feedback"):
            yield partial(_in_form, request, named, path=path)
            yield partial(_in_address, request, named, path=path, verb="GET")
    else:
        yield partial(
            replace, request, path=request.path.replace("/api/resource", "/api/v1/resource")
        )
        yield partial(replace, request, path=request.path.replace("/api/", "//api//"))
        yield partial(replace, request, path=f"{request.path}/")


def _in_address(request: Request, more: dict[str, Any] | None = None, **changed: Any) -> Request:
    query = tuple({**_packed(request.body), **(more or {})}.items())
    return replace(request, body=None, query=query, **changed)


def _in_form(request: Request, more: dict[str, Any] | None = None, **changed: Any) -> Request:
    return replace(request, body={**_packed(request.body), **(more or {})}, form=True, **changed)


def _packed(body: dict[str, Any]) -> dict[str, Any]:
    """Arguments as forms and addresses carry them."""
    return {
        key: value if isinstance(value, str | int) else json.dumps(value, default=str)
        for key, value in body.items()
    }
