"""What the app asks of the framework; what rooms and features add to it stands in their `declares.py`."""

from cfm_app import __version__
from cfm_app.base import consts, declarations, doctype_access
from cfm_app.channels import watched
from cfm_app.security.replaced_methods import REPLACED_METHODS
from cfm_app.web.pages import menu, redirects, tools, user_admin
from cfm_app.web.pages.case import list_columns

app_name = "cfm_app"
app_title = "CFM"
app_publisher = "WFP Chad"
app_description = "Community Feedback Mechanism: cases, consent, referrals and follow-up"
app_email = "cfm@example.org"
app_license = "mit"
app_version = __version__

before_install = "cfm_app.install.before_install"
after_install = "cfm_app.install.after_install"
after_migrate = "cfm_app.install.after_migrate"
before_uninstall = "cfm_app.install.before_uninstall"
after_uninstall = "cfm_app.install.after_uninstall"
setup_demo = "cfm_app.shipped.demo.office.create"

add_to_apps_screen = [
    {
        "name": app_name,
        "logo": "/assets/cfm_app/icons/cfm.svg",
        "title": app_title,
        "route": "/cfm",
        "has_permission": "cfm_app.web.pages.admission.has_pages",
    }
]

app_pages = menu.APP_PAGES

# Sets the site up without running the machine.
setup_roles = [consts.MANAGER]

# What a manager sets up in lists of the app, for the overview of a desk that has one.
manager_tools = tools.MANAGER_TOOLS
configuration_doctypes = [*tools.CONFIGURATION, *declarations.configuration()]

# How the commands of this app begin where it runs without a bench, for pages that tell them.
command_line = "./cfm"

# What the jobs do, in words.
job_titles = declarations.job_titles()

# What each role is for, where a manager hands it out.
role_hints = user_admin.ROLE_HINTS
# The steps of these DocTypes are among the lines of what waits for the user.
work_doctypes = ["Case", "Consent", "Referral"]

# While this holds, a desk that keeps drafts keeps none.
undrafted_when = {
    "Case": "cfm_app.web.pages.drafts.condition",
    **dict.fromkeys(
        ("Referral", "Consent", "Community Member"), "cfm_app.web.pages.drafts.of_handlers"
    ),
}

# Tables whose rows come and go with something else: a desk adds none and removes none.
fixed_rows = {"Case": ["sop_steps"], "CFM Public Form": ["questions", "translations"]}

# What a list says in words where a desk asks for it: what it reads besides its columns, and who tells.
list_words = {
    "Case": {
        "fields": list(list_columns.FIELDS),
        "words": "cfm_app.web.pages.case.list_columns.words",
    },
    "CFM Channel Account": {
        "fields": list(watched.STORED),
        "words": "cfm_app.web.pages.watch.words_of_accounts",
    },
}

# Where a desk lets its user read these, for whoever may enter that page.
reading_pages = {"Case": "cfm_app.web.pages.notices.case_page"}

# A desk that can ask the app's own search does so for these.
desk_search = {
    "cfm_app.web.pages.search_results.desk_lines": ["Case", "Referral", "Community Member"],
}

# Made anew from other rows where a site moves to.
rebuilt_doctypes = ["CFM Search Entry", "CFM Request Key", "CFM Kept Facts", "CFM Facts Change"]

app_logo_url = "/assets/cfm_app/icons/cfm-192.png"
website_context = {
    "favicon": "/assets/cfm_app/icons/cfm.svg",
    "splash_image": "/assets/cfm_app/icons/cfm-192.png",
}
# Lists of the framework's desk take what lies below with a place or a category that is chosen above them.
treeviews = ["Case Category", "CFM Location"]
app_include_js = [
    f"/assets/cfm_app/desk/{name}.js"
    for name in (
        "search tabbing closed words charts unreachable obligations keys reasons step_up idle".split()
    )
]
app_include_css = ["/assets/cfm_app/desk/desk.css"]
page_js = {"print": "public/desk/print.js"}
doctype_js = {
    "Case": "public/desk/case.js",
    "Customize Form": "public/desk/customize_form.js",
    "File": "public/desk/file.js",
}
doctype_list_js = {
    "Case": "public/desk/case_list.js",
    "CFM Channel Account": "public/desk/channel_account_list.js",
}

website_redirects = redirects.WEBSITE_REDIRECTS

# What an engine that knows this hook answers at /api/NAME; benches answer it as a method.
api_documents = {"openapi.json": "cfm_app.api.openapi.document"}

# Where a request that is only to read leaves lines.
reading_logs = ["CFM Access Log"]

scheduler_events = declarations.scheduler_events()

# What waits in a queue of the database under the name of a function that has moved.
renamed_functions = ["cfm_app.patches.moved_modules.renamed"]

# Which DocType follows which rule stands in doctype_access.csv; rooms declare rules of their own.
_RULE = "cfm_app.security.access_rule.permission_hooks"
permission_query_conditions = {
    "*": f"{_RULE}.own_type_condition",
    **dict.fromkeys(doctype_access.PROTECTED, f"{_RULE}.protected_condition"),
    **dict.fromkeys(doctype_access.CARRIERS, f"{_RULE}.carrier_condition"),
    **dict.fromkeys(doctype_access.CHILDREN, f"{_RULE}.child_condition"),
    **dict.fromkeys(doctype_access.OWNED, f"{_RULE}.owned_condition"),
    **dict.fromkeys(doctype_access.INTERNAL, f"{_RULE}.internal_condition"),
    **declarations.list_conditions(),
}
has_permission = {
    "*": f"{_RULE}.own_type_permission",
    **dict.fromkeys(doctype_access.PROTECTED, f"{_RULE}.protected_permission"),
    **dict.fromkeys(doctype_access.CARRIERS, f"{_RULE}.carrier_permission"),
    **dict.fromkeys(doctype_access.OWNED, f"{_RULE}.owned_permission"),
    **dict.fromkeys(doctype_access.INTERNAL, f"{_RULE}.internal_permission"),
    **declarations.permissions(),
}

doc_events = declarations.doc_events()

# What is taken out of the machine through its pages.
before_backup_leaves = "cfm_app.security.gates.backups.before_leaving"

# A desk that resets it without the framework's method asks here first.
before_second_factor_reset = "cfm_app.security.administration.accounts.check_factor_reset"

# What template files of the app call. A process that makes an environment imports `cfm_app.security` with it, which
# limits the texts of managers.
jinja = {
    "methods": [
        "cfm_app.security.access_rule.status_codes.code_for_print",
        "cfm_app.base.counting.counted",
    ]
}

# What texts and conditions of managers may call (`security/office_texts`), and an engine that asks for their limits.
_TEXT_HELPERS = "cfm_app.security.configuration.text_helpers"
text_helpers = [
    "cfm_app.base.counting.counted",
    "cfm_app.security.access_rule.status_codes.code_for_print",
    *(
        f"{_TEXT_HELPERS}.{name}"
        for name in (
            "_ format_date format_datetime format_value get_url_to_form is_rtl linked office_name user_name".split()
        )
    ),
    *(
        f"frappe.utils.{name}"
        for name in "add_days add_months add_to_date date_diff now_datetime nowdate today".split()
    ),
]
# Where a bench prints.
pdf_body_html = "cfm_app.security.office_texts.printing.clean_body"

override_doctype_class = {
    "Assignment Rule": "cfm_app.security.configuration.assignment_rule.GuardedRule",
    "Customize Form": "cfm_app.security.configuration.customize_form.GuardedCustomization",
    "Error Log": "cfm_app.security.sealing.error_logs.WordlessErrorLog",
    "Scheduled Job Log": "cfm_app.security.sealing.error_logs.WordlessJobLog",
    "File": "cfm_app.security.sealing.files.SealedFile",
}

override_whitelisted_methods = REPLACED_METHODS

# Lists of functions, by hook. A framework reads hooks as the names of this module.
globals().update(declarations.hooks())
