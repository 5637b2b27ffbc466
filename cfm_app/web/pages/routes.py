"""The addresses of pages, lists and records."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import frappe
from frappe.utils import get_url_to_form

from cfm_app.base.languages import nearest

PAGES_BACK = ("/cfm/", "/app/", "/desk/", "/printview?", "/private/files/")
# Where what is searched for is shown.
SEARCH = "/cfm/console"
NEW_CASE = "/cfm/new-case"
# The address of a case's page, without its number.
CASE = "/cfm/case?name="
CONSENT = "/cfm/consent?case="
PERSON_REQUEST = "/cfm/person-request?name="


def language() -> str:
    """The language of the page."""
    return nearest(frappe.local.lang or "fr")


def address_of(route: str, **query: str) -> str:
    """The address of a page; a language in the present address is kept."""
    wish = {"_lang": language()} if frappe.form_dict.get("_lang") else {}
    asked = urlencode({**query, **wish}, errors="replace")
    return f"{route}?{asked}" if asked else route


def record_address(doctype: str, name: str) -> str:
    """The address of a record on the desk."""
    of_all = list_address(doctype)
    return of_all if frappe.get_meta(doctype).issingle else f"{of_all}/{quote(name, safe='')}"


def list_address(doctype: str) -> str:
    """The address of the list of a DocType on the desk."""
    return f"{desk()}/{doctype.lower().replace(' ', '-')}"


def desk() -> str:
    """The address of the desk, which differs between versions of Frappe."""
    return "/" + urlsplit(get_url_to_form("Case", "x")).path.split("/")[1]


def way_back(asked: Any) -> str:
    """The page of this site to return to; empty for any other address."""
    path = str(asked or "")
    is_local = path.startswith(PAGES_BACK) and not set(path) & set("\\\r\n\t") and "//" not in path
    return path if is_local else ""
