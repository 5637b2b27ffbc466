"""What the app asks of the framework."""

from cfm_app import __version__
from cfm_app.base import consts, doctype_access
from cfm_app.channels import watched
from cfm_app.events import DOC_EVENTS
from cfm_app.scheduled_jobs import SCHEDULER_EVENTS
from cfm_app.security.configuration import guarded_doctypes
from cfm_app.security.obligations import names
from cfm_app.security.replaced_methods import REPLACED_METHODS
from cfm_app.web.pages import job_texts, menu, redirects, tools, user_admin
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
# What a restore erases again, told before it does, and from which moment on that was an error.
restore_announces = ["cfm_app.data_protection.personal_data.restored.announced"]
restore_leaves_out = ["cfm_app.data_protection.personal_data.restored.leave_out"]
after_restore = ["cfm_app.data_protection.personal_data.restored.apply"]
# Before what was erased is erased again in an older backup; what each gives is called afterwards.
erasures_repeated = [
    "cfm_app.data_protection.person_requests.contact_until_told.keep_through_restore"
]
before_uninstall = "cfm_app.install.before_uninstall"
after_uninstall = "cfm_app.install.after_uninstall"
setup_demo = "cfm_app.shipped.demo.office.create"

add_to_apps_screen = [
    {
        "name": app_name,
        "logo": "/assets/cfm_app/icons/cfm.svg",
        "title": app_title,
        "route": "/cfm",
        "has_permission": "cfm_app.web.pages.shell.has_pages",
    }
]

app_pages = menu.APP_PAGES

# What the check of a workflow says besides the framework's own doubts.
workflow_findings = ["cfm_app.procedures.sop.states.findings"]

# Sets the site up without running the machine.
setup_roles = [consts.MANAGER]

# What a manager sets up in lists of the app, for the overview of a desk that has one.
manager_tools = tools.MANAGER_TOOLS
manager_notices = [
    "cfm_app.web.pages.first_steps.card",
    "cfm_app.web.pages.reach.card",
    "cfm_app.web.pages.proposed_places.card",
    "cfm_app.web.pages.watch.card",
]
configuration_doctypes = list(tools.CONFIGURATION)

# What somebody should look after in the data of the app.
site_findings = [
    "cfm_app.office.watch.clock_doubt.findings",
    "cfm_app.cases.missing_evidence.findings",
    "cfm_app.data_protection.reading_alerts.findings.findings",
    "cfm_app.data_protection.personal_data.findings.findings",
    "cfm_app.figures.kept_facts.keeping.findings",
    "cfm_app.security.configuration.filled_texts.findings",
    "cfm_app.security.configuration.template_checks.findings",
    "cfm_app.security.sealing.findings.findings",
    "cfm_app.procedures.setup.unreached.findings",
]

# Whether the clock of the machine is doubted, for whoever deletes what is old.
clock_doubts = ["cfm_app.office.watch.clock_doubt.doubts"]

# What says whether it runs: functions that give readings (`base/watch_readings.py`).
watch_readings = [
    *(f"cfm_app.channels.watched.{name}" for name in ("readings", "outbox")),
    *(
        f"cfm_app.office.watch.{name}.readings"
        for name in ("clock_doubt", "mail", "jobs", "certificate")
    ),
    *(f"cfm_app.office.watch.machine.{name}" for name in ("backup", "disk")),
]

# How the commands of this app begin where it runs without a bench, for pages that tell them.
command_line = "./cfm"

# What the jobs do, in words.
job_titles = job_texts.JOB_TITLES

# What each role is for, where a manager hands it out; and what waits for somebody who leaves.
role_hints = user_admin.ROLE_HINTS
# What waits for the user, for a home page; the steps of these DocTypes are among its lines.
work_of_user = ["cfm_app.web.pages.obligations.home_lines", "cfm_app.web.pages.home.lines"]
desk_scripts = ["cfm_app.web.pages.shell.idle_of_desk"]
desk_banners = [
    "cfm_app.web.pages.shell.clock_of_desk",
    "cfm_app.web.pages.obligation_banner.of_desk",
]
page_counts = ["cfm_app.web.pages.home.counts"]
work_doctypes = ["Case", "Consent", "Referral"]
open_work_of_user = ["cfm_app.web.pages.user_admin.open_work"]

# Who follows what becomes of messages that went out, and who listens to those that come in.
message_fates = ["cfm_app.cases.told_by_message.follow"]
heard_messages = ["cfm_app.cases.satisfaction_by_message.hear"]

# While this holds, a desk that keeps drafts keeps none.
undrafted_when = {
    "Case": "cfm_app.web.pages.drafts.condition",
    **dict.fromkeys(
        ("Referral", "Consent", "Community Member"), "cfm_app.web.pages.drafts.of_handlers"
    ),
}

# Why a field with personal data is asked.
field_reasons = ["cfm_app.data_protection.personal_data.purposes.of_doctype"]

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

# What leaves by mail is looked at line by line, where a desk hands the lines over.
leaving_report = ["cfm_app.data_protection.personal_data.mailed_figures.guard"]

# Where a sheet comes into a list, for a desk that asks.
list_importers = ["cfm_app.web.pages.list_importers.address"]

# A desk that can ask the app's own search does so for these.
desk_search = {
    "cfm_app.web.pages.search_results.desk_lines": ["Case", "Referral", "Community Member"],
}

# Made anew from other rows where a site moves to.
rebuilt_doctypes = ["CFM Search Entry", "CFM Request Key", "CFM Kept Facts", "CFM Facts Change"]

# Before the framework of a bench writes a mail out.
make_email_body_message = ["cfm_app.channels.mail.framework_mails.keep_headers"]

app_logo_url = "/assets/cfm_app/icons/cfm-192.png"
website_context = {
    "favicon": "/assets/cfm_app/icons/cfm.svg",
    "splash_image": "/assets/cfm_app/icons/cfm-192.png",
}
update_website_context = ["cfm_app.procedures.setup.website.extend"]
# Lists of the framework's desk take what lies below with a place or a category that is chosen above them.
treeviews = ["Case Category", "CFM Location"]
extend_bootinfo = ["cfm_app.web.pages.boot.extend"]
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
after_request = [
    "cfm_app.web.pages.shell.protect",
    "cfm_app.security.second_factor.idle.record_use",
]

website_redirects = redirects.WEBSITE_REDIRECTS

# What an engine that knows this hook answers at /api/NAME; benches answer it as a method.
api_documents = {"openapi.json": "cfm_app.api.openapi.document"}

# What may be told to other programs by itself, for an engine that asks.
may_leave_site = ["cfm_app.security.access_rule.outgoing_data.may_leave"]

# Where a request that is only to read leaves lines.
reading_logs = ["CFM Access Log"]

# What providers bring by GET is stored as if it came by POST.
writing_by_get = ["cfm_app.api.channels.receive"]

scheduler_events = SCHEDULER_EVENTS

# What waits in a queue of the database under the name of a function that has moved.
renamed_functions = ["cfm_app.patches.moved_modules.renamed"]

# Which DocType follows which rule stands in doctype_access.csv; those with a rule of their own are named here.
_RULE = "cfm_app.security.access_rule.permission_hooks"
permission_query_conditions = {
    "*": f"{_RULE}.own_type_condition",
    **dict.fromkeys(doctype_access.PROTECTED, f"{_RULE}.protected_condition"),
    **dict.fromkeys(doctype_access.CARRIERS, f"{_RULE}.carrier_condition"),
    **dict.fromkeys(doctype_access.CHILDREN, f"{_RULE}.child_condition"),
    **dict.fromkeys(doctype_access.OWNED, f"{_RULE}.owned_condition"),
    **dict.fromkeys(doctype_access.INTERNAL, f"{_RULE}.internal_condition"),
    **dict.fromkeys(doctype_access.OF_WHOLE_OFFICE, "cfm_app.figures.releases.entry.condition"),
    **dict.fromkeys(
        (names.SIGNATURE, names.RECORD), "cfm_app.security.obligations.own_rows.condition"
    ),
    "List Filter": "cfm_app.security.access_rule.saved_filters.condition",
    consts.EXCHANGE_AGREEMENT: "cfm_app.exchange.agencies.entry.condition",
}
has_permission = {
    "*": f"{_RULE}.own_type_permission",
    **dict.fromkeys(doctype_access.PROTECTED, f"{_RULE}.protected_permission"),
    **dict.fromkeys(doctype_access.CARRIERS, f"{_RULE}.carrier_permission"),
    **dict.fromkeys(doctype_access.OWNED, f"{_RULE}.owned_permission"),
    **dict.fromkeys(doctype_access.INTERNAL, f"{_RULE}.internal_permission"),
    **dict.fromkeys(doctype_access.OF_WHOLE_OFFICE, "cfm_app.figures.releases.entry.permission"),
    **dict.fromkeys(
        (names.SIGNATURE, names.RECORD), "cfm_app.security.obligations.own_rows.permission"
    ),
    **dict.fromkeys(
        guarded_doctypes.DELEGATED, "cfm_app.security.administration.delegation.permission"
    ),
    "Notification Settings": "cfm_app.security.administration.delegation.settings_permission",
    "List Filter": "cfm_app.security.access_rule.saved_filters.permission",
    consts.EXCHANGE_AGREEMENT: "cfm_app.exchange.agencies.entry.permission",
}

doc_events = DOC_EVENTS

# Before there is a session.
on_login = [
    "cfm_app.security.administration.administrator_only.check_session",
    "cfm_app.security.second_factor.factor.check_log_in",
]
on_session_creation = [
    "cfm_app.security.administration.accounts.tell_of_new_password",
    "cfm_app.security.second_factor.step_up.note_log_in",
    "cfm_app.security.second_factor.own_sessions.record_device",
    "cfm_app.security.log_in.trusted_devices.note_log_in",
    "cfm_app.channels.push.devices.look_at_log_in",
]
on_logout = [
    "cfm_app.security.second_factor.step_up.end",
    "cfm_app.security.sealing.unlocking.end_at_log_out",
    "cfm_app.channels.push.devices.end_at_log_out",
    "cfm_app.web.pages.shell.forget_drafts",
]

# A log-in that takes other codes than those of the app and of mails.
second_factor_codes = [
    "cfm_app.security.second_factor.factor.take_recovery_code",
    "cfm_app.security.second_factor.factor.take_passkey",
]
# Whom it asks although no role of theirs does.
second_factor_demanded = ["cfm_app.security.second_factor.administrator.is_demanded"]
# Where it asks for none after the password, and what it offers where it asks.
second_factor_spared = ["cfm_app.security.log_in.trusted_devices.accept_and_rotate"]
second_factor_offers = [
    "cfm_app.security.log_in.trusted_devices.offer",
    "cfm_app.security.second_factor.factor.offer",
]
# A manager logs somebody out everywhere.
sessions_ended = ["cfm_app.security.log_in.trusted_devices.forget_all"]

# What is taken out of the machine through its pages.
before_backup_leaves = "cfm_app.security.gates.backups.before_leaving"
# A screen has deleted one.
backup_deleted = ["cfm_app.security.administration.deleted_backups.tell"]

# A desk that resets it without the framework's method asks here first.
before_second_factor_reset = "cfm_app.security.administration.accounts.check_factor_reset"

# Before anything is read or written.
before_request = [
    "cfm_app.office.watch.clock_doubt.look_in_requests",
    "cfm_app.security.gates.typed_queries.guard",
    "cfm_app.security.gates.framework_lists.guard",
    "cfm_app.security.gates.linked_columns.guard",
    "cfm_app.security.gates.account_columns.guard",
    "cfm_app.security.access_rule.missing_documents.guard",
    "cfm_app.security.gates.quiet_rooms.guard",
    "cfm_app.security.gates.request_log.name_fields_only",
    "cfm_app.procedures.setup.transaction_isolation.wait_for_writers",
]
before_job = [
    "cfm_app.security.gates.typed_queries.guard",
    "cfm_app.security.gates.framework_lists.guard",
    "cfm_app.security.gates.linked_columns.guard",
    "cfm_app.security.gates.account_columns.guard",
    "cfm_app.security.access_rule.missing_documents.guard",
    "cfm_app.security.gates.quiet_rooms.guard",
    "cfm_app.security.gates.request_log.name_fields_only",
    "cfm_app.procedures.setup.transaction_isolation.wait_for_writers",
    "cfm_app.security.access_rule.outgoing_data.check_before_sending",
]

# Runs in each request as soon as the user is known.
auth_hooks = [
    "cfm_app.web.pages.shell.keep_apart",
    "cfm_app.security.gates.every_request.check_request",
]

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
text_environment = ["cfm_app.security.office_texts.environment.limited"]
# Where a bench prints.
pdf_body_html = "cfm_app.security.office_texts.printing.clean_body"
condition_names = ["cfm_app.security.office_texts.conditions.narrowed"]

override_doctype_class = {
    "Assignment Rule": "cfm_app.security.configuration.assignment_rule.GuardedRule",
    "Customize Form": "cfm_app.security.configuration.customize_form.GuardedCustomization",
    "Error Log": "cfm_app.security.sealing.error_logs.WordlessErrorLog",
    "Scheduled Job Log": "cfm_app.security.sealing.error_logs.WordlessJobLog",
    "File": "cfm_app.security.sealing.files.SealedFile",
}

override_whitelisted_methods = REPLACED_METHODS
