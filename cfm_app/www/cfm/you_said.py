"""You said, we did: what everybody may read, without a user and without scripts."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import spoken_language
from cfm_app.figures.releases.you_said import told
from cfm_app.web.pages import public_pages, you_said


def get_context(context: dict[str, Any]) -> None:
    written = told.written_languages()
    offered = [row for row in public_pages.spoken_languages() if row.name in written]
    language = public_pages.choose(str(frappe.form_dict.get("language") or ""), offered)
    context["offered"] = offered
    context["language"] = language.name if language else ""
    context["answers"] = told.published(spoken_language.nearest(language and language.name))
    public_pages.fill_context(context, _("You said, we did"), you_said.PUBLIC)
