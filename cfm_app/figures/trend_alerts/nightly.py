"""The night: looks at the whole office, keeps what is unusual, tells it once."""

from datetime import date

from frappe.utils import nowdate

from cfm_app.base import clock_jobs
from cfm_app.figures.trend_alerts import digest, keeping, looking


@clock_jobs.escalates
def watch(day: str | date | None = None) -> dict[str, int]:
    """Look at the office as it was before a day, by default today, and tell who has to know.

    Returns how many alerts are new and how many have grown.
    """
    today = date.fromisoformat(str(day or nowdate()))
    counted = {"new": 0, "grown": 0}
    found = [(seen, each) for seen in looking.look_at_all(today) for each in seen.found]
    # What a branch of any dimension explains is not told once more of the whole office.
    for seen, cluster in sorted(found, key=lambda pair: pair[1].is_root):
        change = keeping.keep(seen, cluster)
        if change:
            counted[change] += 1
    digest.send()
    return counted
