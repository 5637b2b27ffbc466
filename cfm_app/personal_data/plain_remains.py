"""Sealing reports that are still in plain, and what the database then still holds of their words.

No key is needed to seal. What a column held before lies in the files of the database until they are written
anew: so that happens after the last batch, and in the night after a report was recorded.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.personal_data import compaction
from cfm_app.sealing import body, circle, resealing, unlocking

HOURS_OF_A_NIGHT = 36
SEALING = "cfm_app.personal_data.plain_remains.seal"


def seal(sensitivity: str) -> None:
    """Job: seal the reports of a sealed class that are in plain. Ends the transaction."""
    _seal(sensitivity)
    compaction.run()


def seal_waiting() -> None:
    """Job of the night: the same for all sealed classes."""
    classes = circle.sealed_classes()
    for sensitivity in classes:
        _seal(sensitivity)
    since = add_to_date(now_datetime(), hours=-HOURS_OF_A_NIGHT)
    changed = {"sensitivity": ["in", classes or [""]], "modified": [">", since]}
    if frappe.db.exists(body.REPORT, changed):
        compaction.run()


def _seal(sensitivity: str) -> None:
    with unlocking.opened_with(None):
        after = _batch(sensitivity, "")
        while after:
            after = _batch(sensitivity, after)


def _batch(sensitivity: str, after: str) -> str:
    batch = resealing.next_batch(sensitivity, after)
    frappe.db.commit()
    return batch.after
