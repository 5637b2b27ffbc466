"""Expressions that managers write: conditions of workflows, notifications and rules."""

from __future__ import annotations

import ast
import types
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from RestrictedPython.compile import compile_restricted
from RestrictedPython.Guards import guarded_iter_unpack_sequence, safer_getattr

__all__ = ["KNOWN_FUNCTIONS", "compiled", "safe_eval"]

_BUILTINS: dict[str, Any] = {"int": int, "float": float, "long": int, "round": round}
KNOWN_FUNCTIONS = frozenset(_BUILTINS)
_UNREADABLE_TYPES = (
    types.ModuleType,
    types.CodeType,
    types.TracebackType,
    types.FrameType,
    types.FunctionType,
    types.MethodType,
    types.GeneratorType,
    type,
)
_UNREADABLE_NAMES = frozenset(
    "format format_map mro gi_frame gi_code gi_yieldfrom cr_await cr_frame cr_code cr_origin "
    "ag_await ag_frame ag_code f_back f_builtins f_code f_globals f_locals f_trace tb_frame "
    "tb_next co_code with_traceback add_note".split()
)
_MISSING = object()


def safe_eval(
    code: str,
    eval_globals: Mapping[str, Any] | None = None,
    eval_locals: Mapping[str, Any] | None = None,
) -> Any:
    """The value of one Python expression that sees the given names and nothing else.

    Of Python's own functions only ``int``, ``float``, ``long`` and ``round`` are known. Names
    and attributes that begin with an underscore, assignments and ``str.format`` raise
    ``SyntaxError``, unknown names ``NameError``.
    """
    names: dict[str, Any] = dict(eval_globals or {})
    names.update(_BUILTINS)
    names["__builtins__"] = {}
    names.update(_GUARDS)
    values = {name: value for name, value in (eval_locals or {}).items() if name not in _GUARDS}
    return eval(compiled(code), names, values)


@lru_cache(maxsize=1024)
def compiled(code: str) -> Any:
    """The program of an expression; ``SyntaxError`` for one that cannot be read or is not allowed."""
    text = unicodedata.normalize("NFKC", code)
    _refuse_assignments(text)
    return compile_restricted(text, "<safe_eval>", mode="eval")


def _refuse_assignments(text: str) -> None:
    for node in ast.walk(ast.parse(text, "<safe_eval>", mode="eval")):
        if isinstance(node, ast.NamedExpr):
            where = f"line {node.lineno} column {node.col_offset}"
            raise SyntaxError(f"Operation not allowed: {where}")


def read_item(container: Any, key: Any) -> Any:
    return container[key]


def read_attribute(target: Any, name: Any, default: Any = _MISSING) -> Any:
    """An attribute of plain values and documents; of code, modules and types none."""
    if isinstance(name, str) and name in _UNREADABLE_NAMES:
        raise SyntaxError(f"{name} is an unsafe attribute")
    if isinstance(target, _UNREADABLE_TYPES):
        raise SyntaxError(f"Reading {type(target).__name__} attributes is not allowed")
    value = safer_getattr(target, name, default)  # type: ignore[no-untyped-call]
    if value is _MISSING:
        raise AttributeError(f"{type(target).__name__!r} object has no attribute {name!r}")
    return value


_GUARDS: dict[str, Any] = {
    "_getattr_": read_attribute,
    "_getitem_": read_item,
    "_getiter_": iter,
    "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
}
"""What compiled expressions call for every attribute, item and loop."""
