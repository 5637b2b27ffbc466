"""Merges two records of one person."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import references
from cfm_app.security.access_rule import open_documents
from cfm_app.security.persons import identity, processing_restriction
from cfm_app.security.restricted_cases import openly_known

PERSON = "Community Member"
NOT_TAKEN = ("possible_duplicates", "merged_into", "phone_key", "second_phone_key")


def merge(keep: str, drop: str) -> Document:
    """Move all references to one record, and fill its empty fields from the other.

    The dropped record stays, without cases, and names the kept one.
    """
    if keep == drop:
        frappe.throw(_("Choose two different records of a person."))
    kept, dropped = (
        open_documents.get_open(PERSON, keep, for_update=True),
        open_documents.get_open(PERSON, drop, for_update=True),
    )
    for doc in (kept, dropped):
        doc.check_permission("write")
        _refuse_secret(doc)
        processing_restriction.refuse(doc.doctype, doc.name)
        if doc.merged_into:
            frappe.throw(_("{0} was merged into {1} before.").format(doc.name, doc.merged_into))
    _take_over(kept, dropped)
    kept.save()
    # Including what is closed to the user, and records merged before: it is the same person.
    references.move(PERSON, drop, keep)
    dropped.db_set("merged_into", keep)
    kept.add_comment("Info", _("{0} was merged into this record.").format(drop))
    dropped.add_comment("Info", _("This record was merged into {0}.").format(keep))
    return kept


def tell_apart(one: str, other: str) -> None:
    """Stop naming two records as possible duplicates, until a name or number of one changes."""
    for name, another in ((one, other), (other, one)):
        doc = open_documents.get_open(PERSON, name, for_update=True)
        doc.check_permission("write")
        left = [each for each in (doc.possible_duplicates or "").split() if each != another]
        doc.db_set("possible_duplicates", "\n".join(left))
        doc.add_comment("Info", _("{0} is another person.").format(another))


def _refuse_secret(person: Document) -> None:
    """Throw for a person known from restricted cases alone: the merge would reveal them."""
    if not openly_known.is_openly_known(person.name):
        frappe.throw(
            _("{0} is known only from a restricted case and is not merged.").format(person.name)
        )


def _take_over(kept: Document, dropped: Document) -> None:
    """Fill empty fields, other name and other number; known values stay."""
    numbers = [kept.phone, kept.second_phone]
    for number in identity.phones_of(dropped)[0]:
        if number not in numbers and not (kept.phone and kept.second_phone):
            field = "phone" if not kept.phone else "second_phone"
            kept.set(field, number)
            numbers.append(number)
    if dropped.full_name and dropped.full_name != kept.full_name:
        names = [name for name in (kept.other_names, dropped.full_name) if name]
        kept.other_names = ", ".join(names)
    for df in kept.meta.fields:
        name = df.fieldname
        if name not in NOT_TAKEN and not kept.get(name) and dropped.get(name):
            kept.set(name, dropped.get(name))
