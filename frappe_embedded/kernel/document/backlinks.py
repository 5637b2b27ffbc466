"""Which documents point at a document."""

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..core.context import local
from ..core.exceptions import DoesNotExistError, LinkExistsError
from ..core.hooks import get_hooks
from ..core.messages import throw
from ..core.names import split_names
from ..i18n import _
from ..meta.loader import get_meta, meta_exists

_NEVER_BLOCK = split_names(
    "Activity Log, Comment, Communication, Deleted Document, DocShare, Document Follow, "
    "Document Share Key, Email Queue, Error Log, File, Notification Log, Tag Link, ToDo, "
    "Version, View Log, Workflow Action, Access Log, Event, Email Unsubscribe, "
    "Webhook Delivery, Webhook Request Log"
)


class LinkField(NamedTuple):
    """A column that holds names of documents."""

    doctype: str
    fieldname: str
    issingle: bool
    istable: bool


def link_fields_to(doctype: str) -> list[LinkField]:
    """Every Link field of the site that points at a DocType."""
    rows = local.db.sql(
        "select parent, fieldname from `tabDocField` where fieldtype = 'Link' and options = %s"
        " union select dt, fieldname from `tabCustom Field` where fieldtype = 'Link' and options = %s"
        " union select doc_type, field_name from `tabProperty Setter` where property = 'options'"
        " and value = %s and field_name is not null",
        (doctype, doctype, doctype),
    )
    return list(_described(rows))


def dynamic_link_fields() -> list[tuple[LinkField, str]]:
    """Every Dynamic Link field with the name of the field that tells its DocType."""
    rows = local.db.sql(
        "select parent, fieldname, options from `tabDocField` where fieldtype = 'Dynamic Link'"
        " union select dt, fieldname, options from `tabCustom Field`"
        " where fieldtype = 'Dynamic Link'"
    )
    result = []
    for parent, fieldname, options in rows:
        for field in _described([(parent, fieldname)]):
            result.append((field, str(options)))
    return result


def parents_of(row_doctype: str) -> list[str]:
    """The DocTypes that have a table of such rows."""
    rows = local.db.sql(
        "select parent from `tabDocField` where options = %s"
        " and fieldtype in ('Table', 'Table MultiSelect')"
        " union select dt from `tabCustom Field` where options = %s"
        " and fieldtype in ('Table', 'Table MultiSelect') order by 1",
        (row_doctype, row_doctype),
    )
    return [parent for (parent,) in rows if meta_exists(parent)]


def _described(rows: Any) -> Iterator[LinkField]:
    for parent, fieldname in rows:
        try:
            meta = get_meta(parent)
        except DoesNotExistError:
            continue
        if not meta.is_virtual:
            yield LinkField(parent, fieldname, bool(meta.issingle), bool(meta.istable))


def check_no_back_links_exist(doc: Any) -> None:
    if doc.flags.ignore_links is not True:
        refuse_if_linked(doc, "Cancel")


def refuse_if_linked(doc: Any, method: str = "Delete") -> None:
    """Raise ``LinkExistsError`` when another document depends on this one.

    For a deletion every link counts; for a cancellation only those of submitted documents.
    """
    ignored = {*_NEVER_BLOCK, *get_hooks("ignore_links_on_delete")}
    if doc.get("ignore_linked_doctypes"):
        ignored.update(doc.ignore_linked_doctypes)
    for field in link_fields_to(doc.doctype):
        if method == "Cancel" and field.fieldname == "amended_from":
            continue
        if field.doctype not in ignored:
            _check(doc, field, None, method, ignored)
    if doc.meta.istable:
        return
    for field, type_field in dynamic_link_fields():
        if field.doctype not in ignored:
            _check(doc, field, type_field, method, ignored)


def _check(
    doc: Any, field: LinkField, type_field: str | None, method: str, ignored: set[str]
) -> None:
    wanted = {field.fieldname: doc.name}
    if type_field:
        wanted[type_field] = doc.doctype
    doctype = field.doctype
    if field.issingle:
        values = local.db.get_singles_dict(doctype)
        if method == "Delete" and all(values.get(key) == wanted[key] for key in wanted):
            _refuse(doc, doctype, None)
        return
    columns = "name, docstatus" + (", parent, parenttype" if field.istable else "")
    conditions = " and ".join(f"`{key}` = %s" for key in wanted)
    sql = f"select {columns} from `tab{doctype}` where {conditions}"
    for row in local.db.sql(sql, [*wanted.values()], as_dict=True):
        linking, name = (row.parenttype or doctype, row.parent or row.name)
        if linking in ignored or (linking == doc.doctype and name == doc.name):
            continue
        if method == "Cancel" and (row.docstatus != 1 or doctype == "Deleted Document"):
            continue
        _refuse(doc, linking, name)


def _link(doctype: str, name: Any) -> str:
    return f'<a href="/app/Form/{doctype}/{name}">{name}</a>' if name else ""


def _refuse(doc: Any, doctype: str, name: Any) -> None:
    text = _("Cannot delete or cancel because {0} {1} is linked with {2} {3} {4}").format(
        _(doc.doctype), _link(doc.doctype, doc.name), _(doctype), _link(doctype, name), ""
    )
    if doc.meta.has_field("enabled") or doc.meta.has_field("disabled"):
        with contextlib.suppress(LinkExistsError):
            throw(text, LinkExistsError)
        text = _("You can disable this {0} instead of deleting it.").format(_(doc.doctype))
    throw(text, LinkExistsError)
