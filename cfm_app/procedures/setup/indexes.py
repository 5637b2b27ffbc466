"""Indexes over several columns that answer the most frequent queries.

Each begins with the column by which cases are filtered, so that lists use it too; the others are what
figures group by, and what the rule on cases reads of each row.
"""

import frappe

INDEXES = {
    "Case": {
        "cfm_received": [
            "received_on",
            "sensitivity",
            "category",
            "location",
            "sex",
            "first_contact_resolution",
        ],
        "cfm_resolved": ["resolved_on", "sensitivity", "sla_status", "informed_on", "received_on"],
        "cfm_closed": ["closed_on", "sensitivity", "informed_on", "duplicate_of"],
        "cfm_informed": ["informed_on", "sensitivity", "satisfaction"],
        "cfm_phase": ["phase", "sensitivity", "sla_status", "location", "received_on"],
        "cfm_sensitivity": ["sensitivity", "name"],
        "cfm_state": ["workflow_state", "modified"],
        "cfm_next_due": ["phase", "next_due_on"],
        "cfm_phase_changed": ["phase", "modified"],
        "cfm_answered": ["answered_on", "phase"],
        # Each page counts the calls that wait, which tells who else reported the same.
        "cfm_duplicates": ["duplicate_of", "informed_on"],
        # A home page lists what the user changed last.
        "cfm_changed_by": ["modified_by", "modified"],
    },
    "Referral": {
        "cfm_state": ["workflow_state", "modified"],
        "cfm_created": ["creation"],
        "cfm_of_case": ["cfm_case", "workflow_state"],
        "cfm_changed_by": ["modified_by", "modified"],
    },
    "Community Member": {"cfm_changed_by": ["modified_by", "modified"]},
    "CFM Kept Facts": {"cfm_fact": ["record_type", "fact", "month"]},
    "CFM Conversation": {"cfm_waiting": ["state", "waiting_since"]},
    "CFM Message": {
        "cfm_thread": ["conversation", "sent_on"],
        "cfm_outbox": ["account", "state"],
        "cfm_reports": ["account", "sender_id"],
    },
    "CFM Call": {
        "cfm_of_number": ["number", "started_on"],
        "cfm_rings": ["state", "started_on"],
        "cfm_call_back": ["call_back_state", "call_back_due_on"],
        # Each page asks whether somebody has talked for long.
        "cfm_talked": ["operator", "ended_on"],
    },
}


def ensure() -> None:
    """Make those that are missing."""
    for doctype, indexes in INDEXES.items():
        for name, columns in indexes.items():
            frappe.db.add_index(doctype, columns, name)
