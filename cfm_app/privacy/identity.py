"""Finding a person again: by phone number whatever its spelling, or by a name that is alike."""

import frappe
import phonenumbers
from frappe import _
from frappe.model.document import Document
from rapidfuzz import fuzz, process, utils

from cfm_app import consts

CANDIDATES = 500
SHOWN = 5


def phone_key(phone: str | None) -> str | None:
    """A phone number in its international form, or its digits if it is not a valid number."""
    if not phone:
        return None
    country = frappe.db.get_single_value("CFM Settings", "phone_country") or "TD"
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return "".join(char for char in phone if char.isdigit()) or None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def find_by_phone(phone: str) -> list[str]:
    """People with this number as first or second phone. No permission is checked."""
    key = phone_key(phone)
    if not key:
        return []
    return frappe.get_all(
        "Community Member",
        or_filters={"phone_key": key, "second_phone_key": key},
        pluck="name",
        order_by="modified desc",
    )


def possible_duplicates(member: Document) -> list[str]:
    """Names of records that may be the same person."""
    found = [name for name in find_by_phone(member.phone or "") if name != member.name]
    for name in _names_alike(member):
        if name not in found:
            found.append(name)
    return found[:SHOWN]


def _names_alike(member: Document) -> list[str]:
    if not member.full_name:
        return []
    filters = {"name": ["!=", member.name or ""]}
    if member.location:
        filters["location"] = member.location
    rows = frappe.get_all(
        "Community Member",
        filters=filters,
        fields=["name", "full_name"],
        order_by="modified desc",
        limit_page_length=CANDIDATES,
    )
    choices = {row.name: row.full_name for row in rows if row.full_name}
    score = frappe.db.get_single_value("CFM Settings", "duplicate_score") or 88
    alike = process.extract(
        member.full_name,
        choices,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        score_cutoff=score,
        limit=SHOWN,
    )
    return [name for _text, _score, name in alike]


def refuse_deletion_with_open_cases(member: str) -> None:
    """Keep a person as long as a case is open that concerns him."""
    open_cases = frappe.db.count(
        "Case", {"community_member": member, "phase": ["!=", consts.PHASE_CLOSED]}
    )
    if open_cases:
        frappe.throw(_("This person has {0} open cases. Close them first.").format(open_cases))
