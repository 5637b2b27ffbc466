"""Reports by e-mail for clients: as a file, or sent at once."""

from __future__ import annotations

from ....kernel.core.context import local
from ....kernel.core.messages import msgprint
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.roles import ADMINISTRATOR
from ....services.reports.email_reports import mailed_report, send, send_due_reports

send_daily = send_due_reports
"""What the clock calls; looks at reports of every rhythm."""


@whitelist()
def download(name: str) -> None:
    """What the mail would hold, as a file."""
    doc = get_doc("Auto Email Report", name)
    doc.check_permission("read")
    if local.session.user not in (ADMINISTRATOR, doc.user):
        # It holds what that user may see.
        doc.raise_no_permission_to("read")
    made = mailed_report(doc)
    if made is None:
        msgprint(_("No Data"))
        return
    html = made.html.encode()
    local.response.update(
        {
            "filename": made.file_name or f"{name}.html",
            "filecontent": made.content or html,
            "type": "download",
        }
    )


@whitelist(methods=["POST"])
def send_now(name: str) -> bool:
    """Send the mail at once, beside its rhythm; whether there was anything to send."""
    doc = get_doc("Auto Email Report", name)
    doc.check_permission("write")
    return send(doc)
