"""The DocTypes that carry a case, and short ways to say a request."""

from __future__ import annotations

import json
from typing import Any

from .. import own_records
from ..matrix import Door

# DocType, the name of one on a case, a column with a marker word.
PROTECTED = (
    ("Case", "{case}", "satisfaction_comment"),
    ("Sensitive Report", "{report}", "description"),
    ("Community Member", "{member}", "full_name"),
    ("Consent", "{consent}", "witness"),
    ("Referral", "{referral}", "shared_summary"),
    ("CFM Conversation", "{conversation}", "last_words"),
    ("CFM Message", "{message}", "text"),
    ("CFM Call", "{call}", "queue"),
    (own_records.KIND, "{own}", own_records.WORDS),
)
# DocType, columns that name a document, a column with a marker word.
CARRIERS = (
    ("Comment", "reference_doctype", "reference_name", "content"),
    ("Version", "ref_doctype", "docname", "data"),
    ("File", "attached_to_doctype", "attached_to_name", "file_name"),
    ("ToDo", "reference_type", "reference_name", "description"),
    ("Communication", "reference_doctype", "reference_name", "subject"),
    ("Notification Log", "document_type", "document_name", "subject"),
    ("Workflow Action", "reference_doctype", "reference_name", "reference_name"),
    ("Email Queue", "reference_doctype", "reference_name", "message"),
    ("Deleted Document", "deleted_doctype", "deleted_name", "data"),
    ("View Log", "reference_doctype", "reference_name", "reference_name"),
    ("Error Log", "reference_doctype", "reference_name", "error"),
    ("Activity Log", "reference_doctype", "reference_name", "subject"),
    ("Access Log", "export_from", "reference_document", "reference_document"),
    ("DocShare", "share_doctype", "share_name", "share_name"),
    ("Tag Link", "document_type", "document_name", "tag"),
    ("CFM Access Log", "ref_doctype", "ref_name", "detail"),
    ("CFM Notice", "ref_doctype", "ref_name", "ref_name"),
)
CHILDREN = (
    ("Case Follow Up", "Case", "action"),
    ("Case Follow Up", "Sensitive Report", "action"),
    ("Case Contact Attempt", "Case", "note"),
    ("Case Contact Attempt", "Sensitive Report", "note"),
    ("Case SOP Step", "Case", "note"),
    ("Case Clock Stop", "Case", "stop_reason"),
    ("CFM Case Extension", "Case", "reason"),
    ("CFM Referral Round", "Referral", "shared_summary"),
    ("CFM Case Handler", "Sensitive Report", "user"),
    ("CFM Conversation Case", "CFM Conversation", "cfm_case"),
    ("CFM Conversation Case", "CFM Call", "cfm_case"),
    ("Consent Purpose", "Consent", "purpose"),
    (own_records.ROWS, own_records.KIND, own_records.PART),
    ("CFM Import Error", "CFM Import", "reason"),
    ("CFM Import Change", "CFM Import", "record_name"),
)
OTHERS = ("Tag", "CFM Import", "Prepared Report", "Route History", "Data Import")


def get(name: str, path: str, /, **params: Any) -> Door:
    return Door(name, "GET", path, _texts(params))


def page(name: str, path: str, /, **params: Any) -> Door:
    return Door(name, "GET", path, _texts(params), page=True)


def call(name: str, method: str, /, **arguments: Any) -> Door:
    return Door(name, "POST", f"/api/method/{method}", body=arguments)


def shows(door: Door, what: str) -> Door:
    """The same door, through which an entitled user must see something."""
    return Door(**{**door.__dict__, "shows": what})


def slug(doctype: str) -> str:
    return doctype.lower().replace(" ", "-")


def _texts(params: dict[str, Any]) -> dict[str, Any]:
    return {
        key: json.dumps(value) if isinstance(value, list | dict) else value
        for key, value in params.items()
    }
