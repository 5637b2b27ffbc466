"""Prints documents: HTML pages, PDF, and attachments of e-mails."""

import html as html_entities
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.document.base import BaseDocument
from ...kernel.document.events import run_method
from ...kernel.i18n import _
from ...kernel.i18n.languages import is_rtl, print_language
from ...kernel.permissions.frappe_names import has_permission
from ...kernel.utils.html import clean_page
from ...kernel.utils.json_text import parse_json
from ...kernel.utils.numbers import cint
from .environment import get_jenv, get_template
from .layout import chosen_fields, heading_template, sections_of, table_columns, visible_value
from .pdf import NotAvailable, make_pdf

_MISTAKES = (TemplateError, ArithmeticError, AttributeError, TypeError, ValueError, KeyError)
"""What a template may raise that somebody wrote."""


class PrintFormatError(ValidationError):
    pass


@dataclass(frozen=True)
class PrintRequest:
    """What is to be printed and how.

    ``drafts`` are a Print Format and a Letter Head as they stand in a form, in place of stored ones.
    """

    doc: Any
    print_format: str | None = None
    letterhead: str | None = None
    no_letterhead: bool = False
    trigger_print: bool = False
    drafts: tuple[Any, ...] = ()

    def draft(self, doctype: str) -> Any:
        return next((each for each in self.drafts if each.doctype == doctype), None)


def get_print(
    doctype: str | None = None,
    name: Any = None,
    print_format: str | None = None,
    style: str | None = None,
    as_pdf: bool = False,
    doc: Any = None,
    output: Any = None,
    no_letterhead: int = 0,
    password: str | None = None,
    pdf_options: dict[str, Any] | None = None,
    letterhead: str | None = None,
) -> Any:
    """The printed page of a document as HTML, or as PDF bytes with ``as_pdf``.

    ``PermissionError`` for who may neither read nor print it.
    """
    document = doc if isinstance(doc, BaseDocument) else get_doc(doctype, name)
    page = render_page(PrintRequest(document, print_format, letterhead, bool(cint(no_letterhead))))
    return make_pdf(page) if as_pdf else page


def render_page(request: PrintRequest) -> str:
    """A whole HTML page in the current language."""
    doc, chosen, body = _printed(request)
    title = f"{doc.get_title() or _(doc.doctype)} - {doc.name}"
    return _page(title, body, chosen, request.trigger_print)


def render_pages(requests: Sequence[PrintRequest]) -> str:
    """Several documents of one format as one HTML page; on paper each begins a sheet.

    ``PermissionError`` if one of them may not be printed.
    """
    printed = [_printed(each) for each in requests]
    first, chosen, _body_of_first = printed[0]
    bodies = (Markup('<section class="document">{}</section>').format(each[2]) for each in printed)
    return _page(str(_(first.doctype)), Markup("").join(bodies), chosen)


def _printed(request: PrintRequest) -> tuple[Any, Any, Markup]:
    """The document as its user may read it, the format, and the body that is printed."""
    doc = request.doc
    check_print_permission(doc)
    _check_status(doc)
    doc = _readable_copy(doc)
    doc.flags.in_print = True
    run_method(doc, "before_print", _dict())
    chosen = request.draft("Print Format") or _print_format(request, doc)
    head = _dict() if request.no_letterhead else _letter_head(request, doc)
    return doc, chosen, _body(doc, chosen, head)


def _page(title: str, body: Markup, chosen: Any, trigger_print: bool = False) -> str:
    page: str = get_template("frappe_embedded/templates/print/page.html").render(
        title=title,
        lang=local.lang,
        direction="rtl" if is_rtl(local.lang) else "ltr",
        body=body,
        css=_style_sheet(chosen),
        margins=_margins(chosen),
        trigger_print=trigger_print,
    )
    return page


def check_print_permission(doc: Any) -> None:
    """``PermissionError`` unless the user may read or print the document."""
    for right in ("read", "print"):
        if has_permission(doc.doctype, right, doc):
            return
    throw(_("You do not have permission to view this document"), PermissionError)


def _check_status(doc: Any) -> None:
    if not doc.meta.is_submittable:
        return
    settings = local.db.get_singles_dict("Print Settings")
    if doc.docstatus.is_draft() and str(settings.get("allow_print_for_draft", "1")) == "0":
        throw(_("Not allowed to print draft documents"), PermissionError)
    if doc.docstatus.is_cancelled() and not cint(settings.get("allow_print_for_cancelled")):
        throw(_("Not allowed to print cancelled documents"), PermissionError)


def _readable_copy(doc: Any) -> Any:
    """A copy without what the user's permission levels hide, custom formats included."""
    if doc.is_new():
        copy = get_doc(doc.as_dict())
    else:
        copy = get_doc(doc.doctype, doc.name)
    copy.apply_fieldlevel_read_permissions()
    return copy


def _print_format(request: PrintRequest, doc: Any) -> Any:
    name = request.print_format or doc.meta.default_print_format
    if not name or name == "Standard" or not local.db.exists("Print Format", name):
        return None
    chosen = get_doc("Print Format", name)
    if chosen.disabled:
        throw(_("Print Format {0} is disabled").format(name), DoesNotExistError)
    if chosen.doc_type != doc.doctype:
        throw(_("Print Format {0} is for {1}").format(name, _(chosen.doc_type)))
    return chosen


def _style_sheet(chosen: Any) -> Markup:
    """The sheet of a print format, which cannot end the element that it stands in."""
    return Markup((chosen.css or "").replace("</", "<\\/") if chosen else "")


def _clean(page: str) -> Markup:
    """What a manager's template made, without what a browser would run."""
    return Markup(clean_page(page))


def _body(doc: Any, chosen: Any, head: _dict) -> Markup:
    context = {
        "doc": doc,
        "meta": doc.meta,
        "letter_head": head.get("content") or "",
        "footer": head.get("footer") or "",
        "no_letterhead": not head,
        "print_settings": local.db.get_singles_dict("Print Settings"),
        "_": _,
    }
    if chosen is not None and chosen.custom_format and chosen.html:
        try:
            return _clean(get_jenv().from_string(chosen.html).render(context))
        except _MISTAKES as error:
            line = next(
                (
                    frame.lineno
                    for frame in reversed(traceback.extract_tb(error.__traceback__))
                    if "template" in frame.filename
                ),
                None,
            )
            raise PrintFormatError(
                _("Error in print format on line {0}: {1}").format(
                    line, html_entities.escape(str(error))
                )
            ) from error
    return _standard(doc, chosen, context)


def _standard(doc: Any, chosen: Any, context: dict[str, Any]) -> Markup:
    """The page that every DocType has without a print format of its own."""
    builder = chosen is not None and chosen.format_data
    fields = chosen_fields(chosen, doc.meta) if builder else doc.meta.fields
    heading = heading_template(chosen) if builder else None
    page: str = get_template("frappe_embedded/templates/print/standard.html").render(
        **context,
        heading=_clean(get_jenv().from_string(heading).render(context)) if heading else None,
        sections=sections_of(doc, fields),
        table_columns=table_columns,
        visible_value=visible_value,
        status_stamp=_stamp(doc),
    )
    return Markup(page)


def _stamp(doc: Any) -> str:
    if not doc.meta.is_submittable:
        return ""
    return str({0: _("DRAFT"), 2: _("CANCELLED")}.get(int(doc.docstatus), ""))


def _letter_head(request: PrintRequest, doc: Any) -> _dict:
    drafted = request.draft("Letter Head")
    if drafted is None:
        return get_letter_head(doc, request.letterhead)
    return _rendered_head({"content": drafted.content, "footer": drafted.footer}, doc)


def get_letter_head(doc: Any, letterhead: str | None = None) -> _dict:
    """Head and foot of a page: the given one, the document's, or the default one."""
    name = letterhead or doc.get("letter_head")
    fields = ["content", "footer"]
    found = local.db.get_value("Letter Head", name, fields, as_dict=True) if name else None
    if not found:
        found = local.db.get_value(
            "Letter Head", {"is_default": 1, "disabled": 0}, fields, as_dict=True
        )
    return _rendered_head(found, doc) if found else _dict()


def _rendered_head(texts: dict[str, Any], doc: Any) -> _dict:
    return _dict({key: _part_of_head(text, doc) for key, text in texts.items() if text})


def _part_of_head(text: str, doc: Any) -> Markup:
    """The part of a letter head; a note in its place where the template has a mistake."""
    try:
        return _clean(get_jenv().from_string(text).render({"doc": doc}))
    except _MISTAKES:
        note = _(
            "The letter head has a mistake and is left out. Correct it in the list of letter heads."
        )
        return Markup("<p><b>{}</b></p>").format(note)


def _margins(chosen: Any) -> dict[str, float]:
    sides = ("top", "right", "bottom", "left")
    given = {side: chosen.get(f"margin_{side}") if chosen else None for side in sides}
    return {side: float(value) if value else 15.0 for side, value in given.items()}


@whitelist(allow_guest=True)
def get_html_and_style(
    doc: Any,
    name: str | None = None,
    print_format: str | None = None,
    no_letterhead: bool | None = None,
    letterhead: str | None = None,
    trigger_print: bool = False,
    style: str | None = None,
    settings: Any = None,
) -> dict[str, Any]:
    """The body and the style of a printed page, for previews.

    Only stored documents are printed: values given by the client are not looked at.
    """
    if isinstance(doc, str) and name:
        document = get_doc(doc, name)
    else:
        values = parse_json(doc)
        document = get_doc(values["doctype"], values["name"])
    page = render_page(
        PrintRequest(document, print_format, letterhead, bool(cint(no_letterhead)), trigger_print)
    )
    body = re.search(r"(?s)<body[^>]*>(.*)</body>", page)
    css = re.search(r"(?s)<style>(.*?)</style>", page)
    return {"html": body.group(1) if body else page, "style": css.group(1) if css else ""}


def attach_print(
    doctype: str,
    name: Any,
    file_name: str | None = None,
    print_format: str | None = None,
    style: str | None = None,
    html: str | None = None,
    doc: Any = None,
    lang: str | None = None,
    print_letterhead: bool = True,
    password: str | None = None,
    letterhead: str | None = None,
) -> dict[str, Any]:
    """A printed document as an attachment: PDF where a PDF library loads, else HTML."""
    with print_language(lang or local.lang):
        page = html or get_print(
            doctype,
            name,
            print_format,
            doc=doc,
            no_letterhead=not print_letterhead,
            letterhead=letterhead,
        )
    base = (file_name or str(name)).replace(" ", "").replace("/", "-")
    try:
        return {"fname": f"{base}.pdf", "fcontent": make_pdf(page)}
    except NotAvailable:
        return {"fname": f"{base}.html", "fcontent": page.encode()}
