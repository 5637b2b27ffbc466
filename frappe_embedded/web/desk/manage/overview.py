"""Everything that a manager can set up, on one page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.hooks import call_hooks
from ....kernel.i18n import _
from ..pages import desk_page, render
from ..tools import Tool, register_tool, tools

LISTS = (
    Tool(
        "Users",
        "/app/user",
        "users",
        "People and rights",
        "Who may log in, in which language, and with which roles.",
        doctype="User",
        words="account, person, colleague, password, operator",
    ),
    Tool(
        "Workflows",
        "/app/workflow",
        "workflow",
        "Procedures",
        "States that an entry passes through, who may take each step, and on which condition.",
        doctype="Workflow",
        words="state, step, transition, approval",
    ),
    Tool(
        "Notification rules",
        "/app/notification",
        "bell",
        "Messages",
        "Who is told of what, when, and with which words.",
        doctype="Notification",
        words="alert, reminder, overdue, bell",
    ),
    Tool(
        "Telling other programs",
        "/app/webhook",
        "share-2",
        "Messages",
        "Which program hears of what happens here, with which fields; what became of each message.",
        doctype="Webhook",
        words="webhook, integration, push",
    ),
    Tool(
        "E-mail templates",
        "/app/email-template",
        "message-square",
        "Messages",
        "Texts that are sent again and again.",
        doctype="Email Template",
        words="model, message, letter",
    ),
    Tool(
        "E-mail accounts",
        "/app/email-account",
        "inbox",
        "Messages",
        "The mail box from which the site sends; try it before you rely on it.",
        doctype="Email Account",
        words="mail box, SMTP, IMAP, sender",
    ),
    Tool(
        "Text messages",
        "/app/sms-settings",
        "phone",
        "Messages",
        "The gateway through which text messages go out.",
        doctype="SMS Settings",
        words="SMS, gateway, provider",
    ),
    Tool(
        "Print formats",
        "/app/print-format",
        "printer",
        "Printing",
        "What a printed entry looks like, with a preview.",
        doctype="Print Format",
        words="PDF, letter, sheet, signature",
    ),
    Tool(
        "Letter heads",
        "/app/letter-head",
        "file-text",
        "Printing",
        "Logo and address at the top of what is printed.",
        doctype="Letter Head",
        words="logo, header, address",
    ),
    Tool(
        "Settings of the site",
        "/app/system-settings",
        "square-check-big",
        "System",
        "Language, dates, sessions, passwords.",
        doctype="System Settings",
        words="time zone, date format, session, password rules",
    ),
)
"""Lists of DocTypes that are tools by themselves."""


@desk_page
def overview_page(request: Request) -> Response:
    """The tools that the user may use, by group; missing for whoever has none."""
    known = tools()
    if not known:
        raise PermissionError
    grouped = [(_(group), list(found)) for group, found in groupby(known, lambda tool: tool.group)]
    return render(
        "manage/overview.html",
        title=_("Set-up"),
        page="manage",
        styles=["customize", "manage"],
        grouped=grouped,
        notices=_notices(),
        is_encrypted=local.site_state.key is not None,
    )


def _notices() -> list[dict[str, Any]]:
    """What apps have to tell a manager first.

    The hook ``manager_notices`` names functions; each gives ``text``, ``hint``, ``label`` and
    ``url``, translated, or nothing.
    """
    return [notice for notice in call_hooks("manager_notices") if notice]


for _tool in LISTS:
    register_tool(_tool)
