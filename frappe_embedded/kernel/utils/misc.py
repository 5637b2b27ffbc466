"""Helpers for dicts, hooks and requests that belong nowhere else."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from ..core.context import local
from ..core.hooks import get_attr, get_hooks

__all__ = [
    "call_hook_method",
    "decode_dict",
    "dict_to_str",
    "dict_with_keys",
    "encode_dict",
    "get_defaults",
    "get_hook_method",
    "get_table_name",
    "get_traceback",
    "groupby_metric",
    "is_cli",
    "list_to_str",
    "remove_blanks",
    "set_default",
    "set_request",
    "squashify",
]


def dict_to_str(args: Mapping[str, Any], sep: str = "&") -> str:
    """``a=1&b=2``; values are not encoded."""
    return sep.join(f"{key}={value}" for key, value in args.items())


def list_to_str(seq: Iterable[Any], sep: str = ", ") -> str:
    return sep.join(str(item) for item in seq)


def remove_blanks(d: dict[str, Any]) -> dict[str, Any]:
    """Remove the keys without a value, in place."""
    for key in [key for key, value in d.items() if value in ("", None)]:
        del d[key]
    return d


def dict_with_keys(dict: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The part of a dict that has the given keys."""
    return {key: dict[key] for key in keys if key in dict}


def encode_dict(d: dict[str, Any], encoding: str = "utf-8") -> dict[str, Any]:
    """Turn the texts of a dict into bytes, in place."""
    for key, value in d.items():
        if isinstance(value, str):
            d[key] = value.encode(encoding)
    return d


def decode_dict(d: dict[str, Any], encoding: str = "utf-8") -> dict[str, Any]:
    """Turn the bytes of a dict into texts, in place."""
    for key, value in d.items():
        if isinstance(value, bytes):
            d[key] = value.decode(encoding)
    return d


def groupby_metric(iterable: Mapping[str, Sequence[Any]], key: str) -> dict[Any, dict[str, Any]]:
    """Rows of several lists by the value of ``key``, then by the list that they come from."""
    grouped: dict[Any, dict[str, Any]] = {}
    for category, rows in iterable.items():
        for row in rows:
            grouped.setdefault(row[key], {}).setdefault(category, []).append(row)
    return grouped


def squashify(what: Any) -> Any:
    """The only item of a sequence; a longer sequence, or what is none, as it is."""
    return what[0] if isinstance(what, Sequence) and len(what) == 1 else what


def get_table_name(table_name: str, wrap_in_backticks: bool = False) -> str:
    """The table of a DocType; internal tables bear their own name."""
    name = table_name if table_name.startswith("__") else f"tab{table_name}"
    return f"`{name}`" if wrap_in_backticks else name


def get_defaults(key: str | None = None) -> Any:
    """A default of the site, or all of them."""
    return local.db.get_defaults(key)


def set_default(key: str, val: Any) -> None:
    """Set a default of the site."""
    local.db.set_default(key, val)


def get_traceback(with_context: bool = False) -> str:
    """The traceback of the exception that is being handled; empty when there is none."""
    if sys.exc_info()[0] is None:
        return ""
    return traceback.format_exc()


def get_hook_method(hook_name: str, fallback: Callable[..., Any] | None = None) -> Any:
    """The first function that an app names under a hook, else ``fallback``."""
    paths = get_hooks(hook_name)
    return get_attr(paths[0]) if paths else fallback


def call_hook_method(hook: str, *args: Any, **kwargs: Any) -> Any:
    """Call every function named under a hook; the answer of the first one."""
    answers = [get_attr(path)(*args, **kwargs) for path in get_hooks(hook)]
    return answers[0] if answers else None


def is_cli() -> bool:
    """Whether the context runs outside a request and outside a job."""
    return local.request is None and not local.flags.in_job


def set_request(**kwargs: Any) -> None:
    """Let the context answer a made-up request, described as for werkzeug's test client."""
    builder = EnvironBuilder(**kwargs)
    local.request = Request(builder.get_environ())
