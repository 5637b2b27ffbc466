"""Fields that managers and apps add to DocTypes."""

import re
from typing import Any

from ...kernel.core.constants import NO_VALUE_FIELDS
from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import clear_meta, get_meta
from ...kernel.meta.sync import sync_schema
from .field_rules import check_fieldname, check_fields

_RESERVED = ("name", "parent", "creation", "modified", "modified_by", "owner", "docstatus", "idx")


@core_controller("Custom Field")
class CustomField(Document):
    """One field beyond those of a DocType's file."""

    fieldname: str
    insert_after: str | None
    reqd: int

    def autoname(self) -> None:
        self.set_fieldname()
        self.name = f"{self.dt}-{self.fieldname}"

    def set_fieldname(self) -> None:
        """A field without a name is named after its label."""
        if self.fieldname:
            self.fieldname = self.fieldname.lower()
            if self.fieldname in _RESERVED:
                self.fieldname += "1"
            check_fieldname(self.fieldname)
            return
        label = self.label
        if not label:
            if self.fieldtype in ("Section Break", "Column Break", "Tab Break"):
                label = f"{self.fieldtype}_{self.idx or 0}"
            else:
                throw(_("Label is mandatory"))
        words = re.sub(r"[^\w ]", "", label.strip().lower()).replace(" ", "_")
        self.fieldname = words if local.flags.in_install else f"custom_{words}"
        if self.fieldname in _RESERVED:
            self.fieldname += "1"

    def before_insert(self) -> None:
        self.set_fieldname()
        if not self.dt:
            return  # Required: whoever left it empty is told so next.
        meta = get_meta(self.dt)
        if meta.get_field(self.fieldname):
            throw(
                _("A field with the name {0} already exists in {1}").format(
                    f"<strong>{self.fieldname}</strong>", _(self.dt)
                )
            )

    def validate(self) -> None:
        names = [df.fieldname for df in get_meta(self.dt).fields if df.fieldname]
        if self.is_new():
            if self.insert_after == "append":
                self.insert_after = names[-1] if names else None
            if not self.idx and self.insert_after in names:
                self.idx = names.index(self.insert_after) + 1
            elif not self.idx:
                self.idx = len(names) + 1
        if self.fieldtype in NO_VALUE_FIELDS:
            self.reqd = 0 if self.fieldtype not in ("Table", "Table MultiSelect") else self.reqd

    def on_update(self) -> None:
        clear_meta()
        if not self.flags.ignore_validate:
            check_fields(self.dt, get_meta(self.dt).fields)
        if not local.flags.in_bootstrap:
            sync_schema(self.dt, leave_rows_empty=not self.is_system_generated)

    def on_trash(self) -> None:
        if self.owner == "Administrator" and local.session.user != "Administrator":
            throw(
                _(
                    "Custom Field {0} is created by the Administrator and can only be deleted "
                    "through the Administrator account."
                ).format(f"<strong>{self.label}</strong>")
            )
        setters = {"doc_type": self.dt, "field_name": self.fieldname}
        for name in local.db.get_all("Property Setter", filters=setters, pluck="name"):
            delete_doc("Property Setter", name, force=1, ignore_permissions=True)

    def after_delete(self) -> None:
        clear_meta()


def create_custom_field(
    doctype: str,
    df: dict[str, Any],
    ignore_validate: bool = False,
    is_system_generated: bool = True,
) -> Any:
    """Add a field unless the DocType has it; returns the Custom Field."""
    values = dict(df)
    if not values.get("fieldname") and values.get("label"):
        values["fieldname"] = values["label"].lower().replace(" ", "_")
    if get_meta(doctype).get_field(values["fieldname"]):
        return None
    doc = new_document(
        "Custom Field",
        **{
            "dt": doctype,
            "permlevel": 0,
            "fieldtype": "Data",
            "hidden": 0,
            "is_system_generated": int(is_system_generated),
            **values,
        },
    )
    doc.flags.ignore_validate = ignore_validate
    return doc.insert(ignore_permissions=True)


def create_custom_fields(
    custom_fields: dict[Any, Any], ignore_validate: bool = False, update: bool = True
) -> None:
    """Add fields to DocTypes: ``{doctype or tuple of doctypes: field or list of fields}``.

    A field that is there already is brought in line unless ``update`` is false.
    """
    for doctypes, fields in custom_fields.items():
        for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
            for df in [fields] if isinstance(fields, dict) else fields:
                _create_or_update(doctype, df, ignore_validate, update)
    clear_meta()


def _create_or_update(
    doctype: str, df: dict[str, Any], ignore_validate: bool, update: bool
) -> None:
    existing = local.db.get_value(
        "Custom Field", {"dt": doctype, "fieldname": df["fieldname"]}, "name"
    )
    if not existing:
        create_custom_field(doctype, df, ignore_validate)
    elif update:
        doc = get_controller("Custom Field")("Custom Field", existing)
        doc.flags.ignore_validate = ignore_validate
        doc.update(df)
        doc.save(ignore_permissions=True)
