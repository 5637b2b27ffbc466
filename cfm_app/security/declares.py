"""Who may write, read, be somebody: what security asks at each event of documents, requests and sessions."""

from cfm_app.base.declaring import Declares, Job, Turn, hooked, on
from cfm_app.security.access_rule import outgoing_data
from cfm_app.security.administration import access_facts
from cfm_app.security.configuration import guarded_doctypes
from cfm_app.security.obligations import gate, names
from cfm_app.security.persons import processing_restriction
from cfm_app.security.sealing import last_key

_S = "cfm_app.security"
_RULE = f"{_S}.access_rule"
_ADMINISTRATION = f"{_S}.administration"
_CONFIGURATION = f"{_S}.configuration"
_FACTOR = f"{_S}.second_factor"
_GATES = f"{_S}.gates"
_ABOUT = f"{_S}.restricted_cases.written_about"
_DUPLICATES = f"{_S}.restricted_cases.named_duplicates"
_MAY_LEAVE = f"{_RULE}.outgoing_data.attach_answer"
_WITHOUT_WORDS = f"{_S}.sealing.error_logs.keep_words_out"
# What is shut in each process before it reads anything, for requests and for jobs.
_GUARDS = [
    *(f"{_GATES}.{gate}.guard" for gate in ("typed_queries", "framework_lists")),
    *(f"{_GATES}.{gate}.guard" for gate in ("linked_columns", "account_columns")),
    f"{_RULE}.missing_documents.guard",
    f"{_GATES}.quiet_rooms.guard",
    f"{_GATES}.request_log.name_fields_only",
]

_OBLIGED = [
    # Who has not signed or learned what their role needs writes nothing of what people told. Before anything
    # is read of what they sent.
    *on(
        gate.RECORDED,
        ("before_validate", "on_trash", "before_rename"),
        f"{_S}.obligations.gate.check_writing",
        Turn.FIRST,
    ),
    *on(
        ("File", "Comment", "ToDo", "Communication", "Tag Link"),
        "before_validate",
        f"{_S}.obligations.gate.check_hanging",
        Turn.FIRST,
    ),
    # What a person asked to be only kept is written by nobody but those who decide on it.
    *on(
        processing_restriction.WRITTEN,
        ("before_validate", "on_trash", "before_rename"),
        f"{_S}.persons.processing_restriction.check",
        Turn.FIRST,
    ),
    *on(
        (names.SETTINGS, names.AGREEMENT, names.COURSE),
        "on_change",
        f"{_S}.obligations.compliance.clear_cache",
    ),
]

_EVERY_DOCUMENT = [
    *on("*", ("before_insert", "before_validate"), f"{_GATES}.child_rows.check"),
    *on(
        "*",
        ("before_validate", "before_rename", "on_trash"),
        f"{_CONFIGURATION}.part_of_office.check",
    ),
    *on("*", "before_validate", f"{_S}.lawful_basis.unrecorded_writes.check_attached"),
    *on("*", "autoname", f"{_RULE}.random_naming.name_own"),
    *on("*", "before_rename", f"{_RULE}.deletion.note_merge"),
    *on(
        "*",
        "on_trash",
        (f"{_GATES}.child_rows.refuse_alone", f"{_RULE}.deletion.refuse_naming_cases"),
    ),
    *on("*", "validate", f"{_S}.markup.neutralise_json"),
    # After all others of the same event, and before the framework looks at the conditions of webhooks.
    *on("*", outgoing_data.EVENTS, _MAY_LEAVE, Turn.LAST),
]

# Before validation: some records of the framework are saved without being validated.
_SET_UP = [
    *on(guarded_doctypes.PROGRAMS, "before_validate", f"{_CONFIGURATION}.template_checks.check"),
    *on(guarded_doctypes.FILLED_IN, "before_validate", f"{_CONFIGURATION}.filled_texts.check"),
    *on(
        guarded_doctypes.CARRYING, "before_validate", f"{_CONFIGURATION}.configuration_leaks.check"
    ),
    *on(
        guarded_doctypes.RESERVED, "before_validate", f"{_ADMINISTRATION}.administrator_only.check"
    ),
    *on(
        ("OAuth Authorization Code", "OAuth Bearer Token", "Token Cache"),
        "before_validate",
        f"{_ADMINISTRATION}.administrator_only.check_token",
    ),
    *on(
        guarded_doctypes.DELEGATED_TARGETS,
        ("before_validate", "on_trash"),
        f"{_ADMINISTRATION}.delegation.check_target",
    ),
    *on(
        guarded_doctypes.DELEGATED_SUBJECTS,
        "before_validate",
        f"{_ADMINISTRATION}.delegation.check_subject",
    ),
    *on("Webhook", "before_validate", f"{_RULE}.outgoing_data.guard_webhook"),
    *on("Custom Field", "validate", f"{_S}.sealing.body.check_new_field"),
    # The framework lets every user of the desk save these without a right to it.
    *on(("Prepared Report", "Report"), "before_insert", f"{_GATES}.narrowed_methods.check_made"),
    *on(
        "Workspace",
        ("validate", "on_trash", "before_rename"),
        f"{_CONFIGURATION}.workspaces.refuse_shared",
    ),
    *on("Auto Email Report", "validate", f"{_CONFIGURATION}.auto_email_reports.check"),
    *on(
        ("Dropbox Settings", "Google Drive", "S3 Backup Settings"),
        "before_validate",
        f"{_GATES}.backups.refuse_elsewhere",
    ),
]

# Who sees restricted cases is compared before and after.
_WHO_SEES = [
    *on(
        access_facts.SOURCES,
        ("before_validate", "on_trash"),
        f"{_ADMINISTRATION}.four_eyes.note_access_before",
    ),
    *on(access_facts.SOURCES, "on_update", f"{_ADMINISTRATION}.four_eyes.check_saving"),
    *on(access_facts.SOURCES, "after_delete", f"{_ADMINISTRATION}.four_eyes.check_deleting"),
    *on(("User", "Role"), "before_rename", f"{_ADMINISTRATION}.delegation.check_merge"),
    *on(access_facts.SOURCES, "before_rename", f"{_ADMINISTRATION}.four_eyes.check_renaming"),
    *on("Case Sensitivity", "on_update", f"{_S}.entitlement.casework_role.give_to_handlers"),
]

# Somebody always opens what is sealed.
_LAST_KEY = f"{_S}.sealing.last_key"
_DECIDES_KEYS = (*access_facts.SOURCES, *last_key.SOURCES)
_OPENED = [
    *on(_DECIDES_KEYS, ("before_validate", "on_trash"), f"{_LAST_KEY}.note"),
    *on(_DECIDES_KEYS, ("on_update", "after_delete"), f"{_LAST_KEY}.check"),
    *on(_DECIDES_KEYS, "before_rename", f"{_LAST_KEY}.note_renaming"),
    *on(_DECIDES_KEYS, "after_rename", f"{_LAST_KEY}.check_renaming"),
]

_ACCOUNTS = [
    *on(
        "User",
        "before_validate",
        (
            f"{_ADMINISTRATION}.accounts.queue_invitation",
            f"{_ADMINISTRATION}.accounts.check_own_credentials",
            f"{_ADMINISTRATION}.accounts.note_new_credentials",
            f"{_ADMINISTRATION}.delegation.check_api_key",
            f"{_ADMINISTRATION}.delegation.note_roles",
            f"{_ADMINISTRATION}.administrator_only.check_log_ins",
        ),
    ),
    *on(("User", "Role Profile"), "validate", f"{_ADMINISTRATION}.delegation.check_roles"),
    *on(
        "User",
        "validate",
        (
            f"{_S}.entitlement.casework_role.sync",
            f"{_GATES}.narrowed_methods.check_default_app",
        ),
    ),
    *on("User", "after_rename", f"{_S}.audit.note_new_name"),
    *on(
        "User",
        "on_update",
        (
            f"{_S}.sealing.unlocking.end_with_entrance",
            f"{_ADMINISTRATION}.accounts.make_known",
        ),
    ),
]

_RESTRICTED = [
    *on("Case", "on_change", f"{_DUPLICATES}.follow_case"),
    *on("Case", "after_delete", f"{_DUPLICATES}.forget_case"),
    *on("Sensitive Report", "on_change", f"{_DUPLICATES}.follow_report"),
    *on("Case Sensitivity", "on_change", f"{_DUPLICATES}.follow_class"),
    *on("File", "validate", f"{_ABOUT}.check_file"),
    *on("Comment", "validate", f"{_ABOUT}.check_comment"),
    *on("ToDo", "validate", f"{_ABOUT}.check_task"),
    *on("Tag Link", "validate", f"{_ABOUT}.check_tag"),
    *on("DocShare", "validate", f"{_ABOUT}.check_share"),
    *on(("Comment", "ToDo", "Communication"), "on_update", f"{_ABOUT}.clear_columns"),
    *on("Email Queue", "before_insert", f"{_ABOUT}.filter_recipients"),
    *on("Access Log", "before_insert", f"{_FACTOR}.step_up.check_export"),
    *on(outgoing_data.LOG, "before_insert", f"{_RULE}.outgoing_data.redact_log"),
    # What a failure quotes and held is not stored.
    *on(("Error Log", "Scheduled Job Log"), "before_insert", _WITHOUT_WORDS),
    *on("Prepared Report", "before_save", _WITHOUT_WORDS),
]

DECLARES = Declares(
    events=[
        *_OBLIGED,
        *_EVERY_DOCUMENT,
        *_SET_UP,
        *_WHO_SEES,
        *_OPENED,
        *_ACCOUNTS,
        *_RESTRICTED,
    ],
    jobs=[
        Job(
            f"{_S}.entitlement.deputy_notices.announce",
            "Tells deputies that they stand in, and until when",
            every="hourly",
        ),
        Job(
            f"{_S}.obligations.reminders.remind_all",
            "Reminds people of what they have to sign or to learn",
            every="daily",
        ),
    ],
    hooks=[
        hooked("before_request", _GUARDS),
        hooked("before_job", _GUARDS),
        hooked("before_job", f"{_RULE}.outgoing_data.check_before_sending", Turn.LAST),
        hooked("auth_hooks", f"{_GATES}.every_request.check_request", Turn.LAST),
        hooked("after_request", f"{_FACTOR}.idle.record_use", Turn.LAST),
        # Before there is a session.
        hooked(
            "on_login",
            (
                f"{_ADMINISTRATION}.administrator_only.check_session",
                f"{_FACTOR}.factor.check_log_in",
            ),
        ),
        hooked(
            "on_session_creation",
            (
                f"{_ADMINISTRATION}.accounts.tell_of_new_password",
                f"{_FACTOR}.step_up.note_log_in",
                f"{_FACTOR}.enrolment.tell_owner",
                f"{_FACTOR}.own_sessions.record_device",
                f"{_S}.log_in.trusted_devices.note_log_in",
            ),
        ),
        hooked("on_logout", (f"{_FACTOR}.step_up.end", f"{_S}.sealing.unlocking.end_at_log_out")),
        # A log-in that takes other codes than those of the app and of mails.
        hooked(
            "second_factor_codes",
            (f"{_FACTOR}.factor.take_recovery_code", f"{_FACTOR}.factor.take_passkey"),
        ),
        # Whom it asks although no role of theirs does; where it asks for none after the password; what it offers.
        hooked("second_factor_demanded", f"{_FACTOR}.administrator.is_demanded"),
        hooked("second_factor_spared", f"{_S}.log_in.trusted_devices.accept_and_rotate"),
        hooked(
            "second_factor_offers",
            (f"{_S}.log_in.trusted_devices.offer", f"{_FACTOR}.factor.offer"),
        ),
        # A manager logs somebody out everywhere.
        hooked("sessions_ended", f"{_S}.log_in.trusted_devices.forget_all"),
        # A screen has deleted one.
        hooked("backup_deleted", f"{_ADMINISTRATION}.deleted_backups.tell"),
        # What may be told to other programs by itself, for an engine that asks.
        hooked("may_leave_site", f"{_RULE}.outgoing_data.may_leave"),
        hooked("text_environment", f"{_S}.office_texts.environment.limited"),
        hooked("condition_names", f"{_S}.office_texts.conditions.narrowed"),
        hooked(
            "site_findings",
            (
                f"{_CONFIGURATION}.filled_texts.findings",
                f"{_CONFIGURATION}.template_checks.findings",
                f"{_S}.sealing.findings.findings",
            ),
        ),
    ],
    list_conditions={
        names.SIGNATURE: f"{_S}.obligations.own_rows.condition",
        names.RECORD: f"{_S}.obligations.own_rows.condition",
        "List Filter": f"{_RULE}.saved_filters.condition",
    },
    permissions={
        names.SIGNATURE: f"{_S}.obligations.own_rows.permission",
        names.RECORD: f"{_S}.obligations.own_rows.permission",
        "List Filter": f"{_RULE}.saved_filters.permission",
        "Notification Settings": f"{_ADMINISTRATION}.delegation.settings_permission",
        **dict.fromkeys(guarded_doctypes.DELEGATED, f"{_ADMINISTRATION}.delegation.permission"),
    },
)
