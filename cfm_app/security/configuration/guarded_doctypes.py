"""The Frappe DocTypes whose records are checked before they are stored; `security/declares.py` names the checks."""

# Templates, conditions and HTML: whatever a manager writes that runs.
PROGRAMS = (
    "Address Template",
    "Assignment Rule",
    "Auto Repeat",
    "Custom Field",
    "DocType",
    "Email Account",
    "Email Template",
    "Energy Point Rule",
    "Letter Head",
    "Newsletter",
    "Notification",
    "Print Format",
    "Print Format Field Template",
    "Property Setter",
    "Translation",
    "Web Page",
    "Web Template",
    "Webhook",
    "Website Settings",
    "Workflow",
    "Workspace",
)

# Texts that programs fill in: translations, and what titles are made of.
FILLED_IN = ("Custom Field", "DocType", "Property Setter", "Translation")

# Configuration that could leak a protected document.
CARRYING = (
    "Assignment Rule",
    "Auto Repeat",
    "Custom Field",
    "Dashboard Chart",
    "DocType",
    "Document Follow",
    "Document Naming Rule",
    "Energy Point Rule",
    "Global Search Settings",
    "Kanban Board",
    "Letter Head",
    "Milestone Tracker",
    "Notification",
    "Number Card",
    "Prepared Report",
    "Print Format",
    "Print Format Field Template",
    "Property Setter",
    "Report",
    "Web Form",
    "Web Page",
    "Webhook",
    "Website Settings",
    "Workflow",
)
# What runs with the permissions of others, or lets somebody log in as another user.
RESERVED = (
    "Client Script",
    "Connected App",
    "Custom HTML Block",
    "DocType Layout",
    "Form Tour",
    "Google Settings",
    "LDAP Settings",
    "OAuth Client",
    "OAuth Provider Settings",
    "Page",
    "Server Script",
    "Social Login Key",
    "System Console",
    "Website Script",
    "Website Theme",
)
# What a manager may only write for the office's own DocTypes and roles.
DELEGATED = ("Custom DocPerm", "Custom Field", "Property Setter", "Role", "User")
DELEGATED_TARGETS = ("Custom DocPerm", "Custom Field", "Property Setter")
# These write and notify as the system, whatever their author may see.
DELEGATED_SUBJECTS = ("Assignment Rule", "Notification", "Webhook", "Workflow")
