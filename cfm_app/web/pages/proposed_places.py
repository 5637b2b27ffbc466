"""Reminds a manager of proposed places."""

from typing import Any
from urllib.parse import urlencode

from frappe import _

from cfm_app.cases import places
from cfm_app.web.pages import routes


def card() -> dict[str, Any] | None:
    """How many places wait for confirmation; None for none, or without permission."""
    waiting = places.count_proposed() if places.may_confirm() else 0
    if not waiting:
        return None
    return {
        "text": _("Places proposed by operators: {0}").format(waiting),
        "hint": _("Open one and tick Enabled to add it to the list, or delete it."),
        "label": _("Look at them"),
        "url": f"{routes.desk()}/cfm-location?{urlencode({'proposed': 1})}",
    }
