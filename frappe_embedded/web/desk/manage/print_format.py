"""Print formats and letter heads: seen on an entry while they are written."""

from typing import Any

from jinja2 import TemplateError
from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ....kernel.core.messages import clear_messages, throw
from ....kernel.document.api import get_doc
from ....kernel.document.titles import link_title
from ....kernel.i18n import _
from ....kernel.i18n.languages import get_all_languages, print_language
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.lists import get_list
from ....services.printing.output import PrintRequest, render_page
from ..answers import answer
from ..drafts import asked_of, runnable_draft
from ..panels import panel

_PREVIEW = "manage/print_preview"
_PRINTABLE = ("Print Format", "Letter Head")
_UNPRINTED = ("Button", "Fold", "Password", "Heading", "Image", "HTML")


@answer("/app/print-preview", "POST")
def print_preview_answer(request: Request) -> Any:
    """The page of an entry that the user may print, by the format or head as it stands in the form."""
    asked = asked_of(request)
    values = asked.get("doc")
    doctype = values.get("doctype") if isinstance(values, dict) else None
    if doctype not in _PRINTABLE or not has_permission(doctype, "write"):
        raise PermissionError
    about = str(asked.get("about") or "")
    name = str(asked.get("name") or "") or _newest(about)
    if not name:
        return {"name": "", "title": "", "page": "", "fault": ""}
    return {"name": name, "title": link_title(about, name), **_shown(asked, about, name)}


@answer("/app/print-fields")
def print_fields_answer(request: Request) -> Any:
    """What a format for another kind of entry may print, while the format is not saved yet."""
    if not has_permission("Print Format", "write"):
        raise PermissionError
    return _fields({"doc_type": request.args.get("doctype")})


def _newest(doctype: str) -> str:
    """An entry to begin with: the one that was changed last of those that the user sees."""
    if not meta_exists(doctype) or not has_permission(doctype, "read"):
        return ""
    rows = get_list(doctype, pluck="name", order_by="modified desc", limit=1)
    return str(rows[0]) if rows else ""


def _shown(asked: dict[str, Any], about: str, name: str) -> dict[str, str]:
    with print_language(str(asked.get("lang") or local.lang)):
        try:
            drafted = runnable_draft(asked["doc"]["doctype"], asked["doc"])
            doc = get_doc(about, name)
            if drafted.doctype == "Print Format" and drafted.doc_type != about:
                throw(_("Choose an entry of {0}.").format(_(drafted.doc_type or "")))
            return {"page": render_page(PrintRequest(doc, drafts=(drafted,))), "fault": ""}
        except (DoesNotExistError, PermissionError):
            clear_messages()
            return {"page": "", "fault": str(_("This entry is gone, or you may not see it."))}
        except (ValidationError, TemplateError) as error:
            clear_messages()
            return {"page": "", "fault": str(error)}


@panel("Print Format", _PREVIEW, template=f"{_PREVIEW}.html", place="beside", styles=("manage",))
@panel("Letter Head", _PREVIEW, template=f"{_PREVIEW}.html", place="beside", styles=("manage",))
def _preview(doc: Any) -> dict[str, Any]:
    return {
        "about": doc.get("doc_type") or "",
        "languages": get_all_languages(with_language_name=True),
        "lang": str(local.lang),
    }


@panel(
    "Print Format", "manage/print_fields", template="manage/print_fields.html", styles=("manage",)
)
def _fields(doc: Any) -> dict[str, Any]:
    """The fields that can be ticked, in the order of the form, with its sections."""
    doctype = doc.get("doc_type")
    if not doctype or not meta_exists(doctype):
        return {"fields": []}
    return {
        "fields": [
            {
                "fieldname": df.fieldname,
                "label": str(_(df.label or df.fieldname or "")),
                "source": df.label or "",
                "fieldtype": df.fieldtype,
                "print_hide": int(bool(df.print_hide or df.hidden)),
            }
            for df in get_meta(doctype).fields
            if df.fieldtype not in _UNPRINTED
        ]
    }
