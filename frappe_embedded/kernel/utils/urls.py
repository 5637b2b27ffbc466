"""Addresses of pages of this site."""

import html
import json
import re
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from ..core.context import has_context, local
from ..i18n.translator import _
from .html import escape_html

__all__ = [
    "configured_host_name",
    "get_absolute_url",
    "get_host_name",
    "get_link_to_form",
    "get_link_to_report",
    "get_url",
    "get_url_to_form",
    "get_url_to_list",
    "get_url_to_report",
    "local_address",
    "quoted",
    "slug",
]

_MISREAD = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def slug(name: str) -> str:
    """How a DocType is named in addresses: ``GA Case`` becomes ``ga-case``."""
    return name.lower().replace(" ", "-")


def quoted(url: str) -> str:
    """Text as a part of an address; slashes stay."""
    return quote(str(url).encode("utf-8"), safe="~@#$&()*!+=:;,.?/'")


def get_host_name() -> str:
    """The site's own address: ``host_name`` of its configuration, else where the server listens.

    Never what a request says of it: whoever sends the request would choose where links in mails lead.
    """
    if not has_context():
        return "http://localhost"
    configured = configured_host_name()
    if configured:
        return configured if "://" in configured else f"http://{configured}"
    return local.site_state.served_at or f"http://{local.site}"


def configured_host_name() -> str:
    """The address that whoever runs the machine gave the site; empty if they gave none."""
    return str(local.conf.host_name or local.conf.hostname or "").rstrip("/")


def local_address(address: str) -> str | None:
    """An address that leads to a page of this site whatever browser follows it, else nothing.

    Browsers leave out line breaks and tabs, read a backslash as a slash, and take ``https:host``
    for another site; whatever holds one of these is none of ours.
    """
    if not address.startswith("/") or address.startswith("//"):
        return None
    return None if _MISREAD.search(address) else address


def get_url(uri: str | None = None, full_address: bool = False) -> str:
    """A full address of this site; a full address stays as it is."""
    if uri and uri.startswith(("http://", "https://")):
        return uri
    return urljoin(get_host_name() + "/", (uri or "").lstrip("/")).rstrip("/" if not uri else "")


def get_absolute_url(doctype: str, name: str) -> str:
    """The path of a form."""
    return f"/app/{quoted(slug(doctype))}/{quoted(name)}"


def get_url_to_form(doctype: str, name: str | None = None) -> str:
    if not name:
        return get_url(f"/app/{quoted(slug(doctype))}")
    return get_url(get_absolute_url(doctype, name))


def get_url_to_list(doctype: str) -> str:
    return get_url(f"/app/{quoted(slug(doctype))}")


def get_url_to_report(name: str, report_type: str | None = None, doctype: str | None = None) -> str:
    """The address of a report; reports of the report builder live under their DocType."""
    if report_type == "Report Builder" and doctype:
        return get_url(f"/app/{quoted(slug(doctype))}/view/report/{quoted(name)}")
    return get_url(f"/app/query-report/{quoted(name)}")


def get_link_to_form(doctype: str, name: str | None = None, label: str | None = None) -> str:
    """A link to a form as HTML, with the name as its text."""
    text = escape_html(label or name or _(doctype))
    return f'<a href="{html.escape(get_url_to_form(doctype, name))}">{text}</a>'


def get_link_to_report(
    name: str,
    label: str | None = None,
    report_type: str | None = None,
    doctype: str | None = None,
    filters: dict[str, Any] | None = None,
) -> str:
    """A link to a report as HTML; ``filters`` are values, or lists of operator and value."""
    url = get_url_to_report(name, report_type, doctype)
    if filters:
        values = {
            key: json.dumps(value) if isinstance(value, (list, tuple)) else str(value)
            for key, value in filters.items()
        }
        url = f"{url}?{urlencode(values)}"
    return f'<a href="{html.escape(url)}">{escape_html(label or name)}</a>'
