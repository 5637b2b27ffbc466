"""Static analysis of the SQL in reports: on a bench it runs without any permission."""

import re

import frappe
from frappe import _

from cfm_app.base import doctype_access
from cfm_app.security import sql_tokens
from cfm_app.security.configuration import app_doctypes

_SOURCE = re.compile(r"\b(?:from|join)\s+(\(|`[^`]+`|\w+(?:\s*\.\s*[`\w]+)?)", re.IGNORECASE)
_LISTED = re.compile(r"`(tab[^`]+)`|\b(tab\w+)", re.IGNORECASE)
_NAMED = re.compile(r"\bwith\s+(?:recursive\s+)?(\w+)|,\s*(\w+)\s+as\s*\(", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(\w+_schema|\w+_master|\w+_sequence|mysql|prepare|execute|handler|load_file)\b"
    r"|\b__\w+",
    re.IGNORECASE,
)
CLOSED = {f"tab{each}".casefold() for each in doctype_access.CLOSED_TO_PROGRAMS}


def fault_in_query(query: str) -> str | None:
    """Why a query is refused, as a sentence; None if it is fine."""
    if not query.strip():
        return None
    if sql_tokens.hides(query):
        return _("The query may hold no comments, and each quote is closed.")
    bare = sql_tokens.without_texts(query)
    if found := _ELSEWHERE.search(bare):
        return _("The query may not use {0}.").format(found[0])
    named = {name.casefold() for pair in _NAMED.findall(bare) for name in pair if name}
    sources = {each.strip("`") for each in _SOURCE.findall(bare) if each != "("}
    sources |= {one or other for one, other in _LISTED.findall(bare)}
    for table in sorted(sources):
        if table.casefold() in named:
            continue
        if table.casefold() in CLOSED or app_doctypes.is_closed_to_programs(table[3:]):
            return _("The query may not read {0}: not everybody may see all of it.").format(
                table[3:]
            )
        if not table.startswith("tab") or not frappe.db.exists("DocType", table[3:]):
            return _("The query reads {0}, which is no DocType.").format(table)
    return None
