"""What assigning the selected rows of a list to somebody would do, seen before it is done."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request

from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission
from ...kernel.utils.users import get_fullname
from ...services.collaborate.assigning_many import NEW, REFUSED, SAME, SHARED, outcomes
from .answers import answer
from .drafts import asked_of


@answer("/app/assignment-effect", "POST")
def assignment_effect_answer(request: Request) -> Any:
    """The groups of documents by what becomes of them, in words, and the names of those that change."""
    asked = asked_of(request)
    doctype, user = _text(asked.get("doctype")), _text(asked.get("user"))
    given = asked.get("names")
    names = [_text(each) for each in given] if isinstance(given, list) else []
    if not has_permission(doctype, "read"):
        raise PermissionError
    found = outcomes(doctype, names, user)
    groups = [
        {
            "title": title,
            "entries": [
                {"name": each.name, "reason": each.reason} for each in found if each.kind == kind
            ],
        }
        for kind, title in _titles(user).items()
    ]
    told: dict[str, Any] = {
        "groups": [group for group in groups if group["entries"]],
        "assigned": [each.name for each in found if each.kind in (NEW, SHARED)],
        "shared": [each.name for each in found if each.kind == SHARED],
    }
    return told


def _text(value: Any) -> str:
    if not isinstance(value, str):
        throw(_("Invalid request arguments"))
    return value


def _titles(user: str) -> dict[str, str]:
    name = get_fullname(user)
    return {
        NEW: _("Newly assigned to {0}").format(name),
        SHARED: _("Newly assigned, and opened to {0} for reading").format(name),
        SAME: _("{0} has these already").format(name),
        REFUSED: _("Cannot be assigned"),
    }
