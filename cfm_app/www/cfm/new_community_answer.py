"""The form of a new answer to the community: title, days and place."""

from typing import Any

from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, shell, you_said

SCRIPT, SHEET = "new_community_answer", "register-form"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(RELEASE_READERS, you_said.FORM)
    context["form"] = you_said.form()
    shell.fill_context(
        context, _("Tell a community"), you_said.FORM, SCRIPT, SHEET, entry=you_said.ENTRY
    )
