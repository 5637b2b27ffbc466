"""Data of Frappe's own search about erased documents, where it has one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from cfm_app.data_protection.personal_data.erasure_traces import chunks

# A table of the framework without a DocType.
TABLE = "__global_search"
# A list in its cache: what a job writes into the table later, word by word.
QUEUE = "global_search_queue"


def forget(documents: Mapping[str, Sequence[str]]) -> None:
    """Delete search data of some documents, and what waits to be indexed."""
    if TABLE not in frappe.db.get_tables(cached=False):
        return
    places = {(doctype, name) for doctype, names in documents.items() for name in names}
    _forget_waiting(places)
    for doctype, names in documents.items():
        for some in chunks(names):
            frappe.db.delete(TABLE, {"doctype": doctype, "name": ["in", some]})


def _forget_waiting(places: set[tuple[str, str]]) -> None:
    cache: Any = frappe.cache
    # A framework that writes its table at once keeps no lists.
    waiting = getattr(cache, "lrange", None)
    for line in waiting(QUEUE, 0, -1) if waiting else ():
        value = json.loads(line)
        if (value.get("doctype"), str(value.get("name"))) in places:
            cache.lrem(cache.make_key(QUEUE), 0, line)
