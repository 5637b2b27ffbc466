"""The form of a new release: title and days."""

from typing import Any

from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, releases, shell

SCRIPT, SHEET = "new_release", "register-form"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(RELEASE_READERS, releases.FORM)
    context["form"] = releases.form()
    shell.fill_context(
        context, _("Compose figures"), releases.FORM, SCRIPT, SHEET, entry=releases.ENTRY
    )
