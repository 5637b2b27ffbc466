"""A new custom field leaves old records empty, whatever its default.

A database fills a new column with its default; lists, reports and exports would then state what nobody
said. Fields of apps keep their default, which is chosen with old records in mind.
"""

import frappe
from frappe.model.document import Document

_NEVER_NULL = ("Check", "Int", "Float", "Currency", "Percent")


def look_before(field: Document, method: str | None = None) -> None:
    """Event of Custom Field: note whether its column will be new."""
    field.flags.is_new_column = (
        bool(field.default)
        and not field.is_system_generated
        and _is_of_app(field.dt)
        and not frappe.db.has_column(field.dt, field.fieldname)
    )


def leave_rows_empty(field: Document, method: str | None = None) -> None:
    """Event of Custom Field, after its column was made."""
    if not field.flags.is_new_column or not frappe.db.has_column(field.dt, field.fieldname):
        return
    field.flags.is_new_column = False
    column = f"`tab{field.dt}`.`{field.fieldname}`"
    empty, filled = ("0", f"{column} != 0")
    if field.fieldtype not in _NEVER_NULL:
        empty, filled = ("null", f"{column} is not null")
    frappe.db.sql(f"update `tab{field.dt}` set `{field.fieldname}` = {empty} where {filled}")


def _is_of_app(doctype: str) -> bool:
    module = frappe.db.get_value("DocType", {"name": doctype, "issingle": 0}, "module")
    return bool(module) and frappe.db.get_value("Module Def", module, "app_name") == "cfm_app"
