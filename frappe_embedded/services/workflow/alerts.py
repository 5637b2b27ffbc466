"""E-mails to those who may take the next step of a workflow."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import OutgoingEmailError
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.roles import get_users_with_role
from ...kernel.utils.urls import get_link_to_form
from ..jobs.queue import enqueue
from ..notify import fates
from ..notify.sendmail import sendmail
from ..printing.environment import render_template, render_text
from .definition import get_workflow, state_row
from .transitions import has_approval_access, is_transition_condition_satisfied


def announce_steps(doc: Any, state: str) -> None:
    """After the commit: write to everybody who may lead the document out of its new state."""
    enqueue(send_step_emails, queue="short", doctype=doc.doctype, name=str(doc.name), state=state)


def send_step_emails(doctype: str, name: str, state: str) -> None:
    """One e-mail to each user who may take a step and may read the document.

    Nobody is told of a document that has gone on meanwhile. The e-mail leads to the document;
    unlike Frappe's it has no links that act without a log-in.
    """
    if not local.db.exists(doctype, name):
        return
    doc = get_doc(doctype, name)
    workflow = get_workflow(doctype)
    if doc.get(workflow.workflow_state_field) != state:
        return
    for user, actions in _actions_by_user(doc, workflow, state).items():
        with print_language(get_user_lang(user)):
            subject, message = _letter(doc, workflow, state, actions)
        try:
            sendmail(
                recipients=[local.db.get_value("User", user, "email") or user],
                subject=subject,
                message=message,
                reference_doctype=doctype,
                reference_name=name,
            )
        except OutgoingEmailError:
            doc.log_error(_("Failed to send workflow action email"))
            fates.note("Email", fates.NO_ACCOUNT, receivers=1)
            return


def _actions_by_user(doc: Any, workflow: Any, state: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in workflow.transitions:
        if step.state != state or not is_transition_condition_satisfied(step, doc):
            continue
        for user in get_users_with_role(step.allowed):
            if has_approval_access(user, doc, step):
                found.setdefault(user, []).append(step.action)
    return {
        user: list(dict.fromkeys(actions))
        for user, actions in found.items()
        if has_permission(doc.doctype, "read", doc, user)
    }


def _letter(doc: Any, workflow: Any, state: str, actions: list[str]) -> tuple[str, str]:
    """Subject and text: of the state's e-mail template, else a plain sentence with a link."""
    row = state_row(workflow, state)
    link = get_link_to_form(doc.doctype, doc.name, f"{_(doc.doctype)} {doc.name}")
    if row is not None and row.next_action_email_template:
        template = get_doc("Email Template", row.next_action_email_template)
        values = {**doc.as_dict(), "doc": doc}
        text = template.response_html if template.use_html else template.response
        subject = render_text(template.subject, values)
        return subject, f"{render_template(text or '', values, is_path=False)}<p>{link}</p>"
    subject = _("{0} {1}: {2}").format(_(doc.doctype), doc.name, _(state))
    possible = ", ".join(_(action) for action in actions)
    return subject, "".join(
        f"<p>{line}</p>"
        for line in (
            _("{0}: {1}").format(link, _(state)),
            _("{0}: {1}").format(_("Possible actions"), possible),
        )
    )
