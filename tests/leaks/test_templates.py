"""Templates that somebody writes tell nobody of a restricted case, and are not saved if they would."""

from __future__ import annotations

import pytest

from .cast import TECHNICIAN, Visitor
from .matrix import Answer
from .planting import ordinary_case
from .secret import Secret

OPERATOR = "operator2@demo.cfm"
TEMPLATES = (
    '{{ frappe.db.get_all("Sensitive Report", fields=["*"]) }}',
    '{{ frappe.get_all("sensitive report ", fields=["*"]) }}',
    '{{ frappe.get_all("Case", fields=["*"]) }}',
    '{{ frappe.db.get_values("Community Member", {"name": ["is", "set"]}, "*", as_dict=1) }}',
    '{{ frappe.get_all("CFM Access Log", fields=["*"]) }}',
    '{{ frappe.get_all("Case Category", fields=["name", "`tabCase`.description"]) }}',
    '{{ frappe.db.sql("select * from `tabSensitive Report`") }}',
    '{{ frappe.db.sql("select * from TABCASE") }}',
    '{{ frappe.get_doc("Case", "CASE").as_dict() }}',
    '{{ frappe.get_cached_doc("Sensitive Report", "REPORT").as_dict() }}',
    '{{ frappe.get_last_doc("Sensitive Report").as_dict() }}',
    '{{ frappe.get_cached_value("Case", "CASE", "description") }}',
    '{% set x = doc.set("name", "CASE") %}{{ doc.load_from_db() }}{{ doc.as_dict() }}',
    '{% set x = doc.set("name", "CASE") %}{{ doc.reload() }}{{ doc.as_dict() }}',
    '{% set x = doc.set("name", "CASE") %}{{ doc.db_get("description") }}',
)


@pytest.mark.embedded("Frappe lets whoever writes templates read past every right")
@pytest.mark.parametrize("user", ["manager@demo.cfm", TECHNICIAN])
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_reads_no_more_than_its_reader(
    cast: dict[str, Visitor], planted: list[Secret], user: str, template: str
) -> None:
    visitor, case = cast[user], ordinary_case(cast[OPERATOR])
    for secret in planted:
        if secret.entitlement(user):
            continue
        text = template.replace("CASE", secret.case).replace("REPORT", secret.report)
        if "TABCASE" in template:
            text = template
        page = {"doctype": "Print Format", "doc_type": "Case", "custom_format": 1, "html": text}
        told = {"doctype": "Notification", "document_type": "Case", "event": "New"}
        told |= {"channel": "Email", "subject": "x", "message": text}
        told["recipients"] = [{"receiver_by_role": "CFM Manager"}]
        for path, body in (
            ("/app/print-preview", {"doc": page, "about": "Case", "name": case}),
            ("/app/notification-preview", {"doc": told, "name": case}),
        ):
            answer = Answer.of(visitor.send("POST", path, json=body)).text
            # What was asked for is told back where a template is refused.
            answer = answer.replace(secret.case, "").replace(secret.report, "")
            assert not any(
                each.casefold() in answer.casefold() for each in secret.identifiers(user)
            )


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_that_reads_closed_cases_is_not_saved(
    cast: dict[str, Visitor], template: str
) -> None:
    """A bench renders it past every right, so a manager does not get so far."""
    page = {"doctype": "Print Format", "name": "Reads too much", "doc_type": "Case"}
    page |= {"custom_format": 1, "print_format_type": "Jinja", "standard": "No", "html": template}
    manager = cast["manager@demo.cfm"]
    answer = manager.send("POST", "/api/resource/Print Format", json=page)
    assert answer.status_code == 417, answer.text[:300]
    assert answer.json()["exc_type"] == "ValidationError"
