"""Figures to release: what is composed, what waits for approval, what is out."""

from typing import Any

from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, releases, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(RELEASE_READERS, releases.LIST)
    context["view"] = releases.overview()
    shell.fill_context(context, _("Figures to release"), releases.LIST, sheet="register")
