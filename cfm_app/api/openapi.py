"""The description of the API, over HTTP."""

import json

import frappe
from werkzeug.wrappers import Response

from cfm_app.web.openapi import document as openapi


@frappe.whitelist(methods=["GET"])
def document() -> Response:
    """The document of OpenAPI 3.1 of what the user may do, as programs read it."""
    text = json.dumps(openapi.build(), ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/json")
