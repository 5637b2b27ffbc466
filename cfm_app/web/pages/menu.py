"""The pages of the app in the menus, by the work that they serve, each for who holds one of its roles."""

from typing import Any

from cfm_app.base import declarations
from cfm_app.base.declaring import Group
from cfm_app.web.pages import roles
from cfm_app.web.pages.features import put_behind


def _page(
    group: Group,
    label: str,
    route: str,
    icon: str,
    admitted: tuple[str, ...],
    *,
    key: str = "",
    with_key: bool = False,
    parts: tuple[str, ...] = (),
) -> dict[str, Any]:
    """An entry of the hook ``app_pages``.

    Args:
        key: opens the page from everywhere, in a tab of its own.
        with_key: it is also for whoever's programs get in.
        parts: the routes of pages that are opened from it, and whose place it is.
    """
    return {
        "group": group,
        "label": label,
        "route": route,
        "icon": icon,
        "roles": admitted,
        "key": key,
        "with_key": with_key,
        "parts": parts,
    }


_PAGES = [
    _page("work", "New case", "/cfm/new-case", "plus", roles.NEW_CASE),
    _page("work", "My work", "/cfm/console", "inbox", roles.CONSOLE),
    _page("work", "Calls", "/cfm/call-backs", "phone", roles.CALL_BACKS),
    _page("work", "Inbox", "/cfm/inbox", "message-square", roles.INBOX),
    _page("work", "Approvals", "/cfm/approvals", "square-check-big", roles.APPROVALS),
    _page("work", "Desk without a network", "/cfm/field", "wifi-off", roles.NEW_CASE),
    _page("cases", "Same person?", "/cfm/same-person", "users", roles.SAME_PERSON),
    _page("cases", "Paper pads", "/cfm/pads", "book-open", roles.PADS, parts=("/cfm/pad",)),
    _page("cases", "Import", "/cfm/import", "upload", roles.IMPORT),
    _page("cases", "Export", "/cfm/export", "download", roles.EXPORT),
    _page("understand", "Dashboard", "/app/dashboard-view", "chart-column", roles.DASHBOARD),
    _page("understand", "Figures", "/cfm/figures", "chart-column", roles.FIGURES),
    _page(
        "understand",
        "Unusual trends",
        "/cfm/trend-alerts",
        "chart-column",
        roles.TRENDS,
        parts=("/cfm/trend-alert",),
    ),
    _page(
        "protect",
        "Requests of persons",
        "/cfm/person-requests",
        "user",
        roles.HANDLE_REQUESTS,
        parts=(
            "/cfm/person-request",
            "/cfm/person-request-copy",
        ),
    ),
    _page(
        "protect",
        "A person asks about their data",
        "/cfm/new-person-request",
        "user",
        roles.REGISTER_REQUEST,
        key="F4",
    ),
    _page(
        "protect",
        "Data breaches",
        "/cfm/breaches",
        "shield-alert",
        roles.HANDLE_BREACHES,
        parts=("/cfm/breach",),
    ),
    _page(
        "protect",
        "Report a data breach",
        "/cfm/report-breach",
        "shield-alert",
        roles.REPORT_BREACH,
        key="F2",
    ),
    _page("protect", "Unusual reading", "/cfm/readings", "shield-alert", roles.BREACHES),
    _page("protect", "Inquiry about a colleague", "/cfm/inquiry", "search", roles.BREACHES),
    _page(
        "protect",
        "Retention",
        "/cfm/retention",
        "history",
        roles.RETENTION,
        parts=("/cfm/retention-texts",),
    ),
    _page(
        "protect",
        "Record of processing activities",
        "/cfm/processing",
        "file-text",
        roles.PROCESSING,
    ),
    _page(
        "protect",
        "Who sees restricted cases",
        "/cfm/access-requests",
        "shield",
        roles.ACCESS_REQUESTS,
    ),
    _page("protect", "Sealing of restricted reports", "/cfm/sealing", "lock", roles.SEALING),
    _page("protect", "My key for sealed reports", "/cfm/sealing-key", "lock", roles.SEALING_KEY),
    _page("team", "Who does what", "/cfm/who-does-what", "users", roles.WHO_DOES_WHAT),
    _page("team", "Who takes the cases", "/cfm/reach", "users", roles.FIRST_STEPS),
    _page("team", "Who is away", "/cfm/absences", "users", roles.ABSENCES),
    _page("team", "Team and its duties", "/cfm/team", "users", roles.TEAM),
    _page(
        "team",
        "Quality",
        "/cfm/quality",
        "square-check-big",
        roles.QUALITY,
        parts=("/cfm/quality-review",),
    ),
    _page(
        "team", "Self-assessment", "/cfm/self-assessment", "square-check-big", roles.SELF_ASSESSMENT
    ),
    _page(
        "team",
        "Standard answers and their owners",
        "/cfm/standard-answers",
        "book-open",
        roles.IMPROVE,
    ),
    _page("team", "Improvements", "/cfm/improvements", "pencil", roles.IMPROVE),
    _page("team", "Propose an improvement", "/cfm/improve", "pencil", roles.IMPROVE, key="F7"),
    _page("team", "Advice", "/cfm/advice", "message-square", roles.ADVISE),
    _page("team", "Talks after difficult calls", "/cfm/difficult-calls", "users", roles.TALKS),
    _page(
        "team", "Difficult call", "/cfm/difficult-call", "headset", roles.REPORT_BREACH, key="F9"
    ),
    _page("set_up", "First set-up", "/cfm/setup", "square-check-big", roles.FIRST_STEPS),
    _page("set_up", "Try the procedures", "/cfm/try-sop", "workflow", roles.TRY_SOP),
    _page("set_up", "What works", "/cfm/watch", "square-check-big", roles.WATCH),
    _page("set_up", "Shipped defaults", "/cfm/defaults", "history", roles.DEFAULTS),
    _page("set_up", "Import into a list", "/cfm/records-import", "upload", roles.IMPORT),
    _page("set_up", "Map of the office", "/cfm/outlines", "map", roles.IMPORT),
    _page(
        "set_up",
        "Exchange with agencies",
        "/cfm/exchange",
        "workflow",
        roles.READ_EXCHANGE,
        parts=(
            "/cfm/exchange-agreement",
            "/cfm/new-exchange",
        ),
    ),
    _page("set_up", "Cases between our offices", "/cfm/offices", "link", roles.READ_EXCHANGE),
    _page(
        "set_up",
        "API for programs",
        "/cfm/api",
        "file-text",
        roles.PROGRAMS,
        with_key=True,
        parts=("/cfm/program-access",),
    ),
]


def _pages() -> list[dict[str, Any]]:
    """The app's own, and what features add."""
    found = [*_PAGES]
    for each in declarations.menu():
        entry = _page(each.group, each.label, each.route, each.icon, each.roles, parts=each.parts)
        put_behind(found, entry, each.after)
    return found


APP_PAGES = _pages()
