"""The form of a document as a page."""

from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.exceptions import PermissionError
from ...kernel.document.api import copy_doc, get_doc, new_doc
from ...kernel.document.events import run_method
from ...kernel.document.titles import document_title
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...services.collaborate.viewing import note_view
from .form_access import FormAccess, access_to
from .form_data import form_data
from .form_layout import dialog_controls, tabs_of
from .manage.changes import history_link
from .manage.customize_form import customize_link
from .pages import render
from .panels import panels_of
from .reading import page_of_app
from .scripts import script_texts
from .sidebar import connections, side_of
from .states import state_of
from .timeline import timeline_of


def form_page(request: Request, doctype: str, name: str) -> Response:
    doc = get_doc(doctype, name)
    if not has_permission(doctype, "read", doc):
        raise PermissionError
    run_method(doc, "onload")
    note_view(doc)
    return _form(doc)


def single_page(request: Request, doctype: str) -> Response:
    if not has_permission(doctype, "read"):
        raise PermissionError
    doc = get_doc(doctype, doctype)
    run_method(doc, "onload")
    return _form(doc)


def new_page(request: Request, doctype: str) -> Response:
    """A form with the defaults, or with the values of a document that is to be duplicated."""
    meta = get_meta(doctype)
    if meta.issingle or not has_permission(doctype, "create"):
        raise PermissionError
    query = request.args.to_dict()
    original = query.pop("copy", "")
    doc = _copy(doctype, original) if original else new_doc(doctype)
    presets = () if original else panels_of(doctype)
    preset = {key: value for panel in presets for key, value in panel.preset.items()}
    for fieldname, value in {**preset, **query}.items():
        if meta.has_field(fieldname):
            doc.set(fieldname, value)
    return _form(doc)


def _copy(doctype: str, name: str) -> Any:
    original = get_doc(doctype, name)
    if not has_permission(doctype, "read", original):
        raise PermissionError
    return copy_doc(original)


def _form(doc: Any) -> Response:
    meta = doc.meta
    access = access_to(doc)
    is_new = doc.is_new()
    name = str(doc.name or "")
    heading = (
        _("New {0}").format(_(meta.name)) if is_new else document_title(meta, name, doc.get_title())
    )
    if meta.issingle:
        heading = _(meta.name)
    tabs = tabs_of(doc, access)
    values: dict[str, Any] = {
        "title": heading,
        "page": "form",
        "current": meta.name,
        "meta": meta,
        "doc_name": name,
        "heading": heading,
        "is_new": is_new,
        "state": None if is_new else state_of(meta, doc),
        "access": access,
        "tabs": tabs,
        "dialogs": _dialogs(doc, access),
        "side": None if is_new or meta.issingle else side_of(doc, access),
        "connections": [] if is_new or meta.issingle else connections(doc),
        "timeline": [] if is_new or meta.issingle else timeline_of(doc, access),
        "modified": None if is_new else doc.modified,
        "modified_by": doc.modified_by,
        "customise": customize_link(meta),
        "history": "" if is_new else history_link(meta.name, name),
        "overview": "" if is_new else page_of_app(meta.name, name),
        "docstatus": int(doc.get("docstatus") or 0),
    }
    panels = panels_of(meta.name)
    shown = [(panel, panel.data(doc)) for panel in panels]
    data = form_data(doc, access)
    data["panels"] = {panel.script: given for panel, given in shown}
    return render(
        "form.html",
        page_data=data,
        panels=shown,
        panel_scripts=[panel.script for panel in panels],
        panel_texts=[script_texts(panel.script) for panel in panels],
        styles=list(dict.fromkeys(sheet for panel in panels for sheet in panel.styles)),
        **values,
    )


def _dialogs(doc: Any, access: FormAccess) -> list[tuple[str, str, Any]]:
    """For each child table the controls of one row."""
    return [
        (
            df.fieldname,
            _(df.label or df.options),
            dialog_controls(get_meta(str(df.options)), access.writes(df, doc)),
        )
        for df in doc.meta.get_table_fields()
        if df.fieldtype == "Table" and access.shows(df)
    ]
