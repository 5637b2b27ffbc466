"""A release as it goes out, in one language."""

from typing import Any

import frappe

from cfm_app.base import languages
from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, releases, routes, shell


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    language = str(frappe.form_dict.get("language") or "").strip()
    asked = {"name": name, "language": language}
    admission.enter(RELEASE_READERS, routes.address_of(releases.PRINT, **asked))
    told = releases.print_view(name, language)
    context["sheet"] = told
    context["direction"] = languages.direction(told.language)
    context["entry"] = routes.address_of(releases.ENTRY, name=name)
    shell.fill_context(context, told.title, releases.PRINT, "print_button", "release-print")
    context["cfm"]["query"] = asked
