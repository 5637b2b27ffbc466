"""The pages of the app in the menus, each for the users who hold one of its roles."""

from typing import Any

from cfm_app.base import declarations
from cfm_app.web.pages import roles
from cfm_app.web.pages.features import put_behind

# Those that set the office up stand in the menu of the user, apart from the daily work; those with a
# key open from everywhere, in a tab of their own. What says `with_key` is also for whoever's programs get in.
_PAGES: list[dict[str, Any]] = [
    {"label": "New case", "route": "/cfm/new-case", "icon": "plus", "roles": roles.NEW_CASE},
    {"label": "My work", "route": "/cfm/console", "icon": "inbox", "roles": roles.CONSOLE},
    {"label": "Calls", "route": "/cfm/call-backs", "icon": "phone", "roles": roles.CALL_BACKS},
    {"label": "Inbox", "route": "/cfm/inbox", "icon": "message-square", "roles": roles.INBOX},
    {
        "label": "Desk without a network",
        "route": "/cfm/field",
        "icon": "wifi-off",
        "roles": roles.NEW_CASE,
        "is_setup": 1,
    },
    {
        "label": "Try the procedures",
        "route": "/cfm/try-sop",
        "icon": "workflow",
        "roles": roles.TRY_SOP,
    },
    {
        "label": "Dashboard",
        "route": "/app/dashboard-view",
        "icon": "chart-column",
        "roles": roles.DASHBOARD,
    },
    {
        "label": "Figures",
        "route": "/cfm/figures",
        "icon": "chart-column",
        "roles": roles.FIGURES,
    },
    {
        "label": "Import",
        "route": "/cfm/import",
        "icon": "upload",
        "roles": roles.IMPORT,
        "is_setup": 1,
    },
    {
        "label": "Paper pads",
        "route": "/cfm/pads",
        "icon": "book-open",
        "roles": roles.PADS,
        "is_setup": 1,
    },
    {
        "label": "Import into a list",
        "route": "/cfm/records-import",
        "icon": "upload",
        "roles": roles.IMPORT,
        "is_setup": 1,
    },
    {
        "label": "Map of the office",
        "route": "/cfm/outlines",
        "icon": "map",
        "roles": roles.IMPORT,
        "is_setup": 1,
    },
    {
        "label": "Export",
        "route": "/cfm/export",
        "icon": "download",
        "roles": roles.EXPORT,
        "is_setup": 1,
    },
    {
        "label": "First set-up",
        "route": "/cfm/setup",
        "icon": "square-check-big",
        "roles": roles.FIRST_STEPS,
        "is_setup": 1,
    },
    {
        "label": "API for programs",
        "route": "/cfm/api",
        "icon": "file-text",
        "roles": roles.PROGRAMS,
        "with_key": 1,
        "is_setup": 1,
    },
    {
        "label": "Shipped defaults",
        "route": "/cfm/defaults",
        "icon": "history",
        "roles": roles.DEFAULTS,
        "is_setup": 1,
    },
    {
        "label": "Who sees restricted cases",
        "route": "/cfm/access-requests",
        "icon": "shield",
        "roles": roles.ACCESS_REQUESTS,
        "is_setup": 1,
    },
    {
        "label": "Who takes the cases",
        "route": "/cfm/reach",
        "icon": "users",
        "roles": roles.FIRST_STEPS,
        "is_setup": 1,
    },
    {
        "label": "What works",
        "route": "/cfm/watch",
        "icon": "square-check-big",
        "roles": roles.WATCH,
        "is_setup": 1,
    },
    {
        "label": "Who is away",
        "route": "/cfm/absences",
        "icon": "users",
        "roles": roles.ABSENCES,
        "is_setup": 1,
    },
    {
        "label": "Team and its duties",
        "route": "/cfm/team",
        "icon": "users",
        "roles": roles.TEAM,
        "is_setup": 1,
    },
    {
        "label": "Data breaches",
        "route": "/cfm/breaches",
        "icon": "shield-alert",
        "roles": roles.HANDLE_BREACHES,
    },
    {
        "label": "Requests of persons",
        "route": "/cfm/person-requests",
        "icon": "user",
        "roles": roles.HANDLE_REQUESTS,
    },
    {
        "label": "A person asks about their data",
        "route": "/cfm/new-person-request",
        "icon": "user",
        "roles": roles.REGISTER_REQUEST,
        "key": "F4",
    },
    {
        "label": "Unusual reading",
        "route": "/cfm/readings",
        "icon": "shield-alert",
        "roles": roles.BREACHES,
        "is_setup": 1,
    },
    {
        "label": "Inquiry about a colleague",
        "route": "/cfm/inquiry",
        "icon": "search",
        "roles": roles.BREACHES,
        "is_setup": 1,
    },
    {
        "label": "Retention",
        "route": "/cfm/retention",
        "icon": "history",
        "roles": roles.RETENTION,
        "is_setup": 1,
    },
    {
        "label": "Sealing of restricted reports",
        "route": "/cfm/sealing",
        "icon": "lock",
        "roles": roles.SEALING,
        "is_setup": 1,
    },
    {
        "label": "My key for sealed reports",
        "route": "/cfm/sealing-key",
        "icon": "lock",
        "roles": roles.SEALING_KEY,
        "is_setup": 1,
    },
    {
        "label": "Record of processing activities",
        "route": "/cfm/processing",
        "icon": "file-text",
        "roles": roles.PROCESSING,
        "is_setup": 1,
    },
    {
        "label": "Report a data breach",
        "route": "/cfm/report-breach",
        "icon": "shield-alert",
        "roles": roles.REPORT_BREACH,
        "key": "F2",
    },
    {
        "label": "Difficult call",
        "route": "/cfm/difficult-call",
        "icon": "headset",
        "roles": roles.REPORT_BREACH,
        "key": "F9",
    },
    {
        "label": "Propose an improvement",
        "route": "/cfm/improve",
        "icon": "pencil",
        "roles": roles.IMPROVE,
        "key": "F7",
    },
    {
        "label": "Improvements",
        "route": "/cfm/improvements",
        "icon": "pencil",
        "roles": roles.IMPROVE,
        "is_setup": 1,
    },
    {
        "label": "Standard answers and their owners",
        "route": "/cfm/standard-answers",
        "icon": "book-open",
        "roles": roles.IMPROVE,
        "is_setup": 1,
    },
    {
        "label": "Quality",
        "route": "/cfm/quality",
        "icon": "square-check-big",
        "roles": roles.QUALITY,
        "is_setup": 1,
    },
    {
        "label": "Self-assessment",
        "route": "/cfm/self-assessment",
        "icon": "square-check-big",
        "roles": roles.SELF_ASSESSMENT,
        "is_setup": 1,
    },
    {
        "label": "Advice",
        "route": "/cfm/advice",
        "icon": "message-square",
        "roles": roles.ADVISE,
        "is_setup": 1,
    },
    {
        "label": "Talks after difficult calls",
        "route": "/cfm/difficult-calls",
        "icon": "users",
        "roles": roles.TALKS,
        "is_setup": 1,
    },
    {
        "label": "Same person?",
        "route": "/cfm/same-person",
        "icon": "users",
        "roles": roles.SAME_PERSON,
        "is_setup": 1,
    },
    {
        "label": "Unusual trends",
        "route": "/cfm/trend-alerts",
        "icon": "chart-column",
        "roles": roles.TRENDS,
        "is_setup": 1,
    },
    {
        "label": "Exchange with agencies",
        "route": "/cfm/exchange",
        "icon": "workflow",
        "roles": roles.READ_EXCHANGE,
        "is_setup": 1,
    },
    {
        "label": "Cases between our offices",
        "route": "/cfm/offices",
        "icon": "link",
        "roles": roles.READ_EXCHANGE,
        "is_setup": 1,
    },
    {
        "label": "Approvals",
        "route": "/cfm/approvals",
        "icon": "square-check-big",
        "roles": roles.APPROVALS,
    },
]


def _pages() -> list[dict[str, Any]]:
    """The app's own, and what features add."""
    found = [*_PAGES]
    for page in declarations.menu():
        entry = {"label": page.label, "route": page.route, "icon": page.icon, "roles": page.roles}
        put_behind(found, {**entry, "is_setup": 1}, page.after)
    return found


APP_PAGES = _pages()
