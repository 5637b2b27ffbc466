"""Properties of a shipped form that nobody may change, by whatever way.

Customize Form refuses some changes, a Property Setter of its own accepts them all. So they are refused
here: another type of value, another target of a link, another kind of DocType. Fields that decide who
sees a case may change in appearance only.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.base import doctype_access

# A field may change to a type of the same group, which holds the same values (the groups of Customize Form).
SAME_VALUES = (
    frozenset(("Currency", "Float", "Percent")),
    frozenset(("Small Text", "Data")),
    frozenset(("Text", "Data", "Barcode")),
    frozenset(("Data", "Select")),
    frozenset(("Text", "Small Text", "Long Text")),
    frozenset(("Text", "Text Editor", "Code", "Signature", "HTML Editor")),
    frozenset(("Table", "Table MultiSelect")),
)
LEADING = ("Link", "Dynamic Link", "Table", "Table MultiSelect")
LOOKS = frozenset(
    "label description placeholder bold idx width print_width columns in_list_view in_standard_filter"
    " in_preview print_hide print_hide_if_no_value report_hide hide_border translatable".split()
)
FIELD_PROPERTIES = LOOKS | frozenset(
    "fieldtype options sort_options fetch_from fetch_if_empty show_dashboard permlevel non_negative reqd"
    " unique ignore_user_permissions in_global_search no_copy hidden collapsible collapsible_depends_on"
    " allow_on_submit mandatory_depends_on read_only_depends_on depends_on default precision read_only"
    " length remember_last_selected_value allow_bulk_edit auto_repeat allow_in_quick_entry hide_days"
    " hide_seconds is_virtual link_filters".split()
)
TYPE_PROPERTIES = frozenset(
    "search_fields title_field image_field sort_field sort_order default_print_format allow_copy"
    " quick_entry queue_in_background editable_grid max_attachments make_attachments_public track_changes"
    " track_views allow_auto_repeat allow_import show_preview_popup default_email_template"
    " email_append_to subject_field sender_field sender_name_field naming_rule autoname"
    " show_title_field_in_link is_calendar_and_gantt default_view force_re_route_to_default_view"
    " translated_doctype field_order links_order actions_order states_order".split()
)
DECIDING = {
    "Case": "category sensitivity is_restricted community_member duplicate_of".split(),
    "Sensitive Report": ["sensitivity", "cfm_case", "community_member", "handlers"],
    "Referral": ["cfm_case", "focal_point"],
    "Consent": ["cfm_case", "community_member"],
}
"""By DocType: from which of its fields it follows who sees a case."""


def faults_of_setter(doctype: str, fieldname: str | None, name: str, value: Any) -> Iterator[str]:
    """Why a property of a shipped form or field may not have a value, in sentences."""
    if not fieldname:
        if name not in TYPE_PROPERTIES:
            yield _stays(name)
        return
    if name not in FIELD_PROPERTIES:
        yield _stays(name)
    field = frappe.get_meta(doctype).get_field(fieldname)
    if field is None:
        return
    if name == "fieldtype" and not _holds_the_same(field.fieldtype, str(value)):
        yield _("{0} cannot become another kind of field: its values would be lost.").format(
            _(field.label)
        )
    if name == "options" and field.fieldtype in LEADING:
        yield _("{0} leads where it leads. Add a field of your own instead.").format(_(field.label))


def faults_of_field(doctype: str, field: dict[str, Any], changed: Iterable[str]) -> Iterator[str]:
    """Why the changed properties of a field are refused, in sentences."""
    label = _(field.get("label") or field.get("fieldname") or "")
    names = set(changed)
    if "unique" in names and cint(field.get("unique")) and doctype in doctype_access.CLOSED:
        yield _("{0} cannot be unique: a refusal would tell who has the same.").format(label)
    if field.get("fieldname") in DECIDING.get(doctype, ()) and names - LOOKS:
        yield _("Who sees a case follows from {0}: only how it looks can be changed.").format(label)


def _holds_the_same(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in SAME_VALUES)


def _stays(name: str) -> str:
    return _("{0} is no part of a form that people change.").format(
        _(name.replace("_", " ").capitalize())
    )
