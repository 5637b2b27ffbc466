"""What the script of a form needs to know besides the page itself."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.hooks import get_attr, get_hooks
from ...kernel.document.api import new_doc
from ...kernel.document.base import BaseDocument
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from ...kernel.utils.numbers import cint
from ..http.document_output import outgoing
from .addresses import form_url, list_url
from .form_access import FormAccess
from .form_layout import asked_name

_PROPERTIES = (
    "fieldname fieldtype options reqd read_only depends_on mandatory_depends_on read_only_depends_on "
    "fetch_from fetch_if_empty link_filters non_negative"
).split()

_OF_SERVER = frozenset(
    "owner creation modified modified_by parent parentfield parenttype docstatus doctype".split()
)


def form_data(doc: Any, access: FormAccess) -> dict[str, Any]:
    """Everything about one document for its script. The document itself loses what is hidden."""
    meta: Meta = doc.meta
    is_new = doc.is_new()
    name = str(doc.name or "")
    children = {df.fieldname: _child(df, doc) for df in meta.get_table_fields() if access.shows(df)}
    creatable = _creatable(meta, children)
    return {
        "doctype": meta.name,
        "label": _(meta.name),
        "name": name,
        "isNew": is_new,
        "publicFiles": bool(cint(meta.make_attachments_public)),
        "single": bool(meta.issingle),
        "url": form_url(meta.name, name) if not is_new else "",
        "list": list_url(meta.name) if not meta.issingle else "/app",
        "fields": [
            *([_field(named, access.editable)] if (named := asked_name(doc)) else []),
            *(_field(df, access.writes(df, doc)) for df in meta.fields if df.fieldname),
        ],
        "tables": children,
        "editable": access.editable,
        "rights": access.rights,
        "submittable": bool(meta.is_submittable),
        "workflow": access.workflow,
        "steps": [
            {"action": row["action"], "label": _(row["action"]), "state": _(row["next_state"])}
            for row in access.steps
        ],
        # What a document is named after is changed by giving it another name.
        "nameField": (meta.autoname or "").partition("field:")[2] if meta.allow_rename else "",
        "keepsDraft": bool(meta.track_changes) and not meta.issingle,
        "undraftedWhen": _undrafted_when(meta.name),
        "creatable": creatable,
        "named": _named(creatable),
        "user": local.session.user,
        "doc": _values(doc, is_new),
    }


def _undrafted_when(doctype: str) -> str:
    """The condition, of an app, while which nothing typed may leave the memory of the browser."""
    paths = get_hooks("undrafted_when", {}).get(doctype)
    return str(get_attr(paths[-1])()) if paths else ""


def _values(doc: Any, is_new: bool) -> dict[str, Any]:
    values = dict(outgoing(doc) if isinstance(doc, BaseDocument) else doc)
    for key, value in values.items():
        if isinstance(value, list):
            values[key] = [_row_values(row) for row in value]
    if is_new:
        values.update(__islocal=1, __unsaved=1)
    return values


def _row_values(row: Any) -> Any:
    """A row without what the server writes itself and nobody looks at in a form."""
    if not isinstance(row, dict):
        return row
    return {key: value for key, value in row.items() if value is not None and key not in _OF_SERVER}


def _field(df: DocField, editable: bool) -> dict[str, Any]:
    given = {key: df[key] for key in _PROPERTIES if df.get(key)}
    if df.fieldtype == "HTML":
        given.pop("options", None)
    return {**given, "label": _(df.label or ""), "editable": editable}


def _child(df: DocField, parent: Any) -> dict[str, Any]:
    meta = get_meta(str(df.options))
    blank = new_doc(meta.name, parent_doc=None, parentfield=df.fieldname, as_dict=True)
    blank = {
        key: value for key, value in blank.items() if key not in ("owner", "parent", "parenttype")
    }
    link = next(iter(meta.get_link_fields()), None)
    return {
        "doctype": meta.name,
        "fields": [_field(each, not each.read_only) for each in meta.fields if each.fieldname],
        "blank": blank,
        "link": link.fieldname if link is not None else None,
    }


def _creatable(meta: Meta, children: dict[str, Any]) -> list[str]:
    """Linked DocTypes of which the user may make a new one from the field."""
    linked = {str(df.options) for df in meta.get_link_fields()}
    for child in children.values():
        linked |= {str(each["options"]) for each in child["fields"] if each["fieldtype"] == "Link"}
    return sorted(name for name in linked if name and has_permission(name, "create"))


def _named(doctypes: list[str]) -> dict[str, str]:
    """Those of which a name is all that a new document needs, with the field that holds it."""
    found = {}
    for doctype in doctypes:
        meta = get_meta(doctype)
        fieldname = str(meta.autoname or "").partition("field:")[2]
        needed = {df.fieldname for df in meta.fields if df.reqd and not df.default}
        if fieldname and needed <= {fieldname}:
            found[doctype] = fieldname
    return found
