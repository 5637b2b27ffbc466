"""Jobs and logs: what ran when, what waits, what failed and why, and where more is written."""

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError
from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.i18n.plurals import counted
from ....kernel.meta.loader import meta_exists
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.lists import count_visible
from ....kernel.permissions.roles import only_for_setup
from ....kernel.utils.dates import add_days, now_datetime
from ....kernel.utils.numbers import cint
from ....services.jobs.record import jobs, mark, retry, run_now, scheduled
from ....services.notify.delivery import send_again
from ....services.notify.fates import FAILED, KEPT_DAYS, NO_ACCOUNT, SENT, WAITING, Fate, lately
from ..addresses import list_url
from ..answers import setup_answer
from ..pages import desk_page, render
from .job_texts import reason, rhythm, title

PAGE = "jobs"
_DAYS = 7


@dataclass(frozen=True)
class Log:
    """A list in which something is on record; ``bad`` picks what somebody should look at."""

    doctype: str
    hint: str
    bad: tuple[tuple[str, str, str], ...] = ()


def _logs() -> list[Log]:
    return [
        Log("Error Log", _("Faults of the programs, with all particulars.")),
        Log(
            "Email Queue",
            _("E-mails that wait, went out, or could not be sent."),
            (("status", "=", "Error"),),
        ),
        Log("Notification Log", _("Your own notices.")),
        Log("Scheduled Job Log", _("Every run of a job."), (("status", "=", "Failed"),)),
        Log("Access Log", _("What was exported, printed or downloaded, and by whom.")),
        Log(
            "Activity Log",
            _("Log-ins and failed attempts."),
            (("operation", "=", "Login"), ("status", "=", "Failed")),
        ),
        Log("Webhook Request Log", _("Messages to other programs.")),
        Log("Deleted Document", _("What was deleted, to be restored.")),
    ]


@desk_page(f"/app/{PAGE}")
def jobs_page(request: Request) -> Response:
    only_for_setup()
    return render(
        "manage/jobs.html",
        title=_("Jobs and logs"),
        page=PAGE,
        script="manage/jobs",
        styles=["customize", "manage"],
        messages=messages_of(KEPT_DAYS),
        kept_days=KEPT_DAYS,
        waiting=jobs("queued", "started"),
        failed=jobs("failed"),
        clock=scheduled(),
        logs=[_line(log) for log in _logs() if _may_open(log.doctype)],
        days=_DAYS,
        words={"title": title, "rhythm": rhythm, "reason": reason},
        page_data={"address": f"/app/{PAGE}", "mark": mark()},
    )


def messages_of(days: int, notification: str | None = None) -> list[dict[str, Any]]:
    """What became of messages, in words, with what to do where somebody should."""
    return [_message(fate) for fate in lately(days, notification)]


def _message(fate: Fate) -> dict[str, Any]:
    words, colour = {
        SENT: (counted(_("{0} sent"), fate.messages), "green"),
        WAITING: (counted(_("{0} waiting"), fate.messages), "blue"),
        FAILED: (counted(_("{0} failed"), fate.messages), "red"),
        NO_ACCOUNT: (counted(_("{0} never sent"), fate.messages), "amber"),
    }[fate.status]
    is_mail = fate.channel == "Email"
    text = reason(fate.reason) if is_mail or "Error" in fate.reason else fate.reason
    if fate.status == NO_ACCOUNT:
        text = _("No e-mail account sends.") if is_mail else _("No gateway is set up.")
    return {
        "channel": _("E-mails") if is_mail else _("Text messages"),
        "number": words,
        "colour": colour,
        "reason": text,
        "url": list_url("Email Account") if is_mail else "/app/sms-settings",
        "is_bad": fate.status in (FAILED, NO_ACCOUNT),
        "again": is_mail and fate.status == FAILED,
    }


@setup_answer(f"/app/{PAGE}/send-again", "POST")
def send_again_answer(request: Request) -> Any:
    """Send the e-mails that could not be sent once more."""
    return send_again()


def _may_open(doctype: str) -> bool:
    return meta_exists(doctype) and has_permission(doctype, "read")


def _line(log: Log) -> dict[str, Any]:
    """A log with how much in it of the last days somebody should look at, as far as the user sees it."""
    recent = [*log.bad, ("creation", ">", str(add_days(now_datetime(), -_DAYS)))]
    count = 0
    if log.bad or log.doctype == "Error Log":
        count = count_visible(log.doctype, [list(each) for each in recent])
    filters = json.dumps([list(each) for each in log.bad]) if log.bad and count else ""
    return {
        "label": _(log.doctype),
        "hint": log.hint,
        "url": list_url(log.doctype, filters=filters),
        "bad": count,
    }


@setup_answer(f"/app/{PAGE}/state")
def state_answer(request: Request) -> Any:
    return mark()


@setup_answer(f"/app/{PAGE}/run", "POST")
def run_answer(request: Request) -> Any:
    """Run a job of the clock at once, besides its rhythm."""
    name = str(local.form_dict.get("name") or "")
    if not local.db.exists("Scheduled Job Type", name):
        raise DoesNotExistError(_("There is no such job."))
    return run_now(name)


@setup_answer(f"/app/{PAGE}/retry", "POST")
def retry_answer(request: Request) -> None:
    if not retry(str(local.form_dict.get("job_id") or "")):
        throw(_("This job is not there any more, or runs again already."))


@setup_answer(f"/app/{PAGE}/pause", "POST")
def pause_answer(request: Request) -> None:
    """Stop a job of the clock, or let it go on."""
    doc = get_doc("Scheduled Job Type", str(local.form_dict.get("name") or ""))
    doc.stopped = cint(local.form_dict.get("stopped"))
    doc.save(ignore_permissions=True)
