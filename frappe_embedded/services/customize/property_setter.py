"""Property Setters: single properties of DocTypes and fields that managers changed."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller, new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import clear_meta, get_meta
from ...kernel.meta.sync import sync_schema

COUNTED_NAMES = "autoincrement"
_SCHEMA_PROPERTIES = ("unique", "search_index", "length", "fieldtype", "default", "not_nullable")


@core_controller("Property Setter")
class PropertySetter(Document):
    """Overrides one property of a DocType, of a field, or of a row of its links and actions."""

    def autoname(self) -> None:
        target = self.field_name or self.row_name or "main"
        self.name = f"{self.doc_type}-{target}-{self.property}"

    def validate(self) -> None:
        changes_type = self.doctype_or_field == "DocField" and self.property == "fieldtype"
        if changes_type and not self.is_new() and not self.value:
            throw(_("Field type cannot be changed for {0}").format(self.field_name))
        if self.property == "autoname" and not self.field_name:
            self.check_numbering()
        if self.is_new():
            delete_property_setter(self.doc_type, self.property, self.field_name, self.row_name)

    def check_numbering(self) -> None:
        """Names that the database counts are numbers; entries that are there keep their kind of name."""
        if (self.value == COUNTED_NAMES) is not (get_meta(self.doc_type).autoname == COUNTED_NAMES):
            throw(_("Cannot change to/from autoincrement autoname in Customize Form"))

    def on_update(self) -> None:
        clear_meta()
        if self.property in _SCHEMA_PROPERTIES and not local.flags.in_bootstrap:
            sync_schema(self.doc_type)

    def after_delete(self) -> None:
        clear_meta()
        if self.property in _SCHEMA_PROPERTIES:
            sync_schema(self.doc_type)


def make_property_setter(
    doctype: str,
    fieldname: str | None,
    property: str,
    value: Any,
    property_type: str,
    for_doctype: bool = False,
    validate_fields_for_doctype: bool = True,
    is_system_generated: bool = True,
) -> Any:
    """Override a property; an override of the same property is replaced."""
    return new_document(
        "Property Setter",
        doctype_or_field="DocType" if for_doctype else "DocField",
        doc_type=doctype,
        field_name=None if for_doctype else fieldname,
        property=property,
        value=value,
        property_type=property_type,
        is_system_generated=int(is_system_generated),
    ).insert(ignore_permissions=True)


def delete_property_setter(
    doc_type: str, property: str, field_name: str | None = None, row_name: str | None = None
) -> None:
    """Go back to the standard value of a property."""
    filters: dict[str, Any] = {"doc_type": doc_type, "property": property}
    if field_name:
        filters["field_name"] = field_name
    if row_name:
        filters["row_name"] = row_name
    for name in local.db.get_all("Property Setter", filters=filters, pluck="name"):
        delete_doc(
            "Property Setter", name, force=1, ignore_permissions=True, delete_permanently=True
        )
