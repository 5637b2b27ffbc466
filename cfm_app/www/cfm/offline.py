"""What a phone shows without a connection. It is kept on the phone, so it knows nothing."""

from typing import Any

from frappe import _

from cfm_app.web.pages import shell

SCRIPT = "offline"


def get_context(context: dict[str, Any]) -> None:
    shell.fill_context(context, _("No connection"), "/cfm/offline", SCRIPT)
    shell.leave_out_user(context)
