"""Seals reports that are still in plain, and removes their words from the database's files.

Sealing needs no key. The former contents of a column stay in the files until they are rewritten: after
the last batch, and in the night after a report was recorded.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import clock_jobs
from cfm_app.data_protection.personal_data import compaction
from cfm_app.security.sealing import body, circle, resealing, unlocking

HOURS_OF_A_NIGHT = 36
SEALING = "cfm_app.data_protection.personal_data.plain_remains.seal"


def seal(sensitivity: str) -> None:
    """Job: seal the plain reports of a sealed class. Ends the transaction."""
    _seal(sensitivity)
    compaction.run()


@clock_jobs.harmless
def seal_waiting() -> None:
    """Nightly job: the same for all sealed classes."""
    classes = circle.sealed_classes()
    done = sum(_seal(sensitivity) for sensitivity in classes)
    since = add_to_date(now_datetime(), hours=-HOURS_OF_A_NIGHT)
    changed = {"sensitivity": ["in", classes or [""]], "modified": [">", since]}
    if done or frappe.db.exists(body.REPORT, changed):
        compaction.run()


def _seal(sensitivity: str) -> int:
    """Seal what is in plain of a class. Returns in how many reports there was something."""
    done, after = 0, None
    with unlocking.opened_with(None):
        while after is None or after:
            batch = resealing.next_batch(sensitivity, after or "")
            frappe.db.commit()
            done, after = done + batch.done, batch.after
    return done
