"""A backup that somebody asks for: made in the background, with what is done of it."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.comments import log_error
from ...kernel.i18n import _
from ..collaborate.notices import notify_users
from ..jobs.queue import enqueue, is_job_enqueued
from .archive import backup
from .nightly import reason_of

_JOB = "backup-by-hand"
_SHARE, _CANCELLED, _RESULT = "backup:share", "backup:cancelled", "backup:result"
_REMEMBERED_SECONDS = 3600


class _Cancelled(Exception):
    """Somebody wants the backup no more."""


def ask_for() -> None:
    """Have a backup made, unless one is being made."""
    if is_job_enqueued(_JOB):
        throw(_("A backup is being made already."))
    for key in (_SHARE, _CANCELLED, _RESULT):
        local.site_state.cache.delete_value(key)
    enqueue(make, queue="long", job_id=_JOB, deduplicate=True)


def cancel() -> None:
    local.site_state.cache.set_value(_CANCELLED, True, expires_in_sec=_REMEMBERED_SECONDS)


def state() -> dict[str, Any]:
    """Whether a backup is being made, how many percent are done, and how the last one ended."""
    cache = local.site_state.cache
    return {
        "running": is_job_enqueued(_JOB),
        "percent": cache.get_value(_SHARE),
        "result": cache.get_value(_RESULT),
    }


def make() -> None:
    """The job. However it ends, whoever asked finds out on the page and in their notices."""
    cache = local.site_state.cache
    result: dict[str, Any] = {}
    try:
        result["name"] = backup(local.site_state, progress=_tell).name
        subject = str(_("The backup is made: {0}").format(result["name"]))
    except _Cancelled:
        result["cancelled"] = True
        subject = str(_("The backup was cancelled"))
    except Exception as error:
        result["failure"] = reason_of(error)
        subject = str(_("The backup failed: {0}").format(result["failure"]))
        log_error(subject)
    cache.set_value(_RESULT, result, expires_in_sec=_REMEMBERED_SECONDS)
    notify_users([local.session.user], subject, kind="Alert")


def _tell(done: int, total: int) -> None:
    cache = local.site_state.cache
    if cache.get_value(_CANCELLED):
        raise _Cancelled
    cache.set_value(_SHARE, 100 * done // max(total, 1), expires_in_sec=_REMEMBERED_SECONDS)
