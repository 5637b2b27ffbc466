"""The API for whoever writes programs: examples, what is open to them, how a partner gets a key."""

from typing import Any

from frappe import _

from cfm_app.web.pages import programs, shell

SCRIPT = "copying"


def get_context(context: dict[str, Any]) -> None:
    programs.enter()
    context["view"] = programs.view()
    shell.fill_context(context, _("API for programs"), programs.ROUTE, SCRIPT)
