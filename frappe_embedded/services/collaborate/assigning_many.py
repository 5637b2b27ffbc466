"""What assigning many documents to somebody would do: found out by doing it, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ...kernel.core.messages import clear_messages, throw
from ...kernel.document.controllers import get_controller
from ...kernel.i18n import _
from ...kernel.query.api import on_trial
from ...kernel.utils.html import strip_html
from ...kernel.utils.users import get_fullname
from .assignment import assign, has_open_task

NEW, SHARED, SAME, REFUSED = "new", "shared", "same", "refused"
MOST = 500


@dataclass(frozen=True)
class Outcome:
    """What becomes of one document."""

    name: str
    kind: str
    reason: str = ""
    """Why it is refused, for people."""


def outcomes(doctype: str, names: Sequence[str], user: str) -> list[Outcome]:
    """What ``assign_to.add`` would do with each document, by every rule that it asks; nothing stays.

    ``ValidationError`` for somebody who is not there and for more than can be shown at once.
    """
    if not local.db.get_value("User", user, "enabled"):
        throw(_("Choose somebody who has an account here."))
    if len(names) > MOST:
        throw(_("Bulk operations only support up to {0} documents.").format(MOST))
    found = [_outcome(doctype, name, user) for name in dict.fromkeys(names)]
    clear_messages()
    # What was to happen after a commit is forgotten, too.
    local.db.rollback()
    return found


def _outcome(doctype: str, name: str, user: str) -> Outcome:
    with on_trial():
        try:
            get_controller(doctype)(doctype, name).check_permission("read")
        except (DoesNotExistError, PermissionError):
            return Outcome(name, REFUSED, _("It is gone, or you may not see it."))
        if has_open_task(doctype, name, user):
            return Outcome(name, SAME)
        try:
            is_shared = assign(doctype, name, user)
        except PermissionError as error:
            return Outcome(
                name, REFUSED, _words(error) or _("{0} may not read it.").format(get_fullname(user))
            )
        except ValidationError as error:
            return Outcome(name, REFUSED, _words(error))
        return Outcome(name, SHARED if is_shared else NEW)


def _words(error: Exception) -> str:
    return strip_html(str(error)).strip()
