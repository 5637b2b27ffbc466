"""Makes erased data unreadable in the database's files, as far as the database can.

Both engines understand the statement: MariaDB rebuilds the tables, the embedded engine the whole
database, and empties its log. Redo logs, binary logs and replicas of MariaDB age by the server's
settings.
"""

import frappe

from cfm_app.cases.search import index
from cfm_app.data_protection.personal_data import erasure_traces, field_map


def run() -> None:
    """Clear outdated search data, and compact each table that held personal data.

    Ends the transaction.
    """
    frappe.db.commit()
    index.drop_outdated()
    frappe.db.commit()
    tables = ", ".join(f"`tab{doctype}`" for doctype in doctypes())
    frappe.db.sql_ddl(f"optimize table {tables}")


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
