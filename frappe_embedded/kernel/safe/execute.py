"""Scripts that administrators write into the site; off unless its configuration says so."""

from __future__ import annotations

import operator
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from RestrictedPython.compile import compile_restricted
from RestrictedPython.Guards import (
    guarded_iter_unpack_sequence,
    guarded_unpack_sequence,
    safe_builtins,
)
from RestrictedPython.Limits import limited_builtins
from RestrictedPython.PrintCollector import PrintCollector
from RestrictedPython.Utilities import utility_builtins

from ..core.context import local
from ..core.exceptions import PermissionError
from ..core.messages import throw
from ..i18n.translator import _
from .evaluate import read_attribute, read_item
from .namespace import template_globals

_IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "//=": operator.ifloordiv,
    "%=": operator.imod,
    "**=": operator.ipow,
    "&=": operator.iand,
    "|=": operator.ior,
    "^=": operator.ixor,
}


_MORE_BUILTINS: dict[str, Any] = {
    "all": all,
    "any": any,
    "dict": dict,
    "enumerate": enumerate,
    "filter": filter,
    "list": list,
    "map": map,
    "max": max,
    "min": min,
    "reversed": reversed,
    "set": set,
    "sum": sum,
}


class ServerScriptNotEnabled(PermissionError):
    """The site's configuration does not allow scripts."""


def is_safe_exec_enabled() -> bool:
    """Whether ``server_script_enabled`` is set in the site's configuration."""
    return bool(local.conf.server_script_enabled)


def safe_exec(
    script: str,
    _globals: dict[str, Any] | None = None,
    _locals: dict[str, Any] | None = None,
    *,
    restrict_commit_rollback: bool = False,
    script_filename: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Run a script in the sandbox; the names that it left.

    It sees what templates see, and ``_globals``. Transactions stay in the caller's hands, so
    ``restrict_commit_rollback`` changes nothing.
    """
    if not is_safe_exec_enabled():
        throw(
            _("Server Scripts are disabled: set server_script_enabled in the configuration."),
            ServerScriptNotEnabled,
            title=_("Server Scripts Disabled"),
        )
    names = {**_python_names(), **template_globals(), **(_globals or {}), **_guards()}
    filename = f"<serverscript>: {script_filename}" if script_filename else "<serverscript>"
    with _marked_as_script():
        exec(compile_restricted(script, filename, mode="exec"), names, _locals)
    return names, _locals


@contextmanager
def _marked_as_script() -> Generator[None, None, None]:
    before = local.flags.in_safe_exec
    local.flags.in_safe_exec = True
    try:
        yield
    finally:
        local.flags.in_safe_exec = before


def _python_names() -> dict[str, Any]:
    builtins = {**safe_builtins, **limited_builtins, **utility_builtins, **_MORE_BUILTINS}
    return {"__builtins__": builtins}


def _guards() -> dict[str, Any]:
    return {
        "_getattr_": read_attribute,
        "_getitem_": read_item,
        "_getiter_": iter,
        "_write_": _writable,
        "_print_": PrintCollector,
        "_inplacevar_": lambda sign, left, right: _IN_PLACE[sign](left, right),
        "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
        "_unpack_sequence_": guarded_unpack_sequence,
    }


def _writable(target: Any) -> Any:
    """Scripts set keys and attributes of data and documents, never of code."""
    if callable(target) or isinstance(target, type):
        raise TypeError(f"Setting attributes of {type(target).__name__} is not allowed")
    return target
