"""Finding a person again: by phone number whatever its spelling, or by a name that is alike."""

from typing import Any

import frappe
import phonenumbers
from frappe import _
from frappe.model.document import Document
from rapidfuzz import fuzz, process

from cfm_app import batch_cache, consts
from cfm_app.counting import counted
from cfm_app.privacy import openly_known, phonetics
from cfm_app.settings import setting

CANDIDATES = 500
PHONES = ("phone", "second_phone")
SHOWN = 5
# Names that sound the same.
MOST_ALIKE = 100


def phone_key(phone: str | None) -> str | None:
    """A phone number in its international form, or the digits of a text that cannot be read as one."""
    if not phone:
        return None
    number = _parsed(phone)
    if number is None:
        return "".join(char for char in phone if char.isdigit()) or None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(phone: str | None) -> bool:
    """Whether a text can be the phone of a person: as long as numbers of its country are, and no words.

    The short number of a service is nobody's. Whether an operator has given a number out is not asked:
    new ranges come faster than lists of them.
    """
    number = _parsed(phone or "")
    if number is None or any(char.isalpha() for char in phone or ""):
        return False
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


def doubt_about_phone(phone: str | None) -> str:
    """Why a text is not taken as a phone; empty for a phone and for nothing."""
    if not (phone or "").strip() or is_phone(phone):
        return ""
    told = _(
        "“{0}” is no phone number of a person. Write all its digits, with + and the country code if it is"
        " a foreign one; whatever else was told belongs to what was said."
    )
    return told.format(phone)


def check_phones(member: Document) -> None:
    """Refuse what is no phone where it is typed; what was stored before stays as it is."""
    before = member.get_doc_before_save()
    for field in PHONES:
        if before and before.get(field) == member.get(field):
            continue
        if doubt := doubt_about_phone(member.get(field)):
            frappe.throw(doubt, frappe.InvalidPhoneNumberError)


def keep_old_phone(member: Document, phone: str) -> None:
    """Keep with a person what an old log has as their phone, although nobody can be called there."""
    member.db_set({"phone": phone, "phone_key": phone_key(phone)})


def phones_of(person: Any) -> tuple[list[str], list[str]]:
    """The numbers at which a person can be called, and what stands there without being one."""
    told = [text for field in PHONES if (text := person.get(field))]
    phones = [text for text in told if is_phone(text)]
    return phones, [text for text in told if text not in phones]


def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, setting("phone_country") or "TD")
    except phonenumbers.NumberParseException:
        return None


def national(key: str) -> str:
    """The digits of a normalised number as they are dialled within its country."""
    try:
        return str(phonenumbers.parse(key, None).national_number)
    except phonenumbers.NumberParseException:
        return ""


def find_by_phone(phone: str) -> list[str]:
    """People with this number as first or second phone. No permission is checked.

    What is no phone says nothing about who somebody is.
    """
    if not is_phone(phone):
        return []
    key = phone_key(phone)
    return frappe.get_all(
        "Community Member",
        filters={"merged_into": ["is", "not set"]},
        or_filters={"phone_key": key, "second_phone_key": key},
        pluck="name",
        order_by="modified desc",
    )


def possible_duplicates(member: Document) -> list[str]:
    """Names of records that may be the same person; whoever opens the record reads them.

    People known from restricted cases alone are left out, whoever records this one.
    """
    found = [name for name in find_by_phone(member.phone or "") if name != member.name]
    for name in _names_alike(member):
        if name not in found:
            found.append(name)
    return [name for name in found if openly_known.is_openly_known(name)][:SHOWN]


def check_score(given: int) -> None:
    """Refuse a likeness that no two names have."""
    if given > MOST_ALIKE:
        frappe.throw(_("Names are alike from {0} % at most.").format(MOST_ALIKE))


def as_heard(name: str) -> str:
    """A name by its sound, so that two ways to write it down are compared as one."""
    return " ".join(sound.heard for sound in phonetics.sounds(name))


def _names_alike(member: Document) -> list[str]:
    if not member.full_name:
        return []
    known = _known_names(member.location)
    known.pop(member.name, None)
    wanted = as_heard(member.full_name)
    alike = process.extract(
        wanted,
        known,
        scorer=fuzz.token_sort_ratio,
        processor=None,
        score_cutoff=min(setting("duplicate_score") or 88, MOST_ALIKE),
        limit=SHOWN,
    )
    if member.name:
        known[member.name] = wanted
    return [name for _text, _score, name in alike]


@batch_cache.cached_in_batch
def _known_names(location: str | None) -> dict[str, str]:
    """The people last changed, of a place if one is given, by their name as it is compared.

    While a batch is cached, whoever is recorded in it is added, so that the next row finds them.
    """
    rows = frappe.get_all(
        "Community Member",
        filters={
            "merged_into": ["is", "not set"],
            **({"location": location} if location else {}),
        },
        fields=["name", "full_name"],
        order_by="modified desc",
        limit_page_length=CANDIDATES,
    )
    return {row.name: as_heard(row.full_name) for row in rows if row.full_name}


def refuse_deletion_with_open_cases(member: str) -> None:
    """Keep a person as long as a case is open that concerns them."""
    open_cases = frappe.db.count(
        "Case", {"community_member": member, "phase": ["!=", consts.PHASE_CLOSED]}
    )
    if open_cases:
        frappe.throw(counted(_("This person has {0} open cases. Close them first."), open_cases))


def records_of(member: str) -> list[str]:
    """The record of a person and all that were merged into it, the given one first."""
    found, new = [member], [member]
    while new:
        new = frappe.get_all(
            "Community Member", {"merged_into": ["in", new]}, pluck="name", order_by="name asc"
        )
        new = [name for name in new if name not in found]
        found += new
    return found
