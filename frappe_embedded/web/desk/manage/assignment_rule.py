"""The form of an assignment rule: conditions to put together, days to tick, whose turn it is."""

from typing import Any

from ....kernel.i18n import _
from ....kernel.utils.periods import get_weekdays
from ..panels import panel


@panel("Assignment Rule", "manage/assignment_rule", styles=("manage",))
def choices(doc: Any) -> dict[str, Any]:
    """The days by name, and what each kind of rule does."""
    return {
        "days": [[day, str(_(day))] for day in get_weekdays()],
        "kinds": {
            "Round Robin": str(_("One after the other, in the order of the list.")),
            "Load Balancing": str(_("Whoever has the fewest open tasks of this kind.")),
            "Based on Field": str(_("Whoever stands in a field of the entry.")),
        },
    }
