"""Deleting documents, and what is kept of them."""

from typing import Any

from ..core.context import local
from ..core.exceptions import DoesNotExistError, PermissionError
from ..core.messages import clear_last_message, throw
from ..core.signals import Signal
from ..i18n import _
from ..meta.loader import clear_meta, get_meta
from ..permissions.api import explain, has_permission
from ..query.writing import insert_record
from ..utils.json_text import as_json
from .backlinks import refuse_if_linked
from .controllers import get_controller
from .events import run_method
from .naming import revert_series_if_last
from .passwords import delete_all_passwords
from .rows import delete_row_alone
from .storage import delete_children

document_deleted = Signal("(doc): a document was deleted; its files go at once")

_KEPT_NOT = ("Deleted Document", "Version", "Notification Log", "Error Log", "Activity Log")


def delete_doc(
    doctype: str | None = None,
    name: Any = None,
    force: Any = 0,
    ignore_doctypes: list[str] | None = None,
    for_reload: bool = False,
    ignore_permissions: bool = False,
    flags: Any = None,
    ignore_on_trash: bool = False,
    ignore_missing: bool = True,
    delete_permanently: bool = False,
) -> Any:
    """Delete a document or a list of them, with rows, files and whatever hangs on them.

    A missing document gives ``False``, or ``DoesNotExistError`` unless ``ignore_missing``.
    """
    local.db.begin()
    names = name if isinstance(name, list) else [name]
    for each in names:
        if get_meta(doctype).issingle:
            _delete_single(str(doctype), ignore_permissions)
            continue
        try:
            doc = get_controller(str(doctype))(doctype, each)
        except DoesNotExistError:
            clear_last_message()
            if not ignore_missing:
                raise DoesNotExistError from None
            return False
        doc.flags.ignore_permissions = doc.flags.ignore_permissions or ignore_permissions
        if flags:
            doc.flags.update(flags)
        if doc.meta.istable:
            delete_row_alone(doc)
            continue
        _delete(doc, bool(force), for_reload, ignore_on_trash, delete_permanently, ignore_doctypes)
    return None


def _delete_single(doctype: str, ignore_permissions: bool) -> None:
    """Forget all settings of a Single, for who may delete it."""
    doc = get_controller(doctype)(doctype)
    doc.flags.ignore_permissions = ignore_permissions
    _check(doc)
    local.db.sql("delete from `tabSingles` where doctype = %s", (doctype,))
    local.db.value_cache.clear()


def _delete(
    doc: Any,
    force: bool,
    for_reload: bool,
    ignore_on_trash: bool,
    delete_permanently: bool,
    ignore_doctypes: list[str] | None,
) -> None:
    delete_all_passwords(doc.doctype, str(doc.name))
    if not for_reload:
        _check(doc)
        if not ignore_on_trash:
            run_method(doc, "on_trash")
            doc.flags.in_delete = True
            run_method(doc, "on_change")
        if not force:
            refuse_if_linked(doc)
        _give_number_back(doc)
    children = [
        df.options
        for df in doc.meta.get_table_fields()
        if df.options not in (ignore_doctypes or ())
    ]
    delete_children(doc.doctype, doc.name, children)
    local.db.sql(f"delete from `tab{doc.doctype}` where name = %s", (doc.name,))
    doc.clear_cache()
    local.db.value_cache.clear()
    if not for_reload:
        run_method(doc, "after_delete")
        document_deleted.send(doc)
        local.db.after_commit.add(lambda: clean_up(doc.doctype, str(doc.name)))
        if not (delete_permanently or doc.doctype in _KEPT_NOT):
            _keep(doc)
    if doc.doctype == "DocType":
        clear_meta()


def _check(doc: Any) -> None:
    if not doc.flags.ignore_permissions and not has_permission(doc.doctype, "delete", doc):
        explain(doc.doctype, "delete", doc)
        throw(
            _("User not allowed to delete {0}: {1}").format(_(doc.doctype), doc.name),
            PermissionError,
        )
    if doc.docstatus.is_submitted():
        throw(
            _(
                "{0} {1}: Submitted Record cannot be deleted. You must {2} Cancel {3} it first."
            ).format(_(doc.doctype), doc.name, "", "")
        )


def _give_number_back(doc: Any) -> None:
    meta = doc.meta
    pattern = meta.autoname or ""
    if pattern.startswith("naming_series:"):
        pattern = doc.get("naming_series") or ""
        pattern = pattern if "#" in pattern else f"{pattern}.#####"
    elif pattern.startswith(("field:", "format:")) or "#" not in pattern:
        return
    if not doc.get("amended_from"):
        revert_series_if_last(pattern, str(doc.name), doc)


def _keep(doc: Any) -> None:
    """Keep the document as JSON, so that it can be restored."""
    values = {"deleted_doctype": doc.doctype, "deleted_name": str(doc.name), "restored": 0}
    insert_record(local.db, "Deleted Document", {**values, "data": as_json(doc.as_dict())})


_HANGING = (
    ("Comment", "reference_doctype", "reference_name"),
    ("Version", "ref_doctype", "docname"),
    ("ToDo", "reference_type", "reference_name"),
    ("DocShare", "share_doctype", "share_name"),
    ("Tag Link", "document_type", "document_name"),
    ("View Log", "reference_doctype", "reference_name"),
    ("Workflow Action", "reference_doctype", "reference_name"),
    ("Notification Log", "document_type", "document_name"),
    ("Communication", "reference_doctype", "reference_name"),
    ("Document Share Key", "reference_doctype", "reference_docname"),
    ("User Permission", "allow", "for_value"),
    ("Email Unsubscribe", "reference_doctype", "reference_name"),
)


def clean_up(doctype: str, name: str) -> None:
    """Delete what hung on a deleted document. Runs after the deletion was committed."""
    for table, type_column, name_column in _HANGING:
        local.db.sql(
            f"delete from `tab{table}` where `{type_column}` = %s and `{name_column}` = %s",
            (doctype, name),
        )
    local.db.commit()
