"""Makes erased data unreadable in the database's files, as far as the database can.

Both engines understand the statement: MariaDB rebuilds the tables, the embedded engine the whole
database, and empties its log. Redo logs, binary logs and replicas of MariaDB age by the server's
settings.
"""

from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import batch_cache
from cfm_app.cases.search import index
from cfm_app.data_protection.personal_data import erasure_traces, field_map, word_columns

WANTED, DONE = "cfm_compaction_wanted", "cfm_compaction_done"
JOB = "cfm_app.data_protection.personal_data.compaction.run"


def want() -> None:
    """Note that something was erased whose bytes are still there: the next night compacts, if nothing does before."""
    frappe.db.set_global(WANTED, frappe.generate_hash(length=10))


def is_wanted() -> bool:
    return bool(_mark())


def soon() -> None:
    """Have it done in the background, as soon as what was erased is stored."""
    want()
    frappe.enqueue(JOB, queue="long", enqueue_after_commit=True)


def last_done() -> Any:
    """What was erased or sealed by that moment is overwritten; None before the first time.

    A moment that is still to come was noted while the clock ran ahead, and vouches for nothing: None.
    """
    noted = frappe.db.get_global(DONE)
    done = get_datetime(noted) if noted else None
    return done if done and done <= now_datetime() else None


def done_since(moment: Any) -> Any:
    """When what was erased by a moment was compacted; None while it was not."""
    done = last_done()
    return done if done and done >= get_datetime(moment) else None


def run() -> None:
    """Clear outdated search data, and compact each table that holds personal data or words about somebody.

    Ends the transaction. Where the disk has no room for it, it throws, and stays wanted.
    """
    frappe.db.commit()
    mark, begun = _mark(), now_datetime()
    index.drop_outdated()
    frappe.db.commit()
    tables = ", ".join(f"`{table}`" for table in table_names())
    frappe.db.sql_ddl(f"optimize table {tables}")
    if _mark() == mark:
        # Otherwise something was erased meanwhile.
        frappe.db.set_global(WANTED, None)
    frappe.db.set_global(DONE, str(begun))
    frappe.db.commit()


def _mark() -> str:
    return frappe.db.get_global(WANTED) or ""


def table_names() -> list[str]:
    """The tables that erasures change: those of the map, and all that take words."""
    found = {f"tab{doctype}" for doctype in doctypes()}
    with batch_cache.cached_batch():
        return sorted(found | {words.table for words in word_columns.all_words()})


def doctypes() -> list[str]:
    """The DocTypes whose tables erasures change."""
    goes = {
        each.doctype
        for each in field_map.entries().values()
        if each.is_of_people and each.ending in (field_map.EMPTY, field_map.DELETE)
    }
    known = {*goes, *erasure_traces.QUOTING}
    tables = set(frappe.db.get_tables(cached=False))
    return sorted(doctype for doctype in known if f"tab{doctype}" in tables)
