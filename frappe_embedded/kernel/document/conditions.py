"""Conditions in which managers speak of a document: checked when they are written."""

from collections.abc import Collection

from ..core.messages import msgprint, throw
from ..i18n import _
from ..meta.loader import get_meta, meta_exists
from ..safe.check import Fault, fault_in
from .document import Document

_NAMES = ("doc", "nowdate", "frappe")


def condition_fault(
    expression: str | None, doctype: str | None, names: Collection[str] = _NAMES
) -> Fault | None:
    """What is wrong with an expression about ``doc``, a document of ``doctype``."""
    if not expression or not doctype or not meta_exists(doctype):
        return None
    return fault_in(expression, names, _attributes(doctype))


def _attributes(doctype: str) -> set[str]:
    """What may stand behind ``doc.``: the fields, and what every document can do."""
    meta = get_meta(doctype)
    fields = {df.fieldname for df in meta.fields if df.fieldname}
    methods = {name for name in dir(Document) if not name.startswith("_")}
    return {*fields, *meta.get_valid_columns(), "doctype", "keys", "items", "values", *methods}


def check_condition(
    expression: str | None, doctype: str | None, place: str, names: Collection[str] = _NAMES
) -> None:
    """Refuse an expression that names what is not there, and point at it.

    ``place`` tells where it stands. One that cannot be read at all is refused with its field.
    """
    _refuse(condition_fault(expression, doctype, names), place, expression)


def check_field_condition(expression: str | None, doctype: str, place: str) -> None:
    """As ``check_condition``, for expressions in which fields stand without ``doc.``."""
    if expression:
        names = {*get_meta(doctype).get_valid_columns(), "doctype"}
        names |= {df.fieldname for df in get_meta(doctype).get_table_fields()}
        _refuse(fault_in(expression, names), place, expression)


def _refuse(fault: Fault | None, place: str, expression: str | None) -> None:
    if fault and not fault.is_unreadable:
        msgprint(f"{place}: {fault.message}")
        throw(_("The Condition '{0}' is invalid").format(expression))
