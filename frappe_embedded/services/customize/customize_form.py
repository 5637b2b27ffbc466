"""Customize Form: what managers change about a DocType without code.

What differs from the standard becomes Property Setters and Custom Fields; what is set back to the
standard loses its setter.
"""

import json
from typing import Any, NoReturn

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import msgprint, throw
from ...kernel.core.names import split_names
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.meta.loader import clear_meta, get_meta
from ...kernel.meta.sync import sync_schema
from ...kernel.permissions.roles import only_for_setup
from ...kernel.utils.numbers import cint
from .field_limits import FREE_OPTIONS, TYPE_GROUPS
from .field_rules import check_fields, check_search_fields, check_sort_field, check_title_field
from .form_rows import delete_added_rows, fetch_rows, save_rows
from .property_setter import delete_property_setter, make_property_setter

CORE_DOCTYPES = split_names(
    "DocType, DocField, DocPerm, Custom Field, Property Setter, Customize Form, "
    "Customize Form Field, Custom DocPerm, User, Role, Has Role, Module Def, Patch Log, "
    "Version, File, Translation"
)
_DOCTYPE_PROPERTIES: dict[str, str] = {
    **dict.fromkeys(
        split_names(
            "search_fields, title_field, image_field, sort_field, sort_order, "
            "default_print_format, default_email_template, subject_field, "
            "sender_field, sender_name_field, naming_rule, autoname"
        ),
        "Data",
    ),
    **dict.fromkeys(
        split_names(
            "show_title_field_in_link, allow_copy, istable, quick_entry, "
            "editable_grid, make_attachments_public, track_changes, track_views, "
            "allow_auto_repeat, allow_import, show_preview_popup, email_append_to, "
            "translated_doctype, force_re_route_to_default_view"
        ),
        "Check",
    ),
    "max_attachments": "Int",
    "default_view": "Select",
}
"""What holds for a form as a whole, and of which type each is."""
_NOT_COMPARED = ("fieldname", "is_custom_field", "is_system_generated")


def form_of(doctype: str) -> Any:
    """The form of a DocType, also of one that the site has made itself."""
    form = new_document("Customize Form", doc_type=doctype)
    form.flags.with_own_doctypes = True
    return form


@core_controller("Customize Form")
class CustomizeForm(Document):
    """A form on top of the merged metadata of one DocType."""

    doc_type: str
    label: str | None
    fields: list[Any]

    @whitelist(methods=["POST", "PUT"])
    def fetch_to_customize(self) -> None:
        """Fill the form with what the DocType looks like now."""
        doctype = self.doc_type
        self.clear()
        self.doc_type = doctype
        if not doctype:
            return
        meta = get_meta(doctype)
        self.check_customizable(meta)
        for name in _DOCTYPE_PROPERTIES:
            self.set(name, meta.get(name))
        self.label = self.own_label().translated_text or ""
        columns = [df.fieldname for df in get_meta("Customize Form Field").value_fields]
        for df in meta.fields:
            row = {column: df.get(column) for column in columns}
            row.update(name=df.name, is_custom_field=df.is_custom_field or None)
            self.append("fields", row)
        fetch_rows(self, meta)

    def clear(self) -> None:
        for field in self.meta.fields:
            if field.has_column or field.is_table:
                self.set(field.fieldname, [] if field.is_table else None)

    def check_customizable(self, meta: Any) -> None:
        if meta.name in CORE_DOCTYPES:
            throw(_("Core DocTypes cannot be customized."))
        if meta.issingle:
            throw(_("Single DocTypes cannot be customized."))
        # A client made for Frappe hears what it hears there; the desk changes DocTypes of the site, too.
        if meta.custom and not self.flags.with_own_doctypes:
            throw(_("Only standard DocTypes are allowed to be customized from Customize Form."))

    @whitelist(methods=["POST", "PUT"])
    def save_customization(self) -> None:
        """Store what differs from the standard."""
        only_for_setup()
        if not self.doc_type:
            return
        meta = get_meta(self.doc_type)
        self.check_customizable(meta)
        names = {row.fieldname for row in self.fields if row.fieldname}
        check_search_fields(self.doc_type, self.search_fields, names)
        check_title_field(self.title_field, names)
        check_sort_field(self.sort_field, names)
        self.set_own_label()
        self.set_doctype_properties(meta)
        self.set_field_properties(meta)
        self.set_field_order(meta)
        self.update_custom_fields()
        save_rows(self)
        clear_meta()
        sync_schema(self.doc_type)
        check_fields(self.doc_type, get_meta(self.doc_type).fields)
        msgprint(_("{0} updated").format(_(self.doc_type)), alert=True)
        self.fetch_to_customize()

    def own_label(self) -> _dict:
        """What the DocType is called instead in the user's language; empty where it has its own name."""
        about = {"source_text": self.doc_type, "language": local.lang or "en"}
        found = local.db.get_value("Translation", about, ["name", "translated_text"], as_dict=True)
        return found or _dict()

    def set_own_label(self) -> None:
        """Keep the label as a Translation of the DocType's name."""
        current = self.own_label()
        if (self.label or "") == (current.translated_text or ""):
            return
        if not self.label:
            delete_doc("Translation", current.name)
            return
        if current:
            translation = get_controller("Translation")("Translation", current.name)
        else:
            values = {"source_text": self.doc_type, "language": local.lang or "en"}
            translation = new_document("Translation", **values)
        translation.translated_text = self.label
        translation.save()

    def set_doctype_properties(self, meta: Any) -> None:
        standard = self.standard_values()
        for name, kind in _DOCTYPE_PROPERTIES.items():
            if not same(self.get(name), meta.get(name)):
                self.make_setter(None, name, self.get(name), kind, standard.get(name))

    def standard_values(self) -> _dict:
        row = local.db.sql(
            "select * from `tabDocType` where name = %s", (self.doc_type,), as_dict=True
        )
        return _dict(row[0])

    def set_field_properties(self, meta: Any) -> None:
        kinds = {df.fieldname: df.fieldtype for df in get_meta("Customize Form Field").value_fields}
        for row in self.fields:
            current = meta.get_field(row.fieldname)
            if current is None or current.is_custom_field or row.get("is_custom_field"):
                continue
            for name, kind in kinds.items():
                if name in _NOT_COMPARED or same(row.get(name), current.get(name)):
                    continue
                if self.may_change(name, row, current):
                    self.make_setter(
                        row.fieldname,
                        name,
                        row.get(name),
                        kind,
                        self.standard_property(row.fieldname, name),
                    )

    def standard_property(self, fieldname: str, name: str) -> Any:
        return local.db.get_value(
            "DocField", {"parent": self.doc_type, "fieldname": fieldname}, name
        )

    def may_change(self, name: str, row: Any, current: Any) -> bool:
        """Whether a property of a standard field may be set; says so when it may not."""
        if name == "fieldtype":
            self.check_type_change(current.fieldtype, row.fieldtype, row.idx)
            return True
        standard = self.standard_property(row.fieldname, name)
        if name == "reqd" and cint(standard) and not cint(row.reqd):
            msgprint(
                _("Row {0}: Not allowed to disable Mandatory for standard fields").format(row.idx)
            )
            return False
        if name == "allow_on_submit" and cint(row.allow_on_submit) and not cint(standard):
            msgprint(
                _("Row {0}: Not allowed to enable Allow on Submit for standard fields").format(
                    row.idx
                )
            )
            return False
        if name == "read_only" and cint(standard) and not cint(row.read_only):
            msgprint(
                _("You cannot unset 'Read Only' for field {0}").format(
                    _(current.label or row.fieldname)
                )
            )
            return False
        if name == "options" and current.fieldtype not in FREE_OPTIONS:
            msgprint(
                _("You can't set 'Options' for field {0}").format(_(current.label or row.fieldname))
            )
            return False
        if name == "options" and row.fieldtype != current.fieldtype:
            msgprint(
                _("You can't set 'Options' for field {0}").format(_(current.label or row.fieldname))
            )
            return False
        if name == "length":
            return self.check_length(row)
        return True

    @staticmethod
    def check_type_change(old: str, new: str, idx: int) -> None:
        if not any(old in group and new in group for group in TYPE_GROUPS):
            throw(_("Fieldtype cannot be changed from {0} to {1} in row {2}").format(old, new, idx))

    def check_length(self, row: Any) -> bool:
        """A column must not get shorter than what it holds."""
        wanted = cint(row.length)
        longest = local.db.sql(f"select max(length(`{row.fieldname}`)) from `tab{self.doc_type}`")[
            0
        ][0]
        if wanted and longest and longest > wanted:
            msgprint(
                counted(
                    _(
                        "Length of {0} stays as it is: a stored value has {1} characters, "
                        "and a length of {2} would cut it."
                    ),
                    _(row.label or row.fieldname),
                    longest,
                    wanted,
                )
            )
            return False
        return True

    def make_setter(
        self, fieldname: str | None, name: str, value: Any, kind: str, standard: Any
    ) -> None:
        if same(value, standard):
            delete_property_setter(self.doc_type, name, fieldname)
            return
        make_property_setter(
            self.doc_type,
            fieldname,
            name,
            "" if value is None else (str(cint(value)) if kind in ("Check", "Int") else str(value)),
            kind
            if kind in ("Check", "Int", "Data", "Select")
            else "Text"
            if kind in ("Text", "Small Text")
            else "Data",
            for_doctype=fieldname is None,
            is_system_generated=False,
        )

    def set_field_order(self, meta: Any) -> None:
        """Keep the order of the form's rows when it is not the one in force."""
        wanted = [row.fieldname for row in self.fields if row.fieldname]
        present = [df.fieldname for df in meta.fields if df.fieldname in wanted]
        if [name for name in wanted if meta.has_field(name)] == present:
            return
        make_property_setter(
            self.doc_type,
            None,
            "field_order",
            json.dumps(wanted),
            "Data",
            for_doctype=True,
            is_system_generated=False,
        )

    def update_custom_fields(self) -> None:
        previous = None
        kept = set()
        for row in self.fields:
            if cint(row.get("is_custom_field")):
                kept.add(self.save_custom_field(row, previous))
            previous = row.fieldname or previous
        for stored in local.db.get_all(
            "Custom Field", filters={"dt": self.doc_type}, fields=["name", "fieldname"]
        ):
            if stored.fieldname not in kept:
                delete_doc("Custom Field", stored.name)

    def save_custom_field(self, row: Any, previous: str | None) -> str:
        values = {
            df.fieldname: row.get(df.fieldname)
            for df in get_meta("Customize Form Field").value_fields
            if df.fieldname not in ("is_custom_field", "is_system_generated")
        }
        name = (
            local.db.get_value(
                "Custom Field", {"dt": self.doc_type, "fieldname": row.fieldname}, "name"
            )
            if row.fieldname
            else None
        )
        if name:
            doc = get_controller("Custom Field")("Custom Field", name)
            if (
                any(not same(doc.get(key), value) for key, value in values.items())
                or doc.insert_after != previous
            ):
                doc.update(values)
                doc.insert_after = previous
                doc.idx = row.idx
                doc.save()
        else:
            doc = new_document(
                "Custom Field",
                **{**values, "dt": self.doc_type, "insert_after": previous, "idx": row.idx},
            )
            doc.insert()
            row.fieldname = doc.fieldname
        return str(row.fieldname)

    @whitelist(methods=["POST", "PUT"])
    def reset_to_defaults(self) -> None:
        """Take back everything that managers changed; what apps generated stays."""
        only_for_setup()
        if not self.doc_type:
            return
        for doctype, column in (("Property Setter", "doc_type"), ("Custom Field", "dt")):
            for name in local.db.get_all(
                doctype,
                filters={column: self.doc_type, "is_system_generated": 0},
                pluck="name",
            ):
                delete_doc(doctype, name, force=1)
        delete_added_rows(self.doc_type)
        clear_meta()
        self.fetch_to_customize()


def same(left: Any, right: Any) -> bool:
    """Whether two values of a property mean the same; nothing is as good as zero."""
    if left in (None, "", 0, "0") and right in (None, "", 0, "0"):
        return True
    return str(left) == str(right)


def refuse_outdated() -> NoReturn:
    throw(
        _(
            "Somebody else has changed this form in the meantime. Open it again and repeat "
            "what you changed; nothing was stored."
        )
    )
