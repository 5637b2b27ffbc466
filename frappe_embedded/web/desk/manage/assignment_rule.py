"""The form of an assignment rule: conditions to put together, days to tick, whose turn it is."""

from __future__ import annotations

from typing import Any

from ....kernel.i18n import _
from ....kernel.utils.periods import get_weekdays
from ..panels import Panel, register_panel
from ..tools import Tool, register_tool


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


register_panel(
    Panel(
        doctype="Assignment Rule",
        script="manage/assignment_rule",
        styles=("manage",),
        data=choices,
    )
)
register_tool(
    Tool(
        label="Assignment rules",
        url="/app/assignment-rule",
        doctype="Assignment Rule",
        icon="user-plus",
        group="Procedures",
        hint="Which entries go to whom by themselves: in turns, to who has least to do, or as a field says.",
        words="routing, dispatch, share out work",
    )
)
