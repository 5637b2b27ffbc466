"""Reaching documents: what ``frappe.get_doc`` and its sisters are."""

import copy
from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..core.exceptions import DoesNotExistError
from ..core.messages import clear_last_message
from ..core.names import split_names
from ..meta.loader import get_meta
from ..permissions.loading import provide_loader
from .base import BaseDocument
from .controllers import get_controller
from .defaults import new_values


def get_doc(*args: Any, **kwargs: Any) -> Any:
    """A stored document by DocType and name (or filters), or a new one from values.

    With ``for_update`` nobody else writes from here until this transaction ends.

    ``get_doc("ToDo", "a1b2c3")``, ``get_doc("User", {"enabled": 1})``,
    ``get_doc({"doctype": "ToDo", ...})``, ``get_doc(doctype="ToDo", ...)``, and
    ``get_doc("System Settings")`` for a Single.
    """
    if args:
        first = args[0]
        if isinstance(first, BaseDocument):
            return first
        if isinstance(first, str):
            doctype = first
        elif isinstance(first, dict):
            kwargs = dict(first)
            args = ()
        else:
            raise ValueError("First non keyword argument must be a string or dict")
    if not args:
        if "doctype" not in kwargs:
            raise ValueError("'doctype' is a required key")
        return get_controller(kwargs["doctype"])(kwargs)
    for_update = kwargs.pop("for_update", False)
    if len(args) < 2 and kwargs:
        return get_controller(doctype)({**kwargs, "doctype": doctype})
    if for_update:
        return get_controller(doctype)(*args, for_update=True)
    return get_controller(doctype)(*args)


def get_single(doctype: str) -> Any:
    return get_doc(doctype, doctype)


def new_doc(
    doctype: str,
    *,
    parent_doc: Any = None,
    parentfield: str | None = None,
    as_dict: bool = False,
    **values: Any,
) -> Any:
    """A document that is not stored yet, with its defaults."""
    filled = new_values(doctype)
    if parent_doc is not None:
        filled.update(parent=parent_doc.name, parenttype=parent_doc.doctype)
    if parentfield:
        filled.parentfield = parentfield
    filled.update(values)
    return filled if as_dict else get_controller(doctype)(filled)


def get_cached_doc(doctype: str, name: Any = None) -> Any:
    """A document that is read again only when it has changed; nobody must change this one."""
    name = doctype if name is None else name
    key = (doctype, str(name))
    doc = local.document_cache.get(key)
    if doc is None:
        doc = local.document_cache[key] = get_controller(doctype).cached(doctype, name)
    return doc


def get_cached_value(
    doctype: str,
    name: Any,
    fieldname: str | list[str] | tuple[str, ...] = "name",
    as_dict: bool = False,
) -> Any:
    """One value or several of a document read once a request; ``None`` when it is missing."""
    fields = [fieldname] if isinstance(fieldname, str) else [*fieldname]
    values = _stored_values(doctype, name, fields)
    if values is None:
        try:
            doc = get_cached_doc(doctype, name)
        except DoesNotExistError:
            clear_last_message()
            return None
        values = [doc.get(each) for each in fields]
    if as_dict:
        return _dict(zip(fields, values, strict=True))
    return values[0] if isinstance(fieldname, str) else values


def _stored_values(doctype: str, name: Any, fields: list[str]) -> list[Any] | None:
    """Columns of a document as they are stored; ``None`` where only the document itself can tell.

    Making a document with its rows takes ten times as long as looking into what is kept of it.
    """
    controller = get_controller(doctype)
    if (doctype, str(name)) in local.document_cache or hasattr(controller, "__setup__"):
        return None
    stored = controller.stored(doctype, name)
    if stored is None or not all(field in stored.values for field in fields):
        return None
    return [stored.values[field] for field in fields]


def get_last_doc(
    doctype: str, filters: Any = None, order_by: str = "creation desc", *, for_update: bool = False
) -> Any:
    """The newest document; ``DoesNotExistError`` when there is none."""
    if for_update:
        local.db.begin()
    names = local.db.get_all(
        doctype, filters=filters, limit_page_length=1, order_by=order_by, pluck="name"
    )
    if not names:
        raise DoesNotExistError
    return get_doc(doctype, names[0])


def copy_doc(doc: Any, ignore_no_copy: bool = True) -> Any:
    """A new document with the values of another: no name, draft, rows without names.

    Fields marked ``no_copy`` go along unless ``ignore_no_copy`` is false. What a dict does not say is
    left to the defaults of a new document.
    """
    values = copy.deepcopy(doc.as_dict() if isinstance(doc, BaseDocument) else dict(doc))
    meta = get_meta(values["doctype"])
    _clean(values, meta, ignore_no_copy)
    for fieldname, row_doctype in meta.table_doctypes.items():
        for row in values.get(fieldname) or []:
            _clean(row, get_meta(row_doctype), ignore_no_copy, row=True)
    result = get_doc(values)
    result.set("__islocal", 1)
    for row in result.get_all_children():
        row.set("__islocal", 1)
    return result


_DROPPED = split_names(
    "name, owner, creation, modified, modified_by, __onload, _user_tags, _liked_by"
)
_DROPPED_FROM_TOP = ("amended_from", "amendment_date", "cancel_reason")


def _clean(values: dict[str, Any], meta: Any, ignore_no_copy: bool, row: bool = False) -> None:
    values["docstatus"] = 0
    for key in _DROPPED if row else _DROPPED + _DROPPED_FROM_TOP:
        values.pop(key, None)
    if not ignore_no_copy:
        for field in meta.get("fields", {"no_copy": 1}):
            values[field.fieldname] = [] if field.is_table else None


provide_loader(get_doc)
