"""Links to other documents: they exist, they give values, and they keep their targets."""

from typing import Any

from ..core.context import local
from ..core.exceptions import CancelledLinkError, LinkValidationError, ValidationError
from ..core.messages import throw
from ..i18n import _
from ..meta.docfield import DocField
from ..meta.loader import get_meta, meta_exists


def validate_links(doc: Any) -> None:
    """Check the links of a document and its rows, and fetch the values that hang on them.

    Names are replaced by the spelling of the target. ``LinkValidationError`` names every missing
    target at once, ``CancelledLinkError`` every cancelled one.
    """
    if doc.flags.ignore_links or doc.__dict__.get("_action") == "cancel":
        return
    missing: list[str] = []
    cancelled: list[str] = []
    submittable = bool(doc.meta.is_submittable)
    for each in (doc, *doc.get_all_children()):
        _check(each, doc, submittable, missing, cancelled)
    if missing:
        throw(_("Could not find {0}").format(", ".join(missing)), LinkValidationError)
    if cancelled:
        listed = ", ".join(cancelled)
        throw(_("Cannot link cancelled document: {0}").format(listed), CancelledLinkError)


def _check(
    each: Any, parent: Any, submittable: bool, missing: list[str], cancelled: list[str]
) -> None:
    meta = each.meta
    for field in (*meta.get_link_fields(), *meta.get_dynamic_link_fields()):
        target = each.get(field.fieldname)
        if not target:
            continue
        doctype = _target_doctype(each, field)
        # As Frappe says it, to the letter: an app gives the same answer for what nobody may know of.
        shown = f"{_(field.label or field.fieldname)}: {target}"
        # Conditions, or a number with a fraction, would be looked up as something else than a name.
        if not isinstance(target, str | int) or not meta_exists(doctype):
            missing.append(shown)
            continue
        target_meta = get_meta(doctype)
        fetching = meta.get_fields_to_fetch(field.fieldname) if field.fieldtype == "Link" else []
        values = _target_values(target_meta, target, fetching, submittable)
        if each.get("parentfield"):
            shown = _("Row #{0}:").format(each.idx) + f" {shown}"
        if values is None:
            missing.append(shown)
            continue
        each.__dict__[field.fieldname] = values["name"]
        for fetched in fetching:
            _fetch(each, parent, fetched, values)
        if (
            submittable
            and target_meta.is_submittable
            and field.fieldname != "amended_from"
            and values.get("docstatus") == 2
        ):
            cancelled.append(shown)


def _target_doctype(each: Any, field: DocField) -> str:
    if field.fieldtype == "Link":
        if not field.options:
            throw(_("Options not set for link field {0}").format(field.fieldname))
        return str(field.options)
    doctype = each.get(field.options)
    if not doctype:
        throw(
            _("{0} must be set first").format(_(each.meta.get_label(field.options))),
            ValidationError,
        )
    return str(doctype)


def _target_values(
    target_meta: Any, name: Any, fetching: list[DocField], submittable: bool
) -> dict[str, Any] | None:
    if target_meta.issingle:
        return {"name": target_meta.name}
    columns = ["name"]
    if submittable and target_meta.is_submittable:
        columns.append("docstatus")
    for field in fetching:
        source = field.fetch_from.split(".", 1)[1]
        if source in target_meta.column_set and source not in columns:
            columns.append(source)
    found: dict[str, Any] | None = local.db.get_value(
        target_meta.name, name, columns, as_dict=True, order_by=None, kept=True
    )
    return found


def _fetch(each: Any, parent: Any, field: DocField, values: dict[str, Any]) -> None:
    if field.fetch_if_empty and each.get(field.fieldname):
        return
    stays = parent.docstatus.is_submitted() and not field.allow_on_submit and not parent.is_new()
    if stays and parent.__dict__.get("_action") != "submit":
        return
    source = field.fetch_from.split(".", 1)[1]
    if source in values:
        each.__dict__[field.fieldname] = values[source]
