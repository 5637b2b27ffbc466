"""The DocType DocType: kinds of documents that managers and developers define."""

import re
from typing import Any

from ...kernel.core.constants import TABLE_FIELDS
from ...kernel.core.context import local
from ...kernel.core.exceptions import NameError, ValidationError
from ...kernel.core.messages import throw
from ...kernel.core.names import scrub
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.meta.loader import clear_meta
from ...kernel.meta.sync import sync_schema
from .field_rules import (
    check_fieldname,
    check_fields,
    check_search_fields,
    check_sort_field,
    check_title_field,
)
from .permission_rules import check_permissions
from .property_setter import COUNTED_NAMES

_NAME = re.compile(r"^(?![\W])[^\d_\s][\w -]+$", re.UNICODE)
_MAX_NAME = 61


class CannotCreateStandardDoctypeError(ValidationError):
    pass


@core_controller("DocType")
class DocType(Document):
    """A kind of document: fields, rights, naming. Making one in the interface makes its table."""

    fields: list[Any]
    permissions: list[Any]
    nsm_parent_field: str | None
    sort_field: str | None
    sort_order: str | None
    engine: str | None

    def validate(self) -> None:
        self.check_origin()
        self.check_name()
        self.name_fields()
        self.add_tree_fields()
        self.add_amended_from()
        names = {row.fieldname for row in self.fields if row.fieldname}
        check_fields(self.name, self.fields, bool(self.istable))
        check_search_fields(self.name, self.search_fields, names)
        check_title_field(self.title_field, names)
        check_sort_field(self.sort_field, names)
        self.check_autoname(names)
        self.check_kind_of_names()
        self.set_defaults()
        if self.istable:
            self.permissions = []
        else:
            check_permissions(self, self.permissions)

    def check_origin(self) -> None:
        """Kinds that come with an app are changed in its files; managers customise them."""
        allowed = local.conf.developer_mode or local.flags.in_install or local.flags.in_migrate
        if self.is_new() and not self.custom and not allowed and not local.flags.in_import:
            throw(
                _("Not in Developer Mode! Set in site_config.json or make 'Custom' DocType."),
                CannotCreateStandardDoctypeError,
            )
        if not self.is_new() and not self.custom and not allowed:
            throw(_("Standard DocType cannot be changed. Please use Customize Form instead."))

    def check_name(self) -> None:
        name = self.name or ""
        if len(name) > _MAX_NAME:
            message = counted(_("Doctype name is limited to {0} characters ({1})"), _MAX_NAME, name)
            throw(message, NameError)
        if not _NAME.match(name):
            throw(
                _(
                    "A DocType's name should start with a letter and can only consist of letters, "
                    "numbers, spaces, underscores and hyphens"
                ),
                NameError,
                title=_("Invalid Name"),
            )

    def name_fields(self) -> None:
        """Fields without a name are named after their label."""
        taken = {row.fieldname for row in self.fields if row.fieldname}
        for row in self.fields:
            if row.fieldname:
                row.fieldname = row.fieldname.lower()
            elif row.label:
                base = re.sub(r"[^\w]", "", scrub(row.label.strip()))
                row.fieldname = base if base not in taken else f"{base}_{row.idx}"
            else:
                row.fieldname = f"{scrub(row.fieldtype)}_{row.idx}"
            taken.add(row.fieldname)
            check_fieldname(row.fieldname)

    def add_amended_from(self) -> None:
        """What can be submitted can be amended, and says what it amends."""
        present = {row.fieldname for row in self.fields}
        if not self.is_submittable or self.istable or "amended_from" in present:
            return
        self.append(
            "fields",
            {
                "label": "Amended From",
                "fieldtype": "Link",
                "fieldname": "amended_from",
                "options": self.name,
                "read_only": 1,
                "print_hide": 1,
                "no_copy": 1,
                "search_index": 1,
            },
        )

    def add_tree_fields(self) -> None:
        if not self.is_tree:
            return
        self.nsm_parent_field = self.nsm_parent_field or f"parent_{scrub(self.name)}"
        present = {row.fieldname for row in self.fields}
        kept = {"hidden": 1, "no_copy": 1, "read_only": 1}
        link = {"fieldtype": "Link", "options": self.name}
        parent = {"label": f"Parent {self.name}", "fieldname": self.nsm_parent_field}
        wanted: tuple[dict[str, Any], ...] = (
            {"label": "Left", "fieldtype": "Int", "fieldname": "lft", **kept},
            {"label": "Right", "fieldtype": "Int", "fieldname": "rgt", **kept},
            {"label": "Is Group", "fieldtype": "Check", "fieldname": "is_group"},
            {"label": "Old Parent", "fieldname": "old_parent", "hidden": 1, **link},
            {**parent, "ignore_user_permissions": 1, **link},
        )
        for values in wanted:
            if values["fieldname"] not in present:
                self.append("fields", values)

    def check_autoname(self, names: set[str]) -> None:
        autoname = self.autoname or ""
        if autoname.startswith("field:"):
            fieldname = autoname[6:]
            if fieldname not in names:
                throw(_("Invalid fieldname '{0}' in autoname").format(fieldname))
            for row in self.fields:
                if row.fieldname == fieldname:
                    row.unique = 1
        if autoname == "naming_series:" and "naming_series" not in names:
            throw(_("Invalid fieldname '{0}' in autoname").format("naming_series"))

    def changes_kind_of_names(self) -> bool:
        """Whether stored names are texts and new ones would be numbers that the database counts, or the reverse."""
        before = None if self.is_new() or self.issingle else self.get_doc_before_save()
        return before is not None and (self.autoname == COUNTED_NAMES) is not (
            before.autoname == COUNTED_NAMES
        )

    def check_kind_of_names(self) -> None:
        if self.changes_kind_of_names() and local.db.count(self.name):
            throw(
                _(
                    "Can only change to/from Autoincrement naming rule when there is no data in the doctype"
                )
            )

    def set_defaults(self) -> None:
        self.sort_field = self.sort_field or "modified"
        self.sort_order = self.sort_order or "DESC"
        self.engine = self.engine or "InnoDB"

    def on_update(self) -> None:
        clear_meta()
        if self.changes_kind_of_names():
            local.db.sql_ddl(f"drop table `tab{self.name}`")
        sync_schema(self.name, leave_rows_empty=bool(self.custom))

    def on_trash(self) -> None:
        if not self.custom and not local.conf.developer_mode:
            throw(_("Standard DocType can not be deleted."))
        for doctype, column in (
            ("Custom Field", "dt"),
            ("Property Setter", "doc_type"),
            ("Custom DocPerm", "parent"),
        ):
            local.db.sql(f"delete from `tab{doctype}` where `{column}` = %s", (self.name,))

        tables = {"fieldtype": ["in", TABLE_FIELDS], "options": self.name}
        local.db.delete("Custom Field", tables)

    def after_delete(self) -> None:
        clear_meta()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        throw(_("Renaming a DocType is not supported by this engine"))


def validate_permissions(doctype: Any, for_remove: bool = False, alert: bool = False) -> None:
    """Check the permission rows of a DocType document."""
    check_permissions(doctype, doctype.permissions)
