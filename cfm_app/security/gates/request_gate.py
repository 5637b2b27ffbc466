"""The gate for all requests: tools that look past rights, proofs that are due, methods under other names.

Which documents a request names it does not ask: lookups do (`access_rule.missing_documents`).
"""

from typing import Any

import frappe

from cfm_app.security.access_rule import missing_documents, own_types
from cfm_app.security.administration import administrator_only
from cfm_app.security.gates import backups, known_methods
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.request_words import RequestWords, comparable
from cfm_app.security.second_factor import step_up

# A bench writes the bytes of a file before any event of the document.
UPLOADS = frozenset(("upload_file", "frappe.handler.upload_file", "frappe.client.attach_file"))
# Frappe's methods that rules know by name.
RULED = UPLOADS.union(known_methods.CALLING)
_TOOLS = {comparable(each): each for each in administrator_only.TOOLS}
_REPORT = comparable(step_up.REPORT)


def check(asked: ApiRequest) -> None:
    """Throw if the user may not ask this in this way."""
    if frappe.session.user == "Administrator":
        return
    backups.check_path(asked.path)
    known_methods.require_known_name(asked.method, RULED)
    if not asked.is_for_app:
        # Strangers' words come to the app, and may read like anything.
        known_methods.require_no_known_name(asked.arguments, RULED)
        _check_tools(asked.words)
    step_up.require_for_page(asked.path)
    step_up.require_for_method(str(asked.method or ""))
    _check_proof(asked.words)
    asked.require_readers_of_the_app()
    if asked.method in UPLOADS and own_types.follows_rule(asked.form.get("doctype")):
        asked.form["is_private"] = 1


def check_unsealed(values: dict[str, Any]) -> None:
    """Treat values that arrived sealed like openly sent ones: they name things as well."""
    words = missing_documents.add_words(values)
    if words and frappe.session.user != "Administrator":
        _check_tools(words)
        _check_proof(words)


def _check_tools(words: RequestWords) -> None:
    for found in words.texts & _TOOLS.keys():
        administrator_only.check_tool(_TOOLS[found])


def _check_proof(words: RequestWords) -> None:
    if _REPORT in words.texts:
        step_up.require_for(step_up.REPORT)
