"""HTML that would run in a browser: what is refused, and what is made harmless.

Frappe sanitises what users write, but neither text that parses as JSON nor the HTML of managers. Handlers
of restricted cases read both.
"""

import json
import re
from html.parser import HTMLParser

import frappe
import nh3
from frappe import _
from frappe.model.document import Document

MODULE = "CFM App"
_RUNNING_TAGS = frozenset(
    "applet base embed frame frameset iframe link math meta object script template".split()
)
_PRINTED_TAGS = set(
    "address button font footer g header label main path rect section style svg text tfoot u".split()
)
_PRINTED_ATTRIBUTES = set(
    "align alt bgcolor border cellpadding cellspacing class color colspan cx cy d dir face fill height href id lang "
    "points r rowspan size span src start stroke stroke-width style title transform type valign value "
    "viewBox width x x1 x2 xmlns y y1 y2".split()
)
_ADDRESSES = frozenset("action background data formaction href poster src xlink:href".split())
_RUNNING_ADDRESS = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data(?!:image/))", re.IGNORECASE)
# In ``<p/onclick=…>`` a browser reads the slash as a blank; Python's parser does not.
_HANDLER = re.compile(r"<[a-z][^>]*[\s\"'/](on[a-z]+)\s*=", re.IGNORECASE)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# These hold programs, whose signs have a meaning of their own.
_PROGRAMS = ("Code", "JSON", "Password")

# A browser runs these, or a server that goes by their endings sends them as what runs.
ACTIVE_ENDINGS = frozenset(
    "cjs hta htc htm html js jse mht mhtml mjs shtm shtml svg svgz swf vbs wasm xht xhtml xml xsl "
    "xslt".split()
)


def neutralise_json(doc: Document, method: str | None = None) -> None:
    """Escape tags in text that parses as JSON, which Frappe does not sanitise.

    Whoever parses the JSON finds the same values; shown as text, it contains no tag.
    """
    if doc.meta.module != MODULE:
        return
    for row in (doc, *doc.get_all_children()):
        values = vars(row)
        for field in row.meta.get("fields"):
            value = values.get(field.fieldname)
            if not isinstance(value, str) or field.fieldtype in _PROGRAMS:
                continue
            if "<" in value and _is_json(value):
                row.set(field.fieldname, value.replace("<", "\\u003c"))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def check_file_name(name: str) -> None:
    """Throw for a file that would run when somebody opens it in the browser."""
    ending = name.strip(" .").rpartition(".")[2].casefold()
    if "." in name and ending in ACTIVE_ENDINGS:
        frappe.throw(
            _(
                "Files of the kind {0} can run programs. Send it as PDF or picture, or pack it in "
                "a ZIP file."
            ).format(ending.upper()),
            title=_("Not allowed as a file"),
        )


def fault_in_markup(text: str) -> str | None:
    """What would run in a text shown as HTML, as a sentence; None if nothing would.

    A template could put a tag together, so the text is checked again without its placeholders.
    """
    if "<" not in text:
        return None
    for version in (text, _JINJA.sub("", text)):
        reader = _Reader()
        reader.feed(version)
        reader.close()
        if handler := _HANDLER.search(version):
            reader.faults.append(handler[1])
        if reader.faults:
            return _("It may not hold {0}, which runs in the browser of whoever reads it.").format(
                reader.faults[0]
            )
    return None


def clean_page(page: str) -> str:
    """A printed page with its style sheets, without what would run in the browser of whoever reads it."""
    return nh3.clean(
        page,
        tags=nh3.ALLOWED_TAGS | _PRINTED_TAGS,
        clean_content_tags=_RUNNING_TAGS | {"noscript"},
        attributes={"*": _PRINTED_ATTRIBUTES},
        generic_attribute_prefixes={"aria-", "data-"},
        attribute_filter=_kept_attribute,
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel=None,
    )


def _kept_attribute(_tag: str, name: str, value: str) -> str | None:
    return None if _runs(name, value) else value


class _Reader(HTMLParser):
    """Collects tags and attributes that run."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _RUNNING_TAGS:
            self.faults.append(tag)
        self.faults += [name for name, value in attrs if _runs(name, value or "")]


def _runs(name: str, value: str) -> bool:
    is_address = name in _ADDRESSES and bool(_RUNNING_ADDRESS.match(value))
    return is_address or name == "srcdoc"
