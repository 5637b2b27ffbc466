"""Answers to the community: what is being written, what waits for approval, what everybody reads."""

from typing import Any

from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, shell, you_said


def get_context(context: dict[str, Any]) -> None:
    admission.enter(RELEASE_READERS, you_said.LIST)
    context["view"] = you_said.overview()
    shell.fill_context(context, _("You said, we did"), you_said.LIST, sheet="register")
