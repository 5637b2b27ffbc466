"""What may not be changed about a field, and why, before anybody tries; and which fields people hid."""

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.meta import Meta
from ...kernel.utils.numbers import cint

TYPE_GROUPS = (
    ("Currency", "Float", "Percent"),
    ("Small Text", "Data"),
    ("Text", "Data", "Barcode"),
    ("Data", "Select"),
    ("Text", "Small Text", "Long Text"),
    ("Text", "Text Editor", "Code", "Signature", "HTML Editor"),
    ("Code", "Geolocation"),
    ("Table", "Table MultiSelect"),
)
"""A field may become another type of one of its groups, because both hold the same values."""

FREE_OPTIONS = ("Read Only", "HTML", "Data")
"""Types of standard fields whose options a manager may set."""


def types_for(fieldtype: str) -> list[str]:
    """The types into which a field of this type may be turned, its own first."""
    others = [each for group in TYPE_GROUPS if fieldtype in group for each in group]
    return list(dict.fromkeys([fieldtype, *others]))


def standard_fields(doctype: str) -> dict[str, DocField]:
    """The fields of a DocType as its file has them."""
    rows = local.db.sql(
        "select * from `tabDocField` where parent = %s order by idx", (doctype,), as_dict=True
    )
    return {row.fieldname: DocField(row) for row in rows if row.fieldname}


def limits_of(df: DocField, standard: DocField | None) -> dict[str, str]:
    """Properties that stay as they are, each with the reason; ``standard`` is the field of the file."""
    if standard is None:
        return {}
    limits = {}
    if cint(standard.reqd):
        limits["reqd"] = str(_("The standard form cannot do without this field."))
    if cint(standard.read_only):
        limits["read_only"] = str(_("The system fills this field; nobody types into it."))
    if not cint(standard.allow_on_submit):
        limits["allow_on_submit"] = str(
            _("Only fields of your own can stay open after the entry is submitted.")
        )
    if df.fieldtype not in FREE_OPTIONS:
        limits["options"] = str(
            _("These choices belong to the standard form. Add a field of your own for others.")
            if df.fieldtype == "Select"
            else _("What a standard field leads to cannot be changed.")
        )
    return limits


def hidden_by_people(meta: Meta) -> frozenset[str]:
    """The fields that are hidden and were not delivered so; those of programs stay programs' own."""
    hidden = [df for df in meta.fields if df.hidden]
    if not hidden:
        return frozenset()
    standard = standard_fields(meta.name)
    return frozenset(
        str(df.fieldname)
        for df in hidden
        if df.is_custom_field or (df.fieldname in standard and not standard[df.fieldname].hidden)
    )


def column_label(df: DocField) -> str:
    """The label of a column, marked where nobody sees the field in the form any more."""
    label = str(_(df.label or df.fieldname))
    return str(_("{0} (hidden)")).format(label) if df.hidden else label
