"""What the app asks of the framework."""

from cfm_app.pages import roles

app_name = "cfm_app"
app_title = "CFM"
app_publisher = "WFP Chad"
app_description = "Community Feedback Mechanism: cases, consent, referrals and follow-up"
app_email = "cfm@example.org"
app_license = "mit"
app_version = "0.1.0"

after_install = "cfm_app.install.after_install"
after_migrate = "cfm_app.install.after_migrate"
after_uninstall = "cfm_app.install.after_uninstall"
setup_demo = "cfm_app.demo.office.create"

add_to_apps_screen = [
    {
        "name": app_name,
        "logo": "/assets/cfm_app/icons/cfm.svg",
        "title": app_title,
        "route": "/cfm",
        "has_permission": "cfm_app.pages.shell.has_pages",
    }
]

# The desk lists these pages for the users who hold one of the roles.
app_pages = [
    {"label": "New case", "route": "/cfm/new-case", "roles": roles.NEW_CASE},
    {"label": "My work", "route": "/cfm/console", "roles": roles.CONSOLE},
    {"label": "Import", "route": "/cfm/import", "roles": roles.IMPORT},
    {"label": "Export", "route": "/cfm/export", "roles": roles.EXPORT},
    {"label": "Approvals", "route": "/cfm/approvals", "roles": roles.APPROVALS},
]

after_request = ["cfm_app.pages.shell.forbid_keeping"]

scheduler_events = {
    "hourly": ["cfm_app.sop.watch.refresh"],
    "daily": ["cfm_app.exchange.imports.tidy", "cfm_app.exchange.exports.tidy"],
}

_PROTECTED = ("Case", "Referral", "Consent", "Sensitive Report", "Community Member")
_CARRIERS = (
    "Comment",
    "Version",
    "File",
    "ToDo",
    "Communication",
    "Notification Log",
    "Workflow Action",
    "Email Queue",
    "Deleted Document",
    "View Log",
    "Activity Log",
    "Access Log",
    "DocShare",
    "Tag Link",
)

_CHILDREN = (
    "Case Follow Up",
    "Case Contact Attempt",
    "Case SOP Step",
    "CFM Case Handler",
    "Consent Purpose",
)

permission_query_conditions = {
    **dict.fromkeys(_PROTECTED, "cfm_app.privacy.permission_hooks.protected_condition"),
    **dict.fromkeys(_CARRIERS, "cfm_app.privacy.permission_hooks.carrier_condition"),
    **dict.fromkeys(_CHILDREN, "cfm_app.privacy.permission_hooks.child_condition"),
}
has_permission = {
    **dict.fromkeys(_PROTECTED, "cfm_app.privacy.permission_hooks.protected_permission"),
    **dict.fromkeys(_CARRIERS, "cfm_app.privacy.permission_hooks.carrier_permission"),
}

doc_events = {
    "File": {"validate": "cfm_app.privacy.side_doors.check_file"},
    "Comment": {"validate": "cfm_app.privacy.side_doors.check_comment"},
    "ToDo": {"validate": "cfm_app.privacy.side_doors.check_task"},
    "DocShare": {"validate": "cfm_app.privacy.side_doors.check_share"},
}

override_whitelisted_methods = {
    "frappe.client.get_count": "cfm_app.privacy.side_doors.get_count",
}
