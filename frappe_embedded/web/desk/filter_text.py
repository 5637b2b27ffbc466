"""A filter as the desk says it, with the values as people read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from ...kernel.document.titles import link_title, shown
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.query.filters import Filter, as_typed
from .list_request import as_lists


def chips_of(
    filters: Sequence[Filter], doctype: str, address: Callable[[str], str]
) -> list[dict[str, str]]:
    """Each filter as a sentence, with the address that the others, as JSON, lead to."""
    chips = []
    for at, each in enumerate(filters):
        rest = as_lists([*filters[:at], *filters[at + 1 :]])
        url = address(json.dumps(rest, ensure_ascii=False) if rest else "")
        chips.append({"text": filter_text(each, doctype), "url": url})
    return chips


def filter_text(given: Filter, doctype: str) -> str:
    """A filter of a list or report of a DocType as a sentence."""
    meta = get_meta(given.doctype or doctype)
    df = meta.field_or_standard(given.fieldname)
    label = str(_(meta.get_label(given.fieldname)))
    if df is not None and df.fieldname == "_assign":
        return given.in_words(label, lambda user: link_title("User", as_typed(user)))
    if df is not None and given.names_whole_values:
        return given.in_words(label, lambda value: shown(df, value))
    return given.in_words(label)
