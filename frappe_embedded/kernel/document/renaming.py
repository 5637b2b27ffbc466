"""Renaming and merging documents."""

import re
from typing import Any

from ..core.context import local
from ..core.messages import bold, msgprint, throw
from ..core.signals import document_renamed
from ..i18n import _
from ..meta.loader import clear_meta, get_meta
from ..permissions.api import has_permission
from .backlinks import dynamic_link_fields, link_fields_to
from .comments import add_comment
from .controllers import get_controller
from .events import run_method
from .naming import refuse_long_name, validate_name
from .passwords import delete_all_passwords, rename_passwords

_REFERRING = (
    ("Version", "ref_doctype", "docname"),
    ("File", "attached_to_doctype", "attached_to_name"),
)


def rename_doc(
    doctype: str | None = None,
    old: Any = None,
    new: str | None = None,
    force: bool = False,
    merge: bool = False,
    ignore_permissions: bool = False,
    ignore_if_exists: bool = False,
    show_alert: bool = True,
    rebuild_search: bool = True,
    doc: Any = None,
    validate: bool = True,
) -> str:
    """Give a document another name everywhere, or merge it into an existing one.

    Returns the new name. ``ValidationError`` says why a name is refused.
    """
    doctype, old = str(doctype or doc.doctype), old if old is not None else doc.name
    new = str(new or "").strip()
    local.db.begin()
    if get_meta(doctype).istable:
        throw(_("{0} not allowed to be renamed").format(_(doctype)))
    doc = doc or get_controller(doctype)(doctype, old)
    answer = run_method(doc, "before_rename", old, new, merge)
    if isinstance(answer, dict):
        new = answer.get("new") or new
    elif isinstance(answer, str):
        new = answer
    if validate:
        new = _checked(doc, old, new, force, merge, ignore_permissions, ignore_if_exists)
    if not merge:
        local.db.sql(f"update `tab{doctype}` set name = %s where name = %s", (new, old))
    move_links(doctype, str(old), new)
    _move_children(doctype, str(old), new)
    _move_references(doctype, str(old), new)
    if not merge:
        rename_passwords(doctype, str(old), new)
        _update_autoname_field(doctype, new)
    local.document_cache.clear()
    local.db.value_cache.clear()
    renamed = get_controller(doctype)(doctype, new)
    run_method(renamed, "after_rename", str(old), new, merge)
    text = _("merged {0} into {1}") if merge else _("renamed from {0} to {1}")
    add_comment(renamed, "Edit", text.format(bold(old), bold(new)))
    document_renamed.send(doc, renamed, bool(merge))
    if merge:
        _delete_merged(doctype, old)
    if doctype == "DocType":
        clear_meta()
    if show_alert:
        msgprint(
            _("Document renamed from {0} to {1}").format(bold(old), bold(new)),
            alert=True,
            indicator="green",
        )
    return new


def _checked(
    doc: Any,
    old: Any,
    new: str,
    force: bool,
    merge: bool,
    ignore_permissions: bool,
    ignore_if_exists: bool,
) -> str:
    doctype = doc.doctype
    # First, so that nobody learns from a refusal which names there are.
    if not (ignore_permissions or has_permission(doctype, "write", doc)):
        throw(_("You need write permission to rename"))
    if not (force or ignore_permissions) and not doc.meta.allow_rename:
        throw(_("{0} not allowed to be renamed").format(_(doctype)))
    if str(old) == new:
        throw(_("No changes made because old and new name are the same."))
    exists = local.db.get_value(doctype, new, "name")
    exists = exists if exists is not None and str(exists) != str(old) else None
    if merge and not exists:
        throw(_("{0} {1} does not exist, select a new target to merge").format(_(doctype), new))
    if exists and not merge and not ignore_if_exists:
        throw(_("Another {0} with name {1} exists, select another name").format(_(doctype), new))
    refuse_long_name(new)
    return str(validate_name(doctype, new))


def move_links(doctype: str, old: str, new: str) -> None:
    """Point every link of the site from the old name to the new one."""
    for field in link_fields_to(doctype):
        if field.issingle:
            local.db.sql(
                "update `tabSingles` set value = %s where doctype = %s and field = %s and value = %s",
                (new, field.doctype, field.fieldname, old),
            )
        else:
            local.db.sql(
                f"update `tab{field.doctype}` set `{field.fieldname}` = %s"
                f" where `{field.fieldname}` = %s",
                (new, old),
            )
    for field, type_field in dynamic_link_fields():
        if not field.issingle:
            local.db.sql(
                f"update `tab{field.doctype}` set `{field.fieldname}` = %s"
                f" where `{type_field}` = %s and `{field.fieldname}` = %s",
                (new, doctype, old),
            )


def _move_children(doctype: str, old: str, new: str) -> None:
    for field in get_meta(doctype).get_table_fields():
        local.db.sql(
            f"update `tab{field.options}` set parent = %s where parent = %s and parenttype = %s",
            (new, old, doctype),
        )


def _move_references(doctype: str, old: str, new: str) -> None:
    for table, type_column, name_column in _REFERRING:
        local.db.sql(
            f"update `tab{table}` set `{name_column}` = %s"
            f" where `{type_column}` = %s and `{name_column}` = %s",
            (new, doctype, old),
        )


def _update_autoname_field(doctype: str, new: str) -> None:
    match = re.match(r"field:(\w+)$", get_meta(doctype).autoname or "")
    if match:
        local.db.sql(
            f"update `tab{doctype}` set `{match.group(1)}` = %s where name = %s", (new, new)
        )


def _delete_merged(doctype: str, old: Any) -> None:
    doc = get_controller(doctype)(doctype, old)
    run_method(doc, "on_trash")
    run_method(doc, "on_change")
    delete_all_passwords(doctype, str(old))
    local.db.sql(f"delete from `tab{doctype}` where name = %s", (old,))
    run_method(doc, "after_delete")
