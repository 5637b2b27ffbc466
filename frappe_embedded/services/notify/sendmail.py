"""``frappe.sendmail``: queues an e-mail in the current transaction."""

import json
from typing import Any

from ...kernel.core.exceptions import OutgoingEmailError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import new_document
from ...kernel.i18n import _
from ...kernel.utils.dates import add_days, nowdate
from ...kernel.utils.validators import split_emails
from ..jobs.queue import enqueue_once
from ..printing.environment import get_template, render_template
from .account import Account, outgoing_account
from .delivery import flush, send_now
from .message import RECIPIENT, Mail, attachment_from, build, in_one_line


def sendmail(
    recipients: Any = None,
    sender: str = "",
    subject: str = "No Subject",
    message: str = "No Message",
    as_markdown: bool = False,
    delayed: bool = True,
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    unsubscribe_method: str | None = None,
    unsubscribe_params: Any = None,
    unsubscribe_message: str | None = None,
    add_unsubscribe_link: int = 1,
    attachments: Any = None,
    content: str | None = None,
    doctype: str | None = None,
    name: str | None = None,
    reply_to: str | None = None,
    queue_separately: bool = False,
    cc: Any = None,
    bcc: Any = None,
    message_id: str | None = None,
    in_reply_to: str | None = None,
    send_after: Any = None,
    expose_recipients: str | None = None,
    send_priority: int = 1,
    communication: str | None = None,
    retry: int = 1,
    now: bool | None = None,
    read_receipt: Any = None,
    is_notification: bool = False,
    inline_images: Any = None,
    template: str | None = None,
    args: dict[str, Any] | None = None,
    header: Any = None,
    print_letterhead: bool = False,
    with_container: bool = False,
    email_read_tracker_url: str | None = None,
) -> Any:
    """Queue an e-mail, or send it at once with ``now``; returns the Email Queue document.

    ``template`` names ``templates/emails/<template>.html`` of an app, filled with ``args``. The
    queue is emptied after the commit. Each recipient gets a copy of their own that names no other
    one but those in ``cc``, unless ``expose_recipients`` is ``"header"``. ``OutgoingEmailError``
    when no account sends. ``send_after`` is a moment, or a number of days. While e-mails are
    muted they stay in the queue.
    """
    to = _addresses(recipients)
    copies, blind = _addresses(cc), _addresses(bcc)
    if not (to or copies or blind):
        return None
    account = outgoing_account(sender)
    if account is None:
        throw(
            _("Please setup default outgoing Email Account from Settings > Email Account"),
            OutgoingEmailError,
        )
    html = content or message
    if template:
        html = get_template(f"templates/emails/{template}.html").render(args or {})
    elif as_markdown:
        html = render_template("{{ text | markdown }}", {"text": html})
    mail = Mail(
        sender=sender or account.sender,
        recipients=to,
        subject=subject,
        html=html,
        cc=copies,
        bcc=blind,
        reply_to=reply_to,
        attachments=[attachment_from(_content(each)) for each in _list(attachments)],
        message_id=message_id,
    )
    queued = _queue(
        mail,
        account,
        expose_recipients=expose_recipients,
        reference_doctype=reference_doctype or doctype,
        reference_name=str(reference_name or name or "") or None,
        communication=communication,
        send_after=add_days(nowdate(), send_after) if isinstance(send_after, int) else send_after,
        priority=send_priority,
    )
    if now or not delayed:
        send_now(queued)
    else:
        enqueue_once(flush, queue="short")
    return queued


def _addresses(value: Any) -> list[str]:
    if not value:
        return []
    given = split_emails(value) if isinstance(value, str) else [str(each) for each in value]
    return list(dict.fromkeys(address.strip() for address in given if address and address.strip()))


def _list(attachments: Any) -> list[Any]:
    if isinstance(attachments, str):
        attachments = json.loads(attachments)
    return list(attachments or [])


def _content(attachment: Any) -> dict[str, Any]:
    if isinstance(attachment, str):
        attachment = {"fid": attachment}
    if attachment.get("fid"):
        file = get_doc("File", attachment["fid"])
        file.check_permission("read")
        return {"fname": file.file_name, "fcontent": file.get_content()}
    return dict(attachment)


def _queue(mail: Mail, account: Account, **values: Any) -> Any:
    mime = build(mail)
    shown = ", ".join(mail.recipients) if values["expose_recipients"] == "header" else RECIPIENT
    everybody = dict.fromkeys([*mail.recipients, *mail.cc, *mail.bcc])
    return new_document(
        "Email Queue",
        sender=mail.sender,
        message=f"To: {in_one_line(shown)}\n{mime.as_string()}",
        message_id=mime["Message-Id"].strip("<>"),
        status="Not Sent",
        show_as_cc=",".join(mail.cc),
        email_account=account.name,
        recipients=[{"recipient": address, "status": "Not Sent"} for address in everybody],
        **values,
    ).insert(ignore_permissions=True)
