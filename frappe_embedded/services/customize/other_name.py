"""What giving a record another name, or merging it into another one, would touch."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.document.api import get_doc
from ...kernel.document.backlinks import LinkField, link_fields_to, parents_of
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.lists import count_visible


@dataclass(frozen=True)
class Effect:
    """How many records that the user sees name it, by kind, and whether the other name is taken."""

    uses: tuple[tuple[str, int], ...]
    taken: bool

    @property
    def total(self) -> int:
        return sum(number for _label, number in self.uses)


def effect_of(doctype: str, name: str, other: str = "") -> Effect:
    """What another name would touch; ``PermissionError`` for who may not write the record, or nobody renames it.

    That a name is taken is told of what the user may read alone.
    """
    if not get_meta(doctype).allow_rename:
        raise PermissionError(_("{0} keeps its name.").format(_(doctype)))
    get_doc(doctype, name).check_permission("write")
    found: dict[str, int] = {}
    for field in link_fields_to(doctype):
        for holder, filters in _holders(field, name):
            if number := _number(holder, filters):
                label = str(_(holder))
                found[label] = found.get(label, 0) + number
    is_other = bool(other) and other != name and bool(local.db.exists(doctype, other))
    taken = is_other and has_permission(doctype, "read", other)
    return Effect(tuple(sorted(found.items(), key=lambda each: (-each[1], each[0]))), taken)


def _holders(field: LinkField, name: str) -> list[tuple[str, list[Any]]]:
    """The DocTypes whose documents hold a link, with the condition that finds them."""
    if field.issingle:
        return []
    if not field.istable:
        return [(field.doctype, [field.fieldname, "=", name])]
    condition = [field.doctype, field.fieldname, "=", name]
    parents = parents_of(field.doctype)
    return [(parent, condition) for parent in parents if not get_meta(parent).issingle]


def _number(doctype: str, condition: list[Any]) -> int:
    return count_visible(doctype, [condition]) if has_permission(doctype, "read") else 0
