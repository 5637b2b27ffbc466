"""The pages of the app in the menus, each for the users who hold one of its roles."""

from cfm_app.pages import roles

# Those that set the office up stand in the menu of the user, apart from the daily work; those with a
# key open from everywhere, in a tab of their own.
APP_PAGES = [
    {"label": "New case", "route": "/cfm/new-case", "icon": "plus", "roles": roles.NEW_CASE},
    {"label": "My work", "route": "/cfm/console", "icon": "inbox", "roles": roles.CONSOLE},
    {"label": "Calls", "route": "/cfm/call-backs", "icon": "phone", "roles": roles.CALL_BACKS},
    {"label": "Inbox", "route": "/cfm/inbox", "icon": "message-square", "roles": roles.INBOX},
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
    {"label": "Import", "route": "/cfm/import", "icon": "upload", "roles": roles.IMPORT},
    {"label": "Export", "route": "/cfm/export", "icon": "download", "roles": roles.EXPORT},
    {
        "label": "First set-up",
        "route": "/cfm/setup",
        "icon": "square-check-big",
        "roles": roles.FIRST_STEPS,
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
        "label": "Approvals",
        "route": "/cfm/approvals",
        "icon": "square-check-big",
        "roles": roles.APPROVALS,
    },
]
