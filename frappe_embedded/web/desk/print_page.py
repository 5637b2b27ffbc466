"""The print preview: format, letter head and language at choice, then paper or PDF."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_all_languages, print_language
from ...kernel.i18n.plurals import counted
from ...kernel.permissions.api import has_permission
from ...kernel.utils.json_text import parsed_list
from ...kernel.utils.numbers import cint
from ...services.printing.output import PrintRequest, render_page, render_pages
from ...services.printing.pdf import make_pdf
from ..http.responses import name_file, page_response
from .addresses import form_url, list_url, served
from .pages import desk_page, missing_page, render

MOST_PRINTED = 200
"""Each entry is read and drawn within one request."""


@desk_page("/app/print/<slug>", "/app/print/<slug>/<path:name>")
def print_page(request: Request, slug: str, name: str = "") -> Response:
    """The preview of one document, or of the several that ``names`` lists."""
    doctype = served(slug)
    names = _asked(request, name)
    for each in names:
        _printable(doctype, each)
    if not names:
        return missing_page()
    query = request.args
    formats = _formats(doctype)
    chosen = query.get("format", "")
    return render(
        "print.html",
        title=_("Print {0}").format(names[0] if len(names) == 1 else _(doctype)),
        page="print",
        current=doctype,
        names=names,
        sheet=_sheet_url(slug, names),
        doctype=doctype,
        back=form_url(doctype, name) if name else list_url(doctype),
        formats=formats,
        reader_language=local.lang,
        heads=_letter_heads(),
        print_languages=get_all_languages(with_language_name=True),
        chosen={
            "format": chosen,
            "letterhead": query.get("letterhead", ""),
            "_lang": query.get("print_lang") or formats.get(chosen) or local.lang,
        },
        with_pdf=find_spec("weasyprint") is not None,
    )


@desk_page("/app/print-sheet/<slug>", "/app/print-sheet/<slug>/<path:name>")
def print_sheet(request: Request, slug: str, name: str = "") -> Response:
    """The printed page itself, which the preview frames: of one document, or of all in ``names``."""
    doctype = served(slug)
    docs = [_printable(doctype, each) for each in _asked(request, name)]
    if not docs:
        return missing_page()
    query = request.args
    with print_language(query.get("print_lang") or local.lang):
        asked = [_print_request(doc, query) for doc in docs]
        page = render_page(asked[0]) if len(asked) == 1 else render_pages(asked)
    if not cint(query.get("pdf")):
        return page_response(page)
    response = Response(make_pdf(page), mimetype="application/pdf")
    file = str(docs[0].name) if len(docs) == 1 else str(_(doctype))
    name_file(response, f"{file.replace('/', '-')}.pdf", inline=True)
    return response


def _sheet_url(slug: str, names: list[str]) -> str:
    """Where the sheet is; what is chosen for it follows."""
    if len(names) == 1:
        return f"/app/print-sheet/{slug}/{quote(names[0], safe='')}?"
    return f"/app/print-sheet/{slug}?names={quote(json.dumps(names))}&"


def _asked(request: Request, name: str) -> list[str]:
    """The names in the address: one, or those of a selection, each once and not too many."""
    given = [name] if name else parsed_list(request.args.get("names") or "[]", "names")
    names = list(dict.fromkeys(str(each) for each in given))
    if len(names) > MOST_PRINTED:
        throw(counted(_("At most {0} entries are printed at once."), MOST_PRINTED))
    return names


def _print_request(doc: Any, query: Mapping[str, str]) -> PrintRequest:
    head = query.get("letterhead", "")
    return PrintRequest(
        doc,
        query.get("format") or None,
        letterhead=head if head not in ("", "none") else None,
        no_letterhead=head == "none",
    )


def _printable(doctype: str, name: str) -> Any:
    doc = get_doc(doctype, name)
    if not (has_permission(doctype, "read", doc) and has_permission(doctype, "print", doc)):
        raise PermissionError
    return doc


def _formats(doctype: str) -> dict[str, str]:
    """Each format with the language in which it is printed unless somebody chooses another."""
    rows = local.db.sql(
        "select name, default_print_language from `tabPrint Format`"
        " where doc_type = %s and disabled = 0 order by name",
        (doctype,),
    )
    return {name: language or "" for name, language in rows}


def _letter_heads() -> list[str]:
    rows = local.db.sql(
        "select name from `tabLetter Head` where disabled = 0 order by is_default desc, name"
    )
    return [name for (name,) in rows]
