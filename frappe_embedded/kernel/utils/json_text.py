"""JSON as Frappe's API writes and reads it."""

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..core.dict import _dict
from ..core.exceptions import FrappeTypeError
from ..core.messages import throw
from ..i18n.translator import _

__all__ = [
    "as_json",
    "dictify",
    "json_default",
    "parse_json",
    "parsed_list",
    "parsed_object",
    "validate_json_string",
]


def json_default(value: Any) -> Any:
    """What ``json.dumps`` writes for dates, decimals, documents and other objects."""
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Iterable):
        return list(value)
    if callable(value):
        return repr(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def as_json(
    obj: Any,
    indent: int | None = 1,
    separators: tuple[str, str] | None = None,
    ensure_ascii: bool = True,
) -> str:
    """JSON with sorted keys (where they can be sorted), dates as text."""
    options: dict[str, Any] = {
        "indent": indent,
        "separators": separators or (",", ": "),
        "default": json_default,
        "ensure_ascii": ensure_ascii,
    }
    if indent is None and separators is None:
        options["separators"] = (", ", ": ")
    try:
        return json.dumps(obj, sort_keys=True, **options)
    except TypeError:
        return json.dumps(obj, sort_keys=False, **options)


def parse_json(val: Any) -> Any:
    """The value of JSON text; objects read as attributes; anything but text as it is."""
    if isinstance(val, str):
        val = json.loads(val)
    return _dict(val) if type(val) is dict else val


def parsed_list(value: Any, name: str) -> list[Any]:
    """An argument that is a list, or JSON of one; ``FrappeTypeError`` for anything else."""
    return _parsed_as(list, value, name)  # type: ignore[no-any-return]


def parsed_object(value: Any, name: str) -> _dict:
    """An argument that is an object, or JSON of one; ``FrappeTypeError`` for anything else."""
    return _dict(_parsed_as(dict, value, name))


def parsed_json(value: Any, name: str) -> Any:
    """An argument that may come as JSON; ``FrappeTypeError`` for text that is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        throw(_("The argument {0} is not valid JSON").format(name), FrappeTypeError)


def _parsed_as(kind: type, value: Any, name: str) -> Any:
    found = parsed_json(value, name)
    if not isinstance(found, kind):
        throw(
            _("Argument '{0}' should be of type '{1}' but got '{2}' instead.").format(
                name, kind.__name__, type(found).__name__
            ),
            FrappeTypeError,
        )
    return found


def validate_json_string(string: str) -> None:
    """Refuse text that is not JSON."""
    try:
        json.loads(string)
    except (TypeError, ValueError):
        throw("")


def dictify(arg: Any) -> Any:
    """Mappings, also inside mappings and lists, as dicts whose keys read as attributes."""
    if isinstance(arg, Mapping):
        return _dict({key: dictify(value) for key, value in arg.items()})
    if isinstance(arg, (list, tuple)):
        return [dictify(item) for item in arg]
    return arg
