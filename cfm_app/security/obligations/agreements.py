"""Versions of agreements: published once, never changed, replaced by a later one."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate

from cfm_app.base.changes import changed_fields
from cfm_app.security.obligations import names

# A published version may still be retired, and change how long a signature is valid.
OPEN = ("status", "validity_months", "published_on", "asks_again")


def check(agreement: Document) -> None:
    """Throw unless a version has one text per language; published texts must not change."""
    _check_texts(agreement)
    before = agreement.get_doc_before_save()
    if before and before.status != names.DRAFT:
        _check_frozen(agreement, before)
    if agreement.status == names.PUBLISHED and (not before or before.status != names.PUBLISHED):
        _check_published(agreement)
        agreement.published_on = agreement.published_on or nowdate()


def retire_others(agreement: Document) -> None:
    """Retire the other published version of the same kind."""
    if agreement.status != names.PUBLISHED:
        return
    others = {
        "kind": agreement.kind,
        "status": names.PUBLISHED,
        "name": ["!=", agreement.name],
    }
    for name in frappe.get_all(names.AGREEMENT, filters=others, pluck="name"):
        frappe.db.set_value(names.AGREEMENT, name, "status", names.RETIRED)


def current(name: str, *, for_update: bool = False) -> Document:
    """A published version; throws if a newer one has been published.

    `for_update` locks it, so it is still current when the signature is written.
    """
    found = _exists(name)
    agreement = frappe.get_doc(names.AGREEMENT, name, for_update=for_update) if found else None
    if not agreement or agreement.status != names.PUBLISHED:
        frappe.throw(
            _("This text is not asked for any more. Open the page of your obligations anew.")
        )
    return agreement


def of_kind(kind: str) -> str | None:
    """The current version of a kind."""
    filters = {"kind": kind, "status": names.PUBLISHED}
    found = frappe.get_all(names.AGREEMENT, filters=filters, pluck="name", limit_page_length=1)
    return found[0] if found else None


def _exists(name: Any) -> bool:
    return isinstance(name, str) and bool(frappe.db.exists(names.AGREEMENT, name))


def _check_texts(agreement: Document) -> None:
    languages = [row.language for row in agreement.texts]
    for language in languages:
        if languages.count(language) > 1:
            frappe.throw(_("There are two texts in the language {0}.").format(language))


def _check_frozen(agreement: Document, before: Document) -> None:
    """Throw for a changed text that somebody may have signed."""
    changed = changed_fields(agreement, before, exclude=OPEN)
    if changed or agreement.status == names.DRAFT:
        frappe.throw(_("A published text cannot be changed. Make a new version and publish that."))


def _check_published(agreement: Document) -> None:
    if agreement.text_is_example:
        frappe.throw(
            _(
                "This text is an example that the app brought along. Read and adapt it, untick “Text is"
                " an example”, then publish it."
            )
        )


def refuse_deletion(agreement: Document) -> None:
    """Throw for deleting a published version, signed or not."""
    if agreement.status != names.DRAFT:
        frappe.throw(_("A version that was published is kept. Retire it instead."))
