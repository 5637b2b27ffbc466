"""Which functions clients may call, by which verbs, and whether guests may."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .context import local
from .exceptions import PermissionError
from .hooks import get_attr
from .messages import throw

ALL_METHODS = ("GET", "POST", "PUT", "DELETE")

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Exposure:
    """How far a function is open to clients."""

    allow_guest: bool
    xss_safe: bool
    methods: tuple[str, ...]


_exposed: dict[Any, Exposure] = {}

# The same under Frappe's names, for code that lists what clients may call.
whitelisted: list[Any] = []
guest_methods: list[Any] = []
allowed_http_methods_for_whitelisted_func: dict[Any, list[str]] = {}


def whitelist(
    allow_guest: bool = False, xss_safe: bool = False, methods: list[str] | None = None
) -> Callable[[F], F]:
    """Decorator: clients may call the function; guests only with ``allow_guest``."""

    def expose(function: F) -> F:
        key = getattr(function, "__func__", function)
        _expose(key, Exposure(allow_guest, xss_safe, tuple(methods or ALL_METHODS)))
        return function

    return expose


def exposure(function: Any) -> Exposure | None:
    return _exposed.get(inspect.unwrap(getattr(function, "__func__", function))) or _exposed.get(
        getattr(function, "__func__", function)
    )


def copy_exposure(function: Any, wrapper: Any) -> None:
    """A wrapper is as open to clients as the function that it stands for."""
    exposed = exposure(function)
    if exposed is not None:
        _expose(wrapper, exposed)


def _expose(function: Any, exposed: Exposure) -> None:
    _exposed[function] = exposed
    whitelisted.append(function)
    allowed_http_methods_for_whitelisted_func[function] = list(exposed.methods)
    if exposed.allow_guest:
        guest_methods.append(function)


def is_whitelisted(function: Any, name: str | None = None) -> None:
    """``PermissionError`` unless the current user's client may call the function.

    ``name`` is that under which the client knows it.
    """
    exposed = exposure(function)
    guest = local.session.user == "Guest"
    if exposed is None or (guest and not exposed.allow_guest):
        summary = "You are not permitted to access this resource."
        name = name or f"{function.__module__}.{function.__name__}"
        detail = f"Function <strong>{name}</strong> is not whitelisted."
        throw(
            f"<details><summary>{summary}</summary>{detail}</details>",
            PermissionError,
            title="Method Not Allowed",
        )


def is_valid_http_method(function: Any) -> None:
    """``PermissionError`` when the function does not take the verb of the request."""
    exposed = exposure(function)
    if local.request and exposed and local.request.method not in exposed.methods:
        throw("Not permitted", PermissionError)


def call(function: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function with those keywords that it takes."""
    target = get_attr(function) if isinstance(function, str) else function
    return target(*args, **get_newargs(target, kwargs))


def get_newargs(function: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The keywords that a function takes; never ``ignore_permissions`` and ``flags``.

    Those two are taken out so that form data can never set them.
    """
    parameters = inspect.signature(function).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    return {
        key: value
        for key, value in kwargs.items()
        if (takes_all or key in parameters) and key not in ("ignore_permissions", "flags")
    }
