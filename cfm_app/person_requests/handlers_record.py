"""The record of a person for the handlers of restricted cases, when the ordinary one is erased.

They need the name and the number; everybody else must meet the same emptied record as of anybody whose data
was erased. So what is restricted goes on with a record of its own, which only they find.
"""

import frappe

from cfm_app.person_requests import held as requests_holdings
from cfm_app.personal_data import holdings, restricted_rows
from cfm_app.personal_data.holdings_columns import tables
from cfm_app.privacy import identity, random_naming

MEMBER = holdings.MEMBER
# What leads from one record of a person to others.
LEADING = ("possible_duplicates", "merged_into")


def part_from(member: str) -> str | None:
    """Give the restricted cases and conversations of a person a record of their own; returns its name.

    None where there are none. Nothing is noted about it where others read.
    """
    if not requests_holdings.is_known_elsewhere(member):
        return None
    persons = identity.records_of(member)
    closed = restricted_rows.restricted(
        (row.doctype, row.name) for row in holdings.linked_to(member) if row.doctype != MEMBER
    )
    record = frappe.copy_doc(frappe.get_doc(MEMBER, member))
    record.update(dict.fromkeys(LEADING))
    record.name, record.flags.name_set = random_naming.new_name(MEMBER), True
    record.owner = record.modified_by = "Administrator"
    record.creation = record.modified = frappe.db.get_value(MEMBER, member, "creation")
    record.db_insert()
    for doctype, name in sorted(closed):
        for field in tables()[doctype].links.get(MEMBER, ()):
            row = {"name": name, field: ["in", persons]}
            frappe.db.set_value(doctype, row, field, record.name, update_modified=False)
    return str(record.name)
