""" "You said, we did": answers to the community, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields
from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.figures.releases.you_said import approval as you_said_approval
from cfm_app.figures.releases.you_said import compose as you_said_compose


@frappe.whitelist(methods=["POST"])
@retried
def begin(values: str | dict[str, Any], request_id: str | None = None) -> dict[str, Any]:
    """Create an answer, once per `request_id`. Returns its name."""
    frappe.only_for(RELEASE_READERS)
    given = as_fields(values)

    def enter() -> dict[str, Any]:
        return {"name": you_said_compose.begin(given).name}

    return run_once(request_id, enter, "community answer", given)


@frappe.whitelist(methods=["POST"])
@retried
def change(name: str, values: str | dict[str, Any]) -> None:
    """Change title, days and place."""
    you_said_compose.change(name, as_fields(values))


@frappe.whitelist(methods=["POST"])
@retried
def add_topic(name: str, category: str) -> None:
    """Add a topic (a category)."""
    you_said_compose.add_topic(name, category)


@frappe.whitelist(methods=["POST"])
@retried
def remove_topic(name: str, row: str) -> None:
    """Remove a topic."""
    you_said_compose.remove_topic(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def move_topic(name: str, row: str, way: str) -> None:
    """Move a topic up or down."""
    you_said_compose.move_topic(name, row, way)


@frappe.whitelist(methods=["POST"])
@retried
def write(name: str, language: str, words: str | dict[str, Any]) -> None:
    """Store the texts in one language."""
    you_said_compose.write(name, language, as_fields(words))


@frappe.whitelist(methods=["POST"])
@retried
def submit(name: str) -> None:
    """Ask somebody else to approve it."""
    you_said_approval.submit(name)


@frappe.whitelist(methods=["POST"])
@retried
def send_back(name: str, reason: str) -> None:
    """Return it to be revised."""
    you_said_approval.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def publish(name: str) -> None:
    """Publish it on the public page."""
    you_said_approval.publish(name)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(name: str, reason: str) -> None:
    """Remove it from the public page."""
    you_said_approval.withdraw(name, reason)
