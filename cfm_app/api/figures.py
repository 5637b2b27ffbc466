"""Figures as files over HTTP."""

from typing import Any

import frappe

from cfm_app.base.arguments import as_fields
from cfm_app.figures import answers, visible_cases
from cfm_app.figures import files as figures_files
from cfm_app.figures.question import Question
from cfm_app.web.pages import figures as figures_page
from cfm_app.web.pages import figures_for_others, roles

CSV = "csv"


@frappe.whitelist(methods=["POST"])
def file(question: str | dict[str, Any], kind: str = "xlsx") -> None:
    """The figures of the page as a workbook, or with `kind` ``csv`` as rows for programs.

    Users who read no cases get the published figures.
    """
    frappe.only_for(roles.FIGURES)
    given = as_fields(question)
    if visible_cases.reads_cases():
        asked = Question.read(given)
        answers.require_known(asked)
        content = figures_files.write_csv(asked) if kind == CSV else _workbook(asked)
        name = asked.span.name or f"{asked.span.first}_{asked.span.last}"
    else:
        kind = "xlsx"
        name, content = figures_for_others.file(str(given.get("name") or ""))
    frappe.response["filename"] = f"figures-{name}.{CSV if kind == CSV else 'xlsx'}"
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


def _workbook(asked: Question) -> bytes:
    filters = figures_page.filters_in_words(asked)
    return figures_files.write_workbook(asked, figures_page.heading(asked), filters)
