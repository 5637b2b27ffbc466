"""Printed pages, in the browser and as PDF."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PageDoesNotExistError
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.i18n.languages import print_language
from ...kernel.utils.numbers import cint
from ...services.printing.output import PrintRequest, get_print, render_page
from .responses import page_response
from .routes import Access, register_page


def register() -> None:
    register_page("/printview", printview, Access.RIGHTS)


def printview(request: Request) -> Response:
    """The printed page of a document, for who may read or print it."""
    form = local.form_dict
    if not form.doctype or not form.name:
        raise PageDoesNotExistError(_("Say which document is to be printed"))
    with print_language(form.get("_lang")):
        html = render_page(
            PrintRequest(
                get_doc(form.doctype, form.name),
                form.get("format"),
                form.letterhead,
                bool(cint(form.no_letterhead)),
                bool(cint(form.trigger_print)),
            )
        )
        return page_response(html)


@whitelist(allow_guest=True)
def download_pdf(
    doctype: str,
    name: str,
    format: str | None = None,
    doc: Any = None,
    no_letterhead: Any = 0,
    language: str | None = None,
    letterhead: str | None = None,
) -> None:
    """A document as a PDF file. Only what is stored is printed, whatever a client sends."""
    with print_language(language):
        content = get_print(
            doctype,
            name,
            format,
            as_pdf=True,
            no_letterhead=cint(no_letterhead),
            letterhead=letterhead,
        )
    filename = f"{name.replace(' ', '-').replace('/', '-')}.pdf"
    local.response.update({"filename": filename, "filecontent": content, "type": "pdf"})
