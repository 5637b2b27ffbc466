"""The service worker keeps the shell of the approvals on the phone, and no case."""

from typing import Any

from cfm_app.pages import shell
from cfm_app.www.cfm import approvals, offline


def get_context(context: dict[str, Any]) -> None:
    context["no_cache"] = 1
    context["version"] = shell.version()
    context["scripts"] = sorted({*approvals.SCRIPTS, *offline.SCRIPTS, "menu"})
