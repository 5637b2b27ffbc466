"""Cases that were closed years ago: their time to be kept is over."""

from __future__ import annotations

from .. import passing_time
from ..live import Server

LONG_AGO = "2020-03-01 08:00:00"


def put_in_the_past(office: Server, case: str) -> None:
    """Let a case have been closed years ago, with all that belongs to it."""
    closed = "update `tabCase` set phase = 'Closed', modified = %s, closed_on = %s where name = %s"
    passing_time.write(
        office,
        (closed, (LONG_AGO, LONG_AGO, case)),
        *(
            (f"update `tab{each}` set modified = %s where cfm_case = %s", (LONG_AGO, case))
            for each in ("Referral", "Consent", "Sensitive Report")
        ),
        ("update `tabComment` set creation = %s where reference_name = %s", (LONG_AGO, case)),
    )
    passing_time.call(office, "cfm_app.data_protection.personal_data.retention_rules.begin_notice")
