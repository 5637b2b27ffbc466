"""Expressions that managers write: conditions of workflows, notifications and rules."""

import ast
import operator
import types
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from RestrictedPython.compile import compile_restricted
from RestrictedPython.Guards import guarded_iter_unpack_sequence, safer_getattr
from RestrictedPython.transformer import RestrictingNodeTransformer

from ..core.context import has_context
from ..core.hooks import hook_functions
from .limits import Budget, active_budget, bounded

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
_SECONDS = 2.0
_SIZE = 2_000_000
_OPERATORS: dict[type[ast.operator], tuple[str, Any]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
    ast.MatMult: ("@", operator.matmul),
}
_BY_SIGN = dict(_OPERATORS.values())


def safe_eval(
    code: str,
    eval_globals: Mapping[str, Any] | None = None,
    eval_locals: Mapping[str, Any] | None = None,
) -> Any:
    """The value of one Python expression that somebody wrote into a record.

    It sees the given names, as apps narrow them: hook ``condition_names``, functions that take the
    expression and its names by their values, and return the names to use; ``None`` for an expression
    that is not worked out. Its value is then ``False``.
    """
    if not has_context() or not (narrowing := hook_functions("condition_names")):
        return evaluate(code, eval_globals, eval_locals)
    names: Mapping[str, Any] | None = {**(eval_globals or {}), **(eval_locals or {})}
    for narrow in narrowing:
        names = narrow(code, names)
        if names is None:
            return False
    return evaluate(code, names)


def offered_names() -> set[str]:
    """The names that apps give to every condition, by the hook ``condition_names``."""
    names: Mapping[str, Any] | None = {}
    for narrow in hook_functions("condition_names") if has_context() else ():
        names = narrow("None", names or {})
    return set(names or ())


def evaluate(
    code: str,
    eval_globals: Mapping[str, Any] | None = None,
    eval_locals: Mapping[str, Any] | None = None,
) -> Any:
    """The value of one Python expression that sees the given names and nothing else.

    Of Python's own functions only ``int``, ``float``, ``long`` and ``round`` are known. Names
    and attributes that begin with an underscore, assignments and ``str.format`` raise
    ``SyntaxError``, unknown names ``NameError``; what takes too much time or memory raises
    ``LimitExceeded``.
    """
    names: dict[str, Any] = dict(eval_globals or {})
    names.update(_BUILTINS)
    names["__builtins__"] = {}
    names.update(_GUARDS)
    values = {name: value for name, value in (eval_locals or {}).items() if name not in _GUARDS}
    program = compiled(code)
    if not has_context():
        return eval(program, names, values)
    with bounded(_small_budget):
        return eval(program, names, values)


def _small_budget() -> Budget:
    return Budget(seconds=_SECONDS, size=_SIZE)


@lru_cache(maxsize=1024)
def compiled(code: str) -> Any:
    """The program of an expression; ``SyntaxError`` for one that cannot be read or is not allowed."""
    text = unicodedata.normalize("NFKC", code)
    _refuse_assignments(text)
    return compile_restricted(text, "<safe_eval>", mode="eval", policy=_CountingTransformer)


class _CountingTransformer(RestrictingNodeTransformer):  # type: ignore[misc]
    """Code whose operators and calls are counted, as its loops are by ``_getiter_``."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.node_contents_visit(node)
        sign = ast.Constant(_OPERATORS[type(node.op)][0])
        return _call("_binary_", [sign, node.left, node.right], node)

    def visit_Call(self, node: ast.Call) -> Any:
        made = super().visit_Call(node)
        if not isinstance(made, ast.Call):
            return made
        return _call("_call_", [made.func, *made.args], node, made.keywords)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        if node.format_spec is not None:
            self.error(node, "Formats inside f-strings are not allowed.")
        self.node_contents_visit(node)
        node.value = _call("_measured_", [node.value], node)
        return node


def _call(
    name: str, args: list[ast.expr], at: ast.AST, keywords: list[ast.keyword] | None = None
) -> ast.Call:
    made = ast.Call(ast.Name(name, ast.Load()), args, keywords or [])
    return ast.fix_missing_locations(ast.copy_location(made, at))


def _refuse_assignments(text: str) -> None:
    for node in ast.walk(ast.parse(text, "<safe_eval>", mode="eval")):
        if isinstance(node, ast.NamedExpr):
            where = f"line {node.lineno} column {node.col_offset}"
            raise SyntaxError(f"Operation not allowed: {where}")


def read_item(container: Any, key: Any) -> Any:
    return _measured(container[key]) if isinstance(key, slice) else container[key]


def _binary(sign: str, left: Any, right: Any) -> Any:
    budget = active_budget() if has_context() else None
    if budget is not None:
        budget.binary(sign, left, right)
    return _BY_SIGN[sign](left, right)


def _counted_call(function: Any, *args: Any, **kwargs: Any) -> Any:
    budget = active_budget() if has_context() else None
    given = args if budget is None else budget.call(function, args, kwargs)
    return _measured(function(*given, **kwargs))


def _counted(values: Any) -> Any:
    budget = active_budget() if has_context() else None
    return iter(values) if budget is None else budget.counted(values)


def _measured(value: Any) -> Any:
    budget = active_budget() if has_context() else None
    return value if budget is None else budget.measured(value)


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
    "_getiter_": _counted,
    "_binary_": _binary,
    "_call_": _counted_call,
    "_measured_": _measured,
    "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
}
"""What compiled expressions call for every attribute, item and loop."""
