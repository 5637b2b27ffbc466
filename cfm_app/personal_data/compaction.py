"""Making what was erased unreadable in the database's files, as far as the database can.

Both engines understand the statement: MariaDB writes the tables anew, the embedded engine the database, and
empties its log. Redo logs, binary logs and copies of a
MariaDB server age by the settings of whoever runs it.
"""

import frappe

from cfm_app.personal_data import erasure_traces, field_map
from cfm_app.search import index


def run() -> None:
    """Drop what the search has outdated, and compact each table in which personal data lay.

    Ends the transaction.
    """
    frappe.db.commit()
    index.drop_outdated()
    frappe.db.commit()
    tables = ", ".join(f"`tab{doctype}`" for doctype in doctypes())
    frappe.db.sql_ddl(f"optimize table {tables}")


def doctypes() -> list[str]:
    """The DocTypes with a table in which erasures empty or delete something."""
    goes = {
        each.doctype
        for each in field_map.entries().values()
        if each.is_of_people and each.ending in (field_map.EMPTY, field_map.DELETE)
    }
    known = {*goes, *erasure_traces.QUOTING}
    tables = set(frappe.db.get_tables(cached=False))
    return sorted(doctype for doctype in known if f"tab{doctype}" in tables)
