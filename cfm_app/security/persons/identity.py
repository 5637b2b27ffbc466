"""Finds a person again: by phone number in any spelling, or by a similar name."""

from typing import Any

import frappe
import phonenumbers
from frappe import _
from frappe.model.document import Document
from rapidfuzz import fuzz, process

from cfm_app.base import batch_cache, consts, phonetics
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.security.restricted_cases import openly_known

CANDIDATES = 500
PHONES = ("phone", "second_phone")
SHOWN = 5
# Names that sound the same.
MOST_ALIKE = 100


def phone_key(phone: str | None) -> str | None:
    """A phone number in international form, or the digits of a text that is no number."""
    if not phone:
        return None
    number = _parsed(phone)
    if number is None:
        return "".join(char for char in phone if char.isdigit()) or None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(phone: str | None) -> bool:
    """Whether a text can be a person's phone number: it is as long as numbers of its country, and has no letters.

    Short numbers of services belong to no person. It does not matter whether an operator has assigned the
    number: new ranges appear faster than lists of them.
    """
    number = _parsed(phone or "")
    if number is None or any(char.isalpha() for char in phone or ""):
        return False
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


def doubt_about_phone(phone: str | None) -> str:
    """Why a text is no phone number; empty for a number and for an empty text."""
    if not (phone or "").strip() or is_phone(phone):
        return ""
    told = _(
        "“{0}” is no phone number of a person. Write all its digits, with + and the country code if it is"
        " a foreign one; whatever else was told belongs to what was said."
    )
    return told.format(phone)


def check_phones(member: Document) -> None:
    """Throw for what is no phone number; a value that was stored before stays."""
    before = member.get_doc_before_save()
    for field in PHONES:
        if before and before.get(field) == member.get(field):
            continue
        if doubt := doubt_about_phone(member.get(field)):
            frappe.throw(doubt, frappe.InvalidPhoneNumberError)


def keep_old_phone(member: Document, phone: str) -> None:
    """Store the phone from an old log with a person, although nobody can be called there."""
    member.db_set({"phone": phone, "phone_key": phone_key(phone)})


def phones_of(person: Any) -> tuple[list[str], list[str]]:
    """The numbers at which a person can be called, and stored values that are no numbers."""
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
    """People with this number as first or second phone. Checks no permission.

    A text that is no phone number finds nobody.
    """
    if not is_phone(phone):
        return []
    return frappe.get_all("Community Member", **_at_phone(phone), pluck="name")


def list_by_phone(phone: str, fields: list[str]) -> list[Any]:
    """People with this number whom the user may see.

    One statement serves unknown and closed people, so the time of the answer does not tell them apart.
    """
    if not is_phone(phone):
        return []
    return frappe.get_list("Community Member", **_at_phone(phone), fields=fields)


def _at_phone(phone: str) -> dict[str, Any]:
    """What asks a list for the people with a number, whoever was changed last first."""
    key = phone_key(phone)
    return {
        "filters": {"merged_into": ["is", "not set"]},
        "or_filters": {"phone_key": key, "second_phone_key": key},
        "order_by": "modified desc",
    }


def possible_duplicates(member: Document) -> list[str]:
    """Names of records that may be of the same person, for whoever opens the record.

    People known from restricted cases alone are left out.
    """
    found = [name for name in find_by_phone(member.phone or "") if name != member.name]
    for name in _names_alike(member):
        if name not in found:
            found.append(name)
    return [name for name in found if openly_known.is_openly_known(name)][:SHOWN]


def check_score(given: int) -> None:
    """Throw for a score that no two names can reach."""
    if given > MOST_ALIKE:
        frappe.throw(_("Names are alike from {0} % at most.").format(MOST_ALIKE))


def as_heard(name: str) -> str:
    """The phonetic form of a name, in which different spellings compare as equal."""
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
    """The people changed last, by phonetic name; of one place if one is given.

    Within a batch, people who are recorded in it are added, so the next row finds them.
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
    """Throw while the person has an open case."""
    open_cases = frappe.db.count(
        "Case", {"community_member": member, "phase": ["!=", consts.PHASE_CLOSED]}
    )
    if open_cases:
        frappe.throw(counted(_("This person has {0} open cases. Close them first."), open_cases))


def records_of(member: str) -> list[str]:
    """The given record of a person, then all that were merged into it."""
    found, new = [member], [member]
    while new:
        new = frappe.get_all(
            "Community Member", {"merged_into": ["in", new]}, pluck="name", order_by="name asc"
        )
        new = [name for name in new if name not in found]
        found += new
    return found
