"""The gate for all requests: a closed document in a request is answered like a missing one.

Many Frappe methods look at a name before they check a permission, or check none at all; their different
refusals would reveal which restricted cases exist. So the names are read out of the request
(`api_request`) before any method runs.
"""

from itertools import chain
from typing import Any

import frappe

from cfm_app import batch_cache
from cfm_app.privacy.access_rule import access, open_documents, own_types
from cfm_app.privacy.administration import administrator_only
from cfm_app.privacy.file_contents import files
from cfm_app.privacy.gates import api_request, backups, known_methods
from cfm_app.privacy.gates.api_request import FILE, ApiRequest, meta_of
from cfm_app.privacy.second_factor import step_up

# In these methods the name beside a DocType is something else, or the method checks it itself.
LEFT_OPEN = frozenset(
    (
        "frappe.client.validate_link",
        "frappe.desk.form.load.getdoc",
        "frappe.desk.reportview.save_report",
        "frappe.printing.page.print_format_builder.print_format_builder.create_custom_format",
    )
)
# These receive strangers' words, which name no document whatever they look like.
TAKES_WORDS = frozenset(("cfm_app.api.channels.receive",))
# So does this page.
PAGES_OF_WORDS = frozenset(("/cfm/feedback",))
DOWNLOADS = frozenset(
    (
        "download_file",
        "frappe.handler.download_file",
        "frappe.core.doctype.file.file.download_file",
        "frappe.utils.file_manager.download_file",
    )
)
UPLOADS = frozenset(("upload_file", "frappe.handler.upload_file", "frappe.client.attach_file"))
# Frappe's methods that this gate knows by name.
RULED = LEFT_OPEN | DOWNLOADS | UPLOADS | api_request.RULED


def check(asked: ApiRequest) -> None:
    """Throw if a request names a protected document that is missing or closed to the user."""
    user = frappe.session.user
    if user == "Administrator":
        return
    backups.check_path(asked.path)
    _check(asked, user)


def check_unsealed(values: dict[str, Any]) -> None:
    """Check values that arrived sealed like openly named ones: the gate could not read them."""
    user, request = frappe.session.user, getattr(frappe.local, "request", None)
    if user != "Administrator" and request is not None:
        _check(ApiRequest.of(request, {"unsealed": values}), user)


def _check(asked: ApiRequest, user: str) -> None:
    known_methods.require_known_name(asked.method, RULED)
    known_methods.require_no_known_name(asked.sets, RULED)
    if asked.method in TAKES_WORDS or (asked.path in PAGES_OF_WORDS and not asked.method):
        return
    asked.require_plain_names()
    step_up.require_for_page(asked.path)
    step_up.require_for_method(str(asked.method or ""))
    types = set(asked.types())
    for doctype in chain(types, set(asked.targets())):
        require_spelling(doctype)
    asked.require_readers_of_the_app()
    for doctype in types:
        administrator_only.check_tool(doctype)
        step_up.require_for(doctype)
    if asked.method in UPLOADS and own_types.follows_rule(asked.form.get("doctype")):
        asked.form["is_private"] = 1
    if asked.method in DOWNLOADS:
        files.require_readable(str(asked.form.get("file_url") or ""))
    if user == "Guest" and asked.opens_desk:
        return
    asked.require_creatable()
    named = [asked.addressed()]
    if asked.method in LEFT_OPEN:
        named += [asked.rows()]
    else:
        # `named` includes rows.
        named += [asked.named(), asked.links(), asked.written()]
    # All rows of a document share its visibility, so it is checked once.
    decided: set[tuple[str, str]] = set()
    with batch_cache.cached_batch():
        for doctype, name in dict.fromkeys(chain.from_iterable(named)):
            document = _document_of(doctype, name)
            if document not in decided and not _is_open(document, user):
                open_documents.refuse(doctype, name)
            if document:
                decided.add(document)


def _document_of(doctype: str, name: str) -> tuple[str, str] | None:
    """The document that decides about visibility: for a row of a table, its parent, if it has one."""
    if doctype == FILE or not own_types.is_row_of_case(doctype):
        return doctype, name
    row = frappe.db.get_value(doctype, name, ["parenttype", "parent"])
    return (str(row[0]), str(row[1])) if row else None


def _is_open(document: tuple[str, str] | None, user: str) -> bool:
    """Whether a user may see a protected document."""
    if document is None:
        return False
    doctype, name = document
    if doctype == FILE:
        return files.is_readable(name)
    return not own_types.follows_rule(doctype) or access.may_see(doctype, name, user)


def require_spelling(doctype: str) -> None:
    """Throw for a DocType in another spelling than its own: rules compare names exactly, a database does not."""
    meta = meta_of(doctype)
    # Some versions have no metadata for other spellings, but look up links by them all the same.
    stored = meta.name if meta else frappe.db.get_value("DocType", doctype, "name")
    if stored and stored != doctype:
        open_documents.refuse("DocType", doctype)
