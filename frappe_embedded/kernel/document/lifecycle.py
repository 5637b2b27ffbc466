"""The steps of inserting and saving, in the order that Frappe 15 was observed to take them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..core.context import local
from ..core.exceptions import (
    DocstatusTransitionError,
    DocumentLockedError,
    TimestampMismatchError,
    ValidationError,
)
from ..core.messages import msgprint, throw
from ..core.signals import Signal
from ..i18n import _
from ..permissions.fields import reset_higher_permlevels
from ..utils.dates import now
from ..utils.text import cstr
from .backlinks import check_no_back_links_exist
from .defaults import default_values
from .docstatus import DocStatus
from .events import run_method
from .naming import is_random, set_new_name, set_random_name, validate_name
from .passwords import save_passwords
from .rows import insert_row_alone, refuse_foreign_rows, save_row_alone
from .sanitize import sanitize_content
from .storage import insert_row, update_children, update_row, update_single
from .validation import (
    check_moments,
    refuse_lists,
    validate_constants,
    validate_fields,
    validate_mandatory,
    validate_update_after_submit,
)
from .version import save_version

document_validated = Signal("(doc): after the fields were checked, before rows are stored")
document_saved = Signal("(doc): after a document was stored, before its version is kept")


def insert(doc: Any, set_name: str | None = None, set_child_names: bool = True) -> None:
    """Store a new document with its rows."""
    local.db.begin()
    if doc.meta.istable:
        insert_row_alone(doc)
        return
    with _in_saving(doc):
        _insert(doc, set_name, set_child_names)


def save(doc: Any) -> None:
    """Store a changed document: saving, submitting, cancelling or changing a submitted one.

    All is checked under the lock under which it is stored, so that nobody writes in between.
    """
    local.db.begin()
    if doc.meta.istable:
        save_row_alone(doc)
        return
    with _in_saving(doc):
        _save(doc)


@contextmanager
def _in_saving(doc: Any) -> Iterator[None]:
    """Marks the document as one that is being stored, so that ``db_set`` leaves its time alone."""
    mark = (doc.doctype, doc.name)
    local.flags.currently_saving.append(mark)
    try:
        yield
    finally:
        if mark in local.flags.currently_saving:
            local.flags.currently_saving.remove(mark)


def _insert(doc: Any, set_name: str | None, set_child_names: bool) -> None:
    doc.set("__islocal", True)
    doc.flags.in_insert = True
    _set_defaults(doc)
    _set_user_and_timestamp(doc)
    _spread_docstatus(doc)
    _check_transition_of_new(doc)
    refuse_lists(doc)
    doc._validate_links()
    doc.check_permission("create")
    check_moments(doc)
    run_method(doc, "before_insert")
    _set_name(doc, set_name, set_child_names)
    _set_parent_in_children(doc)
    reset_higher_permlevels(doc, default_values)
    _before_save(doc)
    _validate(doc)
    _spread_docstatus(doc)
    if doc.meta.issingle:
        update_single(doc)
    else:
        insert_row(
            doc, bool(doc.flags.ignore_if_duplicate), set_random_name if is_random(doc) else None
        )
    for row in doc.get_all_children():
        row.set("parent", doc.name)
        insert_row(row, False, set_random_name if is_random(row) else None)
    doc.flags.in_insert = True
    run_method(doc, "after_insert")
    _after_save(doc)
    doc.delete_key("__islocal")
    doc.delete_key("__unsaved")
    doc.flags.in_insert = False


def _save(doc: Any) -> None:
    _check_lock(doc)
    _set_defaults(doc)
    doc.check_permission("write", "save")
    _set_user_and_timestamp(doc)
    _spread_docstatus(doc)
    check_if_latest(doc)
    refuse_foreign_rows(doc)
    _set_parent_in_children(doc)
    for row in doc.get_all_children():
        if not row.name:
            set_new_name(row)
    reset_higher_permlevels(doc, default_values)
    refuse_lists(doc)
    doc._validate_links()
    check_moments(doc)
    _before_save(doc)
    if doc._action != "cancel":
        _validate(doc)
    if doc._action == "update_after_submit":
        validate_update_after_submit(doc)
    _spread_docstatus(doc)
    if doc.meta.issingle:
        update_single(doc)
    else:
        update_row(doc)
    update_children(doc)
    _after_save(doc)
    doc.delete_key("__unsaved")


# -- before -----------------------------------------------------------------------


def _check_lock(doc: Any) -> None:
    if doc.is_locked and not doc.flags.ignore_lock:
        msgprint(
            _(
                "This document is currently locked and queued for execution. "
                "Please try again after some time."
            ),
            title=_("Document Queued"),
            indicator="red",
        )
        raise DocumentLockedError


def _set_defaults(doc: Any) -> None:
    if local.flags.in_import:
        return
    if doc.is_new():
        doc.update_if_missing(default_values(doc.meta))
    for field in doc.meta.get_table_fields():
        rows = doc.get(field.fieldname)
        if not rows:
            continue
        values = default_values(rows[0].meta) | {"owner": local.session.user, "__unsaved": 1}
        for row in rows:
            if row.is_new():
                row.update_if_missing(values)


def _set_user_and_timestamp(doc: Any) -> None:
    own = doc.__dict__
    own["_original_modified"] = own.get("modified")
    own["modified"] = now()
    own["modified_by"] = local.session.user
    if doc.is_new() and not _restoring():
        own["creation"] = own["modified"]
        own["owner"] = own["modified_by"]
    if own.get("idx") is None:
        own["idx"] = 0
    for row in doc.get_all_children():
        row.modified = own["modified"]
        row.modified_by = own["modified_by"]
        row.owner = row.owner or own["owner"]
        row.creation = row.creation or own["creation"]


def _restoring() -> bool:
    flags = local.flags
    return bool(flags.in_install or flags.in_patch or flags.in_migrate) and bool(flags.keep_owner)


def _spread_docstatus(doc: Any) -> None:
    """Rows are in the state of their document; whatever was given becomes a DocStatus."""
    doc.docstatus = doc.docstatus
    for row in doc.get_all_children():
        row.docstatus = doc.docstatus


def _check_transition_of_new(doc: Any) -> None:
    doc.__dict__["_action"] = "save"
    doc.__dict__["_doc_before_save"] = None
    _check_transition(doc, DocStatus.draft())


def check_if_latest(doc: Any) -> None:
    """``TimestampMismatchError`` when somebody stored the document after it was loaded."""
    doc.__dict__["_action"] = "save"
    doc.load_doc_before_save(raise_exception=True)
    before = doc.get_doc_before_save()
    if doc.meta.issingle:
        if before and cstr(before.modified) and not doc.flags.ignore_timestamp:
            _compare_modified(doc, before)
        return
    _compare_modified(doc, before)
    _check_transition(doc, before.docstatus)


def _compare_modified(doc: Any, before: Any) -> None:
    loaded, stored = doc.__dict__["_original_modified"], before.modified
    if _written(stored) != _written(loaded):
        text = _("Error: Document has been modified after you have opened it")
        throw(
            f"{text} ({stored}, {doc.modified}). "
            + _("Please refresh to get the latest document."),
            TimestampMismatchError,
        )


def _written(moment: Any) -> str:
    """A moment as text; on the full second it is stored without microseconds, but set with them."""
    return cstr(moment).removesuffix(".000000")


_NAMES = {0: "Draft", 1: "Submitted", 2: "Cancelled"}


def _check_transition(doc: Any, before: DocStatus) -> None:
    """Which action the change of docstatus means, and whether the user may take it."""
    after = doc.docstatus
    if after not in (0, 1, 2):
        raise ValidationError(_("Invalid docstatus"), int(after))
    if before.is_draft():
        if after.is_submitted():
            doc.__dict__["_action"] = "submit"
            doc.check_permission("submit")
        elif after.is_cancelled():
            _refuse_transition(before, after)
    elif before.is_submitted():
        if after.is_submitted():
            doc.__dict__["_action"] = "update_after_submit"
            doc.check_permission("submit")
        elif after.is_cancelled():
            doc.__dict__["_action"] = "cancel"
            doc.check_permission("cancel")
        else:
            _refuse_transition(before, after)
    else:
        raise ValidationError(_("Cannot edit cancelled document"))


def _refuse_transition(before: int, after: int) -> None:
    raise DocstatusTransitionError(
        _("Cannot change docstatus from {0} ({1}) to {2} ({3})").format(
            int(before), _(_NAMES[before]), int(after), _(_NAMES[after])
        )
    )


def _set_name(doc: Any, set_name: str | None, set_child_names: bool) -> None:
    if doc.flags.name_set and not set_name:
        return
    if set_name:
        doc.name = validate_name(doc.doctype, set_name)
    else:
        set_new_name(doc)
    doc.flags.name_set = True
    if set_child_names:
        for row in doc.get_all_children():
            set_new_name(row)


def _set_parent_in_children(doc: Any) -> None:
    for fieldname in doc.meta.table_doctypes:
        for row in doc.get(fieldname) or []:
            row.parent = doc.name
            row.parenttype = doc.doctype
            row.parentfield = fieldname


def _before_save(doc: Any) -> None:
    action = doc._action
    if action in ("save", "submit"):
        run_method(doc, "before_validate")
    if doc.flags.ignore_validate:
        return
    if action in ("save", "submit"):
        run_method(doc, "validate")
    run_method(doc, _BEFORE[action])
    _set_title(doc)


_FIELD_IN_TITLE = re.compile(r"\{(\w+)\}")
_BEFORE = {
    "save": "before_save",
    "submit": "before_submit",
    "cancel": "before_cancel",
    "update_after_submit": "before_update_after_submit",
}


def _set_title(doc: Any) -> None:
    """Fill a title field from the pattern in its options, or a new one from its default."""
    if doc.meta.title_field != "title":
        return
    field = doc.meta.get_field("title")
    if field is None:
        return
    if field.options:
        doc.set("title", _filled(field.options, doc))
    elif doc.is_new() and not doc.get("title") and field.default:
        doc.set("title", _filled(field.default, doc))


def _filled(pattern: str, doc: Any) -> str:
    """A pattern with the values of the fields that it names; ``format`` would read what hangs on them."""
    values = doc.as_dict()

    def written(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        return "" if value is None else str(value)

    return _FIELD_IN_TITLE.sub(written, pattern)


def _validate(doc: Any) -> None:
    validate_mandatory(doc)
    validate_fields(doc)
    _keep_name_field(doc)
    doc.extract_images_from_editor()
    sanitize_content(doc)
    save_passwords(doc)
    document_validated.send(doc)
    for row in doc.get_all_children():
        validate_fields(row)
        _keep_name_field(row)
        row.extract_images_from_editor()
        sanitize_content(row)
        save_passwords(row)
    if doc.is_new():
        for column in ("_assign", "_comments", "_user_tags", "_liked_by"):
            doc.__dict__[column] = None
    else:
        validate_constants(doc)


def _keep_name_field(doc: Any) -> None:
    autoname = doc.meta.autoname or ""
    if autoname.startswith("field:"):
        fieldname = autoname[6:]
        if doc.name and doc.name != doc.get(fieldname):
            doc.set(fieldname, doc.name)


# -- after ------------------------------------------------------------------------


def _after_save(doc: Any) -> None:
    action = doc._action
    if action == "save":
        run_method(doc, "on_update")
    elif action == "submit":
        run_method(doc, "on_update")
        run_method(doc, "on_submit")
    elif action == "cancel":
        run_method(doc, "on_cancel")
        check_no_back_links_exist(doc)
    elif action == "update_after_submit":
        run_method(doc, "on_update_after_submit")
    doc.clear_cache()
    document_saved.send(doc)
    save_version(doc)
    run_method(doc, "on_change")
