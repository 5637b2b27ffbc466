"""Which handler answers which address, and to whom the address is open.

The table is filled when the layers connect: ``register_page`` adds a rule for pages, as the desk
does for ``/app/<path:rest>``, ``/login`` and ``/``. Rules are those of werkzeug; a handler gets
the request and the parts of its rule, and returns a response.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.wrappers import Request, Response

Handler = Callable[..., Response]


class Access(Enum):
    """To whom a route is open, in the words of the list of doors."""

    DESK = "users of the desk"
    RIGHTS = "whom the rights of the document let in"
    FUNCTION = "whom the function is declared for"
    FILE = "whoever may read the file"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Route:
    """One rule with its handler, its verbs, who may enter and how it treats sessions."""

    rule: str
    handler: Handler
    methods: tuple[str, ...] | None
    static: bool
    access: Access


_routes: dict[tuple[str, tuple[str, ...] | None], Route] = {}
_astray: list[Callable[[Request], Response | None]] = []


def register_route(
    rule: str,
    handler: Handler,
    methods: Iterable[str] | None = None,
    *,
    static: bool = False,
    access: Access = Access.DESK,
) -> None:
    """Let ``handler`` answer ``rule``, in place of who did before.

    ``static`` answers need neither a database nor a session, and are open to everybody.
    """
    verbs = tuple(methods) if methods else None
    opened = Access.EVERYBODY if static else access
    _routes[rule, verbs] = Route(rule, handler, verbs, static, opened)


def register_page(rule: str, handler: Handler, access: Access = Access.DESK) -> None:
    """Let ``handler`` answer a page: ``GET`` and ``HEAD``."""
    register_route(rule, handler, ("GET", "HEAD"), access=access)


def register_verb(rule: str, handler: Handler, verb: str) -> None:
    """Let ``handler`` answer a verb of an address of the desk; who may ``GET`` it may ask for its head."""
    register_route(rule, handler, ("GET", "HEAD") if verb == "GET" else (verb,))


def register_astray(handler: Callable[[Request], Response | None]) -> None:
    """Let ``handler`` answer addresses that lead neither to a route nor to a page, unless it gives nothing."""
    _astray.append(handler)


def astray(request: Request) -> Response | None:
    """The answer to whoever came to an address that leads nowhere."""
    answers = (handler(request) for handler in _astray)
    return next((answer for answer in answers if answer is not None), None)


def registered() -> list[Route]:
    return list(_routes.values())


def addresses() -> MapAdapter:
    """All rules registered until now. No rule names a host, and none redirects."""
    rules = [
        Rule(route.rule, endpoint=route, methods=route.methods, strict_slashes=False)
        for route in registered()
    ]
    return Map(rules, merge_slashes=False, redirect_defaults=False).bind("")


def match(rules: MapAdapter, request: Request) -> tuple[Route, dict[str, Any]]:
    """The route of a request with the parts of its address; werkzeug's exceptions if none fits."""
    route, arguments = rules.match(request.path, request.method)
    return route, dict(arguments)
