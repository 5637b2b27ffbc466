"""The copy for the person, on screen and paper, in their language."""

from typing import Any

import frappe

from cfm_app.base import spoken_language
from cfm_app.data_protection.person_requests import copy as requests_copy
from cfm_app.data_protection.person_requests import handing
from cfm_app.web.pages import routes, shell

ROUTE = "/cfm/person-request-copy"


def speak(language: str | None) -> None:
    """Switch the request to a language of the pages."""
    if language in {code for code, _own in shell.LANGUAGES}:
        frappe.local.lang = language


def language_of(request: Any) -> str:
    """The language of the pages that the person of a request reads best."""
    spoken = spoken_language.screens_of(request.language)
    return spoken if spoken in {code for code, _own in shell.LANGUAGES} else routes.language()


def view(name: str, part: str) -> dict[str, Any]:
    """The print: documents field by field, their readers, and counts."""
    action = handing.PRINT
    if part:
        copy = handing.copy_of_part(part, action)
    else:
        copy = handing.copy_of(name, action)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in requests_copy.readable(copy):
        groups.setdefault(each["kind"], []).append(each)
    return {
        **copy,
        "unlinked": 0 if part else handing.unlinked(name),
        "groups": list(groups.items()),
        "besides": requests_copy.besides(copy),
    }
