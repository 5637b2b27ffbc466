"""The rules for the permission rows of a DocType."""

from collections.abc import Sequence
from typing import Any

from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.permissions.docperm import RIGHTS

_BASIC = ("select", "read", "write", "create", "submit", "cancel", "delete")


def check_permissions(meta: Any, rows: Sequence[Any]) -> None:
    """Refuse rows that contradict each other or that the DocType cannot honour."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        _check_basic(meta, row)
        key = (row.get("role"), int(row.get("permlevel") or 0), int(row.get("if_owner") or 0))
        if key in seen:
            throw(
                _("{0}: Only one rule allowed with the same Role, Level and {1}").format(
                    _where(row), _("If Owner")
                )
            )
        seen.add(key)
        _check_level(row, rows)
        _check_dependent(meta, row)


def _where(row: Any) -> str:
    text: str = _("For {0} at level {1} in {2} in row {3}").format(
        row.get("role"), row.get("permlevel") or 0, row.get("parent"), row.get("idx")
    )
    return text


def _check_basic(meta: Any, row: Any) -> None:
    if not any(int(row.get(right) or 0) for right in _BASIC):
        throw(_("{0}: No basic permissions set").format(_where(row)))


def _check_level(row: Any, rows: Sequence[Any]) -> None:
    level = int(row.get("permlevel") or 0)
    if not level:
        return
    has_base = any(
        each.get("role") == row.get("role") and not int(each.get("permlevel") or 0) for each in rows
    )
    if not has_base:
        throw(
            _("{0}: Permission at level 0 must be set before higher levels are set").format(
                _where(row)
            )
        )
    for right in RIGHTS:
        if right not in ("read", "write") and int(row.get(right) or 0):
            row.set(right, 0)


def _check_dependent(meta: Any, row: Any) -> None:
    def has(right: str) -> bool:
        return bool(int(row.get(right) or 0))

    if has("cancel") and not has("submit"):
        throw(_("{0}: Cannot set Cancel without Submit").format(_where(row)))
    if (has("submit") or has("cancel") or has("amend")) and not has("write"):
        throw(_("{0}: Cannot set Submit, Cancel, Amend without Write").format(_where(row)))
    if has("amend") and not has("write"):
        throw(_("{0}: Cannot set Amend without Cancel").format(_where(row)))
    if has("import") and not has("create"):
        throw(_("{0}: Cannot set Import without Create").format(_where(row)))
    if meta.get("issingle"):
        for right in ("report", "import", "export"):
            if has(right):
                row.set(right, 0)
    if has("submit") and not meta.get("is_submittable"):
        throw(_("{0}: Cannot set Assign Submit if not Submittable").format(_where(row)))
    if has("import") and not meta.get("allow_import"):
        throw(
            _("{0}: Cannot set import as {1} is not importable").format(
                _where(row), meta.get("name")
            )
        )
