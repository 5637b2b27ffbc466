"""Request values as the types that functions ask for in their annotations."""

from __future__ import annotations

import datetime
import functools
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Union

from ...kernel.core.exceptions import FrappeTypeError
from ...kernel.i18n import _

_NOTHING = object()


def cast_arguments(function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments in the annotated types; ``FrappeTypeError`` (417) for one that cannot be.

    Numbers may come as text, lists and objects as JSON. Types that no request can hold are left to
    the function. A missing argument that the function needs is refused here as well.
    """
    parameters, hints = _parameters_and_hints(function)
    result = {
        key: _cast(key, value, parameters.get(key), hints.get(key, Any))
        for key, value in arguments.items()
    }
    _refuse_missing(parameters, result)
    return result


def _refuse_missing(parameters: Mapping[str, inspect.Parameter], arguments: dict[str, Any]) -> None:
    for name, parameter in parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        if parameter.default is parameter.empty and name not in arguments:
            raise FrappeTypeError(_("The argument {0} is missing").format(name))


def _parameters_and_hints(
    function: Callable[..., Any],
) -> tuple[Mapping[str, inspect.Parameter], dict[str, Any]]:
    # Whoever keeps a method of a document keeps the document.
    return (_inspected if inspect.ismethod(function) else _inspected_once)(function)


def _inspected(
    function: Callable[..., Any],
) -> tuple[Mapping[str, inspect.Parameter], dict[str, Any]]:
    try:
        hints = typing.get_type_hints(inspect.unwrap(function))
    except Exception:
        hints = {}
    return inspect.signature(function).parameters, hints


_inspected_once = functools.lru_cache(maxsize=1024)(_inspected)


def _cast(key: str, value: Any, parameter: inspect.Parameter | None, hint: Any) -> Any:
    if parameter is not None and value is parameter.default:
        return value
    found = convert(value, hint)
    if found is _NOTHING:
        text = _("Argument '{0}' should be of type '{1}' but got '{2}' instead.")
        name = getattr(hint, "__name__", str(hint))
        raise FrappeTypeError(text.format(key, name, type(value).__name__))
    return found


def convert(value: Any, hint: Any) -> Any:
    """A value in a type, or the mark for "it does not fit"."""
    if hint in (Any, inspect.Parameter.empty) or isinstance(hint, (str, typing.TypeVar)):
        return value
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(value, typing.get_args(hint))
    if origin is typing.Literal:
        return value if value in typing.get_args(hint) else _NOTHING
    if hint is None or hint is type(None):
        return None if value is None else _NOTHING
    base = origin or hint
    if not isinstance(base, type):
        return value
    return _plain(value, base)


def _one_of(value: Any, hints: tuple[Any, ...]) -> Any:
    """The first type that fits without a change wins, else the first that fits at all."""
    if any(hint is Any for hint in hints):
        return value
    plain = [typing.get_origin(hint) or hint for hint in hints]
    if any(_is(value, kind) for kind in plain if isinstance(kind, type)):
        return value
    for hint in hints:
        found = convert(value, hint)
        if found is not _NOTHING:
            return found
    return _NOTHING


def _is(value: Any, kind: type) -> bool:
    if kind in (int, float) and isinstance(value, bool):
        return False
    return isinstance(value, kind)


def _plain(value: Any, kind: type) -> Any:
    if _is(value, kind):
        return value
    converter = _CONVERTERS.get(kind)
    if kind is str:
        return _NOTHING
    if converter is None:
        return value if kind not in _JSON_KINDS else _from_json(value, kind)
    try:
        return converter(value)
    except (TypeError, ValueError, AttributeError):
        return _NOTHING


def _from_json(value: Any, kind: type) -> Any:
    if not isinstance(value, str):
        return _NOTHING
    try:
        found = json.loads(value)
    except ValueError:
        return _NOTHING
    return found if isinstance(found, kind) else _NOTHING


def _boolean(value: Any) -> bool:
    words = {"1": True, "true": True, "on": True, "yes": True}
    words |= {"0": False, "false": False, "off": False, "no": False}
    key = str(value).strip().lower()
    if key not in words:
        raise ValueError(value)
    return words[key]


def _integer(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    return int(value)


_JSON_KINDS = (dict, list, tuple)
_CONVERTERS: dict[type, Callable[[Any], Any]] = {
    bool: _boolean,
    int: _integer,
    float: float,
    datetime.date: datetime.date.fromisoformat,
    datetime.datetime: datetime.datetime.fromisoformat,
}
