"""Rules by which those who approve are told of what waits for them, made together with the workflow."""

import re
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import DuplicateEntryError, PermissionError, ValidationError
from ...kernel.core.messages import clear_messages, msgprint
from ...kernel.document.api import get_doc, new_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.query.api import all_or_nothing
from ...kernel.utils.text import cstr

_LINK = '<p><a href="{{ doc.get_url()|abs_url }}">{{ doc.name }}</a></p>'
_REFUSALS = (ValidationError, DuplicateEntryError, PermissionError)
_BARE_NAME = re.compile(r"(\{\{-?\s*)([^\W\d]\w*)")


def tell_of_approvals(workflow: Any, asked: list[dict[str, Any]]) -> None:
    """Make a Notification for each of ``asked``: state, role, and the name of an Email Template if one is chosen.

    A rule knows no templates: it gets the words of one as they stand now.
    """
    states = {row.state for row in workflow.states}
    for each in asked:
        state, role = cstr(each.get("state")), cstr(each.get("role"))
        if state not in states or not role:
            continue
        subject, message = _words(workflow, state, cstr(each.get("template")))
        rule = _switched_off(workflow, state) or new_doc("Notification")
        rule.update(
            {
                "name": f"{workflow.name}: {state}",
                "enabled": 1,
                "subject": subject,
                "channel": "Email",
                "event": "Value Change",
                "document_type": workflow.document_type,
                "value_changed": workflow.workflow_state_field,
                "condition": _condition(workflow, state),
                "message": message,
                "message_type": "HTML",
            }
        )
        rule.set("recipients", [{"receiver_by_role": role}])
        _store(rule)


def silence(workflow: Any, states: list[str]) -> None:
    """Switch the rules off that tell of entries in states that are gone, and say so."""
    for state in states:
        for name in _rules(workflow, state, enabled=1):
            rule = get_doc("Notification", name)
            rule.enabled = 0
            rule.save()
            told = _("The notification {0} is switched off: its state is gone.")
            msgprint(told.format(name), indicator="blue")


def _switched_off(workflow: Any, state: str) -> Any:
    """The rule of a state that was there before."""
    names = _rules(workflow, state, enabled=0)
    return get_doc("Notification", names[0]) if names else None


def _rules(workflow: Any, state: str, enabled: int) -> list[str]:
    filters = {
        "document_type": workflow.document_type,
        "event": "Value Change",
        "value_changed": workflow.workflow_state_field,
        "condition": _condition(workflow, state),
        "enabled": enabled,
    }
    names: list[str] = local.db.get_all("Notification", filters=filters, pluck="name")
    return names


def _condition(workflow: Any, state: str) -> str:
    return f"doc.{workflow.workflow_state_field} == {_quoted(state)}"


def _store(rule: Any) -> None:
    """Store the rule. One that an app refuses does not keep the workflow from being saved: it is said why."""
    try:
        with all_or_nothing():
            rule.save()
    except _REFUSALS as error:
        clear_messages()
        msgprint(_("They are not told by e-mail. {0}").format(error))


def _words(workflow: Any, state: str, template: str) -> tuple[str, str]:
    if not template:
        return _("{0} waits for your approval").format(
            "{{ doc.name }}"
        ), f"<p>{_(state)}</p>{_LINK}"
    words = get_doc("Email Template", template)
    words.check_permission("read")
    text = words.response_html if words.use_html else words.response
    subject, message = (
        _of_document(each or "", workflow.document_type) for each in (words.subject, text)
    )
    return subject, message + _LINK


def _of_document(text: str, doctype: str) -> str:
    """Fields stand by themselves in a template of letters, and after ``doc.`` in a rule."""
    meta = get_meta(doctype)

    def after_doc(found: re.Match[str]) -> str:
        name = found.group(2)
        is_field = name in ("name", "owner", "doctype") or meta.has_field(name)
        return f"{found.group(1)}doc.{name}" if is_field else found.group(0)

    return _BARE_NAME.sub(after_doc, text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
