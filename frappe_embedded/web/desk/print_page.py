"""The print preview: format, letter head and language at choice, then paper or PDF."""

from importlib.util import find_spec
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_all_languages, print_language
from ...kernel.permissions.api import has_permission
from ...kernel.utils.json_text import parsed_list
from ...kernel.utils.numbers import cint
from ...services.printing.output import get_print
from ..http.responses import name_file, page_response
from .addresses import form_url, list_url, served
from .pages import desk_page, missing_page, render


@desk_page("/app/print/<slug>", "/app/print/<slug>/<path:name>")
def print_page(request: Request, slug: str, name: str = "") -> Response:
    """The preview of one document, or of the several that ``names`` lists."""
    doctype = served(slug)
    given = [name] if name else parsed_list(request.args.get("names") or "[]", "names")
    names = [str(each) for each in given]
    for each in names:
        _printable(doctype, each)
    if not names:
        return missing_page()
    query = request.args
    formats = _formats(doctype)
    chosen = query.get("format", "")
    return render(
        "print.html",
        title=_("Print {0}").format(names[0]),
        page="print",
        current=doctype,
        names=names,
        slug=slug,
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
        with_pdf=find_spec("weasyprint") is not None and len(names) == 1,
    )


@desk_page("/app/print-sheet/<slug>/<path:name>")
def print_sheet(request: Request, slug: str, name: str) -> Response:
    """The printed page itself, which the preview shows in a frame."""
    doctype = served(slug)
    _printable(doctype, name)
    query = request.args
    letterhead = query.get("letterhead", "")
    with print_language(query.get("print_lang") or local.lang):
        page = get_print(
            doctype,
            name,
            query.get("format") or None,
            as_pdf=bool(cint(query.get("pdf"))),
            no_letterhead=int(letterhead == "none"),
            letterhead=letterhead if letterhead not in ("", "none") else None,
        )
    if isinstance(page, bytes):
        response = Response(page, mimetype="application/pdf")
        name_file(response, f"{name.replace('/', '-')}.pdf", inline=True)
        return response
    return page_response(page)


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
