"""Fields that people hid in a form: what is stored in them is still theirs to take out."""

from __future__ import annotations

from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.meta import Meta
from .field_limits import standard_fields


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
