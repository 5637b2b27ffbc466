"""Static analysis of expressions in forms.

Frappe runs them as JavaScript in the browser of whoever opens the form, so a manager's condition on a
restricted report would act with the rights of its handler. An expression may compare fields and ask for
roles and dates, nothing else.
"""

import re
from collections.abc import Iterator

from frappe import _

_TOKEN = re.compile(
    r"""\s+
    | (?P<text>'(?:[^'\\\n]|\\.)*' | "(?:[^"\\\n]|\\.)*")
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_$][\w$]*)
    | (?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]])
    """,
    re.VERBOSE,
)
_FIELD = re.compile(r"[a-z_]\w*")
ROOTS = frozenset(
    "doc parent frappe true false null undefined in_list has_common cint flt cstr is_null".split()
)
OF_FRAMEWORK = frozenset(
    "user_roles user session datetime has_role name get_today now_date nowdate now_datetime"
    " add_days add_months get_diff get_day_diff boot sysdefaults".split()
)
CALLED = frozenset(
    "in_list has_common cint flt cstr is_null includes indexOf startsWith endsWith trim"
    " toLowerCase toUpperCase has_role get_today now_date nowdate now_datetime add_days"
    " add_months get_diff get_day_diff".split()
)
_BLOCKED = frozenset(
    "constructor prototype __proto__ __defineGetter__ __defineSetter__ __lookupGetter__".split()
)
_ENDS_A_VALUE = (")", "]")


def fault_in_expression(text: str) -> str | None:
    """Why an expression is refused, as a sentence; None if it is fine."""
    if _FIELD.fullmatch(text.strip()):
        return None
    kind, _colon, rest = text.strip().partition(":")
    if kind == "fn":
        return _("It may only compare fields; it may not call {0}.").format(rest)
    tokens = list(_tokens(rest if kind == "eval" else text))
    return next(_faults(tokens), None)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            yield "unknown", text[at]
            return
        at = found.end()
        if found.lastgroup:
            yield found.lastgroup, found[found.lastgroup]


def _faults(tokens: list[tuple[str, str]]) -> Iterator[str]:
    of_framework = False
    for at, (kind, value) in enumerate(tokens):
        before = tokens[at - 1] if at else ("", "")
        if kind == "unknown":
            yield _("It may only compare fields; {0} is not understood.").format(value)
        if kind == "name":
            is_member = before[1] == "."
            of_framework = value == "frappe" or (is_member and of_framework)
            if not _is_known(value, is_member, of_framework):
                yield _("It may not use {0}.").format(value)
        if value == "(" and kind == "sign" and _calls(before):
            yield _("It may only compare fields; it may not call {0}.").format(before[1])
        if value == "[" and kind == "sign" and _ends_a_value(before):
            yield from _faults_of_index(tokens[at + 1 : at + 3])


def _is_known(name: str, is_member: bool, of_framework: bool) -> bool:
    if name in _BLOCKED:
        return False
    if not is_member:
        return name in ROOTS
    return not of_framework or name in OF_FRAMEWORK or name in CALLED


def _calls(before: tuple[str, str]) -> bool:
    """Whether a parenthesis calls a function that is not allowed."""
    if before[0] == "name":
        return before[1] not in CALLED
    return before[1] in _ENDS_A_VALUE


def _ends_a_value(before: tuple[str, str]) -> bool:
    return before[0] == "name" or before[1] in _ENDS_A_VALUE


def _faults_of_index(following: list[tuple[str, str]]) -> Iterator[str]:
    """Refuse an index that is not a single literal: a composed one could name anything."""
    is_literal = len(following) == 2 and following[1] == ("sign", "]")
    kind, value = following[0] if following else ("", "")
    if not is_literal or kind not in ("text", "number") or value[1:-1] in _BLOCKED or "\\" in value:
        yield _("It uses something whose name is not written out.")
