"""The service worker keeps what pages are made of in the browser, and no case."""

from typing import Any

from cfm_app.web.pages import scripts, shell
from cfm_app.www.cfm import approvals, new_case, offline

STYLES = ("cfm", "approvals", "offline")


def get_context(context: dict[str, Any]) -> None:
    run = (approvals.SCRIPT, offline.SCRIPT, *shell.SCRIPTS)
    kept = scripts.loaded_with(*run, later=True)
    context["no_cache"] = 1
    context["version"] = shell.version()
    context["files"] = [
        *(f"css/{name}.css" for name in STYLES),
        *(f"js/{name}.js" for name in sorted(kept)),
        "icons/cfm.svg",
    ]
    context["forms"] = [new_case.ROUTE]
