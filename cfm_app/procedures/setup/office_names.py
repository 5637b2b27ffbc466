"""Records are renamed by Frappe's renaming, which updates references.

Frappe silently ignores a typed name, and says that it was saved.
"""

import frappe
from frappe import _
from frappe.model.document import Document


def refuse_lost_name(doc: Document, method: str | None = None) -> None:
    """Event before a save: throw for a changed name that would be lost."""
    fieldname = (doc.meta.autoname or "").partition("field:")[2]
    if not fieldname or doc.is_new() or doc.get(fieldname) == doc.name:
        return
    before = doc.get_doc_before_save()
    if not before or before.get(fieldname) == doc.get(fieldname) or not _is_of_app(doc):
        return
    frappe.throw(
        _(
            "{0} cannot be changed like this: choose Rename in the menu, so that everything that names"
            " {1} follows. Nothing was saved."
        ).format(_(doc.meta.get_label(fieldname)), doc.name),
        title=_("Rename it"),
    )


def _is_of_app(doc: Document) -> bool:
    return frappe.get_cached_value("Module Def", doc.meta.module, "app_name") == "cfm_app"
