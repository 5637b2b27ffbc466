"""The OpenAPI 3.1 document for the user in the session.

https://spec.openapis.org/oas/v3.1.0
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url

from cfm_app import __version__
from cfm_app.web.openapi import (
    answers,
    doors,
    operations,
    resources,
    schemas,
    security,
    version_two,
)

VERSION = "3.1.0"


def build() -> dict[str, Any]:
    """Everything that the user may do over HTTP: documents by role, fields by permission level, methods.

    Titles and descriptions of fields are in the user's language.
    """
    usable = doors.doctypes()
    documents = resources.paths(usable)
    common = answers.components()
    return {
        "openapi": VERSION,
        "info": {
            "title": str(frappe.get_hooks("app_title", app_name="cfm_app")[-1]),
            "version": __version__,
            "summary": f"The API as {frappe.session.user} may use it.",
            "description": _description(),
        },
        "servers": [{"url": get_url()}],
        "security": security.READING,
        "tags": [{"name": each.name, "description": _(each.name)} for each in usable],
        "paths": {
            **documents,
            **operations.paths(doors.methods()),
            **version_two.paths(documents),
        },
        "components": {
            **common,
            "schemas": {**common["schemas"], **schemas.of_doctypes(usable)},
            "parameters": resources.parameters(),
            "securitySchemes": security.schemes(),
        },
    }


def _description() -> str:
    return "\n\n".join(
        (
            "Made from the metadata of the site for whoever asks: a DocType, a field or a right that is not "
            "here is not theirs. A document that is here by its type may still be closed to them: it is then "
            "answered as one that does not exist. Methods look at rights themselves and answer 403.",
            "GET stores nothing. Empty fields are left out of documents, and are `null` in lists.",
            answers.limits(frappe.conf.rate_limit),
        )
    )
